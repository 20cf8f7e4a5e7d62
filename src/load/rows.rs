//! Third room of the loader: from the fields of a row to a transaction or a customer's standing, or to the reason why not.
//!
//! A row is looked at in one order, the same for every file and every number of threads: its structure, its status, its
//! date, its amount, its profit, its customer, and what the policy makes of it.

use super::Reading;
use super::blocks::RECORD_LIMIT;
use super::cell::has_control;
use super::columns::Role;
use super::encoding;
use super::fate::{Fate, Stop, Unused};
use super::findings::Findings;
use super::glance::Places;
use super::layout::Layout;
use super::split::Row;
use super::status::Verdict;
use crate::accounting::Reason;
use crate::aggregate::{Accumulate, Overflow, Standing, Transaction};
use crate::customer::Measures;
use crate::date::Day;
use crate::date::read::DateFault;
use crate::money::Money;
use crate::money::read::{AmountFault, Currency, Figure, LIMIT};
use crate::policy::Role::Refund;
use crate::policy::{LeftOut, Policy};
use crate::scored::Kind;
use std::borrow::Cow;

/// So many kept cells of a row, or fewer, need no room of their own.
const FEW: usize = 4;

/// From 1900 to 2199, the days that are read, there are fewer days than this.
const MOST_DAYS: u64 = 110_000;

/// Reads the rows of one file.
pub struct RowReader<'p> {
    pub(super) layout: &'p Layout,
    pub(super) reading: &'p Reading,
    policy: Policy,
    window_start: Option<Day>,
    pub(super) places: Places,
    header: Vec<String>,
    /// What the rows so far have shown.
    pub findings: Findings,
    /// The currency the amounts so far name, and the first cell that did.
    pub currency: Option<(Currency, String)>,
    last_status: (String, Verdict),
    may_be_broken: bool,
    may_have_control: bool,
    /// Rows of this block may be taken by [`RowReader::take_usual`].
    pub(super) is_usual: bool,
    /// The first and the last day on which a purchase counts.
    pub(super) first_day: Day,
    pub(super) last_day: Day,
}

fn overflow(_: Overflow) -> Unused {
    Box::new(Fate::Stop(Stop::Overflow))
}

impl<'p> RowReader<'p> {
    /// For one file under one policy.
    pub fn new(layout: &'p Layout, reading: &'p Reading, policy: Policy) -> Self {
        let header = layout.header.clone();
        let last_status = (String::new(), Verdict::Sale);
        let window_start = policy.window_start();
        let findings = Findings::default();
        RowReader {
            layout,
            reading,
            policy,
            window_start,
            places: Places::new(&layout.columns),
            header,
            findings,
            currency: None,
            last_status,
            may_be_broken: true,
            may_have_control: true,
            is_usual: false,
            first_day: window_start.map_or(Day::FIRST, |start| start.plus(1)),
            last_day: policy.as_of.unwrap_or(Day::LAST),
        }
    }

    /// How many fields a row must have.
    pub fn fields(&self) -> usize {
        self.header.len()
    }

    /// Gets ready for the rows of another block: each tells its own first currency, and whether bytes are broken is
    /// asked row by row only where some are, and control characters are looked for only where there may be some.
    pub fn begin_block(&mut self, text: &str, may_have_control: bool) {
        self.currency = None;
        self.may_be_broken = encoding::is_broken(text);
        self.may_have_control = may_have_control;
        let is_looked_at = self.places.has_status || self.places.has_profit;
        self.is_usual = self.layout.columns.kind == Kind::Transactions
            && !(is_looked_at || may_have_control || self.may_be_broken)
            && self.reading.ignored_ids.is_empty()
            && text.len() <= RECORD_LIMIT;
    }

    /// Reads one row and gives it to the accumulator, or tells why it does not count.
    pub fn read<A: Accumulate>(&mut self, row: &Row<'_>, into: &mut A) -> Result<(), Unused> {
        self.check_structure(row)?;
        match self.layout.columns.kind {
            Kind::Transactions => self.transaction(row, into),
            Kind::Customers => self.standing(row, into),
        }
    }

    #[inline]
    fn check_structure(&self, row: &Row<'_>) -> Result<(), Unused> {
        let is_sound = row.len() == self.header.len() && !row.has_bad_quote() && !self.may_be_broken;
        if is_sound { Ok(()) } else { self.bad_structure(row) }
    }

