//! Repeat histories: what purchase models know of a customer. Never to be mixed up with RFM's recency and frequency, which
//! count other things under the same names: these have types of their own and check what must hold.
//!
//! A history is x, t_x and T: how many days with a purchase after the first one, when the last of them was, and how long
//! the customer is known, both counted from the first purchase. Purchases of one day are one, whatever the unit of time:
//! it is only how t_x and T are written.

use crate::lang::Text;

/// The unit that times are written in. It scales figures and decides nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks of seven days.
    #[default]
    Week,
    /// Months of 30.4375 days, a twelfth of 365.25.
    Month,
}

impl Unit {
    /// All, the shortest first.
    pub const ALL: [Unit; 3] = [Unit::Day, Unit::Week, Unit::Month];

    /// Days in one.
    pub const fn days(self) -> f64 {
        match self {
            Unit::Day => 1.0,
            Unit::Week => 7.0,
            Unit::Month => MONTH,
        }
    }

    /// Machine-readable name, as `--time-unit` takes it.
    pub const fn slug(self) -> &'static str {
        match self {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
        }
    }

    /// The one with this name.
    pub fn find(slug: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.slug() == slug)
    }
}

/// Days in a year, and in a twelfth of it.
pub const YEAR: f64 = 365.25;
const MONTH: f64 = YEAR / 12.0;

/// A customer's repeat history.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct History {
    repeats: u32,
    last: f64,
    age: f64,
}

/// What no history can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A time that is no number, or below 0.
    NoTime,
    /// No repeats, and yet a time of the last.
    LastOfNone,
    /// Repeats at the moment of the first purchase: a day is collapsed into one.
    AtOnce,
    /// The last repeat after the end: t_x > T.
    AfterEnd,
}

impl History {
    /// x, t_x and T, if they can be: 0 ≤ t_x ≤ T, and t_x = 0 exactly where x = 0.
    pub fn new(repeats: u32, last: f64, age: f64) -> Result<History, Fault> {
        if !(last.is_finite() && age.is_finite() && last >= 0.0 && age >= 0.0) {
            return Err(Fault::NoTime);
        }
        match (repeats, last > 0.0) {
            (0, true) => Err(Fault::LastOfNone),
            (1.., false) => Err(Fault::AtOnce),
            _ if last > age => Err(Fault::AfterEnd),
            _ => Ok(History { repeats, last, age }),
        }
    }

    /// x: days with a purchase after the first.
    pub fn repeats(self) -> u32 {
        self.repeats
    }

    /// t_x: from the first purchase to the last; 0 without repeats.
    pub fn last(self) -> f64 {
        self.last
    }

    /// T: from the first purchase to the end of the data.
    pub fn age(self) -> f64 {
        self.age
    }

    /// Times are not negative, so their bits are in their order.
    fn key(self) -> (u32, u64, u64) {
        (self.repeats, self.age.to_bits(), self.last.to_bits())
    }
}

/// Histories of many customers, equal ones counted once, in an order that depends on nothing but them.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    distinct: Vec<History>,
    counts: Vec<f64>,
    of: Vec<u32>,
    /// How many customers have more than 0, 1, 2 … repeats.
    more: Vec<f64>,
}

impl Histories {
    /// Of these customers.
    pub fn new(all: impl IntoIterator<Item = History>) -> Histories {
        let all: Vec<History> = all.into_iter().collect();
        let mut order: Vec<u32> = (0..all.len() as u32).collect();
        order.sort_unstable_by_key(|at| all[*at as usize].key());
        let (mut distinct, mut counts): (Vec<History>, Vec<f64>) = Default::default();
        let mut of = vec![0; all.len()];
        for at in order {
            let history = all[at as usize];
            if distinct.last() != Some(&history) {
                distinct.push(history);
                counts.push(0.0);
            }
            if let Some(count) = counts.last_mut() {
                *count += 1.0;
            }
            of[at as usize] = (distinct.len() - 1) as u32;
        }
        let mut histories = Histories { distinct, counts, of, more: Vec::new() };
        histories.count_repeats();
        histories
    }

