//! Net promoter score: how many would recommend us, less how many would not, by segment and by stage.
//!
//! Of answers from 0 to 10, promoters gave 9 or 10 and detractors 6 or less; the score is promoters less detractors in a
//! hundred answers, from −100 to +100. A customer counts once, with their latest answer.

use crate::about::About;
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
}

impl Nps {
    /// Takes the latest answer of the customer of this place, if the data has one.
    pub fn take(&mut self, base: &Scored, place: usize, segment: Segment, stage: Option<Stage>) {
        let cell = base.carried.at(About::Nps).map_or("", |at| base.customers.kept(place, at).trim());
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
    }
}

/// `9`, `9.0`, `9/10`, `9分`.
fn answer(cell: &str) -> Option<u8> {
    let number = cell.strip_suffix("/10").or_else(|| cell.strip_suffix('分')).unwrap_or(cell).trim();
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_whole = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0') && whole.bytes().all(|byte| byte.is_ascii_digit());
    whole.parse().ok().filter(|answer| is_whole && *answer <= 10)
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
