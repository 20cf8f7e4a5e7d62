//! `rfm today`: a day worked by hand, from bookings as centres write them.

use crate::workdir::{Row, Run, Workdir};

/// Under the preset the segments are 1, 2, 3, 7 and 8; the as-of date is 2026-06-30.
const CUSTOMERS: &str = "\
customer_id,name,phone,last_visit,visits,amount,advisor
V1,Ada Marsh,555-010-0101,2026-06-20,6,20000,Nina Harlow
K1,Ben Ito,555-010-0102,2026-03-20,5,16000,Owen Pryce
D1,Cora Vane,555-010-0103,2026-06-30,1,18000,
N1,王芳,13900000001,2026-06-29,1,300,
L1,Cy Ode,,2025-01-01,4,300,
L2,Cy Ode,,2025-01-01,4,300,
";
const BOOKINGS: &str = "\
Bookings of July,,,,,
,,,,,
booking date,time,client id,name,mobile,service,status
01/07/2026,09:30,V1,,,\"oil, filter\",confirmed
01/07/2026,08:45,,Wang Fang,+86 139 0000 0001,,pending
01/07/2026,10:15,,ben  ito,,brakes,confirmed
01/07/2026,,X7,Zoe Quick,555-010-0199,,confirmed
01/07/2026,11:00,,Cy Ode,,,confirmed
01/07/2026,12:00,D1,,,,cancelled
13/07/2026,09:00,V1,,,,confirmed
02/07/2026,16:00,D1,,,wash,confirmed
02/07/2026,09:00,N1,,,,confirmed
";

fn workdir() -> Workdir {
    let w = Workdir::new();
    w.write("customers.csv", CUSTOMERS).write("bookings.csv", BOOKINGS);
    w
}

fn today(w: &Workdir, flags: &[&str]) -> Run {
    w.rfm(&[&["today", "bookings.csv", "--history", "customers.csv", "--preset", "after-sales", "--day", "2026-07-01"], flags].concat())
}

fn line(row: &Row) -> String {
    let columns = ["list", "time", "customer_id", "priority", "new", "vip", "matched_by", "visit_number", "segment", "days_away"];
    columns.map(|column| if row[column].is_empty() { "-" } else { &row[column] }).join(" ")
}

#[test]
fn a_day_by_hand() {
    let w = workdir();
    let run = today(&w, &["-f", "csv"]).ok();
    let lines: Vec<String> = run.csv().iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "booking 10:15 K1 returning false false name 6 important-keep 103",
            "booking 09:30 V1 vip false true id 7 important-value 11",
            "booking - X7 new true false none 1 - -",
            "booking 11:00 - unclear false false several - - -",
            "booking 08:45 N1 early false false phone 2 general-develop 2",
            "reminder 09:00 N1 early false false id 2 general-develop 3",
            "reminder 16:00 D1 important false false id 2 important-develop 2",
        ]
    );
    let run = run.says(&["left out, because they are cancelled: 1 booking", "found by name alone", "several customers have that name"]);
    let vip = &run.csv()[1];
    assert_eq!((vip["name"].as_str(), vip["phone"].as_str(), vip["advisor"].as_str()), ("Ada Marsh", "555-010-0101", "Nina Harlow"));
    assert_eq!((vip["service"].as_str(), vip["value"].as_str()), ("oil, filter", "20000.00"));
}

#[test]
fn the_reserve_of_a_fifth() {
    let w = workdir();
    // Two important customers and three others on the day.
    for (slots, kept, suffices, free) in [("10", 2, true, 5), ("5", 1, false, 0), ("6", 2, true, 1), ("4", 1, false, -1)] {
        let reserve = today(&w, &["--slots", slots, "-f", "json"]).ok().json()["reserve"].clone();
        assert_eq!((&reserve["kept"], &reserve["suffices"], &reserve["free"]), (&kept.into(), &suffices.into(), &free.into()), "{slots}");
        assert_eq!((&reserve["important"], &reserve["others"]), (&2.into(), &3.into()));
    }
    let text = today(&w, &["--slots", "5"]).ok().text();
    assert!(text.contains("1 of 5 slots (20%) for important customers, who booked 2: 1 too few"), "{text}");
    let all = today(&w, &["--slots", "10", "--reserve", "50", "-f", "json"]).ok().json();
    assert_eq!((&all["reserve"]["kept"], &all["reserve"]["suffices"]), (&5.into(), &true.into()));
    assert!(today(&w, &["-f", "json"]).ok().json()["reserve"].is_null());
}

