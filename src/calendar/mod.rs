//! The care calendar: on which day which customer is due what attention, by whom. The rules are one table, in [`rules`];
//! `maker` goes by them from customer to customer.
//!
//! Pure: a scored base, a stretch of days and the holidays give the same entries. What columns of the data are missing turns
//! off the rules that need them, and is told. Each entry has a name of its own that stays the same from run to run, so that a
//! calendar program that has it already moves it instead of adding another.

mod maker;
pub mod rules;
mod told;

use crate::about::About;
use crate::date::Day;
use crate::date::read::{DateFormat, Order, Zone};
use crate::date::yearly::Yearly;
use crate::lang::Lang;
use crate::scored::Scored;
use crate::segment::Segment;
pub use rules::{Occasion, RULES, Role, Rule, When};
use std::fmt::Write;
pub use told::Told;

/// Columns that must be carried along for the calendar to say all it can.
pub const CARRIED: [About; 6] = [About::Name, About::Phone, About::Advisor, About::Birthday, About::ServiceDue, About::WarrantyEnd];

/// What is asked of a calendar.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Only these occasions; all where there are none.
    pub only: Vec<Occasion>,
    /// Only what this person or role does.
    pub owner: Option<String>,
    /// The holidays; none where no file was given.
    pub holidays: Option<Vec<Holiday>>,
    /// How dates are written.
    pub dates: Dates,
}

/// How the dates of carried columns are written, as far as others know.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// As the user said, for the data as a whole; a column that is written otherwise is read by what its cells say.
    pub said: Option<DateFormat>,
    /// The order of day and month in the column of visits, for a column that does not decide.
    pub usual: Option<Order>,
    /// The zone whose days count.
    pub zone: Option<Zone>,
    /// Where among the kept columns the visits' own dates are, with times of day where the data has any.
    pub visits: Option<usize>,
}

/// A holiday, once or every year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// Its name.
    pub name: String,
    /// When it is.
    pub on: HolidayOn,
    /// So many days before it there is something to do.
    pub days_before: i32,
}

/// When a holiday is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HolidayOn {
    /// On this day.
    Once(Day),
    /// On this day of every year.
    Yearly(Yearly),
}

/// Something to do for a customer on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day.
    pub day: Day,
    /// The time of day in minutes since midnight, where there is one.
    pub minutes: Option<u16>,
    /// By which rule.
    pub rule: &'static Rule,
    /// The customer's id.
    pub customer: Box<str>,
    /// Their name, where the data has one.
    pub name: Option<Box<str>>,
    /// Their phone number, where the data has one.
    pub phone: Option<Box<str>>,
    /// Their segment.
    pub segment: Segment,
    /// Who looks after them, where the data says so.
    pub advisor: Option<Box<str>>,
    /// The day it is about: a service or a warranty; the holiday itself.
    pub about: Option<Day>,
    /// The holiday.
    pub holiday: Option<String>,
    /// What tells entries of one customer and one occasion apart, where there can be several: the year, the quarter, the
    /// holiday.
    which: String,
}

impl Entry {
    /// Who does it, by name where one is known.
    pub fn owner(&self, lang: Lang) -> &str {
        match (&self.advisor, self.rule.role) {
            (Some(advisor), Role::Advisor) => advisor,
            (_, role) => role.text().get(lang),
        }
    }

    /// What to do.
    pub fn action(&self, lang: Lang) -> String {
        let about = || self.about.map_or(String::new(), |day| day.to_string());
        self.rule.action.with(&self.holiday.clone().unwrap_or_else(about), lang)
    }

    /// What tells it from all other entries, the same in every run: occasion, which, customer. A service that is put off moves
    /// its entry, and another visit the steps that follow a visit; a birthday of another year is another entry.
    pub fn uid(&self) -> String {
        let parts = [self.rule.occasion.slug().to_owned(), plain(&self.which), plain(&self.customer)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".") + "@rfm"
    }

    /// `14:20`, where there is a time of day.
    pub fn time(&self) -> Option<String> {
        self.minutes.map(|minutes| format!("{:02}:{:02}", minutes / 60, minutes % 60))
    }

    fn is_of(&self, owner: &str) -> bool {
        let is = |name: &str| name.trim().eq_ignore_ascii_case(owner.trim());
        let role = self.rule.role;
        let has_role = is(role.slug()) || is(role.text().en) || is(role.text().zh);
        match (&self.advisor, role) {
            (Some(advisor), Role::Advisor) => is(advisor) || has_role,
            _ => has_role,
        }
    }
}

/// Text in letters that need no care anywhere; different texts stay different.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' => out.push(byte.into()),
            _ => _ = write!(out, "_{byte:02x}"), // writing to a string cannot fail
        }
    }
    out
}

/// What is due in a stretch of days.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The day from which the data was looked at.
    pub as_of: Option<Day>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// What is due, by day, time, occasion and customer.
    pub entries: Vec<Entry>,
    /// What the reader should know.
    pub told: Vec<Told>,
}

/// Why there is no calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not one rule can be applied, for want of these columns.
    NoColumns(Vec<About>),
    /// Nobody of this name looks after a customer; these do.
    UnknownOwner(Vec<String>),
}

