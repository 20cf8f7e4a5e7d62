//! Every fixture against its answers, which are worked by hand in `fixtures/README.md`.

use crate::answers::{Answers, check, customers_of, fixture_text, plain, score, share, table, thresholds, values};
use crate::workdir::{Workdir, rows};
use std::io::Write;

const CUSTOMERS: &str = "
    C001 2026-06-30 0 7 12000.00 555 important-value
    C002 2026-06-23 7 5 7200.00 555 important-value
    C003 2026-04-01 90 6 9000.00 255 important-keep
    C004 2026-02-19 131 4 4200.00 244 important-keep
    C005 2026-06-15 15 1 5600.00 415 important-develop
    C006 2026-05-28 33 2 2400.00 424 important-develop
    C007 2025-12-31 181 2 3200.00 124 important-win-back
    C008 2025-11-27 215 1 1500.00 114 important-win-back
    C009 2026-06-27 3 5 960.00 553 general-value
    C010 2026-05-09 52 4 800.00 343 general-keep
    C011 2026-06-18 12 1 150.00 511 general-develop
    C012 2026-06-09 21 2 450.00 422 general-develop
    C013 2026-06-04 26 3 720.00 433 general-develop
    C014 2026-05-20 41 2 520.00 322 lost
    C015 2026-04-25 66 3 680.00 333 lost
    C016 2026-04-16 75 1 320.00 311 lost
    C017 2026-03-12 110 1 380.00 212 lost
    C018 2026-01-31 150 2 600.00 222 lost
    C019 2025-10-13 260 1 240.00 111 lost
    C020 2025-08-14 320 3 180.50 131 lost
    C021 - - 0 -100.50 111 lost";

#[test]
fn customers() {
    check(
        "customers.csv",
        &[],
        &Answers {
            as_of: "2026-06-30",
            read: 61,
            used: 59,
            rejected: &[(62, "missing_date")],
            left_out: &[("no_customer", 1)],
            monetary: "51000.00",
            thresholds: "R 12|33|75|150 F 2|3|4|5 M 380|680|1500|5600",
            customers: CUSTOMERS,
        },
    );
    assert_eq!(table(&rows(&fixture_text("customers.expected.csv"))), CUSTOMERS.trim().lines().map(str::trim).collect::<Vec<_>>());
}

#[test]
fn customers_by_segment() {
    let json = score("customers.csv", &["--format", "json"]).ok().json();
    let found: Vec<[String; 5]> = json["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| {
            let slug = s["segment"].as_str().unwrap().to_owned();
            [slug, s["customers"].to_string(), share(&s["share"]), plain(&s["value"]), share(&s["value_share"])]
        })
        .collect();
    assert_eq!(json["value_of"], "monetary");
    assert_eq!(
        found,
        [
            ["important-value", "2", "0.095238", "19200", "0.376471"],
            ["important-keep", "2", "0.095238", "13200", "0.258824"],
            ["important-develop", "2", "0.095238", "8000", "0.156863"],
            ["important-win-back", "2", "0.095238", "4700", "0.092157"],
            ["general-value", "1", "0.047619", "960", "0.018824"],
            ["general-keep", "1", "0.047619", "800", "0.015686"],
            ["general-develop", "3", "0.142857", "1320", "0.025882"],
            ["lost", "8", "0.380952", "2820", "0.055294"],
        ]
    );
}

#[test]
fn customers_export_is_the_expected_file_to_the_byte() {
    let run = score("customers.csv", &["--export", "-"]).ok();
    assert_eq!(run.text(), fixture_text("customers.expected.csv"));
}

#[test]
fn customers_whichever_way_they_come() {
    let w = Workdir::new();
    w.fixture("customers.csv").fixture("customers.expected.csv");
    let (text, expected) = (w.read("customers.csv"), w.read("customers.expected.csv"));
    let gzip = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let (half, _) = text.match_indices('\n').nth(30).unwrap();
    let (first, second) = text.split_at(half + 1);
    let header = text.lines().next().unwrap();
    w.write("all.csv.gz", gzip(&text)).write("members.csv.gz", [gzip(first), gzip(second)].concat());
    w.write("1.csv", first).write("2.csv", format!("{header}\n{second}"));
    w.write("crlf.csv", text.replace('\n', "\r\n")).write("bom.csv", format!("\u{feff}{text}")).write("tab.txt", text.replace(',', "\t"));
    w.write("open.csv", text.trim_end());
    for files in [
        &["all.csv.gz"][..],
        &["members.csv.gz"],
        &["1.csv", "2.csv"],
        &["2.csv", "1.csv"],
        &["crlf.csv"],
        &["bom.csv"],
        &["tab.txt"],
        &["open.csv"],
    ] {
        let run = w.rfm(&[&["score"], files, &["--export", "-"]].concat()).ok();
        assert_eq!(run.text(), expected, "{files:?}");
    }
    for input in [text.as_bytes(), &gzip(&text)] {
        assert_eq!(w.rfm_fed(input, &["score", "-", "--export", "-"]).ok().text(), expected, "on stdin");
        assert_eq!(w.rfm_fed(input, &["score", "-", "--as-of", "2026-06-30", "--export", "-"]).ok().text(), expected, "on stdin");
    }
}

