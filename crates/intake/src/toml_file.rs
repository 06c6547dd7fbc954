//! TOML into nodes.

use crate::node::{Entry, Item, Node, Table};
use certmap_base::{Date, Fault, text};
use certmap_pack::notation;
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
    if message.starts_with("invalid date") {
        let word: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.')).take(40).collect();
        if let Err(fault) = Date::parse(&word) {
            return fault;
        }
    }
    match message {
        "duplicate key" => Fault::new(text!("the key is given twice", "该键重复给出"))
            .help(text!("keep one of the two", "请只保留其中一个")),
        "recursion limit" | "cannot recurse further; max recursion depth met" => {
            Fault::new(text!("tables or lists lie too deep in each other", "表或列表嵌套过深"))
        }
        m if m.contains("string values must be quoted") => {
            Fault::new(text!("a text must stand in quotes", "文本必须加引号"))
                .help(text!("write it as \"...\"", "请写成 \"...\""))
        }
        _ => Fault::new(notation(message)),
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
