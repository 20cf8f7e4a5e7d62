//! What `rfm alerts` shows: the warnings of a day in each form.
//!
//! The forms for people, `text` and `markdown`, share what is made here: the heading, what to do, the rules. Programs get
//! `data`: one row a customer, or one object.

mod data;
mod markdown;
mod text;

use super::foot::Line;
use super::{Format, View, foot, rows::NONE};
use crate::alert::{Alert, Alerts, Reason, Rule, Saw};
use crate::lang::{Lang, plural};
use crate::level::Level;
use crate::money::grouped;
use crate::note::{clip, printable};
use crate::scored::Scored;

/// In place of a level, for programs.
const ROUTINE: &str = "routine";
/// A longer rating is cut.
const LONGEST_RATING: usize = 12;

/// The warnings, and which of them to show.
#[derive(Clone, Copy)]
pub struct Warnings<'a> {
    /// The customers they are about.
    pub base: &'a Scored,
    /// All of them.
    pub alerts: &'a Alerts,
    /// Levels to show; none for all.
    pub levels: &'a [Level],
}

/// The warnings in this form. CSV and TSV for a spreadsheet have a byte order mark, CRLF, and no cell that passes for a formula.
pub fn render(warnings: &Warnings<'_>, format: Format, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Table => Ok(text::render(warnings, view).into_bytes()),
        Format::Markdown => Ok(markdown::render(warnings, view).into_bytes()),
        Format::Csv => data::delimited(warnings, b',', view.lang, for_spreadsheet),
        Format::Tsv => data::delimited(warnings, b'\t', view.lang, for_spreadsheet),
        Format::Json => data::json(warnings, view.lang),
    }
}

impl<'a> Warnings<'a> {
    /// Those to show.
    fn rows(&self) -> impl Iterator<Item = &'a Alert> + Clone {
        let levels = self.levels;
        self.alerts.rows.iter().filter(move |alert| levels.is_empty() || !alert.routine && levels.contains(&alert.level))
    }

    /// `Early warning as of 2026-10-31: 3 red, 5 orange, 9 yellow`.
    fn heading(&self, lang: Lang) -> String {
        let as_of = self.alerts.as_of.map_or(String::new(), |day| lang.pick(format!(" as of {day}"), format!("（{day}）")));
        let counts = Level::ALL.into_iter().rev().map(|level| {
            let (count, name) = (grouped(self.alerts.count(level)), level.text().get(lang));
            lang.pick(format!("{count} {name}"), format!("{name} {count} 位"))
        });
        let counts = counts.collect::<Vec<_>>().join(lang.pick(", ", "，"));
        let nobody = lang.pick("nobody to warn of", "没有需要预警的客户").to_owned();
        let told = if self.alerts.warnings().next().is_none() { nobody } else { counts };
        lang.pick(format!("Early warning{as_of}: {told}"), format!("流失预警{as_of}：{told}"))
    }

    /// Above those that are no warnings: `New customers to thank and call, as the routine has it: 3`.
    fn routine_heading(&self, lang: Lang) -> String {
        let count = grouped(self.alerts.routine());
        lang.pick(
            format!("New customers to thank and to call; routine, no warning: {count}"),
            format!("新客户到店后跟进（日常工作，不是预警）：{count} 位"),
        )
    }

    /// What to do at each level and for each reason that is shown, the most urgent first.
    fn actions(&self, lang: Lang) -> Vec<Action> {
        let settings = &self.alerts.settings;
        let mut reasons: Vec<&Reason> = Vec::new();
        let key = |reason: &Reason| (std::cmp::Reverse(reason.level), reason.rule);
        for reason in self.rows().filter_map(Alert::main_reason) {
            if let Err(at) = reasons.binary_search_by_key(&key(reason), |other| key(other)) {
                reasons.insert(at, reason);
            }
        }
        let action = |reason: &Reason| Action {
            level: Some(reason.level).filter(|_| reason.rule != Rule::FirstVisits || !settings.welcome_is_routine),
            rule: reason.rule.text().get(lang),
            what: reason.action(settings, lang).to_owned(),
            next: reason.level.rank().text().get(lang),
        };
        reasons.into_iter().map(action).collect()
    }

    /// Under the warnings: who is watched, by which rules, and what value means.
    fn foot(&self, lang: Lang) -> Vec<Line> {
        let (base, settings) = (self.base, &self.alerts.settings);
        let also = settings.also.iter().filter(|segment| !segment.is_important()).map(|segment| segment.name(lang));
        let watched = std::iter::once(lang.pick("important customers (M high)", "重要客户（M 高）")).chain(also);
        let new = lang.pick("every customer in their first visits", "到店次数还少的新客户");
        let is_of_new = self.alerts.rules.iter().any(|rule| rule.is_of_new());
        let watched: Vec<&str> = watched.chain(is_of_new.then_some(new)).collect();
        let mut lines = vec![
            (lang.pick("Watched", "预警对象"), watched.join(lang.pick(", ", "、"))),
            (lang.pick("As of", "基准日"), self.alerts.as_of.map_or(NONE.to_owned(), |day| day.to_string())),
            (lang.pick("Window", "统计期"), foot::window(base, lang)),
        ];
        let labels = std::iter::once(lang.pick("Rules", "规则")).chain(std::iter::repeat(""));
        lines.extend(labels.zip(self.alerts.rules.iter().map(|rule| rule.condition(settings, lang))));
        let value = base.value_of.name(lang);
        let at_stake = lang.pick(
            format!("what the customer has brought in the window: {value}; the most comes first"),
            format!("客户在统计期内的{value}，由高到低排列"),
        );
        lines.push((lang.pick("Value", "价值"), at_stake));
        lines
    }
}

