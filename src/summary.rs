//! From scored customers to the rows of the segment report: share, value contribution, who to call first.

use crate::customer::{Customer, ValueOf};
use crate::money::Money;
use crate::score::{FixedCuts, Scores, Thresholds};
use crate::scored::Scored;
use crate::segment::{Range, Segment};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// An exact fraction, printed without floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// `part` of `whole`; none when the whole is not above zero, so that no share of a loss is ever shown.
    pub fn of(part: i128, whole: i128) -> Option<Ratio> {
        (whole > 0).then_some(Ratio { numerator: part, denominator: whole })
    }

    /// With so many decimals, rounded half away from zero: `0.123457`.
    pub fn decimals(self, places: u32) -> String {
        self.shifted(0, places)
    }

    /// As a percentage with one decimal: `12.3%`.
    pub fn percent(self) -> String {
        self.shifted(2, 1) + "%"
    }

    /// Long division, so that no product can overflow: 10^`shift` times the fraction, with `places` decimals.
    fn shifted(self, shift: u32, places: u32) -> String {
        let denominator = self.denominator.unsigned_abs();
        let (mut whole, mut rest) = (self.numerator.unsigned_abs() / denominator, self.numerator.unsigned_abs() % denominator);
        for _ in 0..shift + places {
            rest *= 10;
            whole = whole * 10 + rest / denominator;
            rest %= denominator;
        }
        if rest >= denominator - rest {
            whole += 1;
        }
        let sign = if self.numerator < 0 && whole > 0 { "-" } else { "" };
        match places {
            0 => format!("{sign}{whole}"),
            _ => {
                let scale = 10_u128.pow(places);
                format!("{sign}{}.{:0width$}", whole / scale, whole % scale, width = places as usize)
            }
        }
    }

    /// Where the fraction lies against a typical range.
    pub fn against(self, range: Range) -> Standing {
        let at = |percent: u8| self.numerator.saturating_mul(100).cmp(&self.denominator.saturating_mul(percent.into()));
        match (at(range.low), at(range.high)) {
            (Ordering::Less, _) => Standing::Below,
            (_, Ordering::Greater) => Standing::Above,
            _ => Standing::Within,
        }
    }
}

/// A figure against its typical range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Less than typical.
    Below,
    /// In the range, both ends included.
    Within,
    /// More than typical.
    Above,
}

/// Customers and value of a segment, of several, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// How many customers.
    pub customers: u64,
    /// Their value together.
    pub value: Money,
}

impl Size {
    fn take(&mut self, customers: u64, value: Money) {
        self.customers += customers;
        // Each amount is below 10^21 millionths and there are fewer than 10^17 rows: the sum fits by construction.
        self.value = self.value.checked_add(value).unwrap_or(self.value);
    }
}

/// The figures of the segment report, for all customers or one group of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What value means here.
    pub value_of: ValueOf,
    /// The eight segments, in their order.
    pub segments: [Size; 8],
    /// The first four together.
    pub important: Size,
    /// All customers.
    pub total: Size,
    /// Amount spent by all customers, whatever value means.
    pub monetary: Money,
}

impl Summary {
    /// Counts customers by segment; a score of at least `high` is high.
    pub fn new<'a>(scored: impl IntoIterator<Item = (&'a Customer, Scores)>, high: u8, value_of: ValueOf) -> Summary {
        let mut summary =
            Summary { value_of, segments: [Size::default(); 8], important: Size::default(), total: Size::default(), monetary: Money::ZERO };
        for (customer, scores) in scored {
            summary.segments[Segment::of(scores, high) as usize].take(1, customer.value());
            summary.monetary = summary.monetary.checked_add(customer.monetary).unwrap_or(summary.monetary);
        }
        for segment in Segment::ALL {
            let size = summary.segments[segment as usize];
            summary.total.take(size.customers, size.value);
            if segment.is_important() {
                summary.important.take(size.customers, size.value);
            }
        }
        summary
    }

    /// The part's share of all customers.
    pub fn share(&self, part: Size) -> Option<Ratio> {
        Ratio::of(part.customers.into(), self.total.customers.into())
    }

    /// The part's share of all value; none when the total is not above zero.
    pub fn value_share(&self, part: Size) -> Option<Ratio> {
        Ratio::of(part.value.micros(), self.total.value.micros())
    }
}

impl Scored {
    /// The figures of all customers.
    pub fn summary(&self) -> Summary {
        Summary::new(self.customers.iter().zip(self.scores.iter().copied()), self.high, self.value_of)
    }

