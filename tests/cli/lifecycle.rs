//! `rfm lifecycle`: against an independent implementation on CDNOW, against cases worked by hand, and what it says of bad input.

use crate::workdir::Workdir;
use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use serde_json::Value;
use std::collections::BTreeMap;

/// What lifelines and `tests/oracle/lifecycle_oracle.py` found on CDNOW, by name.
fn facts() -> BTreeMap<String, String> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cdnow-lifecycle.expected.csv");
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().skip(1).map(|line| line.split_once(',').unwrap()).map(|(what, value)| (what.to_owned(), value.to_owned())).collect()
}

fn cdnow(args: &[&str]) -> Value {
    let w = Workdir::new();
    w.fixture("cdnow-sample.csv.gz");
    w.rfm(&[&["lifecycle", "cdnow-sample.csv.gz", "-q", "-f", "json"], args].concat()).ok().json()
}

#[test]
fn the_funnel_is_that_of_lifelines_and_of_matrices() {
    let facts = facts();
    let mut compared = 0;
    for horizon in ["30", "90", "180", "365", "460", "500", "545"] {
        let found = cdnow(&["--part", "funnel", "--horizon", horizon]);
        for visit in 2..=6_usize {
            let row = &found["funnel"]["visits"][visit - 1];
            for (field, name) in [("kaplan_meier", "kaplan-meier"), ("share", "aalen-johansen")] {
                let expected: f64 = facts[&format!("{name} {visit} {horizon}")].parse().unwrap();
                let shown = row[field].as_f64().unwrap();
                assert!((shown - expected).abs() < 1e-9, "{name} {visit} {horizon}: {shown} {expected}");
                compared += 1;
            }
            assert_eq!((facts[&format!("kaplan-meier-median {visit}")].as_str(), &row["median_days"]), ("inf", &Value::Null));
        }
    }
    assert_eq!(compared, 70);
    let again = &cdnow(&["--part", "funnel"])["repurchase"];
    let expected: f64 = facts["kaplan-meier 2 365"].parse().unwrap();
    assert!((again["share"].as_f64().unwrap() - expected).abs() < 1e-9);
    // Everybody was watched for a year, so the estimate is a count.
    assert_eq!((&again["watched"], &again["seen"]), (&2357.into(), &1074.into()));
}

#[test]
fn stages_and_cohorts_are_those_of_the_second_implementation() {
    let facts = facts();
    for as_of in ["1997-06-30", "1997-12-31", "1998-06-30"] {
        let found = cdnow(&["--part", "stages", "--as-of", as_of]);
        for stage in found["stages"].as_array().unwrap() {
            let name = format!("stage {as_of} {}", stage["stage"].as_str().unwrap());
            assert_eq!(stage["customers"].to_string(), facts[&name], "{name}");
            let parts = stage["segments"].as_object().unwrap().values().map(|count| count.as_u64().unwrap());
            assert_eq!(Some(parts.sum()), stage["customers"].as_u64(), "{name}: the margins add up");
        }
    }
    let mut cells = 0;
    for cohort in cdnow(&["--part", "cohorts"])["cohorts"].as_array().unwrap() {
        let month = cohort["first_visit"].as_str().unwrap();
        for (at, active) in cohort["active"].as_array().unwrap().iter().enumerate() {
            let amount = cohort["amount"][at].as_str().unwrap();
            let of = |what: &str, none: &str| facts.get(&format!("{what} {month} {at}")).map_or(none.to_owned(), String::clone);
            assert_eq!((active.to_string(), amount), (of("cohort-active", "0"), of("cohort-amount", "0.00").as_str()), "{month} +{at}");
            cells += 1;
        }
    }
    assert_eq!(cells, 18 + 17 + 16, "three cohorts up to June 1998");
}

/// As of 2026-06-15. Ann came in January (10th), February and April, 100 each; Ben on 2026-01-20 alone, 146 days ago, and rated
/// us 3; Cat six times every 10 days up to 2026-06-10, who says 10; Dee on 2025-01-05 alone, 526 days ago, says 9 and had
/// complained; Eve on 2025-05-01 alone, 410 days ago, without a word; Fay has a refund alone.
const VISITS: &str = "\
customer_id,name,date,amount,complaint,nps
ann,Ann,2026-01-10,100,,7
ann,Ann,2026-02-10,100,,
ann,Ann,2026-04-10,100,,
ben,Ben,2026-01-20,50,,3
cat,Cat,2026-04-21,10,,
cat,Cat,2026-05-01,10,,
cat,Cat,2026-05-11,10,,
cat,Cat,2026-05-21,10,,
cat,Cat,2026-05-31,10,,
cat,Cat,2026-06-10,10,,10
dee,Dee,2025-01-05,300,rude,9
eve,Eve,2025-05-01,200,no,
fay,Fay,2026-06-01,-5,,
";

