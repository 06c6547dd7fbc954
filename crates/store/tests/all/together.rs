//! Several threads at once: versions stay unique, positions follow commits, jobs are taken once.

use super::support::{append, events, item, job, jobs, key, minute, row};
use certmap_app::{Batch, ItemKind, ItemQuery, JobEnd, JobState, Kept, NotWritten, RowChange, Store, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

on_all_stores!(
    writers_of_one_stream_follow_each_other,
    a_feed_never_goes_back,
    eight_threads_take_each_job_once,
    a_name_is_given_to_one_of_many,
    rows_of_several_batches_do_not_lock_each_other_out,
    items_are_replaced_between_batches,
);

const THREADS: usize = 8;

fn writers_of_one_stream_follow_each_other(store: &dyn Store) {
    let each = 12;
    thread::scope(|scope| {
        for writer in 0..THREADS {
            scope.spawn(move || {
                for number in 0..each {
                    let line = format!("{writer} {number}");
                    loop {
                        let found = store.stream(&key("a"), 0).unwrap().len() as u64;
                        match store.write(&events(&[append("a", found, &[&line])])) {
                            Ok(_) => break,
                            Err(NotWritten::Stream { expected, found: now, .. }) => assert!(now > expected),
                            Err(other) => panic!("{other:?}"),
                        }
                    }
                }
            });
        }
    });
    let all = store.stream(&key("a"), 0).unwrap();
    assert!(all.iter().zip(1..).all(|(event, version)| event.version == version));
    let lines: BTreeSet<&str> = all.iter().map(|event| event.line.as_str()).collect();
    assert_eq!((all.len(), lines.len()), (THREADS * each, THREADS * each));
}

/// Reads the feed while others write; what comes later never stands before what was seen.
fn follow(store: &dyn Store, is_over: &AtomicBool) -> Vec<Kept> {
    let mut seen: Vec<Kept> = Vec::new();
    loop {
        let last_round = is_over.load(Ordering::SeqCst);
        let after = seen.last().map_or(0, |event| event.position);
        let new = store.feed(after, 7).unwrap();
        assert!(new.is_sorted_by(|a, b| a.position < b.position) && new.iter().all(|e| e.position > after));
        if new.is_empty() && last_round {
            return seen;
        }
        seen.extend(new);
    }
}

fn a_feed_never_goes_back(store: &dyn Store) {
    let is_over = AtomicBool::new(false);
    let each = 25;
    thread::scope(|scope| {
        let readers: Vec<_> = (0..2).map(|_| scope.spawn(|| follow(store, &is_over))).collect();
        let writers: Vec<_> = (0..THREADS)
            .map(|writer| {
                scope.spawn(move || {
                    let mut last = 0;
                    for number in 0..each {
                        let id = format!("w{writer}");
                        let batch = events(&[
                            append(&id, number * 2, &["one", "two"]),
                            append(&format!("{id}-{number}"), 0, &["x"]),
                        ]);
                        let position = store.write(&batch).unwrap();
                        assert!(position >= last + 3);
                        last = position;
                        // What was acknowledged is read at once.
                        assert_eq!(store.stream(&key(&id), 0).unwrap().len() as u64, number * 2 + 2);
                    }
                })
            })
            .collect();
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        is_over.store(true, Ordering::SeqCst);
        let all = store.feed(0, u32::MAX).unwrap();
        assert_eq!(all.len() as u64, THREADS as u64 * each * 3);
        for reader in readers {
            assert_eq!(reader.join().unwrap(), all);
        }
        // The events of a batch stand together.
        assert!(all.chunks(3).all(|batch| batch[2].key.id.starts_with(&format!("{}-", batch[0].key.id))));
    });
}

fn eight_threads_take_each_job_once(store: &dyn Store) {
    let all: Vec<_> = (0..60).map(|n| job(&format!("j{n:02}"), minute(n % 5))).collect();
    store.write(&jobs(&all)).unwrap();
    let work = |worker: usize| {
        let mut taken = Vec::new();
        while let Some(job) = store.take_job(minute(10), minute(20)).unwrap() {
            assert_eq!(job.attempts, 1);
            let id = format!("done-{}", job.id);
            let ended = vec![JobEnd {
                id: job.id.clone(),
                attempt: 1,
                state: JobState::Done,
                due: job.due,
                trouble: worker.to_string(),
            }];
            store.write(&Batch { ended, ..events(&[append(&id, 0, &["effect"])]) }).unwrap();
            taken.push(job.id);
        }
        taken
    };
    let taken: Vec<Vec<String>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS).map(|worker| scope.spawn(move || work(worker))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let once: BTreeSet<&String> = taken.iter().flatten().collect();
    assert_eq!((taken.iter().map(Vec::len).sum::<usize>(), once.len()), (60, 60));
    assert_eq!(store.feed(0, 100).unwrap().len(), 60);
    assert_eq!(store.jobs(Some(JobState::Waiting), None, 9).unwrap(), []);
}

fn a_name_is_given_to_one_of_many(store: &dyn Store) {
    for round in 0..8 {
        let alias = format!("mail-{round}");
        let winners: usize = thread::scope(|scope| {
            let tries: Vec<_> = (0..THREADS)
                .map(|n| {
                    let batch = super::support::rows(&[row(&format!("r{round}-{n}"), 1, &[&alias])]);
                    scope.spawn(move || match store.write(&batch) {
                        Ok(_) => 1,
                        Err(NotWritten::Row { .. }) => 0,
                        Err(other) => panic!("{other:?}"),
                    })
                })
                .collect();
            tries.into_iter().map(|one| one.join().unwrap()).sum()
        });
        assert_eq!(winners, 1);
        let owner = store.row_by_alias(Table::Account, &alias).unwrap().unwrap();
        assert!(owner.key.starts_with(&format!("r{round}-")));
    }
    assert_eq!(store.rows(Table::Account, None, "", 99).unwrap().len(), 8);
}

fn rows_of_several_batches_do_not_lock_each_other_out(store: &dyn Store) {
    store.write(&super::support::rows(&[row("a", 1, &[]), row("b", 1, &[])])).unwrap();
    let done = AtomicU64::new(0);
    thread::scope(|scope| {
        for writer in 0..THREADS {
            let done = &done;
            scope.spawn(move || {
                let order = if writer % 2 == 0 { ["a", "b"] } else { ["b", "a"] };
                let mut mine = 0;
                while mine < 5 {
                    let next = |id: &str| {
                        let now = store.row(Table::Account, id).unwrap().unwrap();
                        RowChange::Put(row(id, now.version + 1, &[]))
                    };
                    let rows = order.iter().map(|id| next(id)).collect();
                    match store.write(&Batch { rows, ..Batch::default() }) {
                        Ok(_) => {
                            mine += 1;
                            done.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(NotWritten::Row { .. }) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
            });
        }
    });
    let versions: Vec<u64> = store.rows(Table::Account, None, "", 9).unwrap().iter().map(|r| r.version).collect();
    assert_eq!(versions, [1 + done.load(Ordering::SeqCst); 2]);
}

fn items_are_replaced_between_batches(store: &dyn Store) {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for writer in 0..3 {
            scope.spawn(move || {
                for number in 0..20 {
                    let id = format!("{writer}-{number}");
                    let batch = Batch { items: vec![item(&id, "t", &["org:1"])], ..events(&[append(&id, 0, &["t"])]) };
                    store.write(&batch).unwrap();
                }
            });
        }
        let is_over = &is_over;
        let reader = scope.spawn(move || {
            let query = ItemQuery { limit: 0, ..ItemQuery::new(ItemKind::Product, ["org:1".to_owned()]) };
            let mut last = 0;
            while !is_over.load(Ordering::SeqCst) {
                let total = store.items(&query).unwrap().total;
                assert!(total >= last, "{total} after {last}");
                last = total;
            }
        });
        for _ in 0..5 {
            let mut after = 0;
            let mut made = std::iter::from_fn(|| {
                let next = store.feed(after, 1).unwrap().pop()?;
                after = next.position;
                Some(item(&next.key.id, &next.line, &["org:1"]))
            });
            store.replace_items(&mut made).unwrap();
        }
        is_over.store(true, Ordering::SeqCst);
        reader.join().unwrap();
    });
    let shown: BTreeMap<String, String> = store
        .items(&ItemQuery { limit: 1000, ..ItemQuery::new(ItemKind::Product, ["org:1".to_owned()]) })
        .unwrap()
        .items
        .into_iter()
        .map(|i| (i.id, i.title))
        .collect();
    assert_eq!((shown.len(), store.feed(0, 1000).unwrap().len()), (60, 60));
}
