//! The accumulator of `rfm inspect`: what a column holds, without a customer's measures.
//!
//! It takes memory for each customer, as every job here does, and for a bounded number of order ids: never for each row.

use super::interner::Interner;
use super::{Accumulate, Overflow, Standing, Transaction, add};
use crate::customer::Key;
use crate::date::Day;
use crate::money::Money;
use crate::money::read::narrow;
use foldhash::quality::{FixedState, RandomState};
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;

/// The least and the greatest of what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<T> {
    /// The least.
    pub least: T,
    /// The greatest.
    pub greatest: T,
}

/// Widens a span to hold a value.
fn widen<T: Copy + Ord>(span: &mut Option<Span<T>>, value: T) {
    *span = Some(match *span {
        None => Span { least: value, greatest: value },
        Some(Span { least, greatest }) => Span { least: least.min(value), greatest: greatest.max(value) },
    });
}

/// Widens a span to hold another.
fn join<T: Copy + Ord>(span: &mut Option<Span<T>>, other: Option<Span<T>>) {
    if let Some(Span { least, greatest }) = other {
        widen(span, least);
        widen(span, greatest);
    }
}

/// What the used rows hold.
#[derive(Debug, Default)]
pub struct Survey {
    ids: Interner,
    /// Rows of each customer.
    rows: HashMap<Key, u32, RandomState>,
    /// Days of the rows.
    pub days: Option<Span<Day>>,
    /// Rows without a day: a customer table may have them.
    pub undated: u64,
    /// Amounts of the rows.
    pub amounts: Option<Span<Money>>,
    /// Their sum.
    pub total: Money,
    /// Rows with an amount below zero.
    pub negative: u64,
    /// Rows with an amount of zero.
    pub zero: u64,
    /// Different order ids.
    pub orders: Distinct,
    /// Rows without an order id.
    pub no_order: u64,
    /// Purchases of the customers, in a customer table.
    pub purchases: Option<Span<u64>>,
}

/// Ids that are one but for their spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAlikes {
    /// How many groups of them.
    pub groups: u64,
    /// Two of a group.
    pub example: [Box<str>; 2],
}

impl Survey {
    /// How many customers.
    pub fn customers(&self) -> u64 {
        self.rows.len() as u64
    }

    /// The customer with the most rows and how many; of several the one whose id comes first.
    pub fn busiest(&self) -> Option<(Box<str>, u64)> {
        let most = *self.rows.values().max()?;
        Some((self.ids_of(|rows| rows == most).min()?, most.into()))
    }

    /// How many ids pass the test, and the first of them.
    pub fn ids_that(&self, test: impl Fn(&str) -> bool) -> Option<(u64, Box<str>)> {
        count_and_first(self.ids_of(|_| true).filter(|id| test(id)))
    }

    /// How many ids stand in more than one row, and the first of them.
    pub fn repeated(&self) -> Option<(u64, Box<str>)> {
        count_and_first(self.ids_of(|rows| rows > 1))
    }

    /// Ids that differ only by case, spaces or full-width letters.
    pub fn look_alikes(&self) -> Option<LookAlikes> {
        let state = FixedState::default();
        let mut folded: Vec<(u64, Key)> = self.rows.keys().map(|key| (state.hash_one(fold(&self.ids.id(*key))), *key)).collect();
        folded.sort_unstable_by_key(|(hash, _)| *hash);
        let groups = folded.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).filter_map(|group| {
            let mut ids: Vec<Box<str>> = group.iter().map(|(_, key)| (*self.ids.id(*key)).into()).collect();
            ids.sort_unstable();
            <[Box<str>; 2]>::try_from(ids.into_iter().take(2).collect::<Vec<_>>()).ok()
        });
        let (mut count, mut first) = (0, None);
        for example in groups {
            count += 1;
            if first.as_ref().is_none_or(|known| example < *known) {
                first = Some(example);
            }
        }
        first.map(|example| LookAlikes { groups: count, example })
    }

    fn ids_of(&self, test: impl Fn(u32) -> bool) -> impl Iterator<Item = Box<str>> {
        self.rows.iter().filter(move |(_, rows)| test(**rows)).map(|(key, _)| (*self.ids.id(*key)).into())
    }

    fn count(&mut self, id: &str) {
        let key = self.ids.key(id);
        let rows = self.rows.entry(key).or_default();
        *rows = rows.saturating_add(1);
    }

    fn amount(&mut self, amount: Money) -> Result<(), Overflow> {
        widen(&mut self.amounts, amount);
        self.negative += u64::from(amount < Money::ZERO);
        self.zero += u64::from(amount == Money::ZERO);
        add(&mut self.total, amount)
    }
}

fn count_and_first(ids: impl Iterator<Item = Box<str>>) -> Option<(u64, Box<str>)> {
    ids.fold(None, |found, id| match found {
        None => Some((1, id)),
        Some((count, first)) => Some((count + 1, first.min(id))),
    })
}

