//! `rfm effect` in every form: the rates with care and without, their difference, how sure it is, and what it does not say.

use super::delimited::table;
use super::rows::NONE;
use super::sections::{Section, Table, left, right, text};
use super::{Format, View};
use crate::date::Day;
use crate::effect::{Arm, EXPERIMENT, Effect, Estimate, NO_EXPERIMENT, OF_TASKS, Young};
use crate::lang::{Lang, plural};
use crate::money::grouped;
use serde::Serialize;
use serde_json::value::RawValue;

/// What is shown.
#[derive(Debug)]
pub struct Shown {
    /// The figures.
    pub effect: Effect,
    /// From which day returns count; none of tasks, of which each has its own.
    pub since: Option<Day>,
    /// Within how many days.
    pub within: u32,
    /// Chance decided who was cared for.
    pub experiment: bool,
    /// Of tasks, follow-ups that began too late to be counted.
    pub young: Option<Young>,
}

/// The answer in this form.
pub fn render(shown: &Shown, form: Format, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    Ok(match form {
        Format::Table => text::table(&[section(shown, view.lang)], view).into_bytes(),
        Format::Markdown => text::markdown(&[section(shown, view.lang)], view.lang).into_bytes(),
        Format::Csv => table(HEADER, records(shown).into_iter(), b',', for_spreadsheet)?,
        Format::Tsv => table(HEADER, records(shown).into_iter(), b'\t', for_spreadsheet)?,
        Format::Json => json(shown, view.lang)?,
    })
}

fn percent(fraction: f64) -> String {
    let text = format!("{:.1}%", 100.0 * fraction);
    if text == "-0.0%" { "0.0%".to_owned() } else { text }
}

/// In percentage points, with its sign.
fn points(fraction: f64) -> String {
    let text = format!("{:+.1}", 100.0 * fraction);
    if text == "-0.0" { "+0.0".to_owned() } else { text }
}

/// What is said of the difference, where there is one.
fn warnings(shown: &Shown, lang: Lang) -> Vec<&'static str> {
    match (shown.experiment, shown.since) {
        _ if shown.effect.difference().is_none() => Vec::new(),
        (true, _) => vec![EXPERIMENT.get(lang)],
        (false, None) => vec![NO_EXPERIMENT.get(lang), OF_TASKS.get(lang)],
        (false, Some(_)) => vec![NO_EXPERIMENT.get(lang)],
    }
}

fn section(shown: &Shown, lang: Lang) -> Section {
    let days = shown.within;
    let heading = match shown.since {
        Some(since) => lang.pick(
            format!("Back within {} after {since}, with care and without", plural(days.into(), "day")),
            format!("{since} 之后 {days} 天内回店：跟进与未跟进"),
        ),
        None => lang.pick(
            format!("Follow-ups: back within {}, reached and not reached", plural(days.into(), "day")),
            format!("跟进任务：{days} 天内回店，联系上与没联系上"),
        ),
    };
    let heads = vec![
        left(lang.pick("Group", "分组")),
        right(lang.pick("Customers", "客户数")),
        right(lang.pick("Back", "回店")),
        right(lang.pick("Rate", "回店率")),
        right(lang.pick("95% interval", "95% 区间")),
    ];
    let row = |name: &str, arm: &Arm| {
        let rate = arm.rate();
        let interval = rate.map_or(NONE.to_owned(), |rate| format!("{} – {}", percent(rate.low), percent(rate.high)));
        let rate = rate.map_or(NONE.to_owned(), |rate| percent(rate.value));
        vec![name.to_owned(), grouped(arm.customers), grouped(arm.returned), rate, interval]
    };
    let Effect { with, without } = &shown.effect;
    let rows = vec![row(lang.pick("with care", "跟进"), with), row(lang.pick("without", "未跟进"), without)];
    let difference = match shown.effect.difference() {
        None => lang.pick("– (one of the groups is empty)", "–（有一组没有客户）").to_owned(),
        Some(Estimate { value, low, high }) => {
            let [value, low_text, high_text] = [value, low, high].map(points);
            let sure = match (low > 0.0, high < 0.0) {
                (false, false) => lang.pick("; it may be nothing, since 0 lies in the interval", "；区间包含 0，可能并无差别"),
                _ => "",
            };
            lang.pick(
                format!("{value} percentage points (95%: {low_text} to {high_text}){sure}"),
                format!("{value} 个百分点（95% 区间 {low_text} 至 {high_text}）{sure}"),
            )
        }
    };
    let mut foot = vec![(lang.pick("Difference", "差值"), difference)];
    foot.extend(warnings(shown, lang).into_iter().map(|text| (lang.pick("Caution", "注意"), text.to_owned())));
    if let Some(Young { tasks, first: Some(first) }) = shown.young {
        let young = grouped(tasks);
        foot.push((
            lang.pick("Left out", "未计入"),
            lang.pick(
                format!(
                    "follow-ups that began less than {} before the last sync: {young}; the first counts from {first} on, once a sync has \
                     seen that day",
                    plural(days.into(), "day")
                ),
                format!("到最近一次 sync 时开始不足 {days} 天的跟进：{young} 件；最早的一件从 {first} 起计入（需有该日或之后的 sync）"),
            ),
        ));
    }
    if shown.young.is_some_and(|young| young.tasks == 0) && with.customers + without.customers == 0 {
        foot.push((
            lang.pick("Nothing yet", "还没有数据"),
            lang.pick(
                "the store has no follow-ups; `rfm tasks sync visits.csv` makes them",
                "库中还没有跟进任务；用 `rfm tasks sync 文件` 生成",
            )
            .to_owned(),
        ));
    }
    foot.push((
        lang.pick("Intervals", "区间"),
        lang.pick(
            "Wilson's score interval; for the difference Newcombe's (1998, method 10)",
            "比率用 Wilson 得分区间，差值用 Newcombe 区间（1998，方法 10）",
        )
        .to_owned(),
    ));
    Section { heading, tables: vec![Table { heads, rows, more: None }], foot }
}

