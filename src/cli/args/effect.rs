//! Arguments of `rfm effect`.

use super::{Reading, Scoring, Shown};
use clap::Args;
use std::path::PathBuf;

/// `rfm effect`
#[derive(Debug, Args)]
#[command(after_long_help = "\
With files, the customers of the day of --since are divided by what the treatment
column says in their rows up to that day (of their latest date, where it is not
blank), and counted as back with a purchase within --within days after it. What
only later rows tell does not count: it would be known only of those who came
back. The data must reach to the end of that time.
Without files, the follow-ups of rfm tasks are counted: with care those in which
somebody reached the customer before they were back.

Rates have Wilson's score interval, the difference Newcombe's (1998, method 10),
both of 95%. A difference is the effect of care only if chance decided who was
cared for; unless --experiment says so, the answer warns of that.")]
#[command(before_help = "\
Examples:
  rfm effect campaign.csv --treatment contacted --since 2026-06-30
  rfm effect campaign.csv --treatment contacted --since 2026-06-30 --within 60
  rfm effect campaign.csv --treatment contacted --since 2026-06-30 -f json
  rfm effect                                       by the tasks' results")]
pub struct Effect {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// Column that says who was cared for: yes or no, or a value of --treated
    #[arg(long, value_name = "COLUMN", requires = "since", help_heading = "Effect")]
    pub treatment: Option<String>,
    /// Values that mean: was cared for [default: yes, y, true, 1, x, contacted, … and in Chinese]
    #[arg(long, value_name = "VALUE,…", value_delimiter = ',', requires = "treatment", help_heading = "Effect")]
    pub treated: Vec<String>,
    /// The day from which returns count
    #[arg(long, value_name = "DATE", requires = "treatment", help_heading = "Effect")]
    pub since: Option<String>,
    /// Days within which a customer must be back
    #[arg(long, value_name = "DAYS", default_value_t = rfm::effect::WITHIN, value_parser = clap::value_parser!(u32).range(1..=3650), help_heading = "Effect")]
    pub within: u32,
    /// Only customers of these segments on that day: names or numbers, separated by commas
    #[arg(long, value_name = "SEGMENT,…", value_delimiter = ',', requires = "treatment", help_heading = "Effect")]
    pub segment: Vec<String>,
    /// It was an experiment: chance decided who was cared for
    #[arg(long, help_heading = "Effect")]
    pub experiment: bool,
    /// The file with the tasks [default: rfm.db in the user's data folder]
    #[arg(long, value_name = "FILE", help_heading = "Effect")]
    pub store: Option<PathBuf>,
    /// How it is shown
    #[command(flatten)]
    pub shown: Shown,
}
