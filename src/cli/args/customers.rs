//! Arguments of the commands that say who the customers are: score, inspect, explain, playbook.

use super::{Advice, Reading, Scoring, Stages};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `rfm score`
#[derive(Debug, Args)]
#[command(after_long_help = "\
The report: the eight segments with share of customers, value contribution and
recommended service, whom to call first, the thresholds, where every row went.
stdout carries it, stderr the notes.

Exit codes: 0 done; 1 the data or the run is at fault, nothing was written;
2 usage; 74 an output could not be written; 75 another run holds --lock;
129, 130, 143 interrupted.")]
#[command(before_help = "\
Examples:
  rfm score visits.csv                                  thresholds by quintile
  rfm score visits.csv --preset after-sales --lang zh   fixed ones, in Chinese
  rfm score visits.csv --export customers.csv           and every customer
  rfm score visits.csv --export - -q | head -3          no report, no notes
  rfm score 2025.csv 2026.csv.gz -o report.md           several files
  rfm score visits.csv --stages --export customers.csv  and their stages
  rfm score visits.csv --segment important-keep --keep phone --export call.csv
  rfm score orders.csv --as-of 2026-06-30 --save-cuts june.toml
  rfm score orders.csv --cuts-from june.toml            June's thresholds again")]
pub struct Score {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,

    /// Form of the report on stdout: table, csv, tsv, json, md, html or xlsx
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
    /// Write the report to a file, in the form its ending names (.csv .tsv .json .md .txt .html .xlsx); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Vec<PathBuf>,
    /// The grid of R and F scores too: customers and their mean amount in each cell. CSV and TSV then hold the grid alone
    #[arg(long, help_heading = "Report")]
    pub grid: bool,
    /// Title of the page in HTML
    #[arg(long, value_name = "TEXT", help_heading = "Report")]
    pub title: Option<String>,
    /// One report for each value of this column (store, advisor), under the thresholds of the whole; a customer counts where
    /// their latest date is
    #[arg(long, value_name = "COLUMN", help_heading = "Report")]
    pub by: Option<String>,
    /// What each segment is due
    #[command(flatten)]
    pub advice: Advice,
    /// Where customers stand too: a table of segments by stage in the report (table, md, json), a column stage in exports; takes
    /// memory for every visit
    #[arg(long = "stages", help_heading = "Report")]
    pub with_stages: bool,
    /// Which stage a customer is in
    #[command(flatten)]
    pub stages: Stages,
    /// With --by: thresholds anew for each group
    #[arg(long, requires = "by", help_heading = "Report", hide_short_help = true)]
    pub recut: bool,

    /// Write every customer with measures, scores and segment (.csv .tsv .json .jsonl .xlsx); `-` is stdout, without
    /// the report; may be repeated
    #[arg(short, long, value_name = "FILE|-", help_heading = "Export")]
    pub export: Vec<PathBuf>,
    /// Only these segments: names or numbers, separated by commas
    #[arg(long, value_name = "SEGMENT,…", value_delimiter = ',', help_heading = "Export")]
    pub segment: Vec<String>,
    /// Order by these keys instead of id: monetary, recency, frequency, segment, …; `-` before a key reverses it
    #[arg(long, value_name = "KEY,…", value_delimiter = ',', allow_hyphen_values = true, help_heading = "Export")]
    pub sort: Vec<String>,
    /// Carry these columns along: the value of the customer's latest date
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', help_heading = "Export")]
    pub keep: Vec<String>,
    /// Add what a model expects of each customer within this time (12m, 3y): p_alive, expected_purchases, expected_value, clv
    #[arg(long, value_name = "TIME", help_heading = "Export")]
    pub clv: Option<String>,
    /// With --clv: models of an earlier run, written by rfm clv --keep-model, in place of fitting
    #[arg(long, value_name = "FILE", requires = "clv", help_heading = "Export", hide_short_help = true)]
    pub model_from: Option<PathBuf>,
    /// An earlier export (csv, tsv, json, jsonl, xlsx): adds the column previous_segment
    #[arg(long, value_name = "FILE", help_heading = "Export", hide_short_help = true)]
    pub previous: Option<PathBuf>,
    /// CSV and TSV, exports and reports, as Excel likes them: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long, help_heading = "Export")]
    pub excel: bool,
    /// Encoding of exported CSV: utf-8 or gb18030
    #[arg(long, value_name = "NAME", default_value = "utf-8", help_heading = "Export", hide_short_help = true)]
    pub output_encoding: String,

