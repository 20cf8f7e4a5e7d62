//! `--previous FILE`: the segments of an earlier export, by customer. CSV or TSV, in UTF-8 or GB18030, plain or
//! `--excel`; JSON, an array or an object a line; a workbook, also one that holds a report.

use super::Column;
use super::error::ExportError;
use super::xlsx::is_heading;
use crate::formula::is_formula;
use crate::segment::Segment;
use calamine::{Data, Reader, Xlsx, XlsxError};
use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::GB18030;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::io::Cursor;
use std::path::Path;

/// Each customer's segment then.
pub type Previous = HashMap<Box<str>, Segment>;

/// Reads an earlier export.
pub fn read_previous(path: &Path) -> Result<Previous, ExportError> {
    let file = path.to_string_lossy();
    match fs::read(path) {
        Ok(bytes) => read(&bytes, &file),
        Err(error) => Err(ExportError::Unreadable { file: file.into_owned(), why: error.to_string() }),
    }
}

fn read(bytes: &[u8], file: &str) -> Result<Previous, ExportError> {
    let unreadable = |why: String| ExportError::Unreadable { file: file.to_owned(), why };
    if bytes.starts_with(b"PK") {
        return read_workbook(bytes, file);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| unreadable("neither UTF-8 nor GB18030".to_owned()))?,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim_start().starts_with(['[', '{']) {
        return read_json(text, file);
    }
    let mut reader = ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(error.to_string()))?;
    let place = |column: &'static str| {
        let place = header.iter().position(|name| name.trim().eq_ignore_ascii_case(column));
        place.ok_or_else(|| ExportError::MissingColumn { file: file.to_owned(), column })
    };
    let (id_at, segment_at) = (place("customer_id")?, place("segment")?);
    let excel = text.lines().next().is_some_and(|header| text[header.len()..].starts_with('\r')); // ids may be dressed with a '
    let mut previous = Previous::new();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| unreadable(error.to_string()))? {
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: usize| std::str::from_utf8(record.get(at).unwrap_or_default()).unwrap_or_default();
        let (id, value) = (field(id_at), field(segment_at));
        let id = id.strip_prefix('\'').filter(|rest| excel && is_formula(rest)).unwrap_or(id);
        add(&mut previous, id, value, || (file.to_owned(), line))?;
    }
    Ok(previous)
}

/// The sheets of customers, in either language; lines are the spreadsheet's rows.
fn read_workbook(bytes: &[u8], file: &str) -> Result<Previous, ExportError> {
    let unreadable = |error: XlsxError| ExportError::Unreadable { file: file.to_owned(), why: error.to_string() };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut previous = Previous::new();
    let mut missing = Some("customer_id");
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).map_err(unreadable)?;
        let place = |column| range.rows().next()?.iter().position(|head| is_heading(&head.to_string(), column));
        let Some(id_at) = place(Column::Id) else { continue };
        let Some(segment_at) = place(Column::Segment) else {
            missing = missing.and(Some("segment"));
            continue;
        };
        missing = None;
        let first = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
        for (row, line) in range.rows().zip(first..).skip(1) {
            let [id, value] = [id_at, segment_at].map(|at| row.get(at).map_or(String::new(), Data::to_string));
            add(&mut previous, &id, &value, || (file.to_owned(), line))?;
        }
    }
    missing.map_or(Ok(previous), |column| Err(ExportError::MissingColumn { file: file.to_owned(), column }))
}

/// What is wanted of a customer in JSON.
#[derive(Deserialize)]
struct Object {
    customer_id: Option<String>,
    segment: Option<String>,
}

fn read_json(text: &str, file: &str) -> Result<Previous, ExportError> {
    let objects: Result<Vec<&RawValue>, _> = match text.trim_start().starts_with('[') {
        true => serde_json::from_str(text),
        false => serde_json::Deserializer::from_str(text).into_iter().collect(),
    };
    let unreadable = |error: serde_json::Error| ExportError::Unreadable { file: file.to_owned(), why: error.to_string() };
    let mut previous = Previous::new();
    for object in objects.map_err(unreadable)? {
        // Each is a part of the text, so where it begins tells its line.
        let line = || text[..object.get().as_ptr().addr() - text.as_ptr().addr()].matches('\n').count() as u64 + 1;
        let missing = |column| ExportError::MissingColumn { file: file.to_owned(), column };
        let Object { customer_id, segment } = serde_json::from_str(object.get()).map_err(unreadable)?;
        let id = customer_id.ok_or_else(|| missing("customer_id"))?;
        add(&mut previous, &id, &segment.ok_or_else(|| missing("segment"))?, || (file.to_owned(), line()))?;
    }
    Ok(previous)
}

