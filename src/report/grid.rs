//! The R×F grid (`--grid`) as text: for a terminal, as Markdown, and as records for programs. Pages and workbooks draw their own.

use super::Report;
use super::markdown::line;
use super::rows::NONE;
use super::wrap::{paragraph, width};
use crate::distribution::grid::{Cell, Grid, SHADES};
use crate::lang::Lang;
use crate::money::grouped;

/// The columns of a record.
pub const HEADER: [&str; 5] = ["r", "f", "customers", "monetary", "mean_monetary"];

/// The shades of the page in the 256 colours of terminals, as text and ground, from the lowest on: blue that only gets darker
/// is read by everybody.
const COLORS: [(u8, u8); SHADES] = [(16, 195), (16, 153), (16, 110), (231, 25), (231, 17)];

/// Scores of R from the best down, as rows, and of F from 1 up, as columns.
const DOWN: [u8; 5] = [5, 4, 3, 2, 1];
const UP: [u8; 5] = [1, 2, 3, 4, 5];

/// Spaces at both sides of a figure.
const PADDING: usize = 2;
/// Columns that the scores of R take.
const LABEL: usize = 4;

/// The grid of a report.
pub fn grid(report: &Report<'_>) -> Grid {
    Grid::new(&report.base.customers, &report.base.thresholds)
}

/// The grid for a terminal: two lines a cell, customers and their mean amount. A line divides high scores from low ones.
/// Where the columns do not suffice, means are shown without decimals; no figure is cut.
pub fn text(report: &Report<'_>) -> String {
    let (grid, high) = (grid(report), report.base.high);
    let shown = |decimals: u8| DOWN.map(|r| UP.map(|f| figures(report, grid.cell(r, f), decimals)));
    let room = |cells: &[[[String; 2]; 5]; 5]| cells.iter().flatten().flatten().map(|text| width(text)).max().unwrap_or(0).max(3);
    let exact = shown(report.base.decimals);
    let cells = if LABEL + 1 + UP.len() * (room(&exact) + PADDING) <= report.width { exact } else { shown(0) };
    let cell = room(&cells) + PADDING;
    let joined = |label: &str, texts: [String; 5]| {
        let columns = UP.iter().zip(texts).map(|(f, text)| if *f == high { format!("│{text}") } else { text });
        format!("{label:LABEL$}{}", columns.collect::<String>()).trim_end().to_owned() + "\n"
    };
    let padded = |text: &str| format!("{}{text} ", " ".repeat(cell - 1 - width(text)));
    let mut out = paragraph("", title(report.lang), report.width);
    out += &joined("", UP.map(|f| padded(&format!("F {f}"))));
    for (r, row) in DOWN.into_iter().zip(&cells) {
        for (at, label) in [format!("R {r}"), String::new()].iter().enumerate() {
            let texts = UP.map(|f| colored(report, &grid, grid.cell(r, f), padded(&row[usize::from(f) - 1][at])));
            out += &joined(label, texts);
        }
        if r == high {
            let rule = UP.map(|f| format!("{}{}", if f == high { "┼" } else { "" }, "─".repeat(cell)));
            out += &format!("{:LABEL$}{}\n", "", rule.concat());
        }
    }
    out + &paragraph("", &legend(report), report.width)
}

/// The grid as Markdown: a table with both figures in a cell.
pub fn markdown(report: &Report<'_>) -> String {
    let grid = grid(report);
    let mut out = format!("\n## {}\n\n", title(report.lang));
    out += &line(std::iter::once("R / F".to_owned()).chain(UP.map(|f| format!("F {f}"))));
    out += &line(["---"].into_iter().chain(UP.map(|_| "---:")).map(str::to_owned));
    for r in DOWN {
        let cell = |f| match figures(report, grid.cell(r, f), report.base.decimals) {
            [nobody, mean] if mean.is_empty() => nobody,
            [customers, mean] => format!("{customers} · {mean}"),
        };
        out += &line(std::iter::once(format!("**R {r}**")).chain(UP.map(cell)));
    }
    out
}

/// The scores of R and F of every cell, from the best R down and F from 1 up.
pub fn places() -> impl Iterator<Item = (u8, u8)> {
    DOWN.into_iter().flat_map(|r| UP.map(|f| (r, f)))
}

/// Every cell for programs, as [`HEADER`] names the columns: no mean where there is nobody.
pub fn records(report: &Report<'_>) -> impl Iterator<Item = [String; 5]> {
    let (grid, decimals) = (grid(report), report.base.decimals);
    places().map(move |(r, f)| {
        let cell = grid.cell(r, f);
        let mean = cell.mean(decimals).map_or(String::new(), |mean| mean.plain(decimals));
        [r.to_string(), f.to_string(), cell.customers.to_string(), cell.monetary.plain(decimals), mean]
    })
}

