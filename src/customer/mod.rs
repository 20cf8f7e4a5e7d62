//! Customers and their measures, as aggregation leaves them and scoring takes them; and which ids are hardly customers.
//!
//! All customers of a run are a [`Customers`], which takes little memory for each: `tally` is one of them in 32 bytes, `key`
//! an id in 16. A single one, spelled out, is a [`Customer`]. What happened when is a `diary`, and what
//! was true on any day is a `history`, both kept where somebody asks.

mod diary;
mod history;
mod key;
mod list;
mod tally;

use crate::date::Day;
use crate::lang::Lang;
use crate::money::Money;
pub use diary::{Diary, MOST_WATCHED, Mark, Visit, What};
pub use history::{Event, History};
pub use key::{Id, Key, Names, numbered, packed};
pub use list::{Customers, Part, Runs, Side};
pub use tally::{Entry, PLACES, Tally, Wide};

/// A customer's measures: all that scoring and summing need to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// Day of the last purchase up to the as-of date, in the window or before it; none for refunds only.
    pub last_purchase: Option<Day>,
    /// Whole days from the last purchase to the as-of date; none for refunds only.
    pub recency: Option<u32>,
    /// Purchases in the window, counted as the policy says.
    pub frequency: u64,
    /// Sum of amounts in the window, refunds netted or not as the policy says.
    pub monetary: Money,
    /// Sum of profits over the same rows, where the data has a profit or a cost.
    pub profit: Option<Money>,
}

impl Measures {
    /// What the customer is worth in reports: profit where there is one, else the amount spent.
    pub fn value(&self) -> Money {
        self.profit.unwrap_or(self.monetary)
    }
}

/// Many customers' measures, to be passed over as often as needed.
pub trait Many {
    /// One pass: sums made by `new` take the customers, in any split and order, and are put together by `merge`.
    fn fold_measures<T: Send>(&self, new: impl Fn() -> T + Sync, take: impl Fn(&mut T, Measures) + Sync, merge: impl FnMut(&mut T, T))
    -> T;
}

impl Many for [Measures] {
    fn fold_measures<T: Send>(&self, new: impl Fn() -> T + Sync, take: impl Fn(&mut T, Measures) + Sync, _: impl FnMut(&mut T, T)) -> T {
        let mut all = new();
        self.iter().for_each(|measures| take(&mut all, *measures));
        all
    }
}

impl Many for Customers {
    fn fold_measures<T: Send>(
        &self,
        new: impl Fn() -> T + Sync,
        take: impl Fn(&mut T, Measures) + Sync,
        merge: impl FnMut(&mut T, T),
    ) -> T {
        self.fold(new, |sum, _, measures| take(sum, measures), merge)
    }
}

/// One customer: who, the measures, and what is carried along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The id as text, trimmed of ASCII whitespace.
    pub id: Box<str>,
    /// What is known of them.
    pub measures: Measures,
    /// Values carried along, one for each kept column, in their order; empty where the data has none.
    pub kept: Box<[Box<str>]>,
}

/// What value means in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueOf {
    /// Profit, because the data has it.
    Profit,
    /// Amount spent.
    Monetary,
}

impl ValueOf {
    /// The value of a customer with these measures.
    pub fn of(self, measures: &Measures) -> Money {
        match self {
            ValueOf::Profit => measures.profit.unwrap_or(measures.monetary),
            ValueOf::Monetary => measures.monetary,
        }
    }

    /// Machine-readable name.
    pub fn slug(self) -> &'static str {
        match self {
            ValueOf::Profit => "profit",
            ValueOf::Monetary => "monetary",
        }
    }

    /// For people.
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            ValueOf::Profit => lang.pick("profit", "利润"),
            ValueOf::Monetary => lang.pick("amount spent", "消费金额"),
        }
    }
}

/// An id of so many of all rows, beside so many customers, is hardly a person: more than a fifth of the rows, and more than
/// twice an even share, since among few customers everybody has a fifth.
pub fn is_crowd(rows: u64, of_all: u64, customers: u64) -> bool {
    let (rows, of_all) = (u128::from(rows), u128::from(of_all));
    rows * 5 > of_all && rows * u128::from(customers) > 2 * of_all
}

/// `1.38E+10`: what a spreadsheet makes of a long number.
pub fn looks_rounded(id: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    id.split_once("E+").is_some_and(|(number, power)| digits(number) && digits(power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_are_no_customers() {
        assert!(is_crowd(21, 100, 10) && !is_crowd(20, 100, 10) && !is_crowd(21, 100, 9));
        assert!(is_crowd(97, 100, 4) && !is_crowd(60, 100, 2));
        assert!(looks_rounded("1.38E+10") && looks_rounded("2E+15"));
        assert!(!looks_rounded("E+10") && !looks_rounded("1.38E+") && !looks_rounded("13800000000") && !looks_rounded("A1E+5"));
    }
}
