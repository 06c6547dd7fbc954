//! `[[table]]`: from the notation to [`Table`].

use crate::read_common::{File, pairs};
use crate::read_scheme::Reader;
use crate::table::{Band, Column, Edition, Table};
use crate::wire::{self, BandWire, Word};
use crate::{DateRole, Raw};
use certmap_base::{Date, Dimension, Exact, Fault, Quantity, Text, text};
use certmap_expr::{TableType, Type};
use std::collections::BTreeMap;
use std::ops::Bound;
use toml::Spanned;

/// Reads the tables of a pack, each with the file that it stands in.
pub(crate) fn read_tables(
    wires: &[(wire::TableWire, &str, &str)],
    reader: &Reader,
    problems: &mut Vec<certmap_base::Problem>,
) -> BTreeMap<String, Table> {
    let mut tables = BTreeMap::new();
    for (wire, name, text) in wires {
        let mut file = File::new(name, text, problems);
        if tables.contains_key(wire.id.get_ref()) {
            file.error(
                wire.id.span().start,
                Fault::new(text!("the table `{}` stands twice", "表 `{}` 重复出现", wire.id.get_ref())),
            );
        } else if let Some(table) = table(wire, reader, &mut file) {
            tables.insert(table.id.clone(), table);
        }
    }
    tables
}

/// The types of a table.
pub(crate) fn type_of(table: &Table) -> TableType {
    TableType {
        input: Type::Quantity(table.input.clone()),
        output: Type::Quantity(table.output.clone()),
        columns: table.columns.iter().map(|c| c.id.clone()).collect(),
    }
}

fn table(wire: &wire::TableWire, reader: &Reader, file: &mut File) -> Option<Table> {
    let offset = wire.id.span().start;
    let (unit, input) = unit(wire.unit.as_ref(), reader, file)?;
    let (gives, output) = self::unit(wire.gives.as_ref(), reader, file)?;
    let mut columns: Vec<Column> = Vec::new();
    for column in &wire.columns {
        let id = column.id.get_ref();
        if columns.iter().any(|c| c.id == *id) {
            file.error(
                column.id.span().start,
                Fault::new(text!("the column `{id}` stands twice", "栏 `{id}` 重复出现")),
            );
        }
        columns.push(Column { id: id.clone(), title: file.text(&column.title, column.id.span().start) });
    }
    let shape = Shape { reader, unit: &unit, gives: &gives, columns: columns.len() };
    // What is wrong with its rows is told; where it is looked into, it is known all the same.
    let editions = editions(wire, &shape, file).unwrap_or_default();
    let governed_by = wire.governed_by.as_ref().and_then(|w| file.one_of(w, "date", &pairs!(DateRole)));
    let dated = editions.iter().any(|e| e.from.is_some());
    if dated && wire.governed_by.is_none() {
        let fault = Fault::new(text!(
            "the table `{}` has editions and does not say which date chooses",
            "表 `{}` 有多个版本，但未写明以哪个日期为准",
            wire.id.get_ref()
        ))
        .help(text!(
            "add `governed_by`: manufacture, application, import or placing_on_market",
            "请加 `governed_by`：manufacture、application、import 或 placing_on_market"
        ));
        file.error(offset, fault);
    }
    let title = file.text(&wire.title, offset);
    let (id, place) = (wire.id.get_ref().clone(), file.place(offset));
    Some(Table { id, title, unit, input, gives, output, columns, governed_by, editions, place })
}

/// A unit that exists; none is plain numbers.
fn unit(word: Option<&Word>, reader: &Reader, file: &mut File) -> Option<(String, Dimension)> {
    let Some(word) = word else { return Some((String::new(), Dimension::default())) };
    match reader.common.units.quantity(Exact::zero(), word.get_ref()) {
        Ok(zero) => Some((word.get_ref().clone(), zero.dimension().clone())),
        Err(fault) => {
            file.error(word.span().start, fault);
            None
        }
    }
}

