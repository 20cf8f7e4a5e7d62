//! What people read of a plan: headings, tables and the lines below them. One builder for every format that people read.

use super::Part;
use crate::customer::ValueOf;
use crate::lang::{Lang, plural};
use crate::money::style::Amounts;
use crate::money::{Money, grouped};
use crate::note::{clip, printable};
use crate::plan::Plan;
use crate::plan::advisors::{Assigned, Assignment, Change, SEGMENT};
use crate::plan::chance::{Chance, Chances};
use crate::plan::circles::{Circle, Circles};
use crate::plan::future::{Future, Period};
use crate::plan::win_back::{COURSE_COST, COURSE_REPLACING, Case};
use crate::report::View;
use crate::report::foot::length;
use crate::report::rows::NONE;
use crate::report::sections::{Head, Section, Table, left, right};
use crate::summary::Ratio;

/// So many cases, and so many circles, are named.
const CASES: usize = 15;
const CIRCLES: usize = 50;
/// In the overview.
const FIRST_CIRCLES: usize = 3;
/// A longer name than this is cut, and a longer id never.
const LONGEST_NAME: usize = 20;

/// What is asked for.
pub fn sections(plan: &Plan<'_>, part: Part, view: View) -> Vec<Section> {
    let (lang, amounts) = (view.lang, view.style.with(plan.base.decimals));
    match part {
        Part::Overview => {
            let circles = plan.circles.as_ref().map(|found| circles(plan, found, FIRST_CIRCLES, amounts, lang));
            [win_back(plan, amounts, lang), advisors(plan, amounts, lang)].into_iter().chain(circles).collect()
        }
        Part::Advisors => {
            let mut section = advisors(plan, amounts, lang);
            section.tables.extend(assignments(plan, amounts, lang));
            vec![section]
        }
        Part::Circles => plan.circles.iter().map(|found| circles(plan, found, CIRCLES, amounts, lang)).collect(),
    }
}

fn win_back(plan: &Plan<'_>, amounts: Amounts, lang: Lang) -> Section {
    let found = &plan.win_back;
    let (chosen, candidates) = (grouped(found.chosen.customers as u64), grouped(found.cases.len() as u64));
    let heading = lang.pick(
        format!("Win back first: {chosen} of {}", plural(found.cases.len() as u64, "candidate")),
        format!("优先挽回：{candidates} 位候选客户中的 {chosen} 位"),
    );
    let shown: Vec<_> = found.cases.iter().filter(|case| case.chosen).take(CASES).collect();
    let same_cost = found.cases.iter().all(|case| case.cost == plan.terms.cost);
    let mut heads = vec![
        right("#"),
        left(lang.pick("Customer", "客户")),
        left(lang.pick("Name", "姓名")),
        right(if plan.terms.by_model() { lang.pick("Days", "天数") } else { lang.pick("Days", "未到店天数") }),
        right(lang.pick("Chance", "成功率")),
        right(lang.pick("Alive", "留存概率")),
        Head { may_go: true, ..right(lang.pick("Future value", "未来价值")) },
        right(lang.pick("At risk", "风险价值")),
        right(lang.pick("Expected", "期望价值")),
        right(lang.pick("Cost", "成本")),
        right(lang.pick("Net", "净值")),
        Head { may_go: plan.terms.by_model(), ..right(lang.pick("ROI", "回报率")) },
    ];
    let mut rows: Vec<Vec<String>> = shown.iter().zip(1..).map(|(case, rank)| of_case(plan, case, rank, amounts)).collect();
    if same_cost {
        without(&mut heads, &mut rows, 9);
    }
    if !plan.terms.by_model() {
        without(&mut heads, &mut rows, 7);
        without(&mut heads, &mut rows, 5);
    }
    if rows.iter().all(|row| row[2].is_empty()) {
        without(&mut heads, &mut rows, 2);
    }
    let more = found.chosen.customers - shown.len();
    let more = (more > 0).then(|| {
        lang.pick(
            format!("and {} more; --format csv lists all", grouped(more as u64)),
            format!("另有 {} 位；--format csv 可列出全部", grouped(more as u64)),
        )
    });
    let tables = if rows.is_empty() { Vec::new() } else { vec![Table { heads, rows, more }] };
    let mut foot = Vec::new();
    if found.chosen.customers > 0 {
        let all = &found.chosen;
        let [cost, expected, net] = [all.cost, all.expected, all.net].map(|amount| amounts.show(amount));
        let roi = percent(all.roi());
        foot.push((
            lang.pick("Together", "合计"),
            lang.pick(
                format!("cost {cost}, expected value {expected}, net {net}, ROI {roi}"),
                format!("成本 {cost}，期望价值 {expected}，净值 {net}，回报率 {roi}"),
            ),
        ));
    }
    foot.extend(replacing(plan, amounts, lang).map(|text| (lang.pick("Replacing", "重新获客"), text)));
    foot.push((lang.pick("Left out", "未入选"), left_out(plan, amounts, lang)));
    foot.push((
        lang.pick("Candidates", "候选客群"),
        plan.terms.segments.iter().map(|s| s.name(lang)).collect::<Vec<_>>().join(lang.pick(", ", "、")),
    ));
    foot.push((lang.pick("Chance", "成功率"), chances(&plan.terms.chances, lang)));
    foot.push((lang.pick("Future value", "未来价值"), future(plan, amounts, lang)));
    foot.push((lang.pick("Cost", "成本"), cost(plan, amounts, lang)));
    if plan.terms.by_model() {
        let text = lang.pick(
            "how likely they are customers still by rfm clv; who has not left comes without being won back, so only future value × (1 − \
             alive) is at risk",
            "rfm clv 估计的客户尚未离开的概率；没离开的客户不用挽回也会来，所以风险价值 = 未来价值 ×（1 − 留存概率）",
        );
        foot.push((lang.pick("Alive", "留存概率"), text.to_owned()));
    }
    let reckoning = match plan.terms.by_model() {
        false => lang.pick(
            "expected = chance × future value; net = expected − cost; ROI = net / cost",
            "期望价值 = 成功率 × 未来价值；净值 = 期望价值 − 成本；回报率 = 净值 ÷ 成本",
        ),
        true => lang.pick(
            "expected = chance × at risk; net = expected − cost; ROI = net / cost",
            "期望价值 = 成功率 × 风险价值；净值 = 期望价值 − 成本；回报率 = 净值 ÷ 成本",
        ),
    };
    foot.push((lang.pick("Reckoning", "算法"), reckoning.to_owned()));
    Section { heading, tables, foot }
}

