//! Thresholds and scores: from measures to 1–5 for R, F and M. Pure: no I/O, no clock.
//!
//! A threshold is what a score takes, and a value that occurs, so a manager can say what a customer lacks.
//! Equal values always get equal scores. Which segment the scores mean is `segment`.

pub mod made;
mod quintile;

use crate::customer::{Many, Measures};
use crate::date::Window;
use crate::money::Money;
use crate::policy::ZeroAmounts;
use quintile::quintiles;
pub(crate) use quintile::{BUCKETS, bucket};
use serde::Serialize;

/// A customer's three scores, 1 (low) to 5 (high).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scores {
    /// Recency.
    pub r: u8,
    /// Frequency.
    pub f: u8,
    /// Monetary.
    pub m: u8,
}

/// The least score that is high, unless `--high` says otherwise.
pub const HIGH: u8 = 4;

/// What the scores 2, 3, 4, 5 of one measure take, in that order; none where no customer can reach the score.
pub type Steps<T> = [Option<T>; 4];

/// What each score takes. For F and M at least this much; for R at most so many days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// d₂ ≥ d₃ ≥ d₄ ≥ d₅, days.
    pub r_at_most: Steps<u32>,
    /// a₂ ≤ a₃ ≤ a₄ ≤ a₅, purchases.
    pub f_at_least: Steps<u64>,
    /// a₂ ≤ a₃ ≤ a₄ ≤ a₅, amount.
    pub m_at_least: Steps<Money>,
}

/// Thresholds in the order in which they are printed, so that each list rises. None is out of reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Printed<M> {
    /// Days, for the scores 5, 4, 3, 2.
    pub r_at_most: Steps<u32>,
    /// Purchases, for the scores 2, 3, 4, 5.
    pub f_at_least: Steps<u64>,
    /// Amounts, for the scores 2, 3, 4, 5.
    pub m_at_least: Steps<M>,
}

/// Thresholds the user fixed, measure by measure; a measure without keeps the quintiles of the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixedCuts {
    /// Recency.
    pub r: Option<Steps<u32>>,
    /// Frequency.
    pub f: Option<Steps<u64>>,
    /// Monetary.
    pub m: Option<Steps<Money>>,
}

impl FixedCuts {
    /// Every measure is fixed, so typical ranges may be held against the figures.
    pub fn is_complete(&self) -> bool {
        self.r.is_some() && self.f.is_some() && self.m.is_some()
    }

    /// These, and where they leave a measure open, the other's.
    pub fn or(self, other: FixedCuts) -> FixedCuts {
        FixedCuts { r: self.r.or(other.r), f: self.f.or(other.f), m: self.m.or(other.m) }
    }
}

/// A named set of settings.
pub struct Preset {
    /// Its name on the command line.
    pub name: &'static str,
    /// Days for R, from score 5 down to 2.
    pub r: [u32; 4],
    /// Purchases for F, from score 2 up to 5.
    pub f: [u64; 4],
    /// Whole currency units for M, from score 2 up to 5.
    pub m: [i64; 4],
    /// The window it also sets.
    pub window: Window,
    /// What it does with zero amounts.
    pub zero_amounts: ZeroAmounts,
}

/// The presets. `after-sales` is the course's table for a car service centre, over twelve months.
pub const PRESETS: &[Preset] = &[Preset {
    name: "after-sales",
    r: [30, 60, 90, 180],
    f: [2, 3, 4, 5],
    m: [2_000, 5_000, 10_000, 15_000],
    window: Window { count: 12, span: crate::date::Span::Months },
    zero_amounts: ZeroAmounts::Drop,
}];

impl Preset {
    /// Its thresholds.
    pub fn cuts(&self) -> FixedCuts {
        let [d5, d4, d3, d2] = self.r;
        FixedCuts {
            r: Some([d2, d3, d4, d5].map(Some)),
            f: Some(self.f.map(Some)),
            m: Some(self.m.map(|units| Some(Money::from_units(units)))),
        }
    }
}

impl Thresholds {
    /// Thresholds for these customers: the fixed ones, else quintiles over the customers with F ≥ 1.
    pub fn new(customers: &(impl Many + ?Sized), fixed: &FixedCuts) -> Thresholds {
        if let (Some(r_at_most), Some(f_at_least), Some(m_at_least)) = (fixed.r, fixed.f, fixed.m) {
            return Thresholds { r_at_most, f_at_least, m_at_least };
        }
        let quintiles = quintiles(customers);
        Thresholds {
            r_at_most: fixed.r.unwrap_or(quintiles.r_at_most),
            f_at_least: fixed.f.unwrap_or(quintiles.f_at_least),
            m_at_least: fixed.m.unwrap_or(quintiles.m_at_least),
        }
    }

