//! The lifecycle report as one JSON object. Keys never change with language; notes follow it. Amounts are strings, exact; exact
//! fractions have six decimals, estimates of the funnel twelve.

use super::{Part, Shown};
use crate::about::About;
use crate::lang::Lang;
use crate::lifecycle::churn::{COURSE_BEST, COURSE_QUARTER};
use crate::lifecycle::funnel::{COURSE, COURSE_AGAIN};
use crate::lifecycle::nps::Answers;
use crate::note::Note as CoreNote;
use crate::report::playbook::bytes;
use crate::scored::Kind;
use crate::segment::Segment;
use crate::stage::Stage;
use crate::summary::Ratio;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

type Number = Option<Box<RawValue>>;

#[derive(Serialize)]
struct Document<'a> {
    as_of: Option<String>,
    watched_until: Option<String>,
    value_of: &'static str,
    customers: u64,
    rules: Rules,
    #[serde(skip_serializing_if = "Option::is_none")]
    stages: Option<Vec<InStage<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    without_visit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    funnel: Option<Funnel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repurchase: Option<Again>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cohorts: Option<Vec<Cohort>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    churn: Option<Churn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nps: Option<Nps>,
    #[serde(skip_serializing_if = "Option::is_none")]
    silent_leavers: Option<Vec<Leaver<'a>>>,
    notes: Vec<Note>,
}

#[derive(Serialize)]
struct Rules {
    growing_visits: u32,
    established_visits: u32,
    rhythm_times: Number,
    rhythm_gaps: u32,
    rhythm_days: u32,
    dormant_days: u32,
    churned_times: Number,
    churned_days: u32,
}

#[derive(Serialize)]
struct InStage<'a> {
    stage: &'static str,
    name: &'a str,
    customers: u64,
    share: Number,
    value: String,
    value_share: Number,
    segments: BTreeMap<&'static str, u64>,
    needs: &'a str,
}

#[derive(Serialize)]
struct Funnel {
    horizon_days: u32,
    customers: u64,
    watched: u64,
    visits: Vec<Visit>,
    lost_within_three_visits: Number,
}

#[derive(Serialize)]
struct Visit {
    visit: usize,
    share: Number,
    course_share: Number,
    of_before: Number,
    lost: Number,
    median_days: Option<u32>,
    seen: u64,
    kaplan_meier: Number,
    dormant_after: u64,
    churned_after: u64,
}

#[derive(Serialize)]
struct Again {
    days: u32,
    share: Number,
    watched: u64,
    seen: u64,
    course_share: Number,
    course_industry: Number,
}

#[derive(Serialize)]
struct Cohort {
    first_visit: String,
    customers: u64,
    active: Vec<u64>,
    retention: Vec<Number>,
    amount: Vec<String>,
    amount_each_so_far: Vec<Option<String>>,
}

#[derive(Serialize)]
struct Churn {
    course_quarter: Number,
    quarters: Vec<Quarter>,
    course_best: Number,
    best: Option<Best>,
}

#[derive(Serialize)]
struct Quarter {
    quarter: String,
    there: u64,
    churned: u64,
    churn: Number,
    active: u64,
    gone_silent: u64,
    gone_silent_share: Number,
    back: u64,
    new: u64,
}

#[derive(Serialize)]
struct Best {
    segment: &'static str,
    then: String,
    customers: u64,
    lost: u64,
    churn: Number,
}

#[derive(Serialize)]
struct Nps {
    all: Group,
    segments: BTreeMap<&'static str, Group>,
    stages: BTreeMap<&'static str, Group>,
}

#[derive(Serialize)]
struct Group {
    answers: u64,
    promoters: u64,
    passives: u64,
    detractors: u64,
    nps: Option<i64>,
}

#[derive(Serialize)]
struct Leaver<'a> {
    customer_id: String,
    name: Option<&'a str>,
    phone: Option<&'a str>,
    advisor: Option<&'a str>,
    segment: &'static str,
    stage: &'static str,
    visits: u32,
    last_visit: Option<String>,
    days_away: u32,
    silent_since: Option<String>,
    value: String,
}

#[derive(Serialize)]
struct Note {
    code: &'static str,
    text: String,
}

fn fraction(ratio: Option<Ratio>) -> anyhow::Result<Number> {
    Ok(ratio.map(|ratio| RawValue::from_string(ratio.decimals(6))).transpose()?)
}

