//! What the user should know of a run though it did not fail: the wording of every note, in both languages.
//!
//! Notes go to stderr, and into JSON by their code. Errors are `error`.

use crate::date::Day;
use crate::lang::Lang;
use crate::money::{Money, grouped};
use crate::summary::ValueOf;

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// How a file was read: its name and the findings, told in one line.
    ReadAs {
        /// The file.
        file: String,
        /// `GB18030`, told only when it is not plain UTF-8 or ASCII.
        encoding: Option<String>,
        /// Role and column, in the order of roles: `("customer id", "客户ID")`.
        columns: Vec<(crate::lang::Text, String)>,
        /// The line of the header, told when lines above it were passed over.
        header_line: u64,
        /// Told when it is not the comma.
        delimiter: char,
        /// Told when the file is a customer table.
        customers: bool,
    },
    /// Two columns could play one role.
    TwoColumns {
        /// What for.
        role: crate::lang::Text,
        /// The one that was taken.
        taken: String,
        /// The one that was not.
        passed: String,
    },
    /// Amount is the product of two columns that were recognised.
    Product {
        /// Quantity.
        quantity: String,
        /// Price of one.
        price: String,
    },
    /// Rows that cannot be read were passed over.
    Rejected {
        /// How many.
        rows: u64,
        /// Of how many.
        read: u64,
    },
    /// The first rows of each reason that cannot be read, with file and line.
    RejectedRows(Vec<crate::accounting::Reject>),
    /// Anonymous sales.
    NoCustomer {
        /// How many rows.
        rows: u64,
        /// Their amount.
        amount: Money,
        /// Decimals to print it with.
        decimals: u8,
    },
    /// Values of the status column that the table does not know; their rows were kept.
    UnknownStatus(Vec<(String, u64)>),
    /// The as-of date is in the future.
    AsOfInFuture(Day),
    /// The as-of date is more than 30 days old.
    AsOfOld {
        /// The as-of date.
        as_of: Day,
        /// Days up to now.
        days: i32,
    },
    /// Quintiles of so few customers are coarse.
    FewCustomers(u64),
    /// No customer can get these scores.
    OutOfReach(Vec<(char, u8)>),
    /// One id holds more than a fifth of the rows.
    BusyId {
        /// The id.
        id: String,
        /// Its share, as a percentage.
        share: String,
    },
    /// Ids look like numbers that a spreadsheet rounded.
    RoundedIds {
        /// How many.
        ids: u64,
        /// One of them.
        example: String,
    },
    /// Ids that differ only by case, spaces or full-width letters.
    LookAlikeIds {
        /// How many groups of them.
        groups: u64,
        /// Two of a group.
        example: [String; 2],
    },
    /// A customer table names customers more than once.
    RepeatedIds {
        /// How many ids.
        ids: u64,
        /// One of them.
        example: String,
    },
    /// Under quintiles M is high for up to 40% of customers, so typical ranges do not apply.
    TypicalNeedsFixed,
    /// Customers whose last purchase is before the window were left out.
    InactiveLeftOut(u64),
    /// A preset's window cannot be applied to a customer table.
    WindowNotApplied,
    /// The total is not above zero, so there are no value shares.
    NoValueShare(ValueOf),
    /// One file has neither profit nor cost while another has: value is the amount spent.
    ProfitNotEverywhere(String),
    /// The same file was named twice and is counted twice.
    SameFileTwice(String),
    /// A CSV for a spreadsheet: some text cells look like formulas or hold Chinese.
    SpreadsheetHint {
        /// Cells that a spreadsheet would take for formulas.
        formulas: u64,
        /// The output.
        file: String,
    },
    /// Flags that shape exports, in a run that exports nothing.
    NoExport(String),
    /// An output was written.
    Wrote {
        /// Where.
        file: String,
        /// Customers in it, where it lists customers.
        customers: Option<u64>,
    },
}

