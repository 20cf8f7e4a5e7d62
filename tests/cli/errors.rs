//! Every error has a code that `rfm help errors` explains, and every code there is the end of some run.

use crate::hard_inputs::gzip;
use crate::workdir::{Run, Workdir};
use rfm::error::codes::{ALL, find};
use rfm::lang::Lang;
use rfm::lock::Lock;
use rusqlite::Connection;
use std::collections::BTreeSet;

const VISITS: &str = "customer_id,date,amount\nC1,2026-01-05,10.00\nC2,2026-02-01,5.00\n";
const TABLE: &str = "customer_id,recency_days,frequency,monetary\nC1,3,2,10.00\n";

/// Codes that no test can bring about at will, and why.
const OUT_OF_REACH: [(&str, &str); 7] = [
    ("input_changed", "needs a file that changes at the right moment; `load::source` has the check"),
    ("overflow", "amounts are below 10^15, so more rows than a disk holds would be needed"),
    ("store_failed", "an error of SQLite that is none of those that are told apart"),
    ("store_locked", "tests/cli/tasks.rs holds a store for long enough"),
    ("unfit_result", "needs a handover or a watch, which come weeks after a follow-up; `task::act` has the rule"),
    ("not_settled", "needs data that no model fits; `clv::fit` has the check"),
    ("other", "an error of the system that nobody expected"),
];

/// The code that ends the first line of what went wrong.
fn code(stderr: &str) -> Option<&str> {
    let line = stderr.lines().find(|line| line.starts_with("rfm: "))?;
    line.strip_suffix(']')?.rsplit_once(" [").map(|(_, code)| code)
}

/// Files that the runs below name.
fn with_files() -> Workdir {
    let w = Workdir::new();
    w.fixture("workbook.xlsx").write("visits.csv", crate::tasks::VISITS);
    w.write("v.csv", VISITS).write("table.csv", TABLE).write("empty.csv", "").write("header.csv", "customer_id,date,amount\n");
    w.write("book.csv", b"%PDF-1.7\n")
        .write("other.csv", "a,b\n1,2\n")
        .write("twice.csv", "customer_id,date,amount,amount\nA,2026-01-05,1,2\n");
    let gz = gzip(VISITS);
    w.write("cut.gz", &gz[..gz.len() - 4]);
    let utf16: Vec<u8> = VISITS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    w.write("utf16.csv", utf16).write("wide.csv", "a,".repeat(20_000) + "\n1\n");
    w.write("either.csv", "customer_id,date,amount\nA,03/04/2024,1\n");
    w.write("both.csv", "customer_id,date,amount\nA,31/12/2025,1\nA,12/31/2025,1\n");
    w.write("money.csv", "customer_id,date,amount\nA,2026-01-05,¥1\nA,2026-01-05,$1\n");
    w.write("quote.csv", "customer_id,date,amount\nA,2026-01-05,\"1\n");
    w.write("long.csv", format!("customer_id,date,amount\nA,2026-01-05,1\n{}\n", "x".repeat(17 << 20)));
    w.write("bad.csv", "customer_id,date,amount\nA,never,1\nA,2026-01-05,1\n").write("none.csv", "customer_id,date,amount\nA,never,1\n");
    w.write("many.csv", "customer_id,date,amount\nA,2026-01-05,1\n".to_owned() + &"A,never,1\n".repeat(101));
    w.write("people.csv", "customer_id,recency_days,frequency,monetary\nC1,3,2,10.00\nC1,4,2,10.00\n");
    let crowd: String = (0..100_000).map(|customer| format!("C{customer:06},2026-01-05,10.00\n")).collect();
    w.write("crowd.csv", format!("customer_id,date,amount\n{crowd}"));
    w.write("holidays.csv", "when,what\n").write("bookings.csv", "date,time,phone\nnever,09:30,1\n");
    w.write("own.toml", "nothing = 1\n").write("previous.csv", "a,b\n1,2\n").write("text.db", VISITS);
    let monthly = |customer| (1..=9).map(move |month| format!("M{customer},2026-{month:02}-01,10\n"));
    w.write("monthly.csv", format!("customer_id,date,amount\n{}", (0..9).flat_map(monthly).collect::<String>()));
    let seldom = "model = \"mbg-nbd\"\nunit = \"day\"\n[purchases]\nr = 1.0\nalpha = 9000.0\na = 1.0\nb = 9.0\n";
    w.write("seldom.toml", seldom).write("histories.csv", "id,frequency,recency,T,monetary_value\nA,1,2,5,10\nB,0,0,5,0\n");
    // One export counts profit, the other the amount spent.
    let header = "customer_id,last_purchase,recency_days,frequency,monetary,r,f,m,rfm,segment";
    w.write("counted.csv", format!("{header}\nA,2026-01-05,0,1,10.00,5,5,5,555,important-value\n"));
    w.write("profit.csv", format!("{header},profit\nA,2026-01-05,0,1,10.00,5,5,5,555,important-value,1.00\n"));
    w.write("read-only.csv", "yesterday's\n");
    let mut permissions = std::fs::metadata(w.path("read-only.csv")).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(w.path("read-only.csv"), permissions).unwrap();
    std::fs::create_dir(w.path("folder")).unwrap();
    for store in ["tasks.db", "newer.db", "damaged.db", "closed.db"] {
        w.rfm(&["tasks", "sync", "visits.csv", "-q", "--store", store, "--as-of", "2026-04-06", "--preset", "after-sales"]).ok();
    }
    w.rfm(&["tasks", "--store", "closed.db", "done", "1", "--result", "declined", "--as-of", "2026-04-07"]).ok();
    Connection::open(w.path("newer.db")).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let mut damaged = std::fs::read(w.path("damaged.db")).unwrap();
    damaged[100..].fill(0xA5);
    w.write("damaged.db", damaged);
    w
}

