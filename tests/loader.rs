//! What reading comes to depends on the bytes alone: not on where blocks are cut, nor on how many threads work on them.
//!
//! Inputs come as streams, which threads read in turn, and as files on disk, which they read side by side.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use encoding_rs::{GB18030, UTF_8};
use proptest::prelude::*;
use rfm::accounting::{Accounting, Reject};
use rfm::aggregate::{Counting, Ledger};
use rfm::customer::Customer;
use rfm::date::Day;
use rfm::error::Error;
use rfm::load::columns::Role;
use rfm::load::source::Source;
use rfm::load::{Files, Reading};
use rfm::money::read::AmountFormat;
use rfm::policy::{FrequencyOf, Policy, Refunds, ZeroAmounts};
use std::io::{Cursor, Write};
use std::path::Path;
use tempfile::NamedTempFile;

const BLOCKS: [usize; 6] = [1, 2, 3, 7, 64, 1 << 20];
const THREADS: [usize; 3] = [1, 2, 3];

/// All that reading gives.
#[derive(Debug, PartialEq)]
struct Came {
    accounting: Accounting,
    customers: Vec<Customer>,
    repeated: Option<String>,
    rejects: Vec<Reject>,
    statuses: String,
    decimals: u8,
    encoding: Option<&'static str>,
}

/// Reads a file as a stream; `strict` stops at the first rejected row.
fn read(file: &[u8], block_size: usize, threads: usize, strict: bool) -> Result<Came, Error> {
    let source = Source::stream("f.csv".into(), Box::new(Cursor::new(file.to_vec())), &Reading::default(), false)?;
    read_source(source, block_size, threads, strict)
}

/// Reads a file on disk.
fn read_on_disk(file: &Path, block_size: usize, threads: usize, strict: bool) -> Result<Came, Error> {
    let mut source = Source::file(file, &Reading::default())?;
    source.name = "f.csv".into();
    read_source(source, block_size, threads, strict)
}

fn read_source(source: Source, block_size: usize, threads: usize, strict: bool) -> Result<Came, Error> {
    let reading = Reading { block_size, threads, one_thread_below: 0, keep_all_rejects: true, ..Reading::default() };
    read_under(source, &reading, Policy::default(), strict)
}

fn read_under(source: Source, reading: &Reading, policy: Policy, strict: bool) -> Result<Came, Error> {
    let threads = reading.threads;
    let files = Files::new(vec![source], reading)?;
    let frequency = if files.has(Role::Order) { FrequencyOf::Orders } else { FrequencyOf::Rows };
    let mut rejects = Vec::new();
    let mut on_reject = |reject: &Reject| {
        rejects.push(reject.clone());
        if strict { Err(Error::Strict(Box::new(reject.clone()))) } else { Ok(()) }
    };
    let ledger = Ledger::new(Counting::of(frequency), threads, u64::MAX);
    let read = files.read(reading, policy, &|| ledger.hand(), &mut on_reject)?;
    assert!(read.accounting.reconciles(), "{:?}", read.accounting);
    let counted = read.sink.finish(read.findings.latest, threads).unwrap();
    let mut customers: Vec<Customer> = (0..counted.customers.len()).map(|place| counted.customers.customer(place)).collect();
    customers.sort_by(|a, b| a.id.cmp(&b.id)); // places differ from run to run
    if counted.repeated.is_some() {
        customers.clear(); // a table that names somebody twice is refused; which row was taken first does not matter then
    }
    Ok(Came {
        customers,
        repeated: counted.repeated.map(String::from),
        statuses: format!("{:?}", read.findings.statuses),
        decimals: read.findings.decimals,
        encoding: read.encodings[0].map(|encoding| encoding.name()),
        accounting: read.accounting,
        rejects,
    })
}

/// Reads a file in every way; all must come to the same.
#[track_caller]
fn same_in_every_way(file: &[u8], blocks: &[usize], strict: bool) -> Result<Came, Error> {
    let whole = read(file, 1 << 20, 1, strict);
    let mut on_disk = NamedTempFile::new().unwrap();
    on_disk.write_all(file).unwrap();
    for &block in blocks {
        for threads in THREADS {
            let ways = [("a stream", read(file, block, threads, strict)), ("a file", read_on_disk(on_disk.path(), block, threads, strict))];
            for (way, came) in ways {
                assert!(
                    came == whole,
                    "{way}, blocks of {block}, {threads} threads: {came:#?}\nat once: {whole:#?}\n{}",
                    String::from_utf8_lossy(file)
                );
            }
        }
    }
    whole
}

