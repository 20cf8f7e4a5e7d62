//! Arguments of `rfm compare`.

use super::{Reading, Scoring};
use clap::Args;
use std::path::PathBuf;

/// `rfm compare`
#[derive(Debug, Args)]
#[command(after_long_help = "\
FROM and TO are each one of
  a snapshot of rfm snapshot: its date, label or number, latest, previous
  a file that rfm score --export wrote (.csv .tsv .json .jsonl)
  where files follow: a day, as of which these are scored, both in one reading
Both are scored by the thresholds of FROM, since quintiles taken anew move with
the crowd; --recut takes each side's own, --cuts, --cuts-from and --preset give
others. An export tells no thresholds: with one, the scores that stand in it are
compared, unless others are given. The report says which, and whether they fit;
--cuts-from january.csv takes those that the scores of an export tell.

Snapshots with other settings or currencies are an error, which names them. Of an
export what its figures betray is told: other windows, figures counted otherwise,
a part of the segments. So is a pair without a customer in common.

--export lists who fell, is gone, rose, moved or is new. Names and phone numbers
come from the files that follow, from columns of exports (rfm score --keep), and
from the tasks in the store.

--fail-if takes WHAT[.MEASURE] OPERATOR CHANGE:
  WHAT      a segment, important, at-risk (important keep and win back) or all
  MEASURE   customers, value, share, value-share [default: customers; of at-risk
            its value]
  OPERATOR  < <= > >=
  CHANGE    now less then: a number, or with % in per cent of then; of shares in
            percentage points, with %

Exit codes: 0 done; 1 the data or the run is at fault, nothing was written;
2 usage; 3 a condition of --fail-if is met, everything was written; 74 an output
could not be written; 129, 130, 143 interrupted.")]
#[command(before_help = "\
Examples:
  rfm compare 2026-06-30 2026-09-30 visits.csv     two days of one file
  rfm compare previous latest                      two snapshots
  rfm compare january.csv february.csv             two exports of rfm score
  rfm compare previous latest -o change.html       with pictures
  rfm compare previous latest visits.csv --export movers.csv   whom to call
  rfm compare previous latest -q --fail-if 'important-value<-90%'")]
pub struct Compare {
    /// What was: a snapshot, an export, or a day
    #[arg(value_name = "FROM")]
    pub from: String,
    /// What is, likewise
    #[arg(value_name = "TO")]
    pub to: String,
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// Each side by its own thresholds
    #[arg(long, help_heading = "Comparison")]
    pub recut: bool,
    /// Compare all the same what differs in settings or currency, or is a part
    #[arg(long, help_heading = "Comparison")]
    pub force: bool,
    /// Name so many of those who fell, and of those who rose
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Comparison")]
    pub top: usize,
    /// End with exit code 3 if this has changed so much: 'important-value<-10%', 'at-risk>5%'; may be repeated
    #[arg(long, value_name = "CONDITION", help_heading = "Comparison")]
    pub fail_if: Vec<String>,
    /// The file with the snapshots [default: rfm.db in the user's data folder]
    #[arg(long, value_name = "FILE", help_heading = "Comparison")]
    pub store: Option<PathBuf>,
    /// Form on stdout: table, csv, tsv, json, md or html; csv and tsv hold the matrix
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
    /// Write it to a file too, in the form its ending names (.txt .csv .tsv .json .md .html); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Vec<PathBuf>,
    /// List everybody who is not where they were, with name, phone and advisor where known (.csv .tsv .json .md .txt); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub export: Vec<PathBuf>,
    /// CSV and TSV as Excel likes them: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long, help_heading = "Report")]
    pub excel: bool,
}
