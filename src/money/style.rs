//! How amounts are shown to people: in which unit, of which currency. Amounts themselves, and what programs read, stay as
//! they are.

use super::Money;

/// A unit that large amounts are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// The currency's own.
    #[default]
    One,
    /// Thousands.
    Thousand,
    /// Tens of thousands, as Chinese counts.
    Wan,
    /// Millions.
    Million,
    /// Hundreds of millions, as Chinese counts.
    Yi,
}

/// Each unit: how many of the currency's, the name on the command line, other names, and what stands behind an amount.
const UNITS: [(Unit, i64, &str, &[&str], &str); 5] = [
    (Unit::One, 1, "1", &[], ""),
    (Unit::Thousand, 1_000, "k", &["K"], "k"),
    (Unit::Wan, 10_000, "万", &["wan"], "万"),
    (Unit::Million, 1_000_000, "m", &["M"], "m"),
    (Unit::Yi, 100_000_000, "亿", &["yi"], "亿"),
];

/// Amounts in a unit show so many decimals, or more where all of these would be zero.
const DECIMALS: u8 = 2;

impl Unit {
    /// The names, each with others that mean the same.
    pub fn names() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
        UNITS.iter().map(|(_, _, name, also, _)| (*name, *also))
    }

    /// The unit with this name.
    pub fn find(name: &str) -> Option<Unit> {
        UNITS.iter().find(|(_, _, own, also, _)| *own == name || also.contains(&name)).map(|(unit, ..)| *unit)
    }

    /// How many of the currency's unit it is.
    pub fn size(self) -> i64 {
        UNITS[self as usize].1
    }

    /// What stands behind an amount.
    pub fn sign(self) -> &'static str {
        UNITS[self as usize].4
    }
}

/// A currency, for its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// Its ISO 4217 code.
    pub code: &'static str,
    /// What stands before an amount.
    pub sign: &'static str,
    /// Other names it is asked for by.
    also: &'static [&'static str],
}

/// The currencies that are known: ISO 4217 code, sign, other names.
const CURRENCIES: [Currency; 30] = [
    currency("CNY", "¥", &["¥", "￥", "RMB", "元"]),
    currency("USD", "$", &["$"]),
    currency("EUR", "€", &["€"]),
    currency("GBP", "£", &["£"]),
    currency("HKD", "HK$", &["HK$"]),
    currency("TWD", "NT$", &["NT$"]),
    currency("JPY", "JP¥", &[]),
    currency("KRW", "₩", &["₩"]),
    currency("SGD", "S$", &["S$"]),
    currency("MYR", "RM", &["RM"]),
    currency("INR", "₹", &["₹"]),
    currency("AUD", "A$", &["A$"]),
    currency("CAD", "C$", &["C$"]),
    currency("CHF", "CHF ", &[]),
    currency("SEK", "SEK ", &[]),
    currency("PLN", "PLN ", &[]),
    currency("BRL", "R$", &["R$"]),
    currency("ZAR", "ZAR ", &[]),
    currency("RUB", "₽", &["₽"]),
    currency("TRY", "₺", &["₺"]),
    currency("UAH", "₴", &["₴"]),
    currency("ILS", "₪", &["₪"]),
    currency("THB", "฿", &["฿"]),
    currency("VND", "₫", &["₫"]),
    currency("PHP", "₱", &["₱"]),
    currency("IDR", "Rp", &["Rp"]),
    currency("NGN", "₦", &["₦"]),
    currency("NZD", "NZ$", &["NZ$"]),
    currency("MXN", "MX$", &["MX$"]),
    currency("AED", "AED ", &[]),
];

const fn currency(code: &'static str, sign: &'static str, also: &'static [&'static str]) -> Currency {
    Currency { code, sign, also }
}

impl Currency {
    /// The codes, each with other names of that currency.
    pub fn names() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
        CURRENCIES.iter().map(|currency| (currency.code, currency.also))
    }

    /// The currency with this code, in either case, or other name.
    pub fn find(name: &str) -> Option<Currency> {
        CURRENCIES.into_iter().find(|currency| currency.code.eq_ignore_ascii_case(name) || currency.also.contains(&name))
    }
}

/// What the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The unit of figures.
    pub unit: Unit,
    /// The currency, where it is told.
    pub currency: Option<Currency>,
}

impl Style {
    /// For amounts with so many decimals.
    pub fn with(self, decimals: u8) -> Amounts {
        Amounts { decimals, style: self }
    }

    /// What stands before an amount.
    fn sign(self) -> &'static str {
        self.currency.map_or("", |currency| currency.sign)
    }

    /// The number format of a spreadsheet's cell, which shows the exact amount in the unit. A comma behind a format divides by
    /// a thousand; tens of thousands are thousands with a point before the last digit.
    pub fn number_format(self, decimals: u8) -> String {
        let sign = if self.sign().is_empty() { String::new() } else { format!("\"{}\"", self.sign()) };
        match self.unit {
            Unit::One => format!("{sign}#,##0.{}", "0".repeat(usize::from(decimals.max(2)))),
            Unit::Thousand => format!("{sign}#,##0.00,\"k\""),
            Unit::Wan => format!("{sign}0\\.0,\"万\""),
            Unit::Million => format!("{sign}#,##0.00,,\"m\""),
            Unit::Yi => format!("{sign}0\\.00,,\"亿\""),
        }
    }
}

