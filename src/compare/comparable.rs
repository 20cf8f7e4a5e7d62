//! What speaks against comparing two sides: settings that differ, and what their customers betray where no settings are told.
//!
//! An export tells neither its settings nor its thresholds. What can be told from its customers is asked: whether one set of
//! thresholds can give the scores of both sides, how long the windows can be, whether customers without a new purchase have the
//! figures they had, whether whole segments are missing. What differs for certain is an error ([`Incomparable`]), what may be
//! meant so a [`Caution`].

use super::{Basis, Comparison, ELSEWHERE, Side, pairs};
use crate::date::Day;
use crate::lang::{Lang, plural};
use crate::money::grouped;
use crate::money::style::Amounts;
use crate::policy::FAR;
use crate::score::made::{Clash, Made};
use crate::segment::Segment;
use crate::snapshot::{People, summary};
use std::fmt;

/// Two sides that tell of different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomparable {
    /// What differs, in English and in Chinese.
    differences: [Vec<String>; 2],
}

impl Incomparable {
    /// Its stable name for scripts.
    pub fn code(&self) -> &'static str {
        "incomparable"
    }

    /// What differs.
    pub fn what(&self, lang: Lang) -> String {
        let [en, zh] = &self.differences;
        lang.pick(
            format!("the two cannot be compared as they are, because they differ in: {}", en.join("; ")),
            format!("两者口径不同，不能直接比较：{}", zh.join("；")),
        )
    }

    /// What differs and the way out.
    pub fn text(&self, lang: Lang) -> String {
        self.what(lang) + lang.pick("\n  --force compares them all the same", "\n  --force 仍可强行比较")
    }
}

impl fmt::Display for Incomparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Incomparable {}

/// What makes two sides incomparable, if anything does.
pub fn incomparable(from: &Side, to: &Side, found: &Comparison) -> Option<Incomparable> {
    let sides = [from, to];
    let seen: Vec<[String; 2]> = strangers(found)
        .into_iter()
        .chain([0, 1].into_iter().filter_map(|at| part(sides, at)))
        .chain(windows(sides))
        .chain(otherwise(sides))
        .collect();
    let differences = [Lang::En, Lang::Zh].map(|lang| {
        let seen = seen.iter().map(|[en, zh]| lang.pick(en, zh).clone());
        settings(sides, &found.basis, lang).into_iter().chain(seen).collect::<Vec<_>>()
    });
    (!differences[0].is_empty()).then_some(Incomparable { differences })
}

/// Settings that are told and differ.
fn settings([from, to]: [&Side; 2], basis: &Basis, lang: Lang) -> Vec<String> {
    if let (Some(own), Some(other)) = (&from.settings, &to.settings) {
        return own.differences(other, *basis == Basis::Own, lang);
    }
    let pairs = [
        (lang.pick("value", "价值"), from.value_of.name(lang).to_owned(), to.value_of.name(lang).to_owned()),
        (lang.pick("high from score", "高分起点"), from.high.to_string(), to.high.to_string()),
    ];
    let differs = |(what, from, to): (&str, String, String)| {
        (from != to).then(|| lang.pick(format!("{what} ({from}, then {to})"), format!("{what}（前为{from}，后为{to}）")))
    };
    pairs.into_iter().filter_map(differs).collect()
}

/// Nobody is on both sides.
fn strangers(found: &Comparison) -> Option<[String; 2]> {
    let [was, is] = found.sizes.each_ref().map(|sizes| sizes.total.customers);
    let (from, to) = (grouped(was), grouped(is));
    (found.gone().customers == was && was > 0 && is > 0).then(|| {
        [
            format!("customers (none of the {from} of FROM is among the {to} of TO)"),
            format!("客户（FROM 的 {from} 位没有一位在 TO 的 {to} 位之中）"),
        ]
    })
}

/// Where the segments that nobody is in hold at least one in so many of the other side's customers, and so many, an export is a part.
const MISSING: [u64; 2] = [4, 10];

