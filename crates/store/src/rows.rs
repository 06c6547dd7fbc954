//! Rows in a database.

use crate::sql::{Line, Sql, SqlError, Stop, Value, first, insert, read, unexpected};
use certmap_app::{NotWritten, Row, RowChange, Table};
use certmap_case::Moment;
use std::collections::BTreeSet;

const COLUMNS: &str = "kind, key, version, owner, data, expires, aliases";

/// Changes rows, one after the other.
pub(crate) fn change(sql: &mut dyn Sql, changes: &[RowChange]) -> Result<(), Stop> {
    for change in changes {
        match change {
            RowChange::Put(row) => put(sql, row)?,
            RowChange::Erase(table, key) => {
                sql.execute("DELETE FROM kept_row WHERE kind = $1 AND key = $2", &[table.word().into(), key.into()])?;
            }
        }
    }
    Ok(())
}

fn put(sql: &mut dyn Sql, row: &Row) -> Result<(), Stop> {
    let taken = |key: &str| Stop::Not(NotWritten::Row { table: row.table, key: key.to_owned() });
    let before = row.version.checked_sub(1).ok_or_else(|| taken(&row.key))?;
    if before == 0 {
        if add_without_aliases(sql, &[row], "ON CONFLICT (kind, key) DO NOTHING")? == 0 {
            return Err(taken(&row.key));
        }
    } else {
        let (expires, aliases) = (row.expires.map(|e| e.to_string()), aliases_text(row));
        let text = "UPDATE kept_row SET version = $3, owner = $4, data = $5, expires = $6, aliases = $7 \
            WHERE kind = $1 AND key = $2 AND version = $8";
        let mut values = values(row, expires.as_deref(), &aliases);
        values.push(before.into());
        if sql.execute(text, &values)? == 0 {
            return Err(taken(&row.key));
        }
        let text = "DELETE FROM row_alias WHERE kind = $1 AND key = $2";
        sql.execute(text, &[row.table.word().into(), (&row.key).into()])?;
    }
    for alias in &row.aliases {
        let text = "INSERT INTO row_alias (kind, alias, key) VALUES ($1, $2, $3) ON CONFLICT (kind, alias) DO NOTHING";
        if sql.execute(text, &[row.table.word().into(), alias.into(), (&row.key).into()])? == 0 {
            return Err(taken(alias));
        }
    }
    Ok(())
}

/// Writes new rows.
pub(crate) fn add(sql: &mut dyn Sql, rows: &[&Row]) -> Result<(), SqlError> {
    add_without_aliases(sql, rows, "")?;
    let alias = |row: &'_ Row| -> Vec<(&'static str, String, String)> {
        row.aliases.iter().map(|a| (row.table.word(), a.clone(), row.key.clone())).collect()
    };
    let aliases: Vec<(&str, String, String)> = rows.iter().flat_map(|row| alias(row)).collect();
    let values: Vec<Vec<Value<'_>>> =
        aliases.iter().map(|(kind, alias, key)| vec![(*kind).into(), alias.into(), key.into()]).collect();
    insert(sql, "INSERT INTO row_alias (kind, alias, key)", &values, "")?;
    Ok(())
}

fn add_without_aliases(sql: &mut dyn Sql, rows: &[&Row], end: &str) -> Result<u64, SqlError> {
    let texts: Vec<(Option<String>, String)> =
        rows.iter().map(|row| (row.expires.map(|e| e.to_string()), aliases_text(row))).collect();
    let values: Vec<Vec<Value<'_>>> =
        rows.iter().zip(&texts).map(|(row, (expires, aliases))| values(row, expires.as_deref(), aliases)).collect();
    insert(sql, &format!("INSERT INTO kept_row ({COLUMNS})"), &values, end)
}

fn values<'a>(row: &'a Row, expires: Option<&'a str>, aliases: &'a str) -> Vec<Value<'a>> {
    vec![
        row.table.word().into(),
        (&row.key).into(),
        row.version.into(),
        (&row.owner).into(),
        (&row.data).into(),
        expires.into(),
        aliases.into(),
    ]
}

fn aliases_text(row: &Row) -> String {
    words(&row.aliases)
}

/// A set of words as JSON.
pub(crate) fn words(set: &BTreeSet<String>) -> String {
    serde_json::Value::from_iter(set.iter().map(String::as_str)).to_string()
}

/// Reads what [`words`] wrote.
pub(crate) fn read_words(text: &str) -> Result<BTreeSet<String>, SqlError> {
    serde_json::from_str(text).map_err(|error| unexpected(&format!("`{text}` ({error})")))
}

fn row(mut line: Line) -> Result<Row, SqlError> {
    Ok(Row {
        table: read(&line.text()?, |word| Table::ALL.iter().copied().find(|t| t.word() == word))?,
        key: line.text()?,
        version: line.number()?,
        owner: line.text()?,
        data: line.text()?,
        expires: line.maybe_moment()?,
        aliases: read_words(&line.text()?)?,
    })
}

pub(crate) fn one(sql: &mut dyn Sql, table: Table, key: &str) -> Result<Option<Row>, SqlError> {
    let text = format!("SELECT {COLUMNS} FROM kept_row WHERE kind = $1 AND key = $2");
    first(sql, &text, &[table.word().into(), key.into()])?.map(row).transpose()
}

pub(crate) fn by_alias(sql: &mut dyn Sql, table: Table, alias: &str) -> Result<Option<Row>, SqlError> {
    let text = format!(
        "SELECT {COLUMNS} FROM kept_row WHERE kind = $1 AND key = \
         (SELECT key FROM row_alias WHERE kind = $1 AND alias = $2)"
    );
    first(sql, &text, &[table.word().into(), alias.into()])?.map(row).transpose()
}

pub(crate) fn some(
    sql: &mut dyn Sql,
    table: Table,
    owner: Option<&str>,
    after: &str,
    limit: u32,
) -> Result<Vec<Row>, SqlError> {
    let of_owner = if owner.is_some() { "AND owner = $4" } else { "" };
    let text = format!("SELECT {COLUMNS} FROM kept_row WHERE kind = $1 AND key > $2 {of_owner} ORDER BY key LIMIT $3");
    let mut values = vec![table.word().into(), after.into(), limit.into()];
    values.extend(owner.map(Value::Text));
    sql.query(&text, &values)?.into_iter().map(row).collect()
}

/// Rows of all kinds after one, for taking all of them along.
pub(crate) fn after(sql: &mut dyn Sql, kind: &str, key: &str, limit: u32) -> Result<Vec<Row>, SqlError> {
    let text = format!("SELECT {COLUMNS} FROM kept_row WHERE (kind, key) > ($1, $2) ORDER BY kind, key LIMIT $3");
    sql.query(&text, &[kind.into(), key.into(), limit.into()])?.into_iter().map(row).collect()
}

pub(crate) fn purge(sql: &mut dyn Sql, before: Moment) -> Result<u64, SqlError> {
    sql.execute("DELETE FROM kept_row WHERE expires < $1", &[(&before.to_string()).into()])
}
