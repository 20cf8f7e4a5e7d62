//! Numbers for texts that are too long for a key, and keys for all.

use crate::customer::{Id, Key, Names, numbered, packed};
use foldhash::quality::RandomState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Gives keys to ids and ids to keys.
#[derive(Debug, Default)]
pub struct Interner {
    names: Names,
    /// Numbers of the names, by their hash.
    numbers: HashTable<u32>,
    state: RandomState,
}

impl Interner {
    /// The key of an id.
    #[inline]
    pub fn key(&mut self, id: &str) -> Key {
        Key::short(id).unwrap_or_else(|| self.long(id))
    }

    /// The key of an id that is known to be long.
    #[cold]
    pub fn long(&mut self, id: &str) -> Key {
        Key::long(self.number(id))
    }

    /// The text in so many bytes and one that tells its form, see [`packed`]; a long one by its number.
    pub fn packed(&mut self, text: &str, room: usize) -> u128 {
        packed(text.as_bytes(), room).unwrap_or_else(|| numbered(self.number(text), room))
    }

    /// The number of a text; a new one if it was not seen before.
    pub fn number(&mut self, text: &str) -> u64 {
        let hash = self.state.hash_one(text);
        if let Some(number) = self.numbers.find(hash, |number| self.names.get((*number).into()) == text) {
            return (*number).into();
        }
        let number = self.names.push(text);
        let hash_of = |number: &u32| self.state.hash_one(self.names.get((*number).into()));
        self.numbers.insert_unique(hash, number as u32, hash_of);
        number
    }

    /// The id of a key this interner gave.
    pub fn id(&self, key: Key) -> Id<'_> {
        self.names.id(key)
    }

    /// The key here of an id that another interner knows under `key`.
    pub fn adopt(&mut self, key: Key, from: &Interner) -> Key {
        if key.is_long() { self.long(&from.id(key)) } else { key }
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.names.bytes() + self.numbers.allocation_size()
    }

    /// The names alone, when no more will come.
    pub fn into_names(self) -> Names {
        self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_ids_apart_and_give_them_back() {
        let ids = ["0", "00", "A", "123456789012345", "1234567890123456", "A234567890123456", "客户甲乙丙", "客户甲乙丙丁戊己", "a"];
        let mut interner = Interner::default();
        let keys = ids.map(|id| interner.key(id));
        for (i, id) in ids.iter().enumerate() {
            assert_eq!(&*interner.id(keys[i]), *id);
            assert_eq!(interner.key(id), keys[i]);
            assert!(keys[..i].iter().all(|key| *key != keys[i]), "{id}");
        }
        let mut other = Interner::default();
        other.key("some other id of length");
        for (id, key) in ids.iter().zip(keys) {
            let adopted = other.adopt(key, &interner);
            assert_eq!(&*other.id(adopted), *id);
        }
    }
}
