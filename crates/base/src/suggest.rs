//! "Did you mean".

use crate::{Text, text};

/// The known word nearest to a mistyped one, if any is near enough.
///
/// ```
/// assert_eq!(certmap_base::nearest("kettel", ["kettle", "toaster"]), Some("kettle"));
/// assert_eq!(certmap_base::nearest("zebra", ["kettle", "toaster"]), None);
/// ```
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(word);
    let limit = match wanted.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .map(|k| (distance(&wanted, &fold(k)), k))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, k)| (*d, k.len()))
        .map(|(_, k)| k)
}

/// The same as a sentence for a help line.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Text> {
    nearest(word, known).map(|k| text!("did you mean `{k}`?", "是否想写 `{k}`？"))
}

fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

fn distance(a: &str, b: &str) -> usize {
    if a.len() > 64 || b.len() > 64 {
        return usize::from(a != b) * 64;
    }
    strsim::damerau_levenshtein(a, b)
}
