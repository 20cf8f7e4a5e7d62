//! The steps that make customers of rows, and scores of customers.

use super::dialect::fill;
use super::{Query, Step, thresholds};
use crate::money::{MAX_DECIMALS, Money};
use crate::policy::FrequencyOf;
use crate::score::Steps;
use crate::segment::PROFILES;

/// `per_customer` and `customers`.
pub(super) fn customers(query: &Query) -> Vec<Step> {
    let d = query.differences();
    let purchase = "is_refund = 0 AND in_window = 1";
    let frequency = match query.frequency_of() {
        FrequencyOf::Rows => format!("COUNT(CASE WHEN {purchase} THEN 1 END)"),
        FrequencyOf::Days => format!("COUNT(DISTINCT CASE WHEN {purchase} THEN sold_on END)"),
        FrequencyOf::Orders => format!(
            "COUNT(DISTINCT CASE WHEN {purchase} AND order_id <> '' THEN order_id END)\n    \
             + COUNT(CASE WHEN {purchase} AND order_id = '' THEN 1 END)"
        ),
    };
    let zero = fill(d.count_as_money, &["0"]);
    let sum = |column: &str| match query.window {
        Some(_) => format!("SUM(CASE WHEN in_window = 1 THEN {column} ELSE {zero} END)"),
        None => format!("SUM({column})"),
    };
    let mut columns = vec![
        "customer_id".to_owned(),
        "MAX(CASE WHEN is_refund = 0 THEN sold_on END) AS last_purchase".to_owned(),
        format!("{frequency} AS frequency"),
        format!("{} AS monetary", sum("amount")),
    ];
    if query.has_profit() {
        columns.push(format!("{} AS total_profit", sum("profit")));
    }
    let mut says = vec!["One row a customer."];
    if query.frequency_of() == FrequencyOf::Orders {
        says.push("Frequency: distinct orders, and each purchase without an order id.");
    }
    let mut filter = "";
    if query.window.is_some() {
        says.push("What was bought before the window still dates the last purchase; refunds of that time are nothing.");
        filter = "\nWHERE NOT (is_refund = 1 AND in_window = 0)";
    }
    let body = format!("SELECT\n  {}\nFROM step_sales{filter}\nGROUP BY customer_id", columns.join(",\n  "));
    let mut steps = vec![Step { name: "step_per_customer", says, body }];

    let days = fill(d.days_between, &["c.last_purchase", "p.as_of"]);
    let profit = if query.has_profit() { ",\n  c.total_profit" } else { "" };
    let mut says = vec!["Recency: whole days since the last purchase; none where there were refunds only."];
    let mut active = "";
    if query.active_only {
        active = "\nWHERE c.frequency >= 1";
        says.push("Customers without a purchase in the window are left out.");
    }
    let body = format!(
        "SELECT\n  c.customer_id,\n  c.last_purchase,\n  {days} AS recency_days,\n  c.frequency,\n  c.monetary{profit}\n\
         FROM step_per_customer c\nCROSS JOIN step_period p{active}"
    );
    steps.push(Step { name: "step_customers", says, body });
    steps
}

/// The step `scores`.
pub(super) fn scores(query: &Query) -> Step {
    let d = query.differences();
    let approximate = query.approximate;
    let f_step = |step: Steps<u64>| step.map(|step| step.map(|value| value.to_string()));
    let m_step = |step: Steps<Money>| {
        step.map(|step| {
            step.map(|value| match query.dialect {
                super::Dialect::Sqlite => value.micros().to_string(),
                _ => fill(d.money_literal, &[&value.plain(MAX_DECIMALS)]),
            })
        })
    };
    let r = query.cuts.r.map(|steps| steps.map(|step| step.map(|days| days.to_string())));
    let r = cases("c.recency_days", "<=", r, 'r', "<=");
    let above = if approximate { ">" } else { ">=" };
    let f = cases("c.frequency", ">=", query.cuts.f.map(f_step), 'f', above);
    let m = cases("c.monetary", ">=", query.cuts.m.map(m_step), 'm', above);
    let none = "    WHEN c.frequency = 0 THEN 1\n";
    let profit = if query.has_profit() { "  c.total_profit,\n" } else { "" };
    let join = if thresholds::are_open(query) { "\nCROSS JOIN step_thresholds q" } else { "" };
    let body = format!(
        "SELECT\n  c.customer_id,\n  c.last_purchase,\n  c.recency_days,\n  c.frequency,\n  c.monetary,\n{profit}  \
         CASE\n{r}    ELSE 1\n  END AS r,\n  CASE\n{none}{f}    ELSE 1\n  END AS f,\n  CASE\n{none}{m}    ELSE 1\n  END AS m\nFROM step_customers c{join}"
    );
    let says = vec!["The highest score whose threshold is met; without a purchase in the window F and M are 1."];
    Step { name: "step_scores", says, body }
}

