//! Workbooks in three formats, against the answers in `fixtures/README.md` and against the same table as CSV.

use crate::answers::{Answers, check, score};
use crate::workdir::Workdir;
use encoding_rs::GB18030;
use std::path::Path;

const BOOKS: [&str; 3] = ["workbook.xlsx", "workbook.ods", "workbook.xls"];

#[test]
fn a_workbook_has_the_answers_of_its_table() {
    for book in BOOKS {
        check(
            book,
            &[],
            &Answers {
                as_of: "2026-03-10",
                read: 10,
                used: 10,
                monetary: "12320.50",
                thresholds: "R 0|5|9|28 F 2|2|3|3 M 300|2500.5|3640|5600",
                customers: "
                    0001 2026-03-05 5 3 3640.00 454 important-value
                    0002 2026-03-01 9 1 300.00 312 lost
                    0003 2026-02-10 28 2 2500.50 233 lost
                    0004 2025-09-08 183 1 5600.00 115 important-win-back
                    0005 2026-03-10 0 2 280.00 531 general-develop",
                ..Answers::default()
            },
        );
        score(book, &[]).ok().says(&[book, "line 4", "客户ID"]);
        let rows = score(book, &["--keep", "手机号", "--export", "-"]).ok().csv();
        let phones: Vec<&str> = rows.iter().map(|row| row["手机号"].as_str()).collect();
        assert_eq!(phones, ["13800138001", "13800138002", "13800138003", "13800138004", "138-0013-8005"], "{book}");
    }
}

#[test]
fn a_workbook_gives_what_its_csv_gives() {
    let gbk = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gbk.csv")).unwrap();
    let csv = GB18030.decode(&gbk).0.replace("K00", "000");
    let w = Workdir::new();
    w.write("table.csv", csv);
    let expected = |flags: &[&str]| w.rfm(&[&["score", "table.csv"], flags].concat()).ok().text();
    for book in BOOKS {
        w.fixture(book);
        for flags in [&["--export", "-"][..], &["--format", "csv"], &["--format", "tsv", "--as-of", "2026-06-30", "--window", "6m"]] {
            let text = w.rfm(&[&["score", book], flags].concat()).ok().text();
            assert_eq!(text, expected(flags), "{book} {flags:?}");
        }
        let bytes = std::fs::read(w.path(book)).unwrap();
        assert_eq!(w.rfm_fed(&bytes, &["score", "-", "--export", "-"]).ok().text(), expected(&["--export", "-"]), "{book} on stdin");
    }
}

#[test]
fn a_sheet_is_picked_by_name() {
    for book in BOOKS {
        check(
            book,
            &["--sheet", "Retail"],
            &Answers {
                as_of: "2026-04-02",
                read: 3,
                used: 2,
                rejected: &[(5, "bad_date")],
                monetary: "20.29",
                thresholds: "R 0|0|1|1 F none|none|none|none M 19.99|19.99|none|none",
                customers: "
                    1001 2026-04-01 1 1 0.30 311 lost
                    1002 2026-04-02 0 1 19.99 513 general-develop",
                ..Answers::default()
            },
        );
        let rows = score(book, &["--sheet", "Retail", "--keep", "note", "--export", "-"]).ok().csv();
        assert_eq!(rows[1]["note"], "with \"quotes\", and a comma", "{book}");
        score(book, &["--sheet", "retial"]).fails(1).says(&[book, "retial", "消费明细", "Retail"]);
    }
}

#[test]
fn flags_for_text_leave_a_workbooks_cells_alone() {
    for book in BOOKS {
        let retail = |flags: &[&str]| score(book, &[&["--sheet", "Retail", "--export", "-"], flags].concat()).ok().text();
        for flags in [&["--decimal-comma"][..], &["--encoding", "gbk"], &["--date-format", "%d/%m/%Y"], &["--delimiter", ";"]] {
            assert_eq!(retail(flags), retail(&[]), "{book} {flags:?}");
        }
    }
}