#[test]
fn every_code_is_the_end_of_some_run() {
    let w = with_files();
    let score = |args: &[&str]| w.rfm(&[&["score"], args].concat());
    let tasks = |store: &str, args: &[&str]| w.rfm(&[&["tasks", "--store", store], args].concat());
    let held = Lock::take(&w.path("held.lock")).unwrap();
    let runs = [
        score(&["v.csv", "--high", "9"]),
        score(&["v.csv", "--sort", "nothing"]),
        score(&["missing.csv"]),
        score(&["empty.csv"]),
        score(&["header.csv"]),
        score(&["book.csv"]),
        score(&["cut.gz"]),
        score(&["utf16.csv"]),
        w.rfm(&["score", "v.csv", "--keep", "city"]),
        score(&["other.csv"]),
        score(&["twice.csv"]),
        score(&["wide.csv"]),
        w.rfm(&["calendar", "v.csv", "--holidays", "holidays.csv"]),
        w.rfm(&["today", "bookings.csv", "--history", "v.csv"]),
        score(&["either.csv"]),
        score(&["both.csv"]),
        score(&["money.csv"]),
        score(&["quote.csv"]),
        score(&["long.csv"]),
        score(&["bad.csv", "--strict"]),
        score(&["many.csv"]),
        score(&["none.csv"]),
        score(&["v.csv", "--min-rows", "3"]),
        score(&["people.csv"]),
        score(&["v.csv", "table.csv"]),
        score(&["table.csv", "--window", "12m"]),
        score(&["crowd.csv", "--memory", "1M", "--threads", "1"]),
        w.rfm(&["snapshot", "save", "table.csv", "--store", "tasks.db", "--backfill", "monthly", "--from", "2026-01"]),
        w.rfm(&["explain", "v.csv", "--customer", "nobody"]),
        w.rfm(&["alerts", "table.csv", "--level-of", "days=off"]),
        w.rfm(&["clv", "v.csv"]),
        w.rfm(&["clv", "table.csv"]),
        w.rfm(&["clv", "v.csv", "--model-from", "own.toml"]),
        w.rfm(&["clv", "monthly.csv", "--model-from", "seldom.toml"]),
        score(&["histories.csv"]),
        score(&["v.csv", "--cuts", "r=1"]),
        score(&["v.csv", "--playbook", "own.toml"]),
        score(&["v.csv", "--previous", "previous.csv", "--export", "-"]),
        score(&["v.csv", "-o", "nowhere/report.md"]),
        score(&["v.csv", "-o", "folder/report.md", "--export", "folder.csv", "--save-cuts", "folder"]),
        score(&["v.csv", "--export", "v.csv"]),
        score(&["v.csv", "--export", "a.csv", "--rejects", "a.csv"]),
        score(&["v.csv", "--export", "read-only.csv"]),
        score(&["v.csv", "--lock", "held.lock"]),
        score(&["v.csv", "--lock", "nowhere/a.lock"]),
        tasks("none.db", &["list"]),
        tasks("text.db", &["list"]),
        tasks("newer.db", &["list"]),
        tasks("damaged.db", &["list"]),
        tasks("nowhere/tasks.db", &["sync", "v.csv"]),
        tasks("tasks.db", &["done", "99", "--result", "reached"]),
        tasks("tasks.db", &["done", "1", "--result", "reached", "--as-of", "2026-04-05"]),
        tasks("closed.db", &["done", "1", "--result", "reached"]),
        score(&["workbook.xlsx", "--sheet", "none"]),
        score(&["histories.csv"]),
        w.rfm(&["clv", "table.csv"]),
        w.rfm(&["clv", "v.csv", "--model-from", "own.toml"]),
        w.rfm(&["compare", "counted.csv", "profit.csv"]),
    ]
    .into_iter()
    .chain(runs_of_a_shell(&w));
    let runs: Vec<Run> = runs.collect();
    drop(held);
    let mut found: BTreeSet<&str> = runs.iter().filter_map(|run| code(&run.stderr)).collect();
    let without: Vec<&str> = runs.iter().filter(|run| code(&run.stderr).is_none()).map(|run| run.stderr.as_str()).collect();
    assert!(without.is_empty(), "no code: {without:#?}");
    found.extend(OUT_OF_REACH.map(|(code, _)| code));
    if !cfg!(target_os = "linux") {
        found.extend(["output_is_stdout", "output_failed"]);
    }
    let missing: Vec<&str> = ALL.iter().map(|line| line.code).filter(|code| !found.contains(code)).collect();
    assert!(missing.is_empty(), "no run ends with {missing:?}, but with {found:?}");
    assert!(found.iter().all(|code| find(code).is_some()), "{found:?}");
}

