//! Everyday names and the kind that is meant. `*.csv` may be looked at while synonyms are added; `*-apart.csv` is only
//! measured, so that it says what a name is worth that nobody thought of.

use certmap_pack::{Library, Select, Taxonomy};
use std::fs;
use std::path::Path;

/// Name and text of each file of a folder and the folders in it.
fn texts(dir: &Path, name: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            found.extend(texts(&path, &name));
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

/// The words that all packs share, as they are shipped.
fn shipped() -> Library {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/common");
    let texts = texts(&dir, "packs/common");
    let texts: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    Library::read(&texts, &Select::everything()).0.unwrap()
}

/// How many of a hundred names have one of the kinds that are meant among the first three, and the names that have not.
fn hundredth(kinds: &Taxonomy, table: &str) -> (usize, Vec<String>) {
    let rows: Vec<(&str, &str)> = table.lines().skip(1).filter_map(|l| l.rsplit_once(',')).collect();
    let mut missed = Vec::new();
    for (name, meant) in &rows {
        let hits: Vec<&str> = kinds.find(name, 3).iter().map(|h| h.kind.id.as_str()).collect();
        if !hits.iter().any(|h| meant.split('|').any(|m| m == *h)) {
            missed.push(format!("{name}: {meant}, not {}", hits.join(" ")));
        }
    }
    ((rows.len() - missed.len()) * 100 / rows.len(), missed)
}

#[track_caller]
fn check(table: &str, at_least: usize) {
    let library = shipped();
    let (share, missed) = hundredth(&library.common.kinds, table);
    assert!(share >= at_least, "{share} of a hundred names are found:\n{}", missed.join("\n"));
}

#[test]
fn everyday_names_are_among_the_first_three() {
    check(include_str!("../find/en.csv"), 95);
    check(include_str!("../find/zh.csv"), 95);
}

#[test]
fn names_that_nobody_tuned_for_are_among_the_first_three() {
    check(include_str!("../find/en-apart.csv"), 90);
    check(include_str!("../find/zh-apart.csv"), 90);
}

#[test]
fn every_kind_that_is_meant_exists() {
    let library = shipped();
    for table in [
        include_str!("../find/en.csv"),
        include_str!("../find/zh.csv"),
        include_str!("../find/en-apart.csv"),
        include_str!("../find/zh-apart.csv"),
    ] {
        for (name, meant) in table.lines().skip(1).filter_map(|l| l.rsplit_once(',')) {
            for kind in meant.split('|') {
                assert!(library.common.kinds.get(kind).is_some(), "{name}: no kind is called `{kind}`");
            }
        }
    }
}
