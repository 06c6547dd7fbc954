//! Taking everything out of a database, and into an empty one.

use crate::sql::{Sql, SqlError, Stop, number};
use crate::{events, fit, items, jobs, rows, trail};
use certmap_app::{Broken, Item, Job, Kept, NotWritten, Record, Row, StreamKey, Trace};
use std::collections::HashMap;

/// How many records are read or written at once.
const CHUNK: u32 = 200;

type Take<'a> = &'a mut dyn FnMut(Record) -> Result<(), Broken>;

/// Whether events can follow each other: positions rise, versions have no gaps.
#[derive(Debug, Default)]
pub(crate) struct Order {
    position: u64,
    versions: HashMap<StreamKey, u64>,
}

impl Order {
    pub(crate) fn follows(&mut self, event: &Kept) -> bool {
        let version = self.versions.entry(event.key.clone()).or_default();
        let follows = event.position > self.position && event.version == *version + 1;
        *version += 1;
        self.position = event.position;
        follows
    }
}

/// Gives everything, in pages.
pub(crate) fn export(sql: &mut dyn Sql, take: Take<'_>) -> Result<(), Stop> {
    let mut each = |record| take(record).map_err(|broken| Stop::Not(NotWritten::Broken(broken)));
    let mut last = 0;
    pages(
        || {
            let page = events::feed(sql, last, CHUNK)?;
            last = page.last().map_or(last, |e| e.position);
            Ok(page)
        },
        |event| each(Record::Event(event)),
    )?;
    let mut last = (String::new(), String::new());
    pages(
        || {
            let page = items::after(sql, &last.0, &last.1, CHUNK)?;
            last = page.last().map_or_else(Default::default, |i| (i.kind.word().to_owned(), i.id.clone()));
            Ok(page)
        },
        |item| each(Record::Item(item)),
    )?;
    let mut last = (String::new(), String::new());
    pages(
        || {
            let page = rows::after(sql, &last.0, &last.1, CHUNK)?;
            last = page.last().map_or_else(Default::default, |r| (r.table.word().to_owned(), r.key.clone()));
            Ok(page)
        },
        |row| each(Record::Row(row)),
    )?;
    let mut last: Option<String> = None;
    pages(
        || {
            let page = jobs::after(sql, last.as_deref(), CHUNK)?;
            last = page.last().map(|j| j.id.clone());
            Ok(page)
        },
        |job| each(Record::Job(job)),
    )?;
    let mut last = 0;
    pages(
        || {
            let page = trail::after(sql, last, CHUNK)?;
            last = page.last().map_or(last, |(number, _)| *number);
            Ok(page)
        },
        |(_, trace)| each(Record::Trace(trace)),
    )
}

fn pages<T>(
    mut page: impl FnMut() -> Result<Vec<T>, SqlError>,
    mut each: impl FnMut(T) -> Result<(), Stop>,
) -> Result<(), Stop> {
    loop {
        let page = page()?;
        let is_last = page.len() < CHUNK as usize;
        page.into_iter().try_for_each(&mut each)?;
        if is_last {
            return Ok(());
        }
    }
}

/// Writes records into an empty database.
pub(crate) fn import(
    sql: &mut dyn Sql,
    records: &mut dyn Iterator<Item = Result<Record, Broken>>,
) -> Result<u64, Stop> {
    let broken = |broken| Stop::Not(NotWritten::Broken(broken));
    sql.one_by_one()?;
    for table in ["event", "item", "kept_row", "job", "trail"] {
        if number(sql, &format!("SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT 1) AS found"), &[])? > 0 {
            return Err(broken(crate::not_empty()));
        }
    }
    let (mut order, mut count) = (Order::default(), 0);
    loop {
        let mut chunk = Chunk::default();
        for record in records.take(CHUNK as usize) {
            let record = record.map_err(broken)?;
            fit::record(&record).map_err(Stop::Not)?;
            count += 1;
            if let Record::Event(event) = &record
                && !order.follows(event)
            {
                return Err(broken(crate::cannot_stand(count)));
            }
            chunk.push(record);
        }
        if chunk.count == 0 {
            return Ok(count);
        }
        chunk.write(sql)?;
    }
}

/// Records by what they are.
#[derive(Default)]
struct Chunk {
    count: u64,
    events: Vec<Kept>,
    items: Vec<Item>,
    rows: Vec<Row>,
    jobs: Vec<Job>,
    traces: Vec<Trace>,
}

impl Chunk {
    fn push(&mut self, record: Record) {
        self.count += 1;
        match record {
            Record::Event(event) => self.events.push(event),
            Record::Item(item) => self.items.push(item),
            Record::Row(row) => self.rows.push(row),
            Record::Job(job) => self.jobs.push(job),
            Record::Trace(trace) => self.traces.push(trace),
        }
    }

    fn write(&self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        events::add(sql, self.events.iter().map(|e| (e.position, &e.key, e.version, e.line.as_str())))?;
        items::write_new(sql, &self.items.iter().collect::<Vec<_>>())?;
        rows::add(sql, &self.rows.iter().collect::<Vec<_>>())?;
        jobs::add_new(sql, &self.jobs.iter().collect::<Vec<_>>())?;
        trail::add(sql, &self.traces)
    }
}