fn with_visits() -> Workdir {
    let w = Workdir::new();
    w.write("v.csv", VISITS);
    w
}

fn part(w: &Workdir, name: &str, more: &[&str]) -> Vec<BTreeMap<String, String>> {
    let args = ["lifecycle", "v.csv", "-q", "--as-of", "2026-06-15", "-f", "csv", "--part", name];
    w.rfm(&[&args, more].concat()).ok().csv().into_iter().map(|row| row.into_iter().collect()).collect()
}

#[test]
fn worked_by_hand() {
    let w = with_visits();
    let counts = |more: &[&str]| -> Vec<String> {
        part(&w, "stages", more).iter().map(|row| format!("{} {}", row["stage"], row["customers"])).collect()
    };
    assert_eq!(counts(&[]), ["new 2", "growing 0", "established 1", "dormant 0", "churned 2", " 1"]);
    // From 120 days on Ben is dormant; at 500 days Eve has not churned.
    let other = ["--dormant-days", "120", "--churned-days", "500"];
    assert_eq!(counts(&other), ["new 1", "growing 0", "established 1", "dormant 2", "churned 1", " 1"]);
    assert_eq!(counts(&["--growing-visits", "2", "--established-visits", "3"])[..3], ["new 1", "growing 0", "established 2"]);
    // Dee complained, so Eve alone left without a word: 180 days after her last visit the silence was too long.
    let leavers = part(&w, "leavers", &[]);
    let cells = ["customer_id", "name", "stage", "visits", "last_visit", "days_away", "silent_since", "value"];
    assert_eq!(leavers.len(), 1);
    assert_eq!(cells.map(|cell| leavers[0][cell].as_str()), ["eve", "Eve", "churned", "1", "2025-05-01", "410", "2025-10-28", "200.00"]);
    // 10 and 9 against a 3, of four.
    let nps = part(&w, "nps", &[]);
    let of = |by: &str, group: &str| {
        let row = nps.iter().find(|row| row["by"] == by && row["group"] == group).unwrap();
        format!("{} {}", row["answers"], row["nps"])
    };
    assert_eq!([of("all", ""), of("stage", "new"), of("stage", "churned"), of("stage", "dormant")], ["4 25", "2 -50", "1 100", "0 "]);
    // Cohorts: June is not over, so January 2026 has four months after its own; Ann came in +1 and +3.
    let cohorts = part(&w, "cohorts", &[]);
    let january: Vec<String> = cohorts
        .iter()
        .filter(|row| row["first_visit"] == "2026-01")
        .map(|row| format!("{} {}", row["active"], row["amount_so_far"]))
        .collect();
    assert_eq!(january, ["2 150.00", "1 250.00", "0 250.00", "1 350.00", "0 350.00"]);
    assert!(cohorts.iter().all(|row| row["first_visit"] != "2026-06"), "a refund is no first visit");
    // Only who was first here in 2026 counts as new.
    let nobody = w.rfm(&["lifecycle", "v.csv", "--first-from", "2030-01-01"]);
    nobody.fails(2).says(&["--first-from: nobody came for the first time on '2030-01-01' or later"]);
    let funnel = part(&w, "funnel", &["--first-from", "2026-01-01", "--horizon", "55"]);
    let seen: Vec<&str> = funnel.iter().map(|row| row["seen"].as_str()).collect();
    assert_eq!(seen, ["3", "2", "1", "1", "1", "1"]);
    assert_eq!(funnel[1]["share"], "0.666667", "Ann after 31 days, Cat after 10, Ben never; all watched for 55 days");
}

#[test]
fn what_programs_read_depends_on_nothing_but_the_rows() {
    let w = with_visits();
    let (header, rows) = VISITS.split_once('\n').unwrap();
    let mut turned: Vec<&str> = rows.lines().collect();
    turned.reverse();
    w.write("turned.csv", format!("{header}\n{}\n", turned.join("\n")));
    let json = |file: &str, more: &[&str]| w.rfm(&[&["lifecycle", file, "-q", "-f", "json"], more].concat()).ok().text();
    assert_eq!(json("v.csv", &[]), json("turned.csv", &["--threads", "3"]));
    assert_eq!(json("v.csv", &[]), w.rfm_fed(VISITS.as_bytes(), &["lifecycle", "-", "-q", "-f", "json"]).ok().text());
}

