//! Time zones: which calendar day a moment belongs to, and how a zone is written.

use crate::lang::Text;
use chrono::{Datelike, NaiveDateTime, TimeDelta, TimeZone};

/// The zone whose calendar day counts, where a cell names a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// A fixed offset in minutes east of Greenwich.
    Offset(i32),
    /// A named zone with its rules.
    Named(chrono_tz::Tz),
}

impl std::str::FromStr for Zone {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        if let Some(minutes) = offset(text) {
            return Ok(Zone::Offset(minutes));
        }
        text.parse().map(Zone::Named).map_err(|_| {
            Text::new(
                "'{}' is not a time zone; write +08:00, UTC or a name such as Asia/Shanghai",
                "“{}”不是时区；请写 +08:00、UTC 或 Asia/Shanghai 这样的名称",
            )
        })
    }
}

/// `Z`, `UTC`, `+08:00`, `+0800`, `+08`, `UTC+8`, as minutes east of Greenwich.
pub fn offset(text: &str) -> Option<i32> {
    let text = text.trim();
    let rest = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    if (rest.is_empty() && !text.is_empty()) || rest == "Z" || rest == "z" {
        return Some(0);
    }
    let (sign, rest) = match rest.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, rest.strip_prefix('-')?),
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
        None => (rest, "0"),
    };
    let all_digits = |s: &str| (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(hours) || !all_digits(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// The moment, in the wanted zone, of a local time in a zone `minutes` east of Greenwich.
pub fn in_zone(local: NaiveDateTime, minutes: i32, zone: Option<Zone>) -> Option<NaiveDateTime> {
    if !(1899..=2200).contains(&local.date().year()) {
        return None; // the zones' arithmetic ends somewhere
    }
    let utc = local - TimeDelta::minutes(minutes.into());
    Some(match zone {
        Some(Zone::Offset(east)) => utc + TimeDelta::minutes(east.into()),
        Some(Zone::Named(tz)) => tz.from_utc_datetime(&utc).naive_local(),
        None => local,
    })
}
