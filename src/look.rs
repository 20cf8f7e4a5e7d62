//! Looks at files: finds each one's layout, reads all its rows, and says what is there. Limits stop nothing here.

use crate::about::About;
use crate::accounting::Accounting;
use crate::aggregate::Accumulate;
use crate::aggregate::survey::Survey;
use crate::customer::{is_crowd, looks_rounded};
use crate::date::read::{DateFormat, Order};
use crate::error::Error;
use crate::inspect::{Column, Contents, DateForm, Encoding, EncodingFound, File, Inspection, Meaning, Rejects, Status, Use};
use crate::job::{Examples, Limits};
use crate::lang::Text;
use crate::load::columns::{Found, Role, flag_about};
use crate::load::layout::Layout;
use crate::load::run::run;
use crate::load::source::Source;
use crate::load::status::Verdict;
use crate::load::{Findings, Reading, encoding};
use crate::money::read::narrow;
use crate::note::Note;
use crate::policy::Policy;
use crate::scored::Kind;
use crate::summary::Ratio;
use encoding_rs::UTF_8;

/// Looks at files, one after the other. An error only where nothing can be said of a file: it cannot be opened, its
/// columns are not found, or something in it stops any reading.
pub fn look(sources: Vec<Source>, reading: &Reading, policy: Policy, limits: &Limits) -> Result<Inspection, Error> {
    let (mut files, mut all, mut examples) = (Vec::<File>::new(), Survey::default(), Examples::default());
    for mut source in sources {
        let layout = Layout::find(&mut source, reading)?;
        let (mut file, survey) = look_at(&source, &layout, reading, policy)?;
        if files.iter().any(|other| other.file == file.file) {
            file.notes.push(Note::SameFileTwice(file.file.clone()));
        }
        file.rejects.iter().flat_map(|rejects| &rejects.examples).for_each(|reject| examples.take(reject));
        all.merge(survey).map_err(|_| Error::Overflow)?;
        files.push(file);
    }
    let mut rows = Accounting::default();
    files.iter().for_each(|file| rows.merge(&file.contents.rows));
    let refusal = mixed_kinds(&files)
        .or_else(|| limits.check(&rows, &examples.rows).err())
        .or_else(|| repeated(&files, &all).map(|id| Error::RepeatedCustomer(id.into())));
    let decimals = files.iter().filter_map(|file| Some(file.contents.amounts?.decimals)).max().unwrap_or(0);
    let has_orders = files.iter().any(|file| file.contents.orders.is_some());
    let together = (files.len() > 1).then(|| Contents::new(&all, rows, decimals, has_orders));
    Ok(Inspection { files, together, refusal })
}

fn mixed_kinds(files: &[File]) -> Option<Error> {
    let first = |kind| files.iter().find(|file| file.kind == kind).map(|file| file.file.clone());
    Some(Error::MixedKinds { transactions: first(Kind::Transactions)?, customers: first(Kind::Customers)? })
}

/// A customer that customer tables name twice.
fn repeated(files: &[File], all: &Survey) -> Option<Box<str>> {
    let is_table = files.iter().any(|file| file.kind == Kind::Customers);
    all.repeated().filter(|_| is_table).map(|(_, id)| id)
}

fn look_at(source: &Source, layout: &Layout, reading: &Reading, policy: Policy) -> Result<(File, Survey), Error> {
    let mut examples = Examples::default();
    let mut on_reject = |reject: &_| {
        examples.take(reject);
        Ok(())
    };
    let outcome = run(source, layout, reading, policy, &Survey::default, &mut on_reject)?;
    let (survey, columns) = (outcome.sink, &layout.columns);
    let is_book = source.container == Some("workbook");
    // Bytes that are not ASCII may first come after those that the layout was told from.
    let encoding = layout.encoding.or(outcome.encoding);
    let found = match layout.encoding_found {
        encoding::Found::Said => EncodingFound::Said,
        encoding::Found::Mark => EncodingFound::Mark,
        encoding::Found::Ascii if encoding.is_none() => EncodingFound::Ascii,
        encoding::Found::Ascii | encoding::Found::Content => EncodingFound::Content,
    };
    let deciding = [Role::Frequency, Role::Date, Role::Recency];
    let mut deciding = deciding.into_iter().filter_map(|role| layout.header.get(columns.get(role)?).cloned()).collect::<Vec<_>>();
    if columns.kind == Kind::Transactions || reading.kind.is_some() {
        deciding.clear();
    }
    let counts = outcome.accounting.rejected.iter().map(|(reason, rows)| Rejects {
        reason: *reason,
        rows: *rows,
        examples: examples.rows.iter().filter(|reject| reject.reason == *reason).cloned().collect(),
    });
    let mut rejects: Vec<Rejects> = counts.collect();
    rejects.sort_by_key(|rejects| std::cmp::Reverse(rejects.rows));
    let mut notes = columns.notes.clone();
    tell_of_ids(&survey, columns.kind, outcome.accounting.used, &mut notes);
    let has_orders = columns.get(Role::Order).is_some();
    let file = File {
        file: source.name.clone(),
        bytes: source.size,
        container: source.container,
        encoding: (!is_book).then(|| Encoding { name: encoding::shown(encoding.unwrap_or(UTF_8)), found }),
        delimiter: (!is_book).then_some(layout.delimiter.into()),
        header_line: Some(layout.header_line).filter(|line| *line > 0 && !reading.no_header),
        lines_above: if reading.no_header { 0 } else { layout.header_line.saturating_sub(1) },
        kind: columns.kind,
        kind_said: reading.kind.is_some(),
        kind_columns: deciding,
        date_format: columns.get(Role::Date).map(|at| date_form(&layout.date_format, layout.first_row.get(at))),
        currency: outcome.currency.map(|named| named.currency.code()),
        columns: columns_of(layout),
        contents: Contents::new(&survey, outcome.accounting, outcome.findings.decimals, has_orders),
        statuses: statuses(outcome.findings),
        rejects,
        notes,
    };
    Ok((file, survey))
}

