//! What the pictures of the page show: bars, the grid, the treemap and the curve. Where their shapes lie is `draw`.

use super::draw::{self, Rect, round};
use crate::distribution::grid::{Grid, SHADES};
use crate::distribution::lorenz::Lorenz;
use crate::lang::Lang;
use crate::money::{Money, grouped};
use crate::report::Report;
use crate::report::grid::places;
use crate::report::rows::{NONE, Row, Share, greatest};
use crate::segment::Segment;
use serde::Serialize;

/// Widths in per cent of the longest bar.
#[derive(Serialize)]
pub struct Bars {
    pub name: &'static str,
    pub share: String,
    pub share_width: f64,
    pub value_share: String,
    pub value_width: f64,
}

#[derive(Serialize)]
pub struct GridShown {
    /// R from 5 down, with its cells for F from 1 up.
    pub rows: Vec<(u8, Vec<CellShown>)>,
    pub legend: Vec<(usize, String)>,
    pub high: u8,
    /// The same as a table: scores, customers, mean.
    pub figures: Vec<[String; 3]>,
}

#[derive(Serialize)]
pub struct CellShown {
    pub f: u8,
    pub customers: String,
    pub shade: Option<usize>,
}

#[derive(Serialize)]
pub struct Tile {
    pub rect: Rect,
    pub slug: &'static str,
    pub label: String,
    pub percent: String,
    pub name: &'static str,
    pub value_share: String,
}

#[derive(Serialize)]
pub struct Curve {
    pub points: String,
    pub headline: String,
    /// Where the best fifth is.
    pub at: [f64; 2],
    pub frame: [f64; 4],
    pub top: String,
    pub rows: Vec<[String; 2]>,
}

/// Share of customers and share of value of each segment, on one scale.
pub fn bars(all: &[Row]) -> Vec<Bars> {
    let longest = greatest([all]).max(1);
    let width = |share: &Share| round(100.0 * f64::from(share.size) / f64::from(longest));
    let bars = |row: &Row| Bars {
        name: row.name(),
        share: row.share.text.clone(),
        share_width: width(&row.share),
        value_share: row.value_share.text.clone(),
        value_width: width(&row.value_share),
    };
    all.iter().filter(|row| row.segment().is_some()).map(bars).collect()
}

/// The R×F grid and what its shades mean.
pub fn grid(report: &Report<'_>, grid: &Grid) -> GridShown {
    let (decimals, amounts) = (report.base.decimals, report.amounts());
    let cell = |r, f| {
        let cell = grid.cell(r, f);
        CellShown { f, customers: grouped(cell.customers), shade: cell.mean(decimals).map(|mean| grid.shade(mean, decimals)) }
    };
    let figures = |(r, f)| {
        let cell = grid.cell(r, f);
        [format!("{r}, {f}"), grouped(cell.customers), cell.mean(decimals).map_or(NONE.to_owned(), |mean| amounts.show(mean))]
    };
    let means = || places().filter_map(|(r, f)| grid.cell(r, f).mean(decimals));
    let legend = (0..SHADES).filter_map(|shade| {
        let own = || means().filter(|mean| grid.shade(*mean, decimals) == shade);
        let (least, most) = (own().min()?, own().max()?);
        let text = if least == most { amounts.show(least) } else { format!("{} – {}", amounts.show(least), amounts.show(most)) };
        Some((shade, text))
    });
    GridShown {
        rows: (1..=5).rev().map(|r| (r, (1..=5).map(|f| cell(r, f)).collect())).collect(),
        legend: legend.collect(),
        high: report.base.high,
        figures: places().map(figures).collect(),
    }
}

/// The treemap as a table.
pub fn treemap_figures(all: &[Row]) -> Vec<[String; 3]> {
    let figures = |row: &Row| [row.name().to_owned(), row.value.clone(), row.value_share.text.clone()];
    all.iter().filter(|row| row.segment().is_some()).map(figures).collect()
}

/// The treemap: a tile for each segment with value, the greatest first.
pub fn tiles(report: &Report<'_>, all: &[Row]) -> Vec<Tile> {
    let summary = report.base.summary();
    let mut shown: Vec<(&Row, Segment, Money)> = all
        .iter()
        .filter_map(|row| Some((row, row.segment()?, summary.segments[row.segment()? as usize].value)))
        .filter(|(.., value)| *value > Money::ZERO)
        .collect();
    shown.sort_by_key(|(_, segment, value)| (std::cmp::Reverse(*value), *segment));
    let sizes: Vec<f64> = shown.iter().map(|(.., value)| value.micros() as f64).collect();
    let room = Rect { x: 0.0, y: 0.0, w: draw::WIDTH, h: draw::TREEMAP_HEIGHT };
    let tile = |((row, segment, _), rect): (&(&Row, Segment, Money), Rect)| {
        let long: f64 = row.name().chars().map(|c| if c.is_ascii() { 6.6 } else { 12.4 }).sum();
        let label = match (rect.w > long + 22.0, rect.w > 14.0 && rect.h > 16.0) {
            (true, true) => format!("{} {}", segment.number(), row.name()),
            (_, true) => segment.number().to_string(),
            _ => String::new(),
        };
        let percent = if rect.w > 48.0 && rect.h > 36.0 { row.value_share.text.clone() } else { String::new() };
        Tile {
            rect: Rect { x: round(rect.x), y: round(rect.y), w: round(rect.w), h: round(rect.h) },
            slug: segment.slug(),
            label,
            percent,
            name: row.name(),
            value_share: row.value_share.text.clone(),
        }
    };
    shown.iter().zip(draw::treemap(&sizes, room)).map(tile).collect()
}

/// How concentrated value is; none where there is no value above zero.
pub fn curve(lorenz: &Lorenz, lang: Lang) -> Option<Curve> {
    let fifth = lorenz.share(4)?.percent();
    let total = lorenz.best.last()?.micros() as f64;
    let shares: Vec<f64> = lorenz.best.iter().map(|best| best.micros() as f64 / total).collect();
    let most = shares.iter().copied().fold(1.0, f64::max);
    let [left, top, right, bottom] = draw::CURVE;
    Some(Curve {
        points: draw::curve(&shares),
        headline: lang.pick(format!("The top 20% bring {fifth} of the value"), format!("价值最高的 20% 客户带来 {fifth} 的价值")),
        at: [round(left + (right - left) * 0.2), round(bottom - (bottom - top) * shares.get(3)? / most)],
        frame: draw::CURVE,
        top: format!("{}%", (most * 100.0).round()),
        rows: (1..=20).filter_map(|parts| Some([format!("{}%", parts * 5), lorenz.share(parts)?.percent()])).collect(),
    })
}
