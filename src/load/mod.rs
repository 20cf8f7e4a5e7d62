//! The way in: from files of any kind to accumulators, with every row accounted for.
//!
//! `source` opens what is there, `layout` finds out how it is written. Then, room by room: `blocks` cuts it into blocks of
//! whole rows; `split` finds the rows and fields of a block, by `index` or `records`; `rows` reads a row, with `glance` for
//! the usual ones and `fate` for those that do not count; `worker` does so
//! for one thread, `order` puts together what the blocks have shown, and `run` has the threads. `cell`, `encoding`,
//! `known`, `columns`, `status`, `findings`, `sheet` and `system` each know one thing.
//! `verbatim` reads any table as it is, `dialect` those whose quotes or delimiters are not ours.
//! `list` reads the small tables that stand beside the data: `advisors`, `bookings`, `holidays`.
//! What a row counts for is not decided here: that is `policy`, and the accumulators of `aggregate`.

pub mod advisors;
mod blocks;
pub mod bookings;
mod cell;
pub mod columns;
pub mod dialect;
pub mod encoding;
pub mod export;
mod fate;
mod findings;
mod glance;
pub mod holidays;
mod index;
mod known;
pub mod layout;
pub mod list;
mod order;
mod records;
pub mod repeats;
mod rows;
pub mod run;
mod sheet;
pub mod source;
mod split;
pub mod status;
mod system;
pub mod tasks;
pub mod verbatim;
mod worker;

use crate::about::{About, Carried};
use crate::accounting::Accounting;
use crate::aggregate::Accumulate;
use crate::date::read::{DateFormat, Order, Zone};
use crate::error::Error;
use crate::money::read::{AmountFormat, Currency};
use crate::note::Note;
use crate::policy::Policy;
use crate::scored::Kind;
use columns::{Named, Role};
use encoding_rs::{Encoding, UTF_8};
pub use findings::Findings;
use layout::Layout;
pub use run::OnReject;
use source::Source;
use status::Statuses;
use std::collections::HashSet;
use std::sync::atomic::AtomicU64;

/// How files are to be read: what the user said, and what is wanted of them.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Columns the user named.
    pub named: Named,
    /// What the files hold, if the user said.
    pub kind: Option<Kind>,
    /// Their encoding, if the user said.
    pub encoding: Option<&'static Encoding>,
    /// Their delimiter, if the user said.
    pub delimiter: Option<u8>,
    /// The physical line of the header, if the user said.
    pub header_row: Option<u64>,
    /// There is no header; columns are named `#1`, `#2` …
    pub no_header: bool,
    /// How dates are written, if the user said.
    pub date_format: Option<DateFormat>,
    /// The zone to which zoned times are converted.
    pub zone: Option<Zone>,
    /// The sheet of a workbook, if the user said; else the first that has the columns that are needed.
    pub sheet: Option<String>,
    /// How amounts are written.
    pub amounts: AmountFormat,
    /// Which statuses are no sale.
    pub statuses: Statuses,
    /// Ids whose rows are left out.
    pub ignored_ids: HashSet<String>,
    /// Columns to carry along.
    pub keep: Vec<String>,
    /// Columns to carry along by what they tell, where there are any.
    pub carry: Vec<About>,
    /// Hand on every rejected row, not only the first few of each block.
    pub keep_all_rejects: bool,
    /// Note the days of amounts with more than two decimals, in [`Findings::fine`].
    pub fine_days: bool,
    /// Threads that read rows.
    pub threads: usize,
    /// An input of fewer bytes is read by one thread.
    pub one_thread_below: u64,
    /// Bytes of a block.
    pub block_size: usize,
    /// Counts the bytes that were read.
    pub progress: &'static AtomicU64,
}

impl Default for Reading {
    fn default() -> Self {
        Reading {
            named: Named::default(),
            kind: None,
            encoding: None,
            delimiter: None,
            header_row: None,
            no_header: false,
            date_format: None,
            zone: None,
            sheet: None,
            amounts: AmountFormat::default(),
            statuses: Statuses::default(),
            ignored_ids: HashSet::new(),
            keep: Vec::new(),
            carry: Vec::new(),
            keep_all_rejects: false,
            fine_days: false,
            threads: 1,
            one_thread_below: run::ONE_THREAD,
            block_size: run::BLOCK,
            progress: &run::UNWATCHED,
        }
    }
}

impl Reading {
    #[inline]
    fn ignores(&self, id: &str) -> bool {
        !self.ignored_ids.is_empty() && self.ignored_ids.contains(id)
    }
}

