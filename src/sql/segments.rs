//! The last steps: from scored customers to the eight segments with their shares.

use super::dialect::fill;
use super::{Query, Step, scores};
use crate::segment::Segment;

/// `placed`, `sizes`, `listed` and `totals`.
pub(super) fn steps(query: &Query) -> Vec<Step> {
    let value = if query.has_profit() { "total_profit" } else { "monetary" };
    let placed = format!("SELECT\n  {} AS segment,\n  {value} AS customer_value\nFROM step_scores", scores::segment(query));
    let sizes = "SELECT segment, COUNT(*) AS customer_count, SUM(customer_value) AS segment_value\nFROM step_placed\nGROUP BY segment";
    let totals = "SELECT SUM(customer_count) AS customer_total, SUM(segment_value) AS value_total\nFROM step_sizes";
    let mut rows: Vec<String> = Segment::ALL.iter().map(|segment| format!("SELECT {}, '{}'", segment.number(), segment.slug())).collect();
    rows[0] = format!("SELECT 1 AS place, '{}' AS segment", Segment::ALL[0].slug());
    let says = match query.has_profit() {
        true => vec!["The segment of each customer; value is profit."],
        false => vec!["The segment of each customer; value is the amount spent."],
    };
    vec![
        Step { name: "step_placed", says, body: placed },
        Step { name: "step_sizes", says: vec!["Customers and value by segment."], body: sizes.to_owned() },
        Step { name: "step_totals", says: vec!["All customers and all value."], body: totals.to_owned() },
        Step { name: "step_listed", says: vec!["All eight, in order: an empty segment is one too."], body: rows.join(" UNION ALL\n") },
    ]
}

/// `--stage segments`.
pub(super) fn answer(query: &Query, is_ordered: bool) -> String {
    let d = query.differences();
    let money = |expression: &str| fill(d.count_as_money, &[expression]);
    let zero = fill(d.count_as_money, &["0"]);
    let value = format!("COALESCE(s.segment_value, {zero})");
    let share = fill(d.ratio, &[&money("COALESCE(s.customer_count, 0)"), &money("t.customer_total")]);
    let value_share = fill(d.ratio, &[&value, "t.value_total"]);
    let shown = fill(d.shown, &[&value]);
    let order = if is_ordered { "\nORDER BY l.place" } else { "" };
    format!(
        "SELECT\n  l.segment AS segment,\n  COALESCE(s.customer_count, 0) AS customers,\n  CASE WHEN t.customer_total > 0 THEN {share} END AS share,\n  \
         {shown} AS value,\n  CASE WHEN t.value_total > 0 THEN {value_share} END AS value_share\n\
         FROM step_listed l\nCROSS JOIN step_totals t\nLEFT JOIN step_sizes s ON s.segment = l.segment{order}"
    )
}
