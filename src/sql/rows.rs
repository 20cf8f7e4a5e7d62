//! The first steps: from rows of the table to rows that count. The rules are those of [`crate::policy`], in their order.

use super::dialect::{Differences, fill};
use super::{Amount, AsOf, Name, Profit, Query, Refused, Step, names};
use crate::accounting::Reason;
use crate::date::{Day, Span, Window, zone::Zone};
use crate::lang::Text;
use crate::policy::{FrequencyOf, LeftOut, Refunds, ZeroAmounts};

/// The steps that have a row for each row of the table.
pub(super) const TYPED: &str = "step_typed";
/// The same with the fate of each.
pub(super) const JUDGED: &str = "step_judged";

/// All of them: `typed`, `judged`, `period`, `sales`.
pub(super) fn steps(query: &Query) -> Result<Vec<Step>, Refused> {
    Ok(vec![typed(query)?, judged(query), period(query), sales(query)])
}

/// The columns that are needed, as what they are meant to be.
fn typed(query: &Query) -> Result<Step, Refused> {
    let (d, c) = (query.differences(), &query.columns);
    let as_text = |name: &Name| format!("COALESCE({}, '')", fill(d.trim, &[&fill(d.text, &[&query.column(name)])]));
    let mut columns = vec![
        format!("{} AS customer_id", as_text(&c.id)),
        format!("{} AS sold_on", day(query)?),
        match (&c.amount, d.product) {
            (Amount::Product(one, other), Some(product)) => {
                format!("{} AS amount", fill(product, &[&query.column(one), &query.column(other)]))
            }
            (Amount::Column(name) | Amount::Product(name, _), _) => format!("{} AS amount", fill(d.amount, &[&query.column(name)])),
        },
    ];
    match &c.profit {
        Some(Profit::Column(name)) => columns.push(format!("{} AS profit", fill(d.amount, &[&query.column(name)]))),
        Some(Profit::LessCost(name)) => columns.push(format!("{} AS cost", fill(d.amount, &[&query.column(name)]))),
        None => {}
    }
    if let Some(order) = order(query) {
        columns.push(format!("{} AS order_id", as_text(order)));
    }
    if let Some(status) = &c.status {
        let usual = [' ', '_', '-'];
        let marks = usual.iter().chain(query.status_marks.iter().filter(|mark| !usual.contains(mark)));
        let marks = marks.fold(as_text(status), |text, mark| format!("REPLACE({text}, {}, '')", names::text(d, &mark.to_string())));
        columns.push(format!("LOWER({marks}) AS status"));
    }
    let says = vec!["The columns that are needed. Ids are text without white space around them; case and leading zeros are kept."];
    Ok(Step { name: TYPED, says, body: format!("SELECT\n  {}\nFROM {} t", columns.join(",\n  "), table(query)) })
}

/// The table; in a model of dbt what dbt puts there.
fn table(query: &Query) -> String {
    match query.wrap {
        super::Wrap::Dbt => super::dbt::reference(&query.table),
        _ => query.table.quoted(query.differences()),
    }
}

/// The column of orders, where frequency counts them.
fn order(query: &Query) -> Option<&Name> {
    query.columns.order.as_ref().filter(|_| query.frequency_of() == FrequencyOf::Orders)
}

fn day(query: &Query) -> Result<String, Refused> {
    let (d, date) = (query.differences(), query.column(&query.columns.date));
    let as_it_stands = fill(d.day, &[&date]);
    let (Some(zone), Some(zoned)) = (query.zone, d.zoned) else {
        return Ok(as_it_stands);
    };
    let (is_moment, moved) = (fill(zoned.is_moment, &[&date]), fill(zoned.day, &[&date, &names::text(d, &zone_name(zone)?)]));
    Ok(format!("CASE\n    WHEN {is_moment}\n    THEN {moved}\n    ELSE {as_it_stands}\n  END"))
}

