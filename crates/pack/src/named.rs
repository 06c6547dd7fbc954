//! Names of schemes, marks and standards, old and new, and what became of them.

use crate::simplified::simplified;
use crate::{Common, KnownScheme};
use certmap_base::{Cite, Text};
use serde::{Deserialize, Serialize};

/// A name that stands in old papers or in everyday talk, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// The name, and how else people write it.
    pub names: Vec<String>,
    /// What it was and what became of it.
    pub says: Text,
    /// Schemes that are asked for today in its place; none where nothing took it.
    pub now: Vec<String>,
    /// Where that stands; the sources are those of [`crate::Concordance`].
    pub cites: Vec<Cite>,
}

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Named<'a> {
    /// A name with a story.
    Former(&'a Former),
    /// A scheme that is called so today.
    Scheme(&'a KnownScheme),
}

impl Common {
    /// What a name of a scheme, mark or standard means: `CCIB`, `GB/T 28001-2011`, `UKCA mark`, `长城标志`. Empty where it
    /// is no such name; then it may be a product, see [`crate::Taxonomy::find`].
    #[must_use]
    pub fn named(&self, text: &str) -> Vec<Named<'_>> {
        let word = folded(text);
        if word.chars().count() < 2 {
            return Vec::new();
        }
        let former = self.concordance.former.iter();
        let same: Vec<Named> =
            former.clone().filter(|f| f.names.iter().any(|n| folded(n) == word)).map(Named::Former).collect();
        if !same.is_empty() {
            return same;
        }
        let edition: Vec<Named> =
            former.filter(|f| f.names.iter().any(|n| is_edition(&word, &folded(n)))).map(Named::Former).collect();
        if !edition.is_empty() {
            return edition;
        }
        self.schemes.iter().filter(|s| s.id == text || is_called(s, text)).map(Named::Scheme).collect()
    }
}

/// True of a name with a year behind it: `GB/T 28001-2011` is an edition of `GB/T 28001`.
fn is_edition(word: &str, name: &str) -> bool {
    let year = word.strip_prefix(name);
    year.is_some_and(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit())) && name.len() > 3
}

/// True if all words are abbreviations that stand in the name of the scheme, such as UKCA or KC EMC.
fn is_called(scheme: &KnownScheme, text: &str) -> bool {
    let is_short = |w: &&str| w.chars().filter(char::is_ascii_uppercase).count() >= 2;
    let known: Vec<String> =
        words(&scheme.name.en).chain(words(&scheme.name.zh)).filter(is_short).map(|w| w.to_uppercase()).collect();
    let mut asked = words(text).map(str::to_uppercase).filter(|w| !ENDINGS.contains(&w.as_str())).peekable();
    asked.peek().is_some() && asked.all(|w| known.contains(&w))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty())
}

/// What people put behind a name.
const ENDINGS: [&str; 11] =
    ["MARKING", "MARK", "CERTIFICATION", "CERTIFICATE", "CERTIFIED", "LOGO", "认证", "标志", "标识", "证书", "标记"];

/// Letters, digits and Chinese characters alone, without what people put behind a name.
fn folded(text: &str) -> String {
    let mut word: String = text.chars().filter(|c| c.is_alphanumeric()).map(simplified).collect();
    word = word.to_uppercase();
    while let Some(stem) = ENDINGS.iter().find_map(|e| word.strip_suffix(e)).filter(|s| s.chars().count() > 1) {
        word = stem.to_owned();
    }
    word
}
