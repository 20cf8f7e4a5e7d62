//! Breaking text into lines by the columns it takes on a terminal, where a Chinese character takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Punctuation that must not begin a line.
const CLOSING: &str = "，。、；：）”！？》%…,.;:)!?";
/// Punctuation that must not end a line.
const OPENING: &str = "（“《(";

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text in lines of at most so many columns, broken at spaces and between Chinese characters. What has no place to
/// break, such as a long number, stays whole and stands out.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && width(&line) + width(piece.trim_end()) > columns {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// A paragraph that fits the columns: `lead`, and the text beside it in lines that each end with a line break.
pub fn paragraph(lead: &str, text: &str, columns: usize) -> String {
    let indent = width(lead);
    let mut out = String::new();
    for (place, line) in wrap(text, columns.saturating_sub(indent)).iter().enumerate() {
        out += &if place == 0 { lead.to_owned() } else { " ".repeat(indent) };
        out += line;
        out.push('\n');
    }
    out
}

/// Lines of a label and a text beside it, all texts under each other.
pub fn labelled(lines: &[(&str, String)], indent: &str, columns: usize) -> String {
    let label = lines.iter().map(|(label, _)| width(label)).max().unwrap_or(0) + 2;
    let line = |(name, text): &(&str, String)| paragraph(&format!("{indent}{name}{}", " ".repeat(label - width(name))), text, columns);
    lines.iter().map(line).collect()
}

/// The text cut wherever a line may end; a space stays with what it follows.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let is_wide = |c: char| c.width() == Some(2);
    // Between `two` and `next`, where `one` stands before `two`.
    let may_break = move |one: char, two: char, next: char| match (two, next) {
        (_, ' ') => false,
        (' ', _) if "≤≥".contains(one) => false,              // R ≤ 30 stays together
        (' ', _) => !(one.is_ascii_digit() && is_wide(next)), // and so does 50 位
        _ => (is_wide(two) || is_wide(next)) && !CLOSING.contains(next) && !OPENING.contains(two),
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let (mut one, mut two) = (' ', ' ');
        let end = rest.char_indices().find_map(|(at, next)| {
            let is_end = at > 0 && may_break(one, two, next);
            (one, two) = (two, next);
            is_end.then_some(at)
        });
        let end = end.unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_breaks_at_spaces() {
        assert_eq!(wrap("big spenders, few visits yet", 20), ["big spenders, few", "visits yet"]);
        assert_eq!(wrap("", 20), [""]);
        assert_eq!(wrap("F ≥ 2 · M ≥ 2,000", 9), ["F ≥ 2 · M", "≥ 2,000"]);
        assert_eq!(wrap("1,234,567.89 and", 4), ["1,234,567.89", "and"]); // figures are never cut
    }

    #[test]
    fn texts_stand_beside_their_labels() {
        let lines = [("As of", "2026-06-30".to_owned()), ("价值", "指消费金额".to_owned())];
        assert_eq!(labelled(&lines, " ", 14), " As of  2026-06-30\n 价值   指消费\n        金额\n");
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_comma() {
        // Five characters are ten columns; the comma may not begin a line, so it takes the character before it along.
        assert_eq!(wrap("按平时常做，推荐套餐", 10), ["按平时常", "做，推荐套", "餐"]);
        assert_eq!(wrap("最多 50 位", 7), ["最多", "50 位"]); // a number stays with its measure word
        assert_eq!(width("重要价值"), 8);
    }
}
