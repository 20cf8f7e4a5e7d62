//! The care calendar for programs: CSV, TSV and JSON. Keys and slugs never change with language; owners and actions follow it.

use crate::calendar::{Calendar, Entry};
use crate::lang::Lang;
use crate::report::delimited::table;
use serde::Serialize;

const HEADER: [&str; 12] =
    ["date", "time", "occasion", "customer_id", "name", "phone", "segment", "owner", "owner_role", "due_on", "action", "uid"];

/// One row an entry.
pub fn delimited(calendar: &Calendar, delimiter: u8, lang: Lang, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    table(HEADER, calendar.entries.iter().map(|entry| record(entry, lang)), delimiter, for_spreadsheet)
}

fn record(entry: &Entry, lang: Lang) -> [String; 12] {
    let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    [
        entry.day.to_string(),
        entry.time().unwrap_or_default(),
        entry.rule.occasion.slug().to_owned(),
        entry.customer.to_string(),
        text(&entry.name),
        text(&entry.phone),
        entry.segment.slug().to_owned(),
        entry.owner(lang).to_owned(),
        entry.rule.role.slug().to_owned(),
        entry.about.map_or(String::new(), |day| day.to_string()),
        entry.action(lang),
        entry.uid(),
    ]
}

#[derive(Serialize)]
struct Document<'a> {
    as_of: Option<String>,
    from: String,
    to: String,
    entries: Vec<Row<'a>>,
    notes: Vec<Note>,
}

#[derive(Serialize)]
struct Row<'a> {
    date: String,
    time: Option<String>,
    occasion: &'static str,
    customer_id: &'a str,
    name: Option<&'a str>,
    phone: Option<&'a str>,
    segment: &'static str,
    owner: &'a str,
    owner_role: &'static str,
    due_on: Option<String>,
    action: String,
    uid: String,
}

#[derive(Serialize)]
struct Note {
    code: &'static str,
    text: String,
}

/// One object.
pub fn json(calendar: &Calendar, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let rows = calendar.entries.iter().map(|entry| Row {
        date: entry.day.to_string(),
        time: entry.time(),
        occasion: entry.rule.occasion.slug(),
        customer_id: &entry.customer,
        name: entry.name.as_deref(),
        phone: entry.phone.as_deref(),
        segment: entry.segment.slug(),
        owner: entry.owner(lang),
        owner_role: entry.rule.role.slug(),
        due_on: entry.about.map(|day| day.to_string()),
        action: entry.action(lang),
        uid: entry.uid(),
    });
    let document = Document {
        as_of: calendar.as_of.map(|day| day.to_string()),
        from: calendar.from.to_string(),
        to: calendar.to.to_string(),
        entries: rows.collect(),
        notes: calendar.told.iter().map(|told| Note { code: told.code(), text: told.text(lang) }).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}
