//! The lifecycle report as an Excel workbook: a sheet for each part, with the tables of `sections` in full and the cohorts as the
//! page has them.

use super::page::{Triangle, triangles};
use super::{MANY, Part, Shown, sections};
use crate::book::{Book, fault};
use crate::lang::Lang;
use crate::money::style::Style;
use crate::report::sections::Section;
use crate::report::sections::book::Sheet;
use rust_xlsxwriter::XlsxError;

/// The report, or a part of it. Amounts are whole in every unit: a workbook has room.
pub fn render(shown: &Shown<'_>, part: Part, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let shown = &Shown { style: Style::default(), ..*shown };
    let mut book = Book::new(shown.base.as_of()).map_err(fault)?;
    for (part, section) in sections::parts(shown, part, MANY, lang) {
        sheet(&mut book, shown, part, &section, lang).map_err(fault)?;
    }
    let mut bytes = Vec::new();
    book.save(&mut bytes)?;
    Ok(bytes)
}

fn sheet(book: &mut Book, shown: &Shown<'_>, part: Option<Part>, section: &Section, lang: Lang) -> Result<(), XlsxError> {
    let mut sheet = Sheet::new(book, name(part, lang))?;
    if part != Some(Part::Cohorts) {
        return sheet.section(section, lang);
    }
    sheet.heading(&section.heading)?;
    for Triangle { name, heads, rows } in triangles(shown, MANY.cohorts, false, lang) {
        let name = [(name, false)].into_iter().chain(heads.iter().skip(1).map(|head| (head.as_str(), true)));
        let rows = rows.iter().map(|row| {
            let cells = row.cells.iter().map(|cell| cell.text.as_str());
            [row.month.as_str(), row.customers.as_str()].into_iter().chain(cells)
        });
        sheet.rows(name, rows)?;
    }
    sheet.foot(&section.foot, lang)
}

/// What the sheet of a part is called.
fn name(part: Option<Part>, lang: Lang) -> &'static str {
    match part {
        Some(Part::Overview | Part::Stages) => lang.pick("Stages", "阶段"),
        Some(Part::Funnel) => lang.pick("Visit funnel", "到店漏斗"),
        Some(Part::Cohorts) => lang.pick("Cohorts", "同期群"),
        Some(Part::Churn) => lang.pick("Churn", "流失"),
        Some(Part::Nps) => "NPS",
        Some(Part::Leavers) => lang.pick("Silent leavers", "无声离开"),
        None => lang.pick("Notes", "说明"),
    }
}
