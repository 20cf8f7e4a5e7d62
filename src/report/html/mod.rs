//! The report as one HTML page that needs nothing else: no script, no network, pictures as SVG drawn in the template.
//!
//! The figures are those of `rows` and `foot`, as in every report for people. What is shown is made by subject: `cards`,
//! `segments`, `pictures`, `histograms`; `draw` says where shapes lie, `words` what only this page says, `page.html` how it all
//! stands together; [`frame`] is around every page. What comes from files is made printable and short before it is shown.

mod cards;
pub(super) mod draw;
pub mod frame;
mod histograms;
mod pictures;
mod segments;
mod words;

use super::Report;
use super::foot::{foot, group_thresholds, marks};
use super::grid;
use super::rows::{Row, rows};
use super::sections::Section;
use crate::distribution::lorenz::Lorenz;
use crate::note::{clip, printable};
use crate::summary::CALL_FIRST;
use serde::Serialize;

const TEMPLATE: &str = include_str!("page.html");

/// How many customers of a segment are named.
const NAMED: usize = 3;
/// How many groups are shown, and how much of a text from a file.
const MOST_GROUPS: usize = 40;
const MOST_TEXT: usize = 80;
const MOST_COMMAND: usize = 4_000;

#[derive(Serialize)]
struct Page {
    words: words::Words,
    title: String,
    subtitle: String,
    cards: Vec<[String; 3]>,
    first: Vec<segments::First>,
    segments: Vec<segments::Action>,
    sums: Vec<segments::Figures>,
    marks: Option<String>,
    command: Option<String>,
    bars: Vec<pictures::Bars>,
    stages: Option<Stages>,
    grid: pictures::GridShown,
    tiles: Vec<pictures::Tile>,
    treemap_figures: Vec<[String; 3]>,
    treemap_height: f64,
    lorenz: Option<pictures::Curve>,
    histograms: Vec<histograms::Histogram>,
    groups_by: Option<String>,
    groups: Vec<segments::Group>,
    more_groups: bool,
    foot: Vec<(&'static str, String)>,
    notes: Vec<String>,
}

/// Segments by stage, and what each stage needs.
#[derive(Serialize)]
struct Stages {
    heading: String,
    heads: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    needs: Vec<(&'static str, String)>,
}

impl Stages {
    fn of(section: Section) -> Stages {
        let heads = section.tables.iter().flat_map(|table| table.heads.iter().map(|head| head.text)).collect();
        let rows = section.tables.into_iter().flat_map(|table| table.rows).collect();
        Stages { heading: section.heading, heads, rows, needs: section.foot }
    }
}

/// The report as HTML.
pub fn render(report: &Report<'_>) -> anyhow::Result<Vec<u8>> {
    let page = page(report);
    let body = frame::fill(TEMPLATE, &page)?;
    frame::page(page.words.lang, &page.title, &page.subtitle, &body)
}

fn page(report: &Report<'_>) -> Page {
    let (base, lang, summary) = (report.base, report.lang, report.base.summary());
    let words = words::words(lang);
    let all = rows(report, summary);
    let lorenz = Lorenz::new(&base.customers);
    let shown_by: Vec<Vec<Row>> =
        report.by.iter().flat_map(|by| &by.groups).take(MOST_GROUPS).map(|group| rows(report, &group.summary)).collect();
    let groups = report.by.iter().flat_map(|by| by.groups.iter().map(move |group| (by, group))).zip(&shown_by);
    let command = report.list_command.as_deref().map(printable).filter(|command| command.len() <= MOST_COMMAND);
    Page {
        title: report.title.as_deref().map_or(words.title.to_owned(), |title| clip(&printable(title), 2 * MOST_TEXT)),
        subtitle: subtitle(report),
        cards: cards::cards(report, &lorenz),
        first: segments::first(report),
        segments: segments::actions(report, &all),
        sums: all.iter().filter(|row| row.segment().is_none()).map(|row| segments::figures(row, lang)).collect(),
        marks: marks(report, shown_by.iter().chain([&all]).flatten()),
        command: command.filter(|_| CALL_FIRST.iter().any(|segment| summary.segments[*segment as usize].customers > 0)),
        bars: pictures::bars(&all),
        stages: report.by_stage().map(Stages::of),
        grid: pictures::grid(report, &grid::grid(report)),
        tiles: pictures::tiles(report, &all),
        treemap_figures: pictures::treemap_figures(&all),
        treemap_height: draw::TREEMAP_HEIGHT,
        lorenz: pictures::curve(&lorenz, lang),
        histograms: histograms::histograms(report),
        groups_by: report.by.as_ref().map(|by| clip(&printable(&by.column), MOST_TEXT)),
        groups: groups
            .map(|((by, group), rows)| segments::Group {
                heading: clip(&printable(&group.heading(&by.column, lang)), 2 * MOST_TEXT),
                thresholds: group_thresholds(report, group),
                rows: rows.iter().map(|row| segments::figures(row, lang)).collect(),
            })
            .collect(),
        more_groups: report.by.as_ref().is_some_and(|by| by.groups.len() > MOST_GROUPS),
        foot: foot(report),
        notes: base.notes.iter().filter(|note| !note.is_of_the_run()).map(|note| printable(&note.text(lang))).collect(),
        words,
    }
}

/// As of when, and over what time.
fn subtitle(report: &Report<'_>) -> String {
    let lines = foot(report);
    let line = |label: &str| {
        lines
            .iter()
            .find(|(own, _)| *own == label)
            .map(|(label, text)| report.lang.pick(format!("{label}: {text}"), format!("{label}：{text}")))
    };
    let shown = report.lang.pick(["As of", "Window"], ["基准日", "统计期"]).map(line);
    shown.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
