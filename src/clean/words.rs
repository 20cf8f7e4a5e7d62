//! What is told of a table that was cleaned, in both languages: how it was read, what was changed, and where.

use super::{Changed, Cleaned};
use crate::lang::{Lang, Text, plural};
use crate::load::encoding::shown;
use crate::money::grouped;
use crate::note::printable;
use encoding_rs::UTF_8;

impl Cleaned {
    /// How it was read and what was changed, a sentence each, without full stops.
    pub fn told(&self, lang: Lang) -> Vec<String> {
        let mut told = vec![self.read_as(lang)];
        if self.above > 0 {
            let lines = self.above;
            told.push(lang.pick(
                format!("left out above the table: {} (--header-row 1 keeps everything)", plural(lines, "line")),
                format!("表格上方的 {lines} 行已略去（--header-row 1 可全部保留）"),
            ));
        }
        for (changed, what) in self.changes() {
            if changed.rows > 0 {
                told.push(changed.text(what, lang));
            }
        }
        told.push(self.sum(lang));
        told
    }

    fn read_as(&self, lang: Lang) -> String {
        let mut parts: Vec<String> =
            self.encoding.filter(|found| *found != UTF_8).map(|found| shown(found).to_owned()).into_iter().collect();
        if self.had_mark {
            parts.push(lang.pick("with a byte order mark", "带字节顺序标记").into());
        }
        parts.push(match self.delimiter.as_str() {
            "," => lang.pick("comma-separated", "以逗号分隔").into(),
            "\t" => lang.pick("tab-separated", "以制表符分隔").into(),
            other => lang.pick(format!("separated by '{}'", printable(other)), format!("以“{}”分隔", printable(other))),
        });
        let cells = self.width;
        parts.push(lang.pick(plural(cells as u64, "column"), format!("{cells} 列")));
        let mut file = printable(&self.file);
        if let Some((sheet, others)) = &self.sheet {
            file += &format!(" [{}]", printable(sheet));
            if !others.is_empty() {
                let others = printable(&others.join(lang.pick(", ", "、")));
                parts.push(lang.pick(format!("other sheets, not read: {others}"), format!("未读取的其他工作表：{others}")));
            }
        }
        lang.pick(format!("{file} read as {}", parts.join(", ")), format!("{file}：{}", parts.join("，")))
    }

    fn changes(&self) -> [(&Changed, Text); 8] {
        [
            (&self.requoted, Text::new("odd quotes, read as they were probably meant", "引号有误，已按可能的原意读取")),
            (&self.without_nul, Text::new("NUL characters taken out", "已去掉 NUL 字符")),
            (&self.padded, Text::new("too short, filled up with blank cells", "列数不足，已用空单元格补齐")),
            (&self.cut, Text::new("too long, cut off after the last column", "列数过多，已截去多出的内容")),
            (&self.short, Text::new("shorter than the header, kept so", "列数少于表头，保持原样")),
            (
                &self.long,
                Text::new(
                    "with text beyond the last column, kept whole; --uneven cut or reject makes all rows alike",
                    "最后一列之后还有内容，整行保留；--uneven cut 或 reject 可使各行列数一致",
                ),
            ),
            (&self.harmless, Text::new("a ' put before what a spreadsheet would take for a formula", "可能被当作公式的内容前已加 '")),
            (
                &self.rejected,
                Text::new(
                    "left out, because they cannot be written as they are (--rejects FILE keeps them)",
                    "无法照原样写出，已略去（--rejects 文件名 可另存）",
                ),
            ),
        ]
    }

    fn sum(&self, lang: Lang) -> String {
        let (read, written, rejected) = (grouped(self.read), grouped(self.written), grouped(self.rejected.rows));
        match self.rejected.rows {
            0 => lang.pick(format!("{} read, all written", plural(self.read, "row")), format!("读取 {read} 行，全部写出")),
            _ => lang.pick(
                format!("{} read = {written} written + {rejected} left out", plural(self.read, "row")),
                format!("读取 {read} 行 = 写出 {written} 行 + 略去 {rejected} 行"),
            ),
        }
    }
}

impl Changed {
    /// `2 rows too short, filled up with blank cells: lines 3, 9 …`
    fn text(&self, what: Text, lang: Lang) -> String {
        let lines: Vec<String> = self.lines.iter().map(u64::to_string).collect();
        let more = if self.rows > self.lines.len() as u64 { " …" } else { "" };
        let (rows, what) = (grouped(self.rows), what.get(lang));
        let (lines, word) = (lines.join(lang.pick(", ", "、")), if self.lines.len() == 1 { "line" } else { "lines" });
        lang.pick(format!("{}: {what}: {word} {lines}{more}", plural(self.rows, "row")), format!("{rows} 行{what}：第 {lines} 行{more}"))
    }
}
