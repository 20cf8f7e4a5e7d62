//! What the rest of the program takes of an estimate: a customer's figures by their place in the base.

use super::Estimate;
use crate::money::Money;

/// A customer's figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// The chance that they have not stopped.
    pub alive: f64,
    /// Purchases to expect within the horizon.
    pub purchases: f64,
    /// What they are expected to spend within it.
    pub value: Option<Money>,
    /// That and what they have spent so far.
    pub clv: Option<Money>,
    /// What they would spend within it were it certain that they have not stopped.
    pub if_alive: Option<Money>,
}

impl Outlook {
    /// The chance in millionths.
    pub fn millionths(&self) -> u32 {
        (self.alive * 1e6).round() as u32
    }
}

/// The figures of all customers of a base.
#[derive(Clone, Debug, Default)]
pub struct Outlooks {
    all: Vec<Option<Outlook>>,
    /// Chances on an earlier day, in millionths.
    before: Vec<Option<u32>>,
}

impl Outlooks {
    /// From an estimate for the customers of a base of so many.
    pub fn new(estimate: &Estimate<'_>, customers: usize) -> Outlooks {
        let mut all = vec![None; customers];
        for (at, person) in estimate.people.persons.iter().enumerate() {
            let worth = estimate.worth(at);
            let outlook =
                Outlook { alive: worth.alive, purchases: worth.purchases, value: worth.value, clv: worth.clv, if_alive: worth.if_alive };
            if let Some(place) = all.get_mut(person.place) {
                *place = Some(outlook);
            }
        }
        Outlooks::of(all)
    }

    /// In the order of the places.
    pub fn of(all: Vec<Option<Outlook>>) -> Outlooks {
        Outlooks { all, before: Vec::new() }
    }

    /// With chances on an earlier day, in millionths, in the order of the places; none for who was no customer then.
    pub fn since(self, before: Vec<Option<u32>>) -> Outlooks {
        Outlooks { before, ..self }
    }

    /// The chance on an earlier day of the customer at this place, in millionths.
    pub fn before(&self, place: usize) -> Option<u32> {
        *self.before.get(place)?
    }

    /// Those of the customer at this place; none for one without a purchase.
    pub fn get(&self, place: usize) -> Option<&Outlook> {
        self.all.get(place)?.as_ref()
    }
}
