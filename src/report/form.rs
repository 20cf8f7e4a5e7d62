//! The forms of the segment report: those of every answer, and those that it alone has.

use super::Format;
use std::path::Path;

/// A form of the segment report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text, as every answer has it.
    Text(Format),
    /// An Excel workbook, which lists the customers too.
    Xlsx,
}

/// The name and the extension of a workbook.
const XLSX: &str = "xlsx";

impl Form {
    /// Written for programs rather than for people.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Form::Text(format) if format.is_for_programs())
    }

    /// The names, in the order of the help.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Format::names().chain([XLSX])
    }

    /// The form with this name.
    pub fn of_name(name: &str) -> Option<Form> {
        if name == XLSX { Some(Form::Xlsx) } else { Format::of_name(name).map(Form::Text) }
    }

    /// The form that a file's extension asks for, in either case.
    pub fn of_file(path: &Path) -> Option<Form> {
        let is_book = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(XLSX));
        if is_book { Some(Form::Xlsx) } else { Format::of_file(path).map(Form::Text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_by_name_and_by_file() {
        assert_eq!(Form::names().last(), Some("xlsx"));
        for name in Form::names() {
            assert!(Form::of_name(name).is_some(), "{name}");
        }
        for (file, form) in [("a/报告.XLSX", Some(Form::Xlsx)), ("x.json", Some(Form::Text(Format::Json))), ("x.xls", None), ("xlsx", None)]
        {
            assert_eq!(Form::of_file(Path::new(file)), form, "{file}");
        }
    }
}
