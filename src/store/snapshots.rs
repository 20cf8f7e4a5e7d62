//! Snapshots in the store: the head of each in a row that other programs can read, its customers packed in parts.
//!
//! A customer takes some 12 bytes: a base is written once and read as a whole, and a row of a table for each customer of each
//! month would make the store many times larger and slower. How they are packed is `packed`.

mod packed;

use super::tasks::Stamp;
use crate::compare::in_common;
use crate::customer::ValueOf;
use crate::money::read::AmountFormat;
use crate::money::{MAX_DECIMALS, Money};
use crate::segment::Segment;
pub use crate::snapshot::Head;
use crate::snapshot::settings::{thresholds_of, thresholds_text};
use crate::snapshot::{People, Settings, Snapshot};
use crate::summary::{Size, Summary};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The tables of snapshots.
pub(super) const SCHEMA: &str = "
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY, label TEXT UNIQUE, as_of TEXT NOT NULL, settings TEXT NOT NULL, thresholds TEXT NOT NULL,
    decimals INTEGER NOT NULL, customers INTEGER NOT NULL, monetary TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
    UNIQUE (as_of, settings)
) STRICT;
CREATE TABLE snapshot_segment (
    snapshot INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE, segment TEXT NOT NULL, customers INTEGER NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (snapshot, segment)
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshot_part (
    snapshot INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE, part INTEGER NOT NULL, customers INTEGER NOT NULL,
    packed BLOB NOT NULL, PRIMARY KEY (snapshot, part)
) STRICT;
";

/// The label is a part of what a snapshot is: of a day and settings there is one without a label, and one for each label. SQLite can take a
/// constraint out of a table only by making it anew.
pub(super) const LABELS: &str = "
ALTER TABLE snapshot RENAME TO snapshot_before;
ALTER TABLE snapshot_segment RENAME TO snapshot_segment_before;
ALTER TABLE snapshot_part RENAME TO snapshot_part_before;
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY, label TEXT UNIQUE, as_of TEXT NOT NULL, settings TEXT NOT NULL, thresholds TEXT NOT NULL,
    decimals INTEGER NOT NULL, customers INTEGER NOT NULL, monetary TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX snapshot_without_label ON snapshot (as_of, settings) WHERE label IS NULL;
CREATE TABLE snapshot_segment (
    snapshot INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE, segment TEXT NOT NULL, customers INTEGER NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (snapshot, segment)
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshot_part (
    snapshot INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE, part INTEGER NOT NULL, customers INTEGER NOT NULL,
    packed BLOB NOT NULL, PRIMARY KEY (snapshot, part)
) STRICT;
INSERT INTO snapshot SELECT * FROM snapshot_before;
INSERT INTO snapshot_segment SELECT * FROM snapshot_segment_before;
INSERT INTO snapshot_part SELECT * FROM snapshot_part_before;
DROP TABLE snapshot_segment_before;
DROP TABLE snapshot_part_before;
DROP TABLE snapshot_before;
";

/// So many customers are packed together.
const PART: usize = 1 << 16;

/// What became of a snapshot that was to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is new.
    New,
    /// It took the place of one with the same as-of date, settings and label.
    Replaced,
    /// One of other data seems to stand there, of so many customers; nothing was changed.
    OtherData(u64),
    /// Another snapshot has the label.
    LabelTaken,
}

/// Saves a snapshot, in the place of one with the same as-of date, settings and label, or of one without a label where it has none.
/// Where that one has more than twice as many customers, or fewer than half, it is of other data (another branch, a part), and
/// is replaced only if `force` says so. To be called within a transaction.
pub fn save(db: &Connection, snapshot: &Snapshot, label: Option<&str>, force: bool, stamp: &Stamp) -> rusqlite::Result<Saved> {
    let (as_of, settings) = (snapshot.as_of.to_string(), snapshot.settings.to_string());
    let mut find = db.prepare_cached(
        "SELECT id, customers, as_of = ?2 AND settings = ?3 FROM snapshot
         WHERE CASE WHEN ?1 IS NULL THEN label IS NULL AND as_of = ?2 AND settings = ?3 ELSE label = ?1 END",
    )?;
    let of_row = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, bool>(2)?));
    let old = find.query_map(params![label, as_of, settings], of_row)?.next().transpose()?;
    let old_id = match old {
        Some((_, _, false)) => return Ok(Saved::LabelTaken),
        Some((id, customers, true)) if !force && is_of_other_data(db, id, customers as u64, snapshot)? => {
            return Ok(Saved::OtherData(customers as u64));
        }
        old => old.map(|(id, ..)| id),
    };
    if let Some(id) = old_id {
        remove(db, id)?;
    }
    let summary = snapshot.summary();
    let mut put = db.prepare_cached("INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    put.execute(params![
        old_id,
        label,
        as_of,
        settings,
        thresholds_text(&snapshot.thresholds),
        snapshot.decimals,
        snapshot.people.len() as i64,
        summary.monetary.plain(snapshot.decimals),
        stamp.at,
        stamp.actor,
    ])?;
    let id = db.last_insert_rowid();
    let mut put = db.prepare_cached("INSERT INTO snapshot_segment VALUES (?, ?, ?, ?)")?;
    for segment in Segment::ALL {
        let Size { customers, value } = summary.segments[segment as usize];
        put.execute(params![id, segment.slug(), customers as i64, value.plain(snapshot.decimals)])?;
    }
    let mut put = db.prepare_cached("INSERT INTO snapshot_part VALUES (?, ?, ?, ?)")?;
    let places = snapshot.people.len();
    for (part, from) in (0..places).step_by(PART).enumerate() {
        let range = from..(from + PART).min(places);
        put.execute(params![id, part as i64, range.len() as i64, packed::pack(&snapshot.people, range)])?;
    }
    Ok(if old_id.is_some() { Saved::Replaced } else { Saved::New })
}

