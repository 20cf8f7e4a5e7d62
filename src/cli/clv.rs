//! `rfm clv`: read, find the models or take those of an earlier run, estimate, write.

use super::answer::Answer;
use super::failure::usage;
use super::say::Say;
use super::{args, explain, scoring, settings};
use anyhow::Result;
use rfm::about::About;
use rfm::clv::bootstrap::bootstrap;
use rfm::clv::history::Unit;
use rfm::clv::holdout::{Holdout, holdout};
use rfm::clv::people::People;
use rfm::clv::purchases::Model;
use rfm::clv::track::{self, Point};
use rfm::clv::{Estimate, Kept, Terms, Who, ahead, estimate};
use rfm::date::Window;
use rfm::error::Error;
use rfm::kept_model;
use rfm::lang::Text;
use rfm::load::repeats;
use rfm::money::style::Style;
use rfm::report::clv::{Shown, render};
use rfm::scored::{Kind, Scored};
use rfm::write::Outputs;

/// Decimals of amounts, where no file tells.
const DECIMALS: u8 = 2;

/// Estimates, and writes what was asked for.
pub fn run(args: &args::Clv, say: &Say) -> Result<()> {
    let terms = terms(args)?;
    let held = args.holdout.as_deref().map(|text| time("--holdout", text)).transpose()?;
    let is_list = args.reading.kind == Some(args::KindOf::BtydSummary);
    if is_list && held.is_some() {
        let what = Text::new("'{}': a list of repeat histories has no days to hold out", "“{}”：复购汇总表没有逐日记录，无法留出验证期");
        return Err(usage("--holdout", args.holdout.as_deref().unwrap_or_default(), what).into());
    }
    let inputs = args.reading.files.iter().chain(&args.model_from);
    let mut kept = Outputs::new(inputs.clone());
    let slot = args.keep_model.as_ref().map(|file| kept.stage(file)).transpose()?;
    let answer = Answer::stage(&args.shown.format, ("--output", &args.shown.output), inputs)?;

    if is_list {
        let reading = settings::reading_of_list(&args.reading)?;
        let sources = settings::sources(&args.reading.files, &reading, false, "clv")?;
        let (people, ids) = repeats::read(sources, &reading)?;
        let found = estimate(Who::List(&ids), people, &terms, DECIMALS, reading.threads)?;
        let track = track::by_age(&found.known.purchases, &found.histories);
        return give(args, say, &found, &track, None, answer, (kept, slot));
    }
    let base = score(args, say)?;
    let as_of = base.as_of().ok_or(Error::NoVisits)?;
    let unit = terms.kept.map_or(terms.unit, |kept| kept.known.unit);
    let people = People::of(&base, as_of, unit);
    let threads = base.customers.threads();
    let found = estimate(Who::Base(&base), people, &terms, base.decimals, threads)?;
    let held = match held {
        None => None,
        Some(time) => {
            let nothing = || {
                let what = Text::new("'{}' leaves nothing before it to learn from", "“{}”之前没有可供学习的数据");
                usage("--holdout", &time.to_string(), what)
            };
            Some(holdout(&base, found.known.purchases.model, unit, time, threads)?.ok_or_else(nothing)?)
        }
    };
    let track = match &held {
        Some(held) => held.track.clone(),
        None => track::by_day(&found.known.purchases, unit, &found.people, &found.people.returns, as_of),
    };
    give(args, say, &found, &track, held.as_ref(), answer, (kept, slot))
}

