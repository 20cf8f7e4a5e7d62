//! `rfm playbook`: what to do for a segment, and the messages for one customer.
//!
//! What is shown is named by the first positional argument rather than by a flag of its own: one thing is shown at a time, and
//! a segment and a checklist are asked for in the same way.

use super::answer::{Answer, wrote};
use super::failure::usage;
use super::say::Say;
use super::{args, explain, scoring, settings};
use anyhow::Result;
use rfm::about::About;
use rfm::lang::Text;
use rfm::own_playbook::to_toml;
use rfm::playbook::Playbooks;
use rfm::playbook::topic::Topic;
use rfm::report::playbook::{Letter, letter, topic};
use rfm::scored::Scored;
use rfm::write::Outputs;
use std::path::PathBuf;

/// Shows what was asked for, and writes it.
pub fn run(args: &args::Playbook, say: &Say) -> Result<()> {
    let playbooks = settings::playbooks(&args.advice)?;
    if args.export_toml {
        return export(args, &playbooks, say);
    }
    let (asked, files) = asked(args)?;
    let answer = Answer::stage(&args.format, ("--output", &args.output), files.iter().chain(&args.advice.playbook))?;
    let scored = args.customer.as_deref().map(|id| score(args, &files, id.trim_ascii(), say)).transpose()?;
    answer.give(say, |form, view| match &scored {
        Some((base, at)) => letter(&Letter::new(base, *at), playbooks.get(view.lang), form, view),
        None => topic(asked, playbooks.get(view.lang), form, view),
    })
}

/// The whole playbook as TOML.
fn export(args: &args::Playbook, playbooks: &Playbooks, say: &Say) -> Result<()> {
    let toml = to_toml(playbooks.get(say.lang), say.lang)?;
    if args.output.is_empty() {
        return say.answer(toml.as_bytes());
    }
    let mut outputs = Outputs::new(&args.advice.playbook);
    for file in &args.output {
        let slot = outputs.stage(file)?;
        outputs.write(slot, |out| out.write_all(toml.as_bytes()))?;
    }
    outputs.commit()?;
    wrote(&args.output, say);
    Ok(())
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

/// Scores everybody; the base, and where in it the customer is.
fn score(args: &args::Playbook, files: &[PathBuf], id: &str, say: &Say) -> Result<(Scored, usize)> {
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.carry = About::PEOPLE.to_vec();
    let base = scoring::score(&mut scoring::open(files, &job, "playbook --customer ID")?, &job, say)?;
    let at = explain::place_of(id, &base)?;
    explain::say_notes(&base, job.policy.as_of.is_none(), say);
    Ok((base, at))
}
