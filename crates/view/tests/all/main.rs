//! What the functions of the crate print, compared with files under `tests/golden`; `UPDATE_GOLDEN=1` writes them anew.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod files;
mod library;
mod plans;
mod scopes;
mod shown;

use std::path::Path;

/// Compares with a golden file.
#[track_caller]
pub(crate) fn golden(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected != actual {
        let line = expected.lines().zip(actual.lines()).position(|(a, b)| a != b).unwrap_or(0);
        let show = |text: &str| text.lines().skip(line.saturating_sub(2)).take(8).collect::<Vec<_>>().join("\n");
        panic!("{name} differs from line {} on\nexpected:\n{}\n\nactual:\n{}", line + 1, show(&expected), show(actual));
    }
}
