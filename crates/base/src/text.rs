//! Text in both languages.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A language that certmap speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, simplified script.
    Zh,
}

impl Lang {
    /// Reads `en` or `zh`.
    ///
    /// ```
    /// assert_eq!(certmap_base::Lang::parse("zh"), Some(certmap_base::Lang::Zh));
    /// ```
    #[must_use]
    pub fn parse(word: &str) -> Option<Lang> {
        match word {
            "en" => Some(Lang::En),
            "zh" => Some(Lang::Zh),
            _ => None,
        }
    }

    /// The code used in files and on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The same words in English and in Chinese.
///
/// ```
/// use certmap_base::{Lang, Text};
/// let t = Text::new("type test", "型式试验");
/// assert_eq!(t.get(Lang::Zh), "型式试验");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Text {
        Text { en: en.into(), zh: zh.into() }
    }

    /// The same string in both languages (ids, numbers, names that are not translated).
    pub fn same(word: impl Into<String>) -> Text {
        let en = word.into();
        Text { zh: en.clone(), en }
    }

    /// The text in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// True if neither language says anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.zh.is_empty()
    }
}
