//! Amounts: plain forms are what arithmetic on their digits gives; other writings of a cell are the same amount; an amount
//! that is printed and read again is the same.

use super::full_width;
use rfm::money::read::{AmountFault, AmountFormat, Figure, LIMIT};
use rfm::money::{MAX_DECIMALS, Money};

pub fn check(data: &[u8]) {
    let Ok(cell) = std::str::from_utf8(data) else { return };
    for decimal_comma in [false, true] {
        let format = AmountFormat { decimal_comma };
        let read = format.read(cell);
        assert_eq!(format.read(&format!("\u{3000}{cell} ")), read, "with blanks around it: {cell:?}");
        assert_eq!(format.read(&full_width(cell)), read, "in full-width forms: {cell:?}");
        if let Some(expected) = by_hand(cell, if decimal_comma { ',' } else { '.' }) {
            assert_eq!(read.map(|figure| figure.value.micros()), expected, "{cell:?}");
        }
        if let Ok(figure) = read {
            is_sound(figure, cell);
        }
    }
}

fn is_sound(figure: Figure, cell: &str) {
    let Figure { value, decimals, .. } = figure;
    assert!(value.micros().abs() < LIMIT && decimals <= MAX_DECIMALS && value.decimals_needed() <= decimals, "{cell:?}: {figure:?}");
    let again = |decimal_comma, text: &str| AmountFormat { decimal_comma }.read(text).map(|figure| figure.value);
    for wanted in [0, decimals, MAX_DECIMALS] {
        let (plain, grouped) = (value.plain(wanted), value.grouped(wanted));
        let continental: String = grouped
            .chars()
            .map(|c| {
                if c == ',' {
                    '.'
                } else if c == '.' {
                    ','
                } else {
                    c
                }
            })
            .collect();
        assert_eq!(again(false, &plain), Ok(value), "{cell:?} printed {plain}");
        assert_eq!(again(false, &grouped), Ok(value), "{cell:?} printed {grouped}");
        assert_eq!(again(true, &continental), Ok(value), "{cell:?} printed {continental}");
        assert_eq!(plain, grouped.replace(',', ""));
    }
    let minus = Money::from_micros(-value.micros());
    assert_eq!(again(false, &minus.plain(decimals)), Ok(minus));
    assert_eq!(value.checked_sub(value), Some(Money::ZERO));
    assert_eq!(value.checked_mul(Money::from_units(1)), Some(value));
}

/// `[+-]digits[.digits][e[+-]digits]`, by moving the point in the text; none for any other form.
fn by_hand(cell: &str, point: char) -> Option<Result<i128, AmountFault>> {
    let (negative, text) = match cell.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, cell.strip_prefix('+').unwrap_or(cell)),
    };
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if !(1..=2).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            (number, exponent.parse::<i32>().ok()?)
        }
        None => (text, 0),
    };
    let (whole, fraction) = number.split_once(point).unwrap_or((number, ""));
    if whole.len() + fraction.len() == 0 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Room on both sides, so that the point can be moved there.
    let zeros = "0".repeat(100);
    let digits = format!("{zeros}{whole}{fraction}{zeros}");
    let at = (100 + whole.len() as i32 + exponent) as usize;
    let (whole, fraction) = (digits[..at].trim_start_matches('0'), digits[at..].trim_end_matches('0'));
    Some(match (whole.len() > 15, fraction.len() > 6) {
        (true, true) => return None, // either may be told
        (true, false) => Err(AmountFault::OutOfRange),
        (false, true) => Err(AmountFault::TooPrecise),
        (false, false) => {
            let micros: i128 = format!("{whole}{fraction:0<6}").parse().unwrap();
            Ok(if negative { -micros } else { micros })
        }
    })
}
