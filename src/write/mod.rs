//! Files out, all or none: every output is written beside its target and takes its place only when all are complete.
//!
//! What stands in the files is `report` and `export`. What differs by system is `system`, the wording of failures `error`,
//! and what an interrupted run must remove `leftovers`.

mod error;
mod leftovers;
mod system;

pub use error::WriteError;
pub use leftovers::{Held, remove_leftovers};

use error::Problem;
use leftovers::{LEFTOVERS, Leftovers};
use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf, is_separator};
use tempfile::NamedTempFile;

/// The outputs of one run. Dropped without [`Outputs::commit`], no target has been touched and nothing is left behind.
pub struct Outputs {
    inputs: Vec<PathBuf>,
    staged: Vec<Staged>,
    leftovers: &'static Leftovers,
}

/// One output of an [`Outputs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(usize);

struct Staged {
    /// As the user named it.
    name: PathBuf,
    place: Place,
    file: BufWriter<NamedTempFile>,
}

enum Place {
    /// A file, its links resolved: the temporary file takes its place.
    File(PathBuf),
    /// A device or a pipe (`/dev/null`, `>(gzip)`): the finished bytes are copied into it.
    Device,
}

impl Outputs {
    /// No outputs yet, and none of them may be one of these files, which the run reads or locks.
    pub fn new<P: AsRef<Path>>(inputs: impl IntoIterator<Item = P>) -> Outputs {
        let inputs = inputs.into_iter().filter_map(|input| fs::canonicalize(input).ok()).collect();
        Outputs { inputs, staged: Vec::new(), leftovers: &LEFTOVERS }
    }

    /// Opens an output. All that can be known to go wrong goes wrong here, before hours of reading.
    pub fn stage(&mut self, name: &Path) -> Result<Slot, WriteError> {
        let fail = |problem| WriteError::new(name, problem);
        let existing = match fs::metadata(name) {
            Ok(existing) => Some(existing),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(fail(Problem::Io(error))),
        };
        if existing.as_ref().is_some_and(Metadata::is_dir) || ends_as_directory(name) {
            return Err(fail(Problem::IsDirectory));
        }
        if existing.as_ref().is_some_and(system::is_stdout) {
            return Err(fail(Problem::IsStdout));
        }
        let place = match &existing {
            Some(existing) if !existing.is_file() => Place::Device,
            _ => Place::File(self.target(name, existing.as_ref()).map_err(fail)?),
        };
        let mut held = self.leftovers.hold(); // an interruption waits until the file is on the list
        let file = match &place {
            Place::File(target) => system::create_in(directory(target), existing.as_ref()),
            Place::Device => system::temporary().tempfile(),
        };
        let file = file.map_err(|error| fail(Problem::Io(error)))?;
        held.add(file.path());
        drop(held);
        if let Place::File(target) = &place {
            leftovers::remove_stale(directory(target), file.as_file());
        }
        self.staged.push(Staged { name: name.to_owned(), place, file: BufWriter::with_capacity(1 << 16, file) });
        Ok(Slot(self.staged.len() - 1))
    }

