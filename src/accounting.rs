//! Where every row went: rows read = used + rejected + left out, always.

use crate::money::Money;
use crate::policy::LeftOut;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// Why a row cannot be read. The slug is the reason code of the rejects file, of JSON and of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Bytes that are no text in the file's encoding.
    Undecodable,
    /// A NUL or another control character in a cell that is used.
    ControlCharacter,
    /// More or fewer fields than the header has.
    FieldCount,
    /// Text after a closing quote.
    BadQuote,
    /// Only blank fields.
    EmptyRow,
    /// The header again.
    RepeatedHeader,
    /// No date.
    MissingDate,
    /// Not a date.
    BadDate,
    /// Outside 1900–2199.
    DateOutOfRange,
    /// No amount.
    MissingAmount,
    /// Not an amount.
    BadAmount,
    /// NaN or infinite.
    NotFinite,
    /// An amount of 10^15 or more, or a count that does not fit.
    OutOfRange,
    /// More than six decimals.
    TooPrecise,
    /// Customer table: not a whole number of purchases, 0 or more.
    BadFrequency,
    /// Customer table: not a whole number of days, 0 or more.
    BadRecency,
}

impl Reason {
    /// All reasons, in the order in which a row is checked.
    pub const ALL: [Reason; 16] = [
        Reason::Undecodable,
        Reason::ControlCharacter,
        Reason::FieldCount,
        Reason::BadQuote,
        Reason::EmptyRow,
        Reason::RepeatedHeader,
        Reason::MissingDate,
        Reason::BadDate,
        Reason::DateOutOfRange,
        Reason::MissingAmount,
        Reason::BadAmount,
        Reason::NotFinite,
        Reason::OutOfRange,
        Reason::TooPrecise,
        Reason::BadFrequency,
        Reason::BadRecency,
    ];

    /// Machine-readable name.
    pub fn slug(self) -> &'static str {
        match self {
            Reason::Undecodable => "undecodable",
            Reason::ControlCharacter => "control_character",
            Reason::FieldCount => "field_count",
            Reason::BadQuote => "bad_quote",
            Reason::EmptyRow => "empty_row",
            Reason::RepeatedHeader => "repeated_header",
            Reason::MissingDate => "missing_date",
            Reason::BadDate => "bad_date",
            Reason::DateOutOfRange => "date_out_of_range",
            Reason::MissingAmount => "missing_amount",
            Reason::BadAmount => "bad_amount",
            Reason::NotFinite => "not_finite",
            Reason::OutOfRange => "out_of_range",
            Reason::TooPrecise => "too_precise",
            Reason::BadFrequency => "bad_frequency",
            Reason::BadRecency => "bad_recency",
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.slug())
    }
}

/// A rejected row and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The file as the user named it.
    pub file: String,
    /// Physical line on which the row starts, from 1; LF, CRLF and CR all end a line.
    pub line: u64,
    /// The column at fault, where one is.
    pub column: Option<String>,
    /// The cell at fault, or for [`Reason::FieldCount`] the fields found and wanted: `4/6`.
    pub value: String,
    /// Why.
    pub reason: Reason,
    /// The whole row as it stands in the file; bytes that cannot be decoded as `\xNN`.
    pub row: String,
}

/// Counts of rows by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounting {
    /// Rows below the header; blank lines are no rows.
    pub read: u64,
    /// Rows that count for some measure of some customer.
    pub used: u64,
    /// Rows that cannot be read, by reason.
    pub rejected: BTreeMap<Reason, u64>,
    /// Sound rows that do not count, by reason.
    pub left_out: BTreeMap<LeftOut, u64>,
    /// The amount of the rows without a customer.
    pub no_customer_amount: Money,
}

/// The counts as JSON has them, in every document the same: reasons that no row has are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rows {
    read: u64,
    used: u64,
    rejected: u64,
    rejected_by_reason: BTreeMap<Reason, u64>,
    left_out: BTreeMap<LeftOut, u64>,
}

fn above_zero<K: Copy + Ord>(counts: &BTreeMap<K, u64>) -> BTreeMap<K, u64> {
    counts.iter().filter(|(_, rows)| **rows > 0).map(|(reason, rows)| (*reason, *rows)).collect()
}

impl Accounting {
    /// All rejected rows.
    pub fn rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// All rows left out.
    pub fn left_out(&self) -> u64 {
        self.left_out.values().sum()
    }

    /// The counts as other programs see them.
    pub fn rows(&self) -> Rows {
        Rows {
            read: self.read,
            used: self.used,
            rejected: self.rejected(),
            rejected_by_reason: above_zero(&self.rejected),
            left_out: above_zero(&self.left_out),
        }
    }

    /// Rows read = used + rejected + left out.
    pub fn reconciles(&self) -> bool {
        self.read == self.used + self.rejected() + self.left_out()
    }

    /// Adds another file's or another block's counts.
    pub fn merge(&mut self, other: &Accounting) {
        self.read += other.read;
        self.used += other.used;
        for (reason, rows) in &other.rejected {
            *self.rejected.entry(*reason).or_default() += rows;
        }
        for (reason, rows) in &other.left_out {
            *self.left_out.entry(*reason).or_default() += rows;
        }
        // Amounts are below 10^21 millionths: 10^17 rows fit.
        self.no_customer_amount = self.no_customer_amount.checked_add(other.no_customer_amount).unwrap_or(self.no_customer_amount);
    }
}
