//! The outputs of `rfm score`, each in a temporary file beside its place until all are complete.

use super::args;
use super::say::FILE_WIDTH;
use super::wanted::Wanted;
use anyhow::Result;
use rfm::cuts;
use rfm::error::Error;
use rfm::export;
use rfm::export::rejects::RejectsWriter;
use rfm::job::{self, Job};
use rfm::load::{Files, source::Source};
use rfm::note::Note;
use rfm::receipt::{self, Receipt};
use rfm::report::Report;
use rfm::scored::Scored;
use rfm::write::{Outputs, Slot};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The outputs.
pub struct Staged<'a> {
    args: &'a args::Score,
    /// To be committed when all are written.
    pub outputs: Outputs,
    reports: Vec<Slot>,
    exports: Vec<Option<Slot>>,
    rejects: Option<Slot>,
    cuts: Option<Slot>,
    receipt: Option<Slot>,
}

impl<'a> Staged<'a> {
    /// Opens them all; what cannot be written is known here.
    pub fn new(args: &'a args::Score, wanted: &Wanted) -> Result<Staged<'a>> {
        let mut outputs = Outputs::new(args.reading.files.iter().chain(&args.lock).chain(&args.advice.playbook));
        let mut stage = |file: &Path| outputs.stage(file);
        let reports = args.output.iter().map(|file| stage(file)).collect::<Result<_, _>>()?;
        let to_file = |(file, format): (&PathBuf, &Option<export::Format>)| format.map(|_| stage(file)).transpose();
        let exports = args.export.iter().zip(&wanted.exports).map(to_file).collect::<Result<_, _>>()?;
        let rejects = args.rejects.as_deref().map(|file| outputs.stage(file)).transpose()?;
        let cuts = args.save_cuts.as_deref().map(|file| outputs.stage(file)).transpose()?;
        let receipt = args.receipt.as_deref().map(|file| outputs.stage(file)).transpose()?;
        Ok(Staged { args, outputs, reports, exports, rejects, cuts, receipt })
    }

    /// Reads and scores; rejected rows go to their file on the way.
    pub fn score(&mut self, files: &mut Files, job: &Job) -> Result<Scored> {
        let Some(slot) = self.rejects else {
            return Ok(job::score(files, job, &mut |_| Ok(()))?);
        };
        let base = self.outputs.write(slot, |out| {
            let mut rejects = RejectsWriter::new(out)?;
            let mut fault = None;
            let base = job::score(files, job, &mut |reject| {
                fault = fault.take().or_else(|| rejects.take(reject).err());
                Ok(())
            });
            fault.map_or(Ok(()), Err)?;
            rejects.finish()?;
            Ok(base)
        })?;
        Ok(base?)
    }

    /// Fills every output; what was written where. The user's own playbook is an input like the files.
    pub fn write_all(
        &mut self,
        report: &Report<'_>,
        base: &Scored,
        wanted: &Wanted,
        files: &Files,
        playbook: Option<receipt::Input>,
        started: Instant,
    ) -> Result<Vec<Note>> {
        let mut written = Vec::new();
        let mut listed = Vec::new();
        let to_file = Report { width: FILE_WIDTH, color: false, ..report.clone() };
        for ((slot, format), file) in self.reports.iter().zip(&wanted.reports).zip(&self.args.output) {
            // A fault of the output becomes the error of that output; any other stays what it is.
            let mut other = None;
            let told = self.outputs.write(*slot, |out| match wanted.write(&to_file, *format, out) {
                Ok(told) => told.map(Some),
                Err(error) => {
                    other = Some(error);
                    Ok(None)
                }
            })?;
            other.map_or(Ok(()), Err)?;
            written.extend(Wanted::workbook_notes(told.unwrap_or_default(), &file.display().to_string()));
            listed.push((file, None));
        }
        for ((slot, format), file) in self.exports.iter().zip(&wanted.exports).zip(&self.args.export) {
            let (Some(slot), Some(format)) = (slot, format) else { continue };
            let told = self.outputs.write(*slot, |out| export::write(base, *format, &wanted.options, out))?;
            written.extend(wanted.spreadsheet_hint(told, *format, file.display().to_string()));
            written.extend(Wanted::workbook_notes(told, &file.display().to_string()));
            listed.push((file, Some(told.customers)));
        }
        if let (Some(slot), Some(file)) = (self.cuts, &self.args.save_cuts) {
            let text = cuts::to_toml(&base.thresholds, base.as_of(), base.decimals);
            self.outputs.write(slot, |out| out.write_all(text.as_bytes()))?;
            listed.push((file, None));
        }
        listed.extend(self.args.rejects.iter().map(|file| (file, None)));
        if let (Some(slot), Some(file)) = (self.receipt, &self.args.receipt) {
            let outputs =
                listed.iter().map(|(file, customers)| receipt::Output { path: file.display().to_string(), customers: *customers });
            let inputs = inputs(files)?.into_iter().chain(playbook).collect();
            let receipt = Receipt::new(env!("CARGO_PKG_VERSION"), arguments(), inputs, base, outputs.collect(), started.elapsed());
            self.outputs.write(slot, |out| receipt.write(out))?;
            listed.push((file, None));
        }
        written.extend(listed.into_iter().map(|(file, customers)| Note::Wrote { file: file.display().to_string(), customers }));
        Ok(written)
    }
}

fn arguments() -> Vec<String> {
    std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect()
}

/// The inputs with their hashes, where there are bytes to be had once more; they must be those that were scored.
fn inputs(files: &Files) -> Result<Vec<receipt::Input>> {
    let input = |source: &Source| {
        let name = source.name.clone();
        let Some(path) = source.regular_path() else { return Ok(receipt::Input::unhashed(name)) };
        let hashed = std::fs::File::open(path).and_then(|file| receipt::Input::hashed(name.clone(), file));
        let hashed = hashed.map_err(|error| Error::CannotRead { file: name, cause: error.into() })?;
        source.check_unchanged()?;
        Ok(hashed)
    };
    files.parts.iter().map(|(source, _)| input(source)).collect()
}
