//! What the weekly run and the people do to tasks: each of these is one transaction, from reading what is there to writing
//! down what happened.

use super::tasks::{self, Stamp};
use super::{Store, StoreError};
use crate::date::Day;
use crate::task::act::{self, Refusal};
use crate::task::desk::{Desk, Place};
use crate::task::results::{Entered, Filled, Verdict, judge};
use crate::task::sync::{Counts, Week, sync};
use crate::task::{Changes, Deadlines, Entry, Event, Kind, Known, Person, Task, What};
use rusqlite::Connection;
use std::collections::{BTreeSet, HashMap, HashSet};

/// When a change counts, how long steps take, and who makes it.
#[derive(Clone, Debug)]
pub struct Hand {
    /// The day.
    pub day: Day,
    /// Nobody asked for this day: where something happened later (as data of the future makes it), that day counts.
    pub is_default: bool,
    /// How long steps take.
    pub deadlines: Deadlines,
    /// The time and the actor.
    pub stamp: Stamp,
}

impl Hand {
    /// The day of a change to something that changed last on that day.
    fn day_after(&self, last: Option<Day>) -> Day {
        if self.is_default { last.map_or(self.day, |last| self.day.max(last)) } else { self.day }
    }
}

/// The weekly run; its day is the week's.
pub fn run_week(store: &mut Store, week: Week, deadlines: Deadlines, stamp: &Stamp) -> Result<Counts, StoreError> {
    store.change(|db| {
        let (changes, counts) = sync(tasks::book(db)?, week, deadlines);
        tasks::apply(db, &changes, stamp)?;
        Ok(counts)
    })
}

/// The ids of all customers in the store, and the day of the latest sync.
pub fn tracked(store: &mut Store) -> Result<(HashSet<String>, Option<Day>), StoreError> {
    store.read(|db| Ok((tasks::customers(db)?.into_iter().map(|known| known.id).collect(), tasks::last_sync(db)?)))
}

/// Everybody who has ever had a task or a customer, or is on a list of people.
pub fn names(store: &mut Store) -> Result<BTreeSet<String>, StoreError> {
    store.read(|db| {
        let people = tasks::people(db)?.into_iter().map(|person| person.name);
        let advisors = tasks::customers(db)?.into_iter().filter_map(|known| known.advisor);
        let owners = tasks::all_tasks(db)?.into_iter().filter_map(|task| task.owner);
        Ok(people.chain(advisors).chain(owners).collect())
    })
}

/// A task and what stands around it.
struct Case {
    desk: Desk,
    place: Place,
    known: Option<Known>,
    people: Vec<Person>,
}

impl Case {
    /// Of this task, on this day, which must not lie before its last change.
    fn open(db: &Connection, id: i64, hand: &Hand) -> rusqlite::Result<Result<Case, Refusal>> {
        let Some(task) = tasks::task(db, id)? else { return Ok(Err(Refusal::Unknown(id))) };
        let since = tasks::events_of(db, id)?.iter().map(|event| event.entry.day).max();
        let day = hand.day_after(since);
        if let Some(since) = since.filter(|since| day < *since) {
            return Ok(Err(Refusal::Early { task: id, day, since }));
        }
        let all = tasks::tasks_of(db, &task.customer)?;
        let place = all.iter().position(|other| other.id == id).unwrap_or(0);
        let people = tasks::people(db)?;
        let desk = Desk::new(all, tasks::next(db)?, &people, hand.deadlines, day);
        Ok(Ok(Case { desk, place, known: tasks::customer(db, &task.customer)?, people }))
    }

    fn advisor(&self) -> Option<String> {
        self.known.as_ref().and_then(|known| known.advisor.clone())
    }
}

/// What became of a change to one task.
#[derive(Clone, Debug)]
pub struct After {
    /// The tasks that changed, the one that was meant first.
    pub tasks: Vec<Task>,
    /// Their customer.
    pub known: Option<Known>,
}

/// What came of a task's step.
pub fn tell(store: &mut Store, id: i64, told: &act::Told, hand: &Hand) -> Result<Result<After, Refusal>, StoreError> {
    on_task(store, id, hand, |case| {
        let advisor = case.advisor();
        act::done(&mut case.desk, case.place, told, advisor.as_deref())
    })
}

/// Writes something down about a task.
pub fn note(store: &mut Store, id: i64, text: &str, hand: &Hand) -> Result<Result<After, Refusal>, StoreError> {
    on_task(store, id, hand, |case| {
        act::note(&mut case.desk, case.place, text);
        Ok(())
    })
}

