//! A model of dbt and the file that describes and tests it.

use super::{Path, Query, Refused, Stage, Wrap, statement};
use crate::lang::Text;
use crate::segment::Segment;

/// The two files of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its name: `rfm_scores`.
    pub name: String,
    /// The model.
    pub sql: String,
    /// What its columns are, and the tests that hold them to it.
    pub yml: String,
}

/// The model of a query.
pub fn model(query: &Query) -> Result<Model, Refused> {
    let query = Query { wrap: Wrap::Dbt, ..query.clone() };
    check(&query.table)?;
    let name = format!("rfm_{}", query.stage.slug());
    Ok(Model { sql: statement(&query)?, yml: description(&name, &query), name })
}

/// dbt finds tables by its own names, which are plain.
fn check(table: &Path) -> Result<(), Refused> {
    let is_plain = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let names: Vec<&str> = table.names().collect();
    if names.len() <= 2 && names.iter().all(|name| is_plain(name)) {
        return Ok(());
    }
    let what = Text::new(
        "'{}' is neither a model of dbt (orders) nor a source and its table (shop.orders)",
        "“{}”既不是 dbt 模型（orders），也不是 数据源.表（shop.orders）",
    );
    Err(Refused { flag: "--table", value: names.join("."), what })
}

/// The table as dbt refers to it: a model, or a table of a source.
pub(super) fn reference(table: &Path) -> String {
    match table.names().collect::<Vec<_>>()[..] {
        [source, table] => format!("{{{{ source('{source}', '{table}') }}}}"),
        _ => format!("{{{{ ref('{}') }}}}", table.names().collect::<Vec<_>>().join(".")),
    }
}

fn description(name: &str, query: &Query) -> String {
    let tests = |column: &str| -> String {
        let values = |values: &[String]| {
            format!("          - accepted_values:\n              arguments:\n                values: [{}]\n", values.join(", "))
        };
        let numbers = |least: u8, most: u8| (least..=most).map(|number| number.to_string()).collect::<Vec<_>>();
        let present = "          - not_null\n";
        let key = "          - unique\n          - not_null\n";
        match (column, query.stage) {
            ("customer_id" | "fate", _) | ("segment", Stage::Segments) => key.to_owned(),
            ("r" | "f" | "m", _) => {
                // Whole numbers, which dbt would quote.
                let values = values(&numbers(1, 5)).trim_end().to_owned();
                format!("{present}{values}\n                quote: false\n")
            }
            ("segment", _) => present.to_owned() + &values(&Segment::ALL.map(|segment| segment.slug().to_owned())),
            ("last_purchase" | "recency_days" | "share" | "value_share", _) => String::new(),
            _ => present.to_owned(),
        }
    };
    let columns: String = columns(query)
        .into_iter()
        .map(|(column, says)| {
            let tests = tests(column);
            let tests = if tests.is_empty() { tests } else { format!("        data_tests:\n{tests}") };
            // In quotes: a colon, a comma or a hash would be YAML's.
            format!("      - name: {column}\n        description: \"{says}\"\n{tests}")
        })
        .collect();
    // The level of `arguments:` is what all dbts want that are kept up; 1.10.8 is the first that reads it without being told to.
    format!(
        "# Needs dbt 1.10.8 or later.\nversion: 2\n\nmodels:\n  - name: {name}\n    description: \"RFM by the rules of rfm\"\n    columns:\n{columns}"
    )
}

/// The columns of the answer, and what each is.
fn columns(query: &Query) -> Vec<(&'static str, &'static str)> {
    let measures = [
        ("customer_id", "The customer's id, without white space around it"),
        ("last_purchase", "Day of the last purchase; none where there were refunds only"),
        ("recency_days", "Whole days from the last purchase to the as-of date"),
        ("frequency", "Purchases in the window"),
        ("monetary", "Sum of amounts in the window, refunds as the statement says"),
    ];
    let scores = [
        ("r", "Recency score, 1 to 5"),
        ("f", "Frequency score, 1 to 5"),
        ("m", "Monetary score, 1 to 5"),
        ("rfm", "The three scores in a row"),
        ("segment", "One of the eight segments"),
    ];
    let profit = query.has_profit().then_some(("profit", "Sum of profits over the same rows as monetary"));
    match query.stage {
        Stage::Rows => vec![("fate", "What became of the rows: used, or why not"), ("row_count", "How many")],
        Stage::Customers => measures.into_iter().chain(profit).collect(),
        Stage::Scores => measures.into_iter().chain(scores).chain(profit).collect(),
        Stage::Segments => vec![
            ("segment", "One of the eight segments"),
            ("customers", "How many customers"),
            ("share", "Of all customers"),
            ("value", "What they are worth"),
            ("value_share", "Of the worth of all; none where that is not above zero"),
        ],
    }
}
