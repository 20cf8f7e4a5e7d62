//! What the help promises holds: it leads with examples, they fit a terminal, and every one of them runs.

use crate::workdir::Workdir;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// Commands whose help is held to this.
const VERBS: &[&str] = &[
    "score", "inspect", "explain", "playbook", "alerts", "tasks", "today", "calendar", "plan", "lifecycle", "snapshot", "compare",
    "effect", "clv", "sql", "clean", "demo", "completions", "man", "help",
];

/// Commands of `rfm tasks`, in the order of a week.
const TASKS: &[&str] = &["sync", "list", "done", "assign", "reassign", "note", "history", "stats", "export", "import"];

/// Commands of `rfm snapshot`.
const SNAPSHOT: &[&str] = &["save", "list", "show", "drop"];

/// A directory with the files that the examples name.
fn with_files() -> Workdir {
    let w = Workdir::new();
    let visits = w.rfm(&["demo"]).ok().text();
    let (header, rows) = visits.split_once('\n').unwrap();
    let of = |year: &str| rows.lines().filter(|row| row.contains(&format!(",{year}-"))).map(|row| format!("{row}\n")).collect::<String>();
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(format!("{header}\n{}", of("2026")).as_bytes()).unwrap();
    w.write("2025.csv", format!("{header}\n{}", of("2025"))).write("2026.csv.gz", gz.finish().unwrap());
    w.write("orders.csv", w.rfm(&["demo", "--seed", "2"]).ok().text()).write("visits.csv", &visits);
    for (file, day) in [("january.csv", "2026-01-31"), ("february.csv", "2026-02-28")] {
        w.rfm(&["score", "visits.csv", "-q", "--as-of", day, "-e", file]).ok();
    }
    let contacted = |(place, row): (usize, &str)| format!("{row},{}\n", ["yes", "no"][usize::from(row.as_bytes()[place % 2] % 2)]);
    w.write("campaign.csv", format!("{header},contacted\n{}", rows.lines().enumerate().map(contacted).collect::<String>()));
    w.fixture("referrals.csv");
    w.write("export.csv", "Branch North\n\ncustomer;date;amount\nA;2026-01-05;10,00\nB;2026-01-06\n");
    w.write("notes.txt", "a||b\n1||2\n");
    w.write("bookings.csv", "date,time,phone\n2026-11-02,09:30,200-555-0102\n");
    std::fs::create_dir(w.path("models")).unwrap();
    let histories = (0..60).map(|n| format!("{n},{},{},40,{}\n", n % 4, n % 4 * 9, n % 4 * (10 + n)));
    w.write("histories.csv", format!("id,frequency,recency,T,monetary_value\n{}", histories.collect::<String>()));
    w.write("holidays.csv", "date,name\n12-25,Christmas\n");
    w.write("staff.csv", "name,role\nAda Lee,advisor\nBen Hart,advisor\nMia Roth,manager\n");
    w
}

/// Commands in lines such as `  rfm score visits.csv      what it does`.
fn commands<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let indented = lines.filter_map(|line| line.strip_prefix("  ")).filter(|line| line.starts_with("rfm "));
    indented.map(|line| line.split("  ").next().unwrap()).collect()
}

#[test]
fn every_example_runs() {
    if cfg!(windows) {
        return eprintln!("skipped: the examples want a POSIX shell");
    }
    let w = with_files();
    let brief = w.rfm(&[]).stderr;
    let mut examples: Vec<String> = commands(brief.lines()).into_iter().map(str::to_owned).collect();
    let of = |outer: &'static str, verbs: &'static [&str]| verbs.iter().map(move |verb| [outer, *verb]);
    let inner: Vec<[&str; 2]> = of("tasks", TASKS).chain(of("snapshot", SNAPSHOT)).collect();
    for verb in std::iter::once(&[][..]).chain(VERBS.chunks(1)).chain(inner.iter().map(|verb| &verb[..])) {
        for flag in ["--help", "-h"] {
            let help = w.rfm(&[verb, &[flag]].concat()).ok().text();
            let mut lines = help.lines();
            assert_eq!(lines.next(), Some("Examples:"), "{verb:?} {flag} leads with examples");
            let lines: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
            assert!(lines.iter().all(|line| line.chars().count() <= 80), "{verb:?}: the examples fit 80 columns\n{help}");
            let found = commands(lines.iter().copied());
            assert_eq!(found.len(), lines.len(), "{verb:?}: each line is an example\n{help}");
            examples.extend(found.into_iter().map(str::to_owned));
        }
    }
    assert!(examples.len() > 20, "{examples:?}");
    let mut seen = std::collections::HashSet::new();
    examples.retain(|example| seen.insert(example.clone()));
    for example in examples.into_iter() {
        w.sh(&example).ok();
    }
    w.read("report.md");
    w.read("june.toml");
}

#[test]
fn rfm_alone_says_what_it_is_in_a_few_lines() {
    let run = Workdir::new().rfm(&[]).fails(2).says(&["rfm score visits.csv", "rfm --help", "--lang zh"]);
    assert!(run.stderr.lines().count() <= 13);
    for verb in VERBS {
        assert!(run.stderr.contains(verb), "{verb}");
    }
}

#[test]
fn a_file_where_a_command_should_be() {
    let w = Workdir::new();
    w.rfm(&["visits.csv"]).fails(2).says(&["rfm score visits.csv"]);
    w.write("visits", "").rfm(&["visits"]).fails(2).says(&["rfm score visits"]); // it exists
    w.rfm(&["scroe", "visits.csv"]).fails(2).says(&["score"]);
}

#[test]
fn every_command_has_a_manual_page() {
    let w = Workdir::new();
    let page = w.rfm(&["man"]).ok().text();
    for verb in VERBS {
        assert!(page.contains(&format!("rfm\\-{verb}(1)")), "{verb} is listed");
        let page = w.rfm(&["man", verb]).ok().text();
        assert!(page.contains(&format!(".TH rfm-{verb} 1")) && page.contains(".SH EXAMPLES"), "{verb}\n{page}");
    }
    assert!(w.rfm(&["man", "score"]).text().contains("Column of the order id"), "flags are explained");
    for verb in TASKS {
        assert!(w.rfm(&["man", &format!("tasks-{verb}")]).ok().text().contains(".SH EXAMPLES"), "{verb}");
    }
    w.rfm(&["man", "scores"]).fails(2).says(&["scores", "inspect"]);
}

/// What a machine can give is a matter of the long help: nobody needs it on a usual day.
#[test]
fn threads_and_memory_are_explained_where_they_matter() {
    let w = Workdir::new();
    for verb in ["score", "inspect", "explain", "plan"] {
        let help = w.rfm(&[verb, "--help"]).ok().text();
        let about = |flag: &str| {
            let (_, rest) = help.split_once(flag).unwrap_or_else(|| panic!("{verb} --help: {flag}\n{help}"));
            rest.split("\n\n").next().unwrap().to_owned()
        };
        assert!(about("--threads <N>").contains("one for each core"), "{verb}\n{help}");
        match verb {
            "inspect" => assert!(!help.contains("--memory"), "{help}"),
            _ => assert!(about("--memory <SIZE>").contains("80%"), "{verb}\n{help}"),
        }
        let brief = w.rfm(&[verb, "-h"]).ok().text();
        assert!(!brief.contains("--threads") && !brief.contains("--memory"), "{verb}\n{brief}");
    }
}

#[test]
fn shells_learn_the_commands() {
    let w = Workdir::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = w.rfm(&["completions", shell]).ok().text();
        for word in VERBS.iter().chain(&["as-of"]) {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}