#[test]
fn a_customer_table_has_stages_and_says_what_is_missing() {
    let w = Workdir::new();
    w.fixture("customer-table.csv");
    let run = w.rfm(&["lifecycle", "customer-table.csv", "--as-of", "2026-07-01", "--preset", "after-sales"]).ok();
    let (text, said) = (run.text(), &run.stderr);
    assert!(said.contains("a customer table has no single visits"), "{said}");
    assert!(text.contains("Stages as of 2026-07-01") && text.contains("Silent leavers"), "{text}");
    assert!(!text.contains("Visit funnel") && !text.contains("Cohorts:") && !text.contains("Churn:"), "{text}");
    let rows = w.rfm(&["lifecycle", "customer-table.csv", "--as-of", "2026-07-01", "-q", "-f", "csv"]).ok().csv();
    // T1 (12 orders, 11 days ago), T2 (8, 122 days), T5 (6, 47 days); T3 (1, 30 days), T10 (1, 0 days); T4 (1, 182 days); T6 never.
    let counts: Vec<String> = rows.iter().map(|row| format!("{} {}", row["stage"], row["customers"])).collect();
    assert_eq!(counts, ["new 2", "growing 0", "established 3", "dormant 1", "churned 0", " 1"]);
    assert_eq!(w.rfm(&["lifecycle", "customer-table.csv", "-q", "-f", "csv", "--part", "funnel"]).ok().csv().len(), 0);
}

#[test]
fn refusals_name_the_way_out() {
    let w = with_visits();
    let refused = |args: &[&str]| w.rfm(&[&["lifecycle", "v.csv"], args].concat()).fails(2).stderr;
    assert!(refused(&["--part", "funel"]).contains("did you mean funnel?"));
    assert!(refused(&["--established-visits", "4"]).contains("established begins with a later visit than growing"));
    assert!(refused(&["--churned-times", "0.5"]).contains("--churned-times"));
    assert!(refused(&["-f", "docx"]).contains("xlsx"));
    let said = w.rfm(&["lifecycle", "v.csv", "--as-of", "2026-06-15", "--horizon", "600"]).ok();
    assert!(said.stderr.contains("nobody was watched for 600 days") && said.stderr.contains("--horizon 521"), "{}", said.stderr);
}

/// As of 2026-06-30 over twelve months, high from 4: R up to 60 days, F from 4 orders, M from 300. A year before that, on
/// 2025-06-30:
///
/// | customer | orders | spent in the year | since | |
/// |---|---|---|---|---|
/// | back | 4, the last 29 days before | 400 | once, 100 | among the best, came again |
/// | gone | 4 | 400 | never | among the best, lost |
/// | cross | 4 | 400 − 150 given back | never | M too low |
/// | lines | 3 on four days | 400 | never | F too low |
/// | old | none; one before, for 400, of which 50 went back | 0 | never | |
const YEARS: &str = "\
customer_id,date,amount,order,gain
old,2024-03-01,400,o1,40
old,2024-04-01,-50,o1,-5
back,2025-03-01,100,b1,10
back,2025-04-01,100,b2,10
back,2025-05-01,100,b3,10
back,2025-06-01,100,b4,10
back,2025-08-01,100,b5,10
gone,2025-03-01,100,g1,10
gone,2025-04-01,100,g2,10
gone,2025-05-01,100,g3,10
gone,2025-06-01,100,g4,10
cross,2025-03-01,100,c1,10
cross,2025-04-01,100,c2,10
cross,2025-05-01,100,c3,10
cross,2025-06-01,100,c4,10
cross,2025-06-02,-150,c4,-15
lines,2025-03-01,100,l1,10
lines,2025-04-01,100,l2,10
lines,2025-05-01,100,l2,10
lines,2025-06-01,100,l4,10
now,2026-06-30,5,n1,1
";

