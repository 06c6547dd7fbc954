//! Items in a database.
//!
//! `item` has what pages show. `item_link` has one row for each link of an item, and one under [`ALL`] for the item itself:
//! whatever is asked, one range of it is read, in the order of a sort key or by its filters, without looking at `item`.

use crate::rows::{read_words, words};
use crate::sql::{Line, Sql, SqlError, Stop, Value, first, insert, number, read};
use certmap_app::{Cursor, Found, Item, ItemKind, ItemQuery, Sort};
use certmap_base::Date;
use std::collections::{BTreeMap, BTreeSet};

const COLUMNS: &str = "kind, id, version, title, state, scheme, market, turn, due, changed, words, links, data";
const LINK_COLUMNS: &str = "kind, link, id, by_changed, by_title, by_due, due, state, scheme, market, turn, words";
/// The link that every item has. Those that have been given to it begin with another sign.
const ALL: &str = "*";
/// How many items are written at once.
const CHUNK: usize = 500;
/// Above this, items are many: counting them stops when the least of several links is looked for, and a page of them is
/// looked for in the order of an index.
const MANY: u64 = 2000;

fn link_key(link: &str) -> String {
    format!("={link}")
}

fn link_keys(links: &BTreeSet<String>) -> BTreeSet<String> {
    links.iter().map(|link| link_key(link)).chain([ALL.to_owned()]).collect()
}

fn column(sort: Sort) -> &'static str {
    match sort {
        Sort::Changed => "by_changed",
        Sort::Title => "by_title",
        Sort::Due => "by_due",
    }
}

/// Writes items in place of those with the same kind and id.
pub(crate) fn put(sql: &mut dyn Sql, items: &[Item]) -> Result<(), SqlError> {
    let last: BTreeMap<(ItemKind, &str), &Item> = items.iter().map(|i| ((i.kind, i.id.as_str()), i)).collect();
    for item in last.values() {
        let kept = link_keys(&item.links);
        for gone in links_of(sql, item.kind, &item.id)?.difference(&kept) {
            unlink(sql, item.kind, gone, &item.id)?;
        }
    }
    write(sql, &last.into_values().collect::<Vec<_>>())
}

/// Takes items away.
pub(crate) fn remove(sql: &mut dyn Sql, gone: &[(ItemKind, String)]) -> Result<(), SqlError> {
    for (kind, id) in gone {
        for link in links_of(sql, *kind, id)? {
            unlink(sql, *kind, &link, id)?;
        }
        sql.execute("DELETE FROM item WHERE kind = $1 AND id = $2", &[kind.word().into(), id.into()])?;
    }
    Ok(())
}

/// Takes all items away and writes others.
pub(crate) fn replace(sql: &mut dyn Sql, new: &mut dyn Iterator<Item = Item>) -> Result<u64, Stop> {
    sql.one_by_one()?;
    sql.execute("DELETE FROM item_link", &[])?;
    sql.execute("DELETE FROM item", &[])?;
    let mut count = 0;
    loop {
        let chunk: Vec<Item> = new.take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(count);
        }
        chunk.iter().try_for_each(crate::fit::item).map_err(Stop::Not)?;
        put(sql, &chunk)?;
        count += chunk.len() as u64;
    }
}

fn links_of(sql: &mut dyn Sql, kind: ItemKind, id: &str) -> Result<BTreeSet<String>, SqlError> {
    let text = "SELECT links FROM item WHERE kind = $1 AND id = $2";
    match first(sql, text, &[kind.word().into(), id.into()])? {
        None => Ok(BTreeSet::new()),
        Some(mut line) => Ok(link_keys(&read_words(&line.text()?)?)),
    }
}

fn unlink(sql: &mut dyn Sql, kind: ItemKind, link: &str, id: &str) -> Result<(), SqlError> {
    let text = "DELETE FROM item_link WHERE kind = $1 AND link = $2 AND id = $3";
    sql.execute(text, &[kind.word().into(), link.into(), id.into()]).map(drop)
}

/// What is written of an item.
struct Written<'a> {
    item: &'a Item,
    keys: BTreeSet<String>,
    links: String,
    changed: String,
    title: String,
    by_due: String,
    due: Option<String>,
    /// In which words are looked for.
    words: String,
}

