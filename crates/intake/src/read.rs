//! From bytes to products, one after the other.

use crate::desk::Desk;
use crate::node::{Item, Lines, Node, Table, Where};
use crate::source::{Format, slurp, text_of};
use crate::words::Words;
use crate::{csv_file, json_file, toml_file, xlsx_file};
use certmap_base::{Fault, Place, Problem, io_reason, text};
use certmap_pack::Common;
use certmap_scope::Product;
use std::io::Read;
use std::rc::Rc;

/// One product of a file, or what is wrong with it. A product is given only if none of its problems is an error.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The product.
    pub product: Option<Product>,
    /// Errors and warnings, in the order of the file.
    pub problems: Vec<Problem>,
}

impl Reading {
    pub(crate) fn refused(place: Place, fault: Fault) -> Reading {
        Reading { product: None, problems: vec![Problem::error(place, fault)] }
    }
}

type Check<'a> = Box<dyn Fn(&Product) -> Vec<Problem> + 'a>;

/// The products of a file, in its order.
pub struct Products<'a> {
    readings: Box<dyn Iterator<Item = Reading> + 'a>,
    check: Option<Check<'a>>,
}

impl<'a> Products<'a> {
    /// Adds a check that is made of every product that could be read; a product with an error is not given.
    #[must_use]
    pub fn checked_by(mut self, check: impl Fn(&Product) -> Vec<Problem> + 'a) -> Products<'a> {
        self.check = Some(Box::new(check));
        self
    }
}

impl Iterator for Products<'_> {
    type Item = Reading;

    fn next(&mut self) -> Option<Reading> {
        let mut reading = self.readings.next()?;
        if let (Some(check), Some(product)) = (&self.check, &reading.product) {
            reading.problems.extend(check(product));
            if reading.problems.iter().any(Problem::is_error) {
                reading.product = None;
            }
        }
        Some(reading)
    }
}

/// Reads the products of a file. `name` is the file's name as the user gave it; it stands in every place.
///
/// CSV and JSON lines are read as the iterator is asked; other formats are read whole, up to 64 MiB (TOML 16 MiB).
pub fn read<'a>(reader: impl Read + 'a, name: &str, format: Format, common: &'a Common) -> Products<'a> {
    let words = Rc::new(Words::new(common));
    let readings: Box<dyn Iterator<Item = Reading> + 'a> = match format {
        Format::Csv => Box::new(csv_file::Rows::new(reader, name, words)),
        Format::JsonLines => Box::new(json_lines(reader, name, words)),
        Format::Toml | Format::Json | Format::Xlsx => match slurp(reader, format) {
            Ok(bytes) => whole(bytes, name, format, &words),
            Err(fault) => Box::new(std::iter::once(Reading::refused(Place::file(name), fault))),
        },
    };
    Products { readings, check: None }
}

fn whole<'a>(
    bytes: Vec<u8>,
    name: &str,
    format: Format,
    words: &Rc<Words<'a>>,
) -> Box<dyn Iterator<Item = Reading> + 'a> {
    if format == Format::Xlsx {
        return Box::new(xlsx_file::rows(bytes, name, words).into_iter());
    }
    let text = match text_of(bytes, format) {
        Ok(text) => text,
        Err(fault) => return Box::new(std::iter::once(Reading::refused(Place::file(name), fault))),
    };
    let readings = if format == Format::Toml { of_toml(&text, name, words) } else { of_json(&text, name, words) };
    Box::new(readings.into_iter())
}

fn of_toml(text: &str, name: &str, words: &Words<'_>) -> Vec<Reading> {
    let (table, faults) = toml_file::parse(text);
    let place = Where::Text(Lines::new(text));
    let notation: Vec<Problem> =
        faults.into_iter().map(|(at, fault)| Problem::error(place.place(name, at), fault)).collect();
    let mut readings = products_of(&table, name, &place, words);
    if !notation.is_empty() {
        // A line that could not be read may lead to second faults on it; the first one says more.
        let broken: Vec<usize> = notation.iter().map(|p| p.place.line).collect();
        let rest = readings.drain(..).flat_map(|r| r.problems).filter(|p| !broken.contains(&p.place.line));
        let mut problems: Vec<Problem> = notation.into_iter().chain(rest).collect();
        problems.sort_by_key(|p| (p.place.line, p.place.column));
        return vec![Reading { product: None, problems }];
    }
    readings
}

