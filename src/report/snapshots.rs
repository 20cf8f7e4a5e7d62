//! `rfm snapshot list` in every form: the snapshots that there are, with their figures.

use super::delimited::{self, fraction};
use super::rows::NONE;
use super::sections::{Head, Section, Table, left, right, text};
use super::{Format, View};
use crate::lang::{Lang, plural};
use crate::money::grouped;
use crate::note::printable;
use crate::snapshot;
use crate::snapshot::settings::Told;
use crate::summary::Ratio;
use serde::Serialize;
use serde_json::value::RawValue;

/// The list in this form.
pub fn list(heads: &[snapshot::Head], form: Format, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    Ok(match form {
        Format::Table => text::table(&[section(heads, view.lang)], view).into_bytes(),
        Format::Markdown => text::markdown(&[section(heads, view.lang)], view.lang).into_bytes(),
        Format::Csv => delimited::table(HEADER, heads.iter().map(record), b',', for_spreadsheet)?,
        Format::Tsv => delimited::table(HEADER, heads.iter().map(record), b'\t', for_spreadsheet)?,
        Format::Json => json(heads)?,
    })
}

fn section(heads: &[snapshot::Head], lang: Lang) -> Section {
    let count = heads.len() as u64;
    let heading = match count {
        0 => lang.pick("No snapshot yet; `rfm snapshot save FILE` makes one", "还没有快照；用 `rfm snapshot save 文件` 保存").to_owned(),
        _ => lang.pick(plural(count, "snapshot"), format!("{count} 个快照")),
    };
    let may_go = |head: Head| Head { may_go: true, ..head };
    let one_kind = heads.windows(2).all(|pair| pair[0].settings.cuts == pair[1].settings.cuts);
    let columns = vec![
        right("#"),
        left(lang.pick("As of", "基准日")),
        left(lang.pick("Label", "标签")),
        right(lang.pick("Customers", "客户数")),
        right(lang.pick("Value", "价值")),
        may_go(right(lang.pick("Important", "重要客户"))),
        may_go(right(lang.pick("Of value", "价值贡献"))),
        Head { may_go: one_kind, ..left(lang.pick("Thresholds", "门槛")) },
    ];
    let percent = |ratio: Option<Ratio>| ratio.map_or(NONE.to_owned(), Ratio::percent);
    let row = |head: &snapshot::Head| {
        let summary = &head.summary;
        vec![
            head.id.to_string(),
            head.as_of.to_string(),
            head.label.as_deref().map_or(String::new(), printable),
            grouped(summary.total.customers),
            summary.total.value.grouped(head.decimals),
            percent(summary.share(summary.important)),
            percent(summary.value_share(summary.important)),
            match head.settings.cuts.is_complete() {
                true => lang.pick("fixed", "固定"),
                false => lang.pick("quintiles", "五等分"),
            }
            .to_owned(),
        ]
    };
    let (mut columns, mut rows) = (columns, heads.iter().map(row).collect::<Vec<_>>());
    if heads.iter().all(|head| head.label.is_none()) {
        columns.remove(2);
        rows.iter_mut().for_each(|row| drop(row.remove(2)));
    }
    let (shared, own) = settings(heads, lang);
    for (what, values) in own {
        columns.push(left(what));
        rows.iter_mut().zip(values).for_each(|(row, value)| row.push(value));
    }
    let tables = if rows.is_empty() { Vec::new() } else { vec![Table { heads: columns, rows, more: None }] };
    Section { heading, tables, foot: shared }
}

/// A setting that differs, and what it is in each.
type Each = (&'static str, Vec<String>);

/// The settings that all have in common, and of those that differ what each has.
fn settings(heads: &[snapshot::Head], lang: Lang) -> (Vec<Told>, Vec<Each>) {
    let told = |head: &snapshot::Head| {
        let currency = head.settings.currency.map_or(NONE, |currency| currency.code);
        head.settings.told(lang).into_iter().chain([(lang.pick("currency", "币种"), currency.to_owned())]).collect::<Vec<_>>()
    };
    let all: Vec<Vec<Told>> = heads.iter().map(told).collect();
    let (mut shared, mut own) = (Vec::new(), Vec::new());
    for (at, (what, value)) in all.first().into_iter().flatten().enumerate() {
        let values = all.iter().map(|told| told[at].1.clone());
        match values.clone().all(|other| other == *value) {
            true if value == NONE => {} // nobody said a currency
            true => shared.push((*what, value.clone())),
            false => own.push((*what, values.collect())),
        }
    }
    (shared, own)
}

const HEADER: [&str; 9] =
    ["id", "as_of", "label", "customers", "value_of", "value", "important_share", "important_value_share", "settings"];

fn record(head: &snapshot::Head) -> [String; 9] {
    let summary = &head.summary;
    [
        head.id.to_string(),
        head.as_of.to_string(),
        head.label.clone().unwrap_or_default(),
        summary.total.customers.to_string(),
        summary.value_of.slug().to_owned(),
        summary.total.value.plain(head.decimals),
        fraction(summary.share(summary.important)),
        fraction(summary.value_share(summary.important)),
        head.settings.to_string(),
    ]
}

#[derive(Serialize)]
struct Row<'a> {
    id: i64,
    as_of: String,
    label: Option<&'a str>,
    customers: u64,
    value_of: &'static str,
    value: String,
    important_share: Option<Box<RawValue>>,
    important_value_share: Option<Box<RawValue>>,
    settings: String,
}

fn json(heads: &[snapshot::Head]) -> anyhow::Result<Vec<u8>> {
    let share = |ratio: Option<Ratio>| ratio.map(|ratio| RawValue::from_string(ratio.decimals(6))).transpose();
    let mut rows = Vec::with_capacity(heads.len());
    for head in heads {
        let summary = &head.summary;
        rows.push(Row {
            id: head.id,
            as_of: head.as_of.to_string(),
            label: head.label.as_deref(),
            customers: summary.total.customers,
            value_of: summary.value_of.slug(),
            value: summary.total.value.plain(head.decimals),
            important_share: share(summary.share(summary.important))?,
            important_value_share: share(summary.value_share(summary.important))?,
            settings: head.settings.to_string(),
        });
    }
    let mut bytes = serde_json::to_vec_pretty(&rows)?;
    bytes.push(b'\n');
    Ok(bytes)
}
