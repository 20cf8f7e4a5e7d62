//! Early warning: which customers who matter are slipping away, by which signs, and who does what about it by when.
//!
//! Pure: a scored base with its diary and the [`Settings`] give the same [`Alerts`] on any number of threads. The rules are
//! one table, [`Rule`]; `signs` reads the cells of optional columns, `words` has
//! every text, `condition` is what `--fail-if` asks. What becomes of a warning is `task`.

pub mod condition;
mod settings;
mod signs;
mod words;

use crate::about::About;
use crate::clv::outlook::Outlooks;
use crate::customer::{Measures, What};
use crate::date::Day;
use crate::error::Error;
use crate::level::{Level, Rank};
use crate::money::Money;
use crate::note::Note;
use crate::rating::{Rating, Scale, Seen};
use crate::rhythm::Rhythm;
use crate::scored::{Kind, Scored};
use crate::segment::Segment;
use crate::stage::History;
pub use settings::{Due, Owner, Settings};
pub use signs::is_no;
use signs::{Sign, Signs};
use std::cmp::Reverse;

/// What raises a warning, in the order in which reasons are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rule {
    /// A complaint since the last visit.
    Complaint,
    /// The first visit was rated low, and there was no other since. Of every customer, important or not.
    FirstRating,
    /// So many days since the last visit.
    Days,
    /// Silent for much longer than is usual for this customer.
    Rhythm,
    /// A booking cancelled since the last visit.
    Cancelled,
    /// A long wait at the last visit.
    Wait,
    /// By a model of purchases the customer has probably left.
    PAlive,
    /// By that model the chance has fallen since an earlier day.
    PAliveDrop,
    /// One of the first visits was a few days ago: the steps after it are due. Of every customer, important or not. By itself it is
    /// routine and no warning, and says nothing of whom another rule warns of.
    FirstVisits,
}

impl Rule {
    /// All rules, in order.
    pub const ALL: [Rule; 9] = [
        Rule::Complaint,
        Rule::FirstRating,
        Rule::Days,
        Rule::Rhythm,
        Rule::Cancelled,
        Rule::Wait,
        Rule::PAlive,
        Rule::PAliveDrop,
        Rule::FirstVisits,
    ];

    /// Machine-readable name, never translated.
    pub const fn slug(self) -> &'static str {
        match self {
            Rule::Complaint => "complaint",
            Rule::FirstRating => "first-rating",
            Rule::Days => "days",
            Rule::Rhythm => "rhythm",
            Rule::Cancelled => "cancelled",
            Rule::Wait => "wait",
            Rule::FirstVisits => "first-visits",
            Rule::PAlive => "p-alive",
            Rule::PAliveDrop => "p-alive-drop",
        }
    }

    /// The rule of this machine-readable name.
    pub fn find(slug: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.slug() == slug)
    }

    /// The column that it looks at, where it looks at one.
    const fn column(self) -> Option<About> {
        match self {
            Rule::Complaint => Some(About::Complaint),
            Rule::Cancelled => Some(About::Cancelled),
            Rule::Wait => Some(About::Wait),
            Rule::FirstRating => Some(About::Rating),
            Rule::Days | Rule::Rhythm | Rule::PAlive | Rule::PAliveDrop | Rule::FirstVisits => None,
        }
    }

    /// It looks at new customers, whatever their segment: nobody knows yet who will be important.
    pub const fn is_of_new(self) -> bool {
        matches!(self, Rule::FirstRating | Rule::FirstVisits)
    }
}

/// A first visit rated under this part of the scale, in ten-thousandths, is rated low: under 4 of 5, after which the source course
/// counts 47% fewer repurchases; so under 8 of 10, and under 80 of 100.
const GOOD_RATING: u32 = 8_000;

/// Columns that must be carried along for the rows of alerts to say all they can.
pub const CARRIED: [About; 7] = [About::Name, About::Phone, About::Advisor, About::Rating, About::Cancelled, About::Complaint, About::Wait];
/// Columns of which every cell is written down with its day.
pub const WATCHED: [About; 4] = [About::Cancelled, About::Complaint, About::Wait, About::Rating];

/// A rule that fired, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The rule.
    pub rule: Rule,
    /// How urgent it is by itself.
    pub level: Level,
    /// What it saw.
    pub saw: Saw,
}

