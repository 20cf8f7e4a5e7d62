//! `rfm inspect`: open, look, show. Nothing is scored and no limit stops it.

use super::args;
use super::progress::Progress;
use super::say::Say;
use super::settings;
use anyhow::Result;
use rfm::look::look;
use rfm::report::inspect::{json, render};

/// Looks at the files and prints what is found.
pub fn run(args: &args::Inspect, say: &Say) -> Result<()> {
    let reading = settings::reading(&args.reading)?;
    let sources = settings::sources(&args.reading.files, &reading, false, "inspect")?;
    let progress = Progress::watch(sources.iter().map(|source| source.size).sum(), say.quiet);
    let found = look(sources, &reading, settings::policy(&args.reading), &settings::limits(&args.reading)?)?;
    drop(progress);
    let view = say.view(say.lang);
    match args.format {
        args::InspectFormat::Table => say.answer(&say.shown(render(&found, view).into_bytes())),
        args::InspectFormat::Json => say.answer(&json(&found, say.data_lang)?),
    }
}
