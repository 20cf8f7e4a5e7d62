//! Small tables beside the data: bookings and holidays of any bytes are a list or an error, and every row has all its cells.

use super::Choices;
use super::ways::stream;
use rfm::lang::{Lang, Text};
use rfm::load::Reading;
use rfm::load::list::{List, Wanted};
use rfm::load::{bookings, holidays};

const WANTED: [Wanted; 2] = [
    Wanted { text: Text::new("date", "日期"), names: &["date", "日期"], needed: true },
    Wanted { text: Text::new("name", "名称"), names: &["name", "名称"], needed: false },
];

pub fn check(data: &[u8]) {
    let mut choices = Choices::new(data);
    let which = choices.below(4);
    let header = ["", "date,name,days before\n", "日期,时间,客户编号,姓名,状态\n", "date;name\n"][which];
    let file = [header.as_bytes(), choices.rest()].concat();
    let reading = Reading::default();
    let Ok(mut source) = stream(&file, &reading) else { return };
    let told = match which {
        1 => holidays::read(&mut source, &reading).map(|holidays| assert!(holidays.is_sorted())),
        2 => bookings::read(&mut source, &reading).map(|bookings| {
            assert!(bookings.iter().all(|booking| booking.minutes.is_none_or(|minutes| minutes < 1440)));
            assert!(bookings.is_sorted_by_key(|booking| booking.line));
        }),
        _ => List::read(&mut source, &reading, &WANTED).map(|list| {
            assert!(list.rows.iter().all(|row| row.cells.len() == list.header.len()));
            assert!(list.rows.is_sorted_by_key(|row| row.line));
            assert!(list.places.iter().flatten().all(|place| *place < list.header.len()));
            _ = list.date_format(0, &reading);
        }),
    };
    if let Err(error) = told {
        for lang in [Lang::En, Lang::Zh] {
            let text = error.text(lang);
            assert!(!text.is_empty() && !text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        }
    }
}
