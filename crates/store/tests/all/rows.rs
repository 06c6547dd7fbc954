//! Rows: versions, other names, owners, expiry; and the trail.

use super::support::{minute, row, rows, trace};
use certmap_app::{Batch, NotWritten, Row, RowChange, Store, Table, Trace, TraceQuery};

on_all_stores!(
    a_row_goes_from_version_to_version,
    other_names_are_unique_within_a_kind,
    rows_are_listed_by_key_and_owner,
    rows_that_expired_are_thrown_away,
    changes_of_one_batch_follow_each_other,
    the_trail_is_read_backward,
);

fn taken(key: &str) -> Result<u64, NotWritten> {
    Err(NotWritten::Row { table: Table::Account, key: key.to_owned() })
}

fn a_row_goes_from_version_to_version(store: &dyn Store) {
    assert_eq!(store.row(Table::Account, "a").unwrap(), None);
    for (version, wanted) in
        [(0, taken("a")), (2, taken("a")), (1, Ok(0)), (1, taken("a")), (3, taken("a")), (2, Ok(0))]
    {
        assert_eq!(store.write(&rows(&[row("a", version, &[])])), wanted, "{version}");
    }
    assert_eq!(store.row(Table::Account, "a").unwrap(), Some(row("a", 2, &[])));
    let full = Row { owner: "o".into(), expires: Some(minute(5)), ..row("a", 3, &["x", "灯", "\"\\"]) };
    store.write(&rows(std::slice::from_ref(&full))).unwrap();
    assert_eq!(store.row(Table::Account, "a").unwrap(), Some(full));
    assert_eq!(store.row(Table::Person, "a").unwrap(), None);
    for table in Table::ALL {
        store.write(&rows(&[Row { table: *table, ..row("every kind", 1, &["alias"]) }])).unwrap();
        assert_eq!(store.row_by_alias(*table, "alias").unwrap().map(|r| r.table), Some(*table));
    }
    assert_eq!(store.write(&rows(&[row("a", u64::MAX, &[])])), taken("a"));
}

fn other_names_are_unique_within_a_kind(store: &dyn Store) {
    store.write(&rows(&[row("a", 1, &["x", "y"]), row("b", 1, &["z"])])).unwrap();
    let key_of = |alias: &str| store.row_by_alias(Table::Account, alias).unwrap().map(|r| r.key);
    assert_eq!((key_of("x"), key_of("z"), key_of("a")), (Some("a".into()), Some("b".to_owned()), None));
    assert_eq!(store.row_by_alias(Table::Person, "x").unwrap(), None);
    assert_eq!(store.write(&rows(&[row("b", 2, &["z", "x"])])), taken("x"));
    assert_eq!(store.write(&rows(&[row("c", 1, &["y"])])), taken("y"));
    assert_eq!(key_of("z").as_deref(), Some("b"));
    // Given up, it is free; also within one batch.
    store.write(&rows(&[row("a", 2, &["y"]), row("b", 2, &["x"])])).unwrap();
    assert_eq!((key_of("x").as_deref(), key_of("z")), (Some("b"), None));
    store.write(&Batch { rows: vec![RowChange::Erase(Table::Account, "a".into())], ..Batch::default() }).unwrap();
    assert_eq!(key_of("y"), None);
    store.write(&rows(&[row("c", 1, &["y"])])).unwrap();
    assert_eq!(key_of("y").as_deref(), Some("c"));
}

fn rows_are_listed_by_key_and_owner(store: &dyn Store) {
    let all: Vec<Row> = ["b", "a", "é", "C", "灯", "a-b"]
        .iter()
        .zip(0..)
        .map(|(key, n)| Row { owner: if n % 2 == 0 { "one".into() } else { "two".into() }, ..row(key, 1, &[]) })
        .collect();
    store.write(&rows(&all)).unwrap();
    let keys = |owner: Option<&str>, after: &str, limit| {
        store.rows(Table::Account, owner, after, limit).unwrap().into_iter().map(|r| r.key).collect::<Vec<_>>()
    };
    assert_eq!(keys(None, "", 10), ["C", "a", "a-b", "b", "é", "灯"]);
    assert_eq!(keys(None, "a", 2), ["a-b", "b"]);
    assert_eq!(keys(Some("one"), "", 10), ["b", "é", "灯"]);
    assert_eq!(keys(Some("one"), "b", 1), ["é"]);
    assert!(keys(Some(""), "", 10).is_empty() && keys(None, "", 0).is_empty());
    assert_eq!(store.rows(Table::Session, None, "", 10).unwrap(), []);
}

