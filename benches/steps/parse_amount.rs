//! Cells to amounts, by the forms that files have.

use divan::Bencher;
use divan::counter::ItemsCount;
use rfm::money::Money;
use rfm::money::read::AmountFormat;

type Form = (&'static str, fn(u64) -> String);

/// From an amount in cents to a cell.
const FORMS: [Form; 9] = [
    ("1234.50", |cents| cell(cents)),
    ("1234", |cents| (cents / 100).to_string()),
    ("1234.5", |cents| format!("{}.{}", cents / 100, cents / 10 % 10)),
    ("-1234.50", |cents| format!("-{}", cell(cents))),
    ("1234567.50", |cents| format!("{}{}", 1 + cents % 999, cell(100_000 + cents))),
    ("1234.500000", |cents| format!("{}0000", cell(cents))),
    ("1,234.50", |cents| Money::from_micros(i128::from(cents) * 10_000).grouped(2)),
    ("¥1234.50", |cents| format!("¥{}", cell(cents))),
    ("=\"1234.50\"", |cents| format!("=\"{}\"", cell(cents))),
];

fn cell(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

const CELLS: u64 = 4096;

#[divan::bench(args = FORMS.map(|(name, _)| name))]
fn parse_amount(bencher: Bencher<'_, '_>, name: &str) {
    let form = FORMS.iter().find(|(other, _)| *other == name).map_or(cell as fn(u64) -> String, |(_, form)| *form);
    let cells: Vec<String> = (0..CELLS).map(|at| form(200 + at * 7919 % 300_000)).collect();
    let format = AmountFormat::default();
    assert!(cells.iter().all(|cell| format.read(cell).is_ok()), "{name}");
    bencher
        .counter(ItemsCount::new(cells.len()))
        .bench(|| cells.iter().filter_map(|cell| format.read(cell).ok()).map(|figure| figure.value.micros()).sum::<i128>());
}
