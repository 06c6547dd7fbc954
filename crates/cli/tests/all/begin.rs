//! `certmap new` and `certmap pack new`: what is begun can be read.

use super::support::{Folder, root};
use std::fs;
use std::path::Path;

#[test]
fn a_new_product_file_loads() {
    let folder = Folder::new();
    for kind in ["electric-kettle", "toy-train", "servo-motor", "childrens-t-shirt", "product", "light-bulb"] {
        let known = folder.run(&format!("find {kind} --format json")).json();
        if known[0]["kind"] != *kind {
            continue;
        }
        for lang in ["en", "zh"] {
            let file = folder.run(&format!("new {kind} --lang {lang}")).ends(0).out;
            folder.write("new.toml", file);
            let done = folder.run("scope new.toml --market CN --market US --market DE --format json");
            assert!(matches!(done.code, Some(0 | 3 | 4)), "{kind} {lang}: {}", done.err);
            assert_eq!(done.err, "");
            assert_eq!(done.json()["product"], "My product");
        }
    }
}

/// Every commented example line, taken out of its comment, must be good too.
#[test]
fn what_stands_in_comments_can_be_used() {
    let folder = Folder::new();
    let file = folder.run("new electric-kettle").ends(0).out;
    let setting = |line: &str| {
        let rest = line.strip_prefix("# ")?;
        let key = rest.split(" = ").next().filter(|k| *k != rest)?;
        (key.chars().all(|c| c.is_ascii_lowercase() || c == '_') || rest.starts_with("[[")).then(|| rest.to_owned())
    };
    let table = |line: &str| line.strip_prefix("# ").filter(|l| l.starts_with("[[")).map(str::to_owned);
    let plain: Vec<String> =
        file.lines().map(|l| setting(l).or_else(|| table(l)).unwrap_or_else(|| l.to_owned())).collect();
    folder.write("all.toml", plain.join("\n"));
    let done = folder.run("scope all.toml --format json");
    assert!(
        !done.err.contains("error: unknown") && !done.err.contains("cannot be"),
        "{}\n{}",
        plain.join("\n"),
        done.err
    );
}

#[test]
fn a_new_file_never_overwrites() {
    let folder = Folder::new();
    folder.run("new toy -o a.toml").ends(0);
    let before = folder.read("a.toml");
    folder.run("new doll -o a.toml").ends(2);
    assert_eq!(folder.read("a.toml"), before);
    assert_eq!(folder.names(), ["a.toml"]);
}

#[test]
fn by_words_and_by_name() {
    let folder = Folder::new();
    for words in [&["new", "electric kettle"][..], &["new", "电热水壶"], &["new", "electric-kettle"]] {
        let out = folder.words(words).ends(0).out;
        assert!(out.contains("kind = \"electric-kettle\""), "{out}");
    }
    let out = folder.words(&["new", "toy", "--name", "Zug \"T1\""]).ends(0).out;
    assert!(out.contains("name = 'Zug \"T1\"'") || out.contains("name = \"Zug \\\"T1\\\"\""), "{out}");
}

/// Copies a folder with all that lies below it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, &target).map(drop).unwrap() }
    }
}

#[test]
fn a_new_pack_is_good_once_its_scheme_is_listed() {
    let folder = Folder::new();
    copy(&root().join("packs/common"), &folder.path("packs/common"));
    let made = folder.run("pack new fr-nf").ends(0).out;
    assert!(made.contains("packs/fr-nf/schemes/fr-nf/scheme.toml"), "{made}");
    let check = folder.run("pack check --packs packs").ends(2).out;
    let line =
        "packs/fr-nf/schemes/fr-nf/scheme.toml:2:17: error: the scheme `fr-nf` is missing in packs/common/schemes.csv";
    assert!(check.starts_with(line), "{check}");
    let list = folder.read("packs/common/schemes.csv");
    folder.write(
        "packs/common/schemes.csv",
        format!("{}\nfr-nf,DE,NF,NF标志,mandatory,certificate,law,,,,,,,unconfirmed\n", list.trim_end()),
    );
    assert!(folder.run("pack check --packs packs").ends(0).out.contains("0 errors"));
    let tested = folder.run("pack test fr-nf --packs packs").ends(0).out;
    assert!(tested.trim_end().ends_with(" passed, 0 failed"), "{tested}");
    folder.run("pack probe fr-nf --packs packs").ends(0);
    folder.run("pack new fr-nf").ends(2).says("command line: error: `packs/fr-nf` exists already");
}

#[test]
fn a_mistake_in_a_pack_is_told_with_its_place() {
    let folder = Folder::new();
    copy(&root().join("packs/common"), &folder.path("packs/common"));
    copy(&root().join("packs/cn-ccc"), &folder.path("packs/cn-ccc"));
    let file = "packs/cn-ccc/definitions.toml";
    let text = folder.read(file);
    folder.write(file, format!("{text}\n[[definition]]\nid = \"odd\"\ntitel = 1\n"));
    let done = folder.run("pack check --packs packs").ends(2);
    assert!(done.out.contains("packs/cn-ccc/definitions.toml:") && done.out.contains("titel"), "{}", done.out);
}

/// A table to start from, as CSV and as a workbook; both are good product files with a shipment filled in.
#[test]
fn new_writes_tables_too() {
    let folder = Folder::new();
    folder.run("new electric-kettle --name K1 -o list.csv --lang zh").ends(0);
    let text = folder.read("list.csv");
    assert!(text.contains("# ship.date：货物发出的日期（例如 2027-06-01）"), "{text}");
    let row = text.lines().last().unwrap();
    assert!(row.starts_with("K1,electric-kettle,,,"), "{row}");
    folder.write("list.csv", text.replace("K1,electric-kettle,,,", "K1,electric-kettle,,CN,2027-06-01"));
    let scope = folder.run("scope list.csv --scheme cn-ccc --format json");
    assert_eq!(scope.json()["product"], "K1");
    folder.run("new toy --format xlsx -o list.xlsx").ends(0);
    assert_eq!(folder.run("scope list.xlsx --market CN --scheme cn-ccc --format json").json()["product"], "My product");
    folder.told(
        "new toy --format xlsx",
        2,
        "command line: error: a workbook is not written to the terminal\n    add -o products.xlsx",
        "命令行: 错误：工作簿不能输出到终端\n    请加上 -o products.xlsx",
    );
}
