//! The same input gives the same bytes, whichever way it comes and wherever the program runs.

use crate::workdir::{Workdir, rows};
use flate2::{Compression, write::GzEncoder};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// The export and the report as JSON, of one run.
fn answers(w: &Workdir, variables: &[(&str, &str)], args: &[&str]) -> (String, String) {
    let run =
        w.rfm_with(variables, &[&["score", "-q", "-f", "json", "--keep", "advisor,service", "--export", "out.csv"], args].concat()).ok();
    (w.read("out.csv"), run.text())
}

/// The same rows, each in another place: a step that is prime and not a factor of their number visits all of them.
fn shuffled(text: &str) -> String {
    let (header, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let places = (0..rows.len()).map(|at| rows[(at * 7919 + 11) % rows.len()]);
    std::iter::once(header).chain(places).map(|row| format!("{row}\n")).collect()
}

/// More than 2 MiB: enough to be read in several pieces.
#[test]
fn a_large_file_whichever_way_it_comes() {
    let w = Workdir::new();
    let text = w.rfm(&["demo", "--customers", "3000"]).ok().text();
    assert!(text.len() > 2 << 20);
    let mixed = shuffled(&text);
    let sorted = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    };
    assert!(mixed != text && sorted(&mixed) == sorted(&text), "another order of the same rows");
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    w.write("a.csv", &text).write("mixed.csv", mixed).write("a.csv.gz", gz.finish().unwrap());

    let expected = answers(&w, &[], &["a.csv", "--threads", "1"]);
    assert_eq!(expected.0.lines().count(), 3001);
    for args in [&["a.csv"][..], &["a.csv", "--threads", "2"], &["a.csv", "--threads", "8"], &["mixed.csv"], &["a.csv.gz"]] {
        assert!(answers(&w, &[], args) == expected, "{args:?}");
    }
    let piped = w.rfm_fed(text.as_bytes(), &["score", "-", "-q", "--keep", "advisor,service", "--export", "-"]).ok();
    assert!(piped.text() == expected.0, "on stdin");
    // With a window that ends at the latest date, everything is read twice.
    let window = |args: &[&str]| answers(&w, &[], &[args, &["--window", "12m"]].concat());
    assert!(window(&["a.csv", "--threads", "1"]) == window(&["mixed.csv", "--threads", "8"]), "in a window");
}

/// Rows of a shop with all that has a path of its own: long ids and long order ids, orders whose lines are far apart,
/// refunds, costs, what is kept, quoted cells with a delimiter, a quote and a line break.
#[derive(Default)]
struct Shop {
    /// In GBK.
    rows: Vec<Vec<u8>>,
    customers: BTreeMap<String, Customer>,
}

/// Amounts in cents.
#[derive(Default)]
struct Customer {
    orders: BTreeSet<String>,
    amount: i64,
    profit: i64,
    /// The latest day and the advisor of it; of several the greater bytes.
    latest: (String, &'static str),
}

const HEADER: &str = "订单号,客户编号,消费日期,消费金额,成本,服务顾问,备注\r\n";
const ADVISORS: [&str; 4] = ["苏明远", "程以安", "陆嘉禾", "方向晨"];
const ROWS: usize = 14_000;
/// A prime: the rows of a customer are as far apart as there are customers.
const CUSTOMERS: usize = 4001;

impl Shop {
    fn new() -> Shop {
        let mut shop = Shop::default();
        (0..ROWS).for_each(|at| shop.sell(at));
        shop
    }

    fn sell(&mut self, at: usize) {
        let number = at * 7919 % CUSTOMERS;
        let id = match number {
            _ if number.is_multiple_of(11) => format!("会员{number:05}来自城东旗舰店"),
            _ if number.is_multiple_of(7) => format!("6222{number:020}"), // as on a card
            _ => format!("C{number:05}"),
        };
        let order = number * 10 + at / CUSTOMERS / 2; // two lines each
        let order = if number.is_multiple_of(5) { format!("{order}") } else { format!("ORDER-2026-{order:012}") };
        let day = format!("2026-{:02}-{:02}", at * 31 % 12 + 1, at * 13 % 28 + 1);
        let is_refund = at.is_multiple_of(97);
        let amount = (1 + at * 104_729 % 90_000) as i64 * if is_refund { -1 } else { 1 };
        let cost = amount * 3 / 5;
        let advisor = ADVISORS[at * 613 % ADVISORS.len()];
        let note = match at % 50 {
            0 => "\"先打“电话”, 再来\"\"\n请放门口\"".to_owned(),
            _ => format!("到店{}", "self-collect ".repeat(9)), // few rows fill the file
        };
        self.rows.push(gbk(&format!("{order},{id},{day},{},{},{advisor},{note}\r\n", money(amount), money(cost))));

        let customer = self.customers.entry(id).or_default();
        if !is_refund {
            customer.orders.insert(order);
        }
        customer.amount += amount;
        customer.profit += amount - cost;
        customer.latest = std::mem::take(&mut customer.latest).max((day, advisor));
    }
}

fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, unmapped) = encoding_rs::GBK.encode(text);
    assert!(!unmapped, "{text}");
    bytes.into_owned()
}

