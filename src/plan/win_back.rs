//! Whom to win back first: expected value = chance × future value − cost, ranked, within a budget and a number of cases. Where a
//! model says how likely a customer has left, only that part of the future value is at risk and can be won.
//!
//! Only who is worth the cost is chosen. While a case costs the same for everybody, or no budget binds, taking them by rank is
//! the best choice there is. Where costs differ within a budget, the best choice is a knapsack: taken are the better of two
//! orders, by what remains and by what remains for each unit of cost, and it is told how far from the best it can be at most.

use super::chance::{Chance, Chances};
use super::future::Future;
use super::places;
use super::remark::Remark;
use crate::clv::outlook::Outlooks;
use crate::error::Error;
use crate::money::Money;
use crate::money::read::AmountFormat;
use crate::scored::Scored;
use crate::segment::Segment;
use crate::summary::{CALL_FIRST, Ratio};
use std::cmp::{Ordering, Reverse};

/// What a case costs in the course's example: compensation 2,000 and a free inspection 1,500.
pub const COURSE_COST: Money = Money::from_units(3500);
/// What replacing such a customer costs, by the course.
pub const COURSE_REPLACING: [Money; 2] = [Money::from_units(30_000), Money::from_units(50_000)];

/// What win-back is reckoned by.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Whose customers are candidates.
    pub segments: Vec<Segment>,
    /// How likely they come back.
    pub chances: Chances,
    /// What they would bring.
    pub future: Future,
    /// What a model expects of each, for [`Future::Clv`].
    pub outlooks: Outlooks,
    /// A kept column that says so of each customer; where it is blank, `future` does.
    pub future_column: Option<usize>,
    /// What a case costs.
    pub cost: Money,
    /// A kept column that says so of each customer; where it is blank, `cost` does.
    pub cost_column: Option<usize>,
    /// How the amounts of those columns are written.
    pub amounts: AmountFormat,
    /// All cases together may cost so much.
    pub budget: Option<Money>,
    /// So many cases can be taken on.
    pub capacity: Option<usize>,
    /// What it costs to replace a customer, from and to.
    pub replacing: [Money; 2],
}

impl Terms {
    /// The course's figures, and this future value.
    pub fn new(future: Future) -> Terms {
        Terms {
            segments: CALL_FIRST.to_vec(),
            chances: Chances::default(),
            future,
            outlooks: Outlooks::default(),
            future_column: None,
            cost: COURSE_COST,
            cost_column: None,
            amounts: AmountFormat::default(),
            budget: None,
            capacity: None,
            replacing: COURSE_REPLACING,
        }
    }

    /// What the customer at this place would bring; none when it does not fit.
    fn future_of(&self, place: usize, value: Money, decimals: u8) -> Option<Money> {
        let expected = self.outlooks.get(place).filter(|_| self.by_model()).and_then(|outlook| outlook.if_alive);
        expected.or_else(|| self.future.of(value, decimals))
    }

    /// How likely the customer at this place has not left, where a model says so.
    fn alive_of(&self, place: usize) -> Option<Chance> {
        self.outlooks.get(place).filter(|_| self.by_model()).map(|outlook| Chance::of_millionths(outlook.millionths()))
    }

    /// A model says what they would bring.
    pub fn by_model(&self) -> bool {
        matches!(self.future, Future::Clv { .. })
    }
}

/// A customer who may be won back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Where in the base the customer is.
    pub place: usize,
    /// Their segment.
    pub segment: Segment,
    /// Days since the last visit.
    pub days: u32,
    /// How likely they come back, once they have left.
    pub chance: Chance,
    /// How likely they have not left, where a model says so.
    pub alive: Option<Chance>,
    /// What they would bring.
    pub future: Money,
    /// What of it would be lost: the part for which they have left; all of it where no model says.
    pub at_risk: Money,
    /// The chance times what is at risk.
    pub expected: Money,
    /// What the case costs.
    pub cost: Money,
    /// What is expected to remain.
    pub net: Money,
    /// To be taken on.
    pub chosen: bool,
}