fn of_case(plan: &Plan<'_>, case: &Case, rank: usize, amounts: Amounts) -> Vec<String> {
    let [future, at_risk, expected, cost, net] =
        [case.future, case.at_risk, case.expected, case.cost, case.net].map(|amount| amounts.show(amount));
    let [id, name] = who(plan, case.place);
    let chance = case.chance.ratio().map_or(NONE.to_owned(), Ratio::percent);
    let alive = case.alive.and_then(Chance::ratio).map_or(NONE.to_owned(), Ratio::percent);
    let roi = percent(case.roi());
    vec![rank.to_string(), id, name, grouped(case.days.into()), chance, alive, future, at_risk, expected, cost, net, roi]
}

/// Id and name.
fn who(plan: &Plan<'_>, place: usize) -> [String; 2] {
    let customer = plan.customer(place);
    let name = clip(&printable(plan.base.name(&customer).unwrap_or_default()), LONGEST_NAME);
    [printable(&customer.id), name]
}

fn without(heads: &mut Vec<Head>, rows: &mut [Vec<String>], at: usize) {
    heads.remove(at);
    rows.iter_mut().for_each(|row| drop(row.remove(at)));
}

fn percent(ratio: Option<Ratio>) -> String {
    ratio.map_or(NONE.to_owned(), Ratio::whole_percent)
}

/// How many are expected back, and what as many new customers would cost.
fn replacing(plan: &Plan<'_>, amounts: Amounts, lang: Lang) -> Option<String> {
    let chosen = &plan.win_back.chosen;
    let back = chosen.expected_back().filter(|_| chosen.customers > 0)?.decimals(1);
    let [low, high] = plan.terms.replacing;
    let all = range(chosen.replacing(low)?, chosen.replacing(high)?, amounts);
    let one = range(low, high, amounts);
    let mark = if plan.terms.replacing == COURSE_REPLACING { course(lang) } else { "" };
    Some(lang.pick(
        format!("{back} of them are expected back; as many new ones would cost {all}, at {one} for one{mark}"),
        format!("预计其中 {back} 位回来；获取同样多的新客户需 {all}，每位 {one}{mark}"),
    ))
}

fn range(low: Money, high: Money, amounts: Amounts) -> String {
    if low == high { amounts.show(low) } else { format!("{}–{}", amounts.short(low), amounts.short(high)) }
}

fn course(lang: Lang) -> &'static str {
    lang.pick(" (course figure, CNY)", "（课程数据，元）")
}

