//! What can be set: whom to watch, the days of each level, the levels of the other rules, deadlines, owners, actions.
//!
//! The days and who follows are the source course's; the deadlines, the levels of the signs and what counts as long are
//! our own proposal.

use super::{Reason, Rule, Saw};
use crate::lang::{Lang, Text};
use crate::level::{Level, Rank};
use crate::rhythm::Silence;
use crate::segment::Segment;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Somebody by name.
    Named(Box<str>),
    /// Whoever has this rank.
    Role(Rank),
}

impl Owner {
    /// The name, or the rank's.
    pub fn text(&self, lang: Lang) -> &str {
        match self {
            Owner::Named(name) => name,
            Owner::Role(rank) => rank.text().get(lang),
        }
    }
}

/// Days until something must be done, for each level.
pub type Due = [u32; 3];

/// All that can be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Segments that are watched beside the important ones.
    pub also: Vec<Segment>,
    /// Days since the last visit from which each level holds, rising.
    pub days: [u32; 3],
    /// When a silence is too long for a customer's own rhythm.
    pub rhythm: Silence,
    /// A sign of so many days ago and more is no longer looked at.
    pub sign_days: u32,
    /// A wait of more minutes is long.
    pub wait_minutes: u32,
    /// So many visits are the first visits of a new customer.
    pub new_visits: u32,
    /// So many days after each of them its steps are asked for.
    pub welcome_days: u32,
    /// That they are due is no warning.
    pub welcome_is_routine: bool,
    /// A chance of being a customer still below so many millionths is low; 0 while nobody asked for that rule.
    pub alive_below: u32,
    /// A fall of that chance by more than so many millionths is steep; 0 while nobody asked for that rule.
    pub alive_drop: u32,
    /// Days until something must be done, by level.
    pub due: Due,
    /// The level of each rule, in their order; none where it is off. That of [`Rule::Days`] follows the days.
    levels: [Option<Level>; Rule::ALL.len()],
    /// Who acts at each level, where it is not the customer's advisor.
    owners: [Option<Owner>; 3],
    /// What to do, in the user's own words: by level, then by rule.
    actions: Vec<(Key, Box<str>)>,
}

/// What an action belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// To a level of the ladder of silence.
    Level(Level),
    /// To a rule.
    Rule(Rule),
}

/// A complaint of an important customer is answered within 24 hours: by the next day, where days are all that is known.
const COMPLAINT_DUE: u32 = 1;
/// After a first visit, or one of the first, the customer is called within 48 hours: our own stricter choice, the course allows
/// three days.
pub const CALL_DUE: u32 = 2;

impl Default for Settings {
    fn default() -> Self {
        let level = |rule| match rule {
            Rule::Complaint | Rule::Days => Some(Level::Red),
            _ => Some(Level::Yellow),
        };
        Settings {
            also: Vec::new(),
            days: [90, 120, 180],
            rhythm: Silence::default(),
            sign_days: 90,
            wait_minutes: 30,
            new_visits: 3,
            welcome_days: 7,
            welcome_is_routine: true,
            alive_below: 0,
            alive_drop: 0,
            due: [7, 5, 3],
            levels: Rule::ALL.map(level),
            owners: [None, None, None],
            actions: Vec::new(),
        }
    }
}

impl Settings {
    /// Is this segment watched?
    pub fn watches(&self, segment: Segment) -> bool {
        segment.is_important() || self.also.contains(&segment)
    }

    /// The rule is not switched off.
    pub fn is_on(&self, rule: Rule) -> bool {
        let is_asked = match rule {
            Rule::PAlive => self.alive_below > 0,
            Rule::PAliveDrop => self.alive_drop > 0,
            _ => true,
        };
        is_asked && self.level(rule).is_some()
    }

    /// The level of a rule by itself; none where it is off.
    pub fn level(&self, rule: Rule) -> Option<Level> {
        self.levels[rule as usize]
    }

    /// The level after so many days; none before the first.
    pub fn level_after(&self, days: u32) -> Option<Level> {
        Level::ALL.into_iter().rev().find(|level| days >= self.days[*level as usize])
    }

    /// Days until something must be done for this reason.
    pub fn due(&self, reason: &Reason, segment: Segment) -> u32 {
        let due = self.due[reason.level as usize];
        match (reason.rule, &reason.saw) {
            (Rule::Complaint, _) if segment.is_important() => due.min(COMPLAINT_DUE),
            (Rule::FirstRating, _) => due.min(CALL_DUE),
            // On the day itself a message; afterwards a call, within 48 hours of the visit.
            (Rule::FirstVisits, Saw::FirstVisits(_, 0)) => 0,
            (Rule::FirstVisits, Saw::FirstVisits(_, days)) => due.min(CALL_DUE.saturating_sub(*days)),
            _ => due,
        }
    }

