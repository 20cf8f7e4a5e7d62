//! `--memory`: customers that would not fit end the run early, with an estimate and the ways out; nothing is written.

use crate::workdir::{Run, Workdir};

const CUSTOMERS: usize = 100_000;
/// More threads take a little more: on every machine the same number.
const TWO_THREADS: &str = "threads = 2\n";

/// A purchase of each customer. What is known of one takes 32 bytes, so that 1 MiB cannot hold a third of them, and 64 MiB
/// hold all of them many times over.
fn with_many() -> Workdir {
    let w = Workdir::new();
    w.write("rfm.toml", TWO_THREADS);
    let rows: String = (0..CUSTOMERS).map(|customer| format!("C{customer:06},2026-01-05,10.00\n")).collect();
    w.write("visits.csv", format!("customer_id,date,amount\n{rows}"));
    w
}

/// The whole number between these words of the message.
#[track_caller]
fn number(run: &Run, before: &str, after: &str) -> usize {
    let text = run.stderr.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map(|(number, _)| number.replace(',', ""));
    text.and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no number between '{before}' and '{after}': {}", run.stderr))
}

#[test]
fn customers_beyond_memory_end_the_run_early() {
    let w = with_many();
    w.write("out.csv", "yesterday's\n");
    let before = w.files();
    let outputs =
        ["-o", "report.md", "--export", "out.csv", "--export", "out.jsonl", "--receipt", "receipt.json", "--save-cuts", "cuts.toml"];
    let refused = |flags: &[&str]| w.rfm(&[&["score", "visits.csv", "--memory", "1M"], &outputs[..], flags].concat()).fails(1);

    // One thread has read some of it by then; several may have read ahead.
    let run = refused(&["--threads", "1"])
        .says(&["after ", "all of it may need ", "--memory", "keep fewer columns", "divide the input", "database"]);
    assert!((1..100).contains(&number(&run, "after ", "% of the input")), "{}", run.stderr);
    assert!((1..CUSTOMERS / 3).contains(&number(&run, "rfm: ", " customers")), "{}", run.stderr);
    let run = refused(&["--lang", "zh"]).says(&["--memory", "最多约需", "少保留几列", "按客户拆分", "数据库"]);
    assert!((1..=100).contains(&number(&run, "只读了输入的 ", "%")), "{}", run.stderr);
    refused(&["--window", "12m"]).says(&["% of the input"]); // its first reading holds nobody
    assert!(w.files() == before, "nothing was written, nothing replaced, nothing left behind");
}

#[test]
fn how_much_there_is_to_read_may_not_be_known() {
    let w = with_many();
    let input = std::fs::read(w.path("visits.csv")).unwrap();
    let run = w.rfm_fed(&input, &["score", "-", "--memory", "1M"]).fails(1).says(&["customers", "so far", "--memory"]);
    assert!(!run.stderr.contains('%'), "{}", run.stderr);
    w.rfm_fed(&input, &["score", "-", "--memory", "1M", "--lang", "zh"]).fails(1).says(&["尚未读完", "--memory"]);
}

#[test]
fn with_enough_memory_it_is_no_matter() {
    let w = with_many();
    let score = |memory: &[&str]| w.rfm(&[&["score", "visits.csv", "-q", "-f", "json"], memory].concat()).ok();
    let plain = score(&[]);
    assert_eq!(plain.json()["customers"], CUSTOMERS, "{}", plain.text());
    for memory in ["64M", "64MiB", "1g", "67108864", "90%"] {
        assert!(score(&["--memory", memory]).stdout == plain.stdout, "{memory}");
    }
}

/// Every verb that counts customers has it.
#[test]
fn one_customer_is_looked_for_among_all() {
    let w = with_many();
    let explain = |memory: &str| w.rfm(&["explain", "visits.csv", "--customer", "C000007", "-q", "--memory", memory]);
    explain("1M").fails(1).says(&["--memory", "% of the input"]);
    explain("64M").ok();
}

#[test]
fn sizes_that_are_none() {
    let w = Workdir::new();
    w.fixture("customers.csv");
    for size in ["lots", "", "0", "101%", "1.5G", "-1G", "4X", "99999999999T"] {
        w.rfm(&["score", "customers.csv", &format!("--memory={size}")]).fails(2).says(&["--memory", "500M"]);
        w.rfm(&["score", "customers.csv", &format!("--memory={size}"), "--lang", "zh"]).fails(2).says(&["--memory", "内存"]);
    }
    assert!(w.files().len() == 1, "nothing was written");
}

#[test]
fn it_can_be_set_like_any_flag() {
    let w = with_many();
    let score = |variables: &[(&str, &str)], flags: &[&str]| w.rfm_with(variables, &[&["score", "visits.csv", "-q"], flags].concat());
    score(&[("RFM_MEMORY", "1M")], &[]).fails(1).says(&["% of the input"]);
    score(&[("RFM_MEMORY", "1M")], &["--memory", "64M"]).ok();
    w.write("rfm.toml", format!("{TWO_THREADS}memory = \"1M\"\n"));
    score(&[], &[]).fails(1).says(&["% of the input"]);
    score(&[("RFM_MEMORY", "64M")], &[]).ok();
    score(&[], &["--no-config", "--threads", "2"]).ok();
    w.write("rfm.toml", format!("{TWO_THREADS}memory = \"lots\"\n"));
    score(&[], &[]).fails(2).says(&["rfm.toml:2:", "memory", "lots"]);
    score(&[("RFM_MEMORY", "lots")], &["--no-config"]).fails(2).says(&["RFM_MEMORY", "lots"]);
}
