//! A forecast held against what came: the models see the data up to a day only, and say what will follow; so do two forecasts
//! that need no model.
//!
//! - `last`: everybody buys as often as in the last period of the same length. Their first purchase is left out of it, which is
//!   to its advantage: it would come a second time.
//! - `cell`: everybody buys as the customers of their R×F×M cell did. What a cell does is learned within the calibration
//!   period: scored at a day before its end, watched from there to the end. That day is as far before the end as the
//!   holdout is long, but not before the middle of the period.
//!
//! None of the three sees a day of the holdout.

use super::ahead::{Horizon, ahead};
use super::history::{Histories, Unit};
use super::people::{Days, People};
use super::purchases::Model;
use super::track::{self, Point};
use super::{Found, Known, find};
use crate::customer::Measures;
use crate::date::{Day, Window};
use crate::error::Error;
use crate::lang::Text;
use crate::money::Money;
use crate::score::{FixedCuts, Thresholds};
use crate::scored::Scored;
use chrono::Datelike;
use std::collections::BTreeMap;

/// The forecasts, in the order of their figures.
pub const FORECASTS: [&str; 3] = ["model", "last", "cell"];

/// What a forecast is called by people.
pub const NAMES: [Text; 3] =
    [Text::new("model", "模型"), Text::new("as in the last period", "与上期相同"), Text::new("mean of the RFM cell", "RFM 单元格均值")];

/// Figures of the three forecasts.
pub type Each = [f64; 3];

/// How forecasts did.
#[derive(Clone, Debug)]
pub struct Holdout {
    /// The last day that the models saw.
    pub end: Day,
    /// Days of the holdout.
    pub days: u32,
    /// Customers there were by then.
    pub customers: u64,
    /// Purchases they made in the holdout.
    pub actual: f64,
    /// Purchases that were forecast.
    pub forecast: Each,
    /// Mean absolute error for a customer.
    pub mae: Each,
    /// Root of the mean squared error for a customer.
    pub rmse: Each,
    /// By the month of the first purchase.
    pub cohorts: Vec<Cohort>,
    /// Absolute errors of the cohorts together, as a part of the purchases they made.
    pub cohort_error: Each,
    /// Repeat purchases expected and made, through calibration and holdout.
    pub track: Vec<Point>,
    /// The models as they were then.
    pub known: Known,
    /// How they were found.
    pub found: Found,
}

/// Customers with a first purchase in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cohort {
    /// Year and month.
    pub month: (i32, u32),
    /// How many.
    pub customers: u64,
    /// Purchases they made in the holdout.
    pub actual: f64,
    /// Purchases that were forecast.
    pub forecast: Each,
}

