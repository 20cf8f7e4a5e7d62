//! Where the shapes of the pictures lie. Only here are figures floats: pixels need no more.

use crate::distribution::histogram::Bin;
use serde::Serialize;

/// Width of every picture in units of its own; it is shown as wide as there is room.
pub const WIDTH: f64 = 360.0;
/// Height of the treemap.
pub const TREEMAP_HEIGHT: f64 = 230.0;
/// The plot of a histogram: left, top, right, bottom.
pub const PLOT: [f64; 4] = [8.0, 22.0, 352.0, 150.0];
/// The plot of the curve.
pub const CURVE: [f64; 4] = [40.0, 10.0, 350.0, 200.0];

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// One decimal is exact enough, and short.
pub fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// A squarified treemap (Bruls, Huizing, van Wijk 2000): rectangles of these areas, which must fall and be above zero, that
/// are as square as can be. Strips are laid along the shorter side of what is left.
pub fn treemap(sizes: &[f64], mut room: Rect) -> Vec<Rect> {
    let total: f64 = sizes.iter().sum();
    let areas: Vec<f64> = sizes.iter().map(|size| size / total * room.w * room.h).collect();
    let mut out = Vec::with_capacity(areas.len());
    let mut rest = &areas[..];
    while !rest.is_empty() {
        let side = room.w.min(room.h);
        let mut taken = 1;
        while taken < rest.len() && worst(&rest[..=taken], side) <= worst(&rest[..taken], side) {
            taken += 1;
        }
        let (strip, after) = rest.split_at(taken);
        let depth = strip.iter().sum::<f64>() / side;
        let mut at = 0.0;
        for area in strip {
            let long = area / depth;
            out.push(match room.w >= room.h {
                true => Rect { x: room.x, y: room.y + at, w: depth, h: long },
                false => Rect { x: room.x + at, y: room.y, w: long, h: depth },
            });
            at += long;
        }
        if room.w >= room.h {
            (room.x, room.w) = (room.x + depth, room.w - depth);
        } else {
            (room.y, room.h) = (room.y + depth, room.h - depth);
        }
        rest = after;
    }
    out
}

/// The worst ratio of the sides of the rectangles of a strip along this side.
fn worst(strip: &[f64], side: f64) -> f64 {
    let depth = strip.iter().sum::<f64>() / side;
    strip.iter().map(|area| area / depth / depth).map(|ratio| ratio.max(1.0 / ratio)).fold(0.0, f64::max)
}

/// The bars of a histogram.
pub fn bars(bins: &[Bin]) -> Vec<Rect> {
    let [left, top, right, bottom] = PLOT;
    let most = bins.iter().map(|bin| bin.customers).max().unwrap_or(0).max(1) as f64;
    let step = (right - left) / bins.len().max(1) as f64;
    let bar = |(place, bin): (usize, &Bin)| {
        let h = (bottom - top) * bin.customers as f64 / most;
        Rect { x: round(left + place as f64 * step + step * 0.06), y: round(bottom - h), w: round(step * 0.88), h: round(h) }
    };
    bins.iter().enumerate().map(bar).collect()
}

/// Where a value lies on the axis of a histogram, if it does.
pub fn along(bins: &[Bin], value: i128) -> Option<f64> {
    let place = bins.iter().position(|bin| bin.from.is_none_or(|from| from <= value) && bin.to.is_none_or(|to| value < to))?;
    let within = match (bins[place].from, bins[place].to) {
        (Some(from), Some(to)) => (value - from) as f64 / (to - from) as f64,
        _ => 0.5,
    };
    let [left, _, right, _] = PLOT;
    Some(round(left + (right - left) * (place as f64 + within) / bins.len() as f64))
}

/// The points of the curve for shares from 0 to 1 at equal steps; of a share above 1, where refunds follow, too.
pub fn curve(shares: &[f64]) -> String {
    let [left, top, right, bottom] = CURVE;
    let most = shares.iter().copied().fold(1.0, f64::max);
    let point = |(place, share): (usize, f64)| {
        let x = left + (right - left) * place as f64 / shares.len() as f64;
        format!("{},{}", round(x), round(bottom - (bottom - top) * share / most))
    };
    let points: Vec<String> = std::iter::once(0.0).chain(shares.iter().copied()).enumerate().map(point).collect();
    points.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Rect = Rect { x: 0.0, y: 0.0, w: 6.0, h: 4.0 };

    /// The example of the paper: 6 6 4 3 2 2 1 in 6×4. The first strip holds both sixes, each 3 wide and 2 high.
    #[test]
    fn as_in_the_paper() {
        let rects = treemap(&[6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], ROOM);
        assert_eq!(rects[0], Rect { x: 0.0, y: 0.0, w: 3.0, h: 2.0 });
        assert_eq!(rects[1], Rect { x: 0.0, y: 2.0, w: 3.0, h: 2.0 });
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(rects[2].w, 12.0 / 7.0) && near(rects[2].h, 7.0 / 3.0), "{:?}", rects[2]);
        assert!(near(rects.iter().map(|rect| rect.w * rect.h).sum(), 24.0));
        assert!(rects.iter().all(|rect| rect.x + rect.w <= 6.0 + 1e-9 && rect.y + rect.h <= 4.0 + 1e-9));
    }

    #[test]
    fn values_lie_within_their_bins() {
        let bins = [(0, 30), (30, 60)].map(|(from, to)| Bin { from: Some(from), to: Some(to), customers: 1 });
        let [left, _, right, _] = PLOT;
        assert_eq!(along(&bins, 0), Some(left));
        assert_eq!(along(&bins, 45), Some(left + (right - left) * 0.75));
        assert_eq!(along(&bins, 60), None);
    }
}
