//! From scored customers to the rows of the segment report: share, value contribution, who to call first.

use crate::customer::{Customers, Many, Measures, ValueOf};
use crate::money::{Money, in_groups};
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

    /// As a percentage without decimals, in groups of three: `1,614%`.
    pub fn whole_percent(self) -> String {
        let text = self.shifted(2, 0);
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
        format!("{sign}{}%", in_groups(digits))
    }

    /// In units of 10^-`places`, rounded half away from zero.
    pub fn scaled(self, places: u32) -> i128 {
        let digits = self.shifted(places, 0);
        digits.parse().unwrap_or(if digits.starts_with('-') { i128::MIN } else { i128::MAX })
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
    /// Takes so many customers in, and their value.
    pub fn take(&mut self, customers: u64, value: Money) {
        self.customers += customers;
        // Each amount is below 10^21 millionths and there are fewer than 10^17 rows: the sum fits by construction.
        self.value = self.value.checked_add(value).unwrap_or(self.value);
    }
}

/// Sums over some of the customers.
#[derive(Default)]
struct Sums {
    segments: [Size; 8],
    monetary: Money,
}

impl Sums {
    fn merge(&mut self, other: Sums) {
        for (size, more) in self.segments.iter_mut().zip(other.segments) {
            size.take(more.customers, more.value);
        }
        self.monetary = self.monetary.checked_add(other.monetary).unwrap_or(self.monetary);
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
    pub fn new(customers: &(impl Many + ?Sized), score: impl Fn(&Measures) -> Scores + Sync, high: u8, value_of: ValueOf) -> Summary {
        let take = |sums: &mut Sums, customer: Measures| {
            sums.segments[Segment::of(score(&customer), high) as usize].take(1, customer.value());
            sums.monetary = sums.monetary.checked_add(customer.monetary).unwrap_or(sums.monetary);
        };
        let sums = customers.fold_measures(Sums::default, take, Sums::merge);
        Summary::of_sizes(sums.segments, sums.monetary, value_of)
    }

    /// Of the sizes of the eight segments, in their order, and the amount spent by all customers.
    pub fn of_sizes(segments: [Size; 8], monetary: Money, value_of: ValueOf) -> Summary {
        let mut summary = Summary { value_of, segments, important: Size::default(), total: Size::default(), monetary };
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
    pub fn summary(&self) -> &Summary {
        self.figures.get_or_init(|| self.summary_of(&self.customers, &self.thresholds))
    }

    /// The figures of each group of customers that share a value of the kept column at this place, in the order of the
    /// values. Under `recut` each group gets thresholds of its own, from these fixed ones and its own quintiles.
    pub fn by(&self, at: usize, recut: Option<&FixedCuts>) -> Vec<(String, Summary, Option<Thresholds>)> {
        let mut groups: BTreeMap<&str, Vec<Measures>> = BTreeMap::new();
        for (place, customer) in self.customers.iter().enumerate() {
            groups.entry(self.customers.kept(place, at)).or_default().push(customer);
        }
        let group = |(value, customers): (&str, Vec<Measures>)| {
            let own = recut.map(|cuts| Thresholds::new(&customers[..], cuts));
            (value.to_owned(), self.summary_of(&customers[..], own.as_ref().unwrap_or(&self.thresholds)), own)
        };
        groups.into_iter().map(group).collect()
    }

    fn summary_of(&self, customers: &(impl Many + ?Sized), thresholds: &Thresholds) -> Summary {
        Summary::new(customers, |customer| thresholds.score(customer), self.high, self.value_of)
    }
}

/// The segments whose customers are to be called first.
pub const CALL_FIRST: [Segment; 2] = [Segment::ImportantKeep, Segment::ImportantWinBack];

/// Places of the `most` most valuable customers of each of these segments; of equal value the id that comes first.
pub fn most_valuable<const N: usize>(base: &Scored, segments: [Segment; N], most: usize) -> [Vec<usize>; N] {
    let take = |best: &mut [Vec<(Money, usize)>; N], place: usize, customer: Measures| {
        let segment = Segment::of(base.thresholds.score(&customer), base.high);
        if let Some(best) = segments.iter().position(|wanted| *wanted == segment).map(|at| &mut best[at])
            && (best.len() < most || best.last().is_some_and(|last| customer.value() >= last.0))
        {
            insert(&base.customers, best, (customer.value(), place), most);
        }
    };
    let merge = |all: &mut [Vec<(Money, usize)>; N], more: [Vec<(Money, usize)>; N]| {
        for (best, more) in all.iter_mut().zip(more) {
            more.into_iter().for_each(|one| insert(&base.customers, best, one, most));
        }
    };
    let best = base.customers.fold(|| [const { Vec::new() }; N], take, merge);
    best.map(|best| best.into_iter().map(|(_, place)| place).collect())
}

/// Puts a customer with this value and place among the best, which stay in order and no more than `most`.
fn insert(customers: &Customers, best: &mut Vec<(Money, usize)>, one: (Money, usize), most: usize) {
    let is_before = |other: &(Money, usize)| match other.0.cmp(&one.0) {
        Ordering::Equal => *customers.id(other.1) < *customers.id(one.1),
        order => order.is_gt(),
    };
    best.insert(best.partition_point(is_before), one);
    best.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Customer;

    fn measures(frequency: u64, units: i64) -> Measures {
        Measures { recency: Some(3), frequency, monetary: Money::from_units(units), ..Measures::default() }
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
        let customers = [measures(1, 70), measures(2, 20), measures(3, 10)];
        let score = |customer: &Measures| match customer.frequency {
            1 => Scores { r: 5, f: 5, m: 5 },
            2 => Scores { r: 1, f: 4, m: 4 },
            _ => Scores { r: 3, f: 3, m: 3 },
        };
        let summary = Summary::new(&customers[..], score, 4, ValueOf::Monetary);
        assert_eq!(summary.segments[0], Size { customers: 1, value: Money::from_units(70) });
        assert_eq!(summary.important, Size { customers: 2, value: Money::from_units(90) });
        assert_eq!(summary.total, Size { customers: 3, value: Money::from_units(100) });
        assert_eq!(summary.value_share(summary.important).unwrap().percent(), "90.0%");
        // With high from 3, everything of the third customer is high.
        assert_eq!(Summary::new(&customers[..], score, 3, ValueOf::Monetary).segments[0].customers, 2);
    }

    #[test]
    fn the_most_valuable_come_first() {
        let customers = [("b", 5), ("a", 9), ("d", 9), ("c", 9), ("e", 1)];
        let customers = customers.map(|(id, units)| Customer { id: id.into(), measures: measures(1, units), kept: Box::default() });
        let mut base = crate::fixture::base();
        base.customers = customers.into_iter().collect();
        let one = Some(Money::from_units(1));
        base.thresholds = Thresholds { r_at_most: [Some(0); 4], f_at_least: [Some(1); 4], m_at_least: [one; 4] }; // R 1, F 5, M 5
        let [keep, lost] = most_valuable(&base, [Segment::ImportantKeep, Segment::Lost], 3);
        assert_eq!(keep.into_iter().map(|place| base.customers.id(place).to_string()).collect::<Vec<_>>(), ["a", "c", "d"]);
        assert!(lost.is_empty());
    }
}
