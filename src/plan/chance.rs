//! How likely one who stays away is won back, by days since the last visit.
//!
//! The course's figures are 60% for who is called within 90 days and 20% after 180, counted here from the last visit; between
//! the two the chance falls in a straight line. Both are the course's own for car service centres, so any may be replaced.

use crate::lang::Text;
use crate::money::Money;
use crate::summary::Ratio;
use std::str::FromStr;

/// A chance, in whole millionths: what is printed with six decimals is what was reckoned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chance(u32);

/// Millionths in a certainty.
const CERTAIN: u32 = 1_000_000;

impl Chance {
    const fn of_percent(percent: u32) -> Chance {
        Chance(percent * (CERTAIN / 100))
    }

    /// So many millionths, no more than a certainty.
    pub const fn of_millionths(millionths: u32) -> Chance {
        Chance(if millionths > CERTAIN { CERTAIN } else { millionths })
    }

    /// That it does not happen.
    pub const fn other(self) -> Chance {
        Chance(CERTAIN - self.0)
    }

    /// That both happen, where one has nothing to do with the other.
    pub fn and(self, other: Chance) -> Chance {
        Chance(((u64::from(self.0) * u64::from(other.0) + u64::from(CERTAIN) / 2) / u64::from(CERTAIN)) as u32)
    }

    /// In millionths.
    pub const fn millionths(self) -> u32 {
        self.0
    }

    /// As a fraction.
    pub fn ratio(self) -> Option<Ratio> {
        Ratio::of(self.0.into(), CERTAIN.into())
    }

    /// The amount times the chance, rounded half away from zero to so many decimals; none when it does not fit.
    pub fn of(self, amount: Money, decimals: u8) -> Option<Money> {
        amount.share(self.0.into(), CERTAIN.into(), decimals)
    }
}

/// The chance at certain days; before the first and after the last it stays, between two it goes in a straight line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chances(Vec<(u32, Chance)>);

impl Default for Chances {
    /// The course's figures.
    fn default() -> Self {
        Chances(vec![(90, Chance::of_percent(60)), (180, Chance::of_percent(20))])
    }
}

impl Chances {
    /// The chance so many days after the last visit.
    pub fn at(&self, days: u32) -> Chance {
        let after = self.0.partition_point(|(day, _)| *day <= days);
        match (after.checked_sub(1).and_then(|before| self.0.get(before)), self.0.get(after)) {
            (Some((from, high)), Some((to, low))) => between(i64::from(days - from), i64::from(to - from), *high, *low),
            (Some((_, only)), None) | (None, Some((_, only))) => *only,
            (None, None) => Chance(0), // not reached: there is at least one point
        }
    }

    /// The days, and the chance at each.
    pub fn points(&self) -> &[(u32, Chance)] {
        &self.0
    }
}

/// `done` of `all` of the way from one chance to the other, rounded half away from zero.
fn between(done: i64, all: i64, from: Chance, to: Chance) -> Chance {
    let (from, to) = (i64::from(from.0), i64::from(to.0));
    let twice = 2 * (from * all + (to - from) * done); // not below zero
    Chance(((twice + all) / (2 * all)) as u32)
}

impl FromStr for Chances {
    type Err = Text;

    /// `90=60%,180=20%`: days and chances, the days rising.
    fn from_str(text: &str) -> Result<Self, Text> {
        let wrong = Text::new(
            "'{}' is no list of chances; write DAYS=PERCENT, days rising: 90=60%,180=20%",
            "“{}”不是成功率；请按天数从小到大写 天数=百分比，例如 90=60%,180=20%",
        );
        let point = |part: &str| {
            let (days, percent) = part.split_once('=')?;
            Some((days.trim().parse::<u32>().ok()?, percent_of(percent.trim())?))
        };
        let points = text.split(',').map(|part| point(part).ok_or(wrong)).collect::<Result<Vec<_>, _>>()?;
        let rising = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if rising { Ok(Chances(points)) } else { Err(wrong) }
    }
}

/// `60%`, `12.5%`: up to four decimals, from 0 to 100.
fn percent_of(text: &str) -> Option<Chance> {
    let (whole, fraction) = text.strip_suffix('%')?.split_once('.').unwrap_or((text.strip_suffix('%')?, "0"));
    let digits = |part: &str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let millionths = whole.parse::<u32>().ok()? * 10_000 + format!("{fraction:0<4}").parse::<u32>().ok()?;
    (millionths <= CERTAIN).then_some(Chance(millionths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_courses_figures_and_between_them() {
        let chances = Chances::default();
        // 40 points fall over 90 days: after 10 days 4.444…, after 45 days 20, after 89 days 39.555….
        for (days, millionths) in
            [(0, 600_000), (90, 600_000), (91, 595_556), (100, 555_556), (135, 400_000), (179, 204_444), (180, 200_000), (4000, 200_000)]
        {
            assert_eq!(chances.at(days).millionths(), millionths, "{days}");
        }
    }

    #[test]
    fn own_figures() {
        assert_eq!("90=60%,180=20%".parse(), Ok(Chances::default()));
        let one: Chances = "0=12.5%".parse().unwrap();
        assert_eq!((one.at(0).millionths(), one.at(999).millionths()), (125_000, 125_000));
        let three: Chances = "30=100%, 60=50%, 120=0%".parse().unwrap();
        assert_eq!([10, 45, 60, 90, 200].map(|days| three.at(days).millionths()), [1_000_000, 750_000, 500_000, 250_000, 0]);
        for wrong in ["", "90", "90=60", "90=101%", "90=-1%", "180=20%,90=60%", "90=60%,90=20%", "90=1.23456%", "90=60%,"] {
            assert!(wrong.parse::<Chances>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_expected_value_is_rounded_once() {
        let money = |micros| Money::from_micros(micros);
        assert_eq!(Chance(555_556).of(Money::from_units(60_000), 2), Some(money(33_333_360_000)));
        assert_eq!(Chance(333_333).of(money(50_000), 2), Some(money(20_000))); // 0.05 × 0.333333 = 0.0166…
        assert_eq!(Chance(500_000).of(money(-10_000), 2), Some(money(-10_000))); // half away from zero
    }
}
