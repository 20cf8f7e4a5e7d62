//! Who looks after whom: each of the best customers gets one advisor, at most so many customers each.
//!
//! Stable before balanced: whoever has an advisor keeps them, unless the advisor is no longer there or has more customers than
//! one may have. Then those of the least value go, because the most valuable know their advisor best. All who are without one
//! then go, the most valuable first, to the advisor whose customers are worth the least so far.

use super::places;
use crate::about::About;
use crate::money::Money;
use crate::scored::Scored;
use crate::segment::Segment;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// So many such customers an advisor can look after, by the course.
pub const PER_ADVISOR: usize = 50;
/// Whose customers have an advisor of their own, by the course.
pub const SEGMENT: Segment = Segment::ImportantValue;

/// A customer who is due an advisor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Where in the base the customer is.
    pub place: usize,
    /// What they are worth.
    pub value: Money,
    /// Who looks after them by now.
    pub before: Option<String>,
}

/// What becomes of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// They keep their advisor.
    Stays,
    /// They had none and get one.
    New,
    /// They get another.
    Moves,
    /// There is none to be had: too few advisors.
    Nobody,
}

impl Change {
    /// Machine-readable name.
    pub const fn slug(self) -> &'static str {
        match self {
            Change::Stays => "stays",
            Change::New => "new",
            Change::Moves => "moves",
            Change::Nobody => "nobody",
        }
    }
}

/// A customer and their advisor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The customer.
    pub client: Client,
    /// The advisor, by their number; none where there are too few.
    pub advisor: Option<usize>,
    /// What becomes of the customer.
    pub change: Change,
}

/// An advisor and what they have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// The advisor.
    pub name: String,
    /// How many customers.
    pub customers: usize,
    /// What those are worth together.
    pub value: Money,
    /// Those that come to them now, new ones and those from others.
    pub gained: usize,
    /// Those that go to others, or are left without.
    pub lost: usize,
}

/// Who looks after whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The advisors, by name.
    pub advisors: Vec<Load>,
    /// The customers: by advisor, those without one last; the most valuable first, of equals the first id.
    pub customers: Vec<Assigned>,
    /// At most so many customers each.
    pub per_advisor: usize,
}

impl Assignment {
    /// So many advisors are needed for all.
    pub fn needed(&self) -> usize {
        self.customers.len().div_ceil(self.per_advisor.max(1))
    }

    /// How many customers this becomes of.
    pub fn count(&self, change: Change) -> usize {
        self.customers.iter().filter(|assigned| assigned.change == change).count()
    }

    /// The name of a customer's advisor.
    pub fn advisor(&self, assigned: &Assigned) -> Option<&str> {
        assigned.advisor.and_then(|at| self.advisors.get(at)).map(|load| load.name.as_str())
    }
}

/// The customers who are due an advisor, in the order of ids, with the one they have: by the previous assignment, else by
/// what the data tells.
pub fn clients(base: &Scored, previous: &HashMap<String, String>) -> Vec<Client> {
    let mut clients = Vec::new();
    for place in places(base) {
        let (id, measures) = base.customers.id_and_measures(place);
        if base.segment(&measures) == SEGMENT {
            let told = || base.carried.at(About::Advisor).map(|at| base.customers.kept(place, at).trim().to_owned());
            let before = previous.get(&*id).cloned().or_else(told).filter(|name| !name.is_empty());
            clients.push(Client { place, value: measures.value(), before });
        }
    }
    clients
}

/// Every advisor whom the data tells of, whoever their customers are.
pub fn told_of(base: &Scored) -> BTreeSet<String> {
    let Some(at) = base.carried.at(About::Advisor) else { return BTreeSet::new() };
    let mut names = BTreeSet::new();
    for place in 0..base.customers.len() {
        let name = base.customers.kept(place, at).trim();
        if !name.is_empty() && !names.contains(name) {
            names.insert(name.to_owned());
        }
    }
    names
}

/// Gives each customer an advisor. None when a sum does not fit.
pub fn assign(mut clients: Vec<Client>, advisors: BTreeSet<String>, per_advisor: usize) -> Option<Assignment> {
    clients.sort_by_key(|client| Reverse(client.value)); // stable: equals stay in the order of ids
    let mut loads: Vec<Load> = advisors.into_iter().map(|name| Load { name, ..Load::default() }).collect();
    let find = |loads: &[Load], name: &str| loads.binary_search_by(|load| load.name.as_str().cmp(name)).ok();
    // The most valuable come first, so those for whom an advisor has no room are worth the least.
    let mut kept = Vec::with_capacity(clients.len());
    for client in &clients {
        let advisor = client.before.as_deref().and_then(|name| find(&loads, name)).filter(|at| loads[*at].customers < per_advisor);
        if let Some(at) = advisor {
            loads[at].take(client)?;
        }
        kept.push(advisor);
    }
    let mut customers = Vec::with_capacity(clients.len());
    for (client, kept) in clients.into_iter().zip(kept) {
        let with_room = || (0..loads.len()).filter(|at| loads[*at].customers < per_advisor);
        let advisor = kept.or_else(|| with_room().min_by_key(|at| (loads[*at].value, loads[*at].customers)));
        if let (None, Some(at)) = (kept, advisor) {
            loads[at].take(&client)?;
            loads[at].gained += 1;
        }
        if let (None, Some(at)) = (kept, client.before.as_deref().and_then(|name| find(&loads, name))) {
            loads[at].lost += 1;
        }
        let change = match (kept, advisor, &client.before) {
            (Some(_), ..) => Change::Stays,
            (None, None, _) => Change::Nobody,
            (None, Some(_), Some(_)) => Change::Moves,
            (None, Some(_), None) => Change::New,
        };
        customers.push(Assigned { client, advisor, change });
    }
    customers.sort_by_key(|assigned| assigned.advisor.unwrap_or(usize::MAX)); // stable: by value within an advisor
    Some(Assignment { advisors: loads, customers, per_advisor })
}

