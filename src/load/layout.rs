//! How a file is laid out: encoding, delimiter, header and columns, told from its first bytes.
//!
//! The delimiter is the one under which a line has the names that are needed, never the commonest mark. Lines above the
//! header (titles, account data, `sep=;`) are passed over and told.

use super::columns::{self, Columns, Named};
use super::encoding;
use super::source::{Source, Stream};
use super::split::{Blocks, Record, Records, Step, line_ends};
use super::{Reading, rows};
use crate::date::read::{DateFormat, Evidence, Order, evidence};
use crate::error::Error;
use encoding_rs::{Encoding, UTF_8};
use std::io::{self, Read};
use std::sync::atomic::AtomicU64;

/// How one file is laid out.
pub struct Layout {
    /// The encoding; none as long as everything is ASCII.
    pub encoding: Option<&'static Encoding>,
    /// How it was found.
    pub encoding_found: encoding::Found,
    /// Length of the byte order mark.
    mark: usize,
    /// The delimiter.
    pub delimiter: u8,
    /// Names of the columns, trimmed.
    pub header: Vec<String>,
    /// Physical line of the header, from 1; 0 where there is none.
    pub header_line: u64,
    /// Where the rows begin: bytes after the mark (of the decoded stream, where that is what is split).
    start: usize,
    /// Physical line at that place.
    pub first_line: u64,
    /// The columns by role.
    pub columns: Columns,
    /// Places of the columns whose cells are carried along.
    pub kept: Vec<usize>,
    /// The mark that every cell of a column begins with, if they do.
    pub decorations: Vec<Option<char>>,
    /// How dates are written.
    pub date_format: DateFormat,
    /// Cells of the first sound row, to show what a column holds; empty where none is near.
    pub first_row: Vec<String>,
}

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// The header is looked for in so many rows.
const HEADER_ROWS: usize = 60;
/// A table may have this many columns.
const MAX_COLUMNS: usize = 16_384;

/// A row of the head that may be the header.
struct Candidate {
    delimiter: u8,
    header: Vec<String>,
    line: u64,
    after: usize,
    columns: Columns,
}

impl Layout {
    /// Looks at the beginning of a source.
    pub fn find(source: &mut Source, reading: &Reading) -> Result<Layout, Error> {
        let (head, complete) = source.head()?;
        let (by_mark, mark) = encoding::by_mark(&head).map_or((None, 0), |(found, length)| (Some(found), length));
        let by_content = || encoding::by_content(&head[mark..], complete).map(|found| (found, encoding::Found::Content));
        let told = reading.encoding.map(|said| (said, encoding::Found::Said)).or(by_mark.map(|mark| (mark, encoding::Found::Mark)));
        let (found, encoding_found) = told.or_else(by_content).map_or((None, encoding::Found::Ascii), |(found, how)| (Some(found), how));
        let body = &head[mark..];
        let text = encoding::decode(body, found.unwrap_or(UTF_8));

        let (text, said) = match separator_line(&text) {
            Some((delimiter, after)) => (&text[after..], Some((delimiter, after))),
            None => (&text[..], None),
        };
        let (skipped, skipped_lines) = said.map_or((0, 0), |(_, after)| (after, 1));
        let candidates: Vec<u8> = match reading.delimiter.or(said.map(|(delimiter, _)| delimiter)) {
            Some(delimiter) => vec![delimiter],
            None => DELIMITERS.to_vec(),
        };
        let best = best_header(text, &candidates, skipped_lines, reading, &source.name)?;
        let kept = reading.keep.iter().map(|name| columns::find(&best.header, name, &source.name)).collect::<Result<_, _>>()?;
        let streamed = found.is_some_and(|encoding| !encoding::splits_undecoded(encoding, best.delimiter));
        // What is split is the undecoded stream, so the start is counted in its bytes.
        let start = match found {
            Some(encoding) if !streamed && encoding != UTF_8 => {
                undecoded_length(body, best.line.max(1) as usize, best.after + skipped, encoding)
            }
            _ => best.after + skipped,
        };
        let mut layout = Layout {
            encoding: found,
            encoding_found,
            mark,
            delimiter: best.delimiter,
            first_line: 1 + skipped_lines + line_ends(&text.as_bytes()[..best.after]),
            header_line: best.line,
            header: best.header,
            start,
            columns: best.columns,
            kept,
            decorations: Vec::new(),
            first_row: Vec::new(),
            date_format: reading.date_format.clone().unwrap_or(DateFormat::Known(None)),
        };
        layout.decorations = decorations(&text[best.after..], layout.delimiter, layout.header.len(), complete);
        layout.first_row = layout.first_sound(&text[best.after..]);
        layout.decide_date_order(&text[best.after..], complete, source)?;
        if complete && Records::new(&text.as_bytes()[best.after..], layout.delimiter).next(&mut Vec::new()) == Step::End(0) {
            return Err(Error::NoData(source.name.clone()));
        }
        Ok(layout)
    }