#[test]
fn the_year_of_the_best_and_what_leavers_brought_need_no_window() {
    let w = Workdir::new();
    w.write("y.csv", YEARS);
    let args =
        ["lifecycle", "y.csv", "-q", "--window", "12m", "--cuts", "r=30,60,90,180", "--cuts", "f=2,3,4,5", "--cuts", "m=100,200,300,400"];
    let json = w.rfm(&[&args[..], &["-f", "json"]].concat()).ok().json();
    let best = &json["churn"]["best"];
    assert_eq!((&best["then"], &best["customers"], &best["lost"]), (&"2025-06-30".into(), &2.into(), &1.into()));
    assert_eq!(w.rfm_fed(YEARS.as_bytes(), &[&["lifecycle", "-"], &args[2..], &["-f", "json"]].concat()).ok().json(), json);
    // In the window but one of them has spent nothing; of equal amounts the first by id.
    let brought = |more: &[&str]| -> Vec<String> {
        let rows = w.rfm(&[&args[..], &["-f", "csv", "--part", "leavers"], more].concat()).ok().csv();
        rows.iter().map(|row| format!("{} {}", row["customer_id"], row["value"])).collect()
    };
    assert_eq!(brought(&[]), ["back 500.00", "gone 400.00", "lines 400.00", "old 350.00", "cross 250.00"]);
    assert_eq!(brought(&["--profit", "gain"]), ["back 50.00", "gone 40.00", "lines 40.00", "old 35.00", "cross 25.00"]);
    let text = w.rfm(&args).ok().text();
    assert!(text.contains("who brought 1,900.00 over all the") && text.contains("1 of 2 in Important · value on 2025-06-30"), "{text}");
    // Whoever was not there in the window is left out, so who has left cannot be told.
    let active = w.rfm(&["lifecycle", "y.csv", "--window", "12m", "--active-only"]).ok();
    assert!(active.stderr.contains("--active-only leaves out who bought nothing"), "{}", active.stderr);
}

/// One reading that keeps all rows, or two that keep those of the window: the same measures.
#[test]
fn stages_by_segment_are_those_of_score() {
    let w = with_visits();
    w.write("y.csv", YEARS).fixture("cdnow-sample.csv.gz");
    for file in ["v.csv", "y.csv", "cdnow-sample.csv.gz"] {
        for more in [&["--window", "90d"][..], &["--window", "12m", "--active-only"], &["--window", "6m", "--frequency", "days"], &[]] {
            let of = |verb: &[&str]| w.rfm(&[verb, &[file, "-q", "-f", "json"], more].concat()).ok().json();
            let (scored, found) = (of(&["score", "--stages"]), of(&["lifecycle"]));
            for stage in found["stages"].as_array().unwrap() {
                assert_eq!(stage["segments"], scored["stages"][stage["stage"].as_str().unwrap()], "{file} {more:?}");
            }
        }
    }
}

/// Nothing is known after the data's last day, so nothing that needs watching moves after it; silence does.
#[test]
fn an_as_of_date_after_the_data() {
    let w = with_visits();
    let json = |as_of: &str| w.rfm(&["lifecycle", "v.csv", "-q", "-f", "json", "--as-of", as_of]).ok().json();
    let (then, later) = (json("2026-06-10"), json("2027-06-10"));
    for part in ["repurchase", "cohorts", "churn", "watched_until"] {
        assert_eq!(then[part], later[part], "{part}");
    }
    for field in ["share", "kaplan_meier", "seen", "median_days"] {
        let of = |found: &Value| found["funnel"]["visits"].as_array().unwrap().iter().map(|visit| visit[field].clone()).collect::<Vec<_>>();
        assert_eq!(of(&then), of(&later), "{field}");
    }
    // June is not over in the data: the cohort of January has four months after its own, not sixteen.
    assert_eq!(later["cohorts"][2]["active"].to_string(), "[2,1,0,1,0]");
    assert_eq!(later["churn"]["quarters"].as_array().unwrap().last().unwrap()["quarter"], "2026-Q1");
    assert!(later["stages"].to_string().contains("\"stage\":\"churned\"") && later["notes"].to_string().contains("\"data_ends\""));
    let said = |args: &[&str]| w.rfm(args).ok().stderr;
    let told = "the data ends on 2026-06-10, 365 days before the as-of date 2027-06-10";
    for verb in ["score", "lifecycle"] {
        assert!(said(&[verb, "v.csv", "--as-of", "2027-06-10"]).contains(told), "{verb}");
        assert!(!said(&[verb, "v.csv", "--as-of", "2026-07-11"]).contains("the data ends"), "{verb}: 31 days are a month");
    }
    let text = w.rfm(&["lifecycle", "v.csv", "-q", "--as-of", "2026-07-11"]).ok().text();
    assert!(text.contains("the data ends on 2026-06-10, 31 days before"), "the report says it however few they are: {text}");
}

