//! Churn: of the customers who were there when a quarter began, how many churned before it ended; and how the best fare in a
//! year.
//!
//! Both ends of a quarter are judged by the one rule of stages, on the visits up to that day. **Churned**: in any other stage
//! at the start, churned at the end. Since nobody churns before so many days of silence, this trails by as much, so beside it
//! stands what moves first: **gone silent**, of those who were active (new, growing or established) at the start, dormant or
//! churned at the end; and **back**, silent at the start and active at the end. A quarter is observable where it is over and
//! the data begins so many days before it as such a silence takes; else its rate is blank, since nobody could have gone.
//!
//! A year of the best: of the customers in Important · value a year before the last day of the data, or the as-of date where that is
//! earlier, scored from what was known then over a window as long, those without one visit since.

use crate::customer::Measures;
use crate::date::{Day, Span, Window};
use crate::policy::Policy;
use crate::score::{FixedCuts, Thresholds};
use crate::scored::Scored;
use crate::segment::Segment;
use crate::stage::{History, Rules, Stage};
use crate::summary::Ratio;
use chrono::Datelike;
use std::collections::BTreeMap;

/// Course figure: quarterly churn of the industry, in per cent.
pub const COURSE_QUARTER: u8 = 12;
/// Course figure: yearly churn of Important · value is below this, in per cent.
pub const COURSE_BEST: u8 = 5;

/// A quarter of a year, counted from the first of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter(i32);

impl Quarter {
    /// The quarter of this day.
    pub fn of(day: Day) -> Quarter {
        let date = day.date();
        Quarter(date.year() * 4 + date.month0() as i32 / 3)
    }

    /// The one after it.
    pub fn next(self) -> Quarter {
        Quarter(self.0.saturating_add(1))
    }

    /// The day before it; none beyond the days that are known.
    pub fn eve(self) -> Option<Day> {
        Some(Day::of(self.0.div_euclid(4), self.0.rem_euclid(4) as u32 * 3 + 1, 1)?.plus(-1))
    }

    /// Its last day; none beyond the days that are known.
    pub fn last_day(self) -> Option<Day> {
        self.next().eve()
    }
}

impl std::fmt::Display for Quarter {
    /// `2026-Q4`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-Q{}", self.0.div_euclid(4), self.0.rem_euclid(4) + 1)
    }
}

/// How customers moved in one quarter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// There at the start, and not churned.
    pub here: u64,
    /// Of those, churned at the end.
    pub churned: u64,
    /// Active at the start: new, growing or established.
    pub active: u64,
    /// Of those, dormant or churned at the end.
    pub silent: u64,
    /// Dormant or churned at the start, active at the end.
    pub back: u64,
    /// First here in the quarter.
    pub joined: u64,
}

impl Moves {
    fn take(&mut self, before: Option<Stage>, after: Stage) {
        let is_active = |stage: Stage| stage < Stage::Dormant;
        match before {
            None => self.joined += 1,
            Some(before) => {
                self.here += u64::from(before != Stage::Churned);
                self.churned += u64::from(before != Stage::Churned && after == Stage::Churned);
                self.active += u64::from(is_active(before));
                self.silent += u64::from(is_active(before) && !is_active(after));
                self.back += u64::from(!is_active(before) && is_active(after));
            }
        }
    }

    fn merge(&mut self, more: Moves) {
        self.here += more.here;
        self.churned += more.churned;
        self.active += more.active;
        self.silent += more.silent;
        self.back += more.back;
        self.joined += more.joined;
    }
}

/// The moves of some of the customers, by quarter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quarters(BTreeMap<Quarter, Moves>);

impl Quarters {
    /// Takes a customer with the days of their visits in order, quarter by quarter up to the last one that is over.
    pub fn take(&mut self, days: impl Iterator<Item = Day>, as_of: Day, rules: &Rules) {
        let mut days = days.take_while(|day| *day <= as_of).peekable();
        let Some(first) = days.peek().copied() else { return };
        let (mut quarter, mut history, mut before) = (Quarter::of(first), None, None);
        while let Some(end) = quarter.last_day().filter(|end| *end <= as_of) {
            while let Some(day) = days.next_if(|day| *day <= end) {
                history = Some(History::visit(history, day));
            }
            let after = history.map(|history| history.on(end).stage(rules));
            if let Some(after) = after {
                self.0.entry(quarter).or_default().take(before, after);
            }
            (before, quarter) = (after, quarter.next());
        }
    }

    /// Both together.
    pub fn merge(&mut self, other: Quarters) {
        other.0.into_iter().for_each(|(quarter, more)| self.0.entry(quarter).or_default().merge(more));
    }

    /// The quarters that are over, the first one first; `first` is the first day of the data.
    pub fn churn(&self, first: Option<Day>, rules: &Rules) -> Vec<Churn> {
        let reaches = |quarter: Quarter, days: u32| {
            let from = quarter.eve().map(|eve| eve.plus(-i32::try_from(days).unwrap_or(i32::MAX)));
            first.zip(from).is_some_and(|(first, from)| first <= from)
        };
        let row = |(quarter, moves): (&Quarter, &Moves)| Churn {
            quarter: *quarter,
            moves: *moves,
            rate: Ratio::of(moves.churned.into(), moves.here.into()).filter(|_| reaches(*quarter, rules.churned_days)),
            gone_silent: Ratio::of(moves.silent.into(), moves.active.into()).filter(|_| reaches(*quarter, rules.dormant_days)),
        };
        self.0.iter().map(row).collect()
    }
}

