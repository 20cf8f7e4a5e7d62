//! The desk list for programs: CSV, TSV and JSON. Keys and slugs never change with language; texts follow it.

use super::{List, reminder};
use crate::desk::Guest;
use crate::lang::Lang;
use crate::report::delimited::table;
use serde::Serialize;

const HEADER: [&str; 20] = [
    "list", "date", "time", "customer_id", "name", "phone", "priority", "new", "vip", "matched_by", "visit_number", "segment",
    "last_visit", "days_away", "value", "service", "advisor", "signals", "tasks", "action",
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Booking,
    Reminder,
}

/// What to do about a guest: to get ready, or to remind them.
fn action(guest: &Guest, kind: Kind, lang: Lang) -> String {
    match kind {
        Kind::Booking => guest.priority.prepare().get(lang).to_owned(),
        Kind::Reminder => reminder(guest, lang),
    }
}

/// One row a booking of the day, then one for each of the next, of which to remind.
pub fn delimited(list: &List<'_>, delimiter: u8, lang: Lang, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    let of = |kind: Kind| move |guest| (guest, kind);
    let (bookings, reminders) = (list.desk.guests.iter().map(of(Kind::Booking)), list.desk.reminders.iter().map(of(Kind::Reminder)));
    table(HEADER, bookings.chain(reminders).map(|(guest, kind)| record(list, guest, kind, lang)), delimiter, for_spreadsheet)
}

fn record(list: &List<'_>, guest: &Guest, kind: Kind, lang: Lang) -> [String; 20] {
    let booking = &guest.booking;
    let known = guest.known.as_ref();
    let joined = |parts: Vec<String>| parts.join(";");
    [
        if kind == Kind::Booking { "booking" } else { "reminder" }.to_owned(),
        booking.day.to_string(),
        guest.time(),
        guest.id().to_owned(),
        booking.name.clone(),
        booking.phone.clone(),
        guest.priority.slug().to_owned(),
        guest.is_new().to_string(),
        guest.is_vip().to_string(),
        guest.by.slug().to_owned(),
        guest.visit().map_or(String::new(), |visit| visit.to_string()),
        guest.segment().map_or(String::new(), |segment| segment.slug().to_owned()),
        known.and_then(|known| known.last_visit).map_or(String::new(), |day| day.to_string()),
        guest.days_away().map_or(String::new(), |days| days.to_string()),
        known.map_or(String::new(), |known| known.value.plain(list.decimals)),
        booking.service.clone(),
        booking.advisor.clone(),
        joined(guest.signals.iter().flat_map(|signal| &signal.rules).map(|rule| (*rule).to_owned()).collect()),
        joined(guest.tasks.iter().map(|task| task.id.to_string()).collect()),
        action(guest, kind, lang),
    ]
}

#[derive(Serialize)]
struct Document<'a> {
    day: String,
    as_of: Option<String>,
    bookings: Vec<Row<'a>>,
    reminders: Vec<Row<'a>>,
    reserve: Option<Reserve>,
    notes: Vec<Note>,
}

#[derive(Serialize)]
struct Row<'a> {
    date: String,
    time: Option<String>,
    customer_id: Option<&'a str>,
    name: Option<&'a str>,
    phone: Option<&'a str>,
    priority: &'static str,
    new: bool,
    vip: bool,
    matched_by: &'static str,
    visit_number: Option<u64>,
    segment: Option<&'static str>,
    last_visit: Option<String>,
    days_away: Option<i32>,
    value: Option<String>,
    service: Option<&'a str>,
    advisor: Option<&'a str>,
    signals: Vec<Signal<'a>>,
    tasks: Vec<Task<'a>>,
    action: String,
}

#[derive(Serialize)]
struct Signal<'a> {
    level: &'static str,
    rules: &'a [&'static str],
    text: &'a str,
}

#[derive(Serialize)]
struct Task<'a> {
    id: i64,
    text: &'a str,
    owner: Option<&'a str>,
    due: String,
}

#[derive(Serialize)]
struct Reserve {
    slots: u32,
    percent: u8,
    kept: u32,
    important: u32,
    others: u32,
    suffices: bool,
    free: i64,
}

#[derive(Serialize)]
struct Note {
    code: &'static str,
    text: String,
}

/// One object.
pub fn json(list: &List<'_>, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let desk = list.desk;
    let document = Document {
        day: desk.day.to_string(),
        as_of: desk.as_of.map(|day| day.to_string()),
        bookings: desk.guests.iter().map(|guest| row(list, guest, Kind::Booking, lang)).collect(),
        reminders: desk.reminders.iter().map(|guest| row(list, guest, Kind::Reminder, lang)).collect(),
        reserve: desk.reserve.map(|reserve| Reserve {
            slots: reserve.slots,
            percent: reserve.percent,
            kept: reserve.kept(),
            important: reserve.important,
            others: reserve.others,
            suffices: reserve.suffices(),
            free: reserve.free(),
        }),
        notes: desk.told.iter().map(|told| Note { code: told.code(), text: told.text(lang) }).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn row<'a>(list: &List<'_>, guest: &'a Guest, kind: Kind, lang: Lang) -> Row<'a> {
    fn told(text: &str) -> Option<&str> {
        Some(text).filter(|text| !text.is_empty())
    }
    let (booking, known) = (&guest.booking, guest.known.as_ref());
    let signal = |signal: &'a crate::desk::Signal| Signal { level: signal.level.slug(), rules: &signal.rules, text: signal.what.get(lang) };
    let task = |task: &'a crate::desk::OpenTask| Task {
        id: task.id,
        text: task.what.get(lang),
        owner: task.owner.as_deref(),
        due: task.due.to_string(),
    };
    Row {
        date: booking.day.to_string(),
        time: Some(guest.time()).filter(|time| !time.is_empty()),
        customer_id: told(guest.id()),
        name: told(&booking.name),
        phone: told(&booking.phone),
        priority: guest.priority.slug(),
        new: guest.is_new(),
        vip: guest.is_vip(),
        matched_by: guest.by.slug(),
        visit_number: guest.visit(),
        segment: guest.segment().map(|segment| segment.slug()),
        last_visit: known.and_then(|known| known.last_visit).map(|day| day.to_string()),
        days_away: guest.days_away(),
        value: known.map(|known| known.value.plain(list.decimals)),
        service: told(&booking.service),
        advisor: told(&booking.advisor),
        signals: guest.signals.iter().map(signal).collect(),
        tasks: guest.tasks.iter().map(task).collect(),
        action: action(guest, kind, lang),
    }
}
