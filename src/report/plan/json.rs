//! The plan as one JSON object. Keys never change with language; notes follow it. Amounts are strings, exact; fractions are
//! numbers with six decimals.

use super::Part;
use crate::lang::Lang;
use crate::plan::Plan;
use crate::plan::advisors::{self, Change, SEGMENT};
use crate::plan::chance::Chance;
use crate::plan::circles;
use crate::plan::future::{Future, Period};
use crate::plan::win_back;
use crate::summary::Ratio;
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Serialize)]
struct Document {
    as_of: Option<String>,
    value_of: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    win_back: Option<WinBack>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advisors: Option<Advisors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    circles: Option<Circles>,
    notes: Vec<Note>,
}

#[derive(Serialize)]
struct WinBack {
    segments: Vec<&'static str>,
    chances: Vec<Point>,
    future_value: Basis,
    cost: String,
    replacing: [String; 2],
    budget: Option<String>,
    capacity: Option<usize>,
    candidates: usize,
    worth_it: usize,
    chosen: Together,
    short_of_best: Option<String>,
    cases: Vec<Case>,
}

#[derive(Serialize)]
struct Point {
    days: u32,
    chance: Option<Box<RawValue>>,
}

/// What future value is by itself.
#[derive(Serialize)]
struct Basis {
    of: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    years: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
}

#[derive(Serialize)]
struct Together {
    customers: usize,
    expected_back: Option<Box<RawValue>>,
    cost: String,
    expected_value: String,
    net_value: String,
    roi: Option<Box<RawValue>>,
    replacing: Option<[String; 2]>,
}

#[derive(Serialize)]
struct Case {
    rank: usize,
    customer_id: String,
    name: Option<String>,
    phone: Option<String>,
    segment: &'static str,
    recency_days: u32,
    chance: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p_alive: Option<Box<RawValue>>,
    future_value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_risk_value: Option<String>,
    expected_value: String,
    cost: String,
    net_value: String,
    roi: Option<Box<RawValue>>,
    roi_if_back: Option<Box<RawValue>>,
    chosen: bool,
}

#[derive(Serialize)]
struct Advisors {
    segment: &'static str,
    per_advisor: usize,
    needed: usize,
    stays: usize,
    new: usize,
    moves: usize,
    nobody: usize,
    loads: Vec<Load>,
    customers: Vec<Assigned>,
}

#[derive(Serialize)]
struct Load {
    advisor: String,
    customers: usize,
    value: String,
    gained: usize,
    lost: usize,
}