/// The export on this side lacks segments: it is one of `--segment`, or the head of a list. The scores are those that stand there.
fn part(sides: [&Side; 2], at: usize) -> Option<[String; 2]> {
    if sides[at].settings.is_some() {
        return None;
    }
    let sizes = sides.map(|side| summary(&side.people, side.high, side.value_of, |person| person.scores));
    let (own, other) = (&sizes[at], &sizes[1 - at]);
    let (there, missing): (Vec<Segment>, Vec<Segment>) =
        Segment::ALL.into_iter().partition(|segment| own.segments[*segment as usize].customers > 0);
    let customers: u64 = missing.iter().map(|segment| other.segments[*segment as usize].customers).sum();
    let all = other.total.customers;
    let [part, least] = MISSING;
    let is_part = customers >= least && customers.saturating_mul(part) >= all;
    let (side, beside) = if at == 0 { ("FROM", "TO") } else { ("TO", "FROM") };
    let names = |lang: Lang| there.iter().map(|segment| segment.name(lang)).collect::<Vec<_>>().join(lang.pick(", ", "、"));
    let (customers, all) = (grouped(customers), grouped(all));
    is_part.then(|| {
        let [en, zh] = [Lang::En, Lang::Zh].map(names);
        [
            format!("segments ({side} has only {en}, while {customers} of {all} customers of {beside} are in others: is {side} a part, made with --segment?)"),
            format!("客群（{side} 中只有{zh}，而 {beside} 的 {all} 位客户中有 {customers} 位在其他客群：{side} 是否用 --segment 只导出了一部分？）"),
        ]
    })
}

/// Months are of 28 to 31 days, so that a window of the same months may differ by so many days.
const OF_MONTHS: u32 = 3;

/// Windows that cannot be of the same length: a customer without a purchase in the window was there for the last time before it
/// began, and one with a purchase after that.
fn windows(sides: [&Side; 2]) -> Option<[String; 2]> {
    if sides.iter().all(|side| side.settings.is_some()) {
        return None; // they are told
    }
    let days = |people: &People, in_window: bool| {
        let people: Vec<u32> = people
            .list()
            .iter()
            .map(|person| person.measures)
            .filter(|of| (of.frequency > 0) == in_window)
            .filter_map(|of| of.recency)
            .collect();
        if in_window { people.into_iter().max() } else { people.into_iter().min() }
    };
    let most = sides.map(|side| days(&side.people, false));
    let least = sides.map(|side| days(&side.people, true));
    let shorter = [0, 1].into_iter().find(|at| most[*at].zip(least[1 - at]).is_some_and(|(most, least)| least > most + OF_MONTHS))?;
    let (most, least) = (most[shorter]?.into(), least[1 - shorter]?.into());
    let en = [format!("{} at most", plural(most, "day")), format!("more than {}", plural(least, "day"))];
    let zh = [format!("至多 {} 天", grouped(most)), format!("超过 {} 天", grouped(least))];
    let [en, zh] = [en, zh].map(|mut texts| {
        texts.rotate_left(shorter);
        texts
    });
    Some([format!("window ({}, then {})", en[0], en[1]), format!("统计期（前为{}，后为{}）", zh[0], zh[1])])
}

/// So many customers without a new purchase tell whether figures are counted alike.
const QUIET: u64 = 10;

/// Most customers whose last purchase is the same on both sides have other figures: they are counted otherwise. A window that
/// leaves old purchases behind lowers number and amount at once.
fn otherwise([from, to]: [&Side; 2]) -> Option<[String; 2]> {
    let (mut quiet, mut counts, mut amounts) = (0_u64, 0_u64, 0_u64);
    for (then, now) in pairs(&from.people, &to.people) {
        let (Some(then), Some(now)) = (then, now) else { continue };
        let (was, is) = (from.people.list()[then].measures, to.people.list()[now].measures);
        let is_quiet = was.last_purchase.is_some_and(|day| Some(day) == is.last_purchase && from.as_of.is_none_or(|as_of| day < as_of));
        if !is_quiet || was.frequency == 0 || is.frequency == 0 {
            continue;
        }
        quiet += 1;
        counts += u64::from(was.frequency != is.frequency && was.monetary == is.monetary);
        amounts += u64::from(was.frequency == is.frequency && was.monetary != is.monetary);
    }
    let is_most = |some: u64| quiet >= QUIET && 2 * some > quiet;
    let (all, texts) = (grouped(quiet), |some: u64, [en, zh]: [&str; 2]| {
        let some = grouped(some);
        (some, en.to_owned(), zh.to_owned())
    });
    let (some, en, zh) = match (is_most(counts), is_most(amounts)) {
        (true, _) => texts(counts, ["frequency", "消费次数"]),
        (_, true) => texts(amounts, ["amounts", "金额"]),
        _ => return None,
    };
    Some([
        format!("{en} (of {all} customers without a new purchase {some} have another figure: another column, rule or currency?)"),
        format!("{zh}（{all} 位没有新消费的客户中有 {some} 位数值变了：是否换了列、规则或币种？）"),
    ])
}

