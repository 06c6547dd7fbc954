//! CSV, a row a product, as a stream.

use crate::columns::{Columns, columns_are, is_comment};
use crate::node::{Item, Where};
use crate::read::{Reading, one, stem};
use crate::source::{Format, foreign, not_utf8};
use crate::words::Words;
use certmap_base::{Fault, Place, Problem, io_reason, text};
use certmap_pack::notation;
use std::cell::Cell;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

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
    columns: Columns,
    /// Lines above the first row.
    skipped: usize,
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
            columns: Columns::default(),
            skipped: 0,
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
        if start.starts_with(b"\xef\xbb\xbf") {
            reader.consume(3);
        }
        self.skipped = skip_comments(&mut reader)?;
        let delimiter = delimiter(reader.fill_buf().map_err(|e| unread(&e))?);
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
        let (columns, faults) = Columns::read(&cells, &self.words);
        if !faults.is_empty() {
            let place = Place { file: self.file.clone(), line: self.skipped + 1, column: 0 };
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
        if self.record.len() > self.columns.names.len()
            && self.record.iter().skip(self.columns.names.len()).any(|c| !c.is_empty())
        {
            let fault = Fault::new(text!(
                "the row has {} cells, the first row names {}",
                "该行有 {} 个单元格，而第一行只有 {} 个列名",
                self.record.len(),
                self.columns.names.len()
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
        let table = self.columns.row(cells);
        one(
            &table,
            0,
            &format!("{} {line}", stem(&self.file)),
            &self.file,
            &Where::Row { line, columns: &self.columns.names },
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
                    let line = usize::try_from(reader.position().line()).unwrap_or(0) + self.skipped;
                    self.reader = None;
                    let place = Place { file: self.file.clone(), line, column: 0 };
                    return Some(Reading::refused(place, broken(&e)));
                }
            }
            if self.record.iter().all(|c| c.iter().all(u8::is_ascii_whitespace)) {
                continue;
            }
            let line = first_line(&self.record, reader) + self.skipped;
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

/// Passes over the lines that are for people; their number.
fn skip_comments(reader: &mut impl BufRead) -> Result<usize, Fault> {
    let mut lines = 0;
    while reader.fill_buf().map_err(|e| unread(&e))?.first().is_some_and(|b| matches!(b, b'#' | b'"')) {
        let ahead = reader.fill_buf().map_err(|e| unread(&e))?;
        if !is_comment(&String::from_utf8_lossy(ahead.get(..2).unwrap_or(ahead))) {
            break;
        }
        reader.skip_until(b'\n').map_err(|e| unread(&e))?;
        lines += 1;
    }
    Ok(lines)
}

/// Excel writes `;` or tabs in some countries.
fn delimiter(start: &[u8]) -> u8 {
    let first: Vec<u8> = start.iter().copied().take_while(|b| *b != b'\n').collect();
    [b',', b'\t', b';'].into_iter().find(|d| first.contains(d)).unwrap_or(b',')
}
