//! What is written is read again as the same, and what was there stays.

use crate::readings;
use certmap_intake::{Cell, remove_record, set_keys, set_record, write_product};
use certmap_scope::Product;

fn product(text: &str) -> Product {
    let reading = readings(text.as_bytes(), "p.toml").remove(0);
    reading.product.unwrap_or_else(|| panic!("{:?}\n{text}", reading.problems))
}

const WHOLE: &str = r#"name = "Kettle K1"
kind = "kettle"
hs = "8516.79"

[facts]
electrical = { value = true, by = "Li", from = "rating plate" }
rated_voltage = "220-240 V"

[[line]]
model = "K1-A"
brand = "Nord"
factory = "f1"
rated_voltage = "100 V"

[[factory]]
id = "f1"
name = { en = "Example", zh = "示例" }
country = "CN"
headcount = 120
inspections = [{ scheme = "xx-mark", on = 2026-03-10, valid_until = 2027-03-10 }]
shutdowns = [{ from = 2027-02-01, until = 2027-02-22 }]

[[party]]
role = "importer"
name = { en = "Importer" }
country = "CN"

[[have]]
kind = "test-report"
number = "TR-1"
date = 2026-05-01
models = ["K1-A"]

[[ship]]
market = "CN"
date = 2027-06-01
quantity = 1000
"#;

#[test]
fn a_product_is_written_as_it_was_read() {
    let written = write_product(&product(WHOLE)).unwrap();
    assert_eq!(written, WHOLE);
}

#[test]
fn comments_and_order_stay() {
    let text = "# ours\nname = \"Lamp\" # the name\n\n[[line]]\nmodel = \"L1\" # first\n\n[[line]]\nmodel = \"L2\"\n";
    let new = set_record(text, "line", Some(0), &[("model", Cell::Text("L1b".into()))]).unwrap();
    assert_eq!(new, text.replace("\"L1\"", "\"L1b\""));
    let less = remove_record(&new, "line", 1).unwrap();
    assert!(less.contains("L1b") && !less.contains("L2"), "{less}");
    assert!(!remove_record(&less, "line", 0).unwrap().contains("line"));
    assert!(remove_record(&less, "line", 7).is_err() && set_record(text, "line", Some(9), &[]).is_err());
    assert_eq!(set_keys(text, &[("hs", Cell::Nothing)]).unwrap(), text);
}
