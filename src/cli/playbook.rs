//! `rfm playbook`: what to do for a segment, and the messages for one customer.
//!
//! What is shown is named by the first positional argument rather than by a flag of its own: one thing is shown at a time, and
//! a segment and a checklist are asked for in the same way.

use super::failure::{is_closed_pipe, usage};
use super::progress::Progress;
use super::say::Say;
use super::{args, explain, settings};
use anyhow::Result;
use rfm::about::About;
use rfm::job;
use rfm::lang::Text;
use rfm::load::Files;
use rfm::note::Note;
use rfm::own_playbook::to_toml;
use rfm::playbook::Playbooks;
use rfm::playbook::topic::Topic;
use rfm::report::View;
use rfm::report::playbook::{FORMS, Form, Letter, letter, topic};
use rfm::scored::Scored;
use rfm::write::{Outputs, Slot};
use std::path::{Path, PathBuf};

/// Columns of a page that goes to a file.
const FILE_WIDTH: usize = 100;

/// Shows what was asked for, and writes it.
pub fn run(args: &args::Playbook, say: &Say) -> Result<()> {
    let playbooks = settings::playbooks(&args.advice)?;
    if args.export_toml {
        return export(args, &playbooks, say);
    }
    let unknown = || usage("--format", &args.format, Text::new("'{}' is not a form", "没有格式“{}”")).names(FORMS);
    let format = Form::of_name(&args.format).ok_or_else(unknown)?;
    let forms: Vec<Form> = args.output.iter().map(|file| of_file(file)).collect::<Result<_>>()?;
    let (asked, files) = asked(args)?;
    let (mut outputs, slots) = stage(args, &files)?;
    let scored = args.customer.as_deref().map(|id| score(args, &files, id.trim_ascii(), say)).transpose()?;
    let page = |form: Form, width: usize, color: bool| {
        let lang = if form.is_for_programs() { say.data_lang } else { say.lang };
        let view = View { lang, width, color };
        match &scored {
            Some((base, at)) => letter(&Letter::new(base, *at), playbooks.get(lang), form, view),
            None => topic(asked, playbooks.get(lang), form, view),
        }
    };
    for (slot, form) in slots.into_iter().zip(forms) {
        let bytes = page(form, FILE_WIDTH, false)?;
        outputs.write(slot, |out| out.write_all(&bytes))?;
    }
    // A reader that goes away has seen enough.
    match say.answer(&page(format, say.width(), say.colors_stdout())?) {
        Err(error) if !is_closed_pipe(&error) => Err(error),
        _ => commit(outputs, args, say),
    }
}

/// The whole playbook as TOML.
fn export(args: &args::Playbook, playbooks: &Playbooks, say: &Say) -> Result<()> {
    let toml = to_toml(playbooks.get(say.lang), say.lang)?;
    if args.output.is_empty() {
        return say.answer(toml.as_bytes());
    }
    let (mut outputs, slots) = stage(args, &[])?;
    for slot in slots {
        outputs.write(slot, |out| out.write_all(toml.as_bytes()))?;
    }
    commit(outputs, args, say)
}

/// What to show, and the files to read for it. Before files of a customer the first word may be missing.
fn asked(args: &args::Playbook) -> Result<(Topic, Vec<PathBuf>)> {
    let mut files = args.reading.files.clone();
    let Some(what) = args.what.as_deref() else { return Ok((Topic::Overview, files)) };
    let found = Topic::find(what);
    if args.customer.is_some() {
        if found != Ok(Topic::Messages) {
            files.insert(0, what.into());
        }
        return Ok((Topic::Messages, files));
    }
    if let Some(file) = files.first() {
        let what = Text::new("{} is read only for --customer ID", "只有加上 --customer 客户编号 才读取 {}");
        return Err(usage("playbook", &file.display().to_string(), what).into());
    }
    let wrong = Text::new("'{}' is neither a segment nor another part of the playbook", "手册中没有“{}”，也没有这个客群");
    let topic = found.map_err(|near| usage("playbook", what, wrong).near(near.map(str::to_owned)).names(Topic::names()))?;
    Ok((topic, files))
}

fn of_file(file: &Path) -> Result<Form> {
    let no_ending = Text::new("the ending of {} names no form", "{} 的扩展名不对应任何格式");
    Form::of_file(file).ok_or_else(|| usage("--output", &file.display().to_string(), no_ending).names([".txt", ".md", ".json"]).into())
}

/// Opens the outputs; what cannot be written is known here.
fn stage(args: &args::Playbook, files: &[PathBuf]) -> Result<(Outputs, Vec<Slot>)> {
    let mut outputs = Outputs::new(files.iter().chain(&args.advice.playbook));
    let slots = args.output.iter().map(|file| outputs.stage(file)).collect::<Result<_, _>>()?;
    Ok((outputs, slots))
}

fn commit(outputs: Outputs, args: &args::Playbook, say: &Say) -> Result<()> {
    outputs.commit()?;
    let written = args.output.iter().map(|file| Note::Wrote { file: file.display().to_string(), customers: None });
    say.notes(&written.collect::<Vec<_>>());
    Ok(())
}

/// Scores everybody; the base, and where in it the customer is.
fn score(args: &args::Playbook, files: &[PathBuf], id: &str, say: &Say) -> Result<(Scored, usize)> {
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.carry = About::PEOPLE.to_vec();
    let asked_as_of = job.policy.as_of;
    let needs_twice = job.policy.window.is_some() && asked_as_of.is_none();
    let sources = settings::sources(files, &job.reading, needs_twice, "playbook --customer ID")?;
    let mut files = Files::new(sources, &job.reading)?;
    let progress = Progress::watch(files.size().map(|size| size * settings::passes(&job, &files)), say.quiet);
    let base = job::score(&mut files, &job, &mut |_| Ok(()))?;
    drop(progress);
    let at = explain::place_of(id, &base)?;
    explain::say_notes(&base, asked_as_of.is_none(), say);
    Ok((base, at))
}
