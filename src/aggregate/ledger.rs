//! The accumulator of the main job: every customer's measures.
//!
//! All threads count into one book, whose customers are divided among shards by their ids' hashes: one look-up table would
//! make them wait for each other, and a table for each thread would take as much memory again and a merge at the end. Each
//! thread has a [`Ledger`], a hand on the book, which collects rows for each shard and hands them on in batches.

use super::batch::{Batch, Counting};
use super::hash::State;
use super::shard::{Finished, Shard};
use super::{Accumulate, Overflow, Standing, Transaction};
use crate::customer::{Customers, Entry, Key};
use crate::date::Day;
use crate::policy::FrequencyOf;
use crate::threads::{self, lock};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// A hand on the book of all customers.
#[derive(Debug)]
pub struct Ledger {
    book: Arc<Book>,
    /// Rows that wait, by shard.
    waiting: Vec<Batch>,
    /// The batch that is to be counted next, whose shard is getting ready for it, and that shard.
    next: (usize, Batch),
}

#[derive(Debug)]
struct Book {
    counting: Counting,
    state: State,
    /// A power of two of them.
    shards: Vec<Mutex<Shard>>,
    /// Bytes of memory that they take.
    bytes: AtomicU64,
    /// Bytes that they may take.
    limit: u64,
}

/// Shards for each thread, so that threads seldom meet in one.
const SHARDS: usize = 64;
/// No more shards than this: each thread keeps a batch of rows for each of them.
const MOST_SHARDS: usize = 256;

/// The id with the most rows, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busiest {
    /// Its id; of several the first.
    pub id: Box<str>,
    /// Its used rows.
    pub rows: u64,
}

/// All that the rows have come to.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The customers.
    pub customers: Customers,
    /// An id that stands in more than one row of a customer table; of several the first.
    pub repeated: Option<Box<str>>,
    /// The customer with the most rows.
    pub busiest: Option<Busiest>,
}

impl Ledger {
    /// A hand on a new book for so many threads. Counting ends in [`Overflow`] when the customers take more than `limit` bytes.
    pub fn new(counting: Counting, threads: usize, limit: u64) -> Ledger {
        let shards = SHARDS.saturating_mul(threads.max(1)).next_power_of_two().min(MOST_SHARDS);
        let shards = (0..shards).map(|_| Mutex::default()).collect();
        Ledger::on(Arc::new(Book { counting, state: State::default(), shards, bytes: AtomicU64::new(0), limit }))
    }

    /// Bytes of memory that the customers take, and how many these are, where it is more than they may take.
    pub fn is_over(&self) -> Option<(u64, u64)> {
        let bytes = self.book.bytes.load(Ordering::Relaxed);
        let customers = || self.book.shards.iter().map(|shard| lock(shard).len() as u64).sum();
        (bytes > self.book.limit).then(|| (bytes, customers()))
    }

    fn on(book: Arc<Book>) -> Ledger {
        let waiting = book.shards.iter().map(|_| Batch::default()).collect();
        Ledger { book, waiting, next: Default::default() }
    }

    /// Another hand on the same book.
    pub fn hand(&self) -> Ledger {
        Ledger::on(self.book.clone())
    }

    /// The customers in the order of their ids, with recency counted to the as-of date, worked out on so many threads. All
    /// other hands must have been merged into this one or settled.
    pub fn finish(self, as_of: Option<Day>, threads: usize) -> Result<Counted, Overflow> {
        let mut counted = self.finish_in_no_order(as_of, threads)?;
        counted.customers.sort();
        Ok(counted)
    }

    /// The same, but the customers are in no order yet.
    pub fn finish_in_no_order(mut self, as_of: Option<Day>, threads: usize) -> Result<Counted, Overflow> {
        self.settle()?;
        let book = &*self.book;
        let shares = threads.max(1);
        let done = threads::map(shares, shares, |share| {
            let mut scratch = Vec::new();
            let of_share = book.shards.iter().skip(share).step_by(shares);
            let finished = of_share.map(|shard| std::mem::take(&mut *lock(shard)).finish(&mut scratch));
            finished.collect::<Vec<_>>()
        });
        let (mut parts, mut all) = (Vec::new(), Counted { customers: Customers::default(), repeated: None, busiest: None });
        for Finished { part, repeated, busiest } in done.into_iter().flatten() {
            all.repeated = all.repeated.into_iter().chain(repeated).min();
            all.busiest = all.busiest.into_iter().chain(busiest).reduce(busier);
            parts.push(part);
        }
        all.customers = Customers::new(parts, as_of, threads);
        Ok(all)
    }

