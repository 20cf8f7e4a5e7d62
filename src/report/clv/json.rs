//! The estimate as one JSON object. Keys never change with language; notes follow it. Amounts are strings, exact to the decimals
//! of the data; what a model estimates are numbers.

use super::{Shown, place};
use crate::clv::bootstrap::Interval;
use crate::clv::fit::Fit;
use crate::clv::holdout::{Each, FORECASTS};
use crate::clv::{Sums, spend};
use crate::lang::Lang;
use crate::money::Money;
use crate::note::Note;
use crate::report::playbook::bytes;
use crate::segment::Segment;
use crate::stage::Stage;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Document {
    as_of: Option<String>,
    unit: &'static str,
    horizon: String,
    discount: f64,
    purchases: Fitted,
    amounts: Option<Fitted>,
    total: Row,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    segments: Vec<Row>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stages: Vec<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holdout: Option<Held>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bootstrap: Option<Drawn>,
    expected_and_actual: Vec<Point>,
    customers: Vec<Customer>,
    notes: Vec<Told>,
}

/// A model.
#[derive(Serialize)]
struct Fitted {
    model: &'static str,
    parameters: Vec<Parameter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_likelihood: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gradient: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    starts: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customers: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation: Option<f64>,
}

#[derive(Serialize)]
struct Parameter {
    name: &'static str,
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard_error: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<Interval>,
}

#[derive(Serialize)]
struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    segment: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    customers: u64,
    p_alive: Option<f64>,
    expected_purchases: f64,
    expected_value: Option<String>,
    past_value: Option<String>,
    clv: Option<String>,
    at_risk_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_value_interval: Option<Interval>,
}

#[derive(Serialize)]
struct Held {
    calibrated_to: String,
    days: u32,
    customers: u64,
    purchases: u64,
    forecasts: Vec<Forecast>,
    cohorts: Vec<Cohort>,
}

#[derive(Serialize)]
struct Forecast {
    name: &'static str,
    purchases: f64,
    mean_absolute_error: f64,
    root_mean_squared_error: f64,
    cohort_error: f64,
}

#[derive(Serialize)]
struct Cohort {
    month: String,
    customers: u64,
    purchases: u64,
    forecasts: BTreeMap<&'static str, f64>,
}

#[derive(Serialize)]
struct Drawn {
    samples: u32,
    used: u32,
    seed: u64,
    alive: Interval,
    expected_purchases: Interval,
    expected_value: Option<Interval>,
    at_risk_value: Option<Interval>,
}

#[derive(Serialize)]
struct Point {
    at: String,
    expected: f64,
    actual: u64,
}

#[derive(Serialize)]
struct Customer {
    customer_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    segment: Option<&'static str>,
    stage: Option<&'static str>,
    repeats: u32,
    first_to_last: f64,
    first_to_end: f64,
    p_alive: f64,
    expected_purchases: f64,
    expected_amount: Option<f64>,
    expected_value: Option<String>,
    past_value: Option<String>,
    clv: Option<String>,
    at_risk_value: Option<String>,
}

#[derive(Serialize)]
struct Told {
    code: &'static str,
    text: String,
}

/// To six decimals.
fn six(figure: f64) -> f64 {
    (figure * 1e6).round() / 1e6
}

/// To nine significant digits: more are not known, and the last ones depend on the machine.
fn nine(figure: f64) -> f64 {
    format!("{figure:.8e}").parse().unwrap_or(figure)
}

/// The estimate, with line breaks.
pub fn render(shown: &Shown<'_>, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let estimate = shown.estimate;
    let (segments, all) = estimate.sums();
    let by_segment = |segment: Segment| {
        let interval = shown.bootstrap.and_then(|drawn| drawn.segments).map(|intervals| intervals[segment as usize]);
        row(shown, Some(segment.slug()), &segments[segment as usize], interval)
    };
    let of_base =
        shown.base().into_iter().flat_map(|base| &base.notes).filter(|note| !note.is_of_the_run() && **note != Note::TypicalNeedsFixed);
    let of_estimate = estimate.remarks.iter().map(|remark| Told { code: remark.code(), text: remark.text(lang) });
    bytes(&Document {
        as_of: shown.base().and_then(|base| base.as_of()).map(|day| day.to_string()),
        unit: estimate.known.unit.slug(),
        horizon: estimate.horizon.time.to_string(),
        discount: nine(estimate.horizon.discount),
        purchases: of_purchases(shown),
        amounts: of_amounts(shown),
        total: row(shown, None, &all, shown.bootstrap.and_then(|drawn| drawn.value)),
        segments: if shown.base().is_some() { Segment::ALL.into_iter().map(by_segment).collect() } else { Vec::new() },
        stages: estimate.stages().into_iter().flat_map(|stages| by_stage(shown, &stages)).collect(),
        holdout: held(shown),
        bootstrap: drawn(shown),
        expected_and_actual: shown
            .track
            .iter()
            .map(|point| Point { at: place(point.at), expected: six(point.expected), actual: point.actual as u64 })
            .collect(),
        customers: (0..estimate.len()).map(|at| customer(shown, at)).collect(),
        notes: of_base.map(|note| Told { code: note.code(), text: note.text(lang) }).chain(of_estimate).collect(),
    })
}

