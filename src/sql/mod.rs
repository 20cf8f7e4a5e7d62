//! The same job as SQL, for the engine that already holds the data: from the settings of a run to one statement.
//!
//! The statement is a list of named steps. The rules come from the tables that score here: [`crate::policy`],
//! [`crate::score`], [`crate::segment`]. In what engines differ is one table, `dialect`; what is the user's own gets into a
//! statement through `names` alone. It runs nothing and knows no engine.
//!
//! What it takes for granted: one row a transaction; the date a date or a timestamp, the amount a decimal or an integer. Rules for
//! text as people type it (dates in any order, currency signs) are `load`'s and cannot be had in SQL; a column that is no date is
//! the engine's own error.

mod dbt;
mod dialect;
mod names;
mod rows;
mod scores;
mod segments;
mod thresholds;

pub use dbt::{Model, model};
pub use dialect::{DIALECTS, Dialect, Differences};
pub use names::{Name, Path};

use crate::date::{Day, Window, zone::Zone};
use crate::lang::Text;
use crate::policy::{FrequencyOf, Refunds, ZeroAmounts};
use crate::score::{FixedCuts, HIGH};
use dialect::fill;

/// All that is asked of a statement.
#[derive(Clone, Debug)]
pub struct Query {
    /// The engine.
    pub dialect: Dialect,
    /// The table of transactions.
    pub table: Path,
    /// Its columns.
    pub columns: Columns,
    /// How far to go.
    pub stage: Stage,
    /// What refunds do.
    pub refunds: Refunds,
    /// What amounts of 0 do.
    pub zero_amounts: ZeroAmounts,
    /// Ids to leave out.
    pub ignored_ids: Vec<String>,
    /// Statuses of no sale, folded: lower case, letters and digits.
    pub no_sale: Vec<String>,
    /// Statuses of what was paid back in full, folded.
    pub refunded: Vec<String>,
    /// Marks that statuses are compared without, beside blanks, `_` and `-`.
    pub status_marks: Vec<char>,
    /// The day from which recency is counted.
    pub as_of: AsOf,
    /// The window that ends on that day.
    pub window: Option<Window>,
    /// The zone whose days count, where dates are moments.
    pub zone: Option<Zone>,
    /// What frequency counts; by itself orders where there is a column of orders, else rows.
    pub frequency: Option<FrequencyOf>,
    /// Leave out customers without a purchase in the window.
    pub active_only: bool,
    /// Thresholds that are fixed.
    pub cuts: FixedCuts,
    /// The least score that is high.
    pub high: u8,
    /// Quantiles by the engine's own approximation.
    pub approximate: bool,
    /// What the statement is put into.
    pub wrap: Wrap,
}

/// The columns of the table by what they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The customer's id.
    pub id: Name,
    /// The date.
    pub date: Name,
    /// The amount.
    pub amount: Amount,
    /// The order's id.
    pub order: Option<Name>,
    /// The order's status.
    pub status: Option<Name>,
    /// The profit, or what it is worked out from.
    pub profit: Option<Profit>,
}

/// Where the amount stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// In a column.
    Column(Name),
    /// It is the product of two.
    Product(Name, Name),
}

/// Where the profit comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Profit {
    /// A column.
    Column(Name),
    /// The amount less this column.
    LessCost(Name),
}

impl Amount {
    /// Reads `amount`, `quantity*unit_price`, `"a*b"`.
    pub fn read(text: &str) -> Amount {
        let split = match names::leading_quoted(text) {
            Some((one, rest)) => rest.trim_start().strip_prefix(TIMES).map(|other| (one, other)),
            None => text.split_once(TIMES).map(|(one, other)| (Name::plain(one.trim()), other)),
        };
        match split {
            Some((one, other)) => Amount::Product(one, Name::read(other.trim())),
            None => Amount::Column(Name::read(text)),
        }
    }
}

/// What stands between the factors of a product.
const TIMES: [char; 2] = ['*', '×'];

/// The as-of date of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// The latest date of the rows that count.
    Latest,
    /// The day on which it runs.
    Today,
    /// This day.
    On(Day),
}

/// What a statement answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// What became of the rows: counts by fate.
    Rows,
    /// Every customer's measures.
    Customers,
    /// Every customer's measures, scores and segment: the columns of an export.
    Scores,
    /// The eight segments.
    Segments,
}

impl Stage {
    /// All of them.
    pub const ALL: [Stage; 4] = [Stage::Rows, Stage::Customers, Stage::Scores, Stage::Segments];

