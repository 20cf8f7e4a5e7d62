//! The short way of `rows`: purchases written as nearly all are, taken at a glance. It gives no verdict: a row in which
//! anything is unusual is left to [`RowReader::read`], and a test holds the two against each other.

use super::columns::{Columns, Role};
use super::rows::RowReader;
use super::split::Rows;
use crate::aggregate::{Accumulate, Overflow, Transaction};
use crate::customer::Key;
use crate::date::Day;
use crate::money::Money;
use crate::policy::Role::Purchase;
use std::borrow::Cow;

/// Where the cells are that are looked at in nearly all rows; beyond every row where there is no such column.
#[derive(Clone, Copy)]
pub struct Places {
    /// The customer's id.
    pub id: usize,
    /// The day.
    pub date: usize,
    /// The amount.
    pub amount: usize,
    /// The order id.
    pub order: usize,
    /// There is a status.
    pub has_status: bool,
    /// There is a profit or a cost.
    pub has_profit: bool,
}

impl Places {
    /// Of these columns.
    pub fn new(columns: &Columns) -> Places {
        let place = |role| columns.get(role).unwrap_or(usize::MAX);
        Places {
            id: place(Role::Id),
            date: place(Role::Date),
            amount: place(Role::Amount),
            order: place(Role::Order),
            has_status: columns.get(Role::Status).is_some(),
            has_profit: columns.get(Role::Profit).or(columns.get(Role::Cost)).is_some(),
        }
    }
}

impl RowReader<'_> {
    /// Takes the next rows as long as they are purchases, written as nearly all are, in a file where nothing else is to be
    /// looked at; how many. This is no verdict: where it ends, [`RowReader::read`] judges.
    #[inline(never)]
    pub fn take_usual<A: Accumulate>(&mut self, rows: &mut Rows<'_>, into: &mut A) -> Result<u64, Overflow> {
        if !self.is_usual {
            return Ok(0);
        }
        let Places { id, date, amount, order, .. } = self.places;
        let (format, zone, amounts) = (&self.layout.date_format, self.reading.zone, self.reading.amounts);
        let (first_day, last_day, takes_orders) = (self.first_day, self.last_day, into.takes_orders());
        let is_plain = !takes_orders && self.layout.kept.is_empty();
        let (mut taken, mut latest, mut most_decimals) = (0, Day::FIRST, 0);
        while let Some(row) = rows.peek() {
            let day = row.word(date).and_then(|cell| format.quick_word(cell));
            let day = day.or_else(|| row.raw(date).and_then(|cell| format.quick(cell, zone).or_else(|| format.usual(cell, zone))));
            let day = day.filter(|day| first_day <= *day && *day <= last_day);
            let figure = row.word(amount).and_then(|cell| amounts.quick(cell)).filter(|(micros, _)| *micros > 0);
            let (Some(day), Some((micros, decimals))) = (day, figure) else { break };
            let key = if is_plain { row.plain_word(id).and_then(Key::of_word) } else { None };
            if let Some(key) = key {
                into.purchase(key, day, micros)?;
                rows.pass();
                taken += 1;
                latest = latest.max(day);
                most_decimals = most_decimals.max(decimals);
                continue;
            }
            let customer = row.plain(id).or_else(|| row.plain_in_quotes(id)).filter(|id| !id.is_empty());
            let Some(customer) = customer else { break };
            let order = if takes_orders { row.cell(order) } else { Cow::Borrowed("") };
            let order = Some(&*order).filter(|order| !order.is_empty());
            let amount = Money::from_micros(micros.into());
            let transaction = Transaction { customer, day, amount, profit: None, order, role: Purchase, kept: &[] };
            match self.layout.kept.is_empty() {
                true => into.transaction(&transaction)?,
                false => self.with_kept(&row, |kept| into.transaction(&Transaction { kept, ..transaction }))?,
            }
            rows.pass();
            taken += 1;
            latest = latest.max(day);
            most_decimals = most_decimals.max(decimals);
        }
        if taken > 0 {
            self.findings.latest = self.findings.latest.max(Some(latest));
            self.findings.decimals = self.findings.decimals.max(most_decimals);
        }
        Ok(taken)
    }
}
