//! Files out: whole or not at all, in their place and nowhere else, and what is said of them.

use crate::workdir::{Workdir, rows};
use serde_json::json;
use std::fs;
use std::io::Write;

const OLD: &str = "yesterday's\n";

/// Three rows, one of which cannot be read.
const VISITS: &str = "customer_id,date,amount\nA,2026-01-05,10.00\nB,2026-01-06,20.00\nB,never,1\n";
/// By `sha256sum`.
const VISITS_SHA256: &str = "75efff27e1f0ecd63238a341e1b3064d402c2ac8297a4b4223bc63341a1aef57";

fn with_visits() -> Workdir {
    let w = Workdir::new();
    w.write("visits.csv", VISITS);
    w
}

#[test]
fn a_failing_run_leaves_everything_as_it_was() {
    let w = with_visits();
    fs::create_dir(w.path("directory")).unwrap();
    for name in ["scores.csv", "report.md", "rejects.csv", "cuts.toml", "run.json"] {
        w.write(name, OLD);
    }
    w.write("unclosed.csv", "customer_id,date,amount\nA,2026-01-05,\"10.00\n");
    w.write("cut.csv.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]);
    let before = w.files();
    let all =
        ["--export", "scores.csv", "-o", "report.md", "--rejects", "rejects.csv", "--save-cuts", "cuts.toml", "--receipt", "run.json"];
    for (args, code, words) in [
        (&["visits.csv", "--strict"][..], 1, &["visits.csv"][..]),
        (&["visits.csv", "--max-rejects", "0"], 1, &["--max-rejects"]),
        (&["visits.csv", "--max-rejects", "33%"], 1, &["--max-rejects"]),
        (&["visits.csv", "--min-rows", "3"], 1, &["--min-rows"]),
        (&["visits.csv", "--as-of", "2026-01-04"], 1, &["no usable rows"]),
        (&["unclosed.csv"], 1, &["unclosed.csv"]),
        (&["cut.csv.gz"], 1, &["cut.csv.gz"]),
        (&["visits.csv", "none.csv"], 1, &["none.csv"]),
        (&["visits.csv", "--keep", "nothing"], 2, &["nothing"]),
        (&["visits.csv", "--export", "none/scores.csv"], 74, &["none"]),
        (&["visits.csv", "--export", "new.csv", "-o", "none/report.md"], 74, &["none"]),
        (&["visits.csv", "--rejects", "directory"], 74, &["directory"]),
        (&["visits.csv", "--lock", "none/lock"], 74, &["none"]),
    ] {
        // A flag that takes one file stands once.
        let all = if args.contains(&"--rejects") { &all[..4] } else { &all[..] };
        w.rfm(&[&["score"], args, all].concat()).fails(code).says(words);
        assert!(w.files() == before, "{args:?}: {:?}", w.files().keys());
    }
    w.rfm(&["demo", "-o", "none/demo.csv"]).fails(74).says(&["none"]);
    w.rfm(&[&["score", "visits.csv", "--max-rejects", "1", "--min-rows", "2"], &all[..]].concat()).ok();
    assert!(w.files().keys().eq(before.keys()), "{:?}", w.files().keys());
    assert!(all.iter().filter(|name| name.contains('.')).all(|name| w.read(name) != OLD));
}

#[test]
fn a_directory_in_the_way() {
    let w = with_visits();
    fs::create_dir(w.path("out.csv")).unwrap();
    w.rfm(&["score", "visits.csv", "--export", "out.csv"]).fails(74).says(&["out.csv", "directory"]);
    w.rfm(&["score", "visits.csv", "-o", "visits.csv/report.md"]).fails(74).says(&["visits.csv"]);
    assert_eq!(w.files().len(), 1);
}

#[test]
fn an_output_is_never_an_input() {
    let w = with_visits();
    #[cfg(unix)]
    std::os::unix::fs::symlink("visits.csv", w.path("link.csv")).unwrap();
    let names = ["visits.csv", "./visits.csv", if cfg!(unix) { "link.csv" } else { "visits.csv" }];
    for name in names {
        for flag in ["--export", "--output", "--rejects", "--receipt", "--save-cuts"] {
            w.rfm(&["score", "visits.csv", flag, name]).fails(74).says(&[name, "input"]);
        }
    }
    w.rfm(&["score", "./visits.csv", "--export", "visits.csv"]).fails(74);
    assert_eq!(w.read("visits.csv"), VISITS);
}

#[test]
#[cfg(unix)]
fn permissions_are_kept_and_new_files_are_like_any_other() {
    use std::os::unix::fs::PermissionsExt;
    let w = with_visits();
    let mode = |name: &str| fs::metadata(w.path(name)).unwrap().permissions().mode() & 0o7777;
    let outputs = ["scores.csv", "report.md"];
    for wanted in [0o600, 0o640, 0o664] {
        for name in outputs {
            w.write(name, OLD);
            fs::set_permissions(w.path(name), fs::Permissions::from_mode(wanted)).unwrap();
        }
        w.rfm(&["score", "visits.csv", "--export", "scores.csv", "-o", "report.md"]).ok();
        for name in outputs {
            assert_eq!(format!("{:o}", mode(name)), format!("{wanted:o}"), "{name}");
            assert_ne!(w.read(name), OLD);
        }
    }
    w.rfm(&["score", "visits.csv", "--export", "new.csv"]).ok();
    assert_eq!(mode("new.csv"), mode("visits.csv"));
}

#[test]
#[cfg(unix)]
fn a_link_stays_a_link() {
    let w = with_visits();
    fs::create_dir(w.path("real")).unwrap();
    w.write("real/scores.csv", OLD);
    for (link, to) in [("scores.csv", "real/scores.csv"), ("dangling.csv", "real/new.csv")] {
        std::os::unix::fs::symlink(to, w.path(link)).unwrap();
        w.rfm(&["score", "visits.csv", "--export", link]).ok();
        assert_eq!(fs::read_link(w.path(link)).unwrap().to_str(), Some(to));
        assert!(w.read(to).starts_with("customer_id,"));
        assert!(!fs::symlink_metadata(w.path(to)).unwrap().is_symlink());
    }
    assert_eq!(w.files().len(), 5, "{:?}", w.files().keys());
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_is_a_quiet_end() {
    let w = Workdir::new();
    w.write("visits.csv", w.rfm(&["demo", "--customers", "2000"]).ok().text());
    for command in ["score visits.csv --export -", "score visits.csv --export - -f jsonl", "demo --customers 2000"] {
        let line = format!("(rfm {command} -q; echo $? > code) | head -1");
        let run = w.sh(&line).quiet();
        assert_eq!((w.read("code").trim(), run.text().lines().count()), ("0", 1), "{command}");
    }
    // The files of such a run are in their places.
    w.sh("rfm score visits.csv -q --export - --receipt run.json | head -1").quiet();
    assert!(w.read("run.json").ends_with("}\n"));
}

/// Feeds rows until the run is surely in the middle of them: a pipe holds less than this.
#[cfg(unix)]
fn in_the_middle(run: &mut std::process::Child) -> std::process::ChildStdin {
    let mut stdin = run.stdin.take().unwrap();
    let rows: String = (0..20_000).map(|i| format!("C{i},2026-01-05,10.00\n")).collect();
    stdin.write_all(b"customer_id,date,amount\n").unwrap();
    stdin.write_all(rows.as_bytes()).unwrap();
    stdin
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_nothing_behind() {
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let w = Workdir::new();
        w.write("scores.csv", OLD).write("run.json", OLD);
        let before = w.files();
        let mut run =
            w.start(&["score", "-", "--as-of", "2026-02-01", "--export", "scores.csv", "--export", "new.csv", "--receipt", "run.json"]);
        let stdin = in_the_middle(&mut run);
        let sent = std::process::Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let ended = run.wait_with_output().unwrap();
        drop(stdin);
        assert_eq!(ended.status.code(), Some(code), "{signal} {:?}", ended.status);
        assert!(w.files() == before, "{signal}: {:?}", w.files().keys());
    }
}

#[test]
fn an_input_that_changes_while_it_is_read() {
    let w = Workdir::new();
    w.write("visits.csv", w.rfm(&["demo", "--customers", "2000"]).ok().text()).write("scores.csv", OLD);
    let mut visits = fs::OpenOptions::new().append(true).open(w.path("visits.csv")).unwrap();
    let mut run = w.start(&["score", "visits.csv", "--export", "scores.csv"]);
    while run.try_wait().unwrap().is_none() {
        visits.write_all(b"\n").unwrap(); // no row, but another file
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let ended = run.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{told}");
    assert!(told.contains("visits.csv") && told.contains("changed"), "{told}");
    assert_eq!(w.files().into_keys().collect::<Vec<_>>(), ["scores.csv", "visits.csv"]);
    assert_eq!(w.read("scores.csv"), OLD);
}

#[test]
fn one_run_at_a_time() {
    let w = with_visits();
    let run = |lock: &str| w.rfm(&["score", "visits.csv", "--lock", lock, "--export", "scores.csv"]);
    w.write("rfm.lock", "").write("scores.csv", OLD);
    let held = fs::File::open(w.path("rfm.lock")).unwrap();
    held.lock().unwrap();
    run("rfm.lock").fails(75).says(&["rfm.lock"]);
    assert_eq!(w.read("scores.csv"), OLD);
    run("another.lock").ok();
    drop(held);
    run("rfm.lock").ok(); // the file is still there, but nobody holds it
    w.rfm(&["score", "visits.csv", "--lock", "visits.csv", "--min-rows", "9"]).fails(1);
    assert_eq!(w.read("visits.csv"), VISITS, "locking a file does not empty it");
}

#[test]
fn a_receipt_says_what_was_done() {
    let w = with_visits();
    let args = [
        "score", "visits.csv", "--export", "scores.csv", "--segment", "lost", "-o", "report.md", "--receipt", "run.json", "--as-of",
        "2026-01-06",
    ];
    w.rfm(&args).ok();
    let receipt: serde_json::Value = serde_json::from_str(&w.read("run.json")).unwrap();
    assert_eq!(receipt["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(receipt["arguments"], json!(args));
    assert_eq!(receipt["inputs"], json!([{"path": "visits.csv", "size": VISITS.len(), "sha256": VISITS_SHA256}]));
    assert_eq!(receipt["as_of"], "2026-01-06");
    let rows = &receipt["rows"];
    assert_eq!((&rows["read"], &rows["used"], &rows["rejected"]), (&json!(3), &json!(2), &json!(1)));
    assert_eq!(rows["rejected_by_reason"], json!({"bad_date": 1}));
    assert_eq!(receipt["customers"], 2);
    assert_eq!(receipt["segments"].as_array().unwrap().len(), 8);
    // Two customers: A 1 day, 1 purchase, 10; B 0 days, 1, 20. The cut points c₁…c₄ are x[0] x[0] x[1] x[1].
    let thresholds =
        json!({"r_at_most": [0, 0, 1, 1], "f_at_least": [null, null, null, null], "m_at_least": ["20.00", "20.00", null, null]});
    assert_eq!(receipt["thresholds"], thresholds);
    let outputs = receipt["outputs"].as_array().unwrap();
    let of = |path: &str| outputs.iter().find(|output| output["path"] == path).unwrap_or_else(|| panic!("{path} in {receipt}"));
    let listed = rows_of(&w.read("scores.csv"));
    assert_eq!((of("scores.csv")["customers"].as_u64(), &of("report.md")["customers"]), (Some(listed), &json!(null)));
}

/// The hash is that of `printf '[segments.lost]\ntier = "Silence"\n' | sha256sum`.
#[test]
fn a_receipt_names_the_playbook() {
    let w = with_visits();
    w.write("my.toml", "[segments.lost]\ntier = \"Silence\"\n");
    w.rfm(&["score", "visits.csv", "-q", "--playbook", "my.toml", "--receipt", "run.json"]).ok();
    let receipt: serde_json::Value = serde_json::from_str(&w.read("run.json")).unwrap();
    let of = |path: &str, size: usize, sha256: &str| json!({"path": path, "size": size, "sha256": sha256});
    let playbook = of("my.toml", 33, "f3adb8a3ed8977bdc921aa3b1e7d057fcc50e461a7244ca7691a1c1f17ee90a9");
    assert_eq!(receipt["inputs"], json!([of("visits.csv", VISITS.len(), VISITS_SHA256), playbook]));
}

fn rows_of(text: &str) -> u64 {
    rows(text).len() as u64
}

#[test]
fn rejected_rows_are_kept_whole() {
    let w = with_visits();
    w.fixture("dirty.csv");
    w.rfm(&["score", "visits.csv", "--rejects", "rejects.csv"]).ok().says(&["rejects.csv"]);
    assert_eq!(w.read("rejects.csv"), "file,line,column,value,reason,row\nvisits.csv,4,date,never,bad_date,\"B,never,1\"\n");
    w.rfm(&["score", "dirty.csv", "visits.csv", "--rejects", "rejects.csv"]).ok();
    let kept = rows(&w.read("rejects.csv"));
    let of = |line: &str| kept.iter().find(|row| row["file"] == "dirty.csv" && row["line"] == line).unwrap();
    let cells = |line: &str| ["column", "value", "row"].map(|column| of(line)[column].clone());
    assert_eq!(cells("15"), ["date", "1899-12-31", "10,D3,1899-12-31,10.00,too early"]);
    assert_eq!(cells("24"), ["amount", "abc", "17,D1,2026-01-20,abc,line and record number differ by four"]);
    assert_eq!(kept.last().unwrap()["file"], "visits.csv");
    assert_eq!(kept.len(), 18);
    w.write("clean.csv", "customer_id,date,amount\nA,2026-01-05,10.00\n");
    w.rfm(&["score", "clean.csv", "--rejects", "rejects.csv"]).ok();
    assert_eq!(w.read("rejects.csv"), "file,line,column,value,reason,row\n", "none today: yesterday's are gone");
}
