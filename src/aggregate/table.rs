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

/// Tallies by key. They lie in groups of two lines of the processor's cache, which it brings near together, and a tally is
/// looked for from its home group on: one group is mostly all that is looked at.
#[derive(Debug, Default)]
pub struct Tallies {
    groups: Pages<Group>,
    used: usize,
}

/// So many tallies are a group.
const IN_GROUP: usize = 4;

/// A group of tallies; those of [`Key::NONE`] are nobody's.
#[derive(Clone, Debug, Default)]
#[repr(align(128))]
struct Group([Tally; IN_GROUP]);

/// Where a tally is: its group, and which in it.
pub type At = (usize, usize);

impl Tallies {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.used
    }

    /// Makes room for so many customers more, so that all stay where they are until then.
    pub fn reserve(&mut self, more: usize, hash_of: impl Fn(Key) -> u32) {
        while (self.used + more) * 4 > self.groups.len() * IN_GROUP * 3 {
            self.grow(&hash_of);
        }
    }

    /// Brings the group of this hash near, without waiting for it; the number means nothing.
    #[inline]
    pub fn touch(&self, hash: u32) -> u64 {
        self.groups.get(home(hash, self.groups.len())).map_or(0, |group| group.0[0].key().number() as u64)
    }

    /// Where the tally of this row's customer is; a new one gets a place of its own. There must be room for it.
    #[inline]
    pub fn find(&mut self, row: &Entry) -> At {
        let mut at = home(row.hash, self.groups.len());
        loop {
            for (which, tally) in self.groups[at].0.iter_mut().enumerate() {
                if tally.key() == row.key {
                    return (at, which);
                }
                if tally.key() == Key::NONE {
                    *tally = Tally::new(row.key, self.used);
                    self.used += 1;
                    return (at, which);
                }
            }
            at = next(at, self.groups.len());
        }
    }

    /// The tally that [`Tallies::find`] found.
    #[inline]
    pub fn at(&mut self, (at, which): At) -> &mut Tally {
        &mut self.groups[at].0[which % IN_GROUP]
    }

    #[cold]
    fn grow(&mut self, hash_of: impl Fn(Key) -> u32) {
        let groups = self.groups.len() + (self.groups.len() / 2).max(8);
        let old = std::mem::replace(&mut self.groups, Pages::filled(&Group::default(), groups));
        for tally in old.drain().flat_map(|group| group.0).filter(|tally| tally.key() != Key::NONE) {
            let mut at = home(hash_of(tally.key()), groups);
            loop {
                match self.groups[at].0.iter_mut().find(|place| place.key() == Key::NONE) {
                    Some(place) => {
                        *place = tally;
                        break;
                    }
                    None => at = next(at, groups),
                }
            }
        }
    }

    /// All tallies, in no order.
    pub fn into_tallies(self) -> Pages<Tally> {
        let mut tallies = Pages::default();
        for tally in self.groups.drain().flat_map(|group| group.0).filter(|tally| tally.key() != Key::NONE) {
            tallies.push(tally);
        }
        tallies
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.groups.bytes()
    }
}

/// Numbers that were seen; none of them is 0. They lie in double lines as the tallies do. A line is filled from its
/// beginning, and what it has no room for is in the next.
#[derive(Debug, Default)]
pub struct Seen {
    lines: Pages<Line>,
    used: usize,
}

const IN_LINE: usize = 8;

#[derive(Clone, Debug, Default)]
#[repr(align(128))]
struct Line([u128; IN_LINE]);

impl Seen {
    /// Brings the line of a number near, without waiting for it; what comes back means nothing.
    #[inline]
    pub fn touch(&self, hash: u32) -> u128 {
        self.lines.get(home(hash, self.lines.len())).map_or(0, |line| line.0[0])
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
        let lines = self.lines.len() + (self.lines.len() / 2).max(8);
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
