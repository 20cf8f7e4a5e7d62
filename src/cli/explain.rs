//! `rfm explain`: score everybody, then read once more for one customer's rows.

use super::args;
use super::progress::Progress;
use super::say::Say;
use super::settings;
use anyhow::Result;
use rfm::about::About;
use rfm::error::Error;
use rfm::explain::{Explanation, History, nearest_ids};
use rfm::job;
use rfm::load::Files;
use rfm::note::Note;
use rfm::report::explain::render;
use rfm::scored::{Kind, Scored};

/// Scores everybody and explains one customer.
pub fn run(args: &args::Explain, say: &Say) -> Result<()> {
    let playbooks = settings::playbooks(&args.advice)?;
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.carry = About::PEOPLE.to_vec();
    let asked_as_of = job.policy.as_of;
    let sources = settings::sources(&args.reading.files, &job.reading, true, "explain")?;
    let mut files = Files::new(sources, &job.reading)?;
    files.spool()?;
    let passes = settings::passes(&job, &files) + u64::from(files.kind == Kind::Transactions); // once more for the customer
    let progress = Progress::watch(files.size().map(|size| size * passes), say.quiet);
    let base = job::score(&mut files, &job, &mut |_| Ok(()))?;
    let wanted = args.customer.trim_ascii();
    let at = place_of(wanted, &base)?;
    let history = match files.kind {
        Kind::Customers => None,
        Kind::Transactions => Some(files.read(&job.reading, base.policy, &|| History::new(wanted), &mut |_| Ok(()))?.sink),
    };
    drop(progress);
    say_notes(&base, asked_as_of.is_none(), say);
    let view = say.view(say.lang);
    let text = render(&Explanation::new(&base, at, history), playbooks.get(say.lang), view);
    say.answer(&say.shown(text.into_bytes()))
}

/// Where in the base the customer with this id is.
pub fn place_of(wanted: &str, base: &Scored) -> Result<usize, Error> {
    let unknown = || Error::UnknownCustomer { wanted: wanted.to_owned(), nearest: nearest_ids(wanted, &base.customers) };
    base.customers.find(wanted).ok_or_else(unknown)
}

/// The notes that matter where one customer is shown.
pub fn say_notes(base: &Scored, as_of_is_the_datas: bool, say: &Say) {
    say.notes(base.notes.iter().filter(|note| matters(note)));
    say.notes(&super::score::as_of_notes(base, as_of_is_the_datas));
}

/// A note matters though the segments are not shown.
pub fn matters(note: &Note) -> bool {
    !matches!(note, Note::TypicalNeedsFixed | Note::NoValueShare(_) | Note::RejectedRows(_))
}
