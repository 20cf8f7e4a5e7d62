#!/usr/bin/env python3
"""Funnel, stages and cohorts of a file of visits, computed another way than rfm does it.

The Kaplan-Meier figures are those of lifelines (pip install lifelines); Aalen-Johansen is the product integral over matrices
in decimals of 50 digits; stages sort the gaps; cohorts are sets. Prints CSV: what,key,value.

    python3 tests/oracle/lifecycle_oracle.py fixtures/cdnow-sample.csv.gz customer_id date dollar_value
"""

import csv
import gzip
import sys
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal, getcontext

from lifelines import KaplanMeierFitter

getcontext().prec = 50
HORIZONS = [30, 90, 180, 365, 460, 500, 545]
VISITS = 6


def read(path, id_column, date_column, amount_column):
    opener = gzip.open if path.endswith(".gz") else open
    rows = defaultdict(list)
    with opener(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            rows[row[id_column]].append((date.fromisoformat(row[date_column]), Decimal(row[amount_column])))
    return rows


def days_of(rows):
    return {customer: sorted({day for day, _ in visits}) for customer, visits in rows.items()}


def kaplan_meier(customers, as_of):
    for visit in range(2, VISITS + 1):
        times, happened = [], []
        for days in customers.values():
            is_there = len(days) >= visit
            times.append(((days[visit - 1] if is_there else as_of) - days[0]).days)
            happened.append(is_there)
        fitted = KaplanMeierFitter().fit(times, happened)
        for horizon in HORIZONS:
            yield f"kaplan-meier {visit} {horizon}", repr(1.0 - float(fitted.predict(horizon)))
        yield f"kaplan-meier-median {visit}", str(fitted.median_survival_time_)


def aalen_johansen(customers, as_of):
    longest = max((as_of - days[0]).days for days in customers.values())
    state = [Decimal(1)] + [Decimal(0)] * (VISITS - 1)
    paths = []
    for days in customers.values():
        paths.append(([(day - days[0]).days for day in days[1:VISITS]], (as_of - days[0]).days))
    for today in range(1, longest + 1):
        # Who stands where just before today, and who goes on today, of those watched today.
        standing, going = Counter(), Counter()
        for jumps, watched in paths:
            if watched >= today:
                before = sum(jump < today for jump in jumps)
                standing[before] += 1
                going[before] += today in jumps
        matrix = [[Decimal(int(i == j)) for j in range(VISITS)] for i in range(VISITS)]
        for i in range(VISITS - 1):
            if standing[i]:
                part = Decimal(going[i]) / Decimal(standing[i])
                matrix[i][i] -= part
                matrix[i][i + 1] += part
        state = [sum(state[i] * matrix[i][j] for i in range(VISITS)) for j in range(VISITS)]
        if today in HORIZONS:
            for visit in range(2, VISITS + 1):
                yield f"aalen-johansen {visit} {today}", f"{sum(state[visit - 1:]):.15f}"


def stage(days, as_of):
    silent = (as_of - days[-1]).days
    gaps = sorted((b - a).days for a, b in zip(days, days[1:]))
    dormant = max(2 * gaps[-2], 30) if len(gaps) >= 3 else 180
    if silent >= max(2 * dormant, 365):
        return "churned"
    if silent >= dormant:
        return "dormant"
    return "established" if len(days) >= 6 else "growing" if len(days) >= 4 else "new"


def stages(customers, as_of):
    known = {c: [day for day in days if day <= as_of] for c, days in customers.items()}
    counts = Counter(stage(days, as_of) for days in known.values() if days)
    for name in ["new", "growing", "established", "dormant", "churned"]:
        yield f"stage {as_of} {name}", str(counts[name])


def cohorts(rows):
    month = lambda day: day.year * 12 + day.month - 1
    members, active, spent = Counter(), defaultdict(set), defaultdict(Decimal)
    for customer, visits in rows.items():
        first = min(month(day) for day, _ in visits)
        members[first] += 1
        for day, amount in visits:
            active[first, month(day) - first].add(customer)
            spent[first, month(day) - first] += amount
    for first, offset in sorted(active):
        name = f"{first // 12}-{first % 12 + 1:02} {offset}"
        yield f"cohort-active {name}", str(len(active[first, offset]))
        yield f"cohort-amount {name}", f"{spent[first, offset]:.2f}"


def main():
    rows = read(*sys.argv[1:5])
    customers = days_of(rows)
    as_of = max(days[-1] for days in customers.values())
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["what", "value"])
    out.writerows(kaplan_meier(customers, as_of))
    out.writerows(aalen_johansen(customers, as_of))
    for day in [date(1997, 6, 30), date(1997, 12, 31), as_of]:
        out.writerows(stages(customers, day))
    out.writerows(cohorts(rows))


main()
