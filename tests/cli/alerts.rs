//! `rfm alerts`: who is warned of, why, who acts by when; and that nothing but the data and the flags decides.

use crate::workdir::{Row, Workdir, rows};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

/// As of 2026-06-30; with `--cuts m=1,2,3,1000` everybody who spent 1,000 is important.
///
/// | id | visits | last, days ago | of note |
/// |---|---|---|---|
/// | A | 1 | 2026-04-01, 90 | yellow by days |
/// | B | 1 | 2026-03-02, 120 | orange by days; advisor Nina |
/// | C | 1 | 2026-01-01, 180 | red by days; advisor Owen |
/// | D | 1 | 2026-04-02, 89 | nothing |
/// | E | 5, gaps 7, 20, 14, 6 | 2026-05-17, 44 | usual gap 14: silent for more than 28 and 30 days |
/// | F | 4, gaps 7, 20, 14 | 2026-06-03, 27 | not 30 days |
/// | G | 3, gaps 7, 7 | 2026-05-01, 60 | two gaps are no rhythm |
/// | H | 1 | 2026-06-20, 10 | a complaint on that day, rated 5 |
/// | I | 2 | 2026-06-20, 10 | a complaint on the visit before: they came again |
/// | J | 1 | 2026-06-10, 20 | cancelled a booking on 2026-06-12 |
/// | K | 1 | 2026-06-10, 20 | cancelled a booking on that day |
/// | L | 1 | 2026-06-10, 20 | waited 31 minutes |
/// | M | 1 | 2026-06-10, 20 | waited 30 minutes, and rated the first visit 1 of 5 |
/// | N | 1 | 2026-01-01, 180 | spent little: not important |
/// | O | 1 | 2026-04-01, 90 | yellow by days; complained 90 days ago: too long ago |
/// | P | 5, gaps 10 | 2026-04-01, 90 | yellow by days and by rhythm, waited an hour and a quarter 90 days ago |
/// | Q | 1, and a refund | 2026-06-01, 29 | complained with the refund on 2026-06-05; a refund is no visit |
/// | R | cancelled only | – | no customer at all |
const VISITS: &str = "\
customer_id,name,phone,advisor,visit_date,amount,status,wait_minutes,rating,complaint
A,Ann,555-0101,,2026-04-01,5000,done,5,,
B,Bo,,Nina,2026-03-02,6000,done,,4,no
C,,555-0103,Owen,2026-01-01,7000,done,,,
D,,,,2026-04-02,9000,done,,,
E,,,,2026-03-31,1000,done,,,
E,,,,2026-04-07,1000,done,,,
E,,,,2026-04-27,1000,done,,,
E,,,,2026-05-11,1000,done,,,
E,,,Nina,2026-05-17,500,done,,,
F,,,,2026-04-23,1000,done,,,
F,,,,2026-04-30,1000,done,,,
F,,,,2026-05-20,1000,done,,,
F,,,,2026-06-03,1000,done,,,
G,,,,2026-04-17,1000,done,,,
G,,,,2026-04-24,1000,done,,,
G,,,,2026-05-01,1000,done,,,
H,Hal,,Nina,2026-06-20,3000,done,10,5,The brakes squeal
I,,,,2026-06-15,1500,done,,,too slow
I,,,,2026-06-20,1500,done,,,none
J,,,,2026-06-10,2000,done,,,
J,,,,2026-06-12,2000,cancelled,,,
K,,,,2026-06-10,2000,done,,,
K,,,,2026-06-10,2000,cancelled,,,
L,,,,2026-06-10,2000,done,31 min,5,
M,,,,2026-06-10,2000,done,30,1,
N,,,,2026-01-01,10,done,,,
O,,,,2026-04-01,4000,done,,,yes
P,,,,2026-02-20,1000,done,,,
P,,,,2026-03-02,1000,done,,,
P,,,,2026-03-12,1000,done,,,
P,,,,2026-03-22,1000,done,,,
P,,,,2026-04-01,1000,done,1:15,,
Q,,,,2026-06-01,2000,done,,,
Q,,,,2026-06-05,-100,done,,,1
R,,,,2026-06-12,2000,cancelled,,,
";

const FLAGS: [&str; 6] = ["--as-of", "2026-06-30", "--cuts", "m=1,2,1000,100000", "-f", "csv"];

fn with_visits() -> Workdir {
    let w = Workdir::new();
    w.write("v.csv", VISITS);
    w
}

