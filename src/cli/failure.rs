//! What ends a command other than success: the words, and the exit code that belongs to them.

use anyhow::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use rfm::compare::comparable::Incomparable;
use rfm::cuts::CutsError;
use rfm::error::codes;
use rfm::export::ExportError;
use rfm::lang::{Lang, Text};
use rfm::lock::LockError;
use rfm::near::near;
use rfm::note::printable;
use rfm::own_playbook::PlaybookError;
use rfm::store::StoreError;
use rfm::task::act::Refusal;
use rfm::write::WriteError;
use std::fmt;
use std::io;

/// A command that cannot be meant as typed (exit 2).
#[derive(Debug)]
pub struct Usage {
    /// The flag, or another place.
    at: String,
    value: String,
    what: Text,
    near: Option<String>,
    /// What there is.
    names: Vec<String>,
}

/// The flag, its value, and what is wrong with it; `{}` in the text stands for the value.
pub fn usage(flag: &str, value: &str, what: Text) -> Usage {
    Usage { at: flag.to_owned(), value: printable(value), what, near: None, names: Vec::new() }
}

impl Usage {
    /// With the name that was meant, if one is known.
    pub fn near(self, near: Option<String>) -> Usage {
        Usage { near, ..self }
    }

    /// With all the names there are, and the one of them that comes near.
    pub fn names(self, names: impl IntoIterator<Item = impl Into<String>>) -> Usage {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let meant = || near(&self.value, names.iter().map(String::as_str)).map(str::to_owned);
        Usage { near: self.near.clone().or_else(meant), names, ..self }
    }