/// What every row of a table is like.
struct Shape<'a> {
    reader: &'a Reader<'a>,
    unit: &'a str,
    gives: &'a str,
    columns: usize,
}

fn editions(wire: &wire::TableWire, shape: &Shape, file: &mut File) -> Option<Vec<Edition>> {
    let offset = wire.id.span().start;
    let id = wire.id.get_ref();
    if !(wire.edition.is_empty() || wire.rows.is_empty() && wire.cites.is_empty()) {
        let fault = Fault::new(text!(
            "rows and citations of `{id}` stand beside its editions",
            "表 `{id}` 的行和引用写在版本之外"
        ))
        .help(text!("put them into a [[table.edition]]", "请写入 [[table.edition]]"));
        file.error(offset, fault);
        return None;
    }
    let mut read: Vec<Edition> = Vec::new();
    if wire.edition.is_empty() {
        read.extend(edition(id, (None, &wire.rows, &wire.cites), offset, shape, file));
    }
    for one in &wire.edition {
        let (at, from) = match &one.from {
            Some(from) => (from.span().start, Some(file.date(from)?)),
            None => (offset, None),
        };
        if read.last().is_some_and(|last| last.from >= from) {
            file.error(
                at,
                Fault::new(text!(
                    "editions of a table stand in the order of their first days",
                    "表的各版本须按起始日期先后排列"
                )),
            );
        }
        read.extend(edition(id, (from, &one.rows, &one.cites), at, shape, file));
    }
    (!read.is_empty()).then_some(read)
}

type Parts<'a> = (Option<Date>, &'a [BandWire], &'a [wire::CiteWire]);

fn edition(id: &str, (from, rows, cites): Parts, offset: usize, shape: &Shape, file: &mut File) -> Option<Edition> {
    let cites = shape.reader.cites(cites, file);
    if cites.is_empty() {
        file.error(offset, Fault::new(text!("the table `{id}` has no citation", "表 `{id}` 没有引用")));
    }
    let bands = bands(rows, shape, file)?;
    if bands.is_empty() {
        file.error(offset, Fault::new(text!("the table `{id}` has no rows", "表 `{id}` 没有行")));
        return None;
    }
    Some(Edition { from, bands, cites })
}

/// Rows with `from` begin at it and end where the next one begins; rows with `up_to` end with it and begin after the one
/// before.
fn bands(rows: &[BandWire], shape: &Shape, file: &mut File) -> Option<Vec<Band>> {
    let by_from = rows.iter().any(|r| r.from.is_some());
    let limits = limits(rows, by_from, shape, file)?;
    let limit = |i: Option<usize>| i.and_then(|i| limits.get(i)).cloned().flatten();
    let mut bands = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let (start, end) = match by_from {
            true => (bound(limit(Some(i)), Bound::Included), bound(limit(Some(i + 1)), Bound::Excluded)),
            false => (bound(limit(i.checked_sub(1)), Bound::Excluded), bound(limit(Some(i)), Bound::Included)),
        };
        bands.push(Band { start, end, values: values(row, shape, file)? });
    }
    Some(bands)
}

