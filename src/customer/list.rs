//! All customers of a run, in little memory.
//!
//! They lie in parts, as aggregation leaves them; so a customer's *place* means nothing outside of a run, and whatever is
//! shown must not depend on it. [`Customers::sort`] puts the customers of each part in the order of their ids, from which
//! [`Customers::in_order`] puts all of them in that order.

use super::{Customer, Diary, History, Id, Key, Mark, Measures, Names, Tally, Visit, Wide};
use crate::date::Day;
use crate::money::Money;
use crate::pages::Pages;
use crate::threads;
use std::cmp::Ordering;
use std::collections::HashMap;

/// Customers of a run.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    parts: Vec<Part>,
    /// The place of the first customer of each part, and after the last.
    starts: Vec<usize>,
    as_of: Option<Day>,
    threads: usize,
    /// The customers of each part are in the order of their ids.
    is_sorted: bool,
}

/// Some of the customers.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The customers.
    pub tallies: Pages<Tally>,
    /// Ids that are longer than a key.
    pub names: Names,
    /// What is too wide for a tally.
    pub wide: HashMap<Key, Wide>,
    /// What only some data has.
    pub side: Side,
}

/// What only some data has, by the place that a tally holds.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// Profits; empty where the data has none.
    pub profits: Vec<Money>,
    /// Kept values, so many for each customer as there are kept columns.
    pub kept: Vec<Kept>,
    /// How many that is.
    pub kept_columns: usize,
    /// Bytes of the kept values.
    pub kept_bytes: usize,
    /// What happened when, where that is asked for.
    pub diary: Diary,
    /// All rows, where measures are wanted as of other days.
    pub history: History,
}

/// A kept value and the day of the row it came from.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    day: Option<Day>,
    value: Box<str>,
}

/// About so many bytes of memory a text takes that is allocated by itself.
fn allocated(text: &str) -> usize {
    if text.is_empty() { 0 } else { (text.len() + 8).next_multiple_of(16).max(32) }
}

impl Kept {
    /// The value of the latest day wins, on one day the greater bytes. A blank cell is no value. How many bytes of memory it
    /// takes more.
    fn take(&mut self, day: Option<Day>, value: &str) -> usize {
        let mut more = 0;
        if !value.is_empty() && (self.value.is_empty() || (day, value) > (self.day, &*self.value)) {
            if *self.value != *value {
                more = allocated(value).saturating_sub(allocated(&self.value));
                self.value = value.into();
            }
            self.day = day;
        }
        more
    }
}

impl Part {
    /// Puts the customers into the order of their ids, by way of `scratch`.
    pub fn sort(&mut self, scratch: &mut Vec<Tally>) {
        let names = &self.names;
        self.tallies.sort_by(scratch, |a, b| names.compare(a.key(), b.key()));
    }

    /// Writes down cancelled bookings of those who are here; the customers must be in order.
    pub fn note_cancelled(&mut self, cancelled: &[(Key, Day)]) {
        for (key, day) in cancelled {
            let at = self.tallies.partition_point(|tally| self.names.compare(tally.key(), *key).is_lt());
            if let Some(tally) = self.tallies.get(at).filter(|tally| tally.key() == *key) {
                self.side.diary.mark(tally.place(), *day, None, 0);
            }
        }
    }

    #[inline(always)] // in the middle of every pass over all customers
    fn measures(&self, tally: &Tally, as_of: Option<Day>) -> Measures {
        let (last_purchase, recency) = tally.last_purchase(as_of);
        let (frequency, monetary) = (tally.frequency(&self.wide), tally.monetary(&self.wide));
        let profit = self.side.profits.get(tally.place()).copied();
        Measures { last_purchase, recency, frequency, monetary, profit }
    }
}

impl Side {
    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        self.profits.capacity() * size_of::<Money>()
            + self.kept.capacity() * size_of::<Kept>()
            + self.kept_bytes
            + self.diary.bytes()
            + self.history.bytes()
    }

    /// Makes room for the customer of this place, if there is none yet.
    pub fn make_room(&mut self, place: usize, has_profit: bool, kept_columns: usize) {
        if has_profit && self.profits.len() <= place {
            self.profits.resize(place + 1, Money::ZERO);
        }
        self.kept_columns = kept_columns;
        if self.kept.len() < (place + 1) * kept_columns {
            self.kept.resize_with((place + 1) * kept_columns, Kept::default);
        }
    }

    /// Takes the kept cells of a row of this day of the customer of this place.
    pub fn keep<'t>(&mut self, place: usize, day: Option<Day>, cells: &mut impl Iterator<Item = &'t str>) {
        let from = place * self.kept_columns;
        for (kept, cell) in self.kept.iter_mut().skip(from).take(self.kept_columns).zip(cells) {
            self.kept_bytes += kept.take(day, cell);
        }
    }

    fn kept(&self, tally: &Tally) -> &[Kept] {
        let from = tally.place() * self.kept_columns;
        self.kept.get(from..from + self.kept_columns).unwrap_or(&[])
    }
}

