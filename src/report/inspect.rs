//! What `rfm inspect` shows: the findings about files as text for people, and as JSON.

use super::View;
use super::foot::accounting;
use super::table::{aligned, finish};
use super::wrap::{labelled, paragraph, width};
use crate::accounting::{Reason, Reject};
use crate::aggregate::survey::Span;
use crate::error::Error;
use crate::inspect::{Column, Contents, DateForm, Encoding, EncodingFound, File, Inspection, Meaning, Rejects, Status};
use crate::lang::{Lang, Text, plural};
use crate::money::grouped;
use crate::money::style::Style;
use crate::note::rows::percent_needed;
use crate::note::{clip, printable};
use crate::scored::Kind;
use comfy_table::{Attribute, Table};
use serde::Serialize;

/// Longer names and values are cut in the table of columns; JSON has them whole.
const LONGEST: usize = 24;
/// So many values of the status column are listed, and so many columns that are not used.
const LISTED: usize = 20;

/// The findings as text.
pub fn render(inspection: &Inspection, view: View) -> String {
    let mut out = String::new();
    for file in &inspection.files {
        out += &about(file, view);
        out.push('\n');
    }
    if let Some(together) = &inspection.together {
        let files = inspection.files.len();
        out += &view.lang.pick(format!("All {files} files together\n"), format!("{files} 个文件合计\n"));
        let has_dates = inspection.files.iter().any(|file| file.date_format.is_some());
        out += &labelled(&contents(together, has_dates.then_some(""), None, view.lang), "  ", view.width);
        out.push('\n');
    }
    out + &paragraph("", &verdict(inspection, view.lang), view.width)
}

/// One file.
fn about(file: &File, view: View) -> String {
    let lang = view.lang;
    let mut out = printable(&file.file) + "\n";
    let mut lines = vec![(lang.pick("File", "文件"), size(file, lang))];
    lines.extend(file.encoding.map(|found| (lang.pick("Encoding", "编码"), encoding(found, lang))));
    lines.extend(file.delimiter.map(|mark| (lang.pick("Delimiter", "分隔符"), delimiter(mark, lang))));
    lines.push((lang.pick("Header", "表头"), header(file, lang)));
    lines.push((lang.pick("Rows are", "类型"), kind(file, lang)));
    out += &(labelled(&lines, "  ", view.width) + "\n" + &columns(file, view) + "\n");
    let written = file.date_format.as_ref().map(|form| date_form(form, lang));
    out += &labelled(&contents(&file.contents, written.as_deref(), file.currency, lang), "  ", view.width);
    out += &statuses(&file.statuses, view);
    out += &rejects(&file.rejects, view);
    if !file.notes.is_empty() {
        out += lang.pick("\n  To note\n", "\n  请注意\n");
        out.extend(file.notes.iter().map(|note| paragraph("    - ", &note.text(lang), view.width)));
    }
    out
}

fn size(file: &File, lang: Lang) -> String {
    let container = match file.container {
        None => lang.pick("plain text", "纯文本"),
        Some("gzip") => lang.pick("compressed with gzip", "gzip 压缩"),
        Some("zstd") => lang.pick("compressed with zstd", "zstd 压缩"),
        Some(_) => lang.pick("a workbook", "工作簿"),
    };
    match file.bytes {
        None => container.to_owned(),
        Some(bytes) => lang.pick(format!("{}, {container}", bytes_text(bytes, lang)), format!("{}，{container}", bytes_text(bytes, lang))),
    }
}

/// `1.7 MB`, in powers of a thousand.
fn bytes_text(bytes: u64, lang: Lang) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        None => lang.pick(format!("{bytes} bytes"), format!("{bytes} 字节")),
        Some((unit, name)) => {
            let tenths = (u128::from(bytes) * 10 / u128::from(unit)) as u64;
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
    }
}

fn encoding(Encoding { name, found }: Encoding, lang: Lang) -> String {
    match found {
        EncodingFound::Said => lang.pick(format!("{name}, as you said (--encoding)"), format!("{name}（由 --encoding 指定）")),
        EncodingFound::Mark => lang.pick(format!("{name}, by its byte order mark"), format!("{name}（有字节序标记）")),
        EncodingFound::Content => lang.pick(format!("{name}, told by the content"), format!("{name}（根据内容判断）")),
        EncodingFound::Ascii => lang.pick("all ASCII, so any will do", "全部是 ASCII 字符，按任何编码读取都一样").to_owned(),
    }
}

fn delimiter(mark: char, lang: Lang) -> String {
    match mark {
        ',' => lang.pick("comma", "逗号").to_owned(),
        ';' => lang.pick("semicolon", "分号").to_owned(),
        '\t' => lang.pick("tab", "制表符").to_owned(),
        other => printable(&other.to_string()),
    }
}

