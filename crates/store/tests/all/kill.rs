//! A program that writes is killed at a random moment: what it was told to be written is there, once and whole.
//!
//! The test runs itself again as that program. `CERTMAP_KILL_ROUNDS` says how often it is killed, `CERTMAP_KILL_SEED`
//! repeats the moments of an earlier run.

use super::support::{Folder, PostgresDatabase, append, events, item, job, key, minute, row, trace};
use certmap_app::{Batch, ItemKind, ItemQuery, JobEnd, JobState, RowChange, Store, Table, TraceQuery};
use certmap_store::{Postgres, Sqlite, open};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const ADDRESS: &str = "CERTMAP_KILL_ADDRESS";
const ROUND: &str = "CERTMAP_KILL_ROUND";
const WRITERS: usize = 3;
const WORKERS: usize = 2;
/// Nobody waits for a program that was forgotten.
const BATCHES_MAX: u64 = 20_000;
/// Minutes of a round; a job that was taken in it is free again in the next one.
const ROUND_MINUTES: u32 = 2;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "\n{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// The program that is killed; as a test of its own it does nothing.
#[test]
fn program() {
    let Ok(address) = std::env::var(ADDRESS) else { return };
    let round = u32::try_from(number(ROUND).unwrap()).unwrap();
    let store = open(&address).unwrap();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let store = &store;
            scope.spawn(move || write(&**store, writer));
        }
        for worker in 0..WORKERS {
            let store = &store;
            scope.spawn(move || work(&**store, worker, round));
        }
    });
}

/// Batch `number` of a writer: two events, the item of the stream, a row, a job and a line of the trail.
fn batch(writer: usize, number: u64) -> Batch {
    let id = format!("w{writer}");
    let shown = certmap_app::Item { version: number * 2, ..item(&id, &format!("batch {number}"), &["org:1"]) };
    let written = append(&id, (number - 1) * 2, &[&format!("{number} first"), &format!("{number} second")]);
    Batch {
        items: vec![shown],
        rows: vec![RowChange::Put(row(&id, number, &[&format!("{id}-{number}")]))],
        jobs: vec![job(&format!("{id}-{number}"), minute(0))],
        trail: vec![trace(&id, &number.to_string())],
        ..events(&[written])
    }
}

fn write(store: &dyn Store, writer: usize) {
    let begun = store.stream(&key(&format!("w{writer}")), 0).unwrap().len() as u64 / 2;
    for number in begun + 1..begun + BATCHES_MAX {
        store.write(&batch(writer, number)).unwrap();
        say(&format!("written {writer} {number}"));
    }
}

fn work(store: &dyn Store, worker: usize, round: u32) {
    let stream = format!("effects-{worker}");
    let mut version = store.stream(&key(&stream), 0).unwrap().len() as u64;
    let now = round * ROUND_MINUTES;
    for _ in 0..BATCHES_MAX {
        let Some(job) = store.take_job(minute(now), minute(now + 1)).unwrap() else {
            std::thread::sleep(Duration::from_millis(1));
            continue;
        };
        let end = JobEnd {
            id: job.id.clone(),
            attempt: job.attempts,
            state: JobState::Done,
            due: job.due,
            trouble: String::new(),
        };
        store.write(&Batch { ended: vec![end], ..events(&[append(&stream, version, &[&job.id])]) }).unwrap();
        version += 1;
        say(&format!("done {}", job.id));
    }
}

/// What the program said before it was killed, over all rounds.
#[derive(Default)]
struct Said {
    /// The last batch of each writer.
    written: BTreeMap<usize, u64>,
    done: BTreeSet<String>,
}

impl Said {
    fn hear(&mut self, line: &str) {
        match *line.split(' ').collect::<Vec<_>>() {
            ["written", writer, number] => {
                let (writer, number) = (writer.parse().unwrap(), number.parse().unwrap());
                let before = self.written.insert(writer, number);
                assert!(before.is_none_or(|before| before < number));
            }
            ["done", id] => assert!(self.done.insert(id.to_owned()), "{id} was done twice"),
            _ => {}
        }
    }
}

/// A program that does not outlive the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn round(address: &str, number: u32, wait: Duration, said: &mut Said) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "all::kill::program", "--nocapture", "--test-threads=1"])
        .env(ADDRESS, address)
        .env(ROUND, number.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut child = Running(child);
    let lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    let mut lines = lines.map(Result::unwrap);
    // The moment is random from the first thing that it says.
    said.hear(&lines.find(|line| line.starts_with("written") || line.starts_with("done")).unwrap());
    let listener = std::thread::spawn(move || lines.collect::<Vec<_>>());
    std::thread::sleep(wait);
    child.0.kill().unwrap();
    child.0.wait().unwrap();
    // A line that was cut off by the end is no acknowledgement.
    let heard = listener.join().unwrap();
    heard.iter().for_each(|line| said.hear(line));
}

