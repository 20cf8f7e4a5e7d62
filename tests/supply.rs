//! What the program is made of is what `deny.toml` allows: licences, sources, one version of each crate; and the version of
//! Rust that `Cargo.toml` asks for is one that every dependency can do with. For those without `cargo deny`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// All that Cargo.lock names and this machine has, on this system.
fn packages() -> Option<Vec<Value>> {
    let host = format!("{}-", std::env::consts::ARCH);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args(["metadata", "--format-version", "1", "--locked", "--offline"]);
    let triple = Command::new("rustc").arg("-vV").output().ok().and_then(|out| {
        let told = String::from_utf8(out.stdout).ok()?;
        Some(told.lines().find_map(|line| line.strip_prefix("host: "))?.to_owned())
    });
    if let Some(triple) = triple.filter(|triple| triple.starts_with(&host)) {
        cargo.args(["--filter-platform", &triple]);
    }
    let out = cargo.output().unwrap();
    if !out.status.success() {
        eprintln!("skipped: {}", String::from_utf8_lossy(&out.stderr));
        return None;
    }
    let metadata: Value = serde_json::from_slice(&out.stdout).unwrap();
    let used: Vec<&str> = metadata["resolve"]["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    let packages = metadata["packages"].as_array().unwrap().iter().filter(|package| used.contains(&package["id"].as_str().unwrap()));
    Some(packages.cloned().collect())
}

fn deny() -> toml::Table {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap().parse().unwrap()
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap()
}

/// `(A OR B) AND C`: one of each alternative that must hold is allowed. `/` is an OR of old.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.replace('/', " OR ");
    expression.split(" AND ").all(|part| part.trim_matches(['(', ')']).split(" OR ").any(|licence| allowed.contains(&licence.trim())))
}

#[test]
fn licences_and_sources_are_allowed() {
    let (Some(packages), deny) = (packages(), deny()) else { return };
    let texts = |value: &toml::Value| value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let allowed = texts(&deny["licenses"]["allow"]);
    let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
    let clarified = deny["licenses"]["clarify"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| (of["crate"].as_str().unwrap(), of["expression"].as_str().unwrap()));
    let clarified: BTreeMap<&str, &str> = clarified.collect();
    let registries: Vec<String> = texts(&deny["sources"]["allow-registry"]).iter().map(|url| format!("registry+{url}")).collect();
    for package in &packages {
        let licence = package["license"].as_str().or(clarified.get(name(package)).copied());
        assert!(licence.is_some_and(|licence| is_allowed(licence, &allowed)), "{}: {licence:?}", name(package));
        let source = package["source"].as_str().unwrap_or("here");
        assert!(name(package) == "rfm" || registries.iter().any(|registry| registry == source), "{} from {source}", name(package));
    }
    assert!(packages.len() > 100, "{} packages were looked at", packages.len());
}

#[test]
fn there_is_one_version_of_each_crate() {
    let (Some(packages), deny) = (packages(), deny()) else { return };
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in &packages {
        versions.entry(name(package)).or_default().push(package["version"].as_str().unwrap());
    }
    versions.retain(|_, versions| versions.len() > 1);
    let skipped = deny["bans"]["skip"].as_array().unwrap().iter().map(|skip| skip["crate"].as_str().unwrap().split('@').next().unwrap());
    let skipped: Vec<&str> = skipped.collect();
    assert_eq!(versions.keys().copied().collect::<Vec<_>>(), skipped, "{versions:?}");
}

#[test]
fn every_dependency_can_do_with_the_rust_that_is_asked_for() {
    let Some(packages) = packages() else { return };
    let version = |package: &Value| -> Option<Vec<u32>> {
        Some(package["rust_version"].as_str()?.split('.').map(|part| part.parse().unwrap()).chain([0, 0]).take(3).collect())
    };
    let ours = packages.iter().find(|package| name(package) == "rfm").and_then(version).expect("Cargo.toml states rust-version");
    for package in &packages {
        assert!(version(package).is_none_or(|theirs| theirs <= ours), "{} asks for {}", name(package), package["rust_version"]);
    }
}

#[test]
fn expressions_of_licences() {
    let allowed = ["MIT", "Zlib"];
    for (expression, is) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("MIT/GPL-3.0", true),
        ("(GPL-3.0 OR MIT) AND Zlib", true),
        ("MIT AND GPL-3.0", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), is, "{expression}");
    }
}
