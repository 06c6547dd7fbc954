//! What the two databases have in common: one set of SQL texts runs on both, only the tables are declared apart.

use certmap_app::{Broken, NotWritten};
use certmap_case::Moment;

/// A value that goes into a statement.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// A text.
    Text(&'a str),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Value<'a> {
        Value::Text(text)
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Value<'a> {
        text.map_or(Value::Null, Value::Text)
    }
}

impl From<u64> for Value<'_> {
    /// What is greater than the greatest number of a database stands for it: nothing is kept there.
    fn from(number: u64) -> Self {
        Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Value::Int(i64::from(number))
    }
}

/// A value that came out of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
}

/// A row that came out of a statement, read from left to right.
#[derive(Debug)]
pub struct Line(std::vec::IntoIter<Cell>);

impl Line {
    pub(crate) fn new(cells: Vec<Cell>) -> Line {
        Line(cells.into_iter())
    }

    pub(crate) fn text(&mut self) -> Result<String, SqlError> {
        self.maybe_text()?.ok_or_else(|| unexpected("nothing instead of a text"))
    }

    pub(crate) fn maybe_text(&mut self) -> Result<Option<String>, SqlError> {
        match self.0.next() {
            Some(Cell::Text(text)) => Ok(Some(text)),
            Some(Cell::Null) => Ok(None),
            other => Err(unexpected(&format!("{other:?} instead of a text"))),
        }
    }

    pub(crate) fn number(&mut self) -> Result<u64, SqlError> {
        match self.0.next() {
            Some(Cell::Int(number)) => u64::try_from(number).map_err(|_| unexpected("a negative number")),
            other => Err(unexpected(&format!("{other:?} instead of a number"))),
        }
    }

    pub(crate) fn moment(&mut self) -> Result<Moment, SqlError> {
        read(&self.text()?, |word| Moment::parse(word).ok())
    }

    pub(crate) fn maybe_moment(&mut self) -> Result<Option<Moment>, SqlError> {
        self.maybe_text()?.map(|word| read(&word, |w| Moment::parse(w).ok())).transpose()
    }
}

/// Reads a stored word.
pub(crate) fn read<T>(word: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, SqlError> {
    parse(word).ok_or_else(|| unexpected(&format!("`{word}`")))
}

/// A database holds something that this program never wrote.
pub(crate) fn unexpected(what: &str) -> SqlError {
    SqlError::Failed(format!("the database holds {what}, which this program does not write"))
}

/// Why a statement failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlError {
    /// The connection is broken; another one may work.
    Gone(String),
    /// Another transaction was in the way, and this one was undone; again it may work.
    Again(String),
    /// It does not work.
    Failed(String),
}

impl SqlError {
    pub(crate) fn text(&self) -> &str {
        let (SqlError::Gone(text) | SqlError::Again(text) | SqlError::Failed(text)) = self;
        text
    }
}

/// Why a transaction was undone.
#[derive(Debug)]
pub enum Stop {
    /// What was asked cannot be written.
    Not(NotWritten),
    /// The database did not do it.
    Sql(SqlError),
}

impl From<SqlError> for Stop {
    fn from(error: SqlError) -> Stop {
        Stop::Sql(error)
    }
}

impl Stop {
    pub(crate) fn broken(self, doing: &str) -> Broken {
        match self {
            Stop::Sql(error) => Broken::new(doing, error.text()),
            Stop::Not(NotWritten::Broken(broken)) => broken,
            Stop::Not(not) => Broken::new(doing, crate::said(&not)),
        }
    }
}

/// A connection that runs statements. Parameters are written `$1` to `$n`.
pub trait Sql {
    /// Runs a statement and gives the rows.
    ///
    /// # Errors
    /// If it fails.
    fn query(&mut self, text: &str, values: &[Value<'_>]) -> Result<Vec<Line>, SqlError>;

    /// Runs a statement and gives the number of rows that it changed.
    ///
    /// # Errors
    /// If it fails.
    fn execute(&mut self, text: &str, values: &[Value<'_>]) -> Result<u64, SqlError>;

    /// Runs several statements without parameters.
    ///
    /// # Errors
    /// If one fails.
    fn script(&mut self, text: &str) -> Result<(), SqlError>;

    /// Waits until no other transaction that asked for this is open, and keeps later ones waiting: positions of events are
    /// given in the order of commits.
    ///
    /// # Errors
    /// If waiting takes too long.
    fn one_by_one(&mut self) -> Result<(), SqlError>;

    /// What is added to a selection for taking one row that no other transaction has taken.
    fn skip_locked(&self) -> &'static str;
}

/// One row or none.
pub(crate) fn first(sql: &mut dyn Sql, text: &str, values: &[Value<'_>]) -> Result<Option<Line>, SqlError> {
    Ok(sql.query(text, values)?.into_iter().next())
}

/// The number that a statement gives.
pub(crate) fn number(sql: &mut dyn Sql, text: &str, values: &[Value<'_>]) -> Result<u64, SqlError> {
    first(sql, text, values)?.ok_or_else(|| unexpected("no number"))?.number()
}

/// How many rows are inserted by one statement: few sizes, so that statements can be kept prepared.
const INSERT_SIZES: [usize; 3] = [64, 8, 1];

/// Inserts rows: `begin` is `INSERT INTO table (columns)`, `end` what follows the values. Returns how many were new.
pub(crate) fn insert(sql: &mut dyn Sql, begin: &str, rows: &[Vec<Value<'_>>], end: &str) -> Result<u64, SqlError> {
    let (mut rest, mut count) = (rows, 0);
    for size in INSERT_SIZES {
        while rest.len() >= size {
            let (now, later) = rest.split_at(size);
            let width = now.first().map_or(0, Vec::len);
            let row = |r: usize| {
                let places: Vec<String> = (1..=width).map(|c| format!("${}", r * width + c)).collect();
                format!("({})", places.join(", "))
            };
            let places: Vec<String> = (0..size).map(row).collect();
            count += sql.execute(&format!("{begin} VALUES {} {end}", places.join(", ")), &now.concat())?;
            rest = later;
        }
    }
    Ok(count)
}

/// A database: where connections come from.
pub trait Engine: Send + Sync {
    /// Its kind in one word.
    const NAME: &'static str;

    /// One statement that reads.
    ///
    /// # Errors
    /// If it fails.
    fn read<T>(&self, job: impl FnMut(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop>;

    /// Several statements that read what stood there at one moment.
    ///
    /// # Errors
    /// If one fails.
    fn snapshot<T>(&self, job: impl FnOnce(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop>;

    /// A transaction that writes. An error undoes it.
    ///
    /// # Errors
    /// If a statement or the commit fails.
    fn write_once<T>(&self, job: impl FnOnce(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop>;

    /// A transaction that writes, begun again where another one was in the way.
    ///
    /// # Errors
    /// If a statement or the commit fails.
    fn write<T>(&self, mut job: impl FnMut(&mut dyn Sql) -> Result<T, Stop>) -> Result<T, Stop> {
        let mut tries = 1;
        loop {
            match self.write_once(&mut job) {
                Err(Stop::Sql(SqlError::Again(_))) if tries < WRITE_TRIES_MAX => tries += 1,
                done => return done,
            }
        }
    }
}

const WRITE_TRIES_MAX: u32 = 10;
