//! `rfm compare`: two sides, from the store, from exports or from one reading of the files; what changed between them.

mod contacts;
mod source;

use super::answer::{Answer, form_of, lang, wrote};
use super::args;
use super::failure::{Met, usage};
use super::say::Say;
use super::settings;
use anyhow::Result;
use clap::ArgMatches;
use clap::parser::ValueSource;
use rfm::compare::comparable::{cautions, incomparable};
use rfm::compare::condition::Condition;
use rfm::compare::{Basis, Comparison, Side};
use rfm::lang::{Lang, Text};
use rfm::report::compare::{Shown, movers, render};
use rfm::report::{Format, PageForm};
use rfm::score::{FixedCuts, Thresholds};
use rfm::snapshot::settings::thresholds_text;
use rfm::write::{Outputs, Slot};
use source::Source;
use std::path::Path;

/// Compares, and writes what was asked for. The conditions of `--fail-if` are judged last, when everything is in its place.
pub fn run(args: &args::Compare, typed: &ArgMatches, say: &Say) -> Result<()> {
    let conditions: Vec<Condition> = args.fail_if.iter().map(|text| condition(text)).collect::<Result<_>>()?;
    let exports = [&args.from, &args.to].map(|name| Path::new(name).to_owned()).into_iter().filter(|path| path.is_file());
    let inputs: Vec<_> = args.reading.files.iter().cloned().chain(exports).chain(args.store.clone()).collect();
    let answer = Answer::stage(&args.format, ("--output", &args.output), &inputs)?;
    if let Some(file) = args.export.iter().find(|file| args.output.contains(file)) {
        let what = Text::new("{} is named by --output too", "{} 同时也是 --output 的文件");
        return Err(usage("--export", &file.display().to_string(), what).into());
    }
    let mut lists = Outputs::new(&inputs);
    let forms: Vec<Format> = args.export.iter().map(|file| form_of("--export", file)).collect::<Result<_>>()?;
    let slots =
        args.export.iter().zip(forms).map(|(file, form)| Ok((lists.stage(file)?, form))).collect::<Result<Vec<(Slot, Format)>>>()?;
    let mut job = settings::job(&args.reading, &args.scoring)?;
    only_for_files(args, typed)?;
    job.reading.carry = contacts::CARRIED.to_vec();
    job.policy.as_of = None; // FROM and TO are the days, whatever a configuration says

    let mut source = Source::new(args, &mut job, say)?;
    let (first, second) = (source.find("FROM", &args.from)?, source.find("TO", &args.to)?);
    // What a configuration says of thresholds is for files.
    let is_given = ["cuts", "cuts_from", "preset"].iter().any(|flag| is_typed(typed, flag));
    let cuts = if is_given || source.is_files { job.cuts.clone() } else { FixedCuts::default() };
    let basis = basis(args, &source, [&first.side, &second.side], cuts)?;
    let comparison = Comparison::new(&first.side, &second.side, basis);
    let forced = match incomparable(&first.side, &second.side, &comparison) {
        Some(differences) if !args.force => return Err(differences.into()),
        differences => differences,
    };
    if let (Some(from), Some(to)) = (first.side.as_of, second.side.as_of)
        && from > to
    {
        say.note(&say.lang.pick(format!("FROM ({from}) is later than TO ({to})"), format!("FROM（{from}）晚于 TO（{to}）")));
    }
    let cautions = cautions(&first.side, &second.side, &comparison, way_out(&args.from, &first.side));
    let trend = if answer.has(|form| form == PageForm::Html) { source.trend(&first.side, &second.side, &comparison)? } else { Vec::new() };
    let names = [first.name, second.name];
    let contacts = contacts::of(&mut source, args, &job, &comparison, [&first.side, &second.side])?;
    let shown = Shown {
        sides: [&first.side, &second.side],
        names,
        comparison: &comparison,
        contacts,
        top: args.top,
        forced,
        cautions,
        trend,
        style: say.style,
    };
    if !answer.has(|form| !matches!(form, PageForm::Text(Format::Csv | Format::Tsv))) {
        shown.cautions(say.lang).iter().for_each(|caution| say.note(caution)); // a matrix has no room for them
    }
    for (slot, form) in slots {
        let bytes = movers::render(&shown, form, say.view_of_file(lang(form, say)), args.excel)?;
        lists.write(slot, |out| out.write_all(&bytes))?;
    }
    answer.give(say, |form, view| render(&shown, form, view, args.excel))?;
    lists.commit()?;
    wrote(&args.export, say);
    let met = conditions.iter().find_map(|condition| {
        let found = |lang| condition.met(&comparison, lang);
        Some(Met { condition: condition.to_string(), found: [found(Lang::En)?, found(Lang::Zh)?] })
    });
    met.map_or(Ok(()), |met| Err(met.into()))
}

fn condition(text: &str) -> Result<Condition> {
    text.parse().map_err(|what| usage("--fail-if", text, what).into())
}

/// Flags that say how files are scored mean nothing where none are read; and FROM and TO are the days.
fn only_for_files(args: &args::Compare, typed: &ArgMatches) -> Result<()> {
    if let Some(day) = args.scoring.as_of.as_ref().filter(|_| is_typed(typed, "as_of")) {
        return Err(usage(
            "--as-of",
            day,
            Text::new("'{}' is one day too many: FROM and TO are the days", "“{}”多余：日期由 FROM 和 TO 指定"),
        )
        .into());
    }
    let window = args.scoring.window.as_ref().filter(|_| is_typed(typed, "window")).map(|window| ("--window", window.clone()));
    let active = is_typed(typed, "active_only").then(|| ("--active-only", String::new()));
    let idle = window.or(active).filter(|_| args.reading.files.is_empty());
    let what = Text::new("it says how files are scored, and no file follows FROM and TO", "它规定如何给文件打分，但 FROM、TO 之后没有文件");
    idle.map_or(Ok(()), |(flag, value)| Err(usage(flag, &value, what).into()))
}

/// On the command line, and not in a configuration.
fn is_typed(typed: &ArgMatches, flag: &str) -> bool {
    typed.value_source(flag) == Some(ValueSource::CommandLine)
}

/// The flags that score both sides by the thresholds of the first: an export tells them by its scores.
fn way_out(from: &str, side: &Side) -> String {
    match &side.thresholds {
        Some(thresholds) => thresholds_text(thresholds).split(' ').map(|cuts| format!("--cuts {cuts}")).collect::<Vec<_>>().join(" "),
        None => format!("--cuts-from {from}"),
    }
}

/// By what both sides are scored.
fn basis(args: &args::Compare, source: &Source, sides: [&Side; 2], cuts: FixedCuts) -> Result<Basis> {
    let is_given = cuts != FixedCuts::default();
    let incomplete = Text::new("thresholds for all three measures are needed here: r, f and m", "这里三项门槛都要有：r、f、m");
    match cuts {
        _ if source.is_files && args.recut => Ok(Basis::Own),
        _ if source.is_files => Ok(Basis::First),
        FixedCuts { r: Some(r_at_most), f: Some(f_at_least), m: Some(m_at_least) } => {
            Ok(Basis::Given(Box::new(Thresholds { r_at_most, f_at_least, m_at_least })))
        }
        _ if is_given => Err(usage("--cuts", "", incomplete).into()),
        _ if source.has_export || sides[0].thresholds.is_none() => Ok(Basis::Stored),
        _ if args.recut => Ok(Basis::Own),
        _ => Ok(Basis::First),
    }
}
