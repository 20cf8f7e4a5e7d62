//! What stands on each page of the playbook.

use super::Block;
use crate::lang::Lang;
use crate::playbook::fill::{Facts, fill};
use crate::playbook::topic::{TOPICS, Topic};
use crate::playbook::{Figure, Line, Pitfall, Playbook};
use crate::report::rows::{segment_line, service_line};
use crate::segment::Segment;

/// The page of a topic.
pub fn page(topic: Topic, playbook: &Playbook, lang: Lang) -> Vec<Block> {
    match topic {
        Topic::Overview => overview(playbook, lang),
        Topic::Segment(segment) => play(segment, playbook, lang),
        Topic::Checklist => checklist(playbook, lang),
        Topic::WinBack => win_back(playbook, lang),
        Topic::Interview => interview(playbook, lang),
        Topic::Reasons => reasons(playbook, lang),
        Topic::Messages => messages(playbook, lang),
        Topic::All => {
            let segments = Segment::ALL.map(Topic::Segment);
            let others = TOPICS.iter().map(|entry| entry.topic).filter(|topic| *topic != Topic::All);
            segments.into_iter().chain(others).flat_map(|topic| page(topic, playbook, lang)).collect()
        }
    }
}

fn overview(playbook: &Playbook, lang: Lang) -> Vec<Block> {
    let mut page = vec![Block::Title(Topic::Overview.title(lang).to_owned())];
    for segment in Segment::ALL {
        let name = format!("{} {}", segment.number(), segment_line(segment, lang));
        page.push(Block::Entry(name, vec![("", vec![service_line(playbook.play(segment), lang)])]));
    }
    page.push(Block::Text(
        lang.pick(
            "As built in, 1 to 3 follow the source course, and 4 to 8 are rfm's own proposal.",
            "内置内容中，第 1–3 类依据课程，第 4–8 类为本工具的建议。",
        )
        .to_owned(),
    ));
    let one = (
        lang.pick("SEGMENT", "客群"),
        lang.pick("everything about one: by name, number or slug", "某一类客户的全部内容：可用名称或编号").to_owned(),
    );
    let topics = TOPICS.iter().map(|entry| (entry.slug, entry.what.get(lang).to_owned()));
    page.push(Block::Heading(lang.pick("More, with rfm playbook …", "更多内容：rfm playbook …").to_owned()));
    page.push(Block::Pairs([one].into_iter().chain(topics).collect()));
    page.push(Block::Text(
        lang.pick(
            "rfm playbook --customer ID visits.csv fills the messages for one customer; --export-toml writes a playbook to change.",
            "rfm playbook --customer 客户编号 到店记录.csv 按客户填好话术；--export-toml 导出手册，供修改。",
        )
        .to_owned(),
    ));
    page
}

fn play(segment: Segment, playbook: &Playbook, lang: Lang) -> Vec<Block> {
    let play = playbook.play(segment);
    let mut page = vec![
        Block::Title(format!("{} {}", segment.number(), segment_line(segment, lang))),
        Block::Pairs(vec![
            (lang.pick("Service", "服务"), play.tier.to_string()),
            (lang.pick("First action", "第一步"), play.first_action.to_string()),
            (lang.pick("Owner", "负责人"), play.owner.to_string()),
            source(&play.basis, lang),
        ]),
    ];
    list(&mut page, lang.pick("Portrait", "客户画像"), &play.portrait);
    figures(&mut page, &play.figures, lang);
    heading(&mut page, lang.pick("Strategies", "服务策略"), play.strategies.is_empty());
    page.extend(play.strategies.iter().map(|strategy| {
        let why = (lang.pick("Why", "为什么"), vec![strategy.why.to_string()]);
        Block::Entry(strategy.name.to_string(), vec![why, (lang.pick("How", "怎么做"), texts(&strategy.how))])
    }));
    pitfalls(&mut page, &play.pitfalls, lang);
    page
}

fn checklist(playbook: &Playbook, lang: Lang) -> Vec<Block> {
    let routine = &playbook.routine;
    let mut page = vec![
        Block::Title(Topic::Checklist.title(lang).to_owned()),
        Block::Text(
            lang.pick(
                "Customer ________________  Date ____________  Advisor ____________",
                "客户 ________________  日期 ____________  顾问 ____________",
            )
            .to_owned(),
        ),
    ];
    for phase in routine.phases() {
        heading(&mut page, &phase.name, phase.steps.is_empty());
        page.push(Block::Checks(texts(&phase.steps)));
    }
    pitfalls(&mut page, &routine.pitfalls, lang);
    figures(&mut page, &routine.figures, lang);
    page.push(Block::Pairs(vec![source(&routine.basis, lang)]));
    page
}

