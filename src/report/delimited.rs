//! The report as CSV or TSV: one row a segment, figures without marks or group signs. Headers never change with language.
//!
//! A report that is split has the rows of its groups only, with the group in a first column: with the whole beside them
//! every customer would stand in the file twice. With the grid asked for the file holds that alone, a row a cell: a file has one
//! table. Where stages are asked for, each segment has how many of its customers are in each; groups have none.

use super::{Report, grid};
use crate::formula::harmless;
use crate::lifecycle::InStage;
use crate::segment::{Range, Segment};
use crate::stage::Stage;
use crate::summary::{Ratio, Summary};

const HEADER: [&str; 13] = [
    "segment", "name", "customers", "share", "value", "value_share", "typical_share_low", "typical_share_high", "typical_value_share_low",
    "typical_value_share_high", "tier", "first_action", "owner",
];

/// The report with this delimiter; for a spreadsheet with a byte order mark, CRLF, and no text of the user's that could
/// pass for a formula: a group's value, or what a playbook of theirs says.
pub fn render(report: &Report<'_>, delimiter: u8, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    if report.grid {
        return table(grid::HEADER, grid::records(report), delimiter, for_spreadsheet);
    }
    let mut writer = writer(delimiter, for_spreadsheet);
    match &report.by {
        None => {
            let stages: &[InStage] = report.stages.as_ref().map_or(&[], |found| &found.stages);
            writer.write_record(HEADER.into_iter().chain(Stage::ALL.map(Stage::slug).into_iter().take(stages.len())))?;
            let summary = report.base.summary();
            for segment in Segment::ALL {
                let in_stages = stages.iter().map(|stage| stage.segments[segment as usize].to_string());
                writer.write_record(record(report, summary, segment, for_spreadsheet).into_iter().chain(in_stages))?;
            }
        }
        Some(by) => {
            writer.write_record(["group"].into_iter().chain(HEADER))?;
            for group in &by.groups {
                let value = cell(&group.value, for_spreadsheet);
                for segment in Segment::ALL {
                    let record = record(report, &group.summary, segment, for_spreadsheet);
                    writer.write_record([value.clone()].into_iter().chain(record))?;
                }
            }
        }
    }
    Ok(writer.into_inner()?)
}

/// A writer with this delimiter; for a spreadsheet with a byte order mark and CRLF.
pub fn writer(delimiter: u8, for_spreadsheet: bool) -> csv::Writer<Vec<u8>> {
    let (start, line_end) = if for_spreadsheet { ("\u{feff}", csv::Terminator::CRLF) } else { ("", csv::Terminator::Any(b'\n')) };
    csv::WriterBuilder::new().delimiter(delimiter).terminator(line_end).from_writer(Vec::from(start))
}

/// A text of the user's.
fn cell(text: &str, for_spreadsheet: bool) -> String {
    if for_spreadsheet { harmless(text).into_owned() } else { text.to_owned() }
}

/// Records under a header, with this delimiter; for a spreadsheet with a byte order mark, CRLF, and no cell that could pass for a
/// formula.
pub fn table<const N: usize>(
    header: [&str; N],
    records: impl Iterator<Item = [String; N]>,
    delimiter: u8,
    for_spreadsheet: bool,
) -> anyhow::Result<Vec<u8>> {
    let mut writer = writer(delimiter, for_spreadsheet);
    writer.write_record(header)?;
    for record in records {
        match for_spreadsheet {
            true => writer.write_record(record.iter().map(|cell| harmless(cell).into_owned()))?,
            false => writer.write_record(record)?,
        }
    }
    Ok(writer.into_inner()?)
}

fn record(report: &Report<'_>, summary: &Summary, segment: Segment, for_spreadsheet: bool) -> [String; 13] {
    let (size, profile, play) = (summary.segments[segment as usize], segment.profile(), report.play(segment));
    let [share_low, share_high] = fractions(profile.typical_share);
    let [value_low, value_high] = fractions(profile.typical_value_share);
    [
        segment.slug().to_owned(),
        segment.name(report.lang).to_owned(),
        size.customers.to_string(),
        fraction(summary.share(size)),
        size.value.plain(report.base.decimals),
        fraction(summary.value_share(size)),
        share_low,
        share_high,
        value_low,
        value_high,
        cell(&play.tier, for_spreadsheet),
        cell(&play.first_action, for_spreadsheet),
        cell(&play.owner, for_spreadsheet),
    ]
}