#[test]
fn customers_with_refunds_dropped() {
    let flags = ["--refunds", "drop"];
    let json = score("customers.csv", &[&flags[..], &["--format", "json"]].concat()).ok().json();
    assert_eq!((&json["rows"]["used"], &json["rows"]["left_out"]["dropped_refund"]), (&57.into(), &2.into()));
    assert_eq!((&json["customers"], &json["monetary"]), (&20.into(), &"51600.50".into()));
    assert_eq!(thresholds(&json), "R 12|33|75|150 F 2|3|4|5 M 380|680|1500|5600");
    // With nothing else, C021 is no customer.
    assert_eq!(customers_of("customers.csv", &flags, &["C003", "C021"]), ["C003 2026-04-01 90 6 9500.00 255 important-keep"]);
}

#[test]
fn customers_with_refunds_counted() {
    let flags = ["--refunds", "count"];
    let json = score("customers.csv", &[&flags[..], &["--format", "json"]].concat()).ok().json();
    assert_eq!(thresholds(&json), "R 15|41|66|150 F 2|3|4|5 M 380|680|1500|5600");
    assert_eq!(
        customers_of("customers.csv", &flags, &["C003", "C021"]),
        ["C003 2026-05-01 60 7 9000.00 355 important-keep", "C021 2026-04-29 62 1 -100.50 311 lost"]
    );
}

#[test]
fn customers_with_other_frequencies_and_without_zeros() {
    let of = |flags: &[&str], id: &str| customers_of("customers.csv", flags, &[id]).concat();
    assert_eq!(of(&["--frequency", "rows"], "C002"), "C002 2026-06-23 7 6 7200.00 555 important-value");
    assert_eq!(of(&["--frequency", "days"], "C002"), "C002 2026-06-23 7 5 7200.00 555 important-value");
    assert_eq!(of(&["--zero-amounts", "drop"], "C010"), "C010 2026-05-09 52 3 800.00 333 lost");
}

#[test]
fn order_lines() {
    let answers = Answers {
        as_of: "2025-03-14",
        read: 24,
        used: 18,
        left_out: &[("no_customer", 6)],
        monetary: "163.37",
        thresholds: "R 0|12|35|64 F 2|2|3|none M 18.75|55.37|85.7|none",
        customers: "
            12001 2025-03-14 0 2 85.70 534 important-develop
            12002 2025-01-09 64 1 18.40 211 lost
            12003 2025-03-02 12 3 55.37 443 general-value
            12004 2025-02-07 35 1 18.75 312 lost
            12005 - - 0 -14.85 111 lost",
        ..Answers::default()
    };
    check("order-lines.csv", &[], &answers);
    check("order-lines.csv", &["--amount", "Quantity*UnitPrice"], &answers);
    // The amount of the anonymous rows is told.
    score("order-lines.csv", &[]).ok().says(&["31.45", "Quantity", "UnitPrice"]);
}

#[test]
fn gbk() {
    check(
        "gbk.csv",
        &[],
        &Answers {
            as_of: "2026-03-10",
            read: 10,
            used: 10,
            monetary: "12320.50",
            thresholds: "R 0|5|9|28 F 2|2|3|3 M 300|2500.5|3640|5600",
            customers: "
                K001 2026-03-05 5 3 3640.00 454 important-value
                K002 2026-03-01 9 1 300.00 312 lost
                K003 2026-02-10 28 2 2500.50 233 lost
                K004 2025-09-08 183 1 5600.00 115 important-win-back
                K005 2026-03-10 0 2 280.00 531 general-develop",
            ..Answers::default()
        },
    );
    // It is said aloud that the file is no UTF-8, and names come out right.
    score("gbk.csv", &[]).ok().says(&["GB18030"]);
    let rows = score("gbk.csv", &["--keep", "客户姓名", "--export", "-"]).ok().csv();
    assert_eq!(rows.iter().map(|row| row["客户姓名"].as_str()).collect::<Vec<_>>(), ["林晓", "周启明", "何青禾", "罗一帆", "郑小满"]);
}

