//! Small tables that stand beside the data: bookings, owners, holidays, results that were filled in. Read whole, by the
//! rules of `records`, in any encoding, delimiter or container that the data itself may come in.
//!
//! Nothing is counted or left out here: what a row means, and what is wrong with it, is for whoever asked for the list.

use super::Reading;
use super::cell::cell;
use super::columns::fold;
use super::encoding;
use super::records::{Records, Step};
use super::source::{Source, WORKBOOK};
use crate::date::Day;
use crate::date::read::{DateFormat, decide};
use crate::error::{Cause, Error};
use crate::lang::Text;
use encoding_rs::UTF_8;

/// A list may have this many bytes.
const MOST: usize = 64 << 20;
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// The header is looked for in so many rows.
const HEADER_ROWS: usize = 20;

/// A column that a list may have.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// What it holds, for people.
    pub text: Text,
    /// Its usual names, the preferred first, folded: letters and digits only, lower case.
    pub names: &'static [&'static str],
    /// The list is no such list without it.
    pub needed: bool,
}

/// A small table.
#[derive(Clone, Debug)]
pub struct List {
    /// The file, as the user named it.
    pub file: String,
    /// Names of the columns, trimmed.
    pub header: Vec<String>,
    /// The place of each column that was wanted, in that order.
    pub places: Vec<Option<usize>>,
    /// The rows that are not blank.
    pub rows: Vec<ListRow>,
}

/// A row of a list, with as many cells as the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// Physical line on which it starts, from 1.
    pub line: u64,
    /// Its cells, trimmed.
    pub cells: Vec<String>,
}

impl List {
    /// Reads a list whose header is the first line with all columns that are needed.
    pub fn read(source: &mut Source, reading: &Reading, wanted: &[Wanted]) -> Result<List, Error> {
        let mut fault = None;
        for sheet in 0..source.sheets().max(1) {
            source.choose_sheet(sheet);
            match read_in(source, reading, wanted) {
                Ok(list) => return Ok(list),
                Err(error @ (Error::ListLacks { .. } | Error::EmptyInput(_))) => fault = fault.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Err(fault.unwrap_or_else(|| Error::EmptyInput(source.name.clone())))
    }

    /// The cell of a row in the column that was wanted at this place in the list of wishes; blank where there is none.
    pub fn cell<'l>(&self, row: &'l ListRow, wanted: usize) -> &'l str {
        self.places.get(wanted).copied().flatten().and_then(|at| row.cells.get(at)).map_or("", String::as_str)
    }

    /// Is there a column for this wish?
    pub fn has(&self, wanted: usize) -> bool {
        self.places.get(wanted).is_some_and(Option::is_some)
    }

    /// The day in that cell; none where it is blank.
    pub fn day(&self, row: &ListRow, wanted: usize, format: &DateFormat) -> Result<Option<Day>, Error> {
        match self.cell(row, wanted) {
            "" => Ok(None),
            value => format.read(value, None).map(Some).map_err(|_| self.wrong(row, wanted, Text::new("is no date", "不是日期"))),
        }
    }

    /// How the dates of that column are written: as the user said, else as its cells decide.
    pub fn date_format(&self, wanted: usize, reading: &Reading) -> Result<DateFormat, Error> {
        if let Some(format) = &reading.date_format {
            return Ok(format.clone());
        }
        decide(self.rows.iter().map(|row| self.cell(row, wanted))).map_err(|example| {
            let column = self.places.get(wanted).copied().flatten().map_or(String::new(), |at| self.header[at].clone());
            Error::AmbiguousDate { file: self.file.clone(), column, example: example.to_owned() }
        })
    }

    /// The error for a cell of that column that cannot be meant; `what` goes on after the value: "is no date".
    pub fn wrong(&self, row: &ListRow, wanted: usize, what: Text) -> Error {
        let column = self.places.get(wanted).copied().flatten().map_or(String::new(), |at| self.header[at].clone());
        Error::BadCell { file: self.file.clone(), line: row.line, column, value: self.cell(row, wanted).to_owned(), what }
    }
}

fn read_in(source: &mut Source, reading: &Reading, wanted: &[Wanted]) -> Result<List, Error> {
    let said = reading.encoding.filter(|_| source.container != Some(WORKBOOK));
    let (bytes, complete) = source.head(MOST, said.is_some())?;
    if !complete {
        let cause = Cause::Other(format!("a list of more than {} MiB", MOST >> 20));
        return Err(Error::CannotRead { file: source.name.clone(), cause });
    }
    let (by_mark, mark) = encoding::by_mark(&bytes).map_or((None, 0), |(found, length)| (Some(found), length));
    let body = &bytes[mark..];
    let found = by_mark.or(said).or_else(|| encoding::by_content(body, true)).unwrap_or(UTF_8);
    let text = encoding::decode(body, found);
    let delimiters = match reading.delimiter.filter(|_| source.container != Some(WORKBOOK)) {
        Some(delimiter) => vec![delimiter],
        None => DELIMITERS.to_vec(),
    };
    let mut guess: Option<(u64, Vec<String>)> = None;
    for delimiter in delimiters {
        let rows = rows(&text, delimiter, &source.name)?;
        for (at, row) in rows.iter().enumerate().take(HEADER_ROWS) {
            let places = places(&row.cells, wanted);
            if places.iter().zip(wanted).all(|(place, wanted)| place.is_some() || !wanted.needed) {
                let header = row.cells.clone();
                let rows = rows[at + 1..].iter().map(|row| in_shape(row, &header, &source.name)).collect::<Result<_, _>>()?;
                return Ok(List { file: source.name.clone(), header, places, rows });
            }
            if guess.as_ref().is_none_or(|(_, known)| row.cells.len() > known.len()) {
                guess = Some((row.line, row.cells.clone()));
            }
        }
    }
    let Some((line, columns)) = guess else { return Err(Error::EmptyInput(source.name.clone())) };
    let found = places(&columns, wanted);
    let missing = wanted.iter().zip(found).filter(|(wanted, place)| wanted.needed && place.is_none());
    let roles = missing.map(|(wanted, _)| (wanted.text, wanted.names[0])).collect();
    Err(Error::ListLacks { file: source.name.clone(), roles, line, columns })
}

