//! What ends a command other than success: the words, and the exit code that belongs to them.

use anyhow::Error;
use rfm::cuts::CutsError;
use rfm::export::ExportError;
use rfm::lang::Lang;
use rfm::lock::LockError;
use rfm::write::WriteError;
use std::fmt;
use std::io;

/// A command that cannot be meant as typed (exit 2).
#[derive(Debug)]
pub struct Usage {
    flag: String,
    what: String,
}

/// The flag and what is wrong with its value, with the way out.
pub fn usage(flag: &str, what: String) -> Usage {
    Usage { flag: flag.to_owned(), what }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.flag, self.what)
    }
}

impl std::error::Error for Usage {}

/// Exit codes, as README lists them.
pub mod exit {
    /// The data or the run is at fault.
    pub const DATA: u8 = 1;
    /// Usage.
    pub const USAGE: u8 = 2;
    /// An output could not be written.
    pub const OUTPUT: u8 = 74;
    /// Another run holds the lock.
    pub const LOCKED: u8 = 75;
}

/// The exit code and the words for an error; no words for a reader that closed the pipe, which is no fault.
pub fn describe(error: &Error, lang: Lang) -> (u8, Option<String>) {
    for cause in error.chain() {
        if let Some(error) = cause.downcast_ref::<rfm::error::Error>() {
            return (if error.is_usage() { exit::USAGE } else { exit::DATA }, Some(error.text(lang)));
        }
        if let Some(error) = cause.downcast_ref::<WriteError>() {
            return if error.is_closed_pipe() { (0, None) } else { (exit::OUTPUT, Some(error.text(lang))) };
        }
        if let Some(error) = cause.downcast_ref::<LockError>() {
            let code = if matches!(error, LockError::Held(_)) { exit::LOCKED } else { exit::OUTPUT };
            return (code, Some(error.text(lang)));
        }
        if let Some(error) = cause.downcast_ref::<CutsError>() {
            return (exit::USAGE, Some(error.text(lang)));
        }
        if let Some(error) = cause.downcast_ref::<ExportError>() {
            return (exit::USAGE, Some(error.text(lang)));
        }
        if cause.downcast_ref::<Usage>().is_some() {
            return (exit::USAGE, Some(format!("{error:#}")));
        }
        if let Some(error) = cause.downcast_ref::<io::Error>()
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            return (0, None);
        }
    }
    (exit::DATA, Some(format!("{error:#}")))
}
