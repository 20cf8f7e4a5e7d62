//! Tables in other dialects: another quote, an escape character, a delimiter of several characters. They are rewritten in
//! our own on the way in, so that one splitter reads all of them, and each cell is restored when it comes out.
//!
//! What is written is our own quote for the foreign one and the other way round, and [`UNIT`] for a long delimiter. What an
//! escape character protects becomes two bytes that mean nothing to the splitter. No byte is lost and no line end moves,
//! whatever the file holds.

use std::borrow::Cow;
use std::io::{self, Read};

/// Stands for a delimiter of several characters.
pub const UNIT: u8 = 0x1f;
/// Begins what stands for a byte that must not be taken for another.
const PROTECT: u8 = 0x1e;
/// Stands for our quote where nothing is quoted.
const NOWHERE: u8 = 0x1c;

/// How a table is written, as far as that is not as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// The delimiter; none: told by the content.
    pub delimiter: Option<String>,
    /// The quote; none: `"`.
    pub quote: Quote,
    /// Before a quote, a delimiter or itself this makes it part of the text; none: quotes are doubled.
    pub escape: Option<u8>,
}

/// What stands around fields that hold a delimiter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quote {
    /// `"`
    #[default]
    Usual,
    /// Another ASCII character.
    Other(u8),
    /// Nothing: a quote is a letter like any other.
    None,
}

impl Dialect {
    /// The splitter cannot read it as it is.
    pub fn is_foreign(&self) -> bool {
        self.quote != Quote::Usual || self.escape.is_some() || self.delimiter.as_ref().is_some_and(|delimiter| delimiter.len() > 1)
    }

    /// The delimiter that the splitter looks for, where it is known.
    pub fn mark(&self) -> Option<u8> {
        let delimiter = self.delimiter.as_deref()?.as_bytes();
        if let [one] = delimiter { Some(*one) } else { Some(UNIT) }
    }

    /// The byte that changes places with our quote.
    fn swapped(&self) -> u8 {
        match self.quote {
            Quote::Usual => b'"',
            Quote::Other(byte) => byte,
            Quote::None => NOWHERE,
        }
    }

    fn long(&self) -> Option<&[u8]> {
        self.delimiter.as_deref().map(str::as_bytes).filter(|delimiter| delimiter.len() > 1)
    }

    /// So many bytes must be seen to rewrite the first of them.
    fn reach(&self) -> usize {
        self.long().map_or(2, <[u8]>::len).max(2)
    }

    /// Rewrites bytes; all of them at the end, else as far as enough is seen. How many were.
    fn rewrite(&self, bytes: &[u8], at_end: bool, out: &mut Vec<u8>) -> usize {
        let until = if at_end { bytes.len() } else { (bytes.len() + 1).saturating_sub(self.reach()) };
        let (quote, long) = (self.swapped(), self.long());
        let mut at = 0;
        while at < until {
            let (byte, next) = (bytes[at], bytes.get(at + 1).copied());
            let taken = match byte {
                PROTECT => {
                    out.extend([PROTECT, b'p']);
                    1
                }
                UNIT => {
                    out.extend([PROTECT, b'u']);
                    1
                }
                _ if self.escape == Some(byte) && next == Some(byte) => {
                    out.extend([PROTECT, b'e']);
                    2
                }
                _ if self.escape == Some(byte) && next == Some(quote) && self.quote != Quote::None => {
                    out.extend([PROTECT, b'q']);
                    2
                }
                _ if self.escape == Some(byte) && long.is_none() && next.is_some() && next == self.mark() => {
                    out.extend([PROTECT, b'd']);
                    2
                }
                _ if long.is_some_and(|long| bytes[at..].starts_with(long)) => {
                    out.push(UNIT);
                    long.map_or(1, <[u8]>::len)
                }
                _ => {
                    out.push(self.swap(byte));
                    1
                }
            };
            at += taken;
        }
        at
    }

    fn swap(&self, byte: u8) -> u8 {
        let quote = self.swapped();
        match byte {
            b'"' => quote,
            _ if byte == quote => b'"',
            _ => byte,
        }
    }

