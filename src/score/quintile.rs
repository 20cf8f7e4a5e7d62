//! Quintile thresholds, found in two passes over the customers, without a sorted copy of them.
//!
//! Days and purchases are counted by value. Amounts are counted in buckets of like amounts; a second pass collects the few
//! buckets in which a cut point or its successor lies.

use super::{Steps, Thresholds};
use crate::customer::{Many, Measures};
use crate::money::Money;
use std::collections::BTreeMap;

/// Thresholds by the quintiles of the customers with F ≥ 1.
///
/// c₁ … c₄ are the smallest values that at least 20, 40, 60, 80% do not exceed, x[⌈k·n/5⌉ − 1] of the sorted values (Hyndman &
/// Fan's type 1, the inverse of the empirical distribution). R takes them as they are; F and M take the smallest value that
/// occurs above them.
pub fn quintiles(customers: &(impl Many + ?Sized)) -> Thresholds {
    let spread = customers.fold_measures(Spread::default, Spread::take, Spread::merge);
    let days = spread.days.iter().enumerate().map(|(days, count)| (days as u32, *count));
    let mut r_at_most = cut_points(days).map(|cut| cut.map(|(cut, _)| cut));
    r_at_most.reverse(); // the lowest cut point is what score 5 takes
    let f_at_least = cut_points(spread.purchases()).map(|cut| cut.and_then(|(_, above)| above));
    Thresholds { r_at_most, f_at_least, m_at_least: amounts(customers, &spread.amounts) }
}

/// How often values occur among the customers with F ≥ 1.
struct Spread {
    /// By days since the last purchase.
    days: Vec<u64>,
    /// By purchases, where these are few.
    few: Vec<u64>,
    /// By purchases, where these are many.
    many: BTreeMap<u64, u64>,
    /// By bucket of the amount.
    amounts: Vec<u64>,
}

/// So many purchases are few.
const FEW: usize = 256;

impl Default for Spread {
    fn default() -> Self {
        Spread { days: Vec::new(), few: vec![0; FEW], many: BTreeMap::new(), amounts: vec![0; BUCKETS] }
    }
}

impl Spread {
    fn take(&mut self, customer: Measures) {
        if customer.frequency == 0 {
            return;
        }
        if let Some(days) = customer.recency.map(|days| days as usize) {
            if self.days.len() <= days {
                self.days.resize(days + 1, 0);
            }
            self.days[days] += 1;
        }
        match self.few.get_mut(customer.frequency as usize) {
            Some(count) => *count += 1,
            None => *self.many.entry(customer.frequency).or_default() += 1,
        }
        self.amounts[bucket(customer.monetary)] += 1;
    }

    fn merge(&mut self, other: Spread) {
        self.days.resize(self.days.len().max(other.days.len()), 0);
        for (sums, counts) in [(&mut self.days, other.days), (&mut self.few, other.few), (&mut self.amounts, other.amounts)] {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        other.many.into_iter().for_each(|(purchases, count)| *self.many.entry(purchases).or_default() += count);
    }

    fn purchases(&self) -> impl Iterator<Item = (u64, u64)> + Clone {
        let few = self.few.iter().enumerate().map(|(purchases, count)| (purchases as u64, *count));
        few.chain(self.many.iter().map(|(purchases, count)| (*purchases, *count)))
    }
}

/// c₁ … c₄ of values that rise, each with how often it occurs, and the next value above each that occurs.
fn cut_points<T: Copy>(counts: impl Iterator<Item = (T, u64)> + Clone) -> [Option<(T, Option<T>)>; 4] {
    let all: u64 = counts.clone().map(|(_, count)| count).sum();
    [1, 2, 3, 4].map(|k| {
        let rank = (k * all).div_ceil(5);
        let mut below = 0;
        let mut from_cut = counts.clone().filter(|(_, count)| *count > 0).skip_while(|(_, count)| {
            below += count;
            below < rank
        });
        Some((from_cut.next()?.0, from_cut.next().map(|(above, _)| above)))
    })
}

/// What M takes, given how many customers have amounts in each bucket.
fn amounts(customers: &(impl Many + ?Sized), counts: &[u64]) -> Steps<Money> {
    let cuts = cut_points(counts.iter().enumerate().map(|(bucket, count)| (bucket, *count)));
    let mut wanted: Vec<usize> = cuts.into_iter().flatten().flat_map(|(cut, above)| [Some(cut), above]).flatten().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let is_wanted: Vec<bool> = (0..BUCKETS).map(|bucket| wanted.binary_search(&bucket).is_ok()).collect();
    let take = |found: &mut Found, customer: Measures| {
        if customer.frequency > 0 && is_wanted[bucket(customer.monetary)] {
            found.take(customer.monetary, 1);
        }
    };
    let merge = |all: &mut Found, more: Found| more.amounts.into_iter().for_each(|(amount, count)| all.take(amount, count));
    let mut found = customers.fold_measures(Found::default, take, merge);
    found.join_equals();
    let found = found.amounts;
    let all: u64 = counts.iter().sum();
    [1, 2, 3, 4].map(|k| {
        let (cut, _) = cuts[k - 1]?;
        // The rank among all, less those below that were not collected.
        let left_out: u64 = (0..cut).filter(|bucket| !is_wanted[*bucket]).map(|bucket| counts[bucket]).sum();
        let mut rank = (k as u64 * all).div_ceil(5) - left_out;
        let cut = found.iter().position(|(_, count)| {
            let is_cut = rank <= *count;
            rank = rank.saturating_sub(*count);
            is_cut
        })?;
        found.get(cut + 1).map(|(amount, _)| *amount)
    })
}

/// Amounts and how often each occurs; equal ones take no room of their own for long.
#[derive(Default)]
struct Found {
    amounts: Vec<(Money, u64)>,
    /// So many there may be before equal ones are joined.
    room: usize,
}

impl Found {
    fn take(&mut self, amount: Money, count: u64) {
        if self.amounts.len() >= self.room {
            self.join_equals();
            self.room = (2 * self.amounts.len()).max(1 << 12);
        }
        self.amounts.push((amount, count));
    }

