//! CSV, a row a product, as a stream.

use crate::node::{Entry, Item, Node, Table, Where};
use crate::read::{Reading, one, stem};
use crate::source::{Format, foreign, not_utf8};
use crate::words::Words;
use certmap_base::{Fault, Place, Problem, Text, io_reason, text};
use certmap_pack::notation;
use std::cell::Cell;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

/// Columns that are no facts.
const COLUMNS: [&str; 5] = ["name", "kind", "kinds", "hs", "gtin"];

/// What the first row of a table must hold.
pub(crate) fn columns_are() -> Text {
    text!(
        "the first row names the columns: name, kind, kinds, hs, gtin, then names of facts",
        "第一行为列名：name、kind、kinds、hs、gtin，之后是各事实的名称"
    )
}

/// The names of the columns as they are read, and what is wrong with them. A column that is not known is empty.
pub(crate) fn columns(header: &[String], words: &Words<'_>) -> (Vec<String>, Vec<Fault>) {
    let mut read: Vec<String> = Vec::new();
    let mut faults = Vec::new();
    for cell in header {
        let word = cell.trim();
        let lower = word.to_lowercase();
        let known =
            if COLUMNS.contains(&lower.as_str()) { Some(lower) } else { words.fact(word).map(|f| f.id.clone()) };
        let name = match known {
            _ if word.is_empty() => String::new(),
            Some(name) if read.contains(&name) => {
                faults.push(
                    Fault::new(text!("the column `{name}` stands twice", "列 `{name}` 重复出现"))
                        .help(text!("keep one of the two", "请只保留其中一个")),
                );
                String::new()
            }
            Some(name) => name,
            None => {
                let fault = words.no_fact(word);
                let known = COLUMNS.into_iter().chain(words.common.facts.keys().map(String::as_str));
                let message = text!("unknown column `{word}`", "未知的列 `{word}`");
                faults.push(Fault { message, help: fault.help }.suggest(word, known));
                String::new()
            }
        };
        read.push(name);
    }
    if read.iter().all(String::is_empty) && faults.is_empty() {
        faults.push(Fault::new(text!("the first row names no columns", "第一行没有列名")).help(columns_are()));
    }
    (read, faults)
}

/// A row as a table; the offset of a node is the number of its column.
pub(crate) fn row(cells: impl IntoIterator<Item = Item>, columns: &[String]) -> Table {
    let mut entries = Vec::new();
    for (at, (key, item)) in columns.iter().zip(cells).enumerate() {
        let blank = match &item {
            Item::Null => true,
            Item::Word(w) => w.trim().is_empty(),
            _ => false,
        };
        if !key.is_empty() && !blank {
            entries.push(Entry { key: key.clone(), at, value: Node { item, at } });
        }
    }
    Table { entries }
}

/// Lets a row be only so long, so that a quote that is never closed does not fill the memory.
struct Bounded<R> {
    reader: R,
    left: Rc<Cell<u64>>,
}

/// A row is longer than is read.
#[derive(Debug)]
struct RowTooLong;

impl std::error::Error for RowTooLong {}

impl std::fmt::Display for RowTooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a row is too long")
    }
}

/// Why the next row could not be read.
fn broken(error: &csv::Error) -> Fault {
    match error.kind() {
        csv::ErrorKind::Io(e) => unread(e),
        _ => Fault::new(text!("cannot be read: {}", "无法读取：{}"; notation(&error.to_string()))),
    }
}

fn unread(error: &std::io::Error) -> Fault {
    if error.get_ref().is_some_and(|e| e.is::<RowTooLong>()) {
        return Fault::new(text!("a row is longer than {} MiB", "有一行超过 {} MiB", Format::Csv.limit_mib()))
            .help(text!("look for a quote that is not closed", "请检查是否有没有结束的引号"));
    }
    Fault::new(text!("cannot be read: {}", "无法读取：{}"; io_reason(error)))
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let left = self.left.get();
        if (read as u64) > left {
            return Err(std::io::Error::other(RowTooLong));
        }
        self.left.set(left - read as u64);
        Ok(read)
    }
}