/// Adds a customer; `place` is the file and the line.
fn add(previous: &mut Previous, id: &str, value: &str, place: impl Fn() -> (String, u64)) -> Result<(), ExportError> {
    let segment = Segment::find(value).map_err(|near| {
        let (file, line) = place();
        ExportError::UnknownSegment { file, line, value: value.to_owned(), near }
    })?;
    match previous.entry(id.into()) {
        Entry::Vacant(entry) => _ = entry.insert(segment),
        Entry::Occupied(_) => {
            let (file, line) = place();
            return Err(ExportError::RepeatedCustomer { file, line, id: id.to_owned() });
        }
    }
    Ok(())
}

/// The mark that stands most often in the header: a spreadsheet may have saved the file anew with its own.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| header.bytes().filter(|byte| byte == mark).count();
    *[b'\t', b';', b','].iter().max_by_key(|mark| count(mark)).unwrap_or(&b',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn ok(bytes: &[u8]) -> Vec<(String, &'static str)> {
        let mut rows: Vec<_> = read(bytes, "old.csv").unwrap().into_iter().map(|(id, segment)| (id.into(), segment.slug())).collect();
        rows.sort();
        rows
    }

    #[test]
    fn read_however_it_was_saved() {
        let expected = [("=1".to_owned(), "important-value"), ("甲".to_owned(), "lost")];
        for text in [
            "customer_id,r,segment\n=1,5,important-value\n甲,1,lost\n",
            "\u{feff}customer_id,r,segment\r\n'=1,5,important-value\r\n甲,1,lost\r\n",
            "Segment;customer_id\n重要价值;=1\n流失;\"甲\"\n",
            "customer_id\tsegment\n=1\tImportant · value\n甲\tLost",
            "[\n{\"customer_id\":\"=1\",\"r\":5,\"segment\":\"important-value\"},\n{\"customer_id\":\"甲\",\"segment\":\"lost\"}\n]\n",
            "{\"segment\":\"lost\",\"customer_id\":\"甲\"}\n{\"customer_id\":\"=1\",\"segment\":\"important-value\"}\n",
        ] {
            assert_eq!(ok(text.as_bytes()), expected, "{text}");
            let (gb18030, _, _) = GB18030.encode(text);
            assert_eq!(ok(&gb18030), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, expected) in [
            ("", "old.csv has no column customer_id"),
            ("customer_id,name\na,b\n", "old.csv has no column segment"),
            ("customer_id,segment\na,lost\nb,lots\n", "old.csv:3  column segment: 'lots' is not a segment; did you mean lost?"),
            ("customer_id,segment\na\n", "old.csv:2  column segment: '' is not"),
            ("{\"customer_id\":\"a\"}", "old.csv has no column segment"),
            ("{\"as_of\":\"2026-11-01\"}", "old.csv has no column customer_id"),
            ("[{\"customer_id\":\"a\",", "cannot read the earlier export old.csv: EOF"),
            ("[\n{\"customer_id\":\"a\",\"segment\":\"lots\"}]", "old.csv:2  column segment: 'lots'"),
            ("customer_id,segment\na,lost\na,lost\n", "old.csv:3  customer 'a' stands there twice"),
        ] {
            let error = read(text.as_bytes(), "old.csv").unwrap_err().text(Lang::En);
            assert!(error.starts_with(expected), "{error}");
        }
        assert!(read(&[b'a', 0xff, 0xff], "old.csv").unwrap_err().text(Lang::Zh).contains("old.csv"));
        assert!(read_previous(Path::new("/no/such.csv")).unwrap_err().text(Lang::En).contains("/no/such.csv"));
    }
}
