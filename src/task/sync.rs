//! The weekly cycle: from what the store holds and what the data says to what changes. The rules are told in [`super`].

use super::act::give_customer;
use super::desk::Desk;
use super::{Changes, Deadlines, Entry, Kind, Known, Outcome, Person, Rank, Task, What, doer, steps};
use crate::date::Day;
use crate::level::Level;
use crate::money::Money;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A warning that asks for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The customer's id; the customer is one of [`Week::seen`].
    pub customer: String,
    /// How urgent.
    pub level: Level,
    /// What is at stake.
    pub stake: Money,
    /// The rules that fired, by their names for programs, separated by spaces.
    pub why: String,
    /// A deadline of the warning's own; else that of the step.
    pub due: Option<Day>,
}

/// What the data of a week says.
#[derive(Clone, Debug)]
pub struct Week {
    /// From which day.
    pub as_of: Day,
    /// The warnings, in any order.
    pub wanted: Vec<Wanted>,
    /// Important customers and those with a warning or an open task, in any order. The advisor is the column's.
    pub seen: Vec<Known>,
    /// Everybody who can have tasks, where an owner file says so: who is missing has left.
    pub people: Option<Vec<Person>>,
    /// Customers' advisors, as an owner file says.
    pub advisors: BTreeMap<String, String>,
}

/// What the store holds.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// All open tasks, and every closed follow-up of a customer's present spell or a later one; more do no harm.
    pub tasks: Vec<Task>,
    /// The number of the next task.
    pub next: i64,
    /// All customers.
    pub known: Vec<Known>,
    /// All people.
    pub people: Vec<Person>,
}

/// What one sync did, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Follow-ups made.
    pub made: u64,
    /// Tasks whose warning rose.
    pub raised: u64,
    /// Tasks that went one rank up.
    pub escalated: u64,
    /// Follow-ups closed because the customer is back.
    pub returned: u64,
    /// Watches that are over.
    pub ended: u64,
    /// Handovers made or given to somebody else.
    pub handovers: u64,
    /// Warnings that needed nothing.
    pub unchanged: u64,
    /// Tasks that are open now, watches among them.
    pub open: u64,
    /// Those past their deadline all the same: they have been up a rank before, or are at the highest.
    pub overdue: u64,
}

/// What changes in this week.
pub fn sync(book: Book, week: Week, deadlines: Deadlines) -> (Changes, Counts) {
    let mut known: HashMap<String, Known> = book.known.into_iter().map(|known| (known.id.clone(), known)).collect();
    let people = staff(&book.people, week.people.as_deref());
    let mut desk = Desk::new(book.tasks, book.next, &people, deadlines, week.as_of);
    let gone = note_people(&mut desk, &book.people, &people);
    let stale = see(&mut desk, &mut known, &week, &people);
    change_advisors(&mut desk, &mut known, &week.advisors, &gone);
    close_returned(&mut desk, &known);
    for place in 0..desk.tasks().len() {
        if desk.tasks()[place].is_overdue(week.as_of) {
            desk.escalate(place);
        }
    }
    let (wanted, old): (Vec<_>, Vec<_>) = week.wanted.into_iter().partition(|want| !stale.contains(&want.customer));
    let unchanged = warn(&mut desk, &known, wanted) + old.len() as u64;
    let counts = count(&desk, unchanged);
    let mut changes = desk.finish();
    changes.entries.push(Entry::new(week.as_of, What::Synced));
    // A customer may have been seen and got an advisor: what is known last holds.
    let mut latest: BTreeMap<String, Known> = BTreeMap::new();
    latest.extend(changes.known.drain(..).map(|known| (known.id.clone(), known)));
    changes.known = latest.into_values().collect();
    (changes, counts)
}

/// Everybody, with who has left marked so. Without a new file all stays as it is.
fn staff(before: &[Person], file: Option<&[Person]>) -> Vec<Person> {
    let Some(file) = file else { return before.to_vec() };
    let names: HashSet<&str> = file.iter().map(|person| person.name.as_str()).collect();
    let gone = before.iter().filter(|person| !names.contains(person.name.as_str()));
    let mut people: Vec<Person> = gone.map(|person| Person { left: true, ..person.clone() }).chain(file.iter().cloned()).collect();
    people.sort_by(|a, b| a.name.cmp(&b.name));
    people
}