#[test]
fn wechat() {
    check(
        "wechat.csv",
        &[],
        &Answers {
            as_of: "2026-03-10",
            read: 10,
            used: 8,
            rejected: &[(14, "field_count"), (15, "field_count")],
            monetary: "2813.50",
            thresholds: "R 0|9|18|28 F 2|2|2|3 M 88.5|260|820|1600",
            customers: "
                oUser-A 2026-03-10 0 2 820.00 544 important-value
                oUser-B 2026-03-01 9 1 88.50 412 general-develop
                oUser-C 2026-02-20 18 3 1600.00 355 important-keep
                oUser-D 2026-02-10 28 1 45.00 211 lost
                oUser-E 2026-02-05 33 1 260.00 113 lost",
            ..Answers::default()
        },
    );
}

#[test]
fn semicolon() {
    check(
        "semicolon.csv",
        &["--decimal-comma"],
        &Answers {
            as_of: "2026-02-28",
            read: 5,
            used: 5,
            monetary: "1787.06",
            thresholds: "R 0|27|27|87 F 2|2|2|none M 450|1247.06|1247.06|none",
            customers: "
                A1 2026-02-28 0 2 1247.06 544 important-value
                A2 2026-02-01 27 1 90.00 411 general-develop
                A3 2025-12-03 87 1 450.00 212 lost",
            ..Answers::default()
        },
    );
    // Without the flag 12,50 is never taken for 1250 and 1.234,56 never for 1.23: those rows are rejected.
    let json = score("semicolon.csv", &["--format", "json"]).ok().json();
    assert_eq!((&json["rows"]["rejected"], &json["monetary"]), (&4.into(), &"99.00".into()));
}

#[test]
fn utf16() {
    check(
        "utf16.csv",
        &[],
        &Answers {
            as_of: "2026-01-31",
            read: 5,
            used: 5,
            monetary: "270.00",
            thresholds: "R 0|16|16|31 F 2|2|2|none M 80|150|150|none",
            customers: "
                M-01 2026-01-31 0 1 150.00 514 important-develop
                M-02 2025-12-31 31 1 80.00 212 lost
                M-03 2026-01-15 16 2 40.00 441 general-value",
            ..Answers::default()
        },
    );
}

#[test]
fn customer_table() {
    let w = check(
        "customer-table.csv",
        &["--as-of", "2026-06-30"],
        &Answers {
            as_of: "2026-06-30",
            read: 11,
            used: 6,
            rejected: &[(8, "bad_frequency"), (9, "bad_frequency"), (10, "missing_date"), (12, "missing_amount")],
            left_out: &[("after_as_of", 1)],
            monetary: "42600.00",
            thresholds: "R 10|29|46|121 F 6|6|8|12 M 6000|7500|9600|18000",
            customers: "
                T1 2026-06-20 10 12 18000.00 555 important-value
                T2 2026-03-01 121 8 9600.00 244 important-keep
                T3 2026-06-01 29 1 7500.00 413 general-develop
                T4 2025-12-31 181 1 6000.00 112 lost
                T5 2026-05-15 46 6 1500.00 331 lost
                T6 - - 0 0.00 111 lost",
        },
    );
    let json = w.rfm(&["score", "customer-table.csv", "--as-of", "2026-06-30", "--format", "json"]).ok().json();
    assert_eq!(json["value_of"], "profit");
    assert_eq!(
        values(&json),
        [
            ["important-value", "5400", "0.481283"],
            ["important-keep", "3100", "0.276292"],
            ["general-develop", "2600", "0.231729"],
            ["lost", "120", "0.010695"]
        ]
    );
    // A table has no single purchases: asking for a window is a mistake in the command.
    w.rfm(&["score", "customer-table.csv", "--window", "12m"]).fails(2).says(&["--window"]);
}

#[test]
fn status() {
    check(
        "status.csv",
        &[],
        &Answers {
            as_of: "2026-02-14",
            read: 8,
            used: 5,
            left_out: &[("status", 3)],
            monetary: "1445.00",
            thresholds: "R 0|35|35|51 F 3|3|3|none M 300|1000|1000|none",
            customers: "
                小满 2025-12-25 51 1 1000.00 214 important-win-back
                阿岳 2026-02-14 0 3 145.00 541 general-value
                青禾 2026-01-10 35 1 300.00 412 general-develop",
            ..Answers::default()
        },
    );
    score("status.csv", &[]).ok().says(&["未知状态"]);
    check(
        "status.csv",
        &["--status-drop", "未知状态", "--as-of", "2026-02-14"],
        &Answers {
            as_of: "2026-02-14",
            read: 8,
            used: 4,
            left_out: &[("status", 4)],
            monetary: "1399.90",
            thresholds: "R 13|35|35|51 F 2|2|2|none M 300|1000|1000|none",
            customers: "
                小满 2025-12-25 51 1 1000.00 214 important-win-back
                阿岳 2026-02-01 13 2 99.90 541 general-value
                青禾 2026-01-10 35 1 300.00 412 general-develop",
            ..Answers::default()
        },
    );
}

