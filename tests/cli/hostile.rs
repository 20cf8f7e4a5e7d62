//! What stands in a file stays text, whatever it is and wherever it goes: no formula, no tag, no command to a terminal.

use crate::workdir::Workdir;
use calamine::{Reader, Xlsx, open_workbook};
use std::collections::BTreeSet;

const STRINGS: usize = 10_000;

/// Pieces that mean something to a spreadsheet, a browser, a terminal, a reader of CSV or an eye.
const PIECES: [&str; 56] = [
    "=", "+", "-", "@", "＝", "＋", "－", "＠", "=1+1", "=cmd|'/C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")", "@SUM(A1)", "-2+3", "+1",
    "\t=1", "\r=1", "\n=1", "|", ";", ",", "\"", "\"\"", "'", "`", "<script>alert(1)</script>", "<x-hostile>", "\" x-hostile=\"",
    "' x-hostile='", "</title>", "<!--", "-->", "]]>", "&lt;", "&#60;", "javascript:", "{{7*7}}", "{%x%}", "\u{1b}[31m",
    "\u{1b}]52;c;eA==\u{7}", "\u{9b}2J", "\u{7}", "\u{8}", "\u{7f}", "\u{85}", "\u{202e}", "\u{2066}", "\u{200f}", "\u{200b}", "\u{2028}",
    "\u{feff}", "\u{fffe}", "𠮷", "e\u{301}", "_x0041_", "客户", "00123",
];

/// Made up with a fixed seed (xorshift), each different.
fn strings() -> Vec<String> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut dice = |sides: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % sides
    };
    let string = |n: usize, dice: &mut dyn FnMut(usize) -> usize| {
        let pieces: String = (0..1 + dice(5)).map(|_| PIECES[dice(PIECES.len())]).collect();
        format!("{pieces}{n}")
    };
    (0..STRINGS).map(|n| string(n, &mut dice)).collect()
}

fn csv_of(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    rows.into_iter().for_each(|row| writer.write_record(&row).unwrap());
    writer.into_inner().unwrap()
}

fn read(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// By OWASP's list, and what a spreadsheet's import trims before it looks.
fn runs_as_formula(cell: &str) -> bool {
    let is_number = cell.parse::<f64>().is_ok();
    cell.starts_with(['\t', '\r', '\n']) || (cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number)
}

/// What moves a cursor, changes colours, or turns the direction of text.
fn acts_on_a_terminal(text: &str) -> Option<char> {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || turns(*c))
}

/// What `rfm` counts, for the reading of visits trims blanks and takes a spreadsheet's own marks off.
fn is_kept_as_it_is(text: &str) -> bool {
    let control = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
    text.trim_ascii() == text && !text.starts_with(['=', '`', '\'', '\u{feff}']) && !text.contains(control)
}

#[test]
fn cells_stay_text_in_a_cleaned_file() {
    let (w, strings) = (Workdir::new(), strings());
    let rows = std::iter::once(vec!["id".into(), "text".into(), "n".into()])
        .chain(strings.iter().enumerate().map(|(n, text)| vec![format!("C{n}"), text.clone(), n.to_string()]));
    w.write("in.csv", csv_of(rows));
    let clean = |flags: &[&str]| {
        let run = w.rfm(&[&["clean", "in.csv", "-d", ","], flags].concat()).ok();
        assert_eq!(acts_on_a_terminal(&run.stderr), None, "{}", run.stderr);
        read(&run.text())
    };
    let plain = clean(&[]);
    assert_eq!(plain.len(), STRINGS + 1);
    assert!(plain[1..].iter().zip(&strings).all(|(row, text)| row[1] == *text), "what is written is what was read");
    let excel = clean(&["--excel"]);
    assert_eq!(excel.iter().flatten().filter(|cell| runs_as_formula(cell)).count(), 0);
    assert!(excel[1..].iter().zip(&strings).all(|(row, text)| row[1].strip_prefix('\'').unwrap_or(&row[1]) == text || row[1] == *text));
}