fn on_task(
    store: &mut Store,
    id: i64,
    hand: &Hand,
    act: impl FnOnce(&mut Case) -> Result<(), Refusal>,
) -> Result<Result<After, Refusal>, StoreError> {
    store.change(|db| {
        let mut case = match Case::open(db, id, hand)? {
            Ok(case) => case,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Err(refusal) = act(&mut case) {
            return Ok(Err(refusal));
        }
        let mut changes = case.desk.finish();
        changes.tasks.sort_by_key(|task| (task.id != id, task.id));
        tasks::apply(db, &changes, &hand.stamp)?;
        Ok(Ok(After { tasks: changes.tasks, known: case.known }))
    })
}

/// Gives tasks to somebody else: all of them or, where one cannot be given, none.
pub fn assign(store: &mut Store, ids: &[i64], owner: &str, hand: &Hand) -> Result<Result<Vec<After>, Refusal>, StoreError> {
    store.change(|db| {
        let mut done: Vec<(Changes, Option<Known>)> = Vec::new();
        for id in ids {
            let mut case = match Case::open(db, *id, hand)? {
                Ok(case) => case,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if let Err(refusal) = act::assign(&mut case.desk, case.place, owner, &case.people) {
                return Ok(Err(refusal));
            }
            done.push((case.desk.finish(), case.known));
        }
        for (changes, _) in &done {
            tasks::apply(db, changes, &hand.stamp)?;
        }
        Ok(Ok(done.into_iter().map(|(changes, known)| After { tasks: changes.tasks, known }).collect()))
    })
}

/// How much went from one advisor to others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Customers.
    pub customers: u64,
    /// Open tasks.
    pub tasks: u64,
    /// Handovers that were made or given to somebody else.
    pub handovers: u64,
}

/// All customers and open tasks of one advisor go to others. Nothing where nobody of that name has any.
pub fn reassign(store: &mut Store, from: &str, to: &[String], hand: &Hand) -> Result<Moved, StoreError> {
    store.change(|db| {
        let book = tasks::book(db)?;
        let mut desk = Desk::new(book.tasks, book.next, &book.people, hand.deadlines, hand.day_after(tasks::last_sync(db)?));
        act::reassign(&mut desk, &book.known, &book.people, from, to);
        let changes = desk.finish();
        tasks::apply(db, &changes, &hand.stamp)?;
        let count = |what: &[What], kind: Option<Kind>| {
            let is =
                |entry: &&Entry| what.contains(&entry.what) && kind.is_none_or(|kind| entry.step.is_some_and(|step| step.kind() == kind));
            changes.entries.iter().filter(is).count() as u64
        };
        Ok(Moved {
            customers: count(&[What::Advisor], None),
            tasks: count(&[What::Assigned], None),
            handovers: count(&[What::Made, What::Renewed], Some(Kind::Handover)),
        })
    })
}

/// What became of a filled row.
#[derive(Clone, Debug)]
pub enum Taken {
    /// It was taken.
    Done,
    /// It had been taken before.
    Already,
    /// Something else happened to the task since.
    Clash(Box<Event>),
    /// It cannot be done to the task.
    Refused(Refusal),
}

/// Takes the results that owners filled in, row by row; what happened to a task since its export is never overwritten.
pub fn import(store: &mut Store, rows: &[(u64, Filled)], hand: &Hand) -> Result<Vec<Taken>, StoreError> {
    store.change(|db| {
        let mut taken = Vec::with_capacity(rows.len());
        for (_, row) in rows {
            taken.push(take(db, row, hand)?);
        }
        Ok(taken)
    })
}

fn take(db: &Connection, row: &Filled, hand: &Hand) -> rusqlite::Result<Taken> {
    let events = tasks::events_of(db, row.task)?;
    match judge(row, &events) {
        Verdict::Already => return Ok(Taken::Already),
        Verdict::Clash(event) => return Ok(Taken::Clash(Box::new(event.clone()))),
        Verdict::Take => {}
    }
    let mut case = match Case::open(db, row.task, hand)? {
        Ok(case) => case,
        Err(refusal) => return Ok(Taken::Refused(refusal)),
    };
    let advisor = case.advisor();
    let done = match &row.what {
        Entered::Told(told) => act::done(&mut case.desk, case.place, told, advisor.as_deref()),
        Entered::Note(text) => {
            act::note(&mut case.desk, case.place, text);
            Ok(())
        }
    };
    if let Err(refusal) = done {
        return Ok(Taken::Refused(refusal));
    }
    tasks::apply(db, &case.desk.finish(), &hand.stamp)?;
    Ok(Taken::Done)
}

/// All tasks, and what belongs to them.
#[derive(Clone, Debug, Default)]
pub struct Everything {
    /// The tasks, in their order.
    pub tasks: Vec<Task>,
    /// The customers, by id.
    pub known: Vec<Known>,
    /// The number of each task's last event.
    pub versions: HashMap<i64, i64>,
}

/// All tasks as they stand.
pub fn everything(store: &mut Store) -> Result<Everything, StoreError> {
    store.read(|db| Ok(Everything { tasks: tasks::all_tasks(db)?, known: tasks::customers(db)?, versions: tasks::versions(db)? }))
}

/// All events and all tasks.
pub fn events(store: &mut Store) -> Result<(Vec<Event>, Vec<Task>), StoreError> {
    store.read(|db| Ok((tasks::all_events(db)?, tasks::all_tasks(db)?)))
}

/// What happened to a customer, and who that is.
pub fn history(store: &mut Store, customer: &str) -> Result<(Vec<Event>, Option<Known>), StoreError> {
    store.read(|db| Ok((tasks::history(db, customer)?, tasks::customer(db, customer)?)))
}
