//! `certmap ask`, with answers from a pipe.

use super::support::{Folder, KETTLE};

const FILE: &str = "# what we sell\nname = \"K\"   # ours\nkind = \"electric-kettle\"\n\n[facts]   # of the plate\nadapter_supplied = false # none in the box\n";
const ASK: &str = "ask k.toml --market CN --scheme cn-ccc";

/// Answers by fact: the questions may come in any order.
fn answered(file: &str, line: &str, input: &str) -> (Folder, super::support::Done) {
    let folder = Folder::with("k.toml", file);
    let done = folder.fed(line, input);
    (folder, done)
}

#[test]
fn answers_are_written_back_and_comments_stay() {
    let (folder, done) = answered(FILE, ASK, "1\n220 V\n");
    let done = done.ends(0);
    assert!(done.out.contains("no more questions; 1 of 1 results decided"), "{}", done.out);
    assert_eq!(folder.read("k.toml"), format!("{FILE}intended_use = \"household\"\nrated_voltage = \"220 V\"\n"));
    assert_eq!(folder.names(), ["k.toml"]);
    folder.run("scope k.toml --market CN --scheme cn-ccc").ends(0);
}

#[test]
fn nobody_has_to_know() {
    for input in ["\n\n\n\n\n\n", "?\n?\n?\n?\n?\n?\n"] {
        let (folder, done) = answered(FILE, ASK, input);
        let done = done.ends(3);
        assert!(done.out.contains("left open"), "{}", done.out);
        assert!(done.out.lines().filter(|l| l.contains("Enter: I do not know; q: stop")).count() >= 2, "{}", done.out);
        assert_eq!(folder.read("k.toml"), FILE);
    }
}

#[test]
fn a_wrong_answer_is_asked_again() {
    let (folder, done) = answered(FILE, ASK, "houshold\n1\nmuch\n5 kg\n220\n220 V\n");
    let done = done.ends(0);
    for said in [
        "   `houshold` is no choice of `intended_use`; did you mean `household`?",
        "   `much` does not begin with a number; write a number, then the unit, for example 36 V",
        "   `5 kg` does not fit `rated_voltage`, which is a voltage; write it in V",
        "   `220` for `rated_voltage` has no unit; write it in V",
    ] {
        assert!(done.out.contains(said), "{said}\n{}", done.out);
    }
    assert!(folder.read("k.toml").ends_with("intended_use = \"household\"\nrated_voltage = \"220 V\"\n"));
}

#[test]
fn stopping_keeps_what_was_answered() {
    for end in ["q\n", ""] {
        let (folder, done) = answered(FILE, ASK, &format!("1\n{end}"));
        let done = done.ends(3);
        assert!(done.out.contains("stopped; what was answered is in the file"), "{}", done.out);
        assert_eq!(folder.read("k.toml"), format!("{FILE}intended_use = \"household\"\n"));
    }
}

#[test]
fn the_kind_comes_first_and_by_words() {
    let (folder, done) = answered("name = \"K\" # ours\n", ASK, "zzzzqqq\nelectric kettle\nq\n");
    let done = done.ends(3);
    assert!(done.out.contains("no kind of product is called `zzzzqqq`; try a simpler word"), "{}", done.out);
    assert!(done.out.contains("= electric-kettle (electric kettle)"), "{}", done.out);
    assert_eq!(folder.read("k.toml"), "name = \"K\" # ours\nkind = \"electric-kettle\"\n");
}

#[test]
fn in_chinese() {
    let (folder, done) = answered(
        "name = \"电水壶\"\n\n[facts]\nadapter_supplied = false\n",
        &format!("{ASK} --lang zh"),
        "电热水壶\n1\n220 V\n",
    );
    let done = done.ends(0);
    assert!(done.out.contains("没有更多问题；1 项结论中 1 项已确定"), "{}", done.out);
    assert!(done.out.contains("回车：不知道；q：停止"), "{}", done.out);
    assert_eq!(
        folder.read("k.toml"),
        "name = \"电水壶\"\nkind = \"electric-kettle\"\n\n[facts]\nadapter_supplied = false\nintended_use = \"household\"\nrated_voltage = \"220 V\"\n"
    );
}

#[test]
fn nothing_is_asked_where_nothing_is_open() {
    let (folder, done) = answered(KETTLE, ASK, "never read\n");
    assert!(!done.ends(0).out.contains("1. "));
    assert_eq!(folder.read("k.toml"), KETTLE);
}

#[test]
fn a_file_that_may_not_be_written_is_refused_before_the_first_question() {
    let folder = Folder::with("k.toml", FILE);
    let path = folder.path("k.toml");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let done = folder.fed(ASK, "1\n220 V\n").ends(2);
    assert_eq!(done.out, "");
    assert_eq!(folder.read("k.toml"), FILE);
    done.says("k.toml: error: the file is read-only\n    allow writing to it, or work on a copy");
}

#[test]
fn a_link_stays_a_link() {
    let folder = Folder::with("real.toml", FILE);
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path("real.toml"), folder.path("k.toml")).unwrap();
    folder.fed(ASK, "1\nq\n").ends(3);
    assert!(std::fs::symlink_metadata(folder.path("k.toml")).unwrap().is_symlink());
    assert_eq!(folder.read("real.toml"), format!("{FILE}intended_use = \"household\"\n"));
}

#[test]
fn several_products_in_a_file_are_refused() {
    let text = "[[product]]\nname = \"A\"\nkind = \"electric-kettle\"\n[[product]]\nname = \"B\"\nkind = \"toy\"\n";
    let (folder, done) = answered(text, ASK, "1\n220 V\n");
    let done = done.ends(2);
    assert_eq!(done.out, "", "not one question is asked in vain");
    done.says("k.toml: error: the file holds several products\n    give the answers in the file by hand, or ask about a file of one product");
    assert_eq!(folder.read("k.toml"), text);
}
