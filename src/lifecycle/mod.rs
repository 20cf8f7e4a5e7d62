//! The lifecycle report: in which stages customers stand, how many come again, when they are lost, and who left without a word.
//!
//! Pure: passes over a scored base with its history give all of it, on any number of threads. The rule of stages is a noun,
//! [`stage`](crate::stage). What is counted how is told where it is counted: the visit funnel and repurchase in [`funnel`], by
//! the estimates of [`curve`]; [`cohorts`] by month; [`churn`] by quarter, and of the best in a year; the net
//! promoter score in [`nps`]; silent [`leavers`]. [`told`] is what the reader must know beside.
//!
//! What can be seen ends with the data. Where the as-of date is later than its last day, nobody is watched after that day: the
//! funnel, repurchase, cohorts, quarters and the year of the best are taken as of the last day of the data ([`Lifecycle::until`]).
//! Stages, and with them who stays away, go by the silence up to the as-of date, which is what was asked for.
//!
//! A customer table has no visits: there the number of purchases and the days since the last one give the stage, without a
//! rhythm, and all that needs single visits is missing.

pub mod churn;
pub mod cohorts;
pub mod curve;
pub mod funnel;
pub mod leavers;
pub mod nps;
pub mod told;

use crate::about::About;
use crate::customer::{Measures, Visit};
use crate::date::Day;
use crate::score::FixedCuts;
use crate::scored::{Kind, Scored};
use crate::segment::Segment;
use crate::stage::{History, Rules, Stage};
use crate::summary::{Ratio, Size};
use churn::{Best, Churn, Quarters};
use cohorts::{Cohort, Months};
use funnel::{Funnel, Reach, VISITS};
use leavers::Leavers;
use nps::Nps;
use told::Told;

/// Columns that must be carried along.
pub const CARRIED: [About; 5] = [About::Name, About::Phone, About::Advisor, About::Complaint, About::Nps];
/// Columns of which every cell must be written down.
pub const WATCHED: [About; 1] = [About::Complaint];

/// What can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The rule of stages.
    pub rules: Rules,
    /// The funnel tells who came within so many days of the first visit.
    pub horizon: u32,
    /// Whoever was here first before this day is no newcomer: funnel, cohorts and repurchase leave them out.
    pub first_from: Option<Day>,
}

impl Default for Settings {
    /// Twelve months, the time in which the course counts a repurchase: long enough for somebody who comes once a year.
    fn default() -> Self {
        Settings { rules: Rules::default(), horizon: funnel::YEAR, first_from: None }
    }
}

impl Scored {
    /// What the rule of stages looks at, of the customer of this place; none without a visit up to the as-of date. A diary or a
    /// history must have been kept where the base is of transactions.
    pub fn history(&self, place: usize, measures: &Measures) -> Option<History> {
        let as_of = self.as_of();
        match self.kind {
            Kind::Transactions => History::of(purchases(self, place), as_of?),
            Kind::Customers => {
                // A table with days since the last purchase and no dates has no as-of date: any day will do.
                let as_of = as_of.unwrap_or(Day::LAST);
                let last = as_of.plus(-i32::try_from(measures.recency?).unwrap_or(i32::MAX));
                History::counted(measures.frequency.max(1), last, as_of)
            }
        }
    }
}

/// The days of a customer's purchases, in order, from the diary or the history: one of them is kept.
fn purchases(base: &Scored, place: usize) -> impl Iterator<Item = Day> + Clone {
    let diary = base.customers.visits(place).filter(Visit::is_purchase).map(|visit| visit.day);
    diary.chain(base.customers.past_days(place))
}

/// Customers in one stage, or in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InStage {
    /// All of them.
    pub size: Size,
    /// By segment, in their order.
    pub segments: [u64; Segment::ALL.len()],
}

impl InStage {
    fn take(&mut self, segment: Segment, measures: &Measures) {
        self.size.take(1, measures.value());
        self.segments[segment as usize] += 1;
    }

    fn merge(&mut self, more: &InStage) {
        self.size.take(more.size.customers, more.size.value);
        self.segments.iter_mut().zip(more.segments).for_each(|(own, others)| *own += others);
    }
}

/// Where stages come from.
#[derive(Clone, Debug)]
pub enum Staging {
    /// From this rule; the base's diary or history must have been kept where it is of transactions.
    Rule(Rules),
    /// They are known, in the order of places: those of a snapshot.
    Known(Vec<Option<Stage>>),
}

impl Staging {
    /// The stage of the customer of this place; none without a visit.
    pub fn of(&self, base: &Scored, place: usize, measures: &Measures) -> Option<Stage> {
        match self {
            Staging::Rule(rules) => Some(base.history(place, measures)?.stage(rules)),
            Staging::Known(stages) => stages.get(place).copied().flatten(),
        }
    }
}

