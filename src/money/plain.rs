//! `-1234.50`: an optional minus, digits, perhaps a point and up to six decimals, read in registers.
//!
//! None is no verdict: what is in doubt goes to [`read`](super::read), which knows all forms and every fault.

use crate::word::Word;

/// The amount in millionths and its decimals, if the cell has up to eight bytes, no sign, and two decimals or none, as
/// nearly all cells of a file.
#[inline(always)] // the figures stay in registers
pub(super) fn common(cell: Word, point: u8) -> Option<(i64, u8)> {
    if !(1..=8).contains(&cell.len) {
        return None;
    }
    let digits = right_aligned(cell);
    if cell.len > 3 && (digits >> 40) as u8 == point ^ b'0' {
        let digits = without(digits, 40);
        return (not_digits(digits) == 0).then(|| (number(digits) * MICROS[2], 2));
    }
    (not_digits(digits) == 0).then(|| (number(digits) * MICROS[0], 0))
}

/// The same with a minus, with up to six decimals and with up to 16 digits, the point among them.
pub(super) fn plain(cell: &[u8], point: u8) -> Option<(i128, u8)> {
    let (sign, text) = match cell {
        [b'-', text @ ..] => (-1, text),
        text => (1, text),
    };
    let (number, decimals) = match text.len() {
        1..=8 => short(text, point)?,
        9..=16 => long(text, point)?,
        _ => return None,
    };
    Some((i128::from(sign * number) * i128::from(MICROS[decimals]), decimals as u8))
}

/// Millionths in a unit of the last digit, by the number of decimals.
const MICROS: [i64; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// One to eight bytes: the digits as one number, and how many of them are decimals.
fn short(text: &[u8], point: u8) -> Option<(i64, usize)> {
    let digits = right_aligned(Word::of(text)?);
    let others = not_digits(digits);
    if others == 0 {
        return Some((number(digits), 0));
    }
    // A byte that is no digit must be the one point, with a digit on either side.
    let at = others.trailing_zeros() - 7;
    let decimals = 7 - at as usize / 8;
    let is_point = others.is_power_of_two() && (digits >> at) as u8 == point ^ b'0' && (1..text.len() - 1).contains(&decimals);
    is_point.then(|| (number(without(digits, at)), decimals))
}

/// Nine to 16 bytes: whole digits, then the last eight bytes as above.
fn long(text: &[u8], point: u8) -> Option<(i64, usize)> {
    let (whole, last) = text.split_at(text.len() - 8);
    let (low, decimals) = short(last, point)?;
    let whole = right_aligned(Word::of(whole)?);
    // Sixteen whole digits are too many for an amount.
    if not_digits(whole) != 0 || (decimals == 0 && text.len() == 16) {
        return None;
    }
    let below = if decimals == 0 { 100_000_000 } else { 10_000_000 };
    Some((number(whole) * below + low, decimals))
}

/// One to eight bytes, the last one highest. Digits become their values, and zeros lead them.
#[inline(always)]
fn right_aligned(text: Word) -> u64 {
    (text.bytes as u64 ^ ZEROS) << (64 - 8 * text.len as u32)
}

/// The bytes without the one from bit `at` on.
#[inline]
fn without(bytes: u64, at: u32) -> u64 {
    let below = bytes & ((1 << at) - 1);
    bytes >> at >> 8 << 8 << at | below << 8
}

const ZEROS: u64 = u64::from_le_bytes(*b"00000000");

/// The highest bit of each byte that is above nine.
#[inline]
fn not_digits(bytes: u64) -> u64 {
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    (((bytes & !HIGHEST) + 0x7676_7676_7676_7676) | bytes) & HIGHEST
}

/// Eight digits, the first lowest, as a number: neighbours are joined to pairs, pairs to fours, fours to eight.
#[inline]
fn number(digits: u64) -> i64 {
    let pairs = (digits.wrapping_mul(10 << 8 | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(10_000 << 32 | 1) >> 32) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::money::read::{AmountFormat, Figure};
    use proptest::prelude::*;

    fn read(cell: &str) -> Option<(i128, u8)> {
        plain(cell.as_bytes(), b'.')
    }

    #[test]
    fn plain_forms_are_read_here() {
        for (cell, micros, decimals) in [
            ("0", 0, 0),
            ("-7", -7_000_000, 0),
            ("12.5", 12_500_000, 1),
            ("-1234.50", -1_234_500_000, 2),
            ("12345678", 12_345_678_000_000, 0),
            ("1.000001", 1_000_001, 6),
            ("-123456789.01", -123_456_789_010_000, 2),
            ("987654321098765", 987_654_321_098_765_000_000, 0),
            ("98765432109876.5", 98_765_432_109_876_500_000, 1),
            ("987654321.123456", 987_654_321_123_456, 6),
        ] {
            assert_eq!(read(cell), Some((micros, decimals)), "{cell}");
        }
        for cell in ["", "-", ".", ".5", "5.", "--5", "1.2.3", "1,5", "12.3456789", "1234567890123456", "12345678901234567", "1:5"] {
            assert_eq!(read(cell), None, "{cell}");
        }
        assert_eq!(plain(b"12,5", b','), Some((12_500_000, 1)));
        assert_eq!(plain(b"12.5", b','), None);
    }

    /// What is said here is what the long way says; that way knows nothing of this file.
    fn agrees(cell: &str) -> Result<(), TestCaseError> {
        for (point, decimal_comma) in [(b'.', false), (b',', true)] {
            let plain = plain(cell.as_bytes(), point);
            if let Some((micros, decimals)) = plain {
                let figure = Figure { value: Money::from_micros(micros), decimals, currency: None };
                prop_assert_eq!(Ok(figure), AmountFormat { decimal_comma }.read_any(cell), "{:?} {}", cell, decimal_comma);
            }
            if let Some((micros, decimals)) = Word::of(cell.as_bytes()).and_then(|cell| common(cell, point)) {
                prop_assert_eq!(plain, Some((micros.into(), decimals)), "{:?} {}", cell, decimal_comma);
            }
        }
        Ok(())
    }

    #[test]
    fn a_point_at_every_place_and_every_byte_at_every_place() {
        for len in 1..=18 {
            for place in 0..len {
                for byte in 0..=0x7f {
                    let mut cell = "982731645091827364"[..len].to_owned().into_bytes();
                    cell[place] = byte;
                    let cell = String::from_utf8(cell).unwrap();
                    agrees(&cell).unwrap();
                    agrees(&format!("-{cell}")).unwrap();
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn plain_cells(cell in "-?[0-9]{1,15}([.,][0-9]{1,7})?") {
            agrees(&cell)?;
        }

        #[test]
        fn cells_near_plain_ones(cell in "[+\\-]?[0-9]{0,9}[.,:/\0\u{80}e ]?[0-9]{0,9}[.,\\-]?[0-9]{0,3}") {
            agrees(&cell)?;
        }
    }
}
