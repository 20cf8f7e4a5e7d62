//! The segment report in every format: what to render, and one function that renders it to bytes.
//!
//! The formats for people, `table`, `markdown`, `html` and `xlsx`, share the rows of `rows` and the lines of `foot`; the formats for
//! machines, `delimited` and `json`, write the figures themselves. Nothing here opens a file or prints: the caller
//! decides where the bytes go. `inspect`, `explain`, `alerts`, `lifecycle`, `plan`, `clv`, `playbook`, `snapshots`, `compare` and
//! `effect` show the answers of the commands of these names, most of them made of `sections`.

pub mod alerts;
mod ascii;
pub mod calendar;
pub mod clv;
pub mod compare;
mod delimited;
pub mod desk;
pub mod effect;
pub mod explain;
mod foot;
mod form;
mod grid;
mod html;
pub mod inspect;
mod json;
mod layout;
pub mod lifecycle;
mod markdown;
pub mod plan;
pub mod playbook;
mod rows;
mod sections;
pub mod snapshots;
mod table;
pub mod tasks;
mod wrap;
pub mod xlsx;

#[cfg(test)]
pub(crate) mod fixture;

pub use ascii::ascii;
pub use form::{Form, PageForm};

use crate::lang::Lang;
use crate::lifecycle::Stages;
use crate::money::style::{Amounts, Style};
use crate::playbook::{Play, Playbooks};
use crate::score::Thresholds;
use crate::scored::Scored;
use crate::segment::Segment;
use crate::summary::Summary;
use std::path::Path;

/// A format of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Columns of text for a terminal.
    #[default]
    Table,
    /// Comma-separated values, one row a segment.
    Csv,
    /// Tab-separated values, one row a segment.
    Tsv,
    /// One JSON object.
    Json,
    /// GitHub-flavoured Markdown.
    Markdown,
}

/// Each format with its name on the command line and the file extensions that ask for it.
const FORMATS: [(Format, &str, &[&str]); 5] = [
    (Format::Table, "table", &["txt"]),
    (Format::Csv, "csv", &["csv"]),
    (Format::Tsv, "tsv", &["tsv", "tab"]),
    (Format::Json, "json", &["json"]),
    (Format::Markdown, "md", &["md", "markdown"]),
];

impl Format {
    /// Written for programs rather than for people.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Format::Csv | Format::Tsv | Format::Json)
    }

    /// The names, in the order of the help.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|(_, name, _)| *name)
    }

    /// The format with this name.
    pub fn of_name(name: &str) -> Option<Format> {
        FORMATS.iter().find(|(_, own, _)| *own == name).map(|(format, ..)| *format)
    }

    /// The format that a file's extension asks for, in either case.
    pub fn of_file(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        FORMATS.iter().find(|(.., extensions)| extensions.contains(&extension.as_str())).map(|(format, ..)| *format)
    }
}

/// The customers that share a value of the column the report is split by.
#[derive(Clone, Debug)]
pub struct Group {
    /// The shared value as the data has it; empty where the cell is.
    pub value: String,
    /// Their figures.
    pub summary: Summary,
    /// Their own thresholds, where each group has its own (`--recut`).
    pub thresholds: Option<Thresholds>,
}

/// A report split by a column (`--by`).
#[derive(Clone, Debug)]
pub struct By {
    /// The column's name.
    pub column: String,
    /// The groups, in the order in which they are shown.
    pub groups: Vec<Group>,
}

/// All that a report tells, and how it should look.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The customers, their scores and how they came about.
    pub base: &'a Scored,
    /// What each segment is due.
    pub playbooks: &'a Playbooks,
    /// The language of names, tiers, actions and all else for people.
    pub lang: Lang,
    /// The groups, where the report is split.
    pub by: Option<By>,
    /// What a page is called, where the user says so; for [`Form::Html`].
    pub title: Option<String>,
    /// A command that lists everybody who should be called; none where the input cannot be read again.
    pub list_command: Option<String>,
    /// Customers by stage, where the user asked for them.
    pub stages: Option<Stages>,
    /// Columns of the terminal, for [`Format::Table`].
    pub width: usize,
    /// Whether [`Format::Table`] may use colour.
    pub color: bool,
    /// The unit and the currency of amounts, in the forms for people.
    pub style: Style,
    /// Whether the forms of text show the R×F grid too; pages and workbooks always do.
    pub grid: bool,
}

impl Report<'_> {
    /// Segments by stage and what each stage needs, where the user asked for them.
    fn by_stage(&self) -> Option<sections::Section> {
        let Stages { stages, without } = self.stages.as_ref()?;
        Some(sections::Section {
            heading: self.lang.pick("Segments by stage", "客群与阶段").to_owned(),
            tables: vec![lifecycle::sections::crossed(self.base, stages, without, self.lang)],
            foot: lifecycle::sections::needs(self.lang),
        })
    }

    /// What this segment is due.
    fn play(&self, segment: Segment) -> &Play {
        self.playbooks.get(self.lang).play(segment)
    }

    /// How amounts are shown to people.
    fn amounts(&self) -> Amounts {
        self.style.with(self.base.decimals)
    }
}

/// How an answer other than the report should look.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The language.
    pub lang: Lang,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether colour may be used.
    pub color: bool,
    /// The unit and the currency of amounts, in the forms for people.
    pub style: Style,
}

