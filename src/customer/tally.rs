//! One customer's measures in 32 bytes, since there is one for each customer in memory.
//!
//! What does not fit, a sum above nine million million or more than four thousand purchases, moves to a [`Wide`] of the
//! customer's own, so that nothing is ever rounded or lost.

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
    /// From the lowest bit: [`LAST`], [`GIVEN`], [`WIDE`], [`PLACE`], [`PURCHASE`], [`OTHER`].
    bits: u64,
}

/// The last purchase, as [`code`] has it; or with [`GIVEN`] one more than the days since then.
const LAST: u64 = (1 << 17) - 1;
/// The days since the last purchase were given, not its day.
const GIVEN: u64 = 1 << 17;
/// Some of it is in a [`Wide`].
const WIDE: u64 = 1 << 18;
/// The customer's number among those that are kept together, in 24 bits.
const PLACE: u64 = 1 << 19;
/// One purchase; 12 bits of them.
const PURCHASE: u64 = 1 << 43;
/// All its bits.
const PURCHASES: u64 = OTHER - PURCHASE;
/// One used row that is no purchase, or none that counts; 9 bits of them.
const OTHER: u64 = 1 << 55;

/// So many customers have places of their own.
pub const PLACES: usize = (PURCHASE / PLACE) as usize;

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

/// The row is a purchase that counts.
const IS_PURCHASE: u32 = 1 << 31;

/// Days from 1900 to 2199, which are those that are read, as 1 to 109,573; none is 0.
fn code(day: Option<Day>) -> u32 {
    day.map_or(0, |day| (day.number() - Day::FIRST.number() + 1).clamp(1, LAST as i32) as u32)
}

impl Entry {
    /// Of a row. `last`: its day, where it dates the last purchase. `is_purchase`: it is one that counts.
    #[inline]
    pub fn new(key: Key, hash: u32, last: Option<Day>, amount: i64, is_purchase: bool) -> Entry {
        Entry { key, amount, what: code(last) | if is_purchase { IS_PURCHASE } else { 0 }, hash }
    }

    /// Its day as a number above 0, where it dates the last purchase.
    #[inline]
    pub fn day_code(&self) -> u32 {
        self.what & LAST as u32
    }

    /// A purchase that counts.
    #[inline]
    pub fn is_purchase(&self) -> bool {
        self.what & IS_PURCHASE != 0
    }
}

/// What does not fit in a [`Tally`]; it comes on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wide {
    /// Amount spent.
    pub monetary: Money,
    /// Purchases.
    pub frequency: u64,
    /// Used rows beside these.
    pub others: u64,
}

impl Tally {
    /// Of a customer of whom nothing is known yet; `place` must be below [`PLACES`].
    #[inline]
    pub fn new(key: Key, place: usize) -> Tally {
        Tally { key, monetary: 0, bits: place as u64 * PLACE }
    }

    /// With a last purchase: its day, or where that is not known the days since then.
    pub fn dated(self, last: Option<Day>, recency: Option<u32>) -> Tally {
        let given = recency.filter(|_| last.is_none()).map(|days| (u64::from(days) + 1).min(LAST) | GIVEN);
        Tally { bits: self.bits & !(LAST | GIVEN) | given.unwrap_or_else(|| code(last).into()), ..self }
    }

    /// The customer; [`Key::NONE`] where this is nobody's.
    #[inline]
    pub fn key(&self) -> Key {
        self.key
    }

    /// Takes the measures of a row of a customer table, if it is the first and they fit.
    pub fn set_measures(&mut self, frequency: u64, monetary: Money) -> bool {
        let (Ok(monetary), true) = (i64::try_from(monetary.micros()), frequency < OTHER / PURCHASE) else { return false };
        self.monetary = monetary;
        self.bits += frequency * PURCHASE;
        true
    }

    /// Takes a row in; or says that it does not fit. `counts`: whether it is a purchase that counts, as far as is known.
    #[inline]
    pub fn take(&mut self, row: &Entry, counts: bool) -> bool {
        let (Some(monetary), false) = (self.monetary.checked_add(row.amount), self.is_full()) else { return false };
        self.monetary = monetary;
        let last = (self.bits & LAST).max(row.day_code().into());
        self.bits = (self.bits & !LAST | last) + if counts { PURCHASE } else { OTHER };
        true
    }

    /// One row more might not fit.
    #[inline]
    fn is_full(&self) -> bool {
        self.bits >= OTHER.wrapping_neg() || self.bits & PURCHASES == PURCHASES
    }