/// One product, or those of `[[product]]`.
fn products_of(table: &Table, name: &str, place: &Where<'_>, words: &Words<'_>) -> Vec<Reading> {
    let Some(entry) = table.get("product") else {
        return vec![one(table, 0, stem(name), name, place, words)];
    };
    let mut desk = Desk::new(words, name, place);
    for other in table.entries.iter().filter(|e| e.key != "product") {
        let fault = Fault::new(text!("`{}` stands beside [[product]]", "`{}` 与 [[product]] 并列", other.key))
            .help(text!("put it under the product that it belongs to", "请写到它所属的产品之下"));
        desk.error(other.at, fault);
    }
    let tables = desk.tables(entry);
    let problems = std::mem::take(&mut desk.problems);
    let mut readings = Vec::new();
    if !problems.is_empty() || tables.is_empty() {
        readings.push(Reading { product: None, problems });
    }
    for (i, (table, at)) in tables.into_iter().enumerate() {
        readings.push(one(table, at, &format!("{} {}", stem(name), i + 1), name, place, words));
    }
    readings
}

pub(crate) fn one(table: &Table, at: usize, called: &str, file: &str, place: &Where<'_>, words: &Words<'_>) -> Reading {
    let mut desk = Desk::new(words, file, place);
    let flat = matches!(place, Where::Row { .. });
    let product = desk.product(table, at, called, flat);
    let mut problems = desk.problems;
    problems.sort_by_key(|p| (p.place.line, p.place.column));
    Reading { product, problems }
}

fn of_json(text: &str, name: &str, words: &Words<'_>) -> Vec<Reading> {
    let (nodes, fault) = json_file::parse(text);
    let place = Where::Text(Lines::new(text));
    let mut readings = Vec::new();
    let many = nodes.len() > 1;
    for (i, node) in nodes.iter().enumerate() {
        let called = if many { format!("{} {}", stem(name), i + 1) } else { stem(name).to_owned() };
        readings.push(of_node(node, &called, name, &place, words));
    }
    if let Some((at, fault)) = fault {
        readings.push(Reading::refused(place.place(name, at), fault));
    }
    readings
}

fn of_node(node: &Node, called: &str, name: &str, place: &Where<'_>, words: &Words<'_>) -> Reading {
    match &node.item {
        Item::Table(table) => one(table, node.at, called, name, place, words),
        other => {
            let fault = Fault::new(text!("a product is wanted, this is {}", "此处应为产品，而这是{}"; other.called()))
                .help(text!("write an object with name, kind and facts", "请写含有 name、kind 和 facts 的对象"));
            Reading::refused(place.place(name, node.at), fault)
        }
    }
}

fn json_lines<'a>(reader: impl Read + 'a, name: &str, words: Rc<Words<'a>>) -> impl Iterator<Item = Reading> + 'a {
    let mut reader = std::io::BufReader::new(reader);
    let name = name.to_owned();
    let mut line = 0;
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            let bytes = match next_line(&mut reader) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return None,
                Err(fault) => {
                    ended = true;
                    return Some(Reading::refused(Place { file: name.clone(), line: line + 1, column: 0 }, fault));
                }
            };
            line += 1;
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return Some(json_line(bytes, line, &name, &words));
        }
        None
    })
}

fn json_line(bytes: Vec<u8>, line: usize, name: &str, words: &Words<'_>) -> Reading {
    let text = match text_of(bytes, Format::JsonLines) {
        Ok(text) => text,
        Err(fault) => return Reading::refused(Place { file: name.to_owned(), line, column: 0 }, fault),
    };
    let (nodes, fault) = json_file::parse(&text);
    let place = Where::Text(Lines::after(&text, line - 1));
    match (nodes.as_slice(), fault) {
        (_, Some((at, fault))) => Reading::refused(place.place(name, at), fault),
        ([node], None) => of_node(node, &format!("{} {line}", stem(name)), name, &place, words),
        _ => Reading::refused(
            place.place(name, 0),
            Fault::new(text!("the line holds several products", "一行中有多个产品"))
                .help(text!("write one object a line", "请每行写一个对象")),
        ),
    }
}

/// The next line, of bounded length.
fn next_line(reader: &mut impl std::io::BufRead) -> Result<Option<Vec<u8>>, Fault> {
    let limit = Format::JsonLines.limit_mib() << 20;
    let mut bytes = Vec::new();
    let read = std::io::BufRead::read_until(&mut std::io::Read::take(reader, limit + 1), b'\n', &mut bytes);
    match read {
        Err(e) => Err(Fault::new(text!("cannot be read: {}", "无法读取：{}"; io_reason(&e)))),
        Ok(0) => Ok(None),
        Ok(n) if n as u64 > limit => {
            Err(Fault::new(text!("the line is longer than {} MiB", "该行超过 {} MiB", Format::JsonLines.limit_mib())))
        }
        Ok(_) => Ok(Some(bytes)),
    }
}

/// The file's name without folders and ending: what a product without a name is called.
pub(crate) fn stem(name: &str) -> &str {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.rsplit_once('.').map_or(base, |(s, _)| s)
}