/// What a rule saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saw {
    /// Days since the last visit.
    Days(u32),
    /// The usual gap between two visits, in days.
    UsualGap(u32),
    /// A booking of this day, or noted on it, was cancelled.
    Cancelled(Option<Day>),
    /// A complaint of this day, in these words where there are any.
    Complaint(Option<Day>, Option<Box<str>>),
    /// A wait on this day, in minutes.
    Wait(Option<Day>, u32),
    /// The rating of the first visit, as written.
    FirstRating(Box<str>),
    /// Which visit it was, and days since.
    FirstVisits(u32, u32),
    /// The chance of being a customer still, in millionths.
    PAlive(u32),
    /// That chance on an earlier day, and now.
    PAliveDrop(u32, u32),
}

/// A customer to be looked after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The customer's id.
    pub customer: Box<str>,
    /// Their name, where the data has one.
    pub name: Option<Box<str>>,
    /// Their phone number, where the data has one.
    pub phone: Option<Box<str>>,
    /// Who looks after them, where the data says so.
    pub advisor: Option<Box<str>>,
    /// Their latest rating, as written. However high, it suppresses no warning.
    pub rating: Option<Box<str>>,
    /// Their segment.
    pub segment: Segment,
    /// How urgent it is: the most urgent of the reasons.
    pub level: Level,
    /// It is no warning: a new customer was here, and the steps after a first visit are due.
    pub routine: bool,
    /// Every rule that fired, in the order of the rules; never empty.
    pub reasons: Vec<Reason>,
    /// The day of the last visit, where it is known.
    pub last_visit: Option<Day>,
    /// Days since the last visit, where they are known.
    pub days_away: Option<u32>,
    /// What is at stake: what they have brought, profit where the data has one, else the amount spent.
    pub value: Money,
    /// Who acts.
    pub owner: Owner,
    /// Who follows it up, and steps in where it is not done in time.
    pub rank: Rank,
    /// Days from the as-of date until something must be done.
    pub due_days: u32,
    /// The day by which something must be done; none where the data has no dates at all.
    pub due: Option<Day>,
}

impl Alert {
    /// The reason that says what to do: of the most urgent the first.
    pub fn main_reason(&self) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.level == self.level)
    }
}

/// All warnings of a day.
#[derive(Clone, Debug)]
pub struct Alerts {
    /// The day; none where the data has no dates at all.
    pub as_of: Option<Day>,
    /// The warnings, then what is routine; each by value at stake, the most first; of equal value by id.
    pub rows: Vec<Alert>,
    /// Rules that could be applied.
    pub rules: Vec<Rule>,
    /// Rules that could not, and what else the user should know.
    pub notes: Vec<Note>,
    /// What was asked for.
    pub settings: Settings,
}

impl Alerts {
    /// The warnings, without what is routine.
    pub fn warnings(&self) -> impl Iterator<Item = &Alert> {
        self.rows.iter().filter(|alert| !alert.routine)
    }

    /// How many warnings of this level.
    pub fn count(&self, level: Level) -> u64 {
        self.warnings().filter(|alert| alert.level == level).count() as u64
    }

    /// How many new customers are to be welcomed.
    pub fn routine(&self) -> u64 {
        self.rows.iter().filter(|alert| alert.routine).count() as u64
    }
}

/// The warnings for a scored base; its diary must have been kept where it is of transactions. What a model expects of the
/// customers is needed for [`Rule::PAlive`] and [`Rule::PAliveDrop`] alone.
pub fn alerts(base: &Scored, settings: Settings, outlooks: Option<&Outlooks>) -> Result<Alerts, Error> {
    let (rules, mut notes) = possible(base, &settings)?;
    let scale = if rules.contains(&Rule::FirstRating) { scale(base) } else { None };
    let watch = Watch { base, settings: &settings, rules: &rules, signs: Signs::new(base), outlooks, scale };
    let take = |found: &mut Found, place: usize, measures: Measures| {
        let alert = watch.alert(place, &measures, &mut found.unread);
        found.rows.extend(alert);
    };
    let merge = |all: &mut Found, mut more: Found| {
        all.rows.append(&mut more.rows);
        all.unread.waits += more.unread.waits;
        all.unread.ratings += more.unread.ratings;
    };
    let Found { mut rows, unread } = base.customers.fold(Found::default, take, merge);
    rows.sort_unstable_by(|a, b| (a.routine, Reverse(a.value), &a.customer).cmp(&(b.routine, Reverse(b.value), &b.customer)));
    notes.extend((unread.waits > 0).then_some(Note::UnreadWaits(unread.waits)));
    notes.extend(scale.filter(|scale| *scale != Scale::Five).map(Note::RatingScale));
    notes.extend((unread.ratings > 0).then_some(Note::UnreadRatings(unread.ratings, scale.unwrap_or(Scale::Hundred))));
    Ok(Alerts { as_of: base.as_of(), rows, rules, notes, settings })
}

