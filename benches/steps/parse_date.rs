//! Cells to days, by the forms that files have.

use divan::Bencher;
use divan::counter::ItemsCount;
use rfm::date::Day;
use rfm::date::read::{DateFormat, Order};

/// Every form but the last three is a usual one.
const FORMS: [&str; 12] = [
    "%Y-%m-%d", "%Y/%m/%d", "%Y/%-m/%-d", "%Y%m%d", "%-d/%-m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y/%-m/%-d %-H:%M",
    "%-d/%-m/%Y %-I:%M:%S %p", "%Y年%-m月%-d日", "%b %-d, %Y", " %Y-%m-%d ",
];

const CELLS: i32 = 4096;

#[divan::bench(args = FORMS)]
fn parse_date(bencher: Bencher<'_, '_>, form: &str) {
    let first = Day::of(2023, 1, 1).unwrap_or(Day::from_number(0));
    let cells: Vec<String> = (0..CELLS)
        .map(|at| {
            let day = first.plus(at * 7 % 1096).date();
            let time = day.and_hms_opt(at as u32 % 24, at as u32 % 60, at as u32 * 7 % 60).unwrap_or_default();
            time.format(form).to_string()
        })
        .collect();
    let format = DateFormat::Known(Some(Order::DayFirst));
    assert!(cells.iter().all(|cell| format.read(cell, None).is_ok()), "{form}");
    bencher
        .counter(ItemsCount::new(cells.len()))
        .bench(|| cells.iter().filter_map(|cell| format.read(cell, None).ok()).map(|day| i64::from(day.number())).sum::<i64>());
}
