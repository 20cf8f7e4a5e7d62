#!/usr/bin/env python3
"""How well `rfm clean` reads what other programs write: the Pollock benchmark (Vitagliano et al., PVLDB 2023).

    tests/slow/pollock.py [--rfm target/release/rfm] [--pollock FOLDER] [--show 10]

Pollock spoils one table of 84 lines and 9 columns in 2,290 ways (a delimiter too many or missing in a row, a stray quote, other
quotes, delimiters, line ends, lines above the header, a second table …), and compares what a program loads with what was
meant: did it load, and precision, recall and F1 of header, records and cells. Ten measures from 0 to 1; the score is their sum,
averaged over the files, or weighted by how common each of these pollutions was in 3,712 surveyed files.

With --pollock the files are those of a clone of github.com/HPI-Information-Systems/Pollock, with its parameters and weights.
Without, they are made here, as its documentation describes them, from a table of the same shape that is made up; the weights
are the published ones, those of the rows' pollutions by group. Scores of the two may differ in the second decimal.

Twice: with parameters (dialect, lines above and of the header, as the benchmark gives them to each program) and without.
Needs Python 3 and nothing else.
"""

import argparse
import csv
import io
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

# --- the table -------------------------------------------------------------------------------------------------------------

HEADER = ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]


def table(seed=1):
    """84 rows as the benchmark's: quoted commas, doubled quotes, apostrophes, a backslash, a last column mostly blank."""
    dice = random.Random(seed)
    things = ["Trail Shoes", "Down Vest", "Camp Light, Two-Pack", "Dining Table, Round 48\"", "Kids' Sneaker", "Women's Capris", "Linen Shirt, Plaid", "9' Leader"]
    words = "light warm dry soft and for the with every season, trail comfort that lasts, it won't chip or warp".split(" ")
    rows = [HEADER]
    for n in range(83):
        day = datetime(2018, 1, 28) + timedelta(days=n)
        price = f"{dice.randint(100, 9999) / 100:.2f}"
        text = " ".join(dice.choice(words) for _ in range(dice.randint(6, 24))) + "."
        code = f"{dice.choice(['RI', 'CC', 'YY', 'BH'])}-{dice.randint(1000, 9999)}"
        rows.append([
            day.strftime("%d/%m/%Y"), f"{n // 4:02}:{15 * (n % 4):02}", str(dice.randint(0, 30)), code, price, dice.choice(things),
            text.capitalize(), f"https://www.example.com/product/{code.replace('-', '_')}.html", "sold out" if n % 17 == 5 else "",
        ])
    rows[12][6] = "Amazingly crisp action in our 8\\'9\" length rod, made for her."
    return rows


# --- the pollutions --------------------------------------------------------------------------------------------------------

PLAIN = {"encoding": "ascii", "delimiter": ",", "quotechar": '"', "escapechar": '"', "row_delimiter": "\r\n", "header_lines": 1, "preamble_lines": 0, "n_columns": 9}


def write(rows, delimiter=",", quote='"', escape=None, end="\r\n"):
    """The table in a dialect. Cells that hold a comma or a quote are quoted, as in the source."""
    escape = quote if escape is None else escape

    def cell(text):
        quoted = any(mark in text for mark in [",", '"', quote, "\r", "\n", delimiter.strip() or "\0"])
        return quote + text.replace(quote, escape + quote) + quote if quoted else text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


