//! What the tasks brought: for people a table for each way of counting, for programs one sheet.

use super::Form;
use super::forms::{self, table};
use super::list::level;
use super::sheet::{Cell, Column, Sheet};
use crate::lang::{Lang, Text};
use crate::report::View;
use crate::report::rows::NONE;
use crate::report::wrap::{labelled, paragraph};
use crate::summary::Ratio;
use crate::task::stats::{COURSE_AFTER_180, COURSE_WITHIN_90, Figures, Rate, Stats, Whose};

const fn column(key: &'static str, en: &'static str, zh: &'static str, spare: u8) -> Column {
    Column { key, head: Text::new(en, zh), spare }
}

/// The figures of a group.
const FIGURES: [Column; 9] = [
    column("made", "Made", "新建", 0),
    column("open", "Open", "未完成", 0),
    column("steps_done", "Steps", "完成步数", 0),
    column("in_time", "In time", "按时", 0),
    column("escalated", "Escalated", "上报", 0),
    column("won_back", "Won back", "已挽回", 0),
    column("declined", "Declined", "不再回店", 2),
    column("cost", "Cost", "花费", 1),
    column("value", "Value", "挽回价值", 1),
];

/// How long customers were away when their follow-ups began, with the course's figure where it has one.
const AWAY: [(&str, Text, Option<u8>); 3] = [
    ("within-90", Text::new("begun within 90 days of the last visit", "离店 90 天内开始跟进"), Some(COURSE_WITHIN_90)),
    ("91-180", Text::new("begun after 91 to 180 days", "离店 91–180 天开始跟进"), None),
    ("after-180", Text::new("begun after more than 180 days", "离店超过 180 天才跟进"), Some(COURSE_AFTER_180)),
];

/// The figures in this form.
pub fn stats(stats: &Stats, form: Form, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    match form {
        Form::Table => Ok(text(stats, view).into_bytes()),
        form => forms::render(&sheet(stats), form, view, for_spreadsheet),
    }
}

fn figures(figures: &Figures) -> [Cell; 9] {
    let number = |count: u64| Cell::Number(count as i64);
    [
        number(figures.made),
        number(figures.open),
        number(figures.done),
        number(figures.in_time),
        number(figures.escalated),
        number(figures.won_back),
        number(figures.declined),
        Cell::Amount(figures.cost),
        Cell::Amount(figures.value),
    ]
}

