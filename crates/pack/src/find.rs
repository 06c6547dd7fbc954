//! Finding a kind of product by everyday words, in English or Chinese, misspelled or not.

use crate::spelling::{plain, simplified};
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
const SCORE_MIN: f64 = 27.0;

impl Taxonomy {
    /// The kinds whose names or synonyms fit best, best first; or those with a customs code, where the text is one.
    ///
    /// English words are compared one by one and may be misspelled or British; rare words count more than common ones,
    /// and the word that says what a thing is more than the others (a *phone charger* is a charger, and so is a *charger
    /// for phones*). Chinese is compared by characters and pairs of them, rare ones and the last one counting more;
    /// traditional characters are read as simplified ones. A name that lists several things (*belt or tie*) is also each
    /// of them. Of kinds that fit equally well the narrower one stands first.
    #[must_use]
    pub fn find(&self, text: &str, most: usize) -> Vec<Hit<'_>> {
        if let Some(code) = CustomsCode::of(text) {
            return self.with_code(&code, most);
        }
        let index = self.index_of_names.get_or_init(|| Index::of(&self.kinds));
        let query = Phrase::of(text).without_numbers(&index.weights);
        let scored = self.kinds.iter().zip(&index.names).filter(|(k, _)| !k.under.is_empty());
        let hits = scored.map(|(k, names)| (index.score(names, &query), k)).filter(|(score, _)| *score >= SCORE_MIN);
        best(hits.collect(), most)
    }

    fn with_code(&self, code: &CustomsCode, most: usize) -> Vec<Hit<'_>> {
        // The first hint of a kind is where most of it goes.
        let fit = |k: &Kind| {
            let hints = k.hs.iter().enumerate();
            hints.filter_map(|(i, hint)| Some(code.fit(hint)? - 5.0 * i.min(1) as f64)).fold(0.0, f64::max)
        };
        best(self.kinds.iter().map(|k| (fit(k), k)).filter(|(score, _)| *score > 0.0).collect(), most)
    }
}

/// The best of them, best first; of equals the one with fewer kinds under it.
fn best(mut hits: Vec<(f64, &Kind)>, most: usize) -> Vec<Hit<'_>> {
    hits.sort_by(|(a, left), (b, right)| {
        b.round()
            .total_cmp(&a.round())
            .then_with(|| left.leaves.len().min(2).cmp(&right.leaves.len().min(2)))
            .then_with(|| b.total_cmp(a))
            .then_with(|| left.id.len().cmp(&right.id.len()))
            .then_with(|| left.id.cmp(&right.id))
    });
    let shown = |score: f64| score.round().clamp(0.0, 100.0) as u8;
    hits.into_iter().take(most).map(|(score, kind)| Hit { kind, score: shown(score) }).collect()
}

/// A customs code as people type it: `8516`, `8516.79`, `8516 79`, `8516710000`.
struct CustomsCode(String);

impl CustomsCode {
    fn of(text: &str) -> Option<CustomsCode> {
        let words = text.trim().to_lowercase();
        let (named, code) = match words.strip_prefix("hs") {
            Some(rest) => (true, rest.trim_start_matches("code").trim()),
            None => (false, words.as_str()),
        };
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let only = code.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ');
        let whole = matches!(digits.len(), 4 | 6 | 8 | 10) || (named && digits.len() == 2);
        (only && whole).then_some(CustomsCode(digits))
    }

    /// 100 for the same code, less for a hint that is narrower, least for one that is wider.
    fn fit(&self, hint: &str) -> Option<f64> {
        let hint: String = hint.chars().filter(char::is_ascii_digit).collect();
        // What stands after six digits is national and not in the hints.
        let code = self.0.get(..6).unwrap_or(&self.0);
        if hint == code {
            Some(100.0)
        } else if hint.starts_with(code) {
            Some(90.0)
        } else {
            code.starts_with(&hint).then_some(60.0)
        }
    }
}

/// The names of all kinds, cut for comparing.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    /// Per kind: names, and how much less each is worth than the main ones.
    names: Vec<Vec<(Phrase, f64)>>,
    weights: Weights,
}

impl Index {
    fn of(kinds: &[Kind]) -> Index {
        Index { names: kinds.iter().map(names).collect(), weights: Weights::of(kinds) }
    }

    fn score(&self, names: &[(Phrase, f64)], query: &Phrase) -> f64 {
        names.iter().map(|(name, less)| query.fit(name, &self.weights) - less).fold(0.0, f64::max)
    }
}

fn names(kind: &Kind) -> Vec<(Phrase, f64)> {
    let id = kind.id.replace('-', " ");
    let main = [kind.name.en.as_str(), kind.name.zh.as_str(), id.as_str()];
    let also = kind.also_en.iter().chain(&kind.also_zh);
    let listed = [&kind.name.en, &kind.name.zh].into_iter().flat_map(|n| parts(n));
    let main = main.iter().map(|n| (Phrase::of(n), 0.0));
    main.chain(also.map(|n| (Phrase::of(n), 1.0))).chain(listed.map(|n| (Phrase::of(&n), 3.0))).collect()
}

