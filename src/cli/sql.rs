//! `rfm sql`: the same job as a statement for the engine that holds the data.

use super::args::{self, OF_FILES};
use super::failure::usage;
use super::say::Say;
use super::settings;
use anyhow::{Error, Result};
use clap::ArgMatches;
use clap::parser::ValueSource;
use rfm::lang::Text;
use rfm::load::status::Verdict;
use rfm::sql::{self, Amount, AsOf, Columns, Dialect, Path, Profit, Query, Refused, Stage, Wrap};
use rfm::write::Outputs;

/// Names of columns where none are given.
const USUAL: [&str; 3] = ["customer_id", "order_date", "amount"];

/// Writes the statement.
pub fn run(args: &args::Sql, typed: &ArgMatches, say: &Say) -> Result<()> {
    refuse_flags_of_files(args, typed)?;
    let query = query(args)?;
    if query.approximate {
        say.note(say.lang.pick(
            "approximate cut points: scores near them may differ from run to run, and from rfm score",
            "分位数为近似值：临近门槛的评分每次可能不同，也可能与 rfm score 不同",
        ));
    }
    let Some(folder) = &args.dbt else {
        let statement = sql::statement(&query).map_err(refused)?;
        return match &args.output {
            None => say.answer(statement.as_bytes()),
            Some(file) => write(&[(file.clone(), statement)]),
        };
    };
    let model = sql::model(&query).map_err(refused)?;
    let file = |ending: &str| folder.join(format!("{}.{ending}", model.name));
    write(&[(file("sql"), model.sql), (file("yml"), model.yml)])
}

/// All files or none.
fn write(files: &[(std::path::PathBuf, String)]) -> Result<()> {
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

/// What is typed and cannot be in a statement is said, not passed over. Settings of a file or the environment serve other
/// commands too; they are about files, and a statement has none.
fn refuse_flags_of_files(args: &args::Sql, typed: &ArgMatches) -> Result<()> {
    if let Some(file) = args.reading.files.first() {
        let what = Text::new("{} is not read here; name the table with --table", "这里不读取文件 {}；请用 --table 指定表名");
        return Err(usage("sql", &file.display().to_string(), what).into());
    }
    match OF_FILES.iter().find(|(id, _)| typed.value_source(id) == Some(ValueSource::CommandLine)) {
        None => Ok(()),
        Some((id, why)) => {
            let flag = format!("--{}", id.replace('_', "-"));
            Err(usage(&flag, &flag, *why).into())
        }
    }
}

/// What is asked, in the library's words.
fn query(args: &args::Sql) -> Result<Query> {
    let job = settings::job(&args.reading, &args.scoring)?;
    let table = Path::read("--table", &args.table).map_err(refused)?;
    let wrap = match (&args.create_view, &args.dbt) {
        (Some(name), _) => Wrap::View(Path::read("--create-view", name).map_err(refused)?),
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
        ..Query::new(dialect(args.dialect), table, columns(&args.reading))
    })
}

fn columns(args: &args::Reading) -> Columns {
    let [id, date, amount] = USUAL.map(str::to_owned);
    let amount = args.amount.clone().unwrap_or(amount);
    let product = amount.split_once(['*', '×']).map(|(one, other)| Amount::Product(one.trim().to_owned(), other.trim().to_owned()));
    let profit = args.profit.clone().map(Profit::Column);
    Columns {
        id: args.id.clone().unwrap_or(id),
        date: args.date.clone().unwrap_or(date),
        amount: product.unwrap_or(Amount::Column(amount)),
        order: args.order.clone(),
        status: args.status.clone(),
        profit: profit.or(args.cost.clone().map(Profit::LessCost)),
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
