//! Who brought whom: beside what a customer spends, what their household and those whom they referred spend.
//!
//! Those whom somebody referred are counted down the whole line: who was referred by one who was referred. Nobody counts twice in
//! one customer's total: who is of the household is not counted as referred as well. Customers who referred each other in a
//! circle are reported, and those referrals count for nobody.

use super::places;
use super::remark::Remark;
use crate::about::About;
use crate::error::Error;
use crate::money::Money;
use crate::scored::Scored;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// More members than this make no household: the column means something else.
const LARGE_HOUSEHOLD: usize = 20;

/// A customer, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// What they spent.
    pub spent: Money,
    /// Who referred them.
    pub referred_by: Option<String>,
    /// Their household.
    pub household: Option<String>,
}

/// Some people and what they spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// How many.
    pub customers: usize,
    /// What they spent together.
    pub spent: Money,
}

/// A customer with those around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circle {
    /// Where the customer is.
    pub place: usize,
    /// What they spent themselves.
    pub own: Money,
    /// The others of their household.
    pub household: Others,
    /// Whom they referred, down the whole line, without their household.
    pub referred: Others,
    /// How many of all whom they referred they referred themselves.
    pub directly: usize,
    /// Everything together.
    pub total: Money,
}

/// All customers with somebody around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circles {
    /// The greatest total first; of equals the first id.
    pub circles: Vec<Circle>,
    /// Ids of customers who referred each other in a circle, each from its first id on.
    pub cycles: Vec<Vec<String>>,
    /// How many name somebody as their referrer who is no customer, and the first such name.
    pub strangers: Option<(usize, String)>,
    /// Households that are hardly one, with their members.
    pub large: Vec<(String, usize)>,
}

/// The circles of the base; none where neither column is there.
pub fn circles(base: &Scored, remarks: &mut Vec<Remark>) -> Result<Option<Circles>, Error> {
    let [referred_by, household] = [About::ReferredBy, About::Household].map(|about| base.carried.at(about));
    match (referred_by, household) {
        (None, None) => {
            remarks.push(Remark::NoCircles);
            return Ok(None);
        }
        (None, _) => remarks.push(Remark::NoColumn(About::ReferredBy)),
        (_, None) => remarks.push(Remark::NoColumn(About::Household)),
        _ => {}
    }
    let places: Vec<usize> = places(base).collect();
    let person = |place: &usize| {
        let told = |at: Option<usize>| at.map(|at| base.customers.kept(*place, at).trim().to_owned()).filter(|told| !told.is_empty());
        let (id, measures) = base.customers.id_and_measures(*place);
        Person { id: id.to_string(), spent: measures.monetary, referred_by: told(referred_by), household: told(household) }
    };
    let people: Vec<Person> = places.iter().map(person).collect();
    let mut found = of(&people).ok_or(Error::Overflow)?;
    found.circles.iter_mut().for_each(|circle| circle.place = places[circle.place]);
    remarks.extend((!found.cycles.is_empty()).then(|| Remark::Cycles(found.cycles.clone())));
    remarks.extend(found.strangers.clone().map(|(customers, example)| Remark::Strangers { customers, example }));
    remarks
        .extend(found.large.iter().map(|(household, members)| Remark::LargeHousehold { household: household.clone(), members: *members }));
    Ok(Some(found))
}

