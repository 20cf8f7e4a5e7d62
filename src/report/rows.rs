//! The rows of the report for people, as text: figures, marks against typical ranges, whom to call first.
//!
//! One builder for every format that people read, so that all show the same. How cells are laid out is the format's.

use super::Report;
use crate::customer::{Customer, Measures};
use crate::lang::{Lang, Text, plural};
use crate::money::grouped;
use crate::playbook::Play;
use crate::segment::{IMPORTANT_SHARE, IMPORTANT_VALUE_SHARE, Range, Segment};
use crate::summary::{CALL_FIRST, Ratio, Size, Standing, Summary, most_valuable};

/// What stands for a figure that there is not.
pub const NONE: &str = "–";

/// How many customers of a segment are named.
const NAMED: usize = 3;

/// A column of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The segment's number.
    Number,
    /// Its name, and what that means.
    Segment,
    /// High or low in R, F and M.
    Pattern,
    /// How many customers.
    Customers,
    /// Their share of all.
    Share,
    /// The typical share.
    Typical,
    /// Their value.
    Value,
    /// Its share of all value.
    ValueShare,
    /// The typical value contribution.
    TypicalValue,
    /// Tier and first action.
    Service,
    /// The share of customers as a bar, in a terminal with room for it.
    ShareBar,
    /// The share of value as a bar.
    ValueBar,
}

impl Column {
    /// All columns of figures and words, in order.
    pub const ALL: [Column; 10] = [
        Column::Number,
        Column::Segment,
        Column::Pattern,
        Column::Customers,
        Column::Share,
        Column::Typical,
        Column::Value,
        Column::ValueShare,
        Column::TypicalValue,
        Column::Service,
    ];

    /// All but the service, which a report tells once and not for every group.
    pub const FIGURES: [Column; 9] = {
        let [figures @ .., _service] = Column::ALL;
        figures
    };

    /// The column's heading.
    pub fn head(self, lang: Lang) -> &'static str {
        let text = match self {
            Column::Number => Text::new("#", "#"),
            Column::Segment => Text::new("Segment", "客群"),
            Column::Pattern => Text::new("R F M", "R F M"),
            Column::Customers => Text::new("Customers", "客户数"),
            Column::Share => Text::new("Share", "占比"),
            Column::Typical | Column::TypicalValue => Text::new("Typical", "参考"),
            Column::Value => Text::new("Value", "价值"),
            Column::ValueShare => Text::new("Of value", "价值贡献"),
            Column::Service => Text::new("Recommended service", "建议服务"),
            Column::ShareBar | Column::ValueBar => Text::new("", ""),
        };
        text.get(lang)
    }

    /// Figures stand at the right.
    pub fn is_right(self) -> bool {
        matches!(self, Column::Number | Column::Customers | Column::Share | Column::Value | Column::ValueShare)
    }
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// One segment.
    Segment(Segment),
    /// The four important segments together.
    Important,
    /// Everybody.
    Total,
}

impl Line {
    /// What the row is called.
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Line::Segment(segment) => segment.name(lang),
            Line::Important => lang.pick("Important, all four", "重要客户合计"),
            Line::Total => lang.pick("All customers", "全部客户"),
        }
    }
}

/// A share as text, and how it stands against its typical range where that may be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// `12.3%`, or [`NONE`].
    pub text: String,
    /// ↑ or ↓ outside the typical range.
    pub mark: Option<char>,
    /// In millionths, for a bar; 0 where there is none or it is negative.
    pub size: u32,
}

impl Share {
    /// Of a share, held against a typical range where there is one.
    pub fn new(share: Option<Ratio>, typical: Option<Range>) -> Share {
        let mark = |(share, typical): (Ratio, Range)| match share.against(typical) {
            Standing::Above => Some('↑'),
            Standing::Below => Some('↓'),
            Standing::Within => None,
        };
        let size = share.map_or(0, |share| u32::try_from(share.scaled(6).max(0)).unwrap_or(u32::MAX));
        Share { text: share.map_or(NONE.to_owned(), Ratio::percent), mark: share.zip(typical).and_then(mark), size }
    }
}

/// A row of the report.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is about.
    pub line: Line,
    /// How many customers.
    pub customers: String,
    /// Their share of all customers.
    pub share: Share,
    /// The typical share, where there is one.
    pub typical: String,
    /// Their value.
    pub value: String,
    /// Its share of all value.
    pub value_share: Share,
    /// The typical value contribution, where there is one.
    pub typical_value: String,
    /// Tier and first action, for the rows of segments.
    pub service: Option<[String; 2]>,
    lang: Lang,
}

impl Row {
    /// The segment's number, for the rows of segments.
    pub fn number(&self) -> String {
        self.segment().map_or(String::new(), |segment| segment.number().to_string())
    }

