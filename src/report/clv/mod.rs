//! What `rfm clv` shows: a summary by segment, who is most at risk, the models and how far to trust them, in every form.
//!
//! The forms for people lay out the sections of `sections`; `page` and `book` add every curve and every customer; the forms
//! for machines, `lists` and `json`, hold every customer.

mod book;
mod json;
mod lists;
mod page;
mod sections;

use super::sections::text;
use super::{Form, Format, View};
use crate::clv::bootstrap::Bootstrap;
use crate::clv::holdout::Holdout;
use crate::clv::track::{At, Point};
use crate::clv::{Estimate, Who};
use crate::money::style::Style;
use crate::scored::Scored;

/// An estimate and what belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The customers and what they are worth.
    pub estimate: &'a Estimate<'a>,
    /// Repeat purchases expected and made.
    pub track: &'a [Point],
    /// How the forecast did on days that it had not seen.
    pub holdout: Option<&'a Holdout>,
    /// How sure the figures are.
    pub bootstrap: Option<&'a Bootstrap>,
    /// How amounts are shown to people.
    pub style: Style,
}

/// The estimate in this form. CSV and TSV for a spreadsheet have a byte order mark, CRLF, and no cell that passes for a formula.
pub fn render(shown: &Shown<'_>, form: Form, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    let shown = &Shown { style: view.style, ..*shown };
    let sections = || sections::sections(shown, view.lang);
    Ok(match form {
        Form::Text(Format::Table) => text::table(&sections(), view).into_bytes(),
        Form::Text(Format::Markdown) => text::markdown(&sections(), view.lang).into_bytes(),
        Form::Text(Format::Csv) => lists::render(shown, b',', for_spreadsheet)?,
        Form::Text(Format::Tsv) => lists::render(shown, b'\t', for_spreadsheet)?,
        Form::Text(Format::Json) => json::render(shown, view.lang)?,
        Form::Html => page::render(shown, view.lang)?,
        Form::Xlsx => book::render(shown, view.lang)?,
    })
}

impl<'a> Shown<'a> {
    /// The scored base, where there is one.
    fn base(&self) -> Option<&'a Scored> {
        match self.estimate.who {
            Who::Base(base) => Some(base),
            Who::List(_) => None,
        }
    }

    /// Name and phone number of a customer, blank where the data has none.
    fn told(&self, at: usize) -> [String; 2] {
        let Some(base) = self.base() else { return Default::default() };
        let customer = base.customers.customer(self.estimate.people.persons[at].place);
        [base.name(&customer), base.phone(&customer)].map(|text| text.unwrap_or_default().to_owned())
    }
}

/// Where a point stands, for machines.
fn place(at: At) -> String {
    match at {
        At::Day(day) => day.to_string(),
        At::Age(age) => format!("{age:.2}"),
    }
}
