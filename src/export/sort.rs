//! `--sort`: keys, and the order they mean. A leading `-` turns a key round; who has no value stands last either way.

use super::error::ExportError;
use crate::customer::Customer;
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

/// Orders places of customers; those alike keep the order they have, which is that of ids.
pub(super) fn sort(base: &Scored, keys: &[SortKey], rows: &mut [usize]) {
    if keys.is_empty() {
        return;
    }
    let all = |at: usize| (&base.customers[at], base.scores[at], base.segment(at) as usize);
    rows.sort_by(|&a, &b| {
        let (a, b) = (all(a), all(b));
        keys.iter().map(|key| key.compare(a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
}

impl SortKey {
    fn compare(self, (a, x, p): (&Customer, Scores, usize), (b, y, q): (&Customer, Scores, usize)) -> Ordering {
        match self.by {
            By::Id => self.order(&a.id, &b.id),
            By::LastPurchase => self.known_first(a.last_purchase, b.last_purchase),
            By::RecencyDays => self.known_first(a.recency, b.recency),
            By::Frequency => self.order(a.frequency, b.frequency),
            By::Monetary => self.order(a.monetary, b.monetary),
            By::R => self.order(x.r, y.r),
            By::F => self.order(x.f, y.f),
            By::M => self.order(x.m, y.m),
            By::Rfm => self.order((x.r, x.f, x.m), (y.r, y.f, y.m)),
            By::Segment => self.order(p, q),
            By::Profit => self.known_first(a.profit, b.profit),
            By::Value => self.order(a.value(), b.value()),
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
