//! Every form of the report shows the same figures for the same run: table, Markdown, CSV, TSV, JSON, page and workbook.
//!
//! A form is one line of [`FORMS`] and a function that reads the eight segments back from it.

use crate::workdir::Workdir;
use calamine::{Data, DataType, Reader, Xlsx, open_workbook};

/// What a form tells of a segment, each figure as text; shares as percentages with one decimal.
#[derive(Debug, PartialEq, Eq)]
struct Figures {
    customers: String,
    share: String,
    value: String,
    value_share: String,
}

type Read = fn(&Workdir, &str) -> Vec<Figures>;

/// A file and how it is read back. Another form is another line.
const FORMS: [(&str, Read); 7] = [
    ("report.json", of_json),
    ("report.csv", |w, file| of_delimited(&w.read(file), b',')),
    ("report.tsv", |w, file| of_delimited(&w.read(file), b'\t')),
    ("report.txt", |w, file| of_text(&w.read(file))),
    ("report.md", |w, file| of_text(&w.read(file))),
    ("report.html", of_page),
    ("report.xlsx", of_workbook),
];

#[test]
fn all_forms_show_the_same_figures() {
    for (fixture, flags) in [
        ("customers.csv", &[][..]),
        ("customers.csv", &["--cuts", "r=30,60,90,180", "--cuts", "f=2,3,4,5", "--cuts", "m=2000,5000,10000,15000"]),
        ("two-shops.csv", &[]),
    ] {
        let w = Workdir::new();
        match fixture {
            "two-shops.csv" => _ = w.write(fixture, made_up()),
            _ => _ = w.fixture(fixture),
        }
        let outputs: Vec<&str> = FORMS.iter().flat_map(|(file, _)| ["-o", file]).collect();
        w.rfm(&[&["score", fixture, "--lang", "en"], flags, &outputs[..]].concat()).ok();
        let expected = of_json(&w, "report.json");
        assert_eq!(expected.len(), 8);
        for (file, read) in FORMS {
            assert_eq!(read(&w, file), expected, "{file} of {fixture} {flags:?}");
        }
    }
}

/// Customers whose shares round in every direction.
fn made_up() -> String {
    let visit = |n: u32| format!("C{:03},2026-{:02}-{:02},{}.{:02}\n", n % 61, n % 10 + 1, n % 27 + 1, (n * n) % 977 + 1, n % 100);
    std::iter::once("customer_id,date,amount\n".to_owned()).chain((0..400).map(visit)).collect()
}

/// `0.123457` as `12.3%`, half away from zero.
fn percent(six: &str) -> String {
    let millionths: u64 = six.replacen('.', "", 1).parse().unwrap();
    let tenths = (millionths + 500) / 1000;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

fn of_json(w: &Workdir, file: &str) -> Vec<Figures> {
    let report: serde_json::Value = serde_json::from_str(&w.read(file)).unwrap();
    let of_row = |row: &serde_json::Value| Figures {
        customers: row["customers"].to_string(),
        share: percent(&format!("{:.6}", row["share"].as_f64().unwrap())),
        value: row["value"].as_str().unwrap().to_owned(),
        value_share: percent(&format!("{:.6}", row["value_share"].as_f64().unwrap())),
    };
    report["segments"].as_array().unwrap().iter().map(of_row).collect()
}

fn of_delimited(text: &str, delimiter: u8) -> Vec<Figures> {
    let of_row = |row: crate::workdir::Row| Figures {
        customers: row["customers"].clone(),
        share: percent(&row["share"]),
        value: row["value"].clone(),
        value_share: percent(&row["value_share"]),
    };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    reader.deserialize().map(|row| of_row(row.unwrap())).take(8).collect()
}

/// The lines that begin with a segment's number: words, of which figures are told by their form.
fn of_text(text: &str) -> Vec<Figures> {
    let of_line = |line: &str| -> Option<Figures> {
        let line = line.replace(',', "").replace(['↑', '↓', '*', '|'], " ");
        let words: Vec<&str> = line.split_whitespace().collect();
        words.first()?.parse::<u8>().ok()?;
        let is_share = |word: &&str| word.ends_with('%') && word.contains('.');
        let [share, value_share] = words.iter().copied().filter(is_share).collect::<Vec<_>>().try_into().ok()?;
        let at = words.iter().position(is_share)?;
        let value = words[at..].iter().find(|word| word.contains('.') && !word.ends_with('%'))?;
        let [customers, share, value, value_share] = [words[at - 1], share, value, value_share].map(str::to_owned);
        Some(Figures { customers, share, value, value_share })
    };
    text.lines().filter_map(of_line).collect()
}

/// The rows of the action table, whose cells are labelled.
fn of_page(w: &Workdir, file: &str) -> Vec<Figures> {
    let page = w.read(file);
    let of_row = |row: &str| -> Option<Figures> {
        let cell = |label: &str| {
            let (_, rest) = row.split_once(&format!("data-label=\"{label}\">"))?;
            let text = rest.split_once("</td>")?.0.replace(',', "");
            Some(text.trim_end_matches([' ', '↑', '↓']).to_owned())
        };
        let [customers, share, value, value_share] = [cell("Customers")?, cell("Share")?, cell("Value")?, cell("Of value")?];
        Some(Figures { customers, share, value, value_share })
    };
    let table = page.split_once("<table class=\"rows action\">").unwrap().1.split_once("</table>").unwrap().0;
    table.split("<tbody class=").filter_map(of_row).take(8).collect()
}

fn of_workbook(w: &Workdir, file: &str) -> Vec<Figures> {
    let mut book: Xlsx<_> = open_workbook(w.path(file)).unwrap();
    let range = book.worksheet_range("Segments").unwrap();
    let heads: Vec<String> = range.rows().next().unwrap().iter().map(|cell| cell.as_string().unwrap_or_default()).collect();
    let at = |head: &str| heads.iter().position(|own| own == head).unwrap();
    let number = |row: &[Data], head: &str| row[at(head)].as_f64().unwrap();
    let of_row = |row: &[Data]| Figures {
        customers: number(row, "Customers").to_string(),
        share: percent(&format!("{:.6}", number(row, "Share"))),
        value: format!("{:.2}", number(row, "Value")),
        value_share: percent(&format!("{:.6}", number(row, "Of value"))),
    };
    range.rows().skip(1).take(8).map(of_row).collect()
}
