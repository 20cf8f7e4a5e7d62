//! Second room of the loader: from a block of whole rows to its rows and their fields, by the index where the quotes
//! allow it, else walked over. What comes of it is the same.
//!
//! Every encoding read here has ASCII bytes for delimiter, quote and line end and never uses them inside a character
//! (`encoding` sees to that), so text can be split at the places of these bytes.

use super::cell::{cell, is_plain};
use super::index::Index;
use super::records::{self, Record, Records, line_ends};
use crate::word::Word;
use std::borrow::Cow;

/// A byte order mark; files that were put one after the other have one in the middle, where a row begins.
pub const MARK: &[u8] = b"\xef\xbb\xbf";

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

/// One row of a block.
#[derive(Clone, Copy, Debug)]
pub struct Row<'t> {
    text: &'t str,
    /// The start of each field, and of what follows the row; none where it was walked.
    starts: &'t [u32],
    walked: Option<&'t Walked>,
    /// Its quoted fields may hold doubled quotes.
    may_double: bool,
}

/// The row of a block that is not indexed.
#[derive(Debug, Default)]
struct Walked {
    fields: Vec<Field>,
    record: Record,
}

impl<'t> Row<'t> {
    /// How many fields it has.
    #[inline]
    pub fn len(&self) -> usize {
        self.walked.map_or(self.starts.len().saturating_sub(1), |walked| walked.fields.len())
    }

    /// The bytes of the field at this place as they stand in the file, quotes and all; for a first look only, so none where
    /// the row was walked.
    #[inline(always)]
    pub fn raw(&self, at: usize) -> Option<&'t [u8]> {
        let [start, next] = *self.starts.get(at..)?.first_chunk()?;
        self.text.as_bytes().get(start as usize..next as usize - 1)
    }

    /// The same of a short field, in registers; none of a long one, and near the end of the block.
    #[inline(always)]
    pub fn word(&self, at: usize) -> Option<Word> {
        let [start, next] = *self.starts.get(at..)?.first_chunk()?;
        Word::within(self.text.as_bytes(), start as usize, next as usize - 1)
    }

    /// The same of a short cell that is not blank and stands there as it is meant.
    #[inline(always)]
    pub fn plain_word(&self, at: usize) -> Option<Word> {
        let word = self.word(at)?;
        let last = self.starts.get(at + 1).and_then(|next| self.text.as_bytes().get((*next as usize).wrapping_sub(2)))?;
        is_plain(&[word.bytes as u8, *last]).then_some(word)
    }

    /// The cell at this place if it stands there as it is meant, as nearly all do; none where that is in doubt.
    #[inline(always)]
    pub fn plain(&self, at: usize) -> Option<&'t str> {
        let [start, next] = *self.starts.get(at..)?.first_chunk()?;
        self.text.get(start as usize..next as usize - 1).filter(|content| is_plain(content.as_bytes()))
    }

    /// The same within quotes that stand around it.
    #[inline(never)]
    pub fn plain_in_quotes(&self, at: usize) -> Option<&'t str> {
        let field = self.field(at).filter(|field| !field.doubled)?;
        self.text.get(field.start..field.end).filter(|content| is_plain(content.as_bytes()))
    }

    /// The cell at this place as it was written: doubled quotes undone, nothing trimmed.
    pub fn verbatim(&self, at: usize) -> Cow<'t, str> {
        let Some(field) = self.field(at) else { return Cow::Borrowed("") };
        let content = self.text.get(field.start..field.end).unwrap_or("");
        if field.doubled { Cow::Owned(content.replace("\"\"", "\"")) } else { Cow::Borrowed(content) }
    }

    /// The cell at this place; blank where there is none.
    #[inline(always)]
    pub fn cell(&self, at: usize) -> Cow<'t, str> {
        self.plain(at).map_or_else(|| self.any_cell(at), Cow::Borrowed)
    }

    #[inline(never)]
    fn any_cell(&self, at: usize) -> Cow<'t, str> {
        self.field(at).map_or(Cow::Borrowed(""), |field| cell(self.text, field))
    }

    fn field(&self, at: usize) -> Option<Field> {
        if let Some(walked) = self.walked {
            return walked.fields.get(at).copied();
        }
        let (start, end) = (*self.starts.get(at)? as usize, *self.starts.get(at + 1)? as usize - 1);
        Some(match self.text.as_bytes().get(start..end) {
            Some([b'"', content @ .., _]) => Field { start: start + 1, end: end - 1, doubled: self.may_double && content.contains(&b'"') },
            _ => Field { start, end, doubled: false },
        })
    }

    /// All its cells.
    pub fn cells(&self) -> impl Iterator<Item = Cow<'t, str>> {
        (0..self.len()).map(|at| self.cell(at))
    }

    /// Its first byte and the one after its last, the line end not included.
    #[inline]
    pub fn span(&self) -> (usize, usize) {
        match (self.walked, self.starts) {
            (None, [first, .., next]) => (*first as usize, *next as usize - 1),
            (walked, _) => walked.map_or((0, 0), |walked| (walked.record.start, walked.record.end)),
        }
    }

    /// Its first byte.
    #[inline(always)]
    pub fn start(&self) -> usize {
        self.starts.first().map_or_else(|| self.span().0, |start| *start as usize)
    }

    /// The whole row as it stands.
    pub fn whole(&self) -> &'t str {
        let (start, end) = self.span();
        self.text.get(start..end).unwrap_or("")
    }

    /// A quoted field has text after its closing quote.
    #[inline]
    pub fn has_bad_quote(&self) -> bool {
        self.walked.is_some_and(|walked| walked.record.bad_quote)
    }
}

