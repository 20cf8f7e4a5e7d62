//! What `rfm playbook` shows: a topic of the playbook, or the messages for one customer, in each form.
//!
//! `pages` says what stands on a page, as blocks; `text` and `markdown` set the blocks, `parts` lays them
//! out for columns. Programs get `json`.

mod json;
mod letter;
mod markdown;
mod pages;
mod parts;
mod text;

pub use json::bytes;
pub use letter::Letter;
pub use parts::{Part, parts};

use super::markdown::{escape, escape_ours};
use super::{Format, View};
use crate::playbook::Playbook;
use crate::playbook::topic::Topic;
use crate::segment::Segment;
use serde::Serialize;
use std::path::Path;

/// A form of the playbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text for a terminal.
    Text,
    /// GitHub-flavoured Markdown.
    Markdown,
    /// One JSON object.
    Json,
}

impl Form {
    fn of(format: Format) -> Option<Form> {
        match format {
            Format::Table => Some(Form::Text),
            Format::Markdown => Some(Form::Markdown),
            Format::Json => Some(Form::Json),
            Format::Csv | Format::Tsv => None,
        }
    }

    /// The names, in the order of the help.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ["table", "md", "json"].into_iter()
    }

    /// The form with this name.
    pub fn of_name(name: &str) -> Option<Form> {
        Format::of_name(name).and_then(Form::of)
    }

    /// The form that a file's extension asks for.
    pub fn of_file(path: &Path) -> Option<Form> {
        Format::of_file(path).and_then(Form::of)
    }

    /// Written for programs rather than for people.
    pub fn is_for_programs(self) -> bool {
        self == Form::Json
    }
}

/// A part of a page.
#[derive(Serialize)]
#[serde(tag = "kind", content = "what", rename_all = "lowercase")]
pub(super) enum Block {
    /// What the page is about.
    Title(String),
    /// What a part of it is about.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Labels, each with a text beside it.
    Pairs(Vec<(&'static str, String)>),
    /// A list.
    List(Vec<String>),
    /// A list to be ticked off.
    Checks(Vec<String>),
    /// Something with a name, and below it labels, each with texts.
    Entry(String, Vec<(&'static str, Vec<String>)>),
}

/// What a segment is due, for a page that shows more than that.
pub(super) fn play(segment: Segment, playbook: &Playbook, lang: crate::lang::Lang) -> Vec<Block> {
    pages::page(Topic::Segment(segment), playbook, lang)
}

/// A topic of the playbook in this form.
pub fn topic(topic: Topic, playbook: &Playbook, form: Form, view: View) -> anyhow::Result<Vec<u8>> {
    match form {
        Form::Json => json::topic(topic, playbook, view.lang),
        Form::Text => Ok(text::render(&pages::page(topic, playbook, view.lang), view).into_bytes()),
        Form::Markdown => Ok(markdown::render(&pages::page(topic, playbook, view.lang), view.lang, escape_ours).into_bytes()),
    }
}

/// The messages for one customer in this form.
pub fn letter(letter: &Letter<'_>, playbook: &Playbook, form: Form, view: View) -> anyhow::Result<Vec<u8>> {
    match form {
        Form::Json => letter.json(playbook, view.lang),
        Form::Text => Ok(text::render(&letter.page(playbook, view.lang), view).into_bytes()),
        Form::Markdown => Ok(markdown::render(&letter.page(playbook, view.lang), view.lang, escape).into_bytes()),
    }
}
