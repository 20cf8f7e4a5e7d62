#!/usr/bin/env python3
"""A second, independent reading of the rules: scores a plain CSV and prints what `rfm score` should find.

It shares no code with the program and knows the plain cases and the common dirt: one encoding, one delimiter, dates that
begin with the year (or a strptime pattern), amounts with currency signs, groups and full-width digits; bytes that are no
text, control characters, rows of the wrong length or with text after a closing quote. Run it on a fixture and compare:

    python3 tests/oracle/rfm_oracle.py fixtures/customers.csv --id customer_id --date date --amount amount --order order_id

With --export it prints the customers as CSV in place of the JSON report.
"""
import argparse, calendar, csv, gzip, io, json, re, sys, unicodedata
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

EXACT = Context(prec=60)
SEGMENTS = {"HHH": "important-value", "LHH": "important-keep", "HLH": "important-develop", "LLH": "important-win-back",
            "HHL": "general-value", "LHL": "general-keep", "HLL": "general-develop", "LLL": "lost"}
PRESET = {"r": "30,60,90,180", "f": "2,3,4,5", "m": "2000,5000,10000,15000"}


class Rejected(Exception):
    """A row that cannot be read; the message is the reason."""


def narrow(cell):
    """Full-width forms to ASCII, blanks around it away, and `="…"` taken off."""
    text = unicodedata.normalize("NFKC", cell).strip()
    wrapped = re.fullmatch(r'="(.*)"', text)
    return wrapped[1].strip() if wrapped else text


DATE = re.compile(r"(\d{4})(?:([-/.]) ?(\d{1,2})\2 ?(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d\d)(\d\d))(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?")


def read_date(cell, pattern):
    text = narrow(cell)
    if not text.strip("-") or text.lower() in ("null", "n/a", "#n/a", "none", "无"):
        raise Rejected("missing_date")
    try:
        if pattern:
            day = datetime.strptime(text, pattern).date()
        else:
            found = DATE.fullmatch(text)
            if not found:
                raise ValueError
            year, _, *parts, hour, minute, second = found.groups()
            month, day = [part for part in parts if part]
            if hour and not (int(hour) < 24 and int(minute) < 60 and int(second or 0) <= 60):
                raise ValueError
            if not 1 <= int(month) <= 12 or not 1 <= int(day) <= calendar.monthrange(int(year) or 4, int(month))[1]:
                raise ValueError
            if not 1900 <= int(year) <= 2199:
                raise Rejected("date_out_of_range")
            day = date(int(year), int(month), int(day))
    except ValueError:
        raise Rejected("bad_date")
    if not 1900 <= day.year <= 2199:
        raise Rejected("date_out_of_range")
    return day


def read_amount(cell):
    text = narrow(cell).lower()
    if text in ("", "-", "--", "n/a", "na", "null", "none", "#n/a", "#ref!", "无"):
        raise Rejected("missing_amount")
    negative = False
    if re.fullmatch(r"\(.*\)", text):
        negative, text = True, text[1:-1].strip()
    text = text.replace("¥", "", 1).strip() if text.strip("+-").startswith("¥") else text.removesuffix("元").strip()
    sign = re.match(r"[+-]", text) or re.search(r"-$", text)
    if sign:
        if negative:
            raise Rejected("bad_amount")
        negative, text = sign[0] == "-", text[1:].strip() if sign.start() == 0 else text[:-1].strip()
    if text in ("nan", "inf", "infinity"):
        raise Rejected("not_finite")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", text):
        text = text.replace(",", "")
    if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", text):
        raise Rejected("bad_amount")
    amount = EXACT.create_decimal(text)
    if amount >= 10**15:
        raise Rejected("out_of_range")
    if EXACT.multiply(amount, 10**6) % 1:
        raise Rejected("too_precise")
    return -amount if negative else amount


def window_start(as_of, window):
    """The last day that does not count."""
    count, unit = int(window[:-1]), window[-1]
    if unit in "dw":
        return as_of - timedelta(days=count * (7 if unit == "w" else 1))
    months = as_of.year * 12 + as_of.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(as_of.day, calendar.monthrange(year, month + 1)[1]))


