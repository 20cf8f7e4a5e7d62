//! The eight segments: one table, read by scoring, reports, export, SQL and the docs alike.
//!
//! Patterns, names and typical ranges are the source course's; the plain words and slugs are ours. What to do for a
//! segment is `playbook`.

use crate::lang::{Lang, Text};
use crate::near::nearest;
use crate::score::Scores;

/// One of the eight segments, in the order of the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Segment {
    /// R, F and M high.
    ImportantValue,
    /// F and M high, R low.
    ImportantKeep,
    /// R and M high, F low.
    ImportantDevelop,
    /// M high, R and F low.
    ImportantWinBack,
    /// R and F high, M low.
    GeneralValue,
    /// F high, R and M low.
    GeneralKeep,
    /// R high, F and M low.
    GeneralDevelop,
    /// R, F and M low.
    Lost,
}

/// A typical range in per cent, both ends within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Lower end.
    pub low: u8,
    /// Upper end.
    pub high: u8,
}

impl Range {
    /// `5–8%`; a range from nothing is "about 0%".
    pub fn show(self, lang: Lang) -> String {
        match self {
            Range { low: 0, .. } => lang.pick("about 0%", "接近 0%").to_owned(),
            Range { low, high } => format!("{low}–{high}%"),
        }
    }
}

/// What the table says of a segment.
pub struct Profile {
    /// The segment.
    pub segment: Segment,
    /// Machine-readable name, never translated.
    pub slug: &'static str,
    /// The course's name.
    pub name: Text,
    /// What that means, in plain words.
    pub plain: Text,
    /// R high, F high, M high.
    pub pattern: [bool; 3],
    /// Typical share of customers.
    pub typical_share: Range,
    /// Typical share of profit.
    pub typical_value_share: Range,
}

const fn range(low: u8, high: u8) -> Range {
    Range { low, high }
}

/// The table of the eight segments. "About 0%" is held to be at most 1%.
pub const PROFILES: [Profile; 8] = [
    Profile {
        segment: Segment::ImportantValue,
        slug: "important-value",
        name: Text::new("Important · value", "重要价值"),
        plain: Text::new("best customers", "最优质的客户"),
        pattern: [true, true, true],
        typical_share: range(5, 8),
        typical_value_share: range(40, 50),
    },
    Profile {
        segment: Segment::ImportantKeep,
        slug: "important-keep",
        name: Text::new("Important · keep", "重要保持"),
        plain: Text::new("best customers slipping away", "正在流失的优质客户"),
        pattern: [false, true, true],
        typical_share: range(3, 5),
        typical_value_share: range(15, 20),
    },
    Profile {
        segment: Segment::ImportantDevelop,
        slug: "important-develop",
        name: Text::new("Important · develop", "重要发展"),
        plain: Text::new("big spenders, few visits yet", "消费高、到店还不多"),
        pattern: [true, false, true],
        typical_share: range(4, 6),
        typical_value_share: range(10, 15),
    },
    Profile {
        segment: Segment::ImportantWinBack,
        slug: "important-win-back",
        name: Text::new("Important · win back", "重要挽留"),
        plain: Text::new("big spenders, long gone", "消费高、久未到店"),
        pattern: [false, false, true],
        typical_share: range(2, 3),
        typical_value_share: range(5, 8),
    },
    Profile {
        segment: Segment::GeneralValue,
        slug: "general-value",
        name: Text::new("General · value", "一般价值"),
        plain: Text::new("regulars with small tickets", "常来、消费不高"),
        pattern: [true, true, false],
        typical_share: range(10, 15),
        typical_value_share: range(8, 12),
    },
    Profile {
        segment: Segment::GeneralKeep,
        slug: "general-keep",
        name: Text::new("General · keep", "一般保持"),
        plain: Text::new("regulars slipping away", "渐渐不来的常客"),
        pattern: [false, true, false],
        typical_share: range(15, 20),
        typical_value_share: range(5, 8),
    },
    Profile {
        segment: Segment::GeneralDevelop,
        slug: "general-develop",
        name: Text::new("General · develop", "一般发展"),
        plain: Text::new("new or occasional, small tickets", "新客或偶尔到店、消费少"),
        pattern: [true, false, false],
        typical_share: range(20, 25),
        typical_value_share: range(3, 5),
    },
    Profile {
        segment: Segment::Lost,
        slug: "lost",
        name: Text::new("Lost", "流失"),
        plain: Text::new("long gone, little spent", "久未到店、消费也少"),
        pattern: [false, false, false],
        typical_share: range(25, 35),
        typical_value_share: range(0, 1),
    },
];