    /// Who acts: as set; else what is the advisor's to do is done by the customer's own, where the data names one.
    pub fn owner(&self, level: Level, advisor: Option<&str>) -> Owner {
        match (&self.owners[level as usize], level, advisor) {
            (Some(owner), ..) => owner.clone(),
            (None, Level::Yellow | Level::Orange, Some(name)) => Owner::Named(name.into()),
            (None, Level::Yellow | Level::Orange, None) => Owner::Role(Rank::Advisor),
            (None, Level::Red, _) => Owner::Role(Rank::Manager),
        }
    }

    /// What to do, where the user says so.
    pub fn own_action(&self, reason: &Reason) -> Option<&str> {
        let is_of = |key: Key| self.actions.iter().rev().find(|(own, _)| *own == key).map(|(_, action)| &**action);
        let of_level = || is_of(Key::Level(reason.level)).filter(|_| matches!(reason.rule, Rule::Days | Rule::Rhythm));
        is_of(Key::Rule(reason.rule)).or_else(of_level)
    }

    /// Switches a rule off.
    pub fn switch_off(&mut self, rule: Rule) {
        self.levels[rule as usize] = None;
    }

    /// Takes `p-alive<0.5` and `p-alive-drop>0.2`, or percentages.
    pub fn set_rule(&mut self, text: &str) -> Result<(), Text> {
        let wrong =
            Text::new("'{}' is not a rule that can be set; write p-alive<0.5, p-alive<50% or, with --since, p-alive-drop>0.2", RULE_ZH);
        let is_below = text.contains('<');
        let (name, limit) = text.split_once(['<', '>']).ok_or(wrong)?;
        let (limit, of) = limit.trim().strip_suffix('%').map_or((limit.trim(), 1.0), |percent| (percent.trim(), 100.0));
        let limit: f64 = limit.parse::<f64>().map(|limit| limit / of).map_err(|_| wrong)?;
        let millionths = (limit * 1e6).round() as u32;
        match (Rule::find(name.trim()), is_below) {
            (Some(Rule::PAlive), true) if limit > 0.0 && limit <= 1.0 => self.alive_below = millionths,
            (Some(Rule::PAliveDrop), false) if limit > 0.0 && limit < 1.0 => self.alive_drop = millionths,
            _ => return Err(wrong),
        }
        Ok(())
    }

    /// Takes `complaint=orange` or `wait=off`.
    pub fn set_level(&mut self, pair: &str) -> Result<(), Text> {
        let (rule, value) = pair_of(pair)?;
        let no_rule = Text::new(
            "'{}': no such rule; there are complaint, first-rating, days, rhythm, cancelled, wait, p-alive, p-alive-drop and first-visits",
            NO_RULE_ZH,
        );
        let rule = Rule::find(rule).ok_or(no_rule)?;
        self.welcome_is_routine |= rule == Rule::FirstVisits;
        let level = match (rule, value) {
            (_, "off") => None,
            (Rule::FirstVisits, "routine") => Some(Level::Yellow), // whose owner and days it has
            (Rule::Days, _) => return Err(Text::new("'{}': the levels of days are --warn-days; here days can only be off", DAYS_ZH)),
            _ => Some(Level::find(value).ok_or(Text::new("'{}': a level is yellow, orange, red or off", LEVEL_ZH))?),
        };
        self.welcome_is_routine &= rule != Rule::FirstVisits || matches!(value, "off" | "routine");
        self.levels[rule as usize] = level;
        Ok(())
    }

    /// Takes `red=director` or `yellow=Nina Harlow`.
    pub fn set_owner(&mut self, pair: &str) -> Result<(), Text> {
        let (level, who) = pair_of(pair)?;
        let level = Level::find(level).ok_or(Text::new("'{}': a level is yellow, orange or red", LEVEL_ONLY_ZH))?;
        self.owners[level as usize] = Some(Rank::find(who).map_or_else(|| Owner::Named(who.into()), Owner::Role));
        Ok(())
    }

    /// Takes `yellow=Send a message` or `complaint=Call at once`.
    pub fn set_action(&mut self, pair: &str) -> Result<(), Text> {
        let (of, action) = pair_of(pair)?;
        let key = Level::find(of).map(Key::Level).or_else(|| Rule::find(of).map(Key::Rule));
        let key = key.ok_or(Text::new("'{}' begins with neither a level nor a rule", "“{}”的开头既不是级别，也不是规则"))?;
        self.actions.push((key, action.into()));
        Ok(())
    }
}

const RULE_ZH: &str = "“{}”不是可设定的规则；请写 p-alive<0.5、p-alive<50% 或 p-alive-drop>0.2";
const NO_RULE_ZH: &str =
    "“{}”：没有这条规则；可用 complaint、first-rating、days、rhythm、cancelled、wait、p-alive、p-alive-drop、first-visits";
const DAYS_ZH: &str = "“{}”：days 的级别由 --warn-days 决定；这里只能写 days=off";
const LEVEL_ZH: &str = "“{}”：级别只能是 yellow、orange、red 或 off";
const LEVEL_ONLY_ZH: &str = "“{}”：级别只能是 yellow、orange 或 red";