/// Draws samples where asked, says what is to be said, and writes.
fn give(
    args: &args::Clv,
    say: &Say,
    found: &Estimate<'_>,
    track: &[Point],
    held: Option<&Holdout>,
    answer: Answer<rfm::report::Form>,
    (mut kept, slot): (Outputs, Option<rfm::write::Slot>),
) -> Result<()> {
    let threads = args.reading.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let drawn = args.bootstrap.and_then(|samples| bootstrap(found, samples, args.seed, threads));
    for remark in &found.remarks {
        say.note(&remark.text(say.lang));
    }
    let as_of = match found.who {
        Who::Base(base) => base.as_of(),
        Who::List(_) => None,
    };
    if let Some(slot) = slot {
        let customers = found.found.map(|found| found.customers);
        let text = kept_model::to_toml(&Kept { known: found.known, as_of, customers });
        kept.write(slot, |out| out.write_all(text.as_bytes()))?;
    }
    let shown = Shown { estimate: found, track, holdout: held, bootstrap: drawn.as_ref(), style: Style::default() };
    answer.give(say, |form, view| render(&shown, form, view, args.shown.excel))?;
    kept.commit()?;
    super::answer::wrote(&args.keep_model, say);
    Ok(())
}

/// Scores, with every visit kept.
fn score(args: &args::Clv, say: &Say) -> Result<Scored> {
    if args.scoring.active_only {
        let what = Text::new(
            "{} would hide who has left, and a model of leaving must see them",
            "{} 会隐去已离开的客户，而判断客户是否离开的模型必须看到他们",
        );
        return Err(usage("--active-only", "--active-only", what).into());
    }
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.carry = About::PEOPLE.to_vec();
    (job.diary, job.policy.whole) = (true, true);
    let mut files = scoring::open(&args.reading.files, &job, "clv")?;
    if files.kind == Kind::Customers {
        return Err(Error::NoVisits.into());
    }
    let base = scoring::score(&mut files, &job, say)?;
    explain::say_notes(&base, job.policy.as_of.is_none(), say);
    Ok(base)
}

/// What is asked for, as typed.
fn terms(args: &args::Clv) -> Result<Terms> {
    let model = |name: &str| -> Result<Model> {
        let what = Text::new("'{}' is not a model", "没有模型“{}”");
        Model::find(name).ok_or_else(|| usage("--model", name, what).names(Model::ALL.map(Model::slug)).into())
    };
    let unit = |name: &str| -> Result<Unit> {
        let what = Text::new("'{}' is not a unit of time", "没有时间单位“{}”");
        Unit::find(name).ok_or_else(|| usage("--time-unit", name, what).names(Unit::ALL.map(Unit::slug)).into())
    };
    Ok(Terms {
        model: args.model.as_deref().map(model).transpose()?.unwrap_or_default(),
        unit: args.time_unit.as_deref().map(unit).transpose()?.unwrap_or_default(),
        horizon: ahead::Horizon { time: time("--horizon", &args.horizon)?, discount: discount(&args.discount)? },
        kept: args.model_from.as_deref().map(kept_model::read_file).transpose()?,
        force: args.force,
    })
}

/// A length of time: `12m`, `39w`. Longer than fifty years is no forecast.
pub fn time(flag: &str, text: &str) -> Result<Window> {
    let wrong = Text::new(
        "'{}' is not a time; write a number and d, w, m or y, 50 years at most: 12m, 39w, 3y",
        "“{}”不是时间长度；请写数字加 d、w、m 或 y，最长 50 年：12m、39w、3y",
    );
    let time: Option<Window> = text.parse().ok();
    let is_sound = |time: &Window| ahead::Horizon { time: *time, discount: 0.0 }.days() <= 50.0 * 366.0;
    Ok(time.filter(is_sound).ok_or_else(|| usage(flag, text, wrong))?)
}

/// `10%` or `0.1` a year.
pub fn discount(text: &str) -> Result<f64> {
    let wrong = Text::new("'{}' is not a rate from 0% to 100% a year; write 10% or 0.1", "“{}”不是 0% 到 100% 的年利率；请写 10% 或 0.1");
    let rate = match text.trim().strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
        None => text.trim().parse(),
    };
    Ok(rate.ok().filter(|rate| (0.0..=1.0).contains(rate)).ok_or_else(|| usage("--discount", text, wrong))?)
}
