//! Maximum likelihood in a few logarithms of parameters: Newton's method with the exact matrix of second derivatives, damped
//! where the surface is not yet a hilltop, inside a box. In four dimensions that takes some ten steps and a page.
//!
//! A climb is judged by what its next step would still gain, not by how little the value moved: that is small on a slope too.

/// A sum over customers and its derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sum<const N: usize> {
    /// The value.
    pub value: f64,
    /// First derivatives.
    pub gradient: [f64; N],
    /// Second derivatives; both halves.
    pub hessian: [[f64; N]; N],
}

impl<const N: usize> Default for Sum<N> {
    fn default() -> Self {
        Sum { value: 0.0, gradient: [0.0; N], hessian: [[0.0; N]; N] }
    }
}

impl<const N: usize> Sum<N> {
    /// Adds another.
    pub fn add(&mut self, other: &Sum<N>) {
        other.add_to(self, 1.0);
    }

    /// Adds this to another so many times.
    pub fn add_to(&self, other: &mut Sum<N>, times: f64) {
        other.value += times * self.value;
        for i in 0..N {
            other.gradient[i] += times * self.gradient[i];
            for j in 0..N {
                other.hessian[i][j] += times * self.hessian[i][j];
            }
        }
    }

    /// The derivatives by the logarithms of the parameters, from those by the parameters.
    pub fn by_logarithms(mut self, parameters: &[f64; N]) -> Sum<N> {
        for i in 0..N {
            for j in 0..N {
                self.hessian[i][j] *= parameters[i] * parameters[j];
            }
            self.gradient[i] *= parameters[i];
            self.hessian[i][i] += self.gradient[i];
        }
        self
    }

    /// The derivatives by coordinates, from those by figures that are sums of them; a row of the matrix for each figure.
    pub fn by_coordinates(self, of: &[[f64; N]; N]) -> Sum<N> {
        let gradient = std::array::from_fn(|i| (0..N).map(|k| of[k][i] * self.gradient[k]).sum());
        let pair =
            |i: usize, j: usize| -> f64 { (0..N).map(|k| of[k][i] * (0..N).map(|l| self.hessian[k][l] * of[l][j]).sum::<f64>()).sum() };
        Sum { value: self.value, gradient, hessian: std::array::from_fn(|i| std::array::from_fn(|j| pair(i, j))) }
    }
}

/// Where a climb has come to.
#[derive(Clone, Copy, Debug)]
pub struct Climb<const N: usize> {
    /// The place.
    pub at: [f64; N],
    /// The value there and its derivatives.
    pub sum: Sum<N>,
    /// A step more would gain next to nothing, and all around it goes down.
    pub settled: bool,
    /// Coordinates that stand at the edge of the box and would go on.
    pub at_edge: [bool; N],
    /// Steps taken.
    pub steps: usize,
}

/// No step is longer than this, in any coordinate.
const LONGEST: f64 = 1.5;
/// A step that would gain less than this of a logarithm of likelihood is not worth taking: 10^-7 of a standard error.
const ENOUGH: f64 = 1e-14;
/// One that promises less than this and gains nothing beyond rounding is not either.
const LITTLE: f64 = 1e-8;
const MOST_STEPS: usize = 200;

/// Climbs from a place to the top within `edge` of the origin in each coordinate.
pub fn climb<const N: usize>(start: [f64; N], edge: f64, sum_at: impl Fn(&[f64; N]) -> Sum<N>) -> Climb<N> {
    let mut here = Climb { at: start, sum: sum_at(&start), settled: false, at_edge: [false; N], steps: 0 };
    let mut damping = 0.0;
    while here.steps < MOST_STEPS {
        here.at_edge = std::array::from_fn(|i| here.at[i].abs() >= edge && here.at[i] * here.sum.gradient[i] > 0.0);
        // What an undamped step would gain says how near the top is, however the way there was damped.
        if let Some((newton, 0.0)) = step(&here, 0.0) {
            let gain = here.gain(&newton);
            if gain < ENOUGH {
                here.settled = true;
                return here;
            }
            damping = if gain < LITTLE { 0.0 } else { damping };
        }
        let Some((step, used)) = step(&here, damping) else { return here };
        let gain = here.gain(&step);
        let next: [f64; N] = std::array::from_fn(|i| (here.at[i] + step[i]).clamp(-edge, edge));
        let sum = sum_at(&next);
        here.steps += 1;
        // What is lost in the last digits of a large sum is no descent.
        let noise = 1e-13 * here.sum.value.abs();
        if used == 0.0 && gain < LITTLE && sum.value <= here.sum.value + noise {
            here.settled = true;
            return here;
        }
        if sum.value.is_finite() && sum.value >= here.sum.value + 1e-4 * gain - noise {
            (here.at, here.sum) = (next, sum);
            damping = if used < 1e-6 { 0.0 } else { used / 8.0 };
        } else {
            damping = (used * 8.0).max(1e-3);
        }
    }
    here
}