fn fitted<const N: usize>(
    model: &'static str,
    names: [&'static str; N],
    values: [f64; N],
    fit: Option<&Fit<N>>,
    intervals: Option<[Interval; N]>,
    customers: Option<u64>,
) -> Fitted {
    let parameter = |at: usize| Parameter {
        name: names[at],
        value: nine(values[at]),
        standard_error: fit.and_then(|fit| fit.errors[at]).map(nine),
        interval: intervals.map(|intervals| intervals[at].map(nine)),
    };
    Fitted {
        model,
        parameters: (0..N).map(parameter).collect(),
        log_likelihood: fit.map(|fit| six(fit.likelihood)),
        gradient: fit.map(|fit| format!("{:.0e}", fit.gradient).parse().unwrap_or(fit.gradient)),
        starts: fit.map(|fit| fit.starts),
        customers,
        correlation: None,
    }
}

fn of_purchases(shown: &Shown<'_>) -> Fitted {
    let (known, found) = (&shown.estimate.known, shown.estimate.found.as_ref());
    let intervals = shown.bootstrap.map(|drawn| drawn.purchases);
    let (fit, customers) = (found.map(|found| &found.purchases), found.map(|found| found.customers));
    fitted(known.purchases.model.slug(), known.purchases.model.parameters(), known.purchases.parameters, fit, intervals, customers)
}

fn of_amounts(shown: &Shown<'_>) -> Option<Fitted> {
    let found = shown.estimate.found.as_ref();
    let values = shown.estimate.known.spend?.0;
    let intervals = shown.bootstrap.and_then(|drawn| drawn.spend);
    let (fit, customers) = (found.and_then(|found| found.spend.as_ref()), found.map(|found| found.spenders));
    let correlation = found.and_then(|found| found.correlation).map(six);
    Some(Fitted { correlation, ..fitted("gamma-gamma", spend::NAMES, values, fit, intervals, customers) })
}

fn row(shown: &Shown<'_>, segment: Option<&'static str>, sums: &Sums, interval: Option<Interval>) -> Row {
    let amount = |amount: Money| amount.plain(shown.estimate.decimals);
    let (has_value, has_past) = (shown.estimate.known.spend.is_some(), shown.base().is_some());
    Row {
        segment,
        stage: None,
        customers: sums.customers,
        p_alive: sums.mean_alive().map(six),
        expected_purchases: six(sums.purchases),
        expected_value: has_value.then(|| amount(sums.value)),
        past_value: has_past.then(|| amount(sums.past)),
        clv: (has_value && has_past).then(|| amount(sums.clv)),
        at_risk_value: has_value.then(|| amount(sums.at_risk)),
        expected_value_interval: interval.map(|interval| interval.map(six)),
    }
}

fn by_stage(shown: &Shown<'_>, sums: &[Sums; Stage::ALL.len()]) -> Vec<Row> {
    let of = |stage: Stage| Row { stage: Some(stage.slug()), ..row(shown, None, &sums[stage as usize], None) };
    Stage::ALL.into_iter().map(of).collect()
}

fn held(shown: &Shown<'_>) -> Option<Held> {
    let held = shown.holdout?;
    let forecast = |at: usize| Forecast {
        name: FORECASTS[at],
        purchases: six(held.forecast[at]),
        mean_absolute_error: six(held.mae[at]),
        root_mean_squared_error: six(held.rmse[at]),
        cohort_error: six(held.cohort_error[at]),
    };
    let named = |each: Each| FORECASTS.into_iter().zip(each.map(six)).collect();
    let cohort = |cohort: &crate::clv::holdout::Cohort| Cohort {
        month: format!("{:04}-{:02}", cohort.month.0, cohort.month.1),
        customers: cohort.customers,
        purchases: cohort.actual as u64,
        forecasts: named(cohort.forecast),
    };
    Some(Held {
        calibrated_to: held.end.to_string(),
        days: held.days,
        customers: held.customers,
        purchases: held.actual as u64,
        forecasts: (0..FORECASTS.len()).map(forecast).collect(),
        cohorts: held.cohorts.iter().map(cohort).collect(),
    })
}

fn drawn(shown: &Shown<'_>) -> Option<Drawn> {
    let drawn = shown.bootstrap?;
    Some(Drawn {
        samples: drawn.samples,
        used: drawn.used,
        seed: drawn.seed,
        alive: drawn.alive.map(six),
        expected_purchases: drawn.expected.map(six),
        expected_value: drawn.value.map(|interval| interval.map(six)),
        at_risk_value: drawn.at_risk.map(|interval| interval.map(six)),
    })
}

fn customer(shown: &Shown<'_>, at: usize) -> Customer {
    let (estimate, decimals) = (shown.estimate, shown.estimate.decimals);
    let (person, worth) = (&estimate.people.persons[at], estimate.worth(at));
    let amount = |amount: Option<Money>| amount.map(|amount| amount.plain(decimals));
    let [name, phone] = shown.told(at).map(|text| Some(text).filter(|text| !text.is_empty()));
    Customer {
        customer_id: estimate.id(at),
        name,
        phone,
        segment: estimate.segment(at).map(Segment::slug),
        stage: estimate.stage(at).map(Stage::slug),
        repeats: person.history.repeats(),
        first_to_last: six(person.history.last()),
        first_to_end: six(person.history.age()),
        p_alive: six(worth.alive),
        expected_purchases: six(worth.purchases),
        expected_amount: worth.amount.map(six),
        expected_value: amount(worth.value),
        past_value: amount(worth.past),
        clv: amount(worth.clv),
        at_risk_value: amount(worth.at_risk),
    }
}