fn percent(percent: u8) -> anyhow::Result<Number> {
    fraction(Ratio::of(percent.into(), 100))
}

fn estimate(share: Option<f64>) -> anyhow::Result<Number> {
    Ok(share.map(|share| RawValue::from_string(format!("{share:.12}"))).transpose()?)
}

/// The report, or a part of it.
pub fn render(shown: &Shown<'_>, part: Part, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let (base, found) = (shown.base, shown.lifecycle);
    let is = |asked: Part| part == Part::Overview || part == asked;
    let visits = found.visits.as_ref();
    let told_below = |note: &CoreNote| matches!(note, CoreNote::DataEnds { .. }) && base.kind == Kind::Transactions;
    let matters = |note: &&CoreNote| !note.is_of_the_run() && **note != CoreNote::TypicalNeedsFixed && !told_below(note);
    let of_run = base.notes.iter().filter(matters);
    let told = found.told.iter().map(|told| Note { code: told.code(), text: told.text(lang) });
    let rules = &found.settings.rules;
    let times = |hundredths: u32| fraction(Ratio::of(hundredths.into(), 100));
    bytes(&Document {
        as_of: base.as_of().map(|day| day.to_string()),
        watched_until: visits.and(found.until).map(|day| day.to_string()),
        value_of: base.value_of.slug(),
        customers: base.summary().total.customers,
        rules: Rules {
            growing_visits: rules.growing,
            established_visits: rules.established,
            rhythm_times: times(rules.rhythm.hundredths)?,
            rhythm_gaps: rules.rhythm.gaps,
            rhythm_days: rules.rhythm.days,
            dormant_days: rules.dormant_days,
            churned_times: times(rules.churned_hundredths)?,
            churned_days: rules.churned_days,
        },
        stages: is(Part::Stages).then(|| stages(shown, lang)).transpose()?,
        without_visit: is(Part::Stages).then_some(found.without.size.customers),
        funnel: visits.filter(|_| is(Part::Funnel)).map(|_| funnel(shown)).transpose()?.flatten(),
        repurchase: visits.filter(|_| is(Part::Funnel)).map(|visits| again(&visits.funnel.again)).transpose()?,
        cohorts: visits
            .filter(|_| is(Part::Cohorts))
            .map(|visits| visits.cohorts.iter().map(|cohort| of_cohort(shown, cohort)).collect())
            .transpose()?,
        churn: visits.filter(|_| is(Part::Churn)).map(churn).transpose()?,
        nps: found.nps.as_ref().filter(|_| is(Part::Nps)).map(nps),
        silent_leavers: is(Part::Leavers).then(|| leavers(shown)),
        notes: of_run.map(|note| Note { code: note.code(), text: note.text(lang) }).chain(told).collect(),
    })
}

fn stages<'a>(shown: &Shown<'a>, lang: Lang) -> anyhow::Result<Vec<InStage<'a>>> {
    let (base, summary) = (shown.base, shown.base.summary());
    let row = |(stage, of): (Stage, &crate::lifecycle::InStage)| {
        Ok(InStage {
            stage: stage.slug(),
            name: stage.name(lang),
            customers: of.size.customers,
            share: fraction(summary.share(of.size))?,
            value: of.size.value.plain(base.decimals),
            value_share: fraction(summary.value_share(of.size))?,
            segments: Segment::ALL.into_iter().map(Segment::slug).zip(of.segments).collect(),
            needs: stage.needs().get(lang),
        })
    };
    Stage::ALL.into_iter().zip(&shown.lifecycle.stages).map(row).collect()
}

fn funnel(shown: &Shown<'_>) -> anyhow::Result<Option<Funnel>> {
    let Some(visits) = &shown.lifecycle.visits else { return Ok(None) };
    let (found, stops) = (&visits.funnel, &shown.lifecycle.stops);
    let row = |(at, visit): (usize, &crate::lifecycle::funnel::Visit)| {
        Ok(Visit {
            visit: at + 1,
            share: estimate(visit.share)?,
            course_share: percent(COURSE[at])?,
            of_before: estimate(visit.of_before)?,
            lost: estimate(visit.lost)?,
            median_days: visit.median,
            seen: visit.seen,
            kaplan_meier: estimate(visit.kaplan_meier)?,
            dormant_after: stops.dormant[at],
            churned_after: stops.churned[at],
        })
    };
    Ok(Some(Funnel {
        horizon_days: found.horizon,
        customers: found.customers,
        watched: found.watched,
        visits: found.visits.iter().enumerate().map(row).collect::<anyhow::Result<_>>()?,
        lost_within_three_visits: fraction(stops.within(3))?,
    }))
}

