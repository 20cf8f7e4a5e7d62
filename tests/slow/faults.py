#!/usr/bin/env python3
"""Every output of rfm, and its store, under every fault that can be thrown at them.

    tests/slow/faults.py [--rfm target/release/rfm] [--only WORD] [points] [kills] [random=1000] [system]

points   the n-th write, fsync, rename, close, read, open and unlink fails, once or from then on, for every n until a run
         completes: every output is the old or the new file, never a part; the exit code and the message tell; no temporary
         file stays
kills    the run is killed at the n-th of these calls, for every n: every output is the old or the new file, and the next
         run goes through
random   the run is killed at a random moment, so many times
system   a full disk, a limit on file size, read-only places, missing permissions, two runs at once, an input that shrinks,
         vanishes or comes slowly, an output that is closed, signals

Without words all of them. It needs strace (points, kills) and for `system` root; what cannot be done here is said. SQLite
calls the store sound (integrity_check), and it has all of a run or nothing.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OLD = b"yesterday's\n"
WRITES = "write,writev,pwrite64,pwritev,sendfile,copy_file_range"
# The calls, what they fail with, and whether they fail once or from then on too. The first of them are those of the program's
# start, of which nothing is to be learned: they are counted in a run that only tells its version, and left out.
FAULTS = [
    (WRITES, "ENOSPC", ["", "+"]),
    ("fsync,fdatasync", "EIO", ["", "+"]),
    ("rename,renameat,renameat2", "EIO", [""]),
    ("close", "EIO", [""]),
    ("read,readv,pread64", "EIO", ["", "+"]),
    ("openat,open", "EMFILE", ["", "+"]),
    ("ftruncate,fallocate", "ENOSPC", [""]),
]
KILL_AT = WRITES + ",fsync,fdatasync,rename,renameat,renameat2,openat,unlink,unlinkat,ftruncate"


class Case:
    """A command, the files that it writes, and for tasks the store instead."""

    def __init__(self, name, args, outputs=(), store=None, prepare=None):
        self.name, self.args, self.outputs, self.store, self.prepare = name, args, list(outputs), store, prepare


def cases():
    for end in ["csv", "json", "md", "html", "xlsx"]:
        yield Case(f"report .{end}", ["score", "visits.csv", "-o", f"out.{end}"], [f"out.{end}"])
    for end in ["csv", "jsonl", "xlsx"]:
        yield Case(f"customers .{end}", ["score", "visits.csv", "--export", f"out.{end}"], [f"out.{end}"])
    yield Case("rejects", ["score", "dirty.csv", "--rejects", "out.csv"], ["out.csv"])
    yield Case("receipt", ["score", "visits.csv", "--receipt", "out.json"], ["out.json"])
    yield Case("save-cuts", ["score", "visits.csv", "--save-cuts", "out.toml"], ["out.toml"])
    yield Case("calendar .ics", ["calendar", "visits.csv", "-o", "out.ics"], ["out.ics"])
    yield Case("cleaned file", ["clean", "dirty.csv", "-o", "out.csv", "--rejects", "left.csv"], ["out.csv", "left.csv"])
    yield Case(
        "five at once",
        ["score", "dirty.csv", "-o", "a.md", "--export", "b.csv", "--rejects", "c.csv", "--save-cuts", "d.toml", "--receipt", "e.json"],
        ["a.md", "b.csv", "c.csv", "d.toml", "e.json"],
    )
    sync = ["tasks", "--store", "tasks.db", "sync", "visits.csv", "--preset", "after-sales"]
    yield Case("store, new", sync, store="tasks.db")
    yield Case("store, next week", sync + ["--as-of", "2026-11-09"], store="tasks.db", prepare=sync + ["--as-of", "2026-11-02"])


class Bench:
    """Runs a case in a directory of its own."""

    def __init__(self, rfm, case, inputs):
        self.rfm, self.case = rfm, case
        self.home = Path(tempfile.mkdtemp(prefix="rfm-faults-"))
        self.work, self.temp = self.home / "work", self.home / "temp"
        self.inputs = inputs
        self.before = None
        self.reset()
        if case.prepare:
            self.must(case.prepare)
            self.before = (self.work / case.store).read_bytes()
        self.old = self.state()
        self.must(self.case.args)
        self.new = self.state()
        if self.old == self.new:
            raise SystemExit(f"{case.name}: the run changes nothing, so nothing would be tested")

    def close(self):
        shutil.rmtree(self.home)

    def reset(self):
        for place in [self.work, self.temp]:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
        for name, content in self.inputs.items():
            (self.work / name).write_bytes(content)
        for name in self.case.outputs:
            (self.work / name).write_bytes(OLD)
        if self.before is not None:
            (self.work / self.case.store).write_bytes(self.before)

    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("RFM_", "LC_", "RUST_"))}
        return {**kept, "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home), "LANG": "C", "TZ": "UTC", "TMPDIR": str(self.temp)}

    def run(self, args, before=(), **more):
        threads = [] if args[0] in ("clean", "tasks") and "sync" not in args else ["--threads", "1"]
        command = [*before, str(self.rfm), *args, *threads]
        return subprocess.run(command, cwd=self.work, env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=120, **more)

    def must(self, args):
        run = self.run(args)
        if run.returncode != 0:
            raise SystemExit(f"{self.case.name}: {args} fails by itself: {run.stderr.decode()}")

    def state(self):
        """What the user would find: the outputs' bytes, or the rows of the store."""
        if self.case.store is None:
            # A receipt tells how long the run took, and nothing else of the moment.
            return {name: steady(self.work / name) for name in self.case.outputs}
        path = self.work / self.case.store
        if not path.exists() or path.stat().st_size == 0:
            return ()
        copy = self.home / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for end in ["", "-wal", "-journal"]:
            if (self.work / (self.case.store + end)).exists():
                shutil.copy(self.work / (self.case.store + end), copy / (self.case.store + end))
        base = sqlite3.connect(copy / self.case.store)
        try:
            if base.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return "broken"
            tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
            counts = tuple((table, base.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]) for table in tables)
            # A store with its tables and nothing in them is as good as none.
            return counts if any(rows for table, rows in counts if table in ("task", "event", "customer")) else ()
        except sqlite3.DatabaseError as error:
            return f"broken: {error}"
        finally:
            base.close()

    def leftovers(self):
        return [str(path.relative_to(self.home)) for place in [self.work, self.temp] for path in place.rglob("*") if path.name.startswith(".rfm-") or place == self.temp]