#[test]
fn the_history_may_be_several_files_and_visits() {
    let w = workdir();
    let rows = "customer_id,date,amount\nV1,2025-05-01,9000\nV1,2025-05-01,1\n";
    w.write("2025.csv", rows).write("2026.csv", "customer_id,date,amount\nV1,2026-06-20,9000\n");
    w.write("one.csv", "date,customer_id\n2026-07-01,V1\n");
    let on_the_day = ["--day", "2026-07-01", "-f", "csv"];
    for files in [
        &["one.csv", "--history", "2025.csv", "2026.csv"][..],
        &["one.csv", "--history", "2025.csv", "--history", "2026.csv"],
        &["--history", "2025.csv", "--history", "2026.csv", "one.csv"],
    ] {
        let run = w.rfm(&[&["today"], files, &on_the_day].concat()).ok();
        assert_eq!(run.csv()[0]["last_visit"], "2026-06-20", "{files:?}");
    }
    let run = w.rfm_fed(b"date,customer_id\n2026-07-01,V1\n", &["today", "-", "--history", "2026.csv", "--day", "2026-07-01", "-f", "csv"]);
    assert_eq!(run.ok().csv()[0]["customer_id"], "V1");
}

/// Which visit it is counts days, whatever counts for the scores: several lines of a day are one visit, what lies before the
/// window is a visit too, what is refunded is none, and the day itself and what comes after it are not before it.
#[test]
fn which_visit_it_is() {
    let w = Workdir::new();
    let visits = "V1,2024-01-05,100\nV1,2026-03-01,50\nV1,2026-03-01,60\nV1,2026-04-01,-20\nV1,2026-06-01,100\nV1,2026-06-10,100\n";
    w.write("visits.csv", format!("customer_id,date,amount\n{visits}"));
    w.write("bookings.csv", "date,customer_id\n2026-06-01,V1\n2026-06-10,V1\n2026-06-11,V1\n");
    for (day, visit, last) in [("2026-06-01", "3", "2026-03-01"), ("2026-06-10", "4", "2026-06-01"), ("2026-06-11", "5", "2026-06-10")] {
        let run = w.rfm(&["today", "bookings.csv", "--history", "visits.csv", "--window", "12m", "--day", day, "-f", "csv"]).ok();
        assert_eq!((run.csv()[0]["visit_number"].as_str(), run.csv()[0]["last_visit"].as_str()), (visit, last), "{day}");
    }
}

#[test]
fn what_warns_of_a_guest() {
    let w = Workdir::new();
    w.write(
        "visits.csv",
        "customer_id,date,amount,complaint,wait_minutes\nV1,2026-06-20,20000,the brakes squeal,\nN1,2026-06-30,300,,90\nL1,2026-01-01,300,,\n",
    );
    w.write("bookings.csv", "date,customer_id\n2026-07-01,L1\n2026-07-01,N1\n2026-07-01,V1\n");
    let run = w.rfm(&["today", "bookings.csv", "--history", "visits.csv", "--preset", "after-sales", "--day", "2026-07-01", "-f", "json"]);
    let json = run.ok().json();
    let told: Vec<_> = json["bookings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|guest| {
            let signals = guest["signals"]
                .as_array()
                .unwrap()
                .iter()
                .map(|s| format!("{} {}", s["level"].as_str().unwrap(), s["rules"][0].as_str().unwrap()));
            format!(
                "{} {} {}",
                guest["customer_id"].as_str().unwrap(),
                guest["priority"].as_str().unwrap(),
                signals.collect::<Vec<_>>().join(",")
            )
        })
        .collect();
    // Who is not watched for silence is heard all the same.
    assert_eq!(told, ["V1 important-open red complaint", "N1 open yellow wait", "L1 early "]);
    let text = w.rfm(&["today", "bookings.csv", "--history", "visits.csv", "--preset", "after-sales", "--day", "2026-07-01"]).ok().text();
    assert!(text.contains("the brakes squeal"), "{text}");
    let run =
        w.rfm(&["today", "bookings.csv", "--history", "visits.csv", "--wait-minutes", "120", "--day", "2026-07-01", "-f", "csv"]).ok();
    assert!(run.csv().iter().all(|row| !row["signals"].contains("wait")));
}

