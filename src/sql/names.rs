//! Names and texts of the user's in a statement: quoted for the engine, so that none of them can be more than a name or a text.

use super::dialect::{Differences, Escape};
use super::{Refused, Wrap};
use crate::lang::Text;

/// A table or a view: one to three names, as `shop.orders`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    name: String,
    /// The user put it into quotes: it is meant letter by letter.
    is_exact: bool,
}

impl Path {
    /// Reads `orders`, `shop.orders`, `"odd name"."orders"`.
    pub fn read(flag: &'static str, text: &str) -> Result<Path, Refused> {
        let wrong = Text::new(
            "'{}' is not a name of one to four parts; write orders, shop.orders, or \"odd. name\".orders",
            "“{}”不是由一到四段组成的名称；请写 orders、shop.orders，或 \"带.点的名称\".orders",
        );
        let refused = || Refused { flag, value: text.to_owned(), what: wrong };
        let (mut parts, mut rest) = (Vec::new(), text);
        loop {
            let (name, is_exact, after) = match rest.strip_prefix('"') {
                Some(quoted) => {
                    let (name, after) = until_quote(quoted).ok_or_else(refused)?;
                    (name, true, after)
                }
                None => {
                    let end = rest.find('.').unwrap_or(rest.len());
                    (rest[..end].to_owned(), false, &rest[end..])
                }
            };
            if name.is_empty() {
                return Err(refused());
            }
            check(flag, &name)?;
            parts.push(Part { name, is_exact });
            match after.strip_prefix('.') {
                Some(more) => rest = more,
                None if after.is_empty() && parts.len() <= 4 => return Ok(Path(parts)),
                None => return Err(refused()),
            }
        }
    }

    /// The names, without quotes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|part| part.name.as_str())
    }

    /// As it stands in a statement.
    pub fn quoted(&self, d: &Differences) -> String {
        let part = |part: &Part| if part.is_exact { quoted(d, &part.name) } else { name(d, &part.name) };
        self.0.iter().map(part).collect::<Vec<_>>().join(".")
    }
}

/// What stands before the closing quote, and after it.
fn until_quote(text: &str) -> Option<(String, &str)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('"')?;
        match text[at + 1..].starts_with('"') {
            true => from = at + 2,
            false => return Some((text[..at].replace("\"\"", "\""), &text[at + 1..])),
        }
    }
}

/// Refuses what no engine takes as a name, and no reader would see.
pub fn check(flag: &'static str, text: &str) -> Result<(), Refused> {
    let what = Text::new("'{}' has a line break or another control character", "“{}”含有换行或其他控制字符");
    let hidden = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(hidden) { Err(Refused { flag, value: text.to_owned(), what }) } else { Ok(()) }
}

/// A model of dbt is a template first: names must not be able to say anything there.
pub fn check_for(wrap: &Wrap, flag: &'static str, text: &str) -> Result<(), Refused> {
    check(flag, text)?;
    let what = Text::new("'{}' would be taken for a template in a dbt model", "“{}”在 dbt 模型里会被当作模板");
    let is_template = ["{{", "{%", "{#", "}}", "%}", "#}"].iter().any(|mark| text.contains(mark));
    if *wrap == Wrap::Dbt && is_template { Err(Refused { flag, value: text.to_owned(), what }) } else { Ok(()) }
}

/// A column: the whole text is its name.
pub fn name(d: &Differences, name: &str) -> String {
    let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !name.starts_with(|c: char| c.is_ascii_digit());
    if d.folds_upper && is_plain { quoted(d, &name.to_ascii_uppercase()) } else { quoted(d, name) }
}

fn quoted(d: &Differences, name: &str) -> String {
    format!("{0}{1}{0}", d.quote, escaped(name, d.quote, d.name_escape))
}

/// A text.
pub fn text(d: &Differences, text: &str) -> String {
    let with_e = d.text_escape == Escape::DoubledOrE && text.contains('\\');
    let inner = escaped(text, '\'', d.text_escape);
    if with_e { format!("E'{inner}'") } else { format!("'{inner}'") }
}

fn escaped(text: &str, mark: char, escape: Escape) -> String {
    let doubled = || text.replace(mark, &format!("{mark}{mark}"));
    match escape {
        Escape::Doubled => doubled(),
        Escape::Backslash => text.replace('\\', "\\\\").replace(mark, &format!("\\{mark}")),
        Escape::DoubledOrE => doubled().replace('\\', "\\\\"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Dialect;
    use super::*;

    fn path(text: &str) -> Result<Path, Refused> {
        Path::read("--table", text)
    }

    #[test]
    fn parts_of_a_name() {
        let of = |text: &str| path(text).unwrap().names().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(of("orders"), ["orders"]);
        assert_eq!(of("shop.订单"), ["shop", "订单"]);
        assert_eq!(of("\"a.\"\"b\".c"), ["a.\"b", "c"]);
        for wrong in ["", ".", "a.", "a..b", "\"a", "\"a\"b", "a.b.c.d.e", "a\nb", "a\u{202e}b"] {
            assert!(path(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn quotes_of_each_dialect() {
        let hostile = "a\"`'\\; --";
        for (dialect, as_name, as_text) in [
            (Dialect::DuckDb, "\"a\"\"`'\\; --\"", "'a\"`''\\; --'"),
            (Dialect::Postgres, "\"a\"\"`'\\; --\"", "E'a\"`''\\\\; --'"),
            (Dialect::ClickHouse, "`a\"\\`'\\\\; --`", "'a\"`\\'\\\\; --'"),
            (Dialect::Spark, "`a\"``'\\; --`", "'a\"`\\'\\\\; --'"),
            (Dialect::BigQuery, "`a\"\\`'\\\\; --`", "'a\"`\\'\\\\; --'"),
            (Dialect::Snowflake, "\"a\"\"`'\\; --\"", "'a\"`\\'\\\\; --'"),
            (Dialect::Trino, "\"a\"\"`'\\; --\"", "'a\"`''\\; --'"),
        ] {
            let d = dialect.differences();
            assert_eq!((&*name(d, hostile), &*text(d, hostile)), (as_name, as_text), "{dialect:?}");
        }
    }

    #[test]
    fn plain_names_in_snowflake() {
        let d = Dialect::Snowflake.differences();
        assert_eq!(path("shop.\"orders\".Lines").unwrap().quoted(d), "\"SHOP\".\"orders\".\"LINES\"");
        assert_eq!(
            (name(d, "amount"), name(d, "my amount"), name(d, "金额")),
            ("\"AMOUNT\"".into(), "\"my amount\"".into(), "\"金额\"".into())
        );
    }

    #[test]
    fn templates_stay_out_of_dbt() {
        assert!(check_for(&Wrap::Dbt, "--id", "{{ target }}").is_err());
        assert!(check_for(&Wrap::Statement, "--id", "{{ target }}").is_ok());
    }
}
