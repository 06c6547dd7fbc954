//! Finding a kind of product by everyday words, in English or Chinese, misspelled or not.

use crate::{Kind, Taxonomy};
use std::collections::{BTreeMap, BTreeSet};

/// A kind that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'a> {
    /// The kind.
    pub kind: &'a Kind,
    /// How well it fits, 0 to 100.
    pub score: u8,
}

/// What is worth showing at all.
const SCORE_MIN: f64 = 34.0;

impl Taxonomy {
    /// The kinds whose names or synonyms fit best, best first.
    ///
    /// English words are compared one by one and may be misspelled; rare words count more than common ones, and the
    /// last word of a name more than the others (a *phone charger* is a charger). Chinese is compared by pairs of
    /// characters.
    #[must_use]
    pub fn find(&self, text: &str, most: usize) -> Vec<Hit<'_>> {
        let query = Phrase::of(text);
        let weights = self.weights();
        let mut hits: Vec<(f64, &Kind)> = self
            .kinds
            .iter()
            .filter(|k| !k.under.is_empty())
            .map(|k| (self.score(k, &query, &weights), k))
            .filter(|(score, _)| *score >= SCORE_MIN)
            .collect();
        hits.sort_by(|a, b| {
            b.0.total_cmp(&a.0).then_with(|| a.1.id.len().cmp(&b.1.id.len())).then_with(|| a.1.id.cmp(&b.1.id))
        });
        let shown = |score: f64| score.round().clamp(0.0, 100.0) as u8;
        hits.into_iter().take(most).map(|(score, kind)| Hit { kind, score: shown(score) }).collect()
    }

    fn score(&self, kind: &Kind, query: &Phrase, weights: &BTreeMap<String, f64>) -> f64 {
        let id = kind.id.replace('-', " ");
        let main = [kind.name.en.as_str(), kind.name.zh.as_str(), id.as_str()];
        let best = main.iter().map(|n| query.fit(&Phrase::of(n), weights)).fold(0.0, f64::max);
        let also = kind.also_en.iter().chain(&kind.also_zh);
        let other = also.map(|n| query.fit(&Phrase::of(n), weights) - 1.0).fold(0.0, f64::max);
        best.max(other)
    }

    /// The rarer a word in all names, the more it weighs.
    fn weights(&self) -> BTreeMap<String, f64> {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for kind in &self.kinds {
            let names = std::iter::once(&kind.name.en).chain(&kind.also_en);
            let words: BTreeSet<String> = names.flat_map(|n| Phrase::of(n).words).collect();
            for word in words {
                *counts.entry(word).or_insert(0.0) += 1.0;
            }
        }
        let all = self.kinds.len() as f64 + 1.0;
        counts.into_iter().map(|(w, n)| (w, (all / n).ln().max(0.3))).collect()
    }
}

/// A text cut for comparing.
struct Phrase {
    /// English words, singular and lower case.
    words: Vec<String>,
    /// Pairs of neighbouring Chinese characters; a lone character stands for itself.
    pairs: BTreeSet<String>,
    han: String,
}

const FILLERS: [&str; 13] =
    ["a", "an", "the", "for", "of", "with", "and", "or", "in", "to", "other", "than", "without"];

impl Phrase {
    fn of(text: &str) -> Phrase {
        let lower = text.to_lowercase();
        let han: String = lower.chars().filter(|c| is_han(*c)).collect();
        let latin: String = lower.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
        let words = latin.split_whitespace().filter(|w| !FILLERS.contains(w)).map(singular).collect();
        let chars: Vec<char> = han.chars().collect();
        let pairs = if chars.len() == 1 {
            chars.iter().map(char::to_string).collect()
        } else {
            chars.windows(2).map(String::from_iter).collect()
        };
        Phrase { words, pairs, han }
    }

    /// How well a name fits this query, 0 to 100.
    fn fit(&self, name: &Phrase, weights: &BTreeMap<String, f64>) -> f64 {
        let han = self.fit_han(name);
        let latin = self.fit_words(name, weights);
        match (self.is_mixed(), name.is_mixed()) {
            (false, false) => han.max(latin),
            (true, true) => 0.6 * han + 0.4 * latin,
            (true, false) => self.part(han, latin),
            (false, true) => name.part(han, latin),
        }
    }

