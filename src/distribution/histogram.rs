//! How often values of R, F and M occur, in bins with round edges.
//!
//! Days have bins of one width; purchases and amounts, which lie far apart, bins that widen. Edges depend on the values alone.

use crate::customer::{Many, Measures};

/// At most so many bins are shown.
const MOST: usize = 24;

/// Lower edges of the bins of purchases.
const PURCHASES: [i128; 20] = [0, 1, 2, 3, 4, 5, 6, 8, 11, 16, 21, 31, 51, 101, 201, 501, 1_001, 2_001, 5_001, 10_001];

/// Some customers: those whose value is at least `from` and below `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// Lower edge, in it; none is below everything.
    pub from: Option<i128>,
    /// Upper edge, not in it; none is above everything.
    pub to: Option<i128>,
    /// How many customers.
    pub customers: u64,
}

/// The three histograms. Days, purchases, millionths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histograms {
    /// Days since the last purchase, of the customers who have one.
    pub recency: Vec<Bin>,
    /// Purchases.
    pub frequency: Vec<Bin>,
    /// Amounts, in millionths.
    pub monetary: Vec<Bin>,
}

#[derive(Default)]
struct Counts {
    days: Vec<u64>,
    purchases: Vec<u64>,
    amounts: Vec<u64>,
}

fn add(counts: &mut Vec<u64>, place: usize, more: u64) {
    if counts.len() <= place {
        counts.resize(place + 1, 0);
    }
    counts[place] += more;
}

impl Histograms {
    /// Of all customers.
    pub fn new(customers: &(impl Many + ?Sized)) -> Histograms {
        let amounts = amount_edges();
        let take = |counts: &mut Counts, customer: Measures| {
            if let Some(days) = customer.recency {
                add(&mut counts.days, days as usize, 1);
            }
            add(&mut counts.purchases, PURCHASES.partition_point(|edge| *edge <= customer.frequency.into()), 1);
            add(&mut counts.amounts, amounts.partition_point(|edge| *edge <= customer.monetary.micros()), 1);
        };
        let merge = |all: &mut Counts, more: Counts| {
            for (all, more) in [(&mut all.days, more.days), (&mut all.purchases, more.purchases), (&mut all.amounts, more.amounts)] {
                more.into_iter().enumerate().for_each(|(place, count)| add(all, place, count));
            }
        };
        let counts = customers.fold_measures(Counts::default, take, merge);
        Histograms {
            recency: days(&counts.days),
            frequency: trimmed(&PURCHASES, &counts.purchases),
            monetary: coarse(from_zero(trimmed(&amounts, &counts.amounts))),
        }
    }
}

/// 0, then 1, 1.5, 2, 3, 5, 7 times the powers of ten.
fn amount_edges() -> Vec<i128> {
    let powers = (1..27).flat_map(|power| [10, 15, 20, 30, 50, 70].map(|digits| digits * 10_i128.pow(power)));
    [0, 1].into_iter().chain(powers).collect()
}

/// Bins of equal width: 1, 2, 5, 7 (weeks), 10, 15, 30 days …, the narrowest of which few enough hold all.
fn days(counts: &[u64]) -> Vec<Bin> {
    let widths = [1, 2, 5, 7, 10, 15, 30, 60, 90, 180, 365, 730, 1_825];
    let width = widths.into_iter().find(|width| counts.len() <= width * MOST).unwrap_or(3_650);
    let bins = counts.chunks(width).enumerate().map(|(place, counts)| {
        let from = (place * width) as i128;
        Bin { from: Some(from), to: Some(from + width as i128), customers: counts.iter().sum() }
    });
    bins.collect()
}