/// A zone by a name that every engine knows. Of fixed offsets whole hours have one, whose sign is the other way round.
fn zone_name(zone: Zone) -> Result<String, Refused> {
    match zone {
        Zone::Named(zone) => Ok(zone.name().to_owned()),
        Zone::Offset(0) => Ok("UTC".to_owned()),
        Zone::Offset(minutes) if minutes % 60 == 0 && (-12 * 60..=14 * 60).contains(&minutes) => {
            Ok(format!("Etc/GMT{}{}", if minutes > 0 { '-' } else { '+' }, minutes.abs() / 60))
        }
        Zone::Offset(minutes) => {
            let value = format!("{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60);
            let what = Text::new(
                "'{}' has no name that every engine knows; write the zone's own, such as Asia/Kolkata",
                "“{}”没有各引擎通用的名称；请写时区名，如 Asia/Kolkata",
            );
            Err(Refused { flag: "--tz", value, what })
        }
    }
}

/// Each row with its fate: used, or the reason why not, by the slugs of accounting.
fn judged(query: &Query) -> Step {
    let d = query.differences();
    let mut rules: Vec<(String, &str)> = Vec::new();
    let has_status = query.columns.status.is_some();
    let list = |values: &[String]| values.iter().map(|value| names::text(d, value)).collect::<Vec<_>>().join(", ");
    if has_status && !query.no_sale.is_empty() {
        rules.push((format!("status IN ({})", list(&in_each_case(&query.no_sale))), LeftOut::Status.slug()));
    }
    rules.push(("sold_on IS NULL".into(), Reason::MissingDate.slug()));
    let literal = |day: Day| fill(d.day_literal, &[&day.to_string()]);
    rules.push((format!("sold_on < {} OR sold_on > {}", literal(Day::FIRST), literal(Day::LAST)), Reason::DateOutOfRange.slug()));
    let profit = query.columns.profit.as_ref().map(|profit| match profit {
        Profit::Column(_) => "profit",
        Profit::LessCost(_) => "cost",
    });
    for column in ["amount"].into_iter().chain(profit) {
        rules.push((format!("{column} IS NULL"), Reason::MissingAmount.slug()));
        rules.push((format!("ABS({}) >= 1000000000000000", fill(d.number, &[column])), Reason::OutOfRange.slug()));
        rules.push((fill(d.too_precise, &[column]), Reason::TooPrecise.slug()));
    }
    let amount = fill(d.number, &["amount"]);
    if has_status && !query.refunded.is_empty() {
        rules.push((format!("status IN ({}) AND {amount} >= 0", list(&in_each_case(&query.refunded))), LeftOut::Status.slug()));
    }
    rules.push((fill(d.has_control, &["customer_id"]), Reason::ControlCharacter.slug()));
    rules.push(("customer_id = ''".into(), LeftOut::NoCustomer.slug()));
    if !query.ignored_ids.is_empty() {
        rules.push((format!("customer_id IN ({})", list(&query.ignored_ids)), LeftOut::IgnoredId.slug()));
    }
    if let Some(as_of) = known_as_of(query) {
        rules.push((format!("sold_on > {as_of}"), LeftOut::AfterAsOf.slug()));
    }
    if query.refunds == Refunds::Drop {
        rules.push((format!("{amount} < 0"), LeftOut::DroppedRefund.slug()));
    }
    if query.zero_amounts == ZeroAmounts::Drop {
        rules.push((format!("{amount} = 0"), LeftOut::ZeroAmount.slug()));
    }
    if order(query).is_some() {
        rules.push((fill(d.has_control, &["order_id"]), Reason::ControlCharacter.slug()));
    }
    let rules: String = rules.iter().map(|(condition, fate)| format!("    WHEN {condition} THEN '{fate}'\n")).collect();
    let mut columns = vec!["customer_id", "sold_on", "amount"];
    columns.extend(profit);
    columns.extend(order(query).map(|_| "order_id"));
    let body = format!("SELECT\n  {},\n  CASE\n{rules}    ELSE 'used'\n  END AS fate\nFROM step_typed", columns.join(",\n  "));
    Step { name: JUDGED, says: vec!["What becomes of each row: used, or the first reason why not."], body }
}

/// The statuses, and those with letters beyond ASCII as they stand when only ASCII was put in lower case: that is all that `LOWER`
/// does in SQLite, in ClickHouse and in PostgreSQL under the locale C.
fn in_each_case(statuses: &[String]) -> Vec<String> {
    let mut all = statuses.to_vec();
    for status in statuses.iter().filter(|status| !status.is_ascii()) {
        let mut letters = status.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        all.extend([capital, status.to_uppercase()].map(|text| text.to_ascii_lowercase()));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The as-of date where it need not be looked for.
fn known_as_of(query: &Query) -> Option<String> {
    let d = query.differences();
    match query.as_of {
        AsOf::Latest => None,
        AsOf::Today => Some(d.today.to_owned()),
        AsOf::On(day) => Some(fill(d.day_literal, &[&day.to_string()])),
    }
}

/// One row: the as-of date, and the last day before the window.
fn period(query: &Query) -> Step {
    let d = query.differences();
    let start = query.window.map(|window| match query.as_of {
        AsOf::On(day) => fill(d.day_literal, &[&window.start(day).max(Day::FIRST.plus(-1)).to_string()]),
        _ => start(d, window),
    });
    let start = start.map_or(String::new(), |start| format!(",\n  {start} AS window_start"));
    let body = match known_as_of(query) {
        Some(as_of) => format!("SELECT\n  as_of{start}\nFROM (SELECT {as_of} AS as_of) known"),
        None => format!("SELECT\n  as_of{start}\nFROM (SELECT MAX(sold_on) AS as_of FROM step_judged WHERE fate = 'used') latest"),
    };
    let mut says = vec!["The day from which recency is counted."];
    if query.window.is_some() {
        says = vec!["The day from which recency is counted, and the last day before the window."];
    }
    Step { name: "step_period", says, body }
}

/// The window's start as the engine works it out. No window is longer than all the days there can be.
fn start(d: &Differences, window: Window) -> String {
    let (template, count) = match window.span {
        Span::Days => (d.days_back, u64::from(window.count)),
        Span::Weeks => (d.days_back, u64::from(window.count) * 7),
        Span::Months => (d.months_back, u64::from(window.count)),
        Span::Years => (d.months_back, u64::from(window.count) * 12),
    };
    let most = if template == d.days_back { 110_000 } else { 3_612 };
    fill(template, &["as_of", &count.min(most).to_string()])
}

/// The rows that count, and what for.
fn sales(query: &Query) -> Step {
    let d = query.differences();
    let money = |column: &str| fill(d.money, &[&format!("j.{column}")]);
    let mut columns = vec!["j.customer_id".to_owned(), "j.sold_on".to_owned(), format!("{} AS amount", money("amount"))];
    match &query.columns.profit {
        Some(Profit::Column(_)) => columns.push(format!("{} AS profit", money("profit"))),
        Some(Profit::LessCost(_)) => columns.push(format!("{} - {} AS profit", money("amount"), money("cost"))),
        None => {}
    }
    columns.extend(order(query).map(|_| "j.order_id".to_owned()));
    let is_refund = match query.refunds {
        Refunds::Net => format!("CASE WHEN {} < 0 THEN 1 ELSE 0 END", fill(d.number, &["j.amount"])),
        Refunds::Drop | Refunds::Count => "0".to_owned(),
    };
    columns.push(format!("{is_refund} AS is_refund"));
    let in_window = if query.window.is_some() { "CASE WHEN j.sold_on > p.window_start THEN 1 ELSE 0 END" } else { "1" };
    columns.push(format!("{in_window} AS in_window"));
    let join = if query.window.is_some() { "FROM step_judged j\nCROSS JOIN step_period p" } else { "FROM step_judged j" };
    let body = format!("SELECT\n  {}\n{join}\nWHERE j.fate = 'used'", columns.join(",\n  "));
    let says = match query.refunds {
        Refunds::Net => vec!["The rows that count. A refund is neither a purchase nor a sign of life."],
        Refunds::Drop => vec!["The rows that count."],
        Refunds::Count => vec!["The rows that count; a refund is a purchase like any row."],
    };
    Step { name: "step_sales", says, body }
}

/// `--stage rows`: how many rows met which fate.
pub(super) fn answer(is_ordered: bool) -> String {
    let before = LeftOut::BeforeWindow.slug();
    let order = if is_ordered { "\nORDER BY fate" } else { "" };
    format!(
        "SELECT fate, COUNT(*) AS row_count\nFROM (\n  SELECT fate FROM step_judged WHERE fate <> 'used'\n  UNION ALL\n  \
         SELECT CASE WHEN is_refund = 1 AND in_window = 0 THEN '{before}' ELSE 'used' END AS fate FROM step_sales\n) fates\nGROUP BY fate{order}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_found_where_lower_case_is_of_ascii_alone() {
        let statuses = ["échoué", "cancelled", "已取消"].map(String::from);
        assert_eq!(in_each_case(&statuses), ["cancelled", "ÉchouÉ", "Échoué", "échoué", "已取消"]);
    }
}
