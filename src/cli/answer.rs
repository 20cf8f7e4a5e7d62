//! An answer in one form on stdout and in others in files, all or nothing: files are staged before anything is read.

use super::failure::{is_closed_pipe, usage};
use super::say::Say;
use anyhow::Result;
use rfm::lang::{Lang, Text};
use rfm::note::Note;
use rfm::report::{self, View, calendar, playbook, tasks};
use rfm::write::{Outputs, Slot};
use std::path::{Path, PathBuf};

/// A form that answers come in, with all the forms of its kind.
pub trait Form: Copy {
    /// The endings of files, as an error lists them.
    const ENDINGS: &[&str];
    /// The names, in the order of the help.
    fn names() -> Vec<&'static str>;
    /// The one with this name.
    fn named(name: &str) -> Option<Self>;
    /// The one that a file's ending asks for.
    fn of(file: &Path) -> Option<Self>;
    /// Written for programs, whose texts do not follow the locale.
    fn for_programs(self) -> bool;
}

macro_rules! forms {
    ($($form:ty: $($ending:literal)+;)+) => {
        $(impl Form for $form {
            const ENDINGS: &[&str] = &[$($ending),+];

            fn names() -> Vec<&'static str> {
                <$form>::names().collect()
            }

            fn named(name: &str) -> Option<Self> {
                <$form>::of_name(name)
            }

            fn of(file: &Path) -> Option<Self> {
                <$form>::of_file(file)
            }

            fn for_programs(self) -> bool {
                self.is_for_programs()
            }
        })+
    };
}

forms! {
    report::Format: ".txt" ".csv" ".tsv" ".json" ".md";
    report::Form: ".txt" ".csv" ".tsv" ".json" ".md" ".html" ".xlsx";
    report::PageForm: ".txt" ".csv" ".tsv" ".json" ".md" ".html";
    calendar::Form: ".ics" ".txt" ".csv" ".tsv" ".json" ".md";
    playbook::Form: ".txt" ".md" ".json";
    tasks::Form: ".txt" ".csv" ".json" ".xlsx";
}

/// The form with this name.
pub fn form<F: Form>(name: &str) -> Result<F> {
    let unknown = || usage("--format", name, Text::new("'{}' is not a form", "没有格式“{}”")).names(F::names());
    Ok(F::named(name).ok_or_else(unknown)?)
}

/// The form that the file's ending names; `flag` is the one that names the file.
pub fn form_of<F: Form>(flag: &str, file: &Path) -> Result<F> {
    let no_ending = Text::new("the ending of {} names no form", "{} 的扩展名不对应任何格式");
    Ok(F::of(file).ok_or_else(|| usage(flag, &file.display().to_string(), no_ending).names(F::ENDINGS.iter().copied()))?)
}

/// The language of an answer in this form.
pub fn lang(form: impl Form, say: &Say) -> Lang {
    if form.for_programs() { say.data_lang } else { say.lang }
}

/// Where an answer goes, and in which forms.
pub struct Answer<F> {
    outputs: Outputs,
    slots: Vec<(Slot, F)>,
    files: Vec<PathBuf>,
    stdout: F,
}

impl<F: Form> Answer<F> {
    /// Finds the forms and opens the files, which a flag names; `inputs` may not be written over.
    pub fn stage<'p>(format: &str, (flag, files): (&str, &[PathBuf]), inputs: impl IntoIterator<Item = &'p PathBuf>) -> Result<Answer<F>> {
        let stdout = form(format)?;
        let forms: Vec<F> = files.iter().map(|file| form_of(flag, file)).collect::<Result<_>>()?;
        let mut outputs = Outputs::new(inputs);
        let slots = files.iter().zip(forms).map(|(file, form)| Ok((outputs.stage(file)?, form))).collect::<Result<_>>()?;
        Ok(Answer { outputs, slots, files: files.to_vec(), stdout })
    }

    /// Some page will have this form.
    pub fn has(&self, is_it: impl Fn(F) -> bool) -> bool {
        is_it(self.stdout) || self.slots.iter().any(|(_, form)| is_it(*form))
    }

    /// Gives the answer: each page as `page` renders it for a form. Files come into their places when all has been said.
    pub fn give(mut self, say: &Say, page: impl Fn(F, View) -> Result<Vec<u8>>) -> Result<()> {
        for (slot, form) in self.slots {
            let bytes = page(form, say.view_of_file(lang(form, say)))?;
            self.outputs.write(slot, |out| out.write_all(&bytes))?;
        }
        let stdout = page(self.stdout, say.view(lang(self.stdout, say)))?;
        let stdout = if self.stdout.for_programs() { stdout } else { say.shown(stdout) };
        // A reader that goes away has seen enough.
        match say.answer(&stdout) {
            Err(error) if !is_closed_pipe(&error) => return Err(error),
            _ => self.outputs.commit()?,
        }
        wrote(&self.files, say);
        Ok(())
    }
}

/// What was written where.
pub fn wrote<'f>(files: impl IntoIterator<Item = &'f PathBuf>, say: &Say) {
    let notes = files.into_iter().map(|file| Note::Wrote { file: file.display().to_string(), customers: None });
    say.notes(&notes.collect::<Vec<_>>());
}
