//! Days, and the window of days that counts. Reading a day from a cell is `read`, its quick way `usual`, zones are `zone`.
//!
//! A day is a number, so that recency is a subtraction. There is no clock here: the as-of date is always handed in.

pub mod read;
mod usual;
pub mod yearly;
pub mod zone;

use crate::digits::Digits;
use crate::lang::Text;
use chrono::{Datelike, Days, Months, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// A calendar day, as days since 1970-01-01 (negative before).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Days since 0001-01-01 of 1970-01-01, as chrono counts them.
const EPOCH: i32 = 719_163;

impl Day {
    /// 1900-01-01, the first day that is read.
    pub const FIRST: Day = Day(-25_567);
    /// 2199-12-31, the last.
    pub const LAST: Day = Day(84_005);

    /// The day with this number, counted from 1970-01-01.
    pub const fn from_number(number: i32) -> Self {
        Day(number)
    }

    /// The day's number, counted from 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day of a calendar date; none when there is no such date or the year is outside 1900–2199.
    pub fn of(year: i32, month: u32, day: u32) -> Option<Self> {
        (1900..=2199).contains(&year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten().map(Day::from)
    }

    /// Whole days from `earlier` to this day; negative when `earlier` is later.
    pub const fn since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }

    /// The day so many days later (earlier when negative).
    pub const fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// ISO 8601, `2026-11-01`, without allocation.
    pub fn digits(self) -> Digits {
        let date = self.date();
        let mut text = Digits::default();
        text.two(date.day());
        text.mark(b'-');
        text.two(date.month());
        text.mark(b'-');
        let year = date.year().unsigned_abs();
        match date.year() {
            0..=9999 => {
                text.two(year % 100);
                text.two(year / 100);
            }
            10_000.. => text.number(year.into()),
            _ => {
                text.number(year.into());
                while text.as_bytes().len() < "005-11-01".len() {
                    text.mark(b'0');
                }
                text.mark(b'-');
            }
        }
        text
    }

    /// The calendar date, for calendar arithmetic.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH)).unwrap_or(NaiveDate::MAX)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Day(date.num_days_from_ce() - EPOCH)
    }
}

impl fmt::Display for Day {
    /// ISO 8601: `2026-11-01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits().as_str())
    }
}

impl FromStr for Day {
    type Err = ();

    /// ISO 8601 only: `2026-11-01`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| ())?;
        Day::of(date.year(), date.month(), date.day()).ok_or(())
    }
}

/// The unit of a window's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Days.
    Days,
    /// Weeks of seven days.
    Weeks,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

/// The stretch of time before the as-of date in which purchases count: `12m`, `90d`, `52w`, `2y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many; at least 1.
    pub count: u32,
    /// Of what.
    pub span: Span,
}

impl Window {
    /// The last day that does *not* count: days d with start < d ≤ as-of are in the window.
    ///
    /// N months back is the same day of the month N months earlier, clamped to that month's end.
    pub fn start(self, as_of: Day) -> Day {
        let date = as_of.date();
        let start = match self.span {
            Span::Days => date.checked_sub_days(Days::new(self.count.into())),
            Span::Weeks => date.checked_sub_days(Days::new(u64::from(self.count) * 7)),
            Span::Months => date.checked_sub_months(Months::new(self.count)),
            Span::Years => date.checked_sub_months(Months::new(self.count.saturating_mul(12))),
        };
        start.map_or(Day(i32::MIN), Day::from)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.span {
            Span::Days => 'd',
            Span::Weeks => 'w',
            Span::Months => 'm',
            Span::Years => 'y',
        };
        write!(f, "{}{unit}", self.count)
    }
}

impl FromStr for Window {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let wrong = || {
            Text::new(
                "'{}' is not a window; write a number and d, w, m or y: 90d, 52w, 12m, 2y",
                "“{}”不是统计期；请写数字加 d、w、m 或 y：90d、52w、12m、2y",
            )
        };
        let unit = text.chars().next_back().ok_or_else(wrong)?;
        let span = match unit {
            'd' => Span::Days,
            'w' => Span::Weeks,
            'm' => Span::Months,
            'y' => Span::Years,
            _ => return Err(wrong()),
        };
        match text[..text.len() - 1].parse() {
            Ok(count) if (1..=120_000).contains(&count) => Ok(Window { count, span }),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_count_from_the_epoch() {
        assert_eq!(day("1970-01-01").number(), 0);
        assert_eq!(day("2024-03-01").since(day("2024-02-28")), 2); // a leap year
        assert_eq!(day("2026-11-21").to_string(), "2026-11-21");
        assert!("2023-02-29".parse::<Day>().is_err());
        assert!("1899-12-31".parse::<Day>().is_err());
        assert!("2200-01-01".parse::<Day>().is_err());
    }

    #[test]
    fn windows() {
        let start = |window: &str, as_of| window.parse::<Window>().unwrap().start(day(as_of)).to_string();
        assert_eq!(start("12m", "2026-11-01"), "2025-11-01");
        assert_eq!(start("1m", "2026-03-31"), "2026-02-28"); // clamped
        assert_eq!(start("1y", "2024-02-29"), "2023-02-28");
        assert_eq!(start("90d", "2026-03-31"), "2025-12-31");
        assert_eq!(start("2w", "2026-03-15"), "2026-03-01");
        for wrong in ["", "12", "m", "0d", "-3m", "1.5y", "12月"] {
            assert!(wrong.parse::<Window>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn printed_as_the_standard_library_does() {
        let far = [i32::MIN, i32::MIN + 1, -800_000, -720_000, -719_528, -354_285, 2_932_896, 2_932_897, 50_000_000, i32::MAX];
        for day in (-30_000..90_000).chain(far).map(Day) {
            let date = day.date();
            assert_eq!(day.to_string(), format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()));
        }
    }
}
