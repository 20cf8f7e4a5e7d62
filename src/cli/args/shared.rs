//! What several commands have in common, declared once: reading, scoring, warning, and how an answer is shown.

use clap::{ArgAction, Args, ValueEnum};
use std::path::PathBuf;

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
    /// What another column tells: advisor, birthday, service-due, warranty-end, referred-by, household, cancelled, complaint, wait, rating or nps; may be repeated
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
    /// Thresholds of an earlier run: what --save-cuts wrote, or its --export
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
    /// When a silence is too long for a customer's own rhythm
    #[command(flatten)]
    pub rhythm: OwnRhythm,
    /// A complaint, a cancelled booking, a wait of so many days ago and more is passed over [default: 90]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=100_000), hide_short_help = true)]
    pub sign_days: Option<u32>,
    /// A wait of more minutes is long [default: 30]
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(0..=100_000), hide_short_help = true)]
    pub wait_minutes: Option<u32>,
    /// So many visits are the first visits of a new customer, after each of which thanks and a call are due [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100), hide_short_help = true)]
    pub new_visits: Option<u32>,
    /// Ask for these for so many days after a visit [default: 7]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=365), hide_short_help = true)]
    pub welcome_days: Option<u32>,
    /// Warn too of who is a customer still with a chance below this, by a model of purchases (rfm clv): p-alive<0.5
    /// or, with --since, of whose chance has fallen by more than this: p-alive-drop>0.2; may be repeated
    #[arg(long, value_name = "RULE", hide_short_help = true)]
    pub rule: Vec<String>,
    /// With --rule 'p-alive-drop>…': an earlier export with p_alive, written by rfm score --clv 1y --export, or by rfm clv as CSV
    #[arg(long, value_name = "FILE", requires = "rule", hide_short_help = true)]
    pub since: Option<PathBuf>,
    /// With --rule: models of an earlier run, written by rfm clv --keep-model, in place of fitting
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub model_from: Option<PathBuf>,
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

/// When a silence is too long for a customer's own rhythm. Shared by warnings and stages.
#[derive(Debug, Args)]
pub struct OwnRhythm {
    /// A silence of so many times the usual gap between visits is too long [default: 2]
    #[arg(long, value_name = "TIMES", hide_short_help = true)]
    pub rhythm_times: Option<String>,
    /// With at least so many gaps between visits there is a rhythm [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1000), hide_short_help = true)]
    pub rhythm_gaps: Option<u32>,
    /// No silence of fewer days is too long for a rhythm [default: 30]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=100_000), hide_short_help = true)]
    pub rhythm_days: Option<u32>,
}

/// Which stage a customer is in. Shared by every verb that tells stages.
#[derive(Debug, Args)]
#[command(next_help_heading = "Stages")]
pub struct Stages {
    /// The visit with which a customer is no longer new but growing [default: 4]
    #[arg(long, value_name = "VISIT", value_parser = clap::value_parser!(u32).range(2..=10_000), hide_short_help = true)]
    pub growing_visits: Option<u32>,
    /// The visit with which they are established [default: 6]
    #[arg(long, value_name = "VISIT", value_parser = clap::value_parser!(u32).range(3..=10_000), hide_short_help = true)]
    pub established_visits: Option<u32>,
    /// When a silence breaks their own rhythm: then they are dormant
    #[command(flatten)]
    pub rhythm: OwnRhythm,
    /// Who has no rhythm yet is dormant after so many days [default: 180]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=100_000), hide_short_help = true)]
    pub dormant_days: Option<u32>,
    /// Churned not before so many days [default: 365]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=100_000), hide_short_help = true)]
    pub churned_days: Option<u32>,
    /// Churned not before so many times the days from which they are dormant [default: 2]
    #[arg(long, value_name = "TIMES", hide_short_help = true)]
    pub churned_times: Option<String>,
}

/// How an answer is shown. Shared by the verbs that give one in every form.
#[derive(Debug, Args)]
pub struct Shown {
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
    /// One row a customer, with repeat history (x, t_x, T); for `rfm clv`
    BtydSummary,
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