/// Everything that was said to be written is there, nothing is half there, nothing is there twice.
/// What came after the last acknowledgement counts from now on: another kill may leave one more.
fn check(store: &dyn Store, said: &mut Said) {
    let mut batches = 0;
    for writer in 0..WRITERS {
        let id = format!("w{writer}");
        let stream = store.stream(&key(&id), 0).unwrap();
        let count = stream.len() as u64 / 2;
        let lines: Vec<&str> = stream.iter().map(|event| event.line.as_str()).collect();
        let wanted: Vec<String> = (1..=count).flat_map(|n| [format!("{n} first"), format!("{n} second")]).collect();
        assert_eq!(lines, wanted, "events of {id}");
        assert!(stream.iter().zip(1..).all(|(event, version)| event.version == version));
        let told = said.written.get(&writer).copied().unwrap_or(0);
        assert!(count == told || count == told + 1, "{id}: {count} batches are there, {told} were acknowledged");
        if count > 0 {
            said.written.insert(writer, count);
        }
        let shown = store.item(ItemKind::Product, &id).unwrap();
        assert_eq!(shown.as_ref(), (count > 0).then(|| batch(writer, count).items[0].clone()).as_ref());
        let kept = store.row(Table::Account, &id).unwrap();
        assert_eq!(kept.as_ref().map_or(0, |row| row.version), count);
        assert_eq!(store.row_by_alias(Table::Account, &format!("{id}-{count}")).unwrap(), kept);
        let asked = TraceQuery { person: Some(id.clone()), limit: u32::MAX, ..TraceQuery::default() };
        assert_eq!(store.trail(&asked).unwrap().len() as u64, count);
        batches += count;
    }
    let jobs = store.jobs(None, None, u32::MAX).unwrap();
    assert_eq!(jobs.len() as u64, batches);
    let done: BTreeSet<String> = jobs.into_iter().filter(|j| j.state == JobState::Done).map(|j| j.id).collect();
    let effects: Vec<String> = (0..WORKERS)
        .flat_map(|worker| store.stream(&key(&format!("effects-{worker}")), 0).unwrap())
        .map(|event| event.line)
        .collect();
    assert_eq!(effects.iter().cloned().collect::<BTreeSet<_>>(), done, "jobs that are done, and effects of jobs");
    assert_eq!(effects.len(), done.len(), "no effect twice");
    assert!(said.done.is_subset(&done));
    let feed = store.feed(0, u32::MAX).unwrap();
    assert!(feed.is_sorted_by(|a, b| a.position < b.position));
    assert_eq!(feed.len() as u64, batches * 2 + effects.len() as u64);
    let writers = said.written.keys().count() as u64;
    let total = store.items(&ItemQuery::new(ItemKind::Product, ["org:1".to_owned()])).unwrap().total;
    assert!(total >= writers && total <= WRITERS as u64);
}

fn rounds(address: &str, reopen: &dyn Fn() -> Arc<dyn Store>) {
    let rounds = u32::try_from(number("CERTMAP_KILL_ROUNDS").unwrap_or(2)).unwrap();
    let drawn = || std::hash::RandomState::new().build_hasher().finish();
    let seed = number("CERTMAP_KILL_SEED").unwrap_or_else(drawn);
    let name = reopen().name();
    println!("{name}: {rounds} rounds, CERTMAP_KILL_SEED={seed}");
    let (mut said, mut state) = (Said::default(), seed);
    for number in 0..rounds {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let wait = Duration::from_micros((state >> 33) % 150_000);
        round(address, number, wait, &mut said);
        check(&*reopen(), &mut said);
    }
    let written: u64 = said.written.values().sum();
    println!("{name}: {written} batches and {} jobs were acknowledged, and are there", said.done.len());
}

#[test]
fn sqlite_loses_nothing() {
    let folder = Folder::new();
    let path = folder.path().join("certmap.db");
    rounds(&path.display().to_string(), &|| Arc::new(Sqlite::open(&path).unwrap()));
}

#[test]
fn postgresql_loses_nothing() {
    let Some(database) = PostgresDatabase::new() else { return };
    let mut client = database.client();
    // What the killed program began, the server ends or undoes by itself.
    let others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'certmap'";
    let quiet = std::cell::RefCell::new(move || {
        while !client.query(others, &[]).unwrap().is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    rounds(&database.url(), &|| {
        quiet.borrow_mut()();
        Arc::new(Postgres::open(&database.url()).unwrap())
    });
}
