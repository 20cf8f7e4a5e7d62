//! Ids as one wide number: short ones inline, long ones by their place in a list.
//!
//! Comparing and hashing an id then costs no trip through memory. Who gives long ids their numbers is `aggregate`'s
//! interner; a key of a long id means nothing without its [`Names`].

use crate::word::{Word, word};
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

/// An id of up to 15 bytes, or of up to 30 digits, itself; or the number of a longer one. Equal keys of one list of names
/// are equal ids.
///
/// The top byte tells which: a length, or a mark for digits and a length, or one for long ids. No id but the empty one is [`Key::NONE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Key(u128);

/// Bytes of a key beside the one that tells the form.
const ROOM: usize = 15;
/// Marks a run of digits, four bits each: order and card numbers are longer than 15 digits.
const DIGITS: u8 = 0x80;
/// Marks the number of a name.
const LONG: u8 = 0xff;

/// What is inside a number made by [`packed`].
enum Form {
    Text(usize),
    Digits(usize),
    Long(u64),
}

/// The text in so many bytes and one above that tells its form; none where it does not fit. Different texts give different
/// numbers.
#[inline(always)]
pub fn packed(text: &[u8], room: usize) -> Option<u128> {
    if text.len() <= room {
        return Some(word(text) | (text.len() as u128) << (8 * room));
    }
    digits(text, room)
}

/// The number of a text that does not fit.
pub fn numbered(number: u64, room: usize) -> u128 {
    u128::from(LONG) << (8 * room) | u128::from(number)
}

#[cold]
fn digits(text: &[u8], room: usize) -> Option<u128> {
    if text.len() > 2 * room {
        return None;
    }
    let digit = |number: u128, byte: &u8| byte.is_ascii_digit().then(|| number << 4 | u128::from(byte - b'0'));
    let number = text.iter().try_fold(0, digit)?;
    Some(number | u128::from(DIGITS | text.len() as u8) << (8 * room))
}

impl Key {
    /// The key of the empty id: no customer has it.
    pub const NONE: Key = Key(0);

    /// The key of an id that fits; none for a long one.
    #[inline(always)]
    pub fn short(id: &str) -> Option<Key> {
        packed(id.as_bytes(), ROOM).map(Key)
    }

    /// The key of an id of up to 15 bytes; none of a longer one, which may have one all the same.
    #[inline(always)]
    pub fn of_word(id: Word) -> Option<Key> {
        (id.len <= ROOM).then_some(Key(id.bytes | (id.len as u128) << (8 * ROOM)))
    }

    /// The key of a long id with this number.
    pub fn long(number: u64) -> Key {
        Key(numbered(number, ROOM))
    }

    /// As a number, to be hashed.
    #[inline]
    pub fn number(self) -> u128 {
        self.0
    }

    /// The number of a long id.
    #[inline]
    pub fn is_long(self) -> bool {
        (self.0 >> 120) as u8 == LONG
    }

    #[inline]
    fn form(self) -> Form {
        match (self.0 >> 120) as u8 {
            LONG => Form::Long(self.0 as u64),
            tag if tag >= DIGITS => Form::Digits(usize::from(tag - DIGITS)),
            length => Form::Text(usize::from(length)),
        }
    }

    #[inline]
    fn is_text(self) -> bool {
        self.0 >> 127 == 0
    }

    /// May the id hold this ASCII byte? A cheap no for most ids; what fits no text may say yes.
    #[inline]
    pub fn may_hold(self, byte: u8) -> bool {
        const ONES: u128 = u128::from_le_bytes([1; 16]);
        let differs = self.0 ^ (ONES * u128::from(byte));
        // A byte of `differs` that is zero borrows into its high bit (Mycroft); the top byte is no part of the id.
        !self.is_text() || (differs.wrapping_sub(ONES) & !differs & (ONES << 7)) != 0
    }
}

/// Ids too long for a key, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    text: String,
    ends: Vec<usize>,
}

