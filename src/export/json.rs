//! Customers as JSON: one array, or one object a line. Amounts are strings, because most readers of JSON round numbers.

use super::{Cell, Column, ExportOptions, Written, cell};
use crate::scored::Scored;
use std::io::{self, Write};

/// How the objects are strung together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Array,
    Lines,
}

pub(super) fn write(
    base: &Scored,
    columns: &[(Column, String)],
    rows: Vec<usize>,
    shape: Shape,
    options: &ExportOptions,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let keys = columns.iter().map(|(_, name)| serde_json::to_string(name)).collect::<Result<Vec<_>, _>>()?;
    let mut buffer = String::new();
    let mut written = Written::default();
    if shape == Shape::Array {
        out.write_all(b"[")?;
    }
    for at in rows {
        match (shape, written.customers) {
            (Shape::Array, 0) => out.write_all(b"\n")?,
            (Shape::Array, _) => out.write_all(b",\n")?,
            (Shape::Lines, _) => {}
        }
        for (place, ((column, _), key)) in columns.iter().zip(&keys).enumerate() {
            write!(out, "{}{key}:", if place == 0 { '{' } else { ',' })?;
            match cell(base, options, at, *column) {
                Cell::Text(text) => serde_json::to_writer(&mut *out, text)?,
                Cell::Word(word) => write!(out, "\"{word}\"")?,
                Cell::Number(number) => write!(out, "{number}")?,
                Cell::Rfm(digits) => write!(out, "\"{digits}\"")?,
                Cell::Day(day) => write!(out, "\"{day}\"")?,
                Cell::None => out.write_all(b"null")?,
                Cell::Amount(amount) => {
                    buffer.clear();
                    amount.push_plain(&mut buffer, base.decimals);
                    write!(out, "\"{buffer}\"")?;
                }
            }
        }
        out.write_all(if shape == Shape::Lines { b"}\n" } else { b"}" })?;
        written.customers += 1;
    }
    if shape == Shape::Array {
        out.write_all(b"\n]\n")?;
    }
    out.flush()?;
    Ok(written)
}
