//! `rfm lifecycle`: score, see who stands where and who comes again, write.

use super::answer::Answer;
use super::failure::usage;
use super::progress::Progress;
use super::say::Say;
use super::{args, score, settings, staging};
use anyhow::Result;
use rfm::job;
use rfm::lang::Text;
use rfm::lifecycle::{CARRIED, Lifecycle, Settings, WATCHED, lifecycle};
use rfm::load::Files;
use rfm::note::Note;
use rfm::report::lifecycle::{Part, Shown, render};
use rfm::scored::{Kind, Scored};

/// Finds out, and writes what was asked for.
pub fn run(args: &args::Lifecycle, say: &Say) -> Result<()> {
    let settings = settings_of(args)?;
    let part = args.part.as_deref().map(part).transpose()?.unwrap_or_default();
    let answer = Answer::stage(&args.shown.format, ("--output", &args.shown.output), &args.reading.files)?;
    let (base, lifecycle) = find(args, settings, say)?;
    if let Some(text) = args.first_from.as_ref().filter(|_| lifecycle.has_no_new()) {
        let nobody = Text::new("nobody came for the first time on '{}' or later", "没有客户的首次到店在“{}”或之后");
        return Err(usage("--first-from", text, nobody).into());
    }
    let shown = Shown { base: &base, lifecycle: &lifecycle, style: say.style };
    answer.give(say, |form, view| render(&shown, part, form, view, args.shown.excel))
}

fn settings_of(args: &args::Lifecycle) -> Result<Settings> {
    let first_from = args.first_from.as_deref().map(|text| settings::day("--first-from", text)).transpose()?;
    Ok(Settings { rules: staging::rules(&args.stages)?, horizon: args.horizon, first_from })
}

fn part(name: &str) -> Result<Part> {
    let wrong = Text::new("'{}' is no part of the report", "报告中没有“{}”这一部分");
    Part::find(name).ok_or_else(|| usage("--part", name, wrong).names(Part::ALL.map(|(_, name)| name)).into())
}

/// Reads once, scores and finds out; says the notes.
fn find(args: &args::Lifecycle, settings: Settings, say: &Say) -> Result<(Scored, Lifecycle)> {
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.carry = CARRIED.to_vec();
    (job.history, job.watch) = (true, WATCHED.to_vec());
    let sources = settings::sources(&args.reading.files, &job.reading, false, "lifecycle")?;
    let mut files = Files::new(sources, &job.reading)?;
    let progress = Progress::watch(files.size(), say.quiet);
    let base = job::score(&mut files, &job, &mut |_| Ok(()))?;
    let found = lifecycle(&base, settings, &job.cuts, job.active_only);
    drop(progress);
    // Shares and typical ranges are no matter here, and where the data ends the report says at more length.
    let ends_told = |note: &Note| matches!(note, Note::DataEnds { .. }) && base.kind == Kind::Transactions;
    let matter = |note: &&Note| !matches!(note, Note::TypicalNeedsFixed | Note::NoValueShare(_)) && !ends_told(note);
    say.notes(base.notes.iter().filter(matter));
    say.notes(&score::as_of_notes(&base, job.policy.as_of.is_none()));
    for told in found.told.iter().filter(|told| told.is_urgent()) {
        say.note(&told.text(say.lang));
    }
    Ok((base, found))
}
