//! What happened when, customer by customer: every purchase and refund, the bookings that were cancelled, and what was written
//! in columns that are watched. Kept only where somebody asks for it, in 16 bytes a row.
//!
//! A diary grows as rows come, in no order; [`Diary::close`] puts each customer's events into an order that depends on
//! nothing but the rows.

use super::Names;
use crate::date::Day;
use crate::money::Money;
use crate::pages::Pages;
use crate::policy::Role;
use std::ops::Range;

/// One row that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// The day.
    pub day: Day,
    /// What the row is. A refund is no sign of life.
    pub role: Role,
    /// The amount, negative for a refund.
    pub amount: Money,
}

impl Visit {
    /// The customer was there, in the window or before it.
    pub fn is_purchase(&self) -> bool {
        self.role.is_purchase()
    }
}

/// Something that was noted on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark<'a> {
    /// The day.
    pub day: Day,
    /// What it was.
    pub what: What<'a>,
}

/// What was noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What<'a> {
    /// A booking was cancelled: a row that does not count, by its status.
    Cancelled,
    /// A kept column that is watched holds this text; never blank.
    Cell(usize, &'a str),
}

/// The events of the customers that are kept together.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    visits: Events<i64>,
    /// Amounts that an event has no room for.
    large: Vec<Money>,
    marks: Events<u32>,
    /// Texts of the marks.
    texts: Names,
}

/// A day's number above 0, up to 17 bits, since 1900.
pub(super) fn code(day: Day) -> u32 {
    (day.number() - Day::FIRST.number() + 1).max(0) as u32
}

pub(super) fn day(code: u32) -> Day {
    Day::FIRST.plus(code as i32 - 1)
}

/// Below the day of a visit: its role in two bits, and whether its amount is elsewhere.
const ROLES: [Role; 4] = [Role::Purchase, Role::EarlierPurchase, Role::Refund, Role::EarlierRefund];
const DAY_OF_VISIT: u32 = 3;
const IS_LARGE: u32 = 1;
/// Below the day of a mark: the column, counted from 1, or 0 for a cancelled booking.
const DAY_OF_MARK: u32 = 8;
const COLUMN: u32 = (1 << DAY_OF_MARK) - 1;

/// So many kept columns can be watched: the first ones.
pub const MOST_WATCHED: usize = 64;

impl Diary {
    /// Takes a row of the customer of this place.
    pub fn take(&mut self, place: usize, visit: Visit) {
        let role = ROLES.iter().position(|role| *role == visit.role).unwrap_or_default() as u32;
        let what = code(visit.day) << DAY_OF_VISIT | role << 1;
        match i64::try_from(visit.amount.micros()) {
            Ok(micros) => self.visits.push(place, what, micros),
            Err(_) => {
                self.visits.push(place, what | IS_LARGE, self.large.len() as i64);
                self.large.push(visit.amount);
            }
        }
    }

    /// Takes a mark of the customer of this place; `text` is the number of its text, where it has one.
    pub fn mark(&mut self, place: usize, on: Day, column: Option<usize>, text: u32) {
        let column = column.map_or(0, |column| column.min(MOST_WATCHED - 1) as u32 + 1);
        self.marks.push(place, code(on) << DAY_OF_MARK | column, text);
    }

    /// No more will come: the texts of the marks by their numbers, and everything into its order.
    pub fn close(&mut self, texts: Names) {
        self.texts = texts;
        let (large, texts) = (&self.large, &self.texts);
        self.visits.close(|what, amount| (what >> 1, money(large, what, amount)));
        self.marks.close(|what, text| (what, texts.get(text.into())));
    }

    /// What the customer of this place bought and gave back, the first day first; on one day by role and amount.
    pub fn visits(&self, place: usize) -> impl DoubleEndedIterator<Item = Visit> + ExactSizeIterator + Clone {
        self.visits.of(place).iter().map(|(what, amount)| Visit {
            day: day(what >> DAY_OF_VISIT),
            role: ROLES[(what >> 1) as usize % ROLES.len()],
            amount: money(&self.large, *what, *amount),
        })
    }

    /// What was noted of the customer of this place, the first day first; on one day by column and text.
    pub fn marks(&self, place: usize) -> impl DoubleEndedIterator<Item = Mark<'_>> + ExactSizeIterator + Clone {
        self.marks.of(place).iter().map(|(what, text)| Mark {
            day: day(what >> DAY_OF_MARK),
            what: match what & COLUMN {
                0 => What::Cancelled,
                column => What::Cell(column as usize - 1, self.texts.get((*text).into())),
            },
        })
    }

    /// Bytes of memory, beside the texts.
    pub fn bytes(&self) -> usize {
        self.visits.bytes() + self.marks.bytes() + self.large.capacity() * size_of::<Money>()
    }
}

