//! `rfm inspect`: what it finds in the fixtures, against `fixtures/README.md`.

use crate::answers::{fixture_text, plain};
use crate::workdir::{Run, Workdir};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

fn inspect(file: &str, flags: &[&str]) -> Run {
    let w = Workdir::new();
    w.fixture(file);
    w.rfm(&[&["inspect", file], flags].concat())
}

/// The findings about the only file, as JSON.
fn found(file: &str, flags: &[&str]) -> Value {
    let json = inspect(file, &[flags, &["--format", "json"]].concat()).ok().json();
    assert_eq!(json["files"].as_array().unwrap().len(), 1);
    json["files"][0].clone()
}

/// `name: role` of every column.
fn columns(file: &Value) -> Vec<String> {
    let roles = |column: &Value| {
        let uses = column["used_as"].as_array().unwrap().iter().map(|used| used["role"].as_str().unwrap());
        uses.collect::<Vec<_>>().join("+")
    };
    file["columns"].as_array().unwrap().iter().map(|c| format!("{}: {}", c["name"].as_str().unwrap(), roles(c))).collect()
}

#[test]
fn dirty() {
    let file = found("dirty.csv", &[]);
    assert_eq!(file["rows"]["read"], 21);
    assert_eq!(
        (&file["rows"]["used"], &file["rows"]["rejected"], &file["rows"]["left_out"]["no_customer"]),
        (&3.into(), &17.into(), &1.into())
    );
    assert_eq!(plain(&file["rows"]["no_customer_amount"]), "7.77");
    let mut rejects: Vec<(u64, String)> = Vec::new();
    for reason in file["rejects"].as_array().unwrap() {
        let examples = reason["examples"].as_array().unwrap();
        assert_eq!(reason["rows"], examples.len()); // no reason has more than three
        rejects.extend(examples.iter().map(|e| (e["line"].as_u64().unwrap(), reason["reason"].as_str().unwrap().to_owned())));
    }
    rejects.sort();
    let expected = [
        (6, "control_character"),
        (7, "undecodable"),
        (8, "field_count"),
        (9, "field_count"),
        (10, "bad_quote"),
        (11, "empty_row"),
        (12, "repeated_header"),
        (13, "missing_date"),
        (14, "bad_date"),
        (15, "date_out_of_range"),
        (16, "missing_amount"),
        (17, "bad_amount"),
        (18, "not_finite"),
        (19, "out_of_range"),
        (20, "too_precise"),
        (24, "bad_amount"),
        (26, "missing_date"),
    ];
    assert_eq!(rejects, expected.map(|(line, reason)| (line, reason.to_owned())));
    let bad_date = file["rejects"].as_array().unwrap().iter().find(|r| r["reason"] == "bad_date").unwrap();
    assert_eq!((&bad_date["examples"][0]["column"], &bad_date["examples"][0]["value"]), (&"date".into(), &"2026-02-30".into()));

    let text = inspect("dirty.csv", &[]).ok().text();
    for line in ["dirty.csv:14  date \"2026-02-30\"", "dirty.csv:26  Total,,,1427.77,", "dirty.csv:8  4 fields: 5,D3,2026-01-17,10.00"] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(text.ends_with("rfm score can use this: 3 of 21 rows, 2 customers.\n"), "{text}");
}

#[test]
fn wechat() {
    let file = found("wechat.csv", &[]);
    assert_eq!((&file["encoding"], &file["delimiter"]), (&json!({"name": "UTF-8", "found": "content"}), &",".into()));
    assert_eq!((&file["header_line"], &file["lines_above"]), (&5.into(), &4.into()));
    assert_eq!((&file["kind"], &file["container"], &file["date_format"]), (&"transactions".into(), &Value::Null, &"year_first".into()));
    assert_eq!(
        columns(&file),
        ["交易时间: date", "微信订单号: ", "商户订单号: order", "用户标识: id", "交易状态: status", "订单金额: amount", "商品名称: "]
    );
    assert_eq!(file["columns"][0]["first_value"], "2026-03-10 16:33:45"); // without its backtick
    assert_eq!((&file["rows"]["read"], &file["rows"]["used"], &file["customers"]), (&10.into(), &8.into(), &5.into()));
    assert_eq!(file["dates"], json!({"first": "2026-02-01", "last": "2026-03-10"}));
    let amounts = ["least", "greatest", "total"].map(|key| plain(&file["amounts"][key]));
    assert_eq!(amounts, ["45", "1200", "2813.5"]);
    assert_eq!(file["orders"], json!({"different": 8, "exact": true, "blank": 0}));
    assert_eq!(file["statuses"], json!([{"value": "SUCCESS", "rows": 8, "meaning": "sale"}]));
    assert_eq!((&file["rejects"][0]["reason"], &file["rejects"][0]["rows"]), (&"field_count".into(), &2.into()));
}

