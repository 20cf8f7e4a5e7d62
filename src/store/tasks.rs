//! Tasks in the store: what tables they stand in, and how they are read and changed. The rules are `task`'s.
//!
//! Texts are the names for programs, days are ISO 8601, money is plain decimals: whoever opens the file with another program
//! can read it. An event is never changed and nothing is deleted; the file itself sees to that.

use crate::date::Day;
use crate::level::{Level, Rank};
use crate::money::{MAX_DECIMALS, Money};
use crate::segment::Segment;
use crate::task::sync::Book;
use crate::task::{Changes, Entry, Event, Known, Outcome, Person, Reason, Step, Task, What};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use std::collections::HashMap;

/// The tables of tasks.
pub(super) const SCHEMA: &str = "
CREATE TABLE customer (
    id TEXT PRIMARY KEY, name TEXT, phone TEXT, segment TEXT, important INTEGER NOT NULL, advisor TEXT, last_visit TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE person (name TEXT PRIMARY KEY, rank TEXT NOT NULL, has_left INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE task (
    id INTEGER PRIMARY KEY, customer TEXT NOT NULL REFERENCES customer (id), kind TEXT NOT NULL, made TEXT NOT NULL,
    level TEXT, step TEXT NOT NULL, rank TEXT NOT NULL, owner TEXT, due TEXT NOT NULL, escalated INTEGER NOT NULL,
    outcome TEXT, reason TEXT, why TEXT NOT NULL, stake TEXT, last_visit TEXT
) STRICT;
CREATE INDEX task_customer ON task (customer);
CREATE UNIQUE INDEX task_open ON task (customer, kind) WHERE outcome IS NULL;
CREATE TABLE event (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, day TEXT NOT NULL, what TEXT NOT NULL,
    task INTEGER REFERENCES task (id), customer TEXT REFERENCES customer (id), level TEXT, step TEXT, rank TEXT, owner TEXT,
    due TEXT, outcome TEXT, result TEXT, reason TEXT, cost TEXT, value TEXT, note TEXT
) STRICT;
CREATE INDEX event_task ON event (task);
CREATE INDEX event_customer ON event (customer);
CREATE TRIGGER customer_stays BEFORE DELETE ON customer BEGIN SELECT raise(ABORT, 'nothing is deleted'); END;
CREATE TRIGGER person_stays BEFORE DELETE ON person BEGIN SELECT raise(ABORT, 'nothing is deleted'); END;
CREATE TRIGGER task_stays BEFORE DELETE ON task BEGIN SELECT raise(ABORT, 'nothing is deleted'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'nothing is deleted'); END;
CREATE TRIGGER event_holds BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'events do not change'); END;
";

/// From the first schema to the second: a task holds what the user said is to be done.
pub(super) const ACTION: &str = "ALTER TABLE task ADD COLUMN action TEXT";

/// To the fifth: tasks may be welcomes of new customers. No table changes, but a program that knows no such kind must not read
/// them.
pub(super) const WELCOME: &str = "-- tasks of the kind 'welcome'";

/// When a change is made, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// By the clock: `2026-11-01T09:30:00Z`.
    pub at: String,
    /// Who.
    pub actor: String,
}

/// All that the weekly cycle needs.
pub fn book(db: &Connection) -> rusqlite::Result<Book> {
    Ok(Book {
        // Of what is closed, only what can keep a warning or a visit from making a task again.
        tasks: tasks(db, "WHERE outcome IS NULL OR outcome IN ('declined', 'returned') OR kind = 'welcome' ORDER BY id", [])?,
        next: next(db)?,
        known: customers(db)?,
        people: people(db)?,
    })
}

/// The number of the next task.
pub fn next(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT coalesce(max(id), 0) + 1 FROM task", [], |row| row.get(0))
}

/// All tasks.
pub fn all_tasks(db: &Connection) -> rusqlite::Result<Vec<Task>> {
    tasks(db, "ORDER BY id", [])
}

/// One task.
pub fn task(db: &Connection, id: i64) -> rusqlite::Result<Option<Task>> {
    Ok(tasks(db, "WHERE id = ?", [id])?.pop())
}

/// A customer's tasks.
pub fn tasks_of(db: &Connection, customer: &str) -> rusqlite::Result<Vec<Task>> {
    tasks(db, "WHERE customer = ? ORDER BY id", [customer])
}

/// All customers.
pub fn customers(db: &Connection) -> rusqlite::Result<Vec<Known>> {
    known(db, "ORDER BY id", [])
}

