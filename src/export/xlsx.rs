//! Customers as sheets of an Excel workbook, in the reader's language: typed figures and days, ids as text.
//!
//! Rows are formed on several threads and put down in order; each goes to a temporary file at once, so memory does not
//! grow with them. What does not fit on a sheet goes on to the next. What holds of all workbooks is [`crate::book`].

use super::{COLUMNS, Cell, Column, ExportOptions, OUTLOOK, Order, Row, Written, columns};
use crate::book::{self, Book, WIDEST, fault};
use crate::lang::{Lang, Text};
use crate::money::style::{Amounts, Style};
use crate::scored::Scored;
use crate::segment::Segment;
use crate::stage::Stage;
use crate::threads;
use rust_xlsxwriter::{ConditionalFormat2ColorScale, ConditionalFormatDataBar, Format, IgnoreError, Worksheet, XlsxError};
use std::io::{self, Write};

/// The customers alone, as a workbook.
pub(super) fn write(base: &Scored, options: &ExportOptions, out: &mut (dyn Write + Send)) -> io::Result<Written> {
    book::guarded(|| {
        let mut book = Book::new(base.as_of()).map_err(fault)?;
        let told = sheets(&mut book, base, options, book::MOST_ROWS)?;
        book.save(out)?;
        Ok(told)
    })
}

/// Adds the customers to a workbook, at most so many on a sheet.
pub fn sheets(book: &mut Book, base: &Scored, options: &ExportOptions, most: u32) -> io::Result<Written> {
    let columns = columns(base, options);
    let mut sheets = Sheets::new(book, base, &columns, options, most).map_err(fault)?;
    let order = Order::new(base, options);
    let make = |run| -> Vec<Row<'_>> {
        order.places(run).into_iter().map(|place| Row::new(base, options, place)).filter(|row| row.is_wanted(options)).collect()
    };
    let take = |rows: Vec<Row<'_>>| rows.iter().try_for_each(|row| sheets.row(row));
    threads::in_order(base.customers.threads(), order.len(), make, take).map_err(fault)?;
    sheets.finish().map_err(fault)
}

/// The name of the first sheet of customers.
pub fn sheet_name(lang: Lang) -> &'static str {
    lang.pick("Customers", "客户")
}

/// The sheets while they are filled.
struct Sheets<'a> {
    book: &'a mut Book,
    columns: &'a [(Column, String)],
    formats: Vec<Option<Format>>,
    head: Format,
    lang: Lang,
    most: u32,
    sheet: Worksheet,
    /// Rows on this sheet, the header not among them.
    rows: u32,
    /// How wide each column would like to be, in characters.
    widths: Vec<usize>,
    told: Written,
}