/// The snapshot that stands there has more than twice as many customers, or fewer than half; or most of its first ones are not in
/// this one.
fn is_of_other_data(db: &Connection, id: i64, customers: u64, snapshot: &Snapshot) -> rusqlite::Result<bool> {
    if is_of_other_size(customers, snapshot.people.len() as u64) {
        return Ok(true);
    }
    let first = "SELECT packed FROM snapshot_part WHERE snapshot = ? AND part = 0";
    let mut there = People::default();
    db.query_row(first, [id], |row| Ok(packed::unpack(row.get_ref(0)?.as_blob()?, snapshot.as_of, &mut there))).optional()?;
    Ok(in_common(&there, &snapshot.people) * 2 < there.len() as u64)
}

fn is_of_other_size(was: u64, is: u64) -> bool {
    was > 2 * is || is > 2 * was
}

/// Removes a snapshot; whether there was one. To be called within a transaction.
pub fn remove(db: &Connection, id: i64) -> rusqlite::Result<bool> {
    Ok(db.execute("DELETE FROM snapshot WHERE id = ?", [id])? > 0)
}

/// All snapshots, the earliest day first, without their customers.
pub fn heads(db: &Connection) -> rusqlite::Result<Vec<Head>> {
    let mut segments = db.prepare_cached("SELECT segment, customers, value FROM snapshot_segment WHERE snapshot = ?")?;
    let mut query = db.prepare_cached("SELECT id, label, as_of, settings, decimals, monetary FROM snapshot ORDER BY as_of, id")?;
    let mut heads = Vec::new();
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let mut sizes = [Size::default(); 8];
        let mut parts = segments.query([id])?;
        while let Some(part) = parts.next()? {
            let segment = read(part, 0, |text| Segment::find(text).ok())?;
            sizes[segment as usize] = Size { customers: part.get::<_, i64>(1)?.max(0) as u64, value: read(part, 2, money)? };
        }
        let settings: Settings = read(row, 3, |text| text.parse().ok())?;
        let value_of: ValueOf = settings.value_of;
        heads.push(Head {
            id,
            label: row.get(1)?,
            as_of: read(row, 2, |text| text.parse().ok())?,
            settings,
            decimals: row.get(4)?,
            summary: Summary::of_sizes(sizes, read(row, 5, money)?, value_of),
        });
    }
    Ok(heads)
}

/// The snapshot of this head, whole.
pub fn whole(db: &Connection, head: &Head) -> rusqlite::Result<Snapshot> {
    let thresholds = db.query_row("SELECT thresholds FROM snapshot WHERE id = ?", [head.id], |row| read(row, 0, thresholds_of))?;
    let mut people = People::default();
    let mut query = db.prepare_cached("SELECT packed FROM snapshot_part WHERE snapshot = ? ORDER BY part")?;
    let mut rows = query.query([head.id])?;
    let damaged = || rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, "a damaged snapshot".into());
    while let Some(row) = rows.next()? {
        packed::unpack(row.get_ref(0)?.as_blob()?, head.as_of, &mut people).ok_or_else(damaged)?;
    }
    if people.len() as u64 != head.summary.total.customers {
        return Err(damaged());
    }
    Ok(Snapshot { as_of: head.as_of, settings: head.settings.clone(), thresholds, decimals: head.decimals, people })
}

fn money(text: &str) -> Option<Money> {
    // Sums may be larger than any cell, which is all that reading an amount takes.
    match AmountFormat::default().read(text) {
        Ok(figure) => Some(figure.value),
        Err(_) => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            let digits = format!("{whole}{fraction:0<width$}", width = usize::from(MAX_DECIMALS));
            digits.parse().ok().map(Money::from_micros)
        }
    }
}

/// A text of ours in a column.
fn read<T>(row: &Row<'_>, column: usize, read: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    read(&text).ok_or_else(|| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, format!("'{text}'").into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_data_has_twice_as_many_or_half() {
        assert_eq!(
            [(10, 5), (11, 5), (5, 10), (5, 11), (0, 0)].map(|(was, is)| is_of_other_size(was, is)),
            [false, true, false, true, false]
        );
    }

    #[test]
    fn sums_of_any_size_are_read_back() {
        for micros in [0, -1, 1_500_000, 10_i128.pow(30) + 250_000, -(10_i128.pow(30) + 1)] {
            let amount = Money::from_micros(micros);
            assert_eq!([2, 6].map(|decimals| money(&amount.plain(decimals))), [Some(amount); 2], "{micros}");
        }
    }
}
