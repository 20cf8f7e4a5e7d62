//! What `--fail-if` asks of a comparison: `important-value<-10%`, `at-risk>5%`, `important.value-share<-2%`.
//!
//! `WHAT[.MEASURE] OPERATOR CHANGE`. WHAT is a segment, `important`, `at-risk` (important customers who stay away: keep and win
//! back) or `all`. MEASURE is `customers`, `value`, `share` (of customers) or `value-share`; by itself `customers`, and of
//! `at-risk` its `value`. OPERATOR is `<`, `<=`, `>` or `>=`. CHANGE is what it became less what it was: of customers and value a
//! number, or with `%` in per cent of what it was; of shares always with `%`, in percentage points.

use super::{Comparison, at_risk};
use crate::lang::{Lang, Text};
use crate::money::{Money, grouped};
use crate::segment::Segment;
use crate::summary::{Ratio, Size, Summary};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    what: What,
    measure: Measure,
    operator: Operator,
    /// Millionths.
    change: i128,
    percent: bool,
    /// As it was typed, without blanks.
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Segment(Segment),
    Important,
    AtRisk,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Customers,
    Value,
    Share,
    ValueShare,
}

const MEASURES: [(Measure, &str); 4] =
    [(Measure::Customers, "customers"), (Measure::Value, "value"), (Measure::Share, "share"), (Measure::ValueShare, "value-share")];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The longer ones first, so that none is taken for its beginning.
const OPERATORS: [(Operator, &str); 4] =
    [(Operator::LessOrEqual, "<="), (Operator::GreaterOrEqual, ">="), (Operator::Less, "<"), (Operator::Greater, ">")];

impl Operator {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Operator::Less => order.is_lt(),
            Operator::LessOrEqual => order.is_le(),
            Operator::Greater => order.is_gt(),
            Operator::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Condition {
    /// What was found, `80, then 70 (-12.5%)`, where it meets the condition.
    pub fn met(&self, comparison: &Comparison, lang: Lang) -> Option<String> {
        let sizes = comparison.sizes.each_ref().map(|sizes| self.size(sizes));
        let (order, shown) = match self.measure {
            Measure::Customers | Measure::Value => {
                let figure = |size: Size| match self.measure {
                    Measure::Customers => Money::from_units(i64::try_from(size.customers).unwrap_or(i64::MAX)),
                    _ => size.value,
                };
                let [was, is] = sizes.map(|size| figure(size).micros());
                let order = if self.percent { growth(was, is, self.change) } else { (is - was).cmp(&self.change) };
                let shown = sizes.map(|size| match self.measure {
                    Measure::Customers => grouped(size.customers),
                    _ => size.value.grouped(comparison.decimals),
                });
                (order, (shown, Ratio::of(is - was, was).map(Ratio::percent)))
            }
            Measure::Share | Measure::ValueShare => {
                let share = |(size, sizes): (Size, &Summary)| match self.measure {
                    Measure::Share => sizes.share(size),
                    _ => sizes.value_share(size),
                };
                let shares = [(sizes[0], &comparison.sizes[0]), (sizes[1], &comparison.sizes[1])].map(share);
                let [was, is] = shares.map(|share| share.map(|share| share.scaled(8)));
                // Where there is no share, nothing can be said of its change.
                let change = is? - was?; // percentage points are 10^6 of these
                (change.cmp(&self.change), (shares.map(|share| share.map_or(String::new(), Ratio::percent)), None))
            }
        };
        let ([was, is], percent) = shown;
        let percent = percent.map_or(String::new(), |percent| format!(" ({percent})"));
        self.operator.holds(order).then(|| lang.pick(format!("{was}, then {is}{percent}"), format!("原为 {was}，现为 {is}{percent}")))
    }

    fn size(&self, sizes: &Summary) -> Size {
        match self.what {
            What::Segment(segment) => sizes.segments[segment as usize],
            What::Important => sizes.important,
            What::AtRisk => at_risk(sizes),
            What::All => sizes.total,
        }
    }
}

/// How the growth from one figure to another stands to so many millionths of a per cent. From nothing or less, any growth is
/// beyond all bounds.
fn growth(was: i128, is: i128, millionths: i128) -> Ordering {
    let change = is.saturating_sub(was);
    match was {
        1.. => change.saturating_mul(100_000_000).cmp(&was.saturating_mul(millionths)),
        _ if change == 0 => 0.cmp(&millionths),
        _ => change.cmp(&0),
    }
}

impl FromStr for Condition {
    type Err = Text;