impl Names {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>()
    }

    /// Takes one more; its number.
    pub fn push(&mut self, name: &str) -> u64 {
        self.text.push_str(name);
        self.ends.push(self.text.len());
        self.ends.len() as u64 - 1
    }

    /// The name of this number.
    pub fn get(&self, number: u64) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(number).and_then(|end| self.text.get(start..*end)).unwrap_or("")
    }

    /// The id of a key.
    pub fn id(&self, key: Key) -> Id<'_> {
        let mut bytes = [0; 2 * ROOM];
        match key.form() {
            Form::Long(number) => Id(Text::Long(self.get(number))),
            Form::Text(length) => {
                bytes[..ROOM].copy_from_slice(&key.0.to_le_bytes()[..ROOM]);
                Id(Text::Short(bytes, length as u8))
            }
            Form::Digits(length) => {
                let number = key.0;
                for (place, byte) in bytes[..length].iter_mut().rev().enumerate() {
                    *byte = b'0' + (number >> (4 * place)) as u8 % 16;
                }
                Id(Text::Short(bytes, length as u8))
            }
        }
    }

    /// Where two ids stand to each other, in the order of their bytes. Ids hold no NUL.
    #[inline]
    pub fn compare(&self, a: Key, b: Key) -> Ordering {
        if a.is_text() && b.is_text() {
            // The first byte highest; the length, lowest, tells a text from its beginning.
            return a.0.swap_bytes().cmp(&b.0.swap_bytes());
        }
        self.compare_long(a, b)
    }

    #[cold]
    fn compare_long(&self, a: Key, b: Key) -> Ordering {
        match (a.form(), b.form()) {
            (Form::Digits(x), Form::Digits(y)) if x == y => a.0.cmp(&b.0),
            _ => self.id(a).as_bytes().cmp(self.id(b).as_bytes()),
        }
    }
}

/// The text of an id.
#[derive(Clone, Copy)]
pub struct Id<'a>(Text<'a>);

#[derive(Clone, Copy)]
enum Text<'a> {
    Short([u8; 2 * ROOM], u8),
    Long(&'a str),
}

impl Id<'_> {
    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Text::Short(bytes, length) => bytes.get(..usize::from(*length)).unwrap_or(bytes),
            Text::Long(text) => text.as_bytes(),
        }
    }
}

impl Deref for Id<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Text::Short(..) => std::str::from_utf8(self.as_bytes()).unwrap_or(""),
            Text::Long(text) => text,
        }
    }
}

impl fmt::Debug for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Keys of ids, in a list of names of their own.
    fn keys(ids: &[String]) -> (Names, Vec<Key>) {
        let mut names = Names::default();
        let keys = ids.iter().map(|id| Key::short(id).unwrap_or_else(|| Key::long(names.push(id)))).collect();
        (names, keys)
    }

    #[test]
    fn which_ids_fit() {
        for (id, fits) in [
            ("", true),
            ("123456789012345", true),
            ("A23456789012345", true),
            ("客户甲乙丙", true),
            ("1234567890123456", true), // digits, half a byte each
            ("000000000000000000000000000000", true),
            ("0000000000000000000000000000000", false),
            ("A234567890123456", false),
            ("客户甲乙丙丁", false),
        ] {
            assert_eq!(Key::short(id).is_some(), fits, "{id}");
        }
        assert_eq!(Key::short(""), Some(Key::NONE));
    }

    proptest! {
        /// Equal keys are equal ids, a key gives its id back, and keys stand in the order of the ids' bytes.
        #[test]
        fn keys_stand_for_ids(ids in proptest::collection::vec(prop_oneof!["[ab客]{0,6}", "[0-9]{1,3}", "[01]{14,32}", "[ab]{14,17}"], 1..20)) {
            let (names, keys) = keys(&ids);
            for (a, x) in ids.iter().zip(&keys) {
                prop_assert_eq!(&*names.id(*x), a.as_str());
                prop_assert!(!a.contains('b') || x.may_hold(b'b'));
                for (b, y) in ids.iter().zip(&keys) {
                    prop_assert!(x.is_long() || (x == y) == (a == b)); // a long one got a number of its own each time
                    prop_assert_eq!(names.compare(*x, *y), a.as_bytes().cmp(b.as_bytes()), "{} {}", a, b);
                }
            }
        }
    }

    #[test]
    fn the_key_of_a_word() {
        for id in ["", "7", "C00012345", "123456789012345", "客户甲乙丙"] {
            assert_eq!(Word::of(id.as_bytes()).and_then(Key::of_word), Key::short(id), "{id}");
        }
        assert_eq!(Word::of(b"1234567890123456").and_then(Key::of_word), None);
    }

    #[test]
    fn a_byte_that_is_not_there() {
        let key = |id| Key::short(id).unwrap_or_default();
        assert!(key("1.38E+10").may_hold(b'+') && !key("C00012345").may_hold(b'+') && !key("客户*,").may_hold(b'+'));
    }
}