    /// The file a name stands for, if it may be replaced.
    fn target(&self, name: &Path, existing: Option<&Metadata>) -> Result<PathBuf, Problem> {
        let target = follow_links(name).map_err(Problem::Io)?;
        let (Some(parent), Some(file_name)) = (directory_of(&target), target.file_name()) else {
            return Err(Problem::IsDirectory);
        };
        let parent = match fs::canonicalize(parent) {
            Ok(resolved) if resolved.is_dir() => resolved,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Problem::Io(error)),
            _ => return Err(Problem::NoDirectory(parent.to_owned())),
        };
        let target = parent.join(file_name);
        if self.staged.iter().any(|other| matches!(&other.place, Place::File(taken) if *taken == target)) {
            return Err(Problem::Twice);
        }
        if let Some(existing) = existing {
            // As the system spells it, which on some systems is not as the user did.
            if fs::canonicalize(&target).is_ok_and(|spelled| self.inputs.contains(&spelled)) {
                return Err(Problem::IsInput);
            }
            if existing.permissions().readonly() {
                return Err(Problem::ReadOnly);
            }
            system::ensure_replaceable(&target).map_err(Problem::Io)?;
        }
        Ok(target)
    }

    /// Fills an output; what `fill` fails with becomes the error of that output.
    pub fn write<T>(&mut self, slot: Slot, fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<T>) -> Result<T, WriteError> {
        let staged = &mut self.staged[slot.0];
        fill(&mut staged.file).map_err(|error| WriteError::new(&staged.name, Problem::Io(error)))
    }

    /// Completes every file, then puts them all in their places. Should that fail half way, the error names what is done.
    pub fn commit(mut self) -> Result<(), WriteError> {
        for staged in &mut self.staged {
            staged.complete().map_err(|error| WriteError::new(&staged.name, Problem::Io(error)))?;
        }
        // Devices first: they fail more readily (a closed pipe), and then no file has been replaced yet.
        let mut done: Vec<PathBuf> = Vec::new();
        for Staged { name, place, file } in &mut self.staged {
            if let Place::Device = place {
                copy_into(name, file.get_mut()).map_err(|error| WriteError::new(name, Problem::Io(error)))?;
                done.push(name.clone());
            }
        }
        let mut held = self.leftovers.hold(); // an interruption comes before the first file or after the last
        held.forget(&self.staged);
        for Staged { name, place, file } in std::mem::take(&mut self.staged) {
            if let Place::File(target) = place {
                let placed = file.into_inner().map_err(io::IntoInnerError::into_error);
                match placed.and_then(|file| file.persist(&target).map_err(|error| error.error)) {
                    Ok(_) => done.push(name),
                    Err(error) => return Err(WriteError::new(&name, Problem::Io(error)).after(done)),
                }
                system::sync_directory(directory(&target));
            }
        }
        Ok(())
    }
}

impl Staged {
    /// Every byte is in the temporary file, and on the disk where that is to stay.
    fn complete(&mut self) -> io::Result<()> {
        self.file.flush()?;
        if let Place::File(target) = &self.place {
            self.file.get_ref().as_file().sync_all()?;
            if target.exists() {
                system::ensure_replaceable(target)?;
            }
        }
        Ok(())
    }
}

impl Drop for Outputs {
    fn drop(&mut self) {
        self.leftovers.hold().forget(&self.staged);
    }
}

/// `out/` means a directory, whether it is there or not.
fn ends_as_directory(name: &Path) -> bool {
    name.to_string_lossy().ends_with(is_separator)
}