fn alerts(w: &Workdir, args: &[&str]) -> Vec<Row> {
    w.rfm(&[&["alerts", "v.csv"], &FLAGS[..], args].concat()).ok().csv()
}

/// Customer, level and rules of each row.
fn brief(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| format!("{} {} {}", row["customer_id"], row["level"], row["rules"])).collect()
}

#[test]
fn worked_by_hand() {
    let rows = alerts(&with_visits(), &[]);
    // By the amount they brought, the most first; of equal amounts by id.
    let expected = [
        "C red days", "B orange days", "A yellow days", "P yellow days;rhythm", "E yellow rhythm", "O yellow days", "H red complaint",
        "J yellow cancelled", "L yellow wait", "M yellow first-rating", "Q red complaint",
    ];
    assert_eq!(brief(&rows), expected);
    let row = |id: &str| rows.iter().find(|row| row["customer_id"] == id).unwrap();
    let cells = |id: &str, columns: &[&str]| columns.iter().map(|column| row(id)[*column].clone()).collect::<Vec<_>>();
    let about = ["name", "phone", "advisor", "last_visit", "days_away", "usual_gap_days", "rating", "value"];
    assert_eq!(cells("B", &about), ["Bo", "", "Nina", "2026-03-02", "120", "", "4", "6000.00"]);
    assert_eq!(cells("E", &about), ["", "", "Nina", "2026-05-17", "44", "14", "", "4500.00"]);
    // Who acts and by when: 7, 5 and 3 days; a complaint of an important customer by the next day.
    let plan = ["owner", "owner_role", "due", "due_days", "next_role"];
    assert_eq!(cells("A", &plan), ["service advisor", "advisor", "2026-07-07", "7", "advisor"]);
    assert_eq!(cells("B", &plan), ["Nina", "", "2026-07-05", "5", "manager"]);
    assert_eq!(cells("C", &plan), ["service manager", "manager", "2026-07-03", "3", "director"]);
    assert_eq!(cells("M", &plan), ["service advisor", "advisor", "2026-07-02", "2", "advisor"]);
    assert_eq!(cells("H", &plan), ["service manager", "manager", "2026-07-01", "1", "director"]);
    for (id, why) in [
        ("A", "90 days since the last visit"),
        ("P", "90 days since the last visit; usually back within 10 days"),
        ("H", "complained on 2026-06-20: \"The brakes squeal\""),
        ("J", "cancelled a booking on 2026-06-12"),
        ("L", "waited 31 minutes on 2026-06-10"),
        ("M", "rated the first visit 1"),
        ("Q", "complained on 2026-06-05"),
    ] {
        assert_eq!(row(id)["why"], why);
    }
}

#[test]
fn everything_can_be_set() {
    let w = with_visits();
    let of = |args: &[&str]| brief(&alerts(&w, args));
    assert_eq!(of(&["--warn-days", "89,90,91"])[..3], ["D yellow days", "C red days", "B red days"]);
    assert!(of(&["--also", "lost"]).contains(&"N red days".to_owned()) && of(&["--also", "8"]).len() == 12);
    assert!(!of(&["--rhythm-days", "27"]).contains(&"F yellow rhythm".to_owned()), "27 days are less than twice 14");
    assert!(of(&["--rhythm-days", "27", "--rhythm-times", "1.5"]).contains(&"F yellow rhythm".to_owned()));
    assert!(of(&["--rhythm-gaps", "2"]).contains(&"G yellow rhythm".to_owned()));
    assert!(!of(&["--rhythm-times", "3.15"]).contains(&"E yellow rhythm".to_owned()), "44 < 3.15 × 14 = 44.1");
    assert!(of(&["--rhythm-times", "3.14"]).contains(&"E yellow rhythm".to_owned()), "44 > 43.96");
    assert!(of(&["--sign-days", "91"]).contains(&"O red complaint;days".to_owned()));
    assert!(of(&["--wait-minutes", "29"]).contains(&"M yellow first-rating;wait".to_owned()));
    let off = of(&["--level-of", "days=off,wait=off", "--level-of", "complaint=orange"]);
    let left =
        ["P yellow rhythm", "E yellow rhythm", "H orange complaint", "J yellow cancelled", "M yellow first-rating", "Q orange complaint"];
    assert_eq!(off, left);
    let rows = alerts(&w, &["--owner-of", "orange=Chen Wei", "--owner-of", "red=director", "--due-days", "3,2,0"]);
    assert_eq!((&*rows[1]["owner"], &*rows[0]["owner"], &*rows[0]["owner_role"]), ("Chen Wei", "director", "director"));
    assert_eq!((&*rows[0]["due"], &*rows[1]["due"], &*rows[2]["due"]), ("2026-06-30", "2026-07-02", "2026-07-03"));
    let rows = alerts(&w, &["--action-of", "red=Drive there", "--action-of", "complaint=Ring the bell"]);
    assert_eq!((&*rows[0]["action"], &*rows[6]["action"]), ("Drive there", "Ring the bell"));
    // And in a file, where a flag goes before it.
    w.write(
        "rfm.toml",
        "warn-days = \"60,90,120\"\nalso = [\"lost\"]\nlevel-of = [\"rhythm=off\"]\naction-of = [\"yellow=Write a card\"]\n",
    );
    let rows = alerts(&w, &[]);
    assert_eq!(brief(&rows)[..3], ["D yellow days", "C red days", "B red days"]);
    assert_eq!(rows[0]["action"], "Write a card");
    assert!(brief(&rows).contains(&"N red days".to_owned()));
    assert_eq!(of(&["--warn-days", "90,120,180"])[0], "C red days");
}

