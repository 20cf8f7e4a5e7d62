//! Sections on sheets of an Excel workbook: what they show as figures stands as numbers, in the form in which it is shown; all else
//! is text.

use super::{Section, Table};
use crate::book::{self, Book, WIDEST};
use crate::date::Day;
use crate::lang::Lang;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

/// More digits than this a number of a workbook does not hold.
const SURE_DIGITS: usize = 15;

/// A sheet that is being filled from above.
pub struct Sheet<'b> {
    sheet: &'b mut Worksheet,
    line: u32,
    /// How wide the columns of the tables would like to be, in characters.
    widths: Vec<usize>,
}

impl<'b> Sheet<'b> {
    /// A new one of this name.
    pub fn new(book: &'b mut Book, name: &str) -> Result<Sheet<'b>, XlsxError> {
        let sheet = book.small(name)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(Sheet { sheet, line: 0, widths: Vec::new() })
    }

    /// The section below what is there: its heading, its tables, and the lines below them.
    pub fn section(&mut self, section: &Section, lang: Lang) -> Result<(), XlsxError> {
        self.heading(&section.heading)?;
        section.tables.iter().try_for_each(|table| self.table(table))?;
        self.foot(&section.foot, lang)
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.line, 0, &*book::fit(text).text, &Format::new().set_bold().set_font_size(13))?;
        self.line += 2;
        Ok(())
    }

    /// A table, and an empty line.
    pub fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        self.rows(table.heads.iter().map(|head| (head.text, head.right)), table.rows.iter().map(|row| row.iter().map(String::as_str)))?;
        if let Some(more) = &table.more {
            self.line -= 1;
            self.sheet.write_string(self.line, 0, &*book::fit(more).text)?;
            self.line += 2;
        }
        Ok(())
    }

    /// The same of headings, with whether figures stand below, and of rows.
    pub fn rows<'t>(
        &mut self,
        heads: impl Iterator<Item = (&'t str, bool)>,
        rows: impl Iterator<Item = impl Iterator<Item = &'t str>>,
    ) -> Result<(), XlsxError> {
        let mut are_figures = Vec::new();
        for ((text, is_figure), at) in heads.zip(0..) {
            let format = if is_figure { book::head().set_align(FormatAlign::Right) } else { book::head() };
            self.sheet.write_string_with_format(self.line, at, text, &format)?;
            self.widen(at, text);
            are_figures.push(is_figure);
        }
        self.line += 1;
        for row in rows {
            for ((text, is_figure), at) in row.zip(&are_figures).zip(0..) {
                self.cell(at, text, *is_figure)?;
                self.widen(at, text);
            }
            self.line += 1;
        }
        self.line += 1;
        Ok(())
    }

    /// Labels and what stands beside them.
    pub fn foot(&mut self, lines: &[(&'static str, String)], lang: Lang) -> Result<(), XlsxError> {
        for (label, text) in lines {
            self.sheet.write_string_with_format(self.line, 0, *label, &Format::new().set_bold().set_align(FormatAlign::Top))?;
            self.sheet.write_string(self.line, 1, &*book::fit(text).text)?;
            self.widen(0, label);
            self.line += 1;
        }
        // Chinese characters are two columns wide, and the measure of columns is one.
        let room = lang.pick(1, 2);
        for (at, width) in (0..).zip(&self.widths) {
            self.sheet.set_column_width(at, (width + room).min(WIDEST) as u32)?;
        }
        self.line += u32::from(!lines.is_empty());
        Ok(())
    }

    fn widen(&mut self, at: u16, text: &str) {
        let at = usize::from(at);
        if self.widths.len() <= at {
            self.widths.resize(at + 1, 8);
        }
        self.widths[at] = self.widths[at].max(book::text_width(text) + 1);
    }

    fn cell(&mut self, at: u16, text: &str, is_figure: bool) -> Result<(), XlsxError> {
        let typed = if is_figure { figure(text) } else { text.parse::<Day>().ok().map(|day| (book::serial(day), "yyyy-mm-dd".to_owned())) };
        let align = if is_figure { FormatAlign::Right } else { FormatAlign::Left };
        match typed {
            Some((number, form)) => {
                self.sheet.write_number_with_format(self.line, at, number, &Format::new().set_num_format(form).set_align(align)).map(drop)
            }
            None if text.is_empty() => Ok(()),
            None => self.sheet.write_string_with_format(self.line, at, &*book::fit(text).text, &Format::new().set_align(align)).map(drop),
        }
    }
}

/// `1,234`, `-5.20`, `+72`, `12.5%` as a number and the form in which Excel shows it so; none of what is none, or has more digits
/// than a number holds.
fn figure(text: &str) -> Option<(f64, String)> {
    let (sign, bare) = match text.split_at_checked(1)? {
        ("+", bare) => ("+", bare),
        ("-", bare) => ("-", bare),
        _ => ("", text),
    };
    let (digits, percent) = bare.strip_suffix('%').map_or((bare, ""), |digits| (digits, "%"));
    let (whole, fraction) = digits.split_once('.').map_or((digits, ""), |(whole, fraction)| (whole, fraction));
    let plain = whole.replace(',', "");
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_sound = !plain.is_empty() && is_digits(&plain) && is_digits(fraction) && digits.ends_with(|last: char| last.is_ascii_digit());
    if !is_sound || plain.len() + fraction.len() > SURE_DIGITS {
        return None;
    }
    let power = if percent.is_empty() { 0 } else { -2 };
    let number: f64 = format!("{plain}.{fraction}0e{power}").parse().ok()?;
    let places = if fraction.is_empty() { String::new() } else { format!(".{}", "0".repeat(fraction.len())) };
    let form = format!("#,##0{places}{percent}");
    let form = if sign == "+" { format!("+{form};-{form};0") } else { form };
    Some((if sign == "-" { -number } else { number }, form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_they_are_shown() {
        for (text, expected) in [
            ("1,234", Some((1234.0, "#,##0"))),
            ("-5.20", Some((-5.2, "#,##0.00"))),
            ("12.5%", Some((0.125, "#,##0.0%"))),
            ("+72", Some((72.0, "+#,##0;-#,##0;0"))),
            ("999,999,999,999,999", Some((999_999_999_999_999.0, "#,##0"))),
            ("1,000,000,000,000,000", None),
            ("–", None),
            ("", None),
            ("-", None),
            ("%", None),
            ("5.", None),
            ("·", None),
            ("12K", None),
        ] {
            assert_eq!(figure(text), expected.map(|(number, form): (f64, &str)| (number, form.to_owned())), "{text}");
        }
    }
}
