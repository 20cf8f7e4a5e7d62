//! `rfm effect`: who came back with care and without, by a column of the data or by the tasks' results.

use super::answer::Answer;
use super::args;
use super::failure::usage;
use super::progress::Progress;
use super::say::Say;
use super::storing::Place;
use super::{explain, settings};
use anyhow::Result;
use clap::ArgMatches;
use clap::parser::ValueSource;
use rfm::effect::{self, Effect, Returned, is_treated};
use rfm::error::Error;
use rfm::job;
use rfm::lang::Text;
use rfm::load::Files;
use rfm::policy::Policy;
use rfm::report::effect::{Shown, render};
use rfm::scored::Kind;
use rfm::segment::Segment;
use rfm::store::follow_up;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// So many values that nobody understands are shown.
const SHOWN: usize = 5;

/// Counts, and writes what was asked for.
pub fn run(args: &args::Effect, typed: &ArgMatches, say: &Say) -> Result<()> {
    if let (Some(day), Some(ValueSource::CommandLine)) = (&args.scoring.as_of, typed.value_source("as_of")) {
        return Err(
            usage("--as-of", day, Text::new("'{}' is one day too many: --since is the day", "“{}”多余：日期由 --since 指定")).into()
        );
    }
    let inputs: Vec<PathBuf> = args.reading.files.iter().chain(&args.store).cloned().collect();
    let answer = Answer::stage(&args.shown.format, ("--output", &args.shown.output), &inputs)?;
    let found = match (&args.treatment, &args.since) {
        (Some(column), Some(since)) => of_files(args, column, since, say)?,
        _ if args.reading.files.is_empty() => of_tasks(args)?,
        _ => {
            let what = Text::new(
                "name the column that says who was cared for, and the day: --treatment COLUMN --since DATE",
                "请指明哪一列说明跟进了谁，以及从哪天算起：--treatment 列名 --since 日期",
            );
            return Err(usage("--treatment", "", what).into());
        }
    };
    answer.give(say, |form, view| render(&found, form, view, args.shown.excel))
}

fn of_tasks(args: &args::Effect) -> Result<Shown> {
    let place = Place::new(args.store.as_ref(), None)?;
    let (events, tasks) = follow_up::events(&mut place.look()?)?;
    let (effect, young) = effect::of_tasks(&events, &tasks, args.within);
    Ok(Shown { effect, since: None, within: args.within, experiment: args.experiment, young: Some(young) })
}

/// Two readings: who there was on the day and what is told of them, then who came back after it.
fn of_files(args: &args::Effect, column: &str, since: &str, say: &Say) -> Result<Shown> {
    let day = settings::as_of(since).map_err(|what| usage("--since", since, what))?;
    let until = day.plus(i32::try_from(args.within).unwrap_or(i32::MAX));
    let segments: Vec<Segment> = args.segment.iter().map(|name| settings::segment("--segment", name)).collect::<Result<_>>()?;
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.keep.push(column.to_owned());
    let sources = settings::sources(&args.reading.files, &job.reading, true, "effect")?;
    let mut files = Files::new(sources, &job.reading)?;
    if files.kind == Kind::Customers {
        return Err(Error::NoHistory.into());
    }
    files.spool()?;
    let progress = Progress::watch(files.size().map(|size| size * 2), say.quiet);
    let policy = Policy { as_of: None, window: None, ..job.policy };
    let read = files.read(&job.reading, policy, &|| Returned::new(day, until), &mut |_| Ok(()))?;
    let too_short = Text::new(
        "the time to come back ends on {}, and the data must reach to that day: name an earlier --since or a shorter --within",
        "回店期限到 {} 为止，数据须覆盖到那一天；请用更早的 --since 或更短的 --within",
    );
    if read.findings.latest.is_none_or(|latest| latest < until) {
        return Err(usage("--within", &until.to_string(), too_short).into());
    }
    job.policy.as_of = Some(day);
    let base = job::score(&mut files, &job, &mut |_| Ok(()))?;
    drop(progress);
    explain::say_notes(&base, false, say);
    let at = job.reading.keep.len() - 1;
    let (mut effect, mut unknown) = (Effect::default(), BTreeSet::new());
    for (place, measures) in base.customers.iter().enumerate() {
        if !segments.is_empty() && !segments.contains(&base.segment(&measures)) {
            continue;
        }
        let cell = base.customers.kept(place, at);
        let Some(treated) = is_treated(cell, &args.treated) else {
            unknown.insert(cell.to_owned());
            continue;
        };
        let arm = if treated { &mut effect.with } else { &mut effect.without };
        arm.take(read.sink.ids.contains(&*base.customers.id(place)));
    }
    if !unknown.is_empty() {
        let what = Text::new(
            "nobody knows whether {} means that a customer was cared for; say so with --treated VALUE,…",
            "不知道 {} 是否表示跟进过；请用 --treated 值,… 说明",
        );
        let mut some: Vec<String> = unknown.iter().take(SHOWN).map(|cell| format!("'{cell}'")).collect();
        some.extend((unknown.len() > SHOWN).then(|| format!("… (+{})", unknown.len() - SHOWN)));
        return Err(usage("--treatment", &some.join(", "), what).into());
    }
    Ok(Shown { effect, since: Some(day), within: args.within, experiment: args.experiment, young: None })
}
