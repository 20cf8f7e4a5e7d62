//! What can be typed: declarations only. Turning them into the program's own words is `settings`.
//!
//! Reading and scoring flags are declared once and shared by every verb that reads data. Each flag can also be set by an
//! environment variable and by a configuration file; `config` adds both. `-h` shows the flags of a usual day, `--help` all.
//! Examples lead, in lines of 80 columns at most; a test runs every one of them.

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What `rfm` alone prints.
pub const BRIEF: &str = "\
rfm tells who your customers are, what they are worth and what to do for them.

  rfm score visits.csv                        eight segments, from CSV or Excel
  rfm inspect visits.csv                      how the file is read
  rfm explain visits.csv --customer C00001    one customer's scores, and why
  rfm playbook important-keep                 what to do for a segment
  rfm alerts visits.csv                       who is slipping away
  rfm demo > visits.csv                       a made-up file to try it on

All: score, inspect, explain, playbook, alerts, tasks, today, calendar, plan,
     demo, completions, man
`rfm --help` says more; `rfm score --help` explains every flag.
中文报告：加 --lang zh，例如 rfm score visits.csv --lang zh
";

/// Who your customers are, what they are worth, what to do for them.
///
/// Point it at a CSV of visits, orders or customers. It finds the columns, scores every customer from 1 to 5 for recency,
/// frequency and monetary value, and prints eight segments with their share, their value and the service each should get.
#[derive(Debug, Parser)]
#[command(name = "rfm", version, max_term_width = 110, infer_subcommands = false, disable_help_subcommand = false)]
#[command(before_help = "\
Examples:
  rfm score visits.csv                           the segment report
  rfm score visits.csv --export customers.csv    and every customer in a file
  rfm inspect visits.csv                         how the file is read
  rfm explain visits.csv --customer C00001       one customer's scores, and why
  rfm playbook important-keep                    what to do for a segment
  rfm alerts visits.csv                          who is slipping away
  rfm tasks sync visits.csv                      and a task for each of them
  rfm today bookings.csv --history visits.csv    who comes, and who that is
  rfm calendar visits.csv -o care.ics            whom to take care of, and when
  rfm plan visits.csv --budget 42000             whom to win back first
  rfm demo > demo.csv                            a made-up file to try it on")]
#[command(after_help = "`rfm score --help` explains every flag; --lang zh gives reports in Chinese.")]
#[command(after_long_help = "\
Settings: any flag can stand in a file (window = \"12m\") or in the environment
(RFM_WINDOW=12m). A flag goes before the environment, the environment before
the files: --config FILE, else ./rfm.toml; then the user's rfm/config.toml.
A file cannot name outputs; -f and -o can only be typed.

Exit codes: 0 done; 1 the data or the run is at fault, nothing was written;
2 usage; 3 a condition of --fail-if is met; 74 an output could not be written;
75 another run holds --lock; 129, 130, 143 interrupted.")]
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
    /// Show who has booked for a day, who that is, and what to get ready
    Today(Box<Today>),
    /// Show whom to take care of on which day: the care calendar, also as .ics
    Calendar(Box<Calendar>),
    /// Plan whom to win back first, and who looks after whom
    Plan(Box<Plan>),
    /// Print a made-up data set to try things on
    Demo(Demo),
    /// Print the completion script for a shell
    Completions(Completions),
    /// Print the manual page of rfm or of one of its commands
    Man(Man),
}

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
    /// An earlier export (csv, tsv, json, jsonl): adds the column previous_segment
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

/// `rfm alerts`
#[derive(Debug, Args)]
#[command(after_long_help = "\
Important customers (M high) are watched. A warning is raised by
  days       days since the last visit: yellow 90, orange 120, red 180
  rhythm     silent for twice the customer's usual gap between visits (the longest
             but one, of 3 or more), and for 30 days or more (yellow)
  complaint  a complaint with the last visit or after it (red, due in 24 hours)
  cancelled  a booking cancelled since the last visit (yellow)
  wait       more than 30 minutes' wait at the last visit (yellow)
The last three look at columns (--column complaint=COLUMN) where there are any;
a row that is cancelled by its status counts as a cancelled booking. A rating,
however high, never suppresses a warning.

