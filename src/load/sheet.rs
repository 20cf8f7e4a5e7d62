//! A sheet of a workbook (XLSX, XLS, ODS) as the CSV it would be saved as: UTF-8, commas, dates as ISO.
//!
//! From there on it is read like any other file, by the same rules. A row of the sheet is a line of the text, so line
//! numbers in messages are the spreadsheet's row numbers; line ends inside a cell become spaces.

use crate::error::{Cause, Error};
use calamine::{Data, DataType, Reader};
use std::io::Cursor;

/// The named sheet, or the first that is not empty.
pub fn to_csv(book: Vec<u8>, wanted: Option<&str>, file: &str) -> Result<Vec<u8>, Error> {
    let damaged = |cause: String| Error::CannotRead { file: file.to_owned(), cause: Cause::Other(cause) };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(book)).map_err(|e| damaged(e.to_string()))?;
    let sheets = book.sheet_names();
    let no_sheet = || Error::NoSheet { file: file.to_owned(), wanted: wanted.unwrap_or("").to_owned(), sheets: sheets.clone() };
    let range = match wanted {
        Some(name) if sheets.iter().any(|sheet| sheet == name) => book.worksheet_range(name).map_err(|e| damaged(e.to_string()))?,
        Some(_) => return Err(no_sheet()),
        None => {
            let mut found = None;
            for name in &sheets {
                let range = book.worksheet_range(name).map_err(|e| damaged(e.to_string()))?;
                if !range.is_empty() {
                    found = Some(range);
                    break;
                }
            }
            found.ok_or_else(|| Error::EmptyInput(file.to_owned()))?
        }
    };
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    let mut text = vec![b'\n'; first_row as usize];
    for row in range.rows() {
        if row.iter().any(|cell| !cell.is_empty()) {
            text.extend(std::iter::repeat_n(b',', first_column as usize));
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    text.push(b',');
                }
                push_quoted(&mut text, &shown(cell));
            }
        }
        text.push(b'\n');
    }
    Ok(text)
}

/// A cell as text, without losing a digit of a number or an id.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::DateTime(_) if cell.as_datetime().is_some() => {
            cell.as_datetime().map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M:%S").to_string())
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Float(number) => number_text(*number),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        other => other.to_string(),
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
