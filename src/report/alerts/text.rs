//! The warnings as text for a terminal: two lines a customer, the second with the phone number and every reason.

use super::{Warnings, away, due, why};
use crate::alert::Alert;
use crate::level::Level;
use crate::note::{clip, printable};
use crate::report::View;
use crate::report::table::{aligned, finish};
use crate::report::wrap::{labelled, paragraph, width};
use comfy_table::{Attribute, Cell, Color, Table};

/// Longer names than these are cut; ids and phone numbers never are.
const LONGEST_NAME: usize = 18;
const LONGEST_OWNER: usize = 16;

/// The warnings as text.
pub fn render(warnings: &Warnings<'_>, view: View) -> String {
    let View { lang, width: columns, .. } = view;
    let mut out = paragraph("", &warnings.heading(lang), columns);
    let (routine, urgent): (Vec<&Alert>, Vec<&Alert>) = warnings.rows().partition(|alert| alert.routine);
    if !urgent.is_empty() {
        out.push('\n');
        out += &table(warnings, &urgent, view);
    }
    if !routine.is_empty() {
        out.push('\n');
        out += &paragraph("", &warnings.routine_heading(lang), columns);
        out.push('\n');
        out += &table(warnings, &routine, view);
    }
    if !urgent.is_empty() || !routine.is_empty() {
        out += &format!("\n{}\n", lang.pick("What to do", "怎么做"));
        for action in warnings.actions(lang) {
            out += &paragraph("  ", &format!("{}{}{}", action.occasion(lang), lang.pick(": ", "："), action.text(lang)), columns);
        }
    }
    out.push('\n');
    out + &labelled(&warnings.foot(lang), "", columns)
}

/// A line a customer, and below it what belongs to it.
fn table(warnings: &Warnings<'_>, alerts: &[&Alert], view: View) -> String {
    let lang = view.lang;
    let named = alerts.iter().any(|alert| alert.name.is_some());
    let mut table = Table::new();
    let mut head = vec![(lang.pick("Level", "级别"), false), (lang.pick("Customer", "客户"), false)];
    if named {
        head.push((lang.pick("Name", "姓名"), false));
    }
    head.push((lang.pick("Away", "未到店"), true));
    head.push((lang.pick("Value", "价值"), true));
    head.push((lang.pick("Owner", "负责人"), false));
    head.push((lang.pick("Due", "截止"), false));
    table.set_header(head.into_iter().map(|(text, right)| aligned(text, right).add_attribute(Attribute::Bold)));
    for alert in alerts {
        table.add_row(cells(warnings, alert, named, view));
    }
    let [narrow, wide] = [1, 2].map(|gap| finish(table.clone(), gap, view.color));
    let text = if wide.lines().all(|line| width(line) <= view.width) { wide } else { narrow };
    let mut lines = text.lines();
    let mut out: String = lines.by_ref().take(2).map(|line| format!("{line}\n")).collect();
    for (line, alert) in lines.zip(alerts) {
        out += &format!("{line}\n");
        let phone = alert.phone.as_deref().map(printable);
        let below: Vec<String> = phone.into_iter().chain([why(alert, lang)]).collect();
        out += &paragraph("    ", &below.join(lang.pick("; ", "；")), view.width);
    }
    out
}

fn cells(warnings: &Warnings<'_>, alert: &Alert, named: bool, view: View) -> Vec<Cell> {
    let lang = view.lang;
    let color = match alert.level {
        Level::Yellow => Color::DarkYellow, // the bright one cannot be read on white
        Level::Orange => Color::Rgb { r: 215, g: 95, b: 0 },
        Level::Red => Color::Red,
    };
    let level = match alert.routine {
        true => aligned(lang.pick("new", "新客户"), false),
        false => aligned(alert.level.text().get(lang), false).fg(color).add_attribute(Attribute::Bold),
    };
    let mut cells = vec![level, aligned(&printable(&alert.customer), false)];
    if named {
        cells.push(aligned(&clip(&printable(alert.name.as_deref().unwrap_or_default()), LONGEST_NAME), false));
    }
    cells.push(aligned(&away(alert, lang), true));
    cells.push(aligned(&view.style.with(warnings.base.decimals).show(alert.value), true));
    cells.push(aligned(&clip(&printable(alert.owner.text(lang)), LONGEST_OWNER), false));
    cells.push(aligned(&due(alert, lang), false));
    cells
}
