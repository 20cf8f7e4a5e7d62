//! Which encoding a file is in, and how its bytes become text without losing or inventing a character.
//!
//! Order of evidence: what the user says; a byte order mark; whether the non-ASCII lines are UTF-8; GB18030 (which holds
//! GBK), when they are that; what `chardetng` makes of them. Blocks are split undecoded and decoded whole, each by
//! whoever works on it; encodings that use ASCII bytes inside characters are decoded before they are split.
//!
//! A byte that is no text becomes a private character that no file uses ([`BROKEN`]), so the row it is in can be
//! rejected, and shown as it was, instead of being read with a hole in it.

use crate::lang::Text;
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use std::borrow::Cow;
use std::io::{self, Read};

/// The byte `b` that cannot be decoded is shown in decoded text as the character `BROKEN + b`.
pub const BROKEN: u32 = 0x10_ff00;

/// So many bytes after the first that is not ASCII are looked at to tell the encoding.
pub const WINDOW: usize = 64 << 10;

/// How an encoding was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The user said it.
    Said,
    /// By the byte order mark.
    Mark,
    /// By the bytes that are not ASCII.
    Content,
    /// All that was looked at is ASCII, so any will do.
    Ascii,
}

/// An encoding by its usual names: `utf-8`, `gbk`, `big5`, `utf-16le`, `latin1` …
pub fn named(label: &str) -> Result<&'static Encoding, Text> {
    match Encoding::for_label(label.trim().as_bytes()) {
        // One decoder for both: GB18030 holds all of GBK.
        Some(encoding) if encoding == encoding_rs::GBK => Ok(GB18030),
        Some(encoding) if encoding != encoding_rs::REPLACEMENT => Ok(encoding),
        _ => Err(Text::new(
            "'{}' is not a known encoding; try utf-8, gb18030, gbk, big5, shift_jis, utf-16le, windows-1252",
            "“{}”不是已知的编码；可用 utf-8、gb18030、gbk、big5、shift_jis、utf-16le、windows-1252",
        )),
    }
}

/// The encoding that a byte order mark names, and how many bytes the mark is long.
pub fn by_mark(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// Ends a line, wherever lines are looked for to tell an encoding.
fn is_line_end(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Where the line begins that holds the first byte that is not ASCII; none when all are.
pub fn first_line_beyond_ascii(bytes: &[u8]) -> Option<usize> {
    if bytes.is_ascii() {
        return None; // told many bytes at a time
    }
    let first = bytes.iter().position(|byte| !byte.is_ascii())?;
    Some(bytes[..first].iter().rposition(is_line_end).map_or(0, |at| at + 1))
}

/// The encoding of these bytes, told from [`WINDOW`] of them; none when all of them are ASCII, so that any will do, or
/// when more must be seen.
///
/// `bytes` should begin at a line's start. The lines that are not ASCII vote, but for those that could be either (女 in
/// GBK is a letter in UTF-8): if half of them are UTF-8, it is UTF-8, and the others will be rejected; else GB18030 if most
/// are that, and look Chinese; else what `chardetng` makes of them.
pub fn by_content(bytes: &[u8], complete: bool) -> Option<&'static Encoding> {
    let start = first_line_beyond_ascii(bytes)?;
    let window = &bytes[start..bytes.len().min(start + WINDOW)];
    if !complete && window.len() < WINDOW {
        return None;
    }
    let is_cut = !complete || start + WINDOW < bytes.len();
    let mut lines: Vec<&[u8]> = window.split(is_line_end).collect();
    let last_is_cut = is_cut && lines.len() == 1;
    if is_cut && lines.len() > 1 {
        lines.pop(); // it may end inside a character
    }
    lines.retain(|line| !line.is_ascii());
    let is = |encoding: &'static Encoding, line: &[u8]| {
        let whole = |bytes: &[u8]| encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some();
        // A line longer than the window may end inside a character of up to four bytes.
        whole(line) || (last_is_cut && (1..4).any(|cut| whole(&line[..line.len() - cut])))
    };
    let (undecided, lines): (Vec<&[u8]>, Vec<&[u8]>) =
        lines.into_iter().partition(|line| !has_long_sequence(line) && is(UTF_8, line) && is(GB18030, line));
    let good = |encoding: &'static Encoding| lines.iter().filter(|line| is(encoding, line)).count();
    if 2 * good(UTF_8) >= lines.len() {
        return Some(UTF_8);
    }
    let is_gb18030 = 2 * good(GB18030) > lines.len();
    if is_gb18030 && looks_chinese(&lines) {
        return Some(GB18030);
    }
    if undecided.len() >= lines.len() || (lines.len() == 1 && !is_gb18030) {
        return Some(UTF_8); // a line or two of damage are no evidence of another encoding
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(window, complete);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    Some(match guess == encoding_rs::GBK {
        true if is_gb18030 => GB18030,
        true => UTF_8, // ASCII with damage in it
        false => guess,
    })
}

/// Holds a byte that in UTF-8 begins a character of three or four bytes, as every hanzi is.
fn has_long_sequence(line: &[u8]) -> bool {
    line.iter().any(|byte| *byte >= 0xe0)
}

/// Do characters of GB18030 stand here, and not accented letters between ASCII ones, as in `M\xfcller`, which would pass for
/// them? The hanzi in daily use have both bytes from 0xA1 up.
fn looks_chinese(lines: &[&[u8]]) -> bool {
    let (mut usual, mut odd) = (0, 0);
    for line in lines {
        let mut at = 0;
        while at < line.len() {
            at += match line[at..] {
                [first, ..] if first.is_ascii() => 1,
                [_, b'0'..=b'9', ..] => {
                    usual += 1;
                    4
                }
                [0xa1..=0xff, 0xa1..=0xff, ..] => {
                    usual += 1;
                    2
                }
                _ => {
                    odd += 1;
                    2
                }
            };
        }
    }
    usual >= odd
}

/// UTF-16 without a mark shows as ASCII with NULs between.
pub fn looks_like_utf16(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(4096)];
    sample.iter().filter(|byte| **byte == 0).count() * 12 > sample.len() && !sample.is_empty()
}

