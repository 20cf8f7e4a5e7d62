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
    pub fn take_usual<A: Accumulate>(&mut self, rows: &mut Rows<'_>, into: &mut A) -> Result<u64, Overflow> {
        let mut taken = 0;
        if self.is_usual {
            let is_plain = !into.takes_orders() && self.layout.kept.is_empty();
            loop {
                taken += if is_plain { self.take_plain(rows, into)? } else { 0 };
                match self.take_next(rows, into)? {
                    true => taken += 1,
                    false => break,
                }
            }
        }
        Ok(taken)
    }

    /// The same, where all three cells that are looked at are short and in their most usual form. A loop of its own, in which
    /// all there is to be known of a row stays in registers.
    #[inline(never)]
    fn take_plain<A: Accumulate>(&mut self, rows: &mut Rows<'_>, into: &mut A) -> Result<u64, Overflow> {
        let Places { id, date, amount, .. } = self.places;
        let (format, amounts, first_day, last_day) = (&self.layout.date_format, self.reading.amounts, self.first_day, self.last_day);
        let usual_decimals = if self.reading.fine_days { 2 } else { u8::MAX };
        let (mut taken, mut latest, mut most_decimals) = (0, Day::FIRST, 0);
        while let Some(row) = rows.peek() {
            let Some(day) = row.word(date).and_then(|cell| format.quick_word(cell)) else { break };
            let Some((micros @ 1.., decimals)) = row.word(amount).and_then(|cell| amounts.quick(cell)) else { break };
            let Some(key) = row.plain_word(id).and_then(Key::of_word) else { break };
            if day < first_day || last_day < day || usual_decimals < decimals {
                break;
            }
            into.purchase(key, day, micros)?;
            rows.pass();
            taken += 1;
            latest = latest.max(day);
            most_decimals = most_decimals.max(decimals);
        }
        if taken > 0 {
            self.has_shown(latest, most_decimals);
        }
        Ok(taken)
    }

    /// Takes the next row in any of its usual forms; whether it did.
    #[inline(never)]
    fn take_next<A: Accumulate>(&mut self, rows: &mut Rows<'_>, into: &mut A) -> Result<bool, Overflow> {
        let Places { id, date, amount, order, .. } = self.places;
        let (format, zone, amounts) = (&self.layout.date_format, self.reading.zone, self.reading.amounts);
        let Some(row) = rows.peek() else { return Ok(false) };
        let day = row.raw(date).and_then(|cell| format.quick(cell, zone).or_else(|| format.usual(cell, zone)));
        let day = day.filter(|day| self.first_day <= *day && *day <= self.last_day);
        let figure = row.word(amount).and_then(|cell| amounts.quick(cell)).filter(|(micros, _)| *micros > 0);
        let customer = row.plain(id).or_else(|| row.plain_in_quotes(id)).filter(|id| !id.is_empty());
        let (Some(day), Some((micros, decimals)), Some(customer)) = (day, figure, customer) else { return Ok(false) };
        let order = if into.takes_orders() { row.cell(order) } else { Cow::Borrowed("") };
        let order = Some(&*order).filter(|order| !order.is_empty());
        let amount = Money::from_micros(micros.into());
        let transaction = Transaction { customer, day, amount, profit: None, order, role: Purchase, kept: &[] };
        match self.layout.kept.is_empty() {
            true => into.transaction(&transaction)?,
            false => self.with_kept(&row, |kept| into.transaction(&Transaction { kept, ..transaction }))?,
        }
        rows.pass();
        self.has_shown(day, decimals);
        if decimals > 2 && self.reading.fine_days {
            self.findings.fine.take(decimals, false, day);
        }
        Ok(true)
    }

    /// Notes the latest day and the most decimals of rows that were taken.
    #[inline]
    fn has_shown(&mut self, latest: Day, decimals: u8) {
        self.findings.latest = self.findings.latest.max(Some(latest));
        self.findings.decimals = self.findings.decimals.max(decimals);
    }
}