/// Every string as an id and as a name: through each form of every customer.
#[test]
fn ids_and_names_stay_text_in_every_export() {
    let (w, strings) = (Workdir::new(), strings());
    let header = ["customer_id", "name", "date", "amount"].map(String::from).to_vec();
    let row = |(n, text): (usize, &String)| vec![text.clone(), text.clone(), format!("2026-01-{:02}", n % 28 + 1), format!("{n}.5")];
    w.write("in.csv", csv_of(std::iter::once(header).chain(strings.iter().enumerate().map(row))));
    let outputs = ["plain.csv", "plain.tsv", "plain.json", "plain.jsonl", "book.xlsx"];
    let exports: Vec<&str> = outputs.iter().flat_map(|file| ["--export", file]).collect();
    let limits = ["--max-rejects", "100%", "--keep", "name", "--rejects", "rest.csv"];
    let run = w.rfm(&[&["score", "in.csv"], &limits[..], &exports[..]].concat()).ok();
    for told in [&run.stderr, &run.text()] {
        assert_eq!(acts_on_a_terminal(told), None);
    }
    let wanted: BTreeSet<&str> = strings.iter().map(String::as_str).filter(|text| is_kept_as_it_is(text)).collect();
    assert!(wanted.len() > STRINGS / 3, "{}", wanted.len());
    let holds_all = |found: Vec<(String, String)>, form: &str| {
        let ids: BTreeSet<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
        let names: BTreeSet<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
        for found in [ids, names] {
            let missing: Vec<_> = wanted.difference(&found).take(3).collect();
            assert!(missing.is_empty(), "{form}: {missing:?}");
        }
    };
    let csv = read(&w.read("plain.csv"));
    let pair = |row: &Vec<String>| (row[0].clone(), row[row.len() - 1].clone());
    holds_all(csv[1..].iter().map(pair).collect(), "csv");
    let json: serde_json::Value = serde_json::from_str(&w.read("plain.json")).unwrap();
    let of = |row: &serde_json::Value| (row["customer_id"].as_str().unwrap().to_owned(), row["name"].as_str().unwrap().to_owned());
    let list = json.as_array().unwrap_or_else(|| json["customers"].as_array().unwrap());
    holds_all(list.iter().map(of).collect(), "json");
    let lines = w.read("plain.jsonl");
    holds_all(lines.lines().map(|line| of(&serde_json::from_str(line).unwrap())).collect(), "jsonl");
    // Beyond ASCII JSON is as it was read, but no byte of it is a control character.
    assert!(!lines.bytes().any(|byte| byte < b' ' && byte != b'\n'));

    let mut book: Xlsx<_> = open_workbook(w.path("book.xlsx")).unwrap();
    let mut cells = 0;
    for sheet in book.sheet_names() {
        cells += book.worksheet_range(&sheet).unwrap().used_cells().count();
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert_eq!(formulas.used_cells().filter(|(.., formula)| !formula.is_empty()).count(), 0);
    }
    assert!(cells > wanted.len() * 2);

    w.rfm(&[&["score", "in.csv", "-q", "--excel", "--export", "excel.csv", "--export", "excel.tsv"], &limits[..4]].concat()).ok();
    for (file, delimiter) in [("excel.csv", b','), ("excel.tsv", b'\t')] {
        let text = w.read(file);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(rows.len() >= wanted.len());
        let bad: Vec<&str> = rows.iter().flat_map(|row| row.iter()).filter(|cell| runs_as_formula(cell)).take(3).collect();
        assert!(bad.is_empty(), "{file}: {bad:?}");
    }
}

/// A hundred of them at a time as the name of a store and of its customers, through all that is meant to be seen.
#[test]
fn pages_and_terminals_show_and_do_nothing() {
    let (w, strings) = (Workdir::new(), strings());
    let header = ["customer_id", "name", "store", "date", "amount"].map(String::from).to_vec();
    let rows = strings.chunks(100).enumerate().flat_map(|(n, hundred)| {
        let all: String = hundred.concat().replace(|c: char| c.is_ascii_control(), "");
        (0..5).map(move |k| {
            vec![format!("{all}{k}"), all.clone(), format!("S{all}"), format!("2026-{:02}-05", k * 2 + 1), format!("{n}{k}.5")]
        })
    });
    w.write("in.csv", csv_of(std::iter::once(header).chain(rows)));
    for lang in ["en", "zh"] {
        let run = w.rfm(&["score", "in.csv", "--by", "store", "--lang", lang, "-o", "page.html", "-o", "page.md", "--color", "never"]).ok();
        for told in [&run.stderr, &run.text(), &w.read("page.md")] {
            assert_eq!(acts_on_a_terminal(told), None);
        }
        let page = w.read("page.html");
        assert!(page.contains("x-hostile"), "they are there");
        for raw in ["<x-hostile", "\" x-hostile=\"", "<script", "<!--", "{{7", "href=\"javascript", "\u{1b}"] {
            // `' x-hostile='` can do nothing where attributes stand in double quotes.
            assert!(!page.contains(raw) || raw == "{{7", "{raw}");
        }
    }
    let seen = |args: &[&str]| {
        let run = w.rfm(args).ok();
        assert_eq!(acts_on_a_terminal(&(run.text() + &run.stderr)), None, "{args:?}");
    };
    seen(&["inspect", "in.csv"]);
    seen(&["alerts", "in.csv"]);
    seen(&["calendar", "in.csv", "--from", "2026-09-01"]);
    let id = read(&w.read("in.csv"))[1][0].clone();
    seen(&["explain", "in.csv", "--customer", id.trim_ascii()]);
}

/// Each of them in a message on stderr: as a file's name, a column's, a value's.
#[test]
fn messages_are_harmless() {
    let w = Workdir::new();
    for (n, text) in strings().iter().take(40).enumerate() {
        let flags: [&[&str]; 4] = [
            &["score", text],
            &["score", "in.csv", "--keep", text],
            &["score", "in.csv", "--as-of", text],
            &["clean", "in.csv", "-d", text],
        ];
        w.write("in.csv", "customer_id,date,amount\nA,2026-01-05,1\n");
        let mut args = flags[n % 4].to_vec();
        if text.starts_with('-') {
            args = vec!["score", "--", text];
        }
        let run = w.rfm(&args);
        assert_eq!(acts_on_a_terminal(&run.stderr), None, "{args:?}: {:?}", run.stderr);
    }
}
