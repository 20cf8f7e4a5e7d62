//! The sheet of segments: their figures, two charts of them, whom to call first, and the grid of R and F.

use super::{AsText, Page};
use crate::book::{self, Book};
use crate::distribution::grid::Grid;
use crate::lang::Lang;
use crate::report::foot::marks;
use crate::report::rows::{self, Line, Row, Share, call_first};
use crate::report::{By, Report};
use crate::segment::Segment;
use crate::summary::{Ratio, Summary};
use rust_xlsxwriter::{
    Chart, ChartType, ConditionalFormat2ColorScale, ConditionalFormatDataBar, Format, FormatAlign, Worksheet, XlsxError,
};

/// The columns: their widths in characters.
const WIDTHS: [u32; 13] = [5, 24, 34, 9, 12, 11, 11, 16, 11, 11, 18, 48, 18];
/// Where the columns are that more than the table itself speaks of.
const NAME: u16 = 1;
const CUSTOMERS: u16 = 4;
const SHARE: u16 = 5;
const VALUE: u16 = 7;
const VALUE_SHARE: u16 = 8;
/// The last row of a segment; the header is row 0.
const LAST: u32 = 8;
/// Lines that a chart takes.
const CHART_LINES: u32 = 19;

pub fn segments(book: &mut Book, report: &Report<'_>) -> Result<AsText, XlsxError> {
    let (lang, base) = (report.lang, report.base);
    let name = lang.pick("Segments", "客群");
    let mut page = Page { sheet: book.small(name)?, line: 0, amounts: report.amounts(), as_text: 0 };
    page.sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    for (at, width) in (0..).zip(WIDTHS) {
        page.sheet.set_column_width(at, width)?;
    }
    let rows = rows::rows(report, base.summary());
    table(&mut page, report, base.summary(), &rows)?;
    for at in [SHARE, VALUE_SHARE] {
        let bar = ConditionalFormatDataBar::new().set_fill_color("#9CC7A5").set_solid_fill(true);
        page.sheet.add_conditional_format(1, at, LAST, at, &bar)?;
    }
    if let Some(marks) = marks(report, rows.iter()) {
        page.text(NAME, &marks, &Format::new().set_italic())?;
    }
    page.line += 2;
    charts(&mut page, name, lang)?;
    calls(&mut page, report)?;
    grid(&mut page, &Grid::new(&base.customers, &base.thresholds), lang)?;
    Ok(page.as_text)
}

/// A row a segment, the important ones together, and all.
fn table(page: &mut Page<'_>, report: &Report<'_>, summary: &Summary, rows: &[Row]) -> Result<(), XlsxError> {
    let lang = report.lang;
    page.head(match lang {
        Lang::En => [
            "#", "Segment", "In words", "R F M", "Customers", "Share", "Typical", "Value", "Of value", "Typical", "Service",
            "First action", "Owner",
        ],
        Lang::Zh => ["#", "客群", "含义", "R F M", "客户数", "占比", "参考", "价值", "价值贡献", "参考", "服务", "第一步", "负责人"],
    })?;
    for row in rows {
        let (size, bold) = match row.line {
            Line::Segment(segment) => (summary.segments[segment as usize], false),
            Line::Important => (summary.important, true),
            Line::Total => (summary.total, true),
        };
        let plain = if bold { Format::new().set_bold() } else { Format::new().set_align(FormatAlign::Top) };
        page.text(NAME, row.name(), &plain)?;
        page.number(CUSTOMERS, size.customers as f64, &book::counts())?;
        share(page, SHARE, summary.share(size), &row.share)?;
        page.text(SHARE + 1, &row.typical, &plain)?;
        page.amount(VALUE, size.value)?;
        share(page, VALUE_SHARE, summary.value_share(size), &row.value_share)?;
        page.text(VALUE_SHARE + 1, &row.typical_value, &plain)?;
        if let Some(segment) = row.segment() {
            let play = report.play(segment);
            page.number(0, f64::from(segment.number()), &plain)?;
            page.text(2, segment.profile().plain.get(lang), &super::wrapped())?;
            page.text(3, &row.pattern(), &plain)?;
            for (at, text) in (10..).zip([&play.tier, &play.first_action, &play.owner]) {
                page.text(at, text, &super::wrapped())?;
            }
            page.make_room(&[
                (segment.profile().plain.get(lang), WIDTHS[2]),
                (&play.tier, WIDTHS[10]),
                (&play.first_action, WIDTHS[11]),
                (&play.owner, WIDTHS[12]),
            ])?;
        }
        page.line += 1;
    }
    Ok(())
}

/// A share as a number, shown as the other forms show it, with its mark; what there is not, as they show that.
fn share(page: &mut Page<'_>, at: u16, ratio: Option<Ratio>, shown: &Share) -> Result<(), XlsxError> {
    let mark = shown.mark.map_or(String::new(), |mark| format!("\" {mark}\""));
    match ratio.and_then(|ratio| ratio.decimals(15).parse::<f64>().ok()) {
        Some(number) => page.number(at, number, &Format::new().set_num_format(format!("0.0%{mark}"))),
        None => page.text(at, &shown.text, &Format::new().set_align(FormatAlign::Right)),
    }
}

