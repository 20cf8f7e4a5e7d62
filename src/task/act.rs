//! What people do between two syncs: tell a result, give a task to somebody else, write something down.

use super::desk::{Desk, Place};
use super::{Entry, Kind, Known, Outcome, Person, Reason, Step, Task, WELCOME, What, steps};
use crate::date::Day;
use crate::lang::{Lang, Text};
use crate::level::Rank;
use crate::money::Money;
use crate::note::printable;

/// What came of a step, as told by who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The result.
    pub result: Outcome,
    /// Why the customer stayed away.
    pub reason: Option<Reason>,
    /// What it cost.
    pub cost: Option<Money>,
    /// What it is worth to have them back.
    pub value: Option<Money>,
    /// In their words.
    pub note: Option<String>,
}

/// Why something cannot be done to a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such task.
    Unknown(i64),
    /// It is closed, with this outcome.
    Closed(i64, Outcome),
    /// The day lies before the day the task was made or last changed.
    Early {
        /// The task.
        task: i64,
        /// The day asked for.
        day: Day,
        /// The earliest day that is possible.
        since: Day,
    },
    /// The store knows no such customer.
    UnknownCustomer(String),
    /// This result does not fit this kind of task.
    Unfit(i64, Outcome),
}

impl Refusal {
    /// Stable, machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Unknown(_) => "unknown_task",
            Refusal::Closed(..) => "task_closed",
            Refusal::Early { .. } => "too_early",
            Refusal::UnknownCustomer(_) => "unknown_customer",
            Refusal::Unfit(..) => "unfit_result",
        }
    }

    /// What is wrong and the way out.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Refusal::Unknown(id) => lang.pick(
                format!("there is no task {id}; `rfm tasks list` shows those that are open"),
                format!("没有编号为 {id} 的任务；`rfm tasks list` 可列出未完成的任务"),
            ),
            Refusal::UnknownCustomer(id) => {
                let id = printable(id);
                lang.pick(
                    format!("no customer '{id}' in the store, which knows important customers and those with tasks"),
                    format!("数据库中没有客户“{id}”；其中只有重要客户和有任务的客户"),
                )
            }
            Refusal::Closed(id, outcome) => {
                let how = outcome.text().get(lang);
                lang.pick(
                    format!("task {id} is closed ({how}); `rfm tasks history CUSTOMER` shows what happened"),
                    format!("任务 {id} 已结案（{how}）；`rfm tasks history 客户编号` 可查看经过"),
                )
            }
            Refusal::Early { task, day, since } => lang.pick(
                format!("{day} is before {since}, when task {task} was last changed; give a later --as-of"),
                format!("{day} 早于任务 {task} 最近一次变动的日期 {since}；请把 --as-of 改晚一些"),
            ),
            Refusal::Unfit(id, outcome) => {
                let result = outcome.text().get(lang);
                let only = Text::new("only a follow-up can end so", "只有流失跟进任务可以这样结束").get(lang);
                lang.pick(format!("task {id} cannot have the result '{result}': {only}"), format!("任务 {id} 不能记为“{result}”：{only}"))
            }
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Refusal {}

/// Tells what came of a task's step.
pub fn done(desk: &mut Desk, place: Place, told: &Told, advisor: Option<&str>) -> Result<(), Refusal> {
    let task = &desk.tasks()[place];
    if let Some(outcome) = task.outcome {
        return Err(Refusal::Closed(task.id, outcome));
    }
    let (id, kind) = (task.id, task.kind());
    let next = following(task);
    let reason = told.reason;
    let learn = |task: &mut Task| task.reason = reason.or(task.reason);
    let entry: &mut Entry = match (told.result, kind) {
        (Outcome::Kept, _) | (Outcome::Returned, Kind::Handover | Kind::Watch | Kind::Welcome) => {
            return Err(Refusal::Unfit(id, told.result));
        }
        (Outcome::NoAnswer, _) | (Outcome::Reached, Kind::Watch) => desk.change(place, What::Tried, learn),
        (Outcome::Reached, Kind::FollowUp) => match next {
            None => desk.change(place, What::Tried, learn),
            Some(next) => {
                let due = desk.deadlines.due(next, desk.day);
                desk.change(place, What::Moved, |task| {
                    learn(task);
                    // What the warning asked for was the step that is done.
                    (task.step, task.due, task.escalated, task.action) = (next, due, false, None);
                })
            }
        },
        (Outcome::Reached, Kind::Welcome) if next.is_some() => {
            let (next, visit) = (next.unwrap_or(task.step), task.last_visit.unwrap_or(desk.day));
            let due = desk.deadlines.after_visit(next, visit, desk.day);
            desk.change(place, What::Moved, |task| {
                learn(task);
                (task.step, task.due, task.escalated, task.action) = (next, due, false, None);
            })
        }
        (Outcome::Reached, Kind::Handover | Kind::Welcome) | (Outcome::Declined, _) => desk.change(place, What::Closed, |task| {
            learn(task);
            task.outcome = Some(told.result);
        }),
        (Outcome::Returned, Kind::FollowUp) => {
            let day = desk.day;
            desk.back(place, What::Closed, day, advisor, reason)
        }
    };
    entry.result = Some(told.result);
    (entry.reason, entry.cost, entry.value, entry.note) = (reason, told.cost, told.value, told.note.clone());
    Ok(())
}

