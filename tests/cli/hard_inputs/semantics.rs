//! E1–E20: files that read well and mean something odd.
//!
//! Not part of the program, so not here: merging ids or orders that look alike (`--dedup`, E6), rules for segments in a
//! configuration (E17), spilling customers to disk (E12). Keyed hashes against ids made to collide (E13) are a library's.

use super::{case, check, outcome, purchases};
use crate::answers::{table, thresholds};
use crate::workdir::Workdir;

/// The customers of a file, as lines of words, and the thresholds.
fn scored(file: &str) -> (Vec<String>, String) {
    let w = Workdir::new();
    w.write("a.csv", file);
    (
        table(&w.rfm(&["score", "a.csv", "--export", "-"]).ok().csv()),
        thresholds(&w.rfm(&["score", "a.csv", "--format", "json"]).ok().json()),
    )
}

#[test]
fn e1_one_customer() {
    // The one value is every cut point: nobody exceeds it, and no smaller recency is needed for 5.
    let (customers, thresholds) = scored(&purchases("A,2026-01-05,10\n"));
    assert_eq!(customers, ["A 2026-01-05 0 1 10.00 511 general-develop"]);
    assert_eq!(thresholds, "R 0|0|0|0 F none|none|none|none M none|none|none|none");
}

#[test]
fn e2_e5_all_alike() {
    let (customers, thresholds) = scored(&purchases(&(10..40).map(|id| format!("c{id},2026-01-05,10\n")).collect::<String>()));
    assert_eq!(customers.len(), 30);
    assert!(customers.iter().all(|line| line.ends_with(" 2026-01-05 0 1 10.00 511 general-develop")), "{customers:?}");
    assert_eq!(thresholds, "R 0|0|0|0 F none|none|none|none M none|none|none|none");
}

#[test]
fn e3_fewer_than_five() {
    // Two: `cr` and `dirty` in `fixtures`; three: `semicolon`; four: `order_lines`. A dozen days of one customer are one.
    let rows: String = (1..=12).map(|day| format!("A,2026-01-{day:02},10\n")).collect();
    assert_eq!(scored(&purchases(&rows)).0, ["A 2026-01-12 0 12 120.00 511 general-develop"]);
    check(&[case("e3 said", purchases(&rows), &[], "A×12 120.00 | 12 of 12", &["few", "quintiles"])]);
}

#[test]
fn e4_most_with_one_purchase() {
    // 8 of 10 have F 1: all four cut points are 1, the next value that occurs is 2, and so it takes every score above 1.
    let once: String = (0..8).map(|id| format!("c{id},2026-01-05,10\n")).collect();
    let (customers, thresholds) = scored(&purchases(&format!("{once}{}", "d8,2026-01-05,5\nd9,2026-01-05,5\n".repeat(2))));
    assert!(thresholds.contains("F 2|2|2|2"), "{thresholds}");
    let scores: Vec<&str> = customers.iter().map(|line| line.split(' ').nth(5).unwrap()).collect();
    assert_eq!(scores, ["511", "511", "511", "511", "511", "511", "511", "511", "551", "551"]);
}

#[test]
fn e6_e7_e8_e9_ids() {
    let orders = "order_id,customer_id,date,amount\n";
    check(&[
        case("e6 rows told twice", purchases("A,2026-01-05,10\nA,2026-01-05,10\n"), &[], "A×2 20.00 | 2 of 2", &[]),
        case("e6 an order of two lines", format!("{orders}1,A,2026-01-05,10\n1,A,2026-01-05,10\n"), &[], "A 20.00 | 2 of 2", &[]),
        case("e7 one order, two customers", format!("{orders}1,A,2026-01-05,10\n1,B,2026-01-05,5\n"), &[], "A 10.00, B 5.00 | 2 of 2", &[]),
        case(
            "e8 spaces and case",
            purchases(" A,2026-01-05,1\nA ,2026-01-05,2\na,2026-01-05,4\nA B,2026-01-05,8\nA  B,2026-01-05,16\n"),
            &[],
            "A×2 3.00, A  B 16.00, A B 8.00, a 4.00 | 5 of 5",
            &[],
        ),
        case(
            "e9 numbers are text",
            purchases(
                "00123,2026-01-05,1\n123,2026-01-05,2\n123.0,2026-01-05,4\n1.23E+05,2026-01-05,8\n+123,2026-01-05,16\n１２３,2026-01-05,32\n",
            ),
            &[],
            "+123 16.00, 00123 1.00, 1.23E+05 8.00, 123 2.00, 123.0 4.00, １２３ 32.00 | 6 of 6",
            &["rounded", "1.23E+05"],
        ),
        case("e9 as a spreadsheet is told to keep it", purchases("=\"00123\",2026-01-05,1\n"), &[], "00123 1.00 | 1 of 1", &[]),
        case(
            "e9 eighteen digits",
            purchases("110101199003070012,2026-01-05,1\n110101199003070013,2026-01-05,2\n"),
            &[],
            "110101199003070012 1.00, 110101199003070013 2.00 | 2 of 2",
            &[],
        ),
    ]);
}

