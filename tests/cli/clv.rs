//! `rfm clv`: the published figures of CDNOW from the command line, every form, what is refused, and its use by other commands.

use crate::workdir::{Row, Run, Workdir, rows};
use calamine::{DataType, Reader, Xlsx, open_workbook};
use serde_json::Value;
use std::collections::BTreeMap;

fn cdnow(args: &[&str]) -> Run {
    let w = Workdir::new();
    w.fixture("cdnow-sample.csv.gz").fixture("cdnow-summary.csv.gz");
    w.rfm(&[&["clv", "-q"], args].concat())
}

fn json(run: Run) -> Value {
    serde_json::from_str(&run.ok().text()).unwrap()
}

fn near(found: f64, known: f64, part: f64) -> bool {
    (found - known).abs() <= part * known.abs()
}

fn figure(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// Parameters to 1e-3 and the likelihood to 1e-6, from the list of histories and from the purchases themselves: its days are
/// rounded to hundredths of a week, theirs are not.
#[test]
fn the_published_figures_of_cdnow() {
    let of_list = ["cdnow-summary.csv.gz", "--kind", "btyd-summary", "--horizon", "39w", "-f", "json", "--model"];
    let of_visits = ["cdnow-sample.csv.gz", "--as-of", "1997-09-30", "--horizon", "39w", "-f", "json", "--model"];
    for (args, likelihood) in [(&of_list[..], 1e-6), (&of_visits[..], 1e-4)] {
        let answer = json(cdnow(&[args, &["bg-nbd"]].concat()));
        let check = |model: &Value, known: &[f64], value: f64| {
            for (parameter, known) in model["parameters"].as_array().unwrap().iter().zip(known) {
                assert!(near(figure(&parameter["value"]), *known, 1e-3), "{parameter} for {known}");
            }
            assert!(near(figure(&model["log_likelihood"]), value, likelihood), "{model}");
        };
        check(&answer["purchases"], &[0.2426, 4.4135, 0.7929, 2.4258], -9582.43);
        check(&answer["amounts"], &[6.249, 3.745, 15.448], -4055.92);
        assert_eq!(answer["customers"].as_array().unwrap().len(), 2357);
    }
    for (model, known) in [("mbg-nbd", [0.525, 6.183, 0.891, 1.614]), ("pareto-nbd", [0.553, 10.578, 0.606, 11.669])] {
        let other = json(cdnow(&[&of_list[..], &[model]].concat()));
        for (parameter, known) in other["purchases"]["parameters"].as_array().unwrap().iter().zip(known) {
            assert!(near(figure(&parameter["value"]), known, 1e-3), "{model} {parameter} for {known}");
        }
    }
}

/// Every customer of the purchases themselves against lifetimes 0.11.3 (tests/oracle/clv_lifetimes.py): histories to the last
/// digit, forecasts to 1e-3.
#[test]
fn every_customer_from_the_purchases_themselves() {
    let w = Workdir::new();
    w.fixture("cdnow-sample.csv.gz").fixture("cdnow-visits-expected.csv.gz");
    let mut expected = String::new();
    let gz = flate2::read::GzDecoder::new(std::fs::File::open(w.path("cdnow-visits-expected.csv.gz")).unwrap());
    std::io::Read::read_to_string(&mut std::io::BufReader::new(gz), &mut expected).unwrap();
    let args = ["clv", "cdnow-sample.csv.gz", "--as-of", "1997-09-30", "--horizon", "39w", "--model", "bg-nbd", "-f", "csv", "-q"];
    let found = w.rfm(&args).ok().csv();
    let expected = rows(&expected);
    assert_eq!((found.len(), expected.len()), (2357, 2357));
    let by_id: BTreeMap<&str, &Row> = expected.iter().map(|row| (row["customer_id"].as_str(), row)).collect();
    for row in &found {
        let known = by_id[row["customer_id"].as_str()];
        for (column, theirs, part) in [
            ("repeats", "frequency", 0.0),
            ("first_to_last", "recency", 1e-6),
            ("first_to_end", "T", 1e-6),
            ("mean_repeat_amount", "monetary_value", 1e-6),
            ("p_alive", "p_alive", 1e-3),
            ("expected_purchases", "purchases_39w", 1e-3),
            ("expected_amount", "amount", 1e-3),
        ] {
            let [value, known] = [&row[column], &known[theirs]].map(|cell| cell.parse::<f64>().unwrap_or(0.0));
            assert!((value - known).abs() <= part * known + 1e-6, "{}: {column} {value} for {known}", row["customer_id"]);
        }
    }
}

/// 39 weeks held out: 1,882 purchases came. Either model beats both naive forecasts by customer and by cohort.
#[test]
fn the_holdout_beats_naive_forecasts() {
    for of in ["bg-nbd", "mbg-nbd"] {
        let answer = json(cdnow(&["cdnow-sample.csv.gz", "--holdout", "39w", "-f", "json", "--model", of]));
        let held = &answer["holdout"];
        assert_eq!((held["calibrated_to"].as_str(), held["purchases"].as_u64()), (Some("1997-09-30"), Some(1882)));
        let [model, last, cell] = &held["forecasts"].as_array().unwrap()[..] else { panic!("{held}") };
        for naive in [last, cell] {
            for error in ["mean_absolute_error", "root_mean_squared_error", "cohort_error"] {
                assert!(figure(&model[error]) < figure(&naive[error]), "{of} {error}: {model} {naive}");
            }
        }
        assert_eq!(last["purchases"].as_f64(), Some(2457.0), "as many repeats as in the 39 weeks before");
        let cohorts = held["cohorts"].as_array().unwrap();
        let months: Vec<_> = cohorts.iter().map(|cohort| cohort["month"].as_str().unwrap()).collect();
        assert_eq!(months, ["1997-01", "1997-02", "1997-03"]);
        assert_eq!(cohorts.iter().map(|cohort| cohort["purchases"].as_u64().unwrap()).sum::<u64>(), 1882);
        // Up to the end of the holdout 2,457 + 1,882 repeats.
        assert_eq!(answer["expected_and_actual"].as_array().unwrap().last().unwrap()["actual"], 4339);
    }
}

/// Few months of a made-up centre: everybody buys at one rate, and by BG/NBD nobody leaves. It is fitted and told all the same.
#[test]
fn data_at_a_limit_of_the_model() {
    let w = Workdir::new();
    w.write("demo.csv", w.rfm(&["demo"]).ok().text());
    let codes = |args: &[&str]| -> Vec<String> {
        let answer = json(w.rfm(&[&["clv", "demo.csv", "-q", "--as-of", "2025-06-30", "-f", "json"], args].concat()));
        answer["notes"].as_array().unwrap().iter().map(|note| note["code"].as_str().unwrap().to_owned()).collect()
    };
    let by_bg = codes(&["--model", "bg-nbd"]);
    for code in ["same_rate", "nobody_leaves", "alive_without_repeat"] {
        assert!(by_bg.iter().any(|found| found == code), "{code}: {by_bg:?}");
    }
    let by_mbg = codes(&[]);
    assert!(by_mbg.iter().any(|found| found == "same_rate"), "{by_mbg:?}");
    assert!(!by_mbg.iter().any(|found| ["nobody_leaves", "alive_without_repeat"].contains(&&**found)), "{by_mbg:?}");
    let told = w.rfm(&["clv", "demo.csv", "--model", "bg-nbd"]).ok();
    assert!(told.stderr.contains("53 of 300 customers never came back, and BG/NBD takes them for customers still"), "{}", told.stderr);
}

/// Three customers by hand beside forty that a model can be fitted to: what was spent so far is 100 + 100 − 30 + 50 whatever the
/// window, and a refund from before it makes nobody a customer.
#[test]
fn a_window_changes_nothing_but_segments() {
    let w = Workdir::new();
    let mut text = "id,date,amount\na,2023-01-01,100\na,2023-02-01,100\na,2023-03-01,-30\na,2025-01-01,50\nb,2023-01-05,-40\n".to_owned();
    for customer in 0..40 {
        for visit in 0..1 + customer % 6 {
            text += &format!(
                "c{customer},{}-{:02}-{:02},{}\n",
                2023 + visit % 2,
                1 + (customer * 5 + visit * 3) % 12,
                1 + customer % 28,
                10 + visit * 7
            );
        }
    }
    w.write("v.csv", text);
    let of = |args: &[&str]| w.rfm(&[&["clv", "v.csv", "-q", "-f", "csv"], args].concat()).ok().csv();
    let (all, within) = (of(&[]), of(&["--window", "12m"]));
    assert_eq!((all.len(), within.len()), (41, 41));
    assert_eq!((&*within[0]["customer_id"], &*within[0]["past_value"], &*within[0]["mean_repeat_amount"]), ("a", "220.00", "60.000000"));
    for (all, within) in all.iter().zip(&within) {
        for (column, cell) in all.iter().filter(|(column, _)| *column != "segment") {
            assert_eq!(cell, &within[column], "{column} of {}", all["customer_id"]);
        }
    }
    // Scores are what they are without a model.
    let export = |args: &[&str]| w.rfm(&[&["score", "v.csv", "-q", "--window", "12m", "--export", "-"], args].concat()).ok().csv();
    let (plain, with_clv) = (export(&[]), export(&["--clv", "1y"]));
    assert_eq!(plain.len(), with_clv.len());
    for (plain, with_clv) in plain.iter().zip(&with_clv) {
        assert!(plain.iter().all(|(column, cell)| &with_clv[column] == cell), "{plain:?} {with_clv:?}");
    }
    assert_eq!(with_clv[0]["clv"], within[0]["clv"]);
}

#[test]
fn what_is_spent_so_far_and_to_come() {
    let answer = json(cdnow(&["cdnow-sample.csv.gz", "-f", "json"]));
    let cents = |value: &Value| value.as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    assert_eq!(answer["total"]["past_value"], "244091.94", "the total of the data, to the cent");
    for key in ["past_value", "expected_value", "clv", "at_risk_value"] {
        let of = |list: &Value| list.as_array().unwrap().iter().map(|row| cents(&row[key])).sum::<i64>();
        assert_eq!(
            (of(&answer["segments"]), of(&answer["customers"])),
            (cents(&answer["total"][key]), cents(&answer["total"][key])),
            "{key}"
        );
    }
    let discounted = json(cdnow(&["cdnow-sample.csv.gz", "-f", "json", "--discount", "10%"]));
    let part = cents(&discounted["total"]["expected_value"]) as f64 / cents(&answer["total"]["expected_value"]) as f64;
    assert!((0.9091..0.9999).contains(&part), "a year at 10% takes less than 9.1%: {part}");
}

#[test]
fn the_same_bytes_for_any_threads_and_order_of_rows() {
    let w = Workdir::new();
    let demo = w.rfm(&["demo"]).ok().text();
    let (header, rows) = demo.split_once('\n').unwrap();
    let turned: String = rows.lines().rev().map(|row| format!("{row}\n")).collect();
    w.write("a.csv", &demo).write("b.csv", format!("{header}\n{turned}"));
    let run = |file, threads| {
        let args = ["clv", file, "-q", "-f", "json", "--bootstrap", "20", "--holdout", "3m", "--threads", threads];
        w.rfm(&args).ok().text()
    };
    let one = run("a.csv", "1");
    assert!(one == run("a.csv", "3") && one == run("b.csv", "2"));
    let other = w.rfm(&["clv", "a.csv", "-q", "-f", "json", "--bootstrap", "20", "--holdout", "3m", "--seed", "2"]).ok().text();
    assert_ne!(one, other, "another seed draws other samples");
    let drawn: Value = serde_json::from_str(&one).unwrap();
    for parameter in drawn["purchases"]["parameters"].as_array().unwrap() {
        let [low, high] = [0, 1].map(|at| figure(&parameter["interval"][at]));
        assert!(low < figure(&parameter["value"]) && figure(&parameter["value"]) < high, "{parameter}");
    }
}

#[test]
fn a_model_that_is_kept_gives_the_same_figures() {
    let w = Workdir::new();
    w.fixture("cdnow-sample.csv.gz");
    let file = "cdnow-sample.csv.gz";
    let fitted = w.rfm(&["clv", file, "-q", "-f", "csv", "--time-unit", "day", "--keep-model", "m.toml"]).ok().text();
    let kept = w.rfm(&["clv", file, "-q", "-f", "csv", "--model-from", "m.toml"]).ok().text();
    assert_eq!(fitted, kept);
    // Of ten customers nothing can be fitted, and all can be scored.
    w.write("few.csv", "id,date,amount\n1,2026-01-01,10\n1,2026-02-01,20\n2,2026-01-05,5\n");
    let refused = w.rfm(&["clv", "few.csv", "-q"]).fails(1);
    assert!(refused.stderr.contains("only 1 customer came back on another day"), "{}", refused.stderr);
    let scored = w.rfm(&["clv", "few.csv", "-q", "-f", "csv", "--model-from", "m.toml"]).ok().csv();
    assert_eq!(scored.len(), 2);
    w.write("bad.toml", w.read("m.toml").replace("alpha = ", "alpha = -"));
    assert!(w.rfm(&["clv", "few.csv", "--model-from", "bad.toml"]).fails(1).stderr.contains("bad.toml holds no usable model (alpha = -"));
    w.rfm(&["clv", "few.csv", "--model-from", "m.toml", "--model", "bg-nbd"]).fails(2);
}

/// A model of record buyers is not passed off for one of a car service centre, nor days for weeks; --force has the last word.
#[test]
fn a_model_of_other_data_is_refused() {
    let w = Workdir::new();
    w.fixture("cdnow-sample.csv.gz").fixture("cdnow-summary.csv.gz").write("demo.csv", w.rfm(&["demo"]).ok().text());
    w.rfm(&["clv", "cdnow-sample.csv.gz", "-q", "--keep-model", "m.toml"]).ok();
    assert!(w.read("m.toml").contains("[fitted]\nas-of = \"1998-06-30\"\ncustomers = 2357\n"));
    let own = w.rfm(&["clv", "cdnow-sample.csv.gz", "--model-from", "m.toml"]).ok();
    assert!(!own.stderr.contains("--model-from expect"), "{}", own.stderr);
    for verb in [&["clv"][..], &["plan", "--value", "clv"], &["score", "--clv", "1y", "--export", "-"]] {
        let run = w.rfm(&[verb, &["demo.csv", "-q", "--model-from", "m.toml"]].concat()).fails(1);
        assert!(run.stderr.contains("other customers, or another unit of time? [foreign_model]"), "{verb:?} {}", run.stderr);
    }
    let forced = w.rfm(&["clv", "demo.csv", "--model-from", "m.toml", "--force"]).ok();
    for words in ["expect repeat purchases of about", "by now, and there were 1,758", "were fitted up to 1998-06-30"] {
        assert!(forced.stderr.contains(words), "{words}: {}", forced.stderr);
    }
    w.write("days.toml", w.read("m.toml").replace("\"week\"", "\"day\""));
    let run = w.rfm(&["clv", "cdnow-sample.csv.gz", "-q", "--model-from", "days.toml"]).fails(1);
    assert!(run.stderr.contains("and there were 4,339: other customers, or another unit of time?"), "{}", run.stderr);
    w.rfm(&["clv", "demo.csv", "--force"]).fails(2);
}

/// A list without amounts tells of purchases alone, says so in one line, and shows no column of nothing.
#[test]
fn a_list_without_amounts() {
    let w = Workdir::new();
    let mut list = "cust,x,t.x,T.cal\n".to_owned();
    for customer in 0..60 {
        let repeats = customer % 4;
        list += &format!("{customer},{repeats},{},{}\n", repeats * (3 + customer % 5), 20 + customer % 9);
    }
    w.write("list.csv", list);
    let hint = w.rfm(&["clv", "list.csv"]).fails(1);
    assert!(hint.stderr.contains("rfm clv --kind btyd-summary"), "{}", hint.stderr);
    let run = w.rfm(&["clv", "list.csv", "--kind", "btyd-summary", "-o", "a.html"]).ok();
    assert!(run.stderr.contains("the list has no amounts (monetary_value): purchases are estimated, values are not"), "{}", run.stderr);
    let text = run.text();
    let heads = text.lines().nth(2).unwrap();
    assert_eq!(heads.split_whitespace().collect::<Vec<_>>(), ["Segment", "Customers", "Alive", "Purchases"]);
    assert!(!text.contains('–') && !w.read("a.html").contains("At risk"), "{text}");
}

/// A fall of P(alive) since an earlier export, of rfm score or rfm clv: who fell by more than a fifth, by both files.
#[test]
fn a_fall_since_an_earlier_export() {
    let w = Workdir::new();
    w.write("demo.csv", w.rfm(&["demo"]).ok().text());
    w.rfm(&["score", "demo.csv", "-q", "--as-of", "2026-04-30", "--clv", "1y", "--export", "old.csv"]).ok();
    let then = w.rfm(&["clv", "demo.csv", "-q", "--as-of", "2026-04-30", "-f", "csv"]).ok().text();
    w.write("then.csv", &then);
    let now = w.rfm(&["clv", "demo.csv", "-q", "-f", "csv"]).ok().csv();
    let then: BTreeMap<String, f64> =
        rows(&then).into_iter().map(|row| (row["customer_id"].clone(), row["p_alive"].parse().unwrap())).collect();
    let important = |row: &&Row| row["segment"].starts_with("important");
    let fell = |row: &&Row| then.get(&row["customer_id"]).is_some_and(|then| then - row["p_alive"].parse::<f64>().unwrap() > 0.2);
    let mut expected: Vec<String> = now.iter().filter(important).filter(fell).map(|row| row["customer_id"].clone()).collect();
    expected.sort();
    for since in ["old.csv", "then.csv"] {
        let args = ["alerts", "demo.csv", "-q", "-f", "json", "--rule", "p-alive-drop>20%", "--since", since];
        let answer: Value = serde_json::from_str(&w.rfm(&args).ok().text()).unwrap();
        let mut found: Vec<String> = Vec::new();
        for alert in answer["alerts"].as_array().unwrap() {
            for reason in alert["reasons"].as_array().unwrap().iter().filter(|reason| reason["rule"] == "p-alive-drop") {
                let id = alert["customer_id"].as_str().unwrap();
                assert!(
                    figure(&reason["p_alive_before"]) - figure(&reason["p_alive"]) > 0.2
                        && near(figure(&reason["p_alive_before"]), then[id], 1e-5)
                );
                found.push(id.to_owned());
            }
        }
        found.sort();
        assert_eq!(found, expected, "{since}");
        assert!(!found.is_empty());
    }
    assert!(w.rfm(&["alerts", "demo.csv", "--rule", "p-alive-drop>0.2"]).fails(2).stderr.contains("needs an earlier state: --since FILE"));
    w.rfm(&["alerts", "demo.csv", "--since", "old.csv"]).fails(2);
    // Read back as a customer table, the columns of the model are named.
    let read = w.rfm(&["score", "old.csv"]).ok();
    assert!(read.stderr.contains("--keep p_alive,expected_purchases,expected_value,clv carries them along"), "{}", read.stderr);
    let kept = w.rfm(&["score", "old.csv", "--keep", "p_alive,expected_purchases,expected_value,clv", "--export", "-"]).ok();
    assert!(
        !kept.stderr.contains("are not read")
            && kept.csv().iter().all(|row| near(row["p_alive"].parse().unwrap(), then[&row["customer_id"]], 0.0))
    );
}

/// The workbook has the stages below the segments, and each customer's.
#[test]
fn stages_in_the_workbook() {
    let w = Workdir::new();
    w.write("demo.csv", w.rfm(&["demo"]).ok().text());
    w.rfm(&["clv", "demo.csv", "-q", "-o", "a.xlsx", "-o", "a.json", "-o", "a.csv"]).ok();
    let answer: Value = serde_json::from_str(&w.read("a.json")).unwrap();
    let mut book: Xlsx<_> = open_workbook(w.path("a.xlsx")).unwrap();
    let sheet = book.worksheet_range("Lifetime value").unwrap();
    let names = ["New", "Growing", "Established", "Dormant", "Churned"];
    for (name, stage) in names.into_iter().zip(answer["stages"].as_array().unwrap()) {
        let row = sheet.rows().find(|row| row[1].get_string() == Some(name)).unwrap();
        assert_eq!(row[2].to_string(), stage["customers"].to_string(), "{name}");
    }
    let by_id: BTreeMap<String, Row> = rows(&w.read("a.csv")).into_iter().map(|row| (row["customer_id"].clone(), row)).collect();
    for customer in answer["customers"].as_array().unwrap() {
        assert_eq!(by_id[customer["customer_id"].as_str().unwrap()]["stage"], customer["stage"].as_str().unwrap());
    }
}

/// Units scale times and nothing else.
#[test]
fn the_unit_changes_no_figure_of_a_customer() {
    let of = |model, unit| cdnow(&["cdnow-sample.csv.gz", "--model", model, "--time-unit", unit, "-f", "csv"]).ok().csv();
    let both = ["mbg-nbd", "pareto-nbd"].map(|model| [of(model, "week"), of(model, "day")]);
    for (week, day) in both.iter().flat_map(|[weeks, days]| weeks.iter().zip(days)) {
        for column in ["customer_id", "repeats", "past_value", "segment"] {
            assert_eq!(week[column], day[column]);
        }
        for column in ["p_alive", "expected_purchases", "expected_amount"] {
            let [week, day] = [week, day].map(|row| row[column].parse::<f64>().unwrap());
            assert!((week - day).abs() < 2e-6 * day.max(1.0), "{column}: {week} {day}");
        }
    }
}

#[test]
fn a_summary_of_histories_is_never_taken_for_a_customer_table() {
    let w = Workdir::new();
    w.fixture("cdnow-summary.csv.gz");
    for args in [&["score", "cdnow-summary.csv.gz"][..], &["clv", "cdnow-summary.csv.gz"]] {
        let run = w.rfm(args).fails(1);
        assert!(run.stderr.contains("rfm clv --kind btyd-summary"), "{}", run.stderr);
    }
    w.rfm(&["score", "cdnow-summary.csv.gz", "--kind", "btyd-summary"]).fails(2);
    w.fixture("customer-table.csv");
    assert!(w.rfm(&["clv", "customer-table.csv"]).fails(1).stderr.contains("a customer table has no single purchases"));
    w.rfm(&["clv", "cdnow-summary.csv.gz", "--kind", "btyd-summary", "--holdout", "4w"]).fails(2);
}

#[test]
fn what_cannot_be_meant() {
    let w = Workdir::new();
    w.write("demo.csv", w.rfm(&["demo"]).ok().text());
    for (args, words) in [
        (&["--horizon", "soon"][..], "--horizon: 'soon' is not a time"),
        (&["--horizon", "60y"], "50 years at most"),
        (&["--discount", "2"], "--discount: '2' is not a rate"),
        (&["--model", "pareto"], "bg-nbd, mbg-nbd, pareto-nbd"),
        (&["--time-unit", "year"], "there are: day, week, month"),
        (&["--active-only"], "would hide who has left"),
        (&["--holdout", "9y"], "leaves nothing before it"),
    ] {
        let run = w.rfm(&[&["clv", "demo.csv", "-q"], args].concat()).fails(2);
        assert!(run.stderr.contains(words), "{args:?}: {}", run.stderr);
    }
    let kept = w.rfm(&["clv", "demo.csv", "-q", "--horizon", "3y", "-o", "a.html", "-o", "a.xlsx", "-o", "a.md", "--lang", "zh"]).ok();
    assert!(kept.text().contains("客户终身价值（2026-10-31），未来 3 年：300 位客户"));
    assert!(w.read("a.html").contains("<polyline class=\"curve\"") && w.read("a.md").contains("| # | 客群 |"));
}

/// In the plan, in warnings and in the export stand the figures of `rfm clv`.
#[test]
fn other_commands_use_the_same_figures() {
    let w = Workdir::new();
    w.write("demo.csv", w.rfm(&["demo"]).ok().text());
    w.rfm(&["clv", "demo.csv", "-q", "--keep-model", "m.toml"]).ok();
    let own = w.rfm(&["clv", "demo.csv", "-q", "-f", "csv", "--horizon", "3y"]).ok().csv();
    let own = |id: &str| own.iter().find(|row| row["customer_id"] == id).unwrap();

    let exported = w.rfm(&["score", "demo.csv", "-q", "--clv", "3y", "--export", "-"]).ok().csv();
    assert_eq!(exported.len(), 300);
    for row in &exported {
        for column in ["p_alive", "expected_purchases", "expected_value", "clv"] {
            assert_eq!(row[column], own(&row["customer_id"])[column], "{}", row["customer_id"]);
        }
    }
    let plain = w.rfm(&["score", "demo.csv", "-q", "--export", "-"]).ok().csv();
    assert!(plain.iter().all(|row| !row.contains_key("p_alive")), "only when asked for");

    for args in [&["--value", "clv"][..], &["--value", "clv", "--model-from", "m.toml"]] {
        let cases = w.rfm(&[&["plan", "demo.csv", "-q", "-f", "csv"], args].concat()).ok().csv();
        assert!(!cases.is_empty());
        for case in &cases {
            let own = own(&case["customer_id"]);
            assert_eq!(case["p_alive"], own["p_alive"]);
            // Who has left for good, and is won back.
            let [chance, expected, at_risk, known] =
                [&case["chance"], &case["expected_value"], &case["at_risk_value"], &own["at_risk_value"]]
                    .map(|cell| cell.parse::<f64>().unwrap());
            assert!((at_risk - known).abs() < 0.2 + 1e-5 * known, "{at_risk} {known}");
            assert!((expected - chance * at_risk).abs() < 0.02 + 1e-5 * at_risk, "{expected} {chance} {at_risk}");
        }
    }

    let warned = w.rfm(&["alerts", "demo.csv", "-q", "-f", "json", "--rule", "p-alive<0.9", "--level-of", "days=off,rhythm=off"]);
    let warned: Value = serde_json::from_str(&warned.ok().text()).unwrap();
    let mut seen = 0;
    for alert in warned["alerts"].as_array().unwrap() {
        for reason in alert["reasons"].as_array().unwrap().iter().filter(|reason| reason["rule"] == "p-alive") {
            let alive = figure(&reason["p_alive"]);
            assert_eq!(format!("{alive:.6}"), own(alert["customer_id"].as_str().unwrap())["p_alive"]);
            assert!(alive < 0.9 && reason["level"] == "yellow");
            seen += 1;
        }
    }
    assert!(seen > 0);
    w.rfm(&["alerts", "demo.csv", "--rule", "p-alive>1"]).fails(2);
}
