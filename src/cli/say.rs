//! The only place that prints: notes on stderr, answers on stdout.

use anyhow::Result;
use rfm::lang::Lang;
use rfm::money::style::Style;
use rfm::note::Note;
use rfm::report::{View, ascii};
use std::io::{self, IsTerminal, Write};

use super::args::{Color, Global};
use super::settings;

/// Columns of a page that goes to a file.
pub const FILE_WIDTH: usize = 120;

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
    /// How amounts are shown to people.
    pub style: Style,
    color: Color,
}

impl Say {
    /// As the flags ask.
    pub fn new(global: &Global) -> Say {
        let (lang, data_lang) = (settings::language(global), settings::data_language(global));
        Say { lang, data_lang, quiet: global.quiet, verbose: global.verbose, style: settings::style(global), color: global.color }
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

    /// A page for people as the terminal can show it. Elsewhere it stays as it is: what goes to a file does not depend on the
    /// locale.
    pub fn shown(&self, page: Vec<u8>) -> Vec<u8> {
        match String::from_utf8(page) {
            Ok(text) if self.is_ascii_terminal() => ascii(&text).into_bytes(),
            Ok(text) => text.into_bytes(),
            Err(error) => error.into_bytes(),
        }
    }

    /// Standard output is a terminal whose locale promises no more than ASCII.
    pub fn is_ascii_terminal(&self) -> bool {
        cfg!(unix) && io::stdout().is_terminal() && !is_utf8(|name| std::env::var(name).ok())
    }

    /// The answer, on stdout.
    pub fn answer(&self, bytes: &[u8]) -> Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(stdout_error)
    }

    /// How an answer on stdout looks.
    pub fn view(&self, lang: Lang) -> View {
        View { lang, width: self.width(), color: self.colors_stdout(), style: self.style }
    }

    /// How an answer in a file looks.
    pub fn view_of_file(&self, lang: Lang) -> View {
        View { lang, width: FILE_WIDTH, color: false, style: self.style }
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

/// The locale's characters are those of UTF-8. Where none is set it is POSIX, which has ASCII.
fn is_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let locale = set.unwrap_or_default().to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// An output error on stdout; a closed pipe stays recognisable.
pub fn stdout_error(error: io::Error) -> anyhow::Error {
    rfm::write::WriteError::on_stdout(error).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_that_is_set_decides() {
        let of = |set: &[(&str, &str)]| is_utf8(|name| set.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned()));
        for (set, utf8) in [
            (&[("LANG", "zh_CN.UTF-8")][..], true),
            (&[("LANG", "C.utf8")], true),
            (&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], false),
            (&[("LC_ALL", ""), ("LC_CTYPE", "UTF-8"), ("LANG", "C")], true),
            (&[("LANG", "zh_CN.GBK")], false),
            (&[], false),
        ] {
            assert_eq!(of(set), utf8, "{set:?}");
        }
    }
}