/// A fraction with six decimals; blank where there is none.
pub fn fraction(ratio: Option<Ratio>) -> String {
    ratio.map_or(String::new(), |ratio| ratio.decimals(6))
}

/// Both ends of a typical range as fractions with two decimals: `0.05`, `0.08`.
pub fn fractions(range: Range) -> [String; 2] {
    [range.low, range.high].map(|percent| format!("{}.{:02}", percent / 100, percent % 100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::playbook::Playbooks;
    use crate::report::{By, fixture};

    fn lines(report: &Report<'_>, delimiter: u8) -> Vec<String> {
        String::from_utf8(render(report, delimiter, false).unwrap()).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn one_row_a_segment() {
        let base = fixture::base();
        let csv = lines(&fixture::report(&base, Lang::En, 80), b',');
        assert_eq!(csv.len(), 9);
        assert_eq!(
            csv[..2],
            [
                "segment,name,customers,share,value,value_share,typical_share_low,typical_share_high,\
                 typical_value_share_low,typical_value_share_high,tier,first_action,owner",
                "important-value,Important · value,2,0.166667,32000.50,0.234780,0.05,0.08,0.40,0.50,Dedicated service,\
                 \"Give each one a named advisor, 50 customers per advisor at most\",service manager",
            ]
        );
        let tsv = lines(&fixture::report(&base, Lang::Zh, 80), b'\t');
        assert_eq!(
            tsv[8],
            "lost\t流失\t2\t0.166667\t299.50\t0.002197\t0.25\t0.35\t0.00\t0.01\t每年问候一次\t发一条低成本短信，了解离开的原因，之后不再打扰\t市场专员"
        );
    }

    #[test]
    fn for_a_spreadsheet() {
        let base = fixture::base();
        let mut report = fixture::report(&base, Lang::Zh, 80);
        let mut groups = fixture::groups(&base);
        groups[0].value = "=1+1".into();
        report.by = Some(By { column: "store".into(), groups });
        let text = String::from_utf8(render(&report, b',', true).unwrap()).unwrap();
        assert!(text.starts_with("\u{feff}group,segment,"));
        assert!(text.contains("\r\n'=1+1,lost,流失,"), "{text}");
        assert_eq!(text.matches("\r\n").count(), 17);
    }

    #[test]
    fn a_playbook_of_ones_own_is_no_formula_either() {
        let base = fixture::base();
        let mut playbooks = Playbooks::default();
        playbooks.en.segments.lost.tier = "=cmd|' /C calc'!A0".into();
        playbooks.en.segments.lost.first_action = "@SUM(A1)".into();
        playbooks.en.segments.lost.owner = "+A1".into();
        let report = Report { playbooks: &playbooks, ..fixture::report(&base, Lang::En, 80) };
        let last = |for_spreadsheet| {
            let text = String::from_utf8(render(&report, b',', for_spreadsheet).unwrap()).unwrap();
            text.lines().last().unwrap().to_owned()
        };
        assert!(last(true).ends_with(",'=cmd|' /C calc'!A0,'@SUM(A1),'+A1"), "{}", last(true));
        assert!(last(false).ends_with(",=cmd|' /C calc'!A0,@SUM(A1),+A1"), "a program reads it as it stands: {}", last(false));
    }

    #[test]
    fn no_share_of_a_loss() {
        let base = fixture::at_a_loss();
        let csv = lines(&fixture::report(&base, Lang::En, 80), b',');
        assert!(csv[8].starts_with("lost,Lost,2,1.000000,-199.50,,0.25,"), "{}", csv[8]);
    }

    #[test]
    fn groups_come_first() {
        let base = fixture::base();
        let mut report = fixture::report(&base, Lang::En, 80);
        report.by = Some(By { column: "store".into(), groups: fixture::groups(&base) });
        let csv = lines(&report, b',');
        assert_eq!(csv.len(), 17);
        assert!(csv[0].starts_with("group,segment,name,"));
        assert!(csv[2].starts_with("North,important-keep,Important · keep,4,0.666667,66000.00,"));
        assert!(csv[16].starts_with("<南>|x,lost,Lost,2,0.333333,299.50,"));
    }
}
