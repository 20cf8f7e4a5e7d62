//! What can be typed: declarations only. Turning them into the program's own words is `settings`.
//!
//! Reading and scoring flags are declared once and shared by every verb that reads data. Each flag can also be set by an
//! environment variable and by a configuration file; `config` adds both. `-h` shows the flags of a usual day, `--help` all.
//! Examples lead, in lines of 80 columns at most; a test runs every one of them.

mod clean;
mod clv;
mod compare;
mod customers;
mod effect;
mod shared;
mod sql;
mod work;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
pub use clean::*;
pub use clv::*;
pub use compare::*;
pub use customers::*;
pub use effect::*;
use rfm::money::style::{Currency, Unit};
pub use shared::*;
pub use sql::*;
use std::path::PathBuf;
pub use work::*;

/// What `rfm` alone prints.
pub const BRIEF: &str = "\
rfm tells who your customers are, what they are worth and what to do for them.

  rfm score visits.csv                        eight segments, from CSV or Excel
  rfm inspect visits.csv                      how the file is read
  rfm playbook important-keep                 what to do for a segment
  rfm alerts visits.csv                       who is slipping away
  rfm demo > visits.csv                       a made-up file to try it on

All: score, inspect, explain, playbook, alerts, tasks, today, calendar, plan,
     lifecycle, snapshot, compare, effect, clv, sql, clean, demo, completions,
     man, help
`rfm --help` says more; `rfm score --help` explains every flag.
中文报告：加 --lang zh，例如 rfm score visits.csv --lang zh
";

/// Who your customers are, what they are worth, what to do for them.
///
/// Point it at a CSV of visits, orders or customers. It finds the columns, scores every customer from 1 to 5 for recency,
/// frequency and monetary value, and prints eight segments with their share, their value and the service each should get.
#[derive(Debug, Parser)]
#[command(name = "rfm", version, max_term_width = 110, infer_subcommands = false, disable_help_subcommand = true)]
#[command(before_help = "\
Examples:
  rfm score visits.csv                           the segment report
  rfm score visits.csv --export customers.csv    and every customer in a file
  rfm inspect visits.csv                         how the file is read
  rfm explain visits.csv --customer C00001       one customer's scores, and why
  rfm playbook important-keep                    what to do for a segment
  rfm alerts visits.csv                          who is slipping away
  rfm tasks sync visits.csv                      and a task for each of them
  rfm snapshot save visits.csv                   keep today's base
  rfm compare 2026-06-30 2026-09-30 visits.csv   who moved where
  rfm effect campaign.csv --treatment contacted --since 2026-06-30
  rfm today bookings.csv --history visits.csv    who comes, and who that is
  rfm calendar visits.csv -o care.ics            whom to take care of, and when
  rfm plan visits.csv --budget 42000             whom to win back first
  rfm lifecycle visits.csv                       who comes again, who is lost
  rfm clv visits.csv                             what customers are worth
  rfm sql --dialect duckdb --table orders        the same job in a warehouse
  rfm clean export.csv -o clean.csv              a broken export in good order
  rfm demo > demo.csv                            a made-up file to try it on")]
#[command(after_help = "`rfm score --help` explains every flag; --lang zh gives reports in Chinese.")]
#[command(after_long_help = "\
Settings: any flag can stand in a file (window = \"12m\") or in the environment
(RFM_WINDOW=12m). A flag goes before the environment, the environment before
the files: --config FILE, else ./rfm.toml; then the user's rfm/config.toml.
A file cannot name outputs; -f and -o can only be typed.

Exit codes: 0 done; 1 the data or the run is at fault, nothing was written;
2 usage; 3 a condition of --fail-if is met; 74 an output could not be written;
75 another run holds --lock; 129, 130, 143 interrupted. An error's first line
ends with its code in brackets; `rfm help errors` explains each.")]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
    /// For every command
    #[command(flatten)]
    pub global: Global,
}

/// Flags of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more: which configuration was read, how long it took
    #[arg(short, long, global = true, conflicts_with = "quiet", hide_short_help = true)]
    pub verbose: bool,
    /// Language of reports, notes and errors: en or zh [default: by the locale]
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Language>,
    /// Colour in the terminal
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_short_help = true)]
    pub color: Color,
    /// Unit of amounts in tables and pages for people: 1, k, 万 (wan), m or 亿 (yi)
    #[arg(long, global = true, value_name = "UNIT", default_value = "1", value_parser = unit(), hide_short_help = true, hide_possible_values = true)]
    pub unit: Unit,
    /// Currency whose sign stands before amounts there: CNY, USD, EUR, … (30 of ISO 4217), or the sign: ¥, $, €, ₽ …
    #[arg(long, global = true, value_name = "CURRENCY", value_parser = currency(), ignore_case = true, hide_short_help = true, hide_possible_values = true)]
    pub currency: Option<Currency>,
    /// Settings from this file instead of ./rfm.toml or the user's
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config", hide_short_help = true)]
    pub config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, global = true, hide_short_help = true)]
    pub no_config: bool,
}

