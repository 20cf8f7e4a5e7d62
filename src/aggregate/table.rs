//! Tables that are looked up by number: customers by key, and which purchases were seen. Flat, so that a look-up is one
//! trip through memory, and grown in small steps, so that little of them is empty.

use crate::customer::{Entry, Key, Tally};
use crate::pages::Pages;
use prefetch_index::prefetch_index;
use std::ops::{Index, IndexMut};

/// So many rows are looked up together.
const TOGETHER: usize = 64;

/// Lines of the processor's cache, so many that they fill pages, which come one by one: memory that a table gives back when
/// it grows fits the next.
#[derive(Debug)]
struct Lines<T> {
    pages: Vec<Box<[T; PAGE]>>,
}

/// So many lines are a page.
const PAGE: usize = 64;

impl<T> Default for Lines<T> {
    fn default() -> Self {
        Lines { pages: Vec::new() }
    }
}

impl<T: Clone + Default> Lines<T> {
    /// More than these: half as many again.
    fn next_larger(&self) -> Lines<T> {
        let pages = self.pages.len() + (self.pages.len() / 2).max(1);
        Lines { pages: (0..pages).filter_map(|_| vec![T::default(); PAGE].into_boxed_slice().try_into().ok()).collect() }
    }

    /// Hands on all lines; a page is given back as soon as it has been passed.
    fn hand_on(self, take: impl FnMut(&T)) {
        let mut take = take;
        self.pages.into_iter().for_each(|page| page.iter().for_each(&mut take));
    }
}

impl<T> Lines<T> {
    /// How many.
    #[inline]
    fn len(&self) -> usize {
        self.pages.len() * PAGE
    }

    /// The line where this hash belongs: the hash as a fraction of all hashes, times the lines.
    #[inline]
    fn home(&self, hash: u32) -> usize {
        ((u64::from(hash) * self.len() as u64) >> 32) as usize
    }

    /// The next line, round the end.
    #[inline]
    fn next(&self, at: usize) -> usize {
        if at + 1 == self.len() { 0 } else { at + 1 }
    }

    /// Asks memory for this line, and does not wait for it.
    #[inline(always)]
    fn bring_near(&self, at: usize) {
        if let Some(page) = self.pages.get(at / PAGE) {
            prefetch_index(&page[..], at % PAGE);
        }
    }

    fn bytes(&self) -> usize {
        self.len() * size_of::<T>()
    }
}

impl<T> Index<usize> for Lines<T> {
    type Output = T;

    #[inline(always)]
    fn index(&self, at: usize) -> &T {
        &self.pages[at / PAGE][at % PAGE]
    }
}

impl<T> IndexMut<usize> for Lines<T> {
    #[inline(always)]
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.pages[at / PAGE][at % PAGE]
    }
}

/// Tallies by key. They lie in lines of the processor's cache, and a tally is looked for from its home line on: one line is
/// mostly all that is looked at.
#[derive(Debug, Default)]
pub struct Tallies {
    lines: Lines<Pair>,
    used: usize,
}

/// So many tallies are a line.
const IN_PAIR: usize = 2;

/// A line of tallies; those of [`Key::NONE`] are nobody's.
#[derive(Clone, Debug, Default)]
#[repr(align(64))]
struct Pair([Tally; IN_PAIR]);

impl Pair {
    fn tallies(&self) -> impl Iterator<Item = &Tally> {
        self.0.iter().filter(|tally| tally.key() != Key::NONE)
    }
}

