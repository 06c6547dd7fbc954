//! PostgreSQL: for several nodes at once. A small pool of connections; those that broke are made anew.

use crate::database::Database;
use crate::migrate::{self, Migration};
use crate::sql::{Cell, Engine, Line, Sql, SqlError, Stop, Value};
use certmap_base::{Fault, text};
use postgres::error::SqlState;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A store in PostgreSQL, for one or more nodes.
///
/// Its calls block, and must not be made from asynchronous code.
pub type Postgres = Database<PostgresEngine>;

/// Connections of one node at once; whoever comes later waits.
const CONNECTIONS_MAX: usize = 10;
/// How long one waits for a connection.
const WAIT: Duration = Duration::from_secs(15);
const CONNECT: Duration = Duration::from_secs(10);
/// Statements that are kept prepared, for each connection.
const STATEMENTS_MAX: usize = 200;
/// What every connection is told first. Plans are made for the values at hand, since most links have few items and some all.
const BEGIN_WITH: &str = "SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '300s'; \
    SET plan_cache_mode = force_custom_plan; SET default_transaction_isolation = 'read committed'";
/// The number of the lock that makes those who write events follow each other: the letters of `certmap`.
const EVENTS_LOCK: &str = "SELECT pg_advisory_xact_lock(27977564948357488)";

/// How PostgreSQL gives connections.
pub struct PostgresEngine {
    config: Config,
    pool: Mutex<Pool>,
    freed: Condvar,
}

impl std::fmt::Debug for PostgresEngine {
    /// Without the address, which has the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresEngine").finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    used: usize,
}

struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
}

impl Postgres {
    /// Opens a database, and makes what is missing in it.
    ///
    /// # Errors
    /// If the server is not reached or does not let us in, or the database is of a newer program. The password is never told.
    pub fn open(url: &str) -> Result<Postgres, Fault> {
        Postgres::open_with(url, migrate::POSTGRESQL)
    }

    /// Opens a database as another version of this program does.
    #[doc(hidden)]
    pub fn open_with(url: &str, migrations: &[Migration]) -> Result<Postgres, Fault> {
        let mut config: Config = url.parse().map_err(|_| not_understood())?;
        config.application_name("certmap");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        let engine = PostgresEngine { config, pool: Mutex::default(), freed: Condvar::new() };
        let first = connect(&engine.config).map_err(|error| cannot_connect(&engine.config, &error))?;
        engine.locked().idle.push(first);
        let place = place(&engine.config);
        let mut fault = None;
        let done = engine.write_once(|sql| {
            let encoding =
                crate::sql::first(sql, "SHOW server_encoding", &[])?.map(|mut line| line.text()).transpose()?;
            if encoding.as_deref() != Some("UTF8") {
                fault = Some(wrong_encoding(&place));
                return Err(Stop::Sql(SqlError::Failed("the encoding is not UTF8".into())));
            }
            migrate::within(sql, migrations, &mut fault)
        });
        done.map_err(|stop| fault.unwrap_or_else(|| does_not_work(&engine.config, &stop.broken("migrating").0)))?;
        Ok(Database { engine })
    }
}

/// Server, database and user, as people know them.
fn place(config: &Config) -> String {
    let host = config.get_hosts().first().map_or_else(
        || "localhost".to_owned(),
        |host| match host {
            postgres::config::Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            postgres::config::Host::Unix(path) => path.display().to_string(),
        },
    );
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let user = config.get_user().unwrap_or_default();
    let database = config.get_dbname().unwrap_or(user);
    format!("{user}@{host}:{port}/{database}")
}

/// What the machine said, with the password blotted out should it stand there.
fn blotted(config: &Config, said: &str) -> String {
    match config.get_password().map(String::from_utf8_lossy) {
        Some(password) if !password.is_empty() => said.replace(&*password, "***"),
        _ => said.to_owned(),
    }
}

fn not_understood() -> Fault {
    Fault::new(text!("the address of the PostgreSQL database is not understood", "无法理解 PostgreSQL 数据库的地址"))
        .help(text!(
            "write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, and other signs than letters and digits in the \
             password as %40 for @, %2F for /",
            "请写成 postgres://用户:密码@主机:端口/数据库；密码中字母和数字以外的符号请转写，如 @ 写成 %40，/ 写成 %2F"
        ))
}

fn wrong_encoding(place: &str) -> Fault {
    Fault::new(text!("the database {place} does not keep its texts as UTF-8", "数据库 {place} 未以 UTF-8 保存文本"))
        .help(text!("make one with: createdb --encoding UTF8 NAME", "请新建数据库：createdb --encoding UTF8 名称"))
}

fn does_not_work(config: &Config, said: &str) -> Fault {
    let (place, said) = (place(config), blotted(config, said));
    Fault::new(text!("the database {place} does not work: {said}", "数据库 {place} 无法使用：{said}"))
}

