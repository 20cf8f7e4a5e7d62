//! The program as its users meet it: each test runs `rfm` in a directory of its own and reads what comes out.
//!
//! What is expected comes from outside the program: worked by hand in `fixtures/README.md`, found by the second
//! implementation in `tests/oracle`, or a property that has to hold whatever the file.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alerts;
mod answers;
mod calendar;
mod clean;
mod clv;
mod compare;
mod determinism;
mod differential;
mod effect;
mod errors;
mod explain;
mod export;
mod facts;
mod faults;
mod fixtures;
mod hard_inputs;
mod help;
mod hostile;
mod inspect;
mod lifecycle;
mod memory;
mod outputs;
mod page;
mod plan;
mod playbook;
mod properties;
mod readme;
mod refusals;
mod reviewed;
mod same_figures;
mod score;
mod settings;
mod shown;
mod snapshots;
mod sql;
mod tasks;
mod today;
mod workbooks;
mod workdir;
mod xlsx;
