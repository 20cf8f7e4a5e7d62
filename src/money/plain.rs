//! `-1234.50`: an optional minus, digits, perhaps a point and up to six decimals, read in registers.
//!
//! None is no verdict: what is in doubt goes to [`read`](super::read), which knows all forms and every fault.

use super::Money;
use super::read::Figure;
use crate::word::word;

/// The amount, if the cell is plain to the byte and has up to 16 digits, the point among them. `point`: the decimal mark.
#[inline]
pub(super) fn plain(cell: &[u8], point: u8) -> Option<Figure> {
    let (negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let (mantissa, decimals) = if digits.len() <= 8 { short(digits, point)? } else { long(digits, point)? };
    let mantissa = if negative { -mantissa } else { mantissa };
    let value = Money::from_micros(i128::from(mantissa) * i128::from(MICROS[decimals as usize]));
    Some(Figure { value, decimals, currency: None })
}

/// Millionths in a unit of the last digit, by the number of decimals.
const MICROS: [i64; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// Up to eight bytes: the digits as one number, and how many of them are decimals.
#[inline]
fn short(text: &[u8], point: u8) -> Option<(i64, u8)> {
    if text.is_empty() {
        return None;
    }
    let blank = 64 - 8 * text.len() as u32;
    // The last byte stands highest; digits become their values, and zeros lead them.
    let digits = (word(text) as u64 ^ ZEROS) << blank;
    let others = not_digits(digits);
    if others == 0 {
        return Some((number(digits), 0));
    }
    // A byte that is no digit must be the one point, with a digit on either side.
    let at = others.trailing_zeros() - 7;
    if others & (others - 1) != 0 || (digits >> at) as u8 != point ^ b'0' || at <= blank || at == 56 {
        return None;
    }
    let below = digits & ((1 << at) - 1);
    let above = digits >> at >> 8 << 8 << at;
    Some((number(above | below << 8), 7 - (at / 8) as u8))
}

/// Nine to 16 bytes: whole digits, then the last eight bytes as above.
#[inline(never)]
fn long(text: &[u8], point: u8) -> Option<(i64, u8)> {
    let (whole, last) = text.split_at(text.len() - 8);
    if whole.len() > 8 {
        return None;
    }
    let (low, decimals) = short(last, point)?;
    let whole = (word(whole) as u64 ^ ZEROS) << (64 - 8 * whole.len() as u32);
    // Sixteen whole digits are too many for an amount.
    if not_digits(whole) != 0 || (decimals == 0 && text.len() == 16) {
        return None;
    }
    let below = if decimals == 0 { 100_000_000 } else { 10_000_000 };
    Some((number(whole) * below + low, decimals))
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
    use crate::money::read::AmountFormat;
    use proptest::prelude::*;

    fn read(cell: &str) -> Option<(i128, u8)> {
        plain(cell.as_bytes(), b'.').map(|figure| (figure.value.micros(), figure.decimals))
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
        assert_eq!(plain(b"12,5", b',').map(|figure| figure.value.micros()), Some(12_500_000));
        assert_eq!(plain(b"12.5", b','), None);
    }

    /// What is said here is what the long way says; that way knows nothing of this file.
    fn agrees(cell: &str) -> Result<(), TestCaseError> {
        for (point, decimal_comma) in [(b'.', false), (b',', true)] {
            if let Some(figure) = plain(cell.as_bytes(), point) {
                prop_assert_eq!(Ok(figure), AmountFormat { decimal_comma }.read_any(cell), "{:?} {}", cell, decimal_comma);
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
