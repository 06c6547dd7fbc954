//! SQLite: one file, one connection that writes, others that read.

use crate::database::Database;
use crate::migrate::{self, Migration};
use crate::sql::{Cell, Engine, Line, Sql, SqlError, Stop, Value};
use certmap_base::{Fault, Text, io_reason, text};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Error, ErrorCode, OpenFlags, ToSql};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A store in one file, for one computer.
pub type Sqlite = Database<SqliteEngine>;

/// How long one waits for another program that writes, such as a restore.
const BUSY: Duration = Duration::from_secs(15);
/// Statements that are kept prepared, for each connection.
const STATEMENTS_MAX: usize = 128;
/// Connections that read and wait for the next one who asks.
const READERS_MAX: usize = 8;

/// How SQLite gives connections.
#[derive(Debug)]
pub struct SqliteEngine {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Sqlite {
    /// Opens a file, or makes it; its folder must be there.
    ///
    /// # Errors
    /// If the file cannot be opened, is none of ours, or is of a newer program.
    pub fn open(path: &Path) -> Result<Sqlite, Fault> {
        Sqlite::open_with(path, migrate::SQLITE)
    }

    /// Opens a file as another version of this program does.
    #[doc(hidden)]
    pub fn open_with(path: &Path, migrations: &[Migration]) -> Result<Sqlite, Fault> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(no_folder(folder));
        }
        let is_new = !path.exists();
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
            .map_err(|error| cannot_open(path, &error))?;
        if is_new {
            only_for_us(path).map_err(|error| cannot_make(path, &error))?;
        }
        prepare_file(&writer).map_err(|error| cannot_open(path, &error))?;
        let mut fault = None;
        write(&mut writer, |sql| migrate::within(sql, migrations, &mut fault))
            .map_err(|stop| fault.take().unwrap_or_else(|| does_not_work(path, stop)))?;
        let engine =
            SqliteEngine { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::new(Vec::new()) };
        Ok(Database { engine })
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    Ok(connection)
}

fn prepare_file(connection: &Connection) -> Result<(), Error> {
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)
}

/// Names of persons and hashes of passwords stand in it. The files that SQLite makes beside it follow its permissions.
fn only_for_us(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

fn no_folder(folder: &Path) -> Fault {
    let folder = folder.display();
    Fault::new(text!("the folder `{folder}` for the database is not there", "数据库所在的文件夹 `{folder}` 不存在"))
        .help(text!("make it first: mkdir -p {folder}", "请先创建：mkdir -p {folder}"))
}

fn cannot_make(path: &Path, error: &std::io::Error) -> Fault {
    let (path, why) = (path.display(), io_reason(error));
    Fault::new(
        text!("the database `{path}` cannot be opened for writing: {}", "无法以写入方式打开数据库 `{path}`：{}"; why),
    )
    .help(must_be_writable())
}

fn must_be_writable() -> Text {
    text!(
        "it must be a file, and both it and its folder must be writable by this user",
        "它须为文件，且当前用户对它及所在文件夹均须有写入权限"
    )
}

fn cannot_open(path: &Path, error: &Error) -> Fault {
    let path = path.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            Fault::new(text!("the file `{path}` is not a database of certmap", "文件 `{path}` 不是 certmap 的数据库"))
                .help(text!("name another file; this one was not changed", "请指定其他文件；该文件未被修改"))
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Fault::new(text!("another program is writing to `{path}`", "另一程序正在写入 `{path}`"))
                .help(text!("end it, or try again later", "请结束该程序，或稍后再试"))
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            Fault::new(text!("the database `{path}` cannot be opened for writing", "无法以写入方式打开数据库 `{path}`"))
                .help(must_be_writable())
        }
        _ => Fault::new(text!("the database `{path}` does not work: {error}", "数据库 `{path}` 无法使用：{error}")),
    }
}

fn does_not_work(path: &Path, stop: Stop) -> Fault {
    let (path, why) = (path.display(), stop.broken("migrating"));
    Fault::new(text!("the database `{path}` does not work: {why}", "数据库 `{path}` 无法使用：{why}"))
}

