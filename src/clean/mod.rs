//! A table as it was read, written in plain CSV: UTF-8, RFC 4180, every row as wide as the next. Nothing is interpreted and
//! nothing trimmed; what has to be changed is counted, and told by `words`.
//!
//! What a row is and what its cells are is found out by `load`; here is what becomes of rows that do not fit.

mod words;

use crate::accounting::{Reason, Reject};
use crate::error::Error;
use crate::export::gb18030::to_gb18030;
use crate::formula::harmless;
use crate::load::dialect::Dialect;
use crate::load::source::Source;
use crate::load::verbatim::{Verbatim, VerbatimRow};
use crate::load::{Reading, encoding};
use anyhow::Result;
use encoding_rs::Encoding;
use std::borrow::Cow;

/// Text is handed on in pieces of about so many bytes.
const PIECE: usize = 64 << 10;
/// So many lines are remembered of each thing that was changed.
const EXAMPLES: usize = 3;

/// What becomes of rows with another number of cells than the table has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Uneven {
    /// Short ones get blank cells, blank cells beyond the last column go, and no text is lost: a row with text there stays long.
    #[default]
    Pad,
    /// As `Pad`, but text beyond the last column goes too.
    Cut,
    /// They stay as they are.
    Keep,
    /// They are left out, but for blank cells beyond the last column.
    Reject,
}

/// How the table is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Between cells.
    pub delimiter: u8,
    /// LF ends a row, not CRLF.
    pub line_feed: bool,
    /// For a spreadsheet: a byte order mark first, and no cell that would be taken for a formula.
    pub excel: bool,
    /// In GB18030.
    pub gb18030: bool,
}

impl Default for Form {
    fn default() -> Self {
        Form { delimiter: b',', line_feed: false, excel: false, gb18030: false }
    }
}

/// What is wanted of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// How it is written.
    pub dialect: Dialect,
    /// Its header takes so many lines, which become one; 0 as 1.
    pub header_lines: u64,
    /// What becomes of rows that do not fit.
    pub uneven: Uneven,
    /// The first row that cannot stay as it is ends it.
    pub strict: bool,
    /// How it is to be written.
    pub form: Form,
}

/// Rows to which something was done: how many, and the lines of the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// How many.
    pub rows: u64,
    /// Where the first of them start.
    pub lines: Vec<u64>,
}

impl Changed {
    fn add(&mut self, line: u64) {
        self.rows += 1;
        if self.lines.len() < EXAMPLES {
            self.lines.push(line);
        }
    }
}

/// What was read, and what was done to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The file.
    pub file: String,
    /// The sheet that was read, and those that were not.
    pub sheet: Option<(String, Vec<String>)>,
    /// Its delimiter.
    pub delimiter: String,
    /// Its encoding, where all was not ASCII.
    pub encoding: Option<&'static Encoding>,
    /// It began with a byte order mark.
    pub had_mark: bool,
    /// Lines above the table that were left out.
    pub above: u64,
    /// Cells of a row.
    pub width: usize,
    /// Rows that were read, the header not among them.
    pub read: u64,
    /// Rows that were written, the header not among them.
    pub written: u64,
    /// Rows that were left out and handed to `on_reject`.
    pub rejected: Changed,
    /// Rows that got blank cells.
    pub padded: Changed,
    /// Rows of which text was cut off.
    pub cut: Changed,
    /// Rows that are longer than the header, and stay so.
    pub long: Changed,
    /// Rows that are shorter than the header, and stay so.
    pub short: Changed,
    /// Rows with quotes where none should be.
    pub requoted: Changed,
    /// Rows out of which NUL characters were taken.
    pub without_nul: Changed,
    /// Rows with cells that a spreadsheet would take for formulas, and does no more.
    pub harmless: Changed,
}