    /// What the row is called.
    pub fn name(&self) -> &'static str {
        self.line.name(self.lang)
    }

    /// H or L for R, F, M, for the rows of segments.
    pub fn pattern(&self) -> String {
        self.segment().map_or(String::new(), |segment| segment.pattern(self.lang))
    }

    /// The segment, for the rows of segments.
    pub fn segment(&self) -> Option<Segment> {
        match self.line {
            Line::Segment(segment) => Some(segment),
            _ => None,
        }
    }

    /// A figure of this row lies outside its typical range.
    pub fn is_marked(&self) -> bool {
        self.share.mark.is_some() || self.value_share.mark.is_some()
    }
}

/// The eight segments, the important four together, and everybody.
pub fn rows(report: &Report<'_>, summary: &Summary) -> Vec<Row> {
    let (lang, base, amounts) = (report.lang, report.base, report.amounts());
    let row = |line, size: Size, typical: Option<(Range, Range)>| {
        let shown = |range: Option<Range>| range.map_or(String::new(), |range| range.show(lang));
        let (share, value_share) = (typical.map(|t| t.0), typical.map(|t| t.1));
        // Typical ranges come from fixed thresholds: under quintiles they are shown and nothing is held against them.
        let against = |range: Option<Range>| range.filter(|_| base.fixed);
        let service = match line {
            Line::Segment(segment) => Some(report.play(segment)),
            Line::Important | Line::Total => None,
        };
        Row {
            line,
            customers: grouped(size.customers),
            share: Share::new(summary.share(size), against(share)),
            typical: shown(share),
            value: amounts.show(size.value),
            value_share: Share::new(summary.value_share(size), against(value_share)),
            typical_value: shown(value_share),
            service: service.map(|play| [&play.tier, &play.first_action].map(|text| text.to_string())),
            lang,
        }
    };
    let mut rows: Vec<Row> = Segment::ALL
        .into_iter()
        .map(|segment| {
            let typical = (segment.profile().typical_share, segment.profile().typical_value_share);
            row(Line::Segment(segment), summary.segments[segment as usize], Some(typical))
        })
        .collect();
    rows.push(row(Line::Important, summary.important, Some((IMPORTANT_SHARE, IMPORTANT_VALUE_SHARE))));
    rows.push(row(Line::Total, summary.total, None));
    rows
}

/// The greatest share of a segment in these tables, of customers or of value: the longest bar.
pub fn greatest<'a>(tables: impl IntoIterator<Item = &'a [Row]>) -> u32 {
    let segments = tables.into_iter().flatten().filter(|row| row.segment().is_some());
    segments.flat_map(|row| [row.share.size, row.value_share.size]).max().unwrap_or(0)
}

/// The customers of one segment who should be called first.
pub struct Calls {
    /// The segment.
    pub segment: Segment,
    /// How many customers it has.
    pub of: u64,
    /// The most valuable of them.
    pub customers: Vec<Customer>,
}

impl Calls {
    /// `Important · keep: the 3 most valuable of 41`.
    pub fn heading(&self, lang: Lang) -> String {
        let (name, most, of) = (self.segment.name(lang), self.customers.len(), grouped(self.of));
        match self.of {
            0 => lang.pick(format!("{name}: nobody"), format!("{name}：无")),
            1 => lang.pick(format!("{name}: 1 customer"), format!("{name}：1 位")),
            n if n == most as u64 => lang.pick(format!("{name}: {of} customers"), format!("{name}：{of} 位")),
            _ => lang.pick(format!("{name}: the {most} most valuable of {of}"), format!("{name}：共 {of} 位，价值最高的 {most} 位")),
        }
    }
}

/// Whom to call first: the most valuable of the important customers who stay away.
pub fn call_first(report: &Report<'_>, summary: &Summary) -> Vec<Calls> {
    let base = report.base;
    let calls = |(segment, places): (Segment, Vec<usize>)| {
        let customers = places.into_iter().map(|place| base.customers.customer(place)).collect();
        Calls { segment, of: summary.segments[segment as usize].customers, customers }
    };
    CALL_FIRST.into_iter().zip(most_valuable(base, CALL_FIRST, NAMED)).map(calls).collect()
}

/// `Important · keep (L H H): best customers slipping away`.
pub fn segment_line(segment: Segment, lang: Lang) -> String {
    let (name, plain, pattern) = (segment.name(lang), segment.profile().plain.get(lang), segment.pattern(lang));
    lang.pick(format!("{name} ({pattern}): {plain}"), format!("{name}（{pattern}）：{plain}"))
}

/// `Manager's call: Phone each one within 3 days … (service manager)`.
pub fn service_line(play: &Play, lang: Lang) -> String {
    let Play { tier, first_action, owner, .. } = play;
    lang.pick(format!("{tier}: {first_action} ({owner})"), format!("{tier}：{first_action}（{owner}）"))
}

/// `95 days ago`, of a customer's last purchase.
pub fn days_ago(customer: &Measures, lang: Lang) -> String {
    match customer.recency {
        None => NONE.to_owned(),
        Some(days) => lang.pick(plural(days.into(), "day") + " ago", format!("{} 天前", grouped(days.into()))),
    }
}

/// What stands before the command that lists the rest.
pub fn list_heading(lang: Lang) -> &'static str {
    lang.pick("The whole list:", "完整名单：")
}
