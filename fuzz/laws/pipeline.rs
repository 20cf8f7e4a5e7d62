//! The whole way, from bytes to scores and outputs, on files whose right answer is known from how they were built: rows
//! reconcile, sums are exact in 128 bits, scores are those of the rule, and neither blocks nor threads nor the order of rows
//! changes a byte of what is written.

use super::Choices;
use super::split;
use super::ways::stream;
use rfm::accounting::Reason;
use rfm::customer::Measures;
use rfm::date::{Day, Span, Window};
use rfm::error::Error;
use rfm::export::{self, ExportOptions};
use rfm::job::{self, Job};
use rfm::lang::Lang;
use rfm::load::{Files, Reading};
use rfm::money::style::Style;
use rfm::money::{Money, grouped};
use rfm::playbook::Playbooks;
use rfm::policy::{FrequencyOf, LeftOut, Policy, Refunds, ZeroAmounts};
use rfm::report::{self, Report};
use rfm::scored::Scored;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

static PLAYBOOKS: LazyLock<Playbooks> = LazyLock::new(Playbooks::default);

const IDS: [&str; 12] =
    ["A", "B", "C", "007", "7", "客户甲", "a customer with a long id, of more than 16 bytes", "x,y;z", "quo\"te", "two\nlines", "", "é"];
const ORDERS: [&str; 8] = ["", "1", "2", "O-3", "a very long order number 0001", "0001", "", "客"];
const MOST_ROWS: usize = 60;
const FIRST_DAY: i32 = 20_089; // 2025-01-01

/// How a file is written and counted.
struct Settings {
    delimiter: char,
    line_end: &'static str,
    quotes_all: bool,
    policy: Policy,
    frequency: FrequencyOf,
    job: Job,
}

/// A row as it is meant.
struct Row {
    id: &'static str,
    day: Day,
    micros: i128,
    order: &'static str,
}

/// What stands on a line or more, and what should become of it.
struct Piece {
    text: String,
    is: Is,
}

enum Is {
    Row(Row),
    Rejected(Reason),
    NoRow,
}

/// What the right answer is.
#[derive(Default)]
struct Expected {
    read: u64,
    used: u64,
    rejected: BTreeMap<Reason, u64>,
    left_out: BTreeMap<LeftOut, u64>,
    customers: BTreeMap<&'static str, Customer>,
    as_of: Option<Day>,
}

#[derive(Default)]
struct Customer {
    last: Option<Day>,
    bought: BTreeSet<String>,
    micros: i128,
}

pub fn check(data: &[u8]) {
    let mut choices = Choices::new(data);
    let how = choices.byte();
    let settings = settings(&mut choices);
    let mut pieces = Vec::new();
    while !choices.is_empty() && pieces.len() < MOST_ROWS {
        pieces.push(piece(&mut choices, &settings));
    }
    let expected = expected(&pieces, &settings);
    let file = file(&pieces, &settings);
    let found = score(&file, &settings, 1 << 16, 1);
    let Some(base) = fits(found, &expected, &file) else { return };
    // Reports are dear, so they come in one input of four.
    let has_report = how & 0x30 == 0x30;
    let written = written(&base, has_report);
    is_read_back(&written[0], &base);
    // The same in blocks, by threads, in another order.
    let block_size = [1, 7, 64, 300][usize::from(how) % 4];
    let threads = if how.is_multiple_of(8) { 3 } else { 1 };
    if how % 2 == 1 {
        pieces.reverse();
    } else if how % 4 == 2 {
        let by = pieces.len() / 3;
        pieces.rotate_left(by);
    }
    let other = score(&self::file(&pieces, &settings), &settings, block_size, threads).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(other.accounting, base.accounting);
    for (again, first) in self::written(&other, has_report).iter().zip(&written) {
        assert!(again == first, "{}\nat first: {}\n{file}", String::from_utf8_lossy(again), String::from_utf8_lossy(first));
    }
}

fn settings(choices: &mut Choices<'_>) -> Settings {
    let style = choices.byte();
    let rules = choices.byte();
    let as_of = (rules & 1 == 1).then(|| Day::from_number(FIRST_DAY + i32::from(choices.byte())));
    let days = [None, Some(30), Some(90), Some(7)][usize::from(rules >> 1) % 4];
    let policy = Policy {
        as_of,
        window: days.map(|count| Window { count, span: Span::Days }),
        refunds: [Refunds::Net, Refunds::Drop, Refunds::Count][usize::from(rules >> 3) % 3],
        zero_amounts: [ZeroAmounts::Keep, ZeroAmounts::Drop][usize::from(rules >> 5) % 2],
        whole: false,
    };
    let frequency = [FrequencyOf::Orders, FrequencyOf::Rows, FrequencyOf::Days][usize::from(rules >> 6) % 3];
    Settings {
        delimiter: [',', ';', '\t', '|'][usize::from(style) % 4],
        line_end: ["\n", "\r\n", "\r"][usize::from(style >> 2) % 3],
        quotes_all: style >> 4 & 1 == 1,
        policy,
        frequency,
        job: Job { policy, frequency: Some(frequency), ..Job::default() },
    }
}

