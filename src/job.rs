//! The main job, from files to the scored base, in the order it happens: look, read, count, judge, score.
//!
//! It knows no clock: without an as-of date it takes the latest date of the data.

use crate::about::About;
use crate::accounting::{Accounting, Reason, Reject};
use crate::aggregate::{Counted, Counting, Ledger, Nothing};
use crate::customer::{Customers, MOST_WATCHED, ValueOf, is_crowd, looks_rounded};
use crate::date::Day;
use crate::error::Error;
use crate::lang::Text;
use crate::load::columns::Role;
use crate::load::export::MODELLED;
use crate::load::run::EXAMPLES;
use crate::load::{Files, Findings, Read, Reading};
use crate::money::read::Currency;
use crate::money::{Fine, MAX_DECIMALS, Money};
use crate::note::Note;
use crate::policy::{FAR, FrequencyOf, LeftOut, Policy};
use crate::score::{FixedCuts, HIGH, Thresholds};
use crate::scored::{Kind, Scored};
use crate::snapshot::settings::named;
use crate::snapshot::{Past, Settings};
use crate::summary::Ratio;
use std::collections::HashMap;
use std::sync::atomic::Ordering;

/// All that is asked of a run.
#[derive(Clone, Debug)]
pub struct Job {
    /// How files are read.
    pub reading: Reading,
    /// How rows are counted; without an as-of date the latest date of the data is taken.
    pub policy: Policy,
    /// The window comes with a preset, so it yields where it cannot be applied.
    pub window_is_presets: bool,
    /// What frequency counts; by itself orders where there is an order column, else rows.
    pub frequency: Option<FrequencyOf>,
    /// Thresholds that are fixed.
    pub cuts: FixedCuts,
    /// The least score that is high.
    pub high: u8,
    /// Leave out customers without a purchase in the window.
    pub active_only: bool,
    /// The customers are to be listed, in the order of their ids.
    pub lists_customers: bool,
    /// Write down what happened when, for [`Customers::visits`] and [`Customers::marks`].
    pub diary: bool,
    /// Keep every row, for [`Customers::past_measures`] and [`Customers::past_visits`], instead of a diary of visits: measures are then
    /// taken from them, so that a window with the latest date of the data takes no reading of its own.
    pub history: bool,
    /// Columns that are carried along of which the diary has every cell that is not blank.
    pub watch: Vec<About>,
    /// When a run must stop.
    pub limits: Limits,
    /// Bytes of memory that the customers may take.
    pub memory: u64,
}

impl Default for Job {
    fn default() -> Self {
        Job {
            reading: Reading::default(),
            policy: Policy::default(),
            window_is_presets: false,
            frequency: None,
            cuts: FixedCuts::default(),
            high: HIGH,
            active_only: false,
            lists_customers: true,
            diary: false,
            history: false,
            watch: Vec::new(),
            limits: Limits::default(),
            memory: u64::MAX,
        }
    }
}

/// When rows that cannot be read stop a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// At the first.
    pub strict: bool,
    /// At more than so many; by itself at more than 100 that are also more than 10%.
    pub max_rejects: Option<MaxRejects>,
    /// At fewer used rows than this.
    pub min_rows: u64,
}

/// How many rows may be rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxRejects {
    /// So many.
    Rows(u64),
    /// So many in a hundred.
    Percent(u64),
}

impl std::str::FromStr for MaxRejects {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let wrong = |_| {
            Text::new("'{}' is not a limit; write a number of rows or a percentage: 20 or 5%", "“{}”不是上限；请写行数或百分比：20 或 5%")
        };
        match text.strip_suffix('%') {
            Some(percent) => percent.parse().map(MaxRejects::Percent).map_err(wrong),
            None => text.parse().map(MaxRejects::Rows).map_err(wrong),
        }
    }
}