/// Customers by stage and segment alone, for the report beside segments.
#[derive(Clone, Debug)]
pub struct Stages {
    /// By stage, in their order.
    pub stages: [InStage; Stage::ALL.len()],
    /// Customers without a stage: refunds alone.
    pub without: InStage,
}

impl Stages {
    /// Of a scored base.
    pub fn new(base: &Scored, staging: &Staging) -> Stages {
        let nobody = || Stages { stages: Default::default(), without: InStage::default() };
        let take = |all: &mut Stages, place: usize, measures: Measures| {
            let stage = staging.of(base, place, &measures);
            stage.map_or(&mut all.without, |stage| &mut all.stages[stage as usize]).take(base.segment(&measures), &measures);
        };
        let merge = |all: &mut Stages, more: Stages| {
            all.stages.iter_mut().zip(&more.stages).for_each(|(own, others)| own.merge(others));
            all.without.merge(&more.without);
        };
        base.customers.fold(nobody, take, merge)
    }
}

/// After which visit customers stayed away: the first to the fifth, and the sixth or a later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stops {
    /// Dormant customers by visits.
    pub dormant: [u64; VISITS],
    /// Churned customers by visits.
    pub churned: [u64; VISITS],
}

impl Stops {
    fn take(&mut self, history: &History, stage: Stage) {
        let at = (history.visits.max(1) as usize - 1).min(VISITS - 1);
        match stage {
            Stage::Dormant => self.dormant[at] += 1,
            Stage::Churned => self.churned[at] += 1,
            _ => {}
        }
    }

    /// Of all who stay away, the part whose visits were no more than so many.
    pub fn within(&self, visits: usize) -> Option<Ratio> {
        let sum = |to: usize| self.dormant.iter().take(to).chain(self.churned.iter().take(to)).sum::<u64>();
        Ratio::of(sum(visits).into(), sum(VISITS).into())
    }
}

/// What needs the history of visits.
#[derive(Clone, Debug)]
pub struct OfVisits {
    /// The first visit of the data.
    pub first: Option<Day>,
    /// Who came how often.
    pub funnel: Funnel,
    /// By month of the first visit.
    pub cohorts: Vec<Cohort>,
    /// By quarter, the first one first.
    pub churn: Vec<Churn>,
    /// How the best of a year ago have fared; none where the data does not reach back that far.
    pub best: Option<Best>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Lifecycle {
    /// What was asked for.
    pub settings: Settings,
    /// Until this day customers were watched: the as-of date, or the last day of the data where that is earlier.
    pub until: Option<Day>,
    /// By stage, in their order.
    pub stages: [InStage; Stage::ALL.len()],
    /// Customers without a stage: refunds alone.
    pub without: InStage,
    /// After which visit they stayed away.
    pub stops: Stops,
    /// Net promoter score; none without a column of answers from 0 to 10.
    pub nps: Option<Nps>,
    /// Who left without a word.
    pub leavers: Leavers,
    /// What needs the history of visits; none for a customer table.
    pub visits: Option<OfVisits>,
    /// What the reader must know.
    pub told: Vec<Told>,
}

impl Lifecycle {
    /// The first visits that count are nobody's: funnel, cohorts and repurchase would be empty.
    pub fn has_no_new(&self) -> bool {
        let there: u64 = self.stages.iter().map(|stage| stage.size.customers).sum();
        self.told.iter().any(|told| matches!(told, Told::NotNew(count, _) if *count == there))
    }
}

/// What some of the customers have come to.
#[derive(Default)]
struct Sums {
    stages: [InStage; Stage::ALL.len()],
    without: InStage,
    stops: Stops,
    nps: Nps,
    leavers: Leavers,
    reach: Reach,
    months: Months,
    quarters: Quarters,
    first: Option<Day>,
    not_new: u64,
}

impl Sums {
    fn take(&mut self, base: &Scored, settings: &Settings, place: usize, measures: &Measures) {
        let (segment, rules) = (base.segment(measures), &settings.rules);
        let history = base.history(place, measures);
        let stage = history.map(|history| history.stage(rules));
        stage.map_or(&mut self.without, |stage| &mut self.stages[stage as usize]).take(segment, measures);
        self.nps.take(base, place, segment, stage);
        let (Some(history), Some(stage)) = (history, stage) else { return };
        self.stops.take(&history, stage);
        self.leavers.take(base, place, measures, (&history, stage), rules);
        if let (Kind::Transactions, Some(until)) = (base.kind, until(base)) {
            self.take_visits(base, settings, place, history.first, until);
        }
    }