fn header(file: &File, lang: Lang) -> String {
    match (file.header_line, file.lines_above) {
        (None, _) => lang.pick("none; columns go by their place", "无表头，按列号引用").to_owned(),
        (Some(line), 0) => lang.pick(format!("on line {line}"), format!("第 {line} 行")),
        (Some(line), 1) => lang.pick(format!("on line {line}; the line above it is passed over"), format!("第 {line} 行；已跳过其上 1 行")),
        (Some(line), above) => {
            lang.pick(format!("on line {line}; the {above} lines above it are passed over"), format!("第 {line} 行；已跳过其上 {above} 行"))
        }
    }
}

fn kind(file: &File, lang: Lang) -> String {
    let what = match file.kind {
        Kind::Transactions => lang.pick("transactions, one row a purchase", "交易明细，每笔消费一行"),
        Kind::Customers => lang.pick("a customer table, one row a customer", "客户表，每位客户一行"),
    };
    let why = match (file.kind_said, file.kind) {
        (true, _) => lang.pick("as you said (--kind)", "由 --kind 指定").to_owned(),
        (_, Kind::Transactions) => lang.pick("no column counts purchases", "没有“消费次数”列").to_owned(),
        (_, Kind::Customers) => {
            let names: Vec<String> = file.kind_columns.iter().map(|name| printable(name)).collect();
            lang.pick(format!("it has {}", names.join(", ")), format!("表中有 {}", names.join("、")))
        }
    };
    lang.pick(format!("{what} ({why})"), format!("{what}（{why}）"))
}

fn date_form(form: &DateForm, lang: Lang) -> String {
    match form {
        DateForm::YearFirst => lang.pick("year first", "年在前").to_owned(),
        DateForm::DayFirst => lang.pick("day first (31/12)", "日在前（31/12）").to_owned(),
        DateForm::MonthFirst => lang.pick("month first (12/31)", "月在前（12/31）").to_owned(),
        DateForm::MonthByName => lang.pick("month by name", "月份用英文").to_owned(),
        DateForm::Unmistakable => lang.pick("day and month cannot be mixed up", "日月不会混淆").to_owned(),
        DateForm::Said(format) => {
            let format = printable(format);
            lang.pick(format!("as you said (--date-format {format})"), format!("由 --date-format {format} 指定"))
        }
    }
}

/// Every column: its place, its name, what it is used as and why, and what it holds.
fn columns(file: &File, view: View) -> String {
    let lang = view.lang;
    let heads = [("#", "#"), ("Column", "列名"), ("Used as", "用作"), ("Found by", "依据"), ("First value", "首行的值")];
    let mut table = Table::new();
    table.set_header(heads.map(|(en, zh)| aligned(lang.pick(en, zh), en == "#").add_attribute(Attribute::Bold)));
    let mut unused = 0;
    for column in &file.columns {
        unused += usize::from(column.used_as.is_empty());
        if column.used_as.is_empty() && unused > LISTED {
            continue;
        }
        let (used_as, why) = uses(column, lang);
        let texts = [clip(&printable(&column.name), LONGEST), used_as, why, clip(&printable(&column.first_value), LONGEST)];
        table.add_row([aligned(&column.place.to_string(), true)].into_iter().chain(texts.iter().map(|text| aligned(text, false))));
    }
    let [wide, narrow] = [2, 1].map(|gap| finish(table.clone(), gap, view.color));
    let fits = wide.lines().all(|line| width(line) + 2 <= view.width);
    let text = if fits { wide } else { narrow };
    let mut out: String = text.lines().map(|line| format!("  {line}\n")).collect();
    if unused > LISTED {
        let more = unused - LISTED;
        out += &lang.pick(format!("  and {} not used\n", plural(more as u64, "more column")), format!("  另有 {more} 列未使用\n"));
    }
    out
}

fn uses(column: &Column, lang: Lang) -> (String, String) {
    if column.used_as.is_empty() {
        return (lang.pick("not used", "未使用").to_owned(), String::new());
    }
    let roles: Vec<&str> = column.used_as.iter().map(|used| used.text.get(lang)).collect();
    let mut why: Vec<&str> = column.used_as.iter().map(|used| used.named_by.unwrap_or(lang.pick("known name", "已知列名"))).collect();
    why.dedup();
    (roles.join(lang.pick(", ", "、")), why.join(lang.pick(", ", "、")))
}