/// Writes down who joined, left or changed rank; the names of those who have just left.
fn note_people(desk: &mut Desk, before: &[Person], now: &[Person]) -> HashSet<String> {
    let mut gone = HashSet::new();
    for person in now.iter().filter(|person| !before.contains(person)) {
        let what = if person.left { What::Left } else { What::Joined };
        desk.write(Entry { rank: Some(person.rank), owner: Some(person.name.clone()), ..Entry::new(desk.day, what) });
        desk.person(person.clone());
        if person.left {
            gone.insert(person.name.clone());
        }
    }
    gone
}

/// Puts together what was known of customers and what the data says; whom the store knows better, by a later visit.
fn see(desk: &mut Desk, known: &mut HashMap<String, Known>, week: &Week, people: &[Person]) -> HashSet<String> {
    let mut stale = HashSet::new();
    let left: HashSet<&str> = people.iter().filter(|person| person.left).map(|person| person.name.as_str()).collect();
    for seen in &week.seen {
        let column = seen.advisor.clone().filter(|advisor| !left.contains(advisor.as_str()));
        let now = match known.get(&seen.id) {
            None => Known { advisor: column, ..seen.clone() },
            // An old file does not unsay what a newer one said.
            Some(before) if seen.last_visit < before.last_visit => {
                stale.insert(seen.id.clone());
                continue;
            }
            Some(before) => Known {
                name: seen.name.clone().or(before.name.clone()),
                phone: seen.phone.clone().or(before.phone.clone()),
                advisor: before.advisor.clone().or(column),
                ..seen.clone()
            },
        };
        if known.get(&seen.id) != Some(&now) {
            desk.know(now.clone());
            known.insert(seen.id.clone(), now);
        }
    }
    stale
}

/// Customers whose advisor is another now, by an owner file or because theirs has left; then the other tasks of who left.
fn change_advisors(desk: &mut Desk, known: &mut HashMap<String, Known>, advisors: &BTreeMap<String, String>, gone: &HashSet<String>) {
    let has_gone = |advisor: &Option<String>| advisor.as_ref().is_some_and(|advisor| gone.contains(advisor));
    let mut moved: Vec<String> = advisors
        .iter()
        .filter(|(id, advisor)| known.get(*id).is_some_and(|k| k.advisor.as_ref() != Some(*advisor)))
        .map(|(id, _)| id.clone())
        .collect();
    if !gone.is_empty() {
        moved.extend(known.values().filter(|k| has_gone(&k.advisor) && !advisors.contains_key(&k.id)).map(|k| k.id.clone()));
    }
    moved.sort_unstable();
    for id in moved {
        if let Some(customer) = known.get_mut(&id) {
            let advisor = advisors.get(&id).cloned().or_else(|| desk.pool.give(Rank::Advisor));
            give_customer(desk, customer, advisor.clone());
            customer.advisor = advisor;
        }
    }
    for place in 0..desk.tasks().len() {
        let task = &desk.tasks()[place];
        if task.is_open() && has_gone(&task.owner) {
            let owner = desk.pool.give(task.rank);
            desk.change(place, What::Assigned, |task| task.owner = owner);
        }
    }
}

/// Who is back, and which watches are over.
fn close_returned(desk: &mut Desk, known: &HashMap<String, Known>) {
    for place in 0..desk.tasks().len() {
        let task = &desk.tasks()[place];
        let Some(customer) = known.get(&task.customer).filter(|_| task.is_open()) else { continue };
        match task.kind() {
            Kind::FollowUp if customer.last_visit > task.last_visit => {
                if let Some(visit) = customer.last_visit {
                    desk.back(place, What::Returned, visit, customer.advisor.as_deref(), None);
                }
            }
            Kind::Watch if desk.day > task.due => {
                desk.change(place, What::Ended, |task| task.outcome = Some(Outcome::Kept));
            }
            _ => {}
        }
    }
}

