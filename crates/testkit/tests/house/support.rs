//! Files, `cargo metadata` and complaints, for all rules of the house.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Names in order, each once.
pub(crate) type Names = BTreeSet<String>;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap().to_path_buf()
}

/// The text of a file of the repository, by its path from the root.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a program prints when it is run in the root.
pub(crate) fn printed(program: &str, words: &[&str]) -> Vec<u8> {
    let done = Command::new(program).args(words).current_dir(root()).output().unwrap();
    assert!(done.status.success(), "{program} {words:?}: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// The packages of the workspace, as `cargo metadata` tells them.
pub(crate) fn packages() -> Vec<Value> {
    let words = ["metadata", "--no-deps", "--format-version", "1", "--offline"];
    let told: Value = serde_json::from_slice(&printed(env!("CARGO"), &words)).unwrap();
    told["packages"].as_array().unwrap().clone()
}

/// The text of a JSON member that must be there.
pub(crate) fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

/// Every file under a folder with the given ending, sorted, as paths from the root.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.extension().is_some_and(|it| it == ending) {
            found.push(from_root(&path));
        }
    }
}

/// A path as it is told to people.
pub(crate) fn from_root(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_str().unwrap().to_owned()
}

/// The Rust files of a crate that end up in its library or program.
pub(crate) fn sources(krate: &str) -> Vec<String> {
    let mut found = files(&format!("crates/{krate}/src"), "rs");
    found.retain(|path| !path.ends_with("/tests.rs") && !path.contains("/tests/"));
    found
}

/// The names of the folders under `crates/`.
pub(crate) fn crates() -> Names {
    let entries = fs::read_dir(root().join("crates")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The numbered lines of a Rust file that are not test code: what stands above `#[cfg(test)]`, and what follows
/// where that attribute is only about the next line.
pub(crate) fn outside_tests(text: &str) -> Vec<(usize, &str)> {
    let mut kept = Vec::new();
    let mut lines = text.lines().zip(1..).map(|(line, number)| (number, line)).peekable();
    while let Some((number, line)) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push((number, line));
        } else if lines.next_if(|(_, next)| next.trim_end().ends_with(';')).is_none() {
            break;
        }
    }
    kept
}

/// Whether a word stands in a line, with nothing beside it that could belong to the word.
pub(crate) fn has_word(line: &str, word: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    line.match_indices(word).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.strip_prefix(word).unwrap_or_default();
        !before.ends_with(joins) && !after.starts_with(joins)
    })
}

/// The cells of a Markdown table row; nothing for any other line, and nothing for the rule under the head.
pub(crate) fn row(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    let cells: Vec<String> = inner.split('|').map(|cell| cell.trim().to_owned()).collect();
    (!cells.iter().all(|cell| cell.chars().all(|c| c == '-' || c == ':'))).then_some(cells)
}

/// The lines of a Markdown text under a heading, up to the next heading.
pub(crate) fn section<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    let mut lines = text.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "the heading `{heading}` is missing");
    lines.take_while(|line| !line.starts_with('#')).collect()
}

/// Fail with all complaints at once.
#[track_caller]
pub(crate) fn settle(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn test_code_is_cut_off() {
    let text = "a\n#[cfg(test)]\nmod tests;\nb\n#[cfg(test)]\nmod tests {\n    c\n}\n";
    assert_eq!(outside_tests(text), [(1, "a"), (4, "b")]);
}

#[test]
fn words_end_where_nothing_joins() {
    assert!(has_word("say \"xx-law\" twice", "xx-law"));
    assert!(!has_word("xx-law-2", "xx-law"));
    assert!(!has_word("my_xx-law", "xx-law"));
}
