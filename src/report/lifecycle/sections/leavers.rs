//! Those who left without a word.

use super::percent;
use crate::lang::{Lang, plural};
use crate::lifecycle::leavers::{self, Leaver};
use crate::money::grouped;
use crate::note::{clip, printable};
use crate::report::foot::Line;
use crate::report::lifecycle::Shown;
use crate::report::rows::NONE;
use crate::report::sections::{Head, Section, Table, left, right};
use crate::summary::Size;

/// A longer name than this is cut, and a longer id never.
const LONGEST_NAME: usize = 20;

/// `Silent leavers: 47 customers, 12.0% of all, who brought 310,000.00 over all the data`.
fn leavers_heading(shown: &Shown<'_>, lang: Lang) -> String {
    let (rows, summary) = (&shown.lifecycle.leavers.rows, shown.base.summary());
    let mut together = Size::default();
    rows.iter().for_each(|leaver| together.take(1, leaver.value));
    let (share, value) = (percent(summary.share(together)), shown.amounts().show(together.value));
    let (_, course) = leavers::COURSE;
    lang.pick(
        format!(
            "Silent leavers: {}, {share} of all (course figure for one centre: {course}%), who brought {value} over all the data",
            plural(together.customers, "customer")
        ),
        format!("无声离开：{} 位客户，占 {share}（课程数据，某中心：{course}%），全部数据中共带来 {value}", grouped(together.customers)),
    )
}

/// Those of most value, by name.
fn leavers(shown: &Shown<'_>, most: usize, lang: Lang) -> Table {
    let rows = &shown.lifecycle.leavers.rows;
    let heads = vec![
        left(lang.pick("Customer", "客户")),
        left(lang.pick("Name", "姓名")),
        left(lang.pick("Stage", "阶段")),
        right(lang.pick("Visits", "到店次数")),
        left(lang.pick("Last visit", "上次到店")),
        Head { may_go: true, ..right(lang.pick("Days", "未到店天数")) },
        left(lang.pick("Silent since", "沉默自")),
        right(lang.pick("Brought", "带来价值")),
    ];
    let row = |leaver: &Leaver| {
        let customer = shown.base.customers.customer(leaver.place);
        let day = |day: Option<crate::date::Day>| day.map_or(NONE.to_owned(), |day| day.to_string());
        vec![
            printable(&customer.id),
            shown.base.name(&customer).map_or(String::new(), |name| clip(&printable(name), LONGEST_NAME)),
            leaver.stage.name(lang).to_owned(),
            grouped(leaver.visits.into()),
            day(leaver.last),
            grouped(leaver.silent.into()),
            day(leaver.since),
            shown.amounts().show(leaver.value),
        ]
    };
    let rest = rows.len().saturating_sub(most) as u64;
    let more = (rest > 0).then(|| {
        lang.pick(
            format!("and {} more; --part leavers --format csv lists all", grouped(rest)),
            format!("另有 {} 位；--part leavers --format csv 可列出全部", grouped(rest)),
        )
    });
    let mut table = Table { heads, rows: rows.iter().take(most).map(row).collect(), more };
    if table.rows.iter().all(|row| row[1].is_empty()) {
        table.heads.remove(1);
        table.rows.iter_mut().for_each(|row| _ = row.remove(1));
    }
    table
}

/// Who counts.
fn leavers_foot(shown: &Shown<'_>, lang: Lang) -> Vec<Line> {
    let value = shown.base.value_of.name(lang);
    let before = match shown.base.policy.window {
        Some(_) => lang.pick(", before the window too", "，不限于统计期"),
        None => "",
    };
    vec![(
        lang.pick("Who", "范围"),
        lang.pick(
            format!(
                "dormant or churned, and never complained; silent since: the day from which the silence was too long for them; brought: \
                 {value} over all the data{before}, the most first"
            ),
            format!(
                "处于休眠期或流失期，且从未投诉；沉默自：未到店天数超出本人常态之日；带来价值：全部数据中的{value}{before}，从高到低排列"
            ),
        ),
    )]
}

/// The section.
pub fn section(shown: &Shown<'_>, most: usize, lang: Lang) -> Section {
    let tables = if shown.lifecycle.leavers.rows.is_empty() { Vec::new() } else { vec![leavers(shown, most, lang)] };
    Section { heading: leavers_heading(shown, lang), tables, foot: leavers_foot(shown, lang) }
}
