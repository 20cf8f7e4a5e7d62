//! What the blocks of a file have shown, put into the order of the file: rejected rows with their lines, the first thing that
//! stops a run, the sums. So none of it depends on threads.

use super::blocks::RECORD_LIMIT;
use super::columns::Role;
use super::fate::Stop;
use super::layout::Layout;
use super::run::OnReject;
use super::source::Source;
use crate::accounting::{Accounting, Reason, Reject};
use crate::error::Error;
use crate::money::read::Currency;
use std::collections::BTreeMap;

/// A currency, and the line and the cell that first named it.
#[derive(Clone, Debug)]
pub struct Named {
    /// The currency.
    pub currency: Currency,
    /// The line; within a block counted from its first.
    pub line: u64,
    /// The cell.
    pub cell: String,
}

/// What one block has shown.
#[derive(Debug, Default)]
pub struct Shown {
    /// The block's place in the file.
    pub index: usize,
    /// How many lines end in it.
    pub lines: u64,
    /// Where its rows went.
    pub accounting: Accounting,
    /// Its rejected rows, or the first of each reason.
    pub rejects: Vec<Rejected>,
    /// The currency that its amounts name.
    pub currency: Option<Named>,
    /// What stops the run in it, and on which of its lines.
    pub stop: Option<(u64, Stop)>,
}

/// A rejected row.
#[derive(Debug)]
pub struct Rejected {
    /// Its line, counted from the block's first.
    pub line: u64,
    /// Why.
    pub reason: Reason,
    /// The place of the column at fault.
    pub column: Option<usize>,
    /// The cell at fault.
    pub value: String,
    /// The whole row.
    pub row: String,
}

/// Puts what the blocks showed into the order of the file.
pub struct InOrder<'a, 'r> {
    source: &'a Source,
    layout: &'a Layout,
    on_reject: OnReject<'r>,
    waiting: BTreeMap<usize, Shown>,
    next: usize,
    line: u64,
    /// The first currency that amounts name.
    pub currency: Option<Named>,
    /// Where every row went, up to the last block of which all before have come.
    pub accounting: Accounting,
}

impl<'a, 'r> InOrder<'a, 'r> {
    /// For the rows of one file.
    pub fn new(source: &'a Source, layout: &'a Layout, on_reject: OnReject<'r>) -> Self {
        let (waiting, accounting) = (BTreeMap::new(), Accounting::default());
        InOrder { source, layout, on_reject, waiting, next: 0, line: layout.first_line, currency: None, accounting }
    }

    /// Takes what a block has shown, in any order; an error is of the first fault of the file among those before which no
    /// block is missing.
    pub fn take(&mut self, shown: Shown) -> Result<(), Error> {
        self.waiting.insert(shown.index, shown);
        while let Some(shown) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.settle(shown)?;
        }
        Ok(())
    }

    fn settle(&mut self, mut shown: Shown) -> Result<(), Error> {
        // A currency that differs from the blocks before stops at its row, if nothing in the block stops earlier.
        if let (Some(known), Some(named)) = (&self.currency, &shown.currency)
            && known.currency != named.currency
            && shown.stop.as_ref().is_none_or(|(line, _)| named.line < *line)
        {
            shown.stop = Some((named.line, Stop::SecondCurrency(named.cell.clone())));
        }
        let name = |column: Option<usize>| column.and_then(|at| self.layout.header.get(at)).cloned();
        let stops_at = shown.stop.as_ref().map_or(u64::MAX, |(line, _)| *line);
        for reject in shown.rejects.into_iter().filter(|reject| reject.line < stops_at) {
            (self.on_reject)(&Reject {
                file: self.source.name.clone(),
                line: self.line + reject.line,
                column: name(reject.column),
                value: reject.value,
                reason: reject.reason,
                row: reject.row,
            })?;
        }
        if let Some((line, stop)) = shown.stop {
            return Err(self.stop(self.line + line, stop));
        }
        if let (None, Some(named)) = (&self.currency, shown.currency) {
            self.currency = Some(Named { line: self.line + named.line, ..named });
        }
        self.line += shown.lines;
        self.accounting.merge(&shown.accounting);
        Ok(())
    }

    fn stop(&self, line: u64, stop: Stop) -> Error {
        let file = self.source.name.clone();
        let column = |role| self.layout.columns.get(role).and_then(|at| self.layout.header.get(at)).cloned().unwrap_or_default();
        match stop {
            Stop::UnclosedQuote => Error::UnclosedQuote { file, line },
            Stop::TooLong => Error::RecordTooLong { file, line, limit_mib: RECORD_LIMIT >> 20 },
            Stop::OtherDateOrder(value) => Error::MixedDates { file, line, column: column(Role::Date), value },
            Stop::AmbiguousDate(example) => Error::AmbiguousDate { file, column: column(Role::Date), example },
            Stop::SecondCurrency(value) => Error::MixedCurrency { file, line, column: self.layout.amount_column(), value },
            Stop::Overflow => Error::Overflow,
        }
    }
}
