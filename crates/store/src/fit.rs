//! What no store takes: names too long for an index, and NUL, which PostgreSQL does not keep in a text.

use certmap_app::{Batch, Item, ItemQuery, Job, Kept, NAME_BYTES_MAX, NotWritten, Record, Row, RowChange, Trace};
use certmap_base::{Text, text};

type Fits = Result<(), NotWritten>;

/// Whether everything in a batch can be kept.
pub(crate) fn batch(batch: &Batch) -> Fits {
    for append in &batch.events {
        names([append.key.kind.as_str(), &append.key.id])?;
        texts(append.lines.iter().map(String::as_str))?;
    }
    batch.items.iter().try_for_each(item)?;
    for (_, id) in &batch.gone {
        names([id.as_str()])?;
    }
    for change in &batch.rows {
        match change {
            RowChange::Put(put) => row(put)?,
            RowChange::Erase(_, key) => names([key.as_str()])?,
        }
    }
    batch.jobs.iter().try_for_each(job)?;
    for end in &batch.ended {
        names([end.id.as_str()])?;
        texts([end.trouble.as_str()])?;
    }
    batch.trail.iter().try_for_each(trace)
}

/// Whether a record can be kept.
pub(crate) fn record(record: &Record) -> Fits {
    match record {
        Record::Event(Kept { key, line, .. }) => {
            names([key.kind.as_str(), &key.id])?;
            texts([line.as_str()])
        }
        Record::Item(it) => item(it),
        Record::Row(it) => row(it),
        Record::Job(it) => job(it),
        Record::Trace(it) => trace(it),
    }
}

/// Whether an item can be kept.
pub(crate) fn item(item: &Item) -> Fits {
    names([item.id.as_str(), &item.state, &item.scheme, &item.market, &item.turn])?;
    names(item.links.iter().map(String::as_str))?;
    texts([item.title.as_str(), &item.words, &item.data])
}

fn row(row: &Row) -> Fits {
    names([row.key.as_str(), &row.owner])?;
    names(row.aliases.iter().map(String::as_str))?;
    texts([row.data.as_str()])
}

fn job(job: &Job) -> Fits {
    names([job.id.as_str(), &job.kind])?;
    texts([job.data.as_str(), &job.trouble])
}

fn trace(trace: &Trace) -> Fits {
    names([trace.person.as_str(), &trace.organisation, &trace.object])?;
    texts([trace.action.as_str(), &trace.outcome])
}

/// Whether something with this name can be there at all.
pub(crate) fn is_name(word: &str) -> bool {
    word.len() <= NAME_BYTES_MAX && !word.contains('\0')
}

/// Whether anything can be found by a query.
pub(crate) fn can_find(query: &ItemQuery) -> bool {
    let filters = [&query.scheme, &query.market, &query.turn].into_iter().flatten();
    let mut names = query.links.iter().chain(&query.states).chain(filters);
    let cursor = query.after.as_ref().is_none_or(|c| !c.key.contains('\0') && is_name(&c.id));
    names.all(|name| is_name(name)) && cursor && !query.text.contains('\0')
}

fn names<'a>(words: impl IntoIterator<Item = &'a str>) -> Fits {
    match words.into_iter().find(|word| !is_name(word)) {
        None => Ok(()),
        Some(word) if word.contains('\0') => Err(NotWritten::Unfit(nul(word))),
        Some(word) => Err(NotWritten::Unfit(text!(
            "the name `{}...` is too long: {} bytes, at most {NAME_BYTES_MAX}",
            "名称 `{}…` 过长：{} 字节，最多 {NAME_BYTES_MAX} 字节",
            beginning(word),
            word.len()
        ))),
    }
}

fn texts<'a>(words: impl IntoIterator<Item = &'a str>) -> Fits {
    words.into_iter().find(|word| word.contains('\0')).map_or(Ok(()), |word| Err(NotWritten::Unfit(nul(word))))
}

fn nul(word: &str) -> Text {
    let before = word.split('\0').next().unwrap_or_default();
    let last: String = before.chars().skip(before.chars().count().saturating_sub(40)).collect();
    text!("there is a NUL character after `{last}`", "`{last}` 之后有空字符（NUL）")
}

fn beginning(word: &str) -> String {
    word.chars().take(40).collect()
}
