//! `rfm tasks sync`: read, score, warn; then bring the tasks up to date, in one transaction.

use super::show::form;
use super::{Office, args};
use crate::cli::alerting::alerts_of;
use crate::cli::answer::lang;
use crate::cli::failure::usage;
use crate::cli::say::Say;
use anyhow::Result;
use rfm::lang::Text;
use rfm::load::tasks::owners;
use rfm::report::tasks::{Form, counts, overview, render};
use rfm::store::follow_up::{run_week, tracked};
use rfm::task::week::week;

/// Runs the week.
pub fn run(args: &args::Sync, office: &Office, say: &Say) -> Result<()> {
    let format = form(&args.format)?;
    let owners = owners(&args.owners)?;
    let mut store = office.place.create()?; // what is wrong with it shows before hours of reading
    let (base, alerts) = alerts_of(&args.reading, &args.scoring, &args.alerting, "tasks sync", say)?;
    let (tracked, last) = tracked(&mut store)?;
    let no_day = Text::new("the data has no dates to count deadlines from; name a day", "数据中没有日期，无法计算截止日；请指定日期");
    let week = week(&base, &alerts, &tracked, owners.people, owners.advisors).ok_or_else(|| usage("--as-of", "", no_day))?;
    let as_of = week.as_of;
    if let Some(last) = last.filter(|last| as_of < *last) {
        say.note(&say.lang.pick(
            format!("{as_of} is before the latest sync ({last}): deadlines that have passed since then do not count"),
            format!("{as_of} 早于上一次同步的 {last}：此后逾期的任务这次不计"),
        ));
    }
    let counted = run_week(&mut store, week, office.deadlines, &office.place.stamp)?;
    let view = say.view(lang(format, say));
    say.answer(&match format {
        Form::Table => overview(&counted, as_of, view).into_bytes(),
        form => render(&counts(&counted, as_of), form, view, false)?,
    })
}
