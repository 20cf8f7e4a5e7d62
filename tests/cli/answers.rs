//! The answers to a fixture, and the comparison of a run with them.

use crate::workdir::{Row, Run, Workdir, rows};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// The answers to one file under one set of flags.
#[derive(Default)]
pub struct Answers {
    pub as_of: &'static str,
    pub read: u64,
    pub used: u64,
    /// Line and reason of every rejected row.
    pub rejected: &'static [(u64, &'static str)],
    /// Reason and rows; reasons that are not named have none.
    pub left_out: &'static [(&'static str, u64)],
    pub monetary: &'static str,
    /// What 5, 4, 3, 2 take for R, and 2, 3, 4, 5 for F and M.
    pub thresholds: &'static str,
    /// id, last purchase, days, frequency, monetary, scores, segment; `-` stands for nothing.
    pub customers: &'static str,
}

/// Runs `rfm score` twice, for the report as JSON and for the customers, and compares all figures.
#[track_caller]
pub fn check(file: &str, flags: &[&str], answers: &Answers) -> Workdir {
    let w = Workdir::new();
    w.fixture(file);
    let with = |more: &[&str]| w.rfm(&[&["score", file], flags, more].concat());

    let json = with(&["--format", "json"]).ok().json();
    assert_eq!(json["as_of"], answers.as_of);
    let lefts: u64 = answers.left_out.iter().map(|(_, rows)| rows).sum();
    assert_eq!(answers.read, answers.used + answers.rejected.len() as u64 + lefts, "the answers reconcile");
    assert_eq!(json["rows"]["read"], answers.read, "read");
    assert_eq!(json["rows"]["used"], answers.used, "used");
    assert_eq!(json["rows"]["rejected"], answers.rejected.len(), "rejected");
    let reasons = json["rows"]["left_out"].as_object().unwrap().iter();
    let left_out: BTreeMap<&str, u64> =
        reasons.map(|(reason, rows)| (reason.as_str(), rows.as_u64().unwrap())).filter(|(_, rows)| *rows > 0).collect();
    assert_eq!(left_out, answers.left_out.iter().copied().collect(), "left out");
    assert_eq!(json["monetary"], answers.monetary, "monetary is exact, as text");
    assert_eq!(thresholds(&json), answers.thresholds, "thresholds");

    let customers = table(&with(&["--export", "-"]).ok().csv());
    let expected: Vec<String> = answers.customers.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    assert_eq!(customers, expected, "customers");
    assert_eq!(json["customers"], expected.len());
    for segment in json["segments"].as_array().unwrap() {
        let slug = segment["segment"].as_str().unwrap();
        let members = expected.iter().filter(|line| line.split(' ').next_back() == Some(slug)).count();
        assert_eq!(segment["customers"], members, "{slug}");
    }

    if !answers.rejected.is_empty() {
        with(&["--rejects", "rejects.csv"]).ok();
        let kept = rows(&w.read("rejects.csv"));
        let kept: Vec<(u64, &str)> = kept.iter().map(|row| (row["line"].parse().unwrap(), row["reason"].as_str())).collect();
        assert_eq!(kept, answers.rejected, "rejects");
    }
    w
}

/// The customers as lines of words, as [`Answers`] writes them.
pub fn table(rows: &[Row]) -> Vec<String> {
    let line = |row: &Row| {
        assert_eq!(row["rfm"], [&*row["r"], &*row["f"], &*row["m"]].concat());
        let columns = ["customer_id", "last_purchase", "recency_days", "frequency", "monetary", "rfm", "segment"];
        columns.map(|column| if row[column].is_empty() { "-" } else { &*row[column] }).join(" ")
    };
    rows.iter().map(line).collect()
}

/// `R 12|33|75|150 F 2|3|4|5 M 380|680|1500|5600`: R from 5 down, F and M from 2 up, `none` where nothing reaches.
pub fn thresholds(json: &Value) -> String {
    let steps = |measure: &str| -> Vec<String> {
        let steps = json["thresholds"][measure].as_array().unwrap_or_else(|| panic!("no thresholds {measure}: {json}"));
        assert_eq!(steps.len(), 4);
        steps.iter().map(plain).collect()
    };
    let mut r = steps("r_at_most");
    r.sort_by_key(|days| days.parse::<u32>().unwrap_or(u32::MAX)); // in whichever order they stand
    format!("R {} F {} M {}", r.join("|"), steps("f_at_least").join("|"), steps("m_at_least").join("|"))
}

/// A number as it is, without the zeros that end its decimals; null as `none`.
pub fn plain(value: &Value) -> String {
    let text = match value {
        Value::Null => return "none".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A share with its six decimals, whether it stands as a number or as text.
pub fn share(value: &Value) -> String {
    value.as_str().map(str::to_owned).unwrap_or_else(|| format!("{:.6}", value.as_f64().unwrap()))
}

/// Segment, value and value share of the segments that have customers.
pub fn values(json: &Value) -> Vec<[String; 3]> {
    let segments = json["segments"].as_array().unwrap();
    assert_eq!(segments.len(), 8, "all eight are listed");
    let with_customers = segments.iter().filter(|s| s["customers"] != 0);
    with_customers.map(|s| [s["segment"].as_str().unwrap().to_owned(), plain(&s["value"]), share(&s["value_share"])]).collect()
}

pub fn fixture_text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    let mut text = String::new();
    let file = std::fs::File::open(&path).unwrap();
    if name.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        { file }.read_to_string(&mut text).unwrap();
    }
    text
}

pub fn score(file: &str, flags: &[&str]) -> Run {
    let w = Workdir::new();
    w.fixture(file);
    w.rfm(&[&["score", file], flags].concat())
}

/// The rows of the named customers after `rfm score FILE FLAGS --export -`.
pub fn customers_of(file: &str, flags: &[&str], ids: &[&str]) -> Vec<String> {
    let rows = score(file, &[flags, &["--export", "-"]].concat()).ok().csv();
    table(&rows.into_iter().filter(|row| ids.contains(&&*row["customer_id"])).collect::<Vec<_>>())
}

/// id, scores: for the facts from other programs.
pub fn scores(rows: &[Row]) -> Vec<[String; 4]> {
    let mut scores: Vec<_> = rows.iter().map(|row| ["customer_id", "r", "f", "m"].map(|column| row[column].clone())).collect();
    scores.sort();
    scores
}
