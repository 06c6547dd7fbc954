use crate::{check, readings};
use certmap_base::{Date, Place};
use certmap_pack::Value;
use certmap_scope::Product;

pub(crate) const FULL: &str = r#"
name  = "Kettle K1"
kind  = "电热水壶"
kinds = ["toy"]
hs    = "8516.79"
gtin  = "4006381333931"

[facts]
rated_voltage = "220-240 V"
rated_power   = { value = "2 kW", by = "Li Wei", from = "rating plate" }
intended_use  = "家庭"
electrical    = true
radio_technologies = { all = ["wlan", "蓝牙"] }
manufactured_on = 2027-03-01
pieces = 1_000
age_min = "?"

[[line]]
model   = "K1-A"
brand   = "Example"
factory = "f1"
rated_power = "1.5 kW"

[[line]]
model = "K1-B"
[line.facts]
rated_voltage = "110 V"

[[factory]]
id = "f1"
name = { en = "Example Appliances", zh = "示例电器有限公司" }
country = "CN"
headcount = 120
class = "b"
inspections = [{ scheme = "cn-ccc", on = 2026-03-10, valid_until = 2027-03-10 }]
shutdowns = [{ from = 2027-02-01, until = 2027-02-22 }]

[[party]]
role = "importer"
name = "Example GmbH"
country = "DE"
mandate = { scheme = "eu-lvd", from = 2026-01-01 }

[[have]]
kind = "test-report"
number = "TR-1"
models = ["K1-A"]
factory = "f1"
date = 2026-05-01

[[ship]]
market = "德国"
date = "2027-06-01"
quantity = 5000
purpose = "销售"

[[done]]
scheme = "cn-ccc"
step = "apply"
on = 2026-11-01
"#;

fn only(text: &str, name: &str) -> Product {
    let mut all = readings(text.as_bytes(), name);
    assert_eq!(all.len(), 1);
    let reading = all.remove(0);
    assert_eq!(reading.problems, []);
    reading.product.unwrap()
}

#[test]
fn a_full_product_is_read() {
    let p = only(FULL, "kettle.toml");
    assert_eq!(
        (p.name.as_str(), p.kind.as_deref(), p.kinds.as_slice()),
        ("Kettle K1", Some("electric-kettle"), &["toy".to_owned()][..])
    );
    let shown = |facts: &std::collections::BTreeMap<String, certmap_scope::Answer>| -> Vec<String> {
        facts.iter().map(|(id, a)| format!("{id} = {}", a.value)).collect()
    };
    assert_eq!(
        shown(&p.facts),
        [
            "electrical = true",
            "hs = 8516.79",
            "intended_use = household",
            "manufactured_on = 2027-03-01",
            "pieces = 1000",
            "radio_technologies = bluetooth, wlan",
            "rated_power = 2 kW",
            "rated_voltage = 220-240 V",
        ]
    );
    let power = &p.facts["rated_power"];
    assert_eq!((power.by.as_deref(), power.from.as_deref()), (Some("Li Wei"), Some("rating plate")));
    assert_eq!(power.place, Place { file: "kettle.toml".to_owned(), line: 10, column: 1 });
    assert!(matches!(&p.facts["radio_technologies"].value, Value::List { complete: true, .. }));
    assert_eq!(shown(&p.lines[0].facts), ["rated_power = 1.5 kW"]);
    assert_eq!(shown(&p.lines[1].facts), ["rated_voltage = 110 V"]);
    assert_eq!(p.factories[0].class.as_deref(), Some("B"));
    assert_eq!(p.factories[0].inspections[0].valid_until, Some(Date::parse("2027-03-10").unwrap()));
    assert_eq!((p.ships[0].market.as_str(), p.ships[0].purpose.as_deref()), ("DE", Some("sale")));
    assert_eq!(p.parties[0].name.zh, "Example GmbH");
    assert_eq!(p.done[0].step, "apply");
}

#[test]
fn a_customs_code_is_given_as_far_as_it_is_known() {
    let codes = [
        ("hs = \"8516\"", "hs = 8516"),
        ("hs = 8516797000", "hs = 8516.79.70.00"),
        ("hs = [\"8516.79\", \"8516 10\"]", "hs = 8516.10, 8516.79"),
        ("hs = { value = \"8516.79\", from = \"ruling\" }", "hs = 8516.79"),
        ("[facts]\nhs = \"8516.79; 8516.10\"", "hs = 8516.10, 8516.79"),
    ];
    for (written, expected) in codes {
        let facts = only(written, "k.toml").facts;
        assert_eq!(format!("hs = {}", facts["hs"].value), expected, "{written}");
    }
}

#[test]
fn json_says_the_same() {
    let json = r#"{"name": "K", "kind": "electric-kettle", "hs": null, "facts": {"rated_voltage": "220-240 V", "electrical": null,
        "radio_technologies": ["wlan"], "rated_power": {"value": "2 kW", "from": "plate"}}, "ship": [{"market": "DE", "date": "2027-06-01"}]}"#;
    let toml = "name = \"K\"\nkind = \"electric-kettle\"\n[facts]\nrated_voltage = \"220-240 V\"\nradio_technologies = [\"wlan\"]\n\
        rated_power = { value = \"2 kW\", from = \"plate\" }\n[[ship]]\nmarket = \"DE\"\ndate = 2027-06-01\n";
    let (mut a, mut b) = (only(json, "k.json"), only(toml, "k.toml"));
    for p in [&mut a, &mut b] {
        p.place = Place::default();
        p.facts.values_mut().for_each(|f| f.place = Place::default());
    }
    assert_eq!(a, b);
}

#[test]
fn several_products_in_one_file() {
    let names = |text: &str, name: &str| -> Vec<String> {
        readings(text.as_bytes(), name).into_iter().map(|r| r.product.unwrap().name).collect()
    };
    assert_eq!(names("[[product]]\nname = \"a\"\n[[product]]\nkind = \"toy\"\n", "x/list.toml"), ["a", "list 2"]);
    assert_eq!(names("[{\"name\": \"a\"}, {\"name\": \"b\"}]", "l.json"), ["a", "b"]);
    assert_eq!(names("{\"name\": \"a\"}\n{\"name\": \"b\"}\n", "l.json"), ["a", "b"]);
    assert_eq!(names("{\"name\": \"a\"}\n\n{\"kind\": \"toy\"}", "l.jsonl"), ["a", "l 3"]);
    assert_eq!(names("kind = \"toy\"", "lamp.toml"), ["lamp"]);
}

#[test]
fn a_check_of_the_caller_is_added() {
    let common = crate::words::common();
    let forbid = |p: &Product| {
        vec![certmap_base::Problem::error(p.place.clone(), certmap_base::Fault::new(certmap_base::text!("no", "否")))]
    };
    let read: Vec<_> = certmap_intake::read(&b"kind = \"toy\""[..], "a.toml", certmap_intake::Format::Toml, &common)
        .checked_by(forbid)
        .collect();
    assert_eq!(
        (read[0].product.is_none(), read[0].problems[0].say(certmap_base::Lang::En)),
        (true, "a.toml:1:1: error: no".to_owned())
    );
}

#[test]
fn a_byte_order_mark_and_windows_lines_do_no_harm() {
    check("\u{feff}name = \"a\"\r\nkind = \"toy\"\r\n", "a.toml", &[]);
    check("\u{feff}{\"name\": \"a\"}\r\n", "a.json", &[]);
}
