//! Follow-up tasks: who does what for which customer by when, and what came of it. The rules of the weekly cycle.
//!
//! No SQL (`store`), no clock: the day is always handed in. [`sync`] is the weekly cycle, [`week`] what `alert` says for it,
//! [`act`] what people do in between, [`desk`] what both do it on; [`owners`] is who gets what, [`stats`] what it brought,
//! [`results`] what owners filled in a spreadsheet, [`words`] the names.
//!
//! # The rules
//!
//! **Tasks.** A task is for one customer and of one kind: a follow-up, a handover, a watch or a welcome. A customer has at most one open
//! task of a kind. A task has one step at a time, with an owner, a rank and a deadline, and is open until it has an outcome.
//!
//! **Follow-ups.** A warning makes one, at the warning's level. The steps are, at yellow: call, return visit; at orange:
//! visit, return visit; at red, the win-back case: call, visit, offer, return visit. The advisor takes up yellow and orange,
//! the manager red, unless the user says otherwise. The first step has the warning's deadline; any other, and the new one after
//! a missed one, is the day of the change and the days of the step ([`Deadlines`]). What is done on its deadline is in time.
//!
//! **Welcomes.** A visit of a new customer makes one: message of thanks, call, invitation, by the customer's advisor, due 0, 2
//! and 7 days after the visit ([`Deadlines`]), and never before the day of the change. Seen on the day of the visit it begins
//! with the thanks, later with the call, since thanks are for two hours. One visit makes one welcome; a later visit begins an
//! open one anew; whoever is on watch is cared for already. Whoever has an open follow-up gets no welcome, and an open one
//! is closed: a customer who complained is called once, about that.
//!
//! **One spell, one task.** The time since a last visit is a spell of silence. While a follow-up is open no other is made;
//! one that was declined stays so until the customer has been in again; one closed as returned, with no visit in the data
//! yet, is not made again while the watch lasts. A warning that rests on an older visit than the store knows of makes nothing.
//!
//! **Each sync**, in this order, from the day of the data:
//! 1. New owner files: who is missing in the new one has left; a customer of theirs, or one whose advisor is another
//!    now, goes to the new advisor with the open tasks of the old one, and an important customer gets a handover.
//! 2. Whoever has an open follow-up and a later visit than that began with is back: it is closed as returned, and a watch
//!    lasts until 90 days after the visit. A watch that is still open begins anew. A watch whose day has passed is over.
//! 3. A follow-up or handover past its deadline (the day after it) goes one rank up, to somebody of that rank, with a new
//!    deadline: once per step. The director is the last.
//! 4. A warning that is higher than the level of its task raises it: the steps of the new level from the first one,
//!    with a new deadline, at the rank that takes up such a level or a higher one that has it already. No level falls. A rule
//!    that had not fired before can only bring the deadline forward.
//! 5. Warnings without a task make one: the most urgent first, then by value at stake.
//! 6. New customers who were here get a welcome, by id; one that is open though the customer came again since and is no longer
//!    new, or has a follow-up now, is closed as reached.
//!
//! The same sync once more changes nothing. A task whose warning is gone without a visit stays until somebody closes it.
//!
//! **Results.** *reached*: the step is done and the next begins, at the rank and owner that have it; at the return visit and
//! in a watch it is only written down; a handover and the last step of a welcome are closed by it. *no-answer*: written down; step and deadline stay.
//! *returned* closes a follow-up, and the watch begins on that day. *declined* closes anything.
//!
//! **Owners.** An advisor's task goes to the customer's advisor: from an owner file, else as set by `reassign`, else from the
//! column when the customer is first seen. Otherwise, and for higher ranks, to whoever of that rank has the fewest open tasks,
//! of several the first by name; the names come from the owner files. Where there is nobody, the task belongs to the rank.
//!
//! **Events.** Every change leaves one, and it holds the task as it is after the change. Nothing is deleted.

pub mod act;
pub mod desk;
pub mod owners;
pub mod results;
pub mod stats;
pub mod sync;
pub mod week;
pub mod words;

use crate::date::Day;
use crate::level::{Level, Rank};
use crate::money::Money;
use crate::segment::Segment;
pub use words::{Kind, Outcome, Reason, Step, WELCOME, What, steps};

/// Something to be done for a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number, from 1.
    pub id: i64,
    /// The customer's id.
    pub customer: String,
    /// The day it was made.
    pub made: Day,
    /// How urgent the warning is; none for what no warning made.
    pub level: Option<Level>,
    /// What is to be done next.
    pub step: Step,
    /// The rank that has it.
    pub rank: Rank,
    /// Who has it; none where nobody of that rank is known.
    pub owner: Option<String>,
    /// The last day that is in time; of a watch its last day.
    pub due: Day,
    /// This step's deadline was missed once, and the task went one rank up.
    pub escalated: bool,
    /// How it ended; none while it is open.
    pub outcome: Option<Outcome>,
    /// Why the customer stayed away, as last told.
    pub reason: Option<Reason>,
    /// The rules that set the warning off, each once, separated by spaces.
    pub why: String,
    /// What to do at this step, where the user said so in words of their own.
    pub action: Option<String>,
    /// What is at stake.
    pub stake: Option<Money>,
    /// The last visit that it began with.
    pub last_visit: Option<Day>,
}

