//! What a week's data says for the tasks: warnings become [`Wanted`], customers who matter become [`Known`].

use super::sync::{Newcomer, Wanted, Week};
use super::{Known, Person};
use crate::about::About;
use crate::alert::{Alert, Alerts, Owner, Reason, Rule, Settings};
use crate::customer::Measures;
use crate::date::Day;
use crate::level::{Level, Rank};
use crate::scored::Scored;
use std::collections::{BTreeMap, HashSet};

/// The week of these warnings; none where the data has no dates at all, so that no deadline can be told. `tracked` are
/// customers of whom something is to be known though they may be unimportant by now: those in the store.
pub fn week(
    base: &Scored,
    alerts: &Alerts,
    tracked: &HashSet<String>,
    people: Option<Vec<Person>>,
    advisors: BTreeMap<String, String>,
) -> Option<Week> {
    let as_of = alerts.as_of?;
    let wanted: Vec<Wanted> = alerts.rows.iter().filter_map(|alert| wanted(alert, &alerts.settings)).collect();
    let new: Vec<Newcomer> = alerts.rows.iter().filter_map(|alert| newcomer(alert, &alerts.settings)).collect();
    let warned: HashSet<&str> = alerts.rows.iter().map(|alert| &*alert.customer).collect();
    let take = |seen: &mut Vec<Known>, place: usize, measures: Measures| {
        let segment = base.segment(&measures);
        let important = segment.is_important();
        let id = base.customers.id(place);
        let id: &str = &id;
        if important || warned.contains(id) || tracked.contains(id) {
            let text = |about| {
                let text = base.carried.at(about).map_or("", |at| base.customers.kept(place, at));
                (!text.is_empty()).then(|| text.to_owned())
            };
            seen.push(Known {
                id: id.to_owned(),
                name: text(About::Name),
                phone: text(About::Phone),
                segment: Some(segment),
                important,
                advisor: text(About::Advisor),
                last_visit: measures.last_purchase.or(measures.recency.and_then(|days| days_before(as_of, days))),
            });
        }
    };
    let seen = base.customers.fold(Vec::new, take, |all: &mut Vec<Known>, mut more| all.append(&mut more));
    Some(Week { as_of, wanted, new, seen, people, advisors })
}

fn days_before(as_of: Day, days: u32) -> Option<Day> {
    Some(as_of.plus(-i32::try_from(days).ok()?))
}

/// A follow-up, where there is a reason for one: that a new customer was here is none.
fn wanted(alert: &Alert, settings: &Settings) -> Option<Wanted> {
    let reasons: Vec<&Reason> = alert.reasons.iter().filter(|reason| reason.rule != Rule::FirstVisits).collect();
    let level = reasons.iter().map(|reason| reason.level).max()?;
    let main = reasons.iter().find(|reason| reason.level == level)?;
    let (rank, owner) = match settings.owner(level, alert.advisor.as_deref()) {
        Owner::Role(rank) => (rank, None),
        // The customer's own advisor by the data: whether that is so still is for the store to say.
        Owner::Named(name) if alert.advisor.as_ref() == Some(&name) && level < Level::Red => (Rank::Advisor, None),
        Owner::Named(name) if level < Level::Red => (Rank::Advisor, Some(name.into())),
        Owner::Named(name) => (Rank::Manager, Some(name.into())),
    };
    let due_days = reasons.iter().map(|reason| settings.due(reason, alert.segment)).min()?;
    Some(Wanted {
        customer: alert.customer.to_string(),
        level,
        rank,
        owner,
        stake: alert.value,
        why: reasons.iter().map(|reason| reason.rule.slug()).collect::<Vec<_>>().join(" "),
        action: settings.own_action(main).map(str::to_owned),
        due: alert.due.map(|due| due.plus(due_days as i32 - alert.due_days as i32)),
    })
}

/// A new customer who was here a short time ago.
fn newcomer(alert: &Alert, settings: &Settings) -> Option<Newcomer> {
    let reason = alert.reasons.iter().find(|reason| reason.rule == Rule::FirstVisits)?;
    Some(Newcomer {
        customer: alert.customer.to_string(),
        stake: alert.value,
        why: reason.rule.slug().to_owned(),
        action: settings.own_action(reason).map(str::to_owned),
    })
}
