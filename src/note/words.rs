//! The wording of every note, in both languages.

use super::Note;
use super::printable;
use super::rows::{reject_line, way_out};
use crate::lang::{Lang, plural};
use crate::money::grouped;

impl Note {
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
                    format!("有两列都可作为{role}：采用“{taken}”，未用“{passed}”"),
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
                let (rows, read) = (grouped(*rows), grouped(*read));
                lang.pick(
                    format!("not counted, because they cannot be read: {rows} of {read} rows (--rejects FILE keeps them)"),
                    format!("共 {read} 行，其中 {rows} 行无法识别，未计入（--rejects 文件名 可另存）"),
                )
            }
            Note::RejectedRows(rejects) => {
                let lines: Vec<String> = rejects.iter().map(|reject| reject_line(reject, lang)).collect();
                lang.pick("the first of them:", "例如：").to_owned() + "\n    " + &lines.join("\n    ") + &way_out(rejects, lang)
            }
            Note::NoCustomer { rows, amount, decimals } => {
                let amount = amount.grouped(*decimals);
                lang.pick(
                    format!("left out for want of a customer id: {}, together {amount}", plural(*rows, "row")),
                    format!("{} 行没有客户编号，已排除，合计金额 {amount}", grouped(*rows)),
                )
            }
            Note::UnknownStatus(values) => {
                const SHOWN: usize = 10;
                let shown = values.iter().take(SHOWN);
                let listed: Vec<String> = shown.map(|(value, rows)| format!("{} ({})", printable(value), grouped(*rows))).collect();
                let more = if values.len() > SHOWN { " …" } else { "" };
                let listed = listed.join(lang.pick(", ", "、")) + more;
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
                format!("以数据中最晚的日期 {as_of}（{days} 天前）为基准日；要算到今天，请加 --as-of today"),
            ),
            Note::DataEnds { as_of, last } => {
                let days = as_of.since(*last);
                lang.pick(
                    format!("the data ends on {last}, {days} days before the as-of date {as_of}: everybody's recency is longer by as much"),
                    format!("数据截止于 {last}，比基准日 {as_of} 早 {days} 天：每位客户的未到店天数都因此多算了这些天"),
                )
            }
            Note::FewCustomers(n) => lang.pick(
                format!(
                    "quintiles of so few are coarse ({}), so a score says little; --preset after-sales or --cuts sets fixed thresholds",
                    plural(*n, "customer")
                ),
                format!("只有 {n} 位客户，按五等分打分较粗略；可用 --preset after-sales 或 --cuts 设定固定门槛"),
            ),
            Note::OutOfReach(scores) => {
                let listed: Vec<String> = scores.iter().map(|(measure, score)| format!("{measure}{score}")).collect();
                let listed = listed.join(lang.pick(", ", "、"));
                lang.pick(
                    format!("many customers are alike, so no one can get these scores: {listed}"),
                    format!("许多客户数值相同，以下分数不会出现：{listed}"),
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
                format!("{ids} 个编号像是被Excel 等表格软件四舍五入过的数字（{example}）；请把该列按文本导出"),
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
                "参考区间以固定门槛为准；按五等分打分时，最多 40% 的客户 M 为高分，因此不与参考区间对照（--preset after-sales 可对照）"
                    .into(),
            ),
            Note::InactiveLeftOut(n) => lang.pick(
                format!("left out for want of a purchase in the window: {} (--active-only)", plural(*n, "customer")),
                format!("{} 位客户在统计期内没有消费，已排除（--active-only）", grouped(*n)),
            ),
            Note::ExportRead { as_of, scores, high } => {
                let as_of = as_of.map_or(String::new(), |day| lang.pick(format!(" as of {day}"), format!("，基准日 {day}")));
                let scores = match scores {
                    true => lang.pick(
                        "scores are those that stand in it (--cuts, --cuts-from or --preset score anew)",
                        "评分取自文件本身（加 --cuts、--cuts-from 或 --preset 则重新评分）",
                    ),
                    false => lang.pick("customers are scored anew", "客户已重新评分"),
                };
                let high = high.map_or(String::new(), |high| {
                    lang.pick(format!("; its segments were made with --high {high}"), format!("；其客群是按 --high {high} 划分的"))
                });
                lang.pick(
                    format!("this is an export of rfm{as_of}: {scores}{high}"),
                    format!("这是 rfm 导出的客户表{as_of}：{scores}{high}"),
                )
            }
            Note::ExportColumnsUnread(columns) => {
                let (told, typed) = (columns.join(lang.pick(", ", "、")), columns.join(","));
                lang.pick(
                    format!("of the export {told} are not read; --keep {typed} carries them along"),
                    format!("导出文件中的 {told} 没有读入；加 --keep {typed} 可原样带上"),
                )
            }
            Note::WindowNotApplied => lang.pick(
                "a customer table has no single purchases, so the preset's window cannot be applied".into(),
                "客户表没有逐笔记录，预设中的统计期无法使用".into(),
            ),
            Note::NoValueShare(of) => lang.pick(
                format!("the total {} is not above zero, so there are no value shares", of.name(lang)),
                format!("{}合计不大于零，无法计算价值贡献", of.name(lang)),
            ),
            Note::OtherSheets { file, sheet, others } => {
                let (file, sheet) = (printable(file), printable(sheet));
                let others: Vec<String> = others.iter().map(|name| printable(name)).collect();
                let others = others.join(lang.pick(", ", "、"));
                lang.pick(
                    format!("of {file} only the sheet '{sheet}' is read, not: {others} (--sheet NAME reads another)"),
                    format!("{file} 只读取了工作表“{sheet}”，未读取：{others}（--sheet 名称 可另选）"),
                )
            }
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
                            plural(*n, "cell")
                        ),
                        format!("{file} 中有 {n} 个单元格像公式；加 --excel 后可安全地用 Excel 等表格软件打开"),
                    ),
                }
            }
            Note::ManySheets { customers, sheets, file } => {
                let (file, customers) = (printable(file), grouped(*customers));
                lang.pick(
                    format!("{file}: {customers} customers do not fit on one sheet, so they stand on {sheets}"),
                    format!("{file}：{customers} 位客户超出一个工作表的行数，分列于 {sheets} 个工作表"),
                )
            }
            Note::AmountsAsText { amounts, file } => {
                let file = printable(file);
                lang.pick(
                    format!(
                        "{file}: {} of more than 15 digits stand as text, because Excel would round them as numbers",
                        plural(*amounts, "amount")
                    ),
                    format!("{file}：{} 个金额超过 15 位数字，为免被 Excel 舍入，以文本写入", grouped(*amounts)),
                )
            }
            Note::TextsCut { texts, file } => {
                let file = printable(file);
                lang.pick(
                    format!("{file}: {} longer than the 32,767 characters of a cell and cut", plural(*texts, "text")),
                    format!("{file}：{} 段文字超过单元格的 32,767 个字符，已截断", grouped(*texts)),
                )
            }
            Note::NoExport(flags) => lang.pick(
                format!("without --export nothing is exported, so this has no effect: {flags}"),
                format!("没有 --export 就不会导出客户，以下选项不起作用：{flags}"),
            ),
            Note::NoPage => lang.pick(
                "only a page has a title, so --title has no effect; -o report.html makes one".into(),
                "只有网页报告才有标题，--title 不起作用；用 -o report.html 生成网页".into(),
            ),
            Note::NoHistory => lang.pick(
                "a customer table has no single visits, so neither first visits nor each customer's own rhythm are looked at".into(),
                "客户表没有逐次到店记录，因此不看新客户的前几次到店，也不按各人的到店节奏判断".into(),
            ),
            Note::RulesWithoutColumn(columns) => {
                let names: Vec<&str> = columns.iter().map(|about| about.text().get(lang)).collect();
                let names = names.join(lang.pick(", ", "、"));
                let example = columns.first().map_or("", |about| about.slug());
                lang.pick(
                    format!("no column tells of: {names}; nothing is warned of there (--column {example}=COLUMN names one)"),
                    format!("没有以下内容所在的列，相应规则不起作用：{names}（可用 --column {example}=列名 指定）"),
                )
            }
            Note::UnreadWaits(cells) => lang.pick(
                format!("waits that are no number of minutes were passed over: {}", plural(*cells, "cell")),
                format!("{} 个等候时间不是分钟数，未予考虑", grouped(*cells)),
            ),
            Note::RatingScale(scale) => {
                let (most, good) = (scale.most(), scale.most() * 4 / 5);
                lang.pick(
                    format!("ratings go up to {most}: under {good} a first visit is rated low (that is under 4 of 5)"),
                    format!("评分满分为 {most} 分：首次到店打分低于 {good} 分视为低（相当于 5 分制不到 4 分）"),
                )
            }
            Note::UnreadRatings(cells, scale) => {
                let most = scale.most();
                lang.pick(
                    format!("ratings of first visits that are none from 0 to {most} were passed over: {}", plural(*cells, "cell")),
                    format!("{} 个首次到店评分不在 0 到 {most} 之间，未予考虑", grouped(*cells)),
                )
            }
            Note::Wrote { file, customers } => {
                let file = printable(file);
                match customers {
                    Some(n) => {
                        lang.pick(format!("wrote {file}: {}", plural(*n, "customer")), format!("已写入 {file}：{} 位客户", grouped(*n)))
                    }
                    None => lang.pick(format!("wrote {file}"), format!("已写入 {file}")),
                }
            }
        }
    }
}
