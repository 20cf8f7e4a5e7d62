//! Amounts and days to text, into a buffer that is kept.

use divan::Bencher;
use divan::counter::ItemsCount;
use rfm::date::Day;
use rfm::money::Money;

const CELLS: i32 = 4096;

#[divan::bench]
fn print_amount(bencher: Bencher<'_, '_>) {
    let amounts: Vec<Money> = (0..CELLS).map(|at| Money::from_micros((200 + i128::from(at) * 7919 % 300_000) * 10_000)).collect();
    let mut out = Vec::new();
    bencher.counter(ItemsCount::new(amounts.len())).bench_local(|| {
        out.clear();
        for amount in &amounts {
            out.extend_from_slice(amount.digits(2).as_bytes());
        }
        out.len()
    });
}

#[divan::bench]
fn print_day(bencher: Bencher<'_, '_>) {
    let days: Vec<Day> = (0..CELLS).map(|at| Day::from_number(19_358 + at * 7 % 1096)).collect();
    let mut out = Vec::new();
    bencher.counter(ItemsCount::new(days.len())).bench_local(|| {
        out.clear();
        for day in &days {
            out.extend_from_slice(day.digits().as_bytes());
        }
        out.len()
    });
}