/// Files whose layout is known, ready to be read as often as needed.
pub struct Files {
    /// What all of them hold.
    pub kind: Kind,
    /// The sources and their layouts.
    pub parts: Vec<(Source, Layout)>,
    /// A file that has neither profit nor cost while another does, so that none counts.
    profitless: Option<String>,
    /// Names of the kept columns: those asked for, then those carried along where any file has them.
    pub kept: Vec<String>,
    /// Which of them tells what.
    pub carried: Carried,
}

impl Files {
    /// Looks at the beginning of each file.
    pub fn new(sources: Vec<Source>, reading: &Reading) -> Result<Files, Error> {
        let mut parts = Vec::with_capacity(sources.len());
        for mut source in sources {
            let layout = Layout::find(&mut source, reading)?;
            parts.push((source, layout));
        }
        let of_kind =
            |kind| parts.iter().find(|(_, layout): &&(Source, Layout)| layout.columns.kind == kind).map(|(source, _)| source.name.clone());
        if let (Some(transactions), Some(customers)) = (of_kind(Kind::Transactions), of_kind(Kind::Customers)) {
            return Err(Error::MixedKinds { transactions, customers });
        }
        let kind = parts.first().map_or(Kind::Transactions, |(_, layout)| layout.columns.kind);
        decide_dates_together(&mut parts)?;
        let profitless = profit_everywhere(&mut parts);
        let mut files = Files { kind, profitless, parts, kept: reading.keep.clone(), carried: Carried::default() };
        reading.carry.iter().for_each(|about| files.carry(*about));
        Ok(files)
    }

    /// Carries a column along where any file has it; a file without it has only blanks.
    fn carry(&mut self, about: About) {
        if let Some(header) = self.header_about(about).filter(|_| self.carried.at(about).is_none()) {
            for (_, layout) in &mut self.parts {
                layout.kept.push(layout.columns.about(about).map_or(usize::MAX, |(at, _)| at));
            }
            self.carried.set(about, self.kept.len());
            self.kept.push(header);
        }
    }

    /// Carries the visits' own dates along as they are written, times of day with them. Where among the kept columns.
    pub fn carry_dates(&mut self) -> Option<usize> {
        let header = self.header_of(Role::Date)?;
        for (_, layout) in &mut self.parts {
            layout.kept.push(layout.columns.get(Role::Date).unwrap_or(usize::MAX));
        }
        self.kept.push(header);
        Some(self.kept.len() - 1)
    }

    /// The order of day and month in the dates of the visits, where it was decided.
    pub fn date_order(&self) -> Option<Order> {
        self.parts.iter().find_map(|(_, layout)| layout.date_format.order())
    }

    /// The error for columns that are in no file, of those that are carried along.
    pub fn lacks(&self, abouts: &[About]) -> Error {
        let (file, line, columns) = self
            .parts
            .first()
            .map_or_else(Default::default, |(source, layout)| (source.name.clone(), layout.header_line, layout.header.clone()));
        Error::MissingColumn {
            file,
            roles: abouts.iter().map(|about| (about.text(), columns::flag_about(*about))).collect(),
            line,
            columns,
        }
    }

    /// The header of a column to carry along, in the first file that has one.
    pub fn header_about(&self, about: About) -> Option<String> {
        self.parts.iter().find_map(|(_, layout)| Some(layout.header[layout.columns.about(about)?.0].clone()))
    }

    /// A role's header in the first file that has it.
    pub fn header_of(&self, role: Role) -> Option<String> {
        self.parts.iter().find_map(|(_, layout)| Some(layout.header[layout.columns.get(role)?].clone()))
    }

    /// All files are exports of ours, read back.
    pub fn are_exports(&self) -> bool {
        self.parts.iter().all(|(_, layout)| layout.export.is_some())
    }

    /// Does any file have a column for it?
    pub fn has(&self, role: Role) -> bool {
        self.parts.iter().any(|(_, layout)| layout.columns.get(role).is_some())
    }

    /// Makes sure that every file can be read once more.
    pub fn spool(&mut self) -> Result<(), Error> {
        self.parts.iter_mut().try_for_each(|(source, _)| source.spool())
    }

    /// Bytes on disk, where all sizes are known.
    pub fn size(&self) -> Option<u64> {
        self.parts.iter().map(|(source, _)| source.size).sum()
    }