Exit codes: 0 done; 1 the data or the run is at fault, nothing was written;
2 usage; 3 a condition of --fail-if is met, everything was written; 74 an output
could not be written; 129, 130, 143 interrupted.")]
#[command(before_help = "\
Examples:
  rfm alerts visits.csv                             who is slipping away
  rfm alerts visits.csv --level red,orange          the urgent ones
  rfm alerts visits.csv --preset after-sales --export alerts.csv
  rfm alerts visits.csv --also general-value        and these customers
  rfm alerts visits.csv --warn-days 60,90,120       warn earlier
  rfm alerts visits.csv -q --fail-if 'all>1000'     exit code 3, for cron")]
pub struct Alerts {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// Of whom to warn, and when
    #[command(flatten)]
    pub alerting: Alerting,
    /// Form on stdout: table, csv, tsv, json or md
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
    /// Show only these levels: yellow, orange, red
    #[arg(long, value_name = "LEVEL,…", value_delimiter = ',', help_heading = "Report")]
    pub level: Vec<String>,
    /// Write the warnings to a file too, in the form its ending names (.csv .tsv .json .md .txt); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub export: Vec<PathBuf>,
    /// CSV and TSV as Excel likes them: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long, help_heading = "Report", hide_short_help = true)]
    pub excel: bool,
    /// End with exit code 3 if there are that many warnings: red>0, orange>=5, all>20; --level does not matter; may be repeated
    #[arg(long, value_name = "CONDITION", help_heading = "Report")]
    pub fail_if: Vec<String>,
}

/// `rfm plan`
#[derive(Debug, Args)]
#[command(after_long_help = "\
Win-back: expected = chance x future value; net = expected - cost;
ROI = net / cost. Whoever is worth the cost is ranked by net, and taken within
--budget and --capacity. With one cost for all that is the best choice there is;
where costs differ within a budget, the better of two orders is taken (by net, by
ROI), and the plan says how far from the best it can be at most.
The chance falls by days since the last visit: 60% up to 90 days, 20% from 180,
both figures of a course for car service centres, as is the cost of a case.
Future value is by itself as much a year as in the window (without one: since the
first purchase in the data; less than a year counts as one), for 3 years: profit
where the data has it, else amount spent.

Advisors: customers of important-value keep the advisor that the previous
assignment or else the data names. Above --per-advisor those of the least value
go. All without one go, the most valuable first, to the advisor whose customers
are worth the least so far. -o advisors.csv is next month's
--previous-assignment.

Households and referrals: amount spent by a customer, by the others of their
household, and by all whom they referred, down the line. Circles of referrals
are reported and count for nobody.")]
#[command(before_help = "\
Examples:
  rfm plan visits.csv                                    everything in brief
  rfm plan visits.csv --preset after-sales --budget 42000 --capacity 10
  rfm plan visits.csv --value 60000 --chance 90=60%,180=20% -o win-back.csv
  rfm plan visits.csv --advisors -o advisors.csv         who looks after whom
  rfm plan visits.csv --advisors --previous-assignment advisors.csv
  rfm plan visits.csv --advisors --leaving 'Nina Harlow'
  rfm plan referrals.csv --circles                       who brought whom")]
pub struct Plan {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// Who looks after whom, in full, in place of the overview
    #[arg(long, conflicts_with = "circles", help_heading = "Report")]
    pub advisors: bool,
    /// What households and referrals add, in full, in place of the overview
    #[arg(long, help_heading = "Report")]
    pub circles: bool,

    /// Form on stdout: table, csv, tsv, json or md; csv and tsv hold every row of one list: whom to win back, or as
    /// --advisors and --circles say
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
    /// Write it to a file, in the form its ending names (.txt .csv .tsv .json .md); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Vec<PathBuf>,
    /// CSV and TSV as Excel likes them: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long, help_heading = "Report")]
    pub excel: bool,

