//! An answer in one form on stdout and in others in files, all or nothing: files are staged before anything is read.

use super::failure::{is_closed_pipe, usage};
use super::say::Say;
use anyhow::Result;
use rfm::lang::Text;
use rfm::note::Note;
use rfm::report::View;
use rfm::write::{Outputs, Slot};
use std::path::{Path, PathBuf};

/// Columns of a page that goes to a file.
const FILE_WIDTH: usize = 100;

/// Where an answer goes, and in which forms.
pub struct Answer<F> {
    outputs: Outputs,
    slots: Vec<(Slot, F)>,
    files: Vec<PathBuf>,
    stdout: F,
}

impl<F: Copy> Answer<F> {
    /// Finds the forms and opens the files; `inputs` may not be written over.
    pub fn stage<'p>(
        format: (&str, Option<F>),
        names: impl Iterator<Item = &'static str>,
        files: &[PathBuf],
        of_file: impl Fn(&Path) -> Option<F>,
        inputs: impl Iterator<Item = &'p PathBuf>,
    ) -> Result<Answer<F>> {
        let (name, form) = format;
        let unknown = || usage("--format", name, Text::new("'{}' is not a form", "没有格式“{}”")).names(names);
        let stdout = form.ok_or_else(unknown)?;
        let mut outputs = Outputs::new(inputs);
        let mut slots = Vec::with_capacity(files.len());
        for file in files {
            let no_ending = Text::new("the ending of {} names no form", "{} 的扩展名不对应任何格式");
            let form = of_file(file).ok_or_else(|| usage("--output", &file.display().to_string(), no_ending))?;
            slots.push((outputs.stage(file)?, form));
        }
        Ok(Answer { outputs, slots, files: files.to_vec(), stdout })
    }

    /// Gives the answer: each page as `page` renders it for a form. Files come into their places when all has been said.
    pub fn give(mut self, say: &Say, for_programs: impl Fn(F) -> bool, page: impl Fn(F, View) -> Result<Vec<u8>>) -> Result<()> {
        let lang = |form: F| if for_programs(form) { say.data_lang } else { say.lang };
        for (slot, form) in self.slots {
            let bytes = page(form, View { lang: lang(form), width: FILE_WIDTH, color: false })?;
            self.outputs.write(slot, |out| out.write_all(&bytes))?;
        }
        let view = View { lang: lang(self.stdout), width: say.width(), color: say.colors_stdout() };
        // A reader that goes away has seen enough.
        match say.answer(&page(self.stdout, view)?) {
            Err(error) if !is_closed_pipe(&error) => return Err(error),
            _ => self.outputs.commit()?,
        }
        let written = self.files.iter().map(|file| Note::Wrote { file: file.display().to_string(), customers: None });
        say.notes(&written.collect::<Vec<_>>());
        Ok(())
    }
}
