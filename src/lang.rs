//! The two languages people read, and the one way a text is written in both.
//!
//! A text for people is a pair handed to [`Lang::pick`], so a translation that is missing does not compile.
//! Machine-readable names (CSV headers, JSON keys, slugs, reason codes) are never translated and never pass through here.

use crate::money::grouped;

/// A language for people: tables, notes, errors. Help stays English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese (zh-CN).
    Zh,
}

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
}

impl Text {
    /// A text in both languages.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Text { en, zh }
    }

    /// The text in the asked language, with the value in the place of `{}`.
    pub fn with(self, value: &str, lang: Lang) -> String {
        self.get(lang).replacen("{}", value, 1)
    }

    /// The text in the asked language.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

impl Lang {
    /// The one of two values that belongs to this language.
    pub fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// Reads a locale name as found in `LANG` or the system's settings: `zh_CN.UTF-8`, `zh-Hans`; all else is English.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
    }
}

/// A count of something with a regular plural, in English: `1 row`, `2,000 rows`.
pub fn plural(count: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales() {
        assert_eq!(Lang::of_locale("zh_CN.UTF-8"), Lang::Zh);
        assert_eq!(Lang::of_locale("zh-Hans-CN"), Lang::Zh);
        assert_eq!(Lang::of_locale("C"), Lang::En);
        assert_eq!(Lang::of_locale("de_DE.UTF-8"), Lang::En);
    }
}
