//! `rfm calendar`: a quarter worked by hand, read back by an iCalendar reader that is not the program's own.

use crate::workdir::{Run, Workdir};
use ical::IcalParser;
use ical::parser::Component;
use ical::parser::ical::component::IcalEvent;
use std::collections::BTreeMap;

/// A customer table; under the preset the segments are 1, 3, 6, 7 and 8. The as-of date is 2026-06-30.
const CUSTOMERS: &str = "\
customer_id,name,phone,last_visit,visits,amount,birthday,next_service_due,warranty_end,advisor
V1,Ada Marsh,555-0101,2026-06-20,6,20000,1988-07-04,2026-08-15,2026-10-15,Nina Harlow
D1,\"Bo; Lind, jr\\x\",555-0102,2026-06-30,1,18000,07-04,2026-07-10,,Owen Pryce
K1,,,2026-03-20,5,2000,,2026-07-10,,Nina Harlow
N1,王芳,13900000001,2026-06-29,1,300,,,,
L1,Cy,,2025-01-01,1,300,1990-07-04,2026-07-10,2026-10-15,Owen Pryce
";
const HOLIDAYS: &str = "date,name,days_before\n2026-09-25,Mid-Autumn,10\n12-25,Christmas,\n";

/// By the rules of the course, with a calendar at hand.
const EXPECTED: &str = "\
2026-06-30 thanks D1 Owen Pryce
2026-07-01 quarterly-report V1 Nina Harlow
2026-07-01 follow-up N1 service advisor
2026-07-02 follow-up D1 Owen Pryce
2026-07-04 birthday V1 Nina Harlow
2026-07-07 day-7 D1 Owen Pryce
2026-07-10 service-due K1 marketing
2026-07-15 day-15 D1 Owen Pryce
2026-07-16 service-due V1 Nina Harlow
2026-07-17 warranty-end V1 Nina Harlow
2026-07-30 day-30 D1 Owen Pryce
2026-08-29 day-60 D1 Owen Pryce
2026-09-15 holiday V1 Nina Harlow
2026-09-28 day-90 D1 Owen Pryce
";

fn workdir() -> Workdir {
    let w = Workdir::new();
    w.write("customers.csv", CUSTOMERS).write("holidays.csv", HOLIDAYS);
    w
}

fn calendar(w: &Workdir, flags: &[&str]) -> Run {
    w.rfm(&[&["calendar", "customers.csv", "--preset", "after-sales", "--holidays", "holidays.csv"], flags].concat())
}

/// Date, occasion, customer and owner of each row.
fn lines(run: &Run) -> String {
    let columns = ["date", "occasion", "customer_id", "owner"];
    run.csv().iter().map(|row| columns.map(|column| row[column].as_str()).join(" ") + "\n").collect()
}

/// An event as the other reader sees it: values unescaped, dates with what kind they are; and its alarm.
struct Event {
    properties: BTreeMap<String, String>,
    alarm: BTreeMap<String, String>,
}

fn read(ics: &str) -> Vec<Event> {
    let calendars: Vec<_> = IcalParser::new(ics.as_bytes()).collect::<Result<_, _>>().expect("an iCalendar file");
    assert_eq!(calendars.len(), 1);
    let [version, method] = ["VERSION", "METHOD"].map(|name| calendars[0].get_property(name).and_then(|p| p.value.clone()).unwrap());
    assert_eq!((version.as_str(), method.as_str()), ("2.0", "PUBLISH"));
    calendars[0].events.iter().map(event).collect()
}

fn event(event: &IcalEvent) -> Event {
    let properties = |of: &[ical::property::Property]| -> BTreeMap<String, String> {
        of.iter()
            .map(|property| {
                let is_day = property.params.iter().flatten().any(|(name, values)| name == "VALUE" && values == &["DATE"]);
                let value = unescaped(property.value.as_deref().unwrap_or_default());
                (property.name.clone(), if is_day { format!("day {value}") } else { value })
            })
            .collect()
    };
    assert_eq!(event.alarms.len(), 1);
    Event { properties: properties(&event.properties), alarm: properties(&event.alarms[0].properties) }
}

fn unescaped(text: &str) -> String {
    let (mut out, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            (_, Some('n' | 'N')) => out.push('\n'),
            (_, Some(c)) => out.push(c),
            (c, None) => out.push(c),
        }
    }
    out
}

