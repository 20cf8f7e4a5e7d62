//! Churn, quarter by quarter, and of the best in a year.

use super::percent;
use crate::lang::Lang;
use crate::lifecycle::churn::{COURSE_BEST, COURSE_QUARTER};
use crate::money::grouped;
use crate::report::foot::Line;
use crate::report::lifecycle::Shown;
use crate::report::sections::{Section, Table, left, right};
use crate::segment::Segment;

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

/// The section.
pub fn section(shown: &Shown<'_>, most: usize, lang: Lang) -> Section {
    let heading = lang.pick("Churn: quarter by quarter", "流失：逐季").to_owned();
    let quarters = quarters(shown, most, lang);
    let tables = if quarters.rows.is_empty() { Vec::new() } else { vec![quarters] };
    Section { heading, tables, foot: churn_foot(shown, lang) }
}
