//! Sections on a terminal and as Markdown.

use super::{Head, Section, Table};
use crate::lang::Lang;
use crate::report::View;
use crate::report::markdown::{escape, escape_ours, line};
use crate::report::table::{aligned, finish};
use crate::report::wrap::{labelled, paragraph, width};
use comfy_table::Attribute;

/// As text for a terminal.
pub fn table(sections: &[Section], view: View) -> String {
    let section = |section: &Section| {
        let mut out = paragraph("", &section.heading, view.width);
        // What has no room in one table of a section goes from all of them.
        let has_room = section.tables.iter().all(|table| has_room(table, view));
        for table in &section.tables {
            out.push('\n');
            out += &if has_room { fitted(table, view) } else { narrowed(table, view) };
            out.extend(table.more.iter().map(|more| format!("   {more}\n")));
        }
        if section.foot.is_empty() { out } else { out + "\n" + &labelled(&section.foot, "", view.width) }
    };
    sections.iter().map(section).collect::<Vec<_>>().join("\n")
}

/// The table with what there is room for: gaps narrow, then what may go goes. No figure is ever cut.
pub fn fitted(table: &Table, view: View) -> String {
    [2, 1]
        .map(|gap| laid_out(table, |_| true, gap, view))
        .into_iter()
        .find(|text| fits(text, view))
        .unwrap_or_else(|| narrowed(table, view))
}

/// The table without what may go.
fn narrowed(table: &Table, view: View) -> String {
    let needed = |gap| laid_out(table, |head| !head.may_go, gap, view);
    Some(needed(2)).filter(|text| fits(text, view)).unwrap_or_else(|| needed(1))
}

fn has_room(table: &Table, view: View) -> bool {
    fits(&laid_out(table, |_| true, 1, view), view)
}

fn fits(text: &str, view: View) -> bool {
    text.lines().all(|line| width(line) <= view.width)
}

fn laid_out(table: &Table, shown: impl Fn(&Head) -> bool, gap: usize, view: View) -> String {
    let mut out = comfy_table::Table::new();
    let heads = || table.heads.iter().filter(|head| shown(head));
    out.set_header(heads().map(|head| aligned(head.text, head.right).add_attribute(Attribute::Bold)));
    for row in &table.rows {
        let cells = row.iter().zip(&table.heads).filter(|(_, head)| shown(head));
        out.add_row(cells.map(|(cell, head)| aligned(cell, head.right)));
    }
    finish(out, gap, view.color)
}

/// As Markdown.
pub fn markdown(sections: &[Section], lang: Lang) -> String {
    let section = |section: &Section| {
        let mut out = format!("# {}\n\n", escape_ours(&section.heading));
        for table in &section.tables {
            out += &rows(table);
            out.push('\n');
            out.extend(table.more.iter().map(|more| format!("{}\n\n", escape(more))));
        }
        for (label, text) in &section.foot {
            let text = escape(text);
            out += &lang.pick(format!("- **{label}**: {text}\n"), format!("- **{label}**：{text}\n"));
        }
        out
    };
    sections.iter().map(section).collect::<Vec<_>>().join("\n")
}

/// One table as Markdown.
pub fn rows(table: &Table) -> String {
    let mut out = line(table.heads.iter().map(|head| head.text.to_owned()));
    out += &line(table.heads.iter().map(|head| if head.right { "---:" } else { "---" }.to_owned()));
    out.extend(table.rows.iter().map(|row| line(row.iter().map(|cell| escape(cell)))));
    out
}
