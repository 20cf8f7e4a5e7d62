//! `rfm compare`: two sides, from the store, from exports or from one reading of the files; what changed between them.

use super::answer::Answer;
use super::args;
use super::failure::{Met, usage};
use super::say::Say;
use super::snapshot::save::past;
use super::snapshot::which;
use super::storing::Place;
use super::{scoring, settings};
use anyhow::Result;
use clap::ArgMatches;
use clap::parser::ValueSource;
use rfm::compare::condition::Condition;
use rfm::compare::{Basis, Comparison, Side, incomparable};
use rfm::date::Day;
use rfm::export::read_side;
use rfm::lang::{Lang, Text};
use rfm::report::PageForm;
use rfm::report::compare::{Point, Shown, render};
use rfm::score::{FixedCuts, Thresholds};
use rfm::snapshot::months::{Month, ends};
use rfm::snapshot::{Past, summary};
use rfm::store::Store;
use rfm::store::snapshots::{self, Head};
use std::path::Path;

/// Compares, and writes what was asked for. The conditions of `--fail-if` are judged last, when everything is in its place.
pub fn run(args: &args::Compare, typed: &ArgMatches, say: &Say) -> Result<()> {
    let conditions: Vec<Condition> = args.fail_if.iter().map(|text| condition(text)).collect::<Result<_>>()?;
    let exports = [&args.from, &args.to].map(|name| Path::new(name).to_owned()).into_iter().filter(|path| path.is_file());
    let inputs: Vec<_> = args.reading.files.iter().cloned().chain(exports).chain(args.store.clone()).collect();
    let answer = Answer::stage(&args.format, ("--output", &args.output), &inputs)?;
    let mut job = settings::job(&args.reading, &args.scoring)?;
    only_for_files(args, typed)?;
    job.policy.as_of = None; // FROM and TO are the days, whatever a configuration says

    let mut source = Source::new(args, &mut job, say)?;
    let (first, second) = (source.find("FROM", &args.from)?, source.find("TO", &args.to)?);
    // What a configuration says of thresholds is for files.
    let is_given = ["cuts", "cuts_from", "preset"].iter().any(|flag| is_typed(typed, flag));
    let cuts = if is_given || source.is_files { job.cuts } else { FixedCuts::default() };
    let basis = basis(args, &source, [&first.side, &second.side], cuts)?;
    let differences = incomparable(&first.side, &second.side, &basis);
    let forced = match differences {
        Some(differences) if !args.force => return Err(differences.into()),
        differences => differences,
    };
    if let (Some(from), Some(to)) = (first.side.as_of, second.side.as_of)
        && from > to
    {
        say.note(&say.lang.pick(format!("FROM ({from}) is later than TO ({to})"), format!("FROM（{from}）晚于 TO（{to}）")));
    }
    let comparison = Comparison::new(&first.side, &second.side, basis);
    let trend = if answer.has(|form| form == PageForm::Html) { source.trend(&first.side, &second.side, &comparison)? } else { Vec::new() };
    let names = [first.name, second.name];
    let shown =
        Shown { sides: [&first.side, &second.side], names, comparison: &comparison, top: args.top, forced, trend, style: say.style };
    answer.give(say, |form, view| render(&shown, form, view, args.excel))?;
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

/// A side and what it is called.
struct Found {
    side: Side,
    name: String,
}

/// Where sides come from.
struct Source {
    /// The files that follow, read.
    past: Option<Past>,
    place: Place,
    /// The store and what is in it, once it was needed.
    store: Option<(Store, Vec<Head>)>,
    has_export: bool,
    /// All sides are days of the files.
    is_files: bool,
}

impl Source {
    fn new(args: &args::Compare, job: &mut rfm::job::Job, say: &Say) -> Result<Source> {
        let place = Place::new(args.store.as_ref(), None)?;
        let past = match args.reading.files.is_empty() {
            true => None,
            false => Some(past(&mut scoring::open(&args.reading.files, job, "compare")?, job, say)?),
        };
        Ok(Source { past, place, store: None, has_export: false, is_files: true })
    }

    /// The side that is meant.
    fn find(&mut self, at: &str, text: &str) -> Result<Found> {
        if let (Some(past), Ok(day)) = (&self.past, settings::as_of(text)) {
            return of_day(past, at, text, day);
        }
        self.is_files = false;
        let path = Path::new(text);
        if path.is_file() {
            self.has_export = true;
            let side = read_side(path)?;
            let file = path.file_name().map_or(text.to_owned(), |name| name.to_string_lossy().into_owned());
            return Ok(Found { side, name: rfm::note::printable(&file) });
        }
        let (store, heads) = self.store(at, text)?;
        let head = which::find(heads, at, text)?;
        let side: Side = store.read(|db| snapshots::whole(db, head))?.into();
        Ok(Found { side, name: which::shown(head) })
    }

    /// The store, which must be there, with its snapshots.
    fn store(&mut self, at: &str, text: &str) -> Result<&mut (Store, Vec<Head>)> {
        if self.store.is_none() {
            let mut store = self.place.look().map_err(|error| match error.is_missing() {
                true => usage(at, text, NEITHER).into(),
                false => anyhow::Error::from(error),
            })?;
            let heads = store.read(|db| snapshots::heads(db))?;
            self.store = Some((store, heads));
        }
        self.store.as_mut().ok_or_else(|| usage(at, text, NEITHER).into())
    }

    /// The segments over time, scored as the comparison is: of every snapshot like the second side, or of every month of the
    /// files between the two days.
    fn trend(&mut self, first: &Side, second: &Side, comparison: &Comparison) -> Result<Vec<Point>> {
        let high = if comparison.basis.is_shared() { first.high } else { second.high };
        let scores = comparison.basis.scores(first);
        let point =
            |as_of: Day, people: &rfm::snapshot::People| Point { as_of, sizes: summary(people, high, comparison.value_of, &scores) };
        let mut points = Vec::new();
        if let (Some(past), true, Some(from), Some(to)) = (&self.past, self.is_files, first.as_of, second.as_of) {
            let months = ends(Month::of(from), None, to).into_iter().filter(|day| *day > from);
            let days = std::iter::once(from).chain(months);
            points.extend(days.filter_map(|day| past.at(day)).map(|snapshot| point(snapshot.as_of, &snapshot.people)));
        } else if let Some((store, heads)) = &mut self.store {
            let is_like = |head: &&Head| match &second.settings {
                Some(settings) => head.settings.differences(settings, !comparison.basis.is_shared(), Lang::En).is_empty(),
                None => head.settings.value_of == second.value_of,
            };
            for head in heads.iter().filter(is_like) {
                let snapshot = store.read(|db| snapshots::whole(db, head))?;
                points.push(point(snapshot.as_of, &snapshot.people));
            }
        }
        Ok(points)
    }
}

const NEITHER: Text = Text::new(
    "'{}' is no file, and there are no snapshots yet: `rfm snapshot save visits.csv` keeps one, and `rfm compare FROM TO visits.csv` compares two days of a file",
    "没有文件“{}”，也还没有快照：用 `rfm snapshot save 文件` 保存，或用 `rfm compare FROM TO 文件` 比较同一文件的两个日期",
);

/// The base of a day of the files.
fn of_day(past: &Past, at: &str, text: &str, day: Day) -> Result<Found> {
    let nobody = Text::new("nobody is in the data by '{}' yet", "截至“{}”，数据中还没有客户");
    let snapshot = past.at(day).ok_or_else(|| usage(at, text, nobody))?;
    Ok(Found { side: snapshot.into(), name: day.to_string() })
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
