//! Shipments and factories in the columns of a table.

use crate::{check, readings, words};
use certmap_base::Lang;
use certmap_intake::{form, form_csv};
use certmap_scope::Product;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook};

fn product(text: &[u8], name: &str) -> Product {
    let mut all = readings(text, name);
    assert_eq!(all.len(), 1, "{all:?}");
    let reading = all.remove(0);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.product.unwrap()
}

fn shown(product: &Product) -> Vec<String> {
    let ships = product.ships.iter().map(|s| {
        let (quantity, purpose) = (s.quantity.unwrap_or(0), s.purpose.as_deref().unwrap_or("-"));
        format!("{} {} {quantity} {purpose}", s.market, s.date)
    });
    let factories = product.factories.iter();
    ships.chain(factories.map(|f| format!("{}: {} / {} in {}", f.id, f.name.en, f.name.zh, f.country))).collect()
}

#[test]
fn several_shipments_and_factories_stand_in_numbered_columns() {
    let text = "name,ship.market,ship.date,ship.quantity,ship2.market,ship2.date,factory.name_en,factory.name_zh,factory.country,factory2.id,factory2.name,factory2.country\n\
                K1,CN,2027-06-01,\"1,000\",DE;FR,2027-07-01,ACME,安美,CN,north,North,DE\n";
    assert_eq!(
        shown(&product(text.as_bytes(), "k.csv")),
        [
            "CN 2027-06-01 1000 -",
            "DE 2027-07-01 0 -",
            "FR 2027-07-01 0 -",
            "1: ACME / 安美 in CN",
            "north: North / North in DE"
        ]
    );
}

#[test]
fn the_names_of_columns_may_be_chinese() {
    let text = "名称,产品种类,出运.市场,出运.日期,出运2.市场,出运2.日期,工厂.中文名称,工厂.国家\n水壶,电热水壶,中国,2027-06-01,DE,2027-07-01,安美,CN\n";
    let read = product(text.as_bytes(), "k.csv");
    assert_eq!((read.name.as_str(), read.kind.as_deref()), ("水壶", Some("electric-kettle")));
    assert_eq!(shown(&read), ["CN 2027-06-01 0 -", "DE 2027-07-01 0 -", "1:  / 安美 in CN"]);
}

#[test]
fn a_workbook_keeps_its_dates() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (i, cell) in ["# for people", "", ""].into_iter().enumerate() {
        sheet.write(0, i as u16, cell).unwrap();
    }
    for (i, cell) in ["name", "ship.market", "ship.date", "ship.quantity"].into_iter().enumerate() {
        sheet.write(1, i as u16, cell).unwrap();
    }
    let date = Style::new().set_num_format("yyyy-mm-dd");
    sheet.write(2, 0, "K1").unwrap();
    sheet.write(2, 1, "DE").unwrap();
    sheet.write_with_format(2, 2, ExcelDateTime::from_ymd(2027, 6, 1).unwrap(), &date).unwrap();
    sheet.write(2, 3, 1200).unwrap();
    assert_eq!(shown(&product(&book.save_to_buffer().unwrap(), "k.xlsx")), ["DE 2027-06-01 1200 -"]);
}

#[test]
fn what_is_wrong_names_the_column() {
    check(
        "# for people, not read\nname,ship.dat,ship2.market,ship2.date,factory.contry,ship0.date\n",
        "k.csv",
        &[
            "k.csv:2: error: unknown column `ship.dat`\n    did you mean `ship.date`?",
            "k.csv:2: error: unknown column `factory.contry`\n    did you mean `factory.country`?",
            "k.csv:2: error: unknown column `ship0.date`\n    did you mean `ship.date`?",
        ],
    );
    check(
        "#\n\"# a; b\"\nname,ship.market,ship.date,ship2.market,ship2.date,factory.name\nK1,CN,1.6.2027,,2027-06-01,ACME\n",
        "k.csv",
        &[
            "k.csv:4: error: column `ship.date`: `1.6.2027` is not a date\n    write year-month-day, for example 2027-06-01",
            "k.csv:4: error: column `ship2.date`: the shipment has no `market`\n    add market = ...",
            "k.csv:4: error: column `factory.name`: the factory has no `country`\n    add country = ...",
        ],
    );
    check(
        "name,ship.market,出运.市场\n",
        "k.csv",
        &["k.csv:1: error: the column `ship.market` stands twice\n    keep one of the two"],
    );
}

/// The table that people start from is a good file, empty and with its examples filled in.
#[test]
fn the_form_is_a_good_file() {
    let common = words::common();
    let facts: Vec<_> = common.facts.values().collect();
    let mut columns = form("K1", common.kinds.get("electric-kettle"), &facts);
    for lang in [Lang::En, Lang::Zh] {
        let text = form_csv(&columns, lang);
        assert!(text.starts_with("\u{feff}#") && text.contains("\r\nname,kind,hs,ship.market,"), "{text}");
        let read = product(text.as_bytes(), "k.csv");
        assert_eq!((read.name.as_str(), read.kind.as_deref(), read.facts.len()), ("K1", Some("electric-kettle"), 0));
    }
    for column in &mut columns {
        column.value = column.example.clone();
    }
    let read = product(form_csv(&columns, Lang::En).as_bytes(), "k.csv");
    assert_eq!((read.ships.len(), read.factories.len()), (2, 1));
    assert!(read.facts.len() > 5, "{:?}", read.facts);
}
