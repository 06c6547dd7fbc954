//! What must hold of every message in both languages.

use certmap_base::{Lang, Problem, Text};
use std::collections::BTreeSet;

/// Problems in English, after it was seen that the Chinese of each says the same: [`same_words`].
///
/// # Panics
/// If it does not.
#[must_use]
#[track_caller]
pub fn told<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> Vec<String> {
    let mut told = Vec::new();
    for problem in problems {
        same_words(&problem.fault.message);
        problem.fault.help.iter().for_each(|help| same_words(help));
        told.push(problem.say(Lang::En));
    }
    told
}

/// Both languages speak, and put the same words of the writer in backticks.
///
/// # Panics
/// If they do not.
#[track_caller]
pub fn same_words(text: &Text) {
    assert!(chinese(&text.zh), "no Chinese in: {text:?}");
    // A writer's word that itself has a backtick in it makes pairs that say nothing.
    if text.en.matches('`').count() % 2 == 1 {
        return;
    }
    assert_eq!(quoted(&text.en), quoted(&text.zh), "not the same words: {text:?}");
}

/// True if a Chinese character stands in it.
#[must_use]
pub fn chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// What stands in backticks.
#[must_use]
pub fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}
