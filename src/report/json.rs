//! The report as one JSON object. Keys never change with language; names, tiers, actions and notes follow it.
//!
//! Amounts are strings, exact. Shares are numbers with six decimals, computed in whole numbers and written as they are.

use super::delimited::fractions;
use super::rows::{Calls, call_first};
use super::{By, Report, grid};
use crate::accounting::Rows;
use crate::customer::Customer;
use crate::lifecycle::{InStage, Stages};
use crate::score::Printed;
use crate::scored::Scored;
use crate::segment::{Range, Segment};
use crate::stage::Stage;
use crate::summary::{Ratio, Size, Summary};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Document<'a> {
    as_of: Option<String>,
    window: Option<String>,
    /// Not known any more of a base that was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Rows>,
    customers: u64,
    monetary: String,
    value_of: &'static str,
    thresholds: Printed<String>,
    high: u8,
    segments: Vec<Row<'a>>,
    important: Part,
    #[serde(skip_serializing_if = "Option::is_none")]
    stages: Option<BTreeMap<&'static str, BTreeMap<&'static str, u64>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage_needs: Option<BTreeMap<&'static str, &'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grid: Option<Vec<Cell>>,
    call_first: Vec<Call<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<Group<'a>>>,
    notes: Vec<Note>,
}

#[derive(Serialize)]
struct Row<'a> {
    segment: &'static str,
    name: &'static str,
    #[serde(flatten)]
    part: Part,
    typical_share: Box<RawValue>,
    typical_value_share: Box<RawValue>,
    tier: &'a str,
    first_action: &'a str,
    owner: &'a str,
}

#[derive(Serialize)]
struct Part {
    customers: u64,
    share: Option<Box<RawValue>>,
    value: String,
    value_share: Option<Box<RawValue>>,
}

/// A cell of the R×F grid; no mean where there is nobody.
#[derive(Serialize)]
struct Cell {
    r: u8,
    f: u8,
    customers: u64,
    monetary: String,
    mean_monetary: Option<String>,
}

#[derive(Serialize)]
struct Call<'a> {
    segment: &'static str,
    customer_id: &'a str,
    name: Option<&'a str>,
    phone: Option<&'a str>,
    recency_days: Option<u32>,
    value: String,
}

#[derive(Serialize)]
struct Group<'a> {
    by: &'a str,
    group: &'a str,
    customers: u64,
    monetary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    thresholds: Option<Printed<String>>,
    segments: Vec<Row<'a>>,
    important: Part,
}

#[derive(Serialize)]
struct Note {
    code: &'static str,
    text: String,
}

/// The report as JSON, with line breaks.
pub fn render(report: &Report<'_>) -> anyhow::Result<Vec<u8>> {
    let (base, lang, summary) = (report.base, report.lang, report.base.summary());
    let called = call_first(report, summary);
    let notes = base.notes.iter().filter(|note| !note.is_of_the_run());
    let document = Document {
        as_of: base.as_of().map(|day| day.to_string()),
        window: base.policy.window.map(|window| window.to_string()),
        rows: (base.accounting.read > 0).then(|| base.accounting.rows()),
        customers: summary.total.customers,
        monetary: summary.monetary.plain(base.decimals),
        value_of: base.value_of.slug(),
        thresholds: base.thresholds.printed(|amount| amount.plain(base.decimals)),
        high: base.high,
        segments: segments(report, summary)?,
        important: part(summary, summary.important, base.decimals)?,
        stages: report.stages.as_ref().map(stages),
        stage_needs: report.stages.as_ref().map(|_| Stage::ALL.map(|stage| (stage.slug(), stage.needs().get(report.lang))).into()),
        grid: report.grid.then(|| cells(report)),
        call_first: calls(base, &called),
        groups: report.by.as_ref().map(|by| groups(report, by)).transpose()?,
        notes: notes.map(|note| Note { code: note.code(), text: note.text(lang) }).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Customers by stage and segment.
fn stages(found: &Stages) -> BTreeMap<&'static str, BTreeMap<&'static str, u64>> {
    let by_segment = |of: &InStage| Segment::ALL.into_iter().map(Segment::slug).zip(of.segments).collect();
    Stage::ALL.into_iter().map(Stage::slug).zip(found.stages.iter().map(by_segment)).collect()
}

fn segments<'a>(report: &'a Report<'_>, summary: &Summary) -> anyhow::Result<Vec<Row<'a>>> {
    let row = |segment: Segment| {
        let (profile, play) = (segment.profile(), report.play(segment));
        Ok(Row {
            segment: segment.slug(),
            name: segment.name(report.lang),
            part: part(summary, summary.segments[segment as usize], report.base.decimals)?,
            typical_share: typical(profile.typical_share)?,
            typical_value_share: typical(profile.typical_value_share)?,
            tier: &play.tier,
            first_action: &play.first_action,
            owner: &play.owner,
        })
    };
    Segment::ALL.into_iter().map(row).collect()
}

fn part(summary: &Summary, size: Size, decimals: u8) -> anyhow::Result<Part> {
    let share = |ratio: Option<Ratio>| ratio.map(|ratio| RawValue::from_string(ratio.decimals(6))).transpose();
    Ok(Part {
        customers: size.customers,
        share: share(summary.share(size))?,
        value: size.value.plain(decimals),
        value_share: share(summary.value_share(size))?,
    })
}

fn typical(range: Range) -> anyhow::Result<Box<RawValue>> {
    Ok(RawValue::from_string(format!("[{}]", fractions(range).join(", ")))?)
}

fn cells(report: &Report<'_>) -> Vec<Cell> {
    let (grid, decimals) = (grid::grid(report), report.base.decimals);
    let cell = |(r, f)| {
        let cell = grid.cell(r, f);
        let mean = cell.mean(decimals).map(|mean| mean.plain(decimals));
        Cell { r, f, customers: cell.customers, monetary: cell.monetary.plain(decimals), mean_monetary: mean }
    };
    grid::places().map(cell).collect()
}

fn calls<'a>(base: &Scored, lists: &'a [Calls]) -> Vec<Call<'a>> {
    let call = |segment: Segment, customer: &'a Customer| Call {
        segment: segment.slug(),
        customer_id: &customer.id,
        name: base.name(customer),
        phone: base.phone(customer),
        recency_days: customer.measures.recency,
        value: customer.measures.value().plain(base.decimals),
    };
    lists.iter().flat_map(|calls| calls.customers.iter().map(move |customer| call(calls.segment, customer))).collect()
}