/// The conditions for the scores 5 to 2: against fixed thresholds, from score 2 up, or those of the step `thresholds`.
fn cases(column: &str, than_fixed: &str, fixed: Option<[Option<String>; 4]>, letter: char, than_open: &str) -> String {
    let case = |score: usize| match &fixed {
        Some(steps) => steps[score - 2].as_ref().map(|step| format!("    WHEN {column} {than_fixed} {step} THEN {score}\n")),
        None => Some(format!("    WHEN {column} {than_open} q.{letter}{score} THEN {score}\n")),
    };
    let cases = (2..=5).rev().filter_map(case).collect::<String>();
    // A CASE of ELSE alone is no CASE.
    if cases.is_empty() && column == "c.recency_days" { "    WHEN c.recency_days IS NULL THEN 1\n".to_owned() } else { cases }
}

/// The segment as a CASE over r, f, m, by the table of segments.
pub(super) fn segment(query: &Query) -> String {
    let high = query.high;
    let cases: String = PROFILES
        .iter()
        .map(|profile| {
            let conditions: Vec<String> = ["r", "f", "m"]
                .iter()
                .zip(profile.pattern)
                .map(|(letter, is_high)| format!("{letter} {} {high}", if is_high { ">=" } else { "<" }))
                .collect();
            format!("    WHEN {} THEN '{}'\n", conditions.join(" AND "), profile.slug)
        })
        .collect();
    format!("CASE\n{cases}  END")
}

fn order_by(query: &Query, is_ordered: bool) -> String {
    if is_ordered { format!("\nORDER BY {}", fill(query.differences().by_bytes, &["customer_id"])) } else { String::new() }
}

fn shown(query: &Query, column: &str, name: &str) -> String {
    match fill(query.differences().shown, &[column]) {
        same if same == name => same,
        other => format!("{other} AS {name}"),
    }
}

/// `--stage customers`.
pub(super) fn customers_answer(query: &Query, is_ordered: bool) -> String {
    let monetary = shown(query, "monetary", "monetary");
    let profit = if query.has_profit() { format!(",\n  {}", shown(query, "total_profit", "profit")) } else { String::new() };
    let order = order_by(query, is_ordered);
    format!("SELECT\n  customer_id,\n  last_purchase,\n  recency_days,\n  frequency,\n  {monetary}{profit}\nFROM step_customers{order}")
}

/// `--stage scores`: the columns of an export.
pub(super) fn answer(query: &Query, is_ordered: bool) -> String {
    let rfm = fill(query.differences().text, &["r * 100 + f * 10 + m"]);
    let (monetary, segment) = (shown(query, "monetary", "monetary"), segment(query));
    let profit = if query.has_profit() { format!(",\n  {}", shown(query, "total_profit", "profit")) } else { String::new() };
    let order = order_by(query, is_ordered);
    format!(
        "SELECT\n  customer_id,\n  last_purchase,\n  recency_days,\n  frequency,\n  {monetary},\n  r,\n  f,\n  m,\n  \
         {rfm} AS rfm,\n  {segment} AS segment{profit}\nFROM step_scores{order}"
    )
}
