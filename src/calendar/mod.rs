//! The care calendar: on which day which customer is due what attention, by whom. The rules are one table, in [`rules`].
//!
//! Pure: a scored base, a stretch of days and the holidays give the same entries. What columns of the data are missing turns
//! off the rules that need them, and is told. Each entry has a name of its own that stays the same from run to run, so that a
//! calendar program that has it already moves it instead of adding another.

pub mod rules;
mod told;

use crate::about::About;
use crate::customer::Customer;
use crate::date::Day;
use crate::date::read::{DateFault, DateFormat, Order, Zone, decide};
use crate::date::yearly::Yearly;
use crate::lang::Lang;
use crate::scored::Scored;
use crate::segment::Segment;
use chrono::Datelike;
pub use rules::{Occasion, RULES, Role, Rule, When};
use std::collections::BTreeSet;
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
        let mut maker = Maker::new(base, settings);
        maker.check()?;
        for place in 0..base.customers.len() {
            let segment = base.segment(&base.customers.measures(place));
            if maker.rules.iter().any(|rule| rule.segments.contains(&segment)) {
                maker.take(&base.customers.customer(place), segment);
            }
        }
        maker.finish()
    }

    /// Days that have entries, and how many of each occasion.
    pub fn counts(&self) -> impl Iterator<Item = (Occasion, u64)> {
        Occasion::ALL.into_iter().filter_map(|occasion| {
            let count = self.entries.iter().filter(|entry| entry.rule.occasion == occasion).count() as u64;
            (count > 0).then_some((occasion, count))
        })
    }
}

/// A carried column of dates.
struct Column {
    about: About,
    at: usize,
    /// Undecided: a cell that can be read both ways.
    format: Result<DateFormat, String>,
    unread: u64,
    example: Option<(Box<str>, Box<str>)>,
}

struct Maker<'a> {
    base: &'a Scored,
    settings: &'a Settings,
    rules: Vec<&'static Rule>,
    columns: Vec<Column>,
    /// How the visits' own dates are written.
    visits: DateFormat,
    entries: Vec<Entry>,
    days_only: bool,
    late: u64,
    told: Vec<Told>,
}

