//! Reading an amount from a cell: signs, currency marks, groups, full-width digits, 万 and 亿, exactly.
//!
//! The plain form, `-1234.50` in ASCII, is read by `plain`. All else goes the long way round, here.

use super::plain::{common, plain};
use super::{MAX_DECIMALS, Money};
use crate::word::Word;

/// Why a cell is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountFault {
    /// Nothing there, or a word that stands for nothing: `-`, `N/A`, `NULL`, `#REF!`.
    Missing,
    /// Not a number under any accepted form.
    Bad,
    /// `NaN`, `inf` and their kin.
    NotFinite,
    /// 10^15 or more in size.
    OutOfRange,
    /// More than six decimals.
    TooPrecise,
}

/// A currency named in a cell. Two different ones in one column are an error of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Currency {
    /// ¥ ￥ 元 元整 块 CNY RMB 人民币
    Cny,
    /// $ US$ USD
    Usd,
    /// € EUR
    Eur,
    /// £ GBP
    Gbp,
    /// HK$ HKD 港币
    Hkd,
    /// NT$ TWD 新台币
    Twd,
}

impl Currency {
    /// All that are known by a mark.
    pub const ALL: [Currency; 6] = [Currency::Cny, Currency::Usd, Currency::Eur, Currency::Gbp, Currency::Hkd, Currency::Twd];

    /// Its code in ISO 4217.
    pub fn code(self) -> &'static str {
        match self {
            Currency::Cny => "CNY",
            Currency::Usd => "USD",
            Currency::Eur => "EUR",
            Currency::Gbp => "GBP",
            Currency::Hkd => "HKD",
            Currency::Twd => "TWD",
        }
    }
}

/// An amount as read from one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The exact value.
    pub value: Money,
    /// Decimals as written, 0 to 6.
    pub decimals: u8,
    /// The currency the cell names, if it names one.
    pub currency: Option<Currency>,
}

impl Figure {
    fn without_currency(micros: i128, decimals: u8) -> Self {
        Figure { value: Money::from_micros(micros), decimals, currency: None }
    }
}

/// How amounts are written in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AmountFormat {
    /// `1.234,56` instead of `1,234.56`.
    pub decimal_comma: bool,
}

