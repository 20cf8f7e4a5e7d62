//! The care calendar as GitHub-flavoured Markdown. Text from files is escaped, so that it can only ever be text.

use super::{counts, heading, moment};
use crate::calendar::Calendar;
use crate::lang::Lang;
use crate::report::markdown::escape;
use crate::report::rows::NONE;

/// The calendar as Markdown.
pub fn render(calendar: &Calendar, lang: Lang) -> String {
    let mut out = format!("# {}\n", heading(calendar, lang));
    let Some(counts) = counts(calendar, lang) else { return out };
    let head = lang.pick(
        "| Day | Occasion | Customer | Name | Phone | Segment | Owner | What to do |",
        "| 日期 | 事项 | 客户 | 姓名 | 电话 | 客群 | 负责人 | 怎么做 |",
    );
    out += &format!("\n{counts}\n\n{head}\n|---|---|---|---|---|---|---|---|\n");
    for entry in &calendar.entries {
        let text = |text: &Option<Box<str>>| text.as_deref().map_or(NONE.to_owned(), escape);
        let cells = [
            moment(entry),
            entry.rule.occasion.text().get(lang).to_owned(),
            escape(&entry.customer),
            text(&entry.name),
            text(&entry.phone),
            entry.segment.name(lang).to_owned(),
            escape(entry.owner(lang)),
            escape(&entry.action(lang)),
        ];
        out += &format!("| {} |\n", cells.join(" | "));
    }
    out
}
