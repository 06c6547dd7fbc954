//! Texts that are SQL, that are long, or that have odd characters, in every place that takes a text.

use super::support::{append, events, everything, item, job, key, minute, row, trace};
use certmap_app::{
    Batch, Cursor, Item, ItemKind, ItemQuery, Job, JobEnd, JobState, NAME_BYTES_MAX, NotWritten, Row, RowChange, Store,
    StreamKey, Table, Trace, TraceQuery,
};

on_all_stores!(
    any_text_is_kept_as_it_is,
    nul_is_refused_everywhere,
    long_names_are_refused_everywhere,
    nothing_is_found_by_what_cannot_be_there,
    a_line_of_a_megabyte,
);

const ODD: &[&str] = &[
    "'; DROP TABLE event; --",
    "\"quoted\" 'twice' `thrice`",
    "$1 ?1 :name @name %s {} \\",
    "灯具认证 \u{3000} 😀 e\u{301} \u{202e}rtl",
    "line\nbreak\ttab\r\u{b}\u{1}\u{7f}\u{85}\u{feff}",
    "%_*[a-z]",
    " leading and trailing ",
    "",
    "NULL",
    "1e999",
];

/// A batch with a text in every place.
fn with(name: &str, text: &str) -> Batch {
    let item = Item {
        id: name.into(),
        title: text.into(),
        state: name.into(),
        scheme: name.into(),
        market: name.into(),
        turn: name.into(),
        words: text.into(),
        data: text.into(),
        ..item("", "", &[name])
    };
    let mut one = append("", 0, &[text]);
    one.key = StreamKey::new(name, name);
    Batch {
        events: vec![one],
        items: vec![item],
        rows: vec![RowChange::Put(Row { owner: name.into(), data: text.into(), ..row(name, 1, &[name]) })],
        jobs: vec![Job { kind: name.into(), data: text.into(), trouble: text.into(), ..job(name, minute(1)) }],
        trail: vec![Trace {
            organisation: name.into(),
            action: text.into(),
            outcome: text.into(),
            ..trace(name, name)
        }],
        ..Batch::default()
    }
}

fn any_text_is_kept_as_it_is(store: &dyn Store) {
    for odd in ODD {
        let batch = with(odd, odd);
        store.write(&batch).unwrap();
        let Some(RowChange::Put(row)) = batch.rows.first().cloned() else { panic!("a row") };
        assert_eq!(store.row(Table::Account, odd).unwrap(), Some(row.clone()));
        assert_eq!(store.row_by_alias(Table::Account, odd).unwrap(), Some(row.clone()));
        assert!(store.rows(Table::Account, Some(odd), "", 9).unwrap().contains(&row) || odd.is_empty());
        assert_eq!(store.stream(&StreamKey::new(*odd, *odd), 0).unwrap()[0].line, *odd);
        let item = batch.items[0].clone();
        assert_eq!(store.item(ItemKind::Product, odd).unwrap(), Some(item.clone()));
        let mut query = ItemQuery::new(ItemKind::Product, [(*odd).to_owned()]);
        query.states = vec![(*odd).to_owned()];
        query.scheme = Some((*odd).to_owned());
        query.market = Some((*odd).to_owned());
        query.turn = Some((*odd).to_owned());
        query.text = (*odd).to_owned();
        assert_eq!(query.takes(&item), store.items(&query).unwrap().items == [item.clone()], "{odd}");
        query.text = String::new();
        assert_eq!(store.items(&query).unwrap().items, [item]);
        assert_eq!(store.jobs(None, Some(odd), 9).unwrap(), batch.jobs);
        let asked = TraceQuery { person: Some((*odd).to_owned()), limit: 9, ..TraceQuery::default() };
        assert_eq!(store.trail(&asked).unwrap()[0].1, batch.trail[0]);
    }
    assert_eq!(store.feed(0, 100).unwrap().len(), ODD.len());
}

fn unfit(store: &dyn Store, batch: &Batch) {
    let not = store.write(batch);
    let Err(NotWritten::Unfit(what)) = &not else { panic!("{not:?} for {batch:?}") };
    assert!(!what.en.is_empty() && !what.zh.is_empty());
}

