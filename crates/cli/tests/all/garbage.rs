//! Whatever is given, the program answers or refuses; it never breaks down. [`super::support::Done`] looks for panics.

use super::support::{Drawn, Folder, KETTLE, chinese, root};
use std::fs;

/// A run of the binary takes some fifty milliseconds, so there are fewer than in the tests of the libraries.
fn cases() -> u64 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256);
    (asked / 4u64).clamp(16, 1000)
}

const FORMATS: [&str; 5] = ["toml", "json", "jsonl", "csv", "xlsx"];

fn good() -> Vec<Vec<u8>> {
    let train = fs::read(root().join("examples/toy-train.toml")).unwrap();
    let json = br#"[{"name":"K","kind":"toy","kinds":["doll"],"facts":{"age_min":"3 year","rated_voltage":{"value":"5 V","by":"Li"}},"ship":[{"market":"CN","date":"2027-06-01"}]}]"#;
    let csv = "name,kind,rated_voltage,radio_technologies\nK1,toy,5 V,wlan;bluetooth\n\"K\n2\",电热水壶,220-240 V,\n";
    vec![train, KETTLE.into(), json.to_vec(), csv.into()]
}

/// Words at which readers stumble.
const ODD: [&str; 12] = [
    "\"\"\"",
    "[[",
    "{{",
    "9e999",
    "-0",
    "\u{feff}",
    "\u{202e}",
    "1979-05-27T07:32:00Z",
    "\\u0000",
    "[[product]]\n",
    ",,,,\n",
    "nan",
];

fn damaged(drawn: &mut Drawn, good: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = drawn.pick(good).clone();
    for _ in 0..=drawn.below(4) {
        let at = drawn.below(bytes.len() + 1);
        match drawn.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.splice(at..at, (0..drawn.below(9)).map(|_| 0)).for_each(drop),
            2 => bytes.splice(at..at, drawn.pick(&ODD).bytes()).for_each(drop),
            3 => bytes.extend_from_slice(&drawn.pick(good)[..5]),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = drawn.next() as u8;
                }
            }
        }
    }
    bytes
}

/// Several files go into one run of `scope`, so that most of the time is spent on them; `plan` writes a file, alone.
#[test]
fn drawn_files_of_every_format() {
    let folder = Folder::new();
    let good = good();
    let mut drawn = Drawn::new(1);
    for case in 0..cases() {
        let many = if case % 4 == 0 { 1 } else { 4 };
        let names: Vec<String> = (0..many).map(|n| format!("f{n}.{}", drawn.pick(&FORMATS))).collect();
        for name in &names {
            let bytes = match drawn.below(4) {
                0 => (0..drawn.below(600)).map(|_| drawn.next() as u8).collect(),
                _ => damaged(&mut drawn, &good),
            };
            folder.write(name, &bytes);
        }
        let files = names.join(" ");
        let line = match case % 4 {
            0 => format!("plan {files} --market CN --samples 0 -o plan.out"),
            1 => format!("map {files} --market DE"),
            _ => format!("scope {files} --market CN --market US"),
        };
        let line = if case % 2 == 0 { line } else { format!("{line} --lang zh") };
        let done = folder.run(&line);
        let silent = done.err.lines().find(|l| case % 2 == 1 && !chinese(l));
        assert_eq!(silent, None, "case {case}: no Chinese in a message that was asked for in Chinese");
        let kept = |name: &String| fs::read(folder.path(name)).map(|b| String::from_utf8_lossy(&b).into_owned());
        let shown = || names.iter().map(|n| format!("{n}: {:?}", kept(n))).collect::<Vec<_>>().join("\n");
        assert!(matches!(done.code, Some(0..=4)), "case {case}: {line}: {done:#?}\n{}", shown());
        if done.code == Some(2) {
            let named = names.iter().any(|n| done.err.contains(n));
            assert!(named, "case {case}: the message names no file: {}\n{}", done.err, shown());
            assert!(!folder.path("plan.out").exists(), "case {case}: a file in spite of bad input\n{}", shown());
        }
        let _ = fs::remove_file(folder.path("plan.out"));
    }
}

#[test]
fn drawn_answers_to_ask() {
    let answers = [
        "1",
        "2",
        "0",
        "y",
        "n",
        "220 V",
        "220",
        "-",
        "100-240 V",
        "9999999999999999999 V",
        "1,2",
        "，",
        "电",
        "?",
        "",
        "\u{1b}[A",
        "2027-06-01",
        "3 year",
        "toy",
    ];
    let mut drawn = Drawn::new(2);
    for case in 0..cases() / 8 {
        let folder = Folder::with("k.toml", "name = \"K\" # ours\n");
        let input: Vec<&str> = (0..30).map(|_| *drawn.pick(&answers)).collect();
        let done = folder.fed("ask k.toml --market CN --market US --market DE", input.join("\n"));
        assert!(matches!(done.code, Some(0 | 2 | 3 | 4)), "case {case}: {done:#?}");
        assert!(folder.read("k.toml").starts_with("name = \"K\" # ours\n"), "case {case}");
        assert_eq!(folder.names(), ["k.toml"], "case {case}");
    }
}

/// Commands come first.
const WORDS: [&str; 57] = [
    "scope",
    "map",
    "plan",
    "ask",
    "find",
    "new",
    "pack",
    "check",
    "test",
    "probe",
    "diff",
    "k.toml",
    "-",
    "gone.csv",
    "--market",
    "CN",
    "US",
    "XX",
    "--scheme",
    "cn-ccc",
    "eu-lvd",
    "--on",
    "--ship",
    "2027-06-01",
    "2027-13-01",
    "9999-12-31",
    "0001-01-01",
    "--from",
    "csv",
    "json",
    "--format",
    "text",
    "html",
    "ics",
    "--lang",
    "zh",
    "--packs",
    ".",
    "--samples",
    "0",
    "3",
    "--seed",
    "18446744073709551615",
    "--rate",
    "CNY=0",
    "CNY=0.13",
    "--currency",
    "EUR",
    "-o",
    "out",
    "--most",
    "kettle",
    "电",
    "--today",
    "2026-11-21",
    "--warnings",
    "--help",
];

#[test]
fn drawn_command_lines() {
    let mut drawn = Drawn::new(3);
    for case in 0..cases() {
        let folder = Folder::with("k.toml", KETTLE);
        let mut line: Vec<&str> = vec![*drawn.pick(&WORDS[..7])];
        line.extend((0..drawn.below(8)).map(|_| *drawn.pick(&WORDS)));
        let done = folder.words(&line);
        assert!(matches!(done.code, Some(0..=4)), "case {case}: {line:?}: {done:#?}");
        if done.code == Some(2) {
            assert!(
                !done.err.is_empty() || done.out.contains("errors"),
                "case {case}: {line:?}: refused without a word"
            );
        }
        assert_eq!(folder.read("k.toml"), KETTLE, "case {case}: {line:?}");
    }
}
