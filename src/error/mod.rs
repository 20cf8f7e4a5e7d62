//! Errors that stop a run, each with a stable code; their wording (what, where and the way out) is `words`,
//! and what is to be known of each code, those of other modules' errors too, is `codes`.
//!
//! Notes about a run that goes on are `note`. An error of the operating system is carried as its own text.

pub mod codes;
mod words;

use crate::about::About;
use crate::accounting::Reject;
use crate::lang::{Lang, Text};
use std::fmt;

/// Why a run stops. Nothing has been written when one of these is returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The input cannot be opened or read.
    CannotRead {
        /// The file.
        file: String,
        /// Why not.
        cause: Cause,
    },
    /// Nothing in it.
    EmptyInput(String),
    /// A header and no rows.
    NoData(String),
    /// Another kind of file.
    NotCsv {
        /// The file.
        file: String,
        /// What it looks like.
        what: Text,
    },
    /// A compressed file that ends early or is damaged.
    Truncated {
        /// The file.
        file: String,
        /// The decoder's words.
        cause: String,
    },
    /// The input was changed while it was read.
    InputChanged(String),
    /// UTF-16 without a byte order mark, or another encoding that shows as NUL bytes.
    NulBytes(String),
    /// The workbook has no such sheet, or none at all.
    NoSheet {
        /// The file.
        file: String,
        /// The sheet asked for.
        wanted: String,
        /// Those there are.
        sheets: Vec<String>,
    },
    /// A column named by the user is not there.
    UnknownColumn {
        /// The file.
        file: String,
        /// The name asked for.
        wanted: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// No column for a role that is needed.
    MissingColumn {
        /// The file.
        file: String,
        /// The roles without a column, and the flag that names one.
        roles: Vec<(Text, &'static str)>,
        /// The line taken for the header.
        line: u64,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// A list without a column that it needs.
    ListLacks {
        /// The file.
        file: String,
        /// What is not there, and a name by which it would be found.
        roles: Vec<(Text, &'static str)>,
        /// The line taken for the header.
        line: u64,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// A cell of a list that cannot be meant.
    BadCell {
        /// The file.
        file: String,
        /// Its line.
        line: u64,
        /// Its column.
        column: String,
        /// Its content.
        value: String,
        /// What is wrong, after the value: "is no date".
        what: Text,
    },
    /// Two columns of one name, and the name is used.
    DuplicateColumn {
        /// The file.
        file: String,
        /// The name.
        name: String,
    },
    /// More columns than a table can sensibly have.
    TooManyColumns {
        /// The file.
        file: String,
        /// How many.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// None of the rules of early warning that are switched on can be applied.
    NoRuleCanWarn {
        /// What columns would have to tell.
        columns: Vec<About>,
        /// There are single visits.
        has_history: bool,
    },
    /// Too few customers came back for a model of purchases.
    TooFewRepeaters {
        /// How many did.
        repeaters: u64,
        /// How many are needed.
        needed: u64,
    },
    /// No parameters make the data most likely.
    NotSettled {
        /// The model.
        model: &'static str,
        /// The slope that is left for one customer.
        gradient: String,
        /// Parameters that the data do not hold.
        parameters: Vec<&'static str>,
    },
    /// Models of an earlier run that are of something else.
    ForeignModel {
        /// What they expect and what there is, in English.
        en: String,
        /// In Chinese.
        zh: String,
    },
    /// A file of models that cannot be used.
    BadModel {
        /// The file.
        file: String,
        /// What is wrong.
        cause: String,
    },
    /// Single purchases are needed, and a customer table has none.
    NoVisits,
    /// A list of repeat histories where RFM's measures are wanted: frequency and recency mean something else in it.
    RepeatHistories(String),
    /// Nothing decides between day-first and month-first.
    AmbiguousDate {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// A cell that can be read both ways.
        example: String,
    },
    /// One column is written both day-first and month-first.
    MixedDates {
        /// The file.
        file: String,
        /// A line that contradicts what came before.
        line: u64,
        /// The column.
        column: String,
        /// Its cell.
        value: String,
    },
    /// Two currencies in one column.
    MixedCurrency {
        /// The file.
        file: String,
        /// The line of the second currency.
        line: u64,
        /// The column.
        column: String,
        /// Its cell.
        value: String,
    },
    /// A quote that opens and never closes.
    UnclosedQuote {
        /// The file.
        file: String,
        /// The line on which it opens.
        line: u64,
    },
    /// A row longer than the limit.
    RecordTooLong {
        /// The file.
        file: String,
        /// The line on which it starts.
        line: u64,
        /// The limit in MiB.
        limit_mib: usize,
    },
    /// Under `--strict`: the first row that cannot be read.
    Strict(Box<Reject>),
    /// More rows cannot be read than is allowed.
    TooManyRejects {
        /// How many.
        rejected: u64,
        /// Of how many.
        read: u64,
        /// The first of each reason.
        examples: Vec<Reject>,
    },
    /// Not one row counts.
    NoUsableRows {
        /// Rows read.
        read: u64,
        /// Why not, in words, with counts.
        reasons: Vec<(Text, u64)>,
        /// The first rejects.
        examples: Vec<Reject>,
    },
    /// Fewer used rows than `--min-rows` asks for.
    TooFewRows {
        /// Used rows.
        used: u64,
        /// Asked for.
        wanted: u64,
    },
    /// A customer table where visits are needed: what was true before does not stand in it.
    NoHistory,
    /// A customer table names a customer twice.
    RepeatedCustomer(String),
    /// Transactions and customer tables in one run.
    MixedKinds {
        /// A file of transactions.
        transactions: String,
        /// A customer table.
        customers: String,
    },
    /// A window makes no sense for a customer table.
    WindowOnCustomers,
    /// A sum does not fit in 38 digits.
    Overflow,
    /// The customers need more memory than they may take.
    Memory {
        /// Bytes that they may take.
        limit: u64,
        /// Bytes that they take by now.
        bytes: u64,
        /// How many there are by now.
        customers: u64,
        /// Bytes of the input read by now.
        read: u64,
        /// Bytes of the input, where that is known.
        size: Option<u64>,
    },
    /// No customer has this id.
    UnknownCustomer {
        /// The id asked for.
        wanted: String,
        /// Ids that come near.
        nearest: Vec<String>,
    },
}

/// Why an input cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is not there.
    Missing,
    /// It may not be read.
    Denied,
    /// It is a directory.
    Directory,
    /// A workbook that unpacks to more than any table needs.
    TooMuch,
    /// The words of the operating system or of a decoder.
    Other(String),
}

impl From<std::io::Error> for Cause {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Cause::Missing,
            std::io::ErrorKind::PermissionDenied => Cause::Denied,
            std::io::ErrorKind::IsADirectory => Cause::Directory,
            _ => Cause::Other(error.to_string()),
        }
    }
}

impl Error {
    /// Stable, machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            Error::CannotRead { .. } => "cannot_read",
            Error::NoRuleCanWarn { .. } => "no_rule_can_warn",
            Error::TooFewRepeaters { .. } => "too_few_repeaters",
            Error::NotSettled { .. } => "not_settled",
            Error::ForeignModel { .. } => "foreign_model",
            Error::BadModel { .. } => "bad_model",
            Error::NoVisits => "no_visits",
            Error::RepeatHistories(_) => "repeat_histories",
            Error::EmptyInput(_) => "empty_input",
            Error::NoData(_) => "no_data",
            Error::NotCsv { .. } => "not_csv",
            Error::Truncated { .. } => "truncated",
            Error::InputChanged(_) => "input_changed",
            Error::NulBytes(_) => "encoding",
            Error::NoSheet { .. } => "no_sheet",
            Error::UnknownColumn { .. } => "unknown_column",
            Error::MissingColumn { .. } => "missing_column",
            Error::ListLacks { .. } => "list_lacks",
            Error::BadCell { .. } => "bad_cell",
            Error::DuplicateColumn { .. } => "duplicate_column",
            Error::TooManyColumns { .. } => "too_many_columns",
            Error::AmbiguousDate { .. } => "ambiguous_date",
            Error::MixedDates { .. } => "mixed_dates",
            Error::MixedCurrency { .. } => "mixed_currency",
            Error::UnclosedQuote { .. } => "unclosed_quote",
            Error::RecordTooLong { .. } => "record_too_long",
            Error::Strict(_) => "strict",
            Error::TooManyRejects { .. } => "too_many_rejects",
            Error::NoUsableRows { .. } => "no_usable_rows",
            Error::TooFewRows { .. } => "too_few_rows",
            Error::NoHistory => "no_history",
            Error::RepeatedCustomer(_) => "repeated_customer",
            Error::MixedKinds { .. } => "mixed_kinds",
            Error::WindowOnCustomers => "window_on_customers",
            Error::Overflow => "overflow",
            Error::Memory { .. } => "memory",
            Error::UnknownCustomer { .. } => "unknown_customer",
        }
    }

    /// The user asked for something that cannot be meant: exit 2 instead of 1.
    pub fn is_usage(&self) -> bool {
        matches!(self, Error::WindowOnCustomers | Error::UnknownColumn { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Error {}
