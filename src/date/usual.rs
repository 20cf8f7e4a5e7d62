//! The forms of a day that nearly every file has: `2026-11-01`, `2026/11/1`, `2026.11.01`, `20261101`, and in a column
//! whose order is known `1/11/2026`; each alone or before a time of day.
//!
//! The bytes stand in a register and every form is brought to `YYYY-MM-DD`, which is judged in one place. None is no
//! verdict: what is in doubt goes to [`read`](super::read), which knows all forms and every fault.

use super::Day;
use super::read::Order;
use crate::word::{Word, word};

/// The day of `YYYY-MM-DD`, alone or before a time. `zoned`: a time's zone would matter.
#[inline(always)]
pub(super) fn iso(cell: &[u8], zoned: bool) -> Option<Day> {
    let (&[y1, y2, y3, y4, a, m1, m2, b, d1, d2], time) = cell.split_first_chunk()?;
    let day = judged([y1, y2, y3, y4, a, m1, m2, b], [d1, d2], b'-')?;
    (time.is_empty() || is_time(time, zoned)).then_some(day)
}

/// The day of `YYYY-MM-DD` alone.
#[inline(always)]
pub(super) fn iso_word(cell: Word) -> Option<Day> {
    let (head, tail) = (cell.bytes as u64, (cell.bytes >> 64) as u16);
    if cell.len == 10 { judged(head.to_le_bytes(), tail.to_le_bytes(), b'-') } else { None }
}

/// The day of any usual form.
pub(super) fn usual(cell: &[u8], order: Option<Order>, zoned: bool) -> Option<Day> {
    let date = match cell.len() {
        8..=10 => cell,
        _ => {
            let end = [8, 9, 10].into_iter().find(|&at| matches!(cell.get(at), Some(b' ' | b'T')))?;
            is_time(&cell[end..], zoned).then_some(&cell[..end])?
        }
    };
    let (head, tail) = if is_mark(date[1]) || is_mark(date[2]) { year_last(date, order?) } else { year_first(date) }?;
    if is_mark(head[4]) { judged(head, tail, head[4]) } else { None }
}

/// `YYYY-MM-` and `DD`.
type Padded = ([u8; 8], [u8; 2]);

fn year_first(date: &[u8]) -> Option<Padded> {
    Some(match *date {
        [y1, y2, y3, y4, a, m1, m2, b, d1, d2] => ([y1, y2, y3, y4, a, m1, m2, b], [d1, d2]),
        [y1, y2, y3, y4, a, m1, m2, b, d2] if is_mark(b) => ([y1, y2, y3, y4, a, m1, m2, b], [b'0', d2]),
        [y1, y2, y3, y4, a, m2, b, d1, d2] => ([y1, y2, y3, y4, a, b'0', m2, b], [d1, d2]),
        [y1, y2, y3, y4, a, m2, b, d2] if is_mark(a) => ([y1, y2, y3, y4, a, b'0', m2, b], [b'0', d2]),
        [y1, y2, y3, y4, m1, m2, d1, d2] => ([y1, y2, y3, y4, b'-', m1, m2, b'-'], [d1, d2]),
        _ => return None,
    })
}

fn year_last(date: &[u8], order: Order) -> Option<Padded> {
    let (first, a, second, b, [y1, y2, y3, y4]) = match *date {
        [p1, p2, a, q1, q2, b, y1, y2, y3, y4] => ([p1, p2], a, [q1, q2], b, [y1, y2, y3, y4]),
        [p1, p2, a, q2, b, y1, y2, y3, y4] if is_mark(a) => ([p1, p2], a, [b'0', q2], b, [y1, y2, y3, y4]),
        [p2, a, q1, q2, b, y1, y2, y3, y4] => ([b'0', p2], a, [q1, q2], b, [y1, y2, y3, y4]),
        [p2, a, q2, b, y1, y2, y3, y4] => ([b'0', p2], a, [b'0', q2], b, [y1, y2, y3, y4]),
        _ => return None,
    };
    let ([m1, m2], day) = if order == Order::DayFirst { (second, first) } else { (first, second) };
    Some(([y1, y2, y3, y4, a, m1, m2, b], day))
}

/// `-`, `.` and `/` are neighbours in ASCII.
fn is_mark(byte: u8) -> bool {
    (b'-'..=b'/').contains(&byte)
}

/// The day of `YYYY-MM-` and `DD`, with this mark.
#[inline(always)]
fn judged(head: [u8; 8], tail: [u8; 2], mark: u8) -> Option<Day> {
    const O: u8 = b'0';
    // Digits become their values, the marks become zero.
    let head = u64::from_le_bytes(head) ^ u64::from_le_bytes([O, O, O, O, mark, O, O, mark]);
    let tail = u32::from(u16::from_le_bytes(tail) ^ u16::from_le_bytes([O, O]));
    // Bits above the lowest four show a byte that is above the most its place can hold: 2999-19-39.
    let head_too_high = head.wrapping_add(u64::from_le_bytes([13, 6, 6, 6, 15, 14, 6, 15])) | head;
    let tail_too_high = tail.wrapping_add(u32::from_le_bytes([12, 6, 0, 0])) | tail;
    if (head_too_high | u64::from(tail_too_high)) & 0xf0f0_f0f0_f0f0_f0f0 != 0 {
        return None;
    }
    // Neighbours are joined: the century stands in byte 0, the year in byte 2, the month in byte 5.
    let pairs = (head * 10 + (head >> 8)) & 0x0000_ff00_00ff_00ff;
    // Their sum as months arises in bytes 5 and 6.
    let months = pairs.wrapping_mul(1 | (IN_YEAR << 24) | ((100 * IN_YEAR) << 40)) >> 40 & 0xffff;
    let day = (tail * 10 + (tail >> 8)) & 0xff;
    let [first, next] = *MONTHS.get(months.wrapping_sub(1900 * IN_YEAR) as usize..)?.first_chunk()?;
    let days_before = day.wrapping_sub(1);
    (days_before < (next - first) as u32).then(|| Day::from_number(first + days_before as i32))
}

/// The numbers of the first days of all months from 1900 to 2199. Months 0 and 13 to 19 have no days.
static MONTHS: [i32; 300 * IN_YEAR as usize] = {
    let mut starts = [0; 300 * IN_YEAR as usize];
    let (mut at, mut day) = (0, -25_567); // 1900-01-01, counted from 1970-01-01
    while at < starts.len() {
        let (year, month) = (1900 + at as u64 / IN_YEAR, at as u64 % IN_YEAR);
        starts[at] = day;
        day += match month {
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        at += 1;
    }
    starts
};

/// The months that two digits, the first of which is 0 or 1, can name.
const IN_YEAR: u64 = 20;

/// A blank or `T`, then `H:MM`, `HH:MM`, `H:MM:SS`, `HH:MM:SS` or `HH:MM:SS.fff`, then nothing, ` AM`, ` PM`, or `Z` where
/// no zone matters.
#[inline(never)]
fn is_time(text: &[u8], zoned: bool) -> bool {
    let [b' ' | b'T', text @ ..] = text else { return false };
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
                if let Some(day) = iso(cell.as_bytes(), zone.is_some()) {
                    prop_assert_eq!(usual(cell.as_bytes(), order, zone.is_some()), Some(day), "{:?}", cell);
                }
                let word = Word::of(cell.as_bytes()).filter(|word| word.len == 10);
                prop_assert_eq!(word.and_then(iso_word), iso(cell.as_bytes(), zone.is_some()).filter(|_| cell.len() == 10), "{:?}", cell);
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
