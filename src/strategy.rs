//! What each segment is due: the service tier, the first thing to do, and whose job that is. One table, in both languages.
//!
//! Facts and figures are the source course's, where it has any for the segment, else our own proposal on its pattern;
//! the wording is ours. Which customers belong to a segment is `segment`.

use crate::lang::Text;
use crate::segment::Segment;

/// The recommended service of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strategy {
    /// The segment.
    pub segment: Segment,
    /// Short name of the service tier.
    pub tier: Text,
    /// One thing to do on Monday, as an order, without a full stop.
    pub first_action: Text,
    /// The role that does it.
    pub owner: Text,
}

const SERVICE_MANAGER: Text = Text::new("service manager", "服务经理");
const SERVICE_ADVISOR: Text = Text::new("service advisor", "服务顾问");
const MARKETING: Text = Text::new("marketing", "市场专员");

/// The strategies, in the order of the segments.
pub const STRATEGIES: [Strategy; 8] = [
    Strategy {
        segment: Segment::ImportantValue,
        tier: Text::new("Dedicated service", "专人服务"),
        first_action: Text::new(
            "Give each one a named advisor, 50 customers per advisor at most",
            "为每位客户指定固定顾问，每名顾问最多 50 位",
        ),
        owner: SERVICE_MANAGER,
    },
    Strategy {
        segment: Segment::ImportantKeep,
        tier: Text::new("Personal win-back", "专人挽回"),
        first_action: Text::new(
            "Call each one this week, hear what went wrong, agree on a remedy",
            "本周逐一致电，了解哪里没做好，并商定补救办法",
        ),
        owner: SERVICE_MANAGER,
    },
    Strategy {
        segment: Segment::ImportantDevelop,
        tier: Text::new("90-day plan", "90 天跟进"),
        first_action: Text::new("Welcome each one on day 7 after the visit, call on day 15", "到店后第 7 天发欢迎消息，第 15 天致电回访"),
        owner: SERVICE_ADVISOR,
    },
    Strategy {
        segment: Segment::ImportantWinBack,
        tier: Text::new("Manager's call", "经理致电"),
        first_action: Text::new(
            "Phone each one within 3 days with one concrete reason to return",
            "3 天内亲自致电，给客户一个具体的回店理由",
        ),
        owner: SERVICE_MANAGER,
    },
    Strategy {
        segment: Segment::GeneralValue,
        tier: Text::new("Bundles and membership", "套餐与会员"),
        first_action: Text::new("Offer one bundle or membership that fits what they already buy", "按平时常做的项目，推荐合适的套餐或会员"),
        owner: SERVICE_ADVISOR,
    },
    Strategy {
        segment: Segment::GeneralKeep,
        tier: Text::new("Automatic reminders", "自动提醒"),
        first_action: Text::new("Schedule one seasonal reminder with a booking link", "设置一条换季自动提醒短信，附上预约链接"),
        owner: MARKETING,
    },
    Strategy {
        segment: Segment::GeneralDevelop,
        tier: Text::new("New-customer routine", "新客流程"),
        first_action: Text::new("Call within 48 hours of the visit and invite them back", "到店后 48 小时内回访，并邀约下次到店"),
        owner: SERVICE_ADVISOR,
    },
    Strategy {
        segment: Segment::Lost,
        tier: Text::new("One message a year", "每年问候一次"),
        first_action: Text::new(
            "Send one low-cost message asking why they left, then stop",
            "发一条低成本短信，了解离开的原因，之后不再打扰",
        ),
        owner: MARKETING,
    },
];

impl Segment {
    /// The recommended service.
    pub fn strategy(self) -> &'static Strategy {
        &STRATEGIES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_segments() {
        for segment in Segment::ALL {
            assert_eq!(segment.strategy().segment, segment);
        }
    }

    #[test]
    fn texts_fit_a_table_cell() {
        for Strategy { segment, tier, first_action, owner } in &STRATEGIES {
            assert!(tier.en.len() <= 24 && tier.zh.chars().count() <= 8, "{segment:?}");
            assert!(first_action.en.len() <= 70 && first_action.zh.chars().count() <= 30, "{segment:?}");
            assert!(!owner.en.is_empty() && !owner.zh.is_empty());
            assert!(!first_action.en.ends_with('.') && !first_action.zh.ends_with('。'));
        }
    }
}
