//! What the user should know of a run though it did not fail: every note with its code; its wording is `words`.
//!
//! Notes go to stderr, and into JSON by their code. Errors are `error`. What both say of rows is [`rows`].

pub mod rows;
mod safe;
mod words;

pub use safe::{clip, printable};

use crate::about::About;
use crate::accounting::Reject;
use crate::customer::ValueOf;
use crate::date::Day;
use crate::lang::Text;
use crate::money::Money;
use crate::rating::Scale;

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// How a file was read: its name and the findings, told in one line.
    ReadAs {
        /// The file.
        file: String,
        /// `GB18030`, told only when it is not plain UTF-8 or ASCII.
        encoding: Option<String>,
        /// Role and column, in the order of roles: `("customer id", "客户ID")`.
        columns: Vec<(Text, String)>,
        /// The line of the header, told when lines above it were passed over.
        header_line: u64,
        /// Told when it is not the comma.
        delimiter: char,
        /// Told when the file is a customer table.
        customers: bool,
    },
    /// Two columns could play one role.
    TwoColumns {
        /// What for.
        role: Text,
        /// The one that was taken.
        taken: String,
        /// The one that was not.
        passed: String,
    },
    /// Amount is the product of two columns that were recognised.
    Product {
        /// Quantity.
        quantity: String,
        /// Price of one.
        price: String,
    },
    /// Rows that cannot be read were passed over.
    Rejected {
        /// How many.
        rows: u64,
        /// Of how many.
        read: u64,
    },
    /// The first rows of each reason that cannot be read, with file and line.
    RejectedRows(Vec<Reject>),
    /// Anonymous sales.
    NoCustomer {
        /// How many rows.
        rows: u64,
        /// Their amount.
        amount: Money,
        /// Decimals to print it with.
        decimals: u8,
    },
    /// Values of the status column that the table does not know; their rows were kept.
    UnknownStatus(Vec<(String, u64)>),
    /// The as-of date is in the future.
    AsOfInFuture(Day),
    /// The as-of date is more than 30 days old.
    AsOfOld {
        /// The as-of date.
        as_of: Day,
        /// Days up to now.
        days: i32,
    },
    /// The data ends more than a month before the as-of date.
    DataEnds {
        /// The as-of date.
        as_of: Day,
        /// The latest day of a row.
        last: Day,
    },
    /// Quintiles of so few customers are coarse.
    FewCustomers(u64),
    /// No customer can get these scores.
    OutOfReach(Vec<(char, u8)>),
    /// One id holds more than a fifth of the rows.
    BusyId {
        /// The id.
        id: String,
        /// Its share, as a percentage.
        share: String,
    },
    /// Ids look like numbers that a spreadsheet rounded.
    RoundedIds {
        /// How many.
        ids: u64,
        /// One of them.
        example: String,
    },
    /// Ids that differ only by case, spaces or full-width letters.
    LookAlikeIds {
        /// How many groups of them.
        groups: u64,
        /// Two of a group.
        example: [String; 2],
    },
    /// A customer table names customers more than once.
    RepeatedIds {
        /// How many ids.
        ids: u64,
        /// One of them.
        example: String,
    },
    /// Under quintiles M is high for up to 40% of customers, so typical ranges do not apply.
    TypicalNeedsFixed,
    /// Customers whose last purchase is before the window were left out.
    InactiveLeftOut(u64),
    /// An export of ours was read back.
    ExportRead {
        /// The day from which it counts recency, if it is the same for all and was taken.
        as_of: Option<Day>,
        /// Scores are those that stand there.
        scores: bool,
        /// Its segments were made with another least high score.
        high: Option<u8>,
    },
    /// Columns of an export of ours, read back, that are not taken.
    ExportColumnsUnread(Vec<String>),
    /// A preset's window cannot be applied to a customer table.
    WindowNotApplied,
    /// The total is not above zero, so there are no value shares.
    NoValueShare(ValueOf),
    /// A workbook has more sheets than the one that was read.
    OtherSheets {
        /// The workbook.
        file: String,
        /// The sheet that was read.
        sheet: String,
        /// The others that are not empty.
        others: Vec<String>,
    },
    /// One file has neither profit nor cost while another has: value is the amount spent.
    ProfitNotEverywhere(String),
    /// The same file was named twice and is counted twice.
    SameFileTwice(String),
    /// A CSV for a spreadsheet: some text cells look like formulas or hold Chinese.
    SpreadsheetHint {
        /// Cells that a spreadsheet would take for formulas.
        formulas: u64,
        /// The output.
        file: String,
    },
    /// A workbook's customers do not fit on one sheet.
    ManySheets {
        /// How many customers.
        customers: u64,
        /// On how many sheets.
        sheets: u32,
        /// The output.
        file: String,
    },
    /// A workbook holds amounts of more than 15 digits as text, because a number of its could not hold them.
    AmountsAsText {
        /// How many.
        amounts: u64,
        /// The output.
        file: String,
    },
    /// Texts longer than a workbook's cell can be were cut.
    TextsCut {
        /// How many.
        texts: u64,
        /// The output.
        file: String,
    },
    /// Flags that shape exports, in a run that exports nothing.
    NoExport(String),
    /// A title, in a run that makes no page.
    NoPage,
    /// A customer table has no single visits, so nobody's rhythm is known.
    NoHistory,
    /// Rules that are off because no file has their column.
    RulesWithoutColumn(Vec<About>),
    /// Cells that tell no number of minutes.
    UnreadWaits(u64),
    /// The ratings of a column are on another scale than 5 stars.
    RatingScale(Scale),
    /// So many ratings of first visits that are none on this scale.
    UnreadRatings(u64, Scale),
    /// An output was written.
    Wrote {
        /// Where.
        file: String,
        /// Customers in it, where it lists customers.
        customers: Option<u64>,
    },
}