/// One quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Churn {
    /// Which.
    pub quarter: Quarter,
    /// Who moved.
    pub moves: Moves,
    /// Churned, of those who were there; none where the data does not reach back far enough or nobody was there.
    pub rate: Option<Ratio>,
    /// Gone silent, of those who were active; none likewise.
    pub gone_silent: Option<Ratio>,
}

/// How the best customers of a year ago have fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Best {
    /// The day a year ago.
    pub then: Day,
    /// How many were in Important · value.
    pub customers: u64,
    /// Those of them without a visit since.
    pub lost: u64,
}

impl Best {
    /// The part that is lost; none where there was nobody.
    pub fn rate(&self) -> Option<Ratio> {
        Ratio::of(self.lost.into(), self.customers.into())
    }
}

/// A year back.
const YEAR: Window = Window { count: 12, span: Span::Months };

/// The best of a year before `until`, by the history that was kept; none where the data begins later, with `first`.
pub fn best(base: &Scored, cuts: &FixedCuts, (first, until): (Day, Day)) -> Option<Best> {
    let then = YEAR.start(until);
    if first > then {
        return None;
    }
    let start = Policy { as_of: Some(then), ..base.policy }.window_start();
    let past = |place: usize| base.customers.past_measures(place, then, start);
    let take = |all: &mut Vec<Measures>, place: usize, _: Measures| all.extend(past(place));
    let everybody = base.customers.fold(Vec::new, take, |all, mut more| all.append(&mut more));
    let thresholds = Thresholds::new(&everybody[..], cuts);
    let is_best = |measures: &Measures| Segment::of(thresholds.score(measures), base.high) == Segment::ImportantValue;
    let take = |best: &mut Best, place: usize, now: Measures| {
        if past(place).is_some_and(|measures| is_best(&measures)) {
            best.customers += 1;
            best.lost += u64::from(now.last_purchase.is_none_or(|last| last <= then));
        }
    };
    let merge = |all: &mut Best, more: Best| {
        all.customers += more.customers;
        all.lost += more.lost;
    };
    Some(base.customers.fold(|| Best { then, customers: 0, lost: 0 }, take, merge))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn quarters() {
        let quarter = Quarter::of(day("2026-12-31"));
        assert_eq!(
            (quarter.to_string().as_str(), quarter.eve(), quarter.last_day()),
            ("2026-Q4", Some(day("2026-09-30")), Some(day("2026-12-31")))
        );
        assert_eq!(Quarter::of(day("2027-01-01")), quarter.next());
    }

    /// A comes on 2024-12-10 alone; B on 2025-01-10, and again on 2026-03-31; C on 2025-06-30 alone, as of 2026-07-31. Without a
    /// rhythm, dormant from 180 days, churned from 365.
    ///
    /// | end of quarter | A silent | B silent | C silent |
    /// |---|---|---|---|
    /// | 2024-12-31 | 21 new | – | – |
    /// | 2025-03-31 | 111 new | 80 new | – |
    /// | 2025-06-30 | 202 dormant | 171 new | 0 new |
    /// | 2025-09-30 | 294 dormant | 263 dormant | 92 new |
    /// | 2025-12-31 | 386 churned | 355 dormant | 184 dormant |
    /// | 2026-03-31 | churned | 0 new | 274 dormant |
    /// | 2026-06-30 | churned | 91 new | 365 churned |
    #[test]
    fn worked_by_hand() {
        let as_of = day("2026-07-31");
        let mut parts = [Quarters::default(), Quarters::default()];
        parts[0].take(["2024-12-10"].map(day).into_iter(), as_of, &Rules::default());
        parts[1].take(["2025-01-10", "2026-03-31"].map(day).into_iter(), as_of, &Rules::default());
        parts[1].take(["2025-06-30", "2026-08-01"].map(day).into_iter(), as_of, &Rules::default()); // the second is to come
        let [mut all, more] = parts;
        all.merge(more);
        let rows = all.churn(Some(day("2024-12-10")), &Rules::default());
        let moves = |row: &Churn| {
            let Moves { here, churned, active, silent, back, joined } = row.moves;
            (row.quarter.to_string(), [here, churned, active, silent, back, joined])
        };
        let expected = [
            ("2024-Q4", [0, 0, 0, 0, 0, 1]),
            ("2025-Q1", [1, 0, 1, 0, 0, 1]),
            ("2025-Q2", [2, 0, 2, 1, 0, 1]),
            ("2025-Q3", [3, 0, 2, 1, 0, 0]),
            ("2025-Q4", [3, 1, 1, 1, 0, 0]),
            ("2026-Q1", [2, 0, 0, 0, 1, 0]),
            ("2026-Q2", [2, 1, 1, 0, 0, 0]),
        ];
        assert_eq!(rows.iter().map(moves).collect::<Vec<_>>(), expected.map(|(quarter, moves)| (quarter.to_owned(), moves)));
        // The data begins 112 days before 2025-Q2, 203 before Q3, 295 before Q4 and 387 before 2026-Q1.
        let shown = |rate: Option<Ratio>| rate.map(|rate| rate.percent());
        assert_eq!(
            rows.iter().map(|row| shown(row.gone_silent)).collect::<Vec<_>>()[2..5],
            [None, Some("50.0%".into()), Some("100.0%".into())]
        );
        assert_eq!(rows.iter().map(|row| shown(row.rate)).collect::<Vec<_>>()[4..], [None, Some("0.0%".into()), Some("50.0%".into())]);
        assert_eq!(rows[5].gone_silent, None, "nobody was active");
    }
}
