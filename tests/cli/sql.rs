//! `rfm sql`: the statement says the same as `rfm score` of the same rows, on SQLite here and on other engines in
//! `tests/slow/engines.sh`; names cannot say anything; what cannot be had is refused; the text of each dialect is a reviewed file.

use crate::workdir::{Row, Workdir};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::path::Path;

/// Numbers that follow each other without a pattern, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len() as u64) as usize]
    }
}

const DIALECTS: [&str; 9] = ["duckdb", "postgres", "clickhouse", "spark", "bigquery", "snowflake", "trino", "databricks", "sqlite"];

/// Thresholds as `--save-cuts` writes them.
const CUTS: &str =
    "r_at_most = [5, 33, 90, 400]\nf_at_least = [2, 3, \"none\", \"none\"]\nm_at_least = [\"0.5\", \"20\", \"1000.25\", \"5600.000001\"]\n";

const COLUMNS: [&str; 7] = ["customer_id", "order_date", "amount", "order_id", "status", "profit", "cost"];

/// Rows of transactions: ids with white space, case, leading zeros, Chinese and marks; ties; refunds, for some customers nothing
/// else; amounts with several decimals; blank orders; rows that cannot be read.
fn rows(dice: &mut Dice, people: u64, rows: u64) -> Vec<[String; 7]> {
    let odd = ["007", "7", "a", "A", "客户甲", "é", "x'y", "a;b", "%", "a\\b", "{{x}}", "😀", "_"];
    let ties = dice.roll(3) == 0;
    let decimals = [0, 2, 3, 6][dice.roll(4) as usize];
    let span = [1, 40, 900][dice.roll(3) as usize];
    let row = |_| {
        let person = dice.roll(people).min(dice.roll(people));
        let id = odd.get(person as usize).map_or_else(|| format!("C{person:03}"), |id| (*id).to_owned());
        let id = format!("{}{id}{}", dice.pick(&["", "", " ", "\t"]), dice.pick(&["", "", "  ", "\r\n"]));
        let day = 1 + dice.roll(span);
        let date = match dice.roll(5) {
            // Where months end, which the as-of dates and windows below are about.
            0 => dice.pick(&["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-01", "2024-03-31"]).to_owned(),
            _ => format!("{}-{:02}-{:02}", 2023 + day / 360, 1 + day / 30 % 12, 1 + day % 28),
        };
        let number = if ties { 10_u64.pow(decimals) * [10, 10, 20, 0][dice.roll(4) as usize] } else { dice.roll(90_000) };
        let (whole, part) = (number / 10_u64.pow(decimals), number % 10_u64.pow(decimals));
        let sign = if person % 7 == 3 || dice.roll(9) == 0 { "-" } else { "" };
        let amount = match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{part:0width$}", width = decimals as usize),
        };
        let mut row = [
            id,
            date,
            amount,
            ["", " ", "订单1", "o1", "O1"]
                .get(dice.roll(9) as usize)
                .map_or_else(|| format!("N{} ", dice.roll(rows)), |id| (*id).to_owned()),
            dice.pick(&["paid", "CANCELLED", "payment failed", "已取消", "已退款", "on-hold", "", "odd", "ÉCHEC", "échec", "N/A"])
                .to_owned(),
            format!("{}.5", dice.roll(50)),
            format!("{}.125", dice.roll(50)),
        ];
        match dice.roll(120) {
            0 => row[0] = " ".into(),
            1 => row[1] = String::new(),
            2 => row[2] = String::new(),
            3 => row[2] = "1.2345678".into(),
            4 => row[2] = "1000000000000000".into(),
            5 => row[1] = "1899-12-31".into(),
            6 => row[0] = "bell\u{7}".into(),
            7 => row[5] = String::new(),
            _ => {}
        }
        row
    };
    (0..rows).map(row).collect()
}