/// The circles of these people, who are in the order of their ids; places are their numbers. None when a sum does not fit.
pub fn of(people: &[Person]) -> Option<Circles> {
    let by_id: HashMap<&str, usize> = people.iter().zip(0..).map(|(person, at)| (person.id.as_str(), at)).collect();
    let mut strangers: Option<(usize, String)> = None;
    let mut referrer: Vec<Option<usize>> = Vec::with_capacity(people.len());
    for person in people {
        let named = person.referred_by.as_deref();
        let known = named.and_then(|id| by_id.get(id).copied());
        if let (Some(name), None) = (named, known) {
            strangers.get_or_insert_with(|| (0, name.to_owned())).0 += 1;
        }
        referrer.push(known);
    }
    let cycles = cut_cycles(&mut referrer);
    let tree = Tree::new(&referrer);
    let spent: Vec<Money> = tree.order.iter().map(|at| people[*at].spent).collect();
    let sums = sums(&spent)?;
    let mut households: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, person) in people.iter().enumerate() {
        if let Some(household) = &person.household {
            households.entry(household).or_default().push(tree.rank[at]);
        }
    }
    let large = households.iter().filter(|(_, ranks)| ranks.len() > LARGE_HOUSEHOLD);
    let large = large.map(|(name, ranks)| ((*name).to_owned(), ranks.len())).collect();
    let mut around: Vec<[Others; 2]> = vec![<[Others; 2]>::default(); people.len()];
    for (at, [_, referred]) in around.iter_mut().enumerate() {
        let (first, after) = tree.below(at);
        *referred = Others { customers: after - first, spent: sums[after].checked_sub(sums[first])? };
    }
    for ranks in households.values_mut() {
        ranks.sort_unstable();
        let spent: Vec<Money> = ranks.iter().map(|rank| spent[*rank]).collect();
        let sums = self::sums(&spent)?;
        for (number, rank) in ranks.iter().enumerate() {
            let at = tree.order[*rank];
            let [household, referred] = &mut around[at];
            household.customers = ranks.len() - 1;
            household.spent = sums[ranks.len()].checked_sub(spent[number])?;
            // Of the household those below this one in the line are counted here, and not as referred.
            let (first, after) = tree.below(at);
            let [first, after] = [first, after].map(|end| ranks.partition_point(|rank| *rank < end));
            referred.customers -= after - first;
            referred.spent = referred.spent.checked_sub(sums[after].checked_sub(sums[first])?)?;
        }
    }
    let mut circles = Vec::new();
    for (place, [household, referred]) in around.into_iter().enumerate() {
        if household.customers + referred.customers > 0 {
            let own = people[place].spent;
            let total = own.checked_add(household.spent)?.checked_add(referred.spent)?;
            circles.push(Circle { place, own, household, referred, directly: tree.children[place], total });
        }
    }
    circles.sort_by_key(|circle| Reverse(circle.total)); // stable: equals stay in the order of ids
    let id = |at: &usize| people[*at].id.clone();
    Some(Circles { circles, cycles: cycles.iter().map(|cycle| cycle.iter().map(id).collect()).collect(), strangers, large })
}

/// Sums up to each place: the first is nothing.
fn sums(amounts: &[Money]) -> Option<Vec<Money>> {
    let mut sums = vec![Money::ZERO];
    let mut sum = Money::ZERO;
    for amount in amounts {
        sum = sum.checked_add(*amount)?;
        sums.push(sum);
    }
    Some(sums)
}

