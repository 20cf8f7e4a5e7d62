//! `--export`: one row a customer, with measures, scores and segment. Which columns and which rows, in which order.
//!
//! How a row becomes bytes is `text` (csv, tsv), `json` and `xlsx`; an earlier export is read back by `earlier`, for `previous`, `side` and `chances`. The file itself,
//! whole or not at all, is [`crate::write`].

mod chances;
mod earlier;
mod error;
pub(crate) mod gb18030;
mod json;
mod previous;
pub mod rejects;
mod side;
mod sort;
mod text;
pub mod xlsx;

pub use chances::{Chances, read_chances};
pub use error::ExportError;
pub use previous::{Previous, read_previous};
pub use side::{read_cuts, read_side};
pub use sort::SortKey;

use crate::clv::outlook::{Outlook, Outlooks};
use crate::customer::{Id, Measures, Runs, ValueOf};
use crate::date::Day;
use crate::lang::Lang;
use crate::lifecycle::Staging;
use crate::money::Money;
use crate::money::style::Currency;
use crate::score::Scores;
use crate::scored::Scored;
use crate::segment::Segment;
use crate::stage::Stage;
use crate::threads;
use json::{Objects, Shape};
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;
use text::Table;

/// How the customers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, RFC 4180.
    Csv,
    /// The same with tabs.
    Tsv,
    /// One array of objects.
    Json,
    /// One object a line.
    Jsonl,
    /// An Excel workbook, for people.
    Xlsx,
}

impl Format {
    /// By a file's extension.
    pub fn of_path(path: &Path) -> Result<Format, ExportError> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned()).unwrap_or_default();
        extension.parse()
    }
}

impl FromStr for Format {
    type Err = ExportError;

    fn from_str(text: &str) -> Result<Format, ExportError> {
        match text.to_ascii_lowercase().as_str() {
            "csv" => Ok(Format::Csv),
            "tsv" => Ok(Format::Tsv),
            "json" => Ok(Format::Json),
            "jsonl" | "ndjson" => Ok(Format::Jsonl),
            "xlsx" => Ok(Format::Xlsx),
            _ => Err(ExportError::UnknownFormat(text.to_owned())),
        }
    }
}

/// What is exported, and how it is dressed. The default: all customers in the order of ids, plain.
#[derive(Clone, Debug, Default)]
pub struct ExportOptions {
    /// Only these segments; none named: all.
    pub segments: Vec<Segment>,
    /// The order of rows; customers alike in all of it stand in the order of ids.
    pub sort: Vec<SortKey>,
    /// Which of [`Scored::kept`] are written.
    pub keep: Vec<usize>,
    /// Adds each customer's stage.
    pub stages: Option<Staging>,
    /// Adds each customer's segment in an earlier export.
    pub previous: Option<Previous>,
    /// Adds what a model expects of each customer.
    pub outlooks: Option<Outlooks>,
    /// csv, tsv: byte order mark, CRLF, and text that looks like a formula made harmless by a leading `'`.
    pub excel: bool,
    /// csv, tsv: in GB18030 instead of UTF-8. JSON is UTF-8 always.
    pub gb18030: bool,
    /// xlsx: the language of sheet names, headings and segments. The other forms are for programs, whose names never change.
    pub lang: Lang,
    /// xlsx: the currency whose sign stands before amounts.
    pub currency: Option<Currency>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows.
    pub customers: u64,
    /// csv, tsv: text cells that a spreadsheet would take for formulas, made harmless or not.
    pub formulas: u64,
    /// csv, tsv: some text is not ASCII, so a spreadsheet must know the encoding.
    pub non_ascii: bool,
    /// xlsx: sheets that the customers stand on.
    pub sheets: u32,
    /// xlsx: amounts of more than 15 digits, which stand as text because a number could not hold them.
    pub amounts_as_text: u64,
    /// xlsx: texts longer than a cell can be, cut.
    pub cut: u64,
}

