//! What can be typed after `rfm tasks`: declarations only.

use crate::cli::args::{Advice, Alerting, Reading, Scoring};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `rfm tasks`
#[derive(Debug, Args)]
#[command(after_long_help = "\
The week: sync makes a task for each warning, and raises, escalates and closes
those there are; list says what is to be done; done tells what came of it.
Everything stands in one file, the store, with who did what and when; nothing is
ever deleted. Its place: --store FILE, else RFM_STORE, else rfm.db in the user's
data folder.")]
#[command(before_help = "\
Examples:
  rfm tasks sync visits.csv                       each warning gets its task
  rfm tasks list                                  what is to be done, by when
  rfm tasks done 1 --result reached --reason wait     tell what came of it
  rfm tasks stats                                 what it brought
  rfm tasks export -o tasks.xlsx                  for owners to fill in")]
pub struct Tasks {
    /// What to do
    #[command(subcommand)]
    pub verb: Verb,
    /// Where and by whom
    #[command(flatten)]
    pub place: Place,
}

/// Where tasks are kept, and who is at work.
#[derive(Debug, Args)]
#[command(next_help_heading = "Store")]
pub struct Place {
    /// The file with all tasks [default: rfm.db in the user's data folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Who does this, for the history [default: the user's name on this machine]
    #[arg(long, global = true, value_name = "NAME", hide_short_help = true)]
    pub actor: Option<String>,
    /// Days that a step takes: call, visit, offer, return, introduce or care
    #[arg(long, global = true, value_name = "STEP=DAYS,…", value_delimiter = ',', hide_short_help = true)]
    pub deadline: Vec<String>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Bring tasks up to date with the data: the weekly run
    Sync(Box<Sync>),
    /// List what is to be done
    List(List),
    /// Tell what came of a task's step
    Done(Done),
    /// Give tasks to somebody else
    Assign(Assign),
    /// Give all customers and tasks of an advisor to others, with a handover for each important customer
    Reassign(Reassign),
    /// Write something down about a task
    Note(Note),
    /// Show everything that happened to a customer
    History(History),
    /// Show what the tasks brought
    Stats(Stats),
    /// Write the open tasks to a file in which owners fill results
    Export(Export),
    /// Take the results that owners filled in
    Import(Import),
}

/// `rfm tasks sync`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks sync visits.csv                       the weekly run
  rfm tasks sync visits.csv --preset after-sales
  rfm tasks sync visits.csv --owners staff.csv    who has which role")]
#[command(after_long_help = "\
An owner file lists people (name, role: advisor, manager or director) or
customers with their advisors (customer id, advisor); several may be given.
Who is missing in a new list of people has left: their customers get another
advisor, and each important one a handover task. Without owner files, tasks
belong to the customer's advisor by the data, else to a role.
A warning's first step has the warning's deadline (--due-days). Any other takes
so many days (--deadline): call 3, visit 7, offer 7, return 14, introduce 7; a
watch (care) lasts 90.")]
pub struct Sync {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// Of whom to warn, and when
    #[command(flatten)]
    pub alerting: Alerting,
    /// Who has which role, or who looks after which customer (CSV or Excel); may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Tasks")]
    pub owners: Vec<PathBuf>,
    /// Form on stdout: table, csv or json
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
}

/// The day from which a change or a list counts.
#[derive(Debug, Args)]
pub struct AsOf {
    /// The day: a date, or today [default: today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}

/// How something is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub struct Show {
    /// Form on stdout: table, csv, json or xlsx
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub format: String,
    /// Write it to a file too, in the form its ending names (.txt .csv .json .xlsx); may be repeated
    #[arg(short, long, value_name = "FILE")]
    pub output: Vec<PathBuf>,
    /// CSV as Excel likes it: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long, hide_short_help = true)]
    pub excel: bool,
}

/// Which tasks.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which")]
pub struct Which {
    /// Only those of this owner, or of this role where nobody is named
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Only those past their deadline
    #[arg(long)]
    pub overdue: bool,
    /// Only those of this customer
    #[arg(long, value_name = "ID")]
    pub customer: Option<String>,
}

/// `rfm tasks list`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks list                                  the most urgent first
  rfm tasks list --owner manager --overdue        what a role is late with
  rfm tasks list -o monday.xlsx                   and as a workbook")]