/// What may be meant so, but must be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caution {
    /// Both sides are of the same day.
    SameDay,
    /// Scores that stand there, of which no thresholds give all; examples. And what scores both sides alike.
    Thresholds(Vec<Clash>, String),
    /// More than half of the customers of one side are not on the other, of which an export may be a part: which side, how many, of how many.
    Halved(usize, u64, u64),
    /// The data of a side, of which this is the last purchase, ends more than a month before its as-of date.
    DataEnds(usize, Day, Day),
    /// An export tells no settings; what it betrays fits.
    Untold,
}

/// What is to be told of the comparison. `way_out` is the flag that scores both sides alike.
pub fn cautions(from: &Side, to: &Side, found: &Comparison, way_out: String) -> Vec<Caution> {
    let mut cautions = Vec::new();
    if from.as_of.is_some() && from.as_of == to.as_of {
        cautions.push(Caution::SameDay);
    }
    cautions.extend(
        [from, to].into_iter().enumerate().filter_map(|(at, side)| ends(side).map(|(as_of, last)| Caution::DataEnds(at, as_of, last))),
    );
    let has_export = from.settings.is_none() || to.settings.is_none();
    if found.basis == Basis::Stored {
        let [one, other] = [from, to].map(made);
        let clashes = one.clashes(&other);
        cautions.extend((!clashes.is_empty()).then_some(Caution::Thresholds(clashes, way_out)));
    }
    if has_export {
        let new = found.flows[ELSEWHERE].iter().map(|flow| flow.customers).sum();
        let absent = [found.gone().customers, new];
        let halved = |at: usize| {
            let all = found.sizes[at].total.customers;
            (2 * absent[at] > all && absent[at] < all).then_some(Caution::Halved(at, absent[at], all))
        };
        cautions.extend([0, 1].into_iter().filter_map(halved));
        cautions.push(Caution::Untold);
    }
    cautions
}

/// The as-of date of a side and its last purchase, where that lies far before it.
fn ends(side: &Side) -> Option<(Day, Day)> {
    let last = side.people.list().iter().filter_map(|person| person.measures.last_purchase).max()?;
    side.as_of.filter(|as_of| as_of.since(last) > FAR).map(|as_of| (as_of, last))
}

/// What a side's scores tell of its thresholds.
pub fn made(side: &Side) -> Made {
    let mut made = Made::default();
    for person in side.people.list() {
        let scores = person.scores;
        made.take(&person.measures, Some([scores.r, scores.f, scores.m]), None);
    }
    made
}