/// What to do.
struct Action {
    /// None of what is routine.
    level: Option<Level>,
    /// For which reason.
    rule: &'static str,
    what: String,
    /// Who follows.
    next: &'static str,
}

impl Action {
    /// `red, complaint`.
    fn occasion(&self, lang: Lang) -> String {
        let Some(level) = self.level.map(|level| level.text().get(lang)) else { return self.rule.to_owned() };
        lang.pick(format!("{level}, {}", self.rule), format!("{level}，{}", self.rule))
    }

    /// The action, and who follows it up.
    fn text(&self, lang: Lang) -> String {
        let (what, next) = (&self.what, self.next);
        lang.pick(format!("{what}; the {next} follows it up"), format!("{what}；由{next}跟进"))
    }
}

/// The level for programs.
fn level(alert: &Alert) -> &'static str {
    if alert.routine { ROUTINE } else { alert.level.slug() }
}

/// Slugs of the rules that fired.
fn rules(alert: &Alert) -> Vec<&'static str> {
    alert.reasons.iter().map(|reason| reason.rule.slug()).collect()
}

/// The usual gap between two visits in days, where it was broken.
fn usual_gap(alert: &Alert) -> Option<u32> {
    alert.reasons.iter().find_map(|reason| match reason.saw {
        Saw::UsualGap(gap) => Some(gap),
        _ => None,
    })
}

/// Every reason in a line. The rating follows, so that nobody is soothed by it unawares.
fn why(alert: &Alert, lang: Lang) -> String {
    let mut text = alert.why(lang);
    if let Some(rating) = &alert.rating {
        let rating = clip(&printable(rating), LONGEST_RATING);
        text += &lang.pick(format!("; last rating {rating}"), format!("；最近评分 {rating}"));
    }
    text
}

/// `107 days`.
fn away(alert: &Alert, lang: Lang) -> String {
    alert.days_away.map_or(NONE.to_owned(), |days| lang.pick(plural(days.into(), "day"), format!("{} 天", grouped(days.into()))))
}

/// The day by which something must be done, or in how many days where no day is known.
fn due(alert: &Alert, lang: Lang) -> String {
    let days = alert.due_days.into();
    let in_days = || lang.pick(format!("in {}", plural(days, "day")), format!("{} 天内", grouped(days)));
    alert.due.map_or_else(in_days, |day| day.to_string())
}
