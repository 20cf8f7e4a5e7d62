//! Where settings come from, which goes before which, and what language and colour they bring.

use crate::workdir::{Run, Workdir};

/// The as-of date of `rfm score customers.csv` says which source was followed.
fn as_of(run: Run) -> String {
    run.ok().json()["as_of"].as_str().unwrap().to_owned()
}

const SCORE: &[&str] = &["score", "customers.csv", "-f", "json"];

fn in_a_shop() -> Workdir {
    let w = Workdir::new();
    w.fixture("customers.csv");
    w
}

/// Puts the file where the user's configuration lies.
#[cfg(unix)]
fn users(w: &Workdir, text: &str) {
    std::fs::create_dir_all(w.path("rfm")).unwrap(); // XDG_CONFIG_HOME is the test's directory
    w.write("rfm/config.toml", text);
}

#[test]
#[cfg(unix)]
fn a_flag_before_the_environment_before_files_before_the_default() {
    let w = in_a_shop();
    let run = |variables: &[(&str, &str)], flags: &[&str]| as_of(w.rfm_with(variables, &[SCORE, flags].concat()));
    assert_eq!(run(&[], &[]), "2026-06-30", "the default: the latest date");
    users(&w, "as-of = 2026-06-01\n");
    assert_eq!(run(&[], &[]), "2026-06-01", "the user's file");
    w.write("rfm.toml", "as-of = \"2026-06-02\"\n");
    assert_eq!(run(&[], &[]), "2026-06-02", "./rfm.toml");
    w.write("june.toml", "as_of = 2026-06-03\n");
    assert_eq!(run(&[], &["--config", "june.toml"]), "2026-06-03", "--config");
    assert_eq!(run(&[("RFM_CONFIG", "june.toml")], &[]), "2026-06-03", "RFM_CONFIG");
    let environment = [("RFM_AS_OF", "2026-06-04"), ("RFM_CONFIG", "june.toml")];
    assert_eq!(run(&environment, &[]), "2026-06-04", "the environment");
    assert_eq!(run(&environment, &["--as-of", "2026-06-05"]), "2026-06-05", "a flag");
    assert_eq!(run(&[], &["--no-config"]), "2026-06-30", "no file at all");
    assert_eq!(run(&environment[..1], &["--no-config"]), "2026-06-04", "no file, but the environment");
}

#[test]
fn lists_from_each_source() {
    let w = in_a_shop();
    let columns = |variables: &[(&str, &str)], flags: &[&str]| {
        let text = w.rfm_with(variables, &[&["score", "customers.csv", "--export", "-"], flags].concat()).ok().text();
        text.lines().next().unwrap().split(',').skip(10).collect::<Vec<_>>().join(" ")
    };
    w.write("rfm.toml", "keep = [\"name\", \"phone\"]\n");
    assert_eq!(columns(&[], &[]), "name phone");
    assert_eq!(columns(&[("RFM_KEEP", "phone")], &[]), "phone");
    assert_eq!(columns(&[("RFM_KEEP", "phone,name")], &["--keep", "name"]), "name");
}

#[test]
fn switches_from_each_source() {
    let w = in_a_shop();
    w.rfm_with(&[("RFM_QUIET", "1")], SCORE).quiet();
    w.rfm_with(&[("RFM_STRICT", "1")], SCORE).fails(1).names("customers.csv", 62);
    w.write("rfm.toml", "quiet = true\n").rfm(SCORE).quiet();
    assert!(!w.rfm_with(&[("RFM_QUIET", "false")], SCORE).ok().stderr.is_empty());
    assert!(!w.rfm(&[SCORE, &["--no-config"]].concat()).ok().stderr.is_empty());
    w.write("rfm.toml", "strict = true\n").rfm(SCORE).fails(1).names("customers.csv", 62);
    w.write("rfm.toml", "strict = false\n").rfm(SCORE).ok();
}