const HEADER: [&str; 6] = ["group", "customers", "returned", "rate", "low", "high"];

fn six(fraction: f64) -> String {
    let text = format!("{fraction:.6}");
    if text == "-0.000000" { "0.000000".to_owned() } else { text }
}

fn records(shown: &Shown) -> Vec<[String; 6]> {
    let figures = |estimate: Option<Estimate>| match estimate {
        Some(Estimate { value, low, high }) => [value, low, high].map(six),
        None => [const { String::new() }; 3],
    };
    let arm = |name: &str, arm: &Arm| {
        let [rate, low, high] = figures(arm.rate());
        [name.to_owned(), arm.customers.to_string(), arm.returned.to_string(), rate, low, high]
    };
    let [value, low, high] = figures(shown.effect.difference());
    let difference = ["difference".to_owned(), String::new(), String::new(), value, low, high];
    vec![arm("with", &shown.effect.with), arm("without", &shown.effect.without), difference]
}

#[derive(Serialize)]
struct Document {
    since: Option<String>,
    within_days: u32,
    with: Rate,
    without: Rate,
    difference: Option<Interval>,
    experiment: bool,
    too_young: u64,
    first_counts_from: Option<String>,
    cautions: Vec<&'static str>,
}

#[derive(Serialize)]
struct Rate {
    customers: u64,
    returned: u64,
    rate: Option<Interval>,
}

#[derive(Serialize)]
struct Interval {
    value: Box<RawValue>,
    low: Box<RawValue>,
    high: Box<RawValue>,
}

fn json(shown: &Shown, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let number = |fraction: f64| RawValue::from_string(six(fraction));
    let interval = |estimate: Option<Estimate>| -> anyhow::Result<Option<Interval>> {
        let Some(Estimate { value, low, high }) = estimate else { return Ok(None) };
        Ok(Some(Interval { value: number(value)?, low: number(low)?, high: number(high)? }))
    };
    let rate =
        |arm: &Arm| -> anyhow::Result<Rate> { Ok(Rate { customers: arm.customers, returned: arm.returned, rate: interval(arm.rate())? }) };
    let document = Document {
        since: shown.since.map(|day| day.to_string()),
        within_days: shown.within,
        with: rate(&shown.effect.with)?,
        without: rate(&shown.effect.without)?,
        difference: interval(shown.effect.difference())?,
        experiment: shown.experiment,
        too_young: shown.young.map_or(0, |young| young.tasks),
        first_counts_from: shown.young.and_then(|young| young.first).map(|day| day.to_string()),
        cautions: warnings(shown, lang),
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}
