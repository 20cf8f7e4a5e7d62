//! The sheets of words: what to do for each segment, and how the figures came about.

use super::{Page, wrapped};
use crate::book::{self, Book};
use crate::lang::Lang;
use crate::playbook::topic::Topic;
use crate::report::Report;
use crate::report::foot::foot;
use crate::report::playbook::{Part, parts};
use rust_xlsxwriter::{Format, XlsxError};

/// Widths of labels and of texts, in characters.
const LABEL: u32 = 30;
const TEXT: u32 = 110;

pub fn playbook(book: &mut Book, report: &Report<'_>) -> Result<(), XlsxError> {
    let lang = report.lang;
    let mut page = words(book, lang.pick("Playbook", "服务手册"), report)?;
    let (title, heading) = (Format::new().set_bold().set_font_size(14), book::head());
    for part in parts(Topic::All, report.playbooks.get(lang), lang) {
        match part {
            Part::Title(text) => {
                page.line += u32::from(page.line > 0);
                page.text(0, &text, &title)?;
            }
            Part::Heading(text) => page.text(0, &text, &heading)?,
            Part::Text(label, text) => {
                page.text(0, &label, &wrapped().set_bold())?;
                page.text(1, &text, &wrapped())?;
                page.make_room(&[(&label, LABEL), (&text, TEXT)])?;
            }
        }
        page.line += 1;
    }
    Ok(())
}

pub fn method(book: &mut Book, report: &Report<'_>) -> Result<(), XlsxError> {
    let (lang, base) = (report.lang, report.base);
    let mut page = words(book, lang.pick("Method", "方法与口径"), report)?;
    page.head([lang.pick("Method", "项目"), lang.pick("How it was done", "口径")])?;
    let notes = base.notes.iter().filter(|note| !note.is_of_the_run()).map(|note| (lang.pick("Note", "提示"), note.text(lang)));
    let amounts = (
        lang.pick("Amounts", "金额"),
        lang.pick(
            "Exact. An amount of more than 15 digits stands as text, because Excel would round it as a number.",
            "均为精确值。超过 15 位数字的金额以文本写入，因为 Excel 会对数值舍入。",
        ),
    );
    for (label, text) in foot(report).into_iter().chain(notes).chain([(amounts.0, amounts.1.to_owned())]) {
        page.text(0, label, &wrapped().set_bold())?;
        page.text(1, &text, &wrapped())?;
        page.make_room(&[(&text, TEXT)])?;
        page.line += 1;
    }
    rows(&mut page, report, lang)
}

/// Where every row went, as numbers.
fn rows(page: &mut Page<'_>, report: &Report<'_>, lang: Lang) -> Result<(), XlsxError> {
    let accounting = &report.base.accounting;
    page.line += 1;
    for (text, rows) in [
        (lang.pick("Rows read", "读取行数"), accounting.read),
        (lang.pick("Rows used", "计入行数"), accounting.used),
        (lang.pick("Rows rejected", "无法识别行数"), accounting.rejected()),
        (lang.pick("Rows left out", "排除行数"), accounting.left_out()),
    ] {
        page.text(0, text, &Format::new().set_bold())?;
        page.number(1, rows as f64, &book::counts().set_align(rust_xlsxwriter::FormatAlign::Left))?;
        page.line += 1;
    }
    Ok(())
}

fn words<'b>(book: &'b mut Book, name: &str, report: &Report<'_>) -> Result<Page<'b>, XlsxError> {
    let sheet = book.small(name)?;
    sheet.set_column_width(0, LABEL)?.set_column_width(1, TEXT)?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(Page { sheet, line: 0, amounts: report.amounts(), as_text: 0 })
}