impl Note {
    /// Machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            Note::ReadAs { .. } => "read_as",
            Note::TwoColumns { .. } => "two_columns",
            Note::Product { .. } => "product",
            Note::Rejected { .. } => "rejected",
            Note::RejectedRows(_) => "rejected_rows",
            Note::NoCustomer { .. } => "no_customer",
            Note::UnknownStatus(_) => "unknown_status",
            Note::AsOfInFuture(_) => "as_of_in_future",
            Note::AsOfOld { .. } => "as_of_old",
            Note::FewCustomers(_) => "few_customers",
            Note::OutOfReach(_) => "out_of_reach",
            Note::BusyId { .. } => "busy_id",
            Note::RoundedIds { .. } => "rounded_ids",
            Note::LookAlikeIds { .. } => "look_alike_ids",
            Note::RepeatedIds { .. } => "repeated_ids",
            Note::TypicalNeedsFixed => "typical_needs_fixed",
            Note::InactiveLeftOut(_) => "inactive_left_out",
            Note::WindowNotApplied => "window_not_applied",
            Note::NoValueShare(_) => "no_value_share",
            Note::ProfitNotEverywhere(_) => "profit_not_everywhere",
            Note::SameFileTwice(_) => "same_file_twice",
            Note::SpreadsheetHint { .. } => "spreadsheet_hint",
            Note::NoExport(_) => "no_export",
            Note::Wrote { .. } => "wrote",
        }
    }

    /// Depends on the clock, on file names or on where outputs went: told on stderr and kept out of data files, so that
    /// the same data gives the same bytes.
    pub fn is_of_the_run(&self) -> bool {
        let of_names = matches!(self, Note::ReadAs { .. } | Note::RejectedRows(_) | Note::SameFileTwice(_) | Note::ProfitNotEverywhere(_));
        let of_clock = matches!(self, Note::AsOfInFuture(_) | Note::AsOfOld { .. });
        of_names || of_clock || matches!(self, Note::Wrote { .. } | Note::SpreadsheetHint { .. } | Note::NoExport(_))
    }

    /// The note in words, without a full stop at its end.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Note::ReadAs { file, encoding, columns, header_line, delimiter, customers } => {
                let file = printable(file);
                let mut parts: Vec<String> = Vec::new();
                if let Some(encoding) = encoding {
                    parts.push(encoding.clone());
                }
                match delimiter {
                    ',' => {}
                    '\t' => parts.push(lang.pick("tab-separated", "以制表符分隔").into()),
                    other => parts.push(lang.pick(format!("separated by {other}"), format!("以 {other} 分隔"))),
                }
                if *header_line > 1 {
                    parts.push(lang.pick(format!("header on line {header_line}"), format!("表头在第 {header_line} 行")));
                }
                parts.push(if *customers {
                    lang.pick("a customer table", "客户表（每位客户一行）").into()
                } else {
                    lang.pick("transactions", "交易明细（每笔一行）").into()
                });
                let columns: Vec<String> =
                    columns.iter().map(|(role, column)| format!("{} = {}", role.get(lang), printable(column))).collect();
                let read_as = parts.join(lang.pick(", ", "，"));
                lang.pick(format!("{file} read as {read_as}; {}", columns.join(", ")), format!("{file}：{read_as}；{}", columns.join("，")))
            }
            Note::TwoColumns { role, taken, passed } => {
                let (role, taken, passed) = (role.get(lang), printable(taken), printable(passed));
                lang.pick(
                    format!("two columns could be the {role}: took '{taken}', not '{passed}'"),
                    format!("有两列可作{role}：取“{taken}”，未取“{passed}”"),
                )
            }
            Note::Product { quantity, price } => {
                let (quantity, price) = (printable(quantity), printable(price));
                lang.pick(
                    format!("there is no amount column; the amount is {quantity} × {price}"),
                    format!("没有金额列；金额按 {quantity} × {price} 计算"),
                )
            }
            Note::Rejected { rows, read } => {
                let (rows, read) = (grouped(*rows), count(*read, "row"));
                lang.pick(
                    format!("not counted, because they cannot be read: {rows} of {read} (--rejects FILE keeps them)"),
                    format!("{read} 行中有 {rows} 行无法读取，未计入（--rejects 文件名 可另存）"),
                )
            }
            Note::RejectedRows(rejects) => {
                let lines: Vec<String> = rejects.iter().map(|reject| reject_line(reject, lang)).collect();
                lang.pick("the first of them:", "例如：").to_owned() + "\n    " + &lines.join("\n    ") + &way_out(rejects, lang)
            }
            Note::NoCustomer { rows, amount, decimals } => {
                let amount = amount.grouped(*decimals);
                lang.pick(
                    format!("left out for want of a customer id: {}, together {amount}", count(*rows, "row")),
                    format!("{} 行没有客户编号，未计入，合计金额 {amount}", grouped(*rows)),
                )
            }
            Note::UnknownStatus(values) => {
                let listed: Vec<String> = values.iter().map(|(value, rows)| format!("{} ({})", printable(value), grouped(*rows))).collect();
                let listed = listed.join(lang.pick(", ", "、"));
                lang.pick(
                    format!("status values that are not known were counted as sales: {listed}; --status-drop VALUE leaves one out"),
                    format!("以下状态不在已知之列，按成交计入：{listed}；用 --status-drop 状态 可排除"),
                )
            }
            Note::AsOfInFuture(day) => lang.pick(
                format!("the as-of date {day} is in the future; is a date mistyped? --as-of sets it"),
                format!("基准日 {day} 晚于今天；是否有日期填错？可用 --as-of 指定"),
            ),
            Note::AsOfOld { as_of, days } => lang.pick(
                format!("recency counts to {as_of}, the latest date in the data, {days} days ago; --as-of today counts to today"),
                format!("近度算到数据中最晚的日期 {as_of}（{days} 天前）；--as-of today 可算到今天"),
            ),
            Note::FewCustomers(n) => lang.pick(
                format!(
                    "for quintiles, {} are few: a score says little; --preset after-sales or --cuts sets fixed thresholds",
                    count(*n, "customer")
                ),
                format!("只有 {n} 位客户，五等分偏粗；可用 --preset after-sales 或 --cuts 设定固定门槛"),
            ),
            Note::OutOfReach(scores) => {
                let listed: Vec<String> = scores.iter().map(|(measure, score)| format!("{measure}{score}")).collect();
                let listed = listed.join(lang.pick(", ", "、"));
                lang.pick(
                    format!("many customers are alike, so no one can get these scores: {listed}"),
                    format!("许多客户数值相同，以下得分无人可得：{listed}"),
                )
            }
            Note::BusyId { id, share } => {
                let id = printable(id);
                lang.pick(
                    format!("customer '{id}' holds {share} of the rows: a walk-in or a till? --ignore-ids '{id}' leaves it out"),
                    format!("客户“{id}”占全部记录的 {share}：是散客或收银账号吗？--ignore-ids '{id}' 可排除"),
                )
            }
            Note::RoundedIds { ids, example } => lang.pick(
                format!("ids look like numbers rounded by a spreadsheet ({ids}, such as {example}); export that column as text"),
                format!("{ids} 个编号像是被表格软件四舍五入过的数字（{example}）；请把该列按文本导出"),
            ),
            Note::LookAlikeIds { groups, example: [one, other] } => {
                let (groups, one, other) = (grouped(*groups), printable(one), printable(other));
                lang.pick(
                    format!(
                        "ids that differ only by case, spaces or full-width letters count as different customers: '{one}' and '{other}' \
                         ({groups} such cases)"
                    ),
                    format!("只差大小写、空格或全角半角的编号按不同客户计算：如“{one}”和“{other}”（共 {groups} 组）"),
                )
            }
            Note::RepeatedIds { ids, example } => {
                let (count, example) = (grouped(*ids), printable(example));
                lang.pick(
                    match ids {
                        1 => format!("customer '{example}' stands in more than one row of a customer table"),
                        _ => format!("{count} customers stand in more than one row of a customer table ('{example}' is one)"),
                    },
                    match ids {
                        1 => format!("客户“{example}”在客户表中出现多次"),
                        _ => format!("{count} 位客户在客户表中出现多次（如“{example}”）"),
                    },
                )
            }
            Note::TypicalNeedsFixed => lang.pick(
                "typical ranges come from fixed thresholds; quintiles make M high for up to 40% of customers, so the figures are not \
                 held against them (--preset after-sales does)"
                    .into(),
                "典型区间以固定门槛为准；五等分下至多 40% 的客户 M 为高，故不作对照（--preset after-sales 可对照）".into(),
            ),
            Note::InactiveLeftOut(n) => lang.pick(
                format!("left out for want of a purchase in the window: {} (--active-only)", count(*n, "customer")),
                format!("{} 位客户在统计期内没有消费，已排除（--active-only）", grouped(*n)),
            ),
            Note::WindowNotApplied => lang.pick(
                "a customer table has no single purchases, so the preset's window cannot be applied".into(),
                "客户表没有逐笔记录，预设中的统计期无法使用".into(),
            ),
            Note::NoValueShare(of) => lang.pick(
                format!("the total {} is not above zero, so there are no value shares", of.name(lang)),
                format!("{}合计不大于零，无法计算价值贡献", of.name(lang)),
            ),
            Note::ProfitNotEverywhere(file) => {
                let file = printable(file);
                lang.pick(
                    format!("{file} has neither profit nor cost, so value is the amount spent in all files"),
                    format!("{file} 没有利润列或成本列，因此各文件的价值都按消费金额计"),
                )
            }
            Note::SameFileTwice(file) => {
                let file = printable(file);
                lang.pick(format!("{file} is named twice and counted twice"), format!("{file} 出现两次，按两份计入"))
            }
            Note::SpreadsheetHint { formulas, file } => {
                let file = printable(file);
                match formulas {
                    0 => lang.pick(
                        format!("{file} holds Chinese text; --excel writes it so that Excel shows it right"),
                        format!("{file} 含中文；加 --excel 可让 Excel 正常显示"),
                    ),
                    n => lang.pick(
                        format!(
                            "{file} holds {} that begin like a formula; --excel makes them safe to open in a spreadsheet",
                            count(*n, "cell")
                        ),
                        format!("{file} 中有 {n} 个单元格像公式；加 --excel 后可安全地用表格软件打开"),
                    ),
                }
            }
            Note::NoExport(flags) => lang.pick(
                format!("without --export nothing is exported, so this has no effect: {flags}"),
                format!("没有 --export 就不会导出客户，以下选项不起作用：{flags}"),
            ),
            Note::Wrote { file, customers } => {
                let file = printable(file);
                match customers {
                    Some(n) => {
                        lang.pick(format!("wrote {file}: {}", count(*n, "customer")), format!("已写入 {file}：{} 位客户", grouped(*n)))
                    }
                    None => lang.pick(format!("wrote {file}"), format!("已写入 {file}")),
                }
            }
        }
    }
}

