//! C1–C20: amounts, and what is none.

use super::{case, check, outcome, purchases, quoted};
use crate::workdir::Workdir;

/// Reads these cells as amounts of one file, and compares each with its value, or with the reason for which its row is rejected.
#[track_caller]
fn cells(flags: &[&str], cells: &[(&str, &str)]) {
    let w = Workdir::new();
    let row = |(at, (cell, _)): (usize, &(&str, &str))| format!("c{at:02},2026-01-05,{}\n", quoted(cell));
    // The first row is sound, so that there is always one to use.
    w.write("a.csv", purchases("sound,2026-01-05,1\n") + &cells.iter().enumerate().map(row).collect::<String>());
    let (came, told) = outcome(&w, &["a.csv"], &[&["--refunds", "count"], flags].concat());
    let parts: Vec<&str> = came.split(" | ").collect();
    let in_part = |part: usize, name: String| parts.get(part)?.split(", ").find_map(|item| item.strip_prefix(&name));
    let mut wrong = Vec::new();
    for (at, (cell, expected)) in cells.iter().enumerate() {
        let value = in_part(0, format!("c{at:02} ")).or(in_part(2, format!("{} ", at + 3))).unwrap_or("nothing");
        if value != *expected {
            wrong.push(format!("{cell:?}: {expected} expected, {value} came out"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{came}\n{told}", wrong.join("\n"));
}

#[test]
fn c1_c2_c3_less_than_something() {
    let rows = "A,2026-01-05,100\nA,2026-01-06,-30\nB,2026-01-05,0\nC,2026-01-05,20\nC,2026-01-06,-50\n";
    check(&[
        case("c1 a refund lowers the amount and is no purchase", purchases(rows), &[], "A 70.00, B 0.00, C -30.00 | 5 of 5", &[]),
        case("c1 dropped", purchases(rows), &["--refunds", "drop"], "A 100.00, B 0.00, C 20.00 | 3 of 5 | dropped_refund 2", &[]),
        case("c1 counted", purchases(rows), &["--refunds", "count"], "A×2 70.00, B 0.00, C×2 -30.00 | 5 of 5", &[]),
        case("c2 nothing is a visit", purchases("A,2026-01-05,0\n"), &[], "A 0.00 | 1 of 1", &["total amount"]),
        case("c2 dropped", purchases(rows), &["--zero-amounts", "drop"], "A 70.00, C -30.00 | 4 of 5 | zero_amount 1", &[]),
    ]);
    // c3: less than nothing scores 1, and the segment's value keeps its sign.
    let w = Workdir::new();
    w.write("a.csv", purchases(rows));
    let customers = w.rfm(&["score", "a.csv", "--export", "-"]).ok().csv();
    assert_eq!((&*customers[2]["customer_id"], &*customers[2]["m"]), ("C", "1"));
    let report = w.rfm(&["score", "a.csv", "--format", "json"]).ok().json();
    let lost = report["segments"].as_array().unwrap().iter().filter(|s| s["value"].as_str().unwrap().starts_with('-')).count();
    assert_eq!((lost, &report["monetary"]), (1, &"40.00".into()));
}

#[test]
fn c4_c5_c6_no_amounts() {
    cells(
        &[],
        &[
            ("NaN", "not_finite"),
            ("nan", "not_finite"),
            ("inf", "not_finite"),
            ("-Infinity", "not_finite"),
            ("+inf", "not_finite"),
            ("∞", "not_finite"),
            ("", "missing_amount"),
            ("  ", "missing_amount"),
            ("-", "missing_amount"),
            ("—", "missing_amount"),
            ("N/A", "missing_amount"),
            ("NULL", "missing_amount"),
            ("null", "missing_amount"),
            ("#N/A", "missing_amount"),
            ("#REF!", "missing_amount"),
            ("#DIV/0!", "missing_amount"),
            ("无", "missing_amount"),
            ("1e308", "out_of_range"),
            ("-1e308", "out_of_range"),
            ("1000000000000000", "out_of_range"),
            ("999999999999999.999999", "999999999999999.999999"),
            ("-999999999999999.999999", "-999999999999999.999999"),
            ("1e15", "out_of_range"),
            ("170141183460469231731687303715884105727", "out_of_range"),
            (&"9".repeat(5_000), "out_of_range"),
            (&"0".repeat(5_000), "0.000000"),
        ],
    );
}

#[test]
fn c7_c8_sums_are_exact() {
    let tenths = "B,2026-01-05,0.10\n".repeat(10);
    let largest = "C,2026-01-05,999999999999999.99\n".repeat(1_000);
    let order = |rows: [&str; 3]| purchases(&rows.concat());
    let (up, down) = ("A,2026-01-05,70368744177664.00\n", "A,2026-01-05,-70368744177664.00\n");
    let expected = "A×11 0.10, B×10 1.00, C×1000 999999999999999990.00 | 1022 of 1022";
    let cents = "A,2026-01-05,0.01\n".repeat(10);
    for order in [
        order([up, &format!("{cents}{down}"), &format!("{tenths}{largest}")]),
        order([down, &format!("{largest}{cents}"), &format!("{up}{tenths}")]),
        order([&format!("{tenths}{cents}"), up, &format!("{down}{largest}")]),
    ] {
        check(&[case("c7 c8", order, &[], expected, &[])]);
    }
}

#[test]
fn c9_decimals() {
    cells(
        &[],
        &[
            ("0.000001", "0.000001"),
            ("-1.234567", "-1.234567"),
            ("1.2345678", "too_precise"),
            ("0.0000001", "too_precise"),
            ("1e-7", "too_precise"),
            ("12.5", "12.500000"), // printed with the most decimals that are used
        ],
    );
    let file = purchases("A,2026-01-05,1.5\nB,2026-01-05,2\nC,2026-01-05,1.23456789\n");
    check(&[case("c9 a rejected row adds no decimals", file, &[], "A 1.50, B 2.00 | 2 of 3 | 4 too_precise", &[])]);
}

#[test]
fn c10_c11_c12_groups() {
    cells(
        &[],
        &[
            ("1,234.56", "1234.56"),
            ("12,345,678", "12345678.00"),
            ("1 234.56", "1234.56"),
            ("1\u{a0}234.56", "1234.56"),
            ("1\u{202f}234", "1234.00"),
            ("1'234.56", "1234.56"),
            ("1’234.56", "1234.56"),
            ("1,23", "bad_amount"),
            ("1,2345", "bad_amount"),
            ("1234,567", "bad_amount"),
            (",123", "bad_amount"),
            ("1,,234", "bad_amount"),
            ("1,234 567", "bad_amount"),
            ("1.234,56", "bad_amount"),
            ("1 234,56", "bad_amount"),
            ("1.234.567", "bad_amount"),
        ],
    );
    cells(
        &["--decimal-comma"],
        &[
            ("1.234,56", "1234.56"),
            ("1 234,56", "1234.56"),
            ("1'234,5", "1234.50"),
            ("12,5", "12.50"),
            ("1.234", "1234.00"),
            ("12.5", "bad_amount"),
            ("1,234.56", "bad_amount"),
        ],
    );
    check(&[case("c12 unquoted", purchases("A,2026-01-05,12,34\nB,2026-01-05,5\n"), &[], "B 5.00 | 1 of 2 | 2 field_count", &[])]);
}

#[test]
fn c13_currencies() {
    cells(
        &[],
        &[
            ("¥5", "5.00"),
            ("￥5.50", "5.50"),
            ("5元", "5.00"),
            ("CNY 5", "5.00"),
            ("5 RMB", "5.00"),
            ("人民币5", "5.00"),
            ("-¥5", "-5.00"),
            ("¥-5", "-5.00"),
            ("(¥5)", "-5.00"),
            ("¥ 1,234.50元", "1234.50"),
            ("¥", "bad_amount"),
            ("¥5$", "bad_amount"),
            ("₿5", "bad_amount"),
        ],
    );
    cells(&[], &[("$5", "5.00"), ("US$5", "5.00"), ("5 USD", "5.00")]);
    cells(&[], &[("€5", "5.00"), ("5 €", "5.00"), ("EUR 5", "5.00")]);
    check(&[
        case(
            "c13 two",
            purchases("A,2026-01-05,¥5\nB,2026-01-05,5\nC,2026-01-05,$5\n"),
            &[],
            "exit 1",
            &["a.csv:4", "amount", "$5", "currency"],
        ),
        case("c13 two dollars", purchases("A,2026-01-05,$5\nB,2026-01-05,HK$5\n"), &[], "exit 1", &["a.csv:3", "HK$5"]),
        case(
            "c13 a rejected amount names none",
            purchases("A,2026-01-05,¥5\nB,2026-01-05,$x\n"),
            &[],
            "A 5.00 | 1 of 2 | 3 bad_amount",
            &[],
        ),
    ]);
}

#[test]
fn c14_c15_c16_signs_and_forms() {
    cells(
        &[],
        &[
            ("(100.00)", "-100.00"),
            ("100-", "-100.00"),
            ("−100", "-100.00"),
            ("－１００", "-100.00"),
            ("(-5)", "bad_amount"),
            ("--5", "bad_amount"),
            ("5--", "bad_amount"),
            ("１２３．４５", "123.45"),
            ("１，２３４", "1234.00"),
            ("\u{3000}12\u{3000}", "12.00"),
            ("+5", "5.00"),
            (".5", "0.50"),
            ("5.", "5.00"),
            (".", "bad_amount"),
            ("1e3", "1000.00"),
            ("1.5E2", "150.00"),
            ("1e", "bad_amount"),
            ("1e3.5", "bad_amount"),
            ("0x10", "bad_amount"),
            ("1_000", "bad_amount"),
            ("1.2万", "12000.00"),
            ("٣", "bad_amount"),
            ("Ⅳ", "bad_amount"),
        ],
    );
}

#[test]
fn c16_an_exponent_at_the_edge() {
    cells(&[], &[("1e2147483647万", "out_of_range")]);
}

#[test]
fn c17_c18_c19_what_a_spreadsheet_adds() {
    cells(
        &[],
        &[
            ("=\"100\"", "100.00"),
            ("= \"100\"", "bad_amount"),
            ("=1+1", "bad_amount"),
            ("'100", "100.00"), // the mark by which a spreadsheet keeps a number as text
            ("12%", "bad_amount"),
            ("100元/件", "bad_amount"),
            ("100 pcs", "bad_amount"),
            ("10-20", "bad_amount"),
            ("-0.00", "0.00"),
            ("(0)", "0.00"),
        ],
    );
    check(&[
        case("c17 unquoted", purchases("=\"A\",2026-01-05,=\"100\"\n"), &[], "A 100.00 | 1 of 1", &[]),
        case("c17 a mark before every cell", purchases("'A,2026-01-05,'100\n'B,2026-01-05,'5\n"), &[], "A 100.00, B 5.00 | 2 of 2", &[]),
    ]);
}

#[test]
fn c20_quantity_times_price() {
    // Recognised: `order_lines` in `fixtures`.
    let lines = |rows: &str| format!("customer_id,date,stk,each\n{rows}");
    let product = ["--amount", "stk*each"];
    check(&[
        case(
            "c20 exact",
            lines("A,2026-01-05,3,0.10\nB,2026-01-05,-2,2.55\nC,2026-01-05,1.5,1.1\n"),
            &product,
            "A 0.30, B×0 -5.10, C 1.65 | 3 of 3",
            &[],
        ),
        case("c20 too precise", lines("A,2026-01-05,2,5\nB,2026-01-05,0.001,0.0001\n"), &product, "A 10.00 | 1 of 2 | 3 too_precise", &[]),
        case(
            "c20 too large",
            lines("A,2026-01-05,2,5\nB,2026-01-05,100000000,10000000\n"),
            &product,
            "A 10.00 | 1 of 2 | 3 out_of_range",
            &[],
        ),
        case("c20 no quantity", lines("A,2026-01-05,2,5\nB,2026-01-05,,5\n"), &product, "A 10.00 | 1 of 2 | 3 missing_amount", &[]),
        case("c20 no such column", lines("A,2026-01-05,2,5\n"), &["--amount", "stk*eech"], "exit 2", &["eech", "each"]),
        case("c20 an amount goes first", "customer_id,date,qty,unit price,amount\nA,2026-01-05,3,5,14\n", &[], "A 14.00 | 1 of 1", &[]),
    ]);
}
