//! Facts with their values.

use crate::desk::{Desk, says_unknown};
use crate::node::{Entry, Item, Node, Table};
use certmap_base::{Fault, text};
use certmap_pack::{FactType, Raw};
use certmap_scope::Answer;
use std::collections::BTreeMap;

pub(crate) type Facts = BTreeMap<String, Answer>;

impl Desk<'_> {
    /// Reads a table of facts into `facts`.
    pub(crate) fn facts(&mut self, entry: &Entry, facts: &mut Facts) {
        let Item::Table(table) = &entry.value.item else {
            self.wrong(entry, &text!("a table: [facts]", "表：[facts]"));
            return;
        };
        self.once_each(table);
        for fact in &table.entries {
            self.fact(fact, facts);
        }
    }

    /// Reads one fact; a fact that stands twice under different names is a mistake.
    pub(crate) fn fact(&mut self, entry: &Entry, facts: &mut Facts) {
        let Some(fact) = self.words.fact(&entry.key) else {
            let fault = self.words.no_fact(&entry.key);
            self.error(entry.at, fault);
            return;
        };
        if facts.contains_key(&fact.id) && (entry.key != fact.id || fact.id == certmap_scope::CUSTOMS_CODE) {
            self.error(
                entry.at,
                Fault::new(text!("the fact `{}` is given twice", "事实 `{}` 重复给出", fact.id))
                    .help(text!("keep one of the two", "请只保留其中一个")),
            );
            return;
        }
        let (value, by, from) = match &entry.value.item {
            Item::Table(table) if table.get("all").is_none() => self.told(table, &entry.value),
            _ => (Some(&entry.value), None, None),
        };
        let Some(value) = value else { return };
        let Some(raw) = self.raw(value, matches!(fact.kind, FactType::List(_) | FactType::Code { .. })) else { return };
        match fact.read(&raw, &self.words.common.units) {
            Ok(value) => {
                let place = self.place_of(entry.at);
                facts.insert(fact.id.clone(), Answer { value, by, from, place });
            }
            Err(fault) => self.error(value.at, fault),
        }
    }

    /// `{ value = ..., by = "...", from = "..." }`
    fn told<'n>(&mut self, table: &'n Table, node: &Node) -> (Option<&'n Node>, Option<String>, Option<String>) {
        self.once_each(table);
        let (mut value, mut by, mut from) = (None, None, None);
        for part in &table.entries {
            match part.key.as_str() {
                "value" => value = Some(&part.value),
                "by" => by = self.text(part),
                "from" => from = self.text(part),
                _ => self.unknown_key(part, &["value", "by", "from", "all"]),
            }
        }
        if table.get("value").is_none() {
            self.error(
                node.at,
                Fault::new(text!("the value is missing", "缺少值")).help(text!(
                    "write {{ value = ..., by = \"...\", from = \"...\" }}",
                    "请写 {{ value = ..., by = \"...\", from = \"...\" }}"
                )),
            );
        }
        (value, by, from)
    }

    /// The value as the dictionary wants it; nothing where it is not known.
    fn raw(&mut self, node: &Node, list: bool) -> Option<Raw> {
        Some(match &node.item {
            Item::Null => return None,
            Item::Word(w) if w.trim().is_empty() || says_unknown(w) => return None,
            Item::Bool(b) => Raw::Bool(*b),
            Item::Number(w) => Raw::Number(w.clone()),
            Item::Word(w) if list => Raw::Word(w.replace('；', ";")),
            Item::Word(w) => Raw::Word(w.trim().to_owned()),
            Item::Date(w) => Raw::Date(w.clone()),
            Item::List(items) => Raw::List(self.raws(items)),
            Item::Table(table) => return self.complete(table, node),
        })
    }

    fn raws(&mut self, items: &[Node]) -> Vec<Raw> {
        let mut raws = Vec::new();
        for item in items {
            match &item.item {
                Item::Word(w) | Item::Number(w) => raws.push(Raw::Word(w.trim().to_owned())),
                other => self.error(
                    item.at,
                    Fault::new(text!("the list holds {}", "列表中含有{}"; other.called()))
                        .help(text!("write texts in quotes", "请写带引号的文本")),
                ),
            }
        }
        raws
    }

    /// `{ all = [...] }`
    fn complete(&mut self, table: &Table, node: &Node) -> Option<Raw> {
        for part in table.entries.iter().filter(|p| p.key != "all") {
            self.unknown_key(part, &["all"]);
        }
        match table.get("all").map(|e| &e.value.item) {
            Some(Item::List(items)) => Some(Raw::All(self.raws(items))),
            _ => {
                self.error(
                    node.at,
                    Fault::new(text!("a list is wanted after `all`", "`all` 之后应为列表"))
                        .help(text!("write {{ all = [\"a\", \"b\"] }}", "请写 {{ all = [\"a\", \"b\"] }}")),
                );
                None
            }
        }
    }
}
