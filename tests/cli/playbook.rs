//! `rfm playbook`: every page in every form, messages for customers of `fixtures/README.md`, and a user's own playbook.

use crate::workdir::{Run, Workdir};
use rfm::segment::{PROFILES, Segment};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

const TOPICS: [&str; 6] = ["checklist", "win-back", "interview", "reasons", "messages", "all"];

fn playbook(args: &[&str]) -> Run {
    Workdir::new().rfm(&[&["playbook"], args].concat())
}

/// The messages for a customer of a fixture.
fn messages(file: &str, args: &[&str]) -> Run {
    let w = Workdir::new();
    w.fixture(file);
    w.rfm(&[&["playbook", file], args].concat())
}

/// The text in one line, its spaces made single.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The program's own page names, with the eight segments.
fn pages() -> Vec<String> {
    let segments = Segment::ALL.map(|segment| segment.slug().to_owned());
    TOPICS.map(str::to_owned).into_iter().chain(segments).collect()
}

#[test]
fn an_overview_of_the_eight_and_of_what_else_there_is() {
    let text = playbook(&[]).quiet().text();
    let known = flat(&text);
    for words in [
        "1 Important · value (H H H): best customers Dedicated service: Give each one a named advisor, 50 customers per advisor at most (service manager)",
        "4 Important · win back (L L H): big spenders, long gone Manager's call: Phone each one within 3 days",
        "8 Lost (L L L): long gone, little spent One message a year:",
    ] {
        assert!(known.contains(words), "{words}\n{text}");
    }
    for topic in TOPICS {
        assert!(text.lines().any(|line| line.starts_with(&format!("{topic} "))), "{topic}\n{text}");
    }
    let zh = playbook(&["--lang", "zh"]).quiet().text();
    assert!(PROFILES.iter().all(|profile| zh.contains(profile.name.zh)) && zh.contains("服务经理"), "{zh}");
}

#[test]
fn a_segment_by_any_of_its_names() {
    let text = playbook(&["important-keep"]).quiet().text();
    for words in
        ["Personal win-back", "Owner service manager", "Won back after 180 days: 20%", "Why", "How", "Don't Coupons and nothing else"]
    {
        assert!(flat(&text).contains(words), "{words}\n{text}");
    }
    for name in ["2", "Important · keep", "重要保持", "IMPORTANT KEEP"] {
        assert_eq!(playbook(&[name]).quiet().text(), text, "{name}");
    }
    assert_eq!(playbook(&["templates"]).quiet().text(), playbook(&["messages"]).quiet().text());
    assert_eq!(playbook(&["清单"]).quiet().text(), playbook(&["checklist"]).quiet().text());
}

/// The courses have advice for the first three segments alone.
#[test]
fn every_page_says_whose_advice_it_is() {
    for segment in Segment::ALL {
        let is_ours = segment.number() > 3;
        let text = flat(&playbook(&[segment.slug()]).quiet().text());
        assert_eq!(text.contains("Source rfm's own proposal;"), is_ours, "{text}");
        assert_eq!(text.contains("Source the course"), !is_ours, "{text}");
    }
    for topic in ["checklist", "win-back", "interview", "reasons", "messages"] {
        assert_eq!(playbook(&[topic]).text().matches("\nSource ").count(), 1, "{topic}");
        assert_eq!(playbook(&[topic, "--lang", "zh"]).text().matches("\n来源 ").count(), 1, "{topic}");
    }
    assert!(playbook(&["4", "-f", "md"]).text().contains("\n- **Source**: rfm's own proposal; only"));
    assert_eq!(playbook(&["4", "-f", "json"]).json()["basis"], "rfm's own proposal; only the figures are the course's");
}

#[test]
fn pages_fit_80_columns_and_keep_to_one_language() {
    for page in pages() {
        let [en, zh] = ["en", "zh"].map(|lang| playbook(&[&page, "--lang", lang]).quiet().text());
        for line in en.lines().chain(zh.lines()) {
            assert!(line.width() <= 80 && line == line.trim_end(), "{page}: {line}");
        }
        assert!(!en.contains("\n\n\n") && !zh.contains("\n\n\n"), "{page}");
        let is_chinese = |c: char| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c);
        assert!(!en.contains(is_chinese), "{page}\n{en}");
        let words = zh.replace("VIP", "").replace("RFM", "");
        assert!(!words.contains(|c: char| c.is_ascii_alphabetic()), "{page}\n{zh}");
    }
    for args in [&["--lang", "zh"][..], &["--lang", "en"]] {
        assert!(playbook(args).ok().text().lines().all(|line| line.width() <= 80));
    }
}

