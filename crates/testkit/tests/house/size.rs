//! How long a file may be: look for a seam at 600 lines, never more than 900.

use super::support::{crates, files, read, settle};

const LINES_MAX: usize = 900;
const LINES_TO_LOOK_AT: usize = 600;

#[test]
fn no_source_file_is_too_long() {
    let paths = crates().into_iter().flat_map(|krate| files(&format!("crates/{krate}/src"), "rs"));
    let mut lengths: Vec<_> = paths.map(|path| (read(&path).lines().count(), path)).collect();
    lengths.sort();
    for (lines, path) in lengths.iter().filter(|(lines, _)| *lines > LINES_TO_LOOK_AT) {
        println!("warning: {path} has {lines} lines; is there a seam?");
    }
    lengths.retain(|(lines, _)| *lines > LINES_MAX);
    settle(
        &lengths
            .iter()
            .map(|(lines, path)| format!("{path} has {lines} lines, more than {LINES_MAX}"))
            .collect::<Vec<_>>(),
    );
}
