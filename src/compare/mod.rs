//! What changed between two scored bases: who moved from which segment to which, with what value.
//!
//! Quintiles taken anew move with the crowd, so both bases are scored by one set of thresholds unless the user says otherwise
//! ([`Basis`]). A customer *falls* who goes from high to low in one measure or more and from low to high in none, or who is
//! gone; one who *rises* does the opposite. Whoever gains in one and loses in another moves and does neither.

pub mod comparable;
pub mod condition;
pub mod movers;
pub mod stages;

use crate::customer::ValueOf;
use crate::date::Day;
use crate::lang::Text;
use crate::money::Money;
use crate::score::{Scores, Thresholds};
use crate::segment::Segment;
use crate::snapshot::{People, Person, Settings, Snapshot, summary};
use crate::summary::{CALL_FIRST, Size, Summary};
use std::cmp::Ordering;

/// One side of a comparison.
#[derive(Clone, Debug)]
pub struct Side {
    /// The day it is of, where that is known.
    pub as_of: Option<Day>,
    /// How it came about; an export does not tell.
    pub settings: Option<Settings>,
    /// What each score took; an export does not tell.
    pub thresholds: Option<Thresholds>,
    /// The least score that is high.
    pub high: u8,
    /// What value means in it.
    pub value_of: ValueOf,
    /// Decimals with which amounts are printed.
    pub decimals: u8,
    /// The customers.
    pub people: People,
}

impl From<Snapshot> for Side {
    fn from(snapshot: Snapshot) -> Side {
        let Snapshot { as_of, settings, thresholds, decimals, people } = snapshot;
        let (high, value_of) = (settings.high, settings.value_of);
        Side { as_of: Some(as_of), settings: Some(settings), thresholds: Some(thresholds), high, value_of, decimals, people }
    }
}

/// By what both sides are scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The thresholds of the first side.
    First,
    /// Each side has its own.
    Own,
    /// The scores that stand in an export, so each side has its own.
    Stored,
    /// Thresholds that the user gave.
    Given(Box<Thresholds>),
}

impl Basis {
    /// How the customers of this side are scored, beside that one.
    pub fn scores<'a>(&'a self, first: &'a Side) -> impl Fn(&Person) -> Scores + 'a {
        let thresholds = self.thresholds(first);
        move |person| thresholds.map_or(person.scores, |thresholds| thresholds.score(&person.measures))
    }

    fn thresholds<'a>(&'a self, first: &'a Side) -> Option<&'a Thresholds> {
        match self {
            Basis::First => first.thresholds.as_ref(),
            Basis::Given(thresholds) => Some(thresholds),
            Basis::Own | Basis::Stored => None,
        }
    }

    /// Both sides are scored alike.
    pub fn is_shared(&self) -> bool {
        matches!(self, Basis::First | Basis::Given(_))
    }
}

/// Customers who went one way, and their value on both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// How many.
    pub customers: u64,
    /// Their value on the first side; nothing of those who are new.
    pub then: Money,
    /// Their value on the second side; nothing of those who are gone.
    pub now: Money,
}

/// Beside the eight segments: not there. As a row these are new, as a column they are gone.
pub const ELSEWHERE: usize = 8;

/// A customer who moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The place on the first side.
    pub from: usize,
    /// The place on the second side; none of one who is gone.
    pub to: Option<usize>,
    /// The segments; none of one who is gone.
    pub segments: (Segment, Option<Segment>),
    /// The value on both sides.
    pub values: (Money, Money),
}

/// What changed.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// By what both sides were scored.
    pub basis: Basis,
    /// What value means on both sides.
    pub value_of: ValueOf,
    /// Decimals with which amounts are printed.
    pub decimals: u8,
    /// The figures of the segments on each side.
    pub sizes: [Summary; 2],
    /// Who went from the segment of the row to that of the column.
    pub flows: [[Flow; 9]; 9],
    /// Who fell, the most valuable on the first side first.
    pub falls: Vec<Move>,
    /// Who rose, the most valuable on the second side first.
    pub rises: Vec<Move>,
    /// The least high score on each side.
    highs: [u8; 2],
    /// What scores both sides, if anything does.
    thresholds: Option<Thresholds>,
}

/// The place of a segment among the rows and columns.
pub fn place(segment: Option<Segment>) -> usize {
    segment.map_or(ELSEWHERE, |segment| segment as usize)
}

