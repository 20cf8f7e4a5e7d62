//! The ends of months, for which a history is made.

use crate::date::Day;
use chrono::{Datelike, Months};
use std::fmt;
use std::str::FromStr;

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Its first day.
    first: Day,
}

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Month {
        let date = day.date();
        Month { first: date.with_day(1).map_or(day, Day::from) }
    }

    /// Its last day.
    pub fn end(self) -> Day {
        self.next().first.plus(-1)
    }

    fn next(self) -> Month {
        Month { first: self.first.date().checked_add_months(Months::new(1)).map_or(self.first.plus(31), Day::from) }
    }
}

impl FromStr for Month {
    type Err = ();

    /// `2024-01`, or a day in it.
    fn from_str(text: &str) -> Result<Month, ()> {
        let text = text.trim();
        let day: Day = format!("{text}-01").parse().or_else(|()| text.parse())?;
        Ok(Month::of(day))
    }
}

impl fmt::Display for Month {
    /// `2024-01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first.date().format("%Y-%m"))
    }
}

/// The last days of the months from one to another, both included. A month that the data does not cover to its end ends with
/// the data, on `last`; nothing lies after that.
pub fn ends(from: Month, to: Option<Month>, last: Day) -> Vec<Day> {
    let to = to.map_or(Month::of(last), |to| to.min(Month::of(last)));
    let months = std::iter::successors(Some(from), |month| Some(month.next())).take_while(|month| *month <= to);
    months.map(|month| month.end().min(last)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: Option<&str>, last: &str) -> Vec<String> {
        let to = to.map(|to| to.parse().unwrap());
        ends(from.parse().unwrap(), to, last.parse().unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_last_day_of_each_month_and_the_last_of_the_data() {
        assert_eq!(days("2023-12", None, "2024-03-10"), ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-10"]);
        assert_eq!(days("2023-02", Some("2023-03"), "2024-03-10"), ["2023-02-28", "2023-03-31"]);
        assert_eq!(days("2024-01-15", Some("2030-01"), "2024-01-31"), ["2024-01-31"]);
        assert_eq!(days("2024-04", None, "2024-03-10"), [""; 0]);
        assert!("2024-13".parse::<Month>().is_err() && "2024".parse::<Month>().is_err());
        assert_eq!("2024-02-29".parse::<Month>().unwrap().to_string(), "2024-02");
    }
}
