//! What rows have shown on the way: the latest day, the most decimals, the statuses.

use super::status::Verdict;
use crate::date::Day;
use crate::money::Fine;
use crate::score::made::Made;
use std::collections::BTreeMap;

/// What the rows of a file, or of a part of it, have shown.
#[derive(Debug, Default)]
pub struct Findings {
    /// The latest day of a used row.
    pub latest: Option<Day>,
    /// The most decimals of a used amount.
    pub decimals: u8,
    /// Of amounts with more than two decimals: the days on which there were such purchases, and such refunds, by the decimals.
    pub fine: Fine,
    /// How the exports of ours among the files were made.
    pub made: Made,
    /// Rows by value of the status column; of more than 1,000 values the first by their bytes, so that neither
    /// the order of rows nor of merges matters.
    pub statuses: BTreeMap<String, (Verdict, u64)>,
}

/// So many different statuses are counted; a column with more is no status.
const MOST_STATUSES: usize = 1000;

impl Findings {
    /// Adds what another part has shown.
    pub fn merge(&mut self, other: Findings) {
        self.latest = self.latest.max(other.latest);
        self.decimals = self.decimals.max(other.decimals);
        self.fine.merge(other.fine);
        self.made.merge(other.made);
        for (value, (verdict, rows)) in other.statuses {
            self.count_status(&value, verdict, rows);
        }
    }

    /// Counts rows of a status.
    pub fn count_status(&mut self, value: &str, verdict: Verdict, rows: u64) {
        match self.statuses.get_mut(value) {
            Some((_, count)) => *count += rows,
            None => {
                self.statuses.insert(value.to_owned(), (verdict, rows));
                if self.statuses.len() > MOST_STATUSES {
                    self.statuses.pop_last();
                }
            }
        }
    }
}
