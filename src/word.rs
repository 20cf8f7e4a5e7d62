//! A short text as one number, so that it is compared, hashed and taken apart in registers.

/// The bytes of a text as one number, the first byte lowest, zeros above the last. Of more than 16 bytes, the first 16.
///
/// Texts without zero bytes at their end have different words. Two loads that overlap do for every length above three.
#[inline(always)]
pub fn word(bytes: &[u8]) -> u128 {
    let len = bytes.len();
    if len > 8 {
        let bytes = &bytes[..len.min(16)];
        let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) else { return 0 };
        let high = u64::from_le_bytes(*last) >> (128 - 8 * bytes.len());
        return u128::from(high) << 64 | u128::from(u64::from_le_bytes(*first));
    }
    u128::from(match (bytes.first_chunk(), bytes.last_chunk(), bytes) {
        (Some(first), Some(last), _) => u64::from(u32::from_le_bytes(*last)) << (8 * len - 32) | u64::from(u32::from_le_bytes(*first)),
        (.., &[a, b, c]) => u64::from_le_bytes([a, b, c, 0, 0, 0, 0, 0]),
        (.., &[a, b]) => u64::from_le_bytes([a, b, 0, 0, 0, 0, 0, 0]),
        (.., &[a]) => u64::from(a),
        _ => 0,
    })
}

/// A text of up to 16 bytes, held in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// As [`word`] has it.
    pub bytes: u128,
    /// How many bytes.
    pub len: usize,
}

impl Word {
    /// The text; none of more than 16 bytes.
    #[inline(always)]
    pub fn of(text: &[u8]) -> Option<Word> {
        (text.len() <= 16).then(|| Word { bytes: word(text), len: text.len() })
    }

    /// The part of a text from `start` up to `end`, by one load and without a branch for its length; none of more than 16
    /// bytes, or so close to the end of the text that 16 cannot be loaded.
    #[inline(always)]
    pub fn within(text: &[u8], start: usize, end: usize) -> Option<Word> {
        let len = end.wrapping_sub(start);
        let (bytes, mask) = (text.get(start..)?.first_chunk()?, MASKS.get(len)?);
        Some(Word { bytes: u128::from_le_bytes(*bytes) & mask, len })
    }
}

/// The lowest bytes, so many.
static MASKS: [u128; 17] = {
    let mut masks = [0; 17];
    let mut len = 1;
    while len < masks.len() {
        masks[len] = masks[len - 1] << 8 | 0xff;
        len += 1;
    }
    masks
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length() {
        let bytes: Vec<u8> = (1..=20).map(|byte| byte * 11).collect(); // up to 220: the high bit too
        for len in 0..=20 {
            let mut padded = [0; 16];
            padded[..len.min(16)].copy_from_slice(&bytes[..len.min(16)]);
            assert_eq!(word(&bytes[..len]), u128::from_le_bytes(padded), "{len}");
        }
    }

    /// Part of a longer text is the same word as the part alone, where there is room to load it.
    #[test]
    fn every_part() {
        let bytes: Vec<u8> = (1..=40).map(|byte| byte * 6).collect();
        for start in 0..=40 {
            for end in start..=40 {
                let expected = Word::of(&bytes[start..end]).filter(|_| start + 16 <= 40);
                assert_eq!(Word::within(&bytes, start, end), expected, "{start}..{end}");
            }
        }
        assert_eq!(Word::within(&bytes, 3, 2), None);
        assert_eq!(Word::within(&bytes, 41, 41), None);
    }
}