impl Limits {
    /// Too many rows rejected, too few used: a wreck must not replace yesterday's export.
    pub fn check(&self, accounting: &Accounting, examples: &[Reject]) -> Result<(), Error> {
        let (read, used, rejected) = (accounting.read, accounting.used, accounting.rejected());
        if let (true, Some(first)) = (self.strict, examples.first()) {
            return Err(Error::Strict(Box::new(first.clone())));
        }
        if self.exceeded(accounting) {
            return Err(Error::TooManyRejects { rejected, read, examples: examples.to_vec() });
        }
        if used == 0 {
            let rejected = accounting.rejected.iter().map(|(reason, rows)| (reason.words(), *rows));
            let left_out = accounting.left_out.iter().map(|(reason, rows)| (reason.words(), *rows));
            return Err(Error::NoUsableRows { read, reasons: rejected.chain(left_out).collect(), examples: examples.to_vec() });
        }
        if used < self.min_rows {
            return Err(Error::TooFewRows { used, wanted: self.min_rows });
        }
        Ok(())
    }

    fn exceeded(&self, accounting: &Accounting) -> bool {
        let (rejected, read) = (accounting.rejected(), accounting.read);
        let over = |percent: u64| u128::from(rejected) * 100 > u128::from(read) * u128::from(percent);
        match self.max_rejects {
            Some(MaxRejects::Rows(rows)) => rejected > rows,
            Some(MaxRejects::Percent(percent)) => over(percent),
            None => rejected > 100 && over(10),
        }
    }
}

/// The first few rejected rows of each reason.
#[derive(Debug, Default)]
pub struct Examples {
    counts: HashMap<Reason, usize>,
    /// The rows.
    pub rows: Vec<Reject>,
}

impl Examples {
    /// Takes a row if it is one of the first of its reason.
    pub fn take(&mut self, reject: &Reject) {
        let count = self.counts.entry(reject.reason).or_default();
        *count += 1;
        if *count <= EXAMPLES {
            self.rows.push(reject.clone());
        }
    }
}

/// Does the job. `keep_reject` takes each rejected row in the order of the files; it gets all of them only under
/// [`Reading::keep_all_rejects`].
pub fn score(files: &mut Files, job: &Job, keep_reject: &mut dyn FnMut(&Reject) -> Result<(), Error>) -> Result<Scored, Error> {
    let mut notes = Vec::new();
    let mut policy = job.policy;
    if files.kind == Kind::Customers && policy.window.is_some() {
        if !job.window_is_presets {
            return Err(Error::WindowOnCustomers);
        }
        policy.window = None;
        notes.push(Note::WindowNotApplied);
    }
    let history = job.history && files.kind == Kind::Transactions;
    if policy.window.is_some() && policy.as_of.is_none() && !history {
        files.spool()?;
        policy.as_of = latest_day(files, job)?;
    }
    let wants = Wants { diary: job.diary && files.kind == Kind::Transactions && !history, history };
    // Of a history all rows are kept, and the window is what is looked at.
    let reading = if history { Policy { window: None, ..policy } } else { policy };
    let Taken { mut customers, as_of, latest, mut decimals, fine, currency, value_of, accounting, back, notes: mut told, .. } =
        take(files, job, reading, wants, keep_reject)?;
    policy.as_of = as_of;
    if let (true, Some(as_of)) = (history, as_of) {
        let start = policy.window_start();
        customers.look_back(as_of, start);
        decimals = fine.decimals(as_of, start);
        if customers.is_empty() {
            let reasons = vec![(LeftOut::BeforeWindow.words(), accounting.used)];
            return Err(Error::NoUsableRows { read: accounting.read, reasons, examples: Vec::new() });
        }
    }
    told.append(&mut notes);
    if policy.whole && policy.window.is_some() {
        // Refunds before the window make nobody a customer, who is not one without them.
        customers.retain(|customer| customer.last_purchase.is_some() || customer.monetary != Money::ZERO);
    }
    if job.active_only {
        let all = customers.len();
        customers.retain(|customer| customer.frequency > 0);
        if customers.is_empty() {
            let reasons = vec![(Text::new("without a purchase in the window", "统计期内没有消费的客户"), all as u64)];
            return Err(Error::NoUsableRows { read: accounting.read, reasons, examples: Vec::new() });
        }
        told.push(Note::InactiveLeftOut((all - customers.len()) as u64));
    }
    if job.lists_customers {
        customers.sort();
    }
    let cuts = back.as_ref().and_then(|back| back.cuts.as_ref()).unwrap_or(&job.cuts);
    let thresholds = Thresholds::new(&customers, cuts);
    let scored = Scored {
        kind: files.kind,
        policy,
        value_of,
        currency,
        decimals,
        high: job.high,
        fixed: job.cuts.is_complete(),
        thresholds,
        customers,
        figures: Default::default(),
        kept: files.kept.clone(),
        carried: files.carried,
        has_status: files.has(Role::Status),
        accounting,
        latest,
        notes: told,
    };
    Ok(tell_of_scores(scored))
}