/// One rejected row in a line: `orders.csv:12  column date: "合计" is not a date`.
pub fn reject_line(reject: &crate::accounting::Reject, lang: Lang) -> String {
    use crate::accounting::Reason;
    let value = clip(&printable(&reject.value), 40);
    let what = match reject.reason {
        Reason::Undecodable => lang.pick("bytes that are no text in this encoding".to_owned(), "含无法按此编码解读的字节".to_owned()),
        Reason::ControlCharacter => lang.pick(format!("\"{value}\" holds a control character"), format!("“{value}”含控制字符")),
        Reason::FieldCount => {
            let (found, wanted) = value.split_once('/').unwrap_or((&value, "?"));
            lang.pick(format!("fields: {found}, the header has {wanted}"), format!("有 {found} 个字段，表头有 {wanted} 个"))
        }
        Reason::BadQuote => lang.pick("text after a closing quote".to_owned(), "右引号之后还有文字".to_owned()),
        Reason::EmptyRow => lang.pick("only blank fields".to_owned(), "整行都是空字段".to_owned()),
        Reason::RepeatedHeader => lang.pick("the header again".to_owned(), "重复的表头".to_owned()),
        Reason::MissingDate => lang.pick("no date".to_owned(), "没有日期".to_owned()),
        Reason::BadDate => lang.pick(format!("\"{value}\" is not a date"), format!("“{value}”不是日期")),
        Reason::DateOutOfRange => lang.pick(format!("\"{value}\" is outside 1900–2199"), format!("“{value}”不在 1900–2199 年内")),
        Reason::MissingAmount => lang.pick("no amount".to_owned(), "没有金额".to_owned()),
        Reason::BadAmount => lang.pick(format!("\"{value}\" is not an amount"), format!("“{value}”不是金额")),
        Reason::NotFinite => lang.pick(format!("\"{value}\" is not a finite number"), format!("“{value}”不是有限的数")),
        Reason::OutOfRange => lang.pick(format!("\"{value}\" is too large"), format!("“{value}”超出范围")),
        Reason::TooPrecise => lang.pick(format!("\"{value}\" has more than 6 decimals"), format!("“{value}”小数超过 6 位")),
        Reason::BadFrequency => lang.pick(format!("\"{value}\" is not a number of purchases"), format!("“{value}”不是消费次数")),
        Reason::BadRecency => lang.pick(format!("\"{value}\" is not a number of days"), format!("“{value}”不是天数")),
    };
    let column = reject.column.as_ref().map(|name| lang.pick(format!("column {}: ", printable(name)), format!("列 {}：", printable(name))));
    format!("{}:{}  {}{what}", printable(&reject.file), reject.line, column.unwrap_or_default())
}