/// Settings of a run, and the columns that they name.
fn settings(dice: &mut Dice) -> Vec<&'static str> {
    let mut flags = Vec::new();
    let mut add = |dice: &mut Dice, flag: &'static str, values: &[&'static str]| {
        if dice.roll(3) == 0 {
            flags.extend([flag, values[dice.roll(values.len() as u64) as usize]]);
        }
    };
    add(dice, "--order", &["order_id"]);
    add(dice, "--status", &["status"]);
    let profit = ["profit", "cost"][dice.roll(2) as usize];
    add(dice, if profit == "cost" { "--cost" } else { "--profit" }, &[profit]);
    add(dice, "--refunds", &["net", "drop", "count"]);
    add(dice, "--zero-amounts", &["keep", "drop"]);
    add(dice, "--frequency", &["rows", "days"]);
    add(dice, "--window", &["30d", "12m", "1m", "3w", "1y", "400y"]);
    add(dice, "--as-of", &["2023-12-31", "2024-02-29", "2024-03-31", "2026-03-31"]);
    add(dice, "--cuts", &["r=30,60,90,180", "f=2,3,4,5", "m=0.5,20,none,1000.25", "m=-20,-1,0,5"]);
    add(dice, "--high", &["2", "3", "5"]);
    add(dice, "--ignore-ids", &["007,客户甲,x'y,a\\b"]);
    if dice.roll(6) == 0 {
        flags.push("--active-only");
    }
    match dice.roll(9) {
        0 => flags.extend(["--preset", "after-sales"]),
        1 => flags.extend(["--cuts-from", "cuts.toml"]),
        2 if flags.contains(&"--status") => flags.extend(["--status-drop", "odd,échec,n/a", "--status-keep", "on-hold,payment failed"]),
        _ => {}
    }
    flags
}

/// Of these settings those to which a stage comes; others are refused.
fn at<'a>(stage: &str, asked: &[&'a str]) -> Vec<&'a str> {
    let idle: &[&str] = match stage {
        "rows" => &["--active-only", "--cuts", "--cuts-from", "--high"],
        "customers" => &["--cuts", "--cuts-from", "--high"],
        _ => &[],
    };
    let is_idle =
        |at: &usize| idle.contains(&asked[*at]) || (stage == "rows" && asked[*at] == "--frequency" && !asked.contains(&"--order"));
    let left_out: Vec<usize> =
        (0..asked.len()).filter(is_idle).flat_map(|at| if asked[at] == "--active-only" { at..at + 1 } else { at..at + 2 }).collect();
    (0..asked.len()).filter(|at| !left_out.contains(at)).map(|at| asked[at]).collect()
}

/// The table in SQLite: what is blank in a file is none there.
fn table(rows: &[[String; 7]]) -> Connection {
    let db = Connection::open_in_memory().unwrap();
    let columns = COLUMNS.map(|name| format!("{name} TEXT")).join(", ");
    db.execute(&format!("CREATE TABLE orders ({columns})"), []).unwrap();
    for row in rows {
        let row = row.iter().map(|cell| if cell.is_empty() { Value::Null } else { Value::Text(cell.clone()) });
        db.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)", rusqlite::params_from_iter(row)).unwrap();
    }
    db
}

/// The answer of a statement, as the rows of a CSV file.
fn ask(db: &Connection, statement: &str) -> Vec<Row> {
    let mut statement = db.prepare(statement).unwrap_or_else(|error| panic!("{error}\n{statement}"));
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let cell = |value: Value| match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => format!("{number:.6}"),
        Value::Text(text) => text,
        Value::Blob(_) => panic!("a blob"),
    };
    let rows = statement.query_map([], |row| (0..names.len()).map(|at| Ok(cell(row.get(at)?))).collect::<Result<Vec<_>, _>>());
    rows.unwrap().map(|row| names.iter().cloned().zip(row.unwrap()).collect()).collect()
}

/// Amounts with six decimals, as SQLite shows them.
fn with_six_decimals(mut rows: Vec<Row>, columns: &[&str]) -> Vec<Row> {
    for row in &mut rows {
        for column in columns {
            if let Some(amount) = row.get_mut(*column).filter(|amount| !amount.is_empty()) {
                let decimals = amount.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                amount.push_str(&"0".repeat(6 - decimals));
            }
        }
    }
    rows
}

/// The same rows as a file, and thresholds of an earlier run.
fn write_csv(w: &Workdir, rows: &[[String; 7]], asked: &[&str]) {
    w.write("cuts.toml", CUTS);
    let mut csv = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    let used: Vec<usize> = (0..7).filter(|&at| at < 3 || asked.contains(&COLUMNS[at])).collect();
    csv.write_record(used.iter().map(|&at| COLUMNS[at])).unwrap();
    rows.iter().for_each(|row| csv.write_record(used.iter().map(|&at| &row[at])).unwrap());
    w.write("orders.csv", csv.into_inner().unwrap());
}