#[test]
fn a_quarter_by_hand() {
    let w = workdir();
    let run = calendar(&w, &["-f", "csv"]).ok();
    assert_eq!(lines(&run), EXPECTED);
    assert!(run.stderr.contains("the visits have no time of day"), "{}", run.stderr);
    // Row by row the same as JSON, and nothing but its part for one owner.
    let json = calendar(&w, &["-f", "json"]).ok().json();
    assert_eq!(json["entries"].as_array().unwrap().len(), EXPECTED.lines().count());
    let part = |owner: &str| EXPECTED.lines().filter(|line| line.ends_with(owner)).map(|line| format!("{line}\n")).collect::<String>();
    for (asked, owner) in [("owen pryce", "Owen Pryce"), ("marketing", "marketing")] {
        assert_eq!(lines(&calendar(&w, &["-f", "csv", "--owner", asked]).ok()), part(owner));
    }
    calendar(&w, &["--owner", "Owen Price"]).fails(2).says(&["Owen Price", "did you mean Owen Pryce?"]);
}

#[test]
fn another_reader_finds_the_same_events() {
    let w = workdir();
    calendar(&w, &["-o", "care.ics"]).ok();
    let rows = calendar(&w, &["-f", "csv"]).ok().csv();
    let events = read(&w.read("care.ics"));
    assert_eq!(events.len(), rows.len());
    for (Event { properties, alarm }, row) in events.iter().zip(&rows) {
        let day = row["date"].replace('-', "");
        assert_eq!((&properties["UID"], &properties["DTSTART"]), (&row["uid"], &format!("day {day}")));
        assert_eq!(properties["DTSTAMP"], "20260630T000000Z");
        assert!(properties["DESCRIPTION"].starts_with(&row["action"]), "{}", properties["DESCRIPTION"]);
        assert_eq!((alarm["ACTION"].as_str(), alarm["TRIGGER"].as_str()), ("DISPLAY", "PT32400S")); // nine in the morning
        assert_eq!(alarm["DESCRIPTION"], properties["SUMMARY"]);
    }
    let thanks = &events[0].properties;
    assert_eq!((thanks["SUMMARY"].as_str(), thanks["DTEND"].as_str()), ("thanks: Bo; Lind, jr\\x (D1)", "day 20260701"));
    assert!(thanks["DESCRIPTION"].ends_with("\nPhone: 555-0102\nSegment: Important · develop\nOwner: Owen Pryce"));
    assert_eq!(w.read("care.ics").as_bytes(), calendar(&w, &["-f", "ics"]).ok().stdout, "file and stdout alike");
}

/// What a calendar program holds after imports: one event for each name, the later run's.
fn import(holds: &mut BTreeMap<String, Event>, run: Run) {
    for event in read(&run.ok().text()) {
        let known = holds.get(&event.properties["UID"]).map_or(0, |known| known.properties["SEQUENCE"].parse::<u32>().unwrap());
        assert!(event.properties["SEQUENCE"].parse::<u32>().unwrap() >= known, "a later run goes before an earlier");
        holds.insert(event.properties["UID"].clone(), event);
    }
}

#[test]
fn importing_twice_updates_and_does_not_double() {
    let w = workdir();
    let mut holds = BTreeMap::new();
    for _ in 0..2 {
        import(&mut holds, calendar(&w, &["-f", "ics"]));
        assert_eq!(holds.len(), EXPECTED.lines().count());
    }
    // A week later: the service is put off by five days, and D1 was in again, so the plan begins anew.
    w.write("customers.csv", CUSTOMERS.replace("2026-08-15", "2026-08-20").replace("2026-06-30,1,18000", "2026-07-07,1,18000"));
    import(&mut holds, calendar(&w, &["-f", "ics"]));
    assert_eq!(holds.len(), EXPECTED.lines().count() + 1, "the report of 1 October comes into sight");
    let day = |uid: &str| holds[uid].properties["DTSTART"].as_str();
    assert_eq!((day("service-due.V1@rfm"), day("day-30.D1@rfm")), ("day 20260721", "day 20260806"));
    assert_eq!(day("birthday.2026.V1@rfm"), "day 20260704", "what is past stays");
}

