//! The report as text for a terminal. The only file that knows comfy-table, which aligns and styles and no more: what is
//! shown and where lines break is settled before, so that neither depends on where stdout leads.

use super::foot::{foot, group_thresholds, marks};
use super::layout::Layout;
use super::rows::{Calls, Column, Line, Row, call_first, days_ago, list_heading, rows, segment_line, service_line};
use super::sections::text::fitted;
use super::wrap::{labelled, paragraph, width};
use super::{By, Report, View, grid};
use crate::note::{clip, printable};
use crate::segment::Segment;
use comfy_table::{Attribute, Cell, CellAlignment, Color, LineStyle, Table, TableStyle};

/// A longer name than this is cut in the list of whom to call; ids and phone numbers never are.
const LONGEST_NAME: usize = 24;

/// The bars: blue and orange, which everybody tells apart, of the 256 colours of terminals.
const OF_CUSTOMERS: Color = Color::AnsiValue(67);
const OF_VALUE: Color = Color::AnsiValue(172);

/// The report as text.
pub fn render(report: &Report<'_>) -> String {
    let (lang, summary) = (report.lang, report.base.summary());
    let mut out = String::new();
    let mut tables: Vec<Vec<Row>> = Vec::new();
    if let Some(By { column, groups }) = &report.by {
        tables.extend(groups.iter().map(|group| rows(report, &group.summary)));
        let layout = Layout::compact(tables.iter().map(Vec::as_slice), report.width, lang);
        for (group, rows) in groups.iter().zip(&tables) {
            put(&mut out, report, "", &printable(&group.heading(column, lang)));
            out += &segments(report, rows, &layout);
            if let Some(thresholds) = group_thresholds(report, group) {
                put(&mut out, report, "", &thresholds);
            }
            out.push('\n');
        }
        put(&mut out, report, "", Line::Total.name(lang));
    }
    let all = rows(report, summary);
    let whole = Layout::whole(&all, report.width, lang);
    let layout = whole.unwrap_or_else(|| Layout::compact([all.as_slice()], report.width, lang));
    out += &segments(report, &all, &layout);
    if let Some(marks) = marks(report, tables.iter().chain([&all]).flatten()) {
        out.push('\n');
        put(&mut out, report, "", &marks);
    }
    if let Some(section) = report.by_stage() {
        let view = View { lang, width: report.width, color: report.color, style: report.style };
        section.tables.iter().for_each(|table| out += &format!("\n{}\n", fitted(table, view)));
        out += &labelled(&section.foot, "", report.width);
    }
    if report.grid {
        out.push('\n');
        out += &grid::text(report);
    }
    if layout.words.is_none() {
        out.push('\n');
        services(&mut out, report);
    }
    out.push('\n');
    calls(&mut out, report, &call_first(report, summary));
    out.push('\n');
    out + &labelled(&foot(report), "", report.width)
}

/// The table of segments in this layout.
fn segments(report: &Report<'_>, rows: &[Row], layout: &Layout) -> String {
    let mut table = Table::new();
    let head = |column: &Column| aligned(column.head(report.lang), column.is_right()).add_attribute(Attribute::Bold);
    table.set_header(layout.columns.iter().map(head));
    for row in rows {
        if row.line == Line::Important {
            table.add_row([""]); // sets the totals apart
        }
        table.add_row(layout.columns.iter().map(|column| {
            let cell = aligned(&layout.text(row, *column, report.lang), column.is_right());
            let mark = match column {
                Column::Share => row.share.mark,
                Column::ValueShare => row.value_share.mark,
                _ => None,
            };
            match (mark, row.line) {
                _ if cell.content().is_empty() => cell,
                _ if *column == Column::ShareBar => cell.fg(OF_CUSTOMERS),
                _ if *column == Column::ValueBar => cell.fg(OF_VALUE),
                (Some(_), _) => cell.fg(Color::DarkYellow), // the bright one cannot be read on white
                (None, Line::Segment(_)) => cell,
                (None, Line::Important | Line::Total) => cell.add_attribute(Attribute::Bold),
            }
        }));
    }
    finish(table, layout.gap, report.color)
}

/// What the table has no room for: every segment's meaning, pattern and service.
fn services(out: &mut String, report: &Report<'_>) {
    let lang = report.lang;
    put(out, report, "", Column::Service.head(lang));
    for segment in Segment::ALL {
        put(out, report, &format!("  {} ", segment.number()), &segment_line(segment, lang));
        put(out, report, "    ", &service_line(report.play(segment), lang));
    }
}

/// Whom to call first, and the command that lists the rest.
fn calls(out: &mut String, report: &Report<'_>, calls: &[Calls]) {
    let (base, lang) = (report.base, report.lang);
    let called = || calls.iter().flat_map(|calls| calls.customers.iter());
    let (named, phoned) = (called().any(|c| base.name(c).is_some()), called().any(|c| base.phone(c).is_some()));
    let mut table = Table::new();
    for customer in called() {
        let mut cells = vec![aligned(&printable(&customer.id), false)];
        if named {
            cells.push(aligned(&clip(&printable(base.name(customer).unwrap_or_default()), LONGEST_NAME), false));
        }
        if phoned {
            cells.push(aligned(&printable(base.phone(customer).unwrap_or_default()), false));
        }
        cells.push(aligned(&days_ago(&customer.measures, lang), true));
        cells.push(aligned(&report.amounts().show(customer.measures.value()), true));
        table.add_row(cells);
    }
    let [narrow, wide] = [1, 2].map(|gap| finish(table.clone(), gap, report.color));
    let room = report.width.saturating_sub(4);
    let table = if wide.lines().all(|line| width(line) <= room) { wide } else { narrow };
    let mut lines = table.lines();
    put(out, report, "", lang.pick("Call first (with last purchase and value)", "优先联系名单（含上次消费时间、价值）"));
    for calls in calls {
        put(out, report, "  ", &calls.heading(lang));
        for line in lines.by_ref().take(calls.customers.len()) {
            *out += &format!("    {line}\n");
        }
    }
    if let (Some(command), true) = (&report.list_command, called().next().is_some()) {
        // On a line of its own and never wrapped, to be copied.
        *out += &format!("  {}\n    {}\n", list_heading(lang), printable(command));
    }
}

