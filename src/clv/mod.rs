//! What customers are worth to come: who is still one, how often they will buy, and for how much.
//!
//! [`people`] makes repeat histories of visits, [`purchases`] and [`spend`] are the models, [`fit`] finds their parameters by
//! [`climb`]ing, and [`mod@ahead`] works out a horizon. [`mod@holdout`] holds forecasts against what came, [`mod@bootstrap`] says how sure
//! they are, and [`track`] draws expected beside actual. Floats belong here: a model's parameters are estimates, and money
//! becomes exact again, to the decimals of the data, where it leaves. Nothing here reads files or prints.

pub mod ahead;
pub mod bootstrap;
pub mod climb;
pub mod fit;
pub mod history;
pub mod holdout;
pub mod outlook;
pub mod pareto;
pub mod people;
pub mod plausible;
pub mod purchases;
mod rate;
pub mod remark;
pub mod spend;
pub mod track;

use crate::customer::{ValueOf, Visit};
use crate::date::Day;
use crate::error::Error;
use crate::money::Money;
use crate::scored::Scored;
use crate::segment::Segment;
use crate::stage::{Rules, Stage, stage};
use ahead::{Ahead, Horizon, ahead};
use fit::{FEW_REPEATERS, Fit};
use history::{Histories, Unit};
use people::{People, Person};
use purchases::{Model, Purchases};
use remark::{Limit, MOST_CORRELATED, Remark};
use spend::{Mean, Spend, Spent};

/// The models that customers are judged by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// How often they buy until they stop.
    pub purchases: Purchases,
    /// For how much; none where the data cannot tell.
    pub spend: Option<Spend>,
    /// The unit of α.
    pub unit: Unit,
}

/// Models of an earlier run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// The models.
    pub known: Known,
    /// The day up to which they were fitted, where it was written down.
    pub as_of: Option<Day>,
    /// To how many customers, likewise.
    pub customers: Option<u64>,
}

/// How the models came about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Of purchases.
    pub purchases: Fit<4>,
    /// Of amounts.
    pub spend: Option<Fit<3>>,
    /// Customers they were fitted to.
    pub customers: u64,
    /// Of them came back.
    pub repeaters: u64,
    /// Had repeats with an amount above 0.
    pub spenders: u64,
    /// How far how often and how much go together.
    pub correlation: Option<f64>,
}

/// Finds both models for these people.
pub fn find(model: Model, people: &[Person], unit: Unit, threads: usize) -> Result<(Known, Found, Vec<Remark>), Error> {
    let histories = Histories::new(people.iter().map(|person| person.history));
    let of_purchases = fit::purchases(model, &histories, threads)?;
    let spent = Spent::new(people.iter().filter_map(|person| person.mean).collect());
    let mut remarks = Vec::new();
    let repeaters = histories.repeaters() as u64;
    if repeaters < FEW_REPEATERS {
        remarks.push(Remark::FewRepeaters(repeaters));
    }
    let of_spend = match fit::spend(&spent, threads) {
        None => {
            remarks.push(Remark::NoAmounts(spent.customers() as u64));
            None
        }
        Some(Err(_)) => {
            remarks.push(Remark::AmountsNotSettled);
            None
        }
        Some(Ok(fit)) => Some(fit),
    };
    let mean_age = histories.time() / histories.customers();
    shaky(&of_purchases, model.parameters(), Limit::of_purchases(model, of_purchases.parameters, mean_age), &mut remarks);
    let mut spend = None;
    if let Some(fit) = &of_spend {
        shaky(fit, spend::NAMES, Limit::of_amounts(fit.parameters), &mut remarks);
        let [_, q, _] = fit.parameters;
        match q > 1.0 {
            true => spend = Some(Spend(fit.parameters)),
            false => remarks.push(Remark::NoMean),
        }
        if q > 1.0 && fit.errors[1].is_some_and(|error| q - 1.0 < 2.0 * error) {
            remarks.push(Remark::MeanHardlyKnown);
        }
    }
    let correlation = spent.correlation();
    remarks.extend(correlation.filter(|by| by.abs() > MOST_CORRELATED).map(Remark::Correlated));
    let purchases = Purchases { model, parameters: of_purchases.parameters };
    let found = Found {
        purchases: of_purchases,
        spend: of_spend,
        customers: people.len() as u64,
        repeaters,
        spenders: spent.customers() as u64,
        correlation,
    };
    Ok((Known { purchases, spend, unit }, found, remarks))
}

