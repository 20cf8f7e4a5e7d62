//! `rfm tasks history`: everything that happened to a customer, or to all.

use super::show::show;
use super::{Office, args};
use crate::cli::say::Say;
use anyhow::Result;
use rfm::report::tasks::{history, render};
use rfm::store::follow_up;
use rfm::task::act::Refusal;

/// Shows what happened.
pub fn run(args: &args::History, office: &Office, say: &Say) -> Result<()> {
    let mut store = office.place.look()?;
    let events = match &args.customer {
        None => follow_up::events(&mut store)?.0,
        Some(customer) => match follow_up::history(&mut store, customer.trim())? {
            (_, None) => return Err(Refusal::UnknownCustomer(customer.trim().to_owned()).into()),
            (events, Some(_)) => events,
        },
    };
    let sheet = history(&events);
    show(&args.show, office, say, |form, view| render(&sheet, form, view, args.show.excel))
}
