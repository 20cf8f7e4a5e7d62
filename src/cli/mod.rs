//! Floor 4, the shell: arguments, configuration, clock, signals, stdout and stderr. A verb is a file.

mod alerting;
mod alerts;
mod answer;
mod args;
mod calendar;
mod call_list;
mod clean;
mod clv;
mod compare;
mod completions;
mod config;
mod demo;
mod effect;
mod explain;
mod failure;
mod help;
mod inspect;
mod lifecycle;
mod man;
mod memory;
mod outlook;
mod plan;
mod playbook;
mod progress;
mod say;
mod score;
mod scoring;
mod settings;
mod signals;
mod snapshot;
mod sql;
mod staged;
mod staging;
mod storing;
mod tasks;
mod today;
mod wanted;

use anyhow::Result;
use args::{Cli, Command};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use config::Origins;
use rfm::error::codes::USAGE_CODE;
use rfm::lang::{Lang, Text};
use say::Say;
use std::io::Write;
use std::process::ExitCode;

/// Parses, runs, says what went wrong, and gives the exit code.
pub fn main() -> ExitCode {
    signals::watch();
    let mut lang = settings::likely_language();
    let mut origins = Origins::new();
    match parse(&mut origins).and_then(|(cli, matches)| {
        let say = Say::new(&cli.global);
        lang = say.lang;
        for file in config::found().iter().filter(|_| say.verbose) {
            say.note(&format!("{} {}", say.lang.pick("settings from", "设置来自"), file.display()));
        }
        run(&cli, &matches, &say)
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error, &origins, lang),
    }
}

fn report(error: &anyhow::Error, origins: &Origins, lang: Lang) -> ExitCode {
    let origin = failure::flag(error).and_then(|flag| origins.get(flag));
    let origin = origin.map_or(String::new(), |place| lang.pick(format!("\n  set in {place}"), format!("\n  设置于 {place}")));
    if let Some(error) = error.downcast_ref::<clap::Error>() {
        // With stdout or stderr closed there is nobody to tell.
        _ = match failure::in_chinese(error).filter(|_| lang == Lang::Zh) {
            // `rfm tasks` alone shows its own help.
            _ if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
                && std::env::args_os().any(|word| word == "tasks" || word == "snapshot") =>
            {
                error.print()
            }
            _ if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => write!(std::io::stderr(), "{}", args::BRIEF),
            Some(text) => writeln!(std::io::stderr(), "rfm: {}{origin}", failure::with_code(&text, USAGE_CODE)),
            None if error.use_stderr() => {
                writeln!(std::io::stderr(), "rfm: {}", failure::with_code(&failure::in_english(error, &origin), USAGE_CODE))
            }
            None => error.print(), // --help, --version
        };
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(failure::exit::USAGE));
    }
    let ending = failure::describe(error, lang);
    if let Some(text) = ending.text {
        let text = ending.code.map_or_else(|| text.clone(), |code| failure::with_code(&text, code));
        _ = writeln!(std::io::stderr(), "rfm: {text}{origin}");
    }
    ExitCode::from(ending.exit)
}

/// The command line, with defaults from the environment and the configuration file.
fn parse(origins: &mut Origins) -> Result<(Cli, ArgMatches)> {
    let (command, found) = config::with_defaults(Cli::command())?;
    *origins = found;
    let matches = command.try_get_matches().map_err(hint_at_score)?;
    Ok((Cli::from_arg_matches(&matches)?, matches))
}

/// `rfm visits.csv` means `rfm score visits.csv`.
fn hint_at_score(error: clap::Error) -> anyhow::Error {
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && (word.contains('.') || std::path::Path::new(word).exists())
    {
        return failure::usage(
            word,
            word,
            Text::new("no such command; did you mean `rfm score {}`?", "没有这个命令；是不是 `rfm score {}`？"),
        )
        .into();
    }
    error.into()
}

fn run(cli: &Cli, matches: &ArgMatches, say: &Say) -> Result<()> {
    let typed = matches.subcommand().map_or(matches, |(_, matches)| matches);
    match &cli.command {
        Command::Score(args) => score::run(args, typed, say),
        Command::Inspect(args) => inspect::run(args, say),
        Command::Explain(args) => explain::run(args, say),
        Command::Playbook(args) => playbook::run(args, say),
        Command::Plan(args) => plan::run(args, say),
        Command::Lifecycle(args) => lifecycle::run(args, say),
        Command::Clv(args) => clv::run(args, say),
        Command::Alerts(args) => alerts::run(args, say),
        Command::Calendar(args) => calendar::run(args, say),
        Command::Today(args) => today::run(args, say),
        Command::Tasks(args) => tasks::run(args, say),
        Command::Snapshot(args) => snapshot::run(args, say),
        Command::Sql(args) => sql::run(args, typed, say),
        Command::Compare(args) => compare::run(args, typed, say),
        Command::Effect(args) => effect::run(args, typed, say),
        Command::Clean(args) => clean::run(args, say),
        Command::Demo(args) => demo::run(args, say),
        Command::Completions(args) => completions::run(args, say),
        Command::Man(args) => man::run(args, say),
        Command::Help(args) => help::run(args, say),
    }
}
