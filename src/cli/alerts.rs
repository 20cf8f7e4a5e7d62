//! `rfm alerts`: read, score, warn, write. The condition of `--fail-if` is judged last, when everything is in its place.

use super::alerting::alerts_of;
use super::args;
use super::failure::{Met, is_closed_pipe, usage};
use super::say::Say;
use anyhow::Result;
use rfm::alert::condition::Condition;
use rfm::lang::Text;
use rfm::level::Level;
use rfm::note::Note;
use rfm::report::alerts::{Warnings, render};
use rfm::report::{Format, View};
use rfm::write::Outputs;
use std::path::Path;

/// Columns of a table that goes to a file.
const FILE_WIDTH: usize = 120;

/// Warns, and writes what was asked for.
pub fn run(args: &args::Alerts, say: &Say) -> Result<()> {
    let no_form = Text::new("'{}' is not a form", "没有格式“{}”");
    let format = Format::of_name(&args.format).ok_or_else(|| usage("--format", &args.format, no_form).names(Format::names()))?;
    let forms: Vec<Format> = args.export.iter().map(|file| of_file(file)).collect::<Result<_>>()?;
    let levels: Vec<Level> = args.level.iter().map(|name| level(name)).collect::<Result<_>>()?;
    let conditions: Vec<Condition> = args.fail_if.iter().map(|text| condition(text)).collect::<Result<_>>()?;
    let mut outputs = Outputs::new(&args.reading.files);
    let slots = args.export.iter().map(|file| outputs.stage(file)).collect::<Result<Vec<_>, _>>()?;

    let (base, alerts) = alerts_of(&args.reading, &args.scoring, &args.alerting, "alerts", say)?;
    let warnings = Warnings { base: &base, alerts: &alerts, levels: &levels };
    let page = |form: Format, width: usize, color: bool| {
        let lang = if form.is_for_programs() { say.data_lang } else { say.lang };
        render(&warnings, form, View { lang, width, color }, args.excel)
    };
    for (slot, form) in slots.into_iter().zip(forms) {
        let bytes = page(form, FILE_WIDTH, false)?;
        outputs.write(slot, |out| out.write_all(&bytes))?;
    }
    // A reader that goes away has seen enough.
    match say.answer(&page(format, say.width(), say.colors_stdout())?) {
        Err(error) if !is_closed_pipe(&error) => return Err(error),
        _ => outputs.commit()?,
    }
    let written = args.export.iter().map(|file| Note::Wrote { file: file.display().to_string(), customers: None });
    say.notes(&written.collect::<Vec<_>>());
    let met = conditions.iter().find_map(|condition| Some(Met { condition: condition.to_string(), count: condition.met(&alerts)? }));
    met.map_or(Ok(()), |met| Err(met.into()))
}

fn of_file(file: &Path) -> Result<Format> {
    let no_ending = Text::new("the ending of {} names no form", "{} 的扩展名不对应任何格式");
    let endings = [".txt", ".csv", ".tsv", ".json", ".md"];
    Format::of_file(file).ok_or_else(|| usage("--export", &file.display().to_string(), no_ending).names(endings).into())
}

fn level(name: &str) -> Result<Level> {
    let wrong = Text::new("'{}' is not a level", "没有级别“{}”");
    Level::find(name).ok_or_else(|| usage("--level", name, wrong).names(Level::ALL.map(Level::slug)).into())
}

fn condition(text: &str) -> Result<Condition> {
    text.parse().map_err(|what| usage("--fail-if", text, what).into())
}
