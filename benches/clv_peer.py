"""How long `rfm clv` takes beside lifetimes, on the same histories: processor time, in turns.

    pip install lifetimes==0.11.3
    cargo build --release
    python3 benches/clv_peer.py target/release/rfm [CUSTOMERS] [ROUNDS]

Both read the same CSV, fit BG/NBD and Gamma-Gamma, and tell every customer's P(alive), purchases and amount. The customers are
drawn from the models themselves; a day is the unit, so equal histories occur, as they do in life.
"""
import os
import resource
import statistics
import subprocess
import sys
import tempfile

PEER = r"""
import sys, warnings
warnings.filterwarnings("ignore")
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
d = pd.read_csv(sys.argv[1])
bg = BetaGeoFitter(0.0).fit(d["frequency"], d["recency"], d["T"])
spent = d[(d["frequency"] > 0) & (d["monetary_value"] > 0)]
gg = GammaGammaFitter(0.0).fit(spent["frequency"], spent["monetary_value"])
d["p_alive"] = bg.conditional_probability_alive(d["frequency"], d["recency"], d["T"])
d["purchases"] = bg.conditional_expected_number_of_purchases_up_to_time(52, d["frequency"], d["recency"], d["T"])
d["amount"] = gg.conditional_expected_average_profit(d["frequency"], d["monetary_value"])
d.to_csv(sys.argv[2])
print(*(round(float(p), 4) for p in [*bg.params_, *gg.params_]))
"""


def made_up(path, customers):
    import numpy as np

    dice = np.random.default_rng(1)
    rate = dice.gamma(0.5, 1 / 8.0, customers)
    leave = dice.beta(0.8, 2.5, customers)
    age = dice.integers(7, 3 * 365, customers) / 7
    at, repeats, last = np.zeros(customers), np.zeros(customers, int), np.zeros(customers)
    alive = np.ones(customers, bool)
    while alive.any():
        step = np.maximum(np.ceil(7 * dice.exponential(1 / np.maximum(rate, 1e-9))) / 7, 1 / 7)
        at = at + step
        alive &= at <= age
        repeats[alive] += 1
        last[alive] = at[alive]
        alive &= dice.random(customers) >= leave
    mean = dice.gamma(6.0 * np.maximum(repeats, 1)) / np.maximum(repeats, 1) / dice.gamma(4.0, 1 / 15.0, customers)
    mean[repeats == 0] = 0
    with open(path, "w") as out:
        out.write("customer_id,frequency,recency,T,monetary_value\n")
        for row in zip(range(customers), repeats, last, age, mean):
            out.write("%d,%d,%.6f,%.6f,%.2f\n" % row)


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, told


rfm = os.path.abspath(sys.argv[1])
customers = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 2
with tempfile.TemporaryDirectory() as folder:
    data, out = os.path.join(folder, "histories.csv"), os.path.join(folder, "out.csv")
    made_up(data, customers)
    ratios = []
    for _ in range(rounds):
        own, _ = cpu([rfm, "clv", data, "--kind", "btyd-summary", "--model", "bg-nbd", "--horizon", "52w", "-q", "-o", out])
        peer, told = cpu([sys.executable, "-c", PEER, data, out])
        ratios.append(peer / own)
        print(f"rfm {own:.1f} s, lifetimes {peer:.1f} s, {peer / own:.0f} times as long ({told.strip()})", flush=True)
    print(f"{customers} customers: lifetimes takes {statistics.median(ratios):.0f} times the processor time")