    /// All cases together may cost so much
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, help_heading = "Win-back")]
    pub budget: Option<String>,
    /// So many cases can be taken on
    #[arg(long, value_name = "N", help_heading = "Win-back")]
    pub capacity: Option<usize>,
    /// Candidates: names or numbers of segments, separated by commas [default: important-keep,important-win-back]
    #[arg(long, value_name = "SEGMENT,…", value_delimiter = ',', help_heading = "Win-back")]
    pub segment: Vec<String>,
    /// Chance of success by days since the last visit [default: 90=60%,180=20%, the course's]
    #[arg(long, value_name = "DAYS=P%,…", help_heading = "Win-back")]
    pub chance: Option<String>,
    /// Future value: own, as each customer's figures say, or an amount for everybody
    #[arg(long, value_name = "own|AMOUNT", allow_negative_numbers = true, default_value = "own", help_heading = "Win-back")]
    pub value: String,
    /// Column of the future value; where it is blank, --value counts
    #[arg(long, value_name = "COLUMN", help_heading = "Win-back", hide_short_help = true)]
    pub value_column: Option<String>,
    /// Years ahead that future value counts
    #[arg(long, value_name = "N", default_value_t = rfm::plan::future::YEARS, value_parser = clap::value_parser!(u32).range(1..=50), help_heading = "Win-back", hide_short_help = true)]
    pub years: u32,
    /// Time that the amounts cover, where no window tells: 12m, 90d, 52w, 2y [default: since the first purchase in the data]
    #[arg(long, value_name = "TIME", help_heading = "Win-back", hide_short_help = true)]
    pub period: Option<String>,
    /// Cost of a case [default: 3500, the course's]
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, help_heading = "Win-back")]
    pub case_cost: Option<String>,
    /// Column of the cost of a case; where it is blank, --case-cost counts
    #[arg(long, value_name = "COLUMN", help_heading = "Win-back", hide_short_help = true)]
    pub case_cost_column: Option<String>,
    /// Cost of replacing a customer: an amount, or two with a hyphen between [default: 30000-50000, the course's]
    #[arg(long, value_name = "AMOUNT", help_heading = "Win-back", hide_short_help = true)]
    pub replace_cost: Option<String>,

    /// At most so many customers for each advisor
    #[arg(long, value_name = "N", default_value_t = rfm::plan::advisors::PER_ADVISOR as u32, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Advisors")]
    pub per_advisor: u32,
    /// Who looked after whom so far: a file with customer id and advisor, such as --advisors -o writes [default: the advisor
    /// column of the data]
    #[arg(long, value_name = "FILE", help_heading = "Advisors")]
    pub previous_assignment: Option<PathBuf>,
    /// Who there is: a file with a column of names; whoever does not stand there has left [default: whoever the data or the
    /// previous assignment names]
    #[arg(long, value_name = "FILE", help_heading = "Advisors")]
    pub advisor_list: Option<PathBuf>,
    /// Advisors who leave: their customers are handed over
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', help_heading = "Advisors")]
    pub leaving: Vec<String>,
}

/// `rfm today`
#[derive(Debug, Args)]
#[command(after_long_help = "\
BOOKINGS is a table with a day in each row (2026-11-01, 2026-11-01 09:30) and the
customer's id, phone number or name; where there are any, time, service, advisor
and status. Cancelled bookings are left out. A customer is found in the history
by id, else by phone number, else by name if only one has it and no id or number
contradicts, which the list says. Whoever is not found is a new customer.

The order: important customers who come back, those with something open, VIPs
(Important · value), other important ones, new customers, the rest. Below it
stand the bookings of the day after, of which to remind today.")]
#[command(before_help = "\
Examples:
  rfm today bookings.csv --history visits.csv
  rfm today bookings.csv --history visits.csv --day tomorrow --slots 20
  rfm today bookings.csv --history visits.csv --day 2026-11-02 -o desk.md
  rfm today bookings.csv --history 2025.csv 2026.csv.gz --preset after-sales")]
pub struct Today {
    /// The bookings: a CSV, TSV, Excel or OpenDocument file; `-` is standard input
    #[arg(value_name = "BOOKINGS")]
    pub bookings: PathBuf,
    /// The visits or customers so far; more files may follow
    #[arg(long, value_name = "FILE", help_heading = "Desk")]
    pub history: Vec<PathBuf>,
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// What warns of a guest
    #[command(flatten)]
    pub alerting: Alerting,
    /// The day: today, tomorrow or a date
    #[arg(long, value_name = "DAY", default_value = "today", help_heading = "Desk")]
    pub day: String,
    /// How many customers can be taken on the day: says whether the reserve suffices
    #[arg(long, value_name = "N", help_heading = "Desk")]
    pub slots: Option<u32>,
    /// How many in a hundred slots are kept for important customers
    #[arg(long, value_name = "PERCENT", default_value_t = rfm::desk::PERCENT, value_parser = clap::value_parser!(u8).range(0..=100), help_heading = "Desk", hide_short_help = true)]
    pub reserve: u8,
    /// The file with the follow-up tasks, of which the list names the open ones [default: that of `rfm tasks`, where there is one]
    #[arg(long, value_name = "FILE", help_heading = "Desk")]
    pub store: Option<PathBuf>,
    /// Form on stdout: table, csv, tsv, json or md
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
    /// Write it to a file too, in the form its ending names (.csv .tsv .json .md .txt); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Vec<PathBuf>,
    /// CSV and TSV as Excel likes them: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long, help_heading = "Report")]
    pub excel: bool,
}

