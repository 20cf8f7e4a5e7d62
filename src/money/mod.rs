//! Money as exact fixed point, and how it is printed. Reading it from a cell is `read`, units and currencies for people `style`.
//!
//! Amounts are whole millionths in 128 bits. An accepted cell is below 10^15, so 10^17 rows fit before a sum could
//! overflow; sums are checked all the same. No float touches a figure on its way.

mod fine;
mod plain;
pub mod read;
pub mod style;

use crate::digits::Digits;
pub use fine::Fine;

/// An exact amount, in millionths of the currency unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i128);

/// The most decimals an amount can carry.
pub const MAX_DECIMALS: u8 = 6;

const UNIT: i128 = 1_000_000;

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// So many millionths.
    pub const fn from_micros(micros: i128) -> Self {
        Money(micros)
    }

    /// So many whole currency units.
    pub const fn from_units(units: i64) -> Self {
        Money(units as i128 * UNIT)
    }

    /// The amount in millionths.
    pub const fn micros(self) -> i128 {
        self.0
    }

    /// The sum, or none when it does not fit.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// The difference, or none when it does not fit.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// The exact product of two amounts; none when it needs more than six decimals or does not fit.
    pub fn checked_mul(self, other: Money) -> Option<Money> {
        let wide = self.0.checked_mul(other.0)?;
        (wide % UNIT == 0).then_some(Money(wide / UNIT))
    }

    /// `part` of `whole` of the amount, rounded half away from zero to so many decimals; none when it does not fit, or the
    /// whole is not above zero.
    pub fn share(self, part: i128, whole: i128, decimals: u8) -> Option<Money> {
        let unit = 10_i128.pow(u32::from(MAX_DECIMALS - decimals.min(MAX_DECIMALS)));
        let (wide, per) = (self.0.checked_mul(part)?, whole.checked_mul(unit).filter(|per| *per > 0)?);
        let (units, rest) = (wide / per, wide % per);
        let more = if rest.abs() >= per - rest.abs() { rest.signum() } else { 0 };
        units.checked_add(more)?.checked_mul(unit).map(Money)
    }

    /// The exact product needs more than six decimals.
    pub fn is_times_precise(self, other: Money) -> bool {
        // (aU + x)(bU + y) and xy leave the same rest by U.
        self.0.checked_rem(UNIT).zip(other.0.checked_rem(UNIT)).is_some_and(|(a, b)| (a * b) % UNIT != 0)
    }

    /// Plain digits with a point: `-1234.50`. At least two decimals are written, and never fewer than the amount needs.
    pub fn plain(self, decimals: u8) -> String {
        self.digits(decimals).as_str().to_owned()
    }

    /// For people: digits in groups of three, `-1,234.50`.
    pub fn grouped(self, decimals: u8) -> String {
        let text = self.digits(decimals);
        let (whole, fraction) = text.as_str().split_once('.').unwrap_or_default();
        let (sign, whole) = whole.split_at(usize::from(self.0 < 0));
        format!("{sign}{}.{fraction}", in_groups(whole))
    }

    /// The plain digits, without allocation.
    pub fn digits(self, decimals: u8) -> Digits {
        let micros = self.0.unsigned_abs();
        let (whole, fraction) = match u64::try_from(micros) {
            Ok(micros) => (u128::from(micros / UNIT as u64), (micros % UNIT as u64) as u32),
            Err(_) => (micros / UNIT as u128, (micros % UNIT as u128) as u32),
        };
        let mut text = Digits::default();
        if decimals <= 2 && fraction.is_multiple_of(10_000) {
            text.two(fraction / 10_000);
        } else {
            let decimals = decimals.clamp(self.decimals_needed(), MAX_DECIMALS);
            let mut rest = fraction / 10_u32.pow(u32::from(MAX_DECIMALS - decimals));
            for _ in 0..decimals {
                text.mark(b'0' + (rest % 10) as u8);
                rest /= 10;
            }
        }
        text.mark(b'.');
        text.number(whole);
        if self.0 < 0 {
            text.mark(b'-');
        }
        text
    }

    /// How many decimals the amount needs, from 0 to 6.
    pub fn decimals_needed(self) -> u8 {
        let mut fraction = (self.0 % UNIT).unsigned_abs();
        let mut decimals = MAX_DECIMALS;
        while decimals > 0 && fraction.is_multiple_of(10) {
            fraction /= 10;
            decimals -= 1;
        }
        decimals
    }
}

/// A whole number for people, in groups of three: `23,570`.
pub fn grouped(count: u64) -> String {
    in_groups(Digits::of(count).as_str())
}

/// Digits in groups of three.
pub(crate) fn in_groups(digits: &str) -> String {
    let mut out = String::with_capacity(28);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn printing() {
        for (micros, decimals, plain, grouped) in [
            (0, 2, "0.00", "0.00"),
            (-10_000, 2, "-0.01", "-0.01"),
            (1_234_567_890_000, 2, "1234567.89", "1,234,567.89"),
            (-999_500_000, 3, "-999.500", "-999.500"),
            (1, 2, "0.000001", "0.000001"), // never rounded away
            (1_000_000_000, 0, "1000.00", "1,000.00"),
        ] {
            assert_eq!(Money(micros).plain(decimals), plain);
            assert_eq!(Money(micros).grouped(decimals), grouped);
        }
    }

    #[test]
    fn products_are_exact_or_refused() {
        let money = |micros| Money::from_micros(micros);
        assert_eq!(money(2_550_000).checked_mul(money(6_000_000)), Some(money(15_300_000)));
        assert_eq!(money(1).checked_mul(money(100_000)), None); // seven decimals
        assert_eq!(money(-3_000_000).checked_mul(money(500_000)), Some(money(-1_500_000)));
    }

    #[test]
    fn shares_are_rounded_half_away_from_zero() {
        let share = |micros, part, whole, decimals| Money(micros).share(part, whole, decimals).map(Money::micros);
        assert_eq!(share(1_000_000, 1, 3, 2), Some(330_000));
        assert_eq!((share(5_000, 1, 1, 2), share(-5_000, 1, 1, 2), share(4_999, 1, 1, 2)), (Some(10_000), Some(-10_000), Some(0)));
        assert_eq!((share(7, 1, 2, 6), share(1, 1, 0, 2), share(i128::MAX, 2, 1, 2)), (Some(4), None, None));
    }

    /// The same by way of the standard library's formatting.
    fn formatted(micros: i128, decimals: u8) -> String {
        let decimals = decimals.clamp(2, MAX_DECIMALS).max(Money(micros).decimals_needed()) as usize;
        let (whole, fraction) = (micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000);
        let mut text = format!("{}{whole}.{fraction:06}", if micros < 0 { "-" } else { "" });
        text.truncate(text.len() - (6 - decimals));
        text
    }

    proptest! {
        #[test]
        fn printed_as_the_standard_library_does(micros: i128, shift in 0..128_u32, zeros in 0..8_u32, decimals in 0..8_u8) {
            let micros = micros >> shift;
            for micros in [micros, micros / 10_i128.pow(zeros) * 10_i128.pow(zeros)] {
                let expected = formatted(micros, decimals);
                prop_assert_eq!(Money(micros).plain(decimals), &*expected);
                prop_assert_eq!(Money(micros).grouped(decimals).replace(',', ""), expected);
            }
        }
    }
}
