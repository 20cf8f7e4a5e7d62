//! The rows of a block, walked over byte by byte: the rules themselves, and the way for blocks whose quotes are not all
//! around fields. `index` is the fast way for all others.
//!
//! The rules are those of the `csv` crate: a quote is special only where a field starts, a doubled quote stands for one,
//! LF, CRLF and CR all end a row, blank lines are no rows. Beyond it, this tells an unclosed quote, text after a closing
//! quote, and the true physical line.

use super::split::{Field, MARK};
use memchr::{memchr, memchr3};

/// One row of a block; its fields are in the list that was handed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Physical line on which it starts, counted from 0 at the block's start.
    pub line: u64,
    /// First byte.
    pub start: usize,
    /// After its last byte, the line end not included.
    pub end: usize,
    /// A quoted field has text after its closing quote; or, to [`Records::forgiving`], a quote is not where it should be.
    pub bad_quote: bool,
}

/// What comes next in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A row.
    Record(Record),
    /// The end; so many lines were in the block.
    End(u64),
    /// A quote that opens on this line and does not close.
    Unclosed(u64),
}

/// Walks over the rows of a block.
#[derive(Debug)]
pub struct Records<'t> {
    bytes: &'t [u8],
    delimiter: u8,
    forgiving: bool,
    /// The closing quote is looked for in so many bytes.
    reach: usize,
    at: usize,
    line: u64,
}

/// A stray quote may be looked at as far as the block goes, but only once: after that, so far.
const SHORT_REACH: usize = 4 << 10;

impl<'t> Records<'t> {
    /// From the block's first row.
    pub fn new(bytes: &'t [u8], delimiter: u8) -> Self {
        Records { bytes, delimiter, forgiving: false, reach: usize::MAX, at: 0, line: 0 }
    }

    /// The same for a file that is to be repaired: what is well quoted is read as always, and a quote where none should be
    /// stands for itself. A quote is never unclosed here: one that opens a field and closes none is such a quote.
    pub fn forgiving(bytes: &'t [u8], delimiter: u8) -> Self {
        Records { forgiving: true, ..Records::new(bytes, delimiter) }
    }

    /// Where the next row starts.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next row; `fields` is filled with its fields.
    pub fn next(&mut self, fields: &mut Vec<Field>) -> Step {
        fields.clear();
        loop {
            match self.bytes.get(self.at) {
                Some(b'\n' | b'\r') => self.line_end(), // a blank line
                Some(0xef) if self.bytes[self.at..].starts_with(MARK) => self.at += MARK.len(),
                _ => break,
            }
        }
        if self.at >= self.bytes.len() {
            return Step::End(self.line);
        }
        let mut record = Record { line: self.line, start: self.at, end: self.at, bad_quote: false };
        loop {
            if self.bytes.get(self.at) == Some(&b'"') {
                match if self.forgiving { Some(self.repaired()) } else { self.quoted() } {
                    Some((field, clean)) => {
                        fields.push(field);
                        record.bad_quote |= !clean;
                    }
                    None => return Step::Unclosed(self.line),
                }
            } else {
                let start = self.at;
                self.at = self.plain_end();
                fields.push(Field { start, end: self.at, doubled: false });
            }
            match self.bytes.get(self.at) {
                Some(&byte) if byte == self.delimiter => self.at += 1,
                _ => break,
            }
        }
        record.end = self.at;
        if self.at < self.bytes.len() {
            self.line_end();
        }
        Step::Record(record)
    }

    /// Where a field ends that is not quoted.
    fn plain_end(&self) -> usize {
        let rest = &self.bytes[self.at..];
        memchr3(self.delimiter, b'\n', b'\r', rest).map_or(self.bytes.len(), |at| self.at + at)
    }

    /// A quoted field, and whether it ends where its closing quote does. None when it does not close.
    fn quoted(&mut self) -> Option<(Field, bool)> {
        let start = self.at + 1;
        let (mut at, mut doubled) = (start, false);
        loop {
            at += memchr(b'"', &self.bytes[at..])?;
            if self.bytes.get(at + 1) != Some(&b'"') {
                break;
            }
            (at, doubled) = (at + 2, true);
        }
        self.line += line_ends(&self.bytes[start..at]);
        self.at = at + 1;
        let clean = self.at == self.plain_end();
        let end = if clean { at } else { self.plain_end() };
        self.at = self.plain_end();
        Some((Field { start, end, doubled }, clean))
    }

    /// A field that begins with a quote, and whether its quotes are as they should be. It ends at the first quote that is
    /// not doubled and before a delimiter or a line end. Any other quote in it stands for itself, as in `"5" pipe"`; but one
    /// that opens another field shows that the first opens none, as in `"C-17,"Lee, Ada"`, and so does the end of the block.
    fn repaired(&mut self) -> (Field, bool) {
        let start = self.at + 1;
        let ends_field = |at: usize| self.bytes.get(at).is_none_or(|byte| *byte == self.delimiter || matches!(byte, b'\n' | b'\r'));
        let (mut at, mut doubled, mut clean) = (start, false, true);
        let until = self.bytes.len().min(start.saturating_add(self.reach));
        while let Some(quote) = memchr(b'"', self.bytes.get(at..until).unwrap_or_default()) {
            at += quote;
            if self.bytes.get(at + 1) == Some(&b'"') {
                (at, doubled) = (at + 2, true);
            } else if ends_field(at + 1) {
                self.line += line_ends(&self.bytes[start..at]);
                self.at = at + 1;
                return (Field { start, end: at, doubled }, clean);
            } else if at > start && ends_field(at - 1) {
                break;
            } else {
                (at, clean) = (at + 1, false);
            }
        }
        if at - start > SHORT_REACH || until == self.bytes.len() {
            self.reach = SHORT_REACH;
        }
        let start = self.at;
        self.at = self.plain_end();
        (Field { start, end: self.at, doubled: false }, false)
    }

    fn line_end(&mut self) {
        self.at += if self.bytes[self.at..].starts_with(b"\r\n") { 2 } else { 1 };
        self.line += 1;
    }
}

/// How many lines end in these bytes: LF, CRLF or CR.
pub fn line_ends(bytes: &[u8]) -> u64 {
    let alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let (feeds, returns) = (memchr::memchr_iter(b'\n', bytes), memchr::memchr_iter(b'\r', bytes));
    (feeds.count() + returns.filter(alone).count()) as u64
}
