//! Events in a database.

use crate::sql::{Line, Sql, SqlError, Stop, Value, insert, number};
use certmap_app::{Append, Kept, NotWritten, StreamKey};

/// Adds events at the ends of their streams; returns the position of the last event in the store.
pub(crate) fn append(sql: &mut dyn Sql, appends: &[Append]) -> Result<u64, Stop> {
    let mut last = number(sql, "SELECT coalesce(max(position), 0) FROM event", &[])?;
    for Append { key, expected, lines } in appends {
        let found = number(
            sql,
            "SELECT coalesce(max(version), 0) FROM event WHERE kind = $1 AND id = $2",
            &[(&key.kind).into(), (&key.id).into()],
        )?;
        if found != *expected {
            return Err(Stop::Not(NotWritten::Stream { key: key.clone(), expected: *expected, found }));
        }
        let events: Vec<(u64, u64, &str)> =
            (1..).zip(lines).map(|(n, line)| (last + n, found + n, line.as_str())).collect();
        add(sql, events.iter().map(|(position, version, line)| (*position, key, *version, *line)))?;
        last += lines.len() as u64;
    }
    Ok(last)
}

/// Writes events as they are.
pub(crate) fn add<'a>(
    sql: &mut dyn Sql,
    events: impl Iterator<Item = (u64, &'a StreamKey, u64, &'a str)>,
) -> Result<u64, SqlError> {
    let row = |(position, key, version, line): (u64, &'a StreamKey, u64, &'a str)| -> Vec<Value<'a>> {
        vec![position.into(), (&key.kind).into(), (&key.id).into(), version.into(), line.into()]
    };
    let rows: Vec<Vec<Value<'a>>> = events.map(row).collect();
    insert(sql, "INSERT INTO event (position, kind, id, version, line)", &rows, "")
}

pub(crate) fn stream(sql: &mut dyn Sql, key: &StreamKey, after: u64) -> Result<Vec<Kept>, SqlError> {
    let text = "SELECT position, kind, id, version, line FROM event \
        WHERE kind = $1 AND id = $2 AND version > $3 ORDER BY version";
    kept(sql.query(text, &[(&key.kind).into(), (&key.id).into(), after.into()])?)
}

pub(crate) fn feed(sql: &mut dyn Sql, after: u64, limit: u32) -> Result<Vec<Kept>, SqlError> {
    let text = "SELECT position, kind, id, version, line FROM event WHERE position > $1 ORDER BY position LIMIT $2";
    kept(sql.query(text, &[after.into(), limit.into()])?)
}

fn kept(lines: Vec<Line>) -> Result<Vec<Kept>, SqlError> {
    let one = |mut line: Line| {
        Ok(Kept {
            position: line.number()?,
            key: StreamKey { kind: line.text()?, id: line.text()? },
            version: line.number()?,
            line: line.text()?,
        })
    };
    lines.into_iter().map(one).collect()
}
