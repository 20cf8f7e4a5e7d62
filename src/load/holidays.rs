//! The holidays of a care calendar: a list with a date and a name in each row, and where one is needed, so many days ahead.

use super::Reading;
use super::list::{List, Wanted};
use super::source::Source;
use crate::calendar::{Holiday, HolidayOn};
use crate::date::yearly::Yearly;
use crate::error::Error;
use crate::lang::Text;

const DATE: usize = 0;
const NAME: usize = 1;
const DAYS_BEFORE: usize = 2;

const WANTED: [Wanted; 3] = [
    Wanted { text: Text::new("date", "日期"), names: &["date", "day", "holidaydate", "日期", "节日日期", "时间"], needed: true },
    Wanted {
        text: Text::new("name of the holiday", "节日名称"),
        names: &["name", "holiday", "holidayname", "event", "title", "节日", "节日名称", "名称", "活动"],
        needed: true,
    },
    Wanted {
        text: Text::new("days before it", "提前天数"),
        names: &["daysbefore", "leaddays", "daysahead", "提前天数", "提前", "提前几天"],
        needed: false,
    },
];

/// Something may be done for a holiday up to so many days before it.
const MOST_DAYS: i32 = 366;

/// Reads the holidays. A date without a year is one of every year.
pub fn read(source: &mut Source, reading: &Reading) -> Result<Vec<Holiday>, Error> {
    let list = List::read(source, reading, &WANTED)?;
    let format = list.date_format(DATE, reading)?;
    let mut holidays = Vec::with_capacity(list.rows.len());
    for row in &list.rows {
        let cell = list.cell(row, DATE);
        let on = match Yearly::read(cell, format.order()) {
            Some(yearly) => HolidayOn::Yearly(yearly),
            None => {
                let missing = || list.wrong(row, DATE, Text::new("stands where a date is needed", "处应为日期"));
                HolidayOn::Once(list.day(row, DATE, &format)?.ok_or_else(missing)?)
            }
        };
        let name = list.cell(row, NAME).to_owned();
        let no_days = || list.wrong(row, DAYS_BEFORE, Text::new("is not a number of days up to 366", "不是 366 以内的天数"));
        let days_before = match list.cell(row, DAYS_BEFORE) {
            "" => 0,
            days => days.parse().ok().filter(|days| (0..=MOST_DAYS).contains(days)).ok_or_else(no_days)?,
        };
        holidays.push(Holiday { name, on, days_before });
    }
    holidays.sort();
    holidays.dedup_by(|a, b| (&a.name, a.on) == (&b.name, b.on));
    Ok(holidays)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn holidays(text: &'static str) -> Result<Vec<Holiday>, String> {
        let reading = Reading::default();
        let mut source = Source::stream("h.csv".into(), Box::new(Cursor::new(text)), &reading, false).unwrap();
        read(&mut source, &reading).map_err(|error| error.to_string())
    }

    #[test]
    fn once_or_every_year() {
        let once = |day: &str| HolidayOn::Once(day.parse().unwrap());
        let holiday = |name: &str, on, days_before| Holiday { name: name.into(), on, days_before };
        assert_eq!(
            holidays("节日,日期,提前天数\n中秋节,2026/9/25,14\n元旦,01-01,\n中秋节,2026/9/25,7\n").unwrap(),
            [holiday("中秋节", once("2026-09-25"), 7), holiday("元旦", HolidayOn::Yearly(Yearly::new(1, 1).unwrap()), 0)]
        );
        assert_eq!(holidays("date,name\n25/12/2026,Christmas\n").unwrap(), [holiday("Christmas", once("2026-12-25"), 0)]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(holidays("date,name\nsoon,Christmas\n"), Err("h.csv:2: column date: 'soon' is no date".into()));
        assert_eq!(holidays("date,name\n,Christmas\n"), Err("h.csv:2: column date: '' stands where a date is needed".into()));
        let days = holidays("date,name,days_before\n12-25,Christmas,-1\n").unwrap_err();
        assert_eq!(days, "h.csv:2: column days_before: '-1' is not a number of days up to 366");
        assert!(holidays("date,amount\n12-25,1\n").unwrap_err().starts_with("h.csv: found no column for: name of the holiday"));
    }
}
