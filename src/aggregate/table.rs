//! Tables that are looked up by number: customers by key, and which purchases were seen. Flat, so that a look-up is one
//! trip through memory, and grown in small steps, so that little of them is empty.

use crate::customer::{Entry, Key, Tally};
use crate::pages::Pages;

/// Where in so many places a hash belongs: the hash as a fraction of all hashes, times the places.
#[inline]
fn home(hash: u32, places: usize) -> usize {
    ((u64::from(hash) * places as u64) >> 32) as usize
}

/// The next place, round the end.
#[inline]
fn next(at: usize, places: usize) -> usize {
    if at + 1 == places { 0 } else { at + 1 }
}

/// Tallies by key. They lie in lines of the processor's cache, and a tally is looked for from its home line on: one line is
/// mostly all that is looked at.
#[derive(Debug, Default)]
pub struct Tallies {
    lines: Pages<Pair>,
    used: usize,
}

/// So many tallies are a line.
const IN_PAIR: usize = 2;

/// A line of tallies; those of [`Key::NONE`] are nobody's.
#[derive(Clone, Debug, Default)]
#[repr(align(64))]
struct Pair([Tally; IN_PAIR]);

/// Where a tally is: its line, and which of the two.
pub type At = (usize, usize);

impl Tallies {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.used
    }

    /// Makes room for so many customers more, so that all stay where they are until then.
    pub fn reserve(&mut self, more: usize, hash_of: impl Fn(Key) -> u32) {
        while (self.used + more) * 4 > self.lines.len() * IN_PAIR * 3 {
            self.grow(&hash_of);
        }
    }

    /// Brings the lines near in which the tallies of these rows are. A trip to memory takes as long as the work on a hundred
    /// rows, but many can be under way at once; what is read here does not matter, so nothing waits for it.
    #[inline]
    pub fn bring_near(&self, rows: &[Entry]) {
        let lines = self.lines.len();
        let key = |at: usize, which: usize| self.lines.get(at).map_or(Key::NONE, |line| line.0[which].key());
        let homes = rows.iter().fold(0, |all, row| all ^ key(home(row.hash, lines), 0).number());
        // Of a home line that is full of others, the next line too.
        let others = rows.iter().fold(0, |all, row| {
            let at = home(row.hash, lines);
            let last = key(at, IN_PAIR - 1);
            let is_elsewhere = last != Key::NONE && last != row.key && key(at, 0) != row.key;
            if is_elsewhere { all ^ key(next(at, lines), 0).number() } else { all }
        });
        std::hint::black_box(homes ^ others);
    }

    /// Where the tally of this row's customer is; a new one gets a place of its own. There must be room for it.
    #[inline]
    pub fn find(&mut self, row: &Entry) -> At {
        let mut at = home(row.hash, self.lines.len());
        loop {
            for (which, tally) in self.lines[at].0.iter_mut().enumerate() {
                if tally.key() == row.key {
                    return (at, which);
                }
                if tally.key() == Key::NONE {
                    *tally = Tally::new(row.key, self.used);
                    self.used += 1;
                    return (at, which);
                }
            }
            at = next(at, self.lines.len());
        }
    }

    /// The tally that [`Tallies::find`] found.
    #[inline]
    pub fn at(&mut self, (at, which): At) -> &mut Tally {
        &mut self.lines[at].0[which % IN_PAIR]
    }

    #[cold]
    fn grow(&mut self, hash_of: impl Fn(Key) -> u32) {
        let lines = self.lines.len() + (self.lines.len() / 2).max(16);
        let old = std::mem::replace(&mut self.lines, Pages::filled(&Pair::default(), lines));
        for tally in old.drain().flat_map(|line| line.0).filter(|tally| tally.key() != Key::NONE) {
            let mut at = home(hash_of(tally.key()), lines);
            loop {
                match self.lines[at].0.iter_mut().find(|place| place.key() == Key::NONE) {
                    Some(place) => {
                        *place = tally;
                        break;
                    }
                    None => at = next(at, lines),
                }
            }
        }
    }

    /// All tallies, in no order.
    pub fn into_tallies(self) -> Pages<Tally> {
        let mut tallies = Pages::default();
        for tally in self.lines.drain().flat_map(|line| line.0).filter(|tally| tally.key() != Key::NONE) {
            tallies.push(tally);
        }
        tallies
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.lines.bytes()
    }
}

