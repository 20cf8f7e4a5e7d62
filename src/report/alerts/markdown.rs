//! The warnings as GitHub-flavoured Markdown. Text from files is escaped, so that it can only ever be text.

use super::{Warnings, away, due, why};
use crate::alert::Alert;
use crate::report::View;
use crate::report::markdown::{escape, escape_ours};
use crate::report::rows::NONE;

/// The warnings as Markdown.
pub fn render(warnings: &Warnings<'_>, view: View) -> String {
    let lang = view.lang;
    let mut out = format!("# {}\n", escape_ours(&warnings.heading(lang)));
    let (routine, urgent): (Vec<&Alert>, Vec<&Alert>) = warnings.rows().partition(|alert| alert.routine);
    out += &table(warnings, &urgent, view);
    if !routine.is_empty() {
        out += &format!("\n## {}\n", escape_ours(&warnings.routine_heading(lang)));
        out += &table(warnings, &routine, view);
    }
    if !urgent.is_empty() || !routine.is_empty() {
        out += &format!("\n## {}\n\n", lang.pick("What to do", "怎么做"));
        for action in warnings.actions(lang) {
            out += &format!("- **{}**{}{}\n", action.occasion(lang), lang.pick(": ", "："), escape_ours(&action.text(lang)));
        }
    }
    out.push('\n');
    for (label, text) in warnings.foot(lang) {
        let colon = if label.is_empty() { "" } else { lang.pick(": ", "：") };
        out += &format!("- {label}{colon}{}\n", escape_ours(&text));
    }
    out
}

/// A row a customer; nothing where there is none.
fn table(warnings: &Warnings<'_>, alerts: &[&Alert], view: View) -> String {
    let (lang, mut out) = (view.lang, String::new());
    if !alerts.is_empty() {
        let head = lang.pick(
            "| Level | Customer | Name | Phone | Segment | Away | Value | Why | Owner | What to do | Due |",
            "| 级别 | 客户 | 姓名 | 电话 | 客群 | 未到店 | 价值 | 原因 | 负责人 | 怎么做 | 截止 |",
        );
        out += &format!("\n{head}\n|---|---|---|---|---|---:|---:|---|---|---|---|\n");
        for alert in alerts {
            let text = |text: &Option<Box<str>>| text.as_deref().map_or(NONE.to_owned(), escape);
            let cells = [
                if alert.routine { lang.pick("new", "新客户").to_owned() } else { format!("**{}**", alert.level.text().get(lang)) },
                escape(&alert.customer),
                text(&alert.name),
                text(&alert.phone),
                alert.segment.name(lang).to_owned(),
                away(alert, lang),
                view.style.with(warnings.base.decimals).show(alert.value),
                escape_ours(&why(alert, lang)),
                escape(alert.owner.text(lang)),
                escape_ours(alert.action(&warnings.alerts.settings, lang)),
                due(alert, lang),
            ];
            out += &format!("| {} |\n", cells.join(" | "));
        }
    }
    out
}
