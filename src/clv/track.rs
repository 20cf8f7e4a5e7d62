//! Expected beside actual: all repeat purchases so far, as the model has them and as they were.
//!
//! From visits by the calendar, up to the end of the data, also beyond the day to which a model was fitted. A list of repeat
//! histories has no calendar: there customers are added by how long they are known, the shortest first.

use super::history::{Histories, Unit};
use super::people::{ByDay, People};
use super::purchases::Purchases;
use crate::date::Day;
use std::collections::BTreeMap;

/// So many points a curve has at most.
const MOST_POINTS: usize = 52;

/// Where a point stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum At {
    /// Up to this day.
    Day(Day),
    /// Of customers known no longer than this, in the unit.
    Age(f64),
}

/// A point of both curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Where.
    pub at: At,
    /// Repeat purchases expected.
    pub expected: f64,
    /// Repeat purchases made.
    pub actual: f64,
}

/// By the calendar: people whose first day is known, and the days on which they came again, up to the end.
pub fn by_day(purchases: &Purchases, unit: Unit, people: &People, returns: &ByDay, end: Day) -> Vec<Point> {
    let mut firsts: BTreeMap<Day, f64> = BTreeMap::new();
    people.persons.iter().filter_map(|person| person.first).for_each(|day| *firsts.entry(day).or_default() += 1.0);
    let Some((&start, _)) = firsts.first_key_value() else { return Vec::new() };
    let days = end.since(start).max(1) as usize;
    let times: Vec<f64> = (0..=days).map(|day| day as f64 / unit.days()).collect();
    let of_one = purchases.expected_of_new(&times);
    let step = days.div_ceil(MOST_POINTS).max(1).next_multiple_of(7);
    let ends = (1..).map(|point| point * step).take_while(|day| *day < days).chain([days]);
    ends.map(|since| {
        let at = start.plus(since as i32);
        let expected = firsts.range(..=at).map(|(first, count)| count * of_one[at.since(*first) as usize]).sum();
        let actual = returns.iter().filter(|(day, _)| *day <= at).map(|(_, count)| count as f64).sum();
        Point { at: At::Day(at), expected, actual }
    })
    .collect()
}

/// By how long customers are known.
pub fn by_age(purchases: &Purchases, histories: &Histories) -> Vec<Point> {
    let mut ages: Vec<(f64, f64, f64)> =
        histories.iter().map(|(history, count)| (history.age(), count, count * f64::from(history.repeats()))).collect();
    ages.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut distinct: Vec<(f64, f64, f64)> = Vec::new();
    for (age, count, repeats) in ages {
        match distinct.last_mut() {
            Some(last) if last.0 == age => (last.1, last.2) = (last.1 + count, last.2 + repeats),
            _ => distinct.push((age, count, repeats)),
        }
    }
    let of_one = purchases.expected_of_new(&distinct.iter().map(|(age, ..)| *age).collect::<Vec<_>>());
    let (mut expected, mut actual) = (0.0, 0.0);
    let points: Vec<Point> = distinct
        .iter()
        .zip(of_one)
        .map(|((age, count, repeats), of_one)| {
            (expected, actual) = (expected + count * of_one, actual + repeats);
            Point { at: At::Age(*age), expected, actual }
        })
        .collect();
    let every = points.len().div_ceil(MOST_POINTS).max(1);
    let last = points.len().saturating_sub(1);
    points.into_iter().enumerate().filter(|(at, _)| (last - at).is_multiple_of(every)).map(|(_, point)| point).collect()
}