/// Numbers that were seen; none of them is 0. They lie in lines as the tallies do. A line is filled from its beginning, and
/// what it has no room for is in the next.
#[derive(Debug, Default)]
pub struct Seen {
    lines: Pages<Line>,
    used: usize,
}

const IN_LINE: usize = 4;

#[derive(Clone, Debug, Default)]
#[repr(align(64))]
struct Line([u128; IN_LINE]);

impl Seen {
    /// Brings the lines near in which numbers of these hashes are, as [`Tallies::bring_near`] does.
    #[inline]
    pub fn bring_near(&self, hashes: impl Iterator<Item = u32> + Clone) {
        let lines = self.lines.len();
        let number = |at: usize, which: usize| self.lines.get(at).map_or(0, |line| line.0[which]);
        let homes = hashes.clone().fold(0, |all, hash| all ^ number(home(hash, lines), 0));
        let others = hashes.fold(0, |all, hash| {
            let at = home(hash, lines);
            if number(at, IN_LINE - 1) == 0 { all } else { all ^ number(next(at, lines), 0) }
        });
        std::hint::black_box(homes ^ others);
    }

    /// Makes room for so many numbers more.
    pub fn reserve(&mut self, more: usize, hash_of: impl Fn(u128) -> u32) {
        while (self.used + more) * 5 > self.lines.len() * IN_LINE * 4 {
            self.grow(&hash_of);
        }
    }

    /// Takes a number; whether it is new. There must be room for it.
    #[inline]
    pub fn take(&mut self, number: u128, hash: u32) -> bool {
        let is_new = self.put(number, hash);
        self.used += usize::from(is_new);
        is_new
    }

    #[inline]
    fn put(&mut self, number: u128, hash: u32) -> bool {
        let mut at = home(hash, self.lines.len());
        loop {
            for known in &mut self.lines[at].0 {
                if *known == number {
                    return false;
                }
                if *known == 0 {
                    *known = number;
                    return true;
                }
            }
            at = next(at, self.lines.len());
        }
    }

    #[cold]
    fn grow(&mut self, hash_of: impl Fn(u128) -> u32) {
        let lines = self.lines.len() + (self.lines.len() / 2).max(16);
        let old = std::mem::replace(&mut self.lines, Pages::filled(&Line::default(), lines));
        for number in old.drain().flat_map(|line| line.0).filter(|number| *number != 0) {
            self.put(number, hash_of(number));
        }
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.lines.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        /// Against the library's own map and set, under hashes good and bad.
        #[test]
        fn like_a_map_and_a_set(numbers in proptest::collection::vec(1_u128..400, 0..600), spread in prop_oneof![Just(0_u32), Just(1), Just(0x9e37_79b9)]) {
            let hash_of = |number: u128| (number as u32).wrapping_mul(spread);
            let (mut tallies, mut seen) = (Tallies::default(), Seen::default());
            let (mut map, mut set) = (BTreeMap::new(), BTreeSet::new());
            for (place, number) in numbers.iter().enumerate() {
                let key = Key::short(&number.to_string()).unwrap();
                let row = Entry::new(key, hash_of(key.number()), None, place as i64, true);
                let next = map.len();
                tallies.reserve(1, |key| hash_of(key.number()));
                let at = tallies.find(&row);
                prop_assert_eq!(tallies.at(at).place(), *map.entry(*number).or_insert(next));
                seen.reserve(1, hash_of);
                prop_assert_eq!(seen.take(*number, hash_of(*number)), set.insert(*number));
            }
            let mut all: Vec<Key> = tallies.into_tallies().iter().map(|tally| tally.key()).collect();
            all.sort_unstable_by_key(|key| key.number());
            let mut expected: Vec<Key> = map.keys().map(|number| Key::short(&number.to_string()).unwrap()).collect();
            expected.sort_unstable_by_key(|key| key.number());
            prop_assert_eq!(all, expected);
        }
    }
}