fn rows_that_expired_are_thrown_away(store: &dyn Store) {
    let until = |key: &str, expires| Row { expires, ..row(key, 1, &[key]) };
    store.write(&rows(&[until("a", Some(minute(1))), until("b", Some(minute(2))), until("c", None)])).unwrap();
    assert_eq!(store.purge(minute(1)), Ok(0));
    assert_eq!(store.purge(minute(2)), Ok(1));
    assert_eq!(store.row(Table::Account, "a").unwrap(), None);
    assert_eq!(store.row_by_alias(Table::Account, "a").unwrap(), None);
    assert_eq!(store.purge(minute(1000)), Ok(1));
    assert_eq!(store.rows(Table::Account, None, "", 9).unwrap().len(), 1);
    store.write(&rows(&[row("a", 1, &["b"])])).unwrap();
}

fn changes_of_one_batch_follow_each_other(store: &dyn Store) {
    let erase = |key: &str| RowChange::Erase(Table::Account, key.to_owned());
    let put = |key: &str, version, aliases: &[&str]| RowChange::Put(row(key, version, aliases));
    let write = |rows: Vec<RowChange>| store.write(&Batch { rows, ..Batch::default() });
    assert_eq!(write(vec![put("a", 1, &["x"]), put("a", 2, &["y"]), put("b", 1, &["x"])]), Ok(0));
    assert_eq!(write(vec![erase("a"), put("a", 1, &["y"]), erase("nothing")]), Ok(0));
    assert_eq!(write(vec![put("c", 1, &["y"]), erase("a")]), taken("y"));
    assert_eq!(write(vec![erase("a"), put("a", 2, &[])]), taken("a"));
    assert_eq!(store.row(Table::Account, "a").unwrap().map(|r| (r.version, r.aliases.len())), Some((1, 1)));
}

fn the_trail_is_read_backward(store: &dyn Store) {
    let all: Vec<Trace> = (0..20)
        .map(|n| Trace {
            at: minute(n),
            organisation: ["o-1", "o-2"][n as usize % 2].into(),
            outcome: format!("'{n}' 完成"),
            ..trace(["p-1", "p-2", "p-3"][n as usize % 3], ["case:1", "case:2"][n as usize / 10])
        })
        .collect();
    for some in all.chunks(7) {
        store.write(&Batch { trail: some.to_vec(), ..Batch::default() }).unwrap();
    }
    let query = |person: Option<&str>, organisation: Option<&str>, object: Option<&str>| TraceQuery {
        person: person.map(str::to_owned),
        organisation: organisation.map(str::to_owned),
        object: object.map(str::to_owned),
        before: None,
        limit: 3,
    };
    for asked in [
        query(None, None, None),
        query(Some("p-2"), None, None),
        query(None, Some("o-2"), None),
        query(None, None, Some("case:2")),
        query(Some("p-1"), Some("o-1"), Some("case:1")),
        query(Some("p"), None, None),
    ] {
        let is = |want: &Option<String>, has: &str| want.as_deref().is_none_or(|w| w == has);
        let wanted: Vec<&Trace> = all
            .iter()
            .rev()
            .filter(|t| is(&asked.person, &t.person) && is(&asked.organisation, &t.organisation))
            .filter(|t| is(&asked.object, &t.object))
            .collect();
        let (mut joined, mut asked) = (Vec::new(), asked);
        loop {
            let page = store.trail(&asked).unwrap();
            assert!(page.len() <= 3 && page.is_sorted_by(|a, b| a.0 > b.0));
            let Some((number, _)) = page.last() else { break };
            asked.before = Some(*number);
            joined.extend(page.into_iter().map(|(_, trace)| trace));
        }
        assert_eq!(joined.iter().collect::<Vec<_>>(), wanted);
    }
}
