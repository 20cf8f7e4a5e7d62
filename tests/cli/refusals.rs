//! Input that gets no answer: an error with a way out, exit code 1, and nothing replaced.

use crate::answers::{customers_of, score};
use crate::workdir::Workdir;

#[test]
fn a_customer_table_names_nobody_twice() {
    let w = Workdir::new();
    w.write(
        "twice.csv",
        "customer_id,most_recent_visit,number_of_orders,revenue\nQ-77,2026-01-01,1,10\nQ-78,2026-01-02,1,10\nQ-77,2026-01-03,1,10\n",
    );
    w.rfm(&["score", "twice.csv"]).fails(1).says(&["Q-77"]);
}

#[test]
fn dirty_where_it_must_be_clean() {
    // The first bad row is named with its line.
    score("dirty.csv", &["--strict"]).fails(1).names("dirty.csv", 6);
    score("dirty.csv", &["--max-rejects", "16"]).fails(1).says(&["17", "--max-rejects"]);
    score("dirty.csv", &["--max-rejects", "17"]).ok();
    score("dirty.csv", &["--max-rejects", "50%"]).fails(1);
    score("dirty.csv", &["--max-rejects", "90%"]).ok();
    score("utf16.csv", &["--min-rows", "5"]).ok();
    score("utf16.csv", &["--min-rows", "6"]).fails(1).says(&["--min-rows"]);
}

#[test]
fn a_run_that_fails_replaces_nothing() {
    let w = Workdir::new();
    w.fixture("dirty.csv").write("scores.csv", "yesterday's\n").write("report.md", "yesterday's\n");
    w.rfm(&["score", "dirty.csv", "--strict", "--export", "scores.csv", "-o", "report.md"]).fails(1);
    assert_eq!((w.read("scores.csv"), w.read("report.md")), ("yesterday's\n".into(), "yesterday's\n".into()));
}

#[test]
fn more_than_a_hundred_rejects_that_are_more_than_a_tenth_are_a_wreck() {
    let file = |bad: usize, good: usize| {
        let good = (0..good).map(|i| format!("c{},2026-01-05,10.00\n", i % 50)).collect::<String>();
        format!("customer_id,date,amount\n{good}{}", "x,never,1\n".repeat(bad))
    };
    let w = Workdir::new();
    for (name, bad, good, sound) in [("a", 101, 908, false), ("b", 101, 909, true), ("c", 100, 10, true), ("d", 101, 10, false)] {
        let name = format!("{name}.csv");
        w.write(&name, file(bad, good));
        let run = w.rfm(&["score", &name]);
        if sound {
            run.ok(); // 101 of 1,010 are a tenth and not more; 100 are not more than a hundred
        } else {
            run.fails(1).says(&[&name, "--max-rejects"]);
        }
    }
}

#[test]
fn ambiguous() {
    score("ambiguous.csv", &[]).fails(1).says(&["ambiguous.csv", "--date-format", "03/04/2024"]);
    let last = |format: &str| customers_of("ambiguous.csv", &["--date-format", format], &["A"]).concat();
    assert!(last("%d/%m/%Y").starts_with("A 2024-04-03 "));
    assert!(last("%m/%d/%Y").starts_with("A 2024-03-04 "));
}

#[test]
fn unclosed() {
    // The line on which the quote opens, not the last one.
    score("unclosed.csv", &[]).fails(1).names("unclosed.csv", 4).says(&["quote"]);
}

#[test]
fn files_without_an_answer() {
    let w = Workdir::new();
    w.write("empty.csv", "").write("header.csv", "customer_id,date,amount\n").write("wrong.csv", "shoe,size\nleft,42\n");
    w.write("none.csv", "customer_id,date,amount\nA,never,1\n");
    w.write("double.csv", "customer_id,date,amount,amount\nA,2026-01-01,1,2\n");
    for file in ["empty.csv", "header.csv", "missing.csv"] {
        w.rfm(&["score", file]).fails(1).says(&[file]);
    }
    w.rfm(&["score", "wrong.csv"]).fails(1).says(&["wrong.csv", "shoe", "--id"]);
    w.rfm(&["score", "none.csv"]).fails(1).says(&["no usable rows"]);
    w.rfm(&["score", "double.csv"]).fails(1).says(&["double.csv", "duplicate column", "amount"]);
}
