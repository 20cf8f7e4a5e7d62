//! `rfm plan`: score, then whom to win back first, who looks after whom, and who brought whom.

use super::answer::Answer;
use super::failure::usage;
use super::progress::Progress;
use super::say::Say;
use super::{args, explain, outlook, settings};
use anyhow::Result;
use rfm::about::About;
use rfm::date::{Span, Window};
use rfm::error::Error;
use rfm::job::{self, Job};
use rfm::lang::Text;
use rfm::load::{Files, advisors as lists};
use rfm::money::Money;
use rfm::money::read::AmountFormat;
use rfm::plan::future::{First, Future, Period};
use rfm::plan::remark::Remark;
use rfm::plan::win_back::{self, Terms};
use rfm::plan::{Plan, advisors, circles};
use rfm::report::plan::{Part, render};
use rfm::scored::{Kind, Scored};
use std::collections::{BTreeSet, HashMap};

/// Plans, and writes what was asked for.
pub fn run(args: &args::Plan, say: &Say) -> Result<()> {
    let mut terms = terms(args)?;
    let previous = args.previous_assignment.as_deref().map(lists::previous).transpose()?.unwrap_or_default();
    let listed = args.advisor_list.as_deref().map(lists::names).transpose()?;
    let inputs = args.reading.files.iter().chain(&args.previous_assignment).chain(&args.advisor_list);
    let answer = Answer::stage(&args.shown.format, ("--output", &args.shown.output), inputs)?;

    let base = score(args, &mut terms, say)?;
    let part = match (args.advisors, args.circles) {
        (true, _) => Part::Advisors,
        (_, true) => Part::Circles,
        _ => Part::Overview,
    };
    let [mut of_win_back, mut of_advisors, mut of_circles] = [const { Vec::new() }; 3];
    let win_back = win_back::win_back(&base, &terms, &mut of_win_back)?;
    let assignment = assignment(args, &base, &previous, listed, &mut of_advisors)?;
    let circles = circles::circles(&base, &mut of_circles)?;
    let remarks = match part {
        Part::Overview => [of_win_back, of_advisors, of_circles].concat(),
        Part::Advisors => of_advisors,
        Part::Circles => of_circles,
    };
    let plan = Plan { base: &base, terms: &terms, win_back, assignment, circles, remarks };
    for remark in &plan.remarks {
        say.note(&remark.text(say.lang));
    }
    answer.give(say, |form, view| render(&plan, part, form, view, args.shown.excel))
}

/// What win-back is reckoned by, as typed. Columns and the time that amounts cover are found when the files are read.
fn terms(args: &args::Plan) -> Result<Terms> {
    let wrong_period = Text::new(
        "'{}' is not a time; write a number and d, w, m or y: 90d, 52w, 12m, 2y",
        "“{}”不是时间长度；请写数字加 d、w、m 或 y：90d、52w、12m、2y",
    );
    let period = match &args.period {
        Some(text) => Period::Of(text.parse().map_err(|_: Text| usage("--period", text, wrong_period))?),
        None => Period::Unknown,
    };
    let future = match args.value.as_str() {
        "own" => Future::Own { period, years: args.years },
        "clv" => Future::Clv { years: args.years },
        amount => Future::Same(self::amount("--value", amount)?),
    };
    let mut terms = Terms { amounts: AmountFormat { decimal_comma: args.reading.decimal_comma }, ..Terms::new(future) };
    if !args.segment.is_empty() {
        terms.segments = args.segment.iter().map(|name| settings::segment("--segment", name)).collect::<Result<_>>()?;
        terms.segments.sort_unstable();
        terms.segments.dedup();
    }
    if let Some(text) = &args.chance {
        terms.chances = text.parse().map_err(|what| usage("--chance", text, what))?;
    }
    if let Some(text) = &args.case_cost {
        terms.cost = amount("--case-cost", text)?;
    }
    if let Some(text) = &args.replace_cost {
        let (low, high) = text.split_once('-').unwrap_or((text, text));
        terms.replacing = [amount("--replace-cost", low)?, amount("--replace-cost", high)?];
    }
    terms.budget = args.budget.as_deref().map(|text| amount("--budget", text)).transpose()?;
    terms.capacity = args.capacity;
    Ok(terms)
}

/// An amount that is not below zero.
fn amount(flag: &str, text: &str) -> Result<Money> {
    let read = AmountFormat::default().read(text.trim()).ok().map(|figure| figure.value).filter(|amount| *amount >= Money::ZERO);
    let wrong = Text::new("'{}' is not an amount; write 3500 or 3500.50", "“{}”不是金额；请写 3500 或 3500.50 这样的数");
    read.ok_or_else(|| usage(flag, text, wrong).into())
}

