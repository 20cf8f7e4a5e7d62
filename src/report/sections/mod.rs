//! What most answers are made of for people: sections of a heading, tables and the lines below them. Each answer builds its own,
//! once for every format that people read; `text` lays them out for a terminal and as Markdown, `book` on sheets of a workbook.

pub mod book;
pub mod text;

/// A part of the answer.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What stands below them: a label and a text.
    pub foot: Vec<(&'static str, String)>,
}

/// A table of texts.
#[derive(Clone, Debug)]
pub struct Table {
    /// The headings; figures stand at the right.
    pub heads: Vec<Head>,
    /// The rows, with a cell for each heading.
    pub rows: Vec<Vec<String>>,
    /// A line below it.
    pub more: Option<String>,
}

/// A heading.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Its text.
    pub text: &'static str,
    /// Its cells stand at the right.
    pub right: bool,
    /// It goes where there is no room.
    pub may_go: bool,
}

/// A heading of texts.
pub fn left(text: &'static str) -> Head {
    Head { text, right: false, may_go: false }
}

/// A heading of figures.
pub fn right(text: &'static str) -> Head {
    Head { text, right: true, may_go: false }
}
