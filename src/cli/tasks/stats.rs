//! `rfm tasks stats`: what the tasks brought.

use super::show::show;
use super::{Office, args};
use crate::cli::say::Say;
use anyhow::Result;
use rfm::report::tasks::stats;
use rfm::store::follow_up;
use rfm::task::stats::Stats;

/// Shows the figures.
pub fn run(args: &args::Stats, office: &Office, say: &Say) -> Result<()> {
    let (events, tasks) = follow_up::events(&mut office.place.look()?)?;
    let figures = Stats::new(&events, &tasks);
    show(&args.show, office, say, |form, view| stats(&figures, form, view, args.show.excel))
}
