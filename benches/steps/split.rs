//! Files to rows and fields, by the forms that files have: blocks are cut, rows and fields found, the cells that are needed
//! read. What comes of them goes nowhere.

use crate::made_up::{Numbers, short_id};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use encoding_rs::GBK;
use rfm::aggregate::Nothing;
use rfm::load::source::Source;
use rfm::load::{Files, Reading};
use rfm::policy::Policy;
use std::io::Write;
use tempfile::NamedTempFile;

/// From the cells of a plain row and its number to a row of the file, without its line end.
type Form = (&'static str, &'static str, fn(u64, [String; 6]) -> String);

/// With their line ends.
const FORMS: [Form; 7] = [
    ("plain", "\n", |_, cells| cells.join(",")),
    ("crlf", "\r\n", |_, cells| cells.join(",")),
    ("quoted", "\n", |_, cells| cells.map(|cell| format!("\"{cell}\"")).join(",")),
    ("quoted notes", "\n", |_, cells| {
        let [order, id, date, amount, channel, note] = cells;
        format!("{order},{id},{date},{amount},{channel},\"{note}, \"\"by\nthe door\"\"\"")
    }),
    ("gbk", "\n", |_, cells| cells.join(",") + "，请放门口"),
    ("40 columns", "\n", |_, cells| cells.join(",") + &",of no matter".repeat(34)),
    ("dirty", "\n", dirty),
];

/// One row in ten is not as it should be, each in another way.
fn dirty(number: u64, cells: [String; 6]) -> String {
    let [order, id, date, amount, channel, note] = cells;
    match number % 70 {
        0 => format!("{order},{id},never,{amount},{channel},{note}"),
        10 => format!("{order},{id},{date},free,{channel},{note}"),
        20 => format!("{order},{id},{date},{amount},{channel}"),
        30 => format!("{order},,{date},{amount},{channel},{note}"),
        40 => format!("{order},\"{id}\"x,{date},{amount},{channel},{note}"),
        50 => format!("{order},{id},{date},{amount},{channel},a 12\" pipe"),
        60 => String::new(),
        _ => [order, id, date, amount, channel, note].join(","),
    }
}

const HEADER: &str = "order_id,customer_id,order_date,amount,channel,note";
const ROWS: u64 = 50_000;

fn file(&(name, end, form): &Form) -> NamedTempFile {
    let mut numbers = Numbers::new();
    let notes = ["standard delivery", "gift", "", "call before delivery"];
    let columns = if name == "40 columns" { 34 } else { 0 };
    let mut text = HEADER.to_owned() + &(0..columns).map(|at| format!(",column {at}")).collect::<String>() + end;
    for number in 0..ROWS {
        let purchase = numbers.purchase(10_000);
        let note = notes[numbers.below(4) as usize];
        let (order, id, amount) = (1_000_000 + number, short_id(purchase.customer), purchase.amount().plain(2));
        let cells = [order.to_string(), id, purchase.day.to_string(), amount, "web".to_owned(), note.to_owned()];
        text += &(form(number, cells) + end);
    }
    let mut file = NamedTempFile::new().expect("there is room for a temporary file");
    let bytes = if name == "gbk" { GBK.encode(&text).0 } else { text.as_bytes().into() };
    file.write_all(&bytes).expect("there is room for a temporary file");
    file
}

#[divan::bench(args = FORMS.map(|(name, ..)| name))]
fn split(bencher: Bencher<'_, '_>, name: &str) {
    let form = FORMS.iter().find(|(other, ..)| *other == name).unwrap_or(&FORMS[0]);
    let file = file(form);
    let reading = Reading { threads: 1, ..Reading::default() };
    let source = Source::file(file.path(), &reading).expect("it can be read");
    let bytes = source.size.unwrap_or(0);
    let files = Files::new(vec![source], &reading).expect("it has the columns that are needed");
    let read = || files.read(&reading, Policy::default(), &|| Nothing, &mut |_| Ok(())).expect("nothing stops it").accounting;
    let (read_once, unsound) = (read(), if name == "dirty" { ROWS / 10 } else { 0 });
    assert!(read_once.reconciles() && ROWS - read_once.used <= unsound, "{name}: {read_once:?}");
    bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::new(bytes)).bench_local(read);
}
