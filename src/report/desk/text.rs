//! The desk list as text for a terminal: a line a guest, and below it what to get ready and what is open.

use super::{List, foot, found, heading, mark, open, reminder, reminders_heading, segment, visit, who};
use crate::desk::Guest;
use crate::lang::Lang;
use crate::note::{clip, printable};
use crate::report::View;
use crate::report::table::{aligned, finish};
use crate::report::wrap::{labelled, paragraph, width};
use comfy_table::{Attribute, Table};

/// Longer texts than these are cut; ids and phone numbers never are.
const LONGEST_NAME: usize = 18;
const LONGEST_SERVICE: usize = 40;

/// The list as text.
pub fn render(list: &List<'_>, view: View) -> String {
    let (desk, View { lang, width: columns, .. }) = (list.desk, view);
    let mut out = paragraph("", &heading(desk, lang), columns);
    if !desk.guests.is_empty() {
        out.push('\n');
        out += &guests(&desk.guests, view);
    }
    if !desk.reminders.is_empty() {
        out.push('\n');
        out += &paragraph("", &reminders_heading(desk, lang), columns);
        out += &reminders(&desk.reminders, view);
    }
    out.push('\n');
    out + &labelled(&foot(desk, lang), "", columns)
}

fn guests(guests: &[Guest], view: View) -> String {
    let View { lang, width: columns, .. } = view;
    let mut table = Table::new();
    let heads = lang.pick(["Time", "", "Customer", "Name", "Visit", "Segment"], ["时间", "", "客户", "姓名", "第几次", "客群"]);
    table.set_header(heads.into_iter().enumerate().map(|(at, head)| aligned(head, at == 4).add_attribute(Attribute::Bold)));
    for guest in guests {
        let name = clip(&who(&guest.booking.name), LONGEST_NAME);
        let cells =
            [printable(&guest.time()), mark(guest, lang).to_owned(), who(guest.id()), name, visit(guest), segment(guest, lang).to_owned()];
        table.add_row(cells.into_iter().enumerate().map(|(at, cell)| aligned(&cell, at == 4)));
    }
    let text = fitted(table, view);
    let mut lines = text.lines();
    let mut out: String = lines.by_ref().take(2).map(|line| format!("{line}\n")).collect();
    for (line, guest) in lines.zip(guests) {
        out += &format!("{line}\n");
        for below in below(guest, lang) {
            out += &paragraph("    ", &below, columns);
        }
    }
    out
}

/// What stands below a guest: how to reach them and what they come for, what to get ready, what is open.
fn below(guest: &Guest, lang: Lang) -> impl Iterator<Item = String> {
    let booking = &guest.booking;
    let advisor = Some(&booking.advisor).filter(|advisor| !advisor.is_empty());
    let reach = [Some(printable(&booking.phone)), found(guest, lang), Some(clip(&printable(&booking.service), LONGEST_SERVICE))];
    let advisor = advisor.map(|advisor| lang.pick(format!("advisor {}", printable(advisor)), format!("顾问 {}", printable(advisor))));
    let reach: Vec<String> = reach.into_iter().chain([advisor]).flatten().filter(|part| !part.is_empty()).collect();
    let open: Vec<String> = open(guest, lang).iter().map(|text| printable(text)).collect();
    let mark = lang.pick("; ", "；");
    [reach.join(mark), guest.priority.prepare().get(lang).to_owned(), open.join(mark)].into_iter().filter(|line| !line.is_empty())
}

fn reminders(guests: &[Guest], view: View) -> String {
    let mut table = Table::new();
    for guest in guests {
        let name = clip(&who(&guest.booking.name), LONGEST_NAME);
        let cells = [printable(&guest.time()), mark(guest, view.lang).to_owned(), who(guest.id()), name, who(&guest.booking.phone)];
        table.add_row(cells.iter().map(|cell| aligned(cell, false)));
    }
    let text = fitted(table, View { width: view.width.saturating_sub(2), ..view });
    let mut out = String::new();
    for (line, guest) in text.lines().zip(guests) {
        out += &format!("  {line}\n");
        out += &paragraph("      ", &printable(&reminder(guest, view.lang)), view.width);
    }
    out
}

/// With gaps of two spaces where there is room, else of one.
fn fitted(table: Table, view: View) -> String {
    let [narrow, wide] = [1, 2].map(|gap| finish(table.clone(), gap, view.color));
    if wide.lines().all(|line| width(line) <= view.width) { wide } else { narrow }
}
