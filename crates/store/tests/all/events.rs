//! Streams, the feed, and what becomes of a batch.

use super::support::{append, events, everything, item, job, key, lines, minute, row, trace};
use certmap_app::{Batch, JobEnd, JobState, NotWritten, RowChange, Store, StreamKey, Table};

on_all_stores!(
    a_stream_is_read_in_order_and_after_a_version,
    positions_rise_over_all_streams,
    a_wrong_version_is_told_and_nothing_is_written,
    one_batch_may_add_to_a_stream_twice,
    kinds_and_ids_do_not_mix,
    a_batch_that_fails_anywhere_leaves_nothing,
    what_stands_first_in_a_batch_is_told_first,
    a_hundred_lines_in_one_batch,
    a_store_is_ready,
);

fn a_stream_is_read_in_order_and_after_a_version(store: &dyn Store) {
    assert_eq!(store.write(&events(&[append("a", 0, &["one", "two"])])), Ok(2));
    assert_eq!(store.write(&events(&[append("a", 2, &["three"])])), Ok(3));
    let all = store.stream(&key("a"), 0).unwrap();
    assert_eq!(lines(&all), [(1, "a", 1, "one"), (2, "a", 2, "two"), (3, "a", 3, "three")]);
    assert_eq!(lines(&store.stream(&key("a"), 2).unwrap()), [(3, "a", 3, "three")]);
    assert_eq!(store.stream(&key("a"), 3).unwrap(), []);
    assert_eq!(store.stream(&key("a"), u64::MAX).unwrap(), []);
    assert_eq!(store.stream(&key("nothing"), 0).unwrap(), []);
}

fn positions_rise_over_all_streams(store: &dyn Store) {
    assert_eq!(store.feed(0, 10).unwrap(), []);
    assert_eq!(store.write(&Batch::default()), Ok(0));
    store.write(&events(&[append("a", 0, &["a1"]), append("b", 0, &["b1", "b2"])])).unwrap();
    store.write(&events(&[append("a", 1, &["a2"])])).unwrap();
    let all = store.feed(0, 10).unwrap();
    assert_eq!(lines(&all), [(1, "a", 1, "a1"), (2, "b", 1, "b1"), (3, "b", 2, "b2"), (4, "a", 2, "a2")]);
    assert_eq!(lines(&store.feed(1, 2).unwrap()), [(2, "b", 1, "b1"), (3, "b", 2, "b2")]);
    assert_eq!(store.feed(4, 2).unwrap(), []);
    assert_eq!(store.feed(0, 0).unwrap(), []);
    assert_eq!(store.write(&Batch { rows: vec![RowChange::Put(row("r", 1, &[]))], ..Batch::default() }), Ok(4));
}

fn a_wrong_version_is_told_and_nothing_is_written(store: &dyn Store) {
    store.write(&events(&[append("a", 0, &["one"])])).unwrap();
    for expected in [0, 2, u64::MAX] {
        let not = store.write(&events(&[append("b", 0, &["x"]), append("a", expected, &["two"])]));
        assert_eq!(not, Err(NotWritten::Stream { key: key("a"), expected, found: 1 }));
    }
    assert_eq!(store.feed(0, 10).unwrap().len(), 1);
    // Without lines the version is only asked for.
    assert_eq!(store.write(&events(&[append("a", 1, &[])])), Ok(1));
    let not = store.write(&events(&[append("a", 0, &[])]));
    assert_eq!(not, Err(NotWritten::Stream { key: key("a"), expected: 0, found: 1 }));
}

fn one_batch_may_add_to_a_stream_twice(store: &dyn Store) {
    let twice = [append("a", 0, &["one"]), append("b", 0, &["x"]), append("a", 1, &["two"])];
    assert_eq!(store.write(&events(&twice)), Ok(3));
    assert_eq!(lines(&store.stream(&key("a"), 0).unwrap()), [(1, "a", 1, "one"), (3, "a", 2, "two")]);
    let wrong = [append("a", 2, &["three"]), append("a", 2, &["four"])];
    assert_eq!(store.write(&events(&wrong)), Err(NotWritten::Stream { key: key("a"), expected: 2, found: 3 }));
    assert_eq!(store.stream(&key("a"), 0).unwrap().len(), 2);
}

fn kinds_and_ids_do_not_mix(store: &dyn Store) {
    for (kind, id) in [("a", "bc"), ("ab", "c"), ("A", "bc"), ("a", "BC"), ("a", "bc ")] {
        let mut one = append("", 0, &[kind]);
        one.key = StreamKey::new(kind, id);
        store.write(&events(&[one])).unwrap();
        assert_eq!(store.stream(&StreamKey::new(kind, id), 0).unwrap().len(), 1, "{kind} {id}");
    }
}

