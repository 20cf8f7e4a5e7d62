//! The laws that fuzzing tries to break (`fuzz/laws`), held against its seeds and against every input that has ever broken one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../fuzz/laws/mod.rs"]
mod laws;

use std::path::Path;

/// Every seed of a target.
fn hold(target: &str, law: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut seeds: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "{}", folder.display());
    for seed in seeds {
        eprintln!("{}", seed.display()); // shown where a law is broken
        law(&std::fs::read(&seed).unwrap());
    }
}

#[test]
fn amount() {
    hold("amount", laws::amount::check);
}

#[test]
fn date() {
    hold("date", laws::date::check);
}

#[test]
fn encoding() {
    hold("encoding", laws::encoding::check);
}

#[test]
fn rows() {
    hold("rows", laws::rows::check);
}

#[test]
fn pipeline() {
    hold("pipeline", laws::pipeline::check);
}

#[test]
fn lists() {
    hold("lists", laws::lists::check);
}

#[test]
fn settings() {
    hold("settings", laws::settings::check);
}

#[test]
fn playbook() {
    hold("playbook", laws::playbook::check);
}