const DIRTY: &[(u64, &str)] = &[
    (6, "control_character"),
    (7, "undecodable"),
    (8, "field_count"),
    (9, "field_count"),
    (10, "bad_quote"),
    (11, "empty_row"),
    (12, "repeated_header"),
    (13, "missing_date"),
    (14, "bad_date"),
    (15, "date_out_of_range"),
    (16, "missing_amount"),
    (17, "bad_amount"),
    (18, "not_finite"),
    (19, "out_of_range"),
    (20, "too_precise"),
    (24, "bad_amount"),
    (26, "missing_date"),
];

#[test]
fn dirty() {
    check(
        "dirty.csv",
        &[],
        &Answers {
            as_of: "2026-01-20",
            read: 21,
            used: 3,
            rejected: DIRTY,
            left_out: &[("no_customer", 1)],
            monetary: "1400.00",
            thresholds: "R 0|0|5|5 F 2|2|none|none M 1350|1350|none|none",
            customers: "
                D1 2026-01-20 0 2 1350.00 533 general-develop
                D2 2026-01-15 5 1 50.00 311 lost",
        },
    );
}

#[test]
fn profit() {
    let w = check(
        "profit.csv",
        &[],
        &Answers {
            as_of: "2026-03-01",
            read: 6,
            used: 5,
            rejected: &[(7, "missing_amount")],
            monetary: "2500.00",
            thresholds: "R 0|9|9|90 F 2|2|2|none M 700|1500|1500|none",
            customers: "
                P1 2026-03-01 0 2 1500.00 544 important-value
                P2 2026-02-20 9 1 300.00 411 general-develop
                P3 2025-12-01 90 1 700.00 212 lost",
            ..Answers::default()
        },
    );
    let json = w.rfm(&["score", "profit.csv", "--format", "json"]).ok().json();
    assert_eq!(json["value_of"], "profit");
    assert_eq!(
        values(&json),
        [["important-value", "450", "0.468750"], ["general-develop", "-10", "-0.010417"], ["lost", "520", "0.541667"]]
    );
}

#[test]
fn window() {
    let flags = ["--as-of", "2026-03-31", "--window", "1m"];
    let w = check(
        "window.csv",
        &flags,
        &Answers {
            as_of: "2026-03-31",
            read: 12,
            used: 9,
            left_out: &[("after_as_of", 1), ("before_window", 2)],
            monetary: "85.00",
            thresholds: "R 0|16|16|21 F 2|none|none|none M 30|60|60|none",
            customers: "
                W1 2026-03-31 0 2 30.00 522 general-develop
                W2 2026-02-28 31 0 0.00 111 lost
                W3 2026-02-10 49 0 -30.00 111 lost
                W4 2026-03-15 16 2 60.00 424 important-develop
                W6 2026-03-10 21 1 25.00 211 lost",
            ..Answers::default()
        },
    );
    let active = w.rfm(&[&["score", "window.csv"], &flags[..], &["--active-only", "--export", "-"]].concat()).ok().csv();
    assert_eq!(
        table(&active),
        [
            "W1 2026-03-31 0 2 30.00 522 general-develop",
            "W4 2026-03-15 16 2 60.00 424 important-develop",
            "W6 2026-03-10 21 1 25.00 211 lost"
        ]
    );
}

#[test]
fn a_window_from_a_leap_day() {
    // Twelve months before 29 February 2024 there is none: the window starts after 28 February 2023.
    let w = Workdir::new();
    w.write("leap.csv", "customer_id,date,amount\nL1,2023-02-28,10\nL2,2023-03-01,10\n");
    let rows = w.rfm(&["score", "leap.csv", "--as-of", "2024-02-29", "--window", "12m", "--export", "-"]).ok().csv();
    let frequencies: Vec<[&str; 3]> =
        rows.iter().map(|row| ["customer_id", "recency_days", "frequency"].map(|column| row[column].as_str())).collect();
    assert_eq!(frequencies, [["L1", "366", "0"], ["L2", "365", "1"]]);
}

