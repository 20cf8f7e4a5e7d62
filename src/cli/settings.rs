//! From what was typed to the program's own words: a [`Job`] and its sources.

use super::args;
use super::failure::usage;
use super::memory::Memory;
use anyhow::Result;
use chrono::Local;
use rfm::about::About;
use rfm::cuts;
use rfm::date::Day;
use rfm::date::read::DateFormat;
use rfm::export;
use rfm::job::{Job, Limits};
use rfm::lang::{Lang, Text};
use rfm::load::columns::{Named, Role};
use rfm::load::source::Source;
use rfm::load::status::Statuses;
use rfm::load::{Files, Reading, encoding};
use rfm::money::read::AmountFormat;
use rfm::money::style::Style;
use rfm::near::near;
use rfm::own_playbook;
use rfm::playbook::Playbooks;
use rfm::policy::{FrequencyOf, Policy, Refunds, ZeroAmounts};
use rfm::receipt::Input;
use rfm::score::{FixedCuts, PRESETS, Preset};
use rfm::scored::Kind;
use rfm::segment::{PROFILES, Segment};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Today, by this machine's clock and zone. Only the shell asks.
pub fn today() -> Day {
    Day::from(Local::now().date_naive())
}

/// How to read, as typed. Kept columns are for the verb to set.
pub fn reading(args: &args::Reading) -> Result<Reading> {
    let kind = match args.kind {
        Some(args::KindOf::Transactions) => Some(Kind::Transactions),
        Some(args::KindOf::Customers) => Some(Kind::Customers),
        Some(args::KindOf::BtydSummary) => {
            let what = Text::new("'{}' is for rfm clv alone", "“{}”只能用于 rfm clv");
            return Err(usage("--kind", "btyd-summary", what).into());
        }
        None => None,
    };
    Ok(Reading { kind, ..reading_of_list(args)? })
}

/// The same for a list that is no table of visits or customers.
pub fn reading_of_list(args: &args::Reading) -> Result<Reading> {
    let mut named = Named::default();
    for (role, column) in [
        (Role::Id, &args.id),
        (Role::Date, &args.date),
        (Role::Amount, &args.amount),
        (Role::Order, &args.order),
        (Role::Status, &args.status),
        (Role::Profit, &args.profit),
        (Role::Cost, &args.cost),
        (Role::Recency, &args.recency),
        (Role::Frequency, &args.frequency_column),
    ] {
        named.set(role, column.as_ref());
    }
    for (about, column) in [(About::Name, &args.name), (About::Phone, &args.phone)] {
        column.iter().for_each(|column| named.set_about(about, column));
    }
    for pair in &args.column {
        let (about, column) = column_about(pair)?;
        named.set_about(about, column);
    }
    let threads = args.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    Ok(Reading {
        named,
        encoding: typed("--encoding", &args.encoding, encoding::named)?,
        delimiter: typed("--delimiter", &args.delimiter, delimiter)?,
        header_row: args.header_row,
        no_header: args.no_header,
        date_format: typed("--date-format", &args.date_format, DateFormat::named)?,
        zone: typed("--tz", &args.tz, str::parse)?,
        sheet: args.sheet.clone(),
        amounts: AmountFormat { decimal_comma: args.decimal_comma },
        statuses: Statuses::new(&args.status_drop, &args.status_keep),
        ignored_ids: args.ignore_ids.iter().map(|id| id.trim().to_owned()).collect(),
        threads,
        progress: &super::progress::BYTES,
        ..Reading::default()
    })
}

/// `advisor=服务顾问`: what a column tells, and its name.
fn column_about(pair: &str) -> Result<(About, &str)> {
    let wrong = |what| usage("--column", pair, what).names(About::ALL.map(About::slug));
    let no_name = Text::new("'{}' is not WHAT=COLUMN", "“{}”不是“含义=列名”");
    let (slug, column) = pair.split_once('=').filter(|(_, column)| !column.is_empty()).ok_or_else(|| wrong(no_name))?;
    let unknown = Text::new("'{}': no column tells that", "“{}”：没有这种含义的列");
    Ok((About::find(slug.trim()).ok_or_else(|| wrong(unknown))?, column.trim()))
}

/// A flag's value in the program's own words.
pub fn typed<T>(flag: &str, value: &Option<String>, read: impl Fn(&str) -> Result<T, Text>) -> Result<Option<T>> {
    value.as_deref().map(|value| read(value).map_err(|what| usage(flag, value, what).into())).transpose()
}