/// What comes next in a block.
#[derive(Debug)]
pub enum Step<'r> {
    /// A row.
    Row(Row<'r>),
    /// The end.
    End,
    /// A quote that opens on this line, counted from 0 at the block's start, and does not close.
    Unclosed(u64),
}

/// Room for the places of a block's fields, kept between blocks.
#[derive(Debug, Default)]
pub struct Places {
    index: Index,
    /// The starts of the row that was looked at last, as [`Row`] has them.
    starts: Vec<u32>,
    walked: Walked,
}

/// Walks over the rows of a block.
#[derive(Debug)]
pub struct Rows<'t> {
    text: &'t str,
    places: &'t mut Places,
    /// The way for blocks that are not indexed.
    walk: Option<Records<'t>>,
    /// Where the next row starts in an indexed block.
    next: usize,
    /// So many fields a row is likely to have.
    fields: usize,
    /// A place up to which lines are counted, and their number.
    counted: (usize, u64),
}

impl<'t> Rows<'t> {
    /// From the block's first row. `fields`: how many a row should have; any number may be there.
    pub fn new(text: &'t str, delimiter: u8, fields: usize, places: &'t mut Places) -> Self {
        let is_indexed = places.index.fill(text.as_bytes(), delimiter);
        let walk = (!is_indexed).then(|| Records::new(text.as_bytes(), delimiter));
        Rows { text, places, walk, next: 0, fields, counted: (0, 0) }
    }

    /// As [`Rows::new`], by the rules of [`Records::forgiving`] where quotes are odd.
    pub fn forgiving(text: &'t str, delimiter: u8, fields: usize, places: &'t mut Places) -> Self {
        let mut rows = Rows::new(text, delimiter, fields, places);
        rows.walk = rows.walk.map(|_| Records::forgiving(text.as_bytes(), delimiter));
        rows
    }

    /// As [`Rows::new`], but never by the index.
    #[cfg(test)]
    pub fn walked(text: &'t str, delimiter: u8, places: &'t mut Places) -> Self {
        let walk = Some(Records::new(text.as_bytes(), delimiter));
        Rows { text, places, walk, next: 0, fields: 0, counted: (0, 0) }
    }

    /// Some cell may hold a control character.
    pub fn may_have_control(&self) -> bool {
        self.walk.is_some() || self.places.index.has_control
    }