/// Writes a table as it was read. `on_text` takes it piece by piece, `on_reject` the rows that are left out.
///
/// # Errors
///
/// Those of reading: an unreadable or empty file, a row beyond the limit, under `strict` the first row that cannot stay as it
/// is; and those of `on_text` and `on_reject`. Pieces may have been handed on before.
pub fn clean(
    source: &mut Source,
    reading: &Reading,
    wanted: &Wanted,
    on_text: &mut dyn FnMut(&[u8]) -> Result<()>,
    on_reject: &mut dyn FnMut(&Reject) -> Result<()>,
) -> Result<Cleaned> {
    let table = Verbatim::find(source, reading, &wanted.dialect)?;
    let told = Cleaned {
        file: source.name.clone(),
        sheet: source.sheet().map(|(name, others)| (name.to_owned(), others)),
        delimiter: table.dialect.delimiter.clone().unwrap_or_default(),
        had_mark: table.mark > 0,
        above: table.first_line - 1,
        ..Cleaned::default()
    };
    let header_lines = if reading.no_header { 0 } else { wanted.header_lines.max(1) };
    let mut cleaner = Cleaner { wanted, header_lines, header: Vec::new(), width: table.width, told, out: Vec::new() };
    if wanted.form.excel && !wanted.form.gb18030 {
        cleaner.out.extend_from_slice("\u{feff}".as_bytes());
    }
    let encoding = table.read(source, reading, &mut |row| {
        cleaner.take(row, on_reject)?;
        if cleaner.out.len() >= PIECE { cleaner.flush(on_text) } else { Ok(()) }
    })?;
    cleaner.end_header();
    cleaner.flush(on_text)?;
    Ok(Cleaned { encoding, width: cleaner.width, ..cleaner.told })
}

/// Takes rows in, and has what is to be written.
struct Cleaner<'w> {
    wanted: &'w Wanted,
    /// So many rows of the header are still to come.
    header_lines: u64,
    header: Vec<String>,
    width: usize,
    told: Cleaned,
    out: Vec<u8>,
}

