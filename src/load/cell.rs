//! A cell as it is meant: without quotes, blanks and the marks that exports put around values.

use super::split::Field;
use crate::money::read::unwrap_text_formula;
use std::borrow::Cow;

/// The text of a field, trimmed of ASCII whitespace, doubled quotes undone, `="…"` unwrapped, without a mark
/// that protects it from a spreadsheet.
#[inline]
pub fn cell(text: &str, field: Field) -> Cow<'_, str> {
    let content = text.get(field.start..field.end).unwrap_or("");
    match content.as_bytes() {
        // `="…"` and the marks that protect a number from a spreadsheet are rare enough for the long way.
        [b'=' | b'`' | b'\'', ..] => return unusual_cell(content, field.doubled),
        _ if field.doubled => return unusual_cell(content, field.doubled),
        [first, .., last] if *first > b' ' && *last > b' ' => {}
        [one] if *one > b' ' => {}
        _ => return Cow::Borrowed(content.trim_ascii()),
    }
    Cow::Borrowed(content)
}

#[cold]
fn unusual_cell(content: &str, doubled: bool) -> Cow<'_, str> {
    let strip = |text: &str| -> String {
        let text = text.trim_ascii();
        unwrap_text_formula(without_mark(text)).trim_ascii().to_owned()
    };
    Cow::Owned(if doubled { strip(&content.replace("\"\"", "\"")) } else { strip(content) })
}

/// Without the backtick of payment bills, or the apostrophe by which spreadsheets mark a number or a code as text; an
/// apostrophe before a small letter is part of a word. Cell by cell, so that no other row matters.
fn without_mark(text: &str) -> &str {
    match text.as_bytes() {
        [b'`', ..] | [b'\'', b'0'..=b'9' | b'A'..=b'Z' | b'-' | b'.', ..] => &text[1..],
        _ => text,
    }
}

/// NUL and other control characters, for which no output has room; tabs and line ends are text.
#[inline]
pub fn has_control(text: &str) -> bool {
    // Without a branch for each byte: nearly no text has one.
    let suspicious = text.bytes().fold(false, |found, byte| found | (byte < b' ') | (byte == 0x7f));
    suspicious && text.bytes().any(|byte| !matches!(byte, b'\t' | b'\n' | b'\r') && (byte < b' ' || byte == 0x7f))
}