#[test]
fn the_width_is_the_terminals() {
    let w = Workdir::new();
    for columns in ["60", "120"] {
        let text = w.rfm_with(&[("COLUMNS", columns)], &["playbook", "all"]).quiet().text();
        let widest = text.lines().map(|line| line.width()).max().unwrap();
        assert!(widest <= columns.parse().unwrap() && widest + 12 > columns.parse().unwrap(), "{columns}: {widest}");
    }
}

/// The course's routine has five phases with, as we count its steps, 2, 3, 2, 5 and 3.
#[test]
fn a_checklist_to_tick_off() {
    let text = playbook(&["checklist", "--format", "md"]).quiet().text();
    assert!(text.starts_with("# New-customer checklist\n"));
    let (routine, _) = text.split_once("## Pitfalls").unwrap();
    let phases = routine.split("\n## ").skip(1);
    let steps: Vec<(&str, usize)> = phases.map(|phase| (phase.lines().next().unwrap(), phase.matches("\n- [ ] ").count())).collect();
    assert_eq!(steps, [("Before arrival", 2), ("Arrival", 3), ("Repair", 2), ("Handover", 5), ("After the visit", 3)]);
    assert_eq!(playbook(&["checklist"]).text().matches("  [ ] ").count(), 15);
}

#[test]
fn json_has_the_keys_of_the_file() {
    let json = playbook(&["important-value", "-f", "json"]).quiet().json();
    assert_eq!((&json["segment"], &json["number"], &json["tier"]), (&json!("important-value"), &json!(1), &json!("Dedicated service")));
    assert_eq!(json["figures"][3], json!({ "what": "Churn", "value": "under 5% a year", "source": "course" }));
    assert_eq!(json["strategies"].as_array().unwrap().len(), 5);
    for (topic, key) in
        [("checklist", "routine"), ("win-back", "win_back"), ("interview", "interview"), ("reasons", "reasons"), ("messages", "messages")]
    {
        let json = playbook(&[topic, "-f", "json"]).quiet().json();
        assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), [key]);
        assert_eq!(playbook(&["all", "-f", "json"]).json()[key], json[key], "{topic}");
    }
    let all = playbook(&["all", "-f", "json"]).json();
    let slugs: Vec<&str> = all["segments"].as_array().unwrap().iter().map(|row| row["segment"].as_str().unwrap()).collect();
    assert_eq!(slugs, Segment::ALL.map(Segment::slug));
    let reasons = ["wait", "advisor", "competitor", "price", "moved", "other"];
    assert!(reasons.iter().all(|reason| all["reasons"][reason]["answer"].is_array()));
}

/// What programs read is English unless another language is asked for, whatever the system's.
#[test]
fn the_systems_language_is_for_people() {
    let w = Workdir::new();
    let run = |args: &[&str]| w.rfm_with(&[("LANG", "zh_CN.UTF-8")], &[&["playbook", "lost"], args].concat()).ok();
    assert!(run(&[]).text().contains("每年问候一次"));
    assert_eq!(run(&["-f", "json"]).json()["tier"], "One message a year");
    assert_eq!(run(&["-f", "json", "--lang", "zh"]).json()["tier"], "每年问候一次");
}

// customers.csv as of 2026-06-30: C003 is Important · keep, last bought on 2026-04-01, six times, for 9,000.00.

