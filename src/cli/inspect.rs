//! `rfm inspect`
use super::args;
use super::say::Say;
use anyhow::Result;
/// Runs it.
pub fn run(_args: &args::Inspect, _say: &Say) -> Result<()> {
    todo!()
}
