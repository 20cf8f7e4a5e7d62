//! Ids as one wide number: short ones inline, long ones by place in a list.
//!
//! Comparing and hashing an id then costs no trip through memory. Long ids are interned by whoever owns the map, so a
//! key means nothing without its [`Interner`].

use foldhash::quality::RandomState;
use std::cmp::Ordering;
use std::collections::HashMap;

/// An id of up to 15 bytes itself, or the number of a longer one. Equal keys of one interner are equal ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u128); // the top byte: length of an inline id, or LONG

const INLINE: usize = 15;
const LONG: u8 = 0xff;

/// Gives keys to ids and ids to keys.
#[derive(Debug, Default)]
pub struct Interner {
    numbers: HashMap<Box<str>, u64, RandomState>,
    long: Vec<Box<str>>,
}

impl Interner {
    /// The key of an id.
    #[inline]
    pub fn key(&mut self, id: &str) -> Key {
        let bytes = id.as_bytes();
        if bytes.len() > INLINE {
            return self.long(id);
        }
        let mut words = [0_u8; 16];
        words[..bytes.len()].copy_from_slice(bytes);
        words[15] = bytes.len() as u8;
        Key(u128::from_le_bytes(words))
    }

    #[cold]
    fn long(&mut self, id: &str) -> Key {
        let number = match self.numbers.get(id) {
            Some(number) => *number,
            None => {
                let number = self.long.len() as u64;
                self.long.push(id.into());
                self.numbers.insert(id.into(), number);
                number
            }
        };
        Key(u128::from(LONG) << 120 | u128::from(number))
    }

    /// The id of a key this interner gave.
    pub fn id(&self, key: Key) -> Box<str> {
        let bytes = key.0.to_le_bytes();
        if bytes[15] == LONG {
            return self.long.get(key.0 as u64 as usize).cloned().unwrap_or_default();
        }
        String::from_utf8_lossy(&bytes[..usize::from(bytes[15]).min(INLINE)]).into()
    }

    /// Where ids of one prefix stand to each other, in the order of their bytes: only long ones can differ.
    pub fn compare_long(&self, a: Key, b: Key) -> Ordering {
        if a == b { Ordering::Equal } else { self.id(a).cmp(&self.id(b)) }
    }

    /// The first 15 bytes, then the length or the mark of a long id: ids, which hold no NUL, are in the order of their bytes
    /// when these numbers are, and those with one number by [`Interner::compare_long`].
    pub fn prefix(&self, key: Key) -> u128 {
        let bytes = key.0.to_le_bytes();
        if bytes[15] != LONG {
            return u128::from_be_bytes(bytes);
        }
        let mut prefix = [LONG; 16];
        let id = self.long.get(key.0 as u64 as usize).map_or(&b""[..], |id| id.as_bytes());
        for (place, byte) in prefix.iter_mut().zip(&id[..INLINE.min(id.len())]) {
            *place = *byte;
        }
        u128::from_be_bytes(prefix)
    }

    /// The key here of an id that another interner knows under `key`.
    pub fn adopt(&mut self, key: Key, from: &Interner) -> Key {
        if key.0.to_le_bytes()[15] == LONG { self.long(&from.id(key)) } else { key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_ids_apart_and_give_them_back() {
        let ids =
            ["", "0", "00", "A", "123456789012345", "1234567890123456", "1234567890123457", "客户甲乙丙", "客户甲乙丙丁戊己", "a\0", "a"];
        let mut interner = Interner::default();
        let keys = ids.map(|id| interner.key(id));
        for (i, id) in ids.iter().enumerate() {
            assert_eq!(&*interner.id(keys[i]), *id);
            assert_eq!(interner.key(id), keys[i]);
            assert!(keys[..i].iter().all(|key| *key != keys[i]), "{id}");
        }
        for (a, x) in ids.iter().zip(keys) {
            for (b, y) in ids.iter().zip(keys) {
                let has_nul = a.contains('\0') || b.contains('\0'); // rejected before an id gets here
                let by_prefix = interner.prefix(x).cmp(&interner.prefix(y));
                assert!(has_nul || by_prefix.then_with(|| interner.compare_long(x, y)) == a.cmp(b), "{a} {b}");
            }
        }
        let mut other = Interner::default();
        other.key("some other id of length");
        for (id, key) in ids.iter().zip(keys) {
            let adopted = other.adopt(key, &interner);
            assert_eq!(&*other.id(adopted), *id);
        }
    }
}
