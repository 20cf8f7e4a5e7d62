//! What is to come within a horizon: purchases, and what they are worth today.

use super::history::{Histories, Unit, YEAR};
use super::purchases::Purchases;
use crate::date::{Span, Window};
use crate::threads;

/// How far ahead, and what a year of waiting costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Horizon {
    /// The time ahead.
    pub time: Window,
    /// A year later an amount is worth 1 / (1 + discount) of it.
    pub discount: f64,
}

impl Horizon {
    /// Its length in days; months and years are those of 365.25 days.
    pub fn days(&self) -> f64 {
        let one = match self.time.span {
            Span::Days => 1.0,
            Span::Weeks => 7.0,
            Span::Months => YEAR / 12.0,
            Span::Years => YEAR,
        };
        f64::from(self.time.count) * one
    }

    /// Ends of its months in this unit, the last one at its end, and what an amount of that month is worth today. Without
    /// discount one step is enough.
    fn steps(&self, unit: Unit) -> Vec<(f64, f64)> {
        let end = self.days();
        if self.discount == 0.0 {
            return vec![(end / unit.days(), 1.0)];
        }
        let months = (end * 12.0 / YEAR - 1e-9).ceil().max(1.0) as u32;
        let at = |month: u32| (f64::from(month) * YEAR / 12.0).min(end);
        (1..=months).map(|month| (at(month) / unit.days(), (1.0 + self.discount).powf(-at(month) / YEAR))).collect()
    }
}

/// What is to come of customers with one history.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ahead {
    /// The chance that they have not stopped.
    pub alive: f64,
    /// Purchases within the horizon if they have not.
    pub if_alive: f64,
    /// The same with each purchase counted for what an amount of its month is worth today.
    pub discounted_if_alive: f64,
}

impl Ahead {
    /// Purchases to expect.
    pub fn purchases(&self) -> f64 {
        self.alive * self.if_alive
    }

    /// Discounted ones.
    pub fn discounted(&self) -> f64 {
        self.alive * self.discounted_if_alive
    }
}

/// So many distinct histories are worked out at once.
const CHUNK: usize = 1 << 10;

/// For each distinct history, in their order. What is expected of who is alive depends on x and T alone, and those who share
/// both stand together.
pub fn ahead(purchases: &Purchases, histories: &Histories, horizon: &Horizon, unit: Unit, threads: usize) -> Vec<Ahead> {
    let steps = horizon.steps(unit);
    let times: Vec<f64> = steps.iter().map(|(time, _)| *time).collect();
    let all = histories.distinct();
    let parts = threads::map(threads, all.len().div_ceil(CHUNK), |chunk| {
        let some = &all[chunk * CHUNK..((chunk + 1) * CHUNK).min(all.len())];
        let of_same = |same: &[super::history::History]| {
            let expected = purchases.expected(same[0], &times);
            let within = expected.last().copied().unwrap_or(0.0);
            let parts = expected.iter().scan(0.0, |before, sum| Some(sum - std::mem::replace(before, *sum)));
            let discounted = parts.zip(&steps).map(|(part, (_, worth))| part * worth).sum();
            let of = |history: &super::history::History| Ahead {
                alive: purchases.alive(*history),
                if_alive: within,
                discounted_if_alive: discounted,
            };
            same.iter().map(of).collect::<Vec<_>>()
        };
        some.chunk_by(|one, other| one.repeats() == other.repeats() && one.age() == other.age()).flat_map(of_same).collect::<Vec<_>>()
    });
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_what_they_are_worth() {
        let horizon = |time: &str, discount| Horizon { time: time.parse().unwrap(), discount };
        assert_eq!(horizon("39w", 0.0).steps(Unit::Week), [(39.0, 1.0)]);
        assert_eq!(horizon("2y", 0.0).days(), 730.5);
        let steps = horizon("2y", 0.21).steps(Unit::Month);
        assert_eq!(steps.len(), 24);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(near(steps[23].0, 24.0) && near(steps[23].1, 1.0 / 1.4641) && near(steps[5].1, 1.0 / 1.1));
        let odd = horizon("45d", 0.1).steps(Unit::Day);
        assert!(odd.len() == 2 && odd[1].0 == 45.0);
    }
}
