//! The figures of `rfm clv` for verbs that use them: fitted to the base at hand, or by models of an earlier run.

use super::say::Say;
use anyhow::Result;
use rfm::clv::ahead::Horizon;
use rfm::clv::history::Unit;
use rfm::clv::outlook::Outlooks;
use rfm::clv::people::People;
use rfm::clv::purchases::Model;
use rfm::clv::{Terms, Who, estimate};
use rfm::date::Window;
use rfm::error::Error;
use rfm::kept_model;
use rfm::scored::{Kind, Scored};
use std::path::Path;

/// What every customer of a base is expected to do within this time. The diary must have been kept. What the user should
/// know of the models is said.
pub fn outlooks(base: &Scored, time: Window, model: Option<&Path>, say: &Say) -> Result<Outlooks> {
    let as_of = base.as_of().filter(|_| base.kind == Kind::Transactions).ok_or(Error::NoVisits)?;
    let kept = model.map(kept_model::read_file).transpose()?;
    let terms = Terms { model: Model::default(), unit: Unit::default(), horizon: Horizon { time, discount: 0.0 }, kept, force: false };
    let people = People::of(base, as_of, kept.map_or(terms.unit, |kept| kept.known.unit));
    let found = estimate(Who::Base(base), people, &terms, base.decimals, base.customers.threads())?;
    for remark in &found.remarks {
        say.note(&remark.text(say.lang));
    }
    Ok(Outlooks::new(&found, base.customers.len()))
}