#[test]
fn e10_no_customer_and_everybody() {
    let people: String = (10..20).map(|id| format!("c{id},2026-01-05,1\n")).collect();
    let till = |name: &str, rows: usize| purchases(&format!("{people}{}", format!("{name},2026-01-05,1\n").repeat(rows)));
    let rest = (10..20).map(|id| format!("c{id} 1.00")).collect::<Vec<_>>().join(", ");
    check(&[
        case(
            "e10 nobody",
            purchases("A,2026-01-05,10\n,2026-01-05,5\n  ,2026-01-05,2.50\n\"\",2026-01-05,1\n"),
            &[],
            "A 10.00 | 1 of 4 | no_customer 3",
            &["3 rows", "8.50"],
        ),
        case(
            "e10 words are ids",
            purchases("NULL,2026-01-05,1\n0,2026-01-05,2\nguest,2026-01-05,4\n散客,2026-01-05,8\n"),
            &[],
            "0 2.00, NULL 1.00, guest 4.00, 散客 8.00 | 4 of 4",
            &[],
        ),
        case(
            "e10 ignored",
            purchases("A,2026-01-05,1\n0,2026-01-05,2\n散客,2026-01-05,8\n"),
            &["--ignore-ids", "0,散客"],
            "A 1.00 | 1 of 3 | ignored_id 2",
            &[],
        ),
        case(
            "e10 ignored ones need no quotes undone",
            purchases("A,2026-01-05,1\n\" x\"\"y \",2026-01-05,2\n"),
            &["--ignore-ids", "x\"y"],
            "A 1.00 | 1 of 2 | ignored_id 1",
            &[],
        ),
        case("e10 nobody is left", purchases("0,2026-01-05,1\n"), &["--ignore-ids", "0"], "exit 1", &["no usable rows", "ignored id 1"]),
        case("e10 more than a fifth", till("guest", 4), &[], &format!("{rest}, guest×4 4.00 | 14 of 14"), &["'guest'", "--ignore-ids"]),
    ]);
    let w = Workdir::new();
    w.write("a.csv", till("often", 2)); // a sixth
    let (_, told) = outcome(&w, &["a.csv"], &[]);
    assert!(!told.contains("often"), "{told}");
}

#[test]
fn e10_everybody_among_a_few() {
    let file = purchases(&format!("A,2026-01-05,1\nB,2026-01-05,1\nC,2026-01-05,1\n{}", "散客,2026-01-05,1\n".repeat(97)));
    check(&[case("e10 nearly all", file, &[], "A 1.00, B 1.00, C 1.00, 散客×97 97.00 | 100 of 100", &["散客", "--ignore-ids"])]);
}

#[test]
fn e11_e14_much_of_one() {
    let long = "x".repeat(40_000);
    check(&[
        case(
            "e11 many rows of one customer",
            purchases(&"A,2026-01-05,0.01\n".repeat(100_000)),
            &[],
            "A×100000 1000.00 | 100000 of 100000",
            &[],
        ),
        case(
            "e14 a long id",
            purchases(&format!("{long},2026-01-05,1\n{long}x,2026-01-05,2\n")),
            &[],
            &format!("{long} 1.00, {long}x 2.00 | 2 of 2"),
            &[],
        ),
    ]);
}

#[test]
fn e15_e16_customer_tables() {
    // A window, and every reason in one file: `customer_table` in `fixtures`; an id twice: `refusals`.
    let table = |rows: &str| format!("customer_id,last_visit,visits,amount\n{rows}");
    let days = |rows: &str| format!("customer_id,recency_days,frequency,monetary\n{rows}");
    let twice = table("A,2026-01-05,2,10\nA,2026-01-06,1,5\n");
    check(&[
        case("e15 said to be transactions", &twice, &["--kind", "transactions"], "A×2 15.00 | 2 of 2", &[]),
        case("e15 not said", &twice, &[], "exit 1", &["'A'", "--kind transactions"]),
        case(
            "e15 transactions said to be a table",
            purchases("A,2026-01-05,10\n"),
            &["--kind", "customers"],
            "exit 1",
            &["number of purchases", "customer_id, date, amount", "--frequency-column"],
        ),
        case(
            "e16 frequencies",
            table(
                "A,2026-01-05,2,10\nB,2026-01-05,0,0\nC,2026-01-05,2.5,1\nD,2026-01-05,-1,1\nE,2026-01-05,,1\nF,2026-01-05,x,1\nG,,0,0\nH,2026-01-05,3.0,1\n",
            ),
            &[],
            "A×2 10.00, B×0 0.00, G×0 0.00, H×3 1.00 | 4 of 8 | 4 bad_frequency, 5 bad_frequency, 6 bad_frequency, 7 bad_frequency",
            &[],
        ),
        case(
            "e16 days",
            days("A,0,2,10\nB,-1,2,10\nC,1.5,1,1\nD,x,1,1\nE,,1,1\nF,,0,0\nG,400,1,1\n"),
            &[],
            "A×2 10.00, F×0 0.00, G 1.00 | 3 of 7 | 3 bad_recency, 4 bad_recency, 5 bad_recency, 6 missing_date",
            &[],
        ),
        case(
            "e16 a date goes before days",
            "customer_id,last_visit,recency_days,visits,amount\nA,2026-01-05,99,1,1\nB,,3,1,1\nC,,,1,1\n",
            &[],
            "A 1.00, B 1.00 | 2 of 3 | 4 missing_date",
            &[],
        ),
        case(
            "e16 after the as-of date",
            table("A,2026-01-05,2,10\nB,2026-01-07,1,1\n"),
            &["--as-of", "2026-01-06"],
            "A×2 10.00 | 1 of 2 | after_as_of 1",
            &[],
        ),
        case("e16 no id", table("A,2026-01-05,2,10\n,2026-01-07,1,7.50\n"), &[], "A×2 10.00 | 1 of 2 | no_customer 1", &["7.50"]),
        case("e16 and transactions", table("A,2026-01-05,2,10\n"), &["--window", "12m"], "exit 2", &["--window"]),
    ]);
}

