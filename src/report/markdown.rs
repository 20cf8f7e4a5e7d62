//! The report as GitHub-flavoured Markdown. Text from files is escaped, so that it can only ever be text.

use super::foot::{foot, group_thresholds, marks};
use super::rows::{Calls, Column, Line, Row, Share, call_first, days_ago, list_heading, rows};
use super::sections::text::rows as table_rows;
use super::{By, Report, grid};
use crate::lang::Lang;
use crate::note::printable;
use crate::segment::Segment;
use crate::summary::Summary;

/// The report as Markdown.
pub fn render(report: &Report<'_>) -> String {
    let (lang, summary) = (report.lang, report.base.summary());
    let mut out = format!("# {}\n\n", lang.pick("RFM segments", "RFM 客群"));
    let mut tables: Vec<Vec<Row>> = Vec::new();
    if let Some(By { column, groups }) = &report.by {
        for group in groups {
            let rows = rows(report, &group.summary);
            out += &format!("## {}\n\n{}\n", escape(&group.heading(column, lang)), segments(report, &rows, &Column::FIGURES));
            if let Some(thresholds) = group_thresholds(report, group) {
                out += &format!("{thresholds}\n\n");
            }
            tables.push(rows);
        }
        out += &format!("## {}\n\n", Line::Total.name(lang));
    }
    let all = rows(report, summary);
    out += &segments(report, &all, &Column::ALL);
    if let Some(marks) = marks(report, tables.iter().chain([&all]).flatten()) {
        out += &format!("\n{marks}\n");
    }
    if let Some(section) = report.by_stage() {
        out += &format!("\n## {}\n\n", section.heading);
        section.tables.iter().for_each(|table| out += &format!("{}\n", table_rows(table)));
        section.foot.iter().for_each(|line| out += &labelled(line, lang));
    }
    if report.grid {
        out += &grid::markdown(report);
    }
    out += &strategies(report, summary);
    out += &format!("\n## {}\n\n", lang.pick("Call first", "优先联系名单"));
    out += &calls(report, &call_first(report, summary));
    foot(report).iter().for_each(|line| out += &labelled(line, lang));
    out
}

