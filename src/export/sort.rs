//! `--sort`: keys, and the order they mean. A leading `-` turns a key round; who has no value stands last either way.

use super::error::ExportError;
use crate::money::Money;
use crate::near::nearest;
use crate::score::Scores;
use crate::scored::Scored;
use std::str::FromStr;

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    by: By,
    descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Id,
    LastPurchase,
    RecencyDays,
    Frequency,
    Monetary,
    R,
    F,
    M,
    Rfm,
    Segment,
    Profit,
    Value,
}

/// The names of the keys: the columns' own names, and shorter ones.
const NAMES: &[(&str, By)] = &[
    ("id", By::Id),
    ("customer_id", By::Id),
    ("last", By::LastPurchase),
    ("last_purchase", By::LastPurchase),
    ("recency", By::RecencyDays),
    ("recency_days", By::RecencyDays),
    ("frequency", By::Frequency),
    ("monetary", By::Monetary),
    ("r", By::R),
    ("f", By::F),
    ("m", By::M),
    ("rfm", By::Rfm),
    ("segment", By::Segment),
    ("profit", By::Profit),
    ("value", By::Value),
];

impl SortKey {
    /// The names a key may have, for help and errors.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }
}

impl FromStr for SortKey {
    type Err = ExportError;

    fn from_str(text: &str) -> Result<SortKey, ExportError> {
        let (name, descending) = match text.trim().strip_prefix('-') {
            Some(name) => (name, true),
            None => (text.trim(), false),
        };
        let name = name.to_ascii_lowercase().replace('-', "_");
        match NAMES.iter().find(|(known, _)| *known == name) {
            Some((_, by)) => Ok(SortKey { by: *by, descending }),
            None => {
                let near = nearest(&name, SortKey::names()).unwrap_or("id");
                Err(ExportError::UnknownSortKey { key: text.to_owned(), near })
            }
        }
    }
}

/// Orders places of customers, which come in the order of their ids; those alike keep that order.
pub(super) fn sort(base: &Scored, keys: &[SortKey], places: &mut [usize]) {
    let mut rank_by_id = vec![0; if keys.iter().any(|key| key.by == By::Id) { places.len() } else { 0 }];
    for (rank, place) in places.iter().enumerate().take(rank_by_id.len()) {
        rank_by_id[*place] = rank;
    }
    // The last key first: a sort that follows keeps its order where it finds no difference.
    for key in keys.iter().rev() {
        places.sort_by_cached_key(|place| match key.number(base, *place, &rank_by_id) {
            Some(number) if key.descending => (false, -number),
            Some(number) => (false, number),
            None => (true, 0),
        });
    }
}

impl SortKey {
    /// What the customer at this place is sorted by; none stands last.
    fn number(self, base: &Scored, place: usize, rank_by_id: &[usize]) -> Option<i128> {
        let measures = base.customers.measures(place);
        let Scores { r, f, m } = base.scores(&measures);
        let score = |score: u8| Some(i128::from(score));
        match self.by {
            By::Id => rank_by_id.get(place).map(|rank| *rank as i128),
            By::LastPurchase => measures.last_purchase.map(|day| day.number().into()),
            By::RecencyDays => measures.recency.map(i128::from),
            By::Frequency => Some(measures.frequency.into()),
            By::Monetary => Some(measures.monetary.micros()),
            By::R => score(r),
            By::F => score(f),
            By::M => score(m),
            By::Rfm => Some(i128::from(r) * 100 + i128::from(f) * 10 + i128::from(m)),
            By::Segment => Some(base.segment(&measures) as i128),
            By::Profit => measures.profit.map(Money::micros),
            By::Value => Some(measures.value().micros()),
        }
    }
}
