//! A user's own playbook: any bytes are a playbook in both languages or an error with its place; a playbook that is written
//! and read again is the same.

use rfm::lang::Lang;
use rfm::own_playbook::{from_bytes, from_toml, to_toml};

pub fn check(data: &[u8]) {
    match from_bytes(data, "own.toml") {
        Ok(playbooks) => {
            let written = to_toml(&playbooks.en, Lang::En).unwrap();
            let again = from_toml(&written, "own.toml", Lang::En).unwrap_or_else(|error| panic!("{}\n{written}", error.text(Lang::En)));
            assert_eq!(to_toml(&again, Lang::En).unwrap(), written);
            let line = |text: &str| assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
            line(&written);
        }
        Err(error) => {
            for lang in [Lang::En, Lang::Zh] {
                let text = error.text(lang);
                assert!(text.starts_with("own.toml") && !text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
            }
        }
    }
}