impl Customers {
    /// Of these parts; recency is counted to the as-of date. Passes over all use so many threads.
    pub fn new(parts: Vec<Part>, as_of: Option<Day>, threads: usize) -> Customers {
        let mut customers = Customers { parts, starts: Vec::new(), as_of, threads, is_sorted: false };
        customers.find_starts();
        customers
    }

    /// Puts the customers of each part in the order of their ids, which only lists of customers need.
    pub fn sort(&mut self) {
        let of_share = self.parts.len().div_ceil(self.shares()).max(1);
        std::thread::scope(|scope| {
            for parts in self.parts.chunks_mut(of_share) {
                scope.spawn(|| {
                    let mut scratch = Vec::new();
                    parts.iter_mut().for_each(|part| part.sort(&mut scratch));
                });
            }
        });
        self.is_sorted = true;
    }

    fn find_starts(&mut self) {
        let mut start = 0;
        self.starts = std::iter::once(0)
            .chain(self.parts.iter().map(|part| {
                start += part.tallies.len();
                start
            }))
            .collect();
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The threads that passes over all customers use.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// The part and the tally at this place, which must be below [`Customers::len`].
    #[inline]
    fn at(&self, place: usize) -> (&Part, &Tally) {
        let part = self.starts.partition_point(|start| *start <= place).saturating_sub(1);
        (&self.parts[part], &self.parts[part].tallies[place - self.starts[part]])
    }

    /// The measures of the customer at this place.
    pub fn measures(&self, place: usize) -> Measures {
        let (part, tally) = self.at(place);
        part.measures(tally, self.as_of)
    }

    /// The id of the customer at this place.
    pub fn id(&self, place: usize) -> Id<'_> {
        let (part, tally) = self.at(place);
        part.names.id(tally.key())
    }

    /// Both, at one look.
    pub fn id_and_measures(&self, place: usize) -> (Id<'_>, Measures) {
        let (part, tally) = self.at(place);
        (part.names.id(tally.key()), part.measures(tally, self.as_of))
    }

    /// A value carried along for the customer at this place; blank where there is none.
    pub fn kept(&self, place: usize, column: usize) -> &str {
        let (part, tally) = self.at(place);
        part.side.kept(tally).get(column).map_or("", |kept| &kept.value)
    }

    /// What the customer at this place bought and gave back, the first day first; nothing unless it was asked for.
    pub fn visits(&self, place: usize) -> impl DoubleEndedIterator<Item = Visit> + ExactSizeIterator + Clone {
        let (part, tally) = self.at(place);
        part.side.diary.visits(tally.place())
    }

