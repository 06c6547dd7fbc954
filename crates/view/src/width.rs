//! Text in columns of a terminal, where Chinese characters are two wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes.
///
/// ```
/// assert_eq!(certmap_view::width::of("电kettle"), 8);
/// ```
#[must_use]
pub fn of(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Text without control characters, which a terminal would obey.
#[must_use]
pub fn plain(text: &str) -> String {
    let breaks = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect()
}

/// Cut to so many columns, with an ellipsis where something is lost.
///
/// ```
/// assert_eq!(certmap_view::width::cut("电热水壶", 5), "电热…");
/// ```
#[must_use]
pub fn cut(text: &str, columns: usize) -> String {
    if of(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        out.push(c);
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// Cut or filled to exactly so many columns.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    let mut out = cut(text, columns);
    let missing = columns.saturating_sub(of(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// Lines of at most so many columns. Words are kept whole where they fit; Chinese breaks anywhere but before closing
/// punctuation.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let wanted = of(&line) + of(piece.trim_end());
        if wanted > columns && !line.trim().is_empty() {
            lines.push(line.trim_end().to_owned());
            line = String::new();
        }
        if of(piece) > columns {
            for c in piece.chars() {
                if of(&line) + c.width().unwrap_or(0) > columns {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        } else {
            line.push_str(piece);
        }
    }
    if !line.trim().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Parts between which a line may break: after a blank, and between wide characters.
fn pieces(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    let mut number = false;
    for (i, c) in text.char_indices() {
        if before.is_some_and(|b| may_break(b, c)) && !(number && is_unit(text.get(i..).unwrap_or_default())) {
            parts.extend(text.get(start..i));
            start = i;
        }
        if c != ' ' {
            number = c.is_ascii_digit();
        }
        before = Some(c);
    }
    parts.extend(text.get(start..));
    parts
}

/// A number keeps its unit beside it.
fn is_unit(rest: &str) -> bool {
    let word = rest.split([' ', ',', ')', '.', ';']).next().unwrap_or_default();
    !word.is_empty() && word.len() <= 3 && word.bytes().all(|b| b.is_ascii_alphabetic())
}

fn may_break(before: char, after: char) -> bool {
    let wide = |c: char| c.width() == Some(2);
    let closing = |c: char| "，。；：、？！）》”’」』】〉".contains(c);
    let opening = |c: char| "（《“‘「『【〈".contains(c);
    if before == ' ' {
        return after != ' ';
    }
    (wide(before) || wide(after)) && !closing(after) && !opening(before) && after != ' '
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_both_scripts() {
        assert_eq!(wrap("the rated voltage is above 36 V", 12), ["the rated", "voltage is", "above 36 V"]);
        assert_eq!(wrap("it is above 36 V", 14), ["it is above", "36 V"]);
        assert_eq!(wrap("额定电压高于36V，且属于目录。", 10), ["额定电压高", "于36V，且", "属于目录。"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
        for n in 0..40 {
            for line in wrap("强制性产品认证 China Compulsory Certification（CCC），见公告。", n) {
                assert!(of(&line) <= n.max(8), "{n}: {line}");
            }
        }
    }

    #[test]
    fn fits_exactly() {
        for n in 0..12 {
            assert_eq!(of(&fit("电热水壶 K1", n)), n);
        }
        assert_eq!(plain("a\u{1b}[31m\nb\u{202e}"), "a [31m b ");
    }
}
