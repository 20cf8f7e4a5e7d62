//! A customer with their measures, as aggregation leaves them and scoring takes them; and which ids are hardly customers.

use crate::date::Day;
use crate::lang::Lang;
use crate::money::Money;

/// One customer: who, and the three measures (and profit, where the data has it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The id as text, trimmed of ASCII whitespace.
    pub id: Box<str>,
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
    /// Values carried along, one for each kept column, in their order; empty where the data has none.
    pub kept: Box<[Box<str>]>,
}

impl Customer {
    /// What the customer is worth in reports: profit where there is one, else the amount spent.
    pub fn value(&self) -> Money {
        self.profit.unwrap_or(self.monetary)
    }
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