    /// Lets a shard get ready for the rows that wait for it, and counts the batch before them, whose shard is ready by now:
    /// what it had to ask memory for has come while more rows were read.
    #[inline(never)]
    fn count(&mut self, at: usize) -> Result<(), Overflow> {
        let book = &*self.book;
        lock(&book.shards[at]).expect(&mut self.waiting[at], &book.state);
        std::mem::swap(&mut self.waiting[at], &mut self.next.1);
        let ready = std::mem::replace(&mut self.next.0, at);
        let grown = lock(&book.shards[ready]).count(&mut self.waiting[at], book.counting, &book.state)?;
        if grown > 0 && book.bytes.fetch_add(grown, Ordering::Relaxed) + grown > book.limit {
            return Err(Overflow);
        }
        Ok(())
    }

    /// An id's shard, its key if it is short, and what finds it in the shard.
    #[inline(always)]
    fn find(&self, id: &str) -> (usize, Option<Key>, u32) {
        let key = Key::short(id);
        let hash = key.map_or_else(|| self.book.state.hash_text(id), |key| self.book.state.hash(key.number()));
        let (at, hash) = self.shard_and_place(hash);
        (at, key, hash)
    }

    /// The shard that a hash belongs to, and the half of it that finds the place there.
    #[inline(always)]
    fn shard_and_place(&self, hash: u64) -> (usize, u32) {
        (hash as usize & (self.waiting.len() - 1), (hash >> 32) as u32) // the shards are a power of two
    }
}

fn busier(a: Busiest, b: Busiest) -> Busiest {
    if (b.rows, &a.id) > (a.rows, &b.id) { b } else { a }
}

impl Accumulate for Ledger {
    #[inline(always)] // in the middle of reading rows
    fn transaction(&mut self, row: &Transaction<'_>) -> Result<(), Overflow> {
        let (at, key, hash) = self.find(row.customer);
        let is_full = self.waiting[at].push(row, key, hash, self.book.counting);
        if is_full { self.count(at) } else { Ok(()) }
    }

    #[inline(always)] // likewise
    fn purchase(&mut self, key: Key, day: Day, micros: i64) -> Result<(), Overflow> {
        let hash = self.book.state.hash(key.number());
        let (at, hash) = self.shard_and_place(hash);
        let batch = &mut self.waiting[at];
        if self.book.counting.keeps_visits() {
            batch.write_down(day, micros);
        }
        let is_full = batch.push_entry(Entry::new(key, hash, Some(day), micros, true));
        if is_full { self.count(at) } else { Ok(()) }
    }

    fn standing(&mut self, row: &Standing<'_>) -> Result<(), Overflow> {
        let (at, key, _) = self.find(row.customer);
        let is_full = self.waiting[at].push_standing(row, key, self.book.counting);
        if is_full { self.count(at) } else { Ok(()) }
    }

    #[cold]
    fn cancelled(&mut self, customer: &str, day: Day) -> Result<(), Overflow> {
        let (at, ..) = self.find(customer);
        lock(&self.book.shards[at]).cancelled(customer, day);
        Ok(())
    }

    fn takes_cancelled(&self) -> bool {
        self.book.counting.diary
    }

    #[inline]
    fn takes_orders(&self) -> bool {
        self.book.counting.frequency_of == FrequencyOf::Orders
    }

    /// Takes in another hand on the same book.
    fn merge(&mut self, mut other: Self) -> Result<(), Overflow> {
        assert!(Arc::ptr_eq(&self.book, &other.book), "hands on two books: rows would be lost");
        other.settle()
    }

