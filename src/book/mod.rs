//! What every Excel workbook of ours has in common: bytes that depend on the data alone, exact figures, harmless text.
//!
//! Which sheets there are and what stands on them is the doors': `report` and `export`.
//!
//! A cell of a workbook holds a binary number of 15 sure digits. An amount that needs more stands as text, with all its
//! digits, and is counted, so that the user is told. Text is only ever written as text, so none of it is a formula; what
//! XML cannot hold is shown escaped, and no text is longer than a cell can be.

mod cell;
mod temporary;

pub use cell::{Fit, amount, fit, serial, text_width};
pub use temporary::{TemporaryFault, guarded};

use crate::date::Day;
use crate::money::style::Amounts;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::io::{self, Write};

/// Rows of customers that a sheet holds below its header: Excel's 1,048,576 rows less that one.
pub const MOST_ROWS: u32 = 1_048_575;

/// The widest a column becomes by itself, in characters.
pub const WIDEST: usize = 42;

/// A workbook that is being made.
pub struct Book {
    workbook: Workbook,
}

impl Book {
    /// An empty one, dated as of this day; without one, by a fixed day: the same data gives the same bytes.
    pub fn new(as_of: Option<Day>) -> Result<Book, XlsxError> {
        let created = as_of.map_or_else(|| ExcelDateTime::from_ymd(2026, 1, 1), |day| ExcelDateTime::from_serial_datetime(serial(day)))?;
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        Ok(Book { workbook })
    }

    /// Adds a sheet that is whole in memory until the book is saved: for some hundred rows.
    pub fn small(&mut self, name: &str) -> Result<&mut Worksheet, XlsxError> {
        self.workbook.add_worksheet().set_name(name)
    }

    /// A sheet whose rows go to a temporary file as they come, in order: for any number of rows. It takes its place by
    /// [`Book::push`].
    pub fn large(&mut self, name: &str) -> Result<Worksheet, XlsxError> {
        let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        Ok(sheet)
    }

    /// Adds a sheet that is complete.
    pub fn push(&mut self, sheet: Worksheet) {
        self.workbook.push_worksheet(sheet);
    }

    /// Writes the workbook.
    pub fn save(mut self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let mut out = Watched { out, fault: None };
        let saved = self.workbook.save_to_writer(&mut out);
        match out.fault {
            Some(fault) => Err(fault),
            None => saved.map_err(fault),
        }
    }
}

/// The fault under the library's.
pub fn fault(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => error,
        other => io::Error::other(other),
    }
}

/// How a header looks.
pub fn head() -> Format {
    Format::new().set_bold().set_background_color("#E8EEF7").set_align(FormatAlign::VerticalCenter).set_text_wrap()
}

/// How amounts look.
pub fn amounts(amounts: Amounts) -> Format {
    Format::new().set_num_format(amounts.style.number_format(amounts.decimals))
}

/// How days look.
pub fn days() -> Format {
    Format::new().set_num_format("yyyy-mm-dd")
}

/// How whole numbers look.
pub fn counts() -> Format {
    Format::new().set_num_format("#,##0")
}

/// Keeps the first fault of the output, which the zip library wraps: a closed pipe or a full disk stays recognisable.
struct Watched<'o> {
    out: &'o mut (dyn Write + Send),
    fault: Option<io::Error>,
}

impl Watched<'_> {
    fn keep<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let again = error.kind().into();
            if error.kind() != io::ErrorKind::Interrupted {
                self.fault.get_or_insert(error);
            }
            again
        })
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.out.write(bytes);
        self.keep(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.out.flush();
        self.keep(done)
    }
}
