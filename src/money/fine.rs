//! How many decimals amounts had, day by day: amounts are printed with the most decimals among the rows that count, and which
//! rows count depends on the day and the window.

use crate::date::Day;
use std::collections::BTreeSet;

/// On which days amounts had more than two decimals, so that it is known how amounts are printed as of another day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fine(BTreeSet<(u8, bool, Day)>);

impl Fine {
    /// Takes a row with so many decimals.
    pub fn take(&mut self, decimals: u8, is_refund: bool, day: Day) {
        self.0.insert((decimals, is_refund, day));
    }

    /// Takes in what another part of the rows has shown.
    pub fn merge(&mut self, other: Fine) {
        self.0.extend(other.0);
    }

    /// The most decimals among the rows that count as of this day, over the window that begins after `start`; at least 2.
    pub fn decimals(&self, as_of: Day, start: Option<Day>) -> u8 {
        let counts = |(_, is_refund, day): &&(u8, bool, Day)| *day <= as_of && !(*is_refund && start.is_some_and(|start| *day <= start));
        self.0.iter().rev().find(counts).map_or(2, |(decimals, ..)| *decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_of_another_day() {
        let day = Day::from_number;
        let mut fine = Fine::default();
        for (decimals, is_refund, on) in [(3, false, 10), (4, true, 20), (6, false, 30)] {
            fine.take(decimals, is_refund, day(on));
        }
        let at = |as_of, start: Option<i32>| fine.decimals(day(as_of), start.map(day));
        assert_eq!([at(9, None), at(10, None), at(20, None), at(30, None)], [2, 3, 4, 6]);
        assert_eq!([at(29, Some(20)), at(29, Some(19))], [3, 4], "a refund before the window is not used, a purchase is");
    }
}