impl<'a> Written<'a> {
    fn of(item: &'a Item) -> Written<'a> {
        Written {
            item,
            keys: link_keys(&item.links),
            links: words(&item.links),
            changed: Sort::Changed.key(item),
            title: Sort::Title.key(item),
            by_due: Sort::Due.key(item),
            due: item.due.map(|d| d.to_string()),
            words: format!("{} {}", item.title.to_lowercase(), item.words),
        }
    }

    fn row(&self) -> Vec<Value<'_>> {
        let item = self.item;
        vec![
            item.kind.word().into(),
            (&item.id).into(),
            item.version.into(),
            (&item.title).into(),
            (&item.state).into(),
            (&item.scheme).into(),
            (&item.market).into(),
            (&item.turn).into(),
            self.due.as_deref().into(),
            (&self.changed).into(),
            (&item.words).into(),
            (&self.links).into(),
            (&item.data).into(),
        ]
    }

    fn link_row<'b>(&'b self, link: &'b str) -> Vec<Value<'b>> {
        let item = self.item;
        vec![
            item.kind.word().into(),
            link.into(),
            (&item.id).into(),
            (&self.changed).into(),
            (&self.title).into(),
            (&self.by_due).into(),
            self.due.as_deref().into(),
            (&item.state).into(),
            (&item.scheme).into(),
            (&item.market).into(),
            (&item.turn).into(),
            (&self.words).into(),
        ]
    }
}

/// Writes items, of which no two are the same; links that they no longer have are gone already.
fn write(sql: &mut dyn Sql, items: &[&Item]) -> Result<(), SqlError> {
    let item = format!("ON CONFLICT (kind, id) DO UPDATE SET {}", from_excluded(COLUMNS, 2));
    let link = format!("ON CONFLICT (kind, link, id) DO UPDATE SET {}", from_excluded(LINK_COLUMNS, 3));
    insert_items(sql, items, &item, &link)
}

/// Writes items that are not there.
pub(crate) fn write_new(sql: &mut dyn Sql, items: &[&Item]) -> Result<(), SqlError> {
    insert_items(sql, items, "", "")
}

fn insert_items(sql: &mut dyn Sql, items: &[&Item], item_end: &str, link_end: &str) -> Result<(), SqlError> {
    let written: Vec<Written<'_>> = items.iter().map(|item| Written::of(item)).collect();
    let rows: Vec<Vec<Value<'_>>> = written.iter().map(Written::row).collect();
    insert(sql, &format!("INSERT INTO item ({COLUMNS})"), &rows, item_end)?;
    let rows: Vec<Vec<Value<'_>>> = written.iter().flat_map(|w| w.keys.iter().map(|link| w.link_row(link))).collect();
    insert(sql, &format!("INSERT INTO item_link ({LINK_COLUMNS})"), &rows, link_end)?;
    Ok(())
}

/// `column = excluded.column` for all columns after the key.
fn from_excluded(columns: &str, key_columns: usize) -> String {
    let others = columns.split(", ").skip(key_columns);
    others.map(|column| format!("{column} = excluded.{column}")).collect::<Vec<_>>().join(", ")
}

pub(crate) fn one(sql: &mut dyn Sql, kind: ItemKind, id: &str) -> Result<Option<Item>, SqlError> {
    let text = format!("SELECT {COLUMNS} FROM item WHERE kind = $1 AND id = $2");
    first(sql, &text, &[kind.word().into(), id.into()])?.map(item).transpose()
}

/// Items of all kinds after one, for taking all of them along.
pub(crate) fn after(sql: &mut dyn Sql, kind: &str, id: &str, limit: u32) -> Result<Vec<Item>, SqlError> {
    let text = format!("SELECT {COLUMNS} FROM item WHERE (kind, id) > ($1, $2) ORDER BY kind, id LIMIT $3");
    sql.query(&text, &[kind.into(), id.into(), limit.into()])?.into_iter().map(item).collect()
}

fn item(mut line: Line) -> Result<Item, SqlError> {
    Ok(Item {
        kind: read(&line.text()?, ItemKind::parse)?,
        id: line.text()?,
        version: line.number()?,
        title: line.text()?,
        state: line.text()?,
        scheme: line.text()?,
        market: line.text()?,
        turn: line.text()?,
        due: line.maybe_text()?.map(|day| read(&day, |d| Date::parse(d).ok())).transpose()?,
        changed: line.moment()?,
        words: line.text()?,
        links: read_words(&line.text()?)?,
        data: line.text()?,
    })
}

/// A condition on rows of `item_link l`, with the values of its parameters.
struct Condition {
    text: String,
    values: Vec<String>,
    /// Whether it is more than one link, so that all rows of the link are looked at in any case.
    is_filtered: bool,
}

