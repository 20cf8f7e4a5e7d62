//! The visit funnel: how many of those who came once came a second time, a third, … a sixth, within a time of the first visit.
//!
//! Everybody is watched from their own first visit to the as-of date, and who was first here a month ago says something about
//! a month and no more. The share of a visit is the Aalen–Johansen estimate over the days since the first visit, which for
//! the second visit is that of Kaplan and Meier ([`curve`](super::curve)). Two other ways are not taken:
//! - The Kaplan–Meier estimate of the time from the first visit to the k-th, for each k by itself: each has its own lot of
//!   customers to judge by, and a later visit can come out above an earlier one. It stands in the data beside.
//! - The product of the estimates from visit to visit: who needed long for the second visit is watched for a shorter time
//!   after it, so those who are lost from sight are the slow ones, and the product comes out too high.
//!
//! All visits of a customer on one day are one visit.

use super::curve::{Days, Step, aalen_johansen, kaplan_meier};
use crate::date::Day;

/// The funnel goes to this visit.
pub const VISITS: usize = 6;
/// Course figures: of 100 who came once, so many came so often, at one service centre.
pub const COURSE: [u8; VISITS] = [100, 82, 64, 51, 39, 33];
/// Course figures: of 100 new customers so many buy again within twelve months where the routine for new ones is kept, and so
/// many more are these than in the industry.
pub const COURSE_AGAIN: (u8, u8) = (78, 23);
/// Twelve months, in days.
pub const YEAR: u32 = 365;

/// The times of some of the customers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// After how many days since the first visit customers were last watched.
    watched: Days,
    /// Customers.
    customers: u64,
    /// From the first visit to the second, from there to the third, … to the sixth; all in days since the first.
    steps: [Step; VISITS - 1],
    /// First here at least a year before the as-of date, and came again within that year.
    again: u64,
}

impl Reach {
    /// Takes a customer with the days of their visits in order, each once; they are watched until the as-of date.
    pub fn take(&mut self, days: &[Day], as_of: Day) {
        let Some((first, rest)) = days.split_first() else { return };
        let since = |day: Day| day.since(*first).max(0) as u32;
        let watched = since(as_of);
        self.customers += 1;
        self.watched.add(watched);
        self.steps.iter_mut().zip(rest).for_each(|(step, day)| step.taken.add(since(*day)));
        if let Some(step) = self.steps.get_mut(rest.len()) {
            step.lost.add(watched);
        }
        self.again += u64::from(watched >= YEAR && rest.first().is_some_and(|second| since(*second) <= YEAR));
    }

    /// Both together.
    pub fn merge(&mut self, other: &Reach) {
        self.customers += other.customers;
        self.again += other.again;
        self.watched.merge(&other.watched);
        self.steps.iter_mut().zip(&other.steps).for_each(|(own, others)| own.merge(others));
    }

    /// The longest time that anybody was watched for.
    pub fn longest(&self) -> Option<u32> {
        self.watched.last()
    }

    /// The funnel after so many days.
    pub fn funnel(&self, horizon: u32) -> Funnel {
        let known = |days: u32| self.longest().is_some_and(|longest| days <= longest);
        let curves = aalen_johansen(self.steps.each_ref());
        let nobody_else =
            Visit { share: Some(1.0), of_before: None, lost: None, median: Some(0), seen: self.customers, kaplan_meier: Some(1.0) };
        let mut visits = vec![nobody_else];
        // Whoever has not come to a step cannot have taken it: lost before it, they are lost for it too.
        let mut lost = Days::default();
        for (step, curve) in self.steps.iter().zip(&curves) {
            let before = visits.last().and_then(|visit| visit.share);
            let share = known(horizon).then(|| curve.after(horizon));
            lost.merge(&step.lost);
            let alone = kaplan_meier(&Step { taken: step.taken.clone(), lost: lost.clone() });
            visits.push(Visit {
                share,
                of_before: share.zip(before).filter(|(_, before)| *before > 0.0).map(|(share, before)| share / before),
                lost: share.zip(before).map(|(share, before)| before - share),
                median: curve.median(),
                seen: step.taken.up_to(horizon),
                kaplan_meier: known(horizon).then(|| alone.after(horizon)),
            });
        }
        let again = Again { share: known(YEAR).then(|| curves[0].after(YEAR)), of: self.watched.from(YEAR), seen: self.again };
        Funnel { horizon, customers: self.customers, watched: self.watched.from(horizon), visits, again }
    }
}

/// The funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// Within so many days of the first visit.
    pub horizon: u32,
    /// So many came once.
    pub customers: u64,
    /// So many of them were watched for at least the horizon.
    pub watched: u64,
    /// The first visit to the sixth.
    pub visits: Vec<Visit>,
    /// Who buys again within twelve months of the first visit.
    pub again: Again,
}

