//! F: what files are besides their bytes. Faults of disks and memory are elsewhere: see `table`.

use super::{case, check, gzip, outcome, purchases};
use crate::workdir::Workdir;

const A: &str = "A,2026-01-05,10\n";
const B: &str = "B,2026-01-06,20\n";
const BOTH: &str = "A 10.00, B 20.00 | 2 of 2";

#[test]
fn f1_f3_no_file() {
    let w = Workdir::new();
    std::fs::create_dir(w.path("folder")).unwrap();
    w.rfm(&["score", "none.csv"]).fails(1).says(&["none.csv", "no such file", "[cannot_read]"]);
    w.rfm(&["score", "folder"]).fails(1).says(&["folder", "directory", "[cannot_read]"]);
    w.write("a.csv", purchases(A)).rfm(&["score", "a.csv", "none.csv", "--export", "out.csv"]).fails(1).says(&["none.csv"]);
    assert!(!w.path("out.csv").exists());
}

#[cfg(unix)]
#[test]
fn f2_a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let w = Workdir::new();
    w.write("a.csv", purchases(A));
    std::fs::set_permissions(w.path("a.csv"), std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(w.path("a.csv")).is_ok() {
        return eprintln!("skipped: to this user everything is permitted");
    }
    w.rfm(&["score", "a.csv"]).fails(1).says(&["a.csv", "permission denied"]);
}

/// A pipe is read once, in one pass, also where the as-of date must be known first.
#[cfg(unix)]
#[test]
fn f3_pipes() {
    let w = Workdir::new();
    w.write("a.csv", purchases(&format!("{A}{B}")));
    let direct = w.rfm(&["score", "a.csv", "--export", "-"]).ok().stdout;
    for line in [
        "mkfifo p; cat a.csv > p & rfm score p --export -",
        "cat a.csv | rfm score /dev/stdin --export -",
        "cat a.csv | rfm score - --export -",
        "(head -c 30 a.csv; sleep 0.2; tail -c +31 a.csv) | rfm score - --export - --window 12m",
        "rfm score - --export - < a.csv",
    ] {
        assert_eq!(String::from_utf8_lossy(&w.sh(line).ok().stdout), String::from_utf8_lossy(&direct), "{line}");
        _ = std::fs::remove_file(w.path("p"));
    }
    // Who fills the pipe dies in the middle of a row: what came is a row too short.
    let run = w.sh("head -c 50 a.csv | rfm score - --export -").ok();
    assert_eq!(run.csv().len(), 1);
}

#[test]
fn f7_f8_f9_cut_and_joined() {
    let whole = purchases(&format!("{A}{B}"));
    let gz = gzip(&whole);
    check(&[
        case("f7 half a row at the end", purchases(&format!("{A}B,2026-0")), &[], "A 10.00 | 1 of 2 | 3 field_count", &["a.csv:3"]),
        case("f7 within a date", purchases(&format!("{A}B,2026-01-0,20")), &[], "A 10.00 | 1 of 2 | 3 bad_date", &[]),
        case("f9 two members", [gzip(purchases(A)), gzip(B)].concat(), &[], BOTH, &[]),
        case("f9 an empty member between", [gzip(purchases(A)), gzip(""), gzip(B)].concat(), &[], BOTH, &[]),
        case("f9 garbage behind", [gz.clone(), b"garbage".to_vec()].concat(), &[], "exit 1", &["[truncated]"]),
        case("f9 half a member behind", [&gz[..], &gzip(B)[..12]].concat(), &[], "exit 1", &["[truncated]"]),
    ]);
    // F8: cut anywhere, and at each byte of the trailer, it is an error and never a shorter answer.
    for cut in [1, 2, 3, 4, 5, 6, 7, 8, 9, gz.len() / 2] {
        check(&[case("f8 gzip", &gz[..gz.len() - cut], &[], "exit 1", &["[truncated]"])]);
    }
    let zst = zstd::encode_all(whole.repeat(50).as_bytes(), 1).unwrap();
    for cut in [1, 4, zst.len() / 2] {
        check(&[case("f8 zstd", &zst[..zst.len() - cut], &[], "exit 1", &["[truncated]"])]);
    }
    let mut flipped = gz.clone();
    let at = flipped.len() - 6; // in the checksum
    flipped[at] ^= 1;
    check(&[case("f8 a flipped bit", flipped, &[], "exit 1", &["[truncated]"])]);
}

