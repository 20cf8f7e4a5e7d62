//! A sheet of tasks as an Excel workbook. What holds of all workbooks is [`crate::book`].
//!
//! Headings are the names for programs, so that what was filled in is found again; words are in the reader's language, and
//! the columns for results offer them to choose from. Nothing of the clock goes in: the same sheet gives the same bytes.

use super::sheet::{Cell, Sheet};
use crate::book::{self, Book};
use crate::lang::Lang;
use crate::report::View;
use crate::task::results::COLUMNS;
use crate::task::{Outcome, Reason};
use rust_xlsxwriter::{DataValidation, Format, Worksheet, XlsxError};

/// The widest a column may become, in pixels.
const WIDEST: u32 = 320;
/// Rows that take results, for validation, beyond the last task.
const LAST_ROW: u32 = 1_048_575;

/// The workbook's bytes.
pub fn render(sheet: &Sheet, view: View) -> anyhow::Result<Vec<u8>> {
    let lang = view.lang;
    let mut book = Book::new(None)?;
    let page = book.small(lang.pick("Tasks", "任务"))?;
    let (head, date, amount) = (Format::new().set_bold(), book::days(), book::amounts(view.style.with(2)));
    for (at, column) in (0_u16..).zip(&sheet.columns) {
        page.write_string_with_format(0, at, column.key, &head)?;
    }
    for (line, row) in (1_u32..).zip(&sheet.rows) {
        for (at, cell) in (0_u16..).zip(row) {
            match cell {
                Cell::None | Cell::Flag(false) => {}
                Cell::Number(number) => _ = page.write_number(line, at, *number as f64)?,
                Cell::Amount(value) => match book::amount(*value) {
                    Some(number) => _ = page.write_number_with_format(line, at, number, &amount)?,
                    None => _ = page.write_string(line, at, value.plain(2))?,
                },
                Cell::Day(day) => _ = page.write_number_with_format(line, at, book::serial(*day), &date)?,
                other => _ = page.write_string(line, at, &*book::fit(&other.shown(lang)).text)?,
            }
        }
    }
    page.set_freeze_panes(1, 0)?;
    page.set_autofit_max_width(WIDEST).autofit();
    offer(page, sheet, lang)?;
    let mut bytes = Vec::new();
    book.save(&mut bytes)?;
    Ok(bytes)
}

/// Lists to choose from, where results are filled in.
fn offer(page: &mut Worksheet, sheet: &Sheet, lang: Lang) -> Result<(), XlsxError> {
    let results: Vec<&str> =
        Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Kept).map(|outcome| outcome.text().get(lang)).collect();
    let reasons: Vec<&str> = Reason::ALL.iter().map(|reason| reason.text().get(lang)).collect();
    let is_to_fill = COLUMNS.iter().all(|key| sheet.columns.iter().any(|column| column.key == *key));
    for (at, column) in (0_u16..).zip(&sheet.columns).filter(|_| is_to_fill) {
        let words = match column.key {
            "result" => &results,
            "reason" => &reasons,
            _ => continue,
        };
        page.add_data_validation(1, at, LAST_ROW, at, &DataValidation::new().allow_list_strings(words)?)?;
    }
    Ok(())
}