    /// Its name on the command line.
    pub fn slug(self) -> &'static str {
        match self {
            Stage::Rows => "rows",
            Stage::Customers => "customers",
            Stage::Scores => "scores",
            Stage::Segments => "segments",
        }
    }
}

/// What a statement is put into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrap {
    /// Nothing: it answers.
    Statement,
    /// A view of this name.
    View(Path),
    /// A model of dbt.
    Dbt,
}

/// Something that was asked for cannot be had in this statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The flag that asks for it.
    pub flag: &'static str,
    /// What it asks.
    pub value: String,
    /// Why not, and the way out; `{}` stands for the value.
    pub what: Text,
}

impl Query {
    /// A query of a table with the usual settings.
    pub fn new(dialect: Dialect, table: Path, columns: Columns) -> Query {
        Query {
            dialect,
            table,
            columns,
            stage: Stage::Scores,
            refunds: Refunds::default(),
            zero_amounts: ZeroAmounts::default(),
            ignored_ids: Vec::new(),
            no_sale: Vec::new(),
            refunded: Vec::new(),
            status_marks: Vec::new(),
            as_of: AsOf::Latest,
            window: None,
            zone: None,
            frequency: None,
            active_only: false,
            cuts: FixedCuts::default(),
            high: HIGH,
            approximate: false,
            wrap: Wrap::Statement,
        }
    }

    fn differences(&self) -> &'static Differences {
        self.dialect.differences()
    }

    /// A column of the table, `t`.
    fn column(&self, name: &Name) -> String {
        format!("t.{}", name.quoted(self.differences()))
    }

    fn has_profit(&self) -> bool {
        self.columns.profit.is_some()
    }

    fn frequency_of(&self) -> FrequencyOf {
        let by_columns = if self.columns.order.is_some() { FrequencyOf::Orders } else { FrequencyOf::Rows };
        self.frequency.unwrap_or(by_columns)
    }

    /// Everything that is asked can be had from this engine, and every name is one.
    fn check(&self) -> Result<(), Refused> {
        let d = self.differences();
        let refuse = |flag, value: &str, what| Err(Refused { flag, value: value.to_owned(), what });
        if self.approximate && d.quantile.is_none() {
            let what = Text::new(
                "{} has no approximate quantiles; leave it out: the exact ones are one step of the statement",
                "{} 没有近似分位数；请去掉此选项：精确的分位数只是语句中的一步",
            );
            return refuse("--approximate", d.name, what);
        }
        if self.zone.is_some() && d.zoned.is_none() {
            let what = Text::new(
                "{} knows no time zones; make a view with the day in it, such as DATE(paid_at, '+8 hours')",
                "{} 不支持时区；请在视图里写好日期，例如 DATE(paid_at, '+8 hours')",
            );
            return refuse("--tz", d.name, what);
        }
        if self.approximate && !thresholds::are_open(self) {
            let what = Text::new("changes nothing: all thresholds are fixed; leave it out", "没有作用：各项门槛都已固定；请去掉");
            return refuse("--approximate", d.name, what);
        }
        if let (Amount::Product(..), None) = (&self.columns.amount, d.product) {
            let what = Text::new(
                "{} has no decimals, so no exact product; store the product in a column",
                "{} 没有定点小数，无法得到精确乘积；请先把乘积存成一列",
            );
            return refuse("--amount", d.name, what);
        }
        if self.frequency == Some(FrequencyOf::Orders) && self.columns.order.is_none() {
            let what = Text::new("{} needs the column of the order id; name it with --order", "{} 需要订单号列；请用 --order 指定");
            return refuse("--frequency", "orders", what);
        }
        let c = &self.columns;
        let profit = c.profit.as_ref().map(|profit| match profit {
            Profit::Column(name) => ("--profit", name),
            Profit::LessCost(name) => ("--cost", name),
        });
        let amount = match &c.amount {
            Amount::Column(name) => vec![("--amount", name)],
            Amount::Product(one, other) => vec![("--amount", one), ("--amount", other)],
        };
        let order = c.order.as_ref().map(|name| ("--order", name));
        let status = c.status.as_ref().map(|name| ("--status", name));
        for (flag, name) in [("--id", &c.id), ("--date", &c.date)].into_iter().chain(amount).chain(order).chain(status).chain(profit) {
            names::check_for(&self.wrap, flag, name.text())?;
            if name.is_place() {
                let what = Text::new("'{}' is a place in a file; write the column's name", "“{}”是文件中的位置；请写列名");
                return refuse(flag, name.text(), what);
            }
            if name.text().is_empty() {
                return refuse(flag, name.text(), Text::new("a column has a name", "请写明列名"));
            }
        }
        self.ignored_ids.iter().try_for_each(|id| names::check_for(&self.wrap, "--ignore-ids", id))?;
        self.no_sale.iter().chain(&self.refunded).try_for_each(|status| names::check_for(&self.wrap, "--status-drop", status))
    }
}

