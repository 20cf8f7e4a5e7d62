//! An export of ours read back: the same customers, as of the same day, with the scores that stand there. A warehouse may have
//! made it (`rfm sql`), or an earlier run.
//!
//! Scores are not stored: the thresholds that give them are found again, by `score::made`.

use super::columns::{Columns, Role};
use super::split::Row;
use crate::scored::Kind;
use crate::segment::Segment;

/// Where the columns of an export stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// `r`, `f`, `m`; none in a file of measures alone.
    scores: Option<[usize; 3]>,
    segment: Option<usize>,
}

/// The columns that every export has, with their roles.
const MEASURES: [(&str, Role); 5] = [
    ("customer_id", Role::Id),
    ("last_purchase", Role::Date),
    ("recency_days", Role::Recency),
    ("frequency", Role::Frequency),
    ("monetary", Role::Amount),
];

/// What a model expected, where it was asked for; not read back.
pub const MODELLED: [&str; 4] = ["p_alive", "expected_purchases", "expected_value", "clv"];

impl Places {
    /// Of a file with this header; none where it is no export. Some engines write names in capitals.
    pub fn find(header: &[String], columns: &Columns) -> Option<Places> {
        let place = |name: &str| header.iter().position(|column| column.eq_ignore_ascii_case(name));
        let is_export = columns.kind == Kind::Customers
            && MEASURES.iter().all(|(name, role)| place(name).is_some() && place(name) == columns.get(*role));
        let scores = || Some([place("r")?, place("f")?, place("m")?]);
        is_export.then(|| Places { scores: scores(), segment: place("segment") })
    }

    /// The scores in this row: none where the file has no such columns, or one of them is no score.
    pub fn scores(&self, row: &Row<'_>) -> Option<[u8; 3]> {
        let score = |at: usize| row.cell(at).parse().ok().filter(|score| (1..=5).contains(score));
        let [r, f, m] = self.scores?;
        Some([score(r)?, score(f)?, score(m)?])
    }

    /// The segment in this row, where there is one.
    pub fn segment(&self, row: &Row<'_>) -> Option<Segment> {
        Segment::find(&row.cell(self.segment?)).ok()
    }
}
