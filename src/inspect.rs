//! What is found out about files by looking at them: how each is written, which column is what, what the rows hold and
//! which of them cannot be read. Pure; `look` finds it out, `report` shows it.
//!
//! Nothing here judges except [`Inspection::refusal`]: what `rfm score` would say to these files.

use crate::accounting::{Accounting, Reason, Reject, Rows};
use crate::aggregate::survey::{Span, Survey};
use crate::date::Day;
use crate::error::Error;
use crate::lang::Text;
use crate::money::Money;
use crate::note::Note;
use crate::scored::Kind;
use serde::{Serialize, Serializer};

/// All files, and all of them together.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    /// File by file.
    #[serde(skip)]
    pub files: Vec<File>,
    /// Everything together, where there are several files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<Contents>,
    /// Why `rfm score` would stop; none where it would not.
    #[serde(rename = "score_stops_at", serialize_with = "code")]
    pub refusal: Option<Error>,
}

/// One file.
#[derive(Clone, Debug, Serialize)]
pub struct File {
    /// As the user named it.
    pub file: String,
    /// Its size, where that is known.
    pub bytes: Option<u64>,
    /// `gzip`, `zstd`, `workbook`; none for plain text.
    pub container: Option<&'static str>,
    /// Its encoding; none for a workbook.
    pub encoding: Option<Encoding>,
    /// Its delimiter; none for a workbook.
    pub delimiter: Option<char>,
    /// Physical line of the header; none where there is no header.
    pub header_line: Option<u64>,
    /// Lines above the header that were passed over.
    pub lines_above: u64,
    /// What a row is.
    #[serde(serialize_with = "kind")]
    pub kind: Kind,
    /// The user said so.
    pub kind_said: bool,
    /// The columns that make it a customer table.
    pub kind_columns: Vec<String>,
    /// How dates are written; none where there is no date column.
    #[serde(serialize_with = "date_form")]
    pub date_format: Option<DateForm>,
    /// The currency that amounts name.
    pub currency: Option<&'static str>,
    /// Every column, in the order of the file.
    pub columns: Vec<Column>,
    /// What the rows hold.
    #[serde(flatten)]
    pub contents: Contents,
    /// Values of the status column, the commonest first.
    pub statuses: Vec<Status>,
    /// Rows that cannot be read, the commonest reason first.
    pub rejects: Vec<Rejects>,
    /// What else the user should know.
    #[serde(skip)]
    pub notes: Vec<Note>,
}

/// An encoding and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Encoding {
    /// `GB18030`, `UTF-16LE`.
    pub name: &'static str,
    /// Where the name comes from.
    pub found: EncodingFound,
}

/// How an encoding was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EncodingFound {
    /// The user said it.
    Said,
    /// By the byte order mark.
    Mark,
    /// By the bytes that are not ASCII.
    Content,
    /// There are none: all is ASCII.
    Ascii,
}

/// How dates are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// 2026-01-31
    YearFirst,
    /// 31/01/2026
    DayFirst,
    /// 01/31/2026
    MonthFirst,
    /// 31 Jan 2026
    MonthByName,
    /// Another form in which day and month cannot be mixed up.
    Unmistakable,
    /// As the user said: a pattern, or the name of a count of days or seconds.
    Said(String),
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its place, from 1.
    pub place: usize,
    /// Its name.
    pub name: String,
    /// What it is used as; a phone number can be the id too.
    pub used_as: Vec<Use>,
    /// Its cell in the first sound row.
    pub first_value: String,
}

/// What a column is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Use {
    /// Machine-readable name.
    pub role: &'static str,
    /// For people.
    #[serde(skip)]
    pub text: Text,
    /// The flag that named it; none where its name is a known one.
    pub named_by: Option<&'static str>,
}

/// What the rows of a file, or of all files, hold.
#[derive(Clone, Debug, Serialize)]
pub struct Contents {
    /// Where every row went.
    #[serde(serialize_with = "rows")]
    pub rows: Accounting,
    /// Different customers in the used rows.
    pub customers: u64,
    /// Their days.
    #[serde(serialize_with = "days")]
    pub dates: Option<Span<Day>>,
    /// Used rows without a date.
    pub undated: u64,
    /// Their amounts.
    pub amounts: Option<Amounts>,
    /// Their order ids, where there is a column.
    pub orders: Option<Orders>,
    /// The fewest and the most purchases of a customer, in a customer table.
    #[serde(serialize_with = "purchases")]
    pub purchases: Option<Span<u64>>,
}