impl Calendar {
    /// The calendar of these customers.
    pub fn new(base: &Scored, settings: &Settings) -> Result<Calendar, Fault> {
        maker::make(base, settings)
    }

    /// Days that have entries, and how many of each occasion.
    pub fn counts(&self) -> impl Iterator<Item = (Occasion, u64)> {
        Occasion::ALL.into_iter().filter_map(|occasion| {
            let count = self.entries.iter().filter(|entry| entry.rule.occasion == occasion).count() as u64;
            (count > 0).then_some((occasion, count))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Customer;
    use crate::fixture;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// The twelve customers, and of some of them birthday, service due, end of the warranty, advisor.
    fn base(told: &[(&str, [&str; 4])]) -> Scored {
        let mut base = fixture::base();
        let with = |mut customer: Customer| {
            let cells = told.iter().find(|(id, _)| **id == *customer.id).map_or([""; 4], |(_, cells)| *cells);
            customer.kept = customer.kept.iter().cloned().chain(cells.map(Box::from)).collect();
            customer
        };
        base.customers = (0..base.customers.len()).map(|place| with(base.customers.customer(place))).collect();
        let columns = [About::Birthday, About::ServiceDue, About::WarrantyEnd, About::Advisor];
        columns.into_iter().zip(2..).for_each(|(about, at)| base.carried.set(about, at));
        base
    }

    const TOLD: [(&str, [&str; 4]); 4] = [
        ("A1", ["1988-02-29", "2026-08-15", "2026-09-28", "Nina"]),
        ("A2", ["07-04", "15/07/2026", "unknown", ""]),
        ("C1", ["1990-07-01", "2026-08-01", "2026-10-01", "Owen"]),
        ("F1", ["1990-07-01", "2026-07-01", "", "Owen"]),
    ];

    fn settings() -> Settings {
        let holiday = |name: &str, on, days_before| Holiday { name: name.into(), on, days_before };
        let holidays = vec![
            holiday("Mid-Autumn", HolidayOn::Once(day("2026-09-25")), 10),
            holiday("New Year", HolidayOn::Yearly(Yearly::new(1, 1).unwrap()), 0),
        ];
        Settings {
            from: day("2026-06-30"),
            to: day("2026-09-28"),
            only: Vec::new(),
            owner: None,
            holidays: Some(holidays),
            dates: Dates::default(),
        }
    }

    fn lines(calendar: &Calendar) -> Vec<String> {
        let line = |e: &Entry| format!("{} {} {} {}", e.day, e.rule.occasion.slug(), e.customer, e.owner(Lang::En));
        calendar.entries.iter().map(line).collect()
    }

    #[test]
    fn a_quarter_worked_by_hand() {
        let base = base(&TOLD);
        let calendar = Calendar::new(&base, &settings()).unwrap();
        assert_eq!(
            lines(&calendar),
            [
                "2026-06-30 warranty-end A1 Nina", // 31 + 31 + 28 = 90 days before 28 September
                "2026-07-01 service-due F1 marketing",
                "2026-07-01 quarterly-report A1 Nina",
                "2026-07-01 quarterly-report A2 service advisor",
                "2026-07-04 birthday A2 service advisor",
                "2026-07-10 day-30 C1 Owen", // last here on 10 June
                "2026-07-16 service-due A1 Nina",
                "2026-08-09 day-60 C1 Owen",
                "2026-09-08 day-90 C1 Owen",
                "2026-09-15 holiday A1 Nina",
                "2026-09-15 holiday A2 service advisor",
            ]
        );
        let unread = Told::NoDates { about: About::WarrantyEnd, cells: 1, example: ("A2".into(), "unknown".into()) };
        assert_eq!(calendar.told, [unread, Told::Late(1)]); // A2's service of 15 July was to be told on 15 June
        let uids: Vec<String> = calendar.entries.iter().map(Entry::uid).collect();
        assert_eq!(uids[0], "warranty-end.A1@rfm");
        assert_eq!(uids[2], "quarterly-report.2026q2.A1@rfm");
        assert_eq!(uids[4], "birthday.2026.A2@rfm");
        assert_eq!(uids[9], "holiday.2026-09-25-Mid-Autumn.A1@rfm");
        let actions: Vec<String> = [0, 1, 9].map(|at: usize| calendar.entries[at].action(Lang::Zh)).into();
        assert_eq!(
            actions,
            ["打电话，带上续保方案：延保 2026-09-28 到期", "自动发提醒：2026-07-01 保养到期，附预约链接", "邀请参加车主活动：Mid-Autumn"]
        );
    }

    #[test]
    fn birthdays_and_new_year_in_the_years_they_fall_in() {
        let base = base(&TOLD);
        let settings = Settings {
            from: day("2026-12-31"),
            to: day("2028-02-29"),
            only: vec![Occasion::Birthday, Occasion::Holiday],
            owner: Some("nina".into()),
            ..settings()
        };
        let calendar = Calendar::new(&base, &settings).unwrap();
        assert_eq!(
            lines(&calendar),
            ["2027-01-01 holiday A1 Nina", "2027-02-28 birthday A1 Nina", "2028-01-01 holiday A1 Nina", "2028-02-29 birthday A1 Nina"]
        );
        assert_eq!(calendar.told, []);
    }

    #[test]
    fn steps_after_a_visit_have_a_time_where_the_data_has_one() {
        let mut base = base(&[("C1", ["2026-06-10 22:30", "", "", ""])]);
        base.carried = Default::default();
        let steps = |visits: Option<usize>| {
            let dates = Dates { visits, ..Dates::default() };
            let only = vec![Occasion::Thanks, Occasion::FollowUp];
            let settings = Settings { from: day("2026-06-10"), only, dates, holidays: None, ..settings() };
            let calendar = Calendar::new(&base, &settings).unwrap();
            let times = calendar.entries.iter().map(|entry| format!("{} {}", entry.day, entry.time().unwrap_or_default()));
            (times.collect::<Vec<_>>(), calendar.told)
        };
        assert_eq!(steps(Some(2)), (vec!["2026-06-11 00:30".into(), "2026-06-12 22:30".into()], vec![]));
        assert_eq!(steps(None), (vec!["2026-06-10 ".into(), "2026-06-12 ".into()], vec![Told::DaysOnly]));
        // A time of another day than the last visit is of something else.
        base.customers =
            [Customer { kept: ["", "", "2026-06-09 22:30"].map(Box::from).into(), ..base.customers.customer(6) }].into_iter().collect();
        assert_eq!(base.customers.customer(0).id, "C1".into());
        let dates = Dates { visits: Some(2), ..Dates::default() };
        let settings = Settings { from: day("2026-06-10"), only: vec![Occasion::Thanks], dates, ..settings() };
        assert_eq!(Calendar::new(&base, &settings).unwrap().entries[0].time(), None);
    }

    #[test]
    fn what_is_missing_turns_its_rules_off() {
        let base = fixture::base();
        let calendar = Calendar::new(&base, &Settings { holidays: None, ..settings() }).unwrap();
        let codes: Vec<&str> = calendar.told.iter().map(Told::code).collect();
        assert_eq!(codes, ["no_column", "no_column", "no_column", "no_holidays"]);
        let only = |only: &[Occasion]| Calendar::new(&base, &Settings { only: only.to_vec(), ..settings() }).map(|c| c.entries.len());
        assert_eq!(only(&[Occasion::Birthday, Occasion::WarrantyEnd]), Err(Fault::NoColumns(vec![About::Birthday, About::WarrantyEnd])));
        assert_eq!(only(&[Occasion::Birthday, Occasion::Quarter]), Ok(2));
    }

    #[test]
    fn the_order_of_day_and_month_is_decided_by_the_column_else_by_the_visits() {
        let base = |other: &'static str| base(&[("A1", ["03/04/1990", "", "", ""]), ("A2", [other, "", "", ""])]);
        let births = |base: &Scored, usual| {
            let dates = Dates { usual, ..Dates::default() };
            let settings = Settings { from: day("2026-01-01"), to: day("2026-12-31"), only: vec![Occasion::Birthday], dates, ..settings() };
            Calendar::new(base, &settings).map(|c| c.entries.iter().map(|e| e.day.to_string()).collect::<Vec<_>>())
        };
        assert_eq!(births(&base("25/12/1980"), None).unwrap(), ["2026-04-03", "2026-12-25"]);
        assert_eq!(births(&base("12/25/1980"), None).unwrap(), ["2026-03-04", "2026-12-25"]);
        assert_eq!(births(&base(""), Some(Order::DayFirst)).unwrap(), ["2026-04-03"]);
        assert_eq!(births(&base(""), None), Err(Fault::NoColumns(vec![About::Birthday])));
    }

    #[test]
    fn an_owner_whom_nobody_knows() {
        let base = base(&TOLD);
        let of = |owner: &str| Calendar::new(&base, &Settings { owner: Some(owner.into()), ..settings() }).map(|c| lines(&c).len());
        assert_eq!(of("OWEN"), Ok(3));
        assert_eq!(of("marketing"), Ok(1));
        assert_eq!(of("服务顾问"), Ok(10)); // whatever their name
        let known = ["Nina", "Owen", "advisor", "marketing"].map(str::to_owned).into();
        assert_eq!(of("Petra"), Err(Fault::UnknownOwner(known)));
    }

    proptest! {
        #[test]
        fn a_stretch_of_days_is_its_parts_and_no_name_is_given_twice(from in 0..800_i32, first in 0..400_i32, second in 1..400_i32) {
            let base = base(&TOLD);
            let from = day("2025-12-01").plus(from);
            let entries = |from, to| Calendar::new(&base, &Settings { from, to, ..settings() }).unwrap().entries;
            let (middle, to) = (from.plus(first), from.plus(first + second));
            let whole = entries(from, to);
            prop_assert_eq!(&whole, &[entries(from, middle), entries(middle.plus(1), to)].concat());
            let names: BTreeSet<String> = whole.iter().map(Entry::uid).collect();
            prop_assert_eq!(names.len(), whole.len());
        }
    }
}
