//! How scored customers were scored, told from their measures and scores alone: of an export no more is known.
//!
//! What a score takes is the least value that had it (for recency the most days), provided that no customer with a lower
//! score has as much. Under quintiles, of all customers, that is the threshold itself; of a part of them, or under fixed
//! thresholds, it may be a stricter one that gives these customers the same scores.

use super::{FixedCuts, Scores, Steps};
use crate::customer::Measures;
use crate::date::Day;
use crate::money::Money;
use crate::segment::Segment;
use std::cmp::Ordering;
use std::ops::RangeInclusive;

/// What `--high` may be.
const HIGHS: RangeInclusive<u8> = 2..=5;

/// What the rows of exports have shown of how they were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The first and the last day from which recency was counted.
    as_of: Option<(Day, Day)>,
    /// The most decimals that an amount needs.
    decimals: u8,
    /// A row without scores, or with some that no thresholds give.
    without_scores: bool,
    /// Bit h: a segment is not that of its scores where h is the least high one.
    not_high: u8,
    r: Bounds<u32>,
    f: Bounds<u64>,
    m: Bounds<Money>,
}

/// The least and the greatest value with each score.
type Bounds<T> = [Option<(T, T)>; 5];

impl Made {
    /// Takes a customer in.
    pub fn take(&mut self, customer: &Measures, scores: Option<[u8; 3]>, segment: Option<Segment>) {
        if let Some((day, days)) = customer.last_purchase.zip(customer.recency) {
            let as_of = day.plus(days as i32);
            self.as_of = widened(self.as_of, Some((as_of, as_of)));
        }
        let needed = |amount: Money| amount.decimals_needed();
        self.decimals = self.decimals.max(needed(customer.monetary)).max(customer.profit.map_or(0, needed));
        let Some([r, f, m]) = scores else {
            self.without_scores = true;
            return;
        };
        if let Some(segment) = segment {
            let not_of = |high: &u8| Segment::of(Scores { r, f, m }, *high) != segment;
            self.not_high |= HIGHS.filter(not_of).fold(0, |bits, high| bits | 1 << high);
        }
        match customer.recency {
            Some(days) => add(&mut self.r, r, days),
            None => self.without_scores |= r != 1,
        }
        match customer.frequency {
            0 => self.without_scores |= (f, m) != (1, 1),
            frequency => {
                add(&mut self.f, f, frequency);
                add(&mut self.m, m, customer.monetary);
            }
        }
    }

    /// Adds what other rows have shown.
    pub fn merge(&mut self, other: Made) {
        self.as_of = widened(self.as_of, other.as_of);
        self.decimals = self.decimals.max(other.decimals);
        self.without_scores |= other.without_scores;
        self.not_high |= other.not_high;
        merge(&mut self.r, other.r);
        merge(&mut self.f, other.f);
        merge(&mut self.m, other.m);
    }

    /// The day from which recency was counted, if it is one.
    pub fn as_of(&self) -> Option<Day> {
        self.as_of.filter(|(first, last)| first == last).map(|(day, _)| day)
    }

    /// The most decimals that an amount needs: engines write as many as the type of a column has.
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// The least high score that gives the segments that stand there, where this one does not and another does.
    pub fn other_high(&self, high: u8) -> Option<u8> {
        let gives = |high: &u8| self.not_high & 1 << high == 0;
        HIGHS.rev().find(gives).filter(|_| !gives(&high))
    }

    /// Scores that no thresholds give to both bases, an example for each measure: the first is of this base, the second of the
    /// other.
    pub fn clashes(&self, other: &Made) -> Vec<Clash> {
        let r = clash(&turned(self.r), &turned(other.r)).map(|pair| Clash::Recency(pair.map(|(days, score)| (-days as u32, score))));
        let f = clash(&self.f, &other.f).map(Clash::Frequency);
        let m = clash(&self.m, &other.m).map(Clash::Monetary);
        [r, f, m].into_iter().flatten().collect()
    }

