//! The same input gives the same bytes, whichever way it comes and wherever the program runs.

use crate::workdir::Workdir;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// The export and the report as JSON, of one run.
fn answers(w: &Workdir, variables: &[(&str, &str)], args: &[&str]) -> (String, String) {
    let run =
        w.rfm_with(variables, &[&["score", "-q", "-f", "json", "--keep", "advisor,service", "--export", "out.csv"], args].concat()).ok();
    (w.read("out.csv"), run.text())
}

/// The same rows, each in another place: a step that is prime and not a factor of their number visits all of them.
fn shuffled(text: &str) -> String {
    let (header, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let places = (0..rows.len()).map(|at| rows[(at * 7919 + 11) % rows.len()]);
    std::iter::once(header).chain(places).map(|row| format!("{row}\n")).collect()
}

/// More than 2 MiB: enough to be read in several pieces.
#[test]
fn a_large_file_whichever_way_it_comes() {
    let w = Workdir::new();
    let text = w.rfm(&["demo", "--customers", "3000"]).ok().text();
    assert!(text.len() > 2 << 20);
    let mixed = shuffled(&text);
    let sorted = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    };
    assert!(mixed != text && sorted(&mixed) == sorted(&text), "another order of the same rows");
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    w.write("a.csv", &text).write("mixed.csv", mixed).write("a.csv.gz", gz.finish().unwrap());

    let expected = answers(&w, &[], &["a.csv", "--threads", "1"]);
    assert_eq!(expected.0.lines().count(), 3001);
    for args in [&["a.csv"][..], &["a.csv", "--threads", "2"], &["a.csv", "--threads", "8"], &["mixed.csv"], &["a.csv.gz"]] {
        assert!(answers(&w, &[], args) == expected, "{args:?}");
    }
    let piped = w.rfm_fed(text.as_bytes(), &["score", "-", "-q", "--keep", "advisor,service", "--export", "-"]).ok();
    assert!(piped.text() == expected.0, "on stdin");
    // With a window that ends at the latest date, everything is read twice.
    let window = |args: &[&str]| answers(&w, &[], &[args, &["--window", "12m"]].concat());
    assert!(window(&["a.csv", "--threads", "1"]) == window(&["mixed.csv", "--threads", "8"]), "in a window");
}

#[test]
fn wherever_it_runs() {
    let w = Workdir::new();
    w.write("a.csv", w.rfm(&["demo"]).ok().text());
    let expected = answers(&w, &[], &["a.csv"]);
    for variables in [("TZ", "Pacific/Kiritimati"), ("TZ", "America/Los_Angeles"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")] {
        assert!(answers(&w, &[variables], &["a.csv"]) == expected, "{variables:?}");
    }
    assert!(answers(&w, &[], &["a.csv"]) == expected, "once more");
    // One made-up data set for all.
    let demo = w.read("a.csv");
    assert!(w.rfm_with(&[("TZ", "Pacific/Kiritimati")], &["demo"]).ok().text() == demo);
}

/// Of rows of one day the greatest bytes stand for the customer, in whichever order they come.
#[test]
fn what_is_kept_does_not_hang_on_the_order_of_rows() {
    let rows = ["A,2026-01-05,10,Zoe", "A,2026-03-05,10,Ann", "A,2026-03-05,10,Bob", "A,2026-02-05,10,Yan"];
    let w = Workdir::new();
    for turn in 0..rows.len() {
        let text: String = (0..rows.len()).map(|at| format!("{}\n", rows[(at + turn) % rows.len()])).collect();
        w.write("a.csv", format!("customer_id,date,amount,advisor\n{text}"));
        assert_eq!(w.rfm(&["score", "a.csv", "--keep", "advisor", "--export", "-"]).ok().csv()[0]["advisor"], "Bob");
    }
}
