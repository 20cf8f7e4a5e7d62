//! What `rfm explain` shows: one customer's measures, scores and segment, and what would change them.

use super::View;
use super::foot::{scale, thresholds, window};
use super::rows::{NONE, segment_line, service_line};
use super::table::{aligned, finish};
use super::wrap::{labelled, paragraph, width};
use crate::explain::{Change, Explanation, History, What};
use crate::lang::{Lang, plural};
use crate::money::style::Amounts;
use crate::money::{Money, grouped};
use crate::note::printable;
use crate::playbook::Playbook;
use crate::policy::Role;
use crate::score::Scores;
use comfy_table::Table;

/// The explanation as text.
pub fn render(told: &Explanation<'_>, playbook: &Playbook, view: View) -> String {
    let (base, lang) = (told.base, view.lang);
    let known = [base.name(&told.customer), base.phone(&told.customer)].into_iter().flatten().map(printable);
    let mut out = [printable(&told.customer.id)].into_iter().chain(known).collect::<Vec<_>>().join("  ") + "\n\n";
    out += &labelled(
        &[
            (lang.pick("Segment", "客群"), segment_line(told.segment, lang)),
            (lang.pick("Service", "建议服务"), service_line(playbook.play(told.segment), lang)),
        ],
        "",
        view.width,
    );
    out.push('\n');
    out += &measures(told, view);
    if !told.changes.is_empty() {
        out += lang.pick("\nWhat would change the segment\n", "\n什么会使客群变化\n");
        out += &changes(&told.changes, amounts(told, view), view);
    }
    out.push('\n');
    out += &purchases(told, view);
    out.push('\n');
    let as_of = base.as_of().map_or(NONE.to_owned(), |day| day.to_string());
    let foot = [
        (lang.pick("As of", "基准日"), as_of),
        (lang.pick("Window", "统计期"), window(base, lang)),
        (lang.pick("Thresholds", "门槛"), thresholds(&base.thresholds, amounts(told, view))),
        (lang.pick("Scores", "得分"), scale(base.high, lang)),
    ];
    out + &labelled(&foot, "", view.width)
}

/// In no larger unit: all here is held against thresholds.
fn amounts(told: &Explanation<'_>, view: View) -> Amounts {
    view.style.with(told.base.decimals)
}

/// Each measure with its value, its score, and what the next score takes.
fn measures(told: &Explanation<'_>, view: View) -> String {
    let (customer, base, lang, amounts) = (&told.customer, told.base, view.lang, amounts(told, view));
    let level = |score: u8| format!("{score} {}", if score >= base.high { lang.pick("H", "高") } else { lang.pick("L", "低") });
    let Scores { r, f, m } = told.scores;
    let days = customer.measures.recency.map_or(lang.pick("no purchase", "没有消费").to_owned(), |days| days_text(days, lang));
    let heads = [("Measure", "指标"), ("Value", "数值"), ("Score", "得分"), ("To the next score", "升一分还需")];
    let mut rows: Vec<[String; 4]> = vec![heads.map(|(en, zh)| lang.pick(en, zh).to_owned())];
    rows.push([lang.pick("Recency", "近度 R").to_owned(), days, level(r), next_r(told, lang)]);
    rows.push([
        lang.pick("Frequency", "频度 F").to_owned(),
        purchases_text(customer.measures.frequency, lang),
        level(f),
        next_f(told, lang),
    ]);
    rows.push([lang.pick("Monetary", "金额 M").to_owned(), amounts.exact(customer.measures.monetary), level(m), next_m(told, view)]);
    rows.extend(
        customer
            .measures
            .profit
            .map(|profit| [lang.pick("Profit", "利润").to_owned(), amounts.exact(profit), String::new(), String::new()]),
    );
    let pad = |at: usize, row: &[String; 4]| {
        let widest = rows.iter().map(|row| width(&row[at])).max().unwrap_or(0);
        " ".repeat(widest - width(&row[at]))
    };
    let line = |row: &[String; 4]| {
        let [name, value, score, next] = row;
        let lead = format!("{name}{}  {}{value}  {score}{}  ", pad(0, row), pad(1, row), pad(2, row));
        if next.is_empty() { lead.trim_end().to_owned() + "\n" } else { paragraph(&lead, next, view.width) }
    };
    rows.iter().map(line).collect()
}

fn next_r(told: &Explanation<'_>, lang: Lang) -> String {
    let mut parts = Vec::new();
    if told.scores.r == 5 {
        parts.push(highest(lang));
    } else if let Some(next) = told.next_r {
        let (score, days) = (next.score, days_text(next.takes, lang));
        parts.push(lang.pick(format!("{score} takes at most {days}"), format!("{score} 分要求不超过 {days}")));
    }
    if told.r_after_visit > told.scores.r {
        let score = told.r_after_visit;
        parts.push(lang.pick(format!("a visit now makes it {score}"), format!("现在到店一次即为 {score} 分")));
    }
    if let Some((day, score)) = told.r_falls {
        parts.push(lang.pick(format!("without a visit it is {score} from {day}"), format!("若一直不来，{day} 起降为 {score} 分")));
    }
    parts.join(lang.pick("; ", "；"))
}

fn next_f(told: &Explanation<'_>, lang: Lang) -> String {
    match told.next_f {
        None if told.scores.f == 5 => highest(lang),
        None => out_of_reach(lang),
        Some(next) => {
            let (score, takes, more) =
                (next.score, grouped(next.takes), grouped(next.takes.saturating_sub(told.customer.measures.frequency)));
            lang.pick(format!("{score} takes {takes}: {more} more"), format!("{score} 分要求 {takes} 次，还差 {more} 次"))
        }
    }
}

