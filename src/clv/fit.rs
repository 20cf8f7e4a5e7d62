//! Finding the parameters: several starts, the best top, how sure it is, and a plain word where the data cannot carry a model.

use super::climb::{Climb, Sum, climb};
use super::history::Histories;
use super::purchases::{Model, Purchases};
use super::spend::{Spend, Spent};
use crate::error::Error;

/// With fewer customers who came back nothing is estimated: four parameters would follow a handful of people.
pub const FEWEST_REPEATERS: u64 = 10;
/// With fewer it is estimated, and said aloud.
pub const FEW_REPEATERS: u64 = 100;
/// Coordinates stay within this of the scale of the data: a factor of 160,000 up and down.
const EDGE: f64 = 12.0;
/// The logarithms of parameters from the coordinates of a climb: a row each. Where the data are at a limit of a model, two
/// parameters go to infinity together and only their quotient or product is known (α / r, b / a, β / s, p v); so that it is found all
/// the same, it is a coordinate of its own.
const OF_PURCHASES: [[f64; 4]; 4] = [[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]];
const OF_SPEND: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 1.0]];
/// Where the data say nothing of a coordinate at all, this whisper of a prior (normal, standard deviation 100 in logarithms)
/// keeps it from drifting; what they do say drowns it.
const WHISPER: f64 = 1e-4;

/// Where purchases may start: r, a, b (or s, β in mean ages); r / α is the mean rate.
const STARTS: [[f64; 3]; 4] = [[0.5, 0.5, 1.5], [2.0, 1.0, 5.0], [0.2, 0.1, 1.0], [6.0, 3.0, 6.0]];
/// Where amounts may start: p, q, v in means.
const SPEND_STARTS: [[f64; 3]; 4] = [[2.0, 3.0, 1.0], [6.0, 4.0, 0.5], [1.0, 1.5, 1.0], [20.0, 10.0, 0.5]];

/// Parameters that were found, and how sure they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit<const N: usize> {
    /// The parameters.
    pub parameters: [f64; N],
    /// Their standard errors, by the delta method from those of the logarithms; none for one at its edge.
    pub errors: [Option<f64>; N],
    /// The logarithm of the likelihood.
    pub likelihood: f64,
    /// The largest of its derivatives by the logarithms, for one customer.
    pub gradient: f64,
    /// Those that have run as far as they may: the data would have them without end.
    pub at_edge: [bool; N],
    /// Starts that came to this top, and all of them.
    pub starts: [usize; 2],
}

impl<const N: usize> Fit<N> {
    /// A parameter is hardly known: its logarithm has a standard error of more than 1.
    pub fn is_loose(&self, at: usize) -> bool {
        self.errors[at].is_some_and(|error| error > self.parameters[at])
    }
}

/// The model of purchases for these histories; times of α are in their unit.
pub fn purchases(model: Model, histories: &Histories, threads: usize) -> Result<Fit<4>, Error> {
    let (customers, repeaters) = (histories.customers(), histories.repeaters());
    if repeaters < FEWEST_REPEATERS as f64 {
        return Err(Error::TooFewRepeaters { repeaters: repeaters as u64, needed: FEWEST_REPEATERS });
    }
    let scale = histories.time() / customers;
    let rate = histories.repeats() / customers; // in times of that scale
    let likelihood = |logs: &[f64; 4]| Purchases { model, parameters: natural(model, logs, scale) }.likelihood(histories, threads);
    let starts = STARTS.map(|[r, a, b]: [f64; 3]| [r.ln(), -rate.ln(), a.ln(), (b / a).ln()]);
    let found = best(&starts, &OF_PURCHASES, customers, likelihood).map_err(|lost| not_settled(model.name(), &lost, model.parameters()))?;
    Ok(told(&found, &OF_PURCHASES, |logs| natural(model, logs, scale), customers))
}

/// The parameters; in coordinates times are in those of the scale.
fn natural(model: Model, logs: &[f64; 4], scale: f64) -> [f64; 4] {
    model.in_unit(logs.map(f64::exp), 1.0 / scale)
}

