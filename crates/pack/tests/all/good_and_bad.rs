//! `good/` reads without a word; each file of `bad/` is a change of it, with all problems that it must cause.
//!
//! A file of `bad/` has parts `#@ in FILE` with lines to take out (`-`) and to put in their place (`+`; alone: at the end),
//! `#@ file FILE` with a whole text (`+`), `#@ drop FILE`, and `#! ` before each line of the problems, in both languages.

use certmap_base::{Date, Lang};
use certmap_pack::{Library, Select, lint};
use certmap_testkit::Texts;
use certmap_testkit::languages::told;
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The small dictionary with a pack that uses every key of the notation.
pub(crate) fn good() -> Texts {
    let text = fs::read_to_string(folder("good/everything.toml")).unwrap();
    let mut texts = Texts::small().known("pp-law", "XX").known("pp-mark", "UN|ZZ");
    for part in text.split("#@ file ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap();
        texts = texts.with(name.trim(), body);
    }
    texts
}

/// The texts that a change leaves.
fn changed(mut texts: Texts, change: &str) -> Texts {
    for part in change.split("#@ ").skip(1) {
        let (head, body) = part.split_once('\n').unwrap_or((part, ""));
        let (what, name) = head.trim().split_once(' ').unwrap();
        let lines = |sign: char| {
            let mine = body.lines().filter_map(|l| l.strip_prefix(sign)).map(|l| format!("{l}\n"));
            mine.collect::<String>()
        };
        let (out, put) = (lines('-'), lines('+'));
        let old = texts.list().iter().find(|(n, _)| *n == name).map(|(_, t)| (*t).to_owned());
        texts = match (what, old) {
            ("file", _) => texts.with(name, &put),
            ("drop", Some(_)) => texts.without(name),
            ("in", Some(old)) if out.is_empty() => texts.with(name, &(old + &put)),
            ("in", Some(old)) => {
                assert_eq!(old.matches(&out).count(), 1, "{name} has not once:\n{out}");
                texts.with(name, &old.replace(&out, &put))
            }
            _ => panic!("{name} is not there to be changed"),
        };
    }
    texts
}

/// All problems of reading, then of the lint, each in English and in Chinese.
fn problems(texts: &Texts) -> String {
    let (library, mut problems) = Library::read(&texts.list(), &Select::everything());
    if let Some(library) = &library {
        problems.extend(lint(library, Date::parse("2026-11-21").unwrap()));
    }
    problems
        .iter()
        .zip(told(&problems))
        .map(|(p, en)| {
            format!(
                "{en}
{}
",
                p.say(Lang::Zh)
            )
        })
        .collect()
}

#[test]
fn the_good_pack_reads_without_a_word() {
    assert_eq!(problems(&good()), "");
    let library = good().library();
    assert_eq!(library.packs[0].schemes.iter().map(|s| s.rules().count()).sum::<usize>(), 8);
}

/// With `CERTMAP_BLESS` in the environment the expectations are written anew, to be read like a result.
#[test]
fn bad_packs_are_told_so() {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder("bad")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 30);
    let mut wrong = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let split = text.find("\n#! ").map_or(text.len(), |i| i + 1);
        let (change, expected) = text.split_at(split);
        let found: String = problems(&changed(good(), change)).lines().map(|l| format!("#! {l}\n")).collect();
        if found == expected && !found.is_empty() {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        wrong.push_str(&format!("{name}\nexpected:\n{expected}found:\n{found}\n"));
        if std::env::var_os("CERTMAP_BLESS").is_some() {
            fs::write(&path, format!("{change}{found}")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
