//! What people read of the lifecycle report: headings, tables and the lines below them. One builder for terminal and Markdown,
//! and of the words for the page.

use super::short::Short;
use super::{Cohorts, Most, Part, Shown};
use crate::lang::{Lang, plural};
use crate::lifecycle::InStage;
use crate::lifecycle::churn::{COURSE_BEST, COURSE_QUARTER};
use crate::lifecycle::cohorts::Cohort;
use crate::lifecycle::funnel::{self, Visit};
use crate::lifecycle::leavers::{self, Leaver};
use crate::lifecycle::nps::{self, Answers};
use crate::lifecycle::told::Told;
use crate::money::grouped;
use crate::note::{clip, printable};
use crate::report::foot::{self, Line};
use crate::report::rows::{NONE, Share};
use crate::report::sections::{Head, Section, Table, left, right};
use crate::scored::Scored;
use crate::segment::Segment;
use crate::stage::Stage;
use crate::summary::{Ratio, Size};

/// A longer name than this is cut, and a longer id never.
const LONGEST_NAME: usize = 20;
/// Months after the first that a line of text has room for; where there is little, those that end in none of these go.
const MONTHS: [(usize, &str, bool); 12] = [
    (0, "+0", true),
    (1, "+1", false),
    (2, "+2", false),
    (3, "+3", false),
    (4, "+4", true),
    (5, "+5", true),
    (6, "+6", false),
    (9, "+9", false),
    (12, "+12", false),
    (15, "+15", true),
    (18, "+18", false),
    (24, "+24", false),
];

/// What is asked for.
pub fn sections(shown: &Shown<'_>, part: Part, most: Most, lang: Lang) -> Vec<Section> {
    parts(shown, part, most, lang).into_iter().map(|(_, section)| section).collect()
}

/// What is asked for, each with the part that it tells; the notes, of no part, come last.
pub fn parts(shown: &Shown<'_>, part: Part, most: Most, lang: Lang) -> Vec<(Option<Part>, Section)> {
    let is = |asked: Part| part == Part::Overview || part == asked;
    let has_visits = shown.lifecycle.visits.is_some();
    let mut sections = Vec::new();
    for (one, _) in Part::ALL.into_iter().filter(|(one, _)| is(*one)) {
        let section = match one {
            Part::Overview | Part::Stages => Some(stages(shown, lang)),
            Part::Funnel => has_visits.then(|| funnel(shown, lang)),
            Part::Cohorts => has_visits.then(|| cohorts(shown, part, most.cohorts, lang)),
            Part::Churn => has_visits.then(|| churn(shown, most.quarters, lang)),
            Part::Nps => shown.lifecycle.nps.as_ref().map(|nps| of_nps(nps, lang)),
            Part::Leavers => Some(silent(shown, most.leavers, lang)),
        };
        sections.extend(section.map(|section| (Some(one), section)));
    }
    let mut notes = Section { heading: lang.pick("Notes", "说明").to_owned(), ..Section::default() };
    if part == Part::Overview {
        notes.foot = method(shown, lang);
    }
    let told = shown.lifecycle.told.iter().filter(|told| part == Part::Overview || of(told).contains(&part));
    notes.foot.extend(told.map(|told| (lang.pick("Note", "注"), told.text(lang))));
    if !notes.foot.is_empty() {
        sections.push((None, notes));
    }
    sections
}

/// The parts that a note belongs to.
fn of(told: &Told) -> &'static [Part] {
    const OF_VISITS: &[Part] = &[Part::Funnel, Part::Cohorts];
    match told {
        Told::NoHistory | Told::DataEnds { .. } | Told::ActiveOnly => &[Part::Stages, Part::Funnel, Part::Cohorts, Part::Churn],
        Told::FirstOfData(_) | Told::NotNew(..) => OF_VISITS,
        Told::ShortHorizon { .. } => &[Part::Funnel],
        Told::WithoutVisit(_) => &[Part::Stages],
        Told::NoAnswers | Told::OtherScale(_) | Told::UnreadAnswers(_) => &[Part::Nps],
        Told::NoComplaints | Told::Complained(_) => &[Part::Leavers],
    }
}

/// From what the figures are.
fn method(shown: &Shown<'_>, lang: Lang) -> Vec<Line> {
    let base = shown.base;
    let value = base.value_of.name(lang);
    vec![
        (lang.pick("As of", "基准日"), base.as_of().map_or(NONE.to_owned(), |day| day.to_string())),
        (lang.pick("Window", "统计期"), foot::window(base, lang)),
        (lang.pick("Value", "价值"), lang.pick(format!("{value} in the window"), format!("统计期内的{value}"))),
        (lang.pick("Rows", "行数"), foot::accounting(&base.accounting, shown.amounts(), lang)),
    ]
}