/// The file at the end of a chain of symbolic links, there or not yet there: renaming onto a link would replace the link.
fn follow_links(name: &Path) -> io::Result<PathBuf> {
    let mut at = name.to_owned();
    for _ in 0..40 {
        match fs::read_link(&at) {
            Ok(to) => at = directory(&at).join(to),
            Err(_) => return Ok(at), // not a link
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// The directory of a path; for a bare name the current one. None for a root.
fn directory_of(path: &Path) -> Option<&Path> {
    path.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent })
}

fn directory(path: &Path) -> &Path {
    directory_of(path).unwrap_or(path)
}

fn copy_into(device: &Path, file: &mut NamedTempFile) -> io::Result<()> {
    file.as_file_mut().rewind()?;
    let mut device = OpenOptions::new().write(true).open(device)?;
    io::copy(file.as_file_mut(), &mut device)?;
    device.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use std::fs::{read_dir, read_to_string, write};

    fn outputs() -> Outputs {
        Outputs::new(Vec::<PathBuf>::new())
    }

    fn fill(outputs: &mut Outputs, path: &Path, text: &str) {
        let slot = outputs.stage(path).unwrap();
        outputs.write(slot, |out| out.write_all(text.as_bytes())).unwrap();
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<_> = read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_touched_before_commit_and_all_is_there_after() {
        let home = tempfile::tempdir().unwrap();
        let (old, new) = (home.path().join("old.csv"), home.path().join("new.csv"));
        write(&old, "yesterday").unwrap();
        let mut outputs = outputs();
        fill(&mut outputs, &old, "today");
        fill(&mut outputs, &new, "new");
        assert_eq!(read_to_string(&old).unwrap(), "yesterday");
        assert!(!new.exists());
        outputs.commit().unwrap();
        assert_eq!((read_to_string(&old).unwrap(), read_to_string(&new).unwrap()), ("today".into(), "new".into()));
        assert_eq!(names(home.path()), ["new.csv", "old.csv"]);
    }

    #[test]
    fn dropped_it_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let old = home.path().join("old.csv");
        write(&old, "yesterday").unwrap();
        let mut outputs = outputs();
        fill(&mut outputs, &old, "today");
        fill(&mut outputs, &home.path().join("new.csv"), &"x".repeat(1 << 17));
        assert_eq!(names(home.path()).len(), 3);
        drop(outputs);
        assert_eq!(names(home.path()), ["old.csv"]);
        assert_eq!(read_to_string(&old).unwrap(), "yesterday");
    }

    #[test]
    fn a_failing_output_leaves_the_others_untouched() {
        let home = tempfile::tempdir().unwrap();
        let (first, second) = (home.path().join("first.csv"), home.path().join("second.csv"));
        write(&first, "yesterday").unwrap();
        let mut outputs = outputs();
        fill(&mut outputs, &first, "today");
        let slot = outputs.stage(&second).unwrap();
        let failed = outputs.write(slot, |_| Err::<(), _>(io::Error::from(io::ErrorKind::StorageFull)));
        let text = failed.unwrap_err().text(Lang::En);
        assert!(text.contains("second.csv") && text.contains("disk is full"), "{text}");
        drop(outputs);
        assert_eq!(names(home.path()), ["first.csv"]);
        assert_eq!(read_to_string(&first).unwrap(), "yesterday");
    }

    #[test]
    fn a_target_that_became_a_directory_is_told_with_what_was_done() {
        let home = tempfile::tempdir().unwrap();
        let (first, second) = (home.path().join("first.csv"), home.path().join("second.csv"));
        let mut outputs = outputs();
        fill(&mut outputs, &first, "1");
        fill(&mut outputs, &second, "2");
        fs::create_dir(&second).unwrap();
        let text = outputs.commit().unwrap_err().text(Lang::Zh);
        assert!(text.contains("second.csv") && text.contains("已替换") && text.contains("first.csv"), "{text}");
        assert_eq!(names(home.path()), ["first.csv", "second.csv"]);
    }

    #[test]
    fn what_cannot_work_is_refused_at_once() {
        let home = tempfile::tempdir().unwrap();
        let input = home.path().join("orders.csv");
        let locked = home.path().join("locked.csv");
        write(&input, "in").unwrap();
        write(&locked, "old").unwrap();
        let mut permissions = fs::metadata(&locked).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&locked, permissions).unwrap();
        let mut outputs = Outputs::new([&input]);
        outputs.stage(&home.path().join("a.csv")).unwrap();
        for (path, why) in [
            (home.path().to_owned(), "is a directory"),
            (home.path().join("new/"), "is a directory"),
            (home.path().join("none/scores.csv"), "there is no directory"),
            (home.path().join("orders.csv"), "an input of this run"),
            (home.path().join("./orders.csv"), "an input of this run"),
            (home.path().join("orders.csv/scores.csv"), "Not a directory"),
            (home.path().join("a.csv"), "another output"),
            (locked, "read-only"),
            (PathBuf::new(), "is a directory"),
        ] {
            let error = outputs.stage(&path).unwrap_err();
            let text = error.text(Lang::En);
            if cfg!(unix) || why != "Not a directory" {
                assert!(text.contains(why), "{path:?}: {text}");
            }
            assert!(error.text(Lang::Zh).starts_with("无法写入"));
        }
        drop(outputs);
        assert_eq!(names(home.path()), ["locked.csv", "orders.csv"]);
    }

    #[test]
    fn what_a_killed_run_left_long_ago_goes() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str, hours: u64| {
            let path = home.path().join(name);
            write(&path, "half").unwrap();
            let then = std::time::SystemTime::now() - std::time::Duration::from_secs(hours * 3600);
            fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
        };
        for (name, hours) in [(".rfm-old.tmp", 30), (".rfm-young.tmp", 20), (".rfm-notes.txt", 30), ("old.tmp", 30)] {
            at(name, hours);
        }
        drop({
            let mut outputs = outputs();
            fill(&mut outputs, &home.path().join("a.csv"), "a");
            outputs
        });
        assert_eq!(names(home.path()), [".rfm-notes.txt", ".rfm-young.tmp", "old.tmp"]);
    }

    #[test]
    fn an_interrupted_run_removes_its_files() {
        let home = tempfile::tempdir().unwrap();
        // A list of its own, or the other tests' files would go too.
        let leftovers: &'static Leftovers = Box::leak(Box::new(Leftovers::new()));
        let with = |leftovers| Outputs { inputs: Vec::new(), staged: Vec::new(), leftovers };
        let mut outputs = with(leftovers);
        fill(&mut outputs, &home.path().join("a.csv"), "a");
        assert_eq!(names(home.path()).len(), 1);
        drop(leftovers.remove_all());
        assert!(names(home.path()).is_empty());
        drop(outputs);
        let mut outputs = with(leftovers);
        fill(&mut outputs, &home.path().join("b.csv"), "b");
        outputs.commit().unwrap();
        drop(leftovers.remove_all()); // what is in place stays
        assert_eq!(names(home.path()), ["b.csv"]);
    }

    #[cfg(unix)]
    mod unix {
        use super::*;
        use std::os::unix::fs::{PermissionsExt, symlink};

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o777
        }

        #[test]
        fn permissions_are_kept_and_new_files_are_like_any_other() {
            let home = tempfile::tempdir().unwrap();
            let plain = home.path().join("plain");
            write(&plain, "").unwrap(); // what the system gives a new file
            for (name, wanted) in [("shared.csv", Some(0o666)), ("secret.csv", Some(0o600)), ("group.csv", Some(0o664)), ("new.csv", None)]
            {
                let path = home.path().join(name);
                if let Some(wanted) = wanted {
                    write(&path, "old").unwrap();
                    fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).unwrap();
                }
                let mut outputs = outputs();
                fill(&mut outputs, &path, "new");
                outputs.commit().unwrap();
                assert_eq!(read_to_string(&path).unwrap(), "new");
                assert_eq!(mode(&path), wanted.unwrap_or(mode(&plain)), "{name}");
            }
        }

        #[test]
        fn a_link_stays_and_its_target_changes() {
            let home = tempfile::tempdir().unwrap();
            let data = home.path().join("data");
            fs::create_dir(&data).unwrap();
            write(data.join("real.csv"), "old").unwrap();
            let (link, hanging) = (home.path().join("latest.csv"), home.path().join("hanging.csv"));
            symlink("second.csv", &link).unwrap();
            symlink("data/real.csv", home.path().join("second.csv")).unwrap();
            symlink("data/not-yet.csv", &hanging).unwrap();
            let mut outputs = outputs();
            fill(&mut outputs, &link, "new");
            fill(&mut outputs, &hanging, "first");
            assert_eq!(names(&data).len(), 3, "temporary files lie beside the real targets");
            outputs.commit().unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink() && fs::symlink_metadata(&hanging).unwrap().is_symlink());
            assert_eq!(read_to_string(data.join("real.csv")).unwrap(), "new");
            assert_eq!(read_to_string(data.join("not-yet.csv")).unwrap(), "first");
            assert_eq!(names(&data), ["not-yet.csv", "real.csv"]);
        }

        #[test]
        fn a_linked_input_is_no_output_and_a_loop_is_an_error() {
            let home = tempfile::tempdir().unwrap();
            let input = home.path().join("orders.csv");
            write(&input, "in").unwrap();
            symlink("orders.csv", home.path().join("link.csv")).unwrap();
            symlink("loop.csv", home.path().join("loop.csv")).unwrap();
            let mut outputs = Outputs::new([&input]);
            assert!(outputs.stage(&home.path().join("link.csv")).unwrap_err().text(Lang::En).contains("an input"));
            assert!(outputs.stage(&home.path().join("loop.csv")).is_err());
        }

        #[test]
        fn devices_are_written_into_and_stay() {
            let home = tempfile::tempdir().unwrap();
            let pipe = home.path().join("pipe");
            std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
            let reader = std::thread::spawn({
                let pipe = pipe.clone();
                move || read_to_string(pipe).unwrap()
            });
            let mut outputs = outputs();
            fill(&mut outputs, &pipe, "through");
            fill(&mut outputs, Path::new("/dev/null"), "away");
            outputs.commit().unwrap();
            assert_eq!(reader.join().unwrap(), "through");
            assert!(!fs::metadata("/dev/null").unwrap().is_file());
            assert_eq!(names(home.path()), ["pipe"]);
        }
    }
}
