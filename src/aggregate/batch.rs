//! Rows on their way to a shard. They come to it together, because with many customers each look-up waits for memory: all
//! that a batch needs is asked for at once, and comes while more rows are read.

use super::{Standing, Transaction};
use crate::customer::{Entry, Key, MOST_WATCHED, Visit, packed};
use crate::date::Day;
use crate::money::Money;
use crate::policy::{FrequencyOf, Role};

/// So many rows make a batch.
pub const BATCH: usize = 32;

/// What is counted, beside what always is.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    /// What frequency counts.
    pub frequency_of: FrequencyOf,
    /// Rows have a profit.
    pub has_profit: bool,
    /// How many cells every row's `kept` has.
    pub kept_columns: usize,
    /// Every row is written down with its day.
    pub diary: bool,
    /// Every row is kept with all that measures need, so that they can be taken as of other days.
    pub history: bool,
    /// Kept columns, a bit for each, of which every cell that is not blank is written down with its day.
    pub watched: u64,
}

impl Counting {
    /// Purchases alone, with nothing carried along.
    pub fn of(frequency_of: FrequencyOf) -> Counting {
        Counting { frequency_of, has_profit: false, kept_columns: 0, diary: false, history: false, watched: 0 }
    }

    /// Something is carried along that a tally has no room for.
    pub fn has_side(&self) -> bool {
        self.has_profit || self.kept_columns > 0 || self.keeps_visits()
    }

    /// Every row is written down one way or the other.
    pub fn keeps_visits(&self) -> bool {
        self.diary || self.history
    }

    /// Is this kept column watched?
    pub fn watches(&self, column: usize) -> bool {
        column < MOST_WATCHED && self.watched >> column & 1 == 1
    }

    /// Every purchase counts, and nothing is carried along.
    pub fn is_plain(&self) -> bool {
        self.frequency_of == FrequencyOf::Rows && !self.has_side()
    }
}

/// Rows of customers of one shard. It is small: there is one for each shard, and each row goes to another.
#[derive(Debug, Default)]
pub struct Batch {
    /// Rows of transactions; a long id is not known yet.
    pub entries: Vec<Entry>,
    /// What else is known of them.
    pub more: Box<More>,
}

/// Lists that hold something for each row of a batch, or nothing if it is not counted.
#[derive(Debug, Default)]
pub struct More {
    /// Order ids, [`ORDER_ROOM`] bytes of each; 0 where there is none, [`UNKNOWN`] where it is long.
    pub orders: Vec<u128>,
    /// Profits.
    pub profits: Vec<Money>,
    /// Days, where something is kept by day.
    pub days: Vec<Day>,
    /// The rows as a diary or a history has them.
    pub visits: Vec<Visit>,
    /// Amounts too large for an entry, by place.
    pub large: Vec<(usize, Money)>,
    /// Rows of a customer table; a long id is not known yet.
    pub standings: Vec<Stood>,
    /// Long ids, in the order of their rows.
    pub long_ids: Texts,
    /// Long order ids, likewise.
    pub long_orders: Texts,
    /// Kept cells, row by row.
    pub kept: Texts,
}

/// What of a [`Standing`] has its own place.
#[derive(Debug)]
pub struct Stood {
    /// The customer.
    pub key: Key,
    /// As in [`Standing`].
    pub last_purchase: Option<Day>,
    /// As in [`Standing`].
    pub recency: Option<u32>,
    /// As in [`Standing`].
    pub frequency: u64,
    /// As in [`Standing`].
    pub monetary: Money,
}

/// So many bytes of an order id stand in its number; with a customer's place in 32 bits it fills 128.
pub const ORDER_ROOM: usize = 11;
/// Stands for a long order id until its shard has numbered it.
pub const UNKNOWN: u128 = u128::MAX;
/// Stands for a long id until its shard has numbered it.
fn unknown() -> Key {
    Key::long(u64::MAX)
}