#[test]
fn messages_filled_for_an_important_customer_are_drafts() {
    let text = messages("customers.csv", &["--customer", "C003"]).ok().text();
    let known = flat(&text);
    for words in [
        "C003 Carla Whitmore 555-0103",
        "Know before Important · keep; last visit 2026-04-01, 90 days ago; 6 purchases, amount spent 9,000.00",
        "Good day, Carla Whitmore, this is ____ (your name), service manager at ____ (service centre).",
        "You were last here on 2026-04-01, 90 days ago.",
        "To fill in your name, service centre, end of the warranty, reason from the service record",
    ] {
        assert!(known.contains(words), "{words}\n{text}");
    }
    assert_eq!(text.matches("Draft ").count(), 5, "every message is marked\n{text}");
    assert!(known.matches("never in bulk").count() == 5 && !text.contains("Not in the data") && !text.contains('{'), "{text}");
    let json = messages("customers.csv", &["--customer", " C003 ", "-f", "json"]).ok().json();
    let of = |key: &str| json[key].clone();
    assert_eq!((of("segment"), of("draft_for_one_person"), of("not_in_data")), (json!("important-keep"), json!(true), json!([])));
    assert_eq!((of("recency_days"), of("frequency"), of("value")), (json!(90), json!(6), json!("9000.00")));
    let slugs: Vec<&Value> = json["messages"].as_array().unwrap().iter().map(|message| &message["message"]).collect();
    assert_eq!(slugs, ["call", "renewal", "greeting", "thanks", "follow_up"]);
    assert_eq!(json["messages"][0]["to_fill"], json!(["sender", "centre"]));
    assert!(!text.contains("Not for them") && json["messages"][0]["for_this_customer"] == json!(true));
}

