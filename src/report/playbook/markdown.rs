//! A page as GitHub-flavoured Markdown. What a playbook or a file of customers holds can only ever be text.

use super::Block;
use crate::lang::Lang;

/// The page as Markdown; `escape` makes its texts harmless.
pub fn render(page: &[Block], lang: Lang, escape: fn(&str) -> String) -> String {
    let mut out = String::new();
    for block in page {
        let text = set(block, lang, escape);
        if !out.is_empty() && !text.is_empty() {
            out.push('\n');
        }
        out += &text;
    }
    out
}

fn set(block: &Block, lang: Lang, escape: fn(&str) -> String) -> String {
    match block {
        Block::Title(text) => format!("# {}\n", escape(text)),
        Block::Heading(text) => format!("## {}\n", escape(text)),
        Block::Text(text) => escape(text) + "\n",
        Block::Pairs(pairs) => pairs.iter().map(|(label, text)| labelled(&escape(label), &escape(text), lang)).collect(),
        Block::List(items) => items.iter().map(|item| format!("- {}\n", escape(item))).collect(),
        Block::Checks(items) => items.iter().map(|item| format!("- [ ] {}\n", escape(item))).collect(),
        Block::Entry(name, pairs) => entry(name, pairs, lang, escape),
    }
}

fn entry(name: &str, pairs: &[(&str, Vec<String>)], lang: Lang, escape: fn(&str) -> String) -> String {
    let mut out = if name.is_empty() { String::new() } else { format!("### {}\n\n", escape(name)) };
    for (label, texts) in pairs {
        match (texts.as_slice(), label.is_empty()) {
            ([text], true) => out += &format!("{}\n", escape(text)),
            ([text], false) => out += &labelled(&escape(label), &escape(text), lang),
            (texts, true) => out.extend(texts.iter().map(|text| format!("- {}\n", escape(text)))),
            (texts, false) => {
                out += &format!("- **{}**\n", escape(label));
                out.extend(texts.iter().map(|text| format!("  - {}\n", escape(text))));
            }
        }
    }
    out
}

fn labelled(label: &str, text: &str, lang: Lang) -> String {
    lang.pick(format!("- **{label}**: {text}\n"), format!("- **{label}**：{text}\n"))
}
