//! What holds whatever the file: rows reconcile, order and splitting change nothing, the past stays as it was.
//!
//! Files are made up with hostile ids, bad cells, blank lines and quoted line breaks. Few cases each: every one starts
//! the program.

use crate::workdir::Workdir;
use proptest::prelude::*;

const HEADER: &str = "order_id,customer_id,date,amount,note\n";

/// What the rules make of a made-up record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Used,
    Rejected,
    NoCustomer,
    /// A line without a character: no row at all.
    NoRow,
}

/// A record as it stands in the file, with its line end.
#[derive(Clone, Debug)]
struct Record {
    text: String,
    fate: Fate,
    /// Days after 2025-01-01, of the sound ones.
    day: u32,
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

fn id() -> impl Strategy<Value = String> {
    let hostile = [
        "A", "a", "007", "7", "=1+1", "-5", "a,b", "say \"hi\"", "客户甲", "1.38E+10", "NULL", "x; DROP", "é", "e\u{301}",
        "an id of more than fifteen bytes", "'", "bell\u{7}", "0",
    ];
    prop_oneof![3 => "[B-H]", 2 => proptest::sample::select(hostile.to_vec()).prop_map(str::to_owned)]
}

fn day_text(day: u32) -> String {
    let date = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(day.into());
    date.to_string()
}

fn sound() -> impl Strategy<Value = Record> {
    let note = prop_oneof![Just(""), Just("two\nlines"), Just("a \"quoted\" word, and a comma"), Just("\r\n\n"), Just("备注")];
    (id(), 0..500_u32, -3000..90_000_i64, 0..30_u32, note, any::<bool>()).prop_map(|(id, day, cents, order, note, crlf)| {
        let sign = if cents < 0 { "-" } else { "" };
        let amount = format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100);
        let fate = if id.contains('\u{7}') /* a control character */ { Fate::Rejected } else { Fate::Used };
        let order = if order == 0 { String::new() } else { format!("O{order}") };
        let text = format!("{order},{},{},{amount},{}{}", quoted(&id), day_text(day), quoted(note), if crlf { "\r\n" } else { "\n" });
        Record { text, fate, day }
    })
}

fn other() -> impl Strategy<Value = Record> {
    let cases = [
        ("1,B,never,10.00,\n", Fate::Rejected),
        ("1,B,2025-02-29,10.00,\n", Fate::Rejected),
        ("1,B,,10.00,\n", Fate::Rejected),
        ("1,B,2025-03-01,,\n", Fate::Rejected),
        ("1,B,2025-03-01,cheap,\n", Fate::Rejected),
        ("1,B,2025-03-01,1e308,\n", Fate::Rejected),
        ("1,B,2025-03-01,NaN,\"and\na line\"\n", Fate::Rejected),
        ("1,B,2025-03-01,0.0000001,\n", Fate::Rejected),
        ("1,B,2025-03-01,10.00\n", Fate::Rejected),
        ("1,B,2025-03-01,10.00,,\n", Fate::Rejected),
        (",,,,\n", Fate::Rejected),
        (HEADER, Fate::Rejected),
        ("Total,,,99999.99,\n", Fate::Rejected),
        ("9,,2025-03-01,10.00,\n", Fate::NoCustomer),
        ("9, ,2025-03-01,10.00,\"no\none\"\n", Fate::NoCustomer),
        ("\n", Fate::NoRow),
        ("\r\n", Fate::NoRow),
    ];
    proptest::sample::select(cases.to_vec()).prop_map(|(text, fate)| Record { text: text.into(), fate, day: 0 })
}

/// Records of all kinds. The first is sound, so that there is an answer, and the latest, so that it sets the as-of date.
fn records() -> impl Strategy<Value = Vec<Record>> {
    let last = Record { text: format!("O99,Z,{},12.34,\n", day_text(600)), fate: Fate::Used, day: 600 };
    proptest::collection::vec(prop_oneof![3 => sound(), 1 => other()], 0..40).prop_map(move |mut records| {
        records.insert(0, last.clone());
        records
    })
}

fn file(records: &[Record]) -> String {
    HEADER.to_owned() + &records.iter().map(|record| record.text.as_str()).collect::<String>()
}

fn export(w: &Workdir, files: &[&str], flags: &[&str]) -> String {
    w.rfm(&[&["score"], files, flags, &["--export", "-"]].concat()).ok().text()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_reconcile(records in records()) {
        let count = |fate| records.iter().filter(|record| record.fate == fate).count() as u64;
        let w = Workdir::new();
        w.write("a.csv", file(&records));
        let rows = w.rfm(&["score", "a.csv", "--format", "json"]).ok().json()["rows"].clone();
        let left_out: u64 = rows["left_out"].as_object().unwrap().values().map(|rows| rows.as_u64().unwrap()).sum();
        let number = |key: &str| rows[key].as_u64().unwrap();
        prop_assert_eq!(number("read"), number("used") + number("rejected") + left_out);
        prop_assert_eq!(number("read"), records.len() as u64 - count(Fate::NoRow));
        prop_assert_eq!(number("used"), count(Fate::Used));
        prop_assert_eq!(number("rejected"), count(Fate::Rejected));
        prop_assert_eq!(left_out, count(Fate::NoCustomer));
    }

    #[test]
    fn the_order_of_rows_changes_nothing((records, shuffled) in records().prop_flat_map(|r| (Just(r.clone()), Just(r).prop_shuffle()))) {
        let w = Workdir::new();
        w.write("a.csv", file(&records)).write("b.csv", file(&shuffled));
        prop_assert_eq!(export(&w, &["a.csv"], &[]), export(&w, &["b.csv"], &[]));
    }

    #[test]
    fn two_files_are_their_concatenation(left in records(), right in records()) {
        let w = Workdir::new();
        w.write("a.csv", file(&left)).write("b.csv", file(&right)).write("both.csv", file(&[left, right].concat()));
        prop_assert_eq!(export(&w, &["a.csv", "b.csv"], &[]), export(&w, &["both.csv"], &[]));
        let rows = |files: &[&str]| w.rfm(&[&["score"], files, &["--format", "json"]].concat()).ok().json()["rows"].clone();
        prop_assert_eq!(rows(&["a.csv", "b.csv"]), rows(&["both.csv"]));
    }

    /// An old as-of date gives the past as it was: what came later might as well not be there.
    #[test]
    fn the_past_stays_as_it_was(records in records(), day in 100..500_u32) {
        let before: Vec<Record> = records.iter().filter(|record| record.day <= day).cloned().collect();
        let as_of = day_text(day);
        let w = Workdir::new();
        let first = Record { text: format!("O98,Y,{},5.00,\n", day_text(0)), fate: Fate::Used, day: 0 }; // an answer at any date
        w.write("now.csv", file(&[std::slice::from_ref(&first), &records].concat())).write("then.csv", file(&[std::slice::from_ref(&first), &before].concat()));
        for more in [&[][..], &["--window", "3m"], &["--preset", "after-sales"], &["--refunds", "count"]] {
            let flags = [&["--as-of", &as_of], more].concat();
            prop_assert_eq!(export(&w, &["now.csv"], &flags), export(&w, &["then.csv"], &flags));
        }
    }
}