impl<'a> Sheets<'a> {
    fn new(
        book: &'a mut Book,
        base: &Scored,
        columns: &'a [(Column, String)],
        options: &ExportOptions,
        most: u32,
    ) -> Result<Sheets<'a>, XlsxError> {
        let lang = options.lang;
        // A customer's amounts are whole in every unit.
        let amounts = Style { currency: options.currency, ..Style::default() }.with(base.decimals);
        let sheet = book.large(sheet_name(lang))?;
        let formats = columns.iter().map(|(column, _)| format(*column, amounts)).collect();
        let widths = vec![0; columns.len()];
        let told = Written { sheets: 1, ..Written::default() };
        let mut sheets = Sheets { book, columns, formats, head: book::head(), lang, most, sheet, rows: 0, widths, told };
        sheets.begin()?;
        Ok(sheets)
    }

    /// What stands on a sheet before its rows.
    fn begin(&mut self) -> Result<(), XlsxError> {
        self.sheet.set_freeze_panes(1, 1)?;
        self.sheet.set_landscape().set_print_fit_to_pages(1, 0).set_paper_size(9).set_repeat_rows(0, 0)?;
        for (at, ((column, name), format)) in (0_u16..).zip(self.columns.iter().zip(&self.formats)) {
            if let Some(format) = format {
                self.sheet.set_column_format(at, format)?;
            }
            let head = book::fit(heading(*column, name, self.lang));
            self.widths[usize::from(at)] = book::text_width(&head.text) + 4; // room for the filter's button
            self.sheet.write_string_with_format(0, at, &*head.text, &self.head)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row<'_>) -> Result<(), XlsxError> {
        if self.rows == self.most {
            self.turn()?;
        }
        self.rows += 1;
        self.told.customers += 1;
        for (at, (column, _)) in (0_u16..).zip(self.columns) {
            let line = self.rows;
            match row.cell(*column) {
                Cell::None | Cell::Text("") => {}
                Cell::Text(text) => self.text(line, at, text)?,
                Cell::Word(slug) => {
                    let name = match column {
                        Column::Stage => Stage::find(slug).map_or(slug, |stage| stage.name(self.lang)),
                        _ => Segment::find(slug).map_or(slug, |segment| segment.name(self.lang)),
                    };
                    self.sheet.write_string(line, at, name).map(drop)?;
                }
                Cell::Number(number) => self.number(line, at, number as f64)?,
                Cell::Rfm(digits) => self.number(line, at, digits.into())?,
                Cell::Figure(figure) => self.number(line, at, figure)?,
                Cell::Day(day) => self.number(line, at, book::serial(day))?,
                Cell::Amount(amount) => match book::amount(amount) {
                    Some(number) => self.number(line, at, number)?,
                    None => {
                        self.told.amounts_as_text += 1;
                        self.sheet.write_string(line, at, row.plain(amount)).map(drop)?;
                    }
                },
            }
        }
        Ok(())
    }

    fn number(&mut self, line: u32, at: u16, number: f64) -> Result<(), XlsxError> {
        self.sheet.write_number(line, at, number).map(drop)
    }

    /// Text of the input: never a formula, whatever it looks like.
    fn text(&mut self, line: u32, at: u16, text: &str) -> Result<(), XlsxError> {
        let fit = book::fit(text);
        self.told.cut += u64::from(fit.is_cut);
        let width = &mut self.widths[usize::from(at)];
        if *width < WIDEST && fit.text.len() > *width {
            *width = book::text_width(&fit.text).clamp(*width, WIDEST);
        }
        self.sheet.write_string(line, at, &*fit.text).map(drop)
    }

    /// Goes on to the next sheet.
    fn turn(&mut self) -> Result<(), XlsxError> {
        self.told.sheets += 1;
        let next = self.book.large(&format!("{} {}", sheet_name(self.lang), self.told.sheets))?;
        self.end()?;
        self.book.push(std::mem::replace(&mut self.sheet, next));
        self.rows = 0;
        self.begin()
    }

    /// What is known of a sheet when its rows are there.
    fn end(&mut self) -> Result<(), XlsxError> {
        let last = self.rows;
        for (at, (column, _)) in (0_u16..).zip(self.columns) {
            let width = self.widths[usize::from(at)].max(least_width(*column));
            self.sheet.set_column_width(at, width.min(WIDEST) as f64)?;
            match column {
                _ if last == 0 => {}
                Column::R | Column::F | Column::M => {
                    let scale = ConditionalFormat2ColorScale::new().set_minimum_color("#FFFFFF").set_maximum_color("#8FB8DE");
                    self.sheet.add_conditional_format(1, at, last, at, &scale)?;
                }
                Column::Monetary | Column::Profit => {
                    let bar = ConditionalFormatDataBar::new().set_fill_color("#9CC7A5").set_solid_fill(true);
                    self.sheet.add_conditional_format(1, at, last, at, &bar)?;
                }
                Column::Id | Column::Kept(_) => _ = self.sheet.ignore_error_range(1, at, last, at, IgnoreError::NumberStoredAsText)?,
                _ => {}
            }
        }
        if let Ok(columns @ 1..) = u16::try_from(self.columns.len()) {
            self.sheet.autofilter(0, 0, last, columns - 1)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Written, XlsxError> {
        self.end()?;
        self.book.push(self.sheet);
        Ok(self.told)
    }
}

/// What a column is called by people; a column of the input by its own name. The names are such as an import knows again.
fn heading(column: Column, name: &str, lang: Lang) -> &str {
    let text = match column {
        Column::Id => Text::new("Customer ID", "客户编号"),
        Column::LastPurchase => Text::new("Last purchase", "最近消费日期"),
        Column::RecencyDays => Text::new("Recency (days)", "距今天数"),
        Column::Frequency => Text::new("Frequency", "消费次数"),
        Column::Monetary => Text::new("Monetary", "消费金额"),
        Column::R => Text::new("R", "R"),
        Column::F => Text::new("F", "F"),
        Column::M => Text::new("M", "M"),
        Column::Rfm => Text::new("RFM", "RFM"),
        Column::Segment => Text::new("Segment", "客群"),
        Column::Profit => Text::new("Profit", "利润"),
        Column::Stage => Text::new("Stage", "阶段"),
        Column::PreviousSegment => Text::new("Previous segment", "上次客群"),
        Column::PAlive => Text::new("P(alive)", "留存概率"),
        Column::ExpectedPurchases => Text::new("Expected purchases", "预期消费次数"),
        Column::ExpectedValue => Text::new("Expected value", "预期价值"),
        Column::Clv => Text::new("CLV", "CLV"),
        Column::Kept(_) => return name,
    };
    text.get(lang)
}

/// The column that programs know by this name is called so in one of the languages.
pub(super) fn is_heading(text: &str, name: &str) -> bool {
    let mut columns = COLUMNS.into_iter().chain([(Column::Profit, "profit")]).chain(OUTLOOK).filter(|(_, own)| *own == name);
    columns.any(|(column, _)| [Lang::En, Lang::Zh].into_iter().any(|lang| heading(column, "", lang) == text))
}

fn format(column: Column, amounts: Amounts) -> Option<Format> {
    match column {
        Column::LastPurchase => Some(book::days()),
        Column::RecencyDays | Column::Frequency => Some(book::counts()),
        Column::Monetary | Column::Profit | Column::ExpectedValue | Column::Clv => Some(book::amounts(amounts)),
        Column::PAlive => Some(Format::new().set_num_format("0.0%")),
        Column::ExpectedPurchases => Some(Format::new().set_num_format("0.00")),
        Column::Id | Column::Kept(_) => Some(Format::new().set_num_format("@")),
        _ => None,
    }
}

/// What the figures of a column take, in characters.
fn least_width(column: Column) -> usize {
    match column {
        Column::Monetary | Column::Profit | Column::ExpectedValue | Column::Clv => 16,
        Column::LastPurchase => 12,
        Column::Segment | Column::PreviousSegment => 22,
        Column::Stage => 12,
        _ => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::score::Scores;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn spilled(base: &Scored, options: &ExportOptions, most: u32) -> (Xlsx<Cursor<Vec<u8>>>, Written) {
        let mut book = Book::new(base.as_of()).unwrap();
        let told = sheets(&mut book, base, options, most).unwrap();
        let mut bytes = Vec::new();
        book.save(&mut bytes).unwrap();
        (Xlsx::new(Cursor::new(bytes)).unwrap(), told)
    }

    #[test]
    fn what_does_not_fit_goes_on_to_the_next_sheet() {
        let base = fixture::base();
        for (most, rows) in [(5, &[5, 5, 2][..]), (6, &[6, 6]), (12, &[12]), (11, &[11, 1])] {
            let (mut book, told) = spilled(&base, &ExportOptions::default(), most);
            assert_eq!((told.customers, told.sheets as usize), (12, rows.len()));
            let names: Vec<String> =
                (1..=rows.len()).map(|at| if at == 1 { "Customers".into() } else { format!("Customers {at}") }).collect();
            assert_eq!(book.sheet_names(), names);
            let mut ids = Vec::new();
            for (name, rows) in names.iter().zip(rows) {
                let sheet = book.worksheet_range(name).unwrap();
                assert_eq!(sheet.height(), rows + 1, "every sheet has its header");
                assert_eq!(sheet.get((0, 0)), Some(&Data::String("Customer ID".into())));
                ids.extend(sheet.rows().skip(1).map(|row| row[0].to_string()));
            }
            assert_eq!(ids, ["A1", "A2", "B1", "B2", "B3", "B4", "C1", "D1", "E1", "F1", "G1", "G2"]);
        }
    }

    #[test]
    fn nobody_is_a_header_alone() {
        let options = ExportOptions { segments: vec![crate::segment::Segment::GeneralDevelop], lang: Lang::Zh, ..ExportOptions::default() };
        let (mut book, told) = spilled(&fixture::base(), &options, 5);
        assert_eq!((told.customers, told.sheets), (0, 1));
        assert_eq!(book.worksheet_range("客户").unwrap().height(), 1);
    }

    #[test]
    fn scores_and_names_are_those_of_the_base() {
        let base = fixture::base();
        let (mut book, _) = spilled(&base, &ExportOptions { keep: vec![0], ..ExportOptions::default() }, 100);
        let sheet = book.worksheet_range("Customers").unwrap();
        let Scores { r, f, m } = base.scores(&base.customers.customer(0).measures);
        let first: Vec<String> = sheet.rows().nth(1).unwrap().iter().skip(5).map(Data::to_string).collect();
        assert_eq!(first, [r.to_string(), f.to_string(), m.to_string(), format!("{r}{f}{m}"), "Important · value".into(), "Ada".into()]);
    }
}
