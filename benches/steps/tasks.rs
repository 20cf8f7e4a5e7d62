//! The weekly run over a store on disk: 100,000 warnings that are new, that are known already, and that were all missed.

use divan::Bencher;
use divan::counter::ItemsCount;
use rfm::date::Day;
use rfm::level::{Level, Rank};
use rfm::money::Money;
use rfm::store::Store;
use rfm::store::follow_up::run_week;
use rfm::store::tasks::Stamp;
use rfm::task::sync::{Wanted, Week};
use rfm::task::{Deadlines, Known, Person};
use std::collections::BTreeMap;
use tempfile::TempDir;

const WARNINGS: u32 = 100_000;
const TODAY: Day = Day::from_number(20_600);

/// What the bench has seen before, and the days that have passed since.
const STORES: [(&str, Option<i32>); 3] = [("new", None), ("known", Some(0)), ("missed", Some(30))];

fn week(as_of: Day) -> Week {
    let customer = |n: u32| format!("C{n:06}");
    let wanted = (0..WARNINGS).map(|n| Wanted {
        customer: customer(n),
        level: Level::ALL[n as usize % 3],
        rank: if n % 3 == 2 { Rank::Manager } else { Rank::Advisor },
        owner: None,
        stake: Money::from_units(i64::from(n * 7919 % 100_000)),
        why: "days rhythm".to_owned(),
        action: None,
        due: None,
    });
    let seen = (0..WARNINGS).map(|n| Known {
        id: customer(n),
        name: Some(format!("Customer {n}")),
        phone: Some(format!("1390000{n:04}")),
        segment: None,
        important: true,
        advisor: n.is_multiple_of(2).then(|| format!("Advisor {}", n % 40)),
        last_visit: Some(TODAY.plus(-90 - n as i32 % 200)),
    });
    let rank = |n: usize| Rank::ALL[(n / 40).min(2)];
    let people = (0..60).map(|n| Person { name: format!("Advisor {n}"), rank: rank(n), left: false }).collect();
    Week { as_of, wanted: wanted.collect(), new: Vec::new(), seen: seen.collect(), people: Some(people), advisors: BTreeMap::new() }
}

#[divan::bench(args = STORES.map(|(name, _)| name), sample_count = 5)]
fn sync(bencher: Bencher<'_, '_>, name: &str) {
    let before = STORES.iter().find(|(other, _)| *other == name).and_then(|(_, days)| *days);
    let stamp = Stamp { at: "2026-06-01T00:00:00Z".to_owned(), actor: "bench".to_owned() };
    let run = |store: &mut Store, as_of: Day| run_week(store, week(as_of), Deadlines::default(), &stamp).expect("nothing is in the way");
    let start = || {
        let home = TempDir::new().expect("there is room");
        let mut store = Store::create(&home.path().join("rfm.db")).expect("there is room");
        if before.is_some() {
            run(&mut store, TODAY);
        }
        (home, store)
    };
    bencher.counter(ItemsCount::new(WARNINGS)).with_inputs(start).bench_values(|(home, mut store)| {
        let counts = run(&mut store, TODAY.plus(before.unwrap_or(0)));
        (home, store, counts)
    });
}