#[test]
fn gbk() {
    let file = found("gbk.csv", &[]);
    assert_eq!(file["encoding"], json!({"name": "GB18030", "found": "content"}));
    assert_eq!((&file["currency"], &file["customers"], &file["orders"]), (&"CNY".into(), &5.into(), &Value::Null));
    let amounts = ["least", "greatest", "total", "negative", "zero"].map(|key| plain(&file["amounts"][key]));
    assert_eq!(amounts, ["-20", "5600", "12320.5", "1", "0"]);
    assert_eq!(found("gbk.csv", &["--encoding", "gbk"])["encoding"]["found"], "said");
    assert_eq!(found("utf16.csv", &[])["encoding"], json!({"name": "UTF-16LE", "found": "mark"}));
    assert_eq!(found("utf16.csv", &[])["delimiter"], "\t");
}

#[test]
fn customers() {
    let file = found("customers.csv", &[]);
    assert_eq!((&file["encoding"]["found"], &file["customers"]), (&"ascii".into(), &21.into()));
    assert_eq!((&file["amounts"]["negative"], &file["amounts"]["zero"]), (&2.into(), &1.into()));
    assert_eq!(plain(&file["amounts"]["total"]), "51000");
    assert_eq!(file["dates"], json!({"first": "2025-06-15", "last": "2026-06-30"}));
    // 59 rows in use; C002 has one order of two rows.
    assert_eq!(file["orders"], json!({"different": 58, "exact": true, "blank": 0}));
    let named = found("customers.csv", &["--date", "date", "--refunds", "drop"]);
    assert_eq!(named["columns"][4]["used_as"], json!([{"role": "date", "named_by": "--date"}]));
    assert_eq!(named["rows"]["left_out"]["dropped_refund"], 2);
}

#[test]
fn customer_table() {
    let file = found("customer-table.csv", &[]);
    assert_eq!((&file["kind"], &file["kind_columns"]), (&"customers".into(), &json!(["number_of_orders", "most_recent_visit"])));
    // Without an as-of date T10 is not left out: 7 used, of which T6 has no date.
    assert_eq!((&file["rows"]["used"], &file["rows"]["rejected"], &file["undated"]), (&7.into(), &4.into(), &1.into()));
    assert_eq!(file["purchases"], json!({"fewest": 0, "most": 12}));
    assert_eq!(file["dates"], json!({"first": "2025-12-31", "last": "2026-07-01"}));
    let said = found("customer-table.csv", &["--kind", "transactions"]);
    assert_eq!((&said["kind"], &said["kind_said"]), (&"transactions".into(), &true.into()));
}