    fn from_str(text: &str) -> Result<Condition, Text> {
        const WRONG: Text = Text::new(
            "'{}' is not a condition; write a segment, important, at-risk or all, where needed .customers, .value, .share or .value-share, then < <= > or >=, and a change: important-value<-10%, at-risk>5%, important.value-share<-2%",
            "“{}”不是条件；请写客群（或 important、at-risk、all），必要时加 .customers、.value、.share 或 .value-share，再写 <、<=、> 或 >= 和变化量，例如 important-value<-10%、at-risk>5%、important.value-share<-2%",
        );
        let (operator, sign) = OPERATORS.into_iter().find(|(_, sign)| text.contains(sign)).ok_or(WRONG)?;
        let (what, change) = text.split_once(sign).ok_or(WRONG)?;
        let (what, measure) = what.trim().rsplit_once('.').map_or((what.trim(), None), |(what, measure)| (what, Some(measure)));
        let what = match what.trim() {
            "important" => What::Important,
            "at-risk" => What::AtRisk,
            "all" => What::All,
            name => What::Segment(Segment::find(name).map_err(|_| WRONG)?),
        };
        let measure = match measure.map(str::trim) {
            None if what == What::AtRisk => Measure::Value,
            None => Measure::Customers,
            Some(name) => MEASURES.iter().find(|(_, own)| *own == name).map(|(measure, _)| *measure).ok_or(WRONG)?,
        };
        let (number, percent) = change.trim().strip_suffix('%').map_or((change.trim(), false), |number| (number, true));
        if !percent && matches!(measure, Measure::Share | Measure::ValueShare) {
            return Err(WRONG);
        }
        let change = millionths(number).ok_or(WRONG)?;
        Ok(Condition { what, measure, operator, change, percent, text: text.split_whitespace().collect() })
    }
}

/// A plain number, `-10` or `+2.5`, in millionths.
fn millionths(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_sound = is_number(whole) && is_number(fraction) && !whole.is_empty() && whole.len() <= 18 && fraction.len() <= 6;
    let number: i128 = format!("{whole}{fraction:0<6}").parse().ok().filter(|_| is_sound)?;
    Some(if negative { -number } else { number })
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::tests::example;
    use crate::compare::{Basis, Comparison};

    /// Important · value: 2 customers worth 180, then 1 worth 110. At risk: 130, then 80. All: 320, then 272; 5 customers each.
    #[test]
    fn conditions_worked_by_hand() {
        let (from, to) = example();
        let found = Comparison::new(&from, &to, Basis::First);
        for (text, met) in [
            ("important-value<-10%", Some("2, then 1 (-50.0%)")),
            ("重要价值 <= -50%", Some("2, then 1 (-50.0%)")),
            ("important-value<-50%", None),
            ("important-value<0", Some("2, then 1 (-50.0%)")),
            ("important-value<-1", None),
            ("important-value.value>=-70", Some("180.00, then 110.00 (-38.9%)")),
            ("important-value.value<-38.8%", Some("180.00, then 110.00 (-38.9%)")),
            ("important-value.value<-38.89%", None), // -38.888…%
            ("at-risk<-38%", Some("130.00, then 80.00 (-38.5%)")),
            ("at-risk.customers>=0", None),
            ("all>0", None),
            ("all>=0%", Some("5, then 5 (0.0%)")),
            // 180/320 = 56.25%, 110/272 = 40.44%: -15.81 points.
            ("important-value.value-share<-15.8%", Some("56.3%, then 40.4%")),
            ("important-value.value-share<-15.9%", None),
            ("important-value.share<=-20%", Some("40.0%, then 20.0%")),
            // From nobody to one is beyond any percentage.
            ("important-develop>1000%", Some("0, then 1")),
            ("general-value<=0%", Some("0, then 0")),
        ] {
            let condition: Condition = text.parse().unwrap();
            assert_eq!(condition.met(&found, Lang::En).as_deref(), met, "{text}");
        }
        let condition: Condition = " at-risk < -38% ".parse().unwrap();
        assert_eq!(condition.to_string(), "at-risk<-38%");
        assert_eq!(condition.met(&found, Lang::Zh).as_deref(), Some("原为 130.00，现为 80.00 (-38.5%)"));
    }

    #[test]
    fn what_cannot_be_meant() {
        for text in
            ["", "important-value", "important-value<", "best<1", "all.median>1", "all.share>1", "all>1%%", "all>1e3", "all==1", "all>.5"]
        {
            assert!(text.parse::<Condition>().is_err(), "{text}");
        }
    }
}
