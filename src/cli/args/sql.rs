//! `rfm sql`: what can be asked of a statement. It shares its flags with the commands that read files; those that are about
//! files alone are hidden here, and refused. So is what changes nothing of the stage that is asked for.

use super::shared::{Reading, Scoring};
use clap::{Arg, Args, ValueEnum};
use rfm::lang::Text;
use std::path::PathBuf;

/// Flags that say how files are read, where the run stops or how reports look: nothing of that is in a statement. Each with the
/// reason.
pub const OF_FILES: &[(&str, Text)] = &[
    ("encoding", NO_FILE),
    ("delimiter", NO_FILE),
    ("header_row", NO_FILE),
    ("no_header", NO_FILE),
    ("sheet", NO_FILE),
    ("date_format", TYPED),
    ("decimal_comma", TYPED),
    ("kind", ONE_KIND),
    ("recency", ONE_KIND),
    ("frequency_column", ONE_KIND),
    ("name", MORE_COLUMNS),
    ("phone", MORE_COLUMNS),
    ("column", MORE_COLUMNS),
    ("strict", NO_STOP),
    ("max_rejects", NO_STOP),
    ("min_rows", NO_STOP),
    ("threads", ENGINES_OWN),
    ("memory", ENGINES_OWN),
    ("unit", NO_REPORT),
    ("currency", NO_REPORT),
];

/// Flags that a stage does not come to, each with the reason.
pub fn idle_at(stage: StageName) -> &'static [(&'static str, Text)] {
    match stage {
        StageName::Rows => AT_ROWS,
        StageName::Customers => AT_CUSTOMERS,
        StageName::Scores | StageName::Segments => &[],
    }
}

const AT_ROWS: &[(&str, Text)] = &[
    ("active_only", NO_CUSTOMERS),
    ("cuts", NO_CUSTOMERS),
    ("cuts_from", NO_CUSTOMERS),
    ("high", NO_CUSTOMERS),
    ("approximate", NO_CUSTOMERS),
];
const AT_CUSTOMERS: &[(&str, Text)] = &[("cuts", NO_SCORES), ("cuts_from", NO_SCORES), ("high", NO_SCORES), ("approximate", NO_SCORES)];

const NO_CUSTOMERS: Text = Text::new(
    "changes nothing of --stage rows, which counts rows before there are customers; leave it out",
    "对 --stage rows 没有作用：这一步只统计行，还没有客户；请去掉",
);
const NO_SCORES: Text = Text::new(
    "changes nothing of --stage customers, which has measures and no scores; leave it out, or ask for --stage scores",
    "对 --stage customers 没有作用：这一步只有指标，没有评分；请去掉，或改用 --stage scores",
);

const NO_FILE: Text = Text::new("a table in a database has one encoding, and columns with names", "数据库中的表只有一种编码，列都有名称");
const TYPED: Text = Text::new(
    "the date must be a date or a timestamp and the amount a decimal; convert text in a view first",
    "日期列须为日期或时间类型，金额列须为定点小数；文本请先用视图转换",
);
const ONE_KIND: Text = Text::new(
    "the table must have one row a transaction; a table of customers is for rfm score",
    "表中须每行一笔交易；客户表请直接用 rfm score",
);
const MORE_COLUMNS: Text =
    Text::new("the answer has the columns of --export alone; join others to it", "结果只有 --export 的各列；其他列请自行关联");
const NO_STOP: Text = Text::new(
    "a statement cannot stop at a row; --stage rows counts what is left out",
    "语句不能在某一行停下；--stage rows 会统计未计入的行",
);
const NO_REPORT: Text = Text::new(
    "is for reports; a statement answers plain amounts, and rfm score makes a report of the answer",
    "只用于报告；语句给出的是原样金额，可再用 rfm score 生成报告",
);
const ENGINES_OWN: Text = Text::new("the engine has its own", "由数据库引擎自行决定");

/// `rfm sql`
#[derive(Debug, Args)]
#[command(mut_args(hide_of_files))]
#[command(before_help = "\
Examples:
  rfm sql --dialect duckdb --table orders            every customer, scored
  rfm sql --dialect spark --stage segments           the eight segments
  rfm sql --dialect postgres --preset after-sales    by fixed thresholds
  rfm sql --dialect bigquery --id user_id --date paid_at --amount total
  rfm sql --dialect sqlite --stage rows              which rows would count
  rfm sql --dialect trino --create-view rfm_scores   as a view
  rfm sql --dialect snowflake --dbt models           a dbt model, with tests")]
#[command(after_help = "\
The table has one row a transaction: the date a date or a timestamp, the amount a
decimal or a whole number. Without --id, --date and --amount its columns are
customer_id, order_date and amount. Names are taken letter by letter; Snowflake's
plain ones stand for upper case, unless in double quotes: --id '\"customer_id\"'.
The answer has the columns of --export, so rfm score reads it back:
duckdb -csv shop.db \"$(rfm sql --dialect duckdb)\" | rfm score -")]
pub struct Sql {
    /// The engine
    #[arg(long, value_name = "NAME", help_heading = "Statement")]
    pub dialect: DialectName,
    /// The table: orders, shop.orders; a name with a point, or to be taken letter by letter, in double quotes
    #[arg(long, value_name = "TABLE", default_value = "orders", help_heading = "Statement")]
    pub table: String,
    /// How far to go
    #[arg(long, value_name = "STAGE", default_value = "scores", help_heading = "Statement")]
    pub stage: StageName,
    /// Make a view of this name instead of answering
    #[arg(long, value_name = "NAME", conflicts_with = "dbt", help_heading = "Statement")]
    pub create_view: Option<String>,
    /// Write a dbt model and the file of its tests (dbt 1.10.8 or later) into this directory: --table names a model, or a source
    /// and its table
    #[arg(long, value_name = "DIR", help_heading = "Statement")]
    pub dbt: Option<PathBuf>,
    /// With --dbt: replace files that are there and say something else
    #[arg(long, requires = "dbt", help_heading = "Statement", hide_short_help = true)]
    pub force: bool,
    /// Cut points by the engine's own estimate: quicker on thousands of millions of customers, not the same on every run
    #[arg(long, help_heading = "Statement")]
    pub approximate: bool,
    /// Write it to a file instead of stdout
    #[arg(short, long, value_name = "FILE", conflicts_with = "dbt", help_heading = "Statement")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub scoring: Scoring,
}

fn hide_of_files(arg: Arg) -> Arg {
    let is_idle = arg.is_positional() || OF_FILES.iter().any(|(id, _)| arg.get_id() == id);
    match arg.get_id().as_str() {
        "id" => arg.help("Column of the customer's id"), // a table's columns have names, no places
        _ => arg.hide(is_idle),
    }
}

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DialectName {
    /// DuckDB
    Duckdb,
    /// PostgreSQL
    Postgres,
    /// ClickHouse
    Clickhouse,
    /// Apache Spark
    Spark,
    /// Google BigQuery
    Bigquery,
    /// Snowflake
    Snowflake,
    /// Trino
    Trino,
    /// Databricks
    Databricks,
    /// SQLite
    Sqlite,
}

/// How far a statement goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StageName {
    /// What becomes of the rows: counts by reason
    Rows,
    /// Every customer's measures
    Customers,
    /// Every customer's measures, scores and segment
    Scores,
    /// The eight segments
    Segments,
}