impl Case {
    /// How likely they have left and come back.
    pub fn won(&self) -> Chance {
        self.alive.map_or(self.chance, |alive| self.chance.and(alive.other()))
    }

    /// (expected value − cost) / cost; none for a case that costs nothing.
    pub fn roi(&self) -> Option<Ratio> {
        roi(self.expected, self.cost)
    }

    /// (future value − cost) / cost: how it turns out if the customer comes back.
    pub fn roi_if_back(&self) -> Option<Ratio> {
        roi(self.future, self.cost)
    }
}

/// (value − cost) / cost.
pub fn roi(value: Money, cost: Money) -> Option<Ratio> {
    Ratio::of(value.checked_sub(cost)?.micros(), cost.micros())
}

/// Some cases together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// How many.
    pub customers: usize,
    /// Their chances together, in millionths: how many are expected to come back.
    pub back: u64,
    /// Their expected values.
    pub expected: Money,
    /// Their costs.
    pub cost: Money,
    /// What is expected to remain.
    pub net: Money,
}

impl Together {
    fn of<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Option<Together> {
        let mut all = Together::default();
        for case in cases {
            all.customers += 1;
            all.back += u64::from(case.won().millionths());
            all.expected = all.expected.checked_add(case.expected)?;
            all.cost = all.cost.checked_add(case.cost)?;
            all.net = all.net.checked_add(case.net)?;
        }
        Some(all)
    }

    /// (expected value − cost) / cost.
    pub fn roi(&self) -> Option<Ratio> {
        roi(self.expected, self.cost)
    }

    /// How many are expected to come back.
    pub fn expected_back(&self) -> Option<Ratio> {
        Ratio::of(self.back.into(), 1_000_000)
    }

    /// What replacing so many customers would cost, at so much for one, in whole units; none when it does not fit.
    pub fn replacing(&self, one: Money) -> Option<Money> {
        one.share(self.back.into(), 1_000_000, 0)
    }
}

/// Whom to win back.
#[derive(Clone, Debug)]
pub struct WinBack {
    /// All candidates, the most worth first; of equals the first id.
    pub cases: Vec<Case>,
    /// Those worth the cost.
    pub worth: usize,
    /// Those chosen.
    pub chosen: Together,
    /// Costs differ within a budget, and the choice may be this much short of the best at most.
    pub short_of_best: Option<Money>,
}

/// Ranks the candidates and chooses.
pub fn win_back(base: &Scored, terms: &Terms, remarks: &mut Vec<Remark>) -> Result<WinBack, Error> {
    let mut cases = Vec::new();
    let mut never_came = 0;
    let (mut futures, mut costs) = (Column::new(base, terms, terms.future_column), Column::new(base, terms, terms.cost_column));
    for place in places(base) {
        let measures = base.customers.measures(place);
        let segment = base.segment(&measures);
        if !terms.segments.contains(&segment) {
            continue;
        }
        let Some(days) = measures.recency else {
            never_came += 1;
            continue;
        };
        let future = futures.get(place).map_or_else(|| terms.future_of(place, measures.value(), base.decimals), Some);
        let cost = costs.get(place).filter(|cost| *cost >= Money::ZERO).unwrap_or(terms.cost);
        let chances = (terms.chances.at(days), terms.alive_of(place));
        cases.push(case(place, segment, days, chances, future, cost, base.decimals).ok_or(Error::Overflow)?);
    }
    remarks.extend(futures.remark().into_iter().chain(costs.remark()));
    if never_came > 0 {
        remarks.push(Remark::NeverCame(never_came));
    }
    choose(cases, terms).ok_or(Error::Overflow)
}

