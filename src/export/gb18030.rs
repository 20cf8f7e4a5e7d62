//! UTF-8 to GB18030, for programs that take nothing else. It holds all of Unicode, unlike GBK.

use encoding_rs::{EncoderResult, GB18030};
use std::io;

/// The text in GB18030. No character depends on those before it, so text can be encoded in pieces.
pub(crate) fn to_gb18030(mut text: &str) -> io::Result<Vec<u8>> {
    let mut encoder = GB18030.new_encoder();
    let mut bytes = Vec::with_capacity(text.len());
    loop {
        bytes.reserve(encoder.max_buffer_length_from_utf8_without_replacement(text.len()).unwrap_or(text.len() * 4 + 16));
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(text, &mut bytes, true);
        text = &text[read..];
        match result {
            EncoderResult::InputEmpty => return Ok(bytes),
            EncoderResult::OutputFull => {}
            // One private-use character, U+E5E5, is all it can be.
            EncoderResult::Unmappable(character) => {
                let code = u32::from(character);
                return Err(io::Error::new(io::ErrorKind::InvalidData, format!("GB18030 has no U+{code:04X}; write UTF-8 instead")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the text and wherever it is cut, the standard decoder gives it back.
        #[test]
        fn what_is_encoded_decodes(texts in proptest::collection::vec(any::<String>(), 0..4)) {
            prop_assume!(!texts.concat().contains('\u{e5e5}'));
            let bytes: Vec<u8> = texts.iter().flat_map(|text| to_gb18030(text).unwrap()).collect();
            let decoded = GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
            prop_assert_eq!(decoded.as_deref(), Some(&*texts.concat()));
        }
    }

    #[test]
    fn known_bytes() {
        assert_eq!(to_gb18030("客€").unwrap(), [0xbf, 0xcd, 0xa2, 0xe3]);
        assert!(to_gb18030("\u{e5e5}").is_err());
    }
}
