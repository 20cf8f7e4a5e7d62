#!/usr/bin/env python3
"""Memory that does not grow with rows, line lengths or compression, and ids that are made to collide.

    tests/slow/bounds.py [--rfm target/release/rfm] [--small] [memory] [bombs] [ids]

memory   many rows, long lines, one line of 10 GB from a pipe, under a hard limit of address space (prlimit --as) on top of what
         the kernel measured: at most 64 MiB and 128 bytes a customer and the bytes of the ids
bombs    gzip 1000:1, a zip bomb as a workbook, zstd: the limit holds, and where the run ends it says why
ids      customers whose ids are alike in length, ending, beginning, or by the multiples of a table's size: at most 3 times as long
         as random ones, in runs that take turns

--small: a hundredth of the rows and bytes. Needs Python 3, prlimit and, for `ids`, a release build.
"""

import argparse
import gzip
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
import zlib
from pathlib import Path

MIB = 1 << 20
HEADER = b"customer_id,date,amount\n"


class Bounds:
    def __init__(self, rfm, scale):
        self.rfm, self.scale, self.bad = rfm, scale, 0
        self.dir = Path(tempfile.mkdtemp(prefix="rfm-bounds-"))

    def run(self, args, feed=None, limit=None):
        """Exit code, message, peak memory in MiB, seconds. `limit`: bytes of address space."""
        command = ["prlimit", f"--as={limit}"] if limit else []
        command += [self.rfm, *args, "--no-config"]
        began = time.monotonic()
        child = subprocess.Popen(command, cwd=self.dir, stdin=subprocess.PIPE if feed else subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if feed:
            threading.Thread(target=self.feed, args=(child.stdin, feed), daemon=True).start()
        told = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        return child.returncode, told.decode(errors="replace"), usage.ru_maxrss / 1024, time.monotonic() - began

    @staticmethod
    def feed(stdin, pieces):
        try:
            for piece in pieces:
                stdin.write(piece)
            stdin.close()
        except BrokenPipeError:
            pass

    def check(self, what, run, limit_mib, code, words=()):
        returned, told, peak, seconds = run
        good = returned == code and peak <= limit_mib and all(word in told for word in words) and "panicked" not in told
        self.bad += not good
        print(f"{'' if good else 'BAD '}{what}: {peak:.0f} MiB of {limit_mib:.0f}, exit code {returned}, {seconds:.0f} s", flush=True)
        if not good or code:
            print(f"    {told.strip().splitlines()[-1][:160] if told.strip() else ''}", flush=True)


def rows(count, customers, pad=0):
    """So many rows; in small pieces, for what this program takes the kernel counts for the next one too."""
    note = b"," + b"x" * pad if pad else b""
    most = max(1, (256 << 10) // (40 + pad))
    piece = []
    for n in range(count):
        piece.append(b"C%07d,2026-%02d-%02d,%d.50%s\n" % (n * 7919 % customers, n % 12 + 1, n % 28 + 1, n % 900, note))
        if len(piece) == most:
            yield b"".join(piece)
            piece = []
    yield b"".join(piece)


def memory(b):
    limit = lambda customers: 64 + customers * (128 + 8) / MIB
    address = 1 << 30  # generous in addresses that are only reserved (threads' stacks and arenas), and hard
    for title, count, customers, pad in [("few customers", 10_000_000, 10_000, 0), ("many customers", 4_000_000, 1_000_000, 0), ("lines of 100 kB", 20_000, 1000, 100_000)]:
        count = max(count // b.scale, 1000)
        customers = min(customers, count)
        with open(b.dir / "in.csv", "wb") as file:
            file.write(HEADER.rstrip() + (b",note\n" if pad else b"\n"))
            file.writelines(rows(count, customers, pad))
        for args in [["score", "in.csv", "-q"], ["score", "in.csv", "-q", "--export", "out.csv"], ["clean", "in.csv", "-q", "-o", "out.csv"], ["inspect", "in.csv"]]:
            b.check(f"{title}, {count:,} rows, {' '.join(args)}", b.run(args, limit=address), limit(customers), 0)
    # One line that does not end, and one quote that does not close.
    size = 10 * 10**9 // b.scale
    endless = lambda start, filler: [start] + [filler * (MIB // len(filler))] * (size // MIB)
    for title, start, filler in [
        ("one line of 10 GB", HEADER + b"A,2026-01-05,", b"x"),
        ("one line of 10 GB as header", b"", b"x"),
        ("one line of 10 GB of delimiters", HEADER, b","),
        ("one line of 10 GB of quotes", HEADER, b'"'),
        ("a quote that opens 10 GB", HEADER + b'A,2026-01-05,"', b"1,2\n"),
        ("10 GB of blank lines", HEADER + b"A,2026-01-05,1\n", b"\n"),
        ("10 GB of commas in short lines", HEADER + b"A,2026-01-05,1\n", b",,,,,,,\n"),
    ]:
        for args in [["score", "-", "--as-of", "2026-02-01"], ["clean", "-", "-o", "out.csv"]]:
            code, words = (1, ["MiB"] if "line of" in title or "quote" in title else [])
            if title == "10 GB of blank lines" or (title.startswith("10 GB of commas") and args[0] == "clean"):
                code = 0
            if title.startswith("one line of 10 GB of quotes"):
                words = []
            if "header" in title and args[0] == "score":
                words = []
            b.check(f"{title} from a pipe, {args[0]}", b.run(args, feed=endless(start, filler), limit=address), 160, code, words)


def bombs(b):
    size = 10**9 // b.scale
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    with open(b.dir / "bomb.csv.gz", "wb") as file:
        file.write(packed.compress(HEADER))
        row = b"A,2026-01-05,1.00\n" * 50_000
        for _ in range(size // len(row)):
            file.write(packed.compress(row))
        file.write(packed.flush())
    ratio = size / (b.dir / "bomb.csv.gz").stat().st_size
    for args in [["score", "bomb.csv.gz", "-q"], ["clean", "bomb.csv.gz", "-q", "-o", "out.csv"]]:
        b.check(f"gzip of {size / 1e9:.1f} GB, {ratio:.0f}:1, {args[0]}", b.run(args, limit=1 << 30), 64, 0)
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    with open(b.dir / "line.csv.gz", "wb") as file:
        file.write(packed.compress(HEADER + b"A,2026-01-05,"))
        for _ in range(size // MIB):
            file.write(packed.compress(b"9" * MIB))
        file.write(packed.flush())
    for verb in ["score", "clean"]:
        b.check(f"one line of {size / 1e9:.1f} GB in a gzip, {verb}", b.run([verb, "line.csv.gz"], limit=1 << 30), 160, 1, ["MiB"])
    for title, cell in [("one cell repeated", b'<row r="%d"><c r="A%d" t="str"><v>A</v></c></row>'), ("blanks", b"")]:
        path = b.dir / "bomb.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
            book.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
            book.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
            book.writestr("xl/workbook.xml", '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>')
            book.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
            with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
                done = n = 0
                while done < size // 2:
                    n += 1
                    piece = cell % (n % 1048576 + 1, n % 1048576 + 1) if cell else b" " * (64 << 10)
                    done += sheet.write(piece)
                sheet.write(b"</sheetData></worksheet>")
        for verb in ["score", "clean"]:
            b.check(f"a zip bomb as a workbook ({title}, {path.stat().st_size / MIB:.1f} MiB for {size / 2e9:.1f} GB), {verb}", b.run([verb, "bomb.xlsx"], limit=2 << 30), 512, 1, ["bomb.xlsx"])


def ids(b):
    count = 400_000 // min(b.scale, 10)
    dice = random.Random(1)
    kinds = {
        "random": [f"{dice.getrandbits(48):012x}" for _ in range(count)],
        "numbers": [f"{n:012}" for n in range(count)],
        "multiples of 65536": [f"{n * 65536:012}" for n in range(count)],
        "alike but for the first letters": [f"{n:06x}000000" for n in range(count)],
        "alike but for one bit each": ["".join("ab"[n >> bit & 1] for bit in range(19)) for n in range(count)],
        "long and alike": ["x" * 40 + f"{n:06}" for n in range(count)],
        "bytes that add up alike": [chr(48 + n % 64) + chr(48 + n // 64 % 64) + chr(48 + n // 4096 % 64) + chr(48 + n // 262144 % 64) + chr(111 - n % 64) + chr(111 - n // 64 % 64) + chr(111 - n // 4096 % 64) + "zzzz" for n in range(count)],
    }
    for name, list_ in kinds.items():
        with open(b.dir / f"{name}.csv", "w") as file:
            file.write("customer_id,date,amount\n")
            for _ in range(3):
                file.writelines(f'"{one.replace(chr(34), chr(34) * 2)}",2026-01-05,1.00\n' if set(one) & set('",') else f"{one},2026-01-05,1.00\n" for one in list_)
    best = {name: float("inf") for name in kinds}
    for _ in range(5):
        for name in kinds:
            code, told, _, seconds = b.run(["score", f"{name}.csv", "-q"])
            if code:
                sys.exit(told)
            best[name] = min(best[name], seconds)
    for name, seconds in best.items():
        ratio = seconds / best["random"]
        b.bad += ratio > 3
        print(f"{'BAD ' if ratio > 3 else ''}ids, {name}: {ratio:.2f} times the time of random ones", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rfm", default="target/release/rfm")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args()
    bounds = Bounds(str(Path(options.rfm).resolve()), 100 if options.small else 1)
    try:
        for part, work in [("memory", memory), ("bombs", bombs), ("ids", ids)]:
            if part in (options.parts or ["memory", "bombs", "ids"]):
                work(bounds)
    finally:
        shutil.rmtree(bounds.dir)
    sys.exit(bounds.bad > 0)


if __name__ == "__main__":
    main()