    /// The customer's scores. No purchase in the window scores F = M = 1; no purchase at all scores R = 1.
    #[inline]
    pub fn score(&self, customer: &Measures) -> Scores {
        let (f, m) = if customer.frequency == 0 {
            (1, 1)
        } else {
            (score_at_least(&self.f_at_least, customer.frequency), score_at_least(&self.m_at_least, customer.monetary))
        };
        Scores { r: customer.recency.map_or(1, |days| score_at_most(&self.r_at_most, days)), f, m }
    }

    /// As people and other programs see them, with amounts in this form.
    pub fn printed<M>(&self, amount: impl Fn(Money) -> M) -> Printed<M> {
        let [d2, d3, d4, d5] = self.r_at_most;
        Printed { r_at_most: [d5, d4, d3, d2], f_at_least: self.f_at_least, m_at_least: self.m_at_least.map(|step| step.map(&amount)) }
    }

    /// Scores of each measure that no value can get: (measure, score), measures as R, F, M.
    pub fn out_of_reach(&self) -> Vec<(char, u8)> {
        let r = self.r_at_most.map(|d| d.map(|d| -i128::from(d)));
        let f = self.f_at_least.map(|a| a.map(i128::from));
        let m = self.m_at_least.map(|a| a.map(Money::micros));
        [('R', r), ('F', f), ('M', m)]
            .into_iter()
            .flat_map(|(measure, steps)| empty_steps(steps).map(move |score| (measure, score)))
            .collect()
    }
}

/// Scores 2–5 that take as much as the next one, or nothing that occurs.
fn empty_steps(steps: Steps<i128>) -> impl Iterator<Item = u8> {
    (0..4).filter(move |&at| steps[at].is_none() || (at < 3 && steps[at] == steps[at + 1])).map(|at| at as u8 + 2)
}

#[inline]
fn score_at_least<T: Copy + Ord>(steps: &Steps<T>, value: T) -> u8 {
    highest(steps, |step| value >= step)
}

#[inline]
fn score_at_most(steps: &Steps<u32>, days: u32) -> u8 {
    highest(steps, |step| days <= step)
}

