//! The columns of a table with a row a product: what their names mean, and a row as the table that every format becomes.
//!
//! A shipment or a factory takes several columns: `ship.market`, `ship.date`; the second one `ship2.market`, `ship2.date`.
//! A cell with dates stays a cell with a date, which a list of dates in one cell would not.

use crate::node::{Entry, Item, Node, Table};
use crate::words::Words;
use certmap_base::{Fault, Text, text};
use std::collections::BTreeMap;

/// A word of the first row: as it is in files, and in Chinese.
type Name = (&'static str, &'static str);

/// Columns that are no facts.
const OWN: [Name; 5] =
    [("name", "名称"), ("kind", "产品种类"), ("kinds", "其他种类"), ("hs", "海关编码"), ("gtin", "条形码")];

/// Records that a row may carry, with their columns.
pub(crate) const RECORDS: [(Name, &[Name]); 2] = [
    (
        ("ship", "出运"),
        &[
            ("market", "市场"),
            ("date", "日期"),
            ("quantity", "数量"),
            ("purpose", "用途"),
            ("manufactured", "生产日期"),
        ],
    ),
    (
        ("factory", "工厂"),
        &[
            ("id", "编号"),
            ("name", "名称"),
            ("name_en", "英文名称"),
            ("name_zh", "中文名称"),
            ("country", "国家"),
            ("headcount", "人数"),
            ("class", "分类等级"),
        ],
    ),
];

/// Where a column of a record belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    record: &'static str,
    /// From 1.
    number: usize,
    field: &'static str,
}

impl Part {
    /// `ship.date`, `ship2.date`, `出运2.日期`.
    fn read(word: &str) -> Option<Part> {
        let (record, field) = word.split_once('.')?;
        let stem = record.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = match record.get(stem.len()..)? {
            "" => 1,
            digits => digits.parse().ok().filter(|n| (1..=99).contains(n))?,
        };
        let is = |name: &Name, word: &str| name.0 == word || name.1 == word;
        let (record, fields) = RECORDS.iter().find(|(name, _)| is(name, stem.trim()))?;
        let field = fields.iter().find(|name| is(name, field.trim()))?;
        Some(Part { record: record.0, number, field: field.0 })
    }

    fn name(self) -> String {
        let number = if self.number == 1 { String::new() } else { self.number.to_string() };
        format!("{}{number}.{}", self.record, self.field)
    }
}

/// What the first row of a table must hold.
pub(crate) fn columns_are() -> Text {
    text!(
        "the first row names the columns: name, kind, kinds, hs, gtin, ship.market, ship.date, then names of facts",
        "第一行为列名：name、kind、kinds、hs、gtin、ship.market、ship.date，之后是各事实的名称"
    )
}

/// The columns of a table. One that is not known is empty.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) names: Vec<String>,
    parts: Vec<Option<Part>>,
}

impl Columns {
    /// Reads the first row, and says what is wrong with it.
    pub(crate) fn read(header: &[String], words: &Words<'_>) -> (Columns, Vec<Fault>) {
        Columns::named(header, &[], words)
    }

    /// Reads the names of columns that may themselves hold records and lists, as `ship` or `line`.
    #[cfg(feature = "arrow")]
    pub(crate) fn read_nested(header: &[String], words: &Words<'_>) -> (Columns, Vec<Fault>) {
        Columns::named(header, &["facts", "line", "factory", "party", "have", "ship", "done"], words)
    }

    fn named(header: &[String], nested: &[&str], words: &Words<'_>) -> (Columns, Vec<Fault>) {
        let mut columns = Columns::default();
        let mut faults = Vec::new();
        for cell in header {
            let word = cell.trim();
            let lower = word.to_lowercase();
            let own = OWN.iter().find(|(id, zh)| *id == lower || *zh == word).map(|(id, _)| *id);
            let own = own.or(nested.iter().find(|n| **n == lower).copied()).map(str::to_owned);
            let part = Part::read(&lower);
            let known = own.or(part.map(Part::name)).or_else(|| words.fact(word).map(|f| f.id.clone()));
            let name = match known {
                _ if word.is_empty() => String::new(),
                Some(name) if columns.names.contains(&name) => {
                    faults.push(
                        Fault::new(text!("the column `{name}` stands twice", "列 `{name}` 重复出现"))
                            .help(text!("keep one of the two", "请只保留其中一个")),
                    );
                    String::new()
                }
                Some(name) => name,
                None => {
                    faults.push(unknown(word, words));
                    String::new()
                }
            };
            columns.parts.push(part.filter(|_| !name.is_empty()));
            columns.names.push(name);
        }
        if columns.names.iter().all(String::is_empty) && faults.is_empty() {
            faults.push(Fault::new(text!("the first row names no columns", "第一行没有列名")).help(columns_are()));
        }
        (columns, faults)
    }

