//! Tasks as rows: those to be done, and the sheet in which owners fill results.

use super::sheet::{Cell, Column, Sheet};
use crate::alert::Rule;
use crate::date::Day;
use crate::lang::Text;
use crate::level::{Level, Rank};
use crate::task::{Known, Task};

/// A task, and what is known of its customer.
pub struct Line<'a> {
    /// The task.
    pub task: &'a Task,
    /// The customer.
    pub known: Option<&'a Known>,
    /// The number of the task's last event.
    pub version: i64,
}

/// A column, and how its cell is made on a day.
type Field = (Column, fn(&Line<'_>, Day) -> Cell);

const fn column(key: &'static str, en: &'static str, zh: &'static str, spare: u8) -> Column {
    Column { key, head: Text::new(en, zh), spare }
}

/// The task's number and, for a sheet that comes back, its version.
const ID: Field = (column("id", "Task", "任务", 0), |line, _| Cell::Number(line.task.id));
const VERSION: Field = (column("version", "Version", "版本", 9), |line, _| Cell::Number(line.version));
/// What the task is.
const FIELDS: [Field; 14] = [
    (column("customer", "Customer", "客户编号", 0), |line, _| Cell::Text(line.task.customer.clone())),
    (column("name", "Name", "姓名", 2), |line, _| Cell::text(line.known.and_then(|known| known.name.clone()))),
    (column("phone", "Phone", "电话", 4), |line, _| Cell::text(line.known.and_then(|known| known.phone.clone()))),
    (column("kind", "Kind", "类型", 6), |line, _| Cell::Word(line.task.kind().slug(), line.task.kind().text())),
    (column("level", "Level", "级别", 1), |line, _| level(line.task.level)),
    (column("step", "To do", "要做的事", 0), |line, _| Cell::Word(line.task.step.slug(), line.task.step.text())),
    (column("owner", "Owner", "负责人", 0), |line, _| owner(line.task.owner.as_deref(), Some(line.task.rank))),
    (column("rank", "Rank", "职级", 7), |line, _| rank(Some(line.task.rank))),
    (column("due", "Due", "截止日期", 0), |line, _| Cell::Day(line.task.due)),
    (column("days_overdue", "Late", "逾期天数", 1), |line, as_of| match line.task.is_overdue(as_of) {
        true => Cell::Number(as_of.since(line.task.due).into()),
        false => Cell::None,
    }),
    (column("value_at_stake", "At stake", "可能损失", 3), |line, _| Cell::amount(line.task.stake)),
    (column("why", "Signs", "预警依据", 8), |line, _| {
        let rules = line.task.why.split_whitespace().filter_map(Rule::find);
        Cell::Words(rules.map(|rule| (rule.slug(), rule.text())).collect())
    }),
    (column("action", "How", "做法", 4), |line, _| Cell::text(line.task.action.clone())),
    (column("last_visit", "Last visit", "最近到店", 5), |line, _| Cell::day(line.task.last_visit)),
];
/// How it stands.
const STATE: [Field; 4] = [
    (column("made", "Made", "建立日期", 9), |line, _| Cell::Day(line.task.made)),
    (column("escalated", "Up a rank", "已上报", 8), |line, _| Cell::Flag(line.task.escalated)),
    (column("outcome", "Outcome", "结局", 1), |line, _| {
        line.task.outcome.map_or(Cell::None, |outcome| Cell::Word(outcome.slug(), outcome.text()))
    }),
    (column("reason", "Reason", "原因", 6), |line, _| {
        line.task.reason.map_or(Cell::None, |reason| Cell::Word(reason.slug(), reason.text()))
    }),
];
/// What is to be filled in.
const RESULT: [Field; 5] = [
    (column("result", "Result", "结果", 0), |_, _| Cell::None),
    (column("reason", "Reason", "原因", 0), |_, _| Cell::None),
    (column("cost", "Cost", "花费", 0), |_, _| Cell::None),
    (column("value", "Value", "挽回价值", 0), |_, _| Cell::None),
    (column("note", "Note", "备注", 0), |_, _| Cell::None),
];

/// The tasks as they stand on this day.
pub fn list(lines: &[Line<'_>], as_of: Day) -> Sheet {
    sheet([ID].iter().chain(&FIELDS).chain(&STATE), lines, as_of)
}

/// The tasks with empty columns for results; [`crate::task::results`] reads it back.
pub fn export(lines: &[Line<'_>], as_of: Day) -> Sheet {
    sheet([ID, VERSION].iter().chain(&FIELDS).chain(&RESULT), lines, as_of)
}

fn sheet<'f>(fields: impl Iterator<Item = &'f Field> + Clone, lines: &[Line<'_>], as_of: Day) -> Sheet {
    Sheet {
        columns: fields.clone().map(|(column, _)| *column).collect(),
        rows: lines.iter().map(|line| fields.clone().map(|(_, cell)| cell(line, as_of)).collect()).collect(),
    }
}

/// A level, where there is one.
pub fn level(level: Option<Level>) -> Cell {
    level.map_or(Cell::None, |level| Cell::Word(level.slug(), level.text()))
}

/// A rank, where there is one.
pub fn rank(rank: Option<Rank>) -> Cell {
    rank.map_or(Cell::None, |rank| Cell::Word(rank.slug(), rank.text()))
}

/// Somebody, else the rank that has it.
pub fn owner(name: Option<&str>, of: Option<Rank>) -> Cell {
    name.map_or_else(|| rank(of), |name| Cell::Text(name.to_owned()))
}