def pollutions():
    """Name, spoilt text, what was meant, parameters."""
    rows = table()
    text = write(rows)
    lines = [write([row]) for row in rows]
    cells = [[write([[cell]]).removesuffix("\r\n") if cell else "" for cell in row] for row in rows]
    yield "source", text, rows, {}
    yield "file_no_payload", "", [], {}
    yield "file_no_trailing_newline", text.removesuffix("\r\n"), rows, {}
    yield "file_double_trailing_newline", text + "\r\n", rows, {}
    yield "file_no_header", "".join(lines[1:]), rows[1:], {"header_lines": 0}
    for times in [2, 3]:
        joined = [" ".join([name] * times) for name in HEADER]
        yield f"file_header_multirow_{times}", lines[0] * times + "".join(lines[1:]), [joined, *rows[1:]], {"header_lines": times}
    yield "file_preamble", "PREAMBLE,,,,,,,,\r\n,,,,,,,,\r\n" + text, rows, {"preamble_lines": 2}
    for name, width in [("less", 8), ("same", 9), ("more", 10)]:
        second = [[f"{'col' if not n else 'cell'}{n}_{at}" for at in range(width)] for n in range(84)]
        yield f"file_multitable_{name}", text + write(second), rows, {}
    yield "file_header_only", lines[0], rows[:1], {}
    yield "file_one_data_row", "".join(lines[:2]), rows[:2], {}
    for name, more in [("0xA", {"end": "\n"}), ("0xD", {"end": "\r"})]:
        yield f"file_record_delimiter_{name}", write(rows, **more), rows, {"row_delimiter": more["end"]}
    for name, delimiter in [("0x3B", ";"), ("0x9", "\t"), ("0x2C_0x20", ", "), ("0x20", " ")]:
        # In the source's quotes: only what holds a comma has them, so blanks in other cells separate under a blank.
        spoilt = "".join(delimiter.join(row) + "\r\n" for row in cells)
        yield f"file_field_delimiter_{name}", spoilt, rows, {"delimiter": delimiter}
    quotes = str.maketrans({'"': "'"})
    single = "".join(",".join(cell.translate(quotes) if cell.startswith('"') else cell for cell in row) + "\r\n" for row in cells)
    meant = [[cell.replace('"', "'") if any(mark in cell for mark in ',"') else cell for cell in row] for row in rows]
    yield "file_quotation_char_0x27", single, meant, {"quotechar": "'", "escapechar": "'"}
    yield "file_escape_char_0x5C", write(rows, escape="\\"), rows, {"escapechar": "\\"}
    yield "file_escape_char_0x00", write(rows, escape=""), rows, {"escapechar": ""}
    for row in range(84):
        def spoil(changed):
            return "".join(lines[:row]) + changed + "\r\n" + "".join(lines[row + 1:])

        for at in range(9):
            before, after = cells[row][:at], cells[row][at:]
            more = ",".join([*before, "", *after]) if at else "," + ",".join(after)
            yield f"row_more_sep_row{row}_col{at}", spoil(more), rows, {}
            if at:
                less = ",".join(before) + ",".join([""] if not after else after)
                yield f"row_less_sep_row{row}_col{at}", spoil(less), rows, {}
            odd = list(cells[row])
            odd[at] = ('"' + odd[at]) if not odd[at].startswith('"') else '""' + odd[at][1:]
            meant = [list(line) for line in rows]
            meant[row][at] = '"' + meant[row][at]
            yield f"row_extra_quote{row}_col{at}", spoil(",".join(odd)), meant, {}
        yield f"row_field_delimiter_{row}_0x20", spoil(" ".join(cells[row])), rows, {}


WEIGHTS = {
    "source": 1, "file_no_payload": 15, "file_no_trailing_newline": 184, "file_double_trailing_newline": 5, "file_no_header": 470,
    "file_header_multirow_2": 47, "file_header_multirow_3": 47, "file_preamble": 282, "file_multitable_same": 62.667,
    "file_multitable_more": 62.667, "file_multitable_less": 62.667, "file_header_only": 3, "file_one_data_row": 4,
    "file_record_delimiter_0xD": 7, "file_record_delimiter_0xA": 1691, "file_field_delimiter_0x9": 4, "file_field_delimiter_0x3B": 834,
    "file_field_delimiter_0x20": 4, "file_field_delimiter_0x2C_0x20": 101, "file_quotation_char_0x27": 11, "file_escape_char_0x5C": 1,
    "file_escape_char_0x00": 7,
}
ROWS_WEIGHTS = {"row_less_sep": 0.36775, "row_more_sep": 0.37, "row_extra_quote": 0.0093, "row_field_delimiter": 0.12}


def weight(name):
    return WEIGHTS.get(name) or next(value for group, value in ROWS_WEIGHTS.items() if name.startswith(group))


# --- the measures ----------------------------------------------------------------------------------------------------------


def normal(cell):
    """A cell as the benchmark compares it: numbers, dates and times by value, other text without case."""
    if not cell.strip():
        return ""
    if cell in ("True", "true"):
        return "1"
    if cell in ("False", "false"):
        return "0"
    for kind in [int, float]:
        try:
            return str(kind(cell))
        except ValueError:
            pass
    for form in ["%d/%m/%Y", "%m/%d/%Y", "%H:%M"]:
        try:
            return str(datetime.strptime(cell, form))
        except ValueError:
            pass
    return cell.lower()


