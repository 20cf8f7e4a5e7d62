//! The scored base: everything a run found out, which every report and export takes from here.

use crate::about::{About, Carried};
use crate::accounting::Accounting;
use crate::customer::{Customer, Customers, Measures, ValueOf};
use crate::date::Day;
use crate::money::read::Currency;
use crate::note::Note;
use crate::policy::Policy;
use crate::score::{Scores, Thresholds};
use crate::segment::Segment;
use crate::summary::Summary;
use std::sync::OnceLock;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One row an order, order line, visit or payment.
    Transactions,
    /// One row a customer, measures already taken.
    Customers,
}

impl Kind {
    /// Machine-readable name, as `--kind` takes it.
    pub fn slug(self) -> &'static str {
        match self {
            Kind::Transactions => "transactions",
            Kind::Customers => "customers",
        }
    }
}

/// Customers with their scores, and how they came about.
#[derive(Clone, Debug)]
pub struct Scored {
    /// What was read.
    pub kind: Kind,
    /// How rows were counted; its as-of date is known by now, unless the data has no date at all.
    pub policy: Policy,
    /// What value means.
    pub value_of: ValueOf,
    /// The currency that amounts name, where they name one.
    pub currency: Option<Currency>,
    /// Decimals with which amounts are printed: the most among the used rows, at least 2.
    pub decimals: u8,
    /// The least score that is high.
    pub high: u8,
    /// All three measures have fixed thresholds, so figures may be held against the typical ranges.
    pub fixed: bool,
    /// What each score takes.
    pub thresholds: Thresholds,
    /// Every customer.
    pub customers: Customers,
    /// Their figures, once somebody has asked for [`Scored::summary`].
    pub figures: OnceLock<Summary>,
    /// Names of the kept columns, as the user or the file writes them.
    pub kept: Vec<String>,
    /// Which kept column tells what of a customer.
    pub carried: Carried,
    /// Rows have a status, so those of cancelled bookings are known.
    pub has_status: bool,
    /// Where every row went.
    pub accounting: Accounting,
    /// The latest day of a used row, where rows have days: from then on nothing is known.
    pub latest: Option<Day>,
    /// What the user should know.
    pub notes: Vec<Note>,
}

impl Scored {
    /// The as-of date.
    pub fn as_of(&self) -> Option<Day> {
        self.policy.as_of
    }

    /// A customer's scores.
    pub fn scores(&self, measures: &Measures) -> Scores {
        self.thresholds.score(measures)
    }

    /// A customer's segment.
    pub fn segment(&self, measures: &Measures) -> Segment {
        Segment::of(self.scores(measures), self.high)
    }

    /// A customer's name, where the data has one.
    pub fn name<'a>(&self, customer: &'a Customer) -> Option<&'a str> {
        self.told(customer, About::Name)
    }

    /// A customer's phone number, where the data has one.
    pub fn phone<'a>(&self, customer: &'a Customer) -> Option<&'a str> {
        self.told(customer, About::Phone)
    }

    /// The latest thing that the data tells of a customer, where it tells anything.
    pub fn told<'a>(&self, customer: &'a Customer, about: About) -> Option<&'a str> {
        customer.kept.get(self.carried.at(about)?).map(AsRef::as_ref).filter(|value: &&str| !value.is_empty())
    }
}
