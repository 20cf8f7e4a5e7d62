//! Any table as it is, of which no column need be known: what it is written in is found out by the shape of its rows, and its
//! cells come out as they were written.
//!
//! The delimiter is the one under which most rows have the same number of cells, and as many as that. What stands above the
//! table (titles, account data: rows with one cell filled at most) is passed over. Rows come from the same blocks and the
//! same splitter as those that are scored; only odd quotes are taken more forgivingly, as [`Records::forgiving`] says.
//!
//! [`Records::forgiving`]: super::records::Records::forgiving

use super::Reading;
use super::blocks::{Blocks, Input, RECORD_LIMIT, Room};
use super::dialect::{Dialect, Rewriting};
use super::layout::{DELIMITERS, separator_line};
use super::source::{HEAD, Source, WORKBOOK};
use super::split::{Places, Row, Rows, Step};
use super::{encoding, source};
use crate::error::Error;
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Read};

/// A table whose shape is known.
pub struct Verbatim {
    /// How it is written; its delimiter is known.
    pub dialect: Dialect,
    /// The encoding; none as long as everything is ASCII.
    pub encoding: Option<&'static Encoding>,
    /// Length of the byte order mark.
    pub mark: usize,
    /// The line on which the table begins, from 1: its header, or without one its first row.
    pub first_line: u64,
    /// So many cells have the rows of the beginning that are as wide as most, blank ones at their ends not counted.
    pub width: usize,
    /// So many cells most rows have.
    usual_width: usize,
    /// Its first lines name no delimiter but this says it: `sep=;`.
    pub has_separator_line: bool,
    splitter: u8,
}

/// A row as it was written.
pub struct VerbatimRow<'r> {
    /// The physical line on which it starts, from 1.
    pub line: u64,
    /// It was not well quoted, and is read as it was probably meant.
    pub odd_quotes: bool,
    row: Row<'r>,
    dialect: &'r Dialect,
}

impl<'r> VerbatimRow<'r> {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// It has none, which never happens.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cell at this place; blank where there is none.
    pub fn cell(&self, at: usize) -> Cow<'r, str> {
        self.dialect.restore(self.row.verbatim(at))
    }

    /// The whole row as it stands in the file.
    pub fn whole(&self) -> Cow<'r, str> {
        self.dialect.restore(Cow::Borrowed(self.row.whole()))
    }
}

/// What the first rows show under one delimiter.
struct Shape {
    /// How well they fit together: rows of the usual width, in parts per million, less for few cells.
    fit: u64,
    width: usize,
    filled: usize,
    first_line: u64,
    /// Cells begin with a blank and then a quote.
    has_quotes_behind_blanks: bool,
}

impl Verbatim {
    /// Looks at the beginning of a source; of a workbook, at the sheet that was said, else its first.
    pub fn find(source: &mut Source, reading: &Reading, dialect: &Dialect) -> Result<Verbatim, Error> {
        let is_book = source.container == Some(WORKBOOK);
        let said = reading.encoding.filter(|_| !is_book);
        let dialect = if is_book { Dialect { delimiter: Some(",".into()), ..Dialect::default() } } else { dialect.clone() };
        let (head, complete) = source.head(HEAD, said.is_some())?;
        let (by_mark, mark) = encoding::by_mark(&head).map_or((None, 0), |(found, length)| (Some(found), length));
        let body = &head[mark..];
        let found = by_mark.or(said).or_else(|| encoding::by_content(body, complete));
        let text = encoding::decode(body, found.unwrap_or(UTF_8));
        let said_within = separator_line(&text);
        let has_separator_line = said_within.is_some();
        let rows = said_within.map_or(&text[..], |(_, after)| &text[after..]);
        let delimiter = dialect.delimiter.clone().or(said_within.map(|(delimiter, _)| char::from(delimiter).to_string()));
        let candidates: Vec<String> = delimiter.map_or_else(|| DELIMITERS.map(|one| char::from(one).to_string()).to_vec(), |one| vec![one]);
        let keeps_top = reading.no_header || reading.header_row.is_some();
        let mut best: Option<(Shape, Dialect)> = None;
        for delimiter in candidates {
            let candidate = Dialect { delimiter: Some(delimiter), ..dialect.clone() };
            let shape = shape(rows, &candidate, complete, keeps_top);
            if best.as_ref().is_none_or(|(known, _)| shape.fit > known.fit) {
                best = Some((shape, candidate));
            }
        }
        let (mut shape, mut dialect) = best.ok_or_else(|| Error::EmptyInput(source.name.clone()))?;
        if shape.has_quotes_behind_blanks && dialect.delimiter.as_deref() == Some(",") {
            let spaced = Dialect { delimiter: Some(", ".into()), ..dialect.clone() };
            let of_spaced = self::shape(rows, &spaced, complete, keeps_top);
            if of_spaced.fit >= shape.fit {
                (shape, dialect) = (of_spaced, spaced);
            }
        }
        if shape.width == 0 && complete {
            return Err(Error::EmptyInput(source.name.clone()));
        }
        let line = shape.first_line + u64::from(has_separator_line);
        let first_line = reading.header_row.unwrap_or(line);
        let splitter = dialect.mark().unwrap_or(b',');
        let (width, usual_width) = (shape.filled, shape.width.max(1));
        Ok(Verbatim { dialect, encoding: found, mark, first_line, width, usual_width, has_separator_line, splitter })
    }

