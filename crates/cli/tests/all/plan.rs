//! `certmap plan`: shapes, files written, shipments.

use super::support::{Folder, KETTLE};

const PLAN: &str = "plan k.toml --market CN --ship 2027-12-01 --samples 0";

#[test]
fn every_shape_to_a_file() {
    let folder = Folder::with("k.toml", KETTLE);
    for (format, start) in [
        ("text", "Kettle K1"),
        ("json", "{\"product\":\"Kettle K1\""),
        ("html", "<!doctype html>"),
        ("svg", "<?xml"),
        ("ics", "BEGIN:VCALENDAR"),
        ("xlsx", "PK"),
    ] {
        let name = format!("plan.{format}");
        let done = folder.run(&format!("{PLAN} --format {format} -o {name}")).ends(0);
        assert_eq!(done.out, "", "{format}");
        let bytes = std::fs::read(folder.path(&name)).unwrap();
        let head = String::from_utf8_lossy(&bytes[..40.min(bytes.len())]).to_lowercase();
        assert!(head.starts_with(&start.to_lowercase()), "{format}: {head}");
    }
    assert_eq!(folder.names(), ["k.toml", "plan.html", "plan.ics", "plan.json", "plan.svg", "plan.text", "plan.xlsx"]);
}

#[test]
fn the_same_plan_twice_is_the_same() {
    let folder = Folder::with("k.toml", KETTLE);
    let line = "plan k.toml --market CN --ship 2027-12-01 --samples 200 --seed 7 --format json";
    assert_eq!(folder.run(line).out, folder.run(line).out);
    assert_eq!(folder.run(line).json()["probability"]["seed"], 7);
}

#[test]
fn shipments_of_the_file_come_before_ship() {
    let folder = Folder::with("k.toml", format!("{KETTLE}[[ship]]\nmarket = \"CN\"\ndate = 2027-10-01\n"));
    let plan = folder.run(&format!("{PLAN} --format json")).json();
    assert_eq!(plan["ship"][0]["date"], "2027-10-01");
    let plan = folder.run("plan k.toml --samples 0 --format json").json();
    assert_eq!(plan["ship"][0]["market"], "CN");
}

#[test]
fn a_shipment_in_the_past_is_no_error() {
    let folder = Folder::with("k.toml", KETTLE);
    let plan = folder.run("plan k.toml --market CN --ship 2026-01-01 --samples 0 --format json").ends(1).json();
    assert_eq!(plan["past"][0]["market"], "CN");
    assert!(!plan["past"][0]["can_do"].as_array().unwrap().is_empty());
}

#[test]
fn open_scope_plans_both_branches() {
    let folder = Folder::with("k.toml", "kind = \"electric-kettle\"\n");
    let plan = folder.run("plan k.toml --market CN --ship 2027-12-01 --samples 0 --format json").ends(3).json();
    assert_eq!(plan["open"][0]["scheme"], "cn-ccc");
    assert!(plan["open"][0]["answer_by"].is_string(), "{}", plan["open"]);
    assert!(plan["if_out"].is_object());
    assert!(plan["steps"].as_array().unwrap().iter().any(|s| s["if_in"] == true));
}

#[test]
fn voluntary_schemes_are_planned_when_named() {
    let folder = Folder::with("hose.toml", "kind = \"brake-hose\"\n");
    let line = "plan hose.toml --market CN --ship 2027-12-01 --samples 0 --format json";
    let planned = |line: &str| -> Vec<String> {
        let plan = folder.run(line).json();
        let schemes = plan["schemes"].as_array().unwrap().iter();
        schemes.filter(|s| s["state"] == "planned").map(|s| s["scheme"].as_str().unwrap().to_owned()).collect()
    };
    assert!(!planned(line).contains(&"cn-cqc".to_owned()), "{:?}", planned(line));
    assert_eq!(planned(&format!("{line} --scheme cn-cqc")), ["cn-cqc"]);
}

#[test]
fn totals_in_one_currency_need_rates() {
    let folder = Folder::with("k.toml", KETTLE);
    let plan = folder.run(&format!("{PLAN} --format json --currency EUR --rate CNY=0.13")).json();
    assert_eq!(plan["total"]["currency"], "EUR");
    folder
        .run(&format!("{PLAN} --rate CNY=0.13"))
        .ends(2)
        .says("command line: error: exchange rates need the currency of the total\n    add --currency EUR");
    folder
        .run(&format!("{PLAN} --currency EUR --rate CNY"))
        .ends(2)
        .says("command line: error: `CNY` is no exchange rate\n    write for example --rate CNY=0.13");
}
