//! `rfm completions`: what lets a shell finish commands and flags.

use super::args::{Cli, Completions};
use super::say::Say;
use anyhow::Result;
use clap::CommandFactory;

/// Prints the script.
pub fn run(args: &Completions, say: &Say) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "rfm", &mut script);
    say.answer(&script)
}
