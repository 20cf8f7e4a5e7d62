//! Fourth room of the loader, with `order` and `run`: one thread's way from blocks to an accumulator, and what each block has shown on it.

use super::Reading;
use super::blocks::{Block, RECORD_LIMIT};
use super::encoding;
use super::fate::{Fate, Stop};
use super::layout::Layout;
use super::order::{Named, Rejected, Shown};
use super::rows::RowReader;
use super::run::EXAMPLES;
use super::split::{Places, Rows, Step};
use crate::aggregate::{Accumulate, Overflow};
use crate::policy::{LeftOut, Policy};

/// One thread's row reader and accumulator.
pub struct Worker<'p, A> {
    /// What it knows of the rows so far.
    pub rows: RowReader<'p>,
    /// What the rows go into.
    pub sink: A,
    delimiter: u8,
    keep_all_rejects: bool,
    places: Places,
}

impl<'p, A: Accumulate> Worker<'p, A> {
    /// For one file under one policy.
    pub fn new(layout: &'p Layout, reading: &'p Reading, policy: Policy, sink: A) -> Self {
        let rows = RowReader::new(layout, reading, policy);
        Worker { rows, sink, delimiter: layout.delimiter, keep_all_rejects: reading.keep_all_rejects, places: Places::default() }
    }

    /// Reads the rows of a block.
    pub fn work(&mut self, block: &Block<'_>) -> Shown {
        let mut shown = Shown { index: block.index, ..Shown::default() };
        if block.too_long {
            shown.stop = Some((0, Stop::TooLong));
        } else {
            self.read_rows(&encoding::decode(block.bytes, block.encoding), &mut shown);
        }
        shown
    }

    fn read_rows(&mut self, text: &str, shown: &mut Shown) {
        let mut rows = Rows::new(text, self.delimiter, self.rows.fields(), &mut self.places);
        self.rows.begin_block(text, rows.may_have_control());
        let may_be_too_long = text.len() > RECORD_LIMIT;
        let mut left_out = [0_u64; LeftOut::ALL.len()];
        let (mut read, mut used) = (0_u64, 0_u64);
        loop {
            match self.rows.take_usual(&mut rows, &mut self.sink) {
                Ok(taken) => (read, used) = (read + taken, used + taken),
                Err(Overflow) => {
                    shown.stop = Some((rows.line_here(), Stop::Overflow));
                    break;
                }
            }
            let row = match rows.next_row() {
                Step::Row(row) => row,
                Step::End => break,
                Step::Unclosed(line) => {
                    shown.stop = Some((line, Stop::UnclosedQuote));
                    break;
                }
            };
            read += 1;
            let start = row.start();
            if may_be_too_long && row.whole().len() > RECORD_LIMIT {
                shown.stop = Some((rows.line(start), Stop::TooLong));
                break;
            }
            match self.rows.read(&row, &mut self.sink) {
                Ok(()) => used += 1,
                Err(fate) => match *fate {
                    Fate::LeftOut(reason, amount) => {
                        left_out[reason as usize] += 1;
                        if reason == LeftOut::NoCustomer {
                            let sum = shown.accounting.no_customer_amount.checked_add(amount);
                            shown.accounting.no_customer_amount = sum.unwrap_or_default();
                        }
                    }
                    Fate::Rejected(reason, column, value) => {
                        let count = shown.accounting.rejected.entry(reason).or_default();
                        *count += 1;
                        if self.keep_all_rejects || *count <= EXAMPLES as u64 {
                            let row = encoding::show_broken(row.whole()).into_owned();
                            shown.rejects.push(Rejected { line: rows.line(start), reason, column, value, row });
                        }
                    }
                    Fate::Stop(stop) => {
                        shown.stop = Some((rows.line(start), stop));
                        break;
                    }
                },
            }
            if shown.currency.is_none()
                && let Some((currency, cell)) = &self.rows.currency
            {
                shown.currency = Some(Named { currency: *currency, line: rows.line(start), cell: cell.clone() });
            }
        }
        shown.lines = rows.lines();
        (shown.accounting.read, shown.accounting.used) = (read, used);
        shown.accounting.left_out = LeftOut::ALL.into_iter().zip(left_out).filter(|(_, rows)| *rows > 0).collect();
    }
}
