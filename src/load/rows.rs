//! Second room of the loader: from the fields of a row to a transaction or a customer's standing, or to the reason why not.
//!
//! A row is looked at in one order, the same for every file and every number of threads: its structure, its status, its
//! date, its amount, its profit, its customer, and what the policy makes of it.

use super::Reading;
use super::cell::{cell, has_control};
use super::columns::Role;
use super::encoding;
use super::findings::Findings;
use super::layout::Layout;
use super::split::{Field, Record};
use super::status::Verdict;
use crate::accounting::Reason;
use crate::aggregate::{Accumulate, Overflow, Standing, Transaction};
use crate::date::Day;
use crate::date::read::DateFault;
use crate::money::Money;
use crate::money::read::{AmountFault, Currency, Figure, LIMIT};
use crate::policy::{LeftOut, Policy};
use crate::scored::Kind;
use std::borrow::Cow;

/// Why a row does not count.
#[derive(Debug)]
pub enum Fate {
    /// It is sound and does not count; its amount where that is told.
    LeftOut(LeftOut, Money),
    /// It cannot be read: the reason, the column at fault and its cell.
    Rejected(Reason, Option<usize>, String),
    /// It stops the run.
    Stop(Stop),
}

/// A fate, boxed: most rows have none, and what reading a cell gives back stays small.
pub type Unused = Box<Fate>;

/// What stops a run in the middle of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A quote opens and never closes.
    UnclosedQuote,
    /// The row is too long.
    TooLong,
    /// Day and month in another order than before; the cell.
    OtherDateOrder(String),
    /// Nothing decides between day-first and month-first; the cell.
    AmbiguousDate(String),
    /// A second currency in the amount column; the cell.
    SecondCurrency(String),
    /// A sum does not fit.
    Overflow,
}

/// From 1900 to 2199, the days that are read, there are fewer days than this.
const MOST_DAYS: u64 = 110_000;

/// Reads the rows of one file.
pub struct RowReader<'p> {
    layout: &'p Layout,
    reading: &'p Reading,
    policy: Policy,
    window_start: Option<Day>,
    header: Vec<String>,
    /// What the rows so far have shown.
    pub findings: Findings,
    /// The currency the amounts so far name, and the first cell that did.
    pub currency: Option<(Currency, String)>,
    last_status: (String, Verdict),
    may_be_broken: bool,
}

impl<'p> RowReader<'p> {
    /// For one file under one policy.
    pub fn new(layout: &'p Layout, reading: &'p Reading, policy: Policy) -> Self {
        let header = layout.header.clone();
        let last_status = (String::new(), Verdict::Sale);
        let window_start = policy.window_start();
        let findings = Findings::default();
        RowReader { layout, reading, policy, window_start, header, findings, currency: None, last_status, may_be_broken: true }
    }

    /// Gets ready for the rows of another block: each tells its own first currency, and whether bytes are broken is
    /// asked row by row only where some are.
    pub fn begin_block(&mut self, text: &str) {
        self.currency = None;
        self.may_be_broken = encoding::is_broken(text);
    }

    /// Reads one row and gives it to the accumulator, or tells why it does not count.
    #[inline]
    pub fn read<A: Accumulate>(&mut self, text: &str, record: Record, fields: &[Field], into: &mut A) -> Result<(), Unused> {
        self.check_structure(text, record, fields)?;
        match self.layout.columns.kind {
            Kind::Transactions => self.transaction(text, fields, into),
            Kind::Customers => self.standing(text, fields, into),
        }
    }

    #[inline]
    fn check_structure(&self, text: &str, record: Record, fields: &[Field]) -> Result<(), Unused> {
        let reject = |reason, value| Err(Box::new(Fate::Rejected(reason, None, value)));
        if self.may_be_broken && encoding::is_broken(text.get(record.start..record.end).unwrap_or("")) {
            return reject(Reason::Undecodable, String::new());
        }
        if fields.len() != self.header.len() {
            let blank = fields.iter().all(|field| cell(text, *field).is_empty());
            return if blank {
                reject(Reason::EmptyRow, String::new())
            } else {
                reject(Reason::FieldCount, format!("{}/{}", fields.len(), self.header.len()))
            };
        }
        if record.bad_quote {
            return reject(Reason::BadQuote, String::new());
        }
        Ok(())
    }

