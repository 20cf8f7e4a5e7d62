//! The effect of care: how many come back with it and without, and how sure the difference is.
//!
//! Each rate has its score interval (Wilson 1927), the difference the hybrid of both (R. G. Newcombe, Interval estimation for the
//! difference between independent proportions, Statistics in Medicine 17, 1998, 873–890, method 10): for rates p₁, p₂ with score
//! intervals (l₁, u₁), (l₂, u₂) from d − √((p₁−l₁)² + (u₂−p₂)²) to d + √((u₁−p₁)² + (p₂−l₂)²), d = p₁ − p₂. It needs no large
//! numbers, and never leaves −1 to 1. The level is 95%.

use crate::aggregate::{Accumulate, Overflow, Standing, Transaction};
use crate::date::Day;
use crate::lang::Text;
use crate::task::{Event, Kind, Outcome, Task};
use std::collections::{HashMap, HashSet};

/// The 97.5% point of the normal distribution, for intervals of 95%.
const Z: f64 = 1.959_963_984_540_054;

/// Days within which a customer counts as back, unless said otherwise: as long as the course watches one who returned.
pub const WITHIN: u32 = 90;

/// Customers who were treated alike, and those of them who came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arm {
    /// How many.
    pub customers: u64,
    /// How many of them came back.
    pub returned: u64,
}

/// A figure and its interval, all fractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Arm {
    /// Takes a customer.
    pub fn take(&mut self, has_returned: bool) {
        self.customers += 1;
        self.returned += u64::from(has_returned);
    }

    /// The rate with its score interval; none of nobody.
    pub fn rate(&self) -> Option<Estimate> {
        if self.customers == 0 {
            return None;
        }
        let (n, x) = (self.customers as f64, self.returned as f64);
        let (p, z2) = (x / n, Z * Z);
        let middle = (x + z2 / 2.0) / (n + z2);
        let half = Z / (n + z2) * (p * (1.0 - p) * n + z2 / 4.0).sqrt();
        // At the ends the formula gives 0 and 1, but for the last digit.
        let low = if self.returned == 0 { 0.0 } else { middle - half };
        let high = if self.returned == self.customers { 1.0 } else { middle + half };
        Some(Estimate { value: p, low, high })
    }
}

/// Both arms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// With care.
    pub with: Arm,
    /// Without.
    pub without: Arm,
}

impl Effect {
    /// The rate with care less that without; none where one of them is of nobody.
    pub fn difference(&self) -> Option<Estimate> {
        let (a, b) = (self.with.rate()?, self.without.rate()?);
        let value = a.value - b.value;
        let below = ((a.value - a.low).powi(2) + (b.high - b.value).powi(2)).sqrt();
        let above = ((a.high - a.value).powi(2) + (b.value - b.low).powi(2)).sqrt();
        Some(Estimate { value, low: value - below, high: value + above })
    }
}

/// What is read as "was cared for" and "was not", in small letters.
const YES: [&str; 12] = ["yes", "y", "true", "1", "x", "contacted", "treated", "done", "是", "有", "已联系", "已跟进"];
const NO: [&str; 10] = ["no", "n", "false", "0", "", "control", "-", "否", "无", "未联系"];