/// `chances`: that they are won back once they have left, and that they have not.
fn case(
    place: usize,
    segment: Segment,
    days: u32,
    (chance, alive): (Chance, Option<Chance>),
    future: Option<Money>,
    cost: Money,
    decimals: u8,
) -> Option<Case> {
    let future = future?;
    let at_risk = alive.map_or(Some(future), |alive| alive.other().of(future, decimals))?;
    let expected = chance.of(at_risk, decimals)?;
    Some(Case { place, segment, days, chance, alive, future, at_risk, expected, cost, net: expected.checked_sub(cost)?, chosen: false })
}

/// A kept column of amounts, as far as it can be read.
struct Column<'a> {
    base: &'a Scored,
    amounts: AmountFormat,
    at: Option<usize>,
    blank: u64,
    unread: Option<(String, String)>,
}

impl<'a> Column<'a> {
    fn new(base: &'a Scored, terms: &Terms, at: Option<usize>) -> Column<'a> {
        Column { base, amounts: terms.amounts, at, blank: 0, unread: None }
    }

    /// The amount of this customer; none where the cell is blank or holds no amount.
    fn get(&mut self, place: usize) -> Option<Money> {
        let cell = self.base.customers.kept(place, self.at?);
        let amount = self.amounts.read(cell).ok().map(|figure| figure.value);
        if amount.is_none() {
            self.blank += 1;
            if !cell.is_empty() && self.unread.is_none() {
                self.unread = Some((self.base.customers.id(place).to_string(), cell.to_owned()));
            }
        }
        amount
    }

    fn remark(self) -> Option<Remark> {
        let column = self.base.kept.get(self.at?)?.clone();
        (self.blank > 0).then_some(Remark::NoAmount { column, customers: self.blank, example: self.unread })
    }
}

/// Marks whom to take on. None when a sum does not fit.
fn choose(mut cases: Vec<Case>, terms: &Terms) -> Option<WinBack> {
    cases.sort_by_key(|case| Reverse(case.net)); // stable: equals stay in the order of ids
    let worth = cases.partition_point(|case| case.net > Money::ZERO);
    let by_rank: Vec<usize> = (0..worth).collect();
    let mut chosen = take(&cases, &by_rank, terms);
    let mut short_of_best = None;
    if terms.budget.is_some() && cases[..worth].windows(2).any(|pair| pair[0].cost != pair[1].cost) {
        let mut by_return = by_rank.clone();
        by_return.sort_by(|a, b| compare(&cases[*b], &cases[*a]));
        let other = take(&cases, &by_return, terms);
        let net = |chosen: &[usize]| Together::of(chosen.iter().map(|at| &cases[*at])).map(|all| all.net);
        if net(&other)? > net(&chosen)? {
            chosen = other;
        }
        let short = bound(&cases, &by_return, terms)?.checked_sub(net(&chosen)?)?;
        short_of_best = (short > Money::ZERO).then_some(short);
    }
    chosen.iter().for_each(|at| cases[*at].chosen = true);
    let chosen = Together::of(cases.iter().filter(|case| case.chosen))?;
    Some(WinBack { cases, worth, chosen, short_of_best })
}

/// Those of the order that fit, one after the other.
fn take(cases: &[Case], order: &[usize], terms: &Terms) -> Vec<usize> {
    let mut left = terms.budget;
    let fits = |at: &usize| match left {
        None => true,
        Some(money) => {
            let rest = money.checked_sub(cases[*at].cost).filter(|rest| *rest >= Money::ZERO);
            left = rest.or(left);
            rest.is_some()
        }
    };
    order.iter().copied().filter(fits).take(terms.capacity.unwrap_or(usize::MAX)).collect()
}

/// No choice can bring more: the last one that does not fit is taken in part, or the capacity binds.
fn bound(cases: &[Case], by_return: &[usize], terms: &Terms) -> Option<Money> {
    let (mut left, mut most) = (terms.budget?, Money::ZERO);
    for case in by_return.iter().map(|at| &cases[*at]) {
        if case.cost > left {
            let part = case.net.share(left.micros(), case.cost.micros(), 6)?;
            most = most.checked_add(part)?;
            break;
        }
        left = left.checked_sub(case.cost)?;
        most = most.checked_add(case.net)?;
    }
    let by_capacity = Together::of(cases.iter().take_while(|case| case.net > Money::ZERO).take(terms.capacity.unwrap_or(usize::MAX)))?;
    Some(most.min(by_capacity.net))
}

/// By what remains for each unit of cost; what costs nothing is above all.
fn compare(a: &Case, b: &Case) -> Ordering {
    match (a.cost == Money::ZERO, b.cost == Money::ZERO) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ => compare_fractions([a.net.micros(), a.cost.micros()], [b.net.micros(), b.cost.micros()]),
    }
}