#[test]
fn a_high_rating_suppresses_nothing() {
    let w = with_visits();
    let rules = |text: &str| {
        w.write("v.csv", text);
        brief(&alerts(&w, &[]))
    };
    let with = rules(VISITS);
    let fives: String = VISITS
        .lines()
        .enumerate()
        .map(|(at, line)| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if at > 0 {
                cells[8] = "5";
            }
            cells.join(",") + "\n"
        })
        .collect();
    let without: Vec<&String> = with.iter().filter(|row| !row.contains("first-rating")).collect();
    assert_eq!(rules(&fives).iter().collect::<Vec<_>>(), without, "but that of a first visit raises one");
    assert!(
        w.rfm(&["alerts", "v.csv", "--as-of", "2026-06-30", "--cuts", "m=1,2,1000,100000", "-q"]).ok().text().contains("last rating 5")
    );
}

#[test]
fn forms_tell_the_same() {
    let w = with_visits();
    let run = |args: &[&str]| w.rfm(&[&["alerts", "v.csv", "-q"], &FLAGS[..4], args].concat()).ok();
    let rows = run(&["-f", "csv"]).csv();
    let json = run(&["-f", "json"]).json();
    assert_eq!(json["counts"], json!({ "yellow": 7, "orange": 1, "red": 3, "all": 11, "routine": 0 }));
    assert_eq!((&json["as_of"], &json["value_of"]), (&json!("2026-06-30"), &json!("monetary")));
    assert_eq!(json["rules"], json!(["complaint", "first-rating", "days", "rhythm", "cancelled", "wait", "first-visits"]));
    for (row, alert) in rows.iter().zip(json["alerts"].as_array().unwrap()) {
        for key in ["customer_id", "segment", "level", "last_visit", "value", "action", "owner", "due", "next_role"] {
            assert_eq!(alert[key], json!(row[key]), "{key}");
        }
        let of = |key: &str| alert["reasons"].as_array().unwrap().iter().map(|reason| reason[key].as_str().unwrap()).collect::<Vec<_>>();
        assert_eq!((of("rule").join(";"), of("text").join("; ")), (row["rules"].clone(), row["why"].clone()));
    }
    let reason = |at: usize| &json["alerts"][at]["reasons"][0];
    assert_eq!((&reason(0)["days"], &json["alerts"][3]["reasons"][1]["usual_gap_days"]), (&json!(180), &json!(10)));
    assert_eq!((&reason(6)["date"], &reason(6)["complaint"]), (&json!("2026-06-20"), &json!("The brakes squeal")));
    assert_eq!(reason(9)["rating"], "1");
    assert_eq!((&reason(8)["minutes"], &reason(8)["date"]), (&json!(31), &json!("2026-06-10")));
    let md = run(&["-f", "md"]).text();
    assert!(md.starts_with("# Early warning as of 2026-06-30: 3 red, 1 orange, 7 yellow\n"), "{md}");
    assert!(md.contains("| **orange** | B | Bo | – | "), "{md}");
    assert_eq!(md.lines().filter(|line| line.starts_with("| **")).count(), 11);
    let table = run(&[]).text();
    assert!(table.starts_with("Early warning as of 2026-06-30: 3 red, 1 orange, 7 yellow\n\nLevel "), "{table}");
    for text in ["The brakes squeal", "555-0103; 180 days", "Nina", "2026-07-05", "Call in person"] {
        assert!(table.contains(text), "{text}\n{table}");
    }
    assert!(table.lines().all(|line| line.width() <= 80 && line == line.trim_end()), "{table}");
    let tsv = run(&["-f", "tsv"]).text();
    let tsv =
        csv::ReaderBuilder::new().delimiter(b'\t').from_reader(tsv.as_bytes()).deserialize().map(|row| row.unwrap()).collect::<Vec<Row>>();
    assert_eq!(tsv, rows);
}

