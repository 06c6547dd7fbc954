//! How well a statement is founded.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How well a statement is founded; greater is better founded.
///
/// A result carries the weakest confidence of the reasons that decided it.
///
/// ```
/// use certmap_base::Confidence;
/// assert!(Confidence::Official > Confidence::Secondary);
/// assert_eq!(Confidence::Official.min(Confidence::Recalled), Confidence::Recalled);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// Nobody could confirm it, or sources contradict each other.
    Unconfirmed,
    /// From professional recollection; no source was read for it.
    Recalled,
    /// From a source that quotes or reports the official text.
    Secondary,
    /// From the official text, or a faithful copy of it.
    Official,
}

impl Confidence {
    /// All, best first.
    pub const ALL: [Confidence; 4] =
        [Confidence::Official, Confidence::Secondary, Confidence::Recalled, Confidence::Unconfirmed];

    /// Reads the word used in packs.
    #[must_use]
    pub fn parse(word: &str) -> Option<Confidence> {
        Confidence::ALL.into_iter().find(|c| c.word() == word)
    }

    /// The word used in packs and in the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Official => "official",
            Confidence::Secondary => "secondary",
            Confidence::Recalled => "recalled",
            Confidence::Unconfirmed => "unconfirmed",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