/// An id without what people type differently.
fn fold(id: &str) -> String {
    id.chars().map(narrow).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

impl Accumulate for Survey {
    fn transaction(&mut self, row: &Transaction<'_>) -> Result<(), Overflow> {
        self.count(row.customer);
        widen(&mut self.days, row.day);
        match row.order {
            Some(order) => self.orders.take(order),
            None => self.no_order += 1,
        }
        self.amount(row.amount)
    }

    fn standing(&mut self, row: &Standing<'_>) -> Result<(), Overflow> {
        self.count(row.customer);
        match row.last_purchase {
            Some(day) => widen(&mut self.days, day),
            None => self.undated += 1,
        }
        widen(&mut self.purchases, row.frequency);
        self.amount(row.monetary)
    }

    fn merge(&mut self, mut other: Self) -> Result<(), Overflow> {
        // The fewer go to the more: into nothing at all, nobody is counted once more.
        if self.rows.len() < other.rows.len() {
            std::mem::swap(&mut self.ids, &mut other.ids);
            std::mem::swap(&mut self.rows, &mut other.rows);
        }
        for (key, rows) in other.rows {
            let sum = self.rows.entry(self.ids.adopt(key, &other.ids)).or_default();
            *sum = sum.saturating_add(rows);
        }
        join(&mut self.days, other.days);
        join(&mut self.amounts, other.amounts);
        join(&mut self.purchases, other.purchases);
        self.undated += other.undated;
        self.negative += other.negative;
        self.zero += other.zero;
        self.no_order += other.no_order;
        self.orders.merge(other.orders);
        add(&mut self.total, other.total)
    }
}

/// Counts different texts in bounded memory: exactly up to [`EXACT`] of them, above that to about a fifth of a per cent.
///
/// It keeps the smallest of their hashes (Bar-Yossef et al.'s k minimum values): the closer these lie together, the more
/// there are. Which hashes are the smallest depends on nothing but the texts.
#[derive(Debug, Default)]
pub struct Distinct {
    smallest: BTreeSet<u64>,
    /// There were more than are kept.
    is_full: bool,
}

/// So many different texts are counted exactly.
pub const EXACT: usize = 1 << 18;

impl Distinct {
    fn take(&mut self, text: &str) {
        self.add(FixedState::default().hash_one(text));
    }

    fn add(&mut self, hash: u64) {
        if self.smallest.len() == EXACT && self.smallest.last().is_some_and(|last| hash > *last) {
            self.is_full = true;
            return;
        }
        self.smallest.insert(hash);
        if self.smallest.len() > EXACT {
            self.smallest.pop_last();
            self.is_full = true;
        }
    }

    fn merge(&mut self, other: Distinct) {
        self.is_full |= other.is_full;
        if self.smallest.is_empty() {
            self.smallest = other.smallest;
        } else {
            other.smallest.into_iter().for_each(|hash| self.add(hash));
        }
    }

    /// How many, and whether that is exact.
    pub fn count(&self) -> (u64, bool) {
        match self.smallest.last() {
            Some(last) if self.is_full => (((EXACT as u128 - 1) * (1 << 64) / u128::from((*last).max(1))) as u64, false),
            _ => (self.smallest.len() as u64, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Role;

    fn fill(survey: &mut Survey, rows: &[(&str, i32, i64, &str)]) {
        for &(customer, day, units, order) in rows {
            let (day, amount) = (Day::from_number(day), Money::from_units(units));
            let order = (!order.is_empty()).then_some(order);
            survey.transaction(&Transaction { customer, day, amount, profit: None, order, role: Role::Purchase, kept: &[] }).unwrap();
        }
    }

    #[test]
    fn figures_worked_by_hand_in_any_split() {
        let rows = [
            ("a", 5, 10, "1"),
            ("b, of more bytes than a key has", 3, -4, "2"),
            ("a", 9, 0, ""),
            ("A ", 4, 7, "1"),
            ("a", 1, 2, "a long order number 77"),
        ];
        for cut in 0..=rows.len() {
            let (mut left, mut right) = (Survey::default(), Survey::default());
            fill(&mut left, &rows[cut..]);
            fill(&mut right, &rows[..cut]);
            left.merge(right).unwrap();
            left.merge(Survey::default()).unwrap();
            assert_eq!(left.customers(), 3);
            assert_eq!(left.busiest(), Some(("a".into(), 3)));
            assert_eq!(left.days, Some(Span { least: Day::from_number(1), greatest: Day::from_number(9) }));
            assert_eq!(left.amounts, Some(Span { least: Money::from_units(-4), greatest: Money::from_units(10) }));
            assert_eq!((left.total, left.negative, left.zero), (Money::from_units(15), 1, 1));
            assert_eq!((left.orders.count(), left.no_order), ((3, true), 1));
            assert_eq!(left.repeated(), Some((1, "a".into())));
            assert_eq!(left.look_alikes(), Some(LookAlikes { groups: 1, example: ["A ".into(), "a".into()] }));
            assert_eq!(left.ids_that(|id| id.starts_with('b')), Some((1, "b, of more bytes than a key has".into())));
        }
    }

    #[test]
    fn spellings_of_one_id() {
        let of = |ids: &[&str]| {
            let mut survey = Survey::default();
            ids.iter().for_each(|id| survey.count(id));
            survey.look_alikes()
        };
        assert_eq!(of(&["C001", "C002", "007", "7"]), None);
        let found = of(&["c 001", "C001", "Ｃ００１", "x", "y", "Y"]).unwrap();
        assert_eq!((found.groups, found.example), (2, ["C001".into(), "c 001".into()]));
    }

    #[test]
    fn many_order_ids_take_no_more_memory_and_are_counted_closely() {
        let many = 2 * EXACT;
        let (mut whole, mut few, mut most) = (Distinct::default(), Distinct::default(), Distinct::default());
        for number in 0..many {
            let order = format!("WO-{number}");
            most.take(&order);
            if number % 1000 == 0 {
                few.take(&order);
            }
        }
        whole.merge(few);
        assert_eq!(whole.count(), (525, true)); // 0, 1000 … 524,000 of 524,288
        whole.merge(most);
        let (count, exact) = whole.count();
        assert!(!exact && whole.smallest.len() == EXACT);
        assert!(count.abs_diff(many as u64) < many as u64 / 100, "{count} of {many}");
    }
}
