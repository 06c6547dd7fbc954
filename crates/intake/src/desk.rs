//! Reading single values out of nodes, and noting what is wrong with them.

use crate::node::{Entry, Item, Node, Table, Where};
use crate::words::Words;
use certmap_base::{Date, Fault, Place, Problem, Text, did_you_mean, text};

/// One product on the desk: the words, where it stands, and its problems so far.
pub(crate) struct Desk<'a> {
    pub(crate) words: &'a Words<'a>,
    pub(crate) file: &'a str,
    pub(crate) place: &'a Where<'a>,
    pub(crate) problems: Vec<Problem>,
}

/// Words that say that somebody does not know.
pub(crate) fn says_unknown(word: &str) -> bool {
    matches!(word.trim().to_lowercase().as_str(), "unknown" | "?" | "？" | "未知" | "不知道" | "暂不清楚")
}

/// Something in a list that has no place there.
fn held(key: &str, item: &Item) -> Fault {
    Fault::new(text!("`{key}` holds {}", "`{key}` 中含有{}"; item.called()))
}

impl<'a> Desk<'a> {
    pub(crate) fn new(words: &'a Words<'a>, file: &'a str, place: &'a Where<'a>) -> Desk<'a> {
        Desk { words, file, place, problems: Vec::new() }
    }

    pub(crate) fn place_of(&self, at: usize) -> Place {
        self.place.place(self.file, at)
    }

    pub(crate) fn error(&mut self, at: usize, fault: Fault) {
        let fault = self.place.named(at, fault);
        self.problems.push(Problem::error(self.place_of(at), fault));
    }

    pub(crate) fn warn(&mut self, at: usize, fault: Fault) {
        let fault = self.place.named(at, fault);
        self.problems.push(Problem::warning(self.place_of(at), fault));
    }

    /// The value, or nothing and a problem.
    pub(crate) fn note<T>(&mut self, at: usize, result: Result<T, Fault>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                self.error(at, fault);
                None
            }
        }
    }

    /// Reports keys that stand twice.
    pub(crate) fn once_each(&mut self, table: &Table) {
        let mut seen = std::collections::BTreeSet::new();
        for entry in &table.entries {
            if !seen.insert(entry.key.as_str()) {
                self.error(
                    entry.at,
                    Fault::new(text!("the key `{}` is given twice", "键 `{}` 重复给出", entry.key))
                        .help(text!("keep one of the two", "请只保留其中一个")),
                );
            }
        }
    }

    /// Reports a key that has no place here.
    pub(crate) fn unknown_key(&mut self, entry: &Entry, known: &[&str]) {
        let key = entry.key.as_str();
        let help = match did_you_mean(key, known.iter().copied()) {
            Some(hint) => hint,
            None if self.words.fact(key).is_some() => {
                text!("it is a fact: put it under [facts]", "这是一项事实：请写在 [facts] 之下")
            }
            None => text!("known keys: {}", "可用的键：{}", known.join(", ")),
        };
        self.error(entry.at, Fault::new(text!("unknown key `{key}`", "未知的键 `{key}`")).help(help));
    }

    pub(crate) fn wrong(&mut self, entry: &Entry, wanted: &Text) {
        let (key, found) = (&entry.key, entry.value.item.called());
        let fault =
            Fault::new(text!("`{key}` is {}", "`{key}` 是{}"; found)).help(text!("write {}", "应写成：{}"; wanted));
        self.error(entry.value.at, fault);
    }

    /// A text; numbers are taken as written. Blank, null and "unknown" are nothing.
    pub(crate) fn text(&mut self, entry: &Entry) -> Option<String> {
        match &entry.value.item {
            Item::Null => None,
            Item::Word(w) if w.trim().is_empty() || says_unknown(w) => None,
            Item::Word(w) | Item::Number(w) => Some(w.trim().to_owned()),
            _ => {
                self.wrong(entry, &text!("a text in quotes", "带引号的文本"));
                None
            }
        }
    }

    /// A whole number, zero or more.
    pub(crate) fn whole(&mut self, entry: &Entry) -> Option<u64> {
        let word = match &entry.value.item {
            Item::Null => return None,
            Item::Number(w) | Item::Word(w) => w.trim(),
            _ => "",
        };
        if says_unknown(word) {
            return None;
        }
        let read = word.replace(',', "").parse::<u64>().ok();
        if read.is_none() {
            let fault = Fault::new(text!("`{}` is not a whole number", "`{}` 不是整数", entry.key))
                .help(text!("write digits only, for example 120", "请只写数字，例如 120"));
            self.error(entry.value.at, fault);
        }
        read
    }

    pub(crate) fn date(&mut self, entry: &Entry) -> Option<Date> {
        match &entry.value.item {
            Item::Null => None,
            Item::Word(w) if w.trim().is_empty() || says_unknown(w) => None,
            Item::Word(w) | Item::Date(w) => self.note(entry.value.at, Date::parse(w.trim())),
            _ => {
                self.wrong(entry, &text!("a date such as 2027-06-01", "日期，例如 2027-06-01"));
                None
            }
        }
    }

    /// A list of words; a single word with `;` between is one too.
    pub(crate) fn list(&mut self, entry: &Entry) -> Vec<(String, usize)> {
        match &entry.value.item {
            Item::Null => Vec::new(),
            Item::Word(w) => w
                .split([';', '；'])
                .map(str::trim)
                .filter(|w| !w.is_empty())
                .map(|w| (w.to_owned(), entry.value.at))
                .collect(),
            Item::List(items) => items.iter().filter_map(|i| self.list_item(entry, i)).collect(),
            _ => {
                self.wrong(entry, &text!("a list such as [\"a\", \"b\"]", "列表，例如 [\"a\", \"b\"]"));
                Vec::new()
            }
        }
    }

    fn list_item(&mut self, entry: &Entry, item: &Node) -> Option<(String, usize)> {
        match &item.item {
            Item::Word(w) | Item::Number(w) => Some((w.trim().to_owned(), item.at)),
            other => {
                let fault = held(&entry.key, other).help(text!("write texts in quotes", "请写带引号的文本"));
                self.error(item.at, fault);
                None
            }
        }
    }

    /// A name in both scripts, or one word for both.
    pub(crate) fn name(&mut self, entry: &Entry) -> Text {
        let Item::Table(table) = &entry.value.item else {
            return Text::same(self.text(entry).unwrap_or_default());
        };
        self.once_each(table);
        let mut text = Text::default();
        for part in &table.entries {
            match part.key.as_str() {
                "en" => text.en = self.text(part).unwrap_or_default(),
                "zh" => text.zh = self.text(part).unwrap_or_default(),
                _ => self.unknown_key(part, &["en", "zh"]),
            }
        }
        text
    }

    /// The tables of an array of tables, or a single table.
    pub(crate) fn tables<'n>(&mut self, entry: &'n Entry) -> Vec<(&'n Table, usize)> {
        let mut tables = Vec::new();
        match &entry.value.item {
            Item::Null => {}
            Item::Table(table) => tables.push((table, entry.value.at)),
            Item::List(items) => {
                for item in items {
                    match &item.item {
                        Item::Table(table) => tables.push((table, item.at)),
                        other => {
                            let fault = held(&entry.key, other).help(text!("a table is wanted", "此处应为表"));
                            self.error(item.at, fault);
                        }
                    }
                }
            }
            _ => self.wrong(entry, &text!("tables: [[{}]]", "表：[[{}]]", entry.key)),
        }
        for (table, _) in &tables {
            self.once_each(table);
        }
        tables
    }

    pub(crate) fn market(&mut self, entry: &Entry) -> Option<String> {
        let word = self.text(entry)?;
        let found = self.words.market(&word);
        self.note(entry.value.at, found)
    }

    /// A country of a factory or party: one that is well written but not known here is only warned about.
    pub(crate) fn country(&mut self, entry: &Entry) -> Option<String> {
        let word = self.text(entry)?;
        match self.words.market(&word) {
            Ok(code) => Some(code),
            Err(fault)
                if word.len() == 2
                    && word.bytes().all(|b| b.is_ascii_uppercase())
                    && self.words.common.markets.group(&word).is_none() =>
            {
                self.warn(
                    entry.value.at,
                    Fault {
                        message: text!("certmap has no market `{word}`", "certmap 没有市场 `{word}`"),
                        help: fault.help,
                    },
                );
                Some(word)
            }
            Err(fault) => {
                self.error(entry.value.at, fault);
                None
            }
        }
    }

    pub(crate) fn scheme(&mut self, entry: &Entry) -> Option<String> {
        let word = self.text(entry)?;
        let found = self.words.scheme(&word);
        self.note(entry.value.at, found)
    }
}
