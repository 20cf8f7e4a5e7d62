//! The report as sheets of an Excel workbook: the segments before the customers, the playbook and the method after them.
//!
//! The customers themselves are `export`'s, and [`crate::workbook`] puts all into one book. Figures are numbers, formatted as
//! the other forms show them, so that a reader can go on calculating; what the figures are comes from the one row builder.

mod playbook;
mod segments;

use super::Report;
use super::sections::book::Sheet;
use crate::book::{self, Book};
use crate::money::Money;
use crate::money::style::Amounts;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

/// The height of a line of text, in points.
const LINE: f64 = 15.0;

/// Amounts that stand as text because a number could not hold them.
pub type AsText = u64;

/// Adds what comes before the customers: the segments, the groups where the report is split, and the stages where they are asked
/// for.
pub fn before(book: &mut Book, report: &Report<'_>) -> Result<AsText, XlsxError> {
    let of_all = segments::segments(book, report)?;
    let of_groups = segments::groups(book, report)?;
    if let Some(section) = report.by_stage() {
        Sheet::new(book, report.lang.pick("Stages", "阶段"))?.section(&section, report.lang)?;
    }
    Ok(of_all + of_groups)
}

/// Adds what comes after them: the playbook and the method.
pub fn after(book: &mut Book, report: &Report<'_>) -> Result<(), XlsxError> {
    playbook::playbook(book, report)?;
    playbook::method(book, report)
}

/// A sheet with its current line.
struct Page<'s> {
    sheet: &'s mut Worksheet,
    line: u32,
    amounts: Amounts,
    as_text: AsText,
}

impl Page<'_> {
    /// Text, ours or the data's, which is never a formula.
    fn text(&mut self, at: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        let safe = crate::note::printable(text);
        self.sheet.write_string_with_format(self.line, at, &*book::fit(&safe).text, format).map(drop)
    }

    fn number(&mut self, at: u16, number: f64, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.line, at, number, format).map(drop)
    }

    /// An amount, as text where it has more digits than a number can hold.
    fn amount(&mut self, at: u16, amount: Money) -> Result<(), XlsxError> {
        match book::amount(amount) {
            Some(number) => self.number(at, number, &book::amounts(self.amounts)),
            None => {
                self.as_text += 1;
                self.text(at, &amount.plain(self.amounts.decimals), &Format::new().set_align(FormatAlign::Right))
            }
        }
    }

    /// Makes the line as high as these texts need in columns of these widths, in characters: not every program does by itself.
    fn make_room(&mut self, texts: &[(&str, u32)]) -> Result<(), XlsxError> {
        // Lines end at words, so a little less than the width holds text.
        let lines = |text: &str, width: u32| {
            let room = (width as usize * 9 / 10).max(1);
            text.lines().map(|line| book::text_width(line).div_ceil(room).max(1)).sum()
        };
        match texts.iter().map(|(text, width)| lines(text, *width)).max().unwrap_or(1) {
            0 | 1 => Ok(()),
            lines => self.sheet.set_row_height(self.line, lines as f64 * LINE).map(drop),
        }
    }

    /// The header, which stays in sight.
    fn head<'h>(&mut self, heads: impl IntoIterator<Item = &'h str>) -> Result<(), XlsxError> {
        for (at, head) in (0..).zip(heads) {
            self.text(at, head, &book::head())?;
        }
        self.line += 1;
        self.sheet.set_freeze_panes(self.line, 0).map(drop)
    }
}

/// Text in lines that fit its column.
fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}