    /// The same histories with other counts, as a sample with replacement has them.
    pub fn recounted(&self, counts: Vec<f64>) -> Histories {
        let mut histories = Histories { distinct: self.distinct.clone(), counts, of: Vec::new(), more: Vec::new() };
        histories.count_repeats();
        histories
    }

    fn count_repeats(&mut self) {
        let most = self.distinct.iter().map(|history| history.repeats).max().unwrap_or(0) as usize;
        let mut with = vec![0.0; most + 1];
        self.iter().for_each(|(history, count)| with[history.repeats as usize] += count);
        let mut above = 0.0;
        self.more = vec![0.0; most];
        for repeats in (0..most).rev() {
            above += with[repeats + 1];
            self.more[repeats] = above;
        }
    }

    /// Each distinct history, and of how many customers it is.
    pub fn iter(&self) -> impl Iterator<Item = (History, f64)> + Clone {
        self.distinct.iter().copied().zip(self.counts.iter().copied())
    }

    /// The distinct histories.
    pub fn distinct(&self) -> &[History] {
        &self.distinct
    }

    /// Some of them, with their counts.
    pub fn some(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = (History, f64)> + Clone {
        self.distinct[range.clone()].iter().copied().zip(self.counts[range].iter().copied())
    }

    /// The place among the distinct ones of each customer's, in the order of the customers.
    pub fn of(&self) -> &[u32] {
        &self.of
    }

    /// Customers with more than so many repeats, for 0, 1, 2 ….
    pub fn more_than(&self) -> &[f64] {
        &self.more
    }

    /// How many customers.
    pub fn customers(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// How many of them came again.
    pub fn repeaters(&self) -> f64 {
        self.more.first().copied().unwrap_or(0.0)
    }

    /// All repeats together.
    pub fn repeats(&self) -> f64 {
        self.more.iter().sum()
    }

    /// The times of all customers together.
    pub fn time(&self) -> f64 {
        self.iter().map(|(history, count)| history.age * count).sum()
    }
}

impl Fault {
    /// What is wrong, after the time of the last purchase.
    pub const fn text(self) -> Text {
        match self {
            Fault::NoTime => Text::new("or T is below 0", "或 T 小于 0"),
            Fault::LastOfNone => Text::new("stands there although there are no repeats", "有值，但没有复购"),
            Fault::AtOnce => Text::new("is 0 although there are repeats", "为 0，但有复购"),
            Fault::AfterEnd => Text::new("is a last purchase after the end of the customer's own time", "表示最近一次购买晚于观察期结束"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_hold() {
        assert!(History::new(0, 0.0, 0.0).is_ok() && History::new(2, 5.0, 5.0).is_ok());
        for (repeats, last, age, fault) in [
            (0, 1.0, 2.0, Fault::LastOfNone),
            (1, 0.0, 2.0, Fault::AtOnce),
            (1, 3.0, 2.0, Fault::AfterEnd),
            (0, 0.0, -1.0, Fault::NoTime),
            (1, f64::NAN, 2.0, Fault::NoTime),
            (1, 1.0, f64::INFINITY, Fault::NoTime),
        ] {
            assert_eq!(History::new(repeats, last, age), Err(fault));
        }
    }

    #[test]
    fn equal_ones_are_counted_once() {
        let [a, b, c] = [(0, 0.0, 3.0), (2, 1.0, 3.0), (2, 1.0, 2.0)].map(|(x, last, age)| History::new(x, last, age).unwrap());
        let all = Histories::new([b, a, b, c, a, a]);
        assert_eq!(all.iter().collect::<Vec<_>>(), [(a, 3.0), (c, 1.0), (b, 2.0)]);
        assert_eq!(all.of(), [2, 0, 2, 1, 0, 0]);
        assert_eq!((all.customers(), all.repeaters(), all.repeats(), all.more_than()), (6.0, 3.0, 6.0, &[3.0, 3.0][..]));
        assert_eq!(all.time(), 3.0 * 3.0 + 2.0 + 2.0 * 3.0);
    }
}
