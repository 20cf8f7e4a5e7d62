//! Months of first visits, and what became of those who came then.

use crate::lang::{Lang, plural};
use crate::lifecycle::cohorts::Cohort;
use crate::money::grouped;
use crate::report::foot::Line;
use crate::report::lifecycle::short::Short;
use crate::report::lifecycle::{Cohorts, Part, Shown};
use crate::report::sections::{Head, Section, Table, left, right};
use crate::summary::Ratio;

/// Months after the first that a line of text has room for; where there is little, those that end in none of these go.
const MONTHS: [(usize, &str, bool); 12] = [
    (0, "+0", true),
    (1, "+1", false),
    (2, "+2", false),
    (3, "+3", false),
    (4, "+4", true),
    (5, "+5", true),
    (6, "+6", false),
    (9, "+9", false),
    (12, "+12", false),
    (15, "+15", true),
    (18, "+18", false),
    (24, "+24", false),
];

/// `Cohorts: 18 months of first visits`.
fn cohorts_heading(shown: &Shown<'_>, lang: Lang) -> String {
    let count = shown.lifecycle.visits.as_ref().map_or(0, |visits| visits.cohorts.len()) as u64;
    lang.pick(
        format!("Cohorts: customers by the month of their first visit, {}", plural(count, "month")),
        format!("同期群：按首次到店月份分组，共 {} 个月", grouped(count)),
    )
}

/// What the cells of the triangles are.
fn cohorts_foot(lang: Lang) -> Vec<Line> {
    vec![(
        lang.pick("Cells", "单元格"),
        lang.pick(
            "+1 is the calendar month after that of the first visit; a month that is not over is blank. Retention: came in that month. \
             Amount: spent on average from the first month to that one, refunds taken off, whatever the window",
            "+1 为首次到店次月；尚未结束的月份留空。留存：当月到店的比例。金额：自首月起至当月的人均累计消费，已扣退款，不受统计期限制",
        )
        .to_owned(),
    )]
}

/// The section.
pub fn section(shown: &Shown<'_>, part: Part, most: usize, lang: Lang) -> Section {
    let Cohorts { cohorts, earlier, months } = shown.cohorts(most);
    let decimals = shown.base.decimals;
    let heads = |first: &'static str| {
        let mut heads = vec![left(first), right(lang.pick("Customers", "客户数"))];
        heads.extend(MONTHS.iter().filter(|(at, ..)| *at < months).map(|(_, text, may_go)| Head { may_go: *may_go, ..right(text) }));
        heads
    };
    let table = |title: &'static str, cell: &dyn Fn(&Cohort, usize) -> Option<String>| {
        let row = |cohort: &Cohort| {
            let cells = MONTHS.iter().filter(|(at, ..)| *at < months).map(|(at, ..)| cell(cohort, *at).unwrap_or_default());
            [cohort.month.to_string(), grouped(cohort.customers)].into_iter().chain(cells).collect()
        };
        Table { heads: heads(title), rows: cohorts.iter().map(row).collect(), more: None }
    };
    let whole = |ratio: Ratio| ratio.percent();
    let retention = table(lang.pick("Retention", "留存"), &|cohort, at| cohort.retention(at).map(whole));
    let mut tables = vec![retention];
    if part == Part::Cohorts {
        let each = |cohort: &Cohort, at: usize| cohort.each_so_far(at, decimals);
        let all = cohorts.iter().flat_map(|cohort| MONTHS.iter().filter_map(move |(at, ..)| each(cohort, *at)));
        let short = Short::of(all, shown.style, lang);
        tables.push(table(short.title(lang), &|cohort, at| each(cohort, at).map(|each| short.show(each))));
    }
    if let Some(last) = tables.last_mut().filter(|_| earlier > 0) {
        last.more = Some(lang.pick(
            format!("and {earlier} earlier; --part cohorts --format csv lists all"),
            format!("另有更早的 {earlier} 个月；--part cohorts --format csv 可列出全部"),
        ));
    }
    Section { heading: cohorts_heading(shown, lang), tables, foot: cohorts_foot(lang) }
}
