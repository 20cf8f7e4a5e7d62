//! `rfm explain`: one customer of a fixture, against `fixtures/README.md`.

use crate::workdir::{Run, Workdir};
use unicode_width::UnicodeWidthStr;

fn explain(file: &str, flags: &[&str]) -> Run {
    let w = Workdir::new();
    w.fixture(file);
    w.rfm(&[&["explain", file], flags].concat())
}

/// The explanation, its lines joined and its spaces made single, holds all of these.
#[track_caller]
fn tells(file: &str, flags: &[&str], words: &[&str]) {
    let text = explain(file, flags).ok().text();
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in words {
        assert!(flat.contains(words), "{words}\n{text}");
    }
}

// customers.csv as of 2026-06-30: R ≤ 12|33|75|150, F ≥ 2|3|4|5, M ≥ 380|680|1500|5600.

#[test]
fn a_customer_who_stays_away() {
    tells(
        "customers.csv",
        &["--customer", "C004"],
        &[
            "C004 Dmitri Holm 555-0104",
            "Important · keep (L H H): best customers slipping away",
            "Personal win-back: ",
            "Recency 131 days 2 L 3 takes at most 75 days; a visit now makes it 5; without a visit it is 1 from 2026-07-20", // 150 − 131 + 1 days on
            "Frequency 4 purchases 4 H 5 takes 5: 1 more",
            "Monetary 4,200.00 4 H 5 takes 5,600.00: 1,400.00 more",
            "a visit now → Important · value (554)", // the fifth purchase
            "2025-08-24 to 2026-02-19; 4 rows 2026-02-19 1,100.00",
            "As of 2026-06-30",
            "R ≤ 12|33|75|150 · F ≥ 2|3|4|5 · M ≥ 380|680|1,500|5,600",
        ],
    );
}

#[test]
fn a_customer_with_the_highest_scores() {
    tells(
        "customers.csv",
        &["--customer", " C001 "],
        &[
            "Recency 0 days 5 H the highest score; without a visit it is 4 from 2026-07-13",
            "Monetary 12,000.00 5 H the highest score",
            "no visit before 2026-08-03 → Important · keep (355)", // 33 days are the most for 4
            "7 rows; the last 5: 2026-06-30 1,800.00 SO-1059 2026-05-16 2,200.00 SO-1048 2026-03-30",
        ],
    );
}

#[test]
fn refunds() {
    tells(
        "customers.csv",
        &["--customer", "C021"],
        &[
            "Recency no purchase 1 L 2 takes at most 150 days; a visit now makes it 5",
            "Frequency 0 purchases 1 L 2 takes 2: 2 more",
            "Monetary -100.50 1 L 2 takes 380.00: 480.50 more",
            "a visit now → General · develop (511)",
            "4 more visits → General · value (541)",
            "a visit now for 1,600.50 or more → Important · develop (514)",
            "4 more visits for 1,600.50 or more together → Important · value (544)",
            "none; refunds: 1 row, -100.50",
        ],
    );
    tells(
        "customers.csv",
        &["--customer", "C003"],
        &["6 rows; refunds: 1 row, -500.00; the last 5: 2026-05-01 -500.00", "refund 2026-04-01"],
    );
}

#[test]
fn a_window() {
    // R ≤ 0|16|16|21, F ≥ 2|none|none|none, M ≥ 30|60|60|none.
    let flags = ["--as-of", "2026-03-31", "--window", "1m"];
    tells(
        "window.csv",
        &[&flags[..], &["--customer", "W3"]].concat(),
        &[
            "Recency 49 days 1 L 2 takes at most 21 days",
            "a visit now for 90.00 or more → Important · develop (514)", // −30 to 60
            "2026-02-10; 0 rows in the window; 1 row before it; refunds: 1 row, -30.00",
            "2026-02-10 300.00 before the window",
        ],
    );
    tells(
        "window.csv",
        &[&flags[..], &["--customer", "W1", "--lang", "zh"]].concat(),
        &[
            "频度 F 2 次 2 低 按现有门槛已无更高分可得",
            "4 分要求 60.00，还差 30.00",
            "统计期内 2 行；此前 1 行",
            "2026-04-17 之前一直没来 → 流失（222）",
        ],
    );
}

#[test]
fn a_preset() {
    tells(
        "preset.csv",
        &["--preset", "after-sales", "--customer", "f2"],
        &[
            "General · develop (H L L)",
            "Frequency 2 purchases 2 L 3 takes 3: 1 more",
            "Monetary 200.00 1 L 2 takes 2,000.00: 1,800.00 more",
            "2 more visits → General · value (541)",
            "a visit now for 9,800.00 or more → Important · develop (534)",
            "no visit before 2026-03-02 → Lost (321)", // the 61st day after 2025-12-31
            "12 months, 2025-01-01 to 2025-12-31",
        ],
    );
}

#[test]
fn a_customer_table() {
    tells(
        "customer-table.csv",
        &["--as-of", "2026-06-30", "--customer", "T4"],
        &[
            "Recency 181 days 1 L 2 takes at most 121 days",
            "Frequency 1 purchase 1 L 3 takes 6: 5 more",
            "Profit -300.00",
            "has no single purchases",
        ],
    );
}

#[test]
fn a_pipe_is_read_twice() {
    let w = Workdir::new();
    let text = crate::answers::fixture_text("customers.csv");
    let piped = w.rfm_fed(text.as_bytes(), &["explain", "-", "--customer", "C004"]).ok().text();
    assert_eq!(piped, explain("customers.csv", &["--customer", "C004"]).ok().text());
    let windowed = w.rfm_fed(text.as_bytes(), &["explain", "--customer", "C004", "--window", "12m"]).ok().text();
    assert!(windowed.contains("4 rows in the window"), "{windowed}");
}

#[test]
fn an_unknown_customer() {
    explain("customers.csv", &["--customer", "C04"]).fails(1).says(&["'C04'", "C004, C014, C001"]);
    explain("customers.csv", &["--customer", "王芳", "--lang", "zh"]).fails(1).says(&["没有客户“王芳”"]);
    explain("dirty.csv", &["--customer", "D1", "--strict"]).fails(1).names("dirty.csv", 6);
}

#[test]
fn the_text_fits_80_columns() {
    for (file, id) in
        [("customers.csv", "C021"), ("customers.csv", "C001"), ("gbk.csv", "K001"), ("wechat.csv", "oUser-C"), ("dirty.csv", "D1")]
    {
        for lang in ["en", "zh"] {
            let text = explain(file, &["--customer", id, "--lang", lang]).ok().text();
            assert!(text.lines().all(|line| line.width() <= 80 && !line.ends_with(' ')), "{text}");
        }
    }
}
