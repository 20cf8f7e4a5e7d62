//! What people read of a comparison: headings, tables and the lines below them. One builder for every form that people read.

use super::Shown;
use crate::compare::comparable::Caution;
use crate::compare::movers::Contact;
use crate::compare::{Basis, ELSEWHERE, Flow, Move, at_risk, stages};
use crate::lang::{Lang, plural};
use crate::money::style::Amounts;
use crate::money::{Money, grouped};
use crate::note::{clip, printable};
use crate::report::foot::thresholds;
use crate::report::rows::NONE;
use crate::report::sections::{Head, Section, Table, left, right};
use crate::segment::Segment;
use crate::stage::Stage;
use crate::summary::Ratio;

/// So many flows between segments are listed.
const FLOWS: usize = 8;

/// From so many columns on there is room for a customer's name and phone beside the names of segments.
pub const WIDE: usize = 110;
/// A longer name than this is cut; ids and phone numbers never are.
const LONGEST_NAME: usize = 18;

/// All of it; where it must be narrow, segments of customers with names are told by their numbers.
pub fn sections(shown: &Shown<'_>, lang: Lang, narrow: bool) -> Vec<Section> {
    let first = Section { heading: heading(shown, lang), tables: vec![segments(shown, lang)], foot: Vec::new() };
    let matrix = Section {
        heading: lang
            .pick("Who went where: rows as they were, columns as they are now", "谁去了哪里：行为原来的客群，列为现在的客群")
            .to_owned(),
        tables: vec![matrix(shown, lang)],
        foot: Vec::new(),
    };
    let flows = flows(shown, lang).map(|table| Section {
        heading: lang.pick("The greatest moves by value", "价值最大的流动").to_owned(),
        tables: vec![table],
        foot: Vec::new(),
    });
    let found = shown.comparison;
    let falls = lang.pick("The most valuable who fell or are gone", "下滑或消失的客户，价值最高者");
    let rises = lang.pick("The most valuable who rose", "上升的客户，价值最高者");
    let [falls, rises] = [(falls, &found.falls), (rises, &found.rises)].map(|(heading, moves)| Section {
        heading: counted(heading, moves, shown.top, lang),
        tables: movers(shown, moves, lang, narrow).into_iter().collect(),
        foot: Vec::new(),
    });
    let mut all = vec![first, matrix];
    all.extend(flows.into_iter().chain(by_stage(shown, lang)));
    all.extend([falls, rises].into_iter().filter(|_| shown.top > 0));
    if let Some(last) = all.last_mut() {
        last.foot = foot(shown, lang);
    }
    all
}

/// `2026-01-31 → 2026-06-30: 2,357 customers, then 2,400`.
pub fn heading(shown: &Shown<'_>, lang: Lang) -> String {
    let [from, to] = &shown.names;
    let [was, is] = shown.comparison.sizes.each_ref().map(|sizes| sizes.total.customers);
    lang.pick(
        format!("{from} → {to}: {}, then {}", plural(was, "customer"), grouped(is)),
        format!("{from} → {to}：原有 {} 位客户，现有 {} 位", grouped(was), grouped(is)),
    )
}

fn counted(heading: &str, moves: &[Move], top: usize, lang: Lang) -> String {
    let (all, some) = (grouped(moves.len() as u64), grouped(top.min(moves.len()) as u64));
    match moves.len() <= top {
        true => lang.pick(format!("{heading}: {all}"), format!("{heading}：共 {all} 位")),
        false => lang.pick(format!("{heading}: {some} of {all}"), format!("{heading}：{all} 位中的 {some} 位")),
    }
}

/// What segment a row or column is, `1`, or who is not there.
pub fn number(at: usize, is_row: bool, lang: Lang) -> String {
    match (at, is_row) {
        (ELSEWHERE, true) => lang.pick("new", "新增").to_owned(),
        (ELSEWHERE, false) => lang.pick("gone", "消失").to_owned(),
        _ => (at + 1).to_string(),
    }
}

/// The same, by its name.
pub fn name(at: usize, is_row: bool, lang: Lang) -> &'static str {
    match (Segment::ALL.get(at), is_row) {
        (Some(segment), _) => segment.name(lang),
        (None, true) => lang.pick("new", "新增"),
        (None, false) => lang.pick("gone", "消失"),
    }
}

