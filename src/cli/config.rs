//! Defaults from outside the command line: the environment (`RFM_WINDOW=12m`) and a configuration file (`window = "12m"`).
//!
//! Precedence: flags, environment, --config or ./rfm.toml, the user's config.toml, built-in default. A key is the long name
//! of a flag. A file can set how to read and score; it can never name outputs, so that a found file writes nothing.

use super::failure::usage;
use anyhow::{Context, Result};
use clap::builder::BoolishValueParser;
use clap::{Arg, ArgAction, Command};
use etcetera::BaseStrategy;
use rfm::lang::Text;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Flags that a configuration file may not set.
const NOT_IN_FILES: &[&str] =
    &["output", "export", "rejects", "receipt", "save-cuts", "lock", "config", "no-config", "customer", "help", "version"];

/// The command with defaults from files and environment.
pub fn with_defaults(command: Command) -> Result<Command> {
    let keys = keys(&command);
    let mut defaults = BTreeMap::new();
    for file in found() {
        defaults.extend(read(&file, &keys)?); // the later file goes before the earlier
    }
    let give = |arg: Arg| {
        let Some(long) = arg.get_long().map(str::to_owned) else { return arg };
        if ["help", "version", "config", "no-config"].contains(&long.as_str()) {
            return arg;
        }
        let arg = arg.env(format!("RFM_{}", long.to_uppercase().replace('-', "_"))).hide_env(true);
        let is_switch = matches!(arg.get_action(), ArgAction::SetTrue);
        let arg = if is_switch { arg.value_parser(BoolishValueParser::new()) } else { arg }; // RFM_QUIET=1 too
        match defaults.get(&long) {
            Some(values) => arg.default_values(values.clone()).hide_default_value(true),
            None => arg,
        }
    };
    Ok(command.mut_args(give).mut_subcommands(|verb| verb.mut_args(give)))
}

/// The files to read, the less important first: the user's, then the one named on the command line or in RFM_CONFIG, else
/// ./rfm.toml.
pub fn found() -> Vec<PathBuf> {
    let arguments: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    if arguments.iter().any(|arg| arg == "--no-config") {
        return Vec::new();
    }
    let mut named = arguments.iter().zip(arguments.iter().skip(1)).filter(|(flag, _)| *flag == "--config").map(|(_, file)| file.clone());
    let with_equals = || arguments.iter().find_map(|arg| arg.strip_prefix("--config=").map(str::to_owned));
    let in_environment = || std::env::var("RFM_CONFIG").ok().filter(|file| !file.is_empty());
    let named = named.next().or_else(with_equals).or_else(in_environment).map(PathBuf::from);
    let here = || Some(PathBuf::from("rfm.toml")).filter(|file| file.is_file());
    let users = etcetera::choose_base_strategy().ok().map(|base| base.config_dir().join("rfm").join("config.toml"));
    users.filter(|file| file.is_file()).into_iter().chain(named.or_else(here)).collect()
}

/// Long names of all flags.
fn keys(command: &Command) -> Vec<String> {
    let of = |command: &Command| command.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned)).collect::<Vec<_>>();
    let mut keys: Vec<String> = command.get_subcommands().flat_map(of).chain(of(command)).collect();
    keys.retain(|key| !NOT_IN_FILES.contains(&key.as_str()));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The file's keys, each with its value or values as they would be typed.
fn read(file: &Path, keys: &[String]) -> Result<BTreeMap<String, Vec<String>>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read the configuration {}", file.display()))?;
    parse(&text, keys).map_err(|Fault { at, value, what, hint }| {
        let before = text.get(..at).unwrap_or("");
        let (line, column) = (before.matches('\n').count() + 1, before.chars().rev().take_while(|c| *c != '\n').count() + 1);
        usage(&format!("{}:{line}:{column}", file.display()), &value, what).hint(hint).into()
    })
}

/// What is wrong in a configuration file, and at which byte.
#[derive(Debug, PartialEq)]
struct Fault {
    at: usize,
    value: String,
    what: Text,
    hint: String,
}

/// The keys with their values as typed.
fn parse(text: &str, keys: &[String]) -> Result<BTreeMap<String, Vec<String>>, Fault> {
    let fault = |at, value: &str, what| Fault { at, value: value.to_owned(), what, hint: String::new() };
    let not_toml = Text::new("not a configuration: {}", "不是有效的配置：{}");
    let table = toml::de::DeTable::parse(text).map_err(|e| fault(e.span().map_or(0, |span| span.start), e.message(), not_toml))?;
    let mut values = BTreeMap::new();
    for (key, value) in table.get_ref() {
        let (place, name) = (key.span().start, key.get_ref().replace('_', "-"));
        if NOT_IN_FILES.contains(&name.as_str()) {
            let what = Text::new("'{}' cannot be set in a file; give it on the command line", "“{}”不能在文件中设置；请在命令行中指定");
            return Err(fault(place, &name, what));
        }
        if !keys.contains(&name) {
            let hint = rfm::error::nearest(&name, keys).map_or(String::new(), |nearest| format!(" ({nearest}?)"));
            return Err(Fault { hint, ..fault(place, &name, Text::new("'{}' is not a setting", "没有设置“{}”")) });
        }
        let shape =
            Text::new("'{}' takes a text, a number, true or false, or a list of them", "“{}”应为文字、数字、true 或 false，或它们的列表");
        let typed = as_typed(value.get_ref()).ok_or_else(|| fault(value.span().start, &name, shape))?;
        values.insert(name, typed);
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
        let of = |key: &str| parsed[key].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!((of("window"), of("ignore-ids"), of("decimal-comma")), (vec!["12m"], vec!["0", "guest"], vec!["true"]));
        assert_eq!((of("high"), of("as-of")), (vec!["4"], vec!["2026-11-01"]));
        let wrong = parse("high = 4\nwindwo = 1", &keys).unwrap_err();
        assert_eq!((wrong.at, wrong.value.as_str(), wrong.hint.as_str()), (9, "windwo", " (window?)"));
        assert!(parse("export = \"x.csv\"", &keys).unwrap_err().what.en.contains("command line"));
        assert!(parse("window = ", &keys).is_err());
        assert!(parse("[table]\nwindow = 1", &keys).is_err());
    }
}
