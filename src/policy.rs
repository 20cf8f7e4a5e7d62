//! What of a row counts: refunds, zero amounts, the as-of date, the window, how purchases are counted.
//!
//! These rules look at a row alone, so the order of rows cannot matter.

use crate::date::{Day, Window};
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// What a negative amount does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refunds {
    /// Lowers M; neither a purchase nor a sign of life.
    #[default]
    Net,
    /// Left out.
    Drop,
    /// A purchase like any row.
    Count,
}

/// What a row with amount 0 does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ZeroAmounts {
    /// A purchase of nothing: a visit.
    #[default]
    Keep,
    /// Left out: a test order.
    Drop,
}

/// What frequency counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrequencyOf {
    /// Distinct order ids; each purchase row without one counts once.
    Orders,
    /// Purchase rows.
    Rows,
    /// Distinct days with a purchase.
    Days,
}

/// Why a sound row is left out. The order is that in which reasons are looked for; the first that fits is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum LeftOut {
    /// The status says it was no sale.
    Status,
    /// No customer id: an anonymous sale.
    NoCustomer,
    /// An id the user asked to ignore.
    IgnoredId,
    /// Dated after the as-of date.
    AfterAsOf,
    /// A refund, under `--refunds drop`.
    DroppedRefund,
    /// Amount 0, under `--zero-amounts drop`.
    ZeroAmount,
    /// Before the window, and nothing of it is used: a refund, where only the window counts.
    BeforeWindow,
}

impl LeftOut {
    /// All reasons, in order.
    pub const ALL: [LeftOut; 7] = [
        LeftOut::Status,
        LeftOut::NoCustomer,
        LeftOut::IgnoredId,
        LeftOut::AfterAsOf,
        LeftOut::DroppedRefund,
        LeftOut::ZeroAmount,
        LeftOut::BeforeWindow,
    ];

    /// Machine-readable name, as in JSON and the rejects file.
    pub fn slug(self) -> &'static str {
        match self {
            LeftOut::Status => "status",
            LeftOut::NoCustomer => "no_customer",
            LeftOut::IgnoredId => "ignored_id",
            LeftOut::AfterAsOf => "after_as_of",
            LeftOut::DroppedRefund => "dropped_refund",
            LeftOut::ZeroAmount => "zero_amount",
            LeftOut::BeforeWindow => "before_window",
        }
    }
}

/// What a used row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A purchase in the window: dates the last purchase, counts for F and M.
    Purchase,
    /// A purchase before the window: dates the last purchase, no more.
    EarlierPurchase,
    /// A refund in the window: counts for M, no more.
    Refund,
    /// A refund before the window, where the whole history counts too: of no measure, and noted in the diary.
    EarlierRefund,
}

impl Role {
    /// The customer was there, in the window or before it.
    pub const fn is_purchase(self) -> bool {
        matches!(self, Role::Purchase | Role::EarlierPurchase)
    }

    /// It lies in the window.
    pub const fn is_in_window(self) -> bool {
        matches!(self, Role::Purchase | Role::Refund)
    }
}

/// An as-of date so many days after the last row is nothing to speak of: a month's rows, looked at when the next one ends.
pub const FAR: i32 = 31;

/// How rows are counted. The as-of date may still be unknown; then no row is after it and there is no window start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The day from which recency is counted, where it was given or is known by now.
    pub as_of: Option<Day>,
    /// The window that ends on the as-of date.
    pub window: Option<Window>,
    /// What refunds do.
    pub refunds: Refunds,
    /// What rows of amount 0 do.
    pub zero_amounts: ZeroAmounts,
    /// Beside the window the whole history counts, refunds before the window too.
    pub whole: bool,
}

impl Policy {
    /// What this row is, or why it is left out.
    #[inline]
    pub fn role(&self, day: Day, amount: Money) -> Result<Role, LeftOut> {
        let start = self.window_start();
        self.role_from(start, day, amount)
    }

    /// As [`Policy::role`], with the window's start worked out once for many rows.
    #[inline]
    pub fn role_from(&self, start: Option<Day>, day: Day, amount: Money) -> Result<Role, LeftOut> {
        if self.as_of.is_some_and(|as_of| day > as_of) {
            return Err(LeftOut::AfterAsOf);
        }
        let refund = match (amount < Money::ZERO, self.refunds) {
            (true, Refunds::Drop) => return Err(LeftOut::DroppedRefund),
            (true, Refunds::Net) => true,
            _ => false,
        };
        if amount == Money::ZERO && self.zero_amounts == ZeroAmounts::Drop {
            return Err(LeftOut::ZeroAmount);
        }
        match (start.is_some_and(|start| day <= start), refund) {
            (false, false) => Ok(Role::Purchase),
            (false, true) => Ok(Role::Refund),
            (true, false) => Ok(Role::EarlierPurchase),
            (true, true) if self.whole => Ok(Role::EarlierRefund),
            (true, true) => Err(LeftOut::BeforeWindow),
        }
    }

    /// The last day before the window, where window and as-of date are known.
    pub fn window_start(&self) -> Option<Day> {
        Some(self.window?.start(self.as_of?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let base = Policy { as_of: Some(day("2026-06-30")), window: Some("12m".parse().unwrap()), ..Policy::default() };
        let drop = Policy { refunds: Refunds::Drop, zero_amounts: ZeroAmounts::Drop, ..base };
        let count = Policy { refunds: Refunds::Count, ..base };
        let whole = Policy { whole: true, ..base };
        for (policy, date, units, expected) in [
            (base, "2026-06-30", 5, Ok(Role::Purchase)),
            (base, "2026-07-01", 5, Err(LeftOut::AfterAsOf)),
            (base, "2025-07-01", 5, Ok(Role::Purchase)),
            (base, "2025-06-30", 5, Ok(Role::EarlierPurchase)), // the window's start does not count
            (base, "2026-01-01", -5, Ok(Role::Refund)),
            (base, "2025-01-01", -5, Err(LeftOut::BeforeWindow)),
            (whole, "2025-01-01", -5, Ok(Role::EarlierRefund)),
            (whole, "2026-01-01", -5, Ok(Role::Refund)),
            (base, "2026-01-01", 0, Ok(Role::Purchase)),
            (drop, "2026-01-01", 0, Err(LeftOut::ZeroAmount)),
            (drop, "2026-01-01", -5, Err(LeftOut::DroppedRefund)),
            (count, "2026-01-01", -5, Ok(Role::Purchase)),
            (count, "2025-01-01", -5, Ok(Role::EarlierPurchase)),
        ] {
            assert_eq!(policy.role(day(date), Money::from_units(units)), expected, "{date} {units}");
        }
    }
}
