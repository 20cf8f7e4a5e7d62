//! What is around every page: its head, its style, its policy, its foot. The template of a page escapes whatever it shows, and
//! the policy allows the page its own style and nothing else.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};

const FRAME: &str = include_str!("frame.html");
const STYLE: &str = include_str!("style.css");

#[derive(Serialize)]
struct Frame<'a> {
    lang: &'a str,
    style: &'static str,
    style_hash: String,
    title: &'a str,
    subtitle: &'a str,
    body: &'a str,
    version: &'static str,
}

/// The template filled with these values, all of them escaped.
pub fn fill(template: &str, values: &impl Serialize) -> anyhow::Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template("page", template)?;
    Ok(environment.get_template("page")?.render(Serde(values))?)
}

/// A whole page. `body` is what [`fill`] made; all else is escaped.
pub fn page(lang: &str, title: &str, subtitle: &str, body: &str) -> anyhow::Result<Vec<u8>> {
    let (style_hash, version) = (BASE64_STANDARD.encode(Sha256::digest(STYLE)), env!("CARGO_PKG_VERSION"));
    let mut text = fill(FRAME, &Frame { lang, style: STYLE, style_hash, title, subtitle, body, version })?;
    text.push('\n');
    Ok(text.into_bytes())
}
