#!/usr/bin/env python3
"""Dirty files, made up, read by `rfm` and by the second implementation beside this file: both must find the same.

    python3 tests/oracle/differential.py target/release/rfm 1000        # so many files
    python3 tests/oracle/differential.py target/release/rfm 1 --seed 7  # the seventh alone; it stays where it is

Compared are the accounting with every rejected row and its reason, the as-of date, all sums, the thresholds, every customer's
R, F, M, scores and segment, and the eight segments. The same number of files is the same files every time.
"""
import csv, gzip, json, os, random, subprocess, sys, tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import rfm_oracle

IDS = ["A", "B", "C", "007", "7", "客户甲", "é", "é", "x,y", 'quo"te', "two\nlines", "a customer with a long id of many bytes",
       "Ａ", "0", "1.38E+10", "ab", "AB", "Z9", "𠮷", "12345678901234567"]
ORDERS = ["", "1", "2", "O-3", "0001", "an order number longer than sixteen bytes", "客"]
HEADER = ["order_id", "customer_id", "date", "amount", "note"]


def amount_text(r, cents, decimals):
    plain = f"{Decimal(cents).scaleb(-decimals):f}"
    size = plain.lstrip("-")
    whole, _, fraction = size.partition(".")
    grouped = f"{int(whole):,}" + (f".{fraction}" if fraction else "")
    sign = "-" if cents < 0 else ""
    return r.choice([plain] * 8 + [sign + grouped, f"{sign}¥{size}", f"{plain}元", plain.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
                                   f" {plain} ", f'="{plain}"', f"({size})" if cents < 0 else f"+{size}", f"{size}-" if cents < 0 else plain])


def date_text(r, day):
    return r.choice([day.isoformat()] * 6 + [f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}",
                                            f"{day} 23:59:59", f"{day}T08:30", f'="{day}"', f" {day} "])


def field(r, text, delimiter, careless):
    if any(mark in text for mark in (delimiter, '"', "\n", "\r")) or r.random() < careless:
        return '"' + text.replace('"', '""') + '"'
    return text


def bad_line(r, cells, join):
    """A line that is no sound row, or no row at all."""
    order, customer, day, amount, note = cells
    return r.choice([
        lambda: join([order, customer, r.choice(["never", "2025-02-30", "2025-13-01", "5/1/24", "2025-1"]), amount, note]),
        lambda: join([order, customer, r.choice(["", "N/A", "-"]), amount, note]),
        lambda: join([order, customer, r.choice(["9999-12-31", "1899-12-31", "2200-01-01"]), amount, note]),
        lambda: join([order, customer, day, r.choice(["x", "1 2", "1_000", "0x10", "5%", "--5", "1,23"]), note]),
        lambda: join([order, customer, day, r.choice(["", "N/A", "#REF!", "NULL"]), note]),
        lambda: join([order, customer, day, r.choice(["nan", "-inf", "Infinity"]), note]),
        lambda: join([order, customer, day, r.choice(["1000000000000000", "99999999999999999999"]), note]),
        lambda: join([order, customer, day, "0.0000001", note]),
        lambda: join([order, customer, day]), lambda: join(cells + ["more"]),
        lambda: join(["", " ", "", "", ""]), lambda: join(HEADER), lambda: "\ufeff" + join(HEADER),
        lambda: join([order, "A\0B", day, amount, note]), lambda: join([order, "A\x1b[31m", day, amount, note]),
        lambda: '"1"2' + join(["", customer, day, amount, note]),
        lambda: "", lambda: "\x00BAD\x00",  # becomes bytes that are no text
        lambda: join(["Total", "", "", amount, ""]),
    ])()


def make(r):
    """A file's bytes, and what both readers are told of it."""
    delimiter, line_end = r.choice([",", ",", ";", "\t", "|"]), r.choice(["\n", "\n", "\r\n", "\r"])
    encoding = r.choice(["utf-8", "utf-8", "utf-8", "gb18030"])
    careless, dirt = r.choice([0, 0.1, 1]), r.choice([0, 0.05, 0.3])
    decimals, size = r.choice([0, 2, 2, 2, 6]), r.choice([10**4, 10**6, 10**14])
    ids, first = r.sample(IDS, r.randint(1, len(IDS))), date(2025, 1, 1) + timedelta(r.randint(0, 300))
    join = lambda cells: delimiter.join(field(r, cell, delimiter, careless) for cell in cells)
    lines = [join(HEADER)]
    for _ in range(r.choice([0, 1, 2, 5, 20, 60, 200])):
        cents = r.choice([0, r.randint(-size, size), r.randint(0, size), r.randint(0, size), r.randint(1, 300)])
        cells = [r.choice(ORDERS), r.choice(ids + [""]) if dirt else r.choice(ids), date_text(r, first + timedelta(r.randint(0, r.choice([1, 40, 400])))),
                 amount_text(r, cents, decimals), r.choice(["", "n", 'a "quote"', "5\" pipe" if delimiter != '"' else "", "line\nbreak"])]
        # A blank line's line break would be a row of its own in the next one's eyes: both are no row.
        lines.append(bad_line(r, cells, join) if r.random() < dirt else join(cells))
    text = line_end.join(lines) + r.choice([line_end, line_end, "", line_end * 2])
    data = text.encode(encoding)
    if encoding == "utf-8":
        data = data.replace(b"\x00BAD\x00", b"\xff\xfe" + delimiter.encode() + b"\xbf\xcd")
        data = (b"\xef\xbb\xbf" if r.random() < 0.2 else b"") + data
    else:
        data = data.replace(b"\x00BAD\x00", b"\xff\xff")
    flags = ["--delimiter", delimiter, "--encoding", encoding, "--refunds", r.choice(["net", "net", "drop", "count"]),
             "--zero-amounts", r.choice(["keep", "drop"]), "--frequency", r.choice(["orders", "rows", "days"])]
    if r.random() < 0.4:
        flags += ["--as-of", (first + timedelta(r.randint(0, 500))).isoformat()]
    if r.random() < 0.4:
        flags += ["--window", r.choice(["12m", "1m", "90d", "5w", "1y"])]
    if r.random() < 0.3:
        flags += ["--cuts", r.choice(["r=30,60,90,180", "f=2,3,4,5", "m=20,500.5,10000,15000"])]
    if r.random() < 0.2:
        flags += ["--active-only"]
    return data, flags, r.choice([".csv", ".csv", ".csv.gz"])


