//! Customers as JSON: one array, or one object a line. Amounts are strings, because most readers of JSON round numbers.

use super::{Cell, Column, Form, Row, Written};
use crate::digits::Digits;
use crate::scored::Scored;
use std::fmt::Write as _;
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
    fn begin(&self, _: &mut Written) -> String {
        if self.shape == Shape::Array { "[".to_owned() } else { String::new() }
    }

    fn row(&self, row: &Row<'_>, out: &mut String, _: &mut Written) {
        if self.shape == Shape::Array {
            out.push('\n');
        }
        for (place, (column, key)) in self.columns.iter().enumerate() {
            out.push(if place == 0 { '{' } else { ',' });
            out.push_str(key);
            out.push(':');
            match row.cell(*column) {
                Cell::Text(text) => out.push_str(&serde_json::Value::from(text).to_string()),
                Cell::Word(word) => _ = write!(out, "\"{word}\""),
                Cell::Number(number) => out.push_str(Digits::of(number).as_str()),
                Cell::Rfm(digits) => _ = write!(out, "\"{digits}\""),
                Cell::Day(day) => {
                    out.push('"');
                    day.push(out);
                    out.push('"');
                }
                Cell::None => out.push_str("null"),
                Cell::Amount(amount) => {
                    out.push('"');
                    amount.push_plain(out, self.decimals);
                    out.push('"');
                }
            }
        }
        out.push_str(if self.shape == Shape::Lines { "}\n" } else { "}" });
    }

    fn between(&self) -> &'static str {
        if self.shape == Shape::Array { "," } else { "" }
    }

    fn end(&self) -> &'static str {
        if self.shape == Shape::Array { "\n]\n" } else { "" }
    }
}
