//! Who those are that are named, and how to reach them: told by the files that follow FROM and TO, by the columns of exports, and by
//! the tasks in the store.

use super::source::Source;
use crate::cli::args;
use anyhow::Result;
use rfm::about::About;
use rfm::about::Carried;
use rfm::compare::movers::{Contact, Contacts, movers};
use rfm::compare::{Comparison, Side};
use rfm::customer::Customers;
use rfm::job::{self, Job};
use rfm::load::source::Source as File;
use rfm::load::{Files, Reading};
use rfm::policy::Policy;
use rfm::store::tasks;
use std::collections::HashSet;
use std::path::Path;

/// What is asked of each column.
pub const CARRIED: [About; 3] = [About::Name, About::Phone, About::Advisor];

/// What is known of everybody who is named: all who moved where they are listed, else the first of those who fell and rose.
pub fn of(source: &mut Source, args: &args::Compare, job: &Job, found: &Comparison, sides: [&Side; 2]) -> Result<Contacts> {
    let named: HashSet<&str> = match args.export.is_empty() {
        true => [&found.falls, &found.rises]
            .iter()
            .flat_map(|list| list.iter().take(args.top))
            .map(|one| sides[0].people.id(one.from))
            .collect(),
        false => movers(sides[0], sides[1], found).iter().map(|one| one.id(sides)).collect(),
    };
    let mut contacts = Contacts::default();
    if let Some(past) = &source.past {
        named.iter().for_each(|id| contacts.add(id, contact(|about| past.told(id, about))));
    }
    // What was told last first.
    for path in [&args.to, &args.from].map(Path::new) {
        if let Some((customers, carried)) = of_export(path, job) {
            let told = |place: usize| contact(|about| Some(customers.kept(place, carried.at(about)?)));
            named.iter().for_each(|id| contacts.add(id, customers.find(id).map(told).unwrap_or_default()));
        }
    }
    if let Some((store, _)) = &mut source.store {
        for known in store.read(|db| tasks::customers(db))?.into_iter().filter(|known| named.contains(&*known.id)) {
            let text = |text: Option<String>| text.map(String::into_boxed_str);
            contacts.add(&known.id, Contact { name: text(known.name), phone: text(known.phone), advisor: text(known.advisor) });
        }
    }
    Ok(contacts)
}

fn contact<'t>(told: impl Fn(About) -> Option<&'t str>) -> Contact {
    let [name, phone, advisor] = CARRIED.map(|about| told(about).filter(|text| !text.is_empty()).map(Into::into));
    Contact { name, phone, advisor }
}

/// The customers of an export with what its columns tell, where it has such columns. It has been read as a side before; what cannot be
/// read as a table has none.
fn of_export(path: &Path, job: &Job) -> Option<(Customers, Carried)> {
    if !path.is_file() {
        return None;
    }
    let reading = Reading { carry: CARRIED.to_vec(), threads: job.reading.threads, ..Reading::default() };
    let mut files = Files::new(vec![File::file(path, &reading).ok()?], &reading).ok()?;
    CARRIED.iter().any(|about| files.carried.at(*about).is_some()).then_some(())?;
    let job = Job { reading, policy: Policy::default(), ..job.clone() };
    let base = job::score(&mut files, &job, &mut |_| Ok(())).ok()?;
    Some((base.customers, base.carried))
}