/// The amounts of the used rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Amounts {
    /// The least.
    #[serde(serialize_with = "money")]
    pub least: Money,
    /// The greatest.
    #[serde(serialize_with = "money")]
    pub greatest: Money,
    /// The sum.
    #[serde(serialize_with = "money")]
    pub total: Money,
    /// The most decimals.
    pub decimals: u8,
    /// How many are below zero.
    pub negative: u64,
    /// How many are zero.
    pub zero: u64,
}

/// The order ids of the used rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Orders {
    /// How many different ones.
    pub different: u64,
    /// That is their exact number.
    pub exact: bool,
    /// Rows without one.
    pub blank: u64,
}

/// A value of the status column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// As written.
    pub value: String,
    /// In how many rows.
    pub rows: u64,
    /// What it says.
    pub meaning: Meaning,
}

/// What a status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Paid back: left out, unless the amount is negative.
    Refunded,
    /// A sale.
    Sale,
    /// No sale: left out.
    NoSale,
    /// Not known: counted.
    Unknown,
}

/// Rows that cannot be read for one reason.
#[derive(Clone, Debug, Serialize)]
pub struct Rejects {
    /// Why.
    pub reason: Reason,
    /// How many.
    pub rows: u64,
    /// The first of them.
    #[serde(serialize_with = "examples")]
    pub examples: Vec<Reject>,
}

impl Contents {
    /// From what was counted; `decimals` is the most of any amount.
    pub fn new(survey: &Survey, rows: Accounting, decimals: u8, has_orders: bool) -> Contents {
        let (different, exact) = survey.orders.count();
        let (total, negative, zero) = (survey.total, survey.negative, survey.zero);
        Contents {
            rows,
            customers: survey.customers(),
            dates: survey.days,
            undated: survey.undated,
            amounts: survey.amounts.map(|Span { least, greatest }| Amounts { least, greatest, total, decimals, negative, zero }),
            orders: has_orders.then_some(Orders { different, exact, blank: survey.no_order }),
            purchases: survey.purchases,
        }
    }
}

impl DateForm {
    /// Machine-readable name, or what the user said.
    pub fn name(&self) -> &str {
        match self {
            DateForm::YearFirst => "year_first",
            DateForm::DayFirst => "day_first",
            DateForm::MonthFirst => "month_first",
            DateForm::MonthByName => "month_by_name",
            DateForm::Unmistakable => "unmistakable",
            DateForm::Said(format) => format,
        }
    }
}

// Values of the nouns as JSON: days, amounts and codes as text.

fn code<S: Serializer>(error: &Option<Error>, out: S) -> Result<S::Ok, S::Error> {
    error.as_ref().map(Error::code).serialize(out)
}

fn kind<S: Serializer>(kind: &Kind, out: S) -> Result<S::Ok, S::Error> {
    kind.slug().serialize(out)
}

fn date_form<S: Serializer>(form: &Option<DateForm>, out: S) -> Result<S::Ok, S::Error> {
    form.as_ref().map(DateForm::name).serialize(out)
}

fn money<S: Serializer>(amount: &Money, out: S) -> Result<S::Ok, S::Error> {
    amount.plain(2).serialize(out)
}

fn days<S: Serializer>(span: &Option<Span<Day>>, out: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Days {
        first: String,
        last: String,
    }
    span.map(|Span { least, greatest }| Days { first: least.to_string(), last: greatest.to_string() }).serialize(out)
}

fn purchases<S: Serializer>(span: &Option<Span<u64>>, out: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Purchases {
        fewest: u64,
        most: u64,
    }
    span.map(|Span { least, greatest }| Purchases { fewest: least, most: greatest }).serialize(out)
}

fn rows<S: Serializer>(accounting: &Accounting, out: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct WithAmount {
        #[serde(flatten)]
        rows: Rows,
        no_customer_amount: String,
    }
    WithAmount { rows: accounting.rows(), no_customer_amount: accounting.no_customer_amount.plain(2) }.serialize(out)
}

fn examples<S: Serializer>(rejects: &[Reject], out: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Example<'a> {
        line: u64,
        column: Option<&'a str>,
        value: &'a str,
        row: &'a str,
    }
    out.collect_seq(rejects.iter().map(|r| Example { line: r.line, column: r.column.as_deref(), value: &r.value, row: &r.row }))
}