    fn text(&self, lang: Lang) -> String {
        let mut text = format!("{}{}{}", self.at, lang.pick(": ", "："), self.what.with(&self.value, lang));
        if let Some(near) = &self.near {
            text += &lang.pick(format!("; did you mean {near}?"), format!("；是不是 {near}？"));
        }
        if !self.names.is_empty() {
            text += if self.near.is_some() { lang.pick(" There are: ", "可用：") } else { lang.pick("; there are: ", "；可用：") };
            text += &self.names.join(lang.pick(", ", "、"));
        }
        text
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Usage {}

/// A condition that the user asked to watch is met (exit 3); everything was done.
#[derive(Debug)]
pub struct Met {
    /// The condition, as it is written.
    pub condition: String,
    /// What was found, in English and in Chinese.
    pub found: [String; 2],
}

impl Met {
    fn text(&self, lang: Lang) -> String {
        let Met { condition, found: [en, zh] } = self;
        lang.pick(format!("--fail-if {condition} is met: {en}"), format!("满足 --fail-if {condition}：{zh}"))
    }
}

impl fmt::Display for Met {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Met {}

/// Exit codes, as README lists them.
pub mod exit {
    /// The data or the run is at fault.
    pub const DATA: u8 = 1;
    /// Usage.
    pub const USAGE: u8 = 2;
    /// A condition of --fail-if is met.
    pub const MET: u8 = 3;
    /// An output could not be written.
    pub const OUTPUT: u8 = 74;
    /// Another run holds the lock.
    pub const LOCKED: u8 = 75;
}

/// How a run that fails ends: its exit code, what it is called by scripts, and its words. Without a code it is no error:
/// a condition is met. Without words there is nobody to tell, as when the reader of a pipe goes away.
pub struct Ending {
    /// The exit code.
    pub exit: u8,
    /// One of [`codes::ALL`].
    pub code: Option<&'static str>,
    /// What, where, and the way out.
    pub text: Option<String>,
}

impl Ending {
    fn new(exit: u8, code: &'static str, text: String) -> Ending {
        Ending { exit, code: Some(code), text: Some(text) }
    }

    const QUIET: Ending = Ending { exit: 0, code: None, text: None };
}

/// How a run with this error ends.
pub fn describe(error: &Error, lang: Lang) -> Ending {
    let by_usage = |is_usage: bool| if is_usage { exit::USAGE } else { exit::DATA };
    for cause in error.chain() {
        if let Some(error) = cause.downcast_ref::<rfm::error::Error>() {
            return Ending::new(by_usage(error.is_usage()), error.code(), error.text(lang));
        }
        if let Some(error) = cause.downcast_ref::<WriteError>() {
            let told = || Ending::new(exit::OUTPUT, error.code(), error.text(lang));
            return if error.is_closed_pipe() { Ending::QUIET } else { told() };
        }
        if let Some(error) = cause.downcast_ref::<LockError>() {
            let exit = if matches!(error, LockError::Held(_)) { exit::LOCKED } else { exit::OUTPUT };
            return Ending::new(exit, error.code(), error.text(lang));
        }
        if let Some(error) = cause.downcast_ref::<CutsError>() {
            return Ending::new(by_usage(error.is_usage()), error.code(), error.text(lang));
        }
        if let Some(error) = cause.downcast_ref::<PlaybookError>() {
            return Ending::new(exit::DATA, error.code(), error.text(lang));
        }
        if let Some(error) = cause.downcast_ref::<StoreError>() {
            let exit = match (error.is_locked(), error.is_output()) {
                (true, _) => exit::LOCKED,
                (_, true) => exit::OUTPUT,
                _ => exit::DATA,
            };
            return Ending::new(exit, error.code(), error.text(lang));
        }
        if let Some(found) = cause.downcast_ref::<Incomparable>() {
            return Ending::new(exit::DATA, found.code(), found.text(lang));
        }
        if let Some(refusal) = cause.downcast_ref::<Refusal>() {
            return Ending::new(exit::DATA, refusal.code(), refusal.text(lang));
        }
        if let Some(error) = cause.downcast_ref::<ExportError>() {
            return Ending::new(by_usage(error.is_usage()), error.code(), error.text(lang));
        }
        if let Some(met) = cause.downcast_ref::<Met>() {
            return Ending { exit: exit::MET, code: None, text: Some(met.text(lang)) };
        }
        if let Some(usage) = cause.downcast_ref::<Usage>() {
            return Ending::new(exit::USAGE, codes::USAGE_CODE, usage.text(lang));
        }
        if let Some(error) = cause.downcast_ref::<io::Error>()
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            return Ending::QUIET;
        }
    }
    Ending::new(exit::DATA, codes::OTHER, format!("{error:#}"))
}

/// An error as it is shown: its code in brackets closes the first line, whatever follows.
pub fn with_code(text: &str, code: &str) -> String {
    let (first, more) = text.split_at(text.find('\n').unwrap_or(text.len()));
    format!("{first} [{code}]{more}")
}

/// The long name of the flag that is at fault, where it is known.
pub fn flag(error: &Error) -> Option<&str> {
    let typed = match (error.downcast_ref::<Usage>(), error.downcast_ref::<clap::Error>().and_then(|e| e.get(ContextKind::InvalidArg))) {
        (Some(usage), _) => &usage.at,
        (_, Some(ContextValue::String(argument))) => argument, // --high <SCORE>
        _ => return None,
    };
    typed.strip_prefix("--")?.split([' ', '=']).next()
}

/// The reader of standard output went away, which is no fault.
pub fn is_closed_pipe(error: &Error) -> bool {
    error.downcast_ref::<WriteError>().is_some_and(WriteError::is_closed_pipe)
}

/// What clap found wrong, in English, without its own first word; `origin` follows the line that says what.
pub fn in_english(error: &clap::Error, origin: &str) -> String {
    let text = error.render().to_string();
    let text = text.trim_end();
    let (what, more) = text.split_once('\n').unwrap_or((text, ""));
    format!("{}{origin}\n{more}", what.strip_prefix("error: ").unwrap_or(what)).trim_end().to_owned()
}

/// What clap found wrong, in Chinese; none where its own words must do.
pub fn in_chinese(error: &clap::Error) -> Option<String> {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join("、")),
        _ => None,
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedValue, ContextKind::SuggestedSubcommand].into_iter().find_map(context);
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有选项 {argument}"),
        ErrorKind::InvalidSubcommand => format!("没有命令 {}", context(ContextKind::InvalidSubcommand)?),
        ErrorKind::InvalidValue if value.is_empty() => format!("选项 {argument} 缺少取值"),
        ErrorKind::InvalidValue => format!("选项 {argument} 不接受“{value}”；可用：{}", context(ContextKind::ValidValue)?),
        ErrorKind::ValueValidation => format!("选项 {argument} 不接受“{value}”{}", bounds(error)),
        ErrorKind::ArgumentConflict => format!("选项 {argument} 不能与 {} 同时使用", context(ContextKind::PriorArg)?),
        ErrorKind::MissingSubcommand => {
            format!("请在 {} 后写上命令；可用：{}", context(ContextKind::InvalidSubcommand)?, context(ContextKind::ValidSubcommand)?)
        }
        ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => format!("选项 {argument} 的取值个数不对"),
        ErrorKind::TooManyValues => format!("选项 {argument} 的取值“{value}”是多余的"),
        ErrorKind::InvalidUtf8 => "参数不是 UTF-8 文本".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        _ => return None,
    };
    let near = near.map_or(String::new(), |near| format!("；是不是 {near}？"));
    Some(format!("{what}{near}（--help 可查看用法）"))
}

/// The bounds that clap holds a number against, which it tells in English alone: `200 is not in 0..=100`.
fn bounds(error: &clap::Error) -> String {
    let told = std::error::Error::source(error).map_or(String::new(), ToString::to_string);
    let Some((least, most)) = told.split_once(" is not in ").and_then(|(_, range)| range.split_once("..")) else { return String::new() };
    match most.trim_start_matches('=') {
        most if most.len() > 6 || most.is_empty() => format!("；至少为 {least}"),
        most if told.contains("..=") => format!("；应在 {least} 到 {most} 之间"),
        most => format!("；应不小于 {least} 且小于 {most}"),
    }
}
