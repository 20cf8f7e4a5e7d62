//! The report and the customers as Excel workbooks, read back by another library and held against CSV and JSON.

use crate::workdir::{Row, Workdir};
use calamine::{Data, DataType, Range, Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;

fn book(w: &Workdir, name: &str) -> Xlsx<std::io::BufReader<std::fs::File>> {
    open_workbook(w.path(name)).unwrap()
}

fn sheet(w: &Workdir, name: &str, sheet: &str) -> Range<Data> {
    book(w, name).worksheet_range(sheet).unwrap()
}

/// Nothing on any sheet is a formula.
fn without_formulas(w: &Workdir, name: &str) {
    let mut book = book(w, name);
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert_eq!(formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty()).count(), 0, "{sheet}");
    }
}

/// A cell as CSV writes it: days as ISO dates, amounts with two decimals.
fn as_csv(cell: Option<&Data>, column: &str) -> String {
    match cell {
        None | Some(Data::Empty) => String::new(),
        Some(cell @ Data::DateTime(_)) => cell.as_date().unwrap().to_string(),
        Some(Data::Float(number)) if column == "monetary" => format!("{number:.2}"),
        Some(Data::Float(number)) => number.to_string(),
        Some(Data::String(text)) => text.clone(),
        Some(other) => panic!("{other:?}"),
    }
}

/// The customers of a sheet as CSV has them: headings are for people, so columns are told by their places.
fn customers(range: &Range<Data>, like: &Row, kept: &[&str]) -> Vec<BTreeMap<String, String>> {
    let fixed = ["customer_id", "last_purchase", "recency_days", "frequency", "monetary", "r", "f", "m", "rfm", "segment"];
    let columns: Vec<&str> = fixed.into_iter().chain(kept.iter().copied()).collect();
    assert_eq!(like.len(), columns.len());
    let row = |cells: &[Data]| -> BTreeMap<String, String> {
        columns.iter().enumerate().map(|(at, column)| (column.to_string(), as_csv(cells.get(at), column))).collect()
    };
    range.rows().skip(1).map(row).collect()
}

