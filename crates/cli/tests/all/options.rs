//! Options that every command has, input from a pipe, and readers that go away.

use super::support::{Folder, KETTLE, root};
use std::io::{BufRead, BufReader};

const CCC: &str = "--market CN --scheme cn-ccc --format json";

#[test]
fn standard_input_in_every_format_of_text() {
    let folder = Folder::new();
    let facts = "\"rated_voltage\":\"220 V\",\"intended_use\":\"household\"";
    let json = format!("{{\"name\":\"K\",\"kind\":\"electric-kettle\",\"facts\":{{{facts}}}}}");
    let csv = "name,kind,rated_voltage,intended_use\nK,electric-kettle,220 V,household\n";
    let toml = KETTLE.replace("Kettle K1", "K");
    for (format, text) in [("json", json.as_str()), ("jsonl", &json), ("csv", csv), ("toml", &toml)] {
        let done = folder.fed(&format!("scope - --from {format} {CCC}"), text).ends(0);
        assert_eq!(done.json()["product"], "K", "{format}");
        assert_eq!(done.json()["results"][0]["outcome"], "in", "{format}");
    }
}

#[test]
fn several_files_are_answered_in_their_order() {
    let folder = Folder::with("a.toml", KETTLE);
    folder.write("b.csv", "name,kind\nB,toy\nC,power-bank\n");
    folder.write("c.json", "[{\"name\":\"D\",\"kind\":\"toy\"}]");
    let done = folder.run(&format!("scope b.csv a.toml c.json {CCC}")).ends(3);
    let names: Vec<serde_json::Value> =
        done.out.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["product"].clone()).collect();
    assert_eq!(names, ["B", "C", "Kettle K1", "D"]);
}

#[test]
fn on_moves_every_date_of_the_goods() {
    let folder = Folder::with(
        "bank.toml",
        "kind = \"power-bank\"\n[facts]\nbattery_chemistry = \"li_ion\"\nbattery_capacity = \"10000 mAh\"\nmass = \"0.25 kg\"\n",
    );
    for (day, outcome) in [("2024-07-31", "not_yet"), ("2024-08-01", "in")] {
        let done = folder.run(&format!("scope bank.toml {CCC} --on {day}"));
        assert_eq!(
            (&done.json()["results"][0]["outcome"], &done.json()["results"][0]["on"]),
            (&outcome.into(), &day.into())
        );
    }
}

#[test]
fn today_is_the_day_where_the_goods_name_none() {
    let folder = Folder::with("k.toml", KETTLE);
    let done = folder.run(&format!("scope k.toml {CCC} --today 2025-03-04"));
    assert_eq!(done.json()["results"][0]["on"], "2025-03-04");
    let plan = folder.run("plan k.toml --market CN --samples 0 --format json --today 2025-03-04").json();
    assert_eq!(plan["today"], "2025-03-04");
}

#[test]
fn packs_of_a_folder_answer_like_those_inside() {
    let folder = Folder::with("k.toml", KETTLE);
    let inside = folder.run("scope k.toml --market CN --market DE --format json");
    for dir in [root().join("packs"), root()] {
        let outside = folder.words(&[
            "scope",
            "k.toml",
            "--market",
            "CN",
            "--market",
            "DE",
            "--format",
            "json",
            "--packs",
            dir.to_str().unwrap(),
        ]);
        assert_eq!((&inside.out, inside.code), (&outside.out, outside.code));
    }
}

#[test]
fn packs_that_are_not_there() {
    let folder = Folder::with("k.toml", KETTLE);
    folder
        .run("scope k.toml --market CN --packs nowhere")
        .ends(2)
        .says("nowhere: error: the folder `nowhere` does not exist\n    --packs names a folder with packs in it");
    folder.write("void/readme.md", "");
    folder
        .run("scope k.toml --market CN --packs void")
        .ends(2)
        .says("packs/common/: error: the shared dictionary packs/common is missing\n    every set of packs needs it");
}

#[test]
fn chinese() {
    let folder = Folder::with("k.toml", KETTLE);
    let done = folder.run("scope k.toml --market CN --scheme cn-ccc --lang zh").ends(0);
    assert!(done.out.contains("适用") && done.out.contains("中国") && !done.out.contains("applies"), "{}", done.out);
    for line in
        ["map k.toml --market CN", "plan k.toml --market CN --ship 2027-12-01 --samples 0", "new electric-kettle"]
    {
        let zh = folder.run(&format!("{line} --lang zh")).out;
        assert!(zh.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)), "{zh}");
    }
    let json = |lang: &str| folder.run(&format!("scope k.toml {CCC} --lang {lang}")).out;
    assert_eq!(json("en"), json("zh"), "the contract has both languages, whoever asks");
}

#[test]
fn no_colour_where_nobody_looks_or_nobody_wants_it() {
    let folder = Folder::with("k.toml", KETTLE);
    for line in ["scope k.toml --market CN", "map k.toml --market CN", "plan k.toml --market CN --samples 0"] {
        let words: Vec<&str> = line.split_whitespace().collect();
        let plain = folder.words(&words).out;
        let asked = folder.command(&words).env("NO_COLOR", "1").output().unwrap().stdout;
        assert!(!plain.contains('\u{1b}'), "{plain}");
        assert_eq!(plain.as_bytes(), asked);
    }
}

/// What remains of a run whose reader went away after the first line: not 0, which would say that all was looked at.
#[test]
fn a_closed_pipe_ends_the_run() {
    let rows: String = (0..5000).map(|i| format!("K{i},electric-kettle,220 V,household\n")).collect();
    let folder = Folder::with("many.csv", format!("name,kind,rated_voltage,intended_use\n{rows}"));
    for line in
        ["scope many.csv --market CN --format json", "find electric --most 1000", "pack probe", "pack check --warnings"]
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut child = folder.command(&words).spawn().unwrap();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        reader.read_line(&mut first).unwrap();
        assert!(!first.is_empty(), "{line}");
        drop(reader);
        let done = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(!told.contains("panicked"), "{line}: {told}");
        if line.starts_with("scope") {
            assert_eq!(done.status.code(), Some(141), "{line}");
        }
    }
}

#[test]
fn standard_error_may_be_closed_too() {
    let folder = Folder::with("k.toml", "kind = \"electric-kettel\"\n");
    let mut child = folder.command(&["scope", "k.toml", "--market", "CN"]).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