/// Scores, and finds the columns of the terms and the time that amounts cover.
fn score(args: &args::Plan, terms: &mut Terms, say: &Say) -> Result<Scored> {
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.carry = [&About::PEOPLE[..], &[About::Advisor, About::ReferredBy, About::Household]].concat();
    for (column, at) in [(&args.value_column, &mut terms.future_column), (&args.case_cost_column, &mut terms.cost_column)] {
        *at = column.as_ref().map(|_| job.reading.keep.len());
        job.reading.keep.extend(column.clone());
    }
    (job.diary, job.policy.whole) = (terms.by_model(), terms.by_model());
    let asked_as_of = job.policy.as_of;
    let looks_for_first = job.policy.window.is_none() && matches!(terms.future, Future::Own { period: Period::Unknown, .. });
    let needs_twice = looks_for_first || job.policy.window.is_some() && asked_as_of.is_none();
    let sources = settings::sources(&args.reading.files, &job.reading, needs_twice, "plan")?;
    let mut files = Files::new(sources, &job.reading)?;
    has_column(args, &files)?;
    if needs_twice {
        files.spool()?;
    }
    let looks_for_first = looks_for_first && files.kind == Kind::Transactions;
    let passes = settings::passes(&job, &files) + u64::from(looks_for_first);
    let progress = Progress::watch(files.size().map(|size| size * passes), say.quiet);
    let base = job::score(&mut files, &job, &mut |_| Ok(()))?;
    if let Future::Own { period: period @ Period::Unknown, .. } = &mut terms.future {
        *period = match base.policy.window {
            Some(window) => Period::Of(window),
            None if looks_for_first => since_first(&files, &job, &base)?,
            None => Period::Unknown,
        };
    }
    drop(progress);
    if let Future::Clv { years } = terms.future {
        let time = Window { count: years, span: Span::Years };
        terms.outlooks = outlook::outlooks(&base, time, args.model_from.as_deref(), say)?;
    }
    explain::say_notes(&base, asked_as_of.is_none(), say);
    Ok(base)
}

/// The time from the first purchase to the as-of date.
fn since_first(files: &Files, job: &Job, base: &Scored) -> Result<Period> {
    let first = files.read(&job.reading, base.policy, &First::default, &mut |_| Ok(()))?.sink.0;
    let days = first.zip(base.as_of()).map(|(first, as_of)| as_of.since(first) + 1);
    Ok(days.and_then(|days| u32::try_from(days).ok()).map_or(Period::Unknown, Period::Days))
}

/// A list that is asked for by name needs a column to be made from.
fn has_column(args: &args::Plan, files: &Files) -> Result<(), Error> {
    let of_circles = [(About::ReferredBy, "--column referred-by"), (About::Household, "--column household")];
    let needed: &[(About, &str)] = match (args.advisors, args.circles) {
        (true, _) if args.previous_assignment.is_none() && args.advisor_list.is_none() => &[(About::Advisor, "--column advisor")],
        (_, true) => &of_circles,
        _ => return Ok(()),
    };
    if needed.iter().any(|(about, _)| files.carried.at(*about).is_some()) {
        return Ok(());
    }
    let Some((source, layout)) = files.parts.first() else { return Ok(()) };
    let roles = needed.iter().map(|(about, flag)| (about.text(), *flag)).collect();
    Err(Error::MissingColumn { file: source.name.clone(), roles, line: layout.header_line, columns: layout.header.clone() })
}

/// Who looks after whom, among the advisors there are.
fn assignment(
    args: &args::Plan,
    base: &Scored,
    previous: &HashMap<String, String>,
    listed: Option<BTreeSet<String>>,
    remarks: &mut Vec<Remark>,
) -> Result<advisors::Assignment> {
    let named = || previous.values().filter(|name| !name.is_empty()).cloned();
    let mut there = listed.unwrap_or_else(|| advisors::told_of(base).into_iter().chain(named()).collect());
    for name in args.leaving.iter().map(|name| name.trim()) {
        if !there.remove(name) {
            let what = Text::new("there is no advisor '{}'", "没有服务顾问“{}”");
            return Err(usage("--leaving", name, what).names(there).into());
        }
    }
    let clients = advisors::clients(base, previous);
    let still = clients.iter().filter(|client| previous.contains_key(&*base.customers.id(client.place))).count();
    if previous.len() > still {
        remarks.push(Remark::NoLongerBest(previous.len() - still));
    }
    let found = advisors::assign(clients, there, args.per_advisor as usize).ok_or(Error::Overflow)?;
    let without = found.count(advisors::Change::Nobody);
    if found.advisors.is_empty() && args.leaving.is_empty() {
        remarks.push(Remark::NoColumn(About::Advisor));
    } else if without > 0 {
        remarks.push(Remark::TooFewAdvisors { there: found.advisors.len(), needed: found.needed(), without });
    }
    Ok(found)
}