/// Runs whose standard output is something else; without a POSIX shell there are none.
fn runs_of_a_shell(w: &Workdir) -> Vec<Run> {
    let lines = ["rfm score v.csv --export out.csv > out.csv", "rfm score v.csv > /dev/full"];
    if cfg!(target_os = "linux") { lines.map(|line| w.sh(line)).into() } else { Vec::new() }
}

#[test]
fn help_errors_lists_every_code_in_both_languages() {
    let w = Workdir::new();
    for lang in [Lang::En, Lang::Zh] {
        let text = w.rfm(&["help", "errors", "--lang", lang.pick("en", "zh")]).ok().text();
        for line in ALL {
            assert!(text.contains(&format!("\n{} (", line.code)) && text.contains(line.means.get(lang)), "{}", line.code);
        }
        assert!(text.contains("\nrepeated_header "), "the reasons of rejected rows too");
    }
    w.rfm(&["help", "erors"]).fails(2).says(&["errors"]);
    assert_eq!(w.rfm(&["help", "score"]).ok().text(), w.rfm(&["score", "--help"]).ok().text());
    assert_eq!(w.rfm(&["help"]).ok().text(), w.rfm(&["--help"]).ok().text());
}

#[test]
fn the_code_ends_the_first_line_in_every_language() {
    let w = with_files();
    for lang in ["en", "zh"] {
        for (args, expected) in
            [(&["score", "other.csv"][..], "missing_column"), (&["score", "--hgih", "4"], "usage"), (&["scor"], "usage")]
        {
            let run = w.rfm(&[args, &["--lang", lang]].concat());
            assert_eq!(code(&run.stderr), Some(expected), "{}", run.stderr);
        }
    }
}
