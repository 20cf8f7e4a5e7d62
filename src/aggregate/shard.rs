//! Some of the customers: those whose ids' hashes fall here. Rows come in batches; one thread at a time counts.

use super::batch::{Batch, Counting, ORDER_ROOM, UNKNOWN};
use super::interner::Interner;
use super::table::{Seen, Tallies};
use super::{Overflow, add};
use crate::customer::{Counts, Key, Part, Side, Tally, Wide};
use crate::money::Money;
use crate::policy::FrequencyOf;
use foldhash::quality::RandomState;
use std::collections::HashMap;
use std::hash::BuildHasher;

/// Customers, as far as they are known.
#[derive(Debug, Default)]
pub struct Shard {
    tallies: Tallies,
    /// Of a customer table: one tally a row.
    standings: Vec<Tally>,
    ids: Interner,
    wide: HashMap<Key, Wide>,
    side: Side,
    orders: Interner,
    /// Distinct purchases of the window: the customer's place and the order, or the day.
    seen: Seen,
    /// Purchases of a batch that may have been seen before: the customer's place, the purchase, its hash.
    asked: Vec<(usize, u128, u32)>,
}

/// The half of a hash that finds the place in a table; the other half finds the shard.
pub fn hash_of(state: &RandomState, number: u128) -> u32 {
    (state.hash_one(number) >> 32) as u32
}

impl Shard {
    /// Counts the rows of a batch and empties it.
    pub fn count(&mut self, batch: &mut Batch, counting: Counting, state: &RandomState) -> Result<(), Overflow> {
        self.number_long_ids(batch, state);
        self.count_entries(batch, counting, state)?;
        if counting.has_side() && !batch.entries.is_empty() {
            self.count_distinct(state)?;
        }
        self.take_standings(batch, counting)?;
        batch.clear();
        Ok(())
    }

    fn number_long_ids(&mut self, batch: &mut Batch, state: &RandomState) {
        let mut long = batch.long_ids.iter();
        for entry in batch.entries.iter_mut().filter(|entry| entry.key.is_long()) {
            entry.key = self.ids.long(long.next().unwrap_or_default());
            entry.hash = hash_of(state, entry.key.number());
        }
        for (tally, ..) in batch.standings.iter_mut().filter(|(tally, ..)| tally.key().is_long()) {
            *tally = tally.with_key(self.ids.long(long.next().unwrap_or_default()));
        }
    }

    fn count_entries(&mut self, batch: &Batch, counting: Counting, state: &RandomState) -> Result<(), Overflow> {
        let touched = batch.entries.iter().fold(0, |all, entry| all ^ self.tallies.touch(entry.hash));
        std::hint::black_box(touched); // it does not matter; the memory has come near
        let has_side = counting.has_side();
        let mut long_orders = batch.long_orders.iter();
        let mut kept = batch.kept.iter();
        for (at, entry) in batch.entries.iter().enumerate() {
            let new = || Tally::new(entry.key, if has_side { add_place(&mut self.side, counting) } else { 0 });
            let tally = self.tallies.of(entry.key, entry.hash, |key| hash_of(state, key.number()), new);
            if !tally.take(entry, has_side) {
                tally.spill(&mut self.wide, has_side).ok_or(Overflow)?;
                tally.take(entry, has_side);
            }
            if !has_side {
                continue;
            }
            let place = tally.place();
            let order = match batch.orders.get(at) {
                Some(&UNKNOWN) => Some(self.orders.packed(long_orders.next().unwrap_or_default(), ORDER_ROOM)),
                order => order.copied(),
            };
            let counts = &mut self.side.counts[place];
            counts.rows = counts.rows.saturating_add(1);
            let purchase = match counting.frequency_of {
                FrequencyOf::Orders => order.filter(|order| *order != 0),
                FrequencyOf::Days => Some(entry.day_code().into()),
                FrequencyOf::Rows => None,
            };
            match purchase.filter(|_| entry.is_purchase()) {
                Some(purchase) => {
                    let purchase = (place as u128) << 96 | purchase;
                    self.asked.push((place, purchase, hash_of(state, purchase)));
                }
                None => counts.frequency = counts.frequency.checked_add(entry.is_purchase().into()).ok_or(Overflow)?,
            }
            if let Some(profit) = batch.profits.get(at) {
                add(&mut self.side.profits[place], *profit)?;
            }
            let columns = counting.kept_columns;
            for (value, cell) in self.side.kept[place * columns..][..columns].iter_mut().zip(&mut kept) {
                value.take(batch.days.get(at).copied(), cell);
            }
        }
        for &(at, amount) in &batch.large {
            self.add_large(batch.entries[at].key, amount, state)?;
        }
        Ok(())
    }

