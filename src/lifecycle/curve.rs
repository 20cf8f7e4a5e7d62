//! The Kaplan–Meier estimate: how many are still waiting for something after so many days, though not everybody could be
//! watched to the end.
//!
//! Kaplan, Meier: Nonparametric estimation from incomplete observations, JASA 53 (1958). With d events and n still watched and
//! waiting on a day, S is multiplied by 1 − d/n; who is no longer watched from a day on still counts on that day.

/// How many have been watched for how long, and whether it happened, by whole days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    happened: Vec<u64>,
    watched: Vec<u64>,
}

impl Times {
    /// It happened after so many days.
    pub fn happened(&mut self, days: u32) {
        add(&mut self.happened, days as usize, 1);
    }

    /// It had not happened after so many days, and nobody knows what came then.
    pub fn not_yet(&mut self, days: u32) {
        add(&mut self.watched, days as usize, 1);
    }

    /// Both together.
    pub fn merge(&mut self, other: &Times) {
        for (own, others) in [(&mut self.happened, &other.happened), (&mut self.watched, &other.watched)] {
            others.iter().enumerate().for_each(|(day, count)| add(own, day, *count));
        }
    }

    /// To how many it has happened within so many days.
    pub fn within(&self, days: u32) -> u64 {
        self.happened.iter().take((days as usize).saturating_add(1)).sum()
    }

    /// The estimate.
    pub fn curve(&self) -> Curve {
        let mut waiting: u64 = self.happened.iter().chain(&self.watched).sum();
        let mut still = 1.0;
        let mut steps = Vec::new();
        let at = |list: &[u64], day: usize| list.get(day).copied().unwrap_or(0);
        for day in 0..self.happened.len().max(self.watched.len()) {
            let (events, lost) = (at(&self.happened, day), at(&self.watched, day));
            if waiting > 0 && events > 0 {
                still *= 1.0 - events as f64 / waiting as f64;
            }
            steps.push(Step { waiting, still });
            waiting -= events + lost;
        }
        Curve { steps }
    }
}

fn add(list: &mut Vec<u64>, at: usize, count: u64) {
    if list.len() <= at {
        list.resize(at + 1, 0);
    }
    list[at] += count;
}

/// A day of the estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// How many were still watched and waiting when the day began.
    pub waiting: u64,
    /// The part of all that is still waiting when it ends.
    pub still: f64,
}

/// The estimate, day by day from the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    steps: Vec<Step>,
}

impl Curve {
    /// After so many days. None where nobody was watched for that long, save where nobody was left waiting before.
    pub fn after(&self, days: u32) -> Option<Step> {
        let beyond = || self.steps.last().filter(|last| last.still <= 0.0).map(|last| Step { waiting: 0, ..*last });
        self.steps.get(days as usize).copied().or_else(beyond)
    }

    /// The part to which it has happened after so many days, from 0 to 1; none where [`Curve::after`] has none.
    pub fn reached(&self, days: u32) -> Option<f64> {
        self.after(days).map(|step| 1.0 - step.still)
    }

    /// The first day on which no more than half are waiting, if there is one.
    pub fn median(&self) -> Option<u32> {
        self.steps.iter().position(|step| step.still <= 0.5).and_then(|day| u32::try_from(day).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(happened: &[u32], watched: &[u32]) -> Times {
        let mut times = Times::default();
        happened.iter().for_each(|days| times.happened(*days));
        watched.iter().for_each(|days| times.not_yet(*days));
        times
    }

    /// The weeks to relapse of 21 patients under 6-MP, with the estimates of Freireich et al., Blood 21 (1963), as every
    /// textbook has them: 6 6 6 7 10 13 16 22 23, and 6 9 10 11 17 19 20 25 32 32 34 35 not to the end.
    #[test]
    fn as_published() {
        let times = times(&[6, 6, 6, 7, 10, 13, 16, 22, 23], &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);
        let curve = times.curve();
        for (week, waiting, still) in [
            (5, 21, 1.0),
            (6, 21, 0.857),
            (7, 17, 0.807),
            (10, 15, 0.753),
            (13, 12, 0.690),
            (16, 11, 0.627),
            (22, 7, 0.538),
            (23, 6, 0.448),
            (35, 1, 0.448),
        ] {
            let step = curve.after(week).unwrap();
            assert_eq!((step.waiting, (step.still * 1000.0).round() / 1000.0), (waiting, still), "week {week}");
        }
        assert_eq!((curve.after(36), curve.median(), times.within(9)), (None, Some(23), 4));
    }

    #[test]
    fn where_everybody_is_watched_it_is_a_count() {
        let curve = times(&[1, 3, 3], &[3]).curve();
        assert_eq!([0, 1, 2, 3].map(|day| curve.reached(day)), [0.0, 0.25, 0.25, 0.75].map(Some));
        assert_eq!((curve.reached(4), curve.median()), (None, Some(3)));
        let all = times(&[2, 5], &[]).curve();
        assert_eq!((all.reached(5), all.reached(900)), (Some(1.0), Some(1.0)), "nobody is left to wait");
        assert_eq!((Curve::default().reached(0), Curve::default().median()), (None, None));
    }

    #[test]
    fn sums_in_any_order() {
        let mut parts = times(&[6, 7], &[35, 9]);
        parts.merge(&times(&[10, 6], &[6]));
        assert_eq!(parts, times(&[6, 6, 7, 10], &[6, 9, 35]));
    }
}