    /// Is the stream decoded before it is split?
    pub fn is_streamed(&self) -> bool {
        self.encoding.is_some_and(|encoding| !encoding::splits_undecoded(encoding, self.delimiter))
    }

    /// The stream from its first row on, ready to be split.
    pub fn open(&self, source: &Source, progress: &'static AtomicU64) -> Result<Stream, Error> {
        let mut stream = source.open(progress)?;
        let skip = |stream: &mut dyn Read, bytes: usize| {
            io::copy(&mut stream.take(bytes as u64), &mut io::sink()).map_err(|e| source.read_error(e))
        };
        skip(&mut stream, self.mark)?;
        if let Some(encoding) = self.encoding.filter(|_| self.is_streamed()) {
            stream = Box::new(encoding::DecodingReader::new(stream, encoding));
        }
        skip(&mut stream, self.start)?;
        Ok(stream)
    }

    /// Decides, for a date column that needs it, whether the day or the month comes first: by the head, or if that
    /// does not tell by the rest of the file.
    fn decide_date_order(&mut self, rows: &str, complete: bool, source: &mut Source) -> Result<(), Error> {
        let (DateFormat::Known(None), Some(column)) = (&self.date_format, self.columns.get(super::columns::Role::Date)) else {
            return Ok(());
        };
        let mut either = None;
        let mut decided = self.look_for_order(rows, column, &mut either);
        if decided.is_none() && either.is_some() && !complete {
            static UNCOUNTED: AtomicU64 = AtomicU64::new(0);
            source.spool()?;
            let mut blocks = Blocks::new(self.open(source, &UNCOUNTED)?, self.delimiter, super::run::BLOCK);
            while let Some(block) = blocks.next_block(Vec::new()).map_err(|e| source.read_error(e))? {
                let text = encoding::decode(&block.bytes, self.text_encoding());
                decided = self.look_for_order(&text, column, &mut either);
                if decided.is_some() {
                    break;
                }
            }
        }
        self.date_format = match (decided, either) {
            (None, Some(example)) => {
                return Err(Error::AmbiguousDate { file: source.name.clone(), column: self.header[column].clone(), example });
            }
            (order, _) => DateFormat::Known(order),
        };
        Ok(())
    }

    /// Cells of the first row that has as many as the header.
    fn first_sound(&self, rows: &str) -> Vec<String> {
        let mut rows = head_rows(rows, self.delimiter, HEADER_ROWS).into_iter().map(|(_, _, cells)| cells);
        let cells = rows.find(|cells| cells.len() == self.header.len()).unwrap_or_default();
        let bare = |(cell, mark): (String, &Option<char>)| match mark.and_then(|mark| cell.strip_prefix(mark)) {
            Some(bare) => bare.to_owned(),
            None => cell,
        };
        cells.into_iter().zip(&self.decorations).map(bare).collect()
    }

    /// The first cell that decides; `either` takes the first that can be read both ways.
    fn look_for_order(&self, rows: &str, column: usize, either: &mut Option<String>) -> Option<Order> {
        let (mut records, mut fields) = (Records::new(rows.as_bytes(), self.delimiter), Vec::new());
        while let Step::Record(_) = records.next(&mut fields) {
            let Some(field) = fields.get(column) else { continue };
            let cell = rows::cell(rows, *field, self.decorations.get(column).copied().flatten());
            match evidence(&cell) {
                Evidence::Only(order) => return Some(order),
                Evidence::Either if either.is_none() => *either = Some(cell.into_owned()),
                _ => {}
            }
        }
        None
    }

    /// The encoding in which blocks are decoded.
    pub fn text_encoding(&self) -> &'static Encoding {
        if self.is_streamed() { UTF_8 } else { self.encoding.unwrap_or(UTF_8) }
    }
}

/// `sep=;` on the first line, as some spreadsheets write it, and where the next line begins.
fn separator_line(text: &str) -> Option<(u8, usize)> {
    let (line, _) = text.split_once('\n')?;
    let mark = line.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=")?;
    match mark.as_bytes() {
        [mark] if mark.is_ascii() => Some((*mark, line.len() + 1)),
        _ => None,
    }
}

