//! Pareto/NBD: customers buy at a rate of their own until they stop, and they may stop at any moment, not only after a purchase.
//! Schmittlein, Morrison and Colombo, Management Science 33 (1987) 1–24; Fader and Hardie, note 009 (2005).
//!
//! The rate is gamma (shape r, rate α), as is how likely they stop within a short while (shape s, rate β):
//!
//! L = Γ(r+x)/Γ(r) · α^r β^s [ (α+T)^−(r+x) (β+T)^−s + s ∫ (α+t)^−(r+x) (β+t)^−(s+1) dt from t_x to T ]
//!
//! The integral is over the moment of stopping. Papers write it as a difference of two ₂F₁, which is lost in its last digits or
//! overflows where x is large; here it is added up by Gauss and Legendre's rule, over pieces so short that the integrand falls
//! by little more than e^4 and its poles at −α and −β are far off. All terms are positive, and derivatives are those of the
//! terms. What is expected has a closed form, in which s = 1 is no exception here.

use super::climb::Sum;
use super::history::History;
use super::rate::power;

/// Places and weights of the rule of 16 points on −1 … 1, the half of it (Abramowitz and Stegun, table 25.4).
const RULE: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];
/// So much the logarithm of the integrand falls within a piece, at the pace of its beginning.
const FALL: f64 = 4.0;
/// What comes after it has fallen so much changes no digit.
const DEEP: f64 = 60.0;

/// A sum of e^value of terms, with the derivatives of its logarithm, on the scale of its greatest term.
struct Mixture {
    greatest: f64,
    weight: f64,
    gradient: [f64; 4],
    hessian: [[f64; 4]; 4],
}

impl Mixture {
    fn add(&mut self, term: &Sum<4>, times: f64) {
        let weight = times * (term.value - self.greatest).exp();
        self.weight += weight;
        for i in 0..4 {
            self.gradient[i] += weight * term.gradient[i];
            for j in 0..4 {
                self.hessian[i][j] += weight * (term.hessian[i][j] + term.gradient[i] * term.gradient[j]);
            }
        }
    }

    fn logarithm(&self) -> Sum<4> {
        let gradient = self.gradient.map(|part| part / self.weight);
        let hessian = std::array::from_fn(|i| std::array::from_fn(|j| self.hessian[i][j] / self.weight - gradient[i] * gradient[j]));
        Sum { value: self.greatest + self.weight.ln(), gradient, hessian }
    }
}

/// Bought x times and stopped at this time, or was there up to it.
fn term([r, alpha, s, beta]: [f64; 4], repeats: f64, time: f64, stopped: bool) -> Sum<4> {
    let (bought, [by_r, by_alpha], [r_alpha, alpha_alpha]) = power(r, alpha, time, repeats);
    let (stayed, [by_s, by_beta], [s_beta, beta_beta]) = power(s, beta, time, f64::from(u8::from(stopped)));
    let mut sum = Sum { value: bought + stayed, gradient: [by_r, by_alpha, by_s, by_beta], ..Sum::default() };
    (sum.hessian[0][1], sum.hessian[1][0], sum.hessian[1][1]) = (r_alpha, r_alpha, alpha_alpha);
    (sum.hessian[2][3], sum.hessian[3][2], sum.hessian[3][3]) = (s_beta, s_beta, beta_beta);
    if stopped {
        sum.value += s.ln();
        sum.gradient[2] += 1.0 / s;
        sum.hessian[2][2] -= 1.0 / (s * s);
    }
    sum
}

/// Places and weights for the integral from t_x to T.
fn places([r, alpha, s, beta]: [f64; 4], history: History) -> impl Iterator<Item = (f64, f64)> {
    let pace = move |time: f64| (r + f64::from(history.repeats())) / (alpha + time) + (s + 1.0) / (beta + time);
    let (mut from, mut fallen, end) = (history.last(), 0.0, history.age());
    let pieces = std::iter::from_fn(move || {
        let rest = end - from;
        if rest <= 0.0 || fallen > DEEP {
            return None;
        }
        let longest = (FALL / pace(from)).min(alpha.min(beta) + from);
        let (start, long) = (from, if longest < rest { longest } else { rest });
        from = if longest < rest { start + long } else { end };
        fallen += long * pace(from);
        Some((start + long / 2.0, long / 2.0))
    });
    pieces.flat_map(|(middle, half)| RULE.into_iter().flat_map(move |(at, weight)| [-at, at].map(|at| (middle + half * at, half * weight))))
}

