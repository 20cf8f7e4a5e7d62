//! `rfm compare`: the matrix against the segment tables of `rfm score`, whatever the sides come from; what is refused; conditions.

use crate::workdir::{Row, Run, Workdir};
use std::collections::BTreeMap;

const CDNOW: &str = "cdnow-sample.csv.gz";

fn cdnow() -> Workdir {
    let w = Workdir::new();
    w.fixture(CDNOW);
    w
}

/// Customers and value by segment, as `rfm score` has them.
fn table(run: Run) -> BTreeMap<String, (i64, i64)> {
    run.ok().csv().iter().map(|row| (row["segment"].clone(), (number(&row["customers"]), cents(&row["value"])))).collect()
}

/// The same from the margin of a matrix.
fn margin(cells: &[Row], side: &str, value: &str) -> BTreeMap<String, (i64, i64)> {
    let mut sums: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| !["new", "gone"].contains(&&*cell[side])) {
        let sum = sums.entry(cell[side].clone()).or_default();
        *sum = (sum.0 + number(&cell["customers"]), sum.1 + cents(&cell[value]));
    }
    sums
}

fn number(text: &str) -> i64 {
    text.parse().unwrap()
}

fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

/// By the thresholds of the first day, which `rfm score` saves and takes; under --recut by each day's own.
#[test]
fn margins_are_the_segment_tables_of_score() {
    let w = cdnow();
    let score = |day: &str, args: &[&str]| table(w.rfm(&[&["score", CDNOW, "-q", "-f", "csv", "--as-of", day], args].concat()));
    let then = score("1997-02-28", &["--save-cuts", "then.toml"]);
    let (frozen, own) = (score("1998-06-30", &["--cuts-from", "then.toml"]), score("1998-06-30", &[]));
    assert_ne!(frozen, own, "quintiles move with the crowd");
    let compare = |args: &[&str]| w.rfm(&[&["compare", "1997-02-28", "1998-06-30", CDNOW, "-q", "-f", "csv"], args].concat()).ok().csv();
    for (args, now) in [(&[][..], &frozen), (&["--recut"], &own)] {
        let cells = compare(args);
        assert_eq!(cells.len(), 80, "9 × 9 less what is on neither side");
        assert_eq!((&margin(&cells, "from", "value_from"), &margin(&cells, "to", "value_to")), (&then, now), "{args:?}");
        let new: i64 = cells.iter().filter(|cell| cell["from"] == "new").map(|cell| number(&cell["customers"])).sum();
        assert_eq!(new, 2357 - 1638, "CDNOW's customers of March 1997");
    }
}

/// From the store, from one reading of the file, and from exports: the same customers, the same matrix.
#[test]
fn sides_from_anywhere_are_the_same() {
    let w = cdnow();
    let days = ["1997-06-30", "1997-12-31"];
    w.rfm(&["snapshot", "save", CDNOW, "-q", "--store", "s.db", "--backfill", "monthly", "--from", "1997-06", "--to", "1997-12"]).ok();
    let cuts = ["--cuts", "r=30,60,90,180", "--cuts", "f=2,3,4,5", "--cuts", "m=20,40,80,160"];
    for (day, file) in days.iter().zip(["then.csv", "now.json"]) {
        w.rfm(&[&["score", CDNOW, "-q", "--as-of", day, "-e", file], &cuts[..]].concat()).ok();
    }
    let compare = |from: &str, to: &str, args: &[&str]| {
        w.rfm(&[&["compare", from, to], args, &["-q", "--store", "s.db", "-f", "csv"]].concat()).ok().text()
    };
    let of_file = compare(days[0], days[1], &[&[CDNOW][..], &cuts].concat());
    assert_eq!(compare(days[0], days[1], &cuts), of_file, "two snapshots, by thresholds that are given");
    assert_eq!(compare("then.csv", "now.json", &[]), of_file, "two exports, by the scores that stand in them");
    assert_eq!(compare("then.csv", days[1], &cuts), of_file, "an export and a snapshot");
    assert_eq!(compare(days[0], days[1], &[]), compare(days[0], days[1], &[CDNOW]), "by the thresholds of the first");
    assert_eq!(compare("1997-06-30", "latest", &["--recut"]), compare(days[0], days[1], &[CDNOW, "--recut"]));
    assert_eq!(compare("previous", "latest", &[]), compare("1997-11-30", days[1], &[]));
}

