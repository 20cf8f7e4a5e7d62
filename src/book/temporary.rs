//! Temporary files that cannot be written. Sheets of customers go through some, and the library that writes them has no other
//! word for a full disk than a panic: here it becomes an error, and every other panic stays one.

use crate::lang::Lang;
use std::any::Any;
use std::error::Error;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind, set_hook, take_hook};
use std::path::PathBuf;
use std::sync::Once;

/// A temporary file could not be written.
#[derive(Debug)]
pub struct TemporaryFault {
    directory: PathBuf,
}

impl TemporaryFault {
    /// What happened and the way out.
    pub fn text(&self, lang: Lang) -> String {
        let directory = crate::note::printable(&self.directory.to_string_lossy());
        lang.pick(
            format!(
                "there is no room for temporary files in {directory}; make room there, or name another directory in TMPDIR (TMP on Windows)"
            ),
            format!("临时目录 {directory} 空间不足；请清理空间，或用环境变量 TMPDIR（Windows 为 TMP）指定其他目录"),
        )
    }
}

impl fmt::Display for TemporaryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl Error for TemporaryFault {}

/// Does work that writes sheets. What it had put down is lost with the fault, so nothing sees it half done.
pub fn guarded<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if !is_temporary(panic.payload()) {
                before(panic)
            }
        }));
    });
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| match is_temporary(&*panic) {
        true => Err(io::Error::other(TemporaryFault { directory: std::env::temp_dir() })),
        false => resume_unwind(panic),
    })
}

/// A panic of the library's over a fault of the system: its message ends with how that is shown for programmers. The output itself
/// never comes here, since it keeps its faults (`Watched`).
fn is_temporary(panic: &(dyn Any + Send)) -> bool {
    let message = panic.downcast_ref::<String>().map(String::as_str).unwrap_or_default();
    let is_the_librarys = message.starts_with("Couldn't write to xml file") || message.starts_with("called `Result::unwrap()`");
    is_the_librarys && message.contains(": Os { code: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_panics_stay_panics() {
        let panicked = catch_unwind(|| guarded(|| -> io::Result<()> { std::panic::panic_any("Couldn't count to 3".to_owned()) }));
        assert!(panicked.unwrap_err().downcast_ref::<String>().is_some_and(|text| text == "Couldn't count to 3"));
        assert_eq!(guarded(|| Ok(7)).unwrap(), 7);
    }
}
