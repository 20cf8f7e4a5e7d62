//! What the page says of segments: their figures, what they are due, whom to call.

use super::{MOST_TEXT, NAMED};
use crate::customer::Customer;
use crate::lang::Lang;
use crate::note::{clip, printable};
use crate::report::Report;
use crate::report::playbook::{Block, play};
use crate::report::rows::{Calls, Row, Share, call_first, days_ago, service_line};
use crate::segment::Segment;
use crate::summary::most_valuable;
use serde::Serialize;

/// A row of the report.
#[derive(Serialize)]
pub struct Figures {
    pub number: String,
    pub name: &'static str,
    pub plain: &'static str,
    pub pattern: String,
    pub customers: String,
    pub share: String,
    pub typical: String,
    pub value: String,
    pub value_share: String,
    pub typical_value: String,
}

#[derive(Serialize)]
pub struct Action {
    pub row: Figures,
    pub slug: &'static str,
    pub service: String,
    pub calls: Vec<Call>,
    pub playbook: Vec<Block>,
}

/// Whom to call first of a segment.
#[derive(Serialize)]
pub struct First {
    pub heading: String,
    pub calls: Vec<Call>,
}

#[derive(Serialize)]
pub struct Call {
    pub who: String,
    pub phone: String,
    pub when: String,
    pub value: String,
}

#[derive(Serialize)]
pub struct Group {
    pub heading: String,
    pub thresholds: Option<String>,
    pub rows: Vec<Figures>,
}

pub fn figures(row: &Row, lang: Lang) -> Figures {
    let marked = |share: &Share| share.mark.map_or(share.text.clone(), |mark| format!("{} {mark}", share.text));
    Figures {
        number: row.number(),
        name: row.name(),
        plain: row.segment().map_or("", |segment| segment.profile().plain.get(lang)),
        pattern: row.pattern(),
        customers: row.customers.clone(),
        share: marked(&row.share),
        typical: row.typical.clone(),
        value: row.value.clone(),
        value_share: marked(&row.value_share),
        typical_value: row.typical_value.clone(),
    }
}

/// Whom to call before all others.
pub fn first(report: &Report<'_>) -> Vec<First> {
    let first = |calls: &Calls| First {
        heading: calls.heading(report.lang),
        calls: calls.customers.iter().map(|customer| call(report, customer)).collect(),
    };
    call_first(report, report.base.summary()).iter().map(first).collect()
}

fn call(report: &Report<'_>, customer: &Customer) -> Call {
    let (base, lang) = (report.base, report.lang);
    let shown = |text: Option<&str>| text.map(|text| clip(&printable(text), MOST_TEXT));
    let id = clip(&printable(&customer.id), MOST_TEXT);
    Call {
        who: shown(base.name(customer)).map_or(id.clone(), |name| lang.pick(format!("{name} ({id})"), format!("{name}（{id}）"))),
        phone: shown(base.phone(customer)).unwrap_or_default(),
        when: days_ago(&customer.measures, lang),
        value: report.amounts().show(customer.measures.value()),
    }
}

/// Every segment with what it is due, its best customers and its playbook.
pub fn actions(report: &Report<'_>, all: &[Row]) -> Vec<Action> {
    let (base, lang) = (report.base, report.lang);
    let best = most_valuable(base, Segment::ALL, NAMED);
    let action = |row: &Row| {
        let segment = row.segment()?;
        Some(Action {
            row: figures(row, lang),
            slug: segment.slug(),
            service: service_line(report.play(segment), lang),
            calls: best[segment as usize].iter().map(|place| call(report, &base.customers.customer(*place))).collect(),
            playbook: play(segment, report.playbooks.get(lang), lang),
        })
    };
    all.iter().filter_map(action).collect()
}
