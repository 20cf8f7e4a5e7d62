//! A sheet of a workbook (XLSX, XLS, ODS) as the CSV it would be saved as: UTF-8, commas, dates as ISO.
//!
//! From there on it is read like any other file, by the same rules. A row of the sheet is a line of the text, so line
//! numbers in messages are the spreadsheet's row numbers; line ends inside a cell become spaces.

use super::Reading;
use crate::date::read::DateFormat;
use crate::error::{Cause, Error};
use calamine::{Data, DataType, Range, Reader};
use std::io::Cursor;

/// The named sheet, or all that are not empty, by name.
pub fn read(book: Vec<u8>, reading: &Reading, file: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let damaged = |cause: String| Error::CannotRead { file: file.to_owned(), cause: Cause::Other(cause) };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(book)).map_err(|e| damaged(e.to_string()))?;
    let names = book.sheet_names();
    let wanted = match &reading.sheet {
        Some(name) if names.contains(name) => vec![name.clone()],
        Some(name) => return Err(Error::NoSheet { file: file.to_owned(), wanted: name.clone(), sheets: names }),
        None => names,
    };
    let mut sheets = Vec::new();
    for name in wanted {
        let range = match book.worksheet_range(&name) {
            Ok(range) => range,
            Err(_) if reading.sheet.is_none() => continue, // another sheet may do
            Err(error) => return Err(damaged(error.to_string())),
        };
        if !range.is_empty() {
            sheets.push((name, to_csv(&range, reading)));
        }
    }
    if sheets.is_empty() { Err(Error::EmptyInput(file.to_owned())) } else { Ok(sheets) }
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