    /// Hands on every row of the table, in order; the encoding they turned out to be in, where they are not all ASCII.
    pub fn read<E: From<Error>>(
        &self,
        source: &Source,
        reading: &Reading,
        each: &mut dyn FnMut(&VerbatimRow<'_>) -> Result<(), E>,
    ) -> Result<Option<&'static Encoding>, E> {
        let fault = |cause| E::from(source.read_error(cause));
        let (blocks, mut room) = (self.blocks(source, reading)?, Room::default());
        let (mut places, mut lines) = (Places::default(), 1);
        while let Some(block) = blocks.next(&mut room) {
            let text = encoding::decode(block.bytes, block.encoding);
            let mut rows = Rows::forgiving(&text, self.splitter, self.usual_width, &mut places);
            if block.too_long {
                // The rows before it have been handed on.
                return Err(Error::RecordTooLong { file: source.name.clone(), line: lines, limit_mib: RECORD_LIMIT >> 20 }.into());
            }
            let mut counted = (0, 0);
            while let Step::Row(row) = rows.next_row() {
                let (start, _) = row.span();
                counted = (start, counted.1 + super::records::line_ends(&text.as_bytes()[counted.0..start]));
                let line = lines + counted.1;
                if line >= self.first_line {
                    each(&VerbatimRow { line, odd_quotes: row.has_bad_quote(), row, dialect: &self.dialect })?;
                }
            }
            lines += super::records::line_ends(text.as_bytes());
        }
        let encoding = blocks.finish().map_err(fault)?;
        source.check_unchanged()?;
        Ok(self.encoding.or(encoding))
    }

    fn blocks(&self, source: &Source, reading: &Reading) -> Result<Blocks, Error> {
        let mut stream = source.open(reading.progress)?;
        io::copy(&mut stream.by_ref().take(self.mark as u64), &mut io::sink()).map_err(|cause| source.read_error(cause))?;
        let decoded = |stream, encoding| Box::new(encoding::DecodingReader::new(stream, encoding)) as source::Stream;
        let (stream, encoding): (source::Stream, _) = match self.encoding {
            // Where only what comes later tells the encoding, a foreign dialect has to be of UTF-8.
            found if self.dialect.is_foreign() => {
                let text = decoded(stream, found.unwrap_or(UTF_8));
                (Box::new(Rewriting::new(text, self.dialect.clone())), Some(UTF_8))
            }
            Some(found) if !encoding::splits_undecoded(found, self.splitter) => (decoded(stream, found), Some(UTF_8)),
            found => (stream, found),
        };
        Ok(Blocks::new(Input::Stream(stream), self.splitter, reading.block_size, encoding))
    }
}

fn shape(text: &str, dialect: &Dialect, complete: bool, keeps_top: bool) -> Shape {
    let text = if dialect.is_foreign() { Cow::Owned(dialect.rewritten(text)) } else { Cow::Borrowed(text) };
    let mut places = Places::default();
    let mut rows = Rows::forgiving(&text, dialect.mark().unwrap_or(b','), 2, &mut places);
    // Of each row: where it starts, its cells, how many are filled, and how many there are up to the last that is.
    let mut seen: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut has_quotes_behind_blanks = false;
    while let Step::Row(row) = rows.next_row() {
        let cells = || (0..row.len()).map(|at| row.verbatim(at));
        let filled = || cells().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).map(|(at, _)| at + 1);
        seen.push((row.span().0, row.len(), filled().count(), filled().next_back().unwrap_or(0)));
        has_quotes_behind_blanks |= cells().any(|cell| cell.starts_with(" \""));
    }
    if !complete && seen.len() > 1 {
        seen.pop(); // it may be cut
    }
    let mut widths: HashMap<usize, u64> = HashMap::new();
    seen.iter().for_each(|(_, width, ..)| *widths.entry(*width).or_default() += 1);
    let (width, usual) = widths.into_iter().max_by_key(|(width, rows)| (*rows, *width)).unwrap_or((0, 0));
    let fit = usual * 1_000_000 / (seen.len() as u64).max(1) * (width as u64).saturating_sub(1) / (width as u64).max(1);
    let filled = seen.iter().filter(|(_, cells, ..)| *cells == width).map(|(.., last)| *last).max().unwrap_or(0);
    let is_top = |filled: usize| !keeps_top && width > 2 && filled <= 1;
    let first = seen.iter().position(|(_, _, filled, _)| !is_top(*filled));
    let first = first.or((!seen.is_empty()).then_some(0)).map_or(0, |at| seen[at].0);
    let first_line = 1 + super::records::line_ends(&text.as_bytes()[..first]);
    Shape { fit, width, filled, first_line, has_quotes_behind_blanks }
}
