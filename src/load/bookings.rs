//! Bookings: a list with a day in each row, and who comes.

use super::Reading;
use super::list::{List, ListRow, Wanted};
use super::source::Source;
use super::status::Verdict;
use crate::date::read::{DateFormat, time_alone};
use crate::desk::Booking;
use crate::error::Error;
use crate::lang::Text;

const DATE: usize = 0;
const TIME: usize = 1;
const ID: usize = 2;
const NAME: usize = 3;
const PHONE: usize = 4;
const SERVICE: usize = 5;
const ADVISOR: usize = 6;
const STATUS: usize = 7;

/// Who comes is told by one of these at least.
const WHO: [usize; 3] = [ID, PHONE, NAME];

const WANTED: [Wanted; 8] = [
    Wanted {
        text: Text::new("day of the booking", "预约日期"),
        names: &[
            "date", "bookingdate", "appointmentdate", "reservationdate", "visitdate", "day", "bookingtime", "appointmenttime",
            "appointment", "start", "starttime", "datetime", "预约日期", "预约到店日期", "到店日期", "预计到店日期", "日期", "预约时间",
            "预约到店时间", "到店时间", "预计到店时间",
        ],
        needed: true,
    },
    Wanted {
        text: Text::new("time of the booking", "预约时间"),
        names: &[
            "time", "bookingtime", "appointmenttime", "starttime", "slot", "hour", "预约时间", "预约到店时间", "到店时间", "时间", "时段",
            "预约时段", "预计到店时间",
        ],
        needed: false,
    },
    Wanted {
        text: Text::new("customer id", "客户编号"),
        names: &[
            "customerid", "custid", "clientid", "memberid", "userid", "customerno", "customer", "client", "客户编号", "客户id", "客户号",
            "会员编号", "会员号", "会员id", "用户id", "vin", "车架号", "车牌号", "车牌", "id",
        ],
        needed: false,
    },
    Wanted {
        text: Text::new("name", "姓名"),
        names: &[
            "name", "customername", "fullname", "clientname", "contact", "客户姓名", "客户名称", "会员姓名", "车主姓名", "车主", "姓名",
            "联系人",
        ],
        needed: false,
    },
    Wanted {
        text: Text::new("phone", "电话"),
        names: &[
            "phone", "phonenumber", "mobile", "mobilephone", "telephone", "tel", "cellphone", "手机号", "手机号码", "联系手机", "手机",
            "联系电话", "电话", "电话号码",
        ],
        needed: false,
    },
    Wanted {
        text: Text::new("service", "服务项目"),
        names: &["service", "services", "work", "job", "reason", "item", "服务项目", "预约项目", "项目", "服务内容", "维修项目"],
        needed: false,
    },
    Wanted {
        text: Text::new("advisor", "服务顾问"),
        names: &["advisor", "serviceadvisor", "employee", "staff", "服务顾问", "接待顾问", "顾问", "接待人"],
        needed: false,
    },
    Wanted {
        text: Text::new("status", "状态"),
        names: &["status", "bookingstatus", "appointmentstatus", "预约状态", "状态"],
        needed: false,
    },
];

/// Reads the bookings of all days.
pub fn read(source: &mut Source, reading: &Reading) -> Result<Vec<Booking>, Error> {
    let list = List::read(source, reading, &WANTED)?;
    if WHO.iter().all(|who| list.places[*who].is_none()) {
        let roles = WHO.map(|who| (WANTED[who].text, WANTED[who].names[0])).into();
        // Where the header stands is known by what follows it.
        let line = list.rows.first().map_or(1, |row| row.line.saturating_sub(1).max(1));
        return Err(Error::ListLacks { file: list.file, roles, line, columns: list.header });
    }
    let format = list.date_format(DATE, reading)?;
    list.rows.iter().map(|row| booking(&list, row, &format, reading)).collect()
}

