//! Everybody who is not where they were, a row each: a list to work with, in the forms of tables and as JSON.

use super::Shown;
use crate::compare::Change;
use crate::compare::movers::{Mover, movers};
use crate::lang::{Lang, plural};
use crate::money::grouped;
use crate::note::printable;
use crate::report::delimited::table;
use crate::report::sections::text;
use crate::report::sections::{Section, Table, left, right};
use crate::report::{Format, View};
use crate::segment::Segment;
use serde::Serialize;

const HEADER: [&str; 10] = ["customer_id", "name", "phone", "advisor", "change", "from", "to", "value_from", "value_to", "last_purchase"];

/// The list in this form. CSV and TSV for a spreadsheet have no cell that passes for a formula.
pub fn render(shown: &Shown<'_>, form: Format, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    let [from, to] = shown.sides;
    let all = movers(from, to, shown.comparison);
    let rows = all.iter().map(|one| row(shown, one));
    Ok(match form {
        Format::Csv => table(HEADER, rows.map(cells), b',', for_spreadsheet)?,
        Format::Tsv => table(HEADER, rows.map(cells), b'\t', for_spreadsheet)?,
        Format::Json => {
            let mut bytes = serde_json::to_vec_pretty(&rows.collect::<Vec<_>>())?;
            bytes.push(b'\n');
            bytes
        }
        Format::Table => text::table(&[section(shown, &all, view.lang)], view).into_bytes(),
        Format::Markdown => text::markdown(&[section(shown, &all, view.lang)], view.lang).into_bytes(),
    })
}

#[derive(Serialize)]
struct Row<'a> {
    customer_id: &'a str,
    name: Option<&'a str>,
    phone: Option<&'a str>,
    advisor: Option<&'a str>,
    change: &'static str,
    from: Option<&'static str>,
    to: Option<&'static str>,
    value_from: Option<String>,
    value_to: Option<String>,
    last_purchase: Option<String>,
}

fn row<'a>(shown: &'a Shown<'_>, one: &Mover) -> Row<'a> {
    let [from, to] = shown.sides;
    let customer_id = one.id([from, to]);
    let contact = shown.contacts.of(customer_id);
    let decimals = shown.comparison.decimals;
    let (was, is) = one.segments;
    let last = one.to.map(|at| to.people.list()[at]).or_else(|| one.from.map(|at| from.people.list()[at]));
    Row {
        customer_id,
        name: contact.and_then(|contact| contact.name.as_deref()),
        phone: contact.and_then(|contact| contact.phone.as_deref()),
        advisor: contact.and_then(|contact| contact.advisor.as_deref()),
        change: one.change.slug(),
        from: was.map(Segment::slug),
        to: is.map(Segment::slug),
        value_from: was.map(|_| one.values.0.plain(decimals)),
        value_to: is.map(|_| one.values.1.plain(decimals)),
        last_purchase: last.and_then(|person| person.measures.last_purchase).map(|day| day.to_string()),
    }
}

fn cells(row: Row<'_>) -> [String; 10] {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    [
        row.customer_id.to_owned(),
        text(row.name),
        text(row.phone),
        text(row.advisor),
        row.change.to_owned(),
        text(row.from),
        text(row.to),
        row.value_from.unwrap_or_default(),
        row.value_to.unwrap_or_default(),
        row.last_purchase.unwrap_or_default(),
    ]
}

fn section(shown: &Shown<'_>, all: &[Mover], lang: Lang) -> Section {
    let counts = [Change::Fell, Change::Gone, Change::Rose, Change::Moved, Change::New].map(|change| {
        let count = grouped(all.iter().filter(|one| one.change == change).count() as u64);
        let name = change.text().get(lang);
        lang.pick(format!("{count} {name}"), format!("{name} {count} 位"))
    });
    let counts = counts.join(lang.pick(", ", "，"));
    let [from, to] = &shown.names;
    let moved = all.len() as u64;
    let heading = lang.pick(
        format!("{from} → {to}: {} not where they were: {counts}", plural(moved, "customer")),
        format!("{from} → {to}：{} 位客户有变化：{counts}", grouped(moved)),
    );
    let heads = vec![
        left(lang.pick("Customer", "客户")),
        left(lang.pick("Name", "姓名")),
        left(lang.pick("Phone", "电话")),
        left(lang.pick("Advisor", "服务顾问")),
        left(lang.pick("Change", "变化")),
        left(lang.pick("From", "原客群")),
        left(lang.pick("To", "现客群")),
        right(lang.pick("Value then", "原价值")),
        right(lang.pick("Value now", "现价值")),
    ];
    let amounts = shown.amounts();
    let cells = |one: &Mover| {
        let row = row(shown, one);
        let text = |text: Option<&str>| text.map_or(String::new(), printable);
        let segment = |segment: Option<Segment>| segment.map_or("", |segment| segment.name(lang)).to_owned();
        vec![
            printable(row.customer_id),
            text(row.name),
            text(row.phone),
            text(row.advisor),
            one.change.text().get(lang).to_owned(),
            segment(one.segments.0),
            segment(one.segments.1),
            one.segments.0.map_or(String::new(), |_| amounts.show(one.values.0)),
            one.segments.1.map_or(String::new(), |_| amounts.show(one.values.1)),
        ]
    };
    let rows: Vec<_> = all.iter().map(cells).collect();
    let tables = if rows.is_empty() { Vec::new() } else { vec![Table { heads, rows, more: None }] };
    Section { heading, tables, foot: Vec::new() }
}
