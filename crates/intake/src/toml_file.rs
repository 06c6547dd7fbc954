//! TOML into nodes.

use crate::node::{Entry, Item, Node, Table};
use certmap_base::{Date, Fault};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The table of a text, and what is wrong with the notation, by offset. The table holds what could be read.
pub(crate) fn parse(text: &str) -> (Table, Vec<(usize, Fault)>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let faults = errors
        .iter()
        .map(|e| {
            let at = e.span().map_or(0, |s| s.start);
            (at, fault(e.message(), text.get(at..).unwrap_or_default()))
        })
        .collect();
    (read_table(table.get_ref()), faults)
}

/// `rest` is the text from the mistake on.
fn fault(message: &str, rest: &str) -> Fault {
    let message = message.split('\n').collect::<Vec<_>>().join(", ");
    if message.starts_with("invalid date") {
        let word: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.')).take(40).collect();
        if let Err(fault) = Date::parse(&word) {
            return fault;
        }
    }
    match message.as_str() {
        "duplicate key" => Fault::new("the key is given twice").help("keep one of the two"),
        "recursion limit" | "cannot recurse further; max recursion depth met" => {
            Fault::new("tables or lists lie too deep in each other")
        }
        m if m.contains("string values must be quoted") => {
            Fault::new("a text must stand in quotes").help("write it as \"...\"")
        }
        _ => Fault::new(message),
    }
}

fn read_table(table: &DeTable<'_>) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry { key: key.get_ref().to_string(), at: key.span().start, value: read_value(value) })
        .collect();
    entries.sort_by_key(|e| e.at);
    Table { entries }
}

fn read_value(value: &Spanned<DeValue<'_>>) -> Node {
    let item = match value.get_ref() {
        DeValue::String(s) => Item::Word(s.to_string()),
        DeValue::Integer(n) => Item::Number(n.to_string()),
        DeValue::Float(n) => Item::Number(n.as_str().to_owned()),
        DeValue::Boolean(b) => Item::Bool(*b),
        DeValue::Datetime(d) => Item::Date(d.to_string()),
        DeValue::Array(items) => Item::List(items.iter().map(read_value).collect()),
        DeValue::Table(table) => Item::Table(read_table(table)),
    };
    Node { item, at: value.span().start }
}