/// Finds who referred each other in a circle, each from the first on to whom referred them, and takes those referrals away.
fn cut_cycles(referrer: &mut [Option<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut seen_from = vec![UNSEEN; referrer.len()];
    let mut cycles = Vec::new();
    for start in 0..referrer.len() {
        let mut at = Some(start);
        while let Some(person) = at.filter(|person| seen_from[*person] == UNSEEN) {
            seen_from[person] = start;
            at = referrer[person];
        }
        // The walk ends where this very walk has been: a circle. Walks begin in order, but one may enter a circle anywhere.
        if let Some(meeting) = at.filter(|person| seen_from[*person] == start) {
            let mut cycle = vec![meeting];
            let mut next = referrer[meeting].take();
            while let Some(person) = next.filter(|person| *person != meeting) {
                cycle.push(person);
                next = referrer[person].take();
            }
            let first = (0..cycle.len()).min_by_key(|at| cycle[*at]).unwrap_or(0);
            cycle.rotate_left(first);
            cycles.push(cycle);
        }
    }
    cycles.sort_unstable();
    cycles
}

/// Everybody in an order in which those below somebody follow them at once.
struct Tree {
    /// People in that order.
    order: Vec<usize>,
    /// Where in it each person stands.
    rank: Vec<usize>,
    /// How many stand below each person, themselves included.
    size: Vec<usize>,
    /// How many each person referred.
    children: Vec<usize>,
}

impl Tree {
    fn new(referrer: &[Option<usize>]) -> Tree {
        let count = referrer.len();
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (person, referrer) in referrer.iter().enumerate() {
            if let Some(referrer) = referrer {
                below[*referrer].push(person);
            }
        }
        let (mut order, mut rank) = (Vec::with_capacity(count), vec![0; count]);
        let mut waiting: Vec<usize> = (0..count).filter(|person| referrer[*person].is_none()).rev().collect();
        while let Some(person) = waiting.pop() {
            rank[person] = order.len();
            order.push(person);
            waiting.extend(below[person].iter().rev());
        }
        let mut size = vec![1; count];
        for person in order.iter().rev() {
            if let Some(referrer) = referrer[*person] {
                size[referrer] += size[*person];
            }
        }
        Tree { order, rank, size, children: below.iter().map(Vec::len).collect() }
    }

    /// The ranks of those below this person: the first, and the one after the last.
    fn below(&self, person: usize) -> (usize, usize) {
        (self.rank[person] + 1, self.rank[person] + self.size[person])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Id, spent, referred by, household.
    fn people(of: &[(&str, i64, &str, &str)]) -> Vec<Person> {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let person = |(id, spent, referred_by, household): &(&str, i64, &str, &str)| Person {
            id: (*id).to_owned(),
            spent: Money::from_units(*spent),
            referred_by: some(referred_by),
            household: some(household),
        };
        of.iter().map(person).collect()
    }

    fn totals(found: &Circles) -> Vec<(usize, i64)> {
        found.circles.iter().map(|circle| (circle.place, (circle.total.micros() / 1_000_000) as i64)).collect()
    }

    /// The course's case: 128,000 of their own, 90,000 of the household, 60,000 of those they referred.
    #[test]
    fn the_courses_case() {
        let found = of(&people(&[
            ("A", 128_000, "", "h1"),
            ("B", 50_000, "", "h1"),
            ("C", 40_000, "", "h1"),
            ("D", 35_000, "A", ""),
            ("E", 25_000, "A", ""),
        ]))
        .unwrap();
        let first = found.circles[0];
        assert_eq!((first.place, first.own, first.total), (0, Money::from_units(128_000), Money::from_units(278_000)));
        assert_eq!((first.household.customers, first.household.spent), (2, Money::from_units(90_000)));
        assert_eq!((first.referred.customers, first.referred.spent, first.directly), (2, Money::from_units(60_000), 2));
        assert_eq!(totals(&found), [(0, 278_000), (1, 218_000), (2, 218_000)]); // D and E have nobody around them
    }

    #[test]
    fn down_the_line_and_nobody_twice() {
        // A referred B, B referred C, C referred D; A and C are one household.
        let found = of(&people(&[("A", 1, "", "h"), ("B", 20, "A", ""), ("C", 300, "B", "h"), ("D", 4000, "C", "")])).unwrap();
        assert_eq!(totals(&found), [(0, 4321), (1, 4320), (2, 4301)]);
        let of_a = found.circles[0];
        assert_eq!((of_a.household.customers, of_a.referred.customers, of_a.directly), (1, 2, 1));
    }

    #[test]
    fn circles_are_told_and_count_for_nobody() {
        // B → C → D → B, E was referred by D, F by itself, G by somebody unknown.
        let found = of(&people(&[
            ("B", 1, "D", ""),
            ("C", 2, "B", ""),
            ("D", 4, "C", ""),
            ("E", 8, "D", ""),
            ("F", 16, "F", ""),
            ("G", 32, "nobody", ""),
        ]))
        .unwrap();
        assert_eq!(found.cycles, [vec!["B", "D", "C"], vec!["F"]]); // each was referred by the next
        assert_eq!(found.strangers, Some((1, "nobody".to_owned())));
        assert_eq!(totals(&found), [(2, 12)]);
    }

    #[test]
    fn a_column_that_is_no_household() {
        let many: Vec<(String, &str)> = (10..31).map(|number| (number.to_string(), "n/a")).collect();
        let many: Vec<_> = many.iter().map(|(id, household)| (id.as_str(), 1, "", *household)).collect();
        assert_eq!(of(&people(&many)).unwrap().large, [("n/a".to_owned(), 21)]);
    }

    proptest! {
        /// The slow way: from each person down, by looking at everybody again and again.
        #[test]
        fn as_counted_slowly(links in proptest::collection::vec((0..100_i64, 0..14_usize, 0..5_usize), 0..12)) {
            let ids: Vec<String> = (10..24).map(|id| id.to_string()).collect();
            let of_links: Vec<_> = links.iter().zip(&ids).map(|((spent, by, household), id)| {
                (id.as_str(), *spent, if *by < 12 { ids[*by].as_str() } else { "" }, ["", "", "x", "y", "z"][*household])
            }).collect();
            let people = people(&of_links);
            let found = of(&people).unwrap();
            let parent = |at: usize| people.iter().position(|person| Some(&person.id) == people[at].referred_by.as_ref());
            let on_cycle = |start: usize| {
                let mut at = parent(start);
                (0..people.len()).any(|_| { let here = at == Some(start); at = at.and_then(parent); here })
            };
            let is_below = |person: usize, above: usize| {
                let mut at = person;
                (0..people.len()).any(|_| {
                    if on_cycle(at) { return false; }
                    match parent(at) { Some(next) => { at = next; at == above } None => false }
                })
            };
            for at in 0..people.len() {
                let household = |other: usize| people[other].household.is_some() && people[other].household == people[at].household;
                let others: Vec<usize> = (0..people.len()).filter(|other| *other != at && (household(*other) || is_below(*other, at))).collect();
                let total = others.iter().map(|other| people[*other].spent.micros()).sum::<i128>() + people[at].spent.micros();
                let circle = found.circles.iter().find(|circle| circle.place == at);
                prop_assert_eq!(circle.map(|circle| circle.total.micros()), (!others.is_empty()).then_some(total), "{:?}", at);
            }
        }
    }
}