/// One customer.
pub fn customer(db: &Connection, id: &str) -> rusqlite::Result<Option<Known>> {
    Ok(known(db, "WHERE id = ?", [id])?.pop())
}

/// All people.
pub fn people(db: &Connection) -> rusqlite::Result<Vec<Person>> {
    let mut query = db.prepare_cached("SELECT name, rank, has_left FROM person ORDER BY name")?;
    let person = |row: &Row<'_>| Ok(Person { name: row.get(0)?, rank: word(row, 1, Rank::find)?, left: row.get(2)? });
    query.query_map([], person)?.collect()
}

/// All events, in their order.
pub fn all_events(db: &Connection) -> rusqlite::Result<Vec<Event>> {
    events(db, "ORDER BY id", [])
}

/// What happened to a task, in order.
pub fn events_of(db: &Connection, task: i64) -> rusqlite::Result<Vec<Event>> {
    events(db, "WHERE task = ? ORDER BY id", [task])
}

/// What happened to a customer, in order.
pub fn history(db: &Connection, customer: &str) -> rusqlite::Result<Vec<Event>> {
    events(db, "WHERE customer = ? ORDER BY id", [customer])
}

/// The number of each task's last event.
pub fn versions(db: &Connection) -> rusqlite::Result<HashMap<i64, i64>> {
    let mut query = db.prepare_cached("SELECT task, max(id) FROM event WHERE task IS NOT NULL GROUP BY task")?;
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The day of the latest sync.
pub fn last_sync(db: &Connection) -> rusqlite::Result<Option<Day>> {
    db.query_row("SELECT max(day) FROM event WHERE what = 'synced'", [], |row| maybe(row, 0, day)).optional().map(Option::flatten)
}

/// Makes all changes and writes down what happened. To be called within a transaction.
pub fn apply(db: &Connection, changes: &Changes, stamp: &Stamp) -> rusqlite::Result<()> {
    let mut put = db.prepare_cached(
        "INSERT INTO person VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET rank = excluded.rank, has_left = excluded.has_left",
    )?;
    for person in &changes.people {
        put.execute(params![person.name, person.rank.slug(), person.left])?;
    }
    let mut put = db.prepare_cached(
        "INSERT INTO customer VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, phone = excluded.phone, \
         segment = excluded.segment, important = excluded.important, advisor = excluded.advisor, last_visit = excluded.last_visit",
    )?;
    for known in &changes.known {
        let (segment, visit) = (known.segment.map(Segment::slug), known.last_visit.map(iso));
        put.execute(params![known.id, known.name, known.phone, segment, known.important, known.advisor, visit])?;
    }
    let mut put = db.prepare_cached(
        "INSERT INTO task VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET level = excluded.level, \
         step = excluded.step, rank = excluded.rank, owner = excluded.owner, due = excluded.due, escalated = excluded.escalated, \
         outcome = excluded.outcome, reason = excluded.reason, why = excluded.why, stake = excluded.stake, \
         last_visit = excluded.last_visit, action = excluded.action",
    )?;
    for task in &changes.tasks {
        put.execute(params![
            task.id,
            task.customer,
            task.kind().slug(),
            iso(task.made),
            task.level.map(Level::slug),
            task.step.slug(),
            task.rank.slug(),
            task.owner,
            iso(task.due),
            task.escalated,
            task.outcome.map(Outcome::slug),
            task.reason.map(Reason::slug),
            task.why,
            task.stake.map(plain),
            task.last_visit.map(iso),
            task.action,
        ])?;
    }
    let mut put = db.prepare_cached("INSERT INTO event VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    for entry in &changes.entries {
        put.execute(params![
            stamp.at,
            stamp.actor,
            iso(entry.day),
            entry.what.slug(),
            entry.task,
            entry.customer,
            entry.level.map(Level::slug),
            entry.step.map(Step::slug),
            entry.rank.map(Rank::slug),
            entry.owner,
            entry.due.map(iso),
            entry.outcome.map(Outcome::slug),
            entry.result.map(Outcome::slug),
            entry.reason.map(Reason::slug),
            entry.cost.map(plain),
            entry.value.map(plain),
            entry.note,
        ])?;
    }
    Ok(())
}

fn tasks(db: &Connection, which: &str, params: impl Params) -> rusqlite::Result<Vec<Task>> {
    let columns = "id, customer, made, level, step, rank, owner, due, escalated, outcome, reason, why, stake, last_visit, action";
    let mut query = db.prepare_cached(&format!("SELECT {columns} FROM task {which}"))?;
    let task = |row: &Row<'_>| {
        Ok(Task {
            id: row.get(0)?,
            customer: row.get(1)?,
            made: word(row, 2, day)?,
            level: maybe(row, 3, Level::find)?,
            step: word(row, 4, Step::find)?,
            rank: word(row, 5, Rank::find)?,
            owner: row.get(6)?,
            due: word(row, 7, day)?,
            escalated: row.get(8)?,
            outcome: maybe(row, 9, Outcome::find)?,
            reason: maybe(row, 10, Reason::find)?,
            why: row.get(11)?,
            stake: maybe(row, 12, money)?,
            last_visit: maybe(row, 13, day)?,
            action: row.get(14)?,
        })
    };
    query.query_map(params, task)?.collect()
}

