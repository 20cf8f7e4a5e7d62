//! Errors that stop a run: what, where and the way out, in both languages, each with a stable code.
//!
//! Notes about a run that goes on are `note`. An error of the operating system is carried as its own text.

use crate::accounting::Reject;
use crate::lang::{Lang, Text};
use crate::money::grouped;
use crate::note::{printable, reject_line, way_out};
use std::fmt;

/// Why a run stops. Nothing has been written when one of these is returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The input cannot be opened or read.
    CannotRead {
        /// The file.
        file: String,
        /// Why not.
        cause: Cause,
    },
    /// Nothing in it.
    EmptyInput(String),
    /// A header and no rows.
    NoData(String),
    /// Another kind of file.
    NotCsv {
        /// The file.
        file: String,
        /// What it looks like.
        what: &'static str,
    },
    /// A compressed file that ends early or is damaged.
    Truncated {
        /// The file.
        file: String,
        /// The decoder's words.
        cause: String,
    },
    /// The input was changed while it was read.
    InputChanged(String),
    /// UTF-16 without a byte order mark, or another encoding that shows as NUL bytes.
    NulBytes(String),
    /// The workbook has no such sheet, or none at all.
    NoSheet {
        /// The file.
        file: String,
        /// The sheet asked for.
        wanted: String,
        /// Those there are.
        sheets: Vec<String>,
    },
    /// A column named by the user is not there.
    UnknownColumn {
        /// The file.
        file: String,
        /// The name asked for.
        wanted: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// No column for a role that is needed.
    MissingColumn {
        /// The file.
        file: String,
        /// The roles without a column, and the flag that names one.
        roles: Vec<(Text, &'static str)>,
        /// The line taken for the header.
        line: u64,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// Two columns of one name, and the name is used.
    DuplicateColumn {
        /// The file.
        file: String,
        /// The name.
        name: String,
    },
    /// More columns than a table can sensibly have.
    TooManyColumns {
        /// The file.
        file: String,
        /// How many.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Nothing decides between day-first and month-first.
    AmbiguousDate {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// A cell that can be read both ways.
        example: String,
    },
    /// One column is written both day-first and month-first.
    MixedDates {
        /// The file.
        file: String,
        /// A line that contradicts what came before.
        line: u64,
        /// The column.
        column: String,
        /// Its cell.
        value: String,
    },
    /// Two currencies in one column.
    MixedCurrency {
        /// The file.
        file: String,
        /// The line of the second currency.
        line: u64,
        /// The column.
        column: String,
        /// Its cell.
        value: String,
    },
    /// A quote that opens and never closes.
    UnclosedQuote {
        /// The file.
        file: String,
        /// The line on which it opens.
        line: u64,
    },
    /// A row longer than the limit.
    RecordTooLong {
        /// The file.
        file: String,
        /// The line on which it starts.
        line: u64,
        /// The limit in MiB.
        limit_mib: usize,
    },
    /// Under `--strict`: the first row that cannot be read.
    Strict(Box<Reject>),
    /// More rows cannot be read than is allowed.
    TooManyRejects {
        /// How many.
        rejected: u64,
        /// Of how many.
        read: u64,
        /// The first of each reason.
        examples: Vec<Reject>,
    },
    /// Not one row counts.
    NoUsableRows {
        /// Rows read.
        read: u64,
        /// Reasons and counts, as slugs.
        reasons: Vec<(String, u64)>,
        /// The first rejects.
        examples: Vec<Reject>,
    },
    /// Fewer used rows than `--min-rows` asks for.
    TooFewRows {
        /// Used rows.
        used: u64,
        /// Asked for.
        wanted: u64,
    },
    /// A customer table names a customer twice.
    RepeatedCustomer(String),
    /// Transactions and customer tables in one run.
    MixedKinds {
        /// A file of transactions.
        transactions: String,
        /// A customer table.
        customers: String,
    },
    /// A window makes no sense for a customer table.
    WindowOnCustomers,
    /// A sum does not fit in 38 digits.
    Overflow,
    /// No customer has this id.
    UnknownCustomer {
        /// The id asked for.
        wanted: String,
        /// Ids that come near.
        nearest: Vec<String>,
    },
}

/// Why an input cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is not there.
    Missing,
    /// It may not be read.
    Denied,
    /// It is a directory.
    Directory,
    /// The words of the operating system or of a decoder.
    Other(String),
}

impl From<std::io::Error> for Cause {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Cause::Missing,
            std::io::ErrorKind::PermissionDenied => Cause::Denied,
            std::io::ErrorKind::IsADirectory => Cause::Directory,
            _ => Cause::Other(error.to_string()),
        }
    }
}

