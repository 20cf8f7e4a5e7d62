//! Scored customers to rows of text and of a workbook, by form and order, on one thread and into nothing.

use crate::made_up::{AS_OF, customers};
use divan::Bencher;
use divan::counter::ItemsCount;
use rfm::accounting::Accounting;
use rfm::customer::ValueOf;
use rfm::export::{ExportOptions, Format, write};
use rfm::policy::Policy;
use rfm::score::{FixedCuts, HIGH, Thresholds};
use rfm::scored::{Kind, Scored};
use std::io::sink;

/// A form of the export, and the keys by which it is sorted.
const FORMS: [(&str, Format, &[&str]); 5] = [
    ("csv", Format::Csv, &[]),
    ("jsonl", Format::Jsonl, &[]),
    ("xlsx", Format::Xlsx, &[]),
    ("csv by amount", Format::Csv, &["-monetary"]),
    ("csv by segment and recency", Format::Csv, &["segment", "recency"]),
];

const CUSTOMERS: u64 = 100_000;

#[divan::bench(args = FORMS.map(|(name, ..)| name), sample_count = 20)]
fn export(bencher: Bencher<'_, '_>, name: &str) {
    let (_, format, keys) = FORMS.into_iter().find(|(other, ..)| *other == name).unwrap_or(FORMS[0]);
    let customers = customers(CUSTOMERS);
    let base = Scored {
        kind: Kind::Transactions,
        latest: Some(AS_OF),
        policy: Policy { as_of: Some(AS_OF), ..Policy::default() },
        value_of: ValueOf::Monetary,
        decimals: 2,
        currency: None,
        high: HIGH,
        fixed: false,
        thresholds: Thresholds::new(&customers, &FixedCuts::default()),
        customers,
        figures: Default::default(),
        kept: Vec::new(),
        carried: Default::default(),
        has_status: false,
        accounting: Accounting::default(),
        notes: Vec::new(),
    };
    let sort = keys.iter().map(|key| key.parse().expect("it is a key")).collect();
    let options = ExportOptions { sort, ..ExportOptions::default() };
    let all = || write(&base, format, &options, &mut sink()).expect("nothing is in the way").customers;
    assert_eq!(all(), CUSTOMERS);
    bencher.counter(ItemsCount::new(CUSTOMERS)).bench(all);
}
