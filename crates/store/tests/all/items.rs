//! Lists: every filter, every order, page by page, compared with what the port says.

use super::support::{item, items, minute};
use certmap_app::{Batch, Cursor, Item, ItemKind, ItemQuery, Sort, Store, of_case, of_organisation};
use certmap_base::Date;
use std::collections::BTreeSet;

on_all_stores!(
    an_item_is_read_as_it_was_written,
    an_item_replaces_the_one_before,
    what_is_written_and_taken_away_is_gone,
    every_filter_agrees_with_the_port,
    pages_join_without_gaps,
    letters_sort_by_their_bytes,
    long_titles_can_be_sorted,
    all_items_are_replaced_at_once,
    the_new_items_may_be_made_from_events,
    words_are_looked_for_as_they_are,
);

fn day(word: &str) -> Option<Date> {
    Some(Date::parse(word).unwrap())
}

fn an_item_is_read_as_it_was_written(store: &dyn Store) {
    let full = Item {
        version: 7,
        scheme: "xx-radio".into(),
        market: "CN".into(),
        turn: "body".into(),
        due: day("2027-03-01"),
        changed: minute(77),
        words: "灯 lamp".into(),
        data: r#"{"a":["'",";"]}"#.into(),
        ..item("p-1", "Lamp 灯", &["org:1", "case:2", "", "a\"b\\c"])
    };
    store.write(&items(&[full.clone(), item("p-2", "", &[])])).unwrap();
    assert_eq!(store.item(ItemKind::Product, "p-1").unwrap(), Some(full.clone()));
    assert_eq!(store.item(ItemKind::Product, "p-2").unwrap(), Some(item("p-2", "", &[])));
    assert_eq!(store.item(ItemKind::Case, "p-1").unwrap(), None);
    for link in &full.links {
        let found = store.items(&ItemQuery::new(ItemKind::Product, [link.clone()])).unwrap();
        assert_eq!((found.items, found.next, found.total), (vec![full.clone()], None, 1), "{link}");
    }
    assert_eq!(store.items(&ItemQuery::new(ItemKind::Product, ["*".to_owned()])).unwrap().total, 0);
    assert_eq!(store.items(&ItemQuery::new(ItemKind::Product, [])).unwrap().total, 2);
}

fn an_item_replaces_the_one_before(store: &dyn Store) {
    store.write(&items(&[item("p", "old", &["org:1", "org:2"])])).unwrap();
    let twice = [item("p", "between", &["org:1"]), item("p", "new", &["org:2", "org:3"])];
    store.write(&items(&twice)).unwrap();
    let title_of = |org: &str| {
        let found = store.items(&ItemQuery::new(ItemKind::Product, [of_organisation(org)])).unwrap();
        found.items.into_iter().map(|i| i.title).collect::<Vec<_>>()
    };
    assert_eq!((title_of("1"), title_of("2"), title_of("3")), (vec![], vec!["new".into()], vec!["new".to_owned()]));
    let by_old_word = ItemQuery { text: "old".into(), ..ItemQuery::new(ItemKind::Product, []) };
    assert_eq!(store.items(&by_old_word).unwrap().total, 0);
}

fn what_is_written_and_taken_away_is_gone(store: &dyn Store) {
    store.write(&items(&[item("p", "old", &["org:1"])])).unwrap();
    let gone = vec![(ItemKind::Product, "p".to_owned()), (ItemKind::Product, "never there".to_owned())];
    store.write(&Batch { gone, ..items(&[item("p", "new", &["org:2"])]) }).unwrap();
    assert_eq!(store.item(ItemKind::Product, "p").unwrap(), None);
    for links in [vec![], vec![of_organisation("1")], vec![of_organisation("2")]] {
        assert_eq!(store.items(&ItemQuery::new(ItemKind::Product, links)).unwrap().total, 0);
    }
}

/// Items in which every filter finds some.
fn drawn_items() -> Vec<Item> {
    let states = ["open", "done", "Open"];
    let titles = ["Lamp", "lamp 2", "LED 灯", "100% _x_", "Ärger", "\\back", "Zeta", ""];
    let mut all = Vec::new();
    for n in 0..120_usize {
        let mut one = item(&format!("p-{n:03}"), titles[n % titles.len()], &[]);
        one.kind = if n % 10 == 9 { ItemKind::Case } else { ItemKind::Product };
        one.state = states[n % 3].into();
        one.scheme = ["xx-a", "xx-b", ""][n % 7 % 3].into();
        one.market = ["CN", "US"][n % 2].into();
        one.turn = ["body", "applicant", "nobody", ""][n % 4].into();
        one.due = [None, day("2027-01-01"), day("2027-06-30"), day("2199-12-31")][n % 5 % 4];
        one.changed = minute(u32::try_from(n * 37 % 50).unwrap());
        one.words = ["灯具 lighting", "UPPER case", "p%r_c'ent", ""][n % 11 % 4].into();
        one.links = [(2, of_organisation("1")), (3, of_organisation("2")), (5, of_case("1")), (1, "every".into())]
            .into_iter()
            .filter(|(step, _)| n % step == 0)
            .map(|(_, link)| link)
            .collect::<BTreeSet<_>>();
        all.push(one);
    }
    all
}