/// What the rejected cells have in common, and the flag that reads them; empty where nothing can be said.
pub fn way_out(rejects: &[crate::accounting::Reject], lang: Lang) -> String {
    use crate::accounting::Reason;
    let any =
        |reason: Reason, test: &dyn Fn(&str) -> bool| rejects.iter().any(|reject| reject.reason == reason && test(reject.value.trim()));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let decimal_comma = |cell: &str| cell.rsplit_once(',').is_some_and(|(_, fraction)| digits(fraction) && fraction.len() != 3);
    let serial = |cell: &str| digits(cell.split('.').next().unwrap_or("")) && (5..=8).contains(&cell.len());
    let instant = |cell: &str| digits(cell) && (cell.len() == 10 || cell.len() == 13);
    let mut hints = Vec::new();
    if any(Reason::BadAmount, &decimal_comma) {
        hints.push(lang.pick("amounts with a decimal comma are read with --decimal-comma", "用逗号作小数点的金额，请加 --decimal-comma"));
    }
    if any(Reason::BadDate, &serial) {
        hints.push(lang.pick(
            "dates that a spreadsheet stores as numbers are read with --date-format excel",
            "表格软件存成数字的日期，请加 --date-format excel",
        ));
    }
    if any(Reason::BadDate, &instant) {
        hints.push(lang.pick(
            "seconds or milliseconds since 1970 are read with --date-format unix or unixms",
            "1970 年起的秒数或毫秒数，请加 --date-format unix 或 unixms",
        ));
    }
    hints.iter().map(|hint| format!("\n  {hint}")).collect()
}

/// `1 row`, `2,000 rows`.
fn count(n: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// Text from a file or a name, made harmless for a terminal: control and direction-changing characters are shown escaped.
pub fn printable(text: &str) -> String {
    let hostile =
        |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if !text.chars().any(hostile) {
        return text.to_owned();
    }
    text.chars().map(|c| if hostile(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// At most so many characters, with an ellipsis where something was cut.
pub fn clip(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_shown_harmless() {
        assert_eq!(printable("a\u{1b}[31m\u{202e}客"), "a\\u{1b}[31m\\u{202e}客");
        assert_eq!(clip("客户编号", 2), "客户…");
        assert_eq!(clip("ab", 2), "ab");
    }
}