#[test]
fn the_report_says_by_which_thresholds() {
    let w = cdnow();
    w.rfm(&["score", CDNOW, "-q", "--as-of", "1997-06-30", "-e", "then.csv"]).ok();
    w.rfm(&["score", CDNOW, "-q", "-e", "now.csv"]).ok();
    let text = |args: &[&str]| w.rfm(&[&["compare", "-q"], args].concat()).ok().text().split_whitespace().collect::<Vec<_>>().join(" ");
    let days = ["1997-06-30", "1998-06-30", CDNOW];
    assert!(text(&days).contains("Thresholds those of 1997-06-30 for both (R ≤ "));
    assert!(text(&[&days[..], &["--recut"]].concat()).contains("Thresholds each side's own (--recut): 1997-06-30: R ≤ "));
    assert!(text(&["then.csv", "now.csv"]).contains("the scores that stand on each side, which are of different thresholds"));
    assert!(text(&["then.csv", "then.csv"]).contains("one set of thresholds can give them all"));
    assert!(text(&["then.csv", "now.csv", "--preset", "after-sales"]).contains("the same for both, as given: R ≤ 30|60|90|180"));
    assert!(text(&[&days[..], &["--lang", "zh"]].concat()).contains("门槛 两边都用 1997-06-30 的门槛"));
    // What is shown at most fits the terminal.
    for lang in ["en", "zh"] {
        let shown = w.rfm(&["compare", "1997-06-30", "1998-06-30", CDNOW, "-q", "--lang", lang]).ok().text();
        let width = |line: &str| line.chars().map(|c| if c > '\u{2e7f}' { 2 } else { 1 }).sum::<usize>();
        assert!(shown.lines().all(|line| width(line) <= 80), "{shown}");
    }
}

/// The margins of the stage table are the stages of each day, those of `rfm lifecycle`; two exports with stages and two snapshots
/// give the same table as two days of the file.
#[test]
fn stages_then_and_now() {
    let w = cdnow();
    let days = ["1997-06-30", "1997-12-31"];
    let compare = |from: &str, to: &str, more: &[&str]| {
        w.rfm(&[&["compare", from, to], more, &["-q", "--store", "s.db", "-f", "json"]].concat()).ok().json()["stages"].clone()
    };
    let found = compare(days[0], days[1], &[CDNOW]);
    let sum = |key: &str, stage: &str| {
        let of = |one: &&serde_json::Value| one[key] == stage;
        found.as_array().unwrap().iter().filter(of).map(|one| one["customers"].as_u64().unwrap()).sum::<u64>()
    };
    for (key, day) in ["from", "to"].into_iter().zip(days) {
        let stages = w.rfm(&["lifecycle", CDNOW, "-q", "--as-of", day, "-f", "csv"]).ok().csv();
        for row in stages {
            assert_eq!(sum(key, &row["stage"]).to_string(), row["customers"], "{key} {day} {}", row["stage"]);
        }
        w.rfm(&["score", CDNOW, "-q", "--stages", "--as-of", day, "-e", &format!("{day}.csv")]).ok();
        w.rfm(&["snapshot", "save", CDNOW, "-q", "--store", "s.db", "--as-of", day]).ok();
    }
    assert_eq!(compare("1997-06-30.csv", "1997-12-31.csv", &[]), found, "two exports");
    assert_eq!(compare(days[0], days[1], &[]), found, "two snapshots");
    w.rfm(&["score", CDNOW, "-q", "-e", "plain.csv"]).ok();
    assert!(compare("1997-06-30.csv", "plain.csv", &[]).is_null(), "an export without stages knows none");
    for (lang, words) in [("en", "Stages of the lifecycle: rows as they were"), ("zh", "生命周期阶段：行为原来的阶段")] {
        let args = ["compare", days[0], days[1], CDNOW, "-q", "--lang", lang, "-o", "c.html"];
        assert!(w.rfm(&args).ok().text().contains(words) && w.read("c.html").contains(words));
    }
}