/// What some of the customers have come to.
#[derive(Default)]
struct Found {
    rows: Vec<Alert>,
    unread: Unread,
}

/// Cells that could not be understood.
#[derive(Default)]
struct Unread {
    /// Those that tell no number of minutes.
    waits: u64,
    /// Those that tell no rating on the scale of the column.
    ratings: u64,
}

/// The rules that can be applied to this base, and what is to be told of the others; an error where none is left.
fn possible(base: &Scored, settings: &Settings) -> Result<(Vec<Rule>, Vec<Note>), Error> {
    let (mut rules, mut notes, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for rule in Rule::ALL.into_iter().filter(|rule| settings.is_on(*rule)) {
        let by_status = rule == Rule::Cancelled && base.has_status;
        match rule.column() {
            None if rule == Rule::Rhythm && base.kind == Kind::Customers => notes.push(Note::NoHistory),
            _ if rule.is_of_new() && base.kind == Kind::Customers => (), // that note tells
            Some(column) if base.carried.at(column).is_none() && !by_status => missing.push(column),
            _ => rules.push(rule),
        }
    }
    if rules.is_empty() {
        return Err(Error::NoRuleCanWarn { columns: missing, has_history: base.kind == Kind::Transactions });
    }
    if !missing.is_empty() {
        notes.push(Note::RulesWithoutColumn(missing));
    }
    Ok((rules, notes))
}

/// Looks at one customer after the other.
struct Watch<'a> {
    base: &'a Scored,
    settings: &'a Settings,
    rules: &'a [Rule],
    signs: Signs,
    outlooks: Option<&'a Outlooks>,
    /// The scale of ratings, where they are looked at.
    scale: Option<Scale>,
}

/// The ratings of the customer of this place in a kept column, of one day or of all. A customer table has one, of the last visit.
fn ratings(base: &Scored, place: usize, at: usize, on: Option<Day>) -> impl Iterator<Item = &str> {
    let of_table = (base.kind == Kind::Customers).then(|| base.customers.kept(place, at));
    let of_day = base.customers.marks(place).filter(move |mark| on.is_none_or(|day| mark.day == day));
    let of_diary = of_day.filter_map(move |mark| match mark.what {
        What::Cell(column, cell) if column == at => Some(cell),
        _ => None,
    });
    of_table.into_iter().chain(of_diary)
}

/// The scale of the column of ratings; none where it has none that is known.
fn scale(base: &Scored) -> Option<Scale> {
    let at = base.carried.at(About::Rating)?;
    let take = |seen: &mut Seen, place: usize, _: Measures| {
        ratings(base, place, at, None).filter_map(Rating::read).for_each(|rating| seen.take(rating));
    };
    base.customers.fold(Seen::default, take, |all, more| all.merge(&more)).scale()
}