/// The rows of the head, as cells; at most so many.
fn head_rows(text: &str, delimiter: u8, most: usize) -> Vec<(Record, usize, Vec<String>)> {
    let (mut records, mut fields, mut rows) = (Records::new(text.as_bytes(), delimiter), Vec::new(), Vec::new());
    while rows.len() < most {
        let Step::Record(record) = records.next(&mut fields) else { break };
        let cells = fields.iter().map(|field| rows::cell(text, *field, None).trim_matches('\u{feff}').trim().to_owned()).collect();
        rows.push((record, records.position(), cells));
    }
    rows
}

/// Of two lines that could be the header, the one with more known columns is better, then the one with more columns.
fn is_better(columns: &Columns, header: &[String], than: &Option<Candidate>) -> bool {
    than.as_ref().is_none_or(|than| (columns.count(), header.len()) > (than.columns.count(), than.header.len()))
}

fn best_header(text: &str, delimiters: &[u8], lines_above: u64, reading: &Reading, file: &str) -> Result<Candidate, Error> {
    let mut best: Option<Candidate> = None;
    let mut guess: Option<((usize, usize), u64, Vec<String>)> = None;
    let mut fault = None;
    for &delimiter in delimiters {
        for (record, after, cells) in head_rows(text, delimiter, HEADER_ROWS) {
            let line = record.line + 1 + lines_above;
            if reading.header_row.is_some_and(|wanted| wanted != line) {
                continue;
            }
            if cells.len() > MAX_COLUMNS {
                return Err(Error::TooManyColumns { file: file.to_owned(), found: cells.len(), limit: MAX_COLUMNS });
            }
            let (header, line, after) = match reading.no_header {
                true => ((1..=cells.len()).map(|place| format!("#{place}")).collect(), line - 1, record.start),
                false => (cells, line, after),
            };
            match Columns::find(&header, &reading.named, reading.kind, file) {
                Ok(columns) if columns.missing().is_empty() && is_better(&columns, &header, &best) => {
                    best = Some(Candidate { delimiter, header: header.clone(), line, after, columns });
                }
                Err(error @ Error::DuplicateColumn { .. }) if fault.is_none() => fault = Some(error),
                _ => {}
            }
            // The best guess for an error message: the line with the most known names, else the fullest.
            let known = Columns::find(&header, &Named::default(), None, file).map_or(0, |columns| columns.count());
            let rank = (known, header.iter().filter(|name| !name.is_empty()).count());
            if guess.as_ref().is_none_or(|(best, _, _)| rank > *best) {
                guess = Some((rank, line, header));
            }
            if reading.no_header || best.as_ref().is_some_and(|b| b.delimiter == delimiter) {
                break;
            }
        }
    }
    if let Some(best) = best {
        return Ok(best);
    }
    if let Some(fault) = fault {
        return Err(fault);
    }
    let Some((_, line, columns)) = guess else {
        return Err(Error::EmptyInput(file.to_owned()));
    };
    let found = Columns::find(&columns, &reading.named, reading.kind, file)?;
    let roles = found.missing().into_iter().map(|role| (role.text(), role.flag())).collect();
    Err(Error::MissingColumn { file: file.to_owned(), roles, line, columns })
}

/// How many undecoded bytes give the first `decoded` bytes of text. The place is a row's beginning, so a line's.
fn undecoded_length(bytes: &[u8], lines: usize, decoded: usize, encoding: &'static Encoding) -> usize {
    let ends = bytes.iter().enumerate().filter(|&(at, byte)| *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
    let mut places = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).chain([bytes.len()]).skip(lines.saturating_sub(1));
    places.find(|&end| encoding::decode(&bytes[..end], encoding).len() >= decoded).unwrap_or(bytes.len())
}

/// Marks that every filled cell of a column begins with, which some exports put before numbers to protect them.
fn decorations(rows: &str, delimiter: u8, columns: usize, complete: bool) -> Vec<Option<char>> {
    let mut sample = head_rows(rows, delimiter, 200);
    if !complete {
        sample.pop(); // may be cut
    }
    let decoration = |column: usize| {
        let mut cells = sample
            .iter()
            .filter(|(_, _, cells)| cells.len() == columns)
            .map(|(_, _, cells)| &cells[column])
            .filter(|cell| !cell.is_empty())
            .peekable();
        let mark = cells.peek()?.chars().next().filter(|mark| ['`', '\''].contains(mark))?;
        cells.all(|cell| cell.starts_with(mark)).then_some(mark)
    };
    (0..columns).map(decoration).collect()
}
