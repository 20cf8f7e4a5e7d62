//! `rfm tasks`: the follow-up cycle. Each verb is a file, or shares one with its like.

pub mod args;
mod change;
mod done;
mod exchange;
mod history;
mod list;
mod show;
mod stats;
mod sync;

use super::failure::usage;
use super::say::Say;
use super::settings;
use super::storing::Place;
use anyhow::Result;
use args::Verb;
use rfm::date::Day;
use rfm::lang::Text;
use rfm::store::follow_up::Hand;
use rfm::task::{Deadlines, Step};

/// Does what was asked.
pub fn run(args: &args::Tasks, say: &Say) -> Result<()> {
    let office = Office::new(&args.place)?;
    match &args.verb {
        Verb::Sync(args) => sync::run(args, &office, say),
        Verb::List(args) => list::run(args, &office, say),
        Verb::Done(args) => done::run(args, &office, say),
        Verb::Assign(args) => change::assign(args, &office, say),
        Verb::Reassign(args) => change::reassign(args, &office, say),
        Verb::Note(args) => change::note(args, &office, say),
        Verb::History(args) => history::run(args, &office, say),
        Verb::Stats(args) => stats::run(args, &office, say),
        Verb::Export(args) => exchange::export(args, &office, say),
        Verb::Import(args) => exchange::import(args, &office, say),
    }
}

/// The store, who is at work, and how long steps take.
pub struct Office {
    /// The store.
    place: Place,
    /// How long steps take.
    deadlines: Deadlines,
}

impl Office {
    fn new(args: &args::Place) -> Result<Office> {
        let mut deadlines = Deadlines::default();
        for typed in &args.deadline {
            let (step, days) = deadline(typed)?;
            deadlines.set(step, days);
        }
        Ok(Office { place: Place::new(args.store.as_ref(), args.actor.as_ref())?, deadlines })
    }

    /// For changes that count from this day, or from today.
    fn hand(&self, args: &args::AsOf) -> Result<Hand> {
        Ok(Hand { day: day(args)?, is_default: args.as_of.is_none(), deadlines: self.deadlines, stamp: self.place.stamp.clone() })
    }
}

/// The day from which something counts: as typed, else today.
fn day(args: &args::AsOf) -> Result<Day> {
    match &args.as_of {
        None => Ok(settings::today()),
        Some(text) => settings::as_of(text).map_err(|what| usage("--as-of", text, what).into()),
    }
}

/// `call=3`: a step and its days.
fn deadline(typed: &str) -> Result<(Step, u16)> {
    let what = Text::new("'{}' is not STEP=DAYS, such as call=3", "“{}”不是“步骤=天数”，例如 call=3");
    let (step, days) = typed.split_once('=').ok_or_else(|| usage("--deadline", typed, what))?;
    let no_step = Text::new("'{}': no such step", "“{}”：没有这个步骤");
    let step = Step::find(step).ok_or_else(|| usage("--deadline", typed, no_step).names(Step::ALL.iter().map(|step| step.slug())))?;
    Ok((step, days.trim().parse().map_err(|_| usage("--deadline", typed, what))?))
}
