//! What stands under the report for people: thresholds, as-of date, window, what value means, where every row went.

use super::rows::{NONE, Row};
use super::{Group, Report};
use crate::accounting::Accounting;
use crate::date::{Span, Window};
use crate::lang::{Lang, Text, plural};
use crate::money::style::Amounts;
use crate::money::{Money, grouped};
use crate::note::Note;
use crate::policy::LeftOut;
use crate::score::{Steps, Thresholds};
use crate::scored::{Kind, Scored};

/// A line under the report: what it tells, and that.
pub type Line = (&'static str, String);

/// The lines under the report.
pub fn foot(report: &Report<'_>) -> Vec<Line> {
    let (base, lang) = (report.base, report.lang);
    let as_of = base.as_of().map_or(NONE.to_owned(), |day| day.to_string());
    let value = base.value_of.name(lang);
    let value = lang.pick(
        format!("{value}; \"of value\" is the segment's part of its total"),
        format!("指{value}；价值贡献为该客群占{value}合计的比例"),
    );
    // Of a base that was kept it is not known any more where its rows went.
    let rows = (base.accounting.read > 0).then(|| (lang.pick("Rows", "行数"), accounting(&base.accounting, report.amounts(), lang)));
    let lines = [
        (lang.pick("Thresholds", "门槛"), thresholds(&base.thresholds, report.amounts())),
        (lang.pick("Scores", "得分"), scale(base.high, lang)),
        (lang.pick("As of", "基准日"), as_of),
        (lang.pick("Window", "统计期"), window(base, lang)),
        (lang.pick("Value", "价值"), value),
        (lang.pick("Typical", "参考区间"), source(lang)),
    ];
    lines.into_iter().chain(rows).collect()
}

/// The line that explains the marks, or says why there are none; nothing where no figure is marked.
pub fn marks<'a>(report: &Report<'_>, mut rows: impl Iterator<Item = &'a Row>) -> Option<String> {
    let lang = report.lang;
    if !report.base.fixed {
        let why = Note::TypicalNeedsFixed.text(lang);
        Some(lang.pick(format!("Note: {why}"), format!("说明：{why}")))
    } else {
        rows.any(Row::is_marked).then(|| lang.pick("↑ above the typical range, ↓ below it", "↑ 高于参考区间，↓ 低于参考区间").to_owned())
    }
}

/// A group's own thresholds, where it has them.
pub fn group_thresholds(report: &Report<'_>, group: &Group) -> Option<String> {
    let shown = thresholds(group.thresholds.as_ref()?, report.amounts());
    Some(report.lang.pick(format!("Thresholds: {shown}"), format!("门槛：{shown}")))
}

/// `R ≤ 30|60|90|180 · F ≥ 2|3|4|5 · M ≥ 2,000|5,000|10,000|15,000`: R from score 5 down, F and M from score 2 up.
/// In no larger unit: a customer is held against them.
pub fn thresholds(thresholds: &Thresholds, amounts: Amounts) -> String {
    let whole = thresholds.m_at_least.iter().flatten().all(|amount| amount.decimals_needed() == 0);
    let amount = |amount: Money| if whole { amounts.exact_short(amount) } else { amounts.exact(amount) };
    let printed = thresholds.printed(amount);
    let (r, f) = (steps(printed.r_at_most, |days| grouped(days.into())), steps(printed.f_at_least, grouped));
    let m = steps(printed.m_at_least, |amount| amount);
    format!("R ≤ {r} · F ≥ {f} · M ≥ {m}")
}

fn steps<T>(steps: Steps<T>, show: impl Fn(T) -> String) -> String {
    steps.map(|step| step.map_or_else(|| NONE.to_owned(), &show)).join("|")
}

/// What the thresholds stand for.
pub fn scale(high: u8, lang: Lang) -> String {
    lang.pick(
        format!("R (days) for 5|4|3|2, F and M for 2|3|4|5; {high} and above is high (H)"),
        format!("R（天数）对应 5|4|3|2 分，F、M 对应 2|3|4|5 分；{high} 分及以上为高"),
    )
}

/// Where the typical ranges come from, so that nobody takes them for facts of their own business.
fn source(lang: Lang) -> String {
    lang.pick("course figures for car service centres, \"of value\" there being of profit", "取自汽车服务中心课程，价值贡献按利润计算")
        .to_owned()
}

/// The window in words and days.
pub fn window(base: &Scored, lang: Lang) -> String {
    let policy = base.policy;
    match (policy.window, policy.window_start(), policy.as_of) {
        (Some(window), Some(start), Some(as_of)) => {
            let (length, first) = (length(window, lang), start.plus(1));
            lang.pick(format!("{length}, {first} to {as_of}"), format!("{length}，{first} 至 {as_of}"))
        }
        _ if base.kind == Kind::Customers => lang.pick("that of the customer table", "以客户表自身的统计口径为准").to_owned(),
        _ => lang.pick("all purchases up to the as-of date", "截至基准日的全部消费").to_owned(),
    }
}

/// `12 months`.
pub fn length(window: Window, lang: Lang) -> String {
    let unit = match window.span {
        Span::Days => Text::new("day", "天"),
        Span::Weeks => Text::new("week", "周"),
        Span::Months => Text::new("month", "个月"),
        Span::Years => Text::new("year", "年"),
    };
    let (count, unit) = (window.count, unit.get(lang));
    lang.pick(plural(count.into(), unit), format!("{count} {unit}"))
}

/// Rows read = used + rejected + left out, and by which reason.
pub fn accounting(accounting: &Accounting, amounts: Amounts, lang: Lang) -> String {
    let reasons = accounting.left_out.iter().filter(|(_, rows)| **rows > 0).map(|(reason, rows)| {
        let (words, rows) = (reason.words().get(lang), grouped(*rows));
        match reason {
            LeftOut::NoCustomer => {
                let amount = amounts.exact(accounting.no_customer_amount);
                lang.pick(format!("{words} {rows}, together {amount}"), format!("{words} {rows} 行，金额合计 {amount}"))
            }
            _ => lang.pick(format!("{words} {rows}"), format!("{words} {rows} 行")),
        }
    });
    let reasons: Vec<String> = reasons.collect();
    let reasons = match reasons.is_empty() {
        true => String::new(),
        false => lang.pick(format!(" ({})", reasons.join("; ")), format!("（{}）", reasons.join("；"))),
    };
    let [read, used] = [accounting.read, accounting.used].map(grouped);
    let [rejected, left_out] = [accounting.rejected(), accounting.left_out()].map(grouped);
    lang.pick(
        format!("{read} read = {used} used + {rejected} rejected + {left_out} left out{reasons}"),
        format!("共 {read} 行 = 计入 {used} + 无法识别 {rejected} + 排除 {left_out}{reasons}"),
    )
}