/// CDNOW ends on 1998-06-30: 31 days later is a month, 32 days are told, in every form.
#[test]
fn a_day_after_the_data_is_told() {
    let w = cdnow();
    let run = |to: &str, more: &[&str]| w.rfm(&[&["compare", "1998-01-31", to, CDNOW], more].concat()).ok();
    assert!(!run("1998-07-31", &[]).text().contains("the last purchase of"));
    let told = "the last purchase of 1998-08-01 is of 1998-06-30, 32 days before";
    assert!(run("1998-08-01", &[]).text().split_whitespace().collect::<Vec<_>>().join(" ").contains(told));
    assert!(run("1998-08-01", &["-f", "json", "-q"]).text().contains(told) && run("1998-08-01", &["-f", "csv"]).stderr.contains(told));
}

/// Worked by hand: as of 31 March A, B and C have bought, on 30 April all but B again, and D is new. By thresholds of 30 days,
/// 2 purchases and 100, of which 4 and 5 are the highest steps, A is of the best on both days, B fell, C rose.
const VISITS: &str = "customer_id,date,amount
A,2026-03-20,100
A,2026-03-25,100
A,2026-04-20,50
B,2026-03-10,300
B,2026-03-15,100
C,2026-03-28,40
C,2026-04-28,80
D,2026-04-15,10
";
const CUTS: [&str; 6] = ["--cuts", "r=30,30,60,90", "--cuts", "f=1,1,2,2", "--cuts", "m=0,0,100,100"];

