//! The care calendar as text for a terminal: two lines an entry, the second with the phone number and what to do.

use super::{counts, heading, moment};
use crate::calendar::Calendar;
use crate::note::{clip, printable};
use crate::report::View;
use crate::report::table::{aligned, finish};
use crate::report::wrap::{paragraph, width};
use comfy_table::{Attribute, Table};

/// Longer names than these are cut; ids and phone numbers never are.
const LONGEST_NAME: usize = 18;
const LONGEST_OWNER: usize = 16;

/// The calendar as text.
pub fn render(calendar: &Calendar, view: View) -> String {
    let View { lang, width: columns, color, .. } = view;
    let mut out = paragraph("", &heading(calendar, lang), columns);
    let Some(counts) = counts(calendar, lang) else { return out };
    out += &paragraph("  ", &counts, columns);
    out.push('\n');
    let mut table = Table::new();
    let heads = lang.pick(["Day", "Occasion", "Customer", "Name", "Owner"], ["日期", "事项", "客户", "姓名", "负责人"]);
    table.set_header(heads.map(|head| aligned(head, false).add_attribute(Attribute::Bold)));
    for entry in &calendar.entries {
        let name = clip(&printable(entry.name.as_deref().unwrap_or_default()), LONGEST_NAME);
        let owner = clip(&printable(entry.owner(lang)), LONGEST_OWNER);
        let cells = [moment(entry), entry.rule.occasion.text().get(lang).to_owned(), printable(&entry.customer), name, owner];
        table.add_row(cells.map(|cell| aligned(&cell, false)));
    }
    let [narrow, wide] = [1, 2].map(|gap| finish(table.clone(), gap, color));
    let text = if wide.lines().all(|line| width(line) <= columns) { wide } else { narrow };
    let mut lines = text.lines();
    lines.by_ref().take(2).for_each(|line| out += &format!("{line}\n"));
    for (line, entry) in lines.zip(&calendar.entries) {
        out += &format!("{line}\n");
        let phone = entry.phone.as_deref().map(printable);
        let below: Vec<String> = phone.into_iter().chain([printable(&entry.action(lang))]).collect();
        out += &paragraph("    ", &below.join(lang.pick("; ", "；")), columns);
    }
    out
}