fn next_m(told: &Explanation<'_>, view: View) -> String {
    let (lang, amounts) = (view.lang, amounts(told, view));
    match told.next_m {
        None if told.scores.m == 5 => highest(lang),
        None => out_of_reach(lang),
        Some(next) => {
            let (score, takes) = (next.score, amounts.exact(next.takes));
            match next.takes.checked_sub(told.customer.measures.monetary).filter(|more| *more > Money::ZERO) {
                Some(more) => {
                    let more = amounts.exact(more);
                    lang.pick(format!("{score} takes {takes}: {more} more"), format!("{score} 分要求 {takes}，还差 {more}"))
                }
                None => lang.pick("counts from the first purchase in the window".to_owned(), "统计期内有消费后才计分".to_owned()),
            }
        }
    }
}

fn highest(lang: Lang) -> String {
    lang.pick("the highest score", "已是最高分").to_owned()
}

fn out_of_reach(lang: Lang) -> String {
    lang.pick("no higher score can be reached under these thresholds", "按现有门槛已无更高分可得").to_owned()
}

fn days_text(days: u32, lang: Lang) -> String {
    lang.pick(plural(days.into(), "day"), format!("{} 天", grouped(days.into())))
}

fn purchases_text(purchases: u64, lang: Lang) -> String {
    lang.pick(plural(purchases, "purchase"), format!("{} 次", grouped(purchases)))
}

/// What would change the segment: the event, the scores and the segment then.
fn changes(changes: &[Change], amounts: Amounts, view: View) -> String {
    let lang = view.lang;
    let mut table = Table::new();
    for Change { what, scores: Scores { r, f, m }, segment } in changes {
        let then = format!("→ {} ({r}{f}{m})", segment.name(lang));
        let then = lang.pick(then, format!("→ {}（{r}{f}{m}）", segment.name(lang)));
        table.add_row([aligned(&event(*what, amounts, lang), false), aligned(&then, false)]);
    }
    finish(table, 2, view.color).lines().map(|line| format!("  {line}\n")).collect()
}

fn event(what: What, amounts: Amounts, lang: Lang) -> String {
    match what {
        What::Visits { count: 1, amount: Money::ZERO } => lang.pick("a visit now", "现在到店一次").to_owned(),
        What::Visits { count: 1, amount } => {
            let amount = amounts.exact(amount);
            lang.pick(format!("a visit now for {amount} or more"), format!("现在到店一次，消费 {amount} 以上"))
        }
        What::Visits { count, amount: Money::ZERO } => {
            let count = grouped(count);
            lang.pick(format!("{count} more visits"), format!("再到店 {count} 次"))
        }
        What::Visits { count, amount } => {
            let (count, amount) = (grouped(count), amounts.exact(amount));
            lang.pick(format!("{count} more visits for {amount} or more together"), format!("再到店 {count} 次，合计消费 {amount} 以上"))
        }
        What::NoVisitUntil(day) => lang.pick(format!("no visit before {day}"), format!("{day} 之前一直没来")),
    }
}

fn purchases(told: &Explanation<'_>, view: View) -> String {
    let lang = view.lang;
    let Some(history) = &told.history else {
        let text = lang.pick("the file is a customer table, which has no single purchases", "文件是客户表，没有逐笔记录");
        return labelled(&[(lang.pick("Purchases", "消费记录"), text.to_owned())], "", view.width);
    };
    let mut out = labelled(&[(lang.pick("Purchases", "消费记录"), in_brief(history, told, view))], "", view.width);
    let has_orders = history.latest.iter().any(|line| line.order.is_some());
    let mut table = Table::new();
    for line in &history.latest {
        let role = match line.role {
            Role::Purchase => "",
            Role::EarlierPurchase => lang.pick("before the window", "统计期之前"),
            Role::Refund | Role::EarlierRefund => lang.pick("refund", "退款"),
        };
        let order = line.order.as_deref().map(printable).unwrap_or_default();
        let amount = amounts(told, view).exact(line.amount);
        let order = has_orders.then(|| aligned(&order, false));
        let cells = [aligned(&line.day.to_string(), false), aligned(&amount, true)];
        table.add_row(cells.into_iter().chain(order).chain([aligned(role, false)]));
    }
    out.extend(finish(table, 2, view.color).lines().map(|line| format!("  {line}\n")));
    out
}

fn in_brief(history: &History, told: &Explanation<'_>, view: View) -> String {
    let (lang, amounts) = (view.lang, amounts(told, view));
    let mut parts = match (history.first, told.customer.measures.last_purchase) {
        (Some(first), Some(last)) if first != last => vec![lang.pick(format!("{first} to {last}"), format!("{first} 至 {last}"))],
        (_, Some(last)) => vec![last.to_string()],
        (_, None) => vec![lang.pick("none", "无").to_owned()],
    };
    let rows = |count: u64| lang.pick(plural(count, "row"), format!("{} 行", grouped(count)));
    let (inside, earlier) = (rows(history.purchases), rows(history.earlier));
    if told.base.policy.window.is_some() {
        parts.push(lang.pick(format!("{inside} in the window"), format!("统计期内 {inside}")));
        parts.push(lang.pick(format!("{earlier} before it"), format!("此前 {earlier}")));
    } else if history.purchases > 0 {
        parts.push(inside);
    }
    if history.refunds > 0 {
        let (sum, count) = (amounts.exact(history.refunded), rows(history.refunds));
        parts.push(lang.pick(format!("refunds: {count}, {sum}"), format!("退款 {count}，{sum}")));
    }
    if history.rows > history.latest.len() as u64 {
        let latest = history.latest.len();
        parts.push(lang.pick(format!("the last {latest}:"), format!("最近 {latest} 行：")));
    }
    parts.join(lang.pick("; ", "；"))
}
