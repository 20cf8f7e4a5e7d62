//! How each measure is spread, with the cut points between scores.

use super::draw::{self, Rect};
use crate::distribution::histogram::{Bin, Histograms};
use crate::lang::Lang;
use crate::money::{Money, grouped};
use crate::report::Report;
use crate::report::foot::thresholds;
use serde::Serialize;

#[derive(Serialize)]
pub struct Histogram {
    pub name: &'static str,
    pub cuts: String,
    pub bars: Vec<Rect>,
    pub lines: Vec<f64>,
    pub ticks: Vec<(f64, String)>,
    pub most: String,
    pub frame: [f64; 4],
    pub rows: Vec<[String; 3]>,
}

pub fn histograms(report: &Report<'_>) -> Vec<Histogram> {
    let (base, lang) = (report.base, report.lang);
    let all = Histograms::new(&base.customers);
    let cuts = thresholds(&base.thresholds, report.amounts());
    let mut cuts = cuts.split(" · ").map(str::to_owned);
    let own = &base.thresholds;
    // A score takes at most so many days, so the cut lies after that day.
    let days: Vec<i128> = own.r_at_most.iter().flatten().map(|days| i128::from(*days) + 1).collect();
    let purchases: Vec<i128> = own.f_at_least.iter().flatten().map(|count| i128::from(*count)).collect();
    let amounts: Vec<i128> = own.m_at_least.iter().flatten().map(|amount| amount.micros()).collect();
    let count = |value: i128| grouped(u64::try_from(value).unwrap_or(0));
    let amount = |value: i128| report.amounts().exact(Money::from_micros(value));
    let [r, f, m] = lang
        .pick(["R: days since the last purchase", "F: purchases", "M: amount spent"], ["R：距上次消费天数", "F：消费次数", "M：消费金额"]);
    let mut next = || cuts.next().unwrap_or_default();
    vec![
        histogram(r, next(), &all.recency, &days, &count, &|value| compact(value as f64, lang)),
        histogram(f, next(), &all.frequency, &purchases, &count, &|value| compact(value as f64, lang)),
        histogram(m, next(), &all.monetary, &amounts, &amount, &|value| compact(value as f64 / 1e6, lang)),
    ]
}

fn histogram(
    name: &'static str,
    cuts: String,
    bins: &[Bin],
    at: &[i128],
    full: &dyn Fn(i128) -> String,
    short: &dyn Fn(i128) -> String,
) -> Histogram {
    let every = bins.len().div_ceil(6).max(1);
    let tick = |bin: &Bin| Some((draw::along(bins, bin.from?)?, short(bin.from?)));
    let edge = |edge: Option<i128>| edge.map_or(String::new(), full);
    Histogram {
        name,
        cuts,
        bars: draw::bars(bins),
        lines: at.iter().filter_map(|value| draw::along(bins, *value)).collect(),
        ticks: bins.iter().step_by(every).filter_map(tick).collect(),
        most: grouped(bins.iter().map(|bin| bin.customers).max().unwrap_or(0)),
        frame: draw::PLOT,
        rows: bins.iter().map(|bin| [edge(bin.from), edge(bin.to), grouped(bin.customers)]).collect(),
    }
}

/// A round figure for an axis: `1.5k`, `1.5万`.
fn compact(value: f64, lang: Lang) -> String {
    let units = lang.pick([(1e9, "bn"), (1e6, "m"), (1e3, "k")], [(1e12, "万亿"), (1e8, "亿"), (1e4, "万")]);
    match units.into_iter().find(|(size, _)| value >= *size) {
        Some((size, unit)) => format!("{}{unit}", value / size),
        None => value.to_string(),
    }
}
