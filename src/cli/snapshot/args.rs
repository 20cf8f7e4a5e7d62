//! What can be typed after `rfm snapshot`: declarations only.

use crate::cli::args::{Advice, Reading, Scoring, Stages};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `rfm snapshot`
#[derive(Debug, Args)]
#[command(after_long_help = "\
A snapshot is the scored base of one day: every customer with measures, scores
and stage, the settings and the thresholds. It stands in the same file as the
tasks of rfm tasks: --store FILE, else RFM_STORE, else rfm.db in the user's data
folder. What changed between two of them: rfm compare.")]
#[command(before_help = "\
Examples:
  rfm snapshot save visits.csv                    keep today's base
  rfm snapshot save visits.csv --backfill monthly --from 2026-01
  rfm snapshot list                               what there is
  rfm snapshot show latest                        the segments of then
  rfm snapshot drop 2026-01-31                    and what is not needed")]
pub struct Snapshot {
    /// What to do
    #[command(subcommand)]
    pub verb: Verb,
    /// Where
    #[command(flatten)]
    pub place: Place,
}

/// Where snapshots are kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "Store")]
pub struct Place {
    /// The file with all snapshots [default: rfm.db in the user's data folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Who does this [default: the user's name on this machine]
    #[arg(long, global = true, value_name = "NAME", hide_short_help = true)]
    pub actor: Option<String>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Score the files and keep the base of the as-of date, or of every month's end
    Save(Box<Save>),
    /// List the snapshots
    List(List),
    /// Show the segments of a snapshot, as rfm score showed them, and export its customers
    Show(Show),
    /// Remove snapshots
    Drop(Drop),
}

/// `rfm snapshot save`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm snapshot save visits.csv                    as of the latest date in it
  rfm snapshot save visits.csv --preset after-sales --label october
  rfm snapshot save visits.csv --backfill monthly --from 2026-01 --to 2026-06")]
#[command(after_long_help = "\
Saving the same as-of date with the same settings and label (or none) again
replaces the snapshot, so that a scheduled run can be repeated; other settings
(--currency is one) or another label make another snapshot.
--backfill monthly reads the files once and makes the base of every month's last
day, each as if rfm score had been run with that day as --as-of: rows after it
do not count, thresholds are its own. The month in which the data ends, if it is
not complete, is as of the data's own as-of date. All are saved, or none.")]
pub struct Save {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// Which stage a customer is in
    #[command(flatten)]
    pub stages: Stages,
    /// A name for it: under labels of their own, bases of one day stand side by side
    #[arg(long, value_name = "LABEL", conflicts_with = "backfill", help_heading = "Snapshot")]
    pub label: Option<String>,
    /// Take the place of a snapshot of that day that seems to be of other data, by the number of its customers or by who they are
    #[arg(long, help_heading = "Snapshot")]
    pub force: bool,
    /// Make the whole history from the same rows: monthly
    #[arg(long, value_name = "STEP", help_heading = "Snapshot")]
    pub backfill: Option<Step>,
    /// The first month [default: that of the first purchase]
    #[arg(long, value_name = "MONTH", requires = "backfill", help_heading = "Snapshot")]
    pub from: Option<String>,
    /// The last month [default: that of the as-of date]
    #[arg(long, value_name = "MONTH", requires = "backfill", help_heading = "Snapshot")]
    pub to: Option<String>,
}

/// How far apart the snapshots of a history are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// The last day of each month
    Monthly,
}

/// `rfm snapshot list`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm snapshot list                               the earliest first
  rfm snapshot list --format json                 for a program")]
pub struct List {
    /// How
    #[command(flatten)]
    pub shown: crate::cli::args::Shown,
}

/// `rfm snapshot show`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm snapshot show latest                        the segments of then
  rfm snapshot show 2026-01-31 -o january.html    as a page
  rfm snapshot show latest --export customers.csv     and every customer")]
pub struct Show {
    /// Which: a date, a label, a number, `latest` or `previous`
    #[arg(value_name = "SNAPSHOT")]
    pub which: String,
    /// Form on stdout: table, csv, tsv, json, md, html or xlsx
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
    /// Write the report to a file too, in the form its ending names (.txt .csv .tsv .json .md .html .xlsx); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Vec<PathBuf>,
    /// What each segment is due
    #[command(flatten)]
    pub advice: Advice,
    /// Write every customer with measures, scores and segment (.csv .tsv .json .jsonl .xlsx)
    #[arg(short, long, value_name = "FILE", help_heading = "Export")]
    pub export: Vec<PathBuf>,
    /// CSV and TSV as Excel likes them: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long, help_heading = "Export")]
    pub excel: bool,
}

/// `rfm snapshot drop`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm snapshot drop 2026-01-31                    one
  rfm snapshot drop 3 4 5                         several, by their numbers")]
pub struct Drop {
    /// Which: dates, labels or numbers
    #[arg(value_name = "SNAPSHOT", required = true)]
    pub which: Vec<String>,
}
