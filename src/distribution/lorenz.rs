//! How concentrated value is: what part of it the most valuable customers bring.
//!
//! Values are summed in buckets of like values; a second pass collects the few buckets through which a point of the curve goes.

use crate::customer::{Many, Measures};
use crate::money::Money;
use crate::score::{BUCKETS, bucket};
use crate::summary::Ratio;
use std::collections::BTreeMap;

/// The curve has a point at each of so many equal parts of the customers.
pub const POINTS: u64 = 20;

/// What the best customers bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lorenz {
    /// What the best 5%, 10% … 100% bring together; of n customers k% are ⌈k·n/100⌉.
    pub best: Vec<Money>,
    /// How many customers.
    pub customers: u64,
}

#[derive(Clone, Copy, Default)]
struct Like {
    customers: u64,
    value: Money,
}

impl Like {
    fn take(&mut self, customers: u64, value: Money) {
        self.customers += customers;
        self.value = self.value.checked_add(value).unwrap_or(self.value); // fits by construction, as sums over all do
    }
}

impl Lorenz {
    /// Of all customers.
    pub fn new(customers: &(impl Many + ?Sized)) -> Lorenz {
        let take = |sums: &mut Vec<Like>, customer: Measures| sums[bucket(customer.value())].take(1, customer.value());
        let merge = |sums: &mut Vec<Like>, more: Vec<Like>| {
            sums.iter_mut().zip(more).for_each(|(sum, more)| sum.take(more.customers, more.value));
        };
        let likes = customers.fold_measures(|| vec![Like::default(); BUCKETS], take, merge);
        let all: u64 = likes.iter().map(|like| like.customers).sum();
        // Each point: the bucket it goes through, the value above that, and how many customers of the bucket come before the point.
        let mut points: Vec<(usize, Money, u64)> = Vec::new();
        let mut above = Like::default();
        for (place, like) in likes.iter().enumerate().rev().filter(|(_, like)| like.customers > 0) {
            while let Some(rest) = rank(points.len() as u64 + 1, all).checked_sub(above.customers)
                && rest <= like.customers
                && (points.len() as u64) < POINTS
            {
                points.push((place, above.value, rest));
            }
            above.take(like.customers, like.value);
        }
        let found = collect(customers, &points);
        let best = points.into_iter().map(|(place, above, rest)| {
            let mut sum = Like { customers: rest, value: above };
            for (value, count) in found[&place].iter().rev() {
                let taken = sum.customers.min(*count);
                sum.customers -= taken;
                let together = value.micros().saturating_mul(taken.into());
                sum.value = sum.value.checked_add(Money::from_micros(together)).unwrap_or(sum.value);
            }
            sum.value
        });
        Lorenz { best: best.collect(), customers: all }
    }

    /// What part of the value the best `parts` twentieths of the customers bring; none where there is no value above zero.
    pub fn share(&self, parts: usize) -> Option<Ratio> {
        let best = self.best.get(parts.checked_sub(1)?)?;
        Ratio::of(best.micros(), self.best.last()?.micros())
    }
}

/// How many customers so many twentieths are.
fn rank(parts: u64, all: u64) -> u64 {
    (u128::from(parts) * u128::from(all)).div_ceil(POINTS.into()) as u64
}

/// The values in the buckets of the points, and how often each occurs.
fn collect(customers: &(impl Many + ?Sized), points: &[(usize, Money, u64)]) -> BTreeMap<usize, BTreeMap<Money, u64>> {
    let new = || points.iter().map(|(place, ..)| (*place, BTreeMap::new())).collect::<BTreeMap<_, BTreeMap<Money, u64>>>();
    let take = |found: &mut BTreeMap<usize, BTreeMap<Money, u64>>, customer: Measures| {
        if let Some(values) = found.get_mut(&bucket(customer.value())) {
            *values.entry(customer.value()).or_default() += 1;
        }
    };
    customers.fold_measures(new, take, |found, more| {
        for (place, values) in more {
            let all = found.entry(place).or_default();
            values.into_iter().for_each(|(value, count)| *all.entry(value).or_default() += count);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn customers(values: &[i64]) -> Vec<Measures> {
        values.iter().map(|units| Measures { frequency: 1, monetary: Money::from_units(*units), ..Measures::default() }).collect()
    }

    /// Ten customers, 50 30 then eight of 2.50: the best 20% are two, with 80 of 100.
    #[test]
    fn the_best_fifth_worked_by_hand() {
        let mut all = customers(&[0, 30, 0, 0, 50, 0, 0, 0, 0, 0]);
        all.iter_mut().filter(|one| one.monetary == Money::ZERO).for_each(|one| one.monetary = Money::from_micros(2_500_000));
        let lorenz = Lorenz::new(&all[..]);
        assert_eq!(lorenz.share(4).unwrap().percent(), "80.0%");
        assert_eq!(lorenz.share(1).unwrap().percent(), "50.0%"); // 5% of ten is one customer
        assert_eq!((lorenz.best.len(), lorenz.share(20).unwrap().percent()), (20, "100.0%".to_owned()));
    }

    #[test]
    fn no_share_of_nothing() {
        assert_eq!(Lorenz::new(&customers(&[])[..]).share(4), None);
        assert_eq!(Lorenz::new(&customers(&[5, -9])[..]).share(4), None);
    }

    proptest! {
        /// As the definition says it: sort, take the first, add.
        #[test]
        fn as_by_sorting(values in proptest::collection::vec(-50_i64..2_000, 1..200)) {
            let lorenz = Lorenz::new(&customers(&values)[..]);
            let mut sorted = values.clone();
            sorted.sort_unstable_by(|a, b| b.cmp(a));
            let best: Vec<Money> = (1..=20)
                .map(|parts| Money::from_units(sorted[..(parts * sorted.len()).div_ceil(20)].iter().sum()))
                .collect();
            prop_assert_eq!(lorenz.best, best);
        }
    }
}
