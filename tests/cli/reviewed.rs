//! What reviewers found wrong once: each a small file, the figures worked by hand, and the rule that was broken.

use crate::workdir::Workdir;

const HEADER: &str = "customer_id,date,amount\n";

/// `customer amount` of every customer, or the message.
fn customers(w: &Workdir, args: &[&str]) -> Vec<String> {
    let rows = w.rfm(&[&["score"], args, &["--export", "-"]].concat()).ok().csv();
    rows.iter().map(|row| format!("{} {} {}", row["customer_id"], row["frequency"], row["monetary"])).collect()
}

/// Rows read are rows that stand below the header, and ids are whole, whatever bytes stand above.
#[test]
fn a_broken_byte_above_the_rows_shifts_nothing() {
    let rows = "C001,2024-01-01,10,张三\nC002,2024-01-02,20,李四\n";
    for above in [&b"customer_id,date,amount,caf\xe9\n"[..], b"\xb1\xa8\xb1\xed\ncustomer_id,date,amount,name\n"] {
        for flags in [&[][..], &["--encoding", "utf-8"]] {
            let w = Workdir::new();
            w.write("a.csv", [above, rows.as_bytes()].concat());
            assert_eq!(customers(&w, &[&["a.csv"], flags].concat()), ["C001 1 10.00", "C002 1 20.00"]);
        }
    }
}

#[test]
fn two_currencies_in_two_files_are_two_currencies() {
    let w = Workdir::new();
    w.write("a.csv", format!("{HEADER}A,2024-01-01,¥5\n")).write("b.csv", format!("{HEADER}B,2024-01-02,3\nB,2024-01-02,$7\n"));
    w.rfm(&["score", "a.csv", "b.csv"]).fails(1).names("b.csv", 3).says(&["currency", "$7"]);
    // A cost in dollars does not make the amounts dollars.
    w.write("c.csv", "customer_id,date,amount,cost\nA,2024-01-01,¥5,$2\n");
    assert_eq!(customers(&w, &["c.csv"]), ["A 1 5.00"]);
}

#[test]
fn one_order_of_day_and_month_for_all_files() {
    let w = Workdir::new();
    w.write("a.csv", format!("{HEADER}A,31/12/2023,1\n")).write("b.csv", format!("{HEADER}B,03/04/2024,2\n"));
    let rows = w.rfm(&["score", "a.csv", "b.csv", "--export", "-"]).ok().csv();
    assert_eq!(rows[1]["last_purchase"], "2024-04-03");
    w.rfm(&["score", "b.csv"]).fails(1).says(&["--date-format"]);
}

/// A row that does not count decides nothing: neither the order of day and month nor how many decimals are printed.
#[test]
fn what_does_not_count_decides_nothing() {
    let w = Workdir::new();
    w.write("a.csv", format!("{HEADER}X,31/12/2023,5,extra\nA,03/04/2024,5\nB,05/14/2024,5\n"));
    let rows = w.rfm(&["score", "a.csv", "--export", "-"]).ok().csv();
    assert_eq!(rows[0]["last_purchase"], "2024-03-04"); // month first, as B's row says
    w.write("b.csv", "customer_id,date,amount,profit\nA,2024-01-01,5,1\n,2024-01-01,5,1.23456\n");
    assert_eq!(customers(&w, &["b.csv"]), ["A 1 5.00"]);
    w.write("c.csv", "customer_id,date,amount,status\nA,2024-01-01,5,paid\ncustomer_id,date,amount,status\n");
    let run = w.rfm(&["score", "c.csv"]).ok();
    assert!(!run.stderr.contains("status values"), "{}", run.stderr);
}

#[test]
fn what_was_paid_back_is_no_sale() {
    let w = Workdir::new();
    w.write("a.csv", "customer_id,date,amount,status\nA,2024-01-01,70,refunded\nA,2024-01-02,50,paid\nA,2024-01-03,-20,已退款\n");
    assert_eq!(customers(&w, &["a.csv"]), ["A 1 30.00"]);
    let json = w.rfm(&["score", "a.csv", "-f", "json"]).ok().json();
    assert_eq!(json["rows"]["left_out"]["status"], 1);
}