/// The segments' names by slug, as the report has them.
fn names(w: &Workdir, file: &str, lang: &str) -> BTreeMap<String, String> {
    let report = w.rfm(&["score", file, "--format", "json", "--lang", lang]).ok().json();
    let segments = report["segments"].as_array().unwrap().clone();
    segments.iter().map(|row| (row["segment"].as_str().unwrap().to_owned(), row["name"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn exported_customers_are_those_of_csv() {
    let w = Workdir::new();
    w.fixture("customers.csv");
    for (lang, name, first) in [("en", "Customers", "Customer ID"), ("zh", "客户", "客户编号")] {
        for flags in [&[][..], &["--segment", "2,3", "--sort=-monetary"], &["--excel"]] {
            let run = |out: &str| w.rfm(&[&["score", "customers.csv", "--lang", lang, "--export", out], flags].concat()).ok();
            run("customers.xlsx").says(&["customers.xlsx"]);
            let csv = w.rfm(&[&["score", "customers.csv", "--export", "-"], flags].concat()).ok().csv();
            let range = sheet(&w, "customers.xlsx", name);
            assert_eq!(range.get((0, 0)), Some(&Data::String(first.into())));
            let names = names(&w, "customers.csv", lang);
            let read = customers(&range, &csv[0], &[]);
            assert_eq!(read.len(), csv.len());
            for (read, csv) in read.iter().zip(&csv) {
                for (column, value) in csv {
                    let expected = if column == "segment" { &names[value] } else { value };
                    assert_eq!(&read[column], expected, "{column} {flags:?}");
                }
            }
            without_formulas(&w, "customers.xlsx");
        }
    }
    // What was written is read again as a customer table, with the same figures.
    w.rfm(&["score", "customers.csv", "--lang", "zh", "--export", "customers.xlsx"]).ok();
    let report = |file: &str| w.rfm(&["score", file, "--format", "csv", "--as-of", "2026-10-31"]).ok().text();
    assert_eq!(report("customers.xlsx"), report("customers.csv"));
}

#[test]
fn cells_have_types() {
    let w = Workdir::new();
    w.write("visits.csv", "customer_id,date,amount,name\n007,2026-01-05,10.50,Ann\n8,2026-01-06,-3,B\n");
    w.rfm(&["score", "visits.csv", "--keep", "name", "--export", "c.xlsx"]).ok();
    let range = sheet(&w, "c.xlsx", "Customers");
    let row: Vec<&Data> = range.rows().nth(1).unwrap().iter().collect();
    assert_eq!(row[0], &Data::String("007".into()));
    assert!(row[1].is_datetime() && row[1].as_date().unwrap().to_string() == "2026-01-05");
    assert_eq!((row[2], row[3], row[4]), (&Data::Float(1.0), &Data::Float(1.0), &Data::Float(10.5)));
    assert_eq!(row[10], &Data::String("Ann".into()));
    // Refunds only: no last purchase and no recency.
    let row: Vec<&Data> = range.rows().nth(2).unwrap().iter().collect();
    assert_eq!((row[0], row[1], row[2], row[4]), (&Data::String("8".into()), &Data::Empty, &Data::Empty, &Data::Float(-3.0)));
}

#[test]
fn hostile_text_is_only_text() {
    let w = Workdir::new();
    let cells = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "_x0041_", "<b>&\"]]>", "http://a.b", "{=1}", "'=1", "客\u{202e}户"];
    let mut csv = String::from("customer_id,date,amount,name,=HYPERLINK(1)\n");
    for (place, cell) in cells.iter().enumerate() {
        let cell = cell.replace('"', "\"\"");
        csv += &format!("\"{cell}{place}\",2026-01-0{},5,\"{cell}\",x\n", place % 9 + 1);
    }
    w.write("hostile.csv", csv);
    let args = ["score", "hostile.csv", "--keep", "name,=HYPERLINK(1)"];
    w.rfm(&[&args[..], &["--export", "c.xlsx", "-o", "r.xlsx", "--by", "name"]].concat()).ok();
    for file in ["c.xlsx", "r.xlsx"] {
        without_formulas(&w, file);
        let range = sheet(&w, file, "Customers");
        let text = |row: &[Data], at: usize| row[at].as_string().unwrap_or_default();
        assert_eq!(text(range.rows().next().unwrap(), 11), "=HYPERLINK(1)", "{file}");
        let read: Vec<String> = range.rows().skip(1).map(|row| text(row, 10)).collect();
        for cell in cells {
            assert!(read.iter().any(|read| read == cell), "{file}: {cell} in {read:?}");
        }
    }
}

#[test]
fn amounts_that_a_number_cannot_hold_stand_as_text_and_are_told() {
    let w = Workdir::new();
    w.write("big.csv", "customer_id,date,amount\nA,2026-01-05,99999999999999.12\nB,2026-01-06,9999999999999.12\nC,2026-01-07,1\n");
    w.rfm(&["score", "big.csv", "--export", "c.xlsx"]).ok().says(&["c.xlsx", "1 amount", "15 digits"]);
    let range = sheet(&w, "c.xlsx", "Customers");
    assert_eq!(range.get((1, 4)), Some(&Data::String("99999999999999.12".into())));
    assert_eq!(range.get((2, 4)), Some(&Data::Float(9_999_999_999_999.12)));
}

#[test]
fn the_report_has_its_sheets_in_both_languages() {
    let w = Workdir::new();
    w.fixture("customers.csv");
    for (lang, expected) in [("en", ["Segments", "Customers", "Playbook", "Method"]), ("zh", ["客群", "客户", "服务手册", "方法与口径"])]
    {
        w.rfm(&["score", "customers.csv", "--lang", lang, "-o", "report.xlsx"]).ok();
        assert_eq!(book(&w, "report.xlsx").sheet_names(), expected);
        for sheet_name in expected {
            assert!(sheet(&w, "report.xlsx", sheet_name).height() > 8, "{sheet_name}");
        }
    }
    let split = w.rfm(&["score", "customers.csv", "-o", "split.xlsx", "--by", "customer_id"]).ok();
    drop(split);
    assert_eq!(book(&w, "split.xlsx").sheet_names()[1], "Groups");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let w = Workdir::new();
    w.fixture("customers.csv");
    let bytes = |threads: &str, out: &str, flag: &str| {
        w.rfm(&["score", "customers.csv", flag, out, "--threads", threads]).ok();
        std::fs::read(w.path(out)).unwrap()
    };
    for flag in ["--output", "--export"] {
        let first = bytes("1", "a.xlsx", flag);
        std::thread::sleep(std::time::Duration::from_millis(2100)); // zip files count time in steps of two seconds
        assert!(first == bytes("3", "b.xlsx", flag), "{flag}");
    }
    let stdout = |args: &[&str]| w.rfm(args).ok().stdout;
    assert!(stdout(&["score", "customers.csv", "-f", "xlsx"]) == bytes("2", "c.xlsx", "--output"));
    assert!(stdout(&["score", "customers.csv", "-f", "xlsx", "--export", "-"]) == bytes("2", "d.xlsx", "--export"));
}

/// No file may grow beyond 2,000 blocks: the sheet on its way does, the workbook would not.
#[test]
fn no_room_for_temporary_files_is_told() {
    if !cfg!(target_os = "linux") {
        return eprintln!("skipped: how to keep files small is known of Linux only");
    }
    let w = Workdir::new();
    let rows: String = (0..20_000).map(|n| format!("C{n:05},2026-{:02}-11,{}\n", n % 9 + 1, n % 700 + 1)).collect();
    w.write("many.csv", format!("customer_id,date,amount\n{rows}")).write("c.xlsx", "yesterday");
    for (flags, word) in [("--export c.xlsx", "TMPDIR"), ("-o c.xlsx --lang zh", "临时目录")] {
        let run = w.sh(&format!("trap '' XFSZ; ulimit -f 2000; exec rfm score many.csv -q {flags}")).fails(74).says(&["c.xlsx", word]);
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        assert_eq!(w.read("c.xlsx"), "yesterday");
    }
}
