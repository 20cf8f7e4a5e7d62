//! The care calendar as iCalendar (RFC 5545). The only file that knows the icalendar crate, which folds and escapes.
//!
//! Names, stamps and sequence numbers come from the data alone, so that the same data gives the same bytes, and a calendar
//! program that imports a later run moves what it has. What has a time of day stands at local time, wherever it is read.

use crate::calendar::{Calendar, Entry};
use crate::date::Day;
use crate::lang::Lang;
use crate::note::printable;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use icalendar::{Alarm, Component, Event, EventLike, Property, Trigger};

/// Hours after midnight at which an entry without a time of day is brought to mind.
const MORNING: i64 = 9;
/// Minutes before an entry with a time of day at which it is brought to mind.
const AHEAD: i64 = 15;
/// Minutes that an entry with a time of day takes.
const TAKES: i64 = 15;

/// The calendar as an .ics file.
pub fn render(calendar: &Calendar, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let stamp = calendar.as_of.unwrap_or(calendar.from);
    let mut out = icalendar::Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", lang.pick("-//rfm//care calendar//EN", "-//rfm//care calendar//ZH")),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        out.append_property(Property::new(key, value));
    }
    out.name(lang.pick("Customer care", "客户关怀"));
    for entry in &calendar.entries {
        out.push(event(entry, stamp, lang));
    }
    Ok(out.to_string().into_bytes())
}

fn event(entry: &Entry, stamp: Day, lang: Lang) -> Event {
    let (uid, summary) = (entry.uid(), summary(entry, lang));
    let mut event = Event::with_uid(&uid);
    event.timestamp(midnight(stamp)).last_modified(midnight(stamp));
    // What was found out later goes before what was found out earlier.
    event.sequence(stamp.number().max(0).unsigned_abs());
    let alarm = match entry.minutes {
        None => {
            event.starts(entry.day.date()).ends(entry.day.plus(1).date());
            Trigger::after_start(TimeDelta::hours(MORNING))
        }
        Some(minutes) => {
            let start = entry.day.date().and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes.into());
            event.starts(start).ends(start + TimeDelta::minutes(TAKES));
            Trigger::before_start(TimeDelta::minutes(AHEAD))
        }
    };
    event.summary(&summary).description(&description(entry, lang)).categories([entry.rule.occasion.text().get(lang)]);
    event.add_property("TRANSP", "TRANSPARENT"); // nobody is busy all day because of a birthday
    let mut alarm = Alarm::display(&summary, alarm);
    // Left out, the library would make up both anew each time.
    alarm.uid(&format!("alarm.{uid}")).timestamp(midnight(stamp));
    event.alarm(alarm);
    event.done()
}

fn midnight(day: Day) -> DateTime<Utc> {
    day.date().and_time(NaiveTime::MIN).and_utc()
}

/// `birthday: Ada (A1)`.
fn summary(entry: &Entry, lang: Lang) -> String {
    let occasion = entry.rule.occasion.text().get(lang);
    let id = printable(&entry.customer);
    let who = entry.name.as_ref().map_or(id.clone(), |name| {
        let name = printable(name);
        lang.pick(format!("{name} ({id})"), format!("{name}（{id}）"))
    });
    lang.pick(format!("{occasion}: {who}"), format!("{occasion}：{who}"))
}

/// What to do, and what it takes to do it, a line each.
fn description(entry: &Entry, lang: Lang) -> String {
    let line = |label: &str, text: &str| lang.pick(format!("{label}: {}", printable(text)), format!("{label}：{}", printable(text)));
    let mut lines = vec![printable(&entry.action(lang))];
    lines.extend(entry.phone.as_ref().map(|phone| line(lang.pick("Phone", "电话"), phone)));
    lines.push(line(lang.pick("Segment", "客群"), entry.segment.name(lang)));
    lines.push(line(lang.pick("Owner", "负责人"), entry.owner(lang)));
    lines.join("\n")
}