/// A named step of a statement. Names begin with `step_`: some engines would take a table called `sales` for the step.
struct Step {
    name: &'static str,
    /// What it does, line by line.
    says: Vec<&'static str>,
    body: String,
}

/// The statement, with a semicolon where it stands alone.
pub fn statement(query: &Query) -> Result<String, Refused> {
    query.check()?;
    let d = query.differences();
    let mut steps = rows::steps(query)?;
    let is_ordered = query.wrap == Wrap::Statement;
    let answer = match query.stage {
        Stage::Rows => rows::answer(is_ordered),
        Stage::Customers => {
            steps.extend(scores::customers(query));
            scores::customers_answer(query, is_ordered)
        }
        Stage::Scores => {
            steps.extend(scores::customers(query));
            steps.extend(thresholds::steps(query));
            steps.push(scores::scores(query));
            scores::answer(query, is_ordered)
        }
        Stage::Segments => {
            steps.extend(scores::customers(query));
            steps.extend(thresholds::steps(query));
            steps.push(scores::scores(query));
            steps.extend(segments::steps(query));
            segments::answer(query, is_ordered)
        }
    };
    let mut out = head(query);
    if let Wrap::View(name) = &query.wrap {
        out += &fill(d.view, &[&name.quoted(d)]);
        out.push('\n');
    }
    out += "WITH\n";
    let steps: Vec<String> = steps.into_iter().map(|step| step.render(d)).collect();
    out += &steps.join(",\n\n");
    out += "\n\n";
    out += &answer;
    out += if query.wrap == Wrap::Dbt { "\n" } else { ";\n" };
    Ok(out)
}

impl Step {
    fn render(&self, d: &Differences) -> String {
        let says: String = self.says.iter().map(|line| format!("-- {line}\n")).collect();
        // The rows are looked at where they are wanted, not written down first.
        let inline = if [rows::TYPED, rows::JUDGED].contains(&self.name) { d.inline } else { "" };
        format!("{says}{} AS {inline}(\n{}\n)", self.name, indented(&self.body))
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// What the statement is, in comments. Nothing of the user's stands there: a name could end a comment.
fn head(query: &Query) -> String {
    let d = query.differences();
    let what = match query.stage {
        Stage::Rows => "What becomes of the rows under the rules of rfm",
        Stage::Customers => "RFM measures of every customer",
        Stage::Scores => "RFM scores and segment of every customer",
        Stage::Segments => "The eight RFM segments",
    };
    let as_of = match query.as_of {
        AsOf::Latest => "the latest date of the rows that count".to_owned(),
        AsOf::Today => "the day on which this runs".to_owned(),
        AsOf::On(day) => day.to_string(),
    };
    let window = query.window.map_or("all purchases".to_owned(), |window| window.to_string());
    let refunds = match query.refunds {
        Refunds::Net => "lower the amount spent",
        Refunds::Drop => "left out",
        Refunds::Count => "count as purchases",
    };
    let zeros = match query.zero_amounts {
        ZeroAmounts::Keep => "count as visits",
        ZeroAmounts::Drop => "left out",
    };
    let frequency = match query.frequency_of() {
        FrequencyOf::Orders => "distinct orders",
        FrequencyOf::Rows => "rows",
        FrequencyOf::Days => "distinct days",
    };
    let frequency = if query.stage == Stage::Rows { String::new() } else { format!(" Frequency: {frequency}.") };
    let high = match query.stage {
        Stage::Rows | Stage::Customers => String::new(),
        Stage::Scores | Stage::Segments => format!(" High: {} and above.", query.high),
    };
    let mut lines = vec![
        format!("{what}, made by `rfm sql` for {}.", d.name),
        format!("As of: {as_of}. Window: {window}.{frequency}"),
        format!("Refunds: {refunds}. Amounts of 0: {zeros}.{high}"),
    ];
    if query.zone.is_some() {
        lines.push(
            "A moment counts on its day in a zone; a date, or a time that names no zone, counts on the day that stands there.".to_owned(),
        );
    }
    if query.approximate {
        lines.push("APPROXIMATE: the cut points are the engine's estimates, so scores near them may differ from run to run.".to_owned());
    }
    lines.extend(d.remarks.iter().map(|remark| (*remark).to_owned()));
    lines.iter().map(|line| format!("-- {line}\n")).collect()
}