/// The damped Newton step and the damping that it took, at least this much; none where no damping makes a hilltop of it.
fn step<const N: usize>(here: &Climb<N>, least: f64) -> Option<([f64; N], f64)> {
    let mut damping = least;
    for _ in 0..40 {
        let mut down = [[0.0; N]; N];
        let mut uphill = [0.0; N];
        for i in (0..N).filter(|i| !here.at_edge[*i]) {
            uphill[i] = here.sum.gradient[i];
            for j in (0..N).filter(|j| !here.at_edge[*j]) {
                down[i][j] = -here.sum.hessian[i][j];
            }
            down[i][i] += damping * (down[i][i].abs() + here.sum.gradient[i].abs() + f64::MIN_POSITIVE.sqrt());
        }
        (0..N).filter(|i| here.at_edge[*i]).for_each(|i| down[i][i] = 1.0); // it stays where it is
        if let Some(root) = root(&down) {
            let mut step = solve(&root, &uphill);
            let longest = step.iter().fold(0.0_f64, |longest, part| longest.max(part.abs()));
            if longest.is_finite() {
                if longest > LONGEST {
                    step = step.map(|part| part * LONGEST / longest);
                }
                return Some((step, damping));
            }
        }
        damping = if damping == 0.0 { 1e-6 } else { damping * 8.0 };
    }
    None
}

/// The lower triangle whose product with itself turned over is the matrix (Cholesky); none unless it is positive definite.
fn root<const N: usize>(matrix: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let mut root = [[0.0; N]; N];
    for i in 0..N {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| root[i][k] * root[j][k]).sum();
            let rest = matrix[i][j] - known;
            if i != j {
                root[i][j] = rest / root[j][j];
            } else if rest > matrix[i][i].abs() * 1e-13 {
                root[i][i] = rest.sqrt();
            } else {
                return None; // NaN too
            }
        }
    }
    Some(root)
}

fn solve<const N: usize>(root: &[[f64; N]; N], right: &[f64; N]) -> [f64; N] {
    let mut solution = *right;
    for i in 0..N {
        let known: f64 = (0..i).map(|k| root[i][k] * solution[k]).sum();
        solution[i] = (solution[i] - known) / root[i][i];
    }
    for i in (0..N).rev() {
        let known: f64 = (i + 1..N).map(|k| root[k][i] * solution[k]).sum();
        solution[i] = (solution[i] - known) / root[i][i];
    }
    solution
}

impl<const N: usize> Climb<N> {
    /// What a step gains on a surface that stays as steep as it is here.
    fn gain(&self, step: &[f64; N]) -> f64 {
        step.iter().zip(self.sum.gradient).map(|(part, slope)| part * slope).sum()
    }