/// Reads the rows once, so that the scored base can be had as of any day, over the job's window, up to the as-of date: the job's,
/// or the latest date of the data. Customer tables have no past.
pub fn past(files: &mut Files, job: &Job, keep_reject: &mut dyn FnMut(&Reject) -> Result<(), Error>) -> Result<Past, Error> {
    if files.kind == Kind::Customers {
        return Err(Error::NoHistory);
    }
    let policy = Policy { window: None, ..job.policy };
    let taken = take(files, job, policy, Wants { diary: false, history: true }, keep_reject)?;
    let Taken { customers, as_of, fine, currency, value_of, frequency_of, accounting, notes, .. } = taken;
    let settings = Settings {
        kind: files.kind,
        policy: Policy { as_of: None, ..job.policy },
        frequency_of: Some(frequency_of),
        active_only: job.active_only,
        value_of,
        currency: currency.and_then(named),
        high: job.high,
        cuts: job.cuts.clone(),
    };
    // There is a used row, and all rows have a date.
    let last = as_of.ok_or(Error::NoUsableRows { read: accounting.read, reasons: Vec::new(), examples: Vec::new() })?;
    let mut past = Past::new(customers, last, settings, fine, accounting, notes);
    past.carried = files.carried;
    Ok(past)
}

/// What is to be written down beside the measures.
#[derive(Clone, Copy)]
struct Wants {
    diary: bool,
    history: bool,
}

/// What the rows came to.
struct Taken {
    customers: Customers,
    as_of: Option<Day>,
    latest: Option<Day>,
    decimals: u8,
    fine: Fine,
    currency: Option<Currency>,
    value_of: ValueOf,
    frequency_of: FrequencyOf,
    accounting: Accounting,
    back: Option<Back>,
    notes: Vec<Note>,
}

/// Reads the rows under this policy, and judges what was read.
fn take(
    files: &Files,
    job: &Job,
    policy: Policy,
    wants: Wants,
    keep_reject: &mut dyn FnMut(&Reject) -> Result<(), Error>,
) -> Result<Taken, Error> {
    let frequency_of = frequency_of(files, job)?;
    let has_profit = files.has(Role::Profit) || files.has(Role::Cost);
    let mut examples = Examples::default();
    let mut on_reject = |reject: &Reject| {
        if job.limits.strict {
            return Err(Error::Strict(Box::new(reject.clone())));
        }
        examples.take(reject);
        keep_reject(reject)
    };
    let watched = job.watch.iter().filter_map(|about| files.carried.at(*about)).filter(|at| *at < MOST_WATCHED);
    let watched = watched.fold(0, |watched, at| watched | 1 << at);
    let Wants { diary, history } = wants;
    let counting = Counting { frequency_of, has_profit, kept_columns: files.kept.len(), diary, history, watched };
    let is_small = files.size().is_some_and(|size| size < job.reading.one_thread_below);
    let ledger = Ledger::new(counting, if is_small { 1 } else { job.reading.threads }, job.memory);
    let read_before = job.reading.progress.load(Ordering::Relaxed);
    let reading = Reading { fine_days: history, ..job.reading.clone() };
    let read = files.read(&reading, policy, &|| ledger.hand(), &mut on_reject);
    let Read { sink, accounting, findings, encodings, currency } = match (read, ledger.is_over()) {
        (Err(Error::Overflow), Some((bytes, customers))) => {
            let read = job.reading.progress.load(Ordering::Relaxed) - read_before;
            return Err(Error::Memory { limit: job.memory, bytes, customers, read, size: files.size() });
        }
        (read, _) => read?,
    };
    let back = files.are_exports().then(|| Back::new(&findings, job));
    let as_of = policy.as_of.or(back.as_ref().and_then(|back| back.as_of)).or(findings.latest);
    let counted = sink.finish_in_no_order(as_of, job.reading.threads).map_err(|_| Error::Overflow)?;
    let mut notes = files.notes(&encodings);
    judge(&accounting, &findings, &counted, job, examples.rows, &mut notes)?;
    tell_of_ids(&accounting, &counted, &mut notes);
    notes.extend(back.as_ref().map(|back| back.note.clone()));
    notes.extend(back.as_ref().and_then(|_| unread_columns(files)));
    tell_of_rounded(&counted.customers, &mut notes);
    Ok(Taken {
        customers: counted.customers,
        as_of,
        latest: findings.latest,
        decimals: back.as_ref().map_or(findings.decimals, |back| back.decimals).max(2),
        fine: findings.fine,
        currency,
        value_of: if has_profit { ValueOf::Profit } else { ValueOf::Monetary },
        frequency_of,
        accounting,
        back,
        notes,
    })
}