#[test]
fn levels_and_files() {
    let w = with_visits();
    assert_eq!(brief(&alerts(&w, &["--level", "red,橙色"])), ["C red days", "B orange days", "H red complaint", "Q red complaint"]);
    let run = w.rfm(
        &[&["alerts", "v.csv"], &FLAGS[..4], &["--export", "a.csv", "--export", "a.json", "--export", "a.md", "--export", "a.txt"]]
            .concat(),
    );
    let run = run.ok().says(&["wrote a.csv", "wrote a.json"]);
    assert!(run.text().starts_with("Early warning"));
    assert_eq!(rows(&w.read("a.csv")), alerts(&w, &[]));
    assert!(w.read("a.md").starts_with("# Early warning") && w.read("a.txt").starts_with("Early warning"));
    serde_json::from_str::<Value>(&w.read("a.json")).unwrap();
    w.write("v.csv", VISITS.replace("Ann", "=1+1"));
    alerts(&w, &["--excel", "--export", "x.csv"]);
    let excel = w.read("x.csv");
    assert!(excel.starts_with('\u{feff}') && excel.contains("\r\n") && excel.contains("\nA,'=1+1,"), "{excel}");
    w.rfm(&["alerts", "v.csv", "--export", "a.pdf"]).fails(2).says(&["a.pdf", ".csv"]);
    w.rfm(&["alerts", "v.csv", "--export", "v.csv"]).fails(74).says(&["v.csv"]);
}

#[test]
fn conditions_for_scheduled_runs() {
    let w = with_visits();
    let run = |condition: &str| w.rfm(&[&["alerts", "v.csv", "-q", "--export", "a.csv"], &FLAGS[..], &["--fail-if", condition]].concat());
    for (condition, code) in [
        ("red>0", Some(3)),
        ("red>2", Some(3)),
        ("red>3", None),
        ("red>=3", Some(3)),
        ("orange >= 2", None),
        ("yellow>5", Some(3)),
        ("all>=11", Some(3)),
        ("all>11", None),
    ] {
        _ = std::fs::remove_file(w.path("a.csv"));
        let run = run(condition);
        assert_eq!(run.failed(), code, "{condition}");
        assert_eq!(run.csv().len(), 11, "the answer is given all the same");
        assert_eq!(rows(&w.read("a.csv")).len(), 11, "and so are the files");
        assert_eq!(run.stderr.is_empty(), code.is_none());
    }
    let met = run("red>0");
    assert_eq!(met.stderr, "rfm: --fail-if red>0 is met: there are 3\n");
    // What is not shown counts too.
    let hidden = w.rfm(&[&["alerts", "v.csv", "-q", "--level", "orange"], &FLAGS[..], &["--fail-if", "red>0"]].concat());
    assert_eq!((hidden.failed(), hidden.csv().len()), (Some(3), 1));
    for wrong in ["red", "red=0", "green>0", "red>x", "red<1"] {
        w.rfm(&["alerts", "v.csv", "--fail-if", wrong]).fails(2).says(&["--fail-if", wrong, "red>0, all>=20"]);
    }
    w.rfm(&["alerts", "v.csv", "--fail-if", "red", "--lang", "zh"]).fails(2).says(&["“red”不是条件"]);
}