pub struct List {
    /// Which
    #[command(flatten)]
    pub which: Which,
    /// Closed tasks too
    #[arg(long, help_heading = "Which")]
    pub all: bool,
    /// From which day
    #[command(flatten)]
    pub as_of: AsOf,
    /// How
    #[command(flatten)]
    pub show: Show,
}

/// `rfm tasks done`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks done 1 --result reached --reason wait     and what answers that
  rfm tasks done 1 --result no-answer                 tried; the step stays
  rfm tasks done 1 --result reached --cost 3500 --note 'offer made in person'")]
#[command(after_long_help = "\
A follow-up goes step by step. At yellow: call, return visit; at orange: visit,
return visit; at red: call, visit, offer, and the return visit, received by the
manager. `reached` ends a step and begins the next; `no-answer` leaves it with
its deadline; `returned` closes it, and the customer is watched for 90 days;
`declined` closes it for good.")]
pub struct Done {
    /// The task's number
    #[arg(value_name = "ID")]
    pub id: i64,
    /// What came of it: reached, no-answer, returned or declined
    #[arg(long, value_name = "RESULT")]
    pub result: String,
    /// Why the customer stayed away: wait, advisor, competitor, price, moved or other
    #[arg(long, value_name = "REASON")]
    pub reason: Option<String>,
    /// What it cost
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub cost: Option<String>,
    /// What it is worth to have the customer back
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub value: Option<String>,
    /// In their words
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// From which day
    #[command(flatten)]
    pub as_of: AsOf,
    /// What answers the reason
    #[command(flatten)]
    pub advice: Advice,
}

/// `rfm tasks assign`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks assign 1 2 --to 'Mia Roth'            two tasks to somebody else")]
pub struct Assign {
    /// The tasks' numbers
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<i64>,
    /// Who gets them
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// From which day
    #[command(flatten)]
    pub as_of: AsOf,
}

/// `rfm tasks reassign`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks reassign --from 'Quentin Moss' --to 'Ada Lee,Ben Hart'")]
pub struct Reassign {
    /// The advisor who leaves, or has others now
    #[arg(long, value_name = "NAME")]
    pub from: String,
    /// Who takes over; several, separated by commas, take turns
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', required = true)]
    pub to: Vec<String>,
    /// From which day
    #[command(flatten)]
    pub as_of: AsOf,
}

/// `rfm tasks note`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks note 1 'only after six in the evening'")]
pub struct Note {
    /// The task's number
    #[arg(value_name = "ID")]
    pub id: i64,
    /// What to write down
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// From which day
    #[command(flatten)]
    pub as_of: AsOf,
}

/// `rfm tasks history`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks history C00001                        one customer
  rfm tasks history --all --format csv            everything, for a program")]
pub struct History {
    /// The customer's id
    #[arg(value_name = "CUSTOMER", required_unless_present = "all")]
    pub customer: Option<String>,
    /// Everything that happened to anybody
    #[arg(long, conflicts_with = "customer")]
    pub all: bool,
    /// How
    #[command(flatten)]
    pub show: Show,
}

/// `rfm tasks stats`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks stats                                 by owner, level and reason
  rfm tasks stats --format json                   for a program")]
pub struct Stats {
    /// How
    #[command(flatten)]
    pub show: Show,
}

/// `rfm tasks export`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks export -o tasks.xlsx                  with lists to choose from
  rfm tasks export --owner manager > tasks.csv    as CSV on stdout")]
pub struct Export {
    /// Which
    #[command(flatten)]
    pub which: Which,
    /// From which day
    #[command(flatten)]
    pub as_of: AsOf,
    /// The file, in the form its ending names (.csv .json .xlsx) [default: CSV on stdout]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// CSV as Excel likes it: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long)]
    pub excel: bool,
}

/// `rfm tasks import`
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  rfm tasks import tasks.xlsx                     the results filled in")]
#[command(after_long_help = "\
The columns result, reason, cost, value and note are read; id and version tell
which task was meant, and whether something has happened to it since. Such a
row is a clash: it is reported and not taken. The same file once more changes
nothing. A cell that cannot be meant is an error, and nothing is taken then.")]
pub struct Import {
    /// What `rfm tasks export` wrote, with results filled in
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// From which day
    #[command(flatten)]
    pub as_of: AsOf,
}
