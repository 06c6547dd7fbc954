//! Backup and restore, from every kind of store into every kind; damaged backups write nothing.

use super::support::{Folder, PostgresDatabase, append, events, everything, item, job, jobs, minute, row, rows, trace};
use certmap_app::{Batch, Blobs, ItemKind, ItemQuery, JobEnd, JobState, Record, Row, RowChange, Store, Table};
use certmap_base::{Fault, Lang};
use certmap_store::{Counted, Memory, MemoryBlobs, Postgres, Sqlite, backup, restore};
use std::fs;
use std::path::Path;

on_all_stores!(moves_to_every_kind_of_store, what_comes_out_goes_in_once, a_bad_record_writes_nothing);

/// Something of everything, with gaps, retries and odd texts.
fn fill(store: &dyn Store) {
    for n in 0..250_u32 {
        let id = format!("c-{n}");
        let batch = Batch {
            items: vec![item(&id, &format!("灯 {n} '\"\\"), &["org:1", "case:1\n"])],
            rows: vec![RowChange::Put(Row { expires: Some(minute(n)), ..row(&id, 1, &[&format!("{id}@例子")]) })],
            jobs: vec![job(&id, minute(n))],
            trail: vec![trace("p-1", &id)],
            ..events(&[append(&id, 0, &["{\"a\":1}", "second\nline \u{1}"]), append("all", u64::from(n), &["x"])])
        };
        store.write(&batch).unwrap();
    }
    store.write(&rows(&[Row { table: Table::Person, ..row("c-1", 1, &[]) }, row("c-1", 2, &["x"])])).unwrap();
    let taken = store.take_job(minute(0), minute(1)).unwrap().unwrap();
    let ended = vec![JobEnd { id: taken.id, attempt: 1, state: JobState::Dead, due: minute(2), trouble: "灯".into() }];
    store.write(&Batch { ended, ..Batch::default() }).unwrap();
    store.take_job(minute(1), minute(500)).unwrap().unwrap();
    store.write(&Batch { gone: vec![(ItemKind::Product, "c-7".into())], ..Batch::default() }).unwrap();
}

fn papers() -> MemoryBlobs {
    let papers = MemoryBlobs::default();
    for bytes in [&b""[..], b"one\ntwo\n", &[0, 255, 10, 13], "灯".repeat(100_000).as_bytes()] {
        papers.put(bytes).unwrap();
    }
    papers
}

/// What a store gives beyond its records: lists, other names, the next event and the next job.
fn check_alive(store: &dyn Store) {
    let found = store.items(&ItemQuery::new(ItemKind::Product, ["org:1".to_owned()])).unwrap();
    assert_eq!((found.total, found.items.len()), (249, 50));
    assert_eq!(store.row_by_alias(Table::Account, "c-9@例子").unwrap().map(|r| r.key).as_deref(), Some("c-9"));
    assert_eq!(store.row_by_alias(Table::Account, "c-1@例子").unwrap(), None);
    assert_eq!(store.write(&events(&[append("all", 250, &["y"])])), Ok(751));
    // Who had taken it is not there any more.
    let next = store.take_job(minute(1), minute(2)).unwrap().unwrap();
    assert_eq!((next.id.as_str(), next.attempts), ("c-1", 2));
    store.write(&jobs(&[job("c-2", minute(0)), job("new", minute(0))])).unwrap();
    store.write(&Batch { trail: vec![trace("p", "last")], ..Batch::default() }).unwrap();
    let last = store.trail(&certmap_app::TraceQuery { limit: 2, ..Default::default() }).unwrap();
    assert_eq!((last[0].1.object.as_str(), last[1].1.object.as_str()), ("last", "c-249"));
}

fn moves_to_every_kind_of_store(store: &dyn Store) {
    fill(store);
    let (folder, before, papers) = (Folder::new(), everything(store), papers());
    let file = folder.path().join("backup");
    let counted = backup(store, &papers, &file).unwrap();
    assert_eq!(counted, Counted { events: 750, items: 249, rows: 251, jobs: 250, traces: 250, documents: 4 });
    let into = |target: &dyn Store| {
        let (again, kept) = (folder.path().join(format!("again-{}", target.name())), MemoryBlobs::default());
        assert_eq!(restore(&file, target, &kept).unwrap(), counted);
        assert_eq!(everything(target), before);
        assert_eq!(kept.digests().unwrap(), papers.digests().unwrap());
        // The backup of what was restored restores the same.
        assert_eq!(backup(target, &kept, &again).unwrap(), counted);
        check_alive(target);
        let told = restore(&file, target, &kept).unwrap_err();
        assert!(told.message.en.contains("there is something in the store already"), "{told:?}");
        let third = Memory::default();
        restore(&again, &third, &MemoryBlobs::default()).unwrap();
        assert_eq!(everything(&third), before);
    };
    into(&Memory::default());
    into(&Sqlite::open(&folder.path().join("certmap.db")).unwrap());
    if let Some(database) = PostgresDatabase::new() {
        into(&Postgres::open(&database.url()).unwrap());
    }
    let told = backup(store, &papers, &file).unwrap_err();
    assert!(told.message.en.contains("exists already") && told.message.zh.contains("已经存在"));
}

fn records(store: &dyn Store) -> Vec<Record> {
    let mut all = Vec::new();
    store
        .export(&mut |record| {
            all.push(record);
            Ok(())
        })
        .unwrap();
    all
}

