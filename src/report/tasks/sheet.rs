//! A table of typed cells, from which every form is made: the same rows for people and for programs.

use crate::date::Day;
use crate::lang::{Lang, Text};
use crate::money::Money;

/// A table.
pub struct Sheet {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name for programs, which never changes.
    pub key: &'static str,
    /// Its heading for people.
    pub head: Text,
    /// What a terminal without room leaves out first has the highest number; 0 always shows.
    pub spare: u8,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    None,
    /// Text of the data or of a user.
    Text(String),
    /// One of our words: for programs, and for people.
    Word(&'static str, Text),
    /// Several of our words.
    Words(Vec<(&'static str, Text)>),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// An amount.
    Amount(Money),
    /// A day.
    Day(Day),
}

impl Cell {
    /// Text, if there is any.
    pub fn text(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::None, |text| Cell::Text(text.into()))
    }

    /// A day, if there is one.
    pub fn day(day: Option<Day>) -> Cell {
        day.map_or(Cell::None, Cell::Day)
    }

    /// An amount, if there is one.
    pub fn amount(amount: Option<Money>) -> Cell {
        amount.map_or(Cell::None, Cell::Amount)
    }

    /// Figures stand at the right.
    pub fn is_right(&self) -> bool {
        matches!(self, Cell::Number(_) | Cell::Amount(_))
    }

    /// As programs read it.
    pub fn plain(&self) -> String {
        match self {
            Cell::None => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Word(slug, _) => (*slug).to_owned(),
            Cell::Words(words) => words.iter().map(|(slug, _)| *slug).collect::<Vec<_>>().join(" "),
            Cell::Number(number) => number.to_string(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Amount(amount) => amount.plain(2),
            Cell::Day(day) => day.to_string(),
        }
    }

    /// As people read it.
    pub fn shown(&self, lang: Lang) -> String {
        match self {
            Cell::Word(_, text) => text.get(lang).to_owned(),
            Cell::Words(words) => words.iter().map(|(_, text)| text.get(lang)).collect::<Vec<_>>().join(lang.pick(", ", "、")),
            Cell::Flag(true) => lang.pick("yes", "是").to_owned(),
            Cell::Flag(false) => String::new(),
            Cell::Amount(amount) => amount.grouped(2),
            Cell::Text(text) => crate::note::printable(text),
            other => other.plain(),
        }
    }
}