#[test]
fn sqlite_gives_the_same_customers_segments_and_fates() {
    let w = Workdir::new();
    let mut scored = 0;
    for seed in 0..45 {
        let mut dice = Dice(seed * 7919 + 1);
        let people = [1, 2, 3, 4, 5, 6, 7, 15, 60][seed as usize % 9];
        let of = people * (1 + dice.roll(9));
        let rows = rows(&mut dice, people, of);
        let asked = settings(&mut dice);
        write_csv(&w, &rows, &asked);
        let db = table(&rows);
        let sql = |stage: &str| {
            let statement = w.rfm(&[&["sql", "--dialect", "sqlite", "--stage", stage][..], &at(stage, &asked)].concat()).quiet().text();
            ask(&db, &statement)
        };
        let base = [&["score", "orders.csv", "-q", "--max-rejects", "100%", "--encoding", "utf-8"][..], &asked].concat();
        let run = w.rfm(&[&base[..], &["--export", "customers.csv", "-f", "json"]].concat());
        if run.failed().is_some() {
            assert!(run.stderr.contains("no usable rows"), "{}", run.stderr);
            assert_eq!(sql("scores"), [], "{asked:?}");
            continue;
        }
        let expected = with_six_decimals(crate::workdir::rows(&w.read("customers.csv")), &["monetary", "profit"]);
        scored += expected.len();
        assert_eq!(sql("scores"), expected, "seed {seed}, {asked:?}");
        let measures =
            expected.iter().map(|row| row.iter().filter(|(name, _)| !["r", "f", "m", "rfm", "segment"].contains(&name.as_str())));
        let measures: Vec<Row> = measures.map(|row| row.map(|(name, value)| (name.clone(), value.clone())).collect()).collect();
        assert_eq!(sql("customers"), measures, "seed {seed}, {asked:?}");

        let rows = &run.json()["rows"];
        let counts = [&rows["rejected_by_reason"], &rows["left_out"]].into_iter().flat_map(|of| of.as_object().unwrap().clone());
        let fates = counts.map(|(fate, count)| (fate, count.to_string())).chain([("used".to_owned(), rows["used"].to_string())]);
        let mut fates: Vec<_> = fates.filter(|(_, count)| count != "0").collect();
        fates.sort();
        let told: Vec<_> = sql("rows").iter().map(|row| (row["fate"].clone(), row["row_count"].clone())).collect();
        assert_eq!(told, fates, "seed {seed}, {asked:?}");

        let wanted = ["segment", "customers", "share", "value", "value_share"];
        let report = w.rfm(&[&base[..], &["-f", "csv"]].concat()).ok().csv();
        let segments = report.into_iter().map(|row| row.into_iter().filter(|(name, _)| wanted.contains(&name.as_str())).collect());
        let segments = with_six_decimals(segments.collect(), &["value"]);
        assert_eq!(sql("segments"), segments, "seed {seed}, {asked:?}");
    }
    assert!(scored > 300, "{scored} customers");
}

/// Heavy ties, and the fixed example of the repository, worked by hand in `fixtures/README.md`.
#[test]
fn the_worked_example_in_sqlite() {
    let w = Workdir::new();
    w.fixture("customers.csv").fixture("customers.expected.csv");
    let db = Connection::open_in_memory().unwrap();
    db.execute("CREATE TABLE visits (customer_id TEXT, date TEXT, amount NUMERIC, order_id TEXT)", []).unwrap();
    for row in crate::workdir::rows(&w.read("customers.csv")) {
        if !row["date"].is_empty() {
            let row = ["customer_id", "date", "amount", "order_id"].map(|name| row[name].clone());
            db.execute("INSERT INTO visits VALUES (?, ?, ?, ?)", row).unwrap();
        }
    }
    let statement = w.rfm(&["sql", "--dialect", "sqlite", "--table", "visits", "--date", "date", "--order", "order_id"]).quiet().text();
    let expected = crate::workdir::rows(&w.read("customers.expected.csv"));
    let got = ask(&db, &statement);
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(&expected) {
        for column in ["customer_id", "last_purchase", "recency_days", "frequency", "r", "f", "m", "segment"] {
            assert_eq!(got[column], expected[column], "{column} of {}", expected["customer_id"]);
        }
    }
}