fn booking(list: &List, row: &ListRow, format: &DateFormat, reading: &Reading) -> Result<Booking, Error> {
    let missing = || list.wrong(row, DATE, Text::new("stands where a date is needed", "处应为日期"));
    let day = list.day(row, DATE, format)?.ok_or_else(missing)?;
    let cell = |wanted: usize| list.cell(row, wanted).to_owned();
    let time = if list.places[TIME] == list.places[DATE] { String::new() } else { cell(TIME) };
    let cancelled = matches!(reading.statuses.verdict(list.cell(row, STATUS)), Verdict::NoSale | Verdict::Refunded);
    let beside_day = || format.minutes(list.cell(row, DATE), reading.zone);
    Ok(Booking {
        line: row.line,
        day,
        minutes: beginning(&time).or_else(|| format.minutes(&time, reading.zone)).or_else(beside_day),
        time,
        id: cell(ID),
        name: cell(NAME),
        phone: cell(PHONE),
        service: cell(SERVICE),
        advisor: cell(ADVISOR),
        // Not paid yet is no matter before the visit.
        cancelled: cancelled && !is_waiting(list.cell(row, STATUS)),
    })
}

/// Statuses that are no sale, and yet a booking that stands, folded.
const WAITING: [&str; 9] = ["pending", "wcpending", "onhold", "unpaid", "notpay", "未付款", "未支付", "未结算", "待支付"];

fn is_waiting(status: &str) -> bool {
    WAITING.contains(&super::columns::fold(status).as_str())
}

/// The time of day, of a stretch its beginning: `09:00-10:00`.
fn beginning(time: &str) -> Option<u16> {
    time_alone(time).or_else(|| time_alone(time.split(['-', '–', '—', '~', '～', '至']).next()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn bookings(text: &'static str) -> Result<Vec<Booking>, String> {
        let reading = Reading::default();
        let mut source = Source::stream("b.csv".into(), Box::new(Cursor::new(text)), &reading, false).unwrap();
        read(&mut source, &reading).map_err(|error| error.to_string())
    }

    #[test]
    fn days_and_times_as_they_are_written() {
        let times = |text| bookings(text).unwrap().iter().map(|b| format!("{} {:?} {}", b.day, b.minutes, b.time)).collect::<Vec<_>>();
        assert_eq!(
            times("date,time,phone\n2026-11-01,9:30,1\n2026/11/2,09:00-10:00,1\n2026-11-03,morning,1\n2026-11-04 08:00,,1\n"),
            ["2026-11-01 Some(570) 9:30", "2026-11-02 Some(540) 09:00-10:00", "2026-11-03 None morning", "2026-11-04 Some(480) "]
        );
        assert_eq!(times("预约时间,手机号\n2026-11-01 下午 2:15,1\n"), ["2026-11-01 Some(855) "]);
        assert_eq!(times("预约日期,预约时间,手机号\n2026-11-01,2026-11-01 14:15,1\n"), ["2026-11-01 Some(855) 2026-11-01 14:15"]);
    }

    #[test]
    fn what_is_cancelled_and_what_only_waits() {
        let rows =
            bookings("date,name,status\n2026-11-01,A,cancelled\n2026-11-01,B,pending\n2026-11-01,C,confirmed\n2026-11-01,D,已取消\n");
        assert_eq!(rows.unwrap().iter().map(|b| b.cancelled).collect::<Vec<_>>(), [true, false, false, true]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let told = bookings("title\n\ndate,service\n2026-11-01,oil\n").unwrap_err();
        assert!(told.starts_with("b.csv: found no column for: customer id, phone, name\n  line 3 was taken"), "{told}");
        assert!(bookings("customer_id,service\nA,oil\n").unwrap_err().starts_with("b.csv: found no column for: day of the booking"));
        assert_eq!(bookings("date,name\nsoon,A\n").unwrap_err(), "b.csv:2: column date: 'soon' is no date");
        assert_eq!(bookings("date,name\n,A\n").unwrap_err(), "b.csv:2: column date: '' stands where a date is needed");
    }
}
