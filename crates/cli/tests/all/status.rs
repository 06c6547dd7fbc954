//! What the exit status tells.

use super::support::{Folder, KETTLE};

#[track_caller]
fn check(line: &str, code: i32) {
    let folder = Folder::with("kettle.toml", KETTLE);
    folder.write("open.toml", "name = \"Kettle\"\nkind = \"electric-kettle\"\n");
    folder.write("bad.toml", "kind = \"electric-kettel\"\n");
    folder.run(line).ends(code);
}

#[test]
fn of_scope() {
    check("scope kettle.toml --market CN --scheme cn-ccc", 0);
    check("scope bad.toml --market CN --scheme cn-ccc", 2);
    check("scope open.toml --market CN --scheme cn-ccc", 3);
    check("scope kettle.toml --market CN --scheme cn-food-contact", 4);
    check("scope kettle.toml --market KE", 4);
}

#[test]
fn the_worst_of_several_products_counts() {
    check("scope kettle.toml open.toml --market CN --scheme cn-ccc", 3);
    check("scope kettle.toml open.toml --market CN --market KE --scheme cn-ccc", 3);
    check("scope open.toml bad.toml kettle.toml --market CN --scheme cn-ccc", 2);
    check("scope kettle.toml kettle.toml --market CN --scheme cn-ccc", 0);
}

#[test]
fn of_map() {
    check("map kettle.toml --market CN --scheme cn-ccc", 0);
    check("map bad.toml --market CN", 2);
    check("map open.toml --market CN --scheme cn-ccc", 3);
    check("map kettle.toml --market CN --market KE", 4);
}

#[test]
fn of_plan() {
    check("plan kettle.toml --market CN --ship 2027-12-01 --samples 0", 0);
    check("plan kettle.toml --market CN --ship 2026-12-01 --samples 0", 1);
    check("plan bad.toml --market CN --ship 2027-12-01", 2);
    check("plan open.toml --market CN --ship 2027-12-01 --samples 0", 3);
    check("plan kettle.toml --market CN --ship 2026-01-01 --samples 0", 1);
}

#[test]
fn of_ask_with_nobody_there() {
    check("ask kettle.toml --market CN --scheme cn-ccc", 0);
    check("ask open.toml --market CN --scheme cn-ccc", 3);
    check("ask bad.toml --market CN --scheme cn-ccc", 2);
}

#[test]
fn of_find_and_new() {
    check("find kettle", 0);
    check("find kettle --format json", 0);
    check("find zzzzqqq", 2);
    check("find", 2);
    check("new electric-kettle", 0);
    check("new", 0);
    check("new zzzzqqq", 2);
}

#[test]
fn of_pack() {
    check("pack check", 0);
    check("pack test cn-cqc", 0);
    check("pack test zzzzqqq", 2);
    check("pack probe cn-cqc", 0);
    check("pack probe zzzzqqq", 2);
    check("pack show", 0);
    check("pack show cn-cqc", 0);
    check("pack show zzzzqqq", 2);
    check("pack coverage", 0);
    check("pack coverage --format markdown", 0);
    check("pack diff nowhere elsewhere", 2);
    check("pack new Bad_Id", 2);
}

#[test]
fn of_the_command_line_itself() {
    check("", 2);
    check("scop kettle.toml", 2);
    check("scope", 2);
    check("--help", 0);
    check("--version", 0);
}