/// The first four segments together: typical share of customers.
pub const IMPORTANT_SHARE: Range = range(14, 22);
/// The first four segments together: typical share of profit.
pub const IMPORTANT_VALUE_SHARE: Range = range(70, 80);

/// Other names under which a segment may be asked for.
const OTHER_NAMES: &[(&str, Segment)] = &[("一般挽留", Segment::Lost), ("general-win-back", Segment::Lost), ("流失客户", Segment::Lost)];

impl Segment {
    /// All eight, in order.
    pub const ALL: [Segment; 8] = [
        Segment::ImportantValue,
        Segment::ImportantKeep,
        Segment::ImportantDevelop,
        Segment::ImportantWinBack,
        Segment::GeneralValue,
        Segment::GeneralKeep,
        Segment::GeneralDevelop,
        Segment::Lost,
    ];

    /// The segment of a customer's scores; a score of at least `high` is high.
    pub fn of(scores: Scores, high: u8) -> Segment {
        match (scores.r >= high, scores.f >= high, scores.m >= high) {
            (true, true, true) => Segment::ImportantValue,
            (false, true, true) => Segment::ImportantKeep,
            (true, false, true) => Segment::ImportantDevelop,
            (false, false, true) => Segment::ImportantWinBack,
            (true, true, false) => Segment::GeneralValue,
            (false, true, false) => Segment::GeneralKeep,
            (true, false, false) => Segment::GeneralDevelop,
            (false, false, false) => Segment::Lost,
        }
    }

    /// Its row of the table.
    pub fn profile(self) -> &'static Profile {
        &PROFILES[self as usize]
    }

    /// Machine-readable name.
    pub fn slug(self) -> &'static str {
        self.profile().slug
    }

    /// Its number in the course, 1 to 8.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Display name.
    pub fn name(self, lang: Lang) -> &'static str {
        self.profile().name.get(lang)
    }

    /// One of the four that the course calls important: M is high.
    pub fn is_important(self) -> bool {
        self.profile().pattern[2]
    }

    /// `↑↑↓` for R, F, M as words: `H H L` in English, `高高低` in Chinese.
    pub fn pattern(self, lang: Lang) -> String {
        let letters = self.profile().pattern.map(|high| lang.pick(if high { "H" } else { "L" }, if high { "高" } else { "低" }));
        letters.join(lang.pick(" ", ""))
    }

    /// Finds a segment by slug, number or display name in either language; case, spaces and dots do not matter.
    /// When there is none, the slug that comes nearest.
    pub fn find(text: &str) -> Result<Segment, &'static str> {
        let wanted = fold(text);
        let matches = |p: &&Profile| {
            [p.slug, p.name.en, p.name.zh].iter().any(|name| fold(name) == wanted) || text.trim() == p.segment.number().to_string()
        };
        if let Some(profile) = PROFILES.iter().find(matches) {
            return Ok(profile.segment);
        }
        if let Some((_, segment)) = OTHER_NAMES.iter().find(|(name, _)| fold(name) == wanted) {
            return Ok(*segment);
        }
        Err(nearest(text, PROFILES.iter().map(|p| p.slug)).unwrap_or_default())
    }
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_triple_has_the_segment_of_its_pattern() {
        let mut sizes = [0; 8];
        for (r, f, m) in (1..=5).flat_map(|r| (1..=5).flat_map(move |f| (1..=5).map(move |m| (r, f, m)))) {
            let segment = Segment::of(Scores { r, f, m }, 4);
            assert_eq!(segment.profile().pattern, [r >= 4, f >= 4, m >= 4], "{r}{f}{m}");
            sizes[segment as usize] += 1;
        }
        // High is two of five scores, low three: 2·2·2, 3·2·2, … of the 125 triples.
        assert_eq!(sizes, [8, 12, 12, 18, 12, 18, 18, 27]);
    }

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (profile, segment) in PROFILES.iter().zip(Segment::ALL) {
            assert_eq!(profile.segment, segment);
        }
    }

    #[test]
    fn found_by_any_of_its_names() {
        for name in ["important-keep", "Important · keep", "重要保持", "IMPORTANT KEEP", "2"] {
            assert_eq!(Segment::find(name), Ok(Segment::ImportantKeep), "{name}");
        }
        assert_eq!(Segment::find("一般挽留"), Ok(Segment::Lost));
        assert_eq!(Segment::find("importnat-keep"), Err("important-keep"));
    }
}
