//! The desk list of a day: who has booked, who that is, what to get ready, whom to remind of tomorrow, and whether the capacity
//! that is kept for important customers suffices.
//!
//! Pure: bookings, a scored base, what is open for customers, and a day give the same list. `known` finds whose booking it is,
//! `priority` has the order, `reserve` the capacity. What becomes of open tasks is not decided here.

mod known;
mod priority;
mod reserve;
mod told;

use crate::about::About;
use crate::customer::Measures;
use crate::date::Day;
use crate::lang::Lang;
use crate::level::Level;
use crate::money::Money;
use crate::scored::{Kind, Scored};
use crate::segment::Segment;
use known::Index;
pub use known::Match;
pub use priority::Priority;
use priority::Standing;
pub use reserve::{PERCENT, Reserve};
use std::collections::HashMap;
pub use told::Told;

/// Columns that must be carried along for the list to say all it can.
pub const CARRIED: [About; 7] = [About::Name, About::Phone, About::Advisor, About::Cancelled, About::Complaint, About::Wait, About::Rating];

/// A booking, as its file has it; what it does not tell is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The line of the file.
    pub line: u64,
    /// The day.
    pub day: Day,
    /// The time of day in minutes since midnight, where it can be read.
    pub minutes: Option<u16>,
    /// The time as written, where it cannot.
    pub time: String,
    /// The customer's id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their phone number.
    pub phone: String,
    /// What is to be done.
    pub service: String,
    /// By whom.
    pub advisor: String,
    /// It was cancelled.
    pub cancelled: bool,
}

impl Default for Booking {
    fn default() -> Booking {
        let blank = String::new;
        let (id, name, phone, service, advisor) = (blank(), blank(), blank(), blank(), blank());
        Booking { line: 0, day: Day::FIRST, minutes: None, time: blank(), id, name, phone, service, advisor, cancelled: false }
    }
}

/// A text in both languages, made up as the program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

impl Said {
    /// The text in this language.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.zh)
    }
}

/// A task that is open for a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTask {
    /// The customer's id.
    pub customer: Box<str>,
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub what: Said,
    /// Who has it, where somebody has.
    pub owner: Option<Box<str>>,
    /// The last day that is in time.
    pub due: Day,
}

/// A warning about a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// The customer's id.
    pub customer: Box<str>,
    /// How urgent it is.
    pub level: Level,
    /// Machine-readable names of the rules that raised it.
    pub rules: Vec<&'static str>,
    /// What was seen.
    pub what: Said,
}

/// What is asked of a list.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The day.
    pub day: Day,
    /// How many customers can be taken on the day, where that is known.
    pub slots: Option<u32>,
    /// How many in a hundred of them are kept for important customers.
    pub percent: u8,
    /// What is open.
    pub tasks: Vec<OpenTask>,
    /// What warns.
    pub signals: Vec<Signal>,
}

/// What the history tells of a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The customer's id.
    pub id: Box<str>,
    /// The segment.
    pub segment: Segment,
    /// Visits before this one.
    pub visits: u64,
    /// The day of the last of them.
    pub last_visit: Option<Day>,
    /// What they have brought, in the terms of the report.
    pub value: Money,
}

/// Somebody who has booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// The booking, with name, phone number and advisor from the history where it has none.
    pub booking: Booking,
    /// How it is known who that is.
    pub by: Match,
    /// What the history tells.
    pub known: Option<Known>,
    /// What is open for them.
    pub tasks: Vec<OpenTask>,
    /// What warns of them.
    pub signals: Vec<Signal>,
    /// Why they matter today.
    pub priority: Priority,
}

impl Guest {
    /// A customer whom the history does not know.
    pub fn is_new(&self) -> bool {
        self.by == Match::New
    }

    /// One of the best customers.
    pub fn is_vip(&self) -> bool {
        self.segment() == Some(Segment::ImportantValue)
    }

    /// One who spends much.
    pub fn is_important(&self) -> bool {
        self.segment().is_some_and(|segment| segment <= Segment::ImportantWinBack)
    }

    /// The segment, where they have one.
    pub fn segment(&self) -> Option<Segment> {
        self.known.as_ref().map(|known| known.segment)
    }

    /// Which visit this will be; none where nobody knows who comes.
    pub fn visit(&self) -> Option<u64> {
        match (&self.known, self.by) {
            (Some(known), _) => Some(known.visits + 1),
            (None, Match::New) => Some(1),
            (None, _) => None,
        }
    }

    /// Days since their last visit, on the day of the booking.
    pub fn days_away(&self) -> Option<i32> {
        let last = self.known.as_ref()?.last_visit?;
        Some(self.booking.day.since(last)).filter(|days| *days >= 0)
    }