fn percent(ratio: Option<Ratio>) -> String {
    Share::new(ratio, None).text
}

/// `48.3%`, of an estimate.
pub fn estimate(share: Option<f64>) -> String {
    share.map_or(NONE.to_owned(), |share| format!("{:.1}%", share * 100.0))
}

/// `+72`.
pub fn score(answers: &Answers) -> String {
    let Some(score) = answers.score() else { return NONE.to_owned() };
    let text = score.whole_percent().replace('%', "");
    if answers.promoters > answers.detractors && text != "0" { format!("+{text}") } else { text }
}

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

fn stages(shown: &Shown<'_>, lang: Lang) -> Section {
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

fn funnel(shown: &Shown<'_>, lang: Lang) -> Section {
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

/// `Cohorts: 18 months of first visits`.
fn cohorts_heading(shown: &Shown<'_>, lang: Lang) -> String {
    let count = shown.lifecycle.visits.as_ref().map_or(0, |visits| visits.cohorts.len()) as u64;
    lang.pick(
        format!("Cohorts: customers by the month of their first visit, {}", plural(count, "month")),
        format!("同期群：按首次到店月份分组，共 {} 个月", grouped(count)),
    )
}

/// What the cells of the triangles are.
fn cohorts_foot(lang: Lang) -> Vec<Line> {
    vec![(
        lang.pick("Cells", "单元格"),
        lang.pick(
            "+1 is the calendar month after that of the first visit; a month that is not over is blank. Retention: came in that month. \
             Amount: spent on average from the first month to that one, refunds taken off, whatever the window",
            "+1 为首次到店次月；尚未结束的月份留空。留存：当月到店的比例。金额：自首月起至当月的人均累计消费，已扣退款，不受统计期限制",
        )
        .to_owned(),
    )]
}

fn cohorts(shown: &Shown<'_>, part: Part, most: usize, lang: Lang) -> Section {
    let Cohorts { cohorts, earlier, months } = shown.cohorts(most);
    let decimals = shown.base.decimals;
    let heads = |first: &'static str| {
        let mut heads = vec![left(first), right(lang.pick("Customers", "客户数"))];
        heads.extend(MONTHS.iter().filter(|(at, ..)| *at < months).map(|(_, text, may_go)| Head { may_go: *may_go, ..right(text) }));
        heads
    };
    let table = |title: &'static str, cell: &dyn Fn(&Cohort, usize) -> Option<String>| {
        let row = |cohort: &Cohort| {
            let cells = MONTHS.iter().filter(|(at, ..)| *at < months).map(|(at, ..)| cell(cohort, *at).unwrap_or_default());
            [cohort.month.to_string(), grouped(cohort.customers)].into_iter().chain(cells).collect()
        };
        Table { heads: heads(title), rows: cohorts.iter().map(row).collect(), more: None }
    };
    let whole = |ratio: Ratio| ratio.percent();
    let retention = table(lang.pick("Retention", "留存"), &|cohort, at| cohort.retention(at).map(whole));
    let mut tables = vec![retention];
    if part == Part::Cohorts {
        let each = |cohort: &Cohort, at: usize| cohort.each_so_far(at, decimals);
        let all = cohorts.iter().flat_map(|cohort| MONTHS.iter().filter_map(move |(at, ..)| each(cohort, *at)));
        let short = Short::of(all, shown.style, lang);
        tables.push(table(short.title(lang), &|cohort, at| each(cohort, at).map(|each| short.show(each))));
    }
    if let Some(last) = tables.last_mut().filter(|_| earlier > 0) {
        last.more = Some(lang.pick(
            format!("and {earlier} earlier; --part cohorts --format csv lists all"),
            format!("另有更早的 {earlier} 个月；--part cohorts --format csv 可列出全部"),
        ));
    }
    Section { heading: cohorts_heading(shown, lang), tables, foot: cohorts_foot(lang) }
}

/// The quarters that are shown, the latest last.
fn quarters(shown: &Shown<'_>, most: usize, lang: Lang) -> Table {
    let heads = vec![
        left(lang.pick("Quarter", "季度")),
        right(lang.pick("There", "期初客户")),
        right(lang.pick("Churned", "流失")),
        right(lang.pick("Churn", "流失率")),
        right(lang.pick("Active", "期初活跃")),
        right(lang.pick("Gone silent", "转入沉默")),
        right(lang.pick("Rate", "比例")),
        right(lang.pick("Back", "回店")),
        right(lang.pick("New", "新增")),
    ];
    let all = shown.lifecycle.visits.as_ref().map_or(&[][..], |visits| &visits.churn);
    let rows = all.iter().skip(all.len().saturating_sub(most)).map(|row| {
        let moves = &row.moves;
        vec![
            row.quarter.to_string(),
            grouped(moves.here),
            grouped(moves.churned),
            percent(row.rate),
            grouped(moves.active),
            grouped(moves.silent),
            percent(row.gone_silent),
            grouped(moves.back),
            grouped(moves.joined),
        ]
    });
    let earlier = all.len().saturating_sub(most) as u64;
    let more = (earlier > 0).then(|| {
        lang.pick(
            format!("and {earlier} earlier; --part churn --format csv lists all"),
            format!("另有更早的 {earlier} 个季度；--part churn --format csv 可列出全部"),
        )
    });
    Table { heads, rows: rows.collect(), more }
}