    /// The next row where that is plain to see: indexed, no blank line, with as many fields as it should have, and no mark
    /// before it. [`Rows::pass`] goes on after it.
    #[inline(always)]
    pub fn peek(&mut self) -> Option<Row<'_>> {
        let is_plain = self.walk.is_none() && self.fields > 1 && self.find_usual() && self.text.as_bytes().get(self.next) != Some(&MARK[0]);
        is_plain.then_some(self.found())
    }

    /// Goes on after the row of [`Rows::peek`].
    #[inline(always)]
    pub fn pass(&mut self) {
        self.next = self.places.starts.last().map_or(self.text.len(), |next| *next as usize);
    }

    /// Finds the next row of the index if it has as many fields as it should have.
    #[inline(always)]
    fn find_usual(&mut self) -> bool {
        let Places { index, starts, .. } = &mut *self.places;
        if starts.len() != self.fields + 1 {
            starts.resize(self.fields + 1, 0);
        }
        index.is_row_of(self.next, starts)
    }

    /// The row of the index that was found.
    #[inline(always)]
    fn found(&self) -> Row<'_> {
        Row { text: self.text, starts: &self.places.starts, walked: None, may_double: self.places.index.has_doubled }
    }

    /// The next row.
    #[inline(always)]
    pub fn next_row(&mut self) -> Step<'_> {
        if self.walk.is_some() {
            return self.walk();
        }
        while self.find_usual() || self.places.index.find_row(self.next, &mut self.places.starts) {
            let first = self.next;
            self.pass();
            if self.text.as_bytes().get(first) == Some(&MARK[0]) {
                self.pass_marks(first);
            }
            let is_blank = matches!(*self.places.starts, [start, next] if next == start + 1);
            if !is_blank {
                return Step::Row(self.found());
            }
        }
        Step::End
    }

    /// Lets the row that starts here start after byte order marks.
    #[cold]
    fn pass_marks(&mut self, first: usize) {
        let mut rest = &self.text.as_bytes()[first..];
        while let Some(unmarked) = rest.strip_prefix(MARK) {
            rest = unmarked;
        }
        if let Some(start) = self.places.starts.first_mut() {
            *start = (self.text.len() - rest.len()) as u32;
        }
    }

    #[cold]
    fn walk(&mut self) -> Step<'_> {
        let Some(records) = &mut self.walk else { return Step::End };
        match records.next(&mut self.places.walked.fields) {
            records::Step::Record(record) => {
                self.counted = (record.start, record.line);
                self.places.walked.record = record;
                Step::Row(Row { text: self.text, starts: &[], walked: Some(&self.places.walked), may_double: true })
            }
            records::Step::End(_) => Step::End,
            records::Step::Unclosed(line) => Step::Unclosed(line),
        }
    }

    /// The physical line on which the row starts that starts at this place, counted from 0 at the block's start. Of two
    /// rows the first is to be asked for first.
    pub fn line(&mut self, start: usize) -> u64 {
        let (until, lines) = self.counted;
        self.counted = (start, lines + line_ends(self.text.as_bytes().get(until..start).unwrap_or_default()));
        self.counted.1
    }

    /// The line on which the row of [`Rows::peek`] starts.
    pub fn line_here(&mut self) -> u64 {
        let start = self.peek().map_or(0, |row| row.start());
        self.line(start)
    }

    /// How many lines end in the block.
    pub fn lines(&mut self) -> u64 {
        self.line(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::blocks::{Blocks, Input, Room};
    use encoding_rs::UTF_8;
    use proptest::prelude::*;
    use std::io::Cursor;

    /// A row as it is seen from outside: its line, its cells as they stand, whether text follows a closing quote.
    type Seen = (u64, Vec<String>, bool);

    /// All rows of a block, and how many lines it has; or the line of an unclosed quote.
    fn rows_of(mut rows: Rows<'_>) -> Result<(Vec<Seen>, u64), u64> {
        let mut seen = Vec::new();
        loop {
            match rows.next_row() {
                Step::Row(row) => {
                    let text = |at| {
                        let field = row.field(at).unwrap();
                        let content = &row.text[field.start..field.end];
                        if field.doubled { content.replace("\"\"", "\"") } else { content.to_owned() }
                    };
                    assert!(row.field(row.len()).is_none());
                    let (cells, bad_quote, (start, _)) = ((0..row.len()).map(text).collect(), row.has_bad_quote(), row.span());
                    // Asked for one row in three, lines are still true.
                    if seen.len() % 3 != 1 {
                        seen.push((rows.line(start), cells, bad_quote));
                    } else {
                        seen.push((u64::MAX, cells, bad_quote));
                    }
                }
                Step::End => return Ok((seen, rows.lines())),
                Step::Unclosed(line) => return Err(line),
            }
        }
    }

    fn indexed(text: &str) -> Result<(Vec<Seen>, u64), u64> {
        rows_of(Rows::new(text, b',', 3, &mut Places::default()))
    }

    fn walked(text: &str) -> Result<(Vec<Seen>, u64), u64> {
        rows_of(Rows::walked(text, b',', &mut Places::default()))
    }

    /// All rows of a file, as (line, fields), cut at blocks of the given size; or the line of an unclosed quote.
    fn read(file: &[u8], size: usize) -> Result<Vec<(u64, Vec<String>)>, u64> {
        let blocks = Blocks::new(Input::Stream(Box::new(Cursor::new(file.to_vec()))), b',', size, Some(UTF_8));
        let (mut room, mut places, mut all, mut line) = (Room::default(), Places::default(), Vec::new(), 1);
        while let Some(block) = blocks.next(&mut room) {
            let text = String::from_utf8_lossy(block.bytes);
            let mut rows = Rows::new(&text, b',', 2, &mut places);
            loop {
                match rows.next_row() {
                    Step::Row(row) => {
                        let text = |at| {
                            let field = row.field(at).unwrap();
                            row.text[field.start..field.end].replace("\"\"", "\"")
                        };
                        let (cells, (start, _)) = ((0..row.len()).map(text).collect(), row.span());
                        all.push((line + rows.line(start), cells));
                    }
                    Step::End => {
                        line += rows.lines();
                        break;
                    }
                    Step::Unclosed(at) => return Err(line + at),
                }
            }
        }
        blocks.finish().unwrap();
        Ok(all)
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
        assert_eq!(rows("a,b\n\u{feff}\u{feff}c,d\n"), [row(1, &["a", "b"]), row(2, &["c", "d"])]);
        assert_eq!(rows("a,b\n\u{feff}\n\u{feff}"), [row(1, &["a", "b"])]);
        assert_eq!(rows("\n\n"), []);
        assert_eq!(rows(",\n"), [row(1, &["", ""])]);
        assert_eq!(rows("\"\"\n"), [row(1, &[""])]);
    }

    #[test]
    fn an_unclosed_quote_is_told_where_it_opens() {
        for size in [1, 2, 7, 1000] {
            assert_eq!(read(b"a,b\n1,2\n3,\"x\n4,5\n6,7\n", size), Err(3), "{size}");
        }
    }

    #[test]
    fn text_after_a_closing_quote_is_told() {
        let (rows, lines) = indexed("\"a\"b,c\n\"d\",e\n").unwrap();
        assert_eq!((rows[0].1.len(), rows[0].2, rows[1].2, lines), (2, true, false, 2));
    }

    /// The index takes what it can: a test of the two ways against each other would see nothing if it took nothing.
    #[test]
    fn quotes_around_fields_are_indexed() {
        let is_indexed = |text: &str| Rows::new(text, b',', 2, &mut Places::default()).walk.is_none();
        for text in ["a,b\n", "\"a,\n\"\"\",b\r\n\r\n\"\",\"\"\r\"x\"", "a,\"b\"", "", &"\"12,34\",\"\"\"\"\n".repeat(40)] {
            assert!(is_indexed(text), "{text}");
        }
        for text in [
            "5\",a\n",
            "\"a\"b\n",
            "\"a",
            "a,\"\n",
            "\u{feff}\"a\"\n",
            &("x".repeat(63) + "\"\n"),
            &("\"".to_owned() + &"x".repeat(62) + "\"x\n"),
        ] {
            assert!(!is_indexed(text), "{text}");
        }
    }

    #[test]
    fn control_characters_are_told_of() {
        let may_have = |text: &str, delimiter| Rows::new(text, delimiter, 2, &mut Places::default()).may_have_control();
        for place in [0, 1, 15, 16, 63, 64, 65, 130] {
            for control in ["\0", "\x1f", "\x7f", "\x0b"] {
                assert!(may_have(&format!("{}{control}{}", "a".repeat(place), "b\n".repeat(40)), b','), "{place} {control:?}");
            }
        }
        assert!(!may_have(&"a\tb\r\n客户\t~ \n".repeat(40), b'\t'));
        assert!(!may_have(&"a,b\r\n客户,\"~ \n\"\n".repeat(40), b','));
    }

    /// Text of quotes, delimiters, line ends, marks and letters, often well quoted, and long enough for several words.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "([a,\"\r\n]|\"\"|\r\n|,\"a\"|\"a,\n\"|\u{feff}|客){0,60}",
            "((\"([ab,\r\n]|\"\"){0,70}\"|[ab]{0,40})(,|\n|\r\n|\r)){0,30}",
            "(\u{feff}?(\"([ab,\r\n]|\"\"){0,9}\"|[ab]{0,9})[,\n]){0,40}\"?",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        /// The index gives what walking gives.
        #[test]
        fn both_ways_agree(text in text()) {
            prop_assert_eq!(indexed(&text), walked(&text));
        }

        /// Room that was used for another block changes nothing.
        #[test]
        fn room_is_used_again(first in text(), second in text()) {
            let mut places = Places::default();
            _ = rows_of(Rows::new(&first, b',', 3, &mut places));
            prop_assert_eq!(rows_of(Rows::new(&second, b',', 3, &mut places)), walked(&second));
        }

        /// Whatever the file and the size of blocks: the same rows on the same lines.
        #[test]
        fn block_size_changes_nothing(file in text(), size in 1..20_usize) {
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

        /// The same where quotes stand around fields alone and stand for themselves when doubled.
        #[test]
        fn quoted_fields_agree_with_the_csv_crate(file in "((\"([ab,\r\n]|\"\"){0,30}\"|[ab]{0,9})(,|\n|\r\n|\r)){0,20}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.as_bytes());
            let theirs: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
            let ours: Vec<Vec<String>> = indexed(&file).unwrap().0.into_iter().map(|row| row.1).collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