#[test]
fn statuses() {
    let file = found("status.csv", &[]);
    let told: Vec<String> = file["statuses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| format!("{} {} {}", s["value"].as_str().unwrap(), s["rows"], s["meaning"].as_str().unwrap()))
        .collect();
    assert_eq!(told, ["交易成功 4 sale", "交易关闭 2 no_sale", "已取消 1 no_sale", "未知状态 1 unknown"]);
}

#[test]
fn orders_of_day_and_month() {
    assert_eq!(found("order-lines.csv", &[])["date_format"], "month_first");
    assert_eq!(found("semicolon.csv", &[])["date_format"], "day_first");
    assert_eq!(found("ambiguous.csv", &["--date-format", "%d/%m/%Y"])["date_format"], "%d/%m/%Y");
    inspect("ambiguous.csv", &[]).fails(1).says(&["--date-format"]);
}

/// What `rfm score` refuses is shown all the same, and why it would be refused.
#[test]
fn what_score_refuses() {
    let w = Workdir::new();
    w.write("none.csv", "customer_id,date,amount\nA,never,1\n");
    w.write("wreck.csv", format!("customer_id,date,amount\nA,2026-01-05,1\n{}", "A,never,1\n".repeat(101)));
    w.write("twice.csv", "customer_id,last_purchase,frequency,monetary\nQ-77,2026-01-01,1,10\nQ-77,2026-01-03,1,10\n");
    w.fixture("dirty.csv").fixture("customers.csv").fixture("customer-table.csv");
    for (args, code) in [
        (&["none.csv"][..], "no_usable_rows"),
        (&["wreck.csv"], "too_many_rejects"),
        (&["twice.csv"], "repeated_customer"),
        (&["dirty.csv", "--strict"], "strict"),
        (&["dirty.csv", "--min-rows", "4"], "too_few_rows"),
        (&["customers.csv", "customer-table.csv"], "mixed_kinds"),
    ] {
        let json = w.rfm(&[&["inspect", "--format", "json"], args].concat()).ok().json();
        assert_eq!(json["score_stops_at"], code, "{args:?}");
        w.rfm(&[&["score"], args].concat()).fails(1);
        assert!(w.rfm(&[&["inspect"], args].concat()).ok().text().contains("rfm score would stop: "), "{args:?}");
    }
    // 101 of 102 are 99.02%.
    let text = w.rfm(&["inspect", "wreck.csv"]).ok().text().replace('\n', " ");
    assert!(text.ends_with("101 of 102 rows cannot be read; --max-rejects 100% lets them pass "), "{text}");
    w.rfm(&["score", "wreck.csv", "--max-rejects", "100%"]).ok();
    assert_eq!(found("dirty.csv", &["--max-rejects", "17"])["rows"]["rejected"], 17);
    w.write("wrong.csv", "shoe,size\nleft,42\n");
    w.rfm(&["inspect", "wrong.csv"]).fails(1).says(&["wrong.csv", "shoe", "--id"]);
}

#[test]
fn ids_that_are_hardly_customers() {
    let w = Workdir::new();
    let others: String = (0..10).map(|i| format!("c{i},2026-01-05,10.00\n")).collect();
    w.write(
        "ids.csv",
        format!("customer_id,date,amount\n{others}C1,2026-01-06,1\n1.38E+10,2026-01-06,1\n{}", "guest,2026-01-07,5\n".repeat(4)),
    );
    let json = w.rfm(&["inspect", "ids.csv", "--format", "json"]).ok().json();
    let notes = json["files"][0]["notes"].as_array().unwrap();
    // guest: 4 of 16 rows; 1.38E+10; c1 and C1.
    assert_eq!(notes.iter().map(|n| n["code"].as_str().unwrap()).collect::<Vec<_>>(), ["busy_id", "rounded_ids", "look_alike_ids"]);
    assert!(notes[0]["text"].as_str().unwrap().contains("25.0%"));
    let text = w.rfm(&["inspect", "ids.csv"]).ok().text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(["'guest'", "1.38E+10", "'C1' and 'c1'"].iter().all(|words| text.contains(words)), "{text}");
}

#[test]
fn compressed_piped_and_several_files() {
    let w = Workdir::new();
    w.fixture("cdnow-sample.csv.gz").fixture("customers.csv").fixture("profit.csv");
    let json = w.rfm(&["inspect", "cdnow-sample.csv.gz", "--format", "json"]).ok().json();
    let file = &json["files"][0];
    assert_eq!((&file["container"], &file["rows"]["read"], &file["customers"]), (&"gzip".into(), &6919.into(), &2357.into()));
    assert_eq!(plain(&file["amounts"]["total"]), "244091.94");
    let piped = w.rfm_fed(fixture_text("customers.csv").as_bytes(), &["inspect", "--format", "json"]).ok().json();
    assert_eq!((&piped["files"][0]["file"], &piped["files"][0]["bytes"]), (&"stdin".into(), &Value::Null));
    // 61 and 6 rows, 21 and 3 customers, 51,000 and 2,500.
    let both = w.rfm(&["inspect", "customers.csv", "profit.csv", "--format", "json"]).ok().json();
    let together = &both["together"];
    assert_eq!((&together["rows"]["read"], &together["customers"]), (&67.into(), &24.into()));
    assert_eq!(plain(&together["amounts"]["total"]), "53500");
}

#[test]
fn the_text_fits_80_columns_and_shows_hostile_cells_harmless() {
    let w = Workdir::new();
    w.write(
        "hostile.csv",
        "customer_id,date,amount,a\u{1b}[31mcolumn with a very long name indeed\nA\u{202e}B,2026-01-05,1,\u{1b}]0;title\n",
    );
    for file in ["dirty.csv", "wechat.csv", "gbk.csv", "customers.csv", "customer-table.csv", "status.csv", "window.csv", "preset.csv"] {
        w.fixture(file);
    }
    for lang in ["en", "zh"] {
        for file in [
            "hostile.csv", "dirty.csv", "wechat.csv", "gbk.csv", "customers.csv", "customer-table.csv", "status.csv", "window.csv",
            "preset.csv",
        ] {
            let text = w.rfm(&["inspect", file, "--lang", lang]).ok().text();
            for line in text.lines() {
                assert!(line.width() <= 80 && !line.ends_with(' '), "{file}: {line}");
                assert!(!line.contains(['\u{1b}', '\u{202e}']), "{file}: {line}");
            }
        }
    }
    let text = inspect("wechat.csv", &["--lang", "zh"]).ok().text();
    for words in ["第 5 行；已跳过其上 4 行", "交易时间    日期", "字段数与表头不符", "10 行中的 8 行，5 位客户"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn what_other_columns_tell() {
    let w = Workdir::new();
    w.write("visits.csv", "customer_id,date,amount,服务顾问,NPS,rating\n1,2026-01-02,10,王芳,9,4\n");
    let used = |flags: &[&str]| columns(&w.rfm(&[&["inspect", "visits.csv", "--format", "json"], flags].concat()).ok().json()["files"][0]);
    assert_eq!(used(&[]), ["customer_id: id", "date: date", "amount: amount", "服务顾问: advisor", "NPS: nps", "rating: rating"]);
    assert_eq!(used(&["--column", "rating=NPS"])[4..], ["NPS: rating", "rating: "]);
    let refused = |column: &str| w.rfm(&["inspect", "visits.csv", "--column", column]).fails(2).stderr;
    assert!(refused("ratings=NPS").contains("did you mean rating?"));
    assert!(refused("rating").contains("'rating' is not WHAT=COLUMN"));
    assert!(w.rfm(&["inspect", "visits.csv", "--column", "rating=stars"]).fails(2).stderr.contains("stars"));
}
