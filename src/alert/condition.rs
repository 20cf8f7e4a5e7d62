//! What `--fail-if` asks of the warnings of a day: `red>0`, `all>=20`. What is routine is no warning.

use super::Alerts;
use crate::lang::Text;
use crate::level::Level;
use std::fmt;
use std::str::FromStr;

/// More, or at least so many, of a level or of all levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Which count; all where there is none.
    level: Option<Level>,
    /// The least number that meets it.
    least: u64,
    /// Written with `>=`.
    or_equal: bool,
}

impl Condition {
    /// How many there are, where that meets the condition.
    pub fn met(&self, alerts: &Alerts) -> Option<u64> {
        let count = self.level.map_or_else(|| alerts.warnings().count() as u64, |level| alerts.count(level));
        (count >= self.least).then_some(count)
    }
}

impl FromStr for Condition {
    type Err = Text;

    fn from_str(text: &str) -> Result<Condition, Text> {
        let wrong = Text::new(
            "'{}' is not a condition; write a level or all, > or >=, and a number: red>0, all>=20",
            "“{}”不是条件；请写级别（或 all）、> 或 >=、数字，例如 red>0、all>=20",
        );
        let (what, than) = text.split_once('>').ok_or(wrong)?;
        let level = match what.trim() {
            "all" => None,
            name => Some(Level::find(name).ok_or(wrong)?),
        };
        let or_equal = than.starts_with('=');
        let number: u64 = than.trim_start_matches('=').trim().parse().map_err(|_| wrong)?;
        let least = if or_equal { Some(number) } else { number.checked_add(1) };
        Ok(Condition { level, least: least.filter(|_| !than.starts_with("==")).ok_or(wrong)?, or_equal })
    }
}

impl fmt::Display for Condition {
    /// As it is written: `red>0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.level.map_or("all", Level::slug);
        if self.or_equal { write!(f, "{what}>={}", self.least) } else { write!(f, "{what}>{}", self.least.saturating_sub(1)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_as_they_are_typed() {
        for (text, level, least, shown) in [
            ("red>0", Some(Level::Red), 1, "red>0"),
            (" orange >= 3 ", Some(Level::Orange), 3, "orange>=3"),
            ("all>12", None, 13, "all>12"),
            ("黄色>=0", Some(Level::Yellow), 0, "yellow>=0"),
        ] {
            let condition: Condition = text.parse().unwrap();
            assert_eq!((condition.level, condition.least, condition.to_string().as_str()), (level, least, shown));
        }
        for text in ["", "red", "red>", "red=0", "red<1", "green>0", "red>-1", "red>1.5", "red==1", "red>==1", "red>18446744073709551615"] {
            assert!(text.parse::<Condition>().is_err(), "{text}");
        }
    }
}