/// What the data could not carry: in words where it is a limit of the model, else by parameter.
fn shaky<const N: usize>(fit: &Fit<N>, names: [&'static str; N], limits: Vec<Limit>, remarks: &mut Vec<Remark>) {
    let is_told = |at: usize| limits.iter().any(|limit| limit.parameters().contains(&names[at]));
    let of = |is: &dyn Fn(usize) -> bool| (0..N).filter(|at| is(*at) && !is_told(*at)).map(|at| names[at]).collect::<Vec<_>>();
    let (at_edge, loose) = (of(&|at| fit.at_edge[at]), of(&|at| fit.is_loose(at)));
    remarks.extend(limits.iter().copied().map(Remark::AtLimit));
    if !at_edge.is_empty() {
        remarks.push(Remark::AtEdge(at_edge));
    }
    if !loose.is_empty() {
        remarks.push(Remark::Loose(loose));
    }
}

/// Whose customers they are.
#[derive(Clone, Copy, Debug)]
pub enum Who<'a> {
    /// Of a scored base, with its segments.
    Base(&'a Scored),
    /// Of a list of ids.
    List(&'a [Box<str>]),
}

/// What a customer is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Worth {
    /// The chance that they have not stopped.
    pub alive: f64,
    /// Purchases to expect within the horizon.
    pub purchases: f64,
    /// The amount to expect at each.
    pub amount: Option<f64>,
    /// What they are expected to spend within the horizon, discounted.
    pub value: Option<Money>,
    /// What they have spent so far.
    pub past: Option<Money>,
    /// Both together.
    pub clv: Option<Money>,
    /// What they would spend beyond that were it certain that they have not stopped: value if alive × (1 − P(alive)).
    pub at_risk: Option<Money>,
    /// What they would spend within the horizon were it certain.
    pub if_alive: Option<Money>,
}

/// Customers with what they are worth to come.
#[derive(Clone, Debug)]
pub struct Estimate<'a> {
    /// Who they are.
    pub who: Who<'a>,
    /// All of them, in the order of ids.
    pub people: People,
    /// Their histories.
    pub histories: Histories,
    /// What they are judged by.
    pub known: Known,
    /// How that was found; none for models that were kept from an earlier run.
    pub found: Option<Found>,
    /// How far ahead.
    pub horizon: Horizon,
    /// For each distinct history.
    pub ahead: Vec<Ahead>,
    /// Decimals of amounts.
    pub decimals: u8,
    /// What the user should know.
    pub remarks: Vec<Remark>,
}

/// What is asked of an estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Which model of purchases.
    pub model: Model,
    /// How times are written.
    pub unit: Unit,
    /// How far ahead, and what a year costs.
    pub horizon: Horizon,
    /// Models of an earlier run, in place of fitting.
    pub kept: Option<Kept>,
    /// Use them although they do not fit these data.
    pub force: bool,
}

/// Estimates what these people are worth.
pub fn estimate<'a>(who: Who<'a>, people: People, terms: &Terms, decimals: u8, threads: usize) -> Result<Estimate<'a>, Error> {
    let (known, found, mut remarks) = match terms.kept {
        Some(kept) => (kept.known, None, plausible::judge(&kept, &people, as_of(who), terms.force)?),
        None => {
            let (known, found, remarks) = find(terms.model, &people.persons, terms.unit, threads)?;
            (known, Some(found), remarks)
        }
    };
    if people.without_amounts {
        remarks.iter_mut().filter(|remark| matches!(remark, Remark::NoAmounts(_))).for_each(|remark| *remark = Remark::NoAmountColumn);
    }
    if known.purchases.model == Model::BgNbd {
        let customers = people.persons.iter().filter(|person| person.history.repeats() == 0).count() as u64;
        remarks.extend((customers > 0).then_some(Remark::CertainlyAlive { customers, all: people.persons.len() as u64 }));
    }
    if people.without > 0 {
        remarks.push(Remark::WithoutPurchase(people.without));
    }
    if people.worthless > 0 && known.spend.is_some() {
        remarks.push(Remark::Worthless(people.worthless));
    }
    if matches!(who, Who::Base(base) if base.value_of == ValueOf::Profit) && known.spend.is_some() {
        remarks.push(Remark::OfAmountSpent);
    }
    let histories = Histories::new(people.persons.iter().map(|person| person.history));
    let ahead = ahead(&known.purchases, &histories, &terms.horizon, known.unit, threads);
    Ok(Estimate { who, people, histories, known, found, horizon: terms.horizon, ahead, decimals, remarks })
}

fn as_of(who: Who<'_>) -> Option<Day> {
    match who {
        Who::Base(base) => base.as_of(),
        Who::List(_) => None,
    }
}

/// An estimate in money, rounded to so many decimals; none when it does not fit.
pub fn money(amount: f64, decimals: u8) -> Option<Money> {
    let unit = 10_f64.powi(decimals.min(6).into());
    let whole = (amount * unit).round();
    (whole.abs() < 1e30).then(|| Money::from_micros(whole as i128 * 10_i128.pow(6 - u32::from(decimals.min(6)))))
}