/// The encoding uses bytes below 0x80 for ASCII alone where the splitter looks for them, so it can be split undecoded.
///
/// In GB18030, Big5, Shift_JIS and EUC-KR no second byte is a comma, semicolon, tab, quote or line end; `|` can be one.
pub fn splits_undecoded(encoding: &'static Encoding, delimiter: u8) -> bool {
    encoding.is_ascii_compatible()
        && encoding != encoding_rs::ISO_2022_JP
        && (delimiter != b'|' || encoding == UTF_8 || encoding.is_single_byte())
}

/// Decodes a block of whole rows. Text that needs no change is borrowed.
pub fn decode<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> Cow<'b, str> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return text;
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    decode_into(&mut decoder, &[], bytes, true, &mut text);
    Cow::Owned(text)
}

/// Appends the decoded bytes; those that are no text as [`BROKEN`] characters. `before` is what the decoder got last: a
/// broken character may have begun there.
fn decode_into(decoder: &mut Decoder, before: &[u8], bytes: &[u8], last: bool, text: &mut String) {
    let mut at = 0;
    loop {
        let rest = &bytes[at..];
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len() * 3 + 16));
        let (result, read) = decoder.decode_to_string_without_replacement(rest, text, last);
        at += read;
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                let end = (before.len() + at).saturating_sub(after.into());
                let seen = before.iter().chain(bytes).take(end).skip(end.saturating_sub(length.into()));
                text.extend(seen.filter_map(|byte| char::from_u32(BROKEN + u32::from(*byte))));
            }
        }
    }
}

/// Holds a byte that could not be decoded.
#[inline]
pub fn is_broken(text: &str) -> bool {
    // BROKEN + 0x00..=0xff is U+10FF00–U+10FFFF: F4 8F BC–BF xx in UTF-8.
    memchr::memchr(0xf4, text.as_bytes()).is_some() && text.chars().any(|c| c as u32 >= BROKEN)
}

/// For people and for the rejects file: bytes that could not be decoded as `\xNN`.
pub fn show_broken(text: &str) -> Cow<'_, str> {
    if !is_broken(text) {
        return Cow::Borrowed(text);
    }
    let show = |c: char| if c as u32 >= BROKEN { format!("\\x{:02X}", c as u32 - BROKEN) } else { c.to_string() };
    Cow::Owned(text.chars().map(show).collect())
}

/// A stream decoded to UTF-8 on the way, for encodings that cannot be split undecoded.
pub struct DecodingReader<R> {
    input: R,
    decoder: Decoder,
    /// The end of what was decoded before.
    before: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    at_end: bool,
}

impl<R: Read> DecodingReader<R> {
    /// The stream must begin after a byte order mark, if it had one.
    pub fn new(input: R, encoding: &'static Encoding) -> Self {
        DecodingReader {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            before: Vec::new(),
            text: Vec::new(),
            given: 0,
            at_end: false,
        }
    }
}

