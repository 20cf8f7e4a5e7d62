//! Some of the customers: those whose ids' hashes fall here. Rows come in batches; one thread at a time counts.

use super::batch::{Batch, Counting, ORDER_ROOM, Stood, UNKNOWN};
use super::hash::State;
use super::interner::Interner;
use super::ledger::Busiest;
use super::table::{At, Seen, Tallies};
use super::{Overflow, add};
use crate::customer::{Entry, Event, Key, PLACES, Part, Side, Tally, Wide};
use crate::date::Day;
use crate::money::Money;
use crate::pages::Pages;
use crate::policy::FrequencyOf;
use std::collections::HashMap;

/// Customers, as far as they are known.
#[derive(Debug, Default)]
pub struct Shard {
    tallies: Tallies,
    /// Where the tallies of a batch's rows are.
    found: Vec<At>,
    /// Of a customer table: one tally a row.
    standings: Pages<Tally>,
    ids: Interner,
    wide: HashMap<Key, Wide>,
    side: Side,
    orders: Interner,
    /// Texts of watched columns.
    texts: Interner,
    /// Cancelled bookings, of customers or not.
    cancelled: Vec<(Key, Day)>,
    /// Distinct purchases of the window: the customer's place and the order, or the day.
    seen: Seen,
    /// Purchases of a batch that may have been seen before.
    asked: Vec<Asked>,
    /// Bytes of memory after the last batch.
    bytes: usize,
}

/// What the rows of a shard have come to.
pub struct Finished {
    /// The customers.
    pub part: Part,
    /// The first id that a customer table has twice.
    pub repeated: Option<Box<str>>,
    /// The customer with the most rows.
    pub busiest: Option<Busiest>,
}

/// Of the customers of a part the one with the most rows; of several the first by its id.
fn busiest(part: &Part) -> Option<Busiest> {
    let rows = part.tallies.iter().map(|tally| tally.rows(&part.wide)).max()?;
    let with_most = part.tallies.iter().filter(|tally| tally.rows(&part.wide) == rows).map(Tally::key);
    let key = with_most.min_by(|a, b| part.names.compare(*a, *b))?;
    Some(Busiest { id: (*part.names.id(key)).into(), rows })
}

/// The first id that two customers of a part have, which stand in the order of their ids.
fn repeated(part: &Part) -> Option<Box<str>> {
    let mut keys = part.tallies.iter().map(Tally::key);
    let mut last = keys.next();
    let twice = keys.find(|key| last.replace(*key) == Some(*key));
    twice.map(|key| (*part.names.id(key)).into())
}

/// A purchase that counts if it was not seen before.
#[derive(Debug)]
struct Asked {
    /// Where the customer's tally is.
    tally: At,
    /// The customer's place, and the order or the day.
    purchase: u128,
    hash: u32,
}

/// The half of a hash that finds the place in a table; the other half finds the shard.
#[inline]
pub fn hash_of(state: &State, number: u128) -> u32 {
    (state.hash(number) >> 32) as u32
}

/// Takes a row into its customer's tally. `counts`: whether it is a purchase that counts, as far as is known.
#[inline(always)]
fn take(tally: &mut Tally, wide: &mut HashMap<Key, Wide>, row: &Entry, counts: bool) -> Result<(), Overflow> {
    if tally.take(row, counts) || (tally.spill(wide) && tally.take(row, counts)) { Ok(()) } else { Err(Overflow) }
}

impl Shard {
    /// Gets ready for the rows of a batch that is to be counted soon: long ids get their numbers, and what is known of the
    /// customers is brought near.
    pub fn expect(&mut self, batch: &mut Batch, state: &State) {
        self.number_long_ids(batch, state);
        self.tallies.bring_near(&batch.entries);
    }

    /// Counts the rows of a batch that was expected, and empties it. How many bytes more of memory it has come to.
    pub fn count(&mut self, batch: &mut Batch, counting: Counting, state: &State) -> Result<u64, Overflow> {
        self.count_entries(batch, counting, state)?;
        self.take_standings(batch, counting)?;
        batch.clear();
        let bytes = self.all_bytes();
        let before = std::mem::replace(&mut self.bytes, bytes);
        Ok(bytes.saturating_sub(before) as u64)
    }

    fn all_bytes(&self) -> usize {
        let lists = self.tallies.bytes() + self.standings.bytes() + self.seen.bytes();
        let wide = self.wide.capacity() * (size_of::<(Key, Wide)>() + 1);
        let cancelled = self.cancelled.capacity() * size_of::<(Key, Day)>();
        lists + wide + cancelled + self.ids.bytes() + self.orders.bytes() + self.texts.bytes() + self.side.bytes()
    }

    /// How many customers there are.
    pub fn len(&self) -> usize {
        self.tallies.len() + self.standings.len()
    }

    fn number_long_ids(&mut self, batch: &mut Batch, state: &State) {
        if batch.more.long_ids.is_empty() {
            return;
        }
        let mut long = batch.more.long_ids.iter();
        for entry in batch.entries.iter_mut().filter(|entry| entry.key.is_long()) {
            entry.key = self.ids.long(long.next().unwrap_or_default());
            entry.hash = hash_of(state, entry.key.number());
        }
        for row in batch.more.standings.iter_mut().filter(|row| row.key.is_long()) {
            row.key = self.ids.long(long.next().unwrap_or_default());
        }
    }