/// `rfm calendar`
#[derive(Debug, Args)]
#[command(after_long_help = "\
Who gets what, by the plan of their segment:
  Important · value     30 days before a service is due, birthday, 90 days before
                        an extended warranty ends, report each quarter, holidays
  Important · develop   days 7, 15, 30, 60 and 90 after the last visit; and as
                        General · develop
  General · develop     2 and 48 hours after the last visit
  General · keep        an automatic reminder on the day a service is due
A column that is missing turns its occasion off, and a note says so. Visits that
have no time of day get their first message on the day of the visit.

Events of an .ics file keep their names from run to run: importing a later one
moves what is there and adds what is new.")]
#[command(before_help = "\
Examples:
  rfm calendar visits.csv                             the next 90 days
  rfm calendar visits.csv -o care.ics                 and for a calendar program
  rfm calendar visits.csv --owner 'Nina Harlow' -o nina.ics
  rfm calendar visits.csv --only birthday --to 2027-10-31 -f csv
  rfm calendar visits.csv --as-of today --holidays holidays.csv")]
pub struct Calendar {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// The first day: a date, today or tomorrow [default: the as-of date]
    #[arg(long, value_name = "DATE", help_heading = "Calendar")]
    pub from: Option<String>,
    /// The last day [default: 90 days after the first]
    #[arg(long, value_name = "DATE", help_heading = "Calendar")]
    pub to: Option<String>,
    /// Only what this advisor does, or this role: advisor, marketing
    #[arg(long, value_name = "NAME", help_heading = "Calendar")]
    pub owner: Option<String>,
    /// Only these occasions: service-due, birthday, warranty-end, quarterly-report, holiday, thanks, follow-up, day-7, day-15, day-30, day-60, day-90
    #[arg(long, value_name = "OCCASION,…", value_delimiter = ',', help_heading = "Calendar")]
    pub only: Vec<String>,
    /// Holidays: a file with the columns date and name, where needed days_before; a date without a year (12-25) is one of every year
    #[arg(long, value_name = "FILE", help_heading = "Calendar")]
    pub holidays: Option<PathBuf>,
    /// Form on stdout: table, csv, tsv, json, md or ics
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
    /// Write it to a file too, in the form its ending names (.ics .csv .tsv .json .md .txt); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Vec<PathBuf>,
    /// CSV and TSV as Excel likes them: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long, help_heading = "Report")]
    pub excel: bool,
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

/// What to read, and how. Shared by every verb that reads data.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// CSV, TSV, Excel or OpenDocument files, plain, .gz or .zst; `-` is standard input
    #[arg(value_name = "FILE", help_heading = None)]
    pub files: Vec<PathBuf>,
    /// Column of the customer's id; any column also by its place: '#3'
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// Column of the date
    #[arg(long, value_name = "COLUMN")]
    pub date: Option<String>,
    /// Column of the amount, or a product of two: 'Quantity*UnitPrice'
    #[arg(long, value_name = "COLUMN")]
    pub amount: Option<String>,
    /// Column of the order id
    #[arg(long, value_name = "COLUMN", hide_short_help = true)]
    pub order: Option<String>,
    /// Column of the order's status
    #[arg(long, value_name = "COLUMN", hide_short_help = true)]
    pub status: Option<String>,
    /// Column of the profit
    #[arg(long, value_name = "COLUMN", hide_short_help = true)]
    pub profit: Option<String>,
    /// Column of the cost; profit is then amount less cost
    #[arg(long, value_name = "COLUMN", hide_short_help = true)]
    pub cost: Option<String>,
    /// Column of the customer's name
    #[arg(long, value_name = "COLUMN", hide_short_help = true)]
    pub name: Option<String>,
    /// Column of the customer's phone number
    #[arg(long, value_name = "COLUMN", hide_short_help = true)]
    pub phone: Option<String>,
    /// What another column tells: advisor, birthday, service-due, warranty-end, referred-by, household, cancelled, complaint, wait or rating; may be repeated
    #[arg(long, value_name = "WHAT=COLUMN", action = ArgAction::Append, hide_short_help = true)]
    pub column: Vec<String>,
    /// Customer table: column of the days since the last purchase
    #[arg(long, value_name = "COLUMN", hide_short_help = true)]
    pub recency: Option<String>,
    /// Customer table: column of the number of purchases
    #[arg(long, value_name = "COLUMN", hide_short_help = true)]
    pub frequency_column: Option<String>,
    /// What the rows are [default: told by the header]
    #[arg(long, value_name = "KIND", hide_short_help = true)]
    pub kind: Option<KindOf>,
    /// Encoding: utf-8, gb18030, gbk, big5, utf-16le, … [default: told by the content]
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub encoding: Option<String>,
    /// Delimiter: one character, or tab [default: told by the content]
    #[arg(short, long, value_name = "CHAR", hide_short_help = true)]
    pub delimiter: Option<String>,
    /// Line of the header [default: the first line with the names that are needed]
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u64).range(1..), hide_short_help = true)]
    pub header_row: Option<u64>,
    /// There is no header: name columns by place, --id '#1' --date '#2' --amount '#3'
    #[arg(long, conflicts_with = "header_row", hide_short_help = true)]
    pub no_header: bool,
    /// Sheet of a workbook [default: the first that is not empty]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// How dates are written: %d/%m/%Y and the like, or excel, excel1904, unix, unixms
    #[arg(long, value_name = "FORMAT")]
    pub date_format: Option<String>,
    /// Time zone whose days count for times that name a zone: +08:00, Asia/Shanghai
    #[arg(long, value_name = "ZONE", hide_short_help = true)]
    pub tz: Option<String>,
    /// Amounts have a decimal comma: 1.234,56
    #[arg(long, hide_short_help = true)]
    pub decimal_comma: bool,
    /// Statuses that are no sale, beside the known ones
    #[arg(long, value_name = "STATUS,…", value_delimiter = ',', hide_short_help = true)]
    pub status_drop: Vec<String>,
    /// Statuses that are a sale though the known table says otherwise
    #[arg(long, value_name = "STATUS,…", value_delimiter = ',', hide_short_help = true)]
    pub status_keep: Vec<String>,
    /// Ids to leave out: walk-ins, test accounts
    #[arg(long, value_name = "ID,…", value_delimiter = ',', hide_short_help = true)]
    pub ignore_ids: Vec<String>,
    /// What negative amounts do: net lowers the amount spent, drop leaves them out, count takes them for purchases
    #[arg(long, value_name = "RULE", default_value = "net", hide_short_help = true)]
    pub refunds: RefundRule,
    /// What amounts of 0 do: keep counts a visit, drop leaves them out [default: keep, or as the preset says]
    #[arg(long, value_name = "RULE", hide_short_help = true)]
    pub zero_amounts: Option<ZeroRule>,
    /// Stop at the first row that cannot be read
    #[arg(long, hide_short_help = true)]
    pub strict: bool,
    /// Stop when more rows than this cannot be read: 20 or 5% [default: more than 100 and more than 10%]
    #[arg(long, value_name = "N|P%", hide_short_help = true)]
    pub max_rejects: Option<String>,
    /// Stop when fewer rows than this can be used
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, hide_short_help = true)]
    pub min_rows: u64,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), hide_short_help = true)]
    pub threads: Option<u16>,
}

