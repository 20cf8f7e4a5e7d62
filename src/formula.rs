//! Text that a spreadsheet would run: told, and made harmless. Both `report` and `export` write for spreadsheets.

use std::borrow::Cow;

/// A spreadsheet may run this text as a formula: it begins with one of the characters OWASP lists (CSV injection; full-width
/// forms too), blanks before it or not. A plain signed number such as `-12.50` or `+8613800138000` is none.
pub fn is_formula(text: &str) -> bool {
    if text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return false; // as nearly all text
    }
    let starts = |text: &str, marks: &[char]| text.starts_with(marks);
    if starts(text, &['\t', '\r', '\n', '\0']) {
        return true;
    }
    starts(text.trim_start(), &['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number(text)
}

/// The text, with a leading `'` where it would be taken for a formula.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if is_formula(text) { format!("'{text}").into() } else { text.into() }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_and_what_only_looks_like_one() {
        for text in ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r1", "\n1", "\0", "＝1", "＋1", "－1", "＠x", " =1", "\u{3000}=1"] {
            assert!(is_formula(text), "{text:?}");
        }
        for text in ["-1,5", "-1e5", "--1", "+", "-", "-.", "-1.", "-.5", "+86 138", "-１", "-1.2.3", "-cmd|' /C calc'!A0"] {
            assert!(is_formula(text), "{text:?}");
        }
        for text in ["", "12", "-12.50", "+8613800138000", "C-001", "'=1", "客户", "a=1", "-0", "1=2"] {
            assert!(!is_formula(text), "{text:?}");
        }
    }
}
