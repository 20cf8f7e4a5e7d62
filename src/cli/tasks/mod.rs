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
use anyhow::Result;
use args::Verb;
use chrono::Utc;
use etcetera::BaseStrategy;
use rfm::date::Day;
use rfm::lang::Text;
use rfm::store::follow_up::Hand;
use rfm::store::tasks::Stamp;
use rfm::store::{Store, StoreError};
use rfm::task::{Deadlines, Step};
use std::path::PathBuf;

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

/// Where the tasks are, who is at work, and how long steps take.
pub struct Office {
    /// The store's place.
    path: PathBuf,
    /// The store is where nobody said.
    is_default: bool,
    /// The time and the actor.
    stamp: Stamp,
    /// How long steps take.
    deadlines: Deadlines,
}

impl Office {
    fn new(args: &args::Place) -> Result<Office> {
        let nowhere = Text::new("nobody knows where the user's data folder is; name a file", "找不到用户数据目录；请指定文件");
        let path = args.store.clone().or_else(usual_store).ok_or_else(|| usage("--store", "", nowhere))?;
        let user = || ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()));
        let actor = args.actor.clone().or_else(user).unwrap_or_else(|| "unknown".to_owned());
        let mut deadlines = Deadlines::default();
        for typed in &args.deadline {
            let (step, days) = deadline(typed)?;
            deadlines.set(step, days);
        }
        let at = Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        Ok(Office { path, is_default: args.store.is_none(), stamp: Stamp { at, actor }, deadlines })
    }

    /// The store, which must be there, to be read only.
    fn look(&self) -> Result<Store, StoreError> {
        Store::look(&self.path)
    }

    /// The store, which must be there.
    fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.path)
    }

    /// The store, made where there is none; its folder too, where it is the default one.
    fn create(&self) -> Result<Store, StoreError> {
        if let Some(folder) = self.path.parent().filter(|_| self.is_default) {
            _ = std::fs::create_dir_all(folder); // what is wrong with it shows when the store is opened
        }
        Store::create(&self.path)
    }

    /// For changes that count from this day, or from today.
    fn hand(&self, args: &args::AsOf) -> Result<Hand> {
        Ok(Hand { day: day(args)?, is_default: args.as_of.is_none(), deadlines: self.deadlines, stamp: self.stamp.clone() })
    }
}

/// Where the store is when nobody says; none where no data folder is known.
pub fn usual_store() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("rfm").join("rfm.db"))
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
