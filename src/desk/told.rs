//! What the reader of a desk list should know of it.

use crate::date::Day;
use crate::lang::{Lang, plural};
use crate::money::grouped;

/// Something to know of a desk list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Bookings that were cancelled are left out.
    Cancelled(u64),
    /// Nobody has booked for the day; the bookings there are reach from one day to another.
    NoBookings(Day, Option<(Day, Day)>),
    /// Guests who were found by their name alone.
    ByName(u64),
    /// Guests who may be several customers.
    Unclear(u64),
}

impl Told {
    /// Machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            Told::Cancelled(_) => "cancelled",
            Told::NoBookings(..) => "no_bookings",
            Told::ByName(_) => "by_name",
            Told::Unclear(_) => "unclear",
        }
    }

    /// In words, without a full stop.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Told::Cancelled(rows) => lang.pick(
                format!("left out, because they are cancelled: {}", plural(*rows, "booking")),
                format!("{} 条预约已取消，未列入", grouped(*rows)),
            ),
            Told::NoBookings(day, None) => lang.pick(format!("no bookings on {day}"), format!("{day} 没有预约")),
            Told::NoBookings(day, Some((first, last))) => lang.pick(
                format!("no bookings on {day}; the file has some from {first} to {last} (--day DATE)"),
                format!("{day} 没有预约；文件中的预约从 {first} 到 {last}（可用 --day 日期 指定）"),
            ),
            Told::ByName(guests) => lang.pick(
                format!("found by name alone, to be checked when they come: {}", plural(*guests, "booking")),
                format!("{} 条预约只按姓名对上客户，到店时请核对", grouped(*guests)),
            ),
            Told::Unclear(guests) => lang.pick(
                format!("several customers have that name or number, so nobody was taken: {}", plural(*guests, "booking")),
                format!("{} 条预约的姓名或电话对应多位客户，未作判断", grouped(*guests)),
            ),
        }
    }
}