/// One piece of the file: mostly a sound row, written in one of many ways.
fn piece(choices: &mut Choices<'_>, settings: &Settings) -> Piece {
    let kind = choices.byte();
    let row = Row {
        id: choices.one_of(&IDS),
        day: Day::from_number(FIRST_DAY + i32::from(choices.byte())),
        micros: amount(choices),
        order: choices.one_of(&ORDERS),
    };
    let writing = choices.byte();
    let cells = |row: &Row| [row.order.to_owned(), row.id.to_owned(), day_text(row.day, writing), amount_text(row.micros, writing >> 3)];
    let line = |cells: &[String]| {
        let fields: Vec<String> = cells.iter().map(|cell| field(cell, settings)).collect();
        fields.join(&settings.delimiter.to_string()) + settings.line_end
    };
    let rejected = |reason, text| Piece { text, is: Is::Rejected(reason) };
    let [order, id, day, figure] = cells(&row);
    match kind {
        0..=9 => rejected(Reason::BadDate, line(&[order, id, "2025-02-30".into(), figure])),
        10..=14 => rejected(Reason::BadAmount, line(&[order, id, day, "x".into()])),
        15..=17 => rejected(Reason::MissingAmount, line(&[order, id, day, "N/A".into()])),
        18..=20 => rejected(Reason::FieldCount, line(&["a".into(), id, day])),
        21..=23 => rejected(Reason::FieldCount, line(&[order, id, day, figure, "b".into()])),
        24..=26 => rejected(Reason::BadQuote, format!("\"1\"2{}", line(&["".into(), id, day, figure]))),
        27..=29 => rejected(Reason::RepeatedHeader, line(&HEADER.map(String::from))),
        30..=31 => rejected(Reason::MissingDate, line(&[order, "A".into(), "".into(), figure])),
        32..=33 => rejected(Reason::TooPrecise, line(&[order, id, day, "1.0000001".into()])),
        34..=35 => rejected(Reason::OutOfRange, line(&[order, id, day, "1000000000000000".into()])),
        36..=37 => rejected(Reason::NotFinite, line(&[order, id, day, "-inf".into()])),
        38..=39 => rejected(Reason::DateOutOfRange, line(&[order, id, "9999-12-31".into(), figure])),
        40..=44 => Piece { text: settings.line_end.into(), is: Is::NoRow },
        _ => Piece { text: line(&[order, id, day, figure]), is: Is::Row(row) },
    }
}

fn amount(choices: &mut Choices<'_>) -> i128 {
    let form = choices.byte();
    let number = i128::from(choices.byte()) << 8 | i128::from(choices.byte());
    let size = match form % 8 {
        0 => 0,
        1 => number,                                      // six decimals
        2 => 999_999_999_999_999_000_000 - number * 1000, // near the limit
        3 => number * 1_000_000,
        4 => number * 123_456_789,
        _ => number * 10_000, // cents
    };
    if form & 8 == 8 { -size } else { size }
}

fn day_text(day: Day, writing: u8) -> String {
    let date = day.date();
    match writing % 8 {
        0 => date.format("%Y/%-m/%-d").to_string(),
        1 => date.format("%Y%m%d").to_string(),
        2 => date.format("%Y年%-m月%-d日").to_string(),
        3 => date.format("%Y-%m-%d 23:59:59").to_string(),
        4 => date.format("=\"%Y-%m-%d\"").to_string(),
        5 => date.format("%b %-d, %Y").to_string(),
        _ => day.to_string(),
    }
}

fn amount_text(micros: i128, writing: u8) -> String {
    let money = Money::from_micros(micros);
    let (plain, is_negative) = (money.plain(0), micros < 0);
    match writing % 8 {
        0 => money.grouped(6),
        1 => super::full_width(&plain),
        2 => format!("¥{plain}"),
        3 if is_negative => format!("({})", Money::from_micros(-micros).plain(2)),
        3 => format!("+{plain}"),
        4 => format!(" {plain} "),
        5 if micros % 1_000_000 == 0 => (micros / 1_000_000).to_string(),
        6 => money.plain(6),
        _ => plain,
    }
}

