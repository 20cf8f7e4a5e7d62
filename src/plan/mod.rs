//! Whom first, and who looks after whom: what the scored base says of a budget, of advisors, and of who brought whom.
//!
//! [`win_back`] ranks customers who stay away by what calling them is expected to bring, by [`chance`] and [`future`] value;
//! [`advisors`] gives each of the best customers an advisor and moves as few as possible; [`circles`] adds to what a
//! customer spends what their household and those whom they referred spend. What could not be done is a [`remark`].
//! Nothing here reads files or prints.

pub mod advisors;
pub mod chance;
pub mod circles;
pub mod future;
pub mod remark;
pub mod win_back;

use crate::customer::Customer;
use crate::scored::Scored;
use advisors::Assignment;
use circles::Circles;
use remark::Remark;
use win_back::{Terms, WinBack};

/// What was found out.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The customers.
    pub base: &'a Scored,
    /// What win-back was reckoned by.
    pub terms: &'a Terms,
    /// Whom to win back, the most worth first.
    pub win_back: WinBack,
    /// Who looks after whom; without advisors it says how many are needed.
    pub assignment: Assignment,
    /// Who brought whom; none where no column tells.
    pub circles: Option<Circles>,
    /// What the user should know.
    pub remarks: Vec<Remark>,
}

impl Plan<'_> {
    /// The customer at this place of the base.
    pub fn customer(&self, place: usize) -> Customer {
        self.base.customers.customer(place)
    }
}

/// The places of all customers, in the order of their ids.
fn places(base: &Scored) -> impl Iterator<Item = usize> {
    let runs = base.customers.in_order();
    (0..runs.len()).flat_map(move |run| runs.places(run))
}
