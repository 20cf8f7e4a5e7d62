//! First room of the loader: from a stream of bytes to blocks of whole rows, and from a block to its fields.
//!
//! The rules are those of the `csv` crate: a quote is special only where a field starts, a doubled quote stands for one,
//! LF, CRLF and CR all end a row, blank lines are no rows. Beyond it, this tells an unclosed quote, text after a closing
//! quote, a row over the limit, and the true physical line. Every encoding read here has ASCII bytes for delimiter,
//! quote and line end and never uses them inside a character (`encoding` sees to that), so bytes can be split undecoded.

use memchr::{memchr, memrchr2};
use std::io::{self, Read};
use wide::u8x16;

/// A row may be this long.
pub const RECORD_LIMIT: usize = 16 << 20;

/// A byte order mark; files that were put one after the other have one in the middle, where a row begins.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes of whole rows; the first begins a row.
#[derive(Debug, Default)]
pub struct Block {
    /// Its place among the blocks of the file, from 0.
    pub index: usize,
    /// The rows.
    pub bytes: Vec<u8>,
    /// The first row is longer than the limit; the block holds only its beginning.
    pub too_long: bool,
}

/// Cuts a stream into blocks.
pub struct Blocks<R> {
    input: R,
    delimiter: u8,
    size: usize,
    limit: usize,
    pending: Vec<u8>,
    index: usize,
    /// Everything before this place of `pending` has been looked at.
    scanned: usize,
    in_quotes: bool,
    at_end: bool,
}

impl<R: Read> Blocks<R> {
    /// Blocks of about `size` bytes. The stream must begin where a row begins.
    pub fn new(input: R, delimiter: u8, size: usize) -> Self {
        Blocks { input, delimiter, size, limit: RECORD_LIMIT, pending: Vec::new(), index: 0, scanned: 0, in_quotes: false, at_end: false }
    }

    /// With another limit for the length of a row.
    #[cfg(test)]
    fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// The next block, in a buffer that is given back by whoever is done with it.
    pub fn next_block(&mut self, mut buffer: Vec<u8>) -> io::Result<Option<Block>> {
        let mut want = self.size;
        let mut boundary = 0;
        loop {
            self.fill(want)?;
            boundary = self.scan().unwrap_or(boundary);
            if self.at_end || boundary > 0 || self.pending.len() > self.limit {
                break;
            }
            want = self.pending.len() + self.size;
        }
        let too_long = boundary == 0 && self.pending.len() > self.limit;
        if self.at_end && !too_long {
            boundary = self.pending.len();
        }
        if too_long {
            boundary = self.pending.len();
            self.at_end = true;
        }
        if boundary == 0 {
            return Ok(None);
        }
        buffer.clear();
        buffer.extend_from_slice(&self.pending[boundary..]);
        self.pending.truncate(boundary);
        let bytes = std::mem::replace(&mut self.pending, buffer);
        if too_long {
            self.pending.clear();
        }
        self.scanned = self.scanned.saturating_sub(boundary);
        self.index += 1;
        Ok(Some(Block { index: self.index - 1, bytes, too_long }))
    }

    /// The bytes after the last block, at least so many if there are, and whether they are all that is left.
    pub fn look_ahead(&mut self, bytes: usize) -> io::Result<(&[u8], bool)> {
        self.fill(bytes)?;
        Ok((&self.pending, self.at_end))
    }

    /// Reads until there are `want` bytes or the stream ends.
    fn fill(&mut self, want: usize) -> io::Result<()> {
        let have = self.pending.len();
        if !self.at_end && have < want {
            self.pending.reserve(want - have);
            let read = self.input.by_ref().take((want - have) as u64).read_to_end(&mut self.pending)?;
            self.at_end = read < want - have;
        }
        Ok(())
    }

    /// Looks at what has not been looked at; the end of the last row that ends there.
    fn scan(&mut self) -> Option<usize> {
        let bytes = &self.pending;
        let mut boundary = None;
        while self.scanned < bytes.len() {
            let from = self.scanned;
            let quote = memchr(b'"', &bytes[from..]).map(|at| from + at);
            match (self.in_quotes, quote) {
                (true, None) => self.scanned = bytes.len(),
                (true, Some(at)) if at + 1 == bytes.len() && !self.at_end => {
                    self.scanned = at; // whether it is doubled shows in the next byte
                    break;
                }
                (true, Some(at)) if bytes.get(at + 1) == Some(&b'"') => self.scanned = at + 2,
                (true, Some(at)) => (self.in_quotes, self.scanned) = (false, at + 1),
                (false, quote) => {
                    let until = quote.unwrap_or(bytes.len());
                    boundary = last_line_end(bytes, from, until, self.at_end).or(boundary);
                    self.scanned = match quote {
                        None => {
                            // A CR at the very end may be the first half of CRLF: look at it again with its successor.
                            let open = bytes.last() == Some(&b'\r') && !self.at_end && until > from;
                            let end = if open { bytes.len() - 1 } else { bytes.len() };
                            if end == from {
                                break;
                            }
                            end
                        }
                        Some(at) => {
                            let before = bytes[..at].strip_suffix(MARK).unwrap_or(&bytes[..at]);
                            let is_marked = before.len() < at;
                            self.in_quotes = match before.last() {
                                None | Some(b'\n' | b'\r') => true,
                                Some(last) => *last == self.delimiter && !is_marked,
                            };
                            at + 1
                        }
                    };
                    if quote.is_none() {
                        break;
                    }
                }
            }
        }
        boundary
    }
}

