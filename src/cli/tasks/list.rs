//! `rfm tasks list`: what is to be done, the most urgent first.

use super::show::show;
use super::{Office, args, day};
use crate::cli::say::Say;
use anyhow::Result;
use rfm::date::Day;
use rfm::level::Rank;
use rfm::report::tasks::{Form, Line, list, render};
use rfm::store::follow_up::{Everything, everything};
use rfm::task::{Known, Task};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Shows the tasks.
pub fn run(args: &args::List, office: &Office, say: &Say) -> Result<()> {
    let as_of = day(&args.as_of)?;
    let all = everything(&mut office.place.look()?)?;
    let lines = lines(&all, &args.which, args.all, as_of);
    let sheet = list(&lines, as_of);
    show(&args.show, office, say, |form, view| {
        if form == Form::Table && lines.is_empty() {
            return Ok(view.lang.pick("no such task is open\n", "没有符合条件的未完成任务\n").into());
        }
        render(&sheet, form, view, args.show.excel)
    })
}

/// Those that were asked for, by level, then by deadline, then by value at stake; what is closed comes last.
pub fn lines<'a>(all: &'a Everything, which: &args::Which, closed_too: bool, as_of: Day) -> Vec<Line<'a>> {
    let known: HashMap<&str, &Known> = all.known.iter().map(|known| (known.id.as_str(), known)).collect();
    let is_wanted = |task: &&Task| {
        (closed_too || task.is_open())
            && which.owner.as_deref().is_none_or(|owner| has(task, owner))
            && (!which.overdue || task.is_overdue(as_of))
            && which.customer.as_deref().is_none_or(|customer| task.customer == customer.trim())
    };
    let mut tasks: Vec<&Task> = all.tasks.iter().filter(is_wanted).collect();
    tasks.sort_by_key(|task| (!task.is_open(), Reverse(task.level), task.due, Reverse(task.stake), task.id));
    let line = |task: &'a Task| Line {
        task,
        known: known.get(task.customer.as_str()).copied(),
        version: all.versions.get(&task.id).copied().unwrap_or(0),
    };
    tasks.into_iter().map(line).collect()
}

/// It is this person's, or this role's where nobody is named.
fn has(task: &Task, owner: &str) -> bool {
    match &task.owner {
        Some(name) => name == owner.trim(),
        None => Rank::find(owner) == Some(task.rank),
    }
}
