//! Names and texts of the user's in a statement: quoted for the engine, so that none of them can be more than a name or a text.

use super::dialect::{Differences, Escape};
use super::{Refused, Wrap};
use crate::lang::Text;

/// A name: of a column, or a part of a table's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    text: String,
    /// The user put it into quotes: it is meant letter by letter.
    is_exact: bool,
}

impl Name {
    /// A name as people write it.
    pub fn plain(text: impl Into<String>) -> Name {
        Name { text: text.into(), is_exact: false }
    }

    /// A column's: the whole text is its name, unless it stands in double quotes or backticks.
    pub fn read(text: &str) -> Name {
        match leading_quoted(text) {
            Some((name, "")) => name,
            _ => Name::plain(text),
        }
    }

    /// The name, without quotes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// It could be taken for a place in a file, `#3`.
    pub(super) fn is_place(&self) -> bool {
        !self.is_exact && self.text.strip_prefix('#').is_some_and(|place| place.parse::<u32>().is_ok())
    }

    /// As it stands in a statement: always in quotes. Where plain names stand for upper case, so does a plain one here.
    pub fn quoted(&self, d: &Differences) -> String {
        let text = &self.text;
        let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$'))
            && !text.starts_with(|c: char| c.is_ascii_digit() || c == '$');
        let name = if d.folds_upper && is_plain && !self.is_exact { text.to_ascii_uppercase() } else { text.clone() };
        format!("{0}{1}{0}", d.quote, escaped(&name, d.quote, d.name_escape))
    }
}

/// A table or a view: one to four names, as `shop.orders`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(Vec<Name>);

impl Path {
    /// Reads `orders`, `shop.orders`, `"odd. name"."orders"`, and, as BigQuery writes it, a path within one pair of backticks.
    pub fn read(flag: &'static str, text: &str, d: &Differences) -> Result<Path, Refused> {
        let wrong = Text::new(
            "'{}' is not a name of one to four parts; write orders, shop.orders, or \"odd. name\".orders",
            "“{}”不是由一到四段组成的名称；请写 orders、shop.orders，或 \"带.点的名称\".orders",
        );
        let refused = || Refused { flag, value: text.to_owned(), what: wrong };
        let within = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).filter(|within| !within.contains('`'));
        let (mut parts, mut rest) = (Vec::new(), within.filter(|_| d.quotes_paths).unwrap_or(text));
        loop {
            let (name, after) = match leading_quoted(rest) {
                Some(quoted) => quoted,
                None if rest.starts_with(QUOTES) => return Err(refused()),
                None => {
                    let end = rest.find('.').unwrap_or(rest.len());
                    (Name::plain(&rest[..end]), &rest[end..])
                }
            };
            if name.text.is_empty() {
                return Err(refused());
            }
            check(flag, &name.text)?;
            parts.push(name);
            match after.strip_prefix('.') {
                Some(more) => rest = more,
                None if after.is_empty() && parts.len() <= 4 => return Ok(Path(parts)),
                None => return Err(refused()),
            }
        }
    }

    /// The names, without quotes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Name::text)
    }

    /// As it stands in a statement.
    pub fn quoted(&self, d: &Differences) -> String {
        self.0.iter().map(|name| name.quoted(d)).collect::<Vec<_>>().join(".")
    }
}

/// The marks between which a name is meant letter by letter.
const QUOTES: [char; 2] = ['"', '`'];

/// The name in quotes with which a text begins, and what follows it.
pub(super) fn leading_quoted(text: &str) -> Option<(Name, &str)> {
    let quote = text.chars().next().filter(|mark| QUOTES.contains(mark))?;
    let mut from = 1;
    loop {
        let at = from + text[from..].find(quote)?;
        match text[at + 1..].starts_with(quote) {
            true => from = at + 2,
            false => {
                let name = text[1..at].replace(&format!("{quote}{quote}"), &quote.to_string());
                return Some((Name { text: name, is_exact: true }, &text[at + 1..]));
            }
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
        Path::read("--table", text, Dialect::DuckDb.differences())
    }

    fn name(d: &Differences, text: &str) -> String {
        Name::read(text).quoted(d)
    }

    #[test]
    fn parts_of_a_name() {
        let of = |text: &str| path(text).unwrap().names().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(of("orders"), ["orders"]);
        assert_eq!(of("shop.订单"), ["shop", "订单"]);
        assert_eq!(of("\"a.\"\"b\".c"), ["a.\"b", "c"]);
        assert_eq!(of("`a.b`.c"), ["a.b", "c"]);
        for wrong in ["", ".", "a.", "a..b", "\"a", "\"a\"b", "``", "`a", "a.b.c.d.e", "a\nb", "a\u{202e}b"] {
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

    /// Snowflake's own rule: a plain name stands for upper case, one in quotes for itself.
    #[test]
    fn names_in_snowflake() {
        let d = Dialect::Snowflake.differences();
        assert_eq!(path("shop.\"orders\".Lines").unwrap().quoted(d), "\"SHOP\".\"orders\".\"LINES\"");
        for (typed, stands) in [
            ("customer_id", "\"CUSTOMER_ID\""),
            ("Amount$", "\"AMOUNT$\""),
            ("\"customer_id\"", "\"customer_id\""),
            ("\"a\"\"b\"", "\"a\"\"b\""),
            ("my amount", "\"my amount\""),
            ("1st", "\"1st\""),
            ("金额", "\"金额\""),
        ] {
            assert_eq!(name(d, typed), stands);
        }
    }

    /// A column is one name, whatever stands in it; quotes around the whole are not part of it.
    #[test]
    fn names_of_columns() {
        let d = Dialect::DuckDb.differences();
        for (typed, stands) in [
            ("Order.ID", "\"Order.ID\""),
            ("\"Order.ID\"", "\"Order.ID\""),
            ("`Order ID`", "\"Order ID\""),
            ("\"\"\"quoted\"\"\"", "\"\"\"quoted\"\"\""),
            ("\"a\" or \"b\"", "\"\"\"a\"\" or \"\"b\"\"\""),
            ("\"a", "\"\"\"a\""),
        ] {
            assert_eq!(name(d, typed), stands);
        }
    }

    #[test]
    fn a_path_in_bigquerys_backticks() {
        let d = Dialect::BigQuery.differences();
        for typed in ["my-project.shop.orders", "`my-project.shop.orders`", "`my-project`.shop.`orders`"] {
            assert_eq!(Path::read("--table", typed, d).unwrap().quoted(d), "`my-project`.`shop`.`orders`", "{typed}");
        }
        assert!(Path::read("--table", "`a.b` x", d).is_err() && Path::read("--table", "``", d).is_err());
        assert_eq!(Path::read("--table", "\"a`; --\"", d).unwrap().quoted(d), "`a\\`; --`");
    }

    #[test]
    fn templates_stay_out_of_dbt() {
        assert!(check_for(&Wrap::Dbt, "--id", "{{ target }}").is_err());
        assert!(check_for(&Wrap::Statement, "--id", "{{ target }}").is_ok());
    }
}
