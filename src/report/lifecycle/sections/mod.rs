//! What people read of the lifecycle report: headings, tables and the lines below them. One builder for terminal and Markdown,
//! and of the words for the page.

mod churn;
mod cohorts;
mod funnel;
mod leavers;
mod nps;
mod stages;

pub use funnel::visit_name;
pub use nps::score;
pub use stages::{crossed, needs};

use super::{Most, Part, Shown};
use crate::lang::Lang;
use crate::lifecycle::told::Told;
use crate::report::foot::{self, Line};
use crate::report::rows::{NONE, Share};
use crate::report::sections::Section;
use crate::summary::Ratio;

/// What is asked for.
pub fn sections(shown: &Shown<'_>, part: Part, most: Most, lang: Lang) -> Vec<Section> {
    parts(shown, part, most, lang).into_iter().map(|(_, section)| section).collect()
}

/// What is asked for, each with the part that it tells; the notes, of no part, come last.
pub fn parts(shown: &Shown<'_>, part: Part, most: Most, lang: Lang) -> Vec<(Option<Part>, Section)> {
    let is = |asked: Part| part == Part::Overview || part == asked;
    let has_visits = shown.lifecycle.visits.is_some();
    let mut sections = Vec::new();
    for (one, _) in Part::ALL.into_iter().filter(|(one, _)| is(*one)) {
        let section = match one {
            Part::Overview | Part::Stages => Some(stages::section(shown, lang)),
            Part::Funnel => has_visits.then(|| funnel::section(shown, lang)),
            Part::Cohorts => has_visits.then(|| cohorts::section(shown, part, most.cohorts, lang)),
            Part::Churn => has_visits.then(|| churn::section(shown, most.quarters, lang)),
            Part::Nps => shown.lifecycle.nps.as_ref().map(|nps| nps::section(nps, lang)),
            Part::Leavers => Some(leavers::section(shown, most.leavers, lang)),
        };
        sections.extend(section.map(|section| (Some(one), section)));
    }
    let mut notes = Section { heading: lang.pick("Notes", "说明").to_owned(), ..Section::default() };
    if part == Part::Overview {
        notes.foot = method(shown, lang);
    }
    let told = shown.lifecycle.told.iter().filter(|told| part == Part::Overview || of(told).contains(&part));
    notes.foot.extend(told.map(|told| (lang.pick("Note", "注"), told.text(lang))));
    if !notes.foot.is_empty() {
        sections.push((None, notes));
    }
    sections
}

/// The parts that a note belongs to.
fn of(told: &Told) -> &'static [Part] {
    const OF_VISITS: &[Part] = &[Part::Funnel, Part::Cohorts];
    match told {
        Told::NoHistory | Told::DataEnds { .. } | Told::ActiveOnly => &[Part::Stages, Part::Funnel, Part::Cohorts, Part::Churn],
        Told::FirstOfData(_) | Told::NotNew(..) => OF_VISITS,
        Told::ShortHorizon { .. } => &[Part::Funnel],
        Told::WithoutVisit(_) => &[Part::Stages],
        Told::NoAnswers | Told::OtherScale(_) | Told::UnreadAnswers(_) => &[Part::Nps],
        Told::NoComplaints | Told::Complained(_) => &[Part::Leavers],
    }
}

/// From what the figures are.
fn method(shown: &Shown<'_>, lang: Lang) -> Vec<Line> {
    let base = shown.base;
    let value = base.value_of.name(lang);
    vec![
        (lang.pick("As of", "基准日"), base.as_of().map_or(NONE.to_owned(), |day| day.to_string())),
        (lang.pick("Window", "统计期"), foot::window(base, lang)),
        (lang.pick("Value", "价值"), lang.pick(format!("{value} in the window"), format!("统计期内的{value}"))),
        (lang.pick("Rows", "行数"), foot::accounting(&base.accounting, shown.amounts(), lang)),
    ]
}

fn percent(ratio: Option<Ratio>) -> String {
    Share::new(ratio, None).text
}

/// `48.3%`, of an estimate.
pub fn estimate(share: Option<f64>) -> String {
    share.map_or(NONE.to_owned(), |share| format!("{:.1}%", share * 100.0))
}