/// Why the others are not chosen, and how far from the best the choice may be.
fn left_out(plan: &Plan<'_>, amounts: Amounts, lang: Lang) -> String {
    let (found, terms) = (&plan.win_back, plan.terms);
    let (fruitless, beyond) = (found.cases.len() - found.worth, found.worth - found.chosen.customers);
    let mut parts = Vec::new();
    if fruitless > 0 {
        let count = grouped(fruitless as u64);
        parts.push(lang.pick(format!("{count} not worth the cost"), format!("{count} 位期望价值不高于成本")));
    }
    if beyond > 0 {
        let count = grouped(beyond as u64);
        let by = match (terms.budget.is_some(), terms.capacity.is_some()) {
            (true, true) => lang.pick("beyond budget or capacity", "超出预算或名额"),
            (true, false) => lang.pick("beyond the budget", "超出预算"),
            _ => lang.pick("beyond the capacity", "超出名额"),
        };
        parts.push(lang.pick(format!("{count} {by}"), format!("{count} 位{by}")));
    }
    if parts.is_empty() {
        parts.push(lang.pick("nobody", "无").to_owned());
    }
    let limits = [
        terms.budget.map(|budget| lang.pick(format!("budget {}", amounts.exact(budget)), format!("预算 {}", amounts.exact(budget)))),
        terms
            .capacity
            .map(|cases| lang.pick(format!("capacity {}", plural(cases as u64, "case")), format!("名额 {}", grouped(cases as u64)))),
    ];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    let mut text = parts.join(lang.pick(", ", "，"));
    if !limits.is_empty() {
        text += &lang.pick(format!(" ({})", limits.join(", ")), format!("（{}）", limits.join("，")));
    }
    if found.worth == 0 && fruitless > 0 {
        text += lang.pick("; --case-cost and --value set your own figures", "；可用 --case-cost、--value 设定自己的数值");
    }
    if let Some(short) = found.short_of_best {
        let short = amounts.exact(short);
        text += &lang.pick(
            format!("; costs differ, and no other choice brings more than {short} more"),
            format!("；各例成本不同，其他选法最多再多 {short}"),
        );
    }
    text
}

fn chances(chances: &Chances, lang: Lang) -> String {
    let points: Vec<(String, String)> =
        chances.points().iter().map(|(days, chance)| (grouped((*days).into()), percent_short(chance.ratio()))).collect();
    let text = match points.as_slice() {
        [(_, only)] => lang.pick(format!("{only} whatever the days away"), format!("{only}，与未到店天数无关")),
        [(first, high), between @ .., (last, low)] => {
            let between: String = between
                .iter()
                .map(|(days, chance)| lang.pick(format!("{chance} at {days}, "), format!("{days} 天为 {chance}，")))
                .collect();
            lang.pick(
                format!("{high} up to {first} days after the last visit, {between}{low} from {last} on, in a straight line between"),
                format!("距上次到店 {first} 天以内为 {high}，{between}{last} 天起为 {low}，其间按直线递变"),
            )
        }
        [] => NONE.to_owned(), // not reached: there is at least one point
    };
    let mark = if *chances == Chances::default() { lang.pick(" (course figures)", "（课程数据）") } else { "" };
    text + mark
}

/// `60%`, `12.5%`.
fn percent_short(ratio: Option<Ratio>) -> String {
    let text = ratio.map_or(NONE.to_owned(), Ratio::percent);
    text.replace(".0%", "%")
}