#[test]
fn what_cannot_be_meant() {
    let w = with_visits();
    for (args, words) in [
        (&["--warn-days", "90,120"][..], &["--warn-days", "'90,120'", "90,120,180"][..]),
        (&["--warn-days", "120,90,180"], &["rising"]),
        (&["--due-days", "7,5"], &["--due-days", "7,5,3"]),
        (&["--also", "general-valu"], &["--also", "did you mean general-value?"]),
        (&["--level", "rot"], &["--level", "yellow, orange, red"]),
        (&["--level-of", "waiting=red"], &["--level-of", "complaint, first-rating, days, rhythm"]),
        (&["--level-of", "days=red"], &["--warn-days"]),
        (&["--owner-of", "green=Nina"], &["--owner-of", "yellow, orange or red"]),
        (&["--action-of", "x"], &["--action-of", "NAME=VALUE"]),
        (&["--rhythm-times", "0.5"], &["--rhythm-times", "from 1 to 100"]),
        (&["--rhythm-gaps", "1"], &["--rhythm-gaps"]),
        (&["--format", "xlsx"], &["--format", "table, csv, tsv, json, md"]),
    ] {
        w.rfm(&[&["alerts", "v.csv"], args].concat()).fails(2).says(words);
    }
    w.rfm(&["alerts", "none.csv"]).fails(1).says(&["none.csv"]);
}

#[test]
fn a_rule_whose_column_is_missing_is_off_and_told() {
    let w = Workdir::new();
    w.write("v.csv", "customer_id,date,amount\nA,2026-01-01,10\nB,2026-06-30,1\n");
    let run = w.rfm(&["alerts", "v.csv", "--cuts", "m=1,2,3,4", "-f", "csv"]).ok();
    assert_eq!(brief(&run.csv()), ["A red days", "B routine first-visits"]);
    let run = run.says(&["no column tells of: complaint, rating, cancelled booking, minutes waited", "--column complaint=COLUMN"]);
    assert!(!run.stderr.contains("rhythm"));
    let notes = w.rfm(&["alerts", "v.csv", "--cuts", "m=1,2,3,4", "-f", "json"]).ok().json()["notes"].clone();
    assert!(notes.as_array().unwrap().iter().any(|note| note["code"] == "rules_without_column"), "{notes}");
    let named = w.rfm(&["alerts", "v.csv", "--column", "complaint=amount"]).ok();
    assert!(named.says(&["no column tells of: rating, cancelled booking, minutes waited"]).stderr.contains("complaint = amount"));
    // Switched off by the user: no word about it.
    let quiet = w.rfm(&["alerts", "v.csv", "--level-of", "complaint=off,cancelled=off,wait=off,first-rating=off"]).ok();
    assert!(!quiet.stderr.contains("no column tells"), "{}", quiet.stderr);
    w.rfm(&["alerts", "v.csv", "--level-of", "days=off,rhythm=off,first-visits=off"]).fails(1).says(&[
        "none of the rules",
        "complaint, rating, cancelled booking, minutes waited",
        "--column wait=COLUMN",
    ]);
    w.write("v.csv", "customer_id,date,amount,wait\nA,2026-06-29,10,soon\nB,2026-06-30,1,45\n");
    let run = w.rfm(&["alerts", "v.csv", "--cuts", "m=1,2,3,4", "-f", "csv"]).ok().says(&["no number of minutes", "1 cell"]);
    let new = ["A routine first-visits", "B routine first-visits"];
    assert_eq!(brief(&run.csv()), new, "B spent too little for the wait to count");
}

#[test]
fn customer_tables_have_no_rhythm() {
    let w = Workdir::new();
    let table = "customer_id,last_visit,visits,amount,complaint,wait\n\
                 A,2026-03-01,9,5000,,\nB,2026-06-30,9,4000,the bill,\nC,2026-06-20,9,3000,no,55\nD,2026-03-01,9,1,yes,\n";
    w.write("v.csv", table);
    let flags = ["--cuts", "m=1,2,1000,9000", "-f", "csv"];
    let run = w.rfm(&[&["alerts", "v.csv"], &flags[..]].concat()).ok();
    assert_eq!(brief(&run.csv()), ["A orange days", "B red complaint", "C yellow wait"]);
    assert_eq!(run.csv()[1]["why"], "complained on 2026-06-30: \"the bill\"");
    run.says(&["customer table has no single visits", "no column tells of: cancelled booking"]);
    w.rfm(&["alerts", "v.csv", "--level-of", "days=off,complaint=off,wait=off,first-visits=off"])
        .fails(1)
        .says(&["none of the rules", "no single visits", "cancelled booking", "--column cancelled=COLUMN"]);
    // Days alone, and no date anywhere: deadlines are counted in days.
    w.write("v.csv", "customer_id,recency_days,visits,amount\nA,130,9,5000\nB,0,9,4000\n");
    let rows = w.rfm(&[&["alerts", "v.csv"], &flags[..]].concat()).ok().csv();
    assert_eq!(brief(&rows), ["A orange days"]);
    assert_eq!((&*rows[0]["due"], &*rows[0]["due_days"], &*rows[0]["last_visit"]), ("", "5", ""));
    assert!(w.rfm(&["alerts", "v.csv", "-q", "--cuts", "m=1,2,1000,9000"]).ok().text().contains("in 5 days"));
}

