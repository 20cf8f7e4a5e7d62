//! What goes into a cell: amounts as numbers where they are exact, days as serial numbers, text that any reader can hold.

use crate::date::Day;
use crate::money::Money;
use std::borrow::Cow;

/// Decimal digits that survive the way into a binary number and back, always.
const EXACT: u128 = 1_000_000_000_000_000;

/// Characters (UTF-16 units, as Excel counts) in a cell.
const LONGEST: usize = 32_767;

/// The amount as a number, if it has no more than 15 digits: every reader gets the same digits back.
pub fn amount(amount: Money) -> Option<f64> {
    let (mut digits, mut zeros) = (amount.micros().unsigned_abs(), 0);
    while digits >= EXACT && digits.is_multiple_of(10) {
        (digits, zeros) = (digits / 10, zeros + 1);
    }
    // Both sides of the one rounding are exact: the digits are below 2^53, the power of ten below 10^22.
    let number = match 6_i32 - zeros {
        more @ 0.. => digits as f64 / 10_f64.powi(more),
        less => digits as f64 * 10_f64.powi(-less),
    };
    (digits < EXACT).then_some(if amount < Money::ZERO { -number } else { number })
}

/// The day as Excel counts them: 1 is 1900-01-01, and there is a 1900-02-29.
pub fn serial(day: Day) -> f64 {
    const FROM_MARCH_1900: i32 = 25_569; // what 1970-01-01 is
    let number = day.number() + FROM_MARCH_1900;
    f64::from(if number <= 60 { number - 1 } else { number })
}

/// Text made fit for a cell.
pub struct Fit<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// It was longer than a cell can be.
    pub is_cut: bool,
}

/// The text, with control characters other than tab and line feed shown escaped, as XML can hold none of them; cut where
/// it is longer than a cell can be.
pub fn fit(text: &str) -> Fit<'_> {
    let is_foreign = |c: char| (c.is_control() && !matches!(c, '\t' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    let mut fit = match text.chars().any(is_foreign) {
        false => Cow::Borrowed(text),
        true => text.chars().map(|c| if is_foreign(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect(),
    };
    let is_cut = fit.len() > LONGEST && fit.encode_utf16().count() > LONGEST;
    if is_cut {
        let mut units = 0;
        let end = fit.char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units >= LONGEST // one is left for the ellipsis
        });
        fit = format!("{}…", &fit[..end.map_or(0, |(at, _)| at)]).into();
    }
    Fit { text: fit, is_cut }
}

/// About how wide the text is, in characters: those of Chinese count two.
pub fn text_width(text: &str) -> usize {
    text.lines().map(|line| line.chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_none() {
        for (text, expected) in [
            ("0.00", Some(0.0)),
            ("-1234.56", Some(-1234.56)),
            ("0.000001", Some(0.000_001)),
            ("999999999.999999", Some(999_999_999.999_999)),
            ("9999999999999.99", Some(9_999_999_999_999.99)),
            ("-123456789012345.00", Some(-123_456_789_012_345.0)),
            ("1234567890.123456", None),
            ("12345678901234.56", None),
            ("1234567890123456.00", None),
        ] {
            let (whole, fraction) = text.trim_start_matches('-').split_once('.').unwrap();
            let micros: i128 = format!("{whole}{fraction:0<6}").parse().unwrap();
            let money = Money::from_micros(if text.starts_with('-') { -micros } else { micros });
            assert_eq!(amount(money), expected, "{text}");
        }
        assert_eq!(amount(Money::from_micros(10_i128.pow(27))), Some(1e21));
        assert_eq!(amount(Money::from_micros(10_i128.pow(27) + 1)), None);
    }

    #[test]
    fn days_as_excel_counts_them() {
        for (day, number) in
            [("1900-01-01", 1.0), ("1900-02-28", 59.0), ("1900-03-01", 61.0), ("1970-01-01", 25569.0), ("2026-06-30", 46203.0)]
        {
            assert_eq!(serial(day.parse().unwrap()), number, "{day}");
        }
    }

    #[test]
    fn text_that_xml_can_hold() {
        for (text, expected) in [
            ("=1+1\ta\nb 客", "=1+1\ta\nb 客"),
            ("a\0\u{1b}[31m\r\u{7f}\u{85}", "a\\u{0}\\u{1b}[31m\\u{d}\\u{7f}\\u{85}"),
            ("\u{ffff}\u{fffd}", "\\u{ffff}\u{fffd}"),
        ] {
            assert_eq!(fit(text).text, expected);
        }
        assert!(!fit(&"客".repeat(32_767)).is_cut);
        let long = "😀".repeat(16_384);
        let cut = fit(&long);
        assert!(cut.is_cut && cut.text.ends_with("😀…"));
        assert_eq!(cut.text.encode_utf16().count(), 32_767);
    }

    #[test]
    fn widths() {
        assert_eq!((text_width("abc"), text_width("客户a"), text_width("a\nlonger"), text_width("")), (3, 5, 6, 0));
    }
}