fn cannot_connect(config: &Config, error: &postgres::Error) -> Fault {
    let place = place(config);
    let said = blotted(config, &told(error));
    match error.code() {
        Some(&SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => refused(&place),
        Some(&SqlState::INVALID_CATALOG_NAME) => {
            Fault::new(text!("the server has no such database: {place}", "服务器上没有该数据库：{place}"))
                .help(text!("make it first: createdb --encoding UTF8 NAME", "请先创建：createdb --encoding UTF8 名称"))
        }
        Some(&SqlState::TOO_MANY_CONNECTIONS) => {
            Fault::new(text!("the server of {place} takes no more connections", "{place} 的服务器不再接受连接")).help(
                text!(
                    "raise `max_connections` there, or end other programs; one node needs up to {CONNECTIONS_MAX}",
                    "请在服务器上调高 `max_connections`，或结束其他程序；每个节点最多需要 {CONNECTIONS_MAX} 个连接"
                ),
            )
        }
        Some(_) => does_not_work(config, &said),
        // The server asks for a password, and there is none in the address.
        None if said.contains("password") => refused(&place),
        None if said.contains("TLS") => Fault::new(text!(
            "the database {place} is only reached by an encrypted connection, which this program does not have",
            "数据库 {place} 只接受加密连接，而本程序不支持"
        ))
        .help(text!(
            "put it on this computer or in a private network, or a tunnel before it, and write sslmode=disable",
            "请将其置于本机或专用网络，或使用隧道，并写上 sslmode=disable"
        )),
        None => Fault::new(text!("the database {place} is not reached: {said}", "无法连接数据库 {place}：{said}"))
            .help(text!(
                "is the server running, and are host and port right? it must also listen on that address",
                "服务器是否在运行？主机和端口是否正确？服务器还须监听该地址"
            )),
    }
}

fn refused(place: &str) -> Fault {
    Fault::new(text!("the server does not let us in: {place}", "服务器拒绝登录：{place}")).help(text!(
        "check user and password in the address, and what `pg_hba.conf` on the server allows",
        "请检查地址中的用户和密码，以及服务器上 `pg_hba.conf` 的许可"
    ))
}

fn connect(config: &Config) -> Result<Connection, postgres::Error> {
    let mut client = config.connect(NoTls)?;
    client.batch_execute(BEGIN_WITH)?;
    Ok(Connection { client, statements: HashMap::new() })
}

/// What went wrong, without the details, which may name what people wrote.
fn told(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} ({})", db.message(), db.code().code()),
        None => {
            let source = std::error::Error::source(error).map(|s| format!(": {s}")).unwrap_or_default();
            if error.to_string().ends_with(&source) { error.to_string() } else { format!("{error}{source}") }
        }
    }
}

fn failed(error: &postgres::Error) -> SqlError {
    let told = told(error);
    match error.code() {
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => SqlError::Again(told),
        Some(
            &SqlState::ADMIN_SHUTDOWN
            | &SqlState::CRASH_SHUTDOWN
            | &SqlState::CANNOT_CONNECT_NOW
            | &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
            | &SqlState::CONNECTION_FAILURE
            | &SqlState::CONNECTION_EXCEPTION
            | &SqlState::CONNECTION_DOES_NOT_EXIST,
        ) => SqlError::Gone(told),
        Some(_) => SqlError::Failed(told),
        None if error.is_closed() || is_io(error) => SqlError::Gone(told),
        None => SqlError::Failed(told),
    }
}

fn is_io(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => number.to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::TEXT].contains(ty)
    }

    to_sql_checked!();
}

impl Connection {
    fn prepared(&mut self, text: &str) -> Result<Statement, SqlError> {
        if let Some(statement) = self.statements.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(text).map_err(|e| failed(&e))?;
        if self.statements.len() >= STATEMENTS_MAX {
            self.statements.clear();
        }
        self.statements.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn parameters<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Sql for Connection {
    fn query(&mut self, text: &str, values: &[Value<'_>]) -> Result<Vec<Line>, SqlError> {
        let statement = self.prepared(text)?;
        let rows = self.client.query(&statement, &parameters(values)).map_err(|e| failed(&e))?;
        rows.iter().map(|row| (0..row.len()).map(|i| cell(row, i)).collect::<Result<_, _>>().map(Line::new)).collect()
    }

    fn execute(&mut self, text: &str, values: &[Value<'_>]) -> Result<u64, SqlError> {
        let statement = self.prepared(text)?;
        self.client.execute(&statement, &parameters(values)).map_err(|e| failed(&e))
    }

    fn script(&mut self, text: &str) -> Result<(), SqlError> {
        self.client.batch_execute(text).map_err(|e| failed(&e))
    }

    fn one_by_one(&mut self) -> Result<(), SqlError> {
        self.script(EVENTS_LOCK)
    }

    fn skip_locked(&self) -> &'static str {
        "FOR UPDATE SKIP LOCKED"
    }
}

fn cell(row: &postgres::Row, index: usize) -> Result<Cell, SqlError> {
    let is_number = row.columns().get(index).is_some_and(|column| *column.type_() == Type::INT8);
    if is_number {
        let number: Option<i64> = row.try_get(index).map_err(|e| failed(&e))?;
        return Ok(number.map_or(Cell::Null, Cell::Int));
    }
    let text: Option<String> = row.try_get(index).map_err(|e| failed(&e))?;
    Ok(text.map_or(Cell::Null, Cell::Text))
}

/// A connection for one piece of work. It goes back to the others only if the work came to a good end.
struct Lent<'a> {
    engine: &'a PostgresEngine,
    connection: Option<Connection>,
    is_good: bool,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let connection = self.connection.take().filter(|c| self.is_good && !c.client.is_closed());
        let mut pool = self.engine.locked();
        pool.used = pool.used.saturating_sub(1);
        pool.idle.extend(connection);
        drop(pool);
        self.engine.freed.notify_one();
    }
}

impl Lent<'_> {
    fn work<T>(&mut self, job: impl FnOnce(&mut Connection) -> Result<T, Stop>) -> Result<T, Stop> {
        let connection = self.connection.as_mut().ok_or_else(|| SqlError::Gone("there is no connection".into()))?;
        self.is_good = false;
        let done = job(connection);
        self.is_good = !matches!(done, Err(Stop::Sql(SqlError::Gone(_))));
        done
    }
}