#[test]
fn nobody_to_warn_of() {
    let w = Workdir::new();
    w.write("v.csv", "customer_id,date,amount\nA,2026-06-29,10\nB,2026-06-30,1\n");
    let text = w.rfm(&["alerts", "v.csv", "-q", "--level-of", "first-visits=off"]).ok().text();
    assert!(text.starts_with("Early warning as of 2026-06-30: nobody to warn of\n\nWatched "), "{text}");
    assert!(
        w.rfm(&["alerts", "v.csv", "-q", "--level-of", "first-visits=off", "--lang", "zh"])
            .ok()
            .text()
            .starts_with("流失预警（2026-06-30）：没有需要预警的客户\n")
    );
    assert_eq!(w.rfm(&["alerts", "v.csv", "-q", "--level-of", "first-visits=off", "-f", "csv"]).ok().text().lines().count(), 1);
}

/// Every rule of days, rhythm and first visits once more, from the rows of a file, customer by customer.
fn by_the_rules(text: &str, as_of: &str) -> BTreeMap<String, BTreeSet<&'static str>> {
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
    let as_of = day(as_of);
    let mut visits: BTreeMap<String, BTreeSet<chrono::NaiveDate>> = BTreeMap::new();
    for row in rows(text) {
        let date = day(&row["date"]);
        if date <= as_of {
            visits.entry(row["customer_id"].clone()).or_default().insert(date);
        }
    }
    let rules = |days: &BTreeSet<chrono::NaiveDate>| {
        let days: Vec<_> = days.iter().collect();
        let silent = (as_of - **days.last().unwrap()).num_days();
        let mut gaps: Vec<i64> = days.windows(2).map(|pair| (*pair[1] - *pair[0]).num_days()).collect();
        gaps.sort_unstable();
        let mut rules = BTreeSet::new();
        if silent >= 90 {
            rules.insert("days");
        }
        if gaps.len() >= 3 && silent >= 30 && silent >= 2 * gaps[gaps.len() - 2] {
            rules.insert("rhythm");
        }
        if days.len() <= 3 && silent <= 7 {
            rules.insert("first-visits");
        }
        rules
    };
    visits.iter().map(|(id, days)| (id.clone(), rules(days))).filter(|(_, rules)| !rules.is_empty()).collect()
}

/// CDNOW, month by month, against the rules written once more.
#[test]
fn cdnow_by_the_rules() {
    let w = Workdir::new();
    w.fixture("cdnow-sample.csv.gz");
    let mut text = String::new();
    std::io::Read::read_to_string(
        &mut flate2::read::GzDecoder::new(std::fs::File::open(w.path("cdnow-sample.csv.gz")).unwrap()),
        &mut text,
    )
    .unwrap();
    for as_of in ["1997-03-31", "1997-08-31", "1998-01-31", "1998-06-30"] {
        let base = w.rfm(&["score", "cdnow-sample.csv.gz", "-q", "--as-of", as_of, "--export", "-"]).ok().csv();
        let important: BTreeSet<&String> =
            base.iter().filter(|row| row["segment"].starts_with("important")).map(|row| &row["customer_id"]).collect();
        let mut expected = by_the_rules(&text, as_of);
        for (_, rules) in expected.iter_mut().filter(|(id, _)| !important.contains(id)) {
            rules.retain(|rule| *rule == "first-visits"); // whatever the segment
        }
        for (_, rules) in expected.iter_mut().filter(|(_, rules)| rules.len() > 1) {
            rules.retain(|rule| *rule != "first-visits"); // of whom no other rule warns
        }
        expected.retain(|_, rules| !rules.is_empty());
        let found = w.rfm(&["alerts", "cdnow-sample.csv.gz", "-q", "--as-of", as_of, "-f", "csv"]).ok().csv();
        let found: BTreeMap<String, BTreeSet<&str>> =
            found.iter().map(|row| (row["customer_id"].clone(), row["rules"].split(';').collect())).collect();
        assert_eq!(found, expected, "{as_of}");
    }
}

