//! `rfm tasks done`: what came of a step, what is next, and what answers the reason.

use super::{Office, args};
use crate::cli::failure::usage;
use crate::cli::say::Say;
use crate::cli::settings;
use anyhow::Result;
use rfm::lang::Text;
use rfm::money::Money;
use rfm::report::View;
use rfm::report::tasks::{answer, task_line};
use rfm::store::follow_up::tell;
use rfm::task::act::Told;
use rfm::task::{Outcome, Reason, results};

/// Tells the result and says what is next.
pub fn run(args: &args::Done, office: &Office, say: &Say) -> Result<()> {
    let playbooks = settings::playbooks(&args.advice)?;
    let told = told(args)?;
    let after = tell(&mut office.place.open()?, args.id, &told, &office.hand(&args.as_of)?)??;
    let mut out: String = after.tasks.iter().map(|task| task_line(task, after.known.as_ref(), say.lang)).collect();
    if let Some(reason) = told.reason {
        let view = View { color: false, ..say.view(say.lang) };
        out += &answer(reason, playbooks.get(say.lang), view);
    }
    say.answer(out.as_bytes())
}

fn told(args: &args::Done) -> Result<Told> {
    let results = Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Kept);
    let result = Outcome::find(&args.result).filter(|outcome| *outcome != Outcome::Kept);
    let no_result = Text::new("'{}' is not a result", "没有结果“{}”");
    let no_reason = Text::new("'{}' is not a reason", "没有原因“{}”");
    let reason = |text: &String| -> Result<Reason> {
        let found =
            Reason::find(text).ok_or_else(|| usage("--reason", text, no_reason).names(Reason::ALL.iter().map(|reason| reason.slug())))?;
        Ok(found)
    };
    Ok(Told {
        result: result.ok_or_else(|| usage("--result", &args.result, no_result).names(results.map(|outcome| outcome.slug())))?,
        reason: args.reason.as_ref().map(reason).transpose()?,
        cost: amount("--cost", args.cost.as_deref())?,
        value: amount("--value", args.value.as_deref())?,
        note: args.note.clone().filter(|note| !note.trim().is_empty()),
    })
}

fn amount(flag: &str, text: Option<&str>) -> Result<Option<Money>> {
    let wrong = Text::new("'{}' is not an amount of 0 or more", "“{}”不是大于等于零的金额");
    text.map(|text| results::money(text).map_err(|_| usage(flag, text, wrong).into())).transpose()
}