/// All rows that are not blank.
fn rows(text: &str, delimiter: u8, file: &str) -> Result<Vec<ListRow>, Error> {
    let (mut records, mut fields, mut rows) = (Records::new(text.as_bytes(), delimiter), Vec::new(), Vec::new());
    loop {
        match records.next(&mut fields) {
            Step::Record(record) => {
                let cells: Vec<String> = fields.iter().map(|field| cell(text, *field).trim_matches('\u{feff}').trim().to_owned()).collect();
                if cells.iter().any(|cell| !cell.is_empty()) {
                    rows.push(ListRow { line: record.line + 1, cells });
                }
            }
            Step::End(_) => return Ok(rows),
            Step::Unclosed(line) => return Err(Error::UnclosedQuote { file: file.to_owned(), line: line + 1 }),
        }
    }
}

/// The place of each wanted column, by the first of its names that is there.
fn places(header: &[String], wanted: &[Wanted]) -> Vec<Option<usize>> {
    let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
    let place = |wanted: &Wanted| wanted.names.iter().find_map(|name| folded.iter().position(|folded| folded == name));
    wanted.iter().map(place).collect()
}

/// A row as wide as the header: blank cells at the end, which spreadsheets leave out or add, are no fault; more text is.
fn in_shape(row: &ListRow, header: &[String], file: &str) -> Result<ListRow, Error> {
    let (line, mut cells) = (row.line, row.cells.clone());
    let what = Text::new("stands beyond the last column of the header", "超出了表头的最后一列");
    if let Some(value) = cells.get(header.len()..).and_then(|beyond| beyond.iter().find(|cell| !cell.is_empty())) {
        let column = header.last().cloned().unwrap_or_default();
        return Err(Error::BadCell { file: file.to_owned(), line, column, value: value.clone(), what });
    }
    if let Some(value) = cells.iter().find(|cell| encoding::is_broken(cell)) {
        let (value, what) = (encoding::show_broken(value).into_owned(), Text::new("cannot be decoded", "无法解码"));
        return Err(Error::BadCell { file: file.to_owned(), line, column: String::new(), value, what });
    }
    cells.resize(header.len(), String::new());
    Ok(ListRow { line, cells })
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GB18030;
    use std::io::Cursor;

    const WANTED: [Wanted; 3] = [
        Wanted { text: Text::new("customer id", "客户编号"), names: &["customerid", "客户编号"], needed: true },
        Wanted { text: Text::new("date", "日期"), names: &["date", "日期"], needed: false },
        Wanted { text: Text::new("note", "备注"), names: &["note", "备注"], needed: false },
    ];

    fn list(bytes: &[u8]) -> Result<List, Error> {
        let reading = Reading::default();
        let mut source = Source::stream("f".into(), Box::new(Cursor::new(bytes.to_vec())), &reading, false).unwrap();
        List::read(&mut source, &reading, &WANTED)
    }

    #[test]
    fn below_a_title_in_gbk_with_semicolons() {
        let (bytes, ..) = GB18030.encode("十一月预约;;\r\n\r\n日期;客户编号\r\n2026/11/3;007\r\n;\r\n2026/11/4;8;\r\n");
        let list = list(&bytes).unwrap();
        assert_eq!((list.places, list.rows.len()), (vec![Some(1), Some(0), None], 2));
        assert_eq!(list.rows[1], ListRow { line: 6, cells: vec!["2026/11/4".into(), "8".into()] });
    }

    #[test]
    fn dates_are_decided_by_the_column() {
        let list = |dates: &str| list(format!("customer_id,date\n{dates}").as_bytes()).unwrap();
        let day = |list: &List, row: usize| list.day(&list.rows[row], 1, &list.date_format(1, &Reading::default())?);
        let decided = list("1,03/04/2026\n2,14/04/2026\n3,\n");
        assert_eq!(day(&decided, 0), Ok("2026-04-03".parse().ok()));
        assert_eq!(day(&decided, 2), Ok(None));
        assert!(matches!(day(&list("1,03/04/2026\n"), 0), Err(Error::AmbiguousDate { .. })));
        let wrong = day(&list("1,2026-02-30\n"), 0).unwrap_err();
        assert_eq!(wrong.to_string(), "f:2: column date: '2026-02-30' is no date");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let told = |text: &str| list(text.as_bytes()).unwrap_err().to_string();
        assert!(
            told("name,date\nx,y\n")
                .starts_with("f: found no column for: customer id\n  line 1 was taken for the header; columns: name, date")
        );
        assert_eq!(told("customer_id,date\n1,2026-01-01,more\n"), "f:2: column date: 'more' stands beyond the last column of the header");
        assert!(matches!(list(b"customer_id\n\"1\n"), Err(Error::UnclosedQuote { line: 2, .. })));
    }
}
