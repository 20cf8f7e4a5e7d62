//! `--sort`: keys, and the order they mean. A leading `-` turns a key round; who has no value stands last either way.

use super::error::ExportError;
use crate::customer::{Id, Measures};
use crate::near::nearest;
use crate::score::Scores;
use crate::scored::Scored;
use std::cmp::Ordering;
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

/// What a customer is sorted by.
struct Sorted<'a> {
    id: Id<'a>,
    measures: Measures,
    scores: Scores,
    segment: usize,
}

/// Orders places of customers; those alike keep the order they have, which is that of ids.
pub(super) fn sort(base: &Scored, keys: &[SortKey], places: &mut [usize]) {
    let all = |place: usize| {
        let measures = base.customers.measures(place);
        Sorted { id: base.customers.id(place), measures, scores: base.scores(&measures), segment: base.segment(&measures) as usize }
    };
    places.sort_by(|&a, &b| {
        let (a, b) = (all(a), all(b));
        keys.iter().map(|key| key.compare(&a, &b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
}

impl SortKey {
    fn compare(self, a: &Sorted<'_>, b: &Sorted<'_>) -> Ordering {
        let (x, y) = (&a.measures, &b.measures);
        match self.by {
            By::Id => self.order(a.id.as_bytes(), b.id.as_bytes()),
            By::LastPurchase => self.known_first(x.last_purchase, y.last_purchase),
            By::RecencyDays => self.known_first(x.recency, y.recency),
            By::Frequency => self.order(x.frequency, y.frequency),
            By::Monetary => self.order(x.monetary, y.monetary),
            By::R => self.order(a.scores.r, b.scores.r),
            By::F => self.order(a.scores.f, b.scores.f),
            By::M => self.order(a.scores.m, b.scores.m),
            By::Rfm => self.order((a.scores.r, a.scores.f, a.scores.m), (b.scores.r, b.scores.f, b.scores.m)),
            By::Segment => self.order(a.segment, b.segment),
            By::Profit => self.known_first(x.profit, y.profit),
            By::Value => self.order(x.value(), y.value()),
        }
    }

    fn order<T: Ord>(self, a: T, b: T) -> Ordering {
        if self.descending { b.cmp(&a) } else { a.cmp(&b) }
    }

    fn known_first<T: Ord>(self, a: Option<T>, b: Option<T>) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => self.order(a, b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}
