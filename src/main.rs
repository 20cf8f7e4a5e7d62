//! The program `rfm`: parse, run, one line about what went wrong, exit code.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
