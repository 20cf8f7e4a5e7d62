//! The customers as they are exported: which, in which order, in which form.

use crate::workdir::{Row, Workdir, rows};
use std::collections::BTreeMap;

fn with_customers() -> Workdir {
    let w = Workdir::new();
    w.fixture("customers.csv");
    w
}

fn ids(rows: &[Row]) -> String {
    rows.iter().map(|row| row["customer_id"].as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn which_customers_in_which_order() {
    let w = with_customers();
    let export = |flags: &[&str]| ids(&w.rfm(&[&["score", "customers.csv", "--export", "-"], flags].concat()).ok().csv());
    for names in ["important-keep", "2", "重要保持", "Important · keep"] {
        assert_eq!(export(&["--segment", names]), "C003 C004", "{names}");
    }
    let first = ["--segment", "important-win-back,important-keep"];
    for (sort, expected) in [
        ("--sort=id", "C003 C004 C007 C008"),
        ("--sort=-monetary", "C003 C004 C007 C008"),
        ("--sort=monetary", "C008 C007 C004 C003"),
        ("--sort=-recency", "C008 C007 C004 C003"),
        ("--sort=frequency", "C008 C007 C004 C003"),
        ("--sort=r,-id", "C008 C007 C004 C003"), // R: 1 1 2 2
        ("--sort=-segment,monetary", "C008 C007 C004 C003"),
    ] {
        assert_eq!(export(&[&first[..], &[sort]].concat()), expected, "{sort}");
    }
    assert_eq!(
        export(&["--segment", "lost", "--sort", "-recency,id"]),
        "C020 C019 C018 C017 C016 C015 C014 C021",
        "who has none stands last"
    );
    w.rfm(&["score", "customers.csv", "--export", "-", "--segment", "lots"]).fails(2).says(&["lost"]);
}

#[test]
fn columns_that_come_along() {
    let w = Workdir::new();
    w.write(
        "visits.csv",
        "customer_id,date,amount,phone,segment\nA,2026-01-02,1,new,x\nA,2026-01-01,1,old,y\nA,2026-01-02,1,more,z\nB,2026-01-01,1,,\n",
    );
    let rows = w.rfm(&["score", "visits.csv", "--keep", "phone", "--export", "-"]).ok().csv();
    assert_eq!(rows.iter().map(|row| row["phone"].as_str()).collect::<Vec<_>>(), ["new", ""], "of the latest date, the greatest bytes");
    // A column of the input may be called as one of ours; both are there.
    let text = w.rfm(&["score", "visits.csv", "--keep", "segment,phone", "--export", "-"]).ok().text();
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    assert_eq!((header.len(), header[9], header[11]), (12, "segment", "phone"));
    assert_ne!(header[10], "segment");
    w.rfm(&["score", "visits.csv", "--keep", "phnoe", "--export", "-"]).fails(2).says(&["phone"]);
}

#[test]
fn every_form_of_export_holds_the_same_customers() {
    let w = with_customers();
    let export = ["--export", "a.csv", "--export", "a.tsv", "--export", "a.json", "--export", "a.jsonl", "--keep", "name"];
    w.rfm(&[&["score", "customers.csv"], &export[..]].concat()).ok();
    let csv = rows(&w.read("a.csv"));
    assert_eq!(csv.len(), 21);
    assert_eq!(w.read("a.tsv").replace('\t', ","), w.read("a.csv"));
    let array: Vec<serde_json::Value> = serde_json::from_str(&w.read("a.json")).unwrap();
    let lines: Vec<serde_json::Value> = w.read("a.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(array, lines);
    for (row, object) in csv.iter().zip(&array) {
        let cells = object.as_object().unwrap();
        assert_eq!(cells.len(), row.len());
        for (key, value) in cells {
            let text = if value.is_null() { String::new() } else { value.as_str().map_or_else(|| value.to_string(), str::to_owned) };
            assert_eq!(text, row[key], "{key}");
        }
    }
    assert_eq!((&array[0]["monetary"], &array[0]["frequency"], &array[0]["rfm"]), (&"12000.00".into(), &7.into(), &"555".into()));
    let stdout = |format: &str| w.rfm(&["score", "customers.csv", "--keep", "name", "--export", "-", "-f", format]).ok().text();
    for format in ["csv", "tsv", "json", "jsonl"] {
        assert_eq!(stdout(format), w.read(&format!("a.{format}")));
    }
}

#[test]
fn where_customers_were_before() {
    let w = with_customers();
    for (name, flags) in [
        ("may.csv", &[][..]),
        ("may.tsv", &[]),
        ("excel.csv", &["--excel"]),
        ("gbk.csv", &["--output-encoding", "gb18030"]),
        ("may.xlsx", &[]),
        ("五月.xlsx", &["--lang", "zh"]),
    ] {
        w.rfm(&[&["score", "customers.csv", "--as-of", "2026-05-31", "--export", name], flags].concat()).ok();
        let rows = w.rfm(&["score", "customers.csv", "--previous", name, "--export", "-"]).ok().csv();
        w.rfm(&["score", "customers.csv", "--as-of", "2026-05-31", "--export", "plain.csv"]).ok();
        let then: BTreeMap<String, String> =
            self::rows(&w.read("plain.csv")).into_iter().map(|row| (row["customer_id"].clone(), row["segment"].clone())).collect();
        assert_eq!(rows.len(), 21);
        assert!(rows.iter().all(|row| row["previous_segment"] == then.get(&row["customer_id"]).cloned().unwrap_or_default()), "{name}");
        assert!(rows.iter().any(|row| row["previous_segment"].is_empty()), "who came in June had none");
    }
    w.write("bad.csv", "customer_id,segment\nC001,best\n");
    w.rfm(&["score", "customers.csv", "--previous", "bad.csv", "--export", "-"]).fails(1).names("bad.csv", 2).says(&["best"]);
    // A report lists the customers too; a workbook of something else does not.
    w.rfm(&["score", "customers.csv", "--as-of", "2026-05-31", "-o", "report.xlsx"]).ok();
    let of = |file: &str| w.rfm(&["score", "customers.csv", "--previous", file, "--export", "-"]).ok().text();
    assert_eq!(of("report.xlsx"), of("may.csv"));
    w.rfm(&["tasks", "sync", "customers.csv", "--store", "s.db"]).ok();
    w.rfm(&["tasks", "export", "--store", "s.db", "-o", "tasks.xlsx"]).ok();
    w.rfm(&["score", "customers.csv", "--previous", "tasks.xlsx", "--export", "-"]).fails(1).says(&["tasks.xlsx", "customer_id", "xlsx"]);
}

/// Cells that a spreadsheet would run, and some that only look like it.
const FORMULAS: &str = "customer_id,date,amount,note\n=1+1,2026-01-05,10,+49 30 1234\nB,2026-01-06,-20,@SUM(A1)\n客户丙,2026-01-06,5,-2+3\nD,2026-01-07,5,a=b\n";

#[test]
fn for_excel() {
    let w = Workdir::new();
    w.write("visits.csv", FORMULAS);
    let args = ["score", "visits.csv", "--keep", "note", "--export", "out.csv"];
    w.rfm(&args).ok().says(&["--excel"]);
    let plain = w.read("out.csv");
    assert!(plain.starts_with("customer_id,") && !plain.contains('\r') && plain.contains("\n=1+1,"), "as it came");
    let run = w.rfm(&[&args[..], &["--excel"]].concat()).ok();
    assert!(!run.stderr.contains("--excel"), "{}", run.stderr);
    let excel = w.read("out.csv");
    let body = excel.strip_prefix("\u{feff}customer_id,").unwrap();
    assert_eq!(body.matches('\n').count(), 5);
    assert_eq!(body.matches("\r\n").count(), 5);
    let rows = rows(excel.strip_prefix('\u{feff}').unwrap());
    let cells: Vec<_> = rows.iter().map(|row| [&*row["customer_id"], &*row["note"], &*row["monetary"]]).collect();
    // Our own numbers stay numbers, whatever their sign.
    let guarded = [["'=1+1", "'+49 30 1234", "10.00"], ["B", "'@SUM(A1)", "-20.00"], ["D", "a=b", "5.00"], ["客户丙", "'-2+3", "5.00"]];
    assert_eq!(cells, guarded);
    let stdout = w.rfm(&["score", "visits.csv", "--keep", "note", "--excel", "--export", "-"]).ok();
    assert_eq!(stdout.text(), excel);
    // Nothing to hint at where all is plain.
    w.fixture("customers.csv");
    assert!(!w.rfm(&["score", "customers.csv", "--export", "out.csv"]).ok().stderr.contains("--excel"));
}

#[test]
fn in_gb18030() {
    let w = Workdir::new();
    w.write("visits.csv", FORMULAS);
    let export = |flags: &[&str]| w.rfm(&[&["score", "visits.csv", "--keep", "note", "--export", "-"], flags].concat()).ok().stdout;
    let bytes = export(&["--output-encoding", "gb18030"]);
    let (text, _, malformed) = encoding_rs::GB18030.decode(&bytes);
    assert!(!malformed);
    assert_eq!(text.as_bytes(), export(&[]));
    w.rfm(&["score", "visits.csv", "--export", "-", "--output-encoding", "latin1"]).fails(2).says(&["latin1", "gb18030"]);
    // What it writes it reads.
    w.write("again.csv", encoding_rs::GB18030.encode(FORMULAS).0);
    assert_eq!(w.rfm(&["score", "again.csv", "--keep", "note", "--export", "-"]).ok().stdout, export(&[]));
}

#[test]
fn thresholds_are_saved_and_used_again() {
    let w = with_customers();
    let export = |flags: &[&str]| w.rfm(&[&["score", "customers.csv", "--export", "-"], flags].concat()).ok().text();
    let june = export(&["--save-cuts", "june.toml"]);
    assert_eq!(export(&["--cuts-from", "june.toml"]), june);
    assert_eq!(export(&["--cuts", "r=12,33,75,150", "--cuts", "f=2,3,4,5", "--cuts", "m=380,680,1500,5600"]), june);
    let may = export(&["--as-of", "2026-05-31"]);
    let held = export(&["--as-of", "2026-05-31", "--cuts-from", "june.toml"]);
    assert_ne!(may, held, "the crowd of May had other thresholds");
    w.rfm(&["score", "customers.csv", "--cuts-from", "none.toml"]).fails(1).says(&["none.toml"]);
}
