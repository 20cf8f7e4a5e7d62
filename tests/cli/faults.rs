//! Some faults at every point of a run that writes five files: all are old, or all that the message names are new, and
//! nothing is left behind. All kinds of faults for all kinds of outputs are in `tests/slow/faults.py`.

#![cfg(target_os = "linux")]

use crate::workdir::Workdir;
use std::collections::BTreeMap;
use std::process::Command;

const OLD: &str = "yesterday's\n";
const OUTPUTS: [&str; 4] = ["a.md", "b.csv", "c.csv", "d.toml"];
const RUN: &str = "score visits.csv -o a.md --export b.csv --rejects c.csv --save-cuts d.toml --threads 1";

fn has_strace() -> bool {
    let has = Command::new("strace").arg("-V").output().is_ok_and(|run| run.status.success());
    if !has {
        eprintln!("skipped: no strace here, so no fault was injected");
    }
    has
}

/// A directory with yesterday's outputs, and what a run makes of it.
fn with_outputs() -> (Workdir, BTreeMap<String, Vec<u8>>) {
    let w = Workdir::new();
    w.write("visits.csv", "customer_id,date,amount\nA,2026-01-05,10.00\nB,2026-01-06,20.00\nB,never,1\n");
    w.sh(&format!("rfm {RUN}")).ok();
    (Workdir::new(), w.files()) // the new ones; the caller begins afresh
}

/// The n-th of these calls fails or kills, for n from 1 until none does. How often that was.
fn at_every_point(calls: &str, fault: &str, check: impl Fn(&Workdir, &BTreeMap<String, Vec<u8>>, Option<i32>, &str)) -> usize {
    let (w, new) = with_outputs();
    for n in 1.. {
        w.write("visits.csv", &new["visits.csv"]);
        OUTPUTS.iter().for_each(|name| _ = w.write(name, OLD));
        let run = w.sh(&format!("strace -f -qq -o trace -e trace={calls} -e inject={calls}:{fault}:when={n} rfm {RUN}"));
        let trace = w.read("trace");
        std::fs::remove_file(w.path("trace")).unwrap();
        if !trace.contains("INJECTED") && !trace.contains("killed by SIGKILL") {
            return n - 1;
        }
        check(&w, &new, run.failed(), &run.stderr);
        w.files().keys().filter(|name| name.starts_with(".rfm-")).for_each(|name| std::fs::remove_file(w.path(name)).unwrap());
    }
    unreachable!("a run has an end")
}

/// Every output is the old file or the new one.
fn replaced(w: &Workdir, new: &BTreeMap<String, Vec<u8>>) -> usize {
    let state = |name: &&str| {
        let now = std::fs::read(w.path(name)).unwrap();
        assert!(now == OLD.as_bytes() || now == new[*name], "{name} is neither old nor new: {}", String::from_utf8_lossy(&now));
        usize::from(now != OLD.as_bytes())
    };
    OUTPUTS.iter().map(state).sum()
}

#[test]
fn a_call_that_fails() {
    if !has_strace() {
        return;
    }
    let check = |w: &Workdir, new: &_, failed: Option<i32>, told: &str| {
        let replaced = replaced(w, new);
        match failed {
            // A note that could not be told, a directory that could not be synchronised: everything is done all the same.
            None => assert_eq!(replaced, OUTPUTS.len(), "{told}"),
            Some(code) => {
                assert_eq!(code, 74, "{told}");
                assert!(told.contains("rfm: cannot write") && !told.contains("panicked"), "{told}");
                assert!(replaced == 0 || told.contains("already replaced"), "{told}");
            }
        }
        assert!(!w.files().keys().any(|name| name.starts_with(".rfm-")), "{:?}", w.files().keys());
    };
    let mut points = at_every_point("write", "error=ENOSPC", check);
    points += at_every_point("fsync", "error=EIO", check);
    points += at_every_point("rename,renameat,renameat2", "error=EIO", check);
    assert!(points >= 12, "{points}");
}

#[test]
fn a_run_that_is_killed() {
    if !has_strace() {
        return;
    }
    let points = at_every_point("write,fsync,rename,renameat,renameat2,unlink", "signal=KILL", |w, new, failed, _| {
        replaced(w, new);
        assert!(failed.is_some());
    });
    assert!(points >= 12, "{points}");
}