impl Load {
    fn take(&mut self, client: &Client) -> Option<()> {
        self.customers += 1;
        self.value = self.value.checked_add(client.value)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clients(of: &[(i64, &str)]) -> Vec<Client> {
        let client = |(place, (value, before)): (usize, &(i64, &str))| Client {
            place,
            value: Money::from_units(*value),
            before: Some((*before).to_owned()).filter(|name| !name.is_empty()),
        };
        of.iter().enumerate().map(client).collect()
    }

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Each customer's advisor and change, in the order of places.
    fn of(assignment: &Assignment) -> Vec<(String, Change)> {
        let mut all: Vec<_> = assignment.customers.iter().collect();
        all.sort_by_key(|assigned| assigned.client.place);
        all.iter().map(|assigned| (assignment.advisor(assigned).unwrap_or("-").to_owned(), assigned.change)).collect()
    }

    fn found(of: &[(&str, Change)]) -> Vec<(String, Change)> {
        of.iter().map(|(name, change)| ((*name).to_owned(), *change)).collect()
    }

    #[test]
    fn new_ones_go_where_the_least_value_is() {
        use Change::{New, Stays};
        let assignment = assign(clients(&[(100, "Ann"), (60, "Bea"), (50, ""), (30, ""), (30, ""), (10, "")]), names(&["Ann", "Bea"]), 50);
        // 50 to Bea (60 → 110), 30 to Ann (100 → 130), 30 to Bea (110 → 140), 10 to Ann.
        let assignment = assignment.unwrap();
        let expected = [("Ann", Stays), ("Bea", Stays), ("Bea", New), ("Ann", New), ("Bea", New), ("Ann", New)];
        assert_eq!(of(&assignment), found(&expected));
        let loads: Vec<_> = assignment.advisors.iter().map(|load| (load.customers, load.value, load.gained, load.lost)).collect();
        assert_eq!(loads, [(3, Money::from_units(140), 2, 0), (3, Money::from_units(140), 2, 0)]);
    }

    #[test]
    fn above_the_most_those_of_the_least_value_move() {
        use Change::{Moves, Stays};
        let three = [(10, "Ann"), (30, "Ann"), (20, "Ann")];
        let assignment = assign(clients(&three), names(&["Ann", "Bea"]), 2).unwrap();
        assert_eq!(of(&assignment), found(&[("Bea", Moves), ("Ann", Stays), ("Ann", Stays)]));
        assert_eq!((assignment.advisors[0].lost, assignment.advisors[1].gained), (1, 1));
    }

    #[test]
    fn who_leaves_hands_over_and_too_few_are_told() {
        use Change::{Moves, Nobody, Stays};
        let three = [(10, "Ann"), (30, "Gone"), (20, "Ann")];
        let assignment = assign(clients(&three), names(&["Ann"]), 2).unwrap();
        assert_eq!(of(&assignment), found(&[("Ann", Stays), ("-", Nobody), ("Ann", Stays)]));
        assert_eq!((assignment.needed(), assignment.count(Nobody)), (2, 1));
        let assignment = assign(clients(&three), names(&["Ann", "Bea"]), 2).unwrap();
        assert_eq!(of(&assignment)[1], ("Bea".to_owned(), Moves));
        assert_eq!(assign(clients(&three), names(&[]), 50).unwrap().needed(), 1);
    }

    proptest! {
        /// Nobody moves unless their advisor left or has more than one may have, and then exactly as many as must; whoever
        /// can have an advisor has one; and what came out moves nobody when it goes in again.
        #[test]
        fn stable(
            values in proptest::collection::vec((-5..100_i64, 0..6_usize), 0..40), there in 0..6_usize, most in 1..8_usize
        ) {
            const NAMES: [&str; 6] = ["", "a", "b", "c", "d", "e"];
            let before: Vec<_> = values.iter().map(|(value, name)| (*value, NAMES[*name])).collect();
            let advisors = names(&NAMES[1..=there.min(5)]);
            let assignment = assign(clients(&before), advisors.clone(), most).unwrap();
            let after = of(&assignment);
            for name in &NAMES[1..] {
                let had = before.iter().filter(|(_, before)| before == name).count();
                let keeps = before.iter().zip(&after).filter(|((_, b), (a, _))| b == name && a == name).count();
                prop_assert_eq!(keeps, if advisors.contains(*name) { had.min(most) } else { 0 });
                prop_assert!(after.iter().filter(|(a, _)| a == name).count() <= most);
            }
            let placed = after.iter().filter(|(_, change)| *change != Change::Nobody).count();
            prop_assert_eq!(placed, before.len().min(advisors.len() * most));
            let again: Vec<(i64, &str)> =
                before.iter().zip(&after).map(|((value, _), (name, _))| (*value, if name == "-" { "" } else { name })).collect();
            let again = assign(clients(&again), advisors, most).unwrap();
            prop_assert_eq!(again.count(Change::Moves) + again.count(Change::New), 0);
        }
    }
}
