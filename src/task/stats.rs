//! What the tasks brought, worked out from their events alone, so that it adds up with the history.
//!
//! Each figure counts for who had the task and for the level it had when it happened: an escalation for who missed the
//! deadline. The reason is the one last told of the task. A step is in time when it is done by its deadline and had not gone
//! up a rank; only steps whose result somebody told are done. Won back are follow-ups closed as returned.

use super::{Event, Kind, Outcome, Reason, Task, What};
use crate::date::Day;
use crate::level::{Level, Rank};
use crate::money::Money;
use crate::summary::Ratio;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The course's figure: so many of a hundred are won back when it is tried within 90 days of the last visit.
pub const COURSE_WITHIN_90: u8 = 60;
/// The course's figure after 180 days.
pub const COURSE_AFTER_180: u8 = 20;

/// Figures of some tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Tasks made, of every kind.
    pub made: u64,
    /// Tasks that are open, given to their present owner.
    pub open: u64,
    /// Steps done.
    pub done: u64,
    /// Those of them that were done in time.
    pub in_time: u64,
    /// Missed deadlines that went one rank up.
    pub escalated: u64,
    /// Follow-ups closed as returned.
    pub won_back: u64,
    /// Tasks closed as declined.
    pub declined: u64,
    /// What was spent.
    pub cost: Money,
    /// What was told to be won.
    pub value: Money,
}

impl Figures {
    /// (value − cost) / cost; none without a cost.
    pub fn roi(&self) -> Option<Ratio> {
        Ratio::of(self.value.micros() - self.cost.micros(), self.cost.micros())
    }

    /// Steps done in time of those done.
    pub fn punctual(&self) -> Option<Ratio> {
        Ratio::of(self.in_time.into(), self.done.into())
    }
}

/// Who had a task: somebody, or a rank where nobody was known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Whose {
    /// Somebody.
    Person(String),
    /// Nobody in particular.
    Rank(Rank),
}

/// How many of those who were away so long when the follow-up began are back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// Follow-ups.
    pub begun: u64,
    /// Those that are open.
    pub open: u64,
    /// Those closed as returned.
    pub won_back: u64,
    /// Those of them of whom somebody had told before that the customer was reached.
    pub after_contact: u64,
}

impl Rate {
    /// Won back of all that were begun, open ones too: they are not won yet.
    pub fn share(&self) -> Option<Ratio> {
        Ratio::of(self.won_back.into(), self.begun.into())
    }
}

/// What the tasks brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// All together.
    pub total: Figures,
    /// By who had the task.
    pub owners: BTreeMap<Whose, Figures>,
    /// By the level of the warning; none is what no warning made.
    pub levels: BTreeMap<Option<Level>, Figures>,
    /// By the reason why the customer stayed away; none where nobody told it.
    pub reasons: BTreeMap<Option<Reason>, Figures>,
    /// Follow-ups begun within 90 days of the last visit, within 180, and later.
    pub rates: [Rate; 3],
    /// All follow-ups.
    pub all: Rate,
}

/// A task as the last event left it.
#[derive(Clone)]
struct Standing {
    whose: Whose,
    level: Option<Level>,
    due: Option<Day>,
    escalated: bool,
    open: bool,
}

impl Stats {
    /// Of these events in their order, and the tasks they are about.
    pub fn new<'e>(events: impl IntoIterator<Item = &'e Event>, tasks: &[Task]) -> Stats {
        let reasons: HashMap<i64, Option<Reason>> = tasks.iter().map(|task| (task.id, task.reason)).collect();
        let mut standings: BTreeMap<i64, Standing> = BTreeMap::new();
        let mut reached: HashSet<i64> = HashSet::new();
        let mut stats = Stats::default();
        for Event { entry, .. } in events {
            let Some(task) = entry.task else { continue };
            let whose = entry.owner.clone().map_or(Whose::Rank(entry.rank.unwrap_or(Rank::Advisor)), Whose::Person);
            let before = standings.get(&task).cloned();
            // A step that goes on has its deadline moved by an escalation only.
            let escalated = match entry.what {
                What::Escalated => true,
                What::Made | What::Moved | What::Renewed => false,
                What::Raised if before.as_ref().is_some_and(|before| before.level != entry.level) => false,
                _ => before.as_ref().is_some_and(|before| before.escalated),
            };
            let now = Standing { whose, level: entry.level, due: entry.due, escalated, open: entry.outcome.is_none() };
            let then = before.unwrap_or_else(|| now.clone());
            let is_done = matches!(entry.what, What::Moved | What::Closed);
            let figures = Figures {
                made: (entry.what == What::Made).into(),
                open: 0,
                done: is_done.into(),
                in_time: (is_done && !then.escalated && then.due.is_some_and(|due| entry.day <= due)).into(),
                escalated: (entry.what == What::Escalated).into(),
                won_back: (entry.outcome == Some(Outcome::Returned) && then.open).into(),
                declined: (entry.outcome == Some(Outcome::Declined) && then.open).into(),
                cost: entry.cost.unwrap_or_default(),
                value: entry.value.unwrap_or_default(),
            };
            stats.take(&then.whose, then.level, reasons.get(&task).copied().flatten(), figures);
            if entry.result == Some(Outcome::Reached) {
                reached.insert(task);
            }
            standings.insert(task, now);
        }
        for (task, standing) in standings.iter().filter(|(_, standing)| standing.open) {
            let figures = Figures { open: 1, ..Figures::default() };
            stats.take(&standing.whose, standing.level, reasons.get(task).copied().flatten(), figures);
        }
        for task in tasks.iter().filter(|task| task.kind() == Kind::FollowUp) {
            let away = task.last_visit.map_or(i32::MAX, |visit| task.made.since(visit));
            let bucket = match away {
                ..=90 => 0,
                91..=180 => 1,
                _ => 2,
            };
            for rate in [&mut stats.rates[bucket], &mut stats.all] {
                rate.begun += 1;
                rate.open += u64::from(task.is_open());
                rate.won_back += u64::from(task.outcome == Some(Outcome::Returned));
                rate.after_contact += u64::from(task.outcome == Some(Outcome::Returned) && reached.contains(&task.id));
            }
        }
        stats
    }

    fn take(&mut self, whose: &Whose, level: Option<Level>, reason: Option<Reason>, more: Figures) {
        let of_owner = match self.owners.get_mut(whose) {
            Some(figures) => figures,
            None => self.owners.entry(whose.clone()).or_default(),
        };
        let groups = [&mut self.total, of_owner, self.levels.entry(level).or_default(), self.reasons.entry(reason).or_default()];
        for figures in groups {
            figures.made += more.made;
            figures.open += more.open;
            figures.done += more.done;
            figures.in_time += more.in_time;
            figures.escalated += more.escalated;
            figures.won_back += more.won_back;
            figures.declined += more.declined;
            // Each is below 10^21 millionths as it is read, so that even 10^17 of them fit.
            figures.cost = Money::from_micros(figures.cost.micros() + more.cost.micros());
            figures.value = Money::from_micros(figures.value.micros() + more.value.micros());
        }
    }
}