impl Condition {
    fn of(query: &ItemQuery, first_link: &str) -> Condition {
        let values = vec![query.kind.word().to_owned(), first_link.to_owned()];
        let mut it = Condition { text: "l.kind = $1 AND l.link = $2".to_owned(), values, is_filtered: false };
        for link in query.links.iter().map(|link| link_key(link)).filter(|link| link != first_link) {
            it.also("EXISTS (SELECT 1 FROM item_link o WHERE o.kind = l.kind AND o.link = $n AND o.id = l.id)", link);
        }
        if !query.states.is_empty() {
            let places: Vec<String> = query.states.iter().map(|state| it.place(state.clone())).collect();
            it.text.push_str(&format!(" AND l.state IN ({})", places.join(", ")));
            it.is_filtered = true;
        }
        for (column, word) in [("scheme", &query.scheme), ("market", &query.market), ("turn", &query.turn)] {
            if let Some(word) = word {
                it.also(&format!("l.{column} = $n"), word.clone());
            }
        }
        if let Some(until) = query.due_until {
            it.also("l.due <= $n", until.to_string());
        }
        for word in query.text.to_lowercase().split_whitespace() {
            it.also("strpos(l.words, $n) > 0", word.to_owned());
        }
        it
    }

    fn place(&mut self, value: String) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn also(&mut self, text: &str, value: String) {
        let place = self.place(value);
        self.text.push_str(" AND ");
        self.text.push_str(&text.replace("$n", &place));
        self.is_filtered = true;
    }
}

/// The link under which fewest items are; where there are several, counting stops early.
fn least_link(sql: &mut dyn Sql, query: &ItemQuery) -> Result<String, SqlError> {
    let keys: BTreeSet<String> = query.links.iter().map(|link| link_key(link)).collect();
    if keys.len() < 2 {
        return Ok(keys.into_iter().next().unwrap_or_else(|| ALL.to_owned()));
    }
    let text = "SELECT count(*) FROM (SELECT 1 FROM item_link WHERE kind = $1 AND link = $2 LIMIT $3) AS found";
    let mut counted = Vec::new();
    for key in keys {
        counted.push((number(sql, text, &[query.kind.word().into(), (&key).into(), MANY.into()])?, key));
    }
    Ok(counted.into_iter().min().map_or_else(|| ALL.to_owned(), |(_, key)| key))
}

/// A page of the items that are asked for.
pub(crate) fn find(sql: &mut dyn Sql, query: &ItemQuery) -> Result<Found, SqlError> {
    let first_link = least_link(sql, query)?;
    let mut condition = Condition::of(query, &first_link);
    let values: Vec<Value<'_>> = condition.values.iter().map(Value::from).collect();
    let total = number(sql, &format!("SELECT count(*) FROM item_link l WHERE {}", condition.text), &values)?;
    if query.limit == 0 || total == 0 {
        return Ok(Found { total, ..Found::default() });
    }
    // In the order of an index where the page is soon full; by reading the link once, in the order in which it lies, and
    // sorting, where few of many rows are taken.
    let is_soon_full = !condition.is_filtered || total > MANY;
    let key = column(query.sort);
    let (than, direction) = if query.sort.is_descending() { ("<", "DESC") } else { (">", "ASC") };
    let order = if is_soon_full { format!("l.{key}") } else { format!("l.{key} || ''") };
    if let Some(Cursor { key, id }) = &query.after {
        let (key, id) = (condition.place(key.clone()), condition.place(id.clone()));
        condition.text.push_str(&format!(" AND ({order}, l.id) {than} ({key}, {id})"));
    }
    let mut values: Vec<Value<'_>> = condition.values.iter().map(Value::from).collect();
    values.push(Value::Int(i64::from(query.limit) + 1));
    let columns: Vec<String> = COLUMNS.split(", ").map(|column| format!("i.{column}")).collect();
    // First the page, then what it shows: sorting does not carry whole items. CROSS JOIN, since SQLite then begins at its left.
    let text = format!(
        "SELECT {} FROM (SELECT l.kind, l.id, {order} AS by_key FROM item_link l WHERE {} \
         ORDER BY {order} {direction}, l.id {direction} LIMIT ${}) AS page \
         CROSS JOIN item i WHERE i.kind = page.kind AND i.id = page.id \
         ORDER BY page.by_key {direction}, page.id {direction}",
        columns.join(", "),
        condition.text,
        values.len()
    );
    let lines = sql.query(&text, &values)?;
    let more = lines.len() > query.limit as usize;
    let items: Vec<Item> = lines.into_iter().take(query.limit as usize).map(item).collect::<Result<_, _>>()?;
    let next = items.last().filter(|_| more).map(|i| Cursor { key: query.sort.key(i), id: i.id.clone() });
    Ok(Found { items, next, total })
}
