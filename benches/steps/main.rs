//! How long each step of the work takes, over the library's public functions: one file a step.
//!
//! ```text
//! cargo bench                  all steps
//! cargo bench parse_date       one of them
//! ```

mod parse_amount;
mod parse_date;
mod print;

fn main() {
    divan::main();
}
