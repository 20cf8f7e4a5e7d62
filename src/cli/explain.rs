//! `rfm explain`: score everybody, then read once more for one customer's rows.

use super::args;
use super::progress::Progress;
use super::say::Say;
use super::settings;
use anyhow::Result;
use rfm::error::Error;
use rfm::explain::{Explanation, History, nearest_ids};
use rfm::job;
use rfm::load::Files;
use rfm::note::Note;
use rfm::report::View;
use rfm::report::explain::render;
use rfm::scored::Kind;

/// Scores everybody and explains one customer.
pub fn run(args: &args::Explain, say: &Say) -> Result<()> {
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.reading.people = true;
    let asked_as_of = job.policy.as_of;
    let sources = settings::sources(&args.reading, &job.reading, true, "explain")?;
    let mut files = Files::new(sources, &job.reading)?;
    files.spool()?;
    let passes = settings::passes(&job, &files) + u64::from(files.kind == Kind::Transactions); // once more for the customer
    let progress = Progress::watch(files.size().map(|size| size * passes), say.quiet);
    let base = job::score(&mut files, &job, &mut |_| Ok(()))?;
    let wanted = args.customer.trim_ascii();
    let Some(at) = base.customers.find(wanted) else {
        let nearest = nearest_ids(wanted, &base.customers);
        return Err(Error::UnknownCustomer { wanted: wanted.to_owned(), nearest }.into());
    };
    let history = match files.kind {
        Kind::Customers => None,
        Kind::Transactions => Some(files.read(&job.reading, base.policy, &|| History::new(wanted), &mut |_| Ok(()))?.sink),
    };
    drop(progress);
    let matters = |note: &&Note| !matches!(note, Note::TypicalNeedsFixed | Note::NoValueShare(_) | Note::RejectedRows(_));
    say.notes(base.notes.iter().filter(matters));
    say.notes(&super::score::as_of_notes(&base, asked_as_of.is_none()));
    let view = View { lang: say.lang, width: say.width(), color: say.colors_stdout() };
    say.answer(render(&Explanation::new(&base, at, history), view).as_bytes())
}
