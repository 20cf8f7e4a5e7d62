//! `rfm calendar`: score everybody, and say on which day whom to take care of.

use super::answer::Answer;
use super::failure::{Usage, usage};
use super::say::Say;
use super::{args, explain, scoring, settings};
use anyhow::Result;
use rfm::calendar::{CARRIED, Calendar, Dates, Fault, Holiday, Occasion, Settings};
use rfm::lang::Text;
use rfm::load::{Files, Reading, holidays, source::Source};
use rfm::report::calendar::render;

/// A calendar that nobody ended goes on for so many days.
const DAYS: i32 = 90;
/// So many names are told where one is not known.
const NAMES: usize = 20;

/// Prints the calendar, and writes it.
pub fn run(args: &args::Calendar, say: &Say) -> Result<()> {
    let (from, to) = (args.from.as_deref(), args.to.as_deref());
    let [from, to] = [("--from", from), ("--to", to)].map(|(flag, text)| text.map(|text| settings::day(flag, text)).transpose());
    let (from, to, only) = (from?, to?, occasions(&args.only)?);
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.carry = CARRIED.to_vec();
    let inputs = args.reading.files.iter().chain(&args.holidays);
    let answer = Answer::stage(&args.shown.format, ("--output", &args.shown.output), inputs)?;
    let holidays = args.holidays.as_ref().map(|file| read_holidays(file, &job.reading)).transpose()?;
    let mut files = scoring::open(&args.reading.files, &job, "calendar")?;
    let dates =
        Dates { said: job.reading.date_format.clone(), usual: files.date_order(), zone: job.reading.zone, visits: files.carry_dates() };
    let base = scoring::score(&mut files, &job, say)?;

    let from = from.or(base.as_of()).ok_or_else(no_day)?;
    let to = to.unwrap_or(from.plus(DAYS));
    if to < from {
        return Err(usage("--to", &to.to_string(), Text::new("{} is before the first day", "{} 早于起始日")).into());
    }
    let settings = Settings { from, to, only, owner: args.owner.clone(), holidays, dates };
    let calendar = Calendar::new(&base, &settings).map_err(|fault| told(fault, &files, args.owner.as_deref()))?;
    explain::say_notes(&base, job.policy.as_of.is_none(), say);
    calendar.told.iter().for_each(|told| say.note(&told.text(say.lang)));
    answer.give(say, |form, view| render(&calendar, form, view, args.shown.excel))
}

fn read_holidays(file: &std::path::Path, reading: &Reading) -> Result<Vec<Holiday>> {
    Ok(holidays::read(&mut Source::file(file, reading)?, reading)?)
}

fn occasions(names: &[String]) -> Result<Vec<Occasion>> {
    let unknown = |name: &str| {
        usage("--only", name, Text::new("'{}' is no occasion of the calendar", "日历中没有事项“{}”"))
            .names(Occasion::ALL.map(Occasion::slug))
    };
    names.iter().map(|name| Occasion::find(name).ok_or_else(|| unknown(name).into())).collect()
}

fn no_day() -> Usage {
    let what = Text::new("the data has no dates, so the first day must be named with {}", "数据中没有日期，请用 {} 指定起始日");
    usage("calendar", "--from", what)
}

/// What is wrong, in the words of the program.
fn told(fault: Fault, files: &Files, owner: Option<&str>) -> anyhow::Error {
    match fault {
        Fault::NoColumns(abouts) => files.lacks(&abouts).into(),
        Fault::UnknownOwner(names) => {
            let what = Text::new("nobody called '{}' looks after a customer", "没有名为“{}”的负责人");
            usage("--owner", owner.unwrap_or_default(), what).names(names.into_iter().take(NAMES)).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occasions_by_name() {
        assert_eq!(occasions(&["birthday".into(), "day-7".into()]).unwrap(), [Occasion::Birthday, Occasion::Day7]);
        let error = occasions(&["birthdy".into()]).unwrap_err().to_string();
        assert!(error.contains("did you mean birthday?"), "{error}");
    }
}