fn groups<'a>(report: &'a Report<'_>, by: &'a By) -> anyhow::Result<Vec<Group<'a>>> {
    let decimals = report.base.decimals;
    let mut groups = Vec::with_capacity(by.groups.len());
    for super::Group { value, summary, thresholds } in &by.groups {
        groups.push(Group {
            by: &by.column,
            group: value,
            customers: summary.total.customers,
            monetary: summary.monetary.plain(decimals),
            thresholds: thresholds.as_ref().map(|thresholds| thresholds.printed(|amount| amount.plain(decimals))),
            segments: segments(report, summary)?,
            important: part(summary, summary.important, decimals)?,
        });
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::fixture;
    use serde_json::{Value, json};

    fn parsed(report: &Report<'_>) -> Value {
        serde_json::from_slice(&render(report).unwrap()).unwrap()
    }

    #[test]
    fn the_whole_object() {
        let base = fixture::base();
        let bytes = render(&fixture::report(&base, Lang::Zh, 80)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.ends_with("}\n"));
        assert!(text.contains("\"value_share\": 0.234780,\n"), "six decimals, also where the last is 0");
        let mut json: Value = serde_json::from_str(&text).unwrap();
        let segments = json["segments"].take();
        let expected = json!({
            "as_of": "2026-06-30",
            "window": "12m",
            "rows": {"read": 40, "used": 31, "rejected": 3, "rejected_by_reason": {"bad_date": 2, "missing_amount": 1}, "left_out": {"status": 1, "no_customer": 5}},
            "customers": 12,
            "monetary": "136300.00",
            "value_of": "monetary",
            "thresholds": {
                "r_at_most": [30, 60, 90, 180],
                "f_at_least": [2, 3, 4, 5],
                "m_at_least": ["2000.00", "5000.00", "10000.00", "15000.00"],
            },
            "high": 4,
            "segments": null,
            "important": {"customers": 8, "share": 0.666667, "value": "131000.50", "value_share": 0.961119},
            "call_first": [
                {"segment": "important-keep", "customer_id": "B3", "name": "欧阳建国", "phone": null, "recency_days": 200, "value": "30000.00"},
                {"segment": "important-keep", "customer_id": "B1", "name": "王芳", "phone": "13900000001", "recency_days": 120, "value": "16000.00"},
                {"segment": "important-keep", "customer_id": "B2", "name": "Li <b>|\u{1b}[31m", "phone": "13900000002", "recency_days": 95, "value": "10000.00"},
                {"segment": "important-win-back", "customer_id": "D1", "name": "Dora", "phone": "+44 20 7946 0000", "recency_days": 300, "value": "15000.00"},
            ],
            // The note on an old as-of date depends on the day of the run and stays out.
            "notes": [{"code": "few_customers", "text": base.notes[0].text(Lang::Zh)}],
        });
        assert_eq!(json, expected);
        assert_eq!(
            segments[0],
            json!({
                "segment": "important-value",
                "name": "重要价值",
                "customers": 2,
                "share": 0.166667,
                "value": "32000.50",
                "value_share": 0.23478,
                "typical_share": [0.05, 0.08],
                "typical_value_share": [0.40, 0.50],
                "tier": "专人服务",
                "first_action": "为每位客户指定固定顾问，每名顾问最多 50 位",
                "owner": "服务经理",
            })
        );
    }

    #[test]
    fn null_where_there_is_no_figure() {
        let mut base = fixture::at_a_loss();
        base.policy = Default::default();
        base.thresholds.m_at_least[3] = None;
        let json = parsed(&fixture::report(&base, Lang::En, 80));
        assert_eq!((&json["as_of"], &json["window"]), (&Value::Null, &Value::Null));
        assert_eq!(json["segments"][7]["value"], "-199.50");
        assert_eq!(json["segments"][7]["value_share"], Value::Null);
        assert_eq!(json["thresholds"]["m_at_least"][3], Value::Null);
        assert_eq!(json["call_first"], json!([]));
    }

    #[test]
    fn groups_stand_beside_the_whole() {
        let base = fixture::base();
        let mut report = fixture::report(&base, Lang::En, 80);
        report.by = Some(By { column: "门店".into(), groups: fixture::groups(&base) });
        let json = parsed(&report);
        let [north, south] = [&json["groups"][0], &json["groups"][1]];
        assert_eq!((&north["by"], &north["group"], &north["customers"]), (&json!("门店"), &json!("North"), &json!(6)));
        assert_eq!((&south["group"], &south["monetary"]), (&json!("<南>|x"), &json!("38299.50")));
        assert_eq!(north["segments"][1]["share"], json!(0.666667));
        assert!(north.get("thresholds").is_none());
        assert_eq!(south["thresholds"], json["thresholds"]);
        assert_eq!(json["customers"], 12);
    }
}
