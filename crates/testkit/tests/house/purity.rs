//! The crates that decide do no IO, read no clock and no environment, write for nobody, and are not async.
//!
//! The lints catch calls of the clock; this catches the rest, also where it is only imported.

use super::support::{has_word, outside_tests, read, settle, sources};

const PURE: [&str; 8] = ["base", "calendar", "expr", "pack", "scope", "plan", "case", "view"];
const REFUSED: [&str; 12] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant",
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
    "async",
];
const MODULES: [&str; 5] = ["fs", "net", "env", "process", "thread"];

#[test]
fn pure_crates_stay_pure() {
    let mut complaints = Vec::new();
    for path in PURE.iter().flat_map(|krate| sources(krate)) {
        complaints.extend(impurities(&read(&path)).into_iter().map(|told| format!("{path}:{told}")));
    }
    settle(&complaints);
}

#[test]
fn every_way_to_mention_it_is_seen() {
    assert_eq!(impurities("use std::fs;"), ["1: a pure crate mentions `std::fs`"]);
    assert_eq!(impurities("async fn f() {}"), ["1: a pure crate mentions `async`"]);
    assert_eq!(impurities("fn f() { println!(\"x\") }"), ["1: a pure crate mentions `println!`"]);
    assert_eq!(impurities("use std::{\n    fmt,\n    fs::File,\n};\n"), ["a pure crate imports `std::fs`"]);
    assert!(impurities("// no std::fs here, nothing async\nuse std::fmt;\n").is_empty());
    assert!(impurities("#[cfg(test)]\nmod tests { use std::fs; }\n").is_empty());
}

fn impurities(text: &str) -> Vec<String> {
    let lines = outside_tests(text).into_iter().map(|(number, line)| (number, code(line)));
    let lines: Vec<_> = lines.collect();
    let mut complaints = Vec::new();
    for (number, line) in &lines {
        let found = REFUSED.iter().filter(|word| has_word(line, word));
        complaints.extend(found.map(|word| format!("{number}: a pure crate mentions `{word}`")));
    }
    let joined: String = lines.iter().map(|(_, line)| *line).collect();
    complaints.extend(imported(&joined).map(|name| format!("a pure crate imports `std::{name}`")));
    complaints
}

/// A line without its comment; good enough, since `//` in a text constant only hides the rest of that line.
fn code(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

/// The refused modules in lists such as `use std::{fmt, fs::File};`.
fn imported(code: &str) -> impl Iterator<Item = &str> {
    let lists = code.split("use std::{").skip(1).filter_map(|rest| Some(rest.split_once(';')?.0));
    let parts = lists.flat_map(|list| list.split(['{', '}', ','])).map(str::trim);
    let heads = parts.map(|part| part.split_once("::").map_or(part, |(head, _)| head));
    heads.filter(|head| MODULES.contains(head))
}