#[derive(Serialize)]
struct Assigned {
    customer_id: String,
    name: Option<String>,
    advisor: Option<String>,
    previous_advisor: Option<String>,
    change: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Circles {
    cycles: Vec<Vec<String>>,
    customers: Vec<Circle>,
}

#[derive(Serialize)]
struct Circle {
    customer_id: String,
    name: Option<String>,
    own: String,
    household_customers: usize,
    household: String,
    referred_customers: usize,
    referred_directly: usize,
    referred: String,
    total: String,
}

#[derive(Serialize)]
struct Note {
    code: &'static str,
    text: String,
}

/// The plan, or a part of it, with line breaks.
pub fn render(plan: &Plan<'_>, part: Part, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let is = |asked: Part| part == Part::Overview || part == asked;
    let of_run = plan.base.notes.iter().filter(|note| !note.is_of_the_run() && **note != crate::note::Note::TypicalNeedsFixed);
    let of_plan = plan.remarks.iter().map(|remark| Note { code: remark.code(), text: remark.text(lang) });
    let document = Document {
        as_of: plan.base.as_of().map(|day| day.to_string()),
        value_of: plan.base.value_of.slug(),
        win_back: (part == Part::Overview).then(|| win_back(plan)).transpose()?,
        advisors: is(Part::Advisors).then(|| advisors(plan)),
        circles: is(Part::Circles).then(|| circles(plan)).flatten(),
        notes: of_run.map(|note| Note { code: note.code(), text: note.text(lang) }).chain(of_plan).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn fraction(ratio: Option<Ratio>) -> anyhow::Result<Option<Box<RawValue>>> {
    Ok(ratio.map(|ratio| RawValue::from_string(ratio.decimals(6))).transpose()?)
}

fn win_back(plan: &Plan<'_>) -> anyhow::Result<WinBack> {
    let (terms, found, decimals) = (plan.terms, &plan.win_back, plan.base.decimals);
    let chosen = &found.chosen;
    let [low, high] = terms.replacing.map(|one| chosen.replacing(one).map(|all| all.plain(decimals)));
    Ok(WinBack {
        segments: terms.segments.iter().map(|segment| segment.slug()).collect(),
        chances: terms
            .chances
            .points()
            .iter()
            .map(|(days, chance)| Ok(Point { days: *days, chance: fraction(chance.ratio())? }))
            .collect::<anyhow::Result<_>>()?,
        future_value: basis(plan),
        cost: terms.cost.plain(decimals),
        replacing: terms.replacing.map(|one| one.plain(decimals)),
        budget: terms.budget.map(|budget| budget.plain(decimals)),
        capacity: terms.capacity,
        candidates: found.cases.len(),
        worth_it: found.worth,
        chosen: Together {
            customers: chosen.customers,
            expected_back: fraction(chosen.expected_back())?,
            cost: chosen.cost.plain(decimals),
            expected_value: chosen.expected.plain(decimals),
            net_value: chosen.net.plain(decimals),
            roi: fraction(chosen.roi())?,
            replacing: low.zip(high).map(|(low, high)| [low, high]),
        },
        short_of_best: found.short_of_best.map(|short| short.plain(decimals)),
        cases: found.cases.iter().zip(1..).map(|(case, rank)| of_case(plan, case, rank)).collect::<anyhow::Result<_>>()?,
    })
}

fn basis(plan: &Plan<'_>) -> Basis {
    match plan.terms.future {
        Future::Clv { years } => Basis { of: "clv", amount: None, years: Some(years), period: None },
        Future::Same(amount) => Basis { of: "amount", amount: Some(amount.plain(plan.base.decimals)), years: None, period: None },
        Future::Own { period, years } => {
            let period = match period {
                Period::Of(window) => Some(window.to_string()),
                Period::Days(days) => Some(format!("{days}d")),
                Period::Unknown => None,
            };
            Basis { of: plan.base.value_of.slug(), amount: None, years: Some(years), period }
        }
    }
}

fn of_case(plan: &Plan<'_>, case: &win_back::Case, rank: usize) -> anyhow::Result<Case> {
    let (customer, decimals) = (plan.customer(case.place), plan.base.decimals);
    Ok(Case {
        rank,
        name: plan.base.name(&customer).map(str::to_owned),
        phone: plan.base.phone(&customer).map(str::to_owned),
        customer_id: customer.id.to_string(),
        segment: case.segment.slug(),
        recency_days: case.days,
        chance: fraction(case.chance.ratio())?,
        p_alive: fraction(case.alive.and_then(Chance::ratio))?,
        future_value: case.future.plain(decimals),
        at_risk_value: case.alive.map(|_| case.at_risk.plain(decimals)),
        expected_value: case.expected.plain(decimals),
        cost: case.cost.plain(decimals),
        net_value: case.net.plain(decimals),
        roi: fraction(case.roi())?,
        roi_if_back: fraction(case.roi_if_back())?,
        chosen: case.chosen,
    })
}

fn advisors(plan: &Plan<'_>) -> Advisors {
    let (found, decimals) = (&plan.assignment, plan.base.decimals);
    let [stays, new, moves, nobody] = [Change::Stays, Change::New, Change::Moves, Change::Nobody].map(|change| found.count(change));
    let load = |load: &advisors::Load| Load {
        advisor: load.name.clone(),
        customers: load.customers,
        value: load.value.plain(decimals),
        gained: load.gained,
        lost: load.lost,
    };
    let assigned = |assigned: &advisors::Assigned| {
        let customer = plan.customer(assigned.client.place);
        Assigned {
            name: plan.base.name(&customer).map(str::to_owned),
            customer_id: customer.id.to_string(),
            advisor: found.advisor(assigned).map(str::to_owned),
            previous_advisor: assigned.client.before.clone(),
            change: assigned.change.slug(),
            value: assigned.client.value.plain(decimals),
        }
    };
    Advisors {
        segment: SEGMENT.slug(),
        per_advisor: found.per_advisor,
        needed: found.needed(),
        stays,
        new,
        moves,
        nobody,
        loads: found.advisors.iter().map(load).collect(),
        customers: found.customers.iter().map(assigned).collect(),
    }
}

fn circles(plan: &Plan<'_>) -> Option<Circles> {
    let (found, decimals) = (plan.circles.as_ref()?, plan.base.decimals);
    let circle = |circle: &circles::Circle| {
        let customer = plan.customer(circle.place);
        Circle {
            name: plan.base.name(&customer).map(str::to_owned),
            customer_id: customer.id.to_string(),
            own: circle.own.plain(decimals),
            household_customers: circle.household.customers,
            household: circle.household.spent.plain(decimals),
            referred_customers: circle.referred.customers,
            referred_directly: circle.directly,
            referred: circle.referred.spent.plain(decimals),
            total: circle.total.plain(decimals),
        }
    };
    Some(Circles { cycles: found.cycles.clone(), customers: found.circles.iter().map(circle).collect() })
}