    fn take_visits(&mut self, base: &Scored, settings: &Settings, place: usize, first: Day, until: Day) {
        self.first = self.first.into_iter().chain([first]).min();
        self.quarters.take(purchases(base, place), until, &settings.rules);
        if settings.first_from.is_some_and(|from| first < from) {
            self.not_new += 1;
            return;
        }
        let mut days: Vec<Day> = Vec::with_capacity(VISITS);
        for day in purchases(base, place) {
            if days.len() < VISITS && days.last() != Some(&day) {
                days.push(day);
            }
        }
        self.reach.take(&days, until);
        self.months.take(base.customers.past_visits(place));
    }

    fn merge(&mut self, more: Sums) {
        self.stages.iter_mut().zip(&more.stages).for_each(|(own, others)| own.merge(others));
        self.without.merge(&more.without);
        self.stops.dormant.iter_mut().zip(more.stops.dormant).for_each(|(own, others)| *own += others);
        self.stops.churned.iter_mut().zip(more.stops.churned).for_each(|(own, others)| *own += others);
        self.nps.merge(&more.nps);
        self.leavers.merge(more.leavers);
        self.reach.merge(&more.reach);
        self.months.merge(more.months);
        self.quarters.merge(more.quarters);
        self.first = self.first.into_iter().chain(more.first).min();
        self.not_new += more.not_new;
    }
}

/// Until this day customers were watched.
fn until(base: &Scored) -> Option<Day> {
    base.as_of().map(|as_of| base.latest.map_or(as_of, |latest| latest.min(as_of)))
}

/// The report of a scored base, whose history must have been kept where it is of transactions. Under `cuts` the best of a year ago
/// are found; `active_only` says that whoever left is left out.
pub fn lifecycle(base: &Scored, settings: Settings, cuts: &FixedCuts, active_only: bool) -> Lifecycle {
    let take = |sums: &mut Sums, place: usize, measures: Measures| sums.take(base, &settings, place, &measures);
    let mut sums = base.customers.fold(Sums::default, take, Sums::merge);
    sums.leavers.sort(base);
    let has = |about| base.carried.at(about).is_some();
    let until = until(base);
    let visits = until.filter(|_| base.kind == Kind::Transactions).map(|until| OfVisits {
        first: sums.first,
        funnel: sums.reach.funnel(settings.horizon),
        cohorts: sums.months.cohorts(until),
        churn: sums.quarters.churn(sums.first, &settings.rules),
        best: sums.first.filter(|_| !active_only).and_then(|first| churn::best(base, cuts, (first, until))),
    });
    let told = told(base, &sums, &settings, until, active_only);
    Lifecycle {
        settings,
        until,
        stages: sums.stages,
        without: sums.without,
        stops: sums.stops,
        nps: (has(About::Nps) && sums.nps.other_scale().is_none()).then_some(sums.nps),
        leavers: sums.leavers,
        visits,
        told,
    }
}

fn told(base: &Scored, sums: &Sums, settings: &Settings, until: Option<Day>, active_only: bool) -> Vec<Told> {
    let has = |about| base.carried.at(about).is_some();
    let some = |count: u64, told: fn(u64) -> Told| (count > 0).then(|| told(count));
    let is_table = base.kind == Kind::Customers;
    let short = sums.reach.longest().filter(|longest| settings.horizon > *longest);
    let leave = !sums.leavers.rows.is_empty() || sums.leavers.complained > 0;
    let ends = base.as_of().zip(until).filter(|(as_of, until)| !is_table && until < as_of);
    let told = [
        ends.map(|(as_of, last)| Told::DataEnds { as_of, last }),
        (active_only && !is_table).then_some(Told::ActiveOnly),
        is_table.then_some(Told::NoHistory),
        short.map(|longest| Told::ShortHorizon { horizon: settings.horizon, longest }),
        sums.first.filter(|_| settings.first_from.is_none()).map(Told::FirstOfData),
        settings.first_from.filter(|_| sums.not_new > 0).map(|day| Told::NotNew(sums.not_new, day)),
        some(sums.without.size.customers, Told::WithoutVisit),
        (!has(About::Nps)).then_some(Told::NoAnswers),
        sums.nps.other_scale().map(Told::OtherScale),
        some(sums.nps.unread, Told::UnreadAnswers).filter(|_| sums.nps.other_scale().is_none()),
        (leave && !has(About::Complaint)).then_some(Told::NoComplaints),
        some(sums.leavers.complained, Told::Complained),
    ];
    told.into_iter().flatten().collect()
}
