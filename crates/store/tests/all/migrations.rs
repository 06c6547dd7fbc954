//! Migrations: applied once, step by step the same as the full schema, and never by an older program over a newer schema.

use super::support::{Folder, PostgresDatabase, append, events, everything};
use certmap_app::Store;
use certmap_base::Fault;
use certmap_store::migrate::{Migration, POSTGRESQL, SQLITE};
use certmap_store::{Postgres, Sqlite};
use std::path::Path;

const SQLITE_SCHEMA: &str = include_str!("../../migrations/sqlite/schema.sql");
const POSTGRESQL_SCHEMA: &str = include_str!("../../migrations/postgresql/schema.sql");

/// All that SQLite knows of tables and indices, apart from the table of migrations itself.
fn sqlite_schema(path: &Path) -> Vec<String> {
    let client = rusqlite::Connection::open(path).unwrap();
    let text = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master \
        WHERE tbl_name <> 'migration' ORDER BY 1";
    let mut statement = client.prepare(text).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// All that PostgreSQL knows of columns, indices and constraints.
fn postgresql_schema(client: &mut postgres::Client) -> Vec<String> {
    let texts = [
        "SELECT concat_ws(' ', table_name, column_name, ordinal_position, data_type, is_nullable, collation_name, \
         is_identity, column_default) FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace",
    ];
    let mut all: Vec<String> =
        texts.iter().flat_map(|text| client.query(*text, &[]).unwrap()).map(|row| row.get::<_, String>(0)).collect();
    all.retain(|line| !line.contains("migration"));
    all.sort();
    all
}

#[test]
fn sqlite_steps_add_up_to_the_full_schema() {
    let folder = Folder::new();
    let (stepped, full) = (folder.path().join("stepped.db"), folder.path().join("full.db"));
    for count in 1..=SQLITE.len() {
        drop(Sqlite::open_with(&stepped, &SQLITE[..count]).unwrap());
        drop(Sqlite::open_with(&stepped, &SQLITE[..count]).unwrap());
    }
    rusqlite::Connection::open(&full).unwrap().execute_batch(SQLITE_SCHEMA).unwrap();
    let schema = sqlite_schema(&stepped);
    assert!(schema.len() > 10);
    assert_eq!(schema, sqlite_schema(&full));
}

#[test]
fn postgresql_steps_add_up_to_the_full_schema() {
    let (Some(stepped), Some(full)) = (PostgresDatabase::new(), PostgresDatabase::new()) else { return };
    for count in 1..=POSTGRESQL.len() {
        drop(Postgres::open_with(&stepped.url(), &POSTGRESQL[..count]).unwrap());
        drop(Postgres::open_with(&stepped.url(), &POSTGRESQL[..count]).unwrap());
    }
    let mut client = full.client();
    client.batch_execute(POSTGRESQL_SCHEMA).unwrap();
    let schema = postgresql_schema(&mut stepped.client());
    assert!(schema.len() > 40);
    assert_eq!(schema, postgresql_schema(&mut client));
}

type Open<'a> = &'a dyn Fn(&[Migration]) -> Result<Box<dyn Store>, Fault>;

/// Opening again keeps what is there; an older program, and one with another past, is refused and changes nothing.
fn check(open: Open<'_>, all: &[Migration]) {
    open(all).unwrap().write(&events(&[append("a", 0, &["one"])])).unwrap();
    let before = everything(&*open(all).unwrap());
    assert_eq!(before.len(), 1);
    let older = open(&all[..all.len() - 1]).err().unwrap();
    assert!(older.message.en.starts_with("the database was changed by a newer program: it has the migration `0005"));
    assert!(older.message.zh.contains("较新版本") && older.help.is_some());
    let mut other = all.to_vec();
    other[1].sql = "CREATE TABLE other (a text)";
    let other = open(&other).err().unwrap();
    assert!(other.message.en.starts_with("the migration `0002_items` of the database is not"), "{other:?}");
    // One that fails is undone as a whole.
    let mut longer = all.to_vec();
    longer.push(Migration { name: "0006_good", sql: "CREATE TABLE good (a text)" });
    longer.push(Migration { name: "0007_bad", sql: "CREATE TABLE half (a text); CREATE TABLE half (a text)" });
    let broken = open(&longer).err().unwrap();
    assert!(broken.message.en.contains("does not work"), "{broken:?}");
    assert_eq!(everything(&*open(all).unwrap()), before);
    longer.pop();
    assert_eq!(everything(&*open(&longer).unwrap()), before);
    assert!(open(all).is_err());
}

#[test]
fn sqlite_is_migrated_once() {
    let folder = Folder::new();
    let path = folder.path().join("certmap.db");
    check(&|migrations| Ok(Box::new(Sqlite::open_with(&path, migrations)?)), SQLITE);
}

#[test]
fn postgresql_is_migrated_once() {
    let Some(database) = PostgresDatabase::new() else { return };
    check(&|migrations| Ok(Box::new(Postgres::open_with(&database.url(), migrations)?)), POSTGRESQL);
}

#[test]
fn several_nodes_may_start_at_once() {
    let folder = Folder::new();
    let path = folder.path().join("certmap.db");
    let database = PostgresDatabase::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| drop(Sqlite::open(&path).unwrap()));
            if let Some(database) = &database {
                scope.spawn(|| drop(Postgres::open(&database.url()).unwrap()));
            }
        }
    });
}
