//! `rfm snapshot`: what is kept is what `rfm score` gives, a history from one reading is that of separate runs, and what is wrong.

use crate::workdir::Workdir;
use rusqlite::Connection;
use serde_json::{Value, json};

/// A directory with a store of its own, of which the snapshots know no other.
fn dir() -> Workdir {
    Workdir::new()
}

/// The days of the snapshots in a store.
fn days(w: &Workdir, store: &str) -> Vec<String> {
    let list = w.rfm(&["snapshot", "list", "--store", store, "-f", "json"]).ok().json();
    list.as_array().unwrap().iter().map(|row| row["as_of"].as_str().unwrap().to_owned()).collect()
}

/// All that stands in a store's tables of snapshots, but for when and by whom.
fn tables(w: &Workdir, store: &str) -> Vec<String> {
    let db = Connection::open(w.path(store)).unwrap();
    let all = |sql: &str| {
        let mut query = db.prepare(sql).unwrap();
        let columns = query.column_count();
        let row = |row: &rusqlite::Row<'_>| Ok((0..columns).map(|at| format!("{:?}|", row.get_ref(at).unwrap())).collect::<String>());
        query.query_map([], row).unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    let mut rows = all("SELECT as_of, settings, thresholds, decimals, customers, monetary FROM snapshot ORDER BY as_of");
    rows.extend(all("SELECT as_of, segment, s.customers, value FROM snapshot_segment s JOIN snapshot ON id = snapshot ORDER BY 1, 2"));
    rows.extend(all("SELECT as_of, part, p.customers, packed FROM snapshot_part p JOIN snapshot ON id = snapshot ORDER BY 1, 2"));
    rows
}

/// What a report says of the base, without where rows went and what stands beside the figures.
fn figures(report: &Value) -> Value {
    let keys = ["as_of", "window", "customers", "monetary", "value_of", "thresholds", "high", "segments", "important", "stages"];
    keys.iter().map(|key| (key.to_string(), report[key].clone())).collect::<serde_json::Map<_, _>>().into()
}

/// A history from one reading is, byte for byte, that of separate runs: in the store, as a report, and as an export.
fn same_as_separate_runs(file: &str, args: &[&str], most: usize) -> usize {
    let w = dir();
    w.fixture(file);
    let save = [&["snapshot", "save", file, "-q", "--store", "one.db", "--backfill", "monthly"], args].concat();
    w.rfm(&save).ok();
    let days = days(&w, "one.db");
    for day in &days {
        w.rfm(&[&["snapshot", "save", file, "-q", "--store", "many.db", "--as-of", day], args].concat()).ok();
    }
    assert_eq!(tables(&w, "one.db"), tables(&w, "many.db"), "{file} {args:?}");
    for day in days.iter().rev().take(most) {
        let then = w.rfm(&["snapshot", "show", day, "-q", "--store", "one.db", "-f", "json", "-e", "then.csv"]).ok().json();
        let now = w.rfm(&[&["score", file, "-q", "--stages", "--as-of", day, "-f", "json", "-e", "now.csv"], args].concat()).ok().json();
        assert_eq!(figures(&then), figures(&now), "{file} {args:?} {day}");
        assert_eq!(w.read("then.csv"), w.read("now.csv"), "{file} {args:?} {day}");
    }
    days.len()
}

#[test]
fn a_history_of_cdnow_is_that_of_eighteen_runs() {
    assert_eq!(same_as_separate_runs("cdnow-sample.csv.gz", &[], 18), 18);
}

#[test]
fn a_history_under_every_rule_is_that_of_separate_runs() {
    let mut compared = 0;
    // Refunds, several lines of an order, profits, three decimals, days in any order.
    for file in ["moves.csv", "customers.csv", "profit.csv", "order-lines.csv", "dirty.csv", "wechat.csv", "window.csv"] {
        compared += same_as_separate_runs(file, &["--max-rejects", "100%"], 3);
    }
    for args in [
        &["--window", "2m"][..],
        &["--window", "45d", "--active-only"],
        &["--window", "2m", "--frequency", "days"],
        &["--frequency", "rows", "--refunds", "count"],
        &["--refunds", "drop", "--zero-amounts", "drop"],
        &["--window", "90d", "--refunds", "drop", "--high", "3"],
        &["--preset", "after-sales"],
        &["--cuts", "m=10,20,30,40", "--threads", "2"],
    ] {
        compared += same_as_separate_runs("moves.csv", args, 12);
    }
    assert!(compared > 60, "{compared}");
}

/// As `fixtures/README.md` works it out.
#[test]
fn the_months_of_a_small_file_worked_by_hand() {
    let w = dir();
    w.fixture("moves.csv");
    let said = w.rfm(&["snapshot", "save", "moves.csv", "-q", "--store", "s.db", "--backfill", "monthly", "--window", "2m"]).ok().text();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "saved 2026-01-31: 3 customers", "saved 2026-02-28: 5 customers", "saved 2026-03-31: 5 customers",
            "saved 2026-04-30: 5 customers", "saved 2026-05-20: 5 customers",
        ]
    );
    let export = |day: &str| {
        w.rfm(&["snapshot", "show", day, "-q", "--store", "s.db", "-e", "a.csv", "-f", "csv"]).ok();
        let rows = crate::workdir::rows(&w.read("a.csv"));
        rows.iter()
            .map(|row| ["customer_id", "recency_days", "frequency", "monetary", "profit"].map(|key| row[key].clone()).join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(export("2026-01-31"), ["A 21 1 100.00 40.00", "B 11 2 75.00 30.00", "C  0 -5.00 -5.00"]);
    // A's order 1 has lines on both days and is one purchase; from now on there are amounts with three decimals.
    assert_eq!(
        export("2026-02-28"),
        ["A 18 1 120.000 48.000", "B 39 2 75.000 30.000", "C 0 1 4.500 1.500", "D 8 1 0.000 0.000", "E 1 1 60.000 20.000"]
    );
    // Of order 1 the second line is left; both lines of order 7 are one purchase, E's without an order two.
    assert_eq!(
        export("2026-03-31"),
        ["A 16 2 70.000 33.000", "B 70 0 0.000 0.000", "C 31 1 9.500 6.500", "D 39 1 0.000 0.000", "E 0 3 70.000 28.000"]
    );
    assert_eq!(
        export("2026-05-20"),
        ["A 0 1 12.345 10.000", "B 20 1 20.000 8.000", "C 81 0 0.000 0.000", "D 18 1 15.000 5.000", "E 50 2 10.000 8.000"]
    );
}

#[test]
fn saving_again_replaces_and_other_settings_or_labels_stand_beside() {
    let w = dir();
    w.fixture("moves.csv");
    let save = |args: &[&str]| w.rfm(&[&["snapshot", "save", "moves.csv", "-q", "--store", "s.db"], args].concat());
    assert_eq!(save(&["--label", "spring"]).ok().text(), "saved 2026-05-20: 5 customers\n");
    assert_eq!(save(&["--label", "spring"]).ok().text(), "replaced 2026-05-20: 5 customers\n");
    // Another branch's file under the same day must not end this history.
    let all = w.read("moves.csv");
    let some: String =
        all.lines().enumerate().filter(|(at, line)| *at == 0 || line.contains("2026-05-20")).map(|(_, line)| format!("{line}\n")).collect();
    w.write("other.csv", some);
    let other = |args: &[&str]| w.rfm(&[&["snapshot", "save", "other.csv", "-q", "--store", "s.db"], args].concat());
    other(&["--label", "spring"]).fails(2).says(&["2026-05-20 (5 / ", "is of other data", "--force", "--label"]);
    w.write("strangers.csv", all.replace(",A,", ",V,").replace(",B,", ",W,").replace(",C,", ",X,").replace(",D,", ",Y,"));
    w.rfm(&["snapshot", "save", "strangers.csv", "-q", "--store", "s.db", "--label", "spring"])
        .fails(2)
        .says(&["(5 / 5)", "is of other data"]);
    assert!(other(&["--force", "--label", "spring"]).ok().text().starts_with("replaced 2026-05-20"));
    assert!(save(&["--force", "--label", "spring"]).ok().text().starts_with("replaced 2026-05-20: 5"));
    assert_eq!(save(&["--window", "2m", "--lang", "zh"]).ok().text(), "已保存 2026-05-20：5 位客户\n");
    let list = w.rfm(&["snapshot", "list", "--store", "s.db", "-f", "csv"]).ok().csv();
    let shown: Vec<_> = list.iter().map(|row| (row["id"].as_str(), row["label"].as_str(), row["value_of"].as_str())).collect();
    assert_eq!(shown, [("1", "spring", "profit"), ("2", "", "profit")]);
    // By label and number; by date it is the one without a label, or not clear.
    let value = |which: &str| w.rfm(&["snapshot", "show", which, "-q", "--store", "s.db", "-f", "json"]).ok().json()["window"].clone();
    assert_eq!((value("spring"), value("2"), value("2026-05-20")), (Value::Null, json!("2m"), json!("2m")));
    save(&["--window", "3m"]).ok();
    w.rfm(&["snapshot", "show", "2026-05-20", "--store", "s.db"])
        .fails(2)
        .says(&["has several snapshots", "there are: 2 (window=2m), 3 (window=3m)"]);
    w.rfm(&["snapshot", "show", "nope", "--store", "s.db"]).fails(2).says(&["there are: spring, 2 (2026-05-20), 3 (2026-05-20)"]);
    // What is not the same in all stands beside each.
    let list = w.rfm(&["snapshot", "list", "--store", "s.db"]).ok().text();
    let windows: Vec<&str> =
        list.lines().filter(|line| line.contains("2026-05-20")).filter_map(|line| line.split_whitespace().last()).collect();
    assert_eq!(windows, ["none", "2m", "3m"]);
    assert!(list.contains("\nrefunds ") && !list.contains("\nwindow "), "{list}");
    assert_eq!(w.rfm(&["snapshot", "drop", "3", "--store", "s.db"]).ok().text(), "dropped 3 (2026-05-20)\n");
    // Two files of one day, each under its own label, and one without: none takes another's place.
    assert!(other(&["--label", "branch"]).ok().text().starts_with("saved 2026-05-20"));
    save(&["--window", "3m", "--label", "spring"]).fails(2).says(&["another snapshot has the label 'spring'"]);
    for label in ["latest", "7", "2026-01-01", " "] {
        save(&["--label", label]).fails(2).says(&["--label"]);
    }
    w.rfm(&["snapshot", "show", "summer", "--store", "s.db"]).fails(2).says(&["there is no snapshot 'summer'", "spring"]);
    w.rfm(&["snapshot", "drop", "2", "9", "--store", "s.db"]).fails(2);
    assert_eq!(days(&w, "s.db").len(), 3, "where one is not there, none is dropped");
    assert_eq!(w.rfm(&["snapshot", "drop", "latest", "--store", "s.db"]).ok().text(), "dropped 2026-05-20\n");
    w.rfm(&["snapshot", "drop", "2026-05-20", "--store", "s.db"]).fails(2).says(&["there are: 1 (spring), 3 (branch)"]);
    assert_eq!(w.rfm(&["snapshot", "drop", "spring", "branch", "--store", "s.db"]).ok().text(), "dropped spring\ndropped branch\n");
    let empty = w.rfm(&["snapshot", "list", "--store", "s.db"]).ok().text();
    assert!(empty.starts_with("No snapshot yet; `rfm snapshot save FILE`"), "{empty}");
    let parts = Connection::open(w.path("s.db")).unwrap().query_row("SELECT count(*) FROM snapshot_part", [], |row| row.get::<_, i64>(0));
    assert_eq!(parts.unwrap(), 0, "nothing of them stays");
}

#[test]
fn tasks_and_snapshots_share_a_store() {
    let w = dir();
    w.write("visits.csv", w.rfm(&["demo"]).ok().stdout);
    w.rfm(&["tasks", "sync", "visits.csv", "-q", "--store", "s.db"]).ok();
    let tasks = w.rfm(&["tasks", "list", "--store", "s.db", "-f", "csv"]).ok().text();
    w.rfm(&["snapshot", "save", "visits.csv", "-q", "--store", "s.db"]).ok();
    assert_eq!(w.rfm(&["tasks", "list", "--store", "s.db", "-f", "csv"]).ok().text(), tasks);
    for form in ["table", "md", "html", "tsv"] {
        w.rfm(&["snapshot", "show", "latest", "-q", "--store", "s.db", "-f", form]).quiet();
    }
    w.rfm(&["snapshot", "show", "latest", "-q", "--store", "s.db", "-o", "a.xlsx", "-o", "a.html"]).quiet();
}

/// Months before the first visit and after the last are not there.
#[test]
fn which_months() {
    let w = dir();
    w.fixture("moves.csv");
    let save = |store: &str, args: &[&str]| {
        let fixed = ["snapshot", "save", "moves.csv", "-q", "--store", store, "--backfill", "monthly"];
        w.rfm(&[&fixed[..], args].concat())
    };
    save("a.db", &["--from", "2025-11", "--to", "2026-02"]).ok();
    assert_eq!(days(&w, "a.db"), ["2026-01-31", "2026-02-28"]);
    save("b.db", &["--from", "2026-04", "--to", "2027-01"]).ok();
    assert_eq!(days(&w, "b.db"), ["2026-04-30", "2026-05-20"]);
    save("c.db", &["--from", "2026-04", "--as-of", "2026-06-10"]).ok();
    assert_eq!(days(&w, "c.db"), ["2026-04-30", "2026-05-31", "2026-06-10"]);
    save("d.db", &["--to", "2025-06"]).fails(2).says(&["--to: '2025-06'", "nobody in the data"]);
    save("d.db", &["--from", "2026-03", "--to", "2026-02"]).fails(2).says(&["--from: '2026-03' is later than --to"]);
    save("d.db", &["--from", "2026-06"]).fails(2).says(&["--from: '2026-06' is later than the last month of the data"]);
    save("d.db", &["--from", "May"]).fails(2).says(&["--from: 'May' is not a month; write 2026-01"]);
    w.rfm(&["snapshot", "save", "moves.csv", "--store", "d.db", "--from", "2026-01"]).fails(2);
}

#[test]
fn a_customer_table_is_a_base_without_a_past() {
    let w = dir();
    w.fixture("customer-table.csv");
    let save = ["snapshot", "save", "customer-table.csv", "-q", "--store", "s.db"];
    w.rfm(&save).ok();
    w.rfm(&["snapshot", "show", "latest", "-q", "--store", "s.db", "-f", "csv", "-e", "then.csv"]).ok();
    w.rfm(&["score", "customer-table.csv", "-q", "-f", "csv", "-e", "now.csv"]).ok();
    assert_eq!(w.read("then.csv"), w.read("now.csv"));
    let told = [&save[..], &["--backfill", "monthly"]].concat();
    w.rfm(&told).fails(1).says(&["a customer table has no history", "one row each"]);
    w.rfm(&[&told[..], &["--lang", "zh"]].concat()).fails(1).says(&["客户表没有历史"]);
    w.write("days.csv", "customer_id,recency,frequency,monetary\nA,3,2,10\nB,9,1,5\n");
    w.rfm(&["snapshot", "save", "days.csv", "--store", "s.db"]).fails(2).says(&["--as-of", "name the day it is of"]);
    w.rfm(&["snapshot", "save", "days.csv", "-q", "--store", "s.db", "--as-of", "2026-06-30"]).ok();
}

#[test]
fn what_is_wrong_with_a_store_is_told() {
    let w = dir();
    w.fixture("moves.csv").write("no.db", "hello, this is no database at all");
    w.rfm(&["snapshot", "list", "--store", "none.db"]).fails(1).says(&["there is no store none.db yet", "rfm snapshot save FILE"]);
    w.rfm(&["snapshot", "save", "moves.csv", "--store", "no.db"]).fails(1).says(&["not a store"]);
    w.rfm(&["snapshot", "save", "moves.csv", "-q", "--store", "s.db"]).ok();
    let db = Connection::open(w.path("s.db")).unwrap();
    db.execute("UPDATE snapshot_part SET packed = substr(packed, 1, 20)", []).unwrap();
    drop(db);
    w.rfm(&["snapshot", "show", "latest", "--store", "s.db"]).fails(1).says(&["s.db is damaged"]);
}

/// What `--currency` says belongs to the settings: amounts that name none can be told apart, and what is said beats a sign.
#[test]
fn a_currency_is_a_setting() {
    let w = dir();
    w.fixture("moves.csv").write("yuan.csv", "customer_id,date,amount\nA,2026-06-20,¥10\n");
    let save = |file: &str, args: &[&str]| w.rfm(&[&["snapshot", "save", file, "-q", "--store", "s.db"], args].concat()).ok();
    save("moves.csv", &["--as-of", "2026-04-30", "--currency", "CNY"]);
    save("moves.csv", &["--currency", "usd"]);
    w.rfm(&["compare", "previous", "latest", "-q", "--store", "s.db"]).fails(1).says(&["currency (CNY, then USD)"]);
    let list = w.rfm(&["snapshot", "list", "-q", "--store", "s.db", "-f", "csv"]).ok().csv();
    assert!(list[1]["settings"].contains(" currency=USD "), "{list:?}");
    save("yuan.csv", &["--currency", "JPY"]);
    w.rfm(&["compare", "2026-05-20", "latest", "-q", "--store", "s.db", "--force"]).ok();
    let list = w.rfm(&["snapshot", "list", "-q", "--store", "s.db", "-f", "csv"]).ok().csv();
    assert!(list[2]["settings"].contains(" currency=JPY "), "{list:?}");
}