/// How much words and characters weigh: the rarer in all names, the more.
#[derive(Debug, Clone)]
struct Weights {
    words: BTreeMap<String, f64>,
    characters: BTreeMap<char, f64>,
}

impl Weights {
    fn of(kinds: &[Kind]) -> Weights {
        let mut words: BTreeMap<String, f64> = BTreeMap::new();
        let mut characters: BTreeMap<char, f64> = BTreeMap::new();
        for kind in kinds {
            let names = std::iter::once(&kind.name.en).chain(&kind.also_en);
            let distinct: BTreeSet<String> = names.flat_map(|n| Phrase::of(n).words).collect();
            for word in distinct {
                *words.entry(word).or_insert(0.0) += 1.0;
            }
            let names = std::iter::once(&kind.name.zh).chain(&kind.also_zh);
            let distinct: BTreeSet<char> = names.flat_map(|n| Phrase::of(n).han.chars().collect::<Vec<_>>()).collect();
            for character in distinct {
                *characters.entry(character).or_insert(0.0) += 1.0;
            }
        }
        let all = kinds.len() as f64 + 1.0;
        let weigh = |n: f64| (all / n).ln().max(0.3);
        Weights {
            words: words.into_iter().map(|(w, n)| (w, weigh(n))).collect(),
            characters: characters.into_iter().map(|(c, n)| (c, weigh(n))).collect(),
        }
    }

    /// How much a character says about what a thing is: nothing for 机, all for 袜.
    fn telling(&self, character: char) -> f64 {
        let weight = self.characters.get(&character).copied().unwrap_or(0.0);
        ((weight - TELLS_NOTHING) / (TELLS_ALL - TELLS_NOTHING)).clamp(0.0, 1.0)
    }

    /// The share of the weight of `chars` that stands in `among`.
    fn covered(&self, chars: &str, among: &str) -> f64 {
        let weight = |c: char| self.characters.get(&c).copied().unwrap_or(UNKNOWN);
        let all: f64 = chars.chars().map(weight).sum();
        let hit: f64 = chars.chars().filter(|c| among.contains(*c)).map(weight).sum();
        if all > 0.0 { hit / all } else { 0.0 }
    }
}

/// The weight of what stands in no name.
const UNKNOWN: f64 = 3.5;

/// The weight of a character that ends the names of very many kinds, and of one that ends those of a few.
const TELLS_NOTHING: f64 = 2.0;
const TELLS_ALL: f64 = 4.5;

/// The things that a name lists: *jacket, coat or hooded top*, 键盘、鼠标. None where it lists nothing.
fn parts(name: &str) -> Vec<String> {
    let even = name.replace(" or ", ",").replace(['、', '，', '（', '）', '(', ')', '或', '/'], ",");
    let cut: Vec<&str> = even.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    let says = |p: &str| p.chars().count() > 1 && !p.starts_with("other") && !["similar", "part"].contains(&p);
    if cut.len() < 2 { Vec::new() } else { cut.into_iter().filter(|p| says(p)).map(str::to_owned).collect() }
}

/// A text cut for comparing.
#[derive(Debug, Clone)]
struct Phrase {
    /// English words, singular, lower case and in American spelling.
    words: Vec<String>,
    /// Which of them says what the thing is.
    head: usize,
    /// Every two neighbours written as one.
    joined: Vec<String>,
    /// Pairs of neighbouring Chinese characters; a lone character stands for itself.
    pairs: BTreeSet<String>,
    /// Chinese characters, simplified, without a 子 at the end.
    han: String,
}

/// Words that say nothing.
const FILLERS: [&str; 6] = ["a", "an", "the", "and", "or", "other"];

/// What stands after one of these says more about the thing that stands before it.
const JOINERS: [&str; 8] = ["for", "of", "with", "in", "to", "than", "without", "("];

impl Phrase {
    fn of(text: &str) -> Phrase {
        let lower = text.to_lowercase().replace(['（', '('], " ( ").replace("'s ", " ");
        let han: String = lower.chars().filter(|c| is_han(*c)).map(simplified).collect();
        let han = match han.strip_suffix('子') {
            Some(stem) if !stem.is_empty() => stem.to_owned(),
            _ => han,
        };
        let latin: String =
            lower.chars().map(|c| if c.is_ascii_alphanumeric() || c == '(' { c } else { ' ' }).collect();
        let (mut words, mut head) = (Vec::new(), None);
        for word in latin.split_whitespace() {
            if JOINERS.contains(&word) {
                head = head.or_else(|| words.len().checked_sub(1));
            } else if !FILLERS.contains(&word) {
                words.push(plain(word));
            }
        }
        let chars: Vec<char> = han.chars().collect();
        let pairs = if chars.len() == 1 {
            chars.iter().map(char::to_string).collect()
        } else {
            chars.windows(2).map(String::from_iter).collect()
        };
        Phrase::with(words, head, pairs, han)
    }