impl<'a> Maker<'a> {
    fn new(base: &'a Scored, settings: &'a Settings) -> Maker<'a> {
        let is_wanted = |rule: &&Rule| settings.only.is_empty() || settings.only.contains(&rule.occasion);
        let rules: Vec<&Rule> = RULES.iter().filter(is_wanted).collect();
        let dates = &settings.dates;
        let decided = |at: usize| {
            let format = decide((0..base.customers.len()).map(|place| base.customers.kept(place, at)));
            format.or_else(|example| dates.usual.map(|order| DateFormat::Known(Some(order))).ok_or_else(|| example.to_owned()))
        };
        let abouts: BTreeSet<About> = rules.iter().filter_map(|rule| rule.when.column()).collect();
        let column = |about: About| {
            let at = base.carried.at(about)?;
            Some(Column { about, at, format: decided(at), unread: 0, example: None })
        };
        let columns = abouts.into_iter().filter_map(column).collect();
        let visits = dates.said.clone().or_else(|| dates.visits.and_then(|at| decided(at).ok())).unwrap_or(DateFormat::Known(dates.usual));
        Maker { base, settings, rules, columns, visits, entries: Vec::new(), days_only: false, late: 0, told: Vec::new() }
    }

    /// Turns off what cannot be applied.
    fn check(&mut self) -> Result<(), Fault> {
        let mut missing = Vec::new();
        let (columns, told, holidays) = (&self.columns, &mut self.told, &self.settings.holidays);
        self.rules.retain(|rule| {
            let Some(about) = rule.when.column() else {
                let is_idle = rule.when == When::Holidays && holidays.is_none();
                told.extend(is_idle.then_some(Told::NoHolidays));
                return !is_idle;
            };
            let why = match columns.iter().find(|column| column.about == about).map(|column| &column.format) {
                Some(Ok(_)) => return true,
                Some(Err(example)) => Told::Undecided(rule.occasion, about, example.clone()),
                None => Told::NoColumn(rule.occasion, about),
            };
            if !told.contains(&why) {
                told.push(why);
                missing.push(about);
            }
            false
        });
        if self.rules.is_empty() && !missing.is_empty() { Err(Fault::NoColumns(missing)) } else { Ok(()) }
    }

    /// Takes what a customer is due.
    fn take(&mut self, customer: &Customer, segment: Segment) {
        let rules: Vec<&'static Rule> = self.rules.iter().copied().filter(|rule| rule.segments.contains(&segment)).collect();
        let told = |about: About| self.base.told(customer, about).map(Box::from);
        let (name, phone, advisor) = (told(About::Name), told(About::Phone), told(About::Advisor));
        for rule in rules {
            for Due { day, minutes, about, holiday, which } in self.due(rule, customer) {
                let (customer, name, phone, advisor) = (customer.id.clone(), name.clone(), phone.clone(), advisor.clone());
                let entry = Entry { day, minutes, rule, customer, name, phone, segment, advisor, about, holiday, which };
                if self.settings.owner.as_ref().is_some_and(|owner| !entry.is_of(owner)) {
                    continue;
                }
                let is_ahead = matches!(rule.when, When::Before(..)) && about.is_some_and(|about| about >= self.settings.from);
                self.late += u64::from(day < self.settings.from && is_ahead);
                if (self.settings.from..=self.settings.to).contains(&day) {
                    self.days_only |= matches!(rule.when, When::HoursAfterVisit(_)) && minutes.is_none();
                    self.entries.push(entry);
                }
            }
        }
    }

    /// When a rule applies to a customer; yearly ones within the stretch of days, others ever.
    fn due(&mut self, rule: &Rule, customer: &Customer) -> Vec<Due> {
        let (from, to) = (self.settings.from, self.settings.to);
        let year = |day: Day| day.date().year().to_string();
        match rule.when {
            When::Before(days, about) => {
                let read = |cell: &str, format: &DateFormat, dates: &Dates| {
                    let said = dates.said.as_ref().and_then(|said| said.read(cell, dates.zone).ok());
                    said.map_or_else(|| format.read(cell, dates.zone), Ok)
                };
                let day = self.read(about, customer, read);
                day.map(|day| Due { about: Some(day), ..Due::on(day.plus(-days)) }).into_iter().collect()
            }
            When::Yearly(about) => {
                let read = |cell: &str, format: &DateFormat, dates: &Dates| {
                    let said = dates.said.as_ref().and_then(|said| said.read(cell, dates.zone).ok().map(Yearly::from));
                    said.or_else(|| Yearly::read_any(cell, format)).ok_or_else(|| match format.read(cell, dates.zone) {
                        Err(fault) => fault,
                        Ok(_) => DateFault::Bad,
                    })
                };
                let birthday = self.read(about, customer, read);
                birthday.iter().flat_map(|yearly| yearly.between(from, to)).map(|day| Due { which: year(day), ..Due::on(day) }).collect()
            }
            When::QuarterStart => {
                let months = [1, 4, 7, 10].into_iter().filter_map(|month| Yearly::new(month, 1));
                let starts = months.flat_map(|start| start.between(from, to));
                // The report is on the quarter that ended the day before.
                let which = |day: Day| format!("{}q{}", year(day.plus(-1)), day.plus(-1).date().month().div_ceil(3));
                starts.map(|day| Due { which: which(day), ..Due::on(day) }).collect()
            }
            When::Holidays => {
                let mut due = Vec::new();
                for Holiday { name, on, days_before } in self.settings.holidays.iter().flatten() {
                    let days = match on {
                        HolidayOn::Once(day) => vec![*day],
                        HolidayOn::Yearly(yearly) => yearly.between(from, to.plus(*days_before)).collect(),
                    };
                    due.extend(days.into_iter().map(|day| Due {
                        about: Some(day),
                        holiday: Some(name.clone()),
                        which: format!("{day}-{name}"),
                        ..Due::on(day.plus(-days_before))
                    }));
                }
                due
            }
            When::HoursAfterVisit(hours) => {
                let Some(visit) = customer.measures.last_purchase else { return Vec::new() };
                match self.time_of(customer, visit) {
                    None => vec![Due::on(visit.plus(i32::from(hours / 24)))],
                    Some(minutes) => {
                        let minutes = u32::from(minutes) + u32::from(hours) * 60;
                        let day = visit.plus((minutes / (24 * 60)) as i32);
                        vec![Due { minutes: Some((minutes % (24 * 60)) as u16), ..Due::on(day) }]
                    }
                }
            }
            When::DaysAfterVisit(days) => customer.measures.last_purchase.map(|visit| Due::on(visit.plus(days))).into_iter().collect(),
        }
    }

    /// What a carried cell says, by this way to read it.
    fn read<T>(
        &mut self,
        about: About,
        customer: &Customer,
        read: impl Fn(&str, &DateFormat, &Dates) -> Result<T, DateFault>,
    ) -> Option<T> {
        let column = self.columns.iter_mut().find(|column| column.about == about)?;
        let (cell, format) = (customer.kept.get(column.at)?, column.format.as_ref().ok()?);
        match read(cell, format, &self.settings.dates) {
            Ok(read) => Some(read),
            Err(DateFault::Missing) => None,
            Err(_) => {
                column.unread += 1;
                let this = (customer.id.clone(), cell.clone());
                column.example = column.example.take().into_iter().chain([this]).min();
                None
            }
        }
    }

    /// The time of day of the last visit, where the data has it.
    fn time_of(&self, customer: &Customer, visit: Day) -> Option<u16> {
        let (dates, cell) = (&self.settings.dates, customer.kept.get(self.settings.dates.visits?)?);
        let is_it = self.visits.read(cell, dates.zone) == Ok(visit);
        self.visits.minutes(cell, dates.zone).filter(|_| is_it)
    }

    fn finish(mut self) -> Result<Calendar, Fault> {
        self.settings.owner.as_ref().map_or(Ok(()), |owner| self.check_owner(owner))?;
        let key = |entry: &Entry| (entry.day, entry.minutes, entry.rule.occasion);
        self.entries.sort_by(|a, b| (key(a), &a.customer, &a.which).cmp(&(key(b), &b.customer, &b.which)));
        self.columns.sort_by_key(|column| column.about);
        let unread = self
            .columns
            .into_iter()
            .filter_map(|Column { about, unread: cells, example, .. }| Some(Told::NoDates { about, cells, example: example? }));
        self.told.extend(unread);
        self.told.extend(self.days_only.then_some(Told::DaysOnly));
        self.told.extend((self.late > 0).then_some(Told::Late(self.late)));
        let Settings { from, to, .. } = *self.settings;
        Ok(Calendar { as_of: self.base.as_of(), from, to, entries: self.entries, told: self.told })
    }

    /// Somebody of this name has customers, or it is a role.
    fn check_owner(&self, owner: &str) -> Result<(), Fault> {
        let customers = &self.base.customers;
        let at = self.base.carried.at(About::Advisor);
        let cells = at.into_iter().flat_map(|at| (0..customers.len()).map(move |place| customers.kept(place, at)));
        let names: BTreeSet<&str> = cells.filter(|name| !name.is_empty()).collect();
        let roles = || Role::ALL.into_iter().flat_map(|role| [role.slug(), role.text().en, role.text().zh]);
        let is = |name: &str| name.trim().eq_ignore_ascii_case(owner.trim());
        if names.iter().copied().chain(roles()).any(is) {
            return Ok(());
        }
        Err(Fault::UnknownOwner(names.into_iter().chain(Role::ALL.map(Role::slug)).map(str::to_owned).collect()))
    }
}

/// A day on which a rule applies.
struct Due {
    day: Day,
    minutes: Option<u16>,
    about: Option<Day>,
    holiday: Option<String>,
    which: String,
}

impl Due {
    fn on(day: Day) -> Due {
        Due { day, minutes: None, about: None, holiday: None, which: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use proptest::prelude::*;

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