/// Where a tally is: its number among all that the lines have room for.
pub type At = u32;

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

    /// Asks memory for the lines in which the tallies of these rows' customers are, so that they are there when they are
    /// looked at a little later: a trip to memory takes as long as the work on several rows.
    #[inline]
    pub fn bring_near(&self, rows: &[Entry]) {
        for row in rows {
            self.lines.bring_near(self.lines.home(row.hash));
        }
    }

    /// Where the tallies of these rows' customers are; new ones get places of their own. There must be room for them.
    /// Nothing that is foreseen badly, such as which of two tallies it is, decides what is done next.
    pub fn find_all(&mut self, rows: &[Entry], found: &mut Vec<At>) {
        found.clear();
        for rows in rows.chunks(TOGETHER) {
            let first = found.len();
            let (mut others, mut count) = ([(0, 0); TOGETHER], 0);
            for (which, row) in rows.iter().enumerate() {
                let home = self.lines.home(row.hash);
                let [a, b] = &self.lines[home].0;
                let (is_a, is_b) = (a.key() == row.key, b.key() == row.key);
                found.push((home * IN_PAIR + usize::from(is_b)) as At);
                let next = if b.key() == Key::NONE { home } else { self.lines.next(home) };
                others[count % TOGETHER] = (which, next);
                count += usize::from(!(is_a | is_b));
            }
            let others = &others[..count];
            others.iter().for_each(|(_, next)| self.lines.bring_near(*next));
            for (which, from) in others {
                found[first + which] = self.find_from(*from, rows[*which].key);
            }
        }
    }

    /// Where the tally of this row's customer is; a new one gets a place of its own. There must be room for it.
    pub fn find(&mut self, row: &Entry) -> At {
        self.find_from(self.lines.home(row.hash), row.key)
    }

    #[inline]
    fn find_from(&mut self, mut line: usize, key: Key) -> At {
        loop {
            for (which, tally) in self.lines[line].0.iter_mut().enumerate() {
                let at = (line * IN_PAIR + which) as At;
                if tally.key() == key {
                    return at;
                }
                if tally.key() == Key::NONE {
                    *tally = Tally::new(key, self.used);
                    self.used += 1;
                    return at;
                }
            }
            line = self.lines.next(line);
        }
    }

    /// The tally that [`Tallies::find`] found.
    #[inline(always)]
    pub fn at(&mut self, at: At) -> &mut Tally {
        &mut self.lines[at as usize / IN_PAIR].0[at as usize % IN_PAIR]
    }

    #[cold]
    fn grow(&mut self, hash_of: impl Fn(Key) -> u32) {
        let larger = self.lines.next_larger();
        let old = std::mem::replace(&mut self.lines, larger);
        old.hand_on(|line| line.tallies().for_each(|tally| self.put(tally, hash_of(tally.key()))));
    }

    /// Puts a tally where there is room for it.
    #[inline]
    fn put(&mut self, tally: &Tally, hash: u32) {
        let mut line = self.lines.home(hash);
        loop {
            if let Some(place) = self.lines[line].0.iter_mut().find(|place| place.key() == Key::NONE) {
                *place = *tally;
                return;
            }
            line = self.lines.next(line);
        }
    }

    /// All tallies, in no order.
    pub fn into_tallies(self) -> Pages<Tally> {
        let mut tallies = Pages::default();
        self.lines.hand_on(|line| line.tallies().for_each(|tally| tallies.push(*tally)));
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
    lines: Lines<Line>,
    used: usize,
}

const IN_LINE: usize = 4;

#[derive(Clone, Debug, Default)]
#[repr(align(64))]
struct Line([u128; IN_LINE]);

impl Seen {
    /// Brings the lines near in which numbers of these hashes are, as [`Tallies::find_all`] does.
    #[inline]
    pub fn bring_near(&self, hashes: impl Iterator<Item = u32> + Clone) {
        let homes = hashes.clone().fold(0, |all, hash| all ^ self.lines[self.lines.home(hash)].0[0]);
        let others = hashes.fold(0, |all, hash| {
            let home = self.lines.home(hash);
            let is_full = self.lines[home].0[IN_LINE - 1] != 0;
            all ^ self.lines[if is_full { self.lines.next(home) } else { home }].0[0]
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
        let mut at = self.lines.home(hash);
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
            at = self.lines.next(at);
        }
    }

    #[cold]
    fn grow(&mut self, hash_of: impl Fn(u128) -> u32) {
        let larger = self.lines.next_larger();
        let old = std::mem::replace(&mut self.lines, larger);
        old.hand_on(|line| {
            line.0.iter().filter(|number| **number != 0).for_each(|number| {
                self.put(*number, hash_of(*number));
            });
        });
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
            // Those of all rows at once, in a table that was empty and in one where all are known.
            let row = |number: &u128| Entry::new(Key::short(&number.to_string()).unwrap(), hash_of(Key::short(&number.to_string()).unwrap().number()), None, 0, true);
            let rows: Vec<Entry> = numbers.iter().map(row).collect();
            let (mut at_once, mut found) = (Tallies::default(), Vec::new());
            at_once.reserve(rows.len(), |key| hash_of(key.number()));
            for _ in 0..2 {
                at_once.find_all(&rows, &mut found);
                prop_assert_eq!((at_once.len(), found.len()), (map.len(), rows.len()));
                for (row, at) in rows.iter().zip(&found) {
                    prop_assert_eq!(at_once.at(*at).key(), row.key);
                    prop_assert_eq!(at_once.find(row), *at);
                }
            }
            let mut all: Vec<Key> = tallies.into_tallies().iter().map(|tally| tally.key()).collect();
            all.sort_unstable_by_key(|key| key.number());
            let mut expected: Vec<Key> = map.keys().map(|number| Key::short(&number.to_string()).unwrap()).collect();
            expected.sort_unstable_by_key(|key| key.number());
            prop_assert_eq!(all, expected);
        }
    }
}
