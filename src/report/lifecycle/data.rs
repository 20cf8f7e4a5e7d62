//! One part of the lifecycle report as CSV or TSV, every row. Headers and slugs never change with language; texts follow it.

use super::{Part, Shown};
use crate::about::About;
use crate::lang::Lang;
use crate::lifecycle::funnel::COURSE;
use crate::lifecycle::nps::Answers;
use crate::report::delimited::{fraction, table};
use crate::segment::Segment;
use crate::stage::Stage;

const STAGES: [&str; 15] = [
    "stage", "name", "customers", "share", "value", "value_share", "important_value", "important_keep", "important_develop",
    "important_win_back", "general_value", "general_keep", "general_develop", "lost", "needs",
];
const FUNNEL: [&str; 10] =
    ["visit", "share", "course_share", "of_before", "lost", "median_days", "seen", "kaplan_meier", "dormant_after", "churned_after"];
const COHORTS: [&str; 8] =
    ["first_visit", "months_after", "customers", "active", "retention", "amount", "amount_so_far", "amount_each_so_far"];
const CHURN: [&str; 10] = ["quarter", "last_day", "there", "churned", "churn", "active", "gone_silent", "gone_silent_share", "back", "new"];
const NPS: [&str; 7] = ["by", "group", "answers", "promoters", "passives", "detractors", "nps"];
const LEAVERS: [&str; 11] =
    ["customer_id", "name", "phone", "advisor", "segment", "stage", "visits", "last_visit", "days_away", "silent_since", "value"];

/// The rows of this part; of the overview the stages.
pub fn delimited(shown: &Shown<'_>, part: Part, delimiter: u8, lang: Lang, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    match part {
        Part::Overview | Part::Stages => table(STAGES, stages(shown, lang).into_iter(), delimiter, for_spreadsheet),
        Part::Funnel => table(FUNNEL, funnel(shown).into_iter(), delimiter, for_spreadsheet),
        Part::Cohorts => table(COHORTS, cohorts(shown), delimiter, for_spreadsheet),
        Part::Churn => table(CHURN, churn(shown), delimiter, for_spreadsheet),
        Part::Nps => table(NPS, answers(shown).into_iter(), delimiter, for_spreadsheet),
        Part::Leavers => table(LEAVERS, leavers(shown), delimiter, for_spreadsheet),
    }
}

fn stages(shown: &Shown<'_>, lang: Lang) -> Vec<[String; 15]> {
    let (base, found, summary) = (shown.base, shown.lifecycle, shown.base.summary());
    let row = |slug: &str, name: &str, of: &crate::lifecycle::InStage, needs: &str| {
        let [a, b, c, d, e, f, g, h] = of.segments.map(|count| count.to_string());
        let (share, value_share) = (fraction(summary.share(of.size)), fraction(summary.value_share(of.size)));
        let (customers, value) = (of.size.customers.to_string(), of.size.value.plain(base.decimals));
        [slug.to_owned(), name.to_owned(), customers, share, value, value_share, a, b, c, d, e, f, g, h, needs.to_owned()]
    };
    let stages =
        Stage::ALL.into_iter().zip(&found.stages).map(|(stage, of)| row(stage.slug(), stage.name(lang), of, stage.needs().get(lang)));
    let without = (found.without.size.customers > 0).then(|| row("", lang.pick("No visit", "无到店"), &found.without, ""));
    stages.chain(without).collect()
}

/// An estimate with six decimals; blank where there is none.
fn estimate(share: Option<f64>) -> String {
    share.map_or(String::new(), |share| format!("{share:.6}"))
}

fn funnel(shown: &Shown<'_>) -> Vec<[String; 10]> {
    let Some(visits) = &shown.lifecycle.visits else { return Vec::new() };
    let stops = &shown.lifecycle.stops;
    let row = |(at, visit): (usize, &crate::lifecycle::funnel::Visit)| {
        [
            (at + 1).to_string(),
            estimate(visit.share),
            format!("{}.{:02}", COURSE[at] / 100, COURSE[at] % 100),
            estimate(visit.of_before),
            estimate(visit.lost),
            visit.median.map_or(String::new(), |days| days.to_string()),
            visit.seen.to_string(),
            estimate(visit.kaplan_meier),
            stops.dormant[at].to_string(),
            stops.churned[at].to_string(),
        ]
    };
    visits.funnel.visits.iter().enumerate().map(row).collect()
}

fn cohorts<'a>(shown: &Shown<'a>) -> impl Iterator<Item = [String; 8]> {
    let decimals = shown.base.decimals;
    let all = shown.lifecycle.visits.iter().flat_map(|visits| &visits.cohorts);
    all.flat_map(move |cohort| {
        cohort.cells.iter().enumerate().map(move |(at, cell)| {
            [
                cohort.month.to_string(),
                at.to_string(),
                cohort.customers.to_string(),
                cell.active.to_string(),
                fraction(cohort.retention(at)),
                cell.amount.plain(decimals),
                cell.so_far.plain(decimals),
                cohort.each_so_far(at, decimals).map_or(String::new(), |each| each.plain(decimals)),
            ]
        })
    })
}

fn churn(shown: &Shown<'_>) -> impl Iterator<Item = [String; 10]> {
    shown.lifecycle.visits.iter().flat_map(|visits| &visits.churn).map(|row| {
        let moves = &row.moves;
        [
            row.quarter.to_string(),
            row.quarter.last_day().map_or(String::new(), |day| day.to_string()),
            moves.here.to_string(),
            moves.churned.to_string(),
            fraction(row.rate),
            moves.active.to_string(),
            moves.silent.to_string(),
            fraction(row.gone_silent),
            moves.back.to_string(),
            moves.joined.to_string(),
        ]
    })
}

fn answers(shown: &Shown<'_>) -> Vec<[String; 7]> {
    let Some(nps) = &shown.lifecycle.nps else { return Vec::new() };
    let row = |by: &str, group: &str, answers: &Answers| {
        let counts = [answers.count(), answers.promoters, answers.passives, answers.detractors].map(|count| count.to_string());
        let [count, promoters, passives, detractors] = counts;
        let score = answers.score().map_or(String::new(), |score| score.whole_percent().replace(['%', ','], ""));
        [by.to_owned(), group.to_owned(), count, promoters, passives, detractors, score]
    };
    let segments = Segment::ALL.into_iter().zip(&nps.segments).map(|(segment, answers)| row("segment", segment.slug(), answers));
    let stages = Stage::ALL.into_iter().zip(&nps.stages).map(|(stage, answers)| row("stage", stage.slug(), answers));
    segments.chain(stages).chain([row("all", "", &nps.all)]).collect()
}

fn leavers(shown: &Shown<'_>) -> impl Iterator<Item = [String; 11]> {
    let base = shown.base;
    shown.lifecycle.leavers.rows.iter().map(move |leaver| {
        let told = |about| base.carried.at(about).map_or("", |at| base.customers.kept(leaver.place, at)).to_owned();
        let day = |day: Option<crate::date::Day>| day.map_or(String::new(), |day| day.to_string());
        [
            base.customers.id(leaver.place).to_string(),
            told(About::Name),
            told(About::Phone),
            told(About::Advisor),
            leaver.segment.slug().to_owned(),
            leaver.stage.slug().to_owned(),
            leaver.visits.to_string(),
            day(leaver.last),
            leaver.silent.to_string(),
            day(leaver.since),
            leaver.value.plain(base.decimals),
        ]
    })
}