/// How to score. Shared by every verb that scores.
#[derive(Debug, Args)]
#[command(next_help_heading = "Scoring")]
pub struct Scoring {
    /// Day from which recency counts: a date, or today [default: the latest date in the data]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Only purchases of this time before the as-of date count: 12m, 90d, 52w, 2y
    #[arg(long, value_name = "TIME")]
    pub window: Option<String>,
    /// Memory that customers may take: 4G, 500M, or a part of what is free [default: 80%]
    #[arg(long, value_name = "SIZE", hide_short_help = true)]
    pub memory: Option<String>,
    /// Leave out customers without a purchase in the window
    #[arg(long, hide_short_help = true)]
    pub active_only: bool,
    /// What frequency counts [default: orders where there is an order column, else rows]
    #[arg(long, value_name = "WHAT", hide_short_help = true)]
    pub frequency: Option<FrequencyRule>,
    /// Fixed thresholds: r=30,60,90,180 (days for 5, 4, 3, 2), f=2,3,4,5 and m=2000,5000,10000,15000 (for 2, 3, 4, 5)
    #[arg(long, value_name = "MEASURE=A,B,C,D", action = ArgAction::Append)]
    pub cuts: Vec<String>,
    /// Thresholds of an earlier run, written by --save-cuts
    #[arg(long, value_name = "FILE")]
    pub cuts_from: Option<PathBuf>,
    /// Thresholds, window and zero amounts at once: after-sales, the course's for a car service centre
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// The least score that is high
    #[arg(long, value_name = "SCORE", default_value_t = rfm::score::HIGH, value_parser = clap::value_parser!(u8).range(2..=5), hide_short_help = true)]
    pub high: u8,
}

