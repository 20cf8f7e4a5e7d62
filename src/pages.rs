//! Lists that grow page by page. What is in them is never moved to make room, so a list that grows takes no second copy of
//! itself, and the pages of lists that come and go are all of one size, so memory that one gives back fits the next.

use std::cmp::Ordering;
use std::ops::{Index, IndexMut};

/// A list of pages. All but the last are full.
#[derive(Clone, Debug)]
pub struct Pages<T> {
    pages: Vec<Vec<T>>,
}

/// So many fill a page.
const PAGE: usize = 256;

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Pages { pages: Vec::new() }
    }
}

impl<T: Clone> Pages<T> {
    /// So many of one value.
    pub fn filled(value: &T, count: usize) -> Pages<T> {
        let sizes = (0..count).step_by(PAGE).map(|from| PAGE.min(count - from));
        Pages { pages: sizes.map(|size| vec![value.clone(); size]).collect() }
    }
}

impl<T> Pages<T> {
    /// How many are in it.
    #[inline]
    pub fn len(&self) -> usize {
        self.pages.len().saturating_sub(1) * PAGE + self.pages.last().map_or(0, Vec::len)
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        let room = self.pages.len().saturating_sub(1) * PAGE + self.pages.last().map_or(0, Vec::capacity);
        room * size_of::<T>()
    }

    /// Nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// The value at this place, if there is one.
    #[inline]
    pub fn get(&self, at: usize) -> Option<&T> {
        self.pages.get(at / PAGE)?.get(at % PAGE)
    }

    /// Adds a value.
    pub fn push(&mut self, value: T) {
        match self.pages.last_mut() {
            Some(page) if page.len() < PAGE => page.push(value),
            // A list that has filled a page may well fill the next.
            Some(_) => {
                let mut page = Vec::with_capacity(PAGE);
                page.push(value);
                self.pages.push(page);
            }
            None => self.pages.push(vec![value]),
        }
    }

    /// All values.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().flatten()
    }

    /// All values; a page is given back as soon as it has been passed.
    pub fn drain(self) -> impl Iterator<Item = T> {
        self.pages.into_iter().flatten()
    }

    /// The first place whose value does not pass the test, where all that pass come before all that do not.
    pub fn partition_point(&self, test: impl Fn(&T) -> bool) -> usize {
        let pages = self.pages.partition_point(|page| page.last().is_some_and(&test));
        // Past the last page, all pass: it may not be full.
        self.pages.get(pages).map_or(self.len(), |page| pages * PAGE + page.partition_point(test))
    }
}

impl<T: Copy> Pages<T> {
    /// Keeps those that pass the test, in their order.
    pub fn retain(&mut self, test: impl Fn(&T) -> bool) {
        let mut kept = 0;
        for at in 0..self.len() {
            let value = self[at];
            if test(&value) {
                self[kept] = value;
                kept += 1;
            }
        }
        self.pages.truncate(kept.div_ceil(PAGE));
        if let Some(last) = self.pages.last_mut() {
            last.truncate((kept - 1) % PAGE + 1);
        }
    }

    /// Sorts the values, by way of `scratch`, which comes back with anything in it.
    pub fn sort_by(&mut self, scratch: &mut Vec<T>, compare: impl FnMut(&T, &T) -> Ordering) {
        scratch.clear();
        scratch.extend(self.iter());
        scratch.sort_unstable_by(compare);
        for (page, sorted) in self.pages.iter_mut().zip(scratch.chunks(PAGE)) {
            page.copy_from_slice(sorted);
        }
    }
}

impl<T> Index<usize> for Pages<T> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        &self.pages[at / PAGE][at % PAGE]
    }
}

impl<T> IndexMut<usize> for Pages<T> {
    #[inline]
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.pages[at / PAGE][at % PAGE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against a plain list.
        #[test]
        fn like_a_list(values in proptest::collection::vec(0_u16..1000, 0..1700), at in 0..1700_usize, least in 0..1000_u16) {
            let mut pages = Pages::default();
            values.iter().for_each(|value| pages.push(*value));
            prop_assert_eq!((pages.len(), pages.is_empty(), pages.get(at)), (values.len(), values.is_empty(), values.get(at)));
            prop_assert!(pages.iter().eq(&values) && pages.clone().drain().eq(values.iter().copied()));
            let mut values = values;
            values.sort_unstable();
            pages.sort_by(&mut Vec::new(), Ord::cmp);
            prop_assert!(pages.iter().eq(&values));
            prop_assert_eq!(pages.partition_point(|value| *value < least), values.partition_point(|value| *value < least));
            values.retain(|value| *value >= least);
            pages.retain(|value| *value >= least);
            prop_assert!(pages.len() == values.len() && pages.iter().eq(&values));
            prop_assert!((0..values.len()).all(|at| pages[at] == values[at]));
            prop_assert_eq!(Pages::filled(&7, at).iter().filter(|value| **value == 7).count(), at);
        }
    }
}
