//! A rate that is gamma among customers (shape r, rate α): the term of so many purchases within a time, which all models are made of.

/// The logarithm of α^r (α+t)^−(r+x), by r and α: with t/α, so that it stays exact where both are large.
pub fn power(shape: f64, rate: f64, time: f64, count: f64) -> (f64, [f64; 2], [f64; 2]) {
    let (end, ln) = (rate + time, (time / rate).ln_1p());
    let part = time / (rate * end); // 1/α − 1/(α+t)
    let second = count / (end * end) - shape * part * (1.0 / rate + 1.0 / end);
    (-shape * ln - count * end.ln(), [-ln, shape * part - count / end], [part, second])
}