def steady(path):
    content = path.read_bytes()
    if path.suffix == ".json" and b'"seconds"' in content:
        receipt = json.loads(content)
        return json.dumps({key: value for key, value in receipt.items() if key != "seconds"}).encode()
    return content


def judge(bench, run, may_leave, trace=""):
    """What is wrong after a run, in words; None when all is well."""
    case, now, told = bench.case, bench.state(), run.stderr.decode(errors="replace")
    # The standard library itself panics where a directory cannot be closed, which no disk is known to do. All else holds.
    is_closedir = "unexpected error during closedir" in told
    if (run.returncode == 101 or "panicked" in told) and not is_closedir:
        return f"panic: {told[:300]}"
    if case.store is None:
        parts = [name for name in case.outputs if now[name] not in (bench.old[name], bench.new[name])]
        if parts:
            return f"{', '.join(parts)} neither old nor new"
        replaced = [name for name in case.outputs if now[name] != bench.old[name]]
        if run.returncode == 0 and now != bench.new:
            return "exit code 0, and an output is old"
        if run.returncode > 0 and replaced and "already replaced" not in told:
            return f"exit code {run.returncode}, and {', '.join(replaced)} replaced without a word"
    elif now not in (bench.old, bench.new):
        return f"the store is neither old nor new: {now}"
    elif run.returncode == 0 and now != bench.new:
        return "exit code 0, and the store is old"
    if run.returncode not in (0, 1, 2, 74, 75, 127) and not is_closedir and run.returncode >= 0:
        return f"exit code {run.returncode}"
    if run.returncode < 0 and not may_leave:
        return f"ended by signal {-run.returncode}: {told[:200]}"
    if run.returncode > 0 and not told.strip() and not any("(2, " in line and "INJECTED" in line for line in trace.splitlines()):
        return "no message"
    left = bench.leftovers()
    if left and not may_leave:
        return f"left behind: {left}"
    return None


def traced(bench, injection):
    """A run with a fault, and whether the fault was met."""
    trace = bench.home / "trace"
    calls = injection.split(":")[0]
    before = ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={calls}", "-e", f"inject={injection}"]
    run = bench.run(bench.case.args, before)
    met = trace.read_text(errors="replace")
    return run, "INJECTED" in met or "killed by SIGKILL" in met, met


def of_the_start(rfm, calls):
    """How many of these calls the program makes before it does anything."""
    with tempfile.NamedTemporaryFile() as trace:
        subprocess.run(["strace", "-qq", "-o", trace.name, "-e", f"trace={calls}", str(rfm), "--version"], stdout=subprocess.DEVNULL)
        return sum("write(1" not in line for line in Path(trace.name).read_text(errors="replace").splitlines())