fn delimiter(text: &str) -> Result<u8, Text> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ if ["tab", "\\t"].contains(&text) => Ok(b'\t'),
        _ => Err(Text::new("'{}' is not one character; write ',' ';' '|' or tab", "“{}”不是单个字符；请写 ','、';'、'|' 或 tab")),
    }
}

/// The whole job, as typed.
pub fn job(reading_args: &args::Reading, scoring: &args::Scoring) -> Result<Job> {
    let preset = scoring.preset.as_deref().map(preset).transpose()?;
    let window = typed("--window", &scoring.window, str::parse)?;
    let mut cuts = cuts::read_flags(&scoring.cuts)?;
    if let Some(file) = &scoring.cuts_from {
        cuts = cuts.or(cuts_from(file)?);
    }
    if let Some(preset) = preset {
        cuts = cuts.or(preset.cuts());
    }
    Ok(Job {
        reading: reading(reading_args)?,
        policy: Policy {
            as_of: typed("--as-of", &scoring.as_of, as_of)?,
            window: window.or(preset.map(|preset| preset.window)),
            zero_amounts: zero_amounts(reading_args).or(preset.map(|preset| preset.zero_amounts)).unwrap_or_default(),
            ..policy(reading_args)
        },
        window_is_presets: window.is_none(),
        frequency: scoring.frequency.map(|rule| match rule {
            args::FrequencyRule::Orders => FrequencyOf::Orders,
            args::FrequencyRule::Rows => FrequencyOf::Rows,
            args::FrequencyRule::Days => FrequencyOf::Days,
        }),
        cuts,
        high: scoring.high,
        active_only: scoring.active_only,
        lists_customers: true,
        diary: false,
        history: false,
        watch: Vec::new(),
        limits: limits(reading_args)?,
        memory: typed("--memory", &scoring.memory, str::parse::<Memory>)?.unwrap_or_default().bytes(),
    })
}

/// Thresholds that a file of `--save-cuts` holds, or that give the scores of an export.
fn cuts_from(file: &Path) -> Result<FixedCuts> {
    match export::Format::of_path(file) {
        Ok(_) => Ok(export::read_cuts(file)?),
        Err(_) => Ok(cuts::read_file(file)?),
    }
}

/// What each segment is due: built in, with what the user's own playbook replaces.
pub fn playbooks(args: &args::Advice) -> Result<Playbooks> {
    playbooks_and_input(args).map(|(playbooks, _)| playbooks)
}

/// What each segment is due, and the user's own playbook as an input of the run: the bytes that were read, for they may come
/// from a pipe.
pub fn playbooks_and_input(args: &args::Advice) -> Result<(Playbooks, Option<Input>)> {
    let Some(file) = &args.playbook else { return Ok(Default::default()) };
    let (name, bytes) = (file.display().to_string(), own_playbook::read_file(file)?);
    let playbooks = own_playbook::from_bytes(&bytes, &name)?;
    Ok((playbooks, Some(Input::hashed(name, bytes.as_slice())?)))
}

/// How rows are counted, as far as reading alone says.
pub fn policy(args: &args::Reading) -> Policy {
    let refunds = match args.refunds {
        args::RefundRule::Net => Refunds::Net,
        args::RefundRule::Drop => Refunds::Drop,
        args::RefundRule::Count => Refunds::Count,
    };
    Policy { refunds, zero_amounts: zero_amounts(args).unwrap_or_default(), ..Policy::default() }
}

fn zero_amounts(args: &args::Reading) -> Option<ZeroAmounts> {
    args.zero_amounts.map(|rule| match rule {
        args::ZeroRule::Keep => ZeroAmounts::Keep,
        args::ZeroRule::Drop => ZeroAmounts::Drop,
    })
}

/// When a run must stop.
pub fn limits(args: &args::Reading) -> Result<Limits> {
    Ok(Limits { strict: args.strict, max_rejects: typed("--max-rejects", &args.max_rejects, str::parse)?, min_rows: args.min_rows })
}

fn preset(name: &str) -> Result<&'static Preset> {
    let found = PRESETS.iter().find(|preset| preset.name == name);
    let what = Text::new("'{}' is not a preset", "没有预设“{}”");
    found.ok_or_else(|| usage("--preset", name, what).names(PRESETS.iter().map(|preset| preset.name)).into())
}

