//! How a file is laid out: encoding, delimiter, header and columns, told from its first bytes.
//!
//! The delimiter is the one under which a line has the names that are needed, never the commonest mark. Lines above the
//! header (titles, account data, `sep=;`) are passed over and told.

use super::Reading;
use super::blocks::{Blocks, Input, Room};
use super::cell::cell;
use super::columns::{self, Columns, Named, Role};
use super::encoding;
use super::export;
use super::records::{Record, Records, Step, line_ends};
use super::source::{HEAD, LONG_HEAD, Source, WORKBOOK};
use super::split::{self, Places, Rows};
use super::status::Verdict;
use crate::date::read::{DateFormat, Evidence, Order, evidence};
use crate::error::Error;
use encoding_rs::{Encoding, UTF_8};
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};

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
    /// Where the columns of an export of ours stand, if the file is one.
    pub export: Option<export::Places>,
    /// Places of the columns whose cells are carried along.
    pub kept: Vec<usize>,
    /// How dates are written.
    pub date_format: DateFormat,
    /// A date that can be read with the day or the month first, where nothing in the file decides.
    pub ambiguous_date: Option<String>,
    /// Cells of the first sound row, to show what a column holds; empty where none is near.
    pub first_row: Vec<String>,
}

/// The delimiters that are told by the content.
pub const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
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
    /// Looks at the beginning of a source; of a workbook, at its sheets until one has the columns that are needed.
    pub fn find(source: &mut Source, reading: &Reading) -> Result<Layout, Error> {
        let mut nearest: Option<Error> = None;
        for sheet in 0..source.sheets().max(1) {
            source.choose_sheet(sheet);
            match Layout::find_in(source, reading) {
                Ok(layout) => return Ok(layout),
                // Columns that are not there are in another sheet; any other fault is of the sheet that has them.
                Err(error @ (Error::MissingColumn { .. } | Error::UnknownColumn { .. } | Error::EmptyInput(_))) => {
                    if nearest.as_ref().is_none_or(|known| lacks(&error) < lacks(known)) {
                        nearest = Some(in_sheet(error, source));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Err(nearest.unwrap_or_else(|| Error::EmptyInput(source.name.clone())))
    }

    fn find_in(source: &mut Source, reading: &Reading) -> Result<Layout, Error> {
        let is_said = reading.encoding.is_some() && source.container != Some(WORKBOOK);
        let (head, complete) = source.head(HEAD, is_said)?;
        let found = Layout::of_head(source, reading, &head, complete);
        let goes_on = match &found {
            Ok(layout) => layout.is_none(),
            Err(Error::UnclosedQuote { .. }) => true,
            Err(Error::MissingColumn { .. }) => reading.header_row.is_some(),
            Err(_) => false,
        };
        if !goes_on || complete {
            return found?.ok_or_else(|| Error::EmptyInput(source.name.clone()));
        }
        // The header lies, or ends, beyond what was looked at.
        let (head, complete) = source.head(LONG_HEAD, is_said)?;
        let layout = Layout::of_head(source, reading, &head, complete)?;
        layout.ok_or_else(|| Error::RecordTooLong { file: source.name.clone(), line: 1, limit_mib: LONG_HEAD >> 20 })
    }

    /// The layout as the beginning shows it; none when the header is cut.
    fn of_head(source: &mut Source, reading: &Reading, head: &[u8], complete: bool) -> Result<Option<Layout>, Error> {
        let is_book = source.container == Some(WORKBOOK);
        let (by_mark, mark) = encoding::by_mark(head).map_or((None, 0), |(found, length)| (Some(found), length));
        let body = &head[mark..];
        // A mark is certain; --encoding and --delimiter are for text files.
        let said = reading.encoding.filter(|_| !is_book).map(|said| (said, encoding::Found::Said));
        let by_content = || encoding::by_content(body, complete).map(|found| (found, encoding::Found::Content));
        let found = by_mark.map(|mark| (mark, encoding::Found::Mark)).or(said).or_else(by_content);
        let (found, encoding_found) = found.map_or((None, encoding::Found::Ascii), |(found, how)| (Some(found), how));
        let text = encoding::decode(body, found.unwrap_or(UTF_8));

        let (text, said) = match separator_line(&text) {
            Some((delimiter, after)) => (&text[after..], Some((delimiter, after))),
            None => (&text[..], None),
        };
        let (skipped, skipped_lines) = said.map_or((0, 0), |(_, after)| (after, 1));
        let candidates: Vec<u8> = match reading.delimiter.filter(|_| !is_book).or(said.map(|(delimiter, _)| delimiter)) {
            Some(delimiter) => vec![delimiter],
            None => DELIMITERS.to_vec(),
        };
        let best = best_header(text, &candidates, skipped_lines, reading, &source.name)?;
        if best.after >= text.len() && !complete {
            return Ok(None);
        }
        let kept = reading.keep.iter().map(|name| columns::find(&best.header, name, &source.name)).collect::<Result<_, _>>()?;
        let streamed = found.is_some_and(|encoding| !encoding::splits_undecoded(encoding, best.delimiter));
        // What is split is the undecoded stream, so the start is counted in its bytes; broken ones take more room as text.
        let start = match found {
            Some(encoding) if !streamed => undecoded_length(body, best.line.max(1) as usize, best.after + skipped, encoding),
            _ => best.after + skipped,
        };
        let rows = &text[best.after..];
        if complete && matches!(Records::new(rows.as_bytes(), best.delimiter).next(&mut Vec::new()), Step::End(_)) {
            return Err(Error::NoData(source.name.clone()));
        }
        let mut layout = Layout {
            encoding: found,
            encoding_found,
            mark,
            delimiter: best.delimiter,
            first_line: 1 + skipped_lines + line_ends(&text.as_bytes()[..best.after]),
            header_line: if reading.no_header { 0 } else { best.line },
            export: export::Places::find(&best.header, &best.columns),
            header: best.header,
            start,
            columns: best.columns,
            kept,
            first_row: Vec::new(),
            date_format: reading.date_format.clone().unwrap_or(DateFormat::Known(None)),
            ambiguous_date: None,
        };
        layout.first_row = layout.first_sound(rows);
        layout.decide_date_order(rows, complete, source, reading)?;
        Ok(Some(layout))
    }

    /// Is the stream decoded before it is split?
    pub fn is_streamed(&self) -> bool {
        self.encoding.is_some_and(|encoding| !encoding::splits_undecoded(encoding, self.delimiter))
    }

    /// The rows, ready to be split.
    pub fn open(&self, source: &Source, progress: &'static AtomicU64) -> Result<Input, Error> {
        if !self.is_streamed()
            && let Some(file) = source.open_plain()?
        {
            let start = (self.mark + self.start) as u64;
            progress.fetch_add(start, Ordering::Relaxed);
            return Ok(Input::File(file, start, progress));
        }
        let mut stream = source.open(progress)?;
        let skip = |stream: &mut dyn Read, bytes: usize| {
            io::copy(&mut stream.take(bytes as u64), &mut io::sink()).map_err(|e| source.read_error(e))
        };
        skip(&mut stream, self.mark)?;
        if let Some(encoding) = self.encoding.filter(|_| self.is_streamed()) {
            stream = Box::new(encoding::DecodingReader::new(stream, encoding));
        }
        skip(&mut stream, self.start)?;
        Ok(Input::Stream(stream))
    }

    /// The rows cut into blocks; where the encoding is not known yet, the first bytes that are not ASCII will tell.
    pub fn blocks(&self, source: &Source, reading: &Reading, progress: &'static AtomicU64) -> Result<Blocks, Error> {
        let encoding = if self.is_streamed() { Some(UTF_8) } else { self.encoding };
        Ok(Blocks::new(self.open(source, progress)?, self.delimiter, reading.block_size, encoding))
    }

    /// Decides, for a date column that needs it, whether the day or the month comes first: by the head, or if that
    /// does not tell by the rest of the file. What stays open another file may decide.
    fn decide_date_order(&mut self, rows: &str, complete: bool, source: &mut Source, reading: &Reading) -> Result<(), Error> {
        let (DateFormat::Known(None), Some(_)) = (&self.date_format, self.columns.get(Role::Date)) else {
            return Ok(());
        };
        let mut either = None;
        let mut decided = self.look_for_order(rows, reading, &mut either);
        if decided.is_none() && either.is_some() && !complete {
            static UNCOUNTED: AtomicU64 = AtomicU64::new(0);
            source.spool()?;
            let (blocks, mut room) = (self.blocks(source, reading, &UNCOUNTED)?, Room::default());
            while decided.is_none()
                && let Some(block) = blocks.next(&mut room)
            {
                decided = self.look_for_order(&encoding::decode(block.bytes, block.encoding), reading, &mut either);
            }
            blocks.finish().map_err(|e| source.read_error(e))?;
        }
        self.date_format = DateFormat::Known(decided);
        self.ambiguous_date = either.filter(|_| decided.is_none());
        Ok(())
    }

    /// Cells of the first row that has as many as the header.
    fn first_sound(&self, rows: &str) -> Vec<String> {
        let mut rows = head_rows(rows, self.delimiter, None).0.into_iter().map(|row| row.cells);
        rows.find(|cells| cells.len() == self.header.len()).unwrap_or_default()
    }

    /// The first cell of a sound row that decides; `either` takes the first that can be read both ways.
    fn look_for_order(&self, rows: &str, reading: &Reading, either: &mut Option<String>) -> Option<Order> {
        let column = self.columns.get(Role::Date)?;
        let mut places = Places::default();
        let mut rows = Rows::new(rows, self.delimiter, self.header.len(), &mut places);
        while let split::Step::Row(row) = rows.next_row() {
            let status = || self.columns.get(Role::Status).map(|at| row.cell(at));
            if row.len() != self.header.len()
                || row.has_bad_quote()
                || status().is_some_and(|status| reading.statuses.verdict(&status) == Verdict::NoSale)
            {
                continue; // a row that does not count decides nothing
            }
            let cell = row.cell(column);
            match evidence(&cell) {
                Evidence::Only(order) => return Some(order),
                Evidence::Either if either.is_none() => *either = Some(cell.into_owned()),
                _ => {}
            }
        }
        None
    }

    /// Name of the column of the amount, or of the price where the amount is a product.
    pub fn amount_column(&self) -> String {
        let column = self.columns.get(Role::Amount).or(self.columns.get(Role::Price));
        column.and_then(|at| self.header.get(at)).cloned().unwrap_or_default()
    }
}

/// `sep=;` on the first line, as some spreadsheets write it, and where the next line begins.
pub fn separator_line(text: &str) -> Option<(u8, usize)> {
    let (line, _) = text.split_once('\n')?;
    let mark = line.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=")?;
    match mark.as_bytes() {
        [mark] if mark.is_ascii() => Some((*mark, line.len() + 1)),
        _ => None,
    }
}

/// A row of the head.
struct HeadRow {
    record: Record,
    /// Where the next row begins.
    after: usize,
    cells: Vec<String>,
}

/// The rows of the head, at most [`HEADER_ROWS`], or the one on a certain line, from 0; and the line of a quote that does
/// not close in it.
fn head_rows(text: &str, delimiter: u8, only: Option<u64>) -> (Vec<HeadRow>, Option<u64>) {
    let (mut records, mut fields, mut rows) = (Records::new(text.as_bytes(), delimiter), Vec::new(), Vec::new());
    while rows.len() < HEADER_ROWS {
        match records.next(&mut fields) {
            Step::Record(record) if only.is_none_or(|line| line == record.line) => {
                let cells = fields.iter().map(|field| cell(text, *field).trim_matches('\u{feff}').trim().to_owned()).collect();
                rows.push(HeadRow { record, after: records.position(), cells });
            }
            Step::Record(record) if only.is_some_and(|line| line < record.line) => break,
            Step::Record(_) => {}
            Step::End(_) => break,
            Step::Unclosed(line) => return (rows, Some(line)),
        }
    }
    (rows, None)
}

/// How much a sheet lacks that was looked at in vain.
fn lacks(error: &Error) -> usize {
    match error {
        Error::MissingColumn { roles, .. } => roles.len(),
        Error::UnknownColumn { .. } => 1,
        _ => usize::MAX,
    }
}

/// The error with the sheet's name beside the workbook's.
fn in_sheet(error: Error, source: &Source) -> Error {
    let Some((sheet, _)) = source.sheet() else { return error };
    let file = format!("{} [{sheet}]", source.name);
    match error {
        Error::MissingColumn { roles, line, columns, .. } => Error::MissingColumn { file, roles, line, columns },
        Error::UnknownColumn { wanted, columns, .. } => Error::UnknownColumn { file, wanted, columns },
        other => other,
    }
}

/// Of two lines that could be the header, the one with more known columns is better, then the one with more columns.
fn is_better(columns: &Columns, header: &[String], than: &Option<Candidate>) -> bool {
    than.as_ref().is_none_or(|than| (columns.count(), header.len()) > (than.columns.count(), than.header.len()))
}

fn best_header(text: &str, delimiters: &[u8], lines_above: u64, reading: &Reading, file: &str) -> Result<Candidate, Error> {
    let mut best: Option<Candidate> = None;
    let mut guess: Option<((usize, usize), u64, Vec<String>)> = None;
    let mut fault = None;
    let mut unclosed = None;
    for &delimiter in delimiters {
        let (rows, open_quote) = head_rows(text, delimiter, reading.header_row.map(|line| line.saturating_sub(1 + lines_above)));
        unclosed = unclosed.or(open_quote.map(|line| line + 1 + lines_above));
        for HeadRow { record, after, cells } in rows {
            let line = record.line + 1 + lines_above;
            if reading.header_row.is_some_and(|wanted| wanted != line) {
                continue;
            }
            if best.is_some() && cells.len() < 2 {
                continue; // under this mark nearly every line is one cell, and no header
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
            if best.is_none() {
                // The best guess for an error message: the line with the most known names, else the fullest.
                let known = Columns::find(&header, &Named::default(), None, file).map_or(0, |columns| columns.count());
                let rank = (known, header.iter().filter(|name| !name.is_empty()).count());
                if guess.as_ref().is_none_or(|(best, _, _)| rank > *best) {
                    guess = Some((rank, line, header));
                }
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
    if let Some(line) = unclosed {
        return Err(Error::UnclosedQuote { file: file.to_owned(), line });
    }
    let (line, columns) = match (guess, reading.header_row) {
        (Some((_, line, columns)), _) => (line, columns),
        (None, Some(line)) => (line, Vec::new()), // no row begins on that line
        (None, None) => return Err(Error::EmptyInput(file.to_owned())),
    };
    let found = Columns::find(&columns, &reading.named, reading.kind, file)?;
    let roles = found.missing().into_iter().map(|role| (role.text(), role.flag())).collect();
    Err(Error::MissingColumn { file: file.to_owned(), roles, line, columns })
}

/// How many undecoded bytes give the first `decoded` bytes of text. The place is a row's beginning, so a line's.
fn undecoded_length(bytes: &[u8], lines: usize, decoded: usize, encoding: &'static Encoding) -> usize {
    let ends = bytes.iter().enumerate().filter(|&(at, byte)| *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
    // No encoding that is split undecoded has a line end inside a character, so the pieces add up.
    let mut places = ends.map(|(at, _)| at + 1).skip(lines.saturating_sub(1)).chain([bytes.len()]);
    let (mut seen, mut length) = (0, 0);
    while length < decoded {
        let Some(end) = places.next() else { return bytes.len() };
        length += encoding::decode(&bytes[seen..end], encoding).len();
        seen = end;
    }
    seen
}
