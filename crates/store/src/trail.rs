//! The trail in a database.

use crate::sql::{Line, Sql, SqlError, Value, insert};
use certmap_app::{Trace, TraceQuery};

const COLUMNS: &str = "at, person, organisation, action, object, outcome";

/// Adds lines, in order.
pub(crate) fn add<'a>(sql: &mut dyn Sql, traces: impl IntoIterator<Item = &'a Trace>) -> Result<(), SqlError> {
    let traces: Vec<(String, &Trace)> = traces.into_iter().map(|t| (t.at.to_string(), t)).collect();
    let row = |(at, trace): &'_ (String, &'a Trace)| -> Vec<String> {
        vec![
            at.clone(),
            trace.person.clone(),
            trace.organisation.clone(),
            trace.action.clone(),
            trace.object.clone(),
            trace.outcome.clone(),
        ]
    };
    let texts: Vec<Vec<String>> = traces.iter().map(row).collect();
    let rows: Vec<Vec<Value<'_>>> = texts.iter().map(|r| r.iter().map(Value::from).collect()).collect();
    insert(sql, &format!("INSERT INTO trail ({COLUMNS})"), &rows, "")?;
    Ok(())
}

/// Lines that are asked for, latest first.
pub(crate) fn some(sql: &mut dyn Sql, query: &TraceQuery) -> Result<Vec<(u64, Trace)>, SqlError> {
    let mut values: Vec<Value<'_>> = vec![query.limit.into(), query.before.unwrap_or(u64::MAX).into()];
    let mut filters = String::new();
    let columns = [("person", &query.person), ("organisation", &query.organisation), ("object", &query.object)];
    for (column, word) in columns {
        if let Some(word) = word {
            values.push(word.into());
            filters.push_str(&format!(" AND {column} = ${}", values.len()));
        }
    }
    let text = format!("SELECT number, {COLUMNS} FROM trail WHERE number < $2{filters} ORDER BY number DESC LIMIT $1");
    sql.query(&text, &values)?.into_iter().map(trace).collect()
}

/// Lines after a number, for taking all of them along.
pub(crate) fn after(sql: &mut dyn Sql, number: u64, limit: u32) -> Result<Vec<(u64, Trace)>, SqlError> {
    let text = format!("SELECT number, {COLUMNS} FROM trail WHERE number > $1 ORDER BY number LIMIT $2");
    sql.query(&text, &[number.into(), limit.into()])?.into_iter().map(trace).collect()
}

fn trace(mut line: Line) -> Result<(u64, Trace), SqlError> {
    let number = line.number()?;
    let trace = Trace {
        at: line.moment()?,
        person: line.text()?,
        organisation: line.text()?,
        action: line.text()?,
        object: line.text()?,
        outcome: line.text()?,
    };
    Ok((number, trace))
}
