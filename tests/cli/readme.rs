//! README.md is true: its commands run, in its order, and print what it shows.
//!
//! A `sh` block holds commands; a `console` block holds commands after `$ ` and, below each, all that it prints on stdout.

use crate::workdir::Workdir;
use rfm::segment::Segment;
use std::path::{Path, PathBuf};

/// The commands with which README begins.
const MAIN_JOB: &str = "cargo run --release --quiet -- score fixtures/customers.csv";
const TESTS: &str = "cargo test";

/// A command, and what it prints where README shows it.
struct Example {
    line: usize,
    command: String,
    prints: Option<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

/// The blocks of README between fences, each with its language and the line it begins on.
fn blocks(text: &str) -> Vec<(&str, usize, Vec<&str>)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let body = lines.by_ref().map(|(line, _)| line).take_while(|line| *line != "```").collect();
            blocks.push((language, number, body));
        }
    }
    blocks
}

fn examples(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for (language, start, body) in blocks(text) {
        let mut goes_on = false;
        for (text, line) in body.into_iter().zip(start + 1..) {
            let prompt = text.strip_prefix("$ ");
            match (language, examples.last_mut()) {
                ("sh", Some(last)) if goes_on => last.command += &format!("\n{text}"),
                ("sh", _) if text.is_empty() => continue,
                ("sh", _) => examples.push(Example { line, command: text.to_owned(), prints: None }),
                ("console", _) if prompt.is_some() => {
                    examples.push(Example { line, command: prompt.unwrap().to_owned(), prints: Some(String::new()) });
                }
                ("console", Some(Example { prints: Some(prints), .. })) => *prints += &format!("{text}\n"),
                ("console", _) => panic!("README.md:{line}: a console block begins with a command"),
                _ => continue,
            }
            goes_on = language == "sh" && text.ends_with('\\');
        }
    }
    examples
}

fn copy_fixtures(w: &Workdir) {
    std::fs::create_dir(w.path("fixtures")).unwrap();
    for file in std::fs::read_dir(root().join("fixtures")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), w.path(Path::new("fixtures").join(file.file_name()))).unwrap();
    }
}

#[test]
fn commands_run_and_print_what_is_shown() {
    let text = readme();
    let examples = examples(&text);
    let first: Vec<&str> = examples.iter().take(2).map(|example| example.command.split("  #").next().unwrap().trim_end()).collect();
    assert_eq!(first, [MAIN_JOB, TESTS], "the first two commands do everything");
    if cfg!(windows) {
        return eprintln!("skipped: the commands want a POSIX shell");
    }
    let w = Workdir::new();
    copy_fixtures(&w);
    let mut ran = 0;
    for Example { line, command, prints } in examples {
        let command = command.replace("cargo run --release --quiet -- ", "rfm ");
        if command.starts_with("cargo ") {
            continue; // cargo: this is what runs here
        }
        let run = w.sh(&command).ok();
        if let Some(prints) = prints {
            let printed = run.text();
            assert!(printed == prints, "README.md:{line}: {command}\n--- printed\n{printed}\n--- README\n{prints}");
        }
        ran += 1;
    }
    assert!(ran > 20, "{ran} commands");
}

#[test]
fn the_configuration_is_one() {
    let text = readme();
    let blocks = blocks(&text);
    let (_, _, example) = blocks.iter().find(|(language, ..)| *language == "toml").expect("README shows a rfm.toml");
    let w = Workdir::new();
    w.write("visits.csv", w.rfm(&["demo"]).ok().stdout).write("rfm.toml", example.join("\n"));
    w.rfm(&["score", "visits.csv"]).ok();
}

#[test]
fn the_segments_are_the_eight() {
    let text = readme();
    for segment in Segment::ALL {
        let row = text.lines().find(|line| line.contains(&format!("`{}`", segment.slug())) && line.starts_with('|'));
        let row = row.unwrap_or_else(|| panic!("{} has no row", segment.slug()));
        for lang in [rfm::lang::Lang::En, rfm::lang::Lang::Zh] {
            assert!(row.contains(segment.name(lang)), "{row}");
        }
    }
}

#[test]
fn the_check_before_a_merge_runs_the_same_tests() {
    // A published package has no .ci.
    if let Ok(script) = std::fs::read_to_string(root().join(".ci/run")) {
        assert!(script.lines().any(|line| line.trim() == TESTS), "{script}");
    }
}