/// The tasks of the weekly run stand with the guests: by default from where `rfm tasks` keeps them.
#[test]
fn what_is_open_for_a_guest() {
    let w = workdir();
    let sync = |store: &[&str]| {
        let staff =
            ["tasks", "sync", "customers.csv", "--preset", "after-sales", "--as-of", "2026-06-30", "--level-of", "first-visits=off"];
        w.rfm(&[&staff[..], store].concat()).ok();
    };
    let open = |flags: &[&str]| -> Vec<String> {
        let csv = today(&w, &[&["-f", "csv"], flags].concat()).ok().csv();
        csv.iter().filter(|row| !row["tasks"].is_empty()).map(|row| format!("{} {}", row["customer_id"], row["tasks"])).collect()
    };
    assert_eq!(open(&[]), [""; 0], "no store, no tasks");
    today(&w, &["--store", "none.db"]).fails(1).says(&["there is no store none.db", "--store"]);
    sync(&["--store", "ours.db"]);
    assert_eq!(open(&[]), [""; 0]);
    assert_eq!(open(&["--store", "ours.db"]), ["K1 1"]); // 102 days away: yellow, due in 7 days
    sync(&[]);
    assert_eq!(open(&[]), ["K1 1"]);
    let task = |lang| today(&w, &["--lang", lang, "-f", "json"]).ok().json()["bookings"][0]["tasks"][0].clone();
    let told = |what| serde_json::json!({"id": 1, "text": what, "owner": "Owen Pryce", "due": "2026-07-07"});
    assert_eq!((task("en"), task("zh")), (told("call"), told("致电")));
    assert!(today(&w, &[]).ok().text().contains("task 1: call (Owen Pryce)"));
    today(&w, &["--store", "ours.db", "-o", "ours.db"]).fails(2);
    w.rfm(&["tasks", "done", "1", "--result", "declined"]).ok();
    assert_eq!(open(&[]), [""; 0], "what is closed is not open");
}

#[test]
fn files_and_forms() {
    let w = workdir();
    let run = today(&w, &["-o", "desk.md", "-o", "desk.json", "-o", "desk.csv", "--excel"]).ok();
    assert!(run.text().starts_with("Desk list for 2026-07-01: 5 bookings, 1 new, 1 VIP\n"), "{}", run.text());
    assert!(w.read("desk.md").starts_with("# Desk list for 2026-07-01"));
    assert!(w.read("desk.csv").starts_with("\u{feff}list,"));
    assert_eq!(w.read("desk.json").as_bytes(), today(&w, &["-f", "json"]).ok().stdout);
    assert_eq!(run.stdout, today(&w, &[]).ok().stdout);
}

#[test]
fn what_cannot_be_meant() {
    let w = workdir();
    w.rfm(&["today"]).fails(2).says(&["BOOKINGS"]);
    w.rfm(&["today", "bookings.csv"]).fails(2).says(&["--history", "rfm today bookings.csv --history visits.csv"]);
    w.rfm(&["today", "none.csv", "--history", "customers.csv"]).fails(1).says(&["cannot read none.csv"]);
    w.rfm(&["today", "-", "--history", "-"]).fails(2).says(&["only once"]);
    w.rfm(&["today", "bookings.csv", "--history", "customers.csv", "--day", "monday"])
        .fails(2)
        .says(&["'monday' is not a date", "tomorrow"]);
    w.write("no-day.csv", "customer_id\nV1\n").write("nobody.csv", "date,service\n2026-07-01,oil\n");
    w.write("broken.csv", "date,customer_id\n2026-07-01,V1\nTotal,\n").write("open.csv", "date,customer_id\n03/07/2026,V1\n");
    for (file, says) in [
        ("no-day.csv", "no column for: day of the booking"),
        ("nobody.csv", "no column for: customer id, phone, name"),
        ("broken.csv", "broken.csv:3: column date: 'Total' is no date"),
        ("open.csv", "03/07/2026"),
    ] {
        w.rfm(&["today", file, "--history", "customers.csv", "-o", "desk.md"]).fails(1).says(&[says]);
    }
    assert!(!w.path("desk.md").exists(), "nothing was written");
    today(&w, &["--day", "2026-08-01"]).fails(2).says(&["--day"]); // named twice
    let run = w.rfm(&["today", "bookings.csv", "--history", "customers.csv", "--day", "2026-08-01"]).ok();
    run.says(&["no bookings on 2026-08-01; the file has some from 2026-07-01 to 2026-07-13"]);
    w.rfm(&["today", "bookings.csv", "--history", "customers.csv"]).ok(); // by the clock
    w.rfm(&["today", "bookings.csv", "--history", "customers.csv", "--day", "tomorrow"]).ok();
}

#[test]
fn a_chinese_reader_finds_no_english() {
    let w = Workdir::new();
    w.write("客户.csv", CUSTOMERS)
        .write("预约.csv", "预约日期,预约时间,手机号\n2026/7/1,上午 9:30,13900000001\n2026/7/1,14:00,13900000009\n");
    let args =
        ["today", "预约.csv", "--history", "客户.csv", "--day", "2026-07-01", "--slots", "5", "--lang", "zh", "--preset", "after-sales"];
    let run = w.rfm(&args).ok();
    let words: Vec<String> =
        run.text().split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1).map(str::to_owned).collect();
    assert_eq!(words, ["VIP"], "{}", run.text());
    assert!(run.text().contains("王芳") && run.text().contains("新客户"));
}
