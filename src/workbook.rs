//! The report as one Excel workbook: the sheets of `report` with the customers of `export` between them.

use crate::about::About;
use crate::book::{self, Book, fault};
use crate::export::{self, ExportOptions, Written};
use crate::report::{self, Report};
use std::io::{self, Write};

/// Writes the workbook. The customers are those of an export under these options, with their names and phone numbers
/// where the data has them; sheets and headings are in the report's language.
pub fn write(report: &Report<'_>, options: &ExportOptions, out: &mut (dyn Write + Send)) -> io::Result<Written> {
    let base = report.base;
    let mut options = ExportOptions { lang: report.lang, ..options.clone() };
    let known = [About::Name, About::Phone].into_iter().filter_map(|about| base.carried.at(about));
    let known: Vec<usize> = known.filter(|at| options.keep.iter().all(|kept| base.kept.get(*kept) != base.kept.get(*at))).collect();
    options.keep.extend(known);
    book::guarded(|| {
        let mut book = Book::new(base.as_of()).map_err(fault)?;
        let as_text = report::xlsx::before(&mut book, report).map_err(fault)?;
        let told = export::xlsx::sheets(&mut book, base, &options, book::MOST_ROWS)?;
        report::xlsx::after(&mut book, report).map_err(fault)?;
        book.save(out)?;
        Ok(Written { amounts_as_text: told.amounts_as_text + as_text, ..told })
    })
}