/// Every batch with one text in one place.
fn each_place(name: Option<&str>, text: Option<&str>) -> Vec<Batch> {
    let Batch { events, items, rows, jobs, trail, .. } = with("n", "t");
    let (event, item, job, trace) = (events[0].clone(), items[0].clone(), jobs[0].clone(), trail[0].clone());
    let RowChange::Put(row) = rows[0].clone() else { panic!("a row") };
    let mut all = Vec::new();
    let event_with = |e| Batch { events: vec![e], ..Batch::default() };
    let item_with = |i| Batch { items: vec![i], ..Batch::default() };
    let row_with = |r| Batch { rows: vec![RowChange::Put(r)], ..Batch::default() };
    let job_with = |j| Batch { jobs: vec![j], ..Batch::default() };
    let trace_with = |t| Batch { trail: vec![t], ..Batch::default() };
    let end = JobEnd { id: "j".into(), attempt: 1, state: JobState::Done, due: minute(1), trouble: String::new() };
    let end_with = |e| Batch { ended: vec![e], ..Batch::default() };
    if let Some(n) = name.map(str::to_owned) {
        all.push(event_with(certmap_app::Append { key: StreamKey::new(&n, "id"), ..event.clone() }));
        all.push(event_with(certmap_app::Append { key: key(&n), ..event.clone() }));
        all.push(item_with(Item { id: n.clone(), ..item.clone() }));
        all.push(item_with(Item { state: n.clone(), ..item.clone() }));
        all.push(item_with(Item { scheme: n.clone(), ..item.clone() }));
        all.push(item_with(Item { market: n.clone(), ..item.clone() }));
        all.push(item_with(Item { turn: n.clone(), ..item.clone() }));
        all.push(item_with(Item { links: [n.clone()].into(), ..item.clone() }));
        all.push(Batch { gone: vec![(ItemKind::Case, n.clone())], ..Batch::default() });
        all.push(row_with(Row { key: n.clone(), ..row.clone() }));
        all.push(row_with(Row { owner: n.clone(), ..row.clone() }));
        all.push(row_with(Row { aliases: [n.clone()].into(), ..row.clone() }));
        all.push(Batch { rows: vec![RowChange::Erase(Table::Account, n.clone())], ..Batch::default() });
        all.push(job_with(Job { id: n.clone(), ..job.clone() }));
        all.push(job_with(Job { kind: n.clone(), ..job.clone() }));
        all.push(end_with(JobEnd { id: n.clone(), ..end.clone() }));
        all.push(trace_with(Trace { person: n.clone(), ..trace.clone() }));
        all.push(trace_with(Trace { organisation: n.clone(), ..trace.clone() }));
        all.push(trace_with(Trace { object: n, ..trace.clone() }));
    }
    if let Some(t) = text.map(str::to_owned) {
        all.push(event_with(certmap_app::Append { lines: vec![t.clone()], ..event }));
        all.push(item_with(Item { title: t.clone(), ..item.clone() }));
        all.push(item_with(Item { words: t.clone(), ..item.clone() }));
        all.push(item_with(Item { data: t.clone(), ..item }));
        all.push(row_with(Row { data: t.clone(), ..row }));
        all.push(job_with(Job { data: t.clone(), ..job.clone() }));
        all.push(job_with(Job { trouble: t.clone(), ..job }));
        all.push(end_with(JobEnd { trouble: t.clone(), ..end }));
        all.push(trace_with(Trace { action: t.clone(), ..trace.clone() }));
        all.push(trace_with(Trace { outcome: t, ..trace }));
    }
    all
}

fn nul_is_refused_everywhere(store: &dyn Store) {
    for nul in ["\0", "a\0", "\0b", "灯\0灯"] {
        each_place(Some(nul), Some(nul)).iter().for_each(|batch| unfit(store, batch));
    }
    assert!(everything(store).is_empty());
}

fn long_names_are_refused_everywhere(store: &dyn Store) {
    let long = "灯".repeat(NAME_BYTES_MAX / 3 + 1);
    each_place(Some(&long), None).iter().for_each(|batch| unfit(store, batch));
    assert!(everything(store).is_empty());
    // As long as they may be, in all places at once, with letters that do not compress.
    let just: String =
        (0..NAME_BYTES_MAX / 3).map(|n| char::from_u32(0x4e00 + n as u32 * 97 % 20_000).unwrap()).collect();
    store.write(&with(&just, &just.repeat(100))).unwrap();
    assert_eq!(everything(store).len(), 5);
}

fn nothing_is_found_by_what_cannot_be_there(store: &dyn Store) {
    store.write(&with("a", "b")).unwrap();
    for word in ["a\0", "\0", &"a".repeat(NAME_BYTES_MAX + 1)] {
        assert_eq!(store.stream(&StreamKey::new(word, "a"), 0).unwrap(), []);
        assert_eq!(store.stream(&StreamKey::new("a", word), 0).unwrap(), []);
        assert_eq!(store.item(ItemKind::Product, word).unwrap(), None);
        assert_eq!(store.row(Table::Account, word).unwrap(), None);
        assert_eq!(store.row_by_alias(Table::Account, word).unwrap(), None);
        assert_eq!(store.rows(Table::Account, Some(word), "", 9).unwrap(), []);
        assert_eq!(store.jobs(None, Some(word), 9).unwrap(), []);
        let asked = TraceQuery { object: Some(word.to_owned()), limit: 9, ..TraceQuery::default() };
        assert_eq!(store.trail(&asked).unwrap(), []);
        let base = ItemQuery::new(ItemKind::Product, []);
        let cursor = |key: &str, id: &str| Some(Cursor { key: key.to_owned(), id: id.to_owned() });
        for query in [
            ItemQuery::new(ItemKind::Product, [word.to_owned()]),
            ItemQuery { states: vec![word.to_owned()], ..base.clone() },
            ItemQuery { market: Some(word.to_owned()), ..base.clone() },
            ItemQuery { text: word.to_owned(), ..base.clone() },
            ItemQuery { after: cursor("", word), ..base.clone() },
        ] {
            assert_eq!(store.items(&query).unwrap().items, [], "{query:?}");
        }
        assert_eq!(store.items(&ItemQuery { after: cursor("\0", ""), ..base }).unwrap().items, []);
    }
    assert_eq!(store.rows(Table::Account, None, "\0", 9).unwrap(), []);
}

fn a_line_of_a_megabyte(store: &dyn Store) {
    let long = "灯x".repeat(256 * 1024);
    store.write(&with("a", &long)).unwrap();
    store.write(&events(&[append("b", 0, &[&long, &long])])).unwrap();
    assert!(store.stream(&key("b"), 0).unwrap().iter().all(|e| e.line == long));
    assert_eq!(store.item(ItemKind::Product, "a").unwrap().map(|i| i.title == long && i.data == long), Some(true));
    let found = store.items(&ItemQuery { text: "x灯x".into(), ..ItemQuery::new(ItemKind::Product, []) }).unwrap();
    assert_eq!(found.total, 1);
}
