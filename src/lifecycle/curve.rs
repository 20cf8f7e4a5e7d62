//! How many are still waiting for something after so many days, though not everybody could be watched to the end; and, of
//! several things that come one after the other, how many have come how far.
//!
//! The first is the estimate of Kaplan and Meier (Nonparametric estimation from incomplete observations, JASA 53, 1958): with
//! d events and n still watched and waiting on a day, the part that waits is multiplied by 1 − d/n; who is no longer watched
//! from a day on still counts on that day. The second is that of Aalen and Johansen (Scand. J. Statist. 5, 1978), the same for
//! several steps: on each day d/n of those who stand at a step go on to the next. For the first step both are one. Neither
//! asks that steps do not depend on each other, only that how long somebody is watched does not depend on what they do (Datta,
//! Satten: Statist. Probab. Lett. 55, 2001).

/// Counts by whole days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days(Vec<u64>);

impl Days {
    /// One more on this day.
    pub fn add(&mut self, day: u32) {
        self.more(day as usize, 1);
    }

    fn more(&mut self, day: usize, count: u64) {
        if self.0.len() <= day {
            self.0.resize(day + 1, 0);
        }
        self.0[day] += count;
    }

    /// Both together.
    pub fn merge(&mut self, other: &Days) {
        other.0.iter().enumerate().for_each(|(day, count)| self.more(day, *count));
    }

    /// How many on this day.
    fn on(&self, day: usize) -> u64 {
        self.0.get(day).copied().unwrap_or(0)
    }

    /// How many up to this day.
    pub fn up_to(&self, day: u32) -> u64 {
        self.0.iter().take((day as usize).saturating_add(1)).sum()
    }

    /// How many from this day on.
    pub fn from(&self, day: u32) -> u64 {
        self.0.iter().skip(day as usize).sum()
    }

    /// The last day with any.
    pub fn last(&self) -> Option<u32> {
        self.0.iter().rposition(|count| *count > 0).and_then(|day| u32::try_from(day).ok())
    }
}

/// One step: after how many days it was taken, and after how many those who stood before it were last watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Taken on this day.
    pub taken: Days,
    /// Still before it on this day, and not watched any longer.
    pub lost: Days,
}

impl Step {
    /// Both together.
    pub fn merge(&mut self, other: &Step) {
        self.taken.merge(&other.taken);
        self.lost.merge(&other.lost);
    }
}

/// The part of all that has taken a step, by the end of each day from day 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve(Vec<f64>);

impl Curve {
    /// After so many days; after the last that is known as on that.
    pub fn after(&self, days: u32) -> f64 {
        self.0.get(days as usize).or(self.0.last()).copied().unwrap_or(0.0)
    }

    /// The first day by which half have taken it, if there is one.
    pub fn median(&self) -> Option<u32> {
        self.0.iter().position(|part| *part >= 0.5).and_then(|day| u32::try_from(day).ok())
    }
}

/// Kaplan–Meier: the part that has taken a step, whatever came before it.
pub fn kaplan_meier(step: &Step) -> Curve {
    let [curve] = aalen_johansen([step]);
    curve
}