/// Words that stand for an empty cell, in lower case.
const NOTHING: &[&str] =
    &["", "-", "--", "—", "n/a", "na", "null", "\\n", "none", "nil", "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "无", "空"];

/// Currency marks, longest first, in lower case; they may stand at either end.
const MARKS: &[(&str, Currency)] = &[
    ("人民币", Currency::Cny),
    ("新台币", Currency::Twd),
    ("港币", Currency::Hkd),
    ("cny", Currency::Cny),
    ("rmb", Currency::Cny),
    ("usd", Currency::Usd),
    ("eur", Currency::Eur),
    ("gbp", Currency::Gbp),
    ("hkd", Currency::Hkd),
    ("twd", Currency::Twd),
    ("us$", Currency::Usd),
    ("hk$", Currency::Hkd),
    ("nt$", Currency::Twd),
    ("元整", Currency::Cny),
    ("块", Currency::Cny),
    ("元", Currency::Cny),
    ("¥", Currency::Cny),
    ("$", Currency::Usd),
    ("€", Currency::Eur),
    ("£", Currency::Gbp),
];

/// |amount| must be below this, in millionths: 10^15 whole units.
pub const LIMIT: i128 = 1_000_000_000_000_000_000_000;

impl AmountFormat {
    /// The amount in millionths and its decimals, of a cell written as nearly all are: `1234.50` or `1234`. None is no
    /// verdict: [`AmountFormat::read`] judges.
    #[inline(always)] // so that the figures stay in registers
    pub fn quick(self, cell: Word) -> Option<(i64, u8)> {
        common(cell, self.point())
    }

    /// Reads one cell.
    pub fn read(self, cell: &str) -> Result<Figure, AmountFault> {
        match Word::of(cell.as_bytes()).and_then(|cell| self.quick(cell)) {
            Some((micros, decimals)) => Ok(Figure::without_currency(micros.into(), decimals)),
            None => self.read_less_common(cell),
        }
    }

    #[inline(never)]
    fn read_less_common(self, cell: &str) -> Result<Figure, AmountFault> {
        match plain(cell.as_bytes(), self.point()) {
            Some((micros, decimals)) => Ok(Figure::without_currency(micros, decimals)),
            None => self.read_any(cell),
        }
    }

    fn point(self) -> u8 {
        if self.decimal_comma { b',' } else { b'.' }
    }

    /// The long way, which knows all forms and every fault.
    #[cold]
    #[inline(never)]
    pub(super) fn read_any(self, cell: &str) -> Result<Figure, AmountFault> {
        let text: String = cell.chars().map(narrow).collect::<String>().trim().to_lowercase();
        let text = unwrap_text_formula(&text);
        if NOTHING.contains(&text) {
            return Err(AmountFault::Missing);
        }
        let (mut negative, mut currency, mut rest) = (false, None, text);
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            (negative, rest) = (true, inner.trim());
        }
        let mut signed = negative;
        // A sign and a mark may come in either order, at either end: -¥5, ¥-5, 5-, 5元.
        loop {
            let before = rest;
            if let Some((mark, found)) = MARKS.iter().find(|(mark, _)| rest.starts_with(mark) || rest.ends_with(mark)) {
                if currency.is_some_and(|known| known != *found) {
                    return Err(AmountFault::Bad);
                }
                currency = Some(*found);
                rest = rest.strip_prefix(mark).or_else(|| rest.strip_suffix(mark)).unwrap_or(rest).trim();
            }
            let sign = rest.strip_prefix(['-', '+']).map(|r| (rest.starts_with('-'), r));
            let sign = sign.or_else(|| rest.strip_suffix('-').map(|r| (true, r)));
            if let Some((minus, after)) = sign {
                if signed {
                    return Err(AmountFault::Bad);
                }
                (signed, negative, rest) = (true, minus, after.trim());
            }
            if rest == before {
                break;
            }
        }
        let (power, rest) = match (rest.strip_suffix('万'), rest.strip_suffix('亿')) {
            (Some(r), _) => (4, r.trim_end()),
            (_, Some(r)) => (8, r.trim_end()),
            _ => (0, rest),
        };
        if ["nan", "inf", "infinity", "∞"].contains(&rest) {
            return Err(AmountFault::NotFinite);
        }
        let (digits, point, exponent) = self.digits(rest)?;
        let (micros, decimals) = scale(&digits, point, exponent.saturating_add(power))?;
        Ok(Figure { value: Money::from_micros(if negative { -micros } else { micros }), decimals, currency })
    }

    /// Splits `1,234.5e3` into its digits `12345`, the number of digits before the point, and the exponent.
    fn digits(self, text: &str) -> Result<(Vec<u8>, usize, i32), AmountFault> {
        let (number, exponent) = match text.split_once('e') {
            Some((number, exponent)) => (number, exponent.parse::<i32>().map_err(|_| AmountFault::Bad)?),
            None => (text, 0),
        };
        let point_mark = if self.decimal_comma { ',' } else { '.' };
        let (whole, fraction) = number.split_once(point_mark).unwrap_or((number, ""));
        if !fraction.bytes().all(|b| b.is_ascii_digit()) || (whole.is_empty() && fraction.is_empty()) {
            return Err(AmountFault::Bad);
        }
        let mut digits: Vec<u8> = Vec::with_capacity(24);
        let is_group = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’') || c == if self.decimal_comma { '.' } else { ',' };
        let groups: Vec<&str> = whole.split(is_group).collect();
        for (place, group) in groups.iter().enumerate() {
            let right_size = match (groups.len(), place) {
                (1, _) => true,
                (_, 0) => (1..=3).contains(&group.len()),
                _ => group.len() == 3,
            };
            if !right_size || !group.bytes().all(|b| b.is_ascii_digit()) {
                return Err(AmountFault::Bad);
            }
            digits.extend(group.bytes().map(|b| b - b'0'));
        }
        let mut marks = whole.chars().filter(|c| !c.is_ascii_digit());
        if let Some(first) = marks.next()
            && marks.any(|mark| mark != first)
        {
            return Err(AmountFault::Bad); // 1,234 567: two kinds of group mark
        }
        let point = digits.len();
        digits.extend(fraction.bytes().map(|b| b - b'0'));
        Ok((digits, point, exponent))
    }
}

/// Digits with a point after the first `point` of them, times ten to the `exponent`, in millionths.
fn scale(digits: &[u8], point: usize, exponent: i32) -> Result<(i128, u8), AmountFault> {
    let point = point as i64 + i64::from(exponent);
    let mut micros: i128 = 0;
    for (place, &digit) in digits.iter().enumerate() {
        let power = point - 1 - place as i64; // of ten, for this digit
        match digit {
            0 => continue,
            _ if power >= 16 => return Err(AmountFault::OutOfRange),
            _ if power < -i64::from(MAX_DECIMALS) => return Err(AmountFault::TooPrecise),
            _ => micros += i128::from(digit) * 10_i128.pow((power + i64::from(MAX_DECIMALS)) as u32),
        }
    }
    if micros >= LIMIT {
        return Err(AmountFault::OutOfRange);
    }
    let decimals = (digits.len() as i64 - point).clamp(0, i64::from(MAX_DECIMALS)) as u8;
    Ok((micros, decimals))
}