    /// True of a text in both scripts, such as `DVD机`.
    fn is_mixed(&self) -> bool {
        !self.han.is_empty() && !self.words.is_empty()
    }

    /// What a fit in one script is worth to a text in both: no more than the share of that script, so that `DVD机`
    /// does not fit every name that ends in 机.
    fn part(&self, han: f64, latin: f64) -> f64 {
        let (characters, words) = (self.han.chars().count() as f64, 2.0 * self.words.len() as f64);
        let all = characters + words;
        (han * characters / all).max(latin * words / all)
    }

    fn fit_han(&self, name: &Phrase) -> f64 {
        if self.han.is_empty() || name.han.is_empty() {
            return 0.0;
        }
        if self.han == name.han {
            return 100.0;
        }
        let (long, short) = (
            self.han.chars().count().max(name.han.chars().count()),
            self.han.chars().count().min(name.han.chars().count()),
        );
        let share = short as f64 / long as f64;
        // The last characters say what a thing is: 电动牙刷 is a 牙刷.
        if self.han.ends_with(&name.han) || name.han.ends_with(&self.han) {
            return 55.0 + 40.0 * share;
        }
        if self.han.contains(&name.han) || name.han.contains(&self.han) {
            return 45.0 + 40.0 * share;
        }
        let common = self.pairs.intersection(&name.pairs).count() as f64;
        let dice = 2.0 * common / (self.pairs.len() + name.pairs.len()) as f64;
        let letters = self.han.chars().filter(|c| name.han.contains(*c)).count() as f64 / long as f64;
        let tail = self.han.chars().last() == name.han.chars().last();
        88.0 * (0.7 * dice + 0.2 * letters + if tail { 0.1 } else { 0.0 })
    }

    fn fit_words(&self, name: &Phrase, weights: &BTreeMap<String, f64>) -> f64 {
        if self.words.is_empty() || name.words.is_empty() {
            return 0.0;
        }
        if self.words == name.words {
            return 100.0;
        }
        if self.words.concat() == name.words.concat() {
            return 99.0;
        }
        let found = covered(&self.words, &name.words, weights);
        let used = covered(&name.words, &self.words, weights);
        let both = found + used;
        if both <= 0.0 { 0.0 } else { 97.0 * (2.0 * found * used / both).min(0.99) }
    }
}

/// The weighted share of `words` that stand in `among`.
fn covered(words: &[String], among: &[String], weights: &BTreeMap<String, f64>) -> f64 {
    let last = words.len().saturating_sub(1);
    let (mut all, mut hit) = (0.0, 0.0);
    for (i, word) in words.iter().enumerate() {
        let head = if i == last { 1.4 } else { 1.0 };
        let weight = head * weights.get(word).copied().unwrap_or(4.0);
        all += weight;
        hit += weight * among.iter().map(|other| alike(word, other)).fold(0.0, f64::max);
    }
    hit / all
}

/// How alike two words are: 1 for the same, less for one that begins the other or is misspelled.
fn alike(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() >= 4 && long.starts_with(short) {
        return 0.85;
    }
    if short.len() < 3 || long.len() > 40 {
        return 0.0;
    }
    let likeness = strsim::normalized_damerau_levenshtein(a, b);
    if likeness >= 0.7 { likeness * likeness } else { 0.0 }
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x2FA1F)
}

fn singular(word: &str) -> String {
    let cut = |end: &str, put: &str| word.strip_suffix(end).map(|stem| format!("{stem}{put}"));
    if word.len() <= 3 || word.ends_with("ss") || word.ends_with("us") {
        return word.to_owned();
    }
    cut("ies", "y")
        .or_else(|| ["ches", "shes", "sses", "xes"].iter().find(|e| word.ends_with(**e)).and_then(|_| cut("es", "")))
        .or_else(|| cut("s", ""))
        .unwrap_or_else(|| word.to_owned())
}
