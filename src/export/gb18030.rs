//! UTF-8 in, GB18030 out, for programs that take nothing else. It holds all of Unicode, unlike GBK.

use encoding_rs::{EncoderResult, GB18030};
use std::io::{self, Write};

/// Encodes what is written to it. Bytes may come cut anywhere, also within a character.
pub(super) struct Encoder<'a> {
    out: &'a mut dyn Write,
    encoder: encoding_rs::Encoder,
    /// The beginning of a character whose rest is still to come.
    begun: Vec<u8>,
    encoded: Vec<u8>,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Encoder { out, encoder: GB18030.new_encoder(), begun: Vec::new(), encoded: Vec::new() }
    }

    /// To be called at the end: an encoder may hold something back.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if !self.begun.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "text that ends within a character"));
        }
        self.encode("", true)
    }

    fn encode(&mut self, mut text: &str, last: bool) -> io::Result<()> {
        loop {
            let room = self.encoder.max_buffer_length_from_utf8_without_replacement(text.len()).unwrap_or(text.len() * 4 + 16);
            self.encoded.clear();
            self.encoded.reserve(room);
            let (result, read) = self.encoder.encode_from_utf8_to_vec_without_replacement(text, &mut self.encoded, last);
            self.out.write_all(&self.encoded)?;
            text = &text[read..];
            match result {
                EncoderResult::InputEmpty => return Ok(()),
                EncoderResult::OutputFull => {}
                // One private-use character, U+E5E5, is all it can be.
                EncoderResult::Unmappable(character) => {
                    let code = u32::from(character);
                    return Err(io::Error::new(io::ErrorKind::InvalidData, format!("GB18030 has no U+{code:04X}; write UTF-8 instead")));
                }
            }
        }
    }
}

impl Write for Encoder<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let all = match self.begun.is_empty() {
            true => None,
            false => {
                let mut all = std::mem::take(&mut self.begun);
                all.extend_from_slice(bytes);
                Some(all)
            }
        };
        let input = all.as_deref().unwrap_or(bytes);
        let (text, rest) = match std::str::from_utf8(input) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (whole, rest) = input.split_at(error.valid_up_to());
                (std::str::from_utf8(whole).unwrap_or_default(), rest)
            }
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        };
        self.begun.extend_from_slice(rest);
        self.encode(text, false)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the text and wherever it is cut, the standard decoder gives it back.
        #[test]
        fn what_is_encoded_decodes(text in any::<String>(), step in 1_usize..9) {
            prop_assume!(!text.contains('\u{e5e5}'));
            let mut bytes = Vec::new();
            let mut encoder = Encoder::new(&mut bytes);
            for part in text.as_bytes().chunks(step) {
                encoder.write_all(part).unwrap();
            }
            encoder.finish().unwrap();
            let decoded = GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
            prop_assert_eq!(decoded.as_deref(), Some(text.as_str()));
        }
    }

    #[test]
    fn known_bytes() {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        encoder.write_all("客€".as_bytes()).unwrap();
        encoder.finish().unwrap();
        assert_eq!(bytes, [0xbf, 0xcd, 0xa2, 0xe3]);
        let mut nowhere = Vec::new();
        assert!(Encoder::new(&mut nowhere).write_all("\u{e5e5}".as_bytes()).is_err());
    }
}
