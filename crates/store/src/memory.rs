//! Everything in memory: for tests and demonstrations, and the model that the other stores are compared with.

use crate::fit;
use certmap_app::{
    Append, Batch, Broken, Cursor, Found, Item, ItemKind, ItemQuery, Job, JobEnd, JobState, Kept, NotWritten, Record,
    Row, RowChange, Store, StreamKey, Table, Trace, TraceQuery,
};
use certmap_case::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A store in memory, lost with the program.
///
/// ```
/// use certmap_app::{Append, Batch, Store, StreamKey};
/// let store = certmap_store::Memory::default();
/// let key = StreamKey::new("case", "c-1");
/// let events = vec![Append { key: key.clone(), expected: 0, lines: vec!["{}".into()] }];
/// assert_eq!(store.write(&Batch { events, ..Batch::default() }), Ok(1));
/// assert_eq!(store.stream(&key, 0).map(|s| s.len()), Ok(1));
/// ```
#[derive(Debug, Default)]
pub struct Memory {
    /// Held by whoever writes, also while the new items of [`Store::replace_items`] are made, which may read.
    writing: Mutex<()>,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Default)]
struct State {
    events: Vec<Kept>,
    /// Indices of `events`.
    streams: BTreeMap<StreamKey, Vec<usize>>,
    items: BTreeMap<(ItemKind, String), Item>,
    rows: BTreeMap<(Table, String), Row>,
    aliases: BTreeMap<(Table, String), String>,
    jobs: BTreeMap<String, Taken>,
    trail: Vec<Trace>,
}

#[derive(Debug, Clone)]
struct Taken {
    job: Job,
    /// Until when it belongs to whoever took it last; `None` if that has ended.
    lease_until: Option<Moment>,
}

/// How to take a change back.
enum Undo {
    Row(Table, String, Option<Row>),
    Job(String, Option<Taken>),
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn version(&self, key: &StreamKey) -> u64 {
        self.streams.get(key).map_or(0, |s| s.len() as u64)
    }

    fn last(&self) -> u64 {
        self.events.last().map_or(0, |e| e.position)
    }

    fn check_streams(&self, appends: &[Append]) -> Result<(), NotWritten> {
        let mut versions: BTreeMap<&StreamKey, u64> = BTreeMap::new();
        for Append { key, expected, lines } in appends {
            let version = versions.entry(key).or_insert_with(|| self.version(key));
            if *version != *expected {
                return Err(NotWritten::Stream { key: key.clone(), expected: *expected, found: *version });
            }
            *version += lines.len() as u64;
        }
        Ok(())
    }

    /// What can stand against a batch besides the versions of streams; done step by step, each with how to take it back.
    fn change(&mut self, batch: &Batch, undo: &mut Vec<Undo>) -> Result<(), NotWritten> {
        for change in &batch.rows {
            match change {
                RowChange::Put(row) => self.put(row, undo)?,
                RowChange::Erase(table, key) => self.set_row(*table, key, None, undo),
            }
        }
        for job in &batch.jobs {
            if !self.jobs.contains_key(&job.id) {
                self.set_job(&job.id, Taken { job: job.clone(), lease_until: None }, undo);
            }
        }
        batch.ended.iter().try_for_each(|end| self.end(end, undo))
    }

    fn put(&mut self, row: &Row, undo: &mut Vec<Undo>) -> Result<(), NotWritten> {
        let taken = |key: &str| Err(NotWritten::Row { table: row.table, key: key.to_owned() });
        let before = self.rows.get(&(row.table, row.key.clone())).map_or(0, |r| r.version);
        if row.version != before + 1 {
            return taken(&row.key);
        }
        let of_other =
            |alias: &&String| self.aliases.get(&(row.table, (*alias).clone())).is_some_and(|k| *k != row.key);
        if let Some(alias) = row.aliases.iter().find(of_other) {
            return taken(alias);
        }
        self.set_row(row.table, &row.key, Some(row.clone()), undo);
        Ok(())
    }