/// The logarithm of α^r β^s times the bracket, with derivatives by r, α, s, β.
pub fn logarithm(parameters: [f64; 4], history: History) -> Sum<4> {
    let repeats = f64::from(history.repeats());
    let still = term(parameters, repeats, history.age(), false);
    // The integrand falls, so it is greatest where it begins.
    let greatest = still.value.max(term(parameters, repeats, history.last(), true).value);
    let mut all = Mixture { greatest, weight: 0.0, gradient: [0.0; 4], hessian: [[0.0; 4]; 4] };
    all.add(&still, 1.0);
    places(parameters, history).for_each(|(time, weight)| all.add(&term(parameters, repeats, time, true), weight));
    all.logarithm()
}

/// The chance that the customer has not stopped.
pub fn alive(parameters: [f64; 4], history: History) -> f64 {
    let [r, alpha, s, beta] = parameters;
    let shape = r + f64::from(history.repeats());
    // The integrand over what stands before the integral, each term for itself.
    let odds = |time: f64| {
        (shape * ((history.age() - time) / (alpha + time)).ln_1p() + s * ((history.age() - time) / (beta + time)).ln_1p()).exp()
    };
    let stopped: f64 = places(parameters, history).map(|(time, weight)| weight * s / (beta + time) * odds(time)).sum();
    1.0 / (1.0 + stopped)
}

/// Purchases to expect within each of these times of a customer of so many repeats and this age who has not stopped.
pub fn expected([r, alpha, s, beta]: [f64; 4], repeats: f64, age: f64, times: &[f64]) -> Vec<f64> {
    let end = beta + age;
    let of = |time: &f64| {
        // ∫ (end / (end + u))^s du from 0 to t, also at s = 1.
        let ln = (time / end).ln_1p();
        let z = (s - 1.0) * ln;
        let part = if z.abs() < 1e-12 { 1.0 } else { -(-z).exp_m1() / z };
        (r + repeats) / (alpha + age) * end * ln * part
    };
    times.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clv::climb::tests::derivatives_hold;
    use crate::clv::purchases::tests::oracle;
    use proptest::prelude::*;

    /// By mpmath from the published closed forms with ₂F₁, at 60 digits.
    #[test]
    fn likelihood_chance_and_purchases_are_those_of_the_closed_forms() {
        let mut seen = 0;
        for (what, [r, alpha, s, beta, x, last, age], value) in oracle() {
            let parameters = [r, alpha, s, beta];
            let history = || History::new(x as u32, last, age).unwrap();
            let found = match what {
                "pareto-ln" => logarithm(parameters, history()).value,
                "pareto-alive" => alive(parameters, history()),
                // Here the last two are age and time.
                "pareto-expected" => expected(parameters, x, last, &[age])[0],
                _ => continue,
            };
            let part = if what == "pareto-ln" { 1e-13 * value.abs().max(10.0) } else { 1e-10 * value };
            assert!((found - value).abs() <= part, "{what} {parameters:?} x {x} {last} {age}: {found} for {value}");
            seen += 1;
        }
        assert!(seen > 150, "{seen}");
    }

    proptest! {
        /// The exact derivatives are those that small steps show.
        #[test]
        fn derivatives(logs in proptest::array::uniform4(-2.0..2.0_f64), x in 0..40_u32, last in 0.1..30.0_f64, more in 0.0..60.0_f64) {
            let last = if x == 0 { 0.0 } else { last };
            let history = History::new(x, last, last + more).unwrap();
            let at = |logs: [f64; 4]| { let own = logs.map(f64::exp); logarithm(own, history).by_logarithms(&own) };
            derivatives_hold(logs, at);
        }
    }
}