impl Comparison {
    /// Compares two sides, whose customers stand in the order of their ids.
    pub fn new(from: &Side, to: &Side, basis: Basis) -> Comparison {
        // What both sides know; where one does not know profit it is the amount spent.
        let value_of = if from.value_of == to.value_of { from.value_of } else { ValueOf::Monetary };
        let highs = if basis.is_shared() { [from.high; 2] } else { [from.high, to.high] };
        let thresholds = basis.thresholds(from).cloned();
        let scores = basis.scores(from);
        let sizes = [(from, highs[0]), (to, highs[1])].map(|(side, high)| summary(&side.people, high, value_of, &scores));
        let segment = |side: usize, person: &Person| Segment::of(scores(person), highs[side]);
        let value = |person: &Person| value_of.of(&person.measures);
        let mut flows = [[Flow::default(); 9]; 9];
        let (mut falls, mut rises) = (Vec::new(), Vec::new());
        for (then, now) in pairs(&from.people, &to.people) {
            let persons = (then.map(|at| &from.people.list()[at]), now.map(|at| &to.people.list()[at]));
            let segments = (persons.0.map(|person| segment(0, person)), persons.1.map(|person| segment(1, person)));
            let values = (persons.0.map_or(Money::ZERO, value), persons.1.map_or(Money::ZERO, value));
            let flow = &mut flows[place(segments.0)][place(segments.1)];
            flow.customers += 1;
            flow.then = flow.then.checked_add(values.0).unwrap_or(flow.then); // parts of a sum that fits
            flow.now = flow.now.checked_add(values.1).unwrap_or(flow.now);
            let (Some(at), Some(was)) = (then, segments.0) else { continue };
            let list = match change(segments) {
                Some(Change::Fell | Change::Gone) => &mut falls,
                Some(Change::Rose) => &mut rises,
                _ => continue,
            };
            list.push(Move { from: at, to: now, segments: (was, segments.1), values });
        }
        // Of equal value the one whose id comes first; that is how they came.
        falls.sort_by_key(|one: &Move| std::cmp::Reverse(one.values.0));
        rises.sort_by_key(|one: &Move| std::cmp::Reverse(one.values.1));
        drop(scores);
        Comparison { value_of, decimals: from.decimals.max(to.decimals), sizes, flows, falls, rises, basis, highs, thresholds }
    }

    /// The segment of a customer of this side, the first being 0.
    pub fn segment(&self, at: usize, person: &Person) -> Segment {
        let scores = self.thresholds.as_ref().map_or(person.scores, |thresholds| thresholds.score(&person.measures));
        Segment::of(scores, self.highs[at])
    }

    /// Those of this segment who went to another one or are gone.
    pub fn left(&self, segment: Segment) -> Flow {
        let at = segment as usize;
        sum((0..9).filter(|to| *to != at).map(|to| self.flows[at][to]))
    }

    /// Those who came to this segment from another one or are new.
    pub fn came(&self, segment: Segment) -> Flow {
        let at = segment as usize;
        sum((0..9).filter(|from| *from != at).map(|from| self.flows[from][at]))
    }

    /// The customers who are there on both sides and in another segment than before.
    pub fn moved(&self) -> Flow {
        sum((0..8).flat_map(|from| (0..8).filter(move |to| *to != from).map(move |to| (from, to))).map(|(from, to)| self.flows[from][to]))
    }

    /// Who is new.
    pub fn new_ones(&self) -> Flow {
        sum(self.flows[ELSEWHERE])
    }

    /// Who is gone.
    pub fn gone(&self) -> Flow {
        sum(self.flows.iter().map(|row| row[ELSEWHERE]))
    }

    /// The flows between different segments that have customers, the greatest value first: from, to, and what flowed.
    pub fn largest(&self) -> Vec<(usize, usize, Flow)> {
        let all = (0..9).flat_map(|from| (0..9).map(move |to| (from, to))).filter(|(from, to)| from != to);
        let mut found: Vec<_> = all.map(|(from, to)| (from, to, self.flows[from][to])).filter(|(.., flow)| flow.customers > 0).collect();
        found.sort_by_key(|(from, to, flow)| (std::cmp::Reverse(flow.then.max(flow.now)), *from, *to));
        found
    }
}

/// The value that may be lost soon: of the important customers who stay away, those to be called first.
pub fn at_risk(sizes: &Summary) -> Size {
    CALL_FIRST.into_iter().fold(Size::default(), |mut all, segment| {
        let size = sizes.segments[segment as usize];
        all.take(size.customers, size.value);
        all
    })
}

fn sum(flows: impl IntoIterator<Item = Flow>) -> Flow {
    flows.into_iter().fold(Flow::default(), |all, flow| Flow {
        customers: all.customers + flow.customers,
        then: all.then.checked_add(flow.then).unwrap_or(all.then),
        now: all.now.checked_add(flow.now).unwrap_or(all.now),
    })
}

