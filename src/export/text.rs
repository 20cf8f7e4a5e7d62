//! Customers as csv and tsv, plain or for a spreadsheet. Quoting is the csv library's.

use super::gb18030::Encoder;
use super::{Cell, Column, ExportOptions, Written, cell, io_error};
use crate::formula::is_formula;
use crate::scored::Scored;
use csv::{Terminator, Writer, WriterBuilder};
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) fn write(
    base: &Scored,
    columns: &[(Column, String)],
    rows: Vec<usize>,
    delimiter: u8,
    options: &ExportOptions,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let mut builder = WriterBuilder::new();
    builder.delimiter(delimiter);
    if options.excel {
        builder.terminator(Terminator::CRLF);
    }
    if options.gb18030 {
        // No byte order mark: Chinese Excel takes a file without one for GBK.
        let mut encoder = Encoder::new(out);
        let written = Table::new(&builder, &mut encoder).write(base, columns, rows, options)?;
        encoder.finish()?;
        Ok(written)
    } else {
        if options.excel {
            out.write_all("\u{feff}".as_bytes())?;
        }
        Table::new(&builder, out).write(base, columns, rows, options)
    }
}

struct Table<'a> {
    writer: Writer<&'a mut dyn Write>,
    written: Written,
    /// One cell; kept from row to row, so that none costs an allocation.
    buffer: String,
}

impl<'a> Table<'a> {
    fn new(builder: &WriterBuilder, out: &'a mut dyn Write) -> Self {
        Table { writer: builder.from_writer(out), written: Written::default(), buffer: String::new() }
    }

    fn write(mut self, base: &Scored, columns: &[(Column, String)], rows: Vec<usize>, options: &ExportOptions) -> io::Result<Written> {
        for (column, name) in columns {
            match column {
                Column::Kept(_) => self.text(name, options.excel)?, // the input's word, not ours
                _ => self.writer.write_field(name).map_err(io_error)?,
            }
        }
        self.end_row()?;
        for at in rows {
            for (column, _) in columns {
                self.cell(cell(base, options, at, *column), base.decimals, options.excel)?;
            }
            self.end_row()?;
            self.written.customers += 1;
        }
        self.writer.flush()?;
        Ok(self.written)
    }

    fn cell(&mut self, cell: Cell<'_>, decimals: u8, excel: bool) -> io::Result<()> {
        self.buffer.clear();
        match cell {
            Cell::Text(text) => return self.text(text, excel),
            Cell::Word(word) => self.buffer.push_str(word),
            Cell::Number(number) => _ = write!(self.buffer, "{number}"),
            Cell::Rfm(digits) => _ = write!(self.buffer, "{digits}"),
            Cell::Amount(amount) => amount.push_plain(&mut self.buffer, decimals),
            Cell::Day(day) => _ = write!(self.buffer, "{day}"),
            Cell::None => {}
        }
        self.writer.write_field(&self.buffer).map_err(io_error)
    }

    /// Text of the input: made harmless for a spreadsheet where that is asked, and counted where it is not harmless.
    fn text(&mut self, text: &str, excel: bool) -> io::Result<()> {
        self.written.non_ascii |= !text.is_ascii();
        let formula = is_formula(text);
        self.written.formulas += u64::from(formula);
        if formula && excel {
            self.buffer.clear();
            self.buffer.push('\'');
            self.buffer.push_str(text);
            return self.writer.write_field(&self.buffer).map_err(io_error);
        }
        self.writer.write_field(text).map_err(io_error)
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.writer.write_record(None::<&[u8]>).map_err(io_error)
    }
}
