//! Where a customer stands with us: one of five stages, derived from the days of their visits by one exact rule.
//!
//! The rule, with its defaults in brackets. A visit is a day with a purchase, in the window or before it, up to the as-of
//! date; the silence is the whole days since the last one. Silence comes first, and only who is not silent is counted:
//!
//! | stage | holds where |
//! |---|---|
//! | churned | silent for (2) times the days from which dormant holds, and for (365) days at least |
//! | dormant | silent for (2) times the customer's usual gap, and for (30) days at least; who has no rhythm yet, for (180) days |
//! | established | (6) visits or more |
//! | growing | (4) visits or more |
//! | new | 1 visit or more |
//!
//! The usual gap is that of [`rhythm`](crate::rhythm), so a customer is dormant from the very day on which `rfm alerts` says
//! that their rhythm is broken. Who has visited on fewer than four days has no rhythm. Refunds are no visits: a customer
//! with nothing else has no stage.
//!
//! Why these numbers: the stages and the visits of each are the source course's, whose ranges overlap (first to the 2nd–3rd
//! visit, 2 to 5, 6 and more), so new ends where its routine for the first three visits does. 180 days are its last level
//! of warning, after which one in five comes back. 365 days are the time in which it counts a repurchase, and close to
//! twice 180, so that twice holds for those with a rhythm too: somebody who comes once a year has left only after years.

use crate::date::Day;
use crate::lang::{Lang, Text};
use crate::rhythm::{Rhythm, Silence, times};

/// One of the five stages, as a relation grows and fades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Stage {
    /// The first visits: trust has to be won.
    New,
    /// Trusts, and has no habit yet.
    Growing,
    /// Comes steadily.
    Established,
    /// Silent for longer than is usual for this customer.
    Dormant,
    /// Silent for too long.
    Churned,
}

impl Stage {
    /// All five, in order.
    pub const ALL: [Stage; 5] = [Stage::New, Stage::Growing, Stage::Established, Stage::Dormant, Stage::Churned];

    /// Machine-readable name, never translated.
    pub const fn slug(self) -> &'static str {
        match self {
            Stage::New => "new",
            Stage::Growing => "growing",
            Stage::Established => "established",
            Stage::Dormant => "dormant",
            Stage::Churned => "churned",
        }
    }

    /// Its name for people.
    pub const fn text(self) -> Text {
        match self {
            Stage::New => Text::new("New", "新客户期"),
            Stage::Growing => Text::new("Growing", "成长期"),
            Stage::Established => Text::new("Established", "成熟期"),
            Stage::Dormant => Text::new("Dormant", "休眠期"),
            Stage::Churned => Text::new("Churned", "流失期"),
        }
    }

    /// Its name in this language.
    pub const fn name(self, lang: Lang) -> &'static str {
        self.text().get(lang)
    }

    /// What a customer in this stage needs, and how to give it.
    pub const fn needs(self) -> Text {
        match self {
            Stage::New => Text::new(
                "Trust: receive them in person, explain in plain words, call within 48 hours",
                "建立信任：专人接待，用大白话讲清楚，48 小时内回访",
            ),
            Stage::Growing => Text::new(
                "A habit: agree on the next visit before they leave, and give a reason for it",
                "养成习惯：离店前约好下一次，并说清为什么要来",
            ),
            Stage::Established => Text::new(
                "To be kept: one fixed advisor, thanks for their loyalty, and ask whom they would bring",
                "用心留住：固定一位顾问，回馈老客户，再请他们推荐亲友",
            ),
            Stage::Dormant => Text::new(
                "A reason to come back: a service that is due, or what was left open last time",
                "一个回来的理由：到期的保养，或者上次没办完的事",
            ),
            Stage::Churned => {
                Text::new("To be asked why they left; one last try, then leave them in peace", "问清离开的原因；再联系一次，之后不再打扰")
            }
        }
    }

    /// The stage of this name, in either language.
    pub fn find(name: &str) -> Option<Stage> {
        let name = name.trim().to_lowercase();
        Stage::ALL.into_iter().find(|stage| name == stage.slug() || name == stage.text().zh)
    }
}

