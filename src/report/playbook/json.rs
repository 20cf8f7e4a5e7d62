//! The playbook as JSON. Keys never change with language and are those of a user's own playbook; texts follow it.

use crate::lang::Lang;
use crate::playbook::topic::{TOPICS, Topic};
use crate::playbook::{Figure, Interview, Line, Messages, Phase, Pitfall, Playbook, Reasons, Step, Strategy};
use crate::segment::Segment;
use serde::Serialize;

/// A topic as one object.
pub fn topic(topic: Topic, playbook: &Playbook, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let Playbook { interview, reasons, messages, .. } = playbook;
    let part = match topic {
        Topic::Overview => return bytes(&overview(playbook, lang)),
        Topic::Segment(segment) => return bytes(&full(segment, playbook, lang)),
        Topic::Checklist => Parts { routine: Some(routine(playbook)), ..Parts::default() },
        Topic::WinBack => Parts { win_back: Some(win_back(playbook)), ..Parts::default() },
        Topic::Interview => Parts { interview: Some(interview), ..Parts::default() },
        Topic::Reasons => Parts { reasons: Some(reasons), ..Parts::default() },
        Topic::Messages => Parts { messages: Some(messages), ..Parts::default() },
        Topic::All => Parts {
            segments: Some(Segment::ALL.map(|segment| full(segment, playbook, lang)).into()),
            routine: Some(routine(playbook)),
            win_back: Some(win_back(playbook)),
            interview: Some(interview),
            reasons: Some(reasons),
            messages: Some(messages),
        },
    };
    bytes(&part)
}

/// The object with line breaks.
pub fn bytes(document: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[derive(Serialize)]
struct Overview<'a> {
    segments: Vec<Brief<'a>>,
    topics: Vec<Entry>,
}

#[derive(Serialize)]
struct Brief<'a> {
    segment: &'static str,
    number: u8,
    name: &'static str,
    tier: &'a Line,
    first_action: &'a Line,
    owner: &'a Line,
    basis: &'a Line,
}

#[derive(Serialize)]
struct Entry {
    topic: &'static str,
    text: &'static str,
}

fn overview(playbook: &Playbook, lang: Lang) -> Overview<'_> {
    let brief = |segment: Segment| {
        let play = playbook.play(segment);
        Brief {
            segment: segment.slug(),
            number: segment.number(),
            name: segment.name(lang),
            tier: &play.tier,
            first_action: &play.first_action,
            owner: &play.owner,
            basis: &play.basis,
        }
    };
    Overview {
        segments: Segment::ALL.map(brief).into(),
        topics: TOPICS.iter().map(|entry| Entry { topic: entry.slug, text: entry.what.get(lang) }).collect(),
    }
}

/// What was asked for, of all that there is.
#[derive(Default, Serialize)]
struct Parts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<Vec<Full<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    routine: Option<Routine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    win_back: Option<WinBack<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interview: Option<&'a Interview>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons: Option<&'a Reasons>,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<&'a Messages>,
}

#[derive(Serialize)]
struct Full<'a> {
    segment: &'static str,
    number: u8,
    name: &'static str,
    plain: &'static str,
    tier: &'a Line,
    first_action: &'a Line,
    owner: &'a Line,
    basis: &'a Line,
    portrait: &'a [Line],
    figures: Vec<Marked<'a>>,
    strategies: &'a [Strategy],
    pitfalls: &'a [Pitfall],
}

#[derive(Serialize)]
struct Routine<'a> {
    basis: &'a Line,
    figures: Vec<Marked<'a>>,
    before: &'a Phase,
    arrival: &'a Phase,
    repair: &'a Phase,
    handover: &'a Phase,
    after: &'a Phase,
    pitfalls: &'a [Pitfall],
}

#[derive(Serialize)]
struct WinBack<'a> {
    basis: &'a Line,
    before: &'a [Line],
    steps: &'a [Step],
    result: &'a [Line],
    figures: Vec<Marked<'a>>,
}

/// A figure, and whose it is.
#[derive(Serialize)]
struct Marked<'a> {
    what: &'a Line,
    value: &'a Line,
    source: &'static str,
}

fn marked(figures: &[Figure]) -> Vec<Marked<'_>> {
    let mut out = Vec::with_capacity(figures.len());
    for Figure { what, value, own } in figures {
        out.push(Marked { what, value, source: if *own { "own" } else { "course" } });
    }
    out
}

fn full(segment: Segment, playbook: &Playbook, lang: Lang) -> Full<'_> {
    let (play, profile) = (playbook.play(segment), segment.profile());
    Full {
        segment: segment.slug(),
        number: segment.number(),
        name: segment.name(lang),
        plain: profile.plain.get(lang),
        tier: &play.tier,
        first_action: &play.first_action,
        owner: &play.owner,
        basis: &play.basis,
        portrait: &play.portrait,
        figures: marked(&play.figures),
        strategies: &play.strategies,
        pitfalls: &play.pitfalls,
    }
}

fn routine(playbook: &Playbook) -> Routine<'_> {
    let crate::playbook::Routine { basis, figures, before, arrival, repair, handover, after, pitfalls } = &playbook.routine;
    Routine { basis, figures: marked(figures), before, arrival, repair, handover, after, pitfalls }
}

fn win_back(playbook: &Playbook) -> WinBack<'_> {
    let crate::playbook::WinBack { basis, before, result, figures, steps } = &playbook.win_back;
    WinBack { basis, before, steps, result, figures: marked(figures) }
}
