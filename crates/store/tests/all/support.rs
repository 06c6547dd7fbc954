//! Fresh stores of every kind, and short ways to write.

use certmap_app::{Append, Batch, Item, ItemKind, Job, JobState, Kept, Row, RowChange, Store, StreamKey, Table, Trace};
use certmap_base::Date;
use certmap_case::Moment;
use certmap_store::{Memory, Postgres, Sqlite};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// One test for each function and store.
macro_rules! on_all_stores {
    ($($name:ident),+ $(,)?) => {
        mod memory {
            $(#[test] fn $name() { super::super::support::on_memory(super::$name) })+
        }
        mod sqlite {
            $(#[test] fn $name() { super::super::support::on_sqlite(super::$name) })+
        }
        mod postgresql {
            $(#[test] fn $name() { super::super::support::on_postgres(super::$name) })+
        }
    };
}

pub(crate) type Check = fn(&dyn Store);

pub(crate) fn on_memory(check: Check) {
    check(&Memory::default());
}

pub(crate) fn on_sqlite(check: Check) {
    let folder = Folder::new();
    check(&Sqlite::open(&folder.path().join("certmap.db")).unwrap());
}

pub(crate) fn on_postgres(check: Check) {
    if let Some(schema) = PostgresSchema::new() {
        check(&Postgres::open(&schema.url()).unwrap());
    }
}

/// The server of the tests; `None`, and it says so, where none is named.
fn postgres_server() -> Option<String> {
    let server = std::env::var("CERTMAP_TEST_POSTGRES").ok();
    if server.is_none() {
        println!("SKIPPED on PostgreSQL: CERTMAP_TEST_POSTGRES names no server");
    }
    server
}

fn on_server(server: &str, sql: &str) {
    postgres::Client::connect(server, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
}

/// Tables of one test in a database with others, which is made faster than a database.
struct PostgresSchema {
    server: String,
    name: String,
}

impl PostgresSchema {
    fn new() -> Option<PostgresSchema> {
        let schema = PostgresSchema { server: postgres_server()?, name: format!("certmap_{}", unique()) };
        on_server(&schema.server, &format!("CREATE SCHEMA {}", schema.name));
        Some(schema)
    }

    fn url(&self) -> String {
        format!("{}?options=-c%20search_path%3D{}", self.server, self.name)
    }
}

impl Drop for PostgresSchema {
    fn drop(&mut self) {
        on_server(&self.server, &format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

/// A database for one test on the server that is named by `CERTMAP_TEST_POSTGRES`, gone after it.
pub(crate) struct PostgresDatabase {
    server: String,
    name: String,
}

impl PostgresDatabase {
    pub(crate) fn new() -> Option<PostgresDatabase> {
        let database = PostgresDatabase { server: postgres_server()?, name: format!("certmap_{}", unique()) };
        database.on_server(&format!("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", database.name));
        Some(database)
    }

    /// Address of the database: that of the server with another name.
    pub(crate) fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }

    pub(crate) fn on_server(&self, sql: &str) {
        on_server(&self.server, sql);
    }

    /// A connection of the test's own.
    pub(crate) fn client(&self) -> postgres::Client {
        postgres::Client::connect(&self.url(), postgres::NoTls).unwrap()
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        self.on_server(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn unique() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// A folder for one test, gone after it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("certmap-store-{}", unique()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn key(id: &str) -> StreamKey {
    StreamKey::new("case", id)
}

pub(crate) fn append(id: &str, expected: u64, lines: &[&str]) -> Append {
    Append { key: key(id), expected, lines: lines.iter().map(|&line| line.to_owned()).collect() }
}

pub(crate) fn events(appends: &[Append]) -> Batch {
    Batch { events: appends.to_vec(), ..Batch::default() }
}

pub(crate) fn lines(kept: &[Kept]) -> Vec<(u64, &str, u64, &str)> {
    kept.iter().map(|e| (e.position, e.key.id.as_str(), e.version, e.line.as_str())).collect()
}

/// A moment, so many minutes after the first.
pub(crate) fn minute(minute: u32) -> Moment {
    Moment::new(Date::parse("2027-01-20").unwrap(), minute * 60)
}

pub(crate) fn item(id: &str, title: &str, links: &[&str]) -> Item {
    Item {
        kind: ItemKind::Product,
        id: id.to_owned(),
        version: 1,
        title: title.to_owned(),
        state: "open".to_owned(),
        scheme: String::new(),
        market: String::new(),
        turn: String::new(),
        due: None,
        changed: minute(0),
        words: String::new(),
        links: links.iter().map(|&link| link.to_owned()).collect(),
        data: "{}".to_owned(),
    }
}

pub(crate) fn items(items: &[Item]) -> Batch {
    Batch { items: items.to_vec(), ..Batch::default() }
}

pub(crate) fn row(key: &str, version: u64, aliases: &[&str]) -> Row {
    Row {
        table: Table::Account,
        key: key.to_owned(),
        version,
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect::<BTreeSet<_>>(),
        owner: String::new(),
        data: format!("{{\"version\":{version}}}"),
        expires: None,
    }
}

pub(crate) fn rows(rows: &[Row]) -> Batch {
    Batch { rows: rows.iter().cloned().map(RowChange::Put).collect(), ..Batch::default() }
}

pub(crate) fn job(id: &str, due: Moment) -> Job {
    Job {
        id: id.to_owned(),
        kind: "mail".to_owned(),
        data: "{}".to_owned(),
        due,
        attempts: 0,
        state: JobState::Waiting,
        trouble: String::new(),
    }
}

pub(crate) fn jobs(jobs: &[Job]) -> Batch {
    Batch { jobs: jobs.to_vec(), ..Batch::default() }
}

pub(crate) fn trace(person: &str, object: &str) -> Trace {
    Trace {
        at: minute(1),
        person: person.to_owned(),
        organisation: "o-1".to_owned(),
        action: "case.open".to_owned(),
        object: object.to_owned(),
        outcome: "done".to_owned(),
    }
}

/// Everything that a store tells about itself, for comparing stores.
pub(crate) fn everything(store: &dyn Store) -> Vec<String> {
    let mut all = Vec::new();
    let taken = store.export(&mut |record| {
        all.push(format!("{record:?}"));
        Ok(())
    });
    taken.unwrap();
    // Stores order kinds each in their own way.
    all.sort();
    all
}
