//! The report in its forms and its groups.

use crate::answers::{plain, share};
use crate::workdir::{Row, Workdir};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// The answers for `customers.csv`, worked by hand in `fixtures/README.md`: segment, name, customers, share, value, part of
/// the total of 51,000; the percentages from 21sts and 51,000ths, half away from zero.
const SEGMENTS: [(&str, &str, &str, &str, &str, &str); 8] = [
    ("important-value", "Important · value", "2", "9.5%", "19,200.00", "37.6%"),
    ("important-keep", "Important · keep", "2", "9.5%", "13,200.00", "25.9%"),
    ("important-develop", "Important · develop", "2", "9.5%", "8,000.00", "15.7%"),
    ("important-win-back", "Important · win back", "2", "9.5%", "4,700.00", "9.2%"),
    ("general-value", "General · value", "1", "4.8%", "960.00", "1.9%"),
    ("general-keep", "General · keep", "1", "4.8%", "800.00", "1.6%"),
    ("general-develop", "General · develop", "3", "14.3%", "1,320.00", "2.6%"),
    ("lost", "Lost", "8", "38.1%", "2,820.00", "5.5%"),
];

fn with_customers() -> Workdir {
    let w = Workdir::new();
    w.fixture("customers.csv");
    w
}

/// 0.376471 as 37.6%; none of the shares above stands on an edge.
fn percent(share: &str) -> String {
    format!("{:.1}%", share.parse::<f64>().unwrap() * 100.0)
}

#[test]
fn every_form_shows_the_same_figures() {
    let w = with_customers();
    let report = |format: &str| w.rfm(&["score", "customers.csv", "-f", format]).ok();
    let (json, csv, table, md) = (report("json").json(), report("csv").csv(), report("table").text(), report("md").text());
    let tsv = report("tsv").stdout;
    let tsv = csv::ReaderBuilder::new().delimiter(b'\t').from_reader(&*tsv).deserialize().map(Result::unwrap).collect::<Vec<Row>>();
    assert_eq!(tsv, csv);
    assert_eq!((json["segments"].as_array().unwrap().len(), csv.len()), (8, 8));
    for (at, (slug, name, customers, share_of, value, value_share)) in SEGMENTS.into_iter().enumerate() {
        let bare = value.replace(',', "");
        let row = &csv[at];
        let found =
            [&row["segment"], &row["name"], &row["customers"], &percent(&row["share"]), &row["value"], &percent(&row["value_share"])];
        assert_eq!(found, [slug, name, customers, share_of, &bare, value_share], "csv");
        let object = &json["segments"][at];
        for key in ["segment", "name", "tier", "first_action", "value"] {
            assert_eq!(object[key], row[key], "{key}");
        }
        assert_eq!(plain(&object["customers"]), row["customers"]);
        for key in ["share", "value_share"] {
            assert_eq!(share(&object[key]), row[key], "{key} with six decimals");
        }
        let line = |text: &str| text.lines().find(|line| line.contains(name)).unwrap().replace(['|', '*'], " ");
        for (form, text) in [("table", &table), ("md", &md)] {
            let line = line(text);
            let words: Vec<&str> = line.split_whitespace().collect();
            for figure in [customers, share_of, value, value_share] {
                assert!(words.contains(&figure), "{form}: {figure} in {line}");
            }
        }
    }
    for (form, text) in [("table", &table), ("md", &md)] {
        let line = |of: &str| text.lines().find(|line| line.contains(of)).unwrap();
        for (of, figures) in
            [("Important, all four", ["8", "38.1%", "45,100.00", "88.4%"]), ("All customers", ["21", "100.0%", "51,000.00", "100.0%"])]
        {
            assert!(figures.iter().all(|figure| line(of).split_whitespace().any(|word| word == *figure)), "{form}: {}", line(of));
        }
        assert!(text.contains("R ≤ 12|33|75|150 · F ≥ 2|3|4|5 · M ≥ 380|680|1,500|5,600"), "{form}");
        assert!(text.contains("2026-06-30"), "{form}");
    }
}

