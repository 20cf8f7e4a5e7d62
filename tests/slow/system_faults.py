"""The part `system` of faults.py: disks, permissions, signals, pipes, and inputs that do not keep still."""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OLD = b"yesterday's\n"


class Place:
    """A directory with inputs, and yesterday's output."""

    def __init__(self, rfm, inputs, where=None):
        self.rfm = rfm
        self.path = Path(where or tempfile.mkdtemp(prefix="rfm-system-"))
        os.chmod(self.path, 0o755)
        for name, content in inputs.items():
            (self.path / name).write_bytes(content)

    def rfm_does(self, *args, before=(), **more):
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C"}
        more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run([*before, str(self.rfm), *args], cwd=self.path, env=environment, capture_output=True, timeout=120, **more)

    def start(self, *args, **more):
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C"}
        more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen([str(self.rfm), *args], cwd=self.path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)

    def names(self):
        return sorted(path.name for path in self.path.rglob("*") if path.is_file())


def run(rfm, inputs):
    """How many things were tried, and what went wrong."""
    tried, bad = 0, []

    def check(what, holds, told=b""):
        nonlocal tried
        tried += 1
        if not holds:
            bad.append(f"{what}: {told.decode(errors='replace')[-300:]}")

    is_root = os.geteuid() == 0
    outputs = [
        ("csv", ["score", "visits.csv", "--export", "out/out.csv"]),
        ("html", ["score", "visits.csv", "-o", "out/out.html"]),
        ("xlsx", ["score", "visits.csv", "-o", "out/out.xlsx"]),
        ("cleaned", ["clean", "visits.csv", "-o", "out/out.csv"]),
    ]

    def refused(what, place, run, name):
        told, out = run.stderr, place.path / "out"
        kept = (out / name).read_bytes() == OLD
        left = [n for n in os.listdir(out) if n != name]
        check(f"{what}, {name}", run.returncode == 74 and kept and not left and b"panicked" not in told and name.encode() in told, told + str(left).encode())

    for kind, args in outputs:
        name = Path(args[-1]).name
        place = Place(rfm, inputs)
        out = place.path / "out"
        out.mkdir()
        # A full disk: a tmpfs of the one page that is taken.
        if is_root and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", out]).returncode == 0:
            (out / name).write_bytes(OLD)
            run = place.rfm_does(*args)
            refused("disk full", place, run, name)
            subprocess.run(["mount", "-o", "remount,ro", out], check=True)
            run = place.rfm_does(*args)
            refused("read-only file system", place, run, name)
            subprocess.run(["umount", out], check=True)
        else:
            print("skipped: no mount here, so no full disk and no read-only file system", file=sys.stderr)
        (out / name).write_bytes(OLD)
        # A limit on the size of files: refused where the signal is ignored, killed by it where not; old in both cases.
        run = place.rfm_does(*args, before=["prlimit", "--fsize=1024", "sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        refused("file size limit", place, run, name)
        run = place.rfm_does(*args, before=["prlimit", "--fsize=1024"])
        check(f"file size limit by signal, {name}", run.returncode != 0 and (out / name).read_bytes() == OLD, run.stderr)
        for path in out.glob(".rfm-*"):
            path.unlink()
        # Somebody else's directory.
        if is_root:
            as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            os.chmod(out, 0o755)
            run = place.rfm_does(*args, before=as_nobody)
            refused("no permission", place, run, name)
            os.chmod(place.path / "visits.csv", 0o600)
            os.chmod(out, 0o777)
            run = place.rfm_does(*args, before=as_nobody)
            check(f"input without permission, {name}", run.returncode == 1 and b"visits.csv" in run.stderr and (out / name).read_bytes() == OLD, run.stderr)
            os.chmod(place.path / "visits.csv", 0o644)
        # A file that says it is read-only; a directory in the way; a directory that is not there.
        os.chmod(out / name, 0o444)
        refused("read-only file", place, place.rfm_does(*args), name)
        os.chmod(out / name, 0o644)
        (out / "d").mkdir()
        run = place.rfm_does(*args[:-1], "out/d")
        check(f"directory in the way, {kind}", run.returncode in (2, 74) and (out / "d").is_dir(), run.stderr)
        (out / "d").rmdir()
        run = place.rfm_does(*args[:-1], f"none/{name}")
        check(f"no directory, {kind}", run.returncode == 74, run.stderr)
        # A link: what it points at is replaced, and it stays.
        (place.path / "real").mkdir()
        (place.path / "real" / name).write_bytes(OLD)
        (out / name).unlink()
        (out / name).symlink_to(f"../real/{name}")
        run = place.rfm_does(*args)
        check(f"link, {kind}", run.returncode == 0 and (out / name).is_symlink() and (place.path / "real" / name).read_bytes() != OLD, run.stderr)

    # Standard output on a full device; one that is closed.
    place = Place(rfm, inputs)
    for args in [["score", "visits.csv"], ["clean", "visits.csv"], ["demo"]]:
        with open("/dev/full", "wb") as full:
            run = subprocess.run([str(rfm), *args, "--no-config"], cwd=place.path, stdout=full, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        check(f"full stdout, {args[0]}", run.returncode == 74 and b"panicked" not in run.stderr, run.stderr)
        run = subprocess.run(["bash", "-c", f"'{rfm}' {' '.join(args)} --no-config -q | head -1 >/dev/null; exit ${{PIPESTATUS[0]}}"], cwd=place.path, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        check(f"closed pipe, {args[0]}", run.returncode in (0, 141) and not run.stderr, run.stderr)
        run = subprocess.run(["bash", "-c", f"'{rfm}' {' '.join(args)} --no-config -q >&-"], cwd=place.path, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        check(f"no stdout at all, {args[0]}", run.returncode in (0, 74) and b"panicked" not in run.stderr, run.stderr)

    # Signals while it waits for more input.
    for verb in [["score", "-", "--as-of", "2026-11-01", "--export", "out.csv"], ["clean", "-", "-o", "out.csv"]]:
        for number, code in [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]:
            place = Place(rfm, {"out.csv": OLD})
            child = place.start(*verb, stdin=subprocess.PIPE)
            child.stdin.write(b"customer_id,date,amount\n" + b"".join(b"C%d,2026-01-05,1.00\n" % n for n in range(20000)))
            child.stdin.flush()
            time.sleep(0.2)
            child.send_signal(number)
            told = child.communicate(timeout=60)[1]
            check(f"{number.name}, {verb[0]}", child.returncode == code and place.names() == ["out.csv"] and (place.path / "out.csv").read_bytes() == OLD, told + str((child.returncode, place.names())).encode())

    # Inputs that do not keep still.
    header, _, body = inputs["visits.csv"].partition(b"\n")
    big = header + b"\n" + body * 500
    for verb in [["score", "in.csv", "--export", "out.csv", "--max-rejects", "100%"], ["clean", "in.csv", "-o", "out.csv"]]:
        for what in ["grows", "shrinks", "vanishes", "is replaced"]:
            place = Place(rfm, {"in.csv": big, "out.csv": OLD})
            # Stopped as soon as it has opened the file, so that the change is surely in the middle.
            child = place.start(*verb)
            path, seen = place.path / "in.csv", False
            while child.poll() is None:
                try:
                    seen = any(os.path.realpath(fd.path) == str(path) for fd in os.scandir(f"/proc/{child.pid}/fd"))
                except OSError:
                    break
                if seen:
                    break
            if child.poll() is not None:
                child.communicate()
                check(f"input {what}, {verb[0]}: it was too quick to be met", False)
                continue
            child.send_signal(signal.SIGSTOP)
            if what == "grows":
                with open(path, "ab") as file:
                    file.write(body)
            elif what == "shrinks":
                os.truncate(path, len(big) // 2)
            elif what == "vanishes":
                path.unlink()
            else:
                (place.path / "other").write_bytes(big[: len(big) // 3])
                os.rename(place.path / "other", path)
            child.send_signal(signal.SIGCONT)
            told = child.communicate(timeout=120)[1]
            kept = (place.path / "out.csv").read_bytes() == OLD
            left = [name for name in place.names() if name.startswith(".rfm-")]
            check(f"input {what}, {verb[0]}", child.returncode == 1 and kept and not left and b"in.csv" in told, told + b" exit code %d" % child.returncode)
        place = Place(rfm, {"out.csv": OLD})
        os.mkfifo(place.path / "in.csv")
        child = place.start(*verb)
        with open(place.path / "in.csv", "wb") as pipe:
            for at in range(0, 3000):
                pipe.write(inputs["visits.csv"][at : at + 1])
                pipe.flush()
        told = child.communicate(timeout=120)[1]
        check(f"input byte by byte, cut in a row, {verb[0]}", child.returncode == 0 and (place.path / "out.csv").read_bytes() != OLD, told)

    # Two at once: without a lock each is whole; with one the second is refused.
    place = Place(rfm, {"visits.csv": big, "out.csv": OLD})
    alone = Place(rfm, {"visits.csv": big})
    alone.rfm_does("score", "visits.csv", "--export", "out.csv")
    whole = (alone.path / "out.csv").read_bytes()
    children = [place.start("score", "visits.csv", "--export", "out.csv") for _ in range(8)]
    ended = [(child.communicate(timeout=120)[1], child.returncode) for child in children]
    check("eight runs at once", all(code == 0 for _, code in ended) and (place.path / "out.csv").read_bytes() == whole and len(place.names()) == 2, ended[0][0])
    with open(place.path / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run = place.rfm_does("score", "visits.csv", "--lock", "lock", "--export", "out.csv")
        check("locked by another", run.returncode == 75, run.stderr)
    # A store that another process writes to.
    place = Place(rfm, inputs)
    sync = ["tasks", "--store", "tasks.db", "sync", "visits.csv", "--preset", "after-sales"]
    children = [place.start(*sync) for _ in range(6)]
    codes = [(child.communicate(timeout=120)[1], child.returncode) for child in children]
    check("six syncs at once", all(code in (0, 75) for _, code in codes) and any(code == 0 for _, code in codes), b" ".join(told for told, code in codes if code not in (0, 75)))
    return tried, bad