/// What is taken from exports of ours that are read back, so that their figures come back the same.
struct Back {
    /// The day from which they count recency, where none is asked for.
    as_of: Option<Day>,
    /// Decimals of amounts. Six written in a warehouse are those of its column, not of the amounts.
    decimals: u8,
    /// Thresholds that give the scores that stand there, where no others are asked for.
    cuts: Option<FixedCuts>,
    note: Note,
}

impl Back {
    fn new(findings: &Findings, job: &Job) -> Back {
        let (made, asked) = (&findings.made, job.policy.as_of);
        let as_of = made.as_of().filter(|_| asked.is_none());
        // Other thresholds, or days counted from another day, mean other scores.
        let as_they_are = job.cuts == FixedCuts::default() && (asked.is_none() || asked == made.as_of());
        let cuts = made.cuts().filter(|_| as_they_are);
        let decimals = if findings.decimals == MAX_DECIMALS { made.decimals() } else { findings.decimals };
        let high = made.other_high(job.high).filter(|_| cuts.is_some());
        Back { as_of, decimals, note: Note::ExportRead { as_of, scores: cuts.is_some(), high }, cuts }
    }
}

/// What a model expected stands in an export too, and is no measure that is read back.
fn unread_columns(files: &Files) -> Option<Note> {
    let is_kept = |column: &&str| files.kept.iter().any(|kept| kept == column);
    let stands = |column: &&str| files.parts.iter().any(|(_, layout)| layout.header.iter().any(|name| name == column));
    let unread: Vec<String> = MODELLED.into_iter().filter(stands).filter(|column| !is_kept(column)).map(str::to_owned).collect();
    (!unread.is_empty()).then_some(Note::ExportColumnsUnread(unread))
}

/// The latest date of the rows that will be used: a first reading, for a window that ends there.
fn latest_day(files: &Files, job: &Job) -> Result<Option<Day>, Error> {
    let policy = Policy { window: None, ..job.policy };
    let read = files.read(&job.reading, policy, &|| Nothing, &mut |_| Ok(()))?;
    Ok(read.findings.latest)
}

fn frequency_of(files: &Files, job: &Job) -> Result<FrequencyOf, Error> {
    match job.frequency {
        Some(FrequencyOf::Orders) if !files.has(Role::Order) && files.kind == Kind::Transactions => {
            let (file, line, columns) = files
                .parts
                .first()
                .map(|(source, layout)| (source.name.clone(), layout.header_line, layout.header.clone()))
                .unwrap_or_default();
            Err(Error::MissingColumn { file, roles: vec![(Role::Order.text(), Role::Order.flag())], line, columns })
        }
        Some(frequency) => Ok(frequency),
        None if files.has(Role::Order) => Ok(FrequencyOf::Orders),
        None => Ok(FrequencyOf::Rows),
    }
}

