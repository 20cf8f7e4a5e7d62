//! D1–D16: days, and what is none.

use super::{case, check, gzip, purchases, quoted};
use crate::workdir::Workdir;
use std::process::Command;

/// Reads these cells as dates of one file, and compares each with its day, or with the reason for which its row is rejected.
#[track_caller]
fn cells(flags: &[&str], cells: &[(&str, &str)]) {
    let w = Workdir::new();
    let row = |(at, (cell, _)): (usize, &(&str, &str))| format!("c{at:02},{},1\n", quoted(cell));
    w.write("a.csv", purchases("") + &cells.iter().enumerate().map(row).collect::<String>());
    let run = w.rfm(&[&["score", "a.csv", "--export", "-", "--rejects", "rejects.csv"], flags].concat()).ok();
    let (customers, rejects) = (run.csv(), crate::workdir::rows(&w.read("rejects.csv")));
    let mut wrong = Vec::new();
    for (at, (cell, expected)) in cells.iter().enumerate() {
        let day = customers.iter().find(|row| row["customer_id"] == format!("c{at:02}")).map(|row| row["last_purchase"].as_str());
        let reason = rejects.iter().find(|row| row["line"] == (at + 2).to_string()).map(|row| row["reason"].as_str());
        let came = day.or(reason).unwrap_or("nothing");
        if came != *expected {
            wrong.push(format!("{cell:?}: {expected} expected, {came} came out"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), run.stderr);
}

#[test]
fn d1_d2_year_first() {
    cells(
        &[],
        &[
            ("2024-01-05", "2024-01-05"),
            ("2024/1/5", "2024-01-05"),
            ("2024/01/05", "2024-01-05"),
            ("20240105", "2024-01-05"),
            ("2024.01.05", "2024-01-05"),
            ("2024.1.5", "2024-01-05"),
            ("2024年1月5日", "2024-01-05"),
            ("2024年01月05日", "2024-01-05"),
            ("２０２４年１月５日", "2024-01-05"),
            ("2024年1月5日 下午3:20", "2024-01-05"),
            ("2024年1月", "bad_date"),
            ("2024-01/05", "bad_date"),
            ("2024-01-05 abc", "bad_date"),
            ("2024-1-5-1", "bad_date"),
        ],
    );
}

#[test]
fn d3_d4_one_order_a_column() {
    let file = |dates: &[&str]| purchases(&dates.iter().map(|date| format!("A,{date},1\n")).collect::<String>());
    check(&[
        case(
            "d3 nothing decides",
            file(&["03/04/2024", "01/02/2024"]),
            &[],
            "exit 1",
            &["a.csv", "date", "03/04/2024", "--date-format %d/%m/%Y"],
        ),
        case("d3 a day that is the month decides nothing", file(&["03/04/2024", "05/05/2024"]), &[], "exit 1", &["--date-format"]),
        case("d3 where nothing depends on it", file(&["05/05/2024", "01/01/2024"]), &[], "A×2 2.00 | 2 of 2", &[]),
        case("d4 both", file(&["31/01/2024", "03/04/2024", "01/31/2024"]), &[], "exit 1", &["a.csv:4", "01/31/2024", "--date-format"]),
        case(
            "d4 both, one order told",
            file(&["31/01/2024", "03/04/2024", "01/31/2024"]),
            &["--date-format", "%d/%m/%Y"],
            "A×2 2.00 | 2 of 3 | 4 bad_date",
            &[],
        ),
        case("d4 neither", file(&["31/01/2024", "32/13/2024"]), &[], "A 1.00 | 1 of 2 | 3 bad_date", &[]),
    ]);
    // Row 20,001, far below what is looked at first, decides for all before it, whichever way the file comes.
    let late = |decide: &[&str]| file(&[&["03/04/2024"; 20_000][..], decide, &["02/04/2024"]].concat());
    let w = Workdir::new();
    let (day, month, neither, both) = (late(&["31/01/2024"]), late(&["01/31/2024"]), late(&[]), late(&["31/01/2024", "01/31/2024"]));
    w.write("day.csv", &day)
        .write("day.csv.gz", gzip(&day))
        .write("month.csv", &month)
        .write("neither.csv", &neither)
        .write("both.csv", &both);
    for (name, last) in [("day.csv", "2024-04-03"), ("day.csv.gz", "2024-04-03"), ("month.csv", "2024-03-04")] {
        assert_eq!(w.rfm(&["score", name, "--export", "-"]).ok().csv()[0]["last_purchase"], last, "{name}");
    }
    w.rfm(&["score", "neither.csv"]).fails(1).says(&["neither.csv", "--date-format"]);
    w.rfm(&["score", "both.csv"]).fails(1).says(&["both.csv:20003", "01/31/2024"]);
}

#[test]
fn d4_a_rejected_row_decides_nothing() {
    let file = purchases("A,03/04/2024,1\nB,31/01/2024,1,1\n");
    check(&[case("d4 a long row", file, &[], "exit 1", &["--date-format"])]);
}

#[test]
fn d5_d6_days_that_are_none() {
    cells(
        &[],
        &[
            ("2024-02-29", "2024-02-29"),
            ("2023-02-29", "bad_date"),
            ("2024-02-30", "bad_date"),
            ("2024-13-01", "bad_date"),
            ("2024-00-10", "bad_date"),
            ("2024-01-00", "bad_date"),
            ("0000-00-00", "bad_date"),
            ("1900-02-29", "bad_date"),
            ("2000-02-29", "2000-02-29"),
            ("1900-01-01", "1900-01-01"),
            ("2199-12-31", "2199-12-31"),
            ("1899-12-31", "date_out_of_range"),
            ("2200-01-01", "date_out_of_range"),
            ("0001-01-01", "date_out_of_range"),
            ("9999-12-31", "date_out_of_range"),
            ("99999-01-01", "bad_date"),
            ("99991231", "date_out_of_range"),
            ("never", "bad_date"),
            ("合计", "bad_date"),
        ],
    );
}

#[test]
fn d7_after_the_as_of_date() {
    let file = purchases("A,2026-01-05,1\nA,2026-01-06,2\nB,2026-01-06,4\nC,2026-01-07,8\nA,2026-01-07,-1\n");
    check(&[
        case("d7 left out", &file, &["--as-of", "2026-01-06"], "A×2 3.00, B 4.00 | 3 of 5 | after_as_of 2", &[]),
        case("d7 the day before", &file, &["--as-of", "2026-01-05"], "A 1.00 | 1 of 5 | after_as_of 4", &[]),
        case("d7 nothing before", &file, &["--as-of", "2026-01-04"], "exit 1", &["no usable rows", "after the as-of date 5"]),
        case("d7 the latest date, a refund too", &file, &[], "A×2 2.00, B 4.00, C 8.00 | 5 of 5", &[]),
        case(
            "d7 a mistyped year",
            purchases("A,2026-01-05,1\nB,2062-01-05,1\n"),
            &[],
            "A 1.00, B 1.00 | 2 of 2",
            &["2062-01-05", "future", "--as-of"],
        ),
        case("d7 no date", &file, &["--as-of", "06.01.2026"], "exit 2", &["--as-of"]),
    ]);
}

#[test]
fn d8_two_digit_years() {
    cells(
        &[],
        &[
            ("2024-01-05", "2024-01-05"),
            ("24-01-05", "bad_date"),
            ("05/01/24", "bad_date"),
            ("5-Jan-24", "bad_date"),
            ("240105", "bad_date"),
        ],
    );
    cells(
        &["--date-format", "%y-%m-%d"],
        &[("24-01-05", "2024-01-05"), ("68-01-05", "2068-01-05"), ("70-01-05", "1970-01-05"), ("2024-01-05", "bad_date")],
    );
}

#[test]
fn d9_d10_numbers() {
    cells(
        &[],
        &[
            ("2024-01-05", "2024-01-05"),
            ("45296", "bad_date"),
            ("45296.75", "bad_date"),
            ("1704412800", "bad_date"),
            ("1704412800000", "bad_date"),
        ],
    );
    cells(
        &["--date-format", "excel"],
        &[
            ("45296", "2024-01-05"),
            ("45296.75", "2024-01-05"),
            ("45296.999988", "2024-01-05"),
            ("61", "1900-03-01"),
            ("-1", "bad_date"),
            ("109575", "date_out_of_range"), // 2200-01-01
            ("109574", "2199-12-31"),
            ("99999999999", "date_out_of_range"),
            ("2024-01-05", "bad_date"),
        ],
    );
    cells(&["--date-format", "excel1904"], &[("43834", "2024-01-05"), ("0", "1904-01-01")]);
    cells(
        &["--date-format", "unix"],
        &[("1704412800", "2024-01-05"), ("1704499199.9", "2024-01-05"), ("-1", "1969-12-31"), ("1e9", "bad_date")],
    );
    cells(
        &["--date-format", "unixms"],
        &[("1704412800000", "2024-01-05"), ("1704499199999", "2024-01-05"), ("9223372036854775807", "date_out_of_range")],
    );
    cells(&["--date-format", "unix", "--tz", "+08:00"], &[("1704412800", "2024-01-05"), ("1704470400", "2024-01-06")]);
    check(&[case(
        "d9 no such format",
        purchases("A,2026-01-05,1\n"),
        &["--date-format", "yyyy-mm-dd"],
        "exit 2",
        &["--date-format", "%d/%m/%Y"],
    )]);
}

#[test]
fn d9_the_day_that_never_was() {
    cells(&["--date-format", "excel"], &[("1", "1900-01-01"), ("59", "1900-02-28"), ("60", "bad_date")]);
}

#[test]
fn d10_the_last_second() {
    cells(&["--date-format", "unix", "--tz", "+08:00"], &[("1704412800", "2024-01-05"), ("8210266876799", "date_out_of_range")]);
}

#[test]
fn d11_d12_times() {
    cells(
        &[],
        &[
            ("2024-01-05T20:00:00Z", "2024-01-05"),
            ("2024-01-05T23:59:59+08:00", "2024-01-05"),
            ("2024-01-05 00:00:00-11:00", "2024-01-05"),
            ("2024-01-05 23:59:60", "2024-01-05"),
            ("2024-01-05 24:00:00", "2024-01-05"),
            ("2024-01-05 23:59:61", "bad_date"),
            ("2024-01-05 25:00", "bad_date"),
            ("2024-03-31 02:30:00", "2024-03-31"), // skipped by summer time in much of Europe
            ("2024-01-05 11:25:18.123456", "2024-01-05"),
        ],
    );
    cells(
        &["--tz", "Asia/Shanghai"],
        &[
            ("2024-01-05T15:59:59Z", "2024-01-05"),
            ("2024-01-05T16:00:00Z", "2024-01-06"),
            ("2024-01-05 23:00:00", "2024-01-05"),
            ("2024-12-31T20:00:00Z", "2025-01-01"),
        ],
    );
    // Summer time: New York is 5 hours behind in January, 4 in July.
    cells(&["--tz", "America/New_York"], &[("2024-01-05T04:30:00Z", "2024-01-04"), ("2024-07-05T04:30:00Z", "2024-07-05")]);
    cells(
        &["--tz", "UTC"],
        &[
            ("2199-12-31T23:00:00-05:00", "date_out_of_range"),
            ("1900-01-01T00:00:00+08:00", "date_out_of_range"),
            ("2024-01-05", "2024-01-05"),
        ],
    );
    check(&[case("d11 no such zone", purchases("A,2026-01-05,1\n"), &["--tz", "Mars/Olympus"], "exit 2", &["--tz", "Mars/Olympus"])]);
}

#[test]
fn d13_d14_d16_words_spaces_nothing() {
    cells(
        &[],
        &[
            ("5 Jan 2024", "2024-01-05"),
            ("5-Jan-2024", "2024-01-05"),
            ("Jan 5, 2024", "2024-01-05"),
            ("January 5, 2024", "2024-01-05"),
            ("5 SEPT 2024", "2024-09-05"),
            ("5 Mär 2024", "bad_date"),
            ("5 janv. 2024", "bad_date"),
            ("31 Feb 2024", "bad_date"),
            ("  2024-01-05 ", "2024-01-05"),
            ("\t2024-01-05\t", "2024-01-05"),
            ("\u{a0}2024-01-05\u{3000}", "2024-01-05"),
            ("=\"2024-01-05\"", "2024-01-05"),
            ("", "missing_date"),
            (" ", "missing_date"),
            ("-", "missing_date"),
            ("NULL", "missing_date"),
            ("N/A", "missing_date"),
        ],
    );
    check(&[case("d14 quoted or not", purchases("\"A\",\"2026-01-05\",1\n A , 2026-01-06\t,1\n"), &[], "A×2 2.00 | 2 of 2", &[])]);
}

#[test]
fn d15_neither_clock_nor_zone_of_the_machine() {
    let w = Workdir::new();
    w.write("a.csv", purchases("A,2026-01-05T23:30:00Z,1\nB,2026-01-05,1\n"));
    let export = |zone: &str, lang: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfm"));
        command.args(["score", "a.csv", "--export", "-", "--no-config"]).current_dir(w.path("")).env("TZ", zone).env("LC_ALL", lang);
        let output = command.output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let here = export("UTC", "C");
    assert!(here.contains("A,2026-01-05,0,1,1.00"), "{here}");
    for (zone, lang) in [("Asia/Shanghai", "zh_CN.UTF-8"), ("America/New_York", "de_DE.UTF-8"), ("Pacific/Kiritimati", "C")] {
        assert_eq!(export(zone, lang), here, "{zone} {lang}");
    }
}