impl Batch {
    /// Takes a row of transactions; `key` of a short id. Whether the batch is full.
    #[inline(always)]
    pub fn push(&mut self, row: &Transaction<'_>, key: Option<Key>, hash: u32, counting: Counting) -> bool {
        let amount = if row.role.is_in_window() { row.amount } else { Money::ZERO };
        let small = i64::try_from(amount.micros()).unwrap_or_else(|_| {
            self.more.large.push((self.entries.len(), amount));
            0
        });
        let key = key.unwrap_or_else(|| {
            self.more.long_ids.push(row.customer);
            unknown()
        });
        let last = row.role.is_purchase().then_some(row.day);
        self.entries.push(Entry::new(key, hash, last, small, row.role == Role::Purchase));
        if !counting.is_plain() {
            self.push_more(row, counting);
        }
        self.entries.len() >= BATCH
    }

    /// Takes a purchase that counts, where nothing else of it does. Whether the batch is full.
    #[inline(always)]
    pub fn push_entry(&mut self, entry: Entry) -> bool {
        self.entries.push(entry);
        self.entries.len() >= BATCH
    }

    /// Writes such a purchase down for the diary or the history.
    pub fn write_down(&mut self, day: Day, micros: i64) {
        self.more.visits.push(Visit { day, role: Role::Purchase, amount: Money::from_micros(micros.into()) });
    }

    #[inline(never)]
    fn push_more(&mut self, row: &Transaction<'_>, counting: Counting) {
        if counting.frequency_of == FrequencyOf::Orders {
            let order = row.order.filter(|_| row.role == Role::Purchase);
            self.more.orders.push(order.map_or(0, |order| {
                packed(order.as_bytes(), ORDER_ROOM).unwrap_or_else(|| {
                    self.more.long_orders.push(order);
                    UNKNOWN
                })
            }));
        }
        if counting.has_profit {
            let profit = row.profit.filter(|_| row.role.is_in_window());
            self.more.profits.push(profit.unwrap_or_default());
        }
        if counting.keeps_visits() {
            self.more.visits.push(Visit { day: row.day, role: row.role, amount: row.amount });
        }
        if counting.kept_columns > 0 {
            // Nothing is kept of a row that counts for no measure, if there is any other.
            self.more.days.push(if row.role == Role::EarlierRefund { Day::FIRST } else { row.day });
            row.kept.iter().for_each(|cell| self.more.kept.push(cell));
        }
    }

    /// Takes a row of a customer table. Whether the batch is full.
    pub fn push_standing(&mut self, row: &Standing<'_>, key: Option<Key>, counting: Counting) -> bool {
        let key = key.unwrap_or_else(|| {
            self.more.long_ids.push(row.customer);
            unknown()
        });
        let Standing { last_purchase, recency, frequency, monetary, .. } = *row;
        self.more.standings.push(Stood { key, last_purchase, recency, frequency, monetary });
        if counting.has_profit {
            self.more.profits.push(row.profit.unwrap_or_default());
        }
        row.kept.iter().for_each(|cell| self.more.kept.push(cell));
        self.more.standings.len() >= BATCH
    }

    /// Nothing waits.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.more.standings.is_empty()
    }

    /// Forgets the rows, keeps the memory.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.more.orders.clear();
        self.more.profits.clear();
        self.more.days.clear();
        self.more.visits.clear();
        self.more.large.clear();
        self.more.standings.clear();
        self.more.long_ids.clear();
        self.more.long_orders.clear();
        self.more.kept.clear();
    }
}

/// Texts one after the other, without an allocation for each.
#[derive(Debug, Default)]
pub struct Texts {
    text: String,
    lengths: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.lengths.push(text.len() as u32);
    }

    fn clear(&mut self) {
        self.text.clear();
        self.lengths.clear();
    }

    /// None.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The texts, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        let mut rest = &*self.text;
        self.lengths.iter().map(move |length| {
            let (text, after) = rest.split_at(*length as usize);
            rest = after;
            text
        })
    }
}
