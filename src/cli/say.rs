//! The only place that prints: notes on stderr, answers on stdout.

use anyhow::Result;
use rfm::lang::Lang;
use rfm::note::Note;
use std::io::{self, IsTerminal, Write};

use super::args::{Color, Global};
use super::settings;

/// How to talk to the user.
pub struct Say {
    /// In which language.
    pub lang: Lang,
    /// In which language what programs read has its names.
    pub data_lang: Lang,
    /// Nothing but errors.
    pub quiet: bool,
    /// More than usual.
    pub verbose: bool,
    color: Color,
}

impl Say {
    /// As the flags ask.
    pub fn new(global: &Global) -> Say {
        let (lang, data_lang) = (settings::language(global), settings::data_language(global));
        Say { lang, data_lang, quiet: global.quiet, verbose: global.verbose, color: global.color }
    }

    /// Notes, each on its line.
    pub fn notes<'a>(&self, notes: impl IntoIterator<Item = &'a Note>) {
        for note in notes {
            self.note(&note.text(self.lang));
        }
    }

    /// One note.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            let label = self.lang.pick("note: ", "提示：");
            _ = writeln!(io::stderr(), "{label}{text}"); // with stderr closed there is nobody to tell
        }
    }

    /// The answer, on stdout.
    pub fn answer(&self, bytes: &[u8]) -> Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(stdout_error)
    }

    /// Colour on stdout? --color, else NO_COLOR, CLICOLOR_FORCE, and whether a capable terminal is there.
    pub fn colors_stdout(&self) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
            Color::Auto if set("CLICOLOR_FORCE") => true,
            Color::Auto => io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        }
    }

    /// Columns of the terminal; 80 where there is none, or as `COLUMNS` says.
    pub fn width(&self) -> usize {
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || io::stdout().is_terminal().then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
        asked.or_else(terminal).filter(|width| *width >= 40).unwrap_or(80)
    }
}

/// An output error on stdout; a closed pipe stays recognisable.
pub fn stdout_error(error: io::Error) -> anyhow::Error {
    rfm::write::WriteError::on_stdout(error).into()
}
