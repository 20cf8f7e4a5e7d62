//! The estimate as an Excel workbook: the summary, every customer, expected and actual with a chart, and the models. Figures are
//! numbers, ids are text, nothing is a formula.

use super::sections::{forecasts, meaning, model_lines, place};
use super::{Shown, lists};
use crate::book::{self, Book, fault};
use crate::clv::Sums;
use crate::lang::Lang;
use crate::money::Money;
use crate::money::style::Style;
use crate::segment::Segment;
use crate::stage::Stage;
use rust_xlsxwriter::{Chart, ChartType, Format, FormatAlign, Worksheet, XlsxError};

/// The workbook.
pub fn render(shown: &Shown<'_>, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let mut book = Book::new(shown.base().and_then(|base| base.as_of())).map_err(fault)?;
    summary(&mut book, shown, lang).map_err(fault)?;
    customers(&mut book, shown, lang).map_err(fault)?;
    track(&mut book, shown, lang).map_err(fault)?;
    models(&mut book, shown, lang).map_err(fault)?;
    let mut bytes = Vec::new();
    book.save(&mut bytes)?;
    Ok(bytes)
}

/// Writes cells of one sheet.
struct Cells<'s> {
    sheet: &'s mut Worksheet,
    decimals: u8,
    style: Style,
}

impl Cells<'_> {
    fn text(&mut self, line: u32, at: u16, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string(line, at, &*book::fit(&crate::note::printable(text)).text).map(drop)
    }

    fn heads<'h>(&mut self, line: u32, heads: impl IntoIterator<Item = &'h str>) -> Result<(), XlsxError> {
        self.heads_from(line, 0, heads)
    }

    fn heads_from<'h>(&mut self, line: u32, from: u16, heads: impl IntoIterator<Item = &'h str>) -> Result<(), XlsxError> {
        (from..).zip(heads).try_for_each(|(at, head)| self.sheet.write_string_with_format(line, at, head, &book::head()).map(drop))
    }

    fn number(&mut self, line: u32, at: u16, number: f64, form: &str) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(line, at, number, &Format::new().set_num_format(form)).map(drop)
    }

    /// As text where it has more digits than a number can hold; blank where there is none.
    fn amount(&mut self, line: u32, at: u16, amount: Option<Money>) -> Result<(), XlsxError> {
        let Some(amount) = amount else { return Ok(()) };
        match book::amount(amount) {
            Some(number) => self.sheet.write_number_with_format(line, at, number, &book::amounts(self.style.with(self.decimals))).map(drop),
            None => {
                let right = Format::new().set_align(FormatAlign::Right);
                self.sheet.write_string_with_format(line, at, amount.plain(self.decimals), &right).map(drop)
            }
        }
    }
}

/// Columns that stay blank throughout are not seen.
fn hide(sheet: &mut Worksheet, columns: impl IntoIterator<Item = (u16, bool)>) -> Result<(), XlsxError> {
    columns.into_iter().filter(|(_, is_there)| !is_there).try_for_each(|(at, _)| sheet.set_column_hidden(at).map(drop))
}

const PERCENT: &str = "0.0%";
const TENTHS: &str = "#,##0.0";

