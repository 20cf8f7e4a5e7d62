//! The comparison as one JSON object. Keys never change with language. Amounts are strings, exact; fractions are numbers with six
//! decimals.

use super::Shown;
use super::lists::slug;
use crate::compare::{Basis, ELSEWHERE, Flow, Move, Side, at_risk, stages};
use crate::lang::Lang;
use crate::score::Printed;
use crate::segment::Segment;
use crate::stage::Stage;
use crate::summary::{Ratio, Size, Summary};
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Serialize)]
struct Document<'a> {
    from: Head<'a>,
    to: Head<'a>,
    thresholds_of: &'static str,
    thresholds: Option<Printed<String>>,
    value_of: &'static str,
    segments: Vec<Row>,
    important: Pair,
    at_risk: Pair,
    total: Pair,
    new: Moved,
    gone: Moved,
    moved: Moved,
    flows: Vec<Cell>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stages: Option<Vec<StageMove>>,
    falls: Movers<'a>,
    rises: Movers<'a>,
    /// What must be known before anybody acts.
    cautions: Vec<String>,
}

#[derive(Serialize)]
struct Head<'a> {
    name: &'a str,
    as_of: Option<String>,
    settings: Option<String>,
}

#[derive(Serialize)]
struct Row {
    segment: &'static str,
    #[serde(flatten)]
    pair: Pair,
    left: Moved,
    came: Moved,
}

/// The same customers on both sides.
#[derive(Serialize)]
struct Pair {
    from: Part,
    to: Part,
}

#[derive(Serialize)]
struct Part {
    customers: u64,
    share: Option<Box<RawValue>>,
    value: String,
    value_share: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct Moved {
    customers: u64,
    value_from: String,
    value_to: String,
}

#[derive(Serialize)]
struct Cell {
    from: &'static str,
    to: &'static str,
    share_of_from: Option<Box<RawValue>>,
    #[serde(flatten)]
    moved: Moved,
}

/// Customers by stage then and now: the five, none for who never bought; `joined` are not there before, `gone` not there now. `new` is a stage.
#[derive(Serialize)]
struct StageMove {
    from: Option<&'static str>,
    to: Option<&'static str>,
    customers: u64,
}

#[derive(Serialize)]
struct Movers<'a> {
    customers: usize,
    /// The most valuable, as many as were asked for.
    top: Vec<Mover<'a>>,
}

#[derive(Serialize)]
struct Mover<'a> {
    customer_id: &'a str,
    name: Option<&'a str>,
    phone: Option<&'a str>,
    advisor: Option<&'a str>,
    from: &'static str,
    to: &'static str,
    value_from: String,
    value_to: Option<String>,
}

/// The comparison as JSON, with line breaks.
pub fn render(shown: &Shown<'_>, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let found = shown.comparison;
    let decimals = found.decimals;
    let head = |at: usize| {
        let Side { as_of, settings, .. } = shown.sides[at];
        Head { name: &shown.names[at], as_of: as_of.map(|day| day.to_string()), settings: settings.as_ref().map(ToString::to_string) }
    };
    let share = |ratio: Option<Ratio>| ratio.map(|ratio| RawValue::from_string(ratio.decimals(6))).transpose();
    let part = |sizes: &Summary, size: Size| -> anyhow::Result<Part> {
        Ok(Part {
            customers: size.customers,
            share: share(sizes.share(size))?,
            value: size.value.plain(decimals),
            value_share: share(sizes.value_share(size))?,
        })
    };
    let pair = |of: &dyn Fn(&Summary) -> Size| -> anyhow::Result<Pair> {
        let [from, to] = &found.sizes;
        Ok(Pair { from: part(from, of(from))?, to: part(to, of(to))? })
    };
    let moved = |flow: Flow| Moved { customers: flow.customers, value_from: flow.then.plain(decimals), value_to: flow.now.plain(decimals) };
    let mut segments = Vec::new();
    for segment in Segment::ALL {
        segments.push(Row {
            segment: segment.slug(),
            pair: pair(&|sizes| sizes.segments[segment as usize])?,
            left: moved(found.left(segment)),
            came: moved(found.came(segment)),
        });
    }
    let mut flows = Vec::new();
    for (from, row) in found.flows.iter().enumerate() {
        for (to, flow) in row.iter().enumerate().filter(|(to, _)| (from, *to) != (ELSEWHERE, ELSEWHERE)) {
            let of = found.sizes[0].segments.get(from).and_then(|size| Ratio::of(flow.customers.into(), size.customers.into()));
            flows.push(Cell { from: slug(from, "new"), to: slug(to, "gone"), share_of_from: share(of)?, moved: moved(*flow) });
        }
    }
    let mover = |one: &Move| {
        let customer_id = shown.sides[0].people.id(one.from);
        let contact = shown.contacts.of(customer_id);
        Mover {
            customer_id,
            name: contact.and_then(|contact| contact.name.as_deref()),
            phone: contact.and_then(|contact| contact.phone.as_deref()),
            advisor: contact.and_then(|contact| contact.advisor.as_deref()),
            from: one.segments.0.slug(),
            to: one.segments.1.map_or("gone", Segment::slug),
            value_from: one.values.0.plain(decimals),
            value_to: one.segments.1.map(|_| one.values.1.plain(decimals)),
        }
    };
    let movers = |moves: &[Move]| Movers { customers: moves.len(), top: moves.iter().take(shown.top).map(mover).collect() };
    let (thresholds_of, thresholds) = match &found.basis {
        Basis::First => ("from", shown.sides[0].thresholds.as_ref()),
        Basis::Own => ("each", None),
        Basis::Stored => ("stored", None),
        Basis::Given(given) => ("given", Some(&**given)),
    };
    let document = Document {
        from: head(0),
        to: head(1),
        thresholds_of,
        thresholds: thresholds.map(|found| found.printed(|amount| amount.plain(decimals))),
        value_of: found.value_of.slug(),
        segments,
        important: pair(&|sizes| sizes.important)?,
        at_risk: pair(&at_risk)?,
        total: pair(&|sizes| sizes.total)?,
        new: moved(found.new_ones()),
        gone: moved(found.gone()),
        moved: moved(found.moved()),
        flows,
        stages: stages::moves(&shown.sides[0].people, &shown.sides[1].people).map(|moves| stage_moves(&moves)),
        falls: movers(&found.falls),
        rises: movers(&found.rises),
        cautions: shown.cautions(lang),
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Those moves that somebody made.
fn stage_moves(moves: &stages::Moves) -> Vec<StageMove> {
    let slug = |at: usize, elsewhere| match at {
        stages::WITHOUT => None,
        _ => Some(Stage::ALL.get(at).map_or(elsewhere, |stage| stage.slug())),
    };
    let pairs = (0..stages::PLACES).flat_map(|from| (0..stages::PLACES).map(move |to| (from, to)));
    let moves = pairs.map(|(from, to)| StageMove { from: slug(from, "joined"), to: slug(to, "gone"), customers: moves[from][to] });
    moves.filter(|one| one.customers > 0).collect()
}
