//! Results that owners filled in a spreadsheet: read cell by cell, and held against what has happened since it was exported.

use super::act::Told;
use super::{Entry, Event, Outcome, Reason};
use crate::lang::Text;
use crate::money::Money;
use crate::money::read::AmountFormat;

/// The columns that are read back, in the order in which they are exported; the first two must not be changed.
pub const COLUMNS: [&str; 7] = ["id", "version", "result", "reason", "cost", "value", "note"];

/// A row that somebody filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The task's number.
    pub task: i64,
    /// The number of the task's last event when it was exported.
    pub version: i64,
    /// What to do.
    pub what: Entered,
}

/// What somebody filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// A result.
    Told(Told),
    /// A note alone.
    Note(String),
}

/// A cell that cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column, by its place in [`COLUMNS`].
    pub column: usize,
    /// What is wrong, after the value: "is not a result".
    pub what: Text,
}

/// Reads a row, its cells in the order of [`COLUMNS`]; none where nothing was filled in.
pub fn read(cells: [&str; 7]) -> Result<Option<Filled>, Fault> {
    let [id, version, result, reason, cost, value, note] = cells.map(str::trim);
    if [result, reason, cost, value, note].iter().all(|cell| cell.is_empty()) {
        return Ok(None);
    }
    let fault = |column: &str, what| Fault { column: COLUMNS.iter().position(|own| *own == column).unwrap_or(0), what };
    let number = |column, text: &str| {
        let text = text.strip_suffix(".0").unwrap_or(text); // as some spreadsheets write whole numbers
        text.parse::<i64>()
            .map_err(|_| fault(column, Text::new("is not a number; it must stay as it was exported", "不是数字；请保留导出时的内容")))
    };
    let (task, version) = (number("id", id)?, number("version", version)?);
    let reason = match reason {
        "" => None,
        text => Some(Reason::find(text).ok_or_else(|| fault("reason", NO_REASON))?),
    };
    let amount = |column, text: &str| match text {
        "" => Ok(None),
        _ => money(text).map(Some).map_err(|what| fault(column, what)),
    };
    let (cost, value) = (amount("cost", cost)?, amount("value", value)?);
    let text = Some(note.to_owned()).filter(|note| !note.is_empty());
    let what = match (result, text) {
        ("", Some(note)) if reason.is_none() && cost.is_none() && value.is_none() => Entered::Note(note),
        ("", _) => {
            return Err(fault(
                "result",
                Text::new("is no result, and a reason, a cost or a value is filled in beside it", "没有填结果，旁边却填了原因、花费或价值"),
            ));
        }
        (result, note) => {
            let known = Outcome::find(result).filter(|outcome| *outcome != Outcome::Kept);
            let result = known.ok_or_else(|| fault("result", NO_RESULT))?;
            Entered::Told(Told { result, reason, cost, value, note })
        }
    };
    Ok(Some(Filled { task, version, what }))
}

/// What is said of a result that there is none of: the ones there are.
const NO_RESULT: Text = Text::new(
    "is not a result; there are: reached, no-answer, returned, declined",
    "不是可选的结果；可填：已联系上、没联系上、已回店、不再回店",
);

/// What is said of a reason that there is none of.
const NO_REASON: Text = Text::new(
    "is not a reason; there are: wait, advisor, competitor, price, moved, other",
    "不是可选的原因；可填：等待太久、对顾问不满意、去了别家、觉得贵、搬走或卖车、其他原因",
);

/// An amount that is spent or won: not below zero.
pub fn money(text: &str) -> Result<Money, Text> {
    let figure = AmountFormat::default().read(text).map_err(|_| Text::new("is not an amount", "不是金额"))?;
    if figure.value < Money::ZERO { Err(Text::new("is below zero", "小于零")) } else { Ok(figure.value) }
}

/// How a filled row stands against the task's events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'e> {
    /// Nothing has happened since: it can be taken.
    Take,
    /// The very same was told since: this sheet was imported before.
    Already,
    /// Something else happened since: this.
    Clash(&'e Event),
}

/// Judges a filled row by the task's events, in their order.
pub fn judge<'e>(filled: &Filled, events: &'e [Event]) -> Verdict<'e> {
    let mut since = events.iter().filter(|event| event.id > filled.version);
    match since.clone().next_back() {
        None => Verdict::Take,
        Some(_) if since.any(|event| says_the_same(&event.entry, &filled.what)) => Verdict::Already,
        Some(last) => Verdict::Clash(last),
    }
}

fn says_the_same(entry: &Entry, what: &Entered) -> bool {
    match what {
        Entered::Note(note) => entry.result.is_none() && entry.note.as_ref() == Some(note),
        Entered::Told(told) => {
            (entry.result, entry.reason, entry.cost, entry.value) == (Some(told.result), told.reason, told.cost, told.value)
                && entry.note == told.note
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_as_owners_fill_them() {
        assert_eq!(read(["7", "12", " ", "", "", "", ""]), Ok(None));
        let told = |result, reason, cost: Option<i64>, note: Option<&str>| {
            Entered::Told(Told { result, reason, cost: cost.map(Money::from_units), value: None, note: note.map(str::to_owned) })
        };
        let read = |cells| read(cells).map(|filled| filled.map(|filled| filled.what));
        assert_eq!(
            read(["7", "12", "已联系上", "等待太久", "￥3,500", "", "回电"]),
            Ok(Some(told(Outcome::Reached, Some(Reason::Wait), Some(3500), Some("回电"))))
        );
        assert_eq!(read(["7.0", "12.0", "No Answer", "", "", "", ""]), Ok(Some(told(Outcome::NoAnswer, None, None, None))));
        assert_eq!(read(["7", "12", "", "", "", "", "moved to Bath"]), Ok(Some(Entered::Note("moved to Bath".into()))));
        let column = |cells| COLUMNS[read(cells).unwrap_err().column];
        assert_eq!(column(["x", "1", "reached", "", "", "", ""]), "id");
        assert_eq!(column(["1", "", "reached", "", "", "", ""]), "version");
        assert_eq!(column(["1", "1", "", "wait", "", "", ""]), "result");
        assert_eq!(column(["1", "1", "kept", "", "", "", ""]), "result");
        assert_eq!(column(["1", "1", "reached", "rain", "", "", ""]), "reason");
        assert_eq!(column(["1", "1", "reached", "", "-5", "", ""]), "cost");
        assert_eq!(column(["1", "1", "reached", "", "", "much", ""]), "value");
    }
}
