//! The weekly cycle: from what the store holds and what the data says to what changes. The rules are told in [`super`].

use super::act::give_customer;
use super::desk::Desk;
use super::{Changes, Deadlines, Entry, Kind, Known, Outcome, Person, Rank, Step, Task, What, steps};
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
    /// The rank that takes it up.
    pub rank: Rank,
    /// Who takes it up, where the user named somebody for such warnings; else the customer's advisor or whose turn it is.
    pub owner: Option<String>,
    /// What is at stake.
    pub stake: Money,
    /// The rules that fired, by their names for programs, separated by spaces.
    pub why: String,
    /// What to do, where the user said so in words of their own.
    pub action: Option<String>,
    /// A deadline of the warning's own; else that of the step.
    pub due: Option<Day>,
}

/// A new customer who was here a short time ago: a welcome is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// The customer's id; the customer is one of [`Week::seen`], with the day of the visit.
    pub customer: String,
    /// What they have brought so far.
    pub stake: Money,
    /// The rule that says so, by its name for programs.
    pub why: String,
    /// What to do, where the user said so in words of their own.
    pub action: Option<String>,
}

/// What the data of a week says.
#[derive(Clone, Debug)]
pub struct Week {
    /// From which day.
    pub as_of: Day,
    /// The warnings, in any order.
    pub wanted: Vec<Wanted>,
    /// New customers who were here a short time ago, in any order.
    pub new: Vec<Newcomer>,
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
    /// All open tasks, every closed welcome, and every closed follow-up of a customer's present spell or a later one; more do no
    /// harm.
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
    /// Welcomes made, or begun anew.
    pub welcomes: u64,
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
        let task = &desk.tasks()[place];
        // A welcome for a visit that another has followed is not late: it begins anew, or is over. So it is where a warning comes.
        let is_over = || has_come_again(&known, task) || week.wanted.iter().any(|want| want.customer == task.customer);
        if task.is_overdue(week.as_of) && !(task.kind() == Kind::Welcome && is_over()) {
            desk.escalate(place);
        }
    }
    let (wanted, old): (Vec<_>, Vec<_>) = week.wanted.into_iter().partition(|want| !stale.contains(&want.customer));
    let unchanged = warn(&mut desk, &known, wanted) + old.len() as u64;
    let unchanged = welcome(&mut desk, &known, week.new.into_iter().filter(|new| !stale.contains(&new.customer)).collect()) + unchanged;
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
        // Whoever is seen for the first time changes nobody, whatever the column says beside an owner file.
        let column = seen.advisor.clone().filter(|advisor| !left.contains(advisor.as_str()));
        let column = week.advisors.get(&seen.id).cloned().or(column);
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
                let own = want.owner.is_some() || customer.advisor.is_some() && want.rank == Rank::Advisor;
                if own { &mut theirs } else { &mut nobodys }.push((want, customer));
            }
        }
    }
    let mut owners: HashMap<String, Option<String>> = HashMap::new();
    for (want, customer) in theirs.iter().chain(&nobodys) {
        let owner = want.owner.clone().inspect(|owner| desk.pool.count(owner));
        owners.insert(want.customer.clone(), owner.or_else(|| desk.owner(want.rank, customer.advisor.as_deref())));
    }
    let mut missing: Vec<_> = theirs.into_iter().chain(nobodys).collect();
    missing.sort_by(|(a, _), (b, _)| {
        (Reverse(a.level), Reverse(a.stake), &a.customer).cmp(&(Reverse(b.level), Reverse(b.stake), &b.customer))
    });
    for (want, customer) in missing {
        let owner = owners.remove(&want.customer).flatten();
        let place = desk.make(&want.customer, Some(want.level), steps(want.level)[0], want.rank, owner);
        desk.change(place, What::Made, |task| {
            task.due = want.due.unwrap_or(task.due);
            task.action = want.action;
            (task.why, task.stake, task.last_visit) = (want.why, Some(want.stake), customer.last_visit);
        });
    }
    unchanged
}

