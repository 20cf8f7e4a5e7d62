//! `--lock FILE`: two runs at once are refused. The system's own lock, so a run that dies leaves nothing locked; the file
//! itself stays, empty, and means nothing.

use crate::lang::Lang;
use crate::note::printable;
use std::error::Error;
use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A lock held until it is dropped or the process ends.
#[derive(Debug)]
#[must_use = "the lock is given back when this is dropped"]
pub struct Lock {
    _file: File,
}

/// No lock.
#[derive(Debug)]
pub enum LockError {
    /// Another run holds it: exit code 75.
    Held(PathBuf),
    /// The lock file cannot be opened or locked: exit code 74, as of any output.
    Failed(PathBuf, io::Error),
}

impl Lock {
    /// Takes the lock or fails at once; nobody waits. What stands in the file is not touched.
    pub fn take(path: &Path) -> Result<Lock, LockError> {
        let failed = |error| LockError::Failed(path.to_owned(), error);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Held(path.to_owned())),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

impl LockError {
    /// Stable, machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            LockError::Held(_) => "locked",
            LockError::Failed(..) => "lock_failed",
        }
    }

    /// What happened and what to do about it.
    pub fn text(&self, lang: Lang) -> String {
        let show = |path: &Path| printable(&path.to_string_lossy());
        match self {
            LockError::Held(path) => {
                let path = show(path);
                lang.pick(
                    format!("another run holds the lock {path}; wait for it to end, or give this run its own --lock"),
                    format!("另一次运行正占用锁文件 {path}；请等它结束，或用 --lock 另指定一个"),
                )
            }
            LockError::Failed(path, error) => {
                let path = show(path);
                lang.pick(
                    format!("cannot use the lock file {path}: {error}; name a file that may be written, on a local disk"),
                    format!("无法使用锁文件 {path}：{error}；请指定本地磁盘上可写的文件"),
                )
            }
        }
    }
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl Error for LockError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_second_run_is_refused_until_the_first_is_done() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("rfm.lock");
        let first = Lock::take(&path).unwrap();
        let refused = Lock::take(&path).unwrap_err();
        assert!(matches!(&refused, LockError::Held(held) if *held == path));
        assert!(refused.text(Lang::Zh).contains("rfm.lock"));
        drop(first);
        let _second = Lock::take(&path).unwrap();
        assert!(path.exists());
    }

    #[test]
    fn the_file_keeps_what_it_holds_and_no_place_is_an_error() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("notes.txt");
        fs::write(&path, "mine").unwrap();
        drop(Lock::take(&path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        assert!(matches!(Lock::take(&home.path().join("none/rfm.lock")), Err(LockError::Failed(..))));
    }
}