/// How the amounts of one answer are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// The most decimals among what was read.
    pub decimals: u8,
    /// As the user asked.
    pub style: Style,
}

impl Amounts {
    /// A figure: in the unit, rounded half away from zero there: `¥4.51万`. No amount but zero is shown as zero.
    pub fn show(self, amount: Money) -> String {
        let unit = self.style.unit;
        let in_unit = |decimals| amount.share(1, unit.size().into(), decimals).map(|figure| (figure, decimals));
        let shown = (DECIMALS..=super::MAX_DECIMALS).filter_map(in_unit);
        match unit {
            Unit::One => self.exact(amount),
            _ => match shown.clone().find(|(figure, _)| *figure != Money::ZERO || amount == Money::ZERO) {
                Some((figure, decimals)) => self.signed(&figure.grouped(decimals)) + unit.sign(),
                None => self.exact(amount), // too small to be seen in this unit
            },
        }
    }

    /// To the last digit, in the currency's unit: what an amount is held against must not be rounded.
    pub fn exact(self, amount: Money) -> String {
        self.signed(&amount.grouped(self.decimals))
    }

    /// As [`Amounts::show`], and without decimals where the amount has none: `3,000`.
    pub fn short(self, amount: Money) -> String {
        match self.style.unit {
            Unit::One => self.exact_short(amount),
            _ => self.show(amount),
        }
    }

    /// As [`Amounts::exact`], and without decimals where the amount has none.
    pub fn exact_short(self, amount: Money) -> String {
        match self.exact(amount) {
            text if amount.decimals_needed() == 0 => text.split('.').next().unwrap_or_default().to_owned(),
            text => text,
        }
    }

    /// With the currency's sign between the minus and the digits.
    fn signed(self, text: &str) -> String {
        let (minus, digits) = text.split_at(usize::from(text.starts_with('-')));
        format!("{minus}{}{digits}", self.style.sign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(unit: &str, currency: &str) -> Amounts {
        Style { unit: Unit::find(unit).unwrap(), currency: Currency::find(currency) }.with(2)
    }

    #[test]
    fn in_every_unit() {
        for (unit, currency, micros, shown) in [
            ("1", "", 45_100_000_000, "45,100.00"),
            ("1", "CNY", -45_100_000_000, "-¥45,100.00"),
            ("k", "", 45_105_000_000, "45.11k"), // half away from zero
            ("k", "usd", -45_105_000_000, "-$45.11k"),
            ("万", "￥", 45_100_000_000, "¥4.51万"),
            ("wan", "", 123_456_789_000_000, "12,345.68万"),
            ("m", "CHF", 51_000_000_000, "CHF 0.05m"),
            ("亿", "", 0, "0.00亿"),
            ("m", "", 380_000_000, "0.0004m"), // and not 0.00
            ("亿", "", 10_000, "0.01"),        // a cent cannot be seen there
        ] {
            assert_eq!(amounts(unit, currency).show(Money::from_micros(micros)), shown, "{micros} {unit} {currency}");
        }
    }

    #[test]
    fn what_is_compared_is_not_rounded() {
        let amount = Money::from_units(2_000);
        assert_eq!(amounts("万", "CNY").exact(amount), "¥2,000.00");
        assert_eq!(amounts("万", "CNY").exact_short(amount), "¥2,000");
        assert_eq!([amounts("1", "").short(amount), amounts("k", "").short(amount)], ["2,000", "2.00k"]);
        assert_eq!(amounts("1", "").short(Money::from_micros(2_500_000)), "2.50");
    }

    /// A table's place is what a unit is looked up by.
    #[test]
    fn names() {
        for (place, (unit, _, name, also, _)) in UNITS.into_iter().enumerate() {
            assert_eq!(unit as usize, place);
            assert!(also.iter().chain([&name]).all(|name| Unit::find(name) == Some(unit)));
        }
        assert_eq!((Unit::find("千"), Currency::find("XXX")), (None, None));
        assert_eq!(Currency::find("rmb"), None, "only codes in either case");
        let all: Vec<&str> = Currency::names().flat_map(|(code, also)| also.iter().copied().chain([code])).collect();
        assert!((1..all.len()).all(|at| !all[at..].contains(&all[at - 1])), "no name stands for two");
    }

    #[test]
    fn in_a_spreadsheet() {
        let format = |unit: &str, currency: &str| amounts(unit, currency).style.number_format(3);
        assert_eq!([format("1", ""), format("1", "CNY")], ["#,##0.000", "\"¥\"#,##0.000"]);
        assert_eq!([format("k", ""), format("万", "EUR")], ["#,##0.00,\"k\"", "\"€\"0\\.0,\"万\""]);
    }
}
