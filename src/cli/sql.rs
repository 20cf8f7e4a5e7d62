//! `rfm sql`: the same job as a statement for the engine that holds the data.

use super::args::{self, OF_FILES, idle_at};
use super::failure::usage;
use super::say::Say;
use super::settings;
use anyhow::{Error, Result};
use clap::ArgMatches;
use clap::parser::ValueSource;
use rfm::lang::Text;
use rfm::load::status::Verdict;
use rfm::sql::{self, Amount, AsOf, Columns, Dialect, Name, Path, Profit, Query, Refused, Stage, Wrap};
use rfm::write::Outputs;
use std::path::PathBuf;

/// Names of columns where none are given.
const USUAL: [&str; 3] = ["customer_id", "order_date", "amount"];

/// Writes the statement.
pub fn run(args: &args::Sql, typed: &ArgMatches, say: &Say) -> Result<()> {
    refuse_idle_flags(args, typed)?;
    let query = query(args)?;
    let files = match &args.dbt {
        Some(folder) => {
            let model = sql::model(&query).map_err(refused)?;
            let file = |ending: &str| folder.join(format!("{}.{ending}", model.name));
            vec![(file("sql"), model.sql), (file("yml"), model.yml)]
        }
        None => {
            let statement = sql::statement(&query).map_err(refused)?;
            match &args.output {
                Some(file) => vec![(file.clone(), statement)],
                None => {
                    say.answer(statement.as_bytes())?;
                    Vec::new()
                }
            }
        }
    };
    if args.dbt.is_some() && !args.force {
        keep_others_work(&files)?;
    }
    write(&files)?;
    if query.approximate {
        say.note(say.lang.pick(
            "approximate cut points: scores near them may differ from run to run, and from rfm score",
            "分位数为近似值：临近门槛的评分每次可能不同，也可能与 rfm score 不同",
        ));
    }
    Ok(())
}

/// A model and its tests are files that people go on writing in: what is there is not replaced by something else unasked.
fn keep_others_work(files: &[(PathBuf, String)]) -> Result<()> {
    let differs = |(file, text): &&(PathBuf, String)| file.exists() && std::fs::read_to_string(file).ok().as_ref() != Some(text);
    let what = Text::new(
        "{} is there already and says something else; --force replaces it, or name another directory",
        "{} 已存在且内容不同；加 --force 可覆盖，或换一个目录",
    );
    match files.iter().find(differs) {
        Some((file, _)) => Err(usage("--dbt", &file.display().to_string(), what).into()),
        None => Ok(()),
    }
}

/// All files or none.
fn write(files: &[(PathBuf, String)]) -> Result<()> {
    let mut outputs = Outputs::new(Vec::<&std::path::Path>::new());
    for (file, text) in files {
        let slot = outputs.stage(file)?;
        outputs.write(slot, |out| out.write_all(text.as_bytes()))?;
    }
    Ok(outputs.commit()?)
}

fn refused(Refused { flag, value, what }: Refused) -> Error {
    usage(flag, &value, what).into()
}

/// What is typed and changes nothing of the statement is said, not passed over. Settings of a file or the environment serve other
/// commands too, which they are for.
fn refuse_idle_flags(args: &args::Sql, typed: &ArgMatches) -> Result<()> {
    if let Some(file) = args.reading.files.first() {
        let what = Text::new("{} is not read here; name the table with --table", "这里不读取文件 {}；请用 --table 指定表名");
        return Err(usage("sql", &file.display().to_string(), what).into());
    }
    let is_typed = |id: &str| typed.value_source(id) == Some(ValueSource::CommandLine);
    let reading = &args.reading;
    let mut idle: Vec<(&str, Text)> = OF_FILES.iter().chain(idle_at(args.stage)).copied().collect();
    if reading.status.is_none() {
        idle.extend(["status_drop", "status_keep"].map(|id| (id, NO_STATUS)));
    }
    if args.stage == args::StageName::Rows && reading.order.is_none() {
        idle.push(("frequency", NO_ORDERS));
    }
    if is_typed("profit") {
        idle.push(("cost", TWO_PROFITS));
    }
    match idle.into_iter().find(|(id, _)| is_typed(id)) {
        None => Ok(()),
        Some((id, why)) => {
            let flag = format!("--{}", id.replace('_', "-"));
            Err(usage(&flag, &flag, why).into())
        }
    }
}