/// The report as a page with pictures, in UTF-8.
pub fn render_page(report: &Report<'_>) -> anyhow::Result<Vec<u8>> {
    html::render(report)
}

/// The report in this format. Text ends with a newline; the bytes are UTF-8.
pub fn render(report: &Report<'_>, format: Format) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Table => Ok(table::render(report).into_bytes()),
        Format::Markdown => Ok(markdown::render(report).into_bytes()),
        Format::Csv => delimited::render(report, b',', false),
        Format::Tsv => delimited::render(report, b'\t', false),
        Format::Json => json::render(report),
    }
}

/// The report as CSV or TSV the way a spreadsheet likes it (`--excel`); other formats are as ever.
pub fn render_for_spreadsheet(report: &Report<'_>, format: Format) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Csv => delimited::render(report, b',', true),
        Format::Tsv => delimited::render(report, b'\t', true),
        other => render(report, other),
    }
}

impl Group {
    /// `store: North`, as a heading. The text is as the data has it; the format makes it harmless.
    fn heading(&self, column: &str, lang: Lang) -> String {
        let value = if self.value.is_empty() { lang.pick("(blank)", "（空）") } else { &self.value };
        lang.pick(format!("{column}: {value}"), format!("{column}：{value}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(report: &Report<'_>, format: Format) -> String {
        String::from_utf8(render(report, format).unwrap()).unwrap()
    }

    #[test]
    fn formats_by_name_and_by_file() {
        assert_eq!(Format::names().collect::<Vec<_>>(), ["table", "csv", "tsv", "json", "md"]);
        for (format, name, _) in FORMATS {
            assert_eq!(Format::of_name(name), Some(format));
        }
        for (file, format) in [("a/报告.MD", Some(Format::Markdown)), ("x.json", Some(Format::Json)), ("x.pdf", None), ("csv", None)] {
            assert_eq!(Format::of_file(Path::new(file)), format, "{file}");
        }
    }

    #[test]
    fn every_format_shows_the_figures_worked_by_hand() {
        let base = fixture::base();
        for lang in [Lang::En, Lang::Zh] {
            let report = fixture::report(&base, lang, 140);
            let [table, markdown, csv, tsv, json] =
                [Format::Table, Format::Markdown, Format::Csv, Format::Tsv, Format::Json].map(|format| text(&report, format));
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            for (place, (slug, customers, share, percent, value, grouped, value_share, value_percent, mark, value_mark)) in
                fixture::FIGURES.into_iter().enumerate()
            {
                let name = Segment::ALL[place].name(lang);
                let line = |text: &str, start: &str| text.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
                let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();

                let row = words(&line(&table, &format!("{}  {name}", place + 1)));
                for cell in [customers, &format!("{percent}{mark}"), grouped, &format!("{value_percent}{value_mark}")] {
                    assert!(row.contains(&cell.trim().to_owned()), "{slug}: {cell} in {row:?}");
                }
                let row = line(&markdown, &format!("| {} | **{name}**", place + 1));
                let [marked, value_marked] =
                    [(percent, mark), (value_percent, value_mark)].map(|(p, m)| format!("{p} {m}").trim().to_owned());
                for cell in [customers, &marked, grouped, &value_marked] {
                    assert!(row.contains(&format!("| {cell} |")), "{slug}: {cell} in {row}");
                }
                assert!(line(&csv, slug).starts_with(&format!("{slug},{name},{customers},{share},{value},{value_share},")), "{slug}");
                assert!(line(&tsv, slug).starts_with(&[slug, name, customers, share, value, value_share, ""].join("\t")), "{slug}");
                let row = &json["segments"][place];
                assert_eq!((&row["segment"], &row["name"], &row["value"]), (&slug.into(), &name.into(), &value.into()));
                let number = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
                assert_eq!(
                    [&row["customers"], &row["share"], &row["value_share"]],
                    [&number(customers), &number(share), &number(value_share)]
                );
            }
        }
    }

    #[test]
    fn nothing_is_held_against_typical_ranges_under_quintiles() {
        let base = fixture::by_quintiles();
        for (lang, why) in [(Lang::En, "Note: typical ranges"), (Lang::Zh, "说明：参考区间")] {
            let report = fixture::report(&base, lang, 100);
            for format in [Format::Table, Format::Markdown] {
                let text = text(&report, format);
                assert!(text.contains(why) && !text.contains(['↑', '↓']) && text.contains("14–22%"), "{text}");
            }
        }
    }

    #[test]
    fn no_share_of_a_loss() {
        let base = fixture::at_a_loss();
        let report = fixture::report(&base, Lang::En, 92);
        let row = |text: String, name: &str| {
            text.lines().find(|line| line.contains(name)).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        // With 0 customers of 2 every segment is below its typical share; a share of a loss there is not.
        assert_eq!(row(text(&report, Format::Table), "8  Lost"), "8 Lost L L L 2 100.0%↑ 25–35% -199.50 – about 0%");
        assert_eq!(row(text(&report, Format::Table), "All customers"), "All customers 2 100.0% -199.50 –");
        assert!(row(text(&report, Format::Markdown), "| **Lost**").contains("| 100.0% ↑ | 25–35% | -199.50 | – |"));
    }
}
