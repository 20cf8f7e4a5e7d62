//! `rfm alerts`: read, score, warn, write. The condition of `--fail-if` is judged last, when everything is in its place.

use super::alerting::alerts_of;
use super::answer::Answer;
use super::args;
use super::failure::{Met, usage};
use super::say::Say;
use anyhow::Result;
use rfm::alert::condition::Condition;
use rfm::lang::Text;
use rfm::level::Level;
use rfm::report::alerts::{Warnings, render};

/// Warns, and writes what was asked for.
pub fn run(args: &args::Alerts, say: &Say) -> Result<()> {
    let levels: Vec<Level> = args.level.iter().map(|name| level(name)).collect::<Result<_>>()?;
    let conditions: Vec<Condition> = args.fail_if.iter().map(|text| condition(text)).collect::<Result<_>>()?;
    let inputs = args.reading.files.iter().chain(&args.alerting.since);
    let answer = Answer::stage(&args.format, ("--export", &args.export), inputs)?;
    let (base, alerts) = alerts_of(&args.reading, &args.scoring, &args.alerting, "alerts", say)?;
    let warnings = Warnings { base: &base, alerts: &alerts, levels: &levels };
    answer.give(say, |form, view| render(&warnings, form, view, args.excel))?;
    let met = conditions.iter().find_map(|condition| {
        let count = condition.met(&alerts)?;
        let found = [format!("there are {count}"), format!("现有 {count} 个")];
        Some(Met { condition: condition.to_string(), found })
    });
    met.map_or(Ok(()), |met| Err(met.into()))
}

fn level(name: &str) -> Result<Level> {
    let wrong = Text::new("'{}' is not a level", "没有级别“{}”");
    Level::find(name).ok_or_else(|| usage("--level", name, wrong).names(Level::ALL.map(Level::slug)).into())
}

fn condition(text: &str) -> Result<Condition> {
    text.parse().map_err(|what| usage("--fail-if", text, what).into())
}
