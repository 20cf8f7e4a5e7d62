//! `rfm tasks export` and `import`: tasks to a spreadsheet, and the results that owners filled in back again.

use super::{Office, args, day, list};
use crate::cli::answer::{form_of, lang, wrote};
use crate::cli::say::Say;
use anyhow::Result;
use rfm::lang::{Lang, plural};
use rfm::load::tasks::filled;
use rfm::money::grouped;
use rfm::note::printable;
use rfm::report::tasks::{self, Form, render};
use rfm::store::follow_up::{self, Taken, everything};
use rfm::task::Event;
use rfm::write::Outputs;

/// Writes the open tasks, with empty columns for results.
pub fn export(args: &args::Export, office: &Office, say: &Say) -> Result<()> {
    let as_of = day(&args.as_of)?;
    let form = args.output.as_deref().map_or(Ok(Form::Csv), |file| form_of("--output", file))?;
    let all = everything(&mut office.place.look()?)?;
    let sheet = tasks::export(&list::lines(&all, &args.which, false, as_of), as_of);
    let bytes = render(&sheet, form, say.view_of_file(lang(form, say)), args.excel)?;
    let Some(file) = &args.output else { return say.answer(&bytes) };
    let mut outputs = Outputs::new([&office.place.path]);
    let slot = outputs.stage(file)?;
    outputs.write(slot, |out| out.write_all(&bytes))?;
    outputs.commit()?;
    wrote([file], say);
    Ok(())
}

/// Takes the results that were filled in, and says which were not taken and why.
pub fn import(args: &args::Import, office: &Office, say: &Say) -> Result<()> {
    let (rows, empty) = filled(&args.file)?;
    let taken = follow_up::import(&mut office.place.open()?, &rows, &office.hand(&args.as_of)?)?;
    let (mut done, mut already, mut clashes) = (0_u64, 0_u64, 0_u64);
    let file = printable(&args.file.display().to_string());
    for ((line, row), taken) in rows.iter().zip(taken) {
        let why = match taken {
            Taken::Done => {
                done += 1;
                continue;
            }
            Taken::Already => {
                already += 1;
                continue;
            }
            Taken::Clash(event) => clash(row.task, &event, say.lang),
            Taken::Refused(refusal) => refusal.text(say.lang),
        };
        clashes += 1;
        say.note(&say.lang.pick(format!("{file}:{line}: not taken: {why}"), format!("{file}:{line}：未导入：{why}")));
    }
    let [n_done, n_already, n_clashes, n_empty] = [done, already, clashes, empty].map(grouped);
    let text = say.lang.pick(
        format!("{} taken; {n_already} taken before; {n_clashes} not taken; {n_empty} not filled in\n", plural(done, "result")),
        format!("已导入 {n_done} 条；以前已导入 {n_already} 条；未导入 {n_clashes} 条；未填写 {n_empty} 条\n"),
    );
    say.answer(text.as_bytes())
}

/// What happened to the task since it was exported.
fn clash(task: i64, event: &Event, lang: Lang) -> String {
    let who = if event.actor == "unknown" { lang.pick("unknown", "未知").to_owned() } else { printable(&event.actor) };
    let (what, day) = (event.entry.what.text().get(lang), event.entry.day);
    lang.pick(
        format!("a clash: task {task} was changed after the export ({what}, {day}, by {who}); export it again"),
        format!("有冲突：任务 {task} 在导出之后有变动（{what}，{day}，{who}）；请重新导出"),
    )
}