/// With its sign: `+12`, `−3`, `0`.
fn signed(now: u64, then: u64) -> String {
    match now >= then {
        true if now == then => "0".to_owned(),
        true => format!("+{}", grouped(now - then)),
        false => format!("-{}", grouped(then - now)),
    }
}

/// The change of an amount with its sign.
pub fn signed_amount(now: Money, then: Money, amounts: Amounts) -> String {
    let change = now.checked_sub(then).unwrap_or_default();
    let sign = if change > Money::ZERO { "+" } else { "" };
    format!("{sign}{}", amounts.show(change))
}

fn segments(shown: &Shown<'_>, lang: Lang) -> Table {
    let (found, amounts) = (shown.comparison, shown.amounts());
    let [was, is] = &found.sizes;
    let may_go = |head: Head| Head { may_go: true, ..head };
    let heads = vec![
        right("#"),
        left(lang.pick("Segment", "客群")),
        right(lang.pick("Then", "原有")),
        right(lang.pick("Left", "流出")),
        right(lang.pick("Came", "流入")),
        right(lang.pick("Now", "现有")),
        right(lang.pick("Net", "净增")),
        may_go(right(lang.pick("Value then", "原价值"))),
        may_go(right(lang.pick("Value now", "现价值"))),
        right(lang.pick("Net value", "价值净增")),
    ];
    let row = |number: String, name: &str, [then, now]: [crate::summary::Size; 2], left: Option<Flow>, came: Option<Flow>| {
        let count = |flow: Option<Flow>| flow.map_or(String::new(), |flow| grouped(flow.customers));
        vec![
            number,
            name.to_owned(),
            grouped(then.customers),
            count(left),
            count(came),
            grouped(now.customers),
            signed(now.customers, then.customers),
            amounts.show(then.value),
            amounts.show(now.value),
            signed_amount(now.value, then.value, amounts),
        ]
    };
    let segment = |segment: Segment| {
        let at = segment as usize;
        let sizes = [was.segments[at], is.segments[at]];
        row(segment.number().to_string(), segment.name(lang), sizes, Some(found.left(segment)), Some(found.came(segment)))
    };
    let mut rows: Vec<Vec<String>> = Segment::ALL.into_iter().map(segment).collect();
    let blank = String::new;
    rows.push(row(blank(), lang.pick("Important, all four", "重要客户合计"), [was.important, is.important], None, None));
    rows.push(row(blank(), lang.pick("At risk: 2 and 4", "流失风险：2 和 4"), [at_risk(was), at_risk(is)], None, None));
    rows.push(row(blank(), lang.pick("All customers", "全部客户"), [was.total, is.total], Some(found.gone()), Some(found.new_ones())));
    Table { heads, rows, more: None }
}

fn matrix(shown: &Shown<'_>, lang: Lang) -> Table {
    let found = shown.comparison;
    let columns = ["1", "2", "3", "4", "5", "6", "7", "8", lang.pick("gone", "消失"), lang.pick("all", "合计")];
    let heads = std::iter::once(left(lang.pick("Then \\ now", "原 \\ 现"))).chain(columns.map(right)).collect();
    let count = |customers: u64| if customers == 0 { "·".to_owned() } else { grouped(customers) };
    let row = |at: usize| {
        let flows = &found.flows[at];
        let all: u64 = flows.iter().map(|flow| flow.customers).sum();
        let cells = flows.iter().enumerate().map(|(to, flow)| match (at, to) {
            (ELSEWHERE, ELSEWHERE) => String::new(),
            _ => count(flow.customers),
        });
        std::iter::once(number(at, true, lang)).chain(cells).chain([count(all)]).collect()
    };
    let mut rows: Vec<Vec<String>> = (0..9).map(row).collect();
    let column = |to: usize| count(found.flows.iter().map(|row| row[to].customers).sum());
    rows.push(std::iter::once(lang.pick("all", "合计").to_owned()).chain((0..9).map(column)).chain([String::new()]).collect());
    Table { heads, rows, more: None }
}