/// Customers and their mean amount.
fn figures(report: &Report<'_>, cell: Cell, decimals: u8) -> [String; 2] {
    let amounts = report.amounts();
    match cell.mean(decimals) {
        None => [NONE.to_owned(), String::new()],
        Some(mean) => [grouped(cell.customers), if decimals == 0 { amounts.short(mean) } else { amounts.show(mean) }],
    }
}

/// On the ground of its shade, where colour is asked for.
fn colored(report: &Report<'_>, grid: &Grid, cell: Cell, text: String) -> String {
    match cell.mean(report.base.decimals).filter(|_| report.color) {
        None => text,
        Some(mean) => {
            let (ink, ground) = COLORS[grid.shade(mean, report.base.decimals)];
            format!("\u{1b}[38;5;{ink};48;5;{ground}m{text}\u{1b}[0m")
        }
    }
}

fn title(lang: Lang) -> &'static str {
    lang.pick("Customers by scores of R and F, and what they spent on average", "按 R、F 得分的客户数与平均消费金额")
}

fn legend(report: &Report<'_>) -> String {
    let high = report.base.high;
    let lines = report
        .lang
        .pick(format!("The lines divide high scores ({high} and above) from low ones"), format!("线条为高低分界（{high} 分及以上为高）"));
    let shades = report.lang.pick("; the darker, the more they spent on average", "；颜色越深，平均消费金额越高");
    if report.color { lines + shades } else { lines }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    /// The cells are those of the test in `distribution::grid`: R 2 F 4 has three customers with 22,000 together.
    #[test]
    fn a_grid_for_a_terminal() {
        let base = fixture::base();
        let mut report = fixture::report(&base, Lang::En, 80);
        let plain = text(&report);
        let lines: Vec<&str> = plain.lines().collect();
        assert!(lines.iter().all(|line| width(line) <= 80 && *line == line.trim_end()), "{plain}");
        let at = |line: &str, figure: &str| line.find(figure).map(|start| start + figure.len());
        let row = lines.iter().position(|line| line.starts_with("R 2")).unwrap();
        let end = at(&lines[row + 1].replace('│', "|"), "7,333.33").unwrap();
        assert_eq!(at(&lines[1].replace('│', "|"), "F 4"), Some(end));
        assert_eq!(&lines[row].replace('│', "|").replace('–', "-")[end - 1..end], "3");
        // Below R 4 and left of F 4 begins what is low.
        let rule = lines.iter().position(|line| line.contains('┼')).unwrap();
        assert!(lines[rule - 2].starts_with("R 4") && lines[rule + 1].starts_with("R 3"));
        let cross = lines[rule].chars().position(|c| c == '┼');
        assert!((1..lines.len() - 1).all(|at| at == rule || lines[at].chars().position(|c| c == '│') == cross), "{plain}");
        report.color = true;
        let colored = text(&report);
        assert!(colored.contains("\u{1b}[38;5;16;48;5;195m") && colored.contains("\u{1b}[38;5;231;48;5;17m"));
        let bare: String = colored
            .split('\u{1b}')
            .map(|part| part.split_once('m').filter(|(code, _)| code.starts_with('[')).map_or(part, |(_, rest)| rest))
            .collect();
        let figures = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        assert!(figures(&bare).starts_with(&figures(plain.rsplit_once("The lines").unwrap().0)));
    }

    #[test]
    fn means_lose_their_decimals_before_a_line_is_too_long() {
        let base = fixture::base();
        let report = fixture::report(&base, Lang::Zh, 54);
        let narrow = text(&report);
        assert!(narrow.contains(" 7,333 ") && !narrow.contains("7,333.33") && narrow.lines().all(|line| width(line) <= 54), "{narrow}");
    }

    #[test]
    fn records_hold_every_cell() {
        let base = fixture::base();
        let report = fixture::report(&base, Lang::En, 80);
        let records: Vec<[String; 5]> = records(&report).collect();
        assert_eq!(records.len(), 25);
        assert_eq!(records[16 + 2], ["2", "4", "3", "22000.00", "7333.33"]);
        assert_eq!(records[10 + 2], ["3", "3", "0", "0.00", ""]);
        let page = markdown(&report);
        assert!(page.contains("| **R 2** | – | – | – | 3 · 7,333.33 | 1 · 16,000.00 |\n"), "{page}");
    }
}