/// Makes the welcomes of new customers who were here, and closes those that are over or give way to a follow-up; how many needed
/// nothing.
fn welcome(desk: &mut Desk, known: &HashMap<String, Known>, mut new: Vec<Newcomer>) -> u64 {
    new.sort_by(|a, b| a.customer.cmp(&b.customer));
    new.dedup_by(|a, b| a.customer == b.customer);
    let mut welcomed: HashMap<String, Option<Day>> = HashMap::new();
    for task in desk.tasks().iter().filter(|task| task.kind() == Kind::Welcome && !task.is_open()) {
        let last = welcomed.entry(task.customer.clone()).or_default();
        *last = (*last).max(task.last_visit);
    }
    let mut unchanged = 0;
    for one in new {
        let Some((customer, visit)) = known.get(&one.customer).and_then(|known| Some((known, known.last_visit?))) else { continue };
        // Thanks are for two hours.
        let first = if visit == desk.day { Step::Thanks } else { Step::CheckUp };
        let due = desk.deadlines.after_visit(first, visit, desk.day);
        let begin = |task: &mut Task| {
            (task.step, task.due, task.escalated, task.last_visit) = (first, due, false, Some(visit));
            (task.why, task.stake, task.action) = (one.why, Some(one.stake), one.action);
        };
        if desk.open(&one.customer, Kind::FollowUp).is_some() {
            unchanged += 1; // whoever follows a warning up calls anyway
            continue;
        }
        match desk.open(&one.customer, Kind::Welcome) {
            Some(place) if desk.tasks()[place].last_visit < Some(visit) => {
                let Task { rank, owner, .. } = desk.tasks()[place].clone();
                let owner = if rank == Rank::Advisor { owner } else { desk.owner(Rank::Advisor, customer.advisor.as_deref()) };
                desk.change(place, What::Renewed, |task| {
                    (task.rank, task.owner) = (Rank::Advisor, owner);
                    begin(task);
                });
            }
            Some(_) => unchanged += 1,
            None if desk.open(&one.customer, Kind::Watch).is_some() => unchanged += 1,
            None if welcomed.get(&one.customer).is_some_and(|last| *last >= Some(visit)) => unchanged += 1,
            None => {
                let owner = desk.owner(Rank::Advisor, customer.advisor.as_deref());
                let place = desk.make(&one.customer, None, first, Rank::Advisor, owner);
                desk.change(place, What::Made, begin);
            }
        }
    }
    for place in 0..desk.tasks().len() {
        let task = &desk.tasks()[place];
        let is_over = has_come_again(known, task) || desk.open(&task.customer, Kind::FollowUp).is_some();
        if task.is_open() && task.kind() == Kind::Welcome && is_over {
            desk.change(place, What::Closed, |task| task.outcome = Some(Outcome::Reached));
        }
    }
    unchanged
}