/// A cell with its text at the left or at the right.
pub fn aligned(text: &str, right: bool) -> Cell {
    Cell::new(text).set_alignment(if right { CellAlignment::Right } else { CellAlignment::Left })
}

/// The table in its final form: gaps instead of borders, a rule below the head, colour only where it is asked for.
pub fn finish(mut table: Table, gap: usize, color: bool) -> String {
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─')));
    table.force_no_tty();
    if color {
        table.enforce_styling().style_text_only();
    }
    let last = table.column_count().saturating_sub(1);
    for column in table.column_iter_mut() {
        column.set_padding((0, if column.index == last { 0 } else { gap as u16 }));
    }
    let text = table.trim_fmt();
    if text.is_empty() { text } else { text + "\n" }
}

/// A paragraph that fits the width: `lead`, and the text beside it.
fn put(out: &mut String, report: &Report<'_>, lead: &str, text: &str) {
    *out += &paragraph(lead, text, report.width);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::fixture;

    const BOTH: [Lang; 2] = [Lang::En, Lang::Zh];

    #[test]
    fn lines_fit_and_no_figure_is_cut() {
        let base = fixture::base();
        for (lang, room) in BOTH.into_iter().flat_map(|lang| [60, 80, 100, 120, 140].map(|room| (lang, room))) {
            let mut report = fixture::report(&base, lang, room);
            report.by = Some(By { column: "store".into(), groups: fixture::groups(&base) });
            let text = render(&report);
            // Whom to call, and the command, are whole on any terminal.
            for line in text.lines().filter(|line| !line.starts_with("    ") || room > 60 && !line.contains("rfm score")) {
                assert!(width(line) <= room && line == line.trim_end(), "{room}: {line}");
            }
            for figure in ["136,300.00", "131,000.50", "100.0%", "96.1%↑", "23.5%↓", "30,000.00", "1,234.50"] {
                assert!(text.contains(figure), "{room}: {figure}");
            }
        }
    }

    #[test]
    fn figures_stand_under_each_other_beside_chinese() {
        let base = fixture::base();
        let text = render(&fixture::report(&base, Lang::Zh, 80));
        let ends: Vec<usize> =
            text.lines().filter(|l| l.contains('%')).filter_map(|l| Some(width(&l[..l.find(".00 ").or(l.find(".50 "))?]))).collect();
        assert_eq!(ends.len(), 10);
        assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
    }

    #[test]
    fn colour_is_used_only_when_asked_for() {
        let base = fixture::base();
        let mut report = fixture::report(&base, Lang::En, 80);
        let plain = render(&report);
        assert!(!plain.contains('\u{1b}'), "not even from a name");
        report.color = true;
        assert!(render(&report).contains("\u{1b}[38;5;3m16.7%↑"));
        let without = render(&report)
            .split('\u{1b}')
            .enumerate()
            .map(|(at, s)| if at == 0 { s } else { s.split_once('m').unwrap().1 })
            .collect::<String>();
        assert_eq!(without.replace(" \n", "\n"), plain.replace(" \n", "\n"));
    }

    #[test]
    fn whom_to_call_first() {
        let base = fixture::base();
        let text = render(&fixture::report(&base, Lang::En, 80));
        let (_, list) = text.split_once("Call first").unwrap();
        let expected = [
            "  Important · keep: the 3 most valuable of 4",
            "    B3  欧阳建国                             200 days ago  30,000.00",
            "    B1  王芳               13900000001       120 days ago  16,000.00",
            "    B2  Li <b>|\\u{1b}[31m  13900000002        95 days ago  10,000.00", // before B4: of equal value the first id
            "  Important · win back: 1 customer",
            "    D1  Dora               +44 20 7946 0000  300 days ago  15,000.00",
            "  The whole list:",
            "    rfm score visits.csv --segment important-keep,important-win-back --sort -m --export call-list.csv",
        ];
        assert_eq!(list.lines().skip(1).take(8).collect::<Vec<_>>(), expected);
        let nobody = fixture::at_a_loss();
        let text = render(&fixture::report(&nobody, Lang::Zh, 80));
        assert!(text.contains("重要保持：无") && !text.contains("rfm score"));
    }

    #[test]
    fn the_foot() {
        let base = fixture::base();
        let text = render(&fixture::report(&base, Lang::En, 200));
        let (_, foot) = text.rsplit_once("\n\n").unwrap();
        assert_eq!(
            foot,
            "Thresholds  R ≤ 30|60|90|180 · F ≥ 2|3|4|5 · M ≥ 2,000|5,000|10,000|15,000\n\
             Scores      R (days) for 5|4|3|2, F and M for 2|3|4|5; 4 and above is high (H)\n\
             As of       2026-06-30\n\
             Window      12 months, 2025-07-01 to 2026-06-30\n\
             Value       amount spent; \"of value\" is the segment's part of its total\n\
             Typical     course figures for car service centres, \"of value\" there being of profit\n\
             Rows        40 read = 31 used + 3 rejected + 6 left out (no sale by its status 1; no customer id 5, together 1,234.50)\n"
        );
    }
}