    /// What was noted of the customer at this place, the first day first; nothing unless it was asked for.
    pub fn marks(&self, place: usize) -> impl DoubleEndedIterator<Item = Mark<'_>> + ExactSizeIterator + Clone {
        let (part, tally) = self.at(place);
        part.side.diary.marks(tally.place())
    }

    /// The measures of the customer at this place as of a day, over the window that begins after `start`; none where they were
    /// no customer yet, and unless it was asked for.
    pub fn past_measures(&self, place: usize, as_of: Day, start: Option<Day>) -> Option<Measures> {
        let (part, tally) = self.at(place);
        part.side.history.measures(tally.place(), as_of, start)
    }

    /// The days of all purchases of the customer at this place, the first first; nothing unless it was asked for.
    pub fn past_days(&self, place: usize) -> impl Iterator<Item = Day> + Clone {
        let (part, tally) = self.at(place);
        part.side.history.days(tally.place())
    }

    /// What the customer at this place bought and gave back in all the data, the first day first, on one day refunds last; nothing
    /// unless histories were asked for.
    pub fn past_visits(&self, place: usize) -> impl Iterator<Item = Visit> + Clone {
        let (part, tally) = self.at(place);
        part.side.history.visits(tally.place())
    }

    /// The profit of the customer at this place in all the data; none where it has none, and unless histories were asked for.
    pub fn past_profit(&self, place: usize) -> Option<Money> {
        let (part, tally) = self.at(place);
        part.side.history.profit(tally.place())
    }

    /// Sees everybody as of this day, over the window that begins after `start`, by the history that was kept; who was no customer
    /// by then is left out.
    pub fn look_back(&mut self, as_of: Day, start: Option<Day>) {
        for part in &mut self.parts {
            let all = std::mem::take(&mut part.tallies);
            part.wide.clear();
            for tally in all.iter() {
                let Some(measures) = part.side.history.measures(tally.place(), as_of, start) else { continue };
                let mut seen = Tally::new(tally.key(), tally.place()).dated(measures.last_purchase, None);
                let Measures { frequency, monetary, .. } = measures;
                if !seen.set_measures(frequency, monetary) {
                    part.wide.insert(seen.key(), Wide { monetary, frequency, others: 0 });
                    seen.set_wide();
                }
                if let (Some(profit), Some(own)) = (measures.profit, part.side.profits.get_mut(tally.place())) {
                    *own = profit;
                }
                part.tallies.push(seen);
            }
        }
        self.as_of = Some(as_of);
        self.find_starts();
    }

    /// The customer at this place, spelled out.
    pub fn customer(&self, place: usize) -> Customer {
        let (part, tally) = self.at(place);
        let kept = part.side.kept(tally);
        Customer {
            id: (*part.names.id(tally.key())).into(),
            measures: part.measures(tally, self.as_of),
            kept: kept.iter().map(|kept| kept.value.clone()).collect(),
        }
    }

    /// The place of the customer with this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let key = Key::short(id);
        let is_it = |part: &Part, tally: &Tally| match key {
            Some(key) => tally.key() == key,
            None => tally.key().is_long() && *part.names.id(tally.key()) == *id,
        };
        let mut all = self.parts.iter().flat_map(|part| part.tallies.iter().map(move |tally| (part, tally)));
        all.position(|(part, tally)| is_it(part, tally))
    }

    /// The measures of all, in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = Measures> {
        self.parts.iter().flat_map(|part| part.tallies.iter().map(|tally| part.measures(tally, self.as_of)))
    }

    /// The ids of all, in the order of their places.
    pub fn ids(&self) -> impl Iterator<Item = Id<'_>> {
        self.parts.iter().flat_map(|part| part.tallies.iter().map(|tally| part.names.id(tally.key())))
    }

    /// Ids that may hold this ASCII byte, in no order: a cheap first look.
    pub fn ids_with(&self, byte: u8) -> impl Iterator<Item = Id<'_>> {
        self.parts
            .iter()
            .flat_map(move |part| part.tallies.iter().map(Tally::key).filter(move |key| key.may_hold(byte)).map(|key| part.names.id(key)))
    }

    /// One pass over all: each part is taken into a sum of its own by `take`, and the sums are put together by `merge`, in
    /// an order that must not matter.
    pub fn fold<T: Send>(
        &self,
        new: impl Fn() -> T + Sync,
        take: impl Fn(&mut T, usize, Measures) + Sync,
        mut merge: impl FnMut(&mut T, T),
    ) -> T {
        // A sum for each thread, not for each part: it may be large.
        let shares = self.shares();
        let sums = threads::map(shares, shares, |share| {
            let mut sum = new();
            for (part, start) in self.parts.iter().zip(&self.starts).skip(share).step_by(shares) {
                for (tally, place) in part.tallies.iter().zip(*start..) {
                    take(&mut sum, place, part.measures(tally, self.as_of));
                }
            }
            sum
        });
        let mut all = new();
        sums.into_iter().for_each(|sum| merge(&mut all, sum));
        all
    }

    /// Into so many shares is a pass divided; few customers are not worth a thread.
    fn shares(&self) -> usize {
        if self.len() < 1 << 14 { 1 } else { self.threads.max(1) }
    }

    /// Keeps those whose measures pass the test.
    pub fn retain(&mut self, test: impl Fn(&Measures) -> bool) {
        for part in &mut self.parts {
            let mut tallies = std::mem::take(&mut part.tallies);
            tallies.retain(|tally| test(&part.measures(tally, self.as_of)));
            part.tallies = tallies;
        }
        self.find_starts();
    }

    /// All places in the order of the ids (UTF-8 bytes), in runs that can be worked out one by one. They must be sorted.
    pub fn in_order(&self) -> Runs<'_> {
        assert!(self.is_sorted, "runs are cut from sorted parts: the order would be wrong");
        Runs::new(self)
    }
}

