//! Everybody who is not where they were, and how to reach them.

use super::{Change, Comparison, Side, change, pairs};
use crate::money::Money;
use crate::segment::Segment;
use crate::snapshot::Person;
use std::cmp::Reverse;
use std::collections::HashMap;

/// A customer who changed segment, is gone or new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mover {
    /// The place on the first side; none of one who is new.
    pub from: Option<usize>,
    /// The place on the second side; none of one who is gone.
    pub to: Option<usize>,
    /// The segments on both sides.
    pub segments: (Option<Segment>, Option<Segment>),
    /// The value on both sides; nothing where they are not.
    pub values: (Money, Money),
    /// What happened.
    pub change: Change,
}

impl Mover {
    /// Their id.
    pub fn id<'a>(&self, sides: [&'a Side; 2]) -> &'a str {
        let [from, to] = sides;
        self.from.map(|at| from.people.id(at)).or_else(|| self.to.map(|at| to.people.id(at))).unwrap_or_default()
    }
}

/// All of them: who fell or is gone, who rose, who moved otherwise, who is new; each by value, the greatest first, of those who
/// are still there or were; then by id.
pub fn movers(from: &Side, to: &Side, found: &Comparison) -> Vec<Mover> {
    let mut all: Vec<Mover> = pairs(&from.people, &to.people)
        .filter_map(|(then, now)| {
            let persons = (then.map(|at| &from.people.list()[at]), now.map(|at| &to.people.list()[at]));
            let segments = (persons.0.map(|person| found.segment(0, person)), persons.1.map(|person| found.segment(1, person)));
            let value = |person: Option<&Person>| person.map_or(Money::ZERO, |one| found.value_of.of(&one.measures));
            let change = change(segments)?;
            Some(Mover { from: then, to: now, segments, values: (value(persons.0), value(persons.1)), change })
        })
        .collect();
    // They came in the order of the ids, and so they stay where all else is equal.
    all.sort_by_key(|one| match one.change {
        Change::Fell | Change::Gone => (0, Reverse(one.values.0)),
        Change::Rose => (1, Reverse(one.values.1)),
        Change::Moved => (2, Reverse(one.values.0)),
        Change::New => (3, Reverse(one.values.1)),
    });
    all
}

/// Who a customer is and how to reach them, as far as somebody said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The name.
    pub name: Option<Box<str>>,
    /// The phone number.
    pub phone: Option<Box<str>>,
    /// Who looks after them.
    pub advisor: Option<Box<str>>,
}

/// What is known of customers, by id.
#[derive(Clone, Debug, Default)]
pub struct Contacts(HashMap<Box<str>, Contact>);

impl Contacts {
    /// What is not known yet of this customer is known now.
    pub fn add(&mut self, id: &str, more: Contact) {
        if more == Contact::default() {
            return;
        }
        let own = self.0.entry(id.into()).or_default();
        own.name = own.name.take().or(more.name);
        own.phone = own.phone.take().or(more.phone);
        own.advisor = own.advisor.take().or(more.advisor);
    }

    /// What is known of this customer; none where that is nothing.
    pub fn of(&self, id: &str) -> Option<&Contact> {
        self.0.get(id)
    }

    /// Nothing is known of anybody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
