//! The accumulator of the main job: every customer's measures.
//!
//! Rows are counted in batches, see [`BATCH`]; whatever asks the ledger for a result counts those that still wait.

use super::key::{Interner, Key};
use super::{Accumulate, Overflow, Standing, Transaction, add};
use crate::customer::Customer;
use crate::date::Day;
use crate::money::Money;
use crate::policy::{FrequencyOf, Role};
use foldhash::quality::RandomState;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// A kept value and the day of the row it came from.
#[derive(Clone, Debug, Default)]
struct Kept {
    day: Option<Day>,
    value: Box<str>,
}

impl Kept {
    /// The value of the latest day wins, on one day the greater bytes. A blank cell is no value.
    fn take(&mut self, day: Option<Day>, value: &str) {
        if !value.is_empty() && (self.value.is_empty() || (day, value) > (self.day, &*self.value)) {
            if *self.value != *value {
                self.value = value.into();
            }
            self.day = day;
        }
    }
}

/// What is known of one customer so far. It is small, because there is one for each customer in memory; what only some
/// data has is apart.
#[derive(Debug, Default)]
struct Tally {
    monetary: Money,
    frequency: u64,
    last_purchase: Option<Day>,
    rows: u32,
    more: Option<Box<More>>,
}

/// What only some data has: profit, kept columns, a recency that is given instead of counted.
#[derive(Debug, Default)]
struct More {
    profit: Money,
    recency: Option<u32>,
    kept: Box<[Kept]>,
}

/// The accumulator of the main job: every customer's measures.
#[derive(Debug)]
pub struct Ledger {
    frequency_of: FrequencyOf,
    has_profit: bool,
    kept_columns: usize,
    /// Rows came from a customer table, where an id may stand only once.
    is_table: bool,
    /// Of the ids that a customer table names more than once, the first.
    repeated: Option<Box<str>>,
    ids: Interner,
    tallies: HashMap<Key, Tally, RandomState>,
    orders: Interner,
    /// Distinct (customer, order) of purchases in the window, under [`FrequencyOf::Orders`].
    seen_orders: HashSet<(Key, Key), RandomState>,
    /// Distinct (customer, day), under [`FrequencyOf::Days`].
    seen_days: HashSet<(Key, Day), RandomState>,
    /// Rows that wait for their turn, see [`BATCH`].
    waiting: Vec<Waiting>,
}

/// So many rows are looked up together before any of them is counted. With many customers each look-up waits for memory;
/// together they wait at the same time.
const BATCH: usize = 256;

/// What counting needs of a row.
#[derive(Debug)]
struct Waiting {
    customer: Key,
    order: Option<Key>,
    day: Day,
    amount: Money,
    role: Role,
}

/// The id with the most rows, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busiest {
    /// Its id.
    pub id: Box<str>,
    /// Its used rows.
    pub rows: u64,
}

impl Ledger {
    /// An empty ledger. `kept_columns`: how many cells every row's `kept` has.
    pub fn new(frequency_of: FrequencyOf, has_profit: bool, kept_columns: usize) -> Self {
        Ledger {
            frequency_of,
            has_profit,
            kept_columns,
            is_table: false,
            repeated: None,
            ids: Interner::default(),
            tallies: HashMap::default(),
            orders: Interner::default(),
            seen_orders: HashSet::default(),
            seen_days: HashSet::default(),
            waiting: Vec::with_capacity(BATCH),
        }
    }

    /// How many customers there are.
    pub fn len(&self) -> usize {
        self.tallies.len()
    }

    /// No customer yet.
    pub fn is_empty(&self) -> bool {
        self.tallies.is_empty()
    }

    /// An id that stands in more than one row of a customer table; of several the first.
    pub fn repeated(&self) -> Option<&str> {
        self.repeated.as_deref()
    }

