//! Silent leavers: customers who stay away, dormant or churned, and never complained.
//!
//! Where the data has a column of complaints, whoever wrote one down is no silent leaver and is counted apart. Without it
//! nobody is known to have complained, which the report says.
//!
//! What they brought is told over all the data, whatever the window: who has left long ago has spent nothing in it. It is their
//! profit where the data has one, else the amount spent, refunds taken off.

use crate::about::About;
use crate::alert::is_no;
use crate::customer::{Measures, ValueOf, What};
use crate::date::Day;
use crate::money::Money;
use crate::scored::{Kind, Scored};
use crate::segment::Segment;
use crate::stage::{History, Rules, Stage};
use std::cmp::Reverse;

/// Course figures: so many customers of one centre left without a word, in per cent of all.
pub const COURSE: (u64, u8) = (47, 12);

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// The customer's place.
    pub place: usize,
    /// Dormant or churned.
    pub stage: Stage,
    /// Their segment.
    pub segment: Segment,
    /// Visits they made.
    pub visits: u32,
    /// The day of the last one; none where the data has no days.
    pub last: Option<Day>,
    /// Days since then.
    pub silent: u32,
    /// The day from which the silence was too long for them; none where the data has no days.
    pub since: Option<Day>,
    /// What they brought in all the data: profit where it has one, else the amount spent.
    pub value: Money,
}

/// Those among some of the customers.
#[derive(Clone, Debug, Default)]
pub struct Leavers {
    /// The most valuable first, of equal value by id.
    pub rows: Vec<Leaver>,
    /// Dormant or churned, and had complained.
    pub complained: u64,
}

impl Leavers {
    /// Takes a customer who is in this stage.
    pub fn take(&mut self, base: &Scored, place: usize, measures: &Measures, (history, stage): (&History, Stage), rules: &Rules) {
        if stage < Stage::Dormant {
            return;
        }
        if complained(base, place) {
            self.complained += 1;
            return;
        }
        let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        let last = measures.last_purchase;
        self.rows.push(Leaver {
            place,
            stage,
            segment: base.segment(measures),
            visits: history.visits,
            last,
            silent: history.silent,
            since: last.map(|last| last.plus(days(history.dormant_from(rules)))),
            value: brought(base, place, measures),
        });
    }

    /// Both together, in no order.
    pub fn merge(&mut self, mut more: Leavers) {
        self.rows.append(&mut more.rows);
        self.complained += more.complained;
    }

    /// Puts them in order.
    pub fn sort(&mut self, base: &Scored) {
        let id = |leaver: &Leaver| base.customers.id(leaver.place);
        self.rows.sort_unstable_by(|a, b| Reverse(a.value).cmp(&Reverse(b.value)).then_with(|| (*id(a)).cmp(&*id(b))));
    }
}

/// What the customer brought in all the data. A customer table has no more than it says.
fn brought(base: &Scored, place: usize, measures: &Measures) -> Money {
    let all = || {
        let amounts = base.customers.past_visits(place).map(|visit| visit.amount);
        amounts.fold(Money::ZERO, |sum, more| sum.checked_add(more).unwrap_or(sum)) // fits, because all rows together do
    };
    match (base.kind, base.value_of) {
        (Kind::Customers, _) => measures.value(),
        (Kind::Transactions, ValueOf::Profit) => base.customers.past_profit(place).unwrap_or_default(),
        (Kind::Transactions, ValueOf::Monetary) => all(),
    }
}

/// The customer wrote a complaint down, ever.
fn complained(base: &Scored, place: usize) -> bool {
    let Some(at) = base.carried.at(About::Complaint) else { return false };
    let is_one = |cell: &str| !cell.trim().is_empty() && !is_no(cell.trim());
    match base.kind {
        Kind::Customers => is_one(base.customers.kept(place, at)),
        Kind::Transactions => {
            base.customers.marks(place).any(|mark| matches!(mark.what, What::Cell(column, cell) if column == at && is_one(cell)))
        }
    }
}