/// Below the quarters.
fn churn_foot(shown: &Shown<'_>, lang: Lang) -> Vec<Line> {
    let Some(visits) = &shown.lifecycle.visits else { return Vec::new() };
    let rules = &shown.lifecycle.settings.rules;
    let mut foot = Vec::new();
    let last = visits.churn.iter().rev().find_map(|row| Some((row.quarter, row.rate?)));
    let course = lang.pick(format!("course figure for the industry: {COURSE_QUARTER}%"), format!("课程数据，行业：{COURSE_QUARTER}%"));
    let quarter = match last {
        Some((quarter, rate)) => {
            lang.pick(format!("{} in {quarter} ({course})", rate.percent()), format!("{quarter} 为 {}（{course}）", rate.percent()))
        }
        None => lang.pick(
            format!("not to be seen yet: the data must begin {} days before the quarter ({course})", rules.churned_days),
            format!("尚无法计算：数据须早于该季度 {} 天开始（{course}）", rules.churned_days),
        ),
    };
    foot.push((lang.pick("Quarterly churn", "季度流失率"), quarter));
    let name = Segment::ImportantValue.name(lang);
    let course = lang.pick(format!("course figure: under {COURSE_BEST}%"), format!("课程数据：低于 {COURSE_BEST}%"));
    let best = match visits.best {
        Some(best) if best.customers > 0 => lang.pick(
            format!(
                "{} of {} in {name} on {} have not come since: {} ({course})",
                grouped(best.lost),
                grouped(best.customers),
                best.then,
                percent(best.rate())
            ),
            format!(
                "{} 时的 {} 位{name}客户中，{} 位此后未再到店：{}（{course}）",
                best.then,
                grouped(best.customers),
                grouped(best.lost),
                percent(best.rate())
            ),
        ),
        Some(best) => {
            lang.pick(format!("nobody was in {name} on {} ({course})", best.then), format!("{} 时没有{name}客户（{course}）", best.then))
        }
        None => lang.pick(
            format!("not to be seen yet: the data must begin a year before ({course})"),
            format!("尚无法计算：数据须早于一年前开始（{course}）"),
        ),
    };
    foot.push((lang.pick("Yearly, the best", "重要价值年流失率"), best));
    foot.push((
        lang.pick("Reckoned", "算法"),
        lang.pick(
            format!(
                "churn: of those who were there and not churned when the quarter began, churned when it ended, by the rule of stages; it \
                 trails by {} days, so beside it those who were active and had gone silent (dormant or churned) by its end. Blank: \
                 the data does not reach back far enough",
                rules.churned_days
            ),
            format!(
                "流失率：季初尚未流失、季末已处于流失期的客户比例（按阶段规则），会滞后约 {} 天；旁列季初活跃、季末转入休眠或流失的客户。留空：数据起始太晚",
                rules.churned_days
            ),
        ),
    ));
    foot
}

fn churn(shown: &Shown<'_>, most: usize, lang: Lang) -> Section {
    let heading = lang.pick("Churn: quarter by quarter", "流失：逐季").to_owned();
    let quarters = quarters(shown, most, lang);
    let tables = if quarters.rows.is_empty() { Vec::new() } else { vec![quarters] };
    Section { heading, tables, foot: churn_foot(shown, lang) }
}

/// Answers by segment and by stage.
fn answers(nps: &nps::Nps, lang: Lang) -> Table {
    let heads = vec![
        left(lang.pick("Segment or stage", "客群或阶段")),
        right(lang.pick("Answers", "回答数")),
        right(lang.pick("Promoters", "推荐者")),
        right(lang.pick("Detractors", "贬损者")),
        right("NPS"),
    ];
    let row = |name: &str, answers: &Answers| {
        vec![name.to_owned(), grouped(answers.count()), grouped(answers.promoters), grouped(answers.detractors), score(answers)]
    };
    let segments = Segment::ALL.into_iter().zip(&nps.segments).map(|(segment, answers)| row(segment.name(lang), answers));
    let stages = Stage::ALL.into_iter().zip(&nps.stages).map(|(stage, answers)| row(stage.name(lang), answers));
    let all = row(lang.pick("All customers", "全部客户"), &nps.all);
    Table { heads, rows: segments.chain(stages).chain([all]).collect(), more: None }
}