/// Share of customers beside share of value, as bars; and where the value is, as a ring.
fn charts(page: &mut Page<'_>, sheet: &str, lang: Lang) -> Result<(), XlsxError> {
    let mut bars = Chart::new(ChartType::Column);
    for (at, color) in [(SHARE, "#7F9DB9"), (VALUE_SHARE, "#2F6B4F")] {
        bars.add_series()
            .set_name((sheet, 0, at))
            .set_categories((sheet, 1, NAME, LAST, NAME))
            .set_values((sheet, 1, at, LAST, at))
            .set_format(rust_xlsxwriter::ChartFormat::new().set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(color)));
    }
    bars.title().set_name(lang.pick("Share of customers and share of value", "客户占比与价值贡献"));
    bars.y_axis().set_num_format("0%");
    bars.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    bars.set_width(860).set_height(360);
    bars.set_alt_text(lang.pick("The columns Share and Of value of the table above", "即上表“占比”与“价值贡献”两列"));
    page.sheet.insert_chart(page.line, NAME, &bars)?;
    page.line += CHART_LINES;
    Ok(())
}

/// Whom to call first.
fn calls(page: &mut Page<'_>, report: &Report<'_>) -> Result<(), XlsxError> {
    let (lang, base) = (report.lang, report.base);
    let bold = Format::new().set_bold();
    let heads: [(u16, &str); 5] = [
        (NAME, lang.pick("Call first", "优先联系")),
        (2, lang.pick("Name", "姓名")),
        (3, lang.pick("Phone", "电话")),
        (CUSTOMERS, lang.pick("Days since", "距今天数")),
        (VALUE, lang.pick("Value", "价值")),
    ];
    for (at, head) in heads {
        page.text(at, head, &book::head())?;
    }
    page.line += 1;
    for calls in call_first(report, base.summary()) {
        page.text(NAME, &calls.heading(lang), &bold)?;
        page.line += 1;
        for customer in &calls.customers {
            page.text(NAME, &customer.id, &Format::new())?;
            page.text(2, base.name(customer).unwrap_or_default(), &Format::new())?;
            page.text(3, base.phone(customer).unwrap_or_default(), &Format::new())?;
            if let Some(days) = customer.measures.recency {
                page.number(CUSTOMERS, days.into(), &book::counts())?;
            }
            page.amount(VALUE, customer.measures.value())?;
            page.line += 1;
        }
    }
    page.line += 1;
    Ok(())
}

/// The grid twice: how many customers, and what each spent on average.
fn grid(page: &mut Page<'_>, grid: &Grid, lang: Lang) -> Result<(), XlsxError> {
    let titles = [lang.pick("Customers by R and F", "按 R、F 得分的客户数"), lang.pick("Mean amount by R and F", "按 R、F 得分的人均金额")];
    for (is_mean, title) in [false, true].into_iter().zip(titles) {
        page.text(NAME, title, &book::head())?;
        for f in 1_u16..=5 {
            page.text(3 + f, &format!("F {f}"), &book::head())?;
        }
        page.line += 1;
        let first = page.line;
        for r in (1..=5).rev() {
            page.text(3, &format!("R {r}"), &Format::new().set_bold().set_align(FormatAlign::Right))?;
            for (at, f) in (4..).zip(1..=5) {
                let cell = grid.cell(r, f);
                match cell.mean(page.amounts.decimals) {
                    None => {}
                    Some(mean) if is_mean => page.amount(at, mean)?,
                    Some(_) => page.number(at, cell.customers as f64, &book::counts())?,
                }
            }
            page.line += 1;
        }
        scale(page.sheet, first, page.line - 1)?;
        page.line += 1;
    }
    Ok(())
}

fn scale(sheet: &mut Worksheet, first: u32, last: u32) -> Result<(), XlsxError> {
    let scale = ConditionalFormat2ColorScale::new().set_minimum_color("#F4F8FC").set_maximum_color("#6FA3D0");
    sheet.add_conditional_format(first, 4, last, 8, &scale).map(drop)
}

/// A sheet with a row for each segment of each group, where the report is split.
pub fn groups(book: &mut Book, report: &Report<'_>) -> Result<AsText, XlsxError> {
    let Some(By { column, groups }) = &report.by else { return Ok(0) };
    let lang = report.lang;
    let mut page = Page { sheet: book.small(lang.pick("Groups", "分组"))?, line: 0, amounts: report.amounts(), as_text: 0 };
    let heads = match lang {
        Lang::En => ["Segment", "Customers", "Share", "Value", "Of value"],
        Lang::Zh => ["客群", "客户数", "占比", "价值", "价值贡献"],
    };
    page.head([column.as_str()].into_iter().chain(heads))?;
    for (at, width) in (0..).zip([24_u32, 24, 12, 11, 16, 11]) {
        page.sheet.set_column_width(at, width)?;
    }
    for group in groups {
        for (segment, row) in Segment::ALL.into_iter().zip(rows::rows(report, &group.summary)) {
            let size = group.summary.segments[segment as usize];
            page.text(0, &group.value, &Format::new())?;
            page.text(1, row.name(), &Format::new())?;
            page.number(2, size.customers as f64, &book::counts())?;
            share(&mut page, 3, group.summary.share(size), &row.share)?;
            page.amount(4, size.value)?;
            share(&mut page, 5, group.summary.value_share(size), &row.value_share)?;
            page.line += 1;
        }
    }
    page.sheet.autofilter(0, 0, page.line.max(2) - 1, 5)?;
    Ok(page.as_text)
}
