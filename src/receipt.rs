//! `--receipt run.json`: what a run did, for the one who must account for it later. The only output that holds times, paths
//! and sizes: data files are the same bytes for the same input.

use crate::accounting::Rows;
use crate::score::Printed;
use crate::scored::Scored;
use crate::segment::Segment;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};
use std::time::Duration;

/// What a run did.
#[derive(Debug, Serialize)]
pub struct Receipt {
    version: String,
    arguments: Vec<String>,
    inputs: Vec<Input>,
    as_of: Option<String>,
    window: Option<String>,
    rows: Rows,
    customers: u64,
    value_of: &'static str,
    thresholds: Printed<String>,
    high: u8,
    segments: Vec<Part>,
    outputs: Vec<Output>,
    seconds: f64,
}

/// An input, and by its hash which version of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Input {
    path: String,
    size: Option<u64>,
    sha256: Option<String>,
}

/// An output, and how many customers it lists where it lists customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Output {
    /// As the user named it. What goes to stdout is no file and not listed.
    pub path: String,
    /// Customers in it.
    pub customers: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Part {
    segment: &'static str,
    customers: u64,
    value: String,
}

impl Input {
    /// An input whose bytes, as they stand in the file, can be had once more.
    pub fn hashed(path: impl Into<String>, mut bytes: impl Read) -> io::Result<Input> {
        let mut hash = Hash { sha256: Sha256::new(), size: 0 };
        io::copy(&mut bytes, &mut hash)?;
        let sha256 = hash.sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Input { path: path.into(), size: Some(hash.size), sha256: Some(sha256) })
    }

    /// An input that is gone once it is read: stdin.
    pub fn unhashed(path: impl Into<String>) -> Input {
        Input { path: path.into(), size: None, sha256: None }
    }
}

struct Hash {
    sha256: Sha256,
    size: u64,
}

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sha256.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Receipt {
    /// Of a run of this version, started with these arguments, that took so long; told to the millisecond.
    pub fn new(version: &str, arguments: Vec<String>, inputs: Vec<Input>, base: &Scored, outputs: Vec<Output>, took: Duration) -> Receipt {
        let summary = base.summary();
        let part = |segment: Segment| {
            let size = summary.segments[segment as usize];
            Part { segment: segment.slug(), customers: size.customers, value: size.value.plain(base.decimals) }
        };
        Receipt {
            version: version.to_owned(),
            arguments,
            inputs,
            as_of: base.as_of().map(|day| day.to_string()),
            window: base.policy.window.map(|window| window.to_string()),
            rows: base.accounting.rows(),
            customers: summary.total.customers,
            value_of: base.value_of.slug(),
            thresholds: base.thresholds.printed(|amount| amount.plain(base.decimals)),
            high: base.high,
            segments: Segment::ALL.map(part).into(),
            outputs,
            seconds: took.as_millis() as f64 / 1000.0,
        }
    }

    /// As indented JSON.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::{Accounting, Reason};
    use crate::customer::{Customer, Measures, ValueOf};
    use crate::money::Money;
    use crate::policy::{LeftOut, Policy};
    use crate::score::{PRESETS, Thresholds};
    use crate::scored::Kind;

    #[test]
    fn hashes_are_the_standards() {
        // FIPS 180-2, appendix B.1.
        let abc = Input::hashed("abc.txt", &b"abc"[..]).unwrap();
        assert_eq!(abc.sha256.as_deref(), Some("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        assert_eq!(abc.size, Some(3));
    }

    #[test]
    fn a_receipt_tells_the_run() {
        let customer = Customer {
            id: "a".into(),
            measures: Measures { recency: Some(3), frequency: 1, monetary: Money::from_units(7), ..Measures::default() },
            kept: Box::default(),
        };
        let mut thresholds = Thresholds::new(&[][..], &PRESETS[0].cuts());
        thresholds.m_at_least[3] = None;
        let base = Scored {
            kind: Kind::Transactions,
            policy: Policy { as_of: "2026-11-01".parse().ok(), window: "12m".parse().ok(), ..Policy::default() },
            value_of: ValueOf::Monetary,
            currency: None,
            decimals: 2,
            high: 4,
            fixed: true,
            thresholds,
            customers: [customer].into_iter().collect(),
            figures: Default::default(),
            kept: Vec::new(),
            carried: Default::default(),
            has_status: false,
            accounting: Accounting {
                read: 6,
                used: 1,
                rejected: [(Reason::BadDate, 2)].into(),
                left_out: [(LeftOut::NoCustomer, 3), (LeftOut::AfterAsOf, 0)].into(),
                ..Accounting::default()
            },
            latest: None,
            notes: Vec::new(),
        };
        let outputs = vec![Output { path: "scores.csv".into(), customers: Some(1) }];
        let took = Duration::from_micros(1_234_567);
        let receipt = Receipt::new("0.1.0", vec!["score".into(), "-".into()], vec![Input::unhashed("-")], &base, outputs, took);
        let mut bytes = Vec::new();
        receipt.write(&mut bytes).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let part =
            |segment: &str, customers: u64, value: &str| serde_json::json!({ "segment": segment, "customers": customers, "value": value });
        let expected = serde_json::json!({
            "version": "0.1.0",
            "arguments": ["score", "-"],
            "inputs": [{ "path": "-", "size": null, "sha256": null }],
            "as_of": "2026-11-01",
            "window": "12m",
            "rows": { "read": 6, "used": 1, "rejected": 2, "rejected_by_reason": { "bad_date": 2 }, "left_out": { "no_customer": 3 } },
            "customers": 1,
            "value_of": "monetary",
            "thresholds": {
                "r_at_most": [30, 60, 90, 180],
                "f_at_least": [2, 3, 4, 5],
                "m_at_least": ["2000.00", "5000.00", "10000.00", null],
            },
            "high": 4,
            "segments": [
                part("important-value", 0, "0.00"), part("important-keep", 0, "0.00"), part("important-develop", 0, "0.00"),
                part("important-win-back", 0, "0.00"), part("general-value", 0, "0.00"), part("general-keep", 0, "0.00"),
                part("general-develop", 1, "7.00"), part("lost", 0, "0.00"),
            ],
            "outputs": [{ "path": "scores.csv", "customers": 1 }],
            "seconds": 1.234,
        });
        assert_eq!(read, expected);
        assert!(bytes.starts_with(b"{\n  \"version\"") && bytes.ends_with(b"}\n"));
    }
}