    /// A row as a table; the offset of a node is the number of its column.
    pub(crate) fn row(&self, cells: impl IntoIterator<Item = Item>) -> Table {
        let mut entries = Vec::new();
        let mut records: BTreeMap<&'static str, BTreeMap<usize, Vec<Entry>>> = BTreeMap::new();
        for (at, ((name, part), item)) in self.names.iter().zip(&self.parts).zip(cells).enumerate() {
            let blank = match &item {
                Item::Null => true,
                Item::Word(w) => w.trim().is_empty(),
                _ => false,
            };
            if blank || name.is_empty() {
                continue;
            }
            let entry = |key: &str| Entry { key: key.to_owned(), at, value: Node { item, at } };
            match part {
                Some(part) => {
                    records.entry(part.record).or_default().entry(part.number).or_default().push(entry(part.field))
                }
                None => entries.push(entry(name)),
            }
        }
        for (record, numbered) in records {
            let at = numbered.values().flatten().map(|e| e.at).min().unwrap_or(0);
            let tables = numbered.into_iter().flat_map(|(number, entries)| tables(record, number, entries));
            // A column may also hold the whole list; then these come on top of it.
            match entries.iter_mut().find(|e| e.key == record).map(|e| &mut e.value.item) {
                Some(Item::List(items)) => items.extend(tables),
                _ => {
                    let item = Item::List(tables.collect());
                    entries.push(Entry { key: record.to_owned(), at, value: Node { item, at } });
                }
            }
        }
        entries.sort_by_key(|e| e.at);
        Table { entries }
    }
}

fn unknown(word: &str, words: &Words<'_>) -> Fault {
    let parts =
        RECORDS.iter().flat_map(|((record, _), fields)| fields.iter().map(move |(f, _)| format!("{record}.{f}")));
    let parts: Vec<String> = parts.collect();
    let known = OWN.iter().map(|(id, _)| *id).chain(parts.iter().map(String::as_str));
    let known = known.chain(words.common.facts.keys().map(String::as_str));
    let message = text!("unknown column `{word}`", "未知的列 `{word}`");
    Fault { message, help: words.no_fact(word).help }.suggest(word, known)
}

/// The record of one number; a shipment to several markets is one to each.
fn tables(record: &str, number: usize, entries: Vec<Entry>) -> Vec<Node> {
    let at = entries.first().map_or(0, |e| e.at);
    let mut table = Table { entries: named(entries) };
    if record == "factory" && table.get("id").is_none() {
        let item = Item::Word(number.to_string());
        table.entries.push(Entry { key: "id".to_owned(), at, value: Node { item, at } });
    }
    let markets: Vec<String> = match table.get("market").map(|e| &e.value.item) {
        Some(Item::Word(w)) if record == "ship" => {
            w.split([';', '；']).map(str::trim).filter(|m| !m.is_empty()).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    if markets.len() < 2 {
        return vec![Node { item: Item::Table(table), at }];
    }
    let to = |market: String| {
        let mut one = table.clone();
        one.entries.iter_mut().filter(|e| e.key == "market").for_each(|e| e.value.item = Item::Word(market.clone()));
        Node { item: Item::Table(one), at }
    };
    markets.into_iter().map(to).collect()
}

/// `name_en` and `name_zh` as the two halves of `name`.
fn named(entries: Vec<Entry>) -> Vec<Entry> {
    let (halves, mut rest): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|e| matches!(e.key.as_str(), "name_en" | "name_zh"));
    if let Some(at) = halves.first().map(|e| e.at) {
        let half = |e: Entry| Entry { key: e.key.trim_start_matches("name_").to_owned(), ..e };
        let item = Item::Table(Table { entries: halves.into_iter().map(half).collect() });
        rest.push(Entry { key: "name".to_owned(), at, value: Node { item, at } });
    }
    rest
}

/// Lines above the first row that begin with `#` are for people; a spreadsheet may put them into quotes.
pub(crate) fn is_comment(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}');
    line.starts_with('#') || line.starts_with("\"#")
}
