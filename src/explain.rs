//! One customer's scores explained: their rows in brief, what the next score takes, what would change the segment.
//!
//! Pure: the scored base comes from `job`, the rows from a second reading into [`History`], and `report` shows the
//! result. What would be is never worked out by a rule of its own: the thresholds score a customer changed that way.

use crate::aggregate::{Accumulate, Overflow, Standing, Transaction};
use crate::customer::{Customer, Customers, Measures};
use crate::date::Day;
use crate::money::Money;
use crate::policy::Role;
use crate::score::{Scores, Steps};
use crate::scored::Scored;
use crate::segment::Segment;

/// So many of the latest rows are kept.
pub const LATEST: usize = 5;

/// The used rows of one customer, in brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    customer: Box<str>,
    /// How many.
    pub rows: u64,
    /// Those that are purchases in the window.
    pub purchases: u64,
    /// Those that are purchases before the window.
    pub earlier: u64,
    /// Those that are refunds.
    pub refunds: u64,
    /// What the refunds sum up to, below zero.
    pub refunded: Money,
    /// The day of the first.
    pub first: Option<Day>,
    /// The last few, the latest first.
    pub latest: Vec<Line>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The day.
    pub day: Day,
    /// The amount.
    pub amount: Money,
    /// The order id, where there is one.
    pub order: Option<Box<str>>,
    /// What the row counts as.
    pub role: Role,
}

impl History {
    /// Of this customer, still without a row.
    pub fn new(customer: &str) -> History {
        History {
            customer: customer.into(),
            rows: 0,
            purchases: 0,
            earlier: 0,
            refunds: 0,
            refunded: Money::ZERO,
            first: None,
            latest: Vec::new(),
        }
    }

    fn keep(&mut self, line: Line) {
        let key = |line: &Line| (line.day, line.order.clone(), line.amount, line.role as u8);
        let at = self.latest.partition_point(|other| key(other) > key(&line));
        if at < LATEST {
            self.latest.insert(at, line);
            self.latest.truncate(LATEST);
        }
    }
}

impl Accumulate for History {
    fn transaction(&mut self, row: &Transaction<'_>) -> Result<(), Overflow> {
        if row.customer != &*self.customer {
            return Ok(());
        }
        self.rows += 1;
        match row.role {
            Role::Purchase => self.purchases += 1,
            Role::EarlierPurchase => self.earlier += 1,
            Role::Refund | Role::EarlierRefund => {
                self.refunds += 1;
                self.refunded = self.refunded.checked_add(row.amount).ok_or(Overflow)?;
            }
        }
        self.first = Some(self.first.map_or(row.day, |first| first.min(row.day)));
        self.keep(Line { day: row.day, amount: row.amount, order: row.order.map(Into::into), role: row.role });
        Ok(())
    }

    /// A customer table has no single purchases.
    fn standing(&mut self, _: &Standing<'_>) -> Result<(), Overflow> {
        Ok(())
    }

    fn merge(&mut self, other: Self) -> Result<(), Overflow> {
        self.rows += other.rows;
        self.purchases += other.purchases;
        self.earlier += other.earlier;
        self.refunds += other.refunds;
        self.refunded = self.refunded.checked_add(other.refunded).ok_or(Overflow)?;
        self.first = [self.first, other.first].into_iter().flatten().min();
        other.latest.into_iter().for_each(|line| self.keep(line));
        Ok(())
    }
}

/// The next score that can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next<T> {
    /// The score.
    pub score: u8,
    /// What it takes.
    pub takes: T,
}

/// Something that would put the customer into another segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What would have to happen.
    pub what: What,
    /// The scores then.
    pub scores: Scores,
    /// The segment then.
    pub segment: Segment,
}

/// What would have to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// So many more purchases, the last of them now, that bring in at least so much.
    Visits {
        /// How many; at least 1.
        count: u64,
        /// Zero where the amount does not matter.
        amount: Money,
    },
    /// No purchase before this day.
    NoVisitUntil(Day),
}