fn field(text: &str, settings: &Settings) -> String {
    let needs = text.contains([settings.delimiter, '"', '\n', '\r']);
    if needs || settings.quotes_all { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

const HEADER: [&str; 4] = ["order_id", "customer_id", "date", "amount"];

fn file(pieces: &[Piece], settings: &Settings) -> String {
    let header = HEADER.join(&settings.delimiter.to_string()) + settings.line_end;
    header + &pieces.iter().map(|piece| piece.text.as_str()).collect::<String>()
}

/// The right answer, by the rules as a reader of the documentation would apply them.
fn expected(pieces: &[Piece], settings: &Settings) -> Expected {
    let policy = settings.policy;
    let mut expected = Expected::default();
    let rows: Vec<&Row> = pieces.iter().filter_map(|piece| if let Is::Row(row) = &piece.is { Some(row) } else { None }).collect();
    let is_refund = |row: &Row| row.micros < 0 && policy.refunds != Refunds::Count;
    let is_dropped = |row: &Row| is_refund(row) && policy.refunds == Refunds::Drop;
    let is_nothing = |row: &Row| row.micros == 0 && policy.zero_amounts == ZeroAmounts::Drop;
    let counting = rows.iter().filter(|row| !row.id.is_empty() && !is_dropped(row) && !is_nothing(row));
    let as_of = policy.as_of.or(counting.map(|row| row.day).max());
    let start = policy.window.zip(as_of).map(|(window, as_of)| as_of.plus(-(window.count as i32)));
    for piece in pieces {
        match &piece.is {
            Is::Row(_) => expected.read += 1,
            Is::Rejected(reason) => {
                expected.read += 1;
                *expected.rejected.entry(*reason).or_default() += 1;
            }
            Is::NoRow => {}
        }
    }
    // An as-of date that follows from the rows that count is known too late to be told of others, unless a window needs it.
    let knows_as_of = policy.as_of.is_some() || policy.window.is_some();
    for (number, row) in rows.iter().enumerate() {
        let is_before = start.is_some_and(|start| row.day <= start);
        let reason = match row {
            row if row.id.is_empty() => Some(LeftOut::NoCustomer),
            row if knows_as_of && as_of.is_some_and(|as_of| row.day > as_of) => Some(LeftOut::AfterAsOf),
            row if is_dropped(row) => Some(LeftOut::DroppedRefund),
            row if is_nothing(row) => Some(LeftOut::ZeroAmount),
            row if is_refund(row) && is_before => Some(LeftOut::BeforeWindow),
            _ => None,
        };
        if let Some(reason) = reason {
            *expected.left_out.entry(reason).or_default() += 1;
            continue;
        }
        expected.used += 1;
        let customer = expected.customers.entry(row.id).or_default();
        if !is_refund(row) {
            customer.last = customer.last.max(Some(row.day));
        }
        if !is_before {
            customer.micros += row.micros;
            if !is_refund(row) {
                customer.bought.insert(match settings.frequency {
                    FrequencyOf::Orders if !row.order.is_empty() => row.order.to_owned(),
                    FrequencyOf::Days => row.day.to_string(),
                    _ => format!("row {number}"),
                });
            }
        }
    }
    expected.as_of = as_of;
    expected
}

fn score(file: &str, settings: &Settings, block_size: usize, threads: usize) -> Result<Scored, Error> {
    let reading = Reading { block_size, threads, one_thread_below: 0, delimiter: Some(settings.delimiter as u8), ..Reading::default() };
    // A window without an as-of date reads twice.
    let mut source = stream(file.as_bytes(), &reading)?;
    source.spool()?;
    let mut files = Files::new(vec![source], &reading)?;
    job::score(&mut files, &Job { reading, ..settings.job.clone() }, &mut |_| Ok(()))
}

/// The base, after it has been found right; none where there is an error, which was right too.
fn fits(found: Result<Scored, Error>, expected: &Expected, file: &str) -> Option<Scored> {
    let base = match found {
        Ok(base) => base,
        Err(Error::NoData(_)) => {
            assert_eq!(expected.read, 0, "{file}");
            return None;
        }
        Err(Error::NoUsableRows { read, .. }) => {
            assert_eq!((read, expected.used), (expected.read, 0), "{file}");
            return None;
        }
        Err(error) => panic!("{error:?}\n{file}"),
    };
    let accounting = &base.accounting;
    assert!(accounting.reconciles());
    let counts = (accounting.read, accounting.used, &accounting.rejected, &accounting.left_out);
    assert_eq!(counts, (expected.read, expected.used, &expected.rejected, &expected.left_out), "{file}");
    assert_eq!(base.as_of(), expected.as_of, "{file}");
    let found: HashMap<String, Measures> = base.customers.ids().map(|id| id.to_string()).zip(base.customers.iter()).collect();
    assert_eq!(found.len(), expected.customers.len(), "{file}");
    let mut total = 0_i128;
    for (id, wanted) in &expected.customers {
        let measures = found[*id];
        let recency = wanted.last.zip(expected.as_of).map(|(last, as_of)| as_of.since(last) as u32);
        assert_eq!((measures.last_purchase, measures.recency), (wanted.last, recency), "{id}\n{file}");
        assert_eq!((measures.frequency, measures.monetary.micros()), (wanted.bought.len() as u64, wanted.micros), "{id}\n{file}");
        total += wanted.micros;
    }
    let summary = base.summary();
    assert_eq!((summary.total.customers, summary.monetary.micros()), (found.len() as u64, total), "{file}");
    let (count, value) = summary.segments.iter().fold((0, 0), |(n, v), size| (n + size.customers, v + size.value.micros()));
    assert_eq!((count, value), (found.len() as u64, total), "{file}");
    has_right_scores(&base, &found, file);
    Some(base)
}

/// Score = 1 + the cut points strictly below the value; of recency 5 − their number. Cut points are over who bought.
fn has_right_scores(base: &Scored, customers: &HashMap<String, Measures>, file: &str) {
    let buyers: Vec<&Measures> = customers.values().filter(|measures| measures.frequency > 0).collect();
    let cut_points = |value: &dyn Fn(&Measures) -> i128| -> Vec<i128> {
        let mut values: Vec<i128> = buyers.iter().map(|measures| value(measures)).collect();
        values.sort_unstable();
        let n = values.len();
        if n == 0 { Vec::new() } else { (1..5).map(|k| values[(k * n).div_ceil(5) - 1]).collect() }
    };
    let recency = |measures: &Measures| measures.recency.map_or(i128::MAX, i128::from);
    let (r, f, m) = (cut_points(&recency), cut_points(&|c| i128::from(c.frequency)), cut_points(&|c| c.monetary.micros()));
    let below = |cuts: &[i128], value: i128| cuts.iter().filter(|cut| **cut < value).count() as u8;
    for (id, measures) in customers {
        let scores = base.scores(measures);
        let expected_r = if measures.recency.is_none() || r.is_empty() { 1 } else { 5 - below(&r, recency(measures)) };
        let (expected_f, expected_m) = match measures.frequency {
            0 => (1, 1),
            frequency => (1 + below(&f, frequency.into()), 1 + below(&m, measures.monetary.micros())),
        };
        assert_eq!((scores.r, scores.f, scores.m), (expected_r, expected_f, expected_m), "{id} {measures:?}\n{file}");
    }
}

/// The customers as CSV and as JSON lines, and the report as JSON and as a table.
fn written(base: &Scored, has_report: bool) -> Vec<Vec<u8>> {
    let export = |format| {
        let mut out = Vec::new();
        let told = export::write(base, format, &ExportOptions::default(), &mut out).unwrap();
        assert_eq!(told.customers, base.customers.len() as u64);
        out
    };
    let [csv, lines] = [export(export::Format::Csv), export(export::Format::Jsonl)];
    for line in lines.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
        let _: serde_json::Value = serde_json::from_slice(line).unwrap();
    }
    if !has_report {
        return vec![csv, lines];
    }
    let report = Report {
        base,
        playbooks: &PLAYBOOKS,
        lang: Lang::En,
        by: None,
        title: None,
        list_command: None,
        stages: None,
        width: 80,
        style: Style::default(),
        grid: true,
        color: false,
    };
    let [json, table] = [report::Format::Json, report::Format::Table].map(|format| report::render(&report, format).unwrap());
    let _: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert!(String::from_utf8(table.clone()).unwrap().contains(&grouped(base.customers.len() as u64)));
    vec![csv, lines, json, table]
}

/// A plain reader of CSV finds every customer, and the amounts are the same.
fn is_read_back(csv: &[u8], base: &Scored) {
    let text = std::str::from_utf8(csv).unwrap();
    let rows = split::rows(text, ',').unwrap();
    let column = |name: &str| rows[0].fields.iter().position(|field| field.as_deref() == Some(name)).unwrap();
    let (id, monetary) = (column("customer_id"), column("monetary"));
    let cell = |row: &split::Row, at: usize| row.fields[at].clone().unwrap();
    let found: BTreeMap<String, String> = rows[1..].iter().map(|row| (cell(row, id), cell(row, monetary))).collect();
    let measures = base.customers.ids().map(|id| id.to_string()).zip(base.customers.iter());
    let expected: BTreeMap<String, String> = measures.map(|(id, measures)| (id, measures.monetary.plain(base.decimals))).collect();
    assert_eq!(found, expected, "{text}");
    assert!(rows[1..].iter().map(|row| cell(row, id)).is_sorted(), "{text}");
}
