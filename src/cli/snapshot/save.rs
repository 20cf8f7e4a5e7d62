//! `rfm snapshot save`: read once, take the base of one day or of every month's end, keep all of them in one transaction.

use super::args::Save;
use super::which;
use crate::cli::failure::usage;
use crate::cli::progress::Progress;
use crate::cli::say::Say;
use crate::cli::storing::Place;
use crate::cli::{explain, scoring, settings, staging};
use anyhow::Result;
use rfm::date::Day;
use rfm::job::{self, Job};
use rfm::lang::{Text, plural};
use rfm::load::Files;
use rfm::money::grouped;
use rfm::scored::Kind;
use rfm::snapshot::months::{Month, ends};
use rfm::snapshot::settings::named;
use rfm::snapshot::{Past, Settings, Snapshot};
use rfm::store::snapshots::{self, Saved};

/// Saves what was asked for.
pub fn run(args: &Save, place: &Place, say: &Say) -> Result<()> {
    let label = args.label.as_deref().map(which::label).transpose()?;
    let (from, to) = (month("--from", args.from.as_deref())?, month("--to", args.to.as_deref())?);
    if let (Some(first), Some(last), Some(text)) = (from, to, &args.from)
        && first > last
    {
        return Err(usage("--from", text, Text::new("'{}' is later than --to", "“{}”晚于 --to")).into());
    }
    let mut job = settings::job(&args.reading, &args.scoring)?;
    job.lists_customers = true;
    let rules = staging::rules(&args.stages)?;
    let mut store = place.create()?; // what is wrong with it shows before hours of reading
    // One reading tells the as-of date too.
    let sources = settings::sources(&args.reading.files, &job.reading, false, "snapshot save")?;
    let mut files = Files::new(sources, &job.reading)?;
    if files.kind == Kind::Customers && args.backfill.is_none() {
        let snapshot = of_table(&mut files, &job, say)?;
        let saved = store.change(|db| snapshots::save(db, &snapshot, label, args.force, &place.stamp))?;
        return tell(&[(snapshot.as_of, snapshot.people.len(), saved)], label, say);
    }
    let mut past = past(&mut files, &job, say)?;
    past.settings.currency = say.style.currency.or(past.settings.currency);
    past.rules = rules;
    let days = match (args.backfill, past.first()) {
        (Some(_), Some(first)) => ends(from.unwrap_or(Month::of(first)), to, past.last),
        _ => vec![past.last],
    };
    if let (Some(first), Some(text)) = (from, &args.from)
        && first > Month::of(past.last)
    {
        let ends = Text::new("'{}' is later than the last month of the data", "“{}”晚于数据的最后一个月");
        return Err(usage("--from", text, ends).into());
    }
    let saved = store.change(|db| {
        let mut saved = Vec::new();
        for snapshot in days.iter().filter_map(|day| past.at(*day)) {
            let what = snapshots::save(db, &snapshot, label, args.force, &place.stamp)?;
            saved.push((snapshot.as_of, snapshot.people.len(), what));
        }
        Ok(saved)
    })?;
    if saved.is_empty() {
        let text = args.to.as_deref().or(args.from.as_deref()).unwrap_or_default();
        let what = Text::new("'{}': there is nobody in the data at the end of these months", "“{}”：这些月份的月末，数据中还没有客户");
        return Err(usage(if args.to.is_some() { "--to" } else { "--from" }, text, what).into());
    }
    tell(&saved, label, say)
}

/// Reads the rows, with a bar.
pub fn past(files: &mut Files, job: &Job, say: &Say) -> Result<Past> {
    let bar = Progress::watch(files.size(), say.quiet);
    let past = job::past(files, job, &mut |_| Ok(()))?;
    drop(bar);
    say.notes(past.notes.iter().filter(|note| explain::matters(note)));
    Ok(past)
}

/// A customer table is a base by itself, if it says of which day.
fn of_table(files: &mut Files, job: &Job, say: &Say) -> Result<Snapshot> {
    let base = scoring::score(files, job, say)?;
    explain::say_notes(&base, job.policy.as_of.is_none(), say);
    let settings = Settings {
        kind: base.kind,
        policy: rfm::policy::Policy { as_of: None, ..base.policy },
        frequency_of: None,
        active_only: job.active_only,
        value_of: base.value_of,
        currency: say.style.currency.or(base.currency.and_then(named)),
        high: base.high,
        cuts: job.cuts.clone(),
    };
    let no_day = Text::new("the data has no dates; name the day it is of", "数据中没有日期；请指定是哪一天的数据");
    Ok(Snapshot::of(&base, settings).ok_or_else(|| usage("--as-of", "", no_day))?)
}

fn month(flag: &str, text: Option<&str>) -> Result<Option<Month>> {
    let wrong = Text::new("'{}' is not a month; write 2026-01", "“{}”不是月份；请写 2026-01 这样的月份");
    text.map(|text| text.parse().map_err(|()| usage(flag, text, wrong).into())).transpose()
}

/// What was saved, a line each.
fn tell(saved: &[(Day, usize, Saved)], label: Option<&str>, say: &Say) -> Result<()> {
    let lang = say.lang;
    let mut out = String::new();
    for (day, customers, what) in saved {
        let customers = *customers as u64;
        out += &match what {
            Saved::LabelTaken => {
                let taken = Text::new(
                    "another snapshot has the label '{}'; drop it or take another",
                    "另一个快照已用标签“{}”；请先删除它，或换一个标签",
                );
                return Err(usage("--label", label.unwrap_or_default(), taken).into());
            }
            Saved::OtherData(there) => {
                let what = Text::new(
                    "the snapshot of {} is of other data, by its customers; --force takes its place, another --label or --store keeps both",
                    "{} 的快照从客户看应是另一份数据；--force 会替换它，换一个 --label 或 --store 可以两者都保留",
                );
                let sizes = format!("{day} ({} / {})", grouped(*there), grouped(customers));
                return Err(usage("--force", &sizes, what).into());
            }
            Saved::New => lang.pick(
                format!("saved {day}: {}\n", plural(customers, "customer")),
                format!("已保存 {day}：{} 位客户\n", grouped(customers)),
            ),
            Saved::Replaced => lang.pick(
                format!("replaced {day}: {}\n", plural(customers, "customer")),
                format!("已替换 {day}：{} 位客户\n", grouped(customers)),
            ),
        };
    }
    say.answer(out.as_bytes())
}
