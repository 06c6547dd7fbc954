//! Arrow (a stream or a file) and Parquet: a row a product, like a table; records and lists may be nested columns.

use crate::columns::Columns;
use crate::node::{Entry, Item, Node, Table, Where};
use crate::read::{Reading, one, stem};
use crate::source::Format;
use crate::words::Words;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_schema::{ArrowError, DataType, TimeUnit};
use bytes::Bytes;
use certmap_base::{Date, Fault, Place, Problem, text};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fmt::Display;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Lists in lists; more is no product.
const DEPTH: usize = 16;
/// Rows of one batch.
const ROWS_MAX: usize = 10_000_000;
const DAY_SECONDS: i64 = 86_400;

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

/// All rows of a file.
pub(crate) fn rows(bytes: Vec<u8>, file: &str, format: Format, words: &Words<'_>) -> Vec<Reading> {
    // These libraries check most of what they read, not all: a damaged file must not end the program.
    let read = catch_unwind(AssertUnwindSafe(|| read(bytes, file, format, words)));
    match read {
        Ok(Ok(readings)) => readings,
        Ok(Err(fault)) => vec![Reading::refused(Place::file(file), fault)],
        Err(_) => vec![Reading::refused(Place::file(file), Fault::new(text!("the file is damaged", "文件已损坏")))],
    }
}

fn broken(error: &dyn Display) -> Fault {
    let said = error.to_string().replace('\n', " ");
    Fault::new(text!("the file cannot be read: {said}", "文件无法读取（原因：{said}）")).help(text!(
        "write Arrow without compression, Parquet without it or with snappy, gzip or lz4",
        "Arrow 请不压缩；Parquet 请不压缩，或用 snappy、gzip、lz4 压缩"
    ))
}

fn batches(bytes: Vec<u8>, format: Format) -> Result<Batches, Fault> {
    if format == Format::Parquet {
        let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).map_err(|e| broken(&e))?;
        return Ok(Box::new(builder.with_batch_size(1024).build().map_err(|e| broken(&e))?));
    }
    // A file is a stream between a mark, filled up with zeros, and a footer.
    let mark = if bytes.starts_with(b"ARROW1") { 6 } else { 0 };
    let start = bytes.iter().skip(mark).position(|b| mark == 0 || *b != 0).map_or(bytes.len(), |n| mark + n);
    if !framed(bytes.get(start..).unwrap_or_default()) {
        return Err(Fault::new(text!(
            "the file is no Arrow stream, or it ends too early",
            "文件不是 Arrow 流，或过早结束"
        )));
    }
    let mut stream = Cursor::new(bytes);
    stream.set_position(start as u64);
    Ok(Box::new(StreamReader::try_new(stream, None).map_err(|e| broken(&e))?))
}

/// True if every message of a stream lies inside the bytes: the reader takes the memory that a message asks for before it
/// looks whether that much is there.
fn framed(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = rest.strip_prefix(&[0xff; 4]).unwrap_or(rest);
        let Some((length, after)) = rest.split_first_chunk::<4>() else { return rest.is_empty() && !bytes.is_empty() };
        let Ok(length) = usize::try_from(i32::from_le_bytes(*length)) else { return false };
        if length == 0 {
            return true;
        }
        let Some((head, body)) = after.split_at_checked(length) else { return false };
        let Ok(message) = arrow_ipc::root_as_message(head) else { return false };
        let Some(after) = usize::try_from(message.bodyLength()).ok().and_then(|n| body.get(n..)) else { return false };
        rest = after;
    }
}

fn read(bytes: Vec<u8>, file: &str, format: Format, words: &Words<'_>) -> Result<Vec<Reading>, Fault> {
    if bytes.is_empty() {
        return Err(Fault::new(text!("the file is empty", "文件为空"))
            .help(text!("`certmap new` starts a product file", "`certmap new` 可生成产品文件")));
    }
    let mut readings = Vec::new();
    let mut columns: Option<Columns> = None;
    let mut number = 0;
    for batch in batches(bytes, format)? {
        let batch = batch.map_err(|e| broken(&e))?;
        let columns = columns.get_or_insert_with(|| heads(&batch, file, words, &mut readings));
        if batch.num_rows() > ROWS_MAX {
            // Empty columns may claim any number of rows.
            return Err(Fault::new(text!("the file is damaged", "文件已损坏")));
        }
        for row in 0..batch.num_rows() {
            number += 1;
            let cells = batch
                .columns()
                .iter()
                .enumerate()
                .map(|(at, array)| item(array.as_ref(), row, Spot { at, depth: DEPTH }));
            let table = columns.row(cells);
            if table.entries.is_empty() {
                continue;
            }
            let place = Where::Row { line: number, columns: &columns.names };
            readings.push(one(&table, 0, &format!("{} {number}", stem(file)), file, &place, words));
        }
    }
    Ok(readings)
}

