//! Tables that are looked up by number: customers by key, and which pairs were seen. Flat, so that a look-up is one trip
//! through memory, and grown in small steps, so that little of them is empty.

use crate::customer::{Key, Tally};

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

/// Tallies by key. A place is looked for from its home on.
#[derive(Debug, Default)]
pub struct Tallies {
    places: Vec<Tally>,
    used: usize,
}

impl Tallies {
    /// Brings the place of a key near, without waiting for it; the number means nothing.
    #[inline]
    pub fn touch(&self, hash: u32) -> u128 {
        self.places.get(home(hash, self.places.len())).map_or(0, |place| place.key().number())
    }

    /// The tally of this key, which is made by `new` where there is none yet. `hash`: the key's, as `hash_of` has it.
    #[inline]
    pub fn of(&mut self, key: Key, hash: u32, hash_of: impl Fn(Key) -> u32, new: impl FnOnce() -> Tally) -> &mut Tally {
        if self.used * 4 >= self.places.len() * 3 {
            self.grow(hash_of);
        }
        let mut at = home(hash, self.places.len());
        while self.places[at].key() != key {
            if self.places[at].key() == Key::NONE {
                self.places[at] = new();
                self.used += 1;
                break;
            }
            at = next(at, self.places.len());
        }
        &mut self.places[at]
    }

    #[cold]
    fn grow(&mut self, hash_of: impl Fn(Key) -> u32) {
        let places = self.places.len() + (self.places.len() / 2).max(32);
        let old = std::mem::replace(&mut self.places, vec![Tally::default(); places]);
        for tally in old.into_iter().filter(|tally| tally.key() != Key::NONE) {
            let mut at = home(hash_of(tally.key()), places);
            while self.places[at].key() != Key::NONE {
                at = next(at, places);
            }
            self.places[at] = tally;
        }
    }

    /// All tallies, in no order.
    pub fn into_tallies(self) -> Vec<Tally> {
        let mut tallies = self.places;
        tallies.retain(|tally| tally.key() != Key::NONE);
        tallies
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.places.len() * size_of::<Tally>()
    }
}

/// Numbers that were seen; none of them is 0.
#[derive(Debug, Default)]
pub struct Seen {
    places: Vec<u128>,
    used: usize,
}

impl Seen {
    /// Brings the place of a number near, without waiting for it; what comes back means nothing.
    #[inline]
    pub fn touch(&self, hash: u32) -> u128 {
        self.places.get(home(hash, self.places.len())).copied().unwrap_or(0)
    }

    /// Takes a number; whether it is new. `hash`: the number's, as `hash_of` has it.
    #[inline]
    pub fn take(&mut self, number: u128, hash: u32, hash_of: impl Fn(u128) -> u32) -> bool {
        if self.used * 5 >= self.places.len() * 4 {
            self.grow(hash_of);
        }
        let mut at = home(hash, self.places.len());
        while self.places[at] != number {
            if self.places[at] == 0 {
                self.places[at] = number;
                self.used += 1;
                return true;
            }
            at = next(at, self.places.len());
        }
        false
    }

    #[cold]
    fn grow(&mut self, hash_of: impl Fn(u128) -> u32) {
        let places = self.places.len() + (self.places.len() / 4).max(64);
        let old = std::mem::replace(&mut self.places, vec![0; places]);
        for number in old.into_iter().filter(|number| *number != 0) {
            let mut at = home(hash_of(number), places);
            while self.places[at] != 0 {
                at = next(at, places);
            }
            self.places[at] = number;
        }
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.places.len() * size_of::<u128>()
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
                let tally = tallies.of(key, hash_of(key.number()), |key| hash_of(key.number()), || Tally::new(key, place as u32));
                prop_assert_eq!(tally.place(), *map.entry(*number).or_insert(place));
                prop_assert_eq!(seen.take(*number, hash_of(*number), hash_of), set.insert(*number));
            }
            let mut all: Vec<Key> = tallies.into_tallies().iter().map(|tally| tally.key()).collect();
            all.sort_unstable_by_key(|key| key.number());
            let mut expected: Vec<Key> = map.keys().map(|number| Key::short(&number.to_string()).unwrap()).collect();
            expected.sort_unstable_by_key(|key| key.number());
            prop_assert_eq!(all, expected);
        }
    }
}
