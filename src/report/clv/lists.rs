//! Every customer as CSV or TSV. Headers and words never change with language. Model figures have six decimals; amounts those
//! of the data.

use super::Shown;
use crate::money::Money;
use crate::report::delimited::table;

/// The columns.
pub const HEADER: [&str; 16] = [
    "customer_id", "name", "phone", "segment", "stage", "repeats", "first_to_last", "first_to_end", "mean_repeat_amount", "p_alive",
    "expected_purchases", "expected_amount", "expected_value", "past_value", "clv", "at_risk_value",
];

/// All customers, in the order of their ids.
pub fn render(shown: &Shown<'_>, delimiter: u8, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    table(HEADER, (0..shown.estimate.len()).map(|at| record(shown, at)), delimiter, for_spreadsheet)
}

fn record(shown: &Shown<'_>, at: usize) -> [String; 16] {
    let (estimate, decimals) = (shown.estimate, shown.estimate.decimals);
    let (person, worth) = (&estimate.people.persons[at], estimate.worth(at));
    let amount = |amount: Option<Money>| amount.map_or(String::new(), |amount| amount.plain(decimals));
    let [name, phone] = shown.told(at);
    [
        estimate.id(at),
        name,
        phone,
        estimate.segment(at).map_or(String::new(), |segment| segment.slug().to_owned()),
        estimate.stage(at).map_or(String::new(), |stage| stage.slug().to_owned()),
        person.history.repeats().to_string(),
        format!("{:.6}", person.history.last()),
        format!("{:.6}", person.history.age()),
        person.mean.map_or(String::new(), |mean| format!("{:.6}", mean.amount)),
        format!("{:.6}", worth.alive),
        format!("{:.6}", worth.purchases),
        worth.amount.map_or(String::new(), |amount| format!("{amount:.6}")),
        amount(worth.value),
        amount(worth.past),
        amount(worth.clv),
        amount(worth.at_risk),
    ]
}