/// What the port says that a query gives.
fn expected(all: &[Item], query: &ItemQuery) -> Vec<Item> {
    let mut taken: Vec<Item> = all.iter().filter(|i| query.takes(i)).cloned().collect();
    taken.sort_by_key(|i| (query.sort.key(i), i.id.clone()));
    if query.sort.is_descending() {
        taken.reverse();
    }
    taken
}

fn every_filter_agrees_with_the_port(store: &dyn Store) {
    let all = drawn_items();
    store.write(&items(&all)).unwrap();
    let base = |links: &[&str]| ItemQuery::new(ItemKind::Product, links.iter().map(|&l| l.to_owned()));
    let text = |text: &str| ItemQuery { text: text.into(), ..base(&["org:1"]) };
    let mut queries = vec![
        base(&[]),
        base(&["org:1"]),
        base(&["org:1", "org:2"]),
        base(&["every", "org:2", "case:1", "every"]),
        base(&["nothing"]),
        base(&["org:1", "nothing"]),
        base(&["="]),
        ItemQuery { kind: ItemKind::Case, ..base(&[]) },
        ItemQuery { kind: ItemKind::Visit, ..base(&[]) },
        ItemQuery { states: vec!["open".into()], ..base(&["org:1"]) },
        ItemQuery { states: vec!["open".into(), "done".into(), "other".into()], ..base(&[]) },
        ItemQuery { scheme: Some("xx-a".into()), ..base(&[]) },
        ItemQuery { scheme: Some(String::new()), ..base(&[]) },
        ItemQuery { market: Some("US".into()), turn: Some("body".into()), ..base(&["every"]) },
        ItemQuery { turn: Some(String::new()), ..base(&[]) },
        ItemQuery { due_until: day("2027-01-01"), ..base(&[]) },
        ItemQuery { due_until: day("2026-12-31"), ..base(&[]) },
        ItemQuery { due_until: day("2199-12-31"), ..base(&["org:2"]) },
    ];
    let words = [
        "lamp",
        "LAMP 2",
        "  lamp   2 ",
        "灯",
        "%",
        "_",
        "_x_",
        "\\",
        "upper",
        "UPPER",
        "'",
        "ärger",
        "ÄRGER",
        "lamp 灯",
        "zeta lighting",
        "none",
        "p%r_c'ent",
        "a g",
        "case",
    ];
    queries.extend(words.into_iter().map(text));
    for query in queries {
        for (sort, word) in Sort::ALL {
            let query = ItemQuery { sort: *sort, limit: 1000, ..query.clone() };
            let found = store.items(&query).unwrap();
            let wanted = expected(&all, &query);
            let ids = |items: &[Item]| items.iter().map(|i| i.id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(&found.items), ids(&wanted), "{word} {query:?}");
            assert_eq!((found.total, &found.next), (wanted.len() as u64, &None), "{word} {query:?}");
            assert_eq!(found.items, wanted);
            let count = store.items(&ItemQuery { limit: 0, ..query.clone() }).unwrap();
            assert_eq!((count.total, count.items, count.next), (wanted.len() as u64, vec![], None));
        }
    }
}

fn pages_join_without_gaps(store: &dyn Store) {
    let all = drawn_items();
    store.write(&items(&all)).unwrap();
    let base = ItemQuery::new(ItemKind::Product, [of_organisation("1")]);
    let filtered = ItemQuery { states: vec!["open".into(), "done".into()], text: "lamp".into(), ..base.clone() };
    for query in [base, filtered, ItemQuery::new(ItemKind::Product, [])] {
        for (sort, _) in Sort::ALL {
            for limit in [1, 3, 7, 1000] {
                let mut query = ItemQuery { sort: *sort, limit, ..query.clone() };
                let wanted = expected(&all, &query);
                let mut joined = Vec::new();
                loop {
                    let page = store.items(&query).unwrap();
                    assert_eq!(page.total, wanted.len() as u64);
                    assert!(page.items.len() <= limit as usize);
                    joined.extend(page.items);
                    let Some(next) = page.next else { break };
                    query.after = Some(next);
                }
                assert_eq!(joined, wanted, "{query:?}");
            }
        }
    }
    // A page also goes on after an item that has gone meanwhile.
    let after = Some(Cursor { key: "m".into(), id: "gone".into() });
    let query = ItemQuery { sort: Sort::Title, after, limit: 1000, ..ItemQuery::new(ItemKind::Product, []) };
    let wanted: Vec<Item> =
        expected(&all, &query).into_iter().filter(|i| i.title.to_lowercase().as_str() > "m").collect();
    assert_eq!(store.items(&query).unwrap().items, wanted);
}

