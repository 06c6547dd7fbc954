//! The stores with 100,000 products of one organisation: writing, reading, looking for. See docs/BENCHMARKS.md.
#![expect(missing_docs, reason = "criterion makes a public function")]

use certmap_app::{
    Append, Batch, Item, ItemKind, ItemQuery, Row, RowChange, Sort, Store, StreamKey, Table, of_organisation,
};
use certmap_base::Date;
use certmap_case::Moment;
use certmap_store::open;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

const PRODUCTS: u32 = 100_000;

fn moment(second: u32) -> Moment {
    Moment::new(Date::MIN.add_days(i64::from(46_000 + second / 86_400)), second % 86_400)
}

/// One of several words, in turn.
fn turn(words: &[&'static str], number: u32) -> &'static str {
    words.iter().cycle().nth(number as usize % words.len()).copied().unwrap_or_default()
}

fn product(number: u32) -> Item {
    let kind = turn(&["LED lamp", "toy train", "power adapter", "灯具", "kettle"], number);
    Item {
        kind: ItemKind::Product,
        id: format!("p-{number:06}"),
        version: 1,
        title: format!("{kind} {}", number.wrapping_mul(7919) % PRODUCTS),
        state: turn(&["draft", "open", "done", "open"], number).to_owned(),
        scheme: String::new(),
        market: turn(&["CN", "US", "DE"], number).to_owned(),
        turn: String::new(),
        due: number.is_multiple_of(3).then(|| moment(number * 1000).day()),
        changed: moment(number.wrapping_mul(7907) % PRODUCTS * 60),
        words: format!("model m{number} factory f{}", number % 50),
        links: [of_organisation("o-1")].into(),
        data: format!(r#"{{"markets":["CN","US"],"lines":{}}}"#, number % 9),
    }
}

fn row(key: &str, version: u64) -> RowChange {
    RowChange::Put(Row {
        table: Table::Account,
        key: key.to_owned(),
        version,
        aliases: [format!("{key}@example.org")].into(),
        owner: "o-1".to_owned(),
        data: r#"{"name":"n","roles":["applicant"]}"#.to_owned(),
        expires: None,
    })
}

/// What a step of a case writes: an event, the item of the case, a line of the trail.
fn step(version: u64, stream: &str) -> Batch {
    let line = format!(r#"{{"at":"2027-01-20T08:30:00Z","by":"u-1","event":{{"stepped":{{"step":"s-{version}"}}}}}}"#);
    let key = StreamKey::new("case", stream);
    let item = Item { kind: ItemKind::Case, id: stream.to_owned(), version: version + 1, ..product(1) };
    Batch { events: vec![Append { key, expected: version, lines: vec![line] }], items: vec![item], ..Batch::default() }
}

fn queries() -> Vec<(&'static str, ItemQuery)> {
    let base = ItemQuery::new(ItemKind::Product, [of_organisation("o-1")]);
    let middle = certmap_app::Cursor { key: "n".to_owned(), id: String::new() };
    vec![
        ("page, changed last first", base.clone()),
        ("page from the middle, by title", ItemQuery { sort: Sort::Title, after: Some(middle), ..base.clone() }),
        ("page, by due, one state", ItemQuery { sort: Sort::Due, states: vec!["open".to_owned()], ..base.clone() }),
        ("page, two words that many have", ItemQuery { text: "lamp model".to_owned(), ..base.clone() }),
        ("page, a word that one has", ItemQuery { text: "m77777".to_owned(), ..base.clone() }),
        ("count alone", ItemQuery { limit: 0, ..base }),
    ]
}

fn fill(store: &dyn Store) -> Result<(), String> {
    let told = |error: &dyn std::fmt::Debug| format!("{error:?}");
    store.replace_items(&mut (0..PRODUCTS).map(product)).map_err(|e| told(&e))?;
    for version in 0..100 {
        store.write(&step(version, "c-100")).map_err(|e| told(&e))?;
    }
    let rows = (0..10_000).map(|n| row(&format!("u-{n}"), 1)).collect();
    store.write(&Batch { rows, ..Batch::default() }).map_err(|e| told(&e))?;
    Ok(())
}

fn one(criterion: &mut Criterion, store: &dyn Store) {
    if let Err(told) = fill(store) {
        println!("{} is left out: {told}", store.name());
        return;
    }
    let mut group = criterion.benchmark_group(store.name());
    let mut version = 0;
    group.bench_function("write a step", |bencher| {
        bencher.iter(|| {
            let written = store.write(&step(version, "c-new"));
            version += u64::from(written.is_ok());
            written
        });
    });
    group.bench_function("read a stream of 100", |bencher| {
        let key = StreamKey::new("case", "c-100");
        bencher.iter(|| store.stream(black_box(&key), 0));
    });
    group.bench_function("look up a row", |bencher| {
        bencher.iter(|| store.row(Table::Account, black_box("u-7777")));
    });
    group.bench_function("look up a row by another name", |bencher| {
        bencher.iter(|| store.row_by_alias(Table::Account, black_box("u-7777@example.org")));
    });
    for (name, query) in queries() {
        group.bench_function(name, |bencher| bencher.iter(|| store.items(black_box(&query))));
    }
    group.finish();
}

fn stores(criterion: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("certmap-bench-{}", std::process::id()));
    let made = std::fs::create_dir_all(&folder).map_err(|error| error.to_string());
    match made.and_then(|()| open(&folder.join("certmap.db").display().to_string()).map_err(|f| format!("{f:?}"))) {
        Ok(store) => one(criterion, &*store),
        Err(told) => println!("sqlite is left out: {told}"),
    }
    let _ = std::fs::remove_dir_all(&folder);
    // A database that is empty, and not afterwards.
    match std::env::var("CERTMAP_BENCH_POSTGRES").map(|url| open(&url)) {
        Ok(Ok(store)) => one(criterion, &*store),
        told => println!("postgresql is left out: {:?}", told.map(|opened| opened.err())),
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = stores
}
criterion_main!(benches);
