//! Lifetime value of a million customers: histories counted, BG/NBD fitted, a year ahead worked out.

use crate::made_up::Numbers;
use divan::Bencher;
use divan::counter::ItemsCount;
use rfm::clv::ahead::{Horizon, ahead};
use rfm::clv::fit;
use rfm::clv::history::{Histories, History, Unit};
use rfm::clv::purchases::{Model, Purchases};

const CUSTOMERS: u32 = 1_000_000;
const THREADS: usize = 2;

/// Days of three years; half of the customers never come back, some come often.
fn histories() -> Vec<History> {
    let mut numbers = Numbers::new();
    let one = |_| {
        let age = 7 + numbers.below(1088);
        let often = 1 + numbers.below(40);
        let repeats = if numbers.below(2) == 0 { 0 } else { (age * numbers.below(often) / 800).min(age) };
        let last = if repeats == 0 { 0 } else { repeats + numbers.below(age - repeats + 1) };
        History::new(repeats as u32, last as f64 / 7.0, age as f64 / 7.0).expect("days are in order")
    };
    (0..CUSTOMERS).map(one).collect()
}

#[divan::bench(sample_count = 5)]
fn count(bencher: Bencher<'_, '_>) {
    let all = histories();
    bencher.counter(ItemsCount::new(CUSTOMERS)).bench(|| Histories::new(all.iter().copied()));
}

#[divan::bench(args = [Model::BgNbd, Model::MbgNbd], sample_count = 5)]
fn fitted(bencher: Bencher<'_, '_>, model: Model) {
    let all = Histories::new(histories());
    bencher.counter(ItemsCount::new(CUSTOMERS)).bench(|| fit::purchases(model, &all, THREADS).expect("many came back"));
}

#[divan::bench(sample_count = 5)]
fn a_year_ahead(bencher: Bencher<'_, '_>) {
    let all = Histories::new(histories());
    let purchases = Purchases { model: Model::BgNbd, parameters: [0.5, 8.0, 0.8, 2.5] };
    let horizon = Horizon { time: "12m".parse().expect("a time"), discount: 0.1 };
    bencher.counter(ItemsCount::new(CUSTOMERS)).bench(|| ahead(&purchases, &all, &horizon, Unit::Week, THREADS));
}