/// A way of counting: its name for programs, its heading for people, and its groups with what each is of.
type Grouping = (&'static str, Text, Vec<(Cell, Figures)>);

fn groups(stats: &Stats) -> [Grouping; 4] {
    let whose = |whose: &Whose| match whose {
        Whose::Person(name) => Cell::Text(name.clone()),
        Whose::Rank(rank) => Cell::Word(rank.slug(), rank.text()),
    };
    const NO_LEVEL: Cell = Cell::Word("none", Text::new("no warning", "无预警"));
    const NO_REASON: Cell = Cell::Word("unknown", Text::new("not told", "未填写"));
    let or = |cell: Cell, other: Cell| if cell == Cell::None { other } else { cell };
    let reason = |reason: &Option<crate::task::Reason>| reason.map_or(NO_REASON, |reason| Cell::Word(reason.slug(), reason.text()));
    [
        ("total", Text::new("Total", "合计"), vec![(Cell::Word("all", Text::new("all", "全部")), stats.total)]),
        ("owner", Text::new("Owner", "负责人"), stats.owners.iter().map(|(of, figures)| (whose(of), *figures)).collect()),
        ("level", Text::new("Level", "级别"), stats.levels.iter().map(|(of, figures)| (or(level(*of), NO_LEVEL), *figures)).collect()),
        ("reason", Text::new("Reason", "原因"), stats.reasons.iter().map(|(of, figures)| (reason(of), *figures)).collect()),
    ]
}

/// One sheet: the groups of every way of counting, then the win-back rates.
fn sheet(stats: &Stats) -> Sheet {
    let text = |key, head| Column { key, head, spare: 0 };
    let mut columns = vec![text("by", Text::new("By", "分组")), text("of", Text::new("Of", "对象"))];
    columns.extend(FIGURES);
    columns.extend([
        column("roi", "ROI", "投资回报率", 0),
        column("win_back_rate", "Rate", "挽回率", 0),
        column("course_rate", "Course", "课程参考", 0),
        column("won_back_after_contact", "After contact", "联系后挽回", 0),
    ]);
    let ratio = |ratio: Option<Ratio>| Cell::text(ratio.map(|ratio| ratio.decimals(6)));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (by, head, members) in groups(stats) {
        for (of, members) in members {
            let mut row = vec![Cell::Word(by, head), of];
            row.extend(figures(&members));
            row.extend([ratio(members.roi()), Cell::None, Cell::None, Cell::None]);
            rows.push(row);
        }
    }
    let all = ("all", Text::new("all follow-ups", "全部跟进"), Some(COURSE_WITHIN_90));
    for ((slug, text, course), rate) in [all].into_iter().chain(AWAY).zip([&stats.all].into_iter().chain(&stats.rates)) {
        let mut row = vec![Cell::Word("begun", Text::new("Follow-up begun", "开始跟进")), Cell::Word(slug, text)];
        row.extend([rate.begun, rate.open].map(|count| Cell::Number(count as i64)));
        row.extend([
            Cell::None,
            Cell::None,
            Cell::None,
            Cell::Number(rate.won_back as i64),
            Cell::None,
            Cell::None,
            Cell::None,
            Cell::None,
        ]);
        row.extend([ratio(rate.share()), course.map_or(Cell::None, |course| Cell::Text(format!("0.{course:02}")))]);
        row.push(Cell::Number(rate.after_contact as i64));
        rows.push(row);
    }
    Sheet { columns, rows }
}

fn text(stats: &Stats, view: View) -> String {
    let lang = view.lang;
    let mut out = String::new();
    for (_, head, members) in groups(stats) {
        let mut columns = vec![Column { key: "of", head, spare: 0 }];
        columns.extend(FIGURES);
        let rows = members.into_iter().map(|(of, members)| [of].into_iter().chain(figures(&members)).collect()).collect();
        out += &table(&Sheet { columns, rows }, view);
        out.push('\n');
    }
    let (label_in_time, label_roi, label_back) =
        (lang.pick("In time", "按时完成"), lang.pick("ROI", "投资回报率"), lang.pick("Won back", "挽回率"));
    let in_time = share(stats.total.punctual(), lang.pick("of the steps done", "占已完成步骤"), lang);
    let lines = [(label_in_time, in_time), (label_roi, roi(&stats.total, view)), (label_back, rate(&stats.all, lang))];
    out += &labelled(&lines, "", view.width);
    for ((_, words, course), away) in AWAY.iter().zip(&stats.rates).filter(|(_, away)| away.begun > 0) {
        let course =
            course.map_or(String::new(), |course| lang.pick(format!(" (course figure: {course}%)"), format!("（课程参考：{course}%）")));
        let line = lang.pick(format!("{}: {}{course}", words.en, rate(away, lang)), format!("{}：{}{course}", words.zh, rate(away, lang)));
        out += &paragraph("  ", &line, view.width);
    }
    let course = lang.pick(
        format!("Course figure: {COURSE_WITHIN_90}% of customers are won back when it is tried within 90 days, {COURSE_AFTER_180}% after 180 days."),
        format!("课程参考：90 天内开始挽回，成功率 {COURSE_WITHIN_90}%；180 天以后只有 {COURSE_AFTER_180}%。"),
    );
    out + "\n" + &paragraph("", &course, view.width)
}

fn share(ratio: Option<Ratio>, of: &str, lang: Lang) -> String {
    ratio.map_or(NONE.to_owned(), |ratio| lang.pick(format!("{} {of}", ratio.percent()), format!("{}（{of}）", ratio.percent())))
}

fn rate(rate: &Rate, lang: Lang) -> String {
    let Rate { begun, open, won_back, after_contact } = *rate;
    let percent = rate.share().map_or(NONE.to_owned(), Ratio::percent);
    lang.pick(
        format!("{percent}: {won_back} of {begun} follow-ups, {after_contact} after somebody had reached them; {open} still open"),
        format!("{percent}：{begun} 件跟进中挽回 {won_back} 件，其中 {after_contact} 件先联系上了客户；{open} 件仍在进行"),
    )
}

fn roi(figures: &Figures, view: View) -> String {
    let (lang, amounts) = (view.lang, view.style.with(2));
    let (cost, value) = (amounts.show(figures.cost), amounts.show(figures.value));
    match figures.roi() {
        None => lang.pick("– (no cost told)", "–（没有填写花费）").to_owned(),
        Some(roi) => {
            let roi = roi.percent();
            lang.pick(format!("({value} − {cost}) / {cost} = {roi}"), format!("（{value} − {cost}）/ {cost} = {roi}"))
        }
    }
}
