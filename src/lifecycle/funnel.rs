//! The visit funnel: how many of those who came once came a second time, a third, … a sixth, within a time of the first visit.
//!
//! The share of visit k is the Kaplan–Meier estimate of the time from the first visit to the k-th: everybody is watched from
//! their own first visit to the as-of date, and who was first here a month ago says something about a month and no more.
//! The other way, the product of the estimates from visit to visit, is not taken: who needed long for the second visit
//! is watched for a shorter time after it, so those who are lost from sight are the slow ones, and the product comes out
//! too high. All visits of a customer on one day are one visit.

use super::curve::Times;
use crate::date::Day;

/// The funnel goes to this visit.
pub const VISITS: usize = 6;
/// Course figures: of 100 who came once, so many came so often, at one service centre.
pub const COURSE: [u8; VISITS] = [100, 82, 64, 51, 39, 33];
/// Course figures: of 100 new customers so many buy again within twelve months where the routine for new ones is kept, so many
/// more than in the industry.
pub const COURSE_AGAIN: (u8, u8) = (78, 23);
/// Twelve months, in days.
pub const YEAR: u32 = 365;

/// The times of some of the customers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    customers: u64,
    /// From the first visit to the second, third, … sixth.
    times: [Times; VISITS - 1],
    /// First here at least a year before the as-of date; and of those, how many came again within that year.
    for_a_year: u64,
    again: u64,
}

impl Reach {
    /// Takes a customer with the days of their visits in order, each once; they are watched until the as-of date.
    pub fn take(&mut self, days: &[Day], as_of: Day) {
        let Some(first) = days.first() else { return };
        let since = |day: Day| day.since(*first).max(0) as u32;
        self.customers += 1;
        for (times, visit) in self.times.iter_mut().zip(1..) {
            match days.get(visit) {
                Some(day) => times.happened(since(*day)),
                None => times.not_yet(since(as_of)),
            }
        }
        if since(as_of) >= YEAR {
            self.for_a_year += 1;
            self.again += u64::from(days.get(1).is_some_and(|second| since(*second) <= YEAR));
        }
    }

    /// Both together.
    pub fn merge(&mut self, other: &Reach) {
        self.customers += other.customers;
        self.for_a_year += other.for_a_year;
        self.again += other.again;
        self.times.iter_mut().zip(&other.times).for_each(|(own, others)| own.merge(others));
    }

    /// The funnel after so many days.
    pub fn funnel(&self, horizon: u32) -> Funnel {
        let curves: Vec<_> = self.times.iter().map(Times::curve).collect();
        let first = Visit { share: Some(1.0), of_before: None, lost: None, median: Some(0), seen: self.customers, watched: self.customers };
        let mut visits = vec![first];
        for (times, curve) in self.times.iter().zip(&curves) {
            let before = visits.last().and_then(|visit| visit.share);
            let after = curve.after(horizon);
            let share = after.map(|step| 1.0 - step.still);
            visits.push(Visit {
                share,
                of_before: share.zip(before).filter(|(_, before)| *before > 0.0).map(|(share, before)| share / before),
                lost: share.zip(before).map(|(share, before)| before - share),
                median: curve.median(),
                seen: times.within(horizon),
                watched: after.map_or(0, |step| step.waiting),
            });
        }
        let again = Again { share: curves[0].reached(YEAR), of: self.for_a_year, seen: self.again };
        Funnel { horizon, customers: self.customers, visits, again }
    }
}

/// The funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// Within so many days of the first visit.
    pub horizon: u32,
    /// So many came once.
    pub customers: u64,
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
    /// How many were watched to the horizon and had not made it before that day.
    pub watched: u64,
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
        let mut reach = Reach::default();
        for days in all {
            reach.take(&days.iter().map(|day| Day::from_number(*day)).collect::<Vec<_>>(), Day::from_number(as_of));
        }
        reach
    }

    /// Four customers on day 100. A came on days 0, 10, 30; B on day 0 alone; C on days 60 and 90; D on day 95.
    /// To the second visit: A 10, C 30; B is watched for 100 days, D for 5. On day 10 of 3 one comes: 2/3 are left; on day 30
    /// of 2 (B, C) one: 1/3. To the third: A 30; B is watched for 100 days, C for 40, D for 5: of 3 on day 30 one.
    #[test]
    fn worked_by_hand() {
        let reach = reach(&[&[0, 10, 30], &[0], &[60, 90], &[95]], 100);
        let funnel = reach.funnel(50);
        let near = |found: Option<f64>, expected: f64| assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?}");
        near(funnel.visits[1].share, 2.0 / 3.0);
        near(funnel.visits[2].share, 1.0 / 3.0);
        near(funnel.visits[2].of_before, 0.5);
        near(funnel.visits[1].lost, 1.0 / 3.0);
        assert_eq!((funnel.visits[3].share, funnel.visits[3].of_before), (Some(0.0), Some(0.0)));
        assert_eq!(funnel.visits.iter().map(|visit| visit.seen).collect::<Vec<_>>(), [4, 2, 1, 0, 0, 0]);
        assert_eq!(funnel.visits.iter().map(|visit| visit.watched).collect::<Vec<_>>(), [4, 1, 1, 2, 2, 2]);
        assert_eq!((funnel.visits[1].median, funnel.visits[2].median), (Some(30), None));
        assert_eq!(funnel.worst().map(|(visit, _)| visit), Some(2), "of equal losses the first");
        // Nobody was watched for longer than 100 days, and D says nothing of more than 5.
        assert_eq!(reach.funnel(101).visits[1].share, None);
        near(reach.funnel(5).visits[1].share, 0.0);
        assert_eq!(reach.funnel(50).again, Again { share: None, of: 0, seen: 0 });
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
