//! How often customers buy until they stop: BG/NBD, MBG/NBD and [`pareto`] / NBD, their likelihood with exact derivatives, the chance that a
//! customer is still one, and the purchases to expect.
//!
//! While active a customer buys at a rate of their own, of a gamma distribution (shape r, rate α); after each purchase they
//! stop for good with a probability of their own, of a beta distribution (a, b). BG/NBD: Fader, Hardie and Lee, "Counting your
//! customers the easy way", Marketing Science 24 (2005) 275–284; its P(alive): Fader and Hardie, note 021 (2008). There who has
//! never come back is active for certain. MBG/NBD (Batislam, Denizel and Filiztekin, International Journal of Research in
//! Marketing 24 (2007) 201–209) lets them stop right after the first purchase too. With s for how often the coin of
//! stopping has fallen on staying, s = x or x + 1, both have one likelihood:
//!
//! L = Γ(r+x)/Γ(r) · α^r · B(a,b+s)/B(a,b) · [ (α+T)^−(r+x) + a/(b+s−1) · (α+t_x)^−(r+x) where s > 0 ]
//!
//! Where customers are much alike r and α go up together, and α^r (α+t)^−r is a small difference of large numbers: it is worked
//! out as (1+t/α)^−r, so that sums stay smooth to their last digits out there too.
//!
//! x is whole, so the quotients of Γ and B are products of x and s terms, and neither the likelihood nor its derivatives need a
//! special function. The same holds for purchases to expect: what the papers give as ₂F₁, with a singularity to be
//! removed at a = 1, is here a sum of positive terms without one; see [`Purchases::expected`].

use super::climb::Sum;
use super::history::{Histories, History};
use super::pareto;
use super::rate::power;
use crate::threads;

/// A model of purchases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Model {
    /// BG/NBD.
    BgNbd,
    /// MBG/NBD; by itself, because by the other one whoever has never come back is a customer still, whatever the years.
    #[default]
    MbgNbd,
    /// Pareto/NBD: they may stop at any moment.
    ParetoNbd,
}

impl Model {
    /// All.
    pub const ALL: [Model; 3] = [Model::BgNbd, Model::MbgNbd, Model::ParetoNbd];

    /// Machine-readable name, as `--model` takes it.
    pub const fn slug(self) -> &'static str {
        match self {
            Model::BgNbd => "bg-nbd",
            Model::MbgNbd => "mbg-nbd",
            Model::ParetoNbd => "pareto-nbd",
        }
    }

    /// As papers write it.
    pub const fn name(self) -> &'static str {
        match self {
            Model::BgNbd => "BG/NBD",
            Model::MbgNbd => "MBG/NBD",
            Model::ParetoNbd => "Pareto/NBD",
        }
    }

    /// Names of the parameters, in their order.
    pub const fn parameters(self) -> [&'static str; 4] {
        match self {
            Model::BgNbd | Model::MbgNbd => ["r", "alpha", "a", "b"],
            Model::ParetoNbd => ["r", "alpha", "s", "beta"],
        }
    }

    /// The parameters where the unit of time is so many times as long.
    pub fn in_unit(self, [r, alpha, a, b]: [f64; 4], times: f64) -> [f64; 4] {
        match self {
            Model::BgNbd | Model::MbgNbd => [r, alpha / times, a, b],
            Model::ParetoNbd => [r, alpha / times, a, b / times],
        }
    }

    /// The one with this machine-readable name.
    pub fn find(slug: &str) -> Option<Model> {
        Model::ALL.into_iter().find(|model| model.slug() == slug)
    }

    /// How often whoever has come back x times has stayed.
    fn stayed(self, repeats: u32) -> u32 {
        repeats + u32::from(self == Model::MbgNbd)
    }
}

/// A model with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Purchases {
    /// Which model.
    pub model: Model,
    /// r, α, a, b, or r, α, s, β; all above 0, α and β in the unit of the histories.
    pub parameters: [f64; 4],
}

/// So many distinct histories are summed at once; the sums are added in order, so that threads do not matter.
const CHUNK: usize = 1 << 12;