fn what_comes_out_goes_in_once(store: &dyn Store) {
    let model = Memory::default();
    fill(&model);
    let all = records(&model);
    assert_eq!(store.import(&mut std::iter::empty()), Ok(0));
    assert_eq!(store.import(&mut all.iter().cloned().map(Ok)), Ok(all.len() as u64));
    assert_eq!(everything(store), everything(&model));
    assert!(store.import(&mut all.iter().cloned().map(Ok)).is_err());
    assert!(store.import(&mut std::iter::empty()).is_err());
    assert_eq!(everything(store), everything(&model));
}

fn a_bad_record_writes_nothing(store: &dyn Store) {
    let model = Memory::default();
    fill(&model);
    let good = records(&model);
    let nul = Record::Item(item("c-x", "with \0", &[]));
    let mut alias = row("c-x", 1, &["x"]);
    alias.table = Table::Account;
    let bad = [nul, Record::Row(alias), good[0].clone(), good[800].clone(), good[1100].clone(), good[1400].clone()];
    for one in bad {
        let with_bad = good.iter().cloned().chain([one.clone()]).map(Ok);
        assert!(store.import(&mut { with_bad }).is_err() || matches!(one, Record::Trace(_)), "{one:?}");
        assert!(everything(store).is_empty(), "{one:?}");
    }
    let fails = good.iter().cloned().map(Ok).chain([Err(certmap_app::Broken("cut off".into()))]);
    assert_eq!(store.import(&mut { fails }), Err(certmap_app::Broken("cut off".into())));
    assert!(everything(store).is_empty());
    assert_eq!(store.import(&mut good.iter().cloned().map(Ok)), Ok(good.len() as u64));
}

fn refused(file: &Path) -> Fault {
    let (store, kept) = (Memory::default(), MemoryBlobs::default());
    let fault = restore(file, &store, &kept).expect_err("a damaged backup");
    assert!(everything(&store).is_empty() && kept.digests().unwrap().is_empty());
    assert!(!fault.say(Lang::En).is_empty() && fault.say(Lang::Zh).contains("备份"));
    fault
}

#[test]
fn a_backup_that_is_cut_off_or_altered_is_refused() {
    let (folder, store) = (Folder::new(), Memory::default());
    let (file, bad) = (folder.path().join("backup"), folder.path().join("bad"));
    store.write(&Batch { items: vec![item("a", "灯", &[])], ..events(&[append("a", 0, &["one", "two"])]) }).unwrap();
    let papers = MemoryBlobs::default();
    papers.put(b"one\ntwo").unwrap();
    backup(&store, &papers, &file).unwrap();
    let good = fs::read(&file).unwrap();
    for end in 0..good.len() {
        fs::write(&bad, &good[..end]).unwrap();
        refused(&bad);
    }
    for place in 0..good.len() {
        let mut altered = good.clone();
        altered[place] ^= 1;
        fs::write(&bad, &altered).unwrap();
        refused(&bad);
    }
    let whole_lines: Vec<&[u8]> = good.split_inclusive(|b| *b == b'\n').collect();
    for left_out in 0..whole_lines.len() {
        let rest: Vec<u8> =
            whole_lines.iter().enumerate().filter(|(n, _)| *n != left_out).flat_map(|(_, l)| l.to_vec()).collect();
        fs::write(&bad, rest).unwrap();
        refused(&bad);
    }
    for more in [&b"\n"[..], b"x", whole_lines[1]] {
        fs::write(&bad, [&good[..], more].concat()).unwrap();
        refused(&bad);
    }
    assert!(refused(&folder.path().join("missing")).message.en.contains("cannot be read"));
    fs::write(&bad, "{\"certmap_backup\":{\"form\":2}}\n").unwrap();
    assert!(refused(&bad).message.en.contains("newer program"));
    fs::write(&bad, "name,voltage\n").unwrap();
    assert!(refused(&bad).message.en.contains("is no backup of certmap"));
}

#[test]
fn a_backup_while_others_write_is_of_one_moment() {
    let folder = Folder::new();
    let mut stores: Vec<Box<dyn Store>> =
        vec![Box::new(Memory::default()), Box::new(Sqlite::open(&folder.path().join("certmap.db")).unwrap())];
    let database = PostgresDatabase::new();
    stores.extend(database.iter().map(|d| Box::new(Postgres::open(&d.url()).unwrap()) as Box<dyn Store>));
    for store in &stores {
        let is_over = std::sync::atomic::AtomicBool::new(false);
        let at = std::sync::atomic::Ordering::SeqCst;
        std::thread::scope(|scope| {
            for writer in 0..3 {
                let (is_over, store) = (&is_over, &*store);
                scope.spawn(move || {
                    for number in 0.. {
                        if is_over.load(at) {
                            break;
                        }
                        let id = format!("{writer}-{number}");
                        let batch = Batch {
                            items: vec![item(&id, "t", &[])],
                            trail: vec![trace("p", &id)],
                            ..events(&[append(&id, 0, &["t"])])
                        };
                        store.write(&batch).unwrap();
                    }
                });
            }
            for round in 0..5 {
                let file = folder.path().join(format!("{}-{round}", store.name()));
                let counted = backup(&**store, &MemoryBlobs::default(), &file).unwrap();
                assert_eq!((counted.items, counted.traces), (counted.events, counted.events));
            }
            is_over.store(true, at);
        });
    }
    drop(stores);
}