/// The place after the last line end in `bytes[from..until]`, if it is certain to be one.
fn last_line_end(bytes: &[u8], from: usize, until: usize, at_end: bool) -> Option<usize> {
    let mut until = until;
    if until == bytes.len() && !at_end && until > from && bytes[until - 1] == b'\r' {
        until -= 1;
    }
    memrchr2(b'\n', b'\r', &bytes[from..until]).map(|at| from + at + 1)
}

/// Where a field stands in its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// First byte of its content.
    pub start: usize,
    /// After its last byte.
    pub end: usize,
    /// It holds doubled quotes that stand for one.
    pub doubled: bool,
}

/// One row of a block; its fields are in the list that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Physical line on which it starts, counted from 0 at the block's start.
    pub line: u64,
    /// First byte.
    pub start: usize,
    /// After its last byte, the line end not included.
    pub end: usize,
    /// A quoted field has text after its closing quote.
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

/// Where a field that is not quoted can end: the delimiters and line ends of a block, one bit a byte.
///
/// Finding them all at once, 16 bytes at a time, is cheaper than looking for each on its own, since fields are short.
struct Ends {
    bits: Vec<u64>,
    length: usize,
}

impl Ends {
    fn find(bytes: &[u8], delimiter: u8) -> Ends {
        let marks = [delimiter, b'\n', b'\r'].map(u8x16::splat);
        let (blocks, rest) = bytes.as_chunks::<16>();
        let word = |blocks: &[[u8; 16]]| {
            let bits = blocks.iter().enumerate().map(|(at, block)| {
                let block = u8x16::new(*block);
                let found = marks.map(|mark| block.simd_eq(mark)).into_iter().reduce(|a, b| a | b).unwrap_or_default();
                u64::from(found.to_bitmask() as u16) << (16 * at)
            });
            bits.fold(0, |word, bits| word | bits)
        };
        let mut last = [b'"'; 16]; // no mark
        last[..rest.len()].copy_from_slice(rest);
        let mut bits: Vec<u64> = blocks.chunks(4).map(word).collect();
        let tail = word(&[last]);
        match (blocks.len() % 4, bits.last_mut()) {
            (0, _) | (_, None) => bits.push(tail),
            (used, Some(word)) => *word |= tail << (16 * used),
        }
        Ends { bits, length: bytes.len() }
    }

    /// The first at or after this place; the block's end where there is none.
    #[inline]
    fn next(&self, at: usize) -> usize {
        let mut word = at / 64;
        let mut bits = self.bits.get(word).map_or(0, |bits| bits >> (at % 64) << (at % 64));
        while bits == 0 {
            word += 1;
            match self.bits.get(word) {
                Some(more) => bits = *more,
                None => return self.length,
            }
        }
        word * 64 + bits.trailing_zeros() as usize
    }
}

/// Walks over the rows of a block.
pub struct Records<'t> {
    bytes: &'t [u8],
    delimiter: u8,
    ends: Ends,
    at: usize,
    line: u64,
}

impl<'t> Records<'t> {
    /// From the block's first row.
    pub fn new(bytes: &'t [u8], delimiter: u8) -> Self {
        Records { bytes, delimiter, ends: Ends::find(bytes, delimiter), at: 0, line: 0 }
    }

