//! Customers to quintile thresholds, on one thread.

use crate::made_up::customers;
use divan::Bencher;
use divan::counter::ItemsCount;
use rfm::score::{FixedCuts, Thresholds};

#[divan::bench(args = [1_000, 30_000, 300_000])]
fn thresholds(bencher: Bencher<'_, '_>, count: u64) {
    let customers = customers(count);
    bencher.counter(ItemsCount::new(count)).bench(|| Thresholds::new(&customers, &FixedCuts::default()));
}