/// Down (less), up (greater), or neither, from one segment to another.
pub fn direction(from: Segment, to: Segment) -> Ordering {
    let measures = || from.profile().pattern.into_iter().zip(to.profile().pattern);
    match (measures().any(|(was, is)| was && !is), measures().any(|(was, is)| is && !was)) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

/// What happened to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Fell.
    Fell,
    /// Is not there any more.
    Gone,
    /// Rose.
    Rose,
    /// Gained in one measure and lost in another.
    Moved,
    /// Was not there.
    New,
}

impl Change {
    /// Its name for programs.
    pub const fn slug(self) -> &'static str {
        match self {
            Change::Fell => "fell",
            Change::Gone => "gone",
            Change::Rose => "rose",
            Change::Moved => "moved",
            Change::New => "new",
        }
    }

    /// Its name for people.
    pub const fn text(self) -> Text {
        match self {
            Change::Fell => Text::new("fell", "下滑"),
            Change::Gone => Text::new("gone", "消失"),
            Change::Rose => Text::new("rose", "上升"),
            Change::Moved => Text::new("moved", "有升有降"),
            Change::New => Text::new("new", "新增"),
        }
    }
}

/// What happened to a customer of these segments; none where they stayed.
pub fn change(segments: (Option<Segment>, Option<Segment>)) -> Option<Change> {
    match segments {
        (Some(was), Some(is)) if was == is => None,
        (Some(was), Some(is)) => Some(match direction(was, is) {
            Ordering::Less => Change::Fell,
            Ordering::Greater => Change::Rose,
            Ordering::Equal => Change::Moved,
        }),
        (Some(_), None) => Some(Change::Gone),
        (None, Some(_)) => Some(Change::New),
        (None, None) => None,
    }
}

/// How many customers are on both sides.
pub fn in_common(from: &People, to: &People) -> u64 {
    pairs(from, to).filter(|(then, now)| then.is_some() && now.is_some()).count() as u64
}

