//! Which columns of the report a terminal has room for, and what stands in a cell.
//!
//! Where the columns do not fit, gaps narrow from two spaces to one, and if that is not enough something moves or goes,
//! in this order:
//! 1. the recommended service, and what a segment's name means, move to a list below the table;
//! 2. the R F M pattern goes (the list shows it);
//! 3. the number goes;
//! 4. the typical ranges go (marks stay);
//! 5. the value goes (its share stays).
//!
//! Segment, customers, share and value contribution always stay. No figure is ever cut: on a terminal too narrow even for
//! those, lines are longer than the terminal.
//!
//! Where every figure has its place and columns of the terminal are left over, bars stand beside the two shares, on one scale for both.

use super::rows::{Column, Row, Share, greatest};
use super::wrap::{width, wrap};
use crate::lang::Lang;

/// What goes, in this order, once the service is below the table.
const DROPPED: [&[Column]; 4] = [&[Column::Pattern], &[Column::Number], &[Column::Typical, Column::TypicalValue], &[Column::Value]];

/// The service stands in the table only where this many columns of the terminal are left for it.
const LEAST_SERVICE: usize = 30;

/// ... and bars only where it keeps this many.
const GOOD_SERVICE: usize = 40;

/// Columns of the terminal that a bar takes.
const BAR: std::ops::RangeInclusive<usize> = 6..=12;

/// Which columns are shown, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// Spaces between two of them.
    pub gap: usize,
    /// Room for the words of a segment, where the table itself shows them.
    pub words: Option<Words>,
    /// Columns of the terminal for a bar, where there is room for bars.
    bar: usize,
    /// The greatest share, as long as a bar can be.
    greatest: u32,
}

/// Room for the words of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// For its name and what that means.
    segment: usize,
    /// For its service.
    service: usize,
}

impl Layout {
    /// Everything in the table, where there is room for it.
    pub fn whole(rows: &[Row], room: usize, lang: Lang) -> Option<Layout> {
        let others: usize = Column::FIGURES.iter().filter(|column| **column != Column::Segment).map(|c| natural(*c, [rows], lang)).sum();
        let name = natural(Column::Segment, [rows], lang);
        let meaning = rows.iter().filter_map(Row::segment).map(|s| width(s.profile().plain.get(lang))).max().unwrap_or(0);
        let longest = rows.iter().filter_map(|row| row.service.as_ref()).map(|[_, action]| width(action)).max().unwrap_or(0);
        // A meaning on two lines is better than a service on four.
        let folded = name.max(meaning * 2 / 3);
        [(2, meaning.max(name)), (2, folded), (1, folded)].into_iter().find_map(|(gap, segment)| {
            let left = room.checked_sub(others + segment + gap * (Column::ALL.len() - 1))?;
            let bar = bar(left.saturating_sub(longest.min(GOOD_SERVICE)), gap);
            let service = (left - bar.map_or(0, |bar| 2 * (bar + gap))).min(longest);
            let words = Some(Words { segment, service });
            let layout = Layout { columns: Column::ALL.to_vec(), gap, words, bar: 0, greatest: greatest([rows]) };
            (service >= LEAST_SERVICE).then(|| layout.with_bars(bar))
        })
    }

    /// As many columns as there is room for in all these tables, the service left to the list below.
    pub fn compact<'a>(tables: impl IntoIterator<Item = &'a [Row]> + Clone, room: usize, lang: Lang) -> Layout {
        let mut columns = Column::FIGURES.to_vec();
        let mut dropped = DROPPED.iter();
        loop {
            let text: usize = columns.iter().map(|column| natural(*column, tables.clone(), lang)).sum();
            let left = |gap| room.checked_sub(text + gap * (columns.len() - 1));
            let is_whole = columns.len() == Column::FIGURES.len();
            let with_bars = [2, 1].into_iter().filter(|_| is_whole).find_map(|gap| Some((gap, bar(left(gap)?, gap)?)));
            let gap = with_bars.map(|(gap, _)| gap).or_else(|| [2, 1].into_iter().find(|gap| left(*gap).is_some()));
            match (gap, dropped.next()) {
                (None, Some(next)) => columns.retain(|column| !next.contains(column)),
                (gap, _) => {
                    let layout = Layout { columns, gap: gap.unwrap_or(1), words: None, bar: 0, greatest: greatest(tables) };
                    return layout.with_bars(with_bars.map(|(_, bar)| bar));
                }
            }
        }
    }

    /// With a bar behind each share, if there is room for one.
    fn with_bars(self, bar: Option<usize>) -> Layout {
        let Some(bar) = bar else { return self };
        let with_bar = |column| match column {
            Column::Share => vec![column, Column::ShareBar],
            Column::ValueShare => vec![column, Column::ValueBar],
            _ => vec![column],
        };
        Layout { columns: self.columns.into_iter().flat_map(with_bar).collect(), bar, ..self }
    }

    /// A share as a bar: eighths of a column, and at least one of them where there is a share at all.
    fn drawn(&self, share: &Share) -> String {
        let eighths = (u64::from(share.size) * self.bar as u64 * 8).div_ceil(u64::from(self.greatest.max(1))) as usize;
        "█".repeat(eighths / 8) + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    }

    /// What stands in the cell, in lines that fit.
    pub fn text(&self, row: &Row, column: Column, lang: Lang) -> String {
        let plain = text(row, column);
        match (self.words, row.segment(), column) {
            (Some(words), Some(segment), Column::Segment) => {
                let meaning = wrap(segment.profile().plain.get(lang), words.segment);
                format!("{plain}\n{}", meaning.join("\n"))
            }
            (Some(words), Some(_), Column::Service) => {
                let lines = row.service.iter().flatten().flat_map(|text| wrap(text, words.service));
                lines.collect::<Vec<_>>().join("\n")
            }
            (_, Some(_), Column::ShareBar) => self.drawn(&row.share),
            (_, Some(_), Column::ValueBar) => self.drawn(&row.value_share),
            _ => plain,
        }
    }
}