    fn settle(&mut self) -> Result<(), Overflow> {
        for at in 0..self.waiting.len() {
            if !self.waiting[at].is_empty() {
                self.count(at)?;
            }
        }
        self.count(0) // nothing waits for it any more, so this counts the batch that is next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::{Customer, Mark, Measures, What};
    use crate::money::Money;
    use crate::policy::Role;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[derive(Clone, Debug)]
    struct Row {
        customer: String,
        day: i32,
        micros: i128,
        profit: i64,
        order: Option<String>,
        role: Role,
        kept: [String; 2],
    }

    impl Row {
        /// The day of what is kept of it.
        fn noted(&self) -> i32 {
            if self.role == Role::EarlierRefund { Day::FIRST.number() } else { self.day }
        }
    }

    fn fill(ledger: &mut Ledger, rows: &[Row]) {
        for row in rows {
            let kept = [&*row.kept[0], &*row.kept[1]];
            let row = Transaction {
                customer: &row.customer,
                day: Day::from_number(row.day),
                amount: Money::from_micros(row.micros),
                profit: Some(Money::from_units(row.profit)),
                order: row.order.as_deref(),
                role: row.role,
                kept: &kept[..ledger.book.counting.kept_columns],
            };
            ledger.transaction(&row).unwrap();
        }
    }

    /// All customers, spelled out in the order of their ids.
    fn customers(ledger: Ledger) -> Vec<Customer> {
        let customers = ledger.finish(Some(Day::from_number(30)), 2).unwrap().customers;
        let runs = customers.in_order();
        (0..runs.len()).flat_map(|run| runs.places(run)).map(|place| customers.customer(place)).collect()
    }

    /// The same, counted as the rules are written, one customer after the other.
    fn by_the_rules(rows: &[Row], counting: Counting) -> Vec<Customer> {
        let mut by_customer: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        rows.iter().for_each(|row| by_customer.entry(&row.customer).or_default().push(row));
        let customer = |(id, rows): (&str, Vec<&Row>)| {
            let purchases = || rows.iter().filter(|row| row.role == Role::Purchase);
            let in_window = || rows.iter().filter(|row| row.role.is_in_window());
            let orders: BTreeSet<&String> = purchases().filter_map(|row| row.order.as_ref()).collect();
            let frequency = match counting.frequency_of {
                FrequencyOf::Rows => purchases().count(),
                FrequencyOf::Days => purchases().map(|row| row.day).collect::<BTreeSet<_>>().len(),
                FrequencyOf::Orders => orders.len() + purchases().filter(|row| row.order.is_none()).count(),
            };
            let last = rows.iter().filter(|row| row.role.is_purchase()).map(|row| row.day).max();
            let kept =
                |column: usize| rows.iter().filter(|row| !row.kept[column].is_empty()).map(|row| (row.noted(), &row.kept[column])).max();
            let kept = |column: usize| kept(column).map_or("", |(_, value)| value).into();
            let measures = Measures {
                last_purchase: last.map(Day::from_number),
                recency: last.map(|day| 30 - day as u32),
                frequency: frequency as u64,
                monetary: Money::from_micros(in_window().map(|row| row.micros).sum()),
                profit: counting.has_profit.then(|| Money::from_units(in_window().map(|row| row.profit).sum())),
            };
            Customer { id: id.into(), measures, kept: (0..counting.kept_columns).map(kept).collect() }
        };
        by_customer.into_iter().map(customer).collect()
    }

    fn row() -> impl Strategy<Value = Row> {
        let role = prop_oneof![
            Just(Role::Purchase),
            Just(Role::Purchase),
            Just(Role::EarlierPurchase),
            Just(Role::Refund),
            Just(Role::EarlierRefund)
        ];
        let customer = prop_oneof!["[ab]", "[0-9]{1,3}", "long customer id number [1-3]", "1234567890123456[78]"];
        let order = proptest::option::of(prop_oneof!["[1-4]", "long order id number [1-3]", "12345678901234[56]"]);
        let micros = prop_oneof![-5..50_i128, Just(i128::from(i64::MAX)), Just(1 << 66)];
        (customer, 0..20_i32, micros, -9..9_i64, order, role, ["[xyz]?", "[xyz]?"])
            .prop_map(|(customer, day, micros, profit, order, role, kept)| Row { customer, day, micros, profit, order, role, kept })
    }

    fn counting() -> impl Strategy<Value = Counting> {
        let frequency_of = prop_oneof![Just(FrequencyOf::Orders), Just(FrequencyOf::Rows), Just(FrequencyOf::Days)];
        (frequency_of, any::<bool>(), 0..3_usize, any::<bool>(), 0..4_u64).prop_map(
            |(frequency_of, has_profit, kept_columns, diary, watched)| Counting {
                frequency_of,
                has_profit,
                kept_columns,
                diary,
                history: false,
                watched,
            },
        )
    }

    proptest! {
        /// What a history says of a day and a window is what the rules say of the rows that count then.
        #[test]
        fn the_past_follows_the_rules(
            rows in proptest::collection::vec(row(), 0..200), counting in counting(), as_of in 0..25_i32, window in proptest::option::of(0..25_i32),
        ) {
            let counting = Counting { diary: false, history: true, kept_columns: 0, watched: 0, ..counting };
            let refund_or_purchase = |row: &Row| Row { role: if !row.role.is_purchase() { Role::Refund } else { Role::Purchase }, ..row.clone() };
            let rows: Vec<Row> = rows.iter().map(refund_or_purchase).collect();
            let start = window.map(|days| as_of - days);
            let is_early = |row: &Row| start.is_some_and(|start| row.day <= start);
            let role = |row: &Row| Row { role: if is_early(row) { Role::EarlierPurchase } else { row.role }, ..row.clone() };
            let then: Vec<Row> =
                rows.iter().filter(|row| row.day <= as_of && !(row.role == Role::Refund && is_early(row))).map(role).collect();
            let expected: Vec<(Box<str>, Measures)> = by_the_rules(&then, counting)
                .into_iter()
                .map(|customer| {
                    let recency = customer.measures.last_purchase.map(|last| as_of.abs_diff(last.number()));
                    (customer.id, Measures { recency, ..customer.measures })
                })
                .collect();
            let mut ledger = Ledger::new(counting, 2, u64::MAX);
            fill(&mut ledger, &rows);
            let customers = ledger.finish(None, 2).unwrap().customers;
            let order = customers.in_order();
            let places = (0..order.len()).flat_map(|run| order.places(run));
            let past = |place| customers.past_measures(place, Day::from_number(as_of), start.map(Day::from_number));
            let found: Vec<(Box<str>, Measures)> = places.filter_map(|place| Some(((*customers.id(place)).into(), past(place)?))).collect();
            prop_assert_eq!(found, expected);
        }

        /// Whatever the order of the rows, the hands they come through, and what of them waits when hands are merged.
        #[test]
        fn customers_follow_the_rules(
            rows in proptest::collection::vec(row(), 0..400), cut in 0..400_usize, counting in counting(), threads in 0..4_usize,
        ) {
            let expected = by_the_rules(&rows, counting);
            let cut = cut.min(rows.len());
            let backwards: Vec<Row> = rows.iter().rev().cloned().collect();
            for (left, right) in [rows.split_at(cut), backwards.split_at(cut)] {
                let mut ledger = Ledger::new(counting, threads, u64::MAX);
                let (mut a, mut b) = (ledger.hand(), ledger.hand());
                fill(&mut a, left);
                fill(&mut b, right);
                a.merge(b).unwrap();
                a.merge(ledger.hand()).unwrap();
                ledger.merge(a).unwrap();
                prop_assert_eq!(&customers(ledger), &expected);
            }
        }
    }

    /// A purchase of a short id comes to the same whichever way it is told.
    #[test]
    fn purchases_alone_are_rows_like_others() {
        for (frequency_of, diary) in [(FrequencyOf::Rows, false), (FrequencyOf::Days, true)] {
            let counting = Counting { diary, ..Counting::of(frequency_of) };
            let (mut whole, mut short) = (Ledger::new(counting, 2, u64::MAX), Ledger::new(counting, 2, u64::MAX));
            for number in 0..5_000_i64 {
                let (customer, day, micros) = (format!("C{}", number % 700), Day::from_number((number % 13) as i32), number + 1);
                let amount = Money::from_micros(micros.into());
                let row = Transaction { customer: &customer, day, amount, profit: None, order: None, role: Role::Purchase, kept: &[] };
                whole.transaction(&row).unwrap();
                short.purchase(Key::short(&customer).unwrap(), day, micros).unwrap();
            }
            let [short, whole] = [short, whole].map(|ledger| ledger.finish(None, 2).unwrap().customers);
            for number in 0..700 {
                let id = format!("C{number}");
                let [short, whole] = [&short, &whole].map(|all| (all, all.find(&id).unwrap()));
                assert_eq!(short.0.customer(short.1), whole.0.customer(whole.1));
                assert_eq!(diary_of(short.0, &id), diary_of(whole.0, &id));
                assert_eq!(short.0.visits(short.1).count(), if diary { 5_000 / 700 + usize::from(number < 5_000 % 700) } else { 0 });
            }
        }
    }

    #[test]
    fn order_is_made_when_it_is_asked_for() {
        let mut ledger = Ledger::new(Counting::of(FrequencyOf::Rows), 2, u64::MAX);
        for number in 0..20_000 {
            ledger.purchase(Key::short(&format!("{}", number * 7_919 % 20_011)).unwrap(), Day::from_number(1), 1).unwrap();
        }
        let mut customers = ledger.finish_in_no_order(None, 2).unwrap().customers;
        customers.sort();
        let runs = customers.in_order();
        let ids: Vec<String> = (0..runs.len()).flat_map(|run| runs.places(run)).map(|place| customers.id(place).to_string()).collect();
        assert!(ids.len() == 20_000 && ids.is_sorted());
    }

    /// What the diary has of a customer: visits as day, role and millionths; marks as day, column and text.
    type Entries = (Vec<(i32, Role, i128)>, Vec<(i32, Option<usize>, String)>);

    fn diary_of(customers: &Customers, id: &str) -> Entries {
        let place = customers.find(id).unwrap();
        let visits = customers.visits(place).map(|visit| (visit.day.number(), visit.role, visit.amount.micros()));
        let mark = |mark: Mark<'_>| match mark.what {
            What::Cancelled => (mark.day.number(), None, String::new()),
            What::Cell(column, text) => (mark.day.number(), Some(column), text.to_owned()),
        };
        (visits.collect(), customers.marks(place).map(mark).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        /// What happened when, whatever the order of the rows and the hands they come through.
        #[test]
        fn diaries_follow_the_rules(
            rows in proptest::collection::vec(row(), 1..200), cancelled in proptest::collection::vec((row(), 0..9_usize), 0..20),
            cut in 0..200_usize, watched in 0..4_u64, counting in counting(),
        ) {
            let counting = Counting { diary: true, watched, kept_columns: 2, ..counting };
            let mut expected: BTreeMap<&str, Entries> = BTreeMap::new();
            for row in &rows {
                let (visits, marks) = expected.entry(&row.customer).or_default();
                visits.push((row.day, row.role, row.micros));
                let cells = row.kept.iter().enumerate().filter(|(at, cell)| watched >> at & 1 == 1 && !cell.is_empty());
                marks.extend(cells.map(|(at, cell)| (row.noted(), Some(at), cell.clone())));
            }
            for (row, _) in &cancelled {
                if let Some((_, marks)) = expected.get_mut(&*row.customer) { // of nobody else, whoever cancelled
                    marks.push((row.day, None, String::new()));
                }
            }
            for (visits, marks) in expected.values_mut() {
                visits.sort_unstable();
                marks.sort_unstable();
            }
            let cut = cut.min(rows.len());
            let backwards: Vec<Row> = rows.iter().rev().cloned().collect();
            for (left, right) in [rows.split_at(cut), backwards.split_at(cut)] {
                let mut ledger = Ledger::new(counting, 2, u64::MAX);
                let mut hand = ledger.hand();
                for (row, _) in cancelled.iter().filter(|(_, when)| *when < 5) {
                    hand.cancelled(&row.customer, Day::from_number(row.day)).unwrap();
                }
                fill(&mut hand, left);
                fill(&mut ledger, right);
                ledger.merge(hand).unwrap();
                for (row, _) in cancelled.iter().filter(|(_, when)| *when >= 5) {
                    ledger.cancelled(&row.customer, Day::from_number(row.day)).unwrap();
                }
                let customers = ledger.finish(None, 2).unwrap().customers;
                prop_assert_eq!(customers.len(), expected.len());
                for (id, entries) in &expected {
                    prop_assert_eq!(&diary_of(&customers, id), entries, "{}", id);
                }
            }
        }
    }

    /// Enough customers for several runs, counted on threads at the same time.
    #[test]
    fn many_customers_stand_in_the_order_of_their_ids() {
        let counting = Counting::of(FrequencyOf::Rows);
        let ledger = Ledger::new(counting, 2, u64::MAX);
        let id = |number: u64| format!("{:b}-{}", number % 7, number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (number % 40));
        std::thread::scope(|scope| {
            for part in 0..4 {
                let mut hand = ledger.hand();
                scope.spawn(move || {
                    for number in (part..80_000).step_by(2) {
                        let row = Row {
                            customer: id(number),
                            day: 1,
                            micros: 1,
                            profit: 0,
                            order: None,
                            role: Role::Purchase,
                            kept: Default::default(),
                        };
                        fill(&mut hand, &[row]);
                    }
                    hand.settle().unwrap();
                });
            }
        });
        let expected: BTreeSet<String> = (0..80_000).map(id).collect();
        let counted = ledger.hand().finish(None, 2).unwrap().customers;
        let runs = counted.in_order();
        let longest = (0..runs.len()).map(|run| runs.places(run).len()).max().unwrap();
        assert!(runs.len() > 4 && longest < 2 * counted.len() / runs.len(), "of like size: {longest} of {}", counted.len());
        let customers: Vec<Customer> = (0..runs.len()).flat_map(|run| runs.places(run)).map(|place| counted.customer(place)).collect();
        assert_eq!(customers.iter().map(|customer| &*customer.id).collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
        let (rows, sum): (u64, i128) =
            customers.iter().fold((0, 0), |(rows, sum), c| (rows + c.measures.frequency, sum + c.measures.monetary.micros()));
        assert_eq!((rows, sum), (159_998, 159_998)); // parts 2 and 3 begin two rows later
    }

    #[test]
    fn a_customer_table_names_nobody_twice() {
        fn standing(customer: &str) -> Standing<'_> {
            Standing {
                customer,
                last_purchase: None,
                recency: Some(3),
                frequency: u64::MAX,
                monetary: Money::from_micros(1 << 70),
                profit: None,
                kept: &[],
            }
        }
        let table = |ids: &[&str]| {
            let ledger = Ledger::new(Counting::of(FrequencyOf::Rows), 2, u64::MAX);
            let hands = ids.iter().map(|id| {
                let mut hand = ledger.hand();
                hand.standing(&standing(id)).unwrap();
                hand
            });
            let mut all = ledger.hand();
            hands.for_each(|hand| all.merge(hand).unwrap());
            all.finish(None, 2).unwrap()
        };
        assert_eq!(table(&["2", "2", "1", "3", "1", "a name of many letters"]).repeated.as_deref(), Some("1"));
        assert_eq!(table(&["a name of many letters", "2", "a name of many letters"]).repeated.as_deref(), Some("a name of many letters"));
        let table = table(&["2", "1"]);
        assert_eq!((table.repeated, table.customers.len(), table.busiest), (None, 2, None));
        let measures = table.customers.customer(table.customers.find("2").unwrap()).measures;
        let expected = Measures { recency: Some(3), frequency: u64::MAX, monetary: Money::from_micros(1 << 70), ..Measures::default() };
        assert_eq!(measures, expected);
    }

    #[test]
    fn customers_beyond_memory_end_the_counting() {
        let row = |number: usize, order: &str, kept: &str| Row {
            customer: format!("a customer with a number of {number}"),
            day: 1,
            micros: 1,
            profit: 0,
            order: Some(format!("{order}{number}")),
            role: Role::Purchase,
            kept: [kept.into(), String::new()],
        };
        let least = |counting: Counting, order: &str, kept: &str| {
            let take = |limit: u64| {
                let mut ledger = Ledger::new(counting, 1, limit);
                let kept_columns = counting.kept_columns;
                let fits = (0..20_000).all(|number| {
                    let row = row(number, order, kept);
                    let kept = [&*row.kept[0], &*row.kept[1]];
                    let (day, amount) = (Day::from_number(1), Money::from_micros(1));
                    let order = row.order.as_deref();
                    let row = Transaction {
                        customer: &row.customer,
                        day,
                        amount,
                        profit: None,
                        order,
                        role: row.role,
                        kept: &kept[..kept_columns],
                    };
                    ledger.transaction(&row).is_ok()
                });
                assert_eq!(fits, ledger.is_over().is_none());
                fits
            };
            let (mut too_little, mut enough) = (0, 1 << 30);
            while too_little + 20_000 < enough {
                let between = (too_little + enough) / 2;
                if take(between) { enough = between } else { too_little = between }
            }
            enough / 20_000
        };
        let rows = Counting::of(FrequencyOf::Rows);
        let kept = Counting { kept_columns: 1, ..rows };
        // In bytes a customer: a tally of 32 and a name of 35 or more, with room to grow and their places; an order more.
        assert!((70..=220).contains(&least(rows, "", "")), "{}", least(rows, "", ""));
        assert!(least(Counting::of(FrequencyOf::Orders), "a long order number ", "") > least(rows, "", ""));
        assert!(least(kept, "", &"kept".repeat(100)) >= 400);
    }

    #[test]
    fn the_busiest_is_the_first_of_several() {
        let mut ledger = Ledger::new(Counting::of(FrequencyOf::Orders), 2, u64::MAX);
        let row = |customer: &str| Row {
            customer: customer.into(),
            day: 1,
            micros: 1,
            profit: 0,
            order: Some("1".into()),
            role: Role::Purchase,
            kept: Default::default(),
        };
        fill(&mut ledger, &["b", "c", "a", "c", "b", "d"].map(row));
        let counted = ledger.finish(None, 1).unwrap();
        assert_eq!(counted.busiest, Some(Busiest { id: "b".into(), rows: 2 }));
    }
}
