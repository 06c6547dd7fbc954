//! Putting an answer into a product file, with comments and order kept.

use certmap_base::{Fault, line_and_column, text};
use certmap_pack::{Value, notation};
use certmap_scope::Answer;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value as Toml, value};

/// The text of a TOML product file with the value of a fact set; `kind`, `name`, `hs` and `gtin` are set beside the facts.
/// Everything else stays as it was, comments too. A file with `[[product]]` is refused.
///
/// # Errors
/// If the text is no TOML, or the place of the fact is taken by something else.
///
/// ```
/// use certmap_pack::Value;
/// let text = "name = \"Kettle\" # ours\n\n[facts]\nradio = false\n";
/// let new = certmap_intake::write_answer(text, "electrical", &Value::Bool(true))?;
/// assert_eq!(new, "name = \"Kettle\" # ours\n\n[facts]\nradio = false\nelectrical = true\n");
/// # Ok::<(), certmap_base::Fault>(())
/// ```
pub fn write_answer(text: &str, fact: &str, answer: &Value) -> Result<String, Fault> {
    write_toml(text, fact, written(answer))
}

/// The same with who said it and from which paper, or for which reason.
///
/// # Errors
/// As [`write_answer`].
pub fn write_told_answer(text: &str, fact: &str, answer: &Answer) -> Result<String, Fault> {
    write_toml(text, fact, told(answer))
}

/// A value with who said it and from which paper, where that is known.
pub(crate) fn told(answer: &Answer) -> Toml {
    let value = written(&answer.value);
    if answer.by.is_none() && answer.from.is_none() {
        return value;
    }
    let mut table = InlineTable::new();
    table.insert("value", value);
    for (key, word) in [("by", &answer.by), ("from", &answer.from)] {
        if let Some(word) = word {
            table.insert(key, Toml::from(word.as_str()));
        }
    }
    Toml::from(table)
}

fn write_toml(text: &str, fact: &str, new: Toml) -> Result<String, Fault> {
    let (mark, text) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        let (line, column) = line_and_column(text, e.span().map_or(0, |s| s.start));
        Fault::new(text!(
            "the file is no TOML at line {line}, column {column}: {}",
            "文件不是 TOML，问题在第 {line} 行第 {column} 列：{}";
            notation(e.message())
        ))
    })?;
    if document.contains_key("product") {
        return Err(Fault::new(text!("the file holds several products", "文件中有多个产品"))
            .help(text!("give the answer in the file by hand", "请直接在文件中填写回答")));
    }
    let table: &mut dyn toml_edit::TableLike = if matches!(fact, "kind" | "name" | "hs" | "gtin") {
        document.as_table_mut()
    } else {
        let facts = document.entry("facts").or_insert_with(|| Item::Table(Table::new()));
        facts.as_table_like_mut().ok_or_else(|| {
            Fault::new(text!("`facts` is no table", "`facts` 不是表")).help(text!("write [facts]", "请写 [facts]"))
        })?
    };
    put(table, fact, new);
    Ok(format!("{mark}{document}"))
}

fn put(table: &mut dyn toml_edit::TableLike, fact: &str, new: Toml) {
    match table.get_mut(fact) {
        // Who said it and from which paper no longer holds once the value changes, so the whole value is replaced.
        Some(Item::Value(old)) => {
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        _ => {
            table.insert(fact, value(new));
        }
    }
}

fn written(answer: &Value) -> Toml {
    match answer {
        Value::Bool(b) => Toml::from(*b),
        Value::Quantity(q) if q.unit().symbol.is_empty() => number(&q.to_string()),
        Value::Quantity(_) | Value::Range(..) | Value::Choice(_) | Value::Text(_) => Toml::from(answer.to_string()),
        Value::Codes(codes) => match codes.as_slice() {
            [one] => Toml::from(one.to_string()),
            several => Toml::from(several.iter().map(ToString::to_string).collect::<Array>()),
        },
        Value::Date(d) => {
            d.to_string().parse::<toml_edit::Datetime>().map_or_else(|_| Toml::from(d.to_string()), Toml::from)
        }
        Value::List { items, complete } => {
            let array: Array = items.iter().map(String::as_str).collect();
            if *complete {
                let mut table = InlineTable::new();
                table.insert("all", Toml::from(array));
                Toml::from(table)
            } else {
                Toml::from(array)
            }
        }
    }
}

fn number(word: &str) -> Toml {
    match (word.parse::<i64>(), word.parse::<f64>()) {
        (Ok(n), _) => Toml::from(n),
        // A fraction may not survive as a float; the word does.
        (_, Ok(n)) if n.to_string() == word => Toml::from(n),
        _ => Toml::from(word.to_owned()),
    }
}