    /// Text as it was before it was rewritten, without the escape characters.
    pub fn restore<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        let is_changed = |byte: u8| matches!(byte, PROTECT | UNIT) || self.swap(byte) != byte;
        if !self.is_foreign() || !text.bytes().any(is_changed) {
            return text;
        }
        let mut restored = String::with_capacity(text.len() + 8);
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            match u8::try_from(character) {
                Ok(PROTECT) => match characters.next() {
                    Some('p') => restored.push(PROTECT.into()),
                    Some('u') => restored.push(UNIT.into()),
                    Some('e') => restored.extend(self.escape.map(char::from)),
                    Some('q') => restored.push(self.swapped().into()),
                    Some('d') => restored.push_str(self.delimiter.as_deref().unwrap_or(",")),
                    _ => {}
                },
                Ok(UNIT) => restored.push_str(self.delimiter.as_deref().unwrap_or(",")),
                Ok(byte) if byte.is_ascii() => restored.push(self.swap(byte).into()),
                _ => restored.push(character),
            }
        }
        Cow::Owned(restored)
    }

    /// The beginning of a table, rewritten.
    pub fn rewritten(&self, text: &str) -> String {
        let mut out = Vec::with_capacity(text.len());
        self.rewrite(text.as_bytes(), true, &mut out);
        String::from_utf8(out).unwrap_or_default() // only ASCII characters are replaced, by ASCII characters
    }
}

/// A stream in ASCII or UTF-8, rewritten on the way.
pub struct Rewriting<R> {
    input: R,
    dialect: Dialect,
    read: Vec<u8>,
    written: Vec<u8>,
    given: usize,
    at_end: bool,
}

impl<R: Read> Rewriting<R> {
    /// From its first byte on.
    pub fn new(input: R, dialect: Dialect) -> Self {
        Rewriting { input, dialect, read: Vec::new(), written: Vec::new(), given: 0, at_end: false }
    }
}

impl<R: Read> Read for Rewriting<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.written.len() && !self.at_end {
            let more = self.input.by_ref().take(64 << 10).read_to_end(&mut self.read)?;
            self.at_end = more == 0;
            (self.given, self.written) = (0, std::mem::take(&mut self.written));
            self.written.clear();
            let done = self.dialect.rewrite(&self.read, self.at_end, &mut self.written);
            self.read.drain(..done);
        }
        let count = out.len().min(self.written.len() - self.given);
        out[..count].copy_from_slice(&self.written[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::split::{Places, Rows, Step};
    use proptest::prelude::*;

    fn dialect(delimiter: &str, quote: Quote, escape: Option<u8>) -> Dialect {
        Dialect { delimiter: Some(delimiter.to_owned()), quote, escape }
    }

    fn cells(text: &str, dialect: &Dialect) -> Vec<Vec<String>> {
        let text = dialect.rewritten(text);
        let mut places = Places::default();
        let mut rows = Rows::forgiving(&text, dialect.mark().unwrap(), 2, &mut places);
        let mut all = Vec::new();
        while let Step::Row(row) = rows.next_row() {
            all.push((0..row.len()).map(|at| dialect.restore(row.verbatim(at)).into_owned()).collect());
        }
        all
    }

    #[test]
    fn cells_of_other_dialects() {
        let single = dialect(";", Quote::Other(b'\''), None);
        assert_eq!(cells("'a;b';5\" pipe\n'it''s';c\n", &single), [["a;b", "5\" pipe"], ["it's", "c"]]);
        let backslash = dialect(",", Quote::Usual, Some(b'\\'));
        assert_eq!(cells("\"8\\'9\\\" long\",a\\,b\nc:\\\\x,\\N\n", &backslash), [["8\\'9\" long", "a,b"], ["c:\\x", "\\N"]]);
        let bars = dialect("||", Quote::Usual, None);
        assert_eq!(cells("a||\"b||c\"\nd|e||\u{1f}\u{1e}q\n", &bars), [["a", "b||c"], ["d|e", "\u{1f}\u{1e}q"]]);
        let spaced = dialect(", ", Quote::Usual, None);
        assert_eq!(cells("\"a, b\", \"c\"\n", &spaced), [["a, b", "c"]]);
        let plain = dialect("\t", Quote::None, None);
        assert_eq!(cells("5\" pipe\t\"x\n\"y\"\tz\n", &plain), [["5\" pipe", "\"x"], ["\"y\"", "z"]]);
    }

    proptest! {
        /// What is written in a dialect is read back from it, however the stream comes in.
        #[test]
        fn what_is_written_is_read(
            table in prop::collection::vec(prop::collection::vec("[a'\"|,\\\\\u{1e}\u{1f}客]{0,6}", 2..3), 1..6),
            piece in 1..7_usize,
        ) {
            let ours = dialect("||", Quote::Other(b'\''), Some(b'\\'));
            let quoted = |cell: &String| format!("'{}'", cell.replace('\\', "\\\\").replace('\'', "\\'"));
            let text: String = table.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join("||") + "\n").collect();
            prop_assert_eq!(cells(&text, &ours), table);
            let mut streamed = Vec::new();
            Rewriting::new(Pieces(text.as_bytes(), piece), ours.clone()).read_to_end(&mut streamed).unwrap();
            prop_assert_eq!(String::from_utf8(streamed).unwrap(), ours.rewritten(&text));
        }
    }

    /// Gives a few bytes at a time.
    struct Pieces<'b>(&'b [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(out.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }
}
