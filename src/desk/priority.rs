//! In which order the desk looks at its guests, and what it gets ready for each: one table.
//!
//! That new customers and the best ones are marked, and how they are received, is the source courses'; the order is ours: first
//! those whose visit decides most.

use crate::lang::Text;
use crate::segment::Segment;

/// Why a guest matters today, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Priority {
    /// An important customer who had stayed away.
    Returning,
    /// An important customer with something open: a task, a signal.
    Open,
    /// A best customer.
    Vip,
    /// A big spender with few visits so far.
    Important,
    /// The first visit.
    New,
    /// Nobody knows who it is: several customers fit.
    Unclear,
    /// Another customer with something open.
    Signal,
    /// The second or third visit, or back after a long time.
    Early,
    /// All others.
    Regular,
}

/// What is known of a guest that decides.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The segment; none for who is new.
    pub segment: Option<Segment>,
    /// Which visit it is.
    pub visit: Option<u64>,
    /// Several customers fit.
    pub unclear: bool,
    /// There are open tasks or signals.
    pub open: bool,
}

/// Visits that belong to the new-customer routine.
const EARLY: u64 = 3;

impl Priority {
    /// All of them, in order.
    pub const ALL: [Priority; 9] = [
        Priority::Returning,
        Priority::Open,
        Priority::Vip,
        Priority::Important,
        Priority::New,
        Priority::Unclear,
        Priority::Signal,
        Priority::Early,
        Priority::Regular,
    ];

    /// By what is known of the guest.
    pub fn of(standing: Standing) -> Priority {
        let Standing { segment, visit, unclear, open } = standing;
        match segment {
            _ if unclear => Priority::Unclear,
            None => Priority::New,
            Some(Segment::ImportantKeep | Segment::ImportantWinBack) => Priority::Returning,
            Some(Segment::ImportantValue | Segment::ImportantDevelop) if open => Priority::Open,
            Some(Segment::ImportantValue) => Priority::Vip,
            Some(Segment::ImportantDevelop) => Priority::Important,
            Some(_) if open => Priority::Signal,
            Some(Segment::Lost) => Priority::Early,
            Some(_) if visit.is_some_and(|visit| visit <= EARLY) => Priority::Early,
            Some(_) => Priority::Regular,
        }
    }

    /// Machine-readable name, never translated.
    pub const fn slug(self) -> &'static str {
        match self {
            Priority::Returning => "returning",
            Priority::Open => "important-open",
            Priority::Vip => "vip",
            Priority::Important => "important",
            Priority::New => "new",
            Priority::Unclear => "unclear",
            Priority::Signal => "open",
            Priority::Early => "early",
            Priority::Regular => "regular",
        }
    }

    /// What to get ready, as an order.
    pub const fn prepare(self) -> Text {
        match self {
            Priority::Returning => Text::new(
                "The service manager receives them: hear how the last visit was, sell nothing",
                "服务经理亲自接待：听听上次服务怎么样，不推销",
            ),
            Priority::Open => Text::new("Their advisor receives them, and first takes up what is open", "专属顾问接待，先处理未了的事"),
            Priority::Vip => {
                Text::new("Their own advisor receives them; service starts within 5 minutes", "专属顾问接待，到店 5 分钟内开始服务")
            }
            Priority::Important => Text::new(
                "The advisor of the first visit receives them, as a new customer until the third visit",
                "由首次接待的顾问接待；第三次到店之前，按新客户对待",
            ),
            Priority::New => Text::new(
                "New-customer routine: go to meet them, repeat the problem back, explain each step",
                "按新客户流程：主动迎接，复述问题，讲清每一步",
            ),
            Priority::Unclear => {
                Text::new("Several customers fit: ask for the phone number before they come", "有多位客户相符：到店前先核对手机号")
            }
            Priority::Signal => Text::new("First take up what is open", "先处理未了的事"),
            Priority::Early => Text::new("Still the new-customer routine", "仍按新客户流程接待"),
            Priority::Regular => Text::new("Greet them by name", "叫得出姓名，打个招呼"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_first() {
        let of = |segment, visit, open| Priority::of(Standing { segment, visit: Some(visit), unclear: false, open });
        for (segment, visit, closed, open) in [
            (Some(Segment::ImportantKeep), 9, Priority::Returning, Priority::Returning),
            (Some(Segment::ImportantWinBack), 2, Priority::Returning, Priority::Returning),
            (Some(Segment::ImportantValue), 9, Priority::Vip, Priority::Open),
            (Some(Segment::ImportantDevelop), 2, Priority::Important, Priority::Open),
            (None, 1, Priority::New, Priority::New),
            (Some(Segment::GeneralValue), 4, Priority::Regular, Priority::Signal),
            (Some(Segment::GeneralDevelop), 3, Priority::Early, Priority::Signal),
            (Some(Segment::Lost), 9, Priority::Early, Priority::Signal), // who comes back is treated like a new customer
        ] {
            assert_eq!((of(segment, visit, false), of(segment, visit, true)), (closed, open), "{segment:?}");
        }
        assert_eq!(Priority::of(Standing { segment: None, visit: None, unclear: true, open: false }), Priority::Unclear);
        assert!(Priority::ALL.is_sorted());
    }
}
