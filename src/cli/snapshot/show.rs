//! `rfm snapshot show`: the base of then, reported and exported as `rfm score` did it.

use super::args::Show;
use super::which;
use crate::cli::answer::{self, Answer};
use crate::cli::failure::usage;
use crate::cli::say::Say;
use crate::cli::settings;
use crate::cli::storing::Place;
use anyhow::Result;
use rfm::export::{self, ExportOptions};
use rfm::lang::Text;
use rfm::lifecycle::{Stages, Staging};
use rfm::note::Note;
use rfm::report::{self, Form, Report};
use rfm::store::snapshots;
use rfm::workbook;
use rfm::write::Outputs;
use std::io::IsTerminal;

/// Shows a snapshot.
pub fn run(args: &Show, place: &Place, say: &Say) -> Result<()> {
    let to_terminal = Text::new("'{}' is not for a terminal; name a file with --output", "“{}”不能显示在终端上；请用 --output 指定文件");
    if answer::form::<Form>(&args.format)? == Form::Xlsx && std::io::stdout().is_terminal() {
        return Err(usage("--format", &args.format, to_terminal).into());
    }
    let playbooks = settings::playbooks(&args.advice)?;
    let formats = args.export.iter().map(|file| export::Format::of_path(file)).collect::<Result<Vec<_>, _>>()?;
    let answer = Answer::stage(&args.format, ("--output", &args.output), args.advice.playbook.iter().chain([&place.path]))?;
    let mut exports = Outputs::new([&place.path]);
    let slots = args.export.iter().map(|file| exports.stage(file)).collect::<Result<Vec<_>, _>>()?;

    let mut store = place.look()?;
    let heads = store.read(|db| snapshots::heads(db))?;
    let head = which::find(&heads, "SNAPSHOT", &args.which)?;
    let snapshot = store.read(|db| snapshots::whole(db, head))?;
    let staging = snapshot.stages().map(Staging::Known); // its customers stand in the order of their ids, as those of the base do
    let base = snapshot.into_base();
    let stages = staging.as_ref().map(|staging| Stages::new(&base, staging));
    let options = ExportOptions { stages: staging, excel: args.excel, lang: say.lang, ..ExportOptions::default() };
    let mut written = Vec::new();
    for ((slot, format), file) in slots.into_iter().zip(formats).zip(&args.export) {
        let told = exports.write(slot, |out| export::write(&base, format, &options, out))?;
        written.push(Note::Wrote { file: file.display().to_string(), customers: Some(told.customers) });
    }
    answer.give(say, |form, view| {
        let report = Report {
            base: &base,
            playbooks: &playbooks,
            lang: view.lang,
            by: None,
            title: None,
            list_command: None,
            stages: stages.clone(),
            width: view.width,
            color: view.color,
            style: view.style,
            grid: false,
        };
        match form {
            Form::Html => report::render_page(&report),
            Form::Text(format) if args.excel => report::render_for_spreadsheet(&report, format),
            Form::Text(format) => report::render(&report, format),
            Form::Xlsx => {
                let mut bytes = Vec::new();
                workbook::write(&report, &options, &mut bytes)?;
                Ok(bytes)
            }
        }
    })?;
    exports.commit()?;
    say.notes(&written);
    Ok(())
}
