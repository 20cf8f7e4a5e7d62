//! A customer with their measures, as aggregation leaves them and scoring takes them.

use crate::date::Day;
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
