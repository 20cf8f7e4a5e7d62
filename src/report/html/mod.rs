//! The report as one HTML page that needs nothing else: no script, no network, pictures as SVG drawn in the template.
//!
//! The figures are those of `rows` and `foot`, as in every report for people. `draw` says where shapes lie, `words` what only
//! this page says, `page.html` how it all stands together; [`frame`] is around every page. What comes from files is made
//! printable and short before it is shown.

pub(super) mod draw;
pub mod frame;
mod words;

use super::Report;
use super::foot::{foot, group_thresholds, marks, thresholds};
use super::playbook::{Block, play};
use super::rows::{Row, Share, days_ago, rows, service_line};
use crate::customer::Customer;
use crate::distribution::grid::{Grid, SHADES};
use crate::distribution::histogram::{Bin, Histograms};
use crate::distribution::lorenz::Lorenz;
use crate::lang::Lang;
use crate::money::{Money, grouped};
use crate::note::{clip, printable};
use crate::segment::Segment;
use crate::summary::{CALL_FIRST, Size, most_valuable};
use draw::{Rect, round};
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
    segments: Vec<Action>,
    sums: Vec<Figures>,
    marks: Option<String>,
    command: Option<String>,
    bars: Vec<Bars>,
    grid: GridShown,
    tiles: Vec<Tile>,
    treemap_height: f64,
    lorenz: Option<Curve>,
    histograms: Vec<Histogram>,
    groups_by: Option<String>,
    groups: Vec<Group>,
    more_groups: bool,
    foot: Vec<(&'static str, String)>,
    notes: Vec<String>,
}

/// A row of the report.
#[derive(Serialize)]
struct Figures {
    number: String,
    name: &'static str,
    plain: &'static str,
    pattern: String,
    customers: String,
    share: String,
    typical: String,
    value: String,
    value_share: String,
    typical_value: String,
}

#[derive(Serialize)]
struct Action {
    row: Figures,
    slug: &'static str,
    service: String,
    calls: Vec<Call>,
    playbook: Vec<Block>,
}

#[derive(Serialize)]
struct Call {
    who: String,
    phone: String,
    when: String,
    value: String,
}

/// Widths in per cent of the longest bar.
#[derive(Serialize)]
struct Bars {
    name: &'static str,
    share: String,
    share_width: f64,
    value_share: String,
    value_width: f64,
}

#[derive(Serialize)]
struct GridShown {
    /// R from 5 down, with its cells for F from 1 up.
    rows: Vec<(u8, Vec<CellShown>)>,
    legend: Vec<(usize, String)>,
    high: u8,
}

#[derive(Serialize)]
struct CellShown {
    f: u8,
    customers: String,
    mean: String,
    shade: Option<usize>,
}

#[derive(Serialize)]
struct Tile {
    rect: Rect,
    slug: &'static str,
    label: String,
    percent: String,
    name: &'static str,
    value: String,
    value_share: String,
}

#[derive(Serialize)]
struct Curve {
    points: String,
    headline: String,
    /// Where the best fifth is.
    at: [f64; 2],
    frame: [f64; 4],
    top: String,
    rows: Vec<[String; 2]>,
}

#[derive(Serialize)]
struct Histogram {
    name: &'static str,
    cuts: String,
    bars: Vec<Rect>,
    lines: Vec<f64>,
    ticks: Vec<(f64, String)>,
    most: String,
    frame: [f64; 4],
    rows: Vec<[String; 3]>,
}