/// Below the answers.
fn nps_foot(lang: Lang) -> Vec<Line> {
    let [good, ordinary] = nps::COURSE;
    vec![(
        "NPS",
        lang.pick(
            format!(
                "promoters (9 and 10) less detractors (0 to 6) in a hundred answers, each customer's latest (course figures: +{good} after a \
                 good start, +{ordinary} after an ordinary one)"
            ),
            format!("每百个回答中推荐者（9、10 分）减贬损者（0 到 6 分），取每位客户最近一次回答（课程数据：初次体验好 +{good}，一般 +{ordinary}）"),
        ),
    )]
}

fn of_nps(nps: &nps::Nps, lang: Lang) -> Section {
    let heading = lang.pick(format!("Net promoter score: {}", score(&nps.all)), format!("净推荐值（NPS）：{}", score(&nps.all)));
    Section { heading, tables: vec![answers(nps, lang)], foot: nps_foot(lang) }
}

/// `Silent leavers: 47 customers, 12.0% of all, who brought 310,000.00 over all the data`.
fn leavers_heading(shown: &Shown<'_>, lang: Lang) -> String {
    let (rows, summary) = (&shown.lifecycle.leavers.rows, shown.base.summary());
    let mut together = Size::default();
    rows.iter().for_each(|leaver| together.take(1, leaver.value));
    let (share, value) = (percent(summary.share(together)), shown.amounts().show(together.value));
    let (_, course) = leavers::COURSE;
    lang.pick(
        format!(
            "Silent leavers: {}, {share} of all (course figure for one centre: {course}%), who brought {value} over all the data",
            plural(together.customers, "customer")
        ),
        format!("无声离开：{} 位客户，占 {share}（课程数据，某中心：{course}%），全部数据中共带来 {value}", grouped(together.customers)),
    )
}

/// Those of most value, by name.
fn leavers(shown: &Shown<'_>, most: usize, lang: Lang) -> Table {
    let rows = &shown.lifecycle.leavers.rows;
    let heads = vec![
        left(lang.pick("Customer", "客户")),
        left(lang.pick("Name", "姓名")),
        left(lang.pick("Stage", "阶段")),
        right(lang.pick("Visits", "到店次数")),
        left(lang.pick("Last visit", "上次到店")),
        Head { may_go: true, ..right(lang.pick("Days", "未到店天数")) },
        left(lang.pick("Silent since", "沉默自")),
        right(lang.pick("Brought", "带来价值")),
    ];
    let row = |leaver: &Leaver| {
        let customer = shown.base.customers.customer(leaver.place);
        let day = |day: Option<crate::date::Day>| day.map_or(NONE.to_owned(), |day| day.to_string());
        vec![
            printable(&customer.id),
            shown.base.name(&customer).map_or(String::new(), |name| clip(&printable(name), LONGEST_NAME)),
            leaver.stage.name(lang).to_owned(),
            grouped(leaver.visits.into()),
            day(leaver.last),
            grouped(leaver.silent.into()),
            day(leaver.since),
            shown.amounts().show(leaver.value),
        ]
    };
    let rest = rows.len().saturating_sub(most) as u64;
    let more = (rest > 0).then(|| {
        lang.pick(
            format!("and {} more; --part leavers --format csv lists all", grouped(rest)),
            format!("另有 {} 位；--part leavers --format csv 可列出全部", grouped(rest)),
        )
    });
    let mut table = Table { heads, rows: rows.iter().take(most).map(row).collect(), more };
    if table.rows.iter().all(|row| row[1].is_empty()) {
        table.heads.remove(1);
        table.rows.iter_mut().for_each(|row| _ = row.remove(1));
    }
    table
}

/// Who counts.
fn leavers_foot(shown: &Shown<'_>, lang: Lang) -> Vec<Line> {
    let value = shown.base.value_of.name(lang);
    let before = match shown.base.policy.window {
        Some(_) => lang.pick(", before the window too", "，不限于统计期"),
        None => "",
    };
    vec![(
        lang.pick("Who", "范围"),
        lang.pick(
            format!(
                "dormant or churned, and never complained; silent since: the day from which the silence was too long for them; brought: \
                 {value} over all the data{before}, the most first"
            ),
            format!(
                "处于休眠期或流失期，且从未投诉；沉默自：未到店天数超出本人常态之日；带来价值：全部数据中的{value}{before}，从高到低排列"
            ),
        ),
    )]
}

fn silent(shown: &Shown<'_>, most: usize, lang: Lang) -> Section {
    let tables = if shown.lifecycle.leavers.rows.is_empty() { Vec::new() } else { vec![leavers(shown, most, lang)] };
    Section { heading: leavers_heading(shown, lang), tables, foot: leavers_foot(shown, lang) }
}
