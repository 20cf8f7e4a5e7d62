//! The forms of a day that nearly every file has: `2026-11-01`, `2026/11/1`, `2026.11.01`, `20261101`, and in a column
//! whose order is known `1/11/2026`; each alone or before a time of day.
//!
//! The bytes stand in a register and every form is brought to `YYYY-MM-DD`, which is judged in one place. None is no
//! verdict: what is in doubt goes to [`read`](super::read), which knows all forms and every fault.

use super::Day;
use super::read::Order;
use crate::word::word;

/// The day, if the cell has a usual form to the byte. `zoned`: a time's zone would matter.
#[inline]
pub(super) fn usual(cell: &[u8], order: Option<Order>, zoned: bool) -> Option<Day> {
    let plain = (cell.len() == 10).then(|| year_month_day(word(cell))).flatten();
    plain.or_else(|| less_usual(cell, order, zoned))
}

/// 1900-01-01, counted from 1970-01-01.
const FIRST_DAY: i32 = -25_567;

/// The number of the first day of every month from 1900-01 to 2200-01.
static MONTHS: [i32; 3601] = {
    let mut starts = [FIRST_DAY; 3601];
    let mut at = 0;
    while at < 3600 {
        let year = 1900 + at as u32 / 12;
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match at % 12 + 1 {
            2 => 28 + leap as i32,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        starts[at + 1] = starts[at] + length;
        at += 1;
    }
    starts
};

/// `YYYY-MM-DD`, between the numbers `-`, `.` or `/`, twice the same.
#[inline]
fn year_month_day(text: u128) -> Option<Day> {
    const ZEROS: u64 = u64::from_le_bytes(*b"0000\x0000\0");
    let (head, tail) = (text as u64, (text >> 64) as u64);
    let mark = head >> 32 & 0xff;
    // Digits become their values, the marks become zero.
    let head = head ^ (ZEROS | mark << 32 | mark << 56);
    let tail = tail ^ 0x3030;
    let no_digit = (head | head.wrapping_add(0x0006_0600_0606_0606)) & 0xfff0_f0ff_f0f0_f0f0 | (tail | tail.wrapping_add(0x0606)) & 0xf0f0;
    if no_digit != 0 || !is_mark(mark as u8) {
        return None;
    }
    let pairs = head * 10 + (head >> 8);
    let (century, year, month) = (pairs as usize & 0xff, pairs as usize >> 16 & 0xff, pairs as usize >> 40 & 0xff);
    let day = (tail * 10 + (tail >> 8)) as i32 & 0xff;
    let at = (century * 1200 + year * 12 + month).wrapping_sub(19 * 1200 + 1);
    let [first, next] = *MONTHS.get(at..)?.first_chunk()?;
    let in_month = (1..=12).contains(&month) && (1..=next - first).contains(&day);
    in_month.then(|| Day::from_number(first + day - 1))
}

/// `-`, `.` and `/` are neighbours in ASCII.
fn is_mark(byte: u8) -> bool {
    (b'-'..=b'/').contains(&byte)
}

#[inline(never)]
fn less_usual(cell: &[u8], order: Option<Order>, zoned: bool) -> Option<Day> {
    let date = match [10, 9, 8].into_iter().find(|&at| matches!(cell.get(at), Some(b' ' | b'T'))) {
        Some(end) => is_time(&cell[end + 1..], zoned).then_some(&cell[..end])?,
        None => cell,
    };
    if !(8..=10).contains(&date.len()) {
        return None;
    }
    let mut form = Form { text: word(date), len: date.len() };
    if form.is_mark(1) || form.is_mark(2) {
        form.put_year_first(order?);
    } else if form.len == 8 && !form.is_mark(4) {
        form.insert(4, b'-');
        form.insert(7, b'-');
    } else {
        if form.is_mark(6) {
            form.insert(5, b'0');
        }
        if form.len == 9 {
            form.insert(8, b'0');
        }
    }
    if form.len == 10 { year_month_day(form.text) } else { None }
}

/// A date on its way to ten bytes.
struct Form {
    text: u128,
    len: usize,
}

impl Form {
    fn is_mark(&self, at: u32) -> bool {
        is_mark((self.text >> (8 * at)) as u8)
    }

    fn insert(&mut self, at: u32, byte: u8) {
        let before = self.text & ((1 << (8 * at)) - 1);
        self.text = before | u128::from(byte) << (8 * at) | (self.text ^ before) << 8;
        self.len += 1;
    }

    /// `D/M/YYYY` or `M/D/YYYY`.
    fn put_year_first(&mut self, order: Order) {
        if self.is_mark(1) {
            self.insert(0, b'0');
        }
        if self.is_mark(4) {
            self.insert(3, b'0');
        }
        let [a1, a2, mark, b1, b2, second_mark, y1, y2, y3, y4, ..] = self.text.to_le_bytes();
        let ([m1, m2], [d1, d2]) = match order {
            Order::DayFirst => ([b1, b2], [a1, a2]),
            Order::MonthFirst => ([a1, a2], [b1, b2]),
        };
        self.text = u128::from_le_bytes([y1, y2, y3, y4, mark, m1, m2, second_mark, d1, d2, 0, 0, 0, 0, 0, 0]);
    }
}

/// `H:MM`, `HH:MM`, `H:MM:SS`, `HH:MM:SS`, `HH:MM:SS.fff`; then nothing, ` AM`, ` PM`, or `Z` where no zone matters.
fn is_time(text: &[u8], zoned: bool) -> bool {
    let text = match text {
        [time @ .., b'Z'] if !zoned => time,
        [time @ .., b' ', b'A' | b'P', b'M'] => time,
        time => time,
    };
    let text = match text.split_at_checked(8) {
        Some((time, [b'.', digits @ ..])) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => time,
        _ => text,
    };
    if text.len() > 8 {
        return false;
    }
    let (mut clock, mut len) = (word(text) as u64, text.len());
    if (clock >> 8) as u8 == b':' {
        (clock, len) = (clock << 8 | u64::from(b'0'), len + 1);
    }
    if len == 5 {
        (clock, len) = (clock | u64::from_le_bytes(*b"\0\0\0\0\0:00"), 8);
    }
    len == 8 && is_clock(clock)
}

/// `HH:MM:SS` from 00:00:00 to 23:59:59.
fn is_clock(text: u64) -> bool {
    let digits = text ^ u64::from_le_bytes(*b"00:00:00");
    let no_digit = (digits | digits.wrapping_add(0x0606_0006_0600_0606)) & 0xf0f0_fff0_f0ff_f0f0;
    // The highest bit of a byte is set by what is above 23, 59, 59.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_0000_ff00_00ff;
    let too_late = (pairs + 0x0044_0000_4400_0068) & 0x0080_0000_8000_0080;
    no_digit == 0 && too_late == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::read::{DateFormat, Zone};
    use chrono::{Datelike, NaiveDate};
    use proptest::prelude::*;

    const ORDERS: [Option<Order>; 3] = [None, Some(Order::DayFirst), Some(Order::MonthFirst)];

    /// A day as files write it; one pattern a form, of numbers that need not be a day.
    fn forms(y: u32, m: u32, d: u32) -> [String; 12] {
        [
            format!("{y:04}-{m:02}-{d:02}"),
            format!("{y:04}/{m:02}/{d:02}"),
            format!("{y:04}.{m:02}.{d:02}"),
            format!("{y:04}{m:02}{d:02}"),
            format!("{y}/{m}/{d}"),
            format!("{y}-{m}-{d}"),
            format!("{y}/{m:02}/{d}"),
            format!("{y}/{m}/{d:02}"),
            format!("{d}/{m}/{y}"),
            format!("{d:02}.{m:02}.{y}"),
            format!("{d:02}-{m}-{y}"),
            format!("{d}/{m:02}/{y}"),
        ]
    }

    const TIMES: [&str; 12] = [
        "", " 9:05", " 09:05", "T09:05:30", " 9:05:30", " 23:59:59", "T09:05:30.123", "T09:05Z", " 09:05+08:00", " 9:05 PM", " 24:00",
        " 23:59:60",
    ];

    #[test]
    fn every_day_in_every_form() {
        let mut date = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
        while date.year() < 2200 {
            for (place, form) in forms(date.year() as u32, date.month(), date.day()).iter().enumerate() {
                let order = (place >= 8).then_some(Order::DayFirst);
                assert_eq!(usual(form.as_bytes(), order, true), Some(Day::from(date)), "{form}");
            }
            date = date.succ_opt().unwrap();
        }
    }

    #[test]
    fn usual_times_are_read_here() {
        for (time, no_zone, zoned) in [
            (" 9:05", true, true),
            ("T09:05:30", true, true),
            (" 09:05:30.123", true, true),
            (" 9:05 PM", true, true),
            ("T09:05:30Z", true, false),
            (" 24:00", false, false),
            (" 23:59:60", false, false),
            (" 09:60", false, false),
            (" 09:05+08:00", false, false),
        ] {
            let cell = format!("2026/11/1{time}");
            assert_eq!(usual(cell.as_bytes(), None, false).is_some(), no_zone, "{cell}");
            assert_eq!(usual(cell.as_bytes(), None, true).is_some(), zoned, "{cell}");
        }
    }

    /// What is said here is what the long way says; that way knows nothing of this file.
    fn agrees(cell: &str) -> Result<(), TestCaseError> {
        for order in ORDERS {
            for zone in [None, Some(Zone::Offset(480))] {
                if let Some(day) = usual(cell.as_bytes(), order, zone.is_some()) {
                    prop_assert_eq!(Ok(day), DateFormat::Known(order).read_any(cell, zone), "{:?} {:?} {:?}", cell, order, zone);
                }
            }
        }
        Ok(())
    }

    #[test]
    fn the_edges_of_the_calendar() {
        for year in [0, 99, 1899, 1900, 1904, 2000, 2023, 2024, 2100, 2199, 2200, 9999] {
            for (month, day) in (0..=13).flat_map(|month| [0, 1, 9, 10, 27, 28, 29, 30, 31, 32, 99].map(|day| (month, day))) {
                for form in forms(year, month, day) {
                    agrees(&form).unwrap();
                }
            }
        }
    }

    #[test]
    fn every_time_of_two_digits() {
        for (hour, minute) in (0..100).flat_map(|hour| (0..100).map(move |minute| (hour, minute))) {
            for time in [format!("{hour:02}:{minute:02}"), format!("{hour}:{minute}"), format!("00:{hour:02}:{minute:02}")] {
                agrees(&format!("2026-11-01 {time}")).unwrap();
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn cells_near_the_usual_forms(y in 1890..2210_u32, m in 0..14_u32, d in 0..33_u32, form in 0..12_usize, time in 0..12_usize,
                                      changes in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, "[0-9./: TZ\\-\0\u{80}x+]"), 0..4)) {
            let mut cell: Vec<char> = (forms(y, m, d)[form].clone() + TIMES[time]).chars().collect();
            for (at, change, by) in changes {
                let at = at.index(cell.len());
                let by = by.chars();
                match change {
                    0 => _ = cell.splice(at..=at, by),
                    1 => _ = cell.splice(at..at, by),
                    _ => _ = cell.remove(at),
                }
            }
            agrees(&cell.into_iter().collect::<String>())?;
        }
    }
}