impl Purchases {
    /// The logarithm of the likelihood of all histories, with derivatives by the logarithms of the parameters.
    pub fn likelihood(&self, histories: &Histories, threads: usize) -> Sum<4> {
        let chunks = histories.distinct().len().div_ceil(CHUNK);
        let end = |chunk: usize| ((chunk + 1) * CHUNK).min(histories.distinct().len());
        let sums = threads::map(threads, chunks, |chunk| {
            let mut sum = Sum::default();
            histories.some(chunk * CHUNK..end(chunk)).for_each(|(history, count)| self.add_times(&mut sum, history, count));
            sum
        });
        let mut all = self.products(histories);
        sums.iter().for_each(|sum| all.add(sum));
        all.by_logarithms(&self.parameters)
    }

    /// The terms that depend on counts alone: products over k below x, or below s, each taken once for all who reach it.
    fn products(&self, histories: &Histories) -> Sum<4> {
        let [r, _, a, b] = self.parameters;
        let mut sum = Sum::default();
        for (k, count) in histories.more_than().iter().enumerate() {
            let term = r + k as f64;
            sum.value += count * term.ln();
            sum.gradient[0] += count / term;
            sum.hessian[0][0] -= count / (term * term);
        }
        if self.model == Model::ParetoNbd {
            return sum;
        }
        let first = (self.model == Model::MbgNbd).then_some(histories.customers());
        for (k, count) in first.into_iter().chain(histories.more_than().iter().copied()).enumerate() {
            let (up, down) = (b + k as f64, a + b + k as f64);
            sum.value -= count * (a / up).ln_1p();
            sum.gradient[2] -= count / down;
            sum.gradient[3] += count * a / (up * down);
            let curve = count / (down * down);
            sum.hessian[2][2] += curve;
            sum.hessian[2][3] += curve;
            sum.hessian[3][2] += curve;
            sum.hessian[3][3] -= count * a * (up + down) / (up * up * down * down);
        }
        sum
    }

    /// The terms that depend on times: the logarithm of the bracket times α^r.
    fn add_times(&self, sum: &mut Sum<4>, history: History, count: f64) {
        if self.model == Model::ParetoNbd {
            return pareto::logarithm(self.parameters, history).add_to(sum, count);
        }
        let [_, _, a, b] = self.parameters;
        let stayed = f64::from(self.model.stayed(history.repeats()));
        let active = self.until(history.age(), history.repeats());
        if stayed == 0.0 {
            return active.add_to(sum, count);
        }
        // First derivatives of both terms; the second of a logarithm of a sum is the mean of the seconds and the spread of the firsts.
        let beyond = b + stayed - 1.0;
        let mut stopped = self.until(history.last(), history.repeats());
        stopped.value += (a / beyond).ln();
        (stopped.gradient[2], stopped.gradient[3]) = (1.0 / a, -1.0 / beyond);
        (stopped.hessian[2][2], stopped.hessian[3][3]) = (-1.0 / (a * a), 1.0 / (beyond * beyond));
        let odds = (stopped.value - active.value).exp();
        let gone = 1.0 / (1.0 + 1.0 / odds);
        let still = 1.0 - gone;
        // ln(e^active + e^stopped), from the larger of them.
        sum.value += count * if odds <= 1.0 { active.value + odds.ln_1p() } else { stopped.value + (1.0 / odds).ln_1p() };
        for i in 0..4 {
            sum.gradient[i] += count * (still * active.gradient[i] + gone * stopped.gradient[i]);
            for j in 0..4 {
                let spread = (active.gradient[i] - stopped.gradient[i]) * (active.gradient[j] - stopped.gradient[j]);
                sum.hessian[i][j] += count * (still * active.hessian[i][j] + gone * stopped.hessian[i][j] + still * gone * spread);
            }
        }
    }

    /// The logarithm of α^r (α+t)^−(r+x).
    fn until(&self, time: f64, repeats: u32) -> Sum<4> {
        let [r, alpha, ..] = self.parameters;
        let (value, [by_r, by_alpha], [r_alpha, alpha_alpha]) = power(r, alpha, time, f64::from(repeats));
        let mut sum = Sum { value, gradient: [by_r, by_alpha, 0.0, 0.0], ..Sum::default() };
        (sum.hessian[0][1], sum.hessian[1][0], sum.hessian[1][1]) = (r_alpha, r_alpha, alpha_alpha);
        sum
    }

