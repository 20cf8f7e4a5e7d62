//! `rfm tasks assign`, `reassign` and `note`.

use super::{Office, args};
use crate::cli::failure::usage;
use crate::cli::say::Say;
use anyhow::Result;
use rfm::lang::{Lang, Text, plural};
use rfm::money::grouped;
use rfm::near::near;
use rfm::report::tasks::task_line;
use rfm::store::Store;
use rfm::store::follow_up::{self, After};

/// Gives tasks to somebody else.
pub fn assign(args: &args::Assign, office: &Office, say: &Say) -> Result<()> {
    let to = name("--to", &args.to)?;
    let mut store = office.place.open()?;
    strangers(&mut store, std::slice::from_ref(&to), say)?;
    let done = follow_up::assign(&mut store, &args.ids, &to, &office.hand(&args.as_of)?)??;
    say_tasks(&done, say)
}

/// Writes something down.
pub fn note(args: &args::Note, office: &Office, say: &Say) -> Result<()> {
    let text = name("TEXT", &args.text)?;
    let after = follow_up::note(&mut office.place.open()?, args.id, &text, &office.hand(&args.as_of)?)??;
    say_tasks(&[after], say)
}

/// Gives all that one advisor had to others.
pub fn reassign(args: &args::Reassign, office: &Office, say: &Say) -> Result<()> {
    let (from, lang) = (name("--from", &args.from)?, say.lang);
    let to = args.to.iter().map(|to| name("--to", to)).collect::<Result<Vec<_>>>()?;
    if to.contains(&from) {
        return Err(usage("--to", &from, Text::new("'{}' is who leaves", "“{}”就是要离开的人")).into());
    }
    let mut store = office.place.open()?;
    strangers(&mut store, &to, say)?;
    let moved = follow_up::reassign(&mut store, &from, &to, &office.hand(&args.as_of)?)?;
    if moved == follow_up::Moved::default() {
        let known = follow_up::names(&mut store)?;
        let others = known.iter().map(String::as_str).filter(|name| *name != from && !to.iter().any(|to| to == name));
        let meant = meant(near(&from, others), lang);
        let text = lang
            .pick(format!("{from} has no customers and no open tasks{meant}"), format!("{from} 名下没有客户，也没有未完成的任务{meant}"));
        say.note(&text);
    }
    let to = to.join(lang.pick(", ", "、"));
    let (customers, tasks, handovers) = (moved.customers, moved.tasks, moved.handovers);
    let text = lang.pick(
        format!(
            "{from} → {to}: {} and {} taken over; {} for important customers\n",
            plural(customers, "customer"),
            plural(tasks, "open task"),
            plural(handovers, "handover task")
        ),
        format!(
            "{from} → {to}：客户 {} 位，原有未完成任务 {} 件，重要客户交接任务 {} 件\n",
            grouped(customers),
            grouped(tasks),
            grouped(handovers)
        ),
    );
    say.answer(text.as_bytes())
}

/// Somebody who is new, or whose name is mistyped, is told of.
fn strangers(store: &mut Store, names: &[String], say: &Say) -> Result<()> {
    let known = follow_up::names(store)?;
    for name in names.iter().filter(|name| !known.contains(*name)) {
        let meant = meant(near(name, known.iter().map(String::as_str)), say.lang);
        let text = say.lang.pick(
            format!("{name} is new here: no task or customer so far{meant}"),
            format!("{name} 是第一次出现，此前没有任务或客户{meant}"),
        );
        say.note(&text);
    }
    Ok(())
}

/// The question after a name that is not known.
fn meant(near: Option<&str>, lang: Lang) -> String {
    near.map_or(String::new(), |near| lang.pick(format!("; is {near} meant?"), format!("；是不是 {near}？")))
}

fn say_tasks(done: &[After], say: &Say) -> Result<()> {
    let lines = done.iter().flat_map(|after| after.tasks.iter().map(|task| task_line(task, after.known.as_ref(), say.lang)));
    say.answer(lines.collect::<String>().as_bytes())
}

/// A text that says something.
fn name(flag: &str, text: &str) -> Result<String> {
    match text.trim() {
        "" => Err(usage(flag, text, Text::new("nothing stands there", "不能为空")).into()),
        text => Ok(text.to_owned()),
    }
}
