//! What customers spend at a purchase: the Gamma–Gamma model. Colombo and Jiang, Journal of Interactive Marketing 13 (1999) 2–12;
//! Fader, Hardie and Lee, Journal of Marketing Research 42 (2005) 415–430; Fader and Hardie, note 025 (2013).
//!
//! Amounts of a customer vary around a mean of their own (gamma, shape p), and the means vary from customer to customer (their
//! rate is gamma, shape q and rate v). It looks at customers with repeats and at the mean m of those repeats:
//!
//! ln L = lnΓ(px+q) − lnΓ(px) − lnΓ(q) + q ln v + (px−1) ln m + px ln x − (px+q) ln(xm+v)
//!
//! How often and how much must have nothing to do with each other; [`Spent::correlation`] says how far they do.

use super::climb::Sum;
use crate::threads;
use special::Gamma;

/// Names of the parameters, in their order.
pub const NAMES: [&str; 3] = ["p", "q", "v"];

/// Parameters p, q, v; all above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spend(pub [f64; 3]);

/// Repeat purchases of a customer: how many, and their mean amount; both above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// x.
    pub repeats: u32,
    /// m.
    pub amount: f64,
}

/// Those of many customers, in an order that depends on nothing but them.
#[derive(Clone, Debug, Default)]
pub struct Spent {
    means: Vec<Mean>,
    /// How often each counts.
    counts: Vec<f64>,
}

const CHUNK: usize = 1 << 12;

impl Spent {
    /// Of these customers, each counted once.
    pub fn new(mut means: Vec<Mean>) -> Spent {
        means.sort_unstable_by_key(|mean| (mean.repeats, mean.amount.to_bits()));
        Spent { counts: vec![1.0; means.len()], means }
    }

    /// Of these, with so many of each; they must be in order of repeats.
    pub fn counted(means: Vec<Mean>, counts: Vec<f64>) -> Spent {
        Spent { means, counts }
    }

    /// How many customers.
    pub fn customers(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// The mean of the means; the scale of the amounts.
    pub fn scale(&self) -> f64 {
        self.iter().map(|(mean, count)| mean.amount * count).sum::<f64>() / self.customers()
    }

    /// The correlation of how often and how much (Pearson's); none where one of them does not vary.
    pub fn correlation(&self) -> Option<f64> {
        let customers = self.customers();
        let (x, m) = (self.iter().map(|(mean, count)| f64::from(mean.repeats) * count).sum::<f64>() / customers, self.scale());
        let (mut xx, mut mm, mut xm) = (0.0, 0.0, 0.0);
        for (mean, count) in self.iter() {
            let (by_x, by_m) = (f64::from(mean.repeats) - x, mean.amount - m);
            (xx, mm, xm) = (xx + count * by_x * by_x, mm + count * by_m * by_m, xm + count * by_x * by_m);
        }
        Some(xm / (xx * mm).sqrt()).filter(|correlation| correlation.is_finite())
    }

    fn iter(&self) -> impl Iterator<Item = (Mean, f64)> {
        self.means.iter().copied().zip(self.counts.iter().copied())
    }
}

impl Spend {
    /// The logarithm of the likelihood, with derivatives by the logarithms of the parameters.
    pub fn likelihood(&self, spent: &Spent, threads: usize) -> Sum<3> {
        let sums = threads::map(threads, spent.means.len().div_ceil(CHUNK), |chunk| {
            let range = chunk * CHUNK..((chunk + 1) * CHUNK).min(spent.means.len());
            self.of(&spent.means[range.clone()], &spent.counts[range])
        });
        let mut all = Sum::default();
        sums.iter().for_each(|sum| all.add(sum));
        all.by_logarithms(&self.0)
    }

    /// Of means in order of repeats: what depends on these alone is worked out once for all who have as many.
    fn of(&self, means: &[Mean], counts: &[f64]) -> Sum<3> {
        let [p, q, v] = self.0;
        let mut sum = Sum::default();
        let mut from = 0;
        for same in means.chunk_by(|one, other| one.repeats == other.repeats) {
            let x = f64::from(same[0].repeats);
            let (mut customers, mut ln_amounts, mut ln_rest, mut inverse, mut squares) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (mean, count) in same.iter().zip(&counts[from..]) {
                let rest = x * mean.amount + v;
                customers += count;
                ln_amounts += count * mean.amount.ln();
                ln_rest += count * rest.ln();
                inverse += count / rest;
                squares += count / (rest * rest);
            }
            from += same.len();
            let (px, shape) = (p * x, p * x + q);
            sum.value += customers * (Gamma::ln_gamma(shape).0 - Gamma::ln_gamma(px).0 - Gamma::ln_gamma(q).0 + q * v.ln() + px * x.ln())
                + (px - 1.0) * ln_amounts
                - shape * ln_rest;
            sum.gradient[0] += x * (customers * (shape.digamma() - px.digamma() + x.ln()) + ln_amounts - ln_rest);
            sum.gradient[1] += customers * (shape.digamma() - q.digamma() + v.ln()) - ln_rest;
            sum.gradient[2] += customers * q / v - shape * inverse;
            let (of_shape, of_px, of_q) = (shape.trigamma(), px.trigamma(), q.trigamma());
            let second = [
                [customers * x * x * (of_shape - of_px), customers * x * of_shape, -x * inverse],
                [customers * x * of_shape, customers * (of_shape - of_q), customers / v - inverse],
                [-x * inverse, customers / v - inverse, -customers * q / (v * v) + shape * squares],
            ];
            for (row, more) in sum.hessian.iter_mut().zip(second) {
                row.iter_mut().zip(more).for_each(|(cell, more)| *cell += more);
            }
        }
        sum
    }