impl Estimate<'_> {
    /// How many customers.
    pub fn len(&self) -> usize {
        self.people.persons.len()
    }

    /// Nobody.
    pub fn is_empty(&self) -> bool {
        self.people.persons.is_empty()
    }

    /// Purchases ahead of the customer at this place of the people.
    pub fn ahead_of(&self, at: usize) -> Ahead {
        self.ahead[self.histories.of()[at] as usize]
    }

    /// The customer's id.
    pub fn id(&self, at: usize) -> String {
        let place = self.people.persons[at].place;
        match self.who {
            Who::Base(base) => base.customers.id(place).to_string(),
            Who::List(ids) => ids[place].to_string(),
        }
    }

    /// The customer's segment, where there is a scored base.
    pub fn segment(&self, at: usize) -> Option<Segment> {
        match self.who {
            Who::Base(base) => Some(base.segment(&base.customers.measures(self.people.persons[at].place))),
            Who::List(_) => None,
        }
    }

    /// What the customer is worth.
    pub fn worth(&self, at: usize) -> Worth {
        worth(&self.people.persons[at], self.ahead_of(at), self.known.spend.as_ref(), self.decimals)
    }

    /// The customer's stage in the lifecycle, by the usual rules, where their visits are known.
    pub fn stage(&self, at: usize) -> Option<Stage> {
        let Who::Base(base) = self.who else { return None };
        let visits = base.customers.visits(self.people.persons[at].place);
        stage(visits.filter(Visit::is_purchase).map(|visit| visit.day), base.as_of()?, &Rules::default())
    }

    /// Sums over each stage of the lifecycle, in their order; none where no visits are known.
    pub fn stages(&self) -> Option<[Sums; Stage::ALL.len()]> {
        matches!(self.who, Who::Base(_)).then(|| {
            let mut sums = [Sums::default(); Stage::ALL.len()];
            for at in 0..self.len() {
                if let Some(stage) = self.stage(at) {
                    sums[stage as usize].add(&self.worth(at));
                }
            }
            sums
        })
    }

    /// Sums over each segment, in their order, and over all.
    pub fn sums(&self) -> ([Sums; 8], Sums) {
        let (mut segments, mut all) = ([Sums::default(); 8], Sums::default());
        for at in 0..self.len() {
            let worth = self.worth(at);
            all.add(&worth);
            if let Some(segment) = self.segment(at) {
                segments[segment as usize].add(&worth);
            }
        }
        (segments, all)
    }
}

fn worth(person: &Person, ahead: Ahead, spend: Option<&Spend>, decimals: u8) -> Worth {
    let amount = spend.and_then(|spend| spend.expected(person.mean));
    let of = |purchases: f64| amount.and_then(|amount| money(purchases * amount, decimals));
    let value = of(ahead.discounted());
    Worth {
        alive: ahead.alive,
        purchases: ahead.purchases(),
        amount,
        value,
        past: person.past,
        clv: value.zip(person.past).and_then(|(value, past)| value.checked_add(past)),
        at_risk: of(ahead.discounted_if_alive * (1.0 - ahead.alive)),
        if_alive: of(ahead.discounted_if_alive),
    }
}

/// Sums over customers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// How many.
    pub customers: u64,
    /// Their chances together: how many are expected to be customers still.
    pub alive: f64,
    /// Purchases to expect.
    pub purchases: f64,
    /// Spent so far.
    pub past: Money,
    /// To expect.
    pub value: Money,
    /// Both.
    pub clv: Money,
    /// At risk.
    pub at_risk: Money,
}

impl Sums {
    fn add(&mut self, worth: &Worth) {
        let add = |sum: &mut Money, more: Option<Money>| *sum = sum.checked_add(more.unwrap_or_default()).unwrap_or(*sum);
        self.customers += 1;
        self.alive += worth.alive;
        self.purchases += worth.purchases;
        add(&mut self.past, worth.past);
        add(&mut self.value, worth.value);
        add(&mut self.clv, worth.clv);
        add(&mut self.at_risk, worth.at_risk);
    }

    /// The mean chance of being a customer still.
    pub fn mean_alive(&self) -> Option<f64> {
        (self.customers > 0).then(|| self.alive / self.customers as f64)
    }
}

/// A mean taken from a list: repeats and their mean amount, where both are above 0.
pub fn mean_of(repeats: u32, amount: f64) -> Option<Mean> {
    (repeats > 0 && amount > 0.0 && amount.is_finite()).then_some(Mean { repeats, amount })
}