fn again(found: &crate::lifecycle::funnel::Again) -> anyhow::Result<Again> {
    let (course, more) = COURSE_AGAIN;
    Ok(Again {
        days: crate::lifecycle::funnel::YEAR,
        share: estimate(found.share)?,
        watched: found.of,
        seen: found.seen,
        course_share: percent(course)?,
        course_industry: percent(course - more)?,
    })
}

fn of_cohort(shown: &Shown<'_>, cohort: &crate::lifecycle::cohorts::Cohort) -> anyhow::Result<Cohort> {
    let decimals = shown.base.decimals;
    Ok(Cohort {
        first_visit: cohort.month.to_string(),
        customers: cohort.customers,
        active: cohort.cells.iter().map(|cell| cell.active).collect(),
        retention: (0..cohort.cells.len()).map(|at| fraction(cohort.retention(at))).collect::<anyhow::Result<_>>()?,
        amount: cohort.cells.iter().map(|cell| cell.amount.plain(decimals)).collect(),
        amount_each_so_far: (0..cohort.cells.len()).map(|at| cohort.each_so_far(at, decimals).map(|each| each.plain(decimals))).collect(),
    })
}

fn churn(visits: &crate::lifecycle::OfVisits) -> anyhow::Result<Churn> {
    let row = |row: &crate::lifecycle::churn::Churn| {
        Ok(Quarter {
            quarter: row.quarter.to_string(),
            there: row.moves.here,
            churned: row.moves.churned,
            churn: fraction(row.rate)?,
            active: row.moves.active,
            gone_silent: row.moves.silent,
            gone_silent_share: fraction(row.gone_silent)?,
            back: row.moves.back,
            new: row.moves.joined,
        })
    };
    let best = |best: crate::lifecycle::churn::Best| -> anyhow::Result<Best> {
        Ok(Best {
            segment: Segment::ImportantValue.slug(),
            then: best.then.to_string(),
            customers: best.customers,
            lost: best.lost,
            churn: fraction(best.rate())?,
        })
    };
    Ok(Churn {
        course_quarter: percent(COURSE_QUARTER)?,
        quarters: visits.churn.iter().map(row).collect::<anyhow::Result<_>>()?,
        course_best: percent(COURSE_BEST)?,
        best: visits.best.map(best).transpose()?,
    })
}

fn nps(found: &crate::lifecycle::nps::Nps) -> Nps {
    let group = |answers: &Answers| Group {
        answers: answers.count(),
        promoters: answers.promoters,
        passives: answers.passives,
        detractors: answers.detractors,
        nps: answers.score().and_then(|score| score.decimals(2).replace('.', "").parse().ok()),
    };
    Nps {
        all: group(&found.all),
        segments: Segment::ALL.into_iter().map(Segment::slug).zip(found.segments.iter().map(group)).collect(),
        stages: Stage::ALL.into_iter().map(Stage::slug).zip(found.stages.iter().map(group)).collect(),
    }
}

fn leavers<'a>(shown: &Shown<'a>) -> Vec<Leaver<'a>> {
    let base = shown.base;
    let row = |leaver: &crate::lifecycle::leavers::Leaver| {
        let told = |about| base.carried.at(about).map(|at| base.customers.kept(leaver.place, at)).filter(|text| !text.is_empty());
        Leaver {
            customer_id: base.customers.id(leaver.place).to_string(),
            name: told(About::Name),
            phone: told(About::Phone),
            advisor: told(About::Advisor),
            segment: leaver.segment.slug(),
            stage: leaver.stage.slug(),
            visits: leaver.visits,
            last_visit: leaver.last.map(|day| day.to_string()),
            days_away: leaver.silent,
            silent_since: leaver.since.map(|day| day.to_string()),
            value: leaver.value.plain(base.decimals),
        }
    };
    shown.lifecycle.leavers.rows.iter().map(row).collect()
}