fn win_back(playbook: &Playbook, lang: Lang) -> Vec<Block> {
    let case = &playbook.win_back;
    let mut page = vec![Block::Title(Topic::WinBack.title(lang).to_owned()), Block::Pairs(vec![source(&case.basis, lang)])];
    list(&mut page, lang.pick("How things stood", "当时的情况"), &case.before);
    heading(&mut page, lang.pick("What was done", "怎么做的"), case.steps.is_empty());
    let steps = (1..).zip(&case.steps);
    page.extend(steps.map(|(number, step)| Block::Entry(format!("{number} {}", step.name), vec![("", texts(&step.how))])));
    list(&mut page, lang.pick("How it ended", "结果"), &case.result);
    figures(&mut page, &case.figures, lang);
    page
}

fn interview(playbook: &Playbook, lang: Lang) -> Vec<Block> {
    let interview = &playbook.interview;
    let mut page = vec![Block::Title(Topic::Interview.title(lang).to_owned()), Block::Pairs(vec![source(&interview.basis, lang)])];
    list(&mut page, lang.pick("Before", "准备"), &interview.preparation);
    heading(&mut page, lang.pick("Topics", "话题"), interview.questions.is_empty());
    page.extend((1..).zip(&interview.questions).map(|(number, question)| {
        let ask = (lang.pick("Ask", "这样问"), vec![question.ask.to_string()]);
        let learn = (lang.pick("Learn", "要弄清"), vec![question.learn.to_string()]);
        Block::Entry(format!("{number} {}", question.topic), vec![ask, learn])
    }));
    pitfalls(&mut page, &interview.pitfalls, lang);
    page
}

fn reasons(playbook: &Playbook, lang: Lang) -> Vec<Block> {
    let head = [Block::Title(Topic::Reasons.title(lang).to_owned()), Block::Pairs(vec![source(&playbook.reasons.basis, lang)])];
    let reason = |(_, reason): (_, &crate::playbook::Reason)| Block::Entry(reason.name.to_string(), vec![("", texts(&reason.answer))]);
    head.into_iter().chain(playbook.reasons.all().map(reason)).collect()
}

/// The messages with blanks for everything.
fn messages(playbook: &Playbook, lang: Lang) -> Vec<Block> {
    let blanks = |text: &Line| fill(text, &Facts::default(), lang, &mut Vec::new());
    let mut page = vec![
        Block::Title(Topic::Messages.title(lang).to_owned()),
        Block::Pairs(vec![source(&playbook.messages.basis, lang), (know(lang), blanks(&playbook.messages.know))]),
    ];
    for (_, message) in playbook.messages.all() {
        page.push(Block::Heading(message.name.to_string()));
        page.push(Block::Pairs(vec![(when(lang), message.when.to_string())]));
        page.extend(message.text.iter().map(blanks).map(Block::Text));
    }
    page
}

/// Whose advice it is.
fn source(basis: &Line, lang: Lang) -> (&'static str, String) {
    (lang.pick("Source", "来源"), basis.to_string())
}

/// Labels what to know before any message.
pub fn know(lang: Lang) -> &'static str {
    lang.pick("Know before", "客户概况")
}

/// Labels when a message is due.
pub fn when(lang: Lang) -> &'static str {
    lang.pick("When", "时机")
}

/// A heading, where something stands below it.
fn heading(page: &mut Vec<Block>, text: &str, is_empty: bool) {
    if !is_empty {
        page.push(Block::Heading(text.to_owned()));
    }
}

fn list(page: &mut Vec<Block>, name: &str, items: &[Line]) {
    if !items.is_empty() {
        page.extend([Block::Heading(name.to_owned()), Block::List(texts(items))]);
    }
}

/// The course's figures and a user's own, each under a heading that says which.
fn figures(page: &mut Vec<Block>, figures: &[Figure], lang: Lang) {
    let course = lang.pick("Course figures, of car service centres; yours may differ", "课程数据（汽车服务中心），本店可能不同");
    for (own, name) in [(false, course), (true, lang.pick("Our own figures", "自有数据"))] {
        let chosen = figures.iter().filter(|figure| figure.own == own);
        let shown: Vec<Line> =
            chosen.map(|Figure { what, value, .. }| lang.pick(format!("{what}: {value}"), format!("{what}：{value}")).into()).collect();
        list(page, name, &shown);
    }
}

fn pitfalls(page: &mut Vec<Block>, pitfalls: &[Pitfall], lang: Lang) {
    heading(page, lang.pick("Pitfalls", "常见误区"), pitfalls.is_empty());
    page.extend(pitfalls.iter().map(|pitfall| {
        let (dont, instead) = (lang.pick("Don't", "不要"), lang.pick("Do", "要"));
        Block::Entry(String::new(), vec![(dont, vec![pitfall.avoid.to_string()]), (instead, vec![pitfall.instead.to_string()])])
    }));
}

fn texts(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| line.to_string()).collect()
}