/// Two fractions of positive numbers, without products that could overflow: whole parts first, then the rests upside down.
fn compare_fractions([a, b]: [i128; 2], [c, d]: [i128; 2]) -> Ordering {
    match ((a / b).cmp(&(c / d)), a % b, c % d) {
        (Ordering::Equal, 0, rest) => 0.cmp(&rest),
        (Ordering::Equal, _, 0) => Ordering::Greater,
        (Ordering::Equal, a, c) => compare_fractions([d, c], [b, a]),
        (order, ..) => order,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clv::outlook::Outlook;
    use crate::plan::future::YEARS;
    use proptest::prelude::*;

    fn units(units: i64) -> Money {
        Money::from_units(units)
    }

    /// Of 1,000 the part of 60% is at risk, of which 20% are won 200 days after the last visit: 120, less 100. Whoever is certain to
    /// be a customer still cannot be won back.
    #[test]
    fn only_what_is_at_risk_can_be_won() {
        let outlook = Outlook { alive: 0.4, purchases: 2.0, value: None, clv: None, if_alive: Some(units(1000)) };
        let certain = Outlook { alive: 1.0, ..outlook };
        let terms = Terms { outlooks: Outlooks::of(vec![None, Some(outlook), Some(certain)]), ..Terms::new(Future::Clv { years: 3 }) };
        let case = |place| {
            let chances = (terms.chances.at(200), terms.alive_of(place));
            case(place, Segment::ImportantKeep, 200, chances, terms.future_of(place, units(7), 2), units(100), 2).unwrap()
        };
        assert_eq!((case(1).at_risk, case(1).expected, case(1).net), (units(600), units(120), units(20)));
        assert_eq!((case(2).at_risk, case(2).net), (units(0), units(-100)));
        assert_eq!((case(0).alive, case(0).net), (None, units(-100)));
    }

    fn terms() -> Terms {
        Terms::new(Future::Own { period: super::super::future::Period::Unknown, years: YEARS })
    }

    /// Cases of these costs and nets, whose places are their numbers.
    fn cases(figures: &[(i64, i64)]) -> Vec<Case> {
        let of = |(place, (cost, net)): (usize, &(i64, i64))| Case {
            place,
            segment: Segment::ImportantKeep,
            days: 90,
            chance: Chances::default().at(90),
            alive: None,
            future: units(0),
            at_risk: units(0),
            expected: units(cost + net),
            cost: units(*cost),
            net: units(*net),
            chosen: false,
        };
        figures.iter().enumerate().map(of).collect()
    }

    fn chosen(found: &WinBack) -> Vec<usize> {
        found.cases.iter().filter(|case| case.chosen).map(|case| case.place).collect()
    }

    #[test]
    fn the_courses_example() {
        // (60,000 − 3,500) / 3,500 = 56,500 / 3,500 = 16.142857…
        let ratio = roi(units(60_000), COURSE_COST).unwrap();
        assert_eq!((ratio.decimals(6), ratio.whole_percent()), ("16.142857".to_owned(), "1,614%".to_owned()));
        // At 90 days 60% of 60,000 are 36,000: 32,500 remain, 32,500 / 3,500 = 928.57%.
        let case = case(0, Segment::ImportantKeep, 90, (Chances::default().at(90), None), Some(units(60_000)), COURSE_COST, 2).unwrap();
        assert_eq!((case.expected, case.net), (units(36_000), units(32_500)));
        assert_eq!(case.roi().unwrap().whole_percent(), "929%");
        assert_eq!(case.roi_if_back(), Some(ratio));
    }

    #[test]
    fn by_rank_within_budget_and_capacity() {
        let figures = [(3500, 100), (3500, 900), (3500, 0), (3500, 900), (3500, -5), (3500, 300)];
        let choose = |budget: Option<i64>, capacity| {
            let terms = Terms { budget: budget.map(units), capacity, ..terms() };
            super::choose(cases(&figures), &terms).unwrap()
        };
        assert_eq!(choose(None, None).cases.iter().map(|case| case.place).collect::<Vec<_>>(), [1, 3, 5, 0, 2, 4]);
        assert_eq!((chosen(&choose(None, None)), choose(None, None).worth), (vec![1, 3, 5, 0], 4)); // nobody who brings nothing
        assert_eq!(chosen(&choose(Some(10_499), None)), [1, 3]);
        assert_eq!(chosen(&choose(Some(10_500), None)), [1, 3, 5]);
        assert_eq!(chosen(&choose(Some(10_500), Some(1))), [1]);
        assert_eq!(chosen(&choose(Some(0), None)), [0; 0]);
        assert_eq!(choose(Some(10_500), None).chosen.net, units(2100));
    }

    #[test]
    fn where_costs_differ_the_better_order_is_taken() {
        let choose = |figures: &[(i64, i64)], budget| {
            let terms = Terms { budget: Some(units(budget)), ..terms() };
            let found = super::choose(cases(figures), &terms).unwrap();
            (chosen(&found), found.short_of_best)
        };
        // By rank the first takes all of the budget for 100; by return the two others bring 160.
        assert_eq!(choose(&[(10, 100), (5, 80), (5, 80)], 10), (vec![1, 2], None));
        // By return the small one comes first, and the large one no longer fits; by rank it is the other way.
        // In part: 12 and 9 tenths of 100, 102; chosen 100.
        assert_eq!(choose(&[(10, 100), (1, 12)], 10), (vec![0], Some(units(2))));
        // What costs nothing is always taken.
        assert_eq!(choose(&[(10, 100), (0, 1)], 10), (vec![0, 1], None));
    }

    proptest! {
        /// Against every subset: never over budget or capacity, and the best is no farther than told; exact where costs are equal.
        #[test]
        fn against_every_choice(
            figures in proptest::collection::vec((0..6_i64, -3..20_i64), 0..9), budget in 0..20_i64, capacity in 0..9_usize, same: bool
        ) {
            let figures: Vec<_> = figures.into_iter().map(|(cost, net)| (if same { 3 } else { cost }, net)).collect();
            let terms = Terms { budget: Some(units(budget)), capacity: Some(capacity), ..terms() };
            let mut best = 0;
            for subset in 0..1_u32 << figures.len() {
                let of = || figures.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1).map(|(_, figure)| figure);
                if of().count() <= capacity && of().map(|(cost, _)| cost).sum::<i64>() <= budget {
                    best = best.max(of().map(|(_, net)| net).sum());
                }
            }
            let found = choose(cases(&figures), &terms).unwrap();
            prop_assert!(found.chosen.cost <= units(budget) && found.chosen.customers <= capacity);
            let most = found.chosen.net.checked_add(found.short_of_best.unwrap_or_default()).unwrap();
            prop_assert!(found.chosen.net <= units(best) && units(best) <= most);
            prop_assert!(!same || found.chosen.net == units(best));
        }

        #[test]
        fn fractions_compare_as_their_products(a in 0..500_i128, b in 1..500_i128, c in 0..500_i128, d in 1..500_i128) {
            prop_assert_eq!(compare_fractions([a, b], [c, d]), (a * d).cmp(&(c * b)));
        }
    }
}