/// What the rows hold. `written`: how dates are; none where there is no date column.
fn contents(contents: &Contents, written: Option<&str>, currency: Option<&str>, lang: Lang) -> Vec<(&'static str, String)> {
    let decimals = contents.amounts.map_or(2, |amounts| amounts.decimals);
    let mut lines = vec![(lang.pick("Rows", "行数"), accounting(&contents.rows, Style::default().with(decimals), lang))];
    lines.push((lang.pick("Customers", "客户"), grouped(contents.customers)));
    if let Some(written) = written {
        let mut parts = match contents.dates {
            Some(Span { least, greatest }) => vec![lang.pick(format!("{least} to {greatest}"), format!("{least} 至 {greatest}"))],
            None => vec![lang.pick("none", "无").to_owned()],
        };
        parts.extend((!written.is_empty()).then(|| written.to_owned()));
        if contents.undated > 0 {
            let undated = contents.undated;
            parts.push(lang.pick(format!("{} without one", rows(undated, lang)), format!("{}没有日期", rows(undated, lang))));
        }
        lines.push((lang.pick("Dates", "日期"), parts.join(lang.pick("; ", "；"))));
    }
    if let Some(amounts) = contents.amounts {
        let [least, greatest, total] = [amounts.least, amounts.greatest, amounts.total].map(|amount| amount.grouped(decimals));
        let signs = match (amounts.negative, amounts.zero) {
            (0, 0) => lang.pick("none is negative or zero", "没有负数和 0").to_owned(),
            (negative, zero) => {
                let (negative, zero) = (grouped(negative), grouped(zero));
                lang.pick(format!("{negative} negative, {zero} zero"), format!("负数 {negative} 行，0 值 {zero} 行"))
            }
        };
        let mut text =
            lang.pick(format!("{least} to {greatest}, together {total}; {signs}"), format!("{least} 至 {greatest}，合计 {total}；{signs}"));
        if decimals > 2 {
            text += &lang.pick(format!("; {decimals} decimals"), format!("；{decimals} 位小数"));
        }
        if let Some(currency) = currency {
            text += &lang.pick(format!("; in {currency}"), format!("；币种 {currency}"));
        }
        lines.push((lang.pick("Amounts", "金额"), text));
    }
    if let Some(orders) = contents.orders {
        let about = if orders.exact { "" } else { lang.pick("about ", "约 ") };
        let different = grouped(orders.different);
        let blank = match orders.blank {
            0 => lang.pick("no row without one", "没有空缺").to_owned(),
            blank => lang.pick(format!("{} without one", rows(blank, lang)), format!("{}没有订单号", rows(blank, lang))),
        };
        let text = lang.pick(format!("{about}{different} different ids; {blank}"), format!("{about}{different} 个不同的订单号；{blank}"));
        lines.push((lang.pick("Orders", "订单"), text));
    }
    if let Some(Span { least, greatest }) = contents.purchases {
        let [least, greatest] = [least, greatest].map(grouped);
        let text = lang.pick(format!("{least} to {greatest} a customer"), format!("每位客户 {least} 至 {greatest} 次"));
        lines.push((lang.pick("Purchases", "消费次数"), text));
    }
    lines
}

/// `1 row`, `2,000 rows`.
fn rows(count: u64, lang: Lang) -> String {
    lang.pick(plural(count, "row"), format!(" {} 行", grouped(count)))
}

fn statuses(statuses: &[Status], view: View) -> String {
    let lang = view.lang;
    if statuses.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    for status in statuses.iter().take(LISTED) {
        let value = if status.value.is_empty() { lang.pick("(blank)", "（空）").to_owned() } else { printable(&status.value) };
        let meaning = match status.meaning {
            Meaning::Sale => Text::new("a sale", "成交"),
            Meaning::NoSale => Text::new("no sale: left out", "非成交，已排除"),
            Meaning::Refunded => Text::new("paid back: left out unless negative", "已退款，正数金额已排除"),
            Meaning::Unknown => Text::new("not known: counted as a sale", "未知，按成交计入"),
        };
        table.add_row([aligned(&clip(&value, LONGEST), false), aligned(&grouped(status.rows), true), aligned(meaning.get(lang), false)]);
    }
    let lines: String = finish(table, 2, false).lines().map(|line| format!("    {line}\n")).collect();
    let more = statuses.len().saturating_sub(LISTED);
    let more = match more {
        0 => String::new(),
        _ => lang.pick(format!("    and {}\n", plural(more as u64, "more value")), format!("    另有 {more} 种状态\n")),
    };
    lang.pick("\n  Statuses, with rows\n", "\n  状态及行数\n").to_owned() + &lines + &more
}