impl Cleaner<'_> {
    fn take(&mut self, row: &VerbatimRow<'_>, on_reject: &mut dyn FnMut(&Reject) -> Result<()>) -> Result<()> {
        let is_header = self.header_lines > 0;
        self.told.read += u64::from(!is_header);
        if encoding::is_broken(&row.whole()) {
            return self.reject(row, Reason::Undecodable, String::new(), on_reject);
        }
        if row.odd_quotes {
            if self.wanted.strict {
                return self.reject(row, Reason::BadQuote, String::new(), on_reject);
            }
            self.told.requoted.add(row.line);
        }
        let mut cells: Vec<Cow<'_, str>> = (0..row.len()).map(|at| row.cell(at)).collect();
        self.take_nul_out(&mut cells, row.line);
        if is_header {
            self.header_lines -= 1;
            self.join_header(&cells);
            if self.header_lines == 0 {
                self.end_header();
            }
            return Ok(());
        }
        if !self.fit(&mut cells, row.line) {
            return self.reject(row, Reason::FieldCount, format!("{}/{}", row.len(), self.width), on_reject);
        }
        self.write(&cells, row.line);
        self.told.written += 1;
        Ok(())
    }

    /// One line more of the header: what stands below each other is put one after the other.
    fn join_header(&mut self, cells: &[Cow<'_, str>]) {
        self.header.resize(self.header.len().max(cells.len()), String::new());
        for (name, cell) in self.header.iter_mut().zip(cells) {
            let is_both = !name.is_empty() && !cell.is_empty();
            *name += if is_both { " " } else { "" };
            *name += cell;
        }
    }

    /// The header is complete, and says with the first rows how wide the table is.
    fn end_header(&mut self) {
        let header = std::mem::take(&mut self.header);
        if header.is_empty() {
            return;
        }
        let named = header.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |at| at + 1);
        self.width = self.width.max(named);
        let mut cells: Vec<Cow<'_, str>> = header.into_iter().map(Cow::Owned).collect();
        if self.wanted.uneven != Uneven::Keep {
            cells.resize(self.width, Cow::Borrowed(""));
        }
        self.write(&cells, self.told.above + 1);
    }

    fn take_nul_out(&mut self, cells: &mut [Cow<'_, str>], line: u64) {
        let mut had = false;
        for cell in cells.iter_mut().filter(|cell| cell.contains('\0')) {
            *cell = Cow::Owned(cell.replace('\0', ""));
            had = true;
        }
        if had {
            self.told.without_nul.add(line);
        }
    }

    /// Makes the row as wide as the table, as far as that is wanted; false where it is to be left out.
    fn fit(&mut self, cells: &mut Vec<Cow<'_, str>>, line: u64) -> bool {
        let (width, uneven) = (self.width, self.wanted.uneven);
        let beyond = cells.get(width..).unwrap_or_default().iter().rposition(|cell| !cell.trim().is_empty());
        if uneven != Uneven::Keep {
            cells.truncate(width + beyond.map_or(0, |at| at + 1));
        }
        let (is_short, is_long) = (cells.len() < width, cells.len() > width);
        if (is_short || is_long) && (self.wanted.strict || uneven == Uneven::Reject) {
            return false;
        }
        match (uneven, is_short, is_long) {
            (Uneven::Pad | Uneven::Cut, true, _) => {
                cells.resize(width, Cow::Borrowed(""));
                self.told.padded.add(line);
            }
            (Uneven::Cut, _, true) => {
                cells.truncate(width);
                self.told.cut.add(line);
            }
            (_, true, _) => self.told.short.add(line),
            (_, _, true) => self.told.long.add(line),
            _ => {}
        }
        true
    }

    fn reject(
        &mut self,
        row: &VerbatimRow<'_>,
        reason: Reason,
        value: String,
        on_reject: &mut dyn FnMut(&Reject) -> Result<()>,
    ) -> Result<()> {
        let whole = encoding::show_broken(&row.whole()).into_owned();
        let reject = Reject { file: self.told.file.clone(), line: row.line, column: None, value, reason, row: whole };
        if self.wanted.strict {
            return Err(Error::Strict(Box::new(reject)).into());
        }
        self.told.rejected.add(row.line);
        on_reject(&reject)
    }

    fn write(&mut self, cells: &[Cow<'_, str>], line: u64) {
        let form = self.wanted.form;
        let is_special = |byte: u8| byte == form.delimiter || matches!(byte, b'"' | b'\r' | b'\n');
        let mut was_formula = false;
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.out.push(form.delimiter);
            }
            let text = if form.excel { harmless(cell) } else { Cow::Borrowed(&**cell) };
            was_formula |= text.len() > cell.len();
            // A row of one blank cell would be a blank line, which is no row.
            if text.bytes().any(is_special) || (cells.len() == 1 && text.is_empty()) {
                self.out.push(b'"');
                self.out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
                self.out.push(b'"');
            } else {
                self.out.extend_from_slice(text.as_bytes());
            }
        }
        self.out.extend_from_slice(if form.line_feed { b"\n" } else { b"\r\n" });
        if was_formula {
            self.told.harmless.add(line);
        }
    }

    fn flush(&mut self, on_text: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        if self.wanted.form.gb18030 {
            on_text(&to_gb18030(&String::from_utf8_lossy(&self.out))?)?;
        } else {
            on_text(&self.out)?;
        }
        self.out.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn cleaned(bytes: &[u8], wanted: &Wanted, reading: &Reading) -> Result<(String, Cleaned, Vec<Reject>)> {
        let mut source = Source::stream("f".into(), Box::new(Cursor::new(bytes.to_vec())), reading, false)?;
        let (mut text, mut rejects) = (Vec::new(), Vec::new());
        let told = clean(
            &mut source,
            reading,
            wanted,
            &mut |piece| {
                text.extend_from_slice(piece);
                Ok(())
            },
            &mut |reject| {
                rejects.push(reject.clone());
                Ok(())
            },
        )?;
        Ok((String::from_utf8(text)?, told, rejects))
    }

    fn plain(text: &str) -> String {
        cleaned(text.as_bytes(), &Wanted::default(), &Reading::default()).unwrap().0
    }

    #[test]
    fn cells_stay_as_they_are() {
        assert_eq!(plain("a;b\n =1 ;\"x;\"\"y\"\"\nz\"\n"), "a,b\r\n =1 ,\"x;\"\"y\"\"\nz\"\r\n");
        assert_eq!(plain("a\n\"\"\nb\n"), "a\r\n\"\"\r\nb\r\n");
        assert_eq!(plain("a|b|c,d\n1|2|3,5\n"), "a,b,\"c,d\"\r\n1,2,\"3,5\"\r\n");
        assert_eq!(plain("sep=;\na;b\n1;2\n"), "a,b\r\n1,2\r\n");
        assert_eq!(plain("\"a\", \"b\"\n\"1, 2\", \"3\"\n"), "a,b\r\n\"1, 2\",3\r\n");
        assert_eq!(plain("a, b\n1, 2\n"), "a, b\r\n1, 2\r\n"); // no quote shows what the blank is
    }

    #[test]
    fn what_stands_above_the_table_goes() {
        let text = "Report,,\n,,\nid,date,amount\n1,2,3\n4,5,6\n";
        assert_eq!(plain(text), "id,date,amount\r\n1,2,3\r\n4,5,6\r\n");
        let reading = Reading { header_row: Some(1), ..Reading::default() };
        assert!(cleaned(text.as_bytes(), &Wanted::default(), &reading).unwrap().0.starts_with("Report,,\r\n,,\r\nid"));
        let two = Wanted { header_lines: 2, ..Wanted::default() };
        assert_eq!(cleaned(b"Date,Sum\nof visit,\n1,2\n", &two, &Reading::default()).unwrap().0, "Date of visit,Sum\r\n1,2\r\n");
    }

    /// Four rows for a table of three columns: sound, short, with a blank cell too many, with text beyond the last column.
    const UNEVEN: &str = "a,b,c\n1,2,3\n4,5\n6,7,8,\n9,10,11,12\n13,14,15\n16,17,18\n";

    #[test]
    fn uneven_rows() {
        let of = |uneven| cleaned(UNEVEN.as_bytes(), &Wanted { uneven, ..Wanted::default() }, &Reading::default()).unwrap();
        let (text, told, _) = of(Uneven::Pad);
        assert_eq!(text, "a,b,c\r\n1,2,3\r\n4,5,\r\n6,7,8\r\n9,10,11,12\r\n13,14,15\r\n16,17,18\r\n");
        let at = |line| Changed { rows: 1, lines: vec![line] };
        assert_eq!((told.read, told.written, told.padded, told.long), (6, 6, at(3), at(5)));
        let (text, told, _) = of(Uneven::Cut);
        assert!(text.contains("9,10,11\r\n"), "{text}");
        assert_eq!(told.cut, at(5));
        assert_eq!(of(Uneven::Keep).0, UNEVEN.replace('\n', "\r\n"));
        let (text, told, rejects) = of(Uneven::Reject);
        assert_eq!(text, "a,b,c\r\n1,2,3\r\n6,7,8\r\n13,14,15\r\n16,17,18\r\n");
        assert_eq!((told.read, told.written, told.rejected.lines), (6, 4, vec![3, 5]));
        assert_eq!((rejects[1].value.as_str(), rejects[1].row.as_str(), rejects[1].reason), ("4/3", "9,10,11,12", Reason::FieldCount));
        let strict = Wanted { strict: true, ..Wanted::default() };
        let error = cleaned(UNEVEN.as_bytes(), &strict, &Reading::default()).unwrap_err();
        assert!(matches!(error.downcast_ref::<Error>(), Some(Error::Strict(reject)) if reject.line == 3));
    }

    #[test]
    fn odd_quotes_lose_no_row() {
        let text = "id,note,n\n1,\"5\" pipe\",2\n\"3,x,4\n5,\"a\nb\",6\n\"7,\"y, z\",8\n9,\"open,10\n";
        let (out, told, _) = cleaned(text.as_bytes(), &Wanted::default(), &Reading::default()).unwrap();
        let rows = ["id,note,n", "1,\"5\"\" pipe\",2", "\"\"\"3\",x,4", "5,\"a\nb\",6", "\"\"\"7\",\"y, z\",8", "9,\"\"\"open\",10", ""];
        assert_eq!(out, rows.join("\r\n"));
        assert_eq!((told.requoted.rows, told.requoted.lines), (4, vec![2, 3, 6]));
    }

    #[test]
    fn damage_is_left_out_or_taken_out() {
        let (out, told, rejects) = cleaned(b"a,b\nx\0y,2\n\xff,3\n4,5\n", &Wanted::default(), &Reading::default()).unwrap();
        assert_eq!((out.as_str(), told.without_nul.lines), ("a,b\r\nxy,2\r\n4,5\r\n", vec![2]));
        assert_eq!((rejects[0].line, rejects[0].row.as_str(), rejects[0].reason), (3, "\\xFF,3", Reason::Undecodable));
    }
}