fn summary(book: &mut Book, shown: &Shown<'_>, lang: Lang) -> Result<(), XlsxError> {
    let sheet = book.small(lang.pick("Lifetime value", "终身价值"))?;
    let [has_past, has_value] = [shown.base().is_some(), shown.estimate.known.spend.is_some()];
    hide(sheet, [(5, has_past), (6, has_value), (7, has_past && has_value), (8, has_value)])?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_column_width(1, 24)?.set_column_range_width(2, 8, 15)?;
    let mut cells = Cells { sheet, decimals: shown.estimate.decimals, style: shown.style };
    let heads = match lang {
        Lang::En => ["#", "Segment", "Customers", "Alive", "Purchases", "Past value", "Expected value", "CLV", "At risk"],
        Lang::Zh => ["#", "客群", "客户数", "留存概率", "预期消费次数", "过去价值", "预期价值", "CLV", "流失风险价值"],
    };
    cells.heads(0, heads)?;
    let (segments, all) = shown.estimate.sums();
    let mut line = 1;
    let mut row = |number: Option<u8>, name: &str, sums: &Sums| -> Result<(), XlsxError> {
        if let Some(number) = number {
            cells.number(line, 0, number.into(), "0")?;
        }
        summed(&mut cells, shown, line, name, sums)?;
        line += 1;
        Ok(())
    };
    for segment in Segment::ALL.into_iter().filter(|_| shown.base().is_some()) {
        row(Some(segment.number()), segment.name(lang), &segments[segment as usize])?;
    }
    row(None, lang.pick("All customers", "全部客户"), &all)?;
    let of_stages = shown.estimate.stages();
    let mut stage_heads = None;
    if let Some(sums) = of_stages {
        stage_heads = Some(line + 1);
        line += 2;
        for stage in Stage::ALL {
            summed(&mut cells, shown, line, stage.text().get(lang), &sums[stage as usize])?;
            line += 1;
        }
    }
    if let Some(line) = stage_heads {
        cells.heads_from(line, 1, std::iter::once(lang.pick("Stage", "阶段")).chain(heads[2..].iter().copied()))?;
    }
    line += 1;
    for (label, text) in meaning(shown, lang) {
        cells.text(line, 1, label)?;
        cells.text(line, 2, &text)?;
        line += 1;
    }
    Ok(())
}

/// Name and figures of some customers together.
fn summed(cells: &mut Cells<'_>, shown: &Shown<'_>, line: u32, name: &str, sums: &Sums) -> Result<(), XlsxError> {
    let (has_value, has_past) = (shown.estimate.known.spend.is_some(), shown.base().is_some());
    cells.text(line, 1, name)?;
    cells.number(line, 2, sums.customers as f64, "#,##0")?;
    if let Some(alive) = sums.mean_alive() {
        cells.number(line, 3, alive, PERCENT)?;
    }
    cells.number(line, 4, sums.purchases, TENTHS)?;
    cells.amount(line, 5, Some(sums.past).filter(|_| has_past))?;
    cells.amount(line, 6, Some(sums.value).filter(|_| has_value))?;
    cells.amount(line, 7, Some(sums.clv).filter(|_| has_past && has_value))?;
    cells.amount(line, 8, Some(sums.at_risk).filter(|_| has_value))
}

