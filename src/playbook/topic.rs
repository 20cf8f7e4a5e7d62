//! What of the playbook can be asked for, and by which names.

use crate::lang::{Lang, Text};
use crate::near::near;
use crate::segment::{PROFILES, Segment};

/// A part of the playbook that is shown by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The eight segments in brief, and what else there is.
    Overview,
    /// Everything about one segment.
    Segment(Segment),
    /// The new-customer routine, to be ticked off.
    Checklist,
    /// How one customer was won back.
    WinBack,
    /// How to find out why somebody stays away.
    Interview,
    /// What answers each reason for leaving.
    Reasons,
    /// What to say and to write.
    Messages,
    /// Everything.
    All,
}

/// A topic that is no segment.
pub struct Entry {
    /// The topic.
    pub topic: Topic,
    /// Its name, never translated.
    pub slug: &'static str,
    /// Other names that are understood.
    others: &'static [&'static str],
    /// What it is.
    pub what: Text,
}

const fn entry(topic: Topic, slug: &'static str, others: &'static [&'static str], what: Text) -> Entry {
    Entry { topic, slug, others, what }
}

/// The topics that are no segments, in the order in which they are told.
pub const TOPICS: [Entry; 6] = [
    entry(
        Topic::Checklist,
        "checklist",
        &["routine", "new-customer", "清单", "新客户"],
        Text::new("the new-customer routine, to print and tick off", "新客户接待清单，可打印逐项打勾"),
    ),
    entry(Topic::WinBack, "win-back", &["winback", "挽回"], Text::new("how one customer was won back", "一位客户的挽回经过")),
    entry(Topic::Interview, "interview", &["访谈"], Text::new("what to ask a customer who stays away", "不再来的客户，该问些什么")),
    entry(Topic::Reasons, "reasons", &["原因"], Text::new("the answer to each reason for leaving", "每种离开的原因，该怎么应对")),
    entry(Topic::Messages, "messages", &["templates", "话术", "模板"], Text::new("what to say and to write", "电话和消息怎么说")),
    entry(Topic::All, "all", &["全部"], Text::new("the whole playbook", "整本手册")),
];

impl Topic {
    /// Finds a topic by its name, or a segment by any of its own. When there is none, the name that comes near.
    pub fn find(text: &str) -> Result<Topic, Option<&'static str>> {
        let wanted = text.trim().to_lowercase();
        let named = TOPICS.iter().find(|entry| entry.slug == wanted || entry.others.contains(&wanted.as_str()));
        if let Some(entry) = named {
            return Ok(entry.topic);
        }
        Segment::find(text).map(Topic::Segment).map_err(|_| {
            let segments = PROFILES.iter().flat_map(|profile| [profile.slug, profile.name.en, profile.name.zh]);
            near(&wanted, Topic::names().chain(segments))
        })
    }

    /// The names of all topics but segments.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TOPICS.iter().map(|entry| entry.slug)
    }

    /// The headings of the topics that stand by themselves.
    pub fn title(self, lang: Lang) -> &'static str {
        let title = match self {
            Topic::Overview | Topic::Segment(_) | Topic::All => Text::new("Playbook", "客户服务手册"),
            Topic::Checklist => Text::new("New-customer checklist", "新客户接待清单"),
            Topic::WinBack => Text::new("A customer won back", "一位客户的挽回"),
            Topic::Interview => Text::new("Interview", "流失访谈"),
            Topic::Reasons => Text::new("Reasons for leaving, and the answer", "离开的原因与应对"),
            Topic::Messages => Text::new("Messages", "电话和消息"),
        };
        title.get(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_finds_its_topic_and_none_hides_a_segment() {
        for entry in &TOPICS {
            for name in entry.others.iter().chain([&entry.slug]) {
                assert_eq!(Topic::find(name), Ok(entry.topic), "{name}");
                assert!(Segment::find(name).is_err(), "{name}");
            }
        }
        for (place, profile) in PROFILES.iter().enumerate() {
            for name in [profile.slug, profile.name.en, profile.name.zh, &(place + 1).to_string()] {
                assert_eq!(Topic::find(name), Ok(Topic::Segment(profile.segment)), "{name}");
            }
        }
    }

    #[test]
    fn what_was_mistyped() {
        assert_eq!(Topic::find("checklst"), Err(Some("checklist")));
        assert_eq!(Topic::find("important-kep"), Err(Some("important-keep")));
        assert_eq!(Topic::find("9"), Err(None));
    }
}