    /// The customer with the most rows; of several the one whose id comes first.
    pub fn busiest(&self) -> Option<Busiest> {
        let most = self.tallies.values().map(|t| t.rows).max()?;
        let id = self.tallies.iter().filter(|(_, t)| t.rows == most).map(|(key, _)| self.ids.id(*key)).min()?;
        Some(Busiest { id, rows: most.into() })
    }

    /// The customers in the order of their ids (UTF-8 bytes), with recency counted to the as-of date.
    pub fn into_customers(mut self, as_of: Option<Day>) -> Result<Vec<Customer>, Overflow> {
        self.count()?;
        let Ledger { ids, tallies, has_profit, .. } = self;
        let mut tallies: Vec<(Key, Tally)> = tallies.into_iter().collect();
        // What is sorted is small: the beginnings of the ids, and where the rest is.
        let mut order: Vec<(u128, usize)> = tallies.iter().enumerate().map(|(at, (key, _))| (ids.prefix(*key), at)).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| ids.compare_long(tallies[a.1].0, tallies[b.1].0)));
        let customers = order
            .into_iter()
            .map(|(_, at)| {
                let (key, tally) = (tallies[at].0, std::mem::take(&mut tallies[at].1));
                let days = as_of.zip(tally.last_purchase).map(|(as_of, last)| as_of.since(last).max(0) as u32);
                let more = tally.more.map_or_else(More::default, |more| *more);
                let back = as_of.zip(more.recency).map(|(as_of, days)| as_of.plus(-i32::try_from(days).unwrap_or(i32::MAX)));
                Customer {
                    id: ids.id(key),
                    last_purchase: tally.last_purchase.or(back),
                    recency: days.or(more.recency),
                    frequency: tally.frequency,
                    monetary: tally.monetary,
                    profit: has_profit.then_some(more.profit),
                    kept: more.kept.into_vec().into_iter().map(|kept| kept.value).collect(),
                }
            })
            .collect();
        Ok(customers)
    }

    /// Counts the rows that wait.
    fn count(&mut self) -> Result<(), Overflow> {
        let by_orders = self.frequency_of == FrequencyOf::Orders;
        let known = self.waiting.iter().filter(|row| {
            let pair = row.order.filter(|_| by_orders).map(|order| (row.customer, order));
            self.tallies.contains_key(&row.customer) | pair.is_some_and(|pair| self.seen_orders.contains(&pair))
        });
        std::hint::black_box(known.count()); // the answer does not matter, the memory has come near
        for at in 0..self.waiting.len() {
            let row = &self.waiting[at];
            let counts = row.role == Role::Purchase
                && match (self.frequency_of, row.order) {
                    (FrequencyOf::Orders, Some(order)) => self.seen_orders.insert((row.customer, order)),
                    (FrequencyOf::Orders, None) | (FrequencyOf::Rows, _) => true,
                    (FrequencyOf::Days, _) => self.seen_days.insert((row.customer, row.day)),
                };
            let tally = self.tallies.entry(row.customer).or_default();
            tally.rows = tally.rows.saturating_add(1);
            tally.frequency += u64::from(counts);
            if row.role != Role::Refund {
                tally.last_purchase = tally.last_purchase.max(Some(row.day));
            }
            if row.role != Role::EarlierPurchase {
                add(&mut tally.monetary, row.amount)?;
            }
        }
        self.waiting.clear();
        Ok(())
    }
}

/// The first of several ids, so that it does not depend on who came first.
fn note_repeated(repeated: &mut Option<Box<str>>, id: Box<str>) {
    if repeated.as_ref().is_none_or(|known| id < *known) {
        *repeated = Some(id);
    }
}