/// The page holds the figures of JSON, blanks where months are not over, and nothing that could act.
#[test]
fn the_page() {
    let w = with_visits();
    w.write("hostile.csv", VISITS.replace("Eve", "<script>alert(1)</script>"));
    let page = w.rfm(&["lifecycle", "hostile.csv", "-q", "--as-of", "2026-06-15", "-f", "html"]).ok().text();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Content-Security-Policy"));
    assert!(!page.contains("<script>") && page.contains("&lt;script&gt;"), "what customers are called stays text");
    for shown in ["Visit funnel", "Retention", "Net promoter score", "Silent leavers", "class=\"q4\"", "<td></td>"] {
        assert!(page.contains(shown), "{shown}");
    }
    let zh = w.rfm(&["lifecycle", "v.csv", "-q", "-f", "html", "--lang", "zh"]).ok().text();
    assert!(zh.contains("<html lang=\"zh-CN\">") && zh.contains("到店漏斗"));
}

/// As a workbook: a sheet for each part, figures as numbers, and all cohorts.
#[test]
fn the_workbook() {
    let w = with_visits();
    let args = ["lifecycle", "v.csv", "-q", "--as-of", "2026-06-15"];
    for (lang, names) in [
        ("en", ["Stages", "Visit funnel", "Cohorts", "Churn", "NPS", "Silent leavers", "Notes"]),
        ("zh", ["阶段", "到店漏斗", "同期群", "流失", "NPS", "无声离开", "说明"]),
    ] {
        w.rfm(&[&args[..], &["--lang", lang, "-o", "l.xlsx"]].concat()).ok();
        let mut book: Xlsx<_> = open_workbook(w.path("l.xlsx")).unwrap();
        assert_eq!(book.sheet_names(), names);
        let stages = book.worksheet_range(names[0]).unwrap();
        // New are two of six, and brought 350 of 910, less 5 given back.
        let row: Vec<Option<f64>> = (1..5).map(|at| stages.get((3, at)).and_then(Data::get_float)).collect();
        assert_eq!(row, [Some(2.0), Some(0.333), Some(350.0), Some(0.387)]);
        let cohorts = book.worksheet_range(names[2]).unwrap();
        let january = |from: usize| (from..40).find(|line| cohorts.get((*line, 0)) == Some(&Data::String("2026-01".into()))).unwrap();
        let first = january(0);
        let cells = |line: usize| (1..5).map(|at| cohorts.get((line, at)).and_then(Data::get_float)).collect::<Vec<_>>();
        assert_eq!(cells(first), [Some(2.0), Some(1.0), Some(0.5), Some(0.0)]);
        assert_eq!(cells(january(first + 1)), [Some(2.0), Some(75.0), Some(125.0), Some(125.0)]);
        let leavers = book.worksheet_range(names[5]).unwrap();
        assert_eq!((leavers.get((3, 0)), leavers.get((3, 7)).and_then(Data::get_float)), (Some(&Data::String("eve".into())), Some(200.0)));
    }
    w.rfm(&[&args[..], &["--part", "funnel", "-o", "f.xlsx"]].concat()).ok();
    assert_eq!(open_workbook::<Xlsx<_>, _>(w.path("f.xlsx")).unwrap().sheet_names()[0], "Visit funnel");
}

/// However much customers spend, the table of amounts fits a terminal, in a unit that its heading tells.
#[test]
fn cohorts_fit_the_terminal() {
    let w = Workdir::new();
    let visits = |times: u64| -> String {
        let visit = |month: u64| {
            format!("c{month},{}-{:02}-10,{}\nc{month},2026-12-20,{times}\n", 2025 + month / 12, month % 12 + 1, times * 987_654)
        };
        (0..23).map(visit).collect()
    };
    for (times, titles) in [(1, ["Each, in k", "人均，万"]), (1_000, ["Each, in m", "人均，万"]), (100_000, ["Each, in m", "人均，亿"])]
    {
        w.write("v.csv", format!("customer_id,date,amount\n{}", visits(times)));
        for (lang, title) in ["en", "zh"].into_iter().zip(titles) {
            let text = w.rfm(&["lifecycle", "v.csv", "-q", "--part", "cohorts", "--lang", lang]).ok().text();
            let width = |line: &str| line.chars().map(|c| if c > '\u{2e7f}' { 2 } else { 1 }).sum::<usize>();
            assert!(text.contains(title) && text.lines().all(|line| width(line) <= 80), "{text}");
            assert!(text.contains("+9") && text.contains("+6"), "no month has gone that must not: {text}");
        }
        let plain = w.rfm_with(&[("LC_ALL", "C")], &["lifecycle", "v.csv", "-q", "--part", "cohorts"]).ok().text();
        assert!(plain.lines().all(|line| line.chars().count() <= 80), "{plain}");
    }
}