/// The model of amounts for these means; none for fewer than [`FEWEST_REPEATERS`].
pub fn spend(spent: &Spent, threads: usize) -> Option<Result<Fit<3>, Error>> {
    let customers = spent.customers();
    if customers < FEWEST_REPEATERS as f64 {
        return None;
    }
    let scale = spent.scale();
    let natural = |logs: &[f64; 3]| {
        let [p, q, v] = logs.map(f64::exp);
        [p, q, v * scale]
    };
    let likelihood = |logs: &[f64; 3]| Spend(natural(logs)).likelihood(spent, threads);
    let starts = SPEND_STARTS.map(|[p, q, v]: [f64; 3]| [p.ln(), q.ln(), (p * v).ln()]);
    let found = best(&starts, &OF_SPEND, customers, likelihood);
    Some(
        found
            .map(|found| told(&found, &OF_SPEND, natural, customers))
            .map_err(|lost| not_settled("Gamma-Gamma", &lost, super::spend::NAMES)),
    )
}

fn not_settled<const N: usize>(model: &'static str, lost: &Lost<N>, names: [&'static str; N]) -> Error {
    let parameters = (0..N).filter(|at| lost.adrift[*at]).map(|at| names[at]).collect();
    Error::NotSettled { model, gradient: format!("{:.1e}", lost.gradient), parameters }
}

/// No climb came to a top.
struct Lost<const N: usize> {
    /// The slope that the highest of them has left, for one customer.
    gradient: f64,
    /// Parameters that nothing holds there: the surface does not fall away on both sides.
    adrift: [bool; N],
}

impl<const N: usize> Lost<N> {
    fn new(climbs: &[Climb<N>], logarithms: &[[f64; N]; N], customers: f64) -> Lost<N> {
        let Some(highest) = climbs.iter().max_by(|a, b| a.sum.value.total_cmp(&b.sum.value)) else {
            return Lost { gradient: f64::INFINITY, adrift: [true; N] };
        };
        let is_held = |j: usize| highest.sum.hessian[j][j] < -10.0 * WHISPER && highest.at[j].abs() < EDGE;
        let adrift = std::array::from_fn(|i| (0..N).any(|j| logarithms[i][j] != 0.0 && !is_held(j)));
        Lost { gradient: gradient(highest, customers), adrift }
    }
}

/// The highest top and how many of the starts came to it.
fn best<const N: usize>(
    starts: &[[f64; N]],
    logarithms: &[[f64; N]; N],
    customers: f64,
    sum_at: impl Fn(&[f64; N]) -> Sum<N>,
) -> Result<(Climb<N>, [usize; 2]), Lost<N>> {
    let sum_at = |place: &[f64; N]| {
        let mut sum = sum_at(&times(logarithms, place)).by_coordinates(logarithms);
        for (i, coordinate) in place.iter().enumerate() {
            sum.value -= WHISPER / 2.0 * coordinate * coordinate;
            sum.gradient[i] -= WHISPER * coordinate;
            sum.hessian[i][i] -= WHISPER;
        }
        sum
    };
    let inside = |start: &[f64; N]| start.map(|place| place.clamp(-EDGE, EDGE));
    let climbs: Vec<Climb<N>> = starts.iter().map(|start| climb(inside(start), EDGE, sum_at)).collect();
    let is_top = |climb: &&Climb<N>| climb.settled && climb.sum.value.is_finite();
    let top = climbs.iter().filter(is_top).max_by(|a, b| a.sum.value.total_cmp(&b.sum.value));
    let Some(top) = top else { return Err(Lost::new(&climbs, logarithms, customers)) };
    let same = |climb: &&Climb<N>| climb.settled && (climb.sum.value - top.sum.value).abs() < 1e-6 * (1.0 + top.sum.value.abs());
    Ok((*top, [climbs.iter().filter(same).count(), climbs.len()]))
}

/// A matrix times a vector.
fn times<const N: usize>(matrix: &[[f64; N]; N], vector: &[f64; N]) -> [f64; N] {
    matrix.map(|row| row.iter().zip(vector).map(|(cell, part)| cell * part).sum())
}

/// The steepest slope that is left, for one customer.
fn gradient<const N: usize>(climb: &Climb<N>, customers: f64) -> f64 {
    let free = climb.sum.gradient.iter().zip(climb.at_edge).filter(|(_, at_edge)| !at_edge);
    free.map(|(slope, _)| slope.abs() / customers).fold(0.0, f64::max)
}

