//! Do models of an earlier run fit the data they are used on? Another shop, another unit of time or another currency would pass
//! unseen: every figure would be wrong and look right.
//!
//! Held against each other are the repeat purchases that the model expects of such customers by now and those they made, and
//! the usual amount of a repeat purchase, by the mean of logarithms, which few huge amounts do not move. What the days differ
//! by is told too.

use super::history::Histories;
use super::people::{People, Person};
use super::spend::Spend;
use super::track;
use super::{Kept, Remark};
use crate::date::Day;
use crate::error::Error;
use crate::lang::Lang;

/// So far off is said aloud.
pub const OFF: f64 = 1.5;
/// So far off are models of something else.
pub const FOREIGN: f64 = 3.0;
/// With fewer purchases, expected or made, and with fewer customers who came back nothing is judged.
const FEWEST: f64 = 30.0;
/// A model of so many days before is old.
const OLD: i32 = 366;

/// What a model says of the data, and what they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Misfit {
    /// What is compared.
    pub of: Of,
    /// By the model.
    pub expected: f64,
    /// In the data.
    pub actual: f64,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Repeat purchases so far.
    Purchases,
    /// The usual amount of a repeat purchase.
    Amounts,
}

impl Misfit {
    /// How many times the one is the other, the larger by the smaller.
    pub fn times(&self) -> f64 {
        let times = self.expected / self.actual;
        times.max(1.0 / times)
    }
}

/// What is to be told of these models on these data; an error where they are of something else.
pub fn judge(kept: &Kept, people: &People, as_of: Option<Day>, force: bool) -> Result<Vec<Remark>, Error> {
    let mut remarks = Vec::new();
    for misfit in [of_purchases(kept, people), kept.known.spend.and_then(|spend| of_amounts(&spend, &people.persons))].into_iter().flatten()
    {
        if misfit.times() > FOREIGN && !force {
            return Err(Error::ForeignModel { en: misfit.text(Lang::En), zh: misfit.text(Lang::Zh) });
        }
        remarks.extend((misfit.times() > OFF).then_some(Remark::Misfit(misfit)));
    }
    let days = kept.as_of.zip(as_of).map(|(fitted, now)| (fitted, now.since(fitted)));
    remarks.extend(days.filter(|(_, days)| !(0..OLD).contains(days)).map(|(fitted, days)| Remark::ModelOfDay { fitted, days }));
    Ok(remarks)
}

fn of_purchases(kept: &Kept, people: &People) -> Option<Misfit> {
    let histories = Histories::new(people.persons.iter().map(|person| person.history));
    let last = track::by_age(&kept.known.purchases, &histories).pop()?;
    let (expected, actual) = (last.expected, last.actual);
    (expected.max(actual) >= FEWEST).then_some(Misfit { of: Of::Purchases, expected, actual })
}

/// The mean of a customer's x repeats has a logarithm of ψ(px) − ln x − ψ(q) + ln v on average.
fn of_amounts(spend: &Spend, persons: &[Person]) -> Option<Misfit> {
    let means: Vec<_> = persons.iter().filter_map(|person| person.mean).collect();
    let customers = means.len() as f64;
    let expected = means.iter().map(|mean| spend.expected_logarithm(mean.repeats)).sum::<f64>() / customers;
    let actual = means.iter().map(|mean| mean.amount.ln()).sum::<f64>() / customers;
    (customers >= FEWEST).then(|| Misfit { of: Of::Amounts, expected: expected.exp(), actual: actual.exp() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clv::Known;
    use crate::clv::history::{History, Unit};
    use crate::clv::purchases::{Model, Purchases};
    use crate::clv::spend::Mean;

    /// Forty customers of ten weeks with two repeats of 10: by r / α = 1 / 5 a week and hardly anybody leaving 80 are expected.
    fn people() -> People {
        let person = |place| Person {
            place,
            history: History::new(2, 6.0, 10.0).unwrap(),
            mean: Some(Mean { repeats: 2, amount: 10.0 }),
            past: None,
            first: None,
        };
        People { persons: (0..40).map(person).collect(), ..People::default() }
    }

    fn kept(alpha: f64, v: f64) -> Kept {
        let purchases = Purchases { model: Model::BgNbd, parameters: [2.0, alpha, 1e-6, 1.0] };
        // p and q are large: every amount is p v / q = v.
        let spend = Some(Spend([1e4, 1e4, v]));
        Kept { known: Known { purchases, spend, unit: Unit::Week }, as_of: "2026-01-31".parse().ok(), customers: Some(40) }
    }

    #[test]
    fn what_fits_and_what_does_not() {
        let told = |kept: Kept, as_of: &str, force| judge(&kept, &people(), as_of.parse().ok(), force);
        assert_eq!(told(kept(10.0, 10.0), "2026-02-28", false), Ok(vec![]));
        let Ok(remarks) = told(kept(20.0, 10.0), "2026-02-28", false) else { panic!() };
        assert!(
            matches!(remarks[..], [Remark::Misfit(Misfit { of: Of::Purchases, expected, actual: 80.0 })] if (expected - 40.0).abs() < 0.1)
        );
        // In days in place of weeks seven times as many would be expected.
        let Err(Error::ForeignModel { en, .. }) = told(kept(10.0 / 7.0, 10.0), "2026-02-28", false) else { panic!() };
        assert!(en.contains("expect 560 repeat purchases of these customers by now, and there were 80:"), "{en}");
        assert!(told(kept(10.0 / 7.0, 10.0), "2026-02-28", true).is_ok_and(|remarks| remarks.len() == 1));
        let Err(Error::ForeignModel { en, .. }) = told(kept(10.0, 72.0), "2026-02-28", false) else { panic!() };
        assert!(en.contains("of about 72.00, and here they are about 10.00"), "{en}");
        for (as_of, days) in [("2026-01-30", -1), ("2027-02-01", 366)] {
            let fitted = "2026-01-31".parse().unwrap();
            assert_eq!(told(kept(10.0, 10.0), as_of, false), Ok(vec![Remark::ModelOfDay { fitted, days }]));
        }
    }

    #[test]
    fn a_handful_is_not_judged() {
        let few = People { persons: people().persons[..9].to_vec(), ..People::default() };
        assert_eq!(judge(&kept(10.0 / 7.0, 72.0), &People::default(), None, false), Ok(vec![]));
        assert!(judge(&kept(10.0, 72.0), &few, None, false).is_ok());
    }
}
