"""Values that src/clv is tested against, by mpmath at 60 digits and from the published formulas alone.

    pip install mpmath
    python3 tests/oracle/clv_values.py > fixtures/clv-values.csv

Each line: what, its arguments, its value. `expected` is E[Y(t) | active at T] of BG/NBD and MBG/NBD in the closed form with
2F1 (Fader, Hardie and Lee 2005, equation 10, without the chance of being active), `new` is E[X(t)] (equation 9); at a = 1 the
value is the limit, taken from both sides. `pareto-ln`, `pareto-alive` and `pareto-expected` are
of Pareto/NBD: ln of alpha^r beta^s times the bracket of the likelihood and P(alive) with 2F1 (Fader and Hardie, note 009, equations
20 and 22; arguments r, alpha, s, beta, x, t_x, T), and the purchases of who is alive (equation 41 over P(alive); r, alpha, s, beta, x, T, t).
It shares no code with the program, which adds up a series without 2F1.
"""
from mpmath import mp, mpf, exp, hyp2f1, log, loggamma, psi

mp.dps = 60


def closed(r, alpha, a, b, x, stayed, age, t):
    """The closed form; p of Beta(a, b + stayed), rate of Gamma(r + x, alpha + age)."""
    r, alpha, a, b, age, t = map(mpf, (r, alpha, a, b, age, t))

    def at(a):
        z = t / (alpha + age + t)
        f = hyp2f1(r + x, b + stayed, a + b + stayed - 1, z)
        return (a + b + stayed - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * f)

    if a == 1:
        h = mpf(10) ** -18
        return (at(a + h) + at(a - h)) / 2
    return at(a)


def out(what, *figures):
    *arguments, value = figures
    print(",".join([what, *(repr(float(f)) for f in arguments), mp.nstr(value, 20)]))


print("what,r,alpha,a,b,x,age,t,value")
for (r, alpha, a, b) in [
    ("0.2426", "4.4135", "0.7929", "2.4258"),
    ("0.525", "6.183", "0.891", "1.614"),
    ("2.5", "40", "1", "3"),
    ("2.5", "40", "1.0000001", "3"),
    ("2.5", "40", "0.9999999", "3"),
    ("0.05", "0.3", "0.02", "0.1"),
    ("12", "300", "2", "0.5"),
    ("0.7", "3", "25", "400"),
    ("30", "2000", "0.001", "5"),
]:
    for (x, age) in [(0, "0"), (0, "38.857"), (1, "2.5"), (7, "38.857"), (60, "150"), (900, "1100")]:
        for t in ["0.001", "1", "39", "1095.75"]:
            out("expected-bg", r, alpha, a, b, x, age, t, closed(r, alpha, a, b, x, x, age, t))
            out("expected-mbg", r, alpha, a, b, x, age, t, closed(r, alpha, a, b, x, x + 1, age, t))
    for t in ["0.5", "39", "520"]:
        out("new-bg", r, alpha, a, b, 0, 0, t, closed(r, alpha, a, b, 0, 0, 0, t))
        out("new-mbg", r, alpha, a, b, 0, 0, t, mpf(b) / (mpf(a) + mpf(b)) * closed(r, alpha, a, b, 0, 1, 0, t))
for power in range(-24, 25):
    for mantissa in ("1", "1.7", "2.3"):
        at = mpf(mantissa) * mpf(10) ** (mpf(power) / 4)
        at = mpf(float(at))
        out("ln-gamma", at, 0, 0, 0, 0, 0, 0, loggamma(at))
        out("digamma", at, 0, 0, 0, 0, 0, 0, psi(0, at))
        out("trigamma", at, 0, 0, 0, 0, 0, 0, psi(1, at))


def bracket(r, alpha, s, beta, x, last, age):
    """Both terms of Pareto/NBD's likelihood, without gamma functions: alive at the end, and stopped before."""
    whole = r + s + x

    def a0(t):
        if alpha >= beta:
            return hyp2f1(whole, s + 1, whole + 1, (alpha - beta) / (alpha + t)) / (alpha + t) ** whole
        return hyp2f1(whole, r + x, whole + 1, (beta - alpha) / (beta + t)) / (beta + t) ** whole

    power = alpha**r * beta**s
    return power / ((alpha + age) ** (r + x) * (beta + age) ** s), power * s / whole * (a0(last) - a0(age))


for parameters in [
    ("0.553", "10.578", "0.606", "11.669"),
    ("2.5", "40", "1", "3"),
    ("2.5", "3", "1", "40"),
    ("0.05", "0.3", "0.02", "0.1"),
    ("12", "300", "9", "500"),
    ("0.7", "3", "25", "4000"),
    ("3", "3", "2", "3"),
    ("20000", "160000", "0.4", "8"),
]:
    for (x, last, age) in [
        (0, "0", "0.5"), (0, "0", "38.857"), (1, "2.5", "38.857"), (7, "38.857", "38.857"), (7, "30.43", "38.857"), (60, "90", "150"),
        (900, "1000", "1100"), (2, "1", "3000"),
    ]:
        mp.dps = 400 if x > 100 else 150
        given = [mpf(float(figure)) for figure in (*parameters, x, last, age)]
        still, stopped = bracket(*given)
        out("pareto-ln", *given, log(still + stopped))
        out("pareto-alive", *given, still / (still + stopped))
    for (x, age, t) in [(0, "0", "39"), (3, "38.857", "1"), (900, "1100", "1095.75")]:
        mp.dps = 60
        given = [mpf(float(figure)) for figure in (*parameters, x, age, t)]
        r, alpha, s, beta, x, age, t = given
        near = s + (mpf(10) ** -30 if s == 1 else 0)
        value = (r + x) * (beta + age) / ((alpha + age) * (near - 1)) * (1 - ((beta + age) / (beta + age + t)) ** (near - 1))
        out("pareto-expected", *given, value)
