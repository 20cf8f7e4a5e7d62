//! Why a store cannot be used: which file, what is the matter, and the way out.

use crate::lang::Lang;
use crate::note::printable;
use rusqlite::ErrorCode;
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

/// A store that cannot be used.
#[derive(Debug)]
pub struct StoreError {
    path: PathBuf,
    problem: Problem,
}

#[derive(Debug)]
pub(super) enum Problem {
    /// There is none.
    Missing,
    /// The file is something else.
    NotAStore,
    /// A database, but not ours.
    Foreign,
    /// Written by a later version.
    Newer { found: i32, known: i32 },
    /// Another run holds it.
    Locked,
    /// Damaged.
    Corrupt(String),
    /// It may not be written.
    ReadOnly,
    /// It may not be read.
    Denied,
    /// It cannot be opened or made there.
    NoPlace,
    /// The disk is full.
    Full,
    /// Anything else.
    Other(String),
}

impl StoreError {
    pub(super) fn new(path: &Path, problem: Problem) -> StoreError {
        StoreError { path: path.to_owned(), problem }
    }

    /// What SQLite says, in our words.
    pub(super) fn of(path: &Path, error: rusqlite::Error) -> StoreError {
        let problem = match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Problem::Locked,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Problem::Corrupt(error.to_string()),
            Some(ErrorCode::ReadOnly) => Problem::ReadOnly,
            Some(ErrorCode::PermissionDenied) => Problem::Denied,
            Some(ErrorCode::CannotOpen) => Problem::NoPlace,
            Some(ErrorCode::DiskFull) => Problem::Full,
            Some(_) => Problem::Other(error.to_string()),
            // What stands there is not what was written.
            None => Problem::Corrupt(error.to_string()),
        };
        StoreError::new(path, problem)
    }

    /// Stable, machine-readable name.
    pub fn code(&self) -> &'static str {
        match self.problem {
            Problem::Missing => "no_store",
            Problem::NotAStore | Problem::Foreign => "not_a_store",
            Problem::Newer { .. } => "newer_store",
            Problem::Locked => "store_locked",
            Problem::Corrupt(_) => "store_damaged",
            Problem::ReadOnly | Problem::Denied | Problem::NoPlace | Problem::Full => "store_not_writable",
            Problem::Other(_) => "store_failed",
        }
    }

    /// Another run holds it: exit code 75.
    pub fn is_locked(&self) -> bool {
        matches!(self.problem, Problem::Locked)
    }

    /// It cannot be written: exit code 74.
    pub fn is_output(&self) -> bool {
        matches!(self.problem, Problem::ReadOnly | Problem::Denied | Problem::NoPlace | Problem::Full)
    }

    /// There is none yet.
    pub fn is_missing(&self) -> bool {
        matches!(self.problem, Problem::Missing)
    }

    /// What is the matter and what to do about it.
    pub fn text(&self, lang: Lang) -> String {
        let path = printable(&self.path.to_string_lossy());
        let pick = |en: String, zh: String| lang.pick(en, zh);
        match &self.problem {
            Problem::Missing => pick(
                format!(
                    "there is no store {path} yet; `rfm tasks sync FILE` or `rfm snapshot save FILE` makes it, and --store names another one"
                ),
                format!("还没有数据库 {path}；`rfm tasks sync 文件` 或 `rfm snapshot save 文件` 会创建它，也可用 --store 指定别的文件"),
            ),
            Problem::NotAStore => pick(
                format!("{path} is not a store of rfm; name another file with --store"),
                format!("{path} 不是 rfm 的数据库；请用 --store 指定别的文件"),
            ),
            Problem::Foreign => pick(
                format!("{path} is a database of another program, and stays untouched; name another file with --store"),
                format!("{path} 是其他程序的数据库，没有改动它；请用 --store 指定别的文件"),
            ),
            Problem::Newer { found, known } => pick(
                format!("the store {path} was written by a newer rfm (schema {found}, this one knows {known}); update rfm"),
                format!("数据库 {path} 由更新版本的 rfm 写成（结构版本 {found}，当前程序只认识到 {known}）；请升级 rfm"),
            ),
            Problem::Locked => pick(
                format!("the store {path} is locked by another run or program; nothing was changed; try again when that has ended"),
                format!("数据库 {path} 正被另一次运行或其他程序占用；没有做任何改动；请等它结束后重试"),
            ),
            Problem::Corrupt(what) => pick(
                format!("the store {path} is damaged ({what}); nothing was changed; put a copy from a backup in its place"),
                format!("数据库 {path} 已损坏；没有做任何改动；请用备份替换"),
            ),
            Problem::ReadOnly => pick(
                format!("the store {path} is read-only; nothing was changed; make the file and its directory writable"),
                format!("数据库 {path} 是只读的；没有做任何改动；请把该文件及其目录改为可写"),
            ),
            Problem::Denied => pick(format!("the store {path} may not be opened: permission denied"), format!("无权打开数据库 {path}")),
            Problem::NoPlace => pick(
                format!("the store {path} cannot be opened or made; is its directory there, and writable?"),
                format!("无法打开或创建数据库 {path}；目录是否存在、是否可写？"),
            ),
            Problem::Full => pick(
                format!("the store {path} cannot be written: the disk is full; nothing was changed"),
                format!("无法写入数据库 {path}：磁盘已满；没有做任何改动"),
            ),
            Problem::Other(what) => {
                pick(format!("the store {path}: {what}; nothing was changed"), format!("数据库 {path}：{what}；没有做任何改动"))
            }
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl Error for StoreError {}