/// A label and its text, as an item of a list.
fn labelled((label, text): &(&'static str, String), lang: Lang) -> String {
    lang.pick(format!("- **{label}**: {text}\n"), format!("- **{label}**：{text}\n"))
}

/// The table of segments. A page scrolls, so nothing is dropped for want of room.
fn segments(report: &Report<'_>, rows: &[Row], columns: &[Column]) -> String {
    let mut out = line(columns.iter().map(|column| column.head(report.lang).to_owned()));
    out += &line(columns.iter().map(|column| if column.is_right() { "---:" } else { "---" }.to_owned()));
    for row in rows {
        out += &line(columns.iter().map(|column| text(report, row, *column)));
    }
    out
}

fn text(report: &Report<'_>, row: &Row, column: Column) -> String {
    let lang = report.lang;
    let marked = |share: &Share| share.mark.map_or(share.text.clone(), |mark| format!("{} {mark}", share.text));
    match (column, row.segment()) {
        (Column::Number, _) => row.number(),
        (Column::Segment, None) => format!("**{}**", row.name()),
        (Column::Segment, Some(segment)) => {
            let plain = segment.profile().plain.get(lang);
            lang.pick(format!("**{}**: {plain}", row.name()), format!("**{}**：{plain}", row.name()))
        }
        (Column::Pattern, _) => row.pattern(),
        (Column::Customers, _) => row.customers.clone(),
        (Column::Share, _) => marked(&row.share),
        (Column::Typical, _) => row.typical.clone(),
        (Column::Value, _) => row.value.clone(),
        (Column::ValueShare, _) => marked(&row.value_share),
        (Column::TypicalValue, _) => row.typical_value.clone(),
        (Column::Service, None) | (Column::ShareBar | Column::ValueBar, _) => String::new(),
        (Column::Service, Some(segment)) => {
            let play = report.play(segment);
            let [tier, action, owner] = [&play.tier, &play.first_action, &play.owner].map(|text| escape_ours(text));
            lang.pick(format!("**{tier}**: {action} ({owner})"), format!("**{tier}**：{action}（{owner}）"))
        }
    }
}

/// The names of the strategies of each segment that has customers.
fn strategies(report: &Report<'_>, summary: &Summary) -> String {
    let lang = report.lang;
    let mut out = format!("\n## {}\n\n", lang.pick("Strategies", "服务策略"));
    for segment in Segment::ALL.into_iter().filter(|segment| summary.segments[*segment as usize].customers > 0) {
        let names: Vec<String> = report.play(segment).strategies.iter().map(|strategy| escape_ours(&strategy.name)).collect();
        let (name, names) = (segment.name(lang), names.join(lang.pick("; ", "；")));
        out += &lang.pick(format!("- **{name}**: {names}\n"), format!("- **{name}**：{names}\n"));
    }
    out + lang.pick("\nEach in full: `rfm playbook SEGMENT`\n", "\n详细做法：`rfm playbook 客群`\n")
}

/// Whom to call first, one table a segment, and the command that lists the rest.
fn calls(report: &Report<'_>, calls: &[Calls]) -> String {
    let (base, lang) = (report.base, report.lang);
    let heads = lang.pick(["Customer", "Name", "Phone", "Last purchase", "Value"], ["客户", "姓名", "电话", "上次消费", "价值"]);
    let mut out = String::new();
    for calls in calls {
        out += &format!("{}\n\n", calls.heading(lang));
        if calls.customers.is_empty() {
            continue;
        }
        out += &line(heads.map(str::to_owned));
        out += &line(["---", "---", "---", "---:", "---:"].map(str::to_owned));
        for customer in &calls.customers {
            let [name, phone] = [base.name(customer), base.phone(customer)].map(|text| escape(text.unwrap_or_default()));
            out += &line([
                escape(&customer.id),
                name,
                phone,
                days_ago(&customer.measures, lang),
                report.amounts().show(customer.measures.value()),
            ]);
        }
        out.push('\n');
    }
    if let (Some(command), true) = (&report.list_command, calls.iter().any(|calls| calls.of > 0)) {
        let command = printable(command);
        // A fence is longer than any run of backticks within it.
        let fence = "`".repeat(command.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
        out += &format!("{}\n\n{fence}sh\n{command}\n{fence}\n\n", list_heading(lang));
    }
    out
}

/// A row of a table.
pub fn line(cells: impl IntoIterator<Item = String>) -> String {
    format!("| {} |\n", cells.into_iter().collect::<Vec<_>>().join(" | "))
}

/// Text of a playbook as Markdown that shows just that text. It holds no links, so a colon stays as it is.
pub fn escape_ours(text: &str) -> String {
    escape(text).replace("\\:", ":").replace("\\!", "!")
}

/// Text from a file as Markdown that shows just that text: no table cell ends early, no tag, link or mention begins.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '\\' | '`' | '*' | '_' | '~' | '|' | '[' | ']' | '!' | '#' | '$' | ':' | '@' => out.extend(['\\', c]),
            '.' if out.as_bytes().last_chunk().is_some_and(|word: &[u8; 3]| word.eq_ignore_ascii_case(b"www")) => out += "\\.", // no link
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::fixture;

    #[test]
    fn text_from_files_stays_text() {
        assert_eq!(escape("a|b\nc"), "a\\|b\\\\nc"); // a line break is shown as \n
        assert_eq!(escape("<b>&*x*_y_`z`"), "&lt;b&gt;&amp;\\*x\\*\\_y\\_\\`z\\`");
        assert_eq!(escape("[l](http://x) 王芳"), "\\[l\\](http\\://x) 王芳");
    }

    #[test]
    fn tables_keep_their_columns_whatever_a_file_holds() {
        let base = fixture::base();
        let mut report = fixture::report(&base, Lang::En, 80);
        report.by = Some(By { column: "a|b".into(), groups: fixture::groups(&base) });
        report.list_command = Some("rfm score '```\n.csv'".into());
        let text = render(&report);
        assert!(text.contains("## a\\|b\\: &lt;南&gt;\\|x\n"));
        assert!(text.contains("| B2 | Li &lt;b&gt;\\|\\\\u{1b}\\[31m | 13900000002 | 95 days ago | 10,000.00 |"));
        assert!(text.contains("````sh\nrfm score '```\\n.csv'\n````\n"));
        for line in text.lines().filter(|line| line.starts_with('|')) {
            let cells = line.replace("\\|", "").matches('|').count() - 1;
            assert!([5, 9, 10].contains(&cells), "{line}");
        }
    }

    #[test]
    fn a_row_in_full() {
        let base = fixture::base();
        let text = render(&fixture::report(&base, Lang::En, 80));
        assert!(text.contains(
            "| 2 | **Important · keep**: best customers slipping away | L H H | 4 | 33.3% ↑ | 3–5% | 66,000.00 | 48.4% ↑ | 15–20% | \
             **Personal win-back**: Call each one this week, hear what went wrong, agree on a remedy (service manager) |\n"
        ));
        assert!(text.contains("|  | **Important, all four** |  | 8 | 66.7% ↑ | 14–22% | 131,000.50 | 96.1% ↑ | 70–80% |  |\n"));
        assert!(text.contains("|  | **All customers** |  | 12 | 100.0% |  | 136,300.00 | 100.0% |  |  |\n"));
        assert!(text.contains("\n- **As of**: 2026-06-30\n"));
    }
}