/// A batch that has something in every part.
fn full(id: &str) -> Batch {
    Batch {
        events: vec![append(id, 0, &["one", "two"])],
        items: vec![item(id, "Lamp", &["org:1"])],
        gone: vec![],
        rows: vec![RowChange::Put(row(id, 1, &[&format!("{id}@example.org")]))],
        jobs: vec![job(id, minute(0))],
        ended: vec![],
        trail: vec![trace("p-1", id)],
    }
}

fn a_batch_that_fails_anywhere_leaves_nothing(store: &dyn Store) {
    store.write(&full("a")).unwrap();
    let taken = store.take_job(minute(1), minute(9)).unwrap().unwrap();
    assert_eq!((taken.id.as_str(), taken.attempts), ("a", 1));
    let before = everything(store);
    let end = |id: &str, attempt| JobEnd {
        id: id.to_owned(),
        attempt,
        state: JobState::Done,
        due: minute(1),
        trouble: String::new(),
    };
    let good =
        Batch { gone: vec![(certmap_app::ItemKind::Product, "a".into())], ended: vec![end("a", 1)], ..full("b") };
    let erase = RowChange::Erase(Table::Account, "a".into());
    let is_row = |not: &NotWritten| matches!(not, NotWritten::Row { .. });
    let is_stream = |not: &NotWritten| matches!(not, NotWritten::Stream { .. });
    let is_job = |not: &NotWritten| matches!(not, NotWritten::Job { .. });
    let is_unfit = |not: &NotWritten| matches!(not, NotWritten::Unfit(_));
    type Expected<'a> = &'a dyn Fn(&NotWritten) -> bool;
    let with = |change: &dyn Fn(&mut Batch)| {
        let mut batch = good.clone();
        change(&mut batch);
        batch
    };
    let bad: Vec<(Batch, Expected<'_>)> = vec![
        (with(&|b| b.events.push(append("a", 0, &["x"]))), &is_stream),
        (with(&|b| b.rows.extend([erase.clone(), RowChange::Put(row("a", 2, &[]))])), &is_row),
        (with(&|b| b.rows.extend([erase.clone(), RowChange::Put(row("c", 1, &["b@example.org"]))])), &is_row),
        (with(&|b| b.ended.push(end("a", 1))), &is_job),
        (with(&|b| b.ended.push(end("nothing", 1))), &is_job),
        (with(&|b| b.items.push(item("c", "with \0", &[]))), &is_unfit),
        (with(&|b| b.trail.push(trace("p\0", "x"))), &is_unfit),
        (with(&|b| b.jobs.push(job(&"long".repeat(200), minute(1)))), &is_unfit),
    ];
    for (batch, is_expected) in bad {
        let not = store.write(&batch).unwrap_err();
        assert!(is_expected(&not), "{not:?}");
        assert_eq!(everything(store), before, "after {not:?}");
    }
    // What was wrong was only what was added.
    assert_eq!(store.write(&good), Ok(4));
    assert_eq!(store.item(certmap_app::ItemKind::Product, "a").unwrap(), None);
    assert_eq!(store.jobs(Some(JobState::Done), None, 9).unwrap().len(), 1);
}

fn what_stands_first_in_a_batch_is_told_first(store: &dyn Store) {
    let all_wrong = Batch {
        events: vec![append("a", 7, &["x"])],
        rows: vec![RowChange::Put(row("r", 3, &[]))],
        ended: vec![JobEnd {
            id: "j".into(),
            attempt: 1,
            state: JobState::Done,
            due: minute(1),
            trouble: String::new(),
        }],
        ..Batch::default()
    };
    let not = store.write(&all_wrong);
    assert_eq!(not, Err(NotWritten::Stream { key: key("a"), expected: 7, found: 0 }));
    let not = store.write(&Batch { events: vec![], ..all_wrong.clone() });
    assert_eq!(not, Err(NotWritten::Row { table: Table::Account, key: "r".into() }));
    let not = store.write(&Batch { events: vec![], rows: vec![], ..all_wrong });
    assert_eq!(not, Err(NotWritten::Job { id: "j".into() }));
}

fn a_hundred_lines_in_one_batch(store: &dyn Store) {
    let many: Vec<String> = (0..173).map(|n| format!("line {n}")).collect();
    let batch = events(&[append("a", 0, &many.iter().map(String::as_str).collect::<Vec<_>>())]);
    assert_eq!(store.write(&batch), Ok(173));
    let read = store.stream(&key("a"), 0).unwrap();
    assert!(read.iter().zip(&many).zip(1..).all(|((e, line), n)| e.line == *line && e.version == n && e.position == n));
    assert_eq!(read.len(), 173);
}

fn a_store_is_ready(store: &dyn Store) {
    assert_eq!(store.ready(), Ok(()));
    assert!(["memory", "sqlite", "postgresql"].contains(&store.name()));
}
