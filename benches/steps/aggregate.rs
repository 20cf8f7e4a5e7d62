//! Rows to customers, by what the rows have and what is counted, on one thread.

use crate::made_up::{AS_OF, Numbers, Purchase, short_id};
use divan::Bencher;
use divan::counter::ItemsCount;
use rfm::aggregate::{Accumulate, Counting, Ledger, Transaction};
use rfm::policy::{FrequencyOf, Role};

/// How many customers the rows have, what their ids begin with, and what is counted.
type Kind = (&'static str, u64, &'static str, Counting);

const ROWS: usize = 200_000;
const FEW: u64 = 1_000;
const MANY: u64 = 100_000;
/// With it an id is longer than most systems make one.
const LONG: &str = "customer-of-the-web-shop/";

fn kinds() -> [Kind; 6] {
    let [rows, orders, days] = [FrequencyOf::Rows, FrequencyOf::Orders, FrequencyOf::Days].map(Counting::of);
    [
        ("few customers", FEW, "", rows),
        ("many customers", MANY, "", rows),
        ("long ids", MANY, LONG, rows),
        ("distinct orders", MANY, "", orders),
        ("distinct days", MANY, "", days),
        ("profit and name", MANY, "", Counting { has_profit: true, kept_columns: 1, ..rows }),
    ]
}

#[divan::bench(args = kinds().map(|(name, ..)| name), sample_count = 20)]
fn aggregate(bencher: Bencher<'_, '_>, name: &str) {
    let [first, ..] = kinds();
    let (_, customers, prefix, counting) = kinds().into_iter().find(|(other, ..)| *other == name).unwrap_or(first);
    let mut numbers = Numbers::new();
    let purchases: Vec<Purchase> = (0..ROWS).map(|_| numbers.purchase(customers)).collect();
    let ids: Vec<String> = purchases.iter().map(|purchase| format!("{prefix}{}", short_id(purchase.customer))).collect();
    let orders: Vec<String> = (0..ROWS).map(|row| (1_000_000 + row * 2 / 3).to_string()).collect(); // one or two lines each
    let kept = ["Felix Thorne"];
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let mut ledger = Ledger::new(counting, 1, u64::MAX);
        for ((purchase, id), order) in purchases.iter().zip(&ids).zip(&orders) {
            let row = Transaction {
                customer: id,
                day: purchase.day,
                amount: purchase.amount(),
                profit: counting.has_profit.then(|| purchase.amount()),
                order: Some(order),
                role: Role::Purchase,
                kept: &kept[..counting.kept_columns],
            };
            ledger.transaction(&row).expect("the sums are small");
        }
        ledger.finish(Some(AS_OF), 1).expect("the sums are small")
    });
}
