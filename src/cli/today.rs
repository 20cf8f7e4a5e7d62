//! `rfm today`: who has booked, who that is, and what to get ready.

use super::alerting::{outlooks_for, settings_of};
use super::answer::Answer;
use super::failure::usage;
use super::say::Say;
use super::storing::usual_store;
use super::{args, explain, scoring, settings};
use anyhow::Result;
use rfm::alert::{self, Alert, Reason, Rule, WATCHED, alerts};
use rfm::desk::{CARRIED, Desk, OpenTask, Said, Settings, Signal};
use rfm::lang::{Lang, Text};
use rfm::load::{bookings, source::Source};
use rfm::report::desk::{List, render};
use rfm::segment::Segment;
use rfm::store::Store;
use rfm::store::follow_up::everything;
use rfm::task::Task;
use std::path::PathBuf;

/// Prints the list, and writes it.
pub fn run(args: &args::Today, say: &Say) -> Result<()> {
    let (day, warning) = (settings::day("--day", &args.day)?, settings_of(&args.alerting)?);
    let history: Vec<PathBuf> = args.history.iter().chain(&args.reading.files).cloned().collect();
    if history.is_empty() {
        let what = Text::new(
            "no history given; try `rfm today {} --history visits.csv`",
            "没有指定到店记录；例如 `rfm today {} --history visits.csv`",
        );
        return Err(usage("--history", &args.bookings.display().to_string(), what).into());
    }
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.carry = CARRIED.to_vec();
    (job.diary, job.watch) = (true, WATCHED.to_vec());
    let inputs = history.iter().chain([&args.bookings]).chain(&args.store);
    let answer = Answer::stage(&args.shown.format, ("--output", &args.shown.output), inputs)?;
    let tasks = tasks(args)?;
    let booked = bookings::read(&mut source(args, &history, &job.reading)?, &job.reading)?;
    let base = scoring::score(&mut scoring::open(&history, &job, "today")?, &job, say)?;

    let mut of_all = warning.clone();
    of_all.also = Segment::ALL.to_vec();
    // The desk has a word of its own for new customers.
    of_all.switch_off(Rule::FirstVisits);
    let outlooks = outlooks_for(&base, &of_all, &args.alerting, say)?;
    let alerts = alerts(&base, of_all, outlooks.as_ref())?;
    let signals = alerts.rows.iter().filter_map(|alert| signal(alert, &warning)).collect();
    let settings = Settings { day, slots: args.slots, percent: args.reserve, tasks, signals };
    let desk = Desk::new(&base, booked, &settings);
    explain::say_notes(&base, job.policy.as_of.is_none(), say);
    say.notes(&alerts.notes);
    desk.told.iter().for_each(|told| say.note(&told.text(say.lang)));
    let list = List { desk: &desk, decimals: base.decimals };
    answer.give(say, |form, view| render(&list, form, view, args.shown.excel))
}

/// What is open; nothing where there is no store and none was named.
fn tasks(args: &args::Today) -> Result<Vec<OpenTask>> {
    let Some(path) = args.store.clone().or_else(usual_store) else { return Ok(Vec::new()) };
    let mut store = match Store::look(&path) {
        Err(error) if error.is_missing() && args.store.is_none() => return Ok(Vec::new()),
        store => store?,
    };
    Ok(everything(&mut store)?.tasks.into_iter().filter(Task::is_open).map(open_task).collect())
}

fn open_task(task: Task) -> OpenTask {
    let what = |lang: Lang| task.action.clone().unwrap_or_else(|| task.step.text().get(lang).to_owned());
    let what = Said { en: what(Lang::En), zh: what(Lang::Zh) };
    OpenTask { customer: task.customer.into(), id: task.id, what, owner: task.owner.map(Into::into), due: task.due }
}

/// What a warning tells the desk. Of customers who are not watched only what they have noticed themselves matters there: a
/// complaint, a wait, a booking they cancelled, a first visit that they rated low.
fn signal(alert: &Alert, warning: &alert::Settings) -> Option<Signal> {
    let is_noticed = |rule: Rule| !matches!(rule, Rule::Days | Rule::Rhythm);
    let reasons: Vec<&Reason> = alert.reasons.iter().filter(|reason| warning.watches(alert.segment) || is_noticed(reason.rule)).collect();
    let level = reasons.iter().map(|reason| reason.level).max()?;
    let text = |lang: Lang| reasons.iter().map(|reason| reason.text(lang)).collect::<Vec<_>>().join(lang.pick("; ", "；"));
    let what = Said { en: text(Lang::En), zh: text(Lang::Zh) };
    Some(Signal { customer: alert.customer.clone(), level, rules: reasons.iter().map(|reason| reason.rule.slug()).collect(), what })
}

/// The bookings; standard input can be named once only.
fn source(args: &args::Today, history: &[PathBuf], reading: &rfm::load::Reading) -> Result<Source> {
    let is_stdin = |file: &PathBuf| file.as_os_str() == "-";
    if is_stdin(&args.bookings) && history.iter().any(is_stdin) {
        return Err(usage("BOOKINGS", "-", Text::new("standard input ({}) can be named only once", "标准输入（{}）只能出现一次")).into());
    }
    let mut sources = settings::sources(std::slice::from_ref(&args.bookings), reading, false, "today")?;
    Ok(sources.remove(0))
}
