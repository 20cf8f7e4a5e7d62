//! Who gets a task: whoever of the rank has the fewest, of several the first by name.

use super::{Kind, Person, Task};
use crate::level::Rank;
use std::collections::{BTreeSet, HashMap};

/// People who are there, with how many open tasks each has.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// By rank, the one with the fewest tasks first.
    turns: [BTreeSet<(usize, String)>; 3],
    loads: HashMap<String, (Rank, usize)>,
}

impl Pool {
    /// Those who have not left, with the open tasks that they have; a watch asks for little and does not count.
    pub fn new<'t>(people: &[Person], tasks: impl IntoIterator<Item = &'t Task>) -> Pool {
        let mut pool = Pool::default();
        for person in people.iter().filter(|person| !person.left) {
            pool.loads.insert(person.name.clone(), (person.rank, 0));
        }
        for task in tasks.into_iter().filter(|task| task.is_open() && task.kind() != Kind::Watch) {
            if let Some((_, load)) = task.owner.as_ref().and_then(|owner| pool.loads.get_mut(owner)) {
                *load += 1;
            }
        }
        for (name, (rank, load)) in &pool.loads {
            pool.turns[*rank as usize].insert((*load, name.clone()));
        }
        pool
    }

    /// Who of this rank gets the next one; none where there is nobody.
    pub fn give(&mut self, rank: Rank) -> Option<String> {
        let (_, name) = self.turns[rank as usize].first()?.clone();
        self.count(&name);
        Some(name)
    }

    /// This one got a task, whoever decided it.
    pub fn count(&mut self, name: &str) {
        if let Some((rank, load)) = self.loads.get_mut(name) {
            let turns = &mut self.turns[*rank as usize];
            turns.remove(&(*load, name.to_owned()));
            *load += 1;
            turns.insert((*load, name.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn person(name: &str, rank: Rank) -> Person {
        Person { name: name.to_owned(), rank, left: false }
    }

    #[test]
    fn in_turns_and_only_to_those_who_are_there() {
        let people = [person("Cy", Rank::Advisor), person("Ada", Rank::Advisor), Person { left: true, ..person("Ben", Rank::Advisor) }];
        let mut pool = Pool::new(&people, &[]);
        let given: Vec<_> = (0..4).filter_map(|_| pool.give(Rank::Advisor)).collect();
        assert_eq!(given, ["Ada", "Cy", "Ada", "Cy"]);
        assert_eq!(pool.give(Rank::Director), None);
    }

    proptest! {
        #[test]
        fn nobody_gets_two_more_than_another(people in 1..9_usize, tasks in 0..99_usize) {
            let people: Vec<_> = (0..people).map(|n| person(&format!("P{n}"), Rank::Manager)).collect();
            let mut pool = Pool::new(&people, &[]);
            let mut given: HashMap<String, usize> = people.iter().map(|person| (person.name.clone(), 0)).collect();
            for _ in 0..tasks {
                *given.get_mut(&pool.give(Rank::Manager).unwrap()).unwrap() += 1;
            }
            prop_assert!(given.values().max().unwrap() - given.values().min().unwrap() <= 1);
        }
    }
}