/// The rows that cannot be read, by reason, with the first of each.
fn rejects(rejects: &[Rejects], view: View) -> String {
    let lang = view.lang;
    if rejects.is_empty() {
        return String::new();
    }
    let mut out = lang.pick("\n  Rows that cannot be read\n", "\n  无法识别的行\n").to_owned();
    for Rejects { reason, rows, examples } in rejects {
        let (words, slug, count) = (reason.words().get(lang), reason.slug(), grouped(*rows));
        out += &paragraph("    ", &lang.pick(format!("{count}  {words} ({slug})"), format!("{count} 行  {words}（{slug}）")), view.width);
        out.extend(examples.iter().map(|reject| format!("       {}\n", example(reject, view, lang))));
    }
    out
}

/// `visits.csv:12  date "soon"`; where no cell is at fault, the row as it stands.
fn example(reject: &Reject, view: View, lang: Lang) -> String {
    let place = format!("{}:{}", printable(&reject.file), reject.line);
    let room = view.width.saturating_sub(9 + width(&place)).max(LONGEST);
    let row = || printable(&reject.row);
    let what = match (&reject.column, reject.value.as_str()) {
        (_, fields) if reject.reason == Reason::FieldCount => {
            let fields = fields.split('/').next().unwrap_or(fields);
            let count = fields.parse().map_or(format!("{fields} fields"), |fields| plural(fields, "field"));
            lang.pick(format!("{count}: "), format!("{fields} 个字段：")) + &row()
        }
        (Some(column), value) if !value.is_empty() => format!("{} \"{}\"", printable(column), printable(value)),
        _ => row(),
    };
    format!("{place}  {}", fit(&what, room))
}

/// The text in so many columns, with an ellipsis where something was cut.
fn fit(text: &str, room: usize) -> String {
    match text.char_indices().find(|(at, c)| width(&text[..at + c.len_utf8()]) > room) {
        None => text.to_owned(),
        Some(_) => {
            let end = text.char_indices().take_while(|(at, c)| width(&text[..at + c.len_utf8()]) < room).last();
            format!("{}…", end.map_or("", |(at, c)| &text[..at + c.len_utf8()]))
        }
    }
}

/// What `rfm score` would make of it.
fn verdict(inspection: &Inspection, lang: Lang) -> String {
    let Some(error) = &inspection.refusal else {
        let sums = inspection.together.as_ref().or(inspection.files.first().map(|file| &file.contents));
        let Some(Contents { rows, customers, .. }) = sums else { return String::new() };
        let (used, read) = (grouped(rows.used), plural(rows.read, "row"));
        return lang.pick(
            format!("rfm score can use this: {used} of {read}, {}.", plural(*customers, "customer")),
            format!("rfm score 可以使用：{} 行中的 {used} 行，{} 位客户。", grouped(rows.read), grouped(*customers)),
        );
    };
    let text = error.text(lang);
    let first = text.lines().next().unwrap_or_default();
    let why = match error {
        Error::TooManyRejects { rejected, read, .. } if rejected < read => {
            let percent = percent_needed(*rejected, *read);
            let (rejected, read) = (grouped(*rejected), grouped(*read));
            lang.pick(
                format!("{rejected} of {read} rows cannot be read; --max-rejects {percent}% lets them pass"),
                format!("{read} 行中有 {rejected} 行无法识别；--max-rejects {percent}% 可放行"),
            )
        }
        Error::TooFewRows { used, wanted } => {
            let used = rows(*used, lang);
            lang.pick(
                format!("only {used} can be used, --min-rows asks for {wanted}"),
                format!("可用的只有{used}，--min-rows 要求 {wanted} 行"),
            )
        }
        Error::RepeatedCustomer(_) => lang.pick(
            format!("{first}; if each row is a purchase, say --kind transactions"),
            format!("{first}；如果每行是一笔消费，请加 --kind transactions"),
        ),
        _ => first.to_owned(),
    };
    lang.pick(format!("rfm score would stop: {why}"), format!("rfm score 会报错停止：{why}"))
}

/// The findings as JSON, with line breaks. Keys never change with language; the texts of notes follow it.
pub fn json(inspection: &Inspection, lang: Lang) -> anyhow::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Note {
        code: &'static str,
        text: String,
    }
    #[derive(Serialize)]
    struct Noted<'a> {
        #[serde(flatten)]
        file: &'a File,
        notes: Vec<Note>,
    }
    #[derive(Serialize)]
    struct Document<'a> {
        files: Vec<Noted<'a>>,
        #[serde(flatten)]
        inspection: &'a Inspection,
    }
    let note = |note: &crate::note::Note| Note { code: note.code(), text: note.text(lang) };
    let files = inspection.files.iter().map(|file| Noted { file, notes: file.notes.iter().map(note).collect() }).collect();
    let mut bytes = serde_json::to_vec_pretty(&Document { files, inspection })?;
    bytes.push(b'\n');
    Ok(bytes)
}
