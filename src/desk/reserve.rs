//! Whether the capacity that is kept for important customers suffices on a day.

/// Capacity kept for important customers, in per cent: the source course's figure.
pub const PERCENT: u8 = 20;

/// A day's capacity and what is booked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// How many customers can be taken on the day.
    pub slots: u32,
    /// How many in a hundred of them are kept for important customers.
    pub percent: u8,
    /// Bookings of important customers.
    pub important: u32,
    /// Bookings of all others.
    pub others: u32,
}

impl Reserve {
    /// Slots that are kept, rounded up: a part of a slot serves nobody.
    pub fn kept(&self) -> u32 {
        let kept = (u64::from(self.slots) * u64::from(self.percent)).div_ceil(100);
        u32::try_from(kept).unwrap_or(self.slots).min(self.slots)
    }

    /// Every important customer with a booking has a slot that is kept, and nobody else has taken one of those.
    pub fn suffices(&self) -> bool {
        self.lacking() == 0 && self.taken() == 0
    }

    /// Important customers for whom no slot is kept.
    pub fn lacking(&self) -> u32 {
        self.important.saturating_sub(self.kept())
    }

    /// Kept slots that others need, because there are more of them than other slots.
    pub fn taken(&self) -> u32 {
        self.others.saturating_sub(self.slots - self.kept())
    }

    /// Slots that nobody has booked; negative when there are more bookings than slots.
    pub fn free(&self) -> i64 {
        i64::from(self.slots) - i64::from(self.important) - i64::from(self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fifth_is_kept() {
        let of = |slots, important, others| Reserve { slots, percent: PERCENT, important, others };
        let told = |reserve: Reserve| (reserve.kept(), reserve.suffices(), reserve.lacking(), reserve.taken(), reserve.free());
        assert_eq!(told(of(20, 3, 12)), (4, true, 0, 0, 5));
        assert_eq!(told(of(20, 4, 16)), (4, true, 0, 0, 0));
        assert_eq!(told(of(20, 6, 10)), (4, false, 2, 0, 4));
        assert_eq!(told(of(20, 2, 18)), (4, false, 0, 2, 0));
        assert_eq!(told(of(18, 0, 0)), (4, true, 0, 0, 18)); // 3.6
        assert_eq!(told(of(0, 1, 1)), (0, false, 1, 1, -2));
    }

    proptest! {
        #[test]
        fn nothing_is_kept_twice(slots in 0..500_u32, percent in 0..=100_u8, important in 0..500_u32, others in 0..500_u32) {
            let reserve = Reserve { slots, percent, important, others };
            prop_assert!(reserve.kept() <= slots);
            prop_assert!(!reserve.suffices() || reserve.free() >= 0, "where it suffices there is room for all");
        }
    }
}
