//! The wording of every error, in both languages: what, where, the way out.

use super::{Cause, Error};
use crate::accounting::Reject;
use crate::lang::{Lang, plural};
use crate::money::grouped;
use crate::note::printable;
use crate::note::rows::{percent_needed, reject_line, way_out};

impl Cause {
    /// The cause in words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Cause::Missing => lang.pick("there is no such file", "文件不存在").to_owned(),
            Cause::Denied => lang.pick("it may not be read (permission denied)", "没有读取权限").to_owned(),
            Cause::Directory => lang.pick("it is a directory; name the files in it", "这是一个目录；请指定其中的文件").to_owned(),
            Cause::TooMuch => lang
                .pick("it unpacks to more than a workbook needs; export the table as CSV", "解压后的内容远超正常工作簿；请将表格导出为 CSV")
                .to_owned(),
            Cause::Other(words) => words.clone(),
        }
    }
}

impl Error {
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
                let (file, what) = (printable(file), what.get(lang));
                lang.pick(
                    format!("{file} is {what}, not a table; export it as CSV or as an Excel workbook"),
                    format!("{file} 是{what}，不是表格；请导出为 CSV 或 Excel 工作簿"),
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
                let nearest = crate::near::near(wanted, columns.iter().map(String::as_str));
                let nearest = nearest.map(printable);
                let (file, wanted, columns) = (printable(file), printable(wanted), list(columns, lang));
                let mut text = lang.pick(format!("{file} has no column '{wanted}'"), format!("{file} 中没有列“{wanted}”"));
                if let Some(nearest) = nearest {
                    text += &lang.pick(format!("; did you mean '{nearest}'?"), format!("；是不是“{nearest}”？"));
                }
                text + &lang.pick(format!("\n  columns: {columns}"), format!("\n  现有的列：{columns}"))
            }
            Error::MissingColumn { file, roles, line, columns } => {
                let (file, columns) = (printable(file), list(columns, lang));
                let names: Vec<&str> = roles.iter().map(|(role, _)| role.get(lang)).collect();
                let flags: Vec<String> = roles.iter().map(|(_, flag)| named(flag, lang)).collect();
                let (names, flags) = (names.join(lang.pick(", ", "、")), flags.join(" "));
                lang.pick(
                    format!(
                        "{file}: found no column for: {names}\n  line {line} was taken for the header; columns: {columns}\n  name them with {flags}, or the header's line with --header-row N"
                    ),
                    format!("{file}：找不到以下内容所在的列：{names}\n  第 {line} 行被当作表头，现有的列：{columns}\n  请用 {flags} 指定，或用 --header-row 行号 指定表头"),
                )
            }
            Error::NoRuleCanWarn { columns, has_history } => {
                let names: Vec<&str> = columns.iter().map(|about| about.text().get(lang)).collect();
                let flags = columns.iter().map(|about| format!("--column {}={}", about.slug(), lang.pick("COLUMN", "列名")));
                let (names, flags) = (names.join(lang.pick(", ", "、")), flags.collect::<Vec<_>>().join(" "));
                let mut text = lang.pick("none of the rules that are on can be applied", "已启用的规则都无法使用").to_owned();
                if !has_history {
                    text += lang.pick(
                        "\n  a customer table has no single visits, so nobody's rhythm is known",
                        "\n  客户表没有逐次到店记录，无法按各人的到店节奏判断",
                    );
                }
                if !columns.is_empty() {
                    text += &lang.pick(
                        format!("\n  no column tells of: {names}\n  name one with {flags}"),
                        format!("\n  没有以下内容所在的列：{names}\n  请用 {flags} 指定"),
                    );
                }
                text
            }
            Error::TooFewRepeaters { repeaters, needed } => {
                let (came, repeaters, needed) = (plural(*repeaters, "customer"), grouped(*repeaters), grouped(*needed));
                lang.pick(
                    format!(
                        "only {came} came back on another day; a model of purchases needs at least {needed} of them\n  \
                         give it more customers or a longer time; one that was fitted elsewhere can be used with --model-from"
                    ),
                    format!(
                        "只有 {repeaters} 位客户在其他日子再次消费；购买模型至少需要 {needed} 位\n  请提供更多客户或更长时间的数据；也可用 \
                         --model-from 使用以前拟合好的模型"
                    ),
                )
            }
            Error::BadModel { file, cause } => {
                let (file, cause) = (printable(file), printable(cause));
                lang.pick(
                    format!("{file} holds no usable model ({cause}); --keep-model FILE writes one"),
                    format!("{file} 中没有可用的模型（{cause}）；可用 --keep-model 文件名 生成"),
                )
            }
            Error::NoVisits => lang.pick(
                "a customer table has no single purchases, so nobody's rhythm and leaving can be told\n  give the list of purchases, \
                 or a list of repeat histories (id, frequency, recency, T, value) with --kind btyd-summary"
                    .into(),
                "客户表没有逐笔消费，无法判断各人的购买节奏和去留\n  请提供消费明细，或用 --kind btyd-summary 读入复购汇总表\
                 （id、frequency、recency、T、value）"
                    .into(),
            ),
            Error::RepeatHistories(file) => {
                let file = printable(file);
                lang.pick(
                    format!(
                        "{file} looks like a list of repeat histories: with T beside them, frequency (x) counts repeats and recency (t_x) runs \
                         from the first purchase to the last\n  read it with rfm clv --kind btyd-summary; if it is a customer table all the \
                         same, say --kind customers"
                    ),
                    format!(
                        "{file} 像是复购汇总表：与 T 并列时，frequency（x）是复购次数，recency（t_x）是首末购买的间隔\n  请用 rfm clv --kind \
                         btyd-summary 读入；若确实是客户表，请加 --kind customers"
                    ),
                )
            }
            Error::NotSettled { model, gradient, parameters } => {
                let names = parameters.join(lang.pick(", ", "、"));
                let held = match parameters.is_empty() {
                    true => String::new(),
                    false => lang.pick(format!("the data do not hold {names}; "), format!("数据无法确定 {names}；")),
                };
                lang.pick(
                    format!(
                        "{model} found no parameters that make these data most likely (a slope of {gradient} for each customer is left)\n  \
                         {held}try the other --model, or a longer time"
                    ),
                    format!(
                        "{model} 没有找到使数据最可能的参数（平均每位客户的梯度仍有 {gradient}）\n  {held}请换一个 --model，或使用更长时间的数据"
                    ),
                )
            }
            Error::ForeignModel { en, zh } => {
                lang.pick(
                    format!("{en}\n  fit anew (rfm clv --keep-model FILE); rfm clv --force uses them all the same"),
                    format!("{zh}\n  请重新拟合（rfm clv --keep-model 文件名）；rfm clv 加 --force 可照用"),
                )
            }
            Error::ListLacks { file, roles, line, columns } => {
                let (file, columns) = (printable(file), list(columns, lang));
                let wanted: Vec<&str> = roles.iter().map(|(role, _)| role.get(lang)).collect();
                let names: Vec<&str> = roles.iter().map(|(_, name)| *name).collect();
                let (wanted, names) = (wanted.join(lang.pick(", ", "、")), names.join(lang.pick(", ", "、")));
                lang.pick(
                    format!(
                        "{file}: found no column for: {wanted}\n  line {line} was taken for the header; columns: {columns}\n  name one so: {names}"
                    ),
                    format!("{file}：找不到以下内容所在的列：{wanted}\n  第 {line} 行被当作表头，现有的列：{columns}\n  请把列名改为：{names}"),
                )
            }
            Error::BadCell { file, line, column, value, what } => {
                let (file, column, value, what) = (printable(file), printable(column), printable(value), what.get(lang));
                lang.pick(
                    format!("{file}:{line}: column {column}: '{value}' {what}"),
                    format!("{file}:{line}：列 {column}：“{value}”{what}"),
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
                let percent = percent_needed(*rejected, *read);
                let way_on = match rejected < read {
                    true => lang.pick(
                        format!("; with --max-rejects {percent}% the rest is scored, and --rejects FILE keeps these"),
                        format!("；加 --max-rejects {percent}% 可为其余的行打分，--rejects 文件名 可另存这些行"),
                    ),
                    false => String::new(), // there is no rest
                };
                let (rejected, read) = (grouped(*rejected), grouped(*read));
                let lines = reject_lines(examples, lang);
                lang.pick(
                    format!(
                        "{rejected} of {read} rows cannot be read; nothing was written{lines}\n  rfm inspect shows how the file is read{way_on}"
                    ),
                    format!(
                        "{read} 行中有 {rejected} 行无法识别；没有写出任何文件{lines}\n  rfm inspect 可查看文件如何被读取{way_on}"
                    ),
                )
            }
            Error::NoUsableRows { read, reasons, examples } => {
                let reasons = reasons.iter().map(|(words, rows)| {
                    let (words, rows) = (words.get(lang), grouped(*rows));
                    lang.pick(format!("{words} {rows}"), format!("{words} {rows} 行"))
                });
                let reasons: Vec<String> = reasons.collect();
                let (rows, lines) = (grouped(*read), reject_lines(examples, lang));
                lang.pick(
                    format!("no usable rows: {rows} read ({}){lines}\n  rfm inspect shows how the file is read", reasons.join("; ")),
                    format!("没有可用的行：共 {rows} 行（{}）{lines}\n  rfm inspect 可查看文件如何被读取", reasons.join("；")),
                )
            }
            Error::TooFewRows { used, wanted } => {
                let (rows, used, wanted) = (plural(*used, "row"), grouped(*used), grouped(*wanted));
                lang.pick(
                    format!("only {rows} can be used, --min-rows asks for {wanted}; nothing was written"),
                    format!("可用的行只有 {used} 行，--min-rows 要求 {wanted} 行；没有写出任何文件"),
                )
            }
            Error::NoHistory => lang.pick(
                "a customer table has no history: it tells how things are, not how they were on another day\n  give the visits or orders themselves, one row each".to_owned(),
                "客户表没有历史：只有现在的数，看不出以前某一天的情况\n  请提供到店或订单明细，每笔一行".to_owned(),
            ),
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
            Error::Memory { limit, bytes, customers, read, size } => {
                let size_of = |bytes: u128| match bytes >> 30 {
                    0 => format!("{} MiB", bytes.div_ceil(1 << 20)),
                    whole => format!("{whole}.{} GiB", (bytes % (1 << 30) * 10) >> 30),
                };
                let (limit, customers) = (size_of((*limit).into()), grouped(*customers));
                // As if the rest had as many new customers as what was read, and tables had just grown by half: mostly it is less.
                let all = size.filter(|_| *read > 0).map(|size| u128::from(*bytes) * u128::from(size) * 3 / 2 / u128::from(*read));
                let percent = size.filter(|size| *size > 0).map(|size| u128::from(*read) * 100 / u128::from(size));
                let so_far = match (percent, all) {
                    (Some(percent), Some(all)) => lang.pick(
                        format!("after {percent}% of the input; all of it may need up to {}", size_of(all.max((*bytes).into()))),
                        format!("只读了输入的 {percent}%；全部最多约需 {}", size_of(all.max((*bytes).into()))),
                    ),
                    _ => lang.pick("so far".into(), "尚未读完".into()),
                };
                lang.pick(
                    format!("{customers} customers take more than the {limit} of memory that they may, {so_far}; allow more with --memory, keep fewer columns, divide the input by customer, or let a database do it (rfm sql) and score what it answers"),
                    format!("{customers} 位客户占用的内存已超过上限 {limit}（{so_far}）；可用 --memory 调高上限、少保留几列、按客户拆分输入，或交给数据库（rfm sql），再对其结果评分"),
                )
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

/// A flag with a column's name: `--date COLUMN`, `--column advisor=COLUMN`.
fn named(flag: &str, lang: Lang) -> String {
    let between = if flag.contains(' ') { '=' } else { ' ' };
    lang.pick(format!("{flag}{between}COLUMN"), format!("{flag}{between}列名"))
}

fn reject_lines(examples: &[Reject], lang: Lang) -> String {
    let lines: String = examples.iter().map(|reject| format!("\n    {}", reject_line(reject, lang))).collect();
    lines + &way_out(examples, lang)
}

/// Names as a list; of many only the first forty.
fn list(names: &[String], lang: Lang) -> String {
    let shown: Vec<String> = names.iter().take(40).map(|name| printable(name)).collect();
    shown.join(lang.pick(", ", "、")) + if names.len() > 40 { " …" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::Reason;
    use crate::policy::LeftOut;

    #[test]
    fn too_many_rejects_name_the_percentage_that_is_needed() {
        let text = |rejected, lang| Error::TooManyRejects { rejected, read: 1000, examples: Vec::new() }.text(lang);
        assert!(text(601, Lang::En).ends_with("with --max-rejects 61% the rest is scored, and --rejects FILE keeps these"));
        assert!(text(601, Lang::Zh).contains("--max-rejects 61%"));
        assert!(!text(1000, Lang::En).contains("--max-rejects"), "there is no rest");
    }

    #[test]
    fn reasons_are_words() {
        let reasons = vec![(Reason::BadDate.words(), 1200), (LeftOut::ZeroAmount.words(), 3)];
        let error = Error::NoUsableRows { read: 1203, reasons, examples: Vec::new() };
        assert!(error.text(Lang::En).starts_with("no usable rows: 1,203 read (not a date 1,200; zero amount 3)\n"));
        assert!(error.text(Lang::Zh).starts_with("没有可用的行：共 1,203 行（不是日期 1,200 行；零金额 3 行）\n"));
    }
}
