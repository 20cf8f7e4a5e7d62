//! Where the sides of a comparison come from: the store, exports, or one reading of the files.

use crate::cli::failure::usage;
use crate::cli::say::Say;
use crate::cli::snapshot::save::past;
use crate::cli::snapshot::which;
use crate::cli::storing::Place;
use crate::cli::{args, scoring, settings};
use anyhow::Result;
use rfm::compare::{Comparison, Side, in_common};
use rfm::date::Day;
use rfm::export::read_side;
use rfm::lang::{Lang, Text};
use rfm::report::compare::Point;
use rfm::snapshot::months::{Month, ends};
use rfm::snapshot::{Past, summary};
use rfm::store::Store;
use rfm::store::snapshots::{self, Head};
use std::path::Path;

/// A side and what it is called.
pub struct Found {
    pub side: Side,
    pub name: String,
}

/// Where sides come from.
pub struct Source {
    /// The files that follow, read.
    pub past: Option<Past>,
    place: Place,
    /// The store and what is in it, once it was needed.
    pub store: Option<(Store, Vec<Head>)>,
    /// A side is an export.
    pub has_export: bool,
    /// All sides are days of the files.
    pub is_files: bool,
}

impl Source {
    /// Reads the files that follow FROM and TO.
    pub fn new(args: &args::Compare, job: &mut rfm::job::Job, say: &Say) -> Result<Source> {
        let place = Place::new(args.store.as_ref(), None)?;
        let past = match args.reading.files.is_empty() {
            true => None,
            false => Some(past(&mut scoring::open(&args.reading.files, job, "compare")?, job, say)?),
        };
        Ok(Source { past, place, store: None, has_export: false, is_files: true })
    }

    /// The side that is meant.
    pub fn find(&mut self, at: &str, text: &str) -> Result<Found> {
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
        let is_beside_files = self.past.is_some();
        let (store, heads) = self.store(at, text)?;
        let head = if is_beside_files { which::find_or(heads, at, text, NO_DAY)? } else { which::find(heads, at, text)? };
        let side: Side = store.read(|db| snapshots::whole(db, head))?.into();
        Ok(Found { side, name: which::shown(head) })
    }

    /// The store, which must be there, with its snapshots.
    fn store(&mut self, at: &str, text: &str) -> Result<&mut (Store, Vec<Head>)> {
        let nothing = if self.past.is_some() { NO_DAY } else { NEITHER };
        if self.store.is_none() {
            let mut store = self.place.look().map_err(|error| match error.is_missing() {
                true => usage(at, text, nothing).into(),
                false => anyhow::Error::from(error),
            })?;
            let heads = store.read(|db| snapshots::heads(db))?;
            self.store = Some((store, heads));
        }
        self.store.as_mut().ok_or_else(|| usage(at, text, nothing).into())
    }

    /// The segments over time, scored as the comparison is: of every snapshot like the second side, or of every month of the
    /// files between the two days.
    pub fn trend(&mut self, first: &Side, second: &Side, comparison: &Comparison) -> Result<Vec<Point>> {
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
                // Another branch's customers are no part of this line; and a day has one point, of the snapshot without a label.
                let least = snapshot.people.len().min(second.people.len()) as u64;
                let is_again = points.last().is_some_and(|last: &Point| last.as_of == snapshot.as_of);
                if 2 * in_common(&snapshot.people, &second.people) >= least && !(is_again && head.label.is_some()) {
                    points.pop_if(|last| last.as_of == snapshot.as_of);
                    points.push(point(snapshot.as_of, &snapshot.people));
                }
            }
        }
        Ok(points)
    }
}

const NEITHER: Text = Text::new(
    "'{}' is no file, and there are no snapshots yet: `rfm snapshot save visits.csv` keeps one, and `rfm compare FROM TO visits.csv` compares two days of a file",
    "没有文件“{}”，也还没有快照：用 `rfm snapshot save 文件` 保存，或用 `rfm compare FROM TO 文件` 比较同一文件的两个日期",
);

const NO_DAY: Text = Text::new(
    "'{}' is no day, which is written 2026-08-31, no file and no snapshot",
    "“{}”不是日期（请写 2026-08-31 这样的日期），也不是文件或快照",
);

/// The base of a day of the files.
fn of_day(past: &Past, at: &str, text: &str, day: Day) -> Result<Found> {
    let nobody = Text::new("nobody is in the data by '{}' yet", "截至“{}”，数据中还没有客户");
    let snapshot = past.at(day).ok_or_else(|| usage(at, text, nobody))?;
    Ok(Found { side: snapshot.into(), name: day.to_string() })
}