    /// The chance that the customer has not stopped.
    pub fn alive(&self, history: History) -> f64 {
        if self.model == Model::ParetoNbd {
            return pareto::alive(self.parameters, history);
        }
        let [r, alpha, a, b] = self.parameters;
        let stayed = f64::from(self.model.stayed(history.repeats()));
        if stayed == 0.0 {
            return 1.0;
        }
        let shape = r + f64::from(history.repeats());
        let odds = (a / (b + stayed - 1.0)).ln() + shape * ((history.age() - history.last()) / (alpha + history.last())).ln_1p();
        1.0 / (1.0 + odds.exp())
    }

    /// Purchases to expect within each of these times, rising, of a customer of this history who has not stopped.
    ///
    /// Had they no way to stop, they would buy N times, N of a negative binomial distribution with shape r + x and odds
    /// t / (α + T). Of n purchases they make the first for certain, the second if they stay after it, and so on: on average
    /// S_n = 1 + q_1 + … + q_(n−1), where q_k = (b+s)(b+s+1)…(b+s+k−1) / ((a+b+s)…(a+b+s+k−1)). The sum of P(N = n) S_n has
    /// positive terms only and needs no special function. It equals the published
    /// (a+b+s−1)/(a−1) · [1 − ((α+T)/(α+T+t))^(r+x) ₂F₁(r+x, b+s; a+b+s−1; t/(α+T+t))], also at a = 1, where that is 0/0.
    pub fn expected(&self, history: History, times: &[f64]) -> Vec<f64> {
        let repeats = f64::from(history.repeats());
        match self.model {
            Model::ParetoNbd => pareto::expected(self.parameters, repeats, history.age(), times),
            model => self.counted(repeats, f64::from(model.stayed(history.repeats())), history.age(), times),
        }
    }

    /// Repeat purchases to expect within each of these times after the first purchase, rising, of somebody of whom no more is
    /// known.
    pub fn expected_of_new(&self, times: &[f64]) -> Vec<f64> {
        let [.., a, b] = self.parameters;
        match self.model {
            Model::ParetoNbd => pareto::expected(self.parameters, 0.0, 0.0, times),
            Model::BgNbd => self.counted(0.0, 0.0, 0.0, times),
            // They stay after the first purchase, with a mean probability of b / (a + b).
            Model::MbgNbd => self.counted(0.0, 1.0, 0.0, times).into_iter().map(|count| count * b / (a + b)).collect(),
        }
    }

    fn counted(&self, repeats: f64, stayed: f64, age: f64, times: &[f64]) -> Vec<f64> {
        let [r, alpha, a, b] = self.parameters;
        let shape = r + repeats;
        let mut sums: Vec<Series> = times.iter().map(|time| Series::new(shape, time / (alpha + age + time))).collect();
        let is_deep = sums.iter().any(|sum| sum.ln_first < DEEP);
        let (mut stays, mut made) = (1.0, 0.0);
        for n in 1.. {
            made += stays; // S_n
            let before = n as f64 - 1.0;
            stays *= (b + stayed + before) / (a + b + stayed + before);
            let ratio = (shape + before) / n as f64;
            for sum in &mut sums {
                sum.term *= ratio * sum.part;
                sum.total += sum.term * made;
            }
            if is_deep {
                sums.iter_mut().for_each(Series::keep_small);
            }
            if n % 16 == 0 && sums.iter().all(|sum| sum.is_done(shape, n as f64, made)) {
                break;
            }
        }
        sums.iter().map(|sum| sum.total * sum.ln_first.exp()).collect()
    }
}

/// The sum of P(N = n) S_n for one time, over P(N = 0).
#[derive(Clone, Copy, Debug)]
struct Series {
    /// t / (α + T + t), below 1.
    part: f64,
    /// The logarithm of P(N = 0), or of the scale that took its place.
    ln_first: f64,
    /// P(N = n) on that scale.
    term: f64,
    total: f64,
}

/// Below this logarithm terms that begin at 1 may grow beyond what a float holds.
const DEEP: f64 = -600.0;
/// So large terms are scaled down.
const LARGE: f64 = 1e200;

impl Series {
    fn new(shape: f64, part: f64) -> Series {
        Series { part, ln_first: shape * (-part).ln_1p(), term: 1.0, total: 0.0 }
    }

    fn keep_small(&mut self) {
        if self.term > LARGE || self.total > LARGE {
            self.term /= LARGE;
            self.total /= LARGE;
            self.ln_first += LARGE.ln();
        }
    }