    /// Thresholds that give every customer the scores that stand there; none where there are no such.
    pub fn cuts(&self) -> Option<FixedCuts> {
        if self.without_scores {
            return None;
        }
        let r = steps(turned(self.r))?.map(|step| step.map(|days| -days as u32));
        Some(FixedCuts { r: Some(r), f: Some(steps(self.f)?), m: Some(steps(self.m)?) })
    }
}

/// Two values of a measure with their scores, of which the greater value (of recency the fewer days) has the lower score, or
/// equal ones different scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Days since the last purchase.
    Recency([(u32, u8); 2]),
    /// Purchases.
    Frequency([(u64, u8); 2]),
    /// Amounts.
    Monetary([(Money, u8); 2]),
}

/// Fewer days are better, so days are turned round.
fn turned(days: Bounds<u32>) -> Bounds<i64> {
    days.map(|bounds| bounds.map(|(least, most)| (-i64::from(most), -i64::from(least))))
}

/// The most with a score on one side, and what has a higher score on the other though it is no more.
fn clash<T: Ord + Copy>(one: &Bounds<T>, other: &Bounds<T>) -> Option<[(T, u8); 2]> {
    let pairs = (1..=5_u8).flat_map(|own| (1..=5).map(move |their| (own, their)));
    let of = |bounds: &Bounds<T>, score: u8| bounds[usize::from(score) - 1];
    pairs.filter_map(|(own, their)| Some((own, of(one, own)?, their, of(other, their)?))).find_map(
        |(own, (own_least, own_most), their, (least, most))| match own.cmp(&their) {
            Ordering::Less => (own_most >= least).then_some([(own_most, own), (least, their)]),
            Ordering::Greater => (most >= own_least).then_some([(own_least, own), (most, their)]),
            Ordering::Equal => None,
        },
    )
}

fn widened<T: Ord>(one: Option<(T, T)>, other: Option<(T, T)>) -> Option<(T, T)> {
    match (one, other) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (one, other) => one.or(other),
    }
}

fn add<T: Ord + Copy>(bounds: &mut Bounds<T>, score: u8, value: T) {
    if let Some(of_score) = bounds.get_mut(usize::from(score) - 1) {
        *of_score = widened(*of_score, Some((value, value)));
    }
}

fn merge<T: Ord + Copy>(bounds: &mut Bounds<T>, other: Bounds<T>) {
    bounds.iter_mut().zip(other).for_each(|(one, other)| *one = widened(*one, other));
}