fn heads(batch: &RecordBatch, file: &str, words: &Words<'_>, readings: &mut Vec<Reading>) -> Columns {
    let names: Vec<String> = batch.schema_ref().fields().iter().map(|f| f.name().clone()).collect();
    let (columns, faults) = Columns::read_nested(&names, words);
    if !faults.is_empty() {
        let problems = faults.into_iter().map(|f| Problem::error(Place::file(file), f)).collect();
        readings.push(Reading { product: None, problems });
    }
    columns
}

/// Where a value stands: in which column, and how deep it may still go.
#[derive(Clone, Copy)]
struct Spot {
    at: usize,
    depth: usize,
}

impl Spot {
    fn below(self) -> Spot {
        Spot { depth: self.depth.saturating_sub(1), ..self }
    }

    fn node(self, item: Item) -> Node {
        Node { item, at: self.at }
    }
}

fn item(array: &dyn Array, row: usize, spot: Spot) -> Item {
    if spot.depth == 0 || array.is_null(row) {
        return Item::Null;
    }
    match array.data_type() {
        DataType::Boolean => Item::Bool(array.as_boolean().value(row)),
        DataType::Utf8 => Item::Word(array.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Item::Word(array.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Item::Word(array.as_string_view().value(row).to_owned()),
        DataType::Int8 => number::<Int8Type>(array, row),
        DataType::Int16 => number::<Int16Type>(array, row),
        DataType::Int32 => number::<Int32Type>(array, row),
        DataType::Int64 => number::<Int64Type>(array, row),
        DataType::UInt8 => number::<UInt8Type>(array, row),
        DataType::UInt16 => number::<UInt16Type>(array, row),
        DataType::UInt32 => number::<UInt32Type>(array, row),
        DataType::UInt64 => number::<UInt64Type>(array, row),
        DataType::Float32 => number::<Float32Type>(array, row),
        DataType::Float64 => number::<Float64Type>(array, row),
        DataType::Decimal128(..) => Item::Number(array.as_primitive::<Decimal128Type>().value_as_string(row)),
        DataType::Date32 => day(i64::from(array.as_primitive::<Date32Type>().value(row)), 1),
        DataType::Date64 => day(array.as_primitive::<Date64Type>().value(row), DAY_SECONDS * 1000),
        DataType::Timestamp(unit, _) => moment(array, *unit, row),
        DataType::Dictionary(..) => dictionary(array, row, spot),
        DataType::List(_) => list(array.as_list::<i32>().value(row).as_ref(), spot),
        DataType::LargeList(_) => list(array.as_list::<i64>().value(row).as_ref(), spot),
        DataType::Struct(_) => record(array, row, spot),
        // Bytes, intervals and the like say nothing here; the kind of value is told in the place of a value.
        other => Item::Word(other.to_string()),
    }
}

fn number<T: ArrowPrimitiveType<Native: Display>>(array: &dyn Array, row: usize) -> Item {
    Item::Number(array.as_primitive::<T>().value(row).to_string())
}

fn day(count: i64, a_day: i64) -> Item {
    let epoch = Date::new(1970, 1, 1).unwrap_or(Date::MIN);
    Item::Date(epoch.add_days(count.div_euclid(a_day)).to_string())
}

fn moment(array: &dyn Array, unit: TimeUnit, row: usize) -> Item {
    match unit {
        TimeUnit::Second => day(array.as_primitive::<TimestampSecondType>().value(row), DAY_SECONDS),
        TimeUnit::Millisecond => day(array.as_primitive::<TimestampMillisecondType>().value(row), DAY_SECONDS * 1000),
        TimeUnit::Microsecond => {
            day(array.as_primitive::<TimestampMicrosecondType>().value(row), DAY_SECONDS * 1_000_000)
        }
        TimeUnit::Nanosecond => {
            day(array.as_primitive::<TimestampNanosecondType>().value(row), DAY_SECONDS * 1_000_000_000)
        }
    }
}

fn dictionary(array: &dyn Array, row: usize, spot: Spot) -> Item {
    let Some(words) = array.as_any_dictionary_opt() else { return Item::Null };
    let Item::Number(key) = item(words.keys(), row, spot.below()) else { return Item::Null };
    let key = key.parse().ok().filter(|k| *k < words.values().len());
    key.map_or(Item::Null, |k| item(words.values().as_ref(), k, spot.below()))
}

fn list(array: &dyn Array, spot: Spot) -> Item {
    Item::List((0..array.len()).map(|at| spot.node(item(array, at, spot.below()))).collect())
}

fn record(array: &dyn Array, row: usize, spot: Spot) -> Item {
    let record = array.as_struct();
    let fields = record.fields().iter().zip(record.columns());
    let entries = fields.filter_map(|(field, column)| match item(column.as_ref(), row, spot.below()) {
        Item::Null => None,
        item => Some(Entry { key: field.name().clone(), at: spot.at, value: spot.node(item) }),
    });
    Item::Table(Table { entries: entries.collect() })
}