/// F22: as cron runs it: hardly a variable set, another locale, another directory. F27: names that are hard to write.
#[cfg(unix)]
#[test]
fn f22_f27_where_and_under_what_name() {
    let w = Workdir::new();
    let names = ["a b.csv", "-a.csv", "a\nb.csv", "客户.csv", "a'b\"c.csv", "a%20;b&c.csv", "$HOME.csv", "\u{202e}vsc.csv"];
    for name in names {
        w.write(name, purchases(&format!("{A}{B}C,never,1\n")));
        let run = w.rfm(&["score", "--export", "-", "--rejects", "rejects.csv", "--", name]).ok().says(&[":4"]);
        assert_eq!(run.csv().len(), 2, "{name}");
        assert!(!run.stderr.contains(['\u{202e}', '\u{1b}']) && !run.stderr.contains("a\nb"), "{name}: {}", run.stderr);
        assert_eq!(crate::workdir::rows(&w.read("rejects.csv"))[0]["file"], name);
    }
    w.sh("printf 'customer_id,date,amount\\nA,2026-01-05,10\\n' > \"$(printf 'a\\377.csv')\"; rfm score \"$(printf 'a\\377.csv')\" --export -").ok();
    let line = |env: &str| format!("r=$(command -v rfm); d=$PWD; cd /; env -i {env} \"$r\" score \"$d/a b.csv\" --export -");
    let plain = w.sh(&line("")).ok().stdout;
    for env in ["PATH=/usr/bin HOME=/nonexistent LANG=C TZ=Pacific/Auckland", "LC_ALL=tr_TR.UTF-8 TZ=America/New_York", "LANG=zh_CN.GBK"] {
        assert_eq!(w.sh(&line(env)).ok().stdout, plain, "{env}");
    }
}

/// F26: one file after the other, so that no number of them is too many.
#[cfg(unix)]
#[test]
fn f26_more_files_than_may_be_open() {
    let w = Workdir::new();
    for i in 0..60 {
        w.write(&format!("f{i}.csv"), purchases(&format!("C{i:02},2026-01-05,1\n")));
    }
    let run = w.sh("ulimit -n 30; rfm score f*.csv --export - --threads 2").ok();
    assert_eq!(run.csv().len(), 60);
}

/// G11, G12: what is written for other programs is read again as the same customers, marks, quotes, line breaks and all.
#[test]
fn g11_g12_what_is_written_is_read() {
    let w = Workdir::new();
    let ids = ["A", "x,y", "quo\"te", "two\nlines", "客户", "a;b", "tab\there"];
    let rows: String = ids.iter().map(|id| format!("{},2026-01-05,10\n", super::quoted(id))).collect();
    w.write("a.csv", purchases(&rows));
    let mut expected: Vec<String> = ids.iter().map(|id| id.to_string()).collect();
    expected.sort();
    let forms =
        [("out.csv", &[][..]), ("out.tsv", &[]), ("excel.csv", &["--excel"]), ("gb.csv", &["--excel", "--output-encoding", "gb18030"])];
    for (name, flags) in forms {
        w.rfm(&[&["score", "a.csv", "--export", name], flags].concat()).ok();
        let (_, told) = outcome(&w, &[name], &["--date", "last_purchase", "--amount", "monetary", "--kind", "transactions"]);
        let again = w
            .rfm(&["score", name, "--date", "last_purchase", "--amount", "monetary", "--kind", "transactions", "--export", "-"])
            .ok()
            .csv();
        let mut found: Vec<String> = again.iter().map(|row| row["customer_id"].clone()).collect();
        found.sort();
        assert_eq!(found, expected, "{name}\n{told}");
    }
}
