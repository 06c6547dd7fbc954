//! Changing single records of a product file, with comments, order and everything else kept.

use certmap_base::{Date, Fault, line_and_column, text};
use certmap_pack::notation;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value as Toml, value};

/// What a key of a record gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: the key is taken away.
    Nothing,
    /// Words.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Day(Date),
    /// Several words.
    List(Vec<String>),
    /// Keys of its own, in one line.
    Keys(Vec<(&'static str, Cell)>),
}

fn parsed(text: &str) -> Result<DocumentMut, Fault> {
    text.trim_start_matches('\u{feff}').parse().map_err(|e: toml_edit::TomlError| {
        let (line, column) = line_and_column(text, e.span().map_or(0, |s| s.start));
        Fault::new(text!(
            "the file is no TOML at line {line}, column {column}: {}",
            "文件不是 TOML，问题在第 {line} 行第 {column} 列：{}";
            notation(e.message())
        ))
    })
}

fn records<'d>(document: &'d mut DocumentMut, record: &str) -> Result<&'d mut ArrayOfTables, Fault> {
    let item = document.entry(record).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    // `line = []` and `line = [{ ... }]` become [[line]].
    if let Some(array) = item.as_array() {
        let tables = array.iter().filter_map(Toml::as_inline_table).map(|t| t.clone().into_table());
        let tables: ArrayOfTables = tables.collect();
        *item = Item::ArrayOfTables(tables);
    }
    item.as_array_of_tables_mut().ok_or_else(|| {
        Fault::new(text!("`{record}` is no list of records", "`{record}` 不是记录列表"))
            .help(text!("write [[{record}]]", "请写 [[{record}]]"))
    })
}

/// The text with a record changed, or with a new one at the end where no place is named.
///
/// # Errors
/// If the text is no TOML, or the place does not exist.
///
/// ```
/// use certmap_intake::{Cell, set_record};
/// let text = "name = \"Lamp\" # ours\n\n[[line]]\nmodel = \"L1\"\n";
/// let new = set_record(text, "line", Some(0), &[("brand", Cell::Text("Nord".into()))])?;
/// assert_eq!(new, "name = \"Lamp\" # ours\n\n[[line]]\nmodel = \"L1\"\nbrand = \"Nord\"\n");
/// # Ok::<(), certmap_base::Fault>(())
/// ```
pub fn set_record(
    text: &str,
    record: &str,
    place: Option<usize>,
    cells: &[(&'static str, Cell)],
) -> Result<String, Fault> {
    let mut document = parsed(text)?;
    let all = records(&mut document, record)?;
    let place = place.unwrap_or_else(|| {
        all.push(Table::new());
        all.len().saturating_sub(1)
    });
    let table = all.get_mut(place).ok_or_else(|| gone(record))?;
    for (key, cell) in cells {
        put(table, key, cell);
    }
    Ok(document.to_string())
}

/// The text without a record.
///
/// # Errors
/// If the text is no TOML, or there is no such record.
pub fn remove_record(text: &str, record: &str, place: usize) -> Result<String, Fault> {
    let mut document = parsed(text)?;
    let all = records(&mut document, record)?;
    if place >= all.len() {
        return Err(gone(record));
    }
    all.remove(place);
    if all.is_empty() {
        document.remove(record);
    }
    Ok(document.to_string())
}

/// The text with keys of the product itself changed, or of its facts.
///
/// # Errors
/// If the text is no TOML.
pub fn set_keys(text: &str, cells: &[(&'static str, Cell)]) -> Result<String, Fault> {
    let mut document = parsed(text)?;
    for (key, cell) in cells {
        put(document.as_table_mut(), key, cell);
    }
    Ok(document.to_string())
}

/// The text without a fact.
///
/// # Errors
/// If the text is no TOML.
pub fn remove_fact(text: &str, fact: &str) -> Result<String, Fault> {
    let mut document = parsed(text)?;
    if let Some(facts) = document.get_mut("facts").and_then(Item::as_table_like_mut) {
        facts.remove(fact);
    }
    Ok(document.to_string())
}

fn gone(record: &str) -> Fault {
    Fault::new(text!("there is no such [[{record}]] any more", "该 [[{record}]] 已不存在"))
        .help(text!("open the page again", "请重新打开页面"))
}

fn put(table: &mut Table, key: &str, cell: &Cell) {
    match (written(cell), table.get_mut(key)) {
        (None, _) => {
            table.remove(key);
        }
        (Some(new), Some(Item::Value(old))) => {
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        (Some(new), _) => {
            table.insert(key, value(new));
        }
    }
}

fn written(cell: &Cell) -> Option<Toml> {
    match cell {
        Cell::Nothing => None,
        Cell::Text(word) => Some(Toml::from(word.as_str())),
        Cell::Number(n) => Some(Toml::from(*n)),
        Cell::Day(day) => {
            let word = day.to_string();
            Some(word.parse::<toml_edit::Datetime>().map_or_else(|_| Toml::from(word.clone()), Toml::from))
        }
        Cell::List(words) => Some(Toml::from(words.iter().map(String::as_str).collect::<Array>())),
        Cell::Keys(cells) => {
            let mut table = InlineTable::new();
            for (key, cell) in cells {
                if let Some(inner) = written(cell) {
                    table.insert(*key, inner);
                }
            }
            (!table.is_empty()).then_some(Toml::from(table))
        }
    }
}
