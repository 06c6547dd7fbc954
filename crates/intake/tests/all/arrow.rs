//! Arrow and Parquet, written by their own libraries.

use crate::{problems, readings};
use arrow_array::builder::{Date32Builder, ListBuilder, StringBuilder, StringDictionaryBuilder, StructBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{DataType, Field, Fields};
use certmap_testkit::noise;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel};
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

/// 2027-06-01, as days and as milliseconds at noon.
const DAY: i32 = 20_970;
const NOON: i64 = 20_970 * 86_400_000 + 43_200_000;

/// Shipments as a list of records, as programs write them.
fn ships() -> ArrayRef {
    let fields =
        Fields::from(vec![Field::new("market", DataType::Utf8, true), Field::new("date", DataType::Date32, true)]);
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields, 2));
    for markets in [&["CN", "DE"][..], &[]] {
        for market in markets {
            let ship = list.values();
            ship.field_builder::<StringBuilder>(0).unwrap().append_value(market);
            ship.field_builder::<Date32Builder>(1).unwrap().append_value(DAY);
            ship.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}

fn batch() -> RecordBatch {
    let mut kinds = StringDictionaryBuilder::<Int8Type>::new();
    kinds.append_value("electric-kettle");
    kinds.append_null();
    RecordBatch::try_from_iter([
        ("name", Arc::new(StringArray::from(vec!["电水壶", "B"])) as ArrayRef),
        ("kind", Arc::new(kinds.finish())),
        ("rated_voltage", Arc::new(StringArray::from(vec![Some("220 V"), None]))),
        ("electrical", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("pieces", Arc::new(Float64Array::from(vec![Some(2.5), None]))),
        ("ship", ships()),
        ("ship2.market", Arc::new(StringArray::from(vec![None, Some("FR")]))),
        ("ship2.date", Arc::new(TimestampMillisecondArray::from(vec![None, Some(NOON)]))),
        ("ship2.quantity", Arc::new(Int64Array::from(vec![None, Some(70)]))),
    ])
    .unwrap()
}

fn stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn file(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn parquet(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
    let mut bytes = Vec::new();
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn rows_become_products_whatever_the_shape() {
    let gzip = Compression::GZIP(GzipLevel::default());
    for (name, bytes) in [
        ("a.arrow", stream(&batch())),
        ("a.feather", file(&batch())),
        ("a.parquet", parquet(&batch(), Compression::UNCOMPRESSED)),
        ("a.parquet", parquet(&batch(), Compression::SNAPPY)),
        ("a.parquet", parquet(&batch(), gzip)),
    ] {
        let read = readings(&bytes, name);
        assert_eq!(problems(&bytes, name), [""; 0], "{name}");
        let [kettle, other] = [0, 1].map(|n| read[n].product.clone().unwrap());
        assert_eq!((kettle.name.as_str(), kettle.kind.as_deref()), ("电水壶", Some("electric-kettle")));
        let facts: Vec<String> = kettle.facts.iter().map(|(f, a)| format!("{f} = {}", a.value)).collect();
        assert_eq!(facts, ["electrical = true", "pieces = 2.5", "rated_voltage = 220 V"], "{name}");
        let ships: Vec<String> = kettle.ships.iter().map(|s| format!("{} {}", s.market, s.date)).collect();
        assert_eq!(ships, ["CN 2027-06-01", "DE 2027-06-01"], "{name}");
        let ship = &other.ships[0];
        assert_eq!(
            (ship.market.as_str(), ship.date.to_string().as_str(), ship.quantity),
            ("FR", "2027-06-01", Some(70))
        );
    }
}

#[test]
fn what_is_wrong_names_row_and_column() {
    let bad = RecordBatch::try_from_iter([
        ("name", Arc::new(StringArray::from(vec!["A", "B"])) as ArrayRef),
        ("kind", Arc::new(StringArray::from(vec!["toy", "tyo"]))),
        ("colour", Arc::new(StringArray::from(vec!["red", "blue"]))),
    ])
    .unwrap();
    assert_eq!(
        problems(&parquet(&bad, Compression::SNAPPY), "a.parquet"),
        [
            "a.parquet: error: unknown column `colour`\n    `certmap new KIND` writes the facts of a kind",
            "a.parquet:2: error: column `kind`: unknown kind `tyo`\n    did you mean `toy`?",
        ]
    );
    assert_eq!(
        problems(b"name,kind\n", "a.arrow"),
        ["a.arrow: error: the file is no Arrow stream, or it ends too early"]
    );
    assert_eq!(
        problems(b"", "a.parquet"),
        ["a.parquet: error: the file is empty\n    `certmap new` starts a product file"]
    );
}

/// Any bytes: problems, never an end of the program.
pub(crate) fn fuzz_stream(bytes: &[u8]) {
    drop(problems(bytes, "a.arrow"));
}

/// Any bytes as Parquet.
pub(crate) fn fuzz_parquet(bytes: &[u8]) {
    drop(problems(bytes, "a.parquet"));
}

#[test]
fn damaged_files_are_refused() {
    noise::feed(&[stream(&batch()), file(&batch())], fuzz_stream);
    noise::feed(&[parquet(&batch(), Compression::SNAPPY)], fuzz_parquet);
}
