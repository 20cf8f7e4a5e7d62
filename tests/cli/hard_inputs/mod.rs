//! Inputs that have broken other readers, by number: A encoding, B structure, C amounts, D dates, E semantics.
//!
//! A case is a line: its number and name, the file, the flags, what becomes of it, and words it must say on stderr. What
//! becomes of a file that is read: its customers with purchases where they are not one (`A×2 30.00`), rows used of rows
//! read, rejected rows by line and reason, rows left out: `A 10.00 | 1 of 3 | 3 bad_date | no_customer 1`. Of a file
//! that is refused: `exit 1`, with nothing written.

mod amounts;
mod dates;
mod encoding;
mod semantics;
mod structure;
mod system;
mod table;

use crate::workdir::{Workdir, rows};
use std::path::Path;

/// One input and what the rules make of it.
pub struct Case<'a> {
    name: &'a str,
    file: Vec<u8>,
    flags: &'a [&'a str],
    outcome: &'a str,
    says: &'a [&'a str],
}

/// A line of a table of cases.
pub fn case<'a>(name: &'a str, file: impl AsRef<[u8]>, flags: &'a [&'a str], outcome: &'a str, says: &'a [&'a str]) -> Case<'a> {
    Case { name, file: file.as_ref().to_vec(), flags, outcome, says }
}

/// Runs every case; tells all that came out otherwise.
#[track_caller]
pub fn check(cases: &[Case<'_>]) {
    let wrong: Vec<String> = cases.iter().filter_map(Case::wrong).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

impl Case<'_> {
    fn wrong(&self) -> Option<String> {
        let w = Workdir::new();
        w.write("a.csv", &self.file);
        let (outcome, told) = outcome(&w, &["a.csv"], self.flags);
        let silent: Vec<&&str> = self.says.iter().filter(|words| !told.contains(**words)).collect();
        (outcome != self.outcome || !silent.is_empty()).then(|| {
            let Case { name, flags, outcome: expected, .. } = self;
            let clip = |text: &str| text.chars().take(1_000).collect::<String>();
            let (expected, outcome, told) = (clip(expected), clip(&outcome), clip(&told));
            format!("{name} {flags:?}\n  expected: {expected}\n  came out: {outcome}\n  unsaid: {silent:?}\n  stderr: {told}")
        })
    }
}

/// What becomes of these files, and what was told on stderr.
pub fn outcome(w: &Workdir, files: &[&str], flags: &[&str]) -> (String, String) {
    for output in ["report.json", "rejects.csv"] {
        _ = std::fs::remove_file(w.path(output)); // of an earlier run
    }
    let outputs = ["-o", "report.json", "--export", "-", "--rejects", "rejects.csv", "--max-rejects", "100%"];
    let run = w.rfm(&[&["score"], files, flags, &outputs].concat());
    if let Some(code) = run.failed() {
        assert!(run.stdout.is_empty() && !w.path("report.json").exists() && !w.path("rejects.csv").exists(), "a refusal wrote something");
        return (format!("exit {code}"), run.stderr);
    }
    let report: serde_json::Value = serde_json::from_str(&w.read("report.json")).unwrap();
    let count = |key: &str| report["rows"][key].as_u64().unwrap();
    let customer = |row: &crate::workdir::Row| {
        let times = if row["frequency"] == "1" { String::new() } else { format!("×{}", row["frequency"]) };
        format!("{}{times} {}", row["customer_id"], row["monetary"])
    };
    let customers: Vec<String> = run.csv().iter().map(customer).collect();
    let rejects = rows(&w.read("rejects.csv"));
    let several = files.len() > 1;
    let reject = |row: &crate::workdir::Row| {
        let file = if several { format!("{}:", row["file"]) } else { String::new() };
        format!("{file}{} {}", row["line"], row["reason"])
    };
    let rejects: Vec<String> = rejects.iter().map(reject).collect();
    let left_out: Vec<(&String, u64)> =
        report["rows"]["left_out"].as_object().unwrap().iter().map(|(reason, rows)| (reason, rows.as_u64().unwrap())).collect();
    assert_eq!(count("rejected"), rejects.len() as u64, "every rejected row is in the rejects file");
    assert_eq!(count("read"), count("used") + count("rejected") + left_out.iter().map(|(_, rows)| rows).sum::<u64>(), "rows reconcile");
    let left_out: Vec<String> = left_out.iter().filter(|(_, rows)| *rows > 0).map(|(reason, rows)| format!("{reason} {rows}")).collect();
    let mut told = format!("{} | {} of {}", customers.join(", "), count("used"), count("read"));
    for list in [rejects, left_out] {
        if !list.is_empty() {
            told += &format!(" | {}", list.join(", "));
        }
    }
    (told, run.stderr)
}

/// A file of purchases: the usual header and these rows.
pub fn purchases(rows: &str) -> String {
    format!("customer_id,date,amount\n{rows}")
}

/// A field as it is written whatever it holds.
pub fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

pub fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// A file of the package's fixtures, as bytes.
pub fn fixture_bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap()
}
