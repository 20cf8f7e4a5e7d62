//! The steps between customers and scores: what each score takes.
//!
//! The cut point c_k is the row with ROW_NUMBER() = (k·n + 4) div 5. It is found here without numbering the customers, which one
//! machine of a cluster would have to do: customers are counted by value, on all machines, and only the counts are added up in
//! order. With `up_to` customers at this value or below, and `below` it, c_k is the least value with 5·up_to ≥ k·n, and the least
//! value above c_k, which is what a score of F or M takes, is the least with 5·below ≥ k·n.

use super::dialect::fill;
use super::{Query, Step};

/// The measures whose thresholds come from the data, as (letter, column).
fn open(query: &Query) -> Vec<(char, &'static str)> {
    let cuts = &query.cuts;
    let all = [('r', "recency_days", cuts.r.is_some()), ('f', "frequency", cuts.f.is_some()), ('m', "monetary", cuts.m.is_some())];
    all.into_iter().filter(|(.., fixed)| !fixed).map(|(letter, column, _)| (letter, column)).collect()
}

/// Some thresholds come from the data, so the statement has the step `thresholds`.
pub(super) fn are_open(query: &Query) -> bool {
    !open(query).is_empty()
}

/// The steps; none where all thresholds are fixed.
pub(super) fn steps(query: &Query) -> Vec<Step> {
    match (are_open(query), query.approximate) {
        (false, _) => Vec::new(),
        (true, true) => vec![approximate(query)],
        (true, false) => vec![measured(query), counted(), running(), thresholds(query)],
    }
}

fn measured(query: &Query) -> Step {
    let d = query.differences();
    let open = open(query);
    let value = |column: &str| if column == "monetary" { format!("c.{column}") } else { fill(d.count_as_money, &[&format!("c.{column}")]) };
    let cases: String = open.iter().map(|(letter, column)| format!("    WHEN '{letter}' THEN {}\n", value(column))).collect();
    let mut letters = open.iter().map(|(letter, _)| format!("SELECT '{letter}'")).collect::<Vec<_>>();
    letters[0] += " AS measure";
    let body = format!(
        "SELECT\n  k.measure,\n  CASE k.measure\n{cases}  END AS measured_value\nFROM step_customers c\nCROSS JOIN ({}) k\nWHERE c.frequency >= 1",
        letters.join(" UNION ALL ")
    );
    Step { name: "step_measured", says: vec!["The measures of customers with a purchase, one below the other."], body }
}

fn counted() -> Step {
    let body =
        "SELECT measure, measured_value, COUNT(*) AS customer_count\nFROM step_measured\nGROUP BY measure, measured_value".to_owned();
    Step { name: "step_counted", says: vec!["How many customers have each value: all that the thresholds need to know."], body }
}

fn running() -> Step {
    let body = "SELECT\n  measure,\n  measured_value,\n  customer_count,\n  \
                SUM(customer_count) OVER (PARTITION BY measure ORDER BY measured_value ROWS UNBOUNDED PRECEDING) AS up_to,\n  \
                SUM(customer_count) OVER (PARTITION BY measure) AS n\nFROM step_counted"
        .to_owned();
    Step { name: "step_running", says: vec!["Of n customers, up_to have this value or less."], body }
}

fn thresholds(query: &Query) -> Step {
    let mut columns = Vec::new();
    for (letter, _) in open(query) {
        for k in 1..=4 {
            let reached = if letter == 'r' { "up_to" } else { "(up_to - customer_count)" };
            let score = if letter == 'r' { 6 - k } else { k + 1 };
            columns.push(format!(
                "MIN(CASE WHEN measure = '{letter}' AND {reached} * 5 >= n * {k} THEN measured_value END) AS {letter}{score}"
            ));
        }
    }
    let says = vec![
        "What each score takes: r5 is at most so many days for score 5, f2 at least so many purchases for score 2.",
        "The k-th cut point is the value of the row with ROW_NUMBER() = (k * n + 4) div 5; recency takes it, frequency and",
        "monetary the next value that occurs above it. None: no customer can reach that score.",
    ];
    Step { name: "step_thresholds", says, body: format!("SELECT\n  {}\nFROM step_running", columns.join(",\n  ")) }
}

/// Cut points by the engine's estimate.
fn approximate(query: &Query) -> Step {
    let d = query.differences();
    let template = d.quantile.unwrap_or_default();
    let columns: Vec<String> = open(query)
        .into_iter()
        .flat_map(|(letter, column)| {
            (1..=4).map(move |k| {
                let score = if letter == 'r' { 6 - k } else { k + 1 };
                format!("{} AS {letter}{score}", fill(template, &[column, &format!("0.{}", 2 * k)]))
            })
        })
        .collect();
    let says = vec![
        "APPROXIMATE cut points of customers with a purchase, by the engine's own estimate: r5 is at most so many days for",
        "score 5; f2 is what score 2 must be above.",
    ];
    let body = format!("SELECT\n  {}\nFROM step_customers\nWHERE frequency >= 1", columns.join(",\n  "));
    Step { name: "step_thresholds", says, body }
}
