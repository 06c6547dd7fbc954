//! A workbook: the first sheet, a row a product.

use crate::csv_file::{columns, columns_are, row};
use crate::node::{Item, Where};
use crate::read::{Reading, one, stem};
use crate::source::{Format, foreign};
use crate::words::Words;
use calamine::{DataRef, Reader, Xlsx};
use certmap_base::{Date, Fault, Place, Problem, text};
use std::io::Cursor;

const COLUMNS_MAX: u32 = 1000;
/// What the parts of a workbook may unpack to.
const UNPACKED_MAX: u64 = 1 << 30;

/// All rows of the first sheet.
pub(crate) fn rows(bytes: Vec<u8>, file: &str, words: &Words<'_>) -> Vec<Reading> {
    match read(bytes, file, words) {
        Ok(readings) => readings,
        Err(fault) => vec![Reading::refused(Place::file(file), fault)],
    }
}

fn read(bytes: Vec<u8>, file: &str, words: &Words<'_>) -> Result<Vec<Reading>, Fault> {
    if bytes.is_empty() {
        return Err(Fault::new(text!("the file is empty", "文件为空"))
            .help(text!("`certmap new` starts a product file", "`certmap new` 可生成产品文件")));
    }
    if !bytes.starts_with(b"PK") {
        return Err(foreign(&bytes, Format::Xlsx)
            .unwrap_or_else(|| Fault::new(text!("the file is no Excel workbook", "文件不是 Excel 工作簿")))
            .help(text!("save it as .xlsx", "请另存为 .xlsx")));
    }
    if unpacked(&bytes).is_none_or(|size| size > UNPACKED_MAX) {
        return Err(Fault::new(text!(
            "the workbook is damaged, or unpacks to more than 1 GiB",
            "工作簿已损坏，或解压后超过 1 GiB"
        ))
        .help(text!("give many products as CSV", "产品很多时请用 CSV")));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let Some(sheet) = book.sheet_names().first().cloned() else {
        return Err(Fault::new(text!("the workbook has no sheet", "工作簿中没有工作表")));
    };
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|e| broken(&e))?;
    let mut sheet = Sheet { file, words, columns: None, readings: Vec::new(), row: 0, cells: Vec::new() };
    while let Some(cell) = cells.next_cell().map_err(|e| broken(&e))? {
        let (line, column) = cell.get_position();
        sheet.cell(line as usize + 1, column, item(cell.get_value()));
    }
    sheet.finish_row();
    if sheet.columns.is_none() {
        return Err(Fault::new(text!("the first sheet is empty", "第一个工作表为空")).help(columns_are()));
    }
    Ok(sheet.readings)
}

fn broken(error: &dyn std::fmt::Display) -> Fault {
    Fault::new(text!("the workbook cannot be read: {error}", "工作簿无法读取（原因：{error}）"))
        .help(text!("open it in Excel and save it again as .xlsx", "请用 Excel 打开并重新存为 .xlsx"))
}

/// A sheet while it is read, cell by cell.
struct Sheet<'a> {
    file: &'a str,
    words: &'a Words<'a>,
    columns: Option<Vec<String>>,
    readings: Vec<Reading>,
    row: usize,
    cells: Vec<Item>,
}

impl Sheet<'_> {
    fn cell(&mut self, line: usize, column: u32, item: Item) {
        if line != self.row {
            self.finish_row();
            self.row = line;
        }
        if column < COLUMNS_MAX && item != Item::Null {
            let column = column as usize;
            if self.cells.len() <= column {
                self.cells.resize(column + 1, Item::Null);
            }
            if let Some(cell) = self.cells.get_mut(column) {
                *cell = item;
            }
        }
    }

    fn finish_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return;
        }
        let place = Place { file: self.file.to_owned(), line: self.row, column: 0 };
        let Some(known) = &self.columns else {
            let header: Vec<String> = cells.iter().map(shown).collect();
            let (columns, faults) = columns(&header, self.words);
            if !faults.is_empty() {
                let problems = faults.into_iter().map(|f| Problem::error(place.clone(), f)).collect();
                self.readings.push(Reading { product: None, problems });
            }
            self.columns = Some(columns);
            return;
        };
        let table = row(cells, known);
        if table.entries.is_empty() {
            return;
        }
        let called = format!("{} {}", stem(self.file), self.row);
        let reading = one(&table, 0, &called, self.file, &Where::Row { line: self.row, columns: known }, self.words);
        self.readings.push(reading);
    }
}

fn shown(item: &Item) -> String {
    match item {
        Item::Word(w) | Item::Number(w) | Item::Date(w) => w.clone(),
        Item::Bool(b) => b.to_string(),
        _ => String::new(),
    }
}

fn item(value: &DataRef<'_>) -> Item {
    match value {
        DataRef::Int(n) => Item::Number(n.to_string()),
        DataRef::Float(n) => Item::Number(number(*n)),
        DataRef::String(s) => Item::Word(s.clone()),
        DataRef::SharedString(s) => Item::Word((*s).to_owned()),
        DataRef::Bool(b) => Item::Bool(*b),
        DataRef::DateTime(d) => date(d.as_f64()),
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => Item::Date(s.chars().take(10).collect()),
        DataRef::Error(e) => Item::Word(format!("{e:?}")),
        DataRef::Empty => Item::Null,
    }
}

/// Excel keeps 15 digits; what it shows as 0.1 is stored as 0.1 within that.
fn number(n: f64) -> String {
    let text = format!("{n:.9}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Excel counts days from 1899-12-30.
fn date(days: f64) -> Item {
    Item::Date(Date::MIN.add_days(days.floor() as i64 - 2).to_string())
}

/// The sum of the sizes that the archive's directory gives; nothing where there is no directory.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let number = |at: usize, len: usize| -> Option<u64> {
        Some(bytes.get(at..at + len)?.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)))
    };
    let tail = bytes.len().saturating_sub(66_000);
    let end = (tail..bytes.len()).rev().find(|i| bytes.get(*i..).is_some_and(|b| b.starts_with(b"PK\x05\x06")))?;
    let count = number(end + 10, 2)?;
    let mut at = usize::try_from(number(end + 16, 4)?).ok()?;
    let mut sum = 0_u64;
    for _ in 0..count {
        if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
            return None;
        }
        sum = sum.saturating_add(number(at + 24, 4)?);
        let extra = number(at + 28, 2)? + number(at + 30, 2)? + number(at + 32, 2)?;
        at += 46 + usize::try_from(extra).ok()?;
    }
    Some(sum)
}