    /// Where the next row starts.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next row; `fields` is filled with its fields.
    #[inline]
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
                match self.quoted() {
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

    #[inline]
    fn plain_end(&self) -> usize {
        self.ends.next(self.at)
    }

    /// A quoted field, and whether it ends where its closing quote does. None when it does not close.
    #[cold]
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

    fn line_end(&mut self) {
        self.at += if self.bytes[self.at..].starts_with(b"\r\n") { 2 } else { 1 };
        self.line += 1;
    }
}

/// How many lines end in these bytes: LF, CRLF or CR.
pub fn line_ends(bytes: &[u8]) -> u64 {
    let ends = bytes.iter().enumerate().filter(|&(at, byte)| *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
    ends.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All rows of a file, as (line, fields), cut at blocks of the given size; or the line of an unclosed quote.
    fn read(file: &[u8], size: usize) -> Result<Vec<(u64, Vec<String>)>, u64> {
        let mut blocks = Blocks::new(file, b',', size);
        let (mut rows, mut fields, mut line) = (Vec::new(), Vec::new(), 1);
        while let Some(block) = blocks.next_block(Vec::new()).unwrap() {
            let mut records = Records::new(&block.bytes, b',');
            loop {
                match records.next(&mut fields) {
                    Step::Record(record) => {
                        let text = |f: &Field| String::from_utf8_lossy(&block.bytes[f.start..f.end]).replace("\"\"", "\"");
                        rows.push((line + record.line, fields.iter().map(text).collect()));
                    }
                    Step::End(lines) => {
                        line += lines;
                        break;
                    }
                    Step::Unclosed(at) => return Err(line + at),
                }
            }
        }
        Ok(rows)
    }

    fn rows(file: &str) -> Vec<(u64, Vec<String>)> {
        read(file.as_bytes(), 1 << 16).unwrap()
    }

    #[test]
    fn fields_and_lines() {
        let row = |line, fields: &[&str]| (line, fields.iter().map(|f| f.to_string()).collect::<Vec<_>>());
        assert_eq!(rows("a,b\nc,d"), [row(1, &["a", "b"]), row(2, &["c", "d"])]);
        assert_eq!(rows("a,b\r\n\r\nc,\r\n"), [row(1, &["a", "b"]), row(3, &["c", ""])]);
        assert_eq!(rows("a\rb\rc"), [row(1, &["a"]), row(2, &["b"]), row(3, &["c"])]);
        assert_eq!(rows("\"x\ny\r\nz\",1\nb,2\n"), [row(1, &["x\ny\r\nz", "1"]), row(4, &["b", "2"])]);
        assert_eq!(rows("5\" pipe,1\nb,2"), [row(1, &["5\" pipe", "1"]), row(2, &["b", "2"])]);
        assert_eq!(rows("\"a\"\"b\",\"\"\n"), [row(1, &["a\"b", ""])]);
        assert_eq!(rows("a,b\n\u{feff}\"c\",d\n"), [row(1, &["a", "b"]), row(2, &["c", "d"])]);
        assert_eq!(rows("a,b\n\u{feff}\n\u{feff}"), [row(1, &["a", "b"])]);
        assert_eq!(rows("\n\n"), []);
        assert_eq!(rows(",\n"), [row(1, &["", ""])]);
    }

    #[test]
    fn an_unclosed_quote_is_told_where_it_opens() {
        for size in [1, 2, 7, 1000] {
            assert_eq!(read(b"a,b\n1,2\n3,\"x\n4,5\n6,7\n", size), Err(3), "{size}");
        }
    }

    #[test]
    fn text_after_a_closing_quote_is_told() {
        let bytes = b"\"a\"b,c\n\"d\",e\n";
        let (mut records, mut fields) = (Records::new(bytes, b','), Vec::new());
        assert!(matches!(records.next(&mut fields), Step::Record(Record { bad_quote: true, .. })));
        assert_eq!(fields.len(), 2);
        assert!(matches!(records.next(&mut fields), Step::Record(Record { bad_quote: false, line: 1, .. })));
    }

    #[test]
    fn a_row_over_the_limit_is_told() {
        let file = b"a,b\n1,22222222222222222222222222222222\n3,4\n";
        let mut blocks = Blocks::new(&file[..], b',', 4).with_limit(16);
        let first = blocks.next_block(Vec::new()).unwrap().unwrap();
        assert_eq!((&first.bytes[..], first.too_long), (&b"a,b\n"[..], false));
        let second = blocks.next_block(Vec::new()).unwrap().unwrap();
        assert!(second.too_long && second.bytes.starts_with(b"1,2"));
        assert!(blocks.next_block(Vec::new()).unwrap().is_none());
    }

    proptest! {
        /// Whatever the file and the size of blocks: the same rows on the same lines.
        #[test]
        fn block_size_changes_nothing(file in "([a,\"\r\n]|\"\"|\r\n|,\"a\"|\"a,\n\"){0,40}", size in 1..20_usize) {
            prop_assert_eq!(read(file.as_bytes(), size), read(file.as_bytes(), 1 << 16));
        }

        /// Where every quote closes and nothing follows it, the fields are the csv crate's.
        #[test]
        fn fields_agree_with_the_csv_crate(file in "([ab,\r\n]|5\"|(\"([ab,\r\n]|\"\"){0,4}\"[,\n])){0,30}") {
            if let Ok(ours) = read(file.as_bytes(), 5) {
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.as_bytes());
                let theirs: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
                let ours: Vec<Vec<String>> = ours.into_iter().map(|row| row.1).collect();
                let odd = |rows: &[Vec<String>]| rows.iter().flatten().any(|f| f.contains('"'));
                if !odd(&ours) && !odd(&theirs) { prop_assert_eq!(ours, theirs); }
            }
        }
    }
}
