//! A sheet of a workbook (XLSX, XLS, ODS) as the CSV it would be saved as: UTF-8, commas, dates as ISO.
//!
//! From there on it is read like any other file, by the same rules. A row of the sheet is a line of the text, so line
//! numbers in messages are the spreadsheet's row numbers; line ends inside a cell become spaces.

use super::Reading;
use crate::date::read::DateFormat;
use crate::error::{Cause, Error};
use calamine::{Data, DataType, Range, Reader, Sheets, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

/// The text of all sheets together may be this long: a full sheet of a hundred columns. Beyond it, it is no table but a bomb.
const MOST_TEXT: usize = 512 << 20;
/// What a workbook unpacks to may be this long.
const MOST_UNPACKED: u64 = 4 << 30;

/// The named sheet, or all that are not empty, by name.
pub fn read(book: Vec<u8>, reading: &Reading, file: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let damaged = |cause: String| Error::CannotRead { file: file.to_owned(), cause: Cause::Other(cause) };
    let too_much = || Error::CannotRead { file: file.to_owned(), cause: Cause::TooMuch };
    let packed = book.len() as u64;
    if unpacked(&book) > MOST_UNPACKED.min(packed.saturating_mul(200).max(64 << 20)) {
        return Err(too_much());
    }
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(book)).map_err(|e| damaged(e.to_string()))?;
    let names = book.sheet_names();
    let wanted = match &reading.sheet {
        Some(name) if names.contains(name) => vec![name.clone()],
        Some(name) => return Err(Error::NoSheet { file: file.to_owned(), wanted: name.clone(), sheets: names }),
        None => names,
    };
    let mut sheets = Vec::new();
    let mut room = MOST_TEXT;
    for name in wanted {
        let text = match &mut book {
            Sheets::Xlsx(book) => cells_of(book, &name, reading, room),
            book => book.worksheet_range(&name).map(|range| Some(to_csv(&range, reading))).map_err(|error| error.to_string()),
        };
        let text = match text {
            Ok(text) => text.filter(|text| text.len() <= room).ok_or_else(too_much)?,
            Err(_) if reading.sheet.is_none() => continue, // another sheet may do
            Err(error) => return Err(damaged(error)),
        };
        room -= text.len();
        if !text.is_empty() {
            sheets.push((name, text));
        }
    }
    if sheets.is_empty() { Err(Error::EmptyInput(file.to_owned())) } else { Ok(sheets) }
}

/// A sheet of an XLSX workbook cell by cell, so that two cells far from each other take no more room than two others; none
/// where its text is longer than there is room.
fn cells_of(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str, reading: &Reading, room: usize) -> Result<Option<Vec<u8>>, String> {
    let mut lines = Lines::default();
    let in_order = each_cell(book, name, reading, |place, text| {
        let is_next = lines.is_next(place);
        if is_next {
            lines.put(place, &text);
        }
        is_next && lines.text.len() <= room
    })?;
    if in_order {
        return Ok(lines.to_csv(room));
    }
    if lines.text.len() > room {
        return Ok(None);
    }
    // Out of order, which the format forbids and programs do.
    let (mut cells, mut taken) = (BTreeMap::new(), 0);
    let all = each_cell(book, name, reading, |place, text| {
        taken += text.len() + 1;
        cells.insert(place, text);
        taken <= room
    })?;
    if !all {
        return Ok(None);
    }
    let mut lines = Lines::default();
    cells.iter().for_each(|(place, text)| lines.put(*place, text));
    Ok(lines.to_csv(room))
}

/// Hands on every cell that is not blank, as text with its row and column, as long as `take` wants more; whether it did to the end.
fn each_cell(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
    reading: &Reading,
    mut take: impl FnMut((u32, u32), String) -> bool,
) -> Result<bool, String> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let value = Data::from(cell.get_value().clone());
        if !value.is_empty() && !take(cell.get_position(), shown(&value, reading)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The rows of a sheet that have cells, each without the blanks at its end.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    /// The row in the sheet, the columns up to its last cell, and where its text ends.
    rows: Vec<(u32, u32, usize)>,
}

impl Lines {
    fn is_next(&self, (row, column): (u32, u32)) -> bool {
        self.rows.last().is_none_or(|(last, columns, _)| row > *last || (row == *last && column >= *columns))
    }

    /// Adds a cell, which must be after all others.
    fn put(&mut self, (row, column): (u32, u32), cell: &str) {
        let before = match self.rows.last_mut().filter(|(last, ..)| *last == row) {
            Some((_, columns, _)) => std::mem::replace(columns, column + 1),
            None => {
                self.rows.push((row, column + 1, 0));
                0
            }
        };
        let commas = if before == 0 { column } else { column + 1 - before };
        self.text.extend(std::iter::repeat_n(b',', commas as usize));
        push_quoted(&mut self.text, cell);
        if let Some((.., end)) = self.rows.last_mut() {
            *end = self.text.len();
        }
    }

