//! Text that comes from files, made fit to be shown: harmless and short.

/// Text from a file or a name, made harmless for a terminal: control and direction-changing characters are shown escaped.
pub fn printable(text: &str) -> String {
    let hostile =
        |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if !text.chars().any(hostile) {
        return text.to_owned();
    }
    text.chars().map(|c| if hostile(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// At most so many characters, with an ellipsis where something was cut.
pub fn clip(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_shown_harmless() {
        assert_eq!(printable("a\u{1b}[31m\u{202e}客"), "a\\u{1b}[31m\\u{202e}客");
        assert_eq!(clip("客户编号", 2), "客户…");
        assert_eq!(clip("ab", 2), "ab");
    }
}
