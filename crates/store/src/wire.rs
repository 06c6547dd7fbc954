//! The written form of what a backup holds. Other programs may read it; see docs/BACKUP.md.

use certmap_app::{Item, ItemKind, Job, JobState, Kept, Record, Row, StreamKey, Table, Trace};
use certmap_base::Date;
use certmap_case::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The version of the form.
pub(crate) const FORM: u32 = 1;

/// A line of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Line {
    /// The first line.
    CertmapBackup {
        form: u32,
    },
    Event {
        position: u64,
        kind: String,
        id: String,
        version: u64,
        line: String,
    },
    Item(Box<ItemLine>),
    Row(RowLine),
    Job(JobLine),
    Trace(TraceLine),
    /// So many bytes follow this line, and a line feed.
    Document {
        sha256: String,
        bytes: u64,
    },
    /// The last line: how many there were, and the digest of all bytes before this line.
    End {
        counted: Counted,
        sha256: String,
    },
}

/// How much a backup holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// Events.
    pub events: u64,
    /// Items.
    pub items: u64,
    /// Rows.
    pub rows: u64,
    /// Jobs.
    pub jobs: u64,
    /// Lines of the trail.
    pub traces: u64,
    /// Documents.
    pub documents: u64,
}

impl Counted {
    /// Counts a line.
    pub(crate) fn add(&mut self, line: &Line) {
        let count = match line {
            Line::Event { .. } => &mut self.events,
            Line::Item(_) => &mut self.items,
            Line::Row(_) => &mut self.rows,
            Line::Job(_) => &mut self.jobs,
            Line::Trace(_) => &mut self.traces,
            Line::Document { .. } => &mut self.documents,
            Line::CertmapBackup { .. } | Line::End { .. } => return,
        };
        *count += 1;
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemLine {
    kind: String,
    id: String,
    version: u64,
    title: String,
    state: String,
    scheme: String,
    market: String,
    turn: String,
    due: Option<String>,
    changed: String,
    words: String,
    links: BTreeSet<String>,
    data: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RowLine {
    table: String,
    key: String,
    version: u64,
    aliases: BTreeSet<String>,
    owner: String,
    data: String,
    expires: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobLine {
    id: String,
    kind: String,
    data: String,
    due: String,
    attempts: u32,
    state: String,
    trouble: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TraceLine {
    at: String,
    person: String,
    organisation: String,
    action: String,
    object: String,
    outcome: String,
}

impl From<Record> for Line {
    fn from(record: Record) -> Line {
        match record {
            Record::Event(Kept { position, key, version, line }) => {
                Line::Event { position, kind: key.kind, id: key.id, version, line }
            }
            Record::Item(item) => Line::Item(Box::new(item_line(item))),
            Record::Row(row) => Line::Row(RowLine {
                table: row.table.word().to_owned(),
                key: row.key,
                version: row.version,
                aliases: row.aliases,
                owner: row.owner,
                data: row.data,
                expires: row.expires.map(|e| e.to_string()),
            }),
            Record::Job(job) => Line::Job(JobLine {
                id: job.id,
                kind: job.kind,
                data: job.data,
                due: job.due.to_string(),
                attempts: job.attempts,
                state: job.state.word().to_owned(),
                trouble: job.trouble,
            }),
            Record::Trace(trace) => Line::Trace(TraceLine {
                at: trace.at.to_string(),
                person: trace.person,
                organisation: trace.organisation,
                action: trace.action,
                object: trace.object,
                outcome: trace.outcome,
            }),
        }
    }
}

fn item_line(item: Item) -> ItemLine {
    ItemLine {
        kind: item.kind.word().to_owned(),
        id: item.id,
        version: item.version,
        title: item.title,
        state: item.state,
        scheme: item.scheme,
        market: item.market,
        turn: item.turn,
        due: item.due.map(|d| d.to_string()),
        changed: item.changed.to_string(),
        words: item.words,
        links: item.links,
        data: item.data,
    }
}

impl Line {
    /// The record that it is; `None` if it is none. The error is the word that is not understood.
    pub(crate) fn record(self) -> Result<Option<Record>, String> {
        Ok(Some(match self {
            Line::Event { position, kind, id, version, line } => {
                Record::Event(Kept { position, key: StreamKey { kind, id }, version, line })
            }
            Line::Item(line) => Record::Item(item(*line)?),
            Line::Row(line) => Record::Row(Row {
                table: known(&line.table, |w| Table::ALL.iter().copied().find(|t| t.word() == w))?,
                key: line.key,
                version: line.version,
                aliases: line.aliases,
                owner: line.owner,
                data: line.data,
                expires: line.expires.map(|word| moment(&word)).transpose()?,
            }),
            Line::Job(line) => Record::Job(Job {
                id: line.id,
                kind: line.kind,
                data: line.data,
                due: moment(&line.due)?,
                attempts: line.attempts,
                state: known(&line.state, JobState::parse)?,
                trouble: line.trouble,
            }),
            Line::Trace(line) => Record::Trace(Trace {
                at: moment(&line.at)?,
                person: line.person,
                organisation: line.organisation,
                action: line.action,
                object: line.object,
                outcome: line.outcome,
            }),
            Line::CertmapBackup { .. } | Line::Document { .. } | Line::End { .. } => return Ok(None),
        }))
    }
}

fn item(line: ItemLine) -> Result<Item, String> {
    Ok(Item {
        kind: known(&line.kind, ItemKind::parse)?,
        id: line.id,
        version: line.version,
        title: line.title,
        state: line.state,
        scheme: line.scheme,
        market: line.market,
        turn: line.turn,
        due: line.due.map(|word| known(&word, |w| Date::parse(w).ok())).transpose()?,
        changed: moment(&line.changed)?,
        words: line.words,
        links: line.links,
        data: line.data,
    })
}

fn moment(word: &str) -> Result<Moment, String> {
    known(word, |w| Moment::parse(w).ok())
}

fn known<T>(word: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, String> {
    parse(word).ok_or_else(|| word.to_owned())
}
