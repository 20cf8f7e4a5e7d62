//! `rfm snapshot list` and `rfm snapshot drop`: what there is, and what is not needed any more.

use super::{args, which};
use crate::cli::answer::Answer;
use crate::cli::say::Say;
use crate::cli::storing::Place;
use anyhow::Result;
use rfm::report::snapshots::list;
use rfm::store::snapshots;

/// Shows what there is.
pub fn run(args: &args::List, place: &Place, say: &Say) -> Result<()> {
    let answer = Answer::stage(&args.shown.format, ("--output", &args.shown.output), [&place.path])?;
    let heads = place.look()?.read(|db| snapshots::heads(db))?;
    answer.give(say, |form, view| list(&heads, form, view, args.shown.excel))
}

/// Removes snapshots: all that were named or, where one is not there, none.
pub fn drop(args: &args::Drop, place: &Place, say: &Say) -> Result<()> {
    let mut store = place.open()?;
    let heads = store.read(|db| snapshots::heads(db))?;
    let found = args.which.iter().map(|text| which::find(&heads, "SNAPSHOT", text)).collect::<Result<Vec<_>>>()?;
    store.change(|db| found.iter().try_for_each(|head| snapshots::remove(db, head.id).map(|_| ())))?;
    let line = |head: &&snapshots::Head| {
        let name = which::alone(&heads, head);
        say.lang.pick(format!("dropped {name}\n"), format!("已删除 {name}\n"))
    };
    say.answer(found.iter().map(line).collect::<String>().as_bytes())
}