    fn with(words: Vec<String>, head: Option<usize>, pairs: BTreeSet<String>, han: String) -> Phrase {
        let joined = words.windows(2).map(<[String]>::concat).collect();
        let head = head.unwrap_or_else(|| words.len().saturating_sub(1));
        Phrase { words, head, joined, pairs, han }
    }

    /// Without numbers and measures that no name has: a *12 V battery* is a battery, and a *4G router* stays what it is.
    fn without_numbers(self, weights: &Weights) -> Phrase {
        let says = |word: &str| weights.words.contains_key(word) || !word.contains(|c: char| c.is_ascii_digit());
        let kept: Vec<(usize, &String)> = self.words.iter().enumerate().filter(|(_, w)| says(w)).collect();
        if kept.is_empty() && self.han.is_empty() {
            return self;
        }
        let head = kept.iter().position(|(i, _)| *i == self.head);
        let words = kept.into_iter().map(|(_, word)| word.clone()).collect();
        Phrase::with(words, head, self.pairs, self.han)
    }

    /// How well a name fits this query, 0 to 100.
    fn fit(&self, name: &Phrase, weights: &Weights) -> f64 {
        let han = self.fit_han(name, weights);
        let latin = self.fit_words(name, &weights.words);
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

    fn fit_han(&self, name: &Phrase, weights: &Weights) -> f64 {
        if self.han.is_empty() || name.han.is_empty() {
            return 0.0;
        }
        if self.han == name.han {
            return 100.0;
        }
        let (mine, other) = (self.han.chars().count(), name.han.chars().count());
        let share = mine.min(other) as f64 / mine.max(other) as f64;
        let same_end = self.han.chars().last() == name.han.chars().last();
        let telling = self.han.chars().last().map_or(0.0, |c| weights.telling(c));
        if mine.min(other) < 2 {
            return if same_end { SCORE_MIN + telling * (25.0 + 30.0 * share) } else { 0.0 };
        }
        // The last characters say what a thing is: 电动牙刷 is a 牙刷, and 机械键盘 is no 机械.
        if self.han.ends_with(&name.han) || name.han.ends_with(&self.han) {
            return 55.0 + 40.0 * share;
        }
        if self.han.contains(&name.han) || name.han.contains(&self.han) {
            return 42.0 + 40.0 * share;
        }
        let common = self.pairs.intersection(&name.pairs).count() as f64;
        let dice = 2.0 * common / (self.pairs.len() + name.pairs.len()) as f64;
        let (found, used) = (weights.covered(&self.han, &name.han), weights.covered(&name.han, &self.han));
        let letters = if found + used > 0.0 { 2.0 * found * used / (found + used) } else { 0.0 };
        let tail = if same_end { 0.4 + 0.6 * telling } else { 0.0 };
        88.0 * (0.45 * dice + 0.32 * letters + 0.23 * tail)
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
        let found = self.covered_by(name, weights);
        let used = name.covered_by(self, weights);
        let both = found + used;
        if both <= 0.0 { 0.0 } else { 97.0 * (2.0 * found * used / both).min(0.99) }
    }

    /// The weighted share of these words that stand in the other phrase, also where one of them writes two as one.
    fn covered_by(&self, other: &Phrase, weights: &BTreeMap<String, f64>) -> f64 {
        let (mut all, mut hit) = (0.0, 0.0);
        for (i, word) in self.words.iter().enumerate() {
            let head = if i == self.head { 1.4 } else { 1.0 };
            let weight = head * weights.get(word).copied().unwrap_or(UNKNOWN);
            all += weight;
            let apart = other.words.iter().map(|w| alike(word, w)).fold(0.0, f64::max);
            let beside = [i.checked_sub(1), Some(i)].into_iter().flatten().filter_map(|j| self.joined.get(j));
            let as_one = other.joined.contains(word) || beside.into_iter().any(|pair| other.words.contains(pair));
            hit += weight * if as_one { 1.0 } else { apart };
        }
        hit / all
    }
}

/// How alike two words are: 1 for the same, less for one that begins the other or is misspelled.
fn alike(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() >= 4 && long.starts_with(short) {
        return if short.len() * 4 >= long.len() * 3 { 0.85 } else { 0.7 };
    }
    // Words that differ in length by more than three tenths are not alike enough.
    if short.len() < 3 || long.len() > 40 || (long.len() - short.len()) * 10 > long.len() * 3 {
        return 0.0;
    }
    let likeness = strsim::normalized_damerau_levenshtein(a, b);
    if likeness >= 0.7 { likeness * likeness } else { 0.0 }
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x2FA1F)
}
