//! One customer's measures in 32 bytes, since there is one for each customer in memory.
//!
//! What does not fit, a sum above nine million million or more than four thousand million purchases, moves to a [`Wide`] of
//! the customer's own, so that nothing is ever rounded or lost.

use super::Key;
use crate::date::Day;
use crate::money::Money;
use std::collections::HashMap;

/// What is known of one customer so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(32))] // two in a cache line, none across two
pub struct Tally {
    key: Key,
    /// Millionths.
    monetary: i64,
    /// From the lowest bit: [`LAST`], [`GIVEN`], [`WIDE`], and rows that are no purchases.
    when: u32,
    /// Purchases; or, where there is a [`super::Side`], the customer's place in it.
    count: u32,
}

/// The last purchase, as [`code`] has it; or with [`GIVEN`] one more than the days since then.
const LAST: u32 = (1 << 17) - 1;
/// The days since the last purchase were given, not its day.
const GIVEN: u32 = 1 << 17;
/// Some of it is in a [`Wide`].
const WIDE: u32 = 1 << 18;
/// One row that is no purchase.
const OTHER: u32 = 1 << 19;

/// What counting needs of a row, in 32 bytes like the tally that takes it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The customer.
    pub key: Key,
    /// Millionths; 0 where the amount does not count.
    pub amount: i64,
    what: u32,
    /// Room for part of the key's hash, which whoever looks the customer up has at hand.
    pub hash: u32,
}

const PURCHASE: u32 = 1 << 31;

/// Days from 1900 to 2199, which are those that are read, as 1 to 109,573; none is 0.
fn code(day: Option<Day>) -> u32 {
    day.map_or(0, |day| (day.number() - Day::FIRST.number() + 1).clamp(1, LAST as i32) as u32)
}

impl Entry {
    /// Of a row. `last`: its day, where it dates the last purchase. `is_purchase`: it is one that counts.
    #[inline]
    pub fn new(key: Key, hash: u32, last: Option<Day>, amount: i64, is_purchase: bool) -> Entry {
        Entry { key, amount, what: code(last) | if is_purchase { PURCHASE } else { 0 }, hash }
    }

    /// Its day as a number above 0, where it dates the last purchase.
    pub fn day_code(&self) -> u32 {
        self.what & LAST
    }

    /// A purchase that counts.
    pub fn is_purchase(&self) -> bool {
        self.what & PURCHASE != 0
    }
}

/// Rows of one customer, where a [`Tally`] has no room for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Purchases.
    pub frequency: u32,
    /// Used rows.
    pub rows: u32,
}

/// What does not fit in a [`Tally`]; it comes on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wide {
    /// Amount spent.
    pub monetary: Money,
    /// Purchases.
    pub frequency: u64,
    /// Used rows.
    pub rows: u64,
}

impl Tally {
    /// Of a customer of whom nothing is known yet; `place` in the side, where there is one, else 0.
    #[inline]
    pub fn new(key: Key, place: u32) -> Tally {
        Tally { key, count: place, ..Tally::default() }
    }

    /// Of a row of a customer table. `recency`: days as given, where there is no date.
    pub fn standing(key: Key, last: Option<Day>, recency: Option<u32>, monetary: i64, count: u32) -> Tally {
        let given = recency.filter(|_| last.is_none()).map(|days| days.saturating_add(1).min(LAST) | GIVEN);
        Tally { key, monetary, when: given.unwrap_or_else(|| code(last)), count }
    }

    /// The customer; [`Key::NONE`] where this is nobody's.
    #[inline]
    pub fn key(&self) -> Key {
        self.key
    }

    /// With the key of a long id that was not known before.
    pub fn with_key(self, key: Key) -> Tally {
        Tally { key, ..self }
    }

    /// With these measures; `count` is the place in the side, where there is one.
    pub fn with_measures(self, monetary: i64, count: u32) -> Tally {
        Tally { monetary, count, ..self }
    }

    /// Takes a row in; or says that it does not fit. Purchases count only where there is no side.
    #[inline]
    pub fn take(&mut self, row: &Entry, has_side: bool) -> bool {
        let (Some(monetary), false) = (self.monetary.checked_add(row.amount), self.is_full()) else { return false };
        self.monetary = monetary;
        let last = (self.when & LAST).max(row.what & LAST);
        let purchase = row.what / PURCHASE;
        self.when = self.when & !LAST | last;
        if !has_side {
            self.when += (1 - purchase) * OTHER;
            self.count += purchase;
        }
        true
    }

