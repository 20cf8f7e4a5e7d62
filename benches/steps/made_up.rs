//! Data for the steps, made up in code: the same in every run.

use rfm::aggregate::{Accumulate, Counting, Ledger, Transaction};
use rfm::customer::Customers;
use rfm::date::Day;
use rfm::money::Money;
use rfm::policy::{FrequencyOf, Role};

/// The first of the 1,096 days of which data is made up: 1 January 2023.
const FIRST_DAY: i32 = 19_358;

/// The day after the last of them.
pub const AS_OF: Day = Day::from_number(FIRST_DAY + 1096);

/// Numbers that look like chance (splitmix64), from one seed.
pub struct Numbers(u64);

impl Numbers {
    /// From the beginning.
    pub fn new() -> Numbers {
        Numbers(1)
    }

    /// The next one, below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(mixed ^ (mixed >> 31)) * u128::from(limit)) >> 64) as u64
    }

    /// A purchase of one of so many customers. Some of them come often, most do not.
    pub fn purchase(&mut self, customers: u64) -> Purchase {
        let often = self.below(customers) + 1;
        let customer = self.below(often);
        let day = Day::from_number(FIRST_DAY + self.below(1096) as i32);
        Purchase { customer, day, cents: 200 + self.below(300_000) as i64 }
    }
}

/// A purchase.
pub struct Purchase {
    /// The customer's number.
    pub customer: u64,
    /// The day.
    pub day: Day,
    /// What was paid.
    pub cents: i64,
}

impl Purchase {
    /// As a row counts it.
    pub fn amount(&self) -> Money {
        Money::from_micros(i128::from(self.cents) * 10_000)
    }
}

/// An id of nine bytes, as most systems give.
pub fn short_id(customer: u64) -> String {
    format!("C{:08}", customer * 2_654_435_761 % 100_000_000)
}

/// So many customers of four purchases each, as a rule.
pub fn customers(count: u64) -> Customers {
    let mut numbers = Numbers::new();
    let mut ledger = Ledger::new(Counting::of(FrequencyOf::Rows), 1, u64::MAX);
    for number in 0..count * 4 {
        let purchase = numbers.purchase(count);
        let customer = if number < count { number } else { purchase.customer }; // everybody comes once
        let row = Transaction {
            customer: &short_id(customer),
            day: purchase.day,
            amount: purchase.amount(),
            profit: None,
            order: None,
            role: Role::Purchase,
            kept: &[],
        };
        ledger.transaction(&row).expect("the sums are small");
    }
    ledger.finish(Some(AS_OF), 1).expect("the sums are small").customers
}