    /// All rows as wide as the widest, a blank line for each row without cells; none where that is longer than there is room.
    fn to_csv(&self, room: usize) -> Option<Vec<u8>> {
        let width = self.rows.iter().map(|(_, columns, _)| *columns).max().unwrap_or(0);
        let blanks: usize = self.rows.iter().map(|(_, columns, _)| (width - columns) as usize).sum();
        let lines = self.rows.last().map_or(0, |(row, ..)| *row as usize + 1);
        let length = self.text.len() + blanks + lines;
        if length > room {
            return None;
        }
        let mut csv = Vec::with_capacity(length);
        let (mut next, mut start) = (0, 0);
        for (row, columns, end) in &self.rows {
            csv.extend(std::iter::repeat_n(b'\n', (row - next) as usize));
            csv.extend_from_slice(&self.text[start..*end]);
            csv.extend(std::iter::repeat_n(b',', (width - columns) as usize));
            csv.push(b'\n');
            (next, start) = (row + 1, *end);
        }
        Some(csv)
    }
}

/// To how many bytes a zip archive unpacks, by its own directory; 0 where there is none.
fn unpacked(archive: &[u8]) -> u64 {
    let number = |at: usize, bytes: usize| {
        let bytes = archive.get(at..at + bytes).unwrap_or_default();
        bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let mut total = 0_u64;
    for at in memchr::memmem::find_iter(archive, b"PK\x01\x02") {
        total = total.saturating_add(number(at + 24, 4));
    }
    total
}

fn to_csv(range: &Range<Data>, reading: &Reading) -> Vec<u8> {
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    let mut text = vec![b'\n'; first_row as usize];
    for row in range.rows() {
        if row.iter().any(|cell| !cell.is_empty()) {
            text.extend(std::iter::repeat_n(b',', first_column as usize));
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    text.push(b',');
                }
                push_quoted(&mut text, &shown(cell, reading));
            }
        }
        text.push(b'\n');
    }
    text
}

/// A cell as text, without losing a digit of a number or an id. What a cell stores as a date or a number is written so
/// that it is read again under the flags that are meant for text cells.
fn shown(cell: &Data, reading: &Reading) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::DateTime(_) | Data::DateTimeIso(_) => date_text(cell, reading.date_format.as_ref()),
        Data::DurationIso(text) => text.clone(),
        Data::Float(number) if reading.amounts.decimal_comma => number_text(*number).replace('.', ","),
        Data::Float(number) => number_text(*number),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        other => other.to_string(),
    }
}

/// A date cell, as the named format wants it; ISO where none is named.
fn date_text(cell: &Data, format: Option<&DateFormat>) -> String {
    match (format, cell, cell.as_datetime(), cell.as_date()) {
        (Some(DateFormat::Excel | DateFormat::Excel1904), Data::DateTime(date), ..) => number_text(date.as_f64()),
        (Some(DateFormat::Pattern(pattern)), _, Some(at), _) => at.format(pattern).to_string(),
        (Some(DateFormat::Pattern(pattern)), _, None, Some(day)) => day.format(pattern).to_string(),
        (_, _, Some(at), _) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
        (_, _, None, Some(day)) => day.to_string(),
        _ => cell.to_string(),
    }
}

/// A spreadsheet's number with the 15 digits that a spreadsheet keeps: 0.1 + 0.2 is 0.3, 13900000000 is no 1.39E10.
fn number_text(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

fn push_quoted(text: &mut Vec<u8>, cell: &str) {
    let cell = cell.replace(['\r', '\n'], " ");
    if cell.contains([',', '"']) {
        text.push(b'"');
        text.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
        text.push(b'"');
    } else {
        text.extend_from_slice(cell.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_wide_as_the_widest() {
        let mut lines = Lines::default();
        for (place, cell) in [((1, 1), "a"), ((1, 3), "b,c"), ((2, 0), "d"), ((4, 4), "e")] {
            assert!(lines.is_next(place));
            lines.put(place, cell);
        }
        assert!(!lines.is_next((4, 3)) && !lines.is_next((3, 9)) && lines.is_next((4, 5)));
        assert_eq!(String::from_utf8(lines.to_csv(99).unwrap()).unwrap(), "\n,a,,\"b,c\",\nd,,,,\n\n,,,,e\n");
        assert_eq!(lines.to_csv(10), None);
    }

    /// Two cells in the corners of the largest sheet there is.
    #[test]
    fn far_cells_take_no_room() {
        let mut lines = Lines::default();
        lines.put((0, 0), "1");
        lines.put((1_048_575, 16_383), "2");
        assert_eq!(lines.to_csv(MOST_TEXT).unwrap().len(), 1_048_576 + 2 * 16_383 + 2);
    }

    #[test]
    fn numbers_keep_a_spreadsheets_digits() {
        for (number, text) in [
            (0.1 + 0.2, "0.3"),
            (13_900_000_000.0, "13900000000"),
            (1280.5, "1280.5"),
            (-12.0, "-12"),
            (1e15, "1000000000000000"),
            (0.000_001, "0.000001"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }
}