def measures(wanted, loaded):
    common = sum((wanted & loaded).values())
    if not common:
        return [0.0, 0.0, 0.0]
    first, second = common / wanted.total(), common / loaded.total()
    return [first, second, 2 * first * second / (first + second)]


def score(wanted, loaded):
    """The ten measures of a file; `loaded` is None where the program did not load it."""
    if loaded is None:
        return [0.0] + ([1.0] * 9 if not wanted else [0.0] * 9)
    if not wanted:
        return [1.0] * 10
    of = lambda rows: Counter("".join(map(normal, row)) for row in rows)
    header = measures(Counter(map(normal, wanted[0])), Counter(map(normal, loaded[0]))) if loaded else [0.0] * 3
    records = measures(of(wanted[1:]), of(loaded[1:])) if len(wanted) > 1 else [1.0] * 3
    cells = measures(Counter(cell for row in wanted for cell in row), Counter(cell for row in loaded for cell in row))
    return [1.0, *header, *records, *cells]


# --- the run ---------------------------------------------------------------------------------------------------------------


def flags(parameters):
    """What the benchmark tells every program, in the words of this one."""
    told = {**PLAIN, **parameters}
    delimiter, quote, escape = told["delimiter"], told["quotechar"], told["escapechar"]
    words = ["--delimiter", {"\t": "tab", " ": "space"}.get(delimiter, delimiter), "--uneven", "keep"]
    if quote and quote != '"':
        words += ["--quote", quote]
    if escape and escape != quote:
        words += ["--escape", escape]
    if told["header_lines"] == 0:
        words += ["--no-header"]
    else:
        words += ["--header-row", str(told["preamble_lines"] + 1), "--header-lines", str(told["header_lines"])]
    return words


def load(rfm, path, words):
    run = subprocess.run([rfm, "clean", path, "--no-config", "-q", *words], capture_output=True, timeout=60)
    if run.returncode:
        return None
    return list(csv.reader(io.StringIO(run.stdout.decode("utf-8"), newline="")))


def made_up(folder):
    for name, text, wanted, parameters in pollutions():
        path = folder / f"{name}.csv"
        path.write_bytes(text.encode("ascii"))
        yield name, path, wanted, parameters, weight(name)


def cloned(root):
    base = root / "polluted_files"
    weights = json.loads((root / "pollock_weights.json").read_text())
    for path in sorted((base / "csv").glob("*.csv")):
        with open(base / "clean" / path.name, newline="", encoding="utf-8-sig") as clean:
            wanted = list(csv.reader(clean))
        parameters = json.loads((base / "parameters" / f"{path.name}_parameters.json").read_text())
        yield path.stem, path, wanted, parameters, weights.get(path.name, 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rfm", default="target/release/rfm")
    parser.add_argument("--pollock", type=Path)
    parser.add_argument("--show", type=int, default=0, help="so many groups that lose most")
    options = parser.parse_args()
    rfm = str(Path(options.rfm).resolve())
    with tempfile.TemporaryDirectory() as folder:
        files = list(cloned(options.pollock) if options.pollock else made_up(Path(folder)))
        print(f"{len(files)} files, {'of the benchmark' if options.pollock else 'made as it describes them'}")
        for title, of in [("with parameters", flags), ("without", lambda parameters: [])]:
            def one(file):
                name, path, wanted, parameters, worth = file
                return name, sum(score(wanted, load(rfm, path, of(parameters)))), worth

            with ThreadPoolExecutor(2) as pool:
                scores = list(pool.map(one, files))
            simple = sum(points for _, points, _ in scores) / len(scores)
            weighted = sum(points * worth for _, points, worth in scores) / sum(worth for *_, worth in scores)
            print(f"{title}: {simple:.3f} simple, {weighted:.3f} weighted, of 10", flush=True)
            groups = defaultdict(list)
            for name, points, worth in scores:
                group = name if name.startswith("file") else "_".join(name.split("_")[:3]).rstrip("0123456789")
                groups[group].append((10 - points, worth))
            lost = sorted(groups.items(), key=lambda group: -sum(loss for loss, _ in group[1]))
            for name, losses in lost[: options.show]:
                print(f"  {name}: {len(losses)} files, {sum(loss for loss, _ in losses) / len(losses):.3f} lost in each")


if __name__ == "__main__":
    sys.exit(main())
