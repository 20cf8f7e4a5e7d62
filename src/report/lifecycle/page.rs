//! The lifecycle report as a page: the texts of `sections`, with bars for stages and funnel and the cohorts as heatmaps. Style
//! and frame are those of the segment report.

use super::sections::{self, estimate};
use super::short::Short;
use super::{Part, Shown};
use crate::lang::Lang;
use crate::lifecycle::cohorts::Cohort;
use crate::lifecycle::funnel;
use crate::money::grouped;
use crate::report::foot::Line;
use crate::report::html::frame;
use crate::report::rows::{NONE, Share};
use crate::report::sections::{Section, Table};
use crate::summary::Ratio;
use serde::Serialize;

const TEMPLATE: &str = include_str!("page.html");

/// So many cohorts, the latest, and so many months of each.
const MOST: usize = 24;
/// Of these a narrow screen shows some.
const NARROW: [usize; 5] = [0, 1, 3, 6, 12];
/// Shades of the style.
const SHADES: usize = 5;

#[derive(Serialize)]
struct Page {
    cards: Vec<[String; 3]>,
    sections: Vec<PageSection>,
    /// Months after the first that a narrow screen has room for, and what says so there.
    narrow: [usize; 5],
    narrow_why: &'static str,
}

#[derive(Serialize, Default)]
struct PageSection {
    heading: String,
    legend: [&'static str; 2],
    bar_heads: [&'static str; 3],
    bars: Vec<Bar>,
    triangles: Vec<Triangle>,
    tables: Vec<PageTable>,
    foot: Vec<Line>,
}

/// Widths in per cent of all the room.
#[derive(Serialize)]
struct Bar {
    name: String,
    plain: &'static str,
    width: f64,
    text: String,
    other_width: f64,
    other_text: String,
}

#[derive(Serialize)]
struct PageTable {
    /// With whether figures stand below.
    heads: Vec<(&'static str, bool)>,
    rows: Vec<Vec<String>>,
    more: Option<String>,
}

/// A cohort a row, a month a column.
#[derive(Serialize)]
pub struct Triangle {
    pub name: &'static str,
    pub heads: Vec<String>,
    pub rows: Vec<Months>,
}

/// A cohort.
#[derive(Serialize)]
pub struct Months {
    pub month: String,
    pub customers: String,
    pub cells: Vec<Heat>,
}

/// A cell; blank and without a shade where it cannot be seen yet.
#[derive(Serialize)]
pub struct Heat {
    pub text: String,
    pub shade: Option<usize>,
}

/// The report, or a part of it, as HTML.
pub fn render(shown: &Shown<'_>, part: Part, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let sections =
        sections::parts(shown, part, super::SOME, lang).into_iter().map(|(part, section)| of_section(shown, part, section, lang));
    let narrow_why = lang.pick("Wider screens show every month.", "屏幕较宽时显示全部月份。");
    let page = Page { cards: cards(shown, lang), sections: sections.collect(), narrow: NARROW, narrow_why };
    let title = lang.pick("Customer lifecycle", "客户生命周期");
    let as_of = shown.base.as_of().map_or(NONE.to_owned(), |day| day.to_string());
    let subtitle = lang.pick(format!("As of: {as_of}"), format!("基准日：{as_of}"));
    frame::page(lang.pick("en", "zh-CN"), title, &subtitle, &frame::fill(TEMPLATE, &page)?)
}

fn cards(shown: &Shown<'_>, lang: Lang) -> Vec<[String; 3]> {
    let (found, summary) = (shown.lifecycle, shown.base.summary());
    let card = |label: &str, figure: String, note: String| [label.to_owned(), figure, note];
    let course = |text: String| lang.pick(format!("course figure: {text}"), format!("课程数据：{text}"));
    let mut cards = vec![card(lang.pick("Customers", "客户数"), grouped(summary.total.customers), String::new())];
    if let Some(visits) = &found.visits {
        let (routine, more) = funnel::COURSE_AGAIN;
        cards.push(card(
            lang.pick("Buy again within 12 months", "12 个月内复购"),
            estimate(visits.funnel.again.share),
            lang.pick(
                format!("course figures: {routine}% with the routine, industry {}%", routine - more),
                format!("课程数据：坚持流程 {routine}%，行业 {}%", routine - more),
            ),
        ));
        let last = visits.churn.iter().rev().find_map(|row| row.rate);
        cards.push(card(
            lang.pick("Churn in the last quarter", "最近一季流失率"),
            Share::new(last, None).text,
            course(format!("{}%", crate::lifecycle::churn::COURSE_QUARTER)),
        ));
    }
    cards.extend(found.nps.as_ref().map(|nps| card("NPS", sections::score(&nps.all), String::new())));
    let leavers = found.leavers.rows.len() as u64;
    let share = Share::new(Ratio::of(leavers.into(), summary.total.customers.into()), None).text;
    cards.push(card(lang.pick("Silent leavers", "无声离开"), grouped(leavers), share));
    cards
}

fn of_section(shown: &Shown<'_>, part: Option<Part>, section: Section, lang: Lang) -> PageSection {
    let heads = |table: &Table| table.heads.iter().map(|head| (head.text, head.right)).collect();
    let page_table = |table: Table| PageTable { heads: heads(&table), rows: table.rows, more: table.more };
    let mut page = PageSection { heading: section.heading, foot: section.foot, ..PageSection::default() };
    match part {
        Some(Part::Stages) => {
            page.legend = lang.pick(["Share of customers", "Share of value"], ["客户占比", "价值贡献"]);
            page.bar_heads = lang.pick(["Stage", "", "Shares"], ["阶段", "", "占比"]);
            page.bars = stages(shown, lang);
        }
        Some(Part::Funnel) => {
            page.legend = lang.pick(["Share of new customers", "Course figure"], ["新客户占比", "课程数据"]);
            page.bar_heads = lang.pick(["Visit", "", "Shares"], ["到店次数", "", "占比"]);
            page.bars = visits(shown, lang);
        }
        Some(Part::Cohorts) => {
            page.triangles = triangles(shown, MOST, true, lang);
            return page;
        }
        _ => {}
    }
    page.tables = section.tables.into_iter().map(page_table).collect();
    page
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// Per cent of a fraction, for a bar; none below zero.
fn width(ratio: Option<Ratio>) -> f64 {
    let part: f64 = ratio.and_then(|ratio| ratio.decimals(4).parse().ok()).unwrap_or(0.0);
    round(part.clamp(0.0, 1.0) * 100.0)
}

fn stages(shown: &Shown<'_>, lang: Lang) -> Vec<Bar> {
    let summary = shown.base.summary();
    let bar = |(stage, of): (crate::stage::Stage, &crate::lifecycle::InStage)| {
        let (share, value) = (summary.share(of.size), summary.value_share(of.size));
        Bar {
            name: stage.name(lang).to_owned(),
            plain: "",
            width: width(share),
            text: Share::new(share, None).text,
            other_width: width(value),
            other_text: Share::new(value, None).text,
        }
    };
    crate::stage::Stage::ALL.into_iter().zip(&shown.lifecycle.stages).map(bar).collect()
}

fn visits(shown: &Shown<'_>, lang: Lang) -> Vec<Bar> {
    let Some(visits) = &shown.lifecycle.visits else { return Vec::new() };
    let bar = |(number, visit): (usize, &funnel::Visit)| {
        let name = sections::visit_name(number);
        Bar {
            name: lang.pick(format!("Visit {name}"), format!("第 {name} 次")),
            plain: "",
            width: round(visit.share.unwrap_or(0.0) * 100.0),
            text: estimate(visit.share),
            other_width: funnel::COURSE[number - 1].into(),
            other_text: format!("{}%", funnel::COURSE[number - 1]),
        }
    };
    (1..).zip(&visits.funnel.visits).map(bar).collect()
}

/// Retention and amounts of the latest cohorts, over as many months; amounts in few characters, or whole.
pub fn triangles(shown: &Shown<'_>, most: usize, is_short: bool, lang: Lang) -> Vec<Triangle> {
    let cohorts = shown.cohorts(most);
    let months = cohorts.months.min(most);
    let heads = || {
        let first = lang.pick(["First visit", "Customers"], ["首次到店", "客户数"]).map(str::to_owned);
        first.into_iter().chain((0..months).map(|at| format!("+{at}"))).collect::<Vec<_>>()
    };
    let row = |cohort: &Cohort, cell: &dyn Fn(usize) -> Heat| Months {
        month: cohort.month.to_string(),
        customers: grouped(cohort.customers),
        cells: (0..months).map(cell).collect(),
    };
    let blank = || Heat { text: String::new(), shade: None };
    // Everybody comes in the first month, so the shades are those of the months after it.
    let highest = cohorts.cohorts.iter().flat_map(|cohort| (1..months).filter_map(|at| cohort.retention(at)).map(|part| width(Some(part))));
    let highest = highest.fold(0.0, f64::max);
    let retention = |cohort: &Cohort, at: usize| {
        let Some(part) = cohort.retention(at) else { return blank() };
        let shade = if at == 0 || highest <= 0.0 { SHADES - 1 } else { shade(width(Some(part)) / highest) };
        Heat { text: if is_short { part.whole_percent() } else { part.percent() }, shade: Some(shade) }
    };
    let decimals = shown.base.decimals;
    let each = |cohort: &Cohort, at: usize| cohort.each_so_far(at, decimals);
    let all = cohorts.cohorts.iter().flat_map(|cohort| (0..months).filter_map(move |at| each(cohort, at)));
    let (largest, short) = (all.clone().max().unwrap_or_default(), Short::of(all, shown.style, lang));
    let amount = |cohort: &Cohort, at: usize| {
        let Some(amount) = each(cohort, at) else { return blank() };
        let part = width(Ratio::of(amount.micros(), largest.micros())) / 100.0;
        Heat { text: if is_short { short.show(amount) } else { shown.amounts().show(amount) }, shade: Some(shade(part)) }
    };
    let rows = |cell: &dyn Fn(&Cohort, usize) -> Heat| {
        cohorts.cohorts.iter().map(|cohort| row(cohort, &|at| cell(cohort, at))).collect::<Vec<_>>()
    };
    let title = if is_short { short.title(lang) } else { lang.pick("Amount each", "人均累计") };
    vec![
        Triangle { name: lang.pick("Retention", "留存"), heads: heads(), rows: rows(&retention) },
        Triangle { name: title, heads: heads(), rows: rows(&amount) },
    ]
}

/// The shade of a part of the most, from 0 to 4.
fn shade(part: f64) -> usize {
    ((part * SHADES as f64) as usize).min(SHADES - 1)
}