    /// Leaves each amount once, in order.
    fn join_equals(&mut self) {
        self.amounts.sort_unstable();
        self.amounts.dedup_by(|next, kept| {
            let is_equal = next.0 == kept.0;
            kept.1 += if is_equal { next.1 } else { 0 };
            is_equal
        });
    }
}

/// In each doubling of the amount there are two to this power of buckets.
const STEP_BITS: u32 = 7;
/// Buckets of amounts on one side of zero.
const HALF: usize = ((64 - STEP_BITS as usize) + 1) << STEP_BITS;
/// All buckets.
pub(crate) const BUCKETS: usize = 2 * HALF;

/// The bucket of an amount: of a greater amount never a lesser one.
pub(crate) fn bucket(amount: Money) -> usize {
    let micros = amount.micros().clamp(i64::MIN.into(), i64::MAX.into()) as i64;
    let size = micros.unsigned_abs();
    let doublings = (64 - size.leading_zeros()).saturating_sub(STEP_BITS + 1);
    let step = (u64::from(doublings) << STEP_BITS) + (size >> doublings);
    if micros < 0 { HALF - 1 - step as usize } else { HALF + step as usize }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sorts all values, as the definition has it: c₁ … c₄ and what occurs above each.
    fn by_sorting<T: Copy + Ord>(mut values: Vec<T>) -> [Option<(T, Option<T>)>; 4] {
        values.sort_unstable();
        [1, 2, 3, 4].map(|k| {
            let cut = *values.get((k * values.len()).div_ceil(5).checked_sub(1)?)?;
            Some((cut, values.iter().copied().find(|value| *value > cut)))
        })
    }

    fn amount() -> impl Strategy<Value = i128> {
        prop_oneof![
            -50..50_i128,
            -5_000_000_000..50_000_000_000_i128,
            any::<i64>().prop_map(i128::from),
            any::<i64>().prop_map(|n| i128::from(n) << 20)
        ]
    }

    proptest! {
        #[test]
        fn two_passes_find_what_sorting_finds(
            many in prop_oneof![Just(1_usize), Just(40)],
            rows in proptest::collection::vec((proptest::option::of(0_u32..3000), prop_oneof![0_u64..5, 250..300_u64, any::<u64>()], amount()), 0..300),
        ) {
            let customers: Vec<Measures> = rows
                .iter()
                .cycle()
                .take(rows.len() * many) // equal amounts, more than are kept apart
                .copied()
                .map(|(recency, frequency, micros)| Measures { recency, frequency, monetary: Money::from_micros(micros), ..Measures::default() })
                .collect();
            let found = quintiles(&customers[..]);
            let buyers = || customers.iter().filter(|customer| customer.frequency > 0);
            let [c1, c2, c3, c4] = by_sorting(buyers().filter_map(|customer| customer.recency).collect()).map(|cut| cut.map(|(cut, _)| cut));
            prop_assert_eq!(found.r_at_most, [c4, c3, c2, c1]);
            prop_assert_eq!(found.f_at_least, by_sorting(buyers().map(|c| c.frequency).collect()).map(|cut| cut.and_then(|(_, above)| above)));
            prop_assert_eq!(found.m_at_least, by_sorting(buyers().map(|c| c.monetary).collect()).map(|cut| cut.and_then(|(_, above)| above)));
        }

        #[test]
        fn buckets_rise_with_the_amount(a in amount(), b in amount()) {
            let (a, b) = (Money::from_micros(a.min(b)), Money::from_micros(a.max(b)));
            prop_assert!(bucket(a) <= bucket(b) && bucket(b) < BUCKETS);
        }
    }

    #[test]
    fn like_amounts_share_a_bucket() {
        let of = |micros| bucket(Money::from_micros(micros));
        assert_eq!((of(0), of(-1), of(1)), (HALF, HALF - 2, HALF + 1));
        assert_eq!(of(12_345_000_000), of(12_345_010_000));
        assert_ne!(of(12_345_000_000), of(12_545_000_000));
        assert!(of(i128::MIN) < HALF && of(i128::MAX) < BUCKETS);
    }
}