/// Of whom to warn, and when. Shared by every verb that acts on warnings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Warning")]
pub struct Alerting {
    /// Watch these segments beside the important ones: names or numbers, separated by commas
    #[arg(long, value_name = "SEGMENT,…", value_delimiter = ',')]
    pub also: Vec<String>,
    /// Days since the last visit for yellow, orange and red [default: 90,120,180]
    #[arg(long, value_name = "Y,O,R")]
    pub warn_days: Option<String>,
    /// Days until something must be done at yellow, orange and red [default: 7,5,3]
    #[arg(long, value_name = "Y,O,R", hide_short_help = true)]
    pub due_days: Option<String>,
    /// A silence of so many times the usual gap between visits is too long [default: 2]
    #[arg(long, value_name = "TIMES", hide_short_help = true)]
    pub rhythm_times: Option<String>,
    /// With at least so many gaps between visits there is a rhythm [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1000), hide_short_help = true)]
    pub rhythm_gaps: Option<u32>,
    /// No silence of fewer days is too long for a rhythm [default: 30]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=100_000), hide_short_help = true)]
    pub rhythm_days: Option<u32>,
    /// A complaint, a cancelled booking, a wait of so many days ago and more is passed over [default: 90]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=100_000), hide_short_help = true)]
    pub sign_days: Option<u32>,
    /// A wait of more minutes is long [default: 30]
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(0..=100_000), hide_short_help = true)]
    pub wait_minutes: Option<u32>,
    /// Level of a rule, or off: complaint=orange,wait=off,days=off
    #[arg(long, value_name = "RULE=LEVEL,…", value_delimiter = ',', hide_short_help = true)]
    pub level_of: Vec<String>,
    /// Who acts at a level: a rank (advisor, manager, director) or a name: red=director [default: the customer's advisor, or
    /// else one; at red the manager]; may be repeated
    #[arg(long, value_name = "LEVEL=WHO", hide_short_help = true)]
    pub owner_of: Vec<String>,
    /// What to do at a level or for a rule, in your own words: yellow=TEXT, complaint=TEXT; may be repeated
    #[arg(long, value_name = "LEVEL|RULE=TEXT", hide_short_help = true)]
    pub action_of: Vec<String>,
}

/// What each segment is due. Shared by every verb that says so.
#[derive(Debug, Args)]
pub struct Advice {
    /// Your own playbook: what it holds takes the place of the built-in texts (rfm playbook --export-toml writes one)
    #[arg(long, value_name = "FILE", help_heading = "Report", hide_short_help = true)]
    pub playbook: Option<PathBuf>,
}

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindOf {
    /// One row an order, order line, visit or payment
    Transactions,
    /// One row a customer
    Customers,
}

/// What negative amounts do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RefundRule {
    /// Lower the amount spent
    Net,
    /// Are left out
    Drop,
    /// Are purchases
    Count,
}

/// What amounts of 0 do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ZeroRule {
    /// Are visits
    Keep,
    /// Are left out
    Drop,
}

/// What frequency counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FrequencyRule {
    /// Distinct order ids
    Orders,
    /// Rows
    Rows,
    /// Distinct days
    Days,
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
