//! A sheet as a table for a terminal, as CSV and as JSON.

use super::sheet::{Cell, Sheet};
use super::{Form, workbook};
use crate::formula::harmless;
use crate::report::View;
use crate::report::delimited::writer;
use crate::report::table::{aligned, finish};
use crate::report::wrap::{paragraph, width};
use comfy_table::{Attribute, Table};

/// A text of notes or names longer than this is cut on a terminal.
const LONGEST: usize = 40;

/// What people told of a task. A history without room for such a column says it below the row.
const TOLD: [&str; 4] = ["reason", "cost", "value", "note"];

/// The sheet in this form. CSV is for spreadsheets where that is asked: with a byte order mark, and without formulas.
pub fn render(sheet: &Sheet, form: Form, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    match form {
        Form::Table => Ok(table(sheet, view).into_bytes()),
        Form::Csv => csv(sheet, for_spreadsheet),
        Form::Json => json(sheet),
        Form::Xlsx => workbook::render(sheet, view),
    }
}

/// The table; columns that there is no room for are left out, and those that are empty all the way down. What people told
/// is never left out of a history: its notes are whole, and stand below where there is no room.
pub fn table(sheet: &Sheet, view: View) -> String {
    let lang = view.lang;
    let whole = |cell: &Cell| match cell {
        Cell::Amount(amount) => view.style.with(2).show(*amount),
        cell => cell.shown(lang),
    };
    let shown = |cell: &Cell| crate::note::clip(&whole(cell), LONGEST);
    let told: Vec<usize> = match sheet.columns.iter().any(|column| column.key == "note") {
        true => (0..sheet.columns.len()).filter(|at| TOLD.contains(&sheet.columns[*at].key)).collect(),
        false => Vec::new(),
    };
    let is_empty = |at: usize| sheet.rows.iter().all(|row| shown(&row[at]).is_empty());
    let mut columns: Vec<usize> = (0..sheet.columns.len()).filter(|at| sheet.columns[*at].spare == 0 || !is_empty(*at)).collect();
    let natural = |at: usize| {
        sheet.rows.iter().map(|row| width(&shown(&row[at]))).chain([width(sheet.columns[at].head.get(lang))]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..sheet.columns.len()).map(natural).collect();
    while columns.iter().map(|at| widths[*at] + 2).sum::<usize>() > view.width + 2 {
        let least = columns.iter().copied().max_by_key(|at| sheet.columns[*at].spare).filter(|at| sheet.columns[*at].spare > 0);
        let Some(least) = least else { break };
        columns.retain(|at| *at != least);
    }
    let is_whole = |at: usize| sheet.rows.iter().all(|row| width(&row[at].shown(lang)) <= LONGEST);
    columns.retain(|at| !told.contains(at) || is_whole(*at));
    let is_right = |at: usize| sheet.rows.iter().any(|row| row[at].is_right());
    let mut table = Table::new();
    table.set_header(columns.iter().map(|at| aligned(sheet.columns[*at].head.get(lang), is_right(*at)).add_attribute(Attribute::Bold)));
    for row in &sheet.rows {
        table.add_row(columns.iter().map(|at| aligned(&shown(&row[*at]), is_right(*at))));
    }
    let text = finish(table, 2, view.color);
    let mut lines = text.lines();
    let mut out: String = lines.by_ref().take(2).map(|line| format!("{line}\n")).collect();
    for (line, row) in lines.zip(&sheet.rows) {
        out += &format!("{line}\n");
        let below: Vec<String> = (told.iter().filter(|at| !columns.contains(at) && row[**at] != Cell::None))
            .map(|at| format!("{}{}{}", sheet.columns[*at].head.get(lang), lang.pick(": ", "："), row[*at].shown(lang)))
            .collect();
        if !below.is_empty() {
            out += &paragraph("    ", &below.join(lang.pick("; ", "；")), view.width);
        }
    }
    out
}

fn csv(sheet: &Sheet, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    let mut writer = writer(b',', for_spreadsheet);
    writer.write_record(sheet.columns.iter().map(|column| column.key))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(|cell| match cell {
            Cell::Text(text) if for_spreadsheet => harmless(text).into_owned(),
            cell => cell.plain(),
        }))?;
    }
    Ok(writer.into_inner()?)
}

/// One array with an object a row. Amounts are strings, because most readers of JSON round numbers.
fn json(sheet: &Sheet) -> anyhow::Result<Vec<u8>> {
    let value = |cell: &Cell| match cell {
        Cell::None => serde_json::Value::Null,
        Cell::Number(number) => (*number).into(),
        Cell::Flag(flag) => (*flag).into(),
        other => other.plain().into(),
    };
    let mut out = Vec::from(b"[");
    for (place, row) in sheet.rows.iter().enumerate() {
        out.extend_from_slice(if place == 0 { b"\n{" } else { b",\n{" });
        for (at, (column, cell)) in sheet.columns.iter().zip(row).enumerate() {
            let pair = format!("{}\"{}\":", if at == 0 { "" } else { "," }, column.key);
            out.extend_from_slice(pair.as_bytes());
            serde_json::to_writer(&mut out, &value(cell))?;
        }
        out.push(b'}');
    }
    out.extend_from_slice(if sheet.rows.is_empty() { b"]\n" } else { b"\n]\n" });
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{Lang, Text};
    use crate::money::Money;
    use crate::report::tasks::sheet::Column;

    fn sheet() -> Sheet {
        let column = |key, head, spare| Column { key, head, spare };
        Sheet {
            columns: vec![
                column("id", Text::new("Task", "任务"), 0),
                column("note", Text::new("Note", "备注"), 2),
                column("cost", Text::new("Cost", "花费"), 1),
                column("result", Text::new("Result", "结果"), 3),
            ],
            rows: vec![
                vec![Cell::Number(7), Cell::Text("=1+\"1\"".into()), Cell::Amount(Money::from_units(3500)), Cell::None],
                vec![Cell::Number(12), Cell::None, Cell::None, Cell::None],
            ],
        }
    }

    #[test]
    fn every_form_has_the_same_cells() {
        let view = View { lang: Lang::En, width: 80, color: false, style: Default::default() };
        let text = |form, excel| String::from_utf8(render(&sheet(), form, view, excel).unwrap()).unwrap();
        assert_eq!(text(Form::Csv, false), "id,note,cost,result\n7,\"=1+\"\"1\"\"\",3500.00,\n12,,,\n");
        assert_eq!(text(Form::Csv, true), "\u{feff}id,note,cost,result\r\n7,\"'=1+\"\"1\"\"\",3500.00,\r\n12,,,\r\n");
        assert_eq!(
            text(Form::Json, false),
            "[\n{\"id\":7,\"note\":\"=1+\\\"1\\\"\",\"cost\":\"3500.00\",\"result\":null},\n{\"id\":12,\"note\":null,\"cost\":null,\"result\":null}\n]\n"
        );
        let lines: Vec<String> = text(Form::Table, false).lines().map(str::to_owned).collect();
        assert_eq!(lines[0], "Task  Note        Cost"); // the empty column is left out
        assert_eq!(lines[2], "   7  =1+\"1\"  3,500.00");
        let narrow = table(&sheet(), View { width: 14, ..view });
        assert!(narrow.starts_with("Task      Cost\n"), "{narrow}");
        // What somebody told is not lost, in 14 columns either.
        let below: Vec<&str> = narrow.lines().skip(3).map(str::trim).collect();
        assert_eq!(below, ["Note:", "=1+\"1\"", "12"]);
    }
}
