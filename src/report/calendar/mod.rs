//! What `rfm calendar` shows: the care calendar in each form. Forms for people are `text` and `markdown`, programs get `data`,
//! calendar programs `ics`.

mod data;
mod ics;
mod markdown;
mod text;

use super::{Format, View};
use crate::calendar::{Calendar, Entry};
use crate::lang::{Lang, plural};
use crate::money::grouped;
use std::path::Path;

/// A form of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// iCalendar (RFC 5545).
    Ics,
    /// A form that reports have too.
    Report(Format),
}

const ICS: &str = "ics";

impl Form {
    /// The names, in the order of the help.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Format::names().chain([ICS])
    }

    /// The form with this name.
    pub fn of_name(name: &str) -> Option<Form> {
        if name == ICS { Some(Form::Ics) } else { Format::of_name(name).map(Form::Report) }
    }

    /// The form that a file's extension asks for, in either case.
    pub fn of_file(path: &Path) -> Option<Form> {
        let is_ics = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ICS));
        if is_ics { Some(Form::Ics) } else { Format::of_file(path).map(Form::Report) }
    }

    /// Written for programs that read keys, not for people. A calendar's events are for people.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Form::Report(format) if format.is_for_programs())
    }
}

/// The calendar in this form; `for_spreadsheet`: CSV and TSV as a spreadsheet likes them.
pub fn render(calendar: &Calendar, form: Form, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    match form {
        Form::Ics => ics::render(calendar, view.lang),
        Form::Report(Format::Table) => Ok(text::render(calendar, view).into_bytes()),
        Form::Report(Format::Markdown) => Ok(markdown::render(calendar, view.lang).into_bytes()),
        Form::Report(Format::Csv) => data::delimited(calendar, b',', view.lang, for_spreadsheet),
        Form::Report(Format::Tsv) => data::delimited(calendar, b'\t', view.lang, for_spreadsheet),
        Form::Report(Format::Json) => data::json(calendar, view.lang),
    }
}

/// `Care calendar from 2026-10-31 to 2027-01-29: 3 reminders`.
fn heading(calendar: &Calendar, lang: Lang) -> String {
    let Calendar { from, to, entries, .. } = calendar;
    let count = entries.len() as u64;
    let reminders = plural(count, "reminder");
    lang.pick(format!("Care calendar from {from} to {to}: {reminders}"), format!("{from} 至 {to} 关怀日历：{} 项", grouped(count)))
}

/// `service due (12), birthday (3)`; none where there are no entries.
fn counts(calendar: &Calendar, lang: Lang) -> Option<String> {
    let counted = |name: &str, count: String| lang.pick(format!("{name} ({count})"), format!("{name}（{count}）"));
    let counts = calendar.counts().map(|(occasion, count)| counted(occasion.text().get(lang), grouped(count)));
    let counts: Vec<String> = counts.collect();
    (!counts.is_empty()).then(|| counts.join(lang.pick(", ", "、")))
}

