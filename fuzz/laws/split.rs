//! Rows and fields by the plainest reading of RFC 4180, one byte after the other: what the loader's fast ways must equal.

/// A row of a text.
#[derive(Debug, PartialEq)]
pub struct Row {
    /// Physical line on which it starts, from 1.
    pub line: u64,
    /// Its fields without their quotes; none where text follows a closing quote.
    pub fields: Vec<Option<String>>,
}

/// A quote that opens on this line and does not close.
#[derive(Debug, PartialEq)]
pub struct Unclosed(pub u64);

/// The rows of a text. LF, CRLF and CR end a row; blank lines are no rows; a byte order mark where a row begins is nothing;
/// a quote counts only where a field begins.
pub fn rows(text: &str, delimiter: char) -> Result<Vec<Row>, Unclosed> {
    let chars: Vec<char> = text.chars().collect();
    let (mut at, mut line, mut rows) = (0, 1, Vec::new());
    let ends_line = |c: Option<&char>| matches!(c, None | Some('\n' | '\r'));
    let step = |at: &mut usize, line: &mut u64| {
        if chars.get(*at) == Some(&'\r') && chars.get(*at + 1) == Some(&'\n') {
            *at += 1;
        }
        *at += 1;
        *line += 1;
    };
    while at < chars.len() {
        if chars[at] == '\u{feff}' {
            at += 1;
            continue;
        }
        if ends_line(chars.get(at)) {
            step(&mut at, &mut line);
            continue;
        }
        let mut row = Row { line, fields: Vec::new() };
        loop {
            let mut field = String::new();
            let is_quoted = chars.get(at) == Some(&'"');
            if is_quoted {
                let opened = line;
                at += 1;
                loop {
                    match (chars.get(at), chars.get(at + 1)) {
                        (None, _) => return Err(Unclosed(opened)),
                        (Some('"'), Some('"')) => {
                            field.push('"');
                            at += 2;
                        }
                        (Some('"'), _) => {
                            at += 1;
                            break;
                        }
                        (Some(c @ ('\n' | '\r')), _) => {
                            field.push(*c);
                            if *c == '\r' && chars.get(at + 1) == Some(&'\n') {
                                field.push('\n');
                            }
                            step(&mut at, &mut line);
                        }
                        (Some(c), _) => {
                            field.push(*c);
                            at += 1;
                        }
                    }
                }
            }
            let began = at;
            while !ends_line(chars.get(at)) && chars[at] != delimiter {
                field.push(chars[at]);
                at += 1;
            }
            let has_text_after_quote = is_quoted && at > began;
            row.fields.push((!has_text_after_quote).then_some(field));
            if chars.get(at) != Some(&delimiter) {
                break;
            }
            at += 1;
        }
        rows.push(row);
        if at < chars.len() {
            step(&mut at, &mut line);
        }
    }
    Ok(rows)
}
