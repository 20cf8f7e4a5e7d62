//! A day of every year: a birthday, a holiday. The year, where one is written, does not matter.

use super::Day;
use super::read::{DateFormat, Order};
use crate::money::read::narrow;
use chrono::Datelike;

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yearly {
    month: u32,
    day: u32,
}

impl Yearly {
    /// The day of this month, 29 February included; none when no year has such a day.
    pub fn new(month: u32, day: u32) -> Option<Yearly> {
        Day::of(LEAP, month, day).map(|_| Yearly { month, day })
    }

    /// The day of this month and day in that year; 29 February is kept on the 28th where the year has none. None outside
    /// 1900–2199.
    pub fn in_year(self, year: i32) -> Option<Day> {
        Day::of(year, self.month, self.day).or_else(|| Day::of(year, self.month, self.day - 1))
    }

    /// Its days from one day to another, both included.
    pub fn between(self, from: Day, to: Day) -> impl Iterator<Item = Day> {
        (from.date().year()..=to.date().year()).filter_map(move |year| self.in_year(year)).filter(move |day| (from..=to).contains(day))
    }

    /// Reads a date without its year: `05-12`, `--05-12`, `5月12日`, and by the order of the column `12/05`, `12.5.`; without
    /// one the month comes first.
    pub fn read(cell: &str, order: Option<Order>) -> Option<Yearly> {
        let narrowed: String = cell.trim().chars().map(narrow).collect();
        let text = narrowed.trim().trim_start_matches("--");
        let number = |text: &str| text.trim().parse::<u32>().ok().filter(|_| text.trim().len() <= 2);
        if let Some((month, day)) = text.split_once('月') {
            return Yearly::new(number(month)?, number(day.trim_end_matches(['日', '号']))?);
        }
        let (first, second) = ['-', '/', '.'].into_iter().find_map(|mark| text.trim_end_matches('.').split_once(mark))?;
        let (first, second) = (number(first)?, number(second)?);
        let (month_first, day_first) = (Yearly::new(first, second), Yearly::new(second, first));
        match order {
            Some(Order::DayFirst) => day_first,
            _ => month_first.or(day_first.filter(|_| order.is_none())),
        }
    }

    /// Reads a date with its year or without.
    pub fn read_any(cell: &str, format: &DateFormat) -> Option<Yearly> {
        format.read(cell, None).ok().map(Yearly::from).or_else(|| Yearly::read(cell, format.order()))
    }
}

/// A leap year.
const LEAP: i32 = 2000;

impl From<Day> for Yearly {
    fn from(day: Day) -> Yearly {
        let date = day.date();
        Yearly { month: date.month(), day: date.day() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn every_year_has_its_day() {
        let leap = Yearly::from(day("1988-02-29"));
        assert_eq!((leap.in_year(2027), leap.in_year(2028)), (Some(day("2027-02-28")), Some(day("2028-02-29"))));
        assert_eq!(leap.in_year(2200), None);
        let days =
            |from: &str, to: &str| Yearly::new(1, 15).unwrap().between(day(from), day(to)).map(|d| d.to_string()).collect::<Vec<_>>();
        assert_eq!(days("2026-11-01", "2028-01-15"), ["2027-01-15", "2028-01-15"]);
        assert_eq!(days("2026-01-15", "2026-01-15"), ["2026-01-15"]);
        assert!(days("2026-01-16", "2027-01-14").is_empty() && days("2026-01-15", "2026-01-14").is_empty());
        assert_eq!((Yearly::new(2, 30), Yearly::new(13, 1), Yearly::new(0, 1), Yearly::new(1, 0)), (None, None, None, None));
    }

    #[test]
    fn without_a_year() {
        use Order::*;
        let may_12 = Yearly::new(5, 12);
        for (cell, order) in [
            ("05-12", None),
            (" --05-12", None),
            ("5/12", None),
            ("5月12日", Some(DayFirst)),
            ("５月１２号", None),
            ("12.5.", Some(DayFirst)),
            ("12/05", Some(DayFirst)),
            ("05/12", Some(MonthFirst)),
            ("02-29", None),
            ("25/12", None),
        ] {
            let expected = match cell {
                "02-29" => Yearly::new(2, 29),
                "25/12" => Yearly::new(12, 25), // it has no other meaning
                _ => may_12,
            };
            assert_eq!(Yearly::read(cell, order), expected, "{cell}");
        }
        for (cell, order) in [("", None), ("soon", None), ("5-", None), ("13-13", None), ("005-12", None), ("25/12", Some(MonthFirst))] {
            assert_eq!(Yearly::read(cell, order), None, "{cell}");
        }
        assert_eq!(Yearly::read_any("1988-02-29", &DateFormat::Known(None)), Yearly::new(2, 29));
        assert_eq!(Yearly::read_any("12/05/1990", &DateFormat::Known(Some(DayFirst))), may_12);
    }
}
