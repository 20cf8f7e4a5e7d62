//! `--previous FILE`: the segments of an earlier export, by customer. How an export is read back is `earlier`.

use super::earlier;
use super::error::ExportError;
use crate::segment::Segment;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

/// Each customer's segment then.
pub type Previous = HashMap<Box<str>, Segment>;

/// Reads an earlier export.
pub fn read_previous(path: &Path) -> Result<Previous, ExportError> {
    read(&earlier::bytes(path)?, &path.to_string_lossy())
}

fn read(bytes: &[u8], file: &str) -> Result<Previous, ExportError> {
    let mut previous = Previous::new();
    earlier::rows(bytes, file, ["customer_id", "segment"], [], &mut |[id, segment], [], at| {
        let segment = at.segment(segment)?;
        match previous.entry(id.into()) {
            Entry::Vacant(entry) => _ = entry.insert(segment),
            Entry::Occupied(_) => return Err(at.repeated(id)),
        }
        Ok(())
    })?;
    Ok(previous)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use encoding_rs::GB18030;

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
