//! A store in a database.

use crate::sql::{Engine, Sql, Stop};
use crate::{events, fit, items, jobs, records, rows, trail};
use certmap_app::{
    Batch, Broken, Found, Item, ItemKind, ItemQuery, Job, JobState, Kept, NotWritten, Record, Row, Store, StreamKey,
    Table, Trace, TraceQuery,
};
use certmap_case::Moment;

/// A store in a database: [`Sqlite`](crate::Sqlite) or [`Postgres`](crate::Postgres).
#[derive(Debug)]
pub struct Database<E> {
    pub(crate) engine: E,
}

impl<E: Engine> Database<E> {
    fn read<T>(
        &self,
        doing: &str,
        mut job: impl FnMut(&mut dyn Sql) -> Result<T, crate::sql::SqlError>,
    ) -> Result<T, Broken> {
        self.engine.read(|sql| Ok(job(sql)?)).map_err(|stop| stop.broken(doing))
    }
}

fn write(sql: &mut dyn Sql, batch: &Batch) -> Result<u64, Stop> {
    if !(batch.events.is_empty() && batch.items.is_empty() && batch.gone.is_empty()) {
        sql.one_by_one()?;
    }
    let last = events::append(sql, &batch.events)?;
    rows::change(sql, &batch.rows)?;
    jobs::add(sql, &batch.jobs)?;
    jobs::end(sql, &batch.ended)?;
    items::put(sql, &batch.items)?;
    items::remove(sql, &batch.gone)?;
    trail::add(sql, &batch.trail)?;
    Ok(last)
}

impl<E: Engine> Store for Database<E> {
    fn write(&self, batch: &Batch) -> Result<u64, NotWritten> {
        fit::batch(batch)?;
        self.engine.write(|sql| write(sql, batch)).map_err(|stop| match stop {
            Stop::Not(not) => not,
            stop => NotWritten::Broken(stop.broken("writing")),
        })
    }

    fn stream(&self, key: &StreamKey, after: u64) -> Result<Vec<Kept>, Broken> {
        if !(fit::is_name(&key.kind) && fit::is_name(&key.id)) {
            return Ok(Vec::new());
        }
        self.read("reading a stream", |sql| events::stream(sql, key, after))
    }

    fn feed(&self, after: u64, limit: u32) -> Result<Vec<Kept>, Broken> {
        self.read("reading events", |sql| events::feed(sql, after, limit))
    }

    fn item(&self, kind: ItemKind, id: &str) -> Result<Option<Item>, Broken> {
        if !fit::is_name(id) {
            return Ok(None);
        }
        self.read("reading an item", |sql| items::one(sql, kind, id))
    }

    fn items(&self, query: &ItemQuery) -> Result<Found, Broken> {
        if !fit::can_find(query) {
            return Ok(Found::default());
        }
        self.engine.snapshot(|sql| Ok(items::find(sql, query)?)).map_err(|stop| stop.broken("looking for items"))
    }

    fn replace_items(&self, new: &mut dyn Iterator<Item = Item>) -> Result<u64, Broken> {
        self.engine.write_once(|sql| items::replace(sql, new)).map_err(|stop| stop.broken("replacing items"))
    }

    fn row(&self, table: Table, key: &str) -> Result<Option<Row>, Broken> {
        if !fit::is_name(key) {
            return Ok(None);
        }
        self.read("reading a row", |sql| rows::one(sql, table, key))
    }

    fn row_by_alias(&self, table: Table, alias: &str) -> Result<Option<Row>, Broken> {
        if !fit::is_name(alias) {
            return Ok(None);
        }
        self.read("reading a row", |sql| rows::by_alias(sql, table, alias))
    }

    fn rows(&self, table: Table, owner: Option<&str>, after: &str, limit: u32) -> Result<Vec<Row>, Broken> {
        if after.contains('\0') || owner.is_some_and(|o| !fit::is_name(o)) {
            return Ok(Vec::new());
        }
        self.read("reading rows", |sql| rows::some(sql, table, owner, after, limit))
    }

    fn purge(&self, before: Moment) -> Result<u64, Broken> {
        self.engine.write(|sql| Ok(rows::purge(sql, before)?)).map_err(|stop| stop.broken("throwing rows away"))
    }

    fn take_job(&self, now: Moment, lease_until: Moment) -> Result<Option<Job>, Broken> {
        self.engine.write(|sql| Ok(jobs::take(sql, now, lease_until)?)).map_err(|stop| stop.broken("taking a job"))
    }

    fn jobs(&self, state: Option<JobState>, kind: Option<&str>, limit: u32) -> Result<Vec<Job>, Broken> {
        if kind.is_some_and(|k| !fit::is_name(k)) {
            return Ok(Vec::new());
        }
        self.read("reading jobs", |sql| jobs::some(sql, state, kind, limit))
    }

    fn trail(&self, query: &TraceQuery) -> Result<Vec<(u64, Trace)>, Broken> {
        let mut names = [&query.person, &query.organisation, &query.object].into_iter().flatten();
        if !names.all(|name| fit::is_name(name)) {
            return Ok(Vec::new());
        }
        self.read("reading the trail", |sql| trail::some(sql, query))
    }

    fn export(&self, take: &mut dyn FnMut(Record) -> Result<(), Broken>) -> Result<(), Broken> {
        self.engine.snapshot(|sql| records::export(sql, take)).map_err(|stop| stop.broken("reading everything"))
    }

    fn import(&self, from: &mut dyn Iterator<Item = Result<Record, Broken>>) -> Result<u64, Broken> {
        self.engine.write_once(|sql| records::import(sql, from)).map_err(|stop| stop.broken("taking over records"))
    }

    fn ready(&self) -> Result<(), Broken> {
        /// The transaction is undone: nothing is left of the question.
        struct Works;
        let mut works = None;
        let done = self.engine.write(|sql| {
            sql.execute("UPDATE migration SET digest = digest WHERE number = 1", &[])?;
            works = Some(Works);
            Err::<(), Stop>(Stop::Not(NotWritten::Broken(Broken(String::new()))))
        });
        match (works, done) {
            (Some(Works), _) => Ok(()),
            (None, Err(stop)) => Err(stop.broken("asking whether the store works")),
            (None, Ok(())) => Err(Broken("the store did not answer".into())),
        }
    }

    fn name(&self) -> &'static str {
        E::NAME
    }
}
