//! What the user should know of an estimate: what the data could hardly carry, and what was left out.

use super::fit::FEW_REPEATERS;
use super::plausible::{Misfit, Of};
use super::purchases::Model;
use crate::date::Day;
use crate::lang::{Lang, Text, plural};
use crate::money::grouped;

/// How often and how much may be correlated this much, up or down, before it is said: Gamma–Gamma takes them for independent.
pub const MOST_CORRELATED: f64 = 0.3;

/// Where a model cannot tell customers apart, and parameters tell nothing one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// r and α grow together: everybody buys at the same rate.
    SameRate,
    /// a / (a + b) is next to nothing.
    NobodyLeaves,
    /// a and b grow together: everybody is as likely to leave after a purchase.
    SameLeaving,
    /// s and β grow together: everybody is as likely to stop in a while.
    SameStay,
    /// p grows: means of few purchases are as good as those of many.
    OwnMeans,
    /// q and v grow together: everybody spends the same on average.
    SameMeans,
}

/// A shape above this stands for hardly any difference: one of less than 3% (1 / √1000) between customers.
const ALIKE: f64 = 1000.0;
/// Who leaves after fewer than one in so many purchases is not seen to leave.
const HARDLY_EVER: f64 = 0.001;

impl Limit {
    /// Those that the parameters have come to, of customers who are known so long on average.
    pub fn of_purchases(model: Model, [r, _, a, b]: [f64; 4], mean_age: f64) -> Vec<Limit> {
        if model == Model::ParetoNbd {
            // s / β is how many stop in a unit of time.
            let leaving =
                if a / b * mean_age < HARDLY_EVER { Some(Limit::NobodyLeaves) } else { Some(Limit::SameStay).filter(|_| a > ALIKE) };
            return (r > ALIKE).then_some(Limit::SameRate).into_iter().chain(leaving).collect();
        }
        let leaving = match a / (a + b) < HARDLY_EVER {
            true => Some(Limit::NobodyLeaves),
            false => Some(Limit::SameLeaving).filter(|_| a + b > ALIKE),
        };
        (r > ALIKE).then_some(Limit::SameRate).into_iter().chain(leaving).collect()
    }

    /// Those that p, q, v have come to.
    pub fn of_amounts([p, q, _]: [f64; 3]) -> Vec<Limit> {
        [(p, Limit::OwnMeans), (q, Limit::SameMeans)].into_iter().filter(|(shape, _)| *shape > ALIKE).map(|(_, limit)| limit).collect()
    }

    /// The parameters that tell nothing one by one.
    pub const fn parameters(self) -> &'static [&'static str] {
        match self {
            Limit::SameRate => &["r", "alpha"],
            Limit::NobodyLeaves => &["a", "b", "s", "beta"],
            Limit::SameLeaving => &["a", "b"],
            Limit::SameStay => &["s", "beta"],
            Limit::OwnMeans => &["p", "v"],
            Limit::SameMeans => &["q", "v"],
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Limit::SameRate => "same_rate",
            Limit::NobodyLeaves => "nobody_leaves",
            Limit::SameLeaving => "same_leaving",
            Limit::SameStay => "same_stay",
            Limit::OwnMeans => "own_means",
            Limit::SameMeans => "same_means",
        }
    }

    const fn text(self) -> Text {
        match self {
            Limit::SameRate => Text::new(
                "customers hardly differ in how often they buy, so r and alpha tell nothing one by one (only r / alpha, the rate, does)",
                "客户之间购买频率几乎没有差别：r 与 alpha 单独没有意义，只有 r / alpha（购买频率）有意义",
            ),
            Limit::NobodyLeaves => Text::new(
                "nobody is seen to leave in these data: P(alive) is near 100% for all, and neither it nor the value at risk tells who \
                 is slipping away; rfm alerts goes by days away",
                "这些数据里看不出有人离开：所有人的留存概率都接近 100%，它和流失风险价值都不能说明谁正在流失；rfm alerts 按未到店天数预警",
            ),
            Limit::SameLeaving => Text::new(
                "customers hardly differ in how likely they leave after a purchase, so a and b tell nothing one by one (only a / b does)",
                "客户之间每次消费后离开的可能性几乎没有差别：a 与 b 单独没有意义，只有 a / b 有意义",
            ),
            Limit::SameStay => Text::new(
                "customers hardly differ in how long they stay, so s and beta tell nothing one by one (only s / beta does)",
                "客户之间停留时间几乎没有差别：s 与 beta 单独没有意义，只有 s / beta 有意义",
            ),
            Limit::OwnMeans => Text::new(
                "what customers who came back spent on average is taken as it is, not drawn to the mean of all, so p and v tell nothing one \
                 by one",
                "复购客户按各自以往的平均金额预测，不向总体均值靠拢：p 与 v 单独没有意义",
            ),
            Limit::SameMeans => Text::new(
                "customers hardly differ in what they spend on average, so q and v tell nothing one by one",
                "客户之间平均消费金额几乎没有差别：q 与 v 单独没有意义",
            ),
        }
    }
}

