//! A customer's own rhythm: the usual gap between two visits, and when a silence is too long for it.
//!
//! The rule: silent for at least 3 times the usual gap, and for at least 30 days. The usual gap is the median of the gaps in
//! days between the days with a visit; there must be at least 3 gaps, since two are no rhythm. Everything is counted in
//! whole half days, so that nothing is rounded.
//!
//! Why this one: on the purchases of CDNOW it finds more of those who are about to stay away for good before day 90 than
//! other rules with as few false alarms (README has the figures). A mean or the longest gap is spoilt by one long
//! absence, the median is not; without the least number of days whoever came three times in a week would be missed on the
//! tenth day.

use crate::date::Day;

/// When a silence is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// At least so many hundredths of the usual gap.
    pub hundredths: u32,
    /// With at least so many gaps.
    pub gaps: u32,
    /// After at least so many days.
    pub days: u32,
}

impl Default for Silence {
    fn default() -> Self {
        Silence { hundredths: 300, gaps: 3, days: 30 }
    }
}

/// The gaps between the days of a customer's visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// In days, the shortest first.
    gaps: Vec<u32>,
}

impl Rhythm {
    /// Of visits in the order of their days; several on one day are one visit.
    pub fn of(days: impl Iterator<Item = Day>) -> Rhythm {
        let mut last = None;
        let mut gaps: Vec<u32> =
            days.filter_map(|day| last.replace(day).map(|before| day.since(before).max(0) as u32)).filter(|gap| *gap > 0).collect();
        gaps.sort_unstable();
        Rhythm { gaps }
    }

    /// The median of the gaps, in half days; none without a gap.
    pub fn usual_gap(&self) -> Option<u32> {
        let (count, half) = (self.gaps.len(), self.gaps.len() / 2);
        let upper = *self.gaps.get(half)?;
        Some(if count % 2 == 1 { 2 * upper } else { self.gaps[half - 1] + upper })
    }

    /// The usual gap in half days, where so many days of silence are too long for it.
    pub fn broken_by(&self, days: u32, silence: &Silence) -> Option<u32> {
        let usual = self.usual_gap().filter(|_| self.gaps.len() as u64 >= silence.gaps.into())?;
        let is_long = u64::from(days) * 200 >= u64::from(usual) * u64::from(silence.hundredths);
        (is_long && days >= silence.days).then_some(usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rhythm(days: &[i32]) -> Rhythm {
        Rhythm::of(days.iter().map(|day| Day::from_number(*day)))
    }

    #[test]
    fn the_usual_gap_is_the_median_in_half_days() {
        for (days, usual) in [
            (&[][..], None),
            (&[5], None),
            (&[5, 5, 5], None), // one visit
            (&[0, 10], Some(20)),
            (&[0, 10, 31], Some(31)),          // gaps 10 and 21: 15.5 days
            (&[0, 10, 10, 31, 400], Some(42)), // 10, 21, 369: 21 days
            (&[-7, 0, 7, 14, 104], Some(14)),  // one absence does not change it
            (&[0, 20, 50, 51, 60], Some(29)),  // 1, 9, 20, 30: 14.5 days
        ] {
            assert_eq!(rhythm(days).usual_gap(), usual, "{days:?}");
        }
    }

    #[test]
    fn a_silence_is_too_long_at_three_times_the_usual_gap() {
        let silence = Silence::default();
        let weekly = rhythm(&[0, 7, 14, 21]);
        assert_eq!((weekly.broken_by(29, &silence), weekly.broken_by(30, &silence)), (None, Some(14)), "not before 30 days");
        let odd = rhythm(&[0, 20, 41, 62, 82]); // 20, 20, 21, 21: 20.5 days, three times 61.5
        assert_eq!((odd.broken_by(61, &silence), odd.broken_by(62, &silence)), (None, Some(41)));
        assert_eq!(rhythm(&[0, 7, 14]).broken_by(500, &silence), None, "two gaps are no rhythm");
        let twice = Silence { hundredths: 150, gaps: 2, days: 1 };
        assert_eq!((rhythm(&[0, 7, 14]).broken_by(10, &twice), rhythm(&[0, 7, 14]).broken_by(11, &twice)), (None, Some(14)));
    }

    proptest! {
        /// A longer silence stays too long, and a rhythm twice as slow bears twice the silence.
        #[test]
        fn silence_against_rhythm(mut days in proptest::collection::vec(0..2000_i32, 4..30), silent in 0..3000_u32, more in 0..500_u32) {
            days.sort_unstable();
            let (once, twice) = (rhythm(&days), rhythm(&days.iter().map(|day| day * 2).collect::<Vec<_>>()));
            let silence = Silence { days: 0, ..Silence::default() };
            prop_assert!(once.broken_by(silent, &silence).is_none() || once.broken_by(silent + more, &silence).is_some());
            prop_assert_eq!(once.broken_by(silent, &silence).map(|usual| usual * 2), twice.broken_by(silent * 2, &silence));
        }
    }
}