impl PostgresEngine {
    fn locked(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection that nobody else has: one that was used before, or a new one.
    fn lend(&self) -> Result<Lent<'_>, SqlError> {
        let is_full = |pool: &mut Pool| pool.used >= CONNECTIONS_MAX;
        let (mut pool, waited) =
            self.freed.wait_timeout_while(self.locked(), WAIT, is_full).unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(SqlError::Failed("all connections to the database are in use".into()));
        }
        pool.used += 1;
        let idle = pool.idle.pop();
        drop(pool);
        let mut lent = Lent { engine: self, connection: idle, is_good: true };
        if lent.connection.is_none() {
            lent.connection = Some(connect(&self.config).map_err(|error| match failed(&error) {
                // What cannot be reached now is not asked again at once.
                SqlError::Gone(told) => SqlError::Failed(told),
                other => other,
            })?);
        }
        Ok(lent)
    }

    /// Begins a transaction; where the connection turns out to be broken, on a new one.
    fn begin(&self, text: &str) -> Result<Lent<'_>, Stop> {
        let mut lent = self.lend()?;
        match lent.work(|connection| Ok(connection.script(text)?)) {
            Ok(()) => Ok(lent),
            Err(Stop::Sql(SqlError::Gone(_))) => {
                drop(lent);
                self.forget_idle();
                let mut lent = self.lend()?;
                lent.work(|connection| Ok(connection.script(text)?))?;
                Ok(lent)
            }
            Err(stop) => Err(stop),
        }
    }

    /// The others are likely to be broken too.
    fn forget_idle(&self) {
        let idle = std::mem::take(&mut self.locked().idle);
        drop(idle);
    }

    fn transaction<T>(&self, begin: &str, job: impl FnOnce(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop> {
        let mut lent = self.begin(begin)?;
        match lent.work(|connection| job(connection)) {
            Ok(value) => lent.work(|connection| Ok(connection.script("COMMIT")?)).map(|()| value).map_err(unknown),
            Err(stop) => {
                // What is not undone here is undone by the server when the connection is gone.
                if lent.work(|connection| Ok(connection.script("ROLLBACK")?)).is_err() {
                    lent.is_good = false;
                }
                Err(undone(stop))
            }
        }
    }
}

/// The connection broke while it was asked to commit: asking again might write twice.
fn unknown(stop: Stop) -> Stop {
    match stop {
        Stop::Sql(SqlError::Gone(told)) => {
            Stop::Sql(SqlError::Failed(format!("whether it was written is not known: {told}")))
        }
        other => other,
    }
}

/// The connection broke before that: nothing was written, and another one may do it.
fn undone(stop: Stop) -> Stop {
    match stop {
        Stop::Sql(SqlError::Gone(told)) => Stop::Sql(SqlError::Again(told)),
        other => other,
    }
}

impl Engine for PostgresEngine {
    const NAME: &'static str = "postgresql";

    fn read<T>(&self, mut job: impl FnMut(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop> {
        let mut once = || self.lend()?.work(|connection| job(connection));
        match once() {
            Err(Stop::Sql(SqlError::Gone(_))) => {
                self.forget_idle();
                once()
            }
            done => done,
        }
    }

    fn snapshot<T>(&self, job: impl FnOnce(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop> {
        self.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", job)
    }

    fn write_once<T>(&self, job: impl FnOnce(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop> {
        self.transaction("BEGIN", job)
    }
}

impl Drop for PostgresEngine {
    /// Connections say goodbye, which blocks: not on a thread that may run asynchronous code.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut self.locked().idle);
        let _ = std::thread::spawn(move || drop(idle)).join();
    }
}
