//! What is done beside requests: letters.

use crate::frame::log_trouble;
use crate::service::Service;
use certmap_app::{Batch, Broken, Job, JobEnd, JobState, Letter};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Who took a job has so long for it.
const LEASE_SECONDS: i64 = 120;
/// A letter is given up after so many attempts.
const ATTEMPTS_MAX: u32 = 8;
/// Pause where nothing waits.
const PAUSE: Duration = Duration::from_secs(2);
/// Old rows are thrown away every so many pauses.
const PURGE_EVERY: u32 = 300;

/// Works until told to stop; a job that was begun is finished.
pub(crate) async fn keep_working(service: Arc<Service>, mut stop: watch::Receiver<bool>) {
    let mut round: u32 = 0;
    while !*stop.borrow() {
        let (here, purges) = (Arc::clone(&service), round.is_multiple_of(PURGE_EVERY));
        let worked = tokio::task::spawn_blocking(move || {
            if purges && let Err(broken) = here.app.store.purge(here.app.now()) {
                log_trouble(&here, "throwing old rows away", &broken.to_string());
            }
            work_off(&here)
        });
        match worked.await {
            Ok(Ok(true)) => continue,
            Ok(Ok(false)) => {}
            Ok(Err(broken)) => log_trouble(&service, "working", &broken.to_string()),
            Err(panicked) => log_trouble(&service, "working", &panicked.to_string()),
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Does one job that is due, if there is one; says whether there was.
///
/// # Errors
/// If the store does not work.
pub fn work_off(service: &Service) -> Result<bool, Broken> {
    // Without post a letter waits where the operator sees it, and is not tried.
    let Some(post) = &service.post else { return Ok(false) };
    let now = service.app.now();
    let Some(job) = service.app.store.take_job(now, now.plus_seconds(LEASE_SECONDS))? else { return Ok(false) };
    let done = match job.kind.as_str() {
        "mail" => serde_json::from_str::<Letter>(&job.data)
            .map_err(|e| Broken::new("reading a letter", e))
            .and_then(|letter| post.send(&letter)),
        other => Err(Broken(format!("nobody here does `{other}`"))),
    };
    let end = ended(service, &job, done.err());
    let how = match end.state {
        JobState::Done => "done",
        JobState::Dead => "dead",
        JobState::Waiting => "again",
    };
    service.measures.worked(&job.kind, how);
    let written = service.app.store.write(&Batch { ended: vec![end], ..Batch::default() });
    if let Err(not) = written {
        // Another node took it over after the lease; it tells the end.
        log_trouble(service, "ending a job", &format!("{not:?}"));
    }
    Ok(true)
}

fn ended(service: &Service, job: &Job, trouble: Option<Broken>) -> JobEnd {
    let now = service.app.now();
    let state = match &trouble {
        None => JobState::Done,
        Some(_) if job.attempts >= ATTEMPTS_MAX => JobState::Dead,
        Some(_) => JobState::Waiting,
    };
    // One minute, two, four, ... at most six hours.
    let pause = 60_i64.saturating_mul(1 << job.attempts.saturating_sub(1).min(12)).min(6 * 3600);
    let due = if state == JobState::Waiting { now.plus_seconds(pause) } else { now };
    JobEnd { id: job.id.clone(), attempt: job.attempts, state, due, trouble: trouble.map(|b| b.0).unwrap_or_default() }
}
