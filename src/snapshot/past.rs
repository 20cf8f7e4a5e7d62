//! The rows of a run, from which the scored base of any day can be taken: one reading for a whole history.

use super::{People, Person, Settings, Snapshot};
use crate::about::{About, Carried};
use crate::accounting::Accounting;
use crate::customer::{Customers, Many, Measures, Names};
use crate::date::Day;
use crate::money::Fine;
use crate::note::Note;
use crate::policy::Policy;
use crate::score::Thresholds;
use crate::stage::{Rules, Stage, stage};
use crate::threads;

/// The rows, customer by customer.
#[derive(Debug)]
pub struct Past {
    customers: Customers,
    /// All places in the order of the ids.
    order: Vec<usize>,
    /// The ids, in that order.
    ids: Names,
    /// The last day that there is: the as-of date.
    pub last: Day,
    /// How bases are made.
    pub settings: Settings,
    /// The rule of stages.
    pub rules: Rules,
    fine: Fine,
    /// Where the columns stand that were carried along.
    pub carried: Carried,
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
        let mut ids = Names::default();
        order.iter().for_each(|place| _ = ids.push(&customers.id(*place)));
        Past { customers, order, ids, last, settings, rules: Rules::default(), fine, carried: Carried::default(), accounting, notes }
    }

    /// What the rows tell of this customer, where they do.
    pub fn told(&self, id: &str, about: About) -> Option<&str> {
        let place = self.customers.find(id)?;
        Some(self.customers.kept(place, self.carried.at(about)?)).filter(|text| !text.is_empty())
    }

    /// The first day with a purchase.
    pub fn first(&self) -> Option<Day> {
        self.order.iter().filter_map(|place| self.customers.past_days(*place).next()).min()
    }

    /// The scored base of a day, as if the files had been read with it as the as-of date; none where there was nobody yet.
    ///
    /// Measures are taken in the order in which the rows lie in memory, and only what they came to is put into the order of ids.
    pub fn at(&self, as_of: Day) -> Option<Snapshot> {
        let settings = self.settings.clone();
        let start = Policy { as_of: Some(as_of), ..settings.policy }.window_start();
        let look = |place: usize| {
            let measures = self.customers.past_measures(place, as_of, start)?;
            let is_wanted = !settings.active_only || measures.frequency > 0;
            is_wanted.then(|| (measures, stage(self.customers.past_days(place), as_of, &self.rules)))
        };
        let all = self.customers.len();
        let run = |run: usize| (run * RUN..all.min((run + 1) * RUN)).map(look).collect();
        let there = There(threads::map(self.customers.threads(), all.div_ceil(RUN), run));
        let thresholds = Thresholds::new(&there, &settings.cuts);
        let mut people = People::default();
        for (rank, place) in self.order.iter().enumerate() {
            if let Some((measures, stage)) = there.0[place / RUN][place % RUN] {
                people.push(self.ids.get(rank as u64), Person { measures, scores: thresholds.score(&measures), stage });
            }
        }
        let is_anybody = !people.is_empty();
        is_anybody.then(|| Snapshot { as_of, settings, thresholds, decimals: self.fine.decimals(as_of, start), people })
    }
}

/// Who was there on a day, run by run in the order of places: as they were made, since a copy of all of them in one piece would double
/// the memory that a day takes.
struct There(Vec<Vec<Seen>>);

/// What a customer had come to on the day; none of one who was not there yet.
type Seen = Option<(Measures, Option<Stage>)>;

impl Many for There {
    fn fold_measures<T: Send>(&self, new: impl Fn() -> T + Sync, take: impl Fn(&mut T, Measures) + Sync, _: impl FnMut(&mut T, T)) -> T {
        let mut all = new();
        self.0.iter().flatten().flatten().for_each(|(measures, _)| take(&mut all, *measures));
        all
    }
}