/// What can be set of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The visit with which growing begins.
    pub growing: u32,
    /// The visit with which established begins; more than `growing`.
    pub established: u32,
    /// When a silence breaks a customer's own rhythm.
    pub rhythm: Silence,
    /// Dormant from so many days, where there is no rhythm.
    pub dormant_days: u32,
    /// Churned from so many hundredths of the days from which dormant holds, not fewer than 100.
    pub churned_hundredths: u32,
    /// Churned not before so many days.
    pub churned_days: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { growing: 4, established: 6, rhythm: Silence::default(), dormant_days: 180, churned_hundredths: 200, churned_days: 365 }
    }
}

/// A customer's visits up to a day, as far as the rule looks at them. More days can be added as time goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// The day of the first visit.
    pub first: Day,
    /// The day of the last one.
    pub last: Day,
    /// How many days with a visit.
    pub visits: u32,
    /// Whole days since the last.
    pub silent: u32,
    /// The gaps between them.
    pub rhythm: Rhythm,
}

impl History {
    /// Of so many visits of which only the last day is known, as of this day: no rhythm shows. None where there is no visit.
    pub fn counted(visits: u64, last: Day, as_of: Day) -> Option<History> {
        let visits = u32::try_from(visits).unwrap_or(u32::MAX);
        (visits > 0).then(|| History { visits, ..History::start(last).on(as_of) })
    }

    fn start(day: Day) -> History {
        History { first: day, last: day, visits: 1, silent: 0, rhythm: Rhythm::default() }
    }

    /// With a visit on a later day; one on the same day is the same visit.
    pub fn visit(before: Option<History>, day: Day) -> History {
        let Some(mut history) = before else { return History::start(day) };
        let gap = day.since(history.last).max(0) as u32;
        history.rhythm = history.rhythm.with(gap);
        History { last: day, visits: history.visits + u32::from(gap > 0), silent: 0, ..history }
    }

    /// The same visits, seen from this day, which must not lie before the last.
    pub fn on(self, as_of: Day) -> History {
        History { silent: as_of.since(self.last).max(0) as u32, ..self }
    }

    /// Of the days of a customer's purchases, which must come in their order; those after the as-of date do not count. None
    /// where none is left.
    pub fn of(days: impl Iterator<Item = Day>, as_of: Day) -> Option<History> {
        let up_to = days.take_while(|day| *day <= as_of);
        up_to.fold(None, |history, day| Some(History::visit(history, day))).map(|history| history.on(as_of))
    }

    /// From how many days of silence on the customer is dormant.
    pub fn dormant_from(&self, rules: &Rules) -> u32 {
        self.rhythm.too_long_from(&rules.rhythm).unwrap_or(rules.dormant_days)
    }

    /// From how many days of silence on the customer has churned; never before they are dormant.
    pub fn churned_from(&self, rules: &Rules) -> u32 {
        let dormant = self.dormant_from(rules);
        times(dormant, rules.churned_hundredths).max(dormant).max(rules.churned_days)
    }

    /// The stage, by the rule above.
    pub fn stage(&self, rules: &Rules) -> Stage {
        match self {
            _ if self.silent >= self.churned_from(rules) => Stage::Churned,
            _ if self.silent >= self.dormant_from(rules) => Stage::Dormant,
            _ if self.visits >= rules.established => Stage::Established,
            _ if self.visits >= rules.growing => Stage::Growing,
            _ => Stage::New,
        }
    }
}