#[test]
fn e16_recency_is_taken_as_it_is() {
    let w = Workdir::new();
    w.write("a.csv", "customer_id,recency_days,frequency,monetary\nA,5,2,10\nB,90,1,1\n");
    let rows = w.rfm(&["score", "a.csv", "--as-of", "2026-01-06", "--export", "-"]).ok().csv();
    assert_eq!(table(&rows), ["A 2026-01-01 5 2 10.00 533 general-develop", "B 2025-10-08 90 1 1.00 311 lost"]);
}

#[test]
fn e16_more_days_than_there_are() {
    for days in ["2147483648", "4294967295", "999999999999999", "100000000"] {
        let file = format!("customer_id,recency_days,frequency,monetary\nA,5,2,10\nB,{days},1,1\n");
        check(&[case("e16 days", file, &["--as-of", "2026-01-06"], "A×2 10.00 | 1 of 2 | 3 bad_recency", &[])]);
    }
}

#[test]
fn e18_e19_several_files() {
    let w = Workdir::new();
    w.write("en.csv", purchases("A,2026-01-05,10\nB,never,1\n"));
    w.write("zh.csv", encoding_rs::GB18030.encode("实收金额;到店日期;备注;客户编号\n20;2026/1/6;好;A\nx;2026/1/6;;C\n").0);
    w.write("us.csv", "Amount\tDate\tCustomer ID\n$5\t12/31/2025\tC\n").write("eu.csv", "Amount,Date,Customer ID\n7,31.12.2025,C\n");
    w.write("table.csv", "customer_id,last_visit,visits,amount\nA,2026-01-05,2,10\n");
    let read = |files: &[&str]| outcome(&w, files, &[]);
    assert_eq!(read(&["en.csv", "zh.csv"]).0, "A×2 30.00 | 2 of 4 | en.csv:3 bad_date, zh.csv:3 bad_amount");
    assert_eq!(read(&["us.csv", "eu.csv"]).0, "C×2 12.00 | 2 of 2", "e18 each column has its own order of day and month");
    let (came, told) = read(&["en.csv", "table.csv"]);
    assert!(came == "exit 1" && told.contains("en.csv") && told.contains("table.csv") && told.contains("--kind"), "{told}");
    let (came, told) = read(&["en.csv", "missing.csv"]);
    assert!(came == "exit 1" && told.contains("missing.csv"), "{told}");
    let (came, told) = read(&["en.csv", "en.csv"]);
    assert_eq!(came, "A×2 20.00 | 2 of 4 | en.csv:3 bad_date, en.csv:3 bad_date");
    assert!(told.contains("en.csv is named twice"), "{told}");
    // e19: what is read is never written over.
    for flags in [["--export", "en.csv"], ["--rejects", "en.csv"], ["--export", "./en.csv"]] {
        let before = w.read("en.csv");
        w.rfm(&[&["score", "en.csv"], &flags[..]].concat()).fails(74).says(&["en.csv", "input"]);
        assert_eq!(w.read("en.csv"), before, "{flags:?}");
    }
}

#[test]
fn e19_twice_by_another_name() {
    let w = Workdir::new();
    w.write("a.csv", purchases("A,2026-01-05,10\n"));
    let path = w.path("a.csv");
    for name in ["./a.csv", path.to_str().unwrap()] {
        let (came, told) = outcome(&w, &["a.csv", name], &[]);
        assert_eq!(came.split(" | ").next(), Some("A×2 20.00"));
        assert!(told.contains("twice"), "{name}: {told}");
    }
}

#[test]
fn e18_profit_in_one_file_of_two() {
    let w = Workdir::new();
    w.write("with.csv", "customer_id,date,amount,profit\nA,2026-01-05,100,40\n").write("without.csv", purchases("B,2026-01-05,500\n"));
    let (came, told) = outcome(&w, &["with.csv", "without.csv"], &[]);
    let is_told = told.lines().any(|line| line.contains("without.csv") && line.contains("profit"));
    assert!(came == "exit 1" || is_told, "{came}\n{told}");
}

// E20, rows in another order: `properties`.