#[test]
fn times_of_day_stand_at_local_time() {
    let w = Workdir::new();
    w.write("visits.csv", "customer_id,date,amount\nN1,2026-06-29 22:30,300\nN2,2026-06-30 09:05,300\nN3,2026-06-30,300\n");
    let run = w.rfm(&["calendar", "visits.csv", "--preset", "after-sales", "--from", "2026-06-29", "-f", "ics"]).ok();
    let events = read(&run.text());
    let found: Vec<_> = events.iter().map(|e| format!("{} {}", e.properties["UID"], e.properties["DTSTART"])).collect();
    assert_eq!(
        found,
        [
            "thanks.N3@rfm day 20260630", "thanks.N1@rfm 20260630T003000", "thanks.N2@rfm 20260630T110500",
            "follow-up.N1@rfm 20260701T223000", "follow-up.N3@rfm day 20260702", "follow-up.N2@rfm 20260702T090500",
        ]
    );
    assert_eq!((events[2].properties["DTEND"].as_str(), events[2].alarm["TRIGGER"].as_str()), ("20260630T112000", "-PT900S"));
    // Zoned times move with --tz, the day with them.
    w.write("zoned.csv", "customer_id,date,amount\nN1,2026-06-29T22:30:00Z,300\n");
    let run = w.rfm(&["calendar", "zoned.csv", "--preset", "after-sales", "--tz", "+08:00", "-f", "csv"]).ok();
    assert_eq!((run.csv()[0]["date"].as_str(), run.csv()[0]["time"].as_str()), ("2026-06-30", "08:30"));
}

#[test]
fn what_is_missing_is_told_and_nothing_at_all_is_an_error() {
    let w = Workdir::new();
    w.write("visits.csv", "customer_id,date,amount\nV1,2026-06-30,300\n");
    w.rfm(&["calendar", "visits.csv"]).ok().says(&["left out: birthday", "--column birthday=COLUMN", "--holidays FILE"]);
    let run = w.rfm(&["calendar", "visits.csv", "--only", "birthday,warranty-end"]).fails(1);
    run.says(&["birthday", "--column birthday=COLUMN --column warranty-end=COLUMN", "customer_id, date, amount"]);
    w.rfm(&["calendar", "visits.csv", "--only", "birthdays"]).fails(2).says(&["did you mean birthday?", "day-90"]);
    w.rfm(&["calendar", "visits.csv", "--to", "2026-06-29"]).fails(2).says(&["2026-06-29 is before the first day"]);
    w.rfm(&["calendar", "visits.csv", "--from", "soon"]).fails(2).says(&["'soon' is not a date"]);
    w.rfm(&["calendar", "visits.csv", "--holidays", "none.csv"]).fails(1).says(&["cannot read none.csv"]);
    w.rfm(&["calendar", "visits.csv", "-o", "care.pdf"]).fails(2).says(&["care.pdf"]);
    w.rfm(&["calendar", "visits.csv", "-o", "visits.csv"]).failed().unwrap();
    assert_eq!(w.files().len(), 1, "nothing was written");
    w.write("table.csv", "customer_id,recency_days,visits,amount\nV1,3,6,20000\n");
    w.rfm(&["calendar", "table.csv"]).fails(2).says(&["--from"]);
    w.rfm(&["calendar", "table.csv", "--preset", "after-sales", "--as-of", "2026-06-30"]).ok();
}

#[test]
fn neither_threads_nor_the_order_of_rows_matter() {
    let w = Workdir::new();
    let visits = w.rfm(&["demo", "--customers", "3000"]).ok().text();
    let (header, rows) = visits.split_once('\n').unwrap();
    let turned: Vec<&str> = rows.lines().rev().collect();
    w.write("turned.csv", format!("{header}\n{}\n", turned.join("\n"))).write("visits.csv", &visits);
    let ics =
        |file: &str, threads: &str| w.rfm(&["calendar", file, "--threads", threads, "--preset", "after-sales", "-f", "ics"]).ok().stdout;
    let bytes = ics("visits.csv", "1");
    assert!(bytes == ics("visits.csv", "4") && bytes == ics("turned.csv", "3"));
    assert!(read(std::str::from_utf8(&bytes).unwrap()).len() > 500);
}

#[test]
fn a_chinese_reader_finds_no_english() {
    let w = workdir();
    let run = calendar(&w, &["--lang", "zh", "--owner", "服务顾问"]).ok();
    let words = run.text().replace("Ada Marsh", "").replace("Bo; Lind, jr\\x", "").replace("Nina Harlow", "").replace("Owen Pryce", "");
    let words: Vec<&str> = words.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1).collect();
    assert_eq!(words, ["Mid", "Autumn"], "{}", run.text()); // the user's own holiday
}