fn told<const N: usize>(
    (top, starts): &(Climb<N>, [usize; 2]),
    logarithms: &[[f64; N]; N],
    natural: impl Fn(&[f64; N]) -> [f64; N],
    customers: f64,
) -> Fit<N> {
    let covariance = top.covariance();
    let parameters = natural(&times(logarithms, &top.at));
    let at_edge = std::array::from_fn(|i| (0..N).any(|j| top.at_edge[j] && logarithms[i][j] != 0.0));
    let error = |i: usize| {
        let covariance = covariance.as_ref().filter(|_| !at_edge[i])?;
        let row = &logarithms[i];
        let variance: f64 = (0..N).map(|j| row[j] * (0..N).map(|k| covariance[j][k] * row[k]).sum::<f64>()).sum();
        Some(parameters[i] * variance.sqrt()).filter(|error| error.is_finite())
    };
    Fit {
        parameters,
        errors: std::array::from_fn(error),
        likelihood: top.sum.value + WHISPER / 2.0 * top.at.iter().map(|coordinate| coordinate * coordinate).sum::<f64>(),
        gradient: gradient(top, customers),
        at_edge,
        starts: *starts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clv::ahead::{Ahead, Horizon, ahead};
    use crate::clv::history::{History, Unit};
    use crate::clv::spend::Mean;
    use flate2::read::GzDecoder;
    use std::io::Read;

    fn rows(gz: &[u8]) -> Vec<Vec<f64>> {
        let mut text = String::new();
        GzDecoder::new(gz).read_to_string(&mut text).unwrap();
        text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect()
    }

    /// CDNOW, the usual 2,357 customers up to 1997-09-30: x, t_x and T in weeks, and the mean of repeats.
    fn cdnow() -> (Vec<History>, Vec<Option<Mean>>) {
        let of = |row: &Vec<f64>| {
            let repeats = row[1] as u32;
            let mean = (repeats > 0 && row[4] > 0.0).then_some(Mean { repeats, amount: row[4] });
            (History::new(repeats, row[2], row[3]).unwrap(), mean)
        };
        rows(include_bytes!("../../fixtures/cdnow-summary.csv.gz")).iter().map(of).unzip()
    }

    fn near(found: f64, known: f64, part: f64) -> bool {
        (found - known).abs() <= part * known.abs()
    }

    fn all_near<const N: usize>(fit: &Fit<N>, known: [f64; N], likelihood: f64) {
        for (found, known) in fit.parameters.iter().zip(known) {
            assert!(near(*found, known, 1e-3), "{found} for {known}");
        }
        assert!(near(fit.likelihood, likelihood, 1e-6), "{} for {likelihood}", fit.likelihood);
        assert!(fit.gradient < 1e-9 && fit.starts == [4, 4] && fit.at_edge == [false; N], "{fit:?}");
        assert!(fit.errors.iter().all(Option::is_some));
    }

    /// Published: Fader, Hardie and Lee 2005 (.243, 4.414, .793, 2.426; −9,582.4); MBG/NBD and the digits as lifetimes 0.11.3 gives them.
    #[test]
    fn the_published_fits_of_cdnow() {
        let (histories, means) = cdnow();
        let histories = Histories::new(histories);
        let bg = purchases(Model::BgNbd, &histories, 1).unwrap();
        all_near(&bg, [0.242_59, 4.413_54, 0.792_92, 2.425_76], -9_582.429_2);
        let mbg = purchases(Model::MbgNbd, &histories, 2).unwrap();
        assert!([0.525, 6.183, 0.891, 1.614].iter().zip(mbg.parameters).all(|(known, found)| near(found, *known, 1e-3)), "{mbg:?}");
        let spent = Spent::new(means.into_iter().flatten().collect());
        all_near(&spend(&spent, 1).unwrap().unwrap(), [6.249, 3.745, 15.448], -4_055.92);
        assert!((spent.correlation().unwrap() - 0.1139).abs() < 1e-4);
        assert_eq!(purchases(Model::BgNbd, &histories, 2).unwrap(), bg, "threads do not matter");
        // Fader, Hardie and Lee 2005, table 3, to its digits.
        let pareto = purchases(Model::ParetoNbd, &histories, 2).unwrap();
        assert!([0.553, 10.578, 0.606, 11.669].iter().zip(pareto.parameters).all(|(known, found)| near(found, *known, 1e-3)), "{pareto:?}");
        assert!((pareto.likelihood + 9_594.98).abs() < 0.01 && pareto.starts == [4, 4], "{pareto:?}");
    }

    /// Standard errors as lifetimes has them, from the same second derivatives.
    #[test]
    fn standard_errors() {
        let (histories, means) = cdnow();
        let bg = purchases(Model::BgNbd, &Histories::new(histories), 1).unwrap();
        let amounts = spend(&Spent::new(means.into_iter().flatten().collect()), 1).unwrap().unwrap();
        let found = bg.errors.into_iter().chain(amounts.errors);
        for (found, known) in found.zip([0.012_557, 0.378_221, 0.185_719, 0.705_345, 1.189_687, 0.290_166, 4.159_994]) {
            assert!(near(found.unwrap(), known, 2e-3), "{found:?} for {known}");
        }
    }

    /// All 2,357 customers against lifetimes 0.11.3: by its parameters to 1e-4, by those found here to 1e-3.
    #[test]
    fn predictions_for_every_customer() {
        let (all, means) = cdnow();
        let histories = Histories::new(all);
        let spent = Spent::new(means.iter().copied().flatten().collect());
        let known = (
            [0.242_592_928_28, 4.413_532_265_27, 0.792_885_966_44, 2.425_752_382_63],
            [6.248_802_496_07, 3.744_588_460_92, 15.447_748_064_94],
        );
        let found = (purchases(Model::BgNbd, &histories, 1).unwrap().parameters, spend(&spent, 1).unwrap().unwrap().parameters);
        let horizon = Horizon { time: "39w".parse().unwrap(), discount: 0.0 };
        let expected = rows(include_bytes!("../../fixtures/cdnow-expected.csv.gz"));
        assert_eq!(expected.len(), 2357);
        for ((parameters, amounts), part) in [(known, 1e-4), (found, 1e-3)] {
            let purchases = Purchases { model: Model::BgNbd, parameters };
            let ahead: Vec<Ahead> = ahead(&purchases, &histories, &horizon, Unit::Week, 2);
            for ((row, of), mean) in expected.iter().zip(histories.of()).zip(&means) {
                let ahead = ahead[*of as usize];
                let amount = Spend(amounts).expected(*mean).unwrap();
                for (found, known) in [ahead.alive, ahead.purchases(), amount].into_iter().zip(&row[1..]) {
                    // The smallest chances are 1e-8 in the table of eight decimals.
                    assert!((found - known).abs() <= part * known + 1e-8, "{row:?}: {found} for {known}");
                }
            }
        }
    }

    /// Everybody buys at one rate and nobody stops for good: r and α, or a and b, run off together, and what they make stays.
    #[test]
    fn at_a_limit_of_the_model() {
        let mut dice = crate::dice::Dice(3);
        let mut histories = Vec::new();
        for _ in 0..400 {
            let (mut at, mut repeats, mut last) = (0.0, 0, 0.0);
            loop {
                at -= 10.0 * ((dice.roll() >> 11) as f64 / (1_u64 << 53) as f64).max(1e-12).ln();
                if at > 100.0 {
                    break;
                }
                (repeats, last) = (repeats + 1, at);
            }
            histories.push(History::new(repeats, last, 100.0).unwrap());
        }
        let histories = Histories::new(histories);
        let fit = purchases(Model::BgNbd, &histories, 1).unwrap();
        let model = Purchases { model: Model::BgNbd, parameters: fit.parameters };
        assert!(near(fit.parameters[0] / fit.parameters[1], histories.repeats() / histories.time(), 0.02), "{fit:?}");
        assert!(near(model.expected(History::new(10, 95.0, 100.0).unwrap(), &[50.0])[0], 5.0, 0.1), "{fit:?}");
    }

    #[test]
    fn too_few_who_came_back() {
        let nine = (0..50).map(|n| History::new(u32::from(n < 9), if n < 9 { 1.0 } else { 0.0 }, 9.0).unwrap());
        assert_eq!(purchases(Model::BgNbd, &Histories::new(nine), 1).unwrap_err(), Error::TooFewRepeaters { repeaters: 9, needed: 10 });
        assert!(spend(&Spent::new(vec![Mean { repeats: 1, amount: 2.0 }; 9]), 1).is_none());
    }
}
