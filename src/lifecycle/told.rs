//! What else is to be known of a lifecycle report: what a figure rests on, and which could not be told.

use super::nps::OtherScale;
use crate::date::Day;
use crate::lang::{Lang, plural};
use crate::money::grouped;
use crate::policy::FAR;

/// Something to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The data ends before the as-of date, so nobody is watched after its last day.
    DataEnds {
        /// The as-of date.
        as_of: Day,
        /// The last day of the data.
        last: Day,
    },
    /// Whoever bought nothing in the window is left out, and with them most who left.
    ActiveOnly,
    /// A customer table has no single visits.
    NoHistory,
    /// First visits are the first of the data, which begins on this day.
    FirstOfData(Day),
    /// So many customers were here before the day from which newcomers count.
    NotNew(u64, Day),
    /// Nobody was watched for so many days, though this many were.
    ShortHorizon {
        /// What was asked for.
        horizon: u32,
        /// The longest that anybody was watched.
        longest: u32,
    },
    /// Customers without a purchase up to the as-of date have no stage.
    WithoutVisit(u64),
    /// No column of answers from 0 to 10.
    NoAnswers,
    /// Answers are on another scale than that of the net promoter score.
    OtherScale(OtherScale),
    /// Answers that are no whole number from 0 to 10.
    UnreadAnswers(u64),
    /// No column of complaints, so nobody is known to have complained.
    NoComplaints,
    /// So many stay away and had complained.
    Complained(u64),
}

impl Told {
    /// Machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            Told::DataEnds { .. } => "data_ends",
            Told::ActiveOnly => "active_only",
            Told::NoHistory => "no_history",
            Told::FirstOfData(_) => "first_of_data",
            Told::NotNew(..) => "not_new",
            Told::ShortHorizon { .. } => "short_horizon",
            Told::WithoutVisit(_) => "without_visit",
            Told::NoAnswers => "no_nps_column",
            Told::OtherScale(_) => "other_scale",
            Told::UnreadAnswers(_) => "unread_answers",
            Told::NoComplaints => "no_complaint_column",
            Told::Complained(_) => "complained",
        }
    }

    /// Said at once, and not only in the report: something is missing or was left out.
    pub fn is_urgent(&self) -> bool {
        match self {
            Told::DataEnds { as_of, last } => as_of.since(*last) > FAR,
            Told::NoHistory | Told::ActiveOnly | Told::ShortHorizon { .. } | Told::OtherScale(_) | Told::UnreadAnswers(_) => true,
            _ => false,
        }
    }

    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Told::DataEnds { as_of, last } => {
                let days = as_of.since(*last);
                lang.pick(
                    format!(
                        "the data ends on {last}, {} before the as-of date {as_of}: funnel, repurchase, cohorts and churn are taken as of \
                         {last}, when customers were last watched; recency and stages count to {as_of}",
                        plural(days.unsigned_abs().into(), "day")
                    ),
                    format!("数据截止于 {last}，比基准日 {as_of} 早 {days} 天：漏斗、复购率、同期群和流失率算到 {last} 为止；未到店天数和阶段算到 {as_of}"),
                )
            }
            Told::ActiveOnly => lang
                .pick(
                    "--active-only leaves out who bought nothing in the window, and with them most who left: funnel, cohorts, repurchase and \
                     churn look better than they are",
                    "--active-only 排除了统计期内没有消费的客户，其中多数已经离开：漏斗、同期群、复购率和流失率会偏好",
                )
                .to_owned(),
            Told::NoHistory => lang
                .pick(
                    "a customer table has no single visits: stages go by the number of purchases and the days since the last one, without \
                     anybody's own rhythm; funnel, cohorts, repurchase and churn need a file of visits",
                    "客户表没有逐次到店记录：阶段按消费次数和未到店天数判断，不看个人到店节奏；到店漏斗、同期群、复购率和流失率需要到店明细",
                )
                .to_owned(),
            Told::FirstOfData(day) => lang.pick(
                format!(
                    "the first visit is the first in the data, which begins on {day}: who had been here before counts as new then; \
                     --first-from DATE leaves them out of funnel, cohorts and repurchase"
                ),
                format!("首次到店指数据中的第一次，数据始于 {day}：此前的老客户也会算作当时的新客户；--first-from 日期 可将其排除在漏斗、同期群和复购率之外"),
            ),
            Told::NotNew(count, day) => lang.pick(
                format!("{} first seen before {day} left out of funnel, cohorts and repurchase", plural(*count, "customer")),
                format!("{} 位客户的首次到店早于 {day}，未计入漏斗、同期群和复购率", grouped(*count)),
            ),
            Told::ShortHorizon { horizon, longest } => {
                let (way, way_zh) = match longest {
                    0 => (String::new(), String::new()),
                    days => (format!(": --horizon {days}"), format!("：--horizon {days}")),
                };
                lang.pick(
                    format!(
                        "nobody was watched for {} after the first visit, so the funnel is blank; the longest was {longest}{way}",
                        plural((*horizon).into(), "day")
                    ),
                    format!("没有客户在首次到店后已满 {horizon} 天，漏斗无法计算；最长 {longest} 天{way_zh}"),
                )
            }
            Told::WithoutVisit(count) => lang.pick(
                format!("{} with refunds alone: no stage", plural(*count, "customer")),
                format!("{} 位客户只有退款，不分阶段", grouped(*count)),
            ),
            Told::NoAnswers => lang
                .pick(
                    "NPS needs a column of answers from 0 to 10 (nps, or --column nps=COLUMN)",
                    "计算净推荐值（NPS）需要 0 到 10 分的回答列（nps，或 --column nps=列名）",
                )
                .to_owned(),
            Told::OtherScale(scale) => {
                let (seen, seen_zh) = match scale {
                    OtherScale::UpTo(5) => ("no answer is above 5".to_owned(), "没有高于 5 分的回答".to_owned()),
                    OtherScale::UpTo(most) => (format!("answers go up to {most}"), format!("回答最高到 {most} 分")),
                    OtherScale::Unknown => ("many answers are above 100".to_owned(), "许多回答高于 100".to_owned()),
                };
                lang.pick(
                    format!(
                        "no NPS: {seen}, and it takes the answers from 0 to 10 to \"would you recommend us?\"; \
                         --column nps=COLUMN names another column"
                    ),
                    format!("无法计算净推荐值：{seen_zh}，而它需要对“是否愿意推荐”的 0 到 10 分回答；可用 --column nps=列名 指定另一列"),
                )
            }
            Told::UnreadAnswers(count) => lang.pick(
                format!("{} passed over for NPS: no whole number from 0 to 10", plural(*count, "answer")),
                format!("{} 个回答不是 0 到 10 的整数，未计入净推荐值", grouped(*count)),
            ),
            Told::NoComplaints => lang
                .pick(
                    "there is no column of complaints (--column complaint=COLUMN), so nobody is known to have complained",
                    "没有投诉列（--column complaint=列名），无法得知谁投诉过",
                )
                .to_owned(),
            Told::Complained(count) => lang.pick(
                format!("{} who stay away had complained, and are not among the silent leavers", plural(*count, "customer")),
                format!("另有 {} 位不再来的客户曾经投诉，不列为无声离开", grouped(*count)),
            ),
        }
    }
}