/// Full-width forms to ASCII, the minus signs of typography to `-`.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{ffe5}' => '¥',
        '\u{ffe1}' => '£',
        '\u{2212}' | '\u{2013}' => '-',
        _ => c,
    }
}

/// `="123"`, as some exports write to keep a spreadsheet from touching a number, is 123.
pub(crate) fn unwrap_text_formula(text: &str) -> &str {
    text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> Result<(i128, u8), AmountFault> {
        AmountFormat::default().read(cell).map(|f| (f.value.micros(), f.decimals))
    }

    #[test]
    fn accepted_forms() {
        for (cell, micros, decimals) in [
            ("12.50", 12_500_000, 2),
            ("-12.5", -12_500_000, 1),
            ("-0.00", 0, 2),
            ("+7", 7_000_000, 0),
            (".5", 500_000, 1),
            ("5.", 5_000_000, 0),
            ("0.000001", 1, 6),
            ("0.1000000000", 100_000, 6), // trailing zeros are no precision
            ("1,234.56", 1_234_560_000, 2),
            ("1,234", 1_234_000_000, 0),
            ("12,345,678", 12_345_678_000_000, 0),
            ("1 234.5", 1_234_500_000, 1),
            ("1'234.5", 1_234_500_000, 1),
            ("¥1,200.00", 1_200_000_000, 2),
            ("￥1200", 1_200_000_000, 0),
            ("-¥5", -5_000_000, 0),
            ("¥-5", -5_000_000, 0),
            ("1200元", 1_200_000_000, 0),
            ("300元整", 300_000_000, 0),
            ("300块", 300_000_000, 0),
            ("CNY 30", 30_000_000, 0),
            ("30 RMB", 30_000_000, 0),
            ("(100.00)", -100_000_000, 2),
            ("100-", -100_000_000, 0),
            ("−3", -3_000_000, 0),
            ("－３．２５", -3_250_000, 2),
            ("１２３．４５", 123_450_000, 2),
            ("1.2万", 12_000_000_000, 0),
            ("1.23456亿", 123_456_000_000_000, 0),
            ("1e3", 1_000_000_000, 0),
            ("1.5E-3", 1_500, 4),
            ("=\"100\"", 100_000_000, 0),
            ("  8.80 ", 8_800_000, 2),
            ("999999999999999", 999_999_999_999_999_000_000, 0),
            ("999999999999999.99", 999_999_999_999_999_990_000, 2),
            ("000000000000000000001.00", 1_000_000, 2),
        ] {
            assert_eq!(read(cell), Ok((micros, decimals)), "{cell}");
        }
    }

    #[test]
    fn refused_forms() {
        use AmountFault::*;
        for (cell, fault) in [
            ("", Missing),
            (" ", Missing),
            ("-", Missing),
            ("N/A", Missing),
            ("#REF!", Missing),
            ("NULL", Missing),
            ("\\N", Missing), // of database dumps
            ("NaN", NotFinite),
            ("-Infinity", NotFinite),
            ("1e308", OutOfRange),
            ("1e99999999999", Bad),
            ("1e2147483647万", OutOfRange),
            ("1000000000000000", OutOfRange),
            ("-1000000000000000.00", OutOfRange),
            ("1亿亿", Bad),
            ("0.1234567", TooPrecise),
            ("1e-7", TooPrecise),
            ("1,23", Bad),
            ("1234,567", Bad),
            ("1,234 567", Bad),
            ("1.234,56", Bad),
            ("1.2.3", Bad),
            ("0x10", Bad),
            ("1_000", Bad),
            ("12%", Bad),
            ("100元/件", Bad),
            ("'100", Bad),
            ("--5", Bad),
            ("(-5)", Bad),
            ("$5€", Bad),
            (".", Bad),
            ("¥", Bad),
            ("面议", Bad),
        ] {
            assert_eq!(read(cell), Err(fault), "{cell}");
        }
    }

    #[test]
    fn decimal_comma() {
        let format = AmountFormat { decimal_comma: true };
        let read = |cell| format.read(cell).map(|f| f.value.micros());
        assert_eq!(read("1.234,56"), Ok(1_234_560_000));
        assert_eq!(read("12,5"), Ok(12_500_000));
        assert_eq!(read("1.234"), Ok(1_234_000_000));
        assert_eq!(read("12.50"), Err(AmountFault::Bad));
        assert_eq!(read("12"), Ok(12_000_000));
    }

    #[test]
    fn currencies_are_told() {
        let currency = |cell| AmountFormat::default().read(cell).ok().and_then(|f| f.currency);
        assert_eq!(currency("¥5"), Some(Currency::Cny));
        assert_eq!(currency("￥5元"), Some(Currency::Cny));
        assert_eq!(currency("US$5"), Some(Currency::Usd));
        assert_eq!(currency("HK$5"), Some(Currency::Hkd));
        assert_eq!(currency("5"), None);
    }
}