#[test]
fn a_file_holds_what_stdout_would() {
    let w = with_customers();
    for (name, format) in [("r.csv", "csv"), ("r.tsv", "tsv"), ("r.json", "json"), ("r.md", "md")] {
        let table = w.rfm(&["score", "customers.csv", "-o", name]).ok().text();
        assert!(table.contains("All customers"), "-o does not take the report from stdout");
        let shown = w.rfm(&["score", "customers.csv", "-f", format]).ok().text();
        // The command that lists the rest is that of its own run.
        let same = |text: &str| text.lines().filter(|line| !line.contains("rfm score")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(same(&w.read(name)), same(&shown), "{name}");
    }
    w.rfm(&["score", "customers.csv", "-o", "a.txt", "-o", "b.json"]).ok();
    assert!(w.read("a.txt").contains("All customers") && w.read("b.json").starts_with('{'));
    for args in [["-o", "r.doc"], ["--export", "c.doc"], ["-f", "doc"]] {
        w.rfm(&[&["score", "customers.csv"], &args[..]].concat()).fails(2).says(&["doc", "csv"]);
    }
    assert!(!w.path("r.doc").exists() && !w.path("c.doc").exists());
}

#[test]
fn the_table_fits_the_terminal() {
    let w = with_customers();
    for (lang, width) in [("en", 80), ("zh", 80), ("en", 60), ("zh", 60), ("en", 120), ("zh", 120)] {
        let columns = width.to_string();
        let text = w.rfm_with(&[("COLUMNS", &columns)], &["score", "customers.csv", "--lang", lang]).ok().text();
        let wide = text.lines().filter(|line| !line.contains("rfm score")).find(|line| line.width() > width);
        assert_eq!(wide, None, "{lang} {width}");
    }
}

const STORES: &str = "\
customer_id,date,amount,store
A,2026-01-31,100.00,North
A,2026-01-01,50.00,South
B,2026-01-21,40.00,North
C,2026-01-30,10.00,South
C,2026-01-29,20.00,South
D,2025-12-01,5.00,South
E,2026-01-11,30.00,
";

/// Scores that the eye can check: R 5 up to 10 days, 3 to 30 days; F 4 from 2; M 4 from 30.
const CUTS: &[&str] = &["--cuts", "r=10,20,30,40", "--cuts", "f=2,2,2,3", "--cuts", "m=10,20,30,100"];

/// Customers of each group and segment, empty segments left out.
fn groups(rows: &[Row]) -> BTreeMap<(String, String), (String, String)> {
    let filled = rows.iter().filter(|row| row["customers"] != "0");
    filled.map(|row| ((row["group"].clone(), row["segment"].clone()), (row["customers"].clone(), row["value"].clone()))).collect()
}

#[test]
fn one_report_for_each_store() {
    let w = Workdir::new();
    w.write("visits.csv", STORES);
    let run = |more: &[&str]| w.rfm(&[&["score", "visits.csv", "--by", "store"], CUTS, more].concat()).ok();
    let csv = run(&["-f", "csv"]).csv();
    assert_eq!(csv.len(), 3 * 8, "all eight in each group, the one without a name too");
    // A is North's, as its latest visit: 0 days, 2 visits, 150. B: 10 days, 1, 40. C: 1 day, 2, 30. D: 61 days, 1, 5. E: 20 days, 1, 30.
    let expected = [
        ("", "important-develop", "1", "30.00"),
        ("North", "important-develop", "1", "40.00"),
        ("North", "important-value", "1", "150.00"),
        ("South", "important-value", "1", "30.00"),
        ("South", "lost", "1", "5.00"),
    ];
    let expected = expected.map(|(group, segment, customers, value)| ((group.into(), segment.into()), (customers.into(), value.into())));
    assert_eq!(groups(&csv), BTreeMap::from(expected));
    let json = run(&["-f", "json"]).json();
    assert_eq!((&json["customers"], &json["monetary"]), (&5.into(), &"255.00".into()), "the whole stands beside");
    let found: Vec<_> =
        json["groups"].as_array().unwrap().iter().map(|group| (plain(&group["group"]), plain(&group["customers"]))).collect();
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!(sorted, [("", "1"), ("North", "2"), ("South", "2")].map(|(group, n)| (group.to_owned(), n.to_owned())));
    for format in ["table", "md"] {
        let text = run(&["-f", format]).text();
        let place = |name: &str| text.find(name).unwrap_or_else(|| panic!("{format}: {name}\n{text}"));
        assert!(place("North") < place("South"), "{format}");
    }
    w.rfm(&["score", "visits.csv", "--recut"]).fails(2).says(&["--by"]);
    w.rfm(&["score", "visits.csv", "--by", "stroe"]).fails(2).says(&["store"]);
}

/// Under thresholds of its own a group is scored as if there were no other.
#[test]
fn recut_scores_each_group_alone() {
    let w = Workdir::new();
    let text = w.fixture("customers.csv").read("customers.csv");
    let (header, body) = text.split_once('\n').unwrap();
    let half = |row: &&str| {
        row.split(',').nth(1).and_then(|id| id.get(1..)?.parse::<u32>().ok()).map(|id| if id % 2 == 0 { "even" } else { "odd" })
    };
    let of = |wanted: &str| body.lines().filter(|row| half(row) == Some(wanted)).map(|row| format!("{row},{wanted}\n")).collect::<String>();
    let file = |rows: &str| format!("{header},half\n{rows}");
    w.write("even.csv", file(&of("even"))).write("odd.csv", file(&of("odd"))).write("all.csv", file(&(of("even") + &of("odd"))));
    let run = |file: &str, flags: &[&str]| {
        w.rfm(&[&["score", file, "--as-of", "2026-06-30", "-f", "csv", "--by", "half"], flags].concat()).ok().csv()
    };
    let alone = [run("even.csv", &[]), run("odd.csv", &[])].concat();
    assert_eq!(run("all.csv", &["--recut"]), alone);
    assert_ne!(run("all.csv", &[]), alone, "the thresholds of the whole are others");
}

/// A customer table tells of purchases, not of rows: its best customer is no till.
#[test]
fn a_customer_table_has_no_busy_id() {
    let w = Workdir::new();
    let rows: String = (0..20).map(|n| format!("K{n:02},2026-01-01,{},0\n", if n == 3 { 4000 } else { 2 })).collect();
    w.write("table.csv", format!("customer_id,last_purchase,frequency,monetary\n{rows}"));
    let told = w.rfm(&["score", "table.csv", "--format", "json"]).ok().text();
    assert!(told.contains("few_customers") && !told.contains("busy_id"), "{told}");
}