impl Caution {
    /// In words; `names` are those of the sides.
    pub fn text(&self, names: &[String; 2], amounts: Amounts, lang: Lang) -> String {
        let [from, to] = names;
        match self {
            Caution::SameDay => lang.pick("both sides are as of the same day", "两边是同一个基准日").to_owned(),
            Caution::Thresholds(clashes, way_out) => {
                let examples: Vec<String> = clashes.iter().map(|clash| example(*clash, names, amounts, lang)).collect();
                lang.pick(
                    format!("the scores come from different thresholds ({}), so some moved only because thresholds did; {way_out} scores both by those of FROM", examples.join("; ")),
                    format!("两边得分所用的门槛不同（{}），有人换了客群只是因为门槛变了；加 {way_out} 可让两边都用 FROM 的门槛", examples.join("；")),
                )
            }
            Caution::Halved(at, absent, all) => {
                let (own, other) = if *at == 0 { (from, to) } else { (to, from) };
                let (absent, all) = (grouped(*absent), grouped(*all));
                lang.pick(
                    format!("{absent} of the {all} customers of {own} are not in {other}: is that only a part?"),
                    format!("{own} 的 {all} 位客户中有 {absent} 位不在 {other} 中：后者是否只是一部分？"),
                )
            }
            Caution::DataEnds(at, as_of, last) => {
                let (side, days) = (&names[*at], as_of.since(*last));
                lang.pick(
                    format!(
                        "the last purchase of {side} is of {last}, {days} days before {as_of}: recency is longer by as much, and who seems to \
                         have fallen silent may only be missing from the data"
                    ),
                    format!("{side} 的最后一笔消费在 {last}，比 {as_of} 早 {days} 天：未到店天数因此多算，看似沉默的客户可能只是数据没有更新"),
                )
            }
            Caution::Untold => lang
                .pick(
                    "an export does not tell its window, its rules for refunds and amounts of 0, what its frequency counts, nor its currency; only what its figures contradict can be told",
                    "导出文件不记录统计期、退款与零金额的规则、消费次数的算法和币种；只有数值上相互矛盾的地方才能看出来",
                )
                .to_owned(),
        }
    }
}

/// `M 1,520.00 has 3 in january.csv, 1,480.00 has 4 in february.csv`.
fn example(clash: Clash, [from, to]: &[String; 2], amounts: Amounts, lang: Lang) -> String {
    let days = |days: u32| lang.pick(plural(days.into(), "day"), format!("{} 天", grouped(days.into())));
    let (measure, [(was, own), (is, other)]) = match clash {
        Clash::Recency(pair) => ("R", pair.map(|(value, score)| (days(value), score))),
        Clash::Frequency(pair) => ("F", pair.map(|(value, score)| (grouped(value), score))),
        Clash::Monetary(pair) => ("M", pair.map(|(value, score)| (amounts.exact(value), score))),
    };
    lang.pick(
        format!("{measure}: {was} scores {own} in {from}, {is} scores {other} in {to}"),
        format!("{measure}：{from} 中 {was} 得 {own} 分，{to} 中 {is} 得 {other} 分"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::tests::{example, side};
    use crate::customer::ValueOf;

    fn told(from: &Side, to: &Side, basis: Basis) -> Option<Incomparable> {
        incomparable(from, to, &Comparison::new(from, to, basis))
    }

    #[test]
    fn what_cannot_be_compared_is_named() {
        let (from, mut to) = example();
        assert_eq!(told(&from, &to, Basis::First), None);
        let mut settings = to.settings.clone().unwrap();
        settings.high = 3;
        settings.policy.window = "12m".parse().ok();
        to.settings = Some(settings);
        let found = told(&from, &to, Basis::First).unwrap();
        assert!(found.text(Lang::En).contains("window (none, then 12m); high from score (4, then 3)\n  --force"), "{found}");
        assert!(found.text(Lang::Zh).contains("统计期（前为无，后为12m）；高分起点（前为4，后为3）"));
        let export = Side { settings: None, thresholds: None, value_of: ValueOf::Monetary, ..to };
        assert!(told(&from, &export, Basis::Stored).unwrap().text(Lang::En).contains("value (profit, then amount spent)"));
    }

    /// Only exports are asked what they betray; segments that are small, or missing by few, are no part.
    #[test]
    fn a_part_lacks_a_quarter_and_ten() {
        let people = |lost: usize, best: usize| {
            let names: Vec<String> = (0..lost + best).map(|number| format!("{number:03}")).collect();
            let rows: Vec<(&str, [u8; 3], i64)> =
                names.iter().enumerate().map(|(at, name)| (&**name, if at < lost { [1; 3] } else { [5; 3] }, 1)).collect();
            side("2026-01-31", &rows)
        };
        let export = |side: Side| Side { settings: None, ..side };
        let is_part = |all: Side, part: Side| told(&all, &part, Basis::Stored).is_some();
        assert!(is_part(people(10, 30), export(people(0, 40))));
        assert!(!is_part(people(9, 10), export(people(0, 19))), "nine customers may have gone up");
        assert!(!is_part(people(10, 31), export(people(0, 41))), "less than a quarter too");
        assert!(!is_part(people(10, 30), people(0, 40)), "a snapshot is whole");
    }
}
