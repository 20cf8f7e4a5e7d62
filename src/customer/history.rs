//! Every row that counts, customer by customer, so that measures can be taken as of any day and over any window, without
//! reading the rows again. Kept only where somebody asks for it, in 16 bytes a row, and 16 more where the data has a profit.
//!
//! How often a customer came is a count of distinct purchases, and which are distinct depends on the window. So each row knows
//! the day on which the same purchase (the same order, or for `--frequency days` the same day) was there before: it counts
//! unless that lies in the window too.

use super::Measures;
use super::diary::{Visit, code, day};
use crate::date::Day;
use crate::money::Money;
use crate::pages::Pages;
use crate::policy::Role;
use std::ops::Range;

/// A row as it comes.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// The day.
    pub day: Day,
    /// What the row is; rows from before a window are not told apart.
    pub role: Role,
    /// The amount, negative for a refund.
    pub amount: Money,
    /// The profit of the row, where the data has one.
    pub profit: Option<Money>,
    /// What purchases are the same: equal numbers of one customer; 0 where each row is a purchase of its own.
    pub purchase: u128,
}

/// The rows of the customers that are kept together.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// As they come: place, what, millionths.
    coming: Pages<(u32, u32, i64)>,
    /// Of each of them the purchase; empty where each row is one of its own.
    purchases: Pages<u128>,
    /// Of each of them the profit; empty where there is none.
    profits_coming: Pages<Money>,
    /// Amounts that a row has no room for.
    large: Vec<Money>,
    /// Those of place 0, of place 1 and so on, each place's in the order of days.
    rows: Vec<Row>,
    profits: Vec<Money>,
    /// Where those of each place begin.
    starts: Vec<usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    what: u32,
    /// When the same purchase was there before; 0 if never.
    before: u32,
    micros: i64,
}

/// Below the day of a row: whether it is a refund, and whether its amount is elsewhere.
const DAY: u32 = 2;
const IS_REFUND: u32 = 2;
const IS_LARGE: u32 = 1;

impl History {
    /// Takes a row of the customer of this place. All rows have a profit, or none has; all have a purchase, or none.
    pub fn take(&mut self, place: usize, event: &Event, has_purchases: bool) {
        let what = code(event.day) << DAY | if !event.role.is_purchase() { IS_REFUND } else { 0 };
        match i64::try_from(event.amount.micros()) {
            Ok(micros) => self.coming.push((place as u32, what, micros)),
            Err(_) => {
                self.coming.push((place as u32, what | IS_LARGE, self.large.len() as i64));
                self.large.push(event.amount);
            }
        }
        if has_purchases {
            self.purchases.push(event.purchase);
        }
        if let Some(profit) = event.profit {
            self.profits_coming.push(profit);
        }
    }

