//! A page of the playbook as labels with texts beside them, for forms that have columns.

use super::{Block, pages};
use crate::lang::Lang;
use crate::playbook::Playbook;
use crate::playbook::topic::Topic;

/// A part of a page.
pub enum Part {
    /// What the page is about.
    Title(String),
    /// What a part of it is about.
    Heading(String),
    /// A text, and the label beside it where it has one.
    Text(String, String),
}

/// The page of a topic.
pub fn parts(topic: Topic, playbook: &Playbook, lang: Lang) -> Vec<Part> {
    pages::page(topic, playbook, lang).into_iter().flat_map(parts_of).collect()
}

fn parts_of(block: Block) -> Vec<Part> {
    let beside = |label: &str, text: String| Part::Text(label.to_owned(), text);
    match block {
        Block::Title(text) => vec![Part::Title(text)],
        Block::Heading(text) => vec![Part::Heading(text)],
        Block::Text(text) => vec![beside("", text)],
        Block::Pairs(pairs) => pairs.into_iter().map(|(label, text)| beside(label, text)).collect(),
        Block::List(texts) => texts.into_iter().map(|text| beside("", format!("• {text}"))).collect(),
        Block::Checks(texts) => texts.into_iter().map(|text| beside("", format!("☐ {text}"))).collect(),
        Block::Entry(name, labels) => {
            // The name stands beside the first text, with its label where it has one.
            let texts = labels.into_iter().flat_map(|(label, texts)| (0..).zip(texts).map(move |(at, text)| (label, at, text)));
            let entry = texts.enumerate().map(|(place, (label, at, text))| {
                let label = if at == 0 { label } else { "" };
                match (place, name.is_empty(), label.is_empty()) {
                    (0, false, true) => beside(&name, text),
                    (0, false, false) => beside(&format!("{name} · {label}"), text),
                    _ => beside(label, text),
                }
            });
            entry.collect()
        }
    }
}