/// The rows of a file.
pub(crate) struct Rows<'a> {
    words: Rc<Words<'a>>,
    file: String,
    reader: Option<csv::Reader<Box<dyn Read + 'a>>>,
    left: Rc<Cell<u64>>,
    columns: Vec<String>,
    /// What is said before the first row.
    first: Option<Reading>,
    record: csv::ByteRecord,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(reader: impl Read + 'a, file: &str, words: Rc<Words<'a>>) -> Rows<'a> {
        let left = Rc::new(Cell::new(0));
        let mut rows = Rows {
            words,
            file: file.to_owned(),
            reader: None,
            left,
            columns: Vec::new(),
            first: None,
            record: csv::ByteRecord::new(),
        };
        if let Err(fault) = rows.start(reader) {
            rows.reader = None;
            rows.first = Some(Reading::refused(Place::file(file), fault));
        }
        rows
    }

    /// Looks at the first bytes, then reads the names of the columns.
    fn start(&mut self, reader: impl Read + 'a) -> Result<(), Fault> {
        self.allow_a_row();
        let mut reader = BufReader::with_capacity(1 << 16, Bounded { reader, left: Rc::clone(&self.left) });
        let start = reader.fill_buf().map_err(|e| unread(&e))?;
        if let Some(fault) = foreign(start, Format::Csv) {
            return Err(fault);
        }
        let mark = start.starts_with(b"\xef\xbb\xbf");
        let delimiter = delimiter(start);
        if mark {
            reader.consume(3);
        }
        let boxed: Box<dyn Read + 'a> = Box::new(reader);
        let mut csv =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(boxed);
        let mut header = csv::ByteRecord::new();
        let found = csv.read_byte_record(&mut header).map_err(|e| broken(&e))?;
        if !found || header.iter().all(|c| c.iter().all(u8::is_ascii_whitespace)) {
            return Err(Fault::new(text!("the file is empty", "文件为空")).help(columns_are()));
        }
        let mut cells = Vec::new();
        for cell in &header {
            cells.push(std::str::from_utf8(cell).map(str::to_owned).map_err(|e| not_utf8(cell, e.valid_up_to()))?);
        }
        let (columns, faults) = columns(&cells, &self.words);
        if !faults.is_empty() {
            let place = Place { file: self.file.clone(), line: 1, column: 0 };
            let problems = faults.into_iter().map(|f| Problem::error(place.clone(), f)).collect();
            self.first = Some(Reading { product: None, problems });
        }
        self.columns = columns;
        self.reader = Some(csv);
        Ok(())
    }

    fn allow_a_row(&self) {
        self.left.set((Format::Csv.limit_mib() << 20) + (1 << 17));
    }

    fn reading(&self, line: usize) -> Reading {
        let place = Place { file: self.file.clone(), line, column: 0 };
        if self.record.len() > self.columns.len() && self.record.iter().skip(self.columns.len()).any(|c| !c.is_empty())
        {
            let fault = Fault::new(text!(
                "the row has {} cells, the first row names {}",
                "该行有 {} 个单元格，而第一行只有 {} 个列名",
                self.record.len(),
                self.columns.len()
            ))
            .help(text!("put a cell that holds a comma in double quotes", "含有逗号的单元格请用双引号括起来"));
            return Reading::refused(place, fault);
        }
        let mut cells = Vec::with_capacity(self.record.len());
        for cell in &self.record {
            match std::str::from_utf8(cell) {
                Ok(text) => cells.push(Item::Word(text.to_owned())),
                Err(e) => {
                    let mut fault = not_utf8(cell, e.valid_up_to());
                    fault.message = text!("the row is not UTF-8", "该行不是 UTF-8 编码");
                    return Reading::refused(place, fault);
                }
            }
        }
        let table = row(cells, &self.columns);
        one(
            &table,
            0,
            &format!("{} {line}", stem(&self.file)),
            &self.file,
            &Where::Row { line, columns: &self.columns },
            &self.words,
        )
    }
}

impl Iterator for Rows<'_> {
    type Item = Reading;

    fn next(&mut self) -> Option<Reading> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            self.allow_a_row();
            let reader = self.reader.as_mut()?;
            match reader.read_byte_record(&mut self.record) {
                Ok(true) => {}
                Ok(false) => {
                    self.reader = None;
                    return None;
                }
                Err(e) => {
                    let line = usize::try_from(reader.position().line()).unwrap_or(0);
                    self.reader = None;
                    let place = Place { file: self.file.clone(), line, column: 0 };
                    return Some(Reading::refused(place, broken(&e)));
                }
            }
            if self.record.iter().all(|c| c.iter().all(u8::is_ascii_whitespace)) {
                continue;
            }
            let line = first_line(&self.record, reader);
            return Some(self.reading(line));
        }
    }
}

/// The line on which a row begins. The reader counts from before the blank lines that it skipped; the lines that it has
/// passed, without those inside the row and the row's own end, are those.
fn first_line<R: Read>(record: &csv::ByteRecord, reader: &csv::Reader<R>) -> usize {
    let before = record.position().map_or(0, csv::Position::line);
    let inside = record.iter().flatten().filter(|b| **b == b'\n').count() as u64;
    let own = u64::from(!reader.is_done());
    let blank = reader.position().line().saturating_sub(before + inside + own);
    usize::try_from(before + blank).unwrap_or(0)
}

/// Excel writes `;` or tabs in some countries.
fn delimiter(start: &[u8]) -> u8 {
    let first: Vec<u8> = start.iter().copied().take_while(|b| *b != b'\n').collect();
    [b',', b'\t', b';'].into_iter().find(|d| first.contains(d)).unwrap_or(b',')
}
