//! What `rfm plan` shows: the overview, or one list in full, in every format.
//!
//! The formats for people lay out the sections of `sections`, and name of a long list only the first; the formats for machines,
//! `lists` and `json`, hold every row.

mod json;
mod lists;
mod sections;

use super::sections::text;
use super::{Format, View};
use crate::plan::Plan;

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Whom to win back, and the rest in brief. As CSV: whom to win back.
    #[default]
    Overview,
    /// Who looks after whom.
    Advisors,
    /// Who brought whom.
    Circles,
}

/// The plan, or a part of it, in this format.
pub fn render(plan: &Plan<'_>, part: Part, format: Format, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        Format::Table => text::table(&sections::sections(plan, part, view), view).into_bytes(),
        Format::Markdown => text::markdown(&sections::sections(plan, part, view), view.lang).into_bytes(),
        Format::Csv => lists::render(plan, part, b',', for_spreadsheet)?,
        Format::Tsv => lists::render(plan, part, b'\t', for_spreadsheet)?,
        Format::Json => json::render(plan, part, view.lang)?,
    })
}
