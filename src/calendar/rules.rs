//! The rules of the care calendar, as one table: for which segments, on which day, who does what.
//!
//! The occasions and their days are the source course's, and each stands only where a segment's plan has it: care by the calendar
//! for the best customers, the 90-day plan for big spenders with few visits, the steps after a visit for those who are treated as
//! new, the automatic reminder for regulars with small tickets who slip away.

use crate::about::About;
use crate::lang::Text;
use crate::segment::Segment::{self, GeneralDevelop, GeneralKeep, ImportantDevelop, ImportantValue};

/// An occasion to take care of a customer, in the order in which occasions of one day are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Occasion {
    /// A service is due.
    ServiceDue,
    /// Their birthday.
    Birthday,
    /// An extended warranty ends.
    WarrantyEnd,
    /// A quarter has ended.
    Quarter,
    /// A holiday.
    Holiday,
    /// Thanks, two hours after a visit.
    Thanks,
    /// A call, two days after a visit.
    FollowUp,
    /// Day 7 of the 90-day plan.
    Day7,
    /// Day 15.
    Day15,
    /// Day 30.
    Day30,
    /// Day 60.
    Day60,
    /// Day 90.
    Day90,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Occasion; 12] = [
        Occasion::ServiceDue,
        Occasion::Birthday,
        Occasion::WarrantyEnd,
        Occasion::Quarter,
        Occasion::Holiday,
        Occasion::Thanks,
        Occasion::FollowUp,
        Occasion::Day7,
        Occasion::Day15,
        Occasion::Day30,
        Occasion::Day60,
        Occasion::Day90,
    ];

    /// Machine-readable name, never translated.
    pub const fn slug(self) -> &'static str {
        match self {
            Occasion::ServiceDue => "service-due",
            Occasion::Birthday => "birthday",
            Occasion::WarrantyEnd => "warranty-end",
            Occasion::Quarter => "quarterly-report",
            Occasion::Holiday => "holiday",
            Occasion::Thanks => "thanks",
            Occasion::FollowUp => "follow-up",
            Occasion::Day7 => "day-7",
            Occasion::Day15 => "day-15",
            Occasion::Day30 => "day-30",
            Occasion::Day60 => "day-60",
            Occasion::Day90 => "day-90",
        }
    }

    /// Its name for people.
    pub const fn text(self) -> Text {
        match self {
            Occasion::ServiceDue => Text::new("service due", "保养到期"),
            Occasion::Birthday => Text::new("birthday", "生日"),
            Occasion::WarrantyEnd => Text::new("warranty ends", "延保到期"),
            Occasion::Quarter => Text::new("quarterly report", "季度报告"),
            Occasion::Holiday => Text::new("holiday", "节日"),
            Occasion::Thanks => Text::new("thanks", "离店致谢"),
            Occasion::FollowUp => Text::new("follow-up call", "离店回访"),
            Occasion::Day7 => Text::new("plan day 7", "第 7 天跟进"),
            Occasion::Day15 => Text::new("plan day 15", "第 15 天跟进"),
            Occasion::Day30 => Text::new("plan day 30", "第 30 天跟进"),
            Occasion::Day60 => Text::new("plan day 60", "第 60 天跟进"),
            Occasion::Day90 => Text::new("plan day 90", "第 90 天跟进"),
        }
    }

    /// The one of this machine-readable name.
    pub fn find(slug: &str) -> Option<Occasion> {
        Occasion::ALL.into_iter().find(|occasion| occasion.slug() == slug.trim())
    }
}

/// On which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// So many days before the day in this column.
    Before(i32, About),
    /// Every year on the day in this column.
    Yearly(About),
    /// On the first day of each quarter of the year.
    QuarterStart,
    /// On the days that a file names.
    Holidays,
    /// So many hours after the last visit.
    HoursAfterVisit(u16),
    /// So many days after the last visit.
    DaysAfterVisit(i32),
}

impl When {
    /// The column without which nobody knows the day.
    pub fn column(self) -> Option<About> {
        match self {
            When::Before(_, about) | When::Yearly(about) => Some(about),
            _ => None,
        }
    }
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The customer's advisor.
    Advisor,
    /// Marketing, by automatic message.
    Marketing,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 2] = [Role::Advisor, Role::Marketing];

    /// Machine-readable name, never translated.
    pub const fn slug(self) -> &'static str {
        match self {
            Role::Advisor => "advisor",
            Role::Marketing => "marketing",
        }
    }

    /// The role for people.
    pub const fn text(self) -> Text {
        match self {
            Role::Advisor => Text::new("service advisor", "服务顾问"),
            Role::Marketing => Text::new("marketing", "市场专员"),
        }
    }
}

/// One rule of the calendar.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The occasion.
    pub occasion: Occasion,
    /// For customers of these segments.
    pub segments: &'static [Segment],
    /// On which day.
    pub when: When,
    /// Who does it.
    pub role: Role,
    /// What to do, as an order; `{}` is the day in the column, or the holiday.
    pub action: Text,
}

const fn rule(occasion: Occasion, segments: &'static [Segment], when: When, role: Role, action: Text) -> Rule {
    Rule { occasion, segments, when, role, action }
}

const BEST: &[Segment] = &[ImportantValue];
const PLAN: &[Segment] = &[ImportantDevelop];
/// Treated as new: the plan of big spenders says so until the third visit.
const NEW: &[Segment] = &[ImportantDevelop, GeneralDevelop];

