//! No test is forgotten: a crate has one integration binary, every file under its `tests/` is a module of it,
//! and no test is switched off.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::support::{files, from_root, packages, read, settle, text};

#[test]
fn a_crate_has_one_integration_binary() {
    let mut complaints = Vec::new();
    for package in packages() {
        let binaries = binaries(&package);
        if binaries.len() > 1 {
            let told = binaries.iter().map(|path| from_root(path)).collect::<Vec<_>>().join(", ");
            complaints.push(format!("{}: more than one integration binary: {told}", text(&package, "name")));
        }
    }
    settle(&complaints);
}

#[test]
fn every_test_file_is_reached() {
    let mut reached = BTreeSet::new();
    for package in packages() {
        for binary in binaries(&package) {
            follow(&binary, true, &mut reached);
        }
    }
    let existing = files("crates", "rs").into_iter().filter(|path| path.split('/').nth(2) == Some("tests"));
    let forgotten = existing.filter(|path| !reached.contains(path));
    settle(&forgotten.map(|path| format!("{path}: no `mod` line reaches this file")).collect::<Vec<_>>());
}

#[test]
fn no_test_is_switched_off() {
    let attribute = concat!("#[", "ignore");
    let paths = files("crates", "rs").into_iter();
    let wrong = paths.filter(|path| read(path).lines().any(|line| line.trim_start().starts_with(attribute)));
    settle(&wrong.map(|path| format!("{path}: assert the wrong behaviour with a FIXME instead")).collect::<Vec<_>>());
}

#[test]
fn modules_are_found_in_blocks_too() {
    let text = "mod one;\nmod all {\n    pub(crate) mod two;\n    mod deep {\n        mod three;\n    }\n    mod four;\n}\nmod five;\n";
    let found = modules(text, Path::new("t"));
    let told: Vec<_> = found.iter().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(told, ["t/one", "t/all/two", "t/all/deep/three", "t/all/four", "t/five"]);
}

fn binaries(package: &Value) -> Vec<PathBuf> {
    let targets = package["targets"].as_array().unwrap().iter();
    let tests = targets.filter(|target| target["kind"].as_array().unwrap().iter().any(|kind| kind == "test"));
    tests.map(|target| PathBuf::from(text(target, "src_path"))).collect()
}

/// Note a file and all modules that it names. The modules of a root or a `mod.rs` stand beside it, those of any
/// other file in the folder of its name.
fn follow(file: &Path, beside: bool, reached: &mut BTreeSet<String>) {
    let Ok(content) = fs::read_to_string(file) else {
        return;
    };
    if !reached.insert(from_root(&file.canonicalize().unwrap())) {
        return;
    }
    let folder = if beside { file.parent().unwrap().to_path_buf() } else { file.with_extension("") };
    for module in modules(&content, &folder) {
        follow(&module.with_extension("rs"), false, reached);
        follow(&module.join("mod.rs"), true, reached);
    }
}

/// The paths, without ending, of the modules that a file names. Blocks are told by their indent, which rustfmt sees to.
fn modules(content: &str, folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut blocks: Vec<(usize, String)> = Vec::new();
    for line in content.lines() {
        let indent = line.len() - line.trim_start().len();
        if line.trim() == "}" && blocks.last().is_some_and(|(at, _)| *at == indent) {
            blocks.pop();
        }
        let Some(rest) = after_mod(line.trim()) else {
            continue;
        };
        if let Some(name) = rest.strip_suffix(';') {
            let inside: PathBuf = blocks.iter().map(|(_, name)| name.as_str()).collect();
            found.push(folder.join(inside).join(name));
        } else if let Some(name) = rest.strip_suffix(" {") {
            blocks.push((indent, name.to_owned()));
        }
    }
    found
}

fn after_mod(line: &str) -> Option<&str> {
    let seen = ["pub ", "pub(crate) ", "pub(super) "].iter().find_map(|seen| line.strip_prefix(seen));
    seen.unwrap_or(line).strip_prefix("mod ")
}