/// Was the customer with this in the treatment column cared for? None where that is not known.
pub fn is_treated(cell: &str, treated: &[String]) -> Option<bool> {
    let cell = cell.trim();
    if !treated.is_empty() {
        return Some(treated.iter().any(|value| value.trim() == cell));
    }
    let cell = cell.to_lowercase();
    match (YES.contains(&&*cell), NO.contains(&&*cell)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// Who bought after a day and not after another one.
#[derive(Debug)]
pub struct Returned {
    after: Day,
    until: Day,
    /// Their ids.
    pub ids: HashSet<Box<str>>,
}

impl Returned {
    /// Of the days after `after`, up to `until`.
    pub fn new(after: Day, until: Day) -> Returned {
        Returned { after, until, ids: HashSet::new() }
    }
}

impl Accumulate for Returned {
    fn transaction(&mut self, row: &Transaction<'_>) -> Result<(), Overflow> {
        let is_back = row.role.is_purchase() && self.after < row.day && row.day <= self.until;
        if is_back && !self.ids.contains(row.customer) {
            self.ids.insert(row.customer.into());
        }
        Ok(())
    }

    fn standing(&mut self, _: &Standing<'_>) -> Result<(), Overflow> {
        Ok(())
    }

    fn merge(&mut self, other: Self) -> Result<(), Overflow> {
        self.ids.extend(other.ids);
        Ok(())
    }
}

/// Follow-ups that began too late to be counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Young {
    /// How many.
    pub tasks: u64,
    /// From which day on the first of them counts, once there is a sync of that day or a later one.
    pub first: Option<Day>,
}

/// The effect of follow-up tasks: with care are those in which somebody reached the customer before they were back. Counted are
/// follow-ups that began so many days before the last day of the events, or earlier; back is who returned within as many days.
/// Those that are too young are told apart.
pub fn of_tasks(events: &[Event], tasks: &[Task], within: u32) -> (Effect, Young) {
    let (mut reached, mut back) = (HashMap::new(), HashMap::new());
    let mut last: Option<Day> = None;
    for Event { entry, .. } in events {
        last = last.max(Some(entry.day));
        let Some(task) = entry.task else { continue };
        if entry.result == Some(Outcome::Reached) {
            reached.entry(task).or_insert(entry.day);
        }
        if entry.outcome == Some(Outcome::Returned) {
            back.entry(task).or_insert(entry.day);
        }
    }
    let (mut effect, mut young) = (Effect::default(), Young::default());
    for task in tasks.iter().filter(|task| task.kind() == Kind::FollowUp) {
        let until = task.made.plus(i32::try_from(within).unwrap_or(i32::MAX));
        if last.is_none_or(|last| last < until) {
            young.tasks += 1;
            young.first = young.first.into_iter().chain([until]).min();
            continue;
        }
        let returned = back.get(&task.id).copied().filter(|day| *day <= until);
        let cared = reached.get(&task.id).is_some_and(|day| *day <= returned.unwrap_or(until));
        let arm = if cared { &mut effect.with } else { &mut effect.without };
        arm.take(returned.is_some());
    }
    (effect, young)
}

/// What must be said beside any difference that no lot has made.
pub const NO_EXPERIMENT: Text = Text::new(
    "this is no experiment: who was cared for was chosen, and those who were may have come back more, or less, anyway. To know, draw by lot who gets the care, and say so with --experiment",
    "这不是实验：跟进谁是人挑的，这些客户本来就可能更容易（或更不容易）回来。想知道真实效果，请用抽签决定跟进谁，并加 --experiment",
);

/// And beside one that a lot has made.
pub const EXPERIMENT: Text = Text::new(
    "as said, chance decided who was cared for: the difference is the effect of care, within its interval",
    "按说明，是否跟进由抽签决定：差值即跟进的效果，真值大致落在区间内",
);

/// Of tasks, where it is harder still to tell.
pub const OF_TASKS: Text = Text::new(
    "whoever came back at once could not be reached before, and counts without care: by itself that makes care look worse",
    "很快自己回来的客户来不及联系，算作未跟进：仅此一点就会低估跟进的效果",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(with: (u64, u64), without: (u64, u64)) -> Effect {
        let arm = |(returned, customers)| Arm { customers, returned };
        Effect { with: arm(with), without: arm(without) }
    }

    /// The examples of Newcombe's table II, method 10, to the four decimals printed there.
    #[test]
    fn as_published() {
        for (with, without, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((0, 10), (0, 10), -0.2775, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ] {
            let found = effect(with, without).difference().unwrap();
            assert!((found.low - low).abs() < 5.01e-5 && (found.high - high).abs() < 5.01e-5, "{with:?} {without:?}: {found:?}");
        }
    }

    /// As statsmodels 0.14 gives them: `confint_proportions_2indep(…, compare="diff", method="newcomb")` and
    /// `proportion_confint(…, method="wilson")`.
    #[test]
    fn as_another_program_gives_them() {
        let found = effect((17, 212), (31, 508));
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let difference = found.difference().unwrap();
        assert!(near(difference.low, -0.019_066_792_664) && near(difference.high, 0.067_025_054_112), "{difference:?}");
        let rate = found.with.rate().unwrap();
        assert!(near(rate.low, 0.050_666_414_568_491_66) && near(rate.high, 0.124_654_207_463_303_16), "{rate:?}");
    }

    #[test]
    fn nobody_has_no_rate() {
        assert_eq!(effect((0, 0), (1, 2)).difference(), None);
        assert_eq!(Arm::default().rate(), None);
    }

    #[test]
    fn who_was_cared_for() {
        let own = ["A".to_owned()];
        assert_eq!([" Yes ", "否", "", "maybe"].map(|cell| is_treated(cell, &[])), [Some(true), Some(false), Some(false), None]);
        assert_eq!(["A", "B", ""].map(|cell| is_treated(cell, &own)), [Some(true), Some(false), Some(false)]);
    }
}
