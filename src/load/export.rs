//! An export of ours read back: the same customers, as of the same day, with the scores that stand there. A warehouse may have
//! made it (`rfm sql`), or an earlier run.
//!
//! Scores are not stored: the thresholds that give them are found again. What a score takes is the least value that had it (for
//! recency the most days), provided that no customer with a lower score has as much.

use super::columns::{Columns, Role};
use super::split::Row;
use crate::customer::Measures;
use crate::date::Day;
use crate::money::Money;
use crate::score::{FixedCuts, Scores, Steps};
use crate::scored::Kind;
use crate::segment::Segment;
use std::ops::RangeInclusive;

/// Where the columns of an export stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// `r`, `f`, `m`; none in a file of measures alone.
    scores: Option<[usize; 3]>,
    segment: Option<usize>,
}

/// What `--high` may be.
const HIGHS: RangeInclusive<u8> = 2..=5;

/// The columns that every export has, with their roles.
const MEASURES: [(&str, Role); 5] = [
    ("customer_id", Role::Id),
    ("last_purchase", Role::Date),
    ("recency_days", Role::Recency),
    ("frequency", Role::Frequency),
    ("monetary", Role::Amount),
];

/// What a model expected, where it was asked for; not read back.
pub const MODELLED: [&str; 4] = ["p_alive", "expected_purchases", "expected_value", "clv"];

impl Places {
    /// Of a file with this header; none where it is no export. Some engines write names in capitals.
    pub fn find(header: &[String], columns: &Columns) -> Option<Places> {
        let place = |name: &str| header.iter().position(|column| column.eq_ignore_ascii_case(name));
        let is_export = columns.kind == Kind::Customers
            && MEASURES.iter().all(|(name, role)| place(name).is_some() && place(name) == columns.get(*role));
        let scores = || Some([place("r")?, place("f")?, place("m")?]);
        is_export.then(|| Places { scores: scores(), segment: place("segment") })
    }

    /// The scores in this row: none where the file has no such columns, or one of them is no score.
    pub fn scores(&self, row: &Row<'_>) -> Option<[u8; 3]> {
        let score = |at: usize| row.cell(at).parse().ok().filter(|score| (1..=5).contains(score));
        let [r, f, m] = self.scores?;
        Some([score(r)?, score(f)?, score(m)?])
    }

    /// The segment in this row, where there is one.
    pub fn segment(&self, row: &Row<'_>) -> Option<Segment> {
        Segment::find(&row.cell(self.segment?)).ok()
    }
}

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

    /// Thresholds that give every customer the scores that stand there; none where there are no such.
    pub fn cuts(&self) -> Option<FixedCuts> {
        if self.without_scores {
            return None;
        }
        // Fewer days are better, so days are turned round.
        let days = self.r.map(|bounds| bounds.map(|(least, most)| (-i64::from(most), -i64::from(least))));
        let r = steps(days)?.map(|step| step.map(|days| -days as u32));
        Some(FixedCuts { r: Some(r), f: Some(steps(self.f)?), m: Some(steps(self.m)?) })
    }
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