/// Writes the customers. Rows are formed on as many threads as the base has, and written in order.
pub fn write(base: &Scored, format: Format, options: &ExportOptions, out: &mut (dyn Write + Send)) -> io::Result<Written> {
    let columns = columns(base, options);
    match format {
        Format::Csv => write_as(&Table::new(base, columns, b',', options), base, options, out),
        Format::Tsv => write_as(&Table::new(base, columns, b'\t', options), base, options, out),
        Format::Json => write_as(&Objects::new(base, columns, Shape::Array)?, base, options, out),
        Format::Jsonl => write_as(&Objects::new(base, columns, Shape::Lines)?, base, options, out),
        Format::Xlsx => xlsx::write(base, options, out),
    }
}

/// What a format makes of the customers.
trait Form: Sync {
    /// What stands before the first row.
    fn begin(&self, told: &mut Written) -> Vec<u8>;
    /// A row.
    fn row(&self, row: &Row<'_>, out: &mut Vec<u8>, told: &mut Written);
    /// What stands between two rows.
    fn between(&self) -> &'static str {
        ""
    }
    /// What stands after the last row.
    fn end(&self) -> &'static str {
        ""
    }
    /// This UTF-8 in the encoding that is wanted.
    fn encode(&self, text: Vec<u8>) -> io::Result<Vec<u8>> {
        Ok(text)
    }
}

fn write_as(form: &impl Form, base: &Scored, options: &ExportOptions, out: &mut (dyn Write + Send)) -> io::Result<Written> {
    let mut told = Written::default();
    let begin = form.begin(&mut told);
    out.write_all(&form.encode(begin)?)?;
    let order = Order::new(base, options);
    let make = |run| -> io::Result<(Vec<u8>, Written)> {
        let (mut text, mut told) = (Vec::new(), Written::default());
        for row in order.places(run).into_iter().map(|place| Row::new(base, options, place)).filter(|row| row.is_wanted(options)) {
            if told.customers > 0 {
                text.extend_from_slice(form.between().as_bytes());
            }
            form.row(&row, &mut text, &mut told);
            told.customers += 1;
        }
        Ok((form.encode(text)?, told))
    };
    let take = |made: io::Result<(Vec<u8>, Written)>| {
        let (bytes, more) = made?;
        if told.customers > 0 && more.customers > 0 {
            out.write_all(form.between().as_bytes())?;
        }
        told.add(more);
        out.write_all(&bytes)
    };
    threads::in_order(base.customers.threads(), order.len(), make, take)?;
    out.write_all(form.end().as_bytes())?;
    out.flush()?;
    Ok(told)
}

impl Written {
    fn add(&mut self, more: Written) {
        self.customers += more.customers;
        self.formulas += more.formulas;
        self.non_ascii |= more.non_ascii;
    }
}

/// A column of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Id,
    LastPurchase,
    RecencyDays,
    Frequency,
    Monetary,
    R,
    F,
    M,
    Rfm,
    Segment,
    Profit,
    Stage,
    Kept(usize),
    PreviousSegment,
    PAlive,
    ExpectedPurchases,
    ExpectedValue,
    Clv,
}

/// The columns with what a model expects, where that is asked for.
const OUTLOOK: [(Column, &str); 4] = [
    (Column::PAlive, "p_alive"),
    (Column::ExpectedPurchases, "expected_purchases"),
    (Column::ExpectedValue, "expected_value"),
    (Column::Clv, "clv"),
];

/// The columns every export has.
const COLUMNS: [(Column, &str); 10] = [
    (Column::Id, "customer_id"),
    (Column::LastPurchase, "last_purchase"),
    (Column::RecencyDays, "recency_days"),
    (Column::Frequency, "frequency"),
    (Column::Monetary, "monetary"),
    (Column::R, "r"),
    (Column::F, "f"),
    (Column::M, "m"),
    (Column::Rfm, "rfm"),
    (Column::Segment, "segment"),
];