/// Week by week, in the demo's last months: every rule warns of somebody, levels rise, and some come back.
#[test]
fn the_demo_lives() {
    let w = Workdir::new();
    w.write("v.csv", w.rfm(&["demo"]).ok().stdout);
    let (mut rules, mut rose, mut back) = (BTreeSet::new(), 0, 0);
    let mut before: BTreeMap<String, Row> = BTreeMap::new();
    for day in
        ["2026-09-05", "2026-09-12", "2026-09-19", "2026-09-26", "2026-10-03", "2026-10-10", "2026-10-17", "2026-10-24", "2026-10-31"]
    {
        let now = w.rfm(&["alerts", "v.csv", "-q", "--preset", "after-sales", "--as-of", day, "-f", "csv"]).ok().csv();
        assert!(now.len() >= 5, "{day}: {}", now.len());
        rules.extend(now.iter().flat_map(|row| row["rules"].split(';').map(str::to_owned).collect::<Vec<_>>()));
        let now: BTreeMap<String, Row> = now.into_iter().map(|row| (row["customer_id"].clone(), row)).collect();
        let rank = |row: &Row| ["yellow", "orange", "red"].iter().position(|level| row["level"] == *level);
        rose += now.iter().filter(|(id, row)| before.get(*id).is_some_and(|old| rank(old) < rank(row))).count();
        back += before.keys().filter(|id| !now.contains_key(*id)).count();
        before = now;
    }
    assert_eq!(rules.into_iter().collect::<Vec<_>>(), ["cancelled", "complaint", "days", "first-rating", "first-visits", "rhythm", "wait"]);
    assert!(rose >= 3 && back >= 3, "{rose} rose, {back} came back");
}

#[test]
fn the_same_bytes_whichever_way_the_rows_come() {
    let w = Workdir::new();
    let text = w.rfm(&["demo", "--customers", "3000"]).ok().text();
    assert!(text.len() > 2 << 20, "enough for several threads");
    let (header, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let mixed = std::iter::once(header).chain((0..rows.len()).map(|at| rows[(at * 7919 + 11) % rows.len()]));
    w.write("mixed.csv", mixed.map(|row| format!("{row}\n")).collect::<String>()).write("a.csv", &text);
    for form in ["csv", "json", "table"] {
        let run =
            |args: &[&str]| w.rfm(&[&["alerts", "-q", "-f", form, "--preset", "after-sales", "--also", "5,6"], args].concat()).ok().text();
        let expected = run(&["a.csv", "--threads", "1"]);
        for args in [&["a.csv", "--threads", "2"][..], &["a.csv", "--threads", "8"], &["mixed.csv", "--threads", "3"]] {
            assert!(run(args) == expected, "{form} {args:?}");
        }
    }
}

#[test]
fn a_chinese_reader_finds_no_english() {
    let w = Workdir::new();
    w.write("v.csv", w.rfm(&["demo", "--lang", "zh"]).ok().stdout);
    for form in ["table", "md"] {
        let run = w.rfm(&["alerts", "v.csv", "--lang", "zh", "--preset", "after-sales", "--also", "一般价值", "-f", form]).ok();
        let text = run.text();
        assert!(text.contains("红色") && text.contains("服务经理") && text.contains("平时最多隔"), "{text}");
        let words = text.replace("（M 高）", "");
        let words: String = words.lines().filter(|line| !line.starts_with("# ")).collect();
        let english: String = words.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty() && *word != "C").collect();
        assert_eq!(english, "", "{text}");
        assert!(form == "md" || text.lines().all(|line| line.width() <= 80), "{text}");
    }
    // What programs read has the same keys and slugs.
    let csv = w.rfm(&["alerts", "v.csv", "--lang", "zh", "-q", "--preset", "after-sales", "-f", "csv"]).ok();
    let english = w.rfm(&["alerts", "v.csv", "-q", "--preset", "after-sales", "-f", "csv"]).ok();
    assert_eq!(csv.text().lines().next(), english.text().lines().next());
    assert_eq!(brief(&csv.csv()), brief(&english.csv()));
    let says = |rows: Vec<Row>, words: &str| rows.iter().any(|row| row["why"].contains(words));
    assert!(says(csv.csv(), "天未到店") && says(english.csv(), "since the last visit"));
}

