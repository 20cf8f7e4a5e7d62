//! How every verb but `rfm score` comes to a scored base: the files are opened, and scored with a bar.

use super::progress::Progress;
use super::say::Say;
use super::settings;
use anyhow::Result;
use rfm::job::{self, Job};
use rfm::load::Files;
use rfm::scored::Scored;
use std::path::PathBuf;

/// Opens the files. `verb` is named where there is none.
pub fn open(paths: &[PathBuf], job: &Job, verb: &str) -> Result<Files> {
    let needs_twice = job.policy.window.is_some() && job.policy.as_of.is_none();
    let sources = settings::sources(paths, &job.reading, needs_twice, verb)?;
    Ok(Files::new(sources, &job.reading)?)
}

/// Reads and scores them.
pub fn score(files: &mut Files, job: &Job, say: &Say) -> Result<Scored> {
    let _bar = Progress::watch(files.size().map(|size| size * settings::passes(job, files)), say.quiet);
    Ok(job::score(files, job, &mut |_| Ok(()))?)
}