/// One customer, explained.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// Everything the scores come from.
    pub base: &'a Scored,
    /// The customer.
    pub customer: Customer,
    /// Their scores.
    pub scores: Scores,
    /// Their segment.
    pub segment: Segment,
    /// Their rows in brief; none for a customer table.
    pub history: Option<History>,
    /// The next score of recency, in days.
    pub next_r: Option<Next<u32>>,
    /// What R a visit now would get.
    pub r_after_visit: u8,
    /// The next score of frequency.
    pub next_f: Option<Next<u64>>,
    /// The next score of monetary value.
    pub next_m: Option<Next<Money>>,
    /// The day on which R falls if there is no visit, and to what.
    pub r_falls: Option<(Day, u8)>,
    /// What would change the segment, the easiest first.
    pub changes: Vec<Change>,
}

impl<'a> Explanation<'a> {
    /// Explains the customer at this place of the base.
    pub fn new(base: &'a Scored, at: usize, history: Option<History>) -> Explanation<'a> {
        let customer = base.customers.customer(at);
        let measures = customer.measures;
        let (thresholds, scores, segment) = (&base.thresholds, base.scores(&measures), base.segment(&measures));
        let next_r = next(&thresholds.r_at_most, scores.r).map(|days| {
            let recency = Some(days);
            Next { score: thresholds.score(&Measures { recency, ..measures }).r, takes: days }
        });
        // Without a purchase in the window F and M are 1, whatever their values.
        let active = Measures { frequency: measures.frequency.max(1), ..measures };
        let next_f = next(&thresholds.f_at_least, scores.f)
            .map(|frequency| Next { score: thresholds.score(&Measures { frequency, ..measures }).f, takes: frequency });
        let next_m = next(&thresholds.m_at_least, scores.m)
            .map(|monetary| Next { score: thresholds.score(&Measures { monetary, ..active }).m, takes: monetary });
        Explanation {
            base,
            customer,
            scores,
            segment,
            history,
            next_r,
            r_after_visit: thresholds.score(&Measures { recency: Some(0), ..measures }).r,
            next_f,
            next_m,
            r_falls: falls(base, &measures, scores.r),
            changes: changes(base, &measures, segment),
        }
    }
}

/// What the next score above this one takes; none where there is none or nobody can reach it.
fn next<T: Copy>(steps: &Steps<T>, score: u8) -> Option<T> {
    steps.iter().skip(usize::from(score) - 1).flatten().next().copied()
}

/// The least that a high score takes.
fn least_high<T: Copy>(steps: &Steps<T>, high: u8) -> Option<T> {
    next(steps, high.saturating_sub(1).max(1))
}

/// The day on which days without a visit bring R below this score, and R then.
fn falls(base: &Scored, customer: &Measures, score: u8) -> Option<(Day, u8)> {
    let most = base.thresholds.r_at_most.get(usize::from(score).checked_sub(2)?).copied().flatten()?;
    let (days, as_of) = (customer.recency?, base.as_of()?);
    let then = Measures { recency: Some(most.saturating_add(1)), ..*customer };
    let ahead = i32::try_from(most.saturating_sub(days)).ok()?.checked_add(1)?;
    Some((as_of.plus(ahead), base.thresholds.score(&then).r))
}

/// Visits that would change the segment, the fewest and cheapest first, and staying away.
fn changes(base: &Scored, customer: &Measures, now: Segment) -> Vec<Change> {
    let (thresholds, high) = (&base.thresholds, base.high);
    let purchases = least_high(&thresholds.f_at_least, high).map(|most| most.saturating_sub(customer.frequency).max(1));
    let zero = Money::ZERO;
    let amount = least_high(&thresholds.m_at_least, high).and_then(|most| most.checked_sub(customer.monetary)).map(|lack| lack.max(zero));
    let ways = [(Some(1), Some(zero)), (purchases, Some(zero)), (Some(1), amount), (purchases, amount)];
    let mut changes: Vec<Change> = Vec::new();
    for (count, amount) in ways.into_iter().filter_map(|(count, amount)| count.zip(amount)) {
        let frequency = customer.frequency.saturating_add(count);
        let monetary = customer.monetary.checked_add(amount).unwrap_or(customer.monetary);
        let scores = thresholds.score(&Measures { recency: Some(0), frequency, monetary, ..*customer });
        let segment = Segment::of(scores, high);
        if segment != now && changes.iter().all(|change| change.segment != segment) {
            changes.push(Change { what: What::Visits { count, amount }, scores, segment });
        }
    }
    changes.extend(left_alone(base, customer, now));
    changes
}

/// What becomes of a customer with a high R who stays away.
fn left_alone(base: &Scored, customer: &Measures, now: Segment) -> Option<Change> {
    let scores = base.thresholds.score(customer);
    let least = (base.high..=scores.r).find(|score| base.thresholds.r_at_most[usize::from(*score) - 2].is_some())?;
    let (day, r) = falls(base, customer, least)?;
    let scores = Scores { r, ..scores };
    let segment = Segment::of(scores, base.high);
    (segment != now).then_some(Change { what: What::NoVisitUntil(day), scores, segment })
}

/// The ids that come nearest to the wanted one, by the number of typing errors; at most three.
pub fn nearest_ids(wanted: &str, customers: &Customers) -> Vec<String> {
    let length = wanted.chars().count();
    let mut near: Vec<(usize, String)> = Vec::new();
    for id in customers.ids() {
        let errors = strsim::osa_distance(wanted, &id);
        // Where every character is another, nothing is near.
        if errors < length.max(2) {
            let at = near.partition_point(|(more, other)| (*more, &**other) < (errors, &*id));
            near.insert(at, (errors, id.to_string()));
            near.truncate(3);
        }
    }
    near.into_iter().map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::score::FixedCuts;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn visits(count: u64, hundredths: i128) -> What {
        What::Visits { count, amount: Money::from_micros(hundredths * 10_000) }
    }

    /// What would change the segment of the customer with this id: event, scores, segment.
    fn changes_of(base: &Scored, id: &str) -> Vec<(What, [u8; 3], Segment)> {
        let at = base.customers.find(id).unwrap();
        let told = Explanation::new(base, at, None);
        told.changes.iter().map(|c| (c.what, [c.scores.r, c.scores.f, c.scores.m], c.segment)).collect()
    }

    // As of 2026-06-30 under R ≤ 30|60|90|180, F ≥ 2|3|4|5, M ≥ 2,000|5,000|10,000|15,000.
    #[test]
    fn worked_by_hand() {
        let base = fixture::base();
        let told = |id: &str| Explanation::new(&base, base.customers.find(id).unwrap(), None);
        // 120 days, 5 purchases, 16,000: R 3 takes 90 days; after 180 − 120 more days R is still 2, and falls on the next.
        let b1 = told("B1");
        assert_eq!(b1.scores, Scores { r: 2, f: 5, m: 5 });
        assert_eq!((b1.next_r, b1.next_f, b1.next_m), (Some(Next { score: 3, takes: 90 }), None, None));
        assert_eq!((b1.r_after_visit, b1.r_falls), (5, Some((day("2026-08-30"), 1))));
        assert_eq!(changes_of(&base, "B1"), [(visits(1, 0), [5, 5, 5], Segment::ImportantValue)]);
        // 20 days, 1 purchase, 18,000: three more visits make F 4; 60 − 20 days on R is still 4, then 3.
        assert_eq!((told("C1").next_f, told("C1").r_falls), (Some(Next { score: 2, takes: 2 }), Some((day("2026-07-11"), 4))));
        assert_eq!(
            changes_of(&base, "C1"),
            [
                (visits(3, 0), [5, 4, 5], Segment::ImportantValue),
                (What::NoVisitUntil(day("2026-08-10")), [3, 1, 5], Segment::ImportantWinBack)
            ]
        );
        // Refunds only, −200.50: 10,200.50 more is 10,000.
        assert_eq!((told("G2").next_m, told("G2").r_falls), (Some(Next { score: 2, takes: Money::from_units(2000) }), None));
        assert_eq!(
            changes_of(&base, "G2"),
            [
                (visits(1, 0), [5, 1, 1], Segment::GeneralDevelop),
                (visits(4, 0), [5, 4, 1], Segment::GeneralValue),
                (visits(1, 1_020_050), [5, 1, 4], Segment::ImportantDevelop),
                (visits(4, 1_020_050), [5, 4, 4], Segment::ImportantValue)
            ]
        );
    }

    /// R ≤ 0|16|16|21: who is within 16 days gets 4 at once. F 3 to 5 and M 5 are out of reach.
    #[test]
    fn scores_that_nobody_can_reach_are_not_promised() {
        let mut base = fixture::base();
        let money = |units: i64| Some(Money::from_units(units));
        let cuts = FixedCuts {
            r: Some([Some(21), Some(16), Some(16), Some(0)]),
            f: Some([Some(2), None, None, None]),
            m: Some([money(30), money(60), money(60), None]),
        };
        base.thresholds = crate::score::Thresholds::new(&[][..], &cuts);
        let measures = Measures { recency: Some(20), frequency: 2, monetary: Money::from_units(40), ..Measures::default() };
        base.customers = [Customer { id: "c".into(), measures, kept: Box::default() }].into_iter().collect();
        let told = Explanation::new(&base, 0, None);
        assert_eq!(told.scores, Scores { r: 2, f: 2, m: 2 });
        assert_eq!((told.next_r, told.next_f), (Some(Next { score: 4, takes: 16 }), None));
        assert_eq!(told.next_m, Some(Next { score: 4, takes: Money::from_units(60) }));
        let expected = [(visits(1, 0), [5, 2, 2], Segment::GeneralDevelop), (visits(1, 2000), [5, 2, 4], Segment::ImportantDevelop)];
        assert_eq!(changes_of(&base, "c"), expected);
    }

    #[test]
    fn a_history_in_any_split() {
        let rows =
            [("a", 5, 10, Role::Purchase), ("b", 6, 1, Role::Purchase), ("a", 9, -4, Role::Refund), ("a", 1, 7, Role::EarlierPurchase)];
        let more = (10..15).map(|day| ("a", day, i64::from(day), Role::Purchase));
        let rows: Vec<_> = rows.into_iter().chain(more).collect();
        let fill = |rows: &[(&str, i32, i64, Role)]| {
            let mut history = History::new("a");
            for &(customer, day, units, role) in rows {
                let (day, amount) = (Day::from_number(day), Money::from_units(units));
                let order = (units > 12).then_some("o");
                history.transaction(&Transaction { customer, day, amount, profit: None, order, role, kept: &[] }).unwrap();
            }
            history
        };
        for cut in 0..=rows.len() {
            let (left, right) = rows.split_at(cut);
            let mut history = fill(right);
            history.merge(fill(left)).unwrap();
            history.merge(History::new("a")).unwrap();
            assert_eq!((history.rows, history.purchases, history.earlier, history.refunds), (8, 6, 1, 1));
            assert_eq!((history.refunded, history.first), (Money::from_units(-4), Some(Day::from_number(1))));
            let latest: Vec<i32> = history.latest.iter().map(|line| line.day.number()).collect();
            assert_eq!(latest, [14, 13, 12, 11, 10]);
            assert_eq!((history.latest[0].order.as_deref(), history.latest[4].order.as_deref()), (Some("o"), None));
        }
    }

    #[test]
    fn ids_that_come_near() {
        let base = fixture::base();
        assert_eq!(nearest_ids("B5", &base.customers), ["B1", "B2", "B3"]); // of equal distance the first
        assert_eq!(nearest_ids("2B", &base.customers)[0], "B2"); // two letters swapped are one error
        assert_eq!(nearest_ids("王芳", &base.customers), Vec::<String>::new());
    }
}