#[test]
fn an_empty_variable_is_none() {
    let w = in_a_shop();
    let plain = w.rfm(SCORE).ok();
    for name in
        ["AS_OF", "WINDOW", "HIGH", "KEEP", "SEGMENT", "QUIET", "STRICT", "LANG", "CUTS", "PRESET", "CONFIG", "FORMAT", "EXPORT", "COLOR"]
    {
        let run = w.rfm_with(&[(&format!("RFM_{name}"), "")], SCORE).ok();
        assert!(run.stdout == plain.stdout && run.stderr == plain.stderr, "RFM_{name}\n{}", run.stderr);
    }
    w.write("rfm.toml", "as-of = 2026-06-02\n");
    assert_eq!(as_of(w.rfm_with(&[("RFM_AS_OF", "")], SCORE)), "2026-06-02");
}

#[test]
fn a_file_cannot_name_outputs() {
    let w = in_a_shop();
    for key in ["output", "export", "rejects", "receipt", "save-cuts", "save_cuts", "lock"] {
        w.write("rfm.toml", format!("# ours\nhigh = 4\n  {key} = \"x.csv\"\n"));
        w.rfm(SCORE).fails(2).says(&["rfm.toml:3:3", &key.replace('_', "-")]);
        assert!(!w.path("x.csv").exists());
    }
}

#[test]
fn what_is_wrong_in_a_file_is_shown_in_its_place() {
    let w = in_a_shop();
    for (text, words) in [
        ("high = 4\nwindwo = \"12m\"\n", &["rfm.toml:2:1", "windwo", "window"][..]),
        ("as-of = \n", &["rfm.toml:1:"]),
        ("[score]\nhigh = 4\n", &["rfm.toml:1:", "score"]),
    ] {
        w.write("rfm.toml", text).rfm(SCORE).fails(2).says(words);
    }
    w.rfm(&[SCORE, &["--config", "none.toml"]].concat()).fails(1).says(&["none.toml"]);
    w.rfm_with(&[("RFM_HIGH", "9")], &[SCORE, &["--no-config"]].concat()).fails(2).says(&["9", "high"]);
}

#[test]
fn a_value_that_does_not_fit_is_shown_in_its_place() {
    let w = in_a_shop();
    for (text, words) in [
        ("window = \"12m\"\nhigh = 9\n", ["rfm.toml:2:", "high", "9"]),
        ("as-of = \"soon\"\n", ["rfm.toml:1:", "as-of", "soon"]),
        ("# of this machine\nthreads = 0\n", ["rfm.toml:2:", "threads", "0"]),
    ] {
        w.write("rfm.toml", text).rfm(SCORE).fails(2).says(&words);
    }
}

#[test]
fn threads_from_each_source() {
    let w = in_a_shop();
    let plain = w.rfm(SCORE).ok().stdout;
    assert!(w.rfm_with(&[("RFM_THREADS", "3")], SCORE).ok().stdout == plain);
    assert!(w.write("rfm.toml", "threads = 256\n").rfm(SCORE).ok().stdout == plain);
    for number in ["0", "257", "-1", "two"] {
        w.rfm(&[SCORE, &[&format!("--threads={number}")]].concat()).fails(2).says(&["--threads", number]);
        w.rfm_with(&[("RFM_THREADS", number)], SCORE).fails(2).says(&["RFM_THREADS", number]);
    }
}

#[test]
fn near_misses_are_told() {
    let w = in_a_shop();
    for (args, word) in [
        (&["--windw", "12m"][..], "--window"),
        (&["--segment", "importnt-keep"], "important-keep"),
        (&["--keep", "phne"], "phone"),
        (&["--by", "nme"], "name"),
        (&["--sort", "monetry"], "monetary"),
        (&["--preset", "after-sale"], "after-sales"),
        (&["--format", "jsn"], "json"),
    ] {
        w.rfm(&[&["score", "customers.csv"], args].concat()).fails(2).says(&[word]);
    }
}

