//! The lists as CSV or TSV, every row. Headers and words never change with language.

use super::Part;
use crate::plan::Plan;
use crate::plan::advisors::Assigned;
use crate::plan::chance::Chance;
use crate::plan::circles::Circle;
use crate::plan::win_back::Case;
use crate::report::delimited::{fraction, table};

const WIN_BACK: [&str; 14] = [
    "rank", "customer_id", "name", "phone", "segment", "recency_days", "chance", "future_value", "expected_value", "cost", "net_value",
    "roi", "roi_if_back", "chosen",
];
/// Those two more where a model says how likely a customer has not left.
const BY_MODEL: [&str; 16] = [
    "rank", "customer_id", "name", "phone", "segment", "recency_days", "chance", "p_alive", "future_value", "at_risk_value",
    "expected_value", "cost", "net_value", "roi", "roi_if_back", "chosen",
];
const ADVISORS: [&str; 6] = ["customer_id", "name", "advisor", "previous_advisor", "change", "value"];
const CIRCLES: [&str; 9] =
    ["customer_id", "name", "own", "household_customers", "household", "referred_customers", "referred_directly", "referred", "total"];

/// The list of this part; for a spreadsheet with a byte order mark, CRLF, and no text that could pass for a formula.
pub fn render(plan: &Plan<'_>, part: Part, delimiter: u8, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    let (win_back, customers) = (&plan.win_back.cases, &plan.assignment.customers);
    match part {
        Part::Overview => {
            let cases = win_back.iter().zip(1..);
            match plan.terms.by_model() {
                false => table(WIN_BACK, cases.map(|(case, rank)| of_case(plan, case, rank)), delimiter, for_spreadsheet),
                true => table(BY_MODEL, cases.map(|(case, rank)| of_case_by_model(plan, case, rank)), delimiter, for_spreadsheet),
            }
        }
        Part::Advisors => table(ADVISORS, customers.iter().map(|assigned| of_assigned(plan, assigned)), delimiter, for_spreadsheet),
        Part::Circles => {
            let circles = plan.circles.iter().flat_map(|found| &found.circles);
            table(CIRCLES, circles.map(|circle| of_circle(plan, circle)), delimiter, for_spreadsheet)
        }
    }
}

fn of_case(plan: &Plan<'_>, case: &Case, rank: usize) -> [String; 14] {
    let (customer, decimals) = (plan.customer(case.place), plan.base.decimals);
    let [name, phone] = [plan.base.name(&customer), plan.base.phone(&customer)].map(|text| text.unwrap_or_default().to_owned());
    [
        rank.to_string(),
        customer.id.into(),
        name,
        phone,
        case.segment.slug().to_owned(),
        case.days.to_string(),
        fraction(case.chance.ratio()),
        case.future.plain(decimals),
        case.expected.plain(decimals),
        case.cost.plain(decimals),
        case.net.plain(decimals),
        fraction(case.roi()),
        fraction(case.roi_if_back()),
        case.chosen.to_string(),
    ]
}

fn of_case_by_model(plan: &Plan<'_>, case: &Case, rank: usize) -> [String; 16] {
    let [a, b, c, d, e, f, chance, future, rest @ ..] = of_case(plan, case, rank);
    let alive = fraction(case.alive.and_then(Chance::ratio));
    let at_risk = case.at_risk.plain(plan.base.decimals);
    let [expected, cost, net, roi, if_back, chosen] = rest;
    [a, b, c, d, e, f, chance, alive, future, at_risk, expected, cost, net, roi, if_back, chosen]
}

fn of_assigned(plan: &Plan<'_>, assigned: &Assigned) -> [String; 6] {
    let customer = plan.customer(assigned.client.place);
    [
        customer.id.to_string(),
        plan.base.name(&customer).unwrap_or_default().to_owned(),
        plan.assignment.advisor(assigned).unwrap_or_default().to_owned(),
        assigned.client.before.clone().unwrap_or_default(),
        assigned.change.slug().to_owned(),
        assigned.client.value.plain(plan.base.decimals),
    ]
}

fn of_circle(plan: &Plan<'_>, circle: &Circle) -> [String; 9] {
    let (customer, decimals) = (plan.customer(circle.place), plan.base.decimals);
    [
        customer.id.to_string(),
        plan.base.name(&customer).unwrap_or_default().to_owned(),
        circle.own.plain(decimals),
        circle.household.customers.to_string(),
        circle.household.spent.plain(decimals),
        circle.referred.customers.to_string(),
        circle.directly.to_string(),
        circle.referred.spent.plain(decimals),
        circle.total.plain(decimals),
    ]
}