    /// A row that was taken as none that counts is one after all; or says that it does not fit.
    #[inline]
    pub fn count(&mut self, wide: &mut HashMap<Key, Wide>) -> bool {
        if self.bits >= OTHER && self.bits & PURCHASES != PURCHASES {
            self.bits = self.bits - OTHER + PURCHASE;
            return true;
        }
        let has_spilled = self.spill(wide);
        if let Some(all) = wide.get_mut(&self.key) {
            (all.others, all.frequency) = (all.others.saturating_sub(1), all.frequency + 1);
        }
        has_spilled
    }

    /// Moves to the wide ones what could overflow here; or says that it does not fit there either.
    pub fn spill(&mut self, wide: &mut HashMap<Key, Wide>) -> bool {
        let all = wide.entry(self.key).or_default();
        let Some(monetary) = all.monetary.checked_add(Money::from_micros(self.monetary.into())) else { return false };
        all.monetary = monetary;
        all.frequency += self.bits % OTHER / PURCHASE;
        all.others += self.bits / OTHER;
        (self.monetary, self.bits) = (0, (self.bits % PURCHASE) | WIDE);
        true
    }

    /// Some of it is in a [`Wide`], though nothing was spilled.
    pub fn set_wide(&mut self) {
        self.bits |= WIDE;
    }

    /// The customer's number among those that are kept together.
    #[inline]
    pub fn place(&self) -> usize {
        (self.bits % PURCHASE / PLACE) as usize
    }

    #[inline]
    fn wide(&self, wide: &HashMap<Key, Wide>) -> Wide {
        if self.bits & WIDE == 0 { Wide::default() } else { wide.get(&self.key).copied().unwrap_or_default() }
    }

    /// Used rows.
    #[inline]
    pub fn rows(&self, wide: &HashMap<Key, Wide>) -> u64 {
        self.bits / OTHER + self.wide(wide).others + self.frequency(wide)
    }

    /// Purchases.
    #[inline]
    pub fn frequency(&self, wide: &HashMap<Key, Wide>) -> u64 {
        self.bits % OTHER / PURCHASE + self.wide(wide).frequency
    }

    /// Amount spent.
    #[inline]
    pub fn monetary(&self, wide: &HashMap<Key, Wide>) -> Money {
        let here = Money::from_micros(self.monetary.into());
        if self.bits & WIDE == 0 { here } else { here.checked_add(self.wide(wide).monetary).unwrap_or(here) }
    }

    /// Day of the last purchase and the days since then, as of this day; a recency that was given stands as it is.
    #[inline]
    pub fn last_purchase(&self, as_of: Option<Day>) -> (Option<Day>, Option<u32>) {
        match ((self.bits & LAST) as u32, self.bits & GIVEN != 0) {
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
        let mut tally = Tally::new(key, PLACES - 1);
        let mut take = |amount, is_purchase| {
            let row = Entry::new(key, 0, Some(Day::from_number(5)), amount, is_purchase);
            if !tally.take(&row, is_purchase) {
                assert!(tally.spill(&mut wide) && tally.take(&row, is_purchase));
            }
        };
        take(i64::MAX, true);
        take(i64::MAX, true);
        take(3, true);
        (0..20_000).for_each(|number| take(-1, number % 3 == 0));
        assert_eq!(tally.monetary(&wide).micros(), 2 * i128::from(i64::MAX) + 3 - 20_000);
        assert_eq!((tally.frequency(&wide), tally.rows(&wide)), (3 + 6_667, 20_003));
        assert_eq!(tally.place(), PLACES - 1);
        assert_eq!(tally.last_purchase(Some(Day::from_number(9))), (Some(Day::from_number(5)), Some(4)));
    }

    /// A purchase that is known to count only after it was taken.
    #[test]
    fn a_row_that_counts_after_all() {
        let key = Key::short("a").unwrap();
        let (mut tally, mut wide) = (Tally::new(key, 3), HashMap::new());
        for number in 0..10_000_u64 {
            let row = Entry::new(key, 0, None, 1, true);
            if !tally.take(&row, false) {
                assert!(tally.spill(&mut wide) && tally.take(&row, false));
            }
            assert!(number % 2 == 1 || tally.count(&mut wide));
            assert_eq!((tally.rows(&wide), tally.frequency(&wide)), (number + 1, number / 2 + 1));
        }
        assert_eq!(tally.place(), 3);
    }

    #[test]
    fn the_first_and_the_last_day() {
        let key = Key::short("a").unwrap();
        for day in [Day::FIRST, Day::LAST] {
            assert_eq!(Tally::new(key, 7).dated(Some(day), None).last_purchase(Some(day)), (Some(day), Some(0)));
        }
        let given = Tally::new(key, 7).dated(None, Some(109_999));
        assert_eq!(given.last_purchase(None), (None, Some(109_999)));
        assert_eq!(given.last_purchase(Some(Day::from_number(109_999))).0, Some(Day::from_number(0)));
        assert_eq!(Tally::new(key, 0).last_purchase(Some(Day::FIRST)), (None, None));
    }
}
