//! What a customer would bring if they came back: by itself as much a year as they brought in the time at hand.
//!
//! That time is the window; without one, from the first purchase in the data to the as-of date. Less than a year counts as a
//! year, so that one big bill in a short extract is not taken for a habit. A customer table does not tell what time its
//! amounts cover: it is taken to hold as much as the years ahead will bring, unless the user says better.

use crate::aggregate::{Accumulate, Overflow, Standing, Transaction};
use crate::date::{Day, Span, Window};
use crate::money::Money;
use crate::policy::Role;

/// The years ahead, as the course counts them.
pub const YEARS: u32 = 3;

/// The time that amounts cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// So long.
    Of(Window),
    /// From the first purchase to the as-of date, both counted.
    Days(u32),
    /// Nobody knows: as long as the years ahead.
    Unknown,
}

/// What a customer who comes back would bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Future {
    /// As much a year as in this time, for so many years.
    Own {
        /// The time that the amounts at hand cover.
        period: Period,
        /// The years ahead.
        years: u32,
    },
    /// The same for everybody.
    Same(Money),
    /// As `rfm clv` expects of each customer who has not stopped, for so many years. Only what is at risk can be won: who has
    /// not stopped would bring it anyway.
    Clv {
        /// The years ahead.
        years: u32,
    },
}

impl Future {
    /// What a customer of this value would bring, rounded half away from zero to so many decimals; none when it does not fit.
    pub fn of(self, value: Money, decimals: u8) -> Option<Money> {
        match self {
            Future::Same(amount) => Some(amount),
            Future::Clv { .. } => Some(Money::ZERO), // of whom a model knows nothing it expects nothing
            Future::Own { period, years } => {
                let (ahead, behind) = period.years(years);
                value.share(ahead, behind, decimals)
            }
        }
    }
}

impl Period {
    /// The years ahead and the time behind in one unit.
    fn years(self, years: u32) -> (i128, i128) {
        let years = i128::from(years);
        let of = |count: u32, in_a_year: i128| (years * in_a_year, i128::from(count).max(in_a_year));
        match self {
            Period::Of(Window { count, span: Span::Years }) => of(count, 1),
            Period::Of(Window { count, span: Span::Months }) => of(count, 12),
            Period::Of(Window { count, span: Span::Weeks }) => of(count.saturating_mul(7), 365),
            Period::Of(Window { count, span: Span::Days }) | Period::Days(count) => of(count, 365),
            Period::Unknown => (1, 1),
        }
    }

    /// It is shorter than a year, and counts as one.
    pub fn is_short(self) -> bool {
        let (ahead, behind) = self.years(1);
        let days = match self {
            Period::Of(Window { count, span: Span::Weeks }) => count.saturating_mul(7),
            Period::Of(Window { count, .. }) | Period::Days(count) => count,
            Period::Unknown => return false,
        };
        ahead == behind && i128::from(days) < behind
    }
}

/// The first day of a purchase, for data without a window: another reading finds it.
#[derive(Debug, Default)]
pub struct First(pub Option<Day>);

impl Accumulate for First {
    fn transaction(&mut self, row: &Transaction<'_>) -> Result<(), Overflow> {
        if row.role == Role::Purchase {
            self.0 = Some(self.0.map_or(row.day, |first| first.min(row.day)));
        }
        Ok(())
    }
    fn standing(&mut self, _: &Standing<'_>) -> Result<(), Overflow> {
        Ok(())
    }
    fn merge(&mut self, other: Self) -> Result<(), Overflow> {
        self.0 = self.0.into_iter().chain(other.0).min();
        Ok(())
    }
    fn takes_orders(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_years_like_those_behind() {
        let of = |period| Future::Own { period, years: YEARS }.of(Money::from_units(14_600), 2).map(|value| value.plain(2));
        let window = |text: &str| Period::Of(text.parse().unwrap());
        for (period, value) in [
            (window("12m"), "43800.00"),
            (window("24m"), "21900.00"),
            (window("3y"), "14600.00"),
            (window("90d"), "43800.00"),  // less than a year counts as a year
            (window("52w"), "43800.00"),  // 364 days
            (window("104w"), "21960.16"), // 14,600 × 1,095 / 728 = 21,960.164…
            (Period::Days(730), "21900.00"),
            (Period::Unknown, "14600.00"),
        ] {
            assert_eq!(of(period).as_deref(), Some(value), "{period:?}");
        }
        assert!(window("11m").is_short() && window("90d").is_short() && Period::Days(364).is_short() && window("52w").is_short());
        assert!(!window("12m").is_short() && !Period::Days(365).is_short() && !Period::Unknown.is_short());
    }
}
