//! Amounts of a table in a few characters each: in the unit in which the largest fits, which the table's heading tells.

use crate::lang::Lang;
use crate::money::Money;
use crate::money::style::{Style, Unit};

/// So many characters a cell has: then a line of 80 has room for the cohorts' columns.
const ROOM: usize = 6;

/// How the amounts of a table are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    unit: Unit,
    decimals: u8,
}

impl Short {
    /// For amounts of which these are all. The user's unit stays, if it is one and has room; else the smallest that has room is
    /// taken, with two decimals or none.
    pub fn of(amounts: impl Iterator<Item = Money> + Clone, style: Style, lang: Lang) -> Short {
        let own = lang.pick([Unit::One, Unit::Thousand, Unit::Million], [Unit::One, Unit::Wan, Unit::Yi]);
        let units = [style.unit].into_iter().chain(own.into_iter().filter(|unit| unit.size() > style.unit.size()));
        let all = units.flat_map(|unit| [2, 0].map(|decimals| Short { unit, decimals }));
        let fits = |short: &Short| amounts.clone().all(|amount| short.show(amount).len() <= ROOM);
        let last = Short { unit: own[2], decimals: 0 };
        all.into_iter().find(fits).unwrap_or(last)
    }

    /// The figure alone.
    pub fn show(self, amount: Money) -> String {
        let figure = amount.share(1, self.unit.size().into(), self.decimals).unwrap_or(amount);
        let text = figure.grouped(self.decimals.max(2));
        if self.decimals == 0 { text.split('.').next().unwrap_or_default().to_owned() } else { text }
    }

    /// What the table is called.
    pub fn title(self, lang: Lang) -> &'static str {
        match self.unit {
            Unit::One => lang.pick("Amount each", "人均累计"),
            Unit::Thousand => lang.pick("Each, in k", "人均，千"),
            Unit::Wan => lang.pick("Each, in 万", "人均，万"),
            Unit::Million => lang.pick("Each, in m", "人均，百万"),
            Unit::Yi => lang.pick("Each, in 亿", "人均，亿"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_unit_that_has_room() {
        let of = |units: &[i64], name: &str, lang| {
            let amounts = units.iter().map(|units| Money::from_units(*units));
            let short = Short::of(amounts.clone(), Style { unit: Unit::find(name).unwrap(), currency: None }, lang);
            (amounts.map(|amount| short.show(amount)).collect::<Vec<_>>().join(" "), short.title(lang))
        };
        assert_eq!(of(&[0, 999], "1", Lang::En), ("0.00 999.00".into(), "Amount each"));
        assert_eq!(of(&[5, 99_999], "1", Lang::En), ("5 99,999".into(), "Amount each"));
        assert_eq!(of(&[5, -10_000], "1", Lang::En), ("0.01 -10.00".into(), "Each, in k"));
        assert_eq!(of(&[45_678, 123_456], "1", Lang::En), ("45.68 123.46".into(), "Each, in k"));
        assert_eq!(of(&[45_678, 123_456], "1", Lang::Zh), ("4.57 12.35".into(), "人均，万"));
        assert_eq!(of(&[5_000_000_000], "1", Lang::En), ("5,000".into(), "Each, in m"));
        assert_eq!(of(&[1_234], "k", Lang::Zh), ("1.23".into(), "人均，千"), "the user's unit has room");
        assert_eq!(of(&[1_000_000_000_000], "1", Lang::Zh), ("10,000".into(), "人均，亿"));
    }
}