/// The columns of this export and their names, of which no two are the same: a JSON object could not hold both.
fn columns(base: &Scored, options: &ExportOptions) -> Vec<(Column, String)> {
    let mut columns: Vec<(Column, String)> = COLUMNS.map(|(column, name)| (column, name.to_owned())).into();
    if base.value_of == ValueOf::Profit {
        columns.push((Column::Profit, "profit".to_owned()));
    }
    columns.extend(options.stages.as_ref().map(|_| (Column::Stage, "stage".to_owned())));
    if options.outlooks.is_some() {
        columns.extend(OUTLOOK.map(|(column, name)| (column, name.to_owned())));
    }
    let previous = options.previous.as_ref().map(|_| (Column::PreviousSegment, "previous_segment".to_owned()));
    for &at in &options.keep {
        let Some(wanted) = base.kept.get(at) else { continue };
        let taken = |name: &str| columns.iter().chain(&previous).any(|(_, other)| other == name);
        let name = match taken(wanted) {
            false => wanted.clone(),
            true => (2..).map(|number| format!("{wanted}_{number}")).find(|name| !taken(name)).unwrap_or_default(),
        };
        columns.push((Column::Kept(at), name));
    }
    columns.extend(previous);
    columns
}

/// The order of rows, in runs that are formed apart.
enum Order<'a> {
    ById(Runs<'a>),
    ByKeys(Vec<usize>),
}

/// So many rows of one's own order are a run.
const RUN: usize = 1 << 14;

impl<'a> Order<'a> {
    fn new(base: &'a Scored, options: &ExportOptions) -> Order<'a> {
        let by_id = base.customers.in_order();
        if options.sort.is_empty() {
            return Order::ById(by_id);
        }
        let mut places: Vec<usize> = (0..by_id.len()).flat_map(|run| by_id.places(run)).collect();
        sort::sort(base, &options.sort, &mut places);
        Order::ByKeys(places)
    }

    fn len(&self) -> usize {
        match self {
            Order::ById(runs) => runs.len(),
            Order::ByKeys(places) => places.len().div_ceil(RUN),
        }
    }

    fn places(&self, run: usize) -> Vec<usize> {
        match self {
            Order::ById(runs) => runs.places(run),
            Order::ByKeys(places) => places.iter().skip(run * RUN).take(RUN).copied().collect(),
        }
    }
}

/// A customer about to be written.
struct Row<'a> {
    base: &'a Scored,
    place: usize,
    id: Id<'a>,
    measures: Measures,
    scores: Scores,
    segment: Segment,
    previous: Option<Segment>,
    outlook: Option<&'a Outlook>,
    stage: Option<Stage>,
}

impl<'a> Row<'a> {
    fn new(base: &'a Scored, options: &'a ExportOptions, place: usize) -> Row<'a> {
        let (id, measures) = base.customers.id_and_measures(place);
        let scores = base.scores(&measures);
        let previous = options.previous.as_ref().and_then(|previous| previous.get(&*id).copied());
        let outlook = options.outlooks.as_ref().and_then(|outlooks| outlooks.get(place));
        let stage = options.stages.as_ref().and_then(|staging| staging.of(base, place, &measures));
        Row { base, place, id, measures, scores, segment: Segment::of(scores, base.high), previous, outlook, stage }
    }

    fn is_wanted(&self, options: &ExportOptions) -> bool {
        options.segments.is_empty() || options.segments.contains(&self.segment)
    }

    /// The amount in plain digits.
    fn plain(&self, amount: Money) -> String {
        amount.plain(self.base.decimals)
    }

    fn cell(&self, column: Column) -> Cell<'_> {
        let (measures, Scores { r, f, m }) = (&self.measures, self.scores);
        match column {
            Column::Id => Cell::Text(&self.id),
            Column::LastPurchase => measures.last_purchase.map_or(Cell::None, Cell::Day),
            Column::RecencyDays => measures.recency.map_or(Cell::None, |days| Cell::Number(days.into())),
            Column::Frequency => Cell::Number(measures.frequency),
            Column::Monetary => Cell::Amount(measures.monetary),
            Column::R => Cell::Number(r.into()),
            Column::F => Cell::Number(f.into()),
            Column::M => Cell::Number(m.into()),
            Column::Rfm => Cell::Rfm(u16::from(r) * 100 + u16::from(f) * 10 + u16::from(m)),
            Column::Segment => Cell::Word(self.segment.slug()),
            Column::Stage => self.stage.map_or(Cell::None, |stage| Cell::Word(stage.slug())),
            Column::Profit => measures.profit.map_or(Cell::None, Cell::Amount),
            Column::Kept(kept) => Cell::Text(self.base.customers.kept(self.place, kept)),
            Column::PAlive => self.outlook.map_or(Cell::None, |outlook| Cell::Figure(outlook.alive)),
            Column::ExpectedPurchases => self.outlook.map_or(Cell::None, |outlook| Cell::Figure(outlook.purchases)),
            Column::ExpectedValue => self.outlook.and_then(|outlook| outlook.value).map_or(Cell::None, Cell::Amount),
            Column::Clv => self.outlook.and_then(|outlook| outlook.clv).map_or(Cell::None, Cell::Amount),
            Column::PreviousSegment => self.previous.map_or(Cell::None, |segment| Cell::Word(segment.slug())),
        }
    }
}

