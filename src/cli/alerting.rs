//! From what was typed to the warnings of a day: for every verb that acts on them.

use super::failure::usage;
use super::say::Say;
use super::settings::{self, segment};
use super::{args, outlook, score, scoring, staging};
use anyhow::Result;
use rfm::alert::{Alerts, CARRIED, Rule, Settings, WATCHED, alerts};
use rfm::clv::outlook::Outlooks;
use rfm::date::{Span, Window};
use rfm::export::read_chances;
use rfm::lang::Text;
use rfm::note::Note;
use rfm::scored::Scored;

/// Reads and scores the files, says the notes, and gives the base and its warnings. `verb` is named where no file is.
pub fn alerts_of(
    reading: &args::Reading,
    scoring: &args::Scoring,
    alerting: &args::Alerting,
    verb: &str,
    say: &Say,
) -> Result<(Scored, Alerts)> {
    let settings = settings_of(alerting)?;
    let mut job = settings::job(reading, scoring)?;
    job.reading.carry = CARRIED.to_vec();
    (job.diary, job.watch) = (true, WATCHED.to_vec());
    let base = scoring::score(&mut scoring::open(&reading.files, &job, verb)?, &job, say)?;
    let outlooks = outlooks_for(&base, &settings, alerting, say)?;
    let alerts = alerts(&base, settings, outlooks.as_ref())?;
    // Shares and typical ranges are no matter here.
    let matters = |note: &&Note| !matches!(note, Note::TypicalNeedsFixed | Note::NoValueShare(_));
    say.notes(base.notes.iter().chain(&alerts.notes).filter(matters));
    say.notes(&score::as_of_notes(&base, job.policy.as_of.is_none()));
    Ok((base, alerts))
}

/// How far ahead a model looks that is asked for P(alive) alone.
const AHEAD: Window = Window { count: 1, span: Span::Years };

/// What a model expects, where a rule asks for it.
pub fn outlooks_for(base: &Scored, settings: &Settings, alerting: &args::Alerting, say: &Say) -> Result<Option<Outlooks>> {
    let needs_earlier = settings.is_on(Rule::PAliveDrop);
    if !needs_earlier && !settings.is_on(Rule::PAlive) {
        return Ok(None);
    }
    let outlooks = outlook::outlooks(base, AHEAD, alerting.model_from.as_deref(), say)?;
    let Some(file) = alerting.since.as_deref().filter(|_| needs_earlier) else { return Ok(Some(outlooks)) };
    let chances = read_chances(file)?;
    let before: Vec<Option<u32>> = (0..base.customers.len()).map(|place| chances.get(&*base.customers.id(place)).copied()).collect();
    if before.iter().all(Option::is_none) {
        let file = file.display();
        say.note(&say.lang.pick(
            format!("no customer of {file} is in the data, so no chance can have fallen"),
            format!("{file} 中的客户都不在数据里，无法比较留存概率"),
        ));
    }
    Ok(Some(outlooks.since(before)))
}

/// The settings, as typed.
pub fn settings_of(args: &args::Alerting) -> Result<Settings> {
    let mut settings = Settings::default();
    settings.also = args.also.iter().map(|name| segment("--also", name)).collect::<Result<_>>()?;
    let numbers = |flag, value: &Option<String>, rising| value.as_deref().map(|text| three(flag, text, rising)).transpose();
    settings.days = numbers("--warn-days", &args.warn_days, true)?.unwrap_or(settings.days);
    settings.due = numbers("--due-days", &args.due_days, false)?.unwrap_or(settings.due);
    settings.rhythm = staging::silence(&args.rhythm)?;
    settings.sign_days = args.sign_days.unwrap_or(settings.sign_days);
    settings.wait_minutes = args.wait_minutes.unwrap_or(settings.wait_minutes);
    settings.new_visits = args.new_visits.unwrap_or(settings.new_visits);
    settings.welcome_days = args.welcome_days.unwrap_or(settings.welcome_days);
    for text in &args.rule {
        settings.set_rule(text).map_err(|what| usage("--rule", text, what))?;
    }
    if settings.alive_drop > 0 && args.since.is_none() {
        let what = Text::new(
            "'{}' needs an earlier state: --since FILE, written by rfm score --clv 1y --export FILE",
            "“{}”需要与之前的状态比较：--since 文件名，该文件由 rfm score --clv 1y --export 文件名 写出",
        );
        return Err(usage("--rule", args.rule.last().map_or("", String::as_str), what).into());
    }
    for pair in &args.level_of {
        settings.set_level(pair).map_err(|what| usage("--level-of", pair, what))?;
    }
    for pair in &args.owner_of {
        settings.set_owner(pair).map_err(|what| usage("--owner-of", pair, what))?;
    }
    for pair in &args.action_of {
        settings.set_action(pair).map_err(|what| usage("--action-of", pair, what))?;
    }
    Ok(settings)
}

/// `90,120,180`: one number for each level; rising where they are days of silence.
fn three(flag: &str, text: &str, rising: bool) -> Result<[u32; 3]> {
    let numbers: Option<Vec<u32>> = text.split(',').map(|number| number.trim().parse().ok().filter(|n| *n <= 100_000)).collect();
    let numbers = numbers.and_then(|numbers| <[u32; 3]>::try_from(numbers).ok());
    let rises = |[yellow, orange, red]: &[u32; 3]| !rising || (0 < *yellow && yellow < orange && orange < red);
    let what = match rising {
        true => Text::new("'{}' is not three rising numbers of days; write 90,120,180", "“{}”不是三个递增的天数；请写 90,120,180"),
        false => Text::new("'{}' is not three numbers of days; write 7,5,3", "“{}”不是三个天数；请写 7,5,3"),
    };
    Ok(numbers.filter(rises).ok_or_else(|| usage(flag, text, what))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_typed() {
        assert_eq!(three("--warn-days", "60, 90,120", true).unwrap(), [60, 90, 120]);
        assert_eq!(three("--due-days", "0,0,0", false).unwrap(), [0, 0, 0]);
        for wrong in ["90,120", "90,120,180,200", "90,90,180", "0,1,2", "120,90,180", "a,b,c", "", "1,2,-3", "1,2,100001"] {
            assert!(three("--warn-days", wrong, true).is_err(), "{wrong}");
        }
    }
}
