//! What becomes of a row that does not count, and what stops a run in the middle of a file.

use crate::accounting::Reason;
use crate::money::Money;
use crate::policy::LeftOut;

/// Why a row does not count.
#[derive(Debug)]
pub enum Fate {
    /// It is sound and does not count; its amount where that is told.
    LeftOut(LeftOut, Money),
    /// It cannot be read: the reason, the column at fault and its cell.
    Rejected(Reason, Option<usize>, String),
    /// It stops the run.
    Stop(Stop),
}

/// A fate, boxed: most rows have none, and what reading a cell gives back stays small.
pub type Unused = Box<Fate>;

/// What stops a run in the middle of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A quote opens and never closes.
    UnclosedQuote,
    /// The row is too long.
    TooLong,
    /// Day and month in another order than before; the cell.
    OtherDateOrder(String),
    /// Nothing decides between day-first and month-first; the cell.
    AmbiguousDate(String),
    /// A second currency in the amount column; the cell.
    SecondCurrency(String),
    /// A sum does not fit.
    Overflow,
}