/// What a cell holds, before a format gives it a form.
enum Cell<'a> {
    /// Text of the input: may be anything.
    Text(&'a str),
    /// One of our own words.
    Word(&'a str),
    Number(u64),
    /// The three scores in a row: a word of digits.
    Rfm(u16),
    Amount(Money),
    /// What a model estimates, with six decimals.
    Figure(f64),
    Day(Day),
    /// There is none.
    None,
}

/// The fault under the csv library's, so that a closed pipe or a full disk stays recognisable.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::Accounting;
    use crate::customer::Customer;
    use crate::policy::Policy;
    use crate::score::Thresholds;
    use crate::scored::Kind;
    use encoding_rs::GB18030;
    use proptest::prelude::*;

    fn customer(id: &str, last: Option<(&str, u32)>, frequency: u64, cents: i128, kept: [&str; 2]) -> Customer {
        Customer {
            id: id.into(),
            measures: Measures {
                last_purchase: last.map(|(day, _)| day.parse().unwrap()),
                recency: last.map(|(_, days)| days),
                frequency,
                monetary: Money::from_micros(cents * 10_000),
                profit: None,
            },
            kept: kept.map(Into::into).into(),
        }
    }

    fn base(customers: Vec<Customer>) -> Scored {
        Scored {
            kind: Kind::Transactions,
            policy: Policy::default(),
            value_of: ValueOf::Monetary,
            currency: None,
            decimals: 2,
            high: 4,
            fixed: false,
            // Within 100 days R is 5, else 1; any purchase is F 5; 10 is M 4 and 1,000 is M 5.
            thresholds: Thresholds {
                r_at_most: [Some(100); 4],
                f_at_least: [Some(1); 4],
                m_at_least: [10, 10, 10, 1000].map(|units| Some(Money::from_units(units))),
            },
            customers: customers.into_iter().collect(),
            figures: Default::default(),
            kept: vec!["name".into(), "segment".into()],
            carried: [(crate::about::About::Name, 0)].into_iter().collect(),
            has_status: false,
            accounting: Accounting::default(),
            latest: None,
            notes: Vec::new(),
        }
    }

    /// Three customers, one of whom only ever had a refund.
    fn three() -> Scored {
        let customers = vec![
            customer("007", Some(("2026-10-31", 1)), 12, 1_234_567, ["Ann, B.", "x"]),
            customer("=1+1", None, 0, -1_000, ["李雷", ""]),
            customer("c", Some(("2025-01-01", 669)), 12, 1_000, ["say \"hi\"", "-5"]),
        ];
        base(customers)
    }

    fn export(base: &Scored, format: Format, options: &ExportOptions) -> (String, Written) {
        let mut out = Vec::new();
        let written = write(base, format, options, &mut out).unwrap();
        (String::from_utf8(out).unwrap(), written)
    }

    #[test]
    fn plain_csv() {
        let (text, written) = export(&three(), Format::Csv, &ExportOptions::default());
        let expected = "customer_id,last_purchase,recency_days,frequency,monetary,r,f,m,rfm,segment\n\
                        007,2026-10-31,1,12,12345.67,5,5,5,555,important-value\n\
                        =1+1,,,0,-10.00,1,1,1,111,lost\n\
                        c,2025-01-01,669,12,10.00,1,5,4,154,important-keep\n";
        assert_eq!(text, expected);
        assert_eq!(written, Written { customers: 3, formulas: 1, ..Written::default() });
    }

    #[test]
    fn profit_kept_columns_and_the_previous_segment_follow() {
        let mut base = three();
        base.value_of = ValueOf::Profit;
        let customers = (0..3).map(|place| base.customers.customer(place));
        let with_profit =
            |customer: Customer| Customer { measures: Measures { profit: Some(Money::from_units(3)), ..customer.measures }, ..customer };
        base.customers = customers.map(with_profit).collect();
        let previous = [("007".into(), Segment::Lost)].into();
        let options = ExportOptions { keep: vec![1, 0], previous: Some(previous), ..ExportOptions::default() };
        let (text, written) = export(&base, Format::Tsv, &options);
        let tails: Vec<_> = text.lines().map(|line| line.splitn(11, '\t').last().unwrap()).collect();
        // A kept column may not take a name that is there already.
        let expected = ["profit\tsegment_2\tname\tprevious_segment", "3.00\tx\tAnn, B.\tlost", "3.00\t\t李雷\t"];
        assert_eq!(tails[..3], expected);
        assert_eq!(tails[3], "3.00\t-5\t\"say \"\"hi\"\"\"\t");
        assert_eq!(written, Written { customers: 3, formulas: 1, non_ascii: true, ..Written::default() });
    }

    #[test]
    fn for_a_spreadsheet() {
        let options = ExportOptions { keep: vec![0], excel: true, segments: vec![Segment::Lost], ..ExportOptions::default() };
        let (text, written) = export(&three(), Format::Csv, &options);
        let expected = "\u{feff}customer_id,last_purchase,recency_days,frequency,monetary,r,f,m,rfm,segment,name\r\n\
                        '=1+1,,,0,-10.00,1,1,1,111,lost,李雷\r\n";
        assert_eq!(text, expected);
        assert_eq!((written.customers, written.formulas), (1, 1));

        let mut bytes = Vec::new();
        write(&three(), Format::Csv, &ExportOptions { gb18030: true, ..options }, &mut bytes).unwrap();
        assert_eq!(bytes, GB18030.encode(expected.strip_prefix('\u{feff}').unwrap()).0.as_ref());
    }

    #[test]
    fn json_is_exact_and_typed() {
        let options = ExportOptions { keep: vec![0], previous: Some(Previous::new()), ..ExportOptions::default() };
        let (array, written) = export(&three(), Format::Json, &options);
        let (lines, _) = export(&three(), Format::Jsonl, &options);
        let array: Vec<serde_json::Value> = serde_json::from_str(&array).unwrap();
        let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((&array, written.customers), (&lines, 3));
        let expected = serde_json::json!({
            "customer_id": "=1+1", "last_purchase": null, "recency_days": null, "frequency": 0, "monetary": "-10.00",
            "r": 1, "f": 1, "m": 1, "rfm": "111", "segment": "lost", "name": "李雷", "previous_segment": null,
        });
        assert_eq!(array[1], expected);
        let nobody = ExportOptions { segments: vec![Segment::GeneralKeep], ..ExportOptions::default() };
        assert_eq!(export(&three(), Format::Json, &nobody).0, "[\n]\n");
        assert_eq!(export(&three(), Format::Jsonl, &nobody).0, "");
    }

    #[test]
    fn sorted_with_ties_by_id_and_the_unknown_last() {
        for (keys, order) in [
            ("id", ["007", "=1+1", "c"]),
            ("-id", ["c", "=1+1", "007"]),
            ("recency", ["007", "c", "=1+1"]),
            ("-recency-days", ["c", "007", "=1+1"]),
            ("last_purchase", ["c", "007", "=1+1"]),
            ("-frequency", ["007", "c", "=1+1"]),
            ("-f,monetary", ["c", "007", "=1+1"]),
            ("rfm", ["=1+1", "c", "007"]),
            ("-segment", ["=1+1", "c", "007"]),
            ("-VALUE", ["007", "c", "=1+1"]),
            ("profit", ["007", "=1+1", "c"]), // nobody has one: all alike
        ] {
            let sort = keys.split(',').map(|key| key.parse().unwrap()).collect();
            let (text, _) = export(&three(), Format::Csv, &ExportOptions { sort, ..ExportOptions::default() });
            let ids: Vec<_> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
            assert_eq!(ids, order, "{keys}");
        }
        let error = "-monetry".parse::<SortKey>().unwrap_err().to_string();
        assert!(error.contains("did you mean monetary?"), "{error}");
    }

    #[test]
    fn formats_by_extension() {
        for (path, format) in [("a.csv", Format::Csv), ("a.TSV", Format::Tsv), ("b/a.json", Format::Json), ("a.x.jsonl", Format::Jsonl)] {
            assert_eq!(Format::of_path(Path::new(path)), Ok(format));
        }
        for path in ["scores", "scores.doc", ".csv"] {
            assert!(Format::of_path(Path::new(path)).unwrap_err().to_string().contains("jsonl"), "{path}");
        }
    }

    /// Text as inputs hold it at its worst: quotes, separators, line ends, formulas, blanks.
    fn hostile() -> impl Strategy<Value = String> {
        prop_oneof!["[\"',;\t\r\n=+@＝－ a1.-]{0,6}", any::<String>()].prop_map(|text| text.replace('\u{e5e5}', ""))
    }

    proptest! {
        /// Another reader gets every cell back; under `--excel` the same but for the `'` that keeps a formula from being one.
        #[test]
        fn what_is_written_is_read_back(cells in proptest::collection::btree_map(hostile(), hostile(), 1..8),
                                        excel: bool, gb18030: bool, tabs: bool) {
            let customers = cells.iter().map(|(id, name)| customer(id, None, 1, 100, [name, ""])).collect();
            let base = base(customers);
            let options = ExportOptions { keep: vec![0], excel, gb18030, ..ExportOptions::default() };
            let mut bytes = Vec::new();
            let written = write(&base, if tabs { Format::Tsv } else { Format::Csv }, &options, &mut bytes).unwrap();
            let text = if gb18030 { GB18030.decode(&bytes).0 } else { String::from_utf8_lossy(&bytes) };
            prop_assert_eq!(text.starts_with('\u{feff}'), excel && !gb18030);
            let text = text.trim_start_matches('\u{feff}').to_owned();
            let mut reader = csv::ReaderBuilder::new().delimiter(if tabs { b'\t' } else { b',' }).from_reader(text.as_bytes());
            let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(rows.len(), cells.len());
            let mut formulas = 0;
            for (row, (id, name)) in rows.iter().zip(&cells) {
                for (cell, text) in [(&row[0], id), (&row[10], name)] {
                    if excel {
                        prop_assert!(!crate::formula::is_formula(cell), "{:?}", cell);
                    }
                    let dressed = cell.strip_prefix('\'').filter(|rest| *rest == text && crate::formula::is_formula(text));
                    formulas += u64::from(crate::formula::is_formula(text));
                    prop_assert_eq!(if excel { dressed.unwrap_or(cell) } else { cell }, text);
                }
            }
            prop_assert_eq!(written.formulas, formulas);
        }

        /// JSON too, line by line.
        #[test]
        fn json_is_read_back(cells in proptest::collection::btree_map(hostile(), hostile(), 1..8)) {
            let customers = cells.iter().map(|(id, name)| customer(id, None, 1, 100, [name, ""])).collect();
            let base = base(customers);
            let options = ExportOptions { keep: vec![0], ..ExportOptions::default() };
            let (text, _) = export(&base, Format::Jsonl, &options);
            let rows: Vec<serde_json::Value> = text.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect();
            let read: Vec<_> = rows.iter().map(|row| (row["customer_id"].as_str().unwrap(), row["name"].as_str().unwrap())).collect();
            prop_assert_eq!(read, cells.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect::<Vec<_>>());
        }
    }
}
