//! What people read of an estimate: headings, tables and the lines below them. One builder for every form that people read.
//! Estimates in money stand in whole units: more digits would promise too much.

use super::Shown;
use crate::clv::bootstrap::Interval;
use crate::clv::fit::Fit;
use crate::clv::holdout::{Holdout, NAMES};
use crate::clv::track::At;
use crate::clv::{Sums, money, spend};
use crate::date::Window;
use crate::lang::{Lang, plural};
use crate::money::style::{Style, Unit};
use crate::money::{Money, grouped};
use crate::note::{clip, printable};
use crate::report::foot;
use crate::report::rows::NONE;
use crate::report::sections::{Head, Section, Table};
use crate::segment::Segment;
use crate::stage::Stage;

/// So many customers at risk are named, and so many points of the curves.
const NAMED: usize = 10;
const POINTS: usize = 8;
const LONGEST_NAME: usize = 18;
/// Who is shown as 100.0% alive is nobody to worry about.
const NEARLY_CERTAIN: f64 = 0.9995;

fn left(text: &'static str) -> Head {
    Head { text, right: false, may_go: false }
}

fn right(text: &'static str) -> Head {
    Head { text, right: true, may_go: false }
}

/// All sections.
pub fn sections(shown: &Shown<'_>, lang: Lang) -> Vec<Section> {
    let held = shown.holdout.map(|held| holdout(held, lang));
    [Some(summary(shown, lang)), at_risk(shown, lang), held, tracked(shown, lang), Some(models(shown, lang))]
        .into_iter()
        .flatten()
        .collect()
}