    /// Reads all files into one accumulator.
    pub fn read<A: Accumulate>(
        &self,
        reading: &Reading,
        policy: Policy,
        new: &(dyn Fn() -> A + Sync),
        on_reject: OnReject<'_>,
    ) -> Result<Read<A>, Error> {
        let mut read =
            Read { sink: new(), accounting: Accounting::default(), findings: Findings::default(), encodings: Vec::new(), currency: None };
        let mut currency = None;
        for (source, layout) in &self.parts {
            let outcome = run::run(source, layout, reading, policy, new, on_reject)?;
            if let (Some(known), Some(named)) = (currency, &outcome.currency)
                && known != named.currency
            {
                let (file, line, column, value) = (source.name.clone(), named.line, layout.amount_column(), named.cell.clone());
                return Err(Error::MixedCurrency { file, line, column, value });
            }
            currency = currency.or(outcome.currency.as_ref().map(|named| named.currency));
            read.accounting.merge(&outcome.accounting);
            read.findings.merge(outcome.findings);
            read.sink.merge(outcome.sink).map_err(|_| Error::Overflow)?;
            read.encodings.push(layout.encoding.or(outcome.encoding));
        }
        read.currency = currency;
        Ok(read)
    }

    /// What is to be told of how the files were read.
    pub fn notes(&self, encodings: &[Option<&'static Encoding>]) -> Vec<Note> {
        let mut notes = Vec::new();
        for ((source, layout), encoding) in self.parts.iter().zip(encodings) {
            let roles = Role::ALL.into_iter().filter_map(|role| Some((role.text(), layout.columns.get(role)?)));
            let carried = About::ALL.into_iter().filter(|about| About::PEOPLE.contains(about) || self.carried.at(*about).is_some());
            let carried = carried.filter_map(|about| Some((about.text(), layout.columns.about(about)?.0)));
            let columns = roles.chain(carried).map(|(text, at)| (text, layout.header[at].clone())).collect();
            notes.push(Note::ReadAs {
                file: source.name.clone(),
                encoding: encoding.filter(|e| *e != UTF_8).map(|e| encoding::shown(e).to_owned()),
                columns,
                header_line: layout.header_line,
                delimiter: layout.delimiter.into(),
                customers: layout.columns.kind == Kind::Customers,
            });
            notes.extend(layout.columns.notes.iter().cloned());
            if let Some((sheet, others)) = source.sheet().filter(|(_, others)| !others.is_empty()) {
                notes.push(Note::OtherSheets { file: source.name.clone(), sheet: sheet.to_owned(), others });
            }
        }
        notes.extend(self.profitless.iter().map(|file| Note::ProfitNotEverywhere(file.clone())));
        let mut seen = HashSet::new();
        for (source, _) in &self.parts {
            if source.identity().is_some_and(|file| !seen.insert(file)) {
                notes.push(Note::SameFileTwice(source.name.clone()));
            }
        }
        notes
    }
}

/// A file that leaves day or month first open takes the order that the others have, if they have one.
fn decide_dates_together(parts: &mut [(Source, Layout)]) -> Result<(), Error> {
    let orders: HashSet<Order> = parts.iter().filter_map(|(_, layout)| layout.date_format.order()).collect();
    for (source, layout) in parts {
        let Some(example) = layout.ambiguous_date.take() else { continue };
        match (orders.len(), orders.iter().next()) {
            (1, Some(order)) => layout.date_format = DateFormat::Known(Some(*order)),
            _ => {
                let column = layout.columns.get(Role::Date).and_then(|at| layout.header.get(at)).cloned().unwrap_or_default();
                return Err(Error::AmbiguousDate { file: source.name.clone(), column, example });
            }
        }
    }
    Ok(())
}

/// Profit counts where every file has it or a cost: were one without, its customers would look worthless. Else it is
/// forgotten everywhere, and the file without is named.
fn profit_everywhere(parts: &mut [(Source, Layout)]) -> Option<String> {
    let has = |layout: &Layout| [Role::Profit, Role::Cost].iter().any(|role| layout.columns.get(*role).is_some());
    let without = parts.iter().find(|(_, layout)| !has(layout)).map(|(source, _)| source.name.clone())?;
    let somewhere = parts.iter().any(|(_, layout)| has(layout));
    for (_, layout) in parts {
        layout.columns.forget(Role::Profit);
        layout.columns.forget(Role::Cost);
    }
    Some(without).filter(|_| somewhere)
}

/// What reading came to.
pub struct Read<A> {
    /// The accumulator of all files.
    pub sink: A,
    /// Where every row went.
    pub accounting: Accounting,
    /// What the rows have shown.
    pub findings: Findings,
    /// Each file's encoding; none where all was ASCII.
    pub encodings: Vec<Option<&'static Encoding>>,
    /// The currency that amounts name, where they name one.
    pub currency: Option<Currency>,
}