/// Answers on another scale make no net promoter score, and the report says so.
#[test]
fn an_nps_of_stars_is_none() {
    let w = Workdir::new();
    let rows =
        |answers: &[&str]| -> String { answers.iter().enumerate().map(|(at, answer)| format!("c{at},2026-06-01,1,{answer}\n")).collect() };
    let run = |answers: &[&str], lang: &str| {
        w.write("v.csv", format!("customer_id,date,amount,nps\n{}", rows(answers)));
        w.rfm(&["lifecycle", "v.csv", "--part", "nps", "--lang", lang]).ok()
    };
    let stars = ["5", "4", "5", "3", "5", "5", "4", "5", "5", "1"];
    let found = run(&stars, "en");
    assert!(!found.text().contains("Net promoter score") && found.text().contains("no NPS: no answer is above 5"), "{}", found.text());
    found.says(&["no NPS: no answer is above 5"]);
    run(&stars, "zh").says(&["无法计算净推荐值：没有高于 5 分的回答"]);
    run(&["90", "85", "10", "70"], "en").says(&["no NPS: answers go up to 100"]);
    let slip = run(&["9", "9", "8", "3", "11"], "en");
    assert!(slip.text().contains("Net promoter score: +25"), "{}", slip.text());
    slip.says(&["1 answer passed over for NPS: no whole number from 0 to 10"]);
}

/// Beside segments, and in exports, only where somebody asks.
#[test]
fn stages_in_the_report_and_in_exports() {
    let w = with_visits();
    let args = ["score", "v.csv", "-q", "--as-of", "2026-06-15", "--export", "c.csv", "-o", "r.json", "-o", "r.md"];
    let plain = w.rfm(&args).ok().text();
    assert!(!plain.contains("Dormant") && !w.read("c.csv").contains("stage") && !w.read("r.json").contains("\"stages\""));
    let text = w.rfm(&[&args[..], &["--stages"]].concat()).ok().text();
    assert!(text.contains("Segment") && text.contains("Dormant  Churned"), "{text}");
    let rows = crate::workdir::rows(&w.read("c.csv"));
    let stages: Vec<String> = rows.iter().map(|row| format!("{} {}", row["customer_id"], row["stage"])).collect();
    assert_eq!(stages, ["ann new", "ben new", "cat established", "dee churned", "eve churned", "fay "]);
    let json: Value = serde_json::from_str(&w.read("r.json")).unwrap();
    let churned = json["stages"]["churned"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum::<u64>();
    assert_eq!(churned, 2);
    assert!(w.read("r.md").contains("## Segments by stage"));
    // What each stage needs stands beside in every form for people, and in JSON.
    let needs = "agree on the next visit before they leave";
    assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(needs) && w.read("r.md").contains(needs));
    assert!(json["stage_needs"]["growing"].as_str().unwrap().contains(needs));
    w.rfm(&[&args[..5], &["--stages", "--lang", "zh", "-o", "r.html", "-o", "r.xlsx", "-o", "r.csv"]].concat()).ok();
    let page = w.read("r.html");
    assert!(page.contains("客群与阶段") && page.contains("养成习惯：离店前约好下一次") && page.contains("data-label=\"成熟期\""));
    let rows = crate::workdir::rows(&w.read("r.csv"));
    let sum = |stage: &str| rows.iter().map(|row| row[stage].parse::<u64>().unwrap()).sum::<u64>();
    assert_eq!(["new", "growing", "established", "dormant", "churned"].map(sum), [2, 0, 1, 0, 2]);
    let mut book: Xlsx<_> = open_workbook(w.path("r.xlsx")).unwrap();
    let sheet = book.worksheet_range("阶段").unwrap();
    // Below the heading the names of the stages, then a line for each segment: all customers of it in the last column.
    assert_eq!(sheet.get((2, 5)), Some(&Data::String("流失期".into())));
    let churned: f64 = (3..11).filter_map(|line| sheet.get((line, 5)).and_then(Data::get_float)).sum();
    assert_eq!(churned, 2.0);
    w.rfm(&["score", "v.csv", "-q", "--as-of", "2026-06-15", "--stages", "--dormant-days", "120", "--export", "d.csv"]).ok();
    assert_eq!(crate::workdir::rows(&w.read("d.csv"))[1]["stage"], "dormant");
}
