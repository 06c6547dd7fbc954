//! A table to start from, for people who keep their products in a spreadsheet.

use crate::columns::RECORDS;
use certmap_base::{Lang, Text, text};
use certmap_pack::{Fact, FactType, Kind};

/// A column of the table: its name, what it holds, an example, and what stands in the first product's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormColumn {
    /// Name, as it stands in the first row.
    pub name: String,
    /// What it holds.
    pub says: Text,
    /// What could stand there.
    pub example: String,
    /// What stands there for a start; mostly nothing.
    pub value: String,
}

/// A table for products of a kind: names, shipments, a factory, and the facts most likely asked. With nothing but the name
/// and the kind filled in it is a valid file.
#[must_use]
pub fn form(name: &str, kind: Option<&Kind>, facts: &[&Fact]) -> Vec<FormColumn> {
    let hs = kind.and_then(|k| k.hs.first()).map_or("8516.79", String::as_str);
    let id = kind.map_or("electric-kettle", |k| k.id.as_str());
    let mut columns = vec![
        column("name", text!("what you call the product", "产品名称"), "K1"),
        column(
            "kind",
            text!("kind of product; look with `certmap find WORDS`", "产品种类；用 `certmap find WORDS` 查找"),
            id,
        ),
        column("hs", text!("customs code, as many digits as you know", "海关编码，知道几位填几位"), hs),
    ];
    for (at, value) in [(0, name), (1, kind.map_or("", |k| k.id.as_str()))] {
        if let Some(column) = columns.get_mut(at) {
            column.value = value.to_owned();
        }
    }
    columns.extend(records());
    let facts = facts.iter().filter(|f| f.id != certmap_scope::CUSTOMS_CODE);
    let open = facts.filter(|f| kind.is_none_or(|k| !k.implies.contains_key(&f.id)));
    columns.extend(open.map(|fact| column(&fact.id, asks(fact), &example(fact))));
    columns
}

fn column(name: &str, says: Text, example: &str) -> FormColumn {
    FormColumn { name: name.to_owned(), says, example: example.to_owned(), value: String::new() }
}

/// Two shipments and a factory.
fn records() -> Vec<FormColumn> {
    let known = |name: &str| RECORDS.iter().any(|((r, _), f)| f.iter().any(|(f, _)| name == format!("{r}.{f}")));
    let columns = [
        (
            "ship.market",
            text!("country to which the goods go; several with `;`", "货物发往的国家；多个国家用 `;` 分隔"),
            "CN",
        ),
        ("ship.date", text!("day on which the goods leave", "货物发出的日期"), "2027-06-01"),
        ("ship.quantity", text!("how many", "数量"), "1000"),
        ("ship.purpose", text!("purpose of the import, where it is not sale", "进口用途；如非销售须填写"), "sale"),
        ("factory.name_en", text!("factory, in English", "生产企业英文名称"), "Example Appliances Co., Ltd."),
        ("factory.name_zh", text!("factory, in Chinese", "生产企业中文名称"), "示例电器有限公司"),
        ("factory.country", text!("country of the factory", "生产企业所在国家"), "CN"),
    ];
    debug_assert!(columns.iter().all(|(name, ..)| known(name)), "every column can be read");
    let mut all: Vec<FormColumn> = columns.map(|(name, says, example)| column(name, says, example)).into();
    let second = [
        ("ship2.market", text!("a second shipment; a third one is ship3", "第二次出运；第三次为 ship3"), "DE"),
        ("ship2.date", text!("its day", "其日期"), "2027-09-01"),
    ];
    let after = all.iter().position(|c| c.name == "factory.name_en").unwrap_or(all.len());
    all.splice(after..after, second.map(|(name, says, example)| column(name, says, example)));
    all
}

fn asks(fact: &Fact) -> Text {
    let choices = match &fact.kind {
        FactType::Choice(choices) | FactType::List(choices) => choices.as_slice(),
        _ => &[],
    };
    let list = |lang| choices.iter().map(|c| format!("{} ({})", c.id, c.name.get(lang))).collect::<Vec<_>>().join(", ");
    let join = |lang: Lang, open: &str| match choices {
        [] => fact.ask.get(lang).to_owned(),
        _ => format!("{}{open}{}", fact.ask.get(lang), list(lang)),
    };
    Text::new(join(Lang::En, " "), join(Lang::Zh, ""))
}

fn example(fact: &Fact) -> String {
    match &fact.kind {
        FactType::Bool => "true".to_owned(),
        FactType::Number => "1".to_owned(),
        FactType::Quantity { unit, .. } => format!("100 {unit}"),
        FactType::Range { unit, .. } => format!("100-240 {unit}"),
        FactType::Choice(choices) => choices.first().map_or_else(String::new, |c| c.id.clone()),
        FactType::List(choices) => choices.iter().take(2).map(|c| c.id.as_str()).collect::<Vec<_>>().join(";"),
        FactType::Code { .. } => "8516.79".to_owned(),
        FactType::Text => "...".to_owned(),
        FactType::Date => "2027-06-01".to_owned(),
    }
}

/// The table as CSV: a line for each column, which is not read, then the first row and the product. It begins with a byte
/// order mark, without which Excel does not see that it is UTF-8.
#[must_use]
pub fn form_csv(columns: &[FormColumn], lang: Lang) -> String {
    let mut out = String::from("\u{feff}");
    let head = text!(
        "A product a row. Lines that begin with # above the first row are not read. Leave empty what you do not know.",
        "每行一个产品。首行之上以 # 开头的行不会被读取。不清楚的内容可以不填。"
    );
    out.push_str(&record(&[&format!("# {}", head.get(lang))]));
    for column in columns {
        let (name, example) = (&column.name, &column.example);
        let line = text!("# {name}: {} (for example {example})", "# {name}：{}（例如 {example}）"; column.says);
        let line = line.get(lang);
        out.push_str(&record(&[&line.replace(['\n', '\r'], " ")]));
    }
    out.push_str(&record(&columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>()));
    out.push_str(&record(&columns.iter().map(|c| c.value.as_str()).collect::<Vec<_>>()));
    out
}

fn record(cells: &[&str]) -> String {
    let quoted = |cell: &&str| match cell.contains([',', '"', '\n', '\r', ';', '\t']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => (*cell).to_owned(),
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}
