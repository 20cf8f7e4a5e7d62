//! What `rfm compare` shows, in every form.
//!
//! The forms for people lay out the sections of `sections`, and name of those who moved only the first; `page` draws them. The
//! forms for machines are `lists`, every cell of the matrix, and `json`, all there is. `movers` lists everybody who moved.

mod draw;
mod json;
mod lists;
pub mod movers;
mod page;
mod sections;

use super::sections::text;
use super::{Format, PageForm, View};
use crate::compare::comparable::{Caution, Incomparable};
use crate::compare::movers::Contacts;
use crate::compare::{Comparison, Side};
use crate::date::Day;
use crate::lang::Lang;
use crate::money::style::{Amounts, Style};
use crate::summary::Summary;

/// What is shown.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The two sides.
    pub sides: [&'a Side; 2],
    /// How they are called.
    pub names: [String; 2],
    /// What changed.
    pub comparison: &'a Comparison,
    /// Who customers are, and how to reach them.
    pub contacts: Contacts,
    /// So many of those who fell, and of those who rose, are named.
    pub top: usize,
    /// What makes the sides incomparable, where they were compared all the same.
    pub forced: Option<Incomparable>,
    /// What else must be known.
    pub cautions: Vec<Caution>,
    /// The segments over time, the earliest day first, scored as the comparison is; for the page.
    pub trend: Vec<Point>,
    /// The unit and the currency of amounts, in the forms for people.
    pub style: Style,
}

impl Shown<'_> {
    /// What must be known before anybody acts, each in words.
    pub fn cautions(&self, lang: Lang) -> Vec<String> {
        let forced = self.forced.iter().map(|found| found.what(lang));
        forced.chain(self.cautions.iter().map(|caution| caution.text(&self.names, self.amounts(), lang))).collect()
    }

    /// How amounts are shown to people.
    fn amounts(&self) -> Amounts {
        self.style.with(self.comparison.decimals)
    }
}

/// The segments of a day.
#[derive(Clone, Debug)]
pub struct Point {
    /// The day.
    pub as_of: Day,
    /// Their figures.
    pub sizes: Summary,
}

/// The comparison in this form.
pub fn render(shown: &Shown<'_>, form: PageForm, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    Ok(match form {
        PageForm::Html => page::render(shown, view.lang)?,
        PageForm::Text(Format::Table) => text::table(&sections::sections(shown, view.lang, view.width < sections::WIDE), view).into_bytes(),
        PageForm::Text(Format::Markdown) => text::markdown(&sections::sections(shown, view.lang, false), view.lang).into_bytes(),
        PageForm::Text(Format::Csv) => lists::render(shown, b',', for_spreadsheet)?,
        PageForm::Text(Format::Tsv) => lists::render(shown, b'\t', for_spreadsheet)?,
        PageForm::Text(Format::Json) => json::render(shown, view.lang)?,
    })
}
