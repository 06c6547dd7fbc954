//! Everything that is fetched from outside has a line in docs/DEPENDENCIES.md, and no line outlives what it is about.

use serde_json::Value;

use super::support::{Names, packages, read, row, section, settle, text};

const PAGE: &str = "docs/DEPENDENCIES.md";

#[test]
fn every_rust_crate_is_explained() {
    let mut used = in_workspace(&read("Cargo.toml"));
    for package in packages() {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        used.extend(dependencies.map(|it| text(it, "name").to_owned()));
    }
    used.retain(|name| !name.starts_with("certmap-"));
    settle(&compare("## Rust crates", &used));
}

#[test]
fn every_python_package_is_explained() {
    settle(&compare("## PyPI packages", &in_requirements(&read("tests/requirements.txt"))));
}

#[test]
fn every_node_package_is_explained() {
    let manifest: Value = serde_json::from_str(&read("package.json")).unwrap();
    let used = manifest["devDependencies"].as_object().unwrap().keys().cloned().collect();
    settle(&compare("## npm packages", &used));
}

#[test]
fn the_lock_file_of_node_names_no_address() {
    let lock = read("package-lock.json");
    let wrong = lock.lines().filter(|line| line.contains("\"resolved\"") || line.contains("://"));
    settle(&wrong.map(|line| format!("package-lock.json: {}", line.trim())).collect::<Vec<_>>());
}

#[test]
fn names_are_read_from_both_lists() {
    let manifest = "[workspace.dependencies]\ntoml = \"1\"\nclap = { version = \"4\" }\n\n[profile.dev]\ndebug = 1\n";
    assert_eq!(in_workspace(manifest).into_iter().collect::<Vec<_>>(), ["clap", "toml"]);
    assert_eq!(in_requirements("# why\nicalendar==7.3.0\n").into_iter().collect::<Vec<_>>(), ["icalendar"]);
}

/// What is used and not explained, and what is explained and not used.
fn compare(heading: &str, used: &Names) -> Vec<String> {
    let page = read(PAGE);
    let rows = section(&page, heading).into_iter().filter_map(row).skip(1);
    let explained: Names = rows.map(|cells| cells.first().unwrap().trim_matches('`').to_owned()).collect();
    let missing = used.difference(&explained).map(|name| format!("{PAGE}, {heading}: `{name}` has no line"));
    let stale = explained.difference(used).map(|name| format!("{PAGE}, {heading}: nothing uses `{name}` any more"));
    missing.chain(stale).collect()
}

fn in_workspace(manifest: &str) -> Names {
    let lines = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned())).collect()
}

fn in_requirements(list: &str) -> Names {
    list.lines().filter_map(|line| Some(line.split_once("==")?.0.to_owned())).collect()
}
