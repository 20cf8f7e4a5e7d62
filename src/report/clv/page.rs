//! The estimate as one HTML page that needs nothing else: no script, no network, the picture as SVG. Its style and its policy are
//! those of the segment report; the figures are those of `sections`.

use super::Shown;
use super::sections::{
    at_risk_table, better, figure, forecasts, heading, meaning, model_lines, most_at_risk, percent, place, stage_table, summary_heads,
    summary_rows, whole,
};
use crate::clv::holdout::Holdout;
use crate::clv::track::{At, Point};
use crate::lang::Lang;
use crate::money::grouped;
use crate::note::{clip, printable};
use crate::report::foot;
use crate::report::rows::NONE;
use crate::report::sections::Head;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("../html/style.css");
/// The plot: left, top, right, bottom.
const PLOT: [f64; 4] = [52.0, 10.0, 350.0, 200.0];
/// So many customers at risk are named, and so much of a text from a file.
const NAMED: usize = 25;
const MOST_TEXT: usize = 80;

#[derive(Serialize)]
struct Page {
    lang: &'static str,
    style: &'static str,
    style_hash: String,
    title: String,
    subtitle: String,
    cards: Vec<[String; 3]>,
    summary: Titled,
    stages: Option<Titled>,
    meaning: Vec<(&'static str, String)>,
    at_risk: Option<Titled>,
    curve: Option<Curve>,
    holdout: Option<Titled>,
    better: Vec<(&'static str, String)>,
    models_title: &'static str,
    models: Vec<(&'static str, String)>,
    notes: Vec<String>,
    version: &'static str,
}

#[derive(Serialize)]
struct Titled {
    heading: String,
    heads: Vec<&'static str>,
    /// Those whose cells stand at the left.
    left: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

#[derive(Serialize)]
struct Curve {
    title: &'static str,
    told: String,
    expected: &'static str,
    actual: &'static str,
    figures: &'static str,
    frame: [f64; 4],
    first: String,
    second: String,
    /// Where the holdout begins.
    held: Option<f64>,
    most: String,
    from: String,
    to: String,
    table: Titled,
}

/// The page, in UTF-8.
pub fn render(shown: &Shown<'_>, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template("page", TEMPLATE)?;
    let mut text = environment.get_template("page")?.render(Serde(page(shown, lang)))?;
    text.push('\n');
    Ok(text.into_bytes())
}

fn titled(heading: String, (heads, rows): (Vec<Head>, Vec<Vec<String>>)) -> Titled {
    let short = |cell: String| clip(&cell, MOST_TEXT);
    Titled {
        heading,
        heads: heads.iter().map(|head| head.text).collect(),
        left: heads.iter().filter(|head| !head.right).map(|head| head.text).collect(),
        rows: rows.into_iter().map(|row| row.into_iter().map(short).collect()).collect(),
    }
}

fn page(shown: &Shown<'_>, lang: Lang) -> Page {
    let worst = most_at_risk(shown, NAMED);
    let of_base = shown.base().into_iter().flat_map(|base| &base.notes).filter(|note| !note.is_of_the_run()).map(|note| note.text(lang));
    let of_estimate = shown.estimate.remarks.iter().map(|remark| remark.text(lang));
    let held_heading = |held: &Holdout| {
        let end = held.end;
        lang.pick(
            format!("Holdout: the last {} days, forecast with the data up to {end}", held.days),
            format!("验证：用 {end} 之前的数据预测其后 {} 天", held.days),
        )
    };
    Page {
        lang: lang.pick("en", "zh-CN"),
        style: STYLE,
        style_hash: BASE64_STANDARD.encode(Sha256::digest(STYLE)),
        title: lang.pick("Customer lifetime value", "客户终身价值").to_owned(),
        subtitle: heading(shown, lang),
        cards: cards(shown, lang),
        summary: titled(lang.pick("By segment", "按客群").to_owned(), (summary_heads(shown, lang), summary_rows(shown, lang))),
        stages: by_stage(shown, lang),
        meaning: meaning(shown, lang),
        at_risk: (!worst.is_empty())
            .then(|| titled(lang.pick("Most at risk", "流失风险价值最高的客户").to_owned(), at_risk_table(shown, &worst, lang))),
        curve: curve(shown, lang),
        holdout: shown.holdout.map(|held| titled(held_heading(held), forecasts(held, lang))),
        better: shown.holdout.map(|held| better(held, lang)).unwrap_or_default(),
        models_title: lang.pick("The models", "所用模型"),
        models: model_lines(shown, lang),
        notes: of_base.chain(of_estimate).map(|note| printable(&note)).collect(),
        version: env!("CARGO_PKG_VERSION"),
    }
}

fn by_stage(shown: &Shown<'_>, lang: Lang) -> Option<Titled> {
    let table = stage_table(shown, lang)?;
    Some(titled(lang.pick("By stage of the lifecycle", "按生命周期阶段").to_owned(), table))
}

fn cards(shown: &Shown<'_>, lang: Lang) -> Vec<[String; 3]> {
    let (_, all) = shown.estimate.sums();
    let time = foot::length(shown.estimate.horizon.time, lang);
    let card = |label: &str, figure: String, note: String| [label.to_owned(), figure, note];
    let mut cards = vec![
        card(lang.pick("Customers", "客户数"), grouped(all.customers), String::new()),
        card(
            lang.pick("Still customers", "仍是客户"),
            all.mean_alive().map_or(NONE.to_owned(), percent),
            lang.pick("on average".to_owned(), "平均留存概率".to_owned()),
        ),
    ];
    cards.extend(match shown.estimate.known.spend {
        None => vec![card(lang.pick("Purchases to come", "预期消费次数"), figure(all.purchases), time)],
        Some(_) => vec![
            card(lang.pick("Expected value", "预期价值"), whole(all.value, shown.style), time.clone()),
            card(lang.pick("At risk", "流失风险价值"), whole(all.at_risk, shown.style), time),
        ],
    });
    cards
}

fn curve(shown: &Shown<'_>, lang: Lang) -> Option<Curve> {
    let (first, last) = (shown.track.first()?, shown.track.last()?);
    let along = |at: At| match at {
        At::Day(day) => f64::from(day.number()),
        At::Age(age) => age,
    };
    let [left, top, right, bottom] = PLOT;
    let (from, to) = (along(first.at), along(last.at));
    let x = |at: At| left + (right - left) * if to > from { (along(at) - from) / (to - from) } else { 1.0 };
    let most = shown.track.iter().map(|point| point.expected.max(point.actual)).fold(1.0, f64::max);
    let tenth = |number: f64| (number * 10.0).round() / 10.0;
    let points = |of: fn(&Point) -> f64| {
        let point = |point: &Point| format!("{},{}", tenth(x(point.at)), tenth(bottom - (bottom - top) * of(point) / most));
        shown.track.iter().map(point).collect::<Vec<_>>().join(" ")
    };
    let rows = shown.track.iter().map(|point| vec![place(point.at, shown, lang), figure(point.expected), grouped(point.actual as u64)]);
    let (expected, actual) = (lang.pick("expected by the model", "模型预期"), lang.pick("actual", "实际"));
    let heads = vec![lang.pick("Up to", "截至"), expected, actual];
    Some(Curve {
        title: lang.pick("Repeat purchases, expected and actual", "复购次数：预期与实际"),
        told: lang.pick(
            format!("expected {}, actual {}", figure(last.expected), last.actual),
            format!("预期 {}，实际 {}", figure(last.expected), last.actual),
        ),
        expected,
        actual,
        figures: lang.pick("Figures", "数据"),
        frame: PLOT,
        first: points(|point| point.expected),
        second: points(|point| point.actual),
        held: shown.holdout.map(|held| tenth(x(At::Day(held.end)))),
        most: grouped(most.round() as u64),
        from: place(first.at, shown, lang),
        to: place(last.at, shown, lang),
        table: Titled { heading: String::new(), left: Vec::new(), heads, rows: rows.collect() },
    })
}