/// The customers in the order of their ids, cut into runs of some thousands.
pub struct Runs<'a> {
    customers: &'a Customers,
    /// Between run and run: the part and the key of the first customer that belongs to the next.
    cuts: Vec<(usize, Key)>,
}

/// About so many customers are put in order at once, which is what stays close to the processor.
const RUN: usize = 1 << 14;
/// For each run so many keys are looked at, to cut runs of like size.
const SAMPLES: usize = 16;

impl<'a> Runs<'a> {
    fn new(customers: &'a Customers) -> Runs<'a> {
        let runs = customers.len().div_ceil(RUN).max(1);
        let step = (customers.len() / (runs * SAMPLES)).max(1);
        let mut samples: Vec<(usize, Key)> = Vec::new();
        if runs > 1 {
            for (at, part) in customers.parts.iter().enumerate() {
                // Each part begins elsewhere: ids of one rank lie close together in all parts.
                let first = at * step / customers.parts.len();
                samples.extend((first..part.tallies.len()).step_by(step).map(|place| (at, part.tallies[place].key())));
            }
        }
        let runs_cut = Runs { customers, cuts: Vec::new() };
        samples.sort_unstable_by(|a, b| runs_cut.compare(*a, *b));
        let cuts = (1..runs).filter_map(|run| samples.get(run * samples.len() / runs).copied()).collect();
        Runs { customers, cuts }
    }

    /// How many runs; at least one.
    pub fn len(&self) -> usize {
        self.cuts.len() + 1
    }

    /// Never: there is at least one run, if of nobody.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The places of a run, in the order of the ids.
    pub fn places(&self, run: usize) -> Vec<usize> {
        let mut found: Vec<(Key, usize, usize)> = Vec::with_capacity(RUN + RUN / 2);
        for (at, part) in self.customers.parts.iter().enumerate() {
            let before = |cut: Option<&(usize, Key)>, or: usize| {
                cut.map_or(or, |cut| part.tallies.partition_point(|tally| self.compare((at, tally.key()), *cut).is_lt()))
            };
            let from = before(run.checked_sub(1).and_then(|run| self.cuts.get(run)), 0);
            let to = before(self.cuts.get(run), part.tallies.len());
            let start = self.customers.starts[at];
            found.extend((from..to).map(|offset| (part.tallies[offset].key(), at, start + offset)));
        }
        found.sort_unstable_by(|a, b| self.compare((a.1, a.0), (b.1, b.0)));
        found.into_iter().map(|(.., place)| place).collect()
    }

    #[inline]
    fn compare(&self, (part, a): (usize, Key), (other, b): (usize, Key)) -> Ordering {
        let parts = &self.customers.parts;
        match part == other {
            true => parts[part].names.compare(a, b),
            // Long ids of two parts have numbers of two lists.
            false if a.is_long() || b.is_long() => parts[part].names.id(a).as_bytes().cmp(parts[other].names.id(b).as_bytes()),
            false => parts[part].names.compare(a, b),
        }
    }
}

/// A list of customers spelled out, in one part. For tests, and for who has a few customers and no file.
impl FromIterator<Customer> for Customers {
    fn from_iter<T: IntoIterator<Item = Customer>>(customers: T) -> Customers {
        let (mut part, mut side) = (Part::default(), Side::default());
        let mut as_of = None;
        for Customer { id, measures, kept } in customers {
            let key = Key::short(&id).unwrap_or_else(|| Key::long(part.names.push(&id)));
            let Measures { last_purchase, recency, frequency, monetary, profit } = measures;
            let mut tally = Tally::new(key, part.tallies.len()).dated(last_purchase, recency);
            if !tally.set_measures(frequency, monetary) {
                tally.set_wide();
                part.wide.insert(key, Wide { monetary, frequency, others: 0 });
            }
            part.tallies.push(tally);
            side.profits.extend(profit);
            side.kept_columns = kept.len();
            side.kept.extend(kept.into_iter().map(|value| Kept { day: None, value }));
            as_of = as_of.or(last_purchase.zip(recency).map(|(last, days)| last.plus(days as i32)));
        }
        part.side = side;
        let mut customers = Customers::new(vec![part], as_of, 1);
        customers.sort();
        customers
    }
}