/// A day as typed, or today.
pub fn as_of(text: &str) -> Result<Day, Text> {
    match text {
        "today" => Ok(today()),
        // Written as the data may write it: 2026/3/1 too.
        _ => DateFormat::Known(None)
            .read(text, None)
            .map_err(|_| Text::new("'{}' is not a date; write 2026-11-01, or today", "“{}”不是日期；请写 2026-11-01 这样的日期，或 today")),
    }
}

/// A day as a flag takes it: a date, `today` or `tomorrow`.
pub fn day(flag: &str, text: &str) -> Result<Day> {
    let wrong = Text::new(
        "'{}' is not a date; write 2026-11-01, today or tomorrow",
        "“{}”不是日期；请写 2026-11-01 这样的日期，或 today、tomorrow",
    );
    match text {
        "tomorrow" => Ok(today().plus(1)),
        _ => as_of(text).map_err(|_| usage(flag, text, wrong).into()),
    }
}

/// The segment of this name or number, as a flag has it.
pub fn segment(flag: &str, name: &str) -> Result<Segment> {
    Segment::find(name).map_err(|_| {
        let names = PROFILES.iter().flat_map(|profile| [profile.slug, profile.name.en, profile.name.zh]);
        let what = Text::new("'{}' is not a segment", "没有客群“{}”");
        usage(flag, name, what).near(near(name, names).map(str::to_owned)).names(Segment::ALL.map(Segment::slug)).into()
    })
}

/// The sources named on the command line; without any, standard input if something is piped in.
pub fn sources(files: &[PathBuf], reading: &Reading, needed_twice: bool, verb: &str) -> Result<Vec<Source>> {
    let stdin = || Source::stream("stdin".to_owned(), Box::new(std::io::stdin()), reading, needed_twice);
    if files.is_empty() {
        if std::io::stdin().is_terminal() {
            let what = Text::new("no file given; try `rfm {} visits.csv`", "没有指定文件；例如 `rfm {} visits.csv`");
            return Err(usage(verb, verb, what).into());
        }
        return Ok(vec![stdin()?]);
    }
    if files.iter().filter(|file| file.as_os_str() == "-").count() > 1 {
        return Err(usage("FILE", "-", Text::new("standard input ({}) can be named only once", "标准输入（{}）只能出现一次")).into());
    }
    let open = |file: &PathBuf| if file.as_os_str() == "-" { stdin() } else { Source::file(file, reading) };
    files.iter().map(|file| Ok(open(file)?)).collect()
}

/// How often the files are read: once more for the latest date where a window ends there.
pub fn passes(job: &Job, files: &Files) -> u64 {
    let looks_for_latest = job.policy.window.is_some() && job.policy.as_of.is_none() && files.kind == Kind::Transactions;
    if looks_for_latest { 2 } else { 1 }
}

/// The language of reports, notes and errors: as asked, else by the locale.
pub fn language(args: &args::Global) -> Lang {
    match args.lang {
        Some(args::Language::En) => Lang::En,
        Some(args::Language::Zh) => Lang::Zh,
        None => likely_language(),
    }
}

/// The language of what programs read: only as asked, never by the locale, so that two machines give the same bytes.
pub fn data_language(args: &args::Global) -> Lang {
    args.lang.map_or(Lang::En, |_| language(args))
}

/// How amounts are shown to people.
pub fn style(args: &args::Global) -> Style {
    Style { unit: args.unit, currency: args.currency }
}

/// The language before any argument has been understood: what follows --lang, RFM_LANG, a configuration, the locale.
pub fn likely_language() -> Lang {
    let arguments: Vec<String> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let asked = arguments.iter().zip(arguments.iter().skip(1)).find(|(flag, _)| *flag == "--lang").map(|(_, lang)| lang.clone());
    let with_equals = || arguments.iter().find_map(|argument| argument.strip_prefix("--lang=").map(str::to_owned));
    let in_environment = || std::env::var("RFM_LANG").ok().filter(|lang| !lang.is_empty());
    let locale = || sys_locale::get_locale();
    Lang::of_locale(
        &asked.or_else(with_equals).or_else(in_environment).or_else(super::config::language).or_else(locale).unwrap_or_default(),
    )
}