def points(bench):
    done, bad = 0, []
    for calls, error, ways in FAULTS:
        start = of_the_start(bench.rfm, calls)
        for then in ways:
            n = start // 2  # not all of them: some come later when more is asked for
            while True:
                n += 1
                bench.reset()
                run, met, trace = traced(bench, f"{calls}:error={error}:when={n}{then}")
                if not met:
                    break
                done += 1
                wrong = judge(bench, run, may_leave=False, trace=trace)
                if wrong is None and calls.startswith(("fsync", "rename")) and run.returncode not in (0, 74) and bench.case.store is None:
                    wrong = f"exit code {run.returncode} for an output"
                if wrong:
                    line = next((line for line in trace.splitlines() if "INJECTED" in line), "")
                    bad.append(f"{calls.split(',')[0]} {error} at {n}{then}: {wrong} [{line[:100]}]")
                if n > 3000:
                    bad.append(f"{calls}: no end")
                    break
    return done, bad


def kills(bench):
    done, bad, n = 0, [], of_the_start(bench.rfm, KILL_AT) // 2
    while True:
        n += 1
        bench.reset()
        run, met, _ = traced(bench, f"{KILL_AT}:signal=KILL:when={n}")
        if not met:
            return done, bad
        done += 1
        wrong = judge(bench, run, may_leave=True)
        if wrong is None:
            was_done = bench.case.store is not None and bench.state() == bench.new
            again = bench.run(bench.case.args)
            now = bench.state()
            # Where the store had all of the run already, a second run of the same week adds its own line to the history.
            if again.returncode != 0 or str(now).startswith("broken") or (now != bench.new and not was_done):
                wrong = f"the next run does not go through: {again.stderr.decode()[:200]}"
        if wrong:
            bad.append(f"kill at {n}: {wrong}")


def killed_at_random(bench, times, seed=1):
    began = time.monotonic()
    bench.reset()
    bench.run(bench.case.args)
    whole = time.monotonic() - began
    chance, bad, seen = random.Random(seed), [], {"old": 0, "new": 0, "some of several": 0}
    for n in range(times):
        bench.reset()
        threads = ["--threads", "1"] if bench.case.args[0] != "clean" else []
        child = subprocess.Popen(
            [str(bench.rfm), *bench.case.args, *threads], cwd=bench.work, env=bench.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.random() * whole * 1.1)
        child.kill()
        child.wait()
        now = bench.state()
        if bench.case.store is None:
            parts = [name for name in bench.case.outputs if now[name] not in (bench.old[name], bench.new[name])]
            if parts:
                bad.append(f"random kill {n}: {', '.join(parts)} neither old nor new")
        elif now not in (bench.old, bench.new):
            bad.append(f"random kill {n}: the store is neither old nor new: {now}")
        seen["old" if now == bench.old else "new" if now == bench.new else "some of several"] += 1
    return times, bad, seen


def made_up(rfm):
    """Visits, and the same with rows that cannot be read."""
    visits = subprocess.run([str(rfm), "demo", "--customers", "60", "--no-config"], capture_output=True, check=True).stdout
    header, *rows = visits.decode().splitlines()
    rows[5] += ",more"
    rows[9] = rows[9].rsplit(",", 1)[0]
    dirty = "\n".join([header, *rows]).encode() + b"\n\xff,2026-01-01\n"
    return {"visits.csv": visits, "dirty.csv": dirty}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rfm", default="target/release/rfm")
    parser.add_argument("--only", default="", help="cases whose name has this word")
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args()
    rfm = Path(options.rfm).resolve()
    parts = dict(part.partition("=")[::2] for part in options.parts or ["points", "kills", "random=1000", "system"])
    inputs = made_up(rfm)
    failed = 0

    def report(what, done, bad, more=""):
        nonlocal failed
        failed += len(bad)
        print(f"{what}: {done} tried, {len(bad)} bad{more}", flush=True)
        for line in bad[:12]:
            print(f"  {line}", flush=True)

    has_strace = shutil.which("strace") is not None
    if not has_strace and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "strace"], check=False)
        has_strace = shutil.which("strace") is not None
    for part, work in [("points", points), ("kills", kills)]:
        if part in parts and not has_strace:
            print(f"skipped: no strace here, so no {part}", file=sys.stderr)
        elif part in parts:
            total = 0
            for case in cases():
                if options.only in case.name:
                    bench = Bench(rfm, case, inputs)
                    done, bad = work(bench)
                    report(f"{part}, {case.name}", done, bad)
                    total += done
                    bench.close()
            print(f"{part}: {total} in all", flush=True)
    if "random" in parts:
        chosen = [case for case in cases() if case.name in ("five at once", "cleaned file", "customers .xlsx", "store, next week")]
        chosen = [case for case in chosen if options.only in case.name]
        times = int(parts["random"] or 1000) // max(len(chosen), 1)
        for case in chosen:
            bench = Bench(rfm, case, inputs)
            done, bad, seen = killed_at_random(bench, times)
            report(f"random kills, {case.name}", done, bad, f" ({seen})")
            bench.close()
    if "system" in parts:
        import system_faults

        done, bad = system_faults.run(rfm, inputs)
        report("system", done, bad)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
