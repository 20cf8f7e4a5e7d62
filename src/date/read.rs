//! Reading a day from a cell: year-first forms, day or month first, Chinese, English month names, with or without a time.
//!
//! Year-first forms need no decision. For `03/04/2024` one order of day and month holds for a whole column; whoever reads
//! the column decides it from [`evidence`] and hands it in. A cell is checked to its end: `2024-01-05 abc` is no date.

use super::Day;
use super::usual::{iso, iso_word, usual};
pub use super::zone::Zone;
use super::zone::{in_zone, offset};
use crate::lang::Text;
use crate::money::read::{narrow, unwrap_text_formula};
use crate::word::Word;
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use std::borrow::Cow;

/// Why a cell is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// Nothing there.
    Missing,
    /// Not a date under any accepted form, or no such day.
    Bad,
    /// Outside 1900–2199.
    OutOfRange,
    /// Day or month first is not decided.
    Ambiguous,
    /// A date only if read in the other order of day and month.
    OtherOrder,
}

/// What comes first in `03/04/2024`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// 3 April.
    DayFirst,
    /// 4 March.
    MonthFirst,
}

/// What one cell says about the order of day and month in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The cell's form does not depend on the order.
    Nothing,
    /// It can only be read this way.
    Only(Order),
    /// It can be read both ways, and they differ.
    Either,
}

/// How the dates of a column are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// Any of the known forms; the order of day and month once it is known.
    Known(Option<Order>),
    /// A strftime pattern given by the user.
    Pattern(String),
    /// Days since 1899-12-30, as spreadsheets store them.
    Excel,
    /// Days since 1904-01-01, as old Macintosh workbooks do.
    Excel1904,
    /// Seconds since 1970-01-01 UTC.
    UnixSeconds,
    /// Milliseconds since 1970-01-01 UTC.
    UnixMillis,
}

/// Words that stand for an empty cell.
const NOTHING: &[&str] = &["null", "\\n", "n/a", "#n/a", "none", "无"];

impl DateFormat {
    /// The format a user names: a strftime pattern, or `excel`, `excel1904`, `unix`, `unixms`.
    pub fn named(text: &str) -> Result<Self, Text> {
        Ok(match text {
            "excel" => DateFormat::Excel,
            "excel1904" => DateFormat::Excel1904,
            "unix" => DateFormat::UnixSeconds,
            "unixms" => DateFormat::UnixMillis,
            _ if text.contains('%') && !chrono::format::StrftimeItems::new(text).any(|item| item == chrono::format::Item::Error) => {
                DateFormat::Pattern(text.to_owned())
            }
            _ => {
                return Err(Text::new(
                    "'{}' is not a date format; write a pattern such as %d/%m/%Y, or excel, excel1904, unix, unixms",
                    "“{}”不是日期格式；请写 %d/%m/%Y 这样的格式，或 excel、excel1904、unix、unixms",
                ));
            }
        })
    }

    /// The order of day and month, where it was decided.
    pub fn order(&self) -> Option<Order> {
        if let DateFormat::Known(order) = self { *order } else { None }
    }

    /// The day of a cell written as most are: `2026-11-01`, alone or before a time of day. None is no verdict:
    /// [`DateFormat::read`] judges.
    #[inline(always)]
    pub fn quick(&self, cell: &[u8], zone: Option<Zone>) -> Option<Day> {
        if let DateFormat::Known(_) = self { iso(cell, zone.is_some()) } else { None }
    }

    /// The same of a short cell in registers: `2026-11-01` alone.
    #[inline(always)]
    pub fn quick_word(&self, cell: Word) -> Option<Day> {
        if let DateFormat::Known(_) = self { iso_word(cell) } else { None }
    }

    /// The day of a cell in one of the other usual forms: `2026/11/1`, `20261101`. None is no verdict either.
    #[inline(never)]
    pub fn usual(&self, cell: &[u8], zone: Option<Zone>) -> Option<Day> {
        if let DateFormat::Known(order) = self { usual(cell, *order, zone.is_some()) } else { None }
    }