    fn set_row(&mut self, table: Table, key: &str, row: Option<Row>, undo: &mut Vec<Undo>) {
        let before = self.rows.remove(&(table, key.to_owned()));
        for alias in before.iter().flat_map(|r| &r.aliases) {
            self.aliases.remove(&(table, alias.clone()));
        }
        if let Some(row) = row {
            self.aliases.extend(row.aliases.iter().map(|a| ((table, a.clone()), key.to_owned())));
            self.rows.insert((table, key.to_owned()), row);
        }
        undo.push(Undo::Row(table, key.to_owned(), before));
    }

    fn set_job(&mut self, id: &str, job: Taken, undo: &mut Vec<Undo>) {
        let before = self.jobs.insert(id.to_owned(), job);
        undo.push(Undo::Job(id.to_owned(), before));
    }

    fn end(&mut self, end: &JobEnd, undo: &mut Vec<Undo>) -> Result<(), NotWritten> {
        let refused = || NotWritten::Job { id: end.id.clone() };
        let Taken { job, lease_until } = self.jobs.get(&end.id).ok_or_else(refused)?;
        if job.attempts != end.attempt || lease_until.is_none() {
            return Err(refused());
        }
        let job = Job { state: end.state, due: end.due, trouble: end.trouble.clone(), ..job.clone() };
        self.set_job(&end.id, Taken { job, lease_until: None }, undo);
        Ok(())
    }

    fn take_back(&mut self, undo: Vec<Undo>) {
        for step in undo.into_iter().rev() {
            match step {
                Undo::Row(table, key, row) => self.set_row(table, &key, row, &mut Vec::new()),
                Undo::Job(id, Some(job)) => drop(self.jobs.insert(id, job)),
                Undo::Job(id, None) => drop(self.jobs.remove(&id)),
            }
        }
    }

    fn append(&mut self, key: &StreamKey, line: &str) {
        let event =
            Kept { position: self.last() + 1, key: key.clone(), version: self.version(key) + 1, line: line.to_owned() };
        self.keep(event);
    }

    fn keep(&mut self, event: Kept) {
        self.streams.entry(event.key.clone()).or_default().push(self.events.len());
        self.events.push(event);
    }

    fn keep_item(&mut self, item: Item) {
        self.items.insert((item.kind, item.id.clone()), item);
    }

    fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.items.is_empty()
            && self.rows.is_empty()
            && self.jobs.is_empty()
            && self.trail.is_empty()
    }

    /// Takes over a record; `None` if it cannot stand beside those before it.
    fn take(&mut self, record: Record) -> Option<()> {
        match record {
            Record::Event(event) => {
                let follows = event.position > self.last() && event.version == self.version(&event.key) + 1;
                follows.then(|| self.keep(event))
            }
            Record::Item(item) => {
                let new = !self.items.contains_key(&(item.kind, item.id.clone()));
                new.then(|| self.keep_item(item))
            }
            Record::Row(row) => {
                let taken = |a: &String| self.aliases.contains_key(&(row.table, a.clone()));
                let new = !self.rows.contains_key(&(row.table, row.key.clone())) && !row.aliases.iter().any(taken);
                let (table, key) = (row.table, row.key.clone());
                new.then(|| self.set_row(table, &key, Some(row), &mut Vec::new()))
            }
            Record::Job(job) => {
                let before = self.jobs.insert(job.id.clone(), Taken { job, lease_until: None });
                before.is_none().then_some(())
            }
            Record::Trace(trace) => {
                self.trail.push(trace);
                Some(())
            }
        }
    }
}