    /// What is still to come is less than a float shows: terms fall at least by this ratio, while S grows by 1 at most.
    fn is_done(&self, shape: f64, n: f64, made: f64) -> bool {
        let ratio = self.part * (shape + n).max(n + 1.0) / (n + 1.0);
        ratio < 1.0 && self.term * (made + 1.0 / (1.0 - ratio)) * ratio / (1.0 - ratio) <= 1e-15 * self.total
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::clv::climb::tests::derivatives_hold;
    use proptest::prelude::*;

    /// What, arguments and value of each line that the oracle wrote.
    pub fn oracle() -> impl Iterator<Item = (&'static str, [f64; 7], f64)> {
        include_str!("../../fixtures/clv-values.csv").lines().skip(1).map(|line| {
            let (what, figures) = line.split_once(',').unwrap();
            let figures: Vec<f64> = figures.split(',').map(|figure| figure.parse().unwrap()).collect();
            (what, figures[..7].try_into().unwrap(), figures[7])
        })
    }

    /// By mpmath from the closed form with ₂F₁, over shapes, rates, counts and times far apart, at a = 1 and beside it.
    #[test]
    fn expected_purchases_are_those_of_the_closed_form() {
        let mut seen = 0;
        for (what, [r, alpha, a, b, x, age, t], value) in oracle() {
            let model = if what.ends_with("mbg") { Model::MbgNbd } else { Model::BgNbd };
            let purchases = Purchases { model, parameters: [r, alpha, a, b] };
            let found = match what {
                "expected-bg" => purchases.counted(x, x, age, &[t])[0],
                "expected-mbg" => purchases.counted(x, x + 1.0, age, &[t])[0],
                "new-bg" | "new-mbg" => purchases.expected_of_new(&[t])[0],
                _ => continue,
            };
            assert!((found / value - 1.0).abs() < 1e-11, "{what} {r} {alpha} {a} {b} x {x} age {age} t {t}: {found} for {value}");
            seen += 1;
        }
        assert!(seen > 400);
    }

    #[test]
    fn several_times_at_once_are_as_one_by_one() {
        let purchases = Purchases { model: Model::BgNbd, parameters: [3.0, 2.0, 0.4, 2.0] };
        let history = History::new(700, 90.0, 100.0).unwrap();
        let times = [0.0, 0.5, 10.0, 300.0];
        let together = purchases.expected(history, &times);
        let alone: Vec<f64> = times.iter().map(|time| purchases.expected(history, &[*time])[0]).collect();
        assert!(together[0] == 0.0 && together.iter().zip(&alone).all(|(one, other)| (one - other).abs() <= 1e-12 * other), "{together:?}");
    }

    fn histories() -> Histories {
        let of = |(x, last, age): (u32, f64, f64)| History::new(x, last, age).unwrap();
        Histories::new([(0, 0.0, 12.0), (0, 0.0, 12.0), (1, 3.5, 30.0), (4, 20.0, 21.0), (11, 7.0, 38.9), (2, 38.0, 38.0)].map(of))
    }

    proptest! {
        /// The exact derivatives are those that small steps show.
        #[test]
        fn derivatives(logs in proptest::array::uniform4(-2.0..2.0_f64), modified: bool) {
            let model = if modified { Model::MbgNbd } else { Model::BgNbd };
            let histories = histories();
            let at = |logs: [f64; 4]| Purchases { model, parameters: logs.map(f64::exp) }.likelihood(&histories, 1);
            derivatives_hold(logs, at);
        }

        /// Whoever is longer away is less likely alive; more time brings more purchases.
        #[test]
        fn silence_speaks_against_being_alive(x in 0..50_u32, last in 0.1..100.0_f64, age in 0.0..100.0_f64, modified: bool) {
            let model = if modified { Model::MbgNbd } else { Model::BgNbd };
            let purchases = Purchases { model, parameters: [0.5, 6.0, 0.9, 1.6] };
            let last = if x == 0 { 0.0 } else { last };
            let of = |age| History::new(x, last, last + age).unwrap();
            let (sooner, later) = (purchases.alive(of(age)), purchases.alive(of(age + 5.0)));
            prop_assert!(later <= sooner && later > 0.0 && sooner <= 1.0);
            prop_assert!(x > 0 || modified || sooner == 1.0);
            let [some, more] = purchases.expected(of(age), &[3.0, 4.0])[..] else { unreachable!() };
            prop_assert!(0.0 < some && some < more);
        }
    }
}
