//! Who moved from which stage of the lifecycle to which. Stages are those that each side holds, by the rule of its own time: a
//! snapshot of visits has them, an export with `--stages` too, and neither a snapshot of a customer table nor any other export.

use super::pairs;
use crate::snapshot::People;
use crate::stage::Stage;

/// Beside the five stages: there, and in none, as customers of refunds alone are.
pub const WITHOUT: usize = 5;
/// And not there: as a row these are new, as a column they are gone.
pub const ELSEWHERE: usize = 6;
/// Rows and columns.
pub const PLACES: usize = 7;

/// Customers by the stage of the row, then, and that of the column, now.
pub type Moves = [[u64; PLACES]; PLACES];

/// Everybody of both sides, whose customers stand in the order of their ids; none where one side knows no stages.
pub fn moves(from: &People, to: &People) -> Option<Moves> {
    let knows = |people: &People| people.list().iter().any(|person| person.stage.is_some());
    let place = |people: &People, at: Option<usize>| {
        at.map_or(ELSEWHERE, |at| people.list()[at].stage.map_or(WITHOUT, |stage: Stage| stage as usize))
    };
    (knows(from) && knows(to)).then(|| {
        let mut moves = Moves::default();
        pairs(from, to).for_each(|(then, now)| moves[place(from, then)][place(to, now)] += 1);
        moves
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Measures;
    use crate::score::Scores;
    use crate::snapshot::Person;

    fn people(list: &[(&str, Option<Stage>)]) -> People {
        let measures = Measures { last_purchase: None, recency: None, frequency: 1, monetary: Default::default(), profit: None };
        let mut people = People::default();
        list.iter().for_each(|(id, stage)| people.push(id, Person { measures, scores: Scores { r: 1, f: 1, m: 1 }, stage: *stage }));
        people
    }

    /// a grows, b churns, c is gone, d is new, e gave back what it bought.
    #[test]
    fn everybody_is_somewhere_on_both_sides() {
        let then = people(&[("a", Some(Stage::New)), ("b", Some(Stage::New)), ("c", Some(Stage::Dormant)), ("e", Some(Stage::New))]);
        let now = people(&[("a", Some(Stage::Growing)), ("b", Some(Stage::Churned)), ("d", Some(Stage::New)), ("e", None)]);
        let found = moves(&then, &now).unwrap();
        let mut expected = Moves::default();
        for (from, to) in [(0, 1), (0, 4), (0, WITHOUT), (3, ELSEWHERE), (ELSEWHERE, 0)] {
            expected[from][to] = 1;
        }
        assert_eq!(found, expected);
        assert_eq!(moves(&then, &people(&[("a", None)])), None, "one side knows no stages");
    }
}