fn known(db: &Connection, which: &str, params: impl Params) -> rusqlite::Result<Vec<Known>> {
    let columns = "id, name, phone, segment, important, advisor, last_visit";
    let mut query = db.prepare_cached(&format!("SELECT {columns} FROM customer {which}"))?;
    let known = |row: &Row<'_>| {
        Ok(Known {
            id: row.get(0)?,
            name: row.get(1)?,
            phone: row.get(2)?,
            segment: maybe(row, 3, |slug| Segment::ALL.into_iter().find(|segment| segment.slug() == slug))?,
            important: row.get(4)?,
            advisor: row.get(5)?,
            last_visit: maybe(row, 6, day)?,
        })
    };
    query.query_map(params, known)?.collect()
}

fn events(db: &Connection, which: &str, params: impl Params) -> rusqlite::Result<Vec<Event>> {
    let columns = "id, at, actor, day, what, task, customer, level, step, rank, owner, due, outcome, result, reason, cost, value, note";
    let mut query = db.prepare_cached(&format!("SELECT {columns} FROM event {which}"))?;
    let event = |row: &Row<'_>| {
        let entry = Entry {
            day: word(row, 3, day)?,
            what: word(row, 4, What::find)?,
            task: row.get(5)?,
            customer: row.get(6)?,
            level: maybe(row, 7, Level::find)?,
            step: maybe(row, 8, Step::find)?,
            rank: maybe(row, 9, Rank::find)?,
            owner: row.get(10)?,
            due: maybe(row, 11, day)?,
            outcome: maybe(row, 12, Outcome::find)?,
            result: maybe(row, 13, Outcome::find)?,
            reason: maybe(row, 14, Reason::find)?,
            cost: maybe(row, 15, money)?,
            value: maybe(row, 16, money)?,
            note: row.get(17)?,
        };
        Ok(Event { id: row.get(0)?, at: row.get(1)?, actor: row.get(2)?, entry })
    };
    query.query_map(params, event)?.collect()
}

/// A text that must be there and be one of ours.
fn word<T>(row: &Row<'_>, at: usize, find: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let text = row.get_ref(at)?.as_str()?;
    let unknown = || format!("'{}' in column {}", text, row.as_ref().column_name(at).unwrap_or("?"));
    find(text).ok_or_else(|| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, unknown().into()))
}

/// A text that may be missing.
fn maybe<T>(row: &Row<'_>, at: usize, find: impl Fn(&str) -> Option<T>) -> rusqlite::Result<Option<T>> {
    match row.get_ref(at)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => word(row, at, find).map(Some),
    }
}

fn iso(day: Day) -> String {
    day.to_string()
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}

fn plain(money: Money) -> String {
    money.plain(2)
}

/// What [`plain`] writes; amounts of any size.
fn money(text: &str) -> Option<Money> {
    let (digits, is_negative) = text.strip_prefix('-').map_or((text, false), |digits| (digits, true));
    let (whole, fraction) = digits.split_once('.')?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || fraction.len() > usize::from(MAX_DECIMALS) {
        return None;
    }
    let micros: i128 = format!("{whole}{fraction:0<6}").parse().ok()?;
    Some(Money::from_micros(if is_negative { -micros } else { micros }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn money_comes_back_as_it_went(micros: i64, shift in 0..64_u32) {
            let amount = Money::from_micros(i128::from(micros >> shift));
            prop_assert_eq!(money(&plain(amount)), Some(amount));
        }
    }

    #[test]
    fn what_is_no_amount() {
        for text in ["", "1", ".5", "1.", "1.1234567", "1e5.0", "--1.0"] {
            assert_eq!(money(text), None, "{text}");
        }
    }
}