fn future(plan: &Plan<'_>, amounts: Amounts, lang: Lang) -> String {
    let (base, terms) = (plan.base, plan.terms);
    let of = match base.value_of {
        ValueOf::Profit => base.value_of.name(lang),
        ValueOf::Monetary => lang.pick("spending", "消费金额"),
    };
    let as_of = base.as_of().map_or(NONE.to_owned(), |day| day.to_string());
    let text = match terms.future {
        Future::Clv { years } => {
            let years = lang.pick(plural(years.into(), "year"), format!("{years} 年"));
            lang.pick(
                format!("expected revenue: what rfm clv expects a customer who has not left to spend in {years}, not profit"),
                format!("预期收入：rfm clv 预计尚未离开的客户在未来 {years}的消费金额，不是利润"),
            )
        }
        Future::Same(amount) => {
            let amount = amounts.exact(amount);
            lang.pick(format!("{amount} for everybody"), format!("每位均为 {amount}"))
        }
        Future::Own { period, years } => {
            let years = lang.pick(plural(years.into(), "year"), format!("{years} 年"));
            let year =
                if period.is_short() { lang.pick(" (less than a year counts as one)", "（不足一年按一年计）") } else { "" };
            match period {
                Period::Of(window) => {
                    let length = length(window, lang);
                    lang.pick(
                        format!("for {years} as much {of} a year as in the {length} up to {as_of}{year}"),
                        format!("未来 {years}，按截至 {as_of} 的 {length}{of}推算{year}"),
                    )
                }
                Period::Days(days) => {
                    let days = grouped(days.into());
                    lang.pick(
                        format!(
                            "for {years} as much {of} a year as in the {days} days from the first purchase in the data to {as_of}{year}"
                        ),
                        format!("未来 {years}，按数据中第一笔消费至 {as_of} 共 {days} 天的{of}推算{year}"),
                    )
                }
                Period::Unknown => lang.pick(
                    format!("for {years} as much {of} as the customer table holds; --period tells what time that covers"),
                    format!("未来 {years}，与客户表中的{of}相同；可用 --period 指定该表涵盖的时间"),
                ),
            }
        }
    };
    let text = match terms.future_column.and_then(|at| base.kept.get(at)) {
        Some(column) => {
            let column = printable(column);
            lang.pick(format!("column {column}; where that is blank, {text}"), format!("取自列 {column}；空白处{text}"))
        }
        None => text,
    };
    lang.pick(
        format!("{text}. Course figure for such a customer: CNY 50,000–80,000 in 3 years"),
        format!("{text}。课程数据：此类客户未来 3 年为 50,000–80,000 元"),
    )
}

fn cost(plan: &Plan<'_>, amounts: Amounts, lang: Lang) -> String {
    let (base, terms) = (plan.base, plan.terms);
    let amount = amounts.exact(terms.cost);
    let mark = if terms.cost == COURSE_COST { course(lang) } else { "" };
    match terms.cost_column.and_then(|at| base.kept.get(at)) {
        Some(column) => {
            let column = printable(column);
            lang.pick(format!("column {column}; where that is blank, {amount}{mark}"), format!("取自列 {column}；空白处为 {amount}{mark}"))
        }
        None => lang.pick(format!("{amount} for a case{mark}"), format!("每例 {amount}{mark}")),
    }
}

fn advisors(plan: &Plan<'_>, amounts: Amounts, lang: Lang) -> Section {
    let found = &plan.assignment;
    let (customers, most) = (found.customers.len() as u64, grouped(found.per_advisor as u64));
    let (segment, count) = (SEGMENT.name(lang), grouped(customers));
    let heading = lang.pick(
        format!("Advisors: {} in {segment}, at most {most} for each advisor", plural(customers, "customer")),
        format!("服务顾问：{segment}客户 {count} 位，每名顾问最多 {most} 位"),
    );
    let mark =
        if found.per_advisor == crate::plan::advisors::PER_ADVISOR { lang.pick(" (course figure)", "（课程数据）") } else { "" };
    let needed = grouped(found.needed() as u64);
    let needed = lang.pick(
        format!("{needed} at {most} customers each{mark}; there {}", is_are(found.advisors.len())),
        format!("按每名 {most} 位计，需要 {needed} 名{mark}；现有 {} 名", found.advisors.len()),
    );
    let mut section = Section { heading, tables: Vec::new(), foot: vec![(lang.pick("Needed", "所需人数"), needed)] };
    if found.advisors.is_empty() {
        return section;
    }
    let heads = vec![
        left(lang.pick("Advisor", "服务顾问")),
        right(lang.pick("Customers", "客户数")),
        right(lang.pick("Value", "价值")),
        right(lang.pick("Gained", "新增")),
        right(lang.pick("Given up", "转出")),
    ];
    let rows = found.advisors.iter().map(|load| {
        let counts = [load.customers, load.gained, load.lost].map(|count| grouped(count as u64));
        let [customers, gained, lost] = counts;
        vec![printable(&load.name), customers, amounts.show(load.value), gained, lost]
    });
    section.tables.push(Table { heads, rows: rows.collect(), more: None });
    section.foot.push((lang.pick("Changes", "变动"), changes(found, lang)));
    let rule = lang.pick(
        "whoever has an advisor keeps them while there is room; the rest go to whose customers are worth the least so far",
        "已有顾问的客户在名额内保持不变；其余客户按价值从高到低，分给所带客户价值最少的顾问",
    );
    section.foot.push((lang.pick("Rule", "规则"), rule.to_owned()));
    section
}