#[test]
fn who_fell_and_who_rose_worked_by_hand() {
    let w = Workdir::new();
    w.write("visits.csv", VISITS);
    let days = ["compare", "2026-03-31", "2026-04-30", "visits.csv", "-q"];
    let compare = |args: &[&str]| w.rfm(&[&days[..], &CUTS, args].concat());
    let json = compare(&["-f", "json"]).ok().json();
    let movers = |key: &str| {
        let list = json[key]["top"].as_array().unwrap();
        list.iter()
            .map(|one| ["customer_id", "from", "to", "value_from", "value_to"].map(|key| one[key].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    // B was there 16 and 46 days ago; C has bought for 120 in two purchases instead of for 40 in one.
    assert_eq!(movers("falls"), [["B", "important-value", "important-keep", "400.00", "400.00"]]);
    assert_eq!(movers("rises"), [["C", "general-develop", "important-value", "40.00", "120.00"]]);
    let counts = ["new", "gone", "moved"].map(|key| json[key]["customers"].as_u64().unwrap());
    assert_eq!(counts, [1, 0, 2]);
    assert_eq!((&json["at_risk"]["from"]["value"], &json["at_risk"]["to"]["value"]), (&"0.00".into(), &"400.00".into()));
    assert_eq!(json["new"]["value_to"], "10.00");
    let text = compare(&["--top", "0"]).ok().text();
    assert!(!text.contains("who fell") && compare(&[]).ok().text().contains("The most valuable who fell or are gone: 1"));
}

#[test]
fn conditions_end_with_three_and_everything_is_written() {
    let w = Workdir::new();
    w.write("visits.csv", VISITS);
    let days = ["compare", "2026-03-31", "2026-04-30", "visits.csv", "-q", "-o", "change.json", "-f", "csv"];
    let run = |conditions: &[&str]| w.rfm(&[&days[..], &CUTS, conditions].concat());
    run(&["--fail-if", "important-value<0", "--fail-if", "all<0", "--fail-if", "lost>5%"]).quiet();
    // At risk: nothing, then 400; general · develop: C, then D.
    let met = run(&["--fail-if", "general-develop < 0", "--fail-if", "at-risk > 10%"]);
    assert_eq!((met.failed(), met.csv().len()), (Some(3), 80));
    met.says(&["--fail-if at-risk>10% is met: 0.00, then 400.00"]);
    assert!(w.read("change.json").contains("\"important-keep\""));
    let zh = run(&["--fail-if", "all.value>=110", "--lang", "zh"]);
    zh.says(&["满足 --fail-if all.value>=110：原为 640.00，现为 780.00 (21.9%)"]);
    run(&["--fail-if", "best<1"]).fails(2).says(&["--fail-if: 'best<1' is not a condition", "important-value<-10%"]);
}

#[test]
fn what_differs_is_refused_and_named_unless_forced() {
    let w = Workdir::new();
    w.fixture("moves.csv")
        .write("yuan.csv", "customer_id,date,amount\nA,2026-01-01,¥10\n")
        .write("euro.csv", "customer_id,date,amount\nA,2026-02-01,€10\n");
    let save = |file: &str, args: &[&str]| w.rfm(&[&["snapshot", "save", file, "-q", "--store", "s.db"], args].concat()).ok();
    save("moves.csv", &["--window", "2m", "--label", "two"]);
    save("moves.csv", &["--as-of", "2026-03-31", "--label", "all"]);
    save("yuan.csv", &["--label", "yuan"]);
    save("euro.csv", &["--label", "euro"]);
    let compare = |args: &[&str]| w.rfm(&[&["compare", "--store", "s.db", "-q"], args].concat());
    compare(&["all", "two"]).fails(1).says(&["window (none, then 2m)", "--force"]);
    compare(&["all", "two", "--lang", "zh"]).fails(1).says(&["统计期（前为无，后为2m）"]);
    compare(&["yuan", "euro"]).fails(1).says(&["currency (CNY, then EUR)"]);
    let forced = compare(&["all", "two", "--force"]).ok().text();
    assert!(
        forced
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("Caution the two cannot be compared as they are, because they differ in: window (none, then 2m)"),
        "{forced}"
    );
    // A fixed set of thresholds is no difference as long as both are scored by one of them.
    save(
        "moves.csv",
        &["--as-of", "2026-04-30", "--preset", "after-sales", "--window", "2m", "--zero-amounts", "keep", "--label", "fixed"],
    );
    compare(&["fixed", "two"]).quiet();
    compare(&["fixed", "two", "--recut"]).fails(1).says(&["thresholds (r=30,60,90,180 f=2,3,4,5 m=2000.00"]);
    // An export tells what value is.
    w.rfm(&["score", "yuan.csv", "-q", "-e", "yuan-export.csv"]).ok();
    compare(&["two", "yuan-export.csv"]).fails(1).says(&["value (profit, then amount spent)"]);
}

/// An export tells no thresholds, but its scores do: those of FROM, found again, score TO as the thresholds themselves do.
#[test]
fn exports_of_different_thresholds_are_told_and_scored_alike() {
    let w = cdnow();
    w.rfm(&["score", CDNOW, "-q", "--as-of", "1997-06-30", "-e", "then.csv"]).ok();
    w.rfm(&["score", CDNOW, "-q", "-e", "now.csv"]).ok();
    let compare = |args: &[&str]| w.rfm(&[&["compare"], args].concat());
    let told = compare(&["then.csv", "now.csv", "-f", "json"]).ok().json();
    let cautions: Vec<&str> = told["cautions"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    // 2 purchases are 4 of 5 in June, when most had bought once, and 3 of 5 a year later.
    assert!(
        cautions[0].contains("F: 2 scores 4 in then.csv, 2 scores 3 in now.csv") && cautions[0].contains("--cuts-from then.csv"),
        "{cautions:?}"
    );
    assert!(cautions[1].contains("does not tell its window"), "{cautions:?}");
    compare(&["then.csv", "now.csv", "-f", "csv"]).ok().says(&["note: the scores come from different thresholds"]);
    let alike = compare(&["then.csv", "now.csv", "--cuts-from", "then.csv", "-q", "-f", "csv"]).ok().text();
    assert_eq!(alike, compare(&["1997-06-30", "1998-06-30", CDNOW, "-q", "-f", "csv"]).ok().text());
    let zh = compare(&["then.csv", "now.csv", "-q", "--lang", "zh"]).ok().text();
    assert!(zh.split_whitespace().collect::<String>().contains("两边得分所用的门槛不同"), "{zh}");
    // Thresholds that can be known are known: a snapshot has its own.
    w.rfm(&["snapshot", "save", CDNOW, "-q", "--store", "s.db", "--as-of", "1997-06-30"]).ok();
    let text = compare(&["1997-06-30", "now.csv", "--store", "s.db", "-q", "-f", "json"]).ok().json();
    assert!(text["cautions"][0].as_str().unwrap().contains(" --cuts f=2,2,2,3 --cuts m="), "{text}");
}

#[test]
fn what_the_customers_of_an_export_betray_is_refused() {
    let w = cdnow();
    let export = |file: &str, args: &[&str]| w.rfm(&[&["score", CDNOW, "-q", "-e", file], args].concat()).ok();
    export("all.csv", &[]);
    export("window.csv", &["--window", "6m"]);
    export("part.csv", &["--segment", "1,2"]);
    let compare = |args: &[&str]| w.rfm(&[&["compare", "-q"], args].concat());
    compare(&["window.csv", "all.csv"]).fails(1).says(&["window (182 days at most, then more than 545 days)", "--force"]);
    compare(&["all.csv", "window.csv"]).fails(1).says(&["window (more than 545 days, then 182 days at most)"]);
    compare(&["all.csv", "part.csv"]).fails(1).says(&["TO has only Important · value, Important · keep", "--segment"]);
    compare(&["part.csv", "all.csv", "--lang", "zh"]).fails(1).says(&["FROM 中只有重要价值、重要保持", "--force"]);
    compare(&["all.csv", "part.csv", "--force"]).ok();
    w.write("others.csv", "customer_id,date,amount\nX1,1997-01-02,5\nX2,1998-01-02,5\n");
    export("others-export.csv", &[]);
    w.rfm(&["score", "others.csv", "-q", "-e", "others-export.csv"]).ok();
    compare(&["all.csv", "others-export.csv"]).fails(1).says(&["none of the 2,357 of FROM is among the 2 of TO"]);
    compare(&["all.csv", "others-export.csv", "--lang", "zh"]).fails(1).says(&["FROM 的 2,357 位没有一位在 TO 的 2 位之中"]);
    // The same visits in another currency: whoever did not come again has another amount.
    let visits = |factor: u32| {
        let rows: String = (0..20).map(|number| format!("K{number},2026-01-{:02},{}\n", number + 1, 10 * factor)).collect();
        format!("customer_id,date,amount\n{rows}")
    };
    w.write("yuan.csv", visits(7)).write("dollars.csv", visits(1) + "K0,2026-03-01,10\n");
    for file in ["yuan", "dollars"] {
        w.rfm(&["score", &format!("{file}.csv"), "-q", "-e", &format!("{file}-export.csv")]).ok();
    }
    compare(&["yuan-export.csv", "dollars-export.csv"])
        .fails(1)
        .says(&["amounts (of 18 customers without a new purchase 18 have another figure"]);
    // Half of the customers are missing, in all segments: that may be so.
    let some: String = w.read("all.csv").lines().enumerate().filter(|(at, _)| at % 3 == 0).map(|(_, line)| format!("{line}\n")).collect();
    w.write("some.csv", some);
    let told = compare(&["all.csv", "some.csv", "-f", "json"]).ok().json();
    assert!(told["cautions"][1].as_str().unwrap().contains("customers of all.csv are not in some.csv"), "{told}");
}

/// Whom to call is told by the files, by the columns of exports, and by the tasks of the store; a list has everybody who moved.
#[test]
fn who_moved_and_how_to_reach_them() {
    let w = Workdir::new();
    let named = VISITS.lines().enumerate().map(|(at, line)| match (at, &line[..1]) {
        (0, _) => format!("{line},name,phone,advisor\n"),
        (_, "B") => format!("{line},=Bea,+44 20 7946 0000,Tom\n"),
        (_, "D") => format!("{line},Dai,,Ann\n"),
        _ => format!("{line},,,\n"),
    });
    w.write("visits.csv", named.collect::<String>());
    let args = [&["compare", "2026-03-31", "2026-04-30", "visits.csv", "-q"], &CUTS[..]].concat();
    let shown = w.rfm(&[&args[..], &["-e", "movers.csv", "-e", "movers.json"]].concat()).ok().text();
    assert!(shown.contains("=Bea  +44 20 7946 0000  Tom      1 → 2"), "{shown}");
    let expected = "customer_id,name,phone,advisor,change,from,to,value_from,value_to,last_purchase
B,=Bea,+44 20 7946 0000,Tom,fell,important-value,important-keep,400.00,400.00,2026-03-15
C,,,,rose,general-develop,important-value,40.00,120.00,2026-04-28
D,Dai,,Ann,new,,general-develop,,10.00,2026-04-15
";
    assert_eq!(w.read("movers.csv"), expected);
    let json: serde_json::Value = serde_json::from_str(&w.read("movers.json")).unwrap();
    assert_eq!(
        (&json[0]["phone"], &json[2]["name"], &json[2]["from"]),
        (&"+44 20 7946 0000".into(), &"Dai".into(), &serde_json::Value::Null)
    );
    w.rfm(&[&args[..], &["-e", "safe.csv", "--excel"]].concat()).ok();
    assert!(w.read("safe.csv").contains("B,'=Bea,'+44 20 7946 0000,Tom"), "{}", w.read("safe.csv"));
    w.rfm(&[&args[..], &["-e", "movers.doc"]].concat()).fails(2).says(&["--export", ".csv"]);
    w.rfm(&[&args[..], &["-e", "visits.csv"]].concat()).fails(74).says(&["it is an input"]);
    w.rfm(&[&args[..], &["-e", "m.csv", "-o", "m.csv"]].concat()).fails(2).says(&["--export: m.csv is named by --output too"]);
    // Two exports that keep them.
    for (day, file) in [("2026-03-31", "then.csv"), ("2026-04-30", "now.xlsx")] {
        w.rfm(&[&["score", "visits.csv", "-q", "--as-of", day, "-e", file, "--keep", "name,phone,advisor"], &CUTS[..]].concat()).ok();
    }
    w.rfm(&["compare", "then.csv", "now.xlsx", "-q", "-e", "movers.csv"]).ok();
    assert_eq!(w.read("movers.csv"), expected);
    // Snapshots hold no names; the files that follow do, and so do the tasks in the store.
    w.rfm(&[&["snapshot", "save", "visits.csv", "-q", "--store", "s.db", "--backfill", "monthly"], &CUTS[..]].concat()).ok();
    w.rfm(&["compare", "previous", "latest", "-q", "--store", "s.db", "-e", "movers.csv"]).ok();
    assert!(w.read("movers.csv").contains("\nB,,,,fell,"), "{}", w.read("movers.csv"));
    w.rfm(&["compare", "previous", "latest", "visits.csv", "-q", "--store", "s.db", "-e", "movers.csv"]).ok();
    assert_eq!(w.read("movers.csv"), expected);
    w.rfm(&[&["tasks", "sync", "visits.csv", "-q", "--store", "s.db", "--actor", "x"], &CUTS[..]].concat()).ok();
    w.rfm(&["compare", "previous", "latest", "-q", "--store", "s.db", "-e", "movers.csv"]).ok();
    assert!(w.read("movers.csv").contains("\nB,=Bea,+44 20 7946 0000,Tom,fell,"), "{}", w.read("movers.csv"));
}

/// What a configuration says is for files: it neither stands in the way of snapshots nor changes by what they are scored.
#[test]
fn a_configuration_does_not_get_in_the_way() {
    let w = Workdir::new();
    w.fixture("moves.csv");
    w.rfm(&["snapshot", "save", "moves.csv", "-q", "--store", "s.db", "--backfill", "monthly", "--window", "2m"]).ok();
    let compare = || w.rfm(&["compare", "previous", "latest", "-q", "--store", "s.db", "-f", "csv"]).ok().text();
    let before = compare();
    w.write("rfm.toml", "window = \"2m\"\nas-of = \"2026-03-31\"\npreset = \"after-sales\"\nactive-only = true\n");
    assert_eq!(compare(), before);
    w.rfm(&["compare", "2026-02-28", "2026-05-20", "moves.csv", "-q"]).ok();
}

#[test]
fn what_cannot_be_meant_is_told() {
    let w = Workdir::new();
    w.fixture("customer-table.csv").write("visits.csv", VISITS);
    let compare = |args: &[&str]| w.rfm(&[&["compare"], args].concat());
    compare(&["2026-03-31", "2026-04-30"]).fails(2).says(&["no file, and there are no snapshots yet", "rfm compare FROM TO visits.csv"]);
    compare(&["31/3/2026", "2026-04-30", "visits.csv"])
        .fails(2)
        .says(&["FROM: '31/3/2026' is no day, which is written 2026-08-31, no file"]);
    compare(&["visits.csv", "visits.csv"]).fails(1).says(&["visits.csv has no column recency_days", "--export"]);
    compare(&["2026-01-31", "2026-04-30", "visits.csv"]).fails(2).says(&["FROM: nobody is in the data by '2026-01-31' yet"]);
    compare(&["2026-03-31", "2026-04-30", "customer-table.csv"]).fails(1).says(&["a customer table has no history"]);
    compare(&["2026-03-31", "2026-04-30", "visits.csv", "--as-of", "today"]).fails(2).says(&["FROM and TO are the days"]);
    compare(&["2026-04-30", "2026-03-31", "visits.csv"]).ok().says(&["FROM (2026-04-30) is later than TO (2026-03-31)"]);
    compare(&["2026-03-31"]).fails(2);
    w.rfm(&["snapshot", "save", "visits.csv", "-q", "--store", "s.db"]).ok();
    compare(&["latest", "latest", "--store", "s.db", "--window", "2m"]).fails(2).says(&["--window", "no file follows"]);
    compare(&["latest", "latest", "--store", "s.db", "--cuts", "f=1,2,3,4"]).fails(2).says(&["all three measures"]);
    compare(&["2026-03-31", "last", "visits.csv", "--store", "s.db"]).fails(2).says(&["TO: 'last' is no day", "there are: 2026-04-28"]);
    let nobody_moved = compare(&["latest", "latest", "--store", "s.db", "-q"]).ok().text();
    assert!(nobody_moved.contains("both sides are as of the same day") && !nobody_moved.contains("greatest moves"), "{nobody_moved}");
    compare(&["latest", "previous", "--store", "s.db"]).fails(2).says(&["TO: there is no snapshot 'previous'"]);
    compare(&["2026-03-31", "2026-04-30", "visits.csv", "-f", "xlsx"]).fails(2).says(&["html"]);
}

/// The page has the figures of JSON, a line for every snapshot's segments, nothing of the network, and shows texts as texts.
#[test]
fn the_page_has_flows_and_lines_over_all_snapshots() {
    let w = Workdir::new();
    w.fixture(CDNOW);
    w.rfm(&["snapshot", "save", CDNOW, "-q", "--store", "s.db", "--backfill", "monthly"]).ok();
    for lang in ["en", "zh"] {
        w.rfm(&["compare", "1997-06-30", "latest", "-q", "--store", "s.db", "--lang", lang, "-o", "a.html", "-o", "a.json"]).ok();
        let (page, json) = (w.read("a.html"), w.read("a.json"));
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let flows = json["flows"].as_array().unwrap().iter().filter(|flow| flow["customers"].as_u64() > Some(0)).count();
        assert_eq!(page.matches("<path class=\"").count() - page.matches("<path class=\"axis\"").count(), flows);
        let lines: Vec<&str> =
            page.split("<polyline class=\"curve\" points=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!((lines.len(), lines.iter().all(|line| line.split(' ').count() == 18)), (9, true), "eight segments and what is at risk");
        assert!(!page.contains("://") && !page.contains("<script"), "{lang}");
        let days = page.matches("<tr><td>1997-06-30</td>").count();
        assert_eq!(days, 9);
    }
    // Between two days of a file: the ends of the months.
    w.rfm(&["compare", "1997-06-15", "1997-09-10", CDNOW, "-q", "-o", "b.html"]).ok();
    let page = w.read("b.html");
    for day in ["1997-06-15", "1997-06-30", "1997-07-31", "1997-08-31", "1997-09-10"] {
        assert!(page.contains(&format!("<tr><td>{day}</td>")), "{day}");
    }
    let hostile = "<script>\"&'";
    w.write(
        "hostile.csv",
        format!("customer_id,date,amount\n\"{}\",2026-01-01,9\nB,2026-01-01,1\nB,2026-06-01,1\n", hostile.replace('"', "\"\"")),
    );
    let cuts = ["--cuts", "r=30,30,60,90", "--cuts", "f=1,1,2,2", "--cuts", "m=0,0,5,5"];
    w.rfm(&[&["compare", "2026-01-02", "2026-06-01", "hostile.csv", "-q", "-o", "c.html", "-o", "c.csv"], &cuts[..]].concat()).ok();
    let page = w.read("c.html");
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
}
