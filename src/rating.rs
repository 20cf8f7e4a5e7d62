//! Ratings as people write them, and on which scale a column has them: stars up to 5, points up to 10 or up to 100.
//!
//! A cell may say its scale itself: `4/5`, `8/10`, `85%`, `★★★★☆`. All other numbers are on the scale of their column: the smallest
//! that holds at least four in five of them, so that a slip of the finger does not change what all others mean. That much is sure:
//! of points up to 10 or 100 far more than one in five lie in the upper half.

/// A scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Scale {
    /// Up to 5.
    Five,
    /// Up to 10.
    Ten,
    /// Up to 100.
    Hundred,
}

impl Scale {
    /// All of them, the smallest first.
    pub const ALL: [Scale; 3] = [Scale::Five, Scale::Ten, Scale::Hundred];

    /// The best rating on it.
    pub const fn most(self) -> u32 {
        match self {
            Scale::Five => 5,
            Scale::Ten => 10,
            Scale::Hundred => 100,
        }
    }
}

/// A rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rating {
    /// Hundredths of a star or a point.
    pub hundredths: u32,
    /// Its scale, where the cell says so.
    pub scale: Option<Scale>,
}

/// What may stand after a number, and the scale that it tells.
const UNITS: [(&str, Option<Scale>); 9] = [
    ("", None),
    ("分", None),
    ("星", Some(Scale::Five)),
    ("star", Some(Scale::Five)),
    ("stars", Some(Scale::Five)),
    ("/5", Some(Scale::Five)),
    ("/10", Some(Scale::Ten)),
    ("/100", Some(Scale::Hundred)),
    ("%", Some(Scale::Hundred)),
];

impl Rating {
    /// `4`, `3.5`, `4/5`, `8分`, `4 stars`, `★★★☆☆`; none where the cell tells no number of up to four digits, with two decimals at
    /// most, or more than its scale has.
    pub fn read(cell: &str) -> Option<Rating> {
        let cell = cell.trim();
        let filled = cell.chars().filter(|c| *c == '★').count();
        if (1..=5).contains(&filled) && cell.chars().all(|c| "★☆".contains(c)) {
            return Some(Rating { hundredths: filled as u32 * 100, scale: Some(Scale::Five) });
        }
        let end = cell.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(cell.len());
        let (number, unit) = cell.split_at(end);
        let unit = unit.trim().to_lowercase();
        let (_, scale) = UNITS.into_iter().find(|(own, _)| *own == unit)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let is_sound = (1..=4).contains(&whole.len()) && (1..=2).contains(&fraction.len());
        let hundredths = format!("{whole}{fraction:0<2}").parse().ok().filter(|_| is_sound)?;
        let rating = Rating { hundredths, scale };
        scale.is_none_or(|scale| rating.is_within(scale)).then_some(rating)
    }

    /// On this scale, if it says no other, and is not beyond it.
    pub fn on(self, column: Scale) -> Option<(Rating, Scale)> {
        let scale = self.scale.unwrap_or(column);
        self.is_within(scale).then_some((self, scale))
    }

    fn is_within(self, scale: Scale) -> bool {
        self.hundredths <= scale.most() * 100
    }
}

/// What the bare numbers of a column have come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How many each scale is the smallest to hold.
    held: [u64; Scale::ALL.len()],
    /// How many are beyond all.
    beyond: u64,
}

impl Seen {
    /// Takes a rating; one that says its scale tells nothing of the others.
    pub fn take(&mut self, rating: Rating) {
        if rating.scale.is_none() {
            let scale = Scale::ALL.into_iter().find(|scale| rating.is_within(*scale));
            *scale.map_or(&mut self.beyond, |scale| &mut self.held[scale as usize]) += 1;
        }
    }

    /// Both together.
    pub fn merge(&mut self, more: &Seen) {
        self.held.iter_mut().zip(more.held).for_each(|(own, others)| *own += others);
        self.beyond += more.beyond;
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.held.iter().sum::<u64>() + self.beyond
    }

    /// The scale of the column; none where too many are beyond all. A column without a bare number is on the smallest.
    pub fn scale(&self) -> Option<Scale> {
        Scale::ALL.into_iter().find(|scale| self.above(*scale) * 5 <= self.count())
    }

    /// How many are beyond this scale.
    pub fn above(&self, scale: Scale) -> u64 {
        self.count() - self.held.iter().take(scale as usize + 1).sum::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_write_them() {
        for (cell, expected) in [
            ("4", Some((400, None))),
            (" 3.5 ", Some((350, None))),
            ("3.99", Some((399, None))),
            ("4/5", Some((400, Some(Scale::Five)))),
            ("8 /10", Some((800, Some(Scale::Ten)))),
            ("85%", Some((8500, Some(Scale::Hundred)))),
            ("2分", Some((200, None))),
            ("5 Stars", Some((500, Some(Scale::Five)))),
            ("★★★☆☆", Some((300, Some(Scale::Five)))),
            ("11", Some((1100, None))),
            ("☆☆☆☆☆", None),
            ("6/5", None),
            ("11/10", None),
            ("-1", None),
            ("+9", None),
            ("8.", None),
            ("3.999", None),
            ("12345", None),
            ("4/7", None),
            ("good", None),
            ("", None),
        ] {
            assert_eq!(Rating::read(cell).map(|rating| (rating.hundredths, rating.scale)), expected, "{cell}");
        }
        let on = |cell: &str, scale| Rating::read(cell).and_then(|rating| rating.on(scale)).map(|(_, scale)| scale);
        assert_eq!(on("4/5", Scale::Ten), Some(Scale::Five), "a cell that says its scale has its own");
        assert_eq!((on("9", Scale::Ten), on("9", Scale::Five)), (Some(Scale::Ten), None));
    }

    #[test]
    fn the_scale_of_a_column() {
        let of = |cells: &[(&str, usize)]| {
            let mut parts = [Seen::default(); 2];
            for (cell, times) in cells {
                (0..*times).for_each(|at| parts[at % 2].take(Rating::read(cell).unwrap()));
            }
            let [mut all, more] = parts;
            all.merge(&more);
            all.scale()
        };
        assert_eq!(of(&[]), Some(Scale::Five));
        assert_eq!(of(&[("5", 3), ("1", 2)]), Some(Scale::Five));
        assert_eq!(of(&[("5", 4), ("45", 1)]), Some(Scale::Five), "one in five may be a slip");
        assert_eq!(of(&[("5", 3), ("6", 1)]), Some(Scale::Ten));
        assert_eq!(of(&[("5", 3), ("6", 3), ("45", 4)]), Some(Scale::Hundred));
        assert_eq!(of(&[("8", 2), ("9/10", 5)]), Some(Scale::Ten));
        assert_eq!(of(&[("10", 3), ("500", 3)]), None);
    }
}
