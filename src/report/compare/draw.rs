//! Where the shapes of the comparison's pictures lie. Only here are figures floats: pixels need no more.

use crate::report::html::draw::round;
use serde::Serialize;

/// The picture of the flows: width, height, and how wide a node is.
pub const WIDTH: f64 = 800.0;
/// Its height.
pub const HEIGHT: f64 = 420.0;
const NODE: f64 = 14.0;
/// Between two nodes.
const GAP: f64 = 8.0;
/// Where the nodes stand: room for the names is left on either side.
const LEFT: f64 = 205.0;
const RIGHT: f64 = WIDTH - LEFT - NODE;

/// The plot of a line over time: left, top, right, bottom.
pub const PLOT: [f64; 4] = [8.0, 18.0, 352.0, 96.0];

/// A segment on one side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// The nodes of both sides and the bands between them: of each band where it is from, where to, and its outline.
#[derive(Clone, Debug, Default)]
pub struct Sankey {
    /// Those of the first side, top to bottom.
    pub left: Vec<Node>,
    /// Those of the second side.
    pub right: Vec<Node>,
    /// The bands that have a width.
    pub bands: Vec<(usize, usize, String)>,
}

/// A Sankey diagram of flows between as many nodes on the left as there are rows and on the right as there are columns. Heights
/// are shares of all that flows; bands leave and arrive in the order of the other side, so that they cross as little as the
/// order of the nodes allows.
pub fn sankey(flows: &[[u64; 9]; 9]) -> Sankey {
    let all: u64 = flows.iter().flatten().sum();
    if all == 0 {
        return Sankey::default();
    }
    let room = HEIGHT - 8.0 * GAP;
    let height = |count: u64| room * count as f64 / all as f64;
    let stack = |x: f64, counts: [u64; 9]| {
        let mut y = 0.0;
        counts.map(|count| {
            let node = Node { x, y: round(y), w: NODE, h: round(height(count)) };
            y += height(count) + GAP;
            node
        })
    };
    let left = stack(LEFT, flows.map(|row| row.iter().sum()));
    let right = stack(RIGHT, std::array::from_fn(|to| flows.iter().map(|row| row[to]).sum()));
    let mut starts: [f64; 9] = left.each_ref().map(|node| node.y);
    let mut ends: [f64; 9] = right.each_ref().map(|node| node.y);
    let mut bands = Vec::new();
    for (from, row) in flows.iter().enumerate() {
        for (to, count) in row.iter().enumerate().filter(|(_, count)| **count > 0) {
            let wide = height(*count);
            let (top, end) = (starts[from], ends[to]);
            bands.push((from, to, band(top, end, wide)));
            starts[from] += wide;
            ends[to] += wide;
        }
    }
    Sankey { left: left.into(), right: right.into(), bands }
}

/// The outline of a band of this width that leaves the left at `from` and arrives at the right at `to`, both its upper edge.
fn band(from: f64, to: f64, wide: f64) -> String {
    let [x0, x1] = [LEFT + NODE, RIGHT];
    let middle = round((x0 + x1) / 2.0);
    let [a, b, c, d] = [from, to, to + wide, from + wide].map(round);
    format!("M{x0} {a}C{middle} {a} {middle} {b} {x1} {b}V{c}C{middle} {c} {middle} {d} {x0} {d}Z")
}

/// The points of a line: how far along the time, and the figure, both from 0 to 1.
pub fn line(points: impl Iterator<Item = (f64, f64)>) -> String {
    let [left, top, right, bottom] = PLOT;
    let point = |(along, high): (f64, f64)| format!("{},{}", round(left + (right - left) * along), round(bottom - (bottom - top) * high));
    points.map(point).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_and_bands_are_as_high_as_what_flows() {
        let mut flows = [[0; 9]; 9];
        (flows[0][0], flows[0][1], flows[8][0]) = (2, 1, 1);
        let found = sankey(&flows);
        let room = HEIGHT - 8.0 * GAP;
        let heights = |nodes: &[Node]| [nodes[0].h, nodes[1].h, nodes[8].h].map(|height| height / room * 4.0).map(f64::round);
        assert_eq!((heights(&found.left), heights(&found.right)), ([3.0, 0.0, 1.0], [3.0, 1.0, 0.0]));
        assert!((found.left[8].y + found.left[8].h - HEIGHT).abs() < 0.2, "the last one ends at the foot");
        assert_eq!(found.bands.iter().map(|(from, to, _)| (*from, *to)).collect::<Vec<_>>(), [(0, 0), (0, 1), (8, 0)]);
        // The second band leaves where the first ends, half of all below the top.
        assert!(found.bands[1].2.starts_with(&format!("M{} {}C", LEFT + NODE, round(room / 2.0))));
        assert!(sankey(&[[0; 9]; 9]).bands.is_empty());
    }

    #[test]
    fn lines_fill_the_plot() {
        assert_eq!(line([(0.0, 0.0), (0.5, 1.0), (1.0, 0.5)].into_iter()), "8,96 180,18 352,57");
    }
}
