//! The desk list as GitHub-flavoured Markdown. Text from files is escaped, so that it can only ever be text.

use super::{List, foot, found, heading, mark, open, reminder, reminders_heading, segment, visit};
use crate::desk::Guest;
use crate::lang::Lang;
use crate::report::markdown::{escape, escape_ours};
use crate::report::rows::NONE;

/// The list as Markdown.
pub fn render(list: &List<'_>, lang: Lang) -> String {
    let desk = list.desk;
    let mut out = format!("# {}\n\n", heading(desk, lang));
    if !desk.guests.is_empty() {
        let head = lang.pick(
            "| Time | | Customer | Name | Phone | Visit | Segment | For | Get ready | Open |",
            "| 时间 | | 客户 | 姓名 | 电话 | 第几次 | 客群 | 项目 | 准备 | 未了的事 |",
        );
        out += &format!("{head}\n|---|---|---|---|---|---:|---|---|---|---|\n");
        desk.guests.iter().for_each(|guest| out += &row(&guest_cells(guest, lang)));
        out.push('\n');
    }
    if !desk.reminders.is_empty() {
        let head = lang.pick("| Time | | Customer | Name | Phone | How |", "| 时间 | | 客户 | 姓名 | 电话 | 方式 |");
        out += &format!("## {}\n\n{head}\n|---|---|---|---|---|---|\n", reminders_heading(desk, lang));
        for guest in &desk.reminders {
            let [time, name, phone] = [&guest.time(), &guest.booking.name, &guest.booking.phone].map(|cell| text(cell));
            out += &row(&[time, mark(guest, lang).to_owned(), text(guest.id()), name, phone, escape(&reminder(guest, lang))]);
        }
        out.push('\n');
    }
    for (label, text) in foot(desk, lang) {
        out += &format!("- {label}{}{}\n", lang.pick(": ", "："), escape_ours(&text));
    }
    out
}

fn guest_cells(guest: &Guest, lang: Lang) -> [String; 10] {
    let booking = &guest.booking;
    let doubt = found(guest, lang).map_or(String::new(), |found| lang.pick(format!(" ({found})"), format!("（{found}）")));
    let open: Vec<String> = open(guest, lang).iter().map(|text| escape(text)).collect();
    [
        text(&guest.time()),
        mark(guest, lang).to_owned(),
        format!("{}{}", text(guest.id()), escape_ours(&doubt)),
        text(&booking.name),
        text(&booking.phone),
        visit(guest),
        segment(guest, lang).to_owned(),
        text(&booking.service),
        escape_ours(guest.priority.prepare().get(lang)),
        if open.is_empty() { NONE.to_owned() } else { open.join("<br>") },
    ]
}

fn text(cell: &str) -> String {
    if cell.is_empty() { NONE.to_owned() } else { escape(cell) }
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}
