//! The visit funnel, where customers stay away, and who buys again.

use super::{estimate, percent};
use crate::lang::{Lang, plural};
use crate::lifecycle::funnel::{self, Visit};
use crate::money::grouped;
use crate::report::foot::Line;
use crate::report::lifecycle::Shown;
use crate::report::rows::NONE;
use crate::report::sections::{Head, Section, Table, right};

/// `Visit funnel: within 365 days of the first visit`.
fn funnel_heading(shown: &Shown<'_>, lang: Lang) -> String {
    let days = shown.lifecycle.settings.horizon;
    lang.pick(
        format!("Visit funnel: within {} of the first visit", plural(days.into(), "day")),
        format!("到店漏斗：首次到店后 {} 天内", grouped(days.into())),
    )
}

/// The name of a visit by its number: `1` to `6+`.
pub fn visit_name(number: usize) -> String {
    if number == funnel::VISITS { format!("{number}+") } else { number.to_string() }
}

/// The section.
pub fn section(shown: &Shown<'_>, lang: Lang) -> Section {
    let Some(found) = shown.lifecycle.visits.as_ref().map(|visits| &visits.funnel) else { return Section::default() };
    let heads = vec![
        right(lang.pick("Visit", "到店次数")),
        right(lang.pick("Share", "占比")),
        right(lang.pick("Course figure", "课程数据")),
        right(lang.pick("Of those before", "占上一次")),
        right(lang.pick("Lost", "流失")),
        Head { may_go: true, ..right(lang.pick("Median days", "中位天数")) },
        Head { may_go: true, ..right(lang.pick("Seen", "实际人数")) },
    ];
    let row = |(number, visit): (usize, &Visit)| {
        vec![
            visit_name(number),
            estimate(visit.share),
            format!("{}%", funnel::COURSE[number - 1]),
            estimate(visit.of_before),
            estimate(visit.lost),
            visit.median.map_or(NONE.to_owned(), |days| grouped(days.into())),
            grouped(visit.seen),
        ]
    };
    let visits = Table { heads, rows: (1..).zip(&found.visits).map(row).collect(), more: None };
    Section { heading: funnel_heading(shown, lang), tables: vec![visits, stops(shown, lang)], foot: funnel_foot(shown, lang) }
}

/// After which visit those who stay away did so.
fn stops(shown: &Shown<'_>, lang: Lang) -> Table {
    let stops = &shown.lifecycle.stops;
    let heads = vec![
        right(lang.pick("Stayed away after visit", "此次到店后未再来")),
        right(lang.pick("Dormant", "休眠期")),
        right(lang.pick("Churned", "流失期")),
        right(lang.pick("So far, of both", "累计占比")),
    ];
    let row = |number: usize| {
        vec![visit_name(number), grouped(stops.dormant[number - 1]), grouped(stops.churned[number - 1]), percent(stops.within(number))]
    };
    Table { heads, rows: (1..=funnel::VISITS).map(row).collect(), more: None }
}

/// Below the funnel: where the most are lost, who buys again, how it is reckoned.
fn funnel_foot(shown: &Shown<'_>, lang: Lang) -> Vec<Line> {
    let Some(found) = shown.lifecycle.visits.as_ref().map(|visits| &visits.funnel) else { return Vec::new() };
    let mut foot = Vec::new();
    if let Some((visit, lost)) = found.worst() {
        let (before, lost) = (visit - 1, estimate(Some(lost)));
        foot.push((
            lang.pick("Most are lost", "流失最多"),
            lang.pick(
                format!("between visit {before} and visit {visit}: {lost} of all new customers"),
                format!("第 {before} 次与第 {visit} 次到店之间：占全部新客户的 {lost}"),
            ),
        ));
    }
    if let Some(early) = shown.lifecycle.stops.within(3) {
        let early = early.percent();
        foot.push((
            lang.pick("Lost early", "早期流失"),
            lang.pick(
                format!("{early} of those who stay away did so within three visits (course figure for one centre: 85%)"),
                format!("不再来的客户中，{early} 止步于前三次到店（课程数据，某中心：85%）"),
            ),
        ));
    }
    let (again, (course, more)) = (&found.again, funnel::COURSE_AGAIN);
    let (share, industry) = (estimate(again.share), course - more);
    let course = lang.pick(
        format!("(course figures: {course}% with the new-customer routine, industry {industry}%)"),
        format!("（课程数据：坚持新客户流程 {course}%，行业 {industry}%）"),
    );
    let (of, seen) = (grouped(again.of), grouped(again.seen));
    let text = match again.share {
        None => lang.pick(
            format!("not to be seen yet: nobody was watched for twelve months {course}"),
            format!("尚无法计算：没有客户已满 12 个月{course}"),
        ),
        Some(_) => lang.pick(
            format!(
                "{share} buy again within 12 months of the first visit; of {} watched for twelve months {seen} did {course}",
                plural(again.of, "customer")
            ),
            format!("首次到店后 12 个月内再次消费 {share}；已满 12 个月的 {of} 位客户中有 {seen} 位{course}"),
        ),
    };
    foot.push((lang.pick("Repurchase", "复购率"), text));
    foot.push((
        lang.pick("Reckoned", "算法"),
        lang.pick(
            "share: estimated over the days since the first visit (Kaplan–Meier for the second visit, Aalen–Johansen for those after it), \
             so that customers who are still new count only for as long as they have been watched; seen: who is known to have made \
             the visit in that time; median days: by which half have made it",
            "占比：按首次到店后的天数估计（第二次到店用 Kaplan–Meier，之后用 Aalen–Johansen），新近客户只按已观察的时间计入；实际人数：已知在此期间完成该次到店的客户；中位天数：半数客户完成该次到店所需天数",
        )
        .to_owned(),
    ));
    foot
}