    /// Variances and covariances: the inverse of minus the second derivatives. Coordinates at the edge have none; nobody has
    /// where the matrix is not that of a hilltop.
    pub fn covariance(&self) -> Option<[[f64; N]; N]> {
        let down: [[f64; N]; N] = std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                let counts = !self.at_edge[i] && !self.at_edge[j];
                if counts { -self.sum.hessian[i][j] } else { f64::from(u8::from(i == j)) }
            })
        });
        let root = root(&down)?;
        let mut inverse = [[0.0; N]; N];
        for column in (0..N).filter(|column| !self.at_edge[*column]) {
            let unit = std::array::from_fn(|i| f64::from(u8::from(i == column)));
            let solved = solve(&root, &unit);
            (0..N).filter(|row| !self.at_edge[*row]).for_each(|row| inverse[row][column] = solved[row]);
        }
        Some(inverse)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The derivatives at a point are those that small steps from it show.
    pub fn derivatives_hold(point: [f64; 4], at: impl Fn([f64; 4]) -> Sum<4>) {
        let here = at(point);
        for i in 0..4 {
            let h = 1e-5;
            let [up, down] = [h, -h].map(|step| {
                let mut moved = point;
                moved[i] += step;
                at(moved)
            });
            let slope = (up.value - down.value) / (2.0 * h);
            assert!((slope - here.gradient[i]).abs() < 1e-5 * (1.0 + here.gradient[i].abs()), "{i}: {slope} {}", here.gradient[i]);
            for j in 0..4 {
                let slope = (up.gradient[j] - down.gradient[j]) / (2.0 * h);
                assert!((slope - here.hessian[i][j]).abs() < 1e-5 * (1.0 + slope.abs()), "{i} {j}: {slope} {}", here.hessian[i][j]);
            }
        }
    }

    /// −(x − 1)² − 10 (y − x²)², Rosenbrock's valley upside down: the top is at (1, 1), where the second derivatives are
    /// −82, 40, 40, −20 and the inverse of their negative is (20, 40; 40, 82) / 40.
    fn valley(at: &[f64; 2]) -> Sum<2> {
        let [x, y] = *at;
        let off = y - x * x;
        Sum {
            value: -(x - 1.0).powi(2) - 10.0 * off * off,
            gradient: [-2.0 * (x - 1.0) + 40.0 * x * off, -20.0 * off],
            hessian: [[-2.0 + 40.0 * off - 80.0 * x * x, 40.0 * x], [40.0 * x, -20.0]],
        }
    }

    #[test]
    fn to_the_top_of_a_curved_ridge() {
        for start in [[-1.2, 1.0], [3.0, -3.0], [0.0, 0.0], [-4.0, 4.0]] {
            let top = climb(start, 12.0, valley);
            assert!(top.settled && top.at_edge == [false; 2]);
            assert!(top.at.iter().all(|x| (x - 1.0).abs() < 1e-6), "{top:?}");
            let [[a, b], [c, d]] = top.covariance().unwrap();
            assert!((a - 0.5).abs() < 1e-4 && (b - 1.0).abs() < 1e-4 && (c - 1.0).abs() < 1e-4 && (d - 2.05).abs() < 1e-4);
        }
    }

    #[test]
    fn a_slope_ends_at_the_edge_and_a_bottom_is_no_top() {
        let slope = climb([0.0, 0.0], 12.0, |at| Sum {
            value: -at[0] * at[0] - (-at[1]).exp(),
            gradient: [-2.0 * at[0], (-at[1]).exp()],
            hessian: [[-2.0, 0.0], [0.0, -(-at[1]).exp()]],
        });
        assert!(slope.at[1] > 11.0, "{slope:?}");
        let bowl = climb([0.5], 2.0, |at| Sum { value: at[0] * at[0], gradient: [2.0 * at[0]], hessian: [[2.0]] });
        assert_eq!((bowl.at, bowl.at_edge), ([2.0], [true]));
        assert!(!climb([0.0], 2.0, |_| Sum { value: f64::NAN, gradient: [f64::NAN], hessian: [[f64::NAN]] }).settled);
    }

    #[test]
    fn derivatives_by_logarithms() {
        // 5 ln x − 2x by ln x: 5 − 2x, then −2x.
        let x = 1.7;
        let sum = Sum { value: 5.0 * f64::ln(x) - 2.0 * x, gradient: [5.0 / x - 2.0], hessian: [[-5.0 / x / x]] };
        let by = sum.by_logarithms(&[x]);
        assert!((by.gradient[0] - (5.0 - 2.0 * x)).abs() < 1e-12 && (by.hessian[0][0] + 2.0 * x).abs() < 1e-12);
    }
}
