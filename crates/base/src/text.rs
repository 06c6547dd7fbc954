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

/// The same words in both languages, with the same values filled in: the English, the Chinese, then what stands in `{}`.
/// Values after a `;` are themselves [`Text`]s, and each language takes its half.
///
/// A text that stands in one language only, or in the wrong order, does not compile.
///
/// ```
/// use certmap_base::text;
/// let (found, wanted) = ("kw", text!("a unit", "单位"));
/// let text = text!("found `{found}` instead of {}", "此处应为{}，而不是 `{found}`"; wanted);
/// assert_eq!(text.en, "found `kw` instead of a unit");
/// assert_eq!(text.zh, "此处应为单位，而不是 `kw`");
/// ```
///
/// ```compile_fail
/// let text = certmap_base::text!("only in English", "only in English");
/// ```
#[macro_export]
macro_rules! text {
    ($en:literal, $zh:literal $(, $value:expr)* $(,)?) => {{
        const { $crate::both_languages($en, $zh) };
        $crate::Text::new(::std::format!($en $(, $value)*), ::std::format!($zh $(, $value)*))
    }};
    ($en:literal, $zh:literal; $($half:expr),+ $(,)?) => {{
        const { $crate::both_languages($en, $zh) };
        $crate::Text::new(::std::format!($en $(, $half.en)+), ::std::format!($zh $(, $half.zh)+))
    }};
}

/// What [`text!`](crate::text!) asks of its two halves when it is compiled.
#[doc(hidden)]
pub const fn both_languages(en: &str, zh: &str) {
    assert!(!en.is_empty() && !says_chinese(en), "the first text is English");
    assert!(says_chinese(zh), "the second text is Chinese");
    assert!(braces(en) == braces(zh), "both languages show the same values");
}

const fn braces(text: &str) -> usize {
    let (mut rest, mut count) = (text.as_bytes(), 0);
    while let [first, after @ ..] = rest {
        if *first == b'{' {
            count += 1;
        }
        rest = after;
    }
    count
}

/// True if a character of the block U+4E00 to U+9FFF stands in it; in UTF-8 those begin with the bytes E4 to E9.
const fn says_chinese(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first >= 0xe4 && *first <= 0xe9 {
            return true;
        }
        rest = after;
    }
    false
}
