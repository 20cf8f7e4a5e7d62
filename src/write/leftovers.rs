//! The temporary files of this process, for the one who is told to stop: a signal leaves no time for destructors.

use super::Staged;
use super::system::{PREFIX, SUFFIX};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// No run writes at one file for so long without touching it.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

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

/// Removes what runs that were killed left in this directory more than a day before `fresh` was made. That file's own time
/// is the present here: the clock that counts is the one of the disk, which may be another machine's.
pub(super) fn remove_stale(directory: &Path, fresh: &File) {
    let Ok(now) = fresh.metadata().and_then(|about| about.modified()) else { return };
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_old = |about: fs::Metadata| about.is_file() && about.modified().is_ok_and(|then| then + STALE < now);
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) && entry.metadata().is_ok_and(is_old) {
            _ = fs::remove_file(entry.path()); // not ours to remove, or gone already: no matter
        }
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