/// Not on systems whose language is not told by LANG.
#[test]
#[cfg(all(unix, not(target_os = "macos")))]
fn the_locale_speaks_to_people_only() {
    let w = in_a_shop();
    let chinese = [("LANG", "zh_CN.UTF-8")];
    let run = w.rfm_with(&chinese, &["score", "customers.csv"]).ok().says(&["提示："]);
    assert!(run.text().contains("重要价值"));
    w.rfm_with(&chinese, &["score", "none.csv"]).fails(1).says(&["无法读取 none.csv"]);
    let english = w.rfm_with(&[("LANG", "zh_CN.UTF-8"), ("RFM_LANG", "en")], &["score", "customers.csv"]).ok();
    assert!(english.text().contains("Important") && english.stderr.contains("note: "));
    for machine in
        [&["-f", "csv"][..], &["-f", "tsv"], &["-f", "json"], &["--export", "-"], &["--export", "-", "-f", "jsonl", "--keep", "name"]]
    {
        let args = [&["score", "customers.csv"], machine].concat();
        assert!(w.rfm_with(&chinese, &args).ok().text() == w.rfm(&args).ok().text(), "{machine:?}");
    }
}

#[test]
fn a_made_up_file_is_english_unless_chinese_was_asked_for() {
    let demo = Workdir::new().rfm_with(&[("LANG", "zh_CN.UTF-8")], &["demo"]).ok().text();
    assert!(demo.starts_with("order_id,customer_id,"), "a file, not a text for people");
}

#[test]
fn a_language_that_was_asked_for() {
    let w = in_a_shop();
    let zh = w.rfm_with(&[("RFM_LANG", "zh")], &["score", "customers.csv"]).ok().text();
    assert!(zh.contains("重要价值"));
    // But for the command that lists the rest, which is that of its own run.
    let figures = |text: &str| text.lines().filter(|line| !line.contains("rfm ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(figures(&w.rfm(&["score", "customers.csv", "--lang", "zh"]).ok().text()), figures(&zh));
    assert_eq!(figures(&w.rfm(&["--lang=zh", "score", "customers.csv"]).ok().text()), figures(&zh));
    assert!(w.rfm_with(&[("RFM_LANG", "zh")], &["score", "customers.csv", "--lang", "en"]).ok().text().contains("Important"));
    // Headers, keys and segments are the same in both languages.
    let headers =
        |args: &[&str]| w.rfm(&[&["score", "customers.csv", "-f", "csv"], args].concat()).ok().text().lines().next().unwrap().to_owned();
    assert_eq!(headers(&["--lang", "zh"]), headers(&["--lang", "en"]));
    let export = |lang: &str| w.rfm(&["score", "customers.csv", "--export", "-", "--lang", lang]).ok().text();
    assert_eq!(export("zh"), export("en"));
    for zh in [w.rfm(&["demo", "--lang", "zh"]), w.rfm_with(&[("RFM_LANG", "zh")], &["demo"])] {
        let text = zh.ok().text();
        assert!(text.lines().next().unwrap().contains("客户"), "{}", &text[..text.find('\n').unwrap()]);
    }
    w.rfm(&["score", "--lang", "fr", "customers.csv"]).fails(2).says(&["fr", "zh"]);
}

#[test]
fn notes_are_in_one_language() {
    let run = in_a_shop().rfm(&["score", "customers.csv", "--lang", "zh"]).ok().says(&["61", "无法识别"]);
    assert!(!run.stderr.contains(" row"), "{}", run.stderr);
}

#[test]
fn colour_only_where_it_was_asked_for() {
    let w = in_a_shop();
    let escapes = |run: Run| run.ok().stdout.contains(&0x1b);
    for (variables, args, coloured) in [
        (&[][..], &[][..], false), // not a terminal
        (&[("NO_COLOR", "1")], &[], false),
        (&[], &["--color", "never"], false),
        (&[], &["--color", "always"], true),
        (&[("NO_COLOR", "1")], &["--color", "always"], true), // a flag goes before the environment
        (&[("RFM_COLOR", "always")], &[], true),
        (&[("RFM_COLOR", "always")], &["--color", "never"], false),
        (&[], &["--color", "always", "-f", "md"], false),
        (&[], &["--color", "always", "-f", "csv"], false),
        (&[], &["--color", "always", "-f", "json"], false),
        (&[], &["--color", "always", "--export", "-"], false),
    ] {
        assert_eq!(escapes(w.rfm_with(variables, &[&["score", "customers.csv"], args].concat())), coloured, "{variables:?} {args:?}");
    }
    w.rfm(&["score", "customers.csv", "--color", "always", "-o", "report.txt"]).ok();
    assert!(!w.read("report.txt").contains('\u{1b}'));
}
