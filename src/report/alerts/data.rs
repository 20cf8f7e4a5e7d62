//! The warnings for programs: CSV, TSV and JSON. Keys and slugs never change with language; texts follow it. Amounts are
//! exact, in JSON as strings.

use super::{ROUTINE, Warnings, level, rules, usual_gap};
use crate::alert::{Alert, Owner, Reason, Saw};
use crate::lang::Lang;
use crate::level::Level;
use crate::report::delimited::table;
use crate::report::playbook::bytes;
use serde::Serialize;

const HEADER: [&str; 19] = [
    "customer_id", "name", "phone", "advisor", "segment", "level", "rules", "last_visit", "days_away", "usual_gap_days", "rating", "value",
    "why", "action", "owner", "owner_role", "due", "due_days", "next_role",
];

/// One row a customer.
pub fn delimited(warnings: &Warnings<'_>, delimiter: u8, lang: Lang, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    table(HEADER, warnings.rows().map(|alert| record(warnings, alert, lang)), delimiter, for_spreadsheet)
}

fn record(warnings: &Warnings<'_>, alert: &Alert, lang: Lang) -> [String; 19] {
    let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    [
        alert.customer.to_string(),
        text(&alert.name),
        text(&alert.phone),
        text(&alert.advisor),
        alert.segment.slug().to_owned(),
        level(alert).to_owned(),
        rules(alert).join(";"),
        alert.last_visit.map_or(String::new(), |day| day.to_string()),
        alert.days_away.map_or(String::new(), |days| days.to_string()),
        usual_gap(alert).map_or(String::new(), |days| days.to_string()),
        text(&alert.rating),
        alert.value.plain(warnings.base.decimals),
        alert.why(lang),
        alert.action(&warnings.alerts.settings, lang).to_owned(),
        alert.owner.text(lang).to_owned(),
        role(&alert.owner).unwrap_or_default().to_owned(),
        alert.due.map_or(String::new(), |day| day.to_string()),
        alert.due_days.to_string(),
        alert.rank.slug().to_owned(),
    ]
}

/// The owner's role, where nobody is named.
fn role(owner: &Owner) -> Option<&'static str> {
    match owner {
        Owner::Named(_) => None,
        Owner::Role(rank) => Some(rank.slug()),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    as_of: Option<String>,
    value_of: &'static str,
    counts: Counts,
    rules: Vec<&'static str>,
    alerts: Vec<Row<'a>>,
    notes: Vec<Note>,
}

#[derive(Serialize)]
struct Counts {
    yellow: u64,
    orange: u64,
    red: u64,
    all: u64,
    /// New customers to be welcomed, who are no warnings.
    routine: u64,
}

#[derive(Serialize)]
struct Row<'a> {
    customer_id: &'a str,
    name: Option<&'a str>,
    phone: Option<&'a str>,
    advisor: Option<&'a str>,
    segment: &'static str,
    level: &'static str,
    reasons: Vec<Fired<'a>>,
    last_visit: Option<String>,
    days_away: Option<u32>,
    rating: Option<&'a str>,
    value: String,
    action: &'a str,
    owner: &'a str,
    owner_role: Option<&'static str>,
    due: Option<String>,
    due_days: u32,
    next_role: &'static str,
}

/// A rule that fired, and what it saw.
#[derive(Serialize)]
struct Fired<'a> {
    rule: &'static str,
    level: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usual_gap_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p_alive: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p_alive_before: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    complaint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visit: Option<u32>,
}

#[derive(Serialize)]
struct Note {
    code: &'static str,
    text: String,
}

/// The warnings as one object. Its counts are of all levels, whichever are shown.
pub fn json(warnings: &Warnings<'_>, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let (base, alerts) = (warnings.base, warnings.alerts);
    let notes = base.notes.iter().chain(&alerts.notes).filter(|note| !note.is_of_the_run());
    let [yellow, orange, red] = Level::ALL.map(|level| alerts.count(level));
    bytes(&Document {
        as_of: alerts.as_of.map(|day| day.to_string()),
        value_of: base.value_of.slug(),
        counts: Counts { yellow, orange, red, all: yellow + orange + red, routine: alerts.routine() },
        rules: alerts.rules.iter().map(|rule| rule.slug()).collect(),
        alerts: warnings.rows().map(|alert| row(warnings, alert, lang)).collect::<anyhow::Result<_>>()?,
        notes: notes.map(|note| Note { code: note.code(), text: note.text(lang) }).collect(),
    })
}

fn row<'a>(warnings: &Warnings<'a>, alert: &'a Alert, lang: Lang) -> anyhow::Result<Row<'a>> {
    Ok(Row {
        customer_id: &alert.customer,
        name: alert.name.as_deref(),
        phone: alert.phone.as_deref(),
        advisor: alert.advisor.as_deref(),
        segment: alert.segment.slug(),
        level: level(alert),
        reasons: alert.reasons.iter().map(|reason| fired(reason, level(alert), lang)).collect::<anyhow::Result<_>>()?,
        last_visit: alert.last_visit.map(|day| day.to_string()),
        days_away: alert.days_away,
        rating: alert.rating.as_deref(),
        value: alert.value.plain(warnings.base.decimals),
        action: alert.action(&warnings.alerts.settings, lang),
        owner: alert.owner.text(lang),
        owner_role: role(&alert.owner),
        due: alert.due.map(|day| day.to_string()),
        due_days: alert.due_days,
        next_role: alert.rank.slug(),
    })
}

fn fired<'a>(reason: &'a Reason, of_alert: &'static str, lang: Lang) -> anyhow::Result<Fired<'a>> {
    let level = if of_alert == ROUTINE { of_alert } else { reason.level.slug() };
    let (rule, text) = (reason.rule.slug(), reason.text(lang));
    let fired = Fired {
        rule,
        level,
        text,
        date: None,
        days: None,
        usual_gap_days: None,
        minutes: None,
        p_alive: None,
        p_alive_before: None,
        complaint: None,
        rating: None,
        visit: None,
    };
    Ok(match &reason.saw {
        Saw::Days(days) => Fired { days: Some(*days), ..fired },
        Saw::UsualGap(days) => Fired { usual_gap_days: Some(*days), ..fired },
        Saw::Cancelled(day) => Fired { date: day.map(|day| day.to_string()), ..fired },
        Saw::Complaint(day, words) => Fired { date: day.map(|day| day.to_string()), complaint: words.as_deref(), ..fired },
        Saw::FirstRating(rating) => Fired { rating: Some(rating), ..fired },
        Saw::FirstVisits(visit, days) => Fired { visit: Some(*visit), days: Some(*days), ..fired },
        Saw::PAlive(millionths) => Fired { p_alive: Some(f64::from(*millionths) / 1e6), ..fired },
        Saw::PAliveDrop(before, now) => {
            Fired { p_alive: Some(f64::from(*now) / 1e6), p_alive_before: Some(f64::from(*before) / 1e6), ..fired }
        }
        Saw::Wait(day, minutes) => Fired { date: day.map(|day| day.to_string()), minutes: Some(*minutes), ..fired },
    })
}