fn money(large: &[Money], what: u32, amount: i64) -> Money {
    match what & IS_LARGE {
        0 => Money::from_micros(amount.into()),
        _ => large.get(amount as usize).copied().unwrap_or_default(),
    }
}

/// Events of customers: what happened, packed, and a number that belongs to it.
#[derive(Clone, Debug)]
struct Events<N> {
    /// As they come: place, what, number.
    coming: Pages<(u32, u32, N)>,
    /// Those of place 0, of place 1 and so on.
    closed: Vec<(u32, N)>,
    /// Where those of each place begin.
    starts: Vec<usize>,
}

impl<N> Default for Events<N> {
    fn default() -> Self {
        Events { coming: Pages::default(), closed: Vec::new(), starts: Vec::new() }
    }
}

impl<N: Copy + Default> Events<N> {
    fn push(&mut self, place: usize, what: u32, number: N) {
        self.coming.push((place as u32, what, number));
    }

    /// Puts the events into the order of places, and those of a place into the order of their keys.
    fn close<K: Ord>(&mut self, key: impl Fn(u32, N) -> K) {
        let places = self.coming.iter().map(|event| event.0 as usize + 1).max().unwrap_or(0);
        self.starts = vec![0; places + 1];
        for (place, ..) in self.coming.iter() {
            self.starts[*place as usize + 1] += 1;
        }
        for place in 0..places {
            self.starts[place + 1] += self.starts[place];
        }
        let mut next = self.starts.clone();
        self.closed = vec![(0, N::default()); self.coming.len()];
        for (place, what, number) in std::mem::take(&mut self.coming).drain() {
            let at = &mut next[place as usize];
            self.closed[*at] = (what, number);
            *at += 1;
        }
        for place in 0..places {
            let range = self.range(place);
            self.closed[range].sort_unstable_by_key(|event| key(event.0, event.1));
        }
    }

    fn range(&self, place: usize) -> Range<usize> {
        match (self.starts.get(place), self.starts.get(place + 1)) {
            (Some(start), Some(end)) => *start..*end,
            _ => 0..0,
        }
    }

    fn of(&self, place: usize) -> &[(u32, N)] {
        &self.closed[self.range(place)]
    }

    fn bytes(&self) -> usize {
        self.coming.bytes() + self.closed.capacity() * size_of::<(u32, N)>() + self.starts.capacity() * size_of::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(number: i32, role: Role, micros: i128) -> Visit {
        Visit { day: Day::from_number(number), role, amount: Money::from_micros(micros) }
    }

    #[test]
    fn it_is_small() {
        assert_eq!((size_of::<(u32, u32, i64)>(), size_of::<(u32, u32, u32)>()), (16, 12));
    }

    #[test]
    fn each_customers_events_in_the_order_of_days_however_they_came() {
        let huge = i128::from(i64::MAX) + 5;
        let ordered = [
            visit(Day::FIRST.number(), Role::EarlierPurchase, 7),
            visit(3, Role::Purchase, 1),
            visit(3, Role::Purchase, huge),
            visit(3, Role::Purchase, huge + 1),
            visit(3, Role::Refund, -huge),
            visit(3, Role::Refund, -2),
            visit(Day::LAST.number(), Role::Purchase, 0),
        ];
        for turn in 0..ordered.len() {
            let mut diary = Diary::default();
            for at in 0..ordered.len() {
                diary.take(2, ordered[(at * 3 + turn) % ordered.len()]);
                diary.take(0, visit(at as i32, Role::Purchase, 1));
            }
            diary.close(Names::default());
            assert_eq!(diary.visits(2).collect::<Vec<_>>(), ordered);
            assert_eq!((diary.visits(0).len(), diary.visits(1).len(), diary.visits(9).len()), (7, 0, 0));
            assert_eq!(diary.visits(2).next_back(), Some(ordered[6]));
        }
    }

    #[test]
    fn marks_with_their_texts() {
        let mut texts = Names::default();
        let (late, angry) = (texts.push("late") as u32, texts.push("angry") as u32);
        let day = Day::from_number;
        let mut diary = Diary::default();
        diary.mark(1, day(9), Some(1), late);
        diary.mark(1, day(4), Some(63), late);
        diary.mark(1, day(4), Some(0), angry);
        diary.mark(1, day(4), None, 0);
        diary.close(texts);
        let expected = [(4, What::Cancelled), (4, What::Cell(0, "angry")), (4, What::Cell(63, "late")), (9, What::Cell(1, "late"))];
        assert_eq!(diary.marks(1).map(|mark| (mark.day.number(), mark.what)).collect::<Vec<_>>(), expected);
        assert_eq!(diary.marks(0).len(), 0);
    }
}
