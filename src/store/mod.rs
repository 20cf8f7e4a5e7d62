//! The store: one SQLite file that outlives a run. This file opens it, upgrades it and hands out transactions; what stands in
//! it is for a file of its own each ([`tasks`], [`snapshots`]); what people and the weekly run do to tasks, a transaction each, is
//! [`follow_up`]. The only door that knows rusqlite.
//!
//! The file has our application id and the number of its schema; `UPGRADES` lead from each schema to the next, in order, in
//! one transaction. A newer one than is known here is refused, and so is any other database. A change begins by taking the
//! write lock (`BEGIN IMMEDIATE`) and waits for it: two runs at once are one after the other, and none is lost. With
//! write-ahead logging, readers do not wait. A run that is killed leaves all of its change or nothing.

mod error;
pub mod follow_up;
pub mod snapshots;
pub mod tasks;

pub use error::StoreError;

use error::Problem;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// "rfm" and a number: SQLite's mark of whose file it is.
const APPLICATION: i32 = 0x7266_6d31;

/// What leads from each schema to the next one; the first from an empty file.
const UPGRADES: &[&str] = &[tasks::SCHEMA, tasks::ACTION, snapshots::SCHEMA, snapshots::LABELS, tasks::WELCOME];

/// How long a run waits for another one's change.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open store.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the store to change it; one that is not there is made.
    pub fn create(path: &Path) -> Result<Store, StoreError> {
        Store::with_patience(path, true, PATIENCE)
    }

    /// Opens a store that must be there.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        Store::with_patience(path, false, PATIENCE)
    }

    /// Opens a store that must be there, to be read only: one that cannot be written will do.
    pub fn look(path: &Path) -> Result<Store, StoreError> {
        Store::open(path).or_else(|error| if error.is_output() && !is_in_use(path) { Store::frozen(path) } else { Err(error) })
    }

    /// A store in a place that cannot be written: even to read, SQLite would make files beside it, unless it knows that nobody
    /// changes anything.
    fn frozen(path: &Path) -> Result<Store, StoreError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
        let escape = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        let address = path.to_string_lossy().bytes().map(escape).collect::<String>();
        let address = format!("file:{address}?immutable=1");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let told = |error| StoreError::of(path, error);
        let mut store = Store { connection: Connection::open_with_flags(address, flags).map_err(told)?, path: path.to_owned() };
        store.set_up(PATIENCE).map_err(told)??;
        Ok(store)
    }

    /// As [`Store::create`] or [`Store::open`], waiting so long where another run holds the store.
    pub fn with_patience(path: &Path, create: bool, patience: Duration) -> Result<Store, StoreError> {
        let fail = |problem| StoreError::new(path, problem);
        if !looks_like_one(path).map_err(fail)? && !create {
            return Err(fail(Problem::Missing));
        }
        let told = |error| StoreError::of(path, error);
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        flags.set(OpenFlags::SQLITE_OPEN_CREATE, create);
        let connection = Connection::open_with_flags(path, flags).map_err(told)?;
        let mut store = Store { connection, path: path.to_owned() };
        store.set_up(patience).map_err(told)??;
        Ok(store)
    }

    /// Reads, in one transaction: what is seen belongs together.
    pub fn read<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.within(TransactionBehavior::Deferred, work)
    }

    /// Changes, in one transaction: all of it or nothing.
    pub fn change<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.within(TransactionBehavior::Immediate, work)
    }

    fn within<T>(&mut self, how: TransactionBehavior, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let done = self.connection.transaction_with_behavior(how).and_then(|transaction| {
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        });
        done.map_err(|error| StoreError::of(&self.path, error))
    }

    /// Settings of the connection, whose file it is, and the schema of today.
    fn set_up(&mut self, patience: Duration) -> rusqlite::Result<Result<(), StoreError>> {
        let refuse = |problem| Ok(Err(StoreError::new(&self.path, problem)));
        let connection = &mut self.connection;
        connection.busy_timeout(patience)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let number = |connection: &Connection, name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
        let tables = |connection: &Connection| connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
        let (mark, version) = (number(connection, "application_id")?, number(connection, "user_version")?);
        let tables = tables(connection)?; // asked always: what is damaged shows here
        let is_new = mark == 0 && version == 0 && tables == 0;
        if mark != APPLICATION && !is_new {
            return refuse(Problem::Foreign);
        }
        let known = UPGRADES.len() as i32;
        if version > known {
            return refuse(Problem::Newer { found: version, known });
        }
        if version < known {
            if is_new {
                write_ahead(connection, patience)?;
            }
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let version = number(&transaction, "user_version")?; // another run may have been here first
            for upgrade in UPGRADES.iter().skip(usize::try_from(version).unwrap_or(0)) {
                transaction.execute_batch(upgrade)?;
            }
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", known)?;
            transaction.commit()?;
        }
        Ok(Ok(()))
    }
}

