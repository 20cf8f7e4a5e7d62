//! A scored base of twelve customers for tests, and its figures as worked by hand.
//!
//! As of 2026-06-30 under the preset's thresholds (R ≤ 30|60|90|180 · F ≥ 2|3|4|5 · M ≥ 2,000|5,000|10,000|15,000):
//!
//! | segment | customers: days, purchases, amount | together | share | of 136,300.00 |
//! |---|---|---|---|---|
//! | 1 H H H | A1 10 6 20,000; A2 40 4 12,000.50 | 32,000.50 | 2/12 = 16.7% | 0.2347799 |
//! | 2 L H H | B1 120 5 16,000; B2 95 4 10,000; B3 200 7 30,000; B4 100 4 10,000 | 66,000 | 4/12 = 33.3% | 0.4842260 |
//! | 3 H L H | C1 20 1 18,000 | 18,000 | 1/12 = 8.3% | 0.1320616 |
//! | 4 L L H | D1 300 2 15,000 | 15,000 | 1/12 | 0.1100514 |
//! | 5 H H L | E1 5 5 3,000 | 3,000 | 1/12 | 0.0220103 |
//! | 6 L H L | F1 100 4 2,000 | 2,000 | 1/12 | 0.0146735 |
//! | 7 H L L | nobody | 0 | 0 | 0 |
//! | 8 L L L | G1 400 1 500; G2 refunds only −200.50 | 299.50 | 2/12 | 0.0021974 |
//!
//! The first four: 8 of 12 = 66.7%, 131,000.50 of 136,300.00 = 0.9611189.

use crate::about::About;
use crate::accounting::{Accounting, Reason};
use crate::customer::{Customer, Customers, Measures, ValueOf};
use crate::date::Day;
use crate::money::Money;
use crate::note::Note;
use crate::policy::{LeftOut, Policy, ZeroAmounts};
use crate::score::{FixedCuts, PRESETS, Thresholds};
use crate::scored::{Kind, Scored};

/// Id, days, purchases, hundredths of the amount, name, phone.
type Spec = (&'static str, Option<u32>, u64, i128, &'static str, &'static str);

const CUSTOMERS: [Spec; 12] = [
    ("A1", Some(10), 6, 2_000_000, "Ada", ""),
    ("A2", Some(40), 4, 1_200_050, "", ""),
    ("B1", Some(120), 5, 1_600_000, "王芳", "13900000001"),
    ("B2", Some(95), 4, 1_000_000, "Li <b>|\u{1b}[31m", "13900000002"),
    ("B3", Some(200), 7, 3_000_000, "欧阳建国", ""),
    ("B4", Some(100), 4, 1_000_000, "Ben", "13900000004"),
    ("C1", Some(20), 1, 1_800_000, "Cy", ""),
    ("D1", Some(300), 2, 1_500_000, "Dora", "+44 20 7946 0000"),
    ("E1", Some(5), 5, 300_000, "", ""),
    ("F1", Some(100), 4, 200_000, "", ""),
    ("G1", Some(400), 1, 50_000, "", ""),
    ("G2", None, 0, -20_050, "", ""),
];

/// Slug, customers, share in six decimals and as a percentage, value plain and grouped, value share in both forms, mark of
/// the share, mark of the value share.
pub type Figures =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str, char, char);

/// The figures of the table above. Marks against the ranges of the segments, a blank for within.
pub const FIGURES: [Figures; 8] = [
    ("important-value", "2", "0.166667", "16.7%", "32000.50", "32,000.50", "0.234780", "23.5%", '↑', '↓'),
    ("important-keep", "4", "0.333333", "33.3%", "66000.00", "66,000.00", "0.484226", "48.4%", '↑', '↑'),
    ("important-develop", "1", "0.083333", "8.3%", "18000.00", "18,000.00", "0.132062", "13.2%", '↑', ' '),
    ("important-win-back", "1", "0.083333", "8.3%", "15000.00", "15,000.00", "0.110051", "11.0%", '↑', '↑'),
    ("general-value", "1", "0.083333", "8.3%", "3000.00", "3,000.00", "0.022010", "2.2%", '↓', '↓'),
    ("general-keep", "1", "0.083333", "8.3%", "2000.00", "2,000.00", "0.014674", "1.5%", '↓', '↓'),
    ("general-develop", "0", "0.000000", "0.0%", "0.00", "0.00", "0.000000", "0.0%", '↓', '↓'),
    ("lost", "2", "0.166667", "16.7%", "299.50", "299.50", "0.002197", "0.2%", '↓', ' '),
];

fn customer(&(id, recency, frequency, hundredths, name, phone): &Spec) -> Customer {
    Customer {
        id: id.into(),
        measures: Measures {
            last_purchase: recency.map(|days| as_of().plus(-(days as i32))),
            recency,
            frequency,
            monetary: Money::from_micros(hundredths * 10_000),
            profit: None,
        },
        kept: [name.into(), phone.into()].into(),
    }
}

fn as_of() -> Day {
    "2026-06-30".parse().unwrap()
}

/// The twelve customers under the preset. Of 40 rows 31 were used, 3 rejected, 6 left out.
pub fn base() -> Scored {
    let customers: Customers = CUSTOMERS.iter().map(customer).collect();
    let thresholds = Thresholds::new(&customers, &PRESETS[0].cuts());
    Scored {
        kind: Kind::Transactions,
        policy: Policy { as_of: Some(as_of()), window: Some(PRESETS[0].window), zero_amounts: ZeroAmounts::Drop, ..Policy::default() },
        value_of: ValueOf::Monetary,
        currency: None,
        decimals: 2,
        high: 4,
        fixed: true,
        thresholds,
        customers,
        figures: Default::default(),
        kept: vec!["姓名".into(), "电话".into()],
        carried: About::PEOPLE.into_iter().zip(0..).collect(),
        has_status: false,
        accounting: Accounting {
            read: 40,
            used: 31,
            rejected: [(Reason::BadDate, 2), (Reason::MissingAmount, 1)].into(),
            left_out: [(LeftOut::Status, 1), (LeftOut::NoCustomer, 5), (LeftOut::AfterAsOf, 0)].into(),
            no_customer_amount: Money::from_micros(1_234_500_000),
        },
        latest: None,
        notes: vec![Note::FewCustomers(12), Note::AsOfOld { as_of: as_of(), days: 99 }],
    }
}

/// The same customers scored by quintiles.
pub fn by_quintiles() -> Scored {
    let mut base = base();
    base.fixed = false;
    base.thresholds = Thresholds::new(&base.customers, &FixedCuts::default());
    base
}

/// The two customers of the last segment, whose refunds outweigh what they spent: 1 and −200.50.
pub fn at_a_loss() -> Scored {
    let mut base = base();
    let mut last: Vec<Customer> = CUSTOMERS[10..].iter().map(customer).collect();
    last[0].measures.monetary = Money::from_units(1);
    base.customers = last.into_iter().collect();
    base
}