fn letters_sort_by_their_bytes(store: &dyn Store) {
    let titles = ["灯", "ä", "z", "a b", "a-b", "ab", "B", "_", "a_b", "😀", "~", "é", "e\u{301}", "Ω", "ﬀ"];
    let all: Vec<Item> = titles.iter().zip(0..).map(|(title, n)| item(&format!("p-{n}"), title, &["org:1"])).collect();
    store.write(&items(&all)).unwrap();
    let query = ItemQuery { sort: Sort::Title, ..ItemQuery::new(ItemKind::Product, [of_organisation("1")]) };
    assert_eq!(store.items(&query).unwrap().items, expected(&all, &query));
}

fn long_titles_can_be_sorted(store: &dyn Store) {
    // Letters that do not compress, so that an index over all of them would refuse the row.
    let letters = |seed: u32| -> String {
        let mut x = seed;
        let next = |_| {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_u32(0x4e00 + (x >> 16) % 20_000).unwrap()
        };
        (0..4000).map(next).collect()
    };
    let same = letters(1);
    let all = [item("a", &letters(2), &["org:1"]), item("c", &same, &[]), item("b", &format!("{same}!"), &[])];
    store.write(&items(&all)).unwrap();
    let query = ItemQuery { sort: Sort::Title, limit: 1, ..ItemQuery::new(ItemKind::Product, []) };
    let wanted = expected(&all, &query);
    let first = store.items(&query).unwrap();
    let second = store.items(&ItemQuery { after: first.next.clone(), ..query.clone() }).unwrap();
    let third = store.items(&ItemQuery { after: second.next.clone(), ..query }).unwrap();
    assert_eq!([first.items, second.items, third.items].concat(), wanted);
}

fn all_items_are_replaced_at_once(store: &dyn Store) {
    store.write(&items(&[item("a", "A", &["org:1"]), item("b", "B", &["org:1"])])).unwrap();
    let new: Vec<Item> = (0..1234).map(|n| item(&format!("n-{n:04}"), "new", &["org:1"])).collect();
    assert_eq!(store.replace_items(&mut new.clone().into_iter()), Ok(1234));
    assert_eq!(store.item(ItemKind::Product, "a").unwrap(), None);
    assert_eq!(store.items(&ItemQuery::new(ItemKind::Product, [of_organisation("1")])).unwrap().total, 1234);
    // One that cannot be kept: nothing changes.
    let bad = [item("x", "x", &[]), item("y", "with \0", &[])];
    assert!(store.replace_items(&mut bad.into_iter()).is_err());
    assert_eq!(store.items(&ItemQuery::new(ItemKind::Product, [])).unwrap().total, 1234);
    assert_eq!(store.replace_items(&mut std::iter::empty()), Ok(0));
    assert_eq!(store.items(&ItemQuery::new(ItemKind::Product, [])).unwrap().total, 0);
}

fn the_new_items_may_be_made_from_events(store: &dyn Store) {
    let lines: Vec<String> = (0..50).map(|n| format!("title {n}")).collect();
    let appends: Vec<_> =
        lines.iter().zip(0..).map(|(line, n)| super::support::append(&format!("c-{n}"), 0, &[line])).collect();
    store.write(&super::support::events(&appends)).unwrap();
    let mut after = 0;
    let mut made = std::iter::from_fn(|| {
        let next = store.feed(after, 1).unwrap().pop()?;
        after = next.position;
        Some(item(&next.key.id, &next.line, &[]))
    });
    assert_eq!(store.replace_items(&mut made), Ok(50));
    assert_eq!(store.item(ItemKind::Product, "c-7").unwrap().unwrap().title, "title 7");
}

fn words_are_looked_for_as_they_are(store: &dyn Store) {
    // Whoever writes the item puts words in lower case; what is not is not found.
    store.write(&items(&[Item { words: "LED".into(), ..item("a", "Lamp", &[]) }])).unwrap();
    let count = |text: &str| {
        store.items(&ItemQuery { text: text.into(), ..ItemQuery::new(ItemKind::Product, []) }).unwrap().total
    };
    assert_eq!((count("led"), count("LED"), count("LAMP"), count("mp L"), count("p LE")), (0, 0, 1, 1, 0));
    assert_eq!(count(&"long ".repeat(3)), 0);
    assert_eq!(count(&"x".repeat(100_000)), 0);
}
