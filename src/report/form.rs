//! The forms of the segment report: those of every answer, and those that it alone has; and of answers that are pages too.

use super::Format;
use std::path::Path;

/// A form of the segment report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text, as every answer has it.
    Text(Format),
    /// A page with pictures.
    Html,
    /// An Excel workbook, which lists the customers too.
    Xlsx,
}

/// The forms that no other answer has: name, extensions.
const OWN: [(Form, &str, &[&str]); 2] = [(Form::Html, "html", &["html", "htm"]), (Form::Xlsx, "xlsx", &["xlsx"])];

impl Form {
    /// Written for programs rather than for people.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Form::Text(format) if format.is_for_programs())
    }

    /// The names, in the order of the help.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Format::names().chain(OWN.iter().map(|(_, name, _)| *name))
    }

    /// The form with this name.
    pub fn of_name(name: &str) -> Option<Form> {
        let own = OWN.iter().find(|(_, own, _)| *own == name).map(|(form, ..)| *form);
        own.or_else(|| Format::of_name(name).map(Form::Text))
    }

    /// The form that a file's extension asks for, in either case.
    pub fn of_file(path: &Path) -> Option<Form> {
        let is_own = |extensions: &[&str]| {
            path.extension().is_some_and(|extension| extensions.iter().any(|own| extension.eq_ignore_ascii_case(own)))
        };
        let own = OWN.iter().find(|(.., extensions)| is_own(extensions)).map(|(form, ..)| *form);
        own.or_else(|| Format::of_file(path).map(Form::Text))
    }
}

/// A form of an answer that comes as a page too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageForm {
    /// Text, as every answer has it.
    Text(Format),
    /// A page with pictures.
    Html,
}

impl PageForm {
    fn of(form: Form) -> Option<PageForm> {
        match form {
            Form::Text(format) => Some(PageForm::Text(format)),
            Form::Html => Some(PageForm::Html),
            Form::Xlsx => None,
        }
    }

    /// Written for programs rather than for people.
    pub fn is_for_programs(self) -> bool {
        matches!(self, PageForm::Text(format) if format.is_for_programs())
    }

    /// The names, in the order of the help.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Form::names().filter(|name| PageForm::of_name(name).is_some())
    }

    /// The form with this name.
    pub fn of_name(name: &str) -> Option<PageForm> {
        Form::of_name(name).and_then(PageForm::of)
    }

    /// The form that a file's extension asks for, in either case.
    pub fn of_file(path: &Path) -> Option<PageForm> {
        Form::of_file(path).and_then(PageForm::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_by_name_and_by_file() {
        for name in Form::names() {
            assert!(Form::of_name(name).is_some(), "{name}");
        }
        for (file, form) in [
            ("a/报告.HTML", Some(Form::Html)),
            ("a/b.XLSX", Some(Form::Xlsx)),
            ("x.json", Some(Form::Text(Format::Json))),
            ("x.xls", None),
            ("html", None),
        ] {
            assert_eq!(Form::of_file(Path::new(file)), form, "{file}");
        }
    }
}