/// The step after this one at the task's level; none at the last.
fn following(task: &Task) -> Option<Step> {
    let steps = match task.kind() {
        Kind::Welcome => WELCOME,
        _ => steps(task.level?),
    };
    let at = steps.iter().position(|step| *step == task.step)?;
    steps.get(at + 1).copied()
}

/// Gives a task to somebody else; of another rank where that is known.
pub fn assign(desk: &mut Desk, place: Place, owner: &str, people: &[Person]) -> Result<(), Refusal> {
    let task = &desk.tasks()[place];
    if let Some(outcome) = task.outcome {
        return Err(Refusal::Closed(task.id, outcome));
    }
    if task.owner.as_deref() != Some(owner) {
        let rank = people.iter().find(|person| person.name == owner).map_or(task.rank, |person| person.rank);
        desk.change(place, What::Assigned, |task| (task.owner, task.rank) = (Some(owner.to_owned()), rank));
    }
    Ok(())
}

/// Writes something down; of closed tasks too.
pub fn note(desk: &mut Desk, place: Place, text: &str) {
    desk.change(place, What::Noted, |_| ()).note = Some(text.to_owned());
}

/// All customers of one advisor go to others, in turns: with the open tasks, and each important one with a handover.
pub fn reassign(desk: &mut Desk, known: &[Known], people: &[Person], from: &str, to: &[String]) {
    if let Some(person) = people.iter().find(|person| person.name == from && !person.left) {
        let gone = Person { left: true, ..person.clone() };
        let entry = Entry { rank: Some(gone.rank), owner: Some(gone.name.clone()), ..Entry::new(desk.day, What::Left) };
        desk.write(entry);
        desk.person(gone);
    }
    let mut turns = to.iter().cycle();
    let mut next = || turns.next().cloned();
    for customer in known.iter().filter(|known| known.advisor.as_deref() == Some(from)) {
        let advisor = next();
        give_customer(desk, customer, advisor);
    }
    for place in 0..desk.tasks().len() {
        let task = &desk.tasks()[place];
        if task.is_open() && task.owner.as_deref() == Some(from) {
            let owner = next();
            desk.change(place, What::Assigned, |task| task.owner = owner);
        }
    }
}

/// A customer gets another advisor, who takes over the former one's open tasks of that customer. An important one who had an
/// advisor before is handed over.
pub fn give_customer(desk: &mut Desk, known: &Known, advisor: Option<String>) {
    let entry = Entry {
        customer: Some(known.id.clone()),
        owner: advisor.clone(),
        note: known.advisor.clone(),
        ..Entry::new(desk.day, What::Advisor)
    };
    desk.write(entry);
    desk.know(Known { advisor: advisor.clone(), ..known.clone() });
    let Some(former) = &known.advisor else { return };
    for kind in [Kind::FollowUp, Kind::Watch, Kind::Welcome] {
        if let Some(place) = desk.open(&known.id, kind)
            && desk.tasks()[place].owner.as_ref() == Some(former)
        {
            let owner = desk.owner(Rank::Advisor, advisor.as_deref());
            desk.change(place, What::Assigned, |task| task.owner = owner);
        }
    }
    if known.important {
        desk.hand_over(&known.id, advisor.as_deref());
    }
}