/// Where each row begins, or where it ends.
fn limits(rows: &[BandWire], by_from: bool, shape: &Shape, file: &mut File) -> Option<Vec<Option<Quantity>>> {
    let mut limits: Vec<Option<Quantity>> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let (own, other) = if by_from { (&row.from, &row.up_to) } else { (&row.up_to, &row.from) };
        let at = [own, other].into_iter().flatten().map(|w| w.span().start).next().unwrap_or(0);
        let open = if by_from { i == 0 } else { i + 1 == rows.len() };
        match (own, other) {
            (_, Some(_)) => {
                let fault = Fault::new(text!(
                    "rows of a table have either `from` or `up_to`",
                    "表的各行只能统一用 `from` 或 `up_to`"
                ))
                .help(text!(
                    "with `from` a row ends where the next one begins; with `up_to` it begins after the one before",
                    "用 `from` 时，一行止于下一行之始；用 `up_to` 时，一行始于上一行之后"
                ));
                file.error(at, fault);
                return None;
            }
            (Some(word), None) => limits.push(Some(quantity(word, shape.unit, shape, file)?)),
            (None, None) if open => limits.push(None),
            (None, None) => {
                let place = row.value.iter().chain(&row.values).map(|w| w.span().start).next().unwrap_or(0);
                let fault = Fault::new(text!("a row of a table does not say where it lies", "表中一行未写明范围"))
                    .help(text!(
                        "only the first row may leave out `from`, only the last one `up_to`",
                        "只有第一行可省略 `from`，只有最后一行可省略 `up_to`"
                    ));
                file.error(place, fault);
                return None;
            }
        }
        let before = i.checked_sub(1).and_then(|b| limits.get(b)).cloned().flatten();
        if let (Some(before), Some(Some(here))) = (before, limits.last())
            && before.in_base() >= here.in_base()
        {
            file.error(at, Fault::new(text!("rows of a table stand in ascending order", "表的各行须由小到大排列")));
            return None;
        }
    }
    Some(limits)
}

fn bound(limit: Option<Quantity>, kind: impl Fn(Quantity) -> Bound<Quantity>) -> Bound<Quantity> {
    limit.map_or(Bound::Unbounded, kind)
}

fn values(row: &BandWire, shape: &Shape, file: &mut File) -> Option<Vec<Quantity>> {
    let words: Vec<&Spanned<toml::Value>> = row.value.iter().chain(&row.values).collect();
    let at =
        words.iter().chain(row.from.iter().chain(&row.up_to).collect::<Vec<_>>().iter()).map(|w| w.span().start).next();
    let wrong = match shape.columns {
        0 if row.value.is_none() || !row.values.is_empty() => {
            Some(text!("a row of a table without columns has one `value`", "不分栏的表，每行写一个 `value`"))
        }
        n if n > 0 && (row.value.is_some() || row.values.len() != n) => {
            Some(text!("a row has one of `values` for each of {n} columns", "每行的 `values` 须与 {n} 栏一一对应"))
        }
        _ => None,
    };
    if let Some(message) = wrong {
        file.error(at.unwrap_or(0), Fault::new(message));
        return None;
    }
    words.into_iter().map(|w| quantity(w, shape.gives, shape, file)).collect()
}

/// A plain number counts in the unit of the table; a quoted word may have another unit of the same dimension.
fn quantity(word: &Spanned<toml::Value>, unit: &str, shape: &Shape, file: &mut File) -> Option<Quantity> {
    let units = &shape.reader.common.units;
    let read = match crate::read_common::raw(word.get_ref()) {
        Raw::Number(w) => Exact::parse(&w).and_then(|n| units.quantity(n, unit)),
        Raw::Word(w) => match Exact::parse(&w) {
            Ok(number) => units.quantity(number, unit),
            Err(_) => units.parse(&w).and_then(|q| {
                let own = units.quantity(Exact::zero(), unit)?;
                if q.dimension() == own.dimension() {
                    return Ok(q);
                }
                let unit = if unit.is_empty() { Text::new("plain numbers", "纯数字") } else { Text::same(unit) };
                Err(Fault::new(
                    text!("`{}` does not fit a table in {}", "`{}` 与以{}为单位的表不符"; Text::same(&w), unit),
                ))
            }),
        },
        _ => Err(Fault::new(text!("this is no number", "这不是数字"))
            .help(text!("write a number, or a quoted word with a unit", "请写数字，或带引号和单位的值"))),
    };
    read.map_err(|fault| file.error(word.span().start, fault)).ok()
}

/// The title of a table and of its column, for sentences.
pub(crate) fn title<'a>(table: &'a Table, column: Option<&str>) -> Option<&'a Text> {
    match column {
        None => Some(&table.title),
        Some(id) => table.columns.iter().find(|c| c.id == id).map(|c| &c.title),
    }
}
