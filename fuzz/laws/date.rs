//! Dates: a day that is read is one of 1900–2199, written as ISO it is read again, other writings of the cell are the same
//! day, and `dddd-dd-dd` is what a calendar of our own says.

use super::{Choices, full_width};
use rfm::date::Day;
use rfm::date::read::{DateFault, DateFormat, Evidence, Order, Zone, decide, evidence, time_alone};

const ZONES: [Option<&str>; 6] = [None, None, Some("+08:00"), Some("UTC"), Some("America/New_York"), Some("Pacific/Apia")];

pub fn check(data: &[u8]) {
    let mut choices = Choices::new(data);
    let (form, zone) = (choices.byte(), choices.one_of(&ZONES));
    let Ok(text) = std::str::from_utf8(choices.rest()) else { return };
    // A pattern stands on the first line.
    let (pattern, cell) = if form % 10 == 9 { text.split_once('\n').unwrap_or(("%d/%m/%Y", text)) } else { ("", text) };
    let format = match form % 10 {
        0..=2 => DateFormat::Known(None),
        3 => DateFormat::Known(Some(Order::DayFirst)),
        4 => DateFormat::Known(Some(Order::MonthFirst)),
        5 => DateFormat::Excel,
        6 => DateFormat::Excel1904,
        7 => DateFormat::UnixSeconds,
        8 => DateFormat::UnixMillis,
        _ => match DateFormat::named(pattern) {
            Ok(format) => format,
            Err(_) => return,
        },
    };
    let zone: Option<Zone> = zone.map(|zone| zone.parse().unwrap());
    let read = format.read(cell, zone);
    assert_eq!(format.read(&format!("\u{a0}{cell}\u{3000}"), zone), read, "with blanks around it: {cell:?}");
    if !matches!(format, DateFormat::Pattern(_)) {
        assert_eq!(format.read(&full_width(cell), zone), read, "in full-width forms: {cell:?}");
    }
    if let Ok(day) = read {
        is_sound(day, cell);
    }
    let minutes = format.minutes(cell, zone);
    assert!(minutes.is_none_or(|minutes| (1..1440).contains(&minutes)), "{cell:?}: {minutes:?}");
    assert!(time_alone(cell).is_none_or(|minutes| minutes < 1440), "{cell:?}");
    evidence_fits(cell);
    if let (DateFormat::Known(_), Some(expected)) = (&format, by_hand(cell)) {
        assert_eq!(read, expected, "{cell:?}");
    }
}

fn is_sound(day: Day, cell: &str) {
    assert!((Day::FIRST..=Day::LAST).contains(&day), "{cell:?}: {day}");
    let iso = day.to_string();
    assert_eq!(iso.parse(), Ok(day));
    let writings = [iso.clone(), iso.replace('-', "/"), iso.replace('-', ""), format!("{iso} 23:59:59"), format!("=\"{iso}\"")];
    for written in writings {
        assert_eq!(DateFormat::Known(None).read(&written, None), Ok(day), "{cell:?} as {written}");
    }
    let date = day.date();
    assert_eq!(Day::from(date), day);
    let (day_first, month_first) = (date.format("%d/%m/%Y").to_string(), date.format("%m/%d/%Y").to_string());
    assert_eq!(DateFormat::Known(Some(Order::DayFirst)).read(&day_first, None), Ok(day));
    assert_eq!(DateFormat::Known(Some(Order::MonthFirst)).read(&month_first, None), Ok(day));
    assert_eq!(DateFormat::Pattern("%d/%m/%Y".into()).read(&day_first, None), Ok(day));
    // Before 1900-03-01 spreadsheets count a day that never was.
    let serial = day.number() + 25_569;
    if serial > 60 {
        assert_eq!(DateFormat::Excel.read(&serial.to_string(), None), Ok(day), "{serial}");
    }
}

fn evidence_fits(cell: &str) {
    let by = |order| DateFormat::Known(Some(order)).read(cell, None);
    match evidence(cell) {
        Evidence::Only(order) => {
            assert!(by(order).is_ok(), "{cell:?}");
            assert_eq!(decide([cell]), Ok(DateFormat::Known(Some(order))));
        }
        Evidence::Either => {
            assert!(by(Order::DayFirst).is_ok() && by(Order::MonthFirst).is_ok(), "{cell:?}");
            assert_eq!(decide([cell]), Err(cell));
            assert_eq!(DateFormat::Known(None).read(cell, None), Err(DateFault::Ambiguous), "{cell:?}");
        }
        Evidence::Nothing => assert_eq!(decide([cell]), Ok(DateFormat::Known(None))),
    }
}

/// `dddd-dd-dd` by the rules of the Gregorian calendar.
fn by_hand(cell: &str) -> Option<Result<Day, DateFault>> {
    let is_iso =
        cell.len() == 10 && cell.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !is_iso {
        return None;
    }
    let (year, month, day): (i32, usize, i32) = (cell[..4].parse().ok()?, cell[5..7].parse().ok()?, cell[8..].parse().ok()?);
    let is_leap = |year: i32| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if is_leap(year) {
        lengths[1] = 29;
    }
    if !(1..=12).contains(&month) || !(1..=lengths[month - 1]).contains(&day) {
        return Some(Err(DateFault::Bad));
    }
    if !(1900..=2199).contains(&year) {
        return Some(Err(DateFault::OutOfRange));
    }
    let years: i32 = (1970.min(year)..1970.max(year)).map(|year| 365 + i32::from(is_leap(year))).sum();
    let before: i32 = if year < 1970 { -years } else { years };
    Some(Ok(Day::from_number(before + lengths[..month - 1].iter().sum::<i32>() + day - 1)))
}
