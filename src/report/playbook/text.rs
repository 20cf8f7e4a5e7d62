//! A page as text for a terminal, its lines broken to fit.

use super::Block;
use crate::report::View;
use crate::report::wrap::{labelled, paragraph, width};

/// The page as text.
pub fn render(page: &[Block], view: View) -> String {
    let mut out = String::new();
    let mut last: Option<&Block> = None;
    for block in page {
        if last.is_some_and(|last| stands_apart(last, block)) {
            out.push('\n');
        }
        out += &set(block, view);
        last = Some(block);
    }
    out
}

/// A blank line between two blocks; none below a heading.
fn stands_apart(above: &Block, below: &Block) -> bool {
    match (above, below) {
        (Block::Heading(_), _) => false,
        // Pitfalls have no names and stand close together, and so do the segments of the overview.
        (Block::Entry(name, _), Block::Entry(..)) => !name.is_empty() && !is_brief(below),
        _ => true,
    }
}

/// One thing to say, without a label.
fn is_brief(block: &Block) -> bool {
    matches!(block, Block::Entry(_, pairs) if matches!(pairs.as_slice(), [("", texts)] if texts.len() == 1))
}

fn set(block: &Block, view: View) -> String {
    match block {
        Block::Title(text) | Block::Heading(text) => bold(&paragraph("", text, view.width), view),
        Block::Text(text) => paragraph("", text, view.width),
        Block::Pairs(pairs) => labelled(pairs, "", view.width),
        Block::List(items) => items.iter().map(|item| paragraph("  - ", item, view.width)).collect(),
        Block::Checks(items) => items.iter().map(|item| paragraph("  [ ] ", item, view.width)).collect(),
        Block::Entry(name, pairs) => entry(name, pairs, view),
    }
}

fn entry(name: &str, pairs: &[(&str, Vec<String>)], view: View) -> String {
    let mut out = if name.is_empty() { String::new() } else { paragraph("  ", name, view.width) };
    let indent = if name.is_empty() { "  " } else { "    " };
    let widest = pairs.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    for (label, texts) in pairs {
        let label = match widest {
            0 => indent.to_owned(),
            _ => format!("{indent}{label}{}", " ".repeat(widest + 2 - width(label))),
        };
        let below = " ".repeat(width(&label));
        let bullet = if texts.len() > 1 { "- " } else { "" };
        for (place, text) in texts.iter().enumerate() {
            let lead = if place == 0 { &label } else { &below };
            out += &paragraph(&format!("{lead}{bullet}"), text, view.width);
        }
    }
    out
}

fn bold(text: &str, view: View) -> String {
    match view.color {
        true => text.lines().map(|line| format!("\u{1b}[1m{line}\u{1b}[0m\n")).collect(),
        false => text.to_owned(),
    }
}