/// All rules. No two of one occasion are for the same segment.
pub const RULES: [Rule; 13] = [
    rule(
        Occasion::ServiceDue,
        BEST,
        When::Before(30, About::ServiceDue),
        Role::Advisor,
        Text::new("Remind them that a service is due on {}, with a booking link", "提醒客户 {} 保养到期，附预约链接"),
    ),
    rule(
        Occasion::ServiceDue,
        &[GeneralKeep],
        When::Before(0, About::ServiceDue),
        Role::Marketing,
        Text::new("Automatic reminder: a service is due on {}, with a booking link", "自动发提醒：{} 保养到期，附预约链接"),
    ),
    rule(
        Occasion::Birthday,
        BEST,
        When::Yearly(About::Birthday),
        Role::Advisor,
        Text::new("A personal wish, and a small gift", "发一句写给本人的祝福，备一份小礼物"),
    ),
    rule(
        Occasion::WarrantyEnd,
        BEST,
        When::Before(90, About::WarrantyEnd),
        Role::Advisor,
        Text::new("Phone with a renewal offer: the extended warranty ends on {}", "打电话，带上续保方案：延保 {} 到期"),
    ),
    rule(
        Occasion::Quarter,
        BEST,
        When::QuarterStart,
        Role::Advisor,
        Text::new("Send a report on how the car was used in the past quarter", "发送上一季度的用车报告"),
    ),
    rule(Occasion::Holiday, BEST, When::Holidays, Role::Advisor, Text::new("Invite them to the owners' event: {}", "邀请参加车主活动：{}")),
    rule(
        Occasion::Thanks,
        NEW,
        When::HoursAfterVisit(2),
        Role::Advisor,
        Text::new(
            "Within 2 hours of leaving: a message of thanks, asking whether it is fixed",
            "离店 2 小时内：发消息致谢，问问题是否解决",
        ),
    ),
    rule(
        Occasion::FollowUp,
        NEW,
        When::HoursAfterVisit(48),
        Role::Advisor,
        Text::new("Within 48 hours of the visit: a call, with an invitation to come back", "离店 48 小时内：打电话回访，并邀约下次到店"),
    ),
    rule(
        Occasion::Day7,
        PLAN,
        When::DaysAfterVisit(7),
        Role::Advisor,
        Text::new("A welcome, and a guide to the service", "发欢迎消息和服务指南"),
    ),
    rule(
        Occasion::Day15,
        PLAN,
        When::DaysAfterVisit(15),
        Role::Advisor,
        Text::new("A call: how the car runs, and what is still unclear", "打电话：问问车况，还有什么不清楚的"),
    ),
    rule(
        Occasion::Day30,
        PLAN,
        When::DaysAfterVisit(30),
        Role::Advisor,
        Text::new("Invite them to an owners' training", "邀请参加用车培训"),
    ),
    rule(Occasion::Day60, PLAN, When::DaysAfterVisit(60), Role::Advisor, Text::new("Book the first service", "预约首次保养")),
    rule(
        Occasion::Day90,
        PLAN,
        When::DaysAfterVisit(90),
        Role::Advisor,
        Text::new("Send a report on how the car was used, with an offer that fits", "发送用车报告，附一个合适的方案"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_occasion_has_a_rule_and_no_segment_two() {
        let mut seen = HashSet::new();
        for rule in &RULES {
            for segment in rule.segments {
                assert!(seen.insert((rule.occasion, *segment)), "{rule:?}");
            }
            let has_place = rule.action.en.contains("{}");
            assert_eq!(has_place, rule.action.zh.contains("{}"), "{rule:?}");
            assert_eq!(has_place, matches!(rule.when, When::Before(..) | When::Holidays), "{rule:?}");
        }
        for (number, occasion) in Occasion::ALL.into_iter().enumerate() {
            assert_eq!((occasion as usize, Occasion::find(occasion.slug())), (number, Some(occasion)));
            assert!(RULES.iter().any(|rule| rule.occasion == occasion), "{occasion:?}");
        }
    }

    #[test]
    fn the_days_of_the_course() {
        let of = |segment: Segment| -> Vec<(&str, When)> {
            let rules = RULES.iter().filter(|rule| rule.segments.contains(&segment));
            rules.map(|rule| (rule.occasion.slug(), rule.when)).collect()
        };
        assert_eq!(
            of(ImportantValue),
            [
                ("service-due", When::Before(30, About::ServiceDue)),
                ("birthday", When::Yearly(About::Birthday)),
                ("warranty-end", When::Before(90, About::WarrantyEnd)),
                ("quarterly-report", When::QuarterStart),
                ("holiday", When::Holidays),
            ]
        );
        let plan: Vec<When> = of(ImportantDevelop).into_iter().map(|(_, when)| when).collect();
        let days = [7, 15, 30, 60, 90].map(When::DaysAfterVisit);
        assert_eq!(plan, [&[2, 48].map(When::HoursAfterVisit)[..], &days].concat());
        assert_eq!(of(GeneralDevelop).len(), 2);
        assert!(
            [Segment::ImportantKeep, Segment::ImportantWinBack, Segment::GeneralValue, Segment::Lost].iter().all(|s| of(*s).is_empty())
        );
    }
}
