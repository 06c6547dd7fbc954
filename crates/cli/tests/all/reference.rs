//! The whole reference of the command line as a golden file; `UPDATE_GOLDEN=1` writes it anew.

use super::support::Folder;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The help of a command and of all commands under it, in their order.
fn collect(folder: &Folder, command: &[&str], text: &mut String) {
    let words: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
    let output = folder.command(&words).output().unwrap();
    assert!(output.status.success(), "{words:?}");
    let help = String::from_utf8(output.stdout).unwrap();
    let name = [&["certmap"], command].concat().join(" ");
    let _ =
        writeln!(text, "## {name}\n\n{}", help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end());
    text.push('\n');
    let listed = help.split("Commands:\n").nth(1).unwrap_or_default();
    let names: Vec<&str> = listed
        .lines()
        .take_while(|l| !l.is_empty())
        .filter_map(|l| l.strip_prefix("  ")?.split_whitespace().next().filter(|_| !l.starts_with("   ")))
        .filter(|n| *n != "help")
        .collect();
    for name in names {
        collect(folder, &[command, &[name]].concat(), text);
    }
}

#[test]
fn of_every_command() {
    let mut text = String::new();
    collect(&Folder::new(), &[], &mut text);
    let text = format!("{}\n", text.trim_end());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/reference.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(golden, text, "the help has changed; UPDATE_GOLDEN=1 takes it over, then read the difference");
}
