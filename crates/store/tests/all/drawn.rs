//! Drawn sequences of calls, on a database and on the model in memory: each answer and what is left are the same.

use super::support::{Folder, PostgresDatabase, append, everything, item, job, minute, row, trace};
use certmap_app::{
    Append, Batch, Item, ItemKind, ItemQuery, Job, JobEnd, JobState, Row, RowChange, Sort, Store, Table,
};
use certmap_base::Date;
use certmap_store::{Memory, Postgres, Sqlite};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

#[derive(Debug, Clone)]
enum Call {
    Write(Batch),
    Take(u32, u32),
    Purge(u32),
    Replace(Vec<Item>),
    Find(ItemQuery),
}

const IDS: &[&str] = &["a", "b", "c"];
const LINKS: &[&str] = &["org:1", "org:2", "case:1"];
const STATES: &[&str] = &["open", "done"];
const WORDS: &[&str] = &["lamp", "灯", "Lamp 2", "", "%"];

fn id() -> impl Strategy<Value = &'static str> {
    select(IDS)
}

fn an_append() -> impl Strategy<Value = Append> {
    (id(), 0..4_u64, vec(select(WORDS), 0..3)).prop_map(|(id, expected, lines)| append(id, expected, &lines))
}

fn due() -> impl Strategy<Value = Option<Date>> {
    proptest::option::of(select(vec!["2027-01-01", "2027-06-30", "2199-12-31"]))
        .prop_map(|day| day.map(|d| Date::parse(d).unwrap()))
}

fn an_item() -> impl Strategy<Value = Item> {
    let links = proptest::sample::subsequence(LINKS, 0..=LINKS.len());
    let words = (select(WORDS), select(WORDS), select(STATES));
    (id(), any::<bool>(), links, words, due(), 0..5_u32).prop_map(|(id, is_case, links, words, due, at)| Item {
        kind: if is_case { ItemKind::Case } else { ItemKind::Product },
        words: words.1.to_lowercase(),
        state: words.2.to_owned(),
        due,
        changed: minute(at),
        ..item(id, words.0, &links)
    })
}

fn a_row_change() -> impl Strategy<Value = RowChange> {
    let aliases = proptest::sample::subsequence(IDS, 0..=2);
    let put = (id(), 1..4_u64, aliases, proptest::option::of(0..5_u32)).prop_map(|(id, version, aliases, expires)| {
        RowChange::Put(Row { expires: expires.map(minute), owner: format!("o{version}"), ..row(id, version, &aliases) })
    });
    prop_oneof![4 => put, 1 => id().prop_map(|id| RowChange::Erase(Table::Account, id.to_owned()))]
}

fn a_job() -> impl Strategy<Value = Job> {
    (id(), 0..5_u32).prop_map(|(id, due)| job(id, minute(due)))
}

fn an_end() -> impl Strategy<Value = JobEnd> {
    let states = select(vec![JobState::Waiting, JobState::Done, JobState::Dead]);
    (id(), 1..3_u32, states, 0..5_u32).prop_map(|(id, attempt, state, due)| JobEnd {
        id: id.to_owned(),
        attempt,
        state,
        due: minute(due),
        trouble: String::new(),
    })
}

fn a_batch() -> impl Strategy<Value = Batch> {
    let gone = vec((select(vec![ItemKind::Case, ItemKind::Product]), id().prop_map(str::to_owned)), 0..2);
    let trail = vec(id().prop_map(|id| trace(id, "x")), 0..2);
    let first = (vec(an_append(), 0..3), vec(an_item(), 0..3), gone);
    (first, vec(a_row_change(), 0..3), vec(a_job(), 0..2), vec(an_end(), 0..2), trail).prop_map(
        |((events, items, gone), rows, jobs, ended, trail)| Batch { events, items, gone, rows, jobs, ended, trail },
    )
}

fn a_query() -> impl Strategy<Value = ItemQuery> {
    let links = proptest::sample::subsequence(LINKS, 0..=2);
    let sort = select(Sort::ALL).prop_map(|(sort, _)| sort);
    (links, proptest::option::of(select(STATES)), select(WORDS), sort, due(), 0..4_u32).prop_map(
        |(links, state, text, sort, due_until, limit)| ItemQuery {
            states: state.into_iter().map(str::to_owned).collect(),
            text: text.to_owned(),
            sort,
            due_until,
            limit,
            ..ItemQuery::new(ItemKind::Product, links.into_iter().map(str::to_owned))
        },
    )
}

fn a_call() -> impl Strategy<Value = Call> {
    prop_oneof![
        8 => a_batch().prop_map(Call::Write),
        2 => (0..6_u32, 0..6_u32).prop_map(|(now, lease)| Call::Take(now, now + lease)),
        1 => (0..6_u32).prop_map(Call::Purge),
        1 => vec(an_item(), 0..4).prop_map(Call::Replace),
        4 => a_query().prop_map(Call::Find),
    ]
}

fn answer(store: &dyn Store, call: &Call) -> String {
    match call {
        Call::Write(batch) => format!("{:?}", store.write(batch)),
        Call::Take(now, until) => format!("{:?}", store.take_job(minute(*now), minute(*until))),
        Call::Purge(before) => format!("{:?}", store.purge(minute(*before))),
        Call::Replace(items) => format!("{:?}", store.replace_items(&mut items.clone().into_iter())),
        Call::Find(query) => {
            let first = store.items(query);
            let after = first.as_ref().unwrap().next.clone();
            format!("{first:?} {:?}", store.items(&ItemQuery { after, ..query.clone() }))
        }
    }
}

fn same(store: &dyn Store, calls: &[Call]) -> Result<(), TestCaseError> {
    let model = Memory::default();
    for call in calls {
        prop_assert_eq!(answer(store, call), answer(&model, call), "{:?}", call);
    }
    prop_assert_eq!(everything(store), everything(&model));
    for id in IDS {
        prop_assert_eq!(store.row_by_alias(Table::Account, id), model.row_by_alias(Table::Account, id));
        let key = super::support::key(id);
        prop_assert_eq!(store.stream(&key, 1), model.stream(&key, 1));
    }
    Ok(())
}

proptest! {
    #[test]
    fn sqlite_does_what_memory_does(calls in vec(a_call(), 1..12)) {
        let folder = Folder::new();
        same(&Sqlite::open(&folder.path().join("certmap.db")).unwrap(), &calls)?;
    }
}

#[test]
fn postgresql_does_what_memory_does() {
    let Some(database) = PostgresDatabase::new() else { return };
    let store = Postgres::open(&database.url()).unwrap();
    let client = std::cell::RefCell::new(database.client());
    proptest!(|(calls in vec(a_call(), 1..12))| {
        for table in ["event", "item", "item_link", "row_alias", "kept_row", "job", "trail"] {
            client.borrow_mut().execute(&format!("DELETE FROM {table}"), &[]).unwrap();
        }
        same(&store, &calls)?;
    });
}
