//! Every text of a warning: what each rule is, what it saw, and what to do. Actions keep to the playbook: a person calls,
//! nothing is sold, the reason is heard.

use super::{Alert, Reason, Rule, Saw, Settings};
use crate::lang::{Lang, Text, plural};
use crate::level::Level;
use crate::money::grouped;
use crate::note::{clip, printable};
use crate::plan::chance::Chance;
use crate::summary::Ratio;

/// So much of a complaint is shown where there is little room.
const LONGEST_COMPLAINT: usize = 60;
/// And so much of a rating.
const LONGEST_RATING: usize = 12;

impl Rule {
    /// What raises the warning, for people.
    pub const fn text(self) -> Text {
        match self {
            Rule::Complaint => Text::new("complaint", "投诉"),
            Rule::FirstRating => Text::new("first visit rated low", "首次到店评分低"),
            Rule::Days => Text::new("days since the last visit", "未到店天数"),
            Rule::Rhythm => Text::new("silence against the customer's own rhythm", "偏离本人到店节奏"),
            Rule::Cancelled => Text::new("cancelled booking", "取消预约"),
            Rule::Wait => Text::new("long wait", "等候过久"),
            Rule::FirstVisits => Text::new("one of the first visits", "新客户到店后跟进"),
            Rule::PAlive => Text::new("low chance of being a customer still", "留存概率偏低"),
            Rule::PAliveDrop => Text::new("chance of being a customer still has fallen", "留存概率下降"),
        }
    }

    /// When it fires under these settings, for people.
    pub fn condition(self, settings: &Settings, lang: Lang) -> String {
        let [yellow, orange, red] = settings.days;
        let (days, minutes) = (settings.sign_days, settings.wait_minutes);
        match self {
            Rule::Days => lang.pick(
                format!("days since the last visit: yellow from {yellow}, orange from {orange}, red from {red}"),
                format!("未到店天数：满 {yellow} 天黄色，满 {orange} 天橙色，满 {red} 天红色"),
            ),
            Rule::Rhythm => {
                let (times, gaps, least) = (hundredths(settings.rhythm.hundredths), settings.rhythm.gaps, settings.rhythm.days);
                lang.pick(
                    format!(
                        "own rhythm: silent for {times} times the usual gap between visits (the longest but one, of {gaps} or more), and \
                         for {least} days or more"
                    ),
                    format!("到店节奏：未到店天数达到平时间隔（至少 {gaps} 个间隔中的第二长）的 {times} 倍，且不少于 {least} 天"),
                )
            }
            Rule::Complaint => lang.pick(
                format!("complaint: with the last visit or after it, in the last {days} days"),
                format!("投诉：最近 {days} 天内，上次到店时或之后提出"),
            ),
            Rule::Cancelled => lang.pick(
                format!("cancelled booking: in the last {days} days, and no visit since"),
                format!("取消预约：最近 {days} 天内取消，之后未再到店"),
            ),
            Rule::FirstRating => lang.pick(
                format!(
                    "first visit rated low: under 4 of 5 (8 of 10, 80 of 100), in the last {days} days, and no visit since; every customer (course figure: \
                     repurchase falls by 47%)"
                ),
                format!(
                    "首次到店评分低：最近 {days} 天内首次到店打分不到 4 分（满分 10 分为 8 分，满分 100 分为 80 分），之后未再到店；不限客群（课程数据：复购率低 47%）"
                ),
            ),
            Rule::FirstVisits => {
                let (visits, days) = (settings.new_visits, settings.welcome_days);
                lang.pick(
                    format!(
                        "first visits: one of the first {visits}, in the last {days} days; thanks within 2 hours, a call within 48 hours; every \
                         customer of whom no other rule warns{}",
                        if settings.welcome_is_routine { "; routine, no warning" } else { "" }
                    ),
                    format!(
                        "新客户跟进：前 {visits} 次到店之一，最近 {days} 天内；2 小时内致谢，48 小时内回访；不限客群，已有预警的除外{}",
                        if settings.welcome_is_routine { "；属日常工作，不算预警" } else { "" }
                    ),
                )
            }
            Rule::PAlive => {
                let below = percent(settings.alive_below);
                lang.pick(
                    format!("P(alive): below {below} by a model of purchases (rfm clv)"),
                    format!("留存概率：按购买模型（rfm clv）低于 {below}"),
                )
            }
            Rule::PAliveDrop => {
                let drop = percent(settings.alive_drop);
                lang.pick(
                    format!("P(alive): fallen by more than {drop} since the export of --since, by a model of purchases (rfm clv)"),
                    format!("留存概率：按购买模型（rfm clv），比 --since 的导出文件下降超过 {drop}"),
                )
            }
            Rule::Wait => lang.pick(
                format!("long wait: more than {minutes} minutes at the last visit, in the last {days} days"),
                format!("等候过久：最近 {days} 天内，上次到店等候超过 {minutes} 分钟"),
            ),
        }
    }
}