/// The places of each customer on both sides, in the order of the ids.
fn pairs<'a>(from: &'a People, to: &'a People) -> impl Iterator<Item = (Option<usize>, Option<usize>)> + 'a {
    let (mut left, mut right) = (0, 0);
    std::iter::from_fn(move || {
        let order = match (left < from.len(), right < to.len()) {
            (false, false) => return None,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (true, true) => from.id(left).as_bytes().cmp(to.id(right).as_bytes()),
        };
        let pair = (order.is_le().then_some(left), order.is_ge().then_some(right));
        left += usize::from(order.is_le());
        right += usize::from(order.is_ge());
        Some(pair)
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::customer::Measures;
    use crate::policy::Policy;
    use crate::scored::Kind;
    use proptest::prelude::*;

    /// A side of these customers: id, R, F and M, which are scores and measures at once (recency counts down from 6), with the
    /// value beside them.
    pub(crate) fn side(day: &str, people: &[(&str, [u8; 3], i64)]) -> Side {
        let mut list = People::default();
        for (id, [r, f, m], units) in people {
            let measures = Measures {
                recency: Some(6 - u32::from(*r)),
                frequency: (*f).into(),
                monetary: Money::from_units((*m).into()),
                profit: Some(Money::from_units(*units)),
                last_purchase: None,
            };
            list.push(id, Person { measures, scores: Scores { r: *r, f: *f, m: *m }, stage: None });
        }
        let settings = Settings {
            kind: Kind::Transactions,
            policy: Policy::default(),
            frequency_of: None,
            active_only: false,
            value_of: ValueOf::Profit,
            currency: None,
            high: 4,
            cuts: Default::default(),
        };
        let thresholds = Thresholds {
            r_at_most: [4, 3, 2, 1].map(Some),
            f_at_least: [2, 3, 4, 5].map(Some),
            m_at_least: [2, 3, 4, 5].map(|units| Some(Money::from_units(units))),
        };
        Snapshot { as_of: day.parse().unwrap(), settings, thresholds, decimals: 2, people: list }.into()
    }

    /// Five customers then, five now: A stays, B falls, C rises, D goes sideways, E is gone, F is new.
    pub(crate) fn example() -> (Side, Side) {
        let then = [("A", [5, 5, 5], 100), ("B", [5, 5, 5], 80), ("C", [1, 1, 5], 60), ("D", [5, 1, 1], 10), ("E", [1, 5, 5], 70)];
        let now = [("A", [5, 5, 5], 110), ("B", [1, 5, 5], 80), ("C", [5, 1, 5], 65), ("D", [1, 5, 1], 12), ("F", [5, 1, 1], 5)];
        (side("2026-01-31", &then), side("2026-06-30", &now))
    }

    fn units(money: Money) -> i128 {
        money.micros() / 1_000_000
    }

    #[test]
    fn who_moved_worked_by_hand() {
        let (from, to) = example();
        let found = Comparison::new(&from, &to, Basis::First);
        let flow = |from: Option<Segment>, to: Option<Segment>| {
            let Flow { customers, then, now } = found.flows[place(from)][place(to)];
            (customers, units(then), units(now))
        };
        use Segment::*;
        assert_eq!(flow(Some(ImportantValue), Some(ImportantValue)), (1, 100, 110));
        assert_eq!(flow(Some(ImportantValue), Some(ImportantKeep)), (1, 80, 80));
        assert_eq!(flow(Some(ImportantWinBack), Some(ImportantDevelop)), (1, 60, 65));
        assert_eq!(flow(Some(GeneralDevelop), Some(GeneralKeep)), (1, 10, 12));
        assert_eq!(flow(Some(ImportantKeep), None), (1, 70, 0));
        assert_eq!(flow(None, Some(GeneralDevelop)), (1, 0, 5));
        let ids = |moves: &[Move]| moves.iter().map(|one| from.people.id(one.from).to_owned()).collect::<Vec<_>>();
        assert_eq!((ids(&found.falls), ids(&found.rises)), (vec!["B".to_owned(), "E".to_owned()], vec!["C".to_owned()]));
        let counts = |flow: Flow| flow.customers;
        assert_eq!((counts(found.moved()), counts(found.new_ones()), counts(found.gone())), (3, 1, 1));
        assert_eq!((counts(found.left(ImportantValue)), counts(found.came(ImportantKeep)), counts(found.left(ImportantKeep))), (1, 1, 1));
        let risk = found.sizes.each_ref().map(|sizes| (at_risk(sizes).customers, units(at_risk(sizes).value)));
        assert_eq!(risk, [(2, 130), (1, 80)]);
        assert_eq!(found.largest()[0], (0, 1, found.flows[0][1]));
    }

    #[test]
    fn thresholds_of_the_first_side_unless_said_otherwise() {
        let (from, mut to) = example();
        // By its own thresholds F would be of the best.
        let easy = Thresholds { r_at_most: [Some(9); 4], f_at_least: [Some(1); 4], m_at_least: [Some(Money::ZERO); 4] };
        let scores = Scores { r: 5, f: 5, m: 5 };
        let best = |side: &Side, basis| Comparison::new(&from, side, basis).sizes[1].segments[0].customers;
        let people = to.people.iter().fold(People::default(), |mut people, (id, person)| {
            people.push(id, Person { scores, ..*person });
            people
        });
        to.people = people;
        assert_eq!([Basis::First, Basis::Own, Basis::Stored, Basis::Given(Box::new(easy))].map(|basis| best(&to, basis)), [1, 5, 5, 5]);
    }

    fn people() -> impl Strategy<Value = Vec<(String, [u8; 3], i64)>> {
        let customer = ("[a-f客]{1,2}", [1..6_u8, 1..6, 1..6], -50..500_i64);
        proptest::collection::btree_map("[a-f客]{1,2}", customer, 0..30)
            .prop_map(|people| people.into_iter().map(|(id, (_, scores, value))| (id, scores, value)).collect())
    }

    proptest! {
        /// The margins of the matrix are the two segment tables, and everybody is somewhere once.
        #[test]
        fn margins_are_the_segment_tables(then in people(), now in people()) {
            let sides = [("2026-01-31", &then), ("2026-02-28", &now)].map(|(day, people)| {
                side(day, &people.iter().map(|(id, scores, value)| (&**id, *scores, *value)).collect::<Vec<_>>())
            });
            let [from, to] = &sides;
            for basis in [Basis::First, Basis::Own] {
                let found = Comparison::new(from, to, basis);
                for segment in Segment::ALL {
                    let at = segment as usize;
                    let row = sum(found.flows[at]);
                    let column = sum(found.flows.iter().map(|row| row[at]));
                    prop_assert_eq!(Size { customers: row.customers, value: row.then }, found.sizes[0].segments[at]);
                    prop_assert_eq!(Size { customers: column.customers, value: column.now }, found.sizes[1].segments[at]);
                    let net = found.came(segment).customers as i64 - found.left(segment).customers as i64;
                    prop_assert_eq!(net, column.customers as i64 - row.customers as i64);
                }
                let ids: std::collections::BTreeSet<&str> = then.iter().chain(&now).map(|(id, ..)| &**id).collect();
                prop_assert_eq!(sum(found.flows.into_iter().flatten()).customers, ids.len() as u64);
                prop_assert!(found.falls.is_sorted_by_key(|one| std::cmp::Reverse(one.values.0)));
            }
        }
    }
}