/// Aalen–Johansen: the parts that have taken the first step, the second, and so on, all by days since the same beginning. The
/// part of a later step is never above that of an earlier one.
pub fn aalen_johansen<const N: usize>(steps: [&Step; N]) -> [Curve; N] {
    let mut curves = [const { Curve(Vec::new()) }; N];
    // Before each step: how many are watched, and which part of all stands there.
    let (mut watched, mut part) = ([0_u64; N], [0.0_f64; N]);
    if let Some(first) = steps.first() {
        (watched[0], part[0]) = (first.taken.up_to(u32::MAX) + first.lost.up_to(u32::MAX), 1.0);
    }
    let days = steps.iter().map(|step| step.taken.0.len().max(step.lost.0.len())).max().unwrap_or(0);
    for day in 0..days {
        let (mut coming, mut came) = (0.0, 0);
        let mut before = 0.0;
        for (at, step) in steps.iter().enumerate() {
            let (taken, lost) = (step.taken.on(day), step.lost.on(day));
            let going = if watched[at] > 0 { part[at] * (taken as f64 / watched[at] as f64) } else { 0.0 };
            part[at] += coming - going;
            // Who came to this step today and was last watched today was never watched before it.
            watched[at] = (watched[at] + came).saturating_sub(taken + lost);
            (coming, came) = (going, taken);
            before += part[at];
            curves[at].0.push(1.0 - before);
        }
    }
    curves
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn step(taken: &[u32], lost: &[u32]) -> Step {
        let mut step = Step::default();
        taken.iter().for_each(|day| step.taken.add(*day));
        lost.iter().for_each(|day| step.lost.add(*day));
        step
    }

    /// The weeks to relapse of 21 patients under 6-MP, with the estimates of Freireich et al., Blood 21 (1963), as every
    /// textbook has them: 6 6 6 7 10 13 16 22 23, and 6 9 10 11 17 19 20 25 32 32 34 35 not to the end.
    #[test]
    fn as_published() {
        let curve = kaplan_meier(&step(&[6, 6, 6, 7, 10, 13, 16, 22, 23], &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]));
        let published = [(5, 1.0), (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448), (35, 0.448)];
        for (week, still) in published {
            assert_eq!(((1.0 - curve.after(week)) * 1000.0).round() / 1000.0, still, "week {week}");
        }
        assert_eq!((curve.median(), curve.after(900)), (Some(23), curve.after(35)));
    }

    #[test]
    fn where_everybody_is_watched_it_is_a_count() {
        let curve = kaplan_meier(&step(&[1, 3, 3], &[3]));
        assert_eq!([0, 1, 2, 3].map(|day| curve.after(day)), [0.0, 0.25, 0.25, 0.75]);
        assert_eq!((Curve::default().after(0), Curve::default().median()), (0.0, None));
    }

    /// Of four, three take the first step, on days 1, 2 and 2, and one is last watched on day 3. Of the three, the first takes
    /// the second step on day 3, the others are last watched on days 2 and 5.
    ///
    /// Before the first step stand 1, on day 1 of four one goes: 3/4, on day 2 of three two: 1/4. Before the second: 1/4 from day
    /// 1, 3/4 from day 2; on day 3 one of the two who are watched goes: 3/8.
    #[test]
    fn two_steps_by_hand() {
        let [first, second] = aalen_johansen([&step(&[1, 2, 2], &[3]), &step(&[3], &[2, 5])]);
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        [0.0, 0.25, 0.75, 0.75, 0.75].iter().zip(0..).for_each(|(expected, day)| near(first.after(day), *expected));
        [0.0, 0.0, 0.0, 0.375, 0.375].iter().zip(0..).for_each(|(expected, day)| near(second.after(day), *expected));
    }

    #[test]
    fn counts_by_day() {
        let mut days = Days::default();
        [6, 7, 6].into_iter().for_each(|day| days.add(day));
        let mut more = Days::default();
        more.add(35);
        days.merge(&more);
        assert_eq!((days.up_to(6), days.from(7), days.last(), Days::default().last()), (2, 2, Some(35), None));
        assert_eq!(step(&[6, 7, 6, 35], &[]).taken, days);
    }

    proptest! {
        /// With everybody watched to the end, parts are counts; whoever is watched how long, no later step is ahead of an
        /// earlier one, and nobody goes back.
        #[test]
        fn steps_follow_each_other(people in prop::collection::vec((prop::collection::vec(1..30_u32, 0..4), 0..90_u32), 1..20), end in 90..100_u32) {
            for watched_to_the_end in [true, false] {
                let mut steps = [const { Step { taken: Days(Vec::new()), lost: Days(Vec::new()) } }; 3];
                let mut counts = [0.0; 3];
                for (gaps, watched) in &people {
                    let watched = if watched_to_the_end { end } else { *watched };
                    let mut day = 0;
                    let mut at = 0;
                    for gap in gaps.iter().take(3) {
                        if day + gap > watched {
                            break;
                        }
                        day += gap;
                        steps[at].taken.add(day);
                        counts[at] += 1.0;
                        at += 1;
                    }
                    if at < 3 {
                        steps[at].lost.add(watched);
                    }
                }
                let curves = aalen_johansen([&steps[0], &steps[1], &steps[2]]);
                for day in 0..=end {
                    let parts = [0, 1, 2].map(|at: usize| curves[at].after(day));
                    prop_assert!(parts.iter().all(|part| (-1e-9..=1.0 + 1e-9).contains(part)));
                    prop_assert!(parts[0] + 1e-9 >= parts[1] && parts[1] + 1e-9 >= parts[2]);
                    prop_assert!(day == 0 || (0..3).all(|at| curves[at].after(day) + 1e-9 >= curves[at].after(day - 1)));
                }
                let alone = kaplan_meier(&steps[0]);
                prop_assert!((0..=end).all(|day| alone.after(day) == curves[0].after(day)), "for the first step both are one");
                for at in (0..3).filter(|_| watched_to_the_end) {
                    prop_assert!((curves[at].after(end) - counts[at] / people.len() as f64).abs() < 1e-9);
                }
            }
        }
    }
}
