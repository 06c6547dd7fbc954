//! Text to tokens.

use crate::ast::Span;
use crate::parse::SpannedFault;
use certmap_base::{Date, Fault, Quantity, Units, text};

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Word(String),
    Text(String),
    Quantity(Quantity),
    Date(Date),
    Sign(&'static str),
    End,
}

pub(crate) const KEYWORDS: [&str; 15] =
    ["and", "or", "not", "in", "is", "has", "covers", "under", "if", "then", "else", "true", "false", "min", "max"];

const SIGNS: [&str; 14] = ["!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", "+", "-", "*"];

/// The longest condition that is read, in bytes.
const LENGTH_BYTES_MAX: usize = 8192;

pub(crate) fn tokens(text: &str, units: &Units) -> Result<Vec<(Token, Span)>, SpannedFault> {
    if text.len() > LENGTH_BYTES_MAX {
        return Err(SpannedFault::new(
            Span::default(),
            Fault::new(text!("the condition is longer than 8192 bytes", "条件长度超过 8192 字节"))
                .help(text!("name parts of it by definitions", "请用定义为其中的部分命名")),
        ));
    }
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or("");
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let Some(first) = trimmed.chars().next() else {
            out.push((Token::End, Span { start: at, end: at }));
            return Ok(out);
        };
        let (token, length) = one(trimmed, first, units)
            .map_err(|(length, fault)| SpannedFault::new(Span { start: at, end: at + length }, fault))?;
        out.push((token, Span { start: at, end: at + length }));
        at += length;
    }
}

type Found = Result<(Token, usize), (usize, Fault)>;

fn one(rest: &str, first: char, units: &Units) -> Found {
    if first.is_ascii_digit() {
        return number(rest, units);
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let word = prefix(rest, |c| c.is_ascii_alphanumeric() || c == '_');
        return Ok((Token::Word(word.to_owned()), word.len()));
    }
    if first == '"' {
        return text_in_quotes(rest);
    }
    match SIGNS.iter().find(|s| rest.starts_with(**s)) {
        Some(sign) => Ok((Token::Sign(sign), sign.len())),
        None => Err((first.len_utf8(), Fault::new(text!("`{first}` has no meaning here", "`{first}` 在此处没有意义")))),
    }
}

fn text_in_quotes(rest: &str) -> Found {
    let body = rest.strip_prefix('"').unwrap_or(rest);
    match body.find('"') {
        Some(end) => Ok((Token::Text(body.get(..end).unwrap_or("").to_owned()), end + 2)),
        None => Err((
            rest.len(),
            Fault::new(text!("the word in quotes does not end", "引号中的词没有结束"))
                .help(text!("add the closing quote", "请补上结束引号")),
        )),
    }
}

fn number(rest: &str, units: &Units) -> Found {
    let digits = prefix(rest, |c| c.is_ascii_digit() || c == '-');
    if let Ok(date) = Date::parse(digits) {
        return Ok((Token::Date(date), digits.len()));
    }
    if digits.len() == 10 && digits.matches('-').count() == 2 {
        let fault = Date::parse(digits).err().unwrap_or_else(|| Fault::new(text!("not a date", "不是日期")));
        return Err((digits.len(), fault));
    }
    let number = prefix(rest, |c| c.is_ascii_digit() || c == '.');
    let exact = certmap_base::Exact::parse(number).map_err(|f| (number.len(), f))?;
    let after = rest.get(number.len()..).unwrap_or("");
    let gap = after.len() - after.trim_start().len();
    let (symbol, length) = unit_at(after.trim_start(), units);
    if symbol.is_empty() && length > 0 {
        let word = after.trim_start().get(..length).unwrap_or("").to_owned();
        let fault =
            units.quantity(exact, &word).err().unwrap_or_else(|| Fault::new(text!("unknown unit", "未知的单位")));
        return Err((number.len() + gap + length, fault));
    }
    let used = if symbol.is_empty() { number.len() } else { number.len() + gap + length };
    let quantity = units.quantity(exact, symbol).map_err(|f| (used, f))?;
    Ok((Token::Quantity(quantity), used))
}

/// The longest unit symbol at the start of `rest`; `("", n)` where a word of `n` bytes is no unit.
fn unit_at<'a>(rest: &str, units: &'a Units) -> (&'a str, usize) {
    let best = units
        .symbols()
        .filter(|s| rest.starts_with(*s))
        .filter(|s| {
            !rest.get(s.len()..).and_then(|r| r.chars().next()).is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
        .max_by_key(|s| s.len());
    if let Some(symbol) = best {
        return (symbol, symbol.len());
    }
    let word = prefix(rest, |c| c.is_alphanumeric() || matches!(c, '_' | '/' | '%'));
    if KEYWORDS.contains(&word) { ("", 0) } else { ("", word.len()) }
}

fn prefix(text: &str, keep: impl Fn(char) -> bool) -> &str {
    let end = text.char_indices().find(|(_, c)| !keep(*c)).map_or(text.len(), |(i, _)| i);
    text.get(..end).unwrap_or("")
}