/// The highest score whose step takes the value. All are asked: which is the first that does is foreseen badly.
#[inline]
fn highest<T: Copy>(steps: &Steps<T>, takes: impl Fn(T) -> bool) -> u8 {
    (2..).zip(steps).fold(1, |best, (score, step)| if step.is_some_and(&takes) { score } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn customer(recency: u32, frequency: u64, units: i64) -> Measures {
        Measures { recency: Some(recency), frequency, monetary: Money::from_units(units), ..Measures::default() }
    }

    #[test]
    fn quintiles_of_ten_worked_by_hand() {
        // Days 1..10: c = 2, 4, 6, 8, so R ≤ 2 is 5, ≤ 4 is 4, ≤ 6 is 3, ≤ 8 is 2.
        // Amounts 10..100: c = 20, 40, 60, 80; at least 30, 50, 70, 90 for 2, 3, 4, 5.
        let customers: Vec<_> = (1..=10).map(|i| customer(i, u64::from(i), i64::from(i) * 10)).collect();
        let t = Thresholds::new(&customers[..], &FixedCuts::default());
        assert_eq!(t.r_at_most, [Some(8), Some(6), Some(4), Some(2)]);
        assert_eq!(t.f_at_least, [Some(3), Some(5), Some(7), Some(9)]);
        assert_eq!(t.m_at_least, [30, 50, 70, 90].map(|u| Some(Money::from_units(u))));
        assert!(t.out_of_reach().is_empty());
        assert_eq!(t.score(&customers[0]), Scores { r: 5, f: 1, m: 1 });
        assert_eq!(t.score(&customers[9]), Scores { r: 1, f: 5, m: 5 });
        assert_eq!(t.score(&customers[4]), Scores { r: 3, f: 3, m: 3 });
    }

    #[test]
    fn ties_share_a_score_and_leave_others_out_of_reach() {
        // Frequencies 1×7, 2, 3, 9 of ten: c₁ = c₂ = c₃ = 1, c₄ = 2; at least 2, 2, 2, 3.
        let customers: Vec<_> = [1, 1, 1, 1, 1, 1, 1, 2, 3, 9].into_iter().map(|f| customer(5, f, 100)).collect();
        let t = Thresholds::new(&customers[..], &FixedCuts::default());
        assert_eq!(t.f_at_least, [Some(2), Some(2), Some(2), Some(3)]);
        assert_eq!(customers.iter().map(|c| t.score(c).f).collect::<Vec<_>>(), [1, 1, 1, 1, 1, 1, 1, 4, 5, 5]);
        // All the same: nothing is above any cut point, so M is 1 for all; and all are as recent as the most recent.
        assert_eq!(t.m_at_least, [None; 4]);
        assert_eq!(t.r_at_most, [Some(5); 4]);
        assert_eq!(t.score(&customers[0]).r, 5);
        assert_eq!(t.out_of_reach(), [('R', 2), ('R', 3), ('R', 4), ('F', 2), ('F', 3), ('M', 2), ('M', 3), ('M', 4), ('M', 5)]);
    }

    #[test]
    fn without_purchase_in_the_window() {
        let mut gone = customer(400, 0, 0);
        let t = Thresholds::new(&[customer(1, 1, 10), customer(2, 2, -20)][..], &FixedCuts::default());
        assert_eq!(t.score(&gone), Scores { r: 1, f: 1, m: 1 });
        gone.recency = None; // refunds only
        assert_eq!(t.score(&gone).r, 1);
        let none = Thresholds::new(&[gone][..], &FixedCuts::default());
        assert_eq!((none.r_at_most, none.f_at_least, none.m_at_least), ([None; 4], [None; 4], [None; 4]));
    }

    #[test]
    fn the_preset_is_the_courses_table() {
        let t = Thresholds::new(&[][..], &PRESETS[0].cuts());
        for (days, r) in [(0, 5), (30, 5), (31, 4), (60, 4), (61, 3), (90, 3), (91, 2), (180, 2), (181, 1)] {
            assert_eq!(t.score(&customer(days, 1, 1)).r, r, "{days} days");
        }
        for (visits, f) in [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (60, 5)] {
            assert_eq!(t.score(&customer(1, visits, 1)).f, f, "{visits} visits");
        }
        for (units, m) in [(1_999, 1), (2_000, 2), (4_999, 2), (5_000, 3), (9_999, 3), (10_000, 4), (14_999, 4), (15_000, 5)] {
            assert_eq!(t.score(&customer(1, 1, units)).m, m, "{units}");
        }
    }

    proptest! {
        /// Against the definition: 1 + the number of cut points strictly below the value (recency: 5 − that number).
        #[test]
        fn scores_follow_the_definition(rows in proptest::collection::vec((0_u32..40, 1_u64..6, -3_i64..30), 1..60)) {
            let customers: Vec<_> = rows.iter().map(|&(r, f, m)| customer(r, f, m)).collect();
            let t = Thresholds::new(&customers[..], &FixedCuts::default());
            let cuts = |mut x: Vec<i64>| { x.sort_unstable(); [1, 2, 3, 4].map(|k| x[(k * x.len()).div_ceil(5) - 1]) };
            let below = |cuts: [i64; 4], value: i64| cuts.iter().filter(|cut| **cut < value).count() as u8;
            let (r, f, m) = (
                cuts(rows.iter().map(|row| i64::from(row.0)).collect()),
                cuts(rows.iter().map(|row| row.1 as i64).collect()),
                cuts(rows.iter().map(|row| row.2).collect()),
            );
            for (row, c) in rows.iter().zip(&customers) {
                let expected = Scores { r: 5 - below(r, row.0.into()), f: 1 + below(f, row.1 as i64), m: 1 + below(m, row.2) };
                prop_assert_eq!(t.score(c), expected);
            }
        }

        /// Better never scores lower; equal values score equal (both follow, and are promised apart).
        #[test]
        fn better_never_scores_lower(rows in proptest::collection::vec((0_u32..100, 0_u64..9, -50_i64..500), 2..40)) {
            let customers: Vec<_> = rows.iter().map(|&(r, f, m)| customer(r, f, m)).collect();
            let t = Thresholds::new(&customers[..], &FixedCuts::default());
            for a in &customers {
                for b in &customers {
                    let (x, y) = (t.score(a), t.score(b));
                    if a.recency <= b.recency { prop_assert!(x.r >= y.r); }
                    if a.frequency >= b.frequency { prop_assert!(x.f >= y.f); }
                    if a.monetary >= b.monetary && a.frequency > 0 && b.frequency > 0 { prop_assert!(x.m >= y.m); }
                }
            }
        }
    }
}
