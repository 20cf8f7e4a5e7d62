//! What a user writes to set things: configuration, thresholds, words for zones, windows and formats, texts with places to
//! fill. Any text is a setting or an error that can be shown; what is printed is read again as the same.

use super::Choices;
use rfm::alert::Settings;
use rfm::cuts;
use rfm::date::read::{DateFormat, Zone};
use rfm::date::{Day, Window};
use rfm::formula::{harmless, is_formula};
use rfm::job::MaxRejects;
use rfm::lang::{Lang, Text};
use rfm::load::encoding::named;
use rfm::playbook::fill::{Facts, Field, Piece, fill, pieces};
use rfm::score::{FixedCuts, Thresholds};

#[path = "../../src/cli/config/parse.rs"]
mod config;

const KEYS: [&str; 8] = ["window", "ignore-ids", "decimal-comma", "high", "as-of", "lang", "cuts", "amount"];

pub fn check(data: &[u8]) {
    let mut choices = Choices::new(data);
    let which = choices.below(8);
    let Ok(text) = std::str::from_utf8(choices.rest()) else { return };
    match which {
        0 => configuration(text),
        1 => thresholds(text),
        2 => flags(text),
        3 | 4 => places(text),
        _ => words(text),
    }
}

fn configuration(text: &str) {
    let keys = KEYS.map(str::to_owned);
    match config::parse(text, &keys) {
        Ok(set) => {
            for (key, (at, _)) in &set {
                assert!(keys.contains(key) && text.is_char_boundary(*at), "{text:?}");
            }
        }
        Err(fault) => assert!(text.get(..fault.at).is_some() && can_be_shown(fault.what), "{fault:?} {text:?}"),
    }
}

fn can_be_shown(text: Text) -> bool {
    !text.en.is_empty() && !text.zh.is_empty()
}

fn thresholds(text: &str) {
    match cuts::from_toml(text, "cuts.toml") {
        Ok(cuts) => are_kept(cuts),
        Err(error) => assert!(error.text(Lang::En).starts_with("cuts.toml") && !error.text(Lang::Zh).is_empty()),
    }
}

/// Thresholds that are complete are the same after they have been written and read.
fn are_kept(cuts: FixedCuts) {
    if let FixedCuts { r: Some(r_at_most), f: Some(f_at_least), m: Some(m_at_least) } = cuts {
        let thresholds = Thresholds { r_at_most, f_at_least, m_at_least };
        let written = cuts::to_toml(&thresholds, Some(Day::FIRST), 2);
        assert_eq!(cuts::from_toml(&written, "cuts.toml").map_err(|error| error.text(Lang::En)), Ok(cuts), "{written}");
    }
}

fn flags(text: &str) {
    match cuts::read_flags(text.lines()) {
        Ok(cuts) => are_kept(cuts),
        Err(error) => assert!(!error.text(Lang::En).is_empty() && !error.text(Lang::Zh).is_empty()),
    }
}

/// The pieces of a text put together are the text; a text without a field stays as it is.
fn places(text: &str) {
    let pieces = pieces(text);
    let together = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => (*text).to_owned(),
        Piece::Field(field) => format!("{{{}}}", field.slug()),
        Piece::Unknown(name) => format!("{{{name}}}"),
    });
    assert_eq!(together.collect::<String>(), text);
    let mut blanks = Vec::new();
    let filled = fill(text, &Facts::default(), Lang::Zh, &mut blanks);
    if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
        assert_eq!(filled, text);
    }
    let fields = |field: &Field| pieces.iter().any(|piece| matches!(piece, Piece::Field(own) if own == field));
    assert!(blanks.iter().all(fields));
}

fn words(text: &str) {
    if let Ok(window) = text.parse::<Window>() {
        for as_of in [Day::FIRST, Day::LAST, Day::from_number(19_782)] {
            assert!(window.start(as_of) < as_of, "{text:?} before {as_of}");
        }
    }
    if let Ok(day) = text.parse::<Day>() {
        assert!((Day::FIRST..=Day::LAST).contains(&day), "{text:?}");
    }
    if let Ok(Zone::Offset(minutes)) = text.parse::<Zone>() {
        assert!(minutes.abs() < 15 * 60, "{text:?}");
    }
    if let Ok(encoding) = named(text) {
        assert_eq!(named(encoding.name()), Ok(encoding));
    }
    if let Ok(format) = DateFormat::named(text) {
        _ = format.read("2026-11-01 12:30:00 +08:00", None);
        _ = format.minutes("2026-11-01 12:30:00 +08:00", Some(Zone::Offset(480)));
    }
    if let Ok(MaxRejects::Percent(percent)) = text.parse() {
        assert_eq!(text.strip_suffix('%').and_then(|number| number.parse().ok()), Some(percent), "{text:?}");
    }
    assert!(!is_formula(&harmless(text)), "{text:?}");
    let mut settings = Settings::default();
    for result in [settings.set_level(text), settings.set_owner(text), settings.set_action(text)] {
        assert!(result.err().is_none_or(can_be_shown));
    }
}