/// Ratings up to 10: under 8 is what under 4 of 5 is. A rated 7, B 8, C 9; D says itself that its 4 are of 5.
#[test]
fn ratings_on_a_scale_of_ten() {
    let w = Workdir::new();
    w.write(
        "v.csv",
        "customer_id,date,amount,rating\nA,2026-06-20,1,7\nB,2026-06-20,1,8\nC,2026-06-20,1,9\nD,2026-06-20,1,4/5\nE,2026-06-30,1,10\n\
         E,2026-06-30,1,3\n",
    );
    let args = ["alerts", "v.csv", "--as-of", "2026-06-30", "-f", "csv", "--level-of", "first-visits=off"];
    let run = w.rfm(&args).ok();
    let rows: Vec<String> = run.csv().iter().map(|row| format!("{} {}", row["customer_id"], row["why"])).collect();
    assert_eq!(rows, ["E rated the first visit 3", "A rated the first visit 7"], "of two of a day the lower one");
    run.says(&["ratings go up to 10: under 8 a first visit is rated low"]);
    w.rfm(&[&args[..], &["--lang", "zh"]].concat()).ok().says(&["评分满分为 10 分：首次到店打分低于 8 分视为低"]);
}

/// The steps after the first three visits, whatever the segment: as of 2026-06-30, A was here today, B 2 days ago for the
/// third time, C 7 days ago, D 8 days ago, E yesterday for the fourth time. B's first visit was rated low, and B came again.
#[test]
fn new_customers() {
    let w = Workdir::new();
    w.write(
        "v.csv",
        "customer_id,date,amount,rating,advisor\nA,2026-06-30,1,5,Nina\nB,2026-05-01,1,2,\nB,2026-06-01,1,,\nB,2026-06-28,1,4,\n\
         C,2026-06-23,1,3.9,\nD,2026-06-22,1,★★★,\nE,2026-03-01,1,,\nE,2026-04-01,1,,\nE,2026-05-01,1,,\nE,2026-06-29,1,,\nF,2026-06-25,1,8,\n",
    );
    let run = w.rfm(&["alerts", "v.csv", "--as-of", "2026-06-30", "--cuts", "m=2,3,4,5", "-f", "csv"]).ok();
    let rows = run.csv();
    let of = |row: &Row| ["customer_id", "rules", "owner", "due"].map(|key| row[key].as_str()).join(" ");
    assert_eq!(
        rows.iter().map(of).collect::<Vec<_>>(),
        [
            "C first-rating service advisor 2026-07-02",
            "D first-rating service advisor 2026-07-02",
            "B first-visits service advisor 2026-06-30",
            "A first-visits Nina 2026-06-30",
            "F first-visits service advisor 2026-06-30"
        ]
    );
    assert_eq!((rows[2]["why"].as_str(), rows[3]["why"].as_str()), ("visit 3, 2 days ago", "visit 1, today"));
    assert_eq!(rows[1]["why"], "rated the first visit ★★★");
    run.says(&["ratings of first visits that are none from 0 to 5", "1 cell"]);
    let other =
        ["alerts", "v.csv", "--as-of", "2026-06-30", "--cuts", "m=2,3,4,5", "-f", "csv", "--welcome-days", "1", "--new-visits", "4"];
    let other = w.rfm(&[&other[..], &["--level-of", "first-rating=red"]].concat()).ok().csv();
    assert_eq!(brief(&other), ["C red first-rating", "D red first-rating", "E routine first-visits", "A routine first-visits"]);
    // Routine is no warning: it stands apart, and no condition counts it, unless it is made a warning.
    let alerts = |args: &[&str]| w.rfm(&[&["alerts", "v.csv", "-q", "--as-of", "2026-06-30", "--cuts", "m=2,3,4,5"], args].concat());
    let text = alerts(&[]).ok().text();
    assert!(text.starts_with("Early warning as of 2026-06-30: 0 red, 0 orange, 2 yellow\n"), "{text}");
    assert!(text.contains("\nNew customers to thank and to call; routine, no warning: 3\n"), "{text}");
    assert!(alerts(&["--lang", "zh", "-f", "md"]).ok().text().contains("\n## 新客户到店后跟进（日常工作，不是预警）：3 位\n"));
    alerts(&["--fail-if", "all>2", "--fail-if", "yellow>2"]).ok();
    assert_eq!(alerts(&["--fail-if", "all>=2"]).failed(), Some(3));
    assert_eq!(alerts(&["--fail-if", "all>4", "--level-of", "first-visits=yellow"]).failed(), Some(3));
    assert_eq!(alerts(&["-f", "json"]).ok().json()["counts"], json!({"yellow": 2, "orange": 0, "red": 0, "all": 2, "routine": 3}));
    assert_eq!(alerts(&["--level", "yellow", "-f", "csv"]).ok().csv().len(), 2);
}
