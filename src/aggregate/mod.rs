//! From rows to customers: accumulators that take rows in any order and any split, and merge.
//!
//! The laws of [`Accumulate`]: an empty accumulator is the identity of `merge`, and the order of rows and merges does not
//! matter. [`Ledger`] is the accumulator of the main job. Nothing here reads files; `load` feeds it.

mod batch;
mod hash;
mod interner;
mod ledger;
mod shard;
pub mod survey;
mod table;

use crate::date::Day;
use crate::money::Money;
use crate::policy::Role;
pub use batch::Counting;
pub use ledger::{Busiest, Counted, Ledger};

/// One used row of a transactions file.
#[derive(Clone, Copy, Debug)]
pub struct Transaction<'a> {
    /// The customer's id, trimmed.
    pub customer: &'a str,
    /// The day.
    pub day: Day,
    /// The amount, negative for a refund.
    pub amount: Money,
    /// The profit of the row, where the data has one.
    pub profit: Option<Money>,
    /// The order id, trimmed; none where the cell is blank or there is no such column.
    pub order: Option<&'a str>,
    /// What the row is under the policy.
    pub role: Role,
    /// Cells of the kept columns.
    pub kept: &'a [&'a str],
}

/// One used row of a customer table.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The customer's id, trimmed.
    pub customer: &'a str,
    /// Day of the last purchase, where the table has one.
    pub last_purchase: Option<Day>,
    /// Days since the last purchase as written, where there is no date.
    pub recency: Option<u32>,
    /// Purchases.
    pub frequency: u64,
    /// Amount spent.
    pub monetary: Money,
    /// Profit, where the table has one.
    pub profit: Option<Money>,
    /// Cells of the kept columns.
    pub kept: &'a [&'a str],
}

/// What is to be held does not fit: a sum in the widest number, or the customers in the memory they may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

/// Takes rows, merges with its like.
pub trait Accumulate: Send {
    /// Takes a row of a transactions file.
    fn transaction(&mut self, row: &Transaction<'_>) -> Result<(), Overflow>;
    /// Takes a row of a customer table.
    fn standing(&mut self, row: &Standing<'_>) -> Result<(), Overflow>;
    /// Takes in all that another accumulator took, which was made like this one.
    fn merge(&mut self, other: Self) -> Result<(), Overflow>;
    /// Takes a row that does not count because, by its status, the booking was cancelled.
    fn cancelled(&mut self, _customer: &str, _day: Day) -> Result<(), Overflow> {
        Ok(())
    }
    /// It wants to know of cancelled bookings.
    fn takes_cancelled(&self) -> bool {
        false
    }
    /// It looks at order ids.
    fn takes_orders(&self) -> bool {
        true
    }
    /// What was put off is done now, so that what the accumulator tells of itself is true.
    fn settle(&mut self) -> Result<(), Overflow> {
        Ok(())
    }
}

/// Nothing is kept: for runs that only look at how a file reads.
#[derive(Debug, Default)]
pub struct Nothing;

impl Accumulate for Nothing {
    fn transaction(&mut self, _: &Transaction<'_>) -> Result<(), Overflow> {
        Ok(())
    }
    fn standing(&mut self, _: &Standing<'_>) -> Result<(), Overflow> {
        Ok(())
    }
    fn merge(&mut self, _: Self) -> Result<(), Overflow> {
        Ok(())
    }
}

fn add(sum: &mut Money, amount: Money) -> Result<(), Overflow> {
    *sum = sum.checked_add(amount).ok_or(Overflow)?;
    Ok(())
}