ROLES = ["--id", "customer_id", "--date", "date", "--amount", "amount", "--order", "order_id"]


def read_by_rfm(rfm, file, flags, folder, threads):
    outputs = [str(folder / name) for name in ("report.json", "customers.csv", "rejects.csv")]
    for output in outputs:
        Path(output).unlink(missing_ok=True)
    command = [rfm, "score", str(file), "--no-config", "-q", "--lang", "en", "--max-rejects", "100%", "--threads", str(threads), "--header-row", "1",
               "-o", outputs[0], "--export", outputs[1], "--rejects", outputs[2]] + ROLES + flags
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        assert not any(Path(output).exists() for output in outputs), "a refusal wrote something"
        return {"exit": run.returncode, "told": run.stderr}
    report = json.load(open(outputs[0], encoding="utf-8"), parse_float=str)
    rows = lambda path: list(csv.DictReader(open(path, newline="", encoding="utf-8")))
    return {
        "as_of": report["as_of"], "monetary": report["monetary"],
        "accounting": {"read": report["rows"]["read"], "used": report["rows"]["used"], "left_out": report["rows"]["left_out"],
                       "rejected": [[int(row["line"]), row["reason"]] for row in rows(outputs[2])]},
        # The report has days as they are typed, for scores 5, 4, 3, 2.
        "thresholds": report["thresholds"] | {"r_at_most": report["thresholds"]["r_at_most"][::-1]}, "customers": rows(outputs[1]),
        "segments": [{key: row[key] for key in ("segment", "customers", "share", "value", "value_share")} for row in report["segments"]],
    }


def same_form(found):
    """Figures as figures: 2.50 and 2.5 are one threshold, 0 and 0.000000 one share."""
    number = lambda value: None if value in (None, "", "none") else Decimal(str(value))
    found["thresholds"] = {key: [number(value) for value in values] for key, values in found["thresholds"].items()}
    for row in found["segments"]:
        row.update(share=number(row["share"]), value_share=number(row["value_share"]))
    keys = ("customer_id", "last_purchase", "recency_days", "frequency", "monetary", "r", "f", "m", "rfm", "segment")
    found["customers"] = [{key: str(row[key]) for key in keys} for row in found["customers"]]
    return found


def differs(rfm, seed, folder):
    """None, or what each says of the file."""
    data, flags, suffix = make(random.Random(seed))
    file = folder / f"{seed}{suffix}"
    file.write_bytes(gzip.compress(data, 1) if suffix.endswith("gz") else data)
    theirs = read_by_rfm(rfm, file, flags, folder, 1 + seed % 3)
    ours = rfm_oracle.find(rfm_oracle.options([str(file)] + ROLES + flags))
    used = ours["accounting"]["used"] if ours["customers"] else 0
    told = theirs.get("told", "")
    if "exit" in theirs:
        expected = "[no_usable_rows]" in told or ("[no_data]" in told and ours["accounting"]["read"] == 0)
        result = None if used == 0 and expected else (told, f"{used} rows can be used")
    else:
        theirs, ours = same_form(theirs), same_form(ours)
        result = next(((f"{key}: {theirs[key]}", f"{key}: {ours[key]}") for key in theirs if theirs[key] != ours[key]), None)
    if result is None:
        file.unlink()
        return None, ours["accounting"]
    return f"{file} {' '.join(flags)}\n  rfm:    {result[0]}\n  oracle: {result[1]}", ours["accounting"]


def main():
    rfm, count = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    first = int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else 1
    folder = Path(tempfile.mkdtemp(prefix="rfm-differential-"))
    rows = used = rejected = wrong = 0
    reasons = set()
    for seed in range(first, first + count):
        difference, accounting = differs(rfm, seed, folder)
        rows, used = rows + accounting["read"], used + accounting["used"]
        rejected += len(accounting["rejected"])
        reasons |= {reason for _, reason in accounting["rejected"]} | set(accounting["left_out"])
        if difference:
            wrong += 1
            print(difference, file=sys.stderr)
    print(f"{count} files, {rows} rows ({used} used, {rejected} rejected, the rest left out), {len(reasons)} reasons, {wrong} differences")
    if not wrong:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
