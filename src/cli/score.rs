//! `rfm score`: open, score, render, write. Nothing is in its place before everything is complete.

use super::progress::Progress;
use super::say::{Say, stdout_error};
use super::staged::Staged;
use super::wanted::Wanted;
use super::{args, call_list, clv, failure, outlook, settings, staging};
use anyhow::Result;
use clap::ArgMatches;
use rfm::about::About;
use rfm::export;
use rfm::job::Job;
use rfm::lifecycle::{Stages, Staging};
use rfm::load::Files;
use rfm::lock::Lock;
use rfm::note::Note;
use rfm::playbook::Playbooks;
use rfm::report::{By, Group, Report};
use rfm::scored::Scored;
use std::io::{BufWriter, IsTerminal, Write};
use std::time::Instant;

/// Scores and writes what was asked for.
pub fn run(args: &args::Score, typed: &ArgMatches, say: &Say) -> Result<()> {
    let started = Instant::now();
    let _lock = args.lock.as_deref().map(Lock::take).transpose()?;
    let mut job = settings::job(&args.reading, &args.scoring)?;
    let rules = staging::rules(&args.stages)?;
    let mut wanted = Wanted::new(args, typed, say)?;
    wanted.options.stages = args.with_stages.then_some(Staging::Rule(rules));
    let ahead = args.clv.as_deref().map(|text| clv::time("--clv", text)).transpose()?.filter(|_| wanted.lists_customers());
    let (playbooks, playbook) = settings::playbooks_and_input(&args.advice)?;
    let asked_as_of = job.policy.as_of;
    prepare(&mut job, args, &wanted);
    job.diary |= ahead.is_some();
    job.policy.whole = ahead.is_some();

    let needs_twice = job.policy.window.is_some() && asked_as_of.is_none();
    let sources = settings::sources(&args.reading.files, &job.reading, needs_twice, "score")?;
    let mut staged = Staged::new(args, &wanted)?;
    say.notes(&wanted.idle);
    let mut files = Files::new(sources, &job.reading)?;
    let progress = Progress::watch(files.size().map(|size| size * settings::passes(&job, &files)), say.quiet);
    let base = staged.score(&mut files, &job)?;
    drop(progress);

    // That typical ranges need fixed thresholds stands in every report already.
    say.notes(base.notes.iter().filter(|note| **note != Note::TypicalNeedsFixed));
    say.notes(&as_of_notes(&base, asked_as_of.is_none()));
    wanted.options.outlooks = ahead.map(|time| outlook::outlooks(&base, time, args.model_from.as_deref(), say)).transpose()?;
    let list_command = call_list::command(typed, &args.reading, &files, say.lang);
    let stages = wanted.options.stages.as_ref().map(|staging| Stages::new(&base, staging));
    let report = Report { list_command, stages, ..report_of(args, &base, &playbooks, &job, say) };
    let mut written = staged.write_all(&report, &base, &wanted, &files, playbook, started)?;
    // Standard output comes first: where that fails, no file is replaced. A reader that goes away has seen enough.
    match print(&report, &base, &wanted, say) {
        Err(error) if !failure::is_closed_pipe(&error) => return Err(error),
        printed => written.extend(printed.unwrap_or_default()),
    }
    staged.outputs.commit()?;
    say.notes(&written);
    if say.verbose {
        say.note(&format!("{:.3} s", started.elapsed().as_secs_f64()));
    }
    Ok(())
}

/// What the reading must carry along.
fn prepare(job: &mut Job, args: &args::Score, wanted: &Wanted) {
    job.diary = args.with_stages;
    job.reading.keep = args.keep.clone();
    job.reading.keep.extend(args.by.clone());
    if wanted.has_report() {
        job.reading.carry = About::PEOPLE.to_vec();
    }
    job.reading.keep_all_rejects = args.rejects.is_some();
    job.lists_customers = wanted.lists_customers();
}

/// The report, or with `--export -` every customer, on stdout; what is to be told of it.
fn print(report: &Report<'_>, base: &Scored, wanted: &Wanted, say: &Say) -> Result<Vec<Note>> {
    let stdout = std::io::stdout();
    let is_seen = stdout.is_terminal(); // and not opened in a spreadsheet
    let mut out = BufWriter::with_capacity(1 << 16, stdout);
    let name = say.lang.pick("standard output", "标准输出");
    if !wanted.exports_to_stdout() {
        let told = wanted.write_stdout(report, say, &mut out)?.and_then(|told| out.flush().map(|()| told)).map_err(stdout_error)?;
        return Ok(Wanted::workbook_notes(told, name).collect());
    }
    let told = export::write(base, wanted.stdout_export, &wanted.options, &mut out).and_then(|told| out.flush().map(|()| told));
    let told = told.map_err(stdout_error)?;
    let hint = wanted.spreadsheet_hint(told, wanted.stdout_export, name.to_owned()).filter(|_| !is_seen);
    Ok(hint.into_iter().chain(Wanted::workbook_notes(told, name)).collect())
}

fn report_of<'b>(args: &args::Score, base: &'b Scored, playbooks: &'b Playbooks, job: &Job, say: &Say) -> Report<'b> {
    let by = args.by.as_ref().map(|column| {
        let recut = args.recut.then_some(&job.cuts);
        let group = |(value, summary, thresholds)| Group { value, summary, thresholds };
        By { column: column.clone(), groups: base.by(args.keep.len(), recut).into_iter().map(group).collect() }
    });
    Report {
        base,
        playbooks,
        lang: say.lang,
        by,
        title: args.title.clone(),
        list_command: None,
        stages: None,
        width: say.width(),
        color: say.colors_stdout(),
        style: say.style,
        grid: args.grid,
    }
}

/// An as-of date that the clock finds odd.
pub fn as_of_notes(base: &Scored, taken_from_data: bool) -> Option<Note> {
    let as_of = base.as_of()?;
    let days = settings::today().since(as_of);
    match days {
        ..0 => Some(Note::AsOfInFuture(as_of)),
        31.. if taken_from_data => Some(Note::AsOfOld { as_of, days }),
        _ => None,
    }
}
