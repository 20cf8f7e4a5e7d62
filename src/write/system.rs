//! What differs by system when a file is replaced: permissions, directories on disk, files that others hold open.

use std::io;
use tempfile::Builder;

pub(super) use variant::*;

/// How the name of a temporary file begins and ends.
pub(super) const PREFIX: &str = ".rfm-";
pub(super) const SUFFIX: &str = ".tmp";

/// A temporary file's name tells whose it is, and no `*.csv` matches it.
pub(super) fn temporary<'a>() -> Builder<'a, 'a> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    builder
}

#[cfg(unix)]
mod variant {
    use super::{io, temporary};
    use std::fs::{File, Metadata, Permissions};
    use std::os::fd::{AsFd, BorrowedFd};
    use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, fchown};
    use std::path::Path;
    use tempfile::NamedTempFile;

    /// A temporary file with the permissions of the file it will replace, else those of any new file: 0666 less the umask,
    /// which the system takes off. (The library's default, 0600, would shut out the colleague who read yesterday's.)
    pub fn create_in(directory: &Path, existing: Option<&Metadata>) -> io::Result<NamedTempFile> {
        let mode = existing.map_or(0o666, |existing| existing.mode() & 0o777);
        let file = temporary().permissions(Permissions::from_mode(mode)).tempfile_in(directory)?;
        if let Some(existing) = existing {
            let made = file.as_file().metadata()?;
            let other = |now: u32, then: u32| (now != then).then_some(then);
            let (owner, group) = (other(made.uid(), existing.uid()), other(made.gid(), existing.gid()));
            // Group and owner are kept where the system lets us, each for itself.
            if group.is_some() {
                _ = fchown(file.as_file(), None, group);
            }
            if owner.is_some() {
                _ = fchown(file.as_file(), owner, None);
            }
            if made.mode() & 0o777 != mode {
                file.as_file().set_permissions(Permissions::from_mode(mode))?;
            }
        }
        Ok(file)
    }

    /// Standard output or standard error goes there already (`--export /dev/stdout > out.txt`): two writers would spoil it.
    /// A terminal or `/dev/null` bears both.
    pub fn is_stdout(existing: &Metadata) -> bool {
        let about = |fd: BorrowedFd<'_>| File::from(fd.try_clone_to_owned()?).metadata();
        let same = |other: Metadata| (other.dev(), other.ino()) == (existing.dev(), existing.ino());
        let taken = [about(io::stdout().as_fd()), about(io::stderr().as_fd())].into_iter().flatten().any(same);
        taken && !existing.file_type().is_char_device()
    }

    /// Makes a rename outlast a power cut. The file is in its place already, and some file systems cannot do this: no error.
    pub fn sync_directory(directory: &Path) {
        _ = File::open(directory).and_then(|directory| directory.sync_all());
    }

    /// A rename goes through whoever reads the old file.
    pub fn ensure_replaceable(_target: &Path) -> io::Result<()> {
        Ok(())
    }

    /// No such thing here.
    pub fn is_in_use(_error: &io::Error) -> bool {
        false
    }
}

#[cfg(not(unix))]
mod variant {
    use super::{io, temporary};
    use std::fs::{Metadata, OpenOptions};
    use std::path::Path;
    use tempfile::NamedTempFile;

    /// A temporary file; it takes its permissions from the directory, as the file it will replace did.
    pub fn create_in(directory: &Path, _existing: Option<&Metadata>) -> io::Result<NamedTempFile> {
        temporary().tempfile_in(directory)
    }

    /// There is no file by which standard output could be named.
    pub fn is_stdout(_existing: &Metadata) -> bool {
        false
    }

    /// Directories cannot be opened for this; the file system's journal keeps the rename.
    pub fn sync_directory(_directory: &Path) {}

    /// A file that a spreadsheet holds open cannot be replaced; better known before the work than after.
    pub fn ensure_replaceable(target: &Path) -> io::Result<()> {
        OpenOptions::new().write(true).open(target).map(drop)
    }

    /// Windows: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
    pub fn is_in_use(error: &io::Error) -> bool {
        cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33))
    }
}
