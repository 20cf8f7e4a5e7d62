//! What the user should know of a plan: what is off for want of a column, and what in the data cannot be so.

use super::advisors::SEGMENT;
use crate::about::About;
use crate::lang::{Lang, plural};
use crate::money::grouped;
use crate::note::printable;

/// A remark on a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// No file has this column.
    NoColumn(About),
    /// No file tells of referrals or households.
    NoCircles,
    /// Advisors are too few.
    TooFewAdvisors {
        /// How many there are.
        there: usize,
        /// How many are needed.
        needed: usize,
        /// Customers left without one.
        without: usize,
    },
    /// Customers of the previous assignment who are not among the best any more.
    NoLongerBest(usize),
    /// Candidates without a last visit.
    NeverCame(u64),
    /// A column of amounts does not tell of every candidate.
    NoAmount {
        /// The column.
        column: String,
        /// Of how many it does not.
        customers: u64,
        /// One whose cell holds something else, and that.
        example: Option<(String, String)>,
    },
    /// Customers who referred each other in a circle.
    Cycles(Vec<Vec<String>>),
    /// Referrers who are no customers.
    Strangers {
        /// How many customers name one.
        customers: usize,
        /// One of the names.
        example: String,
    },
    /// A household of very many.
    LargeHousehold {
        /// Its name.
        household: String,
        /// How many.
        members: usize,
    },
}

impl Remark {
    /// Its code, as in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Remark::NoColumn(About::Advisor) => "no_advisor_column",
            Remark::NoColumn(About::Household) => "no_household_column",
            Remark::NoColumn(_) => "no_referral_column",
            Remark::NoCircles => "no_circles",
            Remark::TooFewAdvisors { .. } => "too_few_advisors",
            Remark::NoLongerBest(_) => "no_longer_best",
            Remark::NeverCame(_) => "never_came",
            Remark::NoAmount { .. } => "no_amount",
            Remark::Cycles(_) => "referral_cycles",
            Remark::Strangers { .. } => "unknown_referrers",
            Remark::LargeHousehold { .. } => "large_household",
        }
    }

    /// In words, without a full stop at its end.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Remark::NoColumn(About::Advisor) => lang.pick(
                "no column tells the advisor, so nobody is assigned; --column advisor=COLUMN, --previous-assignment or --advisor-list does"
                    .into(),
                "没有服务顾问列，未做分配；可用 --column advisor=列名、--previous-assignment 或 --advisor-list 指定".into(),
            ),
            Remark::NoColumn(about) => {
                let (slug, name) = (about.slug(), about.text().get(lang));
                let what = match about {
                    About::Household => lang.pick("households do not count", "不计入家庭消费"),
                    _ => lang.pick("referrals do not count", "不计入推荐消费"),
                };
                lang.pick(
                    format!("no column tells '{name}', so {what}; --column {slug}=COLUMN names one"),
                    format!("没有“{name}”列，{what}；可用 --column {slug}=列名 指定"),
                )
            }
            Remark::NoCircles => lang.pick(
                "no column tells who referred a customer or to which household they belong, so that part is left out; --column \
                 referred-by=COLUMN and --column household=COLUMN name one"
                    .into(),
                "没有推荐人列和家庭列，略去家庭与推荐部分；可用 --column referred-by=列名、--column household=列名 指定".into(),
            ),
            Remark::TooFewAdvisors { there, needed, without } => lang.pick(
                format!(
                    "{}, but {needed} are needed: {} without one; raise --per-advisor, or name more in --advisor-list",
                    plural(*there as u64, "advisor"),
                    plural(*without as u64, "customer")
                ),
                format!(
                    "现有顾问 {there} 名，需要 {needed} 名：{without} 位客户没有顾问；可调整 --per-advisor，或在 --advisor-list 中增加人员"
                ),
            ),
            Remark::NoLongerBest(customers) => {
                let segment = SEGMENT.name(lang);
                lang.pick(
                    format!("no longer in {segment}: {} of the previous assignment", plural(*customers as u64, "customer")),
                    format!("上次分配中有 {} 位客户已不属于“{segment}”", grouped(*customers as u64)),
                )
            }
            Remark::NeverCame(customers) => lang.pick(
                format!("left out of the win-back list for want of a visit: {}", plural(*customers, "candidate")),
                format!("{} 位客户没有到店记录，未列入挽回名单", grouped(*customers)),
            ),
            Remark::NoAmount { column, customers, example } => {
                let column = printable(column);
                let example = example.as_ref().map_or(String::new(), |(id, cell)| {
                    let (id, cell) = (printable(id), printable(cell));
                    lang.pick(format!(" (such as '{cell}' of {id})"), format!("（如 {id} 的“{cell}”）"))
                });
                lang.pick(
                    format!(
                        "column {column} holds no amount for {}{example}; the figure for all is taken",
                        plural(*customers, "candidate")
                    ),
                    format!("列 {column} 中有 {} 位客户没有可用的金额{example}，按统一数值计算", grouped(*customers)),
                )
            }
            Remark::Cycles(cycles) => {
                const SHOWN: usize = 3;
                let show = |cycle: &Vec<String>| {
                    let again = cycle.first();
                    cycle.iter().chain(again).map(|id| printable(id)).collect::<Vec<_>>().join(" ← ")
                };
                let shown: Vec<String> = cycles.iter().take(SHOWN).map(show).collect();
                let more = if cycles.len() > SHOWN { " …" } else { "" };
                let (shown, count) = (shown.join(lang.pick("; ", "；")) + more, cycles.len());
                lang.pick(
                    format!("referrals go in a circle, and count for nobody there: {shown} ({count})"),
                    format!("推荐关系成环，环上的推荐不计入：{shown}（共 {count} 处）"),
                )
            }
            Remark::Strangers { customers, example } => {
                let (count, example) = (grouped(*customers as u64), printable(example));
                lang.pick(
                    format!("for {} the referrer is no customer id, such as '{example}'", plural(*customers as u64, "customer")),
                    format!("{count} 位客户的推荐人不是客户编号，如“{example}”"),
                )
            }
            Remark::LargeHousehold { household, members } => {
                let (household, members) = (printable(household), grouped(*members as u64));
                lang.pick(
                    format!("household '{household}' has {members} members; does the column hold something else?"),
                    format!("家庭“{household}”有 {members} 位成员；该列是否另有含义？"),
                )
            }
        }
    }
}