fn money(cents: i64) -> String {
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

/// Report, notes and exports in several forms and orders, of these rows on so many threads.
fn outputs<'s>(w: &Workdir, rows: impl Iterator<Item = &'s Vec<u8>>, threads: &str) -> Vec<Vec<u8>> {
    let mut file = gbk(HEADER);
    rows.for_each(|row| file.extend_from_slice(row));
    assert!(file.len() > 2 << 20, "more than one thread would read: {} bytes", file.len());
    w.write("a.csv", file); // under one name: the report shows it
    let score = |flags: &[&str]| {
        let run = w.rfm_with(&[("RFM_THREADS", threads)], &[&["score", "a.csv", "--keep", "服务顾问"], flags].concat()).ok();
        [run.stdout, run.stderr.into_bytes()]
    };
    let by_id = score(&["--export", "by-id.csv", "--export", "by-id.jsonl"]);
    let by_value = score(&["--export", "-", "--sort=segment,-value", "--frequency", "days"]);
    let files = ["by-id.csv", "by-id.jsonl"].map(|name| w.read(name).into_bytes());
    [by_id, by_value, files].concat()
}

#[test]
fn the_same_bytes_for_any_number_of_threads_and_any_order_of_rows() {
    let (w, shop) = (Workdir::new(), Shop::new());
    let expected = outputs(&w, shop.rows.iter(), "1");
    for threads in ["2", "8"] {
        assert!(outputs(&w, shop.rows.iter(), threads) == expected, "{threads} threads");
    }
    let shuffled = (0..ROWS).map(|at| &shop.rows[(at * 7919 + 11) % ROWS]);
    assert!(outputs(&w, shuffled, "2") == expected, "another order of the same rows");

    // The same as counted here, customer by customer.
    let exported = rows(&w.read("by-id.csv"));
    assert_eq!(exported.len(), CUSTOMERS);
    for (row, (id, Customer { orders, amount, profit, latest })) in exported.iter().zip(&shop.customers) {
        let columns = ["customer_id", "frequency", "monetary", "profit", "服务顾问"].map(|column| row[column].as_str());
        assert_eq!(columns, [id, &orders.len().to_string(), &money(*amount), &money(*profit), latest.1], "{id}");
    }
}

#[test]
fn wherever_it_runs() {
    let w = Workdir::new();
    w.write("a.csv", w.rfm(&["demo"]).ok().text());
    let expected = answers(&w, &[], &["a.csv"]);
    for variables in [("TZ", "Pacific/Kiritimati"), ("TZ", "America/Los_Angeles"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")] {
        assert!(answers(&w, &[variables], &["a.csv"]) == expected, "{variables:?}");
    }
    assert!(answers(&w, &[], &["a.csv"]) == expected, "once more");
    // One made-up data set for all.
    let demo = w.read("a.csv");
    assert!(w.rfm_with(&[("TZ", "Pacific/Kiritimati")], &["demo"]).ok().text() == demo);
}

/// Of rows of one day the greatest bytes stand for the customer, in whichever order they come.
#[test]
fn what_is_kept_does_not_hang_on_the_order_of_rows() {
    let rows = ["A,2026-01-05,10,Zoe", "A,2026-03-05,10,Ann", "A,2026-03-05,10,Bob", "A,2026-02-05,10,Yan"];
    let w = Workdir::new();
    for turn in 0..rows.len() {
        let text: String = (0..rows.len()).map(|at| format!("{}\n", rows[(at + turn) % rows.len()])).collect();
        w.write("a.csv", format!("customer_id,date,amount,advisor\n{text}"));
        assert_eq!(w.rfm(&["score", "a.csv", "--keep", "advisor", "--export", "-"]).ok().csv()[0]["advisor"], "Bob");
    }
}
