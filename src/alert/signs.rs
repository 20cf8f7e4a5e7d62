//! Signs in optional columns: a cancelled booking, a complaint, a long wait. What the cells mean is here.
//!
//! A sign counts while nothing has been heard from the customer since: one noted with the last visit or after it. A booking
//! that was cancelled on the day of a visit led to that visit, so it must be later. A customer table has no days but that
//! of the last visit, which its cells then belong to.

use super::{Rule, Saw, Settings};
use crate::customer::{Mark, Measures, What};
use crate::date::Day;
use crate::scored::{Kind, Scored};

/// A sign that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// What it is a sign for.
    pub rule: Rule,
    /// What there is to say of it.
    pub saw: Saw,
}

/// Knows which kept column holds which sign.
pub struct Signs {
    columns: Vec<(Rule, usize)>,
}

impl Signs {
    /// For the columns of this base.
    pub fn new(base: &Scored) -> Signs {
        let at = |rule: Rule| Some((rule, base.carried.at(rule.column()?)?));
        Signs { columns: Rule::ALL.into_iter().filter_map(at).collect() }
    }

    /// The signs of the customer of this place that count, the earliest first.
    pub fn of(&self, base: &Scored, place: usize, measures: &Measures, settings: &Settings, unread: &mut u64) -> Vec<Sign> {
        let mut signs = Vec::new();
        let mut take = |rule: Rule, day: Option<Day>, cell: &str| match saw(rule, day, cell, settings.wait_minutes) {
            Ok(saw) => signs.extend(saw.map(|saw| Sign { rule, saw })),
            Err(NoNumber) => *unread += 1,
        };
        let age = |day: Day| base.as_of().map_or(0, |as_of| as_of.since(day));
        let is_fresh = |day: Day| (0..settings.sign_days as i32).contains(&age(day));
        match base.kind {
            Kind::Customers => {
                let day = measures.last_purchase;
                if measures.recency.is_none_or(|days| days < settings.sign_days) {
                    self.columns.iter().for_each(|(rule, at)| take(*rule, day, base.customers.kept(place, *at)));
                }
            }
            Kind::Transactions => {
                for Mark { day, what } in base.customers.marks(place).filter(|mark| is_fresh(mark.day)) {
                    let since = measures.last_purchase.map_or(i32::MAX, |last| day.since(last));
                    match what {
                        What::Cancelled if since > 0 => take(Rule::Cancelled, Some(day), "yes"),
                        What::Cell(column, cell) if since >= 0 => {
                            let rule = self.columns.iter().find(|(_, at)| *at == column);
                            rule.into_iter().for_each(|(rule, _)| take(*rule, Some(day), cell));
                        }
                        _ => {}
                    }
                }
            }
        }
        signs
    }
}

/// A cell tells no number of minutes.
#[derive(Debug, PartialEq)]
struct NoNumber;

/// What a cell says; nothing where it says that there was nothing.
fn saw(rule: Rule, day: Option<Day>, cell: &str, wait_minutes: u32) -> Result<Option<Saw>, NoNumber> {
    let cell = cell.trim();
    if cell.is_empty() || is_no(cell) {
        return Ok(None);
    }
    Ok(match rule {
        Rule::Cancelled => Some(Saw::Cancelled(day)),
        Rule::Complaint => Some(Saw::Complaint(day, (!is_yes(cell)).then(|| cell.into()))),
        Rule::Wait => Some(minutes(cell).ok_or(NoNumber)?).filter(|minutes| *minutes > wait_minutes).map(|minutes| Saw::Wait(day, minutes)),
        Rule::Days | Rule::Rhythm | Rule::PAlive | Rule::PAliveDrop | Rule::FirstRating | Rule::FirstVisits => None,
    })
}

/// Cells that say that there was nothing.
const NO: &[&str] = &[
    "0", "-", "–", "—", "/", "n", "no", "none", "nil", "false", "na", "n/a", "null", "否", "无", "没有", "未", "未取消", "未投诉",
    "无投诉", "×", "✗",
];
/// Cells that say no more than that there was something.
const YES: &[&str] = &["1", "x", "y", "yes", "true", "是", "有", "已取消", "已投诉", "√", "✓", "✔", "cancelled", "canceled"];

fn is_one_of(words: &[&str], cell: &str) -> bool {
    words.contains(&cell.to_lowercase().as_str())
}

/// The cell says that there was nothing: `no`, `无`, `0`.
pub fn is_no(cell: &str) -> bool {
    is_one_of(NO, cell)
}

/// A number or a date says no more either.
fn is_yes(cell: &str) -> bool {
    is_one_of(YES, cell) || cell.bytes().all(|byte| byte.is_ascii_digit() || b"-/.: ".contains(&byte))
}

/// Units that may stand after a number of minutes.
const MINUTES: &[&str] = &["", "m", "min", "mins", "minute", "minutes", "'", "分", "分钟"];

/// Whole minutes: `45`, `45.5 min`, `45分钟`, `1:15`.
fn minutes(cell: &str) -> Option<u32> {
    if let Some((hours, minutes)) = cell.split_once(':') {
        let (hours, minutes): (u32, u32) = (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
        return hours.checked_mul(60)?.checked_add(minutes).filter(|_| minutes < 60);
    }
    let end = cell.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(cell.len());
    let (number, unit) = cell.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_number = !fraction.contains('.') && is_one_of(MINUTES, unit.trim());
    whole.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_as_people_write_them() {
        for (cell, expected) in [
            ("45", Some(45)),
            ("45.9", Some(45)),
            ("45 min", Some(45)),
            ("45分钟", Some(45)),
            ("45'", Some(45)),
            ("1:15", Some(75)),
            ("1:75", None),
            ("long", None),
            ("1.2.3", None),
            ("2 h", None),
            ("-5", None),
            ("99999999999", None),
        ] {
            assert_eq!(minutes(cell), expected, "{cell}");
        }
    }

    #[test]
    fn what_cells_say() {
        let day = Some(Day::from_number(3));
        for (rule, cell, expected) in [
            (Rule::Cancelled, "yes", Some(Saw::Cancelled(day))),
            (Rule::Cancelled, " 2026-03-01 ", Some(Saw::Cancelled(day))),
            (Rule::Cancelled, "No", None),
            (Rule::Cancelled, "否", None),
            (Rule::Complaint, "1", Some(Saw::Complaint(day, None))),
            (Rule::Complaint, "the brakes squeal", Some(Saw::Complaint(day, Some("the brakes squeal".into())))),
            (Rule::Complaint, "无", None),
            (Rule::Complaint, "", None),
            (Rule::Wait, "30", None),
            (Rule::Wait, "31", Some(Saw::Wait(day, 31))),
            (Rule::Wait, "-", None),
        ] {
            assert_eq!(saw(rule, day, cell, 30), Ok(expected), "{cell}");
        }
        assert_eq!(saw(Rule::Wait, day, "a while", 30), Err(NoNumber));
    }
}
