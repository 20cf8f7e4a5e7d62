//! `rfm man`: the manual page of `rfm`, and one of each command.

use super::args::{self, Cli};
use super::failure::usage;
use super::say::Say;
use anyhow::Result;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use rfm::lang::Text;
use std::io::{self, Write};

/// Prints the page.
pub fn run(args: &args::Man, say: &Say) -> Result<()> {
    let mut rfm = Cli::command().disable_help_subcommand(true);
    rfm.build(); // flags of every command become flags of each
    let command = match &args.command {
        None => &rfm,
        Some(name) => {
            let what = Text::new("'{}' is not a command", "没有“{}”这个命令");
            let names = rfm.get_subcommands().map(Command::get_name);
            // tasks-sync is a command of a command.
            let inner = || name.split_once('-').and_then(|(outer, inner)| rfm.find_subcommand(outer)?.find_subcommand(inner));
            rfm.find_subcommand(name).or_else(inner).ok_or_else(|| usage("man", name, what).names(names))?
        }
    };
    // Without this the page would leave out what flags do that `-h` leaves out.
    say.answer(&page(command.clone().mut_args(|arg| arg.hide_short_help(false)))?)
}

/// The usual sections in the usual order; the examples that lead the help have one of their own.
fn page(mut command: Command) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone()).source(concat!("rfm ", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    section(&mut page, "SYNOPSIS", command.render_usage().to_string().trim_start_matches("Usage: ").lines())?;
    man.render_description_section(&mut page)?;
    if let Some(help) = command.get_before_help() {
        section(&mut page, "EXAMPLES", help.to_string().lines().skip(1))?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    man.render_options_section(&mut page)?;
    if let Some(help) = command.get_after_long_help() {
        section(&mut page, "NOTES", help.to_string().lines())?;
    }
    Ok(page)
}

/// Lines as they stand. `\&` keeps one that begins with a dot or a quote from being taken for a request.
fn section<'l>(page: &mut Vec<u8>, title: &str, lines: impl Iterator<Item = &'l str>) -> io::Result<()> {
    writeln!(page, ".SH {title}\n.nf")?;
    for line in lines {
        let line = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq").replace('`', "\\(ga");
        writeln!(page, "\\&{line}")?;
    }
    writeln!(page, ".fi")
}
