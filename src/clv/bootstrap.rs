//! How sure the figures are: the same estimate for samples of as many customers, drawn with replacement.
//!
//! Each sample has dice of its own, thrown from the seed and its number, so that threads change nothing. The intervals hold the
//! middle 95% of the samples (percentile method, Efron 1979); the forecasts are always of the customers at hand.

use super::ahead::ahead;
use super::fit::{self, Fit};
use super::history::Histories;
use super::purchases::Purchases;
use super::spend::{Mean, Spend, Spent};
use super::{Estimate, worth};
use crate::dice::Dice;
use crate::threads;

/// The middle 95%.
pub type Interval = [f64; 2];

/// Intervals of parameters and sums.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// Samples asked for.
    pub samples: u32,
    /// Samples that had both models.
    pub used: u32,
    /// The seed.
    pub seed: u64,
    /// Of the parameters of the model of purchases.
    pub purchases: [Interval; 4],
    /// Of p, q, v, where amounts are estimated.
    pub spend: Option<[Interval; 3]>,
    /// Of purchases to expect of all customers.
    pub expected: Interval,
    /// Of customers still alive.
    pub alive: Interval,
    /// Of the value to expect of all customers.
    pub value: Option<Interval>,
    /// Of the value at risk.
    pub at_risk: Option<Interval>,
    /// Of the value to expect of each segment, where there are any.
    pub segments: Option<[Interval; 8]>,
}

/// What a sample came to.
struct Sample {
    purchases: [f64; 4],
    spend: Option<[f64; 3]>,
    alive: f64,
    expected: f64,
    value: f64,
    at_risk: f64,
    segments: [f64; 8],
}

/// Draws the samples; none where the models were not fitted here, or no sample could be.
pub fn bootstrap(estimate: &Estimate<'_>, samples: u32, seed: u64, threads: usize) -> Option<Bootstrap> {
    let found = estimate.found.as_ref()?;
    let mut order: Vec<(Mean, usize)> =
        estimate.people.persons.iter().enumerate().filter_map(|(at, person)| Some((person.mean?, at))).collect();
    order.sort_unstable_by_key(|(mean, at)| (mean.repeats, mean.amount.to_bits(), *at));
    let segments: Option<Vec<usize>> = (0..estimate.len()).map(|at| estimate.segment(at).map(|segment| segment as usize)).collect();
    let with_amounts = estimate.known.spend.is_some();
    let sample = |number: usize| {
        let mut dice = Dice(seed ^ (number as u64 + 1).wrapping_mul(0xd134_2543_de82_ef95));
        let mut drawn = vec![0.0; estimate.len()];
        (0..estimate.len()).for_each(|_| drawn[dice.below(estimate.len() as u64) as usize] += 1.0);
        let mut counts = vec![0.0; estimate.histories.distinct().len()];
        estimate.histories.of().iter().zip(&drawn).for_each(|(of, count)| counts[*of as usize] += count);
        let histories = estimate.histories.recounted(counts);
        let of_purchases = fit::purchases(found_model(estimate), &histories, 1).ok()?;
        let of_spend = match with_amounts {
            false => None,
            true => {
                let counted =
                    Spent::counted(order.iter().map(|(mean, _)| *mean).collect(), order.iter().map(|(_, at)| drawn[*at]).collect());
                Some(fit::spend(&counted, 1)?.ok().filter(|fit| fit.parameters[1] > 1.0)?)
            }
        };
        Some(sample_of(estimate, &of_purchases, of_spend.as_ref(), segments.as_deref()))
    };
    let all: Vec<Sample> = threads::map(threads, samples as usize, sample).into_iter().flatten().collect();
    if all.is_empty() {
        return None;
    }
    let interval = |of: &dyn Fn(&Sample) -> f64| middle(all.iter().map(of).collect());
    Some(Bootstrap {
        samples,
        used: all.len() as u32,
        seed,
        purchases: std::array::from_fn(|at| interval(&|sample| sample.purchases[at])),
        spend: found
            .spend
            .filter(|_| with_amounts)
            .map(|_| std::array::from_fn(|at| interval(&|sample| sample.spend.map_or(0.0, |spend| spend[at])))),
        alive: interval(&|sample| sample.alive),
        expected: interval(&|sample| sample.expected),
        value: with_amounts.then(|| interval(&|sample| sample.value)),
        at_risk: with_amounts.then(|| interval(&|sample| sample.at_risk)),
        segments: segments.filter(|_| with_amounts).map(|_| std::array::from_fn(|at| interval(&|sample| sample.segments[at]))),
    })
}

fn found_model(estimate: &Estimate<'_>) -> super::Model {
    estimate.known.purchases.model
}

fn sample_of(estimate: &Estimate<'_>, of_purchases: &Fit<4>, of_spend: Option<&Fit<3>>, segments: Option<&[usize]>) -> Sample {
    let purchases = Purchases { parameters: of_purchases.parameters, ..estimate.known.purchases };
    let spend = of_spend.map(|fit| Spend(fit.parameters));
    let histories: &Histories = &estimate.histories;
    let ahead = ahead(&purchases, histories, &estimate.horizon, estimate.known.unit, 1);
    let mut sample = Sample {
        purchases: of_purchases.parameters,
        spend: of_spend.map(|fit| fit.parameters),
        alive: 0.0,
        expected: 0.0,
        value: 0.0,
        at_risk: 0.0,
        segments: [0.0; 8],
    };
    for (at, person) in estimate.people.persons.iter().enumerate() {
        let worth = worth(person, ahead[histories.of()[at] as usize], spend.as_ref(), estimate.decimals);
        let units = |money: Option<crate::money::Money>| money.map_or(0.0, |money| money.micros() as f64 / 1e6);
        sample.alive += worth.alive;
        sample.expected += worth.purchases;
        sample.value += units(worth.value);
        sample.at_risk += units(worth.at_risk);
        if let Some(segment) = segments.and_then(|segments| segments.get(at)) {
            sample.segments[*segment] += units(worth.value);
        }
    }
    sample
}

/// From the 2.5th to the 97.5th percentile (Hyndman–Fan type 7).
fn middle(mut figures: Vec<f64>) -> Interval {
    figures.sort_unstable_by(f64::total_cmp);
    let last = (figures.len() - 1) as f64;
    [0.025, 0.975].map(|part| {
        let (at, within) = ((last * part).floor(), (last * part).fract());
        let (low, high) = (figures[at as usize], figures[(at as usize + 1).min(figures.len() - 1)]);
        low + (high - low) * within
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_sample() {
        // 0 … 200: 2.5% of 200 is 5.
        assert_eq!(middle((0..=200).rev().map(f64::from).collect()), [5.0, 195.0]);
        assert_eq!(middle(vec![3.0]), [3.0, 3.0]);
    }
}