    /// The id: the history's, else the booking's.
    pub fn id(&self) -> &str {
        self.known.as_ref().map_or(&self.booking.id, |known| &known.id)
    }

    /// `09:30`, else the time as it is written.
    pub fn time(&self) -> String {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        self.booking.minutes.map_or_else(|| self.booking.time.clone(), clock)
    }
}

/// The list of a day.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The day.
    pub day: Day,
    /// The day from which the history was looked at.
    pub as_of: Option<Day>,
    /// Who comes, by priority, then by time.
    pub guests: Vec<Guest>,
    /// Who comes on the day after and is to be reminded today, by time.
    pub reminders: Vec<Guest>,
    /// Whether the reserve suffices, where the capacity is known.
    pub reserve: Option<Reserve>,
    /// What the reader should know.
    pub told: Vec<Told>,
}

impl Desk {
    /// The list of these bookings. Where the base is of transactions, its diary must have been kept.
    pub fn new(base: &Scored, bookings: Vec<Booking>, settings: &Settings) -> Desk {
        let tomorrow = settings.day.plus(1);
        let days = bookings.iter().map(|booking| booking.day);
        let span = days.clone().min().zip(days.max());
        let wanted = bookings.into_iter().filter(|booking| [settings.day, tomorrow].contains(&booking.day));
        let (cancelled, wanted): (Vec<Booking>, Vec<Booking>) = wanted.partition(|booking| booking.cancelled);
        let index = Index::new(base, &wanted);
        let open = Open::new(settings);
        let guest = |booking: Booking| guest(base, &index, &open, booking);
        let (today, next): (Vec<Booking>, Vec<Booking>) = wanted.into_iter().partition(|booking| booking.day == settings.day);
        let (mut guests, mut reminders): (Vec<Guest>, Vec<Guest>) =
            (today.into_iter().map(guest).collect(), next.into_iter().map(guest).collect());
        // Who has no time comes after those who have one.
        let time = |guest: &Guest| (guest.booking.minutes.is_none(), guest.booking.minutes, guest.booking.line);
        guests.sort_by_key(|guest| (guest.priority, time(guest)));
        reminders.sort_by_key(time);

        let count = |test: &dyn Fn(&Guest) -> bool| guests.iter().filter(|guest| test(guest)).count() as u64;
        let mut told = Vec::new();
        told.extend((!cancelled.is_empty()).then_some(Told::Cancelled(cancelled.len() as u64)));
        told.extend(guests.is_empty().then_some(Told::NoBookings(settings.day, span)));
        let [by_name, unclear] = [count(&|guest| guest.by == Match::Name), count(&|guest| matches!(guest.by, Match::Several(_)))];
        told.extend((by_name > 0).then_some(Told::ByName(by_name)));
        told.extend((unclear > 0).then_some(Told::Unclear(unclear)));
        let important = count(&Guest::is_important) as u32;
        let others = guests.len() as u32 - important;
        let reserve = settings.slots.map(|slots| Reserve { slots, percent: settings.percent, important, others });
        Desk { day: settings.day, as_of: base.as_of(), guests, reminders, reserve, told }
    }

    /// How many are new, and how many among the best.
    pub fn new_and_vip(&self) -> [u64; 2] {
        [Guest::is_new, Guest::is_vip].map(|test| self.guests.iter().filter(|guest| test(guest)).count() as u64)
    }
}

/// What is open, by customer.
struct Open<'s> {
    tasks: HashMap<&'s str, Vec<&'s OpenTask>>,
    signals: HashMap<&'s str, Vec<&'s Signal>>,
}

