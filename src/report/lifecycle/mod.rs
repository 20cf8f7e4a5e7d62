//! What `rfm lifecycle` shows: the overview or one part of it, in every form.
//!
//! The forms for people lay out the texts of `sections`, on a terminal and in Markdown as `rfm plan` does, on a `page` with
//! pictures, in a `book` with a sheet for each part and all its rows; the forms for programs, `data` and `json`, hold every row.

mod book;
mod data;
mod json;
mod page;
pub(super) mod sections;
mod short;

use super::sections::text;
use super::{Form, Format, View};
use crate::lifecycle::Lifecycle;
use crate::lifecycle::cohorts::Cohort;
use crate::money::style::{Amounts, Style};
use crate::scored::Scored;

/// How much of long lists is shown.
#[derive(Clone, Copy)]
pub(super) struct Most {
    /// The latest cohorts.
    cohorts: usize,
    /// The latest quarters.
    quarters: usize,
    /// The most valuable silent leavers.
    leavers: usize,
}

/// To people who read.
const SOME: Most = Most { cohorts: 12, quarters: 8, leavers: 15 };
/// In a workbook.
const MANY: Most = Most { cohorts: 120, quarters: 80, leavers: 50_000 };

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it. As CSV: the stages.
    #[default]
    Overview,
    /// Customers by stage, and by stage and segment.
    Stages,
    /// Who came how often.
    Funnel,
    /// By the month of the first visit.
    Cohorts,
    /// Quarter by quarter.
    Churn,
    /// Who would recommend us.
    Nps,
    /// Who left without a word.
    Leavers,
}

impl Part {
    /// The parts that can be asked for by name.
    pub const ALL: [(Part, &str); 6] = [
        (Part::Stages, "stages"),
        (Part::Funnel, "funnel"),
        (Part::Cohorts, "cohorts"),
        (Part::Churn, "churn"),
        (Part::Nps, "nps"),
        (Part::Leavers, "leavers"),
    ];

    /// The one of this name.
    pub fn find(name: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|(_, own)| *own == name.trim()).map(|(part, _)| part)
    }
}

/// What is shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The customers it is about.
    pub base: &'a Scored,
    /// What was found.
    pub lifecycle: &'a Lifecycle,
    /// The unit and the currency of amounts, in the forms for people.
    pub style: Style,
}

impl Shown<'_> {
    /// How amounts are shown to people.
    fn amounts(&self) -> Amounts {
        self.style.with(self.base.decimals)
    }
}

/// The cohorts that are shown.
struct Cohorts<'a> {
    /// The latest, the first month first.
    cohorts: &'a [Cohort],
    /// How many there are before them.
    earlier: usize,
    /// Months that the first of them has been watched for, its own included.
    months: usize,
}

impl<'a> Shown<'a> {
    fn cohorts(&self, most: usize) -> Cohorts<'a> {
        let all = self.lifecycle.visits.as_ref().map_or(&[][..], |visits| &visits.cohorts);
        let earlier = all.len().saturating_sub(most);
        let cohorts = &all[earlier..];
        Cohorts { cohorts, earlier, months: cohorts.first().map_or(0, |cohort| cohort.cells.len()) }
    }
}

/// The report in this form. CSV and TSV for a spreadsheet have a byte order mark, CRLF, and no cell that passes for a formula.
pub fn render(shown: &Shown<'_>, part: Part, form: Form, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    let sections = || sections::sections(shown, part, SOME, view.lang);
    Ok(match form {
        Form::Html => page::render(shown, part, view.lang)?,
        Form::Xlsx => book::render(shown, part, view.lang)?,
        Form::Text(Format::Table) => text::table(&sections(), view).into_bytes(),
        Form::Text(Format::Markdown) => text::markdown(&sections(), view.lang).into_bytes(),
        Form::Text(Format::Csv) => data::delimited(shown, part, b',', view.lang, for_spreadsheet)?,
        Form::Text(Format::Tsv) => data::delimited(shown, part, b'\t', view.lang, for_spreadsheet)?,
        Form::Text(Format::Json) => json::render(shown, part, view.lang)?,
    })
}
