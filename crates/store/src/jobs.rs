//! Jobs in a database.

use crate::sql::{Line, Sql, SqlError, Stop, Value, first, insert, read, unexpected};
use certmap_app::{Job, JobEnd, JobState, NotWritten};
use certmap_case::Moment;

const COLUMNS: &str = "id, kind, data, due, attempts, state, trouble";

/// Adds jobs; those that exist stay as they are.
pub(crate) fn add(sql: &mut dyn Sql, jobs: &[Job]) -> Result<(), SqlError> {
    insert_jobs(sql, &jobs.iter().collect::<Vec<_>>(), "ON CONFLICT (id) DO NOTHING")
}

/// Writes new jobs.
pub(crate) fn add_new(sql: &mut dyn Sql, jobs: &[&Job]) -> Result<(), SqlError> {
    insert_jobs(sql, jobs, "")
}

fn insert_jobs(sql: &mut dyn Sql, jobs: &[&Job], end: &str) -> Result<(), SqlError> {
    let dues: Vec<String> = jobs.iter().map(|job| job.due.to_string()).collect();
    let values = |(job, due): (&&'_ Job, &'_ String)| -> Vec<String> {
        vec![
            job.id.clone(),
            job.kind.clone(),
            job.data.clone(),
            due.clone(),
            job.state.word().to_owned(),
            job.trouble.clone(),
        ]
    };
    let texts: Vec<Vec<String>> = jobs.iter().zip(&dues).map(values).collect();
    let rows: Vec<Vec<Value<'_>>> = jobs
        .iter()
        .zip(&texts)
        .map(|(job, texts)| {
            let mut row: Vec<Value<'_>> = texts.iter().map(Value::from).collect();
            row.push(job.attempts.into());
            row
        })
        .collect();
    insert(sql, "INSERT INTO job (id, kind, data, due, state, trouble, attempts)", &rows, end)?;
    Ok(())
}

/// Ends jobs.
pub(crate) fn end(sql: &mut dyn Sql, ended: &[JobEnd]) -> Result<(), Stop> {
    for end in ended {
        let text = "UPDATE job SET state = $3, due = $4, trouble = $5, lease_until = NULL \
            WHERE id = $1 AND attempts = $2 AND lease_until IS NOT NULL";
        let due = end.due.to_string();
        let values =
            [(&end.id).into(), end.attempt.into(), end.state.word().into(), (&due).into(), (&end.trouble).into()];
        if sql.execute(text, &values)? == 0 {
            return Err(Stop::Not(NotWritten::Job { id: end.id.clone() }));
        }
    }
    Ok(())
}

pub(crate) fn take(sql: &mut dyn Sql, now: Moment, lease_until: Moment) -> Result<Option<Job>, SqlError> {
    let text = format!(
        "UPDATE job SET attempts = attempts + 1, lease_until = $2 WHERE id = \
         (SELECT id FROM job WHERE state = 'waiting' AND due <= $1 AND (lease_until IS NULL OR lease_until <= $1) \
         ORDER BY due, id LIMIT 1 {}) RETURNING {COLUMNS}",
        sql.skip_locked()
    );
    let (now, lease_until) = (now.to_string(), lease_until.to_string());
    first(sql, &text, &[(&now).into(), (&lease_until).into()])?.map(job).transpose()
}

pub(crate) fn some(
    sql: &mut dyn Sql,
    state: Option<JobState>,
    kind: Option<&str>,
    limit: u32,
) -> Result<Vec<Job>, SqlError> {
    let mut values: Vec<Value<'_>> = vec![limit.into()];
    let mut filters = Vec::new();
    for (column, word) in [("state", state.map(JobState::word)), ("kind", kind)] {
        if let Some(word) = word {
            values.push(word.into());
            filters.push(format!("{column} = ${}", values.len()));
        }
    }
    let filters = if filters.is_empty() { String::new() } else { format!("WHERE {}", filters.join(" AND ")) };
    let text = format!("SELECT {COLUMNS} FROM job {filters} ORDER BY due DESC, id DESC LIMIT $1");
    sql.query(&text, &values)?.into_iter().map(job).collect()
}

/// Jobs after one, for taking all of them along.
pub(crate) fn after(sql: &mut dyn Sql, id: Option<&str>, limit: u32) -> Result<Vec<Job>, SqlError> {
    let than = if id.is_some() { ">" } else { ">=" };
    let text = format!("SELECT {COLUMNS} FROM job WHERE id {than} $1 ORDER BY id LIMIT $2");
    sql.query(&text, &[id.unwrap_or_default().into(), limit.into()])?.into_iter().map(job).collect()
}

fn job(mut line: Line) -> Result<Job, SqlError> {
    Ok(Job {
        id: line.text()?,
        kind: line.text()?,
        data: line.text()?,
        due: line.moment()?,
        attempts: u32::try_from(line.number()?).map_err(|_| unexpected("a number of attempts that is too great"))?,
        state: read(&line.text()?, JobState::parse)?,
        trouble: line.text()?,
    })
}
