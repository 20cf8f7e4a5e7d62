//! Net promoter score: how many would recommend us, less how many would not, by segment and by stage.
//!
//! Of answers from 0 to 10, promoters gave 9 or 10 and detractors 6 or less; the score is promoters less detractors in a
//! hundred answers, from −100 to +100. A customer counts once, with their latest answer.
//!
//! Answers of another scale make no score: where none of ten or more is above 5, or more than one in five is above 10
//! ([`rating`](crate::rating)), there is none, and the report says why. A single answer beyond 10 is passed over.

use crate::about::About;
use crate::rating::{Rating, Scale, Seen};
use crate::scored::Scored;
use crate::segment::Segment;
use crate::stage::Stage;
use crate::summary::Ratio;

/// Course figures: after a good start and after an ordinary one.
pub const COURSE: [i8; 2] = [72, 38];

/// Answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// 9 and 10.
    pub promoters: u64,
    /// 7 and 8.
    pub passives: u64,
    /// 0 to 6.
    pub detractors: u64,
}

impl Answers {
    fn take(&mut self, answer: u8) {
        match answer {
            0..=6 => self.detractors += 1,
            7..=8 => self.passives += 1,
            _ => self.promoters += 1,
        }
    }

    fn merge(&mut self, more: &Answers) {
        self.promoters += more.promoters;
        self.passives += more.passives;
        self.detractors += more.detractors;
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// The score as a fraction, from −1 to 1; none without an answer.
    pub fn score(&self) -> Option<Ratio> {
        Ratio::of(i128::from(self.promoters) - i128::from(self.detractors), self.count().into())
    }
}

/// Answers by segment and by stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nps {
    /// Of everybody.
    pub all: Answers,
    /// By segment, in their order.
    pub segments: [Answers; Segment::ALL.len()],
    /// By stage, in their order.
    pub stages: [Answers; Stage::ALL.len()],
    /// Customers whose latest answer is no whole number from 0 to 10.
    pub unread: u64,
    /// What scale answers seem to be on.
    pub seen: Seen,
}

impl Nps {
    /// Takes the latest answer of the customer of this place, if the data has one.
    pub fn take(&mut self, base: &Scored, place: usize, segment: Segment, stage: Option<Stage>) {
        let cell = base.carried.at(About::Nps).map_or("", |at| base.customers.kept(place, at).trim());
        if let Some(rating) = Rating::read(cell) {
            self.seen.take(rating);
        }
        match answer(cell) {
            _ if cell.is_empty() => {}
            None => self.unread += 1,
            Some(answer) => {
                let of_stage = stage.map(|stage| &mut self.stages[stage as usize]);
                [&mut self.all, &mut self.segments[segment as usize]].into_iter().chain(of_stage).for_each(|group| group.take(answer));
            }
        }
    }

    /// Both together.
    pub fn merge(&mut self, more: &Nps) {
        self.all.merge(&more.all);
        self.segments.iter_mut().zip(&more.segments).for_each(|(own, others)| own.merge(others));
        self.stages.iter_mut().zip(&more.stages).for_each(|(own, others)| own.merge(others));
        self.unread += more.unread;
        self.seen.merge(&more.seen);
    }

    /// The best answer of the scale that answers are on, where that is not 10 but 5, 100, or more.
    pub fn other_scale(&self) -> Option<OtherScale> {
        let (count, scale) = (self.seen.count(), self.seen.scale());
        match scale {
            _ if count >= ENOUGH && self.seen.above(Scale::Five) == 0 => Some(OtherScale::UpTo(5)),
            Some(Scale::Five | Scale::Ten) => None,
            Some(Scale::Hundred) => Some(OtherScale::UpTo(100)),
            None => Some(OtherScale::Unknown),
        }
    }
}

/// A scale that makes no net promoter score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherScale {
    /// Its best answer is this.
    UpTo(u8),
    /// Answers are beyond all that are known.
    Unknown,
}

/// So many answers of which none is above 5 are no chance.
const ENOUGH: u64 = 10;

/// `9`, `9.0`, `9/10`, `9分`.
fn answer(cell: &str) -> Option<u8> {
    let (rating, scale) = Rating::read(cell)?.on(Scale::Ten)?;
    let is_whole = rating.hundredths.is_multiple_of(100) && scale == Scale::Ten;
    u8::try_from(rating.hundredths / 100).ok().filter(|_| is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_as_people_write_them() {
        for (cell, expected) in [
            ("0", Some(0)),
            ("10", Some(10)),
            ("9.0", Some(9)),
            ("7/10", Some(7)),
            ("8分", Some(8)),
            ("11", None),
            ("-1", None),
            ("+9", None),
            ("8.5", None),
            ("8.", None),
            ("4/5", None),
            ("good", None),
        ] {
            assert_eq!(answer(cell), expected, "{cell}");
        }
    }

    #[test]
    fn answers_of_another_scale_make_no_score() {
        let of = |cells: &[(&str, usize)]| {
            let mut nps = Nps::default();
            cells.iter().for_each(|(cell, times)| (0..*times).for_each(|_| nps.seen.take(Rating::read(cell).unwrap())));
            nps.other_scale()
        };
        assert_eq!(of(&[("5", 9)]), None, "nine may be unhappy");
        assert_eq!(of(&[("5", 9), ("1", 1)]), Some(OtherScale::UpTo(5)));
        assert_eq!(of(&[("5", 99), ("6", 1)]), None);
        assert_eq!(of(&[("9", 4), ("11", 1)]), None, "one in five may be a slip");
        assert_eq!(of(&[("9", 3), ("90", 1)]), Some(OtherScale::UpTo(100)));
        assert_eq!(of(&[("9", 1), ("900", 1)]), Some(OtherScale::Unknown));
    }

    /// 10, 9, 9, 8, 7, 6, 0: three promoters, two detractors of seven.
    #[test]
    fn promoters_less_detractors() {
        let mut answers = Answers::default();
        [10, 9, 9, 8, 7, 6, 0].into_iter().for_each(|answer| answers.take(answer));
        assert_eq!((answers.promoters, answers.passives, answers.detractors), (3, 2, 2));
        assert_eq!(answers.score().unwrap().percent(), "14.3%");
        assert_eq!(Answers::default().score(), None);
        let mut angry = Answers::default();
        angry.take(6);
        assert_eq!(angry.score().unwrap().whole_percent(), "-100%");
    }
}
