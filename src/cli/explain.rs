//! `rfm explain`
use super::args;
use super::say::Say;
use anyhow::Result;
/// Runs it.
pub fn run(_args: &args::Explain, _say: &Say) -> Result<()> {
    todo!()
}
