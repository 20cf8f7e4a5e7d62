//! `rfm lifecycle`: score, see who stands where and who comes again, write. The best of a year ago take a second reading.

use super::answer::Answer;
use super::failure::usage;
use super::progress::Progress;
use super::say::Say;
use super::{args, score, settings, staging};
use anyhow::Result;
use rfm::date::{Day, Span, Window};
use rfm::error::Error;
use rfm::job::{self, Job};
use rfm::lang::Text;
use rfm::lifecycle::churn::{self, Best};
use rfm::lifecycle::{CARRIED, Lifecycle, Settings, WATCHED, lifecycle};
use rfm::load::Files;
use rfm::note::Note;
use rfm::report::lifecycle::{Part, Shown, render};
use rfm::scored::{Kind, Scored};

/// A year back.
const YEAR: Window = Window { count: 12, span: Span::Months };

/// Finds out, and writes what was asked for.
pub fn run(args: &args::Lifecycle, say: &Say) -> Result<()> {
    let settings = settings_of(args)?;
    let part = args.part.as_deref().map(part).transpose()?.unwrap_or_default();
    let answer = Answer::stage(&args.shown.format, ("--output", &args.shown.output), &args.reading.files)?;
    let (base, lifecycle) = find(args, part, settings, say)?;
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

/// Reads, scores and finds out; says the notes.
fn find(args: &args::Lifecycle, part: Part, settings: Settings, say: &Say) -> Result<(Scored, Lifecycle)> {
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.carry = CARRIED.to_vec();
    (job.diary, job.watch) = (true, WATCHED.to_vec());
    let looks_back = matches!(part, Part::Overview | Part::Churn);
    let needs_twice = looks_back || job.policy.window.is_some() && job.policy.as_of.is_none();
    let sources = settings::sources(&args.reading.files, &job.reading, needs_twice, "lifecycle")?;
    let mut files = Files::new(sources, &job.reading)?;
    if needs_twice {
        files.spool()?;
    }
    let looks_back = looks_back && files.kind == Kind::Transactions;
    let passes = settings::passes(&job, &files) + u64::from(looks_back);
    let progress = Progress::watch(files.size().map(|size| size * passes), say.quiet);
    let base = job::score(&mut files, &job, &mut |_| Ok(()))?;
    let mut found = lifecycle(&base, settings);
    if let (Some(visits), true) = (&mut found.visits, looks_back) {
        visits.best = best(&mut files, &job, &base, visits.first)?;
    }
    drop(progress);
    // Shares and typical ranges are no matter here.
    let matter = |note: &&Note| !matches!(note, Note::TypicalNeedsFixed | Note::NoValueShare(_));
    say.notes(base.notes.iter().filter(matter));
    say.notes(&score::as_of_notes(&base, job.policy.as_of.is_none()));
    for told in found.told.iter().filter(|told| told.is_urgent()) {
        say.note(&told.text(say.lang));
    }
    Ok((base, found))
}

/// How the best of a year ago have fared; none where the data begins later.
fn best(files: &mut Files, job: &Job, base: &Scored, first: Option<Day>) -> Result<Option<Best>> {
    let Some(then) = base.as_of().map(|as_of| YEAR.start(as_of)) else { return Ok(None) };
    if first.is_none_or(|first| first > then) {
        return Ok(None);
    }
    let mut job = Job { diary: false, watch: Vec::new(), ..job.clone() };
    job.policy.as_of = Some(then);
    job.reading.carry = Vec::new();
    match job::score(files, &job, &mut |_| Ok(())) {
        Ok(past) => Ok(churn::best(&past, base)),
        // Fewer rows were there then, which is no fault of today's.
        Err(Error::NoUsableRows { .. } | Error::TooFewRows { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