/// Raises the tasks of warnings, and makes those that are missing; how many warnings needed nothing.
fn warn(desk: &mut Desk, known: &HashMap<String, Known>, mut wanted: Vec<Wanted>) -> u64 {
    wanted.sort_by(|a, b| (Reverse(a.level), Reverse(a.stake), &a.customer).cmp(&(Reverse(b.level), Reverse(b.stake), &b.customer)));
    wanted.dedup_by(|a, b| a.customer == b.customer);
    let settled = settled(desk);
    let mut unchanged = 0;
    let (mut theirs, mut nobodys) = (Vec::new(), Vec::new());
    for want in wanted {
        let Some(customer) = known.get(&want.customer) else { continue };
        match desk.open(&want.customer, Kind::FollowUp) {
            Some(place) => unchanged += u64::from(!renew(desk, place, want)),
            None if settled.get(&want.customer).is_some_and(|until| customer.last_visit <= *until) => unchanged += 1,
            None => {
                // Those with an advisor of their own first, so that the rest is spread around them.
                let own = customer.advisor.is_some() && doer(want.level) == Rank::Advisor;
                if own { &mut theirs } else { &mut nobodys }.push((want, customer));
            }
        }
    }
    let mut owners: HashMap<String, Option<String>> = HashMap::new();
    for (want, customer) in theirs.iter().chain(&nobodys) {
        owners.insert(want.customer.clone(), desk.owner(doer(want.level), customer.advisor.as_deref()));
    }
    let mut missing: Vec<_> = theirs.into_iter().chain(nobodys).collect();
    missing.sort_by(|(a, _), (b, _)| {
        (Reverse(a.level), Reverse(a.stake), &a.customer).cmp(&(Reverse(b.level), Reverse(b.stake), &b.customer))
    });
    for (want, customer) in missing {
        let owner = owners.remove(&want.customer).flatten();
        let place = desk.make(&want.customer, Some(want.level), steps(want.level)[0], doer(want.level), owner);
        desk.change(place, What::Made, |task| {
            task.due = want.due.unwrap_or(task.due);
            (task.why, task.stake, task.last_visit) = (want.why, Some(want.stake), customer.last_visit);
        });
    }
    unchanged
}

/// Up to which last visit a customer gets no follow-up: it was declined, or is closed as returned while the watch lasts.
fn settled(desk: &Desk) -> HashMap<String, Option<Day>> {
    let mut settled: HashMap<String, Option<Day>> = HashMap::new();
    for task in desk.tasks().iter().filter(|task| task.kind() == Kind::FollowUp) {
        let holds = match task.outcome {
            Some(Outcome::Declined) => true,
            Some(Outcome::Returned) => desk.open(&task.customer, Kind::Watch).is_some(),
            _ => false,
        };
        if holds {
            let until = settled.entry(task.customer.clone()).or_default();
            *until = (*until).max(task.last_visit);
        }
    }
    settled
}

/// An open task hears of its warning once more: higher, or for something new. Whether anything changed.
fn renew(desk: &mut Desk, place: usize, want: Wanted) -> bool {
    let task = &desk.tasks()[place];
    let before: Vec<&str> = task.why.split_whitespace().collect();
    let new: Vec<&str> = want.why.split_whitespace().filter(|rule| !before.contains(rule)).collect();
    let why = before.iter().chain(&new).copied().collect::<Vec<_>>().join(" ");
    let (is_new, stake) = (!new.is_empty(), Some(want.stake));
    if Some(want.level) > task.level {
        desk.raise(place, want.level, want.due, |task| (task.why, task.stake) = (why, stake));
        return true;
    }
    if is_new {
        let due = want.due.map_or(task.due, |due| due.min(task.due));
        desk.change(place, What::Raised, |task| (task.why, task.stake, task.due) = (why, stake, due));
    }
    is_new
}

fn count(desk: &Desk, unchanged: u64) -> Counts {
    let mut counts = Counts { unchanged, ..Counts::default() };
    for entry in desk.entries() {
        let is = |kind: Kind| entry.step.is_some_and(|step| step.kind() == kind);
        match entry.what {
            What::Made if is(Kind::FollowUp) => counts.made += 1,
            What::Made | What::Renewed if is(Kind::Handover) => counts.handovers += 1,
            What::Raised => counts.raised += 1,
            What::Escalated => counts.escalated += 1,
            What::Returned => counts.returned += 1,
            What::Ended => counts.ended += 1,
            _ => {}
        }
    }
    for task in desk.tasks().iter().filter(|task| task.is_open()) {
        counts.open += 1;
        counts.overdue += u64::from(task.is_overdue(desk.day));
    }
    counts
}