impl Store for Memory {
    fn write(&self, batch: &Batch) -> Result<u64, NotWritten> {
        fit::batch(batch)?;
        let _writing = held(&self.writing);
        let mut state = held(&self.state);
        state.check_streams(&batch.events)?;
        let mut undo = Vec::new();
        if let Err(not) = state.change(batch, &mut undo) {
            state.take_back(undo);
            return Err(not);
        }
        for append in &batch.events {
            append.lines.iter().for_each(|line| state.append(&append.key, line));
        }
        batch.items.iter().for_each(|item| state.keep_item(item.clone()));
        for gone in &batch.gone {
            state.items.remove(gone);
        }
        state.trail.extend(batch.trail.iter().cloned());
        Ok(state.last())
    }

    fn stream(&self, key: &StreamKey, after: u64) -> Result<Vec<Kept>, Broken> {
        let state = held(&self.state);
        let indices = state.streams.get(key).into_iter().flatten();
        Ok(indices.filter_map(|i| state.events.get(*i)).filter(|e| e.version > after).cloned().collect())
    }

    fn feed(&self, after: u64, limit: u32) -> Result<Vec<Kept>, Broken> {
        let state = held(&self.state);
        let begin = state.events.partition_point(|e| e.position <= after);
        Ok(state.events.iter().skip(begin).take(limit as usize).cloned().collect())
    }

    fn item(&self, kind: ItemKind, id: &str) -> Result<Option<Item>, Broken> {
        Ok(held(&self.state).items.get(&(kind, id.to_owned())).cloned())
    }

    fn items(&self, query: &ItemQuery) -> Result<Found, Broken> {
        if !fit::can_find(query) {
            return Ok(Found::default());
        }
        let state = held(&self.state);
        let mut found: Vec<(String, &Item)> =
            state.items.values().filter(|i| query.takes(i)).map(|i| (query.sort.key(i), i)).collect();
        found.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
        if query.sort.is_descending() {
            found.reverse();
        }
        let total = found.len() as u64;
        let later = |key: &String, item: &Item| match &query.after {
            None => true,
            Some(c) if query.sort.is_descending() => (key, &item.id) < (&c.key, &c.id),
            Some(c) => (key, &item.id) > (&c.key, &c.id),
        };
        let mut rest = found.into_iter().filter(|(key, item)| later(key, item));
        let page: Vec<(String, &Item)> = rest.by_ref().take(query.limit as usize).collect();
        let more = rest.next().is_some();
        let next = page.last().filter(|_| more).map(|(key, item)| Cursor { key: key.clone(), id: item.id.clone() });
        Ok(Found { items: page.into_iter().map(|(_, item)| item.clone()).collect(), next, total })
    }

    fn replace_items(&self, items: &mut dyn Iterator<Item = Item>) -> Result<u64, Broken> {
        let _writing = held(&self.writing);
        let mut new = BTreeMap::new();
        let mut count = 0;
        for item in items {
            fit::item(&item).map_err(|not| Broken::new("replacing items", crate::said(&not)))?;
            new.insert((item.kind, item.id.clone()), item);
            count += 1;
        }
        held(&self.state).items = new;
        Ok(count)
    }

    fn row(&self, table: Table, key: &str) -> Result<Option<Row>, Broken> {
        Ok(held(&self.state).rows.get(&(table, key.to_owned())).cloned())
    }

    fn row_by_alias(&self, table: Table, alias: &str) -> Result<Option<Row>, Broken> {
        let state = held(&self.state);
        let key = state.aliases.get(&(table, alias.to_owned()));
        Ok(key.and_then(|key| state.rows.get(&(table, key.clone()))).cloned())
    }

    fn rows(&self, table: Table, owner: Option<&str>, after: &str, limit: u32) -> Result<Vec<Row>, Broken> {
        if after.contains('\0') {
            return Ok(Vec::new());
        }
        let state = held(&self.state);
        let of_table = state.rows.values().filter(|r| r.table == table && r.key.as_str() > after);
        Ok(of_table.filter(|r| owner.is_none_or(|o| r.owner == o)).take(limit as usize).cloned().collect())
    }

