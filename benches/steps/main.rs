//! How long each step of the work takes, over the library's public functions: one file a step.
//!
//! ```text
//! cargo bench                  all steps
//! cargo bench parse_date       one of them
//! ```
//!
//! How long the whole takes, beside other programs, is `benches/peers`.

#![allow(clippy::expect_used)] // data that is made up here holds no surprises

mod aggregate;
mod clv;
mod export;
mod history;
mod made_up;
mod parse_amount;
mod parse_date;
mod print;
mod split;
mod tasks;
mod thresholds;

fn main() {
    divan::main();
}
