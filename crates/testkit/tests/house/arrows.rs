//! Who may use whom: the table in ARCHITECTURE.md is what `cargo metadata` says.

use std::collections::BTreeMap;

use serde_json::Value;

use super::support::{Names, packages, read, row, section, settle, text};

const HEADING: &str = "## Who may use whom";
const DEV_ONLY: &str = "testkit";
/// What tests add besides: the service is tested over the store that keeps everything in memory, the model of the others.
const IN_TESTS: &[(&str, &str)] = &[("web", "store")];

#[test]
fn the_table_is_what_the_manifests_say() {
    let table = table(&read("ARCHITECTURE.md"));
    let mut complaints = Vec::new();
    for package in packages() {
        let (name, used) = (own(text(&package, "name")), uses(&package, false));
        if name != DEV_ONLY {
            complaints.extend(compare(&name, table.get(&name), &used));
        }
    }
    settle(&complaints);
}

#[test]
fn the_table_names_every_crate_and_no_other() {
    let written: Names = table(&read("ARCHITECTURE.md")).into_keys().collect();
    let existing: Names = packages().iter().map(|package| own(text(package, "name"))).collect();
    assert_eq!(written, existing);
}

#[test]
fn the_test_kit_is_used_by_tests_alone() {
    let mut complaints = Vec::new();
    for package in packages() {
        let name = text(&package, "name");
        if uses(&package, false).contains(DEV_ONLY) {
            complaints.push(format!("{name} uses {DEV_ONLY} outside tests"));
        }
        let beside = |other: &str| other == DEV_ONLY || IN_TESTS.contains(&(own(name).as_str(), other));
        for other in uses(&package, true).iter().filter(|other| !beside(other.as_str())) {
            complaints.push(format!("the tests of {name} use {other}; of ours they may only add {DEV_ONLY}"));
        }
    }
    settle(&complaints);
}

#[test]
fn a_difference_is_told_in_both_directions() {
    let set = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Names>();
    assert!(compare("plan", Some(&set(&["base"])), &set(&["base"])).is_empty());
    let told = compare("plan", Some(&set(&["base", "scope"])), &set(&["base", "pack"]));
    assert_eq!(told, ["plan: the table says {\"base\", \"scope\"}, Cargo.toml says {\"base\", \"pack\"}"]);
    assert_eq!(compare("plan", None, &set(&[])), ["plan: has no row in the table"]);
}

fn compare(name: &str, written: Option<&Names>, used: &Names) -> Vec<String> {
    match written {
        None => vec![format!("{name}: has no row in the table")],
        Some(written) if written == used => Vec::new(),
        Some(written) => vec![format!("{name}: the table says {written:?}, Cargo.toml says {used:?}")],
    }
}

/// Crate and what it may use, from the rows `| name | what it is | base pack |`.
fn table(architecture: &str) -> BTreeMap<String, Names> {
    let rows = section(architecture, HEADING).into_iter().filter_map(row).skip(1);
    rows.map(|cells| (cells.first().unwrap().clone(), names(cells.last().unwrap()))).collect()
}

fn names(cell: &str) -> Names {
    cell.split_whitespace().filter(|word| *word != "-").map(str::to_owned).collect()
}

/// The crates of ours that a package depends on, either for its tests or for itself (building included).
fn uses(package: &Value, for_tests: bool) -> Names {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    let ours = dependencies.filter(|it| text(it, "name").starts_with("certmap-"));
    let asked = ours.filter(|it| (it["kind"].as_str() == Some("dev")) == for_tests);
    asked.map(|it| own(text(it, "name"))).collect()
}

fn own(name: &str) -> String {
    name.trim_start_matches("certmap-").to_owned()
}
