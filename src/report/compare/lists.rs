//! The matrix as CSV or TSV: a row for each pair of segments, also where nobody went. Headers and words never change with language.

use super::Shown;
use crate::compare::ELSEWHERE;
use crate::report::delimited::{fraction, table};
use crate::segment::Segment;
use crate::summary::Ratio;

const HEADER: [&str; 6] = ["from", "to", "customers", "share_of_from", "value_from", "value_to"];

/// The cells, row by row: the eight segments and new, to the eight segments and gone.
pub fn render(shown: &Shown<'_>, delimiter: u8, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    let found = shown.comparison;
    let pairs = (0..9).flat_map(|from| (0..9).map(move |to| (from, to))).filter(|pair| *pair != (ELSEWHERE, ELSEWHERE));
    let record = |(from, to): (usize, usize)| {
        let flow = &found.flows[from][to];
        let of = found.sizes[0].segments.get(from).and_then(|size| Ratio::of(flow.customers.into(), size.customers.into()));
        [
            slug(from, "new").to_owned(),
            slug(to, "gone").to_owned(),
            flow.customers.to_string(),
            fraction(of),
            flow.then.plain(found.decimals),
            flow.now.plain(found.decimals),
        ]
    };
    table(HEADER, pairs.map(record), delimiter, for_spreadsheet)
}

/// A segment's name for programs, or the word for who is not there.
pub fn slug(at: usize, elsewhere: &'static str) -> &'static str {
    Segment::ALL.get(at).map_or(elsewhere, |segment| segment.slug())
}