/// A visit of the funnel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    /// The part of those who came once that makes this visit within the horizon, from 0 to 1; none where nobody has been
    /// watched for that long.
    pub share: Option<f64>,
    /// The part of those who made the visit before.
    pub of_before: Option<f64>,
    /// The part of all that is lost on the way to this visit.
    pub lost: Option<f64>,
    /// Days after the first visit by which half have made it; none where half never have.
    pub median: Option<u32>,
    /// How many are known to have made it within the horizon.
    pub seen: u64,
    /// The Kaplan–Meier estimate for this visit by itself.
    pub kaplan_meier: Option<f64>,
}

/// Repurchase: a second visit within [`YEAR`] days of the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Again {
    /// By the Kaplan–Meier estimate over all customers, from 0 to 1; none where nobody has been watched for a year.
    pub share: Option<f64>,
    /// Customers who have been watched for a year.
    pub of: u64,
    /// How many of those came again in it.
    pub seen: u64,
}

impl Funnel {
    /// The visit on the way to which the most are lost, from 2, and the part of all that is lost there.
    pub fn worst(&self) -> Option<(usize, f64)> {
        let lost = self.visits.iter().zip(1..).filter_map(|(visit, number)| Some((number, visit.lost?)));
        // Of equal losses the first.
        lost.fold(None, |worst, one| worst.filter(|(_, most)| *most >= one.1).or(Some(one)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(all: &[&[i32]], as_of: i32) -> Reach {
        let mut parts = [Reach::default(), Reach::default()];
        for (at, days) in all.iter().enumerate() {
            parts[at % 2].take(&days.iter().map(|day| Day::from_number(*day)).collect::<Vec<_>>(), Day::from_number(as_of));
        }
        let [mut all, more] = parts;
        all.merge(&more);
        all
    }

    /// Four customers on day 100. A came on days 0, 10, 30; B on day 0 alone; C on days 60 and 90; D on day 95.
    /// To the second visit: A 10, C 30; B is watched for 100 days, D for 5. On day 10 of three (A, B, C) one comes: 1/3; on day
    /// 30 of two (B, C) one: 2/3. To the third: A on day 30, when A alone stands at the second visit, with 1/3 of all: 1/3.
    /// Each visit by itself: the third on day 30 of three who are watched (A, B, C) one: 1/3.
    #[test]
    fn worked_by_hand() {
        let reach = reach(&[&[0, 10, 30], &[0], &[60, 90], &[95]], 100);
        let funnel = reach.funnel(50);
        let near = |found: Option<f64>, expected: f64| assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?}");
        near(funnel.visits[1].share, 2.0 / 3.0);
        near(funnel.visits[1].kaplan_meier, 2.0 / 3.0);
        near(funnel.visits[2].share, 1.0 / 3.0);
        near(funnel.visits[2].kaplan_meier, 1.0 / 3.0);
        near(funnel.visits[2].of_before, 0.5);
        near(funnel.visits[1].lost, 1.0 / 3.0);
        near(funnel.visits[3].share, 0.0);
        assert_eq!(funnel.visits.iter().map(|visit| visit.seen).collect::<Vec<_>>(), [4, 2, 1, 0, 0, 0]);
        assert_eq!((funnel.watched, funnel.customers, reach.longest()), (1 + 1, 4, Some(100)));
        assert_eq!((funnel.visits[1].median, funnel.visits[2].median), (Some(30), None));
        // Nobody was watched for longer than 100 days, and D says nothing of more than 5.
        assert_eq!(reach.funnel(101).visits[1].share, None);
        near(reach.funnel(5).visits[1].share, 0.0);
        assert_eq!(reach.funnel(50).again, Again { share: None, of: 0, seen: 0 });
    }

    #[test]
    fn the_worst_loss() {
        // Of four, all come twice and two three times, to the end.
        let funnel = reach(&[&[0, 1], &[0, 1], &[0, 1, 2], &[0, 1, 2]], 10).funnel(10);
        assert_eq!(funnel.worst(), Some((3, 0.5)), "of equal losses the first");
    }

    #[test]
    fn repurchase_within_a_year() {
        // Watched for 400 days, came again on day 365, on day 366, never; and one who is new.
        let again = reach(&[&[0, 365], &[0, 366], &[0], &[399]], 400).funnel(100).again;
        assert_eq!((again.of, again.seen), (3, 1));
        assert!((again.share.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn nobody() {
        let funnel = Reach::default().funnel(365);
        assert_eq!((funnel.visits[1].share, funnel.worst(), funnel.again.share), (None, None, None));
    }
}
