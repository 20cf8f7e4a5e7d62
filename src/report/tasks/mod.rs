//! What the verbs of `rfm tasks` show: tables of tasks, of what happened and of what it brought, in each form.
//!
//! `list`, `history` and `stats` build sheets of typed cells; `forms` and `workbook` write them. What a single change says is
//! `said`.

mod forms;
mod history;
mod list;
mod said;
mod sheet;
mod stats;
mod workbook;

pub use forms::render;
pub use history::history;
pub use list::{Line, export, list};
pub use said::{answer, counts, overview, task_line};
pub use sheet::{Cell, Column, Sheet};
pub use stats::stats;

use std::path::Path;

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Columns of text for a terminal.
    Table,
    /// Comma-separated values.
    Csv,
    /// One JSON array.
    Json,
    /// An Excel workbook.
    Xlsx,
}

/// The forms by name, which is also a file's extension but for the first.
const FORMS: [(Form, &str); 4] = [(Form::Table, "table"), (Form::Csv, "csv"), (Form::Json, "json"), (Form::Xlsx, "xlsx")];

impl Form {
    /// The names, in the order of the help.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMS.iter().map(|(_, name)| *name)
    }

    /// The form with this name.
    pub fn of_name(name: &str) -> Option<Form> {
        FORMS.iter().find(|(_, own)| *own == name).map(|(form, _)| *form)
    }

    /// The form that a file's extension asks for.
    pub fn of_file(path: &Path) -> Option<Form> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        if extension == "txt" { Some(Form::Table) } else { Form::of_name(&extension).filter(|form| *form != Form::Table) }
    }

    /// Written for programs rather than for people.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Form::Csv | Form::Json)
    }
}
