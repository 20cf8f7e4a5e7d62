//! Tasks laid out to be changed: what happens to them is written down as it is done, so that no change goes without its entry.

use super::owners::Pool;
use super::sync::Wanted;
use super::{Changes, Deadlines, Entry, Kind, Known, Outcome, Person, Reason, Step, Task, What, steps};
use crate::date::Day;
use crate::level::{Level, Rank};
use std::collections::HashMap;

/// Tasks, and what is done to them on one day.
pub struct Desk {
    /// The day.
    pub day: Day,
    /// How long steps take.
    pub deadlines: Deadlines,
    /// Who can have tasks.
    pub pool: Pool,
    tasks: Vec<Task>,
    touched: Vec<bool>,
    open: HashMap<String, [Option<usize>; Kind::ALL.len()]>,
    next: i64,
    changes: Changes,
}

/// A task on the desk.
pub type Place = usize;

impl Desk {
    /// These tasks on the desk; new ones are numbered from `next`.
    pub fn new(tasks: Vec<Task>, next: i64, people: &[Person], deadlines: Deadlines, day: Day) -> Desk {
        let pool = Pool::new(people, &tasks);
        let mut desk = Desk {
            day,
            deadlines,
            pool,
            touched: vec![false; tasks.len()],
            open: HashMap::with_capacity(tasks.len()),
            tasks: Vec::new(),
            next,
            changes: Changes::default(),
        };
        for (place, task) in tasks.iter().enumerate().filter(|(_, task)| task.is_open()) {
            desk.open.entry(task.customer.clone()).or_default()[task.kind() as usize] = Some(place);
        }
        Desk { tasks, ..desk }
    }

    /// All tasks.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// What has happened so far.
    pub fn entries(&self) -> &[Entry] {
        &self.changes.entries
    }

    /// The customer's open task of this kind.
    pub fn open(&self, customer: &str, kind: Kind) -> Option<Place> {
        self.open.get(customer)?[kind as usize]
    }

    /// Changes a task and writes down what happened.
    pub fn change(&mut self, place: Place, what: What, change: impl FnOnce(&mut Task)) -> &mut Entry {
        let task = &mut self.tasks[place];
        change(task);
        if !task.is_open()
            && let Some(open) = self.open.get_mut(&task.customer)
        {
            open[task.step.kind() as usize] = None;
        }
        self.touched[place] = true;
        let entry = task.entry(self.day, what);
        self.write(entry)
    }

    /// Writes down what happened to no task.
    pub fn write(&mut self, entry: Entry) -> &mut Entry {
        self.changes.entries.push(entry);
        let last = self.changes.entries.len() - 1;
        &mut self.changes.entries[last]
    }

    /// A customer is known better now.
    pub fn know(&mut self, known: Known) {
        self.changes.known.push(known);
    }

    /// Somebody joined, left or has another rank.
    pub fn person(&mut self, person: Person) {
        self.changes.people.push(person);
    }

    /// A new task that begins with this step today; who makes it writes down that it was made.
    pub fn make(&mut self, customer: &str, level: Option<Level>, step: Step, rank: Rank, owner: Option<String>) -> Place {
        let place = self.tasks.len();
        self.tasks.push(Task {
            id: self.next,
            customer: customer.to_owned(),
            made: self.day,
            level,
            step,
            rank,
            owner,
            due: self.deadlines.due(step, self.day),
            escalated: false,
            outcome: None,
            reason: None,
            why: String::new(),
            action: None,
            stake: None,
            last_visit: None,
        });
        self.touched.push(true);
        self.next += 1;
        self.open.entry(customer.to_owned()).or_default()[step.kind() as usize] = Some(place);
        place
    }

    /// Who gets a task of this rank: an advisor's the customer's own advisor, else whose turn it is.
    pub fn owner(&mut self, rank: Rank, advisor: Option<&str>) -> Option<String> {
        match advisor.filter(|_| rank == Rank::Advisor) {
            Some(advisor) => {
                self.pool.count(advisor);
                Some(advisor.to_owned())
            }
            None => self.pool.give(rank),
        }
    }

    /// One rank up, with a new deadline; nothing at the highest rank or where this step has been up already.
    pub fn escalate(&mut self, place: Place) {
        let task = &self.tasks[place];
        let Some(up) = task.rank.up().filter(|_| !task.escalated) else { return };
        let (owner, due) = (self.pool.give(up), self.deadlines.due(task.step, self.day));
        self.change(place, What::Escalated, |task| {
            (task.rank, task.owner, task.due, task.escalated) = (up, owner, due, true);
        });
    }

    /// The steps of a higher level, from the first.
    pub fn raise(&mut self, place: Place, want: &Wanted, update: impl FnOnce(&mut Task)) {
        let first = steps(want.level)[0];
        let Task { rank, owner, .. } = self.tasks[place].clone();
        let (rank, owner) = match (&want.owner, want.rank > rank) {
            (_, false) => (rank, owner),
            (Some(owner), true) => {
                self.pool.count(owner);
                (want.rank, Some(owner.clone()))
            }
            (None, true) => (want.rank, self.pool.give(want.rank)),
        };
        let due = want.due.unwrap_or(self.deadlines.due(first, self.day));
        self.change(place, What::Raised, |task| {
            (task.level, task.step, task.rank, task.owner, task.due, task.escalated) = (Some(want.level), first, rank, owner, due, false);
            update(task);
        });
    }

    /// The follow-up is over because the customer came on this day: a watch, unless its time has passed already. What was
    /// told with it is for the caller to add to the entry.
    pub fn back(&mut self, place: Place, what: What, visit: Day, advisor: Option<&str>, reason: Option<Reason>) -> &mut Entry {
        let at = self.changes.entries.len();
        self.change(place, what, |task| {
            task.outcome = Some(Outcome::Returned);
            task.reason = reason.or(task.reason);
        });
        let until = self.deadlines.due(Step::Care, visit);
        if until >= self.day {
            let Task { customer, level, rank, owner, .. } = self.tasks[place].clone();
            match self.open(&customer, Kind::Watch) {
                Some(watch) => {
                    self.change(watch, What::Renewed, |task| (task.due, task.last_visit) = (until, Some(visit)));
                }
                None => {
                    // Whoever won the customer back keeps an eye on them where there is no advisor.
                    let (rank, owner) = advisor.map_or((rank, owner), |advisor| (Rank::Advisor, Some(advisor.to_owned())));
                    let watch = self.make(&customer, level, Step::Care, rank, owner);
                    self.change(watch, What::Made, |task| (task.due, task.last_visit) = (until, Some(visit)));
                }
            }
        }
        &mut self.changes.entries[at]
    }

    /// An important customer has another advisor, who introduces himself.
    pub fn hand_over(&mut self, customer: &str, advisor: Option<&str>) {
        match self.open(customer, Kind::Handover) {
            Some(place) => {
                let (owner, due) = (self.owner(Rank::Advisor, advisor), self.deadlines.due(Step::Introduce, self.day));
                self.change(place, What::Renewed, |task| {
                    (task.rank, task.owner, task.due, task.escalated) = (Rank::Advisor, owner, due, false);
                });
            }
            None => {
                let owner = self.owner(Rank::Advisor, advisor);
                let place = self.make(customer, None, Step::Introduce, Rank::Advisor, owner);
                self.change(place, What::Made, |_| ());
            }
        }
    }

    /// Everything that was done.
    pub fn finish(mut self) -> Changes {
        let touched = self.tasks.into_iter().zip(self.touched).filter(|(_, touched)| *touched);
        self.changes.tasks = touched.map(|(task, _)| task).collect();
        self.changes
    }
}