    fn count_entries(&mut self, batch: &Batch, counting: Counting, state: &State) -> Result<(), Overflow> {
        self.tallies.reserve(batch.entries.len(), |key| hash_of(state, key.number()));
        self.tallies.find_all(&batch.entries, &mut self.found);
        if counting.is_plain() {
            for (entry, at) in batch.entries.iter().zip(&self.found) {
                take(self.tallies.at(*at), &mut self.wide, entry, entry.is_purchase())?;
            }
        } else {
            self.count_closely(batch, counting, state)?;
        }
        if self.tallies.len() > PLACES {
            return Err(Overflow);
        }
        batch.more.large.iter().try_for_each(|(at, amount)| self.add_large(&batch.entries[*at], *amount))
    }

    /// Counts rows of which more is to be known than that they are there.
    fn count_closely(&mut self, batch: &Batch, counting: Counting, state: &State) -> Result<(), Overflow> {
        let mut long_orders = batch.more.long_orders.iter();
        let mut kept = batch.more.kept.iter();
        for ((at, entry), &tally) in batch.entries.iter().enumerate().zip(&self.found) {
            let order = match batch.more.orders.get(at) {
                Some(&UNKNOWN) => self.orders.packed(long_orders.next().unwrap_or_default(), ORDER_ROOM),
                order => order.copied().unwrap_or(0),
            };
            let purchase = match counting.frequency_of {
                FrequencyOf::Rows => 0,
                FrequencyOf::Orders => order,
                FrequencyOf::Days => entry.day_code().into(),
            };
            let place = self.tallies.at(tally).place();
            // A history counts what is distinct by itself, for each window anew.
            let is_asked = entry.is_purchase() && purchase != 0 && !counting.history;
            take(self.tallies.at(tally), &mut self.wide, entry, entry.is_purchase() && !is_asked)?;
            if is_asked {
                let purchase = (place as u128) << 96 | purchase;
                self.asked.push(Asked { tally, purchase, hash: hash_of(state, purchase) });
            }
            if counting.has_side() {
                self.side.make_room(place, counting.has_profit, counting.kept_columns);
                if let Some(profit) = batch.more.profits.get(at) {
                    add(&mut self.side.profits[place], *profit)?;
                }
                if let Some(visit) = batch.more.visits.get(at) {
                    if counting.diary {
                        self.side.diary.take(place, *visit);
                    }
                    if counting.history {
                        let profit = batch.more.profits.get(at).copied();
                        let event = Event { day: visit.day, role: visit.role, amount: visit.amount, profit, purchase };
                        self.side.history.take(place, &event, counting.frequency_of != FrequencyOf::Rows);
                    }
                }
                if counting.watched > 0
                    && let Some(day) = batch.more.days.get(at)
                {
                    let cells = kept.clone().take(counting.kept_columns).enumerate();
                    for (column, cell) in cells.filter(|(column, cell)| counting.watches(*column) && !cell.is_empty()) {
                        self.side.diary.mark(place, *day, Some(column), self.texts.number(cell) as u32);
                    }
                }
                self.side.keep(place, batch.more.days.get(at).copied(), &mut kept);
            }
        }
        self.count_distinct(state)
    }

    /// Takes a cancelled booking. Whether there is such a customer is known when all rows have come.
    pub fn cancelled(&mut self, customer: &str, day: Day) {
        let key = self.ids.key(customer);
        self.cancelled.push((key, day));
    }

    /// A purchase that was seen before does not count again.
    fn count_distinct(&mut self, state: &State) -> Result<(), Overflow> {
        self.seen.reserve(self.asked.len(), |number| hash_of(state, number));
        self.seen.bring_near(self.asked.iter().map(|asked| asked.hash));
        for Asked { tally, purchase, hash } in self.asked.drain(..) {
            if self.seen.take(purchase, hash) && !self.tallies.at(tally).count(&mut self.wide) {
                return Err(Overflow);
            }
        }
        Ok(())
    }

    #[cold]
    fn add_large(&mut self, entry: &Entry, amount: Money) -> Result<(), Overflow> {
        let tally = self.tallies.find(entry);
        self.tallies.at(tally).set_wide();
        add(&mut self.wide.entry(entry.key).or_default().monetary, amount)
    }

    fn take_standings(&mut self, batch: &Batch, counting: Counting) -> Result<(), Overflow> {
        let mut kept = batch.more.kept.iter();
        for (at, &Stood { key, last_purchase, recency, frequency, monetary }) in batch.more.standings.iter().enumerate() {
            let place = self.standings.len();
            if place >= PLACES {
                return Err(Overflow);
            }
            let mut tally = Tally::new(key, place).dated(last_purchase, recency);
            if !tally.set_measures(frequency, monetary) {
                self.wide.insert(tally.key(), Wide { monetary, frequency, others: 0 });
                tally.set_wide();
            }
            self.standings.push(tally);
            if counting.has_side() {
                self.side.make_room(place, counting.has_profit, counting.kept_columns);
                if let Some(profit) = batch.more.profits.get(at) {
                    self.side.profits[place] = *profit;
                }
                self.side.keep(place, None, &mut kept);
            }
        }
        Ok(())
    }

    /// Its customers, those of a customer table in the order of their ids.
    pub fn finish(self, scratch: &mut Vec<Tally>) -> Finished {
        // Rows are all of one kind.
        let is_table = !self.standings.is_empty();
        let tallies = if is_table { self.standings } else { self.tallies.into_tallies() };
        let mut part = Part { tallies, names: self.ids.into_names(), wide: self.wide, side: self.side };
        if is_table {
            // Purchases that a customer table tells of are no rows, so nobody is busy; nor is there a diary.
            part.sort(scratch);
            return Finished { repeated: repeated(&part), busiest: None, part };
        }
        if !self.cancelled.is_empty() {
            part.sort(scratch); // those who cancelled are looked for by their ids
            part.note_cancelled(&self.cancelled);
        }
        part.side.diary.close(self.texts.into_names());
        part.side.history.close();
        Finished { repeated: None, busiest: busiest(&part), part }
    }
}