/// Stages of the lifecycle, then and now; none where a side knows none.
fn by_stage(shown: &Shown<'_>, lang: Lang) -> Option<Section> {
    let [from, to] = shown.sides;
    let moves = stages::moves(&from.people, &to.people)?;
    let is_there = |at: usize| at != stages::WITHOUT || moves[at].iter().chain(moves.iter().map(|row| &row[at])).any(|count| *count > 0);
    let places: Vec<usize> = (0..stages::PLACES).filter(|at| is_there(*at)).collect();
    let name = |at: usize, is_row: bool| match (Stage::ALL.get(at), at) {
        (Some(stage), _) => stage.name(lang),
        (None, stages::WITHOUT) => lang.pick("No visit", "无到店"),
        (None, _) if is_row => lang.pick("new", "新增"),
        (None, _) => lang.pick("gone", "消失"),
    };
    let all = lang.pick("all", "合计");
    let columns = places.iter().map(|at| right(name(*at, false))).chain([right(all)]);
    let heads = std::iter::once(left(lang.pick("Then \\ now", "原 \\ 现"))).chain(columns).collect();
    let count = |customers: u64| if customers == 0 { "·".to_owned() } else { grouped(customers) };
    let row = |from: usize| {
        let cells = places.iter().map(|to| match (from, *to) {
            (stages::ELSEWHERE, stages::ELSEWHERE) => String::new(),
            (from, to) => count(moves[from][to]),
        });
        [name(from, true).to_owned()].into_iter().chain(cells).chain([count(moves[from].iter().sum())]).collect()
    };
    let mut rows: Vec<Vec<String>> = places.iter().map(|from| row(*from)).collect();
    let totals = places.iter().map(|to| count(moves.iter().map(|row| row[*to]).sum()));
    rows.push([all.to_owned()].into_iter().chain(totals).chain([String::new()]).collect());
    Some(Section {
        heading: lang
            .pick("Stages of the lifecycle: rows as they were, columns as they are now", "生命周期阶段：行为原来的阶段，列为现在的阶段")
            .to_owned(),
        tables: vec![Table { heads, rows, more: None }],
        foot: Vec::new(),
    })
}

fn flows(shown: &Shown<'_>, lang: Lang) -> Option<Table> {
    let (found, amounts) = (shown.comparison, shown.amounts());
    let largest = found.largest();
    let heads = vec![
        left(lang.pick("From", "原客群")),
        left(lang.pick("To", "现客群")),
        right(lang.pick("Customers", "客户数")),
        right(lang.pick("Of segment", "占原客群")),
        Head { may_go: true, ..right(lang.pick("Value then", "原价值")) },
        right(lang.pick("Value now", "现价值")),
    ];
    let row = |(from, to, flow): &(usize, usize, Flow)| {
        let of = found.sizes[0].segments.get(*from).and_then(|size| Ratio::of(flow.customers.into(), size.customers.into()));
        vec![
            name(*from, true, lang).to_owned(),
            name(*to, false, lang).to_owned(),
            grouped(flow.customers),
            of.map_or(NONE.to_owned(), Ratio::percent),
            if *from == ELSEWHERE { NONE.to_owned() } else { amounts.show(flow.then) },
            if *to == ELSEWHERE { NONE.to_owned() } else { amounts.show(flow.now) },
        ]
    };
    let more = (largest.len() > FLOWS).then(|| {
        let more = largest.len() - FLOWS;
        lang.pick(format!("and {more} more; --format csv lists all"), format!("另有 {more} 条；--format csv 可列出全部"))
    });
    (!largest.is_empty()).then(|| Table { heads, rows: largest.iter().take(FLOWS).map(row).collect(), more })
}

