//! Customers as csv and tsv, plain or for a spreadsheet.

use super::gb18030::to_gb18030;
use super::{Cell, Column, ExportOptions, Form, Row, Written};
use crate::digits::Digits;
use crate::formula::is_formula;
use crate::scored::Scored;
use std::io;

/// A table of text.
pub(super) struct Table {
    columns: Vec<(Column, String)>,
    delimiter: u8,
    decimals: u8,
    excel: bool,
    gb18030: bool,
}

impl Table {
    pub(super) fn new(base: &Scored, columns: Vec<(Column, String)>, delimiter: u8, options: &ExportOptions) -> Table {
        Table { columns, delimiter, decimals: base.decimals, excel: options.excel, gb18030: options.gb18030 }
    }

    /// Ends a cell: what follows is a delimiter, or the end of the row.
    fn end_cell(&self, place: usize, out: &mut Vec<u8>) {
        match (place + 1 < self.columns.len(), self.excel) {
            (true, _) => out.push(self.delimiter),
            (false, true) => out.extend_from_slice(b"\r\n"),
            (false, false) => out.push(b'\n'),
        }
    }

    /// Text of the input: made harmless for a spreadsheet where that is asked, and counted where it is not harmless.
    fn text(&self, text: &str, out: &mut Vec<u8>, told: &mut Written) {
        told.non_ascii |= !text.is_ascii();
        let formula = is_formula(text);
        told.formulas += u64::from(formula);
        let mark = if formula && self.excel { "'" } else { "" };
        let is_special = |byte: u8| byte == self.delimiter || matches!(byte, b'"' | b'\r' | b'\n');
        // RFC 4180: what holds a delimiter, a quote or a line end is quoted, and quotes in it are doubled.
        if text.bytes().any(is_special) {
            for part in ["\"", mark, &text.replace('"', "\"\""), "\""] {
                out.extend_from_slice(part.as_bytes());
            }
        } else {
            out.extend_from_slice(mark.as_bytes());
            out.extend_from_slice(text.as_bytes());
        }
    }
}

impl Form for Table {
    fn begin(&self, told: &mut Written) -> Vec<u8> {
        // No byte order mark in GB18030: Chinese Excel takes a file without one for GBK.
        let mut head = Vec::from(if self.excel && !self.gb18030 { "\u{feff}" } else { "" });
        for (place, (column, name)) in self.columns.iter().enumerate() {
            match column {
                Column::Kept(_) => self.text(name, &mut head, told), // the input's word, not ours
                _ => head.extend_from_slice(name.as_bytes()),
            }
            self.end_cell(place, &mut head);
        }
        head
    }

    fn row(&self, row: &Row<'_>, out: &mut Vec<u8>, told: &mut Written) {
        for (place, (column, _)) in self.columns.iter().enumerate() {
            match row.cell(*column) {
                Cell::Text(text) => self.text(text, out, told),
                Cell::Word(word) => out.extend_from_slice(word.as_bytes()),
                Cell::Number(number) => out.extend_from_slice(Digits::of(number).as_bytes()),
                Cell::Rfm(digits) => out.extend_from_slice(Digits::of(digits.into()).as_bytes()),
                Cell::Amount(amount) => out.extend_from_slice(amount.digits(self.decimals).as_bytes()),
                Cell::Day(day) => out.extend_from_slice(day.digits().as_bytes()),
                Cell::Figure(figure) => out.extend_from_slice(format!("{figure:.6}").as_bytes()),
                Cell::None => {}
            }
            self.end_cell(place, out);
        }
    }

    fn encode(&self, text: Vec<u8>) -> io::Result<Vec<u8>> {
        if self.gb18030 { to_gb18030(&String::from_utf8_lossy(&text)) } else { Ok(text) }
    }
}