/// A remark on an estimate.
#[derive(Clone, Debug, PartialEq)]
pub enum Remark {
    /// Few customers came back.
    FewRepeaters(u64),
    /// The data are at a limit of the model.
    AtLimit(Limit),
    /// Parameters have run as far as they may.
    AtEdge(Vec<&'static str>),
    /// Parameters are hardly known: their standard errors are larger than they are.
    Loose(Vec<&'static str>),
    /// Too few repeat purchases with an amount for a model of amounts.
    NoAmounts(u64),
    /// A list without a column of amounts.
    NoAmountColumn,
    /// q ≤ 1: the mean amount does not exist.
    NoMean,
    /// q − 1 is less than two standard errors: the mean amount is hardly known.
    MeanHardlyKnown,
    /// The model of amounts found no top.
    AmountsNotSettled,
    /// How often and how much go together.
    Correlated(f64),
    /// Customers without a repeat, of so many, by BG/NBD.
    CertainlyAlive {
        /// Without a repeat.
        customers: u64,
        /// Of all.
        all: u64,
    },
    /// Customers without a purchase.
    WithoutPurchase(u64),
    /// Customers whose repeats come to nothing.
    Worthless(u64),
    /// Value is profit in the data, and the models see amounts spent.
    OfAmountSpent,
    /// Models of an earlier run are off on these data.
    Misfit(Misfit),
    /// Models of an earlier run were fitted up to a day that is not shortly before.
    ModelOfDay {
        /// The day.
        fitted: Day,
        /// Days from it to the as-of date.
        days: i32,
    },
}

impl Remark {
    /// Its code, as in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Remark::FewRepeaters(_) => "few_repeaters",
            Remark::AtLimit(limit) => limit.code(),
            Remark::CertainlyAlive { .. } => "alive_without_repeat",
            Remark::AtEdge(_) => "parameter_at_edge",
            Remark::Loose(_) => "parameter_hardly_known",
            Remark::NoAmounts(_) => "no_amounts",
            Remark::NoAmountColumn => "no_amount_column",
            Remark::NoMean => "no_mean_amount",
            Remark::MeanHardlyKnown => "mean_amount_hardly_known",
            Remark::AmountsNotSettled => "amounts_not_settled",
            Remark::Correlated(_) => "frequency_and_value_correlated",
            Remark::WithoutPurchase(_) => "without_purchase",
            Remark::Worthless(_) => "repeats_worth_nothing",
            Remark::OfAmountSpent => "of_amount_spent",
            Remark::Misfit(_) => "model_is_off",
            Remark::ModelOfDay { .. } => "model_of_another_day",
        }
    }

    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        let names = |names: &[&str]| names.join(lang.pick(", ", "、"));
        match self {
            Remark::FewRepeaters(count) => lang.pick(
                format!("only {} came back (below {FEW_REPEATERS}): take the figures for a rough guess", plural(*count, "customer")),
                format!("只有 {} 位客户复购（不足 {FEW_REPEATERS} 位）：结果仅供粗略参考", grouped(*count)),
            ),
            Remark::AtLimit(limit) => limit.text().get(lang).to_owned(),
            Remark::CertainlyAlive { customers, all } => {
                let [customers, all] = [customers, all].map(|count| grouped(*count));
                lang.pick(
                    format!(
                        "{customers} of {all} customers never came back, and BG/NBD takes them for customers still (P(alive) 100%), \
                         however long they have been away; --model mbg-nbd does not"
                    ),
                    format!(
                        "{all} 位客户中有 {customers} 位从未复购；BG/NBD 无论他们多久没来，都当作仍是客户（留存概率 100%）；--model mbg-nbd 不会这样"
                    ),
                )
            }
            Remark::AtEdge(at) => lang.pick(
                format!(
                    "{} went as far as allowed: the data are at a limit of the model; the forecasts hold, the single parameters \
                     tell nothing",
                    names(at)
                ),
                format!("参数 {} 已到允许的边界：数据处在模型的极限情形；预测仍可用，单个参数没有意义", names(at)),
            ),
            Remark::Loose(at) => lang.pick(
                format!("{} can hardly be told from these data (standard error above the value)", names(at)),
                format!("这些数据难以确定参数 {}（标准误大于参数本身）", names(at)),
            ),
            Remark::NoAmounts(count) => lang.pick(
                format!("only {} repeat purchases with an amount above 0: purchases are estimated, values are not", have(*count)),
                format!("只有 {} 位客户有金额大于 0 的复购：只估计购买次数，不估计金额", grouped(*count)),
            ),
            Remark::NoAmountColumn => lang.pick(
                "the list has no amounts (monetary_value): purchases are estimated, values are not".into(),
                "汇总表没有金额列（monetary_value）：只估计购买次数，不估计金额".into(),
            ),
            Remark::NoMean => lang.pick(
                "amounts vary so widely (q ≤ 1) that their mean does not exist: purchases are estimated, values are not; look for \
                 a few huge amounts"
                    .into(),
                "金额差异过大（q ≤ 1），均值不存在：只估计购买次数，不估计金额；请检查是否有个别特大金额".into(),
            ),
            Remark::MeanHardlyKnown => lang.pick(
                "amounts vary widely (q is near 1): what customers without repeats will spend is hardly known".into(),
                "金额差异很大（q 接近 1）：没有复购的客户将来花多少，很难判断".into(),
            ),
            Remark::AmountsNotSettled => lang.pick(
                "the model of amounts found no parameters that make the data most likely: purchases are estimated, values are not".into(),
                "金额模型没有找到使数据最可能的参数：只估计购买次数，不估计金额".into(),
            ),
            Remark::Correlated(correlation) => {
                let more = *correlation > 0.0;
                lang.pick(
                    format!(
                        "who buys more often spends {} each time (correlation {correlation:.2}): values of the most frequent are told \
                         too {}",
                        if more { "more" } else { "less" },
                        if more { "low" } else { "high" }
                    ),
                    format!(
                        "买得越勤的客户每次花得越{}（相关系数 {correlation:.2}）：最常来的客户，价值会被估得偏{}",
                        if more { "多" } else { "少" },
                        if more { "低" } else { "高" }
                    ),
                )
            }
            Remark::WithoutPurchase(count) => lang.pick(
                format!("{} without any purchase left out", plural(*count, "customer")),
                format!("{} 位客户没有任何消费，未计入", grouped(*count)),
            ),
            Remark::Worthless(count) => lang.pick(
                format!("{} whose repeat purchases come to nothing: their amount is taken for the mean of all", plural(*count, "customer")),
                format!("{} 位客户的复购金额合计不大于 0：按全体均值估计其金额", grouped(*count)),
            ),
            Remark::OfAmountSpent => {
                lang.pick("values here are amounts spent, not profit".into(), "这里的价值按消费金额计算，不是利润".into())
            }
            Remark::Misfit(misfit) => misfit.text(lang),
            Remark::ModelOfDay { fitted, days } if *days < 0 => lang.pick(
                format!("the models of --model-from were fitted up to {fitted}, after the as-of date: they have seen what they forecast"),
                format!("--model-from 的模型拟合到 {fitted}，晚于基准日：它们已经见过要预测的数据"),
            ),
            Remark::ModelOfDay { fitted, days } => lang.pick(
                format!(
                    "the models of --model-from were fitted up to {fitted}, {} days ago; rfm clv --keep-model fits anew",
                    grouped(u64::from(days.unsigned_abs()))
                ),
                format!(
                    "--model-from 的模型拟合到 {fitted}，距今 {} 天；可用 rfm clv --keep-model 重新拟合",
                    grouped(u64::from(days.unsigned_abs()))
                ),
            ),
        }
    }
}

impl Misfit {
    /// What the models expect, and what there is.
    pub fn text(&self, lang: Lang) -> String {
        let figures = [self.expected, self.actual].map(|figure| match figure < 100.0 && self.of == Of::Amounts {
            true => format!("{figure:.2}"),
            false => grouped(figure.round() as u64),
        });
        let [expected, actual] = figures;
        match self.of {
            Of::Purchases => lang.pick(
                format!(
                    "the models of --model-from expect {expected} repeat purchases of these customers by now, and there were {actual}: \
                     other customers, or another unit of time?"
                ),
                format!("按 --model-from 的模型，这些客户至今应有 {expected} 次复购，实际为 {actual} 次：是否客户不同，或时间单位不同？"),
            ),
            Of::Amounts => lang.pick(
                format!(
                    "the models of --model-from expect repeat purchases of about {expected}, and here they are about {actual}: other \
                     customers, or another currency?"
                ),
                format!("按 --model-from 的模型，每次复购约为 {expected}，实际约为 {actual}：是否客户不同，或货币单位不同？"),
            ),
        }
    }
}

fn have(count: u64) -> String {
    if count == 1 { "1 customer has".to_owned() } else { format!("{} customers have", grouped(count)) }
}