/// An estimate in whole units.
pub fn whole(amount: Money, style: Style) -> String {
    let amounts = style.with(0);
    let rounded = if style.unit == Unit::One { amount.share(1, 1, 0).unwrap_or(amount) } else { amount };
    let text = amounts.show(rounded);
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

/// `63.4%`.
pub fn percent(part: f64) -> String {
    format!("{:.1}%", part * 100.0)
}

/// With one decimal, in groups of three.
pub fn figure(number: f64) -> String {
    let tenths = (number.abs() * 10.0).round() as u64;
    let sign = if number < 0.0 && tenths > 0 { "-" } else { "" };
    format!("{sign}{}.{}", grouped(tenths / 10), tenths % 10)
}

/// `3 years ahead`.
pub fn ahead(time: Window, lang: Lang) -> String {
    let length = foot::length(time, lang);
    lang.pick(format!("{length} ahead"), format!("未来 {length}"))
}

/// What the answer is about.
pub fn heading(shown: &Shown<'_>, lang: Lang) -> String {
    let (customers, time) = (shown.estimate.len() as u64, ahead(shown.estimate.horizon.time, lang));
    let as_of = shown.base().and_then(|base| base.as_of());
    let as_of = as_of.map_or(String::new(), |day| lang.pick(format!(" as of {day}"), format!("（{day}）")));
    lang.pick(
        format!("Customer lifetime value{as_of}, {time}: {}", plural(customers, "customer")),
        format!("客户终身价值{as_of}，{time}：{} 位客户", grouped(customers)),
    )
}

/// The headings of the summary.
pub fn summary_heads(shown: &Shown<'_>, lang: Lang) -> Vec<Head> {
    let mut heads = vec![
        right("#"),
        left(lang.pick("Segment", "客群")),
        right(lang.pick("Customers", "客户数")),
        right(lang.pick("Alive", "留存概率")),
        Head { may_go: true, ..right(lang.pick("Purchases", "预期消费次数")) },
        right(lang.pick("Past", "过去价值")),
        right(lang.pick("Expected", "预期价值")),
        right("CLV"),
        right(lang.pick("At risk", "流失风险价值")),
    ];
    let [has_past, has_value] = has(shown);
    let [number, past, clv] = ["#", lang.pick("Past", "过去价值"), "CLV"];
    let values = [lang.pick("Expected", "预期价值"), lang.pick("At risk", "流失风险价值")];
    heads.retain(|head| match head.text {
        text if text == number || text == past => has_past,
        text if text == clv => has_past && has_value,
        text => has_value || !values.contains(&text),
    });
    heads
}

/// Are there amounts spent so far, and amounts to expect?
fn has(shown: &Shown<'_>) -> [bool; 2] {
    [shown.base().is_some(), shown.estimate.known.spend.is_some()]
}

/// The rows of the summary: segments where there are any, and all.
pub fn summary_rows(shown: &Shown<'_>, lang: Lang) -> Vec<Vec<String>> {
    let (segments, all) = shown.estimate.sums();
    let row = |number: String, name: &str, sums: &Sums| {
        let figures = sums_row(shown, name, sums);
        if shown.base().is_some() { [vec![number], figures].concat() } else { figures }
    };
    let of_segment = |segment: Segment| row(segment.number().to_string(), segment.name(lang), &segments[segment as usize]);
    let mut rows: Vec<Vec<String>> = match shown.base() {
        Some(_) => Segment::ALL.into_iter().map(of_segment).collect(),
        None => Vec::new(),
    };
    rows.push(row(String::new(), lang.pick("All customers", "全部客户"), &all));
    rows
}

/// Name and figures of some customers together.
fn sums_row(shown: &Shown<'_>, name: &str, sums: &Sums) -> Vec<String> {
    let [has_past, has_value] = has(shown);
    let alive = sums.mean_alive().map_or(NONE.to_owned(), percent);
    let amounts = [(has_past, sums.past), (has_value, sums.value), (has_past && has_value, sums.clv), (has_value, sums.at_risk)];
    let mut row = vec![name.to_owned(), grouped(sums.customers), alive, figure(sums.purchases)];
    row.extend(amounts.into_iter().filter(|(is_there, _)| *is_there).map(|(_, amount)| whole(amount, shown.style)));
    row
}

/// The stages of the lifecycle as a table, where visits are known.
pub fn stage_table(shown: &Shown<'_>, lang: Lang) -> Option<(Vec<Head>, Vec<Vec<String>>)> {
    let sums = shown.estimate.stages()?;
    let mut heads = summary_heads(shown, lang);
    heads.remove(0); // stages have no numbers
    heads[0] = left(lang.pick("Stage", "阶段"));
    let row = |stage: Stage| sums_row(shown, stage.text().get(lang), &sums[stage as usize]);
    Some((heads, Stage::ALL.into_iter().map(row).collect()))
}

fn summary(shown: &Shown<'_>, lang: Lang) -> Section {
    let table = Table { heads: summary_heads(shown, lang), rows: summary_rows(shown, lang), more: None };
    let stages = stage_table(shown, lang).map(|(heads, rows)| Table { heads, rows, more: None });
    Section { heading: heading(shown, lang), tables: [Some(table), stages].into_iter().flatten().collect(), foot: meaning(shown, lang) }
}

/// What the columns mean.
pub fn meaning(shown: &Shown<'_>, lang: Lang) -> Vec<(&'static str, String)> {
    let mut lines = vec![(
        lang.pick("Alive", "留存概率"),
        lang.pick("the chance that a customer has not left for good, on average", "客户尚未永久离开的概率（平均）").to_owned(),
    )];
    let time = foot::length(shown.estimate.horizon.time, lang);
    let [has_past, has_value] = has(shown);
    if !has_value {
        lines.push((
            lang.pick("Purchases", "预期消费次数"),
            lang.pick(format!("how often they are likely to buy in the next {time}"), format!("未来 {time}可能的消费次数")),
        ));
        return lines;
    }
    let discount = shown.estimate.horizon.discount;
    let discounted = match discount == 0.0 {
        true => lang.pick("not discounted".to_owned(), "不折现".to_owned()),
        false => lang.pick(format!("discounted by {} a year", percent(discount)), format!("年折现率 {}", percent(discount))),
    };
    lines.push((
        lang.pick("Expected", "预期价值"),
        lang.pick(
            format!("what they are likely to spend in the next {time}, {discounted}"),
            format!("未来 {time}可能的消费金额，{discounted}"),
        ),
    ));
    if has_past {
        lines.push((
            "CLV",
            lang.pick("past and expected: all spent so far, and what is to come", "过去价值加预期价值：至今全部消费，加上将来可能的消费")
                .to_owned(),
        ));
    }
    lines.push((
        lang.pick("At risk", "流失风险价值"),
        lang.pick(
            "what they would spend on top if they were certain to be customers still",
            "若能确定客户没有离开，还会多出的消费；也就是可能已随客户流失的价值",
        )
        .to_owned(),
    ));
    lines
}

/// Those with the most at risk, the most first; of equals the first id.
pub fn most_at_risk(shown: &Shown<'_>, most: usize) -> Vec<usize> {
    let mut all: Vec<(Money, usize)> = (0..shown.estimate.len())
        .filter_map(|at| Some((shown.estimate.worth(at).at_risk?, at)))
        .filter(|(risk, at)| *risk > Money::ZERO && shown.estimate.worth(*at).alive < NEARLY_CERTAIN)
        .collect();
    let most = most.min(all.len());
    if most == 0 {
        return Vec::new();
    }
    let by = |a: &(Money, usize), b: &(Money, usize)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
    all.select_nth_unstable_by(most - 1, by);
    all.truncate(most);
    all.sort_unstable_by(by);
    all.into_iter().map(|(_, at)| at).collect()
}

fn at_risk(shown: &Shown<'_>, lang: Lang) -> Option<Section> {
    let worst = most_at_risk(shown, NAMED);
    if worst.is_empty() {
        return None;
    }
    let (heads, rows) = at_risk_table(shown, &worst, lang);
    let more = shown.estimate.len() - worst.len();
    let more = (more > 0).then(|| lang.pick("all customers: --format csv".to_owned(), "全部客户：--format csv".to_owned()));
    let heading = lang.pick("Most at risk: what their silence may cost", "流失风险价值最高的客户：长期没来，可能已经流失").to_owned();
    Some(Section { heading, tables: vec![Table { heads, rows, more }], foot: Vec::new() })
}

/// Who is most at risk, as a table.
pub fn at_risk_table(shown: &Shown<'_>, worst: &[usize], lang: Lang) -> (Vec<Head>, Vec<Vec<String>>) {
    let named = worst.iter().any(|at| !shown.told(*at)[0].is_empty());
    let mut heads = vec![left(lang.pick("Customer", "客户"))];
    if named {
        heads.push(left(lang.pick("Name", "姓名")));
    }
    if shown.base().is_some() {
        heads.push(Head { may_go: true, ..left(lang.pick("Segment", "客群")) });
    }
    heads.extend([
        right(lang.pick("Repeats", "复购次数")),
        right(lang.pick("Alive", "留存概率")),
        right(lang.pick("Expected", "预期价值")),
        right(lang.pick("At risk", "流失风险价值")),
    ]);
    let row = |at: &usize| {
        let (estimate, at) = (shown.estimate, *at);
        let worth = estimate.worth(at);
        let mut row = vec![printable(&estimate.id(at))];
        if named {
            row.push(clip(&printable(&shown.told(at)[0]), LONGEST_NAME));
        }
        row.extend(estimate.segment(at).map(|segment| segment.name(lang).to_owned()));
        row.push(grouped(estimate.people.persons[at].history.repeats().into()));
        row.push(percent(worth.alive));
        row.extend([worth.value, worth.at_risk].map(|amount| amount.map_or(NONE.to_owned(), |amount| whole(amount, shown.style))));
        row
    };
    (heads, worst.iter().map(row).collect())
}

fn tracked(shown: &Shown<'_>, lang: Lang) -> Option<Section> {
    let every = shown.track.len().div_ceil(POINTS).max(1);
    let last = shown.track.len().checked_sub(1)?;
    let points = shown.track.iter().enumerate().filter(|(at, _)| (last - at) % every == 0).map(|(_, point)| point);
    let rows = points.map(|point| {
        let off = if point.actual > 0.0 { signed(point.expected / point.actual - 1.0) } else { NONE.to_owned() };
        vec![place(point.at, shown, lang), figure(point.expected), grouped(point.actual as u64), off]
    });
    let heads = vec![
        left(match shown.track[0].at {
            At::Day(_) => lang.pick("Up to", "截至"),
            At::Age(_) => lang.pick("Known up to", "认识时长不超过"),
        }),
        right(lang.pick("Expected", "预期")),
        right(lang.pick("Actual", "实际")),
        right(lang.pick("Off by", "偏差")),
    ];
    let heading = lang.pick("Repeat purchases, expected and actual", "复购次数：预期与实际").to_owned();
    Some(Section { heading, tables: vec![Table { heads, rows: rows.collect(), more: None }], foot: Vec::new() })
}

/// Where a point stands, for people.
pub fn place(at: At, shown: &Shown<'_>, lang: Lang) -> String {
    match at {
        At::Day(day) => match shown.holdout.is_some_and(|held| day > held.end) {
            true => lang.pick(format!("{day} (holdout)"), format!("{day}（验证期）")),
            false => day.to_string(),
        },
        At::Age(age) => format!("{age:.1} {}", unit(shown, lang)),
    }
}

fn unit(shown: &Shown<'_>, lang: Lang) -> &'static str {
    use crate::clv::history::Unit;
    match shown.estimate.known.unit {
        Unit::Day => lang.pick("days", "天"),
        Unit::Week => lang.pick("weeks", "周"),
        Unit::Month => lang.pick("months", "个月"),
    }
}

fn signed(part: f64) -> String {
    format!("{:+.1}%", part * 100.0)
}

/// How the forecasts did, as a table.
pub fn forecasts(held: &Holdout, lang: Lang) -> (Vec<Head>, Vec<Vec<String>>) {
    let heads = vec![
        left(lang.pick("Forecast", "预测方法")),
        right(lang.pick("Purchases", "消费次数")),
        right(lang.pick("Off by", "偏差")),
        right(lang.pick("Cohorts off by", "批次偏差")),
        right(lang.pick("Mean error", "平均误差")),
        right(lang.pick("RMSE", "均方根误差")),
    ];
    let mut rows = vec![vec![
        lang.pick("actual", "实际").to_owned(),
        grouped(held.actual as u64),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
    ]];
    rows.extend((0..NAMES.len()).map(|at| {
        let off = if held.actual > 0.0 { signed(held.forecast[at] / held.actual - 1.0) } else { NONE.to_owned() };
        let cohorts = if held.cohort_error[at].is_finite() { percent(held.cohort_error[at]) } else { NONE.to_owned() };
        vec![
            NAMES[at].get(lang).to_owned(),
            figure(held.forecast[at]),
            off,
            cohorts,
            format!("{:.3}", held.mae[at]),
            format!("{:.3}", held.rmse[at]),
        ]
    }));
    (heads, rows)
}

/// By how much the model is better, of each naive forecast: customers by RMSE, customers by mean error, cohorts.
pub fn better(held: &Holdout, lang: Lang) -> Vec<(&'static str, String)> {
    (1..NAMES.len())
        .map(|at| {
            let less = |own: f64, other: f64| {
                let part = 1.0 - own / other;
                match part >= 0.0 {
                    true => lang.pick(format!("{} smaller", percent(part)), format!("小 {}", percent(part))),
                    false => lang.pick(format!("{} larger", percent(-part)), format!("大 {}", percent(-part))),
                }
            };
            let [rmse, mae, cohort] = [held.rmse, held.mae, held.cohort_error].map(|figures| less(figures[0], figures[at]));
            let name = NAMES[at].get(lang);
            let text = lang.pick(
                format!("the model's error is {rmse} for a customer (RMSE; mean error {mae}) and {cohort} for cohorts"),
                format!("模型的误差：按客户（均方根）{rmse}，按客户（平均）{mae}，按批次{cohort}"),
            );
            (name, text)
        })
        .collect()
}

fn holdout(held: &Holdout, lang: Lang) -> Section {
    let (heads, rows) = forecasts(held, lang);
    let (customers, days, end) = (grouped(held.customers), plural(held.days.into(), "day"), held.end);
    let heading = lang.pick(
        format!("Holdout: the last {days}, forecast with the data up to {end} for {customers} customers"),
        format!("验证：用 {end} 之前的数据预测其后 {} 天，{customers} 位客户", held.days),
    );
    let mut foot = better(held, lang);
    foot.push((
        lang.pick("Errors", "误差"),
        lang.pick(
            "purchases of a customer in the holdout; cohorts are customers with a first purchase in the same month",
            "指每位客户在验证期内的消费次数；批次指首次消费在同一个月的客户",
        )
        .to_owned(),
    ));
    Section { heading, tables: vec![Table { heads, rows, more: None }], foot }
}

/// The models, as lines.
pub fn model_lines(shown: &Shown<'_>, lang: Lang) -> Vec<(&'static str, String)> {
    let (estimate, found) = (shown.estimate, shown.estimate.found.as_ref());
    let known = &estimate.known;
    let intervals = shown.bootstrap.map(|drawn| drawn.purchases);
    let mut lines = vec![(
        lang.pick("Purchases", "购买模型"),
        format!(
            "{}{}{}",
            known.purchases.model.name(),
            lang.pick(": ", "："),
            parameters(known.purchases.model.parameters(), known.purchases.parameters, found.map(|found| &found.purchases), intervals)
        ),
    )];
    if let Some(Fit { likelihood, starts: [same, all], .. }) = found.map(|found| found.purchases) {
        let unit = unit(shown, lang);
        let brackets = match intervals {
            Some(_) => lang.pick("95% intervals in brackets", "括号内为 95% 区间"),
            None => lang.pick("standard errors in brackets", "括号内为标准误"),
        };
        lines.push((
            lang.pick("Fit", "拟合"),
            lang.pick(
                format!("log-likelihood {likelihood:.2} in {unit}; {same} of {all} starts came to it; {brackets}"),
                format!("对数似然 {likelihood:.2}（时间单位：{unit}）；{all} 个起点中 {same} 个到达；{brackets}"),
            ),
        ));
    }
    let amounts = match (&known.spend, found) {
        (Some(spend), _) => {
            let fit = found.and_then(|found| found.spend.as_ref());
            let text = parameters(spend::NAMES, spend.0, fit, shown.bootstrap.and_then(|drawn| drawn.spend));
            let mean = spend.expected(None).map_or(NONE.to_owned(), |mean| format!("{mean:.2}"));
            lang.pick(format!("Gamma–Gamma: {text}; mean amount {mean}"), format!("Gamma–Gamma：{text}；平均金额 {mean}"))
        }
        (None, _) => lang.pick("none: see the notes", "无，原因见提示").to_owned(),
    };
    lines.push((lang.pick("Amounts", "金额模型"), amounts));
    if let Some(found) = found {
        let [customers, repeaters] = [found.customers, found.repeaters].map(grouped);
        let correlation = found.correlation.map_or(String::new(), |by| {
            lang.pick(format!("; frequency and amount correlate by {by:.2}"), format!("；次数与金额的相关系数 {by:.2}"))
        });
        lines.push((
            lang.pick("Data", "数据"),
            lang.pick(
                format!("{customers} customers, {repeaters} came back on another day{correlation}"),
                format!("{customers} 位客户，其中 {repeaters} 位在其他日子再次消费{correlation}"),
            ),
        ));
    } else {
        lines.push((lang.pick("Data", "数据"), lang.pick("model kept from an earlier run", "沿用以前拟合的模型").to_owned()));
    }
    if let Some(drawn) = shown.bootstrap {
        let span = |[low, high]: Interval| format!("{}–{}", figure(low), figure(high));
        let span_of_value = |interval: Interval| {
            let [low, high] = interval.map(|units| money(units, 0).map_or(NONE.to_owned(), |amount| whole(amount, shown.style)));
            format!("{low}–{high}")
        };
        let values = drawn.value.zip(drawn.at_risk).map_or(String::new(), |(value, risk)| {
            let [value, risk] = [value, risk].map(span_of_value);
            lang.pick(format!("; expected value {value}, at risk {risk}"), format!("；预期价值 {value}，流失风险价值 {risk}"))
        });
        let (used, samples) = (grouped(drawn.used.into()), grouped(drawn.samples.into()));
        lines.push((
            lang.pick("95%", "95% 区间"),
            lang.pick(
                format!("of {used} of {samples} samples: purchases {}{values}", span(drawn.expected)),
                format!("{samples} 次抽样（可用 {used} 次）：预期消费次数 {}{values}", span(drawn.expected)),
            ),
        ));
    }
    lines
}

/// `r 0.2426 (0.0126), …`, or with intervals `r 0.2426 [0.2190–0.2691]`.
fn parameters<const N: usize>(names: [&str; N], values: [f64; N], fit: Option<&Fit<N>>, intervals: Option<[Interval; N]>) -> String {
    let shown = |at: usize| {
        let error = fit.and_then(|fit| fit.errors[at]).map(|error| format!(" ({error:.4})"));
        let interval = intervals.map(|intervals| format!(" [{:.4}–{:.4}]", intervals[at][0], intervals[at][1]));
        format!("{} {:.4}{}", names[at], values[at], interval.or(error).unwrap_or_default())
    };
    (0..N).map(shown).collect::<Vec<_>>().join(", ")
}

fn models(shown: &Shown<'_>, lang: Lang) -> Section {
    Section { heading: lang.pick("The models", "所用模型").to_owned(), tables: Vec::new(), foot: model_lines(shown, lang) }
}
