//! How answers go to stdout and to files, in any form.

use super::{Office, args};
use crate::cli::failure::{is_closed_pipe, usage};
use crate::cli::say::Say;
use anyhow::Result;
use rfm::lang::Text;
use rfm::note::Note;
use rfm::report::View;
use rfm::report::tasks::Form;
use rfm::write::Outputs;
use std::io::IsTerminal;
use std::path::Path;

/// Columns of a page that goes to a file.
const FILE_WIDTH: usize = 120;

/// The form with this name, of those that fit here.
pub fn form(name: &str) -> Result<Form> {
    let unknown = Text::new("'{}' is not a form", "没有格式“{}”");
    let form = Form::of_name(name).ok_or_else(|| usage("--format", name, unknown).names(Form::names()))?;
    let to_terminal = Text::new("'{}' is not for a terminal; name a file with --output", "“{}”不能显示在终端上；请用 --output 指定文件");
    match form {
        Form::Xlsx if std::io::stdout().is_terminal() => Err(usage("--format", name, to_terminal).into()),
        form => Ok(form),
    }
}

/// The form that a file's ending names.
pub fn form_of(file: &Path) -> Result<Form> {
    let no_ending = Text::new("the ending of {} names no form", "{} 的扩展名不对应任何格式");
    let endings = [".txt", ".csv", ".json", ".xlsx"];
    Form::of_file(file).ok_or_else(|| usage("--output", &file.display().to_string(), no_ending).names(endings).into())
}

/// Answers on stdout, and in every file that was named.
pub fn show(args: &args::Show, office: &Office, say: &Say, page: impl Fn(Form, View) -> Result<Vec<u8>>) -> Result<()> {
    let format = form(&args.format)?;
    let forms: Vec<Form> = args.output.iter().map(|file| form_of(file)).collect::<Result<_>>()?;
    let mut outputs = Outputs::new([&office.path]);
    for (file, form) in args.output.iter().zip(forms) {
        let slot = outputs.stage(file)?;
        let bytes = page(form, View { lang: lang(form, say), width: FILE_WIDTH, color: false })?;
        outputs.write(slot, |out| out.write_all(&bytes))?;
    }
    let view = View { lang: lang(format, say), width: say.width(), color: say.colors_stdout() };
    // A reader that goes away has seen enough.
    match say.answer(&page(format, view)?) {
        Err(error) if !is_closed_pipe(&error) => return Err(error),
        _ => outputs.commit()?,
    }
    wrote(args.output.iter().map(AsRef::as_ref), say);
    Ok(())
}

/// What was written where.
pub fn wrote<'f>(files: impl IntoIterator<Item = &'f Path>, say: &Say) {
    let notes = files.into_iter().map(|file| Note::Wrote { file: file.display().to_string(), customers: None });
    say.notes(&notes.collect::<Vec<_>>());
}

/// What programs read does not follow the locale.
pub fn lang(form: Form, say: &Say) -> rfm::lang::Lang {
    if form.is_for_programs() { say.data_lang } else { say.lang }
}