/// A line or more of a file: sound rows, bad ones, and what is no row.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let pieces: [&[u8]; 30] = [
        b"1,A,2026-01-05,10.00,,paid\n",
        b"1,A,2026-01-05,2.5,,paid\r\n",
        b"2,B,2026-01-06,-3,,\r",
        b",a customer with a long id,2026-01-07,\"1,234.56\",,\n",
        b"3,A,2026-01-08,7,\"two\nlines\",\n",
        b"3,\"A\nB\",2026-01-08,7,\"\r\n\r\n\"\"\",closed\n",
        "4,客户,2026-01-09,0.125,备注,交易关闭\n".as_bytes(),
        b"5,,2026-01-09,99.99,,\n",
        b"6,B,never,1,,\n",
        b"6,B,2026-01-09,x,\"a\nb\",\n",
        b"6,B,2026-01-09,1\n",
        b"6,B,2026-01-09,1,,,\n",
        b"6,\"B\"x,2026-01-09,1,,\n",
        b"6,B\0,2026-01-09,1,,\n",
        b"\xff,B,2026-01-09,1,,\n",
        b"6,\xbf\xcd,2026-01-09,1,,\n",
        b"7,12\" pipe,2026-01-09,1,5\",odd\n",
        b",,,,,\n",
        b"\n",
        b"\r\n\r",
        b"  \n",
        b"order_id,customer_id,date,amount,note,status\n",
        b"\xef\xbb\xbforder_id,customer_id,date,amount,note,status\n",
        "8,C,2026-01-10,¥5,,\n".as_bytes(),
        "8,C,2026-01-10,5元,,\n".as_bytes(),
        b"Total,,,99,,\n",
        b"\"\",\"C\",\"2026-01-11\",\"1\",\"\",\"\"\n",
        b"9,=\"007\",2026/1/11,1e2,,\n",
        b"9,C,31/12/2025,1,,\n",
        b"9,C,03/04/2025,1,,\n",
    ];
    proptest::sample::select(pieces.map(<[u8]>::to_vec).to_vec())
}

/// Pieces that end a run.
fn fatal() -> impl Strategy<Value = Vec<u8>> {
    let pieces: [&[u8]; 4] =
        [b"8,D,2026-01-10,$5,,\n", b"8,D,2026-01-10,1,\"open,\n", b"9,D,12/31/2025,1,,\n", b"1,A,2026-01-05,\"\n\",,paid\n"];
    proptest::sample::select(pieces.map(<[u8]>::to_vec).to_vec())
}

const HEADER: &[u8] = b"order_id,customer_id,date,amount,note,status\n";

