//! Arguments of `rfm clv`.

use super::{Reading, Scoring, Shown};
use clap::Args;
use std::path::PathBuf;

/// `rfm clv`
#[derive(Debug, Args)]
#[command(after_long_help = "\
How it is told: customers buy at a rate of their own until they stop for good,
which nobody sees: after any purchase, the first one too (MBG/NBD); or, by
--model bg-nbd, not before they have come back once, so that whoever never did is
a customer still for certain; or, by --model pareto-nbd, at any moment. What they
spend varies around a mean of their own (Gamma-Gamma).
Purchases of one day count as one. The whole history counts, whatever --window
says of the segments; refunds lower the purchase before them.

P(alive): the chance that a customer has not stopped. Expected value: likely
purchases within --horizon times the likely amount, discounted to today at the
end of each month. CLV: that and all that was spent so far. At risk: what they
would spend on top if they were certain to be customers still.

--kind btyd-summary reads a list with id, frequency (repeats), recency (t_x), T
and monetary_value (mean of repeats), as R and Python packages write it; times
are in --time-unit.")]
#[command(before_help = "\
Examples:
  rfm clv visits.csv                               the next 12 months
  rfm clv visits.csv --horizon 3y --discount 10%   three years, discounted
  rfm clv visits.csv -o clv.html -o clv.xlsx       to forward
  rfm clv visits.csv -f csv -q | head -3           every customer
  rfm clv visits.csv --holdout 6m                  can it be trusted?
  rfm clv visits.csv --keep-model model.toml -q    fit once, …
  rfm clv visits.csv --model-from model.toml       … score as often as needed
  rfm clv histories.csv --kind btyd-summary        x, t_x, T and value")]
#[command(mut_arg("format", |arg| arg.help("Form on stdout: table, csv, tsv, json, md, html or xlsx; csv and tsv hold every customer")))]
#[command(mut_arg("output", |arg| {
    arg.help("Write it to a file too, in the form its ending names (.csv .tsv .json .md .txt .html .xlsx); may be repeated")
}))]
pub struct Clv {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// How it is shown
    #[command(flatten)]
    pub shown: Shown,
    /// Time ahead: 12m, 3y, 39w, 90d
    #[arg(long, value_name = "TIME", default_value = "12m", help_heading = "Lifetime value")]
    pub horizon: String,
    /// What a year of waiting takes off an amount: 10%
    #[arg(long, value_name = "RATE", default_value = "0%", help_heading = "Lifetime value")]
    pub discount: String,
    /// Model of purchases: mbg-nbd; bg-nbd, where nobody leaves before they came back once; pareto-nbd, where they may leave
    /// at any moment [default: mbg-nbd]
    #[arg(long, value_name = "MODEL", help_heading = "Lifetime value")]
    pub model: Option<String>,
    /// Unit of the times that are shown, and of those in a list: day, week or month [default: week]
    #[arg(long, value_name = "UNIT", help_heading = "Lifetime value", hide_short_help = true)]
    pub time_unit: Option<String>,
    /// Hold out the last days: forecast them from those before, and tell the errors beside those of two forecasts without a model
    #[arg(long, value_name = "TIME", help_heading = "Trust")]
    pub holdout: Option<String>,
    /// Intervals from so many samples of customers, drawn with replacement
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(20..=10_000), conflicts_with = "model_from", help_heading = "Trust")]
    pub bootstrap: Option<u32>,
    /// Another number, other samples
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Trust", hide_short_help = true)]
    pub seed: u64,
    /// Write the models to a file that --model-from reads
    #[arg(long, value_name = "FILE", help_heading = "Lifetime value")]
    pub keep_model: Option<PathBuf>,
    /// Use the models of an earlier run in place of fitting
    #[arg(long, value_name = "FILE", conflicts_with_all = ["model", "time_unit", "keep_model", "holdout"], help_heading = "Lifetime value")]
    pub model_from: Option<PathBuf>,
    /// Use them although they are far off on these data
    #[arg(long, requires = "model_from", help_heading = "Lifetime value", hide_short_help = true)]
    pub force: bool,
}
