//! The rows of a run, from which the scored base of any day can be taken: one reading for a whole history.

use super::{People, Person, Settings, Snapshot};
use crate::accounting::Accounting;
use crate::customer::{Customers, Measures};
use crate::date::Day;
use crate::money::Fine;
use crate::note::Note;
use crate::policy::Policy;
use crate::score::Thresholds;
use crate::stage::{Rules, stage};
use crate::threads;

/// The rows, customer by customer.
#[derive(Debug)]
pub struct Past {
    customers: Customers,
    /// All places in the order of the ids.
    order: Vec<usize>,
    /// The last day that there is: the as-of date.
    pub last: Day,
    /// How bases are made.
    pub settings: Settings,
    /// The rule of stages.
    pub rules: Rules,
    fine: Fine,
    /// Where every row went.
    pub accounting: Accounting,
    /// What the user should know of the reading.
    pub notes: Vec<Note>,
}

/// So many customers are looked at by one thread at a time.
const RUN: usize = 1 << 14;

impl Past {
    /// Of customers whose history was kept, in any order.
    pub fn new(mut customers: Customers, last: Day, settings: Settings, fine: Fine, accounting: Accounting, notes: Vec<Note>) -> Past {
        customers.sort();
        let runs = customers.in_order();
        let order = threads::map(customers.threads(), runs.len(), |run| runs.places(run)).concat();
        Past { customers, order, last, settings, rules: Rules::default(), fine, accounting, notes }
    }

    /// The first day with a purchase.
    pub fn first(&self) -> Option<Day> {
        self.order.iter().filter_map(|place| self.customers.past_days(*place).next()).min()
    }

    /// The scored base of a day, as if the files had been read with it as the as-of date; none where there was nobody yet.
    pub fn at(&self, as_of: Day) -> Option<Snapshot> {
        let settings = self.settings.clone();
        let start = Policy { as_of: Some(as_of), ..settings.policy }.window_start();
        let there = |run: usize| {
            let places = self.order.iter().skip(run * RUN).take(RUN);
            let measures = |place: &usize| Some((*place, self.customers.past_measures(*place, as_of, start)?));
            let is_wanted = |(_, measures): &(usize, Measures)| !settings.active_only || measures.frequency > 0;
            places.filter_map(measures).filter(is_wanted).collect::<Vec<_>>()
        };
        let runs = threads::map(self.customers.threads(), self.order.len().div_ceil(RUN), there);
        let measures: Vec<Measures> = runs.iter().flatten().map(|(_, measures)| *measures).collect();
        if measures.is_empty() {
            return None;
        }
        let thresholds = Thresholds::new(&measures[..], &settings.cuts);
        let person = |(place, measures): &(usize, Measures)| {
            let stage = stage(self.customers.past_days(*place), as_of, &self.rules);
            Person { measures: *measures, scores: thresholds.score(measures), stage }
        };
        let mut people = People::default();
        let made = threads::map(self.customers.threads(), runs.len(), |run| runs[run].iter().map(person).collect::<Vec<_>>());
        for ((place, _), person) in runs.iter().flatten().zip(made.into_iter().flatten()) {
            people.push(&self.customers.id(*place), person);
        }
        Some(Snapshot { as_of, settings, thresholds, decimals: self.fine.decimals(as_of, start), people })
    }
}
