//! An output that could not be written: which, why, and the way out. Its exit code is 74.

use super::system;
use crate::book::TemporaryFault;
use crate::lang::Lang;
use crate::note::printable;
use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why an output could not be written.
#[derive(Debug)]
pub struct WriteError {
    name: PathBuf,
    problem: Problem,
    done: Vec<PathBuf>,
}

#[derive(Debug)]
pub(super) enum Problem {
    NoDirectory(PathBuf),
    IsDirectory,
    IsInput,
    Twice,
    IsStdout,
    ReadOnly,
    Io(io::Error),
}

impl WriteError {
    pub(super) fn new(name: &Path, problem: Problem) -> Self {
        WriteError { name: name.to_owned(), problem, done: Vec::new() }
    }

    /// A fault met while writing to standard output.
    pub fn on_stdout(error: io::Error) -> Self {
        WriteError::new(Path::new("stdout"), Problem::Io(error))
    }

    /// The same, with the outputs that were in their places before it happened.
    /// Stable, machine-readable name.
    pub fn code(&self) -> &'static str {
        match self.problem {
            Problem::NoDirectory(_) => "output_no_directory",
            Problem::IsDirectory => "output_is_directory",
            Problem::IsInput => "output_is_input",
            Problem::Twice => "output_twice",
            Problem::IsStdout => "output_is_stdout",
            Problem::ReadOnly => "output_read_only",
            Problem::Io(_) => "output_failed",
        }
    }

    pub(super) fn after(self, done: Vec<PathBuf>) -> Self {
        WriteError { done, ..self }
    }

    /// The reader at the other end of the pipe went away: a quiet end.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(&self.problem, Problem::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// What happened and what to do about it.
    pub fn text(&self, lang: Lang) -> String {
        let name = show(&self.name);
        let why = match &self.problem {
            Problem::NoDirectory(directory) => {
                let directory = show(directory);
                lang.pick(
                    format!("there is no directory {directory}; create it or name another file"),
                    format!("目录 {directory} 不存在；请先创建，或换一个文件名"),
                )
            }
            Problem::IsDirectory => lang.pick("it is a directory; name a file in it".into(), "这是一个目录；请指定其中的文件名".into()),
            Problem::IsInput => lang.pick(
                "it is an input of this run, or its lock; name another file".into(),
                "它是本次运行的输入文件或锁文件；请换一个文件名".into(),
            ),
            Problem::Twice => lang.pick(
                "another output of this run goes there; give each its own file".into(),
                "本次运行的另一个输出也写到这里；请各用一个文件".into(),
            ),
            Problem::IsStdout => lang.pick(
                "standard output or standard error goes there already; --export - writes customers to standard output".into(),
                "标准输出或标准错误已经写到那里；用 --export - 可把客户写到标准输出".into(),
            ),
            Problem::ReadOnly => lang
                .pick("it is read-only; make it writable or name another file".into(), "文件是只读的；请改为可写，或换一个文件名".into()),
            Problem::Io(error) => io_text(error, lang),
        };
        let mut text = lang.pick(format!("cannot write {name}: {why}"), format!("无法写入 {name}：{why}"));
        if !self.done.is_empty() {
            let done: Vec<String> = self.done.iter().map(|path| show(path)).collect();
            let done = done.join(lang.pick(", ", "、"));
            text += &lang.pick(format!("; already replaced: {done}"), format!("；已替换：{done}"));
        }
        text
    }
}

fn io_text(error: &io::Error, lang: Lang) -> String {
    if let Some(fault) = error.get_ref().and_then(|inner| inner.downcast_ref::<TemporaryFault>()) {
        return fault.text(lang);
    }
    if system::is_in_use(error) {
        return lang.pick(
            "it is open in another program (in Excel?); close it there and run again".into(),
            "文件正被其他程序打开（是否在 Excel 中打开？）；请关闭后重试".into(),
        );
    }
    match error.kind() {
        io::ErrorKind::StorageFull => {
            lang.pick("the disk is full; make room or write elsewhere".into(), "磁盘已满；请清理空间，或写到别处".into())
        }
        io::ErrorKind::PermissionDenied => {
            lang.pick("permission denied; choose a place you may write to".into(), "没有写入权限；请换一个有权限的位置".into())
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            lang.pick("the disk is read-only; choose a place you may write to".into(), "磁盘是只读的；请换一个可写的位置".into())
        }
        io::ErrorKind::FileTooLarge => {
            lang.pick("it would be larger than files may be here; write elsewhere".into(), "文件超过此处允许的大小；请写到别处".into())
        }
        io::ErrorKind::QuotaExceeded => lang.pick(
            "your share of the disk is used up; make room or write elsewhere".into(),
            "磁盘配额已用完；请清理空间，或写到别处".into(),
        ),
        // Without the name of a temporary file, which says nothing to anybody.
        _ => match error.get_ref().and_then(|wrapped| wrapped.source()) {
            Some(cause) => cause.to_string(),
            None => error.to_string(),
        },
    }
}

fn show(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl Error for WriteError {}
