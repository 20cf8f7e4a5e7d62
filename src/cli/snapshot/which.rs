//! Which snapshot is meant: by its date, label or number, or by where it stands.

use crate::cli::failure::usage;
use crate::cli::settings;
use anyhow::Result;
use rfm::lang::Text;
use rfm::note::printable;
use rfm::store::snapshots::Head;

/// Words that are no labels: the last snapshot of the last day, and the one of an earlier day before it, with the same settings
/// if there is one.
const LATEST: &str = "latest";
const PREVIOUS: &str = "previous";

/// The snapshot that is meant among these, which stand in the order of their days. `at` is the argument or flag.
pub fn find<'h>(heads: &'h [Head], at: &str, text: &str) -> Result<&'h Head> {
    find_or(heads, at, text, Text::new("there is no snapshot '{}'", "没有快照“{}”"))
}

/// The same; `unknown` says that there is none, where something else could be meant.
pub fn find_or<'h>(heads: &'h [Head], at: &str, text: &str, unknown: Text) -> Result<&'h Head> {
    let text = text.trim();
    if let Some(head) = heads.iter().find(|head| head.label.as_deref() == Some(text)) {
        return Ok(head);
    }
    if let Some(last) = heads.last() {
        // Of several on a day the one without a label: with one it is called by that.
        let plain_first = |heads: &mut dyn Iterator<Item = &'h Head>| {
            let all: Vec<&Head> = heads.collect();
            all.iter().rev().find(|head| head.label.is_none()).or(all.last()).copied()
        };
        let latest = plain_first(&mut heads.iter().filter(|head| head.as_of == last.as_of)).unwrap_or(last);
        let earlier = |is_like: bool| {
            let is_there = |head: &&Head| head.as_of < latest.as_of && (!is_like || head.settings == latest.settings);
            let day = heads.iter().rev().find(is_there)?.as_of;
            plain_first(&mut heads.iter().filter(|head| head.as_of == day).filter(is_there))
        };
        let found = match text {
            LATEST => Some(latest),
            PREVIOUS => earlier(true).or_else(|| earlier(false)),
            _ => None,
        };
        if let Some(head) = found {
            return Ok(head);
        }
    }
    let day = settings::as_of(text).ok();
    let mut of_day: Vec<&Head> = heads.iter().filter(|head| Some(head.as_of) == day).collect();
    if of_day.iter().any(|head| head.label.is_none()) {
        of_day.retain(|head| head.label.is_none());
    }
    let number = || text.parse::<i64>().ok().and_then(|id| heads.iter().find(|head| head.id == id));
    match &of_day[..] {
        [] => number().ok_or_else(|| usage(at, text, unknown).names(heads.iter().map(|head| alone(heads, head))).into()),
        [head] => Ok(head),
        several => {
            let what = Text::new("'{}' has several snapshots; name one by its label or number", "“{}”有多个快照；请用标签或编号指定");
            Err(usage(at, text, what).names(several.iter().map(|head| among(several, head))).into())
        }
    }
}

/// How one of all is called: by its label or date, and by its number too where others have the same.
pub fn alone(heads: &[Head], head: &Head) -> String {
    let name = shown(head);
    let is_alone = heads.iter().filter(|other| shown(other) == name).count() == 1;
    if is_alone { name } else { format!("{} ({name})", head.id) }
}

/// How one of several of a day is called: by its number, its label, and the settings that not all of them have.
fn among(several: &[&Head], head: &Head) -> String {
    let settings: Vec<String> = several.iter().map(|other| other.settings.to_string()).collect();
    let is_shared = |pair: &str| settings.iter().all(|other| other.split(' ').any(|own| own == pair));
    let own = head.settings.to_string();
    let told = head.label.as_deref().map(printable).into_iter().chain(own.split(' ').filter(|pair| !is_shared(pair)).map(str::to_owned));
    let told = told.collect::<Vec<_>>().join(", ");
    if told.is_empty() { head.id.to_string() } else { format!("{} ({told})", head.id) }
}

/// How a snapshot is called: by its label, else by its date.
pub fn shown(head: &Head) -> String {
    head.label.as_deref().map_or_else(|| head.as_of.to_string(), printable)
}

/// What may be a label: what cannot be taken for a date, a number or a file.
pub fn label(text: &str) -> Result<&str> {
    let text = text.trim();
    let is_other = text.is_empty() || [LATEST, PREVIOUS].contains(&text) || text.parse::<i64>().is_ok() || settings::as_of(text).is_ok();
    let what = Text::new(
        "'{}' cannot be a label: dates, numbers, latest and previous already name snapshots",
        "“{}”不能作为标签：日期、编号、latest、previous 已用来指定快照",
    );
    if is_other { Err(usage("--label", text, what).into()) } else { Ok(text) }
}