impl Note {
    /// Machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            Note::ReadAs { .. } => "read_as",
            Note::TwoColumns { .. } => "two_columns",
            Note::Product { .. } => "product",
            Note::Rejected { .. } => "rejected",
            Note::RejectedRows(_) => "rejected_rows",
            Note::NoCustomer { .. } => "no_customer",
            Note::UnknownStatus(_) => "unknown_status",
            Note::AsOfInFuture(_) => "as_of_in_future",
            Note::AsOfOld { .. } => "as_of_old",
            Note::DataEnds { .. } => "data_ends",
            Note::FewCustomers(_) => "few_customers",
            Note::OutOfReach(_) => "out_of_reach",
            Note::BusyId { .. } => "busy_id",
            Note::RoundedIds { .. } => "rounded_ids",
            Note::LookAlikeIds { .. } => "look_alike_ids",
            Note::RepeatedIds { .. } => "repeated_ids",
            Note::TypicalNeedsFixed => "typical_needs_fixed",
            Note::InactiveLeftOut(_) => "inactive_left_out",
            Note::ExportRead { .. } => "export_read",
            Note::ExportColumnsUnread(_) => "export_columns_unread",
            Note::WindowNotApplied => "window_not_applied",
            Note::NoValueShare(_) => "no_value_share",
            Note::OtherSheets { .. } => "other_sheets",
            Note::ProfitNotEverywhere(_) => "profit_not_everywhere",
            Note::SameFileTwice(_) => "same_file_twice",
            Note::SpreadsheetHint { .. } => "spreadsheet_hint",
            Note::ManySheets { .. } => "many_sheets",
            Note::AmountsAsText { .. } => "amounts_as_text",
            Note::TextsCut { .. } => "texts_cut",
            Note::NoExport(_) => "no_export",
            Note::NoPage => "no_page",
            Note::NoHistory => "no_history",
            Note::RulesWithoutColumn(_) => "rules_without_column",
            Note::UnreadWaits(_) => "unread_waits",
            Note::RatingScale(_) => "rating_scale",
            Note::UnreadRatings(..) => "unread_ratings",
            Note::Wrote { .. } => "wrote",
        }
    }

    /// Depends on the clock, on file names or on where outputs went: told on stderr and kept out of data files, so that
    /// the same data gives the same bytes.
    pub fn is_of_the_run(&self) -> bool {
        let of_names = matches!(
            self,
            Note::ReadAs { .. } | Note::RejectedRows(_) | Note::SameFileTwice(_) | Note::ProfitNotEverywhere(_) | Note::OtherSheets { .. }
        );
        let of_clock = matches!(self, Note::AsOfInFuture(_) | Note::AsOfOld { .. });
        let of_outputs = matches!(
            self,
            Note::Wrote { .. }
                | Note::SpreadsheetHint { .. }
                | Note::ManySheets { .. }
                | Note::AmountsAsText { .. }
                | Note::TextsCut { .. }
                | Note::NoExport(_)
                | Note::NoPage
        );
        of_names || of_clock || of_outputs
    }
}
