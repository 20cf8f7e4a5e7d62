//! What a week's data says for the tasks: warnings become [`Wanted`], customers who matter become [`Known`].

use super::sync::{Wanted, Week};
use super::{Known, Person};
use crate::about::About;
use crate::alert::{Alert, Alerts, Owner, Settings};
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
    let wanted: Vec<Wanted> = alerts.rows.iter().map(|alert| wanted(alert, &alerts.settings)).collect();
    let warned: HashSet<&str> = wanted.iter().map(|want| want.customer.as_str()).collect();
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
    Some(Week { as_of, wanted, seen, people, advisors })
}

fn days_before(as_of: Day, days: u32) -> Option<Day> {
    Some(as_of.plus(-i32::try_from(days).ok()?))
}

fn wanted(alert: &Alert, settings: &Settings) -> Wanted {
    let (rank, owner) = match &alert.owner {
        Owner::Role(rank) => (*rank, None),
        // The customer's own advisor by the data: whether that is so still is for the store to say.
        Owner::Named(name) if alert.advisor.as_ref() == Some(name) && alert.level < Level::Red => (Rank::Advisor, None),
        Owner::Named(name) if alert.level < Level::Red => (Rank::Advisor, Some(name.to_string())),
        Owner::Named(name) => (Rank::Manager, Some(name.to_string())),
    };
    Wanted {
        customer: alert.customer.to_string(),
        level: alert.level,
        rank,
        owner,
        stake: alert.value,
        why: alert.reasons.iter().map(|reason| reason.rule.slug()).collect::<Vec<_>>().join(" "),
        action: alert.main_reason().and_then(|reason| settings.own_action(reason)).map(str::to_owned),
        due: alert.due,
    }
}