/// The stage on a day of a customer who bought on these days, which must come in their order. Those after the as-of date do
/// not count, and several on one day are one visit. None where no visit is left.
pub fn stage(days: impl Iterator<Item = Day>, as_of: Day, rules: &Rules) -> Option<Stage> {
    Some(History::of(days, as_of)?.stage(rules))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(days: &[i32], as_of: i32) -> Option<Stage> {
        stage(days.iter().map(|day| Day::from_number(*day)), Day::from_number(as_of), &Rules::default())
    }

    #[test]
    fn who_comes_is_counted() {
        for (days, as_of, expected) in [
            (&[][..], 0, None),
            (&[5], 4, None), // nothing yet
            (&[5], 5, Some(Stage::New)),
            (&[5, 5, 5, 5, 5, 5], 5, Some(Stage::New)), // one visit
            (&[0, 50, 100], 150, Some(Stage::New)),
            (&[0, 50, 100, 150], 150, Some(Stage::Growing)),
            (&[0, 50, 100, 150, 200], 200, Some(Stage::Growing)),
            (&[0, 50, 100, 150, 200, 250], 250, Some(Stage::Established)),
            (&[0, 50, 100, 150, 200, 250], 249, Some(Stage::Growing)), // the sixth is to come
        ] {
            assert_eq!(on(days, as_of), expected, "{days:?} on {as_of}");
        }
    }

    #[test]
    fn silence_outranks_the_count() {
        // Without a rhythm: dormant from 180 days, churned from 365, since twice 180 are 360.
        let few = &[0, 10, 100];
        for (silent, expected) in [(179, Stage::New), (180, Stage::Dormant), (364, Stage::Dormant), (365, Stage::Churned)] {
            assert_eq!(on(few, 100 + silent), Some(expected), "{silent} days");
        }
        // Usually back within 40 days: dormant from 80; twice that is less than a year.
        let monthly = &[0, 40, 75, 115, 145, 180]; // 40, 35, 40, 30, 35
        for (silent, expected) in [(79, Stage::Established), (80, Stage::Dormant), (364, Stage::Dormant), (365, Stage::Churned)] {
            assert_eq!(on(monthly, 180 + silent), Some(expected), "{silent} days");
        }
        // Usually back within 300 days: dormant from 600, churned from 1,200.
        let yearly = &[0, 300, 590, 890];
        for (silent, expected) in [(599, Stage::Growing), (600, Stage::Dormant), (1199, Stage::Dormant), (1200, Stage::Churned)] {
            assert_eq!(on(yearly, 890 + silent), Some(expected), "{silent} days");
        }
        // A weekly customer is not missed within days.
        assert_eq!((on(&[0, 7, 14, 21], 50), on(&[0, 7, 14, 21], 51)), (Some(Stage::Growing), Some(Stage::Dormant)));
    }

    #[test]
    fn other_rules() {
        let rules = Rules { growing: 2, established: 3, dormant_days: 10, churned_hundredths: 150, churned_days: 0, ..Rules::default() };
        let on = |silent| stage([0, 1].map(Day::from_number).into_iter(), Day::from_number(1 + silent), &rules);
        assert_eq!([9, 10, 14, 15].map(on), [Stage::Growing, Stage::Dormant, Stage::Dormant, Stage::Churned].map(Some));
        let never_before_dormant = Rules { churned_hundredths: 100, ..rules };
        assert_eq!(stage([Day::from_number(0)].into_iter(), Day::from_number(10), &never_before_dormant), Some(Stage::Churned));
    }

    #[test]
    fn names_in_both_languages() {
        for (number, stage) in Stage::ALL.into_iter().enumerate() {
            assert_eq!((stage as usize, Stage::find(stage.slug()), Stage::find(stage.text().zh)), (number, Some(stage), Some(stage)));
        }
        assert_eq!((Stage::find(" Dormant "), Stage::find("gone")), (Some(Stage::Dormant), None));
    }

    proptest! {
        /// Against the table of the rule, spelled out over a sorted list of gaps; and nobody comes back by waiting.
        #[test]
        fn like_the_table(mut days in proptest::collection::vec(0..1500_i32, 1..12), silent in 0..2500_i32, more in 0..800_i32) {
            days.sort_unstable();
            let last = days[days.len() - 1];
            let found = on(&days, last + silent).unwrap();
            let after = on(&days, last + silent + more).unwrap();
            days.dedup();
            let mut gaps: Vec<i32> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
            gaps.sort_unstable();
            let dormant = if gaps.len() >= 3 { (2 * gaps[gaps.len() - 2]).max(30) } else { 180 };
            let by_count = match days.len() { 1..=3 => Stage::New, 4..=5 => Stage::Growing, _ => Stage::Established };
            let expected = match silent {
                days if days >= (2 * dormant).max(365) => Stage::Churned,
                days if days >= dormant => Stage::Dormant,
                _ => by_count,
            };
            prop_assert_eq!(found, expected);
            prop_assert!(after == by_count || after >= found.max(Stage::Dormant));
        }
    }
}
