//! Cohorts: customers by the calendar month of their first visit, how many of them came in each month since, and what they
//! spent.
//!
//! A cell is observable where its month is over by the as-of date: a month that has not ended, or has not come, is left blank
//! and is not 0. The month of the first visit is always there, for everybody came in it. Amounts are those of every row that
//! counts, refunds and purchases before the window included; never profit, which the diary does not have.

use crate::customer::Visit;
use crate::date::Day;
use crate::money::Money;
use crate::summary::Ratio;
use chrono::Datelike;
use std::collections::BTreeMap;

/// A calendar month, counted from January of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of this day.
    pub fn of(day: Day) -> Month {
        let date = day.date();
        Month(date.year() * 12 + date.month0() as i32)
    }

    /// So many months later.
    pub fn plus(self, months: usize) -> Month {
        Month(self.0.saturating_add(i32::try_from(months).unwrap_or(i32::MAX)))
    }

    /// Months from an earlier one to this; none where it is no earlier one.
    pub fn since(self, earlier: Month) -> Option<usize> {
        usize::try_from(self.0 - earlier.0).ok()
    }

    /// Its last day; none beyond the days that are known.
    pub fn last_day(self) -> Option<Day> {
        let next = self.plus(1);
        Some(Day::of(next.0.div_euclid(12), next.0.rem_euclid(12) as u32 + 1, 1)?.plus(-1))
    }
}

impl std::fmt::Display for Month {
    /// `2026-11`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// What some of the customers did, by the month of their first visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Months(BTreeMap<Month, Sum>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sum {
    customers: u64,
    /// By months since the first visit: who came, and what was spent.
    cells: Vec<(u64, Money)>,
}

impl Sum {
    fn cell(&mut self, at: usize) -> &mut (u64, Money) {
        if self.cells.len() <= at {
            self.cells.resize(at + 1, (0, Money::ZERO));
        }
        &mut self.cells[at]
    }
}

impl Months {
    /// Takes a customer with everything that counts, in the order of days. What was given back before the first purchase
    /// belongs to its month.
    pub fn take(&mut self, visits: impl Iterator<Item = Visit> + Clone) {
        let Some(first) = visits.clone().find(Visit::is_purchase).map(|visit| Month::of(visit.day)) else { return };
        let sum = self.0.entry(first).or_default();
        sum.customers += 1;
        let mut came = None;
        for visit in visits {
            let at = Month::of(visit.day).since(first).unwrap_or(0);
            let is_new = visit.is_purchase() && came.replace(at).is_none_or(|before| before != at);
            let cell = sum.cell(at);
            cell.0 += u64::from(is_new);
            cell.1 = cell.1.checked_add(visit.amount).unwrap_or(cell.1); // the sum of all rows fits
        }
    }

    /// Both together.
    pub fn merge(&mut self, other: Months) {
        for (month, more) in other.0 {
            let sum = self.0.entry(month).or_default();
            sum.customers += more.customers;
            for (at, (customers, amount)) in more.cells.into_iter().enumerate() {
                let cell = sum.cell(at);
                *cell = (cell.0 + customers, cell.1.checked_add(amount).unwrap_or(cell.1));
            }
        }
    }

    /// The triangle as of this day.
    pub fn cohorts(&self, as_of: Day) -> Vec<Cohort> {
        let cohort = |(month, sum): (&Month, &Sum)| {
            let is_over = |at: &usize| *at == 0 || month.plus(*at).last_day().is_some_and(|last| last <= as_of);
            let mut so_far = Money::ZERO;
            let cell = |at: usize| {
                let (active, amount) = sum.cells.get(at).copied().unwrap_or_default();
                so_far = so_far.checked_add(amount).unwrap_or(so_far);
                Cell { active, amount, so_far }
            };
            Cohort { month: *month, customers: sum.customers, cells: (0..).take_while(is_over).map(cell).collect() }
        };
        self.0.iter().map(cohort).collect()
    }
}

/// Customers who were here first in one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The month.
    pub month: Month,
    /// How many.
    pub customers: u64,
    /// Month by month from the first, as far as months are over.
    pub cells: Vec<Cell>,
}

/// What a cohort did in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How many came.
    pub active: u64,
    /// What they spent.
    pub amount: Money,
    /// What they spent from the first month to this one.
    pub so_far: Money,
}

impl Cohort {
    /// Retention: the part of the cohort that came so many months later; none where that month is not over.
    pub fn retention(&self, at: usize) -> Option<Ratio> {
        Ratio::of(self.cells.get(at)?.active.into(), self.customers.into())
    }

    /// What each of them has spent on average from the first month to this one, to the last of so many decimals.
    pub fn each_so_far(&self, at: usize, decimals: u8) -> Option<Money> {
        self.cells.get(at)?.so_far.share(1, self.customers.into(), decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Role;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn visit((on, units): (&str, i64)) -> Visit {
        let role = if units < 0 { Role::Refund } else { Role::Purchase };
        Visit { day: day(on), role, amount: Money::from_units(units) }
    }

    #[test]
    fn months() {
        let month = Month::of(day("2023-12-31"));
        assert_eq!((month.to_string().as_str(), month.plus(2).last_day()), ("2023-12", Some(day("2024-02-29"))));
        assert_eq!((month.plus(14).since(month), month.since(month.plus(1))), (Some(14), None));
        assert_eq!((Month::of(Day::LAST).last_day(), Month::of(Day::LAST).plus(1).last_day()), (None, None));
    }

    /// January: a comes on the 5th, twice in February and gives 20 back in March; b comes on the 31st and in March. February:
    /// c comes on the 10th. As of 30 March, March is not over.
    #[test]
    fn worked_by_hand() {
        let mut parts = [Months::default(), Months::default()];
        parts[0].take([("2026-01-05", 100), ("2026-02-01", 50), ("2026-02-28", 50), ("2026-03-02", -20)].map(visit).into_iter());
        parts[1].take([("2026-01-31", 10), ("2026-03-05", 10)].map(visit).into_iter());
        parts[1].take([("2026-02-10", 7)].map(visit).into_iter());
        parts[1].take([("2026-02-10", -7)].map(visit).into_iter()); // never bought
        let [mut all, more] = parts;
        all.merge(more);
        let found = all.cohorts(day("2026-03-30"));
        let shown = |cohort: &Cohort| {
            let cells = cohort.cells.iter().map(|cell| (cell.active, cell.amount.plain(2), cell.so_far.plain(2)));
            (cohort.month.to_string(), cohort.customers, cells.collect::<Vec<_>>())
        };
        let cell = |active, amount: &str, so_far: &str| (active, format!("{amount}.00"), format!("{so_far}.00"));
        assert_eq!(shown(&found[0]), ("2026-01".into(), 2, vec![cell(2, "110", "110"), cell(1, "100", "210")]));
        assert_eq!(shown(&found[1]), ("2026-02".into(), 1, vec![cell(1, "7", "7")]));
        assert_eq!(found[0].retention(1).unwrap().percent(), "50.0%");
        assert_eq!((found[0].retention(2), found[0].each_so_far(1, 2).unwrap().plain(2)), (None, "105.00".into()));
        // With its last day March is over.
        let found = all.cohorts(day("2026-03-31"));
        assert_eq!(shown(&found[0]).2[2], cell(1, "-10", "200"));
        assert_eq!(shown(&found[1]).2, [cell(1, "7", "7"), cell(0, "0", "7")]);
    }
}
