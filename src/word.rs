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
}
