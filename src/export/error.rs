//! What can be wrong with the wishes for an export, and with an earlier one that is read: the wording in both languages.

use super::sort::SortKey;
use crate::error::codes::USAGE_CODE;
use crate::lang::Lang;
use crate::note::printable;
use std::error::Error;
use std::fmt;

/// A wish that cannot be met, or an earlier export that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// Not one of the formats.
    UnknownFormat(String),
    /// Not one of the keys of `--sort`.
    UnknownSortKey {
        /// As given.
        key: String,
        /// The key that comes nearest.
        near: &'static str,
    },
    /// The earlier export cannot be read at all.
    Unreadable {
        /// The file.
        file: String,
        /// What the system or the reader says.
        why: String,
    },
    /// The earlier export has no such column.
    MissingColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// The earlier export names a segment that is none.
    UnknownSegment {
        /// The file.
        file: String,
        /// The line.
        line: u64,
        /// What stands there.
        value: String,
        /// The segment that comes nearest.
        near: &'static str,
    },
    /// The earlier export holds what no export holds.
    BadValue {
        /// The file.
        file: String,
        /// The line.
        line: u64,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
    /// The earlier export names a customer twice.
    RepeatedCustomer {
        /// The file.
        file: String,
        /// The line of the second.
        line: u64,
        /// Who.
        id: String,
    },
    /// No thresholds give the scores in the earlier export, which this file is.
    NoThresholds(String),
}

impl ExportError {
    /// Stable, machine-readable name.
    pub fn code(&self) -> &'static str {
        if self.is_usage() { USAGE_CODE } else { "bad_previous" }
    }

    /// The command is at fault, not a file.
    pub fn is_usage(&self) -> bool {
        matches!(self, ExportError::UnknownFormat(_) | ExportError::UnknownSortKey { .. })
    }

    /// What is wrong and the way out.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            ExportError::UnknownFormat(name) if name.is_empty() => lang.pick(
                "an export's format is told by its extension: .csv, .tsv, .json, .jsonl or .xlsx; standard output is --export -".into(),
                "导出格式由扩展名决定：.csv、.tsv、.json、.jsonl 或 .xlsx；写到标准输出用 --export -".into(),
            ),
            ExportError::UnknownFormat(name) => {
                let name = printable(name);
                lang.pick(
                    format!("'{name}' is not a format of exports; there are csv, tsv, json, jsonl and xlsx"),
                    format!("不支持导出为“{name}”；可用 csv、tsv、json、jsonl、xlsx"),
                )
            }
            ExportError::UnknownSortKey { key, near } => {
                let key = printable(key);
                let keys: Vec<&str> = SortKey::names().collect();
                let keys = keys.join(lang.pick(", ", "、"));
                lang.pick(
                    format!("nothing is sorted by '{key}'; did you mean {near}? There are {keys}, each with a leading - to turn it round"),
                    format!("不能按“{key}”排序，是否指 {near}？可用：{keys}；前面加 - 为倒序"),
                )
            }
            ExportError::Unreadable { file, why } => {
                let (file, why) = (printable(file), printable(why));
                lang.pick(format!("cannot read the earlier export {file}: {why}"), format!("无法读取先前的导出 {file}：{why}"))
            }
            ExportError::MissingColumn { file, column } => {
                let file = printable(file);
                lang.pick(
                    format!("{file} has no column {column}; what `rfm score --export` wrote is needed: csv, tsv, json, jsonl or xlsx"),
                    format!("{file} 没有 {column} 列；需要由 `rfm score --export` 生成的文件：csv、tsv、json、jsonl 或 xlsx"),
                )
            }
            ExportError::UnknownSegment { file, line, value, near } => {
                let (file, value) = (printable(file), printable(value));
                lang.pick(
                    format!("{file}:{line}  column segment: '{value}' is not a segment; did you mean {near}?"),
                    format!("{file}:{line}  列 segment：“{value}”不是客群，是否指 {near}？"),
                )
            }
            ExportError::BadValue { file, line, column, value } => {
                let (file, value) = (printable(file), printable(value));
                lang.pick(
                    format!("{file}:{line}  column {column}: '{value}' is not what `rfm score --export` writes there"),
                    format!("{file}:{line}  列 {column}：“{value}”不是 `rfm score --export` 会写出的内容"),
                )
            }
            ExportError::NoThresholds(file) => {
                let file = printable(file);
                lang.pick(
                    format!("no thresholds give the scores that stand in {file}; save them with `rfm score --save-cuts cuts.toml`"),
                    format!("{file} 中的得分不对应任何一套门槛；请用 `rfm score --save-cuts 门槛.toml` 保存门槛"),
                )
            }
            ExportError::RepeatedCustomer { file, line, id } => {
                let (file, id) = (printable(file), printable(id));
                let at = if *line > 0 { format!("{file}:{line}  ") } else { lang.pick(format!("{file}: "), format!("{file}：")) };
                lang.pick(
                    format!("{at}customer '{id}' stands there twice; an export has one row a customer"),
                    format!("{at}客户“{id}”出现两次；导出文件中每位客户只应有一行"),
                )
            }
        }
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl Error for ExportError {}