    /// No more will come: everything into its order.
    pub fn close(&mut self) {
        let (coming, purchases) = (std::mem::take(&mut self.coming), std::mem::take(&mut self.purchases));
        let profits = std::mem::take(&mut self.profits_coming);
        let places = coming.iter().map(|row| row.0 as usize + 1).max().unwrap_or(0);
        self.starts = vec![0; places + 1];
        coming.iter().for_each(|(place, ..)| self.starts[*place as usize + 1] += 1);
        for place in 0..places {
            self.starts[place + 1] += self.starts[place];
        }
        let mut next = self.starts.clone();
        let mut order = vec![0_u32; coming.len()];
        for (at, (place, ..)) in coming.iter().enumerate() {
            order[next[*place as usize]] = at as u32;
            next[*place as usize] += 1;
        }
        self.rows = Vec::with_capacity(order.len());
        self.profits = Vec::with_capacity(profits.len());
        let mut same: Vec<(u128, u32, usize)> = Vec::new();
        for place in 0..places {
            let own = &mut order[self.starts[place]..self.starts[place + 1]];
            let what = |at: u32| coming.get(at as usize).map_or(0, |row| row.1);
            own.sort_unstable_by_key(|at| what(*at));
            same.clear();
            for at in own {
                let (_, what, micros) = coming.get(*at as usize).copied().unwrap_or_default();
                let purchase = purchases.get(*at as usize).copied().filter(|purchase| *purchase > 0 && what & IS_REFUND == 0);
                same.extend(purchase.map(|purchase| (purchase, what >> DAY, self.rows.len())));
                self.rows.push(Row { what, before: 0, micros });
                self.profits.extend(profits.get(*at as usize));
            }
            same.sort_unstable();
            for pair in same.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                self.rows[pair[1].2].before = pair[0].1;
            }
        }
    }

    /// The measures of the customer of this place as of a day, over the window that begins after `start`; none where there
    /// was no row yet that counts.
    pub fn measures(&self, place: usize, as_of: Day, start: Option<Day>) -> Option<Measures> {
        let (last_code, start_code) = (code(as_of), start.map_or(0, code));
        let (mut last, mut frequency, mut is_there) = (0, 0, false);
        let (mut monetary, mut profit) = (Money::ZERO, Money::ZERO);
        for at in self.range(place) {
            let row = &self.rows[at];
            let day = row.what >> DAY;
            if day > last_code {
                break;
            }
            let (is_refund, counts) = (row.what & IS_REFUND != 0, day > start_code);
            if counts {
                // They fit, because all rows together did when they were read.
                monetary = monetary.checked_add(self.amount(row)).unwrap_or(monetary);
                profit = self.profits.get(at).and_then(|more| profit.checked_add(*more)).unwrap_or(profit);
            }
            if !is_refund {
                last = day;
                frequency += u64::from(counts && row.before <= start_code);
            }
            is_there |= counts || !is_refund;
        }
        let last_purchase = (last > 0).then(|| day(last));
        is_there.then(|| Measures {
            last_purchase,
            recency: last_purchase.map(|last| as_of.since(last).max(0) as u32),
            frequency,
            monetary,
            profit: (!self.profits.is_empty()).then_some(profit),
        })
    }

    /// The days of the purchases of the customer of this place, the first first.
    pub fn days(&self, place: usize) -> impl Iterator<Item = Day> + Clone {
        self.visits(place).filter(Visit::is_purchase).map(|visit| visit.day)
    }

    /// What the customer of this place bought and gave back, the first day first, on one day refunds last.
    pub fn visits(&self, place: usize) -> impl Iterator<Item = Visit> + Clone {
        self.rows[self.range(place)].iter().map(|row| Visit {
            day: day(row.what >> DAY),
            role: if row.what & IS_REFUND == 0 { Role::Purchase } else { Role::Refund },
            amount: self.amount(row),
        })
    }

    /// The profit of all rows of the customer of this place; none where the data has none.
    pub fn profit(&self, place: usize) -> Option<Money> {
        let sum = |sum: Money, more: &Money| sum.checked_add(*more).unwrap_or(sum); // fits, because all rows together do
        (!self.profits.is_empty()).then(|| self.profits[self.range(place)].iter().fold(Money::ZERO, sum))
    }

    fn range(&self, place: usize) -> Range<usize> {
        match (self.starts.get(place), self.starts.get(place + 1)) {
            (Some(from), Some(to)) => *from..*to,
            _ => 0..0,
        }
    }

    fn amount(&self, row: &Row) -> Money {
        match row.what & IS_LARGE {
            0 => Money::from_micros(row.micros.into()),
            _ => self.large.get(row.micros as usize).copied().unwrap_or_default(),
        }
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        let coming = self.coming.bytes() + self.purchases.bytes() + self.profits_coming.bytes();
        let closed = self.rows.capacity() * size_of::<Row>() + self.starts.capacity() * size_of::<usize>();
        coming + closed + (self.profits.capacity() + self.large.capacity()) * size_of::<Money>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(number: i32, units: i64, purchase: u128) -> Event {
        let role = if units < 0 { Role::Refund } else { Role::Purchase };
        Event { day: on(number), role, amount: Money::from_units(units), profit: Some(Money::from_units(units / 2)), purchase }
    }

    fn on(number: i32) -> Day {
        Day::from_number(number)
    }

    /// Lines of order 7 on days 10 and 20, of order 8 on day 20, a row without an order on day 30, a refund on day 25.
    fn history(turn: usize) -> History {
        let events = [event(10, 100, 7), event(20, 40, 7), event(20, 6, 8), event(25, -20, 9), event(30, 8, 0)];
        let mut history = History::default();
        for at in 0..events.len() {
            history.take(2, &events[(at * 2 + turn) % events.len()], true);
            history.take(0, &event(-5, -3, 0), true);
        }
        history.close();
        history
    }

    #[test]
    fn measures_as_of_any_day_however_the_rows_came() {
        for turn in 0..5 {
            let history = history(turn);
            let at = |as_of, start: Option<i32>| {
                let measures = history.measures(2, on(as_of), start.map(on))?;
                let (monetary, profit) = (measures.monetary.micros() / 1_000_000, measures.profit.unwrap().micros() / 1_000_000);
                Some((measures.recency, measures.frequency, monetary, profit))
            };
            assert_eq!(at(9, None), None);
            assert_eq!(at(10, None), Some((Some(0), 1, 100, 50)));
            assert_eq!(at(24, None), Some((Some(4), 2, 146, 73))); // two orders, one of them on two days
            assert_eq!(at(31, None), Some((Some(1), 3, 134, 67)));
            // After day 10 order 7 counts for its second line; a refund alone makes no recency.
            assert_eq!(at(24, Some(10)), Some((Some(4), 2, 46, 23)));
            assert_eq!(at(29, Some(20)), Some((Some(9), 0, -20, -10)));
            assert_eq!(at(40, Some(30)), Some((Some(10), 0, 0, 0))); // before the window it still dates the last purchase
            assert_eq!(history.days(2).map(Day::number).collect::<Vec<_>>(), [10, 20, 20, 30]);
            assert_eq!(history.visits(2).map(|visit| visit.day.number()).collect::<Vec<_>>(), [10, 20, 20, 25, 30]);
            assert_eq!((history.profit(2), history.profit(1)), (Some(Money::from_units(67)), Some(Money::ZERO)));
        }
    }

    #[test]
    fn a_customer_of_refunds_alone_is_there_while_they_count() {
        let history = history(0);
        let recency = |start| history.measures(0, on(0), start).map(|measures| measures.recency);
        assert_eq!((recency(None), recency(Some(on(-5)))), (Some(None), None));
        assert_eq!((history.measures(1, on(99), None), history.measures(9, on(99), None)), (None, None));
    }

    #[test]
    fn amounts_too_large_for_a_row() {
        let mut history = History::default();
        let huge = Money::from_micros(i128::from(i64::MAX) + 5);
        for _ in 0..2 {
            history.take(0, &Event { amount: huge, profit: None, ..event(1, 1, 0) }, false);
        }
        history.close();
        let measures = history.measures(0, on(1), None).unwrap();
        assert_eq!((measures.monetary.micros(), measures.profit), (2 * huge.micros(), None));
    }
}
