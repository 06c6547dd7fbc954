//! Jobs: taken once, kept by a lease, ended once.

use super::support::{job, jobs, minute};
use certmap_app::{Batch, Job, JobEnd, JobState, NotWritten, Store};

on_all_stores!(
    the_one_that_is_due_longest_is_taken_first,
    a_lease_keeps_a_job_until_it_ends,
    a_job_ends_once,
    a_job_is_tried_again,
    adding_a_job_again_changes_nothing,
    jobs_are_listed_latest_first,
);

fn end(id: &str, attempt: u32, state: JobState, due: u32) -> Batch {
    let ended = vec![JobEnd { id: id.into(), attempt, state, due: minute(due), trouble: "no 'answer'".into() }];
    Batch { ended, ..Batch::default() }
}

fn refused(id: &str) -> Result<u64, NotWritten> {
    Err(NotWritten::Job { id: id.to_owned() })
}

fn take(store: &dyn Store, now: u32, until: u32) -> Option<(String, u32)> {
    store.take_job(minute(now), minute(until)).unwrap().map(|job| (job.id, job.attempts))
}

fn taken(id: &str, attempt: u32) -> Option<(String, u32)> {
    Some((id.to_owned(), attempt))
}

fn the_one_that_is_due_longest_is_taken_first(store: &dyn Store) {
    store
        .write(&jobs(&[job("late", minute(9)), job("b", minute(5)), job("a", minute(5)), job("z", minute(3))]))
        .unwrap();
    assert_eq!(take(store, 2, 60), None);
    assert_eq!(take(store, 3, 60), taken("z", 1));
    assert_eq!(take(store, 3, 60), None);
    assert_eq!(take(store, 5, 60), taken("a", 1));
    assert_eq!(take(store, 8, 60), taken("b", 1));
    assert_eq!(take(store, 8, 60), None);
    let full = store.take_job(minute(9), minute(60)).unwrap();
    assert_eq!(full, Some(Job { attempts: 1, ..job("late", minute(9)) }));
}

fn a_lease_keeps_a_job_until_it_ends(store: &dyn Store) {
    store.write(&jobs(&[job("a", minute(0))])).unwrap();
    assert_eq!(take(store, 1, 10), taken("a", 1));
    assert_eq!(take(store, 9, 20), None);
    assert_eq!(take(store, 10, 20), taken("a", 2));
    // Who had it before comes too late, and who has it may end it even after the lease.
    assert_eq!(store.write(&end("a", 1, JobState::Done, 0)), refused("a"));
    assert_eq!(store.write(&end("a", 3, JobState::Done, 0)), refused("a"));
    assert_eq!(store.write(&end("a", 2, JobState::Done, 0)), Ok(0));
    assert_eq!(take(store, 1000, 1001), None);
}

fn a_job_ends_once(store: &dyn Store) {
    store.write(&jobs(&[job("a", minute(0)), job("b", minute(1))])).unwrap();
    assert_eq!(store.write(&end("a", 0, JobState::Done, 0)), refused("a"));
    assert_eq!(take(store, 2, 10), taken("a", 1));
    assert_eq!(store.write(&end("a", 1, JobState::Dead, 7)), Ok(0));
    for state in [JobState::Done, JobState::Dead, JobState::Waiting] {
        assert_eq!(store.write(&end("a", 1, state, 0)), refused("a"));
    }
    assert_eq!(store.write(&end("nothing", 1, JobState::Done, 0)), refused("nothing"));
    let dead = store.jobs(Some(JobState::Dead), None, 9).unwrap();
    let wanted = Job {
        attempts: 1,
        state: JobState::Dead,
        due: minute(7),
        trouble: "no 'answer'".into(),
        ..job("a", minute(0))
    };
    assert_eq!(dead, [wanted]);
}

fn a_job_is_tried_again(store: &dyn Store) {
    store.write(&jobs(&[job("a", minute(0))])).unwrap();
    assert_eq!(take(store, 1, 10), taken("a", 1));
    assert_eq!(store.write(&end("a", 1, JobState::Waiting, 30)), Ok(0));
    assert_eq!(store.write(&end("a", 1, JobState::Waiting, 30)), refused("a"));
    assert_eq!(take(store, 29, 90), None);
    assert_eq!(take(store, 30, 90), taken("a", 2));
    assert_eq!(store.write(&end("a", 2, JobState::Done, 30)), Ok(0));
}

fn adding_a_job_again_changes_nothing(store: &dyn Store) {
    store.write(&jobs(&[job("a", minute(0))])).unwrap();
    store.write(&jobs(&[Job { data: "other".into(), ..job("a", minute(1)) }, job("b", minute(2))])).unwrap();
    assert_eq!(store.jobs(None, None, 9).unwrap(), [job("b", minute(2)), job("a", minute(0))]);
    assert_eq!(take(store, 5, 9), taken("a", 1));
    store.write(&end("a", 1, JobState::Done, 0)).unwrap();
    store.write(&jobs(&[job("a", minute(0)), job("c", minute(3)), job("c", minute(4))])).unwrap();
    assert_eq!(store.jobs(Some(JobState::Waiting), None, 9).unwrap(), [job("c", minute(3)), job("b", minute(2))]);
}

fn jobs_are_listed_latest_first(store: &dyn Store) {
    let all: Vec<Job> = (0..9)
        .map(|n| Job { kind: ["mail", "rebuild"][n as usize % 2].into(), ..job(&format!("j{n}"), minute(n / 2)) })
        .collect();
    store.write(&jobs(&all)).unwrap();
    let ids =
        |state, kind, limit| store.jobs(state, kind, limit).unwrap().into_iter().map(|j| j.id).collect::<Vec<_>>();
    assert_eq!(ids(None, None, 4), ["j8", "j7", "j6", "j5"]);
    assert_eq!(ids(Some(JobState::Waiting), Some("rebuild"), 9), ["j7", "j5", "j3", "j1"]);
    assert!(ids(Some(JobState::Dead), None, 9).is_empty() && ids(None, Some("x"), 9).is_empty());
    assert!(ids(None, None, 0).is_empty());
}