impl Cause {
    fn text(&self, lang: Lang) -> String {
        match self {
            Cause::Missing => lang.pick("there is no such file", "文件不存在").to_owned(),
            Cause::Denied => lang.pick("it may not be read (permission denied)", "没有读取权限").to_owned(),
            Cause::Directory => lang.pick("it is a directory; name the files in it", "这是一个目录；请指定其中的文件").to_owned(),
            Cause::Other(words) => words.clone(),
        }
    }
}

impl Error {
    /// Stable, machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            Error::CannotRead { .. } => "cannot_read",
            Error::EmptyInput(_) => "empty_input",
            Error::NoData(_) => "no_data",
            Error::NotCsv { .. } => "not_csv",
            Error::Truncated { .. } => "truncated",
            Error::InputChanged(_) => "input_changed",
            Error::NulBytes(_) => "encoding",
            Error::NoSheet { .. } => "no_sheet",
            Error::UnknownColumn { .. } => "unknown_column",
            Error::MissingColumn { .. } => "missing_column",
            Error::DuplicateColumn { .. } => "duplicate_column",
            Error::TooManyColumns { .. } => "too_many_columns",
            Error::AmbiguousDate { .. } => "ambiguous_date",
            Error::MixedDates { .. } => "mixed_dates",
            Error::MixedCurrency { .. } => "mixed_currency",
            Error::UnclosedQuote { .. } => "unclosed_quote",
            Error::RecordTooLong { .. } => "record_too_long",
            Error::Strict(_) => "strict",
            Error::TooManyRejects { .. } => "too_many_rejects",
            Error::NoUsableRows { .. } => "no_usable_rows",
            Error::TooFewRows { .. } => "too_few_rows",
            Error::RepeatedCustomer(_) => "repeated_customer",
            Error::MixedKinds { .. } => "mixed_kinds",
            Error::WindowOnCustomers => "window_on_customers",
            Error::Overflow => "overflow",
            Error::UnknownCustomer { .. } => "unknown_customer",
        }
    }

    /// The user asked for something that cannot be meant: exit 2 instead of 1.
    pub fn is_usage(&self) -> bool {
        matches!(self, Error::WindowOnCustomers | Error::UnknownColumn { .. })
    }

    /// The error in words: what, where, the way out.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Error::CannotRead { file, cause } => {
                let (file, cause) = (printable(file), cause.text(lang));
                lang.pick(format!("cannot read {file}: {cause}"), format!("无法读取 {file}：{cause}"))
            }
            Error::EmptyInput(file) => {
                let file = printable(file);
                lang.pick(format!("{file} is empty; did the export before it fail?"), format!("{file} 是空文件；上一步导出是否失败了？"))
            }
            Error::NoData(file) => {
                let file = printable(file);
                lang.pick(
                    format!("{file} has a header and no rows; did the export before it fail?"),
                    format!("{file} 只有表头没有数据；上一步导出是否失败了？"),
                )
            }
            Error::NotCsv { file, what } => {
                let file = printable(file);
                lang.pick(
                    format!("{file} is {what}, not a table; export it as CSV or as an Excel workbook"),
                    format!("{file} 是 {what}，不是表格；请导出为 CSV 或 Excel 工作簿"),
                )
            }
            Error::Truncated { file, cause } => {
                let file = printable(file);
                lang.pick(
                    format!("{file} is compressed and ends early or is damaged ({cause}); copy it again"),
                    format!("压缩文件 {file} 不完整或已损坏（{cause}）；请重新复制"),
                )
            }
            Error::InputChanged(file) => {
                let file = printable(file);
                lang.pick(
                    format!("{file} was changed while it was read; run again when it is complete"),
                    format!("{file} 在读取过程中被修改；请等它写完后再运行"),
                )
            }
            Error::NulBytes(file) => {
                let file = printable(file);
                lang.pick(
                    format!("{file} is full of NUL bytes, as UTF-16 without a mark is; try --encoding utf-16le or utf-16be"),
                    format!("{file} 含大量空字节，像是没有标记的 UTF-16；请试 --encoding utf-16le 或 utf-16be"),
                )
            }
            Error::NoSheet { file, wanted, sheets } => {
                let (file, wanted, sheets) = (printable(file), printable(wanted), list(sheets, lang));
                lang.pick(
                    format!("{file} has no sheet '{wanted}'; sheets: {sheets}"),
                    format!("{file} 中没有工作表“{wanted}”；现有：{sheets}"),
                )
            }
            Error::UnknownColumn { file, wanted, columns } => {
                let nearest = nearest(wanted, columns);
                let (file, wanted, columns) = (printable(file), printable(wanted), list(columns, lang));
                let mut text = lang.pick(format!("{file} has no column '{wanted}'"), format!("{file} 中没有列“{wanted}”"));
                if let Some(nearest) = nearest {
                    let nearest = printable(&nearest);
                    text += &lang.pick(format!("; did you mean '{nearest}'?"), format!("；是不是“{nearest}”？"));
                }
                text + &lang.pick(format!("\n  columns: {columns}"), format!("\n  现有的列：{columns}"))
            }
            Error::MissingColumn { file, roles, line, columns } => {
                let (file, columns) = (printable(file), list(columns, lang));
                let names: Vec<&str> = roles.iter().map(|(role, _)| role.get(lang)).collect();
                let flags: Vec<String> =
                    roles.iter().map(|(_, flag)| lang.pick(format!("{flag} COLUMN"), format!("{flag} 列名"))).collect();
                let (names, flags) = (names.join(lang.pick(", ", "、")), flags.join(" "));
                lang.pick(
                    format!(
                        "{file}: found no column for: {names}\n  line {line} was taken for the header; columns: {columns}\n  name them with {flags}, or the header's line with --header-row N"
                    ),
                    format!("{file}：找不到以下内容所在的列：{names}\n  第 {line} 行被当作表头，现有的列：{columns}\n  请用 {flags} 指定，或用 --header-row 行号 指定表头"),
                )
            }
            Error::DuplicateColumn { file, name } => {
                let (file, name) = (printable(file), printable(name));
                lang.pick(
                    format!("{file}: duplicate column '{name}'; rename one, or name the one meant by its place: '#3' is the third"),
                    format!("{file}：有两列都叫“{name}”；请改名，或按位置指定：'#3' 表示第三列"),
                )
            }
            Error::TooManyColumns { file, found, limit } => {
                let file = printable(file);
                lang.pick(
                    format!("{file} has {found} columns, more than the {limit} that are read; is the delimiter right (--delimiter)?"),
                    format!("{file} 有 {found} 列，超过上限 {limit}；分隔符是否正确（--delimiter）？"),
                )
            }
            Error::AmbiguousDate { file, column, example } => {
                let (file, column, example) = (printable(file), printable(column), printable(example));
                lang.pick(
                    format!(
                        "{file}: column {column}: nothing tells whether {example} has the day or the month first\n  say it: --date-format %d/%m/%Y (day first) or %m/%d/%Y (month first)"
                    ),
                    format!("{file}：列 {column}：无法判断 {example} 是日在前还是月在前\n  请指定：--date-format %d/%m/%Y（日在前）或 %m/%d/%Y（月在前）"),
                )
            }
            Error::MixedDates { file, line, column, value } => {
                let (file, column, value) = (printable(file), printable(column), printable(value));
                lang.pick(
                    format!(
                        "{file}:{line}: column {column}: {value} has day and month in another order than the rows before it\n  --date-format %d/%m/%Y or %m/%d/%Y takes one order and rejects the rest"
                    ),
                    format!("{file}:{line}：列 {column}：{value} 的日月顺序与前面的行不同\n  用 --date-format %d/%m/%Y 或 %m/%d/%Y 指定一种，其余行按无法识别处理"),
                )
            }
            Error::MixedCurrency { file, line, column, value } => {
                let (file, column, value) = (printable(file), printable(column), printable(value));
                lang.pick(
                    format!(
                        "{file}:{line}: column {column}: {value} is in another currency than the rows before it; convert them to one first"
                    ),
                    format!("{file}:{line}：列 {column}：{value} 与前面的行币种不同；请先换算成同一币种"),
                )
            }
            Error::UnclosedQuote { file, line } => {
                let file = printable(file);
                lang.pick(
                    format!("{file}:{line}: a quote (\") opens here and is never closed; nothing after it can be trusted"),
                    format!("{file}:{line}：此处的引号（\"）没有结束，其后的内容不可信"),
                )
            }
            Error::RecordTooLong { file, line, limit_mib } => {
                let file = printable(file);
                lang.pick(
                    format!("{file}:{line}: this row is longer than {limit_mib} MiB; is a quote (\") left open, or is this no CSV?"),
                    format!("{file}:{line}：这一行超过 {limit_mib} MiB；是否有引号（\"）没有结束，或这不是 CSV？"),
                )
            }
            Error::Strict(reject) => lang.pick(
                format!("{}\n  --strict stops at the first row that cannot be read", reject_line(reject, lang)),
                format!("{}\n  --strict 遇到第一行无法识别的数据即停止", reject_line(reject, lang)),
            ),
            Error::TooManyRejects { rejected, read, examples } => {
                let (rejected, read) = (grouped(*rejected), grouped(*read));
                let lines = reject_lines(examples, lang);
                lang.pick(
                    format!(
                        "{rejected} of {read} rows cannot be read; nothing was written{lines}\n  rfm inspect shows how the file is read; --max-rejects 50% lets them pass; --rejects FILE keeps them"
                    ),
                    format!(
                        "{read} 行中有 {rejected} 行无法读取；没有写出任何文件{lines}\n  rfm inspect 可查看文件如何被读取；--max-rejects 50% 可放行；--rejects 文件名 可另存"
                    ),
                )
            }
            Error::NoUsableRows { read, reasons, examples } => {
                let reasons: Vec<String> = reasons.iter().map(|(slug, rows)| format!("{slug} {}", grouped(*rows))).collect();
                let (read, reasons, lines) = (grouped(*read), reasons.join(", "), reject_lines(examples, lang));
                lang.pick(
                    format!("no usable rows: {read} read ({reasons}){lines}\n  rfm inspect shows how the file is read"),
                    format!("没有可用的行：共读取 {read} 行（{reasons}）{lines}\n  rfm inspect 可查看文件如何被读取"),
                )
            }
            Error::TooFewRows { used, wanted } => {
                let (used, wanted) = (grouped(*used), grouped(*wanted));
                lang.pick(
                    format!("only {used} rows can be used, --min-rows asks for {wanted}; nothing was written"),
                    format!("可用的行只有 {used}，--min-rows 要求 {wanted}；没有写出任何文件"),
                )
            }
            Error::RepeatedCustomer(id) => {
                let id = printable(id);
                lang.pick(
                    format!("customer '{id}' stands in more than one row of a customer table\n  if each row is a purchase, say so: --kind transactions"),
                    format!("客户“{id}”在客户表中出现多次\n  如果每行是一笔消费，请加 --kind transactions"),
                )
            }
            Error::MixedKinds { transactions, customers } => {
                let (transactions, customers) = (printable(transactions), printable(customers));
                lang.pick(
                    format!(
                        "{transactions} holds transactions and {customers} is a customer table; score them apart, or force one with --kind"
                    ),
                    format!("{transactions} 是交易明细，{customers} 是客户表；请分开运行，或用 --kind 指定"),
                )
            }
            Error::WindowOnCustomers => lang.pick(
                "--window needs single purchases; a customer table has only their sum".into(),
                "--window 需要逐笔记录；客户表只有汇总数".into(),
            ),
            Error::Overflow => {
                lang.pick("a sum does not fit in 38 digits; are the amounts right?".into(), "金额合计超过 38 位；金额是否有误？".into())
            }
            Error::UnknownCustomer { wanted, nearest } => {
                let wanted = printable(wanted);
                if nearest.is_empty() {
                    return lang
                        .pick(format!("no customer '{wanted}', and no id comes near"), format!("没有客户“{wanted}”，也没有相近的编号"));
                }
                let nearest = list(nearest, lang);
                lang.pick(
                    format!("no customer '{wanted}'; ids that come near: {nearest}"),
                    format!("没有客户“{wanted}”；相近的编号：{nearest}"),
                )
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Error {}

fn reject_lines(examples: &[Reject], lang: Lang) -> String {
    let lines: String = examples.iter().map(|reject| format!("\n    {}", reject_line(reject, lang))).collect();
    lines + &way_out(examples, lang)
}

/// Names as a list; of many only the first forty.
fn list(names: &[String], lang: Lang) -> String {
    let shown: Vec<String> = names.iter().take(40).map(|name| printable(name)).collect();
    shown.join(lang.pick(", ", "、")) + if names.len() > 40 { " …" } else { "" }
}

/// The name that comes nearest to the wanted one, if any comes near.
pub fn nearest(wanted: &str, names: &[String]) -> Option<String> {
    let closeness = |name: &String| strsim::jaro_winkler(&name.to_lowercase(), &wanted.to_lowercase());
    let best = names.iter().filter(|name| !name.is_empty()).max_by(|a, b| closeness(a).total_cmp(&closeness(b)))?;
    (closeness(best) > 0.6).then(|| best.clone())
}
