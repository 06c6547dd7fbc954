//! Migrations: numbered SQL files, applied once, in order, each noted with its digest.

use crate::sql::{Line, Sql, SqlError, Stop};
use certmap_base::{Fault, text};
use sha2::{Digest, Sha256};

/// A step from one schema to the next.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// File name without ending; begins with the number.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

macro_rules! migrations {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        &[$(Migration { name: $name, sql: include_str!(concat!("../migrations/", $folder, "/", $name, ".sql")) }),+]
    };
}

/// Those of SQLite.
pub const SQLITE: &[Migration] =
    migrations!("sqlite": "0001_events", "0002_items", "0003_rows", "0004_jobs", "0005_trail");

/// Those of PostgreSQL.
pub const POSTGRESQL: &[Migration] =
    migrations!("postgresql": "0001_events", "0002_items", "0003_rows", "0004_jobs", "0005_trail");

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (number bigint NOT NULL PRIMARY KEY, name text NOT NULL, digest text NOT NULL)";

/// What stands against using a database.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It is one of another program, or of a newer or changed one.
    Fault(Fault),
    /// It does not work.
    Sql(SqlError),
}

impl From<SqlError> for Trouble {
    fn from(error: SqlError) -> Trouble {
        Trouble::Sql(error)
    }
}

/// Applies what is missing, within a transaction; returns how many that were.
pub(crate) fn migrate(sql: &mut dyn Sql, migrations: &[Migration]) -> Result<usize, Trouble> {
    sql.one_by_one()?;
    sql.script(TABLE)?;
    let pair = |mut line: Line| Ok::<_, SqlError>((line.text()?, line.text()?));
    let lines = sql.query("SELECT name, digest FROM migration ORDER BY number", &[])?;
    let applied: Vec<(String, String)> = lines.into_iter().map(pair).collect::<Result<_, _>>()?;
    if let Some((name, _)) = applied.get(migrations.len()) {
        return Err(Trouble::Fault(newer(name)));
    }
    for ((name, digest), migration) in applied.iter().zip(migrations) {
        if name != migration.name || *digest != digest_of(migration) {
            return Err(Trouble::Fault(other(name)));
        }
    }
    let missing = (1_u64..).zip(migrations).skip(applied.len());
    let mut count = 0;
    for (number, migration) in missing {
        sql.script(migration.sql)?;
        let digest = digest_of(migration);
        let values = [number.into(), migration.name.into(), (&digest).into()];
        sql.execute("INSERT INTO migration (number, name, digest) VALUES ($1, $2, $3)", &values)?;
        count += 1;
    }
    Ok(count)
}

/// Migrates within a transaction of `write_once`.
pub(crate) fn within(sql: &mut dyn Sql, migrations: &[Migration], fault: &mut Option<Fault>) -> Result<usize, Stop> {
    migrate(sql, migrations).map_err(|trouble| match trouble {
        Trouble::Sql(error) => Stop::Sql(error),
        Trouble::Fault(told) => {
            let stop = Stop::Sql(SqlError::Failed(told.message.en.clone()));
            *fault = Some(told);
            stop
        }
    })
}

fn digest_of(migration: &Migration) -> String {
    crate::hex(&Sha256::digest(migration.sql.as_bytes()))
}

fn newer(name: &str) -> Fault {
    Fault::new(text!(
        "the database was changed by a newer program: it has the migration `{name}`",
        "数据库已被较新版本的程序修改：其中有迁移 `{name}`"
    ))
    .help(text!(
        "use the program of that version or a later one; an older one would damage the data",
        "请使用该版本或更新版本的程序；旧程序会损坏数据"
    ))
}

fn other(name: &str) -> Fault {
    Fault::new(text!(
        "the migration `{name}` of the database is not the one of this program",
        "数据库中的迁移 `{name}` 与本程序的不一致"
    ))
    .help(text!(
        "use the program that made the database, or restore a backup into an empty one",
        "请使用创建该数据库的程序，或将备份恢复到空数据库"
    ))
}
