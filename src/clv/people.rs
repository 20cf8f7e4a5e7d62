//! Customers as the models see them: repeat history, mean of repeat purchases, and what was spent so far; from the days of
//! their visits. Amounts are exact up to the mean, where the model begins.
//!
//! The purchases of a day are one, and their amounts are added. A refund lowers the purchase before it (the first one, where
//! none is), and is no sign of life. Purchases before the window of scoring count too: a model wants the whole history.

use super::history::{History, Unit};
use super::spend::Mean;
use crate::customer::Visit;
use crate::date::Day;
use crate::money::Money;
use crate::scored::Scored;
use crate::threads;

/// A customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    /// Where in the base, or in the list, they are.
    pub place: usize,
    /// What purchase models know of them.
    pub history: History,
    /// Their repeat purchases and the mean amount; none without repeats, or where refunds leave nothing.
    pub mean: Option<Mean>,
    /// All they have spent up to the end, refunds netted; none where nobody knows.
    pub past: Option<Money>,
    /// The day of the first purchase, where it is known.
    pub first: Option<Day>,
}

/// Customers, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// All with a purchase.
    pub persons: Vec<Person>,
    /// On which days how many came again.
    pub returns: ByDay,
    /// Customers without any purchase: refunds alone.
    pub without: u64,
    /// They come from a list that has no amounts at all.
    pub without_amounts: bool,
    /// Customers with repeats, but refunds or amounts of 0 leave nothing of them.
    pub worthless: u64,
}

/// Counts by day.
#[derive(Clone, Debug, Default)]
pub struct ByDay {
    first: Option<Day>,
    counts: Vec<u64>,
}

impl ByDay {
    /// One more on this day.
    pub fn add(&mut self, day: Day, count: u64) {
        let first = *self.first.get_or_insert(day);
        if day < first {
            let more = first.since(day) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.first = Some(day);
        }
        let at = day.since(self.first.unwrap_or(day)) as usize;
        if self.counts.len() <= at {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] += count;
    }

    /// Each day with its count.
    pub fn iter(&self) -> impl Iterator<Item = (Day, u64)> {
        let first = self.first.unwrap_or(Day::FIRST);
        self.counts.iter().enumerate().map(move |(at, count)| (first.plus(at as i32), *count))
    }
}

/// What a customer did up to a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// Days with a purchase and what was spent on them, refunds netted, rising.
    pub days: Vec<(Day, Money)>,
}

impl Days {
    /// Of these visits, which come in order of days, up to this day.
    pub fn of(visits: impl Iterator<Item = Visit>, end: Day) -> Days {
        let mut days: Vec<(Day, Money)> = Vec::new();
        let mut ahead = Money::ZERO;
        for visit in visits.take_while(|visit| visit.day <= end) {
            match days.last_mut() {
                Some((day, amount)) if !visit.is_purchase() || *day == visit.day => *amount = add(*amount, visit.amount),
                _ if visit.is_purchase() => days.push((visit.day, add(std::mem::take(&mut ahead), visit.amount))),
                _ => ahead = add(ahead, visit.amount),
            }
        }
        Days { days }
    }

    /// As the models see them at the end; none without a purchase.
    pub fn person(&self, place: usize, end: Day, unit: Unit) -> Option<Person> {
        let ((first, _), (last, _)) = (*self.days.first()?, *self.days.last()?);
        let repeats = (self.days.len() - 1) as u32;
        let time = |to: Day| f64::from(to.since(first)) / unit.days();
        let history = History::new(repeats, time(last), time(end)).ok()?; // days rise, and none is after the end
        let of_repeats = self.days[1..].iter().fold(Money::ZERO, |sum, (_, amount)| add(sum, *amount));
        let amount = of_repeats.micros() as f64 / 1e6 / f64::from(repeats);
        Some(Person {
            place,
            history,
            mean: (repeats > 0 && amount > 0.0).then_some(Mean { repeats, amount }),
            past: Some(self.days.iter().fold(Money::ZERO, |sum, (_, amount)| add(sum, *amount))),
            first: Some(first),
        })
    }
}

/// Each amount is below 10^21 millionths and there are fewer than 10^17 rows: the sum fits by construction.
fn add(sum: Money, more: Money) -> Money {
    sum.checked_add(more).unwrap_or(sum)
}

impl People {
    /// All customers of a base whose diary was kept, as they were at the end of this day.
    pub fn of(base: &Scored, end: Day, unit: Unit) -> People {
        let runs = base.customers.in_order();
        let parts = threads::map(base.customers.threads(), runs.len(), |run| {
            let mut part = People::default();
            for place in runs.places(run) {
                let days = Days::of(base.customers.visits(place), end);
                let Some(person) = days.person(place, end, unit) else {
                    part.without += 1;
                    continue;
                };
                part.worthless += u64::from(person.mean.is_none() && person.history.repeats() > 0);
                days.days[1..].iter().for_each(|(day, _)| part.returns.add(*day, 1));
                part.persons.push(person);
            }
            part
        });
        let mut all = People::default();
        for mut part in parts {
            all.persons.append(&mut part.persons);
            part.returns.iter().filter(|(_, count)| *count > 0).for_each(|(day, count)| all.returns.add(day, count));
            all.without += part.without;
            all.worthless += part.worthless;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Role;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn visit(on: &str, role: Role, units: i64) -> Visit {
        Visit { day: day(on), role, amount: Money::from_units(units) }
    }

    /// Three days with a purchase; the refund of March 5 lowers that of March 1, that of January 1 the first, and what
    /// comes after the end does not count. Repeats: 30 + 20 − 4 over two.
    #[test]
    fn days_are_collapsed_and_refunds_lower_what_was_bought() {
        let visits = [
            visit("2026-01-01", Role::Refund, -3),
            visit("2026-02-01", Role::EarlierPurchase, 10),
            visit("2026-02-01", Role::Purchase, 5),
            visit("2026-03-01", Role::Purchase, 30),
            visit("2026-03-05", Role::Refund, -4),
            visit("2026-03-15", Role::Purchase, 20),
            visit("2026-04-02", Role::Purchase, 99),
        ];
        let person = Days::of(visits.into_iter(), day("2026-04-01")).person(7, day("2026-04-01"), Unit::Day).unwrap();
        assert_eq!((person.history.repeats(), person.history.last(), person.history.age()), (2, 42.0, 59.0));
        assert_eq!(person.mean, Some(Mean { repeats: 2, amount: 23.0 }));
        assert_eq!((person.past, person.first), (Some(Money::from_units(58)), Some(day("2026-02-01"))));
        let weeks = Days::of(visits.into_iter(), day("2026-04-01")).person(7, day("2026-04-01"), Unit::Week).unwrap();
        assert_eq!((weeks.history.repeats(), weeks.history.last()), (2, 6.0), "the unit collapses nothing");
        assert_eq!(Days::of(visits[..1].iter().copied(), day("2026-04-01")).person(7, day("2026-04-01"), Unit::Day), None);
    }

    #[test]
    fn counts_by_day() {
        let mut counts = ByDay::default();
        for (on, count) in [("2026-01-05", 1), ("2026-01-03", 2), ("2026-01-06", 3), ("2026-01-03", 1)] {
            counts.add(day(on), count);
        }
        assert_eq!(counts.iter().map(|(_, count)| count).collect::<Vec<_>>(), [3, 0, 1, 3]);
        assert_eq!(counts.iter().next().unwrap().0, day("2026-01-03"));
    }
}