fn movers(shown: &Shown<'_>, moves: &[Move], lang: Lang, narrow: bool) -> Option<Table> {
    let (amounts, people) = (shown.amounts(), &shown.sides[0].people);
    let all = moves.len();
    let moves = &moves[..all.min(shown.top)];
    let has = |what: fn(&Contact) -> &Option<Box<str>>| {
        moves.iter().any(|one| shown.contacts.of(people.id(one.from)).is_some_and(|contact| what(contact).is_some()))
    };
    let [has_name, has_phone, has_advisor] = [has(|contact| &contact.name), has(|contact| &contact.phone), has(|contact| &contact.advisor)];
    let by_number = narrow && lang == Lang::En && (has_name || has_phone);
    let mut heads = vec![left(lang.pick("Customer", "客户"))];
    heads.extend(has_name.then_some(left(lang.pick("Name", "姓名"))));
    heads.extend(has_phone.then_some(left(lang.pick("Phone", "电话"))));
    heads.extend(has_advisor.then_some(Head { may_go: true, ..left(lang.pick("Advisor", "服务顾问")) }));
    match by_number {
        true => heads.push(left("From → to")),
        false => heads.extend([left(lang.pick("From", "原客群")), left(lang.pick("To", "现客群"))]),
    }
    heads.extend([right(lang.pick("Value then", "原价值")), right(lang.pick("Value now", "现价值"))]);
    let row = |one: &Move| {
        let id = people.id(one.from);
        let contact = shown.contacts.of(id).cloned().unwrap_or_default();
        let text = |text: &Option<Box<str>>| text.as_deref().map_or(String::new(), printable);
        let mut cells = vec![printable(id)];
        cells.extend(has_name.then(|| clip(&text(&contact.name), LONGEST_NAME)));
        cells.extend(has_phone.then(|| text(&contact.phone)));
        cells.extend(has_advisor.then(|| clip(&text(&contact.advisor), LONGEST_NAME)));
        let (was, is) = (one.segments.0, one.segments.1);
        match by_number {
            true => cells.push(format!(
                "{} → {}",
                was.number(),
                is.map_or(name(ELSEWHERE, false, lang).to_owned(), |is| is.number().to_string())
            )),
            false => {
                cells.push(was.name(lang).to_owned());
                cells.push(is.map_or(name(ELSEWHERE, false, lang), |is| is.name(lang)).to_owned());
            }
        }
        cells.push(amounts.show(one.values.0));
        cells.push(is.map_or(NONE.to_owned(), |_| amounts.show(one.values.1)));
        cells
    };
    let rows: Vec<_> = moves.iter().map(row).collect();
    let more =
        (all > rows.len()).then(|| lang.pick("everybody who moved: --export movers.csv", "全部名单：--export 变动名单.csv").to_owned());
    (!rows.is_empty()).then_some(Table { heads, rows, more })
}

/// By what both sides were scored, and what the words mean.
pub fn foot(shown: &Shown<'_>, lang: Lang) -> Vec<(&'static str, String)> {
    let found = shown.comparison;
    let mut lines = vec![(lang.pick("Thresholds", "门槛"), basis(shown, lang))];
    let value = found.value_of.name(lang);
    lines.push((lang.pick("Value", "价值"), lang.pick(value.to_owned(), format!("指{value}"))));
    lines.push((
        lang.pick("Falls", "升降"),
        lang.pick(
            "who went from high to low in R, F or M and from low to high in none, or is gone; rises the other way round".to_owned(),
            "R、F、M 中有由高转低而没有由低转高的，或已消失的，为下滑；反之为上升".to_owned(),
        ),
    ));
    lines.extend(shown.cautions(lang).into_iter().map(|text| (lang.pick("Caution", "注意"), text)));
    lines
}

/// By what both sides were scored.
fn basis(shown: &Shown<'_>, lang: Lang) -> String {
    let [from, to] = &shown.names;
    let amounts = shown.amounts();
    let cuts = |found: &Option<crate::score::Thresholds>| found.as_ref().map_or(String::new(), |found| thresholds(found, amounts));
    match &shown.comparison.basis {
        Basis::First => {
            let cuts = cuts(&shown.sides[0].thresholds);
            lang.pick(
                format!("those of {from} for both ({cuts}), so that who moved, moved; --recut takes each side's own"),
                format!("两边都用 {from} 的门槛（{cuts}），客群变化即客户自身的变化；--recut 则各用各的"),
            )
        }
        Basis::Own => {
            let [was, is] = shown.sides.map(|side| cuts(&side.thresholds));
            lang.pick(
                format!(
                    "each side's own (--recut): {from}: {was}; {to}: {is}; quintiles move with the crowd, so some moved because others did"
                ),
                format!("各用各的门槛（--recut）：{from}：{was}；{to}：{is}；五等分随整体移动，有人换了客群只是因为别人变了"),
            )
        }
        Basis::Stored if shown.cautions.iter().any(|caution| matches!(caution, Caution::Thresholds(..))) => lang
            .pick("the scores that stand on each side, which are of different thresholds", "两边各用已有的得分，门槛并不相同")
            .to_owned(),
        Basis::Stored => lang
            .pick(
                "the scores that stand on each side; one set of thresholds can give them all",
                "两边各用已有的得分；同一套门槛可以得出全部得分",
            )
            .to_owned(),
        Basis::Given(given) => {
            let cuts = thresholds(given, amounts);
            lang.pick(format!("the same for both, as given: {cuts}"), format!("两边都用指定的门槛：{cuts}"))
        }
    }
}
