//! `rfm snapshot`: scored bases, kept. Each verb is a file, or shares one with its like.

pub mod args;
mod list;
pub mod save;
mod show;
pub mod which;

use super::say::Say;
use super::storing::Place;
use anyhow::Result;
use args::Verb;

/// Does what was asked.
pub fn run(args: &args::Snapshot, say: &Say) -> Result<()> {
    let place = Place::new(args.place.store.as_ref(), args.place.actor.as_ref())?;
    match &args.verb {
        Verb::Save(args) => save::run(args, &place, say),
        Verb::List(args) => list::run(args, &place, say),
        Verb::Show(args) => show::run(args, &place, say),
        Verb::Drop(args) => list::drop(args, &place, say),
    }
}
