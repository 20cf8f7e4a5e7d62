//! What happened, as rows.

use super::list::{level, owner, rank};
use super::sheet::{Cell, Column, Sheet};
use crate::lang::Text;
use crate::task::{Event, Outcome};

const COLUMNS: [Column; 18] = [
    column("event", "Event", "序号", 9),
    column("at", "At", "操作时间", 7),
    column("actor", "By", "操作人", 1),
    column("day", "Day", "日期", 0),
    column("task", "Task", "任务", 0),
    column("customer", "Customer", "客户编号", 10),
    column("what", "What", "事项", 0),
    column("level", "Level", "级别", 4),
    column("step", "To do", "要做的事", 3),
    column("owner", "Owner", "负责人", 2),
    column("rank", "Rank", "职级", 8),
    column("due", "Due", "截止日期", 5),
    column("outcome", "Outcome", "结局", 8),
    column("result", "Result", "结果", 1),
    column("reason", "Reason", "原因", 3),
    column("cost", "Cost", "花费", 4),
    column("value", "Value", "挽回价值", 4),
    column("note", "Note", "备注", 6),
];

const fn column(key: &'static str, en: &'static str, zh: &'static str, spare: u8) -> Column {
    Column { key, head: Text::new(en, zh), spare }
}

/// These events, in their order.
pub fn history<'e>(events: impl IntoIterator<Item = &'e Event>) -> Sheet {
    Sheet { columns: COLUMNS.to_vec(), rows: events.into_iter().map(row).collect() }
}

/// Who did it. Where the machine did not know, the store has a word of ours.
fn actor(name: &str) -> Cell {
    match name {
        UNKNOWN => Cell::Word(UNKNOWN, Text::new(UNKNOWN, "未知")),
        name => Cell::Text(name.to_owned()),
    }
}

/// The actor of a machine that names no user.
const UNKNOWN: &str = "unknown";

fn row(event: &Event) -> Vec<Cell> {
    let entry = &event.entry;
    let word = |outcome: Option<Outcome>| outcome.map_or(Cell::None, |outcome| Cell::Word(outcome.slug(), outcome.text()));
    vec![
        Cell::Number(event.id),
        Cell::Text(event.at.clone()),
        actor(&event.actor),
        Cell::Day(entry.day),
        entry.task.map_or(Cell::None, Cell::Number),
        Cell::text(entry.customer.clone()),
        Cell::Word(entry.what.slug(), entry.what.text()),
        level(entry.level),
        entry.step.map_or(Cell::None, |step| Cell::Word(step.slug(), step.text())),
        owner(entry.owner.as_deref(), entry.rank),
        rank(entry.rank),
        Cell::day(entry.due),
        word(entry.outcome),
        word(entry.result),
        entry.reason.map_or(Cell::None, |reason| Cell::Word(reason.slug(), reason.text())),
        Cell::amount(entry.cost),
        Cell::amount(entry.value),
        Cell::text(entry.note.clone()),
    ]
}