    /// Write the thresholds to a file that --cuts-from reads
    #[arg(long, value_name = "FILE", help_heading = "For scheduled runs", hide_short_help = true)]
    pub save_cuts: Option<PathBuf>,
    /// Write what was done as JSON: arguments, inputs and their hashes, accounting, thresholds, outputs
    #[arg(long, value_name = "FILE", help_heading = "For scheduled runs", hide_short_help = true)]
    pub receipt: Option<PathBuf>,
    /// Refuse to run while another run holds this file (exit 75)
    #[arg(long, value_name = "FILE", help_heading = "For scheduled runs", hide_short_help = true)]
    pub lock: Option<PathBuf>,
    /// Keep rows that cannot be read, with file, line, column, value and reason
    #[arg(long, value_name = "FILE", help_heading = "For scheduled runs", hide_short_help = true)]
    pub rejects: Option<PathBuf>,
}

/// `rfm inspect`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm inspect visits.csv                      encoding, columns, dates, bad rows
  rfm inspect visits.csv --format json        the same for a program
  rfm inspect visits.csv --date visit_date    with this date column")]
pub struct Inspect {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// Form of the findings: table or json
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: InspectFormat,
}

/// Forms of `rfm inspect`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InspectFormat {
    /// For people
    Table,
    /// For programs
    Json,
}

/// `rfm explain`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm explain visits.csv --customer C00001     scores, and what is missing
  rfm explain visits.csv --customer C00001 --preset after-sales")]
pub struct Explain {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// What each segment is due
    #[command(flatten)]
    pub advice: Advice,
    /// The customer's id
    #[arg(long, value_name = "ID")]
    pub customer: String,
}

/// `rfm playbook`
#[derive(Debug, Args)]
#[command(after_long_help = "\
WHAT is a segment (slug, name in either language, or number 1 to 8), or:
  checklist   the new-customer routine, to print and tick off
  win-back    how one customer was won back
  interview   what to ask a customer who stays away
  reasons     the answer to each reason for leaving
  messages    what to say and to write
  all         everything
With --customer the files are scored as rfm score does it, and the messages are
filled for that customer. What the data does not tell stays a blank.")]
#[command(before_help = "\
Examples:
  rfm playbook                                      the eight in brief
  rfm playbook important-keep                       one segment in full
  rfm playbook checklist -o checklist.md            to print and tick off
  rfm playbook --customer C00001 visits.csv         messages for a customer
  rfm playbook --export-toml -o my.toml             a playbook to change
  rfm playbook 2 --playbook my.toml                 and to use")]
pub struct Playbook {
    /// What to show: a segment, checklist, win-back, interview, reasons, messages or all [default: an overview]
    #[arg(value_name = "WHAT")]
    pub what: Option<String>,
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// What each segment is due
    #[command(flatten)]
    pub advice: Advice,
    /// Fill the messages for the customer with this id
    #[arg(long, value_name = "ID")]
    pub customer: Option<String>,
    /// Form on stdout: table, md or json
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
    /// Write it to a file too, in the form its ending names (.txt .md .json); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Vec<PathBuf>,
    /// Write the whole playbook as TOML, to be changed and used with --playbook; with -o to that file and not to stdout
    #[arg(long, conflicts_with_all = ["what", "customer", "format"], help_heading = "Report")]
    pub export_toml: bool,
}
