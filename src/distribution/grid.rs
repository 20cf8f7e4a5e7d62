//! The R×F grid: how many customers have each pair of scores, and what they spent on average.

use crate::customer::{Many, Measures};
use crate::money::Money;
use crate::score::Thresholds;

/// So many shades tell the cells apart.
pub const SHADES: usize = 5;

/// The customers who share a score of R and one of F.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// How many.
    pub customers: u64,
    /// What they spent together.
    pub monetary: Money,
}

impl Cell {
    /// What they spent on average, rounded half away from zero to so many decimals; none where there is nobody.
    pub fn mean(&self, decimals: u8) -> Option<Money> {
        self.monetary.share(1, self.customers.into(), decimals)
    }
}

/// The 25 cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    cells: [[Cell; 5]; 5],
}

impl Grid {
    /// Of all customers under these thresholds.
    pub fn new(customers: &(impl Many + ?Sized), thresholds: &Thresholds) -> Grid {
        let take = |grid: &mut Grid, customer: Measures| {
            let scores = thresholds.score(&customer);
            let cell = &mut grid.cells[usize::from(scores.r) - 1][usize::from(scores.f) - 1];
            cell.take(Cell { customers: 1, monetary: customer.monetary });
        };
        let merge = |grid: &mut Grid, other: Grid| {
            grid.cells.iter_mut().flatten().zip(other.cells.into_iter().flatten()).for_each(|(cell, more)| cell.take(more));
        };
        customers.fold_measures(Grid::default, take, merge)
    }

    /// The cell of two scores from 1 to 5.
    pub fn cell(&self, r: u8, f: u8) -> Cell {
        self.cells[usize::from(r.clamp(1, 5)) - 1][usize::from(f.clamp(1, 5)) - 1]
    }

    /// The shade of a mean, 0 for the lowest fifth of the cells that have customers to 4 for the highest: their rank, since
    /// means lie far apart. Equal means have equal shades.
    pub fn shade(&self, mean: Money, decimals: u8) -> usize {
        let means = self.cells.iter().flatten().filter_map(|cell| cell.mean(decimals));
        let (below, all) = means.fold((0, 0), |(below, all), other| (below + usize::from(other < mean), all + 1));
        (below * SHADES).checked_div(all).unwrap_or(0).min(SHADES - 1)
    }
}

impl Cell {
    fn take(&mut self, more: Cell) {
        self.customers += more.customers;
        // Sums of accepted amounts fit by construction.
        self.monetary = self.monetary.checked_add(more.monetary).unwrap_or(self.monetary);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    /// Of the table in `fixture`: B2 (95 days, 4 purchases, 10,000), B4 (100, 4, 10,000), F1 (100, 4, 2,000) and B1 (120, 5) have
    /// R 2; A1 R 5 F 5; G2 bought nothing, so R 1 F 1, with G1 (400 days, once, 500) beside it.
    #[test]
    fn cells_worked_by_hand() {
        let base = fixture::base();
        let grid = Grid::new(&base.customers, &base.thresholds);
        assert_eq!(grid.cell(2, 4), Cell { customers: 3, monetary: Money::from_units(22_000) });
        assert_eq!(grid.cell(2, 4).mean(2), Some(Money::from_micros(7_333_330_000)));
        assert_eq!(grid.cell(2, 5), Cell { customers: 1, monetary: Money::from_units(16_000) });
        assert_eq!(grid.cell(1, 1), Cell { customers: 2, monetary: Money::from_micros(299_500_000) });
        assert_eq!((grid.cell(3, 3), grid.cell(3, 3).mean(2)), (Cell::default(), None));
        let all: u64 = (1..=5).flat_map(|r| (1..=5).map(move |f| (r, f))).map(|(r, f)| grid.cell(r, f).customers).sum();
        assert_eq!(all, 12);
    }

    /// Cells with customers, mean rising: (1,1) 149.75, (2,4) 7,333.33, (5,5) (20,000 + 3,000)/2 = 11,500, (4,4) 12,000.50,
    /// (1,2) 15,000, (2,5) 16,000, (5,1) 18,000, (1,5) 30,000: eight of them.
    #[test]
    fn shades_go_by_rank() {
        let base = fixture::base();
        let grid = Grid::new(&base.customers, &base.thresholds);
        let shade = |r, f| grid.shade(grid.cell(r, f).mean(2).unwrap(), 2);
        let cells = [(1, 1), (2, 4), (5, 5), (4, 4), (1, 2), (2, 5), (5, 1), (1, 5)];
        assert_eq!(cells.map(|(r, f)| shade(r, f)), [0, 0, 1, 1, 2, 3, 3, 4]);
    }
}
