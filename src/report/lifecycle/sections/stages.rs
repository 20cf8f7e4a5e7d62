//! Stages, by segment, and what each of them needs.

use super::percent;
use crate::lang::{Lang, plural};
use crate::lifecycle::InStage;
use crate::money::grouped;
use crate::report::foot::Line;
use crate::report::lifecycle::Shown;
use crate::report::sections::{Section, Table, left, right};
use crate::scored::Scored;
use crate::segment::Segment;
use crate::stage::Stage;
use crate::summary::Size;

/// `Stages as of 2026-10-31: 300 customers`.
fn stages_heading(shown: &Shown<'_>, lang: Lang) -> String {
    let as_of = shown.base.as_of().map_or(String::new(), |day| lang.pick(format!(" as of {day}"), format!("（{day}）")));
    let customers = shown.base.summary().total.customers;
    lang.pick(format!("Stages{as_of}: {}", plural(customers, "customer")), format!("客户所处阶段{as_of}：{} 位客户", grouped(customers)))
}

/// The rule, in words.
fn rule(shown: &Shown<'_>, lang: Lang) -> String {
    let rules = &shown.lifecycle.settings.rules;
    let times =
        |hundredths: u32| format!("{}.{:02}", hundredths / 100, hundredths % 100).trim_end_matches(['0']).trim_end_matches('.').to_owned();
    let (growing, established, gaps) = (rules.growing, rules.established, rules.rhythm.gaps);
    let (broken, least, dormant) = (times(rules.rhythm.hundredths), rules.rhythm.days, rules.dormant_days);
    let (churned, year) = (times(rules.churned_hundredths), rules.churned_days);
    lang.pick(
        format!(
            "new up to visit {}, growing from visit {growing}, established from visit {established}; silence goes first: dormant from {broken} \
             times the usual gap between visits (the longest but one, of {gaps} or more) and {least} days at least, without such a rhythm \
             from {dormant} days; churned from {churned} times that and {year} days at least",
            growing - 1
        ),
        format!(
            "第 {} 次到店以内为新客户期，第 {growing} 次起为成长期，第 {established} 次起为成熟期；未到店天数优先：达到平时间隔（至少 {gaps} \
             个间隔中的第二长）的 {broken} 倍且不少于 {least} 天为休眠期，间隔不足时满 {dormant} 天为休眠期；达到休眠天数的 {churned} 倍且不少于 {year} 天为流失期",
            growing - 1
        ),
    )
}

/// A row or a column: of a stage, of customers without one, or of all.
struct Standing {
    name: &'static str,
    short: &'static str,
    size: Size,
    segments: [u64; Segment::ALL.len()],
}

/// One for each stage, for customers without one where there are any, and for all.
fn standings(base: &Scored, stages: &[InStage], without: &InStage, lang: Lang) -> Vec<Standing> {
    let summary = base.summary();
    let of_stage =
        |(stage, of): (Stage, &InStage)| Standing { name: stage.name(lang), short: stage.name(lang), size: of.size, segments: of.segments };
    let none = lang.pick("No visit", "无到店");
    let without =
        (without.size.customers > 0).then_some(Standing { name: none, short: none, size: without.size, segments: without.segments });
    let all = Standing {
        name: lang.pick("All customers", "全部客户"),
        short: lang.pick("All", "合计"),
        size: summary.total,
        segments: summary.segments.map(|size| size.customers),
    };
    Stage::ALL.into_iter().zip(stages).map(of_stage).chain(without).chain([all]).collect()
}

/// Segments by stage: a row for each segment.
pub fn crossed(base: &Scored, stages: &[InStage], without: &InStage, lang: Lang) -> Table {
    let columns = standings(base, stages, without, lang);
    let heads = [left(lang.pick("Segment", "客群"))].into_iter().chain(columns.iter().map(|column| right(column.short)));
    let row = |segment: Segment| {
        let counts = columns.iter().map(|column| grouped(column.segments[segment as usize]));
        [segment.name(lang).to_owned()].into_iter().chain(counts).collect()
    };
    Table { heads: heads.collect(), rows: Segment::ALL.into_iter().map(row).collect(), more: None }
}

/// What each stage needs.
pub fn needs(lang: Lang) -> Vec<Line> {
    Stage::ALL.into_iter().map(|stage| (stage.name(lang), stage.needs().get(lang).to_owned())).collect()
}

/// The section.
pub fn section(shown: &Shown<'_>, lang: Lang) -> Section {
    let (base, found) = (shown.base, shown.lifecycle);
    let summary = base.summary();
    let heads = vec![
        left(lang.pick("Stage", "阶段")),
        right(lang.pick("Customers", "客户数")),
        right(lang.pick("Share", "占比")),
        right(lang.pick("Value", "价值")),
        right(lang.pick("Of value", "价值贡献")),
    ];
    let row = |Standing { name, size, .. }: Standing| {
        let (customers, value) = (grouped(size.customers), shown.amounts().show(size.value));
        vec![name.to_owned(), customers, percent(summary.share(size)), value, percent(summary.value_share(size))]
    };
    let rows = standings(base, &found.stages, &found.without, lang).into_iter().map(row).collect();
    let tables = vec![Table { heads, rows, more: None }, crossed(base, &found.stages, &found.without, lang)];
    let mut foot = needs(lang);
    foot.push((lang.pick("Rule", "判断规则"), rule(shown, lang)));
    Section { heading: stages_heading(shown, lang), tables, foot }
}
