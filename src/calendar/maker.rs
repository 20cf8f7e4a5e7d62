//! From customers to entries: which rules apply to whom, and on which days.

use super::{Calendar, Dates, Entry, Fault, Holiday, HolidayOn, RULES, Role, Rule, Settings, Told, When};
use crate::about::About;
use crate::customer::Customer;
use crate::date::Day;
use crate::date::read::{DateFault, DateFormat, decide};
use crate::date::yearly::Yearly;
use crate::scored::Scored;
use crate::segment::Segment;
use chrono::Datelike;
use std::collections::BTreeSet;

/// The calendar of these customers.
pub fn make(base: &Scored, settings: &Settings) -> Result<Calendar, Fault> {
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

/// A carried column of dates.
struct Column {
    about: About,
    at: usize,
    /// Undecided: a cell that can be read both ways.
    format: Result<DateFormat, String>,
    unread: u64,
    example: Option<(Box<str>, Box<str>)>,
}

/// A calendar in the making.
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