/// An error where the rows are not fit to be scored, else what is to be told of them.
fn judge(
    accounting: &Accounting,
    findings: &Findings,
    counted: &Counted,
    job: &Job,
    examples: Vec<Reject>,
    notes: &mut Vec<Note>,
) -> Result<(), Error> {
    job.limits.check(accounting, &examples)?;
    if let Some(id) = &counted.repeated {
        return Err(Error::RepeatedCustomer(id.to_string()));
    }
    if accounting.rejected() > 0 {
        notes.push(Note::Rejected { rows: accounting.rejected(), read: accounting.read });
        notes.push(Note::RejectedRows(examples));
    }
    if let Some(rows) = accounting.left_out.get(&LeftOut::NoCustomer) {
        notes.push(Note::NoCustomer { rows: *rows, amount: accounting.no_customer_amount, decimals: findings.decimals });
    }
    let unknown = findings.statuses.iter().filter(|(_, (verdict, _))| *verdict == crate::load::status::Verdict::Unknown);
    let mut unknown: Vec<(String, u64)> = unknown.map(|(value, (_, rows))| (value.clone(), *rows)).collect();
    unknown.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows)); // equal counts stay in the order of the values
    if !unknown.is_empty() {
        notes.push(Note::UnknownStatus(unknown));
    }
    Ok(())
}

/// An id that holds too many rows for a person.
fn tell_of_ids(accounting: &Accounting, counted: &Counted, notes: &mut Vec<Note>) {
    if let Some(busiest) = &counted.busiest
        && is_crowd(busiest.rows, accounting.used, counted.customers.len() as u64)
        && let Some(share) = Ratio::of(busiest.rows.into(), accounting.used.into())
    {
        notes.push(Note::BusyId { id: busiest.id.to_string(), share: share.percent() });
    }
}

/// Ids that a spreadsheet has spoilt.
fn tell_of_rounded(customers: &Customers, notes: &mut Vec<Note>) {
    let rounded = customers.ids_with(b'+').filter(|id| looks_rounded(id)).map(|id| id.to_string());
    let (ids, first) = rounded.fold((0, None), |(ids, first), id| (ids + 1, first.into_iter().chain([id]).min()));
    if let Some(example) = first {
        notes.push(Note::RoundedIds { ids, example });
    }
}

fn tell_of_scores(mut scored: Scored) -> Scored {
    let count = scored.customers.len() as u64;
    if !scored.fixed && count < 100 {
        scored.notes.push(Note::FewCustomers(count));
    }
    let unreachable = scored.thresholds.out_of_reach();
    if !unreachable.is_empty() {
        scored.notes.push(Note::OutOfReach(unreachable));
    }
    if !scored.fixed {
        scored.notes.push(Note::TypicalNeedsFixed);
    }
    if let (Some(as_of), Some(last)) = (scored.as_of(), scored.latest)
        && as_of.since(last) > FAR
    {
        scored.notes.push(Note::DataEnds { as_of, last });
    }
    let total = scored.summary().total.value;
    if total <= crate::money::Money::ZERO {
        scored.notes.push(Note::NoValueShare(scored.value_of));
    }
    scored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        let accounting = |rejected, read| Accounting {
            read,
            used: read - rejected,
            rejected: [(Reason::BadDate, rejected)].into(),
            ..Accounting::default()
        };
        let by = |max_rejects: Option<&str>| Limits { max_rejects: max_rejects.map(|t| t.parse().unwrap()), ..Limits::default() };
        for (limit, rejected, read, exceeded) in [
            (None, 100, 101, false),  // not more than 100
            (None, 101, 1010, false), // not more than 10%
            (None, 101, 1009, true),  // both
            (Some("5"), 5, 10, false),
            (Some("5"), 6, 1_000_000, true),
            (Some("5%"), 5, 100, false),
            (Some("5%"), 6, 100, true),
            (Some("0"), 1, 100, true),
        ] {
            assert_eq!(by(limit).exceeded(&accounting(rejected, read)), exceeded, "{limit:?} {rejected} of {read}");
        }
        assert!("5 %".parse::<MaxRejects>().is_err());
    }
}
