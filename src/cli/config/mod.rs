//! Defaults from outside the command line: the environment (`RFM_WINDOW=12m`) and a configuration file (`window = "12m"`).
//!
//! Precedence: flags, environment, --config or ./rfm.toml, the user's config.toml, built-in default. A key is the long name
//! of a flag. A file can set how to read and score; it can never name outputs, so that a found file writes nothing.
//! What is empty in the environment is not set there.

mod parse;

use super::failure::usage;
use anyhow::Result;
use clap::builder::BoolishValueParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use etcetera::BaseStrategy;
use parse::{Fault, TYPED_ONLY, is_not_in_files, parse};
use rfm::error::Error;
use rfm::lang::Lang;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Flags of the verbs of `rfm tasks` that can be set elsewhere too. All others but those of `sync` say what is done this once,
/// and share their names with flags of other commands that mean something else.
const OF_TASKS: &[&str] = &["playbook", "excel"];

/// What is set here gives way to another flag that is set nearer to the command line: a preset that is typed goes before a
/// window of a file. Set in one place they are judged as always.
const YIELDS: &[(&str, &str)] = &[
    ("quiet", "verbose"),
    ("verbose", "quiet"),
    ("header-row", "no-header"),
    ("no-header", "header-row"),
    ("window", "preset"),
    ("zero-amounts", "preset"),
    ("cuts", "preset"),
    ("cuts", "cuts-from"),
    ("cuts-from", "preset"),
];

/// Where the flags that were not typed got their values: the variable or the file, by the flag's long name.
pub type Origins = BTreeMap<String, String>;

/// The command with defaults from files and environment.
pub fn with_defaults(command: Command) -> Result<(Command, Origins)> {
    let keys = keys(&command);
    let typed = typed(&command);
    let mut in_files = BTreeMap::new();
    for file in found() {
        in_files.extend(read(&file, &keys)?); // the later file goes before the earlier
    }
    let yields = |key: &str, to: &dyn Fn(&str) -> bool| YIELDS.iter().any(|(one, other)| *one == key && to(other));
    let mut origins = Origins::new();
    let mut give = |arg: Arg| {
        let Some(key) = arg.get_long().filter(|key| !TYPED_ONLY.contains(key)).map(str::to_owned) else { return arg };
        let is_switch = matches!(arg.get_action(), ArgAction::SetTrue);
        let arg = if is_switch { arg.value_parser(BoolishValueParser::new()) } else { arg }; // RFM_QUIET=1 too
        let (is_typed, is_in_environment) = (|key: &str| typed.contains(key), |key: &str| variable(key).is_some());
        if is_typed(&key) || yields(&key, &is_typed) {
            return arg;
        }
        if let Some((name, value)) = variable(&key) {
            origins.insert(key.clone(), name.clone());
            return match key.as_str() {
                "lang" => arg.default_value(Lang::of_locale(&value.to_string_lossy()).pick("en", "zh")), // zh_CN.UTF-8 too
                _ => arg.env(name),
            }
            .hide_env(true)
            .hide_default_value(!is_switch);
        }
        match in_files.get(&key).filter(|_| !yields(&key, &is_in_environment)) {
            Some(Setting { values, place }) => {
                origins.insert(key, place.clone());
                arg.default_values(values.clone()).hide_default_value(!is_switch)
            }
            None => arg,
        }
    };
    let command = command.mut_args(&mut give).mut_subcommands(|verb| {
        verb.mut_args(&mut give).mut_subcommands(|inner| {
            let all = reads_data(&inner);
            inner.mut_args(|arg| if all || arg.get_long().is_some_and(|key| OF_TASKS.contains(&key)) { give(arg) } else { arg })
        })
    });
    Ok((command, origins))
}

/// A command below another one that takes the flags of reading and scoring.
fn reads_data(inner: &Command) -> bool {
    matches!(inner.get_name(), "sync" | "save")
}

/// The variable of a flag and its value; one that is set to nothing is not set.
fn variable(key: &str) -> Option<(String, OsString)> {
    let name = format!("RFM_{}", key.to_uppercase().replace('-', "_"));
    let value = std::env::var_os(&name).filter(|value| !value.is_empty())?;
    Some((name, value))
}

/// Long names of the flags on the command line. What is wrong with it will be told when it is read in earnest.
fn typed(command: &Command) -> BTreeSet<String> {
    let matches = command.clone().ignore_errors(true).try_get_matches().ok();
    let verbs = std::iter::successors(matches.as_ref(), |matches| matches.subcommand().map(|(_, inner)| inner));
    let of = |matches: &ArgMatches| {
        // A flag of `tasks` that serves all its verbs is told of above them too, where it is none.
        let known = matches.ids().filter(|id| matches.try_contains_id(id.as_str()).is_ok());
        let typed = known.filter(|id| matches.value_source(id.as_str()) == Some(ValueSource::CommandLine));
        typed.map(|id| id.as_str().replace('_', "-")).collect::<Vec<_>>()
    };
    verbs.flat_map(of).collect()
}

/// The language that the files ask for, before anything else in them is judged.
pub fn language() -> Option<String> {
    let in_file = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).ok()?;
        let table = toml::de::DeTable::parse(&text).ok()?;
        table.get_ref().get("lang")?.get_ref().as_str().map(str::to_owned)
    };
    found().iter().rev().find_map(in_file)
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

/// Long names of all flags that a file may set.
fn keys(command: &Command) -> Vec<String> {
    let of = |command: &Command| command.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned)).collect::<Vec<_>>();
    let verbs = || command.get_subcommands();
    let inner = verbs().flat_map(Command::get_subcommands).filter(|inner| reads_data(inner));
    let mut keys: Vec<String> = verbs().chain(inner).flat_map(of).chain(of(command)).collect();
    keys.retain(|key| !is_not_in_files(key));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What a file sets a flag to, as it would be typed, and where: `rfm.toml:2:1`.
struct Setting {
    values: Vec<String>,
    place: String,
}

/// What the file sets, by the long names of flags.
fn read(file: &Path, keys: &[String]) -> Result<BTreeMap<String, Setting>> {
    let missing = |cause: std::io::Error| Error::CannotRead { file: file.display().to_string(), cause: cause.into() };
    let text = std::fs::read_to_string(file).map_err(missing)?;
    let place = |at: usize| {
        let before = text.get(..at).unwrap_or("");
        let (line, column) = (before.matches('\n').count() + 1, before.chars().rev().take_while(|c| *c != '\n').count() + 1);
        format!("{}:{line}:{column}", file.display())
    };
    match parse(&text, keys) {
        Ok(set) => Ok(set.into_iter().map(|(key, (at, values))| (key, Setting { values, place: place(at) })).collect()),
        Err(Fault { at, value, what, near }) => Err(usage(&place(at), &value, what).near(near).into()),
    }
}