    fn purge(&self, before: Moment) -> Result<u64, Broken> {
        let _writing = held(&self.writing);
        let mut state = held(&self.state);
        let old = |row: &&Row| row.expires.is_some_and(|e| e < before);
        let gone: BTreeSet<(Table, String)> =
            state.rows.values().filter(old).map(|r| (r.table, r.key.clone())).collect();
        for (table, key) in &gone {
            state.set_row(*table, key, None, &mut Vec::new());
        }
        Ok(gone.len() as u64)
    }

    fn take_job(&self, now: Moment, lease_until: Moment) -> Result<Option<Job>, Broken> {
        let _writing = held(&self.writing);
        let mut state = held(&self.state);
        let free = |t: &&mut Taken| {
            t.job.state == JobState::Waiting && t.job.due <= now && t.lease_until.is_none_or(|until| until <= now)
        };
        let first =
            state.jobs.values_mut().filter(free).min_by(|a, b| (a.job.due, &a.job.id).cmp(&(b.job.due, &b.job.id)));
        Ok(first.map(|taken| {
            taken.job.attempts += 1;
            taken.lease_until = Some(lease_until);
            taken.job.clone()
        }))
    }

    fn jobs(&self, state: Option<JobState>, kind: Option<&str>, limit: u32) -> Result<Vec<Job>, Broken> {
        let kept = held(&self.state);
        let asked = |j: &&Job| state.is_none_or(|s| s == j.state) && kind.is_none_or(|k| k == j.kind);
        let mut jobs: Vec<&Job> = kept.jobs.values().map(|t| &t.job).filter(asked).collect();
        jobs.sort_by(|a, b| (b.due, &b.id).cmp(&(a.due, &a.id)));
        Ok(jobs.into_iter().take(limit as usize).cloned().collect())
    }

    fn trail(&self, query: &TraceQuery) -> Result<Vec<(u64, Trace)>, Broken> {
        let is = |want: &Option<String>, has: &str| want.as_deref().is_none_or(|w| w == has);
        let asked = |(number, trace): &(u64, &Trace)| {
            query.before.is_none_or(|before| *number < before)
                && is(&query.person, &trace.person)
                && is(&query.organisation, &trace.organisation)
                && is(&query.object, &trace.object)
        };
        let state = held(&self.state);
        let numbered = (1..=state.trail.len() as u64).rev().zip(state.trail.iter().rev());
        Ok(numbered.filter(asked).take(query.limit as usize).map(|(n, t)| (n, t.clone())).collect())
    }

    fn export(&self, take: &mut dyn FnMut(Record) -> Result<(), Broken>) -> Result<(), Broken> {
        let State { events, items, rows, jobs, trail, .. } = held(&self.state).clone();
        events.into_iter().map(Record::Event).try_for_each(&mut *take)?;
        items.into_values().map(Record::Item).try_for_each(&mut *take)?;
        rows.into_values().map(Record::Row).try_for_each(&mut *take)?;
        jobs.into_values().map(|t| Record::Job(t.job)).try_for_each(&mut *take)?;
        trail.into_iter().map(Record::Trace).try_for_each(&mut *take)
    }

    fn import(&self, records: &mut dyn Iterator<Item = Result<Record, Broken>>) -> Result<u64, Broken> {
        let _writing = held(&self.writing);
        if !held(&self.state).is_empty() {
            return Err(crate::not_empty());
        }
        let (mut new, mut count) = (State::default(), 0);
        for record in records {
            let record = record?;
            fit::record(&record).map_err(|not| Broken::new("taking over records", crate::said(&not)))?;
            count += 1;
            new.take(record).ok_or_else(|| crate::cannot_stand(count))?;
        }
        *held(&self.state) = new;
        Ok(count)
    }

    fn ready(&self) -> Result<(), Broken> {
        Ok(())
    }

    fn name(&self) -> &'static str {
        "memory"
    }
}
