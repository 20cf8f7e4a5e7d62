//! The playbook as JSON. Keys never change with language and are those of a user's own playbook; texts follow it.

use crate::lang::Lang;
use crate::playbook::topic::{TOPICS, Topic};
use crate::playbook::{Figure, Line, Pitfall, Playbook, Strategy};
use crate::segment::Segment;
use serde::Serialize;
use serde_json::{Value, json};

/// A topic as one object.
pub fn topic(topic: Topic, playbook: &Playbook, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let Playbook { routine, win_back, interview, reasons, messages, .. } = playbook;
    bytes(&match topic {
        Topic::Overview => overview(playbook, lang),
        Topic::Segment(segment) => serde_json::to_value(full(segment, playbook, lang))?,
        Topic::Checklist => json!({ "routine": figures_marked(routine, &routine.figures)? }),
        Topic::WinBack => json!({ "win_back": figures_marked(win_back, &win_back.figures)? }),
        Topic::Interview => json!({ "interview": interview }),
        Topic::Reasons => json!({ "reasons": reasons }),
        Topic::Messages => json!({ "messages": messages }),
        Topic::All => json!({
            "segments": Segment::ALL.map(|segment| full(segment, playbook, lang)),
            "routine": figures_marked(routine, &routine.figures)?,
            "win_back": figures_marked(win_back, &win_back.figures)?,
            "interview": interview,
            "reasons": reasons,
            "messages": messages,
        }),
    })
}

/// The object with line breaks.
pub fn bytes(document: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn overview(playbook: &Playbook, lang: Lang) -> Value {
    let segment = |segment: Segment| {
        let play = playbook.play(segment);
        json!({
            "segment": segment.slug(),
            "number": segment.number(),
            "name": segment.name(lang),
            "tier": play.tier,
            "first_action": play.first_action,
            "owner": play.owner,
        })
    };
    let topics: Vec<Value> = TOPICS.iter().map(|entry| json!({ "topic": entry.slug, "text": entry.what.get(lang) })).collect();
    json!({ "segments": Segment::ALL.map(segment), "topics": topics })
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
    portrait: &'a [Line],
    figures: Vec<Marked<'a>>,
    strategies: &'a [Strategy],
    pitfalls: &'a [Pitfall],
}

/// A figure, and whose it is.
#[derive(Serialize)]
struct Marked<'a> {
    what: &'a Line,
    value: &'a Line,
    source: &'static str,
}

fn marked<'f>(figures: &'f [Figure]) -> Vec<Marked<'f>> {
    let mark = |figure: &'f Figure| Marked { what: &figure.what, value: &figure.value, source: if figure.own { "own" } else { "course" } };
    figures.iter().map(mark).collect()
}

fn full<'a>(segment: Segment, playbook: &'a Playbook, lang: Lang) -> Full<'a> {
    let (play, profile) = (playbook.play(segment), segment.profile());
    Full {
        segment: segment.slug(),
        number: segment.number(),
        name: segment.name(lang),
        plain: profile.plain.get(lang),
        tier: &play.tier,
        first_action: &play.first_action,
        owner: &play.owner,
        portrait: &play.portrait,
        figures: marked(&play.figures),
        strategies: &play.strategies,
        pitfalls: &play.pitfalls,
    }
}

/// A part of the playbook whose figures say whose they are.
fn figures_marked(part: &impl Serialize, figures: &[Figure]) -> serde_json::Result<Value> {
    let mut part = serde_json::to_value(part)?;
    part["figures"] = serde_json::to_value(marked(figures))?;
    Ok(part)
}
