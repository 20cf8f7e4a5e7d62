//! What a task can be, in words: kinds, steps, results, reasons and events, each with a name for programs and one for people.

use crate::lang::Text;
use crate::level::Level;

/// A list of names: for programs, which never changes, and for people in both languages.
macro_rules! names {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $item:ident = $slug:literal, $en:literal, $zh:literal;)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$what])* $item,)+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[$name] = &[$($name::$item),+];

            /// Machine-readable name, never translated.
            pub const fn slug(self) -> &'static str {
                match self {
                    $($name::$item => $slug,)+
                }
            }

            /// Its name for people.
            pub const fn text(self) -> Text {
                match self {
                    $($name::$item => Text::new($en, $zh),)+
                }
            }

            /// The one of this name, in either language.
            pub fn find(name: &str) -> Option<$name> {
                let name = name.trim().to_lowercase();
                Self::ALL.iter().copied().find(|one| [one.slug(), one.text().en, one.text().zh].contains(&name.as_str()))
            }
        }
    };
}

names! {
    /// What a task is for. A customer has at most one open task of each kind.
    Kind {
        /// A customer who falls silent is followed up, step by step, until they are back or say no.
        FollowUp = "follow-up", "follow-up", "流失跟进";
        /// An important customer gets to know a new advisor.
        Handover = "handover", "handover", "客户交接";
        /// A customer who came back is looked after closely for 90 days.
        Watch = "watch", "watch", "回店关注";
        /// A new customer was here: what the routine asks for after each of the first visits.
        Welcome = "welcome", "first visits", "新客户跟进";
    }
}

names! {
    /// What is to be done next.
    Step {
        /// A message or a call of care; at red the manager calls.
        Call = "call", "call", "致电";
        /// A visit in person.
        Visit = "visit", "visit", "登门拜访";
        /// An offer that answers the reason.
        Offer = "offer", "offer", "提出方案";
        /// The customer is expected back; at red the manager receives them.
        Return = "return", "return visit", "回店接待";
        /// The new advisor introduces himself.
        Introduce = "introduce", "introduction", "新顾问见面";
        /// Close care, and every promise checked.
        Care = "care", "close care", "重点关注";
        /// A message within two hours: thanks, and is all well?
        Thanks = "thanks", "thanks", "离店致谢";
        /// A call within 48 hours, on day 3 at the latest.
        CheckUp = "check-up", "check-up", "离店回访";
        /// An invitation to an event or to the next service; preferences are noted.
        Invite = "invite", "invitation", "邀请再来";
    }
}

names! {
    /// What came of it.
    Outcome {
        /// It was done: the customer was met or spoken to.
        Reached = "reached", "reached", "已联系上";
        /// It was tried, in vain.
        NoAnswer = "no-answer", "no answer", "没联系上";
        /// The customer came back.
        Returned = "returned", "returned", "已回店";
        /// The customer will not come back.
        Declined = "declined", "declined", "不再回店";
        /// A watch is over, and the customer was not lost again. Only `sync` says so.
        Kept = "kept", "watch over", "关注期满";
    }
}

names! {
    /// Why a customer stayed away, as the playbook knows it.
    Reason {
        /// It took too long.
        Wait = "wait", "long wait", "等待太久";
        /// The advisor was found wanting.
        Advisor = "advisor", "advisor", "对顾问不满意";
        /// Somebody else has more to offer.
        Competitor = "competitor", "competitor", "去了别家";
        /// It cost too much.
        Price = "price", "price", "觉得贵";
        /// They live elsewhere now, or have no car.
        Moved = "moved", "moved or sold the car", "搬走或卖车";
        /// Anything else.
        Other = "other", "other", "其他原因";
    }
}

names! {
    /// What happened.
    What {
        /// A task was made.
        Made = "made", "made", "新建";
        /// The warning became more urgent, or something new set it off.
        Raised = "raised", "raised", "预警升级";
        /// The deadline passed: one rank up.
        Escalated = "escalated", "escalated", "逾期上报";
        /// A result that leaves the step as it is.
        Tried = "tried", "tried", "已尝试";
        /// A step was done; the next one begins.
        Moved = "moved", "step done", "完成一步";
        /// Somebody closed the task with a result.
        Closed = "closed", "closed", "结案";
        /// The data shows a visit: closed as returned.
        Returned = "returned", "back, by the data", "数据显示已回店";
        /// The watch is over.
        Ended = "ended", "watch over", "关注期满";
        /// A watch begins anew, or a handover goes to somebody else with a new deadline.
        Renewed = "renewed", "renewed", "重新开始";
        /// Somebody else does it.
        Assigned = "assigned", "assigned", "转派";
        /// Somebody wrote something down.
        Noted = "noted", "note", "备注";
        /// A customer has another advisor.
        Advisor = "advisor", "new advisor", "更换顾问";
        /// Somebody joined, or has another rank.
        Joined = "joined", "joined", "加入";
        /// Somebody left.
        Left = "left", "left", "离开";
        /// The weekly cycle ran.
        Synced = "synced", "synced", "同步";
    }
}

impl Step {
    /// The kind of task that it belongs to.
    pub const fn kind(self) -> Kind {
        match self {
            Step::Call | Step::Visit | Step::Offer | Step::Return => Kind::FollowUp,
            Step::Introduce => Kind::Handover,
            Step::Care => Kind::Watch,
            Step::Thanks | Step::CheckUp | Step::Invite => Kind::Welcome,
        }
    }
}

/// The steps of a follow-up at this level, in order. At red they are those of the win-back case.
pub const fn steps(level: Level) -> &'static [Step] {
    match level {
        Level::Yellow => &[Step::Call, Step::Return],
        Level::Orange => &[Step::Visit, Step::Return],
        Level::Red => &[Step::Call, Step::Visit, Step::Offer, Step::Return],
    }
}

/// The steps after one of a new customer's first visits, in order.
pub const WELCOME: &[Step] = &[Step::Thanks, Step::CheckUp, Step::Invite];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_find_their_way_back_in_both_languages() {
        for outcome in Outcome::ALL {
            let names = [outcome.slug(), outcome.text().en, outcome.text().zh];
            assert!(names.iter().all(|name| Outcome::find(name) == Some(*outcome)), "{names:?}");
        }
        assert_eq!((Reason::find(" WAIT "), Reason::find("觉得贵"), Reason::find("x")), (Some(Reason::Wait), Some(Reason::Price), None));
    }

    #[test]
    fn the_reasons_are_those_of_the_playbook() {
        let playbook = crate::playbook::Playbook::built_in(crate::lang::Lang::En);
        assert_eq!(
            playbook.reasons.all().map(|(slug, _)| slug).to_vec(),
            Reason::ALL.iter().map(|reason| reason.slug()).collect::<Vec<_>>()
        );
    }

    #[test]
    fn every_follow_up_waits_for_the_return_at_last() {
        assert!(Level::ALL.iter().all(|level| steps(*level).last() == Some(&Step::Return)));
    }
}