/// The bins from the first that holds somebody to the last.
fn trimmed(edges: &[i128], counts: &[u64]) -> Vec<Bin> {
    let bin = |(place, customers): (usize, &u64)| Bin {
        from: place.checked_sub(1).map(|before| edges[before]),
        to: edges.get(place).copied(),
        customers: *customers,
    };
    let mut bins: Vec<Bin> = counts.iter().enumerate().map(bin).skip_while(|bin| bin.customers == 0).collect();
    while bins.pop_if(|bin| bin.customers == 0).is_some() {}
    bins
}

/// Nobody between nothing and the least amount that occurs takes no room: the bin from zero reaches there.
fn from_zero(bins: Vec<Bin>) -> Vec<Bin> {
    let mut out: Vec<Bin> = Vec::with_capacity(bins.len());
    for bin in bins {
        match out.last_mut().filter(|last| last.from == Some(0) && bin.customers == 0) {
            Some(zero) => zero.to = bin.to,
            None => out.push(bin),
        }
    }
    out
}

/// No more bins than can be shown: with edges at 1, 2, 5 times the powers of ten, or at these alone.
fn coarse(mut bins: Vec<Bin>) -> Vec<Bin> {
    for digits in [&[1, 2, 5][..], &[1]] {
        if bins.len() <= MOST {
            break;
        }
        let mut joined: Vec<Bin> = Vec::new();
        for bin in bins {
            let is_edge = bin.from.is_none_or(|from| from == 0 || digits.contains(&first_digits(from)));
            match joined.last_mut().filter(|_| !is_edge) {
                Some(last) => (last.to, last.customers) = (bin.to, last.customers + bin.customers),
                None => joined.push(bin),
            }
        }
        bins = joined;
    }
    bins
}

/// Without the zeros at the end.
fn first_digits(mut number: i128) -> i128 {
    while number != 0 && number % 10 == 0 {
        number /= 10;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::money::Money;

    fn bin(from: i128, to: i128, customers: u64) -> Bin {
        Bin { from: Some(from), to: Some(to), customers }
    }

    /// The twelve customers of `fixture`: 401 days are shown in bins of 30; five purchases twice, six and seven once.
    #[test]
    fn bins_worked_by_hand() {
        let base = fixture::base();
        let all = Histograms::new(&base.customers);
        assert_eq!(all.recency.len(), 14);
        assert_eq!(all.recency[..4], [bin(0, 30, 3), bin(30, 60, 1), bin(60, 90, 0), bin(90, 120, 3)]); // 5 10 20 | 40 | | 95 100 100
        assert_eq!(all.recency.iter().map(|bin| bin.customers).sum::<u64>(), 11); // G2 bought nothing
        let frequency = [bin(0, 1, 1), bin(1, 2, 2), bin(2, 3, 1), bin(3, 4, 0), bin(4, 5, 4), bin(5, 6, 2), bin(6, 8, 2)];
        assert_eq!(all.frequency, frequency);
        // A refund below zero, then nothing to 500; 10,000 10,000 12,000.50 from 10 to 15 thousand.
        assert_eq!(all.monetary.first(), Some(&Bin { from: None, to: Some(0), customers: 1 }));
        assert_eq!(all.monetary[1], bin(0, 500_000_000, 0));
        let thousand = 1_000_000_000;
        assert!(all.monetary.len() <= MOST && all.monetary.iter().any(|bin| bin.from == Some(10 * thousand)), "{:?}", all.monetary);
        assert_eq!(all.monetary.iter().map(|bin| bin.customers).sum::<u64>(), 12);
    }

    #[test]
    fn bins_meet_and_stay_few() {
        let far = [1, 900, 1_000_000, 999_999_999_999].map(Money::from_units);
        let all: Vec<Measures> = far.map(|monetary| Measures { monetary, frequency: 1, ..Measures::default() }).into();
        let bins = Histograms::new(&all[..]).monetary;
        assert!(bins.len() <= MOST, "{}", bins.len());
        assert!(bins.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert_eq!(bins.iter().map(|bin| bin.customers).sum::<u64>(), 4);
        assert!(Histograms::new(&[][..]).recency.is_empty());
    }
}
