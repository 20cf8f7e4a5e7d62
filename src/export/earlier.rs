//! An earlier export, read back row by row: CSV or TSV, in UTF-8 or GB18030, plain or `--excel`; JSON, an array or an object a
//! line; a workbook, also one that holds a report.

use super::error::ExportError;
use super::xlsx::is_heading;
use crate::formula::is_formula;
use crate::segment::Segment;
use calamine::{Data, DataType, Reader, Xlsx, XlsxError};
use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::GB18030;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fs;
use std::io::Cursor;
use std::path::Path;

/// Where a row stands.
pub struct At<'f> {
    file: &'f str,
    line: u64,
}

impl<'f> At<'f> {
    /// In the file, on a line that is not known any more.
    pub fn somewhere(file: &'f str) -> At<'f> {
        At { file, line: 0 }
    }

    /// The segment of this name.
    pub fn segment(&self, value: &str) -> Result<Segment, ExportError> {
        let unknown = |near| ExportError::UnknownSegment { file: self.file.to_owned(), line: self.line, value: value.to_owned(), near };
        Segment::find(value).map_err(unknown)
    }

    /// This customer stood there before.
    pub fn repeated(&self, id: &str) -> ExportError {
        ExportError::RepeatedCustomer { file: self.file.to_owned(), line: self.line, id: id.to_owned() }
    }

    /// A cell that no export of ours holds.
    pub fn bad(&self, column: &'static str, value: &str) -> ExportError {
        ExportError::BadValue { file: self.file.to_owned(), line: self.line, column, value: value.to_owned() }
    }
}

/// What takes a row.
type Take<'t, const N: usize, const M: usize> = dyn FnMut([&str; N], [Option<&str>; M], At<'_>) -> Result<(), ExportError> + 't;

/// The bytes of the file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, ExportError> {
    fs::read(path).map_err(|error| ExportError::Unreadable { file: path.to_string_lossy().into_owned(), why: error.to_string() })
}

/// Hands on each row: the cells of the columns that it must have, and of those that it may have. A cell without a value is
/// blank.
pub fn rows<const N: usize, const M: usize>(
    bytes: &[u8],
    file: &str,
    needed: [&'static str; N],
    wanted: [&'static str; M],
    take: &mut Take<'_, N, M>,
) -> Result<(), ExportError> {
    let unreadable = |why: String| ExportError::Unreadable { file: file.to_owned(), why };
    if bytes.starts_with(b"PK") {
        return workbook(bytes, file, needed, wanted, take);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| unreadable("neither UTF-8 nor GB18030".to_owned()))?,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim_start().starts_with(['[', '{']) {
        return objects(text, file, needed, wanted, take);
    }
    let mut reader = ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(error.to_string()))?;
    let place = |column: &'static str| header.iter().position(|name| name.trim().eq_ignore_ascii_case(column));
    let mut places = [0; N];
    for (at, column) in places.iter_mut().zip(needed) {
        *at = place(column).ok_or_else(|| ExportError::MissingColumn { file: file.to_owned(), column })?;
    }
    let others = wanted.map(place);
    let excel = text.lines().next().is_some_and(|header| text[header.len()..].starts_with('\r')); // texts may be dressed with a '
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| unreadable(error.to_string()))? {
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: usize| {
            let text = std::str::from_utf8(record.get(at).unwrap_or_default()).unwrap_or_default();
            text.strip_prefix('\'').filter(|rest| excel && is_formula(rest)).unwrap_or(text)
        };
        take(places.map(field), others.map(|at| at.map(field)), At { file, line })?;
    }
    Ok(())
}

fn objects<const N: usize, const M: usize>(
    text: &str,
    file: &str,
    needed: [&'static str; N],
    wanted: [&'static str; M],
    take: &mut Take<'_, N, M>,
) -> Result<(), ExportError> {
    let objects: Result<Vec<&RawValue>, _> = match text.trim_start().starts_with('[') {
        true => serde_json::from_str(text),
        false => serde_json::Deserializer::from_str(text).into_iter().collect(),
    };
    let unreadable = |error: serde_json::Error| ExportError::Unreadable { file: file.to_owned(), why: error.to_string() };
    let (mut line, mut counted) = (1, 0);
    for object in objects.map_err(unreadable)? {
        // Each is a part of the text, so where it begins tells its line.
        let start = object.get().as_ptr().addr() - text.as_ptr().addr();
        line += text[counted..start].matches('\n').count() as u64;
        counted = start;
        let values: Map<String, Value> = serde_json::from_str(object.get()).map_err(unreadable)?;
        let mut cells = [const { Cow::Borrowed("") }; N];
        for (cell, column) in cells.iter_mut().zip(needed) {
            *cell = values.get(column).map(shown).ok_or_else(|| ExportError::MissingColumn { file: file.to_owned(), column })?;
        }
        let others = wanted.map(|column| values.get(column).map(shown));
        take(cells.each_ref().map(|cell| &**cell), others.each_ref().map(Option::as_deref), At { file, line })?;
    }
    Ok(())
}

/// The sheets of customers, in either language; lines are the spreadsheet's rows.
fn workbook<const N: usize, const M: usize>(
    bytes: &[u8],
    file: &str,
    needed: [&'static str; N],
    wanted: [&'static str; M],
    take: &mut Take<'_, N, M>,
) -> Result<(), ExportError> {
    let unreadable = |error: XlsxError| ExportError::Unreadable { file: file.to_owned(), why: error.to_string() };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut missing = Some(needed[0]);
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).map_err(unreadable)?;
        let place = |name: &str| range.rows().next()?.iter().position(|head| is_heading(&head.to_string(), name));
        let places = needed.map(place);
        if places[0].is_none() {
            continue;
        }
        if let Some(at) = places.iter().position(Option::is_none) {
            missing = missing.and(Some(needed[at]));
            continue;
        }
        missing = None;
        let others = wanted.map(place);
        let first = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
        for (row, line) in range.rows().zip(first..).skip(1) {
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(typed);
            let (cells, others) = (places.map(cell), others.map(cell));
            take(
                cells.each_ref().map(|cell| cell.as_deref().unwrap_or_default()),
                others.each_ref().map(Option::as_deref),
                At { file, line },
            )?;
        }
    }
    missing.map_or(Ok(()), |column| Err(ExportError::MissingColumn { file: file.to_owned(), column }))
}

/// A typed cell as a CSV would hold it: days as `2026-11-01`.
fn typed(cell: &Data) -> String {
    match cell {
        Data::DateTime(_) => cell.as_date().map_or(String::new(), |day| day.to_string()),
        other => other.to_string(),
    }
}

/// A value as it stands in a cell.
fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => "".into(),
        Value::String(text) => text.into(),
        other => other.to_string().into(),
    }
}

/// The mark that stands most often in the header: a spreadsheet may have saved the file anew with its own.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| header.bytes().filter(|byte| byte == mark).count();
    *[b'\t', b';', b','].iter().max_by_key(|mark| count(mark)).unwrap_or(&b',')
}