def cut_points(values):
    """c1..c4: the smallest values that at least 20, 40, 60, 80% do not exceed."""
    ordered = sorted(values)
    return [ordered[-(-k * len(ordered) // 5) - 1] for k in (1, 2, 3, 4)] if ordered else []


def quintiles_at_least(values):
    return [min((v for v in values if v > cut), default=None) for cut in cut_points(values)] or [None] * 4


def quintiles_at_most(values):
    return list(reversed(cut_points(values))) or [None] * 4


def score(steps, reached):
    return max([s for s, step in zip((2, 3, 4, 5), steps) if step is not None and reached(step)], default=1)


def read_rows(o):
    """Yields each record's first physical line, its cells and its text; a line without a character is no row."""
    data = (gzip.open if o.file.endswith(".gz") else open)(o.file, "rb").read()
    # Bytes that are no text become lone surrogates, one each.
    data = data.decode(o.encoding, errors="surrogateescape").removeprefix("\ufeff")
    # A mark begins a row where files were put one after the other.
    lines = [line.lstrip("\ufeff") for line in io.StringIO(data, newline="").readlines()[o.skip_lines:]]
    reader, first = csv.reader(lines, delimiter=o.delimiter), 1
    for cells in reader:
        if cells:
            yield first + o.skip_lines, cells, "".join(lines[first - 1:reader.line_num]).lstrip("\r\n")
        first = reader.line_num + 1


def has_bad_quote(row, delimiter):
    """Text after a closing quote."""
    d = re.escape(delimiter)
    return any(field[1] for field in re.findall(rf'(?:^|{d})(?:"((?:[^"]|"")*)"([^{d}\r\n]*)|[^"{d}\r\n][^{d}\r\n]*|)', row))


def text_of(cell):
    """An id as it is meant: blanks around it away, and `="007"` taken off."""
    wrapped = re.fullmatch(r'="(.*)"', cell.strip(" \t\r\n"), re.DOTALL)
    return (wrapped[1] if wrapped else cell).strip(" \t\r\n")


def has_control(cell):
    return any((c < " " and c not in "\t\n\r") or c == "\x7f" for c in cell)


def options(arguments=None):
    p = argparse.ArgumentParser()
    p.add_argument("file")
    for role in ("id", "date", "amount", "order", "profit", "cost", "status", "recency", "frequency-column"):
        p.add_argument("--" + role)
    p.add_argument("--kind", default="transactions", choices=["transactions", "customers"])
    p.add_argument("--delimiter", default=","), p.add_argument("--encoding", default="utf-8")
    p.add_argument("--skip-lines", type=int, default=0), p.add_argument("--date-format")
    p.add_argument("--as-of"), p.add_argument("--window"), p.add_argument("--refunds", default="net")
    p.add_argument("--zero-amounts", default="keep"), p.add_argument("--frequency")
    p.add_argument("--status-drop", action="append", default=["交易关闭", "已取消", "cancelled"])
    p.add_argument("--cuts", action="append", default=[]), p.add_argument("--preset", action="store_true")
    p.add_argument("--active-only", action="store_true"), p.add_argument("--export", action="store_true")
    o = p.parse_args(arguments)
    if o.preset:
        o.window, o.zero_amounts = o.window or "12m", "drop"
        o.cuts = [f"{m}={steps}" for m, steps in PRESET.items()]
    return o


def find(o):
    """What the file comes to."""
    table = o.kind == "customers"

    rejected, left_out, sound = [], {}, []
    rows = read_rows(o)
    header = [name.strip() for name in next(rows)[1]]
    read = 0
    for line, cells, text in rows:
        read += 1
        try:
            if re.search("[\udc80-\udcff]", text):
                raise Rejected("undecodable")
            if not any(cell.strip() for cell in cells):
                raise Rejected("empty_row")
            if len(cells) != len(header):
                raise Rejected("field_count")
            if has_bad_quote(text, o.delimiter):
                raise Rejected("bad_quote")
            if [cell.strip().removeprefix("\ufeff") for cell in cells] == header:
                raise Rejected("repeated_header")
            cell = dict(zip(header, cells)).get
            count = None
            if table:
                if not re.fullmatch(r"\d+", cell(o.frequency_column).strip()):
                    raise Rejected("bad_frequency")
                count = int(cell(o.frequency_column))
            never = table and count == 0 and not (o.date and cell(o.date).strip())
            day = None if never or not o.date else read_date(cell(o.date), o.date_format)
            days = int(cell(o.recency)) if table and o.recency and not o.date else None
            if "*" in o.amount:
                amount = EXACT.multiply(*(read_amount(cell(name)) for name in o.amount.split("*")))
            else:
                amount = read_amount(cell(o.amount))
            profit = amount - read_amount(cell(o.cost)) if o.cost else read_amount(cell(o.profit)) if o.profit else None
            if has_control(cell(o.id)):
                raise Rejected("control_character")
            sound.append({"line": line, "id": text_of(cell(o.id)), "day": day, "days": days, "count": count, "amount": amount,
                          "profit": profit, "order": text_of(cell(o.order)) if o.order else "",
                          "status": cell(o.status).strip() if o.status else None})
        except Rejected as reason:
            rejected.append([line, str(reason)])

    is_refund = lambda r: r["amount"] < 0 and o.refunds != "count" and not table
    # Of the rows that count for somebody: not of anonymous, cancelled or dropped ones.
    counts = lambda r: (r["day"] and r["id"] and r["status"] not in o.status_drop and not (is_refund(r) and o.refunds == "drop")
                        and not (r["amount"] == 0 and o.zero_amounts == "drop"))
    as_of = date.fromisoformat(o.as_of) if o.as_of else max((r["day"] for r in sound if counts(r)), default=None)
    start = window_start(as_of, o.window) if o.window and as_of else date.min
    by_orders = o.frequency or ("orders" if o.order else "rows")
    customers, used, decimals = {}, 0, 2
    for number, r in enumerate(sound):
        refund = is_refund(r)
        reason = ("status" if r["status"] in o.status_drop else "no_customer" if not r["id"]
                  # A date that follows from the rows that count is known too late to be told of others, unless a window needs it.
                  else "after_as_of" if r["day"] and as_of and r["day"] > as_of and (o.as_of or o.window)
                  else "dropped_refund" if refund and o.refunds == "drop"
                  else "zero_amount" if r["amount"] == 0 and o.zero_amounts == "drop"
                  else "before_window" if refund and r["day"] <= start else None)
        if reason:
            left_out[reason] = left_out.get(reason, 0) + 1
            continue
        used, decimals = used + 1, max(decimals, -r["amount"].as_tuple().exponent)
        c = customers.setdefault(r["id"], {"last": None, "days": None, "bought": set(), "count": 0, "m": Decimal(0), "profit": Decimal(0)})
        if table:
            c.update(last=r["day"], days=r["days"], count=r["count"], m=r["amount"], profit=r["profit"] or Decimal(0))
            continue
        if not refund:
            c["last"] = max(c["last"] or r["day"], r["day"])
        if r["day"] > start:
            c["m"], c["profit"] = EXACT.add(c["m"], r["amount"]), EXACT.add(c["profit"], r["profit"] or Decimal(0))
            if not refund:
                c["bought"].add(r["day"] if by_orders == "days" else r["order"] if by_orders == "orders" and r["order"] else number)
    for c in customers.values():
        c["f"] = c["count"] if table else len(c["bought"])
        c["r"] = (as_of - c["last"]).days if c["last"] else c["days"]
    if o.active_only:
        customers = {i: c for i, c in customers.items() if c["f"] > 0}

    buyers = [c for c in customers.values() if c["f"] >= 1]
    fixed = {cut[0]: [Decimal(step) for step in cut[2:].split(",")] for cut in o.cuts}
    r_at_most = fixed["r"][::-1] if "r" in fixed else quintiles_at_most([c["r"] for c in buyers])
    f_at_least = fixed.get("f") or quintiles_at_least([c["f"] for c in buyers])
    m_at_least = fixed.get("m") or quintiles_at_least([c["m"] for c in buyers])

    listed, has_profit = [], bool(o.profit or o.cost)
    for id in sorted(customers, key=lambda i: i.encode()):
        c = customers[id]
        s = [1 if c["r"] is None else score(r_at_most, lambda d: c["r"] <= d)]
        s += [score(f_at_least, lambda a: c["f"] >= a), score(m_at_least, lambda a: c["m"] >= a)] if c["f"] else [1, 1]
        listed.append({"customer_id": id, "last_purchase": str(c["last"] or ""), "recency_days": "" if c["r"] is None else c["r"],
                       "frequency": c["f"], "monetary": f"{c['m']:.{decimals}f}", "r": s[0], "f": s[1], "m": s[2],
                       "rfm": "".join(map(str, s)), "segment": SEGMENTS["".join("H" if x >= 4 else "L" for x in s)],
                       "value": c["profit"] if has_profit else c["m"]})
    total = sum((c["value"] for c in listed), Decimal(0))
    fraction = lambda part, whole: str((Decimal(part) / whole).quantize(Decimal("1e-6"), ROUND_HALF_UP)) if whole > 0 else None
    segments = []
    for slug in SEGMENTS.values():
        mine = [c["value"] for c in listed if c["segment"] == slug]
        segments.append({"segment": slug, "customers": len(mine), "share": fraction(len(mine), len(listed)),
                         "value": f"{sum(mine, Decimal(0)):.{decimals}f}", "value_share": fraction(sum(mine, Decimal(0)), total)})
    for c in listed:
        del c["value"]
    accounting = {"read": read, "used": used, "rejected": rejected, "left_out": left_out}
    assert read == used + len(rejected) + sum(left_out.values())
    steps = lambda values: [None if v is None else str(v) for v in values]
    thresholds = {"r_at_most": steps(r_at_most), "f_at_least": steps(f_at_least), "m_at_least": steps(m_at_least)}
    monetary = f"{sum((Decimal(c['monetary']) for c in listed), Decimal(0)):.{decimals}f}"
    return {"as_of": str(as_of), "accounting": accounting, "monetary": monetary, "thresholds": thresholds, "customers": listed, "segments": segments}


def main():
    o = options()
    found = find(o)
    if o.export:
        out = csv.DictWriter(sys.stdout, list(found["customers"][0]), lineterminator="\n")
        out.writeheader(), out.writerows(found["customers"])
        return
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    main()
