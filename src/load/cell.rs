//! A cell as it is meant: without quotes, blanks and the marks that exports put around values.

use super::split::Field;
use crate::money::read::unwrap_text_formula;
use std::borrow::Cow;

/// The text of a field, trimmed of ASCII whitespace, doubled quotes undone, `="…"` unwrapped, without a mark
/// that protects it from a spreadsheet.
pub fn cell(text: &str, field: Field) -> Cow<'_, str> {
    let content = text.get(field.start..field.end).unwrap_or("");
    match content.as_bytes() {
        _ if field.doubled => Cow::Owned(without_trappings(&content.replace("\"\"", "\"")).to_owned()),
        bytes if is_plain(bytes) => Cow::Borrowed(content),
        [b'=' | b'`' | b'\'', ..] => Cow::Borrowed(without_trappings(content)),
        _ => Cow::Borrowed(content.trim_ascii()),
    }
}

/// Stands there as it is meant, as nearly all cells do: nothing to trim, no quote, no mark.
#[inline(always)]
pub fn is_plain(content: &[u8]) -> bool {
    match (content.first(), content.last()) {
        (Some(first), Some(last)) => BEGINS_PLAIN[usize::from(*first)] && *last > b' ',
        _ => true,
    }
}

/// The bytes with which plain cells begin.
static BEGINS_PLAIN: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = !matches!(byte as u8, 0..=b' ' | b'=' | b'`' | b'\'' | b'"');
        byte += 1;
    }
    table
};

fn without_trappings(content: &str) -> &str {
    unwrap_text_formula(without_mark(content.trim_ascii())).trim_ascii()
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