impl Watch<'_> {
    fn alert(&self, place: usize, measures: &Measures, unread: &mut Unread) -> Option<Alert> {
        let (base, settings) = (self.base, self.settings);
        let segment = base.segment(measures);
        let is_watched = settings.watches(segment);
        let signs = if is_watched { self.signs.of(base, place, measures, settings, &mut unread.waits) } else { Vec::new() };
        let newcomer = self.newcomer(place, measures);
        let rules = self.rules.iter().filter(|rule| is_watched || rule.is_of_new());
        let mut reasons: Vec<Reason> = rules
            .filter_map(|rule| match rule.is_of_new() {
                true => self.of_new(*rule, place, newcomer?, &mut unread.ratings),
                false => self.reason(*rule, place, measures, &signs),
            })
            .collect();
        // Who must be warned of is called for that; the steps of the routine would be a second call.
        let is_routine = |reason: &Reason| reason.rule == Rule::FirstVisits && settings.welcome_is_routine;
        let routine = reasons.iter().all(is_routine);
        reasons.retain(|reason| routine || !is_routine(reason));
        let level = reasons.iter().map(|reason| reason.level).max()?;
        let due_days = reasons.iter().map(|reason| settings.due(reason, segment)).min()?;
        let told = |about| {
            let text = base.carried.at(about).map_or("", |at| base.customers.kept(place, at));
            (!text.is_empty()).then(|| text.into())
        };
        let advisor: Option<Box<str>> = told(About::Advisor);
        Some(Alert {
            customer: (*base.customers.id(place)).into(),
            name: told(About::Name),
            phone: told(About::Phone),
            rating: told(About::Rating),
            segment,
            level,
            routine,
            owner: settings.owner(level, advisor.as_deref()),
            advisor,
            reasons,
            last_visit: measures.last_purchase,
            days_away: measures.recency,
            value: measures.value(),
            rank: level.rank(),
            due_days,
            due: base.as_of().map(|as_of| as_of.plus(due_days as i32)),
        })
    }

    /// What a customer has done so far who is in their first visits and was here a short time ago.
    fn newcomer(&self, place: usize, measures: &Measures) -> Option<History> {
        let longest = self.settings.welcome_days.max(self.settings.sign_days);
        measures.recency.filter(|days| *days <= longest)?;
        self.base.history(place, measures).filter(|history| history.visits <= self.settings.new_visits)
    }

    /// Does this rule fire for a new customer?
    fn of_new(&self, rule: Rule, place: usize, history: History, unread: &mut u64) -> Option<Reason> {
        let (settings, base) = (self.settings, self.base);
        let level = settings.level(rule)?;
        let saw = match rule {
            Rule::FirstRating if history.visits == 1 && history.silent < settings.sign_days => {
                let at = base.carried.at(About::Rating)?;
                let column = self.scale?;
                let of_cell = |cell| Rating::read(cell).and_then(|rating| rating.on(column)).map(|found| (found, cell));
                let mut cells: Vec<&str> = ratings(base, place, at, Some(history.first)).collect();
                cells.retain(|cell| !cell.is_empty());
                cells.first()?;
                // Of several ratings of the day the lowest, as parts of their scales.
                let part = |(rating, scale): (Rating, Scale)| rating.hundredths * (100 / scale.most());
                let Some((lowest, cell)) = cells.iter().filter_map(|cell| of_cell(cell)).min_by_key(|(found, _)| part(*found)) else {
                    *unread += 1;
                    return None;
                };
                (part(lowest) < GOOD_RATING).then(|| Saw::FirstRating(cell.trim().into()))?
            }
            Rule::FirstVisits if history.silent <= settings.welcome_days => Saw::FirstVisits(history.visits, history.silent),
            _ => return None,
        };
        Some(Reason { rule, level, saw })
    }

    /// Does this rule fire?
    fn reason(&self, rule: Rule, place: usize, measures: &Measures, signs: &[Sign]) -> Option<Reason> {
        let settings = self.settings;
        let of_sign = |level| {
            // The latest sign of the kind; of one day the last in its order.
            let sign = signs.iter().rev().find(|sign| sign.rule == rule)?;
            Some(Reason { rule, level, saw: sign.saw.clone() })
        };
        match rule {
            Rule::Days => {
                let days = measures.recency?;
                let level = settings.level_after(days)?;
                Some(Reason { rule, level, saw: Saw::Days(days) })
            }
            Rule::Rhythm => {
                let rhythm = Rhythm::of(self.base.customers.visits(place).filter(|visit| visit.is_purchase()).map(|visit| visit.day));
                let usual = rhythm.broken_by(measures.recency?, &settings.rhythm)?;
                Some(Reason { rule, level: settings.level(rule)?, saw: Saw::UsualGap(usual) })
            }
            Rule::PAlive => {
                let alive = self.outlooks?.get(place)?.millionths();
                let level = settings.level(rule).filter(|_| alive < settings.alive_below)?;
                Some(Reason { rule, level, saw: Saw::PAlive(alive) })
            }
            Rule::PAliveDrop => {
                let (before, now) = (self.outlooks?.before(place)?, self.outlooks?.get(place)?.millionths());
                let level = settings.level(rule).filter(|_| before.saturating_sub(now) > settings.alive_drop)?;
                Some(Reason { rule, level, saw: Saw::PAliveDrop(before, now) })
            }
            Rule::Complaint | Rule::Cancelled | Rule::Wait => of_sign(settings.level(rule)?),
            Rule::FirstRating | Rule::FirstVisits => None,
        }
    }
}