    #[cold]
    fn add_large(&mut self, key: Key, amount: Money, state: &RandomState) -> Result<(), Overflow> {
        let of_key = |key: Key| hash_of(state, key.number());
        self.tallies.of(key, of_key(key), of_key, || Tally::new(key, 0)).set_wide();
        add(&mut self.wide.entry(key).or_default().monetary, amount)
    }

    /// A purchase that was seen before does not count again.
    fn count_distinct(&mut self, state: &RandomState) -> Result<(), Overflow> {
        let touched = self.asked.iter().fold(0, |all, (.., hash)| all ^ self.seen.touch(*hash));
        std::hint::black_box(touched);
        for (place, purchase, hash) in self.asked.drain(..) {
            let counts = &mut self.side.counts[place];
            let is_new = self.seen.take(purchase, hash, |number| hash_of(state, number));
            counts.frequency = counts.frequency.checked_add(is_new.into()).ok_or(Overflow)?;
        }
        Ok(())
    }

    fn take_standings(&mut self, batch: &Batch, counting: Counting) -> Result<(), Overflow> {
        let mut kept = batch.kept.iter();
        for (at, &(tally, frequency, monetary)) in batch.standings.iter().enumerate() {
            let has_side = counting.has_side();
            let place = if has_side { add_place(&mut self.side, counting) } else { 0 };
            let small = i64::try_from(monetary.micros()).ok().zip(u32::try_from(frequency).ok().filter(|count| *count < u32::MAX));
            let tally = match small {
                Some((monetary, count)) => tally.with_measures(monetary, if has_side { place } else { count }),
                None => {
                    self.wide.insert(tally.key(), Wide { monetary, frequency, rows: 1 });
                    let mut tally = tally.with_measures(0, place);
                    tally.set_wide();
                    tally
                }
            };
            if let Some(counts) = self.side.counts.get_mut(place as usize).filter(|_| has_side) {
                *counts = Counts { frequency: small.map_or(0, |(_, count)| count), rows: 1 };
            }
            if let Some(profit) = batch.profits.get(at) {
                self.side.profits[place as usize] = *profit;
            }
            let columns = counting.kept_columns;
            for (value, cell) in self.side.kept.iter_mut().skip(place as usize * columns).zip(kept.by_ref().take(columns)) {
                value.take(None, cell);
            }
            self.standings.push(tally);
        }
        Ok(())
    }

    /// Its customers in the order of their ids, and the first id that a customer table has twice.
    pub fn finish(self, counting: Counting) -> (Part, Option<Box<str>>) {
        let side = counting.has_side().then_some(self.side);
        let mut tallies = self.tallies.into_tallies();
        tallies.extend(self.standings);
        let mut part = Part { tallies, names: self.ids.into_names(), wide: self.wide, side };
        part.sort();
        let twice = part.tallies.windows(2).find(|pair| pair[0].key() == pair[1].key());
        let repeated = twice.map(|pair| (*part.names.id(pair[0].key())).into());
        (part, repeated)
    }
}

/// A place in the side for one more customer.
fn add_place(side: &mut Side, counting: Counting) -> u32 {
    let place = side.counts.len() as u32;
    side.counts.push(Counts::default());
    if counting.has_profit {
        side.profits.push(Money::ZERO);
    }
    side.kept_columns = counting.kept_columns;
    side.kept.resize_with(side.kept.len() + counting.kept_columns, Default::default);
    place
}