fn percent(millionths: u32) -> String {
    Chance::of_millionths(millionths).ratio().map_or(String::new(), Ratio::percent)
}

/// `3`, `2.5`, `1.25`.
fn hundredths(number: u32) -> String {
    match (number / 100, number % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

impl Reason {
    /// What it saw, in a few words.
    pub fn text(&self, lang: Lang) -> String {
        let on = |day: &Option<crate::date::Day>| day.map_or(String::new(), |day| lang.pick(format!(" on {day}"), format!("{day} ")));
        match &self.saw {
            Saw::Days(days) => lang.pick(
                format!("{} since the last visit", plural((*days).into(), "day")),
                format!("已 {} 天未到店", grouped((*days).into())),
            ),
            Saw::UsualGap(gap) => lang.pick(
                format!("usually back within {}", plural((*gap).into(), "day")),
                format!("平时最多隔 {} 天就会到店", grouped((*gap).into())),
            ),
            Saw::Cancelled(day) => lang.pick(format!("cancelled a booking{}", on(day)), format!("{}取消预约", on(day))),
            Saw::Complaint(day, words) => {
                let words = words.as_deref().map(|words| clip(&printable(words), LONGEST_COMPLAINT));
                let said = |before, after| words.as_ref().map_or(String::new(), |words| format!("{before}{words}{after}"));
                lang.pick(format!("complained{}{}", on(day), said(": \"", "\"")), format!("{}投诉{}", on(day), said("：“", "”")))
            }
            Saw::FirstRating(rating) => {
                let rating = clip(&printable(rating), LONGEST_RATING);
                lang.pick(format!("rated the first visit {rating}"), format!("首次到店打分 {rating}"))
            }
            Saw::FirstVisits(visit, days) => {
                let ago = plural((*days).into(), "day");
                let en = if *days == 0 { format!("visit {visit}, today") } else { format!("visit {visit}, {ago} ago") };
                let zh = if *days == 0 { format!("今天第 {visit} 次到店") } else { format!("{days} 天前第 {visit} 次到店") };
                lang.pick(en, zh)
            }
            Saw::PAlive(millionths) => {
                let alive = percent(*millionths);
                lang.pick(format!("a customer still with a chance of {alive}"), format!("仍是客户的概率为 {alive}"))
            }
            Saw::PAliveDrop(before, now) => {
                let [before, now] = [before, now].map(|millionths| percent(*millionths));
                lang.pick(
                    format!("the chance of being a customer still fell from {before} to {now}"),
                    format!("仍是客户的概率由 {before} 降到 {now}"),
                )
            }
            Saw::Wait(day, minutes) => {
                let minutes = plural_minutes(*minutes, lang);
                lang.pick(format!("waited {minutes}{}", on(day)), format!("{}等候 {minutes}", on(day)))
            }
        }
    }

    /// What to do, unless the user says otherwise.
    const fn usual_action(&self) -> Text {
        match (self.rule, self.level) {
            (Rule::FirstRating, _) => Text::new(
                "Call, apologise, hear what went wrong, and put it right before the second visit",
                "致电道歉，了解哪里没做好，在第二次到店前改进",
            ),
            (Rule::FirstVisits, _) => Text::new(
                "Thank them within 2 hours of the visit and call within 48 (day 3 at the latest): is all well? Invite them, note their wishes",
                "离店 2 小时内发消息致谢，48 小时内回访（最迟第 3 天）：问是否一切正常，邀请再来，记下偏好",
            ),
            (Rule::Complaint, _) => {
                Text::new("Call in person, apologise and put it right; say what was done", "亲自致电道歉，尽快解决问题，并告知处理结果")
            }
            (Rule::Cancelled, _) => Text::new("Call, ask what came in between, and offer a new time", "致电了解取消的原因，并另约时间"),
            (Rule::Wait, _) => Text::new("Apologise for the wait and promise the fast lane next time", "为久等致歉，并承诺下次优先接待"),
            (Rule::Days | Rule::Rhythm | Rule::PAlive | Rule::PAliveDrop, Level::Yellow) => {
                Text::new("Send a personal message or call to ask how things are", "发消息或打电话问候，了解近况")
            }
            (Rule::Days | Rule::Rhythm | Rule::PAlive | Rule::PAliveDrop, Level::Orange) => {
                Text::new("Visit in person and hear what keeps the customer away", "上门拜访，当面了解不来的原因")
            }
            (Rule::Days | Rule::Rhythm | Rule::PAlive | Rule::PAliveDrop, Level::Red) => Text::new(
                "The manager calls, then visits, with a remedy and a personal offer",
                "经理亲自致电，再上门拜访，带上解决办法和专属方案",
            ),
        }
    }

    /// What to do.
    pub fn action<'a>(&self, settings: &'a Settings, lang: Lang) -> &'a str {
        settings.own_action(self).unwrap_or(self.usual_action().get(lang))
    }
}