impl Accumulate for Ledger {
    #[inline]
    fn transaction(&mut self, row: &Transaction<'_>) -> Result<(), Overflow> {
        let customer = self.ids.key(row.customer);
        let order = match (self.frequency_of, row.order) {
            (FrequencyOf::Orders, Some(order)) => Some(self.orders.key(order)),
            _ => None,
        };
        self.waiting.push(Waiting { customer, order, day: row.day, amount: row.amount, role: row.role });
        if self.waiting.len() == BATCH {
            self.count()?;
        }
        if self.has_profit || self.kept_columns > 0 {
            let tally = self.tallies.entry(customer).or_default();
            let more = tally.more.get_or_insert_with(|| Box::new(More::with(self.kept_columns)));
            if row.role != Role::EarlierPurchase {
                add(&mut more.profit, row.profit.unwrap_or_default())?;
            }
            for (kept, value) in more.kept.iter_mut().zip(row.kept) {
                kept.take(Some(row.day), value);
            }
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<(), Overflow> {
        self.count()
    }

    fn standing(&mut self, row: &Standing<'_>) -> Result<(), Overflow> {
        self.is_table = true;
        match self.tallies.entry(self.ids.key(row.customer)) {
            Entry::Occupied(_) => {
                note_repeated(&mut self.repeated, row.customer.into());
                Ok(())
            }
            Entry::Vacant(place) => {
                let kept = row.kept.iter().map(|value| Kept { day: row.last_purchase, value: (*value).into() }).collect();
                place.insert(Tally {
                    last_purchase: row.last_purchase,
                    rows: 1,
                    frequency: row.frequency,
                    monetary: row.monetary,
                    more: Some(Box::new(More { profit: row.profit.unwrap_or_default(), recency: row.recency, kept })),
                });
                Ok(())
            }
        }
    }

    fn merge(&mut self, mut other: Self) -> Result<(), Overflow> {
        self.count()?;
        other.count()?;
        self.is_table |= other.is_table;
        if let Some(id) = other.repeated.clone() {
            note_repeated(&mut self.repeated, id);
        }
        let Ledger { ids, tallies, orders, seen_orders, seen_days, .. } = other;
        if self.tallies.is_empty() && self.seen_orders.is_empty() {
            (self.ids, self.tallies, self.orders) = (ids, tallies, orders);
            (self.seen_orders, self.seen_days) = (seen_orders, seen_days);
            return Ok(());
        }
        // Purchases that both sides counted count once.
        let mut twice: HashMap<Key, u64, RandomState> = HashMap::default();
        for (customer, order) in seen_orders {
            let customer = self.ids.adopt(customer, &ids);
            let order = self.orders.adopt(order, &orders);
            if !self.seen_orders.insert((customer, order)) {
                *twice.entry(customer).or_default() += 1;
            }
        }
        for (customer, day) in seen_days {
            let customer = self.ids.adopt(customer, &ids);
            if !self.seen_days.insert((customer, day)) {
                *twice.entry(customer).or_default() += 1;
            }
        }
        for (key, tally) in tallies {
            let key = self.ids.adopt(key, &ids);
            match self.tallies.entry(key) {
                Entry::Vacant(place) => _ = place.insert(tally),
                Entry::Occupied(_) if self.is_table => note_repeated(&mut self.repeated, self.ids.id(key)),
                Entry::Occupied(mut place) => place.get_mut().merge(tally, twice.get(&key).copied().unwrap_or(0))?,
            }
        }
        Ok(())
    }
}

impl More {
    fn with(kept_columns: usize) -> Self {
        More { kept: vec![Kept::default(); kept_columns].into(), ..More::default() }
    }
}

impl Tally {
    fn merge(&mut self, other: Tally, counted_twice: u64) -> Result<(), Overflow> {
        self.last_purchase = self.last_purchase.max(other.last_purchase);
        self.rows = self.rows.saturating_add(other.rows);
        self.frequency += other.frequency - counted_twice;
        add(&mut self.monetary, other.monetary)?;
        if let (Some(mine), Some(others)) = (&mut self.more, other.more) {
            add(&mut mine.profit, others.profit)?;
            for (kept, new) in mine.kept.iter_mut().zip(others.kept) {
                kept.take(new.day, &new.value);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Row = (String, i32, i64, Option<String>, Role, String);

    fn fill(ledger: &mut Ledger, rows: &[Row]) {
        for (customer, day, units, order, role, kept) in rows {
            let row = Transaction {
                customer,
                day: Day::from_number(*day),
                amount: Money::from_units(*units),
                profit: None,
                order: order.as_deref(),
                role: *role,
                kept: &[kept],
            };
            ledger.transaction(&row).unwrap();
        }
    }

    fn row() -> impl Strategy<Value = Row> {
        let role = prop_oneof![Just(Role::Purchase), Just(Role::Purchase), Just(Role::EarlierPurchase), Just(Role::Refund)];
        let id = prop_oneof!["[ab]", "long customer id number [1-3]"];
        let order = proptest::option::of(prop_oneof!["[1-4]", "long order id number [1-3]"]);
        (id, 0..20_i32, -5..50_i64, order, role, "[xyz]?")
    }

    fn frequency_of() -> impl Strategy<Value = FrequencyOf> {
        prop_oneof![Just(FrequencyOf::Orders), Just(FrequencyOf::Rows), Just(FrequencyOf::Days)]
    }

    proptest! {
        /// Any split, any order of rows and merges, with empty parts on either side: the same customers.
        #[test]
        fn splitting_and_shuffling_change_nothing(rows in proptest::collection::vec(row(), 0..40), cut in 0..40_usize, of in frequency_of()) {
            let new = || Ledger::new(of, false, 1);
            let mut whole = new();
            fill(&mut whole, &rows);
            let expected = whole.into_customers(Some(Day::from_number(30))).unwrap();

            let cut = cut.min(rows.len());
            let backwards: Vec<Row> = rows.iter().rev().cloned().collect();
            for (left, right) in [rows.split_at(cut), backwards.split_at(cut), rows.split_at(0), rows.split_at(rows.len())] {
                let (mut a, mut b) = (new(), new());
                fill(&mut a, left);
                fill(&mut b, right);
                a.merge(b).unwrap();
                a.merge(new()).unwrap();
                prop_assert_eq!(&a.into_customers(Some(Day::from_number(30))).unwrap(), &expected);
            }
        }
    }

    #[test]
    fn measures_worked_by_hand() {
        let purchase = |day, units, order: &str| {
            ("c".to_owned(), day, units, (!order.is_empty()).then(|| order.to_owned()), Role::Purchase, String::new())
        };
        let mut rows = vec![purchase(1, 10, "A"), purchase(1, 5, "A"), purchase(4, 20, "B"), purchase(4, 1, ""), purchase(4, 1, "")];
        rows.push(("c".into(), 9, -7, Some("A".into()), Role::Refund, "late".into()));
        rows.push(("c".into(), 0, 99, Some("Z".into()), Role::EarlierPurchase, "early".into()));
        for (of, frequency) in [(FrequencyOf::Orders, 4), (FrequencyOf::Rows, 5), (FrequencyOf::Days, 2)] {
            let mut ledger = Ledger::new(of, false, 1);
            fill(&mut ledger, &rows);
            let customers = ledger.into_customers(Some(Day::from_number(10))).unwrap();
            let c = &customers[0];
            assert_eq!((c.frequency, c.monetary, c.recency), (frequency, Money::from_units(30), Some(6)));
            assert_eq!(&*c.kept[0], "late");
        }
    }

    #[test]
    fn a_customer_table_names_nobody_twice() {
        let standing = |customer| Standing {
            customer,
            last_purchase: None,
            recency: Some(3),
            frequency: 1,
            monetary: Money::ZERO,
            profit: None,
            kept: &[],
        };
        let (mut a, mut b) = (Ledger::new(FrequencyOf::Rows, false, 0), Ledger::new(FrequencyOf::Rows, false, 0));
        a.standing(&standing("2")).unwrap();
        assert_eq!(a.repeated(), None);
        a.standing(&standing("2")).unwrap();
        assert_eq!(a.repeated(), Some("2"));
        a.standing(&standing("1")).unwrap();
        b.standing(&standing("1")).unwrap();
        a.merge(b).unwrap();
        assert_eq!(a.repeated(), Some("1"));
    }
}
