//! `rfm plan`: figures worked by hand from the fixtures, assignments that hold from month to month, and what is wrong.

use crate::workdir::{Row, Run, Workdir, rows};
use std::collections::BTreeMap;

/// The plan for a fixture, without notes.
fn plan(file: &str, args: &[&str]) -> Run {
    let w = Workdir::new();
    w.fixture(file);
    w.rfm(&[&["plan", file, "-q"], args].concat())
}

fn cells<'r>(row: &'r Row, columns: &[&str]) -> Vec<&'r str> {
    columns.iter().map(|column| row[*column].as_str()).collect()
}

/// The text in one line, its spaces made single.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Under a window of 12 months: C003 spent 1,700 + 1,400 + 1,600 + 1,500 + 1,700 + … = all of their 9,000 in it, and so did the
/// others, so that 3 years are 27,000, 12,600, 9,600 and 4,500. At 90 days 60%, at 131 days 60 − 40 × 41/90 = 41.7778%, after
/// 180 days 20%; less 3,500 each.
#[test]
fn whom_to_win_back_worked_by_hand() {
    let args = ["--window", "12m", "--cuts", "r=12,33,75,150", "--cuts", "f=2,3,4,5", "--cuts", "m=380,680,1500,5600"];
    let list = plan("customers.csv", &[&args[..], &["-f", "csv"]].concat()).quiet().csv();
    let columns = ["customer_id", "recency_days", "chance", "future_value", "expected_value", "cost", "net_value", "roi", "chosen"];
    let list: Vec<_> = list.iter().map(|row| cells(row, &columns)).collect();
    assert_eq!(
        list,
        [
            ["C003", "90", "0.600000", "27000.00", "16200.00", "3500.00", "12700.00", "3.628571", "true"],
            ["C004", "131", "0.417778", "12600.00", "5264.00", "3500.00", "1764.00", "0.504000", "true"],
            ["C007", "181", "0.200000", "9600.00", "1920.00", "3500.00", "-1580.00", "-0.451429", "false"],
            ["C008", "215", "0.200000", "4500.00", "900.00", "3500.00", "-2600.00", "-0.742857", "false"],
        ]
    );
    let text = flat(&plan("customers.csv", &args).quiet().text());
    for words in [
        "Win back first: 2 of 4 candidates",
        "cost 7,000.00, expected value 21,464.00, net 14,464.00, ROI 207%", // 14,464 / 7,000
        "1.0 of them are expected back; as many new ones would cost 30,533–50,889", // 1.017778 × 30,000 and 50,000
        "2 not worth the cost",
        "60% up to 90 days after the last visit, 20% from 180 on, in a straight line between (course figures)",
        "for 3 years as much spending a year as in the 12 months up to 2026-06-30.",
        "3,500.00 for a case (course figure, CNY)",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

/// Cost 3,500 and value 60,000: 56,500 / 3,500 = 1,614%.
#[test]
fn the_courses_example_of_roi() {
    let certain = ["--value", "60,000", "--chance", "0=100%", "--segment", "2"];
    let text = plan("customers.csv", &certain).quiet().text();
    assert_eq!(text.matches("1,614%").count(), 3, "two cases and both together\n{text}");
    let list = plan("customers.csv", &["--value", "60000", "--format", "csv"]).csv();
    assert!(list.iter().all(|row| row["roi_if_back"] == "16.142857" && row["future_value"] == "60000.00"));
}

#[test]
fn budget_capacity_and_columns() {
    let w = Workdir::new();
    let table = "id,last visit,visits,amount,future,effort\n\
                 a,2026-01-01,9,900,30000,1000\nb,2026-01-01,9,900,20000,200\nc,2026-01-01,9,900,20000,\n\
                 d,2026-01-01,9,900,oops,100\ne,2026-04-01,1,1,1,1\n";
    w.write("t.csv", table);
    let base = ["plan", "t.csv", "--as-of", "2026-04-01", "--cuts", "r=1,2,3,4", "--cuts", "f=2,3,4,5", "--cuts", "m=2,3,4,5"];
    let columns = ["--value-column", "future", "--case-cost-column", "effort", "--case-cost", "500", "--value", "1000"];
    // 90 days: 60%. a 18,000 − 1,000, b 12,000 − 200, c 12,000 − 500, d 600 − 100.
    let run = w.rfm(&[&base[..], &columns, &["--budget", "1000", "-f", "csv"]].concat()).ok();
    let run = run
        .says(&["column future holds no amount for 1 candidate (such as 'oops' of d)", "column effort holds no amount for 1 candidate;"]);
    let list: Vec<_> = run.csv().iter().map(|row| cells(row, &["customer_id", "net_value", "chosen"]).join(" ")).collect();
    // a alone brings 17,000; b, c and d for 800 together 23,800. With b, c and three tenths of a it would be 28,400.
    assert_eq!(list, ["a 17000.00 false", "b 11800.00 true", "c 11500.00 true", "d 500.00 true"]);
    let text = flat(&w.rfm(&[&base[..], &columns, &["--budget", "1000", "-q"]].concat()).quiet().text());
    assert!(
        text.contains("1 beyond the budget (budget 1,000.00); costs differ, and no other choice brings more than 4,600.00 more"),
        "{text}"
    );
    let chosen = |more: &[&str]| -> Vec<String> {
        let list = w.rfm(&[&base[..], &["-q", "-f", "csv", "--value", "20000"], more].concat()).csv();
        list.iter().filter(|row| row["chosen"] == "true").map(|row| row["customer_id"].clone()).collect()
    };
    assert_eq!(chosen(&["--budget", "10499"]), ["a", "b"]); // equals by id
    assert_eq!(chosen(&["--budget", "10500"]), ["a", "b", "c"]);
    assert_eq!(chosen(&["--budget", "10500", "--capacity", "1"]), ["a"]);
    assert_eq!(chosen(&[]).len(), 4);
}

#[test]
fn the_time_that_amounts_cover() {
    let future = |args: &[&str]| {
        let list = plan("customers.csv", &[&["-f", "csv"], args].concat()).csv();
        list.iter().find(|row| row["customer_id"] == "C003").unwrap()["future_value"].clone()
    };
    // The first purchase is of 2025-06-15, 381 days both counted: 9,000 × 1,095 / 381 = 25,866.1417….
    assert_eq!(future(&[]), "25866.14");
    assert_eq!(future(&["--years", "1"]), "8622.05");
    assert_eq!(future(&["--period", "12m"]), "27000.00");
    assert_eq!(future(&["--period", "1m"]), "27000.00"); // less than a year counts as one
    let piped = Workdir::new();
    piped.fixture("customers.csv");
    let bytes = std::fs::read(piped.path("customers.csv")).unwrap();
    assert_eq!(piped.rfm_fed(&bytes, &["plan", "-", "-q"]).quiet().text(), plan("customers.csv", &[]).text());
    let table = flat(&plan("customer-table.csv", &[]).quiet().text());
    assert!(table.contains("for 3 years as much profit as the customer table holds; --period tells what time that covers"), "{table}");
}

/// The assignment of the demo, by customer.
fn advisors(w: &Workdir, args: &[&str]) -> BTreeMap<String, Row> {
    let run = w.rfm(&[&["plan", "demo.csv", "-q", "--preset", "after-sales", "--advisors", "-f", "csv"], args].concat()).quiet();
    run.csv().into_iter().map(|row| (row["customer_id"].clone(), row)).collect()
}

#[test]
fn who_looks_after_whom_from_month_to_month() {
    let w = Workdir::new();
    w.write("demo.csv", w.rfm(&["demo"]).ok().stdout);
    let told = advisors(&w, &[]);
    assert_eq!(told.len(), 20); // of the README's report
    assert!(told.values().all(|row| row["change"] == "stays" && row["advisor"] == row["previous_advisor"]));

    let full = advisors(&w, &["--per-advisor", "4", "-o", "advisors.csv"]);
    let mut had: BTreeMap<&str, usize> = BTreeMap::new();
    told.values().for_each(|row| *had.entry(&row["advisor"]).or_default() += 1);
    let too_many: usize = had.values().map(|count| count.saturating_sub(4)).sum();
    assert_eq!(full.values().filter(|row| row["change"] == "moves").count(), too_many);
    assert!(too_many > 0 && full.values().all(|row| !row["advisor"].is_empty()));

    let again = advisors(&w, &["--per-advisor", "4", "--previous-assignment", "advisors.csv"]);
    assert!(again.iter().all(|(id, row)| row["change"] == "stays" && row["advisor"] == full[id]["advisor"]));

    // Who leaves hands over; nobody else moves.
    let left = advisors(&w, &["--previous-assignment", "advisors.csv", "--leaving", "Nina Harlow"]);
    for (id, row) in &left {
        let moves = full[id]["advisor"] == "Nina Harlow";
        assert_eq!(row["change"], if moves { "moves" } else { "stays" }, "{id}");
        assert_ne!(row["advisor"], "Nina Harlow");
    }
    w.write("there.csv", "name\nOwen Pryce\nA New One\n");
    let listed = advisors(&w, &["--advisor-list", "there.csv"]);
    assert!(listed.values().all(|row| ["Owen Pryce", "A New One"].contains(&&*row["advisor"])));
    assert!(listed.values().all(|row| (row["change"] == "stays") == (row["previous_advisor"] == "Owen Pryce")));
}

#[test]
fn too_few_advisors() {
    let w = Workdir::new();
    w.write("demo.csv", w.rfm(&["demo"]).ok().stdout);
    let base = ["plan", "demo.csv", "--preset", "after-sales", "--advisors", "--per-advisor", "3"];
    let run = w.rfm(&base).ok().says(&["6 advisors, but 7 are needed: 2 customers without one"]);
    assert!(flat(&run.text()).contains("7 at 3 customers each; there are 6"));
    let json = w.rfm(&[&base[..], &["-f", "json", "-q"]].concat()).json();
    assert_eq!((&json["advisors"]["needed"], &json["advisors"]["nobody"]), (&7.into(), &2.into()));
    assert!(json["notes"].as_array().unwrap().iter().any(|note| note["code"] == "too_few_advisors"));
    assert!(json.get("win_back").is_none());
}

/// The answers of `fixtures/README.md`, the course's case among them: 128,000 + 90,000 + 60,000 = 278,000.
#[test]
fn who_brought_whom() {
    let list = plan("referrals.csv", &["--circles", "-f", "csv"]).quiet().csv();
    let columns =
        ["customer_id", "own", "household_customers", "household", "referred_customers", "referred_directly", "referred", "total"];
    let list: Vec<_> = list.iter().map(|row| cells(row, &columns).join(" ")).collect();
    assert_eq!(
        list,
        [
            "V001 128000.00 2 90000.00 2 1 60000.00 278000.00",
            "V002 50000.00 2 168000.00 0 0 0.00 218000.00",
            "V003 40000.00 2 178000.00 0 0 0.00 218000.00",
            "V004 35000.00 0 0.00 1 1 25000.00 60000.00",
        ]
    );
    let w = Workdir::new();
    w.fixture("referrals.csv");
    let run = w.rfm(&["plan", "referrals.csv", "--circles"]).ok();
    run.says(&["V006 ← V007 ← V006 (1)", "for 1 customer the referrer is no customer id, such as 'X99'"]);
    let json = plan("referrals.csv", &["-f", "json"]).json();
    assert_eq!(json["circles"]["cycles"], serde_json::json!([["V006", "V007"]]));
    assert_eq!(json["circles"]["customers"][0]["total"], "278000.00");
}

#[test]
fn what_is_missing_is_off_and_told() {
    let w = Workdir::new();
    w.fixture("customers.csv");
    let run = w.rfm(&["plan", "customers.csv"]).ok();
    let run = run.says(&["no column tells the advisor", "--column advisor=COLUMN", "no column tells who referred a customer"]);
    let text = flat(&run.text());
    assert!(text.contains("Needed 1 at 50 customers each (course figure); there are 0") && !text.contains("Households"), "{text}");
    let json = w.rfm(&["plan", "customers.csv", "-q", "-f", "json"]).json();
    let codes: Vec<_> = json["notes"].as_array().unwrap().iter().map(|note| note["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"no_advisor_column") && codes.contains(&"no_circles"), "{codes:?}");
    // Asked for by name, it is an error that names the columns.
    let run = w.rfm(&["plan", "customers.csv", "--circles"]).fails(1);
    run.says(&["referred by, household", "--column referred-by=COLUMN --column household=COLUMN", "order_id"]);
    w.rfm(&["plan", "customers.csv", "--advisors"]).fails(1).says(&["advisor", "--column advisor=COLUMN"]);
    w.rfm(&["plan", "customers.csv", "--circles", "--column", "household=name"]).ok().says(&["no column tells 'referred by'"]);
}

#[test]
fn what_cannot_be_meant() {
    let w = Workdir::new();
    w.fixture("customers.csv").write("a.csv", "customer_id,advisor\nC001,Ann\nC001,Bea\n").write("b.csv", "customer_id,store\nC001,x\n");
    for (args, code, words) in [
        (&["--chance", "180=20%,90=60%"][..], 2, "--chance: '180=20%,90=60%' is no list of chances"),
        (&["--budget", "much"], 2, "--budget: 'much' is not an amount"),
        (&["--case-cost=-1"], 2, "--case-cost: '-1' is not an amount"),
        (&["--period", "3"], 2, "--period: '3' is not a time"),
        (&["--segment", "important-kep"], 2, "did you mean important-keep"),
        (&["--value-column", "futur"], 2, "has no column 'futur'"),
        (&["--format", "xls"], 2, "table, csv, tsv, json, md"),
        (&["-o", "plan.pdf"], 2, "names no form"),
        (&["--previous-assignment", "a.csv"], 1, "a.csv:3: column customer_id: 'C001' has another advisor on an earlier line"),
        (&["--previous-assignment", "b.csv"], 1, "found no column for: advisor"),
        (&["--previous-assignment", "none.csv"], 1, "none.csv"),
        (&["--advisor-list", "a.csv", "--leaving", "Bean"], 2, "there is no advisor 'Bean'; did you mean Bea?"),
        (&["--advisors", "--circles"], 2, "cannot be used with"),
    ] {
        w.rfm(&[&["plan", "customers.csv"], args].concat()).fails(code).says(&[words]);
    }
    let files = w.files();
    w.rfm(&["plan", "customers.csv", "-o", "customers.csv"]).failed().unwrap();
    assert_eq!(w.files(), files, "an input is never written over");
}

#[test]
fn every_form_in_both_languages() {
    let w = Workdir::new();
    let [en, zh] = ["en", "zh"].map(|lang| w.rfm(&["demo", "--lang", lang]).ok().stdout);
    w.write("en.csv", en).write("zh.csv", zh);
    let is_chinese = |c: char| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c);
    for args in [&["--budget", "20000"][..], &["--advisors", "--per-advisor", "3"]] {
        let page = |lang: &str, more: &[&str]| {
            let run = w.rfm(&[&["plan", &format!("{lang}.csv"), "--preset", "after-sales", "--lang", lang], args, more].concat());
            (
                run.ok().stderr,
                w.rfm(&[&["plan", &format!("{lang}.csv"), "--preset", "after-sales", "--lang", lang], args, more].concat()).text(),
            )
        };
        for form in ["table", "md"] {
            let (notes, text) = page("en", &["-f", form]);
            assert!(!text.contains(is_chinese) && !notes.contains(is_chinese), "{text}\n{notes}");
            let (notes, text) = page("zh", &["-f", form]);
            let words = |text: &str| -> String {
                let plain = text.split_whitespace().filter(|word| !word.contains("--") && !word.contains(".csv"));
                plain.collect::<Vec<_>>().join(" ").replace("csv", "").replace("COLUMN", "")
            };
            let shown: String = text.lines().map(|line| words(line) + "\n").collect();
            let is_latin = |c: char| c.is_ascii_alphabetic() && c != 'C'; // of a customer's id
            assert!(!shown.contains(is_latin), "{shown}");
            assert!(!notes.contains("no column"), "{notes}");
        }
    }
    let csv = |lang: &str| w.rfm(&["plan", "en.csv", "-q", "-f", "csv", "--lang", lang]).ok().text();
    assert_eq!(csv("en"), csv("zh"), "keys and words of data never change");
    w.rfm(&["plan", "zh.csv", "-q", "--advisors", "--excel", "-o", "a.csv", "-o", "a.json", "-o", "a.md", "-o", "a.txt"]).ok();
    assert!(w.read("a.csv").starts_with("\u{feff}customer_id,name,advisor,") && w.read("a.csv").contains("\r\n"));
    // What Excel likes can be read again.
    w.rfm(&["plan", "zh.csv", "-q", "--advisors", "--previous-assignment", "a.csv"]).ok();
    assert!(w.read("a.md").starts_with("# ") && w.read("a.json").contains("\"previous_advisor\""));
}

#[test]
fn the_same_for_any_order_of_rows_and_number_of_threads() {
    let w = Workdir::new();
    let demo = w.rfm(&["demo", "--customers", "2000"]).ok().text();
    let mut lines: Vec<&str> = demo.lines().collect();
    w.write("a.csv", &demo);
    lines[1..].reverse();
    w.write("b.csv", lines.join("\n"));
    for part in [&[][..], &["--advisors"]] {
        let json =
            |file: &str, threads: &str| w.rfm(&[&["plan", file, "-q", "-f", "json", "--threads", threads], part].concat()).ok().text();
        assert_eq!(json("a.csv", "1"), json("b.csv", "3"));
    }
    assert_eq!(rows(&w.rfm(&["plan", "a.csv", "-q", "-f", "csv", "--segment", "1,2,3,4,5,6,7,8"]).text()).len(), 2000);
}