fn is_are(count: usize) -> String {
    format!("{} {}", if count == 1 { "is" } else { "are" }, grouped(count as u64))
}

fn changes(found: &Assignment, lang: Lang) -> String {
    let [stays, new, moves, nobody] = [Change::Stays, Change::New, Change::Moves, Change::Nobody].map(|change| found.count(change));
    let mut parts = Vec::new();
    for (count, en, zh) in [
        (stays, "keep their advisor", "保持不变"),
        (new, "get one for the first time", "首次分配"),
        (moves, "move to another", "更换顾问"),
        (nobody, "are left without", "没有顾问"),
    ] {
        if count > 0 {
            let count = grouped(count as u64);
            parts.push(lang.pick(format!("{count} {en}"), format!("{count} 位{zh}")));
        }
    }
    if parts.is_empty() { lang.pick("none", "无").to_owned() } else { parts.join(lang.pick(", ", "，")) }
}

/// Every customer with their advisor.
fn assignments(plan: &Plan<'_>, amounts: Amounts, lang: Lang) -> Option<Table> {
    let found = &plan.assignment;
    if found.advisors.is_empty() {
        return None;
    }
    let heads = vec![
        left(lang.pick("Advisor", "服务顾问")),
        left(lang.pick("Customer", "客户")),
        left(lang.pick("Name", "姓名")),
        right(lang.pick("Value", "价值")),
        left(lang.pick("Change", "变动")),
    ];
    let row = |assigned: &Assigned| {
        let [id, name] = who(plan, assigned.client.place);
        let advisor = found.advisor(assigned).map_or(NONE.to_owned(), printable);
        vec![advisor, id, name, amounts.show(assigned.client.value), change(assigned, lang)]
    };
    Some(Table { heads, rows: found.customers.iter().map(row).collect(), more: None })
}

fn change(assigned: &Assigned, lang: Lang) -> String {
    let before = assigned.client.before.as_deref().map(printable);
    let from = || before.as_ref().map_or(String::new(), |name| lang.pick(format!(", from {name}"), format!("（原 {name}）")));
    match assigned.change {
        Change::Stays => String::new(),
        Change::New => lang.pick("new", "首次分配").to_owned(),
        Change::Moves => lang.pick("moves", "更换").to_owned() + &from(),
        Change::Nobody => lang.pick("no room", "名额不足").to_owned() + &from(),
    }
}

fn circles(plan: &Plan<'_>, found: &Circles, most: usize, amounts: Amounts, lang: Lang) -> Section {
    let count = found.circles.len() as u64;
    let heading = lang.pick(
        format!("Households and referrals: {} with somebody around them", plural(count, "customer")),
        format!("家庭与推荐：{} 位客户有家人到店或推荐过客户", grouped(count)),
    );
    let heads = vec![
        left(lang.pick("Customer", "客户")),
        left(lang.pick("Name", "姓名")),
        right(lang.pick("Own", "本人")),
        right(lang.pick("Household", "家庭")),
        right(lang.pick("Referred", "推荐")),
        right(lang.pick("Together", "合计")),
    ];
    let rows: Vec<Vec<String>> = found.circles.iter().take(most).map(|circle| of_circle(plan, circle, amounts)).collect();
    let rest = found.circles.len().saturating_sub(most) as u64;
    let more = (rest > 0).then(|| {
        let rest = grouped(rest);
        lang.pick(
            format!("and {rest} more; --circles --format csv lists all"),
            format!("另有 {rest} 位；--circles --format csv 可列出全部"),
        )
    });
    let tables = if rows.is_empty() { Vec::new() } else { vec![Table { heads, rows, more }] };
    let meaning = lang.pick(
        "amount spent: their own, that of the others in the household, and that of all whom they referred, down the line and none twice",
        "消费金额：本人、家庭其他成员，以及本人推荐的客户（含其再推荐的客户，不重复计算）",
    );
    Section { heading, tables, foot: vec![(lang.pick("Counted", "口径"), meaning.to_owned())] }
}

fn of_circle(plan: &Plan<'_>, circle: &Circle, amounts: Amounts) -> Vec<String> {
    let [own, household, referred, total] =
        [circle.own, circle.household.spent, circle.referred.spent, circle.total].map(|amount| amounts.show(amount));
    let with = |amount: String, customers: usize| if customers == 0 { NONE.to_owned() } else { format!("{amount} ({customers})") };
    let [id, name] = who(plan, circle.place);
    vec![id, name, own, with(household, circle.household.customers), with(referred, circle.referred.customers), total]
}
