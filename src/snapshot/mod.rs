//! The scored base of one day, kept: who there was, with measures, scores and stage, under which settings and thresholds.
//!
//! [`Past`] makes them for any day of the same rows, [`months`] says for which days, [`settings`] what makes two comparable.
//! Where they are kept is `store`, what changed between two is `compare`.

pub mod months;
mod past;
pub mod settings;

pub use past::Past;
pub use settings::Settings;

use crate::customer::{Customer, Measures, Names, ValueOf};
use crate::date::Day;
use crate::money::{Money, read};
use crate::policy::Policy;
use crate::score::{Scores, Thresholds};
use crate::scored::Scored;
use crate::segment::Segment;
use crate::stage::Stage;
use crate::summary::{Size, Summary};

/// All customers of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    ids: Names,
    list: Vec<Person>,
}

/// A customer of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The measures.
    pub measures: Measures,
    /// The scores they got.
    pub scores: Scores,
    /// The stage, where the visits are known.
    pub stage: Option<Stage>,
}

impl People {
    /// Takes one more, who must come after all others in the order of ids (UTF-8 bytes).
    pub fn push(&mut self, id: &str, person: Person) {
        self.ids.push(id);
        self.list.push(person);
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Nobody.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The id of the customer at this place.
    pub fn id(&self, place: usize) -> &str {
        self.ids.get(place as u64)
    }

    /// All of them, in the order of their ids.
    pub fn list(&self) -> &[Person] {
        &self.list
    }

    /// All of them with their ids, in that order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Person)> {
        self.list.iter().enumerate().map(|(place, person)| (self.id(place), person))
    }
}

/// A scored base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The day from which recency counts.
    pub as_of: Day,
    /// How the base came about.
    pub settings: Settings,
    /// What each score took.
    pub thresholds: Thresholds,
    /// Decimals with which amounts are printed.
    pub decimals: u8,
    /// The customers.
    pub people: People,
}

impl Snapshot {
    /// Of a scored base whose customers are in order; none without an as-of date. Nobody has a stage.
    pub fn of(base: &Scored, settings: Settings) -> Option<Snapshot> {
        let order = base.customers.in_order();
        let mut people = People::default();
        for place in (0..order.len()).flat_map(|run| order.places(run)) {
            let (id, measures) = base.customers.id_and_measures(place);
            people.push(&id, Person { measures, scores: base.scores(&measures), stage: None });
        }
        let (thresholds, decimals) = (base.thresholds.clone(), base.decimals);
        Some(Snapshot { as_of: base.as_of()?, settings, thresholds, decimals, people })
    }

    /// The figures of the segments.
    pub fn summary(&self) -> Summary {
        summary(&self.people, self.settings.high, self.settings.value_of, |person| person.scores)
    }

    /// The stages of all, in the order of their ids; none where nobody's is known.
    pub fn stages(&self) -> Option<Vec<Option<Stage>>> {
        let stages: Vec<Option<Stage>> = self.people.list().iter().map(|person| person.stage).collect();
        stages.iter().any(Option::is_some).then_some(stages)
    }

    /// The scored base again, to be reported and exported as it was. Where its rows went is not known any more.
    pub fn into_base(self) -> Scored {
        let Snapshot { as_of, settings, thresholds, decimals, people } = self;
        let customer = |(id, person): (&str, &Person)| Customer { id: id.into(), measures: person.measures, kept: Box::default() };
        Scored {
            kind: settings.kind,
            policy: Policy { as_of: Some(as_of), ..settings.policy },
            value_of: settings.value_of,
            currency: settings.currency.and_then(|said| read::Currency::ALL.into_iter().find(|own| own.code() == said.code)),
            decimals,
            high: settings.high,
            fixed: settings.cuts.is_complete(),
            thresholds,
            customers: people.iter().map(customer).collect(),
            figures: Default::default(),
            kept: Vec::new(),
            carried: Default::default(),
            has_status: false,
            accounting: Default::default(),
            latest: None,
            notes: Vec::new(),
        }
    }
}

/// What is known of a snapshot without its customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub id: i64,
    /// Its label, where somebody gave it one.
    pub label: Option<String>,
    /// The day from which recency counts.
    pub as_of: Day,
    /// How the base came about.
    pub settings: Settings,
    /// Decimals with which amounts are printed.
    pub decimals: u8,
    /// The figures of the segments, by the scores of then.
    pub summary: Summary,
}

/// The figures of the segments, by scores that may be others than those they got.
pub fn summary(people: &People, high: u8, value_of: ValueOf, scores: impl Fn(&Person) -> Scores) -> Summary {
    let mut sizes = [Size::default(); 8];
    let mut monetary = Money::ZERO;
    for person in people.list() {
        sizes[Segment::of(scores(person), high) as usize].take(1, value_of.of(&person.measures));
        monetary = monetary.checked_add(person.measures.monetary).unwrap_or(monetary); // fits, as in any summary
    }
    Summary::of_sizes(sizes, monetary, value_of)
}