/// How long two bars are for which so many columns of the terminal are left; none where they would be too short to tell much.
fn bar(left: usize, gap: usize) -> Option<usize> {
    let bar = (left / 2).checked_sub(gap)?;
    (bar >= *BAR.start()).then_some(bar.min(*BAR.end()))
}

/// The least columns of the terminal that this column takes in all these tables.
fn natural<'a>(column: Column, tables: impl IntoIterator<Item = &'a [Row]>, lang: Lang) -> usize {
    let cells = tables.into_iter().flatten().map(|row| width(&text(row, column)));
    cells.chain([width(column.head(lang))]).max().unwrap_or(0)
}

/// A cell on one line. A mark stands after its figure; a blank keeps the other figures under each other.
fn text(row: &Row, column: Column) -> String {
    let marked = |share: &Share| format!("{}{}", share.text, share.mark.unwrap_or(' '));
    match column {
        Column::Number => row.number(),
        Column::Segment => row.name().to_owned(),
        Column::Pattern => row.pattern(),
        Column::Customers => row.customers.clone(),
        Column::Share => marked(&row.share),
        Column::Typical => row.typical.clone(),
        Column::Value => row.value.clone(),
        Column::ValueShare => marked(&row.value_share),
        Column::TypicalValue => row.typical_value.clone(),
        Column::Service | Column::ShareBar | Column::ValueBar => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, rows::rows};

    #[test]
    fn columns_go_in_the_stated_order() {
        let base = fixture::base();
        let report = fixture::report(&base, Lang::En, 0);
        let rows = rows(&report, base.summary());
        let layout = |room| Layout::whole(&rows, room, Lang::En).unwrap_or_else(|| Layout::compact([rows.as_slice()], room, Lang::En));
        // The widest cells in order: 1, 20, 5, 9, 7, 7, 10, 8, 8 (75 columns); 8 gaps of one or two. With the service
        // 9 gaps, 30 for it, and 21 for the segment, two thirds of its longest meaning: 115 at the least. Two bars take 6 columns
        // and a gap each: 97 with gaps of one, 107 with gaps of two.
        for (room, columns, gap) in
            [(115, 10, 1), (114, 11, 2), (107, 11, 2), (106, 11, 1), (97, 11, 1), (96, 9, 2), (91, 9, 2), (90, 9, 1), (83, 9, 1)]
        {
            let layout = layout(room);
            assert_eq!((layout.columns.len(), layout.gap), (columns, gap), "{room}");
        }
        for (room, gone) in [
            (82, vec![Column::Pattern]),
            (76, vec![Column::Pattern, Column::Number]),
            (74, vec![Column::Pattern, Column::Number, Column::Typical, Column::TypicalValue]),
            (57, vec![Column::Pattern, Column::Number, Column::Typical, Column::TypicalValue, Column::Value]),
            (20, vec![Column::Pattern, Column::Number, Column::Typical, Column::TypicalValue, Column::Value]),
        ] {
            let kept: Vec<Column> = Column::FIGURES.into_iter().filter(|column| !gone.contains(column)).collect();
            assert_eq!(layout(room).columns, kept, "{room}");
        }
    }

    /// Of the twelve customers segment 2 has 4 and of the value 48.4%, the greatest share of all: 48.4% of value is a whole bar
    /// of 6, a share of 33.3% of customers 33 of 48 eighths (0.333333 / 0.484226 × 48 = 33.04, so 34: none is cut short).
    #[test]
    fn bars_stand_on_one_scale() {
        let base = fixture::base();
        let report = fixture::report(&base, Lang::En, 0);
        let rows = rows(&report, base.summary());
        let layout = Layout::compact([rows.as_slice()], 97, Lang::En);
        let bars = |row: &Row| [Column::ShareBar, Column::ValueBar].map(|column| layout.text(row, column, Lang::En));
        assert_eq!(bars(&rows[1]), ["████▎", "██████"]);
        assert_eq!(bars(&rows[9]), ["", ""], "not of the sums");
        assert!(rows[..8].iter().all(|row| bars(row).iter().all(|bar| width(bar) <= 6)));
    }

    #[test]
    fn everything_shows_from_120_columns() {
        let base = fixture::base();
        for lang in [Lang::En, Lang::Zh] {
            let mut rows = rows(&fixture::report(&base, lang, 0), base.summary());
            rows[0].value = "12,345,678.90".to_owned();
            assert!(Layout::whole(&rows, 120, lang).is_some());
        }
    }
}
