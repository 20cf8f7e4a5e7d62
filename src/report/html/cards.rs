//! The headline figures of the page.

use crate::distribution::lorenz::Lorenz;
use crate::money::grouped;
use crate::report::Report;
use crate::report::rows::Share;
use crate::segment::{IMPORTANT_SHARE, Range, Segment};
use crate::summary::{CALL_FIRST, Ratio, Size};

/// The headline figures: what, how much, and what that means.
pub fn cards(report: &Report<'_>, lorenz: &Lorenz) -> Vec<[String; 3]> {
    let (base, lang, summary) = (report.base, report.lang, report.base.summary());
    let percent = |share: Option<Ratio>| Share::new(share, None).text;
    let urgent = CALL_FIRST.map(|segment| summary.segments[segment as usize]);
    let [first, second] = urgent.map(|size| size.value);
    let urgent = Size {
        customers: urgent.iter().map(|size| size.customers).sum(),
        value: first.checked_add(second).unwrap_or(first), // parts of a sum that fits
    };
    let to_win = percent(summary.value_share(urgent));
    let important = percent(summary.share(summary.important));
    let brought = percent(summary.value_share(summary.important));
    let keep = CALL_FIRST.map(|segment| segment.name(lang)).join(lang.pick(", ", "、"));
    // Typical ranges come from fixed thresholds.
    let typical = |range: Range| match base.fixed {
        true => lang.pick(format!("; typical {}", range.show(lang)), format!("；参考 {}", range.show(lang))),
        false => String::new(),
    };
    let lost = summary.segments[Segment::Lost as usize];
    let [lost_share, lost_value] = [summary.share(lost), summary.value_share(lost)].map(percent);
    let card = |label: &str, figure: String, note: String| [label.to_owned(), figure, note];
    vec![
        card(lang.pick("Customers", "客户数"), grouped(summary.total.customers), String::new()),
        card(lang.pick("Value", "价值"), report.amounts().show(summary.total.value), base.value_of.name(lang).to_owned()),
        card(
            lang.pick("Important customers", "重要客户"),
            important,
            lang.pick(format!("of customers; {brought} of value"), format!("客户占比；价值贡献 {brought}")) + &typical(IMPORTANT_SHARE),
        ),
        card(lang.pick("The top 20%", "价值最高的 20%"), percent(lorenz.share(4)), lang.pick("of value".to_owned(), "价值贡献".to_owned())),
        card(
            lang.pick("To be called", "待联系"),
            grouped(urgent.customers),
            lang.pick(format!("{to_win} of value; {keep}"), format!("价值贡献 {to_win}；{keep}")),
        ),
        card(
            Segment::Lost.name(lang),
            lost_share,
            lang.pick(format!("of customers; {lost_value} of value"), format!("客户占比；价值贡献 {lost_value}"))
                + &typical(Segment::Lost.profile().typical_share),
        ),
    ]
}