/// Holds the last days of a base against forecasts from before; none where nothing is before.
pub fn holdout(base: &Scored, model: Model, unit: Unit, time: Window, threads: usize) -> Result<Option<Holdout>, Error> {
    let Some(as_of) = base.as_of() else { return Ok(None) };
    let end = time.start(as_of);
    let people = People::of(base, end, unit);
    let Some(start) = people.persons.iter().filter_map(|person| person.first).min().filter(|start| *start < end) else { return Ok(None) };
    let days = as_of.since(end) as u32;
    let (known, found, _) = find(model, &people.persons, unit, threads)?;
    let histories = Histories::new(people.persons.iter().map(|person| person.history));
    let of_days = Window { count: days, span: crate::date::Span::Days };
    let ahead = ahead(&known.purchases, &histories, &Horizon { time: of_days, discount: 0.0 }, unit, threads);

    let split = end.plus(-(days as i32)).max(start.plus(end.since(start) / 2));
    let all: Vec<(Days, usize)> = people
        .persons
        .iter()
        .map(|person| {
            let days = Days::of(base.customers.visits(person.place), as_of);
            let until = days.days.partition_point(|(day, _)| *day <= end);
            (days, until)
        })
        .collect();
    let cells = Cells::learn(&all, split, end, f64::from(days) / f64::from(end.since(split).max(1)));
    let at_end: Vec<Measures> = all.iter().filter_map(|(days, _)| measures(days, end)).collect();
    let thresholds = Thresholds::new(&at_end[..], &FixedCuts::default());

    let (mut returns, mut cohorts) = (people.returns.clone(), BTreeMap::<(i32, u32), Cohort>::new());
    let mut held = Holdout {
        end,
        days,
        customers: all.len() as u64,
        actual: 0.0,
        forecast: [0.0; 3],
        mae: [0.0; 3],
        rmse: [0.0; 3],
        cohorts: Vec::new(),
        cohort_error: [0.0; 3],
        track: Vec::new(),
        known,
        found,
    };
    let since = end.plus(-(days as i32));
    for (at, (person, (days, until))) in people.persons.iter().zip(&all).enumerate() {
        let actual = (days.days.len() - until) as f64;
        days.days[*until..].iter().for_each(|(day, _)| returns.add(*day, 1));
        let last = days.days[1..*until].iter().filter(|(day, _)| *day > since).count() as f64;
        let forecast = [ahead[histories.of()[at] as usize].purchases(), last, cells.mean(&thresholds, &at_end[at])];
        held.actual += actual;
        let first = person.first.unwrap_or(end).date();
        let month = (first.year(), first.month());
        let cohort = cohorts.entry(month).or_insert(Cohort { month, ..Cohort::default() });
        cohort.customers += 1;
        cohort.actual += actual;
        for (which, figure) in forecast.into_iter().enumerate() {
            held.forecast[which] += figure;
            held.mae[which] += (figure - actual).abs();
            held.rmse[which] += (figure - actual).powi(2);
            cohort.forecast[which] += figure;
        }
    }
    let customers = held.customers as f64;
    held.mae = held.mae.map(|sum| sum / customers);
    held.rmse = held.rmse.map(|sum| (sum / customers).sqrt());
    held.cohorts = cohorts.into_values().collect();
    held.cohort_error = std::array::from_fn(|which| {
        held.cohorts.iter().map(|cohort| (cohort.forecast[which] - cohort.actual).abs()).sum::<f64>() / held.actual
    });
    held.track = track::by_day(&known.purchases, unit, &people, &returns, as_of);
    Ok(Some(held))
}

/// RFM of a customer at the end of a day; none before the first purchase.
fn measures(days: &Days, end: Day) -> Option<Measures> {
    let days = &days.days[..days.days.partition_point(|(day, _)| *day <= end)];
    let (last, _) = days.last()?;
    Some(Measures {
        last_purchase: Some(*last),
        recency: Some(end.since(*last) as u32),
        frequency: days.len() as u64,
        monetary: days.iter().fold(Money::ZERO, |sum, (_, amount)| sum.checked_add(*amount).unwrap_or(sum)),
        profit: None,
    })
}

/// How often customers of a cell bought in a while, made as long as the holdout.
struct Cells {
    means: [Option<f64>; 125],
    of_all: f64,
}

impl Cells {
    fn learn(all: &[(Days, usize)], split: Day, end: Day, times: f64) -> Cells {
        let seen: Vec<(Measures, f64)> = all
            .iter()
            .filter_map(|(days, _)| {
                let after = days.days.iter().filter(|(day, _)| *day > split && *day <= end).count();
                Some((measures(days, split)?, after as f64))
            })
            .collect();
        let measured: Vec<Measures> = seen.iter().map(|(measures, _)| *measures).collect();
        let thresholds = Thresholds::new(&measured[..], &FixedCuts::default());
        let mut sums = [(0.0, 0.0); 125];
        let mut of_all = (0.0, 0.0);
        for (measures, after) in seen {
            let sum = &mut sums[cell(&thresholds, &measures)];
            *sum = (sum.0 + after, sum.1 + 1.0);
            of_all = (of_all.0 + after, of_all.1 + 1.0);
        }
        let mean = |(sum, count): (f64, f64)| (count > 0.0).then(|| times * sum / count);
        Cells { means: sums.map(mean), of_all: mean(of_all).unwrap_or(0.0) }
    }

    /// Of a cell that nobody was in, the mean of all.
    fn mean(&self, thresholds: &Thresholds, measures: &Measures) -> f64 {
        self.means[cell(thresholds, measures)].unwrap_or(self.of_all)
    }
}

fn cell(thresholds: &Thresholds, measures: &Measures) -> usize {
    let scores = thresholds.score(measures);
    [scores.r, scores.f, scores.m].iter().fold(0, |cell, score| cell * 5 + usize::from(score - 1))
}
