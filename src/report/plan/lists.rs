//! The lists as CSV or TSV, every row. Headers and words never change with language.

use super::Part;
use crate::formula::harmless;
use crate::plan::Plan;
use crate::plan::advisors::Assigned;
use crate::plan::circles::Circle;
use crate::plan::win_back::Case;
use crate::summary::Ratio;

const WIN_BACK: [&str; 14] = [
    "rank", "customer_id", "name", "phone", "segment", "recency_days", "chance", "future_value", "expected_value", "cost", "net_value",
    "roi", "roi_if_back", "chosen",
];
const ADVISORS: [&str; 6] = ["customer_id", "name", "advisor", "previous_advisor", "change", "value"];
const CIRCLES: [&str; 9] =
    ["customer_id", "name", "own", "household_customers", "household", "referred_customers", "referred_directly", "referred", "total"];

/// The list of this part; for a spreadsheet with a byte order mark, CRLF, and no text that could pass for a formula.
pub fn render(plan: &Plan<'_>, part: Part, delimiter: u8, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    let (start, line_end) = if for_spreadsheet { ("\u{feff}", csv::Terminator::CRLF) } else { ("", csv::Terminator::Any(b'\n')) };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(line_end).from_writer(Vec::from(start));
    let safe = |text: String| if for_spreadsheet { harmless(&text).into_owned() } else { text };
    match part {
        Part::Overview => {
            writer.write_record(WIN_BACK)?;
            for (case, rank) in plan.win_back.cases.iter().zip(1..) {
                writer.write_record(of_case(plan, case, rank).map(safe))?;
            }
        }
        Part::Advisors => {
            writer.write_record(ADVISORS)?;
            for assigned in &plan.assignment.customers {
                writer.write_record(of_assigned(plan, assigned).map(safe))?;
            }
        }
        Part::Circles => {
            writer.write_record(CIRCLES)?;
            for circle in plan.circles.iter().flat_map(|found| &found.circles) {
                writer.write_record(of_circle(plan, circle).map(safe))?;
            }
        }
    }
    Ok(writer.into_inner()?)
}

/// A fraction with six decimals; blank where there is none.
pub fn fraction(ratio: Option<Ratio>) -> String {
    ratio.map_or(String::new(), |ratio| ratio.decimals(6))
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