fn customers(book: &mut Book, shown: &Shown<'_>, lang: Lang) -> Result<(), XlsxError> {
    let estimate = shown.estimate;
    let name = |number: usize| match number {
        0 => lang.pick("Customers", "客户").to_owned(),
        _ => format!("{} {}", lang.pick("Customers", "客户"), number + 1),
    };
    for (number, from) in (0..estimate.len().max(1)).step_by(book::MOST_ROWS as usize).enumerate() {
        let mut sheet = book.large(&name(number))?;
        sheet.set_column_width(0, 16)?.set_column_width(1, 16)?.set_column_width(2, 16)?.set_column_width(3, 20)?;
        sheet.set_column_range_width(4, 15, 13)?.set_freeze_panes(1, 0)?;
        let [has_past, has_value] = [shown.base().is_some(), estimate.known.spend.is_some()];
        hide(&mut sheet, [3, 4, 13].map(|at| (at, has_past)).into_iter().chain([8, 11, 12, 15].map(|at| (at, has_value))))?;
        hide(&mut sheet, [(14, has_past && has_value)])?;
        let mut cells = Cells { sheet: &mut sheet, decimals: estimate.decimals, style: shown.style };
        match lang {
            Lang::En => cells.heads(0, lists::HEADER)?,
            Lang::Zh => cells.heads(
                0,
                [
                    "客户编号", "姓名", "电话", "客群", "阶段", "复购次数", "首末间隔", "首次至今", "平均复购金额", "留存概率",
                    "预期消费次数", "预期每次金额", "预期价值", "过去价值", "CLV", "流失风险价值",
                ],
            )?,
        }
        for (line, at) in (1..).zip(from..estimate.len().min(from + book::MOST_ROWS as usize)) {
            let (person, worth) = (&estimate.people.persons[at], estimate.worth(at));
            cells.text(line, 0, &estimate.id(at))?;
            for (place, text) in (1..).zip(shown.told(at)) {
                if !text.is_empty() {
                    cells.text(line, place, &text)?;
                }
            }
            if let Some(segment) = estimate.segment(at) {
                cells.text(line, 3, segment.name(lang))?;
            }
            if let Some(stage) = estimate.stage(at) {
                cells.text(line, 4, stage.text().get(lang))?;
            }
            cells.number(line, 5, person.history.repeats().into(), "#,##0")?;
            cells.number(line, 6, person.history.last(), "0.00")?;
            cells.number(line, 7, person.history.age(), "0.00")?;
            if let Some(mean) = person.mean {
                cells.number(line, 8, mean.amount, "#,##0.00")?;
            }
            cells.number(line, 9, worth.alive, PERCENT)?;
            cells.number(line, 10, worth.purchases, "0.00")?;
            if let Some(amount) = worth.amount {
                cells.number(line, 11, amount, "#,##0.00")?;
            }
            for (place, amount) in (12..).zip([worth.value, worth.past, worth.clv, worth.at_risk]) {
                cells.amount(line, place, amount)?;
            }
        }
        book.push(sheet);
    }
    Ok(())
}

fn track(book: &mut Book, shown: &Shown<'_>, lang: Lang) -> Result<(), XlsxError> {
    if shown.track.is_empty() {
        return Ok(());
    }
    let name = lang.pick("Expected and actual", "预期与实际");
    let sheet = book.small(name)?;
    sheet.set_column_range_width(0, 2, 20)?;
    let mut cells = Cells { sheet, decimals: 2, style: shown.style };
    cells.heads(0, lang.pick(["Up to", "Expected", "Actual"], ["截至", "预期", "实际"]))?;
    for (line, point) in (1..).zip(shown.track) {
        cells.text(line, 0, &place(point.at, shown, lang))?;
        cells.number(line, 1, point.expected, TENTHS)?;
        cells.number(line, 2, point.actual, "#,##0")?;
    }
    let last = shown.track.len() as u32;
    let mut chart = Chart::new(ChartType::Line);
    for at in [1, 2] {
        chart.add_series().set_name((name, 0, at)).set_categories((name, 1, 0, last, 0)).set_values((name, 1, at, last, at));
    }
    chart.title().set_name(lang.pick("Repeat purchases, expected and actual", "复购次数：预期与实际"));
    chart.set_width(720).set_height(380);
    sheet.insert_chart(1, 4, &chart).map(drop)
}

fn models(book: &mut Book, shown: &Shown<'_>, lang: Lang) -> Result<(), XlsxError> {
    let sheet = book.small(lang.pick("Method", "方法"))?;
    sheet.set_column_width(0, 24)?.set_column_range_width(1, 5, 18)?;
    let mut cells = Cells { sheet, decimals: 2, style: shown.style };
    let mut line = 0;
    for (label, text) in model_lines(shown, lang) {
        cells.text(line, 0, label)?;
        cells.text(line, 1, &text)?;
        line += 1;
    }
    for remark in &shown.estimate.remarks {
        cells.text(line, 1, &remark.text(lang))?;
        line += 1;
    }
    if let Some(held) = shown.holdout {
        let (heads, rows) = forecasts(held, lang);
        cells.heads(line + 1, heads.iter().map(|head| head.text))?;
        line += 2;
        for row in rows {
            for (at, text) in (0..).zip(row) {
                cells.text(line, at, &text)?;
            }
            line += 1;
        }
    }
    Ok(())
}