fn failed(error: &Error) -> SqlError {
    SqlError::Failed(error.to_string())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// The words of SQLite for a text that both databases understand otherwise.
fn words(text: &str) -> String {
    text.replace('$', "?").replace("strpos(", "instr(")
}

struct Running<'a>(&'a Connection);

impl Sql for Running<'_> {
    fn query(&mut self, text: &str, values: &[Value<'_>]) -> Result<Vec<Line>, SqlError> {
        let mut statement = self.0.prepare_cached(&words(text)).map_err(|e| failed(&e))?;
        let width = statement.column_count();
        let mut found = statement.query(rusqlite::params_from_iter(values)).map_err(|e| failed(&e))?;
        let mut lines = Vec::new();
        while let Some(row) = found.next().map_err(|e| failed(&e))? {
            let cells: Result<Vec<Cell>, SqlError> = (0..width).map(|i| cell(row.get_ref(i))).collect();
            lines.push(Line::new(cells?));
        }
        Ok(lines)
    }

    fn execute(&mut self, text: &str, values: &[Value<'_>]) -> Result<u64, SqlError> {
        let mut statement = self.0.prepare_cached(&words(text)).map_err(|e| failed(&e))?;
        let changed = statement.execute(rusqlite::params_from_iter(values)).map_err(|e| failed(&e))?;
        Ok(changed as u64)
    }

    fn script(&mut self, text: &str) -> Result<(), SqlError> {
        self.0.execute_batch(text).map_err(|e| failed(&e))
    }

    fn one_by_one(&mut self) -> Result<(), SqlError> {
        // Whoever writes to SQLite is alone.
        Ok(())
    }

    fn skip_locked(&self) -> &'static str {
        ""
    }
}

fn cell(value: rusqlite::Result<ValueRef<'_>>) -> Result<Cell, SqlError> {
    match value.map_err(|e| failed(&e))? {
        ValueRef::Null => Ok(Cell::Null),
        ValueRef::Integer(number) => Ok(Cell::Int(number)),
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|e| SqlError::Failed(format!("a text is damaged: {e}")))?;
            Ok(Cell::Text(text.to_owned()))
        }
        other => Err(crate::sql::unexpected(&format!("a value of the type {}", other.data_type()))),
    }
}

/// Runs something between the beginning and the end of a transaction.
fn transaction<T>(
    connection: &mut Connection,
    begin: &str,
    job: impl FnOnce(&mut dyn Sql) -> Result<T, Stop>,
) -> Result<T, Stop> {
    let run = |text: &str| connection.execute_batch(text).map_err(|e| Stop::Sql(failed(&e)));
    if !connection.is_autocommit() {
        // Whoever had this connection last did not come to an end.
        run("ROLLBACK")?;
    }
    run(begin)?;
    let done = job(&mut Running(connection)).and_then(|value| run("COMMIT").map(|()| value));
    if done.is_err() && !connection.is_autocommit() {
        run("ROLLBACK")?;
    }
    done
}

fn write<T>(connection: &mut Connection, job: impl FnOnce(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop> {
    transaction(connection, "BEGIN IMMEDIATE", job)
}

impl SqliteEngine {
    fn with_reader<T>(&self, job: impl FnOnce(&mut Connection) -> Result<T, Stop>) -> Result<T, Stop> {
        let waiting = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match waiting {
            Some(reader) => reader,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| Stop::Sql(failed(&e)))?,
        };
        let done = job(&mut reader);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_MAX && reader.is_autocommit() {
            readers.push(reader);
        }
        done
    }
}

impl Engine for SqliteEngine {
    const NAME: &'static str = "sqlite";

    fn read<T>(&self, mut job: impl FnMut(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop> {
        self.with_reader(|reader| job(&mut Running(reader)))
    }

    fn snapshot<T>(&self, job: impl FnOnce(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop> {
        self.with_reader(|reader| transaction(reader, "BEGIN", job))
    }

    fn write_once<T>(&self, job: impl FnOnce(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop> {
        write(&mut self.writer.lock().unwrap_or_else(PoisonError::into_inner), job)
    }
}
