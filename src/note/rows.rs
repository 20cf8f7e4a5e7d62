//! What is said of rows that do not count: the words of every reason, a rejected row in a line, and the way out.

use super::{clip, printable};
use crate::accounting::{Reason, Reject};
use crate::lang::{Lang, Text};
use crate::policy::LeftOut;

impl Reason {
    /// Why rows cannot be read, for people. Where a cell is at fault, the words follow it: `"soon" is not a date`.
    pub fn words(self) -> Text {
        match self {
            Reason::Undecodable => Text::new("bytes that are no text in this encoding", "有不属于该编码的字节"),
            Reason::ControlCharacter => Text::new("spoilt by a control character", "含控制字符"),
            Reason::FieldCount => Text::new("more or fewer fields than the header", "字段数与表头不符"),
            Reason::BadQuote => Text::new("text after a closing quote", "引号结束后还有内容"),
            Reason::EmptyRow => Text::new("nothing but blank fields", "整行都是空的"),
            Reason::RepeatedHeader => Text::new("the header again", "表头重复出现"),
            Reason::MissingDate => Text::new("no date", "没有日期"),
            Reason::BadDate => Text::new("not a date", "不是日期"),
            Reason::DateOutOfRange => Text::new("a date outside 1900–2199", "不在 1900–2199 年内"),
            Reason::MissingAmount => Text::new("no amount", "没有金额"),
            Reason::BadAmount => Text::new("not an amount", "不是金额"),
            Reason::NotFinite => Text::new("not a finite number", "不是有效数字"),
            Reason::OutOfRange => Text::new("too large a number", "数值过大"),
            Reason::TooPrecise => Text::new("a number with more than 6 decimals", "小数超过 6 位"),
            Reason::BadFrequency => Text::new("not a number of purchases", "不是消费次数"),
            Reason::BadRecency => Text::new("not a number of days", "不是天数"),
        }
    }
}

impl LeftOut {
    /// Why sound rows do not count, for people.
    pub fn words(self) -> Text {
        match self {
            LeftOut::Status => Text::new("no sale by its status", "状态为非成交"),
            LeftOut::NoCustomer => Text::new("no customer id", "无客户编号"),
            LeftOut::IgnoredId => Text::new("ignored id", "指定忽略的编号"),
            LeftOut::AfterAsOf => Text::new("after the as-of date", "晚于基准日"),
            LeftOut::DroppedRefund => Text::new("refund", "退款"),
            LeftOut::ZeroAmount => Text::new("zero amount", "零金额"),
            LeftOut::BeforeWindow => Text::new("refund before the window", "统计期之前的退款"),
        }
    }
}

/// One rejected row in a line: `orders.csv:12  column date: "合计" is not a date`.
pub fn reject_line(reject: &Reject, lang: Lang) -> String {
    let (words, value) = (reject.reason.words().get(lang), clip(&printable(&reject.value), 40));
    let what = match reject.reason {
        Reason::FieldCount => {
            let (found, wanted) = value.split_once('/').unwrap_or((&value, "?"));
            lang.pick(format!("{words}: {found}, not {wanted}"), format!("{words}：有 {found} 个，应为 {wanted} 个"))
        }
        Reason::ControlCharacter
        | Reason::BadDate
        | Reason::DateOutOfRange
        | Reason::BadAmount
        | Reason::NotFinite
        | Reason::OutOfRange
        | Reason::TooPrecise
        | Reason::BadFrequency
        | Reason::BadRecency => lang.pick(format!("\"{value}\" is {words}"), format!("“{value}”{words}")),
        Reason::Undecodable
        | Reason::BadQuote
        | Reason::EmptyRow
        | Reason::RepeatedHeader
        | Reason::MissingDate
        | Reason::MissingAmount => words.to_owned(),
    };
    let column = reject.column.as_ref().map(|name| lang.pick(format!("column {}: ", printable(name)), format!("列 {}：", printable(name))));
    format!("{}:{}  {}{what}", printable(&reject.file), reject.line, column.unwrap_or_default())
}

/// What the rejected cells have in common, and the flag that reads them; empty where nothing can be said.
pub fn way_out(rejects: &[Reject], lang: Lang) -> String {
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
            "Excel 等表格软件存成数字的日期，请加 --date-format excel",
        ));
    }
    let short_year = |cell: &str| {
        let parts: Vec<&str> = cell.split([' ', 'T']).next().unwrap_or("").split(['/', '-', '.']).collect();
        parts.len() == 3 && parts.iter().all(|part| part.len() <= 3) && parts.iter().any(|part| digits(part))
    };
    if any(Reason::BadDate, &short_year) {
        hints.push(lang.pick(
            "years of two digits need --date-format, such as %m/%d/%y or %d.%m.%y",
            "两位数的年份需要 --date-format，例如 %y-%m-%d 或 %m/%d/%y",
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

/// The least whole percentage that `--max-rejects` takes to let these rows pass.
pub fn percent_needed(rejected: u64, read: u64) -> u128 {
    (u128::from(rejected) * 100).div_ceil(u128::from(read.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reject(reason: Reason, value: &str) -> Reject {
        Reject { file: "a.csv".into(), line: 7, column: Some("date".into()), value: value.into(), reason, row: String::new() }
    }

    #[test]
    fn a_rejected_row_in_a_line() {
        for (reason, value, en, zh) in [
            (Reason::BadDate, "soon", "\"soon\" is not a date", "“soon”不是日期"),
            (Reason::MissingDate, "", "no date", "没有日期"),
            (Reason::FieldCount, "4/6", "more or fewer fields than the header: 4, not 6", "字段数与表头不符：有 4 个，应为 6 个"),
        ] {
            let reject = reject(reason, value);
            assert_eq!(reject_line(&reject, Lang::En), format!("a.csv:7  column date: {en}"));
            assert_eq!(reject_line(&reject, Lang::Zh), format!("a.csv:7  列 date：{zh}"));
        }
    }

    #[test]
    fn cells_of_a_kind_name_the_flag_that_reads_them() {
        assert!(way_out(&[reject(Reason::BadAmount, "12,50")], Lang::En).contains("--decimal-comma"));
        assert!(way_out(&[reject(Reason::BadDate, "45000")], Lang::En).contains("excel"));
        assert_eq!(way_out(&[reject(Reason::BadDate, "soon")], Lang::En), "");
    }

    #[test]
    fn the_percentage_is_rounded_up() {
        for (rejected, read, percent) in [(17, 21, 81), (1, 100, 1), (101, 1009, 11), (1, u64::MAX, 1), (u64::MAX, u64::MAX, 100)] {
            assert_eq!(percent_needed(rejected, read), percent, "{rejected} of {read}");
        }
    }
}
