//! Dialect and rows: any bytes are read the same in any blocks, by any number of threads, from a stream or a disk; and under a
//! known header every row is found that a plain splitter finds, on its line, with its fault.

use super::Choices;
use super::split::{self, Unclosed};
use super::ways::{Came, Way, both};
use rfm::accounting::Reason;
use rfm::error::Error;
use rfm::load::Reading;
use rfm::load::encoding::BROKEN;
use std::collections::BTreeMap;

const HEADER: &str = "order_id,customer_id,date,amount,note,status\n";
const FIELDS: usize = 6;

pub fn check(data: &[u8]) {
    let mut choices = Choices::new(data);
    let how = choices.byte();
    let block_size = choices.one_of(&[1, 2, 3, 5, 7, 16, 31, 64, 65, 200, 1 << 16]);
    // Threads are dear, so they come in one input of eight.
    let threads = if how.is_multiple_of(8) { 3 } else { 1 };
    let way = Way { block_size, threads, on_disk: how.is_multiple_of(16) };
    let rest = choices.rest();
    match how / 64 {
        0 => _ = both(rest, &Reading { keep: Vec::new(), no_header: how % 2 == 1, ..Reading::default() }, way),
        1 => _ = both(&[HEADER.as_bytes(), rest].concat(), &Reading::default(), way),
        _ => under_a_header(rest, choices_of_delimiter(how), way),
    }
}

fn choices_of_delimiter(how: u8) -> char {
    [',', ',', ';', '\t', '|', ':'][usize::from(how) % 6]
}

fn under_a_header(rest: &[u8], delimiter: char, way: Way) {
    let header = HEADER.replace(',', &delimiter.to_string());
    let file = [header.as_bytes(), rest].concat();
    let reading = Reading { delimiter: Some(delimiter as u8), header_row: Some(1), ..Reading::default() };
    let came = both(&file, &reading, way);
    let Ok(text) = std::str::from_utf8(&file) else { return };
    let expected = split::rows(text, delimiter);
    match (came, expected) {
        (Ok(came), Ok(rows)) => same_rows(&came, &rows[1..], text),
        (Ok(_), Err(unclosed)) => panic!("{unclosed:?} was not told\n{text}"),
        (Err(Error::UnclosedQuote { line, .. }), expected) => assert_eq!(expected, Err(Unclosed(line)), "{text}"),
        (Err(Error::NoData(_) | Error::EmptyInput(_)), expected) => assert!(expected.is_ok_and(|rows| rows.len() <= 1), "{text}"),
        (Err(Error::NulBytes(_)), _) => assert!(text.contains('\0'), "{text}"),
        (Err(Error::AmbiguousDate { .. } | Error::MixedDates { .. } | Error::MixedCurrency { .. }), _) => {}
        (Err(error), _) => panic!("{error:?}\n{text}"),
    }
}

/// What is wrong with a row as a row.
fn is_structural(reason: Reason) -> bool {
    matches!(reason, Reason::Undecodable | Reason::FieldCount | Reason::BadQuote | Reason::EmptyRow)
}

fn same_rows(came: &Came, rows: &[split::Row], text: &str) {
    assert_eq!(came.accounting.read, rows.len() as u64, "{text}");
    assert!(matches!(came.encoding, None | Some("UTF-8")), "{:?}\n{text}", came.encoding);
    if text.contains(|c| c as u32 >= BROKEN) {
        return; // a character of the private plane is taken for a broken byte
    }
    // What stands around a value does not make a cell less blank: `=""`.
    let is_blank =
        |row: &split::Row| row.fields.iter().flatten().all(|field| field.chars().all(|c| c.is_ascii_whitespace() || "=\"'`".contains(c)));
    let is_empty = |row: &split::Row| row.fields.iter().all(|field| field.as_ref().is_some_and(|field| field.trim_ascii().is_empty()));
    let told: BTreeMap<u64, Reason> = came.rejects.iter().map(|reject| (reject.line, reject.reason)).collect();
    let fault = |row: &split::Row| match row.fields.len() {
        FIELDS if row.fields.contains(&None) => Some((Reason::BadQuote, String::new())),
        FIELDS => None,
        _ if is_empty(row) || (is_blank(row) && told.get(&row.line) == Some(&Reason::EmptyRow)) => Some((Reason::EmptyRow, String::new())),
        found => Some((Reason::FieldCount, format!("{found}/{FIELDS}"))),
    };
    let expected: BTreeMap<u64, (Reason, String)> = rows.iter().filter_map(|row| Some((row.line, fault(row)?))).collect();
    let found = came
        .rejects
        .iter()
        .filter(|reject| is_structural(reject.reason) && (reject.reason != Reason::EmptyRow || expected.contains_key(&reject.line)));
    let found: BTreeMap<u64, (Reason, String)> = found.map(|reject| (reject.line, (reject.reason, reject.value.clone()))).collect();
    assert_eq!(found, expected, "{text}");
    // Any other rejected row is one of the rows that are sound as rows.
    for reject in &came.rejects {
        assert!(rows.iter().any(|row| row.line == reject.line), "line {}: no row\n{text}", reject.line);
    }
}
