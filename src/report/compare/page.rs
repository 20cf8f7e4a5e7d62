//! The comparison as one HTML page that needs nothing else: the flows drawn, the matrix, who moved, and the segments over time.
//!
//! Texts and tables are those of `sections`; `draw` says where shapes lie, `page.html` how it stands together. Style
//! and frame are those of the segment report.

use super::draw::{self, Node};
use super::sections::{foot, heading, name, number, sections};
use super::{Point, Shown};
use crate::compare::at_risk;
use crate::lang::Lang;
use crate::money::grouped;
use crate::note::clip;
use crate::report::html::frame;
use crate::report::rows::NONE;
use crate::segment::Segment;
use crate::summary::{Ratio, Size};
use serde::Serialize;

const TEMPLATE: &str = include_str!("page.html");
/// How much of a text from a file is shown.
const MOST_TEXT: usize = 80;

#[derive(Serialize)]
struct Page {
    words: Words,
    cards: Vec<[String; 3]>,
    bands: Vec<Band>,
    nodes: Vec<NodeShown>,
    width: f64,
    height: f64,
    sections: Vec<SectionShown>,
    /// What the numbers are that a narrow picture has.
    legend: Vec<(u8, &'static str)>,
    trends: Vec<Trend>,
    frame: [f64; 4],
    foot: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct Words {
    flows: &'static str,
    flows_why: &'static str,
    trends: &'static str,
    trends_why: &'static str,
    value_share: &'static str,
    figures: &'static str,
    day: &'static str,
    customers: &'static str,
    method: &'static str,
}

#[derive(Serialize)]
struct Band {
    slug: &'static str,
    outline: String,
    title: String,
}

#[derive(Serialize)]
struct NodeShown {
    slug: &'static str,
    #[serde(flatten)]
    node: Node,
    label: String,
    /// Its number, or what is said of who is not there.
    number: String,
    count: String,
    /// It stands on the right, and so does its name.
    right: bool,
}

#[derive(Serialize)]
struct SectionShown {
    heading: String,
    heads: Vec<(&'static str, bool)>,
    rows: Vec<Vec<String>>,
    /// The column that says what a row is about.
    name: usize,
}

/// A segment, or what is at risk, over time.
#[derive(Serialize)]
struct Trend {
    name: &'static str,
    first: String,
    last: String,
    /// Customers, or the value at risk.
    size: String,
    most: String,
    /// Share of value.
    share: String,
    most_share: String,
    rows: Vec<[String; 3]>,
}

/// The comparison as HTML.
pub fn render(shown: &Shown<'_>, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let found = shown.comparison;
    let flows = found.flows.map(|row| row.map(|flow| flow.customers));
    let sankey = draw::sankey(&flows);
    let band = |(from, to, outline): (usize, usize, String)| Band {
        slug: slug(from),
        outline,
        title: format!("{} → {}: {}", name(from, true, lang), name(to, false, lang), grouped(flows[from][to])),
    };
    let node = |at: usize, node: &Node, right: bool| {
        let count: u64 = if right { flows.iter().map(|row| row[at]).sum() } else { flows[at].iter().sum() };
        NodeShown {
            slug: slug(at),
            node: node.clone(),
            label: name(at, !right, lang).to_owned(),
            number: number(at, !right, lang),
            count: grouped(count),
            right,
        }
    };
    let nodes = [(&sankey.left, false), (&sankey.right, true)];
    let nodes = nodes.into_iter().flat_map(|(side, right)| side.iter().enumerate().map(move |(at, one)| node(at, one, right)));
    let all = sections(shown, lang, false).into_iter().enumerate().flat_map(|(at, section)| {
        // The first says what stands above the page already.
        let heading = if at == 0 { lang.pick("The segments", "各客群").to_owned() } else { section.heading };
        section.tables.into_iter().map(move |table| SectionShown {
            heading: heading.clone(),
            heads: table.heads.iter().map(|head| (head.text, head.right)).collect(),
            name: table.heads.iter().position(|head| !head.right).unwrap_or(0),
            rows: table.rows.into_iter().map(|row| row.iter().map(|cell| clip(cell, MOST_TEXT)).collect()).collect(),
        })
    });
    let page = Page {
        words: words(lang),
        cards: cards(shown, lang),
        bands: sankey.bands.clone().into_iter().map(band).collect(),
        nodes: nodes.filter(|shown| shown.node.h > 0.0).collect(),
        width: draw::WIDTH,
        height: draw::HEIGHT,
        sections: all.collect(),
        legend: Segment::ALL.map(|segment| (segment.number(), segment.name(lang))).into(),
        trends: trends(shown, lang),
        frame: draw::PLOT,
        foot: foot(shown, lang),
    };
    let subtitle = clip(&heading(shown, lang), 2 * MOST_TEXT);
    let title = lang.pick("RFM segments: what changed", "RFM 客群变化");
    frame::page(lang.pick("en", "zh-CN"), title, &subtitle, &frame::fill(TEMPLATE, &page)?)
}

fn words(lang: Lang) -> Words {
    Words {
        flows: lang.pick("Who went where", "客群流向"),
        flows_why: lang.pick(
            "On the left the segments as they were, on the right as they are now; a band is as wide as the customers are many.",
            "左边是原来的客群，右边是现在的客群；带子越宽，客户越多。",
        ),
        trends: lang.pick("Over time", "历史走势"),
        trends_why: lang.pick(
            "Solid: customers (of what is at risk, the value); dashed: share of value. Each line is drawn to its own highest figure, which stands above.",
            "实线为客户数（流失风险一图为价值），虚线为价值贡献；各线以自身最高值为顶，最高值写在上方。",
        ),
        value_share: lang.pick("Of value", "价值贡献"),
        figures: lang.pick("The figures", "数据表"),
        day: lang.pick("As of", "基准日"),
        customers: lang.pick("Customers", "客户数"),
        method: lang.pick("Method", "方法"),
    }
}

fn slug(at: usize) -> &'static str {
    Segment::ALL.get(at).map_or("elsewhere", |segment| segment.slug())
}

fn percent(ratio: Option<Ratio>) -> String {
    ratio.map_or(NONE.to_owned(), Ratio::percent)
}

/// The headline figures: what, how much, and beside what.
fn cards(shown: &Shown<'_>, lang: Lang) -> Vec<[String; 3]> {
    let (found, amounts) = (shown.comparison, shown.amounts());
    let [was, is] = &found.sizes;
    let before = |text: String| lang.pick(format!("{text} before"), format!("原为 {text}"));
    let card = |label: &str, now: String, then: String| [label.to_owned(), now, before(then)];
    let moved = found.moved().customers;
    vec![
        card(lang.pick("Customers", "客户数"), grouped(is.total.customers), grouped(was.total.customers)),
        card(lang.pick("Value", "价值"), amounts.show(is.total.value), amounts.show(was.total.value)),
        card(
            lang.pick("Important, of value", "重要客户价值贡献"),
            percent(is.value_share(is.important)),
            percent(was.value_share(was.important)),
        ),
        card(lang.pick("At risk", "流失风险价值"), amounts.show(at_risk(is).value), amounts.show(at_risk(was).value)),
        [
            lang.pick("Changed segment", "换了客群").to_owned(),
            grouped(moved),
            lang.pick(
                format!("{} fell or are gone, {} rose", grouped(found.falls.len() as u64), grouped(found.rises.len() as u64)),
                format!("下滑或消失 {}，上升 {}", grouped(found.falls.len() as u64), grouped(found.rises.len() as u64)),
            ),
        ],
    ]
}

fn trends(shown: &Shown<'_>, lang: Lang) -> Vec<Trend> {
    let (Some(first), Some(last)) = (shown.trend.first(), shown.trend.last()) else { return Vec::new() };
    let days = f64::from(last.as_of.since(first.as_of));
    if days <= 0.0 {
        return Vec::new(); // one day is no line
    }
    let along = |point: &Point| f64::from(point.as_of.since(first.as_of)) / days;
    let amounts = shown.amounts();
    let of = |name: &'static str, size: &dyn Fn(&Point) -> Size, by_value: bool| {
        let figure = |point: &Point| match by_value {
            true => size(point).value.micros().max(0) as f64,
            false => size(point).customers as f64,
        };
        let share = |point: &Point| point.sizes.value_share(size(point)).map_or(0.0, |share| share.scaled(6).max(0) as f64);
        let most = |of: &dyn Fn(&Point) -> f64| shown.trend.iter().map(of).fold(0.0, f64::max);
        let line = |of: &dyn Fn(&Point) -> f64| {
            let most = most(of).max(f64::MIN_POSITIVE);
            draw::line(shown.trend.iter().map(|point| (along(point), of(point) / most)))
        };
        let written = |point: &Point| if by_value { amounts.show(size(point).value) } else { grouped(size(point).customers) };
        let highest = |of: &dyn Fn(&Point) -> f64| shown.trend.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
        Trend {
            name,
            first: first.as_of.to_string(),
            last: last.as_of.to_string(),
            size: line(&figure),
            most: highest(&figure).map_or(String::new(), written),
            share: line(&share),
            most_share: highest(&share).map_or(String::new(), |point| percent(point.sizes.value_share(size(point)))),
            rows: shown
                .trend
                .iter()
                .map(|point| [point.as_of.to_string(), written(point), percent(point.sizes.value_share(size(point)))])
                .collect(),
        }
    };
    let segment = |segment: Segment| of(segment.name(lang), &|point: &Point| point.sizes.segments[segment as usize], false);
    let risk = of(lang.pick("At risk: value of 2 and 4", "流失风险：2 和 4 的价值"), &|point: &Point| at_risk(&point.sizes), true);
    std::iter::once(risk).chain(Segment::ALL.into_iter().map(segment)).collect()
}
