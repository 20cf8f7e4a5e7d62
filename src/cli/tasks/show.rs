//! How the verbs that read the store answer.

use super::{Office, args};
use crate::cli::answer::{self, Answer};
use crate::cli::failure::usage;
use crate::cli::say::Say;
use anyhow::Result;
use rfm::lang::Text;
use rfm::report::View;
use rfm::report::tasks::Form;
use std::io::IsTerminal;

/// The form with this name for stdout; a workbook is not for a terminal.
pub fn form(name: &str) -> Result<Form> {
    let to_terminal = Text::new("'{}' is not for a terminal; name a file with --output", "“{}”不能显示在终端上；请用 --output 指定文件");
    match answer::form(name)? {
        Form::Xlsx if std::io::stdout().is_terminal() => Err(usage("--format", name, to_terminal).into()),
        form => Ok(form),
    }
}

/// Answers on stdout, and in every file that was named.
pub fn show(args: &args::Show, office: &Office, say: &Say, page: impl Fn(Form, View) -> Result<Vec<u8>>) -> Result<()> {
    form(&args.format)?;
    Answer::stage(&args.format, ("--output", &args.output), [&office.place.path])?.give(say, page)
}
