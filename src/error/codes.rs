//! Every code that an error can carry, what it means and the way out: what `rfm help errors` lists.
//!
//! Errors have their codes where they are defined (`code()`), and their words, which name file, line and cell, beside them.
//! Here is what holds of all errors of a code, for whoever writes a script. A code is never given another meaning.

use crate::lang::Text;

/// A code and what is to be known of it.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// As it stands in brackets at the end of an error's first line.
    pub code: &'static str,
    /// The exit codes with which such a run ends.
    pub exit: &'static str,
    /// What it means.
    pub means: Text,
    /// What to do.
    pub way_out: Text,
}

const fn line(code: &'static str, exit: &'static str, means: Text, way_out: Text) -> Line {
    Line { code, exit, means, way_out }
}

const DATA: &str = "1";
const USAGE: &str = "2";
const EITHER: &str = "1, 2";
const OUTPUT: &str = "74";
const LOCKED: &str = "75";

/// The code of an error that has none of its own.
pub const OTHER: &str = "other";

/// The code of a command that cannot be meant as typed.
pub const USAGE_CODE: &str = "usage";

/// All codes: of the input, its columns, its rows; of settings; of outputs; of the store.
pub const ALL: &[Line] = &[
    line(
        "usage",
        USAGE,
        Text::new("A command, a flag or a value that cannot be meant as typed.", "命令、选项或取值写法不对。"),
        Text::new("rfm help COMMAND explains every flag.", "用 rfm help 命令 查看每个选项的说明。"),
    ),
    line(
        "cannot_read",
        DATA,
        Text::new("An input is not there, may not be read, or is a directory.", "输入文件不存在、无权读取，或是一个目录。"),
        Text::new("Check name and permission; name the files themselves.", "请检查文件名和权限，并指定文件本身。"),
    ),
    line(
        "empty_input",
        DATA,
        Text::new("There is nothing in the input.", "输入是空的。"),
        Text::new("See whether the export before it failed.", "请检查上一步导出是否失败。"),
    ),
    line(
        "no_data",
        DATA,
        Text::new("There is a header and no row.", "只有表头，没有数据行。"),
        Text::new("See whether the export before it failed.", "请检查上一步导出是否失败。"),
    ),
    line(
        "not_csv",
        DATA,
        Text::new("The input is another kind of file: a PDF, a picture, a web page.", "输入不是表格文件，例如 PDF、图片或网页。"),
        Text::new("Export the table as CSV or as an Excel workbook.", "请把表格导出为 CSV 或 Excel 工作簿。"),
    ),
    line(
        "truncated",
        DATA,
        Text::new("A compressed input ends early or is damaged.", "压缩文件不完整或已损坏。"),
        Text::new("Copy or make it again.", "请重新复制或重新生成。"),
    ),
    line(
        "input_changed",
        DATA,
        Text::new("An input was changed while it was read.", "输入文件在读取过程中被修改。"),
        Text::new("Run again when it is complete.", "请等它写完后再运行。"),
    ),
    line(
        "encoding",
        DATA,
        Text::new("The input is full of NUL bytes, as UTF-16 without a mark is.", "输入含大量空字节，像是没有标记的 UTF-16。"),
        Text::new("Name it: --encoding utf-16le or utf-16be.", "请用 --encoding utf-16le 或 utf-16be 指定。"),
    ),
    line(
        "no_sheet",
        DATA,
        Text::new("The workbook has no sheet of that name.", "工作簿中没有这个工作表。"),
        Text::new("Give --sheet one of the names that are told.", "请按提示的名称指定 --sheet。"),
    ),
    line(
        "unknown_column",
        USAGE,
        Text::new("A column that a flag names is not in the file.", "选项指定的列在文件中不存在。"),
        Text::new("Use one of the names that are told, or a place: '#3'.", "请用提示的列名，或按位置指定：'#3'。"),
    ),
    line(
        "missing_column",
        DATA,
        Text::new("No column was found for something that is needed.", "找不到必需内容所在的列。"),
        Text::new(
            "Name it (--id, --date, --amount …), or give --header-row.",
            "请用 --id、--date、--amount 等指定，或用 --header-row 指定表头行。",
        ),
    ),
    line(
        "duplicate_column",
        DATA,
        Text::new("Two columns have the name that is to be used.", "要用的列名在表中出现两次。"),
        Text::new("Rename one, or name the one meant by its place: '#3'.", "请改名，或按位置指定：'#3'。"),
    ),
    line(
        "too_many_columns",
        DATA,
        Text::new("There are more columns than a table can sensibly have.", "列数超过上限。"),
        Text::new("Check the delimiter: --delimiter.", "请检查分隔符：--delimiter。"),
    ),
    line(
        "list_lacks",
        DATA,
        Text::new("A list (bookings, holidays, staff …) lacks a column it needs.", "名单类文件（预约、节日、员工等）缺少必需的列。"),
        Text::new("Give the column one of the names that are told.", "请把列名改为提示的名称。"),
    ),
    line(
        "bad_cell",
        DATA,
        Text::new("A cell of a list cannot be meant.", "名单中有一个单元格无法识别。"),
        Text::new("Correct it in the line that is told.", "请改正提示的那一行。"),
    ),
    line(
        "ambiguous_date",
        DATA,
        Text::new("Nothing tells whether 03/04/2024 has day or month first.", "无法判断 03/04/2024 是日在前还是月在前。"),
        Text::new("Say so: --date-format %d/%m/%Y or %m/%d/%Y.", "请用 --date-format %d/%m/%Y 或 %m/%d/%Y 说明。"),
    ),
    line(
        "mixed_dates",
        DATA,
        Text::new("One column is written both day-first and month-first.", "同一列中日在前和月在前两种写法混用。"),
        Text::new("Correct the export; --date-format rejects the other form.", "请改正导出；加 --date-format 会拒绝另一种写法。"),
    ),
    line(
        "mixed_currency",
        DATA,
        Text::new("One column holds two currencies.", "同一列中有两种货币。"),
        Text::new("Convert them to one first.", "请先换算成同一币种。"),
    ),
    line(
        "unclosed_quote",
        DATA,
        Text::new("A quote opens and is never closed; what follows is in doubt.", "有引号没有结束，其后的内容不可信。"),
        Text::new("Correct the line that is told.", "请改正提示的那一行。"),
    ),
    line(
        "record_too_long",
        DATA,
        Text::new("A row is longer than 16 MiB.", "有一行超过 16 MiB。"),
        Text::new("See whether a quote is left open, or this is no CSV.", "请检查引号是否没有结束，或文件不是 CSV。"),
    ),
    line(
        "strict",
        DATA,
        Text::new("Under --strict: a row cannot be read.", "使用 --strict 时遇到无法识别的行。"),
        Text::new("Correct it, or run without --strict.", "请改正该行，或去掉 --strict。"),
    ),
    line(
        "too_many_rejects",
        DATA,
        Text::new("More rows cannot be read than is allowed.", "无法识别的行超过上限。"),
        Text::new("rfm inspect shows why; --max-rejects allows more.", "用 rfm inspect 查看原因；--max-rejects 可放宽上限。"),
    ),
    line(
        "no_usable_rows",
        DATA,
        Text::new("Not one row counts.", "没有一行可用。"),
        Text::new("rfm inspect shows how the file is read.", "用 rfm inspect 查看文件如何被读取。"),
    ),
    line(
        "too_few_rows",
        DATA,
        Text::new("Fewer rows can be used than --min-rows asks for.", "可用的行少于 --min-rows 的要求。"),
        Text::new("See whether the export is complete.", "请检查导出是否完整。"),
    ),
    line(
        "repeated_customer",
        DATA,
        Text::new("A customer table names a customer twice.", "客户表中同一客户出现多次。"),
        Text::new("Where each row is a purchase: --kind transactions.", "如果每行是一笔消费，请加 --kind transactions。"),
    ),
    line(
        "mixed_kinds",
        DATA,
        Text::new("One file holds purchases, another is a customer table.", "有的文件是消费明细，有的是客户表。"),
        Text::new("Score them apart, or force one with --kind.", "请分开运行，或用 --kind 指定。"),
    ),
    line(
        "window_on_customers",
        USAGE,
        Text::new("--window needs single purchases; a customer table has sums.", "--window 需要逐笔记录，客户表只有汇总数。"),
        Text::new("Leave it out, or score the purchases.", "请去掉该选项，或改用消费明细。"),
    ),
    line(
        "overflow",
        DATA,
        Text::new("A sum does not fit in 38 digits.", "金额合计超过 38 位。"),
        Text::new("Check the amounts.", "请检查金额。"),
    ),
    line(
        "memory",
        DATA,
        Text::new("The customers need more memory than they may take.", "客户占用的内存超过上限。"),
        Text::new("Allow more with --memory, or divide the input by customer.", "请用 --memory 调高上限，或按客户拆分输入。"),
    ),
    line(
        "unknown_customer",
        DATA,
        Text::new("No customer has this id.", "没有这个客户编号。"),
        Text::new("Take one of the ids that come near, as far as any do.", "如有相近的编号，请参照提示。"),
    ),
    line(
        "no_rule_can_warn",
        DATA,
        Text::new("None of the rules of early warning can be applied.", "已启用的预警规则都无法使用。"),
        Text::new("Name the columns that are asked for: --column WHAT=COLUMN.", "请用 --column 内容=列名 指定提示的列。"),
    ),
    line(
        "no_history",
        DATA,
        Text::new("Single visits are needed, and this is a customer table.", "需要逐笔记录，而这是客户表。"),
        Text::new("Give the visits or orders themselves.", "请改用到店或订单明细。"),
    ),
    line(
        "too_few_repeaters",
        DATA,
        Text::new("Too few customers came back for a model of purchases.", "回头客太少，无法建立购买模型。"),
        Text::new("Give a longer history, or more customers.", "请提供更长的历史或更多客户。"),
    ),
    line(
        "not_settled",
        DATA,
        Text::new("No parameters of the model make the data most likely.", "模型没有收敛到最可能的参数。"),
        Text::new("See whether the data is what it should be.", "请检查数据是否正常。"),
    ),
    line(
        "bad_model",
        DATA,
        Text::new("A file of models (--model-from) cannot be used.", "模型文件（--model-from）无法使用。"),
        Text::new("rfm clv --keep-model FILE writes one.", "请用 rfm clv --keep-model 文件名 生成。"),
    ),
    line(
        "foreign_model",
        DATA,
        Text::new("The models of --model-from are far off on these data.", "--model-from 的模型与这份数据相差太远。"),
        Text::new("Fit anew with rfm clv --keep-model FILE.", "请用 rfm clv --keep-model 文件名 重新拟合。"),
    ),
    line(
        "no_visits",
        DATA,
        Text::new("A model of purchases needs single purchases.", "购买模型需要逐笔消费记录。"),
        Text::new("Give the purchases, or --kind btyd-summary with its list.", "请改用消费明细，或加 --kind btyd-summary 读入汇总表。"),
    ),
    line(
        "repeat_histories",
        DATA,
        Text::new("A list of repeat histories is no customer table.", "复购汇总表不是客户表。"),
        Text::new("Read it with rfm clv --kind btyd-summary.", "请用 rfm clv --kind btyd-summary 读入。"),
    ),
    line(
        "bad_cuts",
        EITHER,
        Text::new("Thresholds, of --cuts or of a file, cannot be read.", "门槛（--cuts 或文件中的）无法识别。"),
        Text::new("Four rising values a measure: r=30,60,90,180.", "每项写四个递增的值，例如 r=30,60,90,180。"),
    ),
    line(
        "bad_playbook",
        DATA,
        Text::new("A playbook of your own cannot be read.", "自有手册无法识别。"),
        Text::new("rfm playbook --export-toml writes one to start from.", "用 rfm playbook --export-toml 生成一份再修改。"),
    ),
    line(
        "bad_previous",
        DATA,
        Text::new("The earlier export of --previous cannot be read.", "--previous 指定的先前导出无法识别。"),
        Text::new("Take a file that --export wrote, as it was written.", "请使用 --export 生成的原文件。"),
    ),
    line(
        "output_no_directory",
        OUTPUT,
        Text::new("The directory of an output is not there.", "输出文件所在的目录不存在。"),
        Text::new("Make it, or name another place.", "请先建立目录，或换一个位置。"),
    ),
    line(
        "output_is_directory",
        OUTPUT,
        Text::new("An output is to go where a directory is.", "输出位置是一个目录。"),
        Text::new("Name a file in it.", "请指定其中的文件名。"),
    ),
    line(
        "output_is_input",
        OUTPUT,
        Text::new("An output would replace an input of the run, or its lock.", "输出会覆盖本次运行的输入文件或锁文件。"),
        Text::new("Name another file.", "请换一个文件名。"),
    ),
    line(
        "output_twice",
        OUTPUT,
        Text::new("Two outputs go to one file.", "两个输出写到同一个文件。"),
        Text::new("Give each its own.", "请各用一个文件。"),
    ),
    line(
        "output_is_stdout",
        OUTPUT,
        Text::new("An output goes where standard output goes already.", "输出与标准输出写到同一处。"),
        Text::new("Name another file; --export - means standard output.", "请换一个文件；写到标准输出用 --export -。"),
    ),
    line(
        "output_read_only",
        OUTPUT,
        Text::new("The file that an output would replace is read-only.", "要替换的输出文件是只读的。"),
        Text::new("Make it writable, or name another file.", "请改为可写，或换一个文件名。"),
    ),
    line(
        "output_failed",
        OUTPUT,
        Text::new("Writing failed: disk full, no permission, file in use.", "写入失败：磁盘已满、没有权限或文件被占用。"),
        Text::new("Do as the message says; what was there is still there.", "请按提示处理；原有文件没有改动。"),
    ),
    line(
        "locked",
        LOCKED,
        Text::new("Another run holds the --lock.", "另一次运行正占用 --lock 锁文件。"),
        Text::new("Run again when that has ended.", "请等它结束后再运行。"),
    ),
    line(
        "lock_failed",
        OUTPUT,
        Text::new("The lock file cannot be used.", "锁文件无法使用。"),
        Text::new("Name a file that may be written, on a local disk.", "请指定本地磁盘上可写的文件。"),
    ),
    line(
        "no_store",
        DATA,
        Text::new("There is no store of tasks and snapshots yet.", "还没有数据库。"),
        Text::new(
            "rfm tasks sync or snapshot save makes it; --store names one.",
            "rfm tasks sync 或 snapshot save 会创建它；--store 可另指定。",
        ),
    ),
    line(
        "not_a_store",
        DATA,
        Text::new("The file of --store is something else.", "--store 指定的文件不是数据库。"),
        Text::new("Name another file.", "请换一个文件。"),
    ),
    line(
        "newer_store",
        DATA,
        Text::new("The store was written by a later version of rfm.", "数据库由更新版本的 rfm 写成。"),
        Text::new("Update rfm.", "请升级 rfm。"),
    ),
    line(
        "store_damaged",
        DATA,
        Text::new("The store is damaged.", "数据库已损坏。"),
        Text::new("Put a copy from a backup in its place.", "请用备份替换。"),
    ),
    line(
        "store_locked",
        LOCKED,
        Text::new("Another run or program holds the store.", "数据库正被另一次运行或其他程序占用。"),
        Text::new("Run again when that has ended.", "请等它结束后再运行。"),
    ),
    line(
        "store_not_writable",
        OUTPUT,
        Text::new("The store cannot be opened or written.", "数据库无法打开或写入。"),
        Text::new("Check its directory, its permissions, and the disk.", "请检查目录、权限和磁盘空间。"),
    ),
    line(
        "store_failed",
        DATA,
        Text::new("The store: SQLite says what.", "数据库出错，原因见 SQLite 的提示。"),
        Text::new("Nothing was changed; run again.", "没有做任何改动；请重试。"),
    ),
    line(
        "unknown_task",
        DATA,
        Text::new("No task has this number.", "没有这个编号的任务。"),
        Text::new("rfm tasks list shows those that are open.", "用 rfm tasks list 列出未完成的任务。"),
    ),
    line(
        "task_closed",
        DATA,
        Text::new("The task is closed already.", "任务已结案。"),
        Text::new("rfm tasks history CUSTOMER shows what happened.", "用 rfm tasks history 客户编号 查看经过。"),
    ),
    line(
        "too_early",
        DATA,
        Text::new("The day lies before the task was made or last changed.", "日期早于任务的建立或最近一次变动。"),
        Text::new("Give a later --as-of.", "请把 --as-of 改晚一些。"),
    ),
    line(
        "unfit_result",
        DATA,
        Text::new("This kind of task cannot end with that result.", "这类任务不能记为该结果。"),
        Text::new("Take another result.", "请选择其他结果。"),
    ),
    line(
        "incomparable",
        DATA,
        Text::new("Two bases were made under different settings.", "两个客户群的口径不同。"),
        Text::new("Make both alike; --force compares them all the same.", "请统一口径；--force 可强行比较。"),
    ),
    line(
        OTHER,
        DATA,
        Text::new("A fault of the system or of a library, in its own words.", "系统或程序库的错误，见原文。"),
        Text::new("Where it makes no sense to you, it is worth a report.", "如果看不明白，请向我们反馈。"),
    ),
];

/// What is to be known of a code.
pub fn find(code: &str) -> Option<&'static Line> {
    ALL.iter().find(|line| line.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use std::collections::HashSet;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn every_line_is_one_of_its_kind_and_fits_a_terminal() {
        let mut seen = HashSet::new();
        for line in ALL {
            assert!(seen.insert(line.code) && line.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", line.code);
            for lang in [Lang::En, Lang::Zh] {
                for text in [line.means, line.way_out] {
                    assert!(text.get(lang).width() <= 72 && !text.get(lang).is_empty(), "{}: {}", line.code, text.get(lang));
                }
            }
        }
        assert!(find(OTHER).is_some() && find(USAGE_CODE).is_some() && find("none_such").is_none());
    }
}