    #[cold]
    fn bad_structure(&self, row: &Row<'_>) -> Result<(), Unused> {
        let reject = |reason, value| Err(Box::new(Fate::Rejected(reason, None, value)));
        if self.may_be_broken && encoding::is_broken(row.whole()) {
            return reject(Reason::Undecodable, String::new());
        }
        if row.len() != self.header.len() {
            return match is_blank(row) {
                true => reject(Reason::EmptyRow, String::new()),
                false => reject(Reason::FieldCount, format!("{}/{}", row.len(), self.header.len())),
            };
        }
        if row.has_bad_quote() {
            return reject(Reason::BadQuote, String::new());
        }
        Ok(())
    }

    /// The cell of a role's column; blank where the file has no such column.
    #[inline(always)]
    fn cell<'t>(&self, row: &Row<'t>, role: Role) -> Cow<'t, str> {
        match self.layout.columns.get(role) {
            Some(at) => row.cell(at),
            None => Cow::Borrowed(""),
        }
    }

    #[inline]
    fn has_control(&self, cell: &str) -> bool {
        self.may_have_control && has_control(cell)
    }

    #[inline]
    fn transaction<A: Accumulate>(&mut self, row: &Row<'_>, into: &mut A) -> Result<(), Unused> {
        let verdict = match self.check_status(row) {
            Ok(verdict) => verdict,
            Err(fate) => return Err(self.not_sold(row, into, fate)),
        };
        let Some(day) = self.day(row)? else { return Err(self.blank(row, Reason::MissingDate, Role::Date)) };
        let (amount, decimals) = self.amount(row)?;
        let (profit, profit_decimals) = self.profit(row, amount)?;
        if verdict == Verdict::Refunded && amount >= Money::ZERO {
            return Err(self.no_sale(row));
        }
        let id = self.id(row)?;
        if id.is_empty() {
            return Err(Box::new(Fate::LeftOut(LeftOut::NoCustomer, amount)));
        }
        if self.reading.ignores(&id) {
            return Err(Box::new(Fate::LeftOut(LeftOut::IgnoredId, amount)));
        }
        let role = self.policy.role_from(self.window_start, day, amount).map_err(|reason| Box::new(Fate::LeftOut(reason, amount)))?;
        let order = if self.may_have_control || into.takes_orders() { row.cell(self.places.order) } else { Cow::Borrowed("") };
        if self.has_control(&order) {
            return Err(self.fault(row, Reason::ControlCharacter, Role::Order, &order));
        }
        self.check_kept(row)?;
        let order = Some(&*order).filter(|order| !order.is_empty());
        let transaction = Transaction { customer: &id, day, amount, profit, order, role, kept: &[] };
        let taken = match self.layout.kept.is_empty() {
            true => into.transaction(&transaction),
            false => self.with_kept(row, |kept| into.transaction(&Transaction { kept, ..transaction })),
        };
        taken.map_err(overflow)?;
        self.count_status();
        self.findings.latest = self.findings.latest.max(Some(day));
        let decimals = decimals.max(profit_decimals);
        self.findings.decimals = self.findings.decimals.max(decimals);
        if decimals > 2 && self.reading.fine_days {
            self.findings.fine.take(decimals, role == Refund, day);
        }
        Ok(())
    }

    fn standing<A: Accumulate>(&mut self, row: &Row<'_>, into: &mut A) -> Result<(), Unused> {
        let frequency = self.whole_number(row, Role::Frequency, Reason::BadFrequency)?;
        let Some(frequency) = frequency else { return Err(self.blank(row, Reason::BadFrequency, Role::Frequency)) };
        let day = match self.layout.columns.get(Role::Date) {
            Some(_) => self.day(row)?,
            None => None,
        };
        let recency = match day {
            Some(_) => None,
            None => self.whole_number(row, Role::Recency, Reason::BadRecency)?,
        };
        if day.is_none() && recency.is_none() && frequency > 0 {
            return Err(self.blank(row, Reason::MissingDate, Role::Date));
        }
        let (monetary, decimals) = self.amount(row)?;
        let (profit, profit_decimals) = self.profit(row, monetary)?;
        let id = self.id(row)?;
        if id.is_empty() {
            return Err(Box::new(Fate::LeftOut(LeftOut::NoCustomer, monetary)));
        }
        if self.reading.ignores(&id) {
            return Err(Box::new(Fate::LeftOut(LeftOut::IgnoredId, monetary)));
        }
        if day.zip(self.policy.as_of).is_some_and(|(day, as_of)| day > as_of) {
            return Err(Box::new(Fate::LeftOut(LeftOut::AfterAsOf, monetary)));
        }
        self.check_kept(row)?;
        let recency = match recency {
            Some(days) if days > MOST_DAYS => {
                let cell = self.cell(row, Role::Recency);
                return Err(self.fault(row, Reason::BadRecency, Role::Recency, &cell));
            }
            days => days.map(|days| days as u32),
        };
        let standing = Standing { customer: &id, last_purchase: day, recency, frequency, monetary, profit, kept: &[] };
        let taken = self.with_kept(row, |kept| into.standing(&Standing { kept, ..standing }));
        taken.map_err(overflow)?;
        self.findings.latest = self.findings.latest.max(day);
        self.findings.decimals = self.findings.decimals.max(decimals).max(profit_decimals);
        if let Some(places) = &self.layout.export {
            let days = self.whole_number(row, Role::Recency, Reason::BadRecency).ok().flatten();
            let recency = days.filter(|days| *days <= MOST_DAYS).map(|days| days as u32);
            let measures = Measures { last_purchase: day, recency, frequency, monetary, profit };
            self.findings.made.take(&measures, places.scores(row), places.segment(row));
        }
        Ok(())
    }

    /// What the status says; a row of no sale goes no further.
    #[inline(always)]
    fn check_status(&mut self, row: &Row<'_>) -> Result<Verdict, Unused> {
        if self.places.has_status { self.status(row) } else { Ok(Verdict::Sale) }
    }

    fn status(&mut self, row: &Row<'_>) -> Result<Verdict, Unused> {
        let value = self.cell(row, Role::Status);
        if *value != *self.last_status.0 {
            self.last_status = (value.clone().into_owned(), self.reading.statuses.verdict(&value));
        }
        match self.last_status.1 {
            Verdict::NoSale => Err(self.no_sale(row)),
            verdict => Ok(verdict),
        }
    }

    #[cold]
    fn no_sale(&mut self, row: &Row<'_>) -> Unused {
        self.is_header_again(row).unwrap_or_else(|| {
            self.count_status();
            Box::new(Fate::LeftOut(LeftOut::Status, Money::ZERO))
        })
    }

    /// A row of no sale counts for nothing, but a booking that was cancelled may be a sign; here it is handed on, if it says
    /// whose it was and when.
    #[cold]
    fn not_sold<A: Accumulate>(&self, row: &Row<'_>, into: &mut A, fate: Unused) -> Unused {
        let is_cancelled = matches!(*fate, Fate::LeftOut(LeftOut::Status, _)) && self.reading.statuses.is_cancelled(&self.last_status.0);
        if !into.takes_cancelled() || !is_cancelled {
            return fate;
        }
        if let (Ok(Some(day)), Ok(id)) = (self.day(row), self.id(row))
            && !id.is_empty()
            && !self.reading.ignores(&id)
            && self.policy.as_of.is_none_or(|as_of| day <= as_of)
            && let Err(fault) = into.cancelled(&id, day)
        {
            return overflow(fault);
        }
        fate
    }

    /// Counts the status of a row that counts, or that is left out because of it.
    fn count_status(&mut self) {
        if self.places.has_status {
            let (value, verdict) = &self.last_status;
            self.findings.count_status(value, *verdict, 1);
        }
    }

    /// The day in the date column; none where the cell is blank.
    #[inline(always)]
    fn day(&self, row: &Row<'_>) -> Result<Option<Day>, Unused> {
        match row.raw(self.places.date).and_then(|cell| self.layout.date_format.quick(cell, self.reading.zone)) {
            Some(day) => Ok(Some(day)),
            None => self.any_day(row),
        }
    }

    #[inline(never)]
    fn any_day(&self, row: &Row<'_>) -> Result<Option<Day>, Unused> {
        let cell = self.cell(row, Role::Date);
        match self.layout.date_format.read(&cell, self.reading.zone) {
            Ok(day) => Ok(Some(day)),
            Err(DateFault::Missing) => Ok(None),
            Err(fault) => Err(self.bad_date(row, &cell, fault)),
        }
    }

    #[cold]
    fn bad_date(&self, row: &Row<'_>, cell: &str, fault: DateFault) -> Unused {
        match fault {
            DateFault::OtherOrder if self.reading.date_format.is_none() => Box::new(Fate::Stop(Stop::OtherDateOrder(cell.to_owned()))),
            DateFault::Ambiguous => Box::new(Fate::Stop(Stop::AmbiguousDate(cell.to_owned()))),
            DateFault::OutOfRange => self.fault(row, Reason::DateOutOfRange, Role::Date, cell),
            _ => self.fault(row, Reason::BadDate, Role::Date, cell),
        }
    }

    /// The amount, or the product of quantity and price, and its decimals.
    #[inline(always)]
    fn amount(&mut self, row: &Row<'_>) -> Result<(Money, u8), Unused> {
        match row.word(self.places.amount).and_then(|cell| self.reading.amounts.quick(cell)) {
            Some((micros, decimals)) => Ok((Money::from_micros(micros.into()), decimals)),
            None => self.any_amount(row),
        }
    }

    #[inline(never)]
    fn any_amount(&mut self, row: &Row<'_>) -> Result<(Money, u8), Unused> {
        match self.layout.columns.get(Role::Amount) {
            Some(_) => self.figure(row, Role::Amount).map(|figure| (figure.value, figure.decimals)),
            None => self.product(row),
        }
    }

    fn product(&mut self, row: &Row<'_>) -> Result<(Money, u8), Unused> {
        let quantity = self.figure(row, Role::Quantity)?;
        let price = self.figure(row, Role::Price)?;
        let fault = |reason| self.fault(row, reason, Role::Price, &self.cell(row, Role::Price));
        let product = match quantity.value.checked_mul(price.value) {
            Some(product) if product.micros().abs() < LIMIT => product,
            None if quantity.value.is_times_precise(price.value) => return Err(fault(Reason::TooPrecise)),
            _ => return Err(fault(Reason::OutOfRange)),
        };
        Ok((product, (quantity.decimals + price.decimals).min(crate::money::MAX_DECIMALS).max(product.decimals_needed())))
    }

    fn figure(&mut self, row: &Row<'_>, role: Role) -> Result<Figure, Unused> {
        let cell = self.cell(row, role);
        match self.reading.amounts.read(&cell) {
            Ok(figure) if figure.currency.is_none() => Ok(figure),
            Ok(figure) => self.figure_with_currency(figure, role, &cell),
            Err(fault) => Err(self.bad_figure(row, role, &cell, fault)),
        }
    }

    #[cold]
    fn figure_with_currency(&mut self, figure: Figure, role: Role, cell: &str) -> Result<Figure, Unused> {
        if let Some(currency) = figure.currency.filter(|_| matches!(role, Role::Amount | Role::Price)) {
            match &self.currency {
                None => self.currency = Some((currency, cell.to_owned())),
                Some((known, _)) if *known != currency => {
                    return Err(Box::new(Fate::Stop(Stop::SecondCurrency(cell.to_owned()))));
                }
                Some(_) => {}
            }
        }
        Ok(figure)
    }

    #[cold]
    fn bad_figure(&self, row: &Row<'_>, role: Role, cell: &str, fault: AmountFault) -> Unused {
        let reason = match fault {
            AmountFault::Missing => Reason::MissingAmount,
            AmountFault::Bad => Reason::BadAmount,
            AmountFault::NotFinite => Reason::NotFinite,
            AmountFault::OutOfRange => Reason::OutOfRange,
            AmountFault::TooPrecise => Reason::TooPrecise,
        };
        self.fault(row, reason, role, cell)
    }

    /// Profit as its column says, or the amount less the cost, and its decimals; none where the file has neither.
    #[inline(always)]
    fn profit(&mut self, row: &Row<'_>, amount: Money) -> Result<(Option<Money>, u8), Unused> {
        if self.places.has_profit { self.some_profit(row, amount) } else { Ok((None, 0)) }
    }

    fn some_profit(&mut self, row: &Row<'_>, amount: Money) -> Result<(Option<Money>, u8), Unused> {
        let (role, less_cost) = match (self.layout.columns.get(Role::Profit), self.layout.columns.get(Role::Cost)) {
            (Some(_), _) => (Role::Profit, false),
            (None, Some(_)) => (Role::Cost, true),
            (None, None) => return Ok((None, 0)),
        };
        let figure = self.figure(row, role)?;
        let profit = if less_cost { amount.checked_sub(figure.value) } else { Some(figure.value) };
        let profit = profit.ok_or_else(|| Box::new(Fate::Stop(Stop::Overflow)))?;
        Ok((Some(profit), figure.decimals))
    }

    #[inline(always)]
    fn id<'t>(&self, row: &Row<'t>) -> Result<Cow<'t, str>, Unused> {
        let id = row.cell(self.places.id);
        if self.has_control(&id) {
            return Err(self.fault(row, Reason::ControlCharacter, Role::Id, &id));
        }
        Ok(id)
    }

    /// No control character in the kept columns.
    #[inline]
    fn check_kept(&self, row: &Row<'_>) -> Result<(), Unused> {
        if self.may_have_control { self.no_control_in_kept(row) } else { Ok(()) }
    }

    fn no_control_in_kept(&self, row: &Row<'_>) -> Result<(), Unused> {
        self.layout.kept.iter().try_for_each(|&at| match row.cell(at) {
            cell if has_control(&cell) => Err(Box::new(Fate::Rejected(Reason::ControlCharacter, Some(at), cell.into_owned()))),
            _ => Ok(()),
        })
    }

    /// Hands on the cells of the kept columns.
    pub(super) fn with_kept<T>(&self, row: &Row<'_>, take: impl FnOnce(&[&str]) -> T) -> T {
        let mut few = [""; FEW];
        if let Some(kept) = few.get_mut(..self.layout.kept.len()) {
            let mut places = kept.iter_mut().zip(&self.layout.kept);
            let all_stand_in_the_row = places.all(|(kept, &at)| {
                let cell = row.cell(at);
                if let Cow::Borrowed(text) = cell {
                    *kept = text;
                }
                matches!(cell, Cow::Borrowed(_))
            });
            if all_stand_in_the_row {
                return take(kept);
            }
        }
        let kept: Vec<Cow<'_, str>> = self.layout.kept.iter().map(|&at| row.cell(at)).collect();
        take(&kept.iter().map(AsRef::as_ref).collect::<Vec<&str>>())
    }

    fn whole_number(&self, row: &Row<'_>, role: Role, reason: Reason) -> Result<Option<u64>, Unused> {
        let quick = self.layout.columns.get(role).and_then(|at| row.word(at)).and_then(|cell| self.reading.amounts.quick(cell));
        if let Some((micros @ 0.., 0)) = quick {
            return Ok(Some(micros as u64 / 1_000_000));
        }
        let cell = self.cell(row, role);
        match self.reading.amounts.read(&cell) {
            Err(AmountFault::Missing) => Ok(None),
            Ok(figure) if figure.value >= Money::ZERO && figure.value.decimals_needed() == 0 => {
                Ok(Some((figure.value.micros() / 1_000_000) as u64))
            }
            _ => Err(self.fault(row, reason, role, &cell)),
        }
    }

    #[cold]
    fn blank(&self, row: &Row<'_>, reason: Reason, role: Role) -> Unused {
        self.fault(row, reason, role, "")
    }

    /// A cell at fault; unless the whole row is blank, or is the header again, which says more.
    #[cold]
    fn fault(&self, row: &Row<'_>, reason: Reason, role: Role, cell: &str) -> Unused {
        if is_blank(row) {
            return Box::new(Fate::Rejected(Reason::EmptyRow, None, String::new()));
        }
        let reason = if has_control(cell) { Reason::ControlCharacter } else { reason };
        self.is_header_again(row).unwrap_or_else(|| Box::new(Fate::Rejected(reason, self.layout.columns.get(role), cell.to_owned())))
    }

    fn is_header_again(&self, row: &Row<'_>) -> Option<Unused> {
        let mut names = row.cells().zip(&self.header);
        names.all(|(cell, name)| cell.trim() == name).then(|| Box::new(Fate::Rejected(Reason::RepeatedHeader, None, String::new())))
    }
}

fn is_blank(row: &Row<'_>) -> bool {
    row.cells().all(|cell| cell.is_empty())
}
