//! One file read in many ways: at once or in blocks of any size, by one thread or several, as a stream or from a disk.

use rfm::accounting::{Accounting, Reject};
use rfm::aggregate::{Counting, Ledger};
use rfm::customer::Customer;
use rfm::error::Error;
use rfm::load::columns::Role;
use rfm::load::source::Source;
use rfm::load::{Files, Reading};
use rfm::policy::{FrequencyOf, Policy};
use std::io::{Cursor, Write};
use tempfile::NamedTempFile;

/// All that reading gives.
#[derive(Debug, PartialEq)]
pub struct Came {
    pub accounting: Accounting,
    pub customers: Vec<Customer>,
    pub repeated: Option<String>,
    pub rejects: Vec<Reject>,
    pub statuses: String,
    pub decimals: u8,
    pub encoding: Option<&'static str>,
}

/// How a file is read.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub block_size: usize,
    pub threads: usize,
    pub on_disk: bool,
}

/// In one go.
pub const AT_ONCE: Way = Way { block_size: 1 << 16, threads: 1, on_disk: false };

/// Reads the file that way.
pub fn read(file: &[u8], reading: &Reading, way: Way) -> Result<Came, Error> {
    let reading =
        Reading { block_size: way.block_size, threads: way.threads, one_thread_below: 0, keep_all_rejects: true, ..reading.clone() };
    let mut on_disk = NamedTempFile::with_suffix(".csv").unwrap();
    let mut source = match way.on_disk {
        true => {
            on_disk.write_all(file).unwrap();
            Source::file(on_disk.path(), &reading)?
        }
        false => stream(file, &reading)?,
    };
    source.name = "f.csv".into();
    let files = Files::new(vec![source], &reading)?;
    let frequency = if files.has(Role::Order) { FrequencyOf::Orders } else { FrequencyOf::Rows };
    let mut rejects = Vec::new();
    let mut on_reject = |reject: &Reject| {
        rejects.push(reject.clone());
        Ok(())
    };
    let counting = Counting { kept_columns: files.kept.len(), ..Counting::of(frequency) };
    let ledger = Ledger::new(counting, way.threads, u64::MAX);
    let read = files.read(&reading, Policy::default(), &|| ledger.hand(), &mut on_reject)?;
    assert!(read.accounting.reconciles(), "{:?}", read.accounting);
    assert_eq!(read.accounting.rejected(), rejects.len() as u64);
    let counted = read.sink.finish(read.findings.latest, way.threads).unwrap();
    let mut customers: Vec<Customer> = (0..counted.customers.len()).map(|place| counted.customers.customer(place)).collect();
    customers.sort_by(|a, b| a.id.cmp(&b.id)); // places differ from run to run
    if counted.repeated.is_some() {
        customers.clear(); // such a table is refused; which row was taken first does not matter then
    }
    Ok(Came {
        customers,
        repeated: counted.repeated.map(String::from),
        statuses: format!("{:?}", read.findings.statuses),
        decimals: read.findings.decimals,
        encoding: read.encodings[0].map(|encoding| encoding.name()),
        accounting: read.accounting,
        rejects,
    })
}

/// The file as a stream.
pub fn stream(file: &[u8], reading: &Reading) -> Result<Source, Error> {
    Source::stream("f.csv".into(), Box::new(Cursor::new(file.to_vec())), reading, false)
}

/// What reading at once comes to, after another way came to the same.
pub fn both(file: &[u8], reading: &Reading, way: Way) -> Result<Came, Error> {
    let at_once = read(file, reading, AT_ONCE);
    let otherwise = read(file, reading, way);
    let is_same = match (&at_once, &otherwise) {
        (Err(one), Err(other)) if way.on_disk => one.code() == other.code(), // the file has another name there
        (one, other) => one == other,
    };
    assert!(is_same, "{way:?}: {otherwise:#?}\nat once: {at_once:#?}\n{}", String::from_utf8_lossy(file));
    at_once
}