    /// One more row might not fit.
    #[inline]
    fn is_full(&self) -> bool {
        self.when >= u32::MAX - OTHER + 1 || self.count == u32::MAX
    }

    /// Moves to the wide ones what could overflow here.
    pub fn spill(&mut self, wide: &mut HashMap<Key, Wide>, has_side: bool) -> Option<()> {
        let all = wide.entry(self.key).or_default();
        all.monetary = all.monetary.checked_add(Money::from_micros(self.monetary.into()))?;
        self.monetary = 0;
        if !has_side {
            all.rows += self.rows_here();
            all.frequency += u64::from(self.count);
            (self.when, self.count) = (self.when % OTHER, 0);
        }
        self.when |= WIDE;
        Some(())
    }

    /// Some of it is in a [`Wide`], though nothing was spilled.
    pub fn set_wide(&mut self) {
        self.when |= WIDE;
    }

    /// The place in the side, where there is one.
    #[inline]
    pub fn place(&self) -> usize {
        self.count as usize
    }

    fn rows_here(&self) -> u64 {
        u64::from(self.when / OTHER) + u64::from(self.count)
    }

    #[inline]
    fn wide(&self, wide: &HashMap<Key, Wide>) -> Wide {
        if self.when & WIDE == 0 { Wide::default() } else { wide.get(&self.key).copied().unwrap_or_default() }
    }

    /// Used rows, where there is no side.
    pub fn rows(&self, wide: &HashMap<Key, Wide>) -> u64 {
        self.rows_here() + self.wide(wide).rows
    }

    /// Purchases, where there is no side.
    #[inline]
    pub fn frequency(&self, wide: &HashMap<Key, Wide>) -> u64 {
        u64::from(self.count) + self.wide(wide).frequency
    }

    /// Amount spent.
    #[inline]
    pub fn monetary(&self, wide: &HashMap<Key, Wide>) -> Money {
        let here = Money::from_micros(self.monetary.into());
        if self.when & WIDE == 0 { here } else { here.checked_add(self.wide(wide).monetary).unwrap_or(here) }
    }

    /// Day of the last purchase and the days since then, as of this day; a recency that was given stands as it is.
    #[inline]
    pub fn last_purchase(&self, as_of: Option<Day>) -> (Option<Day>, Option<u32>) {
        match (self.when & LAST, self.when & GIVEN != 0) {
            (0, _) => (None, None),
            (days, true) => {
                let days = days - 1;
                (as_of.map(|as_of| as_of.plus(-(days as i32))), Some(days))
            }
            (code, false) => {
                let day = Day::FIRST.plus(code as i32 - 1);
                (Some(day), as_of.map(|as_of| as_of.since(day).max(0) as u32))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_small() {
        assert_eq!((size_of::<Tally>(), size_of::<Entry>()), (32, 32));
    }

    #[test]
    fn what_does_not_fit_is_kept_elsewhere() {
        let key = Key::short("a").unwrap();
        let mut wide = HashMap::new();
        let mut tally = Tally::new(key, 0);
        let mut take = |amount, is_purchase| {
            let row = Entry::new(key, 0, Some(Day::from_number(5)), amount, is_purchase);
            if !tally.take(&row, false) {
                tally.spill(&mut wide, false).unwrap();
                assert!(tally.take(&row, false));
            }
        };
        take(i64::MAX, true);
        take(i64::MAX, true);
        take(3, true);
        (0..20_000).for_each(|_| take(-1, false));
        assert_eq!(tally.monetary(&wide).micros(), 2 * i128::from(i64::MAX) + 3 - 20_000);
        assert_eq!((tally.frequency(&wide), tally.rows(&wide)), (3, 20_003));
        assert_eq!(tally.last_purchase(Some(Day::from_number(9))), (Some(Day::from_number(5)), Some(4)));
    }

    #[test]
    fn the_first_and_the_last_day() {
        let key = Key::short("a").unwrap();
        for day in [Day::FIRST, "2199-12-31".parse().unwrap()] {
            assert_eq!(Tally::standing(key, Some(day), None, 0, 0).last_purchase(Some(day)), (Some(day), Some(0)));
        }
        let given = Tally::standing(key, None, Some(109_999), 0, 0);
        assert_eq!(given.last_purchase(None), (None, Some(109_999)));
        assert_eq!(given.last_purchase(Some(Day::from_number(109_999))).0, Some(Day::from_number(0)));
        assert_eq!(Tally::new(key, 0).last_purchase(Some(Day::FIRST)), (None, None));
    }
}