/// The day, and the time where there is one.
fn moment(entry: &Entry) -> String {
    entry.time().map_or_else(|| entry.day.to_string(), |time| format!("{} {time}", entry.day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Dates, Occasion, Settings};
    use crate::fixture;
    use crate::note::printable;
    use crate::report::wrap::width;

    fn calendar(from: &str, to: &str) -> Calendar {
        let settings = Settings {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            only: vec![Occasion::Quarter, Occasion::Day7, Occasion::Thanks],
            owner: None,
            holidays: None,
            dates: Dates::default(),
        };
        let mut base = fixture::base();
        let named = |mut customer: crate::customer::Customer| {
            if *customer.id == *"A1" {
                customer.kept[0] = "=1+1;,\\ \u{1b}[31m<b>|王芳\r\nEND:VEVENT\nX".into();
            }
            customer
        };
        base.customers = (0..base.customers.len()).map(|place| named(base.customers.customer(place))).collect();
        Calendar::new(&base, &settings).unwrap()
    }

    fn render(form: Form, lang: Lang, excel: bool) -> String {
        let view = View { lang, width: 80, color: false, style: Default::default() };
        String::from_utf8(super::render(&calendar("2026-06-10", "2026-07-01"), form, view, excel).unwrap()).unwrap()
    }

    #[test]
    fn forms_by_name_and_by_file() {
        assert_eq!(Form::names().collect::<Vec<_>>(), ["table", "csv", "tsv", "json", "md", "ics"]);
        assert!(Form::names().all(|name| Form::of_name(name).is_some()));
        assert_eq!(Form::of_file(Path::new("care.ICS")), Some(Form::Ics));
        assert_eq!(Form::of_file(Path::new("care.csv")), Some(Form::Report(Format::Csv)));
        assert_eq!(Form::of_file(Path::new("care.pdf")), None);
    }

    #[test]
    fn people_get_lines_that_fit_and_text_that_is_harmless() {
        for (lang, head) in [
            (Lang::En, "Care calendar from 2026-06-10 to 2026-07-01: 4 reminders\n"),
            (Lang::Zh, "2026-06-10 至 2026-07-01 关怀日历：4 项\n"),
        ] {
            let text = render(Form::Report(Format::Table), lang, false);
            assert!(text.starts_with(head), "{text}");
            assert!(text.lines().all(|line| width(line) <= 80) && !text.contains('\u{1b}'), "{text}");
            for part in ["2026-06-10", "2026-06-17", "A1", "A2", "C1", "Cy"] {
                assert!(text.contains(part), "{part}: {text}");
            }
            let page = render(Form::Report(Format::Markdown), lang, false);
            assert!(page.contains("&lt;b&gt;\\|王芳") && !page.contains("<b>"), "{page}");
        }
    }

    #[test]
    fn programs_get_stable_names() {
        let csv = render(Form::Report(Format::Csv), Lang::Zh, false);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "date,time,occasion,customer_id,name,phone,segment,owner,owner_role,due_on,action,uid");
        assert_eq!(
            lines[1],
            "2026-06-10,,thanks,C1,Cy,,important-develop,服务顾问,advisor,,离店 2 小时内：发消息致谢，问问题是否解决,thanks.C1@rfm"
        );
        let excel = render(Form::Report(Format::Csv), Lang::En, true);
        assert!(excel.starts_with('\u{feff}') && excel.contains(",\"'=1+1;,") && excel.contains("\r\n"), "{excel}");
        let json: serde_json::Value = serde_json::from_str(&render(Form::Report(Format::Json), Lang::En, false)).unwrap();
        assert_eq!((&json["as_of"], &json["from"], &json["to"]), (&"2026-06-30".into(), &"2026-06-10".into(), &"2026-07-01".into()));
        let first = &json["entries"][0];
        assert_eq!(
            (&first["occasion"], &first["time"], &first["due_on"]),
            (&"thanks".into(), &serde_json::Value::Null, &serde_json::Value::Null)
        );
        assert_eq!(json["notes"][0]["code"], "days_only");
    }

    /// Lines by RFC 5545: CRLF, at most 75 octets, none that the data began.
    #[test]
    fn a_calendar_is_written_in_folded_lines_that_hostile_text_cannot_end() {
        let text = render(Form::Ics, Lang::Zh, false);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n', '\u{1b}'])), "{text}");
        assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), 4);
        assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 4);
        let unfolded = text.replace("\r\n ", "");
        let shown = printable("=1+1;,\\ \u{1b}[31m<b>|王芳\r\nEND:VEVENT\nX").replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
        assert!(unfolded.contains(&format!("SUMMARY:季度报告：{shown}（A1）\r\n")), "{unfolded}");
        assert_eq!(text, render(Form::Ics, Lang::Zh, false), "no clock and no chance");
    }
}