    /// The logarithm to expect of the mean of so many repeats.
    pub fn expected_logarithm(&self, repeats: u32) -> f64 {
        let ([p, q, v], x) = (self.0, f64::from(repeats));
        (p * x).digamma() - x.ln() - q.digamma() + v.ln()
    }

    /// The amount to expect at a purchase of a customer with these repeats, or of one without any; none where the mean does not
    /// exist (q ≤ 1).
    pub fn expected(&self, mean: Option<Mean>) -> Option<f64> {
        let [p, q, v] = self.0;
        let of_all = Some(p * v / (q - 1.0)).filter(|_| q > 1.0)?;
        let Some(Mean { repeats, amount }) = mean else { return Some(of_all) };
        let known = p * f64::from(repeats);
        Some((known * amount + (q - 1.0) * of_all) / (known + q - 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clv::purchases::tests::oracle;
    use proptest::prelude::*;

    /// The library's functions, held against mpmath over twelve powers of ten.
    #[test]
    fn special_functions() {
        let mut seen = 0;
        for (what, [at, ..], value) in oracle() {
            let found = match what {
                "ln-gamma" => Gamma::ln_gamma(at).0,
                "digamma" => at.digamma(),
                "trigamma" => at.trigamma(),
                _ => continue,
            };
            assert!((found - value).abs() <= 4e-15 * value.abs().max(1.0), "{what} {at}: {found} for {value}");
            seen += 1;
        }
        assert_eq!(seen, 441);
    }

    fn mean(repeats: u32, amount: f64) -> Mean {
        Mean { repeats, amount }
    }

    #[test]
    fn the_mean_of_a_customer_and_of_all() {
        // p v / (q − 1) = 6 × 15 / 3 = 30; with 2 repeats of 10: (12 × 10 + 3 × 30) / 15 = 14.
        let spend = Spend([6.0, 4.0, 15.0]);
        assert_eq!(spend.expected(None), Some(30.0));
        assert_eq!(spend.expected(Some(mean(2, 10.0))), Some(14.0));
        assert_eq!(Spend([6.0, 1.0, 15.0]).expected(Some(mean(2, 10.0))), None);
    }

    #[test]
    fn correlation_of_how_often_and_how_much() {
        let of = |pairs: &[(u32, f64)]| Spent::new(pairs.iter().map(|(x, m)| mean(*x, *m)).collect()).correlation();
        assert!((of(&[(1, 2.0), (2, 4.0), (3, 6.0)]).unwrap() - 1.0).abs() < 1e-12);
        assert!((of(&[(1, 1.0), (2, 0.5), (1, 0.5), (2, 1.0)]).unwrap()).abs() < 1e-12);
        assert_eq!(of(&[(1, 5.0), (1, 7.0)]), None);
    }

    proptest! {
        #[test]
        fn derivatives(logs in proptest::array::uniform3(-1.5..2.0_f64)) {
            let spent = Spent::new([(1, 3.0), (1, 0.4), (2, 1.1), (9, 0.9), (9, 1.2), (40, 2.0)].map(|(x, m)| mean(x, m)).to_vec());
            let at = |logs: [f64; 3]| Spend(logs.map(f64::exp)).likelihood(&spent, 1);
            let here = at(logs);
            for i in 0..3 {
                let h = 1e-5;
                let [up, down] = [h, -h].map(|step| { let mut moved = logs; moved[i] += step; at(moved) });
                prop_assert!(((up.value - down.value) / (2.0 * h) - here.gradient[i]).abs() < 1e-5 * (1.0 + here.gradient[i].abs()));
                for j in 0..3 {
                    let slope = (up.gradient[j] - down.gradient[j]) / (2.0 * h);
                    prop_assert!((slope - here.hessian[i][j]).abs() < 1e-5 * (1.0 + slope.abs()), "{i} {j}: {slope} {}", here.hessian[i][j]);
                }
            }
        }
    }
}