/// The customer has been here since the visit that the task began with.
fn has_come_again(known: &HashMap<String, Known>, task: &Task) -> bool {
    known.get(&task.customer).is_some_and(|customer| customer.last_visit > task.last_visit)
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
        desk.raise(place, &want, |task| (task.why, task.stake, task.action) = (why, stake, want.action.clone()));
        return true;
    }
    if is_new {
        let due = want.due.map_or(task.due, |due| due.min(task.due));
        desk.change(place, What::Raised, |task| (task.why, task.stake, task.due, task.action) = (why, stake, due, want.action));
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
            What::Made | What::Renewed if is(Kind::Welcome) => counts.welcomes += 1,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::act::{Told, done};
    use crate::task::{Event, Reason};
    use proptest::prelude::*;

    /// The store as it would be, and everything that happened.
    #[derive(Clone, Default)]
    struct Shelf {
        book: Book,
        events: Vec<Event>,
    }

    impl Shelf {
        fn keep(&mut self, changes: Changes) {
            for person in changes.people {
                self.book.people.retain(|other| other.name != person.name);
                self.book.people.push(person);
            }
            for known in changes.known {
                self.book.known.retain(|other| other.id != known.id);
                self.book.known.push(known);
            }
            for task in changes.tasks {
                self.book.next = self.book.next.max(task.id + 1);
                self.book.tasks.retain(|other| other.id != task.id);
                self.book.tasks.push(task);
            }
            self.book.tasks.sort_by_key(|task| task.id);
            for entry in changes.entries {
                let id = self.events.len() as i64 + 1;
                self.events.push(Event { id, at: String::new(), actor: "test".into(), entry });
            }
        }

        fn sync(&mut self, week: Week) -> Counts {
            self.book.next = self.book.next.max(1);
            let (changes, counts) = sync(self.book.clone(), week, Deadlines::default());
            self.keep(changes);
            counts
        }

        fn done(&mut self, id: i64, result: Outcome, as_of: &str) {
            let book = self.book.clone();
            let advisor = book.known.iter().find(|known| known.id == self.task(id).customer).and_then(|known| known.advisor.clone());
            let mut desk = Desk::new(book.tasks, book.next, &book.people, Deadlines::default(), day(as_of));
            let place = desk.tasks().iter().position(|task| task.id == id).unwrap();
            let told = Told { result, reason: Some(Reason::Wait), cost: None, value: None, note: None };
            done(&mut desk, place, &told, advisor.as_deref()).unwrap();
            self.keep(desk.finish());
        }

        fn task(&self, id: i64) -> &Task {
            self.book.tasks.iter().find(|task| task.id == id).unwrap()
        }

        /// Level, step, rank, owner, deadline, and how it ended.
        fn line(&self, id: i64) -> String {
            let task = self.task(id);
            let level = task.level.map_or("-", Level::slug);
            let (owner, end) = (task.owner.as_deref().unwrap_or("-"), task.outcome.map_or("open", Outcome::slug));
            format!("{level} {} {} {owner} {} {end}", task.step.slug(), task.rank.slug(), task.due)
        }

        fn happened(&self, id: i64) -> Vec<&'static str> {
            self.events.iter().filter(|event| event.entry.task == Some(id)).map(|event| event.entry.what.slug()).collect()
        }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn seen(id: &str, visit: &str, advisor: Option<&str>) -> Known {
        Known {
            id: id.into(),
            name: None,
            phone: None,
            segment: None,
            important: true,
            advisor: advisor.map(str::to_owned),
            last_visit: Some(day(visit)),
        }
    }

    fn want(customer: &str, level: Level, stake: i64) -> Wanted {
        let rank = if level == Level::Red { Rank::Manager } else { Rank::Advisor };
        let (customer, stake, why) = (customer.into(), Money::from_units(stake), "days".into());
        Wanted { customer, level, rank, owner: None, stake, why, action: None, due: None }
    }

    fn week(as_of: &str, wanted: &[Wanted], seen: &[Known]) -> Week {
        Week { as_of: day(as_of), wanted: wanted.to_vec(), new: Vec::new(), seen: seen.to_vec(), people: None, advisors: BTreeMap::new() }
    }

    fn person(name: &str, rank: Rank) -> Person {
        Person { name: name.into(), rank, left: false }
    }

    fn staff_of_five() -> Vec<Person> {
        vec![
            person("Ada", Rank::Advisor),
            person("Ben", Rank::Advisor),
            person("Mia", Rank::Manager),
            person("Max", Rank::Manager),
            person("Dora", Rank::Director),
        ]
    }

    /// One customer from the first warning to the day she is back, week by week. Her last visit: 2026-01-01, so that
    /// 90 days later is 2026-04-01, 120 days 2026-05-01, 180 days 2026-06-30.
    #[test]
    fn a_case_week_by_week() {
        let mut shelf = Shelf::default();
        let ann = [seen("ann", "2026-01-01", Some("Ada"))];
        let yellow = [want("ann", Level::Yellow, 900)];
        let first = Week { people: Some(staff_of_five()), ..week("2026-04-06", &yellow, &ann) };
        let counts = shelf.sync(first.clone());
        assert_eq!((counts.made, counts.open, counts.unchanged), (1, 1, 0));
        assert_eq!(shelf.line(1), "yellow call advisor Ada 2026-04-09 open"); // three days for a call
        // The same week again: nothing.
        let before = shelf.book.tasks.clone();
        let counts = shelf.sync(first);
        assert_eq!((counts.made, counts.escalated, counts.unchanged), (0, 0, 1));
        assert_eq!(shelf.book.tasks, before);
        // Nobody called by the 9th: to a manager, of two with nothing to do the first by name.
        assert_eq!(shelf.sync(week("2026-04-13", &yellow, &ann)).escalated, 1);
        assert_eq!(shelf.line(1), "yellow call manager Max 2026-04-16 open");
        // Missed again: once per step.
        let counts = shelf.sync(week("2026-04-20", &yellow, &ann));
        assert_eq!((counts.escalated, counts.overdue), (0, 1));
        // He calls, in vain, then speaks to her: now she is expected within two weeks.
        shelf.done(1, Outcome::NoAnswer, "2026-04-21");
        assert_eq!(shelf.line(1), "yellow call manager Max 2026-04-16 open");
        shelf.done(1, Outcome::Reached, "2026-04-22");
        assert_eq!(shelf.line(1), "yellow return manager Max 2026-05-06 open");
        // She has not come by the 6th, and is at orange: first a rank up for the missed step, then a visit.
        let orange = [want("ann", Level::Orange, 900)];
        let counts = shelf.sync(week("2026-05-11", &orange, &ann));
        assert_eq!((counts.escalated, counts.raised), (1, 1));
        assert_eq!(shelf.line(1), "orange visit director Dora 2026-05-18 open");
        // The data of the week after has a visit on the 15th: won back, and on watch for 90 days from then, by her advisor.
        let back = [seen("ann", "2026-05-15", Some("Ada"))];
        assert_eq!(shelf.sync(week("2026-05-18", &[], &back)).returned, 1);
        assert_eq!(shelf.line(1), "orange visit director Dora 2026-05-18 returned");
        assert_eq!(shelf.line(2), "orange care advisor Ada 2026-08-13 open");
        // The watch is no duty: it is not late, but over the day after.
        assert_eq!(shelf.sync(week("2026-08-13", &[], &back)).ended, 0);
        assert_eq!(shelf.sync(week("2026-08-14", &[], &back)).ended, 1);
        assert_eq!(shelf.line(2), "orange care advisor Ada 2026-08-13 kept");
        assert_eq!(shelf.happened(1), ["made", "escalated", "tried", "moved", "escalated", "raised", "returned"]);
        assert_eq!(shelf.happened(2), ["made", "ended"]);
        // Silent once more: a new spell, a new task.
        assert_eq!(shelf.sync(week("2026-08-17", &yellow, &back)).made, 1);
        assert_eq!(shelf.line(3), "yellow call advisor Ada 2026-08-20 open");
    }

    #[test]
    fn the_win_back_case_has_four_steps_and_the_manager_takes_it() {
        let mut shelf = Shelf::default();
        let bob = [seen("bob", "2026-01-01", Some("Ada"))];
        shelf.sync(Week { people: Some(staff_of_five()), ..week("2026-07-06", &[want("bob", Level::Red, 5)], &bob) });
        assert_eq!(shelf.line(1), "red call manager Max 2026-07-09 open");
        for (on, then) in [
            ("2026-07-07", "red visit manager Max 2026-07-14 open"),
            ("2026-07-10", "red offer manager Max 2026-07-17 open"),
            ("2026-07-12", "red return manager Max 2026-07-26 open"),
            ("2026-07-20", "red return manager Max 2026-07-26 open"), // a talk more; the return is still to come
        ] {
            shelf.done(1, Outcome::Reached, on);
            assert_eq!(shelf.line(1), then);
        }
        shelf.done(1, Outcome::Returned, "2026-07-24");
        assert_eq!(
            (shelf.line(1), shelf.line(2)),
            ("red return manager Max 2026-07-26 returned".into(), "red care advisor Ada 2026-10-22 open".into())
        );
        // The data does not have the visit yet: no second task.
        let counts = shelf.sync(week("2026-07-27", &[want("bob", Level::Red, 5)], &bob));
        assert_eq!((counts.made, counts.unchanged), (0, 1));
        // When it has, the watch stays as it is.
        let counts = shelf.sync(week("2026-08-03", &[], &[seen("bob", "2026-07-24", None)]));
        assert_eq!((counts.returned, counts.open), (0, 1));
    }

    #[test]
    fn a_level_rises_and_never_falls() {
        let mut shelf = Shelf::default();
        let cat = [seen("cat", "2026-01-01", None)];
        shelf.sync(week("2026-04-06", &[want("cat", Level::Red, 5)], &cat));
        assert_eq!(shelf.line(1), "red call manager - 2026-04-09 open"); // nobody is known: the rank has it
        shelf.sync(week("2026-04-07", &[want("cat", Level::Orange, 5)], &cat));
        assert_eq!(shelf.line(1), "red call manager - 2026-04-09 open");
        // A complaint: another rule, with a deadline of a day.
        let complaint = Wanted { why: "days complaint".into(), due: Some(day("2026-04-08")), ..want("cat", Level::Red, 5) };
        assert_eq!(shelf.sync(week("2026-04-07", std::slice::from_ref(&complaint), &cat)).raised, 1);
        assert_eq!(shelf.line(1), "red call manager - 2026-04-08 open");
        // It is there the week after still, and says nothing new.
        assert_eq!(shelf.sync(week("2026-04-08", &[complaint], &cat)).raised, 0);
        assert_eq!(shelf.task(1).why, "days complaint");
    }

    #[test]
    fn who_declined_is_left_alone_until_the_next_visit() {
        let mut shelf = Shelf::default();
        let dan = [seen("dan", "2026-01-01", None)];
        shelf.sync(week("2026-04-06", &[want("dan", Level::Yellow, 5)], &dan));
        shelf.done(1, Outcome::Declined, "2026-04-07");
        assert_eq!(shelf.sync(week("2026-07-06", &[want("dan", Level::Red, 5)], &dan)).made, 0);
        assert_eq!(shelf.sync(week("2027-01-04", &[want("dan", Level::Yellow, 5)], &[seen("dan", "2026-10-01", None)])).made, 1);
    }

    #[test]
    fn an_old_file_unsays_nothing() {
        let mut shelf = Shelf::default();
        shelf.sync(week("2026-08-03", &[], &[seen("eve", "2026-08-01", None)]));
        let counts = shelf.sync(week("2026-06-01", &[want("eve", Level::Yellow, 5)], &[seen("eve", "2026-01-01", None)]));
        assert_eq!((counts.made, counts.unchanged), (0, 1));
        assert_eq!(shelf.book.known[0].last_visit, Some(day("2026-08-01")));
    }

    #[test]
    fn a_return_of_long_ago_needs_no_watch() {
        let mut shelf = Shelf::default();
        shelf.sync(week("2026-04-06", &[want("fay", Level::Yellow, 5)], &[seen("fay", "2026-01-01", None)]));
        // 91 days after the visit of the 10th of April.
        let counts = shelf.sync(week("2026-07-10", &[], &[seen("fay", "2026-04-10", None)]));
        assert_eq!((counts.returned, counts.open), (1, 0));
    }

    #[test]
    fn an_advisor_who_is_missing_in_the_new_list_hands_over() {
        let mut shelf = Shelf::default();
        let three = [
            seen("gus", "2026-06-01", Some("Ada")), // important, not silent
            seen("hal", "2026-01-01", Some("Ada")),
            Known { important: false, ..seen("ivy", "2026-01-01", Some("Ada")) },
        ];
        shelf.sync(Week { people: Some(staff_of_five()), ..week("2026-06-08", &[want("hal", Level::Orange, 5)], &three) });
        assert_eq!(shelf.line(1), "orange visit advisor Ada 2026-06-15 open");
        let without: Vec<Person> = staff_of_five().into_iter().filter(|person| person.name != "Ada").collect();
        let next = Week { people: Some(without), ..week("2026-06-09", &[want("hal", Level::Orange, 5)], &three) };
        let counts = shelf.sync(next.clone());
        assert_eq!((counts.handovers, counts.made), (2, 0)); // not ivy
        assert_eq!(shelf.line(1), "orange visit advisor Ben 2026-06-15 open"); // same deadline, other owner
        assert_eq!([2, 3].map(|id| shelf.task(id).customer.as_str()), ["gus", "hal"]);
        assert_eq!(shelf.line(2), "- introduce advisor Ben 2026-06-16 open");
        assert!(shelf.book.known.iter().all(|known| known.advisor.as_deref() == Some("Ben")));
        // Once: the column still says Ada.
        assert_eq!(shelf.sync(next).handovers, 0);
        assert!(shelf.book.known.iter().all(|known| known.advisor.as_deref() == Some("Ben")));
        // Nobody calls on gus in time.
        assert_eq!(shelf.sync(week("2026-06-17", &[], &three)).escalated, 3);
        assert_eq!(shelf.line(2), "- introduce manager Mia 2026-06-24 open"); // Max has the visit to hal
        shelf.done(2, Outcome::Reached, "2026-06-18");
        assert_eq!(shelf.line(2), "- introduce manager Mia 2026-06-24 reached");
    }

    #[test]
    fn an_owner_file_changes_advisors() {
        let mut shelf = Shelf::default();
        let two = [seen("jan", "2026-06-01", Some("Ada")), seen("kim", "2026-06-01", None)];
        shelf.sync(week("2026-06-08", &[], &two));
        let advisors: BTreeMap<_, _> = [("jan", "Ben"), ("kim", "Ben"), ("nobody", "Ben")].map(|(id, to)| (id.into(), to.into())).into();
        let file = Week { advisors, ..week("2026-06-09", &[], &two) };
        assert_eq!(shelf.sync(file.clone()).handovers, 1); // kim had nobody before
        assert_eq!((shelf.task(1).customer.as_str(), shelf.line(1).as_str()), ("jan", "- introduce advisor Ben 2026-06-16 open"));
        assert_eq!(shelf.sync(file).handovers, 0);
        // Seen for the first time beside an owner file, which goes before the column: nobody is handed over.
        let advisors: BTreeMap<_, _> = [("liv".to_owned(), "Ben".to_owned())].into();
        let new = Week { advisors, ..week("2026-06-10", &[], &[seen("liv", "2026-06-01", Some("Ada"))]) };
        assert_eq!(shelf.sync(new).handovers, 0);
        assert_eq!(shelf.book.known.last().and_then(|known| known.advisor.as_deref()), Some("Ben"));
    }

    #[test]
    fn tasks_are_spread_around_those_who_have_customers_of_their_own() {
        let mut shelf = Shelf::default();
        let own = (0..4).map(|n| seen(&format!("own{n}"), "2026-01-01", Some("Ada")));
        let free = (0..6).map(|n| seen(&format!("free{n}"), "2026-01-01", None));
        let all: Vec<Known> = own.chain(free).collect();
        let wanted: Vec<Wanted> = all.iter().map(|known| want(&known.id, Level::Yellow, 1)).collect();
        shelf.sync(Week { people: Some(staff_of_five()), ..week("2026-04-06", &wanted, &all) });
        let has = |owner: &str| shelf.book.tasks.iter().filter(|task| task.owner.as_deref() == Some(owner)).count();
        assert_eq!((has("Ada"), has("Ben")), (5, 5));
    }

    #[test]
    fn the_most_urgent_and_most_valuable_come_first() {
        let mut shelf = Shelf::default();
        let wanted = [want("a", Level::Yellow, 9), want("b", Level::Red, 1), want("c", Level::Red, 2), want("d", Level::Red, 2)];
        let all = ["a", "b", "c", "d"].map(|id| seen(id, "2026-01-01", None));
        shelf.sync(week("2026-04-06", &wanted, &all));
        assert_eq!(shelf.book.tasks.iter().map(|task| task.customer.as_str()).collect::<Vec<_>>(), ["c", "d", "b", "a"]);
    }

    fn newcomer(customer: &str) -> Newcomer {
        Newcomer { customer: customer.into(), stake: Money::from_units(5), why: "first-visits".into(), action: None }
    }

    /// A new customer: seen on the day of the visit, once more the next day, again after a second visit, and when no longer new.
    #[test]
    fn a_new_customer_is_welcomed_once_for_a_visit() {
        let mut shelf = Shelf::default();
        let with = |as_of: &str, visit: &str, new: bool| {
            let new = if new { vec![newcomer("a")] } else { Vec::new() };
            Week { new, ..week(as_of, &[], &[seen("a", visit, Some("Ada"))]) }
        };
        assert_eq!(shelf.sync(with("2026-04-06", "2026-04-06", true)).welcomes, 1);
        assert_eq!(shelf.line(1), "- thanks advisor Ada 2026-04-06 open");
        shelf.done(1, Outcome::Reached, "2026-04-06");
        assert_eq!(shelf.line(1), "- check-up advisor Ada 2026-04-08 open", "48 hours after the visit");
        let once = shelf.clone();
        let counts = shelf.sync(with("2026-04-07", "2026-04-06", true));
        assert_eq!((counts.welcomes, counts.unchanged, &shelf.book.tasks), (0, 1, &once.book.tasks));
        shelf.done(1, Outcome::Reached, "2026-04-07");
        assert_eq!(shelf.line(1), "- invite advisor Ada 2026-04-13 open");
        shelf.done(1, Outcome::Reached, "2026-04-08");
        assert_eq!(shelf.line(1), "- invite advisor Ada 2026-04-13 reached");
        assert_eq!(shelf.sync(with("2026-04-09", "2026-04-06", true)).welcomes, 0, "one visit, one welcome");
        // The second visit, seen three days later: the call is due at once; the third begins it anew.
        assert_eq!(shelf.sync(with("2026-05-04", "2026-05-01", true)).welcomes, 1);
        assert_eq!(shelf.line(2), "- check-up advisor Ada 2026-05-04 open");
        assert_eq!(shelf.sync(with("2026-05-05", "2026-05-05", true)).welcomes, 1);
        assert_eq!((shelf.line(2).as_str(), shelf.happened(2)), ("- thanks advisor Ada 2026-05-05 open", vec!["made", "renewed"]));
        // Nobody did it: one rank up, once. Then she comes a fourth time.
        assert_eq!(shelf.sync(with("2026-05-07", "2026-05-05", true)).escalated, 1);
        assert_eq!(shelf.line(2), "- thanks manager - 2026-05-07 open");
        shelf.sync(with("2026-06-01", "2026-05-30", false));
        assert_eq!((shelf.line(2).as_str(), shelf.book.tasks.len()), ("- thanks manager - 2026-05-07 reached", 2));
    }

    /// A new customer is to be welcomed, and then the first visit turns out to have been rated low: one task, the warning's. When she
    /// is told of for both at once, there is no welcome either.
    #[test]
    fn a_warning_takes_the_place_of_a_welcome() {
        let mut shelf = Shelf::default();
        let with = |as_of: &str, wanted: &[Wanted]| Week {
            new: vec![newcomer("a")],
            ..week(as_of, wanted, &[seen("a", "2026-04-06", Some("Ada"))])
        };
        assert_eq!(shelf.sync(with("2026-04-06", &[])).welcomes, 1);
        let counts = shelf.sync(with("2026-04-07", &[want("a", Level::Yellow, 5)]));
        assert_eq!((counts.made, counts.welcomes, counts.open), (1, 0, 1));
        assert_eq!((shelf.line(1).as_str(), shelf.book.tasks[1].kind()), ("- thanks advisor Ada 2026-04-06 reached", Kind::FollowUp));
        assert_eq!(shelf.sync(with("2026-04-08", &[want("a", Level::Yellow, 5)])).open, 1, "and it stays one");
        let mut shelf = Shelf::default();
        let counts = shelf.sync(with("2026-04-06", &[want("a", Level::Yellow, 5)]));
        assert_eq!((counts.made, counts.welcomes, counts.open), (1, 0, 1));
    }

    /// What happens in a week: for each of six customers a warning or none, a visit or none, a result or none.
    fn weeks() -> impl Strategy<Value = Vec<Vec<(u8, bool, u8)>>> {
        prop::collection::vec(prop::collection::vec((0..4_u8, prop::bool::weighted(0.15), 0..9_u8), 6), 1..9)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_happens(weeks in weeks(), people: bool) {
            let mut shelf = Shelf::default();
            let mut visits = [0; 6];
            for (number, happened) in weeks.iter().enumerate() {
                let today = day("2026-04-06").plus(7 * number as i32);
                for (customer, (_, visit, _)) in happened.iter().enumerate().filter(|(_, (_, visit, _))| *visit) {
                    _ = visit;
                    visits[customer] = 90 + 7 * number as i32;
                }
                let id = |customer: usize| format!("c{customer}");
                let all: Vec<Known> = (0..6).map(|c| Known { last_visit: Some(day("2026-01-06").plus(visits[c])), ..seen(&id(c), "2026-01-01", (c < 2).then_some("Ada")) }).collect();
                let wanted: Vec<Wanted> = happened.iter().enumerate().filter(|(_, (level, ..))| *level < 3).map(|(c, (level, ..))| want(&id(c), Level::ALL[usize::from(*level)], c as i64)).collect();
                let week = Week { people: people.then(staff_of_five), ..week(&today.to_string(), &wanted, &all) };
                shelf.sync(week.clone());
                let once = shelf.clone();
                // Twice is once, in any order.
                let mut turned = week;
                turned.wanted.reverse();
                turned.seen.reverse();
                shelf.sync(turned);
                prop_assert_eq!(&shelf.book.tasks, &once.book.tasks);
                prop_assert_eq!(shelf.events.len(), once.events.len() + 1);
                // Every warning has one open follow-up, or was declined, or is on watch.
                for want in &wanted {
                    let open = shelf.book.tasks.iter().filter(|task| task.customer == want.customer && task.kind() == Kind::FollowUp && task.is_open());
                    let open: Vec<_> = open.collect();
                    let settled = shelf.book.tasks.iter().any(|task| task.customer == want.customer && matches!(task.outcome, Some(Outcome::Declined | Outcome::Returned)));
                    prop_assert!(open.len() == 1 || (open.is_empty() && settled));
                    prop_assert!(open.iter().all(|task| task.level >= Some(want.level)));
                }
                // No customer has two open tasks of a kind.
                let mut kinds: Vec<_> = shelf.book.tasks.iter().filter(|task| task.is_open()).map(|task| (task.customer.clone(), task.kind())).collect();
                let all = kinds.len();
                kinds.sort();
                kinds.dedup();
                prop_assert_eq!(kinds.len(), all);
                // Results.
                for (c, (.., result)) in happened.iter().enumerate() {
                    let Some(result) = [Outcome::Reached, Outcome::NoAnswer, Outcome::Returned, Outcome::Declined].get(usize::from(*result)) else { continue };
                    let task = shelf.book.tasks.iter().find(|task| task.customer == id(c) && task.kind() == Kind::FollowUp && task.is_open());
                    if let Some(id) = task.map(|task| task.id) {
                        shelf.done(id, *result, &today.plus(2).to_string());
                    }
                }
                // The last event of each task holds the task, and the figures add up.
                for task in &shelf.book.tasks {
                    let last = shelf.events.iter().rfind(|event| event.entry.task == Some(task.id)).unwrap();
                    let now = task.entry(last.entry.day, last.entry.what);
                    prop_assert_eq!((now.level, now.step, now.rank, &now.owner, now.due, now.outcome), (last.entry.level, last.entry.step, last.entry.rank, &last.entry.owner, last.entry.due, last.entry.outcome));
                }
                let stats = crate::task::stats::Stats::new(&shelf.events, &shelf.book.tasks);
                let tasks = &shelf.book.tasks;
                prop_assert_eq!(stats.total.made, tasks.len() as u64);
                prop_assert_eq!(stats.total.open, tasks.iter().filter(|task| task.is_open()).count() as u64);
                prop_assert_eq!(stats.total.won_back, tasks.iter().filter(|task| task.outcome == Some(Outcome::Returned)).count() as u64);
                prop_assert_eq!(stats.total.escalated, shelf.events.iter().filter(|event| event.entry.what == What::Escalated).count() as u64);
                for (groups, name) in [(stats.owners.values().copied().collect::<Vec<_>>(), "owner"), (stats.levels.values().copied().collect(), "level"), (stats.reasons.values().copied().collect(), "reason")] {
                    let sum = |figure: fn(&crate::task::stats::Figures) -> u64| groups.iter().map(figure).sum::<u64>();
                    prop_assert_eq!((sum(|f| f.made), sum(|f| f.open), sum(|f| f.done), sum(|f| f.in_time), sum(|f| f.escalated), sum(|f| f.won_back), sum(|f| f.declined)),
                        (stats.total.made, stats.total.open, stats.total.done, stats.total.in_time, stats.total.escalated, stats.total.won_back, stats.total.declined), "{}", name);
                }
            }
            // No step was escalated twice.
            for task in &shelf.book.tasks {
                let mut up = false;
                for event in shelf.events.iter().filter(|event| event.entry.task == Some(task.id)) {
                    match event.entry.what {
                        What::Escalated => {
                            prop_assert!(!up);
                            up = true;
                        }
                        What::Moved | What::Renewed | What::Raised => up = false,
                        _ => {}
                    }
                }
            }
            prop_assert!(shelf.book.tasks.iter().all(|task| task.kind() != Kind::Watch || task.step == Step::Care));
        }
    }
}