/// A file of pieces; one in three may end in the middle of things.
fn dirty_file() -> impl Strategy<Value = Vec<u8>> {
    (proptest::collection::vec(prop_oneof![20 => piece(), 1 => fatal()], 1..30), proptest::bool::weighted(0.3), 0..12_usize).prop_map(
        |(pieces, cut, by)| {
            let mut file = [HEADER, &pieces.concat()].concat();
            if cut {
                file.truncate(file.len() - by.min(file.len() - HEADER.len()));
            }
            file
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blocks_and_threads_change_nothing(file in dirty_file()) {
        _ = same_in_every_way(&file, &BLOCKS, false);
    }

    /// In other encodings too, decoded block by block or on the way.
    #[test]
    fn nor_in_other_encodings(pieces in proptest::collection::vec(piece(), 1..20), how in 0..3_usize) {
        let text = String::from_utf8_lossy(&[HEADER, &pieces.concat()].concat()).replace('\u{fffd}', "?");
        let file = match how {
            0 => GB18030.encode(&text).0.into_owned(),
            1 => GB18030.encode(&text.replace(',', "|")).0.into_owned(),
            _ => "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        };
        _ = same_in_every_way(&file, &BLOCKS, false);
    }

    /// Nor does it matter where quotes, delimiters, line ends and marks stand.
    #[test]
    fn nor_of_any_marks(marks in "([a1,\"\r\n]|\"\"|,\"|\",|\r\n|\u{feff}|客|\"?1\"?,\"?A\"?,2026-01-05,\"?1\"?,,\r?\n){0,60}") {
        _ = same_in_every_way(&[HEADER, marks.as_bytes()].concat(), &BLOCKS, false);
    }

    /// A customer table, where an id stands once.
    #[test]
    fn nor_of_a_customer_table(rows in proptest::collection::vec(("[A-H]", 0..3_u32, -1..400_i32, any::<bool>()), 1..12)) {
        let row = |(id, frequency, days, broken): (String, u32, i32, bool)| {
            format!("{id},{days},{frequency},1.50{}\n", if broken { ",\"\n\"" } else { "" })
        };
        let file = "customer_id,recency_days,frequency,monetary\n".to_owned() + &rows.into_iter().map(row).collect::<String>();
        _ = same_in_every_way(file.as_bytes(), &BLOCKS, false);
    }

    /// What stops a run is the first thing in the file that does, also where the first bad row does. (A second currency
    /// has a test of its own.)
    #[test]
    fn the_first_fault_stops_a_run(file in dirty_file().prop_filter("one currency", |file| !file.contains(&b'$'))) {
        _ = same_in_every_way(&file, &BLOCKS, true);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in the cells: an answer whose rows reconcile, or an error.
    #[test]
    fn any_cells_give_an_answer_or_an_error(cells in proptest::collection::vec(("[AB]?", cell(), cell(), cell()), 1..8), table in any::<bool>()) {
        let header = if table { "customer_id,last_visit,frequency,amount\n" } else { "customer_id,date,quantity,price\n" };
        let row = |(id, a, b, c): (String, String, String, String)| format!("{id},{},{},{}\n", quoted(&a), quoted(&b), quoted(&c));
        _ = read((header.to_owned() + &cells.into_iter().map(row).collect::<String>()).as_bytes(), 64, 1, false);
    }

    #[test]
    fn any_bytes_give_an_answer_or_an_error(file in dirty_file(), edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8)) {
        let mut file = file;
        for (at, byte) in edits {
            let at = at.index(file.len());
            file[at] = byte;
        }
        _ = read(&file, 64, 1, false);
    }
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// What may stand where a date, a number or an amount should: digits, marks and words in any order.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,4}[-/.年][0-9]{1,3}[-/.月][0-9]{1,4}日?( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?",
        "[-+(¥]?[0-9]{0,20}[.,]?[0-9]{0,9}(e[-+]?[0-9]{1,9})?[)元万亿-]?",
        "[-0-9.,eE+()¥$元万亿年月日:TZ %'\"=/]{0,12}",
        "\\PC{0,6}",
    ]
}

/// Cells as they come in nearly every row, and as they come in a few.
fn row_of_a_plain_file() -> impl Strategy<Value = String> {
    let order = prop_oneof![3 => "[0-9]{1,6}", 1 => "[0-9]{16,24}", 1 => "\"[a-z]{0,14}\"", 1 => " ?[a-c ]{0,3}"];
    let customer = prop_oneof![5 => "[AB][0-9]", 1 => "\"[AB][0-9]\"", 1 => "", 1 => " [AB] ", 1 => "'?007", 1 => "[a-c]{14,18}", 1 => "客户[甲乙]", 1 => "\"a\"\"b\""];
    let date = prop_oneof![
        4 => "2025-(0[1-9]|1[0-3])-(0[1-9]|[12][0-9]|3[012])",
        1 => "2025/[1-9]/[0-9]{1,2}",
        1 => "2025-06-[0-3][0-9] [0-2][0-9]:[0-6][0-9]",
        1 => "2025-06-30T2[0-4]:30:00(Z|\\+08:00)?",
        1 => "2025063[01]",
        1 => "",
        1 => "never"
    ];
    let amount = prop_oneof![4 => "[0-9]{1,5}\\.[0-9]{2}", 2 => "-?[0-9]{1,4}", 1 => "0(\\.0)?", 1 => "[0-9]{1,3},[0-9]{2}", 1 => "¥?[0-9]{1,9}\\.[0-9]{1,7}", 1 => "x?"];
    let note = prop_oneof![5 => "[a-z ]{0,5}", 1 => "\"a,\n\"\"b\"", 1 => "x,y", 1 => "5\" pipe"];
    (order, customer, date, amount, note)
        .prop_map(|(order, customer, date, amount, note)| format!("{order},{customer},{date},{amount},{note}\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Rows that are taken at a glance come to the same as when every row is judged the long way, which an id to be ignored
    /// calls for, also one that nobody has.
    #[test]
    fn a_glance_sees_what_the_long_way_sees(
        rows in proptest::collection::vec(row_of_a_plain_file(), 1..40),
        refunds in prop_oneof![Just(Refunds::Net), Just(Refunds::Drop), Just(Refunds::Count)],
        zero_amounts in prop_oneof![Just(ZeroAmounts::Keep), Just(ZeroAmounts::Drop)],
        as_of in proptest::option::of(prop_oneof![Just("2025-06-30"), Just("2025-12-31"), Just("2026-01-31")]),
        window in proptest::option::of(prop_oneof![Just("1m"), Just("90d"), Just("1y")]),
        zone in proptest::option::of(prop_oneof![Just("Asia/Shanghai"), Just("America/New_York")]),
        decimal_comma in proptest::bool::weighted(0.2),
        block_size in prop_oneof![Just(64_usize), Just(1 << 20)],
    ) {
        let as_of: Option<Day> = as_of.map(|day| day.parse().unwrap());
        let policy = Policy { as_of, window: window.filter(|_| as_of.is_some()).map(|window| window.parse().unwrap()), refunds, whole: false, zero_amounts };
        let read = |file: &str, ignored: &[&str]| {
            let reading = Reading {
                block_size,
                threads: 2,
                one_thread_below: 0,
                keep_all_rejects: true,
                zone: zone.map(|zone| zone.parse().unwrap()),
                amounts: AmountFormat { decimal_comma },
                ignored_ids: ignored.iter().map(|id| (*id).to_owned()).collect(),
                ..Reading::default()
            };
            let source = Source::stream("f.csv".into(), Box::new(Cursor::new(file.to_owned().into_bytes())), &reading, false)?;
            read_under(source, &reading, policy, false)
        };
        // Without orders there is less to be looked at.
        for first in ["order_id", "shelf"] {
            let file = format!("{first},customer_id,date,amount,note\n") + &rows.concat();
            let (glance, long_way) = (read(&file, &[]), read(&file, &["nobody has this id"]));
            prop_assert!(glance == long_way, "{:#?}\nthe long way: {:#?}\n{}", glance, long_way, file);
        }
    }
}

/// B24: a quoted line end at every place relative to the border of a block.
#[test]
fn a_quoted_line_end_at_every_border() {
    let file = |padding: usize| {
        let row = "1,A,2026-01-05,1,\"a\r\n\n\"\"\r\n,b\"\"\",\r\n2,B,never,1,\"\n\",\n";
        [HEADER, format!("0,{},2026-01-01,1,,\n{row}{row}", "x".repeat(padding + 1)).as_bytes()].concat()
    };
    for padding in 0..40 {
        let came = same_in_every_way(&file(padding), &[1, 5, 16, 37], false).unwrap();
        let lines: Vec<u64> = came.rejects.iter().map(|reject| reject.line).collect();
        assert_eq!((came.accounting.read, came.accounting.used, lines), (5, 3, vec![7, 13]));
    }
}

/// The first fault of the file stops a run, also where it shows only beside an earlier block: a second currency.
#[test]
fn a_second_currency_and_a_bad_row() {
    let file = "customer_id,date,amount\nA,2026-01-05,¥5\nB,2026-01-05,$5\nC,never,5\n";
    let blocks: Vec<usize> = (1..60).collect();
    assert!(matches!(same_in_every_way(file.as_bytes(), &blocks, true), Err(Error::MixedCurrency { line: 3, .. })));
}

/// A8: where what is looked at first is all ASCII, the rows decide on the encoding, wherever blocks end.
#[track_caller]
fn an_encoding_that_shows_late(line_end: &str) {
    let tail = "客户,2026-01-06,1\n户,2026-01-06,x\n张三,2026-01-06,1\n";
    let text = format!("customer_id,date,amount\n{}{tail}", "A,2026-01-05,1\n".repeat(18_000)).replace('\n', line_end);
    for (encoding, name) in [(UTF_8, "UTF-8"), (GB18030, "gb18030")] {
        let came = same_in_every_way(&encoding.encode(&text).0, &[500, 1 << 16], false).unwrap();
        let lines: Vec<u64> = came.rejects.iter().map(|reject| reject.line).collect();
        assert_eq!((came.accounting.used, lines, came.encoding, came.customers.len()), (18_002, vec![18_003], Some(name), 3), "{name}");
    }
}

#[test]
fn an_encoding_that_shows_late_by_lf() {
    an_encoding_that_shows_late("\n");
    an_encoding_that_shows_late("\r\n");
}

#[test]
fn an_encoding_that_shows_late_by_cr() {
    an_encoding_that_shows_late("\r");
}
