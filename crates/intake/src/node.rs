//! What every format is turned into before it is read: values with the place where they stand.

use certmap_base::{Fault, Place, Text, text};
use std::cell::Cell;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) item: Item,
    /// Byte offset in a text; number of the column in a row.
    pub(crate) at: usize,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// Nothing: JSON `null` or an empty cell.
    Null,
    Bool(bool),
    /// As it was written.
    Number(String),
    Word(String),
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

impl Item {
    /// What it is, for messages.
    pub(crate) fn called(&self) -> Text {
        match self {
            Item::Null => text!("nothing", "空值"),
            Item::Bool(_) => text!("true or false", "是非值"),
            Item::Number(_) => text!("a number", "数字"),
            Item::Word(_) => text!("a text", "文本"),
            Item::Date(_) => text!("a date", "日期"),
            Item::List(_) => text!("a list", "列表"),
            Item::Table(_) => text!("a table", "表"),
        }
    }
}

/// Keys with values, in the order of the text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) at: usize,
    pub(crate) value: Node,
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key == key)
    }
}

/// Where things stand: in a text, or in a row of a table.
#[derive(Debug)]
pub(crate) enum Where<'a> {
    /// A text.
    Text(Lines<'a>),
    /// A row, with the names of its columns.
    Row { line: usize, columns: &'a [String] },
}

impl Where<'_> {
    pub(crate) fn place(&self, file: &str, at: usize) -> Place {
        let (line, column) = match self {
            Where::Text(lines) => lines.line_and_column(at),
            Where::Row { line, .. } => (*line, 0),
        };
        Place { file: file.to_owned(), line, column }
    }

    /// In a row the message names the column, since a place only has room for numbers.
    pub(crate) fn named(&self, at: usize, mut fault: Fault) -> Fault {
        if let Where::Row { columns, .. } = self
            && let Some(column) = columns.get(at)
        {
            fault.message = text!("column `{column}`: {}", "列 `{column}`：{}"; fault.message);
        }
        fault
    }
}

/// Line starts of a text, so that a place is found without counting from the top each time.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// Offset and column of the last answer; most questions come in ascending order.
    last: Cell<(usize, usize)>,
    /// Added to every line number (a line of a stream that is read line by line).
    skipped: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Lines<'a> {
        let starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1))
            .collect();
        Lines { text, starts, last: Cell::new((0, 1)), skipped: 0 }
    }

    pub(crate) fn after(text: &'a str, skipped: usize) -> Lines<'a> {
        Lines { skipped, ..Lines::new(text) }
    }

    fn line_and_column(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|s| *s <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let (from, column) = match self.last.get() {
            (offset, column) if offset >= start && offset <= at => (offset, column),
            _ => (start, 1),
        };
        let column = column + self.text.get(from..at).map_or(0, |s| s.chars().count());
        self.last.set((at, column));
        (line + self.skipped, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_places_like_the_slow_way() {
        let text = "a\n电热 = 1\n\nxyz";
        let lines = Lines::new(text);
        for at in [0, 9, 2, 5, 1, 13, 14, 14, 3] {
            if text.is_char_boundary(at) {
                assert_eq!(lines.line_and_column(at), certmap_base::line_and_column(text, at), "{at}");
            }
        }
    }
}