/// Both sides of `KEY=VALUE`.
fn pair_of(pair: &str) -> Result<(&str, &str), Text> {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let is_whole = !key.trim().is_empty() && !value.trim().is_empty();
    if is_whole { Ok((key.trim(), value.trim())) } else { Err(Text::new("'{}' is not NAME=VALUE", "“{}”不是“名称=取值”")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(rule: Rule, level: Level) -> Reason {
        Reason { rule, level, saw: Saw::Days(1) }
    }

    #[test]
    fn the_ladder_of_the_course() {
        let settings = Settings::default();
        for (days, level) in [
            (0, None),
            (89, None),
            (90, Some(Level::Yellow)),
            (119, Some(Level::Yellow)),
            (120, Some(Level::Orange)),
            (179, Some(Level::Orange)),
            (180, Some(Level::Red)),
            (u32::MAX, Some(Level::Red)),
        ] {
            assert_eq!(settings.level_after(days), level, "{days}");
        }
    }

    #[test]
    fn rules_that_are_set() {
        let mut settings = Settings::default();
        assert!(!settings.is_on(Rule::PAlive), "unasked it is off");
        for (text, millionths) in [("p-alive<0.5", 500_000), (" p-alive < 12.5% ", 125_000), ("p-alive<1", 1_000_000)] {
            settings.set_rule(text).unwrap();
            assert_eq!((settings.alive_below, settings.is_on(Rule::PAlive)), (millionths, true));
        }
        assert!(!settings.is_on(Rule::PAliveDrop), "unasked it is off");
        for (text, millionths) in [("p-alive-drop>0.2", 200_000), ("p-alive-drop > 20% ", 200_000), ("p-alive-drop>99.9%", 999_000)] {
            settings.set_rule(text).unwrap();
            assert_eq!((settings.alive_drop, settings.is_on(Rule::PAliveDrop), settings.alive_below), (millionths, true, 1_000_000));
        }
        for text in [
            "p-alive-drop<0.2", "p-alive-drop>0", "p-alive-drop>1", "p-alive<0", "p-alive<1.1", "p-alive>0.5", "wait<30", "p-alive",
            "p-alive<", "p-alive<x", "p-alive<nan",
        ] {
            assert!(settings.set_rule(text).is_err(), "{text}");
        }
        settings.set_level("p-alive=off").unwrap();
        assert!(!settings.is_on(Rule::PAlive));
    }

    #[test]
    fn deadlines() {
        let settings = Settings::default();
        for (rule, level, segment, days) in [
            (Rule::Days, Level::Yellow, Segment::ImportantKeep, 7),
            (Rule::Days, Level::Red, Segment::ImportantKeep, 3),
            (Rule::Complaint, Level::Red, Segment::ImportantValue, 1),
            (Rule::Complaint, Level::Red, Segment::GeneralValue, 3),
        ] {
            assert_eq!(settings.due(&reason(rule, level), segment), days);
        }
        let at_once = Settings { due: [0, 0, 0], ..Settings::default() };
        assert_eq!(at_once.due(&reason(Rule::Complaint, Level::Red), Segment::ImportantValue), 0);
    }

    #[test]
    fn owners() {
        let mut settings = Settings::default();
        assert_eq!(settings.owner(Level::Orange, Some("Nina")), Owner::Named("Nina".into()));
        assert_eq!(settings.owner(Level::Orange, None), Owner::Role(Rank::Advisor));
        assert_eq!(settings.owner(Level::Red, Some("Nina")), Owner::Role(Rank::Manager), "the manager steps in personally");
        settings.set_owner("orange = 总监").unwrap();
        settings.set_owner("red=Chen Wei").unwrap();
        assert_eq!(settings.owner(Level::Orange, Some("Nina")), Owner::Role(Rank::Director));
        assert_eq!(settings.owner(Level::Red, None), Owner::Named("Chen Wei".into()));
        assert!(settings.set_owner("green=Nina").is_err() && settings.set_owner("red=").is_err() && settings.set_owner("red").is_err());
    }

    #[test]
    fn levels_of_rules() {
        let mut settings = Settings::default();
        for pair in ["complaint=orange", "wait=off", "days=off", "rhythm=橙色"] {
            settings.set_level(pair).unwrap();
        }
        let yellow = Some(Level::Yellow);
        assert_eq!(
            Rule::ALL.map(|rule| settings.level(rule)),
            [Some(Level::Orange), yellow, None, Some(Level::Orange), yellow, None, yellow, yellow, yellow]
        );
        assert!(["days=red", "silence=red", "wait=green", "wait", "=red"].iter().all(|pair| settings.set_level(pair).is_err()));
    }

    #[test]
    fn actions_in_the_users_words() {
        let mut settings = Settings::default();
        settings.set_action("yellow=Write a card").unwrap();
        settings.set_action("complaint=Ring the bell").unwrap();
        assert_eq!(settings.own_action(&reason(Rule::Rhythm, Level::Yellow)), Some("Write a card"));
        assert_eq!(settings.own_action(&reason(Rule::Cancelled, Level::Yellow)), None, "a sign has an action of its own");
        assert_eq!(settings.own_action(&reason(Rule::Complaint, Level::Red)), Some("Ring the bell"));
        assert!(settings.set_action("purple=x").is_err());
    }
}
