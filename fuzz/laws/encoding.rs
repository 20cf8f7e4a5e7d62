//! Encodings: decoding loses and invents nothing, in one piece or in many; and a table is the same table in every encoding
//! and in every compression.

use super::Choices;
use super::ways::{AT_ONCE, Way, both, read};
use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use rfm::load::Reading;
use rfm::load::encoding::{BROKEN, DecodingReader, by_content, decode, first_line_beyond_ascii, is_broken, show_broken};
use std::borrow::Cow;
use std::io::{Cursor, Read};

const ENCODINGS: [&Encoding; 9] = [UTF_8, GB18030, UTF_16LE, UTF_16BE, BIG5, SHIFT_JIS, EUC_KR, ISO_2022_JP, WINDOWS_1252];
const HEADER: &str = "order_id,customer_id,date,amount,note,status\n";

/// A decoding stream takes so many bytes at a time.
const STREAMED: usize = 64 << 10;

pub fn check(data: &[u8]) {
    let mut choices = Choices::new(data);
    let (how, encoding, block_size) = (choices.byte(), choices.one_of(&ENCODINGS), choices.one_of(&[1, 2, 3, 7, 33, 128]));
    let bytes = choices.rest();
    decodes(bytes, encoding);
    if how.is_multiple_of(16) {
        decodes_across_a_border(bytes, encoding, usize::from(how / 16));
    }
    is_told(bytes);
    let text = decode(bytes, UTF_8);
    if how % 4 == 1 && !is_broken(&text) {
        is_the_same_table(&text, encoding, Way { block_size, threads: 1, on_disk: false }, how);
    }
}

/// The bytes of a text in this encoding.
fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    match encoding {
        _ if encoding == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ if encoding == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => encoding.encode(text).0.into_owned(),
    }
}

fn streamed(bytes: Vec<u8>, encoding: &'static Encoding) -> String {
    let mut text = String::new();
    DecodingReader::new(Cursor::new(bytes), encoding).read_to_string(&mut text).unwrap();
    text
}

fn decodes(bytes: &[u8], encoding: &'static Encoding) {
    let text = decode(bytes, encoding);
    assert_eq!(streamed(bytes.to_vec(), encoding), text, "{}: {bytes:x?}", encoding.name());
    let (theirs, has_faults) = encoding.decode_without_bom_handling(bytes);
    if !has_faults {
        assert_eq!(text, theirs, "{}: {bytes:x?}", encoding.name());
    } else {
        assert!(is_broken(&text), "{}: {bytes:x?}", encoding.name());
    }
    if encoding == UTF_8 && !String::from_utf8_lossy(bytes).contains(|c| c as u32 >= BROKEN) {
        // Every byte is still there, in its place.
        let back = text.chars().flat_map(|c| match (c as u32).checked_sub(BROKEN) {
            Some(byte) => vec![byte as u8],
            None => c.to_string().into_bytes(),
        });
        assert_eq!(back.collect::<Vec<u8>>(), bytes);
        assert_eq!(matches!(show_broken(&text), Cow::Borrowed(_)), std::str::from_utf8(bytes).is_ok());
    }
}

/// The bytes stand where one piece of a stream ends and the next begins.
fn decodes_across_a_border(bytes: &[u8], encoding: &'static Encoding, before: usize) {
    let unit = encoded("a", encoding).len();
    let padding = encoded(&"a".repeat((STREAMED - before.min(bytes.len())) / unit), encoding);
    let all = [&padding[..], bytes].concat();
    assert_eq!(streamed(all.clone(), encoding), decode(&all, encoding), "{} bytes before the border: {bytes:x?}", before);
}

fn is_told(bytes: &[u8]) {
    let told = by_content(bytes, true);
    assert_eq!(told.is_none(), bytes.is_ascii(), "{bytes:x?}");
    if std::str::from_utf8(bytes).is_ok() && told.is_some() {
        assert_eq!(told, Some(UTF_8), "{bytes:x?}");
    }
    if let Some(start) = first_line_beyond_ascii(bytes) {
        assert!(bytes[..start].is_ascii() && (start == 0 || matches!(bytes[start - 1], b'\n' | b'\r')), "{start} {bytes:x?}");
    }
}

fn is_the_same_table(text: &str, encoding: &'static Encoding, way: Way, how: u8) {
    let table = HEADER.to_owned() + text;
    let in_encoding = encoded(&table, encoding);
    if decode(&in_encoding, encoding) != table {
        return; // it has no room for these characters
    }
    let said = |encoding| Reading { encoding: Some(encoding), ..Reading::default() };
    let as_utf8 = read(table.as_bytes(), &said(UTF_8), AT_ONCE);
    let packed = match how / 64 {
        0 => gzip(&in_encoding),
        1 => zstd::encode_all(&in_encoding[..], 1).unwrap(),
        _ => in_encoding,
    };
    let came = both(&packed, &said(encoding), way);
    match (as_utf8, came) {
        (Ok(mut utf8), Ok(mut other)) => {
            (utf8.encoding, other.encoding) = (None, None);
            assert!(utf8 == other, "{}: {other:#?}\nUTF-8: {utf8:#?}", encoding.name());
        }
        (Err(utf8), Err(other)) => assert_eq!(utf8.code(), other.code(), "{}: {text:?}", encoding.name()),
        (utf8, other) => panic!("{}: {other:#?}\nUTF-8: {utf8:#?}", encoding.name()),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