/// Turns write-ahead logging on, which stays with the file. SQLite does not wait for this by itself.
fn write_ahead(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    let pause = Duration::from_millis(20);
    let mut waited = Duration::ZERO;
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && waited < patience => {
                std::thread::sleep(pause);
                waited += pause;
            }
            done => return done,
        }
    }
}

/// Another run has the store open, or left changes beside it.
fn is_in_use(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).exists()
}

/// The file is there and begins as a database does. An empty one is as good as none.
fn looks_like_one(path: &Path) -> Result<bool, Problem> {
    let mut head = Vec::new();
    match File::open(path) {
        Ok(_) if path.is_dir() => return Err(Problem::NotAStore),
        Ok(file) => _ = file.take(16).read_to_end(&mut head).map_err(|error| Problem::Other(error.to_string()))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return Err(Problem::Denied),
        Err(error) => return Err(Problem::Other(error.to_string())),
    }
    if head.is_empty() {
        return Ok(false);
    }
    if head == *b"SQLite format 3\0" { Ok(true) } else { Err(Problem::NotAStore) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use std::fs;

    const SHORT: Duration = Duration::from_millis(50);

    fn home() -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("rfm.db");
        (home, path)
    }

    fn why(path: &Path) -> String {
        let error = Store::with_patience(path, false, SHORT).unwrap_err();
        for lang in [Lang::En, Lang::Zh] {
            assert!(error.text(lang).contains(&path.display().to_string()), "{}", error.text(lang));
        }
        error.text(Lang::En)
    }

    #[test]
    fn made_once_and_opened_again() {
        let (_home, path) = home();
        assert!(why(&path).contains("there is no store"));
        assert!(!path.exists(), "looking makes nothing");
        drop(Store::create(&path).unwrap());
        let mut store = Store::open(&path).unwrap();
        let mode: String = store.read(|tx| tx.query_row("PRAGMA journal_mode", [], |row| row.get(0))).unwrap();
        let keys: i32 = store.read(|tx| tx.query_row("PRAGMA foreign_keys", [], |row| row.get(0))).unwrap();
        assert_eq!((mode.as_str(), keys), ("wal", 1));
    }

    #[test]
    fn what_is_no_store_of_ours_is_refused_and_untouched() {
        let (home, path) = home();
        fs::write(&path, "customer_id,date\n1,2026-01-01\n").unwrap();
        assert!(why(&path).contains("not a store"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "customer_id,date\n1,2026-01-01\n");
        let other = home.path().join("browser.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE history (url TEXT)").unwrap();
        let before = fs::read(&other).unwrap();
        assert!(why(&other).contains("another program"));
        assert!(Store::create(&other).is_err());
        assert_eq!(fs::read(&other).unwrap(), before);
        assert!(why(home.path()).contains("not a store"));
    }

    /// As the first schema left it, with a task in it.
    #[test]
    fn an_older_one_is_brought_up_to_date() {
        let (_home, path) = home();
        let old = Connection::open(&path).unwrap();
        old.execute_batch(UPGRADES[0]).unwrap();
        old.execute_batch(
            "INSERT INTO customer VALUES ('A1', NULL, NULL, NULL, 1, NULL, NULL);
             INSERT INTO task VALUES (1, 'A1', 'follow-up', '2026-07-01', 'red', 'call', 'manager', NULL, '2026-07-04', 0,
                NULL, NULL, 'days', '10.00', NULL)",
        )
        .unwrap();
        old.pragma_update(None, "application_id", APPLICATION).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        drop(old);
        let tasks = Store::open(&path).unwrap().read(|db| tasks::all_tasks(db)).unwrap();
        assert_eq!((tasks.len(), tasks[0].customer.as_str(), &tasks[0].action), (1, "A1", &None));
    }

    /// Snapshots of the schema in which a day had one of the same settings keep their numbers, labels and customers.
    #[test]
    fn older_snapshots_stay_whole() {
        let (_home, path) = home();
        let old = Connection::open(&path).unwrap();
        UPGRADES[..3].iter().for_each(|upgrade| old.execute_batch(upgrade).unwrap());
        let settings = "kind=customers window=none refunds=net zero=keep frequency=given customers=all value=monetary currency=none high=4";
        let cuts = "r=1,2,3,4 f=2,3,4,5 m=2.00,3.00,4.00,5.00";
        for (id, label, day) in [(1, "NULL", "2026-01-31"), (7, "'may'", "2026-05-31")] {
            old.execute_batch(&format!(
                "INSERT INTO snapshot VALUES ({id}, {label}, '{day}', '{settings}', '{cuts}', 2, 1, '5.00', 'then', 'x');
                 INSERT INTO snapshot_segment VALUES ({id}, 'lost', 1, '5.00');
                 INSERT INTO snapshot_part VALUES ({id}, 0, 1, x'01000001410201020A0000')",
            ))
            .unwrap();
        }
        old.pragma_update(None, "application_id", APPLICATION).unwrap();
        old.pragma_update(None, "user_version", 3).unwrap();
        drop(old);
        let mut store = Store::open(&path).unwrap();
        let heads = store.read(|db| snapshots::heads(db)).unwrap();
        let known: Vec<_> = heads.iter().map(|head| (head.id, head.label.as_deref(), head.summary.total.customers)).collect();
        assert_eq!(known, [(1, None, 1), (7, Some("may"), 1)]);
        for head in &heads {
            let whole = store.read(|db| snapshots::whole(db, head)).unwrap();
            assert_eq!((whole.people.id(0), whole.people.list()[0].measures.frequency), ("A", 1));
        }
        store.change(|db| snapshots::remove(db, 7)).unwrap();
        let parts: i64 = store.read(|db| db.query_row("SELECT count(*) FROM snapshot_part", [], |row| row.get(0))).unwrap();
        assert_eq!(parts, 1, "parts still go with their snapshot");
    }

    #[test]
    fn a_newer_one_is_refused() {
        let (_home, path) = home();
        drop(Store::create(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        assert!(why(&path).contains("newer rfm"));
        assert!(Store::create(&path).is_err());
    }

    #[test]
    fn a_corrupt_one_is_told() {
        let (_home, path) = home();
        drop(Store::create(&path).unwrap());
        let mut bytes = fs::read(&path).unwrap();
        bytes[100..].iter_mut().for_each(|byte| *byte = 0xA5);
        fs::write(&path, bytes).unwrap();
        assert!(why(&path).contains("damaged"));
    }

    #[test]
    fn a_locked_one_is_told_after_a_while() {
        let (_home, path) = home();
        let mut first = Store::create(&path).unwrap();
        let second = Store::with_patience(&path, false, SHORT);
        let text = first
            .change(|_| {
                let mut second = second.unwrap();
                assert!(
                    second.read(|tx| tx.query_row("SELECT count(*) FROM task", [], |row| row.get::<_, i64>(0))).is_ok(),
                    "readers do not wait"
                );
                let error = second.change(|_| Ok(())).unwrap_err();
                assert!(error.is_locked());
                Ok(error.text(Lang::En))
            })
            .unwrap();
        assert!(text.contains("rfm.db") && text.contains("another run"), "{text}");
    }

    #[test]
    fn a_change_that_fails_leaves_nothing() {
        let (_home, path) = home();
        let mut store = Store::create(&path).unwrap();
        let count = |tx: &Transaction<'_>| tx.query_row("SELECT count(*) FROM person", [], |row| row.get::<_, i64>(0));
        let failed = store.change(|tx| {
            tx.execute("INSERT INTO person VALUES ('Ada', 'advisor', 0)", [])?;
            tx.execute("INSERT INTO nowhere VALUES (1)", [])
        });
        assert!(failed.is_err());
        assert_eq!(store.read(count).unwrap(), 0);
    }

    /// As on a medium that cannot be written, whoever runs this.
    #[test]
    fn a_frozen_one_is_read_and_leaves_no_files() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("50% of #1? 数据.db");
        Store::create(&path).unwrap().change(|tx| tx.execute("INSERT INTO person VALUES ('Ada', 'advisor', 0)", [])).unwrap();
        assert!(!is_in_use(&path));
        let mut store = Store::frozen(&path).unwrap();
        let name: String = store.read(|tx| tx.query_row("SELECT name FROM person", [], |row| row.get(0))).unwrap();
        assert_eq!((name.as_str(), fs::read_dir(home.path()).unwrap().count()), ("Ada", 1));
        assert!(store.change(|tx| tx.execute("DELETE FROM person", [])).unwrap_err().text(Lang::En).contains("read-only"));
    }

    #[cfg(unix)]
    #[test]
    fn a_read_only_one_cannot_be_changed() {
        use std::os::unix::fs::PermissionsExt;
        let (home, path) = home();
        drop(Store::create(&path).unwrap());
        let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        mode(&path, 0o444);
        mode(home.path(), 0o555);
        if File::options().write(true).open(&path).is_err() {
            let error = Store::with_patience(&path, false, SHORT).and_then(|mut store| store.change(|_| Ok(()))).unwrap_err();
            assert!(error.text(Lang::En).contains("read-only"), "{}", error.text(Lang::En));
            let mut store = Store::look(&path).unwrap();
            assert!(store.read(|tx| tx.query_row("SELECT count(*) FROM task", [], |row| row.get::<_, i64>(0))).is_ok());
            assert!(store.change(|_| Ok(())).is_err());
        } // else: root may write everything
        mode(home.path(), 0o755);
    }
}