impl<R: Read> Read for DecodingReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.at_end {
            let mut bytes = Vec::with_capacity(64 << 10);
            self.input.by_ref().take(64 << 10).read_to_end(&mut bytes)?;
            self.at_end = bytes.is_empty();
            let mut text = String::new();
            decode_into(&mut self.decoder, &self.before, &bytes, self.at_end, &mut text);
            self.before.extend_from_slice(&bytes);
            self.before.drain(..self.before.len().saturating_sub(8)); // no character is longer
            (self.text, self.given) = (text.into_bytes(), 0);
        }
        let count = out.len().min(self.text.len() - self.given);
        out[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// The name to show: `GB18030`, `UTF-16LE`.
pub fn shown(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { encoding.name() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::UTF_16LE;

    fn bytes_in(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn told_by_content() {
        let gbk = bytes_in(GB18030, "客户ID,消费日期,消费金额\n张三,2026/1/5,10\n");
        assert_eq!(by_content(&gbk, true), Some(GB18030));
        assert_eq!(by_content("客户ID,消费日期\n".as_bytes(), true), Some(UTF_8));
        assert_eq!(by_content(b"id,date\n1,2\n", true), None);
        // A rare surname takes four bytes in GB18030.
        assert_eq!(by_content(&bytes_in(GB18030, "id\n𠮷田\n"), true), Some(GB18030));
        // One GBK row in a UTF-8 file is a damaged row, not another encoding.
        let mut mixed = "客户,城市\n甲,上海\n乙,北京\n".as_bytes().to_vec();
        mixed.extend(bytes_in(GB18030, "丙,广州\n"));
        assert_eq!(by_content(&mixed, true), Some(UTF_8));
        // 女 in GBK passes for a letter of two bytes in UTF-8, 男 does not; a letter in a UTF-8 file is none of either.
        let women = bytes_in(GB18030, &("id,性\n".to_owned() + &"1,女\n".repeat(11) + "2,男\n"));
        assert_eq!(by_content(&women, true), Some(GB18030));
        assert_eq!(by_content("1,M\u{fc}ller\n2,Jos\u{e9}\n".as_bytes(), true), Some(UTF_8));
        let mut damaged = "1,M\u{fc}ller\n2,Jos\u{e9}\n".as_bytes().to_vec();
        damaged.extend(b"3,Fran\xe7ois\n");
        assert_eq!(by_content(&damaged, true), Some(UTF_8));
        // Too little of what is not ASCII has been seen: the line before the cut decides nothing.
        assert_eq!(by_content(&bytes_in(GB18030, "1,张三\n2,李"), false), None);
        // Accented letters of a Western file are no hanzi, though their bytes could be.
        let western = b"id;name\n1;M\xfcller\n2;Fran\xe7ois\n3;Jos\xe9\n4;Wei\xdf\n5;Ren\xe9e\n";
        assert_eq!(by_content(western, true), Some(encoding_rs::WINDOWS_1252));
        // Bytes that are nothing at all are damage, not an encoding.
        assert_eq!(by_content(b"id,date\nD\xff3,2026-01-01\n", true), Some(UTF_8));
        // The window may end inside a character.
        let long = "客户编号客户编号\n".repeat(5000);
        assert_eq!(by_content(&long.as_bytes()[..WINDOW + 1], false), Some(UTF_8));
    }

    #[test]
    fn broken_bytes_stay_visible() {
        let text = decode(b"ok,\xff\xfe,\xe5\xae\xa2", UTF_8);
        assert!(is_broken(&text));
        assert_eq!(show_broken(&text), "ok,\\xFF\\xFE,客");
        assert!(!is_broken("客户 \u{10fc00}"));
        let cut = decode(b"a\x81", GB18030);
        assert_eq!(show_broken(&cut), "a\\x81");
        let surrogate = decode(b"\xed\xa0\x80", UTF_8); // CESU-8
        assert_eq!(show_broken(&surrogate), "\\xED\\xA0\\x80");
    }

    #[test]
    fn utf16_as_a_stream() {
        let text = "客户\tdate\n𠮷\t2026-01-05\n".repeat(9000);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut out = String::new();
        DecodingReader::new(&bytes[..], UTF_16LE).read_to_string(&mut out).unwrap();
        assert_eq!(out, text);
        assert!(looks_like_utf16(&bytes_le("id,date")));
        assert!(!looks_like_utf16(b"id,date"));
    }

    fn bytes_le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn names() {
        assert_eq!(named("gbk"), Ok(GB18030));
        assert_eq!(named("GB2312"), Ok(GB18030));
        assert_eq!(named("utf-16le"), Ok(UTF_16LE));
        assert!(named("klingon").is_err());
        assert!(!splits_undecoded(GB18030, b'|') && splits_undecoded(GB18030, b',') && !splits_undecoded(UTF_16LE, b','));
    }
}