    /// Reads one cell. `zone`: the zone to convert a zoned time to; without one the day stands as written.
    pub fn read(&self, cell: &str, zone: Option<Zone>) -> Result<Day, DateFault> {
        match self.quick(cell.as_bytes(), zone).or_else(|| self.usual(cell.as_bytes(), zone)) {
            Some(day) => Ok(day),
            None => self.read_any(cell, zone),
        }
    }

    /// The long way, which knows all forms and every fault.
    #[cold]
    #[inline(never)]
    pub(super) fn read_any(&self, cell: &str, zone: Option<Zone>) -> Result<Day, DateFault> {
        let text = plain(cell);
        if text.bytes().all(|b| b == b'-') || NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word)) {
            return Err(DateFault::Missing);
        }
        match self {
            DateFormat::Known(order) => in_range(known(&text, *order, zone)?.0),
            DateFormat::Pattern(pattern) => by_pattern(&text, pattern, zone),
            DateFormat::Excel => serial(&text, NaiveDate::from_ymd_opt(1899, 12, 30)),
            DateFormat::Excel1904 => serial(&text, NaiveDate::from_ymd_opt(1904, 1, 1)),
            DateFormat::UnixSeconds => instant(&text, 1, zone),
            DateFormat::UnixMillis => instant(&text, 1000, zone),
        }
    }

    /// The time of day that stands with the date of a cell, in minutes since midnight. Midnight itself is no time: it is what
    /// a column of days looks like in many exports.
    pub fn minutes(&self, cell: &str, zone: Option<Zone>) -> Option<u16> {
        let text = plain(cell);
        let time = match self {
            DateFormat::Known(order) => known(&text, *order, zone).ok()?.1,
            DateFormat::Pattern(pattern) => match zoned_by_pattern(&text, pattern, zone) {
                Some(at) => at.map(|at| at.time()),
                None => NaiveDateTime::parse_from_str(&text, pattern).ok().map(|at| at.time()),
            },
            _ => return None,
        };
        time.map(|time| (time.num_seconds_from_midnight() / 60) as u16).filter(|minutes| *minutes > 0)
    }
}

/// A cell without what does not matter: blanks around it, full-width forms, the formula that makes a spreadsheet keep text.
fn plain(cell: &str) -> Cow<'_, str> {
    let text = cell.trim(); // of every blank that there is, as around amounts
    if text.chars().any(|c| narrow(c) != c) {
        let narrowed: String = text.chars().map(narrow).collect();
        return Cow::Owned(unwrap_text_formula(narrowed.trim()).to_owned());
    }
    Cow::Borrowed(unwrap_text_formula(text))
}

/// A time of day alone, in minutes since midnight: `9:30`, `09:30:00`, `下午 3:20`, `3:20 PM`.
pub fn time_alone(cell: &str) -> Option<u16> {
    let (time, _) = time_of_day(Cursor(&plain(cell))).ok()??;
    Some((time.num_seconds_from_midnight() / 60) as u16)
}

/// How the dates of a column are written, as its cells decide: by the order that most of those have which have only one.
/// Where none decides, one that can be read both ways. The order of the cells does not matter.
pub fn decide<'c>(cells: impl IntoIterator<Item = &'c str>) -> Result<DateFormat, &'c str> {
    let (mut day_first, mut month_first, mut either) = (0_u64, 0_u64, None);
    for cell in cells {
        match evidence(cell) {
            Evidence::Only(Order::DayFirst) => day_first += 1,
            Evidence::Only(Order::MonthFirst) => month_first += 1,
            Evidence::Either => either = either.into_iter().chain([cell]).min(),
            Evidence::Nothing => {}
        }
    }
    match (day_first, month_first, either) {
        (0, 0, Some(example)) => Err(example),
        (0, 0, None) => Ok(DateFormat::Known(None)),
        _ if day_first >= month_first => Ok(DateFormat::Known(Some(Order::DayFirst))),
        _ => Ok(DateFormat::Known(Some(Order::MonthFirst))),
    }
}