const NO_STATUS: Text = Text::new("needs the column of the status; name it with --status", "需要状态列；请用 --status 指定");
const NO_ORDERS: Text = Text::new(
    "changes nothing of --stage rows without --order, the column of the order id; leave it out",
    "没有用 --order 指定订单号列时，对 --stage rows 没有作用；请去掉",
);
const TWO_PROFITS: Text = Text::new(
    "changes nothing beside --profit, which is the profit; leave one of them out",
    "已有 --profit 指定利润列，不再起作用；请去掉其中一个",
);

/// What is asked, in the library's words.
fn query(args: &args::Sql) -> Result<Query> {
    let job = settings::job(&args.reading, &args.scoring)?;
    let dialect = dialect(args.dialect);
    let path = |flag, name: &str| Path::read(flag, name, dialect.differences()).map_err(refused);
    let table = path("--table", &args.table)?;
    let wrap = match (&args.create_view, &args.dbt) {
        (Some(name), _) => Wrap::View(path("--create-view", name)?),
        (None, Some(_)) => Wrap::Dbt,
        (None, None) => Wrap::Statement,
    };
    let as_of = match (args.scoring.as_of.as_deref(), job.policy.as_of) {
        (Some("today"), _) => AsOf::Today, // of each run of the statement, not of this one
        (_, Some(day)) => AsOf::On(day),
        _ => AsOf::Latest,
    };
    let statuses = &job.reading.statuses;
    let mut ignored_ids: Vec<String> = job.reading.ignored_ids.iter().cloned().collect();
    ignored_ids.sort_unstable();
    Ok(Query {
        stage: stage(args.stage),
        refunds: job.policy.refunds,
        zero_amounts: job.policy.zero_amounts,
        no_sale: statuses.values(Verdict::NoSale),
        refunded: statuses.values(Verdict::Refunded),
        status_marks: statuses.marks().collect(),
        as_of,
        window: job.policy.window,
        zone: job.reading.zone,
        frequency: job.frequency,
        active_only: job.active_only,
        cuts: job.cuts,
        high: job.high,
        approximate: args.approximate,
        wrap,
        ignored_ids,
        ..Query::new(dialect, table, columns(&args.reading))
    })
}

fn columns(args: &args::Reading) -> Columns {
    let [id, date, amount] = USUAL;
    let name = |typed: &Option<String>| typed.as_deref().map(Name::read);
    Columns {
        id: name(&args.id).unwrap_or(Name::plain(id)),
        date: name(&args.date).unwrap_or(Name::plain(date)),
        amount: Amount::read(args.amount.as_deref().unwrap_or(amount)),
        order: name(&args.order),
        status: name(&args.status),
        profit: name(&args.profit).map(Profit::Column).or(name(&args.cost).map(Profit::LessCost)),
    }
}

fn dialect(name: args::DialectName) -> Dialect {
    use args::DialectName as Name;
    match name {
        Name::Duckdb => Dialect::DuckDb,
        Name::Postgres => Dialect::Postgres,
        Name::Clickhouse => Dialect::ClickHouse,
        Name::Spark => Dialect::Spark,
        Name::Bigquery => Dialect::BigQuery,
        Name::Snowflake => Dialect::Snowflake,
        Name::Trino => Dialect::Trino,
        Name::Databricks => Dialect::Databricks,
        Name::Sqlite => Dialect::Sqlite,
    }
}

fn stage(name: args::StageName) -> Stage {
    match name {
        args::StageName::Rows => Stage::Rows,
        args::StageName::Customers => Stage::Customers,
        args::StageName::Scores => Stage::Scores,
        args::StageName::Segments => Stage::Segments,
    }
}