#[derive(Serialize)]
struct Group {
    heading: String,
    thresholds: Option<String>,
    rows: Vec<Figures>,
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
    let grid = Grid::new(&base.customers, &base.thresholds);
    let lorenz = Lorenz::new(&base.customers);
    let shown_by: Vec<Vec<Row>> =
        report.by.iter().flat_map(|by| &by.groups).take(MOST_GROUPS).map(|group| rows(report, &group.summary)).collect();
    let groups = report.by.iter().flat_map(|by| by.groups.iter().map(move |group| (by, group))).zip(&shown_by);
    let command = report.list_command.as_deref().map(printable).filter(|command| command.len() <= MOST_COMMAND);
    Page {
        title: report.title.as_deref().map_or(words.title.to_owned(), |title| clip(&printable(title), 2 * MOST_TEXT)),
        subtitle: subtitle(report),
        cards: cards(report, &lorenz),
        segments: actions(report, &all),
        sums: all.iter().filter(|row| row.segment().is_none()).map(|row| figures(row, lang)).collect(),
        marks: marks(report, shown_by.iter().chain([&all]).flatten()),
        command: command.filter(|_| CALL_FIRST.iter().any(|segment| summary.segments[*segment as usize].customers > 0)),
        bars: bars(report, &all),
        grid: grid_shown(report, &grid),
        tiles: tiles(report, &all),
        treemap_height: draw::TREEMAP_HEIGHT,
        lorenz: curve(&lorenz, lang),
        histograms: histograms(report),
        groups_by: report.by.as_ref().map(|by| clip(&printable(&by.column), MOST_TEXT)),
        groups: groups
            .map(|((by, group), rows)| Group {
                heading: clip(&printable(&group.heading(&by.column, lang)), 2 * MOST_TEXT),
                thresholds: group_thresholds(report, group),
                rows: rows.iter().map(|row| figures(row, lang)).collect(),
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

/// The headline figures: what, how much, and what that means.
fn cards(report: &Report<'_>, lorenz: &Lorenz) -> Vec<[String; 3]> {
    let (base, lang, summary) = (report.base, report.lang, report.base.summary());
    let percent = |share: Option<crate::summary::Ratio>| Share::new(share, None).text;
    let urgent = CALL_FIRST.map(|segment| summary.segments[segment as usize]);
    let [first, second] = urgent.map(|size| size.value);
    let urgent = Size {
        customers: urgent.iter().map(|size| size.customers).sum(),
        value: first.checked_add(second).unwrap_or(first), // parts of a sum that fits
    };
    let to_win = percent(summary.value_share(urgent));
    let important = percent(summary.share(summary.important));
    let brought = percent(summary.value_share(summary.important));
    let keep = CALL_FIRST.map(|segment| segment.name(lang)).join(lang.pick(", ", "、"));
    let card = |label: &str, figure: String, note: String| [label.to_owned(), figure, note];
    vec![
        card(lang.pick("Customers", "客户数"), grouped(summary.total.customers), String::new()),
        card(lang.pick("Value", "价值"), summary.total.value.grouped(base.decimals), base.value_of.name(lang).to_owned()),
        card(
            lang.pick("Important customers", "重要客户"),
            important,
            lang.pick(format!("of customers; {brought} of value"), format!("客户占比；价值贡献 {brought}")),
        ),
        card(lang.pick("The top 20%", "价值最高的 20%"), percent(lorenz.share(4)), lang.pick("of value".to_owned(), "价值贡献".to_owned())),
        card(
            lang.pick("To be called", "待联系"),
            grouped(urgent.customers),
            lang.pick(format!("{to_win} of value; {keep}"), format!("价值贡献 {to_win}；{keep}")),
        ),
    ]
}

fn figures(row: &Row, lang: Lang) -> Figures {
    let marked = |share: &Share| share.mark.map_or(share.text.clone(), |mark| format!("{} {mark}", share.text));
    Figures {
        number: row.number(),
        name: row.name(),
        plain: row.segment().map_or("", |segment| segment.profile().plain.get(lang)),
        pattern: row.pattern(),
        customers: row.customers.clone(),
        share: marked(&row.share),
        typical: row.typical.clone(),
        value: row.value.clone(),
        value_share: marked(&row.value_share),
        typical_value: row.typical_value.clone(),
    }
}

fn actions(report: &Report<'_>, all: &[Row]) -> Vec<Action> {
    let (base, lang) = (report.base, report.lang);
    let best = most_valuable(base, Segment::ALL, NAMED);
    let call = |place: usize| {
        let customer: Customer = base.customers.customer(place);
        let shown = |text: Option<&str>| text.map(|text| clip(&printable(text), MOST_TEXT));
        let id = clip(&printable(&customer.id), MOST_TEXT);
        Call {
            who: shown(base.name(&customer)).map_or(id.clone(), |name| lang.pick(format!("{name} ({id})"), format!("{name}（{id}）"))),
            phone: shown(base.phone(&customer)).unwrap_or_default(),
            when: days_ago(&customer.measures, lang),
            value: customer.measures.value().grouped(base.decimals),
        }
    };
    let action = |row: &Row| {
        let segment = row.segment()?;
        Some(Action {
            row: figures(row, lang),
            slug: segment.slug(),
            service: service_line(report.play(segment), lang),
            calls: best[segment as usize].iter().map(|place| call(*place)).collect(),
            playbook: play(segment, report.playbooks.get(lang), lang),
        })
    };
    all.iter().filter_map(action).collect()
}

fn bars(report: &Report<'_>, all: &[Row]) -> Vec<Bars> {
    let summary = report.base.summary();
    let part = |part: i128, whole: i128| if whole > 0 { (part as f64 / whole as f64).max(0.0) } else { 0.0 };
    let widths = summary
        .segments
        .map(|size| [part(size.customers.into(), summary.total.customers.into()), part(size.value.micros(), summary.total.value.micros())]);
    let longest = widths.iter().flatten().copied().fold(0.0, f64::max);
    let scaled = |width: f64| if longest > 0.0 { round(100.0 * width / longest) } else { 0.0 };
    let bars = |(row, [share, value]): (&Row, [f64; 2])| Bars {
        name: row.name(),
        share: row.share.text.clone(),
        share_width: scaled(share),
        value_share: row.value_share.text.clone(),
        value_width: scaled(value),
    };
    all.iter().zip(widths).map(bars).collect()
}

fn grid_shown(report: &Report<'_>, grid: &Grid) -> GridShown {
    let decimals = report.base.decimals;
    let cell = |r, f| {
        let cell = grid.cell(r, f);
        let mean = cell.mean(decimals);
        CellShown {
            f,
            customers: grouped(cell.customers),
            mean: mean.map_or(super::rows::NONE.to_owned(), |mean| mean.grouped(decimals)),
            shade: mean.map(|mean| grid.shade(mean, decimals)),
        }
    };
    let means = || (1..=5).flat_map(|r| (1..=5).map(move |f| (r, f))).filter_map(|(r, f)| grid.cell(r, f).mean(decimals));
    let legend = (0..SHADES).filter_map(|shade| {
        let own = || means().filter(|mean| grid.shade(*mean, decimals) == shade);
        let (least, most) = (own().min()?, own().max()?);
        let text =
            if least == most { least.grouped(decimals) } else { format!("{} – {}", least.grouped(decimals), most.grouped(decimals)) };
        Some((shade, text))
    });
    GridShown {
        rows: (1..=5).rev().map(|r| (r, (1..=5).map(|f| cell(r, f)).collect())).collect(),
        legend: legend.collect(),
        high: report.base.high,
    }
}

fn tiles(report: &Report<'_>, all: &[Row]) -> Vec<Tile> {
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
            value: row.value.clone(),
            value_share: row.value_share.text.clone(),
        }
    };
    shown.iter().zip(draw::treemap(&sizes, room)).map(tile).collect()
}

fn curve(lorenz: &Lorenz, lang: Lang) -> Option<Curve> {
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

fn histograms(report: &Report<'_>) -> Vec<Histogram> {
    let (base, lang) = (report.base, report.lang);
    let all = Histograms::new(&base.customers);
    let cuts = thresholds(&base.thresholds, base.decimals);
    let mut cuts = cuts.split(" · ").map(str::to_owned);
    let own = &base.thresholds;
    // A score takes at most so many days, so the cut lies after that day.
    let days: Vec<i128> = own.r_at_most.iter().flatten().map(|days| i128::from(*days) + 1).collect();
    let purchases: Vec<i128> = own.f_at_least.iter().flatten().map(|count| i128::from(*count)).collect();
    let amounts: Vec<i128> = own.m_at_least.iter().flatten().map(|amount| amount.micros()).collect();
    let count = |value: i128| grouped(u64::try_from(value).unwrap_or(0));
    let amount = |value: i128| Money::from_micros(value).grouped(base.decimals);
    let [r, f, m] = lang
        .pick(["R: days since the last purchase", "F: purchases", "M: amount spent"], ["R：距上次消费天数", "F：消费次数", "M：消费金额"]);
    let mut next = || cuts.next().unwrap_or_default();
    vec![
        histogram(r, next(), &all.recency, &days, &count, &|value| compact(value as f64, lang)),
        histogram(f, next(), &all.frequency, &purchases, &count, &|value| compact(value as f64, lang)),
        histogram(m, next(), &all.monetary, &amounts, &amount, &|value| compact(value as f64 / 1e6, lang)),
    ]
}

fn histogram(
    name: &'static str,
    cuts: String,
    bins: &[Bin],
    at: &[i128],
    full: &dyn Fn(i128) -> String,
    short: &dyn Fn(i128) -> String,
) -> Histogram {
    let every = bins.len().div_ceil(6).max(1);
    let tick = |bin: &Bin| Some((draw::along(bins, bin.from?)?, short(bin.from?)));
    let edge = |edge: Option<i128>| edge.map_or(String::new(), full);
    Histogram {
        name,
        cuts,
        bars: draw::bars(bins),
        lines: at.iter().filter_map(|value| draw::along(bins, *value)).collect(),
        ticks: bins.iter().step_by(every).filter_map(tick).collect(),
        most: grouped(bins.iter().map(|bin| bin.customers).max().unwrap_or(0)),
        frame: draw::PLOT,
        rows: bins.iter().map(|bin| [edge(bin.from), edge(bin.to), grouped(bin.customers)]).collect(),
    }
}

/// A round figure for an axis: `1.5k`, `1.5万`.
fn compact(value: f64, lang: Lang) -> String {
    let units = lang.pick([(1e9, "bn"), (1e6, "m"), (1e3, "k")], [(1e12, "万亿"), (1e8, "亿"), (1e4, "万")]);
    match units.into_iter().find(|(size, _)| value >= *size) {
        Some((size, unit)) => format!("{}{unit}", value / size),
        None => value.to_string(),
    }
}
