//! A history of scored bases from one reading of the rows, beside as many separate readings, and a comparison of two of them.
//!
//! CDNOW's 18 months come from the fixture, a tenth of its customers. The whole, on disk and with ten million rows, is
//! `benches/history`.

use divan::Bencher;
use divan::counter::ItemsCount;
use rfm::compare::{Basis, Comparison, Side};
use rfm::date::Day;
use rfm::job::{self, Job};
use rfm::load::source::Source;
use rfm::load::{Files, Reading};
use rfm::policy::Policy;
use rfm::snapshot::months::{Month, ends};
use rfm::snapshot::{Past, Snapshot};
use std::path::Path;

fn files(reading: &Reading) -> Files {
    let cdnow = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cdnow-sample.csv.gz");
    let source = Source::file(&cdnow, reading).expect("it is there");
    Files::new(vec![source], reading).expect("it is a table of visits")
}

fn job(as_of: Option<Day>) -> Job {
    Job { policy: Policy { as_of, ..Policy::default() }, lists_customers: true, ..Job::default() }
}

fn past() -> Past {
    let job = job(None);
    job::past(&mut files(&job.reading), &job, &mut |_| Ok(())).expect("every row can be read")
}

fn days(past: &Past) -> Vec<Day> {
    ends(Month::of(past.first().expect("there are visits")), None, past.last)
}

/// The 18 bases of CDNOW from one reading.
#[divan::bench]
fn cdnow_in_one_reading(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(18_u32)).bench(|| {
        let past = past();
        days(&past).into_iter().filter_map(|day| past.at(day)).map(|snapshot| snapshot.people.len()).sum::<usize>()
    });
}

/// The same from 18 readings.
#[divan::bench]
fn cdnow_in_separate_readings(bencher: Bencher<'_, '_>) {
    let (settings, days) = (past().settings, days(&past()));
    bencher.counter(ItemsCount::new(18_u32)).bench(|| {
        let base = |day: &Day| {
            let job = job(Some(*day));
            let base = job::score(&mut files(&job.reading), &job, &mut |_| Ok(())).expect("every row can be read");
            Snapshot::of(&base, settings.clone()).map_or(0, |snapshot| snapshot.people.len())
        };
        days.iter().map(base).sum::<usize>()
    });
}

/// Who moved between the first and the last of them.
#[divan::bench]
fn compare(bencher: Bencher<'_, '_>) {
    let past = past();
    let side = |day: &Day| -> Side { past.at(*day).expect("somebody has bought").into() };
    let days = days(&past);
    let sides = [&days[0], &days[days.len() - 1]].map(side);
    bencher.counter(ItemsCount::new(sides[1].people.len())).bench(|| Comparison::new(&sides[0], &sides[1], Basis::First));
}