/// Every column with what it is used as.
fn columns_of(layout: &Layout) -> Vec<Column> {
    // A date beats a recency: that column then only serves where the date is blank.
    let backup = layout.columns.get(Role::Date).is_some();
    let text = |role: Role| match role {
        Role::Recency if backup => Text::new("days, where no date", "无日期时的天数"),
        _ => role.text(),
    };
    let named_by = |found, flag| (found == Found::Named).then_some(flag);
    let roles = Role::ALL.into_iter().filter_map(|role| {
        let (at, found) = layout.columns.found(role)?;
        Some((at, Use { role: slug(role), text: text(role), named_by: named_by(found, role.flag()) }))
    });
    let carried = About::ALL.into_iter().filter_map(|about| {
        let (at, found) = layout.columns.about(about)?;
        Some((at, Use { role: about.slug(), text: about.text(), named_by: named_by(found, flag_about(about)) }))
    });
    let used: Vec<(usize, Use)> = roles.chain(carried).collect();
    let uses = |place: usize| used.iter().filter(|(at, _)| *at == place).map(|(_, used_as)| *used_as).collect();
    let cell = |place: usize| layout.first_row.get(place).map_or(String::new(), |cell| encoding::show_broken(cell).into_owned());
    let column = |(at, name): (usize, &String)| Column { place: at + 1, name: name.clone(), used_as: uses(at), first_value: cell(at) };
    layout.header.iter().enumerate().map(column).collect()
}

fn slug(role: Role) -> &'static str {
    match role {
        Role::Id => "id",
        Role::Date => "date",
        Role::Amount => "amount",
        Role::Quantity => "quantity",
        Role::Price => "price",
        Role::Order => "order",
        Role::Status => "status",
        Role::Profit => "profit",
        Role::Cost => "cost",
        Role::Recency => "recency",
        Role::Frequency => "frequency",
    }
}

/// The form of dates; where their order was never in doubt, as the first of them shows it.
fn date_form(format: &DateFormat, first: Option<&String>) -> DateForm {
    let first: String = first.map_or(String::new(), |cell| cell.chars().map(narrow).collect());
    match format {
        DateFormat::Known(Some(Order::DayFirst)) => DateForm::DayFirst,
        DateFormat::Known(Some(Order::MonthFirst)) => DateForm::MonthFirst,
        DateFormat::Known(None) if first.chars().take_while(char::is_ascii_digit).count() >= 4 => DateForm::YearFirst,
        DateFormat::Known(None) if first.contains(|c: char| c.is_ascii_alphabetic()) => DateForm::MonthByName,
        DateFormat::Known(None) => DateForm::Unmistakable,
        DateFormat::Pattern(pattern) => DateForm::Said(pattern.clone()),
        DateFormat::Excel => DateForm::Said("excel".into()),
        DateFormat::Excel1904 => DateForm::Said("excel1904".into()),
        DateFormat::UnixSeconds => DateForm::Said("unix".into()),
        DateFormat::UnixMillis => DateForm::Said("unixms".into()),
    }
}

fn statuses(findings: Findings) -> Vec<Status> {
    let meaning = |verdict| match verdict {
        Verdict::Sale => Meaning::Sale,
        Verdict::NoSale => Meaning::NoSale,
        Verdict::Refunded => Meaning::Refunded,
        Verdict::Unknown => Meaning::Unknown,
    };
    let status = |(value, (verdict, rows))| Status { value, rows, meaning: meaning(verdict) };
    let mut statuses: Vec<Status> = findings.statuses.into_iter().map(status).collect();
    statuses.sort_by_key(|status| std::cmp::Reverse(status.rows));
    statuses
}

/// Ids that are hardly those of single customers.
fn tell_of_ids(survey: &Survey, kind: Kind, used: u64, notes: &mut Vec<Note>) {
    if let Some((id, rows)) = survey.busiest()
        && is_crowd(rows, used, survey.customers())
        && let Some(share) = Ratio::of(rows.into(), used.into())
    {
        notes.push(Note::BusyId { id: id.into(), share: share.percent() });
    }
    if let Some((ids, example)) = survey.ids_that(looks_rounded) {
        notes.push(Note::RoundedIds { ids, example: example.into() });
    }
    if let Some(found) = survey.look_alikes() {
        notes.push(Note::LookAlikeIds { groups: found.groups, example: found.example.map(Into::into) });
    }
    if let Some((ids, example)) = survey.repeated().filter(|_| kind == Kind::Customers) {
        notes.push(Note::RepeatedIds { ids, example: example.into() });
    }
}
