//! No file that is kept names a folder of one machine, or the host that packages are fetched from.

use super::support::{printed, root, settle};
use std::fs;

const FOLDERS: [&str; 4] =
    [concat!("/", "work/"), concat!("/", "root/"), concat!("/", "home/"), concat!("/", "Users/")];
const HOSTS: [&str; 7] = [
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("registry.", "npmjs.org"),
    concat!("files.", "pythonhosted.org"),
    concat!("pypi", ".org"),
    concat!("deb.", "debian.org"),
    concat!("npm", "mirror.com"),
];

#[test]
fn no_file_names_a_machine() {
    let mut complaints = Vec::new();
    for path in tracked() {
        let Ok(text) = fs::read_to_string(root().join(&path)) else {
            continue;
        };
        complaints.extend(named(&text).into_iter().map(|told| format!("{path}:{told}")));
    }
    settle(&complaints);
}

#[test]
fn folders_and_hosts_are_told_from_addresses() {
    let folder = FOLDERS.map(|folder| format!("cd {folder}x"));
    assert!(folder.iter().all(|line| named(line).len() == 1), "{folder:?}");
    let [work, ..] = FOLDERS;
    assert_eq!(named(&format!("open file://{work}x")).len(), 1);
    assert_eq!(named(&format!("see https://example.invalid{work}x")).len(), 0);
    let [host, ..] = HOSTS;
    assert_eq!(named(&format!("https://{host}/x")), [format!("1: names the host `{host}`")]);
}

/// The files that git keeps; links and what was just deleted are passed over when they are read.
fn tracked() -> Vec<String> {
    // The folder may belong to somebody else, as in a container.
    let list =
        printed("git", &["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let list = String::from_utf8(list).unwrap();
    list.split_terminator('\0').map(str::to_owned).collect()
}

fn named(text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let folders = FOLDERS.iter().filter(|folder| begins_path(line, folder));
        complaints.extend(folders.map(|folder| format!("{number}: names the folder `{folder}` of one machine")));
        let hosts = HOSTS.iter().filter(|host| line.contains(**host));
        complaints.extend(hosts.map(|host| format!("{number}: names the host `{host}`")));
    }
    complaints
}

/// Whether the folder stands at the start of a path, and not inside an address or a longer path.
fn begins_path(line: &str, folder: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || "/._-~%}>)".contains(c);
    line.match_indices(folder).any(|(at, _)| {
        let (before, _) = line.split_at(at);
        !before.ends_with(inside) || before.ends_with("file://")
    })
}
