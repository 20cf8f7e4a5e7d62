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
        for table in &section.tables {
            out.push('\n');
            out += &fitted(table, view);
            out.extend(table.more.iter().map(|more| format!("   {more}\n")));
        }
        if section.foot.is_empty() { out } else { out + "\n" + &labelled(&section.foot, "", view.width) }
    };
    sections.iter().map(section).collect::<Vec<_>>().join("\n")
}

/// The table with what there is room for: gaps narrow, then what may go goes. No figure is ever cut.
pub fn fitted(table: &Table, view: View) -> String {
    let fits = |text: &String| text.lines().all(|line| width(line) <= view.width);
    let all = |_: &Head| true;
    let needed = |head: &Head| !head.may_go;
    [laid_out(table, all, 2, view), laid_out(table, all, 1, view), laid_out(table, needed, 2, view)]
        .into_iter()
        .find(fits)
        .unwrap_or_else(|| laid_out(table, needed, 1, view))
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
