//! Closures that no notice announces: factories and bodies around a festival.

use crate::DayStatus;
use crate::read::{checked, chinese, english, source, status};
use crate::rows::{Row, rows};
use certmap_base::{Confidence, Date, Fault, Problem, Text, text};

const HEADER: [&str; 7] = ["from", "until", "what_en", "what_zh", "source", "status", "confidence"];

/// Days on which a body or a factory is usually closed; see
/// [`Calendar::with_closures`](crate::Calendar::with_closures).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// First day.
    pub from: Date,
    /// Last day, itself closed.
    pub until: Date,
    /// Who is closed, and why.
    pub what: Text,
    /// Where that was read; `recalled` where nothing was.
    pub source: String,
    /// Announced or only usual.
    pub status: DayStatus,
    /// How well founded it is.
    pub confidence: Confidence,
}

/// Reads a file of closures. Lines with an error are left out and reported.
///
/// ```
/// use certmap_calendar::read_closures;
/// let (closures, problems) = read_closures(
///     "cn/closures.csv",
///     "from,until,what_en,what_zh,source,status,confidence\n\
///      2027-02-20,2027-01-27,factory closed,工厂停工,recalled,expected,recalled\n",
/// );
/// assert!(closures.is_empty());
/// assert_eq!(problems[0].fault.message.en, "the closure ends on `2027-01-27`, before it begins");
/// ```
#[must_use]
pub fn read_closures(file: &str, text: &str) -> (Vec<Closure>, Vec<Problem>) {
    let mut problems = Vec::new();
    let rows = rows(file, text, &HEADER, &mut problems);
    let closures = rows.iter().filter_map(|row| closure(row, &mut problems)).collect();
    (closures, problems)
}

fn closure(row: &Row<'_>, problems: &mut Vec<Problem>) -> Option<Closure> {
    let from = checked(row, 0, Date::parse(row.field(0)), problems);
    let until = checked(row, 1, until(row.field(1), from), problems);
    let en = checked(row, 2, english(row.field(2)), problems);
    let zh = checked(row, 3, chinese(row.field(3)), problems);
    let source = checked(row, 4, source(row.field(4)), problems);
    let status = checked(row, 5, status(row.field(5)), problems);
    let confidence = checked(row, 6, confidence(row.field(6)), problems);
    Some(Closure {
        from: from?,
        until: until?,
        what: Text::new(en?, zh?),
        source: source?.to_owned(),
        status: status?,
        confidence: confidence?,
    })
}

fn until(word: &str, from: Option<Date>) -> Result<Date, Fault> {
    let until = Date::parse(word)?;
    if from.is_some_and(|from| until < from) {
        return Err(Fault::new(text!(
            "the closure ends on `{until}`, before it begins",
            "停工结束日 `{until}` 早于开始日"
        )));
    }
    Ok(until)
}

fn confidence(word: &str) -> Result<Confidence, Fault> {
    Confidence::parse(word).ok_or_else(|| {
        let words = Confidence::ALL.map(Confidence::word);
        Fault::new(text!("unknown confidence `{word}`", "未知的可信度 `{word}`"))
            .help(text!("write {}", "请写 {} 之一", words.join(", ")))
            .suggest(word, words)
    })
}