fn plural_minutes(minutes: u32, lang: Lang) -> String {
    lang.pick(plural(minutes.into(), "minute"), format!("{} 分钟", grouped(minutes.into())))
}

impl Alert {
    /// What to do.
    pub fn action<'a>(&self, settings: &'a Settings, lang: Lang) -> &'a str {
        self.main_reason().map_or("", |reason| reason.action(settings, lang))
    }

    /// Every reason, in a line.
    pub fn why(&self, lang: Lang) -> String {
        self.reasons.iter().map(|reason| reason.text(lang)).collect::<Vec<_>>().join(lang.pick("; ", "；"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;

    #[test]
    fn what_rules_saw() {
        let day: Day = "2026-10-02".parse().unwrap();
        for (saw, en, zh) in [
            (Saw::Days(1), "1 day since the last visit", "已 1 天未到店"),
            (Saw::Days(1107), "1,107 days since the last visit", "已 1,107 天未到店"),
            (Saw::UsualGap(38), "usually back within 38 days", "平时最多隔 38 天就会到店"),
            (Saw::Cancelled(Some(day)), "cancelled a booking on 2026-10-02", "2026-10-02 取消预约"),
            (Saw::Cancelled(None), "cancelled a booking", "取消预约"),
            (Saw::Complaint(Some(day), None), "complained on 2026-10-02", "2026-10-02 投诉"),
            (Saw::Complaint(None, Some("too\tslow".into())), "complained: \"too\\tslow\"", "投诉：“too\\tslow”"),
            (Saw::Wait(Some(day), 75), "waited 75 minutes on 2026-10-02", "2026-10-02 等候 75 分钟"),
        ] {
            let reason = Reason { rule: Rule::Days, level: Level::Red, saw };
            assert_eq!((reason.text(Lang::En).as_str(), reason.text(Lang::Zh).as_str()), (en, zh));
        }
    }

    #[test]
    fn numbers_are_shown_as_they_are() {
        assert_eq!([300, 250, 125, 205].map(hundredths), ["3", "2.5", "1.25", "2.05"]);
    }
}
