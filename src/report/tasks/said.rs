//! What is said about a single change: where a task stands now, what a sync did, what answers a reason.

use super::sheet::{Cell, Column, Sheet};
use crate::date::Day;
use crate::lang::{Lang, Text};
use crate::money::grouped;
use crate::note::printable;
use crate::playbook::Playbook;
use crate::report::View;
use crate::report::wrap::{labelled, paragraph};
use crate::task::sync::Counts;
use crate::task::{Known, Reason, Task};

/// Where a task stands, in a line.
pub fn task_line(task: &Task, known: Option<&Known>, lang: Lang) -> String {
    let name = known.and_then(|known| known.name.as_deref()).map_or(String::new(), |name| format!(" {}", printable(name)));
    let who = format!("{}{name}", printable(&task.customer));
    let level = task.level.map_or(String::new(), |level| format!("{} · ", level.text().get(lang)));
    let owner = task.owner.as_deref().map_or(task.rank.text().get(lang).to_owned(), printable);
    let (id, step, due) = (task.id, task.step.text().get(lang), task.due);
    match task.outcome {
        Some(outcome) => {
            let outcome = outcome.text().get(lang);
            lang.pick(format!("Task {id}  {who}: {level}closed, {outcome}\n"), format!("任务 {id}  {who}：{level}已结案，{outcome}\n"))
        }
        None => lang.pick(
            format!("Task {id}  {who}: {level}{step} by {due}, {owner}\n"),
            format!("任务 {id}  {who}：{level}{step}，{due} 前，{owner}\n"),
        ),
    }
}

/// What the playbook answers to this reason.
pub fn answer(reason: Reason, playbook: &Playbook, view: View) -> String {
    let Some((_, found)) = playbook.reasons.all().into_iter().find(|(slug, _)| *slug == reason.slug()) else { return String::new() };
    let lang = view.lang;
    let mut out = paragraph("", &lang.pick(format!("What answers “{}”:", found.name), format!("“{}”的应对：", found.name)), view.width);
    for line in &found.answer {
        out += &paragraph("  - ", line, view.width);
    }
    out
}

/// A figure of a sync, and where it is found.
type Count = (Column, fn(&Counts) -> u64);

const COUNTS: [Count; 10] = [
    (column("made", "Made", "新建跟进"), |counts| counts.made),
    (column("raised", "Raised", "预警升级"), |counts| counts.raised),
    (column("escalated", "Escalated", "逾期上报"), |counts| counts.escalated),
    (column("returned", "Returned", "客户已回店"), |counts| counts.returned),
    (column("watches_over", "Watches over", "关注期满"), |counts| counts.ended),
    (column("handovers", "Handovers", "客户交接"), |counts| counts.handovers),
    (column("welcomes", "New customers", "新客户跟进"), |counts| counts.welcomes),
    (column("unchanged", "Unchanged", "无变化"), |counts| counts.unchanged),
    (column("open", "Open now", "目前未完成"), |counts| counts.open),
    (column("overdue", "Overdue now", "其中逾期"), |counts| counts.overdue),
];

const fn column(key: &'static str, en: &'static str, zh: &'static str) -> Column {
    Column { key, head: Text::new(en, zh), spare: 0 }
}

/// What a sync did, for programs: one row.
pub fn counts(counts: &Counts, as_of: Day) -> Sheet {
    let (columns, cells): (Vec<Column>, Vec<Cell>) =
        COUNTS.iter().map(|(column, count)| (*column, Cell::Number(count(counts) as i64))).unzip();
    let day = Column { key: "as_of", head: Text::new("As of", "基准日"), spare: 0 };
    Sheet { columns: [day].into_iter().chain(columns).collect(), rows: vec![[Cell::Day(as_of)].into_iter().chain(cells).collect()] }
}

/// What a sync did, for people.
pub fn overview(counts: &Counts, as_of: Day, view: View) -> String {
    let lang = view.lang;
    // What is counted, one and several; in Chinese one is as many.
    let what = |key: &str| match key {
        "made" => ("follow-up for a new warning", "follow-ups for new warnings", "件，针对新的预警"),
        "raised" => ("warning became more urgent", "warnings became more urgent", "件，预警变得更急"),
        "escalated" => ("task past its deadline, one rank up", "tasks past their deadline, one rank up", "件，逾期未办，上报一级"),
        "returned" => (
            "customer came back, and is watched for 90 days",
            "customers came back, and are watched for 90 days",
            "位，已结案，接下来重点关注 90 天",
        ),
        "watches_over" => ("customer stayed after the return", "customers stayed after their return", "位，回店后的关注期已满"),
        "handovers" => ("important customer meets a new advisor", "important customers meet a new advisor", "位重要客户，由新顾问接手"),
        "welcomes" => (
            "new customer to be thanked, called and invited",
            "new customers to be thanked, called and invited",
            "位新客户，需致谢、回访、邀请",
        ),
        "unchanged" => ("warning has its task, or was settled", "warnings have their task, or were settled", "件，已有任务或已了结"),
        _ => ("task", "tasks", "件任务"),
    };
    let line = |(column, count): &Count| {
        let (number, (one, several, zh)) = (count(counts), what(column.key));
        let en = if number == 1 { one } else { several };
        (column.head.get(lang), format!("{} {}", grouped(number), lang.pick(en, zh)))
    };
    let mut lines = vec![(lang.pick("As of", "基准日"), as_of.to_string())];
    lines.extend(COUNTS.iter().filter(|(column, count)| count(counts) > 0 || ["made", "open"].contains(&column.key)).map(line));
    labelled(&lines, "", view.width)
}