#[test]
fn messages_in_chinese() {
    // gbk.csv as of 2026-03-10: K001 last bought on 2026-03-05, three times, for 3,640.00.
    let text = messages("gbk.csv", &["--customer", "K001", "--lang", "zh"]).ok().text();
    for words in [
        "客户概况  重要价值；上次到店 2026-03-05，5 天前；消费 3 次，消费金额 3,640.00",
        "林晓，您好！我是____（门店）的服务经理",
        "切勿群发",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(text.lines().all(|line| line.width() <= 80), "{text}");
}

#[test]
fn other_customers_messages_are_no_drafts() {
    // preset.csv under the preset: f2 is General · develop (README of the fixtures).
    let text = messages("preset.csv", &["--customer", "f2", "--preset", "after-sales"]).ok().text();
    assert!(text.contains("General · develop") && !text.contains("Draft"), "{text}");
    // The manager's call is for important customers: here it is marked, and it alone.
    assert_eq!(flat(&text).matches("Not for them the manager calls important customers").count(), 1, "{text}");
    let json = messages("preset.csv", &["--customer", "f2", "--preset", "after-sales", "-f", "json"]).ok().json();
    let suits: Vec<&Value> = json["messages"].as_array().unwrap().iter().map(|message| &message["for_this_customer"]).collect();
    assert_eq!(suits, [false, true, true, true, true]);
}

#[test]
fn what_the_data_lacks_is_a_blank_and_told() {
    let w = Workdir::new();
    w.write("a.csv", "customer_id,date,amount\nA,2026-01-05,10\nB,2026-01-06,-5\n");
    let text = w.rfm(&["playbook", "--customer", "A", "a.csv"]).ok().text();
    assert!(flat(&text).contains("Not in the data name; left blank below") && text.contains("Good day, ____ (name), this is"), "{text}");
    // Nothing but a refund: no visit, so no day of it.
    let text = flat(&w.rfm(&["playbook", "--customer", "B", "a.csv"]).ok().text());
    assert!(text.contains("Not in the data name, last visit, days since the last visit; left blank below"), "{text}");
    assert!(text.contains("You were last here on ____ (last visit), ____ (days since the last visit) ago."), "{text}");
    let json = w.rfm(&["playbook", "--customer", "B", "a.csv", "-f", "json"]).ok().json();
    assert_eq!((&json["name"], &json["not_in_data"]), (&Value::Null, &json!(["name", "last_visit", "days"])));
    assert_eq!(json["messages"][0]["to_fill"], json!(["name", "sender", "centre", "last_visit", "days"]));
    // A customer table with the days since the last visit and no date.
    w.write("t.csv", "customer_id,recency_days,frequency,monetary,name\nA,30,2,10,Ann\nB,10,1,5,Bo\n");
    let text = flat(&w.rfm(&["playbook", "--customer", "A", "t.csv"]).ok().text());
    assert!(text.contains("Not in the data last visit; left blank below") && text.contains("30 days ago"), "{text}");
}

#[test]
fn files_are_read_as_every_command_reads_them() {
    let w = Workdir::new();
    w.fixture("customers.csv");
    let expected = w.rfm(&["playbook", "--customer", "C003", "customers.csv"]).ok().text();
    let file = crate::answers::fixture_text("customers.csv");
    for args in
        [&["playbook", "--customer", "C003"][..], &["playbook", "-", "--customer", "C003"], &["playbook", "messages", "--customer", "C003"]]
    {
        assert_eq!(w.rfm_fed(file.as_bytes(), args).ok().text(), expected, "{args:?}");
    }
    assert_eq!(w.rfm(&["playbook", "messages", "customers.csv", "--customer", "C003"]).ok().text(), expected);
    let windowed = flat(&w.rfm_fed(file.as_bytes(), &["playbook", "--customer", "C003", "--window", "3m"]).ok().text());
    assert!(windowed.contains("1 purchase,"), "of 2026-04-01 alone, after 2026-03-30\n{windowed}");
    w.fixture("gbk.csv").rfm(&["playbook", "customers.csv", "gbk.csv", "--customer", "K001"]).ok();
}

#[test]
fn a_name_from_a_file_is_text_and_no_more() {
    let w = Workdir::new();
    w.write("a.csv", "customer_id,date,amount,name\nA,2026-01-05,10,<b>| http://x {days}\n");
    let md = w.rfm(&["playbook", "--customer", "A", "a.csv", "-f", "md"]).ok().text();
    assert!(md.contains("Good day, &lt;b&gt;\\| http\\://x {days}, this is \\_\\_\\_\\_ (your name)"), "{md}");
    let text = w.rfm(&["playbook", "--customer", "A", "a.csv"]).ok().text();
    assert!(text.contains("Good day, <b>| http://x {days}, this is ____"), "{text}");
}

#[test]
fn outputs() {
    let w = Workdir::new();
    let run = w.rfm(&["playbook", "lost", "-o", "lost.md", "-o", "lost.json", "-o", "lost.txt"]).ok();
    assert!(run.stderr.contains("lost.md") && run.text().contains("One message a year"));
    assert_eq!(w.read("lost.md"), playbook(&["lost", "-f", "md"]).text());
    assert_eq!(w.read("lost.json"), playbook(&["lost", "-f", "json"]).text());
    assert!(w.read("lost.txt").starts_with("8 Lost (L L L)"));
    let json: Value = serde_json::from_str(&w.read("lost.json")).unwrap();
    assert_eq!(json["segment"], "lost");
    w.rfm(&["playbook", "lost", "-o", "lost.pdf"]).fails(2).says(&["lost.pdf", ".md"]);
    w.rfm(&["playbook", "lost", "-o", "none/lost.md"]).fails(74).says(&["none"]);
    w.rfm(&["playbook", "lost", "-f", "csv"]).fails(2).says(&["csv", "table, md, json"]);
    w.write("a.csv", "customer_id,date,amount\nA,2026-01-05,10\n").write("my.md", "");
    w.rfm(&["playbook", "--playbook", "my.md", "-o", "my.md"]).fails(74).says(&["my.md", "input"]);
}

#[test]
fn what_cannot_be_meant() {
    let w = Workdir::new();
    w.fixture("customers.csv");
    w.rfm(&["playbook", "important-kep"]).fails(2).says(&["'important-kep'", "did you mean important-keep?", "checklist"]);
    w.rfm(&["playbook", "chekclist", "--lang", "zh"]).fails(2).says(&["“chekclist”", "是不是 checklist？"]);
    w.rfm(&["playbook", "9"]).fails(2).says(&["'9'"]);
    w.rfm(&["playbook", "lost", "customers.csv"]).fails(2).says(&["customers.csv", "--customer"]);
    w.rfm(&["playbook", "customers.csv", "--customer", "C03"]).fails(1).says(&["'C03'", "C003"]);
    w.rfm(&["playbook", "none.csv", "--customer", "C003"]).fails(1).says(&["none.csv"]);
    w.rfm(&["playbook", "lost", "--export-toml"]).fails(2).says(&["--export-toml"]);
}

const OWN: &str = "[segments.important-keep]\ntier = \"Red carpet\"\nfirst_action = \"Send the boss\"\nowner = \"boss\"\n\n\
                   [[segments.important-keep.figures]]\nwhat = \"Won back\"\nvalue = \"41%\"\n\n\
                   [messages.call]\ntext = [\"Hello {name}, {days}!\"]\n";

#[test]
fn a_users_own_playbook_is_in_every_answer() {
    let w = Workdir::new();
    w.fixture("customers.csv").write("my.toml", OWN);
    let own = ["--playbook", "my.toml"];
    let run = |args: &[&str]| w.rfm(&[args, &own].concat()).ok();
    let text = flat(&run(&["playbook", "2"]).text());
    assert!(
        text.contains("Service Red carpet First action Send the boss Owner boss") && text.contains("Our own figures - Won back: 41%"),
        "{text}"
    );
    assert!(text.contains("Source your own playbook, where it differs"), "neither the course's nor rfm's: {text}");
    assert!(!text.contains("Course figures") && text.contains("Rarely complains"), "what is not replaced stays: {text}");
    assert_eq!(run(&["playbook", "2", "-f", "json"]).json()["figures"], json!([{ "what": "Won back", "value": "41%", "source": "own" }]));
    assert!(run(&["playbook", "--lang", "zh"]).text().contains("Red carpet：Send the boss（boss）"));
    assert!(run(&["playbook", "customers.csv", "--customer", "C003"]).text().contains("\nHello Carla Whitmore, 90 days!\n"));
    assert!(run(&["explain", "customers.csv", "--customer", "C003"]).text().contains("Red carpet: Send the boss (boss)"));
    assert!(run(&["score", "customers.csv"]).text().contains("Red carpet: Send the boss (boss)"));
    assert!(run(&["score", "customers.csv", "-f", "md"]).text().contains("**Red carpet**: Send the boss (boss)"));
    let row = &run(&["score", "customers.csv", "-f", "json"]).json()["segments"][1];
    assert_eq!((&row["tier"], &row["first_action"]), (&json!("Red carpet"), &json!("Send the boss")));
    assert_eq!(run(&["score", "customers.csv", "-f", "csv"]).csv()[1]["tier"], "Red carpet");
    // It can stand in the settings, and is no output.
    w.write("rfm.toml", "playbook = \"my.toml\"\n");
    assert!(w.rfm(&["playbook"]).ok().text().contains("Red carpet"));
    w.rfm(&["score", "customers.csv", "-q", "--playbook", "my.toml", "--save-cuts", "my.toml"]).fails(74).says(&["my.toml", "input"]);
    assert_eq!(w.read("my.toml"), OWN);
}

#[test]
fn mistakes_in_it_are_told_with_their_place() {
    let w = Workdir::new();
    w.fixture("customers.csv").write("my.toml", "[segments.lost]\n\n  tire = \"x\"\n");
    for args in [
        &["playbook"][..],
        &["playbook", "--export-toml"],
        &["score", "customers.csv"],
        &["explain", "customers.csv", "--customer", "C003"],
    ] {
        w.rfm(&[args, &["--playbook", "my.toml"]].concat())
            .fails(1)
            .says(&["rfm: my.toml:3:3: segments.lost has no 'tire'; did you mean tier?"]);
    }
    w.rfm(&["playbook", "--playbook", "my.toml", "--lang", "zh"]).fails(1).says(&["my.toml:3:3：", "是不是 tier？"]);
    w.rfm(&["playbook", "--playbook", "none.toml"]).fails(1).says(&["none.toml", "no such file", "--export-toml"]);
}

#[test]
fn the_whole_playbook_goes_out_and_comes_back() {
    for lang in ["en", "zh"] {
        let w = Workdir::new();
        let toml = w.rfm(&["playbook", "--export-toml", "--lang", lang]).quiet().text();
        assert!(w.rfm(&["playbook", "--export-toml", "--lang", lang, "-o", "my.toml"]).ok().text().is_empty());
        assert_eq!(w.read("my.toml"), toml);
        let all = |args: &[&str]| w.rfm(&[&["playbook", "all", "--lang", lang], args].concat()).quiet().text();
        assert_eq!(all(&["--playbook", "my.toml"]), all(&[]));
        let again = w.rfm(&["playbook", "--export-toml", "--lang", lang, "--playbook", "my.toml"]).quiet().text();
        assert_eq!(again, toml);
    }
}