impl<'s> Open<'s> {
    fn new(settings: &'s Settings) -> Open<'s> {
        let mut open = Open { tasks: HashMap::new(), signals: HashMap::new() };
        settings.tasks.iter().for_each(|task| open.tasks.entry(&*task.customer).or_default().push(task));
        settings.signals.iter().for_each(|signal| open.signals.entry(&*signal.customer).or_default().push(signal));
        open
    }
}

fn guest(base: &Scored, index: &Index, open: &Open<'_>, mut booking: Booking) -> Guest {
    let (by, place) = index.find(base, &booking);
    let known = place.map(|place| {
        let (id, measures) = base.customers.id_and_measures(place);
        let (visits, last_visit) = visits_before(base, place, &measures, booking.day);
        Known { id: (*id).into(), segment: base.segment(&measures), visits, last_visit, value: measures.value() }
    });
    if let Some(place) = place {
        let told = |about: About| base.carried.at(about).map_or("", |at| base.customers.kept(place, at));
        for (cell, about) in [(&mut booking.name, About::Name), (&mut booking.phone, About::Phone), (&mut booking.advisor, About::Advisor)]
        {
            if cell.is_empty() {
                *cell = told(about).to_owned();
            }
        }
    }
    let id: &str = known.as_ref().map_or("", |known| &known.id);
    let tasks: Vec<OpenTask> = open.tasks.get(id).into_iter().flatten().map(|task| (*task).clone()).collect();
    let signals: Vec<Signal> = open.signals.get(id).into_iter().flatten().map(|signal| (*signal).clone()).collect();
    let mut guest = Guest { booking, by, known, tasks, signals, priority: Priority::Regular };
    guest.priority = Priority::of(Standing {
        segment: guest.segment(),
        visit: guest.visit(),
        unclear: matches!(by, Match::Several(_)),
        open: !guest.tasks.is_empty() || !guest.signals.is_empty(),
    });
    guest
}

/// On how many days before this one the customer bought something, in the window or before it, and the last of them. A customer
/// table knows only its own count.
fn visits_before(base: &Scored, place: usize, measures: &Measures, day: Day) -> (u64, Option<Day>) {
    if base.kind == Kind::Customers {
        return (measures.frequency, measures.last_purchase);
    }
    // The first day first, so equal days stand together.
    let days = base.customers.visits(place).filter(|visit| visit.is_purchase() && visit.day < day).map(|visit| visit.day);
    days.fold((0, None), |(count, last), day| (count + u64::from(last != Some(day)), Some(day)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn booking(line: u64, on: &str, minutes: impl Into<Option<u16>>, id: &str, name: &str) -> Booking {
        Booking { line, day: day(on), minutes: minutes.into(), id: id.into(), name: name.into(), ..Booking::default() }
    }

    fn settings() -> Settings {
        let task = OpenTask {
            customer: "E1".into(),
            id: 7,
            what: Said { en: "call".into(), zh: "致电".into() },
            owner: None,
            due: day("2026-07-03"),
        };
        let signal = Signal {
            customer: "A2".into(),
            level: Level::Orange,
            rules: vec!["complaint"],
            what: Said { en: "complaint".into(), zh: "投诉".into() },
        };
        Settings { day: day("2026-07-01"), slots: Some(10), percent: PERCENT, tasks: vec![task], signals: vec![signal] }
    }

    #[test]
    fn a_day_worked_by_hand() {
        let on = "2026-07-01";
        let bookings = vec![
            booking(2, on, 540, "G1", ""),
            booking(3, on, 545, "A1", ""),
            booking(4, on, 600, "E1", ""),
            booking(5, on, None, "A2", ""),
            booking(6, on, 480, "X9", "Zoe"),
            booking(7, on, 700, "B1", ""),
            booking(8, on, 690, "", "Dora"),
            booking(9, on, 470, "C1", ""),
            booking(10, "2026-07-02", 600, "A1", ""),
            booking(11, "2026-07-02", 540, "X9", "Zoe"),
            Booking { cancelled: true, ..booking(12, on, 600, "F1", "") },
            booking(13, "2026-07-03", 600, "F1", ""),
        ];
        let base = Scored { kind: Kind::Customers, ..fixture::base() };
        let desk = Desk::new(&base, bookings, &settings());
        let line = |guest: &Guest| format!("{} {} {:?}", guest.priority.slug(), guest.id(), guest.visit().unwrap());
        let guests: Vec<String> = desk.guests.iter().map(line).collect();
        assert_eq!(
            guests,
            [
                "returning D1 3", "returning B1 6", "important-open A2 5", "vip A1 7", "important C1 2", "new X9 1", "open E1 6",
                "early G1 2"
            ]
        );
        assert_eq!(desk.reminders.iter().map(Guest::id).collect::<Vec<_>>(), ["X9", "A1"]);
        assert_eq!(desk.reserve, Some(Reserve { slots: 10, percent: 20, important: 5, others: 3 }));
        assert_eq!((desk.reserve.unwrap().lacking(), desk.new_and_vip()), (3, [1, 2]));
        assert_eq!(desk.told, [Told::Cancelled(1), Told::ByName(1)]);
        let dora = &desk.guests[0];
        assert_eq!((dora.by, dora.days_away(), dora.booking.phone.as_str()), (Match::Name, Some(301), "+44 20 7946 0000"));
    }

    #[test]
    fn a_day_without_bookings() {
        let desk = Desk::new(&fixture::base(), vec![booking(2, "2026-07-09", 600, "A1", "")], &settings());
        assert!(desk.guests.is_empty() && desk.reminders.is_empty());
        assert_eq!(desk.told, [Told::NoBookings(day("2026-07-01"), Some((day("2026-07-09"), day("2026-07-09"))))]);
    }
}