    /// The cell of a role's column; blank where the file has no such column.
    #[inline]
    fn cell<'t>(&self, text: &'t str, fields: &[Field], role: Role) -> Cow<'t, str> {
        self.layout.columns.get(role).map_or(Cow::Borrowed(""), |at| self.cell_at(text, fields, at))
    }

    #[inline]
    fn cell_at<'t>(&self, text: &'t str, fields: &[Field], at: usize) -> Cow<'t, str> {
        fields.get(at).map_or(Cow::Borrowed(""), |field| cell(text, *field))
    }

    #[inline]
    fn transaction<A: Accumulate>(&mut self, text: &str, fields: &[Field], into: &mut A) -> Result<(), Unused> {
        let verdict = self.check_status(text, fields)?;
        let day = self.day(text, fields)?.ok_or_else(|| self.blank(text, fields, Reason::MissingDate, Role::Date))?;
        let (amount, decimals) = self.amount(text, fields)?;
        let (profit, profit_decimals) = self.profit(text, fields, amount)?;
        if verdict == Verdict::Refunded && amount >= Money::ZERO {
            return Err(self.no_sale(text, fields));
        }
        let id = self.id(text, fields)?;
        if id.is_empty() {
            return Err(Box::new(Fate::LeftOut(LeftOut::NoCustomer, amount)));
        }
        if self.reading.ignores(&id) {
            return Err(Box::new(Fate::LeftOut(LeftOut::IgnoredId, amount)));
        }
        let role = self.policy.role_from(self.window_start, day, amount).map_err(|reason| Box::new(Fate::LeftOut(reason, amount)))?;
        let order = self.cell(text, fields, Role::Order);
        if has_control(&order) {
            return Err(self.fault(text, fields, Reason::ControlCharacter, Role::Order, &order));
        }
        let kept = self.kept(text, fields)?;
        let kept: Vec<&str> = if kept.is_empty() { Vec::new() } else { kept.iter().map(AsRef::as_ref).collect() };
        let transaction =
            Transaction { customer: &id, day, amount, profit, order: Some(&*order).filter(|order| !order.is_empty()), role, kept: &kept };
        into.transaction(&transaction).map_err(|Overflow| Box::new(Fate::Stop(Stop::Overflow)))?;
        self.count_status();
        self.findings.latest = self.findings.latest.max(Some(day));
        self.findings.decimals = self.findings.decimals.max(decimals).max(profit_decimals);
        Ok(())
    }

    fn standing<A: Accumulate>(&mut self, text: &str, fields: &[Field], into: &mut A) -> Result<(), Unused> {
        let frequency = self.whole_number(text, fields, Role::Frequency, Reason::BadFrequency)?;
        let Some(frequency) = frequency else { return Err(self.blank(text, fields, Reason::BadFrequency, Role::Frequency)) };
        let day = match self.layout.columns.get(Role::Date) {
            Some(_) => self.day(text, fields)?,
            None => None,
        };
        let recency = match day {
            Some(_) => None,
            None => self.whole_number(text, fields, Role::Recency, Reason::BadRecency)?,
        };
        if day.is_none() && recency.is_none() && frequency > 0 {
            return Err(self.blank(text, fields, Reason::MissingDate, Role::Date));
        }
        let (monetary, decimals) = self.amount(text, fields)?;
        let (profit, profit_decimals) = self.profit(text, fields, monetary)?;
        let id = self.id(text, fields)?;
        if id.is_empty() {
            return Err(Box::new(Fate::LeftOut(LeftOut::NoCustomer, monetary)));
        }
        if self.reading.ignores(&id) {
            return Err(Box::new(Fate::LeftOut(LeftOut::IgnoredId, monetary)));
        }
        if day.zip(self.policy.as_of).is_some_and(|(day, as_of)| day > as_of) {
            return Err(Box::new(Fate::LeftOut(LeftOut::AfterAsOf, monetary)));
        }
        let kept = self.kept(text, fields)?;
        let kept: Vec<&str> = kept.iter().map(AsRef::as_ref).collect();
        let recency = match recency {
            Some(days) if days > MOST_DAYS => {
                let cell = self.cell(text, fields, Role::Recency);
                return Err(self.fault(text, fields, Reason::BadRecency, Role::Recency, &cell));
            }
            days => days.map(|days| days as u32),
        };
        let standing = Standing { customer: &id, last_purchase: day, recency, frequency, monetary, profit, kept: &kept };
        into.standing(&standing).map_err(|Overflow| Box::new(Fate::Stop(Stop::Overflow)))?;
        self.findings.latest = self.findings.latest.max(day);
        self.findings.decimals = self.findings.decimals.max(decimals).max(profit_decimals);
        Ok(())
    }

    /// What the status says; a row of no sale goes no further.
    fn check_status(&mut self, text: &str, fields: &[Field]) -> Result<Verdict, Unused> {
        if self.layout.columns.get(Role::Status).is_none() {
            return Ok(Verdict::Sale);
        }
        let value = self.cell(text, fields, Role::Status);
        if *value != *self.last_status.0 {
            self.last_status = (value.clone().into_owned(), self.reading.statuses.verdict(&value));
        }
        match self.last_status.1 {
            Verdict::NoSale => Err(self.no_sale(text, fields)),
            verdict => Ok(verdict),
        }
    }

    fn no_sale(&mut self, text: &str, fields: &[Field]) -> Unused {
        self.is_header_again(text, fields).unwrap_or_else(|| {
            self.count_status();
            Box::new(Fate::LeftOut(LeftOut::Status, Money::ZERO))
        })
    }

    /// Counts the status of a row that counts, or that is left out because of it.
    fn count_status(&mut self) {
        if self.layout.columns.get(Role::Status).is_some() {
            let (value, verdict) = &self.last_status;
            self.findings.count_status(value, *verdict, 1);
        }
    }

    /// The day in the date column; none where the cell is blank.
    #[inline]
    fn day(&self, text: &str, fields: &[Field]) -> Result<Option<Day>, Unused> {
        let cell = self.cell(text, fields, Role::Date);
        match self.layout.date_format.read(&cell, self.reading.zone) {
            Ok(day) => Ok(Some(day)),
            Err(DateFault::Missing) => Ok(None),
            Err(fault) => Err(self.bad_date(text, fields, &cell, fault)),
        }
    }

    #[cold]
    fn bad_date(&self, text: &str, fields: &[Field], cell: &str, fault: DateFault) -> Unused {
        match fault {
            DateFault::OtherOrder if self.reading.date_format.is_none() => Box::new(Fate::Stop(Stop::OtherDateOrder(cell.to_owned()))),
            DateFault::Ambiguous => Box::new(Fate::Stop(Stop::AmbiguousDate(cell.to_owned()))),
            DateFault::OutOfRange => self.fault(text, fields, Reason::DateOutOfRange, Role::Date, cell),
            _ => self.fault(text, fields, Reason::BadDate, Role::Date, cell),
        }
    }

    /// The amount, or the product of quantity and price, and its decimals.
    #[inline]
    fn amount(&mut self, text: &str, fields: &[Field]) -> Result<(Money, u8), Unused> {
        if self.layout.columns.get(Role::Amount).is_some() {
            let figure = self.figure(text, fields, Role::Amount)?;
            return Ok((figure.value, figure.decimals));
        }
        let quantity = self.figure(text, fields, Role::Quantity)?;
        let price = self.figure(text, fields, Role::Price)?;
        let fault = |reason| self.fault(text, fields, reason, Role::Price, &self.cell(text, fields, Role::Price));
        let product = match quantity.value.checked_mul(price.value) {
            Some(product) if product.micros().abs() < LIMIT => product,
            None if quantity.value.is_times_precise(price.value) => return Err(fault(Reason::TooPrecise)),
            _ => return Err(fault(Reason::OutOfRange)),
        };
        Ok((product, (quantity.decimals + price.decimals).min(crate::money::MAX_DECIMALS).max(product.decimals_needed())))
    }

    #[inline]
    fn figure(&mut self, text: &str, fields: &[Field], role: Role) -> Result<Figure, Unused> {
        let cell = self.cell(text, fields, role);
        match self.reading.amounts.read(&cell) {
            Ok(figure) => {
                if let Some(currency) = figure.currency.filter(|_| matches!(role, Role::Amount | Role::Price)) {
                    match &self.currency {
                        None => self.currency = Some((currency, cell.into_owned())),
                        Some((known, _)) if *known != currency => {
                            return Err(Box::new(Fate::Stop(Stop::SecondCurrency(cell.into_owned()))));
                        }
                        Some(_) => {}
                    }
                }
                Ok(figure)
            }
            Err(fault) => {
                let reason = match fault {
                    AmountFault::Missing => Reason::MissingAmount,
                    AmountFault::Bad => Reason::BadAmount,
                    AmountFault::NotFinite => Reason::NotFinite,
                    AmountFault::OutOfRange => Reason::OutOfRange,
                    AmountFault::TooPrecise => Reason::TooPrecise,
                };
                Err(self.fault(text, fields, reason, role, &cell))
            }
        }
    }

    /// Profit as its column says, or the amount less the cost, and its decimals; none where the file has neither.
    #[inline]
    fn profit(&mut self, text: &str, fields: &[Field], amount: Money) -> Result<(Option<Money>, u8), Unused> {
        let (role, less_cost) = match (self.layout.columns.get(Role::Profit), self.layout.columns.get(Role::Cost)) {
            (Some(_), _) => (Role::Profit, false),
            (None, Some(_)) => (Role::Cost, true),
            (None, None) => return Ok((None, 0)),
        };
        let figure = self.figure(text, fields, role)?;
        let profit = if less_cost { amount.checked_sub(figure.value) } else { Some(figure.value) };
        let profit = profit.ok_or_else(|| Box::new(Fate::Stop(Stop::Overflow)))?;
        Ok((Some(profit), figure.decimals))
    }

    #[inline]
    fn id<'t>(&self, text: &'t str, fields: &[Field]) -> Result<Cow<'t, str>, Unused> {
        let id = self.cell(text, fields, Role::Id);
        if has_control(&id) {
            return Err(self.fault(text, fields, Reason::ControlCharacter, Role::Id, &id));
        }
        Ok(id)
    }

    fn kept<'t>(&self, text: &'t str, fields: &[Field]) -> Result<Vec<Cow<'t, str>>, Unused> {
        if self.layout.kept.is_empty() {
            return Ok(Vec::new());
        }
        let mut kept = Vec::with_capacity(self.layout.kept.len());
        for &at in &self.layout.kept {
            let cell = self.cell_at(text, fields, at);
            if has_control(&cell) {
                return Err(Box::new(Fate::Rejected(Reason::ControlCharacter, Some(at), cell.into_owned())));
            }
            kept.push(cell);
        }
        Ok(kept)
    }

    fn whole_number(&self, text: &str, fields: &[Field], role: Role, reason: Reason) -> Result<Option<u64>, Unused> {
        let cell = self.cell(text, fields, role);
        match self.reading.amounts.read(&cell) {
            Err(AmountFault::Missing) => Ok(None),
            Ok(figure) if figure.value >= Money::ZERO && figure.value.decimals_needed() == 0 => {
                Ok(Some((figure.value.micros() / 1_000_000) as u64))
            }
            _ => Err(self.fault(text, fields, reason, role, &cell)),
        }
    }

    fn blank(&self, text: &str, fields: &[Field], reason: Reason, role: Role) -> Unused {
        self.fault(text, fields, reason, role, "")
    }

    /// A cell at fault; unless the whole row is blank, or is the header again, which says more.
    #[cold]
    fn fault(&self, text: &str, fields: &[Field], reason: Reason, role: Role, cell: &str) -> Unused {
        if fields.iter().all(|field| super::rows::cell(text, *field).is_empty()) {
            return Box::new(Fate::Rejected(Reason::EmptyRow, None, String::new()));
        }
        let reason = if has_control(cell) { Reason::ControlCharacter } else { reason };
        self.is_header_again(text, fields)
            .unwrap_or_else(|| Box::new(Fate::Rejected(reason, self.layout.columns.get(role), cell.to_owned())))
    }

    fn is_header_again(&self, text: &str, fields: &[Field]) -> Option<Unused> {
        let mut names = fields.iter().zip(&self.header);
        names
            .all(|(field, name)| cell(text, *field).trim() == name)
            .then(|| Box::new(Fate::Rejected(Reason::RepeatedHeader, None, String::new())))
    }
}