#[test]
fn cr() {
    check(
        "cr.csv",
        &[],
        &Answers {
            as_of: "2026-05-03",
            read: 4,
            used: 3,
            rejected: &[(4, "bad_amount")],
            monetary: "35.50",
            thresholds: "R 0|0|1|1 F 2|2|none|none M 20|20|none|none",
            customers: "
                R1 2026-05-03 0 2 15.50 531 general-develop
                R2 2026-05-02 1 1 20.00 313 lost",
            ..Answers::default()
        },
    );
}

#[test]
fn preset() {
    check(
        "preset.csv",
        &["--preset", "after-sales"],
        &Answers {
            as_of: "2025-12-31",
            read: 55,
            used: 53,
            left_out: &[("zero_amount", 2)],
            monetary: "102499.96",
            thresholds: "R 30|60|90|180 F 2|3|4|5 M 2000|5000|10000|15000",
            customers: "
                f1 2025-12-31 0 1 100.00 511 general-develop
                f2 2025-12-31 0 2 200.00 521 general-develop
                f3 2025-12-31 0 3 300.00 531 general-develop
                f4 2025-12-31 0 4 400.00 541 general-value
                f5 2025-12-31 0 5 500.00 551 general-value
                f6 2025-12-31 0 6 600.00 551 general-value
                m01999 2025-12-31 0 1 1999.99 511 general-develop
                m02000 2025-12-31 0 1 2000.00 512 general-develop
                m04999 2025-12-31 0 1 4999.99 512 general-develop
                m05000 2025-12-31 0 1 5000.00 513 general-develop
                m09999 2025-12-31 0 1 9999.99 513 general-develop
                m10000 2025-12-31 0 1 10000.00 514 important-develop
                m14999 2025-12-31 0 1 14999.99 514 important-develop
                m15000 2025-12-31 0 1 15000.00 515 important-develop
                r000 2025-12-31 0 1 100.00 511 general-develop
                r030 2025-12-01 30 1 100.00 511 general-develop
                r031 2025-11-30 31 1 100.00 411 general-develop
                r060 2025-11-01 60 1 100.00 411 general-develop
                r061 2025-10-31 61 1 100.00 311 lost
                r090 2025-10-02 90 1 100.00 311 lost
                r091 2025-10-01 91 1 100.00 211 lost
                r180 2025-07-04 180 1 100.00 211 lost
                r181 2025-07-03 181 1 100.00 111 lost
                s-keep 2025-10-31 61 4 10000.00 344 important-keep
                s-small 2025-10-31 61 4 400.00 341 general-keep
                s-value 2025-11-01 60 4 10000.00 444 important-value
                w-in 2025-01-01 364 1 15000.00 115 important-win-back
                w-out 2024-12-31 365 0 0.00 111 lost
                z-both 2025-12-20 11 1 100.00 511 general-develop",
            ..Answers::default()
        },
    );
}

#[test]
fn cuts_and_high() {
    // M ≥ 10,000 is 5 and 1,999.99 is 4 under these cuts; F and R keep the quintiles of the data.
    let of = |flags: &[&str]| customers_of("preset.csv", &[&["--as-of", "2025-12-31"], flags].concat(), &["m01999", "m10000"]);
    let cuts = ["--cuts", "m=1000,1500,1800,10000"];
    let m = |lines: Vec<String>| -> Vec<u8> { lines.iter().map(|line| line.split(' ').nth(5).unwrap().as_bytes()[2] - b'0').collect() };
    assert_eq!(m(of(&cuts)), [4, 5]);
    // Where 5 alone is high, the same score of 4 is low.
    let segments = |lines: Vec<String>| -> Vec<String> { lines.iter().map(|line| line.split(' ').next_back().unwrap().into()).collect() };
    assert_eq!(segments(of(&[&cuts[..], &["--high", "5"]].concat())), ["general-develop", "important-develop"]);
}

#[test]
fn chosen_segments_alone() {
    let w = Workdir::new();
    w.fixture("customers.csv");
    let rows = w.rfm(&["score", "customers.csv", "--segment", "important-keep,important-win-back", "--export", "-"]).ok().csv();
    assert_eq!(rows.iter().map(|row| row["customer_id"].as_str()).collect::<Vec<_>>(), ["C003", "C004", "C007", "C008"]);
    w.rfm(&["score", "customers.csv", "--segment", "importnat-keep", "--export", "-"]).fails(2).says(&["important-keep"]);
}

#[test]
fn an_id_to_ignore() {
    let json = score("customers.csv", &["--ignore-ids", "C001", "--format", "json"]).ok().json();
    assert_eq!((&json["rows"]["left_out"]["ignored_id"], &json["customers"]), (&7.into(), &20.into()));
}
