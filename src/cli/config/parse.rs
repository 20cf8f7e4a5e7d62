//! The text of a configuration file: which settings it has, at which byte, and what is wrong with it.
//!
//! Nothing here knows of files, of the environment or of the command line, so that any text can be tried on it.

use rfm::lang::Text;
use rfm::near::near;
use std::collections::BTreeMap;

/// Flags that a configuration file may not set.
const NOT_IN_FILES: &[&str] = &["export", "rejects", "receipt", "save-cuts", "lock", "customer", "export-toml", "store", "keep-model"];

/// Flags of the command line alone. An output or a form means something else to each command, and so do the demo's numbers.
pub const TYPED_ONLY: &[&str] = &[
    "help", "version", "config", "no-config", "output", "format", "customers", "seed", "last-day", "advisors", "circles", "part", "force",
];

/// A flag that no file may set.
pub fn is_not_in_files(key: &str) -> bool {
    NOT_IN_FILES.contains(&key) || TYPED_ONLY.contains(&key)
}

/// What is wrong in a configuration file, and at which byte.
#[derive(Debug, PartialEq)]
pub struct Fault {
    /// The byte.
    pub at: usize,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub what: Text,
    /// What comes near.
    pub near: Option<String>,
}

/// The keys with their places and their values as typed.
pub fn parse(text: &str, keys: &[String]) -> Result<BTreeMap<String, (usize, Vec<String>)>, Fault> {
    let fault = |at, value: &str, what| Fault { at, value: value.to_owned(), what, near: None };
    let not_toml = Text::new("not a configuration: {}", "不是有效的配置：{}");
    let table = toml::de::DeTable::parse(text).map_err(|e| fault(e.span().map_or(0, |span| span.start), e.message(), not_toml))?;
    let mut values = BTreeMap::new();
    for (key, value) in table.get_ref() {
        let (place, name) = (key.span().start, key.get_ref().replace('_', "-"));
        if is_not_in_files(&name) {
            let what = Text::new("'{}' cannot be set in a file; give it on the command line", "“{}”不能在文件中设置；请在命令行中指定");
            return Err(fault(place, &name, what));
        }
        if !keys.contains(&name) {
            let near = near(&name, keys.iter().map(String::as_str)).map(str::to_owned);
            return Err(Fault { near, ..fault(place, &name, Text::new("'{}' is not a setting", "没有设置“{}”")) });
        }
        let shape =
            Text::new("'{}' takes a text, a number, true or false, or a list of them", "“{}”应为文字、数字、true 或 false，或它们的列表");
        let typed = as_typed(value.get_ref()).ok_or_else(|| fault(value.span().start, &name, shape))?;
        values.insert(name, (place, typed));
    }
    Ok(values)
}

fn as_typed(value: &toml::de::DeValue<'_>) -> Option<Vec<String>> {
    use toml::de::DeValue;
    Some(match value {
        DeValue::String(text) => vec![text.to_string()],
        DeValue::Integer(number) => vec![number.to_string()],
        DeValue::Float(number) => vec![number.to_string()],
        DeValue::Boolean(value) => vec![value.to_string()],
        DeValue::Datetime(date) => vec![date.to_string()],
        DeValue::Array(values) => values.iter().map(|value| as_typed(value.get_ref())).collect::<Option<Vec<_>>>()?.concat(),
        DeValue::Table(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_flags() {
        let keys = ["window", "ignore-ids", "decimal-comma", "high", "as-of"].map(str::to_owned);
        let parsed =
            parse("window = \"12m\"\nignore_ids = [\"0\", \"guest\"]\ndecimal-comma = true\nhigh = 4\nas-of = 2026-11-01\n", &keys)
                .unwrap();
        let of = |key: &str| parsed[key].1.iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!((of("window"), of("ignore-ids"), of("decimal-comma")), (vec!["12m"], vec!["0", "guest"], vec!["true"]));
        assert_eq!((of("high"), of("as-of")), (vec!["4"], vec!["2026-11-01"]));
        assert_eq!(parsed["ignore-ids"].0, 15);
        let wrong = parse("high = 4\nwindwo = 1", &keys).unwrap_err();
        assert_eq!((wrong.at, wrong.value.as_str(), wrong.near.as_deref()), (9, "windwo", Some("window")));
        assert!(parse("export = \"x.csv\"", &keys).unwrap_err().what.en.contains("command line"));
        assert!(parse("window = ", &keys).is_err());
        assert!(parse("[table]\nwindow = 1", &keys).is_err());
    }
}