#[test]
fn names_and_texts_say_nothing() {
    let w = Workdir::new();
    let (table, column) = ("t'; DROP TABLE secret; --`", "x\"; DROP TABLE secret; --");
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch("CREATE TABLE secret (a)").unwrap();
    let name = column.replace('"', "\"\"");
    db.execute_batch(&format!("CREATE TABLE \"{table}\" (\"{name}\" TEXT, order_date TEXT, amount TEXT)")).unwrap();
    db.execute(&format!("INSERT INTO \"{table}\" VALUES ('it''s', '2026-01-01', '5'), ('b', '2026-01-02', '7')"), []).unwrap();
    let quoted = format!("\"{table}\"");
    let sql =
        |more: &[&str]| w.rfm(&[&["sql", "--dialect", "sqlite", "--table", &quoted, "--id", column][..], more].concat()).quiet().text();
    let ids = |statement: &str| ask(&db, statement).iter().map(|row| row["customer_id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&sql(&[])), ["b", "it's"]);
    assert_eq!(ids(&sql(&["--ignore-ids", "it's"])), ["b"]);
    assert_eq!(ids(&sql(&["--ignore-ids", "b') OR 1=1 --"])), ["b", "it's"]);
    db.execute_batch(&sql(&["--create-view", "\"v\"\"; DROP TABLE secret; --\""])).unwrap();
    db.query_row("SELECT COUNT(*) FROM secret", [], |row| row.get::<_, i64>(0)).unwrap();
    // No name gets into a comment, where a line break would end it; none has one anyway.
    for flags in [["--table", "a\nb"], ["--id", "a\u{1b}b"], ["--order", "a\u{202e}b"], ["--table", ""], ["--id", ""]] {
        w.rfm(&[&["sql", "--dialect", "duckdb"][..], &flags].concat()).fails(2).says(&[flags[0]]);
    }
    for dialect in DIALECTS {
        let text = w.rfm(&["sql", "--dialect", dialect, "--id", "marked"]).quiet().text();
        assert!(text.lines().filter(|line| line.starts_with("--")).all(|line| !line.contains("marked")));
    }
}

#[test]
fn what_a_statement_cannot_be_is_said() {
    let w = Workdir::new();
    w.write("a.csv", "x\n");
    for (flags, says) in [
        (&["--dialect", "mysql"][..], &["mysql", "duckdb"][..]),
        (&["--dialect", "postgres", "--approximate"], &["--approximate", "PostgreSQL"]),
        (&["--dialect", "sqlite", "--tz", "Asia/Shanghai"], &["--tz", "SQLite"]),
        (&["--dialect", "sqlite", "--amount", "qty*price"], &["--amount", "product"]),
        (&["--dialect", "duckdb", "--tz", "+05:30"], &["--tz", "Asia/Kolkata"]),
        (&["--dialect", "duckdb", "--frequency", "orders"], &["--frequency", "--order"]),
        (&["--dialect", "duckdb", "--encoding", "gbk"], &["--encoding", "one encoding"]),
        (&["--dialect", "duckdb", "--kind", "customers"], &["--kind", "rfm score"]),
        (&["--dialect", "duckdb", "--memory", "1G"], &["--memory"]),
        (&["--dialect", "duckdb", "--id", "#3"], &["--id", "#3", "name"]),
        (&["--dialect", "duckdb", "--currency", "CNY"], &["--currency", "reports"]),
        (&["--dialect", "duckdb", "--unit", "k"], &["--unit", "reports"]),
        (&["--dialect", "duckdb", "--force"], &["--dbt"]),
        // What changes nothing of the answer.
        (&["--dialect", "duckdb", "--profit", "a", "--cost", "b"], &["--cost", "--profit"]),
        (&["--dialect", "duckdb", "--status-drop", "odd"], &["--status-drop", "--status"]),
        (&["--dialect", "duckdb", "--status-keep", "odd"], &["--status-keep", "--status"]),
        (&["--dialect", "duckdb", "--approximate", "--preset", "after-sales"], &["--approximate", "fixed"]),
        (&["--dialect", "duckdb", "--stage", "rows", "--approximate"], &["--approximate", "--stage rows"]),
        (&["--dialect", "postgres", "--stage", "rows", "--approximate"], &["--approximate", "--stage rows"]),
        (&["--dialect", "duckdb", "--stage", "rows", "--cuts", "f=2,3,4,5"], &["--cuts", "--stage rows"]),
        (&["--dialect", "duckdb", "--stage", "rows", "--cuts-from", "a.csv"], &["--cuts-from", "--stage rows"]),
        (&["--dialect", "duckdb", "--stage", "rows", "--high", "3"], &["--high", "--stage rows"]),
        (&["--dialect", "duckdb", "--stage", "rows", "--active-only"], &["--active-only", "--stage rows"]),
        (&["--dialect", "duckdb", "--stage", "rows", "--frequency", "days"], &["--frequency", "--order"]),
        (&["--dialect", "duckdb", "--stage", "customers", "--cuts", "f=2,3,4,5"], &["--cuts", "--stage scores"]),
        (&["--dialect", "duckdb", "--stage", "customers", "--cuts-from", "a.csv"], &["--cuts-from", "--stage scores"]),
        (&["--dialect", "duckdb", "--stage", "customers", "--high", "3"], &["--high", "--stage scores"]),
        (&["--dialect", "duckdb", "--stage", "customers", "--approximate"], &["--approximate", "--stage scores"]),
        (&["--dialect", "duckdb", "a.csv"], &["a.csv", "--table"]),
        (&["--dialect", "duckdb", "--dbt", ".", "--table", "a'b"], &["--table", "dbt"]),
        (&["--dialect", "duckdb", "--dbt", ".", "--id", "{{ x }}"], &["--id", "dbt"]),
        (&["--dialect", "duckdb", "--dbt", ".", "--create-view", "v"], &["--create-view"]),
    ] {
        let run = w.rfm(&[&["sql"][..], flags].concat()).fails(2).says(says);
        assert!(!run.stderr.contains("note"), "the error alone: {}", run.stderr);
        w.rfm(&[&["--lang", "zh", "sql"][..], flags].concat()).fails(2);
    }
    // Settings for files serve other commands, and are no reason to refuse.
    w.write("rfm.toml", "encoding = \"gbk\"\nwindow = \"12m\"\nhigh = 3\ncurrency = \"CNY\"\n");
    assert!(w.rfm(&["sql", "--dialect", "duckdb", "--stage", "rows"]).quiet().text().contains("Window: 12m"));
}

/// Every flag that is taken changes the statement of every stage that takes it.
#[test]
fn no_flag_is_idle() {
    let w = Workdir::new();
    w.fixture("customers.csv").rfm(&["score", "customers.csv", "--save-cuts", "cuts.toml"]).ok();
    let changes: [(&[&str], &[&str]); 28] = [
        (&[], &["--table", "other"]),
        (&[], &["--create-view", "v"]),
        (&[], &["--id", "x"]),
        (&[], &["--date", "x"]),
        (&[], &["--amount", "x"]),
        (&[], &["--amount", "a*b"]),
        (&[], &["--order", "x"]),
        (&[], &["--status", "x"]),
        (&["--status", "x"], &["--status-drop", "odd"]),
        (&["--status", "x"], &["--status-keep", "closed"]),
        (&[], &["--profit", "x"]),
        (&[], &["--cost", "x"]),
        (&[], &["--tz", "Asia/Shanghai"]),
        (&[], &["--ignore-ids", "x"]),
        (&[], &["--refunds", "drop"]),
        (&[], &["--refunds", "count"]),
        (&[], &["--zero-amounts", "drop"]),
        (&[], &["--as-of", "2026-01-01"]),
        (&[], &["--as-of", "today"]),
        (&[], &["--window", "12m"]),
        (&[], &["--active-only"]),
        (&["--order", "x"], &["--frequency", "days"]),
        (&[], &["--frequency", "days"]),
        (&[], &["--cuts", "r=30,60,90,180"]),
        (&[], &["--preset", "after-sales"]),
        (&[], &["--cuts-from", "cuts.toml"]),
        (&[], &["--high", "3"]),
        (&[], &["--approximate"]),
    ];
    let body = |text: String| text.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    for (with, flag) in changes {
        for stage in ["rows", "customers", "scores", "segments"] {
            let base = [&["sql", "--dialect", "duckdb", "--stage", stage][..], with].concat();
            let run = w.rfm(&[&base[..], flag].concat());
            if run.failed().is_some() {
                run.says(&["leave it out"]);
            } else {
                assert_ne!(body(run.text()), body(w.rfm(&base).quiet().text()), "{stage} {flag:?}");
            }
        }
    }
}

#[test]
fn approximate_is_said_in_the_statement_and_beside_it() {
    let w = Workdir::new();
    let run = w.rfm(&["sql", "--dialect", "trino", "--approximate"]).ok().says(&["approximate"]);
    assert!(run.text().contains("-- APPROXIMATE"));
    assert!(run.text().contains("c.monetary > q.m5") && run.text().contains("c.recency_days <= q.r5"));
}

#[test]
fn views_and_models() {
    let w = Workdir::new();
    let db = table(&[["A".into(), "2026-01-01".into(), "5".into(), String::new(), String::new(), String::new(), String::new()]]);
    let view = w.rfm(&["sql", "--dialect", "sqlite", "--create-view", "scored"]).quiet().text();
    db.execute_batch(&view).unwrap();
    assert_eq!(ask(&db, "SELECT * FROM scored")[0]["monetary"], "5.000000");
    assert!(!view.contains("ORDER BY customer_id"), "a view has no order");
    std::fs::create_dir(w.path("models")).unwrap();
    w.rfm(&["sql", "--dialect", "postgres", "--dbt", "models", "--table", "shop.orders"]).quiet();
    let (model, tests) = (w.read("models/rfm_scores.sql"), w.read("models/rfm_scores.yml"));
    assert!(model.contains("FROM {{ source('shop', 'orders') }} t") && !model.trim_end().ends_with(';'), "{model}");
    for line in ["- name: rfm_scores", "- unique", "values: [1, 2, 3, 4, 5]", "values: [important-value,"] {
        assert!(tests.contains(line), "{line}\n{tests}");
    }
    w.rfm(&["sql", "--dialect", "postgres", "--dbt", "models", "--stage", "customers"]).quiet();
    assert!(w.read("models/rfm_customers.sql").contains("{{ ref('orders') }}"));
}

/// Which YAML reads: every text in quotes of its own. A real dbt builds all of them in `tests/slow/dbt.sh`.
#[test]
fn the_file_of_a_models_tests() {
    let w = Workdir::new();
    for stage in ["rows", "customers", "scores", "segments"] {
        w.rfm(&["sql", "--dialect", "spark", "--dbt", ".", "--stage", stage, "--profit", "profit"]).quiet();
        let tests = w.read(&format!("rfm_{stage}.yml"));
        assert!(tests.starts_with("# Needs dbt 1.10.8 or later.\nversion: 2\n"), "{tests}");
        let texts: Vec<&str> = tests.lines().filter_map(|line| line.trim_start().strip_prefix("description: ")).collect();
        let is_quoted = |text: &str| text.starts_with('"') && text[1..].find(['"', '\\']) == Some(text.len() - 2);
        assert!(texts.len() > 2 && texts.iter().all(|text| is_quoted(text)), "{tests}");
        let names = tests.lines().filter(|line| line.starts_with("      - name: ")).count();
        assert_eq!(names + 1, texts.len(), "{tests}");
    }
}

/// People go on writing in a model and its tests.
#[test]
fn a_model_is_not_replaced_unasked() {
    let w = Workdir::new();
    let sql = ["sql", "--dialect", "duckdb", "--dbt", "."];
    w.rfm(&sql).quiet();
    w.rfm(&sql).quiet(); // the same again
    let tests = w.read("rfm_scores.yml");
    let edited = tests.replace("RFM by the rules of rfm", "Ours");
    w.write("rfm_scores.yml", &edited);
    w.rfm(&sql).fails(2).says(&["--dbt", "rfm_scores.yml", "--force"]);
    w.rfm(&[&sql[..], &["--window", "12m"]].concat()).fails(2).says(&["rfm_scores.sql"]);
    assert!(!w.read("rfm_scores.sql").contains("12m") && w.read("rfm_scores.yml") == edited, "all files or none");
    w.rfm(&[&sql[..], &["--window", "12m", "--force"]].concat()).quiet();
    assert!(w.read("rfm_scores.sql").contains("12m") && w.read("rfm_scores.yml") == tests);
}

/// Snowflake's plain names stand for upper case, those in quotes for themselves; elsewhere names are taken as typed.
#[test]
fn names_as_the_engine_has_them() {
    let w = Workdir::new();
    let columns = ["--id", "Customer_ID", "--date", "\"order date\"", "--amount", "\"qty\"*price", "--order", "\"order_id\""];
    let sql = |dialect: &str, table: &str| w.rfm(&[&["sql", "--dialect", dialect, "--table", table][..], &columns].concat()).quiet().text();
    let text = sql("snowflake", "shop.\"Orders\"");
    for name in ["t.\"CUSTOMER_ID\"", "t.\"order date\"", "t.\"qty\"", "t.\"PRICE\"", "t.\"order_id\"", "FROM \"SHOP\".\"Orders\" t"] {
        assert!(text.contains(name), "{name}\n{text}");
    }
    let text = sql("bigquery", "`my-project.shop.orders`");
    for name in ["t.`Customer_ID`", "t.`order date`", "t.`qty`", "t.`price`", "FROM `my-project`.`shop`.`orders` t"] {
        assert!(text.contains(name), "{name}\n{text}");
    }
}

/// The statements as they were reviewed. After a change: `RFM_REVIEW=write cargo test --test cli sql`, and read the difference.
#[test]
fn every_dialect_as_reviewed() {
    let w = Workdir::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/sql");
    let rich = [
        "--table", "shop.orders", "--order", "order_id", "--status", "status", "--cost", "cost", "--window", "12m", "--cuts",
        "r=30,60,90,180",
    ];
    let full = [&rich[..], &["--tz", "Asia/Shanghai", "--ignore-ids", "guest,o'neil", "--stage", "segments", "--as-of", "today"]].concat();
    let plain: &[&str] = &[];
    for dialect in DIALECTS {
        let full = if dialect == "sqlite" { [&full[..full.len() - 8], &full[full.len() - 6..]].concat() } else { full.clone() };
        for (name, flags) in [("scores", plain), ("segments", &full)] {
            let text = w.rfm(&[&["sql", "--dialect", dialect][..], flags].concat()).quiet().text();
            let file = folder.join(format!("{dialect}-{name}.sql"));
            if std::env::var_os("RFM_REVIEW").is_some_and(|value| value == "write") {
                std::fs::write(&file, &text).unwrap();
            }
            let reviewed = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
            assert!(text == reviewed, "{} is not what `rfm sql` writes now:\n{text}", file.display());
        }
    }
}

/// What an engine answers is read back with the same figures: measures, scores, segments, as-of date.
#[test]
fn the_way_back() {
    let w = Workdir::new();
    for seed in 0..24 {
        let mut dice = Dice(seed * 104_729 + 3);
        let rows = rows(&mut dice, 40, 400);
        let asked = settings(&mut dice);
        write_csv(&w, &rows, &asked);
        let base = [&["score", "orders.csv", "-q", "--max-rejects", "100%"][..], &asked].concat();
        if w.rfm(&[&base[..], &["--export", "first.csv"]].concat()).failed().is_some() {
            continue;
        }
        let answer = ask(&table(&rows), &w.rfm(&[&["sql", "--dialect", "sqlite"][..], &asked].concat()).quiet().text());
        let columns = ["customer_id", "last_purchase", "recency_days", "frequency", "monetary", "r", "f", "m", "rfm", "segment", "profit"];
        let mut csv = csv::Writer::from_writer(Vec::new());
        let columns: Vec<&str> = columns.into_iter().filter(|name| answer[0].contains_key(*name)).collect();
        csv.write_record(columns.iter().map(|name| name.to_uppercase())).unwrap();
        answer.iter().for_each(|row| csv.write_record(columns.iter().map(|name| &row[*name])).unwrap());
        w.write("scores.csv", csv.into_inner().unwrap());
        let high: Vec<&str> = asked.iter().copied().skip_while(|flag| *flag != "--high").take(2).collect();
        w.rfm(&[&["score", "scores.csv", "--encoding", "utf-8", "--export", "again.csv"][..], &high].concat())
            .ok()
            .says(&["export of rfm"]);
        let amounts = |file: &str| with_six_decimals(crate::workdir::rows(&w.read(file)), &["monetary", "profit"]);
        assert_eq!(amounts("again.csv"), amounts("first.csv"), "seed {seed}, {asked:?}");
        // Measures alone are scored as they were, where no threshold was asked for.
        if !["--cuts", "--cuts-from", "--preset", "--active-only"].iter().any(|flag| asked.contains(flag)) {
            let lines = crate::workdir::rows(&w.read("first.csv"));
            let text: String = lines.iter().fold("customer_id,last_purchase,recency_days,frequency,monetary\n".into(), |text, row| {
                let cells = ["last_purchase", "recency_days", "frequency", "monetary"].map(|name| row[name].as_str());
                format!("{text}\"{}\",{}\n", row["customer_id"], cells.join(","))
            });
            w.write("customers.csv", text);
            w.rfm(&[&["score", "customers.csv", "-q", "--encoding", "utf-8", "--export", "third.csv"][..], &high].concat()).ok();
            for (third, first) in crate::workdir::rows(&w.read("third.csv")).iter().zip(&lines) {
                assert!(
                    ["recency_days", "r", "f", "m", "segment"].iter().all(|name| third[*name] == first[*name]),
                    "seed {seed}, {asked:?}: {first:?}"
                );
            }
        }
    }
}

/// What works from visits works from the answer, by a pipe: warnings for absence, their tasks, a snapshot with the same segments.
#[test]
fn alerts_tasks_and_snapshots_from_the_answer() {
    let w = Workdir::new();
    w.rfm(&["demo", "-q", "-o", "visits.csv"]).ok();
    let db = Connection::open_in_memory().unwrap();
    let used = ["customer_id", "visit_date", "amount", "order_id", "status", "cost"];
    db.execute(&format!("CREATE TABLE visits ({} TEXT)", used.join(" TEXT, ")), []).unwrap();
    for row in crate::workdir::rows(&w.read("visits.csv")) {
        db.execute("INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?)", used.map(|name| row[name].clone())).unwrap();
    }
    let columns = ["--date", "visit_date", "--order", "order_id", "--status", "status", "--cost", "cost"];
    let preset = ["--preset", "after-sales"];
    let sql = w.rfm(&[&["sql", "--dialect", "sqlite", "--table", "visits"][..], &columns, &preset].concat()).quiet().text();
    let mut statement = db.prepare(&sql).unwrap();
    let names = statement.column_names().collect::<Vec<_>>().join(",");
    let width = statement.column_count();
    let cell = |value: Value| match value {
        Value::Null => "NULL".to_owned(), // as DuckDB's and Spark's clients write it
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text,
        other => panic!("{other:?}"),
    };
    let lines = statement.query_map([], |row| (0..width).map(|at| Ok(cell(row.get(at)?))).collect::<Result<Vec<_>, _>>());
    let answer = lines.unwrap().fold(names, |text, line| format!("{text}\n{}", line.unwrap().join(","))) + "\n";

    let absent = |run: crate::workdir::Run| -> Vec<[String; 3]> {
        let rows = run.ok().csv().into_iter().filter(|row| row["rules"].split(';').any(|rule| rule == "days"));
        let mut rows: Vec<_> = rows.map(|row| ["customer_id", "segment", "days_away"].map(|name| row[name].clone())).collect();
        rows.sort();
        rows
    };
    let from_visits = absent(w.rfm(&[&["alerts", "visits.csv", "-q", "-f", "csv"][..], &columns, &preset].concat()));
    let from_answer = absent(w.rfm_fed(answer.as_bytes(), &["alerts", "-", "-q", "-f", "csv"]));
    assert_eq!(from_answer, from_visits);
    assert!(from_answer.len() > 10);

    let tasks = w.rfm_fed(answer.as_bytes(), &["tasks", "sync", "-", "-q", "--store", "s.db"]).ok().text();
    assert!(tasks.contains(&format!("Made      {} follow-ups", from_answer.len())), "{tasks}");

    let shares = |run: crate::workdir::Run| -> Vec<[String; 4]> {
        run.ok().csv().into_iter().map(|row| ["segment", "customers", "share", "value_share"].map(|name| row[name].clone())).collect()
    };
    w.rfm_fed(answer.as_bytes(), &[&["snapshot", "save", "-", "-q", "--store", "s.db"][..], &preset].concat()).ok();
    let then = shares(w.rfm(&["snapshot", "show", "latest", "--store", "s.db", "-f", "csv"]));
    assert_eq!(then, shares(w.rfm(&[&["score", "visits.csv", "-q", "-f", "csv"][..], &columns, &preset].concat())));
    // The preset is told again, or the snapshot could not know what the scores are by.
    assert!(w.rfm(&["snapshot", "list", "--store", "s.db"]).ok().text().contains("fixed"));
}

/// Thresholds that are asked for, or another day, mean other scores; and it is said which were taken.
#[test]
fn an_export_scored_anew() {
    let w = Workdir::new();
    w.fixture("customers.csv").rfm(&["score", "customers.csv", "--export", "scores.csv", "--cuts", "f=9,9,9,9", "--high", "3"]).ok();
    let f = |flags: &[&str]| -> Vec<String> {
        let rows = w.rfm(&[&["score", "scores.csv", "-q", "--export", "-"][..], flags].concat()).ok().csv();
        rows.iter().map(|row| row["f"].clone()).collect()
    };
    assert!(f(&[]).iter().all(|score| score == "1" || score == "5"));
    assert!(f(&["--cuts", "f=2,3,4,5"]).contains(&"3".to_owned()));
    w.rfm(&["score", "scores.csv"]).ok().says(&["as of 2026-06-30", "scores are those that stand in it", "--high 3"]);
    w.rfm(&["score", "scores.csv", "--as-of", "2026-07-30"]).ok().says(&["scored anew"]);
    w.rfm(&["score", "scores.csv", "--lang", "zh"]).ok().says(&["评分取自文件本身", "2026-06-30"]);
    // Alerts and explanations work from it as from the visits.
    w.rfm(&["alerts", "scores.csv"]).ok();
    assert!(w.rfm(&["explain", "scores.csv", "--customer", "C003"]).ok().text().contains("90 days"));
}