    /// The figures of each group of customers that share a value of the kept column at this place, in the order of the
    /// values. Under `recut` each group gets thresholds of its own, from these fixed ones and its own quintiles.
    pub fn by(&self, at: usize, recut: Option<&FixedCuts>) -> Vec<(String, Summary, Option<Thresholds>)> {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, customer) in self.customers.iter().enumerate() {
            groups.entry(customer.kept.get(at).map_or("", AsRef::as_ref)).or_default().push(place);
        }
        let summary_of = |places: &[usize], recut: Option<&FixedCuts>| {
            let Some(cuts) = recut else {
                let scored = places.iter().map(|&place| (&self.customers[place], self.scores[place]));
                return (Summary::new(scored, self.high, self.value_of), None);
            };
            let customers: Vec<Customer> = places.iter().map(|&place| self.customers[place].clone()).collect();
            let thresholds = Thresholds::new(&customers, cuts);
            let scored = customers.iter().map(|customer| (customer, thresholds.score(customer)));
            (Summary::new(scored, self.high, self.value_of), Some(thresholds))
        };
        let group = |(value, places): (&str, Vec<usize>)| {
            let (summary, thresholds) = summary_of(&places, recut);
            (value.to_owned(), summary, thresholds)
        };
        groups.into_iter().map(group).collect()
    }
}

/// Scores of every customer, in the same order.
pub fn score_all(customers: &[Customer], thresholds: &Thresholds) -> Vec<Scores> {
    customers.iter().map(|customer| thresholds.score(customer)).collect()
}

/// The segments whose customers are to be called first.
pub const CALL_FIRST: [Segment; 2] = [Segment::ImportantKeep, Segment::ImportantWinBack];

/// The `most` most valuable customers of a segment, as places in `customers`; of equal value the id that comes first.
pub fn most_valuable(customers: &[Customer], scores: &[Scores], high: u8, segment: Segment, most: usize) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::with_capacity(most + 1);
    for (at, (customer, scores)) in customers.iter().zip(scores).enumerate() {
        if Segment::of(*scores, high) == segment {
            let before = |other: &usize| {
                let other = &customers[*other];
                (other.value(), std::cmp::Reverse(&other.id)) > (customer.value(), std::cmp::Reverse(&customer.id))
            };
            let place = best.partition_point(before);
            best.insert(place, at);
            best.truncate(most);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(id: &str, units: i64) -> Customer {
        Customer {
            id: id.into(),
            last_purchase: None,
            recency: None,
            frequency: 1,
            monetary: Money::from_units(units),
            profit: None,
            kept: Box::default(),
        }
    }

    #[test]
    fn fractions_round_half_away_from_zero() {
        for (part, whole, six, percent) in [
            (1, 3, "0.333333", "33.3%"),
            (2, 3, "0.666667", "66.7%"),
            (1, 2_000_000, "0.000001", "0.0%"), // 0.0000005
            (-1, 2_000_000, "-0.000001", "0.0%"),
            (1, 2_000_001, "0.000000", "0.0%"),
            (5, 5, "1.000000", "100.0%"),
            (-7, 4, "-1.750000", "-175.0%"),
            (1, 2000, "0.000500", "0.1%"), // 0.05% rounds up
        ] {
            let ratio = Ratio::of(part, whole).unwrap();
            assert_eq!((ratio.decimals(6).as_str(), ratio.percent().as_str()), (six, percent), "{part}/{whole}");
        }
        let huge = 10_i128.pow(36);
        assert_eq!(Ratio::of(huge, huge * 3).unwrap().decimals(6), "0.333333");
        assert!(Ratio::of(1, 0).is_none());
        assert!(Ratio::of(1, -5).is_none());
    }

    #[test]
    fn typical_ranges_include_their_ends() {
        let range = Range { low: 5, high: 8 };
        for (part, standing) in [(49, Standing::Below), (50, Standing::Within), (80, Standing::Within), (81, Standing::Above)] {
            assert_eq!(Ratio::of(part, 1000).unwrap().against(range), standing);
        }
    }

    #[test]
    fn sums_by_segment() {
        let customers = [customer("a", 70), customer("b", 20), customer("c", 10)];
        let scores = [Scores { r: 5, f: 5, m: 5 }, Scores { r: 1, f: 4, m: 4 }, Scores { r: 3, f: 3, m: 3 }];
        let summary = Summary::new(customers.iter().zip(scores), 4, ValueOf::Monetary);
        assert_eq!(summary.segments[0], Size { customers: 1, value: Money::from_units(70) });
        assert_eq!(summary.important, Size { customers: 2, value: Money::from_units(90) });
        assert_eq!(summary.total, Size { customers: 3, value: Money::from_units(100) });
        assert_eq!(summary.value_share(summary.important).unwrap().percent(), "90.0%");
        // With high from 3, everything of the third customer is high.
        assert_eq!(Summary::new(customers.iter().zip(scores), 3, ValueOf::Monetary).segments[0].customers, 2);
    }

    #[test]
    fn the_most_valuable_come_first() {
        let customers = [customer("b", 5), customer("a", 9), customer("d", 9), customer("c", 9), customer("e", 1)];
        let scores = [Scores { r: 1, f: 5, m: 5 }; 5];
        assert_eq!(most_valuable(&customers, &scores, 4, Segment::ImportantKeep, 3), [1, 3, 2]);
        assert!(most_valuable(&customers, &scores, 4, Segment::Lost, 3).is_empty());
    }
}
