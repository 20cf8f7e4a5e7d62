//! The temporary files of this process, for the one who is told to stop: a signal leaves no time for destructors.

use super::Staged;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(super) static LEFTOVERS: Leftovers = Leftovers::new();

/// Paths of temporary files that exist.
pub(super) struct Leftovers(Mutex<Vec<PathBuf>>);

/// The list while one thread holds it; the others wait to open or to place outputs.
#[must_use = "the files are safe from other threads only while this is held"]
pub struct Held<'a>(MutexGuard<'a, Vec<PathBuf>>);

impl Leftovers {
    pub(super) const fn new() -> Self {
        Leftovers(Mutex::new(Vec::new()))
    }

    pub(super) fn hold(&self) -> Held<'_> {
        Held(self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn remove_all(&self) -> Held<'_> {
        let mut held = self.hold();
        for path in held.0.drain(..) {
            _ = fs::remove_file(path); // nothing better can be done on the way out
        }
        held
    }
}

impl Held<'_> {
    pub(super) fn add(&mut self, path: &Path) {
        self.0.push(path.to_owned());
    }

    pub(super) fn forget(&mut self, staged: &[Staged]) {
        self.0.retain(|path| !staged.iter().any(|staged| staged.file.get_ref().path() == path));
    }
}

/// Removes the temporary files of all outputs that are not in place yet. To be called when the run is interrupted: hold the
/// result until the process exits, so that no output is opened or put in place after it. Waits for a commit under way.
pub fn remove_leftovers() -> Held<'static> {
    LEFTOVERS.remove_all()
}
