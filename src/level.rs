//! How urgent a warning is, and who follows it: two ladders, climbed by silence and by missed deadlines.
//!
//! The levels and the ranks are the source course's. What raises a level is `alert`; what moves a task up a rank is `task`.

use crate::lang::Text;
use serde::{Deserialize, Serialize};

/// How urgent a warning is, the least urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A message or a call of care.
    Yellow,
    /// A visit in person.
    Orange,
    /// The service manager steps in.
    Red,
}

impl Level {
    /// All levels, the least urgent first.
    pub const ALL: [Level; 3] = [Level::Yellow, Level::Orange, Level::Red];

    /// Machine-readable name, never translated.
    pub const fn slug(self) -> &'static str {
        match self {
            Level::Yellow => "yellow",
            Level::Orange => "orange",
            Level::Red => "red",
        }
    }

    /// Its name for people.
    pub const fn text(self) -> Text {
        match self {
            Level::Yellow => Text::new("yellow", "黄色"),
            Level::Orange => Text::new("orange", "橙色"),
            Level::Red => Text::new("red", "红色"),
        }
    }

    /// The level of this name, in either language.
    pub fn find(name: &str) -> Option<Level> {
        let name = name.trim().to_lowercase();
        Level::ALL.into_iter().find(|level| name == level.slug() || name == level.text().zh)
    }

    /// The rank that follows a warning of this level.
    pub const fn rank(self) -> Rank {
        match self {
            Level::Yellow => Rank::Advisor,
            Level::Orange => Rank::Manager,
            Level::Red => Rank::Director,
        }
    }
}

/// Who follows a warning, the lowest rank first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// The service advisor.
    Advisor,
    /// The service manager.
    Manager,
    /// The director, or the head of the region.
    Director,
}

impl Rank {
    /// All ranks, the lowest first.
    pub const ALL: [Rank; 3] = [Rank::Advisor, Rank::Manager, Rank::Director];

    /// Machine-readable name, never translated.
    pub const fn slug(self) -> &'static str {
        match self {
            Rank::Advisor => "advisor",
            Rank::Manager => "manager",
            Rank::Director => "director",
        }
    }

    /// Its name for people.
    pub const fn text(self) -> Text {
        match self {
            Rank::Advisor => Text::new("service advisor", "服务顾问"),
            Rank::Manager => Text::new("service manager", "服务经理"),
            Rank::Director => Text::new("director", "总监"),
        }
    }

    /// The rank of this name, in either language.
    pub fn find(name: &str) -> Option<Rank> {
        let name = name.trim().to_lowercase();
        Rank::ALL.into_iter().find(|rank| name == rank.slug() || name == rank.text().en || name == rank.text().zh)
    }

    /// One rank up; none above the highest.
    pub const fn up(self) -> Option<Rank> {
        match self {
            Rank::Advisor => Some(Rank::Manager),
            Rank::Manager => Some(Rank::Director),
            Rank::Director => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladders_of_the_course() {
        assert_eq!(Level::ALL.map(Level::rank), Rank::ALL);
        assert_eq!(Rank::ALL.map(Rank::up), [Some(Rank::Manager), Some(Rank::Director), None]);
        assert!(Level::Yellow < Level::Orange && Level::Orange < Level::Red);
    }

    #[test]
    fn names_in_both_languages() {
        assert_eq!((Level::find(" RED "), Level::find("橙色"), Level::find("green")), (Some(Level::Red), Some(Level::Orange), None));
        assert_eq!(
            (Rank::find("Service Manager"), Rank::find("总监"), Rank::find("boss")),
            (Some(Rank::Manager), Some(Rank::Director), None)
        );
    }
}