impl Task {
    /// What it is for.
    pub fn kind(&self) -> Kind {
        self.step.kind()
    }

    /// Still to be done.
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    /// Its deadline has passed on this day. A watch is no duty with a deadline.
    pub fn is_overdue(&self, as_of: Day) -> bool {
        self.is_open() && self.kind() != Kind::Watch && as_of > self.due
    }

    /// What happened to it, as it is now.
    pub fn entry(&self, day: Day, what: What) -> Entry {
        Entry {
            task: Some(self.id),
            customer: Some(self.customer.clone()),
            level: self.level,
            step: Some(self.step),
            rank: Some(self.rank),
            owner: self.owner.clone(),
            due: Some(self.due),
            outcome: self.outcome,
            ..Entry::new(day, what)
        }
    }
}

/// What happened, without the time and the actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day from which it counts.
    pub day: Day,
    /// What.
    pub what: What,
    /// Which task.
    pub task: Option<i64>,
    /// Which customer.
    pub customer: Option<String>,
    /// The task's level afterwards.
    pub level: Option<Level>,
    /// Its step afterwards.
    pub step: Option<Step>,
    /// Its rank afterwards, or the person's.
    pub rank: Option<Rank>,
    /// Its owner afterwards; the new advisor; the person who joined or left.
    pub owner: Option<String>,
    /// Its deadline afterwards.
    pub due: Option<Day>,
    /// How the task ended.
    pub outcome: Option<Outcome>,
    /// The result that was told.
    pub result: Option<Outcome>,
    /// The reason that was told.
    pub reason: Option<Reason>,
    /// What it cost.
    pub cost: Option<Money>,
    /// What it is worth.
    pub value: Option<Money>,
    /// In somebody's words; of a new advisor, the former one.
    pub note: Option<String>,
}

impl Entry {
    /// Of no task yet.
    pub fn new(day: Day, what: What) -> Entry {
        Entry {
            day,
            what,
            task: None,
            customer: None,
            level: None,
            step: None,
            rank: None,
            owner: None,
            due: None,
            outcome: None,
            result: None,
            reason: None,
            cost: None,
            value: None,
            note: None,
        }
    }
}

/// What happened, when, and by whose hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number, in the order of what happened.
    pub id: i64,
    /// When, by the clock: `2026-11-01T09:30:00Z`.
    pub at: String,
    /// Who did it.
    pub actor: String,
    /// What.
    pub entry: Entry,
}

/// What the store knows of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The id.
    pub id: String,
    /// The name, where the data has one.
    pub name: Option<String>,
    /// The phone number, where the data has one.
    pub phone: Option<String>,
    /// The segment when last seen.
    pub segment: Option<Segment>,
    /// Spent much when last seen, so an advisor who leaves hands them over.
    pub important: bool,
    /// Who looks after them.
    pub advisor: Option<String>,
    /// The latest visit of all data so far.
    pub last_visit: Option<Day>,
}

/// Somebody who can have tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The rank.
    pub rank: Rank,
    /// Left, so gets no more.
    pub left: bool,
}

/// How many days a step takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    days: [u16; 9],
}

impl Default for Deadlines {
    /// Our own proposal, save for the watch and the thanks: call 3, visit 7, offer 7, return visit 14, introduction 7, watch 90; and
    /// from a new customer's visit thanks 0, call 2 (the course: within 3 days), invitation 7.
    fn default() -> Deadlines {
        Deadlines { days: [3, 7, 7, 14, 7, 90, 0, 2, 7] }
    }
}

impl Deadlines {
    /// The deadline of a step that begins on this day.
    pub fn due(&self, step: Step, from: Day) -> Day {
        from.plus(self.days[step as usize].into())
    }

    /// The deadline of a step after a new customer's visit; never before this day.
    pub fn after_visit(&self, step: Step, visit: Day, today: Day) -> Day {
        self.due(step, visit).max(today)
    }

    /// With so many days for a step.
    pub fn set(&mut self, step: Step, days: u16) {
        self.days[step as usize] = days;
    }
}

/// What a change does to the store: tasks as they are afterwards, what is known now, and what happened, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Customers that are new or known better.
    pub known: Vec<Known>,
    /// People who joined, left or changed rank.
    pub people: Vec<Person>,
    /// Tasks that are new or changed, each once.
    pub tasks: Vec<Task>,
    /// What happened.
    pub entries: Vec<Entry>,
}