/// What the scores 2 to 5 take: the least value of those with the score or a higher one, if all with a lower one have less.
fn steps<T: Ord + Copy>(bounds: Bounds<T>) -> Option<Steps<T>> {
    let mut steps = [None; 4];
    for (place, step) in steps.iter_mut().enumerate() {
        let (below, above) = bounds.split_at(place + 1);
        *step = above.iter().flatten().map(|(least, _)| *least).min();
        let most_below = below.iter().flatten().map(|(_, most)| *most).max();
        if step.zip(most_below).is_some_and(|(step, below)| below >= step) {
            return None;
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Thresholds;
    use proptest::prelude::*;

    fn customer(days: Option<u32>, frequency: u64, units: i64) -> Measures {
        let as_of = Day::from_number(20_000);
        Measures {
            last_purchase: days.map(|days| as_of.plus(-(days as i32))),
            recency: days,
            frequency,
            monetary: Money::from_units(units),
            profit: None,
        }
    }

    fn measures() -> impl Strategy<Value = Measures> {
        (proptest::option::weighted(0.9, 0..40_u32), 0..6_u64, -5..30_i64)
            .prop_map(|(days, frequency, units)| customer(days, if days.is_none() { 0 } else { frequency }, units))
    }

    fn cuts() -> impl Strategy<Value = FixedCuts> {
        let rising = || {
            proptest::collection::vec(0..30_u32, 4).prop_map(|mut steps| {
                steps.sort_unstable();
                steps
            })
        };
        let fixed = (rising(), rising(), rising()).prop_map(|(r, f, m)| FixedCuts {
            r: Some([3, 2, 1, 0].map(|at: usize| Some(r[at]))),
            f: Some([0, 1, 2, 3].map(|at: usize| Some(f[at].into()))),
            m: Some([0, 1, 2, 3].map(|at: usize| Some(Money::from_units(m[at].into())))),
        });
        prop_oneof![Just(FixedCuts::default()), fixed]
    }

    proptest! {
        /// Whatever thresholds an export was made with, those found again give every customer the same scores.
        #[test]
        fn the_same_scores_come_back(customers in proptest::collection::vec(measures(), 1..40), cuts in cuts(), cut in 0..40_usize, high in HIGHS) {
            let thresholds = Thresholds::new(&customers[..], &cuts);
            let (mut made, mut other) = (Made::default(), Made::default());
            customers.iter().enumerate().for_each(|(at, customer)| {
                let s = thresholds.score(customer);
                let made = if at < cut { &mut made } else { &mut other };
                made.take(customer, Some([s.r, s.f, s.m]), Some(Segment::of(s, high)));
            });
            made.merge(other);
            let again = Thresholds::new(&customers[..], &made.cuts().unwrap());
            for customer in &customers {
                prop_assert_eq!(thresholds.score(customer), again.score(customer));
            }
            prop_assert_eq!(made.other_high(high), None);
            let has_date = customers.iter().any(|customer| customer.recency.is_some());
            prop_assert_eq!(made.as_of(), has_date.then(|| Day::from_number(20_000)));
        }
    }

    /// Of customers with 10, 20, 30 and 40 the first base gives 30 a 4, the second only 40.
    #[test]
    fn scores_of_two_bases_that_no_thresholds_give() {
        let of = |rows: &[(i64, u8)]| {
            let mut made = Made::default();
            rows.iter().for_each(|(units, m)| made.take(&customer(Some(3), 1, *units), Some([3, 1, *m]), None));
            made
        };
        let (units, first) = (Money::from_units, of(&[(10, 1), (20, 2), (30, 4)]));
        assert_eq!(first.clashes(&of(&[(15, 2), (25, 4), (40, 5)])), []); // 4 takes more than 20 and at most 25
        assert_eq!(first.clashes(&of(&[(10, 1), (35, 3)])), [Clash::Monetary([(units(30), 4), (units(35), 3)])]);
        assert_eq!(first.clashes(&of(&[(15, 3)])), [Clash::Monetary([(units(20), 2), (units(15), 3)])]);
        let days = |days, r| {
            let mut made = Made::default();
            made.take(&customer(Some(days), 1, 1), Some([r, 1, 1]), None);
            made
        };
        assert_eq!(days(30, 4).clashes(&days(40, 5)), [Clash::Recency([(30, 4), (40, 5)])]);
        assert_eq!(days(30, 4).clashes(&days(40, 4)), []);
        assert_eq!(days(30, 5).clashes(&days(40, 4)), []);
    }

    #[test]
    fn scores_that_no_thresholds_give() {
        let of = |rows: &[(Measures, Option<[u8; 3]>)]| {
            let mut made = Made::default();
            rows.iter().for_each(|(customer, scores)| made.take(customer, *scores, None));
            made.cuts()
        };
        let (a, b) = (customer(Some(5), 2, 10), customer(Some(9), 2, 20));
        assert!(of(&[(a, Some([5, 1, 1])), (b, Some([1, 1, 5]))]).is_some());
        assert_eq!(of(&[(a, Some([5, 1, 1])), (b, Some([1, 5, 5]))]), None); // the same frequency, two scores
        assert_eq!(of(&[(a, Some([1, 1, 1])), (b, Some([5, 1, 1]))]), None); // longer away, and a better score
        assert_eq!(of(&[(a, None)]), None);
        assert_eq!(of(&[(customer(None, 0, -5), Some([2, 1, 1]))]), None);
    }
}