/// Profit that one file lacks counts in none, and its blanks reject nothing.
#[test]
fn profit_in_one_of_two_files() {
    let w = Workdir::new();
    w.write("a.csv", "customer_id,date,amount,profit\nA,2024-01-01,5,1\nB,2024-01-01,6,\n")
        .write("b.csv", format!("{HEADER}C,2024-01-02,7\n"));
    let run = w.rfm(&["score", "a.csv", "b.csv", "-f", "json"]).ok().says(&["b.csv", "neither profit nor cost"]);
    assert_eq!((&run.json()["value_of"], &run.json()["customers"]), (&"monetary".into(), &3.into()));
}

#[test]
fn a_run_that_leaves_nobody_is_refused() {
    let w = Workdir::new();
    w.write("a.csv", format!("{HEADER}A,2020-01-01,5\n")).write("out.csv", "yesterday");
    let args = ["score", "a.csv", "--as-of", "2024-01-01", "--window", "12m", "--active-only", "--export", "out.csv"];
    w.rfm(&args).fails(1).says(&["no usable rows"]);
    assert_eq!(w.read("out.csv"), "yesterday");
}

/// A column with a different text in each row is no status: it is told in a line, not in a million words.
#[test]
fn a_status_that_is_a_note_is_told_briefly() {
    let w = Workdir::new();
    let rows: String = (0..3000).map(|row| format!("A,2024-01-01,1,note {row}\n")).collect();
    w.write("a.csv", format!("customer_id,date,amount,status\n{rows}"));
    let run = w.rfm(&["score", "a.csv"]).ok();
    assert!(run.stderr.len() < 2000, "{} bytes", run.stderr.len());
}

/// One pasted row of another encoding is a damaged row, wherever it stands: also at the end of what is looked at first.
#[test]
fn one_foreign_row_is_damage_wherever_it_stands() {
    let ascii = |bytes: usize| "A,2024-01-01,1,filler filler filler\n".repeat(bytes / 37);
    let chinese: String = (0..500).map(|row| format!("客户{row:05},2024-01-02,2,张三\n")).collect();
    for before in [0, 200_000, 262_000] {
        let w = Workdir::new();
        let rows = [ascii(before).as_bytes(), b"B,2024-01-03,3,\xc0\xee\xcb\xc4\n", chinese.as_bytes()].concat();
        w.write("a.csv", ["customer_id,date,amount,name\n".as_bytes(), &rows].concat());
        let json = w.rfm(&["score", "a.csv", "-f", "json"]).ok().json();
        assert_eq!((&json["rows"]["rejected"], &json["rows"]["used"]), (&1.into(), &(before / 37 + 500).into()), "{before}");
    }
}

/// Reading a header takes time in proportion to its length.
#[test]
fn a_header_of_many_lines_is_read_in_no_time() {
    let w = Workdir::new();
    let header = format!("customer_id,date,amount,\"{}\"\n", "\u{6d4b}\u{8bd5}\n".repeat(20_000));
    let bytes = encoding_rs::GB18030.encode(&format!("{header}A,2024-01-01,1,x\n")).0.into_owned();
    w.write("a.csv", bytes);
    assert_eq!(customers(&w, &["a.csv"]), ["A 1 1.00"]);
}

#[test]
fn a_mark_alone_is_no_row() {
    let w = Workdir::new();
    w.write("a.csv", format!("{HEADER}A,2024-01-01,1\n\u{feff}\n\u{feff}"));
    let json = w.rfm(&["score", "a.csv", "-f", "json"]).ok().json();
    assert_eq!(json["rows"]["read"], 1);
}

/// The as-of date is understood as dates in a file are, where nothing needs deciding.
#[test]
fn the_as_of_date_as_people_write_it() {
    let w = Workdir::new();
    w.write("a.csv", format!("{HEADER}A,2024-01-01,1\n"));
    for (typed, day) in [("2024-02-01", "2024-02-01"), ("2024/2/1", "2024-02-01"), ("2024年2月1日", "2024-02-01")] {
        assert_eq!(w.rfm(&["score", "a.csv", "--as-of", typed, "-f", "json"]).ok().json()["as_of"], day);
    }
    w.rfm(&["score", "a.csv", "--as-of", "1/2/2024"]).fails(2).says(&["--as-of", "1/2/2024"]);
}