/// What the cell says about day-first or month-first.
pub fn evidence(cell: &str) -> Evidence {
    let by = |order| DateFormat::Known(Some(order)).read(cell, None);
    match (by(Order::DayFirst), by(Order::MonthFirst)) {
        (Ok(a), Ok(b)) if a == b => Evidence::Nothing,
        (Ok(_), Ok(_)) => Evidence::Either,
        (Ok(_), Err(DateFault::OtherOrder)) => Evidence::Only(Order::DayFirst),
        (Err(DateFault::OtherOrder), Ok(_)) => Evidence::Only(Order::MonthFirst),
        _ => Evidence::Nothing,
    }
}

/// A reader over the cell's text.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn digits(&mut self) -> &'a str {
        self.take_while(|c| c.is_ascii_digit())
    }

    fn letters(&mut self) -> &'a str {
        self.take_while(|c| c.is_ascii_alphabetic())
    }

    fn take_while(&mut self, test: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c| !test(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn any_of(&mut self, marks: &str) -> Option<char> {
        let mark = self.0.chars().next().filter(|c| marks.contains(*c))?;
        self.0 = &self.0[mark.len_utf8()..];
        Some(mark)
    }

    fn word(&mut self, word: &str) -> bool {
        match self.0.strip_prefix(word) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn spaces(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\u{a0}']);
    }
}

/// A date, and the time of day that stands with it.
type Moment = (NaiveDate, Option<NaiveTime>);

fn known(text: &str, order: Option<Order>, zone: Option<Zone>) -> Result<Moment, DateFault> {
    let mut cursor = Cursor(text);
    let first = cursor.digits();
    let (year, month, day) = match first.len() {
        0 => month_name_first(&mut cursor)?,
        8 | 14 => (number(&first[..4]), number(&first[4..6]), number(&first[6..8])),
        4 => year_first(&mut cursor, first)?,
        1 | 2 => year_last(&mut cursor, first, order)?,
        _ => return Err(DateFault::Bad),
    };
    let date = NaiveDate::from_ymd_opt(year as i32, month, day).ok_or(DateFault::Bad)?;
    if first.len() == 14 {
        let time = NaiveTime::from_hms_opt(number(&first[8..10]), number(&first[10..12]), number(&first[12..14]).min(59));
        let time = time.filter(|_| number(&first[12..14]) <= 60 && cursor.0.is_empty()).ok_or(DateFault::Bad)?;
        return Ok((date, Some(time)));
    }
    Ok(match time_of_day(cursor)? {
        Some((time, Some(minutes))) if zone.is_some() => {
            let moment = in_zone(date.and_time(time), minutes, zone).ok_or(DateFault::OutOfRange)?;
            (moment.date(), Some(moment.time()))
        }
        Some((time, _)) => (date, Some(time)),
        None => (date, None),
    })
}

fn in_range(date: NaiveDate) -> Result<Day, DateFault> {
    if (1900..=2199).contains(&date.year()) { Ok(Day::from(date)) } else { Err(DateFault::OutOfRange) }
}

fn number(digits: &str) -> u32 {
    digits.parse().unwrap_or(u32::MAX)
}

fn short(digits: &str) -> Result<u32, DateFault> {
    if (1..=2).contains(&digits.len()) { Ok(number(digits)) } else { Err(DateFault::Bad) }
}

fn year_first(cursor: &mut Cursor<'_>, year: &str) -> Result<(u32, u32, u32), DateFault> {
    cursor.spaces();
    let mark = cursor.any_of("-/.年").ok_or(DateFault::Bad)?;
    cursor.spaces();
    let month = short(cursor.digits())?;
    cursor.spaces();
    let second = if mark == '年' { cursor.any_of("月") } else { cursor.any_of(mark.encode_utf8(&mut [0; 4])) };
    second.ok_or(DateFault::Bad)?;
    cursor.spaces();
    let day = short(cursor.digits())?;
    if mark == '年' {
        cursor.spaces();
        cursor.any_of("日号");
    }
    Ok((number(year), month, day))
}

fn year_last(cursor: &mut Cursor<'_>, first: &str, order: Option<Order>) -> Result<(u32, u32, u32), DateFault> {
    let first = short(first)?;
    let mark = cursor.any_of("/-. ").ok_or(DateFault::Bad)?;
    let name = cursor.letters();
    if !name.is_empty() {
        let month = month_by_name(name)?;
        cursor.any_of("."); // Jan.
        cursor.any_of("/-, ").ok_or(DateFault::Bad)?;
        cursor.spaces();
        let year = cursor.digits();
        return if year.len() == 4 { Ok((number(year), month, first)) } else { Err(DateFault::Bad) };
    }
    let second = short(cursor.digits())?;
    cursor.any_of(mark.encode_utf8(&mut [0; 4])).ok_or(DateFault::Bad)?;
    let digits = cursor.digits();
    if digits.len() != 4 {
        return Err(DateFault::Bad); // two-digit years need a format that says so
    }
    let year = number(digits);
    let as_day_first = NaiveDate::from_ymd_opt(year as i32, second, first).is_some();
    let as_month_first = NaiveDate::from_ymd_opt(year as i32, first, second).is_some();
    match order {
        Some(Order::DayFirst) if as_day_first => Ok((year, second, first)),
        Some(Order::MonthFirst) if as_month_first => Ok((year, first, second)),
        None if as_day_first && first == second => Ok((year, first, second)),
        Some(_) if as_day_first || as_month_first => Err(DateFault::OtherOrder),
        None if as_day_first || as_month_first => Err(DateFault::Ambiguous),
        _ => Err(DateFault::Bad),
    }
}

/// `Jan 5, 2024`
fn month_name_first(cursor: &mut Cursor<'_>) -> Result<(u32, u32, u32), DateFault> {
    let month = month_by_name(cursor.letters())?;
    cursor.any_of(".");
    cursor.spaces();
    let day = short(cursor.digits())?;
    cursor.any_of(",");
    cursor.spaces();
    let year = cursor.digits();
    if year.len() == 4 { Ok((number(year), month, day)) } else { Err(DateFault::Bad) }
}

fn month_by_name(name: &str) -> Result<u32, DateFault> {
    const NAMES: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let name = name.to_ascii_lowercase();
    let fits = |full: &str| full == name || (name.len() == 3 && full.starts_with(&name)) || (name == "sept" && full == "september");
    NAMES.iter().position(|full| fits(full)).map(|at| at as u32 + 1).ok_or(DateFault::Bad)
}

/// The time after a date, if any, with the minutes its zone lies east of Greenwich. Anything else left is a fault.
fn time_of_day(mut cursor: Cursor<'_>) -> Result<Option<(NaiveTime, Option<i32>)>, DateFault> {
    cursor.any_of("T");
    cursor.spaces();
    if cursor.0.is_empty() {
        return Ok(None);
    }
    let afternoon = cursor.word("下午") || cursor.word("晚上");
    let morning = cursor.word("上午") || cursor.word("早上") || cursor.word("中午") || cursor.word("凌晨");
    cursor.spaces();
    let mut hour = short(cursor.digits())?;
    let colon = cursor.any_of(":时点").ok_or(DateFault::Bad)? == ':';
    let mut minute_digits = cursor.digits();
    if minute_digits.is_empty() && !colon {
        minute_digits = "0"; // 11时
    }
    let minute = short(minute_digits)?;
    cursor.any_of("分");
    let mut second = 0;
    if (colon && cursor.any_of(":").is_some()) || (!colon && !cursor.0.is_empty() && cursor.0.starts_with(|c: char| c.is_ascii_digit())) {
        second = short(cursor.digits())?;
        if colon && cursor.any_of(".,").is_some() && cursor.digits().is_empty() {
            return Err(DateFault::Bad);
        }
        cursor.any_of("秒");
    }
    cursor.spaces();
    let meridiem = if cursor.word("PM") || cursor.word("pm") || cursor.word("p.m.") {
        Some(true)
    } else if cursor.word("AM") || cursor.word("am") || cursor.word("a.m.") {
        Some(false)
    } else {
        (afternoon || morning).then_some(afternoon)
    };
    match meridiem {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 && !morning => hour = 0,
        _ => {}
    }
    cursor.spaces();
    let zone = if cursor.0.is_empty() { None } else { Some(offset(cursor.0).ok_or(DateFault::Bad)?) };
    // A leap second and midnight as 24:00 belong to the day as written.
    let (hour, minute, second) =
        if (hour, minute, second) == (24, 0, 0) { (23, 59, 59) } else { (hour, minute, if second == 60 { 59 } else { second }) };
    let time = NaiveTime::from_hms_opt(hour, minute, second).ok_or(DateFault::Bad)?;
    Ok(Some((time, zone)))
}

fn by_pattern(text: &str, pattern: &str, zone: Option<Zone>) -> Result<Day, DateFault> {
    if zone.is_some()
        && let Some(at) = zoned_by_pattern(text, pattern, zone)
    {
        return in_range(at.ok_or(DateFault::OutOfRange)?.date());
    }
    let date = NaiveDate::parse_from_str(text, pattern).or_else(|_| NaiveDateTime::parse_from_str(text, pattern).map(|at| at.date()));
    in_range(date.map_err(|_| DateFault::Bad)?)
}

/// A time that names its zone, in the wanted zone.
fn zoned_by_pattern(text: &str, pattern: &str, zone: Option<Zone>) -> Option<Option<NaiveDateTime>> {
    let at = chrono::DateTime::parse_from_str(text, pattern).ok()?;
    Some(in_zone(at.naive_local(), at.offset().local_minus_utc() / 60, zone))
}

/// Whole days since `origin`; a fraction is the time of day and does not matter.
fn serial(text: &str, origin: Option<NaiveDate>) -> Result<Day, DateFault> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !(whole.bytes().chain(fraction.bytes())).all(|b| b.is_ascii_digit()) {
        return Err(DateFault::Bad);
    }
    let mut days = whole.parse::<u32>().map_err(|_| DateFault::OutOfRange)?;
    if origin == NaiveDate::from_ymd_opt(1899, 12, 30) && days <= 60 {
        // Spreadsheets hold 1900 for a leap year: day 60 is a day that never was, those before it count from a day later.
        days = days.checked_add(1).filter(|days| (2..61).contains(days)).ok_or(DateFault::Bad)?;
    }
    let date = origin.and_then(|origin| origin.checked_add_days(chrono::Days::new(days.into()))).ok_or(DateFault::OutOfRange)?;
    in_range(date)
}

/// Seconds (or, divided by `per_second`, parts of them) since 1970-01-01 UTC.
fn instant(text: &str, per_second: i64, zone: Option<Zone>) -> Result<Day, DateFault> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DateFault::Bad);
    }
    let count = whole.parse::<i64>().map_err(|_| DateFault::Bad)?;
    let utc = chrono::DateTime::from_timestamp(count.div_euclid(per_second), 0).ok_or(DateFault::OutOfRange)?;
    in_range(in_zone(utc.naive_utc(), 0, zone).ok_or(DateFault::OutOfRange)?.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str, format: DateFormat) -> Result<String, DateFault> {
        format.read(cell, None).map(|day| day.to_string())
    }

    #[test]
    fn year_first_and_named_forms() {
        for cell in [
            "2024-01-05", "2024/01/05", "2024/1/5", "2024.1.5", "2024.01.05", "20240105", "2024年1月5日", "2024年01月05日", "2024年1月5号",
            "２０２４/１/５", " 2024-01-05\t", "\u{2003}2024-01-05\u{b}", "2024-01-05 11:25", "2024-01-05 11:25:18",
            "2024-01-05T11:25:18Z", "2024-01-05T11:25:18.123+08:00", "2024-01-05 23:59:60", "2024-01-05 24:00", "2024/1/5 9:05",
            "2024年1月5日 11时25分18秒", "2024年1月5日 下午 3:20", "2024/1/5 上午 9:05:01", "20240105112518", "=\"2024-01-05\"",
            "5-Jan-2024", "5 January 2024", "Jan 5, 2024", "January 5 2024", "2024-1-5 3:20 PM",
        ] {
            assert_eq!(read(cell, DateFormat::Known(None)), Ok("2024-01-05".into()), "{cell}");
        }
    }

    #[test]
    fn refused_cells() {
        use DateFault::*;
        for (cell, fault) in [
            ("", Missing),
            ("  ", Missing),
            ("-", Missing),
            ("NULL", Missing),
            ("\\N", Missing), // of database dumps
            ("2024-02-30", Bad),
            ("2023-02-29", Bad),
            ("2024-13-01", Bad),
            ("0000-00-00", Bad),
            ("2024-1", Bad),
            ("2024-01-05x", Bad),
            ("2024-01-05 25:00", Bad),
            ("2024-01-05 11:61", Bad),
            ("2024-01/05", Bad),
            ("24-01-05", Bad),
            ("05/01/24", Bad),
            ("5-Jan-24", Bad),
            ("45296", Bad),
            ("1704412800", Bad),
            ("合计", Bad),
            ("Total", Bad),
            ("5 Mär 2024", Bad),
            ("20241301", Bad),
            ("20240105256060", Bad),
            ("2024-01-05 +", Bad),
            ("99999-01-01", Bad),
            ("1899-12-31", OutOfRange),
            ("2200-01-01", OutOfRange),
            ("0001-01-01", OutOfRange),
            ("9999-12-31", OutOfRange),
            ("03/04/2024", Ambiguous),
            ("31/12/2024", Ambiguous),
        ] {
            assert_eq!(read(cell, DateFormat::Known(None)), Err(fault), "{cell}");
        }
    }

    #[test]
    fn one_order_per_column() {
        let day_first = || DateFormat::Known(Some(Order::DayFirst));
        let month_first = || DateFormat::Known(Some(Order::MonthFirst));
        assert_eq!(read("03/04/2024", day_first()), Ok("2024-04-03".into()));
        assert_eq!(read("03/04/2024 10:00", month_first()), Ok("2024-03-04".into()));
        assert_eq!(read("3.4.2024", day_first()), Ok("2024-04-03".into()));
        assert_eq!(read("12/31/2024", day_first()), Err(DateFault::OtherOrder));
        assert_eq!(read("30/02/2024", day_first()), Err(DateFault::Bad));
        assert_eq!(read("05/05/2024", DateFormat::Known(None)), Ok("2024-05-05".into()));
        assert_eq!(evidence("03/04/2024"), Evidence::Either);
        assert_eq!(evidence("31/12/2024"), Evidence::Only(Order::DayFirst));
        assert_eq!(evidence("12/31/2024"), Evidence::Only(Order::MonthFirst));
        assert_eq!(evidence("05/05/2024"), Evidence::Nothing);
        assert_eq!(evidence("2024-03-04"), Evidence::Nothing);
    }

    #[test]
    fn a_column_decides() {
        use Order::*;
        for (cells, decided) in [
            (&["2026-01-05", "", "soon"][..], Ok(None)),
            (&["03/04/2024", "14/04/2024"], Ok(Some(DayFirst))),
            (&["04/14/2024", "03/04/2024"], Ok(Some(MonthFirst))),
            (&["04/14/2024", "14/04/2024", "04/15/2024"], Ok(Some(MonthFirst))),
            (&["04/14/2024", "14/04/2024"], Ok(Some(DayFirst))),
            (&["05/04/2024", "03/04/2024", "05/05/2024"], Err("03/04/2024")),
        ] {
            assert_eq!(decide(cells.iter().copied()), decided.map(DateFormat::Known), "{cells:?}");
            assert_eq!(decide(cells.iter().rev().copied()), decided.map(DateFormat::Known), "{cells:?}");
        }
    }

    #[test]
    fn times_of_day() {
        let known = DateFormat::Known(None);
        for (cell, minutes) in [
            ("2026-10-31 14:20", Some(860)),
            ("2026-10-31T09:05:59+08:00", Some(545)),
            ("2026年10月31日 下午 3:20", Some(920)),
            ("20261031142000", Some(860)),
            ("2026-10-31 00:00:00", None),
            ("2026-10-31", None),
            ("soon 14:20", None),
        ] {
            assert_eq!(known.minutes(cell, None), minutes, "{cell}");
        }
        assert_eq!(known.minutes("2026-10-31T20:30:00Z", Some("+08:00".parse().unwrap())), Some(270)); // 04:30 of the next day
        assert_eq!(DateFormat::named("%d.%m.%y %H:%M").unwrap().minutes("31.10.26 14:20", None), Some(860));
        assert_eq!(DateFormat::Excel.minutes("45296.5", None), None);
        let alone = ["9:30", "09:30:00", "下午 3:20", "3:20 PM", "14时", "0:00", "9", "25:00", "", "soon"].map(time_alone);
        assert_eq!(alone, [Some(570), Some(570), Some(920), Some(920), Some(840), Some(0), None, None, None, None]);
    }

    #[test]
    fn named_formats() {
        let named = |name: &str, cell: &str| DateFormat::named(name).unwrap().read(cell, None).map(|d| d.to_string());
        assert_eq!(named("%d/%m/%Y", "03/04/2024"), Ok("2024-04-03".into()));
        assert_eq!(named("%d.%m.%y", "03.04.24"), Ok("2024-04-03".into()));
        assert_eq!(named("%Y%m%d %H:%M", "20240105 11:25"), Ok("2024-01-05".into()));
        assert_eq!(named("excel", "45296"), Ok("2024-01-05".into()));
        assert_eq!(named("excel", "45296.75"), Ok("2024-01-05".into()));
        assert_eq!(named("excel", "1"), Ok("1900-01-01".into()));
        assert_eq!(named("excel", "59"), Ok("1900-02-28".into()));
        assert_eq!(named("excel", "60"), Err(DateFault::Bad)); // 29 February 1900
        assert_eq!(named("excel", "61"), Ok("1900-03-01".into()));
        assert_eq!(named("excel1904", "43834"), Ok("2024-01-05".into()));
        assert_eq!(named("unix", "1704412800"), Ok("2024-01-05".into()));
        assert_eq!(named("unixms", "1704412800000"), Ok("2024-01-05".into()));
        assert_eq!(named("%d/%m/%Y", "2024-04-03"), Err(DateFault::Bad));
        assert!(DateFormat::named("iso").is_err());
        assert!(DateFormat::named("%Q").is_err());
    }

    #[test]
    fn zones_move_the_day_only_when_asked() {
        let in_zone = |cell: &str, zone: &str| DateFormat::Known(None).read(cell, Some(zone.parse().unwrap())).unwrap().to_string();
        assert_eq!(in_zone("2024-01-05T20:00:00Z", "+08:00"), "2024-01-06");
        assert_eq!(in_zone("2024-01-05T20:00:00Z", "Asia/Shanghai"), "2024-01-06");
        assert_eq!(in_zone("2024-01-05T02:00:00+08:00", "UTC"), "2024-01-04");
        assert_eq!(in_zone("2024-07-05T03:30:00Z", "America/New_York"), "2024-07-04"); // summer time
        assert_eq!(in_zone("2024-01-05 23:00:00", "+08:00"), "2024-01-05"); // not zoned: as written
        assert_eq!(read("2024-01-05T20:00:00Z", DateFormat::Known(None)), Ok("2024-01-05".into()));
        assert!("Mars/Olympus".parse::<Zone>().is_err());
    }
}
