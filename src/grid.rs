//! The customers by recency score and frequency score: 25 cells, each with how many there are and what they spent.

use crate::money::Money;
use crate::scored::Scored;

/// A cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// How many customers.
    pub customers: u64,
    /// What they spent together.
    pub monetary: Money,
}

impl Cell {
    /// What each spent, on average, rounded half away from zero to so many decimals; none where nobody is.
    pub fn mean(self, decimals: u8) -> Option<Money> {
        self.monetary.share(1, self.customers.into(), decimals)
    }

    fn take(&mut self, customers: u64, monetary: Money) {
        self.customers += customers;
        // As in a summary: the sum fits by construction.
        self.monetary = self.monetary.checked_add(monetary).unwrap_or(self.monetary);
    }
}

/// The cells: R from 1 to 5, in each F from 1 to 5.
pub type Grid = [[Cell; 5]; 5];

impl Scored {
    /// The grid of all customers.
    pub fn grid(&self) -> Grid {
        let place = |score: u8| usize::from(score.clamp(1, 5) - 1);
        self.customers.fold(
            Grid::default,
            |grid, _, customer| {
                let scores = self.scores(&customer);
                grid[place(scores.r)][place(scores.f)].take(1, customer.monetary);
            },
            |all, more| {
                for (cell, more) in all.iter_mut().flatten().zip(more.into_iter().flatten()) {
                    cell.take(more.customers, more.monetary);
                }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn twelve_customers_in_their_cells() {
        // By the fixture's table: R ≤ 30|60|90|180, F ≥ 2|3|4|5.
        let grid = fixture::base().grid();
        let cell = |r: usize, f: usize| (grid[r - 1][f - 1].customers, grid[r - 1][f - 1].mean(2).map(|mean| mean.plain(2)));
        assert_eq!(cell(5, 5), (2, Some("11500.00".into()))); // A1 20,000 and E1 3,000
        assert_eq!(cell(4, 4), (1, Some("12000.50".into()))); // A2
        assert_eq!(cell(2, 4), (3, Some("7333.33".into()))); // B2 10,000, B4 10,000 and F1 2,000
        assert_eq!(cell(1, 1), (2, Some("149.75".into()))); // G1 500 and G2 −200.50
        assert_eq!(cell(3, 3), (0, None));
        assert_eq!(grid.iter().flatten().map(|cell| cell.customers).sum::<u64>(), 12);
    }
}