/// A language, by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English
    En,
    /// Chinese
    Zh,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal that can
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A unit by one of its names.
fn unit() -> impl TypedValueParser<Value = Unit> {
    one_of(Unit::names(), Unit::find)
}

/// A currency by its code or another of its names.
fn currency() -> impl TypedValueParser<Value = Currency> {
    one_of(Currency::names(), Currency::find)
}

/// What `find` knows by these names, each with others that mean the same.
fn one_of<T: Clone + Send + Sync + 'static>(
    names: impl Iterator<Item = (&'static str, &'static [&'static str])>,
    find: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    let known = names.map(|(name, also)| PossibleValue::new(name).aliases(also.iter().copied()));
    PossibleValuesParser::new(known).try_map(move |name| find(&name).ok_or("not known"))
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Score customers and print the segments; the main job
    Score(Box<Score>),
    /// Show how files are read: encoding, columns, dates, what cannot be read
    Inspect(Box<Inspect>),
    /// Explain one customer's scores and segment
    Explain(Box<Explain>),
    /// Show what to do for a segment, and the messages for a customer
    Playbook(Box<Playbook>),
    /// Warn of important customers who are slipping away: who, why, who acts, by when
    Alerts(Box<Alerts>),
    /// Keep follow-up tasks: who does what for whom by when, and what came of it
    Tasks(Box<super::tasks::args::Tasks>),
    /// Keep the scored base of a day, so that later ones can be compared with it
    Snapshot(Box<super::snapshot::args::Snapshot>),
    /// Show what changed between two days, snapshots or exports: who moved where
    Compare(Box<Compare>),
    /// Show who came back with care and without, and how sure the difference is
    Effect(Box<Effect>),
    /// Show who has booked for a day, who that is, and what to get ready
    Today(Box<Today>),
    /// Show whom to take care of on which day: the care calendar, also as .ics
    Calendar(Box<Calendar>),
    /// Show in which stages customers stand, how many come again, when they are lost
    Lifecycle(Box<Lifecycle>),
    /// Plan whom to win back first, and who looks after whom
    Plan(Box<Plan>),
    /// Estimate who is still a customer, how often they will buy, and for how much
    Clv(Box<Clv>),
    /// Print the same job as SQL, for the engine that holds the data
    Sql(Box<Sql>),
    /// Write a table as it was read, in plain CSV that any program can read: repairs an export
    Clean(Box<Clean>),
    /// Print a made-up data set to try things on
    Demo(Demo),
    /// Print the completion script for a shell
    Completions(Completions),
    /// Print the manual page of rfm or of one of its commands
    Man(Man),
    /// Explain a command, or with `errors` every error by its code
    Help(Help),
}

/// `rfm demo`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm demo > demo.csv              two years of a made-up car service centre
  rfm demo --lang zh > demo.csv    the same in Chinese
  rfm demo | rfm score -           straight into the report")]
pub struct Demo {
    /// How many customers
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(40..=1_000_000))]
    pub customers: u32,
    /// Another number, another data set
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Write it to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The last day of the data
    #[arg(long, value_name = "DATE", default_value = "2026-10-31")]
    pub last_day: String,
}

/// `rfm completions`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm completions bash > rfm.bash    then: source rfm.bash
  rfm completions zsh > _rfm         into a directory of $fpath
  rfm completions fish > rfm.fish    into ~/.config/fish/completions")]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `rfm man`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm man > rfm.1                then: man ./rfm.1
  rfm man score > rfm-score.1    the page of one command")]
pub struct Man {
    /// A command; without one the page is of rfm itself
    pub command: Option<String>,
}

/// `rfm help`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm help score     what `rfm score --help` says
  rfm help errors    every error by its code: what it means, and the way out")]
pub struct Help {
    /// A command, or errors
    #[arg(value_name = "COMMAND")]
    pub on: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_declarations_are_sound() {
        Cli::command().debug_assert();
    }
}
