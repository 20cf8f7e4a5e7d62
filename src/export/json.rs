//! Customers as JSON: one array, or one object a line. Amounts are strings, because most readers of JSON round numbers.

use super::{Cell, Column, Form, Row, Written};
use crate::digits::Digits;
use crate::scored::Scored;
use std::io;

/// How the objects are strung together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Array,
    Lines,
}

/// An object for each customer.
pub(super) struct Objects {
    /// The columns, and their names as JSON has them.
    columns: Vec<(Column, String)>,
    shape: Shape,
    decimals: u8,
}

impl Objects {
    pub(super) fn new(base: &Scored, columns: Vec<(Column, String)>, shape: Shape) -> io::Result<Objects> {
        let columns = columns.into_iter().map(|(column, name)| Ok((column, serde_json::to_string(&name)?))).collect::<io::Result<_>>()?;
        Ok(Objects { columns, shape, decimals: base.decimals })
    }
}

impl Form for Objects {
    fn begin(&self, _: &mut Written) -> Vec<u8> {
        Vec::from(if self.shape == Shape::Array { "[" } else { "" })
    }

    fn row(&self, row: &Row<'_>, out: &mut Vec<u8>, _: &mut Written) {
        if self.shape == Shape::Array {
            out.push(b'\n');
        }
        for (place, (column, key)) in self.columns.iter().enumerate() {
            out.push(if place == 0 { b'{' } else { b',' });
            out.extend_from_slice(key.as_bytes());
            out.push(b':');
            match row.cell(*column) {
                Cell::Text(text) => out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes()),
                Cell::Word(word) => quoted(out, word.as_bytes()),
                Cell::Number(number) => out.extend_from_slice(Digits::of(number).as_bytes()),
                Cell::Rfm(digits) => quoted(out, Digits::of(digits.into()).as_bytes()),
                Cell::Day(day) => quoted(out, day.digits().as_bytes()),
                Cell::Amount(amount) => quoted(out, amount.digits(self.decimals).as_bytes()),
                Cell::Figure(figure) => out.extend_from_slice(format!("{figure:.6}").as_bytes()),
                Cell::None => out.extend_from_slice(b"null"),
            }
        }
        out.extend_from_slice(if self.shape == Shape::Lines { b"}\n" } else { b"}" });
    }

    fn between(&self) -> &'static str {
        if self.shape == Shape::Array { "," } else { "" }
    }

    fn end(&self) -> &'static str {
        if self.shape == Shape::Array { "\n]\n" } else { "" }
    }
}

/// Text that needs no escaping.
fn quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    out.extend_from_slice(text);
    out.push(b'"');
}
